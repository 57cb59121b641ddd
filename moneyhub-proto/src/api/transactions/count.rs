use std::collections::BTreeMap;

use serde_json::Value;

use super::{EnrichmentFilter, Filter};
use crate::{api::prelude::*, ground::error::DecodeCategory};

/// `GET /transactions?onlyCount=true`: the number of transactions. Scope `transactions:read:all`.
///
/// Moneyhub's swagger says that the count is in `meta`, but not under which name. This reads `count`, as in
/// the CaaS API, or `total`, or the only whole number there.
///
/// # Examples
///
/// ```
/// use http::Response;
/// use moneyhub_proto::{codec, transactions::Count};
///
/// let count = codec::decode(&Count::default(), Response::new(r#"{"meta":{"count":42}}"#))?;
/// assert_eq!(count, 42);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Which transactions.
    pub filter: Filter,
    /// Which transactions, by what Moneyhub and the user add to them.
    pub enrichment: EnrichmentFilter,
}

impl Endpoint for Count {
    type Output = u64;
    const OPERATION: Operation<u64> = Service::Data
        .get("transactions.count", "/transactions", count)
        .needs(&[scope::TRANSACTIONS_READ_ALL]);

    fn fill(&self, call: Call) -> Call {
        self.enrichment.add_to(self.filter.add_to(call)).query("onlyCount", &true)
    }
}

/// `GET /transactions/unenriched?onlyCount=true`: the number of transactions, for clients that may not read
/// what Moneyhub adds. Scopes as for [`ListUnenriched`](super::ListUnenriched), and the count as for
/// [`Count`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountUnenriched {
    /// Which transactions.
    pub filter: Filter,
}

impl Endpoint for CountUnenriched {
    type Output = u64;
    const OPERATION: Operation<u64> = Service::Data
        .get("transactions.count_unenriched", "/transactions/unenriched", count)
        .needs_one_of(&[scope::TRANSACTIONS_UNENRICHED_READ_ALL, scope::TRANSACTIONS_READ_ALL]);

    fn fill(&self, call: Call) -> Call {
        self.filter.add_to(call).query("onlyCount", &true)
    }
}

/// Reads the count from an answer whose `data` may be absent or empty.
fn count(reply: &mut Reply<'_>) -> Result<u64, Error> {
    #[derive(Deserialize)]
    struct Counted {
        meta: BTreeMap<String, Value>,
    }
    let Counted { meta } = decode::bare(reply)?;
    let named = ["count", "total"].into_iter().find_map(|name| meta.get(name)?.as_u64());
    let mut numbers = meta.values().filter_map(Value::as_u64);
    let only = numbers.next().filter(|_| numbers.next().is_none());
    named.or(only).ok_or_else(|| reply.refused("meta.count", DecodeCategory::MissingMember))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{codec, ground::error::ErrorKind};

    fn counted(json: &'static str) -> Result<u64, Error> {
        codec::decode(&Count::default(), http::Response::new(json))
    }

    #[test]
    fn a_count_is_read_under_any_name_that_leaves_no_doubt() {
        for (json, count) in [
            (r#"{"data":[],"meta":{"correlationId":"a","count":42}}"#, 42),
            (r#"{"meta":{"total":7,"limit":100,"offset":0}}"#, 7),
            (r#"{"meta":{"total":9,"count":0}}"#, 0),
            (r#"{"data":null,"meta":{"correlationId":"a","numberOfItems":3}}"#, 3),
        ] {
            assert_eq!(counted(json).unwrap(), count, "{json}");
        }
    }

    #[test]
    fn a_count_is_never_guessed() {
        for json in [r#"{"meta":{}}"#, r#"{"meta":{"limit":1,"offset":0}}"#, r#"{"data":[]}"#] {
            assert_eq!(counted(json).unwrap_err().kind(), ErrorKind::Decoding, "{json}");
        }
    }

    #[test]
    fn a_count_is_asked_for_without_a_window() {
        let filter = Filter { account_id: Some("a".into()), ..Filter::default() };
        let query = |call: Call| -> Vec<String> {
            call.query_pairs().iter().map(|(name, value)| format!("{name}={value}")).collect()
        };
        let expected = ["accountId=a", "onlyCount=true"];
        let count = Count { filter: filter.clone(), ..Count::default() };
        assert_eq!(query(count.call().unwrap()), expected);
        assert_eq!(query(CountUnenriched { filter }.call().unwrap()), expected);
    }
}
