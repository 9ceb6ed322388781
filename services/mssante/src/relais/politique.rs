//! Whom the operator takes mail from, and whom it gives mail to: who the white list names for a domain.

use segur_mail::liste_blanche::{Admission, ListeBlanche, regles};
use segur_model::{Certificat, Finding, Location, Rule};

/// Why another operator is refused: what is answered, and on which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refus {
    /// Number.
    pub code: u16,
    /// Enhanced status, then why (French, without accents: it goes on the wire).
    pub texte: String,
    /// The rule that did not hold; none: the operator itself could not tell.
    pub constat: Option<Box<Finding>>,
}

/// Whether who has this certificate may send from this domain. `None`: the empty path of reports, that any operator of the list may send.
pub(crate) fn juger(liste: Option<&ListeBlanche>, certificat: Option<&Certificat>, domaine: Option<&str>) -> Result<(), Refus> {
    let Some(certificat) = certificat else {
        return Err(Refus {
            code: 530,
            texte: "5.7.0 Un certificat d'operateur est exige".to_owned(),
            constat: None,
        });
    };
    let liste = liste.ok_or_else(sans_liste)?;
    let dn = &certificat.sujet;
    let Some(domaine) = domaine else {
        return match liste.connait_certificat(dn) {
            true => Ok(()),
            false => Err(refus(
                554,
                &regles::CERTIFICAT,
                "un certificat de la liste",
                dn,
                "Ce certificat n'est d'aucun operateur de la liste blanche",
            )),
        };
    };
    match liste.admission(domaine, dn) {
        Admission::Admis => Ok(()),
        Admission::DomaineAbsent => {
            let dit = format!("Le domaine {domaine} n'est pas dans la liste blanche");
            Err(refus(550, &regles::DOMAINE, "un domaine de la liste", domaine, &dit))
        }
        Admission::AutreCertificat => {
            let attendus: Vec<&str> = liste.dns(domaine).collect();
            let dit = format!("Ce certificat n'est pas d'un operateur du domaine {domaine}");
            Err(refus(554, &regles::CERTIFICAT, &attendus.join(" ; "), dn, &dit))
        }
    }
}

/// Whether mail may go to this domain at all.
pub(crate) fn destination(liste: Option<&ListeBlanche>, domaine: &str) -> Result<(), Refus> {
    match liste.ok_or_else(sans_liste)?.connait(domaine) {
        true => Ok(()),
        false => Err(Refus {
            code: 550,
            texte: format!("5.7.1 Le domaine {domaine} n'est pas dans la liste blanche"),
            constat: None,
        }),
    }
}

fn sans_liste() -> Refus {
    Refus {
        code: 451,
        texte: "4.7.0 La liste blanche n'a pas encore pu etre lue".to_owned(),
        constat: None,
    }
}

fn refus(code: u16, regle: &Rule, attendu: &str, vu: &str, dit: &str) -> Refus {
    Refus {
        code,
        texte: format!("5.7.1 {dit}"),
        constat: Some(Box::new(regle.finding(Location::path("MAIL FROM"), attendu, vu))),
    }
}

#[cfg(test)]
mod tests {
    use segur_mail::liste_blanche::Entree;
    use time::macros::datetime;

    use super::*;

    fn liste() -> ListeBlanche {
        let entree = |nom: &str, dn: &str| Entree {
            nom: nom.to_owned(),
            description: String::new(),
            dn: dn.to_owned(),
            responsable: String::new(),
            support: String::new(),
            maj: String::new(),
        };
        let entrees = vec![entree("op-a.mssante.fr", "CN=a,C=FR"), entree("op-b.mssante.fr", "CN=b,C=FR")];
        ListeBlanche::nouvelle(datetime!(2026-01-15 06:00 UTC), entrees)
    }

    fn certificat(sujet: &str) -> Certificat {
        let igc = segur_certs::Igc::demo().unwrap();
        Certificat {
            sujet: sujet.to_owned(),
            ..igc.identite("operateur-autre").unwrap().certificat.clone()
        }
    }

    #[test]
    fn a_domain_is_spoken_for_by_its_own_certificates() {
        let l = liste();
        let dit = |dn: Option<&str>, domaine: Option<&str>| {
            let c = dn.map(certificat);
            juger(Some(&l), c.as_ref(), domaine).map_err(|r| (r.code, r.constat.map(|f| f.rule)))
        };
        assert_eq!(dit(Some("C=FR, CN=a"), Some("OP-A.mssante.fr")), Ok(()));
        assert_eq!(dit(Some("CN=a,C=FR"), None), Ok(()));
        let (absent, autre) = (regles::DOMAINE.id.to_owned(), regles::CERTIFICAT.id.to_owned());
        assert_eq!(dit(Some("CN=b,C=FR"), Some("op-a.mssante.fr")), Err((554, Some(autre.clone()))));
        assert_eq!(dit(Some("CN=a,C=FR"), Some("op-c.mssante.fr")), Err((550, Some(absent))));
        assert_eq!(dit(Some("CN=c,C=FR"), None), Err((554, Some(autre))));
        assert_eq!(dit(None, Some("op-a.mssante.fr")), Err((530, None)));
        assert_eq!(
            juger(None, Some(&certificat("CN=a,C=FR")), Some("op-a.mssante.fr")).map_err(|r| r.code),
            Err(451)
        );
        assert!(destination(Some(&l), "op-b.mssante.fr").is_ok());
        assert_eq!(destination(Some(&l), "op-c.mssante.fr").map_err(|r| r.code), Err(550));
        assert!(juger(Some(&l), Some(&certificat("CN=é")), Some("op-a.mssante.fr")).is_err_and(|r| r.texte.is_ascii()));
    }
}
