//! The one page on which a buyer corrects what the merchant asked about, and signs again.

use std::collections::BTreeSet;

use super::{
    BusinessAnswers, Details, DocumentChoice, DocumentsAnswers, Draft, Plan, Submission, SubmittedDocument, Terms,
    Unsigned, UploadAnswers,
    check::{self, field},
    detail_questions,
};
use crate::{
    Certificate, CertificateType, DocumentId, InfoField, Invalid, Problem, info_request::Source,
    law::acceptance::accepts,
};

impl Draft {
    /// A certificate's own answers, for the correction of some of them. `walked` is the draft that it was made from: it
    /// knows the file and what no certificate keeps.
    pub fn correcting(certificate: &Certificate, walked: &Self) -> Self {
        let mut draft = Self::renewing(certificate, Some(walked));
        if let Some(upload) = walked.upload_of(certificate) {
            let form = certificate.certificate_type.id().to_owned();
            let choice = DocumentChoice::Upload.to_string();
            draft.documents = Some(DocumentsAnswers { choices: [(form.clone(), choice)].into() });
            draft.uploads = [(form, UploadAnswers { states: draft.states(), ..upload.clone() })].into();
        }
        draft
    }

    /// How the document of a certificate came that this draft became.
    pub fn source_of(&self, certificate: &Certificate, terms: Terms<'_>) -> Source {
        if self.upload_of(certificate).is_some() {
            return Source::Uploaded;
        }
        let draft = Self::correcting(certificate, self);
        Source::Completed { details: !detail_questions(&draft, &draft.plan(terms)).is_empty() }
    }

    /// Takes what was typed into the inputs of a correction; `typed` is asked for each by its name. A file that is asked
    /// for is the one that was stored since, if there is one.
    pub fn correct(
        &mut self,
        certificate: &Certificate,
        inputs: &BTreeSet<String>,
        file: Option<DocumentId>,
        typed: impl Fn(&str) -> String,
    ) {
        for name in inputs {
            let value = typed(name);
            match name.split_once('-') {
                Some(("number", code)) => {
                    self.numbers.get_or_insert_default().states.insert(code.to_owned(), value);
                }
                Some(("reason", code)) => {
                    self.why.get_or_insert_default().states.insert(code.to_owned(), value);
                }
                _ => self.set(certificate, name, value),
            }
        }
        if inputs.contains("file")
            && let Some(upload) = self.upload_of_mut(certificate)
        {
            upload.document_id = file;
        }
    }

    fn set(&mut self, certificate: &Certificate, name: &str, value: String) {
        let kept = match name {
            "explanation" => &mut self.why.get_or_insert_default().explanation,
            "federal" => &mut self.numbers.get_or_insert_default().federal,
            "foreign" => &mut self.numbers.get_or_insert_default().foreign,
            "card" => &mut self.numbers.get_or_insert_default().card,
            "other_state" => &mut self.numbers.get_or_insert_default().other_state,
            "other_number" => &mut self.numbers.get_or_insert_default().other_number,
            name => match self.business_answer(name) {
                Some(kept) => kept,
                None => return self.set_of_document(certificate, name, value),
            },
        };
        *kept = value;
    }

    fn business_answer(&mut self, name: &str) -> Option<&mut String> {
        let business: &mut BusinessAnswers = self.business.get_or_insert_default();
        Some(match name {
            "legal_name" => &mut business.legal_name,
            "line1" => &mut business.line1,
            "line2" => &mut business.line2,
            "city" => &mut business.city,
            "state" => &mut business.state,
            "postal_code" => &mut business.postal_code,
            "country" => &mut business.country,
            "business_type" => &mut business.business_type,
            "contact_name" => &mut business.contact_name,
            "contact_email" => &mut business.contact_email,
            "contact_phone" => &mut business.contact_phone,
            _ => return None,
        })
    }

