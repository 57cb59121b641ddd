//! What a user spends, by category.
//!
//! It belongs to the data API, and takes tokens of the user: `client.user(&user_id).send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`Analyse`] | `POST /spending-analysis` | `spending_analysis:read` |

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserializer,
    de::{MapAccess, Visitor},
    ser::SerializeMap,
};

use crate::api::prelude::*;

/// The members of a row that are not periods.
const CATEGORY_ID: &str = "categoryId";
const CATEGORY_GROUP: &str = "categoryGroup";

/// `POST /spending-analysis`: a user's spending in one to three periods, by category. Scope
/// `spending_analysis:read`.
///
/// It only reads, so it is retried like a GET.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, spending};
///
/// let analyse = spending::Analyse {
///     periods: vec![spending::Period {
///         name: "may".into(),
///         from: "2024-05-01".into(),
///         to: "2024-05-31".into(),
///     }],
///     ..Default::default()
/// };
/// let request = codec::encode(&analyse, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// let body = r#"{"dates":[{"name":"may","from":"2024-05-01","to":"2024-05-31"}]}"#;
/// assert_eq!(request.body(), body);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Analyse {
    /// One to three periods, each with its own name. On the wire `dates`.
    #[serde(rename = "dates")]
    pub periods: Vec<Period>,
    /// Only these accounts; all if empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub account_ids: Vec<AccountId>,
    /// Only these categories; all if empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub category_ids: Vec<CategoryId>,
    /// Only the accounts of these projects; all if empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub project_ids: Vec<ProjectId>,
}

impl Endpoint for Analyse {
    type Output = Analysis;
    const OPERATION: Operation<Analysis> = Service::Data
        .post("spending.analyse", "/spending-analysis", decode::data)
        .needs(&[scope::SPENDING_ANALYSIS_READ])
        .only_reads();

    fn fill(&self, call: Call) -> Call {
        call.in_range("the number of dates", self.periods.len(), 1..=3)
            .each(&self.periods, |call, period| period.check(call))
            .checked(self.check_names())
            .json(self)
    }
}

impl Analyse {
    /// Each name becomes a member of the answer, so names must be unique.
    fn check_names(&self) -> Result<(), RequestError> {
        let mut names: Vec<&str> = self.periods.iter().map(|period| &*period.name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        if names.len() == all {
            return Ok(());
        }
        let problem = "is used twice, but the answer needs unique names";
        Err(RequestError::Invalid { parameter: "dates.name", problem })
    }
}

/// A period of an analysis, with its name in the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The name: 1 to 50 letters, digits, hyphens and underscores. `categoryId` and `categoryGroup`
    /// are not allowed: they are other members of the answer.
    pub name: String,
    /// The first day.
    pub from: Date,
    /// The last day, included.
    pub to: Date,
}

impl Period {
    fn check(&self, call: Call) -> Call {
        let parameter = "dates.name";
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let problem = "has characters other than letters, digits, hyphens and underscores";
        let strange = RequestError::Invalid { parameter, problem };
        let problem = "is the name of another member of the answer";
        let reserved = RequestError::Invalid { parameter, problem };
        call.of_length(parameter, Some(&self.name), 1..=50)
            .refuse_if(!self.name.bytes().all(plain), strange)
            .refuse_if([CATEGORY_ID, CATEGORY_GROUP].contains(&&*self.name), reserved)
            .checked(check_days(("dates.from", Some(&self.from)), ("dates.to", Some(&self.to))))
    }
}

/// The result of an analysis.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Analysis {
    /// A row for every category. A category of transfers may have two, one for money in and one for money out, so
    /// the category's id is not a key.
    pub categories: Vec<CategorySpending>,
    /// The total of each period in minor units, by the period's name; money out is negative. It leaves out
    /// income and transfers, so it is not the sum of the rows.
    pub total: BTreeMap<String, i64>,
}

/// The spending in one category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CategorySpending {
    /// The category.
    pub category_id: Option<CategoryId>,
    /// The category's group.
    pub category_group: Option<CategoryGroupId>,
    /// Minor units by the period's name; money out is negative. On the wire these are members next to the two
    /// ids.
    pub spent: BTreeMap<String, i64>,
}

impl Serialize for CategorySpending {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_map(None)?;
        if let Some(category_id) = &self.category_id {
            row.serialize_entry(CATEGORY_ID, category_id)?;
        }
        if let Some(category_group) = &self.category_group {
            row.serialize_entry(CATEGORY_GROUP, category_group)?;
        }
        for (name, spent) in &self.spent {
            row.serialize_entry(name, spent)?;
        }
        row.end()
    }
}

