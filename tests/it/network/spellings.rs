//! Keys and certificates as found in practice, as common tools write a PEM. One reader handles signing keys,
//! client certificates, their keys and roots, so every row is tried with all four.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use moneyhub_proto::{
    Error, ErrorKind,
    hyper::Options,
    jose::{JwsAlgorithm, PrivateKey, aws_lc_rs, ring},
};

use super::adapter::TOKIO;

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../../../moneyhub-proto/tests/keys/", $name)).as_slice()
    };
}

const KEY: &[u8] = file!("p256.pkcs8.pem");
const CERTIFICATE: &[u8] = file!("p256.certificate.pem");

fn text(file: &[u8]) -> String {
    String::from_utf8(file.to_vec()).unwrap()
}

fn with_line_ends(pem: &str, end: &str) -> String {
    pem.lines().collect::<Vec<_>>().join(end) + end
}

fn indented(pem: &str, with: &str) -> String {
    pem.lines().map(|line| format!("{with}{line}\n")).collect()
}

fn utf_16(pem: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    pem.encode_utf16().flat_map(to_bytes).collect()
}

fn wrapped(base64: &str) -> String {
    let lines = base64.as_bytes().chunks(76).map(|line| str::from_utf8(line).unwrap());
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

type Spelling = fn(&str) -> Vec<u8>;

/// Who writes it so, and how.
const SPELLINGS: [(&str, Spelling); 32] = [
    ("openssl", |pem| pem.into()),
    ("an editor that drops the last line end", |pem| pem.trim_end().into()),
    ("Notepad, UTF-8", |pem| format!("\u{feff}{}", with_line_ends(pem, "\r\n")).into()),
    ("Notepad, Unicode", |pem| utf_16(&format!("\u{feff}{pem}"), u16::to_le_bytes)),
    ("Notepad, Unicode big endian", |pem| utf_16(&format!("\u{feff}{pem}"), u16::to_be_bytes)),
    ("PowerShell's Out-File", |pem| {
        utf_16(&format!("\u{feff}{}", with_line_ends(pem, "\r\n")), u16::to_le_bytes)
    }),
    ("UTF-16 without a mark", |pem| utf_16(pem, u16::to_le_bytes)),
    ("certutil and the wizard of Windows", |pem| with_line_ends(pem, "\r\n").into()),
    ("an old Macintosh", |pem| with_line_ends(pem, "\r").into()),
    ("a block of YAML", |pem| format!("key: |\n{}", indented(pem, "    ")).into()),
    ("a heredoc with tabs", |pem| indented(pem, "\t").into()),
    ("an editor that leaves blanks at the ends of lines", |pem| with_line_ends(pem, "  \n").into()),
    ("a mail with empty lines between", |pem| with_line_ends(pem, "\n\n").into()),
    ("an environment variable", |pem| with_line_ends(pem, "\\n").into()),
    ("an environment variable of Windows", |pem| with_line_ends(pem, "\\r\\n").into()),
    ("a .env file", |pem| format!("KEY=\"{}\"\n", with_line_ends(pem, "\\n")).into()),
    ("a shell that exports it", |pem| format!("export KEY='{pem}'\n").into()),
    ("a string of JSON", |pem| {
        format!("\"{}\"", with_line_ends(pem, "\\n").replace('/', "\\/")).into()
    }),
    ("a file of JSON", |pem| {
        format!("{{\"private_key\": \"{}\"}}", with_line_ends(pem, "\\n")).into()
    }),
    ("JSON in JSON", |pem| with_line_ends(pem, "\\\\n").into()),
    ("docker run --env", |pem| with_line_ends(pem, " ").into()),
    ("a form with one line", |pem| with_line_ends(pem, "").into()),
    ("a shell's continued lines", |pem| with_line_ends(pem, "\\\n").into()),
    ("data of a Kubernetes secret", |pem| STANDARD.encode(pem).into()),
    ("base64 of coreutils", |pem| wrapped(&STANDARD.encode(pem)).into()),
    ("base64 in quotes", |pem| format!("\"{}\"", STANDARD.encode(pem)).into()),
    ("a web page with blanks that don't break", |pem| {
        indented(pem, "\u{a0}").replace('\n', "\u{200b}\n").into()
    }),
    ("openssl x509 -text", |pem| [file!("p256.text.certificate.pem"), pem.as_bytes()].concat()),
    ("openssl pkcs12 of keytool, with a name that is no UTF-8", |pem| {
        [b"Bag Attributes\n    friendlyName: z\xfcrich\n", pem.as_bytes()].concat()
    }),
    ("openssl ecparam, with the parameters", |pem| {
        [file!("p256.parameters.pem"), pem.as_bytes()].concat()
    }),
    ("a note behind it", |pem| format!("{pem}\nvalid until 2030, ask Zoë\n").into()),
    ("a C string", |pem| format!("{pem}\0").into()),
];

fn client(options: Options) -> Result<(), Error> {
    TOKIO.try_client("https://localhost", options).map(drop)
}

/// `Secret` is text. What is none comes as whoever reads a file loosely would pass it on.
fn lossy(file: &[u8]) -> String {
    String::from_utf8_lossy(file).into_owned()
}

#[test]
fn every_spelling_of_a_signing_key_is_read() {
    let expected = PrivateKey::from_pem(KEY).unwrap().public_key();
    for (tool, spell) in SPELLINGS {
        let file = spell(&text(KEY));
        for read in [PrivateKey::from_pem(&file), PrivateKey::read(&file, None)] {
            let key = read.unwrap_or_else(|error| panic!("{tool}: {error}"));
            assert_eq!(key.public_key(), expected, "{tool}");
        }
    }
}

#[test]
fn every_spelling_of_a_client_certificate_and_its_key_is_read() {
    for (tool, spell) in SPELLINGS {
        let certificate =
            Options::default().client_certificate(spell(&text(CERTIFICATE)), text(KEY));
        client(certificate).unwrap_or_else(|error| panic!("certificate, {tool}: {error}"));
        let key = lossy(&spell(&text(KEY)));
        // A file in UTF-16 can't be text in UTF-8.
        if !key.contains('\0') || key.ends_with('\0') {
            let key = Options::default().client_certificate(CERTIFICATE, key);
            client(key).unwrap_or_else(|error| panic!("key, {tool}: {error}"));
        }
    }
}

#[test]
fn every_spelling_of_roots_is_read() {
    for (tool, spell) in SPELLINGS {
        let options = Options::default().bundled_roots(false);
        let roots = options.root_certificates(spell(&text(CERTIFICATE)));
        client(roots).unwrap_or_else(|error| panic!("{tool}: {error}"));
    }
}

#[test]
fn one_file_may_hold_key_and_certificate_in_any_order() {
    for file in [
        [KEY, CERTIFICATE].concat(),
        [CERTIFICATE, KEY].concat(),
        file!("p256.keytool.pem").to_vec(),
        [CERTIFICATE, file!("p256.with-parameters.sec1.pem"), KEY].concat(),
    ] {
        PrivateKey::from_pem(&file).unwrap();
        client(Options::default().root_certificates(file.clone())).unwrap();
    }
    for file in [[KEY, CERTIFICATE].concat(), file!("p256.keytool.pem").to_vec()] {
        client(Options::default().client_certificate(file.clone(), lossy(&file))).unwrap();
    }
}

#[test]
fn a_trusted_certificate_is_a_certificate() {
    let file = file!("p256.trusted.certificate.pem");
    client(Options::default().client_certificate(file, text(KEY))).unwrap();
    client(Options::default().bundled_roots(false).root_certificates(file)).unwrap();
}

#[test]
fn a_key_under_the_wrong_label_is_read_by_what_it_is() {
    for (file, own) in [
        (file!("p256.pkcs8.pem"), "PRIVATE KEY"),
        (file!("rsa-2048.pkcs8.pem"), "PRIVATE KEY"),
        (file!("rsa-2048.pkcs1.pem"), "RSA PRIVATE KEY"),
    ] {
        let expected = PrivateKey::from_pem(file).unwrap().public_key();
        for other in ["PRIVATE KEY", "RSA PRIVATE KEY"] {
            let file = text(file).replace(&format!(" {own}-"), &format!(" {other}-"));
            let key =
                PrivateKey::from_pem(&file).unwrap_or_else(|e| panic!("{own} as {other}: {e}"));
            assert_eq!(key.public_key(), expected, "{own} as {other}");
        }
    }
}

/// Without a private key that can be used: the file, what it is, and what to run.
const NO_KEYS: [(&str, &[u8], &str, &str); 22] = [
    (
        "PKCS#8, encrypted",
        file!("rsa-2048.encrypted.pkcs8.pem"),
        "is encrypted",
        "openssl pkcs8 -topk8 -nocrypt",
    ),
    (
        "PKCS#1, encrypted",
        file!("rsa-2048.encrypted.pkcs1.pem"),
        "is encrypted",
        "openssl pkcs8 -topk8 -nocrypt",
    ),
    ("DER", file!("p256.pkcs8.der"), "is DER", "openssl pkey -inform DER"),
    ("PKCS#12", file!("p256.p12"), "PKCS#12", "openssl pkcs12 -in keys.p12 -nocerts -nodes"),
    ("a Java keystore", file!("p256.jks"), "Java keystore", "keytool -importkeystore"),
    ("OpenSSH", file!("p256.openssh.pem"), "SSH", "ssh-keygen -p -m PKCS8"),
    ("OpenSSH, public", file!("p256.openssh.pub"), "SSH", "ssh-keygen -p -m PKCS8"),
    ("PuTTY", b"PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n", "SSH", "puttygen"),
    ("a public key", file!("rsa-2048.public.pem"), "public key", "give the private key"),
    (
        "a public key, PKCS#1",
        file!("rsa-2048.public.pkcs1.pem"),
        "public key",
        "give the private key",
    ),
    ("a certificate", CERTIFICATE, "certificate", "give the private key"),
    ("PKCS#7", file!("p256.p7b.pem"), "certificate", "give the private key"),
    ("PKCS#7 in DER", file!("p256.p7b"), "certificate", "give the private key"),
    ("a request", file!("p256.request.pem"), "certificate request", "openssl req -newkey"),
    (
        "parameters",
        file!("p256.parameters.pem"),
        "only curve parameters",
        "openssl ecparam -name prime256v1 -genkey",
    ),
    ("a path", b"/run/secrets/key.pem\n", "path of a file", "pass in the contents of the file"),
    ("Ed25519", file!("ed25519.pkcs8.pem"), "type, curve", "use RSA, or EC"),
    ("secp256k1", file!("secp256k1.pkcs8.pem"), "type, curve", "use RSA, or EC"),
    (
        "RSA-PSS with SHA-1",
        file!("rsa-pss-2048-sha1.pkcs8.pem"),
        "form of RSA-PSS",
        "openssl genpkey -algorithm RSA ",
    ),
    ("RSA of 1024 bits", file!("rsa-1024.pkcs8.pem"), "not safe", "2048 bits"),
    ("nothing", b"", "can't be read", "give a PEM"),
    ("half of it", KEY.split_at(100).0, "can't be read", "whole"),
];

#[test]
fn what_is_no_signing_key_is_named_with_what_to_do() {
    for (what, file, named, remedy) in NO_KEYS {
        for read in [PrivateKey::from_pem(file), PrivateKey::read(file, None)] {
            let error = read.expect_err(what);
            assert_eq!(error.kind(), ErrorKind::Configuration, "{what}");
            let said = error.to_string();
            assert!(said.starts_with("the private key "), "{what}: {said}");
            assert!(said.contains(named) && said.contains(remedy), "{what}: {said}");
        }
    }
    let bare: String = text(KEY).lines().filter(|line| !line.starts_with('-')).collect();
    let said = PrivateKey::from_pem(bare).unwrap_err().to_string();
    assert!(said.contains("base64 without the PEM lines") && said.contains("BEGIN"), "{said}");
    let encoded = STANDARD.encode(file!("p256.p12"));
    assert!(PrivateKey::from_pem(encoded).unwrap_err().to_string().contains("openssl pkcs12"));
}

#[test]
fn what_is_no_key_of_a_client_certificate_is_named_with_what_to_do() {
    for (what, file, named, remedy) in NO_KEYS {
        // What is no text can't be passed in; and TLS takes keys that JWS does not.
        let is_of_jws =
            ["Ed25519", "secp256k1", "RSA of", "RSA-PSS"].iter().any(|of| what.starts_with(of));
        let Ok(key) = String::from_utf8(file.to_vec()) else { continue };
        if is_of_jws {
            continue;
        }
        let options = Options::default().client_certificate(CERTIFICATE, key);
        let error = client(options).expect_err(what);
        assert_eq!(error.kind(), ErrorKind::Configuration, "{what}");
        let said = error.to_string();
        assert!(said.starts_with("client_certificate "), "{what}: {said}");
        assert!(said.contains(named) && said.contains(remedy), "{what}: {said}");
    }
}

/// Without a certificate: the file, and what is said of it.
const NO_CERTIFICATES: [(&str, &[u8], &str); 15] = [
    ("DER", file!("p256.certificate.der"), "openssl x509 -inform DER"),
    ("PKCS#12", file!("p256.p12"), "openssl pkcs12 -in keys.p12 -nokeys"),
    ("a Java keystore", file!("p256.jks"), "keytool -importkeystore"),
    ("PKCS#7", file!("p256.p7b.pem"), "openssl pkcs7 -print_certs"),
    ("PKCS#7 in DER", file!("p256.p7b"), "openssl pkcs7 -print_certs -in certs.p7b -inform DER"),
    ("a request", file!("p256.request.pem"), "a certificate request"),
    ("a private key", KEY, "a private key"),
    ("a public key", file!("rsa-2048.public.pem"), "a public key"),
    ("OpenSSH, public", file!("p256.openssh.pub"), "an SSH key"),
    ("a path", b"/etc/ssl/client.crt", "the path of a file"),
    ("JSON", b"{\"x5c\":[]}", "JSON"),
    ("nothing", b"", "it is empty"),
    ("half of it", CERTIFICATE.split_at(100).0, "its end is missing"),
    ("something", b"changeit", "nor any other known format"),
    ("no base64", b"-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n", "not base64"),
];

#[test]
fn what_is_no_certificate_is_named_with_what_to_do() {
    for (what, file, named) in NO_CERTIFICATES {
        for (setting, options) in [
            ("client_certificate", Options::default().client_certificate(file, text(KEY))),
            ("root_certificates", Options::default().root_certificates(file)),
        ] {
            let error = client(options).expect_err(what);
            assert_eq!(error.kind(), ErrorKind::Configuration, "{what}");
            let said = error.to_string();
            assert!(said.starts_with(setting) && said.contains(named), "{what}: {said}");
        }
    }
    let bare: String = text(CERTIFICATE).lines().filter(|line| !line.starts_with('-')).collect();
    let said = client(Options::default().root_certificates(bare)).unwrap_err().to_string();
    assert!(said.contains("holds base64") && said.contains("BEGIN CERTIFICATE"), "{said}");
}

#[test]
fn a_client_certificate_of_version_1_is_told_with_what_to_do() {
    let file = file!("p256.v1.certificate.pem");
    let options = Options::default().client_certificate(file, text(KEY));
    let said = client(options).unwrap_err().to_string();
    assert!(said.contains("X.509 version 1") && said.contains("-extfile v3.ext"), "{said}");
}

#[test]
fn a_client_certificate_for_an_rsa_pss_key_is_told_with_what_to_do() {
    let (certificate, key) =
        (file!("rsa-pss-2048.certificate.pem"), text(file!("rsa-pss-2048.pkcs8.pem")));
    let said = client(Options::default().client_certificate(certificate, key)).unwrap_err();
    let said = said.to_string();
    assert!(said.contains("RSA-PSS") && said.contains("openssl genpkey -algorithm RSA`"), "{said}");
}

#[test]
fn a_signing_key_for_rsa_pss_signs_with_that_and_nothing_else() {
    use JwsAlgorithm::{Ps256, Ps384, Rs256};

    let free = PrivateKey::from_pem(file!("rsa-pss-2048.pkcs8.pem")).unwrap();
    let sha256 = PrivateKey::from_pem(file!("rsa-pss-2048-sha256.pkcs8.pem")).unwrap();
    assert_eq!((free.algorithm(), sha256.algorithm()), (None, Some(Ps256)));
    for make in [aws_lc_rs::signer, ring::signer] {
        for key in [&free, &sha256] {
            assert_eq!(make(key, None).unwrap().algorithm(), Ps256);
            assert!(make(key, Some(Rs256)).is_err());
        }
        assert!(make(&free, Some(Ps384)).is_ok());
        assert!(make(&sha256, Some(Ps384)).is_err());
    }
}
