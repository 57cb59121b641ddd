use serde_json::json;

use super::Payer;
use crate::identity::text;

#[test]
fn a_file_is_kept_as_it_came_and_executed_once() {
    let mut payer = Payer::new();
    let content = json!({"payments": [{"amount": 5}]});
    let file = payer.data("POST", "/pay-file/upload-data", &content);
    assert_eq!(file["content"], content);
    let path = format!("/pay-file/{}", text(&file, "id"));
    assert_eq!(payer.paid(), []);
    let executed = payer.data("POST", &format!("{path}/execute"), &json!({}));
    assert_eq!(payer.get(&path), executed);
    payer.refused("POST", &format!("{path}/execute"), &json!({}));
    let made = payer.caller.service.payments_made();
    assert_eq!((made.len(), made[0].times), (1, 1));
}
