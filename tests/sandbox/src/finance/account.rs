//! An account, and its JSON.

use serde_json::{Map, Value, json};

use super::filter::Filter;
use super::kind::{self, Identified, Kind, kind};
use super::transaction::amount;
use super::{Change, Finance};
use crate::clock::{date, millis_of_days, rfc3339};
use crate::mix::{mix, mix128, uuid};
use crate::population::{FIRST_ADDED, Held};

const KIND_NUMBER: u64 = 14;
const HOLDER: &str = "Alex Example";

/// How many months a performance score covers.
const SCORED_MONTHS: usize = 12;

/// An account from any source.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) number: u32,
    pub(crate) id: String,
    pub(crate) kind: &'static Kind,
    pub(super) name: String,
    pub(super) provider_name: String,
    pub(crate) currency: String,
    pub(super) business: bool,
    pub(super) details: Map<String, Value>,
    pub(super) identifications: Option<Value>,
    /// The balance of the request that created it; day and value.
    pub(super) first_balance: Option<(String, i64)>,
    /// `None`: a request created it.
    pub(crate) bank: Option<Held>,
    pub(crate) added: i64,
    pub(super) modified: i64,
}

/// Optional parts that a query requests.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shows {
    pub(crate) transactions: bool,
    pub(crate) performance: bool,
}

impl Account {
    pub(super) fn held(user: u64, held: Held) -> Option<Self> {
        let second = held.kind == "cash:current" && (1..FIRST_ADDED).contains(&held.number);
        let kind = if second { &kind::SECOND_CURRENT } else { kind(held.kind)? };
        let mut details = match kind::details(kind) {
            Value::Object(details) => details,
            _ => Map::new(),
        };
        details.extend(numbers(kind, user, held.number));
        Some(Self {
            number: held.number,
            id: held.id.clone(),
            kind,
            name: kind.label.to_owned(),
            provider_name: held.bank_name.to_owned(),
            currency: "GBP".to_owned(),
            business: false,
            details,
            identifications: (kind.identified_by == Identified::Reference).then(|| {
                let reference = digits(user, held.number, 8);
                json!([{"identification": format!("EX{reference}"), "type": "policyNumber"}])
            }),
            first_balance: None,
            added: held.since_millis - millis_of_days(100),
            modified: held.since_millis - millis_of_days(1),
            bank: Some(held),
        })
    }

    pub(super) fn changed(mut self, change: &Change) -> Self {
        self.name.clone_from(&change.name);
        self.provider_name.clone_from(&change.provider);
        self.details.extend(change.details.clone());
        self.modified = change.at_millis;
        self
    }

    /// Whether seeded transactions move it.
    pub(super) fn flows(&self) -> bool {
        self.bank.is_some() && self.kind.flow.is_some()
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it holds securities.
    pub(crate) fn holds(&self) -> bool {
        self.bank.is_some() && self.kind.holdings
    }

    /// Its number at the bank, with the scheme (Open Banking's namespaced enumerations).
    pub(crate) fn number_at_the_bank(&self) -> Option<Value> {
        let schemes =
            [("sortCodeAccountNumber", "UK.OBIE.SortCodeAccountNumber"), ("pan", "UK.OBIE.PAN")];
        schemes.iter().find_map(|(name, scheme)| {
            let number = self.details.get(*name)?;
            Some(json!({"schemeName": scheme, "identification": number}))
        })
    }

    pub(crate) fn provider_id(&self) -> &str {
        self.bank.as_ref().map_or("API", |bank| &bank.bank)
    }
}

impl Finance {
    /// Every balance of an account: day and value, newest first.
    pub(crate) fn balances(&self, user: u64, account: &Account) -> Vec<(String, i64)> {
        let posted = self.owner(user).balances.get(&account.number).into_iter().flatten().rev();
        let first = account.first_balance.clone().into_iter();
        let bank = account.bank.iter().flat_map(|bank| {
            let fetch = bank.fetches.last();
            let now = (fetch > self.calendar.started())
                .then(|| (date(fetch), self.stream(user, account).balance_at(fetch)));
            let today = now.as_ref().map(|(day, _)| day.clone());
            let months = self.month_ends(user, account).into_iter();
            let older = months.filter(move |(day, _)| today.as_ref().is_none_or(|it| day < it));
            now.into_iter().chain(older)
        });
        let mut all: Vec<(String, i64)> = posted.cloned().chain(first).chain(bank).collect();
        all.sort_by(|one, other| other.0.cmp(&one.0));
        all
    }

