//! The table of instructions, and the pieces of work that it is made of.

mod pieces;

use std::process::Command;

use bytes::Bytes;

pub use self::pieces::run;
use crate::{
    loopback, sample,
    table::{
        Bound::{self, Any, AtMost},
        Row,
    },
};

/// What can go wrong.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// One line of the table, to be measured.
#[derive(Debug)]
pub struct Comparison {
    what: &'static str,
    ours: &'static str,
    against: &'static str,
    /// How often both are done before it counts, and how often then.
    before: u64,
    times: u64,
    bound: Bound,
    /// The page whose bytes the count is divided by.
    page: Option<fn() -> Bytes>,
    /// How often it is measured before it counts as beyond its bound: more than once where the count
    /// depends on what else the machine does.
    tries: u32,
}

/// How many transactions the longest page has.
const PAGE: usize = 1_000;

/// How many users a long list has.
const LONG: usize = 10_000;

/// And a very long one: 370 MB.
const LONGER: usize = 1_000_000;

/// Half a minute in all, when nobody else is at work.
pub const QUICK: &[Comparison] = &[
    row("codec: build a request, read a user", "codec", "codec-by-hand", 500, AtMost(1.10)),
    row("of that, build the request", "encode", "encode-by-hand", 500, Any),
    row("of that, read the user", "decode", "decode-by-hand", 500, Any),
    Comparison {
        what: "read 10,000 users at once, instructions a byte",
        ours: "long-page",
        against: "long-page-by-hand",
        before: 2,
        times: 2,
        bound: AtMost(1.00),
        page: Some(|| sample::users(LONG)),
        tries: 1,
    },
    Comparison {
        what: "read 1,000 transactions at once, instructions a byte",
        ours: "transactions",
        against: "transactions-by-hand",
        before: 10,
        times: 10,
        bound: AtMost(0.65),
        page: Some(|| sample::transactions(PAGE)),
        tries: 1,
    },
    Comparison {
        what: "read 1,000 enriched transactions at once, instructions a byte",
        ours: "enriched",
        against: "enriched-by-hand",
        before: 5,
        times: 5,
        bound: AtMost(0.80),
        page: Some(|| sample::enriched(PAGE)),
        tries: 1,
    },
    Comparison {
        what: "read a report on affordability, instructions a byte",
        ours: "affordability",
        against: "affordability-by-hand",
        before: 5,
        times: 5,
        bound: AtMost(0.80),
        page: Some(sample::affordability),
        tries: 1,
    },
    Comparison {
        what: "read an analysis of spending, instructions a byte",
        ours: "spending",
        against: "spending-by-hand",
        before: 50,
        times: 50,
        bound: AtMost(0.80),
        page: Some(sample::spending),
        tries: 1,
    },
    row("machine, token at hand, against the codec by hand", "machine", "codec-by-hand", 500, Any),
    row("blocking client, instant transport, the same", "blocking", "codec-by-hand", 500, Any),
    row("client, instant transport, the same", "client", "codec-by-hand", 500, Any),
    row(
        "find the token of one user of 100,000, against 100",
        "find-of-many",
        "find-of-few",
        500,
        AtMost(1.25),
    ),
    row("renew it, the same", "renew-of-many", "renew-of-few", 500, AtMost(2.00)),
    row(
        "put one in as another expires, the same",
        "expire-of-many",
        "expire-of-few",
        // As often as the few expire.
        50,
        AtMost(2.00),
    ),
    row("sign RS256", "sign-rs256", "sign-rs256-by-hand", 64, AtMost(1.10)),
    row("sign PS256", "sign-ps256", "sign-ps256-by-hand", 64, AtMost(1.10)),
    row("sign ES256", "sign-es256", "sign-es256-by-hand", 320, AtMost(1.10)),
    row("verify RS256", "verify-rs256", "verify-rs256-by-hand", 320, AtMost(1.10)),
    row("verify PS256", "verify-ps256", "verify-ps256-by-hand", 320, AtMost(1.10)),
    row("verify ES256", "verify-es256", "verify-es256-by-hand", 320, AtMost(1.10)),
    on_loopback("tokio client on loopback, one by one", "loopback", "loopback-bare", 640),
    on_loopback("tokio client on loopback, 64 at once", "loopback-64", "loopback-bare-64", 1_280),
];

/// Too long for CI.
pub const SLOW: &[Comparison] = &[Comparison {
    what: "read 1,000,000 users at once, instructions a byte",
    ours: "longer-page",
    against: "longer-page-by-hand",
    before: 0,
    times: 1,
    bound: AtMost(1.00),
    page: Some(|| sample::users(LONGER)),
    tries: 1,
}];

/// Nine tenths of the calls for the same instructions.
const LOOPBACK: Bound = AtMost(1.0 / 0.90);

const fn row(
    what: &'static str,
    ours: &'static str,
    against: &'static str,
    times: u64,
    bound: Bound,
) -> Comparison {
    Comparison { what, ours, against, before: times, times, bound, page: None, tries: 1 }
}

/// The number of polls depends on the neighbours: such counts repeat to three percent.
const fn on_loopback(
    what: &'static str,
    ours: &'static str,
    against: &'static str,
    times: u64,
) -> Comparison {
    Comparison { tries: 3, ..row(what, ours, against, times, LOOPBACK) }
}

impl Comparison {
    /// Counts the instructions of both.
    ///
    /// # Errors
    ///
    /// When valgrind can't be run, or a piece of work fails.
    pub fn measure(&self, target: &loopback::Target) -> Result<Row, Failure> {
        let mut row = self.measure_once(target)?;
        for _ in 1..self.tries {
            if row.is_within() {
                break;
            }
            row = self.measure_once(target)?;
        }
        Ok(row)
    }

    fn measure_once(&self, target: &loopback::Target) -> Result<Row, Failure> {
        let units = self.page.map_or(1, |page| page().len()) as f64;
        let cost = |piece| cost(piece, self.before, self.times, target);
        let (ours, against) = (cost(self.ours)? / units, cost(self.against)? / units);
        Ok(Row::new(self.what, ours, against, self.bound))
    }
}

/// What one time costs, when it was done so often before.
fn cost(piece: &str, before: u64, times: u64, target: &loopback::Target) -> Result<f64, Failure> {
    let start = count(piece, before, target)?;
    let end = count(piece, before + times, target)?;
    Ok(end.saturating_sub(start) as f64 / times as f64)
}

/// All instructions of a process that does it so often. Cachegrind counts the same ones as callgrind
/// does, in a third of the time when it models no cache.
fn count(piece: &str, times: u64, target: &loopback::Target) -> Result<u64, Failure> {
    let output = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["run", piece, &times.to_string()])
        .envs(target.environment())
        .output()
        .map_err(|error| format!("can't run valgrind ({error}); apt-get install valgrind"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let counted = said
        .lines()
        .find_map(|line| line.split_once("refs:"))
        .and_then(|(_, count)| count.trim().replace(',', "").parse().ok());
    match counted {
        Some(count) if output.status.success() => Ok(count),
        _ => Err(format!("{piece} failed under valgrind:\n{said}").into()),
    }
}
