//! The expected results of events, by the documentation.

use moneyhub_proto::{
    Outcome,
    sign_in::Flow,
    transport::{FaultClass, Sent},
};

use super::{
    Document, Happening, Return,
    ends::End,
    history::Reading,
    tokens::Judgement,
    walker::{Answer, Call, Due},
    world::World,
};

/// Once, unless the keys that come were read for another, perhaps before they had changed.
const MOST_LOOKS: usize = 2;

impl World {
    /// Goes on to where a step has to do something, or to wait.
    pub(super) fn advance(&mut self, index: usize) {
        while self.turn(index) {}
    }

    fn turn(&mut self, index: usize) -> bool {
        let now = self.now.monotonic;
        let unsigned = self.script.signs && self.entropy.is_none();
        let walker = &mut self.walkers[index];
        match walker.due {
            Due::InFlight(call, until) if now >= until => {
                let (class, sent) = (FaultClass::TimedOut, Sent::Perhaps);
                self.settle(index, call, &Happening::Fault { class, sent, status: None });
            }
            Due::Signing(until) if now >= until => {
                walker.due = Due::Answered(Call::Code, Answer::Stop { retryable: true });
            }
            Due::Signed(until) if now >= until => walker.due = Due::Request(Call::Code),
            Due::Wait(call, _, _, Some(said)) if now >= said => walker.due = Due::Request(call),
            Due::Looking(until) if now >= until => walker.due = Due::Keys,
            Due::Request(call) if now >= walker.deadline || unsigned && call == Call::Code => {
                walker.due = Due::Answered(call, Answer::Stop { retryable: true });
            }
            Due::Keys => self.look(index),
            Due::Answered(Call::Code, answer) => self.exchanged(index, answer),
            Due::Answered(_, answer) => self.looked(index, answer),
            _ => return false,
        }
        true
    }

    /// The keys: at hand, with another who fetches them, or to be fetched.
    fn look(&mut self, index: usize) {
        let now = self.now.monotonic;
        let walker = &mut self.walkers[index];
        let lacking = walker.lacking.map(|(reading, _)| reading);
        let keys = self.history.keys(now);
        if let Some(reading) = keys
            && lacking != Some(reading.number)
        {
            return self.check(index, reading, false);
        }
        if let Some((failed, retryable)) = self.history.failed
            && walker.waited == Some(failed)
        {
            return self.without_keys(index, retryable);
        }
        if let Some(look) = self.history.busy(now, self.script.retry.deadline) {
            walker.waited = Some(look);
            walker.due = Due::Busy;
            if now >= walker.deadline {
                self.without_keys(index, true);
            }
            return;
        }
        if keys.is_some() && self.history.is_cooling(now) {
            // The next look is soon.
            walker.due = Due::Busy;
            if now >= walker.deadline {
                self.without_keys(index, false);
            }
            return;
        }
        let look = self.history.begin(now);
        if now >= walker.deadline {
            self.history.give_up(look);
            return self.without_keys(index, true);
        }
        walker.look = Some(look);
        let has_document = self.script.configured || self.history.has_document(now);
        walker.request(if has_document { Call::Keys } else { Call::Document }, &self.script);
    }

    /// What a look of one's own has brought.
    fn looked(&mut self, index: usize, answer: Answer) {
        let now = self.now.monotonic;
        let walker = &mut self.walkers[index];
        let look = walker.look.expect("who asks for the keys has a look");
        match answer {
            Answer::Document(Document::Good) => {
                self.history.document = Some(now);
                walker.request(Call::Keys, &self.script);
            }
            Answer::Keys(keys) => {
                walker.look = None;
                let reading = self.history.bring(look, keys, now);
                self.check(index, reading, true);
            }
            failed => {
                walker.look = None;
                let retryable = failed == Answer::Stop { retryable: true };
                self.history.fail(look, retryable);
                self.without_keys(index, retryable);
            }
        }
    }

    /// There are none, or none but those that lack one: then what those have led to holds.
    /// After the code was sent, those before it hold.
    fn without_keys(&mut self, index: usize, retryable: bool) {
        let walker = &mut self.walkers[index];
        walker.due = Due::Over(match (walker.lacking, walker.before) {
            (Some((_, end)), _) => end,
            (None, Some(reading)) => {
                walker.looks = MOST_LOOKS;
                return self.check(index, reading, true);
            }
            (None, None) => End::WithoutKeys { retryable },
        });
    }

    /// `own` is whether the keys were read for this sign-in, and so after it had asked for them.
    fn check(&mut self, index: usize, reading: Reading, own: bool) {
        let now = self.now;
        let limit = self.script.retry.deadline;
        let walker = &mut self.walkers[index];
        let (token, beside) = match walker.exchanged {
            true => (&walker.at_back, walker.in_front.as_ref()),
            false => (&walker.in_front, None),
        };
        let unnamed =
            self.script.always_names_issuer && walker.plan.callback == Return::WithoutIssuer;
        let judgement = match token {
            Some(token) => token.judge(reading.keys, walker.plan.pinned, beside, now.unix),
            None if walker.exchanged || unnamed => Judgement::Bad,
            // A code is not spent on what no key could verify.
            None if reading.keys == 0 => Judgement::Unknown,
            None => Judgement::Good,
        };
        let refused = match walker.exchanged {
            true => End::Spent,
            false => End::Distrusted,
        };
        match judgement {
            Judgement::Unknown if walker.looks == 0 || !own && walker.looks < MOST_LOOKS => {
                walker.looks += 1;
                walker.lacking = Some((reading.number, refused));
                walker.waited = None;
                walker.deadline = now.monotonic + limit;
                walker.due = Due::Keys;
            }
            Judgement::Unknown | Judgement::Bad => walker.due = Due::Over(refused),
            Judgement::Good if walker.exchanged || walker.plan.flow == Flow::Implicit => {
                walker.due = Due::Over(End::SignedIn);
            }
            Judgement::Good => {
                walker.lacking = None;
                walker.looks = 0;
                walker.before = Some(reading);
                walker.deadline = now.monotonic + limit;
                walker.request(Call::Code, &self.script);
            }
        }
    }

    /// What has come of the code.
    fn exchanged(&mut self, index: usize, answer: Answer) {
        let limit = self.script.retry.deadline;
        let walker = &mut self.walkers[index];
        walker.due = match answer {
            Answer::Tokens { bearer: true } => {
                walker.exchanged = true;
                walker.waited = None;
                walker.deadline = self.now.monotonic + limit;
                Due::Keys
            }
            Answer::Stop { retryable } => {
                Due::Over(End::NotExchanged { outcome: walker.model.outcome, retryable })
            }
            _ => {
                let outcome = Outcome::Accepted;
                Due::Over(End::NotExchanged { outcome, retryable: false })
            }
        };
    }
}
