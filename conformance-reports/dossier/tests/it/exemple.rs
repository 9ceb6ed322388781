//! A made-up campaign with one of each: conform, not conform, not tested, not applicable; proofs in every state.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use segur_dossier::{DossierError, Ecrit, Entree, IdentitesConnues, Signataire, ecrire};
use segur_model::candidat::Produit;
use segur_model::catalogue::{Catalogue, CatalogueScenario, Nature, NaturePreuve, Proof, Requirement};
use segur_model::resultat::*;
use segur_model::{Certificat, Constat, Direction, EtatPreuve, Exchange, Finding, Issue, Location, Message, Peer, Severity, Trust};
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
    let scenarios = vec![recuperation(&c), prenoms(&c), vitale()];
    c.resultat.scenarios = scenarios;
    c
}

fn vide() -> ResultatCampagne {
    let exigence = |id: &str, constat, raison: &str, scenarios: &[&str]| ResultatExigence {
        id: id.to_owned(),
        constat,
        raison: raison.to_owned(),
        scenarios: scenarios.iter().map(|s| (*s).to_owned()).collect(),
    };
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
        avec_personne: false,
        scenarios: vec![],
        exigences: vec![
            exigence("INS/va1.28", Constat::Conforme, "", &["INS/va1.28.01"]),
            exigence(
                "INS/va1.41",
                Constat::NonConforme,
                "INS/va1.41.01, étape 2 : l'appel porte deux prénoms alors qu'un seul est permis",
                &["INS/va1.41.01"],
            ),
            exigence("INS/va1.06", Constat::Conforme, "", &["INS/va1.28.01"]),
            exigence(
                "INS/va1.33",
                Constat::NonTeste,
                "INS/va1.33.01 : aucun pilote ne sait lire une carte Vitale",
                &["INS/va1.33.01"],
            ),
            exigence(
                "INS/va1.14",
                Constat::NonApplicable,
                "le candidat n'est pas un centre de santé",
                &[],
            ),
            exigence("MSS/va1.19", Constat::NonTeste, "", &[]),
        ],
        preuves: vec![
            preuve(
                "INS/va1.28.01.01",
                "INS/va1.28",
                "INS/va1.28.01",
                EtatPreuve::ACompleter,
                "vidéo des étapes 1 à 3 à filmer",
            ),
            preuve("INS/va1.28.01.02", "INS/va1.28", "INS/va1.28.01", EtatPreuve::Produite, ""),
            preuve(
                "INS/va1.41.01.01",
                "INS/va1.41",
                "INS/va1.41.01",
                EtatPreuve::ACompleter,
                "capture d'écran à faire",
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
                "scénario non joué par ce banc",
            ),
        ],
    }
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
                preuves: p.clone(),
            })
            .collect(),
    };
    let ins = "Identité nationale de santé";
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
            "INS/va1.14",
            ins,
            "Centres de santé",
            "S'authentifier par certificat d'organisation",
            "",
            &[("INS/va1.14.01", vec![preuve("INS/va1.14.01.01", &[Video])])],
        ),
        exigence(
            "MSS/va1.19",
            "Messagerie sécurisée",
            "Général",
            "Ne pas écrire à l'usager dont l'INS n'est pas qualifiée",
            "",
            &[("MSS/va1.19.01", vec![preuve("MSS/va1.19.01.01", &[Screenshot])])],
        ),
    ];
    exigences[0].alias = vec!["SGL.INS.15".to_owned()];
    Catalogue {
        code: "REM-BIO-SGL-Va1".to_owned(),
        version: "2023-03".to_owned(),
        titre: "Logiciels de biologie, vague 1".to_owned(),
        couloir: "biologie".to_owned(),
        vague: 1,
        source: "Identifiants du jeu de travail public de 2023 ; résumés du banc".to_owned(),
        inclut: vec![],
        exigences,
    }
}

