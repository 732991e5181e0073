//! The parts of a form. A field's id is its name, so that the error summary can link to it; what was typed comes back.
//!
//! Each part hides its type (`into_any`): forms have many, and rustc keeps the type of a whole page in mind.

use domain::Invalid;
use leptos::prelude::*;

use crate::context::{self, Rejected};

/// What was just typed and not taken, if this page answers a form: it goes before what was kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed(Option<Rejected>);

impl Typed {
    /// The form that this page answers.
    pub fn here() -> Self {
        let words = context::words();
        Self(context::rejected().map(|rejected| Rejected { invalid: words.translate(rejected.invalid), ..rejected }))
    }

    /// A form that asks by its address, with what is wrong with that.
    pub fn asked(values: Vec<(String, String)>, invalid: Invalid) -> Self {
        let unfinished = invalid.0.is_empty();
        Self((!values.is_empty()).then_some(Rejected { values, invalid, sentence: None, unfinished }))
    }

    /// Whether this page answers a form that was not taken.
    pub fn was_rejected(&self) -> bool {
        self.0.as_ref().is_some_and(|rejected| !rejected.unfinished)
    }

    /// What was typed into a field, else what was kept.
    pub fn or(&self, field: &str, kept: &str) -> String {
        self.0.as_ref().and_then(|rejected| rejected.value(field)).unwrap_or(kept).to_owned()
    }

    /// What was ticked under a name, else what was kept. A form without a tick says so by silence.
    pub fn ticked_or(&self, field: &str, kept: &[String]) -> Vec<String> {
        match &self.0 {
            Some(rejected) => rejected.values_of(field).map(str::to_owned).collect(),
            None => kept.to_vec(),
        }
    }

    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<String> {
        self.0.as_ref().and_then(|rejected| rejected.invalid.of(field)).map(str::to_owned)
    }

    /// All that is wrong with fields.
    pub fn invalid(&self) -> Invalid {
        self.0.as_ref().map(|rejected| rejected.invalid.clone()).unwrap_or_default()
    }

    /// What is wrong with the whole.
    pub fn sentence(&self) -> Option<String> {
        self.0.as_ref().and_then(|rejected| rejected.sentence.clone())
    }

    /// The page's title, which says first that something is wrong: it is what a screen reader says first.
    pub fn title(&self, title: &str) -> String {
        if self.was_rejected() {
            context::words().tell("error-title", [("title", title.into())])
        } else {
            title.to_owned()
        }
    }
}

/// All that is wrong with a form, at the top of its page, each with a link to its field. Nothing when nothing is wrong.
#[component]
pub(crate) fn ErrorSummary(
    /// What is wrong with which field.
    invalid: Invalid,
    /// What is wrong with the whole, where no field is to blame.
    #[prop(default = None)]
    sentence: Option<String>,
) -> impl IntoView {
    let something = sentence.is_some() || !invalid.0.is_empty();
    let link = |error: domain::FieldError| view! { <li><a href=format!("#{}", error.field)>{error.sentence}</a></li> };
    something.then(|| {
        view! {
            // Focus goes here, so that a screen reader begins with what has to be mended.
            <div class="errors" role="alert" tabindex="-1" autofocus aria-labelledby="errors-title">
                <h2 id="errors-title">{context::words().say("error-summary")}</h2>
                {sentence.map(|sentence| view! { <p>{sentence}</p> })}
                {(!invalid.0.is_empty()).then(|| view! { <ul role="list">{invalid.0.into_iter().map(link).collect_view()}</ul> })}
            </div>
        }
    })
}

/// One line to type into.
#[component]
pub(crate) fn TextField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    #[prop(default = None)] error: Option<String>,
    /// What looks like a slip, and may be right.
    #[prop(default = None)]
    warning: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    /// Says so beside the label.
    #[prop(optional)]
    optional: bool,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    /// Shares its row with a neighbour.
    #[prop(optional)]
    half: bool,
    /// For a few digits.
    #[prop(optional)]
    short: bool,
) -> impl IntoView {
    // A password goes over the wire once, not back.
    let value = Some(value).filter(|value| !value.is_empty() && kind != "password");
    let (describedby, invalid) =
        (described_by(&name, hint.is_some(), error.is_some()), error.is_some().then_some("true"));
    let slip = warning.as_ref().map(|_| format!("{name}-warning"));
    let described: Vec<_> = [describedby, slip].into_iter().flatten().collect();
    let describedby = (!described.is_empty()).then(|| described.join(" "));
    let warning = warning.map(|warning| view! { <p class="slip" id=format!("{name}-warning")>{warning}</p> });
    view! {
        <Field name=name.clone() label error hint optional half short>
            {warning}
            <input
                type=kind
                id=name.clone()
                name=name.clone()
                value=value
                autocomplete=autocomplete
                inputmode=inputmode
                aria-describedby=describedby
                aria-invalid=invalid
            />
        </Field>
    }
}

/// Several lines to type into.
#[component]
pub(crate) fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    #[prop(default = None)] error: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    /// Says so beside the label.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let (describedby, invalid) =
        (described_by(&name, hint.is_some(), error.is_some()), error.is_some().then_some("true"));
    // A parser drops one newline after the tag: without this one, the first of the text would be lost.
    let value = format!("\n{value}");
    view! {
        <Field name=name.clone() label error hint optional>
            <textarea id=name.clone() name=name.clone() aria-describedby=describedby aria-invalid=invalid>{value}</textarea>
        </Field>
    }
}

