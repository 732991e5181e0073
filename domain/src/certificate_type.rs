//! The documents that prove an exemption, by an id in Numeral's style: `US-CA-CDTFA-230`, `US-SST`, `US-MTC`.

use std::{cmp::Ordering, sync::LazyLock};

use serde::{Deserialize, Deserializer, de::Error as _};

use crate::{
    Jurisdiction, Reason,
    law::{Sourced, Table, keyed, list, state_or_all},
    words::words,
};

/// One of the documents of `data/forms.csv`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CertificateType(u16);

/// In the order of the table, and `OTHER`, which begins it, at the end: whatever else there is comes last.
impl Ord for CertificateType {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.wrapping_sub(1).cmp(&other.0.wrapping_sub(1))
    }
}

impl PartialOrd for CertificateType {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

keyed!(CertificateType in ROWS by id, UnknownCertificateType:
    "{0:?} is no certificate type that Certlane knows: use an id such as US-CA-CDTFA-230, US-SST or US-MTC");

words! {
    /// For which buyers a form is meant.
    Audience {
        /// For all who have its reason.
        Everyone = "everyone",
        /// Only with a number of its state.
        RegisteredHere = "registered_here",
        /// Only without a number of its state.
        RegisteredElsewhere = "registered_elsewhere",
        /// For a case of its own, as single purchases or services: a person has to choose it.
        Special = "special",
    }
}

words! {
    /// Whether a signature on a screen is accepted.
    ESignature {
        /// It is.
        Yes = "yes",
        /// No signature is needed at all.
        NotNeeded = "not_needed",
        /// Nothing says so.
        Unknown = "unknown",
        /// The state issues the document: the buyer signs nothing.
        NotApplicable = "not_applicable",
    }
}

words! {
    /// Who makes the document.
    CompletedBy {
        /// The buyer fills in the form.
        Buyer = "buyer",
        /// The state issues it; the buyer hands a copy on.
        State = "state",
    }
}

words! {
    /// What a form wants to know.
    Field {
        /// The seller's name.
        SellerName = "seller_name",
        /// The seller's address.
        SellerAddress = "seller_address",
        /// The buyer's name.
        BuyerName = "buyer_name",
        /// The buyer's address.
        BuyerAddress = "buyer_address",
        /// The buyer's telephone number.
        BuyerPhone = "buyer_phone",
        /// The kind of the buyer's business, from a list.
        BusinessType = "business_type",
        /// What the buyer does, in words.
        BusinessDescription = "business_description",
        /// What is bought.
        PropertyDescription = "property_description",
        /// A registration, permit or exemption number.
        Number = "number",
        /// Who issued the number.
        NumberIssuer = "number_issuer",
        /// Why the purchase is exempt.
        Reason = "reason",
        /// What some reasons need beside their box.
        ReasonDetail = "reason_detail",
        /// Whether one purchase is meant or all.
        PurchaseKind = "purchase_kind",
        /// The invoice of a single purchase.
        InvoiceNumber = "invoice_number",
        /// A signature.
        Signature = "signature",
        /// The signer's name.
        SignerName = "signer_name",
        /// The signer's title.
        SignerTitle = "signer_title",
        /// The day of signing.
        SignedOn = "signed_on",
        /// The last day.
        ExpiresOn = "expires_on",
        /// A copy of what the state issued.
        Document = "document",
        /// How the purchase is paid.
        PaymentType = "payment_type",
        /// The federal employer identification number.
        FederalNumber = "federal_number",
    }
}

impl Field {
    /// As a sentence says it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::SellerName => "the seller's name",
            Self::SellerAddress => "the seller's address",
            Self::BuyerName => "the buyer's name",
            Self::BuyerAddress => "the buyer's address",
            Self::BuyerPhone => "the buyer's telephone number",
            Self::BusinessType => "the type of the business",
            Self::BusinessDescription => "a description of the business",
            Self::PropertyDescription => "a description of what is bought",
            Self::Number => "a number",
            Self::NumberIssuer => "who issued the number",
            Self::Reason => "the reason",
            Self::ReasonDetail => "the detail of the reason",
            Self::PurchaseKind => "whether one purchase is meant or all",
            Self::InvoiceNumber => "the invoice's number",
            Self::Signature => "a signature",
            Self::SignerName => "the signer's name",
            Self::SignerTitle => "the signer's title",
            Self::SignedOn => "the day of signing",
            Self::ExpiresOn => "the last day",
            Self::Document => "the document itself",
            Self::PaymentType => "how it is paid",
            Self::FederalNumber => "the federal number",
        }
    }
}

