//! CaaS's categories, companies and places.

use serde_json::{Value, json};

use crate::finance::{Counterparty, category, counterparties};
use crate::mix::{mix128, uuid};

const KIND_GEOTAG: u64 = 20;

/// The number of the category for transactions that match no rule.
pub(super) const UNCATEGORISED: &str = "255";

/// The category of split transactions.
pub(super) const MIXED: &str = "mixed";

/// A category (`l2`).
#[derive(Debug)]
pub(super) struct Category {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    group: &'static str,
}

/// A group of categories (`l1`).
#[derive(Debug)]
pub(super) struct Group {
    id: &'static str,
    name: &'static str,
    kind: &'static str,
}

const fn group(id: &'static str, name: &'static str, kind: &'static str) -> Group {
    Group { id, name, kind }
}

/// The names are those of the reference, in its order; so are the numbers, as far as it has them:
/// household is 8.
pub(super) const GROUPS: [Group; 16] = [
    group("1", "bills", "expense"),
    group("2", "business", "expense"),
    group("3", "cash", "expense"),
    group("4", "entertainment", "expense"),
    group("5", "gifts", "expense"),
    group("6", "shopping", "expense"),
    group("7", "health", "expense"),
    group("8", "household", "expense"),
    group("9", "income", "income"),
    group("10", "other", "uncategorize"),
    group("11", "rent", "expense"),
    group("12", "taxes", "expense"),
    group("13", "transfers", "transfer"),
    group("14", "transport", "expense"),
    group("15", "repayments", "expense"),
    group("16", "mixed", "mixed"),
];

const fn of(id: &'static str, name: &'static str, group: &'static str) -> Category {
    Category { id, name, group }
}

/// Numbered in the order of the reference's names, which gives the numbers of its samples:
/// groceries 7, utilities 27.
pub(super) const CATEGORIES: [Category; 65] = [
    of("1", "automotive", "transport"),
    of("2", "charitable", "gifts"),
    of("3", "clothing", "shopping"),
    of("4", "education", "shopping"),
    of("5", "entertainment", "entertainment"),
    of("6", "gasoline", "transport"),
    of("7", "groceries", "household"),
    of("8", "healthcare", "health"),
    of("9", "home-maintenance", "household"),
    of("10", "home-improvement", "household"),
    of("11", "insurance", "bills"),
    of("12", "cable", "bills"),
    of("13", "online", "entertainment"),
    of("14", "loans", "repayments"),
    of("15", "mortgages", "repayments"),
    of("16", "other", "other"),
    of("17", "personal", "health"),
    of("18", "rent", "rent"),
    of("19", "eating-out", "entertainment"),
    of("20", "travel", "transport"),
    of("21", "service", "business"),
    of("22", "ATM", "cash"),
    of("23", "cheques", "cash"),
    of("24", "hobbies", "entertainment"),
    of("25", "other-bills", "bills"),
    of("26", "telephone", "bills"),
    of("27", "utilities", "bills"),
    of("28", "pets", "household"),
    of("29", "electronics", "shopping"),
    of("30", "general", "shopping"),
    of("31", "office-supplies", "business"),
    of("32", "child", "household"),
    of("33", "taxes", "taxes"),
    of("34", "gifts", "gifts"),
    of("35", "advertising", "business"),
    of("36", "business", "business"),
    of("37", "postage", "business"),
    of("38", "printing", "business"),
    of("39", "dues", "business"),
    of("40", "office-maintenance", "business"),
    of("41", "wages", "income"),
    of("42", "gambling", "entertainment"),
    of("43", "transfers", "transfers"),
    of("44", "savings", "transfers"),
    of("45", "credit", "repayments"),
    of("92", "securities", "transfers"),
    of("94", "other-income", "income"),
    of("96", "paychecks", "income"),
    of("98", "investment", "transfers"),
    of("100", "retirement", "income"),
    of("102", "interest", "income"),
    of("104", "expense", "business"),
    of("106", "benefits", "income"),
    of("108", "rental-income", "income"),
    of("110", "pension-contributions", "transfers"),
    of("112", "pension-withdrawals", "income"),
    of("114", "investments", "transfers"),
    of("115", "services", "business"),
    of("116", "dividends", "income"),
    of("117", "consulting", "business"),
    of("118", "deposits", "income"),
    of("119", "sales", "income"),
    of("120", "rewards", "income"),
    of(UNCATEGORISED, "uncategorized", "other"),
    of(MIXED, "mixed", "mixed"),
];

impl Category {
    fn group(&self) -> &'static Group {
        GROUPS.iter().find(|group| group.name == self.group).unwrap_or(&GROUPS[9])
    }

    pub(super) fn write(&self) -> Value {
        let group = self.group();
        json!({
            "l2CategoryId": self.id,
            "l2CategoryName": self.name,
            "l1CategoryGroupId": group.id,
            "l1CategoryGroupName": group.name,
        })
    }

    pub(super) fn kind(&self) -> &'static str {
        self.group().kind
    }
}

impl Group {
    pub(super) fn write(&self) -> Value {
        json!({
            "l1CategoryGroupId": self.id,
            "l1CategoryGroupName": self.name,
            "l1CategoryType": self.kind,
        })
    }
}

/// The category with this number.
pub(super) fn by_id(id: &str) -> Option<&'static Category> {
    CATEGORIES.iter().find(|category| category.id == id)
}

/// The category of a company of the directory.
pub(super) fn of_company(company: &Counterparty) -> &'static Category {
    let key = category(company.category).map_or("", |category| category.key);
    let found = CATEGORIES.iter().find(|category| category.name.eq_ignore_ascii_case(key));
    found.unwrap_or(&CATEGORIES[CATEGORIES.len() - 2])
}

/// The first company with this merchant category code.
pub(super) fn by_trade(code: &str) -> Option<&'static Counterparty> {
    counterparties().iter().find(|company| company.code == code)
}

fn trade(company: &Counterparty) -> String {
    company.trade.to_lowercase().replace(' ', "-")
}

pub(super) fn shown_company(company: &Counterparty) -> Value {
    let website = format!("https://{}.example", company.name.to_lowercase().replace(' ', "-"));
    let lends = of_company(company).name == "loans";
    json!({
        "l3CounterpartyId": company.id,
        "l3CounterpartyName": company.name,
        "parentId": null,
        "parentName": null,
        "fullCompanyName": format!("{} Limited", company.name),
        "logoUrl": format!("{website}/logo.png"),
        "website": website,
        "registeredLocation": null,
        "l3CounterpartyCategory": trade(company),
        "l2CategoryName": of_company(company).name,
        "l4LoanType": lends.then_some("Unsecured"),
    })
}

/// The place of a company with the name of a town.
pub(super) fn geotag(company: &Counterparty) -> Option<Value> {
    let (town, _) = company.name.split_once(' ').filter(|(first, _)| *first != "Example")?;
    let number = company.old_id.strip_prefix("global:")?.parse().ok()?;
    Some(json!({
        "geotagId": uuid(mix128(KIND_GEOTAG, number, 0)),
        "counterpartyName": company.name,
        "counterpartyLabel": format!("{}, Example Road", company.name),
        "houseNumber": number.to_string(),
        "street": "Example Road",
        "city": town,
        "postcode": "AB1 2CD",
        "l3CounterpartyCategory": trade(company),
        "latitude": null,
        "longitude": null,
        "postcodeEstimated": true,
    }))
}
