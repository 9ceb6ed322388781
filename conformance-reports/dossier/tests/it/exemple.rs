//! A made-up campaign with one of each: seen, declared, rehearsed, not conform, blocked, to be played, without scenario; proofs in every
//! state.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use segur_dossier::{DossierError, Ecrit, Entree, IdentitesConnues, Signataire, ecrire};
use segur_model::candidat::{Produit, ReglageMoteur};
use segur_model::catalogue::{Catalogue, CatalogueScenario, Nature, NaturePreuve, Proof, Requirement};
use segur_model::resultat::*;
use segur_model::{
    Blocage, Cause, Certificat, Comptes, ConstatEtape, Direction, EtatPreuve, Exchange, Finding, Issue, Location, Message, Numero, Peer,
    Severity, Trust,
};
use serde_json::json;
use time::OffsetDateTime;
use time::macros::datetime;

pub const OUVERTE: OffsetDateTime = datetime!(2026-01-15 09:00:00 UTC);
pub const INS: &str = "2770763220001";
pub const RPPS: &str = "99900000045";

/// A campaign, with the bytes that it kept.
pub struct Campagne {
    pub resultat: ResultatCampagne,
    pub catalogue: Catalogue,
    pub octets: RefCell<HashMap<String, Vec<u8>>>,
    pub connues: IdentitesConnues,
    pub accepter: bool,
}

impl Campagne {
    pub fn ecrire(&self, chemin: &Path) -> Result<Ecrit, DossierError> {
        let lire = |o: &Octets| {
            self.octets.borrow().get(&o.empreinte).cloned().ok_or_else(|| DossierError::Octets {
                empreinte: o.empreinte.clone(),
                raison: "absent".to_owned(),
            })
        };
        ecrire(
            &Entree {
                resultat: &self.resultat,
                catalogue: &self.catalogue,
                octets: &lire,
                signataire: signataire(),
                identites_connues: &self.connues,
                accepter_identites: self.accepter,
            },
            chemin,
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
    aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, contenu)
        .as_ref()
        .iter()
        .map(|o| format!("{o:02x}"))
        .collect()
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
        octets: RefCell::default(),
        connues: IdentitesConnues {
            ins: [INS.to_owned()].into(),
            rpps: [RPPS.to_owned()].into(),
        },
        accepter: false,
    };
    c.resultat.scenarios = vec![recuperation(&c), prenoms(&c), vitale(), qualification(&c), sans_envoi()];
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
        faits: [("mode_insi".to_owned(), "structure".to_owned())].into(),
        referentiel: "REM-BIO-SGL-Va1 2023-03".to_owned(),
        banc: "0.1.0".to_owned(),
        graine: "demo".to_owned(),
        ouverte: OUVERTE,
        avec_personne: true,
        scenarios: vec![],
        exigences: vec![],
        causes: vec![],
        arriere_plan: vec!["annuaire.recherche".to_owned()],
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
                "demandé : capture d'écran",
            ),
        ],
    }
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
        une("MSS/va1.22", false, Some((None, "préconisation, sans scénario au banc"))),
    ]
}

