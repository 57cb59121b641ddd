//! Replies, good and bad, and servers with lists.

use bytes::Bytes;
use moneyhub_oracles::pages::{LinkStyle, Mischief, Server};
use moneyhub_proto::{
    Page, Timestamp,
    connections::{Connection, ConnectionStatus},
    id::ConnectionId,
    page::PageMeta,
    users::{ConnectionSync, FetchStatus, SyncedAccount, User},
};
use proptest::{
    collection::vec,
    option::of,
    prelude::{Just, any, prop_oneof},
    sample::select,
    strategy::{BoxedStrategy, Strategy},
};
use serde_json::{Value, json};

use crate::texts;

/// A status that HTTP allows.
pub(crate) fn status() -> impl Strategy<Value = u16> {
    let known = [200, 201, 204, 301, 400, 401, 403, 404, 408, 429, 500, 502, 503, 504, 521];
    prop_oneof![4 => Just(200), 4 => select(known.to_vec()), 1 => 100_u16..1000]
}

pub(crate) fn headers() -> impl Strategy<Value = Vec<(Vec<u8>, Vec<u8>)>> {
    let known = ["retry-after", "date", "content-type", "content-length", "www-authenticate"];
    let name = prop_oneof![
        3 => select(known.to_vec()).prop_map(|name| name.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..8),
    ];
    let value = prop_oneof![
        vec(any::<u8>(), 0..20),
        any::<u64>().prop_map(|number| number.to_string().into_bytes()),
        "[0-9.e-]{1,30}".prop_map(String::into_bytes),
        Just(b"Wed, 21 Oct 2026 07:28:00 GMT".to_vec()),
    ];
    vec((name, value), 0..4)
}

/// Any bytes, JSON of any shape, and good replies that were cut, changed or repeated in places.
pub(crate) fn body() -> BoxedStrategy<Bytes> {
    let good = prop_oneof![
        user().prop_map(|user| json!(user)),
        page(user()).prop_map(|page| json!(page)),
        page(connection()).prop_map(|page| json!(page)),
        page(sync()).prop_map(|page| json!(page)),
        sync().prop_map(|sync| json!({ "data": sync })),
        texts::any().prop_map(|text| json!({ "code": text, "message": text, "details": [text] })),
        (texts::any(), any::<i64>()).prop_map(|(text, number)| json!({
            "access_token": text, "token_type": "Bearer", "expires_in": number, "scope": text,
        })),
    ];
    let good = good.prop_map(|value| value.to_string().into_bytes());
    let mangled = (good, vec((any::<usize>(), any::<usize>(), vec(any::<u8>(), 0..4)), 0..3));
    let mangled = mangled.prop_map(|(mut body, cuts)| {
        for (from, length, new) in cuts {
            let from = from % (body.len() + 1);
            let to = body.len().min(from + length % 12);
            body.splice(from..to, new);
        }
        body
    });
    prop_oneof![
        2 => vec(any::<u8>(), 0..200),
        2 => value().prop_map(|value| value.to_string().into_bytes()),
        6 => mangled,
    ]
    .prop_map(Bytes::from)
    .boxed()
}

