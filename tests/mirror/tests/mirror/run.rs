use std::time::Duration;

use moneyhub_tokio::moneyhub_proto::ledger::Settings;

use crate::world::World;

#[tokio::test]
async fn after_a_run_the_tables_equal_the_service() {
    let world = World::new(2, 300);
    let said = world.run();
    assert!(said.contains("removed 0 and 0"), "{said}");
    world.assert_equal().await;
}

#[tokio::test]
async fn a_second_run_changes_nothing_and_says_so() {
    let world = World::new(1, 50);
    world.run();
    let (before, user_id) = (world.commits().await, world.users().remove(0));
    let tables = world.tables(&user_id).await;
    let said = world.run();
    assert!(said.contains("nothing has changed (0 commits)"), "{said}");
    assert_eq!(world.commits().await, before);
    assert_eq!(world.tables(&user_id).await, tables);
}

#[test]
fn without_configuration_it_copies_a_sandbox_of_its_own() {
    let world = World::new(0, 0);
    let arguments = ["--sandbox-transactions", "5"];
    for says in ["removed 0 and 0, in ", "nothing has changed (0 commits)"] {
        let output = world.command().env_clear().args(arguments).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && said.contains(says), "{said}");
    }
}

/// As if an hour had passed, when a new account is read in full for the second time.
#[tokio::test]
async fn reading_everything_once_more_writes_no_row() {
    let world = World::new(1, 300);
    let mut database = world.open().await;
    let user = world.client().user(&world.users()[0]);
    let settings = Settings { second_full: Duration::from_secs(1), ..Settings::default() };
    let mut tables = database.tables(&world.users()[0]);
    user.follow(&settings, &mut tables).await.unwrap();
    assert!(tables.written().transactions > 0);
    drop(tables);
    tokio::time::sleep(Duration::from_millis(1_500)).await;

    let requests = world.sandbox.data_requests();
    let mut tables = database.tables(&world.users()[0]);
    user.follow(&settings, &mut tables).await.unwrap();
    assert_eq!(tables.written().rows(), 0);
    assert!(world.sandbox.data_requests() >= requests + 3, "it has read everything");
}

#[tokio::test]
async fn a_user_whom_the_service_refuses_does_not_keep_others_from_their_turn() {
    let world = World::new(1, 20);
    let user_id = world.users().remove(0);
    let nobody = "ffffffffffffffffffffffff";
    let output = world.command().args(["--user", nobody, "--user", user_id.as_str()]).output();
    let output = output.unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains(nobody));
    assert!(!world.tables(&user_id).await.transactions.is_empty());
}
