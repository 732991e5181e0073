//! What is in a file that a buyer sends: each that cannot be taken has its sentence, and pictures become a PDF.

use std::io::Write as _;

use reqwest::multipart::{Form, Part};

use crate::support::{Answer, Buyer, FAX, PHOTO, TestApp, jpeg, pdf, pdf_with, png};

const PASSWORD: &[u8] = include_bytes!("papers/password.pdf");
const OWNER_PASSWORD: &[u8] = include_bytes!("papers/owner-password.pdf");
const MEGAPIXELS: &[u8] = include_bytes!("papers/101-megapixels.png");
const PALETTE: &[u8] = include_bytes!("papers/palette.tif");

const DAMAGED: &str =
    "The selected file is incomplete or damaged. Open it to check it, save it again, then select it again.";

/// Chooses several files at once.
async fn uploads_all(buyer: &Buyer, files: &[(&'static str, Vec<u8>)]) -> Answer {
    let part = |(name, content): &(&'static str, Vec<u8>)| Part::bytes(content.clone()).file_name(*name);
    buyer.sends_document(files.iter().fold(Form::new(), |form, file| form.part("file", part(file)))).await
}

#[tokio::test]
async fn each_refused_file_has_its_sentence() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    let half_a_photo = [&jpeg()[..4_000], b"appended by an app"].concat();
    let heic = b"\0\0\0\x24ftypheic\0\0\0\0mif1heic".to_vec();
    let files: [(&str, Vec<u8>, &str); 9] = [
        (
            "locked.pdf",
            PASSWORD.to_vec(),
            "The selected file is protected by a password. Save a copy without the password, then select the copy.",
        ),
        ("broken.pdf", b"%PDF-1.7\nnothing that a reader could mend\n%%EOF\n".to_vec(), DAMAGED),
        ("empty.pdf", pdf_with(0, ""), DAMAGED),
        ("broken.jpg", half_a_photo, DAMAGED),
        ("broken.tif", FAX[..FAX.len() / 2].to_vec(), DAMAGED),
        ("book.pdf", pdf_with(201, ""), "The selected file has more than 200 pages. Save the pages of the certificate"),
        ("poster.png", MEGAPIXELS.to_vec(), "The selected picture has more than 100 megapixels, or needs too much"),
        ("odd.tif", PALETTE.to_vec(), "The selected picture is saved in a way that cannot be read here."),
        ("IMG_0042.HEIC", heic, "The selected photo is in Apple's HEIC format, which cannot be read here."),
    ];
    let mut others = vec![];
    for (name, content, sentence) in files {
        let answer = buyer.uploads(name, content).await;
        if answer.status != 422 || !answer.text().contains(sentence) {
            others.push((name, answer.status));
        }
    }
    assert!(others.is_empty(), "without their sentence: {others:?}");
    app.kept_no_document().await;
}

#[tokio::test]
async fn as_many_pages_as_are_allowed_and_an_owner_s_password_are_fine() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    buyer.uploads("long.pdf", pdf_with(200, "")).await.redirects_to(&buyer.at("check"));
    buyer.uploads("owner.pdf", OWNER_PASSWORD.to_vec()).await.redirects_to(&buyer.at("check"));
    let pages = app.database.texts("select cast(pages as text) from documents order by id").await;
    assert_eq!(pages, [Some("200".to_owned()), Some("1".to_owned())]);
    app.run_jobs().await;
    assert_eq!(app.stored_object(), OWNER_PASSWORD, "a PDF is stored as it came");
}

#[tokio::test]
async fn a_photo_becomes_a_page_without_what_the_camera_knew() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    assert!(contains(PHOTO, b"CERTLANE-CAMERA") && contains(PHOTO, b"Exif"));
    buyer.uploads("IMG_0042.jpg", jpeg()).await.redirects_to(&buyer.at("check"));
    buyer.sees("document").await.is(200).says("IMG_0042.pdf");
    let stored = app.stored_object();
    assert!(stored.starts_with(b"%PDF-") && contains(&stored, b"/DCTDecode"));
    assert!(!contains(&stored, b"CERTLANE-CAMERA") && !contains(&stored, b"Exif"));
    assert!(contains(&stored, b"/Width 300") && contains(&stored, b"/Height 400"), "it stands as it was held");
    let kept = app.database.texts("select media_type || ' ' || cast(size as text) from documents").await;
    assert_eq!(kept, [Some(format!("application/pdf {}", stored.len()))]);
}

#[tokio::test]
async fn several_photos_become_one_document() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    let files = [("first.jpg", jpeg()), ("second.png", png()), ("fax.tif", FAX.to_vec())];
    uploads_all(&buyer, &files).await.redirects_to(&buyer.at("check"));
    buyer.sees("document").await.is(200).says("first.pdf");
    assert_eq!(app.database.texts("select cast(pages as text) from documents").await, [Some("4".to_owned())]);
    assert_eq!(app.stored_object().windows(9).filter(|window| window == b"/MediaBox").count(), 4, "a fax has two");
    assert_eq!(app.spooled_files(), 0);
}

