//! A made-up campaign with one of each: seen, declared, rehearsed, not conform, blocked, to be played, without scenario; proofs in every
//! state.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use segur_dossier::{DossierError, Ecrit, Entree, IdentitesConnues, Signataire, ecrire};
use segur_model::candidat::{Produit, ReglageMoteur};
use segur_model::catalogue::Catalogue;
use segur_model::classeur::LignesDuClasseur;
use segur_model::resultat::*;
use segur_model::{Cause, Comptes, EtatPreuve, Trust};
use time::OffsetDateTime;
use time::macros::datetime;

mod catalogue;
mod echanges;
mod scenarios;

use catalogue::catalogue;
pub use echanges::{echange, ins15, requete};
use scenarios::{blocage, prenoms, qualification, recuperation, sans_envoi, vitale};

pub const OUVERTE: OffsetDateTime = datetime!(2026-01-15 09:00:00 UTC);
pub const INS: &str = "2770763220001";
pub const RPPS: &str = "99900000045";

/// A campaign, with the bytes that it kept.
pub struct Campagne {
    pub resultat: ResultatCampagne,
    pub catalogue: Catalogue,
    /// Rows of the workbook that it was imported from.
    pub classeur: Option<LignesDuClasseur>,
    pub octets: RefCell<HashMap<String, Vec<u8>>>,
    pub connues: IdentitesConnues,
    pub accepter: bool,
    /// Names and texts of scenarios are hostile.
    pub hostile: bool,
    /// How many times a content was asked.
    pub lectures: std::cell::Cell<usize>,
}

impl Campagne {
    pub fn ecrire(&self, chemin: &Path) -> Result<Ecrit, DossierError> {
        let lire = |o: &Octets| {
            self.lectures.set(self.lectures.get() + 1);
            self.octets.borrow().get(&o.empreinte).cloned().ok_or_else(|| DossierError::Octets {
                empreinte: o.empreinte.clone(),
                raison: "absent".to_owned(),
            })
        };
        ecrire(
            &Entree {
                resultat: &self.resultat,
                catalogue: &self.catalogue,
                classeur: self.classeur.as_ref(),
                octets: &lire,
                flux: None,
                textes: &|n| Some(self.texte(n)),
                signataire: signataire(),
                identites_connues: &self.connues,
                accepter_identites: self.accepter,
            },
            chemin,
        )
    }

    /// The text of a scenario, as its file would hold it.
    pub fn texte(&self, numero: &str) -> (String, String) {
        if self.hostile {
            return ("../../<script>\u{1b}".to_owned(), "<script>".to_owned());
        }
        (
            format!("{}.yaml", numero.replace('/', "-")),
            format!("scenario: {numero}\ntitre: essai\netapes:\n  - etape: 1\n"),
        )
    }

    /// Writes in a fresh folder.
    pub fn poser(&self) -> (tempfile::TempDir, PathBuf) {
        let tmp = tempfile::tempdir().unwrap();
        let chemin = tmp.path().join("dossier.zip");
        self.ecrire(&chemin).unwrap();
        (tmp, chemin)
    }

    pub fn garder(&self, contenu: &[u8], media: &str) -> Octets {
        let empreinte = sha256(contenu);
        self.octets.borrow_mut().insert(empreinte.clone(), contenu.to_vec());
        Octets {
            empreinte,
            taille: contenu.len() as u64,
            media: media.to_owned(),
        }
    }
}

pub fn sha256(contenu: &[u8]) -> String {
    hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, contenu))
}

pub fn signataire() -> Signataire {
    let igc = segur_certs::Igc::demo().unwrap();
    let identite = igc.identite("banc-signataire").unwrap();
    Signataire {
        certificat_pem: identite.certificat_pem.clone(),
        cle_pem: identite.cle_pem.clone(),
    }
}

/// The entries of a pack, by name.
pub fn entrees(chemin: &Path) -> BTreeMap<String, Vec<u8>> {
    use std::io::Read as _;
    let mut zip = zip::ZipArchive::new(std::fs::File::open(chemin).unwrap()).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut e = zip.by_index(i).unwrap();
            let mut octets = Vec::new();
            e.read_to_end(&mut octets).unwrap();
            (e.name().unwrap().into_owned(), octets)
        })
        .collect()
}

pub fn texte(entrees: &BTreeMap<String, Vec<u8>>, nom: &str) -> String {
    String::from_utf8(entrees[nom].clone()).unwrap()
}

pub fn campagne() -> Campagne {
    let mut c = Campagne {
        resultat: vide(),
        catalogue: catalogue(),
        classeur: None,
        octets: RefCell::default(),
        connues: IdentitesConnues {
            ins: [INS.to_owned()].into(),
            rpps: [RPPS.to_owned()].into(),
        },
        accepter: false,
        hostile: false,
        lectures: std::cell::Cell::new(0),
    };
    c.resultat.scenarios = vec![recuperation(&c), prenoms(&c), vitale(), qualification(&c), sans_envoi(&c)];
    c.resultat.exigences = exigences(&c.resultat.scenarios);
    c.resultat.causes = vec![CauseBloquante {
        blocage: blocage(),
        proprietaire: Some("INS/va1.34".to_owned()),
        exigences: vec!["INS/va1.30".to_owned()],
        scenarios: vec!["INS/va1.30.01".to_owned()],
    }];
    c
}

