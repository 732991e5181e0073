//! What handlers share.

use std::{ops::Deref, sync::Arc};

use axum::extract::FromRef;
use leptos::prelude::LeptosOptions;
use services::Services;

use crate::{
    limits::{ApiLimits, CodeLimits, SignInLimits, UploadLimits},
    pages::Pages,
};

/// The router's state; handlers extract the part they need. It is cloned several times a request, so it is one pointer.
#[derive(Clone)]
pub(crate) struct State(Arc<Parts>);

/// What [`State`] holds.
pub(crate) struct Parts {
    pub(crate) services: Services,
    pub(crate) pages: Pages,
    pub(crate) options: LeptosOptions,
    pub(crate) sign_in: Arc<SignInLimits>,
    pub(crate) uploads: Arc<UploadLimits>,
    pub(crate) codes: Arc<CodeLimits>,
    pub(crate) api: ApiLimits,
}

impl From<Parts> for State {
    fn from(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for State {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Lets a handler extract a part.
macro_rules! part {
    ($name:ident: $part:ty) => {
        impl FromRef<State> for $part {
            fn from_ref(state: &State) -> Self {
                state.$name.clone()
            }
        }
    };
}

part!(services: Services);
part!(pages: Pages);
part!(options: LeptosOptions);
part!(sign_in: Arc<SignInLimits>);
part!(uploads: Arc<UploadLimits>);
part!(codes: Arc<CodeLimits>);
