//! The chapter "Transactions": lists with every filter, and single transactions.

use std::borrow::Cow;

use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::clock::{millis_of_days, parse_date, parse_rfc3339};
use crate::finance::{
    Account, Filter, Shown, TAX, Transaction, UNCATEGORISED, category, company_in, counterparties,
};
use crate::population::UserIndex;
use crate::service::Service;
use crate::service::answer::{Answer, bad_request, no_content, not_found};
use crate::service::call::{Call, Outcome};

/// Members of a PATCH that need more than `transactions:write`.
const WRITE_ALL: [&str; 5] = ["accountId", "amount", "date", "longDescription", "status"];

/// Members whose change sends a webhook (Moneyhub documentation, "Updated transactions").
const TOLD: [&str; 4] = ["amount", "longDescription", "shortDescription", "status"];

/// How many one request may create (Moneyhub documentation, "Transactions").
const MOST_CREATED: usize = 50;

impl Service {
    pub(super) fn list_transactions(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let accounts = self.accounts_of(user);
        let filter = filter(call)?;
        if !filter.ids.is_empty() {
            return self.list_by_ids(call, user, &accounts, &filter);
        }
        let page = self.page(call);
        if call.flag("onlyCount") != Some(true) {
            self.shift(user, &accounts, &filter, page);
        }
        let listing = self.finance.listing(user.number(), &accounts, &filter);
        if call.flag("onlyCount") == Some(true) {
            let count = listing.count(&filter.rest);
            return Ok(self.counted(call, count));
        }
        let (found, more) = listing.page(&filter.rest, page.limit, page.offset);
        let shown = shown(call, user, &accounts, &found);
        Ok(self.paged(call, page, (shown, more && page.limit > 0)))
    }

    /// At most fifty; unknown ones are ignored.
    fn list_by_ids(
        &mut self,
        call: &Call<'_>,
        user: UserIndex,
        accounts: &[Account],
        filter: &Filter,
    ) -> Outcome {
        let found = filter
            .ids
            .iter()
            .filter_map(|id| self.finance.transaction(user.number(), accounts, id));
        let mut found: Vec<Transaction> = found.filter(|one| filter.holds(one, accounts)).collect();
        found.sort_by_key(|one| (std::cmp::Reverse(one.date), one.key));
        found.dedup_by_key(|one| one.key);
        if call.flag("onlyCount") == Some(true) {
            return Ok(self.counted(call, found.len() as u64));
        }
        let shown = shown(call, user, accounts, &found);
        Ok(self.page_of(call, shown))
    }

    pub(super) fn get_transaction(&mut self, call: &Call<'_>) -> Outcome {
        let (user, one) = self.named_transaction(call)?;
        self.show_transaction(call, user, &one)
    }

    pub(super) fn create_transaction(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let created = self.new_transaction(user, &call.json)?;
        self.finance.put_transaction(user.number(), created.clone());
        self.raise_transactions("newTransactions", user, [touched(user, &created)]);
        self.show_transaction(call, user, &created)
    }

    /// All of them or none; returns only ids.
    pub(super) fn create_transactions(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let items = call.json.as_array().cloned().unwrap_or_default();
        if !(1..=MOST_CREATED).contains(&items.len()) {
            return Err(Box::new(bad_request("the body must have 1 to 50 transactions")));
        }
        let mut created = Vec::new();
        for (place, item) in items.iter().enumerate() {
            let mut one = self.new_transaction(user, item).map_err(|refusal| {
                let body: Value = serde_json::from_slice(refusal.body()).unwrap_or_default();
                let message = body["message"].as_str().unwrap_or_default().to_owned();
                Box::new(bad_request(&format!("item {place}: {message}")))
            })?;
            if call.flag("categorise") == Some(true) && one.category == UNCATEGORISED {
                categorise(&mut one);
            }
            created.push(one);
        }
        let ids = created.iter().map(|one| json!({"id": one.key.id(user.number())}));
        let ids: Vec<Value> = ids.collect();
        let new: Vec<_> = created.iter().map(|one| touched(user, one)).collect();
        for one in created {
            self.finance.put_transaction(user.number(), one);
        }
        self.raise_transactions("newTransactions", user, new);
        Ok(self.single(call, &ids))
    }

