//! The `rename` option: which identifier the user wants for an export or an import.

use std::collections::{BTreeMap, BTreeSet};

use super::ident;
use crate::error::{Context, Error};
use crate::options::Options;

/// The entries of `rename`, and which of them were of use.
#[derive(Debug, Default)]
pub struct Renames<'a> {
    entries: BTreeMap<&'a str, (usize, &'a str)>,
    used: BTreeSet<usize>,
}

impl<'a> Renames<'a> {
    /// Reads the option; invalid identifiers and repeated names are errors and are left out.
    pub fn new(options: &'a Options, errors: &mut Context) -> Self {
        let mut renames = Renames::default();
        for (index, (name, ident)) in options.rename.iter().enumerate() {
            if !ident::is_identifier(ident) {
                let message = format!(
                    "`{ident}` is not an identifier that a method can have; use another one"
                );
                errors.push(Error::option("rename", index, message));
            } else if renames.entries.contains_key(&name[..]) {
                let message = format!("{name:?} is renamed twice; remove one of the entries");
                errors.push(Error::option("rename", index, message));
            } else {
                renames.entries.insert(name, (index, ident));
            }
        }
        renames
    }

    /// The entry for `name`: its index in the option, and the identifier.
    pub fn get(&mut self, name: &str) -> Option<(usize, &'a str)> {
        let entry = self.entries.get(name).copied();
        self.used.extend(entry.map(|(index, _)| index));
        entry
    }

    /// Entries that matched nothing are errors.
    pub fn finish(self, errors: &mut Context) {
        for (name, (index, _)) in self.entries {
            if !self.used.contains(&index) {
                let message = format!(
                    "nothing is called {name:?}; give the name of an export, or `namespace.field` of an import"
                );
                errors.push(Error::option("rename", index, message));
            }
        }
    }
}
