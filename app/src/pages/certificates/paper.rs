//! The document itself, and what it is as a file.

use domain::{CertificateId, Document, MediaType, Scan};
use leptos::prelude::*;

use crate::{
    components::{
        desk::{Fact, Facts},
        text,
    },
    paths,
};

/// The document as it was stored. The browser's own viewer shows it, apart from this page.
#[component]
pub(super) fn Paper(id: CertificateId, document: Option<Document>) -> impl IntoView {
    let Some(document) = document else {
        return view! { <div class="empty"><h2>"No document"</h2><p>"The buyer has not sent one."</p></div> }
            .into_any();
    };
    match document.scan {
        Scan::Waiting => return view! { <Held heading="Waits for the virus scan" sentence=WAITS/> }.into_any(),
        Scan::Infected => return view! { <Held heading="Contained a virus" sentence=INFECTED/> }.into_any(),
        Scan::NotScanned | Scan::Clean => {}
    }
    let address = paths::document(id);
    let paper = match document.media_type {
        MediaType::Pdf => {
            // What viewers call it: the width of the page, no side bar.
            let address = format!("{address}#navpanes=0&pagemode=none&view=FitH&zoom=page-width");
            view! { <iframe src=address title=format!("The document, {}", document.file_name)></iframe> }.into_any()
        }
        MediaType::Jpeg | MediaType::Png => view! { <img src=address alt="The document, as uploaded"/> }.into_any(),
    };
    view! {
        <figure class="document">
            {paper}
            <figcaption>
                <span>{document.file_name} ", " {text::file_size(document.size)}</span>
                <a href=paths::download(id)>"Download"</a>
            </figcaption>
        </figure>
    }
    .into_any()
}

const WAITS: &str = "The virus scanner did not answer when the document came in. It is asked again, at the latest in an hour, and until then nobody can open the document.";

const INFECTED: &str =
    "The virus scanner found a virus in the document, so it was removed. Ask the buyer for another one.";

/// In the place of a document that nobody may open.
#[component]
fn Held(heading: &'static str, sentence: &'static str) -> impl IntoView {
    view! { <div class="empty"><h2>{heading}</h2><p>{sentence}</p></div> }
}

/// What proves that the file is the one that was stored.
#[component]
pub(super) fn FileBox(document: Document) -> impl IntoView {
    view! {
        <section class="box">
            <h2>"File"</h2>
            <Facts>
                <Fact term="Name">{document.file_name}</Fact>
                <Fact term="Type">{document.media_type.label()}</Fact>
                {document.pages.map(|pages| view! { <Fact term="Pages">{pages}</Fact> })}
                <Fact term="Size">{text::file_size(document.size)}</Fact>
                {scan_in_words(document.scan).map(|words| view! { <Fact term="Virus scan">{words}</Fact> })}
                <Fact term="SHA-256"><code>{document.sha256}</code></Fact>
            </Facts>
        </section>
    }
}

/// What the scanner said, where there is one.
fn scan_in_words(scan: Scan) -> Option<&'static str> {
    match scan {
        Scan::NotScanned => None,
        Scan::Waiting => Some("Not done yet"),
        Scan::Clean => Some("Nothing found"),
        Scan::Infected => Some("Virus found, file removed"),
    }
}