/// What `data/forms.csv` says of one document.
#[derive(Debug, Deserialize)]
pub struct Form {
    /// The API's `certificate_type.id`; it must never change.
    pub number: u16,
    /// `US-CA-CDTFA-230`; it must never change.
    pub id: String,
    /// What the form calls itself, as `CDTFA-230`; none where it has no number.
    pub form: Option<String>,
    /// `General Resale Certificate`.
    pub name: String,
    /// The state whose form it is; none: it is for several.
    #[serde(rename = "jurisdiction", deserialize_with = "state_or_all")]
    state: Option<Jurisdiction>,
    /// For which buyers it is meant.
    pub audience: Audience,
    /// In a sentence, where that is not everyone.
    pub audience_note: Option<String>,
    /// The reasons that it can state.
    #[serde(deserialize_with = "list")]
    pub reasons: Vec<Reason>,
    /// What it wants to know; none: not known.
    #[serde(deserialize_with = "fields")]
    pub required: Option<Vec<Field>>,
    /// Whether a signature on a screen is accepted.
    pub e_signature: ESignature,
    /// What stands behind that answer.
    pub e_signature_note: Option<String>,
    /// The revision that this row describes.
    pub revision: Option<String>,
    /// Which revision was read, where it was another one.
    pub read_in: Option<String>,
    /// Who makes the document.
    pub completed_by: CompletedBy,
}

static ROWS: LazyLock<Table<Form>> =
    LazyLock::new(|| Table::read("forms.csv", include_str!("../data/forms.csv"), |row: &Form| row.id.clone()));

fn fields<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Field>>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text == "unknown" {
        return Ok(None);
    }
    text.split(';').map(|word| word.parse().map_err(D::Error::custom)).collect::<Result<_, _>>().map(Some)
}

impl CertificateType {
    /// A document that is none of the known forms, or of which nobody said what it is.
    pub const OTHER: Self = Self(0);
    /// The Multistate Tax Commission's uniform resale certificate.
    pub const MTC: Self = Self(1);
    /// The Streamlined certificate of exemption, form F0003.
    pub const SST: Self = Self(2);

