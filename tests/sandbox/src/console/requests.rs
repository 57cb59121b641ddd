//! The requests as they arrive, and the reasons for refusals.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::gate::Fields;
use super::page::section;
use super::table::{Window, badge, code, table, text, time};
use super::{Console, Page, moment};
use crate::html::Html;
use crate::record::{Host, Recorded};

/// How many are on one page.
const ON_A_PAGE: u64 = 50;

/// The most characters of a segment of a path, or of a value of its query. The longest ids are those
/// of connections, with 69; a JWT has more.
const MOST_SHOWN: usize = 80;

/// The most characters of a parameter's name. No real name is longer.
const MOST_NAME: usize = 40;

/// Query parameters whose values are shown: those that the reference documents for the data and for users.
/// Any other may be a code, a token or a signature.
static SHOWN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    let documented = moneyhub_reference::operations().iter();
    let documented = documented.filter(|operation| !operation.path.starts_with("/oidc"));
    documented.flat_map(|operation| &operation.query).map(|one| one.name.as_str()).collect()
});

impl Console {
    pub(super) fn requests(&self, query: &Fields) -> Page {
        let refused = query.get("only").is_some_and(|only| only == "refused");
        let total = self.shared.journal(|journal| {
            journal.all().filter(|seen| !refused || is_refused(seen)).count() as u64
        });
        let window = Window::of(query, ON_A_PAGE, total);
        let offset = usize::try_from(window.offset).unwrap_or(usize::MAX);
        let mut list = self.request_table(offset, ON_A_PAGE as usize, refused);
        list.add(&window.links("/requests", if refused { "&only=refused" } else { "" }));
        let mut html = Html::new();
        html.markup("<p class=\"choice\">");
        html.markup(match refused {
            false => "<strong>All</strong> <a href=\"/requests?only=refused\">Refused only</a>",
            true => "<a href=\"/requests\">All</a> <strong>Refused only</strong>",
        });
        html.markup("</p>\n");
        section(&mut html, "all-requests", "Newest first", &list);
        self.show("/requests", "Requests", &html)
    }

    /// The newest requests, after skipping some.
    pub(super) fn request_table(&self, offset: usize, limit: usize, refused: bool) -> Html {
        let rows: Vec<_> = self.shared.journal(|journal| {
            let newest = journal.all().rev().filter(|seen| !refused || is_refused(seen));
            newest.skip(offset).take(limit).map(row).collect()
        });
        let names = ["When", "Host", "Request", "Answer", "Why"];
        table("requests", names, rows, "No requests yet.")
    }
}

fn is_refused(seen: &Recorded) -> bool {
    seen.refusal.is_some()
        || seen.fault.is_some()
        || seen.status.is_some_and(|status| status >= 400)
}

fn row(seen: &Recorded) -> [Html; 5] {
    let host = match seen.host {
        Host::Identity => "identity",
        Host::Data => "data",
    };
    let answer = match seen.status {
        Some(status @ ..400) => badge("good", status),
        Some(status) => badge("bad", status),
        None if seen.fault.is_some() => badge("bad", "cut"),
        None => badge("plain", "under way"),
    };
    let mut why = Html::new();
    if let Some(fault) = seen.fault {
        why.add(&badge("plain", format_args!("fault: {fault}")));
        if let Some(handled) = seen.handled.filter(|_| seen.handled != seen.status) {
            why.markup(" the route had answered ").text(handled);
        }
        why.markup(" ");
    }
    if let Some(refusal) = &seen.refusal {
        why.text(refusal);
    }
    let path: Vec<String> = seen.path.split('/').map(cut).collect();
    let mut line = format!("{} {}", seen.method, path.join("/"));
    if let Some(query) = &seen.query {
        line += &shown_query(query);
    }
    [time(moment(seen.arrived_at)), text(host), code(line), answer, why]
}

/// A query without values that may be secret.
fn shown_query(query: &str) -> String {
    let mut shown = String::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        shown.push(if shown.is_empty() { '?' } else { '&' });
        shown += if name.chars().count() > MOST_NAME { "…" } else { &name };
        shown.push('=');
        shown += &if SHOWN.contains(&*name) { cut(&value) } else { "…".to_owned() };
    }
    shown
}

/// Shows only the beginning of text that is too long to be an id.
fn cut(text: &str) -> String {
    match text.chars().count() {
        ..=MOST_SHOWN => text.to_owned(),
        _ => text.chars().take(MOST_SHOWN / 8).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{SHOWN, cut, shown_query};

    #[test]
    fn only_documented_parameters_of_data_show_their_values() {
        let query = "limit=10&startDate=2024-01-01&code=secret&access_token=secret&state=secret";
        let shown = "?limit=10&startDate=2024-01-01&code=…&access_token=…&state=…";
        assert_eq!(shown_query(query), shown);
    }

    #[test]
    fn no_documented_parameter_of_data_is_a_secret() {
        for name in [
            "access_token",
            "assertion",
            "client_assertion",
            "client_secret",
            "code",
            "code_verifier",
            "id_token",
            "interaction",
            "refresh_token",
            "request",
            "signature",
            "state",
            "token",
        ] {
            assert!(!SHOWN.contains(name), "{name}");
        }
    }

    #[test]
    fn what_is_too_long_for_an_id_or_a_name_is_not_shown() {
        let token = "x".repeat(100);
        assert_eq!(cut(&token), "xxxxxxxxxx…");
        assert_eq!(shown_query(&token), "?…=…");
    }
}
