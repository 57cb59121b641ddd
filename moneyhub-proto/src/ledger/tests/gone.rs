//! Transactions and accounts that the service no longer has.

use std::{ops::Range, time::Duration};

use super::*;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

fn counted(count: i64) -> TransactionData {
    TransactionData { count, earliest_date: None, last_date: None }
}

impl User {
    /// Visits it every hour, from one hour to another.
    fn visit(&mut self, hours: Range<i64>) {
        self.visit_every(HOUR, hours.start * HOUR..hours.end * HOUR);
    }

    fn visit_every(&mut self, step: i64, times: Range<i64>) {
        let mut ledger = self.ledger();
        for time in times.step_by(usize::try_from(step).unwrap()) {
            self.run(&mut ledger, at(time));
        }
    }

    /// The service no longer has a transaction, and sends a webhook.
    fn delete_all(&mut self, now: UnixTime) {
        let ids = self.transactions.drain(..).map(|row| row.id).collect();
        self.memory.tell(self.settings.words_of(&Hint::TransactionsDeleted(ids), now));
    }

    fn stored(&self) -> Vec<&str> {
        self.memory.transactions().keys().map(|id| id.as_str()).collect()
    }
}

// Found by fuzzing: the list of accounts counted as a sight of transactions.
#[test]
fn when_all_transactions_go_they_are_removed_after_a_day_though_their_account_stays() {
    let mut user = User::new(some_transactions());
    user.visit(0..2);
    user.delete_all(at(2 * HOUR));
    user.visit(2..25);
    assert_eq!(user.stored(), ["t1", "t2", "t3"]);
    user.visit(25..48);
    assert_eq!(user.stored(), [""; 0]);
    assert_eq!(user.memory.accounts().len(), 1);
}

#[test]
fn empty_answers_remove_nothing_while_an_account_counts_transactions() {
    let mut user = User::new(some_transactions());
    user.accounts[0].transaction_data = Some(counted(3));
    user.visit(0..2);
    user.delete_all(at(2 * HOUR));
    user.visit(2..1_000);
    assert_eq!(user.stored(), ["t1", "t2", "t3"]);
}

// Found by a history of the ledger's law.
#[test]
fn one_transaction_that_replaces_another_is_enough_to_remove_it_without_links() {
    let mut user = User::new(vec![transaction("t1", "2024-05-01T12:00:00Z")]);
    user.links = false;
    user.visit(0..2);
    user.delete_all(at(2 * HOUR));
    user.transactions = vec![transaction("t2", "2024-05-01T12:00:00Z")];
    user.transactions[0].date_modified = Some("2024-05-02T00:00:00Z".into());
    user.visit(2..48);
    assert_eq!(user.stored(), ["t2"]);
}

#[test]
fn an_account_without_a_count_hides_no_count_of_another() {
    let mut user = User::new(some_transactions());
    user.accounts[0].transaction_data = Some(counted(3));
    user.accounts.push(account("b", "y"));
    user.visit(0..2);
    user.delete_all(at(2 * HOUR));
    user.visit(2..200);
    assert_eq!(user.stored(), ["t1", "t2", "t3"]);
}

/// Each increment misses the transaction before the look at it is due.
#[test]
fn increments_closer_together_than_two_looks_put_off_no_decision() {
    let mut user = User::new(some_transactions());
    user.settings.increment = Duration::from_secs(300);
    for row in &mut user.transactions {
        row.date_modified = Some("2024-05-01T12:00:00Z".into());
    }
    user.visit(0..2);
    user.transactions.truncate(2);
    user.visit_every(300, 2 * HOUR..3 * HOUR);
    assert_eq!(user.stored(), ["t1", "t2"]);
}

#[test]
fn rows_behind_the_pages_of_a_lower_limit_are_neither_missed_nor_removed() {
    let rows = |count: u32| {
        (0..count).map(|id| transaction(&format!("t{id:03}"), "2024-05-01T12:00:00Z")).collect()
    };
    let mut user = User::new(rows(90));
    user.links = false;
    user.visit(0..2);
    user.settings.page_limit = 20;
    user.transactions = rows(100);
    user.visit(2..400);
    assert_eq!(user.stored().len(), 100);
}

#[test]
fn a_limit_of_one_row_is_taken_for_two() {
    let mut user = User::new(some_transactions());
    user.links = false;
    user.settings.page_limit = 1;
    user.visit(0..2);
    let ids = user.transactions.iter().map(|row| row.id.clone()).collect();
    user.memory.tell(user.settings.words_of(&Hint::TransactionsDeleted(ids), at(2 * HOUR)));
    user.visit(2..400);
    assert_eq!(user.stored(), ["t1", "t2", "t3"]);
}

#[test]
fn the_last_account_is_removed_though_lists_are_days_apart() {
    let mut user = User::new(Vec::new());
    user.settings.increment = Duration::from_secs(2 * 86_400);
    user.settings.accounts = Duration::from_secs(8 * 86_400);
    user.visit(0..2);
    user.accounts.clear();
    user.visit(2..24 * 60);
    assert_eq!(user.memory.accounts().len(), 0);
}

#[test]
fn a_visit_a_day_is_enough_to_remove_what_is_gone() {
    let mut user = User::new(some_transactions());
    user.visit(0..2);
    user.delete_all(at(2 * HOUR));
    user.visit_every(DAY, 2 * HOUR..10 * DAY);
    assert_eq!(user.stored(), [""; 0]);
}

/// The service was not looked at for a month: one look does not remove what it was blank about then.
#[test]
fn a_month_without_a_visit_is_no_month_without_transactions() {
    let mut user = User::new(some_transactions());
    user.visit(0..2);
    user.delete_all(at(2 * HOUR));
    user.visit_every(HOUR, 2 * HOUR..4 * HOUR);
    user.visit_every(HOUR, 30 * DAY..30 * DAY + HOUR);
    assert_eq!(user.stored(), ["t1", "t2", "t3"]);
}

/// A service that takes no notice of the ids shows others, so that nothing says that any is gone.
#[test]
fn an_answer_with_other_rows_than_were_asked_for_is_not_empty() {
    let mut user = User::new(some_transactions());
    user.visit(0..2);
    let ids = vec!["t1".into()];
    user.memory.tell(user.settings.words_of(&Hint::TransactionsDeleted(ids), at(2 * HOUR)));
    user.mistakes_ids = true;
    user.visit(2..100);
    assert_eq!(user.stored(), ["t1", "t2", "t3"]);
}

#[test]
fn an_empty_id_of_a_webhook_is_passed_over() {
    let hint = Hint::TransactionsDeleted(vec!["".into(), "t1".into()]);
    let words = Settings::default().words_of(&hint, at(0));
    assert_eq!(words.looks.len(), 1);
}

/// A page of one account, with a link to the next: nothing ties the two together.
#[test]
fn a_list_of_accounts_that_is_not_whole_is_not_asked_for_again_at_once() {
    let mut user = User::new(some_transactions());
    user.accounts_page = 1;
    user.accounts.push(account("b", "y"));
    user.visit(0..2);
    user.accounts.truncate(1);
    user.visit(2..7);
    user.accounts.push(account("c", "z"));
    user.calls = 0;
    user.visit(7..24);
    assert!(user.calls < 100, "{} calls", user.calls);
}
