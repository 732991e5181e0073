//! The API's description of itself: `/openapi.json`, and `/docs/api`, a page to try it.
//!
//! # How to describe a new route
//!
//! 1. Its handler gets `#[utoipa::path(…)]`: method, path, body, and what it answers. The first line of its docs is the
//!    headline, what follows is the text, its name (after that of its face) is the `operationId`. Errors are told by their types alone:
//!    `(status = 409, description = "TOO_SOON, NOT_MAILED")`; what each means stands in [`problems`].
//! 2. Bodies and answers derive `ToSchema`, queries `IntoParams`. The docs of a field are what readers see, so every field
//!    has some; an example stands at the type. Values that are checked later than they are read say what they are by
//!    `value_type`: an id, a word of `domain`, or a text of [`texts`].
//! 3. It is mounted by `.routes(routes!(…))`, never by `.route`: so there is no address without a description.
//! 4. An id in an address that is new here gets a row in [`faces`], which says all that holds for every call of a face, and
//!    [`complete`] adds: version, key, errors that anybody can meet, links from what was made to what can be done with it.
//! 5. `make openapi` renews `docs/openapi.json`; the test `the_contract_is_the_one_that_was_agreed_on` shows the change.

mod complete;
mod examples;
pub(super) mod exemption;
mod faces;
mod page;
mod problems;
pub(super) mod texts;
mod webhooks;

use std::sync::LazyLock;

use domain::{CertificateId, CustomerId, RequestId, SnapshotId, WebhookDeliveryId, WebhookEndpointId};
use serde_json::Value;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Tag,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
        tag::TagBuilder,
    },
};
use utoipa_axum::router::OpenApiRouter;

use super::{tax, v1};

pub(crate) use page::routes;

/// The whole description as JSON, the same at each start.
pub fn document() -> &'static str {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| format!("{:#}\n", describe()));
    &DOCUMENT
}

fn describe() -> Value {
    let routes = OpenApiRouter::with_openapi(Base::openapi());
    let routes = routes.nest("/tax", tax::routes()).nest("/api/v1", v1::routes());
    // Only maps with text as keys are in it, so it can always be written.
    let mut api = serde_json::to_value(routes.into_openapi()).unwrap_or_default();
    complete::complete(&mut api);
    api["webhooks"] = webhooks::webhooks();
    api
}

/// What is said once: what the API is, and how a caller proves who it is.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Certlane",
        description = "Ask business customers for their sales tax exemption certificates, read and review what they \
                       submit, and ask whether a buyer is exempt. The shapes under `/tax` are Numeral's; what Certlane \
                       adds is said in `docs/api.md`, the guide with a call for each step. The shapes under `/api/v1` \
                       are Commenda's, over the same rows: `docs/commenda.md`. Events that are pushed to you are \
                       described in `docs/webhooks.md`.\n\nErrors under `/tax` are flat: `code` is the status, `type` \
                       a word for programs, `message` one or more sentences for people that begin with the field. \
                       Under `/api/v1` they lie in `error`, and `code` is the word.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(),
    ),
    components(schemas(
        CertificateId, CustomerId, RequestId, SnapshotId, WebhookDeliveryId, WebhookEndpointId, tax::ProblemBody,
        v1::ShortError, v1::LongError, texts::CommendaJurisdiction
    )),
    security(("key" = [])),
    modifiers(&Key)
)]
struct Base;

struct Key;

impl Modify for Key {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let about = "An API key: `sk_live_…` for live rows, `sk_test_…` for test rows, which never meet. What a key may \
                     do is its permission: `full`, `requests` or `read`.";
        let key = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(about)).build();
        api.components.get_or_insert_default().add_security_scheme("key", SecurityScheme::Http(key));
    }
}

/// Routes that belong together, under a name that the page shows.
pub(super) fn group<S: Clone + Send + Sync + 'static>(
    name: &str,
    about: &str,
    mut routes: OpenApiRouter<S>,
) -> OpenApiRouter<S> {
    let api = routes.get_openapi_mut();
    for item in api.paths.paths.values_mut() {
        let methods = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        methods.into_iter().flatten().for_each(|operation| operation.tags = Some(vec![name.to_owned()]));
    }
    let tag: Tag = TagBuilder::new().name(name).description(Some(about)).build();
    api.tags.get_or_insert_default().push(tag);
    routes
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{tax, v1};

    #[test]
    fn no_face_takes_a_name_that_means_something_else_to_another() {
        let schemas = |api: utoipa::openapi::OpenApi| serde_json::to_value(api.components.unwrap().schemas).unwrap();
        let (numeral, commenda) = (schemas(tax::routes().into_openapi()), schemas(v1::routes().into_openapi()));
        let commenda = commenda.as_object().unwrap();
        assert!(commenda.len() > 20);
        for (name, schema) in commenda {
            assert!([&Value::Null, schema].contains(&&numeral[name]), "{name}: one would replace the other silently");
        }
    }
}
