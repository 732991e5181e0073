//! A buyer of the merchant.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{AccountId, CustomerId, FaxNumber, Invalid, Jurisdiction, Problem, Refusal, invalid::Reader};

/// A business that buys from the merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Its id, `cust_…`.
    pub id: CustomerId,
    /// Whose customer it is.
    pub account_id: AccountId,
    /// Live rows and test rows never meet.
    pub livemode: bool,
    /// The name that the merchant knows it by.
    pub name: String,
    /// Where requests go unless one says otherwise.
    pub email: String,
    /// Where requests go that are delivered by fax.
    pub fax_number: Option<FaxNumber>,
    /// The merchant's own number for it (AvaTax: customerCode); unique in the account and mode.
    pub reference_customer_id: Option<String>,
    /// What the merchant's own system says; Certlane decides by certificates and only keeps it.
    pub is_tax_exempt: bool,
    /// Where it is, as far as the merchant knows; prefills the wizard.
    pub address: Address,
    /// The country of the address, as `US`, where the merchant has named it.
    pub country: Option<String>,
    /// Its tax or registration number, as the merchant knows it.
    pub business_identification_number: Option<String>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When the merchant put it away; none: it has not.
    pub archived_at: Option<DateTime<Utc>>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Customer {
    /// Whether it may be asked for something, and changed.
    pub fn here(&self) -> Result<(), Refusal> {
        if self.archived_at.is_some() { Err(Refusal::CustomerArchived) } else { Ok(()) }
    }

    /// The same with what a change says in place of what was; all problems at once.
    pub fn changed(&self, change: &CustomerChange, now: DateTime<Utc>) -> Result<Self, Invalid> {
        let new = change.onto(self).check()?;
        Ok(Self {
            name: new.name,
            email: new.email,
            fax_number: new.fax_number.parse().ok(),
            reference_customer_id: Some(new.reference_customer_id).filter(|reference| !reference.is_empty()),
            is_tax_exempt: new.is_tax_exempt,
            address: new.address,
            country: Some(new.country).filter(|country| !country.is_empty()),
            business_identification_number: Some(new.business_identification_number)
                .filter(|number| !number.is_empty()),
            updated_at: now,
            ..self.clone()
        })
    }

    /// The fields in which another version differs, as the API names them.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let fields = [
            ("name", self.name != other.name),
            ("email", self.email != other.email),
            ("fax_number", self.fax_number != other.fax_number),
            ("reference_customer_id", self.reference_customer_id != other.reference_customer_id),
            ("is_tax_exempt", self.is_tax_exempt != other.is_tax_exempt),
            ("address", self.address != other.address || self.country != other.country),
            (
                "business_identification_number",
                self.business_identification_number != other.business_identification_number,
            ),
        ];
        fields.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
    }
}

/// What is given to change a customer, as it was posted: `None` leaves a field as it is, an empty text clears it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerChange {
    /// The name that the merchant knows it by.
    pub name: Option<String>,
    /// Where requests go.
    pub email: Option<String>,
    /// Where faxes go.
    pub fax_number: Option<String>,
    /// The merchant's own number for it.
    pub reference_customer_id: Option<String>,
    /// What the merchant's own system says.
    pub is_tax_exempt: Option<bool>,
    /// Where it is: the whole address.
    pub address: Option<Address>,
    /// The country of the address.
    pub country: Option<String>,
    /// Its tax or registration number.
    pub business_identification_number: Option<String>,
}

impl CustomerChange {
    fn onto(&self, customer: &Customer) -> NewCustomer {
        let or = |new: &Option<String>, old: &str| new.clone().unwrap_or_else(|| old.to_owned());
        let fax_number = customer.fax_number.as_ref().map(ToString::to_string).unwrap_or_default();
        NewCustomer {
            name: or(&self.name, &customer.name),
            email: or(&self.email, &customer.email),
            fax_number: or(&self.fax_number, &fax_number),
            reference_customer_id: or(
                &self.reference_customer_id,
                customer.reference_customer_id.as_deref().unwrap_or_default(),
            ),
            is_tax_exempt: self.is_tax_exempt.unwrap_or(customer.is_tax_exempt),
            address: self.address.clone().unwrap_or_else(|| customer.address.clone()),
            country: or(&self.country, customer.country.as_deref().unwrap_or_default()),
            business_identification_number: or(
                &self.business_identification_number,
                customer.business_identification_number.as_deref().unwrap_or_default(),
            ),
        }
    }
}

/// The merchant's number for a customer as far as two systems that both know it would agree: without case, spaces, dashes
/// and leading zeros.
pub fn bare_reference(reference: &str) -> String {
    let bare: String = reference.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    bare.trim_start_matches('0').to_owned()
}

/// The part of a reference that all its spellings share: its longest run of digits without leading zeros, else all of it.
pub fn core_of_reference(reference: &str) -> String {
    let runs = reference.split(|char: char| !char.is_ascii_digit()).map(|run| run.trim_start_matches('0'));
    let longest = runs.max_by_key(|run| run.len()).unwrap_or_default();
    if longest.len() < 2 { bare_reference(reference) } else { longest.to_owned() }
}

/// A postal address; lines that are not known are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Address {
    /// Street and number.
    pub line1: String,
    /// Suite, floor, building.
    pub line2: String,
    /// City.
    pub city: String,
    /// A state's code such as `US-OH`, or [`Address::ABROAD`].
    pub state: String,
    /// ZIP code, or a foreign postal code.
    pub postal_code: String,
}