    pub(super) fn update_transaction(&mut self, call: &Call<'_>) -> Outcome {
        let (user, mut one) = self.named_transaction(call)?;
        if !call.has_scope("transactions:write:all")
            && let Some(name) = WRITE_ALL.iter().find(|name| call.json.get(**name).is_some())
        {
            let message = format!("{name} can only be changed with transactions:write:all");
            return Err(self.forbidden(&message, "transactions:write:all"));
        }
        let split = !one.splits.is_empty();
        if split && (call.json.get("amount").is_some() || call.json.get("categoryId").is_some()) {
            let message = "the amount and the category of a split transaction cannot be changed";
            return Err(Box::new(bad_request(message)));
        }
        self.write_members(user, &mut one, &call.json)?;
        one.modified = self.clock.now_millis();
        self.finance.put_transaction(user.number(), one.clone());
        if TOLD.iter().any(|name| call.json.get(name).is_some()) {
            self.raise_transactions("updatedTransactions", user, [touched(user, &one)]);
        }
        self.show_transaction(call, user, &one)
    }

    pub(super) fn delete_transaction(&mut self, call: &Call<'_>) -> Outcome {
        let (user, one) = self.named_transaction(call)?;
        self.finance.delete_transaction(user.number(), one.key);
        self.raise_transactions("deletedTransactions", user, [touched(user, &one)]);
        Ok(no_content())
    }

    /// The transaction in a path, and its user.
    pub(super) fn named_transaction(
        &self,
        call: &Call<'_>,
    ) -> Result<(UserIndex, Transaction), Box<Answer>> {
        let user = self.user_of(call)?;
        let accounts = self.accounts_of(user);
        let found = self.finance.transaction(user.number(), &accounts, call.path_parameter(0));
        let found = found.ok_or_else(|| Box::new(not_found("Transaction not found")))?;
        Ok((user, found))
    }

    fn show_transaction(&mut self, call: &Call<'_>, user: UserIndex, one: &Transaction) -> Outcome {
        let accounts = self.accounts_of(user);
        let shown = shown(call, user, &accounts, std::slice::from_ref(one));
        Ok(self.single(call, &shown.first()))
    }

    fn new_transaction(
        &mut self,
        user: UserIndex,
        item: &Value,
    ) -> Result<Transaction, Box<Answer>> {
        let now = self.clock.now_millis();
        let mut one = Transaction::blank(self.finance.new_key(), now);
        self.write_members(user, &mut one, item)?;
        if one.short.is_empty() {
            one.short = one.text.clone();
        }
        Ok(one)
    }

    /// Applies the members of a body. The schema has been checked.
    fn write_members(
        &self,
        user: UserIndex,
        one: &mut Transaction,
        body: &Value,
    ) -> Result<(), Box<Answer>> {
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let owned = |text: &str| Cow::Owned::<'static, str>(text.to_owned());
        if let Some(id) = text("accountId") {
            one.account = self.account_with(user, id)?.number;
        }
        if let Some(amount) = body.pointer("/amount/value").and_then(Value::as_i64) {
            one.amount = amount;
        }
        if let Some(id) = text("categoryId") {
            self.known_category(user, id)?;
            one.category = owned(id);
        }
        if let Some(date) = text("date") {
            let date = parse_rfc3339(date);
            one.date = date.ok_or_else(|| Box::new(bad_request("date must be a date-time")))?;
        }
        if let Some(confirmed) = body.get("categoryIdConfirmed").and_then(Value::as_bool) {
            one.category_confirmed = confirmed;
        }
        if let Some(long) = text("longDescription") {
            one.text = owned(long);
        }
        if let Some(short) = text("shortDescription") {
            one.short = owned(short);
        }
        if let Some(notes) = text("notes") {
            notes.clone_into(&mut one.notes);
        }
        if let Some(status) = text("status") {
            one.pending = status == "pending";
        }
        if let Some(project) = text("projectId") {
            one.project = Some(project.to_owned());
        }
        if let Some(tax) = body.get("enhancedCategories").and_then(|sets| sets[TAX].as_str()) {
            one.enhanced = Some(owned(tax));
        }
        Ok(())
    }

