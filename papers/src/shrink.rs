//! Making a picture smaller by the mean of what falls into each pixel. That needs no memory beside the result, where the
//! filters of the library hold the whole picture once more in floating point.

use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};

/// The picture with a longer side of at most this many pixels.
pub(crate) fn shrink(picture: DynamicImage, long_side: u32) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    if width.max(height) <= long_side {
        return picture;
    }
    let scaled = |side: u32| {
        let side = u64::from(side) * u64::from(long_side) / u64::from(width.max(height));
        u32::try_from(side).unwrap_or(long_side).max(1)
    };
    let (to_width, to_height) = (scaled(width), scaled(height));
    let (across, down) = (Side::new(width, to_width), Side::new(height, to_height));
    let made = match &picture {
        DynamicImage::ImageLuma8(from) => {
            GrayImage::from_raw(to_width, to_height, means::<1>(from, across, down)).map(Into::into)
        }
        DynamicImage::ImageLumaA8(from) => {
            GrayAlphaImage::from_raw(to_width, to_height, means::<2>(from, across, down)).map(Into::into)
        }
        DynamicImage::ImageRgb8(from) => {
            RgbImage::from_raw(to_width, to_height, means::<3>(from, across, down)).map(Into::into)
        }
        DynamicImage::ImageRgba8(from) => {
            RgbaImage::from_raw(to_width, to_height, means::<4>(from, across, down)).map(Into::into)
        }
        _ => None,
    };
    // Deep colors are rare; the library's own means do for them.
    made.unwrap_or_else(|| picture.thumbnail_exact(to_width, to_height))
}

/// One side of the picture, and what becomes of it.
#[derive(Clone, Copy)]
struct Side {
    from: usize,
    to: usize,
}

/// The 256ths of a source pixel, which is how finely pixels are divided.
const WHOLE: usize = 256;

impl Side {
    fn new(from: u32, to: u32) -> Self {
        Self { from: from as usize, to: to as usize }
    }

    /// What falls into a pixel of the result: the places of source pixels, each with how many 256ths of it.
    fn span(self, place: usize) -> impl Iterator<Item = (usize, u64)> {
        let (start, end) = (place * self.from * WHOLE / self.to, (place + 1) * self.from * WHOLE / self.to);
        (start / WHOLE..end.div_ceil(WHOLE))
            .map(move |pixel| (pixel, (end.min((pixel + 1) * WHOLE) - start.max(pixel * WHOLE)) as u64))
    }

    fn weight(self, place: usize) -> u64 {
        ((place + 1) * self.from * WHOLE / self.to - place * self.from * WHOLE / self.to) as u64
    }
}

fn means<const CHANNELS: usize>(pixels: &[u8], across: Side, down: Side) -> Vec<u8> {
    let mut made = Vec::with_capacity(across.to * down.to * CHANNELS);
    let mut sums = vec![[0_u64; CHANNELS]; across.to];
    for y in 0..down.to {
        sums.fill([0; CHANNELS]);
        for (row, share) in down.span(y) {
            add_row(&mut sums, &pixels[row * across.from * CHANNELS..], across, share);
        }
        for (x, sum) in sums.iter().enumerate() {
            let weight = across.weight(x) * down.weight(y);
            made.extend(sum.map(|sum| ((sum + weight / 2) / weight) as u8));
        }
    }
    made
}

/// Adds a row of the source to one of the result, by the share of it that falls there.
fn add_row<const CHANNELS: usize>(sums: &mut [[u64; CHANNELS]], row: &[u8], across: Side, share: u64) {
    for (x, sum) in sums.iter_mut().enumerate() {
        for (pixel, weight) in across.span(x) {
            for (sum, value) in sum.iter_mut().zip(&row[pixel * CHANNELS..]) {
                *sum += u64::from(*value) * weight * share;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_side_is_bounded() {
        for (width, height, small) in
            [(100, 50, (100, 50)), (4_000, 3_000, (2_500, 1_875)), (100, 10_000, (25, 2_500)), (9_000, 1, (2_500, 1))]
        {
            for picture in [DynamicImage::new_luma8(width, height), DynamicImage::new_rgb16(width, height)] {
                let made = shrink(picture, 2_500);
                assert_eq!((made.width(), made.height()), small);
            }
        }
    }

    #[test]
    fn each_pixel_is_the_mean_of_what_falls_into_it() {
        let row = GrayImage::from_raw(3, 1, vec![0, 90, 255]).unwrap();
        assert_eq!(shrink(row.into(), 2).into_luma8().into_raw(), [30, 200]);
        let colors = RgbImage::from_raw(2, 2, vec![10, 0, 255, 30, 0, 255, 10, 0, 255, 30, 200, 255]).unwrap();
        assert_eq!(shrink(colors.into(), 1).into_rgb8().into_raw(), [20, 50, 255]);
        let paper = RgbaImage::from_pixel(777, 333, image::Rgba([255, 254, 253, 252]));
        assert!(shrink(paper.into(), 100).into_rgba8().pixels().all(|pixel| pixel.0 == [255, 254, 253, 252]));
    }
}
