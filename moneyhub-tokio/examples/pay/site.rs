//! The site: what each request does, in the order of the user's clicks.

use std::{
    error::Error,
    sync::{Arc, OnceLock},
    time::{Duration, SystemTime},
};

use http_body_util::{BodyExt, Limited};
use hyper::{HeaderMap, Method, Request, StatusCode, Uri, body::Incoming, header::HeaderValue};
use moneyhub_sandbox::{Fault, Matcher, Sandbox};
use moneyhub_tokio::moneyhub_proto::{
    Client, Config, Scopes,
    auth_requests::{AuthParams, Complete, Create, Initiation},
    payees,
    payments::{self, BankAccount, PaymentRequest},
    resolve::Attempt,
};

use crate::{
    order::{Attempted, Kill, Order, Payee},
    pages,
    sessions::{Cookie, Table},
    web::{Reply, add_cookie, content_security_policy, html, is_from, protect, redirect, style},
};

/// How long a user may be away at their bank: after ten minutes the payment is abandoned.
const PATIENCE: Duration = Duration::from_secs(10 * 60);
/// How long the result of a payment can be queried.
const MEMORY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a user waits for the resolver.
const LOOK: Duration = Duration::from_secs(3);
/// The greatest size of a form.
const MOST_FORM: usize = 4 * 1024;

/// The payees of this site: made-up accounts.
const PAYEES: [(&str, &str); 3] =
    [("Example Bakery", "11112222"), ("Example Lettings", "33334444"), ("Bees & Sons", "55556666")];

pub(crate) struct Site {
    sandbox: Sandbox,
    client: Client,
    redirect_uri: String,
    /// This site's origin, as browsers name it.
    origin: String,
    content_security_policy: HeaderValue,
    payees: Vec<Payee>,
    /// Users who are away. When there is no room, nobody new can begin.
    pending: Table<Pending>,
    pending_cookie: Cookie,
    /// The attempts, by browser. A real shop stores this in its database before it begins.
    attempts: Table<Attempted>,
    attempt_cookie: Cookie,
}

/// An attempt whose user is at the bank.
#[derive(Clone)]
struct Pending {
    attempted: Attempted,
    /// The `state` that has to come back with them.
    state: String,
}

impl Site {
    pub(crate) async fn new(own_url: &str) -> Result<Self, Box<dyn Error>> {
        let redirect_uri = format!("{own_url}/callback");
        let sandbox = Sandbox::builder().redirect_uris([redirect_uri.as_str()]).start()?;
        let config = Config::builder()
            .client_id(sandbox.client_id())
            .client_secret(sandbox.client_secret())
            .identity_url(sandbox.identity_url())
            .allow_loopback_http()
            .build()?;
        let content_security_policy = content_security_policy(config.issuer())?;
        let client = moneyhub_tokio::client(config)?;
        let mut payees = Vec::new();
        for (name, number) in PAYEES {
            let account = BankAccount {
                name: name.into(),
                sort_code: "010203".into(),
                account_number: number.into(),
            };
            let payee = client.send(payees::Create::new(account)).await?;
            payees.push(Payee { id: payee.id, name: name.to_owned() });
        }
        Ok(Self {
            sandbox,
            client,
            redirect_uri,
            origin: own_url.to_owned(),
            content_security_policy,
            payees,
            pending: Table::new(10_000, PATIENCE),
            pending_cookie: Cookie::new("pending", false),
            attempts: Table::new(10_000, MEMORY),
            attempt_cookie: Cookie::new("attempt", false),
        })
    }

    pub(crate) fn sandbox_url(&self) -> String {
        self.sandbox.identity_url()
    }

    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Reply {
        let (head, body) = request.into_parts();
        let mut reply = match (&head.method, head.uri.path()) {
            (&Method::GET, "/") => html(StatusCode::OK, pages::home(&self.payees, None)),
            (&Method::GET, "/style.css") => style(),
            (&Method::POST, "/pay") if !is_from(&head.headers, &self.origin) => notice(
                StatusCode::FORBIDDEN,
                "Request from another site",
                "Another site sent this request. If you meant to do this, start again.",
            ),
            (&Method::POST, "/pay") => self.pay(&head.headers, body).await,
            (&Method::GET, "/callback") => self.callback(&head.uri, &head.headers).await,
            (&Method::GET, "/payment") => self.payment(&head.headers).await,
            _ => notice(StatusCode::NOT_FOUND, "Not found", "There is no such page."),
        };
        protect(&mut reply, &self.content_security_policy);
        reply
    }

