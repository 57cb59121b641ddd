//! Hand-written HTML that its contents can't break.

use std::fmt::Display;

use bytes::Bytes;
use http::Response;

/// Markup and text. Markup is only what this crate's source contains; everything else is text, and
/// is escaped. So nothing that a client sent becomes markup.
#[derive(Debug, Default)]
pub(crate) struct Html(String);

impl Html {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.0 += markup;
        self
    }

    /// Adds text as content or in a quoted attribute.
    pub(crate) fn text(&mut self, text: impl Display) -> &mut Self {
        self.0 += &escaped(&text.to_string());
        self
    }

    pub(crate) fn add(&mut self, other: &Self) -> &mut Self {
        self.0 += &other.0;
        self
    }

    pub(crate) fn into_body(self) -> Response<Bytes> {
        Response::new(Bytes::from(self.0))
    }
}

/// Escapes text for content and quoted attributes.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            '\'' => safe += "&#39;",
            c => safe.push(c),
        }
    }
    safe
}
