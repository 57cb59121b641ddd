//! Why an answer refuses, as the record of its request tells it.

use std::fmt;

use serde_json::Value;

use super::answer::Answer;

/// The most characters of a reason that are kept.
const MOST_CHARACTERS: usize = 300;

/// The error of an answer that has it in no JSON: a page, or a redirect.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    error: String,
    description: String,
}

impl Refusal {
    pub(super) fn new(error: &str, description: &str) -> Self {
        Self { error: error.to_owned(), description: description.to_owned() }
    }

    /// The answer, with the reason beside it, where only [`reason`] looks.
    pub(super) fn told_with(self, mut answer: Answer) -> Answer {
        answer.extensions_mut().insert(self);
        answer
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.error)?;
        match self.description.as_str() {
            "" => Ok(()),
            description => write!(f, ": {description}"),
        }
    }
}

/// The error code of an answer and what it says; `None` where it refuses nothing.
pub(crate) fn reason(answer: &Answer) -> Option<String> {
    let told = answer.extensions().get::<Refusal>().map(Refusal::to_string);
    let told = told.or_else(|| {
        let status = answer.status();
        let refuses = status.is_client_error() || status.is_server_error();
        refuses.then(|| in_body(answer)).flatten()
    })?;
    Some(told.chars().take(MOST_CHARACTERS).collect())
}

/// Of the two error forms, `{code, message}` and `{error, error_description}`; else plain text.
fn in_body(answer: &Answer) -> Option<String> {
    let Ok(body) = serde_json::from_slice::<Value>(answer.body()) else {
        return std::str::from_utf8(answer.body()).ok().map(str::to_owned);
    };
    let text = |names: [&str; 2]| names.iter().find_map(|name| body[*name].as_str());
    let refusal = Refusal::new(
        text(["error", "code"]).unwrap_or_default(),
        text(["error_description", "message"]).unwrap_or_default(),
    );
    Some(refusal.to_string())
}
