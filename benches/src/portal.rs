//! A portal of its own: the release binary with a merchant, a customer, and many open requests.

use std::{
    fs,
    net::SocketAddr,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use sqlx::{Connection as _, SqliteConnection};
use tempfile::{Builder, NamedTempFile, TempDir};
use tokio::{net::TcpStream, time::sleep};

use crate::{
    Result,
    limits::columns_but_ids,
    load::{Call, Server},
};

/// The core of the server and of the limits; the load has another.
const CORE: &str = "0";

/// A server that ends when it is dropped.
pub(crate) struct Portal {
    server: Child,
    folder: TempDir,
    address: SocketAddr,
    key: String,
    /// The id of a customer.
    pub(crate) customer: String,
    /// The id of a request to it.
    pub(crate) request: String,
}

impl Server for Portal {
    fn address(&self) -> SocketAddr {
        self.address
    }

    fn headers(&self) -> String {
        format!("Authorization: Bearer {}\r\n", self.key)
    }
}

impl Portal {
    /// Starts one in which so many requests are open.
    pub(crate) async fn start(requests: u32) -> Result<Self> {
        let folder = Builder::new().permissions(fs::Permissions::from_mode(0o700)).tempdir()?;
        let address = free_address()?;
        let made = run(folder.path(), &["account", "create", "--name", "Acme", "--email", "owner@acme.example"])?;
        let account = made.split_whitespace().find(|word| word.starts_with("acct_")).ok_or("no account was made")?;
        let key = run(folder.path(), &["api-key", "create", "--account", account])?.trim().to_owned();
        let server = certlane(folder.path()).arg("serve").env("CERTLANE_LISTEN", address.to_string()).spawn()?;
        let mut portal = Self { server, folder, address, key, customer: String::new(), request: String::new() };
        portal.answers().await?;
        portal.customer =
            portal.make("/tax/customers", r#"{"name":"Riverside Cafe","email":"ap@riverside.example"}"#).await?;
        let path = format!("/tax/customers/{}/certificate-requests", portal.customer);
        portal.request =
            portal.make(&path, r#"{"delivery_method":"download","jurisdictions":["US-OH","US-KY"]}"#).await?;
        multiply(&portal.database(), requests).await?;
        Ok(portal)
    }

    async fn answers(&self) -> Result<()> {
        for _ in 0..200 {
            if TcpStream::connect(self.address).await.is_ok() {
                return Ok(());
            }
            sleep(Duration::from_millis(50)).await;
        }
        Err("the portal does not answer".into())
    }

    /// The id of what a POST made.
    async fn make(&self, path: &str, json: &str) -> Result<String> {
        let body = String::from_utf8(Call::post(self, path, json).body().await?)?;
        let id = body.split_once(r#""id":""#).and_then(|(_, rest)| rest.split('"').next());
        Ok(id.ok_or("an answer without an id")?.to_owned())
    }

    /// Its database, which others may read meanwhile.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("certlane.db")
    }

    /// A copy of the database that others may write to.
    pub(crate) async fn copy_of_database(&self) -> Result<NamedTempFile> {
        let copy = NamedTempFile::new_in(self.folder.path())?;
        let mut connection = connect(&self.database()).await?;
        let path = copy.path().display().to_string();
        sqlx::query("vacuum into $1").bind(path).execute(&mut connection).await?;
        Ok(copy)
    }

    /// The most bytes of memory that it ever held (`VmHWM` of proc_pid_status(5)).
    pub(crate) fn most_memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.server.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes * 1024)
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        let _ = self.server.kill(); // it is gone already, then
        let _ = self.server.wait();
    }
}

/// The command beside this one, on the server's core.
pub(crate) fn on_its_core(program: &Path) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", CORE]).arg(program);
    command
}

fn certlane(folder: &Path) -> Command {
    let program = std::env::current_exe().unwrap_or_default().with_file_name("certlane");
    let mut command = on_its_core(&program);
    command.env("CERTLANE_DATA_DIR", folder).env("CERTLANE_LOG", "warn").env("CERTLANE_API_RATE", "0");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Result<String> {
    let Output { status, stdout, .. } = certlane(folder).args(arguments).stderr(Stdio::inherit()).output()?;
    if !status.success() {
        return Err(format!("certlane {}: {status}", arguments.join(" ")).into());
    }
    Ok(String::from_utf8(stdout)?)
}

fn free_address() -> Result<SocketAddr> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// Copies the one request that there is, under ids of the past, so that there are so many.
async fn multiply(database: &Path, requests: u32) -> Result<()> {
    let mut connection = connect(database).await?;
    let columns = columns_but_ids(&mut connection).await?;
    let statement = format!(
        "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < {})
         insert into certificate_requests (id, code, {columns})
         select unhex(printf('%012X7%03X8%015X', 1700000000000 + n, n % 4096, n)), printf('%08X', n), {columns}
         from certificate_requests, numbers",
        requests - 1
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await?;
    sqlx::raw_sql("pragma wal_checkpoint(truncate)").execute(&mut connection).await?;
    Ok(())
}

pub(crate) async fn connect(database: &Path) -> Result<SqliteConnection> {
    Ok(SqliteConnection::connect(&format!("sqlite:{}", database.display())).await?)
}
