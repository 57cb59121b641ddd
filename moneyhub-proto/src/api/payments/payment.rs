use crate::api::{
    payments::{Filter, PayeeType, PayerType, PaymentStatus},
    prelude::*,
};

/// `GET /payments`: the payments of the client, page by page. Scope `payment:read`.
///
/// No source says how soon after its beginning a payment is in the list, in which order the list is, or
/// which of a payment's times the dates are compared with. That a payment is not in it proves nothing.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, Date, codec, payments};
///
/// let filter = payments::Filter {
///     payee_id: Some("a-payee".into()),
///     start_date: Some(Date::of(2024, 5, 31)?),
///     ..Default::default()
/// };
/// let list = payments::List { filter, ..Default::default() };
/// let request = codec::encode(&list, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// let query = "limit=100&offset=0&payeeId=a-payee&startDate=2024-05-31";
/// assert_eq!(request.uri().query(), Some(query));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
    /// Which are meant.
    pub filter: Filter,
}

impl Endpoint for List {
    type Output = Page<Payment>;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .get("payments.list", "/payments", decode::page)
        .needs(&[scope::PAYMENT_READ]);

    fn fill(&self, call: Call) -> Call {
        self.filter.add_to(call.window(self.window))
    }
}

/// `GET /payments/{paymentId}`: one of them. Scope `payment:read`.
///
/// The id is in the claims of the `id_token` (`mh:payment`) and in a completed
/// [`AuthRequest`](crate::api::auth_requests::AuthRequest).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The payment.
    pub payment_id: PaymentId,
}

impl Endpoint for Get {
    type Output = Payment;
    const OPERATION: Operation<Payment> = Service::Identity
        .get("payments.get", "/payments/{paymentId}", decode::data)
        .needs(&[scope::PAYMENT_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("paymentId", &self.payment_id)
    }
}

/// Final is what the documentation calls final. After a call with an uncertain end, ask
/// [`Client::resolve`](crate::Client::resolve) instead.
impl Awaited for Get {
    fn is_final(payment: &Payment) -> bool {
        payment.status.has_moved().is_some()
    }
}

/// A payment: what was asked for, and what has become of it.
///
/// Moneyhub's Node types require more than its samples have; what is missing in a sample is optional here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Payment {
    /// The id.
    pub id: PaymentId,
    /// How much, in minor units such as pence. A bare number, unlike the amounts of accounts.
    pub amount: i64,
    /// The currency of the amount.
    pub currency: Currency,
    /// Who is paid. Absent when the request described the payee in place of naming a registered one.
    pub payee_id: Option<PayeeId>,
    /// What the payee reads on the statement.
    #[serde(rename = "payeeRef")]
    pub payee_reference: Option<PaymentReference>,
    /// What the payee's id refers to.
    pub payee_type: Option<PayeeType>,
    /// Who pays.
    pub payer_id: Option<PayerId>,
    /// What the payer reads on the statement.
    #[serde(rename = "payerRef")]
    pub payer_reference: Option<PaymentReference>,
    /// What the payer's id refers to.
    pub payer_type: Option<PayerType>,
    /// The payer's name.
    pub payer_name: Option<HolderName>,
    /// The payer's e-mail address.
    pub payer_email: Option<EmailAddress>,
    /// Whether it can be sent back.
    pub is_reversible: Option<bool>,
    /// What has become of it, in Moneyhub's words.
    pub status: PaymentStatus,
    /// What has become of it, in the bank's words.
    pub provider_status: Option<String>,
    /// Under which id the bank was told to pay.
    pub payment_submission_id: Option<PaymentSubmissionId>,
    /// What the bank takes for it.
    pub charges: Option<Vec<Charge>>,
    /// When it began.
    pub initiated_at: Option<Timestamp>,
    /// When it got its final status.
    pub finalised_at: Option<Timestamp>,
    /// When the user's consent was exchanged. Only in documentation of 2020, for authorised payments.
    pub exchanged_at: Option<Timestamp>,
    /// Over which connection it was made. Only in documentation of 2020, for authorised payments.
    pub connection_id: Option<ConnectionId>,
}

impl Item for Payment {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// What a bank takes for a payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Charge {
    /// Who bears it.
    pub bearer: Option<ChargeBearer>,
    /// For what it is.
    #[serde(rename = "type")]
    pub kind: Option<ChargeType>,
    /// How much, in minor units such as pence.
    pub amount: Option<i64>,
    /// The currency of the amount.
    pub currency: Option<Currency>,
}

open_enum! {
    /// Who bears a charge, as Open Banking names them.
    pub enum ChargeBearer {
        /// The payee.
        Creditor = "BorneByCreditor",
        /// The payer.
        Debtor = "BorneByDebtor",
        /// As the scheme says.
        FollowingServiceLevel = "FollowingServiceLevel",
        /// Payer and payee.
        Shared = "Shared",
    }
}

open_enum! {
    /// For what a charge is.
    pub enum ChargeType {
        /// A transfer of a balance.
        BalanceTransferOut = "BalanceTransferOut",
        /// A payment by CHAPS.
        ChapsOut = "CHAPSOut",
        /// A transfer of money.
        MoneyTransferOut = "MoneyTransferOut",
    }
}
