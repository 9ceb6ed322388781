//! A double of the DMP that is consulted: a few documents, that nothing changes, and a patient whose file is as it is told.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use roxmltree::Document;
use segur_soap::mtom::{self, Partie};
use tokio::net::TcpListener;

use crate::faux_dmp::{Recue, attribut, element};

/// What TD0.2 says from now on: status of the file, authorisation.
pub type Etat = (&'static str, &'static str);

#[derive(Default)]
struct Dedans {
    recues: Vec<Recue>,
    etat: Option<Etat>,
}

pub struct FauxRegistre {
    pub url: String,
    dedans: Arc<Mutex<Dedans>>,
    tache: tokio::task::JoinHandle<()>,
}

impl Drop for FauxRegistre {
    fn drop(&mut self) {
        self.tache.abort();
    }
}

impl FauxRegistre {
    pub async fn demarrer() -> Self {
        let dedans: Arc<Mutex<Dedans>> = Arc::default();
        let prise = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/si-dmp-server/v2/services", prise.local_addr().unwrap());
        let app = Router::new()
            .route("/si-dmp-server/v2/services/{service}", post(repondre))
            .with_state(dedans.clone());
        let tache = tokio::spawn(async move { axum::serve(prise, app).await.unwrap() });
        Self { url, dedans, tache }
    }

    pub fn regler(&self, etat: Etat) {
        self.dedans.lock().unwrap().etat = Some(etat);
    }

    /// What came since the last time.
    pub fn prendre(&self) -> Vec<Recue> {
        std::mem::take(&mut self.dedans.lock().unwrap().recues)
    }
}

/// The documents: title, uniqueId, type, status, visibility, repository. One came under another OID of the INS, one is of a type that nobody knows.
const DOCUMENTS: &[(&str, &str, &str, &str, &str, &str)] = &[
    ("Bilan", "1.2.3.1", "11502-2", APPROUVE, "", "2"),
    ("Anesthésie", "1.2.3.2", "77436-4", APPROUVE, "MASQUE_PS", "2"),
    ("Ancien nom", "1.2.3.3", "11488-4", APPROUVE, "", "2"),
    ("Vaccins", "1.2.3.4", "11369-6", APPROUVE, "", "4"),
    ("Vieux", "1.2.3.5", "11488-4", "urn:asip:ci-sis:2010:StatusType:Archived", "", "2"),
    (
        "Remplacé",
        "1.2.3.6",
        "NOUVEAU",
        "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated",
        "",
        "2",
    ),
];
const APPROUVE: &str = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved";

async fn repondre(State(dedans): State<Arc<Mutex<Dedans>>>, Path(service): Path<String>, tetes: HeaderMap, corps: Bytes) -> Response {
    let media = tetes.get("content-type").unwrap().to_str().unwrap().to_owned();
    let (enveloppe, pieces) = if mtom::est_mtom(&media) {
        let m = mtom::lire(&media, &corps).unwrap();
        let pieces = m.parties.into_iter().map(|p| (p.content_id.unwrap(), p.octets.to_vec())).collect();
        (m.racine.octets.to_vec(), pieces)
    } else {
        (corps.to_vec(), Vec::new())
    };
    let enveloppe = String::from_utf8(enveloppe).unwrap();
    let etat = {
        let mut d = dedans.lock().unwrap();
        d.recues.push(Recue {
            service: service.clone(),
            media,
            enveloppe: enveloppe.clone(),
            pieces,
        });
        d.etat.unwrap_or(("active", "NON_EXISTE"))
    };
    let doc = Document::parse(&enveloppe).unwrap();
    let racine = element(&doc, "Body").unwrap().first_element_child().unwrap().tag_name().name();
    let rendu = match racine {
        "PRPA_IN201307UV02" => td02(etat),
        "setAuthorization" => sortie("habilitations", "setAuthorization", ""),
        "listAuthorizationByPatient" => sortie(
            "habilitations",
            "listAuthorizationByPatient",
            "<r:listOfAuthorizationByPatient><r:nationalId>899900000052</r:nationalId><r:lastName>ORDONNANCE</r:lastName>\
             <r:firstName>BAPTISTE</r:firstName><r:mode>ACTIVE</r:mode></r:listOfAuthorizationByPatient>",
        ),
        "patientList" => sortie(
            "patients",
            "patientList",
            "<r:patientlistData><r:patientIdentifier><r:nationalId>1197854176879056415520</r:nationalId></r:patientIdentifier>\
             <r:patientIdentifier><r:nationalId>207058575627097</r:nationalId></r:patientIdentifier><r:lastName>PAT</r:lastName>\
             <r:firstName>LAURE</r:firstName><r:dateOfBirth>19790328</r:dateOfBirth><r:MT>true</r:MT></r:patientlistData>",
        ),
        "AdhocQueryRequest" => recherche(&doc),
        "RetrieveDocumentSetRequest" => return document(),
        _ => registre(),
    };
    let enveloppe = format!("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>{rendu}</s:Body></s:Envelope>");
    (StatusCode::OK, [(header::CONTENT_TYPE, "application/soap+xml")], enveloppe).into_response()
}