fn catalogue() -> Catalogue {
    use NaturePreuve::*;
    let preuve = |id: &str, natures: &[NaturePreuve]| Proof {
        id: id.to_owned(),
        natures: natures.to_vec(),
    };
    let exigence = |id: &str, chapitre: &str, profil: &str, resume: &str, regle: &str, scenarios: &[(&str, Vec<Proof>)]| Requirement {
        id: id.to_owned(),
        alias: vec![],
        chapitre: chapitre.to_owned(),
        fonction: "Identification".to_owned(),
        profil: profil.to_owned(),
        nature: Nature::Exigence,
        resume: resume.to_owned(),
        regle: regle.to_owned(),
        remarque: String::new(),
        scenarios: scenarios
            .iter()
            .map(|(id, p)| CatalogueScenario {
                id: (*id).to_owned(),
                etapes: None,
                preuves: p.clone(),
            })
            .collect(),
    };
    let (ins, mss) = ("Identité nationale de santé", "Messagerie sécurisée");
    let mut exigences = vec![
        exigence(
            "INS/va1.28",
            ins,
            "Général",
            "Récupérer l'INS par traits auprès d'INSi",
            "INS3 règle 11",
            &[(
                "INS/va1.28.01",
                vec![
                    preuve("INS/va1.28.01.01", &[Video]),
                    preuve("INS/va1.28.01.02", &[TraceLog, Screenshot]),
                ],
            )],
        ),
        exigence(
            "INS/va1.41",
            ins,
            "Général",
            "N'envoyer qu'un prénom par appel à INSi",
            "INS3 règle 14",
            &[("INS/va1.41.01", vec![preuve("INS/va1.41.01.01", &[Screenshot])])],
        ),
        exigence(
            "INS/va1.06",
            ins,
            "Général",
            "Tracer chaque appel à INSi et sa réponse",
            "INS3 règle 48",
            &[("INS/va1.28.01", vec![preuve("INS/va1.06.01.01", &[TraceLog])])],
        ),
        exigence(
            "INS/va1.33",
            ins,
            "Général",
            "Appeler INSi à partir de la carte Vitale",
            "",
            &[("INS/va1.33.01", vec![preuve("INS/va1.33.01.01", &[CndaCertificate])])],
        ),
        exigence(
            "INS/va1.30",
            ins,
            "Général",
            "Qualifier l'identité dont INSi confirme les traits",
            "",
            &[("INS/va1.30.01", vec![])],
        ),
        exigence(
            "INS/va1.14",
            ins,
            "Centres de santé",
            "S'authentifier par certificat d'organisation",
            "",
            &[("INS/va1.14.01", vec![preuve("INS/va1.14.01.01", &[Video])])],
        ),
        exigence(
            "MSS/va1.15",
            mss,
            "Général",
            "N'envoyer un compte rendu qu'une fois validé",
            "",
            &[("MSS/va1.15.01", vec![])],
        ),
        exigence(
            "MSS/va1.17",
            mss,
            "Général",
            "Rejouer l'envoi d'un compte rendu retenu",
            "",
            &[("MSS/va1.15.01", vec![])],
        ),
        exigence("MSS/va1.20", mss, "Général", "Accuser réception", "", &[("MSS/va1.20.01", vec![])]),
        exigence(
            "MSS/va1.21",
            mss,
            "Général",
            "Documenter la messagerie",
            "",
            &[("MSS/va1.21.01", vec![])],
        ),
        exigence("MSS/va1.22", mss, "Général", "Classer les messages reçus", "", &[]),
        exigence(
            "MSS/va1.19",
            mss,
            "Général",
            "Ne pas écrire à l'usager dont l'INS n'est pas qualifiée",
            "",
            &[("MSS/va1.19.01", vec![preuve("MSS/va1.19.01.01", &[Screenshot])])],
        ),
    ];
    for e in &mut exigences {
        if e.id == "MSS/va1.22" {
            e.nature = Nature::Preconisation;
        }
    }
    exigences[0].alias = vec!["SGL.INS.15".to_owned()];
    Catalogue {
        code: "REM-BIO-SGL-Va1".to_owned(),
        version: "2023-03".to_owned(),
        titre: "Logiciels de biologie, vague 1".to_owned(),
        couloir: "biologie".to_owned(),
        vague: 1,
        source: "Identifiants du jeu de travail public de 2023 ; résumés du banc".to_owned(),
        inclut: vec![],
        proprietaires: vec![],
        exigences,
    }
}

fn etape(numero: &str, constat: ConstatEtape, raison: &str) -> ResultatEtape {
    ResultatEtape {
        numero: numero.parse().unwrap(),
        repetition: None,
        prealable: numero.starts_with('p'),
        constat,
        raison: raison.to_owned(),
        acte: None,
        observations: vec![],
        vus: vec![],
        pieces: vec![],
    }
}

