//! What each command does.

mod exemption;
mod listen;

use std::{fs::File, future::Future, io::Write as _, net::SocketAddr, path::Path, process::ExitCode, time::Duration};

use domain::Permission;
use services::{Error, Operator, Services, Settings, SystemTime, accounts, api_keys, demo, doctor, jobs};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use crate::{
    assets,
    cli::{AccountCommand, ApiKeyCommand, Cli, Command, InspectLogo, InspectUpload},
    router, telemetry,
};

/// How long requests and jobs that are under way may take to end.
const GRACE: Duration = Duration::from_secs(10);

/// Runs a command that needs neither configuration nor runtime, and comes before both. None: it is another one.
pub fn run_apart(cli: &Cli) -> Option<Result<ExitCode, String>> {
    let call = match &cli.command {
        Command::InspectUpload(InspectUpload { files, pdf }) => {
            papers::Call::Document { files: files.clone(), pdf: pdf.clone() }
        }
        Command::Openapi => return Some(print_openapi()),
        Command::InspectLogo(InspectLogo { file, png }) => papers::Call::Logo { file: file.clone(), png: png.clone() },
        _ => return None,
    };
    Some(papers::answer(&call).map(|()| ExitCode::SUCCESS).map_err(|error| error.to_string()))
}

/// A reader that goes away early, as `head` does, is told as an error and no panic.
fn print_openapi() -> Result<ExitCode, String> {
    let written = std::io::stdout().write_all(crate::document().as_bytes());
    written.map(|()| ExitCode::SUCCESS).map_err(|error| error.to_string())
}

/// Runs the command. The error is one sentence for the operator.
pub async fn run(cli: Cli) -> Result<ExitCode, String> {
    let (listen, settings) = cli.config.check()?;
    telemetry::start(&cli.config.log)?;
    match cli.command {
        Command::Serve(options) => serve(listen, settings, options.demo).await?,
        Command::Migrate => start(settings).await?.close().await,
        Command::Account(AccountCommand::Create { name, email }) => create_account(settings, &name, &email).await?,
        Command::ApiKey(ApiKeyCommand::Create { account, test, permission }) => {
            create_api_key(settings, &account, !test, permission).await?;
        }
        Command::ApiKey(ApiKeyCommand::Revoke { key }) => revoke_api_key(settings, &key).await?,
        Command::Exemption(asked) => exemption::explain(settings, asked).await?,
        Command::Listen(asked) => listen::listen(&settings.base_url, asked, asked_to_stop()?).await?,
        Command::Trigger(asked) => listen::trigger(&settings.base_url, asked).await?,
        Command::Doctor => return Ok(examine(settings).await),
        Command::InspectUpload(_) | Command::InspectLogo(_) | Command::Openapi => {
            return Err("this command runs by itself".to_owned());
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn start(settings: Settings) -> Result<Services, String> {
    Services::start(settings, SystemTime, crate::shape).await.map_err(|error| error.to_string())
}

async fn serve(listen: SocketAddr, settings: Settings, with_demo: bool) -> Result<(), String> {
    assets::Names::read().ok_or("The files for browsers are not built yet: run `make site` first.")?;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| format!("CERTLANE_LISTEN: {listen} cannot be listened on: {error}."))?;
    let services = start(settings).await?;
    let _lock = lock(&services.settings.data_dir)?;
    services.clear_spool();
    jobs::take_back(&services).await.map_err(|error| told(&error))?;
    let router = router(&services);
    tracing::info!(%listen, base_url = %services.settings.base_url, "serving on {listen}");
    if with_demo {
        print_demo(&services).await?;
    }
    let asked_to_stop = asked_to_stop()?;
    let (stop, stopped) = watch::channel(());
    let stops = || {
        let mut stopped = stopped.clone();
        async move { drop(stopped.changed().await) }
    };
    let worker = tokio::spawn(jobs::work(services.clone(), stops()));
    let server = tokio::spawn(crate::serve(listener, router, stops()));
    asked_to_stop.await;
    tracing::info!("stopping");
    drop(stop);
    let ended = tokio::time::timeout(GRACE, async { (server.await, worker.await) }).await;
    if ended.is_err() {
        tracing::warn!("some requests did not end in time");
    }
    services.close().await;
    Ok(())
}

/// One process serves a data directory: two would run the same sweeps and spool over each other.
fn lock(data_dir: &Path) -> Result<File, String> {
    let path = data_dir.join("certlane.lock");
    let told = |what: &dyn std::fmt::Display| format!("CERTLANE_DATA_DIR: {} {what}.", data_dir.display());
    let file = File::create(&path).map_err(|error| told(&format!("cannot be written: {error}")))?;
    file.try_lock()
        .map_err(|_| told(&"is served by another process already; stop that one or choose another directory"))?;
    Ok(file)
}

/// Resolves at the first SIGTERM or SIGINT after this call, not only after its first poll: who gets an answer may stop
/// the process at once.
fn asked_to_stop() -> Result<impl Future<Output = ()>, String> {
    let told = |error: std::io::Error| format!("Signals cannot be listened to: {error}.");
    let mut terminated = signal(SignalKind::terminate()).map_err(told)?;
    let mut interrupted = signal(SignalKind::interrupt()).map_err(told)?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    })
}

