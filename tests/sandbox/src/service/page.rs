//! The pages of the mock bank: plain HTML that works without scripts.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, REFERRER_POLICY, X_FRAME_OPTIONS};
use http::{HeaderValue, Response, StatusCode};

use super::answer::Answer;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// What the owner of the account is asked.
pub(super) struct Question<'a> {
    pub(super) interaction: &'a str,
    pub(super) client_id: &'a str,
    pub(super) wish: &'a str,
    pub(super) user: Option<&'a str>,
    pub(super) scope: &'a str,
}

/// The consent page. Its form works by its buttons, which a script can press by posting
/// `interaction` and `decision=approve` or `decision=deny`.
pub(super) fn consent(question: &Question<'_>) -> Answer {
    let user = question.user.unwrap_or("a new user");
    let content = format!(
        "<h1>Example Bank</h1>\n\
         <p><strong>{client}</strong> asks to {wish}.</p>\n\
         <dl>\n<dt>For</dt><dd>{user}</dd>\n<dt>Scope</dt><dd>{scope}</dd>\n</dl>\n\
         <form method=\"post\" action=\"auth/consent\">\n\
         <input type=\"hidden\" name=\"interaction\" value=\"{interaction}\">\n\
         <button type=\"submit\" name=\"decision\" value=\"approve\" id=\"approve\">Approve</button>\n\
         <button type=\"submit\" name=\"decision\" value=\"deny\" id=\"deny\">Deny</button>\n\
         </form>\n\
         <p><small>A mock bank of moneyhub-sandbox. Nothing here is real.</small></p>\n",
        client = escaped(question.client_id),
        wish = escaped(question.wish),
        user = escaped(user),
        scope = escaped(question.scope),
        interaction = escaped(question.interaction),
    );
    html(StatusCode::OK, "Give consent", &content)
}

/// An error that is not told to the client.
pub(super) fn refusal(error: &str, description: &str) -> Answer {
    let content = format!(
        "<h1>This request cannot go on</h1>\n<p><code>{}</code>: {}</p>\n",
        escaped(error),
        escaped(description)
    );
    html(StatusCode::BAD_REQUEST, "Error", &content)
}

/// OAuth 2.0 Form Post Response Mode. The script only spares the click.
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

/// A page that is not stored, not framed, and gives its path and query to nobody. With no referrer
/// at all a posted form would come from the origin `null`.
pub(super) fn html(status: StatusCode, title: &str, content: &str) -> Answer {
    let text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         </head>\n<body>\n<main>\n{content}</main>\n</body>\n</html>\n"
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

/// Text as it may stand in content and in quoted attributes.
fn escaped(text: &str) -> String {
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
