//! Which patterns reach further than their author can know, with credentials; and the stranger
//! that the message names, who must really be let in.
//!
//! Source: the [Public Suffix List](https://publicsuffix.org/learn/) says below which names
//! anybody can register one.

use cors_compiler::Diagnostic;
use cors_compiler::diagnostic::Note;

use crate::policy::Policy;
use crate::reference::{Reading, Written};

fn text(text: &str) -> Written {
    Written::Text(text.to_owned())
}

fn regex(regex: &str) -> Written {
    Written::Regex(regex.to_owned())
}

fn with_credentials(written: &Written) -> Vec<Diagnostic> {
    let policy = Policy { allowed: vec![written.clone()], credentials: true, ..Policy::default() };
    policy.compile().1
}

/// The stranger in "it lets in `https://a.com`, which …".
fn stranger(diagnostic: &Diagnostic) -> Option<&str> {
    diagnostic.notes.iter().find_map(|note| match note {
        Note::Note(note) => note.strip_prefix("it lets in `")?.split('`').next(),
        Note::Elsewhere(..) | Note::Help(_) => None,
    })
}

#[test]
fn patterns_that_let_strangers_in() {
    for written in [
        text("https://*.com"),
        text("https://*.github.io"),
        text("https://{x}.vercel.app"),
        text("https://{x}-myteam.vercel.app"),
        text("https://example.{tld}"),
        text("chrome-extension://{id}"),
        regex("https://app.example.com"),
        regex(r"https://[a-z]{2}\.com"),
        regex(r"https://.*example\.com"),
        regex("https?://.+"),
    ] {
        let diagnostics = with_credentials(&written);
        let unbounded =
            diagnostics.iter().find(|diagnostic| diagnostic.rule.name == "unbounded_trust");
        let Some(unbounded) = unbounded else { panic!("{written}: {diagnostics:?}") };
        assert!(unbounded.is_error(), "{written}");
        let Some(stranger) = stranger(unbounded) else { panic!("{written}: {unbounded:?}") };
        assert!(Reading::new(&written).matches(stranger.as_bytes()), "{written}: {stranger}");
    }
}

#[test]
fn patterns_that_stay_at_home() {
    for (written, rules) in [
        (regex(r"https://.*\.example\.com"), &[][..]),
        (text("https://{branch}.myteam.vercel.app"), &[]),
        (text("https://pr-{n:[0-9]+}.preview.example.com"), &[]),
        (text("https://*.corp.internal"), &[]),
        (text("http://localhost:*"), &[]),
        (text("tauri://localhost"), &[]),
        // Known, and yet no line to send credentials over.
        (text("http://10.0.0.7:*"), &["insecure_origin"]),
    ] {
        let broken: Vec<&str> =
            with_credentials(&written).iter().map(|diagnostic| diagnostic.rule.name).collect();
        assert_eq!(broken, rules, "{written}");
    }
}
