//! One operation of the service as a plain struct.

use crate::{call::Call, error::Error, reply::Reply};

/// One operation: what it sends, and how its answer is read.
///
/// The implementations are the request structs, such as [`users::Get`](crate::users::Get). An
/// endpoint holds no token, no clock and no socket: it is a codec. Drive it with
/// [`codec`](crate::codec) and any HTTP client, with an [`Exchange`](crate::Exchange), or with a
/// [`Client`](crate::Client).
///
/// # Examples
///
/// An endpoint of your own, for a route that this crate does not have yet:
///
/// ```
/// use moneyhub_proto::{decode, scope::Scope, Call, Endpoint, Error, Reply, Service};
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
///     fn decode(&self, reply: &mut Reply<'_>) -> Result<usize, Error> {
///         Ok(decode::list::<serde_json::Value>(reply)?.len())
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
    /// [`ErrorKind::Request`](crate::ErrorKind::Request) when a parameter can't be sent.
    fn call(&self) -> Result<Call, Error>;

    /// Reads an answer whose status is 2xx, mostly with one of the functions of
    /// [`decode`](crate::decode).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decoding`](crate::ErrorKind::Decoding) when it can't be read, and for a search
    /// in a list [`ErrorKind::NotFound`](crate::ErrorKind::NotFound).
    fn decode(&self, reply: &mut Reply<'_>) -> Result<Self::Output, Error>;
}

/// So that a call can be looked at, and made again, without a copy of it.
impl<E: Endpoint> Endpoint for &E {
    const NAME: &'static str = E::NAME;
    type Output = E::Output;

    fn call(&self) -> Result<Call, Error> {
        (**self).call()
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<Self::Output, Error> {
        (**self).decode(reply)
    }
}
