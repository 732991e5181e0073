//! What happens to the certificate of an example.

use chrono::{Days, NaiveDate};
use domain::{Certificate, CustomerId, EventKind, NewInfoRequest, RequestId, review::NewStateChange};

use super::{BUYER, Stage, buyer};
use crate::{
    Error, Result, certificates, endings,
    events::About,
    info_requests, reviews, store,
    wizard::{self, Corrected},
    world::Dial,
};

const WHY: &str = "An example of test mode";

impl Stage<'_> {
    pub(super) async fn certificates(&self, kind: EventKind, customer: CustomerId) -> Result<()> {
        let (services, actor) = (self.services, self.actor);
        let request = self.ask(customer, BUYER).await?;
        self.answer(request, BUYER).await?;
        let certificate = self.certificate(request).await?;
        let id = certificate.id;
        match kind {
            EventKind::CertificateVerified => self.approve(&certificate).await,
            EventKind::CertificateFailed => reviews::reject(services, actor, id, WHY).await.map(drop),
            EventKind::CertificateRevoked => {
                self.approve(&certificate).await?;
                reviews::revoke(services, actor, id, WHY).await.map(drop)
            }
            EventKind::CertificateJurisdictionDeactivated => self.switch(&certificate, false).await,
            EventKind::CertificateJurisdictionActivated => {
                self.switch(&certificate, false).await?;
                self.switch(&certificate, true).await
            }
            EventKind::CertificateNeedsInfo => self.inquire(&certificate).await,
            EventKind::CertificateCorrected => {
                self.inquire(&certificate).await?;
                self.correct(request, &certificate).await
            }
            EventKind::CertificateNumberVerified => {
                let with_number = certificate.jurisdictions.iter().find(|line| line.number.is_some());
                let state = with_number.ok_or(Error::NotFound)?.jurisdiction;
                certificates::verify_number(services, actor, id, state).await
            }
            EventKind::CertificateExpiring => self.ends_in(&certificate, 14).await,
            EventKind::CertificateExpired => self.ends_in(&certificate, -1).await,
            EventKind::CertificateUpdated
            | EventKind::CertificatePending
            | EventKind::CertificateDeleted
            | EventKind::CertificateJurisdictionAdded
            | EventKind::CertificateJurisdictionUpdated => self.change(kind, &certificate).await,
            EventKind::DocumentInfected => {
                let about = About::request(customer, request).and_certificate(id);
                self.record(kind, about, "certificate.pdf: Example-Test-Signature").await
            }
            _ => Ok(()), // that there is one is the event
        }
    }

    async fn certificate(&self, request: RequestId) -> Result<Certificate> {
        let made = certificates::of_request(self.services, self.actor, request).await?;
        Ok(made.into_iter().next().ok_or(Error::NotFound)?.certificate)
    }

    /// Unless the merchant's policy did.
    pub(super) async fn approve(&self, certificate: &Certificate) -> Result<()> {
        if certificate.review == domain::Review::Verified {
            return Ok(());
        }
        certificates::approve(self.services, self.actor, certificate.id, None).await.map(drop)
    }

    async fn switch(&self, certificate: &Certificate, active: bool) -> Result<()> {
        let change = |state: domain::Jurisdiction| NewStateChange {
            jurisdiction_id: state.code().to_owned(),
            active: Some(active),
            number_verified: None,
        };
        let changes: Vec<_> = certificate.states().take(1).map(change).collect();
        reviews::change_states(self.services, self.actor, certificate.id, &changes).await.map(drop)
    }

    async fn inquire(&self, certificate: &Certificate) -> Result<()> {
        let typed = NewInfoRequest { fields: vec!["legal_name".to_owned()], reason: WHY.to_owned() };
        info_requests::ask(self.services, self.actor, certificate.id, &typed).await
    }

    async fn correct(&self, request: RequestId, certificate: &Certificate) -> Result<()> {
        let reader = self.buyer(request);
        let correction = wizard::correction(self.services, &reader, certificate.id).await?;
        let form = Corrected {
            typed: |field: &str| if field == "legal_name" { "Example Diner Inc.".to_owned() } else { String::new() },
            file: Ok(None),
            sign: buyer::signature(),
            seen: correction.seen(),
            moment: buyer::moment(),
        };
        wizard::correct(self.services, &reader, certificate.id, form).await
    }

    /// Its last day is so many days from today, and the sweep comes by.
    async fn ends_in(&self, certificate: &Certificate, days: i64) -> Result<()> {
        self.approve(certificate).await?;
        let details = certificates::find(self.services, self.actor, certificate.id).await?;
        let last_day = days_from(details.today, days);
        let mut tx = self.services.store.write().await?;
        store::endings::set_last_day(&mut tx, self.actor, certificate.id, last_day).await?;
        tx.commit().await?;
        let dial = Dial::of(self.actor.world(), self.services.clock.now());
        while endings::note_due(self.services, &dial).await? {}
        Ok(())
    }
}

fn days_from(day: NaiveDate, days: i64) -> NaiveDate {
    let by = Days::new(days.unsigned_abs());
    if days < 0 { day - by } else { day + by }
}
