//! The site: what each request does, in the order of the user's clicks.

use std::{error::Error, io::Write, time::Duration};

use hyper::{HeaderMap, Method, Request, StatusCode, Uri, body::Incoming, header::HeaderValue};
use moneyhub_tokio::{
    moneyhub_proto as moneyhub,
    moneyhub_proto::{
        Client, ErrorKind,
        error::VerificationError,
        id::{ProviderId, UserId},
        sign_in::{Callback, Journey, PendingSignIn, SignIn},
        users,
    },
};

use crate::{
    pages,
    sessions::{Cookie, Table},
    settings::Settings,
    web::{Reply, add_cookie, content_security_policy, html, is_from, protect, redirect, style},
};

/// How long a user may be away at their bank.
const PATIENCE: Duration = Duration::from_secs(60 * 60);
/// How long a user stays signed in.
const SESSION: Duration = Duration::from_secs(8 * 60 * 60);

pub(crate) struct Site {
    client: Client,
    redirect_uri: String,
    /// This site's origin, as browsers name it.
    origin: String,
    bank: ProviderId,
    content_security_policy: HeaderValue,
    /// Users who are away. Kept separately from those who are signed in, so that a flood of new sign-ins
    /// can't push them out. It can't push out pending ones either: when there is no room, nobody new can
    /// begin.
    pending: Table<PendingSignIn>,
    pending_cookie: Cookie,
    sessions: Table<UserId>,
    session_cookie: Cookie,
}

impl Site {
    pub(crate) fn new(settings: &Settings, own_url: &str) -> Result<Self, Box<dyn Error>> {
        let redirect_uri =
            settings.redirect_uri.clone().unwrap_or_else(|| format!("{own_url}/callback"));
        let parsed: Uri = redirect_uri.parse().map_err(|_| "MONEYHUB_REDIRECT_URI is not a URL")?;
        if parsed.path() != "/callback" {
            return Err("MONEYHUB_REDIRECT_URI must have the path /callback".into());
        }
        let is_https = parsed.scheme_str() == Some("https");
        let authority = parsed.authority().ok_or("MONEYHUB_REDIRECT_URI has no host")?;
        let origin = format!("{}://{authority}", parsed.scheme_str().unwrap_or("https"));
        Ok(Self {
            client: moneyhub_tokio::client(settings.config.clone())?,
            redirect_uri,
            origin,
            bank: settings.bank.clone(),
            content_security_policy: content_security_policy(settings.config.issuer())?,
            pending: Table::new(10_000, PATIENCE),
            pending_cookie: Cookie::new("pending", is_https),
            sessions: Table::new(10_000, SESSION),
            session_cookie: Cookie::new("session", is_https),
        })
    }

    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Reply {
        let (uri, headers) = (request.uri(), request.headers());
        let mut reply = match (request.method(), uri.path()) {
            (&Method::GET, "/") => self.home(headers),
            (&Method::GET, "/style.css") => style(),
            (&Method::POST, "/login" | "/logout") if !is_from(headers, &self.origin) => notice(
                StatusCode::FORBIDDEN,
                "Request from another site",
                "Another site sent this request. If you meant to do this, start again.",
            ),
            (&Method::POST, "/login") => self.login(headers).await,
            (&Method::GET, "/callback") => self.callback(uri, headers).await,
            (&Method::GET, "/connections") => self.connections(headers).await,
            (&Method::POST, "/logout") => self.logout(headers),
            _ => notice(StatusCode::NOT_FOUND, "Not found", "There is no such page."),
        };
        protect(&mut reply, &self.content_security_policy);
        reply
    }

    fn home(&self, headers: &HeaderMap) -> Reply {
        match self.user(headers) {
            Some(_) => redirect("/connections", &[]),
            None => html(StatusCode::OK, pages::home()),
        }
    }

    /// "Connect a bank": stores the sign-in for this browser, and sends the browser to the bank.
    async fn login(&self, headers: &HeaderMap) -> Reply {
        if !self.pending.has_room() {
            return too_many();
        }
        // The first connection creates a new user. Further ones are for the same user, and the
        // library refuses a callback that names another.
        let journey = match self.user(headers) {
            Some(user_id) => Journey::connect_for_user(&self.bank, &user_id),
            None => Journey::connect(&self.bank),
        };
        let pushed = match journey {
            Ok(journey) => {
                let sign_in =
                    SignIn { lifetime: PATIENCE, ..SignIn::new(&self.redirect_uri, journey) };
                self.client.begin_sign_in(&sign_in).await
            }
            Err(error) => Err(error),
        };
        let pushed = match pushed {
            Ok(pushed) => pushed,
            Err(error) => return failed("login", &error),
        };
        // One sign-in at a time: a second one discards the first.
        if let Some(id) = self.pending_cookie.read(headers) {
            self.pending.take(id);
        }
        let id = match self.pending.insert_if_room(pushed.pending) {
            Ok(Some(id)) => id,
            Ok(None) => return too_many(),
            Err(_) => return no_entropy(),
        };
        redirect(pushed.url.expose_secret(), &[self.pending_cookie.set(&id)])
    }

