//! What is wrong with a field, in another language than that of the rules.

use domain::{
    CertificateType, FieldError, Invalid, Jurisdiction, Language, Problem, Refusal, Variant, document::Unacceptable,
};

use crate::Words;

impl Words {
    /// All that is wrong with a form, in this language.
    pub fn translate(self, Invalid(errors): Invalid) -> Invalid {
        Invalid(errors.into_iter().map(|error| FieldError { sentence: self.error(&error), ..error }).collect())
    }

    /// The sentence for a field: that of the field and the kind of the problem, else one for its kind alone.
    pub fn error(self, error: &FieldError) -> String {
        if let Some(changed) = self.changed(error) {
            return changed;
        }
        if self.0 == Language::English {
            return error.sentence.clone();
        }
        let (question, state) = split(&error.field);
        if question == "file" && error.problem == Problem::Incorrect {
            return error.sentence.clone(); // it was said by `file` already
        }
        let kind = match error.problem {
            Problem::Missing => "missing",
            Problem::Email => "email",
            Problem::Incorrect => "incorrect",
            Problem::Changed => "changed",
        };
        let value = error.value.as_deref().map(|value| self.value(question, value, error.variant)).unwrap_or_default();
        let document = document(&error.field).unwrap_or_default();
        let find = |id: String| {
            let state = state.map(Jurisdiction::name).unwrap_or_default();
            let variables =
                [("state", state.into()), ("value", value.as_str().into()), ("document", document.as_str().into())];
            self.find(&id, variables)
        };
        let of_the_field = format!("error-{}-{kind}", question.replace('_', "-"));
        let variant = error.variant.and_then(|variant| {
            find(format!("{of_the_field}-{variant}")).or_else(|| find(format!("error-{kind}-{variant}")))
        });
        variant
            .or_else(|| find(of_the_field))
            .or_else(|| find(format!("error-{kind}")).filter(|_| error.problem != Problem::Missing))
            .unwrap_or_else(|| error.sentence.clone())
    }

    /// That somebody else changed a field meanwhile, where the field has a name: the summary shows it far from the field.
    fn changed(self, error: &FieldError) -> Option<String> {
        let value = error.value.as_deref().filter(|_| error.problem == Problem::Changed)?;
        let field = self.label(&error.field)?;
        if value.is_empty() {
            return Some(self.tell("changed-field-emptied", [("field", field.into())]));
        }
        let (question, _) = split(&error.field);
        let value = self.value(question, value, None);
        Some(self.tell("changed-field", [("field", field.into()), ("value", value.into())]))
    }

    /// What the page calls a field, as far as that is a name and no question.
    fn label(self, field: &str) -> Option<String> {
        let (question, state) = split(field);
        let of_state = |id: &str| state.map(|state| self.tell(id, [("state", state.name().into())]));
        let id = match question {
            "choice" => return document(field),
            "number" => return of_state("numbers-label"),
            "reason" if state.is_some() => return of_state("correction-reason"),
            "reason" => "summary-reason",
            "jurisdictions" => "summary-states",
            "legal_name" => "business-legal-name",
            "line1" => "business-line1",
            "line2" => "business-line2",
            "city" => "business-city",
            "state" => "business-state",
            "postal_code" => "business-postal-code",
            "country" => "business-country",
            "business_type" => "business-kind",
            "contact_name" => "business-contact-name",
            "contact_email" => "business-contact-email",
            "contact_phone" => "business-contact-phone",
            "federal" => "numbers-federal",
            "foreign" => "numbers-foreign",
            "card" => "numbers-card",
            "signed_on" => "upload-signed-on",
            "expires_on" => "upload-expires-on",
            "federal_number" => "details-federal",
            "phone" => "details-phone",
            _ => return None,
        };
        Some(self.say(id))
    }

