//! The `claims` parameter (OpenID Connect Core section 5.5), with Moneyhub's own claims.

use serde_json::{Map, Value};

use super::scope::Purpose;
use super::values;

/// The claims that have an effect here.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestedClaims {
    pub(crate) sub: Option<String>,
    pub(crate) connection_id: Option<String>,
    pub(crate) consent_expires_millis: Option<i64>,
    /// The requested claims of Moneyhub: the id_token has only these.
    pub(crate) asked: Vec<String>,
    /// The value of the claim for a payment.
    pub(crate) paid: Option<Value>,
    pub(crate) auth_time: bool,
}

const PAYMENTS: [&str; 4] =
    ["mh:payment", "mh:reverse_payment", "mh:recurring_payment", "mh:standing_order"];

/// Parses the parameter. Unknown members are refused, so that misspelt ones are found; the real
/// service may ignore them.
pub(super) fn requested(
    parameter: Option<&str>,
    purpose: &Purpose,
) -> Result<RequestedClaims, String> {
    let members = match parameter.map(serde_json::from_str) {
        None => Map::new(),
        Some(Ok(Value::Object(members))) => members,
        Some(_) => return Err("claims must be a JSON object".to_owned()),
    };
    if members.keys().any(|name| name != "id_token") {
        return Err("claims may have id_token only".to_owned());
    }
    let mut claims = RequestedClaims::default();
    match members.get("id_token") {
        None | Some(Value::Null) => {}
        Some(Value::Object(asked)) => {
            for (name, wish) in asked {
                let value = wished(name, wish)?;
                read(&mut claims, name, value)?;
            }
        }
        Some(_) => return Err("claims.id_token must be an object".to_owned()),
    }
    let given = |name: &str| {
        let value = members.get("id_token").and_then(|asked| asked.get(name)?.get("value"));
        value.is_some()
    };
    fits(purpose, &claims, given)?;
    Ok(claims)
}

/// The `value` of one claim request: null, or an object of three members.
fn wished<'a>(name: &str, wish: &'a Value) -> Result<Option<&'a Value>, String> {
    let members = match wish {
        Value::Null => return Ok(None),
        Value::Object(members) => members,
        _ => return Err(format!("{name} must be an object or null")),
    };
    for (member, value) in members {
        let right = match member.as_str() {
            "essential" => value.is_boolean(),
            "value" => true,
            "values" => value.is_array(),
            _ => false,
        };
        if !right {
            return Err(format!("{name} may have essential, value and values"));
        }
    }
    Ok(members.get("value"))
}

fn read(claims: &mut RequestedClaims, name: &str, value: Option<&Value>) -> Result<(), String> {
    let text = |value: &Value| match value.as_str() {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(format!("{name} must be a string")),
    };
    match name {
        "sub" => claims.sub = value.map(text).transpose()?,
        "mh:con_id" => claims.connection_id = value.map(text).transpose()?,
        "mh:consent" => {
            claims.consent_expires_millis = value.map(values::consent).transpose()?.flatten();
        }
        "mh:sync" => value.map_or(Ok(()), |value| values::flag(name, value, "enableAsync"))?,
        "mh:account_verification" => {
            value.map_or(Ok(()), |value| values::flag(name, value, "accVerification"))?;
        }
        "mh:cat_type" => value.map_or(Ok(()), values::category_type)?,
        "mh:payment" | "mh:reverse_payment" | "mh:recurring_payment" | "mh:standing_order" => {
            value.map_or(Ok(()), |value| values::payment(name, value))?;
            claims.paid = value.cloned().or(claims.paid.take());
        }
        "auth_time" => claims.auth_time = true,
        // Their shapes are not documented.
        "mh:benefits_check" | "mh:counterparties_check" | "mh:pay_file_consent" => {}
        "iss" | "sid" | "tenant_id" | "acr" => {}
        _ => return Err("a claim in claims is unknown".to_owned()),
    }
    if name.starts_with("mh:") {
        claims.asked.push(name.to_owned());
    }
    Ok(())
}

/// Checks what each purpose needs, and that no payment comes without its scope.
fn fits(
    purpose: &Purpose,
    claims: &RequestedClaims,
    given: impl Fn(&str) -> bool,
) -> Result<(), String> {
    let paid = match purpose {
        Purpose::Pay(claim) => Some(*claim),
        _ => None,
    };
    for name in PAYMENTS {
        match (paid == Some(name), given(name)) {
            (true, false) => return Err(format!("this scope needs {name} with a value")),
            (false, true) => return Err(format!("{name} needs its scope")),
            _ => {}
        }
    }
    let lifecycle = matches!(purpose, Purpose::Reauth | Purpose::Refresh | Purpose::Reconsent);
    if lifecycle && (claims.sub.is_none() || claims.connection_id.is_none()) {
        return Err("this scope needs sub and mh:con_id with values".to_owned());
    }
    if !lifecycle && claims.connection_id.is_some() {
        return Err("mh:con_id has a value only with reauth, refresh and reconsent".to_owned());
    }
    Ok(())
}
