use super::{Material, PrivateKeyProblem, der};
use crate::jose::pem::{Foreign, Pem, Section};

/// The first private key (RFC 7468), whatever else is there: certificates, curve parameters, text.
pub(super) fn read(file: &[u8]) -> Result<(Material, der::Restriction), PrivateKeyProblem> {
    let pem = Pem::read(file)?;
    let section = first_key(&pem)?;
    let der = section.decode().ok_or(PrivateKeyProblem::Malformed)?;
    // The label may be wrong for the bytes.
    let others = match section.label {
        "RSA PRIVATE KEY" => [der::pkcs1, der::pkcs8],
        "EC PRIVATE KEY" => [der::sec1_alone, der::pkcs8],
        "PRIVATE KEY" => {
            return match der::pkcs8(&der) {
                Err(PrivateKeyProblem::Malformed) => {
                    der::pkcs1(&der).or_else(|_| der::sec1_alone(&der))
                }
                read => read,
            };
        }
        _ => return Err(PrivateKeyProblem::UnknownType),
    };
    let [labelled, other] = others;
    labelled(&der).or_else(|problem| other(&der).map_err(|_| problem))
}

/// The first section with a private key that is not encrypted.
pub(crate) fn first_key(pem: &Pem) -> Result<Section<'_>, PrivateKeyProblem> {
    let mut problem = PrivateKeyProblem::Malformed;
    for section in pem.sections() {
        problem = match section.label {
            _ if section.is_private_key() && section.is_encrypted() => {
                return Err(PrivateKeyProblem::Encrypted);
            }
            "OPENSSH PRIVATE KEY" => PrivateKeyProblem::Ssh,
            _ if section.is_private_key() => return Ok(section),
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
                PrivateKeyProblem::CertificateRequest
            }
            "EC PARAMETERS" | "DSA PARAMETERS" | "DH PARAMETERS" => PrivateKeyProblem::Parameters,
            label if section.is_certificate() || label.ends_with("PUBLIC KEY") => {
                PrivateKeyProblem::Public
            }
            "PKCS7" | "CMS" => PrivateKeyProblem::Public,
            _ => problem,
        };
    }
    Err(problem)
}

impl From<Foreign> for PrivateKeyProblem {
    fn from(file: Foreign) -> Self {
        match file {
            Foreign::Bare => Self::WithoutArmour,
            Foreign::Der => Self::Der,
            Foreign::JavaKeyStore => Self::JavaKeyStore,
            Foreign::Path => Self::Path,
            Foreign::Pkcs12 => Self::Pkcs12,
            Foreign::Pkcs7 => Self::Public,
            Foreign::Ssh => Self::Ssh,
            Foreign::Empty | Foreign::Json | Foreign::Truncated | Foreign::Unknown => {
                Self::Malformed
            }
        }
    }
}
