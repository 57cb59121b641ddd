//! Events as time passes, in chronological order, and their webhooks.
//!
//! The routes' answers are a function of the time, so no state has to be updated: a year passes at
//! once, in one step or in many. Only webhooks have to be sent in order. Events before a
//! subscription send none.

use std::time::Duration;

use serde_json::{Value, json};

use super::Service;
use crate::clock::{MILLIS_PER_SECOND, date, millis_of_days, rfc3339};
use crate::finance::{Account, hundredths};
use crate::population::{Attempt, ConnectionIndex, Population, Started, UserIndex};

/// How many users are followed. More would make `advance` slow.
const MOST_FOLLOWED: usize = 10_000;

/// How many days before the end of a consent the user is reminded: from five days on, every other
/// day (Moneyhub documentation, "Reauth reminder").
const REMINDERS: [i64; 3] = [5, 3, 1];

const DAY: i64 = millis_of_days(1);

/// How late scheduled events may be reported.
const LEISURE: i64 = 60 * MILLIS_PER_SECOND;

/// How often the user of a legacy connection is reminded that it has not synced (Moneyhub
/// documentation, "Refresh reminder").
const REFRESH_REMINDER: i64 = 2 * DAY;

/// An event with its time.
#[derive(Clone, Debug)]
pub(super) struct Happening {
    pub(super) at_millis: i64,
    pub(super) what: What,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    Webhook {
        event: &'static str,
        user_id: Option<String>,
        payload: Value,
    },
    /// A requested sync.
    AskedSync {
        user: UserIndex,
        at: ConnectionIndex,
        sync: Started,
    },
    ScheduledSync {
        user: UserIndex,
        at: ConnectionIndex,
        attempt: Attempt,
    },
}

impl Service {
    /// Advances the clock: transactions arrive, are booked, change and lapse; consents expire,
    /// connections sync, payments settle, reports are completed. Each sends its webhook, in
    /// chronological order, with the time at which it happened.
    ///
    /// The number of steps makes no difference.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use moneyhub_sandbox::{Sandbox, Subscription, WebhookFormat};
    ///
    /// let url = "http://127.0.0.1:9/hooks";
    /// let mut service = Sandbox::builder()
    ///     .standing_clock()
    ///     .users(1)
    ///     .webhooks(Subscription::new(url, WebhookFormat::Json)?)
    ///     .service();
    /// service.advance(Duration::from_secs(10 * 24 * 60 * 60));
    /// let told = service.deliveries();
    /// assert!(told.iter().any(|webhook| webhook.event == "newTransactions"));
    /// assert!(told.iter().any(|webhook| webhook.event == "syncCompleted"));
    /// # Ok::<(), moneyhub_sandbox::InvalidWebhookUrl>(())
    /// ```
    pub fn advance(&mut self, by: Duration) {
        self.clock.advance(by);
        self.pass_until_now();
    }

    /// Plans an event, perhaps in the future; does nothing without a subscription.
    pub(super) fn plan(&mut self, at_millis: i64, what: What) {
        if self.outbox.subscription.is_some() {
            self.agenda.push(Happening { at_millis, what });
            self.pass();
        }
    }

    /// Reports everything that has happened by now; scheduled events only up to a minute ago,
    /// because a running clock is checked often, and there may be many users.
    pub(super) fn pass(&mut self) {
        let now = self.clock.now_millis();
        if self.outbox.subscription.is_none() || now - self.told_millis >= LEISURE {
            self.pass_until_now();
        } else {
            let planned = self.take_planned(now);
            self.tell(planned);
        }
    }

    fn pass_until_now(&mut self) {
        let now = self.clock.now_millis();
        if self.outbox.subscription.is_none() {
            self.told_millis = now;
            self.agenda.clear();
            return;
        }
        while self.told_millis < now {
            let until = now.min(self.told_millis + DAY);
            let mut all = self.scheduled(self.told_millis, until);
            self.told_millis = until;
            all.extend(self.take_planned(until));
            self.tell(all);
        }
        let planned = self.take_planned(now);
        self.tell(planned);
    }

    fn tell(&mut self, mut all: Vec<Happening>) {
        // At the same moment: in the order of users and connections, then as planned.
        all.sort_by_key(|happening| happening.at_millis);
        for Happening { at_millis, what } in all {
            match what {
                What::Webhook { event, user_id, payload } => {
                    self.raise_at(at_millis, event, user_id.as_deref(), payload);
                }
                What::AskedSync { user, at, sync } => {
                    let status = if sync.failed { "error" } else { "success" };
                    self.tell_sync(user, at, &sync.id, (at_millis, status));
                }
                What::ScheduledSync { user, at, attempt } => {
                    let id = Population::sync_id(at, attempt);
                    let status = if attempt.is_success() { "success" } else { "error" };
                    self.tell_sync(user, at, &id, (at_millis, status));
                }
            }
        }
    }

    fn take_planned(&mut self, until: i64) -> Vec<Happening> {
        let all = std::mem::take(&mut self.agenda);
        let (due, later) = all.into_iter().partition(|planned| planned.at_millis <= until);
        self.agenda = later;
        due
    }

