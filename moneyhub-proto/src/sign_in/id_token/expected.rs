use std::{fmt, time::Duration};

use crate::{
    api::identity::{Nonce, State, claims::Claims},
    ground::{
        id::{ConnectionId, UserId},
        secret::{AccessToken, Secret},
    },
};

/// What an `id_token` must contain besides what it always must.
///
/// The default expects nothing, and no `nonce`. `Debug` shows what is expected, but no values.
#[derive(Clone, Copy, Default)]
pub struct ExpectedIdToken<'a> {
    /// How the token came.
    pub channel: Channel,
    /// The `nonce` that was sent.
    pub nonce: ExpectedNonce<'a>,
    /// How long ago the user may have authenticated: the `max_age` that was sent. Requires
    /// `auth_time`.
    pub max_age: Option<Duration>,
    /// The code that came with the token: `c_hash` must match it. In the front channel, `c_hash` must be
    /// present.
    pub code: Option<&'a Secret>,
    /// The access token that came with the token: `at_hash` must match it. In the front channel, `at_hash`
    /// must be present.
    pub access_token: Option<&'a AccessToken>,
    /// The state that was sent: `s_hash`, if present, must match it.
    pub state: Option<&'a State>,
    /// The user that the sign-in was for.
    pub subject: Option<&'a UserId>,
    /// The connection that the sign-in was for. It must be present, except in a token that came
    /// through the front channel with a code: that one may say less than the one that the code is
    /// exchanged for (OpenID Connect Core section 3.3.3.6).
    pub connection_id: Option<&'a ConnectionId>,
    /// The claims that were requested. Those with a `value` or `values` are verified (OpenID Connect Core
    /// section 5.5.1): the token must have one of these values. It may lack the claim only if that was not
    /// `essential`, or in the same case as for a connection. Of Moneyhub's own claims, only `mh:con_id` is
    /// verified: an `id_token` names the payment that was made in `mh:payment`, not what was requested.
    pub claims: Option<&'a Claims>,
}

/// How a token came. Through a browser, an attacker may have put it together from parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Channel {
    /// From the token endpoint, or directly from the service in another way.
    #[default]
    Back,
    /// Through the user's browser, in a callback.
    Front,
}

/// Which `nonce` a token has.
#[derive(Clone, Copy, Default)]
pub enum ExpectedNonce<'a> {
    /// None: there was none in the request, so one in the token belongs to another request.
    #[default]
    Absent,
    /// Any. Nothing then ties the token to a request. For tokens that were received earlier and are verified
    /// again.
    Any,
    /// This one.
    Is(&'a Nonce),
}

impl fmt::Debug for ExpectedIdToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExpectedIdToken")
            .field("channel", &self.channel)
            .field("nonce", &self.nonce)
            .field("max_age", &self.max_age)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ExpectedNonce<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "Absent",
            Self::Any => "Any",
            Self::Is(_) => "Is(redacted)",
        })
    }
}
