//! A double of the DMP: plain HTTP, one patient whose file is as it is told, keeps what it received.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use roxmltree::{Document, Node};
use segur_soap::mtom;
use tokio::net::TcpListener;

/// What it answers from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Humeur {
    Ouvert,
    Ferme,
    Absent,
    /// Open, but the lots are refused.
    Refuse,
    /// Faults to everything.
    Faute,
    /// 503, no body.
    Panne,
}

/// One message received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recue {
    pub service: String,
    pub media: String,
    pub enveloppe: String,
    /// Attachments by identifier.
    pub pieces: Vec<(String, Vec<u8>)>,
}

pub struct FauxDmp {
    pub url: String,
    recues: Arc<Mutex<Vec<Recue>>>,
    humeur: Arc<Mutex<Humeur>>,
    tache: tokio::task::JoinHandle<()>,
}

impl Drop for FauxDmp {
    fn drop(&mut self) {
        self.tache.abort();
    }
}

type Etat = (Arc<Mutex<Vec<Recue>>>, Arc<Mutex<Humeur>>);

impl FauxDmp {
    pub async fn demarrer() -> Self {
        let etat: Etat = (Arc::default(), Arc::new(Mutex::new(Humeur::Ouvert)));
        let prise = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/si-dmp-server/v2/services", prise.local_addr().unwrap());
        let app = Router::new()
            .route("/si-dmp-server/v2/services/{service}", post(repondre))
            .with_state(etat.clone());
        let tache = tokio::spawn(async move { axum::serve(prise, app).await.unwrap() });
        Self {
            url,
            recues: etat.0,
            humeur: etat.1,
            tache,
        }
    }

    pub fn regler(&self, humeur: Humeur) {
        *self.humeur.lock().unwrap() = humeur;
    }

    /// What came since the last time.
    pub fn prendre(&self) -> Vec<Recue> {
        std::mem::take(&mut self.recues.lock().unwrap())
    }
}

async fn repondre(
    State((recues, humeur)): State<Etat>,
    Path(service): Path<String>,
    tetes: HeaderMap,
    corps: Bytes,
) -> (StatusCode, [(&'static str, &'static str); 1], String) {
    let media = tetes.get("content-type").unwrap().to_str().unwrap().to_owned();
    let (enveloppe, pieces) = if mtom::est_mtom(&media) {
        let m = mtom::lire(&media, &corps).unwrap();
        let pieces = m.parties.into_iter().map(|p| (p.content_id.unwrap(), p.octets.to_vec())).collect();
        (m.racine.octets.to_vec(), pieces)
    } else {
        (corps.to_vec(), Vec::new())
    };
    recues.lock().unwrap().push(Recue {
        service: service.clone(),
        media,
        enveloppe: String::from_utf8(enveloppe).unwrap(),
        pieces,
    });
    let humeur = *humeur.lock().unwrap();
    let (statut, corps) = match (humeur, service.as_str()) {
        (Humeur::Panne, _) => return (StatusCode::SERVICE_UNAVAILABLE, [("content-type", "text/plain")], String::new()),
        (Humeur::Faute, _) | (_, "habilitations") => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>x:DMPInvalidCertificate</s:Value></s:Subcode></s:Code>\
             <s:Reason><s:Text xml:lang=\"fr\">certificat refusé</s:Text></s:Reason></s:Fault>"
                .to_owned(),
        ),
        (_, "patients") => (StatusCode::OK, td02(humeur)),
        _ => (StatusCode::OK, depot(humeur != Humeur::Refuse)),
    };
    let enveloppe = format!("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>{corps}</s:Body></s:Envelope>");
    if service == "repository" {
        // As the real one: the answer of the repository comes in a multipart too.
        const TYPE: &str =
            "multipart/related; type=\"application/xop+xml\"; start=\"<r@x>\"; start-info=\"application/soap+xml\"; boundary=\"b\"";
        let corps = format!("--b\r\nContent-Type: application/xop+xml\r\nContent-ID: <r@x>\r\n\r\n{enveloppe}\r\n--b--\r\n");
        return (statut, [("content-type", TYPE)], corps);
    }
    (statut, [("content-type", "application/soap+xml")], enveloppe)
}

fn td02(humeur: Humeur) -> String {
    let (patient, code) = match humeur {
        Humeur::Absent => ("", "NF"),
        Humeur::Ferme => ("<patient><statusCode code=\"terminated\"/></patient>", "OK"),
        _ => ("<patient><statusCode code=\"active\"/></patient>", "OK"),
    };
    format!(
        "<PRPA_IN201308UV02 xmlns=\"urn:hl7-org:v3\"><controlActProcess>{patient}<queryAck><queryResponseCode code=\"{code}\"/></queryAck>\
         </controlActProcess></PRPA_IN201308UV02>"
    )
}

