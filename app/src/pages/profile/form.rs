//! The form of the profile.

use std::collections::BTreeSet;

use domain::{Account, Jurisdiction, Profile, customer::Address, reminders::zone_of};
use leptos::prelude::*;

use crate::{
    components::{
        desk::{Fact, Facts, address_lines},
        form::{SelectField, TextField, Typed},
    },
    paths,
};

/// All of it, with what was typed before what is kept.
#[component]
pub(super) fn ProfileForm(account: Account, typed: Typed) -> impl IntoView {
    let conflict = typed.error("version");
    // Who has been shown the newer version replaces that one; else the form goes on from where it began.
    let number = account.profile_version.to_string();
    let from = if conflict.is_some() { number } else { typed.or("version", &number) };
    let kept = Profile::from(&account);
    view! {
        <form class="form" method="post" action=paths::PROFILE novalidate>
            {conflict.map(|sentence| view! { <Conflict sentence account/> })}
            <input type="hidden" name="version" value=from/>
            <TextField
                name="name"
                label="Name"
                value=typed.or("name", &kept.name)
                error=typed.error("name")
                autocomplete="organization"
            />
            <AddressFields address=kept.address.clone() typed=typed.clone()/>
            <ContactFields kept=kept.clone() typed=typed.clone()/>
            <SelectField
                name="time_zone"
                label="Time zone"
                options=time_zones(&kept.time_zone)
                value=typed.or("time_zone", &kept.time_zone)
                error=typed.error("time_zone")
                hint="It decides what day it is: when a certificate expires, and when a request ends."
            />
            <div class="actions"><button class="button" type="submit">"Save profile"</button></div>
        </form>
    }
    .into_any()
}

/// Somebody was faster: what they saved stands beside what was typed.
#[component]
fn Conflict(sentence: String, account: Account) -> impl IntoView {
    view! {
        <div class="notice warning" id="version" tabindex="-1">
            <p class="error" id="version-error"><span class="visually-hidden">"Error: "</span>{sentence}</p>
            <p>"This is the profile now. What you typed stands below; saving it again replaces this."</p>
            <InWords account/>
        </div>
    }
    .into_any()
}

#[component]
fn AddressFields(address: Address, typed: Typed) -> impl IntoView {
    let states = Jurisdiction::all().map(|state| (state.code().to_owned(), state.name().to_owned()));
    let abroad = (Address::ABROAD.to_owned(), "Outside the United States".to_owned());
    view! {
        <fieldset class="group" aria-describedby="address-hint">
            <legend>"Address"</legend>
            <p class="hint" id="address-hint">"Printed on certificates as the address of the seller."</p>
            <div class="fields">
                <TextField
                    name="line1"
                    label="Street and number"
                    value=typed.or("line1", &address.line1)
                    error=typed.error("line1")
                    autocomplete="address-line1"
                />
                <TextField
                    name="line2"
                    label="Suite, floor or building"
                    value=typed.or("line2", &address.line2)
                    error=typed.error("line2")
                    autocomplete="address-line2"
                    optional=true
                />
                <TextField
                    name="city"
                    label="City"
                    value=typed.or("city", &address.city)
                    error=typed.error("city")
                    autocomplete="address-level2"
                />
                <SelectField
                    name="state"
                    label="State"
                    options=states.chain([abroad]).collect()
                    value=typed.or("state", &address.state)
                    error=typed.error("state")
                    placeholder="Select a state"
                    autocomplete="address-level1"
                    half=true
                />
                <TextField
                    name="postal_code"
                    label="ZIP or postal code"
                    value=typed.or("postal_code", &address.postal_code)
                    error=typed.error("postal_code")
                    autocomplete="postal-code"
                    half=true
                />
            </div>
        </fieldset>
    }
    .into_any()
}

#[component]
fn ContactFields(kept: Profile, typed: Typed) -> impl IntoView {
    view! {
        <fieldset class="group" aria-describedby="contact-hint">
            <legend>"Contact"</legend>
            <p class="hint" id="contact-hint">"Whom buyers ask. Answers to e-mails go to this address."</p>
            <div class="fields">
                <TextField
                    name="contact_name"
                    label="Name of a person"
                    value=typed.or("contact_name", &kept.contact_name)
                    error=typed.error("contact_name")
                    optional=true
                />
                <TextField
                    name="contact_email"
                    label="E-mail"
                    value=typed.or("contact_email", &kept.contact_email)
                    error=typed.error("contact_email")
                    kind="email"
                    half=true
                />
                <TextField
                    name="contact_phone"
                    label="Phone"
                    value=typed.or("contact_phone", &kept.contact_phone)
                    error=typed.error("contact_phone")
                    kind="tel"
                    optional=true
                    half=true
                />
            </div>
        </fieldset>
    }
    .into_any()
}

/// The zones in which the states are, then the one that is kept, should it be another.
fn time_zones(kept: &str) -> Vec<(String, String)> {
    let of_states: BTreeSet<_> = Jurisdiction::all().filter_map(zone_of).map(|zone| zone.name().to_owned()).collect();
    let other = (!of_states.contains(kept)).then(|| kept.to_owned());
    of_states.into_iter().chain(other).map(|zone| (zone.clone(), zone_in_words(&zone))).collect()
}

/// As people call it: `Eastern (New York)`; where it has no such name, by its place.
fn zone_in_words(zone: &str) -> String {
    const NAMES: [(&str, &str); 9] = [
        ("America/New_York", "Eastern"),
        ("America/Chicago", "Central"),
        ("America/Denver", "Mountain"),
        ("America/Phoenix", "Mountain, without daylight saving"),
        ("America/Los_Angeles", "Pacific"),
        ("America/Anchorage", "Alaska"),
        ("Pacific/Honolulu", "Hawaii"),
        ("America/Puerto_Rico", "Atlantic"),
        ("Pacific/Guam", "Chamorro"),
    ];
    let place = zone.rsplit('/').next().unwrap_or(zone).replace('_', " ");
    match NAMES.into_iter().find(|(known, _)| *known == zone) {
        Some((_, name)) => format!("{name} ({place})"),
        None => place,
    }
}

/// The same to read.
#[component]
pub(super) fn ReadOnly(account: Account) -> impl IntoView {
    view! {
        <InWords account/>
        <p class="hint">"An administrator of your account can change it."</p>
    }
    .into_any()
}

#[component]
fn InWords(account: Account) -> impl IntoView {
    let known = |text: String| if text.is_empty() { "None".to_owned() } else { text };
    let address = known(address_lines(&account.address).join("\n"));
    let contact = [account.contact_name, account.contact_email, account.contact_phone];
    let contact = contact.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    view! {
        <Facts>
            <Fact term="Name">{account.name}</Fact>
            <Fact term="Address"><span class="lines">{address}</span></Fact>
            <Fact term="Contact"><span class="lines">{contact}</span></Fact>
            <Fact term="Time zone">{zone_in_words(&account.time_zone)}</Fact>
        </Facts>
    }
    .into_any()
}
