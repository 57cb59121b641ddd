//! The scopes of the discovery document, except those of single banks. `tests/it/scopes.rs`
//! compares them with the reference.

use std::borrow::Cow;

use super::Scope;

macro_rules! scopes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal;)+) => {
        $(
            #[doc = concat!("`", $text, "`:")]
            $(#[doc = $doc])+
            pub const $name: Scope = Scope(Cow::Borrowed($text));
        )+

        /// Every functional scope of Moneyhub's discovery document, sorted.
        pub const FUNCTIONAL: &[Scope] = &[$($name),+];
    };
}

scopes! {
    /// what the account information widget shows.
    ACCOUNT_INFORMATION_WIDGET_RESTRICTED_READ = "account_information_widget_restricted:read";
    /// accounts, balances, holdings, counterparties.
    ACCOUNTS_READ = "accounts:read";
    /// change accounts that the user made.
    ACCOUNTS_WRITE = "accounts:write";
    /// change any account, and make new ones.
    ACCOUNTS_WRITE_ALL = "accounts:write:all";
    /// account numbers, holders' names and references, in addition to `accounts:read`.
    ACCOUNTS_DETAILS_READ = "accounts_details:read";
    /// affordability reports.
    AFFORDABILITY_READ = "affordability:read";
    /// make affordability reports.
    AFFORDABILITY_WRITE = "affordability:write";
    /// the incomes of affordability reports.
    AFFORDABILITY_INCOME_READ = "affordability_income:read";
    /// confirm the incomes of affordability reports.
    AFFORDABILITY_INCOME_WRITE = "affordability_income:write";
    /// affordability reports without personal data.
    AFFORDABILITY_RESTRICTED_READ = "affordability_restricted:read";
    /// authorisation requests.
    AUTH_REQUESTS_READ = "auth_requests:read";
    /// make and complete authorisation requests.
    AUTH_REQUESTS_WRITE = "auth_requests:write";
    /// the payees that users have at their banks.
    BENEFICIARIES_READ = "beneficiaries:read";
    /// account numbers and names of beneficiaries, in addition to `beneficiaries:read`.
    BENEFICIARIES_DETAIL_READ = "beneficiaries_detail:read";
    /// delete custom categories of CaaS.
    CAAS_CATEGORIES_DELETE = "caas:categories:delete";
    /// categories of CaaS.
    CAAS_CATEGORIES_READ = "caas:categories:read";
    /// make custom categories of CaaS.
    CAAS_CATEGORIES_WRITE = "caas:categories:write";
    /// enhanced transactions of CaaS, which cost money.
    CAAS_ENHANCED_TRANSACTIONS_READ = "caas:enhanced_transactions:read";
    /// regular transactions of CaaS.
    CAAS_REGULAR_TRANSACTIONS_READ = "caas:regular_transactions:read";
    /// delete splits of transactions of CaaS.
    CAAS_TRANSACTION_SPLITS_DELETE = "caas:transaction_splits:delete";
    /// splits of transactions of CaaS.
    CAAS_TRANSACTION_SPLITS_READ = "caas:transaction_splits:read";
    /// split transactions of CaaS.
    CAAS_TRANSACTION_SPLITS_WRITE = "caas:transaction_splits:write";
    /// delete transactions of CaaS.
    CAAS_TRANSACTIONS_DELETE = "caas:transactions:delete";
    /// transactions of CaaS.
    CAAS_TRANSACTIONS_READ = "caas:transactions:read";
    /// send transactions to CaaS, and change them.
    CAAS_TRANSACTIONS_WRITE = "caas:transactions:write";
    /// delete users of CaaS.
    CAAS_USERS_DELETE = "caas:users:delete";
    /// categories of a user.
    CATEGORIES_READ = "categories:read";
    /// make custom categories.
    CATEGORIES_WRITE = "categories:write";
    /// categorise your own transactions.
    CATEGORISATION = "categorisation";
    /// use the product Collections Lite.
    COLLECTIONS_LITE_WRITE = "collections_lite:write";
    /// what Collections Lite shows.
    COLLECTIONS_LITE_RESTRICTED_READ = "collections_lite_restricted:read";
    /// delete connections of users.
    CONNECTION_DELETE = "connection:delete";
    /// connections and syncs of users.
    CONNECTION_READ = "connection:read";
    /// extend the consent of connections.
    CONNECTION_UPDATE = "connection:update";
    /// past and present consents, and how they ended.
    CONSENT_HISTORY_READ = "consent_history:read";
    /// use decisioning journeys.
    DECISIONING_JOURNEYS_RESTRICTED_WRITE = "decisioning_journeys_restricted:write";
    /// sign in at any bank.
    ID_ALL = "id:all";
    /// sign in at any bank with Open Banking.
    ID_API = "id:api";
    /// connect values of cars.
    ID_AUTOTRADER = "id:autotrader";
    /// connect Experian.
    ID_EXPERIAN = "id:experian";
    /// sign in at any bank without Open Banking.
    ID_LEGACY = "id:legacy";
    /// connect values of houses.
    ID_MOUSEPRICE = "id:mouseprice";
    /// sign in at a mock bank.
    ID_TEST = "id:test";
    /// connect values of houses.
    ID_ZOOPLA = "id:zoopla";
    /// notification thresholds.
    NUDGES_READ = "nudges:read";
    /// make, change and delete notification thresholds.
    NUDGES_WRITE = "nudges:write";
    /// a refresh token in addition to the access token (OpenID Connect Core section 11).
    OFFLINE_ACCESS = "offline_access";
    /// makes an authorisation request an OpenID Connect one; every journey requests it.
    OPENID = "openid";
    /// pensions and investments.
    OSIP_READ = "osip:read";
    /// files of payments.
    PAY_FILE_READ = "pay_file:read";
    /// send files of payments, and have them paid.
    PAY_FILE_WRITE = "pay_file:write";
    /// ask for the consent to pay a file.
    PAY_FILE_CONSENT_CREATE = "pay_file_consent:create";
    /// consents to pay files.
    PAY_FILE_CONSENT_READ = "pay_file_consent:read";
    /// make links that ask for a payment.
    PAY_LINK_CREATE = "pay_link:create";
    /// links that ask for a payment.
    PAY_LINK_READ = "pay_link:read";
    /// register payees.
    PAYEE_CREATE = "payee:create";
    /// registered payees.
    PAYEE_READ = "payee:read";
    /// make a single payment.
    PAYMENT = "payment";
    /// payments.
    PAYMENT_READ = "payment:read";
    /// delete projects.
    PROJECTS_DELETE = "projects:delete";
    /// projects.
    PROJECTS_READ = "projects:read";
    /// make and change projects.
    PROJECTS_WRITE = "projects:write";
    /// renew a connection whose consent expired or whose credentials changed.
    REAUTH = "reauth";
    /// extend the consent of a connection without going to the bank.
    RECONSENT = "reconsent";
    /// set up a variable recurring payment; with an underscore: one page of the documentation
    /// writes a hyphen, which no client of Moneyhub uses.
    RECURRING_PAYMENT_CREATE = "recurring_payment:create";
    /// ask whether there is money for a recurring payment.
    RECURRING_PAYMENT_FUNDS_CONFIRMATION = "recurring_payment:funds_confirmation";
    /// recurring payments.
    RECURRING_PAYMENT_READ = "recurring_payment:read";
    /// refresh a connection whose bank requires the user's input; not for Open Banking.
    REFRESH = "refresh";
    /// series of regular transactions.
    REGULAR_TRANSACTIONS_READ = "regular_transactions:read";
    /// start a search for series of transactions.
    REGULAR_TRANSACTIONS_WRITE = "regular_transactions:write";
    /// rental records.
    RENTAL_RECORDS_READ = "rental_records:read";
    /// make and delete rental records.
    RENTAL_RECORDS_WRITE = "rental_records:write";
    /// check resellers.
    RESELLER_CREATE = "reseller:create";
    /// send a payment back.
    REVERSE_PAYMENT = "reverse_payment";
    /// savings goals.
    SAVINGS_GOALS_READ = "savings_goals:read";
    /// make and change savings goals.
    SAVINGS_GOALS_WRITE = "savings_goals:write";
    /// make, change and delete savings goals.
    SAVINGS_GOALS_WRITE_ALL = "savings_goals:write:all";
    /// have savings goals proposed.
    SAVINGS_GOALS_AI_WRITE = "savings_goals_ai:write";
    /// users of the admin portal.
    SCIM_USER_READ = "scim_user:read";
    /// assign users of the admin portal to subtenants.
    SCIM_USER_SUBTENANTS_ASSIGN = "scim_user:subtenants:assign";
    /// make users of the admin portal.
    SCIM_USER_WRITE = "scim_user:write";
    /// spending by category.
    SPENDING_ANALYSIS_READ = "spending_analysis:read";
    /// spending goals.
    SPENDING_GOALS_READ = "spending_goals:read";
    /// make and change spending goals.
    SPENDING_GOALS_WRITE = "spending_goals:write";
    /// make, change and delete spending goals.
    SPENDING_GOALS_WRITE_ALL = "spending_goals:write:all";
    /// standard financial statements.
    STANDARD_FINANCIAL_STATEMENT_READ = "standard_financial_statement:read";
    /// make standard financial statements.
    STANDARD_FINANCIAL_STATEMENT_WRITE = "standard_financial_statement:write";
    /// standard financial statements without personal data.
    STANDARD_FINANCIAL_STATEMENT_RESTRICTED_READ = "standard_financial_statement_restricted:read";
    /// set up a standing order.
    STANDING_ORDERS_CREATE = "standing_orders:create";
    /// standing orders.
    STANDING_ORDERS_READ = "standing_orders:read";
    /// payees of standing orders, in addition to `standing_orders:read`.
    STANDING_ORDERS_DETAIL_READ = "standing_orders_detail:read";
    /// statements of accounts.
    STATEMENTS_BASIC_READ = "statements_basic:read";
    /// more details of account statements; which ones is not documented.
    STATEMENTS_DETAIL_READ = "statements_detail:read";
    /// data for a tax return.
    TAX_READ = "tax:read";
    /// all transactions; a token can have one of the three scopes that end in `:all`, `:in` and
    /// `:out`.
    TRANSACTIONS_READ_ALL = "transactions:read:all";
    /// transactions that bring money in.
    TRANSACTIONS_READ_IN = "transactions:read:in";
    /// transactions that take money out.
    TRANSACTIONS_READ_OUT = "transactions:read:out";
    /// change categories, notes and the like of transactions; needs a scope to read them in the
    /// same token.
    TRANSACTIONS_WRITE = "transactions:write";
    /// make, delete and replace transactions.
    TRANSACTIONS_WRITE_ALL = "transactions:write:all";
    /// all transactions as the bank sent them.
    TRANSACTIONS_UNENRICHED_READ_ALL = "transactions_unenriched:read:all";
    /// transactions that bring money in, as the bank sent them.
    TRANSACTIONS_UNENRICHED_READ_IN = "transactions_unenriched:read:in";
    /// transactions that take money out, as the bank sent them.
    TRANSACTIONS_UNENRICHED_READ_OUT = "transactions_unenriched:read:out";
    /// create users.
    USER_CREATE = "user:create";
    /// delete users.
    USER_DELETE = "user:delete";
    /// read users.
    USER_READ = "user:read";
    /// what older documentation requires instead of [`CONNECTION_UPDATE`].
    USER_UPDATE = "user:update";
    /// open a widget.
    WIDGET_LAUNCH = "widget:launch";
    /// sign in to a widget.
    WIDGET_AUTHENTICATION = "widget_authentication";
}
