//! Records of the rent that users pay, for credit reference agencies.
//!
//! All of these belong to the data API, and take tokens of the user:
//! `client.user(&user_id).send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /rental-records` | `rental_records:read` |
//! | [`Create`] | `POST /rental-records` | `rental_records:write` |
//! | [`Delete`] | `DELETE /rental-records/{rentalId}` | the same |

use crate::api::{payments::MOST_PENCE, prelude::*};

/// `GET /rental-records`: the record of a user, if there is one. A user has at most one. Scope
/// `rental_records:read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct List;

impl Endpoint for List {
    type Output = Vec<RentalRecord>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("rental_records.list", "/rental-records", decode::list)
        .needs(&[scope::RENTAL_RECORDS_READ]);
}

/// `POST /rental-records`: creates the record of a user. Scope `rental_records:write`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, Date, codec, rental_records};
/// use rental_records::{Create, NewRent, RentalFrequency};
///
/// let create = Create {
///     title: None,
///     first_name: "Alex".into(),
///     last_name: "Example".into(),
///     birthdate: Date::from("1990-01-31").into(),
///     address_line1: "1 Example Road".into(),
///     address_line2: None,
///     address_line3: None,
///     address_line4: None,
///     postal_code: "AB1 2CD".into(),
///     tenancy_start_date: "2022-09-01".into(),
///     rental_amount: NewRent { value: 95_000, currency: None },
///     rental_frequency: RentalFrequency::Monthly,
///     series_id: "a-series".into(),
/// };
/// let request = codec::encode(&create, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert!(request.uri().path().ends_with("/v3/rental-records"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Create {
    /// The title, such as `Ms`, up to 5 characters.
    pub title: Option<String>,
    /// The first name.
    pub first_name: HolderName,
    /// The last name.
    pub last_name: HolderName,
    /// The date of birth. It is sent with leading zeros, which the service does not require but accepts.
    pub birthdate: Masked<Date>,
    /// The first line of the address.
    pub address_line1: PostalAddress,
    /// The second.
    pub address_line2: Option<PostalAddress>,
    /// The third.
    pub address_line3: Option<PostalAddress>,
    /// The fourth.
    pub address_line4: Option<PostalAddress>,
    /// The postcode: up to 8 letters, digits, hyphens and spaces.
    pub postal_code: PostalAddress,
    /// The day on which the tenancy began.
    pub tenancy_start_date: Date,
    /// The rent of one period.
    pub rental_amount: NewRent,
    /// How often it is paid.
    pub rental_frequency: RentalFrequency,
    /// The series of regular transactions by which it is paid.
    pub series_id: RegularTransactionSeriesId,
}

impl Endpoint for Create {
    type Output = RentalRecord;
    const OPERATION: Operation<RentalRecord> = Service::Data
        .post("rental_records.create", "/rental-records", decode::data)
        .needs(&[scope::RENTAL_RECORDS_WRITE]);

    fn fill(&self, call: Call) -> Call {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b' ';
        let strange = RequestError::Invalid {
            parameter: "postalCode",
            problem: "has characters other than letters, digits, hyphens and spaces",
        };
        let rent = &self.rental_amount;
        call.of_length("title", self.title.as_deref(), 0..=5)
            .of_length("postalCode", Some(self.postal_code.expose()), 1..=8)
            .refuse_if(!self.postal_code.expose().bytes().all(plain), strange)
            .checking("birthdate", self.birthdate.expose())
            .checking("tenancyStartDate", &self.tenancy_start_date)
            .in_range("rentalAmount", rent.value, 1..=MOST_PENCE)
            .checked(check_currency("rentalAmount.currency", rent.currency.as_ref()))
            .json(self)
    }
}

/// `DELETE /rental-records/{rentalId}`: deletes a record. Scope `rental_records:write`.
///
/// Moneyhub's swagger has an answer without a body, but its Node client reads JSON: both are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// The record.
    pub rental_id: RentalRecordId,
}

impl Endpoint for Delete {
    type Output = ();
    const OPERATION: Operation<()> = Service::Data
        .delete("rental_records.delete", "/rental-records/{rentalId}", decode::empty)
        .needs(&[scope::RENTAL_RECORDS_WRITE]);

    fn fill(&self, call: Call) -> Call {
        call.path("rentalId", &self.rental_id)
    }
}

/// The rent of one period, as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewRent {
    /// The rent in minor units, above 0.
    pub value: u64,
    /// The currency; by default pounds. Moneyhub's swagger does not have it here, but Moneyhub's
    /// own tests send it and pass.
    pub currency: Option<Currency>,
}

