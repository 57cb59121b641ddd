//! The payees that a user has at banks.

use serde_json::{Value, json};

use super::Finance;
use super::account::{Account, digits, id_of};
use crate::clock::rfc3339;

const KIND_BENEFICIARY: u64 = 17;

impl Finance {
    /// The payees of a current account: the landlord of its standing order, whom every current
    /// account has, and a friend.
    pub(crate) fn beneficiaries(user: u64, account: &Account) -> Vec<Value> {
        if account.kind.name != "cash:current" || !account.flows() {
            return Vec::new();
        }
        let payee = |place: u32, name: &str, reference: &str, number: String, town: &str| {
            json!({
                "id": id_of(KIND_BENEFICIARY, user, account.number, u64::from(place)),
                "active": true,
                "name": name,
                "reference": reference,
                "accountNumber": number,
                "sortCode": "040506",
                "providerAccountId": digits(user, account.number, 10),
                "providerBeneficiaryId": format!("ben-{}-{place}", account.number),
                "accountId": account.id,
                "postalAddress": {"addressLine": ["1 Example Road"], "townName": town,
                    "country": "GB"},
                "createdAt": rfc3339(account.added),
                "modifiedAt": rfc3339(account.modified),
            })
        };
        vec![
            // The payee of the standing order, by its number.
            payee(0, "Example Lettings", "RENT", digits(user, 1, 8), "Northam"),
            payee(1, "Sam Example", "THANKS", digits(user, account.number + 1_000, 8), "Milford"),
        ]
    }
}
