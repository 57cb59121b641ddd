use moneyhub_proto::{
    codec::FilePart,
    pay_files::{Execute, Get, UploadData, UploadFile},
};
use serde_json::json;

use super::{Typed, plain};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        plain("pay_file.upload_file", |_| UploadFile {
            file: FilePart {
                file_name: "payments.csv".into(),
                content_type: "text/csv".into(),
                content: "a,b\r\n1,2\r\n".into(),
            },
        }),
        plain("pay_file.upload_data", |_| UploadData { body: json!({"payments": []}) }),
        plain("pay_file.get", |id| Get { pay_file_id: id.into() }),
        plain("pay_file.execute", |id| Execute { pay_file_id: id.into(), body: json!({}) }),
    ]
}
