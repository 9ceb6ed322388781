//! Its scenarios, as they came out.

use segur_model::resultat::*;
use segur_model::{Blocage, Cause, Comptes, ConstatEtape, Finding, Issue, Location, Numero, Severity, Trust};
use serde_json::json;

use super::{Campagne, RPPS, echange, ins15, requete};

fn etape(numero: &str, constat: ConstatEtape, raison: &str) -> ResultatEtape {
    ResultatEtape {
        testeur: None,
        numero: numero.parse().unwrap(),
        repetition: None,
        prealable: numero.starts_with('p'),
        constat,
        raison: raison.to_owned(),
        par: String::new(),
        banc: vec![],
        pour_voir: String::new(),
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
        contexte: Vec::new(),
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
        tenus: vec![],
        regles: vec![],
        pour_voir: String::new(),
    }
}

/// A fact that held; `juge`: it judges, else it chose the exchange.
fn tenu(fait: &str, juge: bool, attendu: &str, vu: &[&str], echange: Option<u64>) -> Tenu {
    Tenu {
        fait: fait.to_owned(),
        juge,
        attendu: attendu.to_owned(),
        vu: vu.iter().map(|v| (*v).to_owned()).collect(),
        echange,
        source: "exigence INS/va1.28".to_owned(),
    }
}

fn traits() -> serde_json::Value {
    json!({"nom_naissance": "DE VINCI", "prenoms": ["RUTH", "ISABELLE"], "sexe": "F", "date_naissance": "1977-07-14", "lieu_naissance": "63220"})
}

