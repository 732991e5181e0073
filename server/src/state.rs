//! What handlers share.

use std::sync::Arc;

use axum::extract::FromRef;
use leptos::prelude::LeptosOptions;
use services::Services;

use crate::{
    limits::{ApiLimits, CodeLimits, SignInLimits, UploadLimits},
    pages::Pages,
};

/// The router's state; handlers extract the part they need.
#[derive(Clone, FromRef)]
pub(crate) struct State {
    pub(crate) services: Services,
    pub(crate) pages: Pages,
    pub(crate) options: LeptosOptions,
    pub(crate) sign_in: Arc<SignInLimits>,
    pub(crate) uploads: Arc<UploadLimits>,
    pub(crate) codes: Arc<CodeLimits>,
    pub(crate) api: Arc<ApiLimits>,
}
