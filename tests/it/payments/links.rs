use moneyhub_proto::{
    pay_links,
    payments::{self, Payee, PaymentStatus},
};
use moneyhub_sandbox::{Decision, PaymentKind};

use super::{paid, pence, registered_payee, shop};
use crate::signing_in::on_each_runtime;

#[test]
fn a_link_for_use_once_is_paid_by_once() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let payee = Payee::Id(registered_payee(&shop).await);
        let widget = "b7a6958c-4d3e-4f21-8091-a2b3c4d5e6f7".into();
        let create = pay_links::Create {
            use_once: Some(true),
            ..pay_links::Create::new(widget, "INV 7".into(), pence(1500), payee)
        };
        let link = shop.client.send(create).await.unwrap();
        let page = shop.sandbox.pay_link_url(link.id.as_str());
        assert_eq!(shop.sandbox.decide(&page, Decision::Approve), Ok(None));
        assert!(shop.sandbox.decide(&page, Decision::Approve).is_err());

        let get = pay_links::Get { pay_link_id: link.id };
        assert!(shop.client.send(get).await.unwrap().used_at.is_some());
        let list = shop.client.send(payments::List::default()).await.unwrap();
        assert_eq!(list.data[0].status, PaymentStatus::Completed);
        assert_eq!(paid(&shop.sandbox), [(PaymentKind::PayLink, 1500, "INV 7".to_owned(), 1)]);
    });
}
