//! What a merchant says of itself to its buyers.

use chrono_tz::Tz;

use crate::{Account, Invalid, Problem, customer::Address, invalid::Reader};

/// The merchant as letters, pages and certificates name it; as it was typed, or checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Where it is: certificates name the seller by it.
    pub address: Address,
    /// The person whom buyers can ask; empty: nobody is named.
    pub contact_name: String,
    /// Where buyers write to.
    pub contact_email: String,
    /// Where they call; empty: nobody is called.
    pub contact_phone: String,
    /// The IANA time zone that decides what "today" is.
    pub time_zone: String,
}

impl Profile {
    /// The same with every field checked and trimmed.
    pub fn check(&self) -> Result<Self, Invalid> {
        let mut read = Reader::default();
        let checked = Self {
            name: read.line("name", &self.name, "Enter your business's name, as its buyers know it."),
            address: self.check_address(&mut read),
            contact_name: read.optional_line("contact_name", &self.contact_name).unwrap_or_default(),
            contact_email: read.email("contact_email", &self.contact_email),
            contact_phone: read.optional_line("contact_phone", &self.contact_phone).unwrap_or_default(),
            time_zone: self.time_zone.trim().to_owned(),
        };
        if !checked.contact_phone.is_empty() && !is_phone(&checked.contact_phone) {
            read.0.add("contact_phone", Problem::Incorrect, "Enter a telephone number, like (614) 555-0142.");
        }
        if checked.time_zone.parse::<Tz>().is_err() {
            read.0.add("time_zone", Problem::Incorrect, "Select a time zone of the list.");
        }
        read.finish(checked)
    }

    /// A certificate needs the whole address of its seller.
    fn check_address(&self, read: &mut Reader) -> Address {
        let address = self.address.read(read);
        let mut needed = |field: &str, value: &str, please: &str| {
            if value.is_empty() && read.0.of(field).is_none() {
                read.0.add(field, Problem::Missing, please);
            }
        };
        needed("line1", &address.line1, "Enter the street and number.");
        needed("city", &address.city, "Enter the city.");
        needed("state", &address.state, "Select the state.");
        if address.state != Address::ABROAD {
            needed("postal_code", &address.postal_code, "Enter the ZIP code.");
        }
        address.check(read, "Select a state of the list.");
        address
    }

    /// What is different from another profile, in words for the audit: `Address and contact`; none: nothing is.
    pub fn changed_since(&self, before: &Self) -> Option<String> {
        let contact = |profile: &Self| {
            (profile.contact_name.clone(), profile.contact_email.clone(), profile.contact_phone.clone())
        };
        let parts = [
            (self.name != before.name, "name"),
            (self.address != before.address, "address"),
            (contact(self) != contact(before), "contact"),
            (self.time_zone != before.time_zone, "time zone"),
        ];
        let changed: Vec<_> = parts.into_iter().filter(|(changed, _)| *changed).map(|(_, part)| part).collect();
        (!changed.is_empty()).then(|| format!("Changed: {}", crate::listed(&changed)))
    }
}

impl From<&Account> for Profile {
    fn from(account: &Account) -> Self {
        Self {
            name: account.name.clone(),
            address: account.address.clone(),
            contact_name: account.contact_name.clone(),
            contact_email: account.contact_email.clone(),
            contact_phone: account.contact_phone.clone(),
            time_zone: account.time_zone.clone(),
        }
    }
}

/// Digits with what people set between them; an extension may follow.
fn is_phone(text: &str) -> bool {
    let known = |c: char| c.is_ascii_digit() || " +()-./\u{a0}".contains(c);
    let number = text.to_lowercase().replace("ext", "").replace('x', "");
    number.chars().all(known) && number.chars().filter(char::is_ascii_digit).count() >= 7
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile() -> Profile {
        Profile {
            name: " Acme Supply ".into(),
            address: Address {
                line1: "1 Main Street".into(),
                city: "Columbus".into(),
                state: "US-OH".into(),
                postal_code: "43215".into(),
                ..Address::default()
            },
            contact_email: "tax@acme.example".into(),
            contact_phone: "(614) 555-0142 ext. 3".into(),
            time_zone: "America/New_York".into(),
            ..Profile::default()
        }
    }

    fn wrong(profile: &Profile) -> Vec<String> {
        profile.check().unwrap_err().0.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn a_profile_is_whole() {
        assert_eq!(profile().check().unwrap().name, "Acme Supply");
        let nothing = wrong(&Profile::default());
        assert_eq!(nothing, ["name", "line1", "city", "state", "postal_code", "contact_email", "time_zone"]);
        let address = Address { state: "US-XX".into(), postal_code: "4321".into(), ..profile().address };
        let bad = Profile { address, contact_phone: "call me".into(), time_zone: "Mars/Olympus".into(), ..profile() };
        assert_eq!(wrong(&bad), ["state", "postal_code", "contact_phone", "time_zone"]);
    }

    #[test]
    fn a_merchant_abroad_has_a_postal_code_of_its_own_kind_or_none() {
        for postal_code in ["", "EC1A 1BB"] {
            let address =
                Address { state: Address::ABROAD.into(), postal_code: postal_code.into(), ..profile().address };
            assert!(Profile { address, ..profile() }.check().is_ok(), "{postal_code}");
        }
    }

    #[test]
    fn the_audit_hears_what_changed() {
        let before = profile();
        assert_eq!(before.changed_since(&before), None);
        let after = Profile { contact_phone: String::new(), time_zone: "America/Chicago".into(), ..profile() };
        assert_eq!(after.changed_since(&before).as_deref(), Some("Changed: contact and time zone"));
    }
}
