use crate::{
    codec::{Call, Endpoint, Operation, decode},
    config::{Config, DiscoveryDocument, Service},
    ground::error::{DiscoveryError, Error},
    jose::JsonWebKeySet,
};

/// The largest answer, in bytes. Real ones have a few thousand.
const REPLY_LIMIT: usize = 256 * 1024;

/// `GET /oidc/certs`: the public keys of the identity service (RFC 7517 section 5). No
/// authentication.
///
/// # Examples
///
/// ```
/// use http::Response;
/// use moneyhub_proto::{codec, identity::GetJsonWebKeys};
///
/// let body = r#"{"keys":[{"kty":"RSA","kid":"k1","n":"AQAB","e":"AQAB"},{"kty":"new"},17]}"#;
/// let keys = codec::decode(&GetJsonWebKeys, Response::new(body))?;
/// assert_eq!(keys.keys.len(), 2);
/// assert_eq!(keys.unreadable, 1);
/// assert_eq!(keys.with_key_id("k1").count(), 1);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct GetJsonWebKeys;

impl Endpoint for GetJsonWebKeys {
    type Output = JsonWebKeySet;
    const OPERATION: Operation<JsonWebKeySet> = Service::Identity
        .get("identity.get_json_web_keys", "/oidc/certs", decode::bare)
        .of_nobody()
        .reply_limit(REPLY_LIMIT);
}

/// The same, at the URL that a discovery document names.
pub(crate) struct DiscoveredKeys {
    url: String,
}

impl DiscoveredKeys {
    /// # Errors
    ///
    /// If the document can't be trusted.
    pub(crate) fn of(
        document: &DiscoveryDocument,
        config: &Config,
    ) -> Result<Self, DiscoveryError> {
        Ok(Self { url: document.keys_url(config)? })
    }
}

impl Endpoint for DiscoveredKeys {
    type Output = JsonWebKeySet;
    const OPERATION: Operation<JsonWebKeySet> = GetJsonWebKeys::OPERATION;

    fn call(&self) -> Result<Call, Error> {
        Ok(GetJsonWebKeys.call()?.at_url(self.url.clone()))
    }
}

#[cfg(test)]
mod tests {
    use http::Response;

    use super::*;
    use crate::{codec, config::Config, jose::JsonWebKey};

    fn read(body: &str) -> Result<JsonWebKeySet, Error> {
        codec::decode(&GetJsonWebKeys, Response::new(body.to_owned()))
    }

    #[test]
    fn they_are_asked_for_by_nobody() {
        let config = Config::builder().build().unwrap();
        let request = codec::encode_without_token(&GetJsonWebKeys, &config).unwrap();
        assert_eq!(request.uri(), "https://identity.moneyhub.co.uk/oidc/certs");
        assert!(!request.headers().contains_key("authorization"));
    }

    #[test]
    fn a_key_that_nobody_knows_is_kept_with_all_its_members() {
        let set = read(r#"{"keys":[{"kty":"AKP","alg":"ML-DSA-44","pub":"x","ext":{"a":1}}]}"#);
        let key = &set.unwrap().keys[0];
        assert_eq!((key.key_type(), key.algorithm()), (Some("AKP"), Some("ML-DSA-44")));
        assert_eq!(key.members()["ext"]["a"], 1);
    }

    #[test]
    fn one_bad_key_never_fails_the_set() {
        let set = read(r#"{"keys":[null,7,"x",[],{"kty":7,"kid":[]},{"kty":"EC","kid":"k1"}]}"#);
        let set = set.unwrap();
        assert_eq!((set.keys.len(), set.unreadable), (2, 4));
        assert_eq!((set.keys[0].key_type(), set.keys[0].key_id()), (None, None));
        assert_eq!(set.with_key_id("k1").count(), 1);
    }

    #[test]
    fn keys_that_share_an_id_are_all_found() {
        let set = read(r#"{"keys":[{"kty":"EC","kid":"k"},{"kty":"RSA","kid":"k"}]}"#).unwrap();
        let types: Vec<_> = set.with_key_id("k").map(JsonWebKey::key_type).collect();
        assert_eq!(types, [Some("EC"), Some("RSA")]);
    }

    #[test]
    fn a_set_without_keys_is_no_set() {
        assert_eq!(read("{}").unwrap_err().decode_error().unwrap().path(), "keys");
        assert_eq!(read(r#"{"keys":{}}"#).unwrap_err().decode_error().unwrap().path(), "keys");
    }

    #[test]
    fn debug_shows_none_of_the_numbers() {
        let set = read(r#"{"keys":[{"kty":"RSA","kid":"k","d":"canary","use":"sig"}]}"#).unwrap();
        let shown = format!("{set:?}");
        assert!(shown.contains("\"k\"") && !shown.contains("canary"), "{shown}");
    }
}