    /// The balances at the ends of the months that its connection has fetched: day and value,
    /// newest first.
    fn month_ends(&self, user: u64, account: &Account) -> Vec<(String, i64)> {
        let Some(bank) = &account.bank else { return Vec::new() };
        let stream = self.stream(user, account);
        let newest = self.calendar.month_of(bank.fetches.last());
        let months = newest..self.calendar.months().max(1);
        let end = |month| date(self.calendar.end(month) - millis_of_days(1));
        months.map(|month| (end(month), stream.closing(month))).collect()
    }

    pub(crate) fn write_balance(account: &Account, (day, value): &(String, i64)) -> Value {
        let mut balance = json!({"amount": amount(*value, &account.currency), "date": day});
        if matches!(account.kind.identified_by, Identified::SortCode | Identified::Pan) {
            balance["type"] = json!("InterimAvailable");
        }
        balance
    }

    /// With the members for all scopes.
    pub(crate) fn write_account(&self, user: u64, account: &Account, shows: Shows) -> Value {
        let balances = self.balances(user, account);
        let latest = balances.first().cloned().unwrap_or_default();
        let balance = Self::write_balance(account, &latest);
        let mut shown = json!({
            "id": account.id,
            "accountName": account.name,
            "type": account.kind.name,
            "accountType": if account.business { "business" } else { "personal" },
            "currency": account.currency,
            "balance": balance,
            "details": account.details,
            "dateAdded": rfc3339(account.added),
            "dateModified": rfc3339(account.modified),
            "providerName": account.provider_name,
            "providerId": account.provider_id(),
        });
        if let Some(identifications) = &account.identifications {
            shown["providerAccountIdentifications"] = identifications.clone();
        }
        if let Some(bank) = &account.bank {
            self.write_bank(&mut shown, user, account, bank);
        }
        if shows.transactions
            && let Some(summary) = self.write_summary(user, account)
        {
            shown["transactionData"] = summary;
        }
        if shows.performance
            && let Some(score) = self.write_score(user, account)
        {
            shown["performanceScore"] = score;
        }
        shown
    }

    /// What only a bank knows.
    fn write_bank(&self, shown: &mut Value, user: u64, account: &Account, bank: &Held) {
        shown["connectionId"] = json!(bank.connection_id);
        shown["providerReference"] = json!(slug(bank.bank_name));
        shown["providerAccountId"] = json!(digits(user, account.number, 10));
        shown["providerAccountName"] = json!(account.kind.product.to_uppercase());
        shown["productName"] = json!(account.kind.product);
        shown["accountHolderName"] = json!(HOLDER);
        shown["accountOpeningDate"] = json!("2012-03-07T00:00:00.000Z");
        let known = ["sortCodeAccountNumber", "pan"]
            .iter()
            .find_map(|name| account.details.get(*name).and_then(Value::as_str).map(str::to_owned));
        let reference = known.unwrap_or_else(|| digits(user, account.number, 8));
        shown["accountReference"] = json!(&reference[reference.len().saturating_sub(4)..]);
        if matches!(account.kind.name, "cash:current" | "savings" | "card") {
            shown["additionalBalances"] = json!([shown["balance"].clone()]);
        }
    }

