//! The results of a probe, for people and for programs.

use std::io::{self, Write};

use cors_user_agent::{HttpRequest, Url};
use serde::Serialize;

use super::run::{Deviation, Difference, Probed};
use super::trial::Subject;

/// The width of the column of subjects.
const SUBJECT: usize = 36;

/// Writes a table of what was tried, and each deviation with a request that shows it.
///
/// # Errors
///
/// If it cannot be written.
pub fn write(out: &mut impl Write, policy: &str, url: &Url, probed: &Probed) -> io::Result<()> {
    writeln!(out, "{url}, which should have the policy {policy}\n")?;
    for (subject, count) in &probed.tried {
        let deviations = of(probed, *subject).count();
        let result = match deviations {
            0 => "as in the policy".to_owned(),
            1 => "1 deviation".to_owned(),
            many => format!("{many} deviations"),
        };
        writeln!(out, "  {:<SUBJECT$}{count:>4} tried  {result}", subject.name())?;
    }
    for deviation in &probed.deviations {
        writeln!(out, "\n{}", in_words(deviation))?;
        if deviation.count > 1 {
            writeln!(out, "  in {} responses, the first of which is that to", deviation.count)?;
        }
        writeln!(out, "  {}", curl(&deviation.request))?;
    }
    for (subject, error) in &probed.failures {
        writeln!(out, "\nno response for {}: {error}", subject.name())?;
    }
    let deviations = match probed.deviations.len() {
        0 => "no deviation".to_owned(),
        1 => "1 deviation".to_owned(),
        many => format!("{many} deviations"),
    };
    writeln!(out, "\n{} requests sent, {deviations}", probed.sent)?;
    if probed.left_out > 0 {
        writeln!(out, "{} trials were left out: see `--max-requests`", probed.left_out)?;
    }
    Ok(())
}

fn of(probed: &Probed, subject: Subject) -> impl Iterator<Item = &Deviation> {
    probed.deviations.iter().filter(move |deviation| deviation.subject == subject)
}

/// A deviation as a sentence.
fn in_words(deviation: &Deviation) -> String {
    let page = |origin: &str| match origin {
        "null" => "a page with the origin `null`".to_owned(),
        origin => format!("a page of {origin}"),
    };
    let what = deviation.subject.name();
    match &deviation.difference {
        Difference::Allowed { origin, credentials } => {
            let how = if *credentials { " with credentials" } else { "" };
            format!("{what}: the server allows {}{how}, and the policy does not", page(origin))
        }
        Difference::Refused { origin, reason, status } => {
            let status = status.map(|status| format!(" ({status})")).unwrap_or_default();
            format!("{what}: the policy allows {}, but {reason}{status}", page(origin))
        }
        Difference::Fault(fault) => format!("{what}: {fault}"),
    }
}

/// The results, as JSON.
#[derive(Debug, Serialize)]
struct Results<'r> {
    url: &'r str,
    policy: &'r str,
    requests: usize,
    left_out: usize,
    tried: Vec<Row>,
    deviations: Vec<Record>,
    failures: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Row {
    what: &'static str,
    tried: usize,
    deviations: usize,
}

#[derive(Debug, Serialize)]
struct Record {
    what: &'static str,
    /// `allowed`, `refused`, or the name of a fault.
    kind: &'static str,
    message: String,
    count: usize,
    curl: String,
}

/// Writes the same as JSON.
///
/// # Errors
///
/// If it cannot be written.
pub fn write_json(
    out: &mut impl Write,
    policy: &str,
    url: &Url,
    probed: &Probed,
) -> io::Result<()> {
    let row = |(subject, tried): (&Subject, &usize)| Row {
        what: subject.name(),
        tried: *tried,
        deviations: of(probed, *subject).count(),
    };
    let record = |deviation: &Deviation| Record {
        what: deviation.subject.name(),
        kind: match &deviation.difference {
            Difference::Allowed { .. } => "allowed",
            Difference::Refused { .. } => "refused",
            Difference::Fault(fault) => fault.name(),
        },
        message: in_words(deviation),
        count: deviation.count,
        curl: curl(&deviation.request),
    };
    let results = Results {
        url: url.as_str(),
        policy,
        requests: probed.sent,
        left_out: probed.left_out,
        tried: probed.tried.iter().map(row).collect(),
        deviations: probed.deviations.iter().map(record).collect(),
        failures: probed.failures.iter().map(|(_, error)| error.clone()).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &results).map_err(io::Error::from)?;
    writeln!(out)
}

/// A command that sends the same request.
fn curl(request: &HttpRequest) -> String {
    let mut command = "curl -i".to_owned();
    match request.method.as_str() {
        "GET" => {}
        "HEAD" => command.push_str(" --head"),
        method => command.push_str(&format!(" -X {}", quoted(method))),
    }
    command.push_str(&format!(" {}", quoted(request.url.as_str())));
    for (name, value) in request.header_list.iter() {
        if !name.eq_ignore_ascii_case("accept") {
            let header = format!("{name}: {}", String::from_utf8_lossy(value));
            command.push_str(&format!(" -H {}", quoted(&header)));
        }
    }
    command
}

/// A word of a POSIX shell.
fn quoted(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use cors_user_agent::HeaderList;

    use super::*;

    #[test]
    fn commands_can_be_pasted() {
        let mut header_list = HeaderList::default();
        header_list.append("Accept", "*/*");
        header_list.append("Origin", "https://it's.test");
        let url = "http://a.test/?b&c".parse().unwrap();
        let request =
            HttpRequest { method: "OPTIONS".to_owned(), url, header_list, body: Vec::new() };
        assert_eq!(
            curl(&request),
            r"curl -i -X OPTIONS 'http://a.test/?b&c' -H 'Origin: https://it'\''s.test'"
        );
    }
}