    /// Syncs of the schedule and reminders, after one moment until another.
    fn scheduled(&self, from: i64, until: i64) -> Vec<Happening> {
        let mut all = Vec::new();
        for user in self.population.users().take(MOST_FOLLOWED) {
            for at in self.population.live_slots(user) {
                let fetches = self.population.fetches(at, until);
                for attempt in fetches.between(from, until) {
                    let what = What::ScheduledSync { user, at, attempt };
                    all.push(Happening { at_millis: attempt.ended, what });
                }
                let ends = fetches.consents.last().map_or(i64::MAX, |(_, until)| *until);
                for days in REMINDERS {
                    let at_millis = ends.saturating_sub(millis_of_days(days));
                    if (from + 1..=until).contains(&at_millis) {
                        all.push(self.reauth_reminder(user, at, (at_millis, days)));
                    }
                }
                all.extend(self.refresh_reminder(user, at, from, until));
            }
        }
        all
    }

    fn reauth_reminder(
        &self,
        user: UserIndex,
        at: ConnectionIndex,
        (at_millis, days): (i64, i64),
    ) -> Happening {
        let connection = self.population.connection(at, at_millis);
        let payload = json!({
            "connectionId": connection.id,
            "bankName": connection.name,
            "timeUntilReauthorizationInDays": days,
            "tppConsent": connection.tpp_consent.unwrap_or(false),
        });
        let user_id = Some(self.population.id_of(user));
        Happening { at_millis, what: What::Webhook { event: "reauthReminder", user_id, payload } }
    }

    /// For a legacy connection, every two days after its last update.
    fn refresh_reminder(
        &self,
        user: UserIndex,
        at: ConnectionIndex,
        from: i64,
        until: i64,
    ) -> Option<Happening> {
        if !self.population.is_legacy(at) {
            return None;
        }
        let updated = self.population.updated(at, from)?;
        let times = (until - updated).div_euclid(REFRESH_REMINDER);
        let at_millis = updated + times * REFRESH_REMINDER;
        let is_due = times > 0 && (from + 1..=until).contains(&at_millis);
        if !is_due || self.population.updated(at, at_millis) != Some(updated) {
            return None;
        }
        let connection = self.population.connection(at, at_millis);
        let payload = json!({
            "connectionId": connection.id,
            "bankName": connection.name,
            "periodSinceLastUpdateInDays": 2 * times,
        });
        let user_id = Some(self.population.id_of(user));
        let what = What::Webhook { event: "refreshReminder", user_id, payload };
        Some(Happening { at_millis, what })
    }

    /// A sync has ended: reports its findings, account by account, and its end.
    fn tell_sync(
        &mut self,
        user: UserIndex,
        at: ConnectionIndex,
        sync_id: &str,
        (ended, status): (i64, &'static str),
    ) {
        let user_id = self.population.id_of(user);
        if status == "success" {
            let before = self.population.fetches(at, ended).last_before(ended - 1);
            let held = self.population.held_by(at, ended);
            for account in self.finance.at_bank(user.number(), held) {
                self.tell_found(user, &user_id, &account, (before, ended));
            }
        }
        let payload = json!({
            "completedAt": rfc3339(ended),
            "processingStatus": status,
            "syncId": sync_id,
            "connectionId": self.population.connection_id(at),
        });
        self.raise_at(ended, "syncCompleted", Some(&user_id), payload);
    }

    fn tell_found(
        &mut self,
        user: UserIndex,
        user_id: &str,
        account: &Account,
        (before, ended): (i64, i64),
    ) {
        let found = self.finance.found(user.number(), account, before, ended);
        let series = self.finance.series_ids(user.number(), account, &found);
        for (event, ids) in [
            ("newTransactions", found.new),
            ("updatedTransactions", found.updated),
            ("deletedTransactions", found.deleted),
        ] {
            self.raise_ids(ended, event, user_id, (&account.id, &ids));
        }
        // Only clients that may read them get this event (Moneyhub documentation, "Webhooks").
        if !series.is_empty() && self.settings.client.scopes.contains("regular_transactions:read") {
            let payload = json!({"seriesIds": series});
            self.raise_at(ended, "updatedRegularTransactions", Some(user_id), payload);
        }
        let matched = self.finance.crossed(user.number(), account, before, ended);
        if !matched.is_empty() {
            let balance = self.finance.balance_at(user.number(), account, ended);
            let payload = json!({
                "accountUid": account.id,
                "accountName": account.name(),
                // In pounds, unlike the thresholds.
                "balanceAtTimeGeneration": {
                    "date": date(ended),
                    "amount": hundredths(balance),
                    "currency": account.currency,
                },
                "matchedThresholds": matched
                    .iter()
                    .map(|one| json!({"type": one.kind, "value": one.value}))
                    .collect::<Vec<Value>>(),
            });
            self.raise_at(ended, "balanceThreshold", Some(user_id), payload);
        }
    }
}
