//! A language whose table is in the source, because building it takes a macro longer than everything else.
//!
//! A test builds the language again and compares, and writes the source ([`Stored::source`]).

use super::{ByteClasses, Language, StateId};

/// The table of a language with at most 256 states.
#[derive(Debug)]
pub(crate) struct Stored {
    /// The class of each byte.
    pub(crate) classes: &'static [u8; 256],
    /// The next state for each state and class, row by row.
    pub(crate) table: &'static [u8],
    /// For each state, whether it accepts: 0 or 1.
    pub(crate) accepting: &'static [u8],
    pub(crate) start: u8,
}

impl Stored {
    /// The language.
    pub(crate) fn language(&self) -> Language {
        let len = self.table.len() / self.accepting.len();
        let classes = ByteClasses::new(len, |byte| usize::from(self.classes[usize::from(byte)]));
        // Without iterators, for a macro is not optimised.
        let mut table = Vec::with_capacity(self.table.len());
        let mut entry = 0;
        while entry < self.table.len() {
            table.push(StateId::from(self.table[entry]));
            entry += 1;
        }
        let accepting = self.accepting.iter().map(|&accepts| accepts == 1).collect();
        Language { classes, table, accepting, start: StateId::from(self.start) }
    }

    /// The source of a static with this name, for a language.
    #[cfg(test)]
    pub(crate) fn source(name: &str, language: &Language) -> String {
        let lines = |bytes: Vec<u8>, width: usize| -> String {
            let line = |line: &[u8]| {
                let escaped: String = line.iter().map(|byte| format!("\\x{byte:02x}")).collect();
                format!("        {escaped}\\\n")
            };
            format!("b\"\\\n{}    \"", bytes.chunks(width).map(line).collect::<String>())
        };
        let number = |&state: &StateId| u8::try_from(state).unwrap();
        let classes = (0..=u8::MAX).map(|byte| u8::try_from(language.classes.of(byte)).unwrap());
        let accepting = language.accepting.iter().map(|&accepts| u8::from(accepts));
        format!(
            "#[rustfmt::skip]\npub(super) static {name}: Stored = Stored {{\n    classes: {},\n    \
             table: {},\n    accepting: {},\n    start: {},\n}};\n",
            lines(classes.collect(), 16),
            lines(language.table.iter().map(number).collect(), language.classes.len()),
            lines(accepting.collect(), 16),
            language.start,
        )
    }
}