    /// That a part does not answer, under a form whose answers are safe.
    pub fn not_now(self, part: &str) -> String {
        let id = match part {
            "The document store" => "part-store",
            "The database" => "part-database",
            "The check of files" => "part-check",
            _ => "part-other",
        };
        self.tell("problem-not-now-form", [("part", self.say(id).into())])
    }

    /// Why an action is refused, as far as buyers meet it.
    pub fn refusal(self, refusal: Refusal) -> String {
        let id = match refusal {
            Refusal::AlreadyFulfilled => "error-refused-fulfilled",
            Refusal::Canceled => "error-refused-canceled",
            Refusal::RequestInvalid => "error-refused-ended",
            Refusal::NothingAsked => "error-refused-nothing-asked",
            _ => return refusal.to_string(), // the desk's, which speaks English
        };
        self.find(id, []).unwrap_or_else(|| refusal.to_string())
    }

    /// A kept value as the page's lists show it.
    fn value(self, question: &str, value: &str, variant: Option<Variant>) -> String {
        use Variant::{OrHome, ServesOthers, ServesOthersAlone};
        let id = match question {
            _ if matches!(variant, Some(ServesOthers | ServesOthersAlone | OrHome)) => return self.list(&names(value)),
            _ if value.is_empty() => "error-nothing".to_owned(),
            "business_type" => format!("business-type-{value}"),
            "reason" => format!("reason-{}", value.to_lowercase().replace('_', "-")),
            "choice" => format!("documents-{value}"),
            "certificate_type_id" => {
                return value.parse().map_or(value.to_owned(), |form: CertificateType| form.title());
            }
            "state" | "states" | "jurisdictions" => return names(value).join(", "),
            _ => return value.to_owned(),
        };
        self.find(&id, []).unwrap_or_else(|| value.to_owned())
    }
}

fn names(codes: &str) -> Vec<&str> {
    codes.split(", ").map(|code| code.parse().map_or(code, |state: Jurisdiction| state.name())).collect()
}

impl Words {
    /// Why a file is refused.
    pub fn file(self, refusal: Unacceptable) -> String {
        let limit = match refusal {
            Unacceptable::TooLarge(limit) | Unacceptable::TooLargeTogether(limit) | Unacceptable::TooMany(limit) => {
                limit
            }
            _ => 0,
        };
        // English stands beside the rule, since the API says it too.
        let other = |id: &str| self.find(id, [("limit", limit.into())]).filter(|_| self.0 != Language::English);
        other(id(refusal)).unwrap_or_else(|| refusal.to_string())
    }
}

fn id(refusal: Unacceptable) -> &'static str {
    match refusal {
        Unacceptable::NotSelected => "file-not-selected",
        Unacceptable::Mixed => "file-mixed",
        Unacceptable::TooManyPictures => "file-too-many-pictures",
        Unacceptable::Empty => "file-empty",
        Unacceptable::TooLarge(_) => "file-too-large",
        Unacceptable::TooLargeTogether(_) => "file-too-large-together",
        Unacceptable::WrongType => "file-wrong-type",
        Unacceptable::Heic => "file-heic",
        Unacceptable::Damaged => "file-damaged",
        Unacceptable::Unreadable => "file-unreadable",
        Unacceptable::PasswordProtected => "file-password",
        Unacceptable::TooManyPages => "file-too-many-pages",
        Unacceptable::TooManyPixels => "file-too-many-pixels",
        Unacceptable::Virus => "file-virus",
        Unacceptable::TooMany(_) => "file-too-many",
    }
}

/// The document of a field such as `choice-US-SST`.
fn document(field: &str) -> Option<String> {
    let form: CertificateType = field.strip_prefix("choice-")?.parse().ok()?;
    Some(form.title())
}

/// The question and the state of a field such as `number-US-OH`.
fn split(field: &str) -> (&str, Option<Jurisdiction>) {
    let (question, code) = field.split_once('-').unwrap_or((field, ""));
    (question, code.parse().ok())
}
