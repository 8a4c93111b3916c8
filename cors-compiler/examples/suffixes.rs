//! Makes `src/trust/suffixes.txt` out of the Public Suffix List.
//!
//! ```text
//! cargo run --example suffixes -- "commit or date" < public_suffix_list.dat > src/trust/suffixes.txt
//! ```
//!
//! The list comes one rule a line, each name from left to right. Written as a tree from the
//! right, children below their parent and one space further in, it is half as large and can be
//! walked as it stands. Names in other scripts are written in Punycode (RFC 3492), as they
//! occur in origins. Behind each top-level name stands how many bytes its subtree takes, so that it
//! can be passed over.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::panic,
    reason = "a tool for developers, which may stop at a mistake"
)]

use std::collections::BTreeMap;
use std::io::{Read, Write};

#[derive(Default)]
struct Node {
    sign: Option<char>,
    children: BTreeMap<String, Node>,
}

fn main() -> std::io::Result<()> {
    let source = std::env::args().nth(1).unwrap_or_default();
    let mut list = String::new();
    std::io::stdin().read_to_string(&mut list)?;

    let mut root = Node::default();
    let mut rules = 0;
    let mut section = '=';
    for line in list.lines() {
        let line = line.trim();
        if line.contains("===BEGIN PRIVATE DOMAINS===") {
            section = '~';
        }
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        let (sign, name) = match line.strip_prefix('!') {
            Some(name) => ('!', name),
            None => (section, line),
        };
        assert!(!name.trim_start_matches("*.").contains('*'), "a wildcard inside a rule: {line}");
        let node = name
            .rsplit('.')
            .fold(&mut root, |node, label| node.children.entry(to_ascii(label)).or_default());
        node.sign = Some(sign);
        rules += 1;
    }

    let mut out = std::io::stdout().lock();
    writeln!(out, "# The rules of the Public Suffix List, https://publicsuffix.org, as a tree.")?;
    writeln!(out, "# Source: https://github.com/publicsuffix/list, {source}; {rules} rules.")?;
    writeln!(out, "# Subject to the Mozilla Public License 2.0, https://mozilla.org/MPL/2.0/.")?;
    writeln!(out, "# Made by `cargo run --example suffixes`; do not edit.")?;
    writeln!(out, "# A line: one space for each label to the right of it, a sign, the label.")?;
    writeln!(
        out,
        "# = suffix (ICANN section)  ~ suffix (private section)  ! exception  : no rule"
    )?;
    writeln!(out, "# Behind a top-level label: how many bytes the lines below it take.")?;
    for (label, node) in &root.children {
        let mut below = Vec::new();
        write_trees(&mut below, node, 1)?;
        writeln!(out, "{}{label} {}", sign(node), below.len())?;
        out.write_all(&below)?;
    }
    Ok(())
}

fn write_trees(out: &mut impl Write, parent: &Node, depth: usize) -> std::io::Result<()> {
    parent.children.iter().try_for_each(|(label, node)| {
        writeln!(out, "{:depth$}{}{label}", "", sign(node))?;
        write_trees(out, node, depth + 1)
    })
}

fn sign(node: &Node) -> char {
    node.sign.unwrap_or(':')
}

fn to_ascii(label: &str) -> String {
    if label.is_ascii() { label.to_owned() } else { format!("xn--{}", punycode(label)) }
}

/// RFC 3492, section 6.3, with the parameters of section 5.
fn punycode(label: &str) -> String {
    let mut out: String = label.chars().filter(char::is_ascii).collect();
    let basic = out.len() as u32;
    let mut handled = basic;
    if basic > 0 {
        out.push('-');
    }
    let (mut code_point, mut delta, mut bias) = (128u32, 0u32, 72u32);
    let letters: Vec<u32> = label.chars().map(u32::from).collect();
    while let Some(next) = letters.iter().copied().filter(|&c| c >= code_point).min() {
        delta += (next - code_point) * (handled + 1);
        code_point = next;
        for &letter in &letters {
            if letter < code_point {
                delta += 1;
            }
            if letter != code_point {
                continue;
            }
            let mut rest = delta;
            for k in (36..).step_by(36) {
                let threshold = k.max(bias + 1).min(bias + 26) - bias;
                if rest < threshold {
                    break;
                }
                out.push(digit(threshold + (rest - threshold) % (36 - threshold)));
                rest = (rest - threshold) / (36 - threshold);
            }
            out.push(digit(rest));
            bias = adapt(delta, handled + 1, handled == basic);
            delta = 0;
            handled += 1;
        }
        delta += 1;
        code_point += 1;
    }
    out
}

fn digit(value: u32) -> char {
    char::from_digit(if value < 26 { value + 10 } else { value - 26 }, 36).unwrap_or('?')
}

fn adapt(delta: u32, length: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / length;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}
