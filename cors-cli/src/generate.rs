//! What is generated from the arguments: completions of shells, and man pages.

use std::io::Write as _;

use clap::{Args, Command, CommandFactory as _};
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::exit::Outcome;
use crate::failure::{Failure, Message};
use crate::output::Output;

/// The arguments of `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Writes a script that completes the arguments of `cargo-cors`.
///
/// # Errors
///
/// If the output cannot be written.
pub fn completions(arguments: &Completions, output: &mut Output) -> Result<Outcome, Failure> {
    let mut command = Arguments::command().bin_name("cargo-cors");
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "cargo-cors", &mut script);
    write(&script, output)
}

/// The arguments of `man`.
#[derive(Debug, Args)]
pub struct Man {
    /// The command that the page is about [default: all of them, in short].
    command: Option<String>,
}

/// Writes a man page.
///
/// # Errors
///
/// If the command is unknown, or the output cannot be written.
pub fn man(arguments: &Man, output: &mut Output) -> Result<Outcome, Failure> {
    let whole = Arguments::command().bin_name("cargo cors").name("cargo-cors");
    let command = match &arguments.command {
        None => whole,
        Some(name) => {
            let Some(command) = whole.find_subcommand(name) else {
                let names: Vec<&str> = whole.get_subcommands().map(Command::get_name).collect();
                return Err(Message::new(format!("unknown command `{name}`"))
                    .help(format!("the commands are {}", names.join(", ")))
                    .into());
            };
            let command = command.clone();
            command.bin_name(format!("cargo cors {name}")).name(format!("cargo-cors-{name}"))
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    write(&page, output)
}

fn write(bytes: &[u8], output: &mut Output) -> Result<Outcome, Failure> {
    output.write_all(bytes)?;
    Ok(Outcome::Clean)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use clap::ValueEnum as _;

    use super::*;

    /// A buffer that the output writes to.
    #[derive(Clone, Default)]
    struct Buffer(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Buffer {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn printed(write: impl Fn(&mut Output) -> Result<Outcome, Failure>) -> String {
        let buffer = Buffer::default();
        write(&mut Output::to(buffer.clone(), std::io::sink())).unwrap();
        let bytes = buffer.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn each_shell_completes_each_command() {
        let commands = Arguments::command();
        for &shell in Shell::value_variants() {
            let script = printed(|output| completions(&Completions { shell }, output));
            for command in commands.get_subcommands() {
                assert!(script.contains(command.get_name()), "{shell}: {}", command.get_name());
            }
        }
    }

    #[test]
    fn each_command_has_a_man_page() {
        let page = printed(|output| man(&Man { command: None }, output));
        assert!(page.contains(".TH cargo-cors 1"), "{page}");
        for command in Arguments::command().get_subcommands() {
            let name = command.get_name();
            assert!(page.contains(&name.replace('-', "\\-")), "{name}: {page}");
            let command = Some(name.to_owned());
            let page = printed(|output| man(&Man { command: command.clone() }, output));
            assert!(page.contains(&format!(".TH cargo-cors-{name} 1")), "{page}");
        }
        assert!(man(&Man { command: Some("chek".to_owned()) }, &mut Output::captured()).is_err());
    }
}
