use super::*;

#[test]
fn debug_says_who_is_authenticated_and_never_which_user() {
    let of = |subject| Authentication::Bearer { subject };
    let all = [of(None), of(Some("u1".into())), Authentication::Client, Authentication::None];
    assert_eq!(format!("{all:?}"), "[Bearer, Bearer(of a user), Client, None]");
}
