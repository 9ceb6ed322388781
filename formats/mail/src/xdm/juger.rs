//! Judging an archive: its structure, the metadata of each lot, and each document with its entry.

use segur_cda::Document;
use segur_dialecte::{Connu, Constateur, Lu};
use segur_model::{Finding, Location, Rule};
use segur_xds::{Entree, Lot, LotLu, juger_contenu, metadonnees_du_document, ns};

use super::archive::{ArchiveXdm, Cible, Fichier, SousEnsemble};
use super::lire::{INDEX, LISEZ_MOI, METADATA, RACINE};
use super::lot::{PasLu, lot_de};
use super::refus::{XdmIllisible, montrer};
use super::regles;

impl XdmIllisible {
    /// The finding that says why an archive was not read.
    pub(super) fn constat(&self) -> Finding {
        let (regle, attendu) = if self.est_une_borne() {
            (regles::BORNES, "une archive dans les bornes")
        } else {
            (regles::LISIBLE, "un zip entier et sûr")
        };
        regle.finding(Location::path("/"), attendu, self.to_string())
    }
}

/// What an archive is judged by, in order.
#[derive(Debug, Clone)]
pub(super) enum Partie {
    /// A finding of its own.
    Constat(Finding),
    /// The metadata of a lot, and the path of their file.
    Lot(String, Box<LotLu>),
    /// A document, and the path of its file.
    Document(String, Box<Document>),
}

impl Partie {
    pub(super) fn juger(&self, k: &Connu<'_>, c: &mut Constateur) {
        let mut dedans = Constateur::default();
        let chemin = match self {
            Self::Constat(constat) => return c.ajouter(constat.clone()),
            Self::Lot(chemin, lot) => {
                lot.juger(k, &mut dedans);
                chemin
            }
            Self::Document(chemin, document) => {
                document.juger(k, &mut dedans);
                chemin
            }
        };
        c.verser(&dedans, |mut f| {
            f.location = place(chemin, &f.location);
            Some(f)
        });
    }
}

/// What an archive comes to.
pub(super) struct Jugee {
    /// What it is judged by.
    pub(super) parties: Vec<Partie>,
    /// The files that entries name: the rank of the lot, and the path.
    pub(super) nommes: Vec<(usize, String)>,
    /// The paths of the clinical documents of lots that no entry names.
    pub(super) orphelins: Vec<String>,
}

/// Reads the lots and the documents of an archive, each with what it is judged by. The path of a place begins with the path of the file
/// in the archive (`IHE_XDM/SUBSET01/DOC0001.XML:/ClinicalDocument/id`); lines are those of that file.
pub(super) fn juger(archive: &ArchiveXdm) -> Jugee {
    let mut j = Juge {
        archive,
        parties: Vec::new(),
        nommes: Vec::new(),
        orphelins: Vec::new(),
        lots: Vec::new(),
    };
    j.structure();
    let mut patients = Vec::new();
    for (rang, lot) in archive.sous_ensembles.iter().enumerate() {
        j.lot(rang, lot, &mut patients);
    }
    // What a lot holds may be named by another.
    for lot in &archive.sous_ensembles {
        j.non_nommes(lot);
    }
    j.noms();
    patients.dedup();
    if let Some(autre) = patients.get(1) {
        let attendu = patients.first().cloned().unwrap_or_default();
        j.dire(regles::PATIENT, Location::path(RACINE), format!("{attendu} seul"), autre);
    }
    Jugee {
        parties: j.parties,
        nommes: j.nommes,
        orphelins: j.orphelins,
    }
}

/// Whether a file that no entry names is a clinical document all the same.
fn est_un_cda(fichier: &Fichier) -> bool {
    Document::lire(&fichier.octets, None).cda().is_ok()
}

/// What starts by itself when a medium is opened: under Windows, and by the conventions of the other desktops.
const DEMARRAGES: &[&str] = &["AUTORUN.INF", "AUTORUN", ".AUTORUN", "AUTORUN.SH"];

