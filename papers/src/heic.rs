//! Photos as iPhones keep them, read by libheif.

use domain::document::Unacceptable;
use image::RgbImage;
use libheif_rs::{ColorSpace, HeifContext, LibHeif, RgbChroma};

use crate::{
    picture::{self, LONG_SIDE, Page},
    shrink::shrink,
};

/// Makes a page of the main picture; libheif turns it as the camera was held.
pub(crate) fn page(content: &[u8], begin: &mut impl FnMut(u64)) -> Result<Page, Unacceptable> {
    let damaged = |_| Unacceptable::Damaged;
    let context = HeifContext::read_from_bytes(content).map_err(damaged)?;
    let handle = context.primary_image_handle().map_err(damaged)?;
    picture::check_size(handle.width(), handle.height())?;
    begin(u64::from(handle.width()) * u64::from(handle.height()));
    let decoded = LibHeif::new().decode(&handle, ColorSpace::Rgb(RgbChroma::Rgb), None).map_err(damaged)?;
    let plane = decoded.planes().interleaved.ok_or(Unacceptable::Unreadable)?;
    let row = 3 * plane.width as usize;
    let pixels = plane.data.chunks(plane.stride).take(plane.height as usize).flat_map(|line| &line[..row]);
    let picture = RgbImage::from_raw(plane.width, plane.height, pixels.copied().collect());
    picture::encode(shrink(picture.ok_or(Unacceptable::Damaged)?.into(), LONG_SIDE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_of_an_iphone_becomes_a_page() {
        let mut pixels = vec![];
        let made = page(include_bytes!("../tests/photo.heic"), &mut |count| pixels.push(count)).unwrap();
        assert_eq!((made.width, made.height, made.is_gray), (200, 150, false));
        assert_eq!(pixels, [200 * 150]);
        assert!(made.jpeg.starts_with(&[0xff, 0xd8, 0xff]));
    }

    #[test]
    fn half_a_photo_is_damaged() {
        let photo = include_bytes!("../tests/photo.heic");
        assert_eq!(page(&photo[..photo.len() / 2], &mut |_| ()).err(), Some(Unacceptable::Damaged));
    }
}
