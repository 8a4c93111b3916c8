//! Random spellings of paths that have handlers.

/// Paths with handlers, and near them.
const PATHS: [&str; 18] = [
    "/exact",
    "/admin",
    "/admin/x",
    "/admin/x/y",
    "/users/17",
    "/users/anna",
    "/users/anna/admin",
    "/admin/page",
    "/some/page",
    "/static/page",
    "/static/private/secret",
    "/static/admin/x",
    "/static/a b",
    "/static/private/a b",
    "/",
    "/other",
    "/public/admin/x",
    "/static",
];

/// A generator of numbers: xorshift.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % bound
    }

    pub(crate) fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    /// One of the paths, spelt in some way.
    pub(crate) fn spelling(&mut self) -> String {
        let path = self.of(&PATHS);
        // Most spellings have one or two unusual pieces.
        let rarely = [1, 4, 12][self.below(3)];
        let mut spelling = String::new();
        for (at, byte) in path.bytes().enumerate() {
            let is_unusual = self.below(path.len()) < rarely.min(path.len());
            match byte {
                b'/' if is_unusual && at > 0 => spelling.push_str(self.of(&[
                    "//",
                    "%2f",
                    "%2F",
                    "%252f",
                    "\\",
                    "%5c",
                    "/./",
                    "/%2e/",
                    "/x/../",
                    "/../",
                    "/..%2f",
                    "/..%5c",
                    "/;a/",
                    ";a=b/",
                    "/%2e%2e/",
                    "///",
                    "/..;/",
                    "/x%2f..%2f",
                    "/x%2f%2e%2e/",
                    "%2f..%2f",
                ])),
                b'/' if is_unusual => {
                    spelling.push_str(self.of(&["//", "/./", "/x/../", "/..%2f"]));
                }
                b' ' => spelling.push_str("%20"),
                byte if is_unusual => match self.below(4) {
                    0 => spelling.push_str(&format!("%25{byte:02x}")),
                    1 => spelling.push_str(&format!("%{byte:02X}")),
                    _ => spelling.push_str(&format!("%{byte:02x}")),
                },
                byte => spelling.push(char::from(byte)),
            }
        }
        if self.below(4) == 0 {
            spelling.push_str(
                self.of(&["/", "//", "%2f", "/.", "/..", ";a", "%20", "%00", "?a=b", "."]),
            );
        }
        spelling
    }
}