#[tokio::test]
async fn files_that_are_no_document_together_are_refused() {
    let app = TestApp::with(|settings| settings.upload_limit = 1_000_000).await;
    let buyer = app.buyer_with_document().await;
    let mixed = "Select one PDF, or one or more photos of its pages.";
    uploads_all(&buyer, &[("a.pdf", pdf(1_000)), ("b.pdf", pdf(1_000))]).await.is(422).says(mixed);
    uploads_all(&buyer, &[("a.jpg", jpeg()), ("b.pdf", pdf(1_000)), ("c.jpg", jpeg())]).await.is(422).says(mixed);
    let many: Vec<_> = (0..31).map(|_| ("a.png", png())).collect();
    uploads_all(&buyer, &many).await.is(422).says("Select photos of 30 pages at most.");
    let fax_and_photos: Vec<_> = many[..29].iter().cloned().chain([("fax.tif", FAX.to_vec())]).collect();
    uploads_all(&buyer, &fax_and_photos).await.is(422).says("Select photos of 30 pages at most.");
    let large: Vec<_> = (0..5).map(|_| ("a.jpg", [jpeg(), vec![0; 900_000]].concat())).collect();
    uploads_all(&buyer, &large).await.is(413).says("The selected files must be smaller than 4 MB together.");
    let bad = [("a.jpg", jpeg()), ("b.jpg", b"<html>".to_vec()), ("c.jpg", jpeg())];
    uploads_all(&buyer, &bad).await.is(422).says("The selected file must be a PDF, JPEG, PNG or TIFF.");
    app.kept_no_document().await;
    uploads_all(&buyer, &many[..30]).await.redirects_to(&buyer.at("check"));
}

#[tokio::test]
async fn hostile_files_end_a_process_and_not_the_portal() {
    let app = TestApp::new().await;
    let buyer = app.buyer_with_document().await;
    let nested = [&b"%PDF-1.7\n1 0 obj\n"[..], &b"[".repeat(3_000_000), b"\nendobj\nstartxref\n9\n%%EOF\n"].concat();
    let lap = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 2/Root 1 0 R/Prev 66>>\nstartxref\n66\n%%EOF\n";
    let many = pdf_with(20_000, "");
    for (name, content) in [("bomb.pdf", bomb()), ("nested.pdf", nested), ("loop.pdf", lap.to_vec())] {
        let page = buyer.uploads(name, content).await.is(422);
        assert!(page.text().contains(DAMAGED), "{name}: {}", page.text());
    }
    buyer.uploads("many.pdf", many).await.is(422);
    app.kept_no_document().await;
    buyer.uploads("good.pdf", pdf(1_000)).await.redirects_to(&buyer.at("check"));
}

/// A table of 400 MB in half a megabyte.
fn bomb() -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..400 {
        packed.write_all(&[0; 1_000_000]).unwrap();
    }
    let packed = packed.finish().unwrap();
    let head = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 90000000/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length {}>>stream\n",
        packed.len()
    );
    [head.as_bytes(), &packed, b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"].concat()
}

#[tokio::test]
async fn where_nothing_can_be_inspected_nothing_is_taken() {
    let app = TestApp::with(|settings| settings.inspector = "/nowhere/certlane".into()).await;
    let buyer = app.buyer_with_document().await;
    buyer.uploads("good.pdf", pdf(1_000)).await.is(503);
    app.kept_no_document().await;
}

#[tokio::test]
async fn a_request_takes_so_many_files_and_bytes_in_its_life() {
    let app = TestApp::with(|settings| settings.upload_limit = 1_000_000).await;
    let buyer = app.buyer_with_document().await;
    let share = "This request has had its share of files (50, or 8 MB together).";
    app.database.run("update certificate_requests set stored_files = 49").await;
    buyer.uploads("fiftieth.pdf", pdf(1_000)).await.redirects_to(&buyer.at("check"));
    buyer.uploads("another.pdf", pdf(1_000)).await.is(422).says(share);
    buyer.sees("document").await.is(200).says("fiftieth.pdf");
    app.database.run("update certificate_requests set stored_files = 1, stored_bytes = 7999000").await;
    buyer.uploads("large.pdf", pdf(1_001)).await.is(422).says(share);
    buyer.uploads("fits.pdf", pdf(1_000)).await.redirects_to(&buyer.at("check"));
    app.run_jobs().await;
    assert_eq!(app.database.texts("select file_name from documents").await, [Some("fits.pdf".to_owned())]);
    let another = app.buyer_with_document().await;
    another.uploads("first.pdf", pdf(1_000)).await.redirects_to(&another.at("check"));
}

fn contains(content: &[u8], what: &[u8]) -> bool {
    content.windows(what.len()).any(|window| window == what)
}
