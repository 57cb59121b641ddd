//! What every operation is written with.

pub(crate) use serde::{Deserialize, Serialize};

pub(crate) use crate::{
    codec::{Call, Endpoint, Item, Method, Operation, Page, Reply, Window, decode},
    config::Service,
    ground::{error::Error, id::*, open_enum::open_enum, scope, timestamp::Timestamp},
};
