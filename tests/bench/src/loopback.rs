//! Real requests to the sandbox over loopback: the client for tokio, and hyper-util without it.

use std::{env, future::Future, hint::black_box, sync::Arc};

use bytes::Bytes;
use http::Response;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::{Client as Hyper, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use moneyhub_proto::{AccessToken, Client, Config, UserId, auth, codec, scope, users};
use moneyhub_sandbox::Sandbox;
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinSet,
};

use crate::by_hand::{self, Failure};

/// How many calls are under way at once, where it is not one.
pub const AT_ONCE: u32 = 64;

const VARIABLES: [&str; 4] =
    ["MONEYHUB_BENCH_URL", "MONEYHUB_BENCH_CLIENT", "MONEYHUB_BENCH_SECRET", "MONEYHUB_BENCH_USER"];

/// Where the service is, who calls it, and which user is asked for.
#[derive(Clone, Debug)]
pub struct Target([String; 4]);

impl Target {
    /// A running sandbox, and its first user.
    ///
    /// # Errors
    ///
    /// When it has no user.
    pub fn of(sandbox: &Sandbox) -> Result<Self, Failure> {
        Ok(Self([
            sandbox.identity_url(),
            sandbox.client_id().to_owned(),
            sandbox.client_secret().to_owned(),
            sandbox.user_id(0).ok_or("the sandbox has no user")?,
        ]))
    }

    /// What another process needs to know.
    pub fn environment(&self) -> impl Iterator<Item = (&'static str, &str)> {
        VARIABLES.into_iter().zip(self.0.iter().map(String::as_str))
    }

    /// What this process was told.
    ///
    /// # Errors
    ///
    /// When it was told nothing.
    pub fn from_environment() -> Result<Self, Failure> {
        let [url, client, secret, user] = VARIABLES.map(env::var);
        Ok(Self([url?, client?, secret?, user?]))
    }

    fn config(&self) -> Result<Config, Failure> {
        let [url, client, secret, _] = &self.0;
        let builder = Config::builder().identity_url(url).allow_loopback_http();
        Ok(builder.client_id(client).client_secret(secret.as_str()).build()?)
    }

    fn user(&self) -> &str {
        &self.0[3]
    }
}

/// The library's client, with its token.
#[derive(Clone, Debug)]
pub struct Ours {
    client: Client,
    user_id: UserId,
}

impl Ours {
    /// A client that has neither token nor connection yet.
    ///
    /// # Errors
    ///
    /// When it can't be made.
    pub fn cold(target: &Target) -> Result<Self, Failure> {
        let client = moneyhub_tokio::client(target.config()?)?;
        let user_id = UserId::from(target.user());
        Ok(Self { client, user_id })
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }
}

impl Caller for Ours {
    async fn warm(target: &Target) -> Result<Self, Failure> {
        let ours = Self::cold(target)?;
        ours.call().await?;
        Ok(ours)
    }

    async fn call(&self) -> Result<(), Failure> {
        let user_id = self.user_id.clone();
        black_box(self.client.send(users::Get { user_id }).await?);
        Ok(())
    }
}

/// hyper-util's client as it is, and the codec by hand. No time limit, no bound on the body.
#[derive(Clone, Debug)]
pub struct Bare {
    hyper: Hyper<HttpConnector, Full<Bytes>>,
    service: Arc<by_hand::Service>,
    user_id: String,
}

impl Caller for Bare {
    async fn warm(target: &Target) -> Result<Self, Failure> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let hyper =
            Hyper::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector);
        let config = target.config()?;
        // How the token is come by is not measured; so the library may do it.
        let grant = auth::ClientCredentials { scopes: scope::USER_READ.into(), subject: None };
        let request = codec::encode_without_token(&grant, &config)?;
        let reply = read(hyper.request(request.map(Full::new)).await?).await?;
        let token: AccessToken = codec::decode(&grant, reply)?.access_token;
        let service = by_hand::Service {
            base: target.0[0].clone(),
            token: token.expose_secret().to_owned(),
            ..by_hand::Service::sample()
        };
        let bare = Self { hyper, service: Arc::new(service), user_id: target.user().to_owned() };
        bare.call().await?;
        Ok(bare)
    }

    async fn call(&self) -> Result<(), Failure> {
        let request = self.service.get_user(&self.user_id)?;
        let reply = read(self.hyper.request(request.map(Full::new)).await?).await?;
        black_box(by_hand::read_user(&reply)?);
        Ok(())
    }
}

async fn read(response: Response<Incoming>) -> Result<Response<Bytes>, Failure> {
    let (head, body) = response.into_parts();
    let body = body.collect().await?.to_bytes();
    Ok(Response::from_parts(head, body))
}

/// A caller of the service.
pub trait Caller: Clone + Send + Sync + Sized + 'static {
    /// Fetches the token, and opens a connection.
    ///
    /// # Errors
    ///
    /// When a call fails.
    fn warm(target: &Target) -> impl Future<Output = Result<Self, Failure>>;

    /// One call: a user is asked for, and read.
    ///
    /// # Errors
    ///
    /// When it fails.
    fn call(&self) -> impl Future<Output = Result<(), Failure>> + Send;

    /// So many calls, by so many tasks side by side.
    ///
    /// # Errors
    ///
    /// When one fails.
    fn calls(&self, times: u32, tasks: u32) -> impl Future<Output = Result<(), Failure>> {
        async move {
            let mut set = JoinSet::new();
            for _ in 0..tasks {
                let caller = self.clone();
                set.spawn(async move {
                    for _ in 0..times / tasks {
                        caller.call().await?;
                    }
                    Ok::<_, Failure>(())
                });
            }
            while let Some(ended) = set.join_next().await {
                ended??;
            }
            Ok(())
        }
    }
}

/// One thread: the clients are to be compared, and not the scheduler.
///
/// # Errors
///
/// When there are no resources for it.
pub fn runtime() -> Result<Runtime, Failure> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}

/// Runs a piece of work of [`instructions`](crate::instructions).
///
/// # Errors
///
/// When there is no such piece, or it fails.
pub fn run(piece: &str, times: u32) -> Result<(), Failure> {
    let target = Target::from_environment()?;
    let runtime = runtime()?;
    match piece {
        "loopback" => runtime.block_on(async { Ours::warm(&target).await?.calls(times, 1).await }),
        "loopback-bare" => {
            runtime.block_on(async { Bare::warm(&target).await?.calls(times, 1).await })
        }
        "loopback-64" => {
            runtime.block_on(async { Ours::warm(&target).await?.calls(times, AT_ONCE).await })
        }
        "loopback-bare-64" => {
            runtime.block_on(async { Bare::warm(&target).await?.calls(times, AT_ONCE).await })
        }
        _ => Err(format!("there is no piece of work called {piece}").into()),
    }
}