    /// The number and the dates of transactions; empty if there are none.
    fn write_summary(&self, user: u64, account: &Account) -> Option<Value> {
        let filter = Filter { account_ids: vec![account.id.clone()], ..Filter::default() };
        let listing = self.listing(user, std::slice::from_ref(account), &filter);
        let count = listing.total();
        let earliest = listing.from(count.checked_sub(1)?).next()?;
        let latest = listing.from(0).next()?;
        Some(json!({
            "count": count,
            "earliestDate": rfc3339(earliest.date),
            "lastDate": rfc3339(latest.date),
        }))
    }

    /// Of investments and pensions with at least three balances.
    fn write_score(&self, user: u64, account: &Account) -> Option<Value> {
        let balances = self.month_ends(user, account);
        let name = account.kind.name;
        let scored = name == "investment" || name.starts_with("pension");
        let balances = &balances[..balances.len().min(SCORED_MONTHS + 1)];
        let [current, .., opening] = balances else {
            return None;
        };
        if !scored || balances.len() < 3 {
            return None;
        }
        let stream = self.stream(user, account);
        let paid_in = match account.kind.flow.as_ref().filter(|_| account.flows()) {
            Some(flow) => stream.income(flow),
            None => 0,
        };
        let paid_out = if paid_in == 0 { 0 } else { paid_in - account.kind.monthly };
        let months = i64::try_from(balances.len() - 1).unwrap_or(0);
        let growth = current.1 - opening.1 - months * (paid_in - paid_out);
        let rate = percent(growth, opening.1);
        let month = |pair: &[(String, i64)]| {
            let [to, from] = pair else {
                return Value::Null;
            };
            let grown = to.1 - from.1 - (paid_in - paid_out);
            json!({
                "date": to.0.get(..7),
                "openingBalance": from.1,
                "nonContributionGrowth": grown,
                "aer": percent(grown * 12, from.1),
            })
        };
        let end = |(day, value): &(String, i64)| json!({"date": day, "amount": amount(*value, &account.currency)});
        Some(json!({
            "totals": {
                "openingBalance": end(opening),
                "currentBalance": end(current),
                "contributions": months * paid_in,
                "withdrawals": months * paid_out,
                "nonContributionGrowth": growth,
                "growthRate": rate,
                "annualisedGrowthRate": percent(growth * 12 / months.max(1), opening.1),
            },
            "months": balances.windows(2).map(month).collect::<Vec<_>>(),
        }))
    }
}

/// The numbers of an account at its bank: only with `accounts_details:read`.
fn numbers(kind: &Kind, user: u64, number: u32) -> Map<String, Value> {
    let account = digits(user, number, 8);
    let numbers = match kind.identified_by {
        Identified::SortCode => json!({
            "sortCodeAccountNumber": format!("010203{account}"),
            "iban": format!("GB33BUKB010203{account}"),
        }),
        Identified::Pan => json!({"pan": format!("40000000{account}")}),
        Identified::Reference | Identified::Nothing => json!({}),
    };
    match numbers {
        Value::Object(numbers) => numbers,
        _ => Map::new(),
    }
}

/// This many digits, the same in every run.
pub(super) fn digits(user: u64, number: u32, count: u32) -> String {
    let bits = mix(mix(KIND_NUMBER ^ user) ^ u64::from(number));
    let width = usize::try_from(count).unwrap_or(8);
    format!("{:0width$}", bits % 10_u64.pow(count))
}

/// Another id of an account's.
pub(super) fn id_of(kind: u64, user: u64, number: u32, place: u64) -> String {
    uuid(mix128(kind, mix(user) ^ u64::from(number), place))
}

/// The `bankRef` of a name.
pub(crate) fn slug(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

/// With two decimals.
pub(crate) fn percent(part: i64, whole: i64) -> f64 {
    let hundredths = (part * 10_000).checked_div(whole.abs()).unwrap_or(0);
    let hundredths = i32::try_from(hundredths).unwrap_or(i32::MAX);
    f64::from(hundredths) / 100.0
}
