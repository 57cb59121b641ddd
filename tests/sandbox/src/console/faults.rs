//! What goes wrong: faults, banks that are down, chaos.

use std::time::Duration;

use super::page::section;
use super::table::{code, table, text};
use super::{Console, Page};
use crate::banks::SEEDED;
use crate::fault::{Fault, Kind, Matcher};
use crate::html::Html;

/// By how much an answer is late.
const LATE: Duration = Duration::from_secs(3);

/// A fault, and what the form calls it.
pub(super) type Named = (&'static str, fn() -> Fault);

/// The faults of the form.
pub(super) const KINDS: [Named; 8] = [
    ("500 Internal Server Error", || Fault::status(500)),
    ("503 Service Unavailable", || Fault::status(503)),
    ("429 with Retry-After: 2", || Fault::status(429).header("retry-after", "2")),
    ("401 Unauthorized", || Fault::status(401)),
    ("connection reset", Fault::reset),
    ("no answer", Fault::hang),
    ("answer three seconds late", || Fault::delay(LATE)),
    ("not JSON", || Fault::status(200).header("content-type", "text/html").body("<p>Sorry</p>")),
];

impl Console {
    pub(super) fn faults(&self) -> Page {
        let mut html = Html::new();
        section(&mut html, "fault", "Break a route", &self.fault_form());
        let rows: Vec<_> = self.shared.faults(|faults| faults.waiting().map(row).collect());
        let mut list =
            table("faults", ["Requests", "Fault", "How often"], rows, "No faults are set.");
        list.add(&self.button("/faults/clear", &[], "Remove all"));
        section(&mut html, "set", "Active faults", &list);
        section(&mut html, "banks", "Banks that are down", &self.banks());
        section(&mut html, "chaos", "Chaos", &self.chaos());
        self.show("/faults", "Faults", &html)
    }

    fn banks(&self) -> Html {
        let down = self.shared.service(|service| service.shown_outages());
        let rows = down.into_iter().map(|bank| {
            let mut name = text(&bank.name);
            name.markup("<br><code>").text(&bank.id).markup("</code>");
            [name, self.button("/banks/up", &[("bank", &bank.id)], "Up again")]
        });
        let mut html = table("outages", ["Bank", ""], rows, "No banks are down.");
        self.form(&mut html, "/banks/down");
        html.markup("<label>Bank <select name=\"bank\">");
        for (id, name, _) in SEEDED {
            html.markup("<option value=\"").text(id).markup("\">").text(name);
            html.markup("</option>");
        }
        html.markup(
            "</select></label>\
             <label>Hours <input name=\"hours\" type=\"number\" min=\"1\" value=\"6\" required>\
             </label><button>Down</button></form>\n",
        );
        html
    }

    fn chaos(&self) -> Html {
        let chaos = self.shared.service(|service| service.chaos());
        let mut html = Html::new();
        html.markup(
            "<p>What goes wrong by itself, by seed. Rates are in percent: webhooks that are lost, \
             doubled or late, pages of transactions that shift, and banks that are down; lateness \
             and outage are in seconds.</p>\n",
        );
        self.form(&mut html, "/chaos");
        html.markup("<label class=\"wide\">Chaos <input name=\"chaos\" class=\"code\" value=\"");
        html.text(chaos);
        html.markup(
            "\"></label><button>Set</button>\
             <button name=\"none\" value=\"yes\">None</button></form>\n",
        );
        html
    }

    fn fault_form(&self) -> Html {
        let mut html = Html::new();
        self.form(&mut html, "/fault");
        html.markup(
            "<label>Requests <input name=\"route\" required size=\"30\" \
             placeholder=\"GET /users/{userId}\"></label>\
             <label>Fault <select name=\"kind\">",
        );
        for (name, _) in KINDS {
            html.markup("<option>").markup(name).markup("</option>");
        }
        html.markup(
            "</select></label>\
             <label>Times <input name=\"times\" type=\"number\" min=\"1\" value=\"1\"></label>\
             <label><input name=\"after_handling\" type=\"checkbox\" value=\"yes\"> \
             after the route has run</label>\
             <button>Set</button></form>\n\
             <p>A route, with a method or for any; <code>*</code> is every request. \
             Without a number it is on until it is taken off.</p>\n",
        );
        html
    }
}

fn row((matcher, fault): (&Matcher, &Fault)) -> [Html; 3] {
    let mut what = match &fault.kind {
        Kind::Reply(reply) => reply.status().to_string(),
        Kind::Delay(delay) => format!("{} seconds late", delay.as_secs_f32()),
        _ => fault.name().to_owned(),
    };
    if fault.after_handling {
        what += ", after the route has run";
    }
    let mut often = match fault.left {
        Some(left) => format!("{left} more"),
        None => "always".to_owned(),
    };
    if fault.skip > 0 {
        often += &format!(", after {} that pass", fault.skip);
    }
    [code(matcher), text(what), text(often)]
}
