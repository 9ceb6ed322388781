//! What is asked of the DMP beside tests of existence and lots, and what its registry answers.

use reqwest::header::CONTENT_TYPE;
use roxmltree::Node;
use segur_xds::ns as xds;

use crate::acteurs::Acteur;
use crate::banc::{Essai, Recue};
use crate::message::{Lot, Patient, association, code, cx, enveloppe, paquet, question, slot};

/// A request: the service, its action, its body.
#[derive(Debug, Clone)]
pub struct Demande {
    pub suite: &'static str,
    pub action: &'static str,
    pub corps: String,
}

impl Demande {
    /// The same, with one piece of its text replaced, which must be there.
    pub fn change(mut self, de: &str, vers: &str) -> Self {
        assert!(self.corps.contains(de), "{de} : {}", self.corps);
        self.corps = self.corps.replace(de, vers);
        self
    }
}

/// TD0.2.
pub fn existe(patient: Patient) -> Demande {
    Demande {
        suite: "/patients",
        action: xds::ACTION_TD02,
        corps: question(patient),
    }
}

/// TD1.3a.
pub fn gestion(patient: Patient) -> Demande {
    existe(patient).change("TEST_EXST", "CNSLT_DATA")
}

/// TD0.3; `role`: with this role.
pub fn autoriser(action: &str, role: Option<&str>) -> Demande {
    let role = role.map_or_else(String::new, |r| format!("<role>{r}</role>"));
    Demande {
        suite: "/habilitations",
        action: xds::ACTION_TD03,
        corps: format!(
            "<setAuthorization xmlns=\"{}\"><action>{action}</action>{role}</setAuthorization>",
            xds::HABILITATIONS
        ),
    }
}

/// TD0.4.
pub fn lister(depuis: &str, tri: &str, titulaire: Option<&str>) -> Demande {
    let titulaire = titulaire.map_or_else(String::new, |t| format!("<psOwnerId>{t}</psOwnerId>"));
    Demande {
        suite: "/patients",
        action: xds::ACTION_TD04,
        corps: format!(
            "<patientList xmlns=\"{}\"><startDate>{depuis}</startDate><dateType>{tri}</dateType>{titulaire}</patientList>",
            xds::PATIENTS
        ),
    }
}

/// TD1.6.
pub fn autorises(mode: &str) -> Demande {
    Demande {
        suite: "/habilitations",
        action: xds::ACTION_TD16,
        corps: format!(
            "<listAuthorizationByPatient xmlns=\"{}\"><mode>{mode}</mode></listAuthorizationByPatient>",
            xds::HABILITATIONS
        ),
    }
}

/// TD0.5, by the inside of `parameterList`.
pub fn traits(criteres: &str) -> Demande {
    let appareil = |oid: &str, dit: &str| {
        format!("<device classCode=\"DEV\" determinerCode=\"INSTANCE\"><id root=\"{oid}\"/><softwareName>{dit}</softwareName></device>")
    };
    Demande {
        suite: "/patients",
        action: xds::ACTION_TD05,
        corps: format!(
            "<PRPA_IN201305UV02 xmlns=\"urn:hl7-org:v3\" ITSVersion=\"XML_1.0\"><id root=\"1.2.250.1.999.1.5\" extension=\"q5\"/>\
             <creationTime value=\"20260115090000\"/><interactionId root=\"2.16.840.1.113883.1.6\" extension=\"PRPA_IN201305UV02\"/>\
             <processingCode code=\"D\"/><processingModeCode code=\"T\"/><acceptAckCode code=\"AL\"/><receiver typeCode=\"RCV\">{}</receiver>\
             <sender typeCode=\"SND\">{}</sender><controlActProcess classCode=\"CACT\" moodCode=\"EVN\">\
             <code code=\"PRPA_TE201305UV02\" codeSystem=\"2.16.840.1.113883.1.6\"/><queryByParameter>\
             <queryId root=\"1.2.250.1.999.1.6\" extension=\"r5\"/><statusCode code=\"new\"/><parameterList>{criteres}</parameterList>\
             </queryByParameter></controlActProcess></PRPA_IN201305UV02>",
            appareil(xds::DMP, "DMP"),
            appareil("1.2.250.1.999.1", "LPS D'ESSAI"),
        ),
    }
}

