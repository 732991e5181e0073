//! How the database finds the rows of each statement: SQLite says so, and knows no more of the tables than their indexes.

use std::{
    collections::BTreeSet,
    fs::File,
    net::TcpListener,
    path::Path,
    process::{Child, Command},
};

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};
use tokio::time::{Duration, sleep};

use crate::support::{Browser, Database};

/// Tables of a few rows for each account, or in all.
const SMALL: [&str; 8] =
    ["accounts", "api_keys", "logos", "policies", "storefront_secrets", "storefronts", "users", "webhook_endpoints"];

/// Statements that are meant to go through what they go through.
const MEANT: [(&str, &str); 5] = [
    ("with recursive waiting (endpoint_id)", "leaps from endpoint to endpoint; a test of the store counts its steps"),
    ("_sqlx_migrations", "asked once, at the start"),
    ("update idempotency_keys set locked_until = $1 where status is null", "once, at the start"),
    ("update jobs set locked_until = null where locked_until is not null", "once, at the start"),
    ("select at from events where livemode order by id desc limit 1", "the last event is hardly ever one of test mode"),
];

/// A statement that looks at rows that it does not want gets slower with each row that comes.
#[tokio::test]
async fn no_statement_looks_at_rows_that_it_does_not_want() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let database = Database::create(folder.path()).await;
    let url = &database.url;
    if !url.starts_with("sqlite:") {
        return; // PostgreSQL plans by what it has counted in the tables
    }
    work(folder.path(), &log).await;
    let mut connection = SqliteConnection::connect(url).await.unwrap();
    let statements = statements(&std::fs::read_to_string(&log).unwrap());
    assert!(statements.len() > 100, "{} statements in {}", statements.len(), log.display());
    for of_both_ways in [") r join customers c on", "where revoked_at is null and key_hash =", "insert into "] {
        assert!(
            statements.iter().any(|statement| statement.contains(of_both_ways)),
            "{of_both_ways} is not in the log"
        );
    }
    let mut slow = Vec::new();
    for statement in statements.iter().filter(|statement| !is_meant(statement)) {
        let rows =
            sqlx::query(AssertSqlSafe(format!("explain query plan {statement}"))).fetch_all(&mut connection).await;
        let plan: Vec<String> = rows.unwrap().iter().map(|row| row.get("detail")).collect();
        if plan.iter().any(|step| looks_at_too_much(step, statement, &plan)) {
            slow.push(format!("{statement}\n    {}", plan.join("\n    ")));
        }
    }
    assert!(slow.is_empty(), "{} statements:\n{}", slow.len(), slow.join("\n"));
}

fn is_meant(statement: &str) -> bool {
    MEANT.iter().any(|(part, _)| statement.contains(part))
}

/// Whether a step goes through a whole table, or all of an account's rows, and not in the order in which a list begins with
/// the first of them.
fn looks_at_too_much(step: &str, statement: &str, plan: &[String]) -> bool {
    let mut words = step.split(' ');
    let (verb, table) = (words.next().unwrap(), words.next().unwrap_or_default());
    let made = [format!("MATERIALIZE {table}"), format!("CO-ROUTINE {table}"), format!("with recursive {table} (")];
    let is_made = plan.iter().any(|other| made.contains(other)) || statement.starts_with(&made[2]);
    let sorts = plan.iter().any(|other| other.starts_with("USE TEMP B-TREE FOR ORDER BY"));
    let is_list = statement.contains(" limit ") && !sorts;
    let of_account = step.ends_with("(account_id=?)") || step.ends_with("(account_id=? AND livemode=?)");
    let all = verb == "SCAN" && !is_made && table != "CONSTANT" && !table.starts_with('(');
    !SMALL.contains(&table) && (all || (verb == "SEARCH" && of_account && !is_list))
}

/// What the portal asked of the database.
fn statements(log: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in log.lines().filter(|line| line.contains("sqlx::query")) {
        let value = |name: &str| -> Option<String> {
            let (_, rest) = line.split_once(&format!("{name}=\""))?;
            let text = serde_json::Deserializer::from_str(&format!("\"{rest}")).into_iter::<String>().next();
            text?.ok().filter(|text| !text.is_empty())
        };
        // What is short stands in the summary alone.
        let statement = value("db.statement").or_else(|| value("summary")).unwrap_or_default();
        let statement = statement.split_whitespace().collect::<Vec<_>>().join(" ");
        let verbs = ["select ", "insert ", "update ", "delete ", "with "];
        if verbs.iter().any(|verb| statement.to_lowercase().starts_with(verb)) {
            found.insert(statement);
        }
    }
    found
}

/// Lets a portal do a little of all that it does: programs make and ask for everything, a merchant and a buyer look around.
async fn work(folder: &Path, log: &Path) {
    let portal = Portal::start(folder, log).await;
    let (live, test) = (portal.program("sk_live_"), portal.program("sk_test_"));
    for address in ["https://127.0.0.1:1/a", "https://127.0.0.1:1/b"] {
        test.post_json("/tax/webhook-endpoints", json!({ "url": address })).await.is(201);
    }
    for kind in domain::webhook::event_types().filter(|kind| kind.word() != "webhook.test") {
        test.post_json(&format!("/tax/test/events/{kind}"), json!({})).await.is(201);
    }
    test.post_json("/tax/test/clock", json!({ "advance": "40d" })).await.is(200);
    let api = live.get("/openapi.json").await.is(200).json();
    for program in [&live, &test] {
        makes(program).await;
        asks(program, &api).await;
    }
    looks_around(&portal).await;
}

