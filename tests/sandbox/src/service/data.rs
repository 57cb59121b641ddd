//! The data host: finds the operation of a request, makes the checks of the table, and calls its
//! handler.

mod accounts;
mod beneficiaries;
mod caas;
mod categories;
mod categorise;
pub(crate) mod files;
mod multipart;
mod osip;
mod projects;
mod regular;
mod rental_records;
mod reports;
mod savings_goals;
mod spending;
mod spending_goals;
mod splits;
mod sync;
mod tax;
mod thresholds;
mod transactions;

pub(super) use caas::Caas;

use std::collections::BTreeSet;

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Request, Response, StatusCode};
use moneyhub_reference::{Host, Token};
use serde_json::{Value, json};

use super::answer::{self, Answer, failure_body, method_not_allowed, not_found};
use super::call::{Call, Outcome, origin};
use super::table::{self, Found, Version};
use super::{Service, media_type};

/// The document of CaaS that Moneyhub's own tests read: no token.
const OPENAPI: &str = "/caas/openapi.json";

/// The most bytes in the body of a call, except for files.
pub(crate) const MOST_BODY: usize = 1024 * 1024;

impl Service {
    /// The reply of the data host. The request's URI may be a path or a whole URL; only its path
    /// and query count. Links in the answer begin like the request.
    pub fn respond_data(&mut self, request: Request<Bytes>) -> Response<Bytes> {
        let (head, body) = request.into_parts();
        if self.lacks_length(&head) {
            return self.refusal(StatusCode::LENGTH_REQUIRED, super::LENGTH_REQUIRED);
        }
        let path = head.uri.path();
        if let Some(id) = path.strip_prefix("/files/") {
            return self.file_content(id, &head);
        }
        if path == OPENAPI {
            return match head.method {
                Method::GET => {
                    answer::json(StatusCode::OK, &moneyhub_reference::openapi(Host::Caas))
                }
                _ => method_not_allowed("GET"),
            };
        }
        match data_base(path) {
            Some((host, version, base)) => {
                let place = Place { host, version, base, path: &path[base.len()..] };
                self.operate(&head, &body, place)
            }
            None => self
                .refusal(StatusCode::NOT_FOUND, &format!("no such route on the data host: {path}")),
        }
    }

    /// Runs an operation of the table.
    pub(super) fn operate(&mut self, head: &Parts, body: &Bytes, place: Place<'_>) -> Answer {
        match table::find(place.host, place.version, &head.method, place.path) {
            Found::Nothing => self.refusal(StatusCode::NOT_FOUND, "no such route"),
            Found::Removed => self.refusal(
                StatusCode::NOT_FOUND,
                &format!("no such route in v3, it was removed: {}", place.path),
            ),
            Found::Methods(allowed) => method_not_allowed(&allowed),
            Found::Operation(operation, path_parameters) => {
                let mut call = Call {
                    operation,
                    version: place.version,
                    path_parameters,
                    query: Vec::new(),
                    headers: &head.headers,
                    body,
                    json: Value::Null,
                    grant: None,
                    base: format!("{}{}", origin(head), place.base),
                    path: place.path,
                    scopes: BTreeSet::new(),
                };
                self.limited(head, &mut call).unwrap_or_else(|refusal| *refusal)
            }
        }
    }

    /// With a token, within the rate limit.
    fn limited(&mut self, head: &Parts, call: &mut Call<'_>) -> Outcome {
        if call.operation.token == Token::None {
            return self.checked(head, call);
        }
        let grant = self.bearer(&head.headers)?;
        call.scopes.clone_from(&grant.scopes);
        call.grant = Some(grant);
        let now = self.clock.now_millis();
        let allowance = self.rate_limit.as_mut().map(|limit| limit.spend(now));
        match allowance {
            Some(allowance) if allowance.exceeded => Err(Box::new(allowance.refusal())),
            Some(allowance) => {
                let answer = self.checked(head, call).unwrap_or_else(|refusal| *refusal);
                Ok(allowance.label(answer))
            }
            None => self.checked(head, call),
        }
    }

    fn checked(&mut self, head: &Parts, call: &mut Call<'_>) -> Outcome {
        self.check_token(call)?;
        self.check_query(head, call)?;
        self.check_body(call)?;
        self.answered(call)
    }

