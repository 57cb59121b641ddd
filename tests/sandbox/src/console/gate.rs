//! Access control.
//!
//! The console has no password: it listens only on the loopback interface. But a browser on the
//! same machine also reaches that interface, with any web page open in it. So
//!
//! - the `Host` must be a name of the loopback interface: a public name that resolves to 127.0.0.1 (DNS
//!   rebinding) is refused, even for reading;
//! - a change must be a POST from this site's own page: this is checked by `Origin`, by `Sec-Fetch-Site` if
//!   the browser sends it, and by a token in every form that no other site can read.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST, ORIGIN};
use http::{HeaderMap, Method, Request, StatusCode};

use super::Refusal;

/// Fields of a query or a form. The last of several with one name counts.
pub(super) type Fields = BTreeMap<String, String>;

#[derive(Debug)]
pub(super) enum Asked {
    /// Show something, with this query.
    Page(Fields),
    /// Do something, with this form.
    Deed(Fields),
}

/// What a request asks for, if it is allowed.
pub(super) fn asked(request: &Request<Bytes>, token: &str) -> Result<Asked, Refusal> {
    let headers = request.headers();
    let host = one(headers, HOST.as_str()).filter(|host| is_loopback(host));
    let Some(host) = host.filter(|_| request.uri().authority().is_none()) else {
        return Err(forbidden("The Host header must be 127.0.0.1 or localhost."));
    };
    match *request.method() {
        Method::GET | Method::HEAD => {
            Ok(Asked::Page(fields(request.uri().query().unwrap_or_default().as_bytes())))
        }
        Method::POST => {
            let form = posted(request, host)?;
            let sent = form.get("token").map_or("", String::as_str);
            match verify_slices_are_equal(sent.as_bytes(), token.as_bytes()) {
                Ok(()) => Ok(Asked::Deed(form)),
                Err(_) => Err(forbidden(
                    "The form is not of this sandbox, or of one that was started anew: \
                     reload the page it was on.",
                )),
            }
        }
        _ => Err(Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "The console accepts only GET and POST.",
        )),
    }
}

/// The form, if it came from this site.
fn posted(request: &Request<Bytes>, host: &str) -> Result<Fields, Refusal> {
    let headers = request.headers();
    let own = format!("http://{host}");
    if one(headers, ORIGIN.as_str()).is_none_or(|origin| !origin.eq_ignore_ascii_case(&own)) {
        return Err(forbidden("The Origin of a POST must be the console itself."));
    }
    let site = one(headers, "sec-fetch-site");
    if headers.contains_key("sec-fetch-site") && site != Some("same-origin") {
        return Err(forbidden("A POST must come from the console itself."));
    }
    if one(headers, CONTENT_TYPE.as_str()) != Some("application/x-www-form-urlencoded") {
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "A POST must be a form."));
    }
    Ok(fields(request.body()))
}

/// Whether this names the loopback interface, on any port: there may be a tunnel in front of it.
fn is_loopback(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    if port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return false;
    }
    match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(address) => address.parse().is_ok_and(|address: Ipv6Addr| address.is_loopback()),
        None => {
            name.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
                || name.eq_ignore_ascii_case("localhost")
        }
    }
}

/// The value of a header that appears exactly once.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    value.to_str().ok()
}

fn fields(encoded: &[u8]) -> Fields {
    form_urlencoded::parse(encoded).into_owned().collect()
}

fn forbidden(why: &str) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, why)
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_names_of_the_loopback_interface_are_let_in() {
        for host in ["127.0.0.1", "127.0.0.2:80", "LocalHost:4602", "[::1]", "[::1]:4602"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            ":",
            "127.0.0.1:",
            "127.0.0.1:x",
            "127.0.0.1.example.com",
            "localhost.example.com",
            "evil.example",
            "[::1",
            "::1",
            "127.0.0.1:80:80",
            "127.0.0.1@evil.example",
            "é",
            "128.0.0.1",
            "0.0.0.0",
            "[::2]:80",
            "2130706433",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
