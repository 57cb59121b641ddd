//! One operation of the service as a plain struct.

use super::{Call, Operation, Reply};
use crate::ground::error::Error;

/// One operation: what it sends, and how its answer is read.
///
/// The implementations are the request structs, such as [`users::Get`](crate::users::Get). An
/// endpoint holds no token, no clock and no socket: it is a codec. Drive it with
/// [`codec`](crate::codec) and any HTTP client, with an [`Exchange`](crate::machine::Exchange), or
/// with a [`Client`](crate::Client).
///
/// What is true of every instance is [`OPERATION`](Self::OPERATION); what varies is added by
/// [`fill`](Self::fill).
///
/// # Examples
///
/// An endpoint of your own, for a route that this crate does not have yet:
///
/// ```
/// use http::Response;
/// use moneyhub_proto::{Call, Endpoint, Operation, Service, codec, decode, id::AccountId, scope};
///
/// struct GetInsights {
///     account_id: AccountId,
///     months: Option<u32>,
/// }
///
/// impl Endpoint for GetInsights {
///     type Output = serde_json::Value;
///     const OPERATION: Operation<Self::Output> =
///         Service::Data.get("insights.get", "/accounts/{accountId}/insights", decode::data)
///             .needs(&[scope::ACCOUNTS_READ]);
///
///     fn fill(&self, call: Call) -> Call {
///         call.path("accountId", &self.account_id).query("months", &self.months)
///     }
/// }
///
/// let get = GetInsights { account_id: "7f1e2d3c".into(), months: Some(3) };
/// let insights = codec::decode(&get, Response::new(r#"{"data":{"savings":12}}"#))?;
/// assert_eq!(insights["savings"], 12);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
pub trait Endpoint {
    /// What a successful answer is read into.
    type Output;

    /// What is true of the operation without an instance.
    const OPERATION: Operation<Self::Output>;

    /// Adds what varies to a call: parameters of the path and the query, a body, scopes.
    ///
    /// What can't be sent sticks in the call, and is reported by [`call`](Self::call).
    #[must_use]
    fn fill(&self, call: Call) -> Call {
        call
    }

    /// The request, without token and base URL.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ErrorKind::Request) when a parameter can't be sent.
    fn call(&self) -> Result<Call, Error> {
        self.fill(Call::new(Self::OPERATION.facts)).finish()
    }

    /// Reads an answer whose status is 2xx. An operation without a reader, in an endpoint that does
    /// not override this, does not build.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decoding`](crate::ErrorKind::Decoding) when it can't be read, and for a search
    /// in a list [`ErrorKind::NotFound`](crate::ErrorKind::NotFound).
    fn decode(&self, reply: &mut Reply<'_>) -> Result<Self::Output, Error> {
        let read = const {
            match Self::OPERATION.read {
                Some(read) => read,
                None => panic!("nothing reads the answers: give a reader, or override `decode`"),
            }
        };
        read(reply)
    }
}

/// So that a call can be looked at, and made again, without a copy of it.
impl<E: Endpoint> Endpoint for &E {
    type Output = E::Output;
    const OPERATION: Operation<Self::Output> = E::OPERATION;

    fn fill(&self, call: Call) -> Call {
        (**self).fill(call)
    }

    fn call(&self) -> Result<Call, Error> {
        (**self).call()
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<Self::Output, Error> {
        (**self).decode(reply)
    }
}
