//! Random maps, and random spellings of paths.

use cors_compiler::map::ast::Map as Written;
use cors_compiler::tokens::Checked;

use crate::reference::Row;

/// Hosts of requests.
pub(crate) const HOSTS: [&str; 5] = ["", "a.x", "B.x", "c.x", "a.b.x"];

const ROW_HOSTS: [&str; 5] = ["//a.x", "//b.x", "//{t}.x", "//{h:a.x|b.x}", "//{h:.+}"];
const ROW_SEGMENTS: [&str; 9] =
    ["a", "b", "ab", "pa", "{x}", "{x:a|b}", "{x:[ab]+}", "p{x}", "{x:a.*}"];
const SEGMENTS: [&str; 6] = ["a", "b", "ab", "pa", "c", "aa"];
const POLICIES: [&str; 4] = ["closed", "P", "Q", "R"];

/// All ordinary paths of up to three segments.
pub(crate) fn paths() -> Vec<String> {
    let mut paths = vec![String::new()];
    let mut last = paths.clone();
    for _ in 0..3 {
        last = last
            .iter()
            .flat_map(|path| SEGMENTS.map(|segment| format!("{path}/{segment}")))
            .collect();
        paths.extend(last.clone());
    }
    let with_slash = paths.iter().map(|path| format!("{path}/"));
    with_slash.chain(paths.iter().filter(|path| !path.is_empty()).cloned()).collect()
}

/// A map.
pub(crate) struct Map {
    pub(crate) rows: Vec<Row>,
    pub(crate) otherwise: String,
}

impl Map {
    pub(crate) fn text(&self) -> String {
        let row = |row: &Row| format!("{:?} => {}, ", row.pattern, row.policy);
        let rows: String = self.rows.iter().map(row).collect();
        format!("{rows}_ => {}", self.otherwise)
    }

    /// The names of the policies by their numbers.
    pub(crate) fn policies(&self) -> Vec<&str> {
        let mut names = vec!["closed"];
        let all = self.rows.iter().map(|row| row.policy.as_str());
        for name in all.chain([self.otherwise.as_str()]) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The rows that are reported, each with its rule; `_` is none of them.
    pub(crate) fn refused(&self) -> Vec<(usize, &'static str)> {
        let text = self.text();
        let checked: Checked<Written> = Checked::of_map(&text).expect("tokens");
        let row =
            |location| checked.map().rows.iter().position(|row| row.requests.location == location);
        let findings = checked.findings().iter();
        findings
            .map(|finding| (row(finding.location).unwrap_or(self.rows.len()), finding.rule.name))
            .collect()
    }

    /// Removes rows until the map compiles; how many were unreachable.
    pub(crate) fn drop_rows_that_are_refused(&mut self) -> usize {
        let mut unreachable = 0;
        loop {
            let refused = self.refused();
            let Some(&(row, rule)) = refused.last() else { return unreachable };
            if rule == "open_beside_hosts" {
                "closed".clone_into(match self.rows.get_mut(row) {
                    Some(row) => &mut row.policy,
                    None => &mut self.otherwise,
                });
            } else {
                assert_eq!(rule, "unreachable_row", "{}", self.text());
                self.rows.remove(row);
                unreachable += 1;
            }
        }
    }
}

/// A generator of numbers: xorshift.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % bound
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    pub(crate) fn host(&mut self) -> &'static str {
        self.of(&HOSTS)
    }

    pub(crate) fn map(&mut self) -> Map {
        let has_hosts = self.below(2) == 0;
        let rows = (0..2 + self.below(5)).map(|_| self.row(has_hosts)).collect();
        Map { rows, otherwise: self.of(&POLICIES).to_owned() }
    }

    fn row(&mut self, has_hosts: bool) -> Row {
        let mut pattern = String::new();
        if has_hosts && self.below(2) == 0 {
            pattern.push_str(self.of(&ROW_HOSTS));
        }
        let segments = self.below(4);
        for _ in 0..segments {
            pattern.push('/');
            pattern.push_str(self.of(&ROW_SEGMENTS));
        }
        match self.below(3) {
            0 => pattern.push_str("/{*rest}"),
            1 if segments > 0 => {}
            _ => pattern.push('/'),
        }
        Row { pattern, policy: self.of(&POLICIES).to_owned() }
    }

    /// A path, written in an unusual way.
    pub(crate) fn spelling(&mut self) -> String {
        let mut path = String::new();
        for _ in 0..1 + self.below(3) {
            path.push_str(self.of(&["/", "/", "/", "/", "//", "%2f", "/./", "/../", "\\", "%5C"]));
            for byte in self.of(&SEGMENTS).bytes() {
                match self.below(8) {
                    0 => path.push_str(&format!("%{byte:02x}")),
                    1 => path.push_str(&format!("%25{byte:02X}")),
                    2 if self.below(4) == 0 => path.push_str(&format!("%2525{byte:02x}")),
                    _ => path.push(char::from(byte)),
                }
            }
            let end = self.of(&["", "", "", "", ";a", "%3b", "%20", "%", ".", "%2e%2e"]);
            path.push_str(end);
        }
        path.push_str(self.of(&["", "", "/", "//", "%2F"]));
        path
    }
}
