//! Links for paying: each opens a page of Moneyhub's widget for one payment.
//!
//! All of these belong to the identity service, and take a token of the client itself: `client.send(..)`. A
//! link can't be changed or deleted; limit its life with [`Create::expires_at`].
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`Create`] | `POST /pay-links` | `pay_link:create` |
//! | [`List`] | `GET /pay-links` | `pay_link:read` |
//! | [`Get`] | `GET /pay-links/{payLinkId}` | `pay_link:read` |

use super::payments::{
    Payee, Pence,
    forms::{check_end_to_end_id, check_reference},
};
use crate::api::prelude::*;

/// `POST /pay-links`: creates a payment link. Scope `pay_link:create`.
///
/// It moves no money; that happens when somebody pays by the link. A second link could be paid as well as the
/// first, so the call is retried only if the service certainly did nothing.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, pay_links, payments::{Payee, Pence}};
///
/// let payee = Payee::Id("5b0c8f7e".into());
/// let create = pay_links::Create {
///     use_once: Some(true),
///     ..pay_links::Create::new("a-widget".into(), "INV 1001".into(), Pence::new(1500)?, payee)
/// };
/// let request = codec::encode(&create, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// let body = r#"{"widgetId":"a-widget","reference":"INV 1001","amount":1500,"payeeId":"5b0c8f7e","useOnce":true}"#;
/// assert_eq!(request.body(), body);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Create {
    /// The widget.
    pub widget_id: WidgetId,
    /// The reference on the statements, 2 to 18 characters. No source limits the reference of a link; the
    /// limit is that of the payment that it leads to.
    pub reference: PaymentReference,
    /// How much.
    pub amount: Pence,
    /// Who is paid: an account, or a registered payee.
    #[serde(flatten)]
    pub payee: Payee,
    /// An id that reaches the payee's bank, up to 35 characters (ISO 20022).
    pub end_to_end_id: Option<PaymentReference>,
    /// Whether it can be paid only once. The default is not documented.
    pub use_once: Option<bool>,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
}

impl Create {
    /// A link with nothing optional.
    #[must_use]
    pub const fn new(
        widget_id: WidgetId,
        reference: PaymentReference,
        amount: Pence,
        payee: Payee,
    ) -> Self {
        Self {
            widget_id,
            reference,
            amount,
            payee,
            end_to_end_id: None,
            use_once: None,
            expires_at: None,
        }
    }
}

impl Endpoint for Create {
    type Output = PayLink;
    const OPERATION: Operation<PayLink> = Service::Identity
        .post("pay_links.create", "/pay-links", decode::data)
        .needs(&[scope::PAY_LINK_CREATE]);

    fn fill(&self, call: Call) -> Call {
        call.checked(check_not_empty("widgetId", self.widget_id.as_str()))
            .checked(check_reference("reference", Some(&self.reference)))
            .checked(check_end_to_end_id(self.end_to_end_id.as_ref()))
            .checked(self.payee.check())
            .checked(check_time("expiresAt", self.expires_at.as_ref()))
            .json(self)
    }
}

/// `GET /pay-links`: the links that the client created, page by page. Scope `pay_link:read`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list. The service's default is 10 links.
    pub window: Window,
    /// Only links of this widget.
    pub widget_id: Option<WidgetId>,
    /// Only links that pay this payee.
    pub payee_id: Option<PayeeId>,
    /// Only links that can be paid, or only others.
    pub is_active: Option<bool>,
}

impl Endpoint for List {
    type Output = Page<PayLink>;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .get("pay_links.list", "/pay-links", decode::page)
        .needs(&[scope::PAY_LINK_READ]);

    fn fill(&self, call: Call) -> Call {
        call.window(self.window)
            .query("widgetId", &self.widget_id)
            .query("payeeId", &self.payee_id)
            .query("isActive", &self.is_active)
    }
}

/// `GET /pay-links/{payLinkId}`: one link. Scope `pay_link:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The link.
    pub pay_link_id: PayLinkId,
}

impl Endpoint for Get {
    type Output = PayLink;
    const OPERATION: Operation<PayLink> = Service::Identity
        .get("pay_links.get", "/pay-links/{payLinkId}", decode::data)
        .needs(&[scope::PAY_LINK_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("payLinkId", &self.pay_link_id)
    }
}

/// A payment link. Its shape is known only from Moneyhub's Node types, so only the id is required.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PayLink {
    /// The id.
    pub id: PayLinkId,
    /// The client that created it.
    pub client_id: Option<ClientId>,
    /// The widget.
    pub widget_id: Option<WidgetId>,
    /// Who is paid.
    pub payee_id: Option<PayeeId>,
    /// The reference on the statements.
    pub reference: Option<PaymentReference>,
    /// How much, in pence.
    pub amount: Option<i64>,
    /// Whether it can be paid only once.
    pub use_once: Option<bool>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// When it was archived.
    pub archived_at: Option<Timestamp>,
    /// When it was paid.
    pub used_at: Option<Timestamp>,
    /// The id that reaches the payee's bank.
    pub end_to_end_id: Option<PaymentReference>,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
}

impl Item for PayLink {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Create {
        let payee = Payee::Id("a-payee".into());
        Create::new("a-widget".into(), "INV 1001".into(), Pence::new(1500).unwrap(), payee)
    }

    #[test]
    fn a_link_that_could_not_be_paid_is_refused() {
        let table = [
            (
                Create { widget_id: "".into(), ..link() },
                RequestError::Empty { parameter: "widgetId" },
            ),
            (
                Create { reference: "A".into(), ..link() },
                RequestError::WrongLength { parameter: "reference", least: 2, most: 18 },
            ),
            (
                Create { payee: Payee::Id("".into()), ..link() },
                RequestError::Empty { parameter: "payeeId" },
            ),
            (
                Create { expires_at: Some("tomorrow".into()), ..link() },
                RequestError::NotATimestamp { parameter: "expiresAt" },
            ),
        ];
        for (create, refusal) in table {
            assert_eq!(refusal_of(&create), refusal);
        }
    }

    #[test]
    fn no_debug_shows_the_payee_or_the_reference() {
        let shown = format!("{:?}", link());
        assert!(!shown.contains("INV 1001") && !shown.contains("a-payee"), "{shown}");
    }
}
