//! Where the facts stand in a message: the names by which a place is known to be that of a fact. A fact that is not here is looked for
//! under its own name.

use super::champs::Champ;
use super::xml::DANS_LA_SIGNATURE;

/// A place of a fact.
struct Lieu {
    fait: &'static str,
    /// Last names of the place, joined by `/`.
    fin: &'static str,
    /// What must be among its names or distinctive values.
    avec: &'static [&'static str],
}

const fn l(fait: &'static str, fin: &'static str) -> Lieu {
    Lieu { fait, fin, avec: &[] }
}

const fn dans(fait: &'static str, fin: &'static str, avec: &'static [&'static str]) -> Lieu {
    Lieu { avec, ..l(fait, fin) }
}

/// Classification schemes and identifiers of XDS metadata.
mod schema {
    pub(super) const CLASSE: &str = "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a";
    pub(super) const TYPE: &str = "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983";
    pub(super) const FORMAT: &str = "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d";
    pub(super) const CONFIDENTIALITE: &str = "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f";
    pub(super) const DOC_UNIQUE_ID: &str = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab";
    pub(super) const LOT_UNIQUE_ID: &str = "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8";
    pub(super) const LOT_PATIENT: &str = "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446";
    pub(super) const REMPLACE: &str = "urn:ihe:iti:2007:AssociationType:RPLC";
}

const ROLE: &str = "urn:oasis:names:tc:xacml:2.0:subject:role";
const RESSOURCE: &str = "urn:oasis:names:tc:xacml:2.0:resource:resource-id";

const LIEUX: &[Lieu] = &[
    l("reponse", "statut"),
    l("certificat.cn", "certificat/CN"),
    l("certificat.ou", "certificat/OU"),
    // INSi.
    l("message_id", "Header/MessageID"),
    l("nom", "RECSANSVITALE/NomNaissance"),
    l("prenom", "RECSANSVITALE/Prenom"),
    l("sexe", "RECSANSVITALE/Sexe"),
    l("date_naissance", "RECSANSVITALE/DateNaissance"),
    l("lieu_naissance", "RECSANSVITALE/LieuNaissance"),
    l("emetteur", "ContexteLPS/Emetteur"),
    l("idam", "LPS/IDAM"),
    l("lps.nom", "LPS/Nom"),
    l("lps.version", "LPS/Version"),
    l("lps.instance", "LPS/Instance"),
    l("contexte.lps", "ContexteLPS/Id"),
    l("contexte.bam", "ContexteBAM/Id"),
    dans("ps", "NameID", &["Assertion"]),
    l("cr", "CR/CodeCR"),
    l("libelle", "CR/LibelleCR"),
    dans("matricule", "NumIdentifiant", &["INSACTIF"]),
    dans("cle", "Cle", &["INSACTIF"]),
    l("oid", "INSACTIF/OID"),
    l("tiq.nom", "TIQ/NomNaissance"),
    l("tiq.prenoms", "TIQ/ListePrenom"),
    l("tiq.prenom", "TIQ/Prenom"),
    l("tiq.sexe", "TIQ/Sexe"),
    l("tiq.date_naissance", "TIQ/DateNaissance"),
    l("tiq.lieu_naissance", "TIQ/LieuNaissance"),
    l("faute", "Subcode/Value"),
    // VIHF.
    l("vihf.id", "Assertion/ID"),
    dans("vihf.version", "AttributeValue", &["VIHF_Version"]),
    dans("vihf.mode", "AttributeValue", &["Authentification_mode"]),
    dans("vihf.ps", "NameID", &["Assertion"]),
    dans("vihf.structure", "AttributeValue", &["Identifiant_Structure"]),
    dans("vihf.secteur", "AttributeValue", &["Secteur_Activite"]),
    dans("vihf.role", "Role/code", &[ROLE]),
    dans("vihf.ins", "AttributeValue", &[RESSOURCE]),
    dans("vihf.oid", "AttributeValue", &[RESSOURCE]),
    dans("vihf.lps", "AttributeValue", &["LPS_Nom"]),
    // TD0.2.
    dans("patient", "value/extension", &["parameterList"]),
    dans("oid", "value/root", &["parameterList"]),
    l("existence", "queryResponseCode/code"),
    l("dmp.statut", "patient/statusCode/code"),
    dans("autorisation", "value/code", &["attentionLine"]),
    // TD2.1.
    l("statut", "RegistryResponse/status"),
    l("erreur", "RegistryError/errorCode"),
    dans("patient", "ExternalIdentifier/value", &[schema::LOT_PATIENT]),
    dans("oid", "ExternalIdentifier/value", &[schema::LOT_PATIENT]),
    dans("lot.uniqueId", "ExternalIdentifier/value", &[schema::LOT_UNIQUE_ID]),
    dans("lot.remplace", "Association/targetObject", &[schema::REMPLACE]),
    l("entryUUID", "ExtrinsicObject/id"),
    dans("doc.uniqueId", "ExternalIdentifier/value", &[schema::DOC_UNIQUE_ID]),
    dans("doc.typeCode", "Classification/nodeRepresentation", &[schema::TYPE]),
    dans("doc.classCode", "Classification/nodeRepresentation", &[schema::CLASSE]),
    dans("doc.formatCode", "Classification/nodeRepresentation", &[schema::FORMAT]),
    dans(
        "doc.confidentialite",
        "Classification/nodeRepresentation",
        &[schema::CONFIDENTIALITE],
    ),
    l("doc.mimeType", "ExtrinsicObject/mimeType"),
    l("doc.titre", "ExtrinsicObject/Name/LocalizedString/value"),
    dans("doc.creation", "Slot/ValueList/Value", &["ExtrinsicObject", "creationTime"]),
    // CDA.
    l("cda.id", "ClinicalDocument/id/root"),
    l("cda.setId", "ClinicalDocument/setId/root"),
    l("cda.version", "ClinicalDocument/versionNumber/value"),
    l("cda.statut", "serviceEvent/statusCode/code"),
    l("cda.type", "ClinicalDocument/code/code"),
    l("cda.ins", "patientRole/id/extension"),
    l("cda.oid", "patientRole/id/root"),
    dans("cda.remplace", "parentDocument/id/root", &["RPLC"]),
    l("cda.demande", "order/id/extension"),
    // Pro Santé Connect.
    l("grant", "grant_type"),
    l("erreur", "error"),
    l("session", "session_state"),
    l("id_national", "SubjectNameID"),
    // Annuaire Santé.
    l("type", "chemin"),
    l("fichier", "chemin"),
    l("count", "_count"),
    l("rpps", "identifier/value"),
    l("mssante", "telecom/value"),
    l("erreur", "issue/diagnostics"),
];

