use std::fmt;

use super::{Client, Items, Pages};
use crate::{
    codec::{Awaited, Endpoint, Paged},
    ground::{error::Error, id::UserId},
    machine::{
        Answer, CallOptions,
        poll::{PollOptions, Polled},
    },
};

/// A client that makes its calls for one user. Cheap to clone.
///
/// [`Client::user`] makes it. Operations of the client itself don't compile on it.
#[derive(Clone)]
pub struct UserClient {
    client: Client,
    user_id: UserId,
}

impl UserClient {
    pub(super) const fn new(client: Client, user_id: UserId) -> Self {
        Self { client, user_id }
    }

    /// Makes a call, as [`Client::send`] does.
    ///
    /// # Errors
    ///
    /// As [`Client::send`].
    pub fn send<E: Endpoint>(&self, endpoint: E) -> Result<E::Output, Error> {
        self.send_with(endpoint, CallOptions::default())
    }

    /// Makes a call with options; their `user` is this one.
    ///
    /// # Errors
    ///
    /// As [`Client::send`].
    pub fn send_with<E: Endpoint>(
        &self,
        endpoint: E,
        options: CallOptions,
    ) -> Result<E::Output, Error> {
        self.send_full(endpoint, options).map(|answer| answer.value)
    }

    /// Makes a call, and also returns status, headers and attempts.
    ///
    /// # Errors
    ///
    /// As [`Client::send`].
    pub fn send_full<E: Endpoint>(
        &self,
        endpoint: E,
        options: CallOptions,
    ) -> Result<Answer<E::Output>, Error> {
        const { E::OPERATION.facts.authentication.assert_fits_user() }
        self.client.send_full(endpoint, self.of_user(options))
    }

    /// Walks a list page by page, as [`Client::pages`] does.
    pub fn pages<E: Paged>(&self, endpoint: E) -> Pages<E> {
        self.pages_with(endpoint, CallOptions::default())
    }

    /// Walks a list with options; their `user` is this one.
    pub fn pages_with<E: Paged>(&self, endpoint: E, options: CallOptions) -> Pages<E> {
        const { E::OPERATION.facts.authentication.assert_fits_user() }
        self.client.pages_with(endpoint, self.of_user(options))
    }

    /// Walks a list item by item, as [`Client::items`] does.
    pub fn items<E: Paged>(&self, endpoint: E) -> Items<E> {
        Items::new(self.pages(endpoint))
    }

    /// Waits for something, as [`Client::wait_for`] does.
    ///
    /// # Errors
    ///
    /// As [`Client::wait_for`].
    pub fn wait_for<E: Awaited>(
        &self,
        endpoint: E,
        options: PollOptions,
    ) -> Result<Polled<E::Output>, Error> {
        const { E::OPERATION.facts.authentication.assert_fits_user() }
        self.client.poll(&endpoint, options, self.of_user(CallOptions::default()))
    }

    fn of_user(&self, options: CallOptions) -> CallOptions {
        CallOptions { user: Some(self.user_id.clone()), ..options }
    }
}

impl fmt::Debug for UserClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserClient").finish_non_exhaustive()
    }
}
