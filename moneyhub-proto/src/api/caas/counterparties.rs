use crate::api::prelude::*;

/// `GET /counterparties`: all counterparties that CaaS knows, page by page. Scope `caas:transactions:read`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListCounterparties {
    /// The part of the list.
    pub window: Window,
}

impl Endpoint for ListCounterparties {
    type Output = Page<Counterparty>;
    const OPERATION: Operation<Self::Output> = Service::Caas
        .get("caas.list_counterparties", "/counterparties", decode::page)
        .needs(&[scope::CAAS_TRANSACTIONS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.window(self.window)
    }
}

/// `GET /geotags`: places where transactions were made. Scope `caas:transactions:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListGeotags {
    /// The places, at least one.
    pub geotag_ids: Vec<CaasGeotagId>,
}

impl Endpoint for ListGeotags {
    type Output = Vec<Geotag>;
    const OPERATION: Operation<Self::Output> = Service::Caas
        .get("caas.list_geotags", "/geotags", decode::list)
        .needs(&[scope::CAAS_TRANSACTIONS_READ]);

    fn fill(&self, call: Call) -> Call {
        let nothing = RequestError::Empty { parameter: "geotagIds" };
        call.refuse_if(self.geotag_ids.is_empty(), nothing).query("geotagIds", &self.geotag_ids)
    }
}

/// A counterparty of transactions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Counterparty {
    /// The id.
    pub l3_counterparty_id: CaasCounterpartyId,
    /// The name.
    pub l3_counterparty_name: Option<String>,
    /// The parent company.
    pub parent_id: Option<CaasCounterpartyId>,
    /// The name of the parent company.
    pub parent_name: Option<String>,
    /// The registered name of the company.
    pub full_company_name: Option<String>,
    /// The URL of their logo.
    pub logo_url: Option<String>,
    /// Their website.
    pub website: Option<String>,
    /// Where the company is registered.
    pub registered_location: Option<String>,
    /// Their business: a finer category.
    pub l3_counterparty_category: Option<String>,
    /// The name of the category.
    pub l2_category_name: Option<String>,
    /// The kind of loans that they offer.
    pub l4_loan_type: Option<LoanType>,
}

impl Item for Counterparty {
    fn identity(&self) -> &str {
        self.l3_counterparty_id.as_str()
    }
}

/// A place where transactions were made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Geotag {
    /// The id.
    pub geotag_id: CaasGeotagId,
    /// The counterparty.
    pub counterparty_name: Option<String>,
    /// The counterparty's name in a readable form.
    pub counterparty_label: Option<String>,
    /// The number of the house.
    pub house_number: Option<String>,
    /// The street.
    pub street: Option<String>,
    /// The neighbourhood.
    pub neighbourhood: Option<String>,
    /// The locality.
    pub locality: Option<String>,
    /// The city.
    pub city: Option<String>,
    /// The county.
    pub county: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The postcode, or several candidates separated by semicolons.
    pub postcode: Option<String>,
    /// The counterparty's business.
    pub l3_counterparty_category: Option<String>,
    /// The latitude in degrees, to six places.
    pub latitude: Option<Decimal>,
    /// The longitude in degrees, to six places.
    pub longitude: Option<Decimal>,
    /// Whether the postcode is an estimate.
    pub postcode_estimated: Option<bool>,
    /// The possible error of the estimate, in kilometres.
    pub postcode_error_km: Option<Decimal>,
}

open_enum! {
    /// A kind of loan.
    pub enum LoanType {
        /// Buy now, pay later.
        BuyNowPayLater = "Buy Now Pay Later",
        /// Debt collection or debt management.
        DebtCollection = "Debt Collection Agency/Debt Management Plan",
        /// High-cost short-term credit.
        HighCostShortTermCredit = "High Cost Short Term Credit",
        /// Secured.
        Secured = "Secured",
        /// Secured on a vehicle.
        SecuredVehicle = "Secured Vehicle",
        /// Unsecured.
        Unsecured = "Unsecured",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_no_places_is_refused() {
        let refused = refusal_of(&ListGeotags { geotag_ids: Vec::new() });
        assert_eq!(refused, RequestError::Empty { parameter: "geotagIds" });
    }
}