/// Reads member by member, so that only a member of the wrong type is left out.
impl<'de> Deserialize<'de> for CategorySpending {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Row;
        impl<'de> Visitor<'de> for Row {
            type Value = CategorySpending;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("what was spent in a category")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut row = CategorySpending::default();
                while let Some(name) = map.next_key::<String>()? {
                    match &*name {
                        CATEGORY_ID => row.category_id = map.next_value()?,
                        CATEGORY_GROUP => row.category_group = map.next_value()?,
                        _ => row
                            .spent
                            .extend(map.next_value::<Option<_>>()?.map(|spent| (name, spent))),
                    }
                }
                Ok(row)
            }
        }
        deserializer.deserialize_map(Row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&str]) -> Analyse {
        let period = |name: &&str| Period {
            name: (*name).into(),
            from: "2024-05-01".into(),
            to: "2024-05-31".into(),
        };
        Analyse { periods: names.iter().map(period).collect(), ..Default::default() }
    }

    fn problem(names: &[&str]) -> &'static str {
        match refusal_of(&named(names)) {
            RequestError::Invalid { parameter: "dates.name", problem } => problem,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn one_to_three_periods_are_analysed_and_no_other_number() {
        let parameter = "the number of dates";
        let refused = RequestError::OutOfRange { parameter, least: 1, most: 3 };
        assert!(named(&["a"]).call().is_ok() && named(&["a", "b", "c"]).call().is_ok());
        assert_eq!(refusal_of(&named(&[])), refused);
        assert_eq!(refusal_of(&named(&["a", "b", "c", "d"])), refused);
    }

    #[test]
    fn two_periods_of_one_name_are_refused() {
        assert!(problem(&["a", "b", "a"]).starts_with("is used twice"));
    }

    #[test]
    fn a_period_named_as_another_member_of_the_answer_is_refused() {
        for name in ["categoryId", "categoryGroup"] {
            assert!(problem(&[name]).starts_with("is the name of another member"), "{name}");
        }
        assert!(named(&["categoryid"]).call().is_ok());
    }

    #[test]
    fn names_of_periods_have_1_to_50_letters_digits_hyphens_and_underscores() {
        assert!(named(&["aZ09-_"]).call().is_ok() && named(&[&"a".repeat(50)]).call().is_ok());
        let wrong = RequestError::WrongLength { parameter: "dates.name", least: 1, most: 50 };
        for name in ["", &"a".repeat(51)] {
            assert_eq!(refusal_of(&named(&[name])), wrong);
        }
        for name in ["this month", "a.b", "mai\u{e9}"] {
            assert!(problem(&[name]).starts_with("has characters other than"), "{name}");
        }
    }

    #[test]
    fn a_period_that_ends_before_it_begins_is_refused() {
        let mut request = named(&["a"]);
        request.periods[0].to = "2024-04-30".into();
        let refused = refusal_of(&request);
        assert!(
            matches!(refused, RequestError::Invalid { parameter: "dates.to", .. }),
            "{refused}"
        );
        request.periods[0].to = "2024-05-01".into();
        assert!(request.call().is_ok());
    }

    #[test]
    fn a_period_of_days_that_are_none_is_refused() {
        let mut request = named(&["a"]);
        request.periods[0].to = "2024-05-32".into();
        assert_eq!(refusal_of(&request), RequestError::NotADate { parameter: "dates.to" });
        request.periods[0].from = "May".into();
        assert_eq!(refusal_of(&request), RequestError::NotADate { parameter: "dates.from" });
    }

    #[test]
    fn names_of_periods_are_members_beside_the_ids() {
        let json = r#"{"categoryId":"std:1","categoryGroup":"group:2","last":0,"this":-12345}"#;
        let row: CategorySpending = serde_json::from_str(json).unwrap();
        assert_eq!(row.category_id, Some(CategoryId::from("std:1")));
        assert_eq!(row.spent, BTreeMap::from([("this".into(), -12345), ("last".into(), 0)]));
        assert_eq!(serde_json::to_string(&row).unwrap(), json);
    }

    #[test]
    fn a_member_that_is_null_counts_as_absent() {
        let json = r#"{"categoryId":null,"this":null,"last":-1}"#;
        let row: CategorySpending = serde_json::from_str(json).unwrap();
        assert_eq!((row.category_id, row.spent), (None, BTreeMap::from([("last".into(), -1)])));
    }
}
