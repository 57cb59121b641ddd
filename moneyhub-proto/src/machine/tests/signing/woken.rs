//! A thread that waits for a signer, as a program without an executor does.

use std::{
    future::poll_fn,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use super::*;

/// A signer that another thread answers, as with a KMS client.
#[derive(Default)]
struct Answered {
    waker: Mutex<Option<Waker>>,
    answered: AtomicBool,
}

impl Signer for Answered {
    fn algorithm(&self) -> JwsAlgorithm {
        JwsAlgorithm::Es256
    }

    fn key_id(&self) -> Option<&str> {
        None
    }

    fn sign<'a>(&'a self, _: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignerError>> {
        Box::pin(poll_fn(|context| {
            if self.answered.load(Ordering::SeqCst) {
                return Poll::Ready(Ok(SIGNATURE.to_vec()));
            }
            *self.waker.lock().unwrap() = Some(context.waker().clone());
            Poll::Pending
        }))
    }
}

#[test]
fn a_thread_that_waits_for_a_signature_is_woken_by_another() {
    let signer = Arc::<Answered>::default();
    let method = ClientAuthentication::PrivateKeyJwt(signer.clone());
    let config = Config::builder().client_id("client").client_authentication(method);
    let script = Arc::new(Scripted::new().reply(200, TOKEN));
    let client = blocking::Client::new(config.build().unwrap(), script);
    std::thread::scope(|scope| {
        let call = scope.spawn(|| client.send(grant()));
        let waker = loop {
            match signer.waker.lock().unwrap().take() {
                Some(waker) => break waker,
                None => std::thread::yield_now(),
            }
        };
        signer.answered.store(true, Ordering::SeqCst);
        waker.wake();
        call.join().unwrap().unwrap();
    });
}