    pub(super) fn known_category(&self, user: UserIndex, id: &str) -> Result<(), Box<Answer>> {
        let custom = self.finance.custom_categories(user.number());
        match category(id).is_some() || custom.iter().any(|known| known.id == id) {
            true => Ok(()),
            false => Err(Box::new(bad_request("categoryId is not known"))),
        }
    }
}

/// The account and the id of a transaction, for webhooks.
fn touched(user: UserIndex, one: &Transaction) -> (u32, String) {
    (one.account, one.key.id(user.number()))
}

/// Every filter of the query, which the table has checked.
fn filter(call: &Call<'_>) -> Result<Filter, Box<Answer>> {
    let day = |name: &str| call.text(name).and_then(parse_date);
    // The last day is included.
    let end = |name: &str| day(name).map(|day| day.saturating_add(millis_of_days(1)));
    let all = |name: &str| call.texts(name).map(str::to_owned).collect::<Vec<_>>();
    let both = |one: &str, many: &str| [all(one), all(many)].concat();
    let lower = |name: &str| call.text(name).map(str::to_lowercase);
    let old = call.text("counterpartiesVersion") == Some("v2");
    let (mut companies, mut old_companies) = (all("counterpartyIds"), all("counterpartyIdsV2"));
    if old {
        old_companies.append(&mut companies);
    }
    let filter = Filter {
        ids: all("ids"),
        account_ids: both("accountId", "accountIds"),
        from: day("startDate"),
        until: end("endDate"),
        ..Filter::default()
    };
    let rest = crate::finance::Rest {
        modified_from: day("startDateModified"),
        modified_until: end("endDateModified"),
        text: lower("text"),
        contains: lower("contains"),
        category: call.text("categoryId").map(str::to_owned),
        credit: call.text("creditDebitIndicator").map(|side| side == "credit"),
        projects: both("projectId", "projectIds"),
        has_project: call.flag("hasProject"),
        has_enhanced: call.text("hasEnhancedCategory").map(str::to_owned),
        enhanced: call.text("enhancedCategories").map(str::to_owned),
        companies,
        old_companies,
    };
    if rest.enhanced.as_ref().is_some_and(|pair| !pair.contains(':')) {
        return Err(Box::new(bad_request("enhancedCategories must be field:value")));
    }
    Ok(Filter { rest, ..filter })
}

fn shown(
    call: &Call<'_>,
    user: UserIndex,
    accounts: &[Account],
    found: &[Transaction],
) -> Vec<Box<RawValue>> {
    let unenriched = call.operation.id.as_str().starts_with("transactions.unenriched");
    let old_counterparties = call.text("counterpartiesVersion") == Some("v2");
    let show = |one: &Transaction| {
        let account = accounts.iter().find(|account| account.number == one.account)?;
        let shown = Shown {
            id: &one.key.id(user.number()),
            account_id: &account.id,
            currency: &account.currency,
            unenriched,
            old_counterparties,
        };
        Some(one.write(shown))
    };
    found.iter().filter_map(show).collect()
}

/// By the name of a company in the bank's text.
fn categorise(one: &mut Transaction) {
    if let Some(place) = company_in(&one.text) {
        one.category = Cow::Borrowed(counterparties()[place].category);
        one.company = Some(place);
    }
}
