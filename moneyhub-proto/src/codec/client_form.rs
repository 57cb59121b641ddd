//! The parts of a form that only the configuration knows: the client's authentication, and the JWTs
//! of an attempt.

use bytes::Bytes;

use super::client_jwt::{ClientJwt, FormJwt};
use crate::{
    codec::{Authentication, Call},
    config::Config,
    ground::error::{ConfigurationError, Error, RequestError},
};

/// The body of a call that carries this form.
pub(crate) fn complete(
    config: &Config,
    call: &Call,
    form: &str,
    jwts: &[ClientJwt],
) -> Result<Bytes, Error> {
    let authentication = match call.authentication() {
        Authentication::Credentials => config.authentication(),
        _ => None,
    };
    let named = authentication.filter(|authentication| authentication.is_named_in_form());
    if jwts.is_empty() {
        if ClientJwt::any_of(config, call) {
            return Err(RequestError::MissingJwt.into());
        }
        if named.is_none() {
            return Ok(Bytes::copy_from_slice(form.as_bytes()));
        }
    }
    let room = jwts.iter().map(|jwt| jwt.text().len() + 128).sum::<usize>();
    let mut text = String::with_capacity(form.len() + room + 256);
    let object = jwts.iter().any(ClientJwt::is_request);
    if !object {
        text.push_str(form);
    }
    let mut pairs = form_urlencoded::Serializer::for_suffix(text, 0);
    if let (true, Some(FormJwt::RequestObject(request))) = (object, call.jwt()) {
        pairs.append_pair("client_id", request.client_id.as_str());
    }
    if let Some(authentication) = named {
        let missing = ConfigurationError::Missing { setting: "client_id" };
        let client_id = config.client_id().ok_or(missing)?;
        if !object && !names_client(form) {
            pairs.append_pair("client_id", client_id);
        }
        if let Some(secret) = authentication.secret_in_form() {
            pairs.append_pair("client_secret", secret.expose_secret());
        }
    }
    for jwt in jwts {
        if jwt.is_client_assertion() {
            let of_jwt = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            pairs.append_pair("client_assertion_type", of_jwt);
        }
        pairs.append_pair(jwt.parameter(), jwt.text());
    }
    Ok(Bytes::from(pairs.finish()))
}

/// Whether a form names the client. In a value, `&` and `=` are always encoded.
fn names_client(form: &str) -> bool {
    form.starts_with("client_id=") || form.contains("&client_id=")
}

#[cfg(test)]
mod tests;
