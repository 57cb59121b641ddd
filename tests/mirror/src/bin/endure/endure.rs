//! Storms and quiet times.

use std::{
    env,
    error::Error,
    io,
    net::{Ipv4Addr, TcpListener, TcpStream},
    time::{Duration, Instant, SystemTime},
};

use moneyhub_sandbox::{Chaos, Cut, Fault, Matcher, Sandbox, Subscription, WebhookFormat};
use tokio::time::sleep;

use crate::{
    arguments::{Arguments, Plant},
    bank::Bank,
    comparison::{self, Kind},
    mirror::{Mirror, seconds},
    say,
    user::Touch,
};

/// Four weeks: how often a ledger reads everything, as long as that finds nothing.
const FULL_LATEST: u64 = 28 * 86_400;

/// How long a mirror may take longer than that when a storm is over: it rests for a minute after a fault, and the
/// machine may be busy.
const MORE: Duration = Duration::from_secs(300);

/// Differences beyond these are only counted.
const MOST_TOLD: usize = 20;

pub(crate) struct Endure {
    bank: Bank,
    mirror: Mirror,
    /// Where the mirror takes webhooks.
    port: u16,
    random: fastrand::Rng,
    /// What goes wrong by itself in a storm.
    chaos: Chaos,
    began: Instant,
    /// How long the mirror may take to prove that all is right, when nothing changes any more.
    patience: Duration,
    storm: Duration,
    kill_every: f64,
    plant: Option<Plant>,
    found: Found,
}

#[derive(Debug, Default)]
struct Found {
    comparisons: u64,
    checks: u64,
    rows: u64,
    differences: usize,
    /// Storms after which nothing was proven in time.
    stalls: u64,
}

/// How many rows were compared, and what is wrong with them.
struct Compared {
    rows: usize,
    wrong: Vec<String>,
}

impl Endure {
    pub(crate) async fn begin(arguments: &Arguments) -> Result<Self, Box<dyn Error>> {
        let seed = arguments.seed;
        let sandbox = Sandbox::builder()
            .users(arguments.users)
            .transactions_per_account(arguments.transactions)
            .limit_cap(arguments.page)
            .record(false)
            .start()?;
        let port = free_port()?;
        let url = format!("http://127.0.0.1:{port}/webhooks");
        sandbox.subscribe(Subscription::new(&url, WebhookFormat::Signed)?);
        let chaos = Chaos::seeded(seed).lost_webhooks(15).doubled_webhooks(15).shifting_pages(10);
        let chaos = match arguments.webhooks {
            Some(_) => chaos.late_webhooks(70, Duration::from_secs(15)),
            None => chaos.late_webhooks(20, Duration::from_secs(40)),
        };
        let program = match &arguments.mirror {
            Some(program) => program.clone(),
            None => Mirror::program()?,
        };
        let name = format!("endure-{}.sqlite", std::process::id());
        let [at, hasten] = [port.to_string(), arguments.hasten.to_string()];
        let options = ["--port", &at, "--hasten", &hasten];
        let mirror = Mirror::new(&sandbox, &program, env::temp_dir().join(name), &options)?;
        let full_latest = FULL_LATEST / u64::from(arguments.hasten.max(1));
        Ok(Self {
            bank: Bank::open(sandbox, seed).await?,
            mirror,
            port,
            random: fastrand::Rng::with_seed(seed),
            chaos: chaos.banks_down(10, Duration::from_secs(30)),
            began: Instant::now(),
            patience: Duration::from_secs(full_latest) + MORE,
            storm: Duration::from_secs(arguments.storm),
            kill_every: arguments.kill_every,
            plant: arguments.plant,
            found: Found::default(),
        })
    }

    /// Storms and quiet times in turn, for about so long.
    pub(crate) async fn weather(&mut self, duration: Duration) -> Result<(), Box<dyn Error>> {
        self.mirror.start()?;
        while self.began.elapsed() < duration {
            let ends = |endure: &Self| endure.mirror.kills + endure.mirror.deaths;
            let (until, before) = (Instant::now() + self.storm, ends(self));
            let goes_on = |endure: &Self| {
                Instant::now() < until || endure.plant.is_some() || ends(endure) == before
            };
            self.storm(goes_on, 200).await?;
            self.quiet().await?;
        }
        Ok(())
    }

