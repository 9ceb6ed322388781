//! TD0.2, the test of existence: reading the question, writing and reading the answer.

use roxmltree::{Document, Node};
use segur_model::Location;
use segur_soap::{echapper, enfant, est, lieu};
use time::OffsetDateTime;
use time::macros::format_description;

use crate::lecture::nom_qualifie;
use crate::lot::Champ;
use crate::ns::{self, HL7};

const OBLIGATOIRES: [&str; 5] = ["id", "creationTime", "processingCode", "processingModeCode", "acceptAckCode"];

/// What a `patientIdentifier` says of itself, within the question.
const SEMANTIQUE: [&str; 3] = ["parameterList", "patientIdentifier", "semanticsText"];

/// A test of existence, read. What is missing is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequeteTd02 {
    /// Where `PRPA_IN201307UV02` is.
    pub lieu: Location,
    /// `id`: root and extension.
    pub id: (String, String),
    /// `creationTime`.
    pub creation: Option<Champ>,
    /// Children that the schema wants, and that no other rule looks for: those that are missing.
    pub manquants: Vec<&'static str>,
    /// `processingCode/@code`.
    pub traitement: Option<Champ>,
    /// `processingModeCode/@code`.
    pub mode_traitement: Option<Champ>,
    /// `acceptAckCode/@code`.
    pub accuse: Option<Champ>,
    /// `interactionId/@extension`.
    pub interaction: Option<Champ>,
    /// `receiver/device/id/@root`.
    pub destinataire: Option<Champ>,
    /// `sender/device/id/@root`: OID of the vendor.
    pub emetteur: Option<Champ>,
    /// `sender/device/softwareName`.
    pub logiciel: Option<Champ>,
    /// `controlActProcess/reasonCode/@code`: `TEST_EXST`, or what TD1.3a and others ask.
    pub raison: Option<Champ>,
    /// `queryByParameter/queryId`: root and extension.
    pub question: (String, String),
    /// `queryByParameter/statusCode/@code`.
    pub statut: Option<Champ>,
    /// `patientIdentifier/semanticsText`, of the first.
    pub semantique: Option<Champ>,
    /// Children of the question that the schema wants: those that are missing.
    pub manquants_question: Vec<&'static str>,
    /// `patientIdentifier/value/@extension`: the INS.
    pub patient: Option<Champ>,
    /// `patientIdentifier/value/@root`: its OID.
    pub oid: Option<Champ>,
    /// Every `patientIdentifier/value`, the first one included: the schema has several, of one patient.
    pub identifiants: Vec<IdentifiantDemande>,
}

/// A `patientIdentifier/value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifiantDemande {
    /// `@extension`; empty, at the place of its element, when it is absent.
    pub valeur: Champ,
    /// `@root`; the same.
    pub oid: Champ,
}

impl IdentifiantDemande {
    /// What its OID says that it is, when it is an INS that is in use.
    #[must_use]
    pub fn nature(&self) -> Option<segur_ids::Nature> {
        segur_ids::oid_ins(&self.oid.valeur)
            .map(|o| o.nature)
            .filter(|n| *n != segur_ids::Nature::InsC)
    }
}

/// Why a test of existence could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Td02Illisible {
    /// XML that holds no `PRPA_IN201307UV02`.
    #[error("« {nom} » n'est pas un test d'existence : mettre PRPA_IN201307UV02 (espace de noms urn:hl7-org:v3) dans le corps SOAP")]
    PasUnTest {
        /// Qualified name of the root.
        nom: String,
        /// Where.
        lieu: Location,
    },
}

/// How a DMP was closed. The place of these in the answer is not published: they are where TD1.4 gives them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FermetureDite {
    /// `AAAAMMJJ`.
    pub date: String,
    /// Code of the motive (`FERMETURE_DEMANDE_PATIENT`).
    pub motif: Option<String>,
    /// Free text.
    pub raison: String,
}

