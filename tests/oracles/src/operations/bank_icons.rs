use moneyhub_proto::bank_icons::*;
use serde_json::json;

use super::{Typed, shown};

pub(super) fn operations() -> Vec<Typed> {
    vec![shown(
        "bank_icons.get",
        |text| Get { bank_ref: text.into(), ..Get::default() },
        |text| Get { bank_ref: text.into(), format: IconFormat::Svg, default_icon: Some(true) },
        |icon| json!({"mediaType": icon.media_type, "image": icon.image.to_vec()}),
    )]
}
