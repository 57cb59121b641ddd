use std::fs;

/// The ids of the processes that have this text in their command line or their environment.
///
/// Some of chromium's have it in one and some in the other. Linux only: it reads `/proc`.
pub(crate) fn processes_with(text: &str) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let ids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(|id: &u32| {
        // One that has just ended has neither any more.
        ["cmdline", "environ"].iter().any(|file| {
            let content = fs::read(format!("/proc/{id}/{file}")).unwrap_or_default();
            String::from_utf8_lossy(&content).contains(text)
        })
    })
    .collect()
}
