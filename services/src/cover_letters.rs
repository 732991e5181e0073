//! The letter that asks for a certificate on paper: to be downloaded, and to be faxed.

use std::collections::BTreeSet;

use domain::{Account, CertificateRequest, Customer, Jurisdiction, Language, RequestId, customer::Address};
use messages::Words;

use crate::{Actor, Error, Result, Services, store};

/// The letter of a request, and what its file is called.
pub struct CoverLetter {
    /// The document.
    pub pdf: forms::Pdf,
    /// As `cover-letter-K7QF-2M9D.pdf`.
    pub file_name: String,
}

/// The letter of a request that can still be answered. It has the buyer's link.
pub async fn find(services: &Services, actor: &Actor, id: RequestId) -> Result<CoverLetter> {
    actor.require_for_links()?;
    let mut tx = services.store.read().await?;
    let request = store::requests::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    request.open(services.clock.now_for(actor))?;
    let account = store::accounts::find(&mut tx, actor.account()).await?.ok_or(Error::NotFound)?;
    let customer = store::customers::find(&mut tx, actor, request.customer_id).await?.ok_or(Error::NotFound)?;
    drop(tx);
    let pdf = set(services, &account, &customer, &request).await?;
    Ok(CoverLetter { pdf, file_name: file_name(&request) })
}

/// What the letter's file is called.
pub(crate) fn file_name(request: &CertificateRequest) -> String {
    format!("cover-letter-{}.pdf", request.code())
}

/// Sets the letter. It has the date of the request, so each copy of it is the same.
pub(crate) async fn set(
    services: &Services,
    account: &Account,
    customer: &Customer,
    request: &CertificateRequest,
) -> Result<forms::Pdf> {
    let letter = letter(services, account, customer, request);
    // Typesetting computes for some milliseconds: not on the threads that serve.
    let set = tokio::task::spawn_blocking(move || forms::cover_letter(&letter));
    set.await.map_err(Error::internal)?.map_err(Error::internal)
}

fn letter(
    services: &Services,
    account: &Account,
    customer: &Customer,
    request: &CertificateRequest,
) -> forms::CoverLetter {
    let words = Words(request.language.unwrap_or(Language::English));
    let link = services.short_link(request);
    let states: BTreeSet<_> = request.jurisdictions.iter().copied().collect(); // in the order of every page
    let states: Vec<_> = states.into_iter().collect();
    let short_link = link.split_once("://").map_or(link.as_str(), |(_, address)| address).to_owned();
    forms::CoverLetter {
        merchant: forms::Letterhead {
            name: account.name.clone(),
            address: account.address.clone(),
            email: account.contact_email.clone(),
        },
        recipient: forms::Party { name: customer.name.clone(), address: recipients_address(customer, request) },
        date: words.day(account.day(request.created_at)),
        subject: words.say("letter-subject"),
        paragraphs: paragraphs(words, account, request, &states),
        states,
        reference: request.code(),
        link,
        short_link,
        labels: labels(words),
        language: words.0.word().to_owned(),
        at: request.created_at,
    }
}

/// Where it is; a fax says its number too, by which an office sorts what comes in.
fn recipients_address(customer: &Customer, request: &CertificateRequest) -> Address {
    let Some(number) = &request.fax_number else { return customer.address.clone() };
    let line2 = [customer.address.line2.clone(), format!("Fax {number}")];
    Address {
        line2: line2.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", "),
        ..customer.address.clone()
    }
}

fn paragraphs(words: Words, account: &Account, request: &CertificateRequest, states: &[Jurisdiction]) -> Vec<String> {
    let merchant = || ("merchant", account.name.as_str().into());
    let until = words.day(account.day(request.expires_at));
    let contact = ("contact", account.contact_email.as_str().into());
    let questions = match account.contact_phone.as_str() {
        "" => words.tell("letter-questions", [contact]),
        phone => words.tell("letter-questions-phone", [contact, ("phone", phone.into())]),
    };
    let message = request.message.as_ref().map(|text| format!("{}\n{text}", words.tell("mail-writes", [merchant()])));
    let signed: Vec<_> =
        [account.contact_name.clone(), account.name.clone()].into_iter().filter(|name| !name.is_empty()).collect();
    let all = [
        Some(words.say("mail-hello-somebody")),
        Some(asks(words, account, states)),
        Some(words.tell("mail-why", [merchant()])),
        message,
        Some(words.tell("letter-how", [("day", until.into())])),
        Some(questions),
        Some(format!("{}\n{}", words.say("letter-closing"), signed.join("\n"))),
    ];
    all.into_iter().flatten().collect()
}

fn asks(words: Words, account: &Account, states: &[Jurisdiction]) -> String {
    let merchant = ("merchant", account.name.as_str().into());
    if states.is_empty() {
        return words.tell("invitation-asks", [merchant]);
    }
    let names: Vec<_> = states.iter().map(|state| words.state(*state)).collect();
    let names = words.list(&names.iter().map(String::as_str).collect::<Vec<_>>());
    words.tell("invitation-asks-for", [merchant, ("states", names.into())])
}

fn labels(words: Words) -> forms::Labels {
    forms::Labels {
        reference: words.say("mail-code"),
        states: words.say("letter-states"),
        scan: words.say("letter-scan"),
        or_type: words.say("letter-or-type"),
        qr_alt: words.say("letter-qr-alt"),
        page: words.tell("letter-page", [("page", "{page}".into()), ("pages", "{pages}".into())]),
    }
}
