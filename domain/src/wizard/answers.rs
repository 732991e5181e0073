//! What each page asks: the answers as typed, and what they become once they are good.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Drawing, numbers::last_time};
use crate::{
    Certificate, CertificateType, Customer, DocumentId, Jurisdiction, Reason, customer::Address, words::words,
};

words! {
    /// What the buyer does for a living: the list of F0003, section 4, by its numbers.
    BusinessType {
        /// Accommodation and food services.
        AccommodationAndFood = "01",
        /// Agriculture, forestry, fishing and hunting.
        Agriculture = "02",
        /// Construction.
        Construction = "03",
        /// Finance and insurance.
        Finance = "04",
        /// Information, publishing and communications.
        Information = "05",
        /// Manufacturing.
        Manufacturing = "06",
        /// Mining.
        Mining = "07",
        /// Real estate.
        RealEstate = "08",
        /// Rental and leasing.
        Rental = "09",
        /// Retail trade.
        Retail = "10",
        /// Transportation and warehousing.
        Transportation = "11",
        /// Utilities.
        Utilities = "12",
        /// Wholesale trade.
        Wholesale = "13",
        /// Business services.
        BusinessServices = "14",
        /// Professional services.
        ProfessionalServices = "15",
        /// Education and health-care services.
        EducationAndHealth = "16",
        /// Nonprofit organization.
        Nonprofit = "17",
        /// Government.
        Government = "18",
        /// Not a business.
        NotABusiness = "19",
        /// Other.
        Other = "20",
    }
}

impl BusinessType {
    /// As a list shows it.
    pub fn label(self) -> &'static str {
        match self {
            Self::AccommodationAndFood => "Accommodation and food services",
            Self::Agriculture => "Agriculture, forestry, fishing and hunting",
            Self::Construction => "Construction",
            Self::Finance => "Finance and insurance",
            Self::Information => "Information, publishing and communications",
            Self::Manufacturing => "Manufacturing",
            Self::Mining => "Mining",
            Self::RealEstate => "Real estate",
            Self::Rental => "Rental and leasing",
            Self::Retail => "Retail trade",
            Self::Transportation => "Transportation and warehousing",
            Self::Utilities => "Utilities",
            Self::Wholesale => "Wholesale trade",
            Self::BusinessServices => "Business services",
            Self::ProfessionalServices => "Professional services",
            Self::EducationAndHealth => "Education and health-care services",
            Self::Nonprofit => "Nonprofit organization",
            Self::Government => "Government",
            Self::NotABusiness => "Not a business",
            Self::Other => "Other",
        }
    }
}

/// Who the buyer is, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is a question of the form, in its own words")]
pub struct BusinessAnswers {
    pub legal_name: String,
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub state: String,
    pub postal_code: String,
    pub country: String,
    pub business_type: String,
    pub contact_name: String,
    pub contact_email: String,
    pub contact_phone: String,
}

impl BusinessAnswers {
    /// What the merchant knows already, so that the buyer need not type it.
    pub fn from_customer(customer: &Customer, recipient: &str) -> Self {
        let Address { line1, line2, city, state, postal_code } = customer.address.clone();
        let (legal_name, contact_email) = (customer.name.clone(), recipient.to_owned());
        Self { legal_name, line1, line2, city, state, postal_code, contact_email, ..Self::default() }
    }

    /// What a certificate says.
    pub fn from_business(business: &Business) -> Self {
        let Business { legal_name, address, country, business_type, contact_name, contact_email, contact_phone } =
            business.clone();
        let Address { line1, line2, city, state, postal_code } = address;
        let (business_type, contact_phone) = (business_type.to_string(), contact_phone.unwrap_or_default());
        let country = country.unwrap_or_default();
        Self {
            legal_name,
            line1,
            line2,
            city,
            state,
            postal_code,
            country,
            business_type,
            contact_name,
            contact_email,
            contact_phone,
        }
    }
}

/// The same, checked: the buyer as the certificate names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Business {
    /// The name on its registrations.
    pub legal_name: String,
    /// Where it is.
    pub address: Address,
    /// In which country that is; none: in the United States, or nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// What it does.
    pub business_type: BusinessType,
    /// Whom to ask.
    pub contact_name: String,
    /// Where to reach them.
    pub contact_email: String,
    /// Where to call them.
    pub contact_phone: Option<String>,
}

impl Business {
    /// A customer as the merchant knows it, where nobody asked the buyer.
    pub fn of(customer: Customer, business_type: BusinessType) -> Self {
        Self {
            legal_name: customer.name.clone(),
            address: customer.address,
            country: None,
            business_type,
            contact_name: customer.name,
            contact_email: customer.email,
            contact_phone: None,
        }
    }
}

/// In which states, as ticked: codes such as `US-OH`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WhereAnswers {
    /// The states in which the buyer claims an exemption.
    pub jurisdictions: Vec<String>,
}

/// For which reason, as chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WhyAnswers {
    /// The reason for all states that say nothing else: a code such as `RESALE`.
    pub reason: String,
    /// What the reason `OTHER` needs.
    pub explanation: String,
    /// Where it is another one: the reason by the state's code.
    pub states: BTreeMap<String, String>,
}

