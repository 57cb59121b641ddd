//! The program `endure` for some seconds; `--minutes 60` is for whoever has the time.

use std::process::{Command, Output};

/// Four weeks are ten seconds.
const SHORT: [&str; 6] = ["--seed", "7", "--hasten", "241920", "--page", "100"];

/// Two users with a thousand transactions each.
const TWO: [&str; 6] = ["--users", "2", "--transactions", "60", "--kill-every", "2"];

/// Whether it ends well, and what it says.
fn endure(arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_endure"));
    command.args(["--mirror", env!("CARGO_BIN_EXE_moneyhub-mirror")]).args(SHORT).args(arguments);
    let Output { status, stdout, stderr } = command.output().unwrap();
    let said = [String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap()].concat();
    (status.success(), format!("{said}{status}"))
}

/// What stands behind this name in the sum at the end.
fn number(said: &str, name: &str) -> u64 {
    let behind = said.rsplit_once(name).unwrap_or_else(|| panic!("no {name:?} in {said}")).1;
    let digits: String = behind.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

#[test]
fn after_storms_and_kills_the_tables_equal_the_service() {
    let (is_good, said) = endure(&[&TWO[..], &["--minutes", "0.15", "--storm", "8"]].concat());
    assert!(is_good, "{said}");
    assert!(number(&said, "kills: ") >= 2, "{said}");
    assert!(number(&said, "rows compared: ") > 500, "{said}");
}

#[test]
fn after_a_flood_of_webhooks_shuffled_doubled_and_lost_the_tables_equal_the_service() {
    let (is_good, said) = endure(&[&TWO[..], &["--webhooks", "300"]].concat());
    assert!(is_good, "{said}");
    assert!(number(&said, "webhooks: ") >= 300, "{said}");
    assert!(number(&said, " late, ") > 0, "none was taken: {said}");
    assert!(number(&said, "kills: ") >= 1, "{said}");
}

/// It must be able to fail.
#[test]
fn a_fault_that_is_planted_in_the_tables_is_noticed() {
    std::thread::scope(|scope| {
        for plant in ["dropped-row", "skipped-deletion", "changed-column"] {
            scope.spawn(move || {
                // It storms until there is a row to plant it in.
                let arguments = [
                    ["--users", "1"],
                    ["--transactions", "20"],
                    ["--minutes", "0.01"],
                    ["--storm", "1"],
                    ["--kill-every", "4"],
                    ["--plant", plant],
                ];
                let arguments = arguments.concat();
                let (is_good, said) = endure(&arguments);
                assert!(said.contains("planted: "), "{plant}: {said}");
                assert!(!is_good && number(&said, "differences: ") > 0, "{plant}: {said}");
            });
        }
    });
}
