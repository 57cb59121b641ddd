//! A standard financial statement.

use serde_json::{Value, json};

use super::super::transaction::amount;
use super::Months;

/// The line of the form for the categories that have one.
const LINES: [(&[&str], &str); 17] = [
    (&["wages"], "/monthly-income/earnings/client-salary-or-wages"),
    (&["benefits"], "/monthly-income/benefits/other-benefits"),
    (
        &["interest", "dividends", "rental-income", "other-income"],
        "/monthly-income/other-income/other-other-income",
    ),
    (&["rent"], "/monthly-outgoings/fixed-costs/home-contents/rent"),
    (&["mortgages"], "/monthly-outgoings/fixed-costs/home-contents/mortgage"),
    (&["utilities"], "/monthly-outgoings/fixed-costs/utilities/other-utilities-expenditure"),
    (&["child"], "/monthly-outgoings/fixed-costs/care-health/childcare-costs"),
    (&["healthcare"], "/monthly-outgoings/fixed-costs/care-health/prescriptions-medicines"),
    (&["travel"], "/monthly-outgoings/fixed-costs/transport-travel/public-transport"),
    (
        &["gasoline"],
        "/monthly-outgoings/fixed-costs/transport-travel/fuel-parking-toll-road-charges",
    ),
    (&["automotive"], "/monthly-outgoings/fixed-costs/transport-travel/mot-ongoing-maintenance"),
    (&["telephone"], "/monthly-outgoings/flexible-costs/communications-leisure/mobile-phone"),
    (
        &["hobbies", "entertainment", "eating-out"],
        "/monthly-outgoings/flexible-costs/communications-leisure/hobbies-leisure-sport",
    ),
    (&["gifts"], "/monthly-outgoings/flexible-costs/communications-leisure/gifts"),
    (&["groceries"], "/monthly-outgoings/flexible-costs/food-housekeeping/groceries"),
    (
        &["home-improvement", "home-maintenance"],
        "/monthly-outgoings/flexible-costs/food-housekeeping/house-repairs-maintenance",
    ),
    (&["clothing"], "/monthly-outgoings/flexible-costs/personal/clothing-footwear"),
];

impl Months<'_> {
    /// Every line of the form, with the least, the greatest and the mean month. A line without a
    /// category is 0. The rent and the wages determine housing and employment.
    pub(crate) fn financial_statement(&self, sample: &Value) -> Value {
        let mut form = sample["2.1"].clone();
        for part in ["monthly-income", "monthly-outgoings"] {
            clear(&mut form[part]);
        }
        let sums = |keys: &[&str]| self.sums(|_, place| keys.contains(&place.key));
        for (keys, line) in LINES {
            let sign = if line.starts_with("/monthly-income") { 1 } else { -1 };
            let months: Vec<i64> = sums(keys).into_iter().map(|sum| sign * sum).collect();
            if let Some(line) = form.pointer_mut(line) {
                *line = monthly(&months);
            }
        }
        let some = |keys: &[&str]| sums(keys).iter().any(|sum| *sum != 0);
        form["vehicles"] = json!(i32::from(some(&["gasoline"])));
        form["housing-tenure"] = json!(match (some(&["rent"]), some(&["mortgages"])) {
            (true, _) => "Tenant - private sector",
            (false, true) => "Mortgage",
            (false, false) => "Other",
        });
        form["client-employment-status"] =
            json!(if some(&["wages"]) { "Full-time" } else { "Other" });
        json!({"version": "2.1", "currency": "GBP", "2.1": form})
    }
}

/// The mean is rounded to the lower penny.
fn monthly(months: &[i64]) -> Value {
    let count = i64::try_from(months.len()).unwrap_or(i64::MAX).max(1);
    let mean = months.iter().sum::<i64>().div_euclid(count);
    let money = |value: Option<i64>| amount(value.unwrap_or(0), "GBP");
    json!({"monthly-amount": {
        "min": money(months.iter().min().copied()),
        "max": money(months.iter().max().copied()),
        "mean": money(Some(mean)),
    }})
}

/// Makes every line 0.
fn clear(tree: &mut Value) {
    if tree.get("monthly-amount").is_some() {
        *tree = monthly(&[]);
    } else if let Some(members) = tree.as_object_mut() {
        members.values_mut().for_each(clear);
    }
}