/// One criterion of TD0.5: a family name.
pub fn nomme(nom: &str) -> String {
    format!("<livingSubjectName><value><family>{nom}</family></value><semanticsText>LivingSubject.name</semanticsText></livingSubjectName>")
}

pub const FIND_DOCUMENTS: &str = "14d4debf-8f97-4251-9a74-a90016b0af0d";
pub const PAR_REFERENCE: &str = "12941a89-e02e-4be5-967c-ce4bfc8fe492";
pub const GET_DOCUMENTS: &str = "5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4";
pub const FIND_LOTS: &str = "f26abbcb-ac74-4422-8a30-edb644bbc1a9";
pub const GET_ASSOCIATIONS: &str = "a7ae438b-4bc2-4642-93e9-be891f7bb155";
pub const GET_DOCUMENTS_ET_ASSOCIATIONS: &str = "bab9529a-4a10-40b3-a01f-f68a615d247a";
pub const GET_LOTS: &str = "51224314-5390-4169-9b91-b1980040715a";
pub const GET_LOT_ET_CONTENU: &str = "e8e3cb2c-e39c-46b9-99e4-c12f57260b83";
pub const GET_LIES: &str = "d90e5407-b356-4d91-a89f-873917b4b0e6";

/// TD3.1: a stored query, its `returnType`, its slots as they are written.
pub fn chercher(requete: &str, retour: &str, slots: &[(&str, &str)]) -> Demande {
    let slots: String = slots.iter().map(|(nom, valeur)| slot(nom, valeur)).collect();
    Demande {
        suite: "/registry",
        action: xds::ACTION_TD31,
        corps: format!(
            "<q:AdhocQueryRequest xmlns:q=\"{}\" xmlns=\"{}\"><q:ResponseOption returnComposedObjects=\"true\" returnType=\"{retour}\"/>\
             <AdhocQuery id=\"urn:uuid:{requete}\">{slots}</AdhocQuery></q:AdhocQueryRequest>",
            xds::QUERY,
            xds::RIM
        ),
    }
}

pub const APPROUVE: &str = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved";
pub const REMPLACE: &str = "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated";
pub const ARCHIVE: &str = "urn:asip:ci-sis:2010:StatusType:Archived";
pub const SUPPRIME: &str = "urn:asip:ci-sis:2010:StatusType:Deleted";

/// FindDocuments of a patient in these states, and by these criteria.
pub fn documents(patient: Patient, statuts: &[&str], criteres: &[(&str, &str)]) -> Demande {
    let (patient, statuts) = (format!("'{}'", cx(patient)), format!("('{}')", statuts.join("','")));
    let de_base = [
        ("$XDSDocumentEntryPatientId", patient.as_str()),
        ("$XDSDocumentEntryStatus", &statuts),
    ];
    chercher(FIND_DOCUMENTS, "LeafClass", &[&de_base, criteres].concat())
}

/// The reference of a document, by its `uniqueId` (DMP_3.1b).
pub fn reference(unique_id: &str) -> Demande {
    chercher(
        GET_DOCUMENTS,
        "ObjectRef",
        &[("$XDSDocumentEntryUniqueId", &format!("('{unique_id}')"))],
    )
}

/// Documents by their `uniqueId`.
pub fn par_unique_id(unique_id: &str) -> Demande {
    chercher(
        GET_DOCUMENTS,
        "LeafClass",
        &[("$XDSDocumentEntryUniqueId", &format!("('{unique_id}')"))],
    )
}

pub const DEPOT: &str = "1.2.250.1.213.4.1.1.1.2";
pub const DEPOT_VACCINS: &str = "1.2.250.1.213.4.1.1.1.4";

/// TD3.2: repository and `uniqueId` of each.
pub fn consulter(documents: &[(&str, &str)]) -> Demande {
    let demandes: String = documents
        .iter()
        .map(|(depot, unique)| {
            format!(
                "<DocumentRequest><RepositoryUniqueId>{depot}</RepositoryUniqueId><DocumentUniqueId>{unique}</DocumentUniqueId></DocumentRequest>"
            )
        })
        .collect();
    Demande {
        suite: "/repository",
        action: xds::ACTION_TD32,
        corps: format!(
            "<RetrieveDocumentSetRequest xmlns=\"{}\">{demandes}</RetrieveDocumentSetRequest>",
            xds::XDS
        ),
    }
}

