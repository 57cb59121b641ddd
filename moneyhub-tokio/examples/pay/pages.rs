//! The pages. All texts come from elsewhere, so all are escaped.

use moneyhub_tokio::moneyhub_proto::{
    payments::Payment,
    resolve::{NextStep, Resolution, Why},
};

use crate::{
    layout::{escaped, page},
    order::{Attempted, Payee},
};

/// What to pay, and when to kill the connection.
pub(crate) fn home(payees: &[Payee], problem: Option<&str>) -> String {
    let mut content = String::new();
    if let Some(problem) = problem {
        content += &format!("<p class=\"bad\">{}</p>\n", escaped(problem));
    }
    content += "<form method=\"post\" action=\"/pay\">\n<p><label>Whom<br><select name=\"payee\">";
    for payee in payees {
        let (id, name) = (escaped(payee.id.as_str()), escaped(&payee.name));
        content += &format!("<option value=\"{id}\">{name}</option>");
    }
    content += "</select></label></p>\n\
        <p><label>How much, in pounds<br>\
        <input name=\"amount\" value=\"12.50\" inputmode=\"decimal\" required></label></p>\n\
        <p><label>Reference<br>\
        <input name=\"reference\" value=\"INV 1001\" maxlength=\"9\" required></label></p>\n\
        <fieldset><legend>Kill the connection</legend>\n\
        <p><label><input type=\"radio\" name=\"kill\" value=\"never\" checked> not at all</label></p>\n\
        <p><label><input type=\"radio\" name=\"kill\" value=\"before\"> before the service pays</label></p>\n\
        <p><label><input type=\"radio\" name=\"kill\" value=\"after\"> when it has paid, before it says so</label></p>\n\
        </fieldset>\n\
        <p><button>Pay at your bank</button></p>\n</form>\n";
    page("Pay somebody", &content)
}

/// What became of an attempt: the answer, the evidence, and what to do. `paid` comes from the sandbox's
/// ledger, which does not exist outside the sandbox.
pub(crate) fn resolved(attempted: &Attempted, resolution: &Resolution, paid: usize) -> String {
    let title = match resolution {
        Resolution::Moved(_) => "The money has moved",
        Resolution::NotMoved(_) => "No money has moved",
        Resolution::Unknown(_) => "Nobody knows yet",
    };
    let order = &attempted.order;
    let told = attempted.told.get().map_or("nothing yet", String::as_str);
    let mut rows = vec![
        ("Amount", format!("£{}", order.amount.in_pounds())),
        ("To", order.payee.name.clone()),
        ("Reference", order.reference.clone()),
        ("Result of the call", told.to_owned()),
    ];
    rows.extend(evidence(resolution));
    rows.push(("Payments in the sandbox's ledger", paid.to_string()));
    let mut content = format!(
        "<p><strong>{}</strong></p>\n<table class=\"facts\">\n<tbody>\n",
        advice(resolution)
    );
    for (name, text) in rows {
        let text = escaped(&text);
        content += &format!("<tr><th scope=\"row\">{name}</th><td>{text}</td></tr>\n");
    }
    content += "</tbody>\n</table>\n<div class=\"actions\">\n";
    if resolution.next_step() == NextStep::ResolveLater {
        content += "<a href=\"/payment\">Look again</a>\n";
    }
    content += "<a href=\"/\">Back to the start</a>\n</div>\n";
    page(title, &content)
}

/// A page that says what went wrong.
pub(crate) fn notice(title: &str, text: &str) -> String {
    let text = escaped(text);
    page(title, &format!("<p>{text}</p>\n<p><a href=\"/\">Back to the start</a></p>\n"))
}

fn evidence(resolution: &Resolution) -> Vec<(&'static str, String)> {
    let payment = |payment: &Payment| {
        let finality = match payment.status.stage() {
            Some(moneyhub_tokio::moneyhub_proto::payments::Stage::Final) => "final",
            _ => "not final",
        };
        vec![
            ("Evidence: the payment", payment.id.to_string()),
            ("Status", format!("{} ({finality})", payment.status)),
        ]
    };
    match resolution {
        Resolution::Moved(found) | Resolution::NotMoved(found) => payment(found),
        Resolution::Unknown(doubt) => {
            let mut rows = doubt.payment.as_ref().map(payment).unwrap_or_default();
            if let Some(request) = &doubt.auth_request {
                rows.push(("Authorisation request", request.status.to_string()));
            }
            if let Some(failure) = &doubt.failure {
                rows.push(("Last failure", failure.to_string()));
            }
            let why = match doubt.why {
                Why::NoPayment => "no payment was found, which proves nothing",
                Why::Ambiguous => "several payments could be this one",
                Why::GoingOn => "the payment is still in progress",
                Why::Failed => "the payment failed, and may have reached the bank",
                Why::UnknownStatus => "the payment has an unknown status",
                _ => "there is no evidence",
            };
            rows.push(("Why", why.to_owned()));
            rows
        }
    }
}

fn advice(resolution: &Resolution) -> &'static str {
    match resolution.next_step() {
        NextStep::Nothing => "Paid. There is nothing to do.",
        NextStep::MayPayAgain => "You may pay again. Only that payment will be made.",
        NextStep::ResolveLater => "Do not pay again. Look again in a minute.",
        _ => "Do not pay again. Ask your bank whether it has paid.",
    }
}
