//! Our operations, chapter by chapter: each with its row of the reference, and with the least and the
//! most that it can carry. Laws, golden requests and tables walk over them, so none of those names an
//! operation.

mod accounts;
mod laws;
mod transactions;
mod users;

use bytes::Bytes;
use http::{Request, Response};
use moneyhub_proto::{
    AccessToken, Call, Config, Endpoint, Error,
    codec::{self, Facts},
};
use serde::Serialize;
use serde_json::Value;

pub use self::laws::{
    assert_body, assert_path, assert_query, assert_reads_generated, assert_reads_samples,
    unmodelled,
};

/// One of our operations.
pub struct Typed {
    /// The id of its row in the reference.
    pub id: &'static str,
    /// What is true of every instance.
    pub facts: Facts,
    least: Box<dyn Fn(&str) -> Box<dyn Instance>>,
    most: Box<dyn Fn(&str) -> Box<dyn Instance>>,
}

/// An instance of an operation, whatever its type is.
pub trait Instance {
    /// The call.
    ///
    /// # Errors
    ///
    /// When it can't be sent.
    fn call(&self) -> Result<Call, Error>;

    /// The request, with a made-up token where it takes one.
    ///
    /// # Errors
    ///
    /// When it can't be sent.
    fn request(&self, config: &Config) -> Result<Request<Bytes>, Error>;

    /// What an answer is read into, written as JSON again.
    ///
    /// # Errors
    ///
    /// When it can't be read.
    fn read(&self, response: Response<Bytes>) -> Result<Value, Error>;
}

impl Typed {
    /// The least that it can carry. The text stands where ids are.
    #[must_use]
    pub fn least(&self, text: &str) -> Box<dyn Instance> {
        (self.least)(text)
    }

    /// The most that it can carry. The text stands where ids are.
    #[must_use]
    pub fn most(&self, text: &str) -> Box<dyn Instance> {
        (self.most)(text)
    }

    /// The chapter: the module that the operation is in.
    #[must_use]
    pub fn chapter(&self) -> &'static str {
        self.facts.name.split('.').next().unwrap_or_default()
    }

    /// The operation's row.
    ///
    /// # Panics
    ///
    /// When there is no row of this id.
    #[must_use]
    pub fn row(&self) -> &'static moneyhub_reference::Operation {
        moneyhub_reference::operation(self.id)
            .unwrap_or_else(|| panic!("the reference has no row {}", self.id))
    }
}

/// Every typed operation that has a row in the reference.
#[must_use]
pub fn all() -> Vec<Typed> {
    [accounts::operations(), transactions::operations(), users::operations()]
        .into_iter()
        .flatten()
        .collect()
}

fn typed<E>(id: &'static str, least: fn(&str) -> E, most: fn(&str) -> E) -> Typed
where
    E: Endpoint<Output: Serialize> + 'static,
{
    Typed {
        id,
        facts: E::OPERATION.facts,
        least: Box::new(move |text| Box::new(Of(least(text)))),
        most: Box::new(move |text| Box::new(Of(most(text)))),
    }
}

/// One that can carry nothing optional.
fn plain<E>(id: &'static str, instance: fn(&str) -> E) -> Typed
where
    E: Endpoint<Output: Serialize> + 'static,
{
    typed(id, instance, instance)
}

struct Of<E>(E);

impl<E: Endpoint<Output: Serialize>> Instance for Of<E> {
    fn call(&self) -> Result<Call, Error> {
        self.0.call()
    }

    fn request(&self, config: &Config) -> Result<Request<Bytes>, Error> {
        if !E::OPERATION.facts.authentication.is_bearer() {
            return codec::encode_without_token(&self.0, config);
        }
        codec::encode(&self.0, config, &AccessToken::new("made-up-token")?)
    }

    fn read(&self, response: Response<Bytes>) -> Result<Value, Error> {
        let value = codec::decode(&self.0, response)?;
        // By way of a text: a number that keeps its digits is no number of `serde_json` itself.
        let json = serde_json::to_string(&value).expect("a reply can be written");
        Ok(serde_json::from_str(&json).expect("what was written is JSON"))
    }
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Typed").field("id", &self.id).finish_non_exhaustive()
    }
}