    /// All of them, multi-state forms first, then by state.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..ROWS.len() as u16).map(Self)
    }

    /// Those that can cover one of these states: multi-state forms, the states' own, and `OTHER` at the end.
    pub fn for_states(states: &[Jurisdiction]) -> Vec<Self> {
        let fits = |kind: &Self| kind.state().is_none_or(|state| states.contains(&state));
        Self::all().skip(1).filter(fits).chain([Self::OTHER]).collect()
    }

    /// The states' own forms of one state.
    pub fn of_state(state: Jurisdiction) -> impl Iterator<Item = Self> {
        Self::all().filter(move |kind| kind.state() == Some(state))
    }

    /// What the law's table says of it, with its source.
    pub fn law(self) -> &'static Sourced<Form> {
        &ROWS[usize::from(self.0)]
    }

    /// `US-CA-CDTFA-230`.
    pub fn id(self) -> &'static str {
        &self.law().id
    }

    /// Whether it wants to know something; no, where nobody knows what it wants.
    pub fn asks_for(self, field: Field) -> bool {
        self.law().required.as_ref().is_some_and(|fields| fields.contains(&field))
    }

    /// The number that the API shows as `certificate_type.id`.
    pub fn number(self) -> u16 {
        self.law().number
    }

    /// `General Resale Certificate`.
    pub fn name(self) -> &'static str {
        &self.law().name
    }

    /// The name with where it belongs, as `California CDTFA-230: General Resale Certificate`.
    pub fn title(self) -> String {
        match (self.state(), &self.law().form) {
            (Some(state), Some(form)) => format!("{} {form}: {}", state.name(), self.name()),
            (Some(state), None) => format!("{}: {}", state.name(), self.name()),
            (None, _) => self.name().to_owned(),
        }
    }

    /// Its number with where it belongs, as `California CDTFA-230`; its name, without what stands in brackets, where it has
    /// no number.
    pub fn short_title(self) -> String {
        let name = self.name().split(" (").next().unwrap_or_default();
        match (self.state(), &self.law().form) {
            _ if self == Self::OTHER => "Exemption document".to_owned(),
            (Some(state), Some(form)) => format!("{} {form}", state.name()),
            (Some(state), None) if !name.contains(state.name()) => format!("{} {name}", state.name()),
            _ => name.to_owned(),
        }
    }

    /// What a file with it is called, as `California CDTFA-230 K7QF-2M9D`: people keep many in one folder. The code tells
    /// which request or certificate it is about. It is put into headers, so its dashes are plain ones.
    pub fn file_stem(self, code: &str) -> String {
        format!("{} {code}", self.short_title().replace('–', "-"))
    }

    /// The document inside a sentence about a state: `its form STEC-B (…)`, `the Streamlined Sales Tax Certificate of
    /// Exemption`, `the Ohio form STEC-B (…)`.
    pub fn in_text(self, about: Jurisdiction) -> String {
        let whose = match self.state() {
            Some(state) if state == about => "its".to_owned(),
            Some(state) => format!("the {}", state.name()),
            None => "the".to_owned(),
        };
        match (self.state(), &self.law().form) {
            (Some(_), Some(form)) => format!("{whose} form {form} ({})", self.name()),
            _ => format!("{whose} {}", self.name()),
        }
    }

    /// The state whose own form it is.
    pub fn state(self) -> Option<Jurisdiction> {
        self.law().state
    }

    /// Whether the document can state this reason. Leasing is stated as resale where a form has no box of its own for it.
    pub fn covers(self, reason: Reason) -> bool {
        let reasons = &self.law().reasons;
        reasons.contains(&reason) || (reason == Reason::Lease && reasons.contains(&Reason::Resale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_names_that_every_disk_and_header_takes() {
        for kind in CertificateType::all() {
            let name = kind.file_stem("K7QF-2M9D");
            let fits = |c: char| c.is_ascii_alphanumeric() || " -.&+'()".contains(c);
            assert!(name.chars().all(fits) && name.len() < 100, "{name}");
        }
        let names = ["US-CA-CDTFA-230", "US-WA-RESELLER-PERMIT", "US-AL-LICENSE", "US-OTHER"];
        assert_eq!(
            names.map(|id| id.parse::<CertificateType>().unwrap().short_title()),
            ["California CDTFA-230", "Washington Reseller Permit", "Alabama Sales Tax License", "Exemption document"]
        );
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(CertificateType::OTHER.id(), "US-OTHER");
        assert_eq!(CertificateType::MTC.id(), "US-MTC");
        assert_eq!(CertificateType::SST.id(), "US-SST");
        for (place, kind) in CertificateType::all().enumerate() {
            assert_eq!(usize::from(kind.number()), place, "the numbers are the API's: add rows at the end");
            assert_eq!(kind.id().parse(), Ok(kind));
            let own = |state: Jurisdiction| kind.id().starts_with(&format!("{state}-"));
            assert!(kind.state().is_none_or(own), "{kind}: the id names its state");
            assert!(!kind.law().reasons.is_empty(), "{kind} covers something");
        }
    }

    #[test]
    fn another_document_comes_last() {
        assert_eq!(CertificateType::all().max(), Some(CertificateType::OTHER));
        assert!(CertificateType::MTC < CertificateType::SST);
    }

    #[test]
    fn a_state_is_offered_its_own_and_the_multi_state_forms() {
        let ids: Vec<_> =
            CertificateType::for_states(&["US-TX".parse().unwrap()]).into_iter().map(CertificateType::id).collect();
        assert_eq!(ids, ["US-MTC", "US-SST", "US-TX-01-339", "US-TX-01-339-BACK", "US-TX-01-924", "US-OTHER"]);
    }
}
