use super::{TokenSet, client_credentials::token_operation};
use crate::{
    api::identity::client_credentials,
    codec::{Call, Endpoint, Operation, Reply},
    ground::{
        error::{Error, RequestError},
        scope::Scopes,
        secret::Secret,
    },
};

/// `POST /oidc/token` with the grant `refresh_token` (RFC 6749 section 6): new tokens for a user who signed
/// in with the scope `offline_access`.
///
/// A refresh token may be valid for one use only, so this is never sent twice. If the answer has a
/// new one, store that before you do anything else: the old one is spent.
///
/// # Examples
///
/// ```
/// use http::Response;
/// use moneyhub_proto::{codec, identity::Refresh, scope};
///
/// let refresh = Refresh { refresh_token: "old".into(), scopes: scope::OPENID.into() };
/// let body = r#"{"access_token":"a","token_type":"Bearer","refresh_token":"new"}"#;
/// let tokens = codec::decode(&refresh, Response::new(body))?;
/// assert_eq!(tokens.refresh_token.unwrap().expose_secret(), "new");
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Refresh {
    /// The refresh token.
    pub refresh_token: Secret,
    /// The scopes of the old tokens. They are not sent: they are the scopes of the new ones if the
    /// answer does not name any.
    pub scopes: Scopes,
}

impl Endpoint for Refresh {
    type Output = TokenSet;
    const OPERATION: Operation<TokenSet> =
        token_operation("identity.refresh").never_repeated().advice(&[(
            "invalid_grant",
            "the identity service did not accept the refresh token: it was used before, revoked, or has expired; the user has to sign in again",
        )]);

    fn fill(&self, call: Call) -> Call {
        let refresh_token = self.refresh_token.expose_secret();
        let empty = RequestError::Empty { parameter: "refresh_token" };
        call.form(&[("grant_type", "refresh_token"), ("refresh_token", refresh_token)])
            .refuse_if(refresh_token.is_empty(), empty)
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<TokenSet, Error> {
        client_credentials::read(reply, &self.scopes, &|| self.call())
    }
}

#[cfg(test)]
mod tests {
    use http::Response;

    use super::*;
    use crate::config::Replay;
    use crate::{codec, config::Config, ground::scope};

    fn refresh() -> Refresh {
        Refresh { refresh_token: "canary".into(), scopes: scope::OPENID.into() }
    }

    #[test]
    fn the_form_is_that_of_the_reference() {
        let config = Config::builder().client_id("client").client_secret("secret").build().unwrap();
        let request = codec::encode_without_token(&refresh(), &config).unwrap();
        assert_eq!(request.uri().path(), "/oidc/token");
        assert_eq!(request.body(), "grant_type=refresh_token&refresh_token=canary");
    }

    #[test]
    fn a_refresh_token_is_never_sent_twice() {
        assert_eq!(refresh().call().unwrap().facts().replay, Replay::Never);
    }

    #[test]
    fn without_a_word_about_it_the_scopes_stay() {
        let body = r#"{"access_token":"a","token_type":"Bearer"}"#;
        let tokens = codec::decode(&refresh(), Response::new(body)).unwrap();
        assert_eq!(tokens.scopes, Scopes::from(scope::OPENID));
        assert!(tokens.refresh_token.is_none());
    }

    #[test]
    fn a_refresh_token_that_is_not_accepted_sends_the_user_to_sign_in() {
        let response = Response::builder().status(400).body(r#"{"error":"invalid_grant"}"#);
        let error = codec::decode(&refresh(), response.unwrap()).unwrap_err();
        assert!(error.to_string().contains("the user has to sign in again"), "{error}");
    }

    #[test]
    fn an_empty_refresh_token_is_refused_before_it_is_sent() {
        let error = Refresh { refresh_token: "".into(), ..refresh() }.call().unwrap_err();
        assert_eq!(error.to_string(), "identity.refresh: refresh_token is empty");
    }

    #[test]
    fn debug_shows_no_token() {
        assert!(!format!("{:?} {:?}", refresh(), refresh().call()).contains("canary"));
    }
}
