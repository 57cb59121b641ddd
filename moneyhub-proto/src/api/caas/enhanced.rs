use serde_json::{Map, Value};

use crate::api::prelude::*;

/// `GET /accounts/{accountId}/transactions/{transactionId}/enhanced`: details from a directory of places
/// about where a transaction was made. Scope `caas:enhanced_transactions:read`.
///
/// Every request costs money, so it is never retried, although it is a GET. Store the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetEnhanced {
    /// Your own id for the account.
    pub account_id: CaasAccountId,
    /// Your own id for the transaction.
    pub transaction_id: CaasTransactionId,
    /// How much detail to return, which presumably decides the price.
    pub include_field_tiers: Option<FieldTiers>,
}

impl Endpoint for GetEnhanced {
    type Output = EnhancedTransaction;
    const OPERATION: Operation<EnhancedTransaction> = Service::Caas
        .get(
            "caas.get_enhanced",
            "/accounts/{accountId}/transactions/{transactionId}/enhanced",
            decode::data,
        )
        .needs(&[scope::CAAS_ENHANCED_TRANSACTIONS_READ])
        .never_repeated();

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
            .path("transactionId", &self.transaction_id)
            .query("includeFieldTiers", &self.include_field_tiers)
    }
}

/// A transaction, and where it was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EnhancedTransaction {
    /// Your own id for the transaction.
    pub transaction_id: CaasTransactionId,
    /// Your own id for the user.
    pub user_id: Option<CaasUserId>,
    /// Your own id for the account.
    pub account_id: Option<CaasAccountId>,
    /// Where it was made.
    pub enhanced_location_data: Option<EnhancedLocation>,
}

/// The place where a transaction was made, from a directory of places.
///
/// The directory has about seventy members and may add more at any time, so this stays JSON. The most useful
/// members have methods here; the rest are in [`members`](Self::members).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EnhancedLocation(Map<String, Value>);

impl EnhancedLocation {
    /// All members, by the directory's own names.
    #[must_use]
    pub const fn members(&self) -> &Map<String, Value> {
        &self.0
    }

    /// The name of the place.
    #[must_use]
    pub fn display_name(&self) -> Option<&str> {
        self.0.get("displayName")?.get("text")?.as_str()
    }

    /// The address in one line.
    #[must_use]
    pub fn formatted_address(&self) -> Option<&str> {
        self.0.get("formattedAddress")?.as_str()
    }

    /// Latitude and longitude in degrees.
    #[must_use]
    pub fn coordinates(&self) -> Option<(f64, f64)> {
        let location = self.0.get("location")?;
        Some((location.get("latitude")?.as_f64()?, location.get("longitude")?.as_f64()?))
    }

    /// The kinds of the place.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        let types = self.0.get("types").and_then(Value::as_array);
        types.into_iter().flatten().filter_map(Value::as_str)
    }

    /// The place's website.
    #[must_use]
    pub fn website_uri(&self) -> Option<&str> {
        self.0.get("websiteUri")?.as_str()
    }
}

open_enum! {
    /// How much detail to return about a place.
    pub enum FieldTiers {
        /// The least.
        Basic = "basic",
        /// What a search of the second tier finds.
        SearchPro = "search_pro",
        /// What a search of the third tier finds.
        SearchEnterprise = "search_enterprise",
        /// The most.
        SearchEnterprisePlus = "search_enterprise_plus",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_most_is_found_and_the_rest_is_there() {
        let json = r#"{"displayName":{"text":"Example Stores"},"formattedAddress":"1 Example Road",
            "location":{"latitude":51.5,"longitude":-0.25},"types":["store"],
            "websiteUri":"https://stores.example","rating":4.5}"#;
        let place: EnhancedLocation = serde_json::from_str(json).unwrap();
        assert_eq!(place.display_name(), Some("Example Stores"));
        assert_eq!(place.formatted_address(), Some("1 Example Road"));
        assert_eq!(place.coordinates(), Some((51.5, -0.25)));
        assert_eq!(place.types().collect::<Vec<_>>(), ["store"]);
        assert_eq!(place.website_uri(), Some("https://stores.example"));
        assert_eq!(place.members()["rating"], 4.5);
    }

    #[test]
    fn a_place_of_which_nothing_is_known_has_nothing_to_tell() {
        let place = EnhancedLocation::default();
        assert_eq!((place.display_name(), place.coordinates()), (None, None));
        assert_eq!(place.types().count(), 0);
    }
}
