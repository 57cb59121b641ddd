//! One operation of the service as a plain struct.

use http::response::Parts;

use crate::{codec::Call, ground::error::Error};

/// One operation: what it sends, and how its answer is read.
///
/// The implementations are the request structs, such as [`users::Get`](crate::api::users::Get). An
/// endpoint holds no token, no clock and no socket: it is a codec. Drive it with
/// [`codec`](crate::codec) and any HTTP client, with an [`Exchange`](crate::machine::Exchange), or with a
/// [`Client`](crate::driver::Client).
///
/// # Examples
///
/// An endpoint of your own, for a route that this crate does not have yet:
///
/// ```
/// use http::response::Parts;
/// use moneyhub_proto::{decode, scope::Scope, Call, Endpoint, Error, Service};
///
/// struct CountCategories;
///
/// impl Endpoint for CountCategories {
///     const NAME: &'static str = "categories.count";
///     type Output = usize;
///
///     fn call(&self) -> Result<Call, Error> {
///         Ok(Call::get(Self::NAME, Service::Data, "/categories", &[])?.needs(Scope::new("categories:read")?))
///     }
///
///     fn decode(&self, head: &Parts, body: &[u8]) -> Result<usize, Error> {
///         Ok(decode::data::<Vec<serde_json::Value>>(head, body)?.len())
///     }
/// }
/// ```
pub trait Endpoint {
    /// The name in errors and traces, such as `users.get`.
    const NAME: &'static str;

    /// What a successful answer is read into.
    type Output;

    /// The request, without token and base URL.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when a parameter can't be sent.
    fn call(&self) -> Result<Call, Error>;

    /// Reads an answer whose status is 2xx.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding) when it can't be read, and for a search
    /// in a list [`ErrorKind::NotFound`](crate::ground::error::ErrorKind::NotFound).
    fn decode(&self, head: &Parts, body: &[u8]) -> Result<Self::Output, Error>;
}

/// So that a call can be looked at, and made again, without a copy of it.
impl<E: Endpoint> Endpoint for &E {
    const NAME: &'static str = E::NAME;
    type Output = E::Output;

    fn call(&self) -> Result<Call, Error> {
        (**self).call()
    }

    fn decode(&self, head: &Parts, body: &[u8]) -> Result<Self::Output, Error> {
        (**self).decode(head, body)
    }
}
