//! Lists of origins of any length, the same in every run.

/// The kind of a list's origins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One host per tenant; they differ in a number.
    Tenant,
    /// Unrelated hosts.
    Mixed,
}

impl Kind {
    /// Its name in the tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::Mixed => "mixed",
        }
    }

    /// An origin of typical length that is not in any list.
    pub(crate) fn stranger(self) -> &'static str {
        match self {
            Self::Tenant => "https://tenant-0004x.example.com",
            Self::Mixed => "https://stranger-of-all.example.net",
        }
    }
}

/// The first `n` origins of a kind, which are kept until the end of the run.
pub(crate) fn list(kind: Kind, n: usize) -> &'static [&'static str] {
    let mut random = Random(42);
    let one = |index: usize| match kind {
        Kind::Tenant => format!("https://tenant-{index:05}.example.com"),
        Kind::Mixed => mixed(&mut random),
    };
    let texts: Vec<&'static str> = (0..n).map(one).map(|text| &*text.leak()).collect();
    texts.leak()
}

/// A host of 14 to 60 bytes, one in eight with a port.
fn mixed(random: &mut Random) -> String {
    const SUFFIXES: [&str; 10] =
        ["com", "org", "net", "de", "fr", "it", "io", "dev", "app", "co.uk"];
    let length = 10 + random.below(46);
    let label: String = (0..length).map(|_| char::from(b'a' + random.below(26) as u8)).collect();
    let port = if random.below(8) == 0 { ":8443" } else { "" };
    format!("https://{label}.{}{port}", SUFFIXES[random.below(SUFFIXES.len())])
}

/// A random generator that is good enough for test data, with the same numbers on every machine.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        // Knuth's constants for a linear congruential generator, whose high bits are better.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}
