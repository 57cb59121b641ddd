//! What the buttons do. A test can make the same calls.

use std::time::Duration;

use http::StatusCode;
use serde_json::Value;

use super::gate::Fields;
use super::{Console, Refusal};
use crate::chaos::{Chaos, InvalidChaos};
use crate::fault::Matcher;
use crate::service::Service;
use crate::webhooks::Subscription;

/// The most by which the clock is moved at once: ten years.
const MOST_ADVANCED: u64 = 3_653 * 86_400;

/// A sentence about the action, and the page that shows it.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) what: String,
    pub(super) at: String,
}

impl Console {
    pub(super) fn act(&self, path: &str, form: &Fields) -> Result<Done, Refusal> {
        match path {
            "/advance" => self.advance(form),
            "/expire" => self.expire(form),
            "/connect" => self.connect(form),
            "/subscribe" => self.subscribe(form),
            "/unsubscribe" => {
                self.shared.service(Service::unsubscribe);
                done("Webhooks are off", "/webhooks")
            }
            "/events" => self.send_event(form),
            "/redeliver" => self.redeliver(form),
            "/fault" => self.set_fault(form),
            "/faults/clear" => {
                self.shared.clear_faults();
                done("Removed all faults", "/faults")
            }
            "/banks/down" => self.bank_down(form),
            "/banks/up" => {
                let bank = text(form, "bank");
                self.shared.service(|service| service.bank_up(bank));
                done(format!("Ended the outage of bank {bank}"), "/faults")
            }
            "/chaos" => self.set_chaos(form),
            "/tokens/revoke" => {
                self.shared.service(Service::revoke_tokens);
                done("Revoked all access tokens", "/")
            }
            "/keys/rotate" => {
                self.shared.service(Service::rotate_keys);
                done("Rotated the signature keys", "/")
            }
            _ => Err(Refusal::new(StatusCode::NOT_FOUND, "This button does not exist.")),
        }
    }

    fn advance(&self, form: &Fields) -> Result<Done, Refusal> {
        let (amount, unit) = (text(form, "amount"), text(form, "unit"));
        let known = super::overview::UNITS.iter().find(|(name, _)| *name == unit);
        let seconds =
            known.and_then(|(_, length)| amount.parse::<u64>().ok()?.checked_mul(*length));
        let Some(seconds) = seconds.filter(|seconds| (1..=MOST_ADVANCED).contains(seconds)) else {
            return Err(Refusal::bad("The clock only goes forward, by one second to ten years."));
        };
        self.shared.advance(Duration::from_secs(seconds));
        done(format!("Advanced the clock by {}", spoken(seconds)), "/")
    }

    fn expire(&self, form: &Fields) -> Result<Done, Refusal> {
        let (user, connection) = (text(form, "user"), text(form, "connection"));
        let page = self.page_of_user(user)?;
        match self.shared.posting(|service| service.expire_consent(user, connection)) {
            true => done(format!("Ended the consent of connection {connection}"), page),
            false => {
                Err(Refusal::bad("This connection does not exist, or its consent has no end."))
            }
        }
    }

    fn connect(&self, form: &Fields) -> Result<Done, Refusal> {
        let user = text(form, "user");
        let page = self.page_of_user(user)?;
        let count = self.shared.service(|service| service.add_connections(user)).len();
        done(format!("User {user} has {count} connections"), page)
    }

    fn subscribe(&self, form: &Fields) -> Result<Done, Refusal> {
        let (url, name) = (text(form, "url"), text(form, "format"));
        let known = super::webhooks::FORMATS.iter().find(|(known, _)| *known == name);
        let (_, format) = known.ok_or_else(|| Refusal::bad("The format must be jwt or json."))?;
        let to = Subscription::new(url, *format)
            .map_err(|problem| Refusal::bad(format!("Webhooks can't go to {url}: {problem}.")))?;
        let told = format!("Webhooks go to {to}");
        self.shared.posting(|service| service.subscribe(to));
        done(told, "/webhooks")
    }

