//! How much memory the program takes for what is sent to it.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::{Machine, Serving};
use crate::support::Browser;

impl Serving {
    /// The most memory that the process has ever held, in MB.
    fn peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1_024
    }
}

impl Machine {
    /// Serves without a limit of calls; and somebody with a key.
    async fn serve_whoever_calls(&self) -> (Serving, Browser) {
        let key = self.api_key(&[]).await;
        let mut serve = self.certlane(&["serve"]);
        serve.env("CERTLANE_API_RATE", "0");
        let serving = self.serve_with(serve).await;
        (serving, Browser::with_key(&self.base(), key.trim()))
    }
}

/// The largest body that is read: a piece as often as it fits.
fn largest(begin: &str, piece: &str, end: &str) -> String {
    let pieces = (2 * 1_024 * 1_024 - begin.len() - end.len()) / (piece.len() + 1);
    format!("{begin}{}{end}", vec![piece; pieces].join(","))
}

#[tokio::test]
async fn bad_bodies_take_little_more_room_than_on_their_way() {
    let machine = Machine::new().await;
    let (serving, live) = machine.serve_whoever_calls().await;
    let deep = format!("{}{}", "{\"a\":[".repeat(50), "]}".repeat(50));
    let keys: Vec<_> = (0..150_000).map(|place| format!("\"{place}\":{{}}")).collect();
    let shapes = [
        largest("{\"x\":[", "{\"a\":0}", "]}"),
        largest("{\"requests\":[{\"x\":[", "{\"a\":0}", "]}]}"),
        largest("{\"requests\":[", "{\"a\":0}", "]}"),
        largest("{\"requests\":[", "[]", "]}"),
        largest("{\"requests\":[", &deep, "]}"),
        format!("{{\"requests\":[{{{}}}]}}", keys.join(",")),
        format!("{{{}}}", keys.join(",")),
        format!("{{\"{}\":1}}", "x".repeat(2_000_000)),
        format!("{{\"requests\":[{{\"customer_id\":\"{}\"}}]}}", "\\u0001".repeat(300_000)),
    ];
    let addresses = [
        "/tax/certificate-requests/batch",
        "/tax/exemptions/check",
        "/tax/customers/cust_00000000-0000-0000-0000-000000000000/purchases",
        "/tax/customers",
        "/api/v1/exemption-certificates",
    ];
    let call = async |address: &str, body: &str| {
        let answer = live.send(live.request(Method::POST, address).body(body.to_owned())).await;
        assert!((400..500).contains(&answer.status) || answer.json()["created"] == 0, "{address}: {}", answer.text());
    };
    for address in addresses {
        call(address, "{\"x\":1}").await;
    }
    let before = serving.peak();
    for address in addresses {
        for shape in &shapes {
            join_all((0..16).map(|_| call(address, shape))).await;
        }
    }
    let grown = serving.peak() - before;
    assert!(grown < 120, "it grew by {grown} MB");
}

#[tokio::test]
async fn a_page_of_many_exemptions_is_no_larger_than_a_page() {
    let machine = Machine::new().await;
    let (serving, live) = machine.serve_whoever_calls().await;
    let new = json!({ "name": "Riverside", "email": "ap@riverside.example" });
    let customer = live.post_json("/tax/customers", new).await.is(201).json()["id"].as_str().unwrap().to_owned();
    let states = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND \
                  OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY";
    let line = |state: &str| {
        json!({
            "country": "US", "state": state, "reason": "PURPOSE_RESALE", "identification_type": "STATE_TAX_ID",
            "identification_number": "x".repeat(200),
        })
    };
    let filing = json!({
        "customer_id": customer, "effective_date": "2026-01-01", "type": "BLANKET",
        "jurisdictions": states.split_whitespace().map(line).collect::<Vec<_>>(),
    });
    let file = async || drop(live.post_json("/api/v1/exemption-certificates", filing.clone()).await.is(201));
    for _ in 0..10 {
        join_all((0..10).map(|_| file())).await;
    }
    let address = format!("/api/v1/exemptions?customer_id={customer}&limit=100");
    let before = serving.peak();
    let answers = join_all((0..4).map(|_| live.get(&address))).await;
    for answer in answers {
        assert_eq!(answer.is(200).json()["data"]["total_exemptions"], 5_000);
    }
    let grown = serving.peak() - before;
    assert!(grown < 60, "it grew by {grown} MB");
}
