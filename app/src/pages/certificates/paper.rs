//! The document itself, and what it is as a file.

use domain::{CertificateId, Document, MediaType};
use leptos::prelude::*;

use crate::{
    components::{
        desk::{Fact, Facts},
        text,
    },
    paths,
};

/// The document as the buyer sent it. The browser's own viewer shows it, apart from this page.
#[component]
pub(super) fn Paper(id: CertificateId, document: Option<Document>) -> impl IntoView {
    let Some(document) = document else {
        return view! { <div class="empty"><h2>"No document"</h2><p>"The buyer has not sent one."</p></div> }
            .into_any();
    };
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

/// What proves that the file is the one that was sent.
#[component]
pub(super) fn FileBox(document: Document) -> impl IntoView {
    view! {
        <section class="box">
            <h2>"File"</h2>
            <Facts>
                <Fact term="Name">{document.file_name}</Fact>
                <Fact term="Type">{document.media_type.label()}</Fact>
                <Fact term="Size">{text::file_size(document.size)}</Fact>
                <Fact term="SHA-256"><code>{document.sha256}</code></Fact>
            </Facts>
        </section>
    }
}
