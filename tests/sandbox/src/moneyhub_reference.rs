//! TEMPORARY until the package moneyhub-reference is there.
use serde_json::Value;
use std::sync::LazyLock;
static SCHEMAS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../reference/schemas.json")).unwrap());
static OPS: LazyLock<Vec<(&'static str, &'static Value)>> = LazyLock::new(|| {
    let s: &'static Value = &SCHEMAS;
    s["operations"].as_object().unwrap().iter().map(|(k, v)| (k.as_str(), v)).collect()
});
pub(crate) fn operations() -> &'static [(&'static str, &'static Value)] {
    &OPS
}
pub(crate) fn sample(id: &str) -> Option<Value> {
    serde_json::from_str(
        &std::fs::read_to_string(format!(
            "{}/../reference/samples/{id}.json",
            env!("CARGO_MANIFEST_DIR")
        ))
        .ok()?,
    )
    .ok()
}
pub(crate) fn check(_schema: &Value, _body: &Value) -> Result<(), String> {
    Ok(())
}
