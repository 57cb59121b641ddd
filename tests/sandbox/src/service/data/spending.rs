//! The chapter "Spending analysis".

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::clock::{millis_of_days, parse_date};
use crate::finance::{Part, by_category};
use crate::service::Service;
use crate::service::answer::{Answer, bad_request};
use crate::service::call::{Call, Outcome};

/// The members of a row besides the sums.
const TAKEN: [&str; 2] = ["categoryId", "categoryGroup"];

/// A period with its name: from one moment until before another.
struct Period<'a> {
    name: &'a str,
    from: i64,
    until: i64,
}

impl Service {
    /// The sum of each category with a transaction in one of the periods, and of all of them
    /// without income and transfers.
    pub(super) fn analyse_spending(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let periods = periods(call)?;
        let mut accounts = self.accounts_of(user);
        let wanted = texts(&call.json["accountIds"]);
        for id in &wanted {
            self.account_with(user, id)?;
        }
        accounts.retain(|account| wanted.is_empty() || wanted.contains(&&*account.id));
        let categories = texts(&call.json["categoryIds"]);
        let projects = texts(&call.json["projectIds"]);
        let counts = |part: &Part| {
            (categories.is_empty() || categories.contains(&&*part.category))
                && (projects.is_empty()
                    || part.project.as_deref().is_some_and(|id| projects.contains(&id)))
        };

        let number = user.number();
        let parts: Vec<Vec<Part>> = periods
            .iter()
            .map(|period| {
                let time = [Some(period.from), Some(period.until)];
                let mut parts = self.finance.parts(number, &accounts, time);
                parts.retain(counts);
                parts
            })
            .collect();
        let sums: Vec<_> = parts.iter().map(|parts| by_category(parts.iter())).collect();
        let seen: BTreeSet<&str> = sums.iter().flat_map(|sums| sums.keys().copied()).collect();
        let mut total: Map<String, Value> =
            periods.iter().map(|period| (period.name.to_owned(), json!(0))).collect();
        let mut rows = Vec::new();
        for id in seen {
            let group = self.finance.place_of(number, id).map(|place| place.group);
            let mut row = json!({"categoryId": id, "categoryGroup": group});
            for (period, sums) in periods.iter().zip(&sums) {
                let sum = sums.get(id).copied().unwrap_or(0);
                row[period.name] = json!(sum);
                if self.finance.is_spending(number, id) {
                    let before = total.get(period.name).and_then(Value::as_i64).unwrap_or(0);
                    total.insert(period.name.to_owned(), json!(before + sum));
                }
            }
            rows.push(row);
        }
        Ok(self.single(call, &json!({"categories": rows, "total": total})))
    }
}

/// The schema has checked their number and form.
fn periods<'a>(call: &'a Call<'_>) -> Result<Vec<Period<'a>>, Box<Answer>> {
    let refuse = |message: &str| Box::new(bad_request(message));
    let mut periods: Vec<Period<'_>> = Vec::new();
    for sent in call.json["dates"].as_array().into_iter().flatten() {
        let name = sent["name"].as_str().unwrap_or_default();
        if TAKEN.contains(&name) || periods.iter().any(|known| known.name == name) {
            return Err(refuse("the names of dates must be different, and not of other members"));
        }
        let day = |member: &str| sent[member].as_str().and_then(parse_date);
        let (Some(from), Some(to)) = (day("from"), day("to")) else {
            return Err(refuse("from and to must be dates"));
        };
        if from > to {
            return Err(refuse("from must not be after to"));
        }
        periods.push(Period { name, from, until: to + millis_of_days(1) });
    }
    Ok(periods)
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}
