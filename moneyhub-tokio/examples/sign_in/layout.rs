//! The frame of every page.

use std::borrow::Cow;

pub(crate) const STYLE: &str = include_str!("style.css");

/// A whole page. The content is HTML.
pub(crate) fn page(title: &str, content: &str) -> String {
    let title = escaped(title);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n\
         <header><a href=\"/\">Example Money</a></header>\n\
         <main>\n<h1>{title}</h1>\n{content}</main>\n\
         <footer>An example of moneyhub-tokio.</footer>\n</body>\n</html>\n"
    )
}

/// Escapes text for content and for quoted attributes.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return text.into();
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;").into()
}