pub(super) struct Juge<'a> {
    archive: &'a ArchiveXdm,
    parties: Vec<Partie>,
    nommes: Vec<(usize, String)>,
    orphelins: Vec<String>,
    /// `uniqueId` of the lots already read.
    pub(super) lots: Vec<String>,
}

impl<'a> Juge<'a> {
    pub(super) fn dire(&mut self, regle: Rule, lieu: Location, attendu: impl Into<String>, vu: &str) {
        self.parties
            .push(Partie::Constat(regle.finding(lieu, attendu, montrer(vu.as_bytes()))));
    }

    fn structure(&mut self) {
        let archive = self.archive;
        for (regle, nom, fichier) in [
            (regles::INDEX, INDEX, &archive.index),
            (regles::LISEZ_MOI, LISEZ_MOI, &archive.lisez_moi),
        ] {
            match fichier {
                None => self.dire(regle, Location::path("/"), format!("{nom} présent"), "(absent)"),
                Some(page) => self.page(page),
            }
        }
        for mal_encode in archive.fichiers().filter(|f| !f.utf8) {
            let lieu = Location::path(montrer(mal_encode.chemin.as_bytes()));
            self.dire(
                regles::NOM_ENCODAGE,
                lieu,
                "un nom en capitales et chiffres, sans accent",
                &mal_encode.chemin,
            );
        }
        let lance = |f: &&Fichier| DEMARRAGES.iter().any(|d| f.chemin.eq_ignore_ascii_case(d));
        for demarrage in archive.autres.iter().filter(lance) {
            let lieu = Location::path(montrer(demarrage.chemin.as_bytes()));
            self.dire(regles::AUTORUN, lieu, "pas de démarrage automatique", &demarrage.chemin);
        }
        if !archive.sous_ensembles.iter().any(|s| s.metadonnees.is_some()) {
            let ailleurs = archive.autres.iter().find(|f| {
                let nom = f.chemin.rsplit('/').next().unwrap_or_default();
                nom.eq_ignore_ascii_case(METADATA)
            });
            let vu = ailleurs.map_or("(absent)", |f| f.chemin.as_str());
            self.dire(regles::LOT, Location::path("/"), format!("{RACINE}/SUBSET01/{METADATA}"), vu);
        }
    }

    /// The names of what the profile puts there: what is ignored is so whatever its name.
    fn noms(&mut self) {
        let archive = self.archive;
        let pages = archive.index.iter().chain(&archive.lisez_moi);
        let metadonnees = archive.sous_ensembles.iter().filter_map(|s| s.metadonnees.as_ref());
        let nommes = archive.fichiers().filter(|f| self.est_nomme(f));
        let juges = pages.chain(metadonnees).chain(nommes);
        let mal_nommes: Vec<String> = juges
            .filter(|f| !f.chemin.split('/').all(iso9660))
            .map(|f| f.chemin.clone())
            .collect();
        for chemin in mal_nommes {
            let attendu = "des noms de 8 caractères et 3 d'extension au plus, en capitales";
            self.dire(regles::NOMS, Location::path(montrer(chemin.as_bytes())), attendu, &chemin);
        }
    }

    fn est_nomme(&self, fichier: &Fichier) -> bool {
        self.nommes.iter().any(|(_, chemin)| *chemin == fichier.chemin)
    }

