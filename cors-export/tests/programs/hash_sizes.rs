//! nginx's hash tables have room for the exported maps, or the comment says which sizes to write.

use std::fs;

use cors_export::{Options, Target, export};

use crate::policies::TestPolicy;
use crate::program::{self, Program};

/// A policy, and what nginx complains of without the sizes that the comment says.
struct Case {
    name: String,
    origins: Vec<String>,
    complaint: Option<&'static str>,
}

/// Single origins of this length. Names with a system would have fewer collisions than random ones.
fn origins(count: u64, length: usize) -> Vec<String> {
    let width = length - "https://a.example.com".len();
    let name = |number: u64| {
        let random = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        format!("https://a{random:0>width$}.example.com")
    };
    (1..=count).map(name).collect()
}

pub fn compare() {
    let Some(nginx) = Program::installed(Target::Nginx) else { return };
    // The longest name of a variable of these policies is `cors_NAME_preflight`.
    let case = |name: usize, count, length, complaint| Case {
        name: "n".repeat(name),
        origins: origins(count, length),
        complaint,
    };
    let cases = [
        case(31, 100, 46, None),
        case(32, 1, 46, Some("variables_hash_bucket_size")),
        case(64, 1, 46, Some("variables_hash_bucket_size")),
        // A longer origin is a regex.
        case(1, 2, 47, None),
        case(1, 2, 80, None),
        case(1, 300, 46, Some("map_hash_max_size")),
        case(1, 1000, 46, Some("map_hash_max_size")),
        case(1, 10_000, 46, Some("map_hash_max_size")),
    ];
    let folder = program::folder("hash-sizes");
    for Case { name, origins, complaint } in cases {
        let text = format!("allow_origins = {origins:?}\nallow_methods = [\"PUT\"]\n");
        let policy = TestPolicy::new(&name, &text);
        let export = export(Target::Nginx, &policy.checked, &Options::default()).unwrap();
        for file in &export.files {
            fs::write(folder.join(&file.name), &file.text).unwrap();
        }
        let [http, server, headers] = export.files.as_slice() else { panic!("{export:?}") };
        let check = |sizes: &str| {
            let file = folder.join("nginx.conf");
            let text = format!(
                "pid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n{sizes}\ninclude {};\n\
                 server {{ listen 127.0.0.1:{port}; include {}; include {}; }}\n}}\n",
                http.name,
                server.name,
                headers.name,
                folder = folder.display(),
                port = program::free_ports(1)[0],
            );
            fs::write(&file, text).unwrap();
            nginx.complaint(&folder, &file)
        };
        let comment = http.text.replace("\n#", "");
        let advice = comment.split('`').filter(|code| code.contains("_hash_")).collect::<String>();
        let what = format!("{} origins, a name of {} bytes", origins.len(), name.len());
        assert_eq!(check(&advice), None, "{what}");
        match complaint {
            Some(size) => {
                let got = check("").unwrap_or_default();
                assert!(got.contains(size), "{what}: {got}");
                assert!(advice.contains(size), "{what}: {advice}");
            }
            None => assert_eq!(check(""), None, "{what}"),
        }
    }
    let _ = fs::remove_dir_all(&folder);
}
