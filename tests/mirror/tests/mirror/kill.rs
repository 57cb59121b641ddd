use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use crate::world::World;

/// `kill` is SIGKILL: the process has no say in it.
#[tokio::test]
async fn a_run_that_is_killed_again_and_again_ends_with_tables_that_equal_the_service() {
    let world = World::new(1, 1_500);
    let mut kills = 0;
    for _ in 0..4 {
        let before = world.commits();
        let mut child = world.spawn();
        let patience = Instant::now();
        while world.commits() < before + 2 && child.try_wait().unwrap().is_none() {
            assert!(patience.elapsed() < Duration::from_secs(120), "no commit");
            sleep(Duration::from_millis(2));
        }
        kills += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(kills >= 2, "it was over before it could be killed: {kills}");
    let before = world.commits();
    world.run();
    assert!(world.commits() > before, "there was something left to do");
    world.assert_equal().await;
}
