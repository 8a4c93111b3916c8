//! Runs the targets on a corpus and on random changes of it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::Path;

/// Marsaglia's xorshift, with the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| u8::try_from(self.below(256)).unwrap()).collect()
    }
}

/// Runs a target on each seed, on changed seeds, and on random bytes.
fn run(target: fn(&[u8]), seeds: &[Vec<u8>]) {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for seed in seeds {
        target(seed);
        for _ in 0..50 {
            let mut changed = seed.clone();
            for _ in 0..=random.below(4) {
                let from = random.below(changed.len());
                let until = (from + random.below(8)).min(changed.len());
                let piece = match random.below(3) {
                    0 => Vec::new(),
                    1 => random.bytes(until - from),
                    _ => {
                        let other = &seeds[random.below(seeds.len())];
                        let at = random.below(other.len());
                        other[at..].iter().take(8).copied().collect()
                    }
                };
                changed.splice(from..until, piece);
            }
            target(&changed);
        }
    }
    for len in 0..200 {
        target(&random.bytes(len));
    }
}

/// The files of a folder, in order.
fn seeds(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

#[test]
fn policy_text() {
    run(cors_fuzz::policy_text, &seeds("../cors-compiler/tests/toml"));
}

#[test]
fn policy_file() {
    run(cors_fuzz::policy_file, &seeds("../cors-compiler/tests/policy_file"));
}

#[test]
fn answer() {
    for seed in seeds("seeds/answer") {
        let seed = String::from_utf8(seed).unwrap();
        let policy = seed.split("---\n").next().unwrap();
        assert!(cors_runtime::Policy::from_toml(policy).is_ok(), "{policy}");
    }
    run(cors_fuzz::answer, &seeds("seeds/answer"));
}

#[test]
fn origin_pattern() {
    let seeds = [
        "https://example.com\nhttps://example.com",
        "https://*.example.com\nhttps://a.b.example.com",
        "http://localhost:*\nhttp://localhost:3000",
        "https://*.example.com:*\nhttps://a.example.com:8443",
        "https://example.com:8443\nhttps://example.com:8443",
        "http://[::1]:3000\nhttp://[::1]:3000",
        "http://127.0.0.1\nhttp://127.0.0.1",
        "http://10.0.0.0/8:*\nhttp://10.0.0.7:3000",
        "http://[fd00::/8]\nhttp://[fd00::1]",
        "http://10.1.2.3/8\nhttp://10.1.2.3",
        "safari-web-extension://{id}\nsafari-web-extension://0F1E",
        "tauri://localhost\ntauri://localhost",
        "https://*.example.com\nhttps://a.example.com@evil.example/.example.com",
        "*\nhttps://any.example",
    ];
    let seeds: Vec<_> = seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect();
    run(cors_fuzz::origin_pattern, &seeds);
}

#[test]
fn target() {
    let seeds = [
        "a.example:80\n/public/%61dmin//x",
        "b.example\n/b",
        "A.Example.\n/public/..%2fexact",
        "\n/users/%31%37;a=b/",
        "c.example\n/public\\admin/%252e%252e/x",
        "user@a.example\n/exact/",
        "[::1]:8080\n/public/a%2Fb%25%zz",
        "\n//exact//",
    ];
    let seeds: Vec<_> = seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect();
    run(cors_fuzz::target, &seeds);
}