    /// The kind of token, and the scopes: all that are required and one of each choice.
    fn check_token(&mut self, call: &Call<'_>) -> Result<(), Box<Answer>> {
        let Some(grant) = &call.grant else {
            return Ok(());
        };
        let operation = call.operation;
        let wanted = table::wanted(operation);
        match (operation.token, &grant.subject) {
            (Token::User, None) => {
                return Err(self.forbidden("the token is not bound to a user", &wanted));
            }
            // Both forms exist: with the filter by user and without.
            (Token::Client, Some(_)) if operation.id != "consent_history.list" => {
                return Err(self.forbidden("the token is bound to a user", &wanted));
            }
            _ => {}
        }
        let has = |scope: &String| call.scopes.contains(scope);
        let enough = operation.scopes.required.iter().all(has)
            && operation.scopes.one_of.iter().all(|choice| choice.iter().any(has));
        if enough { Ok(()) } else { Err(self.forbidden("insufficient scope", &wanted)) }
    }

    fn check_query(&mut self, head: &Parts, call: &mut Call<'_>) -> Result<(), Box<Answer>> {
        let query = head.uri.query().unwrap_or("");
        call.query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        if call.operation.id.as_str().starts_with("wellknown.") {
            // The official client sends `?undefined` without a filter.
            call.query.retain(|(name, _)| name != "undefined");
        }
        let problem = table::check_query(call.operation, &call.query, call.version);
        problem.map_err(|problem| Box::new(self.refusal(StatusCode::BAD_REQUEST, &problem)))
    }

    fn check_body(&mut self, call: &mut Call<'_>) -> Result<(), Box<Answer>> {
        let mut refuse = |status, message: &str| Err(Box::new(self.refusal(status, message)));
        let Some(body) = &call.operation.body else {
            return match call.body.is_empty() || call.body.as_ref() == b"{}" {
                true => Ok(()),
                false => refuse(StatusCode::BAD_REQUEST, "this operation takes no body"),
            };
        };
        let kind = body.content_type.as_str();
        let most = match kind {
            "multipart/form-data" => files::MOST_UPLOAD,
            _ => MOST_BODY,
        };
        if call.body.len() > most {
            return refuse(
                StatusCode::PAYLOAD_TOO_LARGE,
                &format!("the body is above {most} bytes"),
            );
        }
        if call.body.is_empty() {
            return match body.required {
                true => refuse(StatusCode::BAD_REQUEST, "the body is missing"),
                false => Ok(()),
            };
        }
        let sent = media_type(call.headers, http::header::CONTENT_TYPE);
        if sent.as_deref() != Some(kind) {
            return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, &format!("the body must be {kind}"));
        }
        if kind != "application/json" {
            return Ok(());
        }
        call.json = match serde_json::from_slice(call.body) {
            Ok(json) => json,
            Err(_) => return refuse(StatusCode::BAD_REQUEST, "the body is not JSON"),
        };
        match table::check_body(call.operation, &call.json) {
            Ok(()) => Ok(()),
            Err(problem) => refuse(StatusCode::BAD_REQUEST, &problem),
        }
    }

    fn answered(&mut self, call: &Call<'_>) -> Outcome {
        if let Some(outcome) = self.pays(call) {
            return outcome;
        }
        match call.operation.id.as_str() {
            "accounts.list" | "accounts.list_v2" => self.list_accounts(call),
            "accounts.syncs" => self.account_syncs(call),
            "accounts.get" => self.get_account(call),
            "accounts.create" => self.create_account(call),
            "accounts.update" => self.update_account(call),
            "accounts.delete" => self.delete_account(call),
            "accounts.balances.list" => self.list_balances(call),
            "accounts.balances.add" => self.add_balance(call),
            "accounts.holdings.list" => self.list_valuations(call),
            "accounts.holdings.with_matches" => self.list_holdings(call),
            "accounts.holdings.get" => self.get_holding(call),
            "accounts.counterparties" => self.account_counterparties(call),
            "accounts.recurring" => self.account_recurring(call),
            "accounts.standing_orders" => self.account_standing_orders(call),
            "accounts.statements" => self.account_statements(call),
            "transactions.list" | "transactions.unenriched.list" => self.list_transactions(call),
            "transactions.get" | "transactions.unenriched.get" => self.get_transaction(call),
            "transactions.create" => self.create_transaction(call),
            "transactions.create_many" => self.create_transactions(call),
            "transactions.update" => self.update_transaction(call),
            "transactions.delete" => self.delete_transaction(call),
            "transactions.splits.list" => self.list_splits(call),
            "transactions.splits.create" => self.create_splits(call),
            "transactions.splits.update" => self.update_split(call),
            "transactions.splits.delete" => self.delete_splits(call),
            "transactions.files.list" => self.list_files(call),
            "transactions.files.add" => self.add_file(call),
            "transactions.files.get" => self.get_file(call),
            "transactions.files.delete" => self.delete_file(call),
            "sync.connection" => self.sync_connection(call),
            "categories.list" => self.list_categories(call),
            "categories.get" => self.get_category(call),
            "categories.create" => self.create_category(call),
            "categories.groups" | "categories.standard_groups" => self.list_groups(call),
            "categories.standard" => self.standard_categories(call),
            "counterparties.global" => self.global_counterparties(call),
            "bank_icons.get" => self.bank_icon(call),
            "affordability.list" | "affordability.income.list" | "sfs.list" => {
                self.list_reports(call)
            }
            "affordability.create" | "affordability.income.create" | "sfs.create" => {
                self.create_report(call)
            }
            "affordability.get" | "affordability.income.get" | "sfs.get" => self.get_report(call),
            "affordability.confidence" => self.confidence(call),
            "beneficiaries.list" => self.list_beneficiaries(call),
            "beneficiaries.get" => self.get_beneficiary(call),
            "categorise.transactions" => self.categorise_transactions(call),
            "consent_history.list" => self.list_consents(call),
            "osip.accounts.list" => self.list_portfolios(call),
            "osip.accounts.get" => self.get_portfolio(call),
            "osip.accounts.holdings" => self.portfolio_holdings(call),
            "osip.accounts.transactions" => self.portfolio_transactions(call),
            "projects.list" => self.list_projects(call),
            "projects.get" => self.get_project(call),
            "projects.create" => self.create_project(call),
            "projects.update" => self.update_project(call),
            "projects.delete" => self.delete_project(call),
            "regular.list" => self.list_regular(call),
            "regular.detect" => self.detect_regular(call),
            "rental.list" => self.list_rental_records(call),
            "rental.create" => self.create_rental_record(call),
            "rental.delete" => self.delete_rental_record(call),
            "reseller.check" => self.check_business(call),
            "scim.users.create" => self.create_person(call),
            "scim.users.get" => self.get_person(call),
            "scim.users.search" => self.search_people(call),
            "savings_goals.list" => self.list_savings_goals(call),
            "savings_goals.get" => self.get_savings_goal(call),
            "savings_goals.create" => self.create_savings_goal(call),
            "savings_goals.update" => self.update_savings_goal(call),
            "savings_goals.delete" => self.delete_savings_goal(call),
            "spending.analysis" => self.analyse_spending(call),
            "spending_goals.list" => self.list_spending_goals(call),
            "spending_goals.get" => self.get_spending_goal(call),
            "spending_goals.create" => self.create_spending_goal(call),
            "spending_goals.update" => self.update_spending_goal(call),
            "spending_goals.delete" => self.delete_spending_goal(call),
            "tax.get" => self.tax_return(call),
            "thresholds.list" => self.list_thresholds(call),
            "thresholds.create" => self.create_threshold(call),
            "thresholds.update" => self.update_threshold(call),
            "thresholds.delete" => self.delete_threshold(call),
            id if id.starts_with("caas.") => self.caas(call),
            id if id.starts_with("wellknown.") => self.connection_list(call),
            _ => Err(Box::new(not_found("the sandbox lacks this operation"))),
        }
    }

    /// `{code, message, correlationId}`.
    pub(super) fn refusal(&mut self, status: StatusCode, message: &str) -> Answer {
        let mut body = failure_body(status, message);
        body["correlationId"] = json!(self.correlation_id());
        answer::json(status, &body)
    }
}

