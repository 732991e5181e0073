//! What lists are narrowed to, and where their pages begin.

use std::{fmt::Display, str::FromStr};

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, Utc};
use domain::CustomerId;
use services::{Actor, Services, Window, customers};

use super::error::{Problem, Problems};

/// Where a page begins: the `next_cursor` of the one before.
pub(super) fn page_cursor<Id: FromStr>(cursor: Option<&str>) -> Result<Option<Id>, Problem> {
    let parsed = cursor.map(|text| text.parse().map_err(|_| text)).transpose();
    parsed.map_err(|text| {
        Problem::incorrect(format!("cursor: {text:?} is not a next_cursor of this list; leave it out to begin anew."))
    })
}

/// A word of a closed list, where one is given.
pub(super) fn word<T: FromStr<Err: Display>>(name: &str, text: Option<&str>) -> Result<Option<T>, Problem> {
    let parsed = text.map(str::parse).transpose();
    parsed.map_err(|error: T::Err| Problem::incorrect(format!("{name}: {error}.")))
}

/// A span of time, by two parameters.
pub(super) fn window(problems: &mut Problems, from: Named<'_>, until: Named<'_>) -> Window {
    Window { from: problems.read(instant(from)), until: problems.read(instant(until)) }
}

/// A parameter, and what stands in it.
pub(super) type Named<'a> = (&'static str, Option<&'a str>);

/// An instant as `2026-06-10T18:24:09Z`, or a day as `2026-06-10`, which begins at midnight UTC.
fn instant((name, text): Named<'_>) -> Result<Option<DateTime<Utc>>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let day = || text.parse::<NaiveDate>().map(|day| day.and_time(NaiveTime::MIN).and_utc()).ok();
    let instant = DateTime::parse_from_rfc3339(text).map(|instant| instant.to_utc()).ok().or_else(day);
    let instant = instant.filter(|instant| (1970..2200).contains(&instant.year()));
    instant.map(Some).ok_or_else(|| {
        let sentence = format!("{name}: {text:?} is no instant like 2026-06-10T18:24:09Z and no date like 2026-06-10.");
        Problem::incorrect(sentence)
    })
}

/// The customer filter of lists: an id, or the merchant's own number with `id_type=reference_customer_id`. The inner
/// `None` names nobody, whose list is empty.
pub(super) async fn customer(
    services: &Services,
    actor: &Actor,
    id: Option<&str>,
    id_type: Option<&str>,
) -> Result<Option<Option<CustomerId>>, Problem> {
    let by_reference = match id_type.unwrap_or("id") {
        "id" => false,
        "reference_customer_id" => true,
        other => {
            let sentence = format!("id_type: {other:?} is not known: use id or reference_customer_id.");
            return Err(Problem::incorrect(sentence));
        }
    };
    let Some(id) = id else { return Ok(None) };
    if !by_reference {
        return Ok(Some(id.parse().ok()));
    }
    let found = customers::find_by_reference(services, actor, id).await?;
    Ok(Some(found.map(|customer| customer.id)))
}
