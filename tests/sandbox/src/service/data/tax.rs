//! The chapter "Tax": sums of tax categories over some dates.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::clock::{millis_of_days, parse_date};
use crate::finance::amount;
use crate::service::Service;
use crate::service::answer::bad_request;
use crate::service::call::{Call, Outcome};

impl Service {
    /// Without a transaction in a tax category, an empty return.
    pub(super) fn tax_return(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let day = |name: &str| call.text(name).and_then(parse_date);
        let (Some(from), Some(to)) = (day("startDate"), day("endDate")) else {
            return Err(Box::new(bad_request("startDate and endDate must be dates")));
        };
        if from > to {
            return Err(Box::new(bad_request("startDate must not be after endDate")));
        }
        let accounts = match call.text("accountId") {
            Some(id) => vec![self.account_with(user, id)?],
            None => self.accounts_of(user),
        };
        let time = [Some(from), Some(to + millis_of_days(1))];
        let parts = self.finance.parts(user.number(), &accounts, time);
        let project = call.text("projectId");
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for part in &parts {
            let in_project = project.is_none() || part.project.as_deref() == project;
            if let Some(tax) = part.tax.as_deref().filter(|_| in_project) {
                // Both sides are positive, as in the example of Moneyhub's swagger.
                let spent = tax.starts_with("expenditure.");
                *sums.entry(tax).or_default() += if spent { -part.amount } else { part.amount };
            }
        }
        let mut tax_return = json!({});
        if !sums.is_empty() {
            let total = |side: &str| -> i64 {
                sums.iter().filter(|(tax, _)| tax.starts_with(side)).map(|(_, sum)| sum).sum()
            };
            let block = |side: &str| {
                let lines = sums.iter().filter(|(tax, _)| tax.starts_with(side));
                let detail = |(tax, sum): (&&str, &i64)| json!({"category": tax, "amount": {"value": sum, "currency": "GBP"}});
                json!({
                    "total": amount(total(side), "GBP"),
                    "details": lines.map(detail).collect::<Vec<Value>>(),
                })
            };
            let taxable = total("income.") - total("expenditure.");
            tax_return["sa105"] = json!({
                "income": block("income."),
                "expenditure": block("expenditure."),
                "taxableIncome": {"total": amount(taxable, "GBP")},
            });
        }
        let shown = json!({
            "dateFrom": call.text("startDate"),
            "dateTo": call.text("endDate"),
            "taxReturn": tax_return,
        });
        Ok(self.single(call, &shown))
    }
}
