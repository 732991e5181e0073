//! Reads the documents with other people's tools: qpdf says whether a file is sound, poppler what stands on it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod samples;

use std::{
    collections::BTreeSet,
    io::Write,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use domain::{CertificateType, Jurisdiction, Reason, certificate_type::CompletedBy, wizard::Line};
use forms::{
    Certificate, CoverLetter, Error, ForeignNumber, Labels, Letterhead, Party, Pdf, Purchase, Signature, Signing,
    certificate, cover_letter, preview, qr_svg,
};
use samples::{form, letter, line, mtc, own, scribble, signed, sst};

/// Runs a tool on a file; a machine without the tool fails the test instead of passing it.
fn run(tool: &str, arguments: &[&str], pdf: &Pdf) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&pdf.bytes).unwrap();
    let path = file.path().to_str().unwrap();
    let arguments = arguments.iter().map(|argument| if *argument == "FILE" { path } else { argument });
    let output = Command::new(tool).args(arguments).stderr(Stdio::piped()).output();
    let output = output.unwrap_or_else(|e| panic!("{tool}: {e}; apt-get install qpdf poppler-utils"));
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The text of a document, in one line.
fn text(pdf: &Pdf) -> String {
    squeeze(&run("pdftotext", &["-layout", "-enc", "UTF-8", "FILE", "-"], pdf))
}

/// The text in the order in which it was written, which keeps together what stands in columns.
fn flowing(pdf: &Pdf) -> String {
    squeeze(&run("pdftotext", &["-raw", "-enc", "UTF-8", "FILE", "-"], pdf))
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of one page.
fn page(pdf: &Pdf, number: usize) -> String {
    let number = number.to_string();
    squeeze(&run("pdftotext", &["-raw", "-enc", "UTF-8", "-f", &number, "-l", &number, "FILE", "-"], pdf))
}

/// Sound, PDF/A-2b, PDF/UA-1, with title and author.
fn assert_sound(pdf: &Pdf) {
    assert!(pdf.bytes.starts_with(b"%PDF-"), "it is a PDF");
    run("qpdf", &["--check", "FILE"], pdf);
    let facts = run("pdfinfo", &["FILE"], pdf);
    let fact =
        |name: &str| facts.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned();
    assert_eq!(fact("Tagged:"), "yes");
    assert_eq!(fact("Pages:"), pdf.pages.to_string());
    assert!(fact("Page size:").contains("letter"), "{facts}");
    assert!(!fact("Title:").is_empty() && !fact("Author:").is_empty(), "{facts}");
    let metadata = run("pdfinfo", &["-meta", "FILE"], pdf);
    for claim in ["<pdfaid:part>2<", "<pdfaid:conformance>B<", "<pdfuaid:part>1<", "2026-11-21T20:04:05"] {
        assert!(metadata.contains(claim), "{claim} in {metadata}");
    }
}

fn assert_says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(&squeeze(part)), "{part:?} is not in: {text}");
    }
}

/// Everything that somebody answered, as the document has to show it.
fn answers(certificate: &Certificate) -> Vec<String> {
    let Certificate { seller, business, lines, details, reference, .. } = certificate.clone();
    let mut answers = vec![seller.name, business.legal_name, business.contact_name, business.contact_email, reference];
    for address in [seller.address, business.address] {
        answers.extend([address.line1, address.line2, address.city, address.postal_code]);
    }
    answers.push(business.business_type.label().to_owned());
    answers.extend(business.contact_phone);
    answers.extend(
        [details.business_description, details.property_description, details.federal_number].into_iter().flatten(),
    );
    answers.extend([details.payment, details.engaged_as].into_iter().flatten());
    answers.extend(details.foreign_number.into_iter().flat_map(|foreign| [foreign.number, foreign.country]));
    answers.extend(details.spare_numbers.into_iter().flat_map(|(state, number)| [state.name().to_owned(), number]));
    answers.extend(details.expires_on.map(|day| day.format("%B %-d, %Y").to_string()));
    if let Purchase::Single(invoice) = details.purchase {
        answers.push(invoice);
    }
    for line in lines {
        answers.extend([line.jurisdiction.name().to_owned(), line.reason.label().to_owned()]);
        answers.extend(line.number.into_iter().chain(line.explanation));
        answers.extend(line.issued_by.map(|issuer| issuer.name().to_owned()));
    }
    if let Signing::Signed(signed) = &certificate.signing {
        let evidence = signed.evidence.clone();
        answers.extend([signed.name.clone(), signed.title.clone(), evidence.consent, evidence.local_time]);
        answers.extend([evidence.ip_address, evidence.user_agent, evidence.document_id]);
        answers.push("2026-11-21 20:04:05 UTC".to_owned());
    }
    answers.retain(|answer| !answer.is_empty());
    answers
}

