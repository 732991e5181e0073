//! Texts with a form of their own, for fields that are read as plain text and checked by `domain`.

use std::{borrow::Cow, marker::PhantomData, sync::LazyLock};

use domain::{
    Coverage, EventKind, IdentificationType, Jurisdiction, LONGEST_LINE, Reason,
    customer::Address,
    filing::LONGEST_NUMBER,
    request::{LONGEST_DAYS, LONGEST_MESSAGE, STANDARD_LETTER},
    review::LONGEST_REASON,
    webhook::{LONGEST_DESCRIPTION, LONGEST_URL, event_types},
};
use serde_json::{Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, ObjectBuilder, Ref, RefOr, Schema, SchemaFormat, Type,
        schema::{AnyOfBuilder, SchemaType},
    },
};

macro_rules! texts {
    ($($(#[doc = $doc:literal])* $name:ident => $build:expr;)*) => {$(
        $(#[doc = $doc])*
        pub(in crate::api) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let text = ObjectBuilder::new().schema_type(Type::String).description(Some(concat!($($doc),*).trim()));
                let build: fn(ObjectBuilder) -> ObjectBuilder = $build;
                build(text).into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

texts! {
    /// One line of text. Blanks around it and characters that nobody sees are left out.
    Line => |text| text.max_length(Some(LONGEST_LINE)).pattern(Some(LINE));
    /// The same with something to see in it.
    FilledLine => |text| text.min_length(Some(1)).max_length(Some(LONGEST_LINE)).pattern(Some(&**FILLED_LINE));
    /// Up to 2,000 characters of text, in several lines.
    Message => |text| text.max_length(Some(LONGEST_MESSAGE)).pattern(Some(TEXT));
    /// Up to 1,000 characters of text, in several lines, with something to see in it.
    Why => |text| text.min_length(Some(1)).max_length(Some(LONGEST_REASON)).pattern(Some(&**FILLED_TEXT));
    /// The name of a letter.
    CoverLetter => |text| text.enum_values(Some([STANDARD_LETTER]));
    /// An e-mail address.
    Email => |text| text.format(Some(SchemaFormat::KnownFormat(KnownFormat::Email))).examples(["ap@riverside.example"]);
    /// A day of the calendar, from 1900-01-01 to 2199-12-31.
    Day => |text| text.pattern(Some(DAY)).format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).examples(["2026-05-01"]);
    /// An instant with its offset, or a day, which begins at midnight UTC.
    Moment => |text| text.pattern(Some(MOMENT)).examples(["2026-06-10T18:24:09Z", "2026-06-10"]);
    /// An instant with its offset.
    ExactMoment => |text| {
        text.format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).examples(["2026-05-01T00:00:00Z"])
    };
    /// Where a program listens: over HTTP with or without TLS, without a user or a fragment.
    WebhookUrl => |text| {
        text.pattern(Some("^https?://[a-z0-9]")).max_length(Some(LONGEST_URL)).format(Some(SchemaFormat::KnownFormat(KnownFormat::Uri)))
    };
    /// A note of some lines.
    Note => |text| text.max_length(Some(LONGEST_DESCRIPTION)).pattern(Some(TEXT));
    /// An event that a webhook may be told.
    EventType => |text| text.enum_values(Some(event_types().map(EventKind::word)));
    /// Which deliveries to send again.
    Replayable => |text| text.enum_values(Some(["failed", "all"]));
    /// The bytes of a file.
    File => |text| text.format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
    /// A customer, by a UUID. Where it is sent, `cust_` may stand before it, as `/tax` writes it.
    CommendaCustomerId => |text| uuid(text, "(cust_)?");
    /// An exemption certificate, by a UUID. Where it is sent, `cert_` may stand before it, as `/tax` writes it.
    CommendaCertificateId => |text| uuid(text, "(cert_)?");
    /// A file, by a UUID. Where it is sent, `file_` may stand before it.
    CommendaFileId => |text| uuid(text, "(file_)?");
    /// A webhook, by a UUID. Where it is sent, `whe_` may stand before it, as `/tax` writes it.
    CommendaWebhookId => |text| uuid(text, "(whe_)?");
    /// A delivery, by a UUID; `/tax/webhook-deliveries` puts `whd_` before it.
    CommendaDeliveryId => |text| uuid(text, "");
    /// The merchant, by a UUID.
    CommendaAccountId => |text| uuid(text, "");
    /// A state in an address: `US_` and its code.
    CommendaJurisdiction => |text| {
        text.enum_values(Some(Jurisdiction::all().map(underscored))).examples(["US_CA"])
    };
    /// States with commas between them.
    CommendaJurisdictions => |text| {
        text.pattern(Some(commas(Jurisdiction::all().map(underscored)))).examples(["US_CA,US_NY"])
    };
    /// Types of certificates with commas between them.
    CommendaCoverages => |text| {
        text.pattern(Some(commas(Coverage::ALL.iter().map(ToString::to_string)))).examples(["SINGLE_STATE,MULTI_STATE"])
    };
    /// Where a page of exemptions begins.
    CommendaExemptionCursor => |text| {
        let example = "01a1fd0b-2c11-7d20-9a4e-5f0be19d3c07_US_CA";
        text.pattern(Some(format!("^{UUID}_({})$", any(Jurisdiction::all().map(underscored))))).examples([example])
    };
    /// A state's code.
    CommendaState => |text| text.enum_values(Some(Jurisdiction::all().map(Jurisdiction::postal_code))).examples(["CA"]);
    /// A country's code; certificates are those of the United States.
    CommendaCountry => |text| text.enum_values(Some(["US"]));
    /// Any country's code of two letters.
    CountryCode => |text| text.pattern(Some("^[A-Z]{2}$")).examples(["US"]);
    /// Why a purchase is exempt, in Commenda's words.
    CommendaReason => |text| text.enum_values(Some(REASONS.iter().copied()));
    /// The name of a customer, of 3 characters at least.
    CommendaName => |text| text.min_length(Some(3)).max_length(Some(LONGEST_LINE)).pattern(Some(&**FILLED_LINE));
    /// The number that an authority gave a certificate: up to 20 characters. Blanks around it do not count.
    CommendaNumber => |text| {
        let pattern = LINE.replace("]*\\s", &format!("]{{0,{LONGEST_NUMBER}}}\\s"));
        text.pattern(Some(pattern)).examples(["EX-12345"])
    };
    /// The version of Commenda's events.
    CommendaVersion => |text| text.enum_values(Some(["v1.0"]));
    /// Whether a webhook is told anything.
    CommendaStatus => |text| text.enum_values(Some(["ENABLED", "DISABLED"]));
    /// What signs events, of your choice.
    CommendaSecret => |text| text.min_length(Some(16)).max_length(Some(256)).pattern(Some("^[^\\u0000-\\u001f\\u007f-\\u009f]*$"));
    /// `ACTIVE`: the last day has not passed. Empty is the same as left out.
    CommendaExpiration => |text| text.enum_values(Some(["ACTIVE", "EXPIRED", ""]));
    /// Whether it counts, as far as people decide that. Empty is the same as left out.
    CommendaActivity => |text| text.enum_values(Some(["ACTIVE", "INACTIVE", ""]));
    /// Whose number `customer_id` is: Certlane's id, or your own.
    IdType => |text| text.enum_values(Some(["id", "reference_customer_id"])).default(Some(json!("id")));
}

/// In small letters, as it is printed.
const UUID: &str = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

/// A UUID with what may stand before it, as a pattern.
fn uuid(text: ObjectBuilder, before: &str) -> ObjectBuilder {
    text.pattern(Some(format!("^{before}{UUID}$"))).examples(["3c90c3cc-0d44-4b50-8888-8dd25736052a"])
}

fn underscored(jurisdiction: Jurisdiction) -> String {
    jurisdiction.code().replace('-', "_")
}

/// Words with commas between them; blanks, and places without a word, do not count.
fn commas(words: impl Iterator<Item = String>) -> String {
    let word = format!(" *({})? *", any(words));
    format!("^{word}(,{word})*$")
}

fn any(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join("|")
}

/// Commenda's words for reasons, each once.
static REASONS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut words: Vec<&str> = Vec::new();
    for reason in Reason::ALL {
        let word = &*reason.law().commenda;
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
});

/// A text that may be null, which is the same as left out, but not empty: where nothing can be cleared.
pub(in crate::api) struct OrNull<T>(PhantomData<T>);

impl<T: ToSchema> PartialSchema for OrNull<T> {
    fn schema() -> RefOr<Schema> {
        let null = ObjectBuilder::new().schema_type(Type::Null);
        AnyOfBuilder::new().item(Ref::from_schema_name(T::name())).item(null).into()
    }
}

impl<T: ToSchema> ToSchema for OrNull<T> {
    fn name() -> Cow<'static, str> {
        format!("{}OrNull", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into(), T::schema()));
    }
}

