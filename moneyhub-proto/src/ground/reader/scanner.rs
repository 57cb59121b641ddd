//! Finds places in JSON: members by an offset, items of a list.
//!
//! It accepts any text: invalid JSON gives useless places, which the reader then refuses. Everything here
//! takes time in proportion to the text.

use std::{fmt::Write, ops::Range};

use super::failure::Failure;
use crate::ground::error::DecodeCategory;

/// What a failure is about.
#[derive(Debug, Default)]
pub(super) struct Located {
    /// The path of the value, or of the member that is missing or occurs twice.
    pub(super) path: String,
    /// The innermost member around it, which may be left out.
    pub(super) member: Option<Member>,
    /// The last member of the object that has just ended. The failure may be about this one: if a type
    /// refuses a value after reading it, the error is only reported when the surrounding object ends.
    pub(super) last: Option<Member>,
    /// Where the object that has just ended begins.
    pub(super) object: Option<usize>,
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) path: String,
    /// The name, with its quotes.
    pub(super) name: Range<usize>,
    pub(super) value: Range<usize>,
    /// Where the object that it is a member of begins.
    pub(super) object: usize,
    /// Whether the failure is about its value, and not about something inside it.
    pub(super) itself: bool,
}

/// A list and its items.
pub(super) struct List {
    pub(super) span: Range<usize>,
    pub(super) items: Vec<Range<usize>>,
}

/// What a failure is about: the value that begins at its offset if the reader has not looked into it,
/// otherwise the one that ends there, or is open there and empty so far.
pub(super) fn locate(text: &str, failure: &Failure) -> Located {
    let Some(offset) = failure.offset else {
        return Located::default();
    };
    let mut walk = Walk::new(text);
    while let Some(at) = walk.next_token() {
        if at >= offset {
            if at == offset && walk.byte(at) == failure.opening {
                walk.begin_value(at);
                walk.last = Token::Value;
            }
            break;
        }
        walk.step(at);
    }
    walk.located(text, failure)
}

/// The paths of the strings at some offsets, which ascend.
pub(super) fn paths(text: &str, offsets: &[usize]) -> Vec<String> {
    let mut walk = Walk::new(text);
    let mut offsets = offsets.iter().peekable();
    let mut paths = Vec::new();
    while let Some(at) = walk.next_token() {
        if offsets.peek().is_none() {
            break;
        }
        walk.step(at);
        let mut inside = false;
        while offsets.next_if(|offset| **offset < walk.at).is_some() {
            inside = true;
        }
        if inside {
            paths.push(path(text, &walk.stack));
        }
    }
    paths
}

/// The list in a member of the text's object, or the list that is the whole text. `None` if there is no list,
/// or something invalid between its items.
pub(super) fn list(text: &str, member: Option<&str>) -> Option<List> {
    let bytes = text.as_bytes();
    let start = match member {
        Some(name) => value_of(bytes, name)?,
        None => white(bytes, 0),
    };
    let mut at = white(bytes, after(bytes, start, b'[')?);
    let mut items = Vec::new();
    if let Some(end) = after(bytes, at, b']') {
        return Some(List { span: start..end, items });
    }
    loop {
        let end = value_end(bytes, at);
        if end == at {
            return None;
        }
        items.push(at..end);
        at = white(bytes, end);
        if let Some(end) = after(bytes, at, b']') {
            return Some(List { span: start..end, items });
        }
        at = white(bytes, after(bytes, at, b',')?);
    }
}

/// Whether the text is an object with such a member.
pub(super) fn has_member(text: &str, name: &str) -> bool {
    value_of(text.as_bytes(), name).is_some()
}

/// Whether an object has another member with the same name as this one.
pub(super) fn occurs_twice(text: &str, member: &Member) -> bool {
    let name = text.get(member.name.start + 1..member.name.end - 1).unwrap_or_default();
    values_of(text.as_bytes(), member.object, name).count() > 1
}

/// The end of the value that begins at a position; the same position if none does.
pub(super) fn value_end(bytes: &[u8], start: usize) -> usize {
    match bytes.get(start) {
        Some(b'"') => string_end(bytes, start),
        Some(b'{' | b'[') => {
            let mut depth = 0_usize;
            let mut at = start;
            while let Some(byte) = bytes.get(at) {
                match byte {
                    b'"' => {
                        at = string_end(bytes, at);
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    break;
                }
            }
            at
        }
        _ => scalar_end(bytes, start),
    }
}

/// The next position that is not white space.
pub(super) fn white(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| is_white(byte)).count()
}

pub(super) const fn is_white(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// The position after this byte, if it is this byte.
fn after(bytes: &[u8], at: usize, byte: u8) -> Option<usize> {
    (bytes.get(at) == Some(&byte)).then_some(at + 1)
}

/// Where the value of a member of the text's object begins.
fn value_of(bytes: &[u8], name: &str) -> Option<usize> {
    values_of(bytes, white(bytes, 0), name).next()
}

/// Where the values of the members with a name begin, in the object that begins at a position.
fn values_of(bytes: &[u8], object: usize, name: &str) -> impl Iterator<Item = usize> {
    let mut next = after(bytes, object, b'{').map(|at| white(bytes, at));
    let mut member = move || {
        let start = next.take().filter(|at| bytes.get(*at) == Some(&b'"'))?;
        let end = string_end(bytes, start);
        let value = white(bytes, after(bytes, white(bytes, end), b':')?);
        let comma = after(bytes, white(bytes, value_end(bytes, value)), b',');
        next = comma.map(|at| white(bytes, at));
        Some((bytes.get(start + 1..end.saturating_sub(1))?, value))
    };
    std::iter::from_fn(move || {
        loop {
            let (found, value) = member()?;
            if found == name.as_bytes() {
                return Some(value);
            }
        }
    })
}

fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn scalar_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let inside = |byte: &&u8| {
        !is_white(byte) && !matches!(byte, b',' | b':' | b'"' | b'{' | b'}' | b'[' | b']')
    };
    start + rest.iter().take_while(inside).count()
}

