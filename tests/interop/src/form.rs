//! The page of the response mode `form_post`, as the provider writes it; no other HTML is understood.

/// A form with hidden fields.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Form {
    /// Where it is posted to.
    pub(crate) action: String,
    /// Names and values.
    pub(crate) fields: Vec<(String, String)>,
}

/// The first form of the page that is posted.
pub(crate) fn read(page: &str) -> Option<Form> {
    let (_, form) = page.split_once("<form method=\"post\"")?;
    let (form, _) = form.split_once("</form>")?;
    let fields = form.split("<input type=\"hidden\"").skip(1).map(|field| {
        let tag = field.split('>').next()?;
        Some((attribute(tag, "name")?, attribute(tag, "value")?))
    });
    Some(Form { action: attribute(form, "action")?, fields: fields.collect::<Option<_>>()? })
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = value.split_once('"')?;
    Some(unescape(value))
}

/// `&amp;` comes last, so that what it makes is not read as an escape again.
fn unescape(text: &str) -> String {
    let escapes = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    escapes.iter().fold(text.to_owned(), |text, (escape, plain)| text.replace(escape, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_and_unescaped_once() {
        let page = r#"<body><form method="post" action="https://a.example/?x=1&amp;y=2">
            <input type="hidden" name="code" value="a&amp;lt;b&quot;"/>
            <input type="hidden" name="state" value=""/>
            <button autofocus type="submit">Continue</button></form>"#;
        let fields = [("code", "a&lt;b\""), ("state", "")];
        let expected = Form {
            action: "https://a.example/?x=1&y=2".to_owned(),
            fields: fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        };
        assert_eq!(read(page), Some(expected));
    }

    #[test]
    fn a_page_without_such_a_form_has_none() {
        assert_eq!(read("<form method=\"get\" action=\"/\"></form>"), None);
    }
}
