use super::Client;
use crate::{
    api::identity::AuthorisationRequest,
    ground::{
        env::Env,
        error::{Error, SignerError},
        secret::Secret,
    },
};

impl Client {
    /// The URL to send a user to, where the request is not pushed; see
    /// [`AuthorisationRequest::url`]. Nothing is sent, but the call may wait for a signature.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when the request can't be sent;
    /// [`ErrorKind::Environment`](crate::ground::error::ErrorKind::Environment) when there is no entropy, or no
    /// signature within the deadline of a call.
    pub fn authorisation_url(&self, request: &AuthorisationRequest) -> Result<Secret, Error> {
        let mut entropy = |buffer: &mut [u8]| self.0.transport.fill(buffer);
        let env = &mut Env { now: self.0.transport.now(), entropy: &mut entropy };
        let mut url = request.url(self.0.session.config(), env)?;
        if let Some(request) = url.signing_request() {
            url.sign(self.0.sign(&request, None).unwrap_or_else(|| Err(SignerError::late())))?;
        }
        url.finish()
    }
}