/// The nth change that somebody makes (TD3.3): objects and associations.
fn changer(acteur: &Acteur, n: u32, patient: Patient, objets: &str) -> Demande {
    Demande {
        suite: "/registry",
        action: xds::ACTION_TD33,
        corps: format!(
            "<lcm:SubmitObjectsRequest xmlns:lcm=\"{}\" xmlns=\"{}\" xmlns:rim=\"{1}\"><RegistryObjectList>{}{objets}</RegistryObjectList>\
             </lcm:SubmitObjectsRequest>",
            xds::LCM,
            xds::RIM,
            paquet(acteur, &format!("{}.4.{n}", crate::message::RACINE), patient),
        ),
    }
}

/// TD3.3c, TD3.3d: a document passes from a state to another.
pub fn passer(acteur: &Acteur, n: u32, patient: Patient, cible: &str, (de, vers): (&str, &str)) -> Demande {
    let slots = format!("{}{}", slot("OriginalStatus", de), slot("NewStatus", vers));
    let liaison = format!(
        "<Association id=\"a1\" associationType=\"{}\" sourceObject=\"Lot01\" targetObject=\"{cible}\">{slots}</Association>",
        xds::MAJ_STATUT
    );
    changer(acteur, n, patient, &liaison)
}

/// TD3.3a, TD3.3b: an entry that was read, given back with these codes of visibility.
pub fn rendre(acteur: &Acteur, n: u32, patient: Patient, objet: &Objet, visibilites: &[&str]) -> Demande {
    const ID: &str = "Document01";
    // As it was when it was read: its reference may have changed since.
    let lu = objet.xml.split("id=\"").nth(1).and_then(|s| s.split('"').next()).unwrap();
    let mut xml = objet
        .xml
        .replace(lu, ID)
        .replace(&format!("lid=\"{ID}\""), &format!("lid=\"{}\"", objet.lid));
    for connue in ["MASQUE_PS", "INVISIBLE_PATIENT", "INVISIBLE_REPRESENTANTS_LEGAUX"] {
        if let Some(rang) = xml.find(&format!("nodeRepresentation=\"{connue}\"")) {
            let debut = xml[..rang].rfind("<rim:Classification ").unwrap();
            let fin = debut + xml[debut..].find("</rim:Classification>").unwrap() + "</rim:Classification>".len();
            xml.replace_range(debut..fin, "");
        }
    }
    let codes: String = visibilites
        .iter()
        .map(|v| code(ID, xds::document::CONFIDENTIALITE, v, "1.2.250.1.213.1.1.4.13"))
        .collect();
    let xml = xml.replacen("<rim:ExternalIdentifier", &format!("{codes}<rim:ExternalIdentifier"), 1);
    let liaison = association("a1", xds::HAS_MEMBER, "Lot01", ID).replace(
        "</Association>",
        &format!("{}</Association>", slot("PreviousVersion", &objet.version)),
    );
    changer(acteur, n, patient, &format!("{xml}{liaison}"))
}

/// An object of the registry, as it answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objet {
    /// `ExtrinsicObject`, `RegistryPackage`, `Association` or `ObjectRef`.
    pub genre: String,
    pub id: String,
    pub lid: String,
    /// The end of its URN.
    pub statut: String,
    pub version: String,
    pub titre: String,
    pub unique: String,
    pub depot: String,
    pub hash: String,
    pub taille: String,
    pub xml: String,
}

impl Essai {
    /// What somebody asks, with a card or a certificate of their own; `patient`: that of the VIHF.
    pub async fn demander(&self, acteur: &Acteur, patient: Option<Patient>, d: &Demande) -> Recue {
        self.demander_par(acteur, &acteur.vihf(patient), d).await
    }

