//! Certificates that staff sends in: a file, and what stands on it.

use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
};
use domain::{
    CertificateType, CustomerId, Jurisdiction, MOST_STATES, NewPaper, Reason,
    document::{MOST_PICTURES, Unacceptable},
    paper::NewPaperState,
    wizard::BusinessType,
};
use serde::Deserialize;
use services::{Actor, Error, Services, documents, documents::Part, papers};
use utoipa::ToSchema;

use super::{
    super::describe::texts::{Day, File, IdType, Line},
    Caller,
    body::{self, List, Object},
    certificates::{CertificateWithDownload, with_download},
    error::{Problem, or},
    filter,
    form::Form,
    given,
};

/// File a certificate that came on paper.
///
/// A form with two kinds of parts: `certificate`, JSON, and `file`, a PDF or its pages as pictures. It is `processing` until
/// somebody reviews it.
#[utoipa::path(post, path = "/certificates", request_body(content = CertificateForm, content_type = "multipart/form-data"), responses(
    (status = 201, body = CertificateWithDownload),
    (status = 409, description = "CUSTOMER_ARCHIVED"),
    (status = 404, description = "CUSTOMER_NOT_FOUND"),
))]
pub(super) async fn create_certificate(
    State(services): State<Services>,
    Caller(actor): Caller,
    request: Request,
) -> Result<(StatusCode, Json<CertificateWithDownload>), Problem> {
    let mut form = Form::of(request).await.ok_or_else(|| no_form(&actor))?;
    let taken = take(&services, &actor, &mut form).await;
    if taken.is_err() {
        form.drain(documents::most_together(&services)).await;
    }
    let (said, files) = taken?;
    let customer = said.customer(&services, &actor).await?;
    let filed = papers::file(&services, &actor, customer, &said.into(), files).await;
    let details = filed.map_err(|error| or(error, Problem::no_customer))?;
    Ok((StatusCode::CREATED, Json(with_download(&services, &actor, details).await?)))
}

/// No form, and who may send nothing in need not mend that.
fn no_form(actor: &Actor) -> Problem {
    if let Err(error) = documents::check_sender(actor) {
        return error.into();
    }
    let sentence = "Content-Type: send multipart/form-data with the parts `certificate` (JSON) and `file`.";
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "ERROR", sentence)
}

async fn take(services: &Services, actor: &Actor, form: &mut Form) -> Result<(CreateCertificate, Vec<Part>), Problem> {
    documents::check_sender(actor)?;
    let (mut said, mut files) = (None, Vec::new());
    while let Some(part) = form.next().await? {
        match part.name() {
            "certificate" if said.is_none() => said = Some(body::read(&part.text().await?)?),
            "file" if files.len() < MOST_PICTURES => {
                files.push(documents::receive(services, actor, &part.file_name(), part).await?);
                documents::check_together(services, &files)?;
            }
            "file" => return Err(Error::File(Unacceptable::TooManyPictures).into()),
            "certificate" => return Err(Problem::incorrect("certificate: it stands here twice; send it once.".into())),
            other => {
                let sentence = format!("{other}: there is no such part; there are certificate, file.");
                return Err(Problem::new(StatusCode::BAD_REQUEST, "UNRECOGNIZED_FIELD", sentence));
            }
        }
    }
    let missing = "certificate: it is missing; send a part with JSON that says what stands on the file.";
    Ok((said.ok_or_else(|| Problem::missing(missing))?, files))
}

