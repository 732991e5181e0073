//! The field `reminders` of a request: `true`, `false`, or days of its own.

use std::fmt;

use domain::{Cadence, reminders::MOST_REMINDERS};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};
use utoipa::ToSchema;

use super::{super::describe::texts::ReminderDay, body::List};

/// None: as the account says.
#[derive(ToSchema)]
#[schema(value_type = ReminderChoice)]
pub(super) struct Reminders(pub(super) Option<Cadence>);

/// `true` or `false`, or days of its own.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes what is read below")]
enum ReminderChoice {
    /// Whether the buyer is reminded as the account says.
    Usual(bool),
    /// Days of its own.
    Own(Days),
}

/// Days of its own.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = ReminderDays)]
struct Days {
    /// Days after the request.
    #[schema(value_type = Vec<ReminderDay>, max_items = 10)]
    days: List<u32, MOST_REMINDERS>,
    /// One more, a day before the request ends.
    day_before_end: bool,
}

impl<'de> Deserialize<'de> for Reminders {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Reminders;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a boolean or an object")
            }

            fn visit_bool<E>(self, usual: bool) -> Result<Reminders, E> {
                Ok(Reminders((!usual).then(Cadence::off)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Reminders, A::Error> {
                let Days { days, day_before_end } = Days::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Reminders(Some(Cadence { days_after: days.0, day_before_end })))
            }
        }

        deserializer.deserialize_any(Either)
    }
}
