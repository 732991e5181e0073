//! Step 2: who the buyer is.

use domain::{
    Jurisdiction,
    customer::Address,
    wizard::{BusinessAnswers, BusinessType, Page},
};
use leptos::prelude::*;
use messages::Words;

use super::{
    Visit,
    frame::{PageForm, PageFrame},
};
use crate::components::form::{SelectField, TextField, Typed};

/// The form, filled with what the merchant knows.
#[component]
pub(super) fn Business(visit: Visit) -> impl IntoView {
    let (wizard, typed, words) = (visit.wizard.clone(), visit.typed.clone(), visit.words);
    let (kept, earlier) = wizard.known_business();
    let merchant = || wizard.account.name.as_str().into();
    let hint = match earlier {
        Some(certificate) => {
            let day = words.day(wizard.account.day(certificate.created_at));
            words.tell("business-hint-earlier", [("day", day.into()), ("merchant", merchant())])
        }
        None => words.tell("business-hint", [("merchant", merchant())]),
    };
    view! {
        <PageFrame visit=visit.clone() page=Page::Business heading=words.say("business-heading")>
            <p class="hint">{hint}</p>
            <PageForm visit page=Page::Business>
                <LegalName words typed=typed.clone() kept=kept.clone()/>
                <Kind words typed=typed.clone() kept=kept.clone()/>
                <AddressFields words typed=typed.clone() kept=kept.clone()/>
                <Contact words typed kept/>
            </PageForm>
        </PageFrame>
    }
}

#[component]
pub(super) fn LegalName(words: Words, typed: Typed, kept: BusinessAnswers) -> impl IntoView {
    view! {
        <TextField
            name="legal_name"
            label=words.say("business-legal-name")
            value=typed.or("legal_name", &kept.legal_name)
            error=typed.error("legal_name")
            autocomplete="organization"
        />
    }
}

#[component]
pub(super) fn AddressFields(words: Words, typed: Typed, kept: BusinessAnswers) -> impl IntoView {
    let states = Jurisdiction::all().map(|state| (state.code().to_owned(), state.name().to_owned()));
    let abroad = (Address::ABROAD.to_owned(), words.say("abroad"));
    view! {
        <fieldset class="group">
            <legend>{words.say("business-address")}</legend>
            <div class="fields">
                <TextField
                    name="line1"
                    label=words.say("business-line1")
                    value=typed.or("line1", &kept.line1)
                    error=typed.error("line1")
                    autocomplete="address-line1"
                />
                <TextField
                    name="line2"
                    label=words.say("business-line2")
                    value=typed.or("line2", &kept.line2)
                    error=typed.error("line2")
                    autocomplete="address-line2"
                    optional=true
                />
                <TextField
                    name="city"
                    label=words.say("business-city")
                    value=typed.or("city", &kept.city)
                    error=typed.error("city")
                    autocomplete="address-level2"
                />
                <SelectField
                    name="state"
                    label=words.say("business-state")
                    options=states.chain([abroad]).collect()
                    value=typed.or("state", &kept.state)
                    error=typed.error("state")
                    placeholder=words.say("business-select-state")
                    autocomplete="address-level1"
                    half=true
                />
                <TextField
                    name="postal_code"
                    label=words.say("business-postal-code")
                    value=typed.or("postal_code", &kept.postal_code)
                    error=typed.error("postal_code")
                    autocomplete="postal-code"
                    half=true
                />
                <div class="country">
                    <TextField
                        name="country"
                        label=words.say("business-country")
                        value=typed.or("country", &kept.country)
                        error=typed.error("country")
                        autocomplete="country-name"
                    />
                </div>
            </div>
        </fieldset>
    }
}

/// What the business does.
#[component]
pub(super) fn Kind(words: Words, typed: Typed, kept: BusinessAnswers) -> impl IntoView {
    let types = BusinessType::ALL.iter().map(|kind| (kind.to_string(), words.say(&format!("business-type-{kind}"))));
    view! {
        <SelectField
            name="business_type"
            label=words.say("business-kind")
            options=types.collect()
            value=typed.or("business_type", &kept.business_type)
            error=typed.error("business_type")
            placeholder=words.say("business-select-kind")
        />
    }
}

/// Whom to ask.
#[component]
pub(super) fn Contact(words: Words, typed: Typed, kept: BusinessAnswers) -> impl IntoView {
    view! {
        <fieldset class="group">
            <legend>{words.say("business-contact")}</legend>
            <div class="fields">
                <TextField
                    name="contact_name"
                    label=words.say("business-contact-name")
                    value=typed.or("contact_name", &kept.contact_name)
                    error=typed.error("contact_name")
                    autocomplete="name"
                />
                <TextField
                    name="contact_email"
                    label=words.say("business-contact-email")
                    value=typed.or("contact_email", &kept.contact_email)
                    error=typed.error("contact_email")
                    kind="email"
                    autocomplete="email"
                    half=true
                />
                <TextField
                    name="contact_phone"
                    label=words.say("business-contact-phone")
                    value=typed.or("contact_phone", &kept.contact_phone)
                    error=typed.error("contact_phone")
                    kind="tel"
                    autocomplete="tel"
                    half=true
                    optional=true
                />
            </div>
        </fieldset>
    }
}
