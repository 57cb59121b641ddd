//! The web server around the site: replies, security headers, and the accept loop.

use std::{convert::Infallible, error::Error, future::Future, time::Duration};

use http_body_util::Full;
use hyper::{
    HeaderMap, Request, Response, StatusCode, Uri,
    body::Incoming,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION,
        ORIGIN, REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
    },
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use moneyhub_tokio::moneyhub_proto::bytes::Bytes;
use tokio::net::TcpListener;

use crate::layout;

pub(crate) type Reply = Response<Full<Bytes>>;

/// Serves until the process ends.
pub(crate) async fn serve<F>(
    listener: TcpListener,
    answer: impl Fn(Request<Incoming>) -> F + Clone + Send + 'static,
) where
    F: Future<Output = Reply> + Send + 'static,
{
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Most likely out of file descriptors: some will be closed soon.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let answer = answer.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let reply = answer(request);
                async move { Ok::<_, Infallible>(reply.await) }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(Duration::from_secs(10))
                .serve_connection(TokioIo::new(stream), service);
            // A browser that disconnects is not worth reporting.
            let _ = connection.await;
        });
    }
}

/// Whether a page of this origin posted this. Browsers say so in `Sec-Fetch-Site` or, before 2023,
/// in `Origin`. A request with neither does not come from a browser, and is refused.
pub(crate) fn is_from(headers: &HeaderMap, origin: &str) -> bool {
    match (headers.get("sec-fetch-site"), headers.get(ORIGIN)) {
        (Some(site), _) => site == "same-origin",
        (None, Some(sent)) => sent.as_bytes().eq_ignore_ascii_case(origin.as_bytes()),
        (None, None) => false,
    }
}

pub(crate) fn protect(reply: &mut Reply, content_security_policy: &HeaderValue) {
    let headers = reply.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, content_security_policy.clone());
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

const HEADERS: [(HeaderName, &str); 4] = [
    (CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    // With `no-referrer` a browser would hide the `Origin` of this site's own forms, too.
    (REFERRER_POLICY, "same-origin"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// No scripts, no frames, nothing from other sites. Browsers also apply `form-action` to the redirects after
/// a form, and the identity service sends the user on to banks that can't be listed here. So any https is
/// allowed, and a sandbox by its origin.
pub(crate) fn content_security_policy(issuer: &str) -> Result<HeaderValue, Box<dyn Error>> {
    let issuer: Uri = issuer.parse()?;
    let authority = issuer.authority().ok_or("the issuer has no host")?;
    let origin = format!("{}://{authority}", issuer.scheme_str().unwrap_or("https"));
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' https: {origin}; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    Ok(policy.parse()?)
}

pub(crate) fn html(status: StatusCode, text: String) -> Reply {
    let mut reply = Response::new(Full::from(text));
    *reply.status_mut() = status;
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    reply.headers_mut().insert(CONTENT_TYPE, html);
    reply
}

pub(crate) fn style() -> Reply {
    let mut reply = Response::new(Full::from(layout::STYLE));
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/css"));
    reply
}

/// 303: whatever the request was, the next one is a `GET`.
pub(crate) fn redirect(location: &str, cookies: &[String]) -> Reply {
    let Ok(location) = HeaderValue::from_str(location) else {
        return html(StatusCode::BAD_GATEWAY, layout::page("There is nowhere to go", ""));
    };
    let mut reply = Response::new(Full::default());
    *reply.status_mut() = StatusCode::SEE_OTHER;
    reply.headers_mut().insert(LOCATION, location);
    cookies.iter().for_each(|cookie| add_cookie(&mut reply, cookie));
    reply
}

pub(crate) fn add_cookie(reply: &mut Reply, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        reply.headers_mut().append(SET_COOKIE, cookie);
    }
}
