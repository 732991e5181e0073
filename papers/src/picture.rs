//! One picture: decoded, turned as the camera was held, made small, and encoded anew without whatever else was in it.

use std::io::Cursor;

use color_quant::NeuQuant;
use domain::document::{MOST_MEGAPIXELS, Unacceptable};
use image::{
    DynamicImage, GenericImageView as _, ImageDecoder, ImageError, ImageFormat, ImageReader, codecs::jpeg::JpegEncoder,
};

use crate::shrink::shrink;

/// The longer side of a page in pixels: 227 to the inch on letter paper, where small print is still read.
pub(crate) const LONG_SIDE: u32 = 2_500;

/// The longer side of a logo in pixels: as many as it can have, down to what it is shown with.
const LOGO_SIDES: [u32; 6] = [480, 360, 280, 220, 180, 140];

/// Of at most 256; with more, edges are no smoother.
const LOGO_COLORS: usize = 64;

/// Each tenth pixel decides which colors there are, as the library advises.
const SAMPLING: i32 = 10;

/// What is left for a logo of the 15 kB that a page of the buyer's may have.
const LOGO_BYTES: usize = 2_000;

/// Of 100; lower than that the edges of print get a fringe.
const QUALITY: u8 = 80;

/// What a decoded picture may take: 100 megapixels with colors and transparency, in bytes.
const MOST_BYTES: u64 = 400_000_000;

/// A page as the PDF holds it.
pub(crate) struct Page {
    pub(crate) jpeg: Vec<u8>,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) is_gray: bool,
}

/// Makes a page of a JPEG, a PNG, or the first page of a TIFF.
pub(crate) fn page(content: &[u8], format: ImageFormat, begin: &mut impl FnMut(u64)) -> Result<Page, Unacceptable> {
    encode(decode(content, format, LONG_SIDE, begin)?)
}

/// Makes a small PNG of a logo, of eight bits a color; what is transparent stays so. It has as many pixels as go into
/// [`LOGO_BYTES`], since it is a part of pages that must be light.
pub(crate) fn logo(content: &[u8], format: ImageFormat, begin: &mut impl FnMut(u64)) -> Result<Vec<u8>, Unacceptable> {
    let mut picture = decode(content, format, LOGO_SIDES[0], begin)?;
    let mut png = encode_logo(&picture)?;
    for side in LOGO_SIDES {
        if png.len() > LOGO_BYTES {
            picture = shrink(picture, side);
            png = encode_logo(&picture)?;
        }
    }
    Ok(png)
}

/// With a palette, as drawings have few colors: a quarter of what it weighs without.
fn encode_logo(picture: &DynamicImage) -> Result<Vec<u8>, Unacceptable> {
    let picture = picture.to_rgba8();
    let colors = NeuQuant::new(SAMPLING, LOGO_COLORS, &picture);
    let (palette, transparency) =
        colors.color_map_rgba().chunks_exact(4).map(|c| ([c[0], c[1], c[2]], c[3])).unzip::<_, _, Vec<_>, Vec<_>>();
    let pixels: Vec<_> = picture.chunks_exact(4).map(|pixel| colors.index_of(pixel) as u8).collect();
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette.concat());
    encoder.set_trns(transparency);
    encoder.set_compression(png::Compression::High);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    written.map_err(|_| Unacceptable::Unreadable)?;
    Ok(png)
}

