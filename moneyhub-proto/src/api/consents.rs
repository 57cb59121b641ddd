//! The page on which a user consents, for clients that let Moneyhub show it.
//!
//! It belongs to the identity service. It is made for browsers, and takes no token.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`Show`] | `GET /consents/{authRequestId}` | no token |

use crate::{api::prelude::*, codec, config::Config};

/// `GET /consents/{authRequestId}`: the page on which a user consents to an authorisation request. No
/// token.
///
/// Send the user's browser to its [`url`](Self::url). The page redirects back with `paymentId` and
/// `authRequestId` in the query of the redirect URI. It exists only for clients that are configured with
/// Moneyhub's own consent screen. Fetching it yourself returns the HTML, which is useful only in tests.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{Config, consents::Show};
///
/// let show = Show { auth_request_id: "7f1e2d3c".into() };
/// let url = show.url(&Config::builder().build()?)?;
/// assert_eq!(url, "https://identity.moneyhub.co.uk/consents/7f1e2d3c");
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Show {
    /// The authorisation request.
    pub auth_request_id: AuthRequestId,
}

impl Show {
    /// Where to send the user's browser.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ErrorKind::Request) for an id that can't be part of a path.
    pub fn url(&self, config: &Config) -> Result<String, Error> {
        codec::encode_without_token(self, config).map(|request| request.uri().to_string())
    }
}

impl Endpoint for Show {
    type Output = String;
    const OPERATION: Operation<String> = Service::Identity
        .get("consents.show", "/consents/{authRequestId}", decode::text)
        .of_nobody()
        .accepts("text/html");

    fn fill(&self, call: Call) -> Call {
        call.path("authRequestId", &self.auth_request_id)
    }
}
