//! While a signature is verified, which takes time, the other calls of the client go on.

use std::{
    sync::{
        Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::Duration,
};

use super::*;
use crate::{driver::blocking, sign_in::ExpectedIdToken};

/// Longer than any call here takes, unless it waits for the signature.
const LIMIT: Duration = Duration::from_secs(60);

/// Accepts a signature once another call has got through.
struct Patient {
    verifying: Sender<()>,
    called: Mutex<Receiver<()>>,
}

impl Verifier for Patient {
    fn verify(
        &self,
        _: JwsAlgorithm,
        _: &PublicKey,
        _: &[u8],
        _: &[u8],
    ) -> Result<(), VerifierError> {
        self.verifying.send(()).unwrap();
        let called = self.called.lock().unwrap().recv_timeout(LIMIT);
        called.map_err(|_| VerifierError::InvalidSignature)
    }
}

/// Verifies on a separate thread, and makes a call meanwhile. Both have to succeed.
fn call_meanwhile(
    (verifying, called): (Receiver<()>, Sender<()>),
    verify: impl FnOnce() -> Result<(), Error> + Send,
    call: impl FnOnce() -> Result<(), Error>,
) {
    thread::scope(|scope| {
        let verified = scope.spawn(verify);
        verifying.recv_timeout(LIMIT).unwrap();
        call().unwrap();
        // It no longer listens if the call came too late.
        let _ = called.send(());
        verified.join().unwrap().unwrap();
    });
}

fn patient() -> (Config, (Receiver<()>, Sender<()>)) {
    let ((verifying, begun), (through, called)) = (channel(), channel());
    let verifier = Patient { verifying, called: Mutex::new(called) };
    let config = super::super::config().id_token_signed_response_alg(JwsAlgorithm::Es256);
    (config.verifier(Arc::new(verifier)).build().unwrap(), (begun, through))
}

/// The answers for a call that fetches its token.
fn answered(script: Scripted) -> Scripted {
    script.reply(200, super::super::TOKEN).reply(200, "{}")
}

#[test]
fn other_calls_of_a_client_go_on_while_a_sign_in_is_verified() {
    let (config, ends) = patient();
    let script = Scripted::new();
    let client = Client::new(config, Arc::new(script.clone()));
    let sitting = Sitting::begin_with(script, client.clone(), Flow::Implicit).keys(&[Key(1)]);
    let id_token = Key(1).sign(&sitting.claims());
    let callback = sitting.callback(&[("id_token", &id_token)]);
    let script = answered(sitting.script.clone());
    call_meanwhile(
        ends,
        || sitting.finish(&callback).map(drop),
        || pollster::block_on(client.send(super::super::GET)).map(drop),
    );
    assert_eq!(script.left(), 0);
}

#[test]
fn other_threads_call_while_one_verifies() {
    let (config, ends) = patient();
    let script = Scripted::new();
    let client = blocking::Client::new(config, Arc::new(script.clone()));
    let script = script.reply(200, discovery().to_string()).reply(200, certs(&[Key(1)]));
    let script = answered(script);
    let now = Transport::now(&script).unix.seconds();
    let id_token = Key(1).sign(&json!({
        "iss": "https://identity.moneyhub.co.uk/oidc", "aud": "client", "sub": "u1",
        "iat": now, "exp": now + 60,
    }));
    call_meanwhile(
        ends,
        || client.verify_id_token(&id_token, &ExpectedIdToken::default()).map(drop),
        || client.send(super::super::GET).map(drop),
    );
    assert_eq!(script.left(), 0);
}
