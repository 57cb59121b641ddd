//! Transactions arrive, are booked, change and lapse, and add up.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};

use super::{DAY, all, lasting_holder, pence, recent, rows};
use crate::holder::{Holder, text};

fn balances(holder: &mut Holder) -> BTreeMap<String, i64> {
    let accounts = all(holder, "/accounts");
    let balance = |account: &Value| account["balance"]["amount"]["value"].as_i64();
    accounts
        .iter()
        .map(|account| (text(account, "id"), balance(account).expect("a balance")))
        .collect()
}

fn sums(rows: &BTreeMap<String, Value>) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for row in rows.values() {
        *sums.entry(text(row, "accountId")).or_default() += pence(row);
    }
    sums
}

#[test]
fn transactions_arrive_as_many_in_a_month_as_before() {
    let mut holder = lasting_holder();
    let account = holder.account("savings");
    let count = |holder: &mut Holder| {
        let path = format!("/transactions?onlyCount=true&accountId={account}&endDate=2024-06-30");
        holder.read(&path)["meta"]["count"].as_i64().expect("a count")
    };
    let before = count(&mut holder);
    holder.caller.service.advance(DAY * 50);
    // Of June: ten, and what has lapsed since is gone.
    assert_eq!(count(&mut holder) - before, 10);
}

#[test]
fn what_arrives_adds_up_to_the_balances() {
    let mut holder = lasting_holder();
    let (mut known, mut had) = (sums(&rows(&mut holder)), balances(&mut holder));
    let mut moved = BTreeSet::new();
    for days in [1, 1, 1, 1, 2, 3, 5, 8, 13, 21, 34, 90] {
        holder.caller.service.advance(DAY * days);
        let (sums, balances) = (sums(&rows(&mut holder)), balances(&mut holder));
        for (account, sum) in &sums {
            assert_eq!(sum - known[account], balances[account] - had[account], "{account}");
            if sum != &known[account] {
                moved.insert(account.clone());
            }
        }
        (known, had) = (sums, balances);
    }
    // Those of connections that sync: a current account, savings and a card.
    assert_eq!(moved.len(), 3);
}

#[test]
fn every_booked_row_has_the_balance_of_the_one_before_and_its_amount() {
    let mut holder = lasting_holder();
    holder.caller.service.advance(DAY * 55);
    let rows = all(&mut holder, "/transactions?startDate=2024-06-01");
    let mut by_account: BTreeMap<String, Vec<(i64, i64)>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row["status"] == "posted") {
        let balance = row["balance"]["value"].as_i64().expect("a balance");
        by_account.entry(text(row, "accountId")).or_default().push((pence(row), balance));
    }
    let mut compared = 0;
    for newest_first in by_account.values() {
        for two in newest_first.windows(2) {
            assert_eq!(two[0].1, two[1].1 + two[0].0);
            compared += 1;
        }
    }
    assert!(compared > 30, "{compared}");
}

#[test]
fn a_statement_of_a_month_that_has_passed_adds_up_with_its_transactions() {
    let mut holder = lasting_holder();
    let account = holder.account("cash:current");
    let path = format!("/accounts/{account}/statements");
    let before = holder.items(&path).len();
    holder.caller.service.advance(DAY * 50);
    let statements = holder.items(&path);
    // That of June.
    assert_eq!(statements.len(), before + 1);
    for (statement, next) in statements.iter().zip(&statements[1..]).take(2) {
        let amount = |place: usize| statement["amounts"][place]["amount"]["value"].as_i64();
        let (opening, closing) = (amount(0).expect("pence"), amount(1).expect("pence"));
        let (from, until) = (text(statement, "startDate"), text(statement, "endDate"));
        let path = format!(
            "/transactions?accountId={account}&startDate={}&endDate={}",
            &from[..10],
            &until[..10]
        );
        let sum: i64 = all(&mut holder, &path).iter().map(pence).sum();
        assert_eq!(closing - opening, sum);
        assert_eq!(next["amounts"][1]["amount"]["value"], opening);
    }
}

/// What became of what was once pending, by id.
#[derive(Debug, Default)]
struct Fates {
    kept: usize,
    renamed: usize,
    lapsed: usize,
    amounts: usize,
    texts: usize,
    days_pending: u32,
}

