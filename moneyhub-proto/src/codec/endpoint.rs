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
/// [`OPERATION`](Self::OPERATION) is the same for every instance; [`fill`](Self::fill) adds what
/// varies.
///
/// # Examples
///
/// Your own endpoint, for a route that this crate does not have yet:
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

    /// The facts of the operation, which hold for every instance.
    const OPERATION: Operation<Self::Output>;

    /// Adds what varies to a call: path and query parameters, a body, scopes.
    ///
    /// The call remembers the first value that can't be sent, and [`call`](Self::call) reports it.
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

    /// Reads an answer whose status is 2xx. An endpoint whose operation has no reader, and which
    /// does not override this, does not compile.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decoding`](crate::ErrorKind::Decoding) when it can't be read; for a search in a
    /// list, also [`ErrorKind::NotFound`](crate::ErrorKind::NotFound).
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

/// So that a call can be inspected, and made again, without a copy.
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
