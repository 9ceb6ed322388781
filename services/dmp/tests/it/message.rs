//! Messages to the DMP: a test of existence, a lot of one document and its signature.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use segur_saml::vihf::{Code, Mode, SYSTEME_PROFESSION, SYSTEME_SAVOIR_FAIRE, VihfAEmettre, signer_vihf};
use segur_soap::{echapper, mtom, ns};
use segur_xds::ns::{self as xds, document, soumission};
use time::Duration;

use crate::banc::{IGC, MAINTENANT};
use crate::xades;

#[path = "acteurs.rs"]
pub mod acteurs;

use acteurs::{Acteur, LABO};

/// INS and OID.
pub type Patient = (&'static str, &'static str);
pub const AGATHE: Patient = ("284057599900347", "1.2.250.1.213.1.4.10");
pub const ELIOTT: Patient = ("119113599900690", "1.2.250.1.213.1.4.10");
pub const SANS_DMP: Patient = ("166099299902082", "1.2.250.1.213.1.4.10");
pub const FERME: Patient = ("273026999902103", "1.2.250.1.213.1.4.10");
pub const PERSONNE: Patient = ("199017599909975", "1.2.250.1.213.1.4.10");

pub const RACINE: &str = "1.2.250.1.999.1";

/// A VIHF in indirect mode, signed by the seal of the laboratory.
pub fn vihf(patient: Patient, changer: impl FnOnce(&mut VihfAEmettre)) -> String {
    vihf_de("org-sign", patient, changer)
}

/// The same, unchanged.
pub fn bon_vihf(patient: Patient) -> String {
    LABO.vihf(Some(patient))
}

pub fn vihf_de(identite: &str, (ins, oid): Patient, changer: impl FnOnce(&mut VihfAEmettre)) -> String {
    let identite = IGC.identite(identite).unwrap();
    let role = |code: &str, systeme: &str, libelle: &str| Code {
        code: code.into(),
        systeme: systeme.into(),
        nom_systeme: None,
        libelle: Some(libelle.into()),
    };
    let mut v = VihfAEmettre {
        id: String::new(),
        instant: MAINTENANT - Duration::minutes(1),
        emetteur_dn: identite.certificat.sujet.clone(),
        name_id: "899900000045".into(),
        authentification: MAINTENANT - Duration::minutes(5),
        classe_contexte: "Password".into(),
        declaration_contexte: None,
        version: "3.0".into(),
        mode: Mode::Indirecte,
        structure: "1999900038".into(),
        secteur: "SA25".into(),
        utilisateur: Some("ALEX BIOTEST".into()),
        roles: vec![
            role("10", SYSTEME_PROFESSION, "Médecin"),
            role("SM03", SYSTEME_SAVOIR_FAIRE, "Biologie médicale (SM)"),
        ],
        patient: Some((ins.into(), oid.into())),
        usage: VihfAEmettre::acces_normal(),
        confidentialite: None,
        lps_id: Some("01".into()),
        lps_nom: "LPS D'ESSAI".into(),
        lps_version: "1.0".into(),
        homologation: "DMP-BANC-0001".into(),
    };
    changer(&mut v);
    if v.id.is_empty() {
        v.id = format!("_{}", xades::condensat(format!("{v:?}").as_bytes()));
    }
    signer_vihf(&v, &identite.cle_pem, &identite.certificat_pem).unwrap()
}

/// A message whose `MessageID` is drawn from what it says: a message has one of its own, whatever the order of the tests.
pub fn enveloppe(action: &str, vihf: &str, corps: &str) -> String {
    let h = xades::condensat(format!("{action}{vihf}{corps}").as_bytes());
    let id = format!("urn:uuid:{}-{}-5{}-8{}-{}", &h[..8], &h[8..12], &h[13..16], &h[17..20], &h[20..32]);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"{}\" xmlns:wsa=\"{}\"><soap:Header>\
         <wsa:MessageID>{id}</wsa:MessageID><wsa:To/><wsa:Action soap:mustUnderstand=\"true\">{action}</wsa:Action>\
         <wsse:Security xmlns:wsse=\"{}\">{vihf}</wsse:Security></soap:Header><soap:Body>{corps}</soap:Body></soap:Envelope>",
        ns::SOAP12,
        ns::WSA,
        ns::WSSE
    )
}