/// The DMP that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DmpTrouve {
    /// Closed: `statusCode` is then `terminated`, else `active`.
    pub ferme: bool,
    /// When and why, when it is known.
    pub fermeture: Option<FermetureDite>,
    /// Birth name.
    pub nom: String,
    /// Used name (`SP`), when there is one; a patient without one may come back as `NON RENSEIGNE`.
    pub nom_utilise: Option<String>,
    /// First given name.
    pub prenom: String,
    /// `M` or `F`.
    pub sexe: String,
    /// `AAAAMMJJ`.
    pub naissance: String,
    /// Whether it is attached to Mon espace santé.
    pub rattache_ens: bool,
    /// Whether the patient has an internet account.
    pub compte_internet: bool,
    /// Whether who asks is the médecin traitant.
    pub medecin_traitant: bool,
    /// What TD1.3a says besides.
    pub gestion: Option<Gestion>,
}

/// The administrative data that only TD1.3a gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gestion {
    /// `OPPOSITION_BRIS_DE_GLACE`.
    pub oppose_bris_de_glace: bool,
    /// `OPPOSITION_ACCES_URGENCE`.
    pub oppose_urgence: bool,
    /// INSEE code of the place of birth.
    pub lieu_naissance: String,
}

/// The answer to a test of existence. Without `dmp`, there is none (`NF`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReponseTd02 {
    /// `id/@root`: a UUID.
    pub id: String,
    /// `creationTime`, written in UTC.
    pub instant: OffsetDateTime,
    /// The DMP.
    pub dmp: Option<DmpTrouve>,
    /// Code of the authorisation (`VALIDE`). None: said nothing of.
    pub autorisation: Option<String>,
}

/// What an answer says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReponseTd02Lue {
    /// `queryResponseCode`: `OK` or `NF`.
    pub existence: Option<String>,
    /// `patient/statusCode`: `active` or `terminated`.
    pub statut: Option<String>,
    /// Code of the authorisation.
    pub autorisation: Option<String>,
}

/// Reads a test of existence, in its envelope or alone.
///
/// # Errors
/// [`Td02Illisible`] when it holds no `PRPA_IN201307UV02`.
pub fn lire_td02(document: &Document<'_>) -> Result<RequeteTd02, Td02Illisible> {
    let Some(message) = document.descendants().find(|n| est(*n, HL7, "PRPA_IN201307UV02")) else {
        return Err(Td02Illisible::PasUnTest {
            nom: nom_qualifie(document.root_element()),
            lieu: lieu(document, document.root_element()),
        });
    };
    let attribut = |chemin: &[&str], nom: &str| descendre(message, chemin).and_then(|n| champ(document, n, nom));
    let instance = |chemin: &[&str]| {
        let lu = |nom| {
            descendre(message, chemin)
                .and_then(|n| n.attribute(nom))
                .unwrap_or_default()
                .to_owned()
        };
        (lu("root"), lu("extension"))
    };
    let texte = |n: Node<'_, '_>| Champ {
        valeur: segur_soap::texte_de(n).trim().to_owned(),
        lieu: lieu(document, n),
    };
    let question = ["controlActProcess", "queryByParameter"];
    let identifiants = tous(message, &[&question[..], &["parameterList", "patientIdentifier", "value"]].concat());
    let du_premier = |nom: &str| identifiants.first().and_then(|n| champ(document, *n, nom));
    let ou_vide = |n: Node<'_, '_>, nom: &str| {
        champ(document, n, nom).unwrap_or_else(|| Champ {
            valeur: String::new(),
            lieu: lieu(document, n),
        })
    };
    Ok(RequeteTd02 {
        lieu: lieu(document, message),
        id: instance(&["id"]),
        creation: attribut(&["creationTime"], "value"),
        manquants: OBLIGATOIRES.into_iter().filter(|n| enfant(message, HL7, n).is_none()).collect(),
        traitement: attribut(&["processingCode"], "code"),
        mode_traitement: attribut(&["processingModeCode"], "code"),
        accuse: attribut(&["acceptAckCode"], "code"),
        interaction: attribut(&["interactionId"], "extension"),
        destinataire: attribut(&["receiver", "device", "id"], "root"),
        emetteur: attribut(&["sender", "device", "id"], "root"),
        logiciel: descendre(message, &["sender", "device", "softwareName"]).map(texte),
        raison: attribut(&["controlActProcess", "reasonCode"], "code"),
        question: instance(&[&question[..], &["queryId"]].concat()),
        statut: attribut(&[&question[..], &["statusCode"]].concat(), "code"),
        semantique: descendre(message, &[&question[..], &SEMANTIQUE].concat()).map(texte),
        manquants_question: [&["queryId"][..], &["statusCode"], &SEMANTIQUE]
            .into_iter()
            .filter(|chemin| descendre(message, &[&question[..], chemin].concat()).is_none())
            .filter_map(|chemin| chemin.last().copied())
            .collect(),
        patient: du_premier("extension"),
        oid: du_premier("root"),
        identifiants: identifiants
            .iter()
            .map(|n| IdentifiantDemande {
                valeur: ou_vide(*n, "extension"),
                oid: ou_vide(*n, "root"),
            })
            .collect(),
    })
}

