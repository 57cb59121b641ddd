use super::introspect::about_token;
use crate::{
    codec::{Call, Endpoint, Operation, decode},
    config::{Replay, Service},
    ground::{open_enum::open_enum, secret::Secret},
};

/// `POST /oidc/token/revocation`: revokes a token (RFC 7009). A token that is already invalid is
/// not an error.
///
/// Known from Moneyhub's discovery document only; no client of theirs uses it. A
/// [`Client`](crate::driver::Client) does not forget a cached token because of this: it fetches a new one
/// after the first call that is refused.
///
/// # Examples
///
/// ```
/// use http::Response;
/// use moneyhub_proto::{codec, identity::{Revoke, TokenTypeHint}, Config};
///
/// let config = Config::builder().client_id("client").client_secret("secret").build()?;
/// let token_type_hint = Some(TokenTypeHint::RefreshToken);
/// let revoke = Revoke { token: "a-token".into(), token_type_hint };
/// let request = codec::encode_without_token(&revoke, &config)?;
/// assert_eq!(request.body(), "token=a-token&token_type_hint=refresh_token");
///
/// codec::decode(&revoke, Response::new(""))?;
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Revoke {
    /// The token.
    pub token: Secret,
    /// What kind of token it is. The service looks there first.
    pub token_type_hint: Option<TokenTypeHint>,
}

open_enum! {
    /// The kind of a token (RFC 7009 section 2.1).
    pub enum TokenTypeHint {
        /// A token to make calls with.
        AccessToken = "access_token",
        /// A token to get new tokens with.
        RefreshToken = "refresh_token",
    }
}

impl Endpoint for Revoke {
    type Output = ();
    const OPERATION: Operation<()> = Service::Identity
        .post("identity.revoke", "/oidc/token/revocation", decode::empty)
        .with_credentials()
        .replayed(Replay::Free);

    fn fill(&self, call: Call) -> Call {
        about_token(call, &self.token, self.token_type_hint.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Replay;

    fn revoke() -> Revoke {
        Revoke { token: "canary".into(), token_type_hint: None }
    }

    #[test]
    fn it_may_be_repeated_freely() {
        assert_eq!(revoke().call().unwrap().facts().replay, Replay::Free);
    }

    #[test]
    fn an_empty_token_is_refused_before_it_is_sent() {
        let error = Revoke { token: "".into(), ..revoke() }.call().unwrap_err();
        assert_eq!(error.to_string(), "identity.revoke: token is empty");
    }

    #[test]
    fn a_success_may_say_nothing_and_a_refusal_is_one() {
        let reply = |status: u16| http::Response::builder().status(status).body("").unwrap();
        assert!(crate::codec::decode(&revoke(), reply(200)).is_ok());
        assert!(crate::codec::decode(&revoke(), reply(503)).is_err());
    }

    #[test]
    fn debug_shows_no_token() {
        assert!(!format!("{:?} {:?}", revoke(), revoke().call()).contains("canary"));
    }
}
