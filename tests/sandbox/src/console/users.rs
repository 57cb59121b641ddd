//! Users, and one user with its connections, consents and accounts.

use http::StatusCode;
use serde_json::Value;

use super::gate::Fields;
use super::page::section;
use super::table::{Window, badge, code, table, text, time};
use super::{Console, Page, Refusal, moment};
use crate::clock::{millis_of, parse_rfc3339, system_time};
use crate::html::Html;
use crate::population::{Connection, User};

/// How many users are on one page.
const ON_A_PAGE: u64 = 25;

/// How many connections, and how many accounts, of a user are shown.
const MOST_SHOWN: usize = 100;

impl Console {
    pub(super) fn users(&self, query: &Fields) -> Page {
        let total = self.shared.service(|service| service.live_users());
        let window = Window::of(query, ON_A_PAGE, total);
        let users = self.shared.service(|service| service.shown_users(window.limit, window.offset));
        let names = ["User", "Reference", "Created", "Connections"];
        let mut list = table("users", names, users.iter().map(row), "No users.");
        list.add(&window.links("/users", ""));
        let mut html = Html::new();
        section(&mut html, "all-users", "Oldest first", &list);
        self.show("/users", "Users", &html)
    }

    pub(super) fn user(&self, user_id: &str) -> Option<Page> {
        let (user, connections, accounts, now) = self.shared.service(|service| {
            let user = service.shown_user(user_id)?;
            let connections = service.shown_connections(user_id);
            let accounts = service.shown_accounts(user_id, MOST_SHOWN);
            let now = millis_of(service.now());
            Some((user, connections, accounts, now))
        })?;
        let mut html = Html::new();
        html.markup("<p>").text(user.client_user_id.as_deref().unwrap_or("No reference"));
        html.markup(", created ").add(&shown(Some(&user.created_at))).markup("</p>\n");
        if connections.is_empty() {
            html.add(&self.button("/connect", &[("user", user_id)], "Give it connections"));
        }
        let rows = connections.iter().take(MOST_SHOWN);
        let rows = rows.map(|connection| self.connection(user_id, connection, now));
        let names = ["Bank", "Status", "Consent ends", "Updated", "Accounts", ""];
        let mut list = table("connections", names, rows, "No connections.");
        of(&mut list, connections.len());
        section(&mut html, "user-connections", "Connections", &list);
        let names = ["Account", "Type", "Bank", "Balance", "Transactions"];
        let list = table("accounts", names, accounts.iter().map(account), "No accounts.");
        section(&mut html, "user-accounts", "Accounts", &list);
        Some(self.show("/users", &format!("User {user_id}"), &html))
    }

    fn connection(&self, user_id: &str, connection: &Connection, now: i64) -> [Html; 6] {
        let mut bank = text(connection.name);
        bank.markup("<br><code>").text(&connection.id).markup("</code>");
        let error = connection.error.flatten();
        let class = if connection.status == "ok" && error.is_none() { "good" } else { "bad" };
        let mut status = badge(class, connection.status);
        for more in [connection.extended_status, error].into_iter().flatten() {
            status.markup(" ").text(more);
        }
        let ends = connection.expires_at.as_deref();
        let runs = ends.and_then(parse_rfc3339).is_some_and(|end| end > now);
        let mut consent = shown(ends);
        if connection.tpp_consent == Some(true) {
            consent.markup("<br><small>managed by the client</small>");
        }
        let mut buttons = Html::new();
        if runs {
            let fields = [("user", user_id), ("connection", &connection.id)];
            buttons.add(&self.button("/expire", &fields, "End consent")).markup(" ");
        }
        let bank_id = connection.id.split(':').next().unwrap_or_default();
        let fields = [("bank", bank_id), ("hours", "1")];
        buttons.add(&self.button("/banks/down", &fields, "Bank down"));
        let updated = shown(connection.last_updated.as_deref());
        [bank, status, consent, updated, text(connection.account_ids.len()), buttons]
    }

    /// The path of a user's page.
    pub(super) fn page_of_user(&self, user_id: &str) -> Result<String, Refusal> {
        let user = self.shared.service(|service| service.shown_user(user_id));
        match user {
            Some(user) => Ok(format!("/users/{}", user.user_id)),
            None => Err(Refusal::new(StatusCode::NOT_FOUND, "This user does not exist.")),
        }
    }
}

/// A timestamp from the wire, in the console's format.
fn shown(at: Option<&str>) -> Html {
    match at.and_then(parse_rfc3339) {
        Some(millis) => time(moment(system_time(millis))),
        None => text(at.unwrap_or("never")),
    }
}

/// Says that there are more than are shown.
fn of(html: &mut Html, count: usize) {
    if count > MOST_SHOWN {
        html.markup("<p class=\"pages\">").text(MOST_SHOWN).markup(" of ").text(count);
        html.markup("</p>\n");
    }
}

fn row(user: &User) -> [Html; 4] {
    let mut link = Html::new();
    link.markup("<a href=\"/users/").text(&user.user_id).markup("\"><code>");
    link.text(&user.user_id).markup("</code></a>");
    let reference = user.client_user_id.as_deref().unwrap_or("–");
    [link, text(reference), shown(Some(&user.created_at)), text(user.connection_ids.len())]
}

fn account(account: &Value) -> [Html; 5] {
    let member = |name: &str| account[name].as_str().unwrap_or_default();
    let mut name = text(member("accountName"));
    name.markup("<br><code>").text(member("id")).markup("</code>");
    let amount = &account["balance"]["amount"];
    let value = amount["value"].as_i64().unwrap_or(0);
    let sign = if value < 0 { "−" } else { "" };
    let (whole, rest) = (value.unsigned_abs() / 100, value.unsigned_abs() % 100);
    let currency = amount["currency"].as_str().unwrap_or_default();
    let balance = format!("{sign}{whole}.{rest:02} {currency}");
    let count = account["transactionData"]["count"].as_u64().unwrap_or(0);
    [name, code(member("type")), text(member("providerName")), text(balance), text(count)]
}