pub(super) fn recuperation(c: &Campagne) -> ResultatScenario {
    let e = echange(c, 41, &requete(&["RUTH"]));
    let mut avant = etape("p1", ConstatEtape::Geste, "");
    avant.acte = acte("ouvrir-session", json!({}));
    let mut un = etape(
        "1",
        ConstatEtape::DECLARE,
        "le testeur atteste : « Le statut « provisoire » est affiché »",
    );
    un.acte = acte("creer-identite", json!({"reference": "ID1", "patient": traits()}));
    un.pour_voir = "une capture de l'écran, jointe au dossier".to_owned();
    un.vus = vec![("Le statut « provisoire » est affiché".to_owned(), Some(true))];
    let mut deux = etape("2", ConstatEtape::VU, "");
    deux.acte = acte("rechercher-ins", json!({"reference": "ID1"}));
    deux.par = format!("Dr Alex BIOTEST, RPPS {RPPS}");
    deux.banc = vec![
        "l'horloge avance de deux jours : 17/01/2026 à 09:00:00 UTC".to_owned(),
        "INSi répond la faute desir_550 au premier appel".to_owned(),
    ];
    let mut attendu = observation(
        "attendu insi.recherche-traits (nom r1)",
        "INS-va1.28.01.yaml:14:7",
        ConstatEtape::VU,
    );
    attendu.nom = Some("r1".to_owned());
    attendu.echanges = vec![e.clone()];
    attendu.tenus = vec![
        Tenu {
            source: "scénario, INS-va1.28.01.yaml:14:7".to_owned(),
            ..tenu(
                "",
                true,
                "un échange insi.recherche-traits",
                &["POST /lps HTTP/1.1 → 200"],
                Some(41),
            )
        },
        tenu("cr", true, "00", &["00"], Some(41)),
        tenu("ins", true, "15 caractères", &[&ins15()], Some(41)),
        tenu("nom", false, "« DE VINCI »", &["DE VINCI"], Some(41)),
        tenu("lieu_naissance", true, "absent", &[], Some(41)),
        tenu("tiq.sexe", true, "« F »", &["F"], Some(41)),
        tenu("certificat.ou", true, "« 1999900038 »", &["1999900038"], Some(41)),
    ];
    attendu.regles = vec!["insi".to_owned(), "insi.prenom-isole".to_owned(), "autre".to_owned()];
    deux.observations = vec![
        attendu,
        observation("attendu annuaire.recherche", "INS-va1.28.01.yaml:15:7", ConstatEtape::Geste),
    ];
    deux.pieces = vec![
        Piece {
            donnee: None,
            preuve: "INS/va1.28.01.02".to_owned(),
            quoi: Contenu::Message {
                nom: "r1".to_owned(),
                echanges: vec![e.clone()],
            },
            recevable: true,
            refus: String::new(),
            etape: Numero::rem(2, 2),
            repetition: None,
        },
        Piece {
            donnee: None,
            preuve: "INS/va1.28.01.01".to_owned(),
            quoi: Contenu::Message {
                nom: "r1".to_owned(),
                echanges: vec![e],
            },
            recevable: false,
            refus: String::new(),
            etape: Numero::rem(2, 2),
            repetition: None,
        },
        Piece {
            donnee: None,
            preuve: "INS/va1.28.01.01".to_owned(),
            quoi: Contenu::Video { de: 1, a: 3, octets: None },
            recevable: true,
            refus: String::new(),
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
    fichier.pour_voir = "le matricule tracé, repris dans une requête que le banc reçoit".to_owned();
    fichier.tenus = vec![tenu("appels.code_retour", true, "00", &["00"], None)];
    fichier.fichier = Some(octets.clone());
    trois.observations = vec![fichier];
    trois.pieces = vec![Piece {
        donnee: None,
        preuve: "INS/va1.06.01.01".to_owned(),
        quoi: Contenu::Fichier {
            nom: "traces".to_owned(),
            nom_fichier: None,
            octets,
        },
        recevable: true,
        refus: String::new(),
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

pub(super) fn prenoms(c: &Campagne) -> ResultatScenario {
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
    o.tenus = vec![tenu("nom", true, "« DE VINCI »", &["DE VINCI"], Some(60))];
    o.regles = vec!["insi".to_owned()];
    o.findings = vec![
        Finding {
            rule: "scenario.egal.prenom.nombre".to_owned(),
            dit: "Le scénario attend que « prenom.nombre » soit « 1 »".to_owned(),
            severity: Severity::Error,
            location: Location::path("prenom.nombre"),
            expected: "« 1 »".to_owned(),
            seen: "« 2 »".to_owned(),
            source: "scénario, INS-va1.41.01.yaml:11:9".to_owned(),
            trust: Trust::Verified,
        },
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
        donnee: None,
        preuve: "INS/va1.41.01.01".to_owned(),
        quoi: Contenu::Capture {
            phrase: "l'appel et son unique prénom, nom du logiciel et version visibles".to_owned(),
            octets: None,
        },
        recevable: true,
        refus: String::new(),
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

pub(super) fn vitale() -> ResultatScenario {
    let dit = "« lire-carte-vitale » reste à jouer (étapes 1 à 2) : aucun pilote ne sait lire une carte Vitale";
    let mut un = etape("1..2", ConstatEtape::NonJoue(Cause::AJouer), dit);
    un.pieces = vec![Piece {
        donnee: None,
        preuve: "INS/va1.33.01.01".to_owned(),
        quoi: Contenu::Tiers {
            de: "CNDA".to_owned(),
            quoi: "homologation INSi, profil carte Vitale, au nom et à la version du produit".to_owned(),
        },
        recevable: true,
        refus: String::new(),
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

pub(super) fn blocage() -> Blocage {
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
pub(super) fn qualification(c: &Campagne) -> ResultatScenario {
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

const CDA: &str = "<ClinicalDocument><id root=\"1.2.3\"/><versionNumber value=\"2\"/></ClinicalDocument>";

/// Nothing is sent: seen by counter-proof, twice.
pub(super) fn sans_envoi(c: &Campagne) -> ResultatScenario {
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
    let mut depot = echange(c, 70, "<lot><Document>PENsaW5pY2FsRG9jdW1lbnQ+</Document></lot>");
    depot.exchange.operation = "dmp.TD2.1".to_owned();
    depot.documents = vec![c.garder(CDA.as_bytes(), "text/xml")];
    let mut attendu = observation("attendu dmp.TD2.1", "MSS-va1.15.01.yaml:20:9", ConstatEtape::VU);
    attendu.tenus = vec![
        tenu("cda.version", true, "« 2 »", &["2"], Some(70)),
        tenu("vihf.role", true, "« 10 »", &["10"], Some(70)),
    ];
    attendu.regles = vec!["cda.n3".to_owned()];
    attendu.echanges = vec![depot.clone()];
    let mut facultatif = observation("attendu annuaire.*", "MSS-va1.15.01.yaml:22:9", ConstatEtape::Geste);
    facultatif.echanges = vec![echange(c, 71, &requete(&["PAUL"])), depot];
    deux.observations = vec![attendu, facultatif];
    let mut ajoutee = etape("b1", ConstatEtape::Geste, "");
    ajoutee.acte = acte("valider-compte-rendu", json!({"reference": "CR2", "visibilite": "masque-ps"}));
    ajoutee.banc = vec!["la personne PAILLASSE change de nom dans l'annuaire".to_owned()];
    scenario(
        "MSS/va1.15.01",
        "Pas d'envoi avant validation",
        &["MSS/va1.15", "MSS/va1.17"],
        "",
        vec![tour(0), tour(1), deux, ajoutee],
    )
}
