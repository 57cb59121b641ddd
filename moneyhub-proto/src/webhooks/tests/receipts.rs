use super::*;
use crate::ground::{future::BoxFuture, id::WebhookId};

fn id(number: usize) -> WebhookId {
    WebhookId::from(format!("canary-{number}"))
}

/// A store that is down.
struct Down;

impl Receipts for Down {
    fn note<'a>(&'a self, _: &'a WebhookId) -> BoxFuture<'a, Result<bool, ReceiptsError>> {
        Box::pin(async { Err(ReceiptsError) })
    }

    fn forget<'a>(&'a self, _: &'a WebhookId) -> BoxFuture<'a, Result<(), ReceiptsError>> {
        Box::pin(async { Err(ReceiptsError) })
    }
}

#[test]
fn a_second_delivery_is_none() {
    let receipts = BoundedReceipts::new(10);
    assert!(receipts.note(&id(1)));
    assert!(receipts.note(&id(2)));
    assert!(!receipts.note(&id(1)));
    assert_eq!(receipts.len(), 2);
}

#[test]
fn what_could_not_be_kept_may_come_again() {
    let receipts = BoundedReceipts::new(10);
    assert!(receipts.note(&id(1)));
    receipts.forget(&id(1));
    assert!(receipts.is_empty());
    assert!(receipts.note(&id(1)));
    receipts.forget(&id(7));
    assert_eq!(receipts.len(), 1);
}

#[test]
fn a_store_that_is_down_lets_pass() {
    let stores: [&dyn Receipts; 1] = [&Down];
    for store in stores {
        assert!(pollster::block_on(is_first(store, &id(1))));
        assert!(pollster::block_on(is_first(store, &id(1))));
    }
}

#[test]
fn the_oldest_are_forgotten_and_no_more_is_kept_than_was_said() {
    let receipts = BoundedReceipts::new(100);
    for number in 0..1000 {
        assert!(receipts.note(&id(number)));
        assert!(receipts.len() <= 100);
    }
    assert!(!receipts.note(&id(999)) && !receipts.note(&id(900)));
    assert!(receipts.note(&id(899)));
    // One that was forgotten in between leaves no growing gap.
    for number in 1000..3000 {
        receipts.note(&id(number));
        receipts.forget(&id(number));
    }
    assert_eq!(receipts.len(), 99);
    assert!(BoundedReceipts::new(0).note(&id(1)));
}

#[test]
fn receipts_show_no_id() {
    let receipts = BoundedReceipts::new(10);
    receipts.note(&id(1));
    assert!(!format!("{receipts:?}").contains("canary"));
}