    /// What no entry names. A folder that holds documents and no metadata is a lot that lacks them.
    fn non_nommes(&mut self, lot: &SousEnsemble) {
        let seuls: Vec<(&Fichier, bool)> = lot
            .documents
            .iter()
            .filter(|f| !self.est_nomme(f))
            .map(|f| (f, est_un_cda(f)))
            .collect();
        let orphelins = seuls.iter().filter(|(_, cda)| *cda).map(|(f, _)| f.chemin.clone());
        self.orphelins.extend(orphelins);
        let Some(metadonnees) = &lot.metadonnees else {
            if lot.documents.is_empty() || seuls.iter().any(|(_, cda)| *cda) {
                let lieu = Location::path(montrer(lot.dossier.as_bytes()));
                self.dire(regles::METADATA, lieu, format!("{METADATA} présent"), "(absent)");
            }
            return;
        };
        // Metadata that could not be read name nothing: that they could not is told.
        if !self
            .parties
            .iter()
            .any(|p| matches!(p, Partie::Lot(chemin, _) if *chemin == metadonnees.chemin))
        {
            return;
        }
        for (fichier, cda) in seuls {
            let lieu = Location::path(montrer(fichier.chemin.as_bytes()));
            if cda {
                self.dire(regles::ORPHELIN, lieu, "un ExtrinsicObject dont URI nomme ce fichier", "(aucun)");
            } else {
                self.dire(
                    regles::EN_PLUS,
                    lieu,
                    "rien : ce fichier n'est pas un document du lot",
                    "un fichier qu'aucune fiche ne nomme",
                );
            }
        }
    }

    fn lot(&mut self, rang: usize, sous_ensemble: &'a SousEnsemble, patients: &mut Vec<String>) {
        let Some(metadonnees) = &sous_ensemble.metadonnees else { return };
        let lu = match lot_de(metadonnees) {
            Ok(lu) => lu,
            Err(PasLu::Version(lieu, espace)) => {
                let lieu = place(&metadonnees.chemin, &lieu);
                let attendu = format!("RegistryObjectList dans {}", ns::RIM);
                return self.dire(regles::METADATA_VERSION, lieu, attendu, &espace);
            }
            Err(PasLu::Racine(lieu, vu)) => {
                let lieu = place(&metadonnees.chemin, &lieu);
                return self.dire(regles::METADATA_RACINE, lieu, format!("{{{}}}SubmitObjectsRequest", ns::LCM), &vu);
            }
        };
        let Ok(lot) = lu.lot().cloned() else { return };
        self.unicite(metadonnees, &lot);
        self.ids(metadonnees, &lot);
        self.parties.push(Partie::Lot(metadonnees.chemin.clone(), Box::new(lu)));
        patients.extend(patients_de(&lot));
        let mut nommes: Vec<&str> = Vec::new();
        for entree in &lot.entrees {
            if let Some(fichier) = self.fichier_de(sous_ensemble, metadonnees, entree) {
                if nommes.contains(&fichier.chemin.as_str()) {
                    let lieu = entree.uri.first().map_or(&entree.lieu, |u| &u.lieu);
                    let lieu = place(&metadonnees.chemin, lieu);
                    self.dire(regles::URI_UNIQUE, lieu, "un fichier qui n'est qu'à cette fiche", &fichier.chemin);
                }
                nommes.push(&fichier.chemin);
                self.nommes.push((rang, fichier.chemin.clone()));
                self.document(metadonnees, &lot, entree, fichier);
            }
        }
    }