fn registre() -> String {
    "<r:RegistryResponse xmlns:r=\"urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0\" \
     status=\"urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success\"/>"
        .to_owned()
}

fn sortie(espace: &str, nom: &str, lignes: &str) -> String {
    format!(
        "<r:{nom}Response xmlns:r=\"urn:si-dmp-{espace}\"><r:output>{lignes}<r:status>DMPOk</r:status><r:context>fait</r:context></r:output></r:{nom}Response>"
    )
}

fn td02((statut, autorisation): Etat) -> String {
    format!(
        "<PRPA_IN201308UV02 xmlns=\"urn:hl7-org:v3\"><attentionLine><keyWordText code=\"AUTORISATION\"/><value code=\"{autorisation}\"/>\
         </attentionLine><attentionLine><keyWordText code=\"STATUT_MT\"/><value value=\"false\"/></attentionLine><controlActProcess>\
         <subject><registrationEvent><effectiveTime value=\"20251218\"/><subject1><patient><statusCode code=\"{statut}\"/><patientPerson>\
         <name><given>AUTRE</given><family qualifier=\"SP\">NON RENSEIGNE</family><family qualifier=\"BR\">DMP</family></name>\
         <birthTime value=\"19520517\"/></patientPerson><subjectOf><administrativeObservation><code code=\"RATTACHEMENT_ENS\"/>\
         <value value=\"true\"/></administrativeObservation></subjectOf></patient></subject1></registrationEvent></subject>\
         <reasonOf><detectedIssueEvent><code code=\"FERMETURE_DEMANDE_PATIENT\"/></detectedIssueEvent></reasonOf>\
         <queryAck><queryResponseCode code=\"OK\"/></queryAck></controlActProcess></PRPA_IN201308UV02>"
    )
}

/// Lists are what they are whatever is asked: the software alone chooses what it shows.
fn recherche(doc: &Document<'_>) -> String {
    let ins = doc
        .descendants()
        .find(|n| n.tag_name().name() == "Attribute" && attribut(*n, "Name").ends_with(":resource-id"))
        .and_then(|n| n.first_element_child())
        .and_then(|n| n.text())
        .unwrap()
        .to_owned();
    let references = element(doc, "ResponseOption").unwrap().attribute("returnType") == Some("ObjectRef");
    let requete = attribut(element(doc, "AdhocQuery").unwrap(), "id");
    let demande = doc
        .descendants()
        .find(|n| n.tag_name().name() == "Slot" && n.attribute("name") == Some("$XDSDocumentEntryUniqueId"))
        .and_then(|n| n.descendants().find(|x| x.tag_name().name() == "Value"))
        .and_then(|v| v.text());
    let objets: String = match demande {
        Some(id) => {
            let id = id.trim_matches(['(', ')', '\'', ' ']);
            let connu = DOCUMENTS.iter().find(|d| d.1 == id).copied();
            let d = connu.unwrap_or(("Le nôtre", id, "11488-4", APPROUVE, "MASQUE_PS", "2"));
            if references { reference(d.1, "demandé") } else { objet(&d, &ins) }
        }
        None => DOCUMENTS
            .iter()
            .map(|d| if references { reference(d.1, "liste") } else { objet(d, &ins) })
            .collect(),
    };
    assert!(requete.starts_with("urn:uuid:"));
    format!(
        "<q:AdhocQueryResponse xmlns:q=\"urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0\" \
         status=\"urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success\">\
         <RegistryObjectList xmlns=\"urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0\">{objets}</RegistryObjectList></q:AdhocQueryResponse>"
    )
}