/// Follows every transaction that comes in so many days, day by day.
fn fates(days: u32) -> Fates {
    let mut holder = lasting_holder();
    let mut fates = Fates::default();
    let mut pending: BTreeMap<String, (Value, u32)> = BTreeMap::new();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for day in 0..days {
        holder.caller.service.advance(DAY);
        let now = recent(&mut holder);
        let waiting = std::mem::take(&mut pending);
        for (id, (row, since)) in waiting {
            match now.get(&id) {
                Some(still) if still["status"] == "pending" => {
                    pending.insert(id, (row, since));
                    continue;
                }
                Some(booked) => {
                    fates.kept += 1;
                    fates.amounts += usize::from(booked["amount"] != row["amount"]);
                }
                None => {
                    let same = |other: &&Value| {
                        ["accountId", "date"].iter().all(|name| other[*name] == row[*name])
                            && other["status"] == "posted"
                    };
                    let booked = now.values().find(same);
                    fates.renamed += usize::from(booked.is_some());
                    fates.lapsed += usize::from(booked.is_none());
                    let amount = booked.is_some_and(|booked| booked["amount"] != row["amount"]);
                    fates.amounts += usize::from(amount);
                }
            }
            fates.days_pending = fates.days_pending.max(day - since);
        }
        for (id, row) in &now {
            if row["status"] == "pending" && !pending.contains_key(id) {
                pending.insert(id.clone(), (row.clone(), day));
            }
            let text = text(row, "longDescription");
            let old = texts.insert(id.clone(), text.clone());
            fates.texts += usize::from(old.is_some_and(|old| old != text));
        }
    }
    fates
}

#[test]
fn pending_becomes_booked_under_the_same_id_or_another_and_some_lapse() {
    let fates = fates(59);
    assert!(fates.kept >= 5 && fates.renamed >= 5 && fates.lapsed >= 5, "{fates:?}");
    assert!(fates.amounts >= 3, "some amounts change when they are booked: {fates:?}");
    assert!(fates.texts >= 1, "some descriptions change: {fates:?}");
    assert!(fates.days_pending <= 7, "{fates:?}");
}

#[test]
fn an_id_that_was_pending_is_not_found_once_it_is_gone() {
    let mut holder = lasting_holder();
    let mut gone = 0;
    let mut before = recent(&mut holder);
    for _ in 0..30 {
        holder.caller.service.advance(DAY);
        let now = recent(&mut holder);
        for id in before.keys().filter(|id| !now.contains_key(*id)) {
            assert_eq!(holder.get(&format!("/transactions/{id}")).status, 404);
            assert_eq!(holder.items(&format!("/transactions?ids={id}")), Vec::<Value>::new());
            gone += 1;
        }
        before = now;
    }
    assert!(gone > 3, "{gone}");
}

#[test]
fn a_row_is_the_same_in_the_list_by_id_and_alone() {
    let mut holder = lasting_holder();
    holder.caller.service.advance(DAY * 40);
    let fresh: Vec<Value> = all(&mut holder, "/transactions?startDate=2024-06-01");
    assert!(fresh.len() > 30);
    for row in fresh {
        let id = text(&row, "id");
        assert_eq!(holder.read(&format!("/transactions/{id}"))["data"], row);
        assert_eq!(holder.items(&format!("/transactions?ids={id}")), [row]);
    }
}

#[test]
fn rows_are_newest_first_and_a_page_goes_on_where_the_one_before_ended() {
    let mut holder = lasting_holder();
    holder.caller.service.advance(DAY * 40);
    let whole = all(&mut holder, "/transactions");
    let dates: Vec<String> = whole.iter().map(|row| text(row, "date")).collect();
    assert!(dates.is_sorted_by(|newer, older| newer >= older));
    for (offset, limit) in [(0, 7), (13, 31), (60, 1), (95, 300)] {
        let page = holder.items(&format!("/transactions?limit={limit}&offset={offset}"));
        assert_eq!(page, whole[offset..offset + limit]);
    }
}

#[test]
fn a_change_of_the_users_outlives_the_booking_of_the_same_id() {
    let mut holder = lasting_holder();
    let mut noted = BTreeMap::new();
    let mut booked = 0;
    for _ in 0..40 {
        holder.caller.service.advance(DAY);
        let now = recent(&mut holder);
        for (id, row) in &now {
            if row["status"] == "pending" && !noted.contains_key(id) {
                let reply =
                    holder.send("PATCH", &format!("/transactions/{id}"), &json!({"notes": id}));
                assert_eq!(reply.status, 200);
                noted.insert(id.clone(), ());
            }
            if noted.contains_key(id) && row["status"] == "posted" {
                assert_eq!(row["notes"], json!(id));
                booked += 1;
            }
        }
    }
    assert!(booked > 0);
    // And the balances still are those of the rows.
    let total: i64 = sums(&rows(&mut holder)).values().sum();
    let mut other = lasting_holder();
    other.caller.service.advance(DAY * 40);
    assert_eq!(total, sums(&rows(&mut other)).values().sum::<i64>());
}

#[test]
fn increments_by_date_of_change_find_all_that_has_changed() {
    let mut holder = lasting_holder();
    let mut before = recent(&mut holder);
    for _ in 0..40 {
        let last = holder.caller.service.timestamp_after(Duration::ZERO);
        holder.caller.service.advance(DAY);
        let now = recent(&mut holder);
        let changed: BTreeSet<&String> =
            now.iter().filter(|(id, row)| before.get(*id) != Some(row)).map(|(id, _)| id).collect();
        for id in changed {
            let modified = text(&now[id], "dateModified");
            assert!(modified > last, "{id} has changed: {modified}");
        }
        before = now;
    }
}
