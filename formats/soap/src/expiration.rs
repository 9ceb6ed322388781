//! When a message says that it expires (WS-Security, `Timestamp`).

use roxmltree::Document;
use segur_model::Champ;

use crate::lieu::{enfant, lieu, texte_de};
use crate::ns;

/// `Header/Security/Timestamp/Expires`, as written. Neither service asks for it; a library may add it.
#[must_use]
pub fn expiration(document: &Document<'_>) -> Option<Champ> {
    let racine = document.root_element();
    let entete = [ns::SOAP12, ns::SOAP11].iter().find_map(|s| enfant(racine, s, "Header"))?;
    let horodatage = enfant(enfant(entete, ns::WSSE, "Security")?, ns::WSU, "Timestamp")?;
    let fin = enfant(horodatage, ns::WSU, "Expires")?;
    Some(Champ {
        valeur: texte_de(fin).trim().to_owned(),
        lieu: lieu(document, fin),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lue_a_sa_place() {
        let xml = |dans: &str| {
            format!(
                "<e:Envelope xmlns:e='{}' xmlns:w='{}' xmlns:u='{}'><e:Header><w:Security>{dans}</w:Security></e:Header><e:Body/></e:Envelope>",
                ns::SOAP12,
                ns::WSSE,
                ns::WSU
            )
        };
        let lire = |dans: &str| expiration(&crate::lire(&xml(dans)).unwrap()).map(|c| c.valeur);
        assert_eq!(
            lire("<u:Timestamp><u:Created>1</u:Created><u:Expires> 2020-01-01T00:00:00Z </u:Expires></u:Timestamp>").as_deref(),
            Some("2020-01-01T00:00:00Z")
        );
        assert_eq!(lire("<u:Timestamp/>"), None);
        assert_eq!(lire("<u:Expires>2020-01-01T00:00:00Z</u:Expires>"), None);
        assert_eq!(expiration(&crate::lire("<a/>").unwrap()), None);
    }
}
