//! [Dates of cookies](https://www.rfc-editor.org/rfc/rfc6265#section-5.1.1).

use std::time::Duration;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The time since the Unix epoch; zero for times before it, and nothing if the text is not a date.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    // Steps 1 and 2: the first token that can be each part.
    for token in text.split(is_delimiter).filter(|token| !token.is_empty()) {
        if time.is_none() && parse_time(token).is_some() {
            time = parse_time(token);
        } else if day.is_none() && leading_number(token, 1..=2).is_some() {
            day = leading_number(token, 1..=2);
        } else if month.is_none() && parse_month(token).is_some() {
            month = parse_month(token);
        } else if year.is_none() {
            year = leading_number(token, 2..=4);
        }
    }
    let ((hour, minute, second), day, month) = (time?, day?, month?);
    // Steps 3 and 4.
    let year = match year? {
        short @ 70..=99 => short.checked_add(1900)?,
        short @ 0..=69 => short.checked_add(2000)?,
        year => year,
    };
    // Step 5.
    if !(1..=31).contains(&day) || year < 1601 || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = days_since_epoch(year, month, day);
    let seconds = hour.checked_mul(3_600)?.checked_add(minute.checked_mul(60)?)?;
    let seconds = days.checked_mul(86_400)?.checked_add(seconds)?.checked_add(second)?;
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

fn is_delimiter(character: char) -> bool {
    matches!(character, '\t' | ' '..='/' | ';'..='@' | '['..='`' | '{'..='~')
}

/// `hh:mm:ss`, with something other than a digit after it, or nothing.
fn parse_time(token: &str) -> Option<(i64, i64, i64)> {
    let mut fields = token.splitn(3, ':');
    let mut whole = || {
        let field = fields.next()?;
        leading_number(field, 1..=2).filter(|_| field.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let (hour, minute) = (whole()?, whole()?);
    Some((hour, minute, leading_number(fields.next()?, 1..=2)?))
}

fn parse_month(token: &str) -> Option<i64> {
    let name = token.get(..3)?.to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| *month == name)?;
    i64::try_from(index).ok()?.checked_add(1)
}

/// The digits at the start, if there are as many as allowed.
fn leading_number(token: &str, digits: std::ops::RangeInclusive<usize>) -> Option<i64> {
    let count = token.bytes().take_while(u8::is_ascii_digit).count();
    digits.contains(&count).then(|| token.get(..count)?.parse().ok()).flatten()
}

/// The number of days since 1 January 1970 in the Gregorian calendar.
///
/// Years are counted from March, so that the day that leap years add is the last one of its year.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    #[allow(clippy::arithmetic_side_effects, reason = "a year has at most four digits")]
    {
        let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
        let leap_days = year / 4 - year / 100 + year / 400;
        let days_of_months = (153 * month + 2) / 5;
        // 719,469 days from 1 March of the year 0, whose first day this counts as 1, to the epoch.
        365 * year + leap_days + days_of_months + day - 719_469
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (text, seconds) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Thu, 01 Jan 1970 00:01:01 GMT", Some(61)),
            ("Wed, 31 Dec 1969 23:59:59 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(784_111_777)),
            ("Sun Nov  6 08:49:37 1994", Some(784_111_777)),
            ("Thu, 29 Feb 2024 12:00:00 GMT", Some(1_709_208_000)),
            ("Fri, 01 Mar 2024 00:00:00 GMT", Some(1_709_251_200)),
            ("Sat, 01 Jan 2000 00:00:00 GMT", Some(946_684_800)),
            ("Fri, 01 Jan 10 00:00:00 GMT", Some(1_262_304_000)),
            ("31 dec 9999 23:59:59", Some(253_402_300_799)),
            ("01 Jan 1600 00:00:00", None),
            ("32 Jan 2024 00:00:00", None),
            ("01 Jan 2024 24:00:00", None),
            ("01 Jan 2024", None),
            ("01 2024 00:00:00", None),
            ("Jan 2024 00:00:00", None),
            ("never", None),
            ("", None),
        ] {
            assert_eq!(parse(text), seconds.map(Duration::from_secs), "{text}");
        }
    }
}