/// How well a place fits a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accord {
    /// Known to be its place.
    Connu,
    /// It has the name of the fact.
    DeNom,
    /// Nothing says so.
    Aucun,
}

/// Whether the places of a fact are known: it is then looked for nowhere else.
pub(super) fn connu(fait: &str) -> bool {
    LIEUX.iter().any(|l| l.fait == fait)
}

/// Whether this is a place of the fact.
pub(super) fn accord(c: &Champ<'_>, fait: &str) -> Accord {
    if c.marques.contains(&DANS_LA_SIGNATURE) || c.noms.is_empty() {
        return Accord::Aucun;
    }
    if LIEUX.iter().any(|l| l.fait == fait && convient(c, l)) {
        return Accord::Connu;
    }
    let dernier = fait.rsplit('.').next().unwrap_or(fait);
    match c.noms.last() {
        Some(nom) if nu(nom) == nu(dernier) => Accord::DeNom,
        _ => Accord::Aucun,
    }
}

/// The same in a file, whose keys joined by dots are the names of its facts.
pub(super) fn accord_de_fichier(c: &Champ<'_>, fait: &str) -> Accord {
    if !c.noms.is_empty() && c.noms.iter().copied().eq(fait.split('.')) {
        Accord::Connu
    } else {
        Accord::Aucun
    }
}

fn convient(c: &Champ<'_>, l: &Lieu) -> bool {
    let a = |mot: &&str| c.noms.contains(mot) || c.marques.contains(mot);
    let mut noms = c.noms.iter().rev();
    l.fin.rsplit('/').all(|nom| noms.next() == Some(&nom)) && l.avec.iter().all(a)
}

/// `acr_values`, `AcrValues` → `acrvalues`.
fn nu(nom: &str) -> String {
    nom.chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase()
}
