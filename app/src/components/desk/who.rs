//! Who did something, as far as one may say.

use services::sessions::Staff;

/// Who did it, as an event keeps it; none where it is plain from what was done.
pub(crate) fn who(actor: &str, staff: &Staff) -> Option<&'static str> {
    match actor {
        actor if actor == staff.user.id.to_string() => Some("by you"),
        actor if actor.starts_with("user_") => Some("by a colleague"),
        actor if actor.starts_with("key_") => Some("through the API"),
        _ => None,
    }
}