#[test]
fn the_streamlined_certificate_says_everything_and_is_sound() {
    let document = sst();
    let pdf = certificate(&document).unwrap();
    assert_sound(&pdf);
    assert_eq!(pdf.pages, 2);
    let text = flowing(&pdf);
    assert_says(&text, &answers(&document).iter().map(String::as_str).collect::<Vec<_>>());
    assert_says(
        &page(&pdf, 1),
        &[
            "Carries the data elements of SSTGB Form F0003 (Revised 12/21/2021).",
            "✓ Blanket",
            "✓ 10 Retail trade",
            "✓ B State or local government: Washtenaw County, Department of Parks",
            "✓ G Resale: by state, below",
            "01 Accommodation and food services",
            "20 Other",
            "M Educational organization",
            "Washington 89-445566 Ohio G Resale",
            "Michigan 38-7654321 Michigan B State or local government Washtenaw County, Department of Parks",
            "Drawn and signed electronically by Dana Whitfield",
            "November 21, 2026",
            "Page 1 of 2",
        ],
    );
    let ticks = page(&pdf, 1).matches('✓').count();
    assert_eq!(ticks, 4 + 1 + 1 + 2, "states, kind, type and reasons");
    assert_says(&page(&pdf, 2), &["Evidence of the signature", "Drawn on the screen"]);
}

#[test]
fn the_uniform_resale_certificate_notes_what_its_states_say() {
    let document = mtc();
    let pdf = certificate(&document).unwrap();
    assert_sound(&pdf);
    assert_eq!(pdf.pages, 2);
    let text = flowing(&pdf);
    assert_says(&text, &answers(&document).iter().map(String::as_str).collect::<Vec<_>>());
    for line in &document.lines {
        assert_says(&text, &[line.jurisdiction.law().mtc_condition.as_deref().unwrap()]);
    }
    assert_says(
        &text,
        &[
            "Carries the data elements of MTC Uniform Sales & Use Tax Resale Certificate (rev. 10/14/2022).",
            "✓ Retailer",
            "in the normal course of its business",
            "until the purchaser cancels it in writing",
            "part of every order",
            "Typed and signed electronically by Dana Whitfield",
        ],
    );
}

#[test]
fn the_uniform_certificate_takes_the_engagement_from_the_answer_or_the_business() {
    let mut document = mtc();
    for (stated, shown) in
        [(Some("lessor"), "✓ Lessor"), (Some("Importer of tea"), "✓ Other: Importer of tea"), (None, "✓ Retailer")]
    {
        document.details.engaged_as = stated.map(str::to_owned);
        let text = page(&certificate(&document).unwrap(), 1);
        assert_says(&text, &[shown]);
        assert_eq!(text.matches('✓').count(), 1);
    }
}

#[test]
fn every_form_that_a_buyer_fills_in_asks_for_its_own_fields() {
    let mut asked = BTreeSet::new();
    for kind in CertificateType::all().filter(|kind| kind.law().completed_by == CompletedBy::Buyer) {
        if !asked.insert(kind.law().required.clone()) {
            continue; // another form asks for just the same
        }
        let document = Certificate { form: kind, ..own(kind.id()) };
        let pdf = certificate(&document).unwrap();
        let text = flowing(&pdf);
        assert_says(&text, &answers(&document).iter().map(String::as_str).collect::<Vec<_>>());
        assert!((2..=3).contains(&pdf.pages), "{kind}: {} pages", pdf.pages);
        assert_says(&text, &kind.law().revision.as_deref().into_iter().collect::<Vec<_>>());
    }
    assert!(asked.len() > 30, "{}", asked.len());
}

