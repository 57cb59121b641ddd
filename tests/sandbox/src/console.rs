//! The console: a small web site about the sandbox, for the person who runs it.
//!
//! It has its own listener, always on the loopback interface. So its origin differs from that of the mock
//! bank's pages, faults for clients do not affect it, and its requests are not recorded. See [`gate`] for
//! access control.

mod act;
mod faults;
mod gate;
mod overview;
mod page;
mod requests;
mod table;
mod users;
mod webhooks;

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use aws_lc_rs::rand;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, LOCATION};
use http::{HeaderValue, Request, Response, StatusCode};

use crate::clock::{millis_of, rfc3339};
use crate::jose::encoded;
use crate::lock::lock;
use crate::shared::Shared;
use gate::Asked;

const STYLE: &str = include_str!("console/style.css");
const SCRIPT: &str = include_str!("console/refresh.js");

/// The headers of every answer. Pages load only the console's own style sheet and script, can't be framed or
/// cached, and send no referrer to other sites. With no referrer at all, a posted form would have the origin
/// `null`.
const HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-frame-options", "DENY"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cache-control", "no-store"),
];

/// How many actions are remembered.
const MOST_DEEDS: usize = 10;

type Page = Response<Bytes>;

#[derive(Debug)]
pub(crate) struct Console {
    shared: Arc<Shared>,
    identity: SocketAddr,
    data: SocketAddr,
    /// A token in every form, which no other site can read.
    token: String,
    /// The last actions taken here, oldest first.
    deeds: Mutex<VecDeque<Deed>>,
}

/// An action taken here.
#[derive(Clone, Debug)]
struct Deed {
    /// When, by the sandbox's clock.
    at: String,
    what: String,
}

impl Console {
    /// # Errors
    ///
    /// If the system has no random numbers.
    pub(crate) fn new(
        shared: Arc<Shared>,
        identity: SocketAddr,
        data: SocketAddr,
    ) -> io::Result<Self> {
        let mut token = [0; 32];
        rand::fill(&mut token).map_err(|_| io::Error::other("the system has no random numbers"))?;
        Ok(Self {
            shared,
            identity,
            data,
            token: encoded(token),
            deeds: Mutex::new(VecDeque::new()),
        })
    }

    pub(crate) fn respond(&self, request: &Request<Bytes>) -> Page {
        let path = request.uri().path();
        let mut answer = match gate::asked(request, &self.token) {
            Err(refusal) => self.refused(&refusal),
            Ok(Asked::Page(query)) => match path {
                "/style.css" => file(STYLE, "text/css; charset=utf-8"),
                "/refresh.js" => file(SCRIPT, "text/javascript; charset=utf-8"),
                _ => self.page(path, &query),
            },
            Ok(Asked::Deed(form)) => match self.act(path, &form) {
                Ok(done) => self.done(done),
                Err(refusal) => self.refused(&refusal),
            },
        };
        for (name, value) in HEADERS {
            let name = HeaderName::from_static(name);
            answer.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        answer
    }

    fn page(&self, path: &str, query: &gate::Fields) -> Page {
        match path {
            "/" => self.overview(),
            "/users" => self.users(query),
            "/requests" => self.requests(query),
            "/webhooks" => self.webhooks(query),
            "/faults" => self.faults(),
            _ => match path.strip_prefix("/users/").and_then(|id| self.user(id)) {
                Some(page) => page,
                None => {
                    self.refused(&Refusal::new(StatusCode::NOT_FOUND, "This page does not exist."))
                }
            },
        }
    }

    /// Records the action, and redirects to the page that shows it.
    fn done(&self, act::Done { what, at }: act::Done) -> Page {
        let now = self.now();
        let mut deeds = lock(&self.deeds);
        deeds.push_back(Deed { at: now, what });
        while deeds.len() > MOST_DEEDS {
            deeds.pop_front();
        }
        drop(deeds);
        let mut answer = Response::new(Bytes::new());
        *answer.status_mut() = StatusCode::SEE_OTHER;
        // Only ids that the sandbox made get here.
        let place = HeaderValue::from_str(&at).unwrap_or(HeaderValue::from_static("/"));
        answer.headers_mut().insert(LOCATION, place);
        answer
    }

    fn now(&self) -> String {
        moment(self.shared.service(|service| service.now()))
    }

    fn deeds(&self) -> Vec<Deed> {
        lock(&self.deeds).iter().rev().cloned().collect()
    }
}

/// Why an action is refused, as a sentence.
#[derive(Clone, Debug)]
struct Refusal {
    status: StatusCode,
    why: String,
}

impl Refusal {
    fn new(status: StatusCode, why: impl Into<String>) -> Self {
        Self { status, why: why.into() }
    }

    /// The request makes no sense.
    fn bad(why: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, why)
    }
}

/// To the second, in UTC: `2024-06-01 00:00:00`.
fn moment(at: SystemTime) -> String {
    let text = rfc3339(millis_of(at));
    text.get(..19).unwrap_or(&text).replace('T', " ")
}

fn file(content: &'static str, kind: &'static str) -> Page {
    let mut answer = Response::new(Bytes::from_static(content.as_bytes()));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}