fn depot(accepte: bool) -> String {
    let statut = if accepte { "Success" } else { "Failure" };
    let erreur =
        "<r:RegistryErrorList><r:RegistryError errorCode=\"XDSRegistryMetadataError\" codeContext=\"typeCode\"/></r:RegistryErrorList>";
    format!(
        "<r:RegistryResponse xmlns:r=\"urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0\" \
         status=\"urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:{statut}\">{}</r:RegistryResponse>",
        if accepte { "" } else { erreur }
    )
}

/// What a message says, flat.
pub type Faits = BTreeMap<String, String>;

impl Recue {
    /// `TD0.2`, `TD0.3` or `TD2.1`.
    pub fn transaction(&self) -> &'static str {
        match self.service.as_str() {
            "patients" => "TD0.2",
            "habilitations" => "TD0.3",
            "repository" => "TD2.1",
            autre => panic!("service {autre}"),
        }
    }

    pub fn document(&self) -> &[u8] {
        &self.pieces[0].1
    }

    /// All that matters of it, but digests and signature values.
    pub fn faits(&self) -> Faits {
        let doc = Document::parse(&self.enveloppe).unwrap();
        let mut f = Faits::new();
        let mut mettre = |nom: &str, valeur: String| {
            f.insert(nom.to_owned(), valeur);
        };
        mettre("action", texte(&doc, "Action"));
        mettre("message", texte(&doc, "MessageID"));
        vihf(&doc, &mut mettre);
        if let Some(v) = element(&doc, "patientIdentifier").and_then(|p| p.descendants().find(|n| n.tag_name().name() == "value")) {
            mettre("patient", format!("{}@{}", attribut(v, "extension"), attribut(v, "root")));
        }
        if let Some(question) = element(&doc, "PRPA_IN201307UV02") {
            let noms = question.children().filter(Node::is_element).map(|n| n.tag_name().name());
            mettre("question", noms.collect::<Vec<_>>().join(" "));
        }
        if element(&doc, "RegistryObjectList").is_some() {
            lot(&doc, &mut mettre);
            for (nom, valeur) in faits_cda(self.document()) {
                mettre(&format!("cda.{nom}"), valeur);
            }
        }
        f
    }
}

pub fn vihf(doc: &Document<'_>, mettre: &mut impl FnMut(&str, String)) {
    let a = element(doc, "Assertion").unwrap();
    mettre("vihf.emission", attribut(a, "IssueInstant"));
    mettre("vihf.emetteur", texte(doc, "Issuer"));
    mettre("vihf.ps", texte(doc, "NameID"));
    mettre("vihf.certificat", texte(doc, "X509Certificate"));
    for x in a.descendants().filter(|n| n.tag_name().name() == "Attribute") {
        let valeurs: Vec<String> = x
            .descendants()
            .filter_map(|n| {
                n.attribute("code")
                    .or_else(|| n.text().filter(|_| n.tag_name().name() == "AttributeValue"))
            })
            .map(str::to_owned)
            .collect();
        let nom = attribut(x, "Name");
        mettre(&format!("vihf.{}", nom.rsplit(':').next().unwrap()), valeurs.join(","));
    }
}

fn lot(doc: &Document<'_>, mettre: &mut impl FnMut(&str, String)) {
    let objets: Vec<Node<'_, '_>> = doc
        .descendants()
        .filter(|n| matches!(n.tag_name().name(), "RegistryPackage" | "ExtrinsicObject"))
        .collect();
    for (rang, o) in objets.iter().enumerate() {
        let prefixe = ["lot", "doc", "signature"][rang];
        mettre(&format!("{prefixe}.id"), attribut(*o, "id"));
        for x in o.children().filter(Node::is_element) {
            match x.tag_name().name() {
                "Slot" if matches!(attribut(x, "name").as_str(), "hash" | "size") => {}
                "Slot" => mettre(&format!("{prefixe}.{}", attribut(x, "name")), valeurs(x)),
                "Name" => mettre(&format!("{prefixe}.titre"), localise(x)),
                "ExternalIdentifier" => mettre(
                    &format!("{prefixe}.{}", localise(x).rsplit('.').next().unwrap()),
                    attribut(x, "value"),
                ),
                "Classification" => {
                    let schema = format!("{}{}", attribut(x, "classificationScheme"), attribut(x, "classificationNode"));
                    let nom = format!("{prefixe}.{}", SCHEMAS.iter().find(|(u, _)| schema.contains(u)).unwrap().1);
                    let c = format!("{}|{}", attribut(x, "nodeRepresentation"), valeurs(x));
                    let avant = o.children().take_while(|n| *n != x);
                    let rang = avant.filter(|n| attribut(*n, "classificationScheme") == schema).count();
                    mettre(&if rang == 0 { nom } else { format!("{nom}.{rang}") }, c);
                }
                autre => panic!("{autre}"),
            }
        }
    }
    let associations: Vec<String> = doc
        .descendants()
        .filter(|n| n.tag_name().name() == "Association")
        .map(|n| {
            let genre = attribut(n, "associationType");
            let genre = genre.rsplit(':').next().unwrap().to_owned();
            format!("{genre} {} {}", attribut(n, "sourceObject"), attribut(n, "targetObject"))
        })
        .collect();
    for genre in ["HasMember", "signs", "RPLC"] {
        let ceux: Vec<&str> = associations.iter().filter(|a| a.starts_with(genre)).map(String::as_str).collect();
        mettre(&format!("association.{genre}"), ceux.join(","));
    }
}