    /// So many webhooks, and a quiet time.
    pub(crate) async fn flood(&mut self, webhooks: usize) -> Result<(), Box<dyn Error>> {
        self.mirror.start()?;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            sleep(Duration::from_millis(100)).await;
        }
        self.storm(|endure| endure.bank.letters.raised() < webhooks, 0).await?;
        self.quiet().await
    }

    /// Tells what there was. `true` if nothing was wrong.
    pub(crate) fn end(mut self) -> Result<bool, Box<dyn Error>> {
        self.mirror.kill()?;
        self.bank.hear();
        let Self { bank, mirror, found, .. } = &self;
        for (what, number) in &bank.changes {
            say(&format!("{what}: {number}"));
        }
        say(&bank.letters.told());
        let Found { comparisons, checks, rows, differences, stalls } = found;
        say(&format!(
            "requests to the data host: {}; met a fault: {}; changes without an answer: {}",
            bank.sandbox.data_requests(),
            bank.sandbox.faults_fired(),
            bank.unanswered
        ));
        say(&format!(
            "kills: {}; checks of the checkpoint: {checks}; comparisons: {comparisons}; rows compared: {rows}; \
             ended by itself: {}; not proven in time: {stalls}; differences: {differences}",
            mirror.kills, mirror.deaths
        ));
        let is_good = *differences == 0 && *stalls == 0 && mirror.deaths == 0 && *comparisons > 0;
        match is_good {
            true => mirror.remove_files(),
            false => say(&format!("what there was is left at {}*", mirror.database.display())),
        }
        Ok(is_good)
    }

    /// Changes, faults and kills, with up to so many milliseconds between two changes.
    async fn storm(
        &mut self,
        goes_on: impl Fn(&Self) -> bool,
        pause: u64,
    ) -> Result<(), Box<dyn Error>> {
        let mut next_kill = self.after(self.kill_every);
        let mut next_fault = Instant::now();
        self.bank.sandbox.set_chaos(self.chaos);
        while goes_on(self) {
            self.bank.change().await;
            sleep(Duration::from_millis(self.random.u64(..=pause))).await;
            if Instant::now() >= next_fault {
                self.set_faults();
                self.bank.hear();
                next_fault = self.after(4.0);
            }
            if Instant::now() >= next_kill {
                self.kill().await?;
                next_kill = self.after(self.kill_every);
            }
        }
        self.calm();
        Ok(())
    }

    /// Nothing goes wrong by itself any more.
    fn calm(&self) {
        self.bank.sandbox.clear_faults();
        self.bank.sandbox.set_chaos(Chaos::default());
    }

    /// Between nothing and twice as long.
    fn after(&mut self, seconds: f64) -> Instant {
        Instant::now() + Duration::from_secs_f64(2.0 * seconds * self.random.f64())
    }

    /// Another fault in place of those that there are, or none.
    fn set_faults(&mut self) {
        let sandbox = &self.bank.sandbox;
        sandbox.clear_faults();
        let fault = match self.random.u8(..16) {
            0 | 1 => Fault::status(503),
            2 => Fault::status(429).header("retry-after", "1"),
            3 => Fault::reset(),
            4 => Fault::truncate(700, Cut::Fin),
            5 => Fault::close_unannounced(),
            6 => Fault::delay(Duration::from_millis(500)),
            7 => Fault::status(503).skip(2).times(3),
            8 => Fault::reset().after_handling().times(2),
            _ => return,
        };
        for path in ["/v3/transactions", "/v3/accounts"] {
            sandbox.fault(Matcher::route("GET", path), fault.clone().may_be_missed());
        }
    }

    /// Kills the mirror, looks at what it has stored, and starts it again when more has changed.
    async fn kill(&mut self) -> Result<(), Box<dyn Error>> {
        if self.random.bool() {
            // Right after a commit, or in the next one.
            let (before, patience) = (self.mirror.commits(), Instant::now());
            while self.mirror.commits() == before && patience.elapsed() < Duration::from_secs(2) {
                sleep(Duration::from_millis(1)).await;
            }
        }
        self.mirror.kill()?;
        self.calm();
        if let Some(plant) = self.plant {
            self.spoil(plant)?;
        }
        self.check().await?;
        self.bank.sandbox.set_chaos(self.chaos);
        for _ in 0..self.random.u8(..20) {
            self.bank.change().await;
        }
        self.mirror.start()?;
        Ok(())
    }

    /// Whether the checkpoints promise what the tables do not keep.
    async fn check(&mut self) -> Result<(), Box<dyn Error>> {
        // The service may change by itself at any time, as a sync ends. What comes or goes after the snapshot is
        // found by the reading, and so not held against the mirror.
        let snapshots = self.bank.users.iter().map(|user| self.mirror.snapshot(&user.id));
        let snapshots = snapshots.collect::<Result<Vec<_>, _>>()?;
        self.bank.read().await?;
        let mut wrong = Vec::new();
        for (user, (tables, mark)) in self.bank.users.iter_mut().zip(snapshots) {
            wrong.extend(self.mirror.check(&user.id, mark, tables.transactions.len()));
            self.found.rows += tables.len() as u64;
            for difference in
                comparison::transactions(&user.known.transactions, &tables.transactions)
            {
                // What no reading has shown came with a bank and went with it since the last one: when, nobody
                // tells. From now on it has to go.
                if difference.kind == Kind::Left {
                    user.touches.entry(difference.id.clone()).or_insert_with(Touch::now);
                }
                let touch = user.touches.get(&difference.id);
                let is_before = |time: Option<i64>| {
                    time.is_some_and(|time| touch.is_none_or(|touch| seconds(touch.at) < time))
                };
                let is_shown = touch.is_some_and(|touch| touch.is_dated)
                    && difference.kind != Kind::Left
                    && is_before(mark.present_as_of);
                if is_before(mark.as_of) || is_shown {
                    wrong.push(format!("user {}: {mark:?}, {touch:?}: {difference}", user.id));
                }
            }
        }
        self.found.checks += 1;
        let kills = self.mirror.kills;
        self.tell(&format!("kill {kills}"), wrong);
        Ok(())
    }

    /// Waits until the mirror says that all is right, and compares. Where it does not say so in time, it is held to what
    /// it does say.
    async fn quiet(&mut self) -> Result<(), Box<dyn Error>> {
        let began = Instant::now();
        let mut since = seconds(SystemTime::now()) + 1;
        self.bank.read().await?;
        loop {
            sleep(Duration::from_millis(200)).await;
            if began.elapsed() > self.patience {
                self.found.stalls += 1;
                say(&format!("        not proven after {} s", began.elapsed().as_secs()));
                return self.check().await;
            }
            if let Some(Compared { rows, wrong }) = self.compare(since)? {
                // A sync may have ended since the service was read: then that is the truth to wait for.
                if !wrong.is_empty() && self.bank.has_changed().await? {
                    since = seconds(SystemTime::now()) + 1;
                    continue;
                }
                self.found.comparisons += 1;
                self.found.rows += rows as u64;
                let took = began.elapsed().as_secs();
                self.tell(&format!("quiet: {rows} rows compared after {took} s"), wrong);
                return Ok(());
            }
        }
    }

    /// `None` while not all is proven since then, or the accounts are not listed again; nothing excuses a transaction.
    fn compare(&mut self, since: i64) -> Result<Option<Compared>, Box<dyn Error>> {
        for user in &self.bank.users {
            if self.mirror.mark(&user.id)?.as_of < Some(since) {
                return Ok(None);
            }
        }
        let (mut rows, mut wrong, mut are_listed) = (0, Vec::new(), true);
        for user in &self.bank.users {
            let tables = self.mirror.copy(&user.id)?;
            rows += tables.len();
            are_listed &= comparison::accounts(&user.known.accounts, &tables.accounts).is_empty();
            let found = comparison::transactions(&user.known.transactions, &tables.transactions);
            wrong.extend(found.iter().map(|found| format!("user {}: {found}", user.id)));
        }
        Ok((are_listed || !wrong.is_empty()).then_some(Compared { rows, wrong }))
    }

    fn tell(&mut self, what: &str, wrong: Vec<String>) {
        let at = self.began.elapsed().as_secs();
        say(&format!("{at:5} s, {what}, {} differences", wrong.len()));
        let told = self.found.differences;
        self.found.differences += wrong.len();
        for line in wrong.iter().take(MOST_TOLD.saturating_sub(told)) {
            say(&format!("        {line}"));
        }
    }

    /// Plants a fault in a row of which the checkpoint promises that it is right.
    fn spoil(&mut self, plant: Plant) -> Result<(), Box<dyn Error>> {
        for user in &self.bank.users {
            let Some(as_of) = self.mirror.mark(&user.id)?.as_of else { continue };
            let rows = self.mirror.copy(&user.id)?.transactions;
            let old = rows.keys().find(|id| !user.touches.contains_key(*id));
            let gone = user.touches.iter().find(|(id, touch)| {
                seconds(touch.at) < as_of && !user.known.transactions.contains_key(*id)
            });
            let (Some(old), Some(connection)) = (old, self.mirror.connection()) else { continue };
            let other = match (plant, gone) {
                (Plant::SkippedDeletion, None) => continue,
                (_, gone) => gone.map_or("another", |(id, _)| id),
            };
            connection.execute(plant.sql(), [user.id.as_str(), old, other])?;
            say(&format!("planted: {plant:?}"));
            self.plant = None;
            return Ok(());
        }
        Ok(())
    }
}

/// One that the mirror can have again and again. It is below those that Linux gives to whoever asks for any, so that
/// nobody gets it while the mirror is not there; and each process begins to look at a place of its own.
fn free_port() -> io::Result<u16> {
    let first = std::process::id() % 10_000;
    let ports =
        (first..10_000).chain(0..first).filter_map(|place| u16::try_from(20_000 + place).ok());
    let mut error = io::ErrorKind::AddrInUse.into();
    for port in ports {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(_) => return Ok(port),
            Err(taken) => error = taken,
        }
    }
    Err(error)
}