/// Writes `PRPA_IN201308UV02`, without its envelope: what was asked is echoed from the question.
#[must_use]
pub fn ecrire_td02_reponse(requete: &RequeteTd02, reponse: &ReponseTd02) -> String {
    let instant = reponse
        .instant
        .to_offset(time::UtcOffset::UTC)
        .format(format_description!("[year][month][day][hour][minute][second]"))
        .unwrap_or_default();
    let valeur = |c: &Option<Champ>| echapper(c.as_ref().map(|c| c.valeur.as_str()).unwrap_or_default());
    let ii = |id: &(String, String)| match id.1.as_str() {
        "" => format!("root=\"{}\"", echapper(&id.0)),
        extension => format!("root=\"{}\" extension=\"{}\"", echapper(&id.0), echapper(extension)),
    };
    let autorisation = reponse.autorisation.as_deref().map_or_else(String::new, |code| {
        format!(
            "<attentionLine><keyWordText code=\"AUTORISATION\" codeSystem=\"1.2.250.1.213.4.1.2.6.1\"/>\
             <value xsi:type=\"CV\" code=\"{}\" codeSystem=\"1.2.250.1.213.4.1.2.6.2\"/></attentionLine>\
             <attentionLine><keyWordText code=\"STATUT_MT\" codeSystem=\"1.2.250.1.213.4.1.2.6.3\"/>\
             <value xsi:type=\"BL\" value=\"{}\"/></attentionLine>",
            echapper(code),
            reponse.dmp.as_ref().is_some_and(|d| d.medecin_traitant)
        )
    });
    let detail = reponse.dmp.as_ref().map_or_else(String::new, |d| {
        let code = if d.ferme { "DMPClosed" } else { "DMPFound" };
        format!("<acknowledgementDetail typeCode=\"I\"><code code=\"{code}\"/></acknowledgementDetail>")
    });
    let sujet = reponse
        .dmp
        .as_ref()
        .map_or_else(String::new, |d| sujet(d, &valeur(&requete.oid), &valeur(&requete.patient)));
    let fermeture = reponse
        .dmp
        .as_ref()
        .and_then(|d| d.fermeture.as_ref())
        .map_or_else(String::new, fermeture);
    let (raison, dite) = match requete.raison.as_ref().map(|r| r.valeur.as_str()) {
        Some("CNSLT_DATA") => ("CNSLT_DATA", "Consultation des données de gestion de dossier"),
        _ => ("TEST_EXST", "Test d'existence de dossier"),
    };
    format!(
        "<PRPA_IN201308UV02 xmlns=\"{HL7}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ITSVersion=\"XML_1.0\">\
         <id root=\"{id}\"/><creationTime value=\"{instant}\"/>\
         <interactionId root=\"2.16.840.1.113883.1.6\" extension=\"PRPA_IN201308UV02\"/>\
         <processingCode code=\"P\"/><processingModeCode code=\"T\"/><acceptAckCode code=\"NE\"/>\
         <receiver typeCode=\"RCV\"><device classCode=\"DEV\" determinerCode=\"INSTANCE\"><id root=\"{emetteur}\"/>\
         <softwareName>{logiciel}</softwareName></device></receiver>\
         <sender typeCode=\"SND\"><device classCode=\"DEV\" determinerCode=\"INSTANCE\"><id root=\"{dmp}\"/>\
         <softwareName>DMP</softwareName></device></sender>{autorisation}\
         <acknowledgement typeCode=\"AA\"><targetMessage><id {cible}/></targetMessage>{detail}</acknowledgement>\
         <controlActProcess classCode=\"CACT\" moodCode=\"EVN\">\
         <reasonCode code=\"{raison}\" codeSystem=\"1.2.250.1.213.1.1.4.11\" displayName=\"{dite}\"/>{sujet}{fermeture}\
         <queryAck><queryId {question}/><queryResponseCode code=\"{existe}\"/></queryAck></controlActProcess></PRPA_IN201308UV02>",
        id = echapper(&reponse.id),
        emetteur = valeur(&requete.emetteur),
        logiciel = valeur(&requete.logiciel),
        dmp = ns::DMP,
        cible = ii(&requete.id),
        question = ii(&requete.question),
        existe = if reponse.dmp.is_some() { "OK" } else { "NF" },
    )
}

