//! Balances at which a user is notified. Moneyhub calls them notification thresholds.
//!
//! All of these belong to the data API, and take tokens of the user: `client.user(&user_id).send(..)`. The
//! last three need `accounts:read`, and `accounts:write` or `accounts:write:all`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /accounts/{accountId}/notification-thresholds` | `accounts:read` |
//! | [`Create`] | `POST /accounts/{accountId}/notification-thresholds` | and a scope to write |
//! | [`Update`] | `PATCH /accounts/{accountId}/notification-thresholds/{thresholdId}` | the same |
//! | [`Delete`] | `DELETE /accounts/{accountId}/notification-thresholds/{thresholdId}` | the same |

use crate::api::prelude::*;

const LIST: &str = "/accounts/{accountId}/notification-thresholds";
const ONE: &str = "/accounts/{accountId}/notification-thresholds/{thresholdId}";
const READ: &[scope::Scope] = &[scope::ACCOUNTS_READ];
const WRITE: &[scope::Scope] = &[scope::ACCOUNTS_WRITE, scope::ACCOUNTS_WRITE_ALL];

/// `GET /accounts/{accountId}/notification-thresholds`: all thresholds of an account. Scope `accounts:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The account.
    pub account_id: AccountId,
}

impl Endpoint for List {
    type Output = Vec<NotificationThreshold>;
    const OPERATION: Operation<Self::Output> =
        Service::Data.get("thresholds.list", LIST, decode::list).needs(READ);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
    }
}

/// `POST /accounts/{accountId}/notification-thresholds`: sets a threshold. Scope `accounts:read`, and
/// `accounts:write` or `accounts:write:all`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, thresholds};
///
/// let create = thresholds::Create {
///     account_id: "an-account".into(),
///     threshold: thresholds::Threshold { value: 10_000, kind: thresholds::ThresholdType::Below },
/// };
/// let request = codec::encode(&create, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.body(), r#"{"value":10000,"type":"lt"}"#);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create {
    /// The account.
    pub account_id: AccountId,
    /// The threshold.
    pub threshold: Threshold,
}

impl Endpoint for Create {
    type Output = NotificationThreshold;
    const OPERATION: Operation<NotificationThreshold> =
        Service::Data.post("thresholds.create", LIST, decode::data).needs(READ).needs_one_of(WRITE);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id).json(&self.threshold)
    }
}

/// `PATCH /accounts/{accountId}/notification-thresholds/{thresholdId}`: changes a threshold. Both members are
/// always sent, even if one stays the same. Scopes as for [`Create`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The account.
    pub account_id: AccountId,
    /// The threshold to change.
    pub threshold_id: NotificationThresholdId,
    /// Its new values.
    pub threshold: Threshold,
}

impl Endpoint for Update {
    type Output = NotificationThreshold;
    const OPERATION: Operation<NotificationThreshold> =
        Service::Data.patch("thresholds.update", ONE, decode::data).needs(READ).needs_one_of(WRITE);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
            .path("thresholdId", &self.threshold_id)
            .json(&self.threshold)
    }
}

/// `DELETE /accounts/{accountId}/notification-thresholds/{thresholdId}`: deletes a threshold. Scopes as for
/// [`Create`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// The account.
    pub account_id: AccountId,
    /// The threshold.
    pub threshold_id: NotificationThresholdId,
}

impl Endpoint for Delete {
    type Output = ();
    const OPERATION: Operation<()> = Service::Data
        .delete("thresholds.delete", ONE, decode::empty)
        .needs(READ)
        .needs_one_of(WRITE);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id).path("thresholdId", &self.threshold_id)
    }
}

/// A threshold as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Threshold {
    /// The balance in minor units; may be negative.
    pub value: i64,
    /// On which side of it the user is notified.
    #[serde(rename = "type")]
    pub kind: ThresholdType,
}

/// A balance at which a user is notified.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NotificationThreshold {
    /// The id.
    pub id: NotificationThresholdId,
    /// The balance in minor units; may be negative.
    pub value: Option<i64>,
    /// On which side of it the user is notified.
    #[serde(rename = "type")]
    pub kind: Option<ThresholdType>,
}

open_enum! {
    /// On which side of a threshold a user is notified.
    pub enum ThresholdType {
        /// When the balance is greater.
        Above = "gt",
        /// When the balance is less.
        Below = "lt",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{codec, config::Config, ground::secret::AccessToken};

    #[test]
    fn a_change_of_a_threshold_sends_both_of_its_members() {
        let threshold = Threshold { value: -5, kind: ThresholdType::Above };
        let (account_id, threshold_id) = ("an-account".into(), "a-threshold".into());
        let update = Update { account_id, threshold_id, threshold };
        let config = Config::builder().build().unwrap();
        let request = codec::encode(&update, &config, &AccessToken::new("token").unwrap()).unwrap();
        assert_eq!(request.body(), r#"{"value":-5,"type":"gt"}"#);
    }
}
