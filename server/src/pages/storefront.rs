//! The forms of the merchant's storefront.

use app::{context::FreshSecret, paths};
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use domain::{Invalid, Problem};
use services::{Error, Result, Services, storefront};

use super::{
    Pages,
    desk::actor,
    form::{Posted, Values},
};
use crate::state::State as Shared;

pub(super) fn router() -> Router<Shared> {
    Router::new().route(paths::STOREFRONT, post(change)).route(paths::STOREFRONT_SECRET, post(make_secret))
}

async fn change(State(services): State<Services>, State(pages): State<Pages>, posted: Posted) -> Response {
    let (hosts, adds) = (posted.values.one("return_hosts"), posted.values.one("adds_customers") == "yes");
    let changed = match actor(&posted.extensions) {
        Ok(actor) => storefront::change(&services, &actor, &hosts, adds).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(()) => Redirect::to(&format!("{}?saved=yes", paths::STOREFRONT)).into_response(),
        Err(error) => pages.show_again(paths::STOREFRONT, posted.extensions, error, posted.values).await,
    }
}

/// The answer is the page itself and no redirect: it is the only one that shows the secret.
async fn make_secret(State(services): State<Services>, State(pages): State<Pages>, posted: Posted) -> Response {
    match made(&services, &posted).await {
        Ok(fresh) => {
            let mut extensions = posted.extensions;
            extensions.insert(fresh);
            pages.show(paths::STOREFRONT, extensions).await
        }
        Err(error) => pages.show_again(paths::STOREFRONT, posted.extensions, error, Values::default()).await,
    }
}

async fn made(services: &Services, posted: &Posted) -> Result<FreshSecret> {
    let actor = actor(&posted.extensions)?;
    let livemode = match posted.values.one("mode").as_str() {
        "live" => true,
        "test" => false,
        _ => return Err(Error::FormUnreadable),
    };
    let sentence = "Open the page again, and make the secret from there.";
    let from = posted.values.one("generation").parse();
    let from = from.map_err(|_| Invalid::one("secret", Problem::Incorrect, sentence))?;
    let secret = storefront::make_secret(services, &actor, livemode, from).await?;
    Ok(FreshSecret { livemode, secret })
}
