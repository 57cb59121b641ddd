//! The four endpoints at which a client says who it is.

use moneyhub_tokio::moneyhub_proto::{
    Error, identity,
    identity::{Introspect, PushedAuthorisationRequest, Revoke},
};

use crate::application::{Application, connect, user_read};

#[derive(Clone, Copy, Debug)]
pub(crate) enum Endpoint {
    Introspection,
    PushedRequests,
    Revocation,
    Token,
}

impl Endpoint {
    pub(crate) const ALL: [Self; 4] =
        [Self::Introspection, Self::PushedRequests, Self::Revocation, Self::Token];

    /// Asks something of the endpoint that any client may ask who says rightly who it is.
    pub(crate) async fn ask(self, application: &Application) -> Result<(), Error> {
        let client = &application.client;
        let (token, token_type_hint) = ("made-up".into(), None);
        match self {
            Self::Introspection => {
                client.send(Introspect { token, token_type_hint }).await.map(drop)
            }
            Self::PushedRequests => {
                let (request, _) = application.request(connect());
                client.send(PushedAuthorisationRequest { request }).await.map(drop)
            }
            Self::Revocation => client.send(Revoke { token, token_type_hint }).await.map(drop),
            Self::Token => client.send(identity::client_token(user_read())).await.map(drop),
        }
    }
}
