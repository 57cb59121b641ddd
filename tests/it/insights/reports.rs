//! Reports that take time: the machine waits for them, by the sandbox's clock.

use moneyhub_proto::{
    affordability::{self, ReportStatus},
    codec::Awaited,
    driver::UserClient,
    env::Monotonic,
    machine::poll::{Poll, PollOptions, PollStep, Polled},
    standard_financial_statements as statements,
};
use moneyhub_sandbox::Sandbox;

use super::{sandbox, user};

/// Drives a wait; its pauses pass at once, here and in the sandbox. With the number of requests.
async fn wait<E: Awaited + Clone>(
    sandbox: &Sandbox,
    user: &UserClient,
    endpoint: E,
) -> (Polled<E::Output>, u32) {
    let mut now = Monotonic::from_millis(0);
    let mut poll = Poll::new(endpoint, PollOptions::default(), now);
    let mut requests = 0;
    loop {
        match poll.step(now) {
            PollStep::Send(endpoint) => {
                requests += 1;
                let answer = user.send(endpoint.clone()).await;
                poll.answer(now, answer);
            }
            PollStep::WaitUntil(until) => {
                sandbox.advance(now.until(until));
                now = until;
            }
            PollStep::Done => return (poll.finish().unwrap(), requests),
        }
    }
}

#[tokio::test]
async fn an_affordability_report_is_waited_for_until_it_is_complete() {
    let sandbox = sandbox();
    let user = user(&sandbox, 0);
    let asked = user.send(affordability::Create { subject: None }).await.unwrap();
    assert_eq!(asked.status, Some(ReportStatus::Pending));
    let get = affordability::Get { report_id: asked.id.clone() };
    let (polled, requests) = wait(&sandbox, &user, get).await;
    let Polled::Final(report) = polled else { panic!("{polled:?}") };
    // At 0, 1, 3 and 7 seconds: it takes five.
    assert_eq!((report.status.clone(), requests), (Some(ReportStatus::Complete), 4));
    let overview = report.overview.unwrap();
    let pence = |amount: Option<moneyhub_proto::Amount>| amount.unwrap().value;
    assert!(pence(overview.income) > 0 && pence(overview.fixed_expenses) > 0);
    let listed = user.send(affordability::List::default()).await.unwrap().data;
    assert_eq!((&listed[0].id, &listed[0].status), (&asked.id, &report.status));
}

#[tokio::test]
async fn a_report_that_fails_is_final_and_says_so() {
    let sandbox = sandbox();
    let user = user(&sandbox, 9);
    let asked = user.send(affordability::CreateIncomeReport { subject: None }).await.unwrap();
    let get = affordability::GetIncomeReport { report_id: asked.id };
    let (polled, _) = wait(&sandbox, &user, get).await;
    let Polled::Final(report) = polled else { panic!("{polled:?}") };
    assert_eq!((report.status, report.income), (Some(ReportStatus::Failed), None));
}

#[tokio::test]
async fn a_financial_statement_is_waited_for_until_its_form_is_there() {
    let sandbox = sandbox();
    let user = user(&sandbox, 0);
    let asked = user.send(statements::Create { subject: None }).await.unwrap();
    let get = statements::Get { report_id: asked.id };
    let (polled, _) = wait(&sandbox, &user, get).await;
    let form = polled.into_inner().form.unwrap();
    let wages = &form.monthly_income.unwrap()["earnings"]["client-salary-or-wages"];
    assert!(wages.monthly_amount.clone().unwrap().mean.unwrap().value > 0);
    let rent = &form.monthly_outgoings.unwrap()["fixed-costs"]["home-contents"]["rent"];
    assert_eq!(rent.monthly_amount.clone().unwrap().max.unwrap().value, 85_000);
}

#[tokio::test]
async fn a_list_of_statements_ends_the_wait_for_one_that_fails() {
    let sandbox = sandbox();
    let user = user(&sandbox, 9);
    let asked = user.send(statements::Create { subject: None }).await.unwrap();
    let (polled, _) = wait(&sandbox, &user, statements::List::default()).await;
    let Polled::Final(page) = polled else { panic!("{polled:?}") };
    assert_eq!(
        (&page.data[0].id, page.data[0].status.clone()),
        (&asked.id, Some(ReportStatus::Failed))
    );
}

#[tokio::test]
async fn half_a_year_of_salary_makes_a_report_one_to_rely_on() {
    let sandbox = sandbox();
    let user = user(&sandbox, 0);
    let found = user.send(affordability::GetConfidence).await.unwrap();
    assert_eq!(found.confidence, affordability::ConfidenceLevel::High);
}
