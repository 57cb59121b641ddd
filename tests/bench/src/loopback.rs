//! Real requests to the sandbox over loopback: the client of each adapter, and hyper-util without it
//! on the same runtime.

pub mod async_std;
pub mod crowd;

use std::{env, fs, future::Future, hint::black_box, sync::Arc};

use bytes::Bytes;
use http::Response;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::{
        Client as Hyper,
        connect::{Connect, HttpConnector},
    },
    rt::{TokioExecutor, TokioTimer},
};
use moneyhub_proto::{
    AccessToken, Client, Config, Window, codec, id::UserId, identity, scope, transactions,
    transport::BoxFuture, users,
};
use moneyhub_sandbox::Sandbox;
use tokio::runtime::{Builder, Runtime};

use crate::by_hand::{self, Failure};

/// How many calls are under way at once, where it is not one.
pub const AT_ONCE: u32 = 64;

const VARIABLES: [&str; 5] = [
    "MONEYHUB_BENCH_URL",
    "MONEYHUB_BENCH_API_URL",
    "MONEYHUB_BENCH_CLIENT",
    "MONEYHUB_BENCH_SECRET",
    "MONEYHUB_BENCH_USER",
];

/// Where the service is, who calls it, and which user is asked for.
#[derive(Clone, Debug)]
pub struct Target([String; 5]);

impl Target {
    /// A running sandbox, and its first user.
    ///
    /// # Errors
    ///
    /// When it has no user.
    pub fn of(sandbox: &Sandbox) -> Result<Self, Failure> {
        Ok(Self([
            sandbox.identity_url(),
            sandbox.api_url(),
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
        let [url, api_url, client, secret, user] = VARIABLES.map(env::var);
        Ok(Self([url?, api_url?, client?, secret?, user?]))
    }

    fn config(&self) -> Result<Config, Failure> {
        let [url, api_url, client, secret, _] = &self.0;
        let builder = Config::builder().identity_url(url).api_url(api_url).allow_loopback_http();
        Ok(builder.client_id(client).client_secret(secret.as_str()).build()?)
    }

    fn user(&self) -> &str {
        &self.0[4]
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
        Ok(Self::of(moneyhub_tokio::client(target.config()?)?, target))
    }

    fn of(client: Client, target: &Target) -> Self {
        Self { client, user_id: UserId::from(target.user()) }
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The first page of the user's transactions.
    ///
    /// # Errors
    ///
    /// When the call fails, or the page is not full.
    pub async fn transactions(&self, limit: u32) -> Result<(), Failure> {
        let list = transactions::List { window: Window { limit, offset: 0 }, ..Default::default() };
        let page = self.client.user(&self.user_id).send(list).await?;
        if page.data.len() != limit as usize {
            return Err(format!("{} transactions came", page.data.len()).into());
        }
        black_box(page);
        Ok(())
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

    fn spawn(task: Task) -> Task {
        on_tokio(task)
    }
}

/// hyper-util's client as it is, and the codec by hand. No time limit, no bound on the body.
#[derive(Clone, Debug)]
pub struct Bare<C = HttpConnector> {
    hyper: Hyper<C, Full<Bytes>>,
    service: Arc<by_hand::Service>,
    user_id: String,
}

impl<C: Connect + Clone + Send + Sync + 'static> Bare<C> {
    async fn over(hyper: Hyper<C, Full<Bytes>>, target: &Target) -> Result<Self, Failure> {
        let config = target.config()?;
        // How the token is come by is not measured; so the library may do it.
        let grant = identity::ClientCredentials { scopes: scope::USER_READ.into(), subject: None };
        let request = codec::encode_without_token(&grant, &config)?;
        let reply = read(hyper.request(request.map(Full::new)).await?).await?;
        let token: AccessToken = codec::decode(&grant, reply)?.access_token;
        let service = by_hand::Service {
            base: target.0[0].clone(),
            token: token.expose_secret().to_owned(),
            ..by_hand::Service::sample()
        };
        let bare = Self { hyper, service: Arc::new(service), user_id: target.user().to_owned() };
        bare.get().await?;
        Ok(bare)
    }

    async fn get(&self) -> Result<(), Failure> {
        let request = self.service.get_user(&self.user_id)?;
        let reply = read(self.hyper.request(request.map(Full::new)).await?).await?;
        black_box(by_hand::read_user(&reply)?);
        Ok(())
    }
}

impl Caller for Bare {
    async fn warm(target: &Target) -> Result<Self, Failure> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let hyper =
            Hyper::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector);
        Self::over(hyper, target).await
    }

    async fn call(&self) -> Result<(), Failure> {
        self.get().await
    }

    fn spawn(task: Task) -> Task {
        on_tokio(task)
    }
}

fn on_tokio(task: Task) -> Task {
    let handle = tokio::spawn(task);
    Box::pin(async { handle.await? })
}

async fn read(response: Response<Incoming>) -> Result<Response<Bytes>, Failure> {
    let (head, body) = response.into_parts();
    let body = body.collect().await?.to_bytes();
    Ok(Response::from_parts(head, body))
}

/// Some calls, one after another.
pub type Task = BoxFuture<'static, Result<(), Failure>>;

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

    /// Starts a task on the caller's runtime; what it gives waits for that task.
    fn spawn(task: Task) -> Task;

    /// So many calls, by so many tasks side by side.
    ///
    /// # Errors
    ///
    /// When one fails.
    fn calls(&self, times: u32, tasks: u32) -> impl Future<Output = Result<(), Failure>> {
        // Of a remainder, the last tasks have one more each.
        let spawn = move |task| {
            let (caller, times) = (self.clone(), (times + task) / tasks);
            Self::spawn(Box::pin(async move {
                for _ in 0..times {
                    caller.call().await?;
                }
                Ok(())
            }))
        };
        async move {
            let tasks: Vec<Task> = (0..tasks).map(spawn).collect();
            for task in tasks {
                task.await?;
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

/// CPU time of this process so far, user and system: fields 14 and 15 of `/proc/self/stat`, counted
/// after the name, which may have spaces. The unit is the hundredth of a second on all Linux.
///
/// # Errors
///
/// Where there is no such file.
pub fn cpu_seconds() -> Result<f64, Failure> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').ok_or("/proc/self/stat has no name")?;
    let ticks: Vec<f64> =
        fields.split_whitespace().skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
    Ok(ticks.iter().sum::<f64>() / 100.0)
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
