//! Data shared by all users: categories, their groups, and the companies that money goes to.

use std::sync::LazyLock;

use crate::mix::{mix128, uuid};

const KIND_CATEGORY: u64 = 10;
const KIND_COUNTERPARTY: u64 = 11;

/// The category of uncategorised transactions: `categorise` changes only these.
pub(crate) const UNCATEGORISED: &str = "std:39577c49-350f-45a4-8ec3-48ce205585fb";

/// Which of the two catalogues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Catalogue {
    Personal,
    Business,
}

#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) number: u64,
    pub(crate) key: &'static str,
    pub(crate) catalogue: Catalogue,
}

#[derive(Debug)]
pub(crate) struct Category {
    pub(crate) id: String,
    pub(crate) key: &'static str,
    pub(crate) group: u64,
    pub(crate) catalogue: Catalogue,
}

/// A company of the shared directory.
#[derive(Debug)]
pub(crate) struct Counterparty {
    /// As v3 names it.
    pub(crate) id: String,
    /// As v2 names it.
    pub(crate) old_id: String,
    pub(crate) name: String,
    pub(crate) category: &'static str,
    pub(crate) code: &'static str,
    pub(crate) trade: &'static str,
}

/// Sixteen groups for persons and eight for businesses, with their categories. The numbers of
/// "household" and "gifts" and three ids are those of Moneyhub's samples; the rest is made up.
const GROUPS: [(&str, &[&str]); 16] = [
    ("bills", &["utilities", "telephone", "cable", "insurance", "other-bills"]),
    ("household", &["groceries", "home-improvement", "home-maintenance", "pets", "child"]),
    ("entertainment", &["eating-out", "hobbies", "entertainment", "online", "gambling"]),
    ("health", &["healthcare", "personal"]),
    ("gifts", &["gifts", "charitable"]),
    ("income", &["wages", "interest", "benefits", "dividends", "rental-income", "other-income"]),
    ("shopping", &["clothing", "electronics", "general", "education"]),
    ("transport", &["travel", "gasoline", "automotive"]),
    ("cash", &["atm", "cheques"]),
    ("rent", &["rent"]),
    ("repayments", &["mortgages", "loans", "credit"]),
    ("transfers", &["transfers", "savings", "investments", "pension-contributions"]),
    ("taxes", &["taxes"]),
    ("business", &["service", "expense"]),
    ("other", &["uncategorised", "other"]),
    ("mixed", &["mixed"]),
];

const BUSINESS_GROUPS: [(&str, &[&str]); 8] = [
    ("business-income", &["sales", "deposits", "rewards"]),
    ("business-staff", &["staff-wages", "staff-pension"]),
    ("business-premises", &["business-rent", "business-utilities"]),
    ("business-office", &["office-supplies", "postage", "printing"]),
    ("business-travel", &["business-travel", "business-vehicles"]),
    ("business-services", &["advertising", "consulting", "dues"]),
    ("business-finance", &["bank-charges", "business-loans"]),
    ("business-taxes", &["vat", "corporation-tax"]),
];

/// Companies of seeded transactions: name, category, merchant category code, trade.
const COMPANIES: [(&str, &str, &str, &str); 20] = [
    ("Example Works", "wages", "7399", "Business services"),
    ("Example Lettings", "rent", "6513", "Real estate agents"),
    ("Example Energy", "utilities", "4900", "Utilities"),
    ("Example Stores", "groceries", "5411", "Grocery stores"),
    ("Example Market", "groceries", "5499", "Food stores"),
    ("Example Coffee", "eating-out", "5814", "Fast food restaurants"),
    ("Example Kitchen", "eating-out", "5812", "Restaurants"),
    ("Example Trains", "travel", "4112", "Passenger railways"),
    ("Example Fuel", "gasoline", "5541", "Service stations"),
    ("Example Clothing", "clothing", "5651", "Clothing stores"),
    ("Example Pharmacy", "healthcare", "5912", "Pharmacies"),
    ("Example Mobile", "telephone", "4814", "Telecommunication services"),
    ("Example Films", "entertainment", "7832", "Cinemas"),
    ("Example Tools", "home-improvement", "5251", "Hardware stores"),
    ("Example Books", "hobbies", "5942", "Book stores"),
    ("Example Gifts", "gifts", "5947", "Gift shops"),
    ("Example Savings", "savings", "6012", "Financial institutions"),
    ("Example Cards", "credit", "6012", "Financial institutions"),
    ("Example Lending", "loans", "6012", "Financial institutions"),
    ("Example Funds", "investments", "6211", "Security brokers"),
];

const TOWNS: [&str; 12] = [
    "Northam", "Southam", "Eastham", "Westham", "Milford", "Ashby", "Kirkton", "Overton",
    "Redhill", "Whitby", "Langley", "Thornton",
];

