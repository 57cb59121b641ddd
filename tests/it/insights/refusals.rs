//! Refusals by the service, by chapter: status, code, and the text of the error. The rows of the manual's
//! chapter on data name these tests.

use moneyhub_proto::{
    CallOptions, Client, Error, ErrorKind, Outcome, accounts, affordability, beneficiaries, caas,
    categories, categorise, consent_history, counterparties, error::RequestError, http::StatusCode,
    osip, projects, regular_transactions, rental_records, reseller, savings_goals, scim, spending,
    spending_goals, standard_financial_statements, tax, thresholds, transactions,
};
use moneyhub_sandbox::Sandbox;

use super::{account, client, sandbox, user};

const UNKNOWN: &str = "0a9b8c7d-6e5f-4a3b-9c2d-1e0f9a8b7c6d";

/// The answer is a refusal of this status, code and call, and its line says so without a word of the body.
fn assert_refused<T: std::fmt::Debug>(
    answer: Result<T, Error>,
    (status, code): (StatusCode, &str),
    call: &str,
) {
    let error = answer.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(status), Some(code)), "{error}");
    assert_eq!((error.endpoint(), error.outcome()), (Some(call), Outcome::Refused), "{error}");
    let is_missing = error.kind() == ErrorKind::NotFound;
    assert_eq!(is_missing, status == StatusCode::NOT_FOUND, "{error}");
    let line = error.to_string();
    assert!(line.starts_with(call) && line.contains(status.as_str()), "{line}");
    let message = error.reply().and_then(|reply| reply.message()).unwrap();
    assert!(!message.is_empty() && !line.contains(message), "{line}");
}

const BAD: (StatusCode, &str) = (StatusCode::BAD_REQUEST, "BadRequest");
const MISSING: (StatusCode, &str) = (StatusCode::NOT_FOUND, "NotFound");
const CONFLICT: (StatusCode, &str) = (StatusCode::CONFLICT, "Conflict");

/// Why nothing was sent.
async fn assert_not_sent<T: std::fmt::Debug>(
    sandbox: &Sandbox,
    answer: impl Future<Output = Result<T, Error>>,
    why: RequestError,
) {
    let before = sandbox.total_requests();
    let error = answer.await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Request, Outcome::NotSent));
    assert_eq!(error.request_error(), Some(&why));
    assert_eq!(sandbox.total_requests(), before);
}

#[tokio::test]
async fn an_account_that_does_not_exist_is_404() {
    let get = accounts::Get { account_id: UNKNOWN.into(), details: false };
    assert_refused(user(&sandbox(), 0).send(get).await, MISSING, "accounts.get");
}

#[tokio::test]
async fn a_transaction_that_does_not_exist_is_404() {
    let get = transactions::Get { transaction_id: UNKNOWN.into(), counterparties_version: None };
    assert_refused(user(&sandbox(), 0).send(get).await, MISSING, "transactions.get");
}

#[tokio::test]
async fn a_transaction_in_a_category_that_does_not_exist_is_400() {
    let sandbox = sandbox();
    let user = user(&sandbox, 0);
    let create = transactions::Create {
        transaction: transactions::NewTransaction {
            account_id: account(&user, accounts::AccountKind::CashCurrent).await,
            value: -450,
            category_id: "std:none".into(),
            date: "2024-05-10T09:30:00.000Z".into(),
            long_description: "COFFEE".into(),
            extras: transactions::Extras::default(),
        },
    };
    assert_refused(user.send(create).await, BAD, "transactions.create");
}

#[tokio::test]
async fn a_category_in_a_group_that_does_not_exist_is_400() {
    let create = categories::Create { group: "group:9999".into(), name: "Dog walking".into() };
    let answer = user(&sandbox(), 0).send(create).await;
    assert_refused(answer, BAD, "categories.create");
}

#[tokio::test]
async fn a_category_that_does_not_exist_is_404() {
    let get = categories::Get { category_id: "cus:none".into(), kind: None };
    assert_refused(user(&sandbox(), 0).send(get).await, MISSING, "categories.get");
}

