use std::{fmt, time::Duration};

use crate::{
    api::identity::{Nonce, State, claims::Claims},
    ground::{
        id::{ConnectionId, UserId},
        secret::{AccessToken, Secret},
    },
};

/// What an `id_token` has to say beside what it always has to.
///
/// The default expects nothing, and no `nonce`. `Debug` shows what is expected, not its value.
#[derive(Clone, Copy, Default)]
pub struct ExpectedIdToken<'a> {
    /// How the token came.
    pub channel: Channel,
    /// The `nonce` that was sent.
    pub nonce: ExpectedNonce<'a>,
    /// How long ago the user may have authenticated: the `max_age` that was sent. Asks for
    /// `auth_time`.
    pub max_age: Option<Duration>,
    /// The code that came with the token: `c_hash` must be its. Through the front channel it must be
    /// there.
    pub code: Option<&'a Secret>,
    /// The access token that came with the token: `at_hash` must be its. Through the front channel it
    /// must be there.
    pub access_token: Option<&'a AccessToken>,
    /// The state that was sent: `s_hash`, when it is there, must be its.
    pub state: Option<&'a State>,
    /// The user whom the sign-in was for.
    pub subject: Option<&'a UserId>,
    /// The connection that the sign-in was for. It must be there, but for a token that came through
    /// the front channel with a code: that may say less than the one that the code is exchanged for
    /// (OpenID Connect Core section 3.3.3.6).
    pub connection_id: Option<&'a ConnectionId>,
    /// The claims that were asked for. Those with a `value` or `values` are verified (OpenID Connect Core
    /// section 5.5.1): the token has one of these, and has none only if the claim was not `essential`,
    /// or as for a connection. Moneyhub's claims but for `mh:con_id` are not among them: an `id_token`
    /// says by `mh:payment` which payment was made, and not what was asked for.
    pub claims: Option<&'a Claims>,
}

/// How a token came. Through a browser, somebody may have put it together from parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Channel {
    /// From the token endpoint, or otherwise from the service itself.
    #[default]
    Back,
    /// Through the user's browser, in a callback.
    Front,
}

/// Which `nonce` a token has.
#[derive(Clone, Copy, Default)]
pub enum ExpectedNonce<'a> {
    /// None: there was none in the request, so one in the token is of another.
    #[default]
    Absent,
    /// Whichever. Nothing then ties the token to a request: for tokens that were received earlier and
    /// are verified once more.
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
