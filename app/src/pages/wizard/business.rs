//! Step 1: who the buyer is.

use domain::{
    Jurisdiction,
    customer::Address,
    wizard::{BusinessAnswers, BusinessType, Step},
};
use leptos::prelude::*;

use super::{
    Visit,
    frame::{StepForm, StepFrame},
};
use crate::components::form::{SelectField, TextField};

/// The form of step 1, filled with what the merchant knows.
#[component]
pub(super) fn Business(visit: Visit) -> impl IntoView {
    let (wizard, typed) = (visit.wizard.clone(), visit.typed.clone());
    let prefilled = || BusinessAnswers::from_customer(&wizard.customer, &wizard.request.recipient);
    let kept = wizard.draft.business.clone().unwrap_or_else(prefilled);
    let merchant = wizard.account.name.clone();
    let states = Jurisdiction::all().map(|state| (state.code().to_owned(), state.name().to_owned()));
    let abroad = (Address::ABROAD.to_owned(), "Outside the United States".to_owned());
    let types = BusinessType::ALL.iter().map(|kind| (kind.to_string(), kind.label().to_owned())).collect();
    view! {
        <StepFrame visit=visit.clone() step=Step::Business heading="Your business">
            <p class="hint">
                "As it stands on your exemption certificate. " {merchant.clone()}
                " has filled in what it knows already; please correct it where needed."
            </p>
            {wizard.request.message.map(|message| view! { <Message merchant message/> })}
            <StepForm visit step=Step::Business>
                <TextField
                    name="legal_name"
                    label="Legal name of the business"
                    value=typed.or("legal_name", &kept.legal_name)
                    error=typed.error("legal_name")
                    autocomplete="organization"
                />
                <fieldset class="group">
                    <legend>"Address"</legend>
                    <div class="fields">
                        <TextField
                            name="line1"
                            label="Street and number"
                            value=typed.or("line1", &kept.line1)
                            error=typed.error("line1")
                            autocomplete="address-line1"
                        />
                        <TextField
                            name="line2"
                            label="Suite, floor or building"
                            value=typed.or("line2", &kept.line2)
                            error=typed.error("line2")
                            autocomplete="address-line2"
                            optional=true
                        />
                        <TextField
                            name="city"
                            label="City"
                            value=typed.or("city", &kept.city)
                            error=typed.error("city")
                            autocomplete="address-level2"
                        />
                        <SelectField
                            name="state"
                            label="State"
                            options=states.chain([abroad]).collect()
                            value=typed.or("state", &kept.state)
                            error=typed.error("state")
                            placeholder="Select a state"
                            autocomplete="address-level1"
                            half=true
                        />
                        <TextField
                            name="postal_code"
                            label="ZIP or postal code"
                            value=typed.or("postal_code", &kept.postal_code)
                            error=typed.error("postal_code")
                            autocomplete="postal-code"
                            half=true
                        />
                    </div>
                </fieldset>
                <SelectField
                    name="business_type"
                    label="Type of business"
                    options=types
                    value=typed.or("business_type", &kept.business_type)
                    error=typed.error("business_type")
                    placeholder="Select a type"
                />
                <fieldset class="group">
                    <legend>"Who can be asked?"</legend>
                    <div class="fields">
                        <TextField
                            name="contact_name"
                            label="Contact name"
                            value=typed.or("contact_name", &kept.contact_name)
                            error=typed.error("contact_name")
                            autocomplete="name"
                        />
                        <TextField
                            name="contact_email"
                            label="E-mail"
                            value=typed.or("contact_email", &kept.contact_email)
                            error=typed.error("contact_email")
                            kind="email"
                            autocomplete="email"
                            half=true
                        />
                        <TextField
                            name="contact_phone"
                            label="Phone"
                            value=typed.or("contact_phone", &kept.contact_phone)
                            error=typed.error("contact_phone")
                            kind="tel"
                            autocomplete="tel"
                            half=true
                            optional=true
                        />
                    </div>
                </fieldset>
            </StepForm>
        </StepFrame>
    }
}

/// The merchant's own words, line by line.
#[component]
fn Message(merchant: String, message: String) -> impl IntoView {
    let lines = message.lines().filter(|line| !line.trim().is_empty()).map(|line| view! { <p>{line.to_owned()}</p> });
    view! {
        <div class="notice section">
            <p><strong>"A message from " {merchant}</strong></p>
            {lines.collect_view()}
        </div>
    }
}
