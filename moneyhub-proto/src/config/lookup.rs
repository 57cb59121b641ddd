//! Settings by the names of environment variables, from any source.

use super::{ClientAuthentication, ConfigBuilder};
use crate::{
    ground::error::{ConfigurationError, Error},
    jose::{self, PrivateKey},
};

const CLIENT_ID: &str = "MONEYHUB_CLIENT_ID";
const CLIENT_SECRET: &str = "MONEYHUB_CLIENT_SECRET";
const PRIVATE_KEY: &str = "MONEYHUB_PRIVATE_KEY";
const KEY_ID: &str = "MONEYHUB_KEY_ID";
const IDENTITY_URL: &str = "MONEYHUB_IDENTITY_URL";
const API_URL: &str = "MONEYHUB_API_URL";

/// Finds the value of a variable.
type Value<'a> = dyn Fn(&'static str) -> Result<Option<String>, ConfigurationError> + 'a;

/// Reads the file of a private key.
type File<'a> = dyn Fn(&str) -> Result<Vec<u8>, ConfigurationError> + 'a;

impl ConfigBuilder {
    /// Reads the settings of a deployment by the names of their environment variables. This crate
    /// does not read the environment: `lookup` does, or it reads a file, a map or a vault. The
    /// adapters have `config_from_env`, which reads the environment.
    ///
    /// | name | value |
    /// |---|---|
    /// | `MONEYHUB_CLIENT_ID` | the client; it also needs one of the next two |
    /// | `MONEYHUB_CLIENT_SECRET` | its secret (`client_secret_basic`) |
    /// | `MONEYHUB_PRIVATE_KEY` | its private key (`private_key_jwt`): PEM, JWK or JWK set; for `config_from_env`, also the path of such a file |
    /// | `MONEYHUB_KEY_ID` | the `kid` of that key; chooses one of a set |
    /// | `MONEYHUB_IDENTITY_URL`, `MONEYHUB_API_URL` | another service than production; http for a loopback address |
    ///
    /// An empty value counts as absent, and white space around a value is ignored. If no client is
    /// named, the builder has none: every call then has to bring its own token.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration), naming the variable:
    /// values that contradict each other or lack a counterpart, and a key that can't be used.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use moneyhub_proto::{config::ConfigBuilder, scope};
    ///
    /// let settings = BTreeMap::from([
    ///     ("MONEYHUB_CLIENT_ID", "my-client"),
    ///     ("MONEYHUB_CLIENT_SECRET", "my-secret"),
    /// ]);
    /// let lookup = |name: &str| settings.get(name).map(|value| (*value).to_owned());
    /// let config = ConfigBuilder::from_lookup(lookup)?.scopes(scope::USER_READ).build()?;
    /// assert_eq!(config.client_id(), Some("my-client"));
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// ```
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let no_file = |_: &str| {
            let problem = "is not a private key: give the key itself, as PEM or JSON";
            Err(ConfigurationError::Invalid { setting: PRIVATE_KEY, problem })
        };
        Self::from_variables(&|name| Ok(lookup(name)), &no_file)
    }

    pub(crate) fn from_variables(value: &Value<'_>, file: &File<'_>) -> Result<Self, Error> {
        let value = |name| {
            let value = value(name)?.map(|value| value.trim().to_owned());
            Ok::<_, ConfigurationError>(value.filter(|value| !value.is_empty()))
        };
        let mut builder = Self::new();
        // Setting a loopback http URL in a variable counts as allowing it.
        if let Some(url) = value(IDENTITY_URL)? {
            builder = builder.identity_url(url).allow_loopback_http();
        }
        if let Some(url) = value(API_URL)? {
            builder = builder.api_url(url).allow_loopback_http();
        }
        let (secret, private_key) = (value(CLIENT_SECRET)?, value(PRIVATE_KEY)?);
        let (client_id, key_id) = (value(CLIENT_ID)?, value(KEY_ID)?);
        let authentication = match (secret, private_key, key_id) {
            (Some(_), Some(_), _) => {
                return wrong(
                    CLIENT_SECRET,
                    "and MONEYHUB_PRIVATE_KEY are both set: unset the one that the client is not registered with",
                );
            }
            (_, None, Some(_)) => {
                return wrong(KEY_ID, "is set, but MONEYHUB_PRIVATE_KEY is missing or empty");
            }
            (Some(_), ..) if client_id.is_none() => {
                return wrong(CLIENT_SECRET, "is set, but MONEYHUB_CLIENT_ID is missing or empty");
            }
            (_, Some(_), _) if client_id.is_none() => {
                return wrong(PRIVATE_KEY, "is set, but MONEYHUB_CLIENT_ID is missing or empty");
            }
            (Some(secret), ..) => Some(ClientAuthentication::SecretBasic(secret.into())),
            (None, Some(key), key_id) => {
                Some(private_key_jwt(key.as_str(), key_id.as_deref(), file)?)
            }
            (None, None, None) => None,
        };
        match (client_id, authentication) {
            (Some(client_id), Some(authentication)) => {
                Ok(builder.client_id(client_id).client_authentication(authentication))
            }
            (Some(_), None) => wrong(
                CLIENT_ID,
                "is set, but neither MONEYHUB_CLIENT_SECRET nor MONEYHUB_PRIVATE_KEY is",
            ),
            (None, _) => Ok(builder),
        }
    }
}

