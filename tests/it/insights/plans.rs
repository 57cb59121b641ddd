use moneyhub_proto::{
    Date, ErrorKind,
    accounts::{self, AccountKind},
    http::StatusCode,
    projects, rental_records, savings_goals, spending, spending_goals, thresholds,
};

use super::{account, sandbox, user};

#[tokio::test]
async fn a_spending_goal_tells_what_was_spent_is_changed_and_deleted() {
    let sandbox = sandbox();
    let user = user(&sandbox, 0);
    let create = spending_goals::Create {
        category_id: "std:all".into(),
        amount: 250_000,
        period: Some(spending_goals::GoalPeriod::Monthly { day: 1 }),
    };
    let created = user.send(create).await.unwrap();
    let period =
        spending::Period { name: "may".into(), from: "2024-05-01".into(), to: "2024-05-31".into() };
    let analyse = spending::Analyse { periods: vec![period], ..Default::default() };
    let analysis = user.send(analyse).await.unwrap();
    let periods = created.spending.clone().unwrap();
    let may = periods.iter().find(|period| period.date.as_str() == "2024-05").unwrap();
    assert_eq!(may.spent, analysis.total["may"]);

    let goal_id = created.id.clone();
    let get = spending_goals::Get { goal_id: goal_id.clone() };
    assert_eq!(user.send(get.clone()).await.unwrap(), created);
    let update = spending_goals::Update {
        goal_id: goal_id.clone(),
        category_id: None,
        amount: Some(300_000),
    };
    assert_eq!(user.send(update).await.unwrap().amount.value, 300_000);
    let listed = user.send(spending_goals::List::default()).await.unwrap().data;
    assert_eq!((listed.len(), listed[0].amount.value), (1, 300_000));
    user.send(spending_goals::Delete { goal_id }).await.unwrap();
    assert_eq!(user.send(get).await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_savings_goal_is_as_far_as_its_accounts_are() {
    let sandbox = sandbox();
    let user = user(&sandbox, 0);
    let account_id = account(&user, AccountKind::Savings).await;
    let create = savings_goals::Create {
        name: "Boat".into(),
        amount: 10_000_000,
        currency: None,
        account_ids: vec![account_id.clone()],
        rest: savings_goals::Rest { notes: Some("a small one".into()), ..Default::default() },
    };
    let created = user.send(create).await.unwrap();
    let get = accounts::Get { account_id: account_id.clone(), details: false };
    let balance = user.send(get).await.unwrap().balance.amount.value;
    assert_eq!(created.progress_amount.unwrap().value, Some(balance));

    let goal_id = created.id.clone();
    let update = savings_goals::Update {
        goal_id: goal_id.clone(),
        account_ids: vec![account_id],
        name: Some("Canoe".into()),
        amount: Some(balance.unsigned_abs()),
        rest: savings_goals::Rest::default(),
    };
    let changed = user.send(update).await.unwrap();
    assert_eq!((&*changed.name, changed.notes.as_deref()), ("Canoe", Some("a small one")));
    assert_eq!(changed.progress_percentage.unwrap().to_f64(), Some(100.0));
    let listed = user.send(savings_goals::List::default()).await.unwrap().data;
    assert_eq!(listed.len(), 1);
    user.send(savings_goals::Delete { goal_id: goal_id.clone() }).await.unwrap();
    let error = user.send(savings_goals::Get { goal_id }).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_project_is_created_archived_and_deleted_and_a_given_one_is_not() {
    let sandbox = sandbox();
    let user = user(&sandbox, 0);
    let given = user.send(projects::List::default()).await.unwrap().data.remove(0);
    let delete = projects::Delete { project_id: given.id };
    assert_eq!(user.send(delete).await.unwrap_err().status(), Some(StatusCode::BAD_REQUEST));

    let create = projects::Create {
        name: "Flat 2".into(),
        kind: projects::ProjectType::Rental,
        account_ids: Vec::new(),
    };
    let created = user.send(create).await.unwrap();
    let project_id = created.id.clone();
    let changes = projects::Changes { archived: Some(true), ..Default::default() };
    let update = projects::Update { project_id: project_id.clone(), changes };
    assert_eq!(user.send(update).await.unwrap().archived, Some(true));
    assert_eq!(user.send(projects::List::default()).await.unwrap().data.len(), 2);
    user.send(projects::Delete { project_id: project_id.clone() }).await.unwrap();
    let error = user.send(projects::Get { project_id }).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_threshold_is_set_changed_and_deleted() {
    let sandbox = sandbox();
    let user = user(&sandbox, 0);
    let account_id = account(&user, AccountKind::CashCurrent).await;
    let threshold = thresholds::Threshold { value: 10_000, kind: thresholds::ThresholdType::Below };
    let create = thresholds::Create { account_id: account_id.clone(), threshold };
    let created = user.send(create).await.unwrap();
    let threshold = thresholds::Threshold { value: -5, kind: thresholds::ThresholdType::Above };
    let threshold_id = created.id;
    let update = thresholds::Update {
        account_id: account_id.clone(),
        threshold_id: threshold_id.clone(),
        threshold,
    };
    let changed = user.send(update).await.unwrap();
    assert_eq!(changed.value, Some(-5));
    let list = thresholds::List { account_id: account_id.clone() };
    assert_eq!(user.send(list.clone()).await.unwrap(), [changed]);
    user.send(thresholds::Delete { account_id, threshold_id }).await.unwrap();
    assert!(user.send(list).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_rental_record_is_there_until_it_is_deleted() {
    let sandbox = sandbox();
    let user = user(&sandbox, 0);
    assert!(user.send(rental_records::List).await.unwrap().is_empty());
    let create = rental_records::Create {
        title: None,
        first_name: "Alex".into(),
        last_name: "Example".into(),
        birthdate: Date::from("1990-01-31").into(),
        address_line1: "1 Example Road".into(),
        address_line2: None,
        address_line3: None,
        address_line4: None,
        postal_code: "AB1 2CD".into(),
        tenancy_start_date: "2022-09-01".into(),
        rental_amount: rental_records::NewRent { value: 85_000, currency: None },
        rental_frequency: rental_records::RentalFrequency::Monthly,
        series_id: "1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d".into(),
    };
    let created = user.send(create.clone()).await.unwrap();
    assert_eq!(user.send(rental_records::List).await.unwrap(), std::slice::from_ref(&created));
    assert_eq!(user.send(create).await.unwrap_err().status(), Some(StatusCode::BAD_REQUEST));
    user.send(rental_records::Delete { rental_id: created.id }).await.unwrap();
    assert!(user.send(rental_records::List).await.unwrap().is_empty());
}