/// Sent by `client.user(..)` they don't compile; the options of a call can still name a user.
#[tokio::test]
async fn transactions_of_your_own_are_not_sent_for_a_user() {
    let sandbox = sandbox();
    let client = client(&sandbox);
    let user = || Some(sandbox.user_id(0).unwrap().into());
    let options = || CallOptions { user: user(), ..CallOptions::default() };
    let categorise = client.send_with(categorise::Transactions::default(), options());
    assert_not_sent(&sandbox, categorise, RequestError::UnexpectedUser).await;
    let enrich = client.send_with(caas::Enrich::default(), options());
    assert_not_sent(&sandbox, enrich, RequestError::UnexpectedUser).await;
}

#[tokio::test]
async fn companies_in_the_form_of_version_2_are_not_asked_for_in_version_3() {
    let sandbox = sandbox();
    let client = client(&sandbox);
    let list = counterparties::ListGlobalV2::default();
    assert_not_sent(&sandbox, client.send(list), RequestError::OnlyVersion2).await;
}

#[tokio::test]
async fn series_of_an_account_that_does_not_exist_are_404() {
    let detect = regular_transactions::Detect { account_id: UNKNOWN.into() };
    assert_refused(user(&sandbox(), 0).send(detect).await, MISSING, "regular_transactions.detect");
}

#[tokio::test]
async fn a_payee_at_a_bank_that_does_not_exist_is_404() {
    let get = beneficiaries::Get { beneficiary_id: UNKNOWN.into(), details: false };
    assert_refused(user(&sandbox(), 0).send(get).await, MISSING, "beneficiaries.get");
}

#[tokio::test]
async fn spending_of_an_account_that_does_not_exist_is_404() {
    let may =
        spending::Period { name: "may".into(), from: "2024-05-01".into(), to: "2024-05-31".into() };
    let account_ids = vec![UNKNOWN.into()];
    let analyse = spending::Analyse { periods: vec![may], account_ids, ..Default::default() };
    assert_refused(user(&sandbox(), 0).send(analyse).await, MISSING, "spending.analyse");
}

#[tokio::test]
async fn a_spending_goal_for_a_category_that_does_not_exist_is_400() {
    let create = spending_goals::Create { category_id: "std:none".into(), amount: 1, period: None };
    assert_refused(user(&sandbox(), 0).send(create).await, BAD, "spending_goals.create");
}

#[tokio::test]
async fn a_spending_goal_that_does_not_exist_is_404() {
    let delete = spending_goals::Delete { goal_id: UNKNOWN.into() };
    assert_refused(user(&sandbox(), 0).send(delete).await, MISSING, "spending_goals.delete");
}

#[tokio::test]
async fn a_savings_goal_on_an_account_that_does_not_exist_is_404() {
    let create = savings_goals::Create {
        name: "Boat".into(),
        amount: 1,
        currency: None,
        account_ids: vec![UNKNOWN.into()],
        rest: savings_goals::Rest::default(),
    };
    assert_refused(user(&sandbox(), 0).send(create).await, MISSING, "savings_goals.create");
}

#[tokio::test]
async fn a_project_that_does_not_exist_is_404() {
    let (project_id, changes) = (UNKNOWN.into(), projects::Changes::default());
    let update = projects::Update { project_id, changes };
    assert_refused(user(&sandbox(), 0).send(update).await, MISSING, "projects.update");
}

#[tokio::test]
async fn a_tax_return_of_an_account_that_does_not_exist_is_404() {
    let get = tax::Get {
        start_date: "2023-04-06".into(),
        end_date: "2024-04-05".into(),
        project_id: None,
        account_id: Some(UNKNOWN.into()),
    };
    assert_refused(user(&sandbox(), 0).send(get).await, MISSING, "tax.get");
}

#[tokio::test]
async fn a_threshold_of_an_account_that_does_not_exist_is_404() {
    let list = thresholds::List { account_id: UNKNOWN.into() };
    assert_refused(user(&sandbox(), 0).send(list).await, MISSING, "thresholds.list");
}

