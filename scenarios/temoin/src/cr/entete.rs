//! What a CDA document says of itself in its header: all that the metadata of a lot repeat.

use roxmltree::{Document, Node, ParsingOptions};

const CDA: &str = "urn:hl7-org:v3";
const SECTEURS_INS: [&str; 4] = [
    "1.2.250.1.213.1.4.8",
    "1.2.250.1.213.1.4.9",
    "1.2.250.1.213.1.4.10",
    "1.2.250.1.213.1.4.11",
];

/// A coded value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Code {
    pub code: String,
    pub systeme: String,
    pub libelle: String,
}

/// An identifier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Identifiant {
    pub racine: String,
    pub extension: String,
}

/// A person who wrote or signed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Auteur {
    pub id: Identifiant,
    pub nom: String,
    pub prenom: String,
    pub specialite: Code,
    pub structure: Identifiant,
    pub structure_nom: String,
}

/// A header. What the document does not say is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entete {
    /// `text/xml`, or `application/xslt+xml` when the document comes wrapped in its style sheet.
    pub media: &'static str,
    pub modeles: Vec<String>,
    pub id: Identifiant,
    pub set_id: String,
    pub version: u32,
    /// Identifier of the document that it replaces.
    pub remplace: String,
    pub type_: Code,
    pub titre: String,
    /// As written, with its offset.
    pub date: String,
    pub confidentialite: Code,
    pub langue: String,
    /// The INS, when the first identifier of the patient is one.
    pub ins: Option<Identifiant>,
    /// The next identifier of the patient.
    pub ipp: Identifiant,
    pub nom: String,
    pub prenom: String,
    pub sexe: String,
    pub naissance: String,
    pub auteur: Auteur,
    pub responsable: Auteur,
    /// Main act.
    pub evenement: Code,
    pub debut: String,
    pub fin: String,
    pub cadre: Code,
    pub secteur: Code,
    /// Media type of what a level 1 document carries.
    pub corps_n1: String,
}

/// Reads the header of a document.
///
/// # Errors
/// Why it is not one (French).
pub(crate) fn lire(octets: &[u8]) -> Result<Entete, String> {
    let texte = std::str::from_utf8(octets).map_err(|_| "le document n'est pas en UTF-8".to_owned())?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: 500_000,
        ..ParsingOptions::default()
    };
    let doc = Document::parse_with_options(texte.trim_start_matches('\u{feff}'), options)
        .map_err(|e| format!("le document n'est pas du XML : {e}"))?;
    let racine = doc.root_element();
    if racine.has_tag_name((CDA, "ClinicalDocument")) {
        return Ok(entete(racine, "text/xml"));
    }
    let dedans = doc.descendants().find(|n| n.has_tag_name((CDA, "ClinicalDocument")));
    dedans
        .map(|n| entete(n, "application/xslt+xml"))
        .ok_or_else(|| "le document n'est pas un CDA : pas de ClinicalDocument".to_owned())
}

