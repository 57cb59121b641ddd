//! The question on the mock bank's page.

use super::super::Service;
use super::super::authorization::{AuthorizationRequest, Purpose};
use super::super::identity::Asked;
use super::super::page::Question;
use crate::banks;
use crate::population::bank_of;

impl Service {
    /// The question of a page that still waits. `action` leads from the page to
    /// `/oidc/auth/consent`.
    pub(super) fn question(&self, interaction: &str, action: &str) -> Option<Question> {
        let found = self.identity.interactions.find(interaction)?;
        let id = self.asker(&found.asked);
        let client = self.client(&id);
        let name = client.as_ref().and_then(|client| client.name.clone());
        let request = match &found.asked {
            Asked::SignIn(request) => Some(&**request),
            Asked::AuthRequest { id, .. } => self.request_of(id),
            Asked::PayLink(_) => None,
        };
        let mut lines = found.attempt.as_deref().map(|id| self.lines(id)).unwrap_or_default();
        if let Some(request) = request {
            let user = request.claims.sub.as_deref().unwrap_or("a new user");
            lines.push(("For", user.to_owned()));
            lines.push(("Scope", request.scope.clone()));
        }
        Some(Question {
            interaction: interaction.to_owned(),
            action: action.to_owned(),
            client: name.unwrap_or(id),
            bank: request.map_or("Example Bank", bank_name),
            wish: wish(request.map(|request| &request.purpose)),
            lines,
            pays: found.attempt.is_some(),
        })
    }
}

fn wish(purpose: Option<&Purpose>) -> &'static str {
    match purpose {
        Some(Purpose::Connect) => "see your accounts at this bank",
        Some(Purpose::Reauth) => "see your accounts again",
        Some(Purpose::Refresh) => "fetch new data from your accounts",
        Some(Purpose::Reconsent) => "see your accounts for longer",
        Some(Purpose::Pay("mh:reverse_payment")) => "send a payment back",
        Some(Purpose::Pay("mh:recurring_payment")) => "make recurring payments from your account",
        Some(Purpose::Pay("mh:standing_order")) => "set up a standing order from your account",
        Some(Purpose::Pay(_)) | None => "make a payment from your account",
    }
}

/// The chosen bank, if the scope names one of the lists.
fn bank_name(request: &AuthorizationRequest) -> &'static str {
    let bank = request.bank.as_deref().map(bank_of).and_then(banks::by_id);
    bank.map_or("Example Bank", |bank| &bank.name)
}
