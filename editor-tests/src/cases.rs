//! Questions to an editor, in the comments of the program that they are about.
//!
//! A comment below a line points at a character of that line. The question is about the name that has this
//! character:
//!
//! ```text
//!     allow_credentials = true,
//!     //^ hover: `true` or `false`
//!     allow_me
//!     //     ^ completes: allow_methods
//! ```

use std::fmt;

/// A question, and what the answer must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The line that it is about, counted from 0.
    pub line: usize,
    /// The character in that line, counted from 0.
    pub character: usize,
    /// The question.
    pub question: Question,
    /// What the answer must be, in the form that the question has.
    pub expected: String,
}

/// A question about a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The hover has this text.
    Hover,
    /// The hover has this text, and is about one definition.
    HoverOnce,
    /// The definition is on a line with this text.
    Definition,
    /// Behind the character these are among the completions.
    Completes,
    /// Behind the character none of these are among the completions.
    CompletesNot,
    /// There is an error whose message starts with this.
    Error,
}

impl Question {
    const ALL: [(&'static str, Self); 6] = [
        ("hover:", Self::Hover),
        ("hover once:", Self::HoverOnce),
        ("definition:", Self::Definition),
        ("completes:", Self::Completes),
        ("completes not:", Self::CompletesNot),
        ("error:", Self::Error),
    ];
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, character, question, expected } = self;
        let (line, character) = (line.saturating_add(1), character.saturating_add(1));
        write!(f, "{line}:{character}: {question:?} `{expected}`")
    }
}

/// The questions in a program.
///
/// # Errors
///
/// A comment that points at something, and is not a question.
pub fn read(program: &str) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    let mut about = 0;
    for (line, text) in program.lines().enumerate() {
        let Some((pointer, question)) = pointer(text) else {
            about = line;
            continue;
        };
        let found = Question::ALL.into_iter().find_map(|(word, kind)| {
            let expected = question.strip_prefix(word)?.trim();
            (!expected.is_empty()).then(|| (kind, expected.to_owned()))
        });
        let Some((question, expected)) = found else {
            return Err(format!("line {}: `{text}` is not a question", line.saturating_add(1)));
        };
        cases.push(Case { line: about, character: pointer, question, expected });
    }
    Ok(cases)
}

/// Where a comment points, and what follows.
fn pointer(text: &str) -> Option<(usize, &str)> {
    let comment = text.trim_start().strip_prefix("//")?;
    let question = comment.trim_start().strip_prefix('^')?;
    let before = text.strip_suffix(question)?.strip_suffix('^')?;
    Some((before.chars().count(), question.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_point_at_the_line_above() {
        let program =
            "a {\n    max_age = 0\n    //^ hover: how long\n    // ^ completes: a, b\n    // ^\n}";
        let found = read("x\n// no question\nabc\n//^ error: e").unwrap();
        let expected = |line, character, question, expected: &str| Case {
            line,
            character,
            question,
            expected: expected.to_owned(),
        };
        assert_eq!(found, [expected(2, 2, Question::Error, "e")]);
        assert_eq!(read(program).unwrap_err(), "line 5: `    // ^` is not a question");
        let found = read(program.strip_suffix("    // ^\n}").unwrap()).unwrap();
        assert_eq!(
            found,
            [
                expected(1, 6, Question::Hover, "how long"),
                expected(1, 7, Question::Completes, "a, b")
            ]
        );
    }
}