/// A scenario of these étapes, with their counts and the word that these make.
fn scenario(id: &str, titre: &str, exigences: &[&str], raison: &str, etapes: Vec<ResultatEtape>) -> ResultatScenario {
    let mut comptes = Comptes::default();
    etapes
        .iter()
        .filter(|e| !e.prealable || e.constat == ConstatEtape::Ecart)
        .for_each(|e| comptes.compter(&e.constat));
    ResultatScenario {
        id: id.to_owned(),
        titre: titre.to_owned(),
        exigences: exigences.iter().map(|e| (*e).to_owned()).collect(),
        constat: comptes.constat(),
        comptes,
        raison: raison.to_owned(),
        cause: None,
        partie: None,
        etapes,
        inattendus: vec![],
    }
}

fn acte(nom: &str, parametres: serde_json::Value) -> Option<ResultatActe> {
    Some(ResultatActe {
        acte: nom.to_owned(),
        pilote: "http".to_owned(),
        parametres: parametres.as_object().unwrap().clone(),
        issue: Some(Issue::Fait),
        issue_attendue: None,
        message: "fait sur 127.0.0.1:40123".to_owned(),
    })
}

fn observation(dit: &str, place: &str, constat: ConstatEtape) -> ResultatObservation {
    ResultatObservation {
        dit: dit.to_owned(),
        nom: None,
        constat,
        raison: String::new(),
        place: place.to_owned(),
        echanges: vec![],
        fichier: None,
        findings: vec![],
    }
}

fn traits() -> serde_json::Value {
    json!({"nom_naissance": "DE VINCI", "prenoms": ["RUTH", "ISABELLE"], "sexe": "F", "date_naissance": "1977-07-14", "lieu_naissance": "63220"})
}

fn recuperation(c: &Campagne) -> ResultatScenario {
    let e = echange(c, 41, &requete(&["RUTH"]));
    let mut avant = etape("p1", ConstatEtape::Geste, "");
    avant.acte = acte("ouvrir-session", json!({}));
    let mut un = etape(
        "1",
        ConstatEtape::DECLARE,
        "le testeur atteste : « Le statut « provisoire » est affiché »",
    );
    un.acte = acte("creer-identite", json!({"reference": "ID1", "patient": traits()}));
    un.vus = vec![("Le statut « provisoire » est affiché".to_owned(), Some(true))];
    let mut deux = etape("2", ConstatEtape::VU, "");
    deux.acte = acte("rechercher-ins", json!({"reference": "ID1"}));
    let mut attendu = observation(
        "attendu insi.recherche-traits (nom r1)",
        "INS-va1.28.01.yaml:14:7",
        ConstatEtape::VU,
    );
    attendu.nom = Some("r1".to_owned());
    attendu.echanges = vec![e.clone()];
    deux.observations = vec![
        attendu,
        observation("attendu annuaire.recherche", "INS-va1.28.01.yaml:15:7", ConstatEtape::Geste),
    ];
    deux.pieces = vec![
        Piece {
            preuve: "INS/va1.28.01.02".to_owned(),
            quoi: Contenu::Message {
                nom: "r1".to_owned(),
                echanges: vec![e.clone()],
            },
            recevable: true,
            etape: Numero::rem(2, 2),
            repetition: None,
        },
        Piece {
            preuve: "INS/va1.28.01.01".to_owned(),
            quoi: Contenu::Message {
                nom: "r1".to_owned(),
                echanges: vec![e],
            },
            recevable: false,
            etape: Numero::rem(2, 2),
            repetition: None,
        },
        Piece {
            preuve: "INS/va1.28.01.01".to_owned(),
            quoi: Contenu::Video { de: 1, a: 3, octets: None },
            recevable: true,
            etape: Numero::rem(2, 2),
            repetition: None,
        },
    ];
    let dit = "« traces » : le candidat le dit de lui-même";
    let mut trois = etape("3..4", ConstatEtape::DECLARE, dit);
    trois.acte = acte("exporter-traces", json!({"reference": "ID1"}));
    let traces = json!({"appels": [{"date": "2026-01-15T09:00:00Z", "utilisateur": RPPS, "operation": "recherche", "code_retour": "00", "matricule": ins15()}]});
    let octets = c.garder(serde_json::to_string_pretty(&traces).unwrap().as_bytes(), "application/json");
    let mut fichier = observation("fichier traces", "INS-va1.28.01.yaml:21:7", ConstatEtape::DECLARE);
    fichier.raison = dit.to_owned();
    fichier.fichier = Some(octets.clone());
    trois.observations = vec![fichier];
    trois.pieces = vec![Piece {
        preuve: "INS/va1.06.01.01".to_owned(),
        quoi: Contenu::Fichier {
            nom: "traces".to_owned(),
            octets,
        },
        recevable: true,
        etape: Numero::rem(3, 4),
        repetition: None,
    }];
    let mut s = scenario(
        "INS/va1.28.01",
        "Récupération de l'INS par traits, réponse 00",
        &["INS/va1.28", "INS/va1.06"],
        "étape 1 : le testeur atteste : « Le statut « provisoire » est affiché » ; étapes 3 à 4 : « traces » : le candidat le dit de lui-même",
        vec![avant, un, deux, trois],
    );
    s.inattendus = vec![echange(c, 57, &requete(&["RUTH", "ENCORE"]))];
    s
}

