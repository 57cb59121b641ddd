use crate::api::{
    payments::{Filter, PayeeType, PayerType, PaymentStatus},
    prelude::*,
};

/// `GET /payments`: the payments of the client, page by page. Scope `payment:read`.
///
/// No source says how soon a payment appears in the list, how the list is ordered, or which of a payment's
/// times the dates apply to. A payment's absence from it proves nothing.
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
    /// Which ones to list.
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

/// `GET /payments/{paymentId}`: one payment. Scope `payment:read`.
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

/// Final is what the documentation calls final. After a call with an uncertain outcome, use
/// [`Client::resolve`](crate::Client::resolve) instead.
impl Awaited for Get {
    fn is_final(payment: &Payment) -> bool {
        payment.status.has_moved().is_some()
    }
}

/// A payment and its status.
///
/// Moneyhub's Node types require more members than its samples have. Members that a sample lacks are optional
/// here.
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
    /// Who is paid. Absent if the request described the payee instead of naming a registered one.
    pub payee_id: Option<PayeeId>,
    /// The reference on the payee's statement.
    #[serde(rename = "payeeRef")]
    pub payee_reference: Option<PaymentReference>,
    /// The kind of the payee's id.
    pub payee_type: Option<PayeeType>,
    /// Who pays.
    pub payer_id: Option<PayerId>,
    /// The reference on the payer's statement.
    #[serde(rename = "payerRef")]
    pub payer_reference: Option<PaymentReference>,
    /// The kind of the payer's id.
    pub payer_type: Option<PayerType>,
    /// The payer's name.
    pub payer_name: Option<HolderName>,
    /// The payer's e-mail address.
    pub payer_email: Option<EmailAddress>,
    /// Whether it can be reversed.
    pub is_reversible: Option<bool>,
    /// Moneyhub's status.
    pub status: PaymentStatus,
    /// The bank's status.
    pub provider_status: Option<String>,
    /// The id of the submission to the bank.
    pub payment_submission_id: Option<PaymentSubmissionId>,
    /// The bank's charges.
    pub charges: Option<Vec<Charge>>,
    /// When it began.
    pub initiated_at: Option<Timestamp>,
    /// When it got its final status.
    pub finalised_at: Option<Timestamp>,
    /// When the user's consent was exchanged. Only in the documentation of 2020, for authorised payments.
    pub exchanged_at: Option<Timestamp>,
    /// The connection that it was made over. Only in the documentation of 2020, for authorised payments.
    pub connection_id: Option<ConnectionId>,
}

impl Item for Payment {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// A bank's charge for a payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Charge {
    /// Who pays it.
    pub bearer: Option<ChargeBearer>,
    /// The kind of charge.
    #[serde(rename = "type")]
    pub kind: Option<ChargeType>,
    /// How much, in minor units such as pence.
    pub amount: Option<i64>,
    /// The currency of the amount.
    pub currency: Option<Currency>,
}

open_enum! {
    /// Who pays a charge, in Open Banking's terms.
    pub enum ChargeBearer {
        /// The payee.
        Creditor = "BorneByCreditor",
        /// The payer.
        Debtor = "BorneByDebtor",
        /// As the scheme's rules say.
        FollowingServiceLevel = "FollowingServiceLevel",
        /// Shared by payer and payee.
        Shared = "Shared",
    }
}

open_enum! {
    /// The kind of a charge.
    pub enum ChargeType {
        /// A transfer of a balance.
        BalanceTransferOut = "BalanceTransferOut",
        /// A payment by CHAPS.
        ChapsOut = "CHAPSOut",
        /// A transfer of money.
        MoneyTransferOut = "MoneyTransferOut",
    }
}
