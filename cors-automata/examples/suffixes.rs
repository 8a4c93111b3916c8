//! Makes `src/trust/suffixes.txt` out of the Public Suffix List and `src/trust/shared_hosts.txt`.
//!
//! ```text
//! cargo run -p cors-automata --example suffixes < public_suffix_list.dat > suffixes.txt
//! ```
//!
//! `.ci/suffixes --renew` does this with the newest list that the package registry offers.
//!
//! The Public Suffix List has one rule per line, each name from left to right. Written as a tree from
//! the right, children below their parent and one space further in, it is half as large and can be
//! walked as it is. Names in other scripts are written in Punycode (RFC 3492), as they occur in
//! origins. Each top-level name is followed by the number of bytes of its subtree, so that the subtree
//! can be skipped.
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

/// The hosts of `shared_hosts.txt`, each followed by its source.
const SHARED_HOSTS: &str = include_str!("../src/trust/shared_hosts.txt");

fn main() -> std::io::Result<()> {
    let mut list = String::new();
    std::io::stdin().read_to_string(&mut list)?;
    // `// VERSION: 2026-10-22_08-36-41_UTC`, `// COMMIT: 8437e5262f13…`
    let field = |name: &str| {
        let line = list.lines().find_map(|line| line.strip_prefix("// ")?.strip_prefix(name));
        line.unwrap_or_else(|| panic!("the list has no line `// {name}`"))
    };
    let (commit, date) = (&field("COMMIT: ")[..12], &field("VERSION: ")[..10]);

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
        add(&mut root, sign, name);
        rules += 1;
    }
    let shared = SHARED_HOSTS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let shared: Vec<&str> = shared.filter_map(|line| line.split(' ').next()).collect();
    for name in &shared {
        add(&mut root, '+', name);
    }

    let mut out = std::io::stdout().lock();
    writeln!(out, "# The rules of the Public Suffix List, https://publicsuffix.org, as a tree.")?;
    writeln!(
        out,
        "# Source: https://github.com/publicsuffix/list, commit {commit} of {date}; {rules} rules."
    )?;
    writeln!(out, "# Subject to the Mozilla Public License 2.0, https://mozilla.org/MPL/2.0/.")?;
    writeln!(out, "# With {} additional rules, from shared_hosts.txt.", shared.len())?;
    writeln!(out, "# Made by `cargo run --example suffixes`; do not edit.")?;
    writeln!(out, "# A line: one space for each label to the right of it, a sign, the label.")?;
    writeln!(
        out,
        "# = suffix (ICANN section)  ~ suffix (private section)  + additional  ! exception  : no rule"
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

fn add(root: &mut Node, sign: char, name: &str) {
    assert!(!name.trim_start_matches("*.").contains('*'), "a wildcard inside a rule: {name}");
    let node = name
        .rsplit('.')
        .fold(root, |node, label| node.children.entry(to_ascii(label)).or_default());
    assert!(node.sign.is_none(), "there are two rules for {name}: remove it from shared_hosts.txt");
    node.sign = Some(sign);
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
