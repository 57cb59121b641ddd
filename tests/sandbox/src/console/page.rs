//! The common parts of all pages.

use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};

use super::{Console, Page, Refusal};
use crate::html::Html;

/// The pages, in the order of the navigation.
const PAGES: [(&str, &str); 5] = [
    ("/", "Overview"),
    ("/users", "Users"),
    ("/requests", "Requests"),
    ("/webhooks", "Webhooks"),
    ("/faults", "Faults"),
];

impl Console {
    /// A page with its heading. `place` is highlighted in the navigation.
    pub(super) fn show(&self, place: &'static str, heading: &str, content: &Html) -> Page {
        let mut html = Html::new();
        html.markup(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>",
        );
        html.text(heading).markup(
            " – Moneyhub sandbox</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n\
             <script src=\"/refresh.js\" defer></script>\n</head>\n<body>\n<header>\n\
             <p><strong>Moneyhub sandbox</strong> <time id=\"clock\" data-live>",
        );
        html.text(self.now()).markup(" UTC</time></p>\n<nav>\n");
        for (path, name) in PAGES {
            html.markup("<a href=\"").text(path).markup("\"");
            if path == place {
                html.markup(" aria-current=\"page\"");
            }
            html.markup(">").text(name).markup("</a>\n");
        }
        html.markup("</nav>\n</header>\n<main>\n<h1>").text(heading).markup("</h1>\n");
        html.add(content);
        html.markup(
            "</main>\n<footer>Served by moneyhub-sandbox. Nothing here is real.</footer>\n\
             </body>\n</html>\n",
        );
        let mut answer = html.into_body();
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        answer.headers_mut().insert(CONTENT_TYPE, kind);
        answer
    }

    pub(super) fn refused(&self, refusal: &Refusal) -> Page {
        let mut content = Html::new();
        content.markup("<p class=\"refusal\">").text(&refusal.why).markup("</p>\n");
        content.markup("<p><a href=\"/\">To the overview</a></p>\n");
        let heading = match refusal.status {
            StatusCode::NOT_FOUND => "Not found",
            _ => "Refused",
        };
        let mut answer = self.show("", heading, &content);
        *answer.status_mut() = refusal.status;
        answer
    }

    /// Opens a form with its token; `</form>` ends it.
    pub(super) fn form(&self, html: &mut Html, action: &'static str) {
        html.markup("<form method=\"post\" action=\"").markup(action).markup("\">");
        html.markup("<input type=\"hidden\" name=\"token\" value=\"").text(&self.token);
        html.markup("\">");
    }

    /// A form that is one button.
    pub(super) fn button(
        &self,
        action: &'static str,
        fields: &[(&'static str, &str)],
        label: &'static str,
    ) -> Html {
        let mut html = Html::new();
        self.form(&mut html, action);
        for (name, value) in fields {
            html.markup("<input type=\"hidden\" name=\"").markup(name).markup("\" value=\"");
            html.text(value).markup("\">");
        }
        html.markup("<button>").markup(label).markup("</button></form>");
        html
    }
}

/// A card with a heading.
pub(super) fn section(html: &mut Html, id: &'static str, heading: &'static str, content: &Html) {
    html.markup("<section id=\"").markup(id).markup("\">\n<h2>").markup(heading).markup("</h2>\n");
    html.add(content).markup("</section>\n");
}