/// Technical identifiers change from one query to the next: those of a list are of the past.
fn reference(id: &str, quand: &str) -> String {
    format!("<ObjectRef id=\"urn:uuid:{quand}-{id}\"/>")
}

fn objet(d: &(&str, &str, &str, &str, &str, &str), ins: &str) -> String {
    let (titre, id, type_, statut, visibilite, depot) = d;
    let patient = if *titre == "Ancien nom" {
        ins.replace("1.2.250.1.213.1.4.", "1.2.250.1.213.1.4.2")
    } else {
        ins.to_owned()
    };
    let slot = |nom: &str, valeur: &str| format!("<Slot name=\"{nom}\"><ValueList><Value>{valeur}</Value></ValueList></Slot>");
    let classe = |schema: &str, code: &str, dedans: &str| {
        format!(
            "<Classification classificationScheme=\"urn:uuid:{schema}\" classifiedObject=\"urn:uuid:liste-{id}\" id=\"urn:uuid:c-{schema}-{id}-{code}\" \
             nodeRepresentation=\"{code}\">{dedans}</Classification>"
        )
    };
    let externe = |schema: &str, valeur: &str| {
        format!(
            "<ExternalIdentifier id=\"urn:uuid:e-{schema}-{id}\" identificationScheme=\"urn:uuid:{schema}\" registryObject=\"urn:uuid:liste-{id}\" \
             value=\"{}\"/>",
            valeur.replace('&', "&amp;")
        )
    };
    let masque = if visibilite.is_empty() {
        String::new()
    } else {
        classe("f4f85eac-e6cb-4883-b524-f2705394840f", visibilite, "")
    };
    format!(
        "<ExtrinsicObject id=\"urn:uuid:liste-{id}\" lid=\"urn:uuid:lid-{id}\" mimeType=\"text/xml\" \
         objectType=\"urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1\" status=\"{statut}\">{}{}{}{}<Name><LocalizedString value=\"{titre}\"/></Name>\
         <VersionInfo versionName=\"3\"/>{}{}{}{}{masque}{}{}</ExtrinsicObject>",
        slot("creationTime", &format!("2025010{}090000", depot)),
        slot("hash", "af326fb4"),
        slot("repositoryUniqueId", &format!("1.2.250.1.213.4.1.1.1.{depot}")),
        slot("size", "2768"),
        classe(
            "93606bcf-9494-43ec-9b4e-a7748d1a838d",
            "",
            &slot("authorPerson", "899900000052^ORDONNANCE^BAPTISTE")
        ),
        classe("41a5887f-8865-4c09-adf7-e362475b143a", "10", ""),
        classe("f0306f51-975f-434e-a61c-c59651d33983", type_, ""),
        classe("f4f85eac-e6cb-4883-b524-f2705394840f", "N", ""),
        externe("58a6f841-87b3-4a3e-92fd-a8ffeff98427", &patient),
        externe("2e82c1f6-a085-4c72-9da3-8640a32e42ab", id),
    )
}

/// A small document, as the real one gives it back: in a part, its reference percent-encoded.
fn document() -> Response {
    let cda = "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><title>Vaccins</title><component><structuredBody><component><section>\
               <title>Vaccinations</title><text>Tétanos, 2024</text></section></component></structuredBody></component></ClinicalDocument>";
    let racine = "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>\
                  <RetrieveDocumentSetResponse xmlns=\"urn:ihe:iti:xds-b:2007\"><DocumentResponse><Document>\
                  <xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:p1@urn%3Aihe%3Aiti%3Axds-b%3A2007\"/>\
                  </Document></DocumentResponse></RetrieveDocumentSetResponse></s:Body></s:Envelope>";
    let partie = Partie::nouvelle("p1@urn:ihe:iti:xds-b:2007", "text/xml", cda.as_bytes().to_vec());
    let (media, corps) = mtom::ecrire(racine, "urn:ihe:iti:2007:RetrieveDocumentSetResponse", &[partie], "limite");
    (StatusCode::OK, [(header::CONTENT_TYPE, media)], corps).into_response()
}
