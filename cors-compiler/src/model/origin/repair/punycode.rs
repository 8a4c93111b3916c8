//! Punycode, in which a browser sends a label that is not ASCII.
//!
//! Source: [RFC 3492](https://www.rfc-editor.org/rfc/rfc3492), sections 5 and 6.

/// The numbers of different digits: `a` to `z`, `0` to `9`.
const BASE: u32 = 36;
const LEAST_THRESHOLD: u32 = 1;
const MOST_THRESHOLD: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const FIRST_BIAS: u32 = 72;
const FIRST_CODE_POINT: u32 = 128;

/// A label without `xn--`; `None` if it is so long that its numbers do not fit.
///
/// The ASCII characters come first. Behind them is a number for each other character, in the order of their code
/// points: how many steps it takes from one to the next, if each step goes on by one place in the label, and by one
/// code point behind the last place.
pub(super) fn encode(label: &str) -> Option<String> {
    let mut encoded: String = label.chars().filter(char::is_ascii).collect();
    let ascii = u32::try_from(encoded.len()).ok()?;
    if ascii > 0 {
        encoded.push('-');
    }
    let all = u32::try_from(label.chars().count()).ok()?;
    let (mut done, mut steps, mut bias) = (ascii, 0_u32, FIRST_BIAS);
    let mut code_point = FIRST_CODE_POINT;
    while done < all {
        let next = label.chars().map(u32::from).filter(|&other| other >= code_point).min()?;
        let places = done.checked_add(1)?;
        steps = steps.checked_add(next.checked_sub(code_point)?.checked_mul(places)?)?;
        code_point = next;
        for other in label.chars().map(u32::from) {
            if other < code_point {
                steps = steps.checked_add(1)?;
            }
            if other == code_point {
                push_number(&mut encoded, steps, bias)?;
                let places = done.checked_add(1)?;
                bias = adapted(steps, places, done == ascii)?;
                steps = 0;
                done = places;
            }
        }
        steps = steps.checked_add(1)?;
        code_point = code_point.checked_add(1)?;
    }
    Some(encoded)
}

/// A number of a variable number of digits, the last of which is below its threshold.
fn push_number(encoded: &mut String, number: u32, bias: u32) -> Option<()> {
    let (mut rest, mut position) = (number, BASE);
    loop {
        let threshold = position.saturating_sub(bias).clamp(LEAST_THRESHOLD, MOST_THRESHOLD);
        let Some(over) = rest.checked_sub(threshold) else { break };
        let others = BASE.checked_sub(threshold)?;
        encoded.push(digit(threshold.checked_add(over.checked_rem(others)?)?)?);
        rest = over.checked_div(others)?;
        position = position.checked_add(BASE)?;
    }
    encoded.push(digit(rest)?);
    Some(())
}

/// A digit: `a` to `z` are 0 to 25, `0` to `9` are 26 to 35.
fn digit(value: u32) -> Option<char> {
    let value = u8::try_from(value).ok()?;
    Some(char::from(match value.checked_sub(26) {
        None => b'a'.checked_add(value)?,
        Some(value) => b'0'.checked_add(value)?,
    }))
}

/// The bias for the next number, which is likely to be as large as this one.
fn adapted(steps: u32, places: u32, is_first: bool) -> Option<u32> {
    let steps = if is_first { steps.checked_div(DAMP)? } else { steps.checked_div(2)? };
    let mut steps = steps.checked_add(steps.checked_div(places)?)?;
    let range = BASE.checked_sub(LEAST_THRESHOLD)?;
    let most = range.checked_mul(MOST_THRESHOLD)?.checked_div(2)?;
    let mut bias = 0_u32;
    while steps > most {
        steps = steps.checked_div(range)?;
        bias = bias.checked_add(BASE)?;
    }
    let part = range.checked_add(1)?.checked_mul(steps)?;
    bias.checked_add(part.checked_div(steps.checked_add(SKEW)?)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn labels_in_punycode() {
        for (label, want) in [
            ("bücher", "bcher-kva"),
            ("münchen-süd", "mnchen-sd-q9ah"),
            ("例え", "r8jz45g"),
            ("académie-française", "acadmie-franaise-npb1a"),
            ("ascii", "ascii-"),
        ] {
            assert_eq!(encode(label).as_deref(), Some(want), "{label}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_same_as_another_implementation(label in "[a-z0-9àéüλжぁア中国가\u{d7a3}-]{1,63}") {
            prop_assert_eq!(encode(&label), ::punycode::encode(&label).ok());
        }
    }
}
