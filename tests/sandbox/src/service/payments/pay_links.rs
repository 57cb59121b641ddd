//! Payment links. Each has its own page, in place of Moneyhub's widget.

use serde_json::{Value, json};

use super::super::Service;
use super::super::call::{Call, Outcome};
use super::attempt::Decision;
use super::order::{Order, Party};
use super::{PaymentKind, client_of, missing, one, refused};
use crate::clock::{parse_rfc3339, rfc3339};

#[derive(Debug)]
pub(super) struct PayLink {
    pub(super) id: String,
    pub(super) client_id: String,
    payee: Party,
    payer_sees: Value,
    use_once: bool,
    expires_millis: Option<i64>,
    created_millis: i64,
    used_millis: Option<i64>,
}

impl PayLink {
    /// Whether it can be used.
    fn is_active(&self, now_millis: i64) -> bool {
        let expired = self.expires_millis.is_some_and(|expires| expires <= now_millis);
        let used_up = self.use_once && self.used_millis.is_some();
        !expired && !used_up
    }

    fn shown(&self) -> Value {
        let sent = &self.payer_sees;
        let mut shown = json!({
            "id": self.id,
            "clientId": self.client_id,
            "widgetId": sent["widgetId"],
            "reference": sent["reference"],
            "amount": sent["amount"],
            "useOnce": self.use_once,
            "createdAt": rfc3339(self.created_millis),
            "updatedAt": rfc3339(self.used_millis.unwrap_or(self.created_millis)),
            "archivedAt": null,
            "usedAt": self.used_millis.map(rfc3339),
            "endToEndId": sent["endToEndId"],
            "expiresAt": self.expires_millis.map(rfc3339),
        });
        if let Some(id) = &self.payee.id {
            shown["payeeId"] = json!(id);
        }
        shown
    }

    fn order(&self) -> Order {
        let reference = self.payer_sees["reference"].as_str().map(str::to_owned);
        let members = json!({"payerRef": reference, "payeeId": self.payee.id});
        Order {
            kind: PaymentKind::PayLink,
            amount: self.payer_sees["amount"].as_u64().unwrap_or_default(),
            payee: self.payee.clone(),
            reference,
            members: members.as_object().cloned().unwrap_or_default(),
        }
    }
}

impl Service {
    pub(super) fn create_pay_link(&mut self, call: &Call<'_>) -> Outcome {
        let members = call.json.as_object().cloned().unwrap_or_default();
        let payee = match self.party(client_of(call), &members) {
            Ok(payee) => payee,
            Err(problem) => return refused(&problem),
        };
        if call.json["amount"].as_u64().is_none_or(|amount| amount == 0) {
            return refused("amount must be a whole number of pence");
        }
        let link = PayLink {
            id: self.identity.id(),
            client_id: client_of(call).to_owned(),
            payee,
            payer_sees: call.json.clone(),
            use_once: call.json["useOnce"] == true,
            expires_millis: call.member("expiresAt").and_then(parse_rfc3339),
            created_millis: self.clock.now_millis(),
            used_millis: None,
        };
        let answer = one(call, &link.shown());
        self.payments.pay_links.put(link.id.clone(), link);
        Ok(answer)
    }

    pub(super) fn list_pay_links(&mut self, call: &Call<'_>) -> Outcome {
        let now = self.clock.now_millis();
        let listed = self.payments.pay_links.iter().filter(|link| {
            let widget = link.payer_sees["widgetId"].as_str();
            link.client_id == client_of(call)
                && call.text("widgetId").is_none_or(|wanted| widget == Some(wanted))
                && call
                    .text("payeeId")
                    .is_none_or(|wanted| link.payee.id.as_deref() == Some(wanted))
                && call.flag("isActive").is_none_or(|active| link.is_active(now) == active)
        });
        Ok(self.some(call, listed, PayLink::shown, json!({})))
    }

    pub(super) fn get_pay_link(&mut self, call: &Call<'_>) -> Outcome {
        let link = self.payments.pay_links.find(call.path_parameter(0));
        match link.filter(|link| link.client_id == client_of(call)) {
            Some(link) => Ok(one(call, &link.shown())),
            None => missing("no such pay link"),
        }
    }

    /// The attempt that begins when somebody opens the link.
    pub(super) fn open_pay_link(&mut self, id: &str) -> Result<String, String> {
        let now = self.clock.now_millis();
        let link = self.payments.pay_links.find(id).ok_or("there is no such link")?;
        if !link.is_active(now) {
            return Err("this link has been used, or has expired".to_owned());
        }
        let (client_id, order) = (link.client_id.clone(), link.order());
        Ok(self.begin_attempt(&client_id, None, order, None))
    }

    /// Pays by the link. If two people have a single-use link open, only one can use it.
    pub(super) fn use_pay_link(
        &mut self,
        id: &str,
        attempt: &str,
        decision: Decision,
    ) -> Result<&'static str, String> {
        let now = self.clock.now_millis();
        let link = self.payments.pay_links.find_mut(id).ok_or("there is no such link")?;
        if !link.is_active(now) {
            return Err("this link has been used, or has expired".to_owned());
        }
        self.decided(attempt, decision);
        if decision == Decision::Deny {
            return Ok("You have not paid.");
        }
        let submitted = self.submit(attempt);
        let link = self.payments.pay_links.find_mut(id).ok_or("there is no such link")?;
        link.used_millis = Some(now);
        Ok(match (submitted, decision) {
            (Err(_), _) => "Something went wrong. Ask the payee before you try again.",
            (Ok(()), Decision::Reject) => "Your bank has refused to pay.",
            (Ok(()), Decision::ApproveLater) => "Your bank is about to pay.",
            (Ok(()), _) => "You have paid.",
        })
    }
}
