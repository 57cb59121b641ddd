//! The banks that users can connect to: as many as in the real lists, all made up.

use std::sync::LazyLock;

use serde::Serialize;

use crate::mix::mix128;

const KIND_BANK: u64 = 18;

/// An entry of the lists, member for member as the official Node client has it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bank {
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    country: &'static str,
    parent_ref: String,
    pub(crate) bank_ref: String,
    pub(crate) is_beta: bool,
    account_types: Vec<AccountType>,
    user_types: &'static [&'static str],
    pub(crate) payments: &'static [&'static str],
    status: Status,
    /// Whether there is an icon; the list names a URL either way.
    #[serde(skip)]
    pub(crate) has_icon: bool,
}

#[derive(Debug, Serialize)]
struct AccountType {
    name: &'static str,
    beta: bool,
}

#[derive(Debug, Serialize)]
struct Status {
    sync: &'static str,
    auth: &'static str,
}

/// The banks of seeded connections: id, name, type.
pub(crate) const SEEDED: [(&str, &str, &str); 9] = [
    ("9c1185a5c5e9fc54612808977ee8f548", "Example Bank Open Banking", "api"),
    ("1111aaaa2222bbbb3333cccc4444dddd", "Example Pension", "legacy"),
    ("0b1c2d3e4f5061728394a5b6c7d8e9f0", "Example Savings", "api"),
    ("2222bbbb3333cccc4444dddd5555eeee", "Example Investments", "legacy"),
    ("3333cccc4444dddd5555eeee6666ffff", "Example Cards", "api"),
    ("1ffe704d39629a929c8e293880fb449a", "Modelo Test Bank", "test"),
    ("4444dddd5555eeee6666ffff77770000", "Example Property", "zoopla"),
    ("5555eeee6666ffff7777000088881111", "Example Valuation", "mouseprice"),
    ("6666ffff777700008888111199992222", "Example Car", "autotrader"),
];

const TOWNS: [&str; 24] = [
    "Northam", "Southam", "Eastham", "Westham", "Milford", "Ashby", "Kirkton", "Overton",
    "Redhill", "Whitby", "Langley", "Thornton", "Marlow", "Denham", "Stanton", "Norton", "Sutton",
    "Weston", "Aston", "Burton", "Clifton", "Dalton", "Eaton", "Felton",
];

const HOUSES: [(&str, &str, &[&str]); 17] = [
    ("Bank", "api", &["cash", "savings", "card"]),
    ("Building Society", "api", &["savings", "mortgage"]),
    ("Credit Union", "api", &["cash", "savings"]),
    ("Savings Bank", "api", &["savings"]),
    ("Business Bank", "api", &["cash", "card", "loan"]),
    ("Cards", "api", &["card"]),
    ("Private Bank", "api", &["cash", "investment"]),
    ("Loans", "api", &["loan"]),
    ("Mortgages", "legacy", &["mortgage"]),
    ("Pensions", "legacy", &["pension"]),
    ("Investments", "legacy", &["investment"]),
    ("Wealth", "legacy", &["investment", "pension"]),
    ("Life", "legacy", &["pension"]),
    ("Brokers", "legacy", &["investment"]),
    ("Coins", "legacy", &["crypto"]),
    ("Test Bank", "test", &["cash", "savings", "card"]),
    ("Digital", "api", &["cash"]),
];

static BANKS: LazyLock<Vec<Bank>> = LazyLock::new(|| {
    let seeded = SEEDED.iter().map(|(id, name, kind)| {
        let accounts: &[&str] = match *kind {
            "zoopla" | "mouseprice" => &["properties"],
            "autotrader" => &["asset"],
            "legacy" => &["pension", "investment"],
            _ => &["cash", "savings", "card"],
        };
        bank((*id).to_owned(), (*name).to_owned(), kind, accounts, 0)
    });
    let towns = TOWNS.iter().flat_map(|town| HOUSES.iter().map(move |house| (town, house)));
    let others = (1..).zip(towns).map(|(number, (town, (house, kind, accounts)))| {
        let id = format!("{:032x}", mix128(KIND_BANK, number, 0));
        bank(id, format!("{town} {house}"), kind, accounts, number)
    });
    seeded.chain(others).collect()
});

fn bank(
    id: String,
    name: String,
    kind: &'static str,
    accounts: &[&'static str],
    number: u64,
) -> Bank {
    let bank_ref = name.to_lowercase().replace(' ', "-");
    let pays = kind == "test" || kind == "api" && accounts.contains(&"cash");
    let beta = number % 19 == 18;
    Bank {
        id,
        name,
        kind,
        country: if number % 23 == 22 { "IE" } else { "GB" },
        parent_ref: bank_ref.clone(),
        bank_ref,
        is_beta: beta,
        account_types: accounts.iter().map(|name| AccountType { name, beta }).collect(),
        user_types: if number % 5 == 4 { &["personal", "business"] } else { &["personal"] },
        payments: if pays { &["domestic"] } else { &[] },
        status: Status {
            sync: if number % 37 == 36 { "TEMPORARILY_UNAVAILABLE" } else { "AVAILABLE" },
            auth: if number % 41 == 40 { "PARTIALLY_AVAILABLE" } else { "AVAILABLE" },
        },
        has_icon: number % 7 != 6,
    }
}

/// Seeded ones first.
pub(crate) fn banks() -> &'static [Bank] {
    &BANKS
}

pub(crate) fn by_id(id: &str) -> Option<&'static Bank> {
    banks().iter().find(|bank| bank.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{banks, by_id};

    #[test]
    fn ids_and_references_are_different() {
        let ids: BTreeSet<&str> = banks().iter().map(|bank| &*bank.id).collect();
        let references: BTreeSet<&str> = banks().iter().map(|bank| &*bank.bank_ref).collect();
        assert_eq!((ids.len(), references.len()), (banks().len(), banks().len()));
        assert!(banks().len() > 400);
    }

    #[test]
    fn the_mock_bank_of_moneyhubs_samples_is_one() {
        assert!(by_id("1ffe704d39629a929c8e293880fb449a").is_some());
    }
}