#[tokio::test]
async fn a_rental_record_that_does_not_exist_is_404() {
    let delete = rental_records::Delete { rental_id: UNKNOWN.into() };
    assert_refused(user(&sandbox(), 0).send(delete).await, MISSING, "rental_records.delete");
}

#[tokio::test]
async fn reports_that_there_are_not_are_404() {
    let sandbox = sandbox();
    let user = user(&sandbox, 0);
    let get = affordability::Get { report_id: UNKNOWN.into() };
    assert_refused(user.send(get).await, MISSING, "affordability.get");
    let get = affordability::GetIncomeReport { report_id: UNKNOWN.into() };
    assert_refused(user.send(get).await, MISSING, "affordability.get_income_report");
    let get = standard_financial_statements::Get { report_id: UNKNOWN.into() };
    assert_refused(user.send(get).await, MISSING, "standard_financial_statements.get");
}

#[tokio::test]
async fn a_second_user_of_the_portal_with_one_external_id_is_409() {
    let sandbox = sandbox();
    let client = client(&sandbox);
    let create = scim::Create::new("employee-17");
    let created = client.send(create.clone()).await.unwrap();
    assert_refused(client.send(create).await, CONFLICT, "scim.create");
    let id = created["data"]["id"].as_str().unwrap();
    assert_eq!(client.send(scim::Get { user_id: id.into() }).await.unwrap(), created);
    let get = scim::Get { user_id: "64b0f3a1c2d4e5f60718293a".into() };
    assert_refused(client.send(get).await, MISSING, "scim.get");
}

#[tokio::test]
async fn consents_of_a_user_that_does_not_exist_have_no_token() {
    let sandbox = sandbox();
    let unknown = Some("64b0f3a1c2d4e5f60718293a".into());
    let list = consent_history::List { user_id: unknown, ..Default::default() };
    let error = client(&sandbox).send(list).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Identity, Some("invalid_grant")));
    assert!(error.to_string().starts_with("consent_history.list"), "{error}");
}

#[tokio::test]
async fn a_check_of_a_business_by_what_is_no_number_is_400() {
    let check = reseller::Check {
        company_registration_number: "Example Ltd".into(),
        email: "someone@example.com".into(),
        telephone: None,
    };
    assert_refused(client(&sandbox()).send(check).await, BAD, "reseller.check");
}

fn transaction(id: &str) -> caas::NewTransaction {
    caas::NewTransaction {
        account_id: "account-0001".into(),
        transaction_id: id.into(),
        account_type: caas::AccountType::Cash,
        date: "2024-05-19T12:00:00.000Z".into(),
        status: caas::TransactionStatus::Posted,
        description: "EXAMPLE STORES".into(),
        amount: "-1.50".parse().unwrap(),
        rest: caas::NewTransactionRest::default(),
    }
}

async fn enriched(sandbox: &Sandbox) -> Client {
    let client = client(sandbox);
    let transactions = vec![transaction("transaction-1")];
    client.send(caas::Enrich { transactions }).await.unwrap();
    client
}

fn into_category(id: &str, category: &str) -> caas::UpdateTransaction {
    caas::UpdateTransaction {
        account_id: "account-0001".into(),
        transaction_id: id.into(),
        user_category_id: category.into(),
        recategorisation_type: None,
    }
}

#[tokio::test]
async fn an_enriched_transaction_in_a_category_that_does_not_exist_is_400() {
    let sandbox = sandbox();
    let client = enriched(&sandbox).await;
    let answer = client.send(into_category("transaction-1", "no-such-one")).await;
    assert_refused(answer, BAD, "caas.update_transaction");
}

#[tokio::test]
async fn what_was_not_enriched_is_404() {
    let sandbox = sandbox();
    let client = enriched(&sandbox).await;
    let answer = client.send(into_category("transaction-2", "7")).await;
    assert_refused(answer, MISSING, "caas.update_transaction");
    let list = caas::ListTransactions {
        account_id: "account-0002".into(),
        user_id: None,
        limit: None,
        splits: false,
    };
    assert_refused(client.send(list).await, MISSING, "caas.list_transactions");
}

