//! Checks of businesses. Nothing of them comes back, so there is nothing to keep.

use serde_json::json;

use super::Service;
use super::answer::{self, bad_request};
use super::call::{Call, Outcome};

impl Service {
    /// A number of Companies House has eight characters: digits, perhaps after one or two letters.
    pub(super) fn check_business(&mut self, call: &Call<'_>) -> Outcome {
        let number = call.member("companyRegistrationNumber").unwrap_or_default();
        let digits = number.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
        let is_number = number.len() == 8
            && digits.len() >= 6
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        match is_number {
            true => Ok(answer::json(call.status(), &json!({"data": null, "meta": {}}))),
            false => Err(Box::new(bad_request(
                "companyRegistrationNumber is not one of Companies House",
            ))),
        }
    }
}
