//! The chapter "Rental records": a user has one or none.

use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::finance::amount;
use crate::service::Service;
use crate::service::answer::{bad_request, no_content, not_found};
use crate::service::call::{Call, Outcome};

impl Service {
    pub(super) fn list_rental_records(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let record = self.finance.plans(user.number()).rental_record.clone();
        let shown: Vec<Value> = record.into_iter().collect();
        Ok(self.single(call, &shown))
    }

    pub(super) fn create_rental_record(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        if self.finance.plans(user.number()).rental_record.is_some() {
            return Err(Box::new(bad_request("the user has a rental record already")));
        }
        let now = rfc3339(self.clock.now_millis());
        let mut record = call.json.clone();
        record["id"] = json!(self.finance.new_id());
        record["userId"] = json!(self.population.id_of(user));
        // A rent that is not a whole number of pence stays as it was sent.
        if let Some(rent) = record["rentalAmount"]["value"].as_i64() {
            record["rentalAmount"] = amount(rent, "GBP");
        }
        record["createdAt"] = json!(now);
        record["modifiedAt"] = json!(now);
        record["lastSubmittedDate"] = Value::Null;
        record["consentApprovedAt"] = Value::Null;
        self.finance.plans_mut(user.number()).rental_record = Some(record.clone());
        Ok(self.single(call, &record))
    }

    pub(super) fn delete_rental_record(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let record = &mut self.finance.plans_mut(user.number()).rental_record;
        match record.take_if(|record| record["id"] == call.path_parameter(0)) {
            Some(_) => Ok(no_content()),
            None => Err(Box::new(not_found("Rental record not found"))),
        }
    }
}