#[tokio::test]
async fn an_enhanced_transaction_that_does_not_exist_is_asked_for_once() {
    let sandbox = sandbox();
    let client = enriched(&sandbox).await;
    let get = caas::GetEnhanced {
        account_id: "account-0001".into(),
        transaction_id: "transaction-2".into(),
        include_field_tiers: None,
    };
    assert_refused(client.send(get).await, MISSING, "caas.get_enhanced");
    assert_eq!(sandbox.count(|seen| seen.path.ends_with("/enhanced")), 1);
}

#[tokio::test]
async fn parts_of_an_enriched_transaction_that_is_another_than_you_think_are_400() {
    let sandbox = sandbox();
    let client = enriched(&sandbox).await;
    let part = caas::Split {
        amount: "-1".parse().unwrap(),
        user_category_id: "7".into(),
        description: "a part".into(),
    };
    let put = caas::PutSplits {
        account_id: "account-0001".into(),
        transaction_id: "transaction-1".into(),
        amount: "-2".parse().unwrap(),
        splits: vec![part.clone(), part],
    };
    assert_refused(client.send(put).await, BAD, "caas.put_splits");
}

#[tokio::test]
async fn a_batch_above_a_megabyte_is_413_and_batches_of_the_default_size_are_taken() {
    let sandbox = sandbox();
    let client = client(&sandbox);
    let all = || {
        (0..6_000).map(|number| caas::NewTransaction {
            description: "EXAMPLE STORES ".repeat(15),
            ..transaction(&format!("transaction-{number}"))
        })
    };
    let too_large = (StatusCode::PAYLOAD_TOO_LARGE, "PayloadTooLarge");
    let transactions = all().collect();
    assert_refused(client.send(caas::Enrich { transactions }).await, too_large, "caas.enrich");
    let mut enriched = 0;
    for batch in caas::Batches::new(all()) {
        enriched += client.send(&batch).await.unwrap().transactions.len();
    }
    assert_eq!(enriched, 6_000);
}

#[tokio::test]
async fn a_pension_that_does_not_exist_is_404() {
    let get = osip::ListHoldings { account_id: UNKNOWN.into() };
    assert_refused(user(&sandbox(), 0).send(get).await, MISSING, "osip.list_holdings");
}

#[tokio::test]
async fn a_token_without_the_scope_is_refused_and_the_line_says_which_it_was_asked_for_with() {
    let sandbox = sandbox();
    let user = user(&sandbox, 0);
    let scopes = moneyhub_proto::scope::ACCOUNTS_READ.into();
    let options = CallOptions { scopes: Some(scopes), ..CallOptions::default() };
    let error = user.send_with(tax_year(), options).await.unwrap_err();
    let forbidden = (Some(StatusCode::FORBIDDEN), Some("Forbidden"));
    assert_eq!((error.status(), error.code()), forbidden, "{error}");
    assert!(error.to_string().contains("accounts:read"), "{error}");
}

fn tax_year() -> tax::Get {
    tax::Get {
        start_date: "2023-04-06".into(),
        end_date: "2024-04-05".into(),
        project_id: None,
        account_id: None,
    }
}

#[tokio::test]
async fn members_that_only_a_scope_unlocks_are_absent_without_it() {
    let sandbox = sandbox();
    let user = user(&sandbox, 0);
    for details in [false, true] {
        let list = beneficiaries::List { details, ..Default::default() };
        let listed = user.send(list).await.unwrap().data;
        assert!(listed.iter().all(|one| one.postal_address.is_some() == details), "{details}");
    }
    // What goes by the accounts of a user finds none that is another's.
    let other = super::user(&sandbox, 1);
    let account_id = account(&other, moneyhub_proto::accounts::AccountKind::CashCurrent).await;
    let list = thresholds::List { account_id };
    assert_refused(user.send(list).await, MISSING, "thresholds.list");
}
