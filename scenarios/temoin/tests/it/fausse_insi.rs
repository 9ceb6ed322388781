//! A double of INSi: plain HTTP, answers by the birth name asked, keeps what it received.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// One request, as received.
#[derive(Debug, Clone, PartialEq)]
pub struct Recue {
    pub brut: String,
    pub media: String,
    pub nom: String,
    pub prenoms: Vec<String>,
    pub lieu: Option<String>,
}

impl Recue {
    pub fn lire(brut: String, media: String) -> Self {
        let mut r = Self {
            brut,
            media,
            nom: String::new(),
            prenoms: Vec::new(),
            lieu: None,
        };
        r.nom = r.element("NomNaissance").unwrap_or_default();
        r.prenoms = r.elements("Prenom");
        r.lieu = r.element("LieuNaissance");
        r
    }

    pub fn elements(&self, nom: &str) -> Vec<String> {
        let doc = roxmltree::Document::parse(&self.brut).expect("the request is XML");
        doc.descendants()
            .filter(|n| n.tag_name().name() == nom)
            .map(|n| n.text().unwrap_or("").to_owned())
            .collect()
    }

    pub fn element(&self, nom: &str) -> Option<String> {
        self.elements(nom).into_iter().next()
    }

    /// `PRENOM` or `PRENOM@COG`.
    pub fn resume(&self) -> String {
        let lieu = self.lieu.as_ref().map(|l| format!("@{l}")).unwrap_or_default();
        format!("{}{lieu}", self.prenoms.join("|"))
    }
}

pub struct FausseInsi {
    pub url: String,
    recues: Arc<Mutex<Vec<Recue>>>,
    /// Permits to answer.
    feu: Arc<Semaphore>,
    arrivees: tokio::sync::watch::Receiver<usize>,
    tache: tokio::task::JoinHandle<()>,
}

impl Drop for FausseInsi {
    fn drop(&mut self) {
        self.tache.abort();
    }
}

#[derive(Clone)]
struct Etat {
    recues: Arc<Mutex<Vec<Recue>>>,
    feu: Arc<Semaphore>,
    arrivee: Arc<tokio::sync::watch::Sender<usize>>,
}

impl FausseInsi {
    pub async fn demarrer() -> Self {
        let recues = Arc::new(Mutex::new(Vec::new()));
        let feu = Arc::new(Semaphore::new(Semaphore::MAX_PERMITS));
        let (arrivee, arrivees) = tokio::sync::watch::channel(0);
        let etat = Etat {
            recues: recues.clone(),
            feu: feu.clone(),
            arrivee: Arc::new(arrivee),
        };
        let prise = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/lps", prise.local_addr().unwrap());
        let app = Router::new().route("/lps", post(repondre)).with_state(etat);
        let tache = tokio::spawn(async move { axum::serve(prise, app).await.unwrap() });
        Self {
            url,
            recues,
            feu,
            arrivees,
            tache,
        }
    }

    /// From now on it answers only that many calls; the others hang.
    pub fn retenir(&self, reponses: usize) {
        self.feu.forget_permits(Semaphore::MAX_PERMITS);
        self.feu.add_permits(reponses);
    }

    /// Answers all again, those that hang too.
    pub fn relacher(&self) {
        self.feu.add_permits(1000);
    }

    pub fn recues(&self) -> Vec<Recue> {
        self.recues.lock().unwrap().clone()
    }

    pub fn de(&self, nom: &str) -> Vec<Recue> {
        self.recues().into_iter().filter(|r| r.nom == nom).collect()
    }

    /// Waits until that many requests came.
    pub async fn attendre(&mut self, nombre: usize) {
        self.arrivees.wait_for(|n| *n >= nombre).await.unwrap();
    }
}

async fn repondre(State(e): State<Etat>, tetes: HeaderMap, corps: Bytes) -> (StatusCode, String) {
    let media = tetes.get("content-type").unwrap().to_str().unwrap().to_owned();
    let recue = Recue::lire(String::from_utf8(corps.to_vec()).unwrap(), media);
    let reponse = reponse(&recue);
    e.recues.lock().unwrap().push(recue);
    e.arrivee.send_modify(|n| *n += 1);
    e.feu.acquire().await.unwrap().forget();
    let statut = StatusCode::from_u16(reponse.0).unwrap();
    (statut, reponse.1)
}

