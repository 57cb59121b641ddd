use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use crate::world::World;

/// `kill` is SIGKILL: the process can't react.
#[tokio::test]
async fn a_run_that_is_killed_again_and_again_ends_with_tables_that_equal_the_service() {
    killed_again_and_again(World::new(1, 1_500)).await;
}

pub(crate) async fn killed_again_and_again(world: World) {
    let mut kills = 0;
    for _ in 0..4 {
        let before = world.commits().await;
        let mut child = world.spawn();
        let patience = Instant::now();
        while world.commits().await < before + 2 && child.try_wait().unwrap().is_none() {
            assert!(patience.elapsed() < Duration::from_secs(120), "no commit");
            sleep(Duration::from_millis(2));
        }
        kills += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(kills >= 2, "it was over before it could be killed: {kills}");
    let before = world.commits().await;
    world.run();
    assert!(world.commits().await > before, "there was something left to do");
    world.assert_equal().await;
}