/// Writes `PRPA_IN201308UV02` for a request that is refused: `AE`, and why.
#[must_use]
pub fn ecrire_td02_refus(requete: &RequeteTd02, id: &str, instant: OffsetDateTime, code: &str, texte: &str) -> String {
    let vide = ReponseTd02 {
        id: id.to_owned(),
        instant,
        dmp: None,
        autorisation: None,
    };
    let detail = format!(
        "<acknowledgementDetail typeCode=\"E\"><code code=\"{}\"/><text>{}</text></acknowledgementDetail></acknowledgement>",
        echapper(code),
        echapper(texte)
    );
    ecrire_td02_reponse(requete, &vide)
        .replacen("<acknowledgement typeCode=\"AA\">", "<acknowledgement typeCode=\"AE\">", 1)
        .replacen("</acknowledgement>", &detail, 1)
        .replacen("<queryResponseCode code=\"NF\"/>", "<queryResponseCode code=\"AE\"/>", 1)
}

fn fermeture(f: &FermetureDite) -> String {
    // The schema wants a code: none of those that are known may say it.
    let motif = f.motif.as_ref().map_or_else(
        || "<code nullFlavor=\"UNK\"/>".to_owned(),
        |m| format!("<code code=\"{}\" codeSystem=\"1.2.250.1.213.4.1.2.4\"/>", echapper(m)),
    );
    format!(
        "<reasonOf typeCode=\"RSON\"><detectedIssueEvent classCode=\"ALRT\" moodCode=\"EVN\">{motif}<text>{}</text>\
         </detectedIssueEvent></reasonOf>",
        echapper(&f.raison)
    )
}

