//! `certlane exemption`: the answer as a person would say it.

use domain::exemption::{Answer, Considered, Outcome, Step, in_words as day};
use services::{
    Error, Operator, Settings,
    exemptions::{self, Answered, Ask},
};

use super::{start, told};
use crate::cli::Exemption;

#[expect(clippy::print_stdout, reason = "the answer is the command's answer")]
pub(super) async fn explain(settings: Settings, asked: Exemption) -> Result<(), String> {
    let unknown = || format!("CUSTOMER: there is no customer {:?}. Give its id, as cust_….", asked.customer);
    let customer = asked.customer.parse().map_err(|_| unknown())?;
    let ask = Ask { customer, jurisdiction: asked.jurisdiction, on: asked.on, reason: asked.reason };
    let services = start(settings).await?;
    let answered = exemptions::check_at_console(&services, &Operator::at_the_console(), ask, asked.known_on).await;
    let answered = answered.map_err(|error| if matches!(error, Error::NotFound) { unknown() } else { told(&error) })?;
    println!("{}", in_words(&answered));
    services.close().await;
    Ok(())
}

fn in_words(answered: &Answered) -> String {
    let answer = &answered.answer;
    let mut lines = vec![headline(answered), String::new()];
    lines.extend(answer.explanation.iter().flat_map(step));
    if let Some(missing) = &answer.missing {
        lines.extend([String::new(), format!("What would make it exempt: {missing}")]);
    }
    if !answer.certificates_considered.is_empty() {
        lines.extend([String::new(), "Certificates considered:".to_owned()]);
        lines.extend(answer.certificates_considered.iter().map(considered));
    }
    lines.extend([String::new(), format!("The same answer again: {}", answered.snapshot_id)]);
    lines.join("\n")
}

fn headline(answered: &Answered) -> String {
    let Answer { exempt, question, valid_until, .. } = &answered.answer;
    let verdict = if *exempt { "Exempt" } else { "Not exempt" };
    let reason = question.reason.map(|reason| format!(", for “{}”", reason.label())).unwrap_or_default();
    let known =
        answered.known_on.map(|known_on| format!(", by what was on file on {}", day(known_on))).unwrap_or_default();
    let until =
        valid_until.filter(|_| *exempt).map(|last| format!(" It holds until {}.", day(last))).unwrap_or_default();
    let (state, on) = (question.jurisdiction.name(), day(question.on));
    format!("{verdict} in {state} on {on}{reason}{known}.{until}")
}

fn step(step: &Step) -> Vec<String> {
    let mark = match step.outcome {
        Outcome::Pass => "ok  ",
        Outcome::Warn => "look",
        Outcome::Fail => "NO  ",
    };
    let source = step.source.map(|source| {
        let address = source.url.as_ref().map(|url| format!(" <{url}>")).unwrap_or_default();
        format!("       {}{address}, as of {}, confidence {}", source.title, source.as_of, source.confidence)
    });
    [Some(format!("{mark}   {}", step.sentence)), source].into_iter().flatten().collect()
}

fn considered(considered: &Considered) -> String {
    format!("{}   {}", considered.certificate_id, considered.sentence)
}