/// A walk over the tokens of a text.
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    stack: Vec<Frame>,
    last: Token,
}

/// An object or a list that is open.
#[derive(Clone)]
struct Frame {
    open: usize,
    list: bool,
    /// The index of the item.
    index: usize,
    /// The name of the member, with its quotes.
    name: Range<usize>,
    /// The next string is a name.
    before_name: bool,
    /// Where the value of the item or the member begins.
    value: Option<usize>,
}

enum Token {
    Closed(Frame),
    Comma,
    /// A name, or the colon after it.
    Named,
    Opened,
    Value,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), at: 0, stack: Vec::new(), last: Token::Value }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn next_token(&mut self) -> Option<usize> {
        self.at = white(self.bytes, self.at);
        (self.at < self.bytes.len()).then_some(self.at)
    }

    fn begin_value(&mut self, at: usize) {
        if let Some(frame) = self.stack.last_mut() {
            frame.value = Some(at);
        }
    }

    /// Takes in the token at a place, and goes to its end.
    fn step(&mut self, at: usize) {
        self.at = at + 1;
        match self.byte(at) {
            Some(opening @ (b'{' | b'[')) => {
                self.begin_value(at);
                let list = opening == b'[';
                self.stack.push(Frame {
                    open: at,
                    list,
                    index: 0,
                    name: 0..0,
                    before_name: !list,
                    value: None,
                });
                self.last = Token::Opened;
            }
            Some(b'}' | b']') => {
                if let Some(frame) = self.stack.pop() {
                    self.last = Token::Closed(frame);
                }
            }
            Some(b',') => {
                if let Some(frame) = self.stack.last_mut() {
                    frame.index += 1;
                    frame.before_name = !frame.list;
                }
                self.last = Token::Comma;
            }
            Some(b':') => self.last = Token::Named,
            Some(b'"') => {
                let end = string_end(self.bytes, at);
                self.at = end;
                match self.stack.last_mut() {
                    Some(frame) if frame.before_name => {
                        frame.name = at..end;
                        frame.before_name = false;
                        frame.value = None;
                        self.last = Token::Named;
                    }
                    _ => {
                        self.begin_value(at);
                        self.last = Token::Value;
                    }
                }
            }
            _ => {
                self.at = scalar_end(self.bytes, at).max(at + 1);
                self.begin_value(at);
                self.last = Token::Value;
            }
        }
    }

    fn located(mut self, text: &str, failure: &Failure) -> Located {
        let mut closed = None;
        match self.last {
            Token::Opened => drop(self.stack.pop()),
            Token::Closed(frame) => closed = Some(frame).filter(|frame| !frame.list),
            Token::Comma => {
                // An item of a list that was refused after it and the comma were read.
                if let Some(frame) = self.stack.last_mut() {
                    frame.index = frame.index.saturating_sub(1);
                }
            }
            Token::Named | Token::Value => {}
        }
        let mut place = path(text, &self.stack);
        let member = self.stack.iter().rposition(|frame| !frame.list).and_then(|inner| {
            let (around, inside) = self.stack.split_at_checked(inner + 1)?;
            open_member(text, around, inside.is_empty())
        });
        let object = closed.as_ref().map(|frame| frame.open);
        if failure.category == DecodeCategory::MissingMember {
            let name = failure.name.as_deref().unwrap_or_default();
            add_name(&mut place, name);
            return Located { path: place, member, last: None, object };
        }
        let last = closed.and_then(|frame| {
            self.stack.push(frame);
            open_member(text, &self.stack, true)
        });
        Located { path: place, member, last, object }
    }
}

/// The member that is open in the innermost of some objects and lists.
fn open_member(text: &str, stack: &[Frame], itself: bool) -> Option<Member> {
    let frame = stack.last().filter(|frame| !frame.name.is_empty())?;
    let bytes = text.as_bytes();
    let start = match frame.value {
        Some(start) => start,
        None => white(bytes, after(bytes, white(bytes, frame.name.end), b':')?),
    };
    let value = start..value_end(bytes, start);
    Some(Member {
        path: path(text, stack),
        name: frame.name.clone(),
        value,
        object: frame.open,
        itself,
    })
}

/// The path through the open objects and lists.
fn path(text: &str, stack: &[Frame]) -> String {
    let mut path = String::new();
    for frame in stack {
        if frame.list {
            // Writing to a string can't fail.
            let _ = write!(path, "[{}]", frame.index);
        } else {
            let name = text.get(frame.name.clone()).unwrap_or_default();
            let name = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
            add_name(&mut path, name.unwrap_or_default());
        }
    }
    path
}

/// An undocumented member name may be anything, for instance an email address.
fn add_name(path: &mut String, name: &str) {
    let known =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':' | b'$');
    if !path.is_empty() {
        path.push('.');
    }
    let plain = (1..=64).contains(&name.len()) && name.bytes().all(known);
    path.push_str(if plain { name } else { "?" });
}
