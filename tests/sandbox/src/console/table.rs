//! Tables, and paging for long ones.

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::html::Html;

/// A table. On a narrow screen each row is a list of names and values. `none` is the text for an
/// empty table. With an `id` the script keeps it up to date.
pub(super) fn table<const N: usize>(
    id: &'static str,
    names: [&'static str; N],
    rows: impl IntoIterator<Item = [Html; N]>,
    none: &'static str,
) -> Html {
    let mut html = Html::new();
    html.markup("<div class=\"table\" id=\"").markup(id).markup("\" data-live>\n");
    let mut rows = rows.into_iter().peekable();
    if rows.peek().is_none() {
        html.markup("<p class=\"none\">").markup(none).markup("</p>\n</div>\n");
        return html;
    }
    html.markup("<table>\n<thead><tr>");
    for name in names {
        html.markup("<th>").markup(name).markup("</th>");
    }
    html.markup("</tr></thead>\n<tbody>\n");
    for row in rows {
        html.markup("<tr>");
        for (name, cell) in names.iter().zip(&row) {
            html.markup("<td data-name=\"").markup(name).markup("\"><div>").add(cell);
            html.markup("</div></td>");
        }
        html.markup("</tr>\n");
    }
    html.markup("</tbody>\n</table>\n</div>\n");
    html
}

pub(super) fn text(text: impl Display) -> Html {
    let mut html = Html::new();
    html.text(text);
    html
}

/// A moment, in one line.
pub(super) fn time(moment: impl Display) -> Html {
    let mut html = Html::new();
    html.markup("<time>").text(moment).markup("</time>");
    html
}

/// Ids, paths and similar text.
pub(super) fn code(text: impl Display) -> Html {
    let mut html = Html::new();
    html.markup("<code>").text(text).markup("</code>");
    html
}

/// A word with a colour: `good`, `bad` or `plain`.
pub(super) fn badge(class: &'static str, text: impl Display) -> Html {
    let mut html = Html::new();
    html.markup("<span class=\"badge ").markup(class).markup("\">").text(text).markup("</span>");
    html
}

/// The visible part of a long list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) offset: u64,
    pub(super) limit: u64,
    pub(super) total: u64,
}

impl Window {
    pub(super) fn of(query: &BTreeMap<String, String>, limit: u64, total: u64) -> Self {
        let offset = query.get("offset").and_then(|text| text.parse().ok()).unwrap_or(0);
        Self { offset: u64::min(offset, total.saturating_sub(1)), limit, total }
    }

    /// Which part is shown, with links to the rest; `more` is the rest of the query.
    pub(super) fn links(self, path: &'static str, more: &'static str) -> Html {
        let Self { offset, limit, total } = self;
        let mut html = Html::new();
        if total == 0 {
            return html;
        }
        let mut link = |offset: u64, name: &'static str| {
            html.markup("<a href=\"").markup(path).markup("?offset=").text(offset).markup(more);
            html.markup("\">").markup(name).markup("</a> ");
        };
        if offset > 0 {
            link(offset.saturating_sub(limit), "Back");
        }
        if offset + limit < total {
            link(offset + limit, "Next");
        }
        let mut all = Html::new();
        all.markup("<p class=\"pages\">").text(offset + 1).markup(" to ");
        all.text(u64::min(offset + limit, total)).markup(" of ").text(total).markup(" ");
        all.add(&html).markup("</p>\n");
        all
    }
}