/// The parts of the form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `take` reads")]
struct CertificateForm {
    certificate: CreateCertificate,
    /// A PDF, or up to 30 pictures (JPEG, PNG, TIFF), which are its pages.
    #[schema(value_type = Vec<File>, min_items = 1, max_items = 30)]
    file: (),
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "customer_id": "cust_01a1fd0a-d678-7469-b35c-134210db4eed", "certificate_type_id": "US-OH-STEC-B",
    "effective_date": "2026-01-01",
    "jurisdictions": [{ "jurisdiction_id": "US-OH", "reason": "RESALE", "number": "89-123456" }],
}))]
pub(super) struct CreateCertificate {
    /// Whose it is.
    #[schema(required, nullable = false, min_length = 1)]
    customer_id: Option<String>,
    #[schema(value_type = Option<IdType>)]
    id_type: Option<String>,
    /// The form; `US-OTHER` unless given.
    #[schema(value_type = Option<CertificateType>)]
    certificate_type_id: Option<String>,
    /// The first day that it shows; today unless given.
    #[schema(value_type = Option<Day>)]
    effective_date: Option<String>,
    /// The last day that it shows; none unless given.
    #[schema(value_type = Option<Day>)]
    expiration_date: Option<String>,
    /// Who signed it.
    #[schema(value_type = Option<Line>)]
    signer_name: Option<String>,
    /// What they are in the business.
    #[schema(value_type = Option<Line>)]
    signer_title: Option<String>,
    /// What the business does; other unless given.
    #[schema(value_type = Option<BusinessType>)]
    business_type: Option<String>,
    /// One entry a state.
    #[schema(required, value_type = Vec<CreateJurisdiction>, min_items = 1, max_items = 60)]
    jurisdictions: Option<List<Object<CreateJurisdiction>, MOST_STATES>>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateJurisdiction {
    /// Where.
    #[schema(required, value_type = Jurisdiction)]
    jurisdiction_id: Option<String>,
    /// Why.
    #[schema(required, value_type = Reason)]
    reason: Option<String>,
    /// What the reason `OTHER` needs.
    #[schema(value_type = Option<Line>)]
    explanation: Option<String>,
    /// The number that proves it.
    #[schema(value_type = Option<Line>)]
    number: Option<String>,
    /// The state that issued the number; this one unless given.
    #[schema(value_type = Option<Jurisdiction>)]
    issued_by: Option<String>,
    /// The first day here; that of the document unless given.
    #[schema(value_type = Option<Day>)]
    effective_date: Option<String>,
    /// The last day here; that of the document unless given.
    #[schema(value_type = Option<Day>)]
    expiration_date: Option<String>,
}

impl CreateCertificate {
    async fn customer(&self, services: &Services, actor: &Actor) -> Result<CustomerId, Problem> {
        let id = self.customer_id.as_deref().filter(|id| !id.is_empty());
        let named = filter::customer(services, actor, id, given(self.id_type.as_deref())).await?;
        let missing = || Problem::missing("customer_id: say whose certificate it is, by an id such as cust_….");
        named.ok_or_else(missing)?.ok_or_else(Problem::no_customer)
    }
}

impl From<CreateCertificate> for NewPaper {
    fn from(body: CreateCertificate) -> Self {
        Self {
            certificate_type_id: body.certificate_type_id.unwrap_or_default(),
            effective_date: body.effective_date.unwrap_or_default(),
            expiration_date: body.expiration_date.unwrap_or_default(),
            signer_name: body.signer_name.unwrap_or_default(),
            signer_title: body.signer_title.unwrap_or_default(),
            business_type: body.business_type.unwrap_or_default(),
            jurisdictions: body.jurisdictions.unwrap_or_default().0.into_iter().map(|line| line.0.into()).collect(),
        }
    }
}

impl From<CreateJurisdiction> for NewPaperState {
    fn from(body: CreateJurisdiction) -> Self {
        Self {
            jurisdiction_id: body.jurisdiction_id.unwrap_or_default(),
            reason: body.reason.unwrap_or_default(),
            explanation: body.explanation.unwrap_or_default(),
            number: body.number.unwrap_or_default(),
            issued_by: body.issued_by.unwrap_or_default(),
            effective_date: body.effective_date.unwrap_or_default(),
            expiration_date: body.expiration_date.unwrap_or_default(),
        }
    }
}
