//! The kinds of account, with their details and their money flows.

use serde_json::{Value, json};

/// The common properties of seeded accounts of a kind. Amounts are in pence.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The `type` on the wire.
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) product: &'static str,
    /// The balance is this plus up to `spread`, by user.
    pub(crate) balance: i64,
    pub(crate) spread: u64,
    /// How the balance grows in a month.
    pub(crate) monthly: i64,
    /// Its money flow; without it the account has balances, but no transactions.
    pub(crate) flow: Option<Flow>,
    pub(crate) identified_by: Identified,
    /// Whether it holds securities.
    pub(crate) holdings: bool,
    /// Which details a request may set (Moneyhub documentation, "Manual accounts").
    pub(crate) settable: &'static [&'static str],
}

/// The money of one month: first an income, then two fixed payments, and then many of about the
/// same size.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) comes_in: Line,
    pub(crate) fixed: [(Line, i64); 2],
    pub(crate) average: i64,
    pub(crate) others: &'static [Line],
}

/// The counterparty, by its place in the directory, and the bank's text.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) company: usize,
    pub(crate) text: &'static str,
    /// The ISO bank transaction code and its sub family.
    pub(crate) code: (&'static str, &'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Identified {
    SortCode,
    Pan,
    Reference,
    Nothing,
}

const fn line(company: usize, text: &'static str, code: (&'static str, &'static str)) -> Line {
    Line { company, text, code }
}

const CARD: (&str, &str) = ("CCRD", "POSD");
const DEBIT: (&str, &str) = ("RDDT", "PMDD");
const ORDER: (&str, &str) = ("ICDT", "STDO");
const TRANSFER: (&str, &str) = ("ICDT", "BOOK");
const CREDIT: (&str, &str) = ("RCDT", "DMCT");

const PURCHASES: [Line; 11] = [
    line(3, "CARD PURCHASE EXAMPLE STORES 4321", CARD),
    line(4, "CARD PURCHASE EXAMPLE MARKET", CARD),
    line(5, "CONTACTLESS EXAMPLE COFFEE", CARD),
    line(6, "CARD PURCHASE EXAMPLE KITCHEN", CARD),
    line(7, "CARD PURCHASE EXAMPLE TRAINS", CARD),
    line(8, "CARD PURCHASE EXAMPLE FUEL", CARD),
    line(9, "CARD PURCHASE EXAMPLE CLOTHING", CARD),
    line(10, "CONTACTLESS EXAMPLE PHARMACY", CARD),
    line(12, "CARD PURCHASE EXAMPLE FILMS", CARD),
    line(13, "CARD PURCHASE EXAMPLE TOOLS", CARD),
    line(14, "CARD PURCHASE EXAMPLE BOOKS", CARD),
];

const CURRENT: Flow = Flow {
    comes_in: line(0, "EXAMPLE WORKS SALARY", CREDIT),
    fixed: [
        (line(1, "STANDING ORDER EXAMPLE LETTINGS", ORDER), 85_000),
        // To the other accounts: their spending comes from the salary as well.
        (line(16, "TRANSFER TO OWN ACCOUNTS", TRANSFER), 104_450),
    ],
    average: 2_300,
    others: &PURCHASES,
};

/// Bills and shopping, paid from what is moved there.
const HOUSEHOLD: Flow = Flow {
    comes_in: line(16, "TRANSFER FROM OWN ACCOUNT", CREDIT),
    fixed: [
        (line(2, "DIRECT DEBIT EXAMPLE ENERGY", DEBIT), 9_450),
        (line(35, "DIRECT DEBIT NORTHAM INSURANCE", DEBIT), 2_150),
    ],
    average: 1_500,
    others: &PURCHASES,
};

const SAVING: Flow = Flow {
    comes_in: line(16, "TRANSFER FROM CURRENT ACCOUNT", CREDIT),
    fixed: [
        (line(16, "TRANSFER TO CURRENT ACCOUNT", ORDER), 2_500),
        (line(16, "TRANSFER TO POT", ORDER), 1_000),
    ],
    average: 400,
    others: &[line(16, "WITHDRAWAL", ORDER), line(15, "CARD PURCHASE EXAMPLE GIFTS", CARD)],
};

const CARDS: Flow = Flow {
    comes_in: line(17, "PAYMENT RECEIVED THANK YOU", CREDIT),
    fixed: [
        (line(11, "EXAMPLE MOBILE MONTHLY", CARD), 2_700),
        (line(12, "EXAMPLE FILMS MEMBERSHIP", CARD), 1_499),
    ],
    average: 1_900,
    others: &PURCHASES,
};

const DEBT: Flow = Flow {
    comes_in: line(18, "REPAYMENT", CREDIT),
    fixed: [(line(18, "INTEREST CHARGED", DEBIT), 4_100), (line(18, "INSURANCE", DEBIT), 950)],
    average: 300,
    others: &[line(18, "SERVICE FEE", DEBIT)],
};

const FUND: Flow = Flow {
    comes_in: line(19, "CONTRIBUTION", CREDIT),
    fixed: [(line(19, "PLATFORM FEE", DEBIT), 450), (line(19, "FUND CHARGE", DEBIT), 220)],
    average: 150,
    others: &[line(19, "DEALING CHARGE", DEBIT)],
};

/// A kind without anything.
const PLAIN: Kind = Kind {
    name: "asset",
    label: "Car",
    product: "Example Valuation",
    balance: 900_000,
    spread: 300_000,
    monthly: -7_500,
    flow: None,
    identified_by: Identified::Nothing,
    holdings: false,
    settable: &["runningCost", "runningCostPeriod", "yearlyAppreciation"],
};

const PENSION: Kind = Kind {
    name: "pension",
    label: "Pension",
    product: "Example Pension",
    balance: 5_500_000,
    spread: 2_000_000,
    monthly: 32_000,
    flow: Some(FUND),
    identified_by: Identified::Reference,
    settable: &[],
    ..PLAIN
};

const MORTGAGE: Kind = Kind {
    name: "mortgage:repayment",
    label: "Mortgage",
    product: "Example Repayment Mortgage",
    balance: -14_000_000,
    spread: 3_000_000,
    monthly: 48_000,
    flow: Some(DEBT),
    identified_by: Identified::Reference,
    settable: &[
        "APR",
        "monthlyRepayment",
        "term",
        "endDate",
        "interestType",
        "fixedDate",
        "linkedProperty",
    ],
    ..PLAIN
};

const PROPERTY: Kind = Kind {
    name: "properties:residential",
    label: "Home",
    balance: 25_000_000,
    spread: 9_000_000,
    monthly: 60_000,
    settable: &["postcode", "yearlyAppreciation"],
    ..PLAIN
};

/// Every type of Moneyhub's schema.
pub(crate) const KINDS: [Kind; 14] = [
    Kind {
        name: "cash:current",
        label: "Current account",
        product: "Example Classic",
        balance: 150_000,
        spread: 100_000,
        monthly: 3_000,
        flow: Some(CURRENT),
        identified_by: Identified::SortCode,
        settable: &["AER", "overdraftLimit"],
        ..PLAIN
    },
    Kind {
        name: "savings",
        label: "Savings account",
        product: "Example Saver",
        balance: 640_000,
        spread: 400_000,
        monthly: 12_000,
        flow: Some(SAVING),
        identified_by: Identified::SortCode,
        settable: &["AER"],
        ..PLAIN
    },
    Kind {
        name: "card",
        label: "Credit card",
        product: "Example Card",
        balance: -60_000,
        spread: 25_000,
        monthly: 100,
        flow: Some(CARDS),
        identified_by: Identified::Pan,
        settable: &["APR", "creditLimit"],
        ..PLAIN
    },
    Kind {
        name: "investment",
        label: "Investments",
        product: "Example Share Account",
        balance: 2_100_000,
        spread: 900_000,
        monthly: 21_000,
        flow: Some(FUND),
        identified_by: Identified::Reference,
        holdings: true,
        settable: &[],
    },
    Kind {
        name: "loan",
        label: "Loan",
        product: "Example Personal Loan",
        balance: -480_000,
        spread: 100_000,
        monthly: 14_000,
        flow: Some(DEBT),
        identified_by: Identified::Reference,
        settable: &["APR", "monthlyRepayment", "endDate", "interestFreePeriod"],
        ..PLAIN
    },
    MORTGAGE,
    Kind {
        name: "mortgage:interestOnly",
        label: "Second mortgage",
        product: "Example Interest Mortgage",
        monthly: 100,
        ..MORTGAGE
    },
    PENSION,
    Kind {
        name: "pension:definedBenefit",
        label: "Workplace pension",
        flow: None,
        monthly: 15_000,
        ..PENSION
    },
    Kind {
        name: "pension:definedContribution",
        label: "Private pension",
        holdings: true,
        ..PENSION
    },
    PLAIN,
    PROPERTY,
    Kind { name: "properties:buyToLet", label: "Flat 2", ..PROPERTY },
    Kind {
        name: "crypto",
        label: "Crypto",
        product: "Example Coins",
        balance: 130_000,
        spread: 60_000,
        monthly: 4_000,
        settable: &[],
        ..PLAIN
    },
];

/// A second current account: a person has one salary and one rent.
pub(crate) const SECOND_CURRENT: Kind = Kind {
    name: "cash:current",
    label: "Household account",
    product: "Example Classic",
    balance: 45_000,
    spread: 30_000,
    monthly: 500,
    flow: Some(HOUSEHOLD),
    identified_by: Identified::SortCode,
    settable: &["AER", "overdraftLimit"],
    ..PLAIN
};

/// The kind with this `type`.
pub(crate) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// The details of a seeded account that need no special scope; account numbers are added to them.
pub(crate) fn details(kind: &Kind) -> Value {
    match kind.name {
        "cash:current" => json!({"AER": 1.3, "overdraftLimit": 50_000}),
        "savings" => json!({"AER": 4.1}),
        "card" => json!({"APR": 23.9, "creditLimit": 450_000}),
        "loan" => json!({"APR": 6.4, "monthlyRepayment": 19_350, "endDate": "2028-03-01",
            "interestFreePeriod": 0}),
        "mortgage:repayment" | "mortgage:interestOnly" => json!({"APR": 4.6, "term": 300,
            "monthlyRepayment": 64_000, "endDate": "2044-06-01", "interestType": "fixed",
            "fixedDate": "2028-06-01"}),
        "asset" => json!({"runningCost": 20_000, "runningCostPeriod": "month",
            "yearlyAppreciation": -10.5}),
        "properties:residential" | "properties:buyToLet" => {
            json!({"postcode": "AB1 2CD", "yearlyAppreciation": 2.5})
        }
        _ => json!({}),
    }
}
