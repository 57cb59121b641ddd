//! The same tests with PostgreSQL. `tests/mirror/postgres-run` starts a server and runs them.

use std::env;

use moneyhub_mirror::Database;
use tokio_postgres::NoTls;

use crate::{
    kill::killed_again_and_again,
    tables::{a_random_history, an_overtaken_worker},
    world::{World, new_name},
};

/// Creates a database on the server that `MIRROR_POSTGRES` names: a URL without the name of a database.
async fn new_database() -> String {
    let server =
        env::var("MIRROR_POSTGRES").expect("tests/mirror/postgres-run sets MIRROR_POSTGRES");
    let (client, connection) =
        tokio_postgres::connect(&format!("{server}/postgres"), NoTls).await.unwrap();
    tokio::spawn(connection);
    let name = new_name();
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    format!("{server}/{name}")
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/mirror/postgres-run"]
async fn over_random_histories_the_tables_of_postgres_answer_as_memory_does() {
    for seed in 0..5 {
        let url = new_database().await;
        a_random_history(Database::at(&url).await.unwrap(), seed).await;
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/mirror/postgres-run"]
async fn a_batch_of_a_worker_that_was_overtaken_is_not_written_to_postgres() {
    an_overtaken_worker(Database::at(&new_database().await).await.unwrap()).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/mirror/postgres-run"]
async fn a_run_into_postgres_that_is_killed_again_and_again_ends_with_tables_that_equal_the_service()
 {
    killed_again_and_again(World::over(new_database().await, 1, 1_500)).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/mirror/postgres-run"]
async fn a_second_run_into_postgres_changes_nothing_and_says_so() {
    let world = World::over(new_database().await, 1, 50);
    world.run();
    world.assert_equal().await;
    let before = world.commits().await;
    let said = world.run();
    assert!(said.contains("nothing has changed (0 commits)"), "{said}");
    assert_eq!(world.commits().await, before);
}
