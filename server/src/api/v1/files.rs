//! Files: sent in first, named by certificates later.

use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
};
use domain::document::Unacceptable;
use serde::Serialize;
use services::{Actor, Error, Services, documents, documents::Part};
use utoipa::ToSchema;

use super::{
    super::describe::texts::{CommendaFileId, File},
    Caller, Success,
    form::Form,
};
use crate::api::problem::Problem;

type FileAnswer = Success<FileResponse>;

/// Send a file in.
///
/// A picture becomes a PDF. A file outlives the certificates that name it, and several may name it.
#[utoipa::path(post, path = "/files", request_body(content = FileForm, content_type = "multipart/form-data"), responses(
    (status = 200, description = "Successfully created file.", body = FileAnswer),
    (status = 413, description = "FILE_TOO_LARGE"),
    (status = 415, description = "UNSUPPORTED_FILE_TYPE"),
))]
pub(super) async fn create_file(
    State(services): State<Services>,
    Caller(actor): Caller,
    request: Request,
) -> Result<Json<FileAnswer>, Problem> {
    let mut form = Form::of(request).await.ok_or_else(|| no_form(&actor))?;
    let taken = take(&services, &actor, &mut form).await;
    if taken.is_err() {
        form.drain(documents::most_together(&services)).await;
    }
    let document = documents::keep(&services, &actor, taken?.into_iter().collect()).await.map_err(refused)?;
    let data = FileResponse { id: document.id.0.to_string(), name: document.file_name, size: document.size };
    Ok(Json(Success { data, message: "Successfully created file." }))
}

/// No form, and who may send nothing in need not mend that.
fn no_form(actor: &Actor) -> Problem {
    if let Err(error) = documents::check_sender(actor) {
        return error.into();
    }
    let sentence = "Content-Type: send multipart/form-data with the parts `companyId` and `file`.";
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "ERROR", sentence)
}

async fn take(services: &Services, actor: &Actor, form: &mut Form) -> Result<Option<Part>, Problem> {
    documents::check_sender(actor)?;
    let mut file = None;
    while let Some(part) = form.next().await? {
        match part.name() {
            "file" if file.is_none() => {
                file = Some(documents::receive(services, actor, &part.file_name(), part).await.map_err(refused)?);
            }
            "file" => return Err(Problem::in_body("INCORRECT_TYPE", "file", "Send one file at a time.")),
            "companyId" => drop(part.text().await?), // the key says whose it is
            other => {
                let sentence = "There is no such part; there are companyId, file.";
                return Err(Problem::in_body("UNRECOGNIZED_FIELD", other, sentence));
            }
        }
    }
    Ok(file)
}

/// What cannot be taken for its kind is 415, as what is too large is 413.
fn refused(error: Error) -> Problem {
    match error {
        Error::File(Unacceptable::NotSelected) => Problem::in_body("MISSING_FIELD", "file", "Send a file."),
        Error::File(Unacceptable::TooLarge(_)) => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "FILE_TOO_LARGE", error.to_string())
        }
        Error::File(Unacceptable::WrongType | Unacceptable::Heic) => {
            Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_FILE_TYPE", error.to_string())
        }
        Error::File(_) => Problem::in_body("INCORRECT_TYPE", "file", error.to_string()),
        other => other.into(),
    }
}

/// The parts of the form.
#[derive(ToSchema)]
#[schema(as = CommendaFileForm)]
#[expect(dead_code, reason = "describes what `take` reads")]
struct FileForm {
    /// Not looked at: the key says whose file it is.
    #[schema(rename = "companyId", required = false, value_type = String)]
    company_id: (),
    /// A PDF or a picture: JPEG, PNG, TIFF, and HEIC where the server was built with it.
    #[schema(value_type = File)]
    file: (),
}

/// Commenda's file.
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaFile, example = json!({
    "id": "3c90c3cc-0d44-4b50-8888-8dd25736052a", "name": "stec-b.pdf", "size": 48213,
}))]
pub(super) struct FileResponse {
    #[schema(value_type = CommendaFileId)]
    id: String,
    /// What it is called. A picture has become a PDF.
    name: String,
    /// How many bytes are kept.
    size: i64,
}
