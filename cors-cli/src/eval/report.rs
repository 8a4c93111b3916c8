//! The results for a person.

use std::io::{self, Write};

use super::har::Recording;
use super::record::{
    CauseRecord, Change, Deciding, Evaluated, HeaderRecord, ResultKind, VerdictRecord,
};

/// The width of the column of labels.
const LABEL: usize = 12;

/// Writes everything about a request.
pub fn write(out: &mut impl Write, evaluated: &Evaluated, width: usize) -> io::Result<()> {
    let url = evaluated.url.as_deref().unwrap_or("to another origin");
    writeln!(out, "{} {url}", evaluated.method)?;
    writeln!(out, "from a page of {}", evaluated.origin)?;
    for verdict in &evaluated.verdicts {
        writeln!(out)?;
        let mut report = Report { out, width };
        report.verdict(verdict)?;
    }
    Ok(())
}

/// Writes one request per line, and what is not as it was recorded.
pub fn write_row(out: &mut impl Write, evaluated: &Evaluated) -> io::Result<()> {
    let mark = match (evaluated.agrees, evaluated.passes()) {
        (Some(false), _) => "DIFFERS",
        (Some(true), _) => "agrees",
        (None, true) => "passes",
        (None, false) => "refused",
    };
    let results: Vec<String> = match evaluated.verdicts.as_slice() {
        [without, with] if without.result == with.result => vec![in_words(with.result).to_owned()],
        verdicts => verdicts
            .iter()
            .map(|verdict| {
                let how = if verdict.credentials { "with" } else { "without" };
                format!("{} {how} credentials", in_words(verdict.result))
            })
            .collect(),
    };
    let url = evaluated.url.as_deref().unwrap_or_default();
    writeln!(out, "{mark:<8}{:<8}{url}", evaluated.method)?;
    writeln!(out, "{:16}{}", "", results.join(", "))?;
    if !evaluated.passes() || evaluated.agrees == Some(false) {
        let decided = evaluated.verdicts.iter().flat_map(|verdict| &verdict.decided_by);
        let mut seen = Vec::new();
        for deciding in decided {
            if let Some(message) = deciding.message.as_deref().filter(|it| !seen.contains(it)) {
                writeln!(out, "{:16}{message}", "")?;
                seen.push(message);
            }
        }
    }
    Ok(())
}

fn in_words(result: ResultKind) -> &'static str {
    match result {
        ResultKind::Passes => "passes",
        ResultKind::PreflightRefused => "preflight refused",
        ResultKind::ResponseHidden => "response hidden",
        ResultKind::HeaderHidden => "header hidden",
        ResultKind::SameOrigin => "same origin",
        ResultKind::NotSent => "not sent",
    }
}

struct Report<'o, W> {
    out: &'o mut W,
    width: usize,
}