/// The body of a TD0.2.
pub fn question((ins, oid): Patient) -> String {
    format!(
        "<PRPA_IN201307UV02 xmlns=\"urn:hl7-org:v3\" ITSVersion=\"XML_1.0\"><id root=\"{RACINE}.5\" extension=\"q1\"/>\
         <creationTime value=\"20260115090000\"/><interactionId root=\"2.16.840.1.113883.1.6\" extension=\"PRPA_IN201307UV02\"/>\
         <processingCode code=\"D\"/><processingModeCode code=\"T\"/><acceptAckCode code=\"AL\"/>\
         <receiver typeCode=\"RCV\"><device classCode=\"DEV\" determinerCode=\"INSTANCE\"><id root=\"{}\"/></device></receiver>\
         <sender typeCode=\"SND\"><device classCode=\"DEV\" determinerCode=\"INSTANCE\"><id root=\"{RACINE}\"/>\
         <softwareName>LPS D'ESSAI</softwareName></device></sender><controlActProcess classCode=\"CACT\" moodCode=\"EVN\">\
         <reasonCode code=\"TEST_EXST\" codeSystem=\"1.2.250.1.213.1.1.4.11\"/><queryByParameter>\
         <queryId root=\"{RACINE}.6\" extension=\"r1\"/><statusCode code=\"new\"/><parameterList><patientIdentifier>\
         <value root=\"{oid}\" extension=\"{ins}\"/><semanticsText>Patient.id</semanticsText></patientIdentifier></parameterList>\
         </queryByParameter></controlActProcess></PRPA_IN201307UV02>",
        xds::DMP
    )
}

/// A whole TD0.2.
pub fn existence(patient: Patient) -> String {
    enveloppe(xds::ACTION_TD02, &bon_vihf(patient), &question(patient))
}

/// A lot of one document and its signature.
#[derive(Clone)]
pub struct Lot {
    pub vihf: String,
    /// `entryUUID` sent.
    pub entry_uuid: String,
    pub unique_lot: String,
    pub unique_document: String,
    pub document: Vec<u8>,
    pub signature: Vec<u8>,
    /// The lot alone: `ProvideAndRegisterDocumentSetRequest`.
    pub corps: String,
}

pub const CID_DOCUMENT: &str = "document@essai";
pub const CID_SIGNATURE: &str = "signature@essai";

impl Lot {
    /// The nth lot about a patient: its identifiers are its own.
    pub fn nouveau(n: u32, patient: Patient) -> Self {
        Self::de(&LABO, n, patient, None)
    }

    /// The same, that replaces a document.
    pub fn remplacant(n: u32, patient: Patient, ancien: &str) -> Self {
        Self::de(&LABO, n, patient, Some(ancien))
    }