/// The picture as it was meant to be seen, with a longer side of at most so many pixels.
fn decode(
    content: &[u8],
    format: ImageFormat,
    long_side: u32,
    begin: &mut impl FnMut(u64),
) -> Result<DynamicImage, Unacceptable> {
    if format == ImageFormat::Jpeg && !ends(content) {
        return Err(Unacceptable::Damaged);
    }
    let mut decoder =
        ImageReader::with_format(Cursor::new(content), format).into_decoder().map_err(|error| refusal(&error))?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    if decoder.total_bytes() > MOST_BYTES {
        return Err(Unacceptable::TooManyPixels);
    }
    begin(u64::from(width) * u64::from(height));
    let orientation = decoder.orientation().map_err(|error| refusal(&error))?;
    let decoded = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    let mut picture = shrink(decoded, long_side);
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Refuses by what the header says, before anything is decoded.
pub(crate) fn check_size(width: u32, height: u32) -> Result<(), Unacceptable> {
    match u64::from(width) * u64::from(height) {
        0 => Err(Unacceptable::Damaged),
        pixels if pixels > MOST_MEGAPIXELS * 1_000_000 => Err(Unacceptable::TooManyPixels),
        _ => Ok(()),
    }
}

/// Encodes the pixels and nothing else.
pub(crate) fn encode(picture: DynamicImage) -> Result<Page, Unacceptable> {
    let picture = if picture.color().has_alpha() { on_white(&picture) } else { picture };
    let is_gray = !picture.color().has_color();
    let picture = if is_gray { picture.into_luma8().into() } else { DynamicImage::from(picture.into_rgb8()) };
    let mut jpeg = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY)).map_err(|error| refusal(&error))?;
    Ok(Page { jpeg, width: picture.width(), height: picture.height(), is_gray })
}

/// A transparent scan is meant to lie on paper; left out, its background would be black.
fn on_white(picture: &DynamicImage) -> DynamicImage {
    let blend = |value: u8, alpha: u8| (u32::from(value) * u32::from(alpha) / 255) as u8 + (255 - alpha);
    let mut paper = image::RgbImage::new(picture.width(), picture.height());
    for (x, y, image::Rgba([r, g, b, alpha])) in picture.pixels() {
        paper.put_pixel(x, y, image::Rgb([blend(r, alpha), blend(g, alpha), blend(b, alpha)]));
    }
    paper.into()
}

/// Whether a JPEG has an end. The decoder paints gray what was cut off, and a paper without its signature would pass.
fn ends(jpeg: &[u8]) -> bool {
    scan(jpeg).is_some_and(|scan| scan.windows(2).any(|marker| marker == [0xff, 0xd9]))
}

/// What follows the headers; in them a thumbnail may have an end of its own.
fn scan(jpeg: &[u8]) -> Option<&[u8]> {
    const START_OF_SCAN: u8 = 0xda;
    let mut rest = jpeg.get(2..)?;
    loop {
        match *rest {
            [0xff, 0xff, ..] => rest = &rest[1..], // padding
            [0xff, START_OF_SCAN, ..] => return Some(rest),
            [0xff, _, high, low, ..] => rest = rest.get(2 + usize::from(u16::from_be_bytes([high, low]))..)?,
            _ => return None,
        }
    }
}

fn refusal(error: &ImageError) -> Unacceptable {
    match error {
        ImageError::Limits(_) => Unacceptable::TooManyPixels,
        ImageError::Unsupported(_) => Unacceptable::Unreadable,
        _ => Unacceptable::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_lie_on_white_paper() {
        let clear = DynamicImage::from(image::RgbaImage::from_pixel(2, 1, image::Rgba([0, 0, 0, 0])));
        assert_eq!(on_white(&clear).into_rgb8().into_raw(), [255; 6]);
        let ink = DynamicImage::from(image::RgbaImage::from_pixel(1, 1, image::Rgba([10, 20, 30, 255])));
        assert_eq!(on_white(&ink).into_rgb8().into_raw(), [10, 20, 30]);
    }

    #[test]
    fn the_end_of_a_thumbnail_is_none_of_the_picture() {
        let thumbnail = [0xff, 0xe1, 0, 6, 0xff, 0xd9, 1, 2];
        let cut_off = [&[0xff, 0xd8][..], &thumbnail, &[0xff, 0xda, 0, 2, 7, 7]].concat();
        assert!(!ends(&cut_off));
        assert!(ends(&[&cut_off[..], &[0xff, 0xd9], b"a film"].concat()));
    }
}
