use moneyhub_proto::{Date, rental_records::*};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        plain("rental.list", |_| List),
        typed("rental.create", least, |id| Create {
            title: Some("Mx".into()),
            address_line2: Some("Flat 2".into()),
            address_line3: Some("Exampleton".into()),
            address_line4: Some("Exampleshire".into()),
            rental_amount: NewRent { value: 95_000, currency: Some("GBP".into()) },
            ..least(id)
        }),
        plain("rental.delete", |id| Delete { rental_id: id.into() }),
    ]
}

fn least(id: &str) -> Create {
    Create {
        title: None,
        first_name: "Alex".into(),
        last_name: "Example".into(),
        birthdate: Date::from("1990-01-31").into(),
        address_line1: "1 Example Road".into(),
        address_line2: None,
        address_line3: None,
        address_line4: None,
        postal_code: "AB1 2CD".into(),
        tenancy_start_date: "2022-09-01".into(),
        rental_amount: NewRent { value: 95_000, currency: None },
        rental_frequency: RentalFrequency::Monthly,
        series_id: id.into(),
    }
}
