//! Addresses of MSSanté: the mailbox and its domain, those of citizens.

/// The mailbox and the domain of an address, when it has both and nothing that no address has.
#[must_use]
pub fn couper(adresse: &str) -> Option<(&str, &str)> {
    let (boite, domaine) = adresse.rsplit_once('@')?;
    let admis = |t: &str| {
        !t.is_empty()
            && !t
                .chars()
                .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';'))
    };
    (admis(boite) && admis(domaine) && !domaine.starts_with('.') && !domaine.ends_with('.')).then_some((boite, domaine))
}

/// Whether it is the mailbox of a citizen: `…@patient.mssante.fr`, or that of an environment of test (`…@patient.xxx.mssante.fr`).
#[must_use]
pub fn est_usager(adresse: &str) -> bool {
    matricule_usager(adresse).is_some()
}

/// What stands for the matricule in the address of a citizen, whatever it is.
#[must_use]
pub fn matricule_usager(adresse: &str) -> Option<&str> {
    let (boite, domaine) = adresse.rsplit_once('@')?;
    let domaine = domaine.trim().to_ascii_lowercase();
    let reste = domaine.strip_prefix("patient.")?;
    (reste == "mssante.fr" || reste.ends_with(".mssante.fr")).then_some(boite.trim())
}

/// Whether this is a matricule INS and its key, as an address has it: 15 characters, the letters of Corsica included.
#[must_use]
pub fn matricule_juste(texte: &str) -> bool {
    let capitales = texte.to_ascii_uppercase();
    capitales.len() == 15 && segur_ids::cle_valide(&capitales)
}

/// Whether a domain is of MSSanté by its name. Whether the white list has it is known from the list alone.
#[must_use]
pub fn domaine_mssante(domaine: &str) -> bool {
    let domaine = domaine.trim().to_ascii_lowercase();
    domaine == "mssante.fr" || domaine.ends_with(".mssante.fr")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mailbox_of_a_citizen() {
        for (adresse, matricule) in [
            ("279035121518989@patient.mssante.fr", Some("279035121518989")),
            ("2790351215189@Patient.MSSante.fr", Some("2790351215189")),
            ("279035121518989@patient.formation.mssante.fr", Some("279035121518989")),
            ("279035121518989@mssante.fr", None),
            ("a@patient.exemple.fr", None),
            ("patient.mssante.fr", None),
        ] {
            assert_eq!(matricule_usager(adresse), matricule, "{adresse}");
        }
        assert!(domaine_mssante("UC-CMP.MSSante.fr") && domaine_mssante("mssante.fr"));
        assert!(!domaine_mssante("gmail.com") && !domaine_mssante("mssante.fr.exemple.com") && !domaine_mssante("xmssante.fr"));
        assert!(matricule_juste("279035121518989") && matricule_juste("188102b17295165"));
        assert!(!matricule_juste("2790351215189") && !matricule_juste("279035121518988"));
        assert!(!matricule_juste("27903512151898é"));
    }

    #[test]
    fn an_address_has_a_mailbox_and_a_domain() {
        assert_eq!(couper("a.b@c.fr"), Some(("a.b", "c.fr")));
        for faux in ["", "a", "@c.fr", "a@", "a b@c.fr", "a@c.fr.", "a@.fr", "a\r@c.fr"] {
            assert_eq!(couper(faux), None, "{faux}");
        }
    }
}