    /// The user is back from the bank.
    ///
    /// With `Flow::Hybrid` this is a cross-site `POST`; pass its body to `Callback::from_form`. **A
    /// `SameSite=Lax` cookie is not sent with it.** Either set the pending cookie with
    /// `SameSite=None; Secure`, which needs https. Or store `pending` under its `state`, find it by
    /// `Callback::state`, redirect to a page of this site, which gets the cookies, and finish the sign-in
    /// there if the session is the one that began it. The session cookie stays `Lax` in both cases.
    async fn callback(&self, uri: &Uri, headers: &HeaderMap) -> Reply {
        // Take it out before checking anything: it is good for one callback, whatever the result.
        let pending = self.pending_cookie.read(headers).and_then(|id| self.pending.take(id));
        let Some(pending) = pending else {
            return notice(
                StatusCode::BAD_REQUEST,
                "Unknown sign-in",
                "It has already finished, or it began in another browser. Nothing was changed.",
            );
        };
        let signed_in = match Callback::from_query(uri.query().unwrap_or_default()) {
            // An application that moves money should spawn this: a user who disconnects now would
            // take the result with them.
            Ok(callback) => self.client.finish_sign_in(&pending, &callback).await,
            Err(error) => Err(error),
        };
        let mut reply = match signed_in {
            Ok(signed_in) => self.welcome(signed_in.id_token.sub(), headers),
            Err(error) => failed("callback", &error),
        };
        add_cookie(&mut reply, &self.pending_cookie.clear());
        reply
    }

    /// A new session under a new id, so that an id that an attacker planted in the browser is
    /// worthless.
    fn welcome(&self, user_id: &UserId, headers: &HeaderMap) -> Reply {
        self.forget_session(headers);
        let Ok(id) = self.sessions.insert(user_id.clone()) else { return no_entropy() };
        redirect("/connections", &[self.session_cookie.set(&id)])
    }

    async fn connections(&self, headers: &HeaderMap) -> Reply {
        let Some(user_id) = self.user(headers) else { return redirect("/", &[]) };
        match self.client.send(users::ListConnections { user_id }).await {
            Ok(list) => {
                let now = std::time::SystemTime::now().into();
                html(StatusCode::OK, pages::connections(&list, now))
            }
            Err(error) => failed("connections", &error),
        }
    }

    fn logout(&self, headers: &HeaderMap) -> Reply {
        self.forget_session(headers);
        // A pending sign-in ends, too: it must not sign in anyone who comes back later.
        if let Some(id) = self.pending_cookie.read(headers) {
            self.pending.take(id);
        }
        redirect("/", &[self.session_cookie.clear(), self.pending_cookie.clear()])
    }

    fn user(&self, headers: &HeaderMap) -> Option<UserId> {
        self.sessions.get(self.session_cookie.read(headers)?)
    }

    fn forget_session(&self, headers: &HeaderMap) {
        if let Some(id) = self.session_cookie.read(headers) {
            self.sessions.take(id);
        }
    }
}

/// Tells the user and the log about an error. Neither text contains a secret: the library's errors
/// contain no values.
fn failed(step: &str, error: &moneyhub::Error) -> Reply {
    if error.sign_in_refusal().is_some_and(|refusal| refusal.code() == "access_denied") {
        return notice(
            StatusCode::OK,
            "No bank was connected",
            "You or your bank declined. That is fine: nothing was shared.",
        );
    }
    let _ = writeln!(std::io::stderr(), "{step}: {error}");
    if error.verification_error() == Some(&VerificationError::SignInExpired) {
        let text = "You were away for too long, so nothing was connected.";
        return notice(StatusCode::BAD_REQUEST, "That took too long", text);
    }
    if error.kind() == ErrorKind::Verification {
        let text = "The bank's answer does not belong to the sign-in that began here.";
        return notice(StatusCode::BAD_REQUEST, "This sign-in cannot be trusted", text);
    }
    let text = "The service did not answer properly. Nothing is wrong with your account.";
    notice(StatusCode::BAD_GATEWAY, "That did not work", text)
}

fn too_many() -> Reply {
    let text = "Too many people are connecting a bank right now. Come back in a few minutes.";
    notice(StatusCode::SERVICE_UNAVAILABLE, "Come back later", text)
}

fn no_entropy() -> Reply {
    let text = "Something went wrong on this server. Come back later.";
    notice(StatusCode::INTERNAL_SERVER_ERROR, "That did not work", text)
}

fn notice(status: StatusCode, title: &str, text: &str) -> Reply {
    html(status, pages::notice(title, text))
}
