//! What a user spent in a month.
//!
//! `cargo run -p moneyhub-spending` needs no account: a sandbox inside this process stands for the
//! service. With `MONEYHUB_CLIENT_ID`, and `MONEYHUB_CLIENT_SECRET` or `MONEYHUB_PRIVATE_KEY` (and
//! `MONEYHUB_KEY_ID`), in the environment it asks production, or whatever `MONEYHUB_IDENTITY_URL` and
//! `MONEYHUB_API_URL` name: `moneyhub-spending USER_ID YYYY-MM [CHART.svg]`.

// The client that the environment names, if any; only needed beyond the sandbox.
#[path = "../../../moneyhub-tokio/examples/users/credentials.rs"]
mod credentials;

use std::{
    env,
    error::Error,
    fs,
    io::{self, Write},
    process::ExitCode,
};

use credentials::{Credentials, variable};
use moneyhub_sandbox::Sandbox;
use moneyhub_spending::{Month, Report, svg, text};
use moneyhub_tokio as adapter;
use moneyhub_tokio::moneyhub_proto::{Config, ConfigBuilder, id::UserId};

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
    // Standard error may be closed; then there is nowhere left to say so.
    let _ = writeln!(io::stderr(), "moneyhub-spending: {error}");
    ExitCode::FAILURE
}

/// The first user, in the last month of the two years that its clock stands at the end of.
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

fn config_from_environment() -> Result<Option<ConfigBuilder>, Box<dyn Error>> {
    let (identity_url, api_url) =
        (variable("MONEYHUB_IDENTITY_URL")?, variable("MONEYHUB_API_URL")?);
    let Some(Credentials { client_id, authentication }) = Credentials::read()? else {
        return match identity_url.or(api_url) {
            None => Ok(None),
            Some(_) => Err("MONEYHUB_IDENTITY_URL or MONEYHUB_API_URL is set, but MONEYHUB_CLIENT_ID and MONEYHUB_CLIENT_SECRET or MONEYHUB_PRIVATE_KEY are not".into()),
        };
    };
    // Tolerates plain http for a sandbox on this machine, and nowhere else.
    let mut builder = Config::builder().allow_loopback_http();
    builder = builder.client_id(client_id).client_authentication(authentication);
    if let Some(url) = identity_url {
        builder = builder.identity_url(url);
    }
    if let Some(url) = api_url {
        builder = builder.api_url(url);
    }
    Ok(Some(builder))
}
