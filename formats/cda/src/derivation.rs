//! The XDS metadata that the header of a document gives by itself (CI-SIS, *Structuration minimale* § 3.5.4): what a sender who has
//! nothing but the document can write. The other way round from [`crate::juger_coherence`], and held to agree with it.

use roxmltree::Node;
use segur_model::Location;

use crate::arbre::{self, attribut};
use crate::coherence::{MetadonneesDocument, format_attendu};
use crate::illisible::CdaIllisible;
use crate::{horodatage, ns};

/// A coded value of the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeDerive {
    /// `@code`.
    pub code: String,
    /// `@codeSystem`.
    pub systeme: String,
    /// `@displayName`; the code when there is none.
    pub libelle: String,
}

/// The first author, in the forms of XDS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuteurDerive {
    /// `authorPerson`, XCN.
    pub personne: String,
    /// `authorInstitution`, XON.
    pub institution: Option<String>,
    /// `authorRole`.
    pub role: Option<String>,
    /// `authorSpecialty`, `code^libellé^OID`.
    pub specialite: Option<String>,
}

/// What the header of a document gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derivation {
    /// The values that the coherence rules compare. `remplace` is not known.
    pub metadonnees: MetadonneesDocument,
    /// The first author.
    pub auteur: AuteurDerive,
    /// `typeCode`.
    pub type_code: CodeDerive,
    /// `confidentialityCode`.
    pub confidentialite: CodeDerive,
    /// `practiceSettingCode`.
    pub cadre: CodeDerive,
    /// `healthcareFacilityTypeCode`.
    pub secteur: CodeDerive,
}

/// Why metadata could not be derived.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NonDerivable {
    /// Not a clinical document.
    #[error(transparent)]
    Illisible(#[from] CdaIllisible),
    /// The header lacks what a metadata is made of.
    #[error("l'en-tête du document n'a pas {quoi} : le compléter, la métadonnée XDS en vient")]
    Manque {
        /// What is missing.
        quoi: String,
        /// Where it should be.
        lieu: Box<Location>,
    },
}

/// The metadata of a document, from its header.
///
/// # Errors
/// [`NonDerivable`] when the bytes hold no clinical document, or when its header lacks a required element.
pub fn deriver(octets: &[u8]) -> Result<Derivation, NonDerivable> {
    let texte = segur_soap::decoder(octets).map_err(CdaIllisible::from)?;
    let document = segur_soap::lire(&texte).map_err(CdaIllisible::from)?;
    let cda = arbre::racine(&document)?;
    let d = Deriveur { cda };
    let type_code = d.code(&["code"])?;
    let confidentialite = d.code(&["confidentialityCode"])?;
    let cadre = d.code(arbre::CADRE)?;
    let secteur = d.code(arbre::SECTEUR)?;
    let patients = arbre::tous(cda, &["recordTarget", "patientRole", "id"]);
    let ins = patients.first().ok_or_else(|| d.manque(&["recordTarget", "patientRole", "id"]))?;
    let patient_id = format!("{}^^^&{}&ISO^NH", attribut(*ins, "extension"), attribut(*ins, "root"));
    let source = patients
        .get(1)
        .filter(|p| !attribut(**p, "extension").is_empty() && !attribut(**p, "root").is_empty());
    let source_patient = source.map_or_else(
        || patient_id.clone(),
        |p| format!("{}^^^&{}&ISO^PI", attribut(*p, "extension"), attribut(*p, "root")),
    );
    let format_code = format_attendu(cda).map(|(f, _)| f.to_owned());
    let mime = if cda == document.root_element() {
        "text/xml"
    } else {
        "application/xslt+xml"
    };
    Ok(Derivation {
        metadonnees: MetadonneesDocument {
            unique_id: Some(d.identifiant(&["id"])?),
            patient_id: Some(patient_id),
            source_patient_id: Some(source_patient),
            source_patient_info: Vec::new(),
            type_code: Some(type_code.code.clone()),
            type_code_systeme: Some(type_code.systeme.clone()),
            titre: Some(arbre::texte_normalise(d.noeud(&["title"])?)),
            confidentialite: vec![confidentialite.code.clone()],
            langue: Some(d.attribut(&["languageCode"], "code")?),
            creation: Some(d.utc(&["effectiveTime"])?),
            debut_acte: Some(d.utc(&["documentationOf", "serviceEvent", "effectiveTime", "low"])?),
            fin_acte: d.utc(&["documentationOf", "serviceEvent", "effectiveTime", "high"]).ok(),
            cadre_exercice: Some(cadre.code.clone()),
            secteur: Some(secteur.code.clone()),
            responsable_legal: Some(d.personne(&["legalAuthenticator", "assignedEntity"])?),
            format_code,
            mime_type: Some(mime.to_owned()),
            remplace: None,
            ..MetadonneesDocument::default()
        },
        auteur: d.auteur()?,
        type_code,
        confidentialite,
        cadre,
        secteur,
    })
}

struct Deriveur<'a, 'i> {
    cda: Node<'a, 'i>,
}

impl<'a, 'i> Deriveur<'a, 'i> {
    fn manque(&self, chemin: &[&str]) -> NonDerivable {
        let racine = Location::path("/ClinicalDocument");
        NonDerivable::Manque {
            quoi: chemin.join("/"),
            lieu: Box::new(arbre::sous(racine, chemin)),
        }
    }

    fn noeud(&self, chemin: &[&str]) -> Result<Node<'a, 'i>, NonDerivable> {
        arbre::un(self.cda, chemin).ok_or_else(|| self.manque(chemin))
    }