/// Makes a customer and what can be made of one, each with a key that is used twice.
async fn makes(program: &Browser) {
    let customer = json!({ "name": "Plan", "email": "ap@plan.example", "reference_customer_id": "P-1" });
    let once = || {
        let call = program.request(Method::POST, "/tax/customers").header("Idempotency-Key", "plan");
        program.send(call.json(&customer))
    };
    let id = once().await.is(201).json()["id"].as_str().unwrap().to_owned();
    once().await.is(201);
    let request =
        program.post_json(&format!("/tax/customers/{id}/certificate-requests"), json!({})).await.is(201).json();
    let request = format!("/tax/certificate-requests/{}", request["id"].as_str().unwrap());
    program.post_json(&format!("{request}/extend"), json!({})).await.is(200);
    program.delete(&request).await.is(200);
    let bought = json!({ "purchases": [{ "jurisdiction": "US-OH", "purchased_on": "2026-05-01" }] });
    program.post_json(&format!("/tax/customers/{id}/purchases"), bought).await;
    let question = |id: &str| json!({ "customer_id": id, "jurisdiction": "US-OH" });
    let questions = json!({ "checks": [question(&id), question("P-1")], "id_type": "id" });
    program.post_json("/tax/exemptions/check", questions).await;
    program.delete(&format!("/tax/customers/{id}")).await.is(200);
}

/// Asks for everything that can be asked for: all lists, by each of their parameters.
async fn asks(program: &Browser, api: &Value) {
    for (path, item) in api["paths"].as_object().unwrap() {
        let Some(parameters) = item["get"]["parameters"].as_array() else { continue };
        let Some(address) = filled(program, path).await else { continue };
        program.get(&address).await;
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            let values = [&parameter["example"], &schema["enum"][0], &schema["examples"][0], &schema["default"]];
            let value = values.into_iter().find(|value| !value.is_null()).cloned().unwrap_or_else(|| json!("x"));
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let query = url::form_urlencoded::Serializer::new(String::new()).append_pair(name, &value).finish();
            program.get(&format!("{address}?{query}")).await;
        }
    }
}

/// An address with the ids of rows that there are; none: there is no such row.
async fn filled(program: &Browser, path: &str) -> Option<String> {
    let Some((before, rest)) = path.split_once('{') else { return Some(path.to_owned()) };
    let (name, rest) = rest.split_once('}').unwrap();
    let list = match name {
        "customer_id" => "/tax/customers",
        "certificate_request_id" => "/tax/certificate-requests",
        "certificate_id" | "exemption_certificate_id" => "/tax/certificates",
        "webhook_endpoint_id" => "/tax/webhook-endpoints",
        _ => return None,
    };
    let rows = program.get(list).await.is(200).json();
    let rows = rows.as_object().unwrap().values().find_map(Value::as_array)?;
    Some(format!("{before}{}{rest}", rows.first()?["id"].as_str()?))
}

/// The pages of the desk and of the buyer.
async fn looks_around(portal: &Portal) {
    let staff = Browser::new(&portal.base);
    staff.visit(&portal.said("/sign-in/")).await.is(200);
    let mut pages = vec!["/customers?q=river".to_owned()];
    for list in ["/requests", "/certificates", "/customers", "/settings/webhooks", "/settings/policy", "/settings"] {
        let page = staff.visit(list).await.html();
        pages.push(list.to_owned());
        let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        pages.extend(links.filter(|link| link.starts_with(&format!("{list}/"))).take(3).map(str::to_owned));
    }
    for page in pages {
        staff.visit(&page).await;
    }
    let buyer = Browser::new(&portal.base);
    buyer.visit(&portal.said("/i/")).await.is(200);
}

/// The program, serving its demo; it ends with the value.
struct Portal {
    process: Child,
    base: String,
    told: String,
}

impl Portal {
    async fn start(folder: &Path, log: &Path) -> Self {
        let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let told = folder.join("told");
        let mut command = Command::new(env!("CARGO_BIN_EXE_certlane"));
        command.args(["serve", "--demo"]).env_clear().current_dir(folder).env("CERTLANE_DATA_DIR", folder);
        command
            .env("CERTLANE_LISTEN", &listen)
            .env("CERTLANE_API_RATE", "0")
            .env("CERTLANE_WEBHOOK_ALLOW", "127.0.0.0/8");
        command.env("CERTLANE_LOG", "off,sqlx::query=debug").stderr(File::create(log).unwrap());
        let process = command.stdout(File::create(&told).unwrap()).spawn().unwrap();
        let mut portal = Self { process, base: format!("http://{listen}"), told: String::new() };
        while reqwest::get(format!("{}/healthz", portal.base)).await.is_err() || !portal.told.contains("sk_test_") {
            assert!(portal.process.try_wait().unwrap().is_none(), "it serves");
            sleep(Duration::from_millis(20)).await;
            portal.told = std::fs::read_to_string(&told).unwrap();
        }
        portal
    }

    /// The word that holds a text, of what it printed.
    fn said(&self, part: &str) -> String {
        self.told.split_whitespace().find(|word| word.contains(part)).unwrap().to_owned()
    }

    fn program(&self, kind: &str) -> Browser {
        Browser::with_key(&self.base, &self.said(kind))
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
