use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use moneyhub_sandbox::{Subscription, WebhookFormat};
use rusqlite::Connection;
use serde_json::json;

use crate::world::World;

/// Killed when the test ends, however it does.
struct Mirror(Child);

impl Drop for Mirror {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn what_a_webhook_names_is_written_down_to_be_looked_at() {
    let world = World::new(1, 20);
    let user_id = world.users().remove(0);
    let child = world.command().arg("--follow").stdout(Stdio::piped()).spawn().unwrap();
    let mut mirror = Mirror(child);
    let mut lines = BufReader::new(mirror.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let line = lines.find(|line| line.starts_with("webhooks to ")).unwrap();
    let url = line.split([' ', ',']).nth(2).unwrap();
    world.sandbox.subscribe(Subscription::new(url, WebhookFormat::Signed).unwrap());

    let (account_id, id) = {
        let tables = world.tables(&user_id).await;
        let row = tables.transactions.values().next().unwrap();
        (row.account_id.clone().unwrap(), row.id.clone())
    };
    let payload = json!({"accounts": [{"id": account_id.as_str(), "transactions": [id.as_str()]}]});
    world.sandbox.raise("deletedTransactions", Some(user_id.as_str()), payload).unwrap();

    let connection = Connection::open(&world.database).unwrap();
    let is_told = || {
        let sql = "SELECT 1 FROM looks WHERE id = ? AND absent_since IS NOT NULL";
        connection.prepare(sql).unwrap().exists([id.as_str()]).unwrap()
    };
    let patience = Instant::now();
    while !is_told() {
        assert!(patience.elapsed() < Duration::from_secs(120), "nothing was written down");
        sleep(Duration::from_millis(20));
    }
    // A suspect, no more: the service still has it.
    assert!(world.tables(&user_id).await.transactions.contains_key(id.as_str()));
}