    fn attribut(&self, chemin: &[&str], nom: &str) -> Result<String, NonDerivable> {
        match attribut(self.noeud(chemin)?, nom) {
            "" => Err(self.manque(&[chemin, &[&format!("@{nom}")]].concat())),
            valeur => Ok(valeur.to_owned()),
        }
    }

    fn code(&self, chemin: &[&str]) -> Result<CodeDerive, NonDerivable> {
        let code = self.attribut(chemin, "code")?;
        let libelle = self.attribut(chemin, "displayName").unwrap_or_else(|_| code.clone());
        Ok(CodeDerive {
            systeme: self.attribut(chemin, "codeSystem")?,
            code,
            libelle,
        })
    }

    fn identifiant(&self, chemin: &[&str]) -> Result<String, NonDerivable> {
        let racine = self.attribut(chemin, "root")?;
        Ok(match attribut(self.noeud(chemin)?, "extension") {
            "" => racine,
            extension => format!("{racine}^{extension}"),
        })
    }

    fn utc(&self, chemin: &[&str]) -> Result<String, NonDerivable> {
        let valeur = self.attribut(chemin, "value")?;
        horodatage::lire(&valeur)
            .map(|h| h.utc())
            .map_err(|_| self.manque(&[chemin, &["@value (un horodatage HL7, avec son décalage)"]].concat()))
    }

    /// XCN of a person with a national identifier: the only kind whose type is known without a table.
    fn personne(&self, chemin: &[&str]) -> Result<String, NonDerivable> {
        let depart = self.noeud(chemin)?;
        let id = arbre::un(depart, &["id"]);
        let nationale = id.filter(|i| attribut(*i, "root") == ns::OID_PROFESSIONNELS && !attribut(*i, "extension").is_empty());
        let quoi = format!("id (identifiant national, racine {})", ns::OID_PROFESSIONNELS);
        let id = nationale.ok_or_else(|| self.manque(&[chemin, &[&quoi]].concat()))?;
        let nom = |partie: &str| {
            arbre::un(depart, &["assignedPerson", "name", partie])
                .map(|n| composant(&arbre::texte_normalise(n)))
                .filter(|t| !t.is_empty())
                .ok_or_else(|| self.manque(&[chemin, &["assignedPerson", "name", partie]].concat()))
        };
        let (famille, prenom) = (nom("family")?, nom("given")?);
        let numero = composant(attribut(id, "extension"));
        Ok(format!(
            "{numero}^{famille}^{prenom}^^^^^^&{}&ISO^D^^^IDNPS",
            ns::OID_PROFESSIONNELS
        ))
    }

    fn auteur(&self) -> Result<AuteurDerive, NonDerivable> {
        let chemin = ["author", "assignedAuthor"];
        let personne = self.personne(&chemin)?;
        let auteur = self.noeud(&chemin)?;
        let organisation = arbre::un(auteur, &["representedOrganization"]);
        let institution = organisation.and_then(|o| {
            let nom = composant(&arbre::texte_normalise(arbre::un(o, &["name"])?));
            let id = arbre::un(o, &["id"])?;
            let numero = composant(attribut(id, "extension"));
            (attribut(id, "root") == ns::OID_STRUCTURES && !numero.is_empty() && !nom.is_empty())
                .then(|| format!("{nom}^^^^^&{}&ISO^IDNST^^^{numero}", ns::OID_STRUCTURES))
        });
        let specialite = self.code(&["author", "assignedAuthor", "code"]).ok();
        Ok(AuteurDerive {
            personne,
            institution,
            role: self.attribut(&["author", "functionCode"], "displayName").ok(),
            specialite: specialite.map(|s| format!("{}^{}^{}", composant(&s.code), composant(&s.libelle), s.systeme)),
        })
    }
}

/// A value without the separators of the composite types.
fn composant(texte: &str) -> String {
    texte.replace(['^', '&', '|', '~'], " ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::juger_coherence;

    const N1: &str = include_str!("../tests/donnees/cr-bio-n1.xml");
    const N3: &str = include_str!("../tests/donnees/cr-bio-n3.xml");

    #[test]
    fn ce_qui_est_derive_est_coherent() {
        for document in [N1, N3] {
            let derivation = deriver(document.as_bytes()).unwrap();
            assert_eq!(juger_coherence(document.as_bytes(), &derivation.metadonnees), []);
        }
    }

    #[test]
    fn les_instants_sont_en_temps_universel() {
        let m = deriver(N1.as_bytes()).unwrap().metadonnees;
        assert_eq!(m.creation.as_deref(), Some("20260115090000"));
        assert_eq!(m.debut_acte.as_deref(), Some("20260115073000"));
        assert_eq!(m.format_code.as_deref(), Some("urn:ihe:iti:xds-sd:pdf:2008"));
    }

    #[test]
    fn ce_qui_manque_est_nomme() {
        for (avant, apres, quoi) in [
            ("<title>Compte rendu d'examens biologiques</title>", "", "title"),
            ("value=\"20260115100000+0100\"", "value=\"20260115100000\"", "effectiveTime/@value"),
            (
                "<family>EPROUVETTE</family>",
                "",
                "legalAuthenticator/assignedEntity/assignedPerson/name/family",
            ),
            (
                "root=\"1.2.250.1.71.4.2.1\"",
                "root=\"1.2.3\"",
                "legalAuthenticator/assignedEntity/id",
            ),
        ] {
            assert!(N1.contains(avant), "{avant}");
            let erreur = deriver(N1.replace(avant, apres).as_bytes()).unwrap_err().to_string();
            assert!(erreur.contains(quoi), "{erreur}");
        }
        assert!(matches!(deriver(b"<a/>"), Err(NonDerivable::Illisible(_))));
    }
}
