//! The table of instructions, and the pieces of work that it is made of.

use std::{hint::black_box, process::Command};

use crate::{
    instant, loopback, sample, signing,
    tokens::Tokens,
    work::{self, ByHand, Codec, Machine},
};

/// What can go wrong.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// One line of the table.
struct Row {
    title: &'static str,
    ours: &'static str,
    /// The same by hand, and how many times its instructions ours may take.
    against: Option<(&'static str, Option<f64>)>,
    times: u64,
    /// How many units one time has: bytes, or just one.
    units: fn() -> usize,
}

const USERS: usize = 10_000;

/// Of how many users there are tokens. The second is as many as the table holds.
const FEW: u64 = 100;
const MANY: u64 = 100_000;

const ROWS: &[Row] = &[
    Row {
        title: "build and read one user",
        ours: "codec",
        against: Some(("codec-by-hand", Some(1.10))),
        times: 500,
        units: one,
    },
    Row {
        title: "of that, build",
        ours: "encode",
        against: Some(("encode-by-hand", None)),
        times: 500,
        units: one,
    },
    Row {
        title: "of that, read",
        ours: "decode",
        against: Some(("decode-by-hand", None)),
        times: 500,
        units: one,
    },
    Row {
        title: "read 10,000 users, a byte",
        ours: "page",
        against: Some(("page-by-hand", Some(1.00))),
        times: 2,
        units: page_bytes,
    },
    Row {
        title: "machine, token cached",
        ours: "machine",
        against: Some(("codec-by-hand", None)),
        times: 500,
        units: one,
    },
    Row {
        title: "blocking client, instant transport",
        ours: "blocking",
        against: Some(("codec-by-hand", None)),
        times: 500,
        units: one,
    },
    Row {
        title: "client, instant transport",
        ours: "client",
        against: Some(("codec-by-hand", None)),
        times: 500,
        units: one,
    },
    Row {
        title: "find the token of one user of 100,000, not of 100",
        ours: "find-of-many",
        against: Some(("find-of-few", Some(1.25))),
        times: 50,
        units: one,
    },
    Row {
        title: "renew it",
        ours: "renew-of-many",
        against: Some(("renew-of-few", Some(2.00))),
        times: 50,
        units: one,
    },
    Row {
        title: "put one in as another expires",
        ours: "expire-of-many",
        against: Some(("expire-of-few", Some(2.00))),
        times: 50,
        units: one,
    },
    Row {
        title: "sign RS256",
        ours: "sign-rs256",
        against: Some(("sign-rs256-by-hand", Some(1.10))),
        times: 64,
        units: one,
    },
    Row {
        title: "sign PS256",
        ours: "sign-ps256",
        against: Some(("sign-ps256-by-hand", Some(1.10))),
        times: 64,
        units: one,
    },
    Row {
        title: "sign ES256",
        ours: "sign-es256",
        against: Some(("sign-es256-by-hand", Some(1.10))),
        times: 320,
        units: one,
    },
    Row {
        title: "verify RS256",
        ours: "verify-rs256",
        against: Some(("verify-rs256-by-hand", Some(1.10))),
        times: 320,
        units: one,
    },
    Row {
        title: "verify PS256",
        ours: "verify-ps256",
        against: Some(("verify-ps256-by-hand", Some(1.10))),
        times: 320,
        units: one,
    },
    Row {
        title: "verify ES256",
        ours: "verify-es256",
        against: Some(("verify-es256-by-hand", Some(1.10))),
        times: 320,
        units: one,
    },
    Row {
        title: "tokio client on loopback, one by one",
        ours: "loopback",
        against: Some(("loopback-bare", Some(1.0 / 0.90))),
        times: 640,
        units: one,
    },
    Row {
        title: "tokio client on loopback, 64 at once",
        ours: "loopback-64",
        against: Some(("loopback-bare-64", Some(1.0 / 0.90))),
        times: 1_280,
        units: one,
    },
];

/// What is done with the tokens of so many users.
fn of(users: u64, work: fn(&mut Tokens)) -> impl FnMut() {
    let mut tokens = Tokens::of(users);
    move || work(&mut tokens)
}

fn one() -> usize {
    1
}

fn page_bytes() -> usize {
    sample::page(USERS).len()
}

/// Prints the table; `false` when a bound is passed.
///
/// # Errors
///
/// When valgrind can't be run, or a piece of work fails.
pub fn table(target: &loopback::Target) -> Result<bool, Failure> {
    println!("| what | instructions | by hand | ratio | bound | |");
    println!("|---|---:|---:|---:|---:|---|");
    let mut good = true;
    for row in ROWS {
        let units = (row.units)() as f64;
        let ours = cost(row.ours, row.times, target)? / units;
        let Some((theirs, bound)) = row.against else {
            println!("| {} | {} | | | | |", row.title, number(ours));
            continue;
        };
        let theirs = cost(theirs, row.times, target)? / units;
        let ratio = ours / theirs;
        let within = bound.is_none_or(|bound| ratio <= bound);
        good &= within;
        println!(
            "| {} | {} | {} | {ratio:.3} | {} | {} |",
            row.title,
            number(ours),
            number(theirs),
            bound.map_or(String::new(), |bound| format!("{bound:.2}")),
            match bound {
                None => "",
                Some(_) if within => "good",
                Some(_) => "BEYOND",
            },
        );
    }
    Ok(good)
}

fn number(value: f64) -> String {
    if value < 1_000.0 { format!("{value:.2}") } else { format!("{value:.0}") }
}

/// What one time costs.
fn cost(piece: &str, times: u64, target: &loopback::Target) -> Result<f64, Failure> {
    let once = callgrind(piece, times, target)?;
    let twice = callgrind(piece, 2 * times, target)?;
    Ok(twice.saturating_sub(once) as f64 / times as f64)
}

fn callgrind(piece: &str, times: u64, target: &loopback::Target) -> Result<u64, Failure> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["run", piece, &times.to_string()])
        .envs(target.environment())
        .output()
        .map_err(|error| format!("can't run valgrind ({error}); apt-get install valgrind"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said
        .lines()
        .find_map(|line| line.split_once("Collected : "))
        .and_then(|(_, count)| count.trim().parse().ok());
    match collected {
        Some(count) if output.status.success() => Ok(count),
        _ => Err(format!("{piece} failed under valgrind:\n{said}").into()),
    }
}

/// Runs a piece of work so many times. This is what valgrind looks at.
///
/// # Errors
///
/// When there is no such piece, or it fails.
pub fn run(piece: &str, times: &str) -> Result<(), Failure> {
    let times: u32 = times.parse()?;
    let repeat = |work: &mut dyn FnMut()| (0..times).for_each(|_| work());
    match piece {
        "codec" => repeat(&mut {
            let codec = Codec::new();
            move || codec.call()
        }),
        "codec-by-hand" => repeat(&mut {
            let by_hand = ByHand::new();
            move || by_hand.call()
        }),
        "encode" => repeat(&mut {
            let codec = Codec::new();
            move || drop(black_box(codec.encode()))
        }),
        "encode-by-hand" => repeat(&mut {
            let by_hand = ByHand::new();
            move || drop(black_box(by_hand.encode()))
        }),
        "decode" => repeat(&mut {
            let codec = Codec::new();
            move || drop(black_box(codec.decode()))
        }),
        "decode-by-hand" => repeat(&mut {
            let by_hand = ByHand::new();
            move || drop(black_box(by_hand.decode()))
        }),
        "page" => repeat(&mut {
            let body = sample::page(USERS);
            move || drop(black_box(work::decode_page(&body)))
        }),
        "page-by-hand" => repeat(&mut {
            let body = sample::page(USERS);
            move || drop(black_box(work::decode_page_by_hand(&body)))
        }),
        "machine" => repeat(&mut {
            let machine = Machine::warm();
            move || machine.call()
        }),
        "blocking" => repeat(&mut {
            let client = instant::blocking_client();
            move || instant::call_blocking(&client)
        }),
        "client" => repeat(&mut {
            let client = instant::client();
            move || instant::call(&client)
        }),
        "find-of-few" => repeat(&mut of(FEW, Tokens::find)),
        "find-of-many" => repeat(&mut of(MANY, Tokens::find)),
        "renew-of-few" => repeat(&mut of(FEW, Tokens::renew)),
        "renew-of-many" => repeat(&mut of(MANY, Tokens::renew)),
        "expire-of-few" => repeat(&mut of(FEW, Tokens::expire)),
        "expire-of-many" => repeat(&mut of(MANY, Tokens::expire)),
        _ => match signing::work(piece) {
            Some(mut work) => repeat(&mut *work),
            None => loopback::run(piece, times)?,
        },
    }
    Ok(())
}
