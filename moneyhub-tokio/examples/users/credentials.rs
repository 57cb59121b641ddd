//! Who is asking, as the environment says: a client with a secret, or one with a private key.

use std::{
    env::{self, VarError},
    fs,
};

use crate::adapter::moneyhub_proto::{
    config::ClientAuthentication,
    jose::{PrivateKey, aws_lc_rs},
};

const CLIENT_ID: &str = "MONEYHUB_CLIENT_ID";
const CLIENT_SECRET: &str = "MONEYHUB_CLIENT_SECRET";
const PRIVATE_KEY: &str = "MONEYHUB_PRIVATE_KEY";
const KEY_ID: &str = "MONEYHUB_KEY_ID";

pub(crate) struct Credentials {
    pub(crate) client_id: String,
    pub(crate) authentication: ClientAuthentication,
}

impl Credentials {
    /// `None` when none of the variables is set; an error is one line that says which to mend.
    pub(crate) fn read() -> Result<Option<Self>, String> {
        let (client_id, secret) = (variable(CLIENT_ID)?, variable(CLIENT_SECRET)?);
        let (private_key, key_id) = (variable(PRIVATE_KEY)?, variable(KEY_ID)?);
        let given = match (&secret, &private_key, &key_id) {
            (Some(_), Some(_), _) => {
                return Err(format!(
                    "{CLIENT_SECRET} and {PRIVATE_KEY} are both set: unset the one that the client is not registered with"
                ));
            }
            (_, None, Some(_)) => {
                return Err(format!("{KEY_ID} is set, but {PRIVATE_KEY} is missing or empty"));
            }
            (Some(_), ..) => Some(CLIENT_SECRET),
            (_, Some(_), _) => Some(PRIVATE_KEY),
            _ => None,
        };
        let client_id = match (client_id, given) {
            (Some(client_id), Some(_)) => client_id,
            (None, None) => return Ok(None),
            (None, Some(given)) => {
                return Err(format!("{given} is set, but {CLIENT_ID} is missing or empty"));
            }
            (Some(_), None) => {
                return Err(format!(
                    "{CLIENT_ID} is set, but neither {CLIENT_SECRET} nor {PRIVATE_KEY} is"
                ));
            }
        };
        let authentication = match private_key {
            Some(path) => private_key_jwt(&path, key_id.as_deref())?,
            None => ClientAuthentication::SecretBasic(secret.unwrap_or_default().into()),
        };
        Ok(Some(Self { client_id, authentication }))
    }
}

/// The value of a variable; one that is empty counts as absent.
pub(crate) fn variable(name: &str) -> Result<Option<String>, String> {
    match env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        // The error itself would quote the value.
        Err(VarError::NotUnicode(_)) => Err(format!("{name} is not UTF-8")),
    }
}

/// Signs with the algorithm of the key: its `alg`, or else RS256 for RSA, and that of the curve for EC.
///
/// The path is not repeated in errors: by mistake it may be the key itself.
fn private_key_jwt(path: &str, key_id: Option<&str>) -> Result<ClientAuthentication, String> {
    if path.contains("-----BEGIN") || path.trim_start().starts_with('{') {
        return Err(format!("{PRIVATE_KEY} holds a key: give the path of a file that holds it"));
    }
    let file = fs::read(path)
        .map_err(|error| format!("{PRIVATE_KEY} names a file that can't be read: {error}"))?;
    let signer = PrivateKey::read(file, key_id).and_then(|key| aws_lc_rs::signer(&key, None));
    let signer = signer.map_err(|error| match key_id {
        Some(_) => format!("{PRIVATE_KEY}, {KEY_ID}: {error}"),
        None => format!("{PRIVATE_KEY}: {error}"),
    })?;
    Ok(ClientAuthentication::PrivateKeyJwt(signer))
}
