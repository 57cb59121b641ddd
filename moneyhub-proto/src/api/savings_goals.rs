//! Savings goals of users.
//!
//! All of these belong to the data API, and take tokens of the user: `client.user(&user_id).send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /savings-goals` | `savings_goals:read` |
//! | [`Get`] | `GET /savings-goals/{goalId}` | the same |
//! | [`Create`] | `POST /savings-goals` | `savings_goals:read savings_goals:write:all` |
//! | [`Update`] | `PATCH /savings-goals/{goalId}` | `savings_goals:read`, and `savings_goals:write` or `savings_goals:write:all` |
//! | [`Delete`] | `DELETE /savings-goals/{goalId}` | `savings_goals:write:all` |

use crate::api::{payments::MOST_PENCE, prelude::*};

/// `GET /savings-goals`: the goals of a user, page by page. Scope `savings_goals:read`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
}

impl Endpoint for List {
    type Output = Page<SavingsGoal>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("savings_goals.list", "/savings-goals", decode::page)
        .needs(&[scope::SAVINGS_GOALS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.window(self.window)
    }
}

/// `GET /savings-goals/{goalId}`: one goal. Scope `savings_goals:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The goal.
    pub goal_id: SavingsGoalId,
}

impl Endpoint for Get {
    type Output = SavingsGoal;
    const OPERATION: Operation<SavingsGoal> = Service::Data
        .get("savings_goals.get", "/savings-goals/{goalId}", decode::data)
        .needs(&[scope::SAVINGS_GOALS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("goalId", &self.goal_id)
    }
}

/// `POST /savings-goals`: sets a goal. Scopes `savings_goals:read` and `savings_goals:write:all`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, savings_goals};
///
/// let create = savings_goals::Create {
///     name: "House deposit".into(),
///     amount: 2_500_000,
///     currency: None,
///     account_ids: vec!["an-account".into()],
///     rest: savings_goals::Rest { target_date: Some("2030-12-21".into()), ..Default::default() },
/// };
/// let request = codec::encode(&create, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert!(request.uri().path().ends_with("/v3/savings-goals"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create {
    /// The name.
    pub name: String,
    /// The amount to save in minor units, above 0.
    pub amount: u64,
    /// The currency; by default pounds.
    pub currency: Option<Currency>,
    /// The accounts that count towards the goal, at least one.
    pub account_ids: Vec<AccountId>,
    /// Optional members.
    pub rest: Rest,
}

impl Endpoint for Create {
    type Output = SavingsGoal;
    const OPERATION: Operation<SavingsGoal> = Service::Data
        .post("savings_goals.create", "/savings-goals", decode::data)
        .needs(&[scope::SAVINGS_GOALS_READ, scope::SAVINGS_GOALS_WRITE_ALL]);

    fn fill(&self, call: Call) -> Call {
        let (name, currency) = (Some(&*self.name), self.currency.as_ref());
        send(call, name, Some(self.amount), currency, &self.account_ids, &self.rest)
    }
}

/// `PATCH /savings-goals/{goalId}`: changes a goal; members that are `None` stay as they are. Scope
/// `savings_goals:read`, and `savings_goals:write` or `savings_goals:write:all`.
///
/// Every update lists all accounts of the goal: Moneyhub's Node types require that, although its swagger does
/// not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The goal.
    pub goal_id: SavingsGoalId,
    /// All accounts that count towards the goal, including those that stay; at least one.
    pub account_ids: Vec<AccountId>,
    /// The name.
    pub name: Option<String>,
    /// The amount to save in minor units, above 0.
    pub amount: Option<u64>,
    /// Optional members.
    pub rest: Rest,
}

impl Endpoint for Update {
    type Output = SavingsGoal;
    const OPERATION: Operation<SavingsGoal> = Service::Data
        .patch("savings_goals.update", "/savings-goals/{goalId}", decode::data)
        .needs(&[scope::SAVINGS_GOALS_READ])
        .needs_one_of(&[scope::SAVINGS_GOALS_WRITE, scope::SAVINGS_GOALS_WRITE_ALL]);

    fn fill(&self, call: Call) -> Call {
        let call = call.path("goalId", &self.goal_id);
        send(call, self.name.as_deref(), self.amount, None, &self.account_ids, &self.rest)
    }
}

/// `DELETE /savings-goals/{goalId}`: deletes a goal. Scope `savings_goals:write:all`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// The goal.
    pub goal_id: SavingsGoalId,
}

impl Endpoint for Delete {
    type Output = ();
    const OPERATION: Operation<()> = Service::Data
        .delete("savings_goals.delete", "/savings-goals/{goalId}", decode::empty)
        .needs(&[scope::SAVINGS_GOALS_WRITE_ALL]);

