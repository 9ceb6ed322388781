//! The messages of who consults beside searches: TD0.3, TD0.4, TD1.6, TD3.2, and what is read of their answers.

use roxmltree::Node;
use segur_soap::mtom::cid;

use super::message::Message;
use super::reponse::{attribut, enfant, erreurs, lire};
use crate::xml::Plume;

const HABILITATIONS: &str = "urn:si-dmp-habilitations";
const PATIENTS: &str = "urn:si-dmp-patients";
const XDS: &str = "urn:ihe:iti:xds-b:2007";
const RS: &str = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0";
const LIGNES_MAX: usize = 5_000;

/// What a professional does of their authorisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Autorisation {
    Ajout { traitant: bool },
    Suppression,
}

/// TD0.3. The patient is in the VIHF.
pub(crate) fn td03(a: Autorisation) -> Message {
    let mut p = Plume::fragment();
    p.dans("setAuthorization", &[("xmlns", HABILITATIONS)], |p| match a {
        Autorisation::Suppression => p.texte("action", &[], "SUPPRESSION"),
        Autorisation::Ajout { traitant } => {
            p.texte("action", &[], "AJOUT");
            if traitant {
                p.texte("role", &[], "MEDECIN_TRAITANT");
            }
        }
    });
    Message {
        action: "urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization",
        corps: p.finir(),
    }
}

/// TD0.4: since `aaaaMMjjhhmmss`, by authorisation or by document.
pub(crate) fn td04(depuis: &str, par_document: bool) -> Message {
    let mut p = Plume::fragment();
    p.dans("patientList", &[("xmlns", PATIENTS)], |p| {
        p.texte("startDate", &[], depuis);
        p.texte("dateType", &[], if par_document { "LASTDOC" } else { "LASTAUTORIZATION" });
    });
    Message {
        action: "urn:si-dmp-patients:PatientSpecificEndPoint:patientList",
        corps: p.finir(),
    }
}

/// TD1.6: `ACTIVE`, `INTERDITE` or `TOUTE`.
pub(crate) fn td16(mode: &str) -> Message {
    let mut p = Plume::fragment();
    p.dans("listAuthorizationByPatient", &[("xmlns", HABILITATIONS)], |p| {
        p.texte("mode", &[], mode)
    });
    Message {
        action: "urn:si-dmp-habilitations:HabilitationsEndPoint:listAuthorizationByPatient",
        corps: p.finir(),
    }
}

/// TD3.2: one document, by the identifier of the document and that of where it is kept.
pub(crate) fn td32(depot: &str, unique_id: &str) -> Message {
    let mut p = Plume::fragment();
    p.dans("RetrieveDocumentSetRequest", &[("xmlns", XDS)], |p| {
        p.dans("DocumentRequest", &[], |p| {
            p.texte("RepositoryUniqueId", &[], depot);
            p.texte("DocumentUniqueId", &[], unique_id);
        });
    });
    Message {
        action: "urn:ihe:iti:2007:RetrieveDocumentSet",
        corps: p.finir(),
    }
}

/// Reads the answer to TD0.3.
///
/// # Errors
/// A fault, a refusal with its code, or an answer that cannot be read (French).
pub(crate) fn autorise(octets: &[u8]) -> Result<(), String> {
    lignes(octets, (HABILITATIONS, "setAuthorizationResponse"), "").map(drop)
}

/// A DMP that may be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DmpListe {
    pub ins: String,
    pub nom: String,
    pub prenom: String,
    /// `AAAAMMJJ`.
    pub naissance: String,
    pub traitant: bool,
}

/// Reads the answer to TD0.4.
///
/// # Errors
/// As [`autorise`].
pub(crate) fn dmp_listes(octets: &[u8]) -> Result<Vec<DmpListe>, String> {
    let lues = lignes(octets, (PATIENTS, "patientListResponse"), "patientlistData")?;
    let un = |l: Ligne| DmpListe {
        // The INS-C, which older answers give beside, has 22 characters.
        ins: l.tous("nationalId").find(|i| i.len() == 15).unwrap_or_default().to_owned(),
        nom: l.premier("lastName"),
        prenom: l.premier("firstName"),
        naissance: l.premier("dateOfBirth"),
        traitant: l.premier("MT") == "true",
    };
    Ok(lues.into_iter().map(un).collect())
}

/// A professional, or a structure, authorised or blocked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Autorise {
    pub id: String,
    pub nom: String,
    pub prenom: String,
    pub specialite: String,
    pub mode: String,
}

/// Reads the answer to TD1.6.
///
/// # Errors
/// As [`autorise`].
pub(crate) fn autorises(octets: &[u8]) -> Result<Vec<Autorise>, String> {
    let lues = lignes(
        octets,
        (HABILITATIONS, "listAuthorizationByPatientResponse"),
        "listOfAuthorizationByPatient",
    )?;
    let un = |l: Ligne| Autorise {
        id: l.premier("nationalId"),
        nom: l.premier("lastName"),
        prenom: l.premier("firstName"),
        specialite: l.premier("libSpeciality"),
        mode: l.premier("mode"),
    };
    Ok(lues.into_iter().map(un).collect())
}

