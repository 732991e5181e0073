//! What a program changes about the certificate of an example.

use domain::{
    Certificate, EventKind,
    filing::{ExemptionChange, FilingChange, IdentificationType, NewExemption},
};

use super::Stage;
use crate::{Error, Result, filings};

impl Stage<'_> {
    pub(super) async fn change(&self, kind: EventKind, certificate: &Certificate) -> Result<()> {
        let (services, actor, id) = (self.services, self.actor, certificate.id);
        match kind {
            EventKind::CertificatePending => {
                self.approve(certificate).await?;
                filings::update(services, actor, id, &another_number()).await.map(drop)
            }
            EventKind::CertificateJurisdictionAdded => {
                filings::add_exemption(services, actor, id, &indiana()).await.map(drop)
            }
            EventKind::CertificateJurisdictionUpdated => {
                let state = certificate.states().next().ok_or(Error::NotFound)?;
                let number = Some("12-3456789".to_owned());
                let change = ExemptionChange { identification_number: number, ..ExemptionChange::default() };
                filings::change_exemption(services, actor, id, state, &change).await.map(drop)
            }
            EventKind::CertificateDeleted => filings::delete(services, actor, id).await,
            _ => filings::update(services, actor, id, &another_number()).await.map(drop),
        }
    }
}

fn another_number() -> FilingChange {
    FilingChange { number: Some("EXAMPLE-2".to_owned()), ..FilingChange::default() }
}

fn indiana() -> NewExemption {
    NewExemption {
        country: "US".to_owned(),
        state: "IN".to_owned(),
        reason: "PURPOSE_RESALE".to_owned(),
        identification_type: IdentificationType::StateTaxId.word().to_owned(),
        identification_number: "0123456789".to_owned(),
        ..NewExemption::default()
    }
}