impl Address {
    /// Stands in `state` for an address outside the United States.
    pub const ABROAD: &'static str = "ABROAD";

    /// The same, each line trimmed and fit to be printed.
    pub(crate) fn read(&self, read: &mut Reader) -> Self {
        let mut line = |field: &str, value: &str| read.optional_line(field, value).unwrap_or_default();
        Self {
            line1: line("line1", &self.line1),
            line2: line("line2", &self.line2),
            city: line("city", &self.city),
            state: line("state", &self.state),
            postal_code: line("postal_code", &self.postal_code),
        }
    }

    /// Whether state and ZIP code can be ones, where they are known; `select_state` is the sentence for a wrong state.
    pub(crate) fn check(&self, read: &mut Reader, select_state: &str) {
        let abroad = self.state == Self::ABROAD;
        if !self.state.is_empty() && !abroad && self.state.parse::<Jurisdiction>().is_err() {
            read.0.add("state", Problem::Incorrect, select_state);
        }
        if !self.postal_code.is_empty() && !abroad && !is_zip_code(&self.postal_code) {
            let sentence = "Enter a ZIP code of five digits, like 45202, or nine, like 45202-1234.";
            read.0.add("postal_code", Problem::Incorrect, sentence);
        }
    }
}

fn is_zip_code(text: &str) -> bool {
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('-') {
        Some((zip, plus_four)) => digits(zip, 5) && digits(plus_four, 4),
        None => digits(text, 5),
    }
}

/// What is given to add a customer, as it was typed or posted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewCustomer {
    /// The name that the merchant knows it by.
    pub name: String,
    /// Where requests go.
    pub email: String,
    /// Where faxes go; empty for none.
    pub fax_number: String,
    /// The merchant's own number for it; empty for none.
    pub reference_customer_id: String,
    /// What the merchant's own system says.
    pub is_tax_exempt: bool,
    /// Where it is.
    pub address: Address,
    /// The country of the address, as `US`; empty: not named.
    pub country: String,
    /// Its tax or registration number; empty: not known.
    pub business_identification_number: String,
}

impl NewCustomer {
    /// The same with every field checked and trimmed.
    pub fn check(&self) -> Result<Self, Invalid> {
        let mut read = Reader::default();
        let checked = Self {
            name: read.line("name", &self.name, "Enter the customer's name."),
            email: read.email("email", &self.email),
            fax_number: read
                .fax_number("fax_number", &self.fax_number)
                .map(|number| number.to_string())
                .unwrap_or_default(),
            reference_customer_id: read
                .optional_line("reference_customer_id", &self.reference_customer_id)
                .unwrap_or_default(),
            is_tax_exempt: self.is_tax_exempt,
            address: self.address.read(&mut read),
            country: country(&mut read, &self.country),
            business_identification_number: read
                .optional_line("business_identification_number", &self.business_identification_number)
                .unwrap_or_default(),
        };
        checked
            .address
            .check(&mut read, "Select a state: its code, like US-OH, or ABROAD for outside the United States.");
        read.finish(checked)
    }
}

fn country(read: &mut Reader, typed: &str) -> String {
    let country = read.optional_line("country", typed).unwrap_or_default();
    let is_code = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    if !country.is_empty() && !is_code {
        read.0.add("country", Problem::Incorrect, "Give the country by its code of two letters, like US.");
    }
    country
}

#[cfg(test)]
mod tests {
    use super::*;

    fn riverside() -> Customer {
        let now = "2026-07-10T12:00:00Z".parse().unwrap();
        Customer {
            id: CustomerId(uuid::Uuid::nil()),
            account_id: AccountId(uuid::Uuid::nil()),
            livemode: true,
            name: "Riverside Cafe".into(),
            email: "ap@riverside.example".into(),
            fax_number: None,
            reference_customer_id: Some("20506".into()),
            is_tax_exempt: false,
            address: Address::default(),
            country: None,
            business_identification_number: None,
            created_at: now,
            archived_at: None,
            updated_at: now,
        }
    }

    #[test]
    fn a_change_leaves_alone_what_it_does_not_name() {
        let (before, now) = (riverside(), "2026-07-11T12:00:00Z".parse().unwrap());
        assert_eq!(before.changed(&CustomerChange::default(), before.updated_at), Ok(before.clone()));
        let change = CustomerChange {
            email: Some("tax@riverside.example".into()),
            reference_customer_id: Some(String::new()),
            ..CustomerChange::default()
        };
        let after = before.changed(&change, now).unwrap();
        assert_eq!(after.reference_customer_id, None, "an empty text clears");
        assert_eq!(before.differences(&after), ["email", "reference_customer_id"]);
        let wrong = CustomerChange { name: Some(" ".into()), email: Some("x".into()), ..CustomerChange::default() };
        assert_eq!(before.changed(&wrong, now).unwrap_err().0.len(), 2);
    }

    #[test]
    fn an_archived_customer_is_asked_for_nothing() {
        assert_eq!(riverside().here(), Ok(()));
        let archived = Customer { archived_at: Some(riverside().created_at), ..riverside() };
        assert_eq!(archived.here(), Err(Refusal::CustomerArchived));
    }

    #[test]
    fn all_problems_come_at_once() {
        let invalid = NewCustomer { email: "riverside".into(), ..NewCustomer::default() }.check().unwrap_err();
        assert_eq!(invalid.0.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), ["name", "email"]);
    }
}