impl<W: Write> Report<'_, W> {
    fn verdict(&mut self, verdict: &VerdictRecord) -> io::Result<()> {
        let how = if verdict.credentials { "with credentials" } else { "without credentials" };
        self.line("result", &format!("{}, {how}", in_words(verdict.result)))?;
        match verdict.result {
            ResultKind::SameOrigin => {
                return self
                    .line("", "the page and the server have the same origin: CORS doesn't apply");
            }
            ResultKind::NotSent => {
                return self.line("reason", verdict.reason.as_deref().unwrap_or_default());
            }
            ResultKind::Passes
            | ResultKind::PreflightRefused
            | ResultKind::ResponseHidden
            | ResultKind::HeaderHidden => {}
        }
        self.preflight(&verdict.preflight)?;
        match verdict.result {
            ResultKind::Passes => self.readable(&verdict.readable)?,
            ResultKind::PreflightRefused => {
                self.line("browser", &format!("{}; the request is not sent", reason(verdict)))?;
            }
            ResultKind::HeaderHidden => {
                let name = reason(verdict);
                self.line("browser", &format!("the page reads the response without `{name}`"))?;
            }
            _ => {
                let reason = reason(verdict);
                self.line("browser", &format!("{reason}; the server runs the request"))?;
            }
        }
        for (index, header) in verdict.also_sent.iter().enumerate() {
            self.line(if index == 0 { "also sent" } else { "" }, &also_sent(header))?;
        }
        for (index, deciding) in verdict.decided_by.iter().enumerate() {
            self.deciding(deciding, index == 0)?;
        }
        if verdict.depends_on_handlers {
            self.line(
                "note",
                "the policy has no `allow_methods`, so it grants the methods of the handlers that have it, \
                 and this assumes one for this method; see `--handlers` and `--router`",
            )?;
        }
        match &verdict.change {
            Some(change) => self.change(verdict, change),
            None => {
                let helps =
                    verdict.decided_by.iter().filter_map(|deciding| deciding.help.as_deref());
                let helps: Vec<&str> = helps.collect();
                helps.iter().try_for_each(|help| self.line("change", help))
            }
        }
    }

    fn preflight(&mut self, causes: &[CauseRecord]) -> io::Result<()> {
        if causes.is_empty() {
            return self.line("preflight", "not needed");
        }
        let causes: Vec<String> = causes.iter().map(cause).collect();
        self.line("preflight", &format!("needed, because of {}", causes.join(", ")))
    }

    fn readable(&mut self, names: &[String]) -> io::Result<()> {
        let always = |name: &&String| {
            cors_tables::fetch::is_cors_safelisted_response_header_name(name.as_bytes())
        };
        let others: Vec<String> =
            names.iter().filter(|name| !always(name)).map(|name| format!("`{name}`")).collect();
        let others =
            if others.is_empty() { String::new() } else { format!(" and {}", others.join(", ")) };
        self.line("page reads", &format!("status, body, the safelisted response headers{others}"))
    }

    fn deciding(&mut self, deciding: &Deciding, is_first: bool) -> io::Result<()> {
        let Deciding { key, location, is_written, message, .. } = deciding;
        let place = format!("{}:{}:{}", location.file, location.line, location.column);
        let label = if is_first { "decided by" } else { "" };
        if *is_written {
            self.line(label, &format!("`{key}` at {place}"))?;
        } else {
            self.line(label, &format!("no `{key}` in the policy at {place}"))?;
        }
        match message {
            Some(message) => self.line("", message),
            None => Ok(()),
        }
    }

    fn change(&mut self, verdict: &VerdictRecord, change: &Change) -> io::Result<()> {
        for (index, deciding) in verdict.decided_by.iter().enumerate() {
            let help = deciding.help.as_deref().unwrap_or_default();
            self.line(if index == 0 { "change" } else { "" }, help)?;
        }
        writeln!(self.out)?;
        let digits = change.lines.last().map_or(1, |line| line.line.to_string().len());
        for line in &change.lines {
            let sign = if line.added { '+' } else { '-' };
            writeln!(self.out, "  {:>digits$} {sign} {}", line.line, line.text)?;
        }
        writeln!(self.out)?;
        let effects: Vec<&String> =
            verdict.decided_by.iter().flat_map(|deciding| &deciding.effects).collect();
        for (index, effect) in effects.into_iter().enumerate() {
            self.line(if index == 0 { "effect" } else { "" }, effect)?;
        }
        if !change.also_changes.is_empty() {
            let names: Vec<String> =
                change.also_changes.iter().map(|name| format!("`{name}`")).collect();
            self.line(
                "",
                &format!("the edits change other policies of the file too: {}", names.join(", ")),
            )?;
        }
        for broken in &change.breaks {
            let rule = &broken.rule;
            let needs = match broken.exception {
                Some(key) if broken.is_error => format!("would need `{key}` for `{rule}`"),
                None => format!("breaks the rule `{rule}`"),
                Some(_) => format!("is a warning of the rule `{rule}`"),
            };
            self.line("but", &format!("{needs}: {}", broken.message))?;
        }
        if change.allows {
            self.line("checked", "the changed policy compiles and allows the request")
        } else if change.breaks.is_empty() {
            self.line("checked", "the changed policy does not allow the request")
        } else {
            Ok(())
        }
    }

    /// A label, and a text that is broken into lines.
    fn line(&mut self, label: &str, text: &str) -> io::Result<()> {
        let room = self.width.saturating_sub(LABEL).max(20);
        let mut label = label;
        let mut line = String::new();
        for word in text.split(' ') {
            let length = line.chars().count().saturating_add(word.chars().count());
            if !line.is_empty() && length >= room {
                writeln!(self.out, "{label:<LABEL$}{line}")?;
                (label, line) = ("", String::new());
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        writeln!(self.out, "{label:<LABEL$}{line}")
    }
}

fn reason(verdict: &VerdictRecord) -> &str {
    verdict.reason.as_deref().unwrap_or_default()
}

fn also_sent(header: &HeaderRecord) -> String {
    let HeaderRecord { name, value, if_storage_access } = header;
    let condition = if_storage_access
        .map(|status| format!(" if `sec-fetch-storage-access` is `{status}`"))
        .unwrap_or_default();
    format!("`{name}: {value}`{condition}")
}

fn cause(cause: &CauseRecord) -> String {
    match cause {
        CauseRecord::Method { method } => format!("the method `{method}`"),
        CauseRecord::Header { name, value: None } => format!("the header `{name}`"),
        CauseRecord::Header { name, value: Some(value) }
            if name == "content-type" && value != "(" =>
        {
            format!("the content type `{value}`")
        }
        CauseRecord::Header { name, value: Some(_) } => format!("the value of `{name}`"),
        CauseRecord::TotalLength => "the total length of the safelisted headers".to_owned(),
    }
}

/// Writes how many requests of a recording agree, and what was left out.
pub fn write_summary(
    out: &mut impl Write,
    evaluated: &[Evaluated],
    recording: &Recording,
) -> io::Result<()> {
    let compared = evaluated.iter().filter(|one| one.agrees.is_some()).count();
    let agreeing = evaluated.iter().filter(|one| one.agrees == Some(true)).count();
    let passing = evaluated.iter().filter(|one| one.passes()).count();
    writeln!(out, "{} cross-origin requests, {passing} of them pass", evaluated.len())?;
    writeln!(out, "{agreeing} of {compared} agree with the recorded outcome")?;
    let left_out = [
        (recording.same_origin, "of the page's own origin"),
        (recording.not_cors, "that the CORS protocol doesn't apply to"),
        (recording.unreadable.len(), "of which too little is known"),
    ];
    for (count, what) in left_out.into_iter().filter(|(count, _)| *count > 0) {
        writeln!(out, "left out: {count} {what}")?;
    }
    Ok(())
}