/// Any JSON.
pub(crate) fn value() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        texts::any().prop_map(Value::from),
    ];
    let nested = leaf.prop_recursive(4, 24, 5, |inner| {
        let name = prop_oneof![texts::any(), member()];
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            vec((name, inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    nested.boxed()
}

/// A name that means something somewhere.
pub(crate) fn member() -> impl Strategy<Value = String> {
    let names =
        ["data", "meta", "links", "id", "userId", "error", "code", "access_token", "__proto__"];
    select(names.to_vec()).prop_map(str::to_owned)
}

pub(crate) fn user() -> BoxedStrategy<User> {
    let texts =
        (texts::any(), of(texts::any()), of(texts::any()), of(texts::any()), of(texts::any()));
    let times = (of(timestamp()), of(timestamp()), of(timestamp()), of(timestamp()));
    let enums = (of(enumeration(&["client", "user"])), of(enumeration(&["demo", "live", "test"])));
    (texts, times, enums, of(vec(texts::any(), 0..3)))
        .prop_map(|(texts, times, enums, connections)| {
            let mut user = User::new(texts.0.into());
            user.client_user_id = texts.1;
            user.client_id = texts.2.map(Into::into);
            user.client_name = texts.3;
            user.scopes = texts.4;
            (user.created_at, user.updated_at, user.last_accessed, user.deleted_at) = times;
            user.managed_by = enums.0.as_deref().map(Into::into);
            user.user_type = enums.1.as_deref().map(Into::into);
            user.connection_ids = connections.map(|ids| ids.into_iter().map(Into::into).collect());
            user
        })
        .boxed()
}

pub(crate) fn connection() -> BoxedStrategy<Connection> {
    let texts = (texts::any(), of(texts::any()), of(vec(texts::any(), 0..3)));
    let times = (of(timestamp()), of(timestamp()), of(timestamp()), of(timestamp()));
    let enums = (
        of(enumeration(&["api", "legacy", "test"])),
        of(enumeration(&["ok", "error", "never"])),
        of(enumeration(&["expired", "stoppedSyncing"])),
        of(enumeration(&["resync", "mfa_required"])),
    );
    (texts, times, enums, any::<[Option<bool>; 3]>())
        .prop_map(|(texts, times, enums, flags)| {
            let mut connection = Connection::new(ConnectionId::from(texts.0));
            connection.name = texts.1;
            connection.account_ids = texts.2.map(|ids| ids.into_iter().map(Into::into).collect());
            connection.connected_on = times.0;
            connection.last_updated = times.1;
            connection.expires_at = times.2;
            connection.user_consented_at = times.3;
            connection.connection_type = enums.0.as_deref().map(Into::into);
            connection.status = enums.1.as_deref().map(ConnectionStatus::from);
            connection.extended_status = enums.2.as_deref().map(Into::into);
            connection.error = enums.3.as_deref().map(Into::into);
            [connection.tpp_consent, connection.single_sync_only, connection.use_mfa] = flags;
            connection
        })
        .boxed()
}

pub(crate) fn sync() -> BoxedStrategy<ConnectionSync> {
    let texts = (texts::any(), of(texts::any()));
    let times = (of(timestamp()), of(timestamp()));
    let enums = (
        of(enumeration(&["auto-update", "client-update"])),
        of(enumeration(&["ADD", "UPDATE"])),
        of(enumeration(&["success", "mfa-required"])),
    );
    let account = (of(texts::any()), of(texts::any())).prop_map(|(provider, account)| {
        let mut synced = SyncedAccount::default();
        synced.provider_id = provider.map(Into::into);
        synced.account_id = account.map(Into::into);
        synced
    });
    (texts, times, enums, of(vec(account, 0..3)))
        .prop_map(|(texts, times, enums, accounts)| {
            let mut sync = ConnectionSync::new(texts.0.into());
            sync.connection_id = texts.1.map(Into::into);
            (sync.created_at, sync.fetched_at) = times;
            sync.action = enums.0.as_deref().map(Into::into);
            sync.method = enums.1.as_deref().map(Into::into);
            sync.fetch_status = enums.2.as_deref().map(FetchStatus::from);
            sync.accounts = accounts;
            sync
        })
        .boxed()
}

pub(crate) fn page<T: std::fmt::Debug + Clone + 'static>(
    item: BoxedStrategy<T>,
) -> BoxedStrategy<Page<T>> {
    let meta = any::<[Option<u64>; 3]>().prop_map(|[total, limit, offset]| {
        let mut meta = PageMeta::default();
        (meta.total, meta.limit, meta.offset) = (total, limit, offset);
        meta
    });
    let links = (of(texts::any()), of(texts::any()), of(texts::any())).prop_map(|links| {
        let mut read = moneyhub_proto::page::Links::default();
        (read.next, read.prev, read.this) = links;
        read
    });
    (vec(item, 0..4), meta, of(links))
        .prop_map(|(data, meta, links)| {
            let mut page = Page::new(data);
            (page.meta, page.links) = (meta, links);
            page
        })
        .boxed()
}

fn timestamp() -> impl Strategy<Value = Timestamp> {
    let known = ["2024-05-01T08:15:30.123Z", "9999-12-31T23:59:59Z", "2024-13-45"];
    prop_oneof![select(known.to_vec()).prop_map(str::to_owned), texts::any()]
        .prop_map(Timestamp::new)
}

fn enumeration(known: &[&'static str]) -> impl Strategy<Value = String> + use<> {
    prop_oneof![select(known.to_vec()).prop_map(str::to_owned), texts::any()]
}

pub(crate) fn server() -> impl Strategy<Value = Server> {
    let links = select(vec![LinkStyle::Absolute, LinkStyle::None, LinkStyle::Relative]);
    let mischief = prop_oneof![
        Just(Mischief::BackwardLink),
        Just(Mischief::EmptyPageWithLink),
        any::<u8>().prop_map(Mischief::ForeignLink),
        Just(Mischief::IgnoredOffset),
        (0_u8..10).prop_map(Mischief::Inserted),
        Just(Mischief::MalformedLink),
        Just(Mischief::RepeatedLink),
    ];
    (0_u32..25, 0_u32..8, any::<bool>(), links, of((0_usize..6, mischief))).prop_map(
        |(length, cap, tells_total, links, mischief)| Server {
            length,
            cap,
            tells_total,
            links,
            mischief,
        },
    )
}