pub const MATRICULE: &str = "109076322083489";
pub const ANCIEN: &str = "209076322083439";
pub const NIR: &str = "1.2.250.1.213.1.4.8";
pub const NIA: &str = "1.2.250.1.213.1.4.9";

/// What it says of whom.
pub fn reponse(r: &Recue) -> (u16, String) {
    let oui = |nom: &str, liste: &str| trouve(nom, liste, "M", "2009-07-14", NIR);
    let prenom = r.prenoms.join(" ");
    match r.nom.as_str() {
        "SUIVANT" if prenom == "OLA" => cr("01"),
        "SUIVANT" => oui("SUIVANT", "OLA CATARINA BELLA"),
        "AMBIGU" if r.lieu.is_none() && prenom == "LEO" => cr("02"),
        "AMBIGU" if r.lieu.is_none() => cr("01"),
        "AMBIGU" => oui("AMBIGU", "LEO LUC"),
        "PERSONNE" => cr("01"),
        "FAUTE" => faute("insi_102"),
        "PANNE" => (503, String::new()),
        "TRONQUE" => (200, "<soap:Envelope".to_owned()),
        "ZERO" => trouve("ZERO", "JEAN", "M", "1960-00-00", NIR),
        "SANSNOM" => oui("", "JEAN"),
        "SANSPRENOM" => oui("SANSPRENOM", ""),
        "SANSSEXE" => trouve("SANSSEXE", "JEAN", "", "2009-07-14", NIR),
        "INCOHERENT" => oui("INCOHERENT", "JEAN PAUL"),
        "NIA" => trouve("NIA", "JEAN", "M", "2009-07-14", NIA),
        _ => oui("SIMPLE-LONG", "JEAN PAUL MARIE"),
    }
}

fn enveloppe(statut: u16, corps: &str) -> (u16, String) {
    (
        statut,
        format!("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>{corps}</s:Body></s:Envelope>"),
    )
}

fn cr(code: &str) -> (u16, String) {
    let libelle = "x";
    let corps = format!(
        "<RESULTAT xmlns=\"http://www.cnamts.fr/INSiResultat\"><CR><CodeCR>{code}</CodeCR><LibelleCR>{libelle}</LibelleCR></CR></RESULTAT>"
    );
    enveloppe(200, &corps)
}

fn faute(code: &str) -> (u16, String) {
    let corps = format!(
        "<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>s:siram_40</s:Value></s:Subcode></s:Code><s:Reason>\
         <s:Text xml:lang=\"fr\">Indisponible</s:Text></s:Reason><s:Detail><e:Erreur xmlns:e=\"urn:siram\" code=\"{code}\"/></s:Detail></s:Fault>"
    );
    enveloppe(500, &corps)
}

fn trouve(nom: &str, liste: &str, sexe: &str, date: &str, oid: &str) -> (u16, String) {
    let ins = |complet: &str, oid: &str| {
        format!(
            "<IdIndividu><NumIdentifiant>{}</NumIdentifiant><Cle>{}</Cle></IdIndividu><OID>{oid}</OID>",
            &complet[..13],
            &complet[13..]
        )
    };
    let corps = format!(
        "<RESULTAT xmlns=\"http://www.cnamts.fr/INSiResultat\"><CR><CodeCR>00</CodeCR><LibelleCR>OK</LibelleCR></CR><INDIVIDU>\
         <INSACTIF>{}</INSACTIF><INSHISTO>{}</INSHISTO><TIQ><NomNaissance>{nom}</NomNaissance><ListePrenom>{liste}</ListePrenom>\
         <Sexe>{sexe}</Sexe><DateNaissance>{date}</DateNaissance><LieuNaissance>63220</LieuNaissance></TIQ></INDIVIDU></RESULTAT>",
        ins(MATRICULE, oid),
        ins(ANCIEN, NIR)
    );
    enveloppe(200, &corps)
}
