//! The console's functions, for tests.

use super::Sandbox;

impl Sandbox {
    /// The URL of the console, if there is one: see [`Builder::console`](crate::Builder::console).
    pub fn console_url(&self) -> Option<String> {
        self.server.console.map(|address| format!("http://{address}/"))
    }

    /// A readable description of the sandbox: see [`Service::description`](crate::Service::description).
    pub fn description(&self) -> Vec<(&'static str, String)> {
        self.shared.service(|service| service.description())
    }

    /// Ends the consent of a connection now: see [`Service::expire_consent`](crate::Service::expire_consent).
    pub fn expire_consent(&self, user_id: &str, connection_id: &str) -> bool {
        self.shared.service(|service| service.expire_consent(user_id, connection_id))
    }
}