fn vide() -> ResultatCampagne {
    let preuve = |id: &str, exigence: &str, scenario: &str, etat, raison: &str| ResultatPreuve {
        donnees: Vec::new(),
        id: id.to_owned(),
        exigence: exigence.to_owned(),
        scenario: scenario.to_owned(),
        etat,
        raison: raison.to_owned(),
    };
    ResultatCampagne {
        id: "demo-1".to_owned(),
        produit: Produit {
            nom: "Tilleul SGL".to_owned(),
            version: "4.2.0".to_owned(),
            editeur: "Éditeur d'essai".to_owned(),
            nil: "LA9999".to_owned(),
        },
        couloir: "biologie".to_owned(),
        vague: 1,
        profils: vec!["Référentiel d'identités".to_owned()],
        faits: [
            ("mode_insi".to_owned(), "structure".to_owned()),
            ("mode_psc".to_owned(), "web, ciba".to_owned()),
            ("propre".to_owned(), "valeur".to_owned()),
        ]
        .into(),
        referentiel: "REM-BIO-SGL-Va1 2023-03".to_owned(),
        banc: "0.1.0".to_owned(),
        graine: "demo".to_owned(),
        ouverte: OUVERTE,
        avec_personne: true,
        scenarios: vec![],
        exigences: vec![],
        causes: vec![],
        arriere_plan: vec!["annuaire.recherche".to_owned()],
        regles: regles(),
        moteur: ReglageMoteur {
            dans_ms: 30_000,
            calme_ms: 2_500,
        },
        preuves: vec![
            preuve(
                "INS/va1.28.01.01",
                "INS/va1.28",
                "INS/va1.28.01",
                EtatPreuve::ACompleter,
                "vidéo des étapes 1 à 3",
            ),
            preuve("INS/va1.28.01.02", "INS/va1.28", "INS/va1.28.01", EtatPreuve::Produite, ""),
            preuve(
                "INS/va1.41.01.01",
                "INS/va1.41",
                "INS/va1.41.01",
                EtatPreuve::ACompleter,
                "capture : l'appel et son unique prénom, nom du logiciel et version visibles",
            ),
            preuve("INS/va1.06.01.01", "INS/va1.06", "INS/va1.28.01", EtatPreuve::Produite, ""),
            preuve(
                "INS/va1.33.01.01",
                "INS/va1.33",
                "INS/va1.33.01",
                EtatPreuve::TiersRequis,
                "homologation INSi à joindre",
            ),
            preuve(
                "INS/va1.14.01.01",
                "INS/va1.14",
                "INS/va1.14.01",
                EtatPreuve::SansObjet,
                "profil « Centres de santé » non déclaré",
            ),
            preuve(
                "MSS/va1.19.01.01",
                "MSS/va1.19",
                "MSS/va1.19.01",
                EtatPreuve::ACompleter,
                "capture d'écran",
            ),
        ],
    }
}

fn regles() -> Vec<RegleCitee> {
    let regle = |id: &str, dit: &str, source: &str, trust| RegleCitee {
        id: id.to_owned(),
        dit: dit.to_owned(),
        source: source.to_owned(),
        trust,
    };
    vec![
        regle(
            "insi.prenom-isole",
            "Un appel par traits ne porte qu'un prénom",
            "Guide d'intégration INSi, § 4.2",
            Trust::Verified,
        ),
        regle(
            "insi.requete.idam",
            "L'IDAM du logiciel est celui de son homologation",
            "Pages de tiers",
            Trust::SecondHand,
        ),
        regle(
            "cda.n3.titre",
            "Un compte rendu a un titre",
            "CI-SIS, volet de structuration minimale",
            Trust::Verified,
        ),
    ]
}

/// The exigences of these scenarios, and those that have none.
fn exigences(scenarios: &[ResultatScenario]) -> Vec<ResultatExigence> {
    let une = |id: &str, repetition: bool, sans: Option<(Option<Cause>, &str)>| {
        let siens: Vec<&ResultatScenario> = scenarios.iter().filter(|s| s.exigences.iter().any(|e| e == id)).collect();
        let mut comptes = Comptes::default();
        siens.iter().for_each(|s| comptes.ajouter(&s.comptes));
        let (cause, dit) = sans.unwrap_or((None, ""));
        comptes.non_jouees += u32::from(cause.is_some());
        let raisons: Vec<String> = siens
            .iter()
            .filter(|s| !s.raison.is_empty())
            .map(|s| format!("{} — {}", s.id, s.raison))
            .chain((!dit.is_empty()).then(|| dit.to_owned()))
            .collect();
        ResultatExigence {
            id: id.to_owned(),
            constat: comptes.constat(),
            comptes,
            repetition,
            cause,
            raison: raisons.join(" | "),
            scenarios: siens.iter().map(|s| s.id.clone()).collect(),
        }
    };
    vec![
        une("INS/va1.28", false, None),
        une("INS/va1.41", false, None),
        une("INS/va1.06", false, None),
        une("INS/va1.33", true, None),
        une("INS/va1.30", false, None),
        une("INS/va1.14", false, Some((None, "le candidat n'est pas un centre de santé"))),
        une("MSS/va1.15", true, None),
        une("MSS/va1.17", false, None),
        une(
            "MSS/va1.19",
            false,
            Some((Some(Cause::SansScenario), "le banc n'a pas de scénario")),
        ),
        une("MSS/va1.20", false, Some((Some(Cause::HorsSelection), "hors de votre sélection"))),
        une(
            "MSS/va1.21",
            false,
            Some((Some(Cause::SurPiece), "sur pièce : un document décide, à joindre")),
        ),
        une("MSS/va1.22", false, Some((None, "préconisation, sans scénario"))),
    ]
}
