//! The form of the storefront.

use domain::{ReturnHost, Storefront};
use leptos::prelude::*;

use crate::{
    components::{
        desk::{Fact, Facts},
        form::{Checkbox, TextArea, Typed},
    },
    paths,
};

/// Hosts and new customers, with what was typed before what is in force.
#[component]
pub(super) fn StorefrontForm(settings: Storefront, typed: Typed) -> impl IntoView {
    let hosts = typed.or("return_hosts", &lines(&settings.return_hosts));
    let kept = if settings.adds_customers { vec!["yes".to_owned()] } else { vec![] };
    // The secrets' form has no boxes: its silence says nothing about this one.
    let is_this_form = typed.or("form", "") == "storefront";
    let adds = if is_this_form { typed.ticked_or("adds_customers", &kept) } else { kept };
    view! {
        <form class="form" method="post" action=paths::STOREFRONT novalidate>
            <input type="hidden" name="form" value="storefront"/>
            <TextArea
                name="return_hosts"
                label="Hosts of your shop"
                value=hosts
                error=typed.error("return_hosts")
                hint="One a line, like shop.example.com. A return_url to any other host is refused."
            />
            <Checkbox
                name="adds_customers"
                label="Add customers that a signed link names and that are new here"
                checked=!adds.is_empty()
                error=typed.error("adds_customers")
            />
            <div class="actions"><button class="button" type="submit">"Save"</button></div>
        </form>
    }
    .into_any()
}

/// The same to read.
#[component]
pub(super) fn ReadOnly(settings: Storefront) -> impl IntoView {
    let hosts = lines(&settings.return_hosts);
    let hosts = if hosts.is_empty() { "None".to_owned() } else { hosts };
    view! {
        <Facts>
            <Fact term="Hosts of your shop"><span class="lines">{hosts}</span></Fact>
            <Fact term="New customers">{if settings.adds_customers { "Added by signed links" } else { "Not added" }}</Fact>
        </Facts>
        <p class="hint">"An administrator of your account can change it."</p>
    }
    .into_any()
}

fn lines(hosts: &[ReturnHost]) -> String {
    hosts.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
