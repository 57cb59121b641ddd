//! Lists the samples, so that a new file is embedded without a line of code.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=data/samples");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let samples = root.join("data/samples");
    let mut rows = String::from("&[\n");
    for folder in ["", "webhooks", "webhooks/signed"] {
        for file in files(&samples.join(folder)) {
            let name = file.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
            let separator = if folder.is_empty() { "" } else { "/" };
            rows +=
                &format!("({:?}, include_str!({file:?})),\n", format!("{folder}{separator}{name}"));
        }
    }
    rows += "]\n";
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo"));
    fs::write(out.join("samples.rs"), rows).expect("OUT_DIR is writable");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("data/samples is part of the package");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable directory").path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}
