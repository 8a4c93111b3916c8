//! `max_age`: a duration as people write it, in whole seconds.

/// The longest time that any browser keeps a preflight's answer: a day, in seconds.
pub const MAX_SECONDS: u32 = 86_400;

/// Why a text is not a `max_age`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationError {
    /// It is not a number with a unit.
    Form,
    /// It is below zero.
    Negative,
    /// It is above [`MAX_SECONDS`].
    TooLong,
}

/// The seconds in `text`: `90`, `90s`, `10m`, `2h` or `1d`.
///
/// # Errors
///
/// What is wrong with it.
///
/// ```
/// use cors_compiler::model::parse_duration;
/// assert_eq!(parse_duration("2h"), Ok(7200));
/// assert!(parse_duration("2 hours").is_err());
/// ```
pub fn parse_duration(text: &str) -> Result<u32, DurationError> {
    if text.starts_with('-') {
        return Err(DurationError::Negative);
    }
    let digits = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let seconds_a_unit = match text.strip_prefix(digits) {
        Some("" | "s") => 1,
        Some("m") => 60,
        Some("h") => 3600,
        Some("d") => 86_400,
        _ => return Err(DurationError::Form),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DurationError::Form);
    }
    let count: u32 = digits.parse().map_err(|_| DurationError::TooLong)?;
    count
        .checked_mul(seconds_a_unit)
        .filter(|&seconds| seconds <= MAX_SECONDS)
        .ok_or(DurationError::TooLong)
}

/// The seconds that `2 hours`, `1.5h`, `1h30m` or `3600u32` is meant to be, if that is clear.
#[must_use]
pub(crate) fn meant_seconds(text: &str) -> Option<u32> {
    let text = text.trim().trim_start_matches('+').to_ascii_lowercase();
    let mut seconds = 0.0;
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, behind) = rest.split_at_checked(number_end)?;
        let unit_end = behind.find(|c: char| c.is_ascii_digit()).unwrap_or(behind.len());
        let (unit, behind) = behind.split_at_checked(unit_end)?;
        // An integer suffix of Rust, as in `3600u32`, is not a unit.
        let is_suffix = ["u", "i"].contains(&unit) && ["8", "16", "32", "64"].contains(&behind);
        rest = if is_suffix { "" } else { behind };
        let unit = if is_suffix { "s" } else { unit.trim() };
        seconds += number.parse::<f64>().ok()? * seconds_a_unit(unit)?;
    }
    let is_kept = seconds.fract() == 0.0 && (0.0..=f64::from(MAX_SECONDS)).contains(&seconds);
    // In range and whole, as just checked.
    (is_kept && !text.is_empty()).then_some(seconds as u32)
}

fn seconds_a_unit(unit: &str) -> Option<f64> {
    match unit {
        "" | "s" | "sec" | "secs" | "second" | "seconds" => Some(1.0),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(60.0),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(3600.0),
        "d" | "day" | "days" => Some(86_400.0),
        _ => None,
    }
}

/// `seconds` as a policy writes them, in the largest unit that divides them.
#[must_use]
pub fn seconds_in_words(seconds: u32) -> String {
    match seconds {
        0 => "0".to_owned(),
        s if s % 3600 == 0 => format!("{}h", s / 3600),
        s if s % 60 == 0 => format!("{}m", s / 60),
        s => format!("{s}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, want) in [
            ("0", Ok(0)),
            ("5", Ok(5)),
            ("90s", Ok(90)),
            ("10m", Ok(600)),
            ("2h", Ok(7200)),
            ("1d", Ok(86_400)),
            ("25h", Err(DurationError::TooLong)),
            ("86401", Err(DurationError::TooLong)),
            ("99999999999999999999s", Err(DurationError::TooLong)),
            ("4294967295d", Err(DurationError::TooLong)),
            ("-1", Err(DurationError::Negative)),
            ("2 hours", Err(DurationError::Form)),
            ("h", Err(DurationError::Form)),
            ("", Err(DurationError::Form)),
            ("1.5h", Err(DurationError::Form)),
            ("2H", Err(DurationError::Form)),
            ("²h", Err(DurationError::Form)),
        ] {
            assert_eq!(parse_duration(text), want, "{text}");
        }
    }

    #[test]
    fn repairs() {
        for (text, want) in [
            ("2 hours", Some("2h")),
            ("2H", Some("2h")),
            ("1.5h", Some("90m")),
            ("600 sec", Some("10m")),
            ("1h30m", Some("90m")),
            ("3600u32", Some("1h")),
            ("+5 Minutes", Some("5m")),
            ("61", Some("61s")),
            ("90 secs", Some("90s")),
            ("0", Some("0")),
            ("0.5h0.5h", Some("1h")),
            ("1 day", Some("24h")),
            ("60i64", Some("1m")),
            ("7u8", Some("7s")),
            ("60u7", None),
            ("60x64", None),
            ("86401", None),
            ("2 days", None),
            ("0.5s", None),
            ("", None),
            ("3 weeks", None),
            ("two hours", None),
            ("1e9", None),
        ] {
            let meant = meant_seconds(text).map(seconds_in_words);
            assert_eq!(meant.as_deref(), want, "{text}");
        }
    }
}
