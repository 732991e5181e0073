//! QR codes.

use qrcode::{QrCode, render::svg};

use crate::Error;

/// A QR code of a text as SVG: black on white, with the quiet zone that readers need.
pub fn qr_svg(text: &str) -> Result<String, Error> {
    let code = QrCode::new(text).map_err(|_| Error::TooLongForQr)?;
    Ok(code.render::<svg::Color>().min_dimensions(200, 200).build())
}
