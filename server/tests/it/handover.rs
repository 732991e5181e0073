//! The buyer passes the request on, says that there is nothing to give, or has answered: whom the portal writes then.

use chrono::Duration;
use reqwest::header;
use serde_json::json;

use crate::support::{Asked, BUSINESS, Browser, TestApp, WHY, fields};

const KIM: [(&str, &str); 3] =
    [("colleague", "kim@riverside.example"), ("name", "Kim"), ("message", "You have the <b>permits</b>.")];

/// The link that a text brings.
fn link_of(text: &str) -> String {
    text.lines().find(|line| line.contains("/i/")).unwrap().to_owned()
}

#[tokio::test]
async fn a_colleague_gets_a_link_and_the_first_one_stays_good() {
    let app = TestApp::new().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    let buyer = app.buyer(&asked).await;
    let sent = buyer.answers("delegations", &KIM).await;
    sent.redirects_to(&format!("{}?forwarded=yes", buyer.at("not-me")));
    buyer.browser.get(&sent.location().unwrap()).await.is(200).says("We have sent the link to kim@riverside.example.");
    app.run_jobs().await;

    let mail = app.mail_server.taken().pop().unwrap();
    assert_eq!(mail.to, "kim@riverside.example");
    assert!(mail.parsed().subject().unwrap().starts_with("Passed on to you: Acme Supply asks for"));
    for words in ["Hello Kim,", "wrote to ap@riverside.example", "You have the <b>permits</b>.", "Riverside Cafe LLC"] {
        assert!(mail.text().contains(words), "{words:?} is not in {}", mail.text());
    }
    assert!(!mail.html().contains("<b>permits"));
    let kim = Browser::new(&app.anonymous.base);
    kim.visit(&link_of(&mail.text())).await.is(200);
    app.buyer(&asked).await.goes_on().await.is(200);

    let events = app.events(&asked.id).await;
    assert!(events.contains(&("request.delegated", "To kim@riverside.example".to_owned())), "{events:?}");
    let page = app.acme.desk().await.get(&format!("/requests/{}", asked.id)).await.is(200);
    page.says("Passed on to a colleague").says("To kim@riverside.example");
    assert_eq!(app.acme.sees_request(&asked.id).await["status"], "pending");
}

#[tokio::test]
async fn a_link_cannot_be_passed_on_without_end() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    let passes_on = async |email: &str| buyer.answers("delegations", &[("colleague", email), ("name", "Kim")]).await;
    let wrong = passes_on("kim").await.is(422);
    wrong.says("Enter a complete e-mail address");
    assert_eq!(wrong.typed("name").as_deref(), Some("Kim"));
    passes_on("").await.is(422);
    passes_on("kim@x.example").await.is(303);
    passes_on("KIM@x.example").await.is(409).says("This address has just got the link.");
    app.hands.turn(Duration::minutes(61));
    passes_on("kim@x.example").await.is(303);
    for name in ["a", "b", "c"] {
        passes_on(&format!("{name}@x.example")).await.is(303);
    }
    passes_on("d@x.example").await.is(422).says("five times already");
    assert_eq!(app.database.count("mails where kind = 'delegation'").await, 5);
}

#[tokio::test]
async fn the_mail_to_a_colleague_bounces_where_the_merchant_sees_it() {
    let app = TestApp::new().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    let buyer = app.buyer(&asked).await;
    buyer.answers("delegations", &[("colleague", "refused@riverside.example")]).await.is(303);
    app.run_jobs().await;
    let events = app.events(&asked.id).await;
    let bounced = events.iter().find(|(kind, _)| *kind == "request.delegation_bounced").unwrap();
    assert!(bounced.1.contains("refused@riverside.example"), "{bounced:?}");
    let page = app.acme.desk().await.get(&format!("/requests/{}", asked.id)).await.is(200);
    page.says("The e-mail to the colleague bounced");
    assert!(!page.text().contains("It did not arrive."), "the invitation did");
}

#[tokio::test]
async fn who_has_no_link_hands_nothing_over() {
    let app = TestApp::new().await;
    let (one, other) = (app.acme.asks().await, app.globex.asks().await);
    let buyer = app.buyer(&one).await;
    for act in ["delegations", "decline", "reminders"] {
        let address = format!("/request/{}/{act}", other.id);
        app.anonymous.post(&address, &KIM).await.is(401);
        let request = app.anonymous.form(&address, &KIM).header(header::COOKIE, &buyer.cookie);
        app.anonymous.send(request).await.is(401);
        app.acme.desk().await.post(&address, &KIM).await.is(401);
    }
    for page in ["decline", "reminders"] {
        app.anonymous.get(&format!("/request/{}/{page}", one.id)).await.is(401);
    }
    assert_eq!(app.database.count("mails").await, 0);
}

