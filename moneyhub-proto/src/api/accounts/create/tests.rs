use super::*;

fn create(details: NewDetails) -> Create {
    let account = NewAccount {
        account_name: "A name".into(),
        provider_name: "A bank".into(),
        details,
        account_type: None,
        value: 1,
        currency: Some("GBP".into()),
        date: "2024-06-01".into(),
        identifications: Vec::new(),
    };
    Create { account, details: false }
}

fn update(changes: Changes) -> Update {
    Update {
        account_id: "an-account".into(),
        account_name: "A name".into(),
        provider_name: "A bank".into(),
        changes: Some(changes),
        details: false,
    }
}

fn rate(percent: &str) -> Option<Decimal> {
    Some(percent.parse().unwrap())
}

fn mortgage(apr: &str, end_date: &str, fixed_date: &str) -> Create {
    create(NewDetails::MortgageRepayment {
        term: 300,
        apr: rate(apr),
        end_date: Some(end_date.into()),
        fixed_date: Some(fixed_date.into()),
        interest_type: None,
        linked_property: None,
        monthly_repayment: None,
    })
}

#[test]
fn an_account_in_what_is_no_currency_is_refused() {
    let mut create = create(NewDetails::Crypto {});
    assert!(create.call().is_ok());
    create.account.currency = Some("pounds".into());
    let refused = refusal_of(&create);
    assert!(matches!(refused, RequestError::Invalid { parameter: "currency", .. }));
}

#[test]
fn days_of_an_account_that_are_none_are_refused() {
    let wrong = |parameter| RequestError::NotADate { parameter };
    let mut opened = create(NewDetails::Crypto {});
    opened.account.date = "2024-06-31".into();
    assert_eq!(refusal_of(&opened), wrong("balance.date"));
    assert_eq!(refusal_of(&mortgage("4", "soon", "2026-06-01")), wrong("endDate"));
    assert_eq!(refusal_of(&mortgage("4", "2049-06-01", "2026")), wrong("fixedDate"));
    let end_date = Some("2049-06-31".into());
    assert_eq!(refusal_of(&update(Changes { end_date, ..Changes::default() })), wrong("endDate"));
}

#[test]
fn a_rate_of_less_than_0_or_more_than_100_percent_is_refused() {
    let mortgage = |apr| mortgage(apr, "2049-06-01", "2026-06-01");
    let savings = |aer| create(NewDetails::Savings { aer: rate(aer) });
    let wrong = |parameter| RequestError::OutOfRange { parameter, least: 0, most: 100 };
    for good in ["0", "4.25", "1e2"] {
        assert!(mortgage(good).call().is_ok() && savings(good).call().is_ok(), "{good}");
    }
    for odd in ["-0.1", "100.01", "1e3"] {
        assert_eq!(refusal_of(&mortgage(odd)), wrong("APR"));
        assert_eq!(refusal_of(&savings(odd)), wrong("AER"));
        let changes = Changes { aer: rate(odd), ..Changes::default() };
        assert_eq!(refusal_of(&update(changes)), wrong("AER"));
    }
}

#[test]
fn a_postcode_is_masked_in_the_details_of_a_property() {
    let postcode = || Some(PostalAddress::from("AB1 2CD"));
    let buy_to_let =
        NewDetails::PropertiesBuyToLet { postcode: postcode(), yearly_appreciation: None };
    let residential =
        NewDetails::PropertiesResidential { postcode: postcode(), yearly_appreciation: None };
    let shown = format!("{buy_to_let:?} {residential:?}");
    assert!(!shown.contains("AB1"), "{shown}");
}
