//! The table of spellings is in `tests/it/network/spellings.rs`, for keys, certificates and roots alike.

use super::{Foreign, Pem, text};

const KEY: &str = include_str!("../../../tests/keys/p256.pkcs8.pem");

fn foreign(file: impl AsRef<[u8]>) -> Foreign {
    Pem::read(file.as_ref()).err().unwrap()
}

#[test]
fn a_section_has_its_label_and_its_bytes() {
    let pem = Pem::read(KEY.as_bytes()).unwrap();
    let sections: Vec<_> = pem.sections().collect();
    assert_eq!(sections.len(), 1);
    assert_eq!(sections[0].label, "PRIVATE KEY");
    assert!(sections[0].is_private_key() && !sections[0].is_encrypted());
    assert_eq!(sections[0].decode().unwrap()[0], 0x30);
}

#[test]
fn text_is_made_plain_without_growing_so_that_no_copy_is_left_unwiped() {
    for file in [
        KEY.as_bytes().to_vec(),
        vec![0xFF; 1000],
        [b"\xFF\xFE".as_slice(), &[0xAC, 0x20].repeat(500)].concat(),
        "€".repeat(500).into_bytes(),
    ] {
        let room = file.len() * 3;
        assert!(text::plain(&file).len() <= room);
    }
}

#[test]
fn what_is_no_pem_is_named() {
    for (file, expected) in [
        ("", Foreign::Empty),
        (" \n", Foreign::Empty),
        ("\"\"", Foreign::Empty),
        ("/run/secrets/key", Foreign::Path),
        ("file:///key", Foreign::Path),
        (r"C:\keys\client.PEM", Foreign::Path),
        ("key.pem\n", Foreign::Path),
        (r#"{"kty":"RSA"}"#, Foreign::Json),
        ("ssh-ed25519 AAAA", Foreign::Ssh),
        ("PuTTY-User-Key-File-3: ssh-rsa", Foreign::Ssh),
        ("-----BEGIN PRIVATE KEY-----\nAAAA", Foreign::Truncated),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PUBLIC KEY-----", Foreign::Truncated),
        ("secret", Foreign::Unknown),
    ] {
        assert_eq!(foreign(file), expected, "{file}");
    }
    assert_eq!(foreign([0x30, 0x82, 1, 0, 0x02, 1, 0]), Foreign::Der);
    assert_eq!(foreign([0x30, 3, 0x02, 1, 0]), Foreign::Der);
    assert_eq!(foreign([0xFE, 0xED, 0xFE, 0xED]), Foreign::JavaKeyStore);
    assert_eq!(foreign([0xCE, 0xCE, 0xCE, 0xCE]), Foreign::JavaKeyStore);
}

#[test]
fn base64_is_looked_into_once_and_no_further() {
    use base64::{Engine, prelude::BASE64_STANDARD};

    let once = BASE64_STANDARD.encode(KEY);
    assert!(Pem::read(once.as_bytes()).is_ok());
    assert_eq!(foreign(BASE64_STANDARD.encode(&once)), Foreign::Unknown);
    let body: String = KEY.lines().filter(|line| !line.starts_with('-')).collect();
    assert_eq!(foreign(body), Foreign::Bare);
}