#[tokio::test]
async fn who_is_not_exempt_says_so_and_the_merchant_is_told() {
    let app = TestApp::new().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    app.run_jobs().await;
    let buyer = app.buyer(&asked).await;
    let page = buyer.sees("decline").await.is(200);
    page.says("We buy for our own use").says("We are not exempt in these states");
    let wrong = buyer.answers("decline", &[("note", "Chairs.")]).await.is(422);
    wrong.says("Select why you are not exempt.").says("Chairs.");
    let form = [("why", "own_use"), ("note", "Office chairs <i>only</i>.")];
    for _ in 0..2 {
        buyer.answers("decline", &form).await.redirects_to(&buyer.at("decline"));
    }
    app.run_jobs().await;

    let mail = app.mail_server.taken().pop().unwrap();
    assert_eq!((mail.to.as_str(), app.mail_server.taken().len()), ("owner@acme.example", 2));
    assert!(mail.parsed().subject().unwrap().starts_with("Riverside Cafe LLC says that it is not exempt"));
    assert_eq!(mail.parsed().reply_to().unwrap().first().unwrap().address(), Some("ap@riverside.example"));
    assert!(mail.text().contains("We buy for our own use.\nOffice chairs <i>only</i>."), "{}", mail.text());
    assert!(mail.text().contains(&format!("/requests/{}", asked.id)));

    for page in [buyer.sees("decline").await, app.anonymous.visit(&asked.link).await, buyer.sees("where").await] {
        page.is(200).says("You told Acme Supply that you are not exempt").says("owner@acme.example");
    }
    let request = app.acme.sees_request(&asked.id).await;
    assert_eq!((&request["status"], &request["invalid_reason"]), (&json!("invalid"), &json!("declined")));
    let desk = app.acme.desk().await;
    let page = desk.get(&format!("/requests/{}", asked.id)).await.is(200);
    page.says("Declined by the buyer").says("Office chairs <i>only</i>.").says("Ask again");
    assert_eq!(app.timeline(&asked.id).await.last(), Some(&"request.declined"));
}

#[tokio::test]
async fn it_is_too_late_to_decline_after_another_end() {
    let app = TestApp::new().await;
    let buyer = app.buyer_about_to_submit().await;
    buyer.submits().await.is(303);
    let decline = [("why", "own_use")];
    buyer.answers("decline", &decline).await.redirects_to(&format!("/request/{}", buyer.request));
    buyer.sees("decline").await.is(200).says("Certificate submitted");
    assert_eq!(app.acme.sees_request(&buyer.request).await["status"], "fulfilled");

    let canceled = app.buyer_of_acme().await;
    app.acme.cancels(&canceled.request).await.is(200);
    for (act, form) in [("decline", &decline[..]), ("delegations", &KIM), ("reminders", &[])] {
        canceled.answers(act, form).await.redirects_to(&format!("/request/{}", canceled.request));
        let page = if act == "delegations" { "not-me" } else { act };
        canceled.sees(page).await.is(410).says("This request was withdrawn");
    }
    assert_eq!(app.acme.sees_request(&canceled.request).await["status"], "canceled");
}

#[tokio::test]
async fn an_expired_request_says_so_to_programs() {
    let app = TestApp::new().await;
    let asked = app.acme.asks().await;
    assert_eq!(app.acme.sees_request(&asked.id).await.get("invalid_reason"), None);
    app.hands.turn(Duration::days(31));
    assert_eq!(app.acme.sees_request(&asked.id).await["invalid_reason"], "expired");
    services::jobs::sweep(&app.services).await;
    assert_eq!(app.acme.sees_request(&asked.id).await["invalid_reason"], "expired");
}

#[tokio::test]
async fn both_who_got_the_request_and_who_answered_it_get_a_receipt() {
    let app = TestApp::new().await;
    let asked = app.acme.asks_with(json!({ "recipient": "ap@riverside.example", "expires_in_days": 1 })).await;
    app.run_jobs().await;
    let buyer = app.buyer(&asked).await;
    buyer.answers_everything().await;
    buyer.submits().await.redirects_to(&buyer.at("done"));
    buyer.submits().await;
    app.run_jobs().await;

    let receipts: Vec<_> = app.mail_server.taken().split_off(1);
    let to: Vec<_> = receipts.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(to, ["rosa@riverside.example", "ap@riverside.example"]);
    for mail in &receipts {
        assert!(mail.parsed().subject().unwrap().starts_with("Receipt: your exemption certificate for Acme Supply ("));
        for words in ["Kentucky and Ohio", "reviews it, usually within a few days", "rosa@riverside.example"] {
            assert!(mail.text().contains(words), "{words:?} is not in {}", mail.text());
        }
    }
    let timeline = app.timeline(&asked.id).await;
    assert_eq!(timeline.iter().filter(|kind| **kind == "request.receipt_sent").count(), 2);

    app.hands.turn(Duration::days(300));
    let later = Browser::new(&app.anonymous.base);
    later.visit(&link_of(&receipts[0].text())).await.is(200).says("Certificate submitted");
    app.anonymous.get(&asked.link).await.is(410);
}

