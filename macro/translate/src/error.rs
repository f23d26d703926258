//! Errors: what is wrong, where, and what to do. Several are collected before giving up.

use std::fmt;

/// One thing that is wrong with the input or the options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// One or more sentences; the first says what is wrong, the rest what to do.
    pub message: String,
    /// What it is about, so that a macro can point at it.
    pub at: At,
}

/// What an [`Error`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    /// The bytes of the source with this index.
    Source(usize),
    /// Entry `index` of the option `name` (`stubs`, `rename`, …; scalar options use 0).
    Option(&'static str, usize),
}

/// All that was found wrong; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errors(Vec<Error>);

impl Errors {
    /// The errors, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Error> {
        self.0.iter()
    }
}

impl From<Error> for Errors {
    fn from(e: Error) -> Self {
        Errors(vec![e])
    }
}

impl Error {
    /// An error about a source.
    pub fn source(index: usize, message: impl Into<String>) -> Self {
        Error {
            message: message.into(),
            at: At::Source(index),
        }
    }

    /// An error about an option's entry.
    pub fn option(name: &'static str, index: usize, message: impl Into<String>) -> Self {
        Error {
            message: message.into(),
            at: At::Option(name, index),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, e) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{e}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
impl std::error::Error for Errors {}

/// Collects errors; must be finished.
#[must_use]
#[derive(Debug, Default)]
pub struct Context(Vec<Error>);

impl Context {
    /// Notes an error and goes on.
    pub fn push(&mut self, e: Error) {
        self.0.push(e);
    }

    /// Notes all of another result's errors; its value if it had none.
    pub fn take<T>(&mut self, r: Result<T, Errors>) -> Option<T> {
        match r {
            Ok(v) => Some(v),
            Err(Errors(e)) => {
                self.0.extend(e);
                None
            }
        }
    }

    /// `Err` if anything was noted.
    pub fn finish(self) -> Result<(), Errors> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Errors(self.0))
        }
    }
}
