//! Where a command writes: the streams of the process, or a buffer in tests.

use std::env;
use std::fmt;
use std::io::{self, IsTerminal as _, Write};

use crate::exit::Outcome;
use crate::failure::{Failure, Message};

/// How wide the output is where it is not a terminal.
const WIDTH: usize = 80;

/// The output of a command: results, and messages about what went wrong.
///
/// It is a [`Write`] of the results.
pub struct Output {
    results: Box<dyn Write + Send>,
    messages: Box<dyn Write + Send>,
    style: Style,
    shows_progress: bool,
}

/// How text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether results may have colours.
    pub colour: bool,
    /// How many columns a line may have.
    pub width: usize,
}

impl Output {
    /// The standard output and the standard error of the process.
    #[must_use]
    pub fn of_process() -> Self {
        let is_terminal = io::stdout().is_terminal();
        let wants_no_colour = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        Self {
            results: Box::new(io::BufWriter::new(io::stdout())),
            messages: Box::new(io::stderr()),
            style: Style {
                colour: is_terminal && !wants_no_colour && !is_dumb,
                width: columns.filter(|_| is_terminal).unwrap_or(WIDTH).clamp(40, 140),
            },
            shows_progress: io::stderr().is_terminal() && !is_dumb,
        }
    }

    /// An output that is thrown away, for tests and examples: those that look at it pass a buffer to
    /// [`to`](Self::to).
    #[must_use]
    pub fn captured() -> Self {
        Self::to(io::sink(), io::sink())
    }

    /// Writes results and messages to these, without colours.
    #[must_use]
    pub fn to(results: impl Write + Send + 'static, messages: impl Write + Send + 'static) -> Self {
        Self {
            results: Box::new(results),
            messages: Box::new(messages),
            style: Style { colour: false, width: WIDTH },
            shows_progress: false,
        }
    }

    /// How results are written.
    #[must_use]
    pub fn style(&self) -> Style {
        self.style
    }

    /// Whether a person watches, so that progress may be shown on the standard error.
    #[must_use]
    pub fn shows_progress(&self) -> bool {
        self.shows_progress
    }

    /// Writes an error to the messages; the command goes on.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn error(&mut self, message: &Message) -> Result<(), Failure> {
        self.results.flush()?;
        writeln!(self.messages, "error: {message}")?;
        Ok(())
    }

    /// Writes a warning to the messages.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn warning(&mut self, message: &Message) -> Result<(), Failure> {
        self.results.flush()?;
        writeln!(self.messages, "warning: {message}")?;
        Ok(())
    }

    /// Writes a note to the messages.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn note(&mut self, note: &str) -> Result<(), Failure> {
        self.results.flush()?;
        writeln!(self.messages, "note: {note}")?;
        Ok(())
    }

    /// The outcome of a command that cannot go on for this reason.
    pub(crate) fn fail(&mut self, message: &Message) -> Outcome {
        // There is nowhere else to report it.
        let _ = self.error(message);
        Outcome::Unreadable
    }

    /// The outcome of arguments that are not a command: requested help, or an error.
    pub(crate) fn usage(&mut self, error: &clap::Error) -> Result<Outcome, Failure> {
        let rendered = error.render();
        if error.use_stderr() {
            write!(self.messages, "{rendered}")?;
            return Ok(Outcome::Unreadable);
        }
        write!(self.results, "{rendered}")?;
        self.results.flush()?;
        Ok(Outcome::Clean)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.results.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.results.flush()
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // A closed pipe is not an error of the command.
        let _ = self.results.flush();
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output").field("style", &self.style).finish_non_exhaustive()
    }
}
