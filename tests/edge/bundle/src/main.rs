//! `cors-edge-bundle PROGRAM FOLDER`: makes a folder that `workerd serve FOLDER/config.capnp` serves, of a program that is
//! written with the crate `worker`.
//!
//! The platform's `worker-build` makes the same modules. It downloads programs of its own, and writes no configuration.

use std::env::args_os;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

/// What the platform calls.
const ENTRY: &str = r#"import { initSync, fetch } from "./worker.js";
import module from "./worker_bg.wasm";
initSync({ module });
export default { fetch };
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = args_os().skip(1).map(PathBuf::from);
    let (Some(program), Some(folder), None) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err("usage: cors-edge-bundle PROGRAM FOLDER".into());
    };
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(program)
        .out_name("worker")
        .typescript(false)
        .web(true)?
        .generate(&folder)?;
    fs::write(folder.join("entry.mjs"), ENTRY)?;
    let mut modules = vec!["entry.mjs".to_owned(), "worker.js".to_owned()];
    snippets(&folder, Path::new("snippets"), &mut modules)?;
    fs::write(folder.join("config.capnp"), configuration(&modules)?)?;
    Ok(())
}

/// The modules that crates have added, which `worker.js` imports.
fn snippets(root: &Path, folder: &Path, modules: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(root.join(folder))? {
        let (entry, path) =
            entry.map(|entry| (entry.file_type(), folder.join(entry.file_name())))?;
        if entry?.is_dir() {
            snippets(root, &path, modules)?;
        } else {
            modules.push(path.display().to_string());
        }
    }
    Ok(())
}

fn configuration(modules: &[String]) -> Result<String, Box<dyn Error>> {
    let mut text = String::from(
        r#"using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "worker", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
const worker :Workerd.Worker = (
  modules = [
"#,
    );
    for name in modules {
        writeln!(text, r#"    (name = "{name}", esModule = embed "{name}"),"#)?;
    }
    text.push_str(
        r#"    (name = "worker_bg.wasm", wasm = embed "worker_bg.wasm"),
  ],
  compatibilityDate = "2026-01-01",
);
"#,
    );
    Ok(text)
}
