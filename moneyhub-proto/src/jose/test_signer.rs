//! Signers that need no key, and a look into what they signed.

use std::{
    future::{pending, ready},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::{
    driver::{Transport, scripted::Scripted},
    ground::{error::SignerError, future::BoxFuture},
    jose::{JwsAlgorithm, Signer},
};

/// What a test signer does when it is asked.
pub(crate) enum Manner {
    AtOnce,
    Fails,
    Never,
    /// In a script's virtual time.
    Slowly(Scripted, Duration),
}

pub(crate) struct TestSigner {
    pub(crate) algorithm: JwsAlgorithm,
    pub(crate) key_id: Option<&'static str>,
    pub(crate) manner: Manner,
    pub(crate) asked: AtomicUsize,
    pub(crate) messages: Mutex<Vec<String>>,
}

/// `canary-key` stands in for its key; no `Debug` may show it.
pub(crate) const SIGNATURE: &[u8] = b"canary-key-signed-it";

impl TestSigner {
    pub(crate) fn new(manner: Manner) -> Arc<Self> {
        Arc::new(Self {
            algorithm: JwsAlgorithm::Ps256,
            key_id: Some("key-1"),
            manner,
            asked: AtomicUsize::new(0),
            messages: Mutex::default(),
        })
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

impl Signer for TestSigner {
    fn algorithm(&self) -> JwsAlgorithm {
        self.algorithm
    }

    fn key_id(&self) -> Option<&str> {
        self.key_id
    }

    fn sign<'a>(&'a self, message: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignerError>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.messages.lock().unwrap().push(String::from_utf8(message.to_vec()).unwrap());
        match &self.manner {
            Manner::AtOnce => Box::pin(ready(Ok(SIGNATURE.to_vec()))),
            Manner::Fails => Box::pin(ready(Err(SignerError::new("the HSM is on fire")))),
            Manner::Never => Box::pin(pending()),
            Manner::Slowly(script, time) => Box::pin(async {
                Transport::sleep(script, *time).await;
                Ok(SIGNATURE.to_vec())
            }),
        }
    }
}

/// Header, claims and signature of a JWT.
pub(crate) fn parts(jwt: &str) -> (Value, Value, Vec<u8>) {
    let decoded = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap();
    let [header, claims, signature] = jwt.split('.').collect::<Vec<_>>()[..] else {
        panic!("not three parts: {jwt}")
    };
    let json = |part| serde_json::from_slice(&decoded(part)).unwrap();
    (json(header), json(claims), decoded(signature))
}

/// The members of a form, in their order.
pub(crate) fn members(form: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(form).into_owned().collect()
}

/// The one member of this name.
pub(crate) fn member(form: &[u8], name: &str) -> String {
    let found: Vec<_> = members(form).into_iter().filter(|(member, _)| member == name).collect();
    assert_eq!(found.len(), 1, "{name} is there {} times", found.len());
    found.into_iter().map(|(_, value)| value).collect()
}
