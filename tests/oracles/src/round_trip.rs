//! Decoding an encoded value returns the same value.

use std::fmt::{Debug, Display};

use http::Response;
use moneyhub_proto::{
    Endpoint, Page, Timestamp, claims, codec,
    connections::{self, Connection},
    id::{
        AccountId, ClientId, ConnectionId, PayeeId, PayerId, PaymentId, ProviderId, SyncId, UserId,
    },
    identity, payments, users,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;

/// `decode(encode(x)) == x`, for a value by itself.
///
/// # Panics
///
/// If the law is broken.
pub fn values_survive<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let json = serde_json::to_vec(value).expect("a value can be written");
    let read = serde_json::from_slice::<T>(&json).expect("what was written can be read");
    assert_eq!(&read, value, "a value has changed");
}

/// An open enumeration keeps any text byte for byte: made of it, or read from JSON, and written.
///
/// # Panics
///
/// If the law is broken.
pub fn enumerations_keep_their_text<T>(text: &str)
where
    T: for<'a> From<&'a str> + Display + Serialize + DeserializeOwned + PartialEq + Debug,
{
    let made = T::from(text);
    let read: T = serde_json::from_value(json!(text)).expect("any text is one of an open enum");
    assert_eq!(read, made, "what is read is not what is made");
    assert_eq!(made.to_string(), text, "a text has changed");
    assert_eq!(json!(made), json!(text), "a text has changed on the wire");
}

/// Any text survives as an id, as a timestamp and as a string of every open enumeration.
///
/// # Panics
///
/// If the law is broken.
pub fn texts_survive(text: &str) {
    values_survive(&AccountId::new(text));
    values_survive(&ClientId::new(text));
    values_survive(&ConnectionId::new(text));
    values_survive(&PayeeId::new(text));
    values_survive(&PayerId::new(text));
    values_survive(&PaymentId::new(text));
    values_survive(&ProviderId::new(text));
    values_survive(&SyncId::new(text));
    values_survive(&Timestamp::new(text));
    values_survive(&UserId::new(text));
    enumerations_keep_their_text::<identity::Prompt>(text);
    enumerations_keep_their_text::<identity::ResponseMode>(text);
    enumerations_keep_their_text::<identity::TokenTypeHint>(text);
    enumerations_keep_their_text::<claims::CategorisationType>(text);
    enumerations_keep_their_text::<payments::FrequencyRepeat>(text);
    enumerations_keep_their_text::<payments::PaymentContext>(text);
    enumerations_keep_their_text::<payments::PayeeType>(text);
    enumerations_keep_their_text::<payments::PayerType>(text);
    enumerations_keep_their_text::<payments::PeriodAlignment>(text);
    enumerations_keep_their_text::<payments::PeriodType>(text);
    enumerations_keep_their_text::<claims::Permission>(text);
    enumerations_keep_their_text::<claims::PermissionsAction>(text);
    enumerations_keep_their_text::<payments::RecurringPaymentType>(text);
    enumerations_keep_their_text::<connections::ConnectionError>(text);
    enumerations_keep_their_text::<connections::ConnectionStatus>(text);
    enumerations_keep_their_text::<connections::ConnectionType>(text);
    enumerations_keep_their_text::<connections::ExtendedStatus>(text);
    enumerations_keep_their_text::<users::FetchStatus>(text);
    enumerations_keep_their_text::<users::ManagedBy>(text);
    enumerations_keep_their_text::<users::SyncAction>(text);
    enumerations_keep_their_text::<users::SyncMethod>(text);
    enumerations_keep_their_text::<users::UserType>(text);
}

/// A user survives the endpoints that answer with one, bare as documented, and in `data`.
///
/// # Panics
///
/// If the law is broken.
pub fn users_survive(user: &users::User) {
    values_survive(user);
    let get = users::Get { user_id: "u".into() };
    assert_eq!(&decoded(&get, user), user);
    assert_eq!(&decoded(&get, &json!({ "data": user })), user);
    assert_eq!(&decoded(&users::Create::default(), user), user);
}

/// A sync survives the endpoint that answers with one.
///
/// # Panics
///
/// If the law is broken.
pub fn syncs_survive(sync: &users::ConnectionSync) {
    values_survive(sync);
    let get = users::GetSync { user_id: "u".into(), sync_id: "s".into() };
    assert_eq!(&decoded(&get, &json!({ "data": sync })), sync);
}

/// A page of connections survives the list, and each of them the search for it (of those with the
/// same id, the first).
///
/// # Panics
///
/// If the law is broken.
pub fn connections_survive(page: &Page<Connection>) {
    values_survive(page);
    let user_id = || "u".into();
    assert_eq!(decoded(&users::ListConnections { user_id: user_id() }, page), page.data);
    for connection in &page.data {
        let get = users::GetConnection { user_id: user_id(), connection_id: connection.id.clone() };
        let first = page.data.iter().find(|known| known.id == connection.id);
        assert_eq!(Some(&decoded(&get, page)), first);
    }
}

fn decoded<E: Endpoint>(endpoint: &E, reply: &impl Serialize) -> E::Output {
    let json = serde_json::to_vec(reply).expect("a value can be written");
    codec::decode(endpoint, Response::new(json)).expect("what was written can be read")
}