const TRADES: [(&str, &str, &str, &str); 16] = [
    ("Bakery", "groceries", "5462", "Bakeries"),
    ("Butchers", "groceries", "5422", "Meat provisioners"),
    ("Garage", "automotive", "7538", "Automotive service shops"),
    ("Taxis", "travel", "4121", "Taxicabs"),
    ("Vets", "pets", "0742", "Veterinary services"),
    ("Dental", "healthcare", "8021", "Dentists"),
    ("Florists", "gifts", "5992", "Florists"),
    ("Cycles", "hobbies", "5940", "Bicycle shops"),
    ("Nursery", "child", "8351", "Child care services"),
    ("Plumbing", "home-maintenance", "1711", "Plumbing contractors"),
    ("Books", "hobbies", "5942", "Book stores"),
    ("Diner", "eating-out", "5812", "Restaurants"),
    ("Hotel", "travel", "7011", "Hotels"),
    ("Gym", "personal", "7997", "Membership clubs"),
    ("Water", "utilities", "4900", "Utilities"),
    ("Insurance", "insurance", "6300", "Insurance"),
];

static CATALOGUE: LazyLock<(Vec<Group>, Vec<Category>)> = LazyLock::new(|| {
    let personal = GROUPS.iter().map(|group| (group, Catalogue::Personal));
    let business = BUSINESS_GROUPS.iter().map(|group| (group, Catalogue::Business));
    let (mut groups, mut categories) = (Vec::new(), Vec::new());
    for (number, ((key, keys), catalogue)) in (1..).zip(personal.chain(business)) {
        groups.push(Group { number, key, catalogue });
        for key in *keys {
            let id = category_id(key, categories.len() as u64);
            categories.push(Category { id, key, group: number, catalogue });
        }
    }
    (groups, categories)
});

static COUNTERPARTIES: LazyLock<Vec<Counterparty>> = LazyLock::new(|| {
    let known = COMPANIES
        .iter()
        .map(|(name, category, code, trade)| ((*name).to_owned(), *category, *code, *trade));
    let local = TOWNS.iter().flat_map(|town| {
        TRADES.iter().map(move |(trade, category, code, description)| {
            (format!("{town} {trade}"), *category, *code, *description)
        })
    });
    let numbered = (0u64..).zip(known.chain(local));
    let company = |(number, (name, category, code, trade))| Counterparty {
        id: uuid(mix128(KIND_COUNTERPARTY, number, 0)),
        old_id: format!("global:{}", 1_001 + number),
        name,
        category: category_by_key(category),
        code,
        trade,
    };
    numbered.map(company).collect()
});

fn category_id(key: &str, number: u64) -> String {
    match key {
        "uncategorised" => UNCATEGORISED.to_owned(),
        "groceries" => "std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a".to_owned(),
        "gifts" => "std:eac238ec-3899-49ff-8cce-e3b9f4b1aede".to_owned(),
        _ => format!("std:{}", uuid(mix128(KIND_CATEGORY, number, 0))),
    }
}

pub(crate) fn groups() -> &'static [Group] {
    &CATALOGUE.0
}

pub(crate) fn categories() -> &'static [Category] {
    &CATALOGUE.1
}

pub(crate) fn category(id: &str) -> Option<&'static Category> {
    categories().iter().find(|category| category.id == id)
}

/// The id of a standard category; that of "uncategorised" for a key that does not exist.
pub(crate) fn category_by_key(key: &str) -> &'static str {
    let found = categories().iter().find(|category| category.key == key);
    found.map_or(UNCATEGORISED, |category| &category.id)
}

/// The shared directory. Seeded transactions use its first twenty.
pub(crate) fn counterparties() -> &'static [Counterparty] {
    &COUNTERPARTIES
}

/// The place of the company whose name is in a bank's text.
pub(crate) fn company_in(text: &str) -> Option<usize> {
    let text = text.to_lowercase();
    counterparties().iter().position(|company| text.contains(&company.name.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{COMPANIES, TRADES, UNCATEGORISED, categories, category, counterparties};

    #[test]
    fn every_company_has_a_category_that_exists() {
        let named = COMPANIES.iter().map(|known| known.1).chain(TRADES.iter().map(|one| one.1));
        for key in named {
            assert!(categories().iter().any(|category| category.key == key), "{key}");
        }
    }

    #[test]
    fn ids_are_different() {
        let ids: BTreeSet<&str> = categories().iter().map(|category| &*category.id).collect();
        assert_eq!(ids.len(), categories().len());
        let ids: BTreeSet<&str> = counterparties().iter().map(|company| &*company.id).collect();
        assert_eq!(ids.len(), counterparties().len());
    }

    #[test]
    fn the_uncategorised_category_is_moneyhubs() {
        assert_eq!(category(UNCATEGORISED).map(|found| found.key), Some("uncategorised"));
    }
}
