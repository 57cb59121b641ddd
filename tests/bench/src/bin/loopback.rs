//! Calls per second and CPU time of the client of each adapter, against hyper-util without the library
//! on the same runtime.
//!
//! The sandbox runs in another process, so that its CPU time is not counted. The two clients take
//! turns, and every round gives one ratio: a neighbour who makes a round slow makes both slow. What
//! is printed is the median of the rounds, and the CPU time of all of them. No bound fails here, since
//! it would be one on the neighbours; the bin `instructions` has the figure that repeats.
//!
//! Ends with 2 when a call fails, here or in the child.

use std::{
    env,
    process::{Command, ExitCode},
    time::Instant,
};

use moneyhub_bench::{
    by_hand::Failure,
    loopback::{
        AT_ONCE, Bare, Caller, Ours, Target,
        async_std::{BareOnAsyncStd, OursOnAsyncStd},
        cpu_seconds,
        crowd::{CROWD, Gated},
        runtime,
    },
    table::{Bound, HEADER, Row},
};
use moneyhub_sandbox::Sandbox;

const ROUNDS: usize = 25;

/// In a round, by each client.
const CALLS: u32 = 10_000;

fn main() -> ExitCode {
    let result = match env::args().nth(1).as_deref() {
        None => serve(),
        Some("run") => measure().map(|()| true),
        Some(_) => Err("usage: loopback".into()),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(2),
        Err(error) => {
            eprintln!("loopback: {error}");
            ExitCode::from(2)
        }
    }
}

/// Serves here, and lets a child measure.
fn serve() -> Result<bool, Failure> {
    let sandbox = Sandbox::builder().record(false).start()?;
    let child = Command::new(env::current_exe()?)
        .arg("run")
        // One thread for tasks there, too.
        .env("ASYNC_STD_THREAD_COUNT", "1")
        .envs(Target::of(&sandbox)?.environment())
        .status()?;
    Ok(child.success())
}

fn measure() -> Result<(), Failure> {
    let target = Target::from_environment()?;
    println!("{HEADER}");
    let runtime = runtime()?;
    for (title, tasks) in [("one by one", 1), ("64 at once", AT_ONCE)] {
        print("tokio", title, &runtime.block_on(rounds::<Ours, Bare>(&target, tasks))?);
        let rounds = rounds::<OursOnAsyncStd, BareOnAsyncStd>(&target, tasks);
        print("async-std", title, &async_std::task::block_on(rounds)?);
    }
    let title = "10,000 at once";
    print("tokio", title, &runtime.block_on(rounds::<Ours, Gated<Bare>>(&target, CROWD))?);
    let rounds = rounds::<OursOnAsyncStd, Gated<BareOnAsyncStd>>(&target, CROWD);
    print("async-std", title, &async_std::task::block_on(rounds)?);
    Ok(())
}

fn print(runtime: &str, title: &str, rounds: &[Round]) {
    let median = |figure: fn(&Round) -> f64| median(rounds.iter().map(figure).collect());
    let speed = Row {
        what: format!("{runtime}, {title}: calls a second"),
        ours: median(|round| round.ours.calls_per_second()),
        against: median(|round| round.bare.calls_per_second()),
        ratio: median(|round| round.ours.calls_per_second() / round.bare.calls_per_second()),
        bound: Bound::AtLeast(0.90),
    };
    // Not of single rounds, since the kernel's clock is too coarse for one.
    let cpu = |turn: fn(&Round) -> &Turn| {
        let seconds: f64 = rounds.iter().map(|round| turn(round).cpu).sum();
        seconds * 1e6 / (rounds.len() as f64 * f64::from(CALLS))
    };
    let what = format!("{runtime}, {title}: CPU a call, us");
    let (ours, bare) = (cpu(|round| &round.ours), cpu(|round| &round.bare));
    println!("{speed}\n{}", Row::new(what, ours, bare, Bound::AtMost(1.0 / 0.90)));
}

struct Round {
    ours: Turn,
    bare: Turn,
}

/// So many calls of one client, in seconds.
struct Turn {
    elapsed: f64,
    cpu: f64,
}

impl Turn {
    fn calls_per_second(&self) -> f64 {
        f64::from(CALLS) / self.elapsed
    }
}

async fn rounds<O: Caller, B: Caller>(target: &Target, tasks: u32) -> Result<Vec<Round>, Failure> {
    let ours = O::warm(target).await?;
    let bare = B::warm(target).await?;
    // One round that does not count opens the connections.
    turn(&ours, tasks).await?;
    turn(&bare, tasks).await?;
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        // Who goes first changes, so that a trend favours neither.
        let (ours, bare) = if round % 2 == 0 {
            let ours = turn(&ours, tasks).await?;
            (ours, turn(&bare, tasks).await?)
        } else {
            let bare = turn(&bare, tasks).await?;
            (turn(&ours, tasks).await?, bare)
        };
        rounds.push(Round { ours, bare });
    }
    Ok(rounds)
}

async fn turn(caller: &impl Caller, tasks: u32) -> Result<Turn, Failure> {
    let (start, cpu) = (Instant::now(), cpu_seconds()?);
    caller.calls(CALLS, tasks).await?;
    Ok(Turn { elapsed: start.elapsed().as_secs_f64(), cpu: cpu_seconds()? - cpu })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
