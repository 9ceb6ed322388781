//! The contextual web access (TD0.9; the matrix of AIR numbers it TD0.10): an address that a software opens in a browser, and no message.
//!
//! What the address says is read from the line of the request. Whom it was answered for, and what was known of the patient, is in headers of
//! the answer that only the bench has ([`ENTETES`]): a page of the real DMP says it in its text.

use segur_dialecte::{Connu, Constateur, Lu, Piece};
use segur_model::exchange::mettre;
use segur_model::rule::{conseil, stricte};
use segur_model::{Certificat, Exchange, Faits, FaitsLus, Location};

use crate::operations;

const PDT_527: &str = "GIE SESAM-Vitale, PDT-527 (accès web PS contextuel) v1.7";
const INS_15: &str = "GIE SESAM-Vitale, PDT-527 (accès web PS contextuel) v1.7 ; exemples de messages v02.05.00 (un INS a 15 caractères)";

segur_model::regles! {
    METHODE = stricte("dmp.web.methode", "Une page de l'accès web contextuel s'ouvre par son adresse (GET)", PDT_527);
    PAGE = stricte("dmp.web.page",
        "La page est une de celles de l'accès web contextuel : TableauDeBord, DossierPatient, GestionDMPPatient, Documents, ParcoursDeSoins, HistoriqueAcces, Parametrages, VolontesEtDroits, CarnetVaccination", PDT_527);
    CREATION = stricte("dmp.web.creation", "La page de création n'est plus demandée : le DMP la refuse (DMPAccessDeniedByRightsService)", PDT_527);
    PATIENT = conseil("dmp.web.patient", "L'adresse d'une page de patient porte son INS, et celle de Parametrages n'en porte pas", PDT_527);
    INS = stricte("dmp.web.ins", "L'INS de l'adresse a 15 caractères : le matricule et sa clé", INS_15);
    DONNEES = conseil("dmp.web.donnees",
        "Le patient n'est désigné que par son INS, dans le chemin : aucun paramètre de l'adresse ne porte d'INS, de nom ni de date de naissance", PDT_527);
    DIRECTE = stricte("dmp.web.directe",
        "L'accès web est une authentification directe du professionnel : sa carte (CPx), ou Pro Santé Connect", PDT_527);
}

/// Where the pages are.
pub const CHEMIN: &str = "/AccesDirect";
/// Where the pages of the bench lead, once one is in: so that what a software opens is told from what a person follows.
pub const DEDANS: &str = "/dmp";

/// Headers of the answer, and the fact that each gives.
pub const ENTETES: [(&str, &str); 6] = [
    ("banc-ps", "ps"),
    ("banc-authentification", "authentification"),
    ("banc-existence", "existence"),
    ("banc-dmp-statut", "dmp.statut"),
    ("banc-autorisation", "autorisation"),
    ("banc-erreur", "erreur"),
];

/// Parameters that are read; characters of each that are kept.
const PARAMETRES_MAX: usize = 50;
const VALEUR_MAX: usize = 200;
/// Bytes of a form that is read.
pub const FORMULAIRE_MAX: usize = 8 << 10;

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageWeb {
    /// The first page; with an INS, the test of existence.
    TableauDeBord,
    /// The DMP of a patient.
    DossierPatient,
    /// Its management.
    GestionDmpPatient,
    /// Its documents.
    Documents,
    /// The same, as a course of care.
    ParcoursDeSoins,
    /// Who came to it.
    HistoriqueAcces,
    /// The settings of the professional.
    Parametrages,
    /// What the patient wants, and who may read.
    VolontesEtDroits,
    /// Vaccinations.
    CarnetVaccination,
}

impl PageWeb {
    /// Every one, as addresses name it.
    pub const TOUTES: [(Self, &'static str); 9] = [
        (Self::TableauDeBord, "TableauDeBord"),
        (Self::DossierPatient, "DossierPatient"),
        (Self::GestionDmpPatient, "GestionDMPPatient"),
        (Self::Documents, "Documents"),
        (Self::ParcoursDeSoins, "ParcoursDeSoins"),
        (Self::HistoriqueAcces, "HistoriqueAcces"),
        (Self::Parametrages, "Parametrages"),
        (Self::VolontesEtDroits, "VolontesEtDroits"),
        (Self::CarnetVaccination, "CarnetVaccination"),
    ];

    /// As addresses name it.
    #[must_use]
    pub fn nom(self) -> &'static str {
        Self::TOUTES.into_iter().find(|(p, _)| *p == self).map_or("", |(_, nom)| nom)
    }

    /// The page of this name, to the letter.
    #[must_use]
    pub fn lire(nom: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|(_, n)| *n == nom).map(|(p, _)| p)
    }

    /// Whether it is about a patient; none: it may be.
    #[must_use]
    pub fn du_patient(self) -> Option<bool> {
        match self {
            Self::TableauDeBord => None,
            Self::Parametrages => Some(false),
            _ => Some(true),
        }
    }
}