#[tokio::test]
async fn one_person_gets_one_receipt_and_a_link_by_hand_brings_none_to_others() {
    let app = TestApp::new().await;
    for body in [json!({ "recipient": "Rosa@riverside.example" }), json!({ "delivery_method": "download" })] {
        let asked = app.acme.asks_with(body).await;
        let buyer = app.buyer(&asked).await;
        buyer.answers_everything().await;
        buyer.submits().await.redirects_to(&buyer.at("done"));
    }
    app.run_jobs().await;
    let receipts = app.database.texts("select recipient from mails where kind = 'receipt'").await;
    assert_eq!(receipts.into_iter().flatten().collect::<Vec<_>>(), ["rosa@riverside.example"; 2]);
}

#[tokio::test]
async fn a_mail_that_nobody_wants_any_more_comes_to_an_end() {
    let app = TestApp::new().await;
    let asked = app.acme.mails("ap@riverside.example").await;
    app.acme.cancels(&asked.id).await.is(200);
    app.run_jobs().await;
    assert!(app.mail_server.taken().is_empty());
    assert_eq!(app.database.texts("select status from mails").await, [Some("not_sent".to_owned())]);
    let page = app.acme.desk().await.get(&format!("/requests/{}", asked.id)).await.is(200);
    page.says("Not sent").says("The request ended before it could leave.");
}

/// A text without what differs from run to run.
fn masked(text: &str, asked: &Asked, code: &str) -> String {
    text.replace(&asked.link, "LINK").replace(code, "CODE")
}

#[tokio::test]
async fn a_mail_speaks_spanish() {
    let app = TestApp::new().await;
    app.hands.turn("2027-03-01T15:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap() - app.services.clock.now());
    let body = json!({ "language": "es", "jurisdictions": ["US-OH", "US-TX"] });
    let asked = app.acme.asks_with(body).await;
    app.run_jobs().await;
    let mail = app.mail_server.the_mail();
    let subject = mail.parsed().subject().unwrap().to_owned();
    let code = &subject[subject.len() - 10..subject.len() - 1];
    assert!(mail.html().contains("<html lang=\"es\">"), "{}", mail.html());
    let expected = "\
Hola, Riverside Cafe LLC:

Acme Supply le vende y le pide su certificado de exención del impuesto sobre las ventas para Ohio y Texas.

Por qué: sin un certificado válido en sus archivos, Acme Supply tiene que cobrar el impuesto sobre las ventas en sus pedidos. Con él, las compras exentas no pagan impuesto.

Responda aquí:

LINK

Toma unos cinco minutos, no necesita una cuenta, y puede parar y seguir más tarde.

Código de la solicitud: CODE
El mismo código está en la parte superior de la página. Si no coincide, cierre la página y escriba a owner@acme.example.

El enlace es solo para usted y termina el 31 de marzo de 2027.

¿Tiene preguntas? Responda a este mensaje o escriba a owner@acme.example.

----------

¿No es usted la persona indicada?
LINK/not-me

¿No está exento?
LINK/decline

Recibe este mensaje porque Acme Supply le vende y tiene esta dirección en sus archivos.
";
    assert_eq!(masked(&mail.text(), &asked, code).trim_end(), expected.trim_end());
    app.acme
        .live
        .post_json(&format!("/tax/customers/{}/certificate-requests", asked.customer), json!({ "language": "fr" }))
        .await
        .is_problem(400, "INCORRECT_TYPE");
}

#[tokio::test]
async fn pages_and_mails_follow_the_language_of_the_browser() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    buyer
        .browser
        .get(&format!("{}?lang=es", buyer.at("not-me")))
        .await
        .is(200)
        .says("¿No es usted la persona indicada?");
    buyer.answers("delegations", &fields(&KIM[..1], &[])).await.is(303);
    buyer.answers("delegations", &KIM).await.is(409).says("Esta dirección acaba de recibir el enlace.");
    app.run_jobs().await;
    let mail = app.mail_server.the_mail();
    assert!(
        mail.parsed().subject().unwrap().starts_with("Le reenviaron una solicitud"),
        "{:?}",
        mail.parsed().subject()
    );
    buyer.sees("decline").await.is(200).says("Compramos para uso propio");
    buyer.answers("decline", &[]).await.is(422).says("Seleccione por qué no está exento.");
    buyer.answers("decline", &[("why", "other"), ("note", "Cerramos.")]).await.is(303);
    buyer.sees("decline").await.is(200).says("Usted dijo a Acme Supply que no está exento");
    app.run_jobs().await;
    let told = app.mail_server.taken().pop().unwrap();
    assert!(told.text().contains("says") || told.text().contains("gives no certificate"), "the desk speaks English");
    assert!(told.text().contains("Cerramos."));
}