/// One of many, as pairs of value and label.
#[component]
pub(crate) fn SelectField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    options: Vec<(String, String)>,
    #[prop(into)] value: String,
    #[prop(default = None)] error: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    /// Stands first, with the empty value.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// Says so beside the label.
    #[prop(optional)]
    optional: bool,
    #[prop(optional)] autocomplete: Option<&'static str>,
    /// Shares its row with a neighbour.
    #[prop(optional)]
    half: bool,
) -> impl IntoView {
    let (describedby, invalid) =
        (described_by(&name, hint.is_some(), error.is_some()), error.is_some().then_some("true"));
    let nothing = placeholder.map(|label| (String::new(), label));
    let option = |(code, label): (String, String)| {
        let selected = code == value;
        view! { <option value=code selected=selected>{label}</option> }
    };
    let options = nothing.into_iter().chain(options).map(option).collect_view();
    view! {
        <Field name=name.clone() label error hint optional half>
            <select
                id=name.clone()
                name=name.clone()
                autocomplete=autocomplete
                aria-describedby=describedby
                aria-invalid=invalid
            >
                {options}
            </select>
        </Field>
    }
}

/// One row of a group of choices.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
    /// A code beside the label, for those who know it.
    pub code: Option<&'static str>,
    /// A line below the label.
    pub hint: Option<String>,
}

impl Choice {
    /// A row with nothing but its label.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }
}

/// Radio buttons, or checkboxes where several may be ticked. The first one's id is the name.
#[component]
pub(crate) fn Choices(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    options: Vec<Choice>,
    checked: Vec<String>,
    /// Checkboxes instead of radio buttons.
    #[prop(optional)]
    several: bool,
    /// Many short ones, in columns.
    #[prop(optional)]
    many: bool,
    /// Goes on with a group that began above, where the first id stands.
    #[prop(optional)]
    continued: bool,
    /// The same with a heading of its own.
    #[prop(optional)]
    part: bool,
    #[prop(default = None)] error: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
) -> impl IntoView {
    let kind = if several { "checkbox" } else { "radio" };
    let choice = |(place, option): (usize, Choice)| {
        let id = if place == 0 && !continued && !part { name.clone() } else { format!("{name}-{}", option.value) };
        let checked = checked.contains(&option.value);
        view! { <ChoiceRow kind id name=name.clone() option checked/> }
    };
    let (legend_class, choices_class) =
        (continued.then_some("visually-hidden"), if many { "choices many" } else { "choices" });
    let (describedby, error) = (described_by(&name, hint.is_some(), error.is_some()), error_line(&name, error));
    let hint = hint_line(&name, hint);
    let choices = options.into_iter().enumerate().map(choice).collect_view();
    view! {
        <fieldset class="group" aria-describedby=describedby>
            <legend class=legend_class>{legend}</legend>
            {hint}
            {error}
            <div class=choices_class>{choices}</div>
        </fieldset>
    }
    .into_any()
}

/// A single box to tick.
#[component]
pub(crate) fn Checkbox(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// What the form sends when it is ticked.
    #[prop(default = "yes")]
    value: &'static str,
    checked: bool,
    #[prop(default = None)] error: Option<String>,
) -> impl IntoView {
    let (describedby, invalid) = (described_by(&name, false, error.is_some()), error.is_some().then_some("true"));
    view! {
        <div class="field">
            {error_line(&name, error)}
            <div class="choice">
                <input
                    type="checkbox"
                    id=name.clone()
                    name=name.clone()
                    value=value
                    checked=checked
                    aria-describedby=describedby
                    aria-invalid=invalid
                />
                <label for=name>{label}</label>
            </div>
        </div>
    }
    .into_any()
}

/// A label, what helps, what is wrong, and the input.
#[component]
pub(crate) fn Field(
    /// The id of the input.
    name: String,
    label: String,
    error: Option<String>,
    hint: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] half: bool,
    #[prop(optional)] short: bool,
    children: Children,
) -> impl IntoView {
    let class = match (half, short) {
        (true, _) => "field half",
        (_, true) => "field short",
        _ => "field",
    };
    let optional = optional.then(|| view! { " " <span class="optional">{context::words().say("optional")}</span> });
    view! {
        <div class=class>
            <label for=name.clone()>{label} {optional}</label>
            {hint_line(&name, hint)}
            {error_line(&name, error)}
            {children()}
        </div>
    }
    .into_any()
}

#[component]
fn ChoiceRow(kind: &'static str, id: String, name: String, option: Choice, checked: bool) -> impl IntoView {
    let describedby = described_by(&id, option.hint.is_some(), false);
    let code = option.code.map(|code| view! { " " <span class="code" aria-hidden="true">{code}</span> });
    view! {
        <div class="choice">
            <input type=kind id=id.clone() name=name value=option.value checked=checked aria-describedby=describedby/>
            <label for=id.clone()>{option.label} {code}</label>
            {hint_line(&id, option.hint)}
        </div>
    }
    .into_any()
}

/// The ids of the lines that explain an input.
pub(crate) fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
    match (hint, error) {
        (false, false) => None,
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-error")),
        (true, true) => Some(format!("{id}-hint {id}-error")),
    }
}

fn hint_line(id: &str, hint: Option<String>) -> impl IntoView + use<> {
    let id = format!("{id}-hint");
    hint.map(|hint| view! { <p class="hint" id=id>{hint}</p> })
}

fn error_line(id: &str, error: Option<String>) -> impl IntoView + use<> {
    let id = format!("{id}-error");
    error.map(|error| view! { <p class="error" id=id><span class="visually-hidden">{context::words().say("error-mark")} " "</span>{error}</p> })
}
