//! The pages of the mock bank: plain HTML that works without scripts.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, REFERRER_POLICY, X_FRAME_OPTIONS};
use http::{HeaderValue, Response, StatusCode};

use super::answer::Answer;
use super::payments::Decision;
use super::refusal::Refusal;
use crate::html::escaped;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// Plain, readable on a telephone, in light and dark.
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#17323c;--card:#fff;--page:#e9f0f2;--line:#c9d8dd;--deep:#1f4e5f}\
@media(prefers-color-scheme:dark){:root{--ink:#e6eef0;--card:#1b2a30;--page:#10191d;--line:#34474f}}\
*{box-sizing:border-box}\
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}\
main{max-width:28rem;margin:8vh auto;padding:2rem;background:var(--card);border-radius:.75rem;\
box-shadow:0 1px 4px #0003}\
h1{margin:0 0 1rem;font-size:1.4rem}\
dl{margin:1.25rem 0;border-top:1px solid var(--line)}\
dt{padding-top:.75rem;font-size:.85rem;opacity:.75}\
dd{margin:0;padding-bottom:.75rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}\
form{display:flex;flex-wrap:wrap;gap:.75rem}\
button{flex:1 1 40%;padding:.7rem;border:1px solid var(--deep);border-radius:.5rem;background:none;\
color:inherit;font:inherit;cursor:pointer}\
#approve{background:var(--deep);color:#fff}\
small{opacity:.75}";

/// The question to the account holder.
pub(super) struct Question {
    pub(super) interaction: String,
    /// Where the form goes.
    pub(super) action: String,
    /// The name of the client.
    pub(super) client: String,
    pub(super) bank: &'static str,
    pub(super) wish: &'static str,
    /// Names and values, beginning with the payment.
    pub(super) lines: Vec<(&'static str, String)>,
    /// Whether to show the buttons for payments.
    pub(super) pays: bool,
}

/// The consent page. A script can use its form by posting `interaction` and a `decision` such as
/// `approve` or `deny`.
pub(super) fn consent(question: &Question) -> Answer {
    let mut lines = String::new();
    for (name, text) in &question.lines {
        lines += &format!("<dt>{}</dt><dd>{}</dd>\n", escaped(name), escaped(text));
    }
    let shown = if question.pays { Decision::ALL.len() } else { 2 };
    let mut buttons = String::new();
    for (_, name, text) in &Decision::ALL[..shown] {
        buttons += &format!(
            "<button type=\"submit\" name=\"decision\" value=\"{name}\" id=\"{name}\">{text}</button>\n"
        );
    }
    let content = format!(
        "<h1>{bank}</h1>\n\
         <p><strong>{client}</strong> asks to {wish}.</p>\n\
         <dl>\n{lines}</dl>\n\
         <form method=\"post\" action=\"{action}\">\n\
         <input type=\"hidden\" name=\"interaction\" value=\"{interaction}\">\n\
         {buttons}</form>\n\
         <p><small>A mock bank of moneyhub-sandbox. Nothing here is real.</small></p>\n",
        bank = escaped(question.bank),
        client = escaped(&question.client),
        wish = escaped(question.wish),
        action = escaped(&question.action),
        interaction = escaped(&question.interaction),
    );
    html(StatusCode::OK, "Give consent", &content)
}

/// A page without a way back.
pub(super) fn done(text: &str) -> Answer {
    let content = format!(
        "<h1>Thank you</h1>\n<p>{}</p>\n\
         <p><small>A mock bank of moneyhub-sandbox. Nothing here is real.</small></p>\n",
        escaped(text)
    );
    html(StatusCode::OK, "Done", &content)
}

/// An error that the client does not get.
pub(super) fn refusal(error: &str, description: &str) -> Answer {
    let content = format!(
        "<h1>This request can't continue</h1>\n<p><code>{}</code>: {}</p>\n",
        escaped(error),
        escaped(description)
    );
    Refusal::new(error, description).told_with(html(StatusCode::BAD_REQUEST, "Error", &content))
}

/// OAuth 2.0 Form Post Response Mode. The script only saves the click.
pub(super) fn form_post(action: &str, parameters: &[(String, String)]) -> Answer {
    let mut content = format!("<form method=\"post\" action=\"{}\">\n", escaped(action));
    for (name, value) in parameters {
        let (name, value) = (escaped(name), escaped(value));
        content += &format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">\n");
    }
    content += "<button type=\"submit\">Continue</button>\n</form>\n\
                <script>document.forms[0].submit()</script>\n";
    html(StatusCode::OK, "Back to the application", &content)
}

/// A page that is not cached, not framed, and sends its path and query to no other site. With no
/// referrer at all, a posted form would have the origin `null`.
pub(super) fn html(status: StatusCode, title: &str, content: &str) -> Answer {
    let text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n{content}</main>\n</body>\n</html>\n"
    );
    let mut answer = Response::new(Bytes::from(text));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HTML);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    answer
}
