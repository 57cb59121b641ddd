//! What the driver for threads does apart from the machine that it drives.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use super::*;
use crate::{
    api::users,
    config::Retry,
    driver::scripted::Scripted,
    ground::{
        error::{ErrorKind, FaultClass, Outcome, Sent},
        scope,
        secret::AccessToken,
    },
};

fn config() -> Config {
    Config::builder().client_id("client").client_secret("secret").build().unwrap()
}

fn client(script: &Scripted) -> Client {
    Client::new(config(), Arc::new(script.clone()))
}

fn get() -> users::Get {
    users::Get { user_id: UserId::from("u1") }
}

fn given_token() -> CallOptions {
    CallOptions { token: Some(AccessToken::new("given").unwrap()), ..CallOptions::default() }
}

#[test]
fn a_fault_is_waited_out_and_the_call_repeated() {
    let script =
        Scripted::new().fault(FaultClass::Connect, Sent::Nothing).reply(200, r#"{"userId":"u1"}"#);
    client(&script).send_with(get(), given_token()).unwrap();
    assert_eq!((script.requests().len(), script.waits().len()), (2, 1));
}

#[test]
fn silence_is_a_fault_when_the_time_of_the_attempt_is_over() {
    let script = Scripted::new().silence();
    let options =
        CallOptions { retry: Some(Retry { max_attempts: 1, ..Retry::default() }), ..given_token() };
    let error = client(&script).send_with(get(), options).unwrap_err();
    assert_eq!(error.fault().unwrap().class(), FaultClass::TimedOut);
    assert_eq!(script.waits(), [crate::codec::Call::DEFAULT_TIMEOUT]);
}

#[test]
fn a_link_that_is_not_followed_is_the_last_that_the_pages_tell() {
    let page = r#"{"data":[{"userId":"u1"}],"links":{"next":"https://elsewhere.example/users"}}"#;
    let client = client(&Scripted::new().reply(200, page));
    let mut pages = client.pages_with(users::List::default(), given_token());
    assert_eq!(pages.next().unwrap().unwrap().data.len(), 1);
    assert_eq!(pages.next().unwrap().unwrap_err().kind(), ErrorKind::Paging);
    assert!(pages.next().is_none());
}

#[test]
fn the_tokens_of_a_sign_in_are_used_for_its_user() {
    let script = Scripted::new().reply(200, "[]");
    let client = client(&script);
    let access_token = AccessToken::new("of-the-user").unwrap();
    let mut tokens = TokenSet::new(access_token, scope::USER_READ.into());
    tokens.expires_in = Some(7200);
    client.adopt(&UserId::from("u1"), tokens);
    let call = crate::codec::RawCall::get(crate::config::Service::Data, "/accounts", &[]);
    client.send(call.needs(scope::USER_READ).for_user("u1")).unwrap();
    assert_eq!(script.requests()[0].headers()["authorization"], "Bearer of-the-user");
}

/// It answers what the test sends it: never for [`NEVER`], and it panics if nothing is sent. Its clock
/// advances by a millisecond whenever it is read.
struct Remote {
    asked: Mutex<Sender<()>>,
    answers: Mutex<Receiver<Option<&'static str>>>,
    readings: AtomicU64,
}

impl Remote {
    fn new() -> (Arc<Self>, Receiver<()>, Sender<Option<&'static str>>) {
        let ((asked, was_asked), (answer, answers)) = (channel(), channel());
        let (asked, answers) = (Mutex::new(asked), Mutex::new(answers));
        (Arc::new(Self { asked, answers, readings: AtomicU64::new(0) }), was_asked, answer)
    }

    fn client(self: &Arc<Self>) -> Client {
        Client::new(config(), Arc::clone(self) as Arc<dyn Transport>)
    }
}

impl Transport for Remote {
    fn send(&self, request: Outgoing) -> Result<Response<Bytes>, Fault> {
        self.asked.lock().unwrap().send(()).unwrap();
        let answer = self.answers.lock().map(|answers| answers.recv().unwrap());
        let answer = answer.unwrap().expect("the transport panics");
        if answer == NEVER {
            let millis = u64::try_from(request.timeout().as_millis()).unwrap();
            self.readings.fetch_add(millis, Ordering::Relaxed);
            return Err(Fault::new(FaultClass::TimedOut, Sent::Perhaps));
        }
        Ok(Response::new(Bytes::from(answer)))
    }

    fn sleep(&self, _: Duration) {
        thread::yield_now();
    }

    fn now(&self) -> Now {
        let monotonic = Monotonic::from_millis(self.readings.fetch_add(1, Ordering::Relaxed));
        Now { monotonic, ..Now::default() }
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        buffer.fill(7);
        Ok(())
    }
}

const NEVER: &str = "";
const TOKEN: &str = r#"{"access_token":"a","token_type":"Bearer","expires_in":7200}"#;

#[test]
fn a_thread_waits_for_the_token_of_another_no_longer_than_its_own_deadline() {
    let (remote, was_asked, answer) = Remote::new();
    let client = remote.client();
    thread::scope(|scope| {
        let fetches = scope.spawn(|| client.send(get()));
        was_asked.recv().unwrap();
        let deadline = Some(Duration::from_millis(20));
        let options = CallOptions { deadline, ..CallOptions::default() };
        let error = client.send_with(get(), options).unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Deadline, Outcome::NotSent));
        answer.send(Some(TOKEN)).unwrap();
        answer.send(Some(r#"{"userId":"u1"}"#)).unwrap();
        fetches.join().unwrap().unwrap();
    });
}

/// Found by the law that all drivers are equal: the call took as long as the fetch.
#[test]
fn a_call_ends_in_time_also_while_its_own_thread_fetches_the_token() {
    let deadline = Duration::from_secs(1);
    let no_answer = Scripted::new().silence();
    let busy = Scripted::new().reply_with(503, &[("retry-after", "20")], "");
    for script in [no_answer, busy] {
        let script = script.reply(200, TOKEN).reply(200, r#"{"userId":"u1"}"#);
        let client = client(&script);
        let options = CallOptions { deadline: Some(deadline), ..CallOptions::default() };
        let error = client.send_with(get(), options).unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Deadline, Outcome::NotSent));
        assert_eq!((error.attempts(), script.waits()), (0, vec![deadline]));
        // The right to fetch was returned.
        client.send(get()).unwrap();
    }
}