pub(in crate::api) type DayOrNull = OrNull<Day>;
pub(in crate::api) type EmailOrNull = OrNull<Email>;
pub(in crate::api) type IdentificationTypeOrNull = OrNull<IdentificationType>;
pub(in crate::api) type NameOrNull = OrNull<CommendaName>;
pub(in crate::api) type ReasonOrNull = OrNull<CommendaReason>;
pub(in crate::api) type SecretOrNull = OrNull<CommendaSecret>;
pub(in crate::api) type StatusOrNull = OrNull<CommendaStatus>;
pub(in crate::api) type UrlOrNull = OrNull<WebhookUrl>;
pub(in crate::api) type VersionOrNull = OrNull<CommendaVersion>;

/// No control characters, except for blank ones around it.
const LINE: &str = "^\\s*[^\\u0000-\\u001f\\u007f-\\u009f]*\\s*$";

/// The same with ends of lines and tabs.
const TEXT: &str = "^\\s*[^\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]*\\s*$";

/// A character that is neither a blank nor unseen.
const SEEN: &str = "[^\\s\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]";

static FILLED_LINE: LazyLock<String> = LazyLock::new(|| filled(LINE));
static FILLED_TEXT: LazyLock<String> = LazyLock::new(|| filled(TEXT));

/// The same with something to see in it.
fn filled(pattern: &str) -> String {
    let any = pattern.trim_start_matches("^\\s*").trim_end_matches("\\s*$");
    format!("^\\s*{any}{SEEN}{any}\\s*$")
}

