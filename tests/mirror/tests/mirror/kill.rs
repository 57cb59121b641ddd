use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use moneyhub_sandbox::Fault;

use crate::world::World;

/// How many pages of transactions the mirror gets each time: of thirty, so that four times are not enough.
const PAGES: u64 = 5;

/// `kill` is SIGKILL: the process can't react.
#[tokio::test]
async fn a_run_that_is_killed_again_and_again_ends_with_tables_that_equal_the_service() {
    killed_again_and_again(World::new(1, 1_500)).await;
}

pub(crate) async fn killed_again_and_again(world: World) {
    for _ in 0..4 {
        // However slow this test is beside it, it does not come to its end before it is killed.
        world.sandbox.fault("GET /v3/transactions", Fault::hang().skip(PAGES));
        let before = world.commits().await;
        let mut child = world.spawn();
        let patience = Instant::now();
        while world.commits().await < before + 2 {
            assert!(patience.elapsed() < Duration::from_secs(300), "no commit");
            sleep(Duration::from_millis(2));
        }
        assert_eq!(child.try_wait().unwrap(), None, "it was over before it could be killed");
        child.kill().unwrap();
        child.wait().unwrap();
        world.sandbox.clear_faults();
    }
    let before = world.commits().await;
    world.run();
    assert!(world.commits().await > before, "there was something left to do");
    world.assert_equal().await;
}