#[test]
fn a_form_shows_what_it_asks_for_and_nothing_else() {
    let pdf = certificate(&own("US-CA-CDTFA-230")).unwrap();
    assert_sound(&pdf);
    let sheet = page(&pdf, 1);
    assert_says(
        &sheet,
        &[
            "General Resale Certificate",
            "California Form CDTFA-230, REV. 1 (8-17).",
            "Acme Supply Company",
            "(513) 555-0142",
            "Grinders, kettles, filters",
            "SR KHE 102-556677",
        ],
    );
    for unasked in ["500 Market Street", "Retail trade", "PO 4711", "31-1234567", "December 31, 2028", "Company check"]
    {
        assert!(!sheet.contains(unasked), "{unasked}");
    }
    assert_says(&page(&pdf, 2), &["500 Market Street", "PO 4711", "31-1234567", "Kentucky: 500871"]);

    let mut silent = own("US-PA-REV-1220");
    silent.details.federal_number = None;
    assert_says(&page(&certificate(&silent).unwrap(), 1), &["Federal employer identification number Not stated"]);
}

#[test]
fn a_number_says_who_issued_it_where_no_state_did() {
    let foreign = ForeignNumber { number: "ATU12345678".to_owned(), country: "Austria".to_owned() };
    let mut sample = sst();
    (sample.details.federal_number, sample.details.foreign_number) = (Some("31-1234567".to_owned()), Some(foreign));
    let issued = |number: &str, reason: Reason| {
        let mut document = sample.clone();
        document.lines.truncate(1);
        let line = document.lines.first_mut().unwrap();
        (line.number, line.issued_by, line.reason) = (Some(number.to_owned()), None, reason);
        page(&certificate(&document).unwrap(), 1)
    };
    assert_says(&issued("4010-0001-2345", Reason::ForeignDiplomat), &["4010-0001-2345 U.S. Department of State"]);
    assert_says(&issued("31-1234567", Reason::Resale), &["31-1234567 United States"]);
    assert_says(&issued("ATU12345678", Reason::Resale), &["ATU12345678 Austria"]);
}

#[test]
fn a_document_of_the_state_is_not_made_here_and_an_empty_one_neither() {
    let permit = Certificate { form: form("US-WA-RESELLER-PERMIT"), ..own("US-WA-RESELLER-PERMIT") };
    assert!(matches!(certificate(&permit), Err(Error::IssuedByState(_))));
    assert!(matches!(certificate(&Certificate { lines: vec![], ..sst() }), Err(Error::NoStates)));
    let blank = Certificate { signing: signed(Signature::Drawn(vec![vec![]])), ..sst() };
    assert!(matches!(certificate(&blank), Err(Error::EmptySignature)));
}

#[test]
fn a_preview_says_that_it_is_one_and_proves_nothing() {
    for document in [sst(), mtc(), own("US-PA-REV-1220")] {
        let unsigned = Certificate { signing: Signing::Preview, ..document };
        let pdf = certificate(&unsigned).unwrap();
        assert_sound(&pdf);
        let text = flowing(&pdf);
        assert_says(&text, &["Not signed yet – preview", "Page 1 of 1"]);
        assert!(!text.contains("Evidence") && !text.contains("Dana Whitfield"), "{text}");
        let picture = preview(&unsigned).unwrap();
        assert!(picture.len() < 150_000, "{} bytes", picture.len());
        assert!(picture.starts_with("<svg") && picture.ends_with("</svg>"));
        assert_eq!(height(&picture), 792.0, "one page");
    }
    assert!(!flowing(&certificate(&sst()).unwrap()).contains("preview"));
}

