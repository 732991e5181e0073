//! The form of a request. Only how the link travels has to be said; the rest has a default.

use domain::{
    Account, CertificateType, Customer, DeliveryMethod, Jurisdiction, Language, Reason, listed,
    request::{EXPIRES_IN_DAYS, LONGEST_DAYS},
};
use leptos::prelude::*;
use services::certificates::CertificateDetails;

use crate::{
    components::form::{Choice, Choices, SelectField, TextArea, TextField, Typed},
    paths,
};

/// Asks a customer.
#[component]
pub(super) fn RequestForm(
    customer: Customer,
    account: Account,
    on_file: Vec<CertificateDetails>,
    /// The certificate that is selected to be renewed; empty: none.
    renews: String,
    can_fax: bool,
    typed: Typed,
) -> impl IntoView {
    view! {
        <form class="form" method="post" action=paths::NEW_REQUEST novalidate>
            <input type="hidden" name="customer" value=customer.id.to_string()/>
            <Delivery customer=customer.clone() can_fax typed=typed.clone()/>
            <Renewal account on_file renews typed=typed.clone()/>
            <fieldset class="group">
                <legend>"What do you need?"</legend>
                <States typed=typed.clone()/>
                <Wishes typed=typed.clone()/>
            </fieldset>
            <TextArea
                name="message"
                label="Message"
                value=typed.or("message", "")
                error=typed.error("message")
                hint="The buyer reads it in the e-mail and on the first page."
                optional=true
            />
            <SelectField
                name="language"
                label="Language of the e-mails"
                options=Language::ALL.iter().map(|language| (language.to_string(), language.name().to_owned())).collect()
                value=typed.or("language", Language::English.word())
                error=typed.error("language")
                hint="Until the buyer chooses another one."
            />
            <TextField
                name="expires_in_days"
                label="Days until the link expires"
                value=typed.or("expires_in_days", &EXPIRES_IN_DAYS.to_string())
                error=typed.error("expires_in_days")
                hint=format!("1 to {LONGEST_DAYS}.")
                inputmode="numeric"
                short=true
            />
            <div class="actions"><button class="button" type="submit">"Create request"</button></div>
        </form>
    }
}

/// Which certificate is renewed: the buyer sees its answers on one page, and signs where nothing has changed.
#[component]
fn Renewal(account: Account, on_file: Vec<CertificateDetails>, renews: String, typed: Typed) -> impl IntoView {
    const FIELD: &str = "renews_certificate_id";
    let option = |CertificateDetails { certificate, .. }: &CertificateDetails| {
        let states: Vec<_> = certificate.states().map(|state| state.name()).collect();
        let received = account.day(certificate.created_at).format("%b %-d, %Y");
        (
            certificate.id.to_string(),
            format!("{}, {received}: {}", certificate.certificate_type.title(), listed(&states)),
        )
    };
    let options: Vec<_> = on_file.iter().map(option).collect();
    let error = typed.error(FIELD);
    (!options.is_empty() || error.is_some()).then(|| {
        view! {
            <SelectField
                name=FIELD
                label="Renewal of"
                options
                value=typed.or(FIELD, &renews)
                error
                hint="The buyer begins with its answers, and signs on one page where nothing has changed."
                placeholder="No certificate"
                optional=true
            />
        }
    })
}

#[component]
fn Delivery(customer: Customer, can_fax: bool, typed: Typed) -> impl IntoView {
    let options = vec![
        Choice::new(DeliveryMethod::Email.word(), "Send the e-mail for me"),
        Choice::new(DeliveryMethod::Download.word(), "I will send the link or the letter myself"),
        Choice {
            hint: (!can_fax).then(|| "Not possible yet: no fax gateway is configured.".to_owned()),
            ..Choice::new(DeliveryMethod::Fax.word(), "Fax the letter for me")
        },
    ];
    let fax_number = customer.fax_number.map(|number| number.to_string()).unwrap_or_default();
    view! {
        <Choices
            name="delivery_method"
            legend="How should the link reach the buyer?"
            options
            checked=vec![typed.or("delivery_method", DeliveryMethod::Email.word())]
            error=typed.error("delivery_method")
        />
        <TextField
            name="recipient"
            label="E-mail address of the buyer"
            value=typed.or("recipient", &customer.email)
            error=typed.error("recipient")
            kind="email"
        />
        <TextField
            name="fax_number"
            label="Fax number of the buyer"
            value=typed.or("fax_number", &fax_number)
            error=typed.error("fax_number")
            hint="With its area code, like (614) 555-0142. Only for a fax."
            kind="tel"
            optional=true
        />
    }
}

#[component]
fn States(typed: Typed) -> impl IntoView {
    const FIELD: &str = "jurisdictions";
    let checked = typed.ticked_or(FIELD, &[]);
    let error = typed.error(FIELD);
    let open = !checked.is_empty() || error.is_some();
    let untaxed = |place: &Jurisdiction| (!place.has_general_sales_tax()).then(|| "No general sales tax".to_owned());
    let (territories, states): (Vec<_>, Vec<_>) = Jurisdiction::all().partition(|place| place.is_territory());
    let choice = |place: Jurisdiction| Choice { hint: untaxed(&place), ..Choice::new(place.code(), place.name()) };
    let options = states.into_iter().chain(territories).map(choice).collect();
    view! {
        <details open=open>
            <summary>"Only for certain states"</summary>
            <Choices
                name=FIELD
                legend="States and territories"
                options
                checked
                error
                hint="With none selected, the buyer chooses."
                several=true
                many=true
            />
        </details>
    }
}

#[component]
fn Wishes(typed: Typed) -> impl IntoView {
    let reasons = Reason::ALL.map(|reason| (reason.code().to_owned(), reason.label().to_owned())).to_vec();
    let forms = CertificateType::for_states(&Jurisdiction::all().collect::<Vec<_>>());
    let forms = forms.into_iter().map(|form| (form.id().to_owned(), form.title())).collect();
    view! {
        <div class="fields">
            <SelectField
                name="reasons"
                label="Reason"
                options=reasons
                value=typed.or("reasons", "")
                error=typed.error("reasons")
                placeholder="The buyer chooses"
                half=true
            />
            <SelectField
                name="certificate_type_id"
                label="Document"
                options=forms
                value=typed.or("certificate_type_id", "")
                error=typed.error("certificate_type_id")
                placeholder="Any document"
                half=true
            />
        </div>
    }
}