fn prenoms(c: &Campagne) -> ResultatScenario {
    let dit = "insi.prenom-isole (ligne 9) : attendu un élément Prenom, vu 2 éléments : RUTH, ISABELLE ; le candidat dit : « fait »";
    let mut un = etape("1", ConstatEtape::Geste, "");
    un.acte = acte("creer-identite", json!({"reference": "ID2", "patient": traits()}));
    let mut deux = etape("2", ConstatEtape::Ecart, dit);
    deux.acte = acte("rechercher-ins", json!({"reference": "ID2"}));
    let mut o = observation(
        "attendu insi.recherche-traits (nom r)",
        "INS-va1.41.01.yaml:11:9",
        ConstatEtape::Ecart,
    );
    o.raison = deux.raison.clone();
    o.nom = Some("r".to_owned());
    o.echanges = vec![echange(c, 60, &requete(&["RUTH", "ISABELLE"]))];
    o.findings = vec![
        Finding {
            rule: "insi.prenom-isole".to_owned(),
            dit: "Un appel par traits ne porte qu'un prénom.".to_owned(),
            severity: Severity::Error,
            location: Location {
                line: 9,
                column: 7,
                path: "/Envelope/Body/RECSANSVITALE/Prenom[2]".to_owned(),
            },
            expected: "un élément Prenom".to_owned(),
            seen: "2 éléments : RUTH, ISABELLE".to_owned(),
            source: "Guide d'intégration INSi, § 4.2".to_owned(),
            trust: Trust::Verified,
        },
        Finding {
            rule: "insi.lps-instance".to_owned(),
            dit: "L'instance du logiciel est un UUID.".to_owned(),
            severity: Severity::Warning,
            location: Location::path("ContexteLPS/LPS/Instance"),
            expected: "un UUID".to_owned(),
            seen: "« 1 », vu sur https://127.0.0.1:40123/lps".to_owned(),
            source: "Pages de tiers".to_owned(),
            trust: Trust::SecondHand,
        },
    ];
    deux.observations = vec![o];
    deux.pieces = vec![Piece {
        preuve: "INS/va1.41.01.01".to_owned(),
        quoi: Contenu::Capture {
            phrase: "l'appel et son unique prénom, nom du logiciel et version visibles".to_owned(),
            octets: None,
        },
        recevable: true,
        etape: Numero::rem(2, 2),
        repetition: None,
    }];
    let raison = format!("étape 2 : {dit}");
    let mut s = scenario(
        "INS/va1.41.01",
        "Un seul prénom par appel",
        &["INS/va1.41"],
        &raison,
        vec![un, deux],
    );
    s.partie = Some(Partie {
        jouees: vec![1, 2],
        sur: 5,
    });
    s
}