    /// The nth lot that somebody sends; `ancien`: the document that it replaces.
    pub fn de(acteur: &Acteur, n: u32, patient: Patient, ancien: Option<&str>) -> Self {
        let unique_lot = format!("{RACINE}.1.{n}");
        let unique_document = format!("{RACINE}.2.{n}");
        let unique_signature = format!("{RACINE}.3.{n}");
        let entry_uuid = format!("urn:uuid:00000000-0000-4000-8000-{n:012}");
        let document = cda(&unique_document, patient);
        let signature = signature(acteur.signe, n, patient, &unique_lot, (&unique_document, &document));
        let objets = [
            paquet(acteur, &unique_lot, patient),
            fiche(acteur, &entry_uuid, &unique_document, patient),
            fiche_signature(acteur, &unique_signature, patient),
            association("a1", xds::HAS_MEMBER, "Lot01", &entry_uuid),
            association("a2", xds::HAS_MEMBER, "Lot01", "Signature01"),
            association("a3", xds::SIGNS, "Signature01", "Lot01"),
            ancien.map_or_else(String::new, |a| association("a4", xds::RPLC, &entry_uuid, a)),
        ];
        let corps = format!(
            "<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds=\"{}\" xmlns:lcm=\"{}\" xmlns=\"{}\">\
             <lcm:SubmitObjectsRequest><RegistryObjectList>{}</RegistryObjectList></lcm:SubmitObjectsRequest>\
             {}{}</xds:ProvideAndRegisterDocumentSetRequest>",
            xds::XDS,
            xds::LCM,
            xds::RIM,
            objets.join("\n"),
            joint(&entry_uuid, CID_DOCUMENT),
            joint("Signature01", CID_SIGNATURE),
        );
        Self {
            vihf: acteur.vihf(Some(patient)),
            entry_uuid,
            unique_lot,
            unique_document,
            document,
            signature,
            corps,
        }
    }

    /// The same, with one piece of its text replaced, which must be there.
    pub fn change(mut self, de: &str, vers: &str) -> Self {
        assert!(self.corps.contains(de), "{de}");
        self.corps = self.corps.replace(de, vers);
        self
    }

    pub fn enveloppe(&self) -> String {
        enveloppe(xds::ACTION_TD21, &self.vihf, &self.corps)
    }

    pub fn parties(&self) -> Vec<mtom::Partie> {
        vec![
            mtom::Partie::nouvelle(CID_DOCUMENT, "text/xml", self.document.clone()),
            mtom::Partie::nouvelle(CID_SIGNATURE, "text/xml", self.signature.clone()),
        ]
    }

    pub fn mtom(&self) -> (String, Vec<u8>) {
        mtom::ecrire(&self.enveloppe(), xds::ACTION_TD21, &self.parties(), "limite-essai")
    }

    /// The same message without MTOM: documents in Base64.
    pub fn en_ligne(&self) -> String {
        let remplir = |texte: String, cid: &str, octets: &[u8]| texte.replace(&inclusion(cid), &xades::base64(octets));
        let texte = remplir(self.enveloppe(), CID_DOCUMENT, &self.document);
        remplir(texte, CID_SIGNATURE, &self.signature)
    }
}

pub fn cx((ins, oid): Patient) -> String {
    format!("{ins}^^^&{oid}&ISO^NH")
}

pub fn slot(nom: &str, valeur: &str) -> String {
    format!(
        "<Slot name=\"{nom}\"><ValueList><Value>{}</Value></ValueList></Slot>",
        echapper(valeur)
    )
}

pub fn libelle(texte: &str) -> String {
    format!(
        "<Name><LocalizedString xml:lang=\"FR\" charset=\"UTF8\" value=\"{}\"/></Name>",
        echapper(texte)
    )
}

pub fn code(objet: &str, schema: &str, code: &str, systeme: &str) -> String {
    format!(
        "<Classification id=\"c-{objet}-{}-{code}\" classifiedObject=\"{objet}\" classificationScheme=\"{schema}\" nodeRepresentation=\"{code}\">{}{}\
         </Classification>",
        &schema[9..17],
        slot("codingScheme", systeme),
        libelle(code)
    )
}

pub fn auteur(objet: &str, schema: &str) -> String {
    auteur_de(&LABO, objet, schema)
}

pub fn auteur_de(acteur: &Acteur, objet: &str, schema: &str) -> String {
    format!(
        "<Classification id=\"auteur-{objet}-{}\" classifiedObject=\"{objet}\" classificationScheme=\"{schema}\">{}{}{}</Classification>",
        &schema[9..17],
        slot("authorPerson", &acteur.xcn()),
        slot("authorSpecialty", acteur.specialite),
        slot("authorInstitution", &acteur.xon())
    )
}