    fn send_event(&self, form: &Fields) -> Result<Done, Refusal> {
        let (event, user) = (text(form, "event"), text(form, "user").trim());
        let mut known = moneyhub_reference::webhooks().iter();
        let Some(known) = known.find(|webhook| webhook.event == event) else {
            return Err(Refusal::bad("This event does not exist."));
        };
        let payload = match text(form, "payload").trim() {
            "" => known
                .unsigned
                .and_then(|sample| serde_json::from_str::<Value>(sample).ok())
                .map_or(Value::Null, |mut sample| sample["payload"].take()),
            given => serde_json::from_str(given)
                .map_err(|problem| Refusal::bad(format!("The payload is not JSON: {problem}.")))?,
        };
        if !user.is_empty() {
            self.page_of_user(user)?;
        }
        let user = Some(user).filter(|user| !user.is_empty());
        match self.shared.posting(|service| service.raise(event, user, payload)) {
            Some(id) => done(format!("Sent {event}, webhook {id}"), "/webhooks"),
            None => Err(Refusal::new(
                StatusCode::CONFLICT,
                "Nobody has subscribed to this event. Set a URL for webhooks first.",
            )),
        }
    }

    fn redeliver(&self, form: &Fields) -> Result<Done, Refusal> {
        let id = text(form, "id");
        match self.shared.posting(|service| service.redeliver(id)) {
            true => done(format!("Sent webhook {id} again"), "/webhooks"),
            false => Err(Refusal::new(StatusCode::NOT_FOUND, "This webhook does not exist.")),
        }
    }

    fn bank_down(&self, form: &Fields) -> Result<Done, Refusal> {
        let (bank, hours) = (text(form, "bank"), text(form, "hours"));
        let Some(seconds) = hours.parse::<u64>().ok().and_then(|hours| hours.checked_mul(3_600))
        else {
            return Err(Refusal::bad("The duration must be a number of hours."));
        };
        let time = Duration::from_secs(seconds.min(MOST_ADVANCED));
        match self.shared.service(|service| service.bank_down(bank, time)) {
            true => done(format!("Bank {bank} is down for {hours} hours"), "/faults"),
            false => Err(Refusal::new(StatusCode::NOT_FOUND, "This bank does not exist.")),
        }
    }

    fn set_chaos(&self, form: &Fields) -> Result<Done, Refusal> {
        let wanted = if form.contains_key("none") { "" } else { text(form, "chaos") };
        let chaos: Chaos = wanted.parse().map_err(|problem: InvalidChaos| {
            Refusal::bad(format!("These are not chaos settings: {problem}."))
        })?;
        self.shared.service(|service| service.set_chaos(chaos));
        done(format!("Set chaos: {chaos}"), "/faults")
    }

    fn set_fault(&self, form: &Fields) -> Result<Done, Refusal> {
        let (route, kind) = (text(form, "route").trim(), text(form, "kind"));
        let matcher = Matcher::from(route);
        if route.is_empty() || !Service::has_route(&matcher) {
            return Err(Refusal::bad(format!("The sandbox has no route {route}.")));
        }
        let known = super::faults::KINDS.iter().find(|(name, _)| *name == kind);
        let (_, fault) = known.ok_or_else(|| Refusal::bad("This fault does not exist."))?;
        // A fault set by hand may go unused; only a test must declare that.
        let mut fault = fault().may_be_missed();
        match text(form, "times").trim() {
            "" => {}
            times => match times.parse() {
                Ok(times @ 1..) => fault = fault.times(times),
                _ => return Err(Refusal::bad("A fault must happen at least once.")),
            },
        }
        if form.contains_key("after_handling") {
            fault = fault.after_handling();
        }
        self.shared.fault(matcher, fault);
        done(format!("Set a fault for {route}: {kind}"), "/faults")
    }
}

fn text<'a>(form: &'a Fields, name: &str) -> &'a str {
    form.get(name).map_or("", String::as_str)
}

fn done(what: impl Into<String>, at: impl Into<String>) -> Result<Done, Refusal> {
    Ok(Done { what: what.into(), at: at.into() })
}

/// In the largest unit that fits: `90 days`.
fn spoken(seconds: u64) -> String {
    let mut units = super::overview::UNITS.iter().rev();
    let unit = units.find(|(_, length)| seconds.is_multiple_of(*length));
    unit.map_or_else(String::new, |(name, length)| match seconds / length {
        1 => format!("1 {}", name.trim_end_matches('s')),
        count => format!("{count} {name}"),
    })
}