fn sujet(dmp: &DmpTrouve, oid: &str, ins: &str) -> String {
    let observation = |code: &str, systeme: &str, valeur: bool| {
        format!(
            "<subjectOf typeCode=\"SBJ\"><administrativeObservation classCode=\"OBS\" moodCode=\"EVN\">\
             <code code=\"{code}\" codeSystem=\"{systeme}\"/><value xsi:type=\"BL\" value=\"{valeur}\"/>\
             </administrativeObservation></subjectOf>"
        )
    };
    // The recorded answer of TD1.3a has the oppositions in their place.
    let du_test = |observation: String| if dmp.gestion.is_none() { observation } else { String::new() };
    format!(
        "<subject contextConductionInd=\"false\" typeCode=\"SUBJ\"><registrationEvent classCode=\"REG\" moodCode=\"EVN\">\
         <statusCode code=\"completed\"/>{date}<subject1 typeCode=\"SBJ\"><patient classCode=\"PAT\">\
         <id root=\"{oid}\" extension=\"{ins}\"/><statusCode code=\"{statut}\"/>\
         <patientPerson classCode=\"PSN\" determinerCode=\"INSTANCE\"><name><given>{prenom}</given>{utilise}\
         <family qualifier=\"BR\">{nom}</family></name><administrativeGenderCode code=\"{sexe}\"/><birthTime value=\"{naissance}\"/>{lieu}\
         </patientPerson>{oppositions}{compte}{ens}</patient></subject1><custodian typeCode=\"CST\"><assignedEntity classCode=\"ASSIGNED\">\
         <id root=\"{dmp}\"/></assignedEntity></custodian></registrationEvent></subject>",
        statut = if dmp.ferme { "terminated" } else { "active" },
        date = dmp
            .fermeture
            .as_ref()
            .filter(|f| !f.date.is_empty())
            .map_or_else(String::new, |f| format!("<effectiveTime value=\"{}\"/>", echapper(&f.date))),
        prenom = echapper(&dmp.prenom),
        nom = echapper(&dmp.nom),
        sexe = echapper(&dmp.sexe),
        naissance = echapper(&dmp.naissance),
        utilise = dmp
            .nom_utilise
            .as_ref()
            .map_or_else(String::new, |n| format!("<family qualifier=\"SP\">{}</family>", echapper(n))),
        lieu = dmp.gestion.as_ref().map_or_else(String::new, |g| {
            format!(
                "<birthPlace classCode=\"BIRTHPL\"><addr><county>{}</county></addr></birthPlace>",
                echapper(&g.lieu_naissance)
            )
        }),
        oppositions = dmp.gestion.as_ref().map_or_else(String::new, |g| {
            let systeme = "1.2.250.1.213.4.1.2.3";
            observation("OPPOSITION_BRIS_DE_GLACE", systeme, g.oppose_bris_de_glace)
                + &observation("OPPOSITION_ACCES_URGENCE", systeme, g.oppose_urgence)
        }),
        compte = du_test(observation("COMPTE_INTERNET_OUVERT", "1.2.250.1.213.4.1.2.9", dmp.compte_internet)),
        ens = du_test(observation("RATTACHEMENT_ENS", "1.2.250.1.213.4.1.2.3", dmp.rattache_ens)),
        dmp = ns::DMP,
    )
}

/// Reads the answer to a test of existence, in its envelope or alone. None when the document holds none.
#[must_use]
pub fn lire_td02_reponse(document: &Document<'_>) -> Option<ReponseTd02Lue> {
    let message = document
        .descendants()
        .find(|n| est(*n, HL7, "PRPA_IN201308UV02") || est(*n, HL7, "PRPA_IN201306UV02"))?;
    let code = |noeud: Option<Node<'_, '_>>| noeud.and_then(|n| n.attribute("code")).map(str::to_owned);
    let acte = enfant(message, HL7, "controlActProcess");
    let dans_acte = |chemin: &[&str]| code(acte.and_then(|a| descendre(a, chemin)));
    let autorisation = segur_soap::enfants(message, HL7, "attentionLine")
        .find(|l| code(enfant(*l, HL7, "keyWordText")).as_deref() == Some("AUTORISATION"))
        .and_then(|l| enfant(l, HL7, "value"));
    Some(ReponseTd02Lue {
        existence: dans_acte(&["queryAck", "queryResponseCode"]),
        statut: dans_acte(&["subject", "registrationEvent", "subject1", "patient", "statusCode"]),
        autorisation: code(autorisation),
    })
}

/// Every element at the end of a path of HL7 names, whatever is repeated on the way.
fn tous<'a, 'i>(depuis: Node<'a, 'i>, chemin: &[&str]) -> Vec<Node<'a, 'i>> {
    chemin.iter().fold(vec![depuis], |noeuds, nom| {
        noeuds.into_iter().flat_map(|n| segur_soap::enfants(n, HL7, nom)).collect()
    })
}

/// The first element at the end of a path of HL7 names.
fn descendre<'a, 'i>(depuis: Node<'a, 'i>, chemin: &[&str]) -> Option<Node<'a, 'i>> {
    chemin.iter().try_fold(depuis, |n, nom| enfant(n, HL7, nom))
}

fn champ(document: &Document<'_>, noeud: Node<'_, '_>, nom: &str) -> Option<Champ> {
    noeud.attribute(nom).map(|v| Champ {
        valeur: v.trim().to_owned(),
        lieu: segur_soap::lieu_attribut(document, noeud, nom),
    })
}
