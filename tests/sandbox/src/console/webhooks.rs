//! Webhooks: their destination, what was sent, and a form to send one.

use super::gate::Fields;
use super::page::section;
use super::table::{Window, badge, code, table, text, time};
use super::{Console, Page, moment};
use crate::chaos::Mishap;
use crate::html::Html;
use crate::webhooks::{Delivery, DeliveryOutcome, WebhookFormat};

/// How many deliveries are on one page.
const ON_A_PAGE: u64 = 25;

/// The forms of a webhook, by their names in options and forms.
pub(super) const FORMATS: [(&str, WebhookFormat); 2] =
    [("jwt", WebhookFormat::Signed), ("json", WebhookFormat::Json)];

impl Console {
    pub(super) fn webhooks(&self, query: &Fields) -> Page {
        let mut html = Html::new();
        section(&mut html, "subscription", "Destination", &self.subscription());
        section(&mut html, "event", "Send an event", &self.event_form());
        let total = self.shared.service(|service| service.delivery_count() as u64);
        let window = Window::of(query, ON_A_PAGE, total);
        let offset = usize::try_from(window.offset).unwrap_or(usize::MAX);
        let mut list = self.delivery_table(offset, ON_A_PAGE as usize);
        list.add(&window.links("/webhooks", ""));
        section(&mut html, "all-webhooks", "Newest first", &list);
        self.show("/webhooks", "Webhooks", &html)
    }

    /// The newest deliveries, after skipping some.
    pub(super) fn delivery_table(&self, offset: usize, limit: usize) -> Html {
        let deliveries = self.shared.service(|service| service.shown_deliveries(offset, limit));
        let rows = deliveries.iter().map(|one| self.delivery(one));
        let names = ["Raised", "Event", "User", "Outcome", ""];
        table("webhooks", names, rows, "No webhooks yet.")
    }

    fn delivery(&self, delivery: &Delivery) -> [Html; 5] {
        let mut event = text(&delivery.event);
        event.markup("<br><code>").text(&delivery.id).markup("</code>");
        let mut outcome = match delivery.outcome {
            None => badge("plain", "under way"),
            Some(DeliveryOutcome::Answered(status)) => {
                let good = DeliveryOutcome::Answered(status).is_acknowledged();
                badge(if good { "good" } else { "bad" }, status)
            }
            Some(DeliveryOutcome::Lost) => badge("bad", "never sent"),
            Some(DeliveryOutcome::TimedOut) => badge("bad", "no answer in five seconds"),
            Some(DeliveryOutcome::Unreachable) => badge("bad", "unreachable"),
        };
        for mishap in &delivery.mishaps {
            outcome.markup(" ");
            outcome.add(&match mishap {
                Mishap::Lost => badge("plain", "lost by chaos"),
                Mishap::Doubled => badge("plain", "doubled by chaos"),
                Mishap::Late(by) => {
                    badge("plain", format_args!("late by {:.1} s, by chaos", by.as_secs_f64()))
                }
            });
        }
        let user = delivery.user_id.as_deref().map_or_else(Html::new, code);
        let again = self.button("/redeliver", &[("id", &delivery.id)], "Send again");
        [time(moment(delivery.raised_at)), event, user, outcome, again]
    }

    fn subscription(&self) -> Html {
        let told = self.shared.service(|service| service.subscription_told());
        let mut html = Html::new();
        html.markup("<p>").text(told.as_deref().unwrap_or("None: nobody has subscribed."));
        html.markup("</p>\n<div class=\"row\">");
        self.form(&mut html, "/subscribe");
        html.markup(
            "<label>URL <input name=\"url\" type=\"url\" required size=\"34\" \
             placeholder=\"http://127.0.0.1:8090/webhooks\"></label>\
             <label>Form <select name=\"format\">",
        );
        for (name, _) in FORMATS {
            html.markup("<option>").markup(name).markup("</option>");
        }
        html.markup("</select></label><button>Send webhooks to this URL</button></form>\n");
        if told.is_some() {
            html.add(&self.button("/unsubscribe", &[], "Send none"));
        }
        html.markup("</div>\n");
        html
    }

    fn event_form(&self) -> Html {
        let mut html = Html::new();
        self.form(&mut html, "/events");
        html.markup("<label>Event <select name=\"event\">");
        for webhook in moneyhub_reference::webhooks() {
            html.markup("<option>").text(webhook.event).markup("</option>");
        }
        html.markup(
            "</select></label>\
             <label>User <input name=\"user\" size=\"26\" placeholder=\"an id, or empty\"></label>\
             <label class=\"wide\">Payload, as JSON; empty for that of Moneyhub's documentation\
             <textarea name=\"payload\" rows=\"3\"></textarea></label>\
             <button>Send</button></form>\n",
        );
        html
    }
}