#[expect(clippy::print_stdout, reason = "these lines are what the person who typed the command waits for")]
async fn print_demo(services: &Services) -> Result<(), String> {
    let demo = demo::prepare(services).await.map_err(|error| told(&error))?;
    println!("Desk          {}", demo.sign_in_link);
    println!("Buyer         {}", demo.invitation_link);
    println!("Live API key  {}", demo.live_key);
    println!("Test API key  {}", demo.test_key);
    println!("Outbox        {}", demo.outbox);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the link is the command's answer")]
async fn create_account(settings: Settings, name: &str, email: &str) -> Result<(), String> {
    let services = start(settings).await?;
    let created =
        accounts::create(&services, &Operator::at_the_console(), name, email).await.map_err(|error| told(&error))?;
    println!("Account       {}", created.account.id);
    println!("Set-up link   {}", created.set_up_link);
    services.close().await;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the key is the command's answer, alone, so that a script can take it")]
async fn create_api_key(
    settings: Settings,
    account: &str,
    livemode: bool,
    permission: Permission,
) -> Result<(), String> {
    let unknown =
        || format!("--account: there is no account {account:?}. `certlane account create` prints the id, as acct_….");
    let id = account.parse().map_err(|_| unknown())?;
    let services = start(settings).await?;
    let created = api_keys::create(&services, &Operator::at_the_console(), id, livemode, permission).await;
    let key = created.map_err(|error| if matches!(error, Error::NotFound) { unknown() } else { told(&error) })?;
    println!("{key}");
    services.close().await;
    Ok(())
}

async fn revoke_api_key(settings: Settings, key: &str) -> Result<(), String> {
    let services = start(settings).await?;
    let revoked = api_keys::revoke(&services, &Operator::at_the_console(), key.trim()).await;
    services.close().await;
    // The text is not repeated: it may be another secret.
    revoked.map_err(
        |error| if matches!(error, Error::NotFound) { "There is no such key.".to_owned() } else { told(&error) },
    )
}

#[expect(clippy::print_stdout, reason = "the findings are the command's answer")]
async fn examine(settings: Settings) -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    for finding in doctor::examine(settings, SystemTime).await {
        let (mark, text) = match &finding.outcome {
            Ok(text) => ("ok   ", text),
            Err(text) => ("FAULT", text),
        };
        if finding.outcome.is_err() {
            code = ExitCode::FAILURE;
        }
        println!("{mark} {:<9} {text}", finding.part);
    }
    code
}

/// An error with its cause: the operator is the one who may see it.
fn told(error: &Error) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{error}{cause}")
}
