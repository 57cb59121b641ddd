//! The pieces of work by their names.

use std::hint::black_box;

use bytes::Bytes;
use moneyhub_proto::{Endpoint, affordability, caas, spending, transactions, users};
use serde::de::DeserializeOwned;

use super::{Failure, LONG, LONGER, PAGE};
use crate::{
    by_hand::{Analysis, Enriched, Report, Transaction, User},
    instant, loopback, sample,
    signing::{self, Work},
    tokens::Tokens,
    work::{self, ByHand, Codec, Machine},
};

/// Of how many users there are tokens. The second is as many as the table holds.
const FEW: u64 = 100;
const MANY: u64 = 100_000;

/// Runs a piece of work so many times. This is what valgrind looks at.
///
/// # Errors
///
/// When there is no such piece, or it fails.
pub fn run(piece: &str, times: &str) -> Result<(), Failure> {
    let times = times.parse()?;
    match work(piece).or_else(|| signing::work(piece)) {
        Some(mut work) => (0..times).for_each(|_| work()),
        None => loopback::run(piece, times)?,
    }
    Ok(())
}

fn work(piece: &str) -> Option<Work> {
    Some(match piece {
        "codec" => of(Codec::new(), |codec| codec.call()),
        "codec-by-hand" => of(ByHand::new(), |by_hand| by_hand.call()),
        "encode" => of(Codec::new(), |codec| drop(black_box(codec.encode()))),
        "encode-by-hand" => of(ByHand::new(), |by_hand| drop(black_box(by_hand.encode()))),
        "decode" => of(Codec::new(), |codec| drop(black_box(codec.decode()))),
        "decode-by-hand" => of(ByHand::new(), |by_hand| drop(black_box(by_hand.decode()))),
        "long-page" => page::<users::List>(sample::users(LONG)),
        "long-page-by-hand" => page_by_hand::<User>(sample::users(LONG)),
        "longer-page" => page::<users::List>(sample::users(LONGER)),
        "longer-page-by-hand" => page_by_hand::<User>(sample::users(LONGER)),
        "transactions" => page::<transactions::List>(sample::transactions(PAGE)),
        "transactions-by-hand" => page_by_hand::<Transaction>(sample::transactions(PAGE)),
        "enriched" => page::<caas::Enrich>(sample::enriched(PAGE)),
        "enriched-by-hand" => page_by_hand::<Enriched>(sample::enriched(PAGE)),
        "affordability" => page::<affordability::Create>(sample::affordability()),
        "affordability-by-hand" => data_by_hand::<Report>(sample::affordability()),
        "spending" => page::<spending::Analyse>(sample::spending()),
        "spending-by-hand" => data_by_hand::<Analysis>(sample::spending()),
        "machine" => of(Machine::warm(), |machine| machine.call()),
        "blocking" => of(instant::blocking_client(), |client| instant::call_blocking(client)),
        "client" => of(instant::client(), |client| instant::call(client)),
        "find-of-few" => of(Tokens::of(FEW), Tokens::find),
        "find-of-many" => of(Tokens::of(MANY), Tokens::find),
        "renew-of-few" => of(Tokens::of(FEW), Tokens::renew),
        "renew-of-many" => of(Tokens::of(MANY), Tokens::renew),
        "expire-of-few" => of(Tokens::of(FEW), Tokens::expire),
        "expire-of-many" => of(Tokens::of(MANY), Tokens::expire),
        _ => return None,
    })
}

/// What is done, with what is there before it is done for the first time.
fn of<T: 'static>(mut before: T, work: fn(&mut T)) -> Work {
    Box::new(move || work(&mut before))
}

fn page<E: Endpoint + Default + 'static>(body: Bytes) -> Work {
    of(body, |body| drop(black_box(work::decode_page::<E>(body))))
}

fn data_by_hand<T: DeserializeOwned + 'static>(body: Bytes) -> Work {
    of(body, |body| drop(black_box(work::decode_data_by_hand::<T>(body))))
}

fn page_by_hand<T: DeserializeOwned + 'static>(body: Bytes) -> Work {
    of(body, |body| drop(black_box(work::decode_page_by_hand::<T>(body))))
}