/// Where to look for an operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) host: Host,
    pub(super) version: Version,
    /// The part before the operation's path.
    pub(super) base: &'a str,
    pub(super) path: &'a str,
}

impl Place<'_> {
    /// Whether any operation has this path.
    pub(super) fn is_known(&self) -> bool {
        let found = table::find(self.host, self.version, &Method::GET, self.path);
        !matches!(found, Found::Nothing)
    }
}

/// Whether the data host has a route with this path.
pub(super) fn is_known(path: &str) -> bool {
    let place = data_base(path).map(|(host, version, base)| Place {
        host,
        version,
        base,
        path: &path[base.len()..],
    });
    path.starts_with("/files/") || path == OPENAPI || place.is_some_and(|place| place.is_known())
}

/// The API of a path, its version, and its base path.
fn data_base(path: &str) -> Option<(Host, Version, &str)> {
    const BASES: [(&str, Host, Version); 6] = [
        ("/v2", Host::Data, Version::V2),
        ("/v2.0", Host::Data, Version::V2),
        ("/v3", Host::Data, Version::V3),
        ("/v3.0", Host::Data, Version::V3),
        ("/caas/v1", Host::Caas, Version::Only),
        ("/osip/v1.0", Host::Osip, Version::Only),
    ];
    BASES.into_iter().find_map(|(base, host, version)| {
        let rest = path.strip_prefix(base)?;
        rest.starts_with('/').then_some((host, version, &path[..base.len()]))
    })
}