fn etape(de: u32, a: u32, constat: Constat) -> ResultatEtape {
    ResultatEtape {
        de,
        a,
        constat,
        raison: String::new(),
        acte: None,
        observations: vec![],
        vus: vec![],
        pieces: vec![],
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

fn observation(dit: &str, place: &str, constat: Constat) -> ResultatObservation {
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
    let mut un = etape(1, 1, Constat::Conforme);
    un.acte = acte("creer-identite", json!({"reference": "ID1", "patient": traits()}));
    un.vus = vec![("Le statut « provisoire » est affiché".to_owned(), None)];
    let mut deux = etape(2, 2, Constat::Conforme);
    deux.acte = acte("rechercher-ins", json!({"reference": "ID1"}));
    let mut attendu = observation(
        "attendu insi.recherche-traits (nom r1)",
        "INS-va1.28.01.yaml:14:7",
        Constat::Conforme,
    );
    attendu.nom = Some("r1".to_owned());
    attendu.echanges = vec![e.clone()];
    deux.observations = vec![attendu];
    deux.pieces = vec![
        Piece {
            preuve: "INS/va1.28.01.02".to_owned(),
            quoi: Contenu::Message {
                nom: "r1".to_owned(),
                echanges: vec![e.clone()],
            },
            recevable: true,
            etapes: (2, 2),
        },
        Piece {
            preuve: "INS/va1.28.01.01".to_owned(),
            quoi: Contenu::Message {
                nom: "r1".to_owned(),
                echanges: vec![e],
            },
            recevable: false,
            etapes: (2, 2),
        },
        Piece {
            preuve: "INS/va1.28.01.01".to_owned(),
            quoi: Contenu::Video { de: 1, a: 3, octets: None },
            recevable: true,
            etapes: (1, 3),
        },
    ];
    let mut trois = etape(3, 4, Constat::Conforme);
    trois.acte = acte("exporter-traces", json!({"reference": "ID1"}));
    let traces = json!({"appels": [{"date": "2026-01-15T09:00:00Z", "utilisateur": RPPS, "operation": "recherche", "code_retour": "00", "matricule": ins15()}]});
    let octets = c.garder(serde_json::to_string_pretty(&traces).unwrap().as_bytes(), "application/json");
    let mut fichier = observation("fichier traces", "INS-va1.28.01.yaml:21:7", Constat::Conforme);
    fichier.fichier = Some(octets.clone());
    trois.observations = vec![fichier];
    trois.pieces = vec![Piece {
        preuve: "INS/va1.06.01.01".to_owned(),
        quoi: Contenu::Fichier {
            nom: "traces".to_owned(),
            octets,
        },
        recevable: true,
        etapes: (3, 4),
    }];
    ResultatScenario {
        id: "INS/va1.28.01".to_owned(),
        titre: "Récupération de l'INS par traits, réponse 00".to_owned(),
        exigences: vec!["INS/va1.28".to_owned(), "INS/va1.06".to_owned()],
        constat: Constat::Conforme,
        raison: String::new(),
        etapes: vec![un, deux, trois],
        inattendus: vec![echange(c, 57, &requete(&["RUTH", "ENCORE"]))],
    }
}

fn prenoms(c: &Campagne) -> ResultatScenario {
    let mut un = etape(1, 1, Constat::Conforme);
    un.acte = acte("creer-identite", json!({"reference": "ID2", "patient": traits()}));
    let mut deux = etape(2, 2, Constat::NonConforme);
    deux.raison = "l'appel porte deux prénoms alors qu'un seul est permis".to_owned();
    deux.acte = acte("rechercher-ins", json!({"reference": "ID2"}));
    let mut o = observation(
        "attendu insi.recherche-traits (nom r)",
        "INS-va1.41.01.yaml:11:9",
        Constat::NonConforme,
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
        etapes: (2, 2),
    }];
    ResultatScenario {
        id: "INS/va1.41.01".to_owned(),
        titre: "Un seul prénom par appel".to_owned(),
        exigences: vec!["INS/va1.41".to_owned()],
        constat: Constat::NonConforme,
        raison: "étape 2 : l'appel porte deux prénoms alors qu'un seul est permis".to_owned(),
        etapes: vec![un, deux],
        inattendus: vec![],
    }
}

fn vitale() -> ResultatScenario {
    let mut un = etape(1, 2, Constat::NonTeste);
    un.raison = "aucun pilote ne sait lire une carte Vitale".to_owned();
    un.pieces = vec![Piece {
        preuve: "INS/va1.33.01.01".to_owned(),
        quoi: Contenu::Tiers {
            de: "CNDA".to_owned(),
            quoi: "homologation INSi, profil carte Vitale, au nom et à la version du produit".to_owned(),
        },
        recevable: true,
        etapes: (1, 2),
    }];
    ResultatScenario {
        id: "INS/va1.33.01".to_owned(),
        titre: "Appel à partir de la carte Vitale".to_owned(),
        exigences: vec!["INS/va1.33".to_owned()],
        constat: Constat::NonTeste,
        raison: "aucun pilote ne sait lire une carte Vitale".to_owned(),
        etapes: vec![un],
        inattendus: vec![],
    }
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

pub fn echange(c: &Campagne, id: u64, requete: &str) -> Echange {
    let media = "application/soap+xml; charset=utf-8";
    let (q, r) = (c.garder(requete.as_bytes(), media), c.garder(reponse().as_bytes(), media));
    let entetes = |liste: &[(&str, &str)]| liste.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect::<Vec<_>>();
    Echange {
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
            constats: vec![],
        },
        requete: q,
        reponse: r,
        documents: Vec::new(),
    }
}
