//! What to do to the bytes of one answer on their way out.

use std::time::Duration;

use bytes::Bytes;

use crate::fault::Cut;

const END_OF_HEAD: &[u8] = b"\r\n\r\n";

#[derive(Debug)]
pub(crate) enum Plan {
    /// Let a part of the answer pass, then cut.
    Cut(CutPlan),
    /// One byte per interval.
    Drip(Duration),
    /// Other bytes instead of the answer, then close.
    Raw(Bytes),
}

/// Finds the place of the cut in the bytes that go by.
#[derive(Clone, Debug)]
pub(crate) struct CutPlan {
    pub(crate) how: Cut,
    /// Bytes left to pass.
    left: u64,
    /// Still before the body, where nothing is counted.
    in_head: bool,
    matched: usize,
}

impl CutPlan {
    /// Cuts after this many bytes of the whole answer.
    pub(crate) fn in_answer(bytes: u64, how: Cut) -> Self {
        Self { how, left: bytes, in_head: false, matched: 0 }
    }

    /// Cuts after the head and this many bytes of the body.
    pub(crate) fn in_body(bytes: u64, how: Cut) -> Self {
        Self { how, left: bytes, in_head: true, matched: 0 }
    }

    /// How many of these bytes may still go out.
    pub(crate) fn allowed(&self, bytes: &[u8]) -> usize {
        let mut ahead = self.clone();
        bytes.iter().take_while(|byte| ahead.pass(**byte)).count()
    }

    /// Takes note of bytes that went out.
    pub(crate) fn went(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.pass(*byte);
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        !self.in_head && self.left == 0
    }

    fn pass(&mut self, byte: u8) -> bool {
        if self.in_head {
            self.matched = match byte == END_OF_HEAD[self.matched] {
                true => self.matched + 1,
                false => usize::from(byte == END_OF_HEAD[0]),
            };
            self.in_head = self.matched < END_OF_HEAD.len();
            return true;
        }
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::CutPlan;
    use crate::fault::Cut;

    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody";

    #[test]
    fn a_cut_in_the_body_lets_the_head_pass() {
        let plan = CutPlan::in_body(2, Cut::Fin);
        assert_eq!(plan.allowed(ANSWER), ANSWER.len() - 2);
    }

    #[test]
    fn a_cut_in_the_body_is_found_byte_by_byte() {
        let mut plan = CutPlan::in_body(0, Cut::Fin);
        let mut passed = 0;
        while passed < ANSWER.len() && plan.allowed(&ANSWER[passed..=passed]) == 1 {
            plan.went(&ANSWER[passed..=passed]);
            passed += 1;
        }
        assert_eq!(passed, ANSWER.len() - 4);
    }

    #[test]
    fn a_cut_in_the_answer_counts_the_head() {
        let mut plan = CutPlan::in_answer(5, Cut::Rst);
        assert_eq!(plan.allowed(ANSWER), 5);
        plan.went(&ANSWER[..5]);
        assert!(plan.is_over());
    }
}
