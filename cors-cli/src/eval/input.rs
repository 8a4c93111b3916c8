//! The arguments that say which request is evaluated.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::har::{self, Recording};
use super::request::{ANY_SERVER, Credentials, Given, PageRequest, WireRequest, parse_origin};
use super::{curl, http_text};
use crate::failure::Message;

/// The largest command or request that is read, in bytes.
const MAX_TEXT: u64 = 4 << 20;

/// What is evaluated. Exactly one of the sources, or flags.
#[derive(Debug, Args)]
#[command(next_help_heading = "The request")]
pub(super) struct Input {
    /// The page's origin: `https://app.example.com`, or `null`. By default that of the input.
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    origin: Option<String>,
    /// Whether the page sends credentials (`credentials: "include"`).
    #[arg(long, value_name = "MODE", num_args = 0..=1, default_missing_value = "include")]
    credentials: Option<Mode>,
    /// The method.
    #[arg(long, short = 'X', value_name = "METHOD", conflicts_with_all = ["curl", "har", "http"])]
    method: Option<String>,
    /// A header that the page sets: `name: value`; may be repeated.
    #[arg(long = "header", short = 'H', value_name = "HEADER", conflicts_with_all = ["curl", "har", "http"])]
    headers: Vec<String>,
    /// The URL; without one a server of another origin than the page's is assumed.
    #[arg(long, value_name = "URL", conflicts_with_all = ["curl", "har", "http"])]
    url: Option<String>,
    /// A `curl` command, as browsers copy it; `-` reads it from the standard input.
    #[arg(long, value_name = "COMMAND", conflicts_with_all = ["har", "http"], allow_hyphen_values = true)]
    curl: Option<String>,
    /// A HAR file: every cross-origin request in it.
    #[arg(long, value_name = "FILE", conflicts_with = "http")]
    har: Option<PathBuf>,
    /// A file with a request in raw HTTP; `-` reads the standard input.
    #[arg(long, value_name = "FILE")]
    http: Option<PathBuf>,
}

/// Whether credentials are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    Include,
    Omit,
}

/// What is evaluated.
#[derive(Debug)]
pub(super) enum Request {
    /// Requests of a page.
    Pages(Vec<PageRequest>),
    /// The requests of a HAR file.
    Recorded(Recording),
}

fn origin(text: &str) -> Result<String, String> {
    parse_origin(text).ok_or_else(|| "expected a scheme and a host, or `null`".to_owned())
}

impl Input {
    /// Reads the requests.
    pub(super) fn read(&self) -> Result<Request, Message> {
        let given = Given {
            origin: self.origin.clone(),
            credentials: self.credentials.map(|mode| match mode {
                Mode::Include => Credentials::Included,
                Mode::Omit => Credentials::Omitted,
            }),
        };
        let of_page = |wire: &WireRequest| {
            wire.of_page(&given).map_err(|reason| {
                Message::new(reason.to_string()).help("give the page's origin with `--origin`")
            })
        };
        if let Some(command) = &self.curl {
            let text = match command.as_str() {
                "-" => read_text(Path::new("-"))?,
                command => command.to_owned(),
            };
            let wires = curl::parse(&text)
                .map_err(|error| Message::new(format!("the `curl` command: {error}")))?;
            return Ok(Request::Pages(wires.iter().map(of_page).collect::<Result<_, _>>()?));
        }
        if let Some(path) = &self.http {
            let wire = http_text::parse(&read_text(path)?)
                .map_err(|error| Message::new(format!("{}: {error}", path.display())))?;
            return Ok(Request::Pages(vec![of_page(&wire)?]));
        }
        if let Some(path) = &self.har {
            let file = File::open(path).map_err(|error| unreadable(path, &error))?;
            let recording = har::read(file, &given)
                .map_err(|error| Message::new(format!("{}: {error}", path.display())))?;
            return Ok(Request::Recorded(recording));
        }
        Ok(Request::Pages(vec![self.of_flags(given)?]))
    }

    fn of_flags(&self, given: Given) -> Result<PageRequest, Message> {
        let origin = given.origin.ok_or_else(|| {
            Message::new("no request is given")
                .help("give the page's origin with `--origin`")
                .help("or a request with `--curl`, `--har` or `--http`")
        })?;
        let url = self.url.as_deref().unwrap_or(ANY_SERVER);
        let url = url.parse().map_err(|_| Message::new(format!("`{url}` is not a valid URL")))?;
        let header = |header: &String| match header.split_once(':') {
            Some((name, value)) => Ok((name.trim().to_owned(), value.trim().to_owned())),
            None => Err(Message::new(format!("the header `{header}` has no colon"))
                .help("write it as `name: value`")),
        };
        Ok(PageRequest {
            origin,
            method: self.method.clone().unwrap_or_else(|| "GET".to_owned()),
            url,
            headers: self.headers.iter().map(header).collect::<Result<_, _>>()?,
            // A page that says nothing sends none to other origins.
            credentials: given.credentials.unwrap_or(Credentials::Omitted),
            has_body: false,
        })
    }
}

/// The text of a file, or of the standard input.
fn read_text(path: &Path) -> Result<String, Message> {
    let mut text = String::new();
    let limit = MAX_TEXT.saturating_add(1);
    let read = if path == Path::new("-") {
        io::stdin().take(limit).read_to_string(&mut text)
    } else {
        File::open(path).and_then(|file| file.take(limit).read_to_string(&mut text))
    };
    match read {
        Ok(length) if length as u64 > MAX_TEXT => {
            Err(Message::new(format!("{}: larger than {} MiB", path.display(), MAX_TEXT >> 20)))
        }
        Ok(_) => Ok(text),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Message {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        _ => error.to_string(),
    };
    Message::new(format!("{}: {reason}", path.display()))
}