fn entete(d: Node<'_, '_>, media: &'static str) -> Entete {
    let role = chemin(d, &["recordTarget", "patientRole"]);
    let ids: Vec<Identifiant> = role.map(|r| enfants(r, "id").map(identifiant).collect()).unwrap_or_default();
    let ins = ids
        .first()
        .filter(|i| SECTEURS_INS.contains(&i.racine.as_str()) && !i.extension.is_empty())
        .cloned();
    let ipp = ids.into_iter().nth(usize::from(ins.is_some())).unwrap_or_default();
    let patient = role.and_then(|r| enfant(r, "patient"));
    let nom = patient.and_then(|p| enfant(p, "name"));
    let qualifie = |element: &'static str| {
        let de = |q: &str| nom.and_then(|n| enfants(n, element).find(|e| e.attribute("qualifier") == Some(q)));
        de("BR")
            .or_else(|| nom.and_then(|n| enfant(n, element)))
            .map(texte)
            .unwrap_or_default()
    };
    // The main act is the one that says when.
    let actes: Vec<_> = enfants(d, "documentationOf").filter_map(|o| enfant(o, "serviceEvent")).collect();
    let acte = actes
        .iter()
        .copied()
        .find(|a| enfant(*a, "effectiveTime").is_some())
        .or(actes.first().copied());
    let dans_acte = |suite: &[&str]| acte.and_then(|a| chemin(a, suite));
    let attribut = |n: Option<Node<'_, '_>>, a: &str| n.and_then(|n| n.attribute(a)).unwrap_or_default().to_owned();
    Entete {
        media,
        modeles: enfants(d, "templateId")
            .map(|t| t.attribute("root").unwrap_or_default().to_owned())
            .collect(),
        id: enfant(d, "id").map(identifiant).unwrap_or_default(),
        set_id: attribut(enfant(d, "setId"), "root"),
        version: attribut(enfant(d, "versionNumber"), "value").parse().unwrap_or_default(),
        remplace: enfants(d, "relatedDocument")
            .find(|r| r.attribute("typeCode") == Some("RPLC"))
            .map(|r| attribut(chemin(r, &["parentDocument", "id"]), "root"))
            .unwrap_or_default(),
        type_: enfant(d, "code").map(code).unwrap_or_default(),
        titre: enfant(d, "title").map(texte).unwrap_or_default(),
        date: attribut(enfant(d, "effectiveTime"), "value"),
        confidentialite: enfant(d, "confidentialityCode").map(code).unwrap_or_default(),
        langue: attribut(enfant(d, "languageCode"), "code"),
        ins,
        ipp,
        nom: qualifie("family"),
        prenom: qualifie("given"),
        sexe: attribut(patient.and_then(|p| enfant(p, "administrativeGenderCode")), "code"),
        naissance: attribut(patient.and_then(|p| enfant(p, "birthTime")), "value"),
        auteur: chemin(d, &["author", "assignedAuthor"]).map(auteur).unwrap_or_default(),
        responsable: chemin(d, &["legalAuthenticator", "assignedEntity"]).map(auteur).unwrap_or_default(),
        evenement: dans_acte(&["code"]).map(code).unwrap_or_default(),
        debut: attribut(dans_acte(&["effectiveTime", "low"]), "value"),
        fin: attribut(dans_acte(&["effectiveTime", "high"]), "value"),
        cadre: dans_acte(&[
            "performer",
            "assignedEntity",
            "representedOrganization",
            "standardIndustryClassCode",
        ])
        .map(code)
        .unwrap_or_default(),
        secteur: chemin(
            d,
            &["componentOf", "encompassingEncounter", "location", "healthCareFacility", "code"],
        )
        .map(code)
        .unwrap_or_default(),
        corps_n1: attribut(chemin(d, &["component", "nonXMLBody", "text"]), "mediaType"),
    }
}

fn auteur(n: Node<'_, '_>) -> Auteur {
    let nom = chemin(n, &["assignedPerson", "name"]);
    let de = |element| nom.and_then(|n| enfant(n, element)).map(texte).unwrap_or_default();
    let structure = enfant(n, "representedOrganization");
    Auteur {
        id: enfant(n, "id").map(identifiant).unwrap_or_default(),
        nom: de("family"),
        prenom: de("given"),
        specialite: enfant(n, "code").map(code).unwrap_or_default(),
        structure: structure.and_then(|s| enfant(s, "id")).map(identifiant).unwrap_or_default(),
        structure_nom: structure.and_then(|s| enfant(s, "name")).map(texte).unwrap_or_default(),
    }
}

fn identifiant(n: Node<'_, '_>) -> Identifiant {
    Identifiant {
        racine: n.attribute("root").unwrap_or_default().to_owned(),
        extension: n.attribute("extension").unwrap_or_default().to_owned(),
    }
}

fn code(n: Node<'_, '_>) -> Code {
    Code {
        code: n.attribute("code").unwrap_or_default().to_owned(),
        systeme: n.attribute("codeSystem").unwrap_or_default().to_owned(),
        libelle: n.attribute("displayName").unwrap_or_default().to_owned(),
    }
}

fn enfants<'a, 'i: 'a>(n: Node<'a, 'i>, nom: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    n.children().filter(move |c| c.has_tag_name((CDA, nom)))
}

fn enfant<'a, 'i: 'a>(n: Node<'a, 'i>, nom: &str) -> Option<Node<'a, 'i>> {
    n.children().find(|c| c.has_tag_name((CDA, nom)))
}

fn chemin<'a, 'i: 'a>(n: Node<'a, 'i>, noms: &[&str]) -> Option<Node<'a, 'i>> {
    noms.iter().try_fold(n, |n, nom| enfant(n, nom))
}

fn texte(n: Node<'_, '_>) -> String {
    let brut: String = n.children().filter(Node::is_text).filter_map(|c| c.text()).collect();
    brut.split_whitespace().collect::<Vec<_>>().join(" ")
}
