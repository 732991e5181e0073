//! Ids, words and codes as OpenAPI describes them: by the same lists that read them.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

use crate::{CertificateType, FaxNumber, Jurisdiction, Reason};

/// An id: its prefix and a UUID in small letters.
pub(crate) fn id(prefix: &str, about: &str) -> RefOr<Schema> {
    text(about.trim())
        .pattern(Some(format!("^{prefix}_[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}$")))
        .examples([format!("{prefix}_01a1fd0a-d678-7469-b35c-134210db4eed")])
        .into()
}

/// A closed list of words, each with what it means.
pub(crate) fn words<'a>(about: &str, words: impl Iterator<Item = (&'a str, &'a str)>) -> RefOr<Schema> {
    let (words, meanings): (Vec<_>, Vec<_>) =
        words.map(|(word, meaning)| (word, format!("\n- `{word}`: {}", meaning.trim()))).unzip();
    text(format!("{}\n{}", about.trim(), meanings.concat())).enum_values(Some(words)).into()
}

fn text(about: impl Into<String>) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).description(Some(about))
}

impl PartialSchema for Jurisdiction {
    fn schema() -> RefOr<Schema> {
        text("A state, the District of Columbia or a territory by its ISO 3166-2 code.")
            .enum_values(Some(Self::all().map(Self::code)))
            .into()
    }
}

impl ToSchema for Jurisdiction {}

impl PartialSchema for CertificateType {
    fn schema() -> RefOr<Schema> {
        let about = "The document that proves an exemption: `US-SST` (Streamlined Sales Tax Certificate), `US-MTC` \
                     (Uniform Resale Certificate), a state's own form, or `US-OTHER`.";
        text(about).enum_values(Some(Self::all().map(Self::id))).into()
    }
}

impl ToSchema for CertificateType {}

impl PartialSchema for Reason {
    fn schema() -> RefOr<Schema> {
        words("Why a purchase is exempt.", Self::ALL.into_iter().map(|reason| (reason.code(), reason.label())))
    }
}

impl ToSchema for Reason {}

/// North American area codes and exchanges begin with 2 to 9, other countries' codes with anything but 0 and 1.
const FAX: &str = "^\\+(1[2-9][0-9]{2}[2-9][0-9]{6}|[2-9][0-9]{7,14})$";

impl PartialSchema for FaxNumber {
    fn schema() -> RefOr<Schema> {
        text("A fax number with its country code. In bodies other ways to write it are read too, as `(614) 555-0142`.")
            .pattern(Some(FAX))
            .examples(["+16145550142"])
            .into()
    }
}

impl ToSchema for FaxNumber {}