    fn set_of_document(&mut self, certificate: &Certificate, name: &str, value: String) {
        match (name, self.upload_of_mut(certificate)) {
            ("signed_on", Some(upload)) => upload.signed_on = value,
            ("expires_on", Some(upload)) => upload.expires_on = value,
            _ => self.set_detail(name, value),
        }
    }

    fn set_detail(&mut self, name: &str, value: String) {
        let details = self.details.get_or_insert_default();
        match name {
            "business_description" => details.business_description = value,
            "property_description" => details.property_description = value,
            "reason_detail" => details.reason_detail = value,
            "federal_number" => details.federal_number = value,
            "phone" => details.phone = value,
            "payment" => details.payment = value,
            "expires_on" => details.expires_on = value,
            _ => {}
        }
    }

    /// The corrected answers, checked. Only what was asked about can be wrong: the rest was good when it was signed.
    pub fn corrected(
        &self,
        form: CertificateType,
        inputs: &BTreeSet<String>,
        plan: &Plan,
    ) -> Result<Submission, Invalid> {
        let (business, details) = (check::business(self), check::details(self, plan));
        let document = self.corrected_document(form, plan, details.as_ref().ok());
        let signer = check::signer(self);
        let wrong = [
            business.clone().err(),
            check::reasons(self, plan).err(),
            self.unsuitable(form, plan).err(),
            check::numbers(self, plan, |input| inputs.contains(input)).err(),
            details.clone().err(),
            document.clone().err(),
        ];
        let mut invalid = Invalid::default();
        for error in wrong.into_iter().flatten().flat_map(|Invalid(errors)| errors) {
            if inputs.contains(&error.field) && invalid.of(&error.field).is_none() {
                invalid.0.push(error);
            }
        }
        invalid.0.extend(signer.clone().err().into_iter().flat_map(|Invalid(errors)| errors));
        invalid.or(())?;
        let (name, title, drawing) = signer?;
        let unsigned =
            Unsigned { business: business?, documents: vec![document?], details: details.unwrap_or_default() };
        Ok(Submission { unsigned, name, title, drawing })
    }

    fn corrected_document(
        &self,
        form: CertificateType,
        plan: &Plan,
        details: Option<&Details>,
    ) -> Result<SubmittedDocument, Invalid> {
        if !self.uploads.is_empty() {
            return check::upload(self, plan, form);
        }
        let details = details.cloned().unwrap_or_default();
        Ok(check::completed(self, &details, form, self.wishes().into_iter()))
    }

    /// A reason for which a form that was completed here does not serve needs another one, and so another request.
    fn unsuitable(&self, form: CertificateType, plan: &Plan) -> Result<(), Invalid> {
        let mut invalid = Invalid::default();
        let completed = self.uploads.is_empty();
        for wish in self.wishes().into_iter().filter(|_| completed) {
            if !plan.refused.contains(&wish) && !accepts(wish.jurisdiction, form, wish.reason) {
                let sentence = format!(
                    "For “{}” {} wants another document than this one. Select another reason, or ask the seller for a new request.",
                    wish.reason.label(),
                    wish.jurisdiction.name()
                );
                invalid.add(field("reason", wish.jurisdiction), Problem::Incorrect, sentence);
            }
        }
        invalid.or(())
    }

    fn upload_of(&self, certificate: &Certificate) -> Option<&UploadAnswers> {
        let file = certificate.document_id?;
        self.uploads.values().find(|upload| upload.document_id == Some(file))
    }

    fn upload_of_mut(&mut self, certificate: &Certificate) -> Option<&mut UploadAnswers> {
        let file = certificate.document_id?;
        self.uploads.values_mut().find(|upload| upload.document_id == Some(file))
    }

    fn states(&self) -> Vec<String> {
        self.places.iter().flat_map(|places| places.jurisdictions.clone()).collect()
    }
}

/// The inputs of the page that asks for these fields.
pub fn inputs(fields: &[InfoField], certificate: &Certificate) -> BTreeSet<String> {
    fields.iter().flat_map(|field| field.inputs(certificate)).collect()
}
