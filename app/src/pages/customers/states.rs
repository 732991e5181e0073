//! The states that the customer's certificates name, as of today.

use domain::exemption::Answer;
use leptos::prelude::*;

use super::answer::{Papers, Why, exempt};
use crate::{
    components::desk::{Badge, Day},
    paths,
};

/// One row a state, and below it why.
#[component]
pub(super) fn States(answers: Vec<Answer>, papers: Papers) -> impl IntoView {
    if answers.is_empty() {
        return view! {
            <section class="box">
                <h2>"Exempt today"</h2>
                <p>"No certificate of this customer is on file, so it is exempt nowhere that has a sales tax."</p>
            </section>
        }
        .into_any();
    }
    let rows = answers.into_iter().map(|answer| row(answer, papers.clone())).collect_view();
    view! {
        <section class="box">
            <h2>"Exempt today"</h2>
            <table class="rows answers">
                <caption class="visually-hidden">"States that the certificates name"</caption>
                <thead>
                    <tr>
                        <th scope="col">"State"</th>
                        <th scope="col">"Today"</th>
                        <th scope="col">"On file"</th>
                        <th scope="col">"Valid until"</th>
                    </tr>
                </thead>
                {rows}
            </table>
        </section>
    }
    .into_any()
}

fn row(answer: Answer, papers: Papers) -> AnyView {
    let state = answer.question.jurisdiction;
    let until = match answer.valid_until {
        Some(day) => view! { <Day day/> }.into_any(),
        None if answer.exempt => "No known end".into_any(),
        None => "–".into_any(),
    };
    view! {
        <tbody>
            <tr>
                <th scope="row"><a href=paths::rules(state)>{state.name()}</a></th>
                <td data-label="Today">{exempt(&answer)}</td>
                <td data-label="On file"><Badge word=answer.status.word()/></td>
                <td data-label="Valid until">{until}</td>
            </tr>
            <tr class="more">
                <td colspan="4">
                    <details>
                        <summary>"Why?" <span class="visually-hidden">" " {state.name()}</span></summary>
                        <Why answer papers/>
                    </details>
                </td>
            </tr>
        </tbody>
    }
    .into_any()
}