/// What an entry of a list says: names of elements, and their texts.
struct Ligne(Vec<(String, String)>);

impl Ligne {
    fn tous<'a>(&'a self, nom: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == nom).map(|(_, v)| v.as_str())
    }

    fn premier(&self, nom: &str) -> String {
        self.tous(nom).next().unwrap_or_default().to_owned()
    }
}

/// The entries of an answer whose status is `DMPOk`, whatever its case.
fn lignes(octets: &[u8], (espace, nom): (&str, &str), ligne: &str) -> Result<Vec<Ligne>, String> {
    lire(octets, |corps| {
        let reponse = enfant(corps, espace, nom).ok_or_else(|| format!("le Body ne contient ni {nom} ni Fault"))?;
        let sortie = enfant(reponse, espace, "output").unwrap_or(reponse);
        let dit = |nom| {
            enfant(sortie, espace, nom)
                .and_then(|n| n.text())
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let statut = dit("status");
        if !statut.eq_ignore_ascii_case("DMPOk") {
            return Ok(Err(format!("le DMP refuse : {statut} ({})", dit("context"))));
        }
        let entrees = sortie.children().filter(|n| n.has_tag_name((espace, ligne))).take(LIGNES_MAX);
        let une = |n: Node<'_, '_>| {
            let dedans = n.descendants().filter(|x| x.is_element() && *x != n);
            Ligne(
                dedans
                    .map(|x| (x.tag_name().name().to_owned(), x.text().unwrap_or_default().trim().to_owned()))
                    .collect(),
            )
        };
        Ok(Ok(entrees.map(une).collect()))
    })?
}

/// Where a document of the answer to TD3.2 is.
pub(crate) enum Rendu {
    /// In this part.
    Partie(String),
    /// In the message itself, in Base64.
    Ici(String),
}

/// Reads the answer to TD3.2: where its document is.
///
/// # Errors
/// As [`autorise`].
pub(crate) fn rendu(octets: &[u8]) -> Result<Rendu, String> {
    lire(octets, |corps| {
        let reponse =
            enfant(corps, XDS, "RetrieveDocumentSetResponse").ok_or("le Body ne contient ni RetrieveDocumentSetResponse ni Fault")?;
        let Some(document) = enfant(reponse, XDS, "DocumentResponse").and_then(|d| enfant(d, XDS, "Document")) else {
            let registre = enfant(reponse, RS, "RegistryResponse").unwrap_or(reponse);
            return Ok(Err(format!("le DMP refuse la consultation : {}", erreurs(registre).join(", "))));
        };
        let inclus = document.children().find(|n| n.tag_name().name() == "Include");
        Ok(match inclus {
            Some(i) => cid(attribut(i, "href"))
                .map(Rendu::Partie)
                .ok_or_else(|| "réponse du DMP illisible : le renvoi de xop:Include n'est pas un cid".to_owned()),
            None => Ok(Rendu::Ici(document.text().unwrap_or_default().to_owned())),
        })
    })?
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published answers, which the project does not hold.
    #[test]
    fn reponses_publiees() {
        let Some(corpus) = segur_essais::corpus("xds/dmp-samples-v2.05") else {
            return;
        };
        let lu = |f: &str| std::fs::read(corpus.join(format!("{f}_reponse.xml"))).unwrap();
        assert_eq!(autorise(&lu("TD0.3_Mise_a_jour_de_lautorisation")), Ok(()));
        let dmp = dmp_listes(&lu("TD0.4_Liste_des_DMP_autorises")).unwrap();
        assert_eq!(
            (dmp[0].ins.as_str(), dmp[0].nom.as_str(), dmp[0].traitant),
            ("153078987658513", "PAT-TROIS", false)
        );
        assert!(!autorises(&lu("TD1.6_Liste_des_PS_autorises_ou_bloques")).unwrap().is_empty());
    }

    #[test]
    fn refus() {
        let reponse = |statut: &str| {
            format!(
                "<S:Envelope xmlns:S=\"http://www.w3.org/2003/05/soap-envelope\"><S:Body><r:setAuthorizationResponse xmlns:r=\"{HABILITATIONS}\">\
                 <r:output><r:status>{statut}</r:status><r:context>non</r:context></r:output></r:setAuthorizationResponse></S:Body></S:Envelope>"
            )
        };
        assert_eq!(autorise(reponse("DMPOK").as_bytes()), Ok(()), "whatever the case");
        assert!(
            autorise(reponse("banc_interdit").as_bytes())
                .unwrap_err()
                .contains("banc_interdit (non)")
        );
        assert!(rendu(b"<a/>").is_err());
    }
}
