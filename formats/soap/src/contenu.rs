//! The HTTP content type of a SOAP 1.2 message. Its charset is for who decodes: see [`crate::decoder_recu`].

use crate::mtom::parametre;

/// A content type, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeContenu {
    /// `action`, when given.
    pub action: Option<String>,
}

/// Why a content type is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypeContenuRefuse {
    /// No header.
    #[error("pas d'en-tête Content-Type : envoyer « application/soap+xml; charset=utf-8; action=\"…\" »")]
    Absent,
    /// SOAP 1.1.
    #[error("Content-Type « text/xml » est celui de SOAP 1.1 : envoyer « application/soap+xml; charset=utf-8; action=\"…\" » (SOAP 1.2)")]
    Soap11,
    /// MTOM.
    #[error("Content-Type « multipart/related » (MTOM) n'est pas attendu par ce service : envoyer « application/soap+xml »")]
    Mtom,
    /// Anything else.
    #[error("Content-Type « {0} » n'est pas celui d'un message SOAP 1.2 : envoyer « application/soap+xml; charset=utf-8; action=\"…\" »")]
    Autre(String),
}

impl TypeContenu {
    /// Reads the value of a `Content-Type` header; `None` when the header is absent.
    ///
    /// # Errors
    /// [`TypeContenuRefuse`] when it is not that of a SOAP 1.2 message.
    pub fn lire(valeur: Option<&str>) -> Result<Self, TypeContenuRefuse> {
        let valeur = valeur.map(str::trim).filter(|v| !v.is_empty()).ok_or(TypeContenuRefuse::Absent)?;
        let essence = valeur.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "application/soap+xml" => {}
            "text/xml" => return Err(TypeContenuRefuse::Soap11),
            "multipart/related" => return Err(TypeContenuRefuse::Mtom),
            _ => return Err(TypeContenuRefuse::Autre(essence)),
        }
        Ok(Self {
            action: parametre(valeur, "action"),
        })
    }
}

/// The content type of an answer.
#[must_use]
pub fn type_reponse(action: Option<&str>) -> String {
    match action {
        Some(action) => format!("application/soap+xml; charset=utf-8; action=\"{action}\""),
        None => "application/soap+xml; charset=utf-8".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acceptes() {
        let lu = TypeContenu::lire(Some("Application/SOAP+xml; charset=UTF-8; action=\"urn:a;b\"")).unwrap();
        assert_eq!(
            lu,
            TypeContenu {
                action: Some("urn:a;b".into()),
            }
        );
        assert_eq!(TypeContenu::lire(Some("application/soap+xml")).unwrap().action, None);
        assert_eq!(
            TypeContenu::lire(Some(&type_reponse(Some("urn:x")))).unwrap().action.as_deref(),
            Some("urn:x")
        );
    }

    #[test]
    fn refuses() {
        assert_eq!(TypeContenu::lire(None), Err(TypeContenuRefuse::Absent));
        assert_eq!(TypeContenu::lire(Some("text/xml; charset=utf-8")), Err(TypeContenuRefuse::Soap11));
        assert_eq!(
            TypeContenu::lire(Some("multipart/related; boundary=x")),
            Err(TypeContenuRefuse::Mtom)
        );
        assert_eq!(
            TypeContenu::lire(Some("application/json")),
            Err(TypeContenuRefuse::Autre("application/json".into()))
        );
    }
}
