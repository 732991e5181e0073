//! A PDF of pictures, one to a page.

use domain::document::{Kind, MOST_PICTURES, Unacceptable};
use image::ImageFormat;
use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Rect, Ref};

use crate::{
    picture::{self, Page},
    tiff::Tiff,
};

/// US letter in points; the pages are as large as fits on it, whichever way they lie.
const LETTER: (f32, f32) = (612.0, 792.0);

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const PICTURE: Name = Name(b"Picture");

/// The PDF while it is made. Only the encoded pages are in memory, and one picture.
pub(crate) struct Book<F> {
    pdf: Pdf,
    pages: Vec<Ref>,
    begin: F,
}

impl<F: FnMut(u64)> Book<F> {
    pub(crate) fn new(begin: F) -> Self {
        Self { pdf: Pdf::new(), pages: vec![], begin }
    }

    /// Adds the pages of a picture file.
    pub(crate) fn add(&mut self, kind: Kind, content: Vec<u8>) -> Result<(), Unacceptable> {
        match kind {
            Kind::Pdf => Err(Unacceptable::Mixed),
            Kind::Jpeg => self.add_picture(&content, ImageFormat::Jpeg),
            Kind::Png => self.add_picture(&content, ImageFormat::Png),
            Kind::Tiff => {
                let mut tiff = Tiff::new(content);
                tiff.pages()?.into_iter().try_for_each(|page| self.add_picture(tiff.turned_to(page), ImageFormat::Tiff))
            }
            #[cfg(feature = "heic")]
            Kind::Heic => {
                let page = crate::heic::page(&content, &mut self.begin)?;
                self.add_page(&page)
            }
            #[cfg(not(feature = "heic"))]
            Kind::Heic => Err(Unacceptable::Heic),
        }
    }

    pub(crate) fn pages(&self) -> usize {
        self.pages.len()
    }

    pub(crate) fn into_pdf(mut self) -> Vec<u8> {
        self.pdf.catalog(CATALOG).pages(PAGES);
        let count = i32::try_from(self.pages.len()).unwrap_or(i32::MAX);
        self.pdf.pages(PAGES).kids(self.pages).count(count);
        self.pdf.finish()
    }

    fn add_picture(&mut self, content: &[u8], format: ImageFormat) -> Result<(), Unacceptable> {
        let page = picture::page(content, format, &mut self.begin)?;
        self.add_page(&page)
    }

    fn add_page(&mut self, picture: &Page) -> Result<(), Unacceptable> {
        if self.pages.len() == MOST_PICTURES {
            return Err(Unacceptable::TooManyPictures);
        }
        let (width, height) = size(picture);
        let [page_id, image_id, content_id] = self.next_refs();
        self.pages.push(page_id);

        let mut page = self.pdf.page(page_id);
        page.media_box(Rect::new(0.0, 0.0, width, height)).parent(PAGES).contents(content_id);
        page.resources().x_objects().pair(PICTURE, image_id);
        page.finish();

        let mut image = self.pdf.image_xobject(image_id, &picture.jpeg);
        image.filter(Filter::DctDecode);
        image.width(picture.width as i32).height(picture.height as i32).bits_per_component(8);
        if picture.is_gray {
            image.color_space().device_gray()
        } else {
            image.color_space().device_rgb()
        };
        image.finish();

        let mut content = Content::new();
        content.transform([width, 0.0, 0.0, height, 0.0, 0.0]).x_object(PICTURE);
        self.pdf.stream(content_id, &content.finish());
        Ok(())
    }

    /// Numbers for a page, its picture and its content, after those of the pages before.
    fn next_refs(&self) -> [Ref; 3] {
        let first = 3 + 3 * self.pages.len() as i32;
        [first, first + 1, first + 2].map(Ref::new)
    }
}

/// How large a picture is on paper, in points.
fn size(picture: &Page) -> (f32, f32) {
    let (width, height) = (picture.width as f32, picture.height as f32);
    let (across, down) = if width > height { (LETTER.1, LETTER.0) } else { LETTER };
    let scale = (across / width).min(down / height);
    // A strip of one pixel would be a page of nothing, which readers do not show.
    ((width * scale).max(3.0), (height * scale).max(3.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_as_large_as_fits_on_paper() {
        let of = |width, height| size(&Page { jpeg: vec![], width, height, is_gray: false });
        assert_eq!(of(2_550, 3_300), (612.0, 792.0));
        assert_eq!(of(4_000, 3_000), (792.0, 594.0));
        assert_eq!(of(1, 2_500), (3.0, 792.0));
    }
}
