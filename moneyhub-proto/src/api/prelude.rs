//! What every operation is written with.

pub(crate) use serde::{Deserialize, Serialize};

pub(crate) use crate::{
    codec::{Call, Endpoint, Item, Method, Operation, Page, Reply, Window, decode},
    config::Service,
    ground::{
        date::{Date, Month},
        error::{Error, RequestError},
        id::*,
        money::{Amount, AmountLoose, Currency, Decimal},
        open_enum::open_enum,
        scope,
        sensitive::{AccountNumber, HolderName, PaymentReference, SignedLink},
        text::Text,
        timestamp::Timestamp,
        wire_text::WireText,
    },
};
