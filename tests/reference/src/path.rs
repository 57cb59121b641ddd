//! Places in a JSON text.

use std::fmt;

/// One step from a value into what it contains.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A member of an object, by name.
    Member(String),
    /// An item of an array, by index from 0.
    Item(usize),
}

/// The place of a value in a JSON text; `Display` writes `data[0].details.iban`, and `.` for the root,
/// as the crate `serde_path_to_error` does.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JsonPath(Vec<Step>);

impl JsonPath {
    /// The whole text.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The steps from the root.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The member `name` of this place.
    #[must_use]
    pub fn member(&self, name: &str) -> Self {
        self.step(Step::Member(name.to_owned()))
    }

    /// The item `index` of this place.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        self.step(Step::Item(index))
    }

    /// The same path without indices: `data[].details.iban`. This is how members of a schema are named.
    #[must_use]
    pub fn pattern(&self) -> String {
        self.written(|_| "[]".to_owned())
    }

    pub(crate) fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    pub(crate) fn pop(&mut self) {
        self.0.pop();
    }

    fn step(&self, step: Step) -> Self {
        let mut path = self.clone();
        path.push(step);
        path
    }

    fn written(&self, item: impl Fn(usize) -> String) -> String {
        let mut text = String::new();
        for step in &self.0 {
            match step {
                Step::Member(name) if text.is_empty() => text += name,
                Step::Member(name) => {
                    text.push('.');
                    text += name;
                }
                Step::Item(index) => text += &item(*index),
            }
        }
        if text.is_empty() { ".".to_owned() } else { text }
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written(|index| format!("[{index}]")))
    }
}