    fn fill(&self, call: Call) -> Call {
        call.path("goalId", &self.goal_id)
    }
}

/// Optional members of a goal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rest {
    /// The URL of a picture.
    pub image_url: Option<String>,
    /// Notes, up to 500 characters.
    pub notes: Option<String>,
    /// The target date.
    pub target_date: Option<Date>,
}

/// A goal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SavingsGoal {
    /// The id.
    pub id: SavingsGoalId,
    /// The name.
    pub name: String,
    /// The amount to save.
    pub amount: Amount,
    /// The target date.
    pub target_date: Option<Date>,
    /// When it was set.
    pub date_created: Option<Timestamp>,
    /// The URL of a picture; may be empty.
    pub image_url: Option<String>,
    /// Notes.
    pub notes: Option<String>,
    /// The progress in percent, perhaps with a fraction.
    pub progress_percentage: Option<Decimal>,
    /// The amount saved so far. The currency may be missing.
    pub progress_amount: Option<AmountLoose>,
    /// The accounts that count towards the goal.
    pub accounts: Option<Vec<GoalAccount>>,
}

impl Item for SavingsGoal {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// An account that counts towards a goal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GoalAccount {
    /// The account.
    pub id: AccountId,
}

fn send(
    call: Call,
    name: Option<&str>,
    amount: Option<u64>,
    currency: Option<&Currency>,
    account_ids: &[AccountId],
    rest: &Rest,
) -> Call {
    call.refuse_if(account_ids.is_empty(), RequestError::Empty { parameter: "accounts" })
        .in_range("amount", amount.unwrap_or(1), 1..=MOST_PENCE)
        .checked(check_currency("currency", currency))
        .checked(check_day("targetDate", rest.target_date.as_ref()))
        .of_length("notes", rest.notes.as_deref(), 0..=500)
        .json(&Body {
            name,
            amount: amount.map(|value| SentAmount { value, currency }),
            image_url: rest.image_url.as_deref(),
            notes: rest.notes.as_deref(),
            target_date: rest.target_date.as_ref(),
            accounts: account_ids.iter().map(|id| SentAccount { id }).collect(),
        })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    name: Option<&'a str>,
    amount: Option<SentAmount<'a, u64>>,
    image_url: Option<&'a str>,
    notes: Option<&'a str>,
    target_date: Option<&'a Date>,
    accounts: Vec<SentAccount<'a>>,
}

#[derive(Serialize)]
struct SentAccount<'a> {
    id: &'a AccountId,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(change: impl Fn(&mut Update)) -> Update {
        let mut update = Update {
            goal_id: "a-goal".into(),
            account_ids: vec!["an-account".into()],
            name: None,
            amount: None,
            rest: Rest::default(),
        };
        assert!(update.call().is_ok());
        change(&mut update);
        update
    }

    #[test]
    fn a_savings_goal_without_accounts_is_refused() {
        let refused = refusal_of(&update(|update| update.account_ids.clear()));
        assert_eq!(refused, RequestError::Empty { parameter: "accounts" });
    }

    #[test]
    fn a_savings_goal_of_nothing_is_refused() {
        let refused = refusal_of(&update(|update| update.amount = Some(0)));
        assert!(matches!(refused, RequestError::OutOfRange { parameter: "amount", least: 1, .. }));
    }

    #[test]
    fn notes_of_a_goal_of_more_than_500_characters_are_refused() {
        let notes = |length| update(move |update| update.rest.notes = Some("é".repeat(length)));
        assert!(notes(500).call().is_ok());
        let wrong = RequestError::WrongLength { parameter: "notes", least: 0, most: 500 };
        assert_eq!(refusal_of(&notes(501)), wrong);
    }

    #[test]
    fn a_savings_goal_in_what_is_no_currency_is_refused() {
        let create = |currency: &str| Create {
            name: "Boat".into(),
            amount: 1,
            currency: Some(currency.into()),
            account_ids: vec!["an-account".into()],
            rest: Rest::default(),
        };
        assert!(create("EUR").call().is_ok());
        let refused = refusal_of(&create("euro"));
        assert!(
            matches!(refused, RequestError::Invalid { parameter: "currency", .. }),
            "{refused}"
        );
    }

    #[test]
    fn a_target_that_is_no_day_is_refused() {
        let refused = refusal_of(&update(|update| update.rest.target_date = Some("2030".into())));
        assert_eq!(refused, RequestError::NotADate { parameter: "targetDate" });
    }
}
