//! The redirect URIs of a client.

use std::fmt;

const LOOPBACK: [&str; 3] = ["http://127.0.0.1", "http://[::1]", "http://localhost"];

#[derive(Clone, Debug, Default)]
pub(crate) struct Redirects {
    exact: Vec<String>,
    loopback_paths: Vec<String>,
}

impl Redirects {
    pub(crate) fn add(&mut self, uri: String) {
        self.exact.push(uri);
    }

    pub(crate) fn add_loopback(&mut self, path: String) {
        self.loopback_paths.push(path);
    }

    pub(crate) fn is_registered(&self, uri: &str) -> bool {
        self.exact.iter().any(|known| known == uri) || self.is_loopback(uri)
    }

    fn is_loopback(&self, uri: &str) -> bool {
        let Some(rest) = LOOPBACK.iter().find_map(|host| uri.strip_prefix(host)) else {
            return false;
        };
        let path = match rest.strip_prefix(':') {
            None => rest,
            Some(rest) => {
                let path = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                if rest[..rest.len() - path.len()].parse::<u16>().is_err() {
                    return false;
                }
                path
            }
        };
        self.loopback_paths.iter().any(|known| known == path)
    }
}

impl fmt::Display for Redirects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let loopback = self.loopback_paths.iter();
        let loopback = loopback.map(|path| format!("{}{path} on any port", LOOPBACK[0]));
        let all: Vec<String> = self.exact.iter().cloned().chain(loopback).collect();
        f.write_str(if all.is_empty() { "nowhere" } else { "" })?;
        f.write_str(&all.join(", "))
    }
}
