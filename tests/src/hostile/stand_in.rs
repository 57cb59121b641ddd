use std::{
    cell::{Cell, RefCell},
    fmt,
    future::Future,
    pin::Pin,
    rc::Rc,
};

use moneyhub_proto::{CallOptions, Client, Error, Outcome};

use super::Case;
use crate::Adapter;

/// What comes of a payment, in time.
pub type Paying<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + 'a>>;

type Pay = Box<dyn for<'a> Fn(&'a Client, CallOptions) -> Paying<'a>>;

/// Something that moves money, which takes the place of every call of a case: whatever the case says of
/// its own calls, the server reads a payment once at most, and what is said of it is true.
pub struct StandIn {
    name: &'static str,
    takes_token: bool,
    pay: Pay,
    met: Cell<usize>,
}

thread_local! {
    /// That of the case which runs on this thread.
    static CURRENT: RefCell<Option<Rc<StandIn>>> = const { RefCell::new(None) };
}

impl StandIn {
    /// What makes the payment, and whether it takes a bearer token.
    pub fn new(
        name: &'static str,
        takes_token: bool,
        pay: impl for<'a> Fn(&'a Client, CallOptions) -> Paying<'a> + 'static,
    ) -> Rc<Self> {
        Rc::new(Self { name, takes_token, pay: Box::new(pay), met: Cell::new(0) })
    }

    /// Runs a case with this in place of its calls, on this thread. Gives how many calls it stood in for.
    ///
    /// # Panics
    ///
    /// When something was paid twice, or what was said of a payment is not true.
    pub fn meet(self: &Rc<Self>, case: Case, adapter: Adapter) -> usize {
        self.met.set(0);
        CURRENT.set(Some(Rc::clone(self)));
        let _rows = case(adapter);
        CURRENT.take();
        self.met.get()
    }

    pub(super) fn current() -> Option<Rc<Self>> {
        CURRENT.with_borrow(Clone::clone)
    }

    pub(super) const fn takes_token(&self) -> bool {
        self.takes_token
    }

    pub(super) fn pay<'a>(&self, client: &'a Client, options: CallOptions) -> Paying<'a> {
        (self.pay)(client, options)
    }

    /// Compares what is said of a payment with how often the server read it.
    pub(super) fn judge(&self, result: &Result<(), Error>, read: usize) {
        self.met.set(self.met.get() + 1);
        let said = result.as_ref().err().map(Error::outcome);
        assert!(read <= 1, "{} was paid {read} times: {result:?}", self.name);
        let is_true = match said {
            None | Some(Outcome::Accepted) => read == 1,
            Some(Outcome::NotSent) => read == 0,
            Some(Outcome::Refused) => {
                read == 1 && result.as_ref().is_err_and(|error| error.status().is_some())
            }
            Some(_) => true,
        };
        assert!(is_true, "{} was read {read} times, and it says {result:?}", self.name);
    }
}

impl fmt::Debug for StandIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandIn").field("name", &self.name).finish_non_exhaustive()
    }
}
