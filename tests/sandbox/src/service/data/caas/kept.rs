//! The data that CaaS stores for its clients, and exact amounts.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// Everything, by client.
#[derive(Debug, Default)]
pub(in crate::service) struct Caas {
    clients: BTreeMap<String, Kept>,
}

impl Caas {
    pub(super) fn of_client(&mut self, client: &str) -> &mut Kept {
        self.clients.entry(client.to_owned()).or_default()
    }
}

/// The data of one client.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) accounts: BTreeMap<String, Account>,
    pub(super) custom: Vec<CustomCategory>,
}

/// An account, which exists from its first transaction until it or its user is deleted.
#[derive(Debug, Default)]
pub(super) struct Account {
    /// The user of the newest transaction that named one.
    pub(super) user: Option<String>,
    /// As they are shown, with splits, by id.
    pub(super) transactions: BTreeMap<String, Value>,
    /// A user's category for future transactions with this description.
    pub(super) future: BTreeMap<String, String>,
}

#[derive(Debug)]
pub(super) struct CustomCategory {
    pub(super) id: String,
    pub(super) user: String,
    pub(super) name: String,
}

impl CustomCategory {
    pub(super) fn write(&self) -> Value {
        json!({"customCategoryId": self.id, "customCategoryName": self.name})
    }
}

impl Kept {
    pub(super) fn custom_categories(&self, user: &str) -> impl Iterator<Item = &CustomCategory> {
        self.custom.iter().filter(move |one| one.user == user)
    }

    /// Whether this user had any data.
    pub(super) fn forget_user(&mut self, user: &str) -> bool {
        let before = self.accounts.len() + self.custom.len();
        self.accounts.retain(|_, account| account.user.as_deref() != Some(user));
        self.custom.retain(|one| one.user != user);
        self.accounts.len() + self.custom.len() < before
    }

    /// Whether a transaction may have this category: a standard one, or one of its user.
    pub(super) fn knows(&self, category: &str, user: Option<&str>) -> bool {
        let mine = |one: &CustomCategory| one.id == category && Some(&*one.user) == user;
        super::catalogue::by_id(category).is_some_and(|one| one.id != super::catalogue::MIXED)
            || self.custom.iter().any(mine)
    }

    pub(super) fn transaction(&mut self, account: &str, id: &str) -> Option<&mut Value> {
        self.accounts.get_mut(account)?.transactions.get_mut(id)
    }
}

/// A number in billionths, from its text: exact, unlike floating point. `None` if it has more
/// digits.
pub(super) fn billionths(number: &Value) -> Option<i128> {
    let text = number.as_number()?.to_string();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let exponent: i32 = exponent.parse().ok()?;
    let shift = 9 + exponent - i32::try_from(fraction.len()).ok()?;
    let power = 10_i128.checked_pow(shift.unsigned_abs())?;
    match shift >= 0 {
        true => digits.checked_mul(power),
        false => (digits % power == 0).then_some(digits / power),
    }
}

/// Checks the parts of an amount: there must be 2 to 10, with its sign, and they must add up.
pub(super) fn split_problem(whole: &Value, parts: &[Value]) -> Option<&'static str> {
    if !(2..=10).contains(&parts.len()) {
        return Some("there must be 2 to 10 splits");
    }
    let amounts: Option<Vec<i128>> = parts.iter().map(|part| billionths(&part["amount"])).collect();
    let (Some(whole), Some(amounts)) = (billionths(whole), amounts) else {
        return Some("an amount has too many digits");
    };
    if amounts.iter().any(|amount| amount.signum() != whole.signum()) {
        return Some("splits must have the sign of the transaction");
    }
    (amounts.iter().sum::<i128>() != whole).then_some("splits must add up to the transaction")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{billionths, split_problem};

    #[test]
    fn numbers_are_exact() {
        for (number, expected) in [
            (json!(-45.5), -45_500_000_000),
            (json!(0.1), 100_000_000),
            (json!(-0.05), -50_000_000),
            (json!(12), 12_000_000_000),
            (json!(1e-9), 1),
        ] {
            assert_eq!(billionths(&number), Some(expected), "{number}");
        }
        assert_eq!(billionths(&json!(1e-10)), None);
        assert_eq!(billionths(&json!("1")), None);
    }

    #[test]
    fn splits_add_up_to_the_last_digit() {
        let parts = |amounts: &[f64]| {
            amounts.iter().map(|amount| json!({"amount": amount})).collect::<Vec<_>>()
        };
        assert_eq!(split_problem(&json!(-0.3), &parts(&[-0.1, -0.2])), None);
        assert!(split_problem(&json!(-0.3), &parts(&[-0.1, -0.2000001])).is_some());
        assert!(split_problem(&json!(-0.3), &parts(&[-0.5, 0.2])).is_some());
        assert!(split_problem(&json!(-0.3), &parts(&[-0.3])).is_some());
    }
}