/// What an address of the web access says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppelWeb {
    /// Method.
    pub methode: String,
    /// The page, as written.
    pub page: String,
    /// What stands after it, as written: an INS and nothing else.
    pub ins: Option<String>,
    /// Parameters, in order.
    pub parametres: Vec<(String, String)>,
}

impl AppelWeb {
    /// Reads a method, a path and a query. `racine`: what the path begins with; none when it does not.
    #[must_use]
    pub fn lire(methode: &str, racine: &str, chemin: &str, requete: &str) -> Option<Self> {
        let suite = chemin.strip_prefix(racine).filter(|s| s.is_empty() || s.starts_with('/'))?;
        let (page, ins) = match suite.trim_matches('/').split_once('/') {
            Some((page, ins)) => (page, Some(couper(ins))),
            None => (suite.trim_matches('/'), None),
        };
        let lus = form_urlencoded::parse(requete.as_bytes()).take(PARAMETRES_MAX);
        Some(Self {
            methode: methode.to_owned(),
            page: couper(page),
            ins,
            parametres: lus.map(|(n, v)| (couper(&n), couper(&v))).collect(),
        })
    }

    /// Reads the line of a recorded request (`GET /AccesDirect/Documents/… HTTP/1.1`), below this root.
    fn de_la_ligne(ligne: &str, racine: &str) -> Option<Self> {
        let mut mots = ligne.split(' ');
        let (methode, adresse) = (mots.next()?, mots.next()?);
        // The address may be whole: a proxy is given it so.
        let chemin = match adresse.split_once("://") {
            Some((_, suite)) => suite.find('/').and_then(|d| suite.get(d..)).unwrap_or("/"),
            None => adresse,
        };
        let (chemin, requete) = chemin.split_once('?').unwrap_or((chemin, ""));
        Self::lire(methode, racine, chemin, requete)
    }

    /// The page, when it is one.
    #[must_use]
    pub fn connue(&self) -> Option<PageWeb> {
        PageWeb::lire(&self.page)
    }

    /// Whether it is the page by which a DMP was created. Its name is not public: one that says « création » is taken for it.
    #[must_use]
    pub fn est_creation(&self) -> bool {
        self.page.to_ascii_lowercase().contains("creation") || self.page.to_ascii_lowercase().contains("cr%c3%a9ation")
    }

    /// The INS, when it has the form of one, with its key.
    #[must_use]
    pub fn ins_juste(&self) -> Option<&str> {
        self.ins.as_deref().filter(|i| segur_ids::cle_valide(i))
    }

    /// The first parameter of this name.
    #[must_use]
    pub fn parametre(&self, nom: &str) -> Option<&str> {
        self.parametres.iter().find(|(n, _)| n == nom).map(|(_, v)| v.as_str())
    }

    /// Its facts.
    #[must_use]
    pub fn faits(&self) -> Faits {
        let mut faits = Faits::new();
        mettre(&mut faits, "page", [self.page.clone()]);
        mettre(&mut faits, "patient", self.ins.clone());
        let oid = self.parametres.iter().find(|(_, v)| segur_ids::oid_ins(v).is_some());
        mettre(&mut faits, "oid", oid.map(|(_, v)| v.clone()));
        mettre(&mut faits, "parametre", self.parametres.iter().map(|(n, v)| format!("{n}={v}")));
        faits
    }

    /// The facts of what is followed from a page. The patient is « dossier »: the software did not name it.
    fn dedans(&self, faits: &mut Faits, corps: &[u8]) {
        mettre(faits, "page", [self.page.clone()]);
        mettre(faits, "dossier", self.ins.as_deref().and_then(|i| i.split('/').next()));
        if self.methode == "POST" && corps.len() <= FORMULAIRE_MAX {
            let action = form_urlencoded::parse(corps).take(PARAMETRES_MAX).find(|(n, _)| n == "action");
            mettre(faits, "autorisation.action", action.map(|(_, v)| couper(&v)));
        }
    }

    /// Tells what is wrong in the address itself.
    fn juger(&self, c: &mut Constateur) {
        let ici = Location::path("adresse");
        if self.methode != "GET" {
            c.dire(METHODE, &Location::path("méthode"), "GET", &self.methode);
        }
        if self.est_creation() {
            return c.dire(CREATION, &ici, "une autre page", &self.page);
        }
        let Some(page) = self.connue() else {
            let noms = PageWeb::TOUTES.map(|(_, nom)| nom);
            let proche = noms.into_iter().find(|n| n.eq_ignore_ascii_case(&self.page));
            let attendu = proche.map_or_else(|| noms.join(", "), |p| format!("{p} (majuscules comprises)"));
            return c.dire(PAGE, &ici, attendu, &self.page);
        };
        match (&self.ins, page.du_patient()) {
            (None, Some(true)) => c.dire(PATIENT, &ici, format!("{CHEMIN}/{}/<INS>", page.nom()), "(pas d'INS)"),
            (Some(ins), Some(false)) => c.dire(PATIENT, &ici, format!("{CHEMIN}/{}", page.nom()), ins),
            (Some(ins), _) if self.ins_juste().is_none() => {
                let cle = ins.get(..13).filter(|_| ins.len() == 15).and_then(segur_ids::cle_ins);
                let attendu = match cle {
                    Some(cle) => format!("15 caractères, de clé {cle:02}"),
                    None => "15 caractères : matricule (13) et clé (2)".to_owned(),
                };
                c.dire(INS, &ici, attendu, ins);
            }
            _ => {}
        }
    }
}

