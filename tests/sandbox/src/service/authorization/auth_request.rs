//! An authorisation request that came as JSON, `POST /auth-requests`: the same as one with claims.

use serde_json::{Map, Value, json};

use super::super::callback::{ResponseMode, WayBack};
use super::AuthorizationRequest;
use super::claims;
use super::scope::{self, Asked};
use crate::client::Client;

/// The payments, and the corresponding claims.
const PAYMENTS: [(&str, &str); 4] = [
    ("payment", "mh:payment"),
    ("standingOrder", "mh:standing_order"),
    ("recurringPayment", "mh:recurring_payment"),
    ("reversePayment", "mh:reverse_payment"),
];

const CONSENT: [&str; 4] =
    ["expirationDateTime", "transactionFromDateTime", "permissions", "permissionsAction"];

impl AuthorizationRequest {
    /// Reads the body, which fits its schema. `state` comes back from the bank.
    pub(in crate::service) fn of_auth_request(
        client: &Client,
        body: &Value,
        state: &str,
    ) -> Result<Self, String> {
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let redirect_uri = text("redirectUri").unwrap_or_default();
        if !redirect_uri.is_empty() && !client.redirects.is_registered(redirect_uri) {
            return Err("redirectUri is not registered".to_owned());
        }
        let asked = scope::asked(client, text("scope").unwrap_or_default());
        let Asked { purpose, bank, scope } = asked.map_err(|rejection| rejection.description)?;
        let claims = json!({ "id_token": claims_of(body) }).to_string();
        let claims = claims::requested(Some(&claims), &purpose)?;
        if let Some(order) = body.get("standingOrder")
            && order.get("numberOfPayments").is_none()
            && order.get("finalPaymentDate").is_none()
        {
            return Err("standingOrder needs numberOfPayments or finalPaymentDate".to_owned());
        }
        Ok(Self {
            client_id: client.id.clone(),
            way_back: WayBack {
                redirect_uri: redirect_uri.to_owned(),
                mode: ResponseMode::Query,
                state: Some(state.to_owned()),
            },
            code: true,
            id_token: false,
            scope,
            purpose,
            bank,
            nonce: None,
            claims,
            auth_time: false,
            code_challenge: None,
            bytes: 0,
        })
    }
}

fn claims_of(body: &Value) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut put = |name: &str, value: &Value| {
        claims.insert(name.to_owned(), json!({ "value": value }));
    };
    if let Some(user) = body.get("userId") {
        put("sub", user);
    }
    if let Some(connection) = body.get("connectionId") {
        put("mh:con_id", connection);
    }
    for (member, claim) in PAYMENTS {
        if let Some(value) = body.get(member) {
            put(claim, value);
        }
    }
    let consent = CONSENT.iter().filter_map(|name| Some(((*name).to_owned(), body.get(*name)?)));
    let consent: Map<String, Value> = consent.map(|(name, value)| (name, value.clone())).collect();
    if !consent.is_empty() {
        put("mh:consent", &Value::Object(consent));
    }
    claims
}
