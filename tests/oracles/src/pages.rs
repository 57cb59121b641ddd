//! Pages add up to the list, or to a typed error.

use http::Response;
use moneyhub_proto::{AccessToken, ErrorKind, Outcome, Window, codec, page::Walk, users};
use serde_json::{Value, json};

use crate::{
    endpoints::{self, IDENTITY},
    naive,
};

/// A server with a list, and how it tells of it.
#[derive(Clone, Debug)]
pub struct Server {
    /// How many users there are.
    pub length: u32,
    /// The greatest page that it gives, whatever is asked for. Zero counts as one.
    pub cap: u32,
    /// Whether it says how many there are.
    pub tells_total: bool,
    /// How it links its pages.
    pub links: LinkStyle,
    /// What it does wrong, and on which page, counted from zero.
    pub mischief: Option<(usize, Mischief)>,
}

/// How pages are linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStyle {
    /// With scheme and host.
    Absolute,
    /// Not at all.
    None,
    /// By path and query.
    Relative,
}

/// What a server may do wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mischief {
    /// A link to the first page.
    BackwardLink,
    /// A page without items that links to another.
    EmptyPageWithLink,
    /// A link to another host, scheme or port.
    ForeignLink(u8),
    /// The offset is ignored, on every page.
    IgnoredOffset,
    /// Nothing: so many users are inserted before all others, just before this page is asked for.
    Inserted(u8),
    /// A link that is no URL.
    MalformedLink,
    /// A link to the page itself.
    RepeatedLink,
}

/// Walks the list: the pages add up to what lies behind the window's offset, or there is an error
/// of paging (never with an honest server). Where the list grows meanwhile, some come twice, and none is
/// missing. Each request keeps its filter and its limit, and goes
/// where the first one went. There are no more requests than there are items, and three.
///
/// # Panics
///
/// If the law is broken.
pub fn pages_add_up(server: &Server, window: Window, is_demo: Option<bool>) {
    let config = endpoints::config();
    let token = AccessToken::new("token").expect("the token is good");
    let mut walk = Walk::new(users::List { window, is_demo });
    let mut found: Vec<String> = Vec::new();
    let mut requests = 0;
    let end = loop {
        let Some(request) = walk.next_page() else {
            break Ok(());
        };
        assert!(requests < server.length as usize + server.inserted() + 3, "a walk does not end");
        let http = codec::encode(&request, &config, &token).expect("a page can be asked for");
        let text = http.uri().to_string();
        let query = text.strip_prefix(IDENTITY).and_then(|rest| rest.strip_prefix("/users?"));
        let query = query.unwrap_or_else(|| panic!("{text} is another list"));
        let pairs = naive::form_decoded(query).expect("a query is a form");
        let limit = number(&pairs, "limit").expect("a page has a limit");
        assert_eq!(limit, window.limit, "the limit is kept");
        let filter = pairs.iter().find(|(name, _)| name == "isDemo");
        let filter = filter.map(|(_, value)| value == "true");
        assert_eq!(filter, is_demo, "the filter is kept");
        let offset = number(&pairs, "offset").expect("a page has an offset");

        let reply = server.page(requests, window.offset, offset, limit);
        requests += 1;
        let page = codec::decode(&request, Response::new(reply.to_string()));
        let page = page.expect("a page can be read");
        found.extend(page.data.iter().map(|user| user.user_id.to_string()));
        if let Err(error) = walk.turn(&config, &page) {
            assert!(walk.next_page().is_none(), "an error ends a walk");
            break Err(error);
        }
    };
    match end {
        Ok(()) => {
            let expected: Vec<String> = (window.offset..server.length).map(name).collect();
            if server.inserted() > 0 {
                let missing = expected.iter().find(|user| !found.contains(user));
                assert_eq!(missing, None, "a user is missing");
            } else {
                assert_eq!(found, expected, "the pages are not the list");
            }
        }
        Err(error) => {
            let honest = server.mischief.is_none() || server.inserted() > 0;
            assert!(!honest, "an honest server is blamed: {error}");
            assert_eq!(error.kind(), ErrorKind::Paging, "{error}");
            assert_eq!(error.outcome(), Outcome::Accepted, "the page itself is good: {error}");
        }
    }
}

impl Server {
    /// How many users are inserted, at the most.
    fn inserted(&self) -> usize {
        match self.mischief {
            Some((_, Mischief::Inserted(users))) => usize::from(users),
            _ => 0,
        }
    }

    fn page(&self, number: usize, first: u32, offset: u32, limit: u32) -> Value {
        let mischief = self
            .mischief
            .filter(|(page, mischief)| *page == number || *mischief == Mischief::IgnoredOffset);
        let mischief = mischief.map(|(_, mischief)| mischief);
        let offset = if mischief == Some(Mischief::IgnoredOffset) { first } else { offset };
        let inserted = match self.mischief {
            Some((page, Mischief::Inserted(users))) if number >= page => u32::from(users),
            _ => 0,
        };
        let length = self.length + inserted;
        let end = length.min(offset.saturating_add(limit.min(self.cap.max(1))));
        let item = |index: u32| match index.checked_sub(inserted) {
            Some(index) => json!({ "userId": name(index) }),
            None => json!({ "userId": format!("new-{index}") }),
        };
        let mut data: Vec<Value> = (offset..end).map(item).collect();
        let path = |offset| format!("/users?limit={limit}&offset={offset}");
        let next = match mischief {
            Some(Mischief::BackwardLink) => Some(path(first)),
            Some(Mischief::EmptyPageWithLink) => {
                data.clear();
                Some(path(end))
            }
            Some(Mischief::ForeignLink(which)) => Some(format!("{}{}", foreign(which), path(end))),
            Some(Mischief::MalformedLink) => Some("http://[".to_owned()),
            Some(Mischief::RepeatedLink) => Some(path(offset)),
            Some(Mischief::IgnoredOffset | Mischief::Inserted(_)) | None => match self.links {
                _ if end >= length => None,
                LinkStyle::None => None,
                LinkStyle::Relative => Some(path(end)),
                LinkStyle::Absolute => Some(format!("{IDENTITY}{}", path(end))),
            },
        };
        let mut page = json!({ "data": data, "meta": {} });
        if self.tells_total {
            page["meta"] = json!({ "total": length, "limit": limit, "offset": offset });
        }
        if next.is_some() || self.links != LinkStyle::None {
            page["links"] = json!({ "next": next });
        }
        page
    }
}

/// Origins that are not [`IDENTITY`]'s, each by one difference.
fn foreign(which: u8) -> &'static str {
    const FOREIGN: [&str; 6] = [
        "https://evil.example:8443",
        "http://identity.example:8443",
        "https://identity.example",
        "https://identity.example:8444",
        "https://user@identity.example:8443",
        "https://identity.example.evil.example:8443",
    ];
    FOREIGN[usize::from(which) % FOREIGN.len()]
}

fn name(index: u32) -> String {
    format!("user-{index}")
}

fn number(pairs: &[(String, String)], name: &str) -> Option<u32> {
    let (_, value) = pairs.iter().find(|(known, _)| known == name)?;
    value.parse().ok()
}
