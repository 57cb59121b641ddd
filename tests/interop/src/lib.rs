//! A certified OpenID provider to test against, and a browser to walk up to it with.
//!
//! Moneyhub's identity service runs [`oidc-provider`](https://github.com/panva/node-oidc-provider).
//! [`Provider::start`] runs that software in a process of its own, set up like Moneyhub's discovery
//! document; what it can't do out of the box, such as `mh:*` claims and tokens with a `sub`, is in
//! `provider/*.mjs` beside this crate, written with its own hooks. [`Browser`] is the user who signs
//! in; a bank behind the provider consents without asking.
//!
//! This crate knows nothing of `moneyhub-proto`: that comes in with the tests. It is not published.
//! `tests/interop/run` installs what node needs and runs the tests.

mod browser;
mod form;
mod provider;
mod registration;

pub use self::{
    browser::{Browser, BrowserError, Callback, ResponseMode},
    provider::{Provider, Settings, StartError, Tls},
    registration::{ClientMetadata, KeyPair, Pem},
};
