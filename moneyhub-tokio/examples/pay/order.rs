//! What a user wants to pay, and what is stored about it.

use std::sync::{Arc, OnceLock};

use moneyhub_tokio::moneyhub_proto::{id::PayeeId, payments::Pence, resolve::Attempt};

/// The checked contents of the form.
#[derive(Clone)]
pub(crate) struct Order {
    pub(crate) payee: Payee,
    pub(crate) amount: Pence,
    /// Unique to this attempt: what the user wrote, plus a random suffix.
    pub(crate) reference: String,
    pub(crate) kill: Kill,
}

/// A payee of this site.
#[derive(Clone)]
pub(crate) struct Payee {
    pub(crate) id: PayeeId,
    pub(crate) name: String,
}

/// When the connection to the service is killed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kill {
    Never,
    /// After the request was sent, and before the service has done anything.
    Before,
    /// After the bank has been told to pay, and before the answer is sent.
    After,
}

/// What is stored about an attempt before it begins: enough to find out what became of it.
#[derive(Clone)]
pub(crate) struct Attempted {
    pub(crate) order: Order,
    pub(crate) attempt: Attempt,
    /// The result of the call that pays; empty while it runs.
    pub(crate) told: Arc<OnceLock<String>>,
}

impl Order {
    /// The error is a text for the user.
    pub(crate) fn read(form: &[u8], payees: &[Payee]) -> Result<Self, &'static str> {
        let field = |name: &str| {
            let mut fields = form_urlencoded::parse(form);
            fields.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
        };
        let payee = field("payee").unwrap_or_default();
        let payee = payees.iter().find(|known| known.id.as_str() == payee);
        let amount = field("amount").unwrap_or_default();
        let amount =
            pence(&amount).ok_or("Write the amount in pounds and pence, such as 12.50.")?;
        let reference = field("reference").unwrap_or_default();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b' ';
        if !(2..=9).contains(&reference.len()) || !reference.bytes().all(plain) {
            return Err("A reference has two to nine letters and digits.");
        }
        let kill = match field("kill").as_deref() {
            Some("before") => Kill::Before,
            Some("after") => Kill::After,
            _ => Kill::Never,
        };
        let mut suffix = [0; 4];
        getrandom::fill(&mut suffix)
            .map_err(|_| "Something went wrong on this server. Come back later.")?;
        let reference = format!("{} {:08X}", reference.trim(), u32::from_be_bytes(suffix));
        let payee = payee.ok_or("Choose who to pay.")?.clone();
        Ok(Self { payee, amount, reference, kill })
    }
}

/// Reads pounds and pence as people write them, without floating point.
fn pence(text: &str) -> Option<Pence> {
    let text = text.trim().trim_start_matches('£');
    let (pounds, pence) = text.split_once('.').unwrap_or((text, "00"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(pounds) || !digits(pence) || pence.len() != 2 {
        return None;
    }
    let pounds: u64 = pounds.parse().ok()?;
    Pence::new(pounds.checked_mul(100)?.checked_add(pence.parse().ok()?)?).ok()
}
