//! What a state taxes, which documents it accepts, and whose numbers.

use domain::Jurisdiction;
use leptos::prelude::*;

use super::words::{self, doubt, short, with_note};
use crate::components::desk::{Fact, Facts, Grounds};

/// The tax itself.
#[component]
pub(super) fn Tax(state: Jurisdiction) -> impl IntoView {
    let law = state.law();
    let tax = if law.general_sales_tax { "The state has one" } else { "There is none" };
    view! {
        <section class="box">
            <h2>"Tax and documents"</h2>
            <Facts>
                <Fact term="Sales tax">{with_note(tax, law.tax_note.as_ref())}</Fact>
                <Fact term="Streamlined agreement">{words::membership(law)}</Fact>
                <Fact term="Streamlined certificate, F0003">
                    {with_note(short(law.f0003), law.f0003_condition.as_ref())}
                </Fact>
                <Fact term="F0003 without a number">{short(law.f0003_without_number)}</Fact>
                <Fact term="F0003 with a foreign tax number">{if law.f0003_foreign_tax_id { "Yes" } else { "No" }}</Fact>
                <Fact term="Uniform certificate of the MTC">{with_note(short(law.mtc), law.mtc_condition.as_ref())} {doubt(law.mtc_confidence)}</Fact>
                <Fact term="Both of them are for">{words::audience(law.multi_state_for)}</Fact>
                <Fact term="Who makes the document">{words::issuer(law.issuer)}</Fact>
                <Fact term="One certificate for all later purchases">{short(law.blanket)}</Fact>
            </Facts>
            <Grounds source=&law.source/>
        </section>
    }
    .into_any()
}

/// The numbers that a reseller gives.
#[component]
pub(super) fn WhoseNumbers(state: Jurisdiction) -> impl IntoView {
    let law = state.law();
    view! {
        <section class="box">
            <h2>"Whose numbers"</h2>
            <Facts>
                <Fact term="A reseller needs its own number">{short(law.in_state_registration)}</Fact>
                <Fact term="Another state's number will do">
                    {with_note(short(law.out_of_state_number), law.out_of_state_note.as_ref())}
                </Fact>
                <Fact term="Drop shipments">
                    {with_note(words::drop_ship(law.drop_ship), law.drop_ship_note.as_ref())}
                </Fact>
            </Facts>
            <Grounds source=&law.source/>
        </section>
    }
    .into_any()
}
