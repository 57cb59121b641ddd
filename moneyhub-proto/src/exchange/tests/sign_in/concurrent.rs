use futures_util::future::join_all;

use super::*;

#[test]
fn many_sign_ins_at_once_ask_for_the_keys_once() {
    let script = Scripted::new();
    let client = Client::new(config(), Arc::new(script.clone()));
    let sittings: Vec<Sitting> = (0..16)
        .map(|_| Sitting::begin_with(script.clone(), client.clone(), Flow::Implicit))
        .collect();
    let script = script.reply(200, discovery().to_string()).reply(200, certs(&[Key(1)]));
    let before = script.requests().len();
    let finished = sittings.iter().map(|sitting| async {
        let id_token = Key(1).sign(&sitting.claims());
        let callback = sitting.callback(&[("id_token", &id_token)]);
        client.finish_sign_in(&sitting.pushed.pending, &callback).await
    });
    let finished = pollster::block_on(join_all(finished));
    assert!(finished.iter().all(Result::is_ok), "{finished:?}");
    assert_eq!(paths(&script)[before..], [DISCOVERY, CERTS]);
}

#[test]
fn a_failure_of_the_keys_is_the_answer_for_all_that_wait() {
    let script = Scripted::new();
    let client = Client::new(config(), Arc::new(script.clone()));
    let sittings: Vec<Sitting> = (0..16)
        .map(|_| Sitting::begin_with(script.clone(), client.clone(), Flow::Implicit))
        .collect();
    // Three attempts, with waits between them in which the others come.
    let script = (0..3).fold(script, |script, _| script.reply(503, ""));
    let before = script.requests().len();
    let finished = sittings.iter().map(|sitting| async {
        let callback = sitting.callback(&[("id_token", "a.b.c")]);
        client.finish_sign_in(&sitting.pushed.pending, &callback).await
    });
    let finished = pollster::block_on(join_all(finished));
    assert!(finished.iter().all(Result::is_err));
    assert_eq!(paths(&script)[before..], [DISCOVERY; 3]);
}

#[test]
fn a_sign_in_that_is_dropped_while_it_fetches_lets_the_next_one_fetch() {
    let sitting = Sitting::begin(Flow::Implicit);
    let script = sitting.script.clone().silence();
    let id_token = Key(1).sign(&sitting.claims());
    let callback = sitting.callback(&[("id_token", &id_token)]);
    {
        let mut dropped =
            Box::pin(sitting.client.finish_sign_in(&sitting.pushed.pending, &callback));
        let waker = futures_util::task::noop_waker();
        let mut context = std::task::Context::from_waker(&waker);
        assert!(dropped.as_mut().poll(&mut context).is_pending());
    }
    let script = script.reply(200, discovery().to_string()).reply(200, certs(&[Key(1)]));
    sitting.finish(&callback).unwrap();
    assert_eq!(paths(&script)[1..], [DISCOVERY, DISCOVERY, CERTS]);
}