fn private_key_jwt(
    value: &str,
    key_id: Option<&str>,
    file: &File<'_>,
) -> Result<ClientAuthentication, Error> {
    let read = match looks_like_a_key(value) {
        true => PrivateKey::read(value, key_id),
        false => PrivateKey::read(file(value)?, key_id),
    };
    let signer = read.and_then(|key| jose::compiled_in_signer(&key));
    signer.map(ClientAuthentication::PrivateKeyJwt).map_err(|error| {
        match error.configuration_error() {
            Some(&ConfigurationError::PrivateKey { problem }) => {
                let setting = match key_id {
                    Some(_) => "MONEYHUB_PRIVATE_KEY, MONEYHUB_KEY_ID",
                    None => PRIVATE_KEY,
                };
                ConfigurationError::PrivateKeyIn { setting, problem }.into()
            }
            _ => error,
        }
    })
}

/// Whether this is a key, and not the path of its file: a PEM, JSON, or base64 of either, as in a
/// Kubernetes secret. No path is that long.
fn looks_like_a_key(value: &str) -> bool {
    let value = value.trim_start_matches(['"', '\'']);
    value.contains("-----BEGIN")
        || value.starts_with('{')
        // `-----BEGIN `.
        || value.starts_with("LS0tLS1CRUdJTi")
        || value.len() > 4096
}

fn wrong<T>(setting: &'static str, problem: &'static str) -> Result<T, Error> {
    Err(ConfigurationError::Invalid { setting, problem }.into())
}

#[cfg(test)]
mod tests {
    #[cfg(any(feature = "aws-lc-rs", feature = "ring"))]
    use base64::{Engine, prelude::BASE64_STANDARD};

    use super::*;

    fn builder(set: &[(&str, &str)]) -> Result<ConfigBuilder, Error> {
        ConfigBuilder::from_lookup(|name| {
            set.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned())
        })
    }

    fn refusal(set: &[(&str, &str)]) -> String {
        builder(set).unwrap_err().to_string()
    }

    #[test]
    fn nothing_set_is_production_without_a_client() {
        let config = builder(&[]).unwrap().build().unwrap();
        assert_eq!(config.client_id(), None);
        assert_eq!(config.issuer(), "https://identity.moneyhub.co.uk/oidc");
    }

    #[test]
    fn white_space_around_a_value_is_not_part_of_it_and_an_empty_value_is_none() {
        let set = [(CLIENT_ID, " client\n"), (CLIENT_SECRET, "\tsecret\r\n"), (KEY_ID, " ")];
        let config = builder(&set).unwrap().build().unwrap();
        assert_eq!(config.client_id(), Some("client"));
    }

    #[test]
    fn a_loopback_http_url_counts_as_asked_for_and_no_other_does() {
        let local = builder(&[(IDENTITY_URL, "http://127.0.0.1:4600")]).unwrap();
        assert_eq!(local.build().unwrap().issuer(), "http://127.0.0.1:4600/oidc");
        let foreign = builder(&[(API_URL, "http://api.example")]).unwrap().build().unwrap_err();
        assert!(foreign.to_string().starts_with("api_url must be https"), "{foreign}");
    }

    #[test]
    fn values_that_contradict_or_miss_each_other_are_refused_by_name() {
        let (id, secret) = ((CLIENT_ID, "client"), (CLIENT_SECRET, "canary-4711"));
        let (key, key_id) = ((PRIVATE_KEY, "{}"), (KEY_ID, "kid"));
        for (set, words) in [
            (
                &[id, secret, key] as &[_],
                "MONEYHUB_CLIENT_SECRET and MONEYHUB_PRIVATE_KEY are both set",
            ),
            (&[id, secret, key_id], "MONEYHUB_KEY_ID is set, but MONEYHUB_PRIVATE_KEY is missing"),
            (
                &[secret],
                "MONEYHUB_CLIENT_SECRET is set, but MONEYHUB_CLIENT_ID is missing or empty",
            ),
            (&[key], "MONEYHUB_PRIVATE_KEY is set, but MONEYHUB_CLIENT_ID is missing or empty"),
            (&[id], "MONEYHUB_CLIENT_ID is set, but neither MONEYHUB_CLIENT_SECRET nor"),
        ] {
            let refused = refusal(set);
            assert!(refused.starts_with(words), "{refused}");
            assert!(!refused.contains("canary"), "{refused}");
        }
    }

    #[test]
    fn a_path_in_place_of_a_key_is_refused_where_no_file_can_be_read() {
        let refused = refusal(&[(CLIENT_ID, "client"), (PRIVATE_KEY, "/run/secrets/key.pem")]);
        assert_eq!(
            refused,
            "MONEYHUB_PRIVATE_KEY is not a private key: give the key itself, as PEM or JSON"
        );
    }

    #[test]
    fn a_key_that_cannot_be_read_is_named_by_its_variable() {
        let set = [(CLIENT_ID, "client"), (PRIVATE_KEY, r#"{"kty":"canary-4711"}"#)];
        let refused = refusal(&set);
        assert!(refused.starts_with("MONEYHUB_PRIVATE_KEY: the private key "), "{refused}");
        assert!(!refused.contains("canary"), "{refused}");
    }

    #[cfg(any(feature = "aws-lc-rs", feature = "ring"))]
    #[test]
    fn a_key_in_the_variable_itself_signs_as_shells_and_kubernetes_leave_it() {
        let pem = include_str!("../../tests/keys/p256.pkcs8.pem");
        let base64 = BASE64_STANDARD.encode(pem);
        for key in [pem.to_owned(), pem.replace('\n', "\\n"), base64] {
            let set = [(CLIENT_ID, "client"), (PRIVATE_KEY, key.as_str()), (KEY_ID, "k1")];
            builder(&set).unwrap().build().unwrap();
        }
    }
}