    /// "Pay at your bank": this pays nothing yet. What is known about the attempt is stored before
    /// the user goes to the bank.
    async fn pay(&self, headers: &HeaderMap, body: Incoming) -> Reply {
        let Ok(form) = Limited::new(body, MOST_FORM).collect().await else {
            return notice(StatusCode::BAD_REQUEST, "That form can't be read", "Begin again.");
        };
        let order = match Order::read(&form.to_bytes(), &self.payees) {
            Ok(order) => order,
            Err(problem) => {
                let page = pages::home(&self.payees, Some(problem));
                return html(StatusCode::BAD_REQUEST, page);
            }
        };
        if !self.pending.has_room() {
            return too_many();
        }
        let Ok(scopes) = Scopes::parse("payment openid id:test") else { return not_begun() };
        let payee = payments::Payee::Id(order.payee.id.clone());
        let mut payment = PaymentRequest::new(order.amount, payee);
        payment.payee_reference = Some(order.reference.as_str().into());
        payment.payer_reference = Some("Example Money".into());
        let create = Create {
            redirect_uri: Some(self.redirect_uri.clone()),
            initiation: Some(Initiation::Payment(Box::new(payment))),
            ..Create::new(scopes)
        };
        let began = SystemTime::now();
        let Ok(request) = self.client.send(create).await else { return not_begun() };
        let params = request.redirect_params.unwrap_or_default();
        let (Some(url), Some(state)) = (params.auth_url, params.state) else { return not_begun() };
        let attempt = Attempt {
            auth_request_id: Some(request.id),
            unique_payee_reference: Some(order.reference.as_str().into()),
            payee_id: Some(order.payee.id.clone()),
            amount: i64::try_from(order.amount.get()).ok(),
            began: Some(began.into()),
            ..Attempt::default()
        };
        let attempted = Attempted { order, attempt, told: Arc::new(OnceLock::new()) };
        if let Some(id) = self.pending_cookie.read(headers) {
            self.pending.take(id);
        }
        match self.pending.insert_if_room(Pending { attempted, state }) {
            Ok(Some(id)) => redirect(&url, &[self.pending_cookie.set(&id)]),
            _ => too_many(),
        }
    }

    /// The user is back from the bank: this makes the payment, or fails to.
    async fn callback(&self, uri: &Uri, headers: &HeaderMap) -> Reply {
        // Take it out before checking anything: it is good for one callback, whatever the result.
        let pending = self.pending_cookie.read(headers).and_then(|id| self.pending.take(id));
        let query = uri.query().unwrap_or_default();
        let parameter = |name: &str| {
            let mut parameters = form_urlencoded::parse(query.as_bytes());
            parameters.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
        };
        let params = AuthParams {
            state: parameter("state"),
            code: parameter("code"),
            error: parameter("error"),
            error_description: parameter("error_description"),
            ..AuthParams::default()
        };
        let pending = pending.filter(|pending| params.state.as_ref() == Some(&pending.state));
        let Some(Pending { attempted, .. }) = pending else {
            return notice(
                StatusCode::BAD_REQUEST,
                "Unknown payment",
                "It has already finished, or it began in another browser. Nothing was paid now.",
            );
        };
        let Some(id) = attempted.attempt.auth_request_id.clone() else { return not_begun() };
        let Ok(cookie) = self.attempts.insert(attempted.clone()) else { return not_begun() };
        self.kill(attempted.order.kill, id.as_str());
        // In a separate task: otherwise a user who disconnects now would cancel the call.
        let (client, told) = (self.client.clone(), attempted.told);
        let call = tokio::spawn(async move {
            let text = match client.send(Complete { id, params }).await {
                Ok(request) => format!("the authorisation request is {}", request.status),
                Err(error) => format!("{error} ({:?})", error.outcome()),
            };
            let _ = told.set(text);
        });
        let _ = call.await;
        let mut reply = redirect("/payment", &[self.attempt_cookie.set(&cookie)]);
        add_cookie(&mut reply, &self.pending_cookie.clear());
        reply
    }

    /// "Did it move?"
    async fn payment(&self, headers: &HeaderMap) -> Reply {
        let attempted = self.attempt_cookie.read(headers).and_then(|id| self.attempts.get(id));
        let Some(attempted) = attempted else { return redirect("/", &[]) };
        let resolution = self.client.resolve(attempted.attempt.clone(), LOOK).await;
        let made = self.sandbox.payments_made().into_iter();
        let made = made.filter(|made| made.reference == attempted.order.reference);
        let paid = made.map(|made| made.times).sum();
        html(StatusCode::OK, pages::resolved(&attempted, &resolution, paid))
    }

    /// Only this attempt loses its connection.
    fn kill(&self, kill: Kill, id: &str) {
        let fault = match kill {
            Kill::Never => return,
            Kill::Before => Fault::reset(),
            Kill::After => Fault::reset().after_handling(),
        };
        let matcher = Matcher::route("PATCH", &format!("/auth-requests/{id}"));
        self.sandbox.fault(matcher, fault.times(1));
    }
}

/// Beginning pays nothing, so the outcome is not in doubt.
fn not_begun() -> Reply {
    let text = "The service did not answer properly. Nothing was paid: you may try again.";
    notice(StatusCode::BAD_GATEWAY, "That did not work", text)
}

fn too_many() -> Reply {
    let text = "Too many people are paying right now. Come back in a few minutes.";
    notice(StatusCode::SERVICE_UNAVAILABLE, "Come back later", text)
}

fn notice(status: StatusCode, title: &str, text: &str) -> Reply {
    html(status, pages::notice(title, text))
}
