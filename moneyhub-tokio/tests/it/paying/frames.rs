//! HTTP/2 by hand: frames that no library would send, in orders that none would choose. As soon as the head of
//! the payment is here, it counts as made.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use moneyhub_tokio::moneyhub_proto::{CallOptions, Outcome};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{DEADLINE, Ledger, client};
use crate::{
    calls::with_token,
    http2::Stream,
    server::Server,
    tls_server::{Authority, start},
};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PUSH_PROMISE: u8 = 5;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;

const ACK: u8 = 1;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// For how long a connection is kept that does not end at once.
const MOMENT: Duration = Duration::from_millis(30);

/// Of the static table of HPACK (RFC 7541, appendix A): `:status: 200`.
const STATUS_200: &[u8] = &[0x88];

/// `:status` with a value that is not in the table.
fn status(code: u16) -> Vec<u8> {
    [&[0x08, 3][..], code.to_string().as_bytes()].concat()
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

fn reset(stream: u32, code: u32) -> Vec<u8> {
    frame(RST_STREAM, 0, stream, &code.to_be_bytes())
}

fn go_away(last_stream: u32, code: u32) -> Vec<u8> {
    frame(GOAWAY, 0, 0, &[last_stream.to_be_bytes(), code.to_be_bytes()].concat())
}

/// One way to answer.
struct Row {
    name: String,
    /// Whether the client may send no body.
    stalls: bool,
    /// What the server says when the head of the payment has come, on this stream.
    says: Box<dyn Fn(u32) -> Vec<u8> + Send + Sync>,
    /// Whether the connection ends then, and not a moment later.
    ends: bool,
}

fn row(
    name: impl Into<String>,
    says: impl Fn(u32) -> Vec<u8> + Clone + Send + Sync + 'static,
) -> Vec<Row> {
    let name = name.into();
    let rows = [(false, false), (false, true), (true, false), (true, true)];
    let rows = rows.map(|(stalls, ends)| Row {
        name: name.clone(),
        stalls,
        says: Box::new(says.clone()),
        ends,
    });
    rows.into_iter().collect()
}

/// RFC 9113: the error codes of section 7, one that is none; the last stream of a GOAWAY (section 6.8) below, at
/// and above ours.
fn table() -> Vec<Row> {
    let mut table = Vec::new();
    for code in (0..=13).chain([0xff]) {
        table.extend(row(format!("reset, {code}"), move |stream| reset(stream, code)));
        table.extend(row(format!("head, reset, {code}"), move |stream| {
            [frame(HEADERS, END_HEADERS, stream, STATUS_200), reset(stream, code)].concat()
        }));
        table.extend(row(format!("half a body, reset, {code}"), move |stream| {
            let head = frame(HEADERS, END_HEADERS, stream, STATUS_200);
            [head, frame(DATA, 0, stream, b"{\"data\""), reset(stream, code)].concat()
        }));
    }
    for code in [0, 1, 2, 7, 11, 13] {
        table.extend(row(format!("goaway below, {code}"), move |_| go_away(0, code)));
        table.extend(row(format!("goaway at, {code}"), move |stream| go_away(stream, code)));
        table.extend(row(format!("goaway above, {code}"), move |_| go_away(u32::MAX >> 1, code)));
        table.extend(row(format!("goaway above, then below, {code}"), move |_| {
            [go_away(u32::MAX >> 1, 0), go_away(0, code)].concat()
        }));
        table.extend(row(format!("head, goaway below, {code}"), move |stream| {
            [frame(HEADERS, END_HEADERS, stream, STATUS_200), go_away(0, code)].concat()
        }));
    }
    for code in [401, 408, 413, 417, 421, 425, 429, 503] {
        table.extend(row(format!("{code}, no error"), move |stream| {
            let head = frame(HEADERS, END_HEADERS | END_STREAM, stream, &status(code));
            [head, reset(stream, 0)].concat()
        }));
    }
    table.extend(row("early hints, then refused", |stream| {
        let hints = frame(HEADERS, END_HEADERS, stream, &status(103));
        [hints.clone(), hints, reset(stream, 7)].concat()
    }));
    table.extend(row("two heads", |stream| {
        let head = frame(HEADERS, END_HEADERS, stream, STATUS_200);
        [head, frame(HEADERS, END_HEADERS, stream, &status(401))].concat()
    }));
    table.extend(row("a push", |stream| {
        frame(PUSH_PROMISE, END_HEADERS, stream, &[&2_u32.to_be_bytes()[..], &[0x82]].concat())
    }));
    table.extend(row("a window of nothing", |stream| frame(WINDOW_UPDATE, 0, stream, &[0; 4])));
    table.extend(row("an answer to what was not asked", |stream| {
        frame(HEADERS, END_HEADERS | END_STREAM, stream + 2, STATUS_200)
    }));
    table.extend(row("nothing", |_| Vec::new()));
    table
}

/// Kind, flags and stream of the next frame; `None` when the client has closed.
async fn next(stream: &mut Stream) -> Option<(u8, u8, u32)> {
    let mut head = [0; 9];
    stream.read_exact(&mut head).await.ok()?;
    let [a, b, c, kind, flags, number @ ..] = head;
    let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
    stream.read_exact(&mut payload).await.ok()?;
    Some((kind, flags, u32::from_be_bytes(number)))
}

async fn serve(mut stream: Stream, row: &Row, ledger: &AtomicUsize) -> Option<()> {
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await.ok()?;
    // SETTINGS_INITIAL_WINDOW_SIZE (RFC 9113 section 6.5.2).
    let settings: &[u8] = if row.stalls { &[0, 4, 0, 0, 0, 0] } else { &[] };
    stream.write_all(&frame(SETTINGS, 0, 0, settings)).await.ok()?;
    stream.flush().await.ok()?;
    let number = loop {
        match next(&mut stream).await? {
            (HEADERS, _, number) => break number,
            (SETTINGS, flags, _) if flags & ACK == 0 => {
                stream.write_all(&frame(SETTINGS, ACK, 0, &[])).await.ok()?;
                stream.flush().await.ok()?;
            }
            _ => {}
        }
    };
    ledger.fetch_add(1, SeqCst);
    stream.write_all(&(row.says)(number)).await.ok()?;
    stream.flush().await.ok()?;
    if !row.ends {
        let more = async {
            while let Some((kind, ..)) = next(&mut stream).await {
                ledger.fetch_add(usize::from(kind == HEADERS), SeqCst);
            }
        };
        let _ = tokio::time::timeout(MOMENT, more).await;
    }
    stream.shutdown().await.ok()
}

#[tokio::test]
async fn no_order_of_frames_makes_a_client_pay_twice() {
    let authority = Authority::new();
    let config = authority.server(&["h2"]);
    for row in table() {
        let (row, ledger) = (Arc::new(row), Ledger::default());
        let (script, seen) = (Arc::clone(&row), Arc::clone(&ledger));
        let server: Server = start(config.clone(), move |stream, _| {
            let (row, ledger) = (Arc::clone(&script), Arc::clone(&seen));
            async move { serve(stream, &row, &ledger).await.unwrap_or_default() }
        });
        let options = CallOptions { deadline: Some(DEADLINE), ..with_token() };
        let said = client(&authority, &server).send_with(super::payment(), options).await;
        let said = said.err().map(|error| error.outcome());
        // What might still be sent has the time to be.
        tokio::time::sleep(Duration::from_millis(5)).await;
        let (times, Row { name, stalls, ends, .. }) = (ledger.load(SeqCst), &*row);
        let row = format!("{name}, stalls: {stalls}, ends: {ends}: {said:?}");
        assert_eq!(times, 1, "{row}");
        assert_ne!(said, Some(Outcome::NotSent), "{row}");
        let refused =
            name.ends_with("reset, 7") || name.starts_with('4') || name.contains("refused");
        assert!(refused || said != Some(Outcome::Refused), "nobody refused it: {row}");
    }
}
