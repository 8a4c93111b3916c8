//! The differences in `docs/browsers.md`.

use std::path::Path;
use std::{env, fs};

use crate::differences;

const START: &str = "<!-- matrix -->\n";
const END: &str = "<!-- end of matrix -->\n";

#[test]
fn document_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/browsers.md");
    let document = fs::read_to_string(&path).unwrap();
    let (before, rest) = document.split_once(START).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let head = "| cases | engines | difference |\n| --- | --- | --- |\n";
    let wanted = format!("{before}{START}\n{head}{}\n{END}{after}", differences::lines());
    if env::var_os("BLESS").is_some() {
        fs::write(&path, wanted).unwrap();
    } else {
        assert!(document == wanted, "BLESS=1 cargo test -p cors-tests --test matrix document");
    }
}