/// The centuries in which business is done.
const DAY: &str = "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$";

/// The same, perhaps with the time of the day; from 1970 on, when computers begin to count.
const MOMENT: &str = "^(19[7-9][0-9]|20[0-9]{2}|21[0-9]{2})-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2}))?$";

/// So many days after a request.
pub(in crate::api) struct ReminderDay;

impl PartialSchema for ReminderDay {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(LONGEST_DAYS)).into()
    }
}

impl ToSchema for ReminderDay {}

/// The state in an address that is sent: a code, or the word for the rest of the world. Empty and null mean: not known.
pub(in crate::api) fn state() -> RefOr<Schema> {
    let codes = Jurisdiction::all().map(Jurisdiction::code).chain([Address::ABROAD, ""]).map(Value::from);
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .enum_values(Some(codes.chain([Value::Null])))
        .into()
}

/// An address in an answer: every part is there, empty where it is not known.
pub(in crate::api) fn address() -> RefOr<Schema> {
    let text = |about: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(about));
    let parts = [
        ("line1", text("Street and number.")),
        ("line2", text("Suite, floor, building.")),
        ("city", text("City.")),
        ("state", text("A state's code such as `US-OH`, or `ABROAD`.")),
        ("postal_code", text("ZIP code, or a foreign postal code.")),
    ];
    let whole = ObjectBuilder::new().description(Some("Parts that are not known are empty."));
    parts.into_iter().fold(whole, |whole, (name, part)| whole.property(name, part).required(name)).into()
}
