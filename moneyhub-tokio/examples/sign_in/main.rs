//! A web application in which a user connects a bank: sign-in, callback, and a page with the
//! connections. Plain HTML over plain hyper; adapt it to your framework.
//!
//! `cargo run -p moneyhub-tokio --example sign_in` needs no account: a sandbox inside this process
//! acts as the service and as the bank. The environment may name another service, see
//! `settings.rs`. Start with `site.rs`, which follows the order of the user's clicks.

mod layout;
mod pages;
mod sessions;
mod settings;
mod site;
mod web;

use std::{
    error::Error,
    io::{self, Write},
    net::Ipv4Addr,
    process::ExitCode,
    sync::Arc,
};

use tokio::net::TcpListener;

use self::{settings::Settings, site::Site};

#[tokio::main]
async fn main() -> ExitCode {
    if let Some(argument) = std::env::args().nth(1) {
        let help = matches!(argument.as_str(), "-h" | "--help");
        let _ = match help {
            true => writeln!(io::stdout(), "{}", settings::HELP),
            false => writeln!(io::stderr(), "sign_in: takes no arguments; see --help"),
        };
        return if help { ExitCode::SUCCESS } else { ExitCode::from(2) };
    }
    let Err(error) = serve().await else {
        return ExitCode::SUCCESS;
    };
    // Standard error may be closed; then there is nowhere left to report it.
    let _ = writeln!(io::stderr(), "sign_in: {error}");
    ExitCode::FAILURE
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let settings = Settings::from_environment()?;
    // Loopback only: put a proxy that speaks TLS in front of it.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port)).await?;
    let own_url = format!("http://localhost:{}", listener.local_addr()?.port());
    if let Some(sandbox) = &settings.sandbox {
        writeln!(io::stdout(), "sandbox  {}", sandbox.identity_url())?;
    }
    let site = Arc::new(Site::new(&settings, &own_url)?);
    writeln!(io::stdout(), "open     {own_url}/")?;

    web::serve(listener, move |request| {
        let site = Arc::clone(&site);
        async move { site.answer(request).await }
    })
    .await;
    Ok(())
}
