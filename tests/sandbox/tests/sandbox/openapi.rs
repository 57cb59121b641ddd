//! The document of CaaS.

use moneyhub_reference::{Host, operations};

use crate::holder::Holder;

#[test]
fn the_document_of_caas_is_served_to_everybody_and_has_its_operations() {
    let mut holder = Holder::new();
    let reply = holder.raw("GET", "/caas/openapi.json", &[], "");
    assert_eq!((reply.status, reply.json()["openapi"].as_str()), (200, Some("3.1.0")));
    let document = reply.json();
    for operation in operations().iter().filter(|operation| operation.host == Host::Caas) {
        let written = &document["paths"][&operation.path][operation.method.to_lowercase()];
        assert_eq!(written["operationId"], operation.id.as_str());
    }
    assert_eq!(holder.raw("POST", "/caas/openapi.json", &[], "").status, 405);
}
