//! Complete sign-ins on real sockets: from the pushed request, through the sandbox's mock bank, to
//! a verified user. The sandbox parses requests independently of the crate that writes them.

mod application;
mod authentication;
mod flows;
mod journeys;
mod keys;
mod provider_keys;
mod refusals;
mod requests;
mod threads;
mod tokens;
mod verification;

pub(crate) use self::{
    application::{
        Application, Connect, REDIRECT_URI, callback, connect, on_each_runtime, with_secret,
    },
    keys::{private_numbers, public_keys, signer},
};
