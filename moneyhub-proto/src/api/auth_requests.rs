//! Authorisation requests that the client makes itself. They send a user to a bank to connect an account or
//! to pay, without the pages of the identity service.
//!
//! [`Create`] returns the bank's URL. The user goes there and comes back to the redirect URI. Pass the
//! parameters of that URL to [`Complete`], which connects the account or submits the payment.
//!
//! All of these belong to the identity service, and take a token of the client itself:
//! `client.send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`Create`] | `POST /auth-requests` | `auth_requests:write` |
//! | [`Complete`] | `PATCH /auth-requests/{id}` | the same |
//! | [`List`] | `GET /auth-requests` | `auth_requests:read` |
//! | [`Get`] | `GET /auth-requests/{id}` | the same |

mod auth_request;
mod complete;
mod create;

pub use self::{
    auth_request::{AuthRequest, AuthRequestStatus, Get, List, RedirectParams},
    complete::{AuthParams, Complete},
    create::{Create, Initiation},
};