fn vitale() -> ResultatScenario {
    let dit = "« lire-carte-vitale » reste à jouer (étapes 1 à 2) : aucun pilote ne sait lire une carte Vitale";
    let mut un = etape("1..2", ConstatEtape::NonJoue(Cause::AJouer), dit);
    un.pieces = vec![Piece {
        preuve: "INS/va1.33.01.01".to_owned(),
        quoi: Contenu::Tiers {
            de: "CNDA".to_owned(),
            quoi: "homologation INSi, profil carte Vitale, au nom et à la version du produit".to_owned(),
        },
        recevable: true,
        etape: Numero::rem(1, 2),
        repetition: None,
    }];
    let trois = etape("3", ConstatEtape::NonJoue(Cause::AJouer), dit);
    let raison = format!("étapes 1 à 2 : {dit}");
    scenario(
        "INS/va1.33.01",
        "Appel à partir de la carte Vitale",
        &["INS/va1.33"],
        &raison,
        vec![un, trois],
    )
}

fn blocage() -> Blocage {
    Blocage {
        scenario: "INS/va1.30.01".to_owned(),
        etape: "p1".parse().unwrap(),
        operation: "insi.recherche-traits".to_owned(),
        regle: "insi.idam".to_owned(),
        trust: Some(Trust::SecondHand),
        dit: "insi.recherche-traits attendu : insi.recherche-traits est venu, mais cr attendu 00, vu absent ; refusé par le service : desir_550, \
              sur la règle insi.idam, connue de seconde main (attendu IDAM présent, vu absent)"
            .to_owned(),
    }
}

/// Stopped by a rule that is not verified.
fn qualification(c: &Campagne) -> ResultatScenario {
    let raison = format!("bloqué par l'étape p1 : {}", blocage().dit);
    let bloque = || ConstatEtape::NonJoue(Cause::Bloque(blocage()));
    let mut avant = etape("p1", bloque(), &raison);
    avant.acte = acte("rechercher-ins", json!({"reference": "ID3"}));
    let mut attendu = observation("attendu insi.recherche-traits", "INS-va1.30.01.yaml:9:7", bloque());
    attendu.raison.clone_from(&raison);
    let mut refuse = echange(c, 62, &requete(&["RUTH", "SANS IDAM"]));
    refuse.exchange.statut = Some(500);
    refuse.exchange.refus = Some("insi.idam".to_owned());
    attendu.echanges = vec![refuse];
    avant.observations = vec![attendu];
    let etapes = vec![avant, etape("1", bloque(), &raison), etape("2", bloque(), &raison)];
    let dit = format!("étape 1 : {raison}");
    scenario("INS/va1.30.01", "Qualification après la réponse 00", &["INS/va1.30"], &dit, etapes)
}

/// Nothing is sent: seen by counter-proof, twice.
fn sans_envoi() -> ResultatScenario {
    let tour = |n: u32| {
        let dit = "rien n'est venu tant que le verrou tenait ; levé, le même acte pour le même sujet a produit l'échange (étape 2)";
        let mut e = etape("1", ConstatEtape::VU, dit);
        e.repetition = Some(n);
        e.acte = acte("envoyer-compte-rendu", json!({"reference": "CR1", "etat": "partiel"}));
        let mut jamais = observation("jamais mssante.message", "MSS-va1.15.01.yaml:8:9", ConstatEtape::VU);
        jamais.raison = dit.to_owned();
        e.observations = vec![jamais];
        e
    };
    let mut deux = etape("2", ConstatEtape::VU, "");
    deux.acte = acte("envoyer-compte-rendu", json!({"reference": "CR1", "etat": "valide"}));
    scenario(
        "MSS/va1.15.01",
        "Pas d'envoi avant validation",
        &["MSS/va1.15", "MSS/va1.17"],
        "",
        vec![tour(0), tour(1), deux],
    )
}

pub fn ins15() -> String {
    format!("{INS}{:02}", segur_ids::cle_ins(INS).unwrap())
}