pub fn identifiant(objet: &str, schema: &str, valeur: &str, nom: &str) -> String {
    format!(
        "<ExternalIdentifier id=\"e-{objet}-{nom}\" registryObject=\"{objet}\" identificationScheme=\"{schema}\" value=\"{}\">{}</ExternalIdentifier>",
        echapper(valeur),
        libelle(nom)
    )
}

pub fn association(id: &str, genre: &str, de: &str, vers: &str) -> String {
    format!(
        "<Association id=\"{id}\" associationType=\"{genre}\" sourceObject=\"{de}\" targetObject=\"{vers}\">{}</Association>",
        slot("SubmissionSetStatus", "Original")
    )
}

pub fn joint(id: &str, cid: &str) -> String {
    format!("<xds:Document id=\"{id}\">{}</xds:Document>", inclusion(cid))
}

fn inclusion(cid: &str) -> String {
    format!("<xop:Include xmlns:xop=\"{}\" href=\"cid:{}\"/>", xds::XOP, cid.replace('@', "%40"))
}

/// The signature of the nth lot about a patient, made once.
fn signature(par: &'static str, n: u32, patient: Patient, lot: &str, document: (&str, &[u8])) -> Vec<u8> {
    type Signees = BTreeMap<(&'static str, u32, Patient), Vec<u8>>;
    static SIGNEES: LazyLock<Mutex<Signees>> = LazyLock::new(Mutex::default);
    let mut signees = SIGNEES.lock().unwrap();
    signees
        .entry((par, n, patient))
        .or_insert_with(|| xades::signer(par, lot, &[document]))
        .clone()
}

pub fn paquet(acteur: &Acteur, unique_id: &str, patient: Patient) -> String {
    format!(
        "<RegistryPackage id=\"Lot01\">{}{}{}{}<Classification id=\"noeud\" classifiedObject=\"Lot01\" classificationNode=\"{}\"/>{}{}{}\
         </RegistryPackage>",
        slot("submissionTime", "20260115090000"),
        libelle("Lot d'essai"),
        auteur_de(acteur, "Lot01", soumission::AUTEUR),
        code("Lot01", soumission::CONTENU, "07", "1.2.250.1.213.2.2"),
        xds::NOEUD_SOUMISSION,
        identifiant("Lot01", soumission::PATIENT, &cx(patient), "XDSSubmissionSet.patientId"),
        identifiant("Lot01", soumission::SOURCE, RACINE, "XDSSubmissionSet.sourceId"),
        identifiant("Lot01", soumission::UNIQUE, unique_id, "XDSSubmissionSet.uniqueId"),
    )
}

/// Every metadata of a document, by name: what is written for it.
pub fn metadonnees(id: &str, unique_id: &str, patient: Patient) -> Vec<(&'static str, String)> {
    metadonnees_de(&LABO, id, unique_id, patient)
}

fn metadonnees_de(acteur: &Acteur, id: &str, unique_id: &str, patient: Patient) -> Vec<(&'static str, String)> {
    vec![
        ("creationTime", slot("creationTime", "20260115085500")),
        ("languageCode", slot("languageCode", "fr-FR")),
        ("legalAuthenticator", slot("legalAuthenticator", &acteur.xcn())),
        ("serviceStartTime", slot("serviceStartTime", "20260114073000")),
        ("sourcePatientId", slot("sourcePatientId", &format!("IPP7^^^&{RACINE}.7&ISO^PI"))),
        ("title", libelle("Compte rendu d'examens biologiques")),
        ("author", auteur_de(acteur, id, document::AUTEUR)),
        ("classCode", code(id, document::CLASSE, "10", "1.2.250.1.213.1.1.4.1")),
        ("typeCode", code(id, document::TYPE, "11502-2", "2.16.840.1.113883.6.1")),
        (
            "confidentialityCode",
            code(id, document::CONFIDENTIALITE, "N", "2.16.840.1.113883.5.25"),
        ),
        (
            "formatCode",
            code(id, document::FORMAT, "urn:ihe:iti:xds-sd:text:2008", "1.3.6.1.4.1.19376.1.2.3"),
        ),
        (
            "healthcareFacilityTypeCode",
            code(id, document::SECTEUR, acteur.secteur, "1.2.250.1.71.4.2.4"),
        ),
        (
            "practiceSettingCode",
            code(id, document::CADRE, "AMBULATOIRE", "1.2.250.1.213.1.1.4.9"),
        ),
        (
            "patientId",
            identifiant(id, document::PATIENT, &cx(patient), "XDSDocumentEntry.patientId"),
        ),
        (
            "uniqueId",
            identifiant(id, document::UNIQUE, unique_id, "XDSDocumentEntry.uniqueId"),
        ),
    ]
}

fn fiche(acteur: &Acteur, id: &str, unique_id: &str, patient: Patient) -> String {
    let metadonnees: Vec<String> = metadonnees_de(acteur, id, unique_id, patient).into_iter().map(|(_, m)| m).collect();
    let metadonnees = metadonnees.join("\n");
    format!(
        "<ExtrinsicObject id=\"{id}\" mimeType=\"text/xml\" objectType=\"{}\">{metadonnees}</ExtrinsicObject>",
        xds::TYPE_OBJET
    )
}

fn fiche_signature(acteur: &Acteur, unique_id: &str, patient: Patient) -> String {
    const ID: &str = "Signature01";
    let visibilite = "1.2.250.1.213.1.1.4.13";
    let metadonnees = [
        slot("creationTime", "20260115090000"),
        slot("languageCode", "art"),
        slot("legalAuthenticator", &acteur.xcn()),
        slot("serviceStartTime", "20260115090000"),
        slot("sourcePatientId", &cx(patient)),
        libelle("Source"),
        auteur_de(acteur, ID, document::AUTEUR),
        code(ID, document::CLASSE, xds::CLASSE_SIGNATURE, "URN"),
        code(ID, document::TYPE, xds::TYPE_SIGNATURE, "ASTM"),
        code(ID, document::CONFIDENTIALITE, "N", "2.16.840.1.113883.5.25"),
        code(ID, document::CONFIDENTIALITE, "MASQUE_PS", visibilite),
        code(ID, document::CONFIDENTIALITE, "INVISIBLE_PATIENT", visibilite),
        code(ID, document::FORMAT, "http://www.w3.org/2000/09/xmldsig#", "URN"),
        code(ID, document::SECTEUR, acteur.secteur, "1.2.250.1.71.4.2.4"),
        code(ID, document::CADRE, "AMBULATOIRE", "1.2.250.1.213.1.1.4.9"),
        code(ID, document::EVENEMENT, "1.2.840.10065.1.12.1.14", "1.2.840.10065.1.12"),
        identifiant(ID, document::PATIENT, &cx(patient), "XDSDocumentEntry.patientId"),
        identifiant(ID, document::UNIQUE, unique_id, "XDSDocumentEntry.uniqueId"),
    ];
    format!(
        "<ExtrinsicObject id=\"{ID}\" mimeType=\"text/xml\" objectType=\"{}\">{}</ExtrinsicObject>",
        xds::TYPE_OBJET,
        metadonnees.join("\n")
    )
}

/// A small CDA, canonical as it is: no XML declaration, no empty-element tag, attributes in order. It is far from a whole document:
/// the service looks at it, and refuses none.
fn cda(unique_id: &str, (ins, oid): Patient) -> Vec<u8> {
    format!(
        "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><realmCode code=\"FR\"></realmCode>\
         <typeId extension=\"POCD_HD000040\" root=\"2.16.840.1.113883.1.3\"></typeId><id root=\"{unique_id}\"></id>\
         <code code=\"11502-2\" codeSystem=\"2.16.840.1.113883.6.1\"></code><title>Compte rendu d'examens biologiques</title>\
         <recordTarget><patientRole><id extension=\"{ins}\" root=\"{oid}\"></id></patientRole></recordTarget></ClinicalDocument>"
    )
    .into_bytes()
}
