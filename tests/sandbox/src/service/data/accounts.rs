//! The chapter "Accounts": accounts, balances, holdings, standing orders, statements.

use serde_json::{Value, json};

use crate::finance::{Account, Change, Finance, NewAccount, Shows, kind};
use crate::population::UserIndex;
use crate::service::Service;
use crate::service::answer::{Answer, bad_request, no_content, not_found};
use crate::service::call::{Call, Outcome};
use crate::service::table::Version;

/// The account in a path, and its user.
type Named = (UserIndex, Account);

impl Service {
    pub(super) fn list_accounts(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        // v2 shows both by default, except in its second list.
        let default = call.version == Version::V2 && call.operation.id.as_str() == "accounts.list";
        let shows = Shows {
            transactions: call.flag("showTransactionData").unwrap_or(default),
            performance: call.flag("showPerformanceScore").unwrap_or(default),
        };
        let mut accounts = self.accounts_of(user);
        if let Some(wanted) = call.text("connectionId") {
            accounts.retain(|account| {
                account.bank.as_ref().is_some_and(|bank| bank.connection_id == wanted)
            });
        }
        let shown = accounts.iter().map(|account| self.shown(call, user, account, shows));
        let shown: Vec<Value> = shown.collect();
        Ok(self.page_of(call, shown))
    }

    pub(super) fn account_syncs(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let accounts = self.accounts_of(user);
        let synced: Vec<Value> = accounts
            .iter()
            .filter_map(|account| account.bank.as_ref())
            .map(|bank| json!({"accountId": bank.id, "lastSuccessfulSync": bank.last_updated}))
            .collect();
        Ok(self.single(call, &synced))
    }

    pub(super) fn get_account(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.named_account(call)?;
        // The documentation has no parameters here: the list's defaults apply.
        let both = call.version == Version::V2;
        let shows = Shows { transactions: both, performance: both };
        let shown = self.shown(call, user, &account, shows);
        Ok(self.single(call, &shown))
    }

    pub(super) fn create_account(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let refuse = |message: &str| Err(Box::new(bad_request(message)));
        let (Some(name), Some(provider)) =
            (call.member("accountName"), call.member("providerName"))
        else {
            return refuse("accountName and providerName are required");
        };
        let Some(kind) = call.member("type").and_then(kind) else {
            return refuse("type is not known");
        };
        let balance = &call.json["balance"];
        let (Some(value), Some(day)) =
            (balance["amount"]["value"].as_i64(), balance["date"].as_str())
        else {
            return refuse("balance must have a date and an amount");
        };
        let details = call.json["details"].as_object().cloned().unwrap_or_default();
        if let Some(name) = details.keys().find(|name| !kind.settable.contains(&name.as_str())) {
            return refuse(&format!("details of {} have no {name}", kind.name));
        }
        if kind.name.starts_with("mortgage") && !details.contains_key("term") {
            return refuse("details of a mortgage must have term");
        }
        let account = NewAccount {
            kind,
            name: name.to_owned(),
            provider: provider.to_owned(),
            currency: call.member("currency").unwrap_or("GBP").to_owned(),
            business: call.member("accountType") == Some("business"),
            balance: (day.to_owned(), value),
            details,
            identifications: call.json.get("providerAccountIdentifications").cloned(),
        };
        let now = self.clock.now_millis();
        let id = self.finance.create_account(user.number(), account, now);
        self.show_account(call, user, &id)
    }

    pub(super) fn update_account(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.named_account(call)?;
        let details = call.json["details"].as_object().cloned().unwrap_or_default();
        let settable = account.kind.settable;
        if let Some(name) = details.keys().find(|name| !settable.contains(&name.as_str())) {
            let message = format!("details of {} have no {name}", account.kind.name);
            return Err(Box::new(bad_request(&message)));
        }
        let text = |name: &str| call.member(name).unwrap_or_default().to_owned();
        let change = Change {
            name: text("accountName"),
            provider: text("providerName"),
            details,
            at_millis: self.clock.now_millis(),
        };
        self.finance.change_account(user.number(), account.number, change);
        self.show_account(call, user, &account.id)
    }

