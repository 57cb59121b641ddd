//! The pages: HTML that works without scripts.

use moneyhub_tokio::moneyhub_proto::{
    connections::{Connection, ConnectionStatus},
    env::UnixTime,
};

use crate::layout::{escaped, page};

pub(crate) fn home() -> String {
    page(
        "All your accounts in one place",
        "<p>Connect your bank, and see here what is connected. You sign in at the bank: this site \
         never sees your password.</p>\n\
         <form method=\"post\" action=\"/login\"><button>Connect a bank</button></form>\n",
    )
}

/// The connections of the user. All texts come from elsewhere, so all are escaped.
pub(crate) fn connections(connections: &[Connection], now: UnixTime) -> String {
    let mut content = String::new();
    if connections.is_empty() {
        content += "<p>Nothing is connected.</p>\n";
    } else {
        content += "<table>\n<thead><tr><th scope=\"col\">Bank</th><th scope=\"col\">Status</th>\
                    <th scope=\"col\">Access until</th></tr></thead>\n<tbody>\n";
        for connection in connections {
            content += &row(connection, now);
        }
        content += "</tbody>\n</table>\n";
    }
    content += "<div class=\"actions\">\n\
        <form method=\"post\" action=\"/login\"><button>Connect another bank</button></form>\n\
        <form method=\"post\" action=\"/logout\"><button class=\"quiet\">Sign out</button></form>\n\
        </div>\n";
    page("Your connections", &content)
}

/// A page that says what went wrong, with a link to go on.
pub(crate) fn notice(title: &str, text: &str) -> String {
    let content = format!(
        "<p>{}</p>\n<div class=\"actions\">\n\
         <form method=\"post\" action=\"/login\"><button>Try again</button></form>\n\
         <a href=\"/\">Back to the start</a>\n</div>\n",
        escaped(text)
    );
    page(title, &content)
}

fn row(connection: &Connection, now: UnixTime) -> String {
    let (class, status) = match &connection.status {
        _ if connection.is_expired(now) => ("bad", "Access has ended"),
        Some(ConnectionStatus::Ok) => ("good", "Up to date"),
        Some(ConnectionStatus::Never) => ("new", "Not fetched yet"),
        Some(ConnectionStatus::Error) => ("bad", "Needs your attention"),
        Some(other) => ("new", other.as_str()),
        None => ("new", "Unknown"),
    };
    let until = connection.expires_at.as_ref().map_or("", |end| end.as_str());
    format!(
        "<tr><th scope=\"row\">{name}<small>{id}</small></th>\
         <td><span class=\"{class}\">{status}</span></td>\
         <td><time datetime=\"{until}\">{date}</time></td></tr>\n",
        name = escaped(connection.name.as_deref().unwrap_or("A bank")),
        id = escaped(connection.id.as_str()),
        status = escaped(status),
        date = escaped(until.get(..10).unwrap_or("no end")),
        until = escaped(until),
    )
}
