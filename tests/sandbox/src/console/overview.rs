//! The first page: the clock, the sandbox's set-up, and the latest requests and webhooks.

use std::sync::atomic::Ordering;

use super::page::section;
use super::table::{table, text, time};
use super::{Console, Page};
use crate::html::Html;

/// How many requests and webhooks the overview shows.
const LATEST: usize = 8;

/// The steps with a button: seconds and label.
const STEPS: [(&str, &str); 4] =
    [("3600", "+1 hour"), ("86400", "+1 day"), ("604800", "+7 days"), ("7776000", "+90 days")];

/// The form's units, in seconds.
pub(super) const UNITS: [(&str, u64); 4] =
    [("seconds", 1), ("minutes", 60), ("hours", 3_600), ("days", 86_400)];

impl Console {
    pub(super) fn overview(&self) -> Page {
        let mut html = Html::new();
        section(&mut html, "time", "Clock", &self.clock());
        let deeds = self.deeds();
        if !deeds.is_empty() {
            let deeds = deeds.into_iter().map(|deed| [time(deed.at), text(deed.what)]);
            let deeds = table("deeds", ["When", "What"], deeds, "");
            section(&mut html, "done", "Actions", &deeds);
        }
        let mut latest = self.request_table(0, LATEST, false);
        latest.markup("<p class=\"pages\"><a href=\"/requests\">All requests</a></p>\n");
        section(&mut html, "latest-requests", "Last requests", &latest);
        let mut latest = self.delivery_table(0, LATEST);
        latest.markup("<p class=\"pages\"><a href=\"/webhooks\">All webhooks</a></p>\n");
        section(&mut html, "latest-webhooks", "Last webhooks", &latest);
        section(&mut html, "sandbox", "This sandbox", &self.about());
        self.show("/", "Overview", &html)
    }

    fn clock(&self) -> Html {
        let mut html = Html::new();
        html.markup(
            "<p>Let time pass: transactions arrive and are booked, connections sync, tokens expire, \
             consents end, and webhooks go out for each.</p>\n",
        );
        html.markup("<div class=\"row\">");
        for (seconds, label) in STEPS {
            let fields = [("amount", seconds), ("unit", "seconds")];
            html.add(&self.button("/advance", &fields, label));
        }
        self.form(&mut html, "/advance");
        html.markup(
            "<label>Or <input name=\"amount\" type=\"number\" min=\"1\" value=\"5\" required></label>\
             <select name=\"unit\" aria-label=\"Unit\">",
        );
        for (unit, _) in UNITS {
            html.markup("<option>").markup(unit).markup("</option>");
        }
        html.markup("</select><button>Advance</button></form></div>\n");
        html
    }

    fn about(&self) -> Html {
        let mut html = Html::new();
        let totals = &self.shared.totals;
        html.markup("<dl id=\"about\" data-live>\n");
        let mut line = |name: &str, text: String| {
            html.markup("<div><dt>").text(name).markup("</dt><dd>").text(text);
            html.markup("</dd></div>\n");
        };
        line("identity host", format!("http://{}", self.identity));
        line("data host", format!("http://{}", self.data));
        for (name, text) in self.shared.service(|service| service.description()) {
            line(name, text);
        }
        line("requests so far", totals.requests.load(Ordering::SeqCst).to_string());
        line("faults fired", totals.faults_fired.load(Ordering::SeqCst).to_string());
        line("open connections", totals.open_connections.load(Ordering::SeqCst).to_string());
        html.markup("</dl>\n<div class=\"row\">");
        html.add(&self.button("/tokens/revoke", &[], "Revoke all access tokens"));
        html.add(&self.button("/keys/rotate", &[], "Rotate the signature keys"));
        html.markup("</div>\n");
        html
    }
}
