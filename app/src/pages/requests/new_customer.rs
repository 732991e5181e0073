//! A customer that is not known yet.

use domain::{Jurisdiction, customer::Address};
use leptos::prelude::*;

use crate::{
    components::form::{SelectField, TextField, Typed},
    paths,
};

/// Adds a customer and goes on with the request.
#[component]
pub(super) fn NewCustomerForm(typed: Typed) -> impl IntoView {
    view! {
        <form class="form" method="post" action=paths::CUSTOMERS novalidate>
            <div class="fields">
                <TextField name="name" label="Name" value=typed.or("name", "") error=typed.error("name")/>
                <TextField
                    name="email"
                    label="E-mail"
                    value=typed.or("email", "")
                    error=typed.error("email")
                    kind="email"
                    half=true
                />
                <TextField
                    name="reference_customer_id"
                    label="Your number for it"
                    value=typed.or("reference_customer_id", "")
                    error=typed.error("reference_customer_id")
                    optional=true
                    half=true
                />
                <TextField
                    name="fax_number"
                    label="Fax number"
                    value=typed.or("fax_number", "")
                    error=typed.error("fax_number")
                    kind="tel"
                    optional=true
                />
            </div>
            <AddressFields typed/>
            <div class="actions"><button class="button" type="submit">"Add and continue"</button></div>
        </form>
    }
}

/// What is known already need not be typed by the buyer.
#[component]
fn AddressFields(typed: Typed) -> impl IntoView {
    let states = Jurisdiction::all().map(|state| (state.code().to_owned(), state.name().to_owned()));
    let abroad = (Address::ABROAD.to_owned(), "Outside the United States".to_owned());
    let line = |name: &'static str, label: &'static str| {
        view! { <TextField name label value=typed.or(name, "") error=typed.error(name) optional=true/> }
    };
    view! {
        <fieldset class="group" aria-describedby="address-hint">
            <legend>"Address"</legend>
            <p class="hint" id="address-hint">"Fills in the buyer's form."</p>
            <div class="fields">
                {line("line1", "Street and number")}
                {line("line2", "Suite, floor or building")}
                {line("city", "City")}
                <SelectField
                    name="state"
                    label="State"
                    options=states.chain([abroad]).collect()
                    value=typed.or("state", "")
                    error=typed.error("state")
                    placeholder="Not known"
                    optional=true
                    half=true
                />
                <TextField
                    name="postal_code"
                    label="ZIP or postal code"
                    value=typed.or("postal_code", "")
                    error=typed.error("postal_code")
                    optional=true
                    half=true
                />
            </div>
        </fieldset>
    }
}