const SCHEMAS: &[(&str, &str)] = &[
    ("a54d6aa5", "noeud"),
    ("a7058bb9", "auteur"),
    ("aa543740", "contenu"),
    ("93606bcf", "auteur"),
    ("41a5887f", "classCode"),
    ("f0306f51", "typeCode"),
    ("f4f85eac", "confidentialite"),
    ("a09d5840", "formatCode"),
    ("f33fb8ac", "secteur"),
    ("cccf5598", "cadre"),
    ("2c6b8cb7", "evenement"),
];

/// What a report says of itself.
pub fn faits_cda(octets: &[u8]) -> Faits {
    let doc = Document::parse(std::str::from_utf8(octets).unwrap()).unwrap();
    let racine = doc.root_element();
    let de = |nom: &str, a: &str| {
        let n = racine.children().find(|n| n.tag_name().name() == nom);
        n.map(|n| attribut(n, a)).unwrap_or_default()
    };
    let premier = |nom: &str| racine.descendants().find(|n| n.tag_name().name() == nom);
    let ids: Vec<String> = premier("patientRole")
        .unwrap()
        .children()
        .filter(|n| n.tag_name().name() == "id")
        .map(|n| format!("{}@{}", attribut(n, "extension"), attribut(n, "root")))
        .collect();
    let statut = doc
        .descendants()
        .find(|n| n.has_tag_name(("urn:oid:1.3.6.1.4.1.19376.1.3.2", "statusCode")))
        .map(|n| attribut(n, "code"));
    let resultats: Vec<String> = doc
        .descendants()
        .filter(|n| n.tag_name().name() == "value" && n.parent().unwrap().tag_name().name() == "observation" && n.has_attribute("unit"))
        .map(|n| format!("{} {}", attribut(n, "value"), attribut(n, "unit")))
        .collect();
    let ancien = premier("parentDocument").map(|p| attribut(p.first_element_child().unwrap(), "root"));
    let corps = premier("text").filter(|n| n.parent().unwrap().tag_name().name() == "nonXMLBody");
    let copie = premier("observationMedia").and_then(|m| m.first_element_child());
    let modeles: Vec<String> = racine
        .children()
        .filter(|n| n.tag_name().name() == "templateId")
        .map(|n| attribut(n, "root"))
        .collect();
    Faits::from(
        [
            ("modeles", modeles.join(" ")),
            ("id", de("id", "root")),
            ("setId", de("setId", "root")),
            ("version", de("versionNumber", "value")),
            ("type", de("code", "code")),
            (
                "demande",
                premier("order")
                    .map(|o| attribut(o.first_element_child().unwrap(), "extension"))
                    .unwrap_or_default(),
            ),
            ("titre", premier("title").unwrap().text().unwrap().to_owned()),
            ("date", de("effectiveTime", "value")),
            ("confidentialite", de("confidentialityCode", "code")),
            ("langue", de("languageCode", "code")),
            ("patient", ids.join(" ")),
            ("naissance", premier("birthTime").map(|n| attribut(n, "value")).unwrap_or_default()),
            ("statut", statut.unwrap_or_default()),
            (
                "fin",
                premier("serviceEvent")
                    .unwrap()
                    .descendants()
                    .any(|n| n.tag_name().name() == "high" && n.parent().unwrap().tag_name().name() == "effectiveTime")
                    .to_string(),
            ),
            ("remplace", ancien.unwrap_or_default()),
            ("resultats", resultats.join(", ")),
            ("corps", corps.map(|n| attribut(n, "mediaType")).unwrap_or_default()),
            ("copie", copie.map(|n| attribut(n, "mediaType")).unwrap_or_default()),
        ]
        .map(|(n, v)| (n.to_owned(), v)),
    )
}

pub fn element<'a, 'i>(doc: &'a Document<'i>, nom: &str) -> Option<Node<'a, 'i>> {
    doc.descendants().find(|n| n.tag_name().name() == nom)
}

fn texte(doc: &Document<'_>, nom: &str) -> String {
    element(doc, nom).and_then(|n| n.text()).unwrap_or_default().to_owned()
}

pub fn attribut(n: Node<'_, '_>, nom: &str) -> String {
    n.attribute(nom).unwrap_or_default().to_owned()
}

fn valeurs(n: Node<'_, '_>) -> String {
    let v: Vec<&str> = n
        .descendants()
        .filter(|n| n.tag_name().name() == "Value")
        .filter_map(|n| n.text())
        .collect();
    v.join(",")
}

fn localise(n: Node<'_, '_>) -> String {
    let l = n.descendants().find(|n| n.tag_name().name() == "LocalizedString").unwrap();
    attribut(l, "value")
}