#[test]
fn when_the_call_that_fetches_a_token_has_no_more_time_one_that_waits_for_it_fetches_anew() {
    let (remote, was_asked, answer) = Remote::new();
    let client = remote.client();
    thread::scope(|scope| {
        let fetches = scope.spawn(|| {
            let deadline = Some(Duration::from_secs(1));
            client.send_with(get(), CallOptions { deadline, ..CallOptions::default() })
        });
        was_asked.recv().unwrap();
        let before = remote.readings.load(Ordering::Relaxed);
        let waits = scope.spawn(|| client.send(get()));
        // It reads the clock to begin, for its first step, and for how long it may wait.
        while remote.readings.load(Ordering::Relaxed) < before + 3 {
            thread::yield_now();
        }
        for text in [NEVER, TOKEN, r#"{"userId":"u1"}"#] {
            answer.send(Some(text)).unwrap();
        }
        assert_eq!(fetches.join().unwrap().unwrap_err().kind(), ErrorKind::Deadline);
        waits.join().unwrap().unwrap();
    });
}

#[test]
fn when_the_thread_that_fetches_a_token_panics_one_that_waits_for_it_fetches_anew() {
    let (remote, was_asked, answer) = Remote::new();
    let client = remote.client();
    thread::scope(|scope| {
        let panics = scope.spawn(|| client.send(get()));
        was_asked.recv().unwrap();
        let before = remote.readings.load(Ordering::Relaxed);
        let waits = scope.spawn(|| client.send(get()));
        // It reads the clock to begin, for its first step, and for how long it may wait.
        while remote.readings.load(Ordering::Relaxed) < before + 3 {
            thread::yield_now();
        }
        answer.send(None).unwrap();
        answer.send(Some(TOKEN)).unwrap();
        answer.send(Some(r#"{"userId":"u1"}"#)).unwrap();
        assert!(panics.join().is_err());
        waits.join().unwrap().unwrap();
    });
}
