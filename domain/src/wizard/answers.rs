//! What each step asks: the answers as typed, and what they become once they are good.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{CertificateType, Customer, DocumentId, Jurisdiction, Reason, customer::Address, words::words};

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

/// Step 1, as typed.
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
}

/// Step 1, checked: the buyer as the certificate names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Business {
    /// The name on its registrations.
    pub legal_name: String,
    /// Where it is.
    pub address: Address,
    /// What it does.
    pub business_type: BusinessType,
    /// Whom to ask.
    pub contact_name: String,
    /// Where to reach them.
    pub contact_email: String,
    /// Where to call them.
    pub contact_phone: Option<String>,
}

/// Step 2, as ticked: codes such as `US-OH`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WhereAnswers {
    /// The states in which the buyer claims an exemption.
    pub jurisdictions: Vec<String>,
}

/// Step 3, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WhyAnswers {
    /// The reason for all states that say nothing else: a code such as `RESALE`.
    pub reason: String,
    /// What the reason `OTHER` needs.
    pub explanation: String,
    /// What differs by state, by code.
    pub states: BTreeMap<String, StateAnswers>,
}

/// Step 3, for one state, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StateAnswers {
    /// The registration or permit number.
    pub number: String,
    /// The state that issued it: a code; empty for the state itself.
    pub issued_by: String,
    /// A reason of its own; empty for the reason of all.
    pub reason: String,
}

/// Step 3, checked, for one state.
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
    /// Who issued the number; none where there is none.
    pub issued_by: Option<Jurisdiction>,
}

/// Step 4, as typed; the file itself is stored by an upload.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentAnswers {
    /// The file, once one is stored.
    pub document_id: Option<DocumentId>,
    /// An id such as `US-SST`; empty for "I am not sure".
    pub certificate_type_id: String,
    /// The day it was signed or issued, as `2026-05-01`; empty if it shows none.
    pub signed_on: String,
    /// Its last day, as `2027-04-30`; empty if it shows none.
    pub expires_on: String,
}

/// Step 4, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentStatement {
    /// The stored file.
    pub document_id: DocumentId,
    /// What the buyer says it is.
    pub certificate_type: CertificateType,
    /// The first day it holds, if it shows one.
    pub signed_on: Option<NaiveDate>,
    /// The last day it holds, if it shows one.
    pub expires_on: Option<NaiveDate>,
}

/// Step 5, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignAnswers {
    /// Who submits.
    pub name: String,
    /// In which role.
    pub title: String,
    /// Whether the declaration's box is ticked.
    pub agreed: bool,
}

/// Step 5, checked: who vouches for the answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// Their name.
    pub name: String,
    /// Their role in the business.
    pub title: String,
}

/// A complete draft: what becomes a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Who the buyer is.
    pub business: Business,
    /// Where and why; one line a state, never empty.
    pub lines: Vec<Line>,
    /// The document.
    pub document: DocumentStatement,
    /// Who vouches for it.
    pub signer: Signer,
}
