//! What a user spent in a month.
//!
//! `cargo run -p moneyhub-spending` needs no account: a sandbox inside this process acts as the service. With
//! `MONEYHUB_CLIENT_ID`, and `MONEYHUB_CLIENT_SECRET` or `MONEYHUB_PRIVATE_KEY` (and `MONEYHUB_KEY_ID`), in
//! the environment it calls production, or the service that `MONEYHUB_IDENTITY_URL` and `MONEYHUB_API_URL`
//! name: `moneyhub-spending USER_ID YYYY-MM [CHART.svg]`.

use std::{
    env,
    error::Error,
    fs,
    io::{self, Write},
    process::ExitCode,
};

use moneyhub_sandbox::Sandbox;
use moneyhub_spending::{Month, Report, svg, text};
use moneyhub_tokio as adapter;
use moneyhub_tokio::moneyhub_proto::{
    Config, ConfigBuilder, error::ConfigurationError, id::UserId,
};

const USAGE: &str = "usage: moneyhub-spending USER_ID YYYY-MM [CHART.svg]; without credentials in the environment, moneyhub-spending [CHART.svg]";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let told = match config_from_environment() {
        Ok(Some(config)) => of_the_service(config, &arguments).await,
        Ok(None) => of_the_sandbox(&arguments).await,
        Err(error) => Err(error),
    };
    let Err(error) = told else {
        return ExitCode::SUCCESS;
    };
    // Standard error may be closed; then there is nowhere left to report it.
    let _ = writeln!(io::stderr(), "moneyhub-spending: {error}");
    ExitCode::FAILURE
}

/// Reports on the first user, in the last whole month of the sandbox's two years of transactions.
async fn of_the_sandbox(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let chart = match arguments {
        [] => None,
        [chart] => Some(chart),
        _ => return Err(USAGE.into()),
    };
    let sandbox = Sandbox::builder().users(1).standing_clock().start()?;
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .identity_url(sandbox.identity_url())
        .api_url(sandbox.api_url())
        .allow_loopback_http();
    let user_id = sandbox.user_id(0).ok_or("the sandbox has no user")?;
    tell(config, &user_id, "2024-05".parse()?, chart).await
}

async fn of_the_service(config: ConfigBuilder, arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let (user_id, month, chart) = match arguments {
        [user_id, month] => (user_id, month, None),
        [user_id, month, chart] => (user_id, month, Some(chart)),
        _ => return Err(USAGE.into()),
    };
    tell(config, user_id, month.parse()?, chart).await
}

async fn tell(
    config: ConfigBuilder,
    user_id: &str,
    month: Month,
    chart: Option<&String>,
) -> Result<(), Box<dyn Error>> {
    let client = adapter::client(config.build()?)?;
    let report = Report::of(&client.user(&UserId::from(user_id)), month).await?;
    write!(io::stdout(), "{}", text(&report))?;
    if let Some(path) = chart {
        let drawn = svg(&report).map_err(|error| error.to_string())?;
        fs::write(path, drawn)?;
    }
    Ok(())
}

/// The client that the environment names, if any.
fn config_from_environment() -> Result<Option<ConfigBuilder>, Box<dyn Error>> {
    match adapter::config_from_env() {
        Ok(config) => Ok(Some(config)),
        Err(error) => match error.configuration_error() {
            Some(ConfigurationError::Missing { .. }) => Ok(None),
            _ => Err(error.into()),
        },
    }
}
