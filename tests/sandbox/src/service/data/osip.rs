//! Pensions and investments (OSIP): the accounts that hold securities, in another form and in whole units.

use serde_json::{Value, json};

use crate::finance::Account;
use crate::population::UserIndex;
use crate::service::Service;
use crate::service::answer::{Answer, not_found};
use crate::service::call::{Call, Outcome};

impl Service {
    pub(super) fn list_portfolios(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let page = self.page(call);
        let size = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let portfolios = self.portfolios(user).into_iter();
        let shown: Vec<Value> = portfolios
            .skip(size(page.offset))
            .take(size(page.limit))
            .map(|account| self.finance.portfolio(user.number(), &account))
            .collect();
        // Moneyhub's Node types have no links here.
        Ok(self.envelope(call, &shown, Value::Null, json!({})))
    }

    pub(super) fn get_portfolio(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.named_portfolio(call)?;
        let shown = self.finance.portfolio(user.number(), &account);
        Ok(self.without_links(call, &shown))
    }

    pub(super) fn portfolio_holdings(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.named_portfolio(call)?;
        let shown = self.finance.portfolio_holdings(user.number(), &account);
        Ok(self.without_links(call, &shown))
    }

    pub(super) fn portfolio_transactions(&mut self, call: &Call<'_>) -> Outcome {
        let (user, account) = self.named_portfolio(call)?;
        let shown = self.finance.portfolio_transactions(user.number(), &account);
        Ok(self.without_links(call, &shown))
    }

    fn portfolios(&self, user: UserIndex) -> Vec<Account> {
        self.accounts_of(user).into_iter().filter(Account::holds).collect()
    }

    fn named_portfolio(&self, call: &Call<'_>) -> Result<(UserIndex, Account), Box<Answer>> {
        let user = self.user_of(call)?;
        let id = call.path_parameter(0);
        let found = self.portfolios(user).into_iter().find(|account| account.id == id);
        let found = found.ok_or_else(|| Box::new(not_found("Account not found")))?;
        Ok((user, found))
    }
}
