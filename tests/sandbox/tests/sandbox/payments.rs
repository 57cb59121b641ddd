//! Payments: what is kept, what the user can do at the bank, and what was paid in the end.

mod at_the_bank;
mod auth_requests;
mod faults;
mod pay_files;
mod pay_links;
mod payees;
mod recurring;
mod standing_orders;
mod told;

use moneyhub_sandbox::{Callback, Decision};
use serde_json::{Value, json};

use crate::caller::{Caller, Reply};
use crate::identity::{CALLBACK, builder, text};
use crate::schemas::check;

const SCOPES: &str = "payee:create payee:read payment:read pay_link:create pay_link:read \
    pay_file:write pay_file:read pay_file_consent:read auth_requests:write auth_requests:read \
    recurring_payment:read recurring_payment:create recurring_payment:funds_confirmation";

/// The default client, with a token for all that pays.
struct Payer {
    caller: Caller,
}

impl Payer {
    fn new() -> Self {
        Self { caller: Caller::scoped(builder(), SCOPES) }
    }

    /// Sends; the answer fits its schema where it is a success.
    fn send(&mut self, method: &str, path: &str, body: &Value) -> Reply {
        let reply = match method {
            "GET" | "DELETE" => self.caller.call(method, path),
            _ => self.caller.send(method, path, body.to_string()),
        };
        if reply.status == 200 && !path.starts_with("/pay-file") {
            check(moneyhub_reference::Host::Identity, method, path, reply.status, &reply.json());
        }
        reply
    }

    /// Sends with success; what is in `data`.
    fn data(&mut self, method: &str, path: &str, body: &Value) -> Value {
        let reply = self.send(method, path, body);
        assert_eq!(reply.status, 200, "{method} {path}: {:?}", reply.body);
        reply.json()["data"].take()
    }

    fn get(&mut self, path: &str) -> Value {
        self.data("GET", path, &Value::Null)
    }

    fn refused(&mut self, method: &str, path: &str, body: &Value) -> String {
        let reply = self.send(method, path, body);
        assert_eq!(reply.status, 400, "{method} {path}: {:?}", reply.body);
        reply.member("message")
    }

    /// A payee that is registered.
    fn payee(&mut self) -> String {
        let account = json!({"accountNumber": "12345678", "sortCode": "010203", "name": "A Shop"});
        text(&self.data("POST", "/payees", &account), "id").to_owned()
    }

    /// An authorisation request that pays by this member, with its scope.
    fn ask(&mut self, scope: &str, member: &str, order: &Value) -> Value {
        let body = json!({"scope": format!("{scope} openid id:test"), "redirectUri": CALLBACK,
            member: order});
        self.data("POST", "/auth-requests", &body)
    }

    /// One for a payment of £12.50 with this reference.
    fn ask_for_payment(&mut self, reference: &str) -> Value {
        let payee = self.payee();
        let order =
            json!({"amount": 1250, "payeeId": payee, "payeeRef": reference, "payerRef": "Me"});
        self.ask("payment", "payment", &order)
    }

    /// The owner of the account decides; what comes back.
    fn decide(&mut self, request: &Value, decision: Decision) -> Option<Callback> {
        let url = text(&request["redirectParams"], "authUrl");
        self.caller.service.decide(url, decision).expect("no error page")
    }

    fn complete(&mut self, request: &Value, back: &Callback) -> Reply {
        let parameter = |name| back.parameter(name);
        let mut params = json!({});
        for name in ["state", "code", "error", "error_description"] {
            if let Some(value) = parameter(name) {
                params[name] = json!(value);
            }
        }
        let path = format!("/auth-requests/{}", text(request, "id"));
        self.send("PATCH", &path, &json!({ "authParams": params }))
    }

    /// From the authorisation request to its end.
    fn go(&mut self, request: &Value, decision: Decision) -> Reply {
        let back = self.decide(request, decision).expect("a way back");
        self.complete(request, &back)
    }

    /// How often each reference was paid.
    fn paid(&self) -> Vec<(String, u64, usize)> {
        let made = self.caller.service.payments_made().into_iter();
        made.map(|made| (made.reference, made.amount, made.times)).collect()
    }
}