/// The record of the rent that a user pays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RentalRecord {
    /// The id.
    pub id: RentalRecordId,
    /// The user.
    pub user_id: Option<UserId>,
    /// The title, such as `Ms`.
    pub title: Option<String>,
    /// The first name.
    pub first_name: Option<HolderName>,
    /// The last name.
    pub last_name: Option<HolderName>,
    /// The date of birth, perhaps without leading zeros: `1990-1-31`.
    pub birthdate: Option<Masked<Date>>,
    /// The first line of the address.
    pub address_line1: Option<PostalAddress>,
    /// The second.
    pub address_line2: Option<PostalAddress>,
    /// The third.
    pub address_line3: Option<PostalAddress>,
    /// The fourth.
    pub address_line4: Option<PostalAddress>,
    /// The postcode.
    pub postal_code: Option<PostalAddress>,
    /// The day on which the tenancy began, perhaps without leading zeros.
    pub tenancy_start_date: Option<Date>,
    /// The rent of one period. The currency may be missing.
    pub rental_amount: Option<AmountLoose>,
    /// How often it is paid.
    pub rental_frequency: Option<RentalFrequency>,
    /// The series of regular transactions by which it is paid.
    pub series_id: Option<RegularTransactionSeriesId>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub modified_at: Option<Timestamp>,
    /// When it was last sent to the agencies.
    pub last_submitted_date: Option<Date>,
    /// When the user agreed to that.
    pub consent_approved_at: Option<Timestamp>,
}

open_enum! {
    /// How often rent is paid.
    pub enum RentalFrequency {
        /// Every two weeks.
        Fortnightly = "fortnightly",
        /// Every month.
        Monthly = "monthly",
        /// Every week.
        Weekly = "weekly",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(change: impl Fn(&mut Create)) -> RequestError {
        let mut create = Create {
            title: Some("Mx".into()),
            first_name: "Alex".into(),
            last_name: "Example".into(),
            birthdate: Date::from("1990-01-31").into(),
            address_line1: "1 Example Road".into(),
            address_line2: None,
            address_line3: None,
            address_line4: None,
            postal_code: "AB1-2 CD".into(),
            tenancy_start_date: "2022-09-01".into(),
            rental_amount: NewRent { value: 95_000, currency: None },
            rental_frequency: RentalFrequency::Monthly,
            series_id: "a-series".into(),
        };
        assert!(create.call().is_ok());
        change(&mut create);
        refusal_of(&create)
    }

    #[test]
    fn a_title_of_more_than_5_characters_is_refused() {
        let refused = refusal(|create| create.title = Some("Doctor".into()));
        assert_eq!(refused, RequestError::WrongLength { parameter: "title", least: 0, most: 5 });
    }

    #[test]
    fn a_postcode_that_can_be_none_is_refused() {
        let wrong = RequestError::WrongLength { parameter: "postalCode", least: 1, most: 8 };
        for length in [0, 9] {
            let odd = PostalAddress::new("A".repeat(length));
            assert_eq!(refusal(|create| create.postal_code = odd.clone()), wrong);
        }
        let refused = refusal(|create| create.postal_code = "AB1_2CD".into());
        assert!(matches!(refused, RequestError::Invalid { parameter: "postalCode", .. }));
    }

    #[test]
    fn a_rent_of_nothing_or_in_what_is_no_currency_is_refused() {
        let refused = refusal(|create| create.rental_amount.value = 0);
        let is_expected =
            matches!(refused, RequestError::OutOfRange { parameter: "rentalAmount", least: 1, .. });
        assert!(is_expected, "{refused}");
        let refused = refusal(|create| create.rental_amount.currency = Some("pounds".into()));
        let parameter = "rentalAmount.currency";
        let is_expected =
            matches!(refused, RequestError::Invalid { parameter: of, .. } if of == parameter);
        assert!(is_expected, "{refused}");
    }

    #[test]
    fn days_of_a_record_that_are_none_or_lack_their_zeros_are_refused() {
        let wrong = RequestError::NotADate { parameter: "birthdate" };
        assert_eq!(refusal(|create| create.birthdate = Date::from("1990-1-31").into()), wrong);
        let wrong = RequestError::NotADate { parameter: "tenancyStartDate" };
        assert_eq!(refusal(|create| create.tenancy_start_date = "2022-09-31".into()), wrong);
    }

    #[test]
    fn a_day_of_birth_without_zeros_is_read_as_it_came() {
        let json = r#"{"id":"a-record","birthdate":"1990-1-5"}"#;
        let record: RentalRecord = serde_json::from_str(json).unwrap();
        assert_eq!(record.birthdate.unwrap().expose().as_str(), "1990-1-5");
    }
}