    /// The same, with this VIHF.
    pub async fn demander_par(&self, acteur: &Acteur, vihf: &str, d: &Demande) -> Recue {
        let demande = self
            .client_de(acteur.tls)
            .post(format!("{}{}", self.base(), d.suite))
            .header(CONTENT_TYPE, "application/soap+xml; charset=utf-8");
        self.recevoir(demande.body(enveloppe(d.action, vihf, &d.corps))).await
    }

    /// What somebody feeds.
    pub async fn deposer(&self, acteur: &Acteur, lot: &Lot) -> Recue {
        let (type_contenu, corps) = lot.mtom();
        let demande = self.client_de(acteur.tls).post(format!("{}/repository", self.base()));
        self.recevoir(demande.header(CONTENT_TYPE, type_contenu).body(corps)).await
    }
}

impl Recue {
    /// The objects of the answer to a search.
    pub fn objets(&self) -> Vec<Objet> {
        let document = segur_soap::lire(&self.enveloppe).unwrap();
        let liste = document.descendants().find(|n| n.has_tag_name((xds::RIM, "RegistryObjectList")));
        let liste = liste.unwrap_or_else(|| panic!("{}", self.enveloppe));
        liste
            .children()
            .filter(Node::is_element)
            .map(|n| objet(&self.enveloppe, n))
            .collect()
    }

    /// The one object of the answer.
    pub fn objet(&self) -> Objet {
        let objets = self.objets();
        assert_eq!(objets.len(), 1, "{}", self.enveloppe);
        objets.into_iter().next().unwrap()
    }

    /// How it ends, in a word: an error, a status, what a test of existence says, or a fault.
    pub fn issue(&self) -> String {
        if let Some((sous_code, _)) = self.faute() {
            return format!("faute {sous_code}");
        }
        let document = segur_soap::lire(&self.enveloppe).unwrap();
        let attribut = |element: &str, nom: &str| {
            let noeud = document.descendants().find(|n| n.tag_name().name() == element)?;
            noeud.attribute(nom).map(str::to_owned)
        };
        if let Some(code) = attribut("RegistryError", "errorCode") {
            return code;
        }
        for element in ["AdhocQueryResponse", "RegistryResponse"] {
            if let Some(statut) = attribut(element, "status") {
                return statut.rsplit(':').next().unwrap().to_owned();
            }
        }
        if let Some(detail) = document.descendants().find(|n| n.has_tag_name((xds::HL7, "acknowledgementDetail")))
            && detail.attribute("typeCode") == Some("E")
        {
            return detail.first_element_child().unwrap().attribute("code").unwrap().to_owned();
        }
        let statut = document
            .descendants()
            .find(|n| n.tag_name().name() == "status")
            .and_then(|n| n.text());
        statut
            .map(str::to_owned)
            .or_else(|| attribut("queryResponseCode", "code"))
            .unwrap_or_else(|| panic!("{}", self.enveloppe))
    }
}

/// One object of an answer.
pub fn objet(texte: &str, n: Node<'_, '_>) -> Objet {
    let attribut = |nom: &str| n.attribute(nom).unwrap_or_default().to_owned();
    let valeur = |nom: &str| {
        let slot = n.children().find(|s| s.attribute("name") == Some(nom));
        slot.map(|s| segur_soap::texte_de(s).trim().to_owned()).unwrap_or_default()
    };
    let enfant = |nom: &str| n.children().find(|e| e.tag_name().name() == nom);
    let unique = n
        .children()
        .filter(|e| [xds::document::UNIQUE, xds::soumission::UNIQUE].contains(&e.attribute("identificationScheme").unwrap_or_default()))
        .find_map(|e| e.attribute("value"));
    Objet {
        genre: n.tag_name().name().to_owned(),
        id: attribut("id"),
        lid: attribut("lid"),
        statut: attribut("status").rsplit(':').next().unwrap().to_owned(),
        version: enfant("VersionInfo")
            .and_then(|v| v.attribute("versionName"))
            .unwrap_or_default()
            .to_owned(),
        titre: enfant("Name")
            .and_then(|e| e.first_element_child()?.attribute("value"))
            .unwrap_or_default()
            .to_owned(),
        unique: unique.unwrap_or_default().to_owned(),
        depot: valeur("repositoryUniqueId"),
        hash: valeur("hash"),
        taille: valeur("size"),
        xml: texte[n.range()].to_owned(),
    }
}
