use std::{
    env,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

/// An example of moneyhub-tokio that is a web site, as a process of its own. It ends with this value.
#[derive(Debug)]
pub struct Site {
    child: Child,
    /// Its first page.
    pub url: String,
}

impl Site {
    /// Starts it on a free port, with this environment and no other.
    ///
    /// # Panics
    ///
    /// When it was not built, does not start, or does not name its first page.
    #[must_use]
    pub fn start(example: &str, environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(path(example))
            .env_clear()
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the example starts");
        let lines = child.stdout.take().map(|stdout| BufReader::new(stdout).lines());
        let mut site = Self { child, url: String::new() };
        let mut lines = lines.into_iter().flatten().map_while(Result::ok);
        let line = lines.find_map(|line| line.strip_prefix("open ").map(str::to_owned));
        site.url = line.expect("the example names its first page").trim().to_owned();
        site
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Examples lie in `examples`, beside the `deps` that tests lie in.
fn path(example: &str) -> PathBuf {
    let test = env::current_exe().expect("a test has a path");
    let profile = test.parent().and_then(|deps| deps.parent()).expect("a test lies in `deps`");
    let path = profile.join("examples").join(example);
    assert!(path.is_file(), "{} is not there: run tests/browser/run", path.display());
    path
}
