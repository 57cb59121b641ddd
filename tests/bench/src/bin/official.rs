//! CPU time of a call by the client on tokio, against Moneyhub's own client for Node.js as it is:
//! `@mft/moneyhub-api-client`, which `tests/interop/run` installs.
//!
//! The sandbox runs here. Each client is a process of its own, and they take turns; each measures its
//! CPU time itself, when it is warm. The official client fetches a token for every call. Ours keeps it.
//!
//! Ends with 1 beyond a bound, and with 2 when a call fails or the official client is not installed.

use std::{
    env,
    process::{Command, ExitCode},
};

use moneyhub_bench::{
    by_hand::Failure,
    loopback::{self, Caller, Ours, Target},
    table::{Bound, HEADER, Row},
};
use moneyhub_proto::Window;
use moneyhub_sandbox::Sandbox;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../interop/official/cost.mjs");

const ROUNDS: u32 = 3;

/// What is called, what it is called in the table, how often in a round, and how much of the other's
/// time ours may take.
const CALLS: [(&str, &str, u32, Bound); 2] = [
    ("user", "a user", 2_000, Bound::Any),
    ("transactions", "a page of 1,000 transactions", 100, Bound::AtMost(0.25)),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let result = match arguments.as_slice() {
        [] => compare(),
        [what, times] => ours(what, times).map(|()| true),
        _ => Err("usage: official".into()),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("official: {error}");
            ExitCode::from(2)
        }
    }
}

/// Serves here, lets the two take turns, and says whether ours is within its bounds.
fn compare() -> Result<bool, Failure> {
    let sandbox = Sandbox::builder().record(false).transactions_per_account(1_000).start()?;
    let target = Target::of(&sandbox)?;
    let ours = env::current_exe()?;
    println!("{HEADER}");
    let mut good = true;
    for (what, title, times, bound) in CALLS {
        let (mut of_ours, mut of_theirs) = (0.0, 0.0);
        for _ in 0..ROUNDS {
            of_ours += microseconds(&mut Command::new(&ours), &target, what, times)?;
            of_theirs += microseconds(Command::new("node").arg(SCRIPT), &target, what, times)?;
        }
        let calls = f64::from(ROUNDS * times);
        let title = format!("{title}: CPU a call, us, against Moneyhub's client for Node.js");
        let row = Row::new(title, of_ours / calls, of_theirs / calls, bound);
        println!("{row}");
        good &= row.is_within();
    }
    Ok(good)
}

fn microseconds(
    program: &mut Command,
    target: &Target,
    what: &str,
    times: u32,
) -> Result<f64, Failure> {
    let program = program.arg(what).arg(times.to_string()).envs(target.environment());
    let output = program.output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

/// Prints the microseconds of so many calls by ours.
fn ours(what: &str, times: &str) -> Result<(), Failure> {
    let times: u32 = times.parse()?;
    let target = Target::from_environment()?;
    loopback::runtime()?.block_on(async {
        let ours = Ours::warm(&target).await?;
        let call = async |count| -> Result<(), Failure> {
            for _ in 0..count {
                match what {
                    "user" => ours.call().await?,
                    _ => ours.transactions(Window::MAX_LIMIT).await?,
                }
            }
            Ok(())
        };
        call(times.div_ceil(10)).await?;
        let before = loopback::cpu_seconds()?;
        call(times).await?;
        println!("{}", (loopback::cpu_seconds()? - before) * 1e6);
        Ok(())
    })
}
