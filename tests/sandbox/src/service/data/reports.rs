//! Reports: affordability, income, and standard financial statements. The first two are complete at
//! once in v2; otherwise a report takes some seconds of the sandbox's clock.

use moneyhub_reference::{Form, operation};
use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::finance::{Report, ReportKind};
use crate::population::UserIndex;
use crate::service::Service;
use crate::service::answer::not_found;
use crate::service::call::{Call, Outcome};
use crate::service::passing::What;
use crate::service::table::Version;

/// How long a report is pending.
const MAKING_MILLIS: i64 = 5_000;

/// How many reports of a user are kept; older ones are dropped.
const MOST_REPORTS: usize = 100;

/// The reports of one user in this many fail, so that a client meets a failure.
const FAILING: u64 = 10;

impl Service {
    /// With the state of each.
    pub(super) fn list_reports(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let (kind, now) = (kind(call), self.clock.now_millis());
        let reports = self.finance.plans(user.number()).reports.iter();
        let shown = reports.filter(|report| report.kind == kind).map(|report| {
            let mut shown = header(report, now);
            if kind == ReportKind::FinancialStatement {
                shown["requestedAt"] = json!(rfc3339(report.requested));
                if shown["status"] == "failed" {
                    let message = "No transactions in the period";
                    shown["statusDetails"] = json!({"message": message});
                }
            }
            shown
        });
        let shown = shown.collect();
        Ok(self.page_of::<Value>(call, shown))
    }

    pub(super) fn create_report(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let (kind, now) = (kind(call), self.clock.now_millis());
        let at_once = call.version == Version::V2 && kind != ReportKind::FinancialStatement;
        let report = Report {
            id: self.finance.new_id(),
            kind,
            requested: now,
            done: if at_once { now } else { now + MAKING_MILLIS },
            content: self.content(user, kind),
        };
        let shown = if at_once {
            shown(&report, now)
        } else {
            json!({"id": report.id, "status": "pending"})
        };
        self.tell_report(user, &report);
        let reports = &mut self.finance.plans_mut(user.number()).reports;
        if reports.len() == MOST_REPORTS {
            reports.remove(0);
        }
        reports.push(report);
        Ok(self.single(call, &shown))
    }

    /// An affordability report sends a webhook when it is complete. Webhooks for other reports are
    /// not documented.
    fn tell_report(&mut self, user: UserIndex, report: &Report) {
        if report.kind != ReportKind::Affordability {
            return;
        }
        let (event, at, status) = match report.content {
            Some(_) => ("affordabilityReportSuccess", "completedAt", "complete"),
            None => ("affordabilityReportFailure", "failedAt", "failed"),
        };
        let mut payload = json!({"reportId": report.id, "status": status});
        payload[at] = json!(rfc3339(report.done));
        let user_id = Some(self.population.id_of(user));
        self.plan(report.done, What::Webhook { event, user_id, payload });
    }

    pub(super) fn get_report(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let (kind, now) = (kind(call), self.clock.now_millis());
        let mut reports = self.finance.plans(user.number()).reports.iter();
        let found = reports
            .find(|report| report.kind == kind && report.id == call.path_parameter(0))
            .map(|report| shown(report, now));
        let found = found.ok_or_else(|| Box::new(not_found("Report not found")))?;
        Ok(self.single(call, &found))
    }

    /// Whether a report is reliable: after half a year of income.
    pub(super) fn confidence(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let accounts = self.accounts_of(user);
        let reliable =
            self.finance.months(user.number(), &accounts, self.clock.now_millis()).is_reliable();
        Ok(self.single(call, &json!({"confidence": if reliable { "high" } else { "low" }})))
    }

    /// `None` if the report fails.
    fn content(&self, user: UserIndex, kind: ReportKind) -> Option<Value> {
        let accounts = self.accounts_of(user);
        let months = self.finance.months(user.number(), &accounts, self.clock.now_millis());
        let fails = user.number() % FAILING == FAILING - 1;
        (!fails && !months.is_empty()).then(|| match kind {
            ReportKind::Affordability => months.affordability(&sample("affordability.get")),
            ReportKind::Income => months.income(),
            ReportKind::FinancialStatement => months.financial_statement(&sample("sfs.get")),
        })
    }
}

fn kind(call: &Call<'_>) -> ReportKind {
    match call.operation.id.as_str() {
        id if id.starts_with("affordability.income.") => ReportKind::Income,
        id if id.starts_with("sfs.") => ReportKind::FinancialStatement,
        _ => ReportKind::Affordability,
    }
}

/// A report in a list.
fn header(report: &Report, now: i64) -> Value {
    let status = match &report.content {
        _ if now < report.done => "pending",
        Some(_) => "complete",
        None => "failed",
    };
    json!({"id": report.id, "createdAt": rfc3339(report.requested), "status": status})
}

/// A statement has no status: its form is present or absent.
fn shown(report: &Report, now: i64) -> Value {
    let mut shown = header(report, now);
    let done = shown["status"] == "complete";
    if let (Some(Value::Object(content)), true) = (report.content.clone(), done) {
        content.into_iter().for_each(|(name, value)| shown[name] = value);
    }
    if let (ReportKind::FinancialStatement, Some(members)) = (report.kind, shown.as_object_mut()) {
        members.remove("status");
    }
    shown
}

/// The data of the reference's sample.
fn sample(id: &str) -> Value {
    let sample = operation(id).and_then(|operation| operation.sample(Form::Full));
    sample.map(|sample| sample.value()["data"].take()).unwrap_or_default()
}
