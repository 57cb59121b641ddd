//! Authorisation requests that the client makes itself: they send a user to a bank without the pages of
//! the identity service, to connect an account or to pay.
//!
//! [`Create`] answers with the bank's URL. The user goes there and comes back to the redirect URI; what
//! was in the URL then goes to [`Complete`], which connects the account or submits the payment.
//!
//! All of it is of the identity service and takes a token of the client, which is fetched for it:
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
