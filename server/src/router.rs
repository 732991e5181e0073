//! Which handler stands at which address.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    error_handling::HandleError,
    extract::{DefaultBodyLimit, Request},
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::IntoResponse,
    routing::get,
};
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes as _, generate_route_list};
use services::Services;
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate as _,
        predicate::{DefaultPredicate, NotForContentType},
    },
    map_request_body::MapRequestBodyLayer,
    timeout::RequestBodyTimeoutLayer,
    trace::TraceLayer,
};

use crate::{
    api, assets, files,
    limits::{ApiLimits, CodeLimits, SignInLimits, UploadLimits},
    pages,
    pages::Pages,
    protect,
    state::{Parts, State},
    telemetry,
};

/// How long a body may stand still before the connection is given to others.
const STALLED: Duration = Duration::from_secs(60);

/// The one kind of document that the default would compress.
const NO_DOCUMENT: NotForContentType = NotForContentType::const_new("application/pdf");

/// The whole portal as one router.
pub fn router(services: &Services) -> Router {
    let names = assets::Names::read().unwrap_or_default(); // `serve` insists on them, tests of the API need none
    let options = LeptosOptions::builder().output_name(names.scripts).site_pkg_dir("pkg").build();
    let pages = Pages::new(services.clone(), options.clone(), names.stylesheet);
    let state = State::from(Parts {
        services: services.clone(),
        pages,
        options,
        sign_in: Arc::new(SignInLimits::new()),
        uploads: Arc::new(UploadLimits::new()),
        codes: Arc::new(CodeLimits::new()),
        api: ApiLimits::new(services.settings.api_rate),
    });
    Router::new()
        .merge(page_routes(&state))
        .nest("/tax", api::tax::router(&state))
        .route("/tax/", api::tax::nothing())
        .nest("/api/v1", api::v1::router(&state))
        .route("/api/v1/", api::v1::nothing())
        .merge(api::describe::routes())
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .with_state(state.clone())
        .layer(CompressionLayer::new().compress_when(DefaultPredicate::new().and(NO_DOCUMENT)))
        // Built files and documents come as they are: the first are compressed already, the others would not shrink.
        .merge(file_routes(services))
        // One layer for the router, the outermost first: for each of its layers, axum copies all that are inside of it at each call.
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(services.clone(), protect::surround))
                .layer(TraceLayer::new_for_http().make_span_with(telemetry::span as fn(&Request) -> tracing::Span))
                .layer(RequestBodyTimeoutLayer::new(STALLED))
                .layer(MapRequestBodyLayer::new(Body::new))
                .layer(CatchPanicLayer::new()),
        )
}

/// Pages for browsers: shown by Leptos, posted to handlers of our own.
fn page_routes(state: &State) -> Router<State> {
    let services = state.services.clone();
    let shell = state.pages.shell();
    Router::new()
        .leptos_routes_with_context(
            state,
            generate_route_list(app::App),
            move || provide_context(services.clone()),
            shell,
        )
        .merge(pages::router())
        .fallback(pages::not_found)
        .layer(from_fn_with_state(state.pages.clone(), pages::explain))
        .layer(from_fn_with_state(state.clone(), pages::recognize))
        .layer(from_fn_with_state(state.clone(), protect::same_origin))
        .layer(from_fn(pages::choose_language))
}

/// Files: the built ones of the browser, and the built-in S3 server where no other is configured.
fn file_routes(services: &Services) -> Router {
    let router = Router::new()
        .route("/pkg/{name}", get(assets::package))
        .route("/favicon.svg", get(assets::favicon))
        .route("/robots.txt", get(assets::robots));
    let Some(built_in) = services.built_in_storage() else { return router };
    let failed = |error: s3s::HttpError| async move {
        tracing::error!(?error, "the built-in S3 server failed");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    };
    // Not nested: that would strip the prefix that the signature covers.
    let service = HandleError::new(built_in.service(), failed);
    let files = Router::new()
        .route_service("/files", service.clone())
        .route_service("/files/", service.clone())
        .route_service("/files/{*key}", service)
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(files::signed_only));
    router.merge(files)
}

/// Whether the parts that requests need answer.
async fn ready(axum::extract::State(services): axum::extract::State<Services>) -> impl IntoResponse {
    match services::doctor::is_ready(&services).await {
        Ok(()) => (StatusCode::OK, "ready\n".to_owned()),
        Err(part) => (StatusCode::SERVICE_UNAVAILABLE, format!("{part} does not answer\n")),
    }
}
