//! The requests of every operation, one file per chapter: a minimal and a maximal instance.

use std::{collections::BTreeMap, fmt::Write};

use moneyhub_oracles::operations::{self, Instance};
use moneyhub_proto::Config;

use super::assert_is_file;

/// A made-up id of a UUID's form.
const ID: &str = "7f1e2d3c-4b5a-4968-8776-655443322110";

#[test]
fn every_chapter_sends_what_its_golden_file_says() {
    let mut chapters = BTreeMap::<&str, String>::new();
    for operation in operations::all() {
        let config = config(operation.facts.only_v2);
        let least = written(&*operation.least(ID), &config);
        let most = written(&*operation.most(ID), &config);
        let chapter = chapters.entry(operation.chapter()).or_default();
        writeln!(chapter, "### {}\n\n{least}", operation.facts.name).unwrap();
        if most != least {
            writeln!(chapter, "### {}, the most\n\n{most}", operation.facts.name).unwrap();
        }
    }
    for (chapter, requests) in chapters {
        assert_is_file(&format!("chapters/{chapter}.http"), &requests);
    }
}

fn written(instance: &dyn Instance, config: &Config) -> String {
    let request = instance.request(config).unwrap();
    let mut text = format!("{} {}\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        let value = value.to_str().unwrap().replace(env!("CARGO_PKG_VERSION"), "VERSION");
        writeln!(text, "{name}: {value}").unwrap();
    }
    let call = instance.call().unwrap();
    let one_of: Vec<_> = call.facts().needs_one_of.iter().map(ToString::to_string).collect();
    writeln!(
        text,
        "# token: {:?} {} {}",
        call.facts().authentication,
        call.scopes(),
        one_of.join("|")
    )
    .unwrap();
    if !request.body().is_empty() {
        let body = String::from_utf8_lossy(request.body());
        writeln!(text, "\n{}", body.replace("\r\n", "\n")).unwrap();
    }
    text
}

fn config(v2: bool) -> Config {
    let builder = Config::builder().client_id("client").client_secret("secret");
    builder.api_version(if v2 { "v2" } else { "v3" }).build().unwrap()
}