#[tokio::test]
async fn the_receipt_names_the_documents_and_their_digests() {
    let app = TestApp::new().await;
    let buyer = app.buyer_about_to_submit().await;
    buyer.submits().await.redirects_to(&buyer.at("done"));
    app.run_jobs().await;
    let digest = app.database.texts("select sha256 from documents").await.remove(0).unwrap();
    let mail = app.mail_server.the_mail();
    for text in [mail.text(), mail.html()] {
        assert!(text.contains(&digest), "{digest} is not in {text}");
        assert!(text.contains("Another document"), "as the receipt's page calls it: {text}");
    }
}

#[tokio::test]
async fn the_language_switch_leads_to_a_page_that_is_there() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    let refused = buyer.answers("delegations", &[("colleague", "kim")]).await.is(422).html();
    let other = format!("{}?lang=es", buyer.at("not-me"));
    assert!(refused.contains(&format!("href=\"{other}\"")), "{refused}");
    buyer.browser.get(&other).await.is(200).says("¿No es usted la persona indicada?");
    buyer.sees("delegations").await.redirects_to(&buyer.at("not-me")); // as a reload by the address does
    let page = buyer.sees("business?from=check&lang=en").await.is(200).html();
    assert!(page.contains(&format!("href=\"{}?from=check&amp;lang=es\"", buyer.at("business"))), "{page}");
    assert!(page.contains(&format!("action=\"{}?from=check\"", buyer.at("business"))), "{page}");
}

#[tokio::test]
async fn spanish_pages_are_spanish_throughout() {
    let app = TestApp::new().await;
    let buyer = app.buyer_of_acme().await;
    buyer.sees("welcome?lang=es").await.is(200);
    buyer.answers("business", &BUSINESS).await.is(303);
    buyer.answers("where", &[("jurisdictions", "US-CA"), ("jurisdictions", "US-IN")]).await.is(303);
    let reason = buyer.answers("why", &[("reason", "NONSENSE")]).await.is(422);
    reason.says("Seleccione un motivo de la lista.");
    assert!(!reason.text().contains("no sirve en"), "{}", reason.text());
    buyer.answers("why", &WHY).await.is(303);
    let numbers = buyer.answers("numbers", &[]).await.is(422);
    numbers.says("California. Allí no sirve ningún otro").says("número de Indiana, o arriba su número de Ohio.");
    let numbers = [("number-US-CA", "102-345678"), ("number-US-IN", "0123456789")];
    buyer.answers("numbers", &numbers).await.redirects_to(&buyer.at("documents"));
    buyer.answers("documents", &[]).await.is(422).says("este documento: ");

    let long = "x".repeat(300);
    let line = buyer.answers("business", &fields(&BUSINESS[1..], &[("legal_name", &long)])).await.is(422);
    line.says("Acórtelo a 200 caracteres como máximo.");
    let note = buyer.answers("decline", &[("why", "other"), ("note", &"x".repeat(3_000))]).await.is(422);
    assert!(note.text().contains("Acórtelo a ") && !note.text().contains("Acórtelo a 200 "), "{}", note.text());

    let huge = "x".repeat(300_000);
    buyer.answers("business", &[("legal_name", &huge)]).await.is(413).says("Es demasiado largo");
    buyer.sees("opened").await.is(405).says("Aquí no hay nada que ver");
    let unreadable = buyer.browser.form(&buyer.at("upload/US-SST"), &[]);
    buyer.browser.send(unreadable).await.is(400).says("Este formulario no se puede leer.");
    let stranger = Browser::new(&app.anonymous.base);
    let island = stranger.form(&buyer.at("upload/US-SST"), &[]).header(header::ACCEPT, "application/json");
    let told = stranger.send(island.header(header::ACCEPT_LANGUAGE, "es")).await.is(401).json();
    assert!(told["message"].as_str().unwrap().starts_with("Su visita ha terminado."), "{told}");
}
