//! Which scopes may be requested together (Moneyhub's documentation, "Scopes").

use super::Rejection;
use crate::client::Client;

/// The scopes of sign-in. Every client may request them in an authorisation request, but not for a
/// token of its own.
pub(crate) const SIGN_IN_SCOPES: [&str; 17] = [
    "id:all",
    "id:api",
    "id:autotrader",
    "id:experian",
    "id:legacy",
    "id:mouseprice",
    "id:test",
    "id:zoopla",
    "offline_access",
    "openid",
    "payment",
    "reauth",
    "reconsent",
    "recurring_payment:create",
    "refresh",
    "reverse_payment",
    "standing_orders:create",
];

/// What the user is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Connect,
    /// The claim for a payment.
    Pay(&'static str),
    Reauth,
    Refresh,
    Reconsent,
}

pub(super) struct Asked {
    pub(super) purpose: Purpose,
    pub(super) bank: Option<String>,
    pub(super) scope: String,
}

pub(crate) fn is_for_sign_in(scope: &str) -> bool {
    SIGN_IN_SCOPES.contains(&scope) || bank(scope).is_some()
}

/// `openid`, with one bank and at most one payment, or with one step in the life of a connection
/// and nothing else.
pub(super) fn asked(client: &Client, scope: &str) -> Result<Asked, Rejection> {
    let invalid = |description: &str| Err(Rejection::new("invalid_scope", description));
    let names: Vec<&str> = scope.split(' ').collect();
    let known = |name: &&str| is_for_sign_in(name) || client.scopes.contains(*name);
    if !names.iter().all(known) {
        return invalid("requested scope is not allowed");
    }
    if !names.contains(&"openid") {
        return invalid("scope must have openid");
    }
    let purposes: Vec<Purpose> = names.iter().filter_map(|name| purpose(name)).collect();
    if purposes.len() > 1 {
        return invalid("reauth, refresh, reconsent and payments exclude each other");
    }
    let purpose = purposes.into_iter().next().unwrap_or(Purpose::Connect);
    let banks: Vec<&str> = names.iter().filter_map(|name| bank(name)).collect();
    let bank = match (&purpose, banks.as_slice()) {
        (Purpose::Connect | Purpose::Pay(_), [bank]) => Some((*bank).to_owned()),
        (Purpose::Connect | Purpose::Pay(_), []) => {
            return invalid("scope must have one bank, or reauth, refresh or reconsent");
        }
        (Purpose::Connect | Purpose::Pay(_), _) => {
            return invalid("bank scopes exclude each other");
        }
        (Purpose::Reauth | Purpose::Refresh | Purpose::Reconsent, _) if names.len() == 2 => None,
        _ => return invalid("with reauth, refresh and reconsent, only openid is allowed"),
    };
    Ok(Asked { purpose, bank, scope: scope.to_owned() })
}

fn purpose(scope: &str) -> Option<Purpose> {
    match scope {
        "reauth" => Some(Purpose::Reauth),
        "refresh" => Some(Purpose::Refresh),
        "reconsent" => Some(Purpose::Reconsent),
        "payment" => Some(Purpose::Pay("mh:payment")),
        "reverse_payment" => Some(Purpose::Pay("mh:reverse_payment")),
        "recurring_payment:create" => Some(Purpose::Pay("mh:recurring_payment")),
        "standing_orders:create" => Some(Purpose::Pay("mh:standing_order")),
        _ => None,
    }
}

/// `id:` and a kind of bank, or the 32 hex digits of one bank.
fn bank(scope: &str) -> Option<&str> {
    let bank = scope.strip_prefix("id:")?;
    let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let one_bank = bank.len() == 32 && bank.bytes().all(hex);
    (one_bank || SIGN_IN_SCOPES.contains(&scope)).then_some(bank)
}
