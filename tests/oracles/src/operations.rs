//! Our operations, chapter by chapter: each with its row of the reference, and a minimal and a maximal
//! instance. Laws, golden requests and tables iterate over them, so they name no operations.

mod accounts;
mod affordability;
mod auth_requests;
mod bank_icons;
mod beneficiaries;
mod caas;
mod categories;
mod categorise;
mod consent_history;
mod consents;
mod counterparties;
mod identity;
mod laws;
mod osip;
mod pay_file_consents;
mod pay_files;
mod pay_links;
mod payees;
mod payments;
mod personal;
mod projects;
mod recurring_payments;
mod regular_transactions;
mod rental_records;
mod reseller;
mod savings_goals;
mod scim;
mod spending;
mod spending_goals;
mod standard_financial_statements;
mod standing_orders;
mod sync;
mod tax;
mod thresholds;
mod transactions;
mod users;
mod well_known;

use std::{
    fmt::{self, Debug},
    pin::Pin,
};

use bytes::Bytes;
use http::{Request, Response};
use moneyhub_proto::{
    AccessToken, Call, CallOptions, Client, Config, Endpoint, Error,
    codec::{self, Facts},
};
use serde::Serialize;
use serde_json::Value;

pub use self::{
    identity::UNREGISTERED,
    laws::{
        assert_body, assert_path, assert_query, assert_reads_generated, assert_reads_samples,
        unmodelled,
    },
    personal::{assert_knows_what_is_personal, assert_masks_what_is_personal},
};

/// One of our operations.
pub struct Typed {
    /// The id of its row in the reference.
    pub id: &'static str,
    /// What is true of every instance.
    pub facts: Facts,
    /// Where the type is in the documentation, such as `accounts::List`.
    pub type_path: String,
    /// Which of the row's answers it reads: another than the usual one, by the name of its sample.
    pub variant: Option<&'static str>,
    least: Build,
    most: Build,
}

/// Builds an instance, with this text in its path.
type Build = Box<dyn Fn(&str) -> Box<dyn Instance>>;

/// What comes of a call, in time.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + 'a>>;

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

    /// Sends it, and reads its answer.
    fn send<'a>(&'a self, client: &'a Client, options: CallOptions) -> Sending<'a>;

    /// What `Debug` shows of it.
    fn shown(&self) -> String;

    /// What `Debug` shows of what an answer is read into.
    ///
    /// # Errors
    ///
    /// When it can't be read.
    fn read_shown(&self, response: Response<Bytes>) -> Result<String, Error>;

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

    /// The same, reading the row's other answer of this name.
    fn reading(mut self, variant: &'static str) -> Self {
        self.variant = Some(variant);
        self
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
    let chapters = [
        accounts::operations,
        affordability::operations,
        auth_requests::operations,
        bank_icons::operations,
        beneficiaries::operations,
        caas::operations,
        categories::operations,
        categorise::operations,
        consent_history::operations,
        consents::operations,
        counterparties::operations,
        identity::operations,
        osip::operations,
        pay_file_consents::operations,
        pay_files::operations,
        pay_links::operations,
        payees::operations,
        payments::operations,
        projects::operations,
        recurring_payments::operations,
        regular_transactions::operations,
        rental_records::operations,
        reseller::operations,
        savings_goals::operations,
        scim::operations,
        spending::operations,
        spending_goals::operations,
        standard_financial_statements::operations,
        standing_orders::operations,
        sync::operations,
        tax::operations,
        thresholds::operations,
        transactions::operations,
        users::operations,
        well_known::operations,
    ];
    chapters.into_iter().flat_map(|operations| operations()).collect()
}

fn typed<E>(id: &'static str, least: fn(&str) -> E, most: fn(&str) -> E) -> Typed
where
    E: Endpoint<Output: Debug + Serialize> + Debug + 'static,
{
    shown(id, least, most, |value| {
        // By way of a text: a number that keeps its digits is no number of `serde_json` itself.
        let json = serde_json::to_string(&value).expect("a reply can be written");
        serde_json::from_str(&json).expect("what was written is JSON")
    })
}

/// One whose output can't be written as JSON by itself: this function does.
fn shown<E>(
    id: &'static str,
    least: fn(&str) -> E,
    most: fn(&str) -> E,
    show: fn(E::Output) -> Value,
) -> Typed
where
    E: Endpoint<Output: Debug> + Debug + 'static,
{
    let facts = E::OPERATION.facts;
    let module = facts.name.split('.').next().unwrap_or_default();
    let name = std::any::type_name::<E>().rsplit("::").next().unwrap_or_default();
    Typed {
        id,
        facts,
        type_path: format!("{module}::{name}"),
        variant: None,
        least: Box::new(move |text| Box::new(Of { endpoint: least(text), show })),
        most: Box::new(move |text| Box::new(Of { endpoint: most(text), show })),
    }
}

/// One that can carry nothing optional.
fn plain<E>(id: &'static str, instance: fn(&str) -> E) -> Typed
where
    E: Endpoint<Output: Debug + Serialize> + Debug + 'static,
{
    typed(id, instance, instance)
}

struct Of<E: Endpoint> {
    endpoint: E,
    show: fn(E::Output) -> Value,
}

impl<E: Endpoint<Output: Debug> + Debug> Instance for Of<E> {
    fn send<'a>(&'a self, client: &'a Client, options: CallOptions) -> Sending<'a> {
        Box::pin(async { client.send_with(&self.endpoint, options).await.map(drop) })
    }

    fn shown(&self) -> String {
        format!("{:?} {:#?}", self.endpoint, self.endpoint)
    }

    fn read_shown(&self, response: Response<Bytes>) -> Result<String, Error> {
        codec::decode(&self.endpoint, response).map(|value| format!("{value:?} {value:#?}"))
    }

    fn call(&self) -> Result<Call, Error> {
        self.endpoint.call()
    }

    fn request(&self, config: &Config) -> Result<Request<Bytes>, Error> {
        if !E::OPERATION.facts.authentication.is_bearer() {
            return codec::encode_without_token(&self.endpoint, config);
        }
        codec::encode(&self.endpoint, config, &AccessToken::new("made-up-token")?)
    }

    fn read(&self, response: Response<Bytes>) -> Result<Value, Error> {
        codec::decode(&self.endpoint, response).map(self.show)
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Typed").field("id", &self.id).finish_non_exhaustive()
    }
}
