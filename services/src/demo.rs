//! `certlane serve --demo`: a merchant, a buyer and keys to try everything with, the same at each start.

use chrono::Duration;
use domain::{
    Account, CertificateRequest, NewCustomer, NewRequest, Permission, Profile, RequestStatus, User, customer::Address,
};

use crate::{
    Actor, Operator, Result, Services, World, accounts, api_keys, customers, profile, requests, requests::ListFilter,
    secrets::base64, store, tokens::Purpose,
};

/// The demo merchant's owner; the account is found again by it.
const OWNER: &str = "dana@demo-supply.example";

/// The demo buyer's number.
const BUYER: &str = "20506";

/// The demo merchant's logo.
const LOGO: &[u8] = include_bytes!("demo/logo.png");

/// What to try.
#[derive(Debug)]
pub struct Demo {
    /// Signs in to the desk.
    pub sign_in_link: String,
    /// What the buyer got by mail.
    pub invitation_link: String,
    /// A key for live rows.
    pub live_key: String,
    /// A key for test rows.
    pub test_key: String,
    /// Where the mails are.
    pub outbox: String,
}

/// Makes what is missing of the demo, and says where everything is.
pub async fn prepare(services: &Services) -> Result<Demo> {
    let (account, owner, generation) = merchant(services).await?;
    let staff = Actor::user(World::live(account.id), owner.id, owner.role);
    introduce(services, &staff, &account).await?;
    let request = open_request(services, &staff).await?;
    let tomorrow = services.clock.now() + Duration::days(1);
    let sign_in = services.secrets.sign(Purpose::SignIn, account.id, owner.id, generation, tomorrow)?;
    Ok(Demo {
        sign_in_link: services.settings.url(&format!("/sign-in/{sign_in}")),
        invitation_link: services.request_link(&request)?,
        live_key: key(services, &account, true).await?,
        test_key: key(services, &account, false).await?,
        outbox: services.settings.url("/outbox"),
    })
}

async fn merchant(services: &Services) -> Result<(Account, User, i32)> {
    let mut tx = services.store.read().await?;
    if let Some(found) = store::users::find_by_email(&mut tx, OWNER).await?
        && let Some(account) = store::accounts::find(&mut tx, found.user().account_id).await?
    {
        return Ok((account, found.user(), found.link_generation));
    }
    drop(tx);
    let made = accounts::create(services, &Operator::at_the_console(), "Demo Supply Co.", OWNER).await?;
    Ok((made.account, made.owner, 1))
}

/// Gives the merchant an address, a contact and a logo, unless somebody did already.
async fn introduce(services: &Services, staff: &Actor, account: &Account) -> Result<()> {
    if account.profile_version > 0 || account.logo.is_some() {
        return Ok(());
    }
    let address = Address {
        line1: "1200 Market Street".to_owned(),
        city: "Columbus".to_owned(),
        state: "US-OH".to_owned(),
        postal_code: "43215".to_owned(),
        ..Address::default()
    };
    let contact_name = "Dana Reyes".to_owned();
    let contact_phone = "(614) 555-0142".to_owned();
    let demo = Profile { address, contact_name, contact_phone, ..Profile::from(account) };
    profile::change(services, staff, account.profile_version, &demo).await?;
    profile::change_logo(services, staff, LOGO).await
}

/// The buyer's open request, or a new one where the last was answered.
async fn open_request(services: &Services, staff: &Actor) -> Result<CertificateRequest> {
    let customer = match customers::find_by_reference(services, staff, BUYER).await? {
        Some(customer) => customer,
        None => customers::create(services, staff, &riverside()).await?,
    };
    let pending = ListFilter {
        status: Some(RequestStatus::Pending),
        customer: Some(customer.id),
        limit: 1,
        ..ListFilter::default()
    };
    if let Some(open) = requests::list(services, staff, pending).await?.rows.pop() {
        return Ok(open.request);
    }
    let new = NewRequest {
        jurisdictions: vec!["US-OH".to_owned(), "US-KY".to_owned()],
        reasons: vec!["RESALE".to_owned()],
        message: "Your account is set up. Send us your certificate and the tax comes off your next invoice.".to_owned(),
        ..NewRequest::default()
    };
    Ok(requests::trigger(services, staff, customer.id, &new).await?.request)
}

fn riverside() -> NewCustomer {
    NewCustomer {
        name: "Riverside Cafe LLC".to_owned(),
        email: "ap@riverside.example".to_owned(),
        reference_customer_id: BUYER.to_owned(),
        ..NewCustomer::default()
    }
}

/// A key that follows from the secret key, so that the demo can show it at each start though only its hash is stored.
async fn key(services: &Services, account: &Account, livemode: bool) -> Result<String> {
    let mode = if livemode { "live" } else { "test" };
    let bytes = services.secrets.current().derive(&format!("certlane:demo:{}:{mode}", account.id));
    let key = format!("sk_{mode}_{}", base64(&bytes[..24]));
    if api_keys::recognize(services, &key).await.is_err() {
        api_keys::insert(services, account.id, livemode, Permission::Full, &key).await?;
    }
    Ok(key)
}