    fn fichier_de(&mut self, sous_ensemble: &SousEnsemble, metadonnees: &Fichier, entree: &Entree) -> Option<&'a Fichier> {
        let uri = uri(entree);
        let lieu = place(&metadonnees.chemin, entree.uri.first().map_or(&entree.lieu, |u| &u.lieu));
        let Some(uri) = uri.filter(|u| !u.is_empty()) else {
            let vu = if entree.uri.is_empty() {
                "(absente)"
            } else {
                "(vide, ou plusieurs valeurs)"
            };
            self.dire(regles::URI_PRESENCE, lieu, "une URI", vu);
            return None;
        };
        let tel_quel = self.archive.cible(&sous_ensemble.dossier, &uri);
        let decodee = match tel_quel {
            Cible::Fichier(..) => None,
            Cible::Absente | Cible::Dehors => self.archive.cible_decodee(&sous_ensemble.dossier, &uri),
        };
        if let Some(Cible::Fichier(fichier, _)) = decodee {
            self.dire(regles::URI_POURCENT, lieu, montrer(fichier.chemin.as_bytes()), &uri);
            return Some(fichier);
        }
        let (fichier, monte) = match tel_quel {
            Cible::Fichier(fichier, monte) => (fichier, monte),
            Cible::Absente => {
                let attendu = format!("un fichier de {}", sous_ensemble.dossier);
                self.dire(regles::URI_FICHIER, lieu, attendu, &uri);
                return None;
            }
            Cible::Dehors => {
                self.dire(regles::URI_FICHIER, lieu, "un chemin qui reste dans l'archive", &uri);
                return None;
            }
        };
        if monte {
            let attendu = format!("un fichier de {}", sous_ensemble.dossier);
            self.dire(regles::URI_HAUT, lieu.clone(), attendu, &uri);
        }
        let relatif = uri.rsplit("../").next().unwrap_or(&uri);
        if !fichier.chemin.ends_with(relatif.strip_prefix("./").unwrap_or(relatif)) {
            self.dire(regles::URI_CASSE, lieu, montrer(fichier.chemin.as_bytes()), &uri);
        }
        Some(fichier)
    }

    fn document(&mut self, metadonnees: &Fichier, lot: &Lot, entree: &Entree, fichier: &Fichier) {
        for (regle, valeurs, nom) in [(regles::HASH, &entree.condensat, "hash"), (regles::TAILLE, &entree.taille, "size")] {
            if valeurs.is_empty() {
                self.dire(
                    regle,
                    place(&metadonnees.chemin, &entree.lieu),
                    format!("{nom} présent"),
                    "(absent)",
                );
            }
        }
        let contenu = situer(&metadonnees.chemin, juger_contenu(entree, &fichier.octets));
        self.parties.extend(contenu.into_iter().map(Partie::Constat));
        // A DICOM object and a lot signature are no CDA: nothing more is said of them.
        if entree.est_signature() || entree.mime_type.first().is_some_and(|m| m.valeur == "application/dicom") {
            return;
        }
        let document = Document::lire(&fichier.octets, Some(&metadonnees_du_document(lot, entree)));
        self.parties.push(Partie::Document(fichier.chemin.clone(), Box::new(document)));
    }
}

/// Findings made in a file of the archive: their paths begin with its own.
#[must_use]
pub fn situer(chemin: &str, mut constats: Vec<Finding>) -> Vec<Finding> {
    for c in &mut constats {
        c.location = place(chemin, &c.location);
    }
    constats
}

pub(super) fn place(chemin: &str, lieu: &Location) -> Location {
    Location {
        path: format!("{}:{}", montrer(chemin.as_bytes()), lieu.path),
        ..lieu.clone()
    }
}

/// `URI` of an entry: one value, or the parts of a long one, numbered (`1|…`, `2|…`).
fn uri(entree: &Entree) -> Option<String> {
    let parties: Option<Vec<(u32, &str)>> = entree
        .uri
        .iter()
        .map(|v| {
            let (rang, partie) = v.valeur.split_once('|')?;
            Some((rang.parse().ok()?, partie))
        })
        .collect();
    match parties {
        Some(mut parties) if !parties.is_empty() => {
            parties.sort_unstable_by_key(|(rang, _)| *rang);
            Some(parties.into_iter().map(|(_, partie)| partie).collect())
        }
        _ => match &entree.uri[..] {
            [seule] => Some(seule.valeur.clone()),
            _ => None,
        },
    }
}

/// Who the objects of a lot are about: number and authority of each `patientId`.
fn patients_de(lot: &Lot) -> Vec<String> {
    let tous = lot
        .soumissions
        .iter()
        .flat_map(|s| &s.patient)
        .chain(lot.entrees.iter().flat_map(|e| &e.patient));
    tous.filter(|p| !p.valeur.is_empty())
        .map(|p| p.valeur.split('^').take(4).collect::<Vec<_>>().join("^"))
        .collect()
}

/// ISO 9660 level 1, without the version.
fn iso9660(partie: &str) -> bool {
    let admis = |t: &str| t.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let (nom, extension) = partie.split_once('.').unwrap_or((partie, ""));
    (1..=8).contains(&nom.len()) && extension.len() <= 3 && admis(nom) && admis(extension)
}
