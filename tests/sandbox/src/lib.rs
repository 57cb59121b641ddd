//! A sandbox of Moneyhub that runs inside your tests.
//!
//! It speaks the protocol of `identity.moneyhub.co.uk` and `api.moneyhub.co.uk`: sign-in at a mock bank with
//! pushed authorisation requests, request objects, PKCE and signed id_tokens; every client authentication and
//! every grant; the routes of users, connections and syncs, with their envelopes, scopes, status codes and
//! limits; and accounts and transactions with everything that belongs to them. It keeps state, so lists show
//! what you create. Its clock can be moved, so a token can expire without waiting. It misbehaves on demand:
//! for example, it resets a connection after it has created the user and before it sends the answer.
//!
//! It is an independent reading of the documentation, made to test clients against. It is **a
//! simulation, not evidence** of how the service behaves: where the documentation is silent it had
//! to choose, and the tables below list its choices.
//!
//! # A test
//!
//! ```
//! use std::io::{Read, Write};
//! use std::net::TcpStream;
//!
//! use moneyhub_sandbox::{Fault, Matcher, Sandbox};
//!
//! // Starts on a free port of the loopback interface and stops when dropped.
//! let sandbox = Sandbox::builder().users(3).start()?;
//! let user = sandbox.user_id(0).ok_or("there are three users")?;
//!
//! // Point your application at sandbox.identity_url(), with sandbox.client_id() and
//! // sandbox.client_secret(). Here a bare socket stands for it, and has no token yet.
//! let call = |line: &str| -> std::io::Result<String> {
//!     let mut socket = TcpStream::connect(sandbox.identity_address())?;
//!     write!(socket, "{line} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n")?;
//!     let mut answer = String::new();
//!     socket.read_to_string(&mut answer)?;
//!     Ok(answer)
//! };
//! assert!(call(&format!("GET /users/{user}"))?.starts_with("HTTP/1.1 401 Unauthorized"));
//!
//! // Break something, once.
//! sandbox.fault(Matcher::path("/users/{userId}"), Fault::status(503).times(1));
//! assert!(call(&format!("GET /users/{user}"))?.starts_with("HTTP/1.1 503"));
//!
//! // Ask what arrived.
//! assert_eq!(sandbox.count(|seen| seen.method == "GET"), 2);
//! assert_eq!(sandbox.token_requests(), 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A sign-in
//!
//! With no sockets at all, [`Service::respond`] is a plain function from request to reply. The user
//! goes to the bank by an authorisation URL, which your application builds, and
//! [`Service::approve`] (or [`Sandbox::approve`]) returns the callback.
//!
//! ```
//! use moneyhub_sandbox::{DEFAULT_CLIENT_ID, Sandbox};
//!
//! let mut service = Sandbox::builder().service();
//! let url = format!(
//!     "{}/auth?client_id={DEFAULT_CLIENT_ID}&response_type=code&scope=openid+id:test\
//!      &redirect_uri=http://127.0.0.1:8080/callback&state=one-time",
//!     service.issuer()
//! );
//! let callback = service.approve(&url)?;
//! assert_eq!(callback.parameter("state"), Some("one-time"));
//! assert!(callback.parameter("code").is_some());
//! // There is a new user, with a connection.
//! let user = &service.created_users()[0].user_id;
//! assert_eq!(service.connection_ids(user).len(), 1);
//! # Ok::<(), moneyhub_sandbox::Refused>(())
//! ```
//!
//! # Money
//!
//! The data host has accounts of every type, with two years of transactions in whole pence that add
//! up: each balance is the previous one plus the amount in between, and statements, standing orders
//! and holdings agree with them. Everything is computed from an index when a page is requested, so
//! a user with a million transactions ([`Builder::transactions_per_account`]) costs no memory; only
//! what requests create, change and delete is stored.
//!
//! The base paths are Moneyhub's: `/v3` and `/v2` (also `/v3.0`, `/v2.0`), `/caas/v1` and
//! `/osip/v1.0`. Every documented operation exists, with the checks of `moneyhub-reference`: token
//! and scopes, query, and body by schema. These are stateful:
//!
//! | chapter | what |
//! |---|---|
//! | accounts | list, get, create, update, delete; balances, holdings, standing orders, statements, syncs; in v2 counterparties and recurring transactions |
//! | transactions | list with every filter, count, get, create (one or a collection), update, delete; unenriched; splits; files |
//! | sync | a new sync of the connection, once in five seconds |
//! | categories, companies | standard and custom categories, groups, global counterparties |
//! | lists of banks, icons | about 400 made-up banks |
//! | spending analysis, tax | sums of the transactions, to the penny |
//! | regular transactions | series in the transactions; detection finds created ones, too |
//! | spending goals, savings goals | create, list, get, update, delete; what was spent is that of the analysis, progress that of the balances |
//! | projects, thresholds, rental records | create, list, delete, and get and update where there are such routes |
//! | affordability, income, financial statements | at once in v2, else pending, complete or failed by the clock; with figures of the transactions |
//! | beneficiaries | those of current accounts; addresses with their scope |
//! | categorisation, CaaS | by the rules below; CaaS keeps what it was sent. `/caas/openapi.json` is written from the reference |
//! | SCIM | create, get, search |
//! | consent history | the consents of connections: active, expired, or cancelled with the connection |
//! | reseller check | takes the numbers of Companies House |
//! | OSIP | the accounts that hold securities, what they hold, and how it was bought |
//!
//! The first current account of a user looks like a person's: a salary, a rent that rose a year
//! ago, a refund, a holiday in euros, and a repair that took it into its overdraft for some days.
//!
//! # Passing days
//!
//! [`Sandbox::advance`] simulates the days that pass: connections sync once a day, transactions
//! arrive, pending ones are booked, some change or lapse, consents expire, payments settle, reports
//! are completed, and webhooks are sent for each, in chronological order. The number of steps makes
//! no difference. State follows from the seed and the time, so years cost no memory. [`Chaos`] lets
//! things go wrong by seed.
//!
//! # Paying
//!
//! | chapter | what |
//! |---|---|
//! | payees | create, get, list with filters |
//! | authorisation requests | create, get, list, complete; with and without a user; with a way back, decoupled, or by Moneyhub's own screen at `/consents/{id}` |
//! | payments | single and reverse, by claims or by an authorisation request; by a link; get, list with filters |
//! | standing orders | set up; get, list |
//! | recurring payments | consent, pay within its limits, revoke, funds confirmation; get, list |
//! | pay links | create, get, list; a page at [`Sandbox::pay_link_url`] |
//! | pay files | upload, get, execute once; what is in them is not read. No consents to them |
//!
//! The page of the mock bank shows the payment, and has a button for each [`Decision`];
//! [`Sandbox::decide`] makes one without a browser. State follows the clock, and
//! [`Sandbox::payments_made`] lists the payments that were made, whatever the client was told:
//!
//! ```
//! use moneyhub_sandbox::{Fault, Sandbox};
//!
//! let sandbox = Sandbox::start()?;
//! // The bank is told to pay, and the answer is lost.
//! sandbox.fault("PATCH /auth-requests/{id}", Fault::reset().after_handling());
//! // ... your application pays ...
//! assert!(sandbox.payments_made().iter().all(|payment| payment.times == 1));
//! # sandbox.clear_faults();
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Choices
//!
//! | case | choice |
//! |---|---|
//! | status of POST /users | 201 |
//! | id of a user that is not 24 lowercase hex digits | 404 |
//! | unknown member in a JSON body | 400; the real service may let it pass |
//! | a token that is bound to a user (`sub`), used to manage users | 403 |
//! | unknown `sub` in a token request | 400 `invalid_grant` |
//! | a token request without `scope` | 400 `invalid_request` |
//! | consent that the client does not manage (`tppConsent` not true), renewed | 400 |
//! | default `limit`, where none is sent | 10 |
//! | order of users, of syncs | oldest first; by connection, newest first |
//! | code texts of 401, 403, 404, 405, 413 and 415 | the reason phrase, run together |
//! | what counts against the rate limit | calls with a valid token, not token requests |
//!
//! On the data host:
//!
//! | case | choice |
//! |---|---|
//! | default `limit` | 100 |
//! | order of transactions | newest first |
//! | first and last day of a filter | both are in |
//! | `categoryId` of `income:<n>`, `expense:<n>` | what came in, or went out, in a category of `group:<n>` |
//! | `text` | anywhere in the descriptions and the notes, in any case |
//! | unknown parameter, unknown member of a body | 400; the real service may let it pass |
//! | an unknown `clientId` of a list of banks | 400 |
//! | beta banks | are in the list of beta banks only |
//! | an account at a bank, deleted | 400 |
//! | a collection with one bad transaction | 400, and none is stored |
//! | the amount or the category of a split transaction, changed | 400 |
//! | a second split | takes the place of the first |
//! | a file above 10 MB; of another kind | 413; 400 |
//! | details of an account without `accounts_details:read` | all but the account numbers |
//! | how often a connection syncs by itself | once a day, if it is well or only partial; one with `sync_error` tries and fails; the others wait for their owner |
//! | what syncs list | those of the schedule of a year, and the last 1,000 that were asked for |
//! | what was there when a connection was made | is there at once, without a webhook |
//! | a card payment of a current account or a card | is pending for one to four days; then half keep their id, and half are deleted and come back booked under another |
//! | an amount that was authorised | every third was in whole pounds, and is exact when it is booked |
//! | an authorisation that lapses | goes after up to six days |
//! | a description that changes | one in eight, three days after it was booked |
//! | the balance of an account | is of what is booked and what is pending |
//! | the balance of a pending transaction | none, but of those that were there at the start |
//! | `restoredTransactions`, `newRegularTransactions`, `addFirstConnection`, `postConnectionEnrichmentComplete` | never by themselves |
//! | `updatedRegularTransactions` | when the next of a monthly series has arrived |
//! | `balanceThreshold` | when a sync takes the balance to where it was not after the sync before |
//! | webhooks of payments | single payments, reversals, and links, these in the signed form only; none of a submission that failed, of consents and of standing orders |
//! | an asynchronous sync | is over after ten seconds |
//! | a bank that is down | a sync that is waited for is 500 `ExternalProvider`, with `statusCode` 503; another starts, and ends with `error`; the connection then says `sync_error`; a sign-in comes back with `temporarily_unavailable`, or 502 where an authorisation request is completed |
//! | rows that chaos lets come and go | a purchase and its refund, of the same moment as a row before the page |
//! | host in `links` and in URLs of files and icons | the one of the request |
//! | webhooks | for what requests change, for syncs and reminders; not for what is seeded |
//! | `updatedTransactions` | another amount, status or description; not notes, not a category |
//! | a webhook that is sent again | the same id, signed anew |
//! | `total` of a spending analysis | all categories but those of the groups `income` and `transfers`; no transfer is listed twice |
//! | `projectIds` of a spending analysis | transactions of these projects, as in the list of transactions |
//! | a series | the same text three times or more, at even intervals: by week, two weeks, month, quarter, year |
//! | periods of a spending goal | the one that goes on and five before; from the first of the month or year where nothing is said |
//! | a second rental record | 400 |
//! | figures of a report | medians of the last twelve months; which groups are fixed (bills, rent, repayments, taxes) and essential (these, household, health, transport) |
//! | a report in v3; one that fails | is pending for five seconds; those of every tenth user, and of a user without transactions |
//! | loans of an affordability report | those of the sample |
//! | a tax return without a transaction | empty |
//! | the number of a business | eight characters: digits, perhaps after one or two letters |
//! | answers of SCIM | a resource, or a list, of RFC 7643 and 7644 in `data`; a search compares one attribute by `eq` |
//! | a user of the admin portal for a subtenant | needs `scim_user:subtenants:assign` |
//! | the consent history of a user | only for a token of that user |
//! | accounts of OSIP | those of the data API that hold securities, by the same ids; each was bought at its oldest price |
//!
//! For a client's own transactions:
//!
//! | case | choice |
//! |---|---|
//! | the category | that of the company whose name is in the description, else that of `merchantCategoryCode`; else the categorisation fails, and CaaS says `uncategorized` |
//! | CaaS fails for a transaction, alone | whose id begins with `error`, or whose splits do not add up |
//! | the same id again | takes the place of the first |
//! | numbers of categories | those of the reference's samples, and on in the order of its names |
//! | `recategorisationType=future` | what comes later with the same description in the account |
//! | an unknown user or account, deleted | 404 |
//! | an enhanced transaction | the place of the sample, by the company's name; none without a company |
//!
//! For sign-ins:
//!
//! | case | choice |
//! |---|---|
//! | redirect URIs of the default client | `/callback` on any port of the loopback interface |
//! | a request_uri without `client_id` beside it | taken, unless [`Builder::strict_client_id`] |
//! | reloading the page of a request_uri | shows it again until it is answered |
//! | reconsent without an expiry | 90 days |
//! | an authorisation request of a client with a signing algorithm | only as a request object |
//! | a payment without a signed request object | `invalid_request` |
//! | unknown members in `claims` | `invalid_request` |
//! | unknown `sub` or `mh:con_id` in `claims` | `invalid_request`, told to the redirect URI |
//! | `mh:*` claims in an id_token | those that were asked for |
//! | scopes of sign-in in a client credentials request | `invalid_scope` |
//! | `offline_access` without `prompt=consent` | ignored |
//! | life of a code, a consent page, a refresh token | 60 seconds, ten minutes, 14 days |
//! | refresh tokens | stay the same, unless [`Builder::rotate_refresh_tokens`] |
//! | a payment | makes no connection |
//! | users | are seen by every client |
//! | signature keys | are fixed and public, and protect nothing |
//!
//! For payments:
//!
//! | case | choice |
//! |---|---|
//! | status of a success of POST | 200 |
//! | payees, payments and the rest | are seen by the client that made them; oldest first |
//! | a `payeeId` that the client has not registered | refused, at the bank's page or with 400; of the type `mh-user-account` it is taken |
//! | an attempt begins | when the user is at the bank's page; of an authorisation request, when it is made |
//! | money moves | when the code is exchanged or the authorisation request completed; at once where neither follows |
//! | an attempt that nobody ends | is `abandoned` after ten minutes; a standing order then says `Cancelled` |
//! | a bank that completes later | takes a minute |
//! | a submission that fails | 502 `BadGateway`, `ASPSP client error: payment submission`, at the token endpoint, too |
//! | `isReversible` | completed, no reversal itself, and not all of it is sent back |
//! | a reversal of more than is left | refused; where another was quicker, `rejected` |
//! | an authorisation request without `redirectUri` | is decoupled: it is complete when the user has approved |
//! | `paymentId` of an authorisation request | single and reverse payments alone |
//! | a wrong `state`; a wrong `code` | 400 and nothing changes; 400 and it ends, `error:tokenGrant` |
//! | an error from Moneyhub's own screen | `error` beside `authRequestId` |
//! | `authRequestId` of a consent that was given by claims | an id that no route knows |
//! | a payment under a consent | is not in the list of payments; the consent shows the last one |
//! | above a limit, revoked, not valid | 400 |
//! | a period by the calendar | weeks begin on Monday; a first period that is not whole has the whole limit |
//! | what the payer's account holds | £10,000 for each consent; above it a payment is `rejected` |
//! | `useOnce` where it is not sent | `false` |
//! | a pay file | `{id, createdAt, status, content}`; a second execution is 400 |
//! | `charges` | none |
//! | payments, payees, links, files and authorisation requests | the last 100,000 of each are known; those that are not over are kept first |
//!
//! # Limitations
//!
//! There is no TLS, so the sandbox can't check client certificates: it trusts a client that is
//! registered for one. It does not support encrypted id_tokens and request objects, id_tokens
//! signed with anything but RS256, PS256 and ES256, DPoP, the response type `none`, the session and
//! registration endpoints, or HTTP/2.
// It uses a client, and this crate must not depend on one. The repository's tests compile it.
#![cfg_attr(not(doctest), doc = include_str!("sign_in.md"))]

mod banks;
mod builder;
mod chaos;
mod client;
mod clock;
mod config;
mod console;
mod fault;
mod finance;
mod html;
mod jose;
mod lock;
mod mix;
mod population;
mod record;
mod sandbox;
mod server;
mod service;
mod shared;
mod shelf;
mod webhooks;

/// Runs the example of the front page.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct FrontPage;

/// Runs the examples of the manual's chapter on testing.
#[cfg(doctest)]
#[doc = include_str!("../../../moneyhub-proto/src/manual/testing.md")]
struct ChapterOnTesting;

pub use builder::{Builder, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET};
pub use chaos::{Chaos, InvalidChaos, Mishap};
pub use client::{Client, InvalidMetadata};
pub use config::InvalidConfig;
pub use fault::{Cut, Fault, Matcher};
pub use jose::{Algorithm, InvalidJwks};
pub use record::{Host, Recorded};
pub use sandbox::Sandbox;
pub use service::{
    Callback, CreatedUser, Decision, PaymentKind, PaymentMade, Refused, ResponseMode, Service,
    Tokens,
};
pub use webhooks::{Delivery, DeliveryOutcome, InvalidWebhookUrl, Subscription, WebhookFormat};
