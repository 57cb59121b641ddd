//! Categories, their groups, and the directory of companies.

use serde_json::{Value, json};

use crate::finance::{
    Catalogue, Category, Counterparty, CustomCategory, categories, category, counterparties, groups,
};
use crate::service::Service;
use crate::service::answer::{bad_request, not_found};
use crate::service::call::{Call, Outcome};
use crate::service::table::Version;

impl Service {
    /// Standard categories, and those that the user created.
    pub(super) fn list_categories(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let custom = self.finance.custom_categories(user.number()).iter().map(custom);
        let shown: Vec<Value> = standard(call).map(shown).chain(custom).collect();
        Ok(self.page_of(call, shown))
    }

    pub(super) fn standard_categories(&mut self, call: &Call<'_>) -> Outcome {
        let shown: Vec<Value> = standard(call).map(shown).collect();
        Ok(self.page_of(call, shown))
    }

    pub(super) fn get_category(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let id = call.path_parameter(0);
        let mine = self.finance.custom_categories(user.number());
        let found = category(id)
            .map(shown)
            .or_else(|| mine.iter().find(|known| known.id == id).map(custom));
        let found = found.ok_or_else(|| Box::new(not_found("Category not found")))?;
        Ok(self.single(call, &found))
    }

    pub(super) fn create_category(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let (name, group) = (call.member("name"), call.member("group"));
        let (Some(name), Some(group)) = (name, group) else {
            return Err(Box::new(bad_request("group and name are required")));
        };
        if !groups().iter().any(|known| format!("group:{}", known.number) == group) {
            return Err(Box::new(bad_request("group is not known")));
        }
        let created = self.finance.add_category(user.number(), name, group);
        Ok(self.single(call, &custom(&created)))
    }

    pub(super) fn list_groups(&mut self, call: &Call<'_>) -> Outcome {
        let wanted = groups().iter().filter(|group| in_catalogue(call, group.catalogue));
        let shown: Vec<Value> = wanted
            .map(|group| json!({"id": format!("group:{}", group.number), "key": group.key}))
            .collect();
        Ok(self.single(call, &shown))
    }

    pub(super) fn global_counterparties(&mut self, call: &Call<'_>) -> Outcome {
        let old = call.version == Version::V2 && call.text("counterpartiesVersion") == Some("v2");
        let shown = counterparties().iter().map(|company| directory(company, old)).collect();
        Ok(self.page_of::<Value>(call, shown))
    }
}

fn standard<'a>(call: &'a Call<'_>) -> impl Iterator<Item = &'static Category> + 'a {
    categories().iter().filter(|category| in_catalogue(call, category.catalogue))
}

/// `type`: personal by default.
fn in_catalogue(call: &Call<'_>, catalogue: Catalogue) -> bool {
    match call.text("type") {
        Some("all") => true,
        Some("business") => catalogue == Catalogue::Business,
        _ => catalogue == Catalogue::Personal,
    }
}

fn shown(category: &Category) -> Value {
    json!({
        "categoryId": category.id,
        "key": category.key,
        "group": format!("group:{}", category.group),
    })
}

fn custom(category: &CustomCategory) -> Value {
    json!({"categoryId": category.id, "name": category.name, "group": category.group})
}

/// A company in the form of v2 or v3.
pub(super) fn directory(company: &Counterparty, old: bool) -> Value {
    let slug = company.name.to_lowercase().replace(' ', "-");
    let website = format!("https://{slug}.example");
    let full_name = format!("{} Limited", company.name);
    let logo = format!("{website}/logo.png");
    if old {
        return json!({
            "id": company.old_id,
            "label": company.name,
            "type": "global",
            "companyName": full_name,
            "logo": logo,
            "website": website,
            "mcc": {"code": company.code, "name": company.trade},
        });
    }
    json!({
        "id": company.id,
        "name": company.name,
        "parentId": null,
        "parentName": null,
        "fullCompanyName": full_name,
        "logoUrl": logo,
        "website": website,
        "merchantCategoryCode": company.code,
        "merchantCategoryDescription": company.trade,
        "categoryId": slug,
        "transactionCategoryId": company.category,
        "transactionCategory": category(company.category).map(|category| category.key),
    })
}
