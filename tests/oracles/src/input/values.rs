//! Values of the modelled types, JSON, and servers with lists.

use moneyhub_proto::{
    Page, Timestamp,
    connections::{Connection, ConnectionStatus},
    id::ConnectionId,
    page::{Links, PageMeta},
    users::{ConnectionSync, FetchStatus, SyncedAccount, User},
};
use serde_json::Value;

use super::Draw;
use crate::{
    extension::Addition,
    leniency::Oddity,
    pages::{LinkStyle, Mischief, Server},
};

impl Draw<'_> {
    pub(crate) fn user(&mut self) -> User {
        let mut user = User::new(self.text().into());
        user.client_user_id = self.option(Self::text);
        user.client_id = self.option(|draw| draw.text().into());
        user.client_name = self.option(Self::text);
        user.scopes = self.option(Self::text);
        user.created_at = self.option(Self::timestamp);
        user.updated_at = self.option(Self::timestamp);
        user.last_accessed = self.option(Self::timestamp);
        user.deleted_at = self.option(Self::timestamp);
        user.managed_by = self.option(|draw| draw.word(&["client", "user"]).as_str().into());
        user.user_type = self.option(|draw| draw.word(&["demo", "live", "test"]).as_str().into());
        user.connection_ids = self.option(|draw| draw.list(2, |draw| draw.text().into()));
        user
    }

    pub(crate) fn connection(&mut self) -> Connection {
        let mut connection = Connection::new(ConnectionId::from(self.text()));
        connection.name = self.option(Self::text);
        connection.account_ids = self.option(|draw| draw.list(2, |draw| draw.text().into()));
        connection.connected_on = self.option(Self::timestamp);
        connection.last_updated = self.option(Self::timestamp);
        connection.expires_at = self.option(Self::timestamp);
        connection.user_consented_at = self.option(Self::timestamp);
        connection.connection_type =
            self.option(|draw| draw.word(&["api", "test"]).as_str().into());
        let status = self.option(|draw| draw.word(&["ok", "error"]));
        connection.status = status.as_deref().map(ConnectionStatus::from);
        connection.extended_status = self.option(|draw| draw.word(&["expired"]).as_str().into());
        connection.error = self.option(|draw| draw.word(&["resync"]).as_str().into());
        connection.tpp_consent = self.option(Self::bool);
        connection.single_sync_only = self.option(Self::bool);
        connection.use_mfa = self.option(Self::bool);
        connection
    }

    pub(crate) fn sync(&mut self) -> ConnectionSync {
        let mut sync = ConnectionSync::new(self.text().into());
        sync.connection_id = self.option(|draw| draw.text().into());
        sync.created_at = self.option(Self::timestamp);
        sync.fetched_at = self.option(Self::timestamp);
        sync.action = self.option(|draw| draw.word(&["auto-update"]).as_str().into());
        sync.method = self.option(|draw| draw.word(&["ADD", "UPDATE"]).as_str().into());
        let status = self.option(|draw| draw.word(&["success", "mfa-required"]));
        sync.fetch_status = status.as_deref().map(FetchStatus::from);
        sync.accounts = self.option(|draw| {
            draw.list(2, |draw| {
                let mut account = SyncedAccount::default();
                account.provider_id = draw.option(|draw| draw.text().into());
                account.account_id = draw.option(|draw| draw.text().into());
                account
            })
        });
        sync
    }

    pub(crate) fn page<T>(&mut self, item: impl FnMut(&mut Self) -> T) -> Page<T> {
        let mut page = Page::new(self.list(3, item));
        let mut meta = PageMeta::default();
        meta.total = self.option(Self::number);
        meta.limit = self.option(Self::number);
        meta.offset = self.option(Self::number);
        page.meta = meta;
        page.links = self.option(|draw| {
            let mut links = Links::default();
            links.next = draw.option(Self::text);
            links.prev = draw.option(Self::text);
            links.this = draw.option(Self::text);
            links
        });
        page
    }

    pub(crate) fn additions(&mut self) -> Vec<Addition> {
        self.list(4, |draw| Addition {
            object: usize::from(draw.byte()),
            position: usize::from(draw.byte()),
            name: draw.text(),
            value: draw.json(3),
        })
    }

    pub(crate) fn oddities(&mut self) -> Vec<Oddity> {
        self.list(6, |draw| Oddity { member: usize::from(draw.byte()), value: draw.json(2) })
    }

    /// Any JSON, nested so deep.
    pub(crate) fn json(&mut self, depth: u32) -> Value {
        match self.below(if depth == 0 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => Value::from(self.bool()),
            2 => Value::from(self.number()),
            3 => Value::from(self.number() as i64),
            4 => Value::from(f64::from_bits(self.number())),
            5 => Value::from(self.text()),
            6 => Value::from(self.list(3, |draw| draw.json(depth - 1))),
            _ => {
                let members = self.list(3, |draw| (draw.text(), draw.json(depth - 1)));
                Value::Object(members.into_iter().collect())
            }
        }
    }

    pub(crate) fn server(&mut self) -> Server {
        Server {
            length: self.below(25),
            cap: self.below(8),
            tells_total: self.bool(),
            links: self.one_of(&[LinkStyle::None, LinkStyle::Absolute, LinkStyle::Relative]),
            mischief: self.option(|draw| {
                let page = draw.below(6) as usize;
                let byte = draw.byte();
                let foreign = Mischief::ForeignLink(byte);
                let inserted = Mischief::Inserted(byte % 10);
                let mischief = draw.one_of(&[
                    Mischief::BackwardLink,
                    Mischief::EmptyPageWithLink,
                    foreign,
                    Mischief::IgnoredOffset,
                    Mischief::MalformedLink,
                    Mischief::RepeatedLink,
                    inserted,
                ]);
                (page, mischief)
            }),
        }
    }

    fn timestamp(&mut self) -> Timestamp {
        Timestamp::new(self.word(&["2024-05-01T08:15:30.123Z", "9999-12-31T23:59:59Z"]))
    }

    /// One of these, or any text.
    fn word(&mut self, known: &[&str]) -> String {
        match self.below(u32::try_from(known.len()).unwrap_or(0) + 1) as usize {
            0 => self.text(),
            index => known[index - 1].to_owned(),
        }
    }
}