/// An access that was read.
#[derive(Debug, Clone, Default)]
pub struct WebLu {
    appel: Option<AppelWeb>,
    certificat: Option<Certificat>,
    faits: FaitsLus,
}

impl WebLu {
    /// Reads an exchange; its answer is not there yet when the service reads it.
    #[must_use]
    pub fn lire(e: &Exchange, requete: Piece<'_>, reponse: Option<Piece<'_>>) -> Self {
        let ligne = &requete.message.ligne;
        let dedans = e.operation == operations::WEB;
        let appel = AppelWeb::de_la_ligne(ligne, CHEMIN).filter(|_| !dedans);
        let mut faits = e.faits_communs();
        faits.extend(appel.as_ref().map(AppelWeb::faits).unwrap_or_default());
        if dedans && let Some(suivi) = AppelWeb::de_la_ligne(ligne, DEDANS) {
            suivi.dedans(&mut faits, requete.octets);
        }
        if let Some(reponse) = reponse {
            faits.extend(faits_de_la_reponse(&reponse.message.entetes));
        }
        Self {
            appel,
            certificat: e.pair.certificat.clone(),
            faits: faits.into(),
        }
    }

    /// The address.
    #[must_use]
    pub fn appel(&self) -> Option<&AppelWeb> {
        self.appel.as_ref()
    }
}

/// What the headers of an answer tell.
#[must_use]
pub fn faits_de_la_reponse(entetes: &[(String, String)]) -> Faits {
    let mut faits = Faits::new();
    for (entete, fait) in ENTETES {
        let dit = entetes.iter().find(|(n, _)| n.eq_ignore_ascii_case(entete));
        mettre(&mut faits, fait, dit.map(|(_, v)| v.clone()));
    }
    faits
}

impl Lu for WebLu {
    fn faits(&self) -> &FaitsLus {
        &self.faits
    }

    fn juger(&self, k: &Connu<'_>, c: &mut Constateur) {
        let Some(appel) = &self.appel else { return };
        appel.juger(c);
        for (nom, valeur) in &appel.parametres {
            if let Some(quoi) = donnee(appel, valeur, k) {
                let vu = format!("{nom} : {quoi}");
                c.dire(
                    DONNEES,
                    &Location::path("adresse"),
                    "l'INS dans le chemin, et rien d'autre du patient",
                    vu,
                );
            }
        }
        // The certificate of a structure is one of nobody. Of a card, the CN is the national identifier of who holds it.
        if let Some(certificat) = self.certificat.as_ref().filter(|x| d_une_structure(x)) {
            let vu = format!("le certificat de {}", certificat.sujet);
            c.dire(
                DIRECTE,
                &Location::path("certificat client"),
                "le certificat d'une carte, ou aucun",
                vu,
            );
        }
    }
}

/// Whether a certificate is that of a structure: one of its OU is the identifier of one, and its CN is the identifier of nobody.
#[must_use]
pub fn d_une_structure(certificat: &Certificat) -> bool {
    segur_ids::id_professionnel(&certificat.cn).is_none() && certificat.ou.iter().any(|ou| segur_ids::id_structure(ou).is_some())
}

/// What a value tells of a patient.
fn donnee(appel: &AppelWeb, valeur: &str, k: &Connu<'_>) -> Option<&'static str> {
    let chiffres: String = valeur.chars().filter(char::is_ascii_alphanumeric).collect();
    if segur_ids::cle_valide(&chiffres) || segur_ids::matricule_forme(&chiffres) {
        return Some("un INS");
    }
    let mut siens = k.monde.patients.values();
    let patient = siens.find(|p| p.ins.as_ref().is_some_and(|i| appel.ins.as_deref().is_some_and(|d| i.est(d))))?;
    let meme = |t: &str| !t.is_empty() && segur_ids::sans_accent(t).eq_ignore_ascii_case(&segur_ids::sans_accent(valeur.trim()));
    if meme(&patient.nom_naissance) {
        return Some("son nom");
    }
    if patient.prenoms.iter().any(|p| meme(p)) {
        return Some("son prénom");
    }
    let [a, m, j] = patient.date_naissance.splitn(3, '-').collect::<Vec<_>>().try_into().ok()?;
    (chiffres == format!("{a}{m}{j}") || chiffres == format!("{j}{m}{a}")).then_some("sa date de naissance")
}

fn couper(texte: &str) -> String {
    texte.chars().take(VALEUR_MAX).collect()
}