#[test]
fn a_preview_shows_all_pages() {
    let states = Jurisdiction::all().filter(|state| state.has_general_sales_tax());
    let lines = states.map(|jurisdiction| Line { jurisdiction, ..sst().lines[0].clone() }).collect();
    let long = Certificate { signing: Signing::Preview, lines, ..sst() };
    let pages = certificate(&long).unwrap().pages;
    assert!(pages > 1);
    let picture = preview(&long).unwrap();
    assert!(height(&picture) >= 792.0 * pages as f64, "{} for {pages} pages", height(&picture));
    assert!(picture.len() < 400_000, "{} bytes", picture.len());
}

/// In points; Letter has 792.
fn height(picture: &str) -> f64 {
    let size = picture.split("viewBox=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    size.rsplit(' ').next().unwrap().parse().unwrap()
}

#[test]
fn every_glyph_of_a_preview_has_its_outline() {
    let picture = preview(&sst()).unwrap();
    let names =
        |mark: &str| picture.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).collect::<BTreeSet<_>>();
    let used = names("<use href=\"#");
    assert!(used.len() > 100);
    assert_eq!(used, names("<path id=\""));
    assert_eq!(used.len(), picture.matches("<path id=").count(), "each has a name of its own");
}

#[test]
fn the_letter_speaks_the_language_it_is_given() {
    let pdf = cover_letter(&letter()).unwrap();
    assert_sound(&pdf);
    assert_eq!(pdf.pages, 1);
    assert_says(
        &text(&pdf),
        &[
            "Acme Supply Company",
            "500 Market Street · Philadelphia, PA 19106 · tax@acme.example",
            "Panadería Peña y Núñez",
            "21 de noviembre de 2026",
            "Necesitamos su certificado de exención",
            "vendiéndole así",
            "Atentamente, Acme Supply Company",
            "tax.acme.example/KX7-4MQP",
            "Estados: Ohio, Kentucky, Indiana",
            "Referencia KX7-4MQP",
            "Página 1 de 1",
        ],
    );
    assert!(has(&pdf, b"/Lang(es)") || has(&pdf, b"/Lang (es)"));
    assert!(run("pdfinfo", &["-url", "FILE"], &pdf).contains(&letter().link), "a click does what the code does");
    let mut long = letter();
    long.link = "x".repeat(4000);
    assert!(matches!(cover_letter(&long), Err(Error::TooLongForQr)));
}

