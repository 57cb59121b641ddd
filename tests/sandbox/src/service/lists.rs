//! The lists of banks and their icons: they need no token, and are not paged.

use std::fmt::Write as _;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use super::Service;
use super::answer::{self, Answer, bad_request, not_found};
use super::call::{Call, Outcome};
use crate::banks::{Bank, banks};

const SVG: &[u8] = include_bytes!("icon/icon.svg");
const PNG: &[u8] = include_bytes!("icon/icon.png");
const JPG: &[u8] = include_bytes!("icon/icon.jpg");

/// The lists, by the end of their path; and the members of discovery that eight of them have.
pub(super) const LISTS: [(&str, &str); 8] = [
    ("all_connections_endpoint", "/.well-known/all-connections"),
    ("api_connections_endpoint", "/.well-known/api-connections"),
    ("autotrader_connections_endpoint", "/.well-known/autotrader-connections"),
    ("beta_connections_endpoint", "/.well-known/beta-connections"),
    ("legacy_connections_endpoint", "/.well-known/legacy-connections"),
    ("mouseprice_connections_endpoint", "/.well-known/mouseprice-connections"),
    ("test_connections_endpoint", "/.well-known/test-connections"),
    ("zoopla_connections_endpoint", "/.well-known/zoopla-connections"),
];

impl Service {
    /// A bare array. Only the list of beta banks has beta banks; `clientId` selects the banks that
    /// the client is registered for.
    pub(super) fn connection_list(&self, call: &Call<'_>) -> Outcome {
        let client = match call.text("clientId") {
            None => None,
            Some(id) => match self.client(id) {
                Some(client) => Some(client),
                None => return Err(Box::new(bad_request("clientId is not registered"))),
            },
        };
        let wanted = |bank: &&Bank| {
            let listed = match call.operation.id.as_str() {
                "wellknown.all_connections" => true,
                "wellknown.payments_connections" => !bank.payments.is_empty(),
                "wellknown.beta_connections" => return bank.is_beta,
                id => {
                    id.strip_prefix("wellknown.").and_then(|id| id.strip_suffix("_connections"))
                        == Some(bank.kind)
                }
            };
            listed && !bank.is_beta
        };
        let allowed = |bank: &&Bank| {
            let banks = client.as_ref().and_then(|client| client.banks.as_ref());
            banks.is_none_or(|banks| banks.contains(&bank.id))
        };
        let listed = banks().iter().filter(wanted).filter(allowed);
        let entries: Vec<Value> = listed.map(|bank| self.listed(call, bank)).collect();
        Ok(answer::json(StatusCode::OK, &entries))
    }

    fn listed(&self, call: &Call<'_>, bank: &Bank) -> Value {
        let mut entry = json!(bank);
        let mut url = call.base.clone();
        // Writing to a text cannot fail.
        let _ = write!(url, "/bank-icons/{}", bank.bank_ref);
        entry["iconUrl"] = json!(url);
        entry
    }

    /// SVG, or the format by which the reference ends.
    pub(super) fn bank_icon(&self, call: &Call<'_>) -> Outcome {
        let reference = call.path_parameter(0);
        let (reference, kind, image) = match reference.rsplit_once('.') {
            Some((reference, "png")) => (reference, "image/png", PNG),
            Some((reference, "jpg")) => (reference, "image/jpeg", JPG),
            _ => (reference, "image/svg+xml", SVG),
        };
        let known = banks().iter().any(|bank| bank.bank_ref == reference && bank.has_icon);
        if !known && reference != "default" && call.flag("defaultIcon") != Some(true) {
            return Err(Box::new(not_found("no icon for this bank")));
        }
        Ok(binary(kind, Bytes::from_static(image)))
    }
}

pub(super) fn binary(kind: &str, content: Bytes) -> Answer {
    let mut answer = Response::new(content);
    if let Ok(kind) = HeaderValue::from_str(kind) {
        answer.headers_mut().insert(CONTENT_TYPE, kind);
    }
    answer
}
