//! A look at a number for typing errors.

use domain::{Jurisdiction, law::Identification};

/// What to say of a number that does not look like the others of its state: never a reason to stop.
pub(super) fn unusual(number: &str, issuer: Jurisdiction) -> Option<String> {
    let number = Some(number.trim()).filter(|number| !number.is_empty())?;
    let look = Identification::mismatch(number, issuer)?.look()?;
    let state = issuer.in_text();
    Some(format!("A number of {state} usually {look}: check it for typing errors. If it is right, go on."))
}
