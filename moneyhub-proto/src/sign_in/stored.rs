//! A pending sign-in as one text.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{Flow, PendingSignIn, pending::Origin};
use crate::{
    api::identity::{CodeVerifier, Nonce, State, claims::Claims},
    ground::{
        env::UnixTime,
        error::{Error, RequestError},
        id::{ClientId, ConnectionId, UserId},
        secret::Secret,
    },
};

/// The text begins with what it is (a sign-in of this crate) and the version of its form. A change
/// that older versions would misread gets another number.
const KIND: &str = "mhsi";
const VERSION: &str = "1";

/// The version with claims. Without claims the previous version is written, which older versions can read.
const VERSION_WITH_CLAIMS: &str = "2";

/// The longest text that is read, in bytes. A redirect URI is the longest part.
const LIMIT: usize = 16 * 1024;

/// Large enough that the text does not grow, which would leave a second copy of it in memory.
const CAPACITY: usize = 4 * 1024;

/// Its name in errors.
const PARAMETER: &str = "the pending sign-in";

#[derive(Serialize)]
struct Written<'a> {
    issuer: &'a str,
    client_id: &'a str,
    state: &'a str,
    nonce: &'a str,
    code_verifier: &'a str,
    redirect_uri: &'a str,
    response_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<&'a BTreeMap<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_age: Option<u64>,
    expires_at: i64,
}

#[derive(Deserialize)]
struct Read {
    issuer: String,
    client_id: String,
    state: Secret,
    nonce: Secret,
    code_verifier: Secret,
    redirect_uri: String,
    response_type: String,
    sub: Option<String>,
    connection_id: Option<String>,
    claims: Option<BTreeMap<String, Value>>,
    max_age: Option<u64>,
    expires_at: i64,
}

pub(super) fn write(pending: &PendingSignIn) -> Secret {
    // A single value of `sub` or `mh:con_id` has its own place.
    let said = [("sub", pending.subject.is_some()), ("mh:con_id", pending.connection_id.is_some())];
    let has_place = |name: &str| said.contains(&(name, true));
    let claims = pending.claims.iter().any(|(name, _)| !has_place(name));
    let claims = claims.then(|| pending.claims.as_map());
    let written = Written {
        issuer: &pending.origin.issuer,
        client_id: pending.origin.client_id.as_str(),
        state: pending.state.expose_secret(),
        nonce: pending.nonce.expose_secret(),
        code_verifier: pending.code_verifier.expose_secret(),
        redirect_uri: &pending.redirect_uri,
        response_type: pending.flow.response_type(),
        sub: pending.subject.as_ref().map(UserId::as_str),
        connection_id: pending.connection_id.as_ref().map(ConnectionId::as_str),
        claims,
        max_age: pending.max_age,
        expires_at: pending.expires_at.seconds(),
    };
    let mut json = Zeroizing::new(Vec::with_capacity(CAPACITY));
    // Writing strings and numbers to memory can't fail.
    let _ = serde_json::to_writer(&mut *json, &written);
    let mut text = String::with_capacity(CAPACITY + json.len() * 2);
    text.push_str(KIND);
    text.push_str(if claims.is_some() { VERSION_WITH_CLAIMS } else { VERSION });
    text.push('.');
    BASE64_URL_SAFE_NO_PAD.encode_string(&*json, &mut text);
    Secret::from(text)
}

pub(super) fn read(text: &str) -> Result<PendingSignIn, Error> {
    let malformed = || Error::from(RequestError::NotRestorable { parameter: PARAMETER });
    if text.len() > LIMIT {
        return Err(malformed());
    }
    let parts = text.strip_prefix(KIND).and_then(|rest| rest.split_once('.'));
    let (version, body) = parts.ok_or_else(malformed)?;
    if version != VERSION && version != VERSION_WITH_CLAIMS {
        let is_number = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
        let other = RequestError::OtherVersion { parameter: PARAMETER };
        return Err(if is_number { other.into() } else { malformed() });
    }
    let json = BASE64_URL_SAFE_NO_PAD.decode(body).map(Zeroizing::new).map_err(|_| malformed())?;
    let read: Read = serde_json::from_slice(&json).map_err(|_| malformed())?;
    let flows = [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit];
    let flow = flows.into_iter().find(|flow| flow.response_type() == read.response_type);
    Ok(PendingSignIn {
        origin: Origin { issuer: read.issuer, client_id: ClientId::from(read.client_id) },
        state: State::restore(read.state).map_err(|_| malformed())?,
        nonce: Nonce::restore(read.nonce).map_err(|_| malformed())?,
        code_verifier: CodeVerifier::restore(read.code_verifier).map_err(|_| malformed())?,
        redirect_uri: read.redirect_uri,
        flow: flow.ok_or_else(malformed)?,
        subject: read.sub.map(UserId::from),
        connection_id: read.connection_id.map(ConnectionId::from),
        claims: Claims::of_map(read.claims.unwrap_or_default()),
        max_age: read.max_age,
        expires_at: UnixTime::from_seconds(read.expires_at),
    })
}
