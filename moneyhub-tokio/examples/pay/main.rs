//! A web shop in which a user pays at a bank, can lose the connection at the worst moment, and learns whether
//! the money has moved: `Client::resolve`. Plain HTML over plain hyper.
//!
//! `cargo run -p moneyhub-tokio --example pay` needs no account, and no money moves: a sandbox inside this
//! process acts as the service and as the bank. Start with `site.rs`, which follows the order of the user's
//! clicks; `order::Attempted` is what a real shop stores before it begins.

#[path = "../sign_in/layout.rs"]
mod layout;
mod order;
mod pages;
#[path = "../sign_in/sessions.rs"]
mod sessions;
mod site;
#[path = "../sign_in/web.rs"]
mod web;

use std::{
    env,
    error::Error,
    io::{self, Write},
    net::Ipv4Addr,
    process::ExitCode,
    sync::Arc,
};

use tokio::net::TcpListener;

use self::site::Site;

#[tokio::main]
async fn main() -> ExitCode {
    let Err(error) = serve().await else {
        return ExitCode::SUCCESS;
    };
    // Standard error may be closed; then there is nowhere left to report it.
    let _ = writeln!(io::stderr(), "pay: {error}");
    ExitCode::FAILURE
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let port = match env::var("PORT") {
        Ok(port) => port.parse().map_err(|_| "PORT is not a port number")?,
        Err(_) => 0,
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let own_url = format!("http://localhost:{}", listener.local_addr()?.port());
    let site = Arc::new(Site::new(&own_url).await?);
    writeln!(io::stdout(), "sandbox  {}", site.sandbox_url())?;
    writeln!(io::stdout(), "open     {own_url}/")?;
    web::serve(listener, move |request| {
        let site = Arc::clone(&site);
        async move { site.answer(request).await }
    })
    .await;
    Ok(())
}
