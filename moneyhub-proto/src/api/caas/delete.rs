use super::TRANSACTION;
use crate::api::prelude::*;

/// `DELETE /users/{userId}`: deletes a user of CaaS, with all accounts and transactions. Scope
/// `caas:users:delete`. After that, requests for that user's transactions return a 404.
///
/// Not to be confused with [`users::Delete`](crate::users::Delete), which deletes Moneyhub's users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteUser {
    /// Your own id for the user.
    pub user_id: CaasUserId,
}

impl Endpoint for DeleteUser {
    type Output = ();
    const OPERATION: Operation<()> = Service::Caas
        .delete("caas.delete_user", "/users/{userId}", decode::empty)
        .needs(&[scope::CAAS_USERS_DELETE]);

    fn fill(&self, call: Call) -> Call {
        call.path("userId", &self.user_id)
    }
}

/// `DELETE /accounts/{accountId}`: deletes an account with its transactions. Scope `caas:users:delete`. After
/// that, requests for that account's transactions return a 404.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteAccount {
    /// Your own id for the account.
    pub account_id: CaasAccountId,
}

impl Endpoint for DeleteAccount {
    type Output = ();
    const OPERATION: Operation<()> = Service::Caas
        .delete("caas.delete_account", "/accounts/{accountId}", decode::empty)
        .needs(&[scope::CAAS_USERS_DELETE]);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
    }
}

/// `DELETE /accounts/{accountId}/transactions/{transactionId}`: deletes one transaction. Scope
/// `caas:transactions:delete`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteTransaction {
    /// Your own id for the account.
    pub account_id: CaasAccountId,
    /// Your own id for the transaction.
    pub transaction_id: CaasTransactionId,
}

impl Endpoint for DeleteTransaction {
    type Output = ();
    const OPERATION: Operation<()> = Service::Caas
        .delete("caas.delete_transaction", TRANSACTION, decode::empty)
        .needs(&[scope::CAAS_TRANSACTIONS_DELETE]);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id).path("transactionId", &self.transaction_id)
    }
}
