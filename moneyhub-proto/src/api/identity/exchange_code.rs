use super::{
    CodeVerifier, TokenSet,
    client_credentials::{check_subject, token_operation},
};
use crate::{
    api::identity::client_credentials,
    codec::{Call, Endpoint, Operation, Reply},
    ground::{
        error::{Error, RequestError},
        id::UserId,
        scope::Scopes,
        secret::Secret,
    },
};

/// `POST /oidc/token` with the grant `authorization_code` (RFC 6749 section 4.1.3, with PKCE of RFC
/// 7636 section 4.5): exchanges the code of a callback for tokens.
///
/// A code is valid for one use, so this is never sent twice. An attempt may take two minutes, since
/// the service may go to the bank before it answers. The `id_token` of the answer is not verified
/// here.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{codec, identity::{CodeVerifier, ExchangeCode}, Config};
///
/// let config = Config::builder().client_id("client").client_secret("secret").build()?;
/// let exchange = ExchangeCode {
///     code: "the-code".into(),
///     redirect_uri: "https://shop.example/callback".into(),
///     code_verifier: CodeVerifier::restore("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")?,
///     subject: None,
/// };
/// let request = codec::encode_without_token(&exchange, &config)?;
/// assert!(request.body().starts_with(b"grant_type=authorization_code&code=the-code&redirect_uri="));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ExchangeCode {
    /// The code.
    pub code: Secret,
    /// The redirect URI of the authorisation request, exactly.
    pub redirect_uri: String,
    /// The secret half of that request's PKCE.
    pub code_verifier: CodeVerifier,
    /// The user, if known. It lets the exchange succeed even if the user's browser has lost the
    /// identity service's cookies.
    pub subject: Option<UserId>,
}

impl Endpoint for ExchangeCode {
    type Output = TokenSet;
    const OPERATION: Operation<TokenSet> =
        token_operation("identity.exchange_code").never_repeated().slow().advice(&[(
            "invalid_grant",
            "the identity service did not accept the code: it was used before, or has expired, or redirect_uri or code_verifier are not those of its request; the user has to sign in again",
        )]);

    fn fill(&self, call: Call) -> Call {
        let code = self.code.expose_secret();
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", self.code_verifier.expose_secret()),
        ];
        form.extend(self.subject.as_ref().map(|subject| ("sub", subject.as_str())));
        call.form(&form)
            .refuse_if(code.is_empty(), RequestError::Empty { parameter: "code" })
            .checked(check_subject(self.subject.as_ref()))
    }

    /// If the answer does not name the granted scopes, they are those of the authorisation request (RFC 6749
    /// section 5.1), which are not known here: `scopes` is then empty.
    fn decode(&self, reply: &mut Reply<'_>) -> Result<TokenSet, Error> {
        client_credentials::read(reply, &Scopes::default(), &|| self.call())
    }
}

#[cfg(test)]
mod tests {
    use http::Response;

    use super::*;
    use crate::{
        codec,
        config::Config,
        ground::error::{ErrorKind, Outcome},
    };

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    fn exchange() -> ExchangeCode {
        ExchangeCode {
            code: "canary-code".into(),
            redirect_uri: "https://shop.example/callback".into(),
            code_verifier: CodeVerifier::restore(VERIFIER).unwrap(),
            subject: Some("64b0f3a1".into()),
        }
    }

    fn answer(status: u16, body: &str) -> Result<TokenSet, Error> {
        let response = Response::builder().status(status).body(body.to_owned()).unwrap();
        codec::decode(&exchange(), response)
    }

    #[test]
    fn an_empty_subject_is_refused_before_the_code_is_spent() {
        let error = ExchangeCode { subject: Some("".into()), ..exchange() }.call().unwrap_err();
        assert_eq!(error.to_string(), "identity.exchange_code: sub is empty");
    }

    #[test]
    fn the_form_is_that_of_the_reference() {
        let config = Config::builder().client_id("client").client_secret("secret").build().unwrap();
        let request = codec::encode_without_token(&exchange(), &config).unwrap();
        let pairs: Vec<_> = form_urlencoded::parse(request.body()).into_owned().collect();
        let expected = [
            ("grant_type", "authorization_code"),
            ("code", "canary-code"),
            ("redirect_uri", "https://shop.example/callback"),
            ("code_verifier", VERIFIER),
            ("sub", "64b0f3a1"),
        ];
        assert_eq!(pairs, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
        assert_eq!(request.uri().path(), "/oidc/token");
    }

    #[test]
    fn a_code_is_never_sent_twice_and_may_take_its_time() {
        let call = exchange().call().unwrap();
        assert_eq!(call.facts().replay, crate::config::Replay::Never);
        assert_eq!(call.facts().timeout, Call::SLOW_TIMEOUT);
    }

    #[test]
    fn the_answer_brings_id_token_and_refresh_token() {
        let tokens = answer(200, r#"{"access_token":"a","token_type":"Bearer","id_token":"canary-i","refresh_token":"canary-r","scope":"openid"}"#).unwrap();
        assert_eq!(tokens.id_token.as_ref().unwrap().expose_secret(), "canary-i");
        assert_eq!(tokens.refresh_token.as_ref().unwrap().expose_secret(), "canary-r");
        assert_eq!(tokens.scopes.to_string(), "openid");
        assert!(!format!("{tokens:?}").contains("canary"));
    }

    #[test]
    fn a_code_that_is_not_accepted_says_what_to_look_at() {
        let error = answer(400, r#"{"error":"invalid_grant"}"#).unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
        assert!(error.to_string().contains("used before, or has expired"), "{error}");
        assert!(!error.is_retryable());
    }

    #[test]
    fn an_empty_code_is_refused_before_it_is_sent() {
        let error = ExchangeCode { code: "".into(), ..exchange() }.call().unwrap_err();
        assert_eq!(error.to_string(), "identity.exchange_code: code is empty");
    }

    #[test]
    fn debug_shows_neither_code_nor_verifier() {
        let shown = format!("{:?} {:?}", exchange(), exchange().call());
        assert!(!shown.contains("canary") && !shown.contains(VERIFIER), "{shown}");
    }
}
