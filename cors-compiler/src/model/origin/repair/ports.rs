//! Several ports as people write them elsewhere: `3000-3010`, `[8080,8081]`, `\d+`.

use crate::model::pattern::{Meant, Reader};

impl Reader<'_> {
    /// The text with its port as this language has it, if the port is an expression for several and
    /// the rest of the text is a pattern or can be made into one.
    pub(crate) fn with_meant_ports(self, text: &str) -> Option<Meant> {
        let (before, ports) = split(text)?;
        let meant = meant(ports)?;
        let any_port = format!("{before}:*");
        let any_port = match self.text(&any_port) {
            Ok(_) => any_port,
            Err(_) => self.repaired(&any_port)?.to_string(),
        };
        let repaired = format!("{}{meant}", any_port.strip_suffix('*')?);
        if repaired == text { None } else { self.meant(repaired) }
    }
}

/// The text before the colon of the port, and the port, unless it is a number or a `*`.
fn split(text: &str) -> Option<(&str, &str)> {
    let host_at = text.find("://").map_or(0, |at| at.saturating_add(3));
    let host = text.get(host_at..)?;
    let behind_brackets = if host.starts_with('[') { host.find(']')? } else { 0 };
    let colon = host.get(behind_brackets..)?.find(':')?.checked_add(behind_brackets)?;
    let at = host_at.checked_add(colon)?;
    let (before, ports) = (text.get(..at)?, text.get(at.checked_add(1)?..)?);
    let ports = ports.trim_end_matches(['/', '$']);
    let is_one = ports == "*" || ports.bytes().all(|byte| byte.is_ascii_digit());
    (!is_one && !ports.contains("://")).then_some((before, ports))
}

fn meant(ports: &str) -> Option<String> {
    let any = ["\\d+", "\\d*", "[0-9]+", "[0-9]*", ".*", ".+", "#", "any", "port", "xxxx", "****"];
    let bare =
        ports.trim_matches(['[', ']', '(', ')', '{', '}', '<', '>', '$', '%', ' ', '?', ':']);
    let is_any = |text: &str| any.contains(&text.to_ascii_lowercase().as_str());
    let is_all = ends(bare).is_some_and(|(first, last)| first <= 1 && last == u16::MAX);
    if is_any(ports) || is_any(bare) || is_all {
        return Some("*".to_owned());
    }
    let alternatives: Option<Vec<String>> =
        bare.split([',', '|', ';', ' ']).filter(|one| !one.is_empty()).map(alternative).collect();
    if let Some(alternatives) = alternatives {
        return Some(format!("{{p:{}}}", alternatives.join("|")));
    }
    // A regex, which a placeholder takes.
    let is_regex =
        ports.starts_with(['\\', '[', '(']) || ports.starts_with(|c: char| c.is_ascii_digit());
    is_regex.then(|| format!("{{p:{ports}}}"))
}

/// One port, a run of them from the first to the last, or one with open digits at the end: `30xx`,
/// `30*`.
fn alternative(text: &str) -> Option<String> {
    let number = |text: &str| text.trim().parse::<u16>().ok().filter(|&port| port > 0);
    if let Some(port) = number(text) {
        return Some(port.to_string());
    }
    let open = text.trim_end_matches(['x', 'X']);
    if open.len() < text.len() && number(open).is_some() {
        return Some(format!("{open}[0-9]{{{}}}", text.len().checked_sub(open.len())?));
    }
    if let Some(start) = text.strip_suffix('*').filter(|start| number(start).is_some()) {
        return Some(format!("{start}[0-9]*"));
    }
    let (first, _) = ends(text)?;
    run_of_numbers(text).filter(|_| first > 0)
}

/// The regex of the numbers from the first to the last: `100-200`, `3000..3010`.
pub(crate) fn run_of_numbers(text: &str) -> Option<String> {
    let (first, last) = ends(text)?;
    (first <= last).then(|| numbers(first.into(), last.into()).join("|"))
}

fn ends(text: &str) -> Option<(u16, u16)> {
    let (first, last) = ["..=", "..", "-", "–", "~"].iter().find_map(|to| text.split_once(to))?;
    Some((first.trim().parse().ok()?, last.trim().parse().ok()?))
}

/// Regexes that together match the numbers from `first` to `last`: as few of them as there are
/// changes of the digits that may be open.
fn numbers(first: u32, last: u32) -> Vec<String> {
    let mut regexes = Vec::new();
    let mut from = first;
    while from <= last {
        // The widest run from here: `3000` to `3999` is `3` and three digits that are open.
        let mut block = 1_u32;
        let mut open = 0_u32;
        loop {
            let wider = block.saturating_mul(10);
            let end = from.saturating_add(wider).saturating_sub(1);
            if from.checked_rem(wider) != Some(0) || from < wider || end > last {
                break;
            }
            block = wider;
            open = open.saturating_add(1);
        }
        let Some(fixed) = from.checked_div(block) else { break };
        // `300`, `301`, ..., `304` with open digits behind are `30[0-4]`.
        let same_tens = 9_u32.saturating_sub(fixed % 10);
        let blocks = last.saturating_sub(from).saturating_add(1).checked_div(block);
        let more = blocks.unwrap_or_default().saturating_sub(1).min(same_tens);
        let (tens, digit) = (fixed / 10, fixed % 10);
        let tens = if tens == 0 { String::new() } else { tens.to_string() };
        let digits = match (digit, digit.saturating_add(more)) {
            (digit, to) if digit == to => digit.to_string(),
            (digit, to) => format!("[{digit}-{to}]"),
        };
        let open = match open {
            0 => String::new(),
            1 => "[0-9]".to_owned(),
            open => format!("[0-9]{{{open}}}"),
        };
        regexes.push(format!("{tens}{digits}{open}"));
        from = from.saturating_add(block.saturating_mul(more.saturating_add(1)));
    }
    regexes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Automata;

    #[test]
    fn runs_of_numbers() {
        for (first, last, want) in [
            (3000, 3010, "300[0-9]|3010"),
            (3000, 3999, "3[0-9]{3}"),
            (
                1,
                65535,
                "[1-9]|[1-9][0-9]|[1-9][0-9]{2}|[1-9][0-9]{3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]",
            ),
            (8080, 8081, "808[0-1]"),
            (95, 105, "9[5-9]|10[0-5]"),
            (7, 7, "7"),
        ] {
            assert_eq!(numbers(first, last).join("|"), want);
        }
    }

    #[test]
    fn runs_match_exactly_their_numbers() {
        for (first, last) in [(1, 1), (1, 10), (9, 1001), (99, 100), (3000, 3010), (1024, 4999)] {
            let language = Automata::unlimited().regex(&numbers(first, last).join("|")).unwrap();
            for number in 0..=6000 {
                let is_within = (first..=last).contains(&number);
                let text = number.to_string();
                assert_eq!(language.contains(text.as_bytes()), is_within, "{first}-{last}: {text}");
            }
        }
    }
}
