//! The drivers under test.

use std::sync::Arc;

use moneyhub_proto::{
    CallOptions, Client, Config, Endpoint, Error, Page, blocking,
    users::{List, User},
};

use super::stage::Stage;

/// A driver.
pub(super) trait Player {
    fn new(config: Config, stage: Arc<Stage>) -> Self;

    fn call<E: Endpoint>(&self, endpoint: E, options: CallOptions) -> Result<E::Output, Error>;

    /// The pages, as far as they go.
    fn walk(&self, list: List, options: CallOptions) -> Vec<Result<Page<User>, Error>>;

    fn tokens(&self) -> usize;
}

impl Player for Client {
    fn new(config: Config, stage: Arc<Stage>) -> Self {
        Self::new(config, stage)
    }

    fn call<E: Endpoint>(&self, endpoint: E, options: CallOptions) -> Result<E::Output, Error> {
        pollster::block_on(self.send_with(endpoint, options))
    }

    fn walk(&self, list: List, options: CallOptions) -> Vec<Result<Page<User>, Error>> {
        let mut pages = self.pages_with(list, options);
        let mut found = Vec::new();
        while let Some(page) = pollster::block_on(pages.next()) {
            found.push(page);
        }
        found
    }

    fn tokens(&self) -> usize {
        self.session().cached_tokens()
    }
}

impl Player for blocking::Client {
    fn new(config: Config, stage: Arc<Stage>) -> Self {
        Self::new(config, stage)
    }

    fn call<E: Endpoint>(&self, endpoint: E, options: CallOptions) -> Result<E::Output, Error> {
        self.send_with(endpoint, options)
    }

    fn walk(&self, list: List, options: CallOptions) -> Vec<Result<Page<User>, Error>> {
        self.pages_with(list, options).collect()
    }

    fn tokens(&self) -> usize {
        self.session().cached_tokens()
    }
}