pub fn requete(prenoms: &[&str]) -> String {
    let prenoms: String = prenoms.iter().map(|p| format!("      <insi:Prenom>{p}</insi:Prenom>\n")).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\">\n  <soap:Header>\n    \
         <saml:NameID xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">8{RPPS}</saml:NameID>\n  </soap:Header>\n  <soap:Body>\n    \
         <insi:RECSANSVITALE xmlns:insi=\"http://www.cnamts.fr/INSiRecSans\">\n      <insi:NomNaissance>DE VINCI</insi:NomNaissance>\n{prenoms}      \
         <insi:Sexe>F</insi:Sexe>\n      <insi:DateNaissance>1977-07-14</insi:DateNaissance>\n    </insi:RECSANSVITALE>\n  </soap:Body>\n</soap:Envelope>\n"
    )
}

fn reponse() -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\">\n  <soap:Body>\n    \
         <r:RESULTAT xmlns:r=\"http://www.cnamts.fr/INSiResultat\">\n      <r:CR><r:CodeCR>00</r:CodeCR></r:CR>\n      \
         <r:INSACTIF><r:IdIndividu><r:NumIdentifiant>{INS}</r:NumIdentifiant><r:Cle>{:02}</r:Cle></r:IdIndividu></r:INSACTIF>\n    \
         </r:RESULTAT>\n  </soap:Body>\n</soap:Envelope>\n",
        segur_ids::cle_ins(INS).unwrap()
    )
}

pub fn echange(c: &Campagne, id: u64, requete: &str) -> Conserve {
    let media = "application/soap+xml; charset=utf-8";
    let (q, r) = (c.garder(requete.as_bytes(), media), c.garder(reponse().as_bytes(), media));
    let entetes = |liste: &[(&str, &str)]| liste.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect::<Vec<_>>();
    Conserve {
        exchange: Exchange {
            id,
            espace: "defaut".to_owned(),
            service: "insi".to_owned(),
            operation: "insi.recherche-traits".to_owned(),
            direction: Direction::CandidatVersBanc,
            session: format!("s{id}"),
            recu: datetime!(2026-11-21 21:00:00.123 UTC),
            instant: OUVERTE,
            duree_ms: 12,
            pair: Peer {
                adresse: "127.0.0.1:51000".to_owned(),
                certificat: Some(Certificat {
                    sujet: "CN=INSI-AUTO,OU=1999900038,O=LABORATOIRE DES TILLEULS,ST=Paris (75),C=FR".to_owned(),
                    emetteur: "CN=TEST AC IGC-SANTE ELEMENTAIRE ORGANISATIONS,O=ASIP-SANTE,C=FR".to_owned(),
                    cn: "INSI-AUTO".to_owned(),
                    ou: vec!["1999900038".to_owned()],
                    serie: "0A1B".to_owned(),
                    empreinte: "ab".repeat(32),
                    debut: OUVERTE,
                    fin: OUVERTE,
                }),
            },
            requete: Message {
                ligne: "POST /lps HTTP/1.1".to_owned(),
                entetes: entetes(&[
                    ("Host", "127.0.0.1:40123"),
                    ("Content-Type", media),
                    ("Authorization", "Bearer abcdef0123456789"),
                ]),
                taille: q.taille,
                empreinte: q.empreinte.clone(),
            },
            reponse: Message {
                ligne: "HTTP/1.1 200 OK".to_owned(),
                entetes: entetes(&[("Content-Type", media), ("Date", "Sat, 21 Nov 2026 21:00:00 GMT")]),
                taille: r.taille,
                empreinte: r.empreinte.clone(),
            },
            statut: Some(200),
            echec: None,
            faits: [("cr", "00"), ("ins", &ins15()), ("nom", "DE VINCI")]
                .iter()
                .map(|(n, v)| ((*n).to_owned(), vec![(*v).to_owned()]))
                .collect(),
            findings: vec![],
            refus: None,
        },
        corps_requete: q,
        corps_reponse: r,
        documents: Vec::new(),
    }
}
