//! Files that a buyer could send, as small as their types allow, or as long as wanted.

/// A photo of a telephone, 400 by 300 pixels, held upright, with the place where it was taken and the camera's maker.
pub const PHOTO: &[u8] = include_bytes!("../papers/photo.jpg");

/// A fax of two pages.
pub const FAX: &[u8] = include_bytes!("../papers/fax.tif");

/// The code by which scanners are tried. In two parts, so that none finds it in here.
pub const EICAR: [&str; 2] = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!$H+H*"];

/// A PDF of one page and exactly this many bytes, 400 at least.
pub fn pdf(size: usize) -> Vec<u8> {
    let short = pdf_with(1, "").len();
    let filled = pdf_with(1, &"%".repeat(size - short));
    assert_eq!(filled.len(), size);
    filled
}

/// A PDF of some pages, with a comment in it.
pub fn pdf_with(pages: usize, comment: &str) -> Vec<u8> {
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", page + 3)).collect();
    let mut objects =
        vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned(), format!("<</Type/Pages/Kids[{kids}]/Count {pages}>>")];
    objects.extend((0..pages).map(|_| "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>".to_owned()));
    let (mut content, mut table) = (format!("%PDF-1.7\n%{comment}\n"), String::new());
    for (place, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", content.len());
        content += &format!("{} 0 obj\n{object}\nendobj\n", place + 1);
    }
    let count = objects.len() + 1;
    let end = format!("trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{:010}\n%%EOF\n", content.len());
    (content + &format!("xref\n0 {count}\n0000000000 65535 f \n") + &table + &end).into_bytes()
}

/// A PDF that scanners call a virus.
pub fn infected_pdf() -> Vec<u8> {
    pdf_with(1, &EICAR.concat())
}

pub fn jpeg() -> Vec<u8> {
    PHOTO.to_vec()
}

/// A white page of 8 by 8 pixels.
pub fn png() -> Vec<u8> {
    include_bytes!("../papers/white.png").to_vec()
}