fn has(pdf: &Pdf, part: &[u8]) -> bool {
    pdf.bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn pictures_have_words_for_those_who_do_not_see_them() {
    let signed = certificate(&sst()).unwrap();
    let tree = run("pdfinfo", &["-struct", "FILE"], &signed);
    for element in ["Figure", "Table", "TH", "H1", "H2"] {
        assert!(tree.contains(element), "{element} in {tree}");
    }
    let plain = |pdf: &Pdf| run("qpdf", &["--qdf", "--object-streams=disable", "FILE", "-"], pdf);
    assert!(plain(&signed).contains("/Alt (Signature drawn by Dana Whitfield)"));
    let english = CoverLetter { labels: Labels::default(), ..letter() };
    assert!(plain(&cover_letter(&english).unwrap()).contains("/Alt (QR code of the address printed beside it)"));
}

#[test]
fn what_people_type_is_never_markup() {
    let nasty = [
        "*x* #1 $y$ _z_ `c` @ref <lbl> // = Heading",
        "<script>alert(1)</script> & \"q\" \\ \\n #import \"x.typ\"",
        "]] )) }} #panic(\"no\") #read(\"data.json\")",
        "e\u{301}cole Łódź Zażółć gęślą jaźń Ñandú Đường Жук Ωμέγα",
        "A\tB",
    ];
    let nasty = nasty.join(" ");
    for document in [sst(), mtc(), own("US-OTHER")] {
        let pdf = certificate(&everywhere(document, &nasty)).unwrap();
        assert_sound(&pdf);
        let found = flowing(&pdf).replace("e\u{301}", "é");
        let wanted = squeeze(&nasty).replace("e\u{301}", "é");
        assert!(found.matches(&wanted).count() > 5, "{wanted:?} in {found}");
    }
}

/// The same text as every answer.
fn everywhere(mut document: Certificate, text: &str) -> Certificate {
    let own = || text.to_owned();
    document.seller.name = own();
    document.seller.address.line1 = own();
    document.business.legal_name = own();
    document.business.address.city = own();
    document.business.contact_name = own();
    document.details.property_description = Some(own());
    document.details.business_description = Some(own());
    document.details.engaged_as = Some(own());
    document.details.purchase = Purchase::Single(own());
    document.lines[0].number = Some(own());
    document.lines[0].reason = Reason::Other;
    document.lines[0].explanation = Some(own());
    if let Signing::Signed(signed) = &mut document.signing {
        signed.name = own();
        signed.title = own();
        signed.signature = Signature::Typed;
        signed.evidence.user_agent = own();
    }
    document
}

#[test]
fn a_character_without_a_glyph_is_replaced_and_the_document_says_so() {
    let pdf = certificate(&everywhere(sst(), "株式会社 🎉 \u{202E}Acme\u{0}")).unwrap();
    assert_sound(&pdf);
    let text = flowing(&pdf);
    assert_says(&text, &["���� � Acme", "The mark � stands for a character that this document cannot print."]);
    assert!(!flowing(&certificate(&sst()).unwrap()).contains('�'));
    let mut strange = letter();
    strange.recipient.name = "東京 Café".to_owned();
    strange.merchant.name = "مطعم".to_owned();
    let pdf = cover_letter(&strange).unwrap();
    assert_sound(&pdf);
    assert_says(&self::text(&pdf), &["�� Café", "����"]);
}

#[test]
fn very_long_answers_stay_on_the_paper() {
    let (word, words, accents) = ("W".repeat(500), "Word ".repeat(100), "e\u{301}".repeat(250));
    for (document, long) in [(sst(), &word), (mtc(), &word), (own("US-OTHER"), &accents), (mtc(), &words)] {
        let pdf = certificate(&Certificate { reference: long.clone(), ..everywhere(document, long) }).unwrap();
        assert_sound(&pdf);
        assert!(pdf.pages <= 20, "{} pages", pdf.pages);
        assert_inside(&pdf);
    }
    let name = "W".repeat(500);
    let address = samples::address(&name, &name, &name, "US-OH", &name);
    let merchant = Letterhead { name: name.clone(), address: address.clone(), email: name.clone() };
    let wordy = CoverLetter { merchant, recipient: Party { name, address }, ..letter() };
    assert_inside(&cover_letter(&wordy).unwrap());
}

/// No word begins or ends outside of the paper's margins.
fn assert_inside(pdf: &Pdf) {
    let words = run("pdftotext", &["-bbox", "FILE", "-"], pdf);
    let number = |word: &str, name: &str| -> f64 {
        word.split_once(&format!("{name}=\"")).unwrap().1.split('"').next().unwrap().parse().unwrap()
    };
    for word in words.lines().filter(|line| line.trim_start().starts_with("<word")) {
        assert!(number(word, "xMin") >= 50.0 && number(word, "xMax") <= 562.0, "{word}");
        assert!(number(word, "yMin") >= 20.0 && number(word, "yMax") <= 780.0, "{word}");
    }
}

#[test]
fn what_people_search_for_and_copy_is_one_word() {
    let mut document = Certificate { form: form("US-OTHER"), ..sst() };
    document.business.contact_email = "accounts.payable.department@riverside-roastery.example".to_owned();
    document.lines[0].number = Some("GA-308-112233-000000001".to_owned());
    let Signing::Signed(signed) = &document.signing else { panic!("it is signed") };
    let words =
        [&document.business.contact_email, document.lines[0].number.as_ref().unwrap(), &signed.evidence.document_id];
    for kind in [CertificateType::OTHER, CertificateType::SST, CertificateType::MTC] {
        let pdf = certificate(&Certificate { form: kind, ..document.clone() }).unwrap();
        let text = run("pdftotext", &["-raw", "-enc", "UTF-8", "FILE", "-"], &pdf);
        assert!(!text.contains('\u{200B}'), "the text is what was typed");
        words.iter().for_each(|word| assert!(text.contains(*word), "{word} is not in {text}"));
    }
}

#[test]
fn nobody_signs_a_page_without_the_declaration() {
    let states: Vec<_> = domain::Jurisdiction::all().filter(|state| !state.is_territory()).collect();
    for count in 1..=20 {
        let lines = states.iter().take(count).map(|state| line(state.postal_code(), "12-345678"));
        let pdf = certificate(&Certificate { lines: lines.collect(), ..sst() }).unwrap();
        let signed_on = |place: usize| page(&pdf, place).contains("Drawn and signed electronically");
        let place = (1..=pdf.pages).find(|place| signed_on(*place)).unwrap();
        assert_says(&page(&pdf, place), &["The purchaser certifies that what is stated here is true"]);
    }
}

#[test]
fn what_a_test_makes_says_so() {
    let mark = "TEST – not a certificate";
    for document in [sst(), mtc(), own("US-OTHER")] {
        assert!(!flowing(&certificate(&document).unwrap()).contains(mark));
        let test = Certificate { livemode: false, ..document };
        let pdf = certificate(&test).unwrap();
        assert_sound(&pdf);
        (1..=pdf.pages).for_each(|place| assert_says(&page(&pdf, place), &[mark]));
        let unsigned = Certificate { signing: Signing::Preview, ..test };
        assert_says(&flowing(&certificate(&unsigned).unwrap()), &[mark, "Not signed yet – preview"]);
    }
}

#[test]
fn fifty_one_states_fit() {
    let states: Vec<_> = domain::Jurisdiction::all().filter(|state| !state.is_territory()).collect();
    assert_eq!(states.len(), 51);
    for document in [sst(), mtc(), own("US-OTHER")] {
        let lines = states.iter().map(|state| line(state.postal_code(), &format!("{}-123456", state.postal_code())));
        let document = Certificate { lines: lines.collect(), ..document };
        let pdf = certificate(&document).unwrap();
        assert_sound(&pdf);
        assert!(pdf.pages <= 8, "{} pages", pdf.pages);
        let text = flowing(&pdf);
        for state in &states {
            let number = format!("{}-123456", state.postal_code());
            assert!(text.matches(&number).count() >= 2, "{number}: on the sheet and on the evidence page");
        }
        assert_inside(&pdf);
    }
    let mut many = letter();
    many.states = states;
    many.paragraphs = vec!["Una frase que sigue y sigue. ".repeat(30); 8];
    let pdf = cover_letter(&many).unwrap();
    assert!(pdf.pages <= 3);
    assert_inside(&pdf);
}

#[test]
fn the_same_data_make_the_same_bytes() {
    for document in [sst(), mtc()] {
        assert_eq!(certificate(&document).unwrap(), certificate(&document).unwrap());
        assert_eq!(preview(&document).unwrap(), preview(&document).unwrap());
    }
    assert_eq!(cover_letter(&letter()).unwrap(), cover_letter(&letter()).unwrap());
    let other = Certificate { reference: "OTHER".to_owned(), ..sst() };
    assert_ne!(certificate(&sst()).unwrap(), certificate(&other).unwrap());
}

#[test]
fn many_threads_make_documents_at_once() {
    let expected = certificate(&sst()).unwrap();
    let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(|| certificate(&sst()).unwrap())).collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), expected);
    }
}

/// Generous: a loaded machine and a debug build are allowed, a layout that runs away is not.
#[test]
fn a_document_takes_no_time_worth_mentioning() {
    let document = sst();
    certificate(&document).unwrap();
    let started = Instant::now();
    certificate(&Certificate {
        signing: signed(Signature::Drawn(scribble())),
        lines: vec![line("OH", "1")],
        ..document
    })
    .unwrap();
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn a_qr_code_is_a_picture_of_its_own() {
    let svg = qr_svg("https://tax.acme.example/KX7-4MQP").unwrap();
    assert!(svg.contains("<svg") && svg.contains("#000"));
    assert!(matches!(qr_svg(&"x".repeat(4000)), Err(Error::TooLongForQr)));
}