    /// Only an account that a request created; others are deleted with their connection.
    pub(super) fn delete_account(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.named_account(call)?;
        if account.bank.is_some() {
            return Err(Box::new(bad_request("only manual accounts can be deleted")));
        }
        self.finance.delete_account(user.number(), account.number);
        let user_id = self.population.id_of(user);
        self.raise("deletedAccount", Some(&user_id), json!({"accountId": account.id}));
        Ok(no_content())
    }

    pub(super) fn list_balances(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.named_account(call)?;
        let balances = self.finance.balances(user.number(), &account);
        let shown = balances.iter().map(|balance| Finance::write_balance(&account, balance));
        let shown: Vec<Value> = shown.collect();
        Ok(self.single(call, &shown))
    }

    pub(super) fn add_balance(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.named_account(call)?;
        let (value, day) = (call.json["amount"]["value"].as_i64(), call.member("date"));
        let (Some(value), Some(day)) = (value, day) else {
            return Err(Box::new(bad_request("a balance has a date and an amount")));
        };
        let balance = (day.to_owned(), value);
        self.finance.add_balance(user.number(), account.number, day.to_owned(), value);
        Ok(self.single(call, &Finance::write_balance(&account, &balance)))
    }

    pub(super) fn list_valuations(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.named_account(call)?;
        let valuations = self.finance.valuations(user.number(), &account);
        Ok(self.single(call, &valuations))
    }

    pub(super) fn list_holdings(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.named_account(call)?;
        let holdings = self.finance.holdings(user.number(), &account);
        Ok(self.single(call, &holdings))
    }

    pub(super) fn get_holding(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.named_account(call)?;
        let holding = self.finance.holding(user.number(), &account, call.path_parameter(1));
        let holding = holding.ok_or_else(|| Box::new(not_found("Holding not found")))?;
        Ok(self.single(call, &holding))
    }

    /// v2 only.
    pub(super) fn account_counterparties(&mut self, call: &Call<'_>) -> Outcome {
        let (_, account) = self.named_account(call)?;
        let old = call.text("counterpartiesVersion") != Some("v3");
        let companies = Finance::companies(&account);
        let shown: Vec<Value> =
            companies.iter().map(|company| super::categories::directory(company, old)).collect();
        Ok(self.single(call, &shown))
    }

    /// v2 only.
    pub(super) fn account_recurring(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.named_account(call)?;
        let estimates = self.finance.recurring(user.number(), &account);
        Ok(self.single(call, &estimates))
    }

    pub(super) fn account_standing_orders(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.named_account(call)?;
        let mut orders = json!(self.finance.standing_orders(user.number(), &account));
        call.strip(&mut orders);
        Ok(self.single(call, &orders))
    }

    pub(super) fn account_statements(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.named_account(call)?;
        let user_id = self.population.id_of(user);
        let mut statements = json!(self.finance.statements(user.number(), &user_id, &account));
        call.strip(&mut statements);
        Ok(self.single(call, &statements))
    }

    pub(in crate::service) fn accounts_of(&self, user: UserIndex) -> Vec<Account> {
        let held = self.population.held(user, self.clock.now_millis());
        self.finance.accounts(user.number(), held)
    }

    fn named_account(&self, call: &Call<'_>) -> Result<Named, Box<Answer>> {
        let user = self.user_of(call)?;
        self.account_with(user, call.path_parameter(0)).map(|account| (user, account))
    }

    pub(super) fn account_with(&self, user: UserIndex, id: &str) -> Result<Account, Box<Answer>> {
        let found = self.accounts_of(user).into_iter().find(|account| account.id == id);
        found.ok_or_else(|| Box::new(not_found("Account not found")))
    }

    fn show_account(&mut self, call: &Call<'_>, user: UserIndex, id: &str) -> Outcome {
        let account = self.account_with(user, id)?;
        let shown = self.shown(call, user, &account, Shows::default());
        Ok(self.single(call, &shown))
    }

    fn shown(&self, call: &Call<'_>, user: UserIndex, account: &Account, shows: Shows) -> Value {
        let mut shown = self.finance.write_account(user.number(), account, shows);
        call.strip(&mut shown);
        shown
    }
}
