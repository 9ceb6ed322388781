//! Of which patient the software speaks: an INS in a header.

use segur_kit::Requete;

/// Why none is known (French).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PatientRefuse {
    #[error("l'INS du patient manque : il va dans l'en-tête {0}")]
    Absent(String),
    #[error("l'INS du patient est donné deux fois, et diffère : « {0} » et « {1} »")]
    Plusieurs(String, String),
    #[error("« {0} » n'est pas un INS en 15 caractères : le matricule et sa clé")]
    Forme(String),
}

/// The INS (15 characters) that a request names in one of these headers. Its key is not computed: published test data have false ones on purpose.
pub(crate) fn lire(requete: &Requete, noms: &[&str]) -> Result<String, PatientRefuse> {
    let mut dits: Vec<String> = Vec::new();
    for valeur in noms.iter().flat_map(|n| requete.entetes.get_all(*n)) {
        let dit: String = String::from_utf8_lossy(valeur.as_bytes()).trim().chars().take(60).collect();
        if !dit.is_empty() && !dits.contains(&dit) {
            dits.push(dit);
        }
    }
    match dits.as_slice() {
        [] => Err(PatientRefuse::Absent(noms.join(" ou "))),
        [ins] if est_un_ins(ins) => Ok(ins.clone()),
        [autre] => Err(PatientRefuse::Forme(autre.clone())),
        [un, autre, ..] => Err(PatientRefuse::Plusieurs(un.clone(), autre.clone())),
    }
}

fn est_un_ins(texte: &str) -> bool {
    let Some((matricule, cle)) = texte.split_at_checked(13) else {
        return false;
    };
    segur_ids::matricule_forme(matricule) && cle.len() == 2 && cle.bytes().all(|o| o.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use segur_kit::Requete;

    use super::*;

    #[test]
    fn an_ins_is_read_in_a_header() {
        let lu = |entetes: &[(&'static str, &str)]| {
            let mut requete = Requete::nouvelle("POST".parse().unwrap(), "/".parse().unwrap(), "");
            for (nom, valeur) in entetes {
                requete.entetes.append(*nom, valeur.parse().unwrap());
            }
            lire(&requete, &["X-PatientINS", "X-insHeader"])
        };
        const INS: &str = "284057599900347";
        assert_eq!(lu(&[("x-patientins", INS)]), Ok(INS.into()));
        assert_eq!(lu(&[("x-insheader", INS)]), Ok(INS.into()));
        assert_eq!(lu(&[("x-patientins", INS), ("x-insheader", INS)]), Ok(INS.into()));
        assert_eq!(lu(&[("x-patientins", "297022A02077878")]), Ok("297022A02077878".into()));
        assert_eq!(lu(&[]), Err(PatientRefuse::Absent("X-PatientINS ou X-insHeader".into())));
        assert_eq!(
            lu(&[("x-patientins", " ")]),
            Err(PatientRefuse::Absent("X-PatientINS ou X-insHeader".into()))
        );
        let deux = lu(&[("x-patientins", INS), ("x-insheader", "119113599900690")]);
        assert_eq!(deux, Err(PatientRefuse::Plusieurs(INS.into(), "119113599900690".into())));
        for faux in [
            "2840575999003",
            "28405759990034X",
            "2840575999003471",
            "284057599900347^^^&1.2.250.1.213.1.4.10&ISO^NH",
            "agathe",
        ] {
            assert!(matches!(lu(&[("x-patientins", faux)]), Err(PatientRefuse::Forme(_))), "{faux}");
        }
    }
}
