//! Documents of made-up businesses, for the tests and to look at.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    CertificateType, Jurisdiction, Reason,
    customer::Address,
    wizard::{Business, BusinessType, Line},
};
use forms::{
    Certificate, CoverLetter, Details, Evidence, ForeignNumber, Labels, Letterhead, Party, Purchase, Signature, Signed,
    Signing, Strokes,
};

pub fn at() -> DateTime<Utc> {
    "2026-11-21T20:04:05Z".parse().unwrap()
}

pub fn state(code: &str) -> Jurisdiction {
    format!("US-{code}").parse().unwrap()
}

pub fn form(id: &str) -> CertificateType {
    id.parse().unwrap()
}

/// A registered reseller: a number of the state's own in each state.
pub fn line(code: &str, number: &str) -> Line {
    let jurisdiction = state(code);
    Line {
        jurisdiction,
        reason: Reason::Resale,
        explanation: None,
        number: Some(number.to_owned()),
        issued_by: Some(jurisdiction),
    }
}

pub fn seller() -> Party {
    Party {
        name: "Acme Supply Company".to_owned(),
        address: address("500 Market Street", "", "Philadelphia", "US-PA", "19106"),
    }
}

pub fn address(line1: &str, line2: &str, city: &str, state: &str, postal_code: &str) -> Address {
    Address {
        line1: line1.to_owned(),
        line2: line2.to_owned(),
        city: city.to_owned(),
        state: state.to_owned(),
        postal_code: postal_code.to_owned(),
    }
}

pub fn business() -> Business {
    Business {
        legal_name: "Riverside Cafe & Roastery LLC".to_owned(),
        address: address("1200 River Road", "Suite 4", "Cincinnati", "US-OH", "45202-1234"),
        country: None,
        business_type: BusinessType::Retail,
        contact_name: "Dana Whitfield".to_owned(),
        contact_email: "dana@riverside.example".to_owned(),
        contact_phone: Some("(513) 555-0142".to_owned()),
    }
}

pub fn details() -> Details {
    Details {
        business_description: Some("Coffee house, roastery and web shop for coffee and brewing equipment".to_owned()),
        property_description: Some("Grinders, kettles, filters, cups and packaged coffee for resale".to_owned()),
        federal_number: Some("31-1234567".to_owned()),
        ..Details::default()
    }
}

pub fn signed(signature: Signature) -> Signing {
    Signing::Signed(Box::new(Signed {
        name: "Dana Whitfield".to_owned(),
        title: "Managing Member".to_owned(),
        signature,
        on: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        evidence: Evidence {
            consent: "I am authorized to sign for this business, and I agree that my electronic signature counts like \
                      one by hand."
                .to_owned(),
            local_time: "November 21, 2026, 3:04:05 PM EST (America/New_York)".to_owned(),
            ip_address: "203.0.113.42".to_owned(),
            user_agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like \
                         Gecko) Version/19.1 Mobile/15E148 Safari/604.1"
                .to_owned(),
            document_id: "doc_0199f0a2-7c31-7d52-9a41-5be0c2f41a77".to_owned(),
        },
    }))
}

/// A name-like scribble, with the few points that a fast hand leaves.
pub fn scribble() -> Strokes {
    let loops = (0..90u16).map(|step| {
        let turn = f32::from(step) * 0.42;
        let x = 40.0 + f32::from(step) * 5.2 + 26.0 * turn.cos();
        let y = 110.0 + (52.0 - f32::from(step) * 0.42) * turn.sin();
        (x as u16, y as u16)
    });
    vec![loops.collect(), vec![(30, 165), (180, 150), (330, 158), (560, 138)], vec![(420, 40)]]
}

/// The Streamlined certificate: resale in some states, charity in another, and a number of elsewhere.
pub fn sst() -> Certificate {
    let mut lines =
        vec![line("GA", "GA-308-112233"), line("MI", "38-7654321"), line("OH", "89-445566"), line("WA", "89-445566")];
    lines[3].issued_by = Some(state("OH"));
    lines[1].reason = Reason::StateLocalGov;
    lines[1].explanation = Some("Washtenaw County, Department of Parks".to_owned());
    Certificate {
        livemode: true,
        form: CertificateType::SST,
        seller: seller(),
        business: business(),
        lines,
        details: Details {
            foreign_number: Some(ForeignNumber { number: "ATU12345678".to_owned(), country: "Austria".to_owned() }),
            ..details()
        },
        signing: signed(Signature::Drawn(scribble())),
        reference: "KX7-4MQP".to_owned(),
        at: at(),
    }
}

/// The uniform resale certificate, signed with a typed name.
pub fn mtc() -> Certificate {
    let codes = ["AL", "CA", "CO", "FL", "GA", "IL", "TX"];
    let lines = codes.into_iter().enumerate().map(|(place, code)| line(code, &format!("{code}-10{place}-55{place}7")));
    Certificate { form: CertificateType::MTC, lines: lines.collect(), signing: signed(Signature::Typed), ..sst() }
}

/// A state's own form.
pub fn own(id: &str) -> Certificate {
    let form = form(id);
    let code = form.state().map_or("OH", Jurisdiction::postal_code);
    let mut line = line(code, "SR KHE 102-556677");
    line.reason = form.law().reasons[0];
    Certificate {
        form,
        lines: vec![line],
        details: Details {
            purchase: Purchase::Single("PO 4711".to_owned()),
            payment: Some("Company check".to_owned()),
            expires_on: NaiveDate::from_ymd_opt(2028, 12, 31),
            spare_numbers: vec![(state("KY"), "500871".to_owned())],
            ..details()
        },
        signing: signed(Signature::Typed),
        ..sst()
    }
}

/// A letter in Spanish.
pub fn letter() -> CoverLetter {
    CoverLetter {
        merchant: Letterhead { name: seller().name, address: seller().address, email: "tax@acme.example".to_owned() },
        recipient: Party { name: "Panadería Peña y Núñez".to_owned(), address: business().address },
        date: "21 de noviembre de 2026".to_owned(),
        subject: "Necesitamos su certificado de exención".to_owned(),
        paragraphs: [
            "Estimada Sra. Peña:",
            "Usted nos compra sin impuesto sobre las ventas. Para que podamos seguir vendiéndole así, la ley nos pide \
             un certificado de exención vigente de cada estado al que enviamos sus pedidos.",
            "Con el código de abajo puede llenarlo y firmarlo en línea en unos cinco minutos. Si ya tiene un \
             certificado firmado, puede subirlo en la misma página.",
            "Atentamente,\nAcme Supply Company",
        ]
        .map(str::to_owned)
        .to_vec(),
        states: vec![state("OH"), state("KY"), state("IN")],
        reference: "KX7-4MQP".to_owned(),
        link: "https://tax.acme.example/i/eyJ0eXAiOiJpbnYiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTk5ZjBhMiJ9.c2lnbmF0dXJl"
            .to_owned(),
        short_link: "tax.acme.example/KX7-4MQP".to_owned(),
        labels: Labels {
            reference: "Referencia".to_owned(),
            states: "Estados".to_owned(),
            scan: "Escanee este código con su teléfono".to_owned(),
            or_type: "o escriba esta dirección".to_owned(),
            qr_alt: "Código QR de la dirección impresa al lado".to_owned(),
            page: "Página {page} de {pages}".to_owned(),
        },
        language: "es".to_owned(),
        at: at(),
    }
}