/// With which numbers, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NumbersAnswers {
    /// The number that a state gave the buyer, by the state's code.
    pub states: BTreeMap<String, String>,
    /// The federal employer identification number.
    pub federal: String,
    /// A tax number of another country.
    pub foreign: String,
    /// The number on a diplomat's tax exemption card, which the U.S. Department of State issues.
    pub card: String,
    /// The state that issued [`Self::other_number`]: a code.
    pub other_state: String,
    /// The number of a state of which none is asked for.
    pub other_number: String,
}

impl NumbersAnswers {
    /// What a certificate says, for its reasons of a kind.
    pub fn from_certificate(certificate: &Certificate, wanted: impl Fn(Reason) -> bool) -> Self {
        let mut certificate = certificate.clone();
        certificate.jurisdictions.retain(|line| wanted(line.reason));
        last_time(&certificate, None)
    }
}

/// For one state, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where.
    pub jurisdiction: Jurisdiction,
    /// Why.
    pub reason: Reason,
    /// The explanation that `OTHER` needs.
    pub explanation: Option<String>,
    /// The number, if there is one.
    pub number: Option<String>,
    /// The state that issued the number; none where there is none, or no state issued it.
    pub issued_by: Option<Jurisdiction>,
}

words! {
    /// How a document comes.
    DocumentChoice {
        /// It is completed and signed here.
        Complete = "complete",
        /// The buyer has one and uploads it.
        Upload = "upload",
    }
}

/// Which documents and how, as chosen; the files come by a page of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentsAnswers {
    /// How each document comes, by the id of the form that was proposed.
    pub choices: BTreeMap<String, String>,
}

/// One uploaded document, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UploadAnswers {
    /// The file, once one is stored.
    pub document_id: Option<DocumentId>,
    /// What it is: an id such as `US-SST`; empty for "I am not sure".
    pub certificate_type_id: String,
    /// The states that it covers: codes.
    pub states: Vec<String>,
    /// The day it was signed or issued, as `2026-05-01`; empty if it shows none.
    pub signed_on: String,
    /// Its last day, as `2027-04-30`; empty if it shows none.
    pub expires_on: String,
}

/// What the forms want to know besides, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is a question of the form, in its own words")]
pub struct DetailsAnswers {
    pub business_description: String,
    pub property_description: String,
    pub reason_detail: String,
    pub federal_number: String,
    pub phone: String,
    pub payment: String,
    pub expires_on: String,
}

/// The same, checked; what no form wants is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// What the buyer does, in words.
    pub business_description: Option<String>,
    /// What is bought.
    pub property_description: Option<String>,
    /// What the reason needs beside its box, as the name of the agency.
    pub reason_detail: Option<String>,
    /// The federal employer identification number.
    pub federal_number: Option<String>,
    /// A tax number of another country.
    pub foreign_number: Option<String>,
    /// Numbers of states that were given and that no state of the walk needs, as that of a home where each has its own.
    pub spare_numbers: Vec<(Jurisdiction, String)>,
    /// The buyer's telephone number.
    pub phone: Option<String>,
    /// How the purchase is paid.
    pub payment: Option<String>,
    /// The last day, on the forms that ask for one.
    pub expires_on: Option<NaiveDate>,
}

/// The signature, as typed or drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignAnswers {
    /// Who signs.
    pub name: String,
    /// In which role.
    pub title: String,
    /// Whether the declaration's box is ticked.
    pub agreed: bool,
    /// The strokes of a signature drawn by hand; empty: the typed name is the signature.
    pub drawing: String,
}

impl SignAnswers {
    /// Who signed last time, to sign again: neither the tick nor the drawing counts twice.
    pub fn of_signer(signer: &Signer) -> Self {
        Self { name: signer.name.clone(), title: signer.title.clone(), ..Self::default() }
    }
}

/// Who vouches for the answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// Their name.
    pub name: String,
    /// Their role in the business.
    pub title: String,
    /// The signature, where it was given here; none where only an uploaded document bears one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

/// A signature given on a screen, with what proves it later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The strokes; none: the typed name is the signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawing: Option<Drawing>,
    /// The sentence that the signer agreed to.
    pub consent: String,
    /// When.
    pub signed_at: DateTime<Utc>,
    /// From which address of the network.
    pub ip: String,
    /// With which browser, as it called itself.
    pub user_agent: String,
}

/// A document of a complete draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmittedDocument {
    /// Which document it is.
    pub certificate_type: CertificateType,
    /// Where and why; one line a state, never empty.
    pub lines: Vec<Line>,
    /// How it came.
    pub source: DocumentSource,
}

/// How a document came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentSource {
    /// It was completed here.
    Completed {
        /// The last day, where the form asks for one.
        expires_on: Option<NaiveDate>,
    },
    /// It was uploaded.
    Uploaded {
        /// The stored file.
        document_id: DocumentId,
        /// The first day it holds, if it shows one.
        signed_on: Option<NaiveDate>,
        /// The last day it holds, if it shows one.
        expires_on: Option<NaiveDate>,
    },
}

/// A draft to which only the signature is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsigned {
    /// Who the buyer is.
    pub business: Business,
    /// The documents, never empty.
    pub documents: Vec<SubmittedDocument>,
    /// What forms that are completed here say besides.
    pub details: Details,
}

/// A complete draft: what becomes certificates, one a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// What is signed.
    pub unsigned: Unsigned,
    /// Who vouches for them.
    pub name: String,
    /// In which role.
    pub title: String,
    /// The signature drawn by hand, if it was.
    pub drawing: Option<Drawing>,
}
