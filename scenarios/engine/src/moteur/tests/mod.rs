//! The semantics of the contract, each as a scenario, a relevé, and the constats that must come out.

use std::collections::BTreeMap;
use std::time::Duration;

use segur_model::catalogue::Catalogue;
use segur_model::resultat::{Conserve, Octets, ResultatActe, ResultatScenario};
use segur_model::{Cause, Constat, ConstatEtape, Direction, Exchange, Faits, Finding, Issue, Location, Severity, Trust, World};
use time::OffsetDateTime;
use time::macros::datetime;

use super::apparier::Cadre;
use super::juger::{Jugement, conclure, produits};
use super::lectures::{Lectures, Memoire};
use super::releve::{Fenetre, Releve, ReleveActe, ReleveEtape};
use crate::grammaire::{self, Lexique, ast::Scenario};
use crate::regles;

mod fondements;
mod tenus;

const DEBUT: OffsetDateTime = datetime!(2026-01-15 09:00:00 UTC);

fn scenario(etapes: &str) -> Scenario {
    let donnees = if etapes.contains("{patient.") {
        "donnees: { patient: P }\n"
    } else {
        ""
    };
    let texte = format!("scenario: INS/va1.20.01\ntitre: essai\nreferentiel: [R]\nexigences: [INS/va1.20]\n{donnees}etapes:\n{etapes}");
    let catalogue: Catalogue = toml::from_str(
        "code='R'\nversion='1'\ntitre='t'\ncouloir='biologie'\nvague=1\nsource='s'\n[[exigences]]\nid='INS/va1.20'\nchapitre='c'\nprofil='Général'\nnature='EXIGENCE'\nresume='r'\n",
    )
    .unwrap();
    let lexique = Lexique {
        patients: ["P".to_owned()].into(),
        professionnels: BTreeMap::<String, ()>::new().into_keys().collect(),
        catalogues: vec![catalogue],
        regles: regles::identifiants(),
    };
    grammaire::charger("INS-va1.20.01.yaml", &texte, &lexique).unwrap_or_else(|e| panic!("{e:#?}"))
}

/// What happened: acts and exchanges in order.
struct Histoire {
    releve: Releve,
    faits: BTreeMap<u64, Faits>,
    instant: OffsetDateTime,
    insi_a_la_creation: bool,
    /// Bytes that the campaign keeps, by digest; `None`: it lost them.
    octets: BTreeMap<String, Option<Vec<u8>>>,
}

impl Histoire {
    fn nouvelle() -> Self {
        let releve = Releve {
            scenario: "INS/va1.20.01".to_owned(),
            tentative: 1,
            depuis: 0,
            etapes: Vec::new(),
            echanges: Vec::new(),
            tardifs: Vec::new(),
            lu_jusqu_a: DEBUT,
            termine: true,
            avec: None,
            interrompu: None,
            sans_objet: None,
            explication: None,
        };
        Self {
            releve,
            faits: BTreeMap::new(),
            instant: DEBUT,
            insi_a_la_creation: false,
            octets: BTreeMap::new(),
        }
    }

    fn dernier(&self) -> u64 {
        self.releve.echanges.last().map_or(0, |e| e.exchange.id)
    }

    /// An étape whose act ends now; `None`: nobody could play it.
    fn acte(self, rang: usize, issue: Option<Issue>, attendue: Option<Issue>, pendant: &[(&str, &[(&str, &str)])]) -> Self {
        self.acte_de("rechercher-ins", &[("reference", "A")], rang, issue, attendue, pendant)
    }

    fn acte_de(
        mut self,
        acte: &str,
        parametres: &[(&str, &str)],
        rang: usize,
        issue: Option<Issue>,
        attendue: Option<Issue>,
        pendant: &[(&str, &[(&str, &str)])],
    ) -> Self {
        let depuis = self.dernier();
        for (operation, faits) in pendant {
            self = self.echange(operation, faits);
        }
        self.releve.etapes.push(ReleveEtape {
            fenetre: Some(Fenetre {
                depuis,
                fin_acte: self.instant,
            }),
            acte: Some(ReleveActe {
                resultat: ResultatActe {
                    acte: acte.to_owned(),
                    pilote: "http".to_owned(),
                    parametres: parametres.iter().map(|(k, v)| ((*k).to_owned(), (*v).into())).collect(),
                    issue,
                    issue_attendue: attendue,
                    message: String::new(),
                },
                tente: issue.is_some(),
                fichiers: BTreeMap::new(),
                noms: BTreeMap::new(),
            }),
            ..ReleveEtape::nouvelle(rang)
        });
        self
    }

    fn observe(mut self, rang: usize) -> Self {
        self.releve.etapes.push(ReleveEtape::nouvelle(rang));
        self
    }

    fn attend(mut self, secondes: i64) -> Self {
        self.instant += time::Duration::seconds(secondes);
        self
    }

    fn echange(mut self, operation: &str, faits: &[(&str, &str)]) -> Self {
        let id = self.dernier() + 1;
        self.instant += time::Duration::milliseconds(10);
        let vide = || Octets {
            empreinte: id.to_string(),
            taille: 0,
            media: String::new(),
        };
        self.faits
            .insert(id, faits.iter().map(|(k, v)| ((*k).to_owned(), vec![(*v).to_owned()])).collect());
        self.releve.echanges.push(Conserve {
            exchange: Exchange {
                id,
                espace: "defaut".to_owned(),
                service: "essai".to_owned(),
                operation: operation.to_owned(),
                duree_ms: 1,
                statut: Some(200),
                ..Exchange::vide(Direction::CandidatVersBanc, self.instant)
            },
            corps_requete: vide(),
            corps_reponse: vide(),
            documents: Vec::new(),
        });
        self
    }

    fn juger(mut self, s: &Scenario) -> ResultatScenario {
        self.releve.lu_jusqu_a = self.instant;
        let monde: World = toml::from_str(
            "[patients.P]\nfiche='P'\nnom_naissance='DUPONT'\nprenoms=['ZOE']\nsexe='F'\ndate_naissance='2000-01-02'\n[professionnels]\n[structures]\n",
        )
        .unwrap();
        let catalogue: Catalogue =
            toml::from_str("code='R'\nversion='1'\ntitre='t'\ncouloir='b'\nvague=1\nsource='s'\nexigences=[]\n").unwrap();
        let faits = self.faits;
        let contexte = regles::Contexte::du_monde(&monde, segur_dialecte::Confiance::default());
        // Of the others, what their bytes say is read.
        let dits = faits.into_iter().filter(|(_, f)| !f.is_empty());
        let memoire = Memoire::de(dits.map(|(id, f)| (id, f.into())));
        let gardes = self.octets;
        let octets = |o: &Octets| gardes.get(&o.empreinte).cloned().unwrap_or_else(|| Some(Vec::new()));
        let produits = produits(std::slice::from_ref(s));
        let j = Jugement {
            cadre: Cadre {
                monde: &monde,
                dans: Duration::from_secs(30),
                lectures: Lectures::nouvelles(&memoire, &octets),
                secret: "essai",
                insi_a_la_creation: self.insi_a_la_creation,
            },
            regles: &contexte,
            catalogue: &catalogue,
            arriere_plan: &[],
            produits: &produits,
        };
        conclure(s, &self.releve, &j)
    }
}

const R: &str = "insi.recherche-traits";

fn un_attendu(suite: &str) -> Scenario {
    scenario(&format!(
        "  - etape: 1\n    faire: rechercher-ins\n    avec: {{ reference: A }}\n    observer:\n      - {{ attendu: insi.recherche-traits{suite} }}\n"
    ))
}

fn un_refus() -> Scenario {
    scenario(
        "  - etape: 1\n    faire: rechercher-ins\n    avec: { reference: A }\n    issue: refuse\n    observer: [ { jamais: insi.recherche-traits } ]\n",
    )
}

#[test]
fn an_expected_exchange_that_came_is_conform() {
    let r = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[(R, &[])])
        .juger(&un_attendu(""));
    assert_eq!(r.constat, Constat::Conforme, "{}", r.raison);
    assert!(r.inattendus.is_empty());
}

#[test]
fn an_expected_exchange_that_did_not_come_is_non_conform_only_if_the_act_was_tried() {
    let s = un_attendu("");
    let tente = Histoire::nouvelle().acte(0, Some(Issue::Fait), None, &[]).juger(&s);
    assert_eq!(tente.constat, Constat::NonConforme);
    let jamais_joue = Histoire::nouvelle().acte(0, None, None, &[]).juger(&s);
    assert_eq!(
        jamais_joue.constat,
        Constat::NonTeste,
        "an adapter that crashed says nothing of the candidate"
    );
}

#[test]
fn the_window_closes_thirty_seconds_after_the_act() {
    let s = un_attendu("");
    let a_temps = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[])
        .attend(29)
        .echange(R, &[])
        .juger(&s);
    assert_eq!(a_temps.constat, Constat::Conforme);
    let tard = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[])
        .attend(31)
        .echange(R, &[])
        .juger(&s);
    assert_eq!(tard.constat, Constat::NonConforme);
    assert_eq!(tard.inattendus.len(), 1, "what nothing claimed is listed");
}

#[test]
fn the_window_opens_with_the_act_not_before() {
    let s = un_attendu("");
    let avant = Histoire::nouvelle().echange(R, &[]).acte(0, Some(Issue::Fait), None, &[]).juger(&s);
    assert_eq!(avant.constat, Constat::NonConforme);
}

#[test]
fn ou_chooses_and_egal_judges() {
    let s = un_attendu(", ou: { nom: \"{patient.nom}\" }, egal: { cr: 00 }");
    let choisi = Histoire::nouvelle()
        .acte(
            0,
            Some(Issue::Fait),
            None,
            &[(R, &[("nom", "Dupont"), ("cr", "01")]), (R, &[("nom", "DUPONT"), ("cr", "00")])],
        )
        .juger(&s);
    assert_eq!(choisi.constat, Constat::Conforme, "{}", choisi.raison);
    assert_eq!(choisi.inattendus.len(), 1);
    let rate = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[(R, &[("nom", "DUPONT"), ("cr", "01")])])
        .juger(&s);
    assert_eq!(rate.constat, Constat::NonConforme);
    let f = &rate.etapes[0].observations[0].findings[0];
    assert_eq!((f.expected.as_str(), f.seen.as_str()), ("« 00 »", "« 01 »"));
    assert!(
        f.source.contains("INS-va1.20.01.yaml:"),
        "the finding names its place in the scenario: {}",
        f.source
    );
}

#[test]
fn an_exchange_serves_one_observation_the_first_that_it_meets() {
    let s = scenario(
        "  - etape: 1\n    faire: rechercher-ins\n    avec: { reference: A }\n    observer:\n      - { attendu: insi.recherche-traits, ou: { prenom: PAUL } }\n      - { attendu: insi.recherche-traits }\n",
    );
    let un = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[(R, &[("prenom", "PAUL")])])
        .juger(&s);
    assert_eq!(un.constat, Constat::NonConforme, "one exchange does not serve twice");
    let deux = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[(R, &[("prenom", "LEA")]), (R, &[("prenom", "PAUL")])])
        .juger(&s);
    assert_eq!(deux.constat, Constat::Conforme, "{}", deux.raison);
}

#[test]
fn an_étape_that_only_observes_shares_the_window_of_the_act_above() {
    let s = scenario(
        "  - { etape: 1, faire: rechercher-ins, avec: { reference: A } }\n  - etape: 2\n    observer: [ { attendu: insi.recherche-traits } ]\n",
    );
    let r = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[(R, &[])])
        .observe(1)
        .juger(&s);
    assert_eq!(r.constat, Constat::Conforme, "{}", r.raison);
}

#[test]
fn an_optional_exchange_is_neither_green_nor_asked() {
    let s = un_attendu(", nombre: 0.., egal: { cr: 00 }");
    let joue = |pendant: &[(&str, &[(&str, &str)])]| etats(&Histoire::nouvelle().acte(0, Some(Issue::Fait), None, pendant).juger(&s));
    assert_eq!(joue(&[]), ["geste"]);
    assert_eq!(joue(&[(R, &[("cr", "00")])]), ["geste"]);
    assert_eq!(joue(&[(R, &[("cr", "01")])]), ["ecart"]);
}

#[test]
fn an_error_blocks_what_follows_unless_the_bench_asked_for_it() {
    let suite = "  - etape: 2\n    faire: rechercher-ins\n    avec: { reference: A }\n    observer: [ { attendu: insi.recherche-traits, egal: { cr: 00 } } ]\n";
    let sans = scenario(&format!(
        "  - {{ etape: 1, faire: valider-identite, avec: {{ reference: A, justificatif: CN }} }}\n{suite}"
    ));
    let joue = |s: &Scenario| {
        let h = Histoire::nouvelle()
            .acte(0, Some(Issue::Erreur), None, &[])
            .acte(1, Some(Issue::Fait), None, &[(R, &[("cr", "00")])]);
        etats(&h.juger(s))
    };
    assert_eq!(joue(&sans), ["geste", "bloque"]);
    let en_panne = scenario(&format!(
        "  - etape: 1\n    banc: [ panne: {{ sur: insi.recherche-traits, quoi: {{ faute: insi_102 }} }} ]\n    faire: rechercher-ins\n    avec: {{ reference: A }}\n{suite}"
    ));
    assert_eq!(joue(&en_panne), ["geste", "vu"]);
}

#[test]
fn a_request_for_another_structure_is_to_be_explained() {
    let s = scenario(
        "  - etape: 1\n    faire: tester-dmp\n    avec: { reference: A }\n    observer: [ { attendu: dmp.TD0.2, ou: { existence: OK }, egal: { dmp.statut: active } } ]\n",
    );
    let joue = |autre: &'static str| {
        let sien: &[(&str, &str)] = &[("existence", "OK"), ("dmp.statut", "active"), ("vihf.structure", "1")];
        let second = [("existence", "NF"), ("vihf.structure", autre)];
        let h = Histoire::nouvelle().acte_de(
            "tester-dmp",
            &[],
            0,
            Some(Issue::Fait),
            None,
            &[("dmp.TD0.2", sien), ("dmp.TD0.2", &second)],
        );
        h.juger(&s).etapes[0].constat.clone()
    };
    assert_eq!(joue("1"), ConstatEtape::VU);
    assert_eq!(joue("2"), ConstatEtape::NonJoue(Cause::AExpliquer));
}

#[test]
fn what_may_come_belongs_to_the_act_that_causes_it() {
    let s = scenario(
        "  - { etape: 1, faire: rechercher-ins, avec: { reference: A }, observer: [ { attendu: insi.wsdl, nombre: 0.. } ] }\n  - { etape: 2, faire: rechercher-ins, avec: { reference: A }, observer: [ { attendu: insi.wsdl, nombre: 0.. }, { attendu: insi.recherche-traits } ] }\n",
    );
    let r = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[])
        .acte(1, Some(Issue::Fait), None, &[("insi.wsdl", &[]), (R, &[])])
        .juger(&s);
    let prises = |e: usize| r.etapes[e].observations[0].echanges.len();
    assert_eq!((prises(0), prises(1)), (0, 1), "the second act came at once");
}

#[test]
fn counts_have_both_bounds() {
    let s = un_attendu(", nombre: 2..3");
    let joue = |n: usize| {
        let pendant: Vec<(&str, &[(&str, &str)])> = (0..n).map(|_| (R, &[][..])).collect();
        Histoire::nouvelle().acte(0, Some(Issue::Fait), None, &pendant).juger(&s).constat
    };
    assert_eq!(
        [joue(1), joue(2), joue(3), joue(4)],
        [Constat::NonConforme, Constat::Conforme, Constat::Conforme, Constat::NonConforme]
    );
}

#[test]
fn with_a_count_the_rules_hold_for_each_one() {
    let s = un_attendu(", nombre: 1.., egal: { cr: 00 }");
    let r = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[(R, &[("cr", "00")]), (R, &[("cr", "02")])])
        .juger(&s);
    assert_eq!(r.constat, Constat::NonConforme);
}

#[test]
fn a_refusal_that_was_expected_and_sent_nothing_is_the_word_of_the_candidate() {
    let s = un_refus();
    let refuse = Some(Issue::Refuse);
    let bon = Histoire::nouvelle().acte(0, refuse, refuse, &[]).juger(&s);
    assert_eq!(bon.constat, Constat::Declare, "{}", bon.raison);
    let hypocrite = Histoire::nouvelle().acte(0, refuse, refuse, &[(R, &[])]).juger(&s);
    assert_eq!(hypocrite.constat, Constat::NonConforme, "it says refuse and sends all the same");
    let naif = Histoire::nouvelle().acte(0, Some(Issue::Fait), refuse, &[]).juger(&s);
    assert_eq!(naif.constat, Constat::NonConforme);
    let en_panne = Histoire::nouvelle().acte(0, Some(Issue::Erreur), refuse, &[]).juger(&s);
    assert_eq!(en_panne.constat, Constat::NonTeste, "an error is not a refusal");
    let absent = Histoire::nouvelle().acte(0, None, refuse, &[]).juger(&s);
    assert_eq!(absent.constat, Constat::NonTeste);
}

#[test]
fn nothing_happened_is_no_evidence() {
    let s = scenario("  - etape: 1\n    faire: rechercher-ins\n    avec: { reference: A }\n    observer: [ { jamais: insi.wsdl } ]\n");
    let menteur = Histoire::nouvelle().acte(0, Some(Issue::Fait), None, &[]).juger(&s);
    assert_eq!(
        etats(&menteur),
        ["declare"],
        "answers « fait » and does nothing: its word, and no more"
    );
}

#[test]
fn jamais_holds_to_the_end_of_the_scenario_or_until_a_capture() {
    let fin = scenario(
        "  - { etape: 1, faire: rechercher-ins, avec: { reference: A }, observer: [ { jamais: insi.wsdl }, { attendu: insi.recherche-traits } ] }\n",
    );
    let apres = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[(R, &[])])
        .attend(3)
        .echange("insi.wsdl", &[])
        .juger(&fin);
    assert_eq!(apres.constat, Constat::NonConforme);
    let avant = scenario(
        "  - { etape: 1, faire: rechercher-ins, avec: { reference: A }, observer: [ { jamais: insi.wsdl, avant: x }, { attendu: insi.recherche-traits, nom: x } ] }\n",
    );
    let permis = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[(R, &[]), ("insi.wsdl", &[])])
        .juger(&avant);
    assert_eq!(permis.constat, Constat::Conforme, "{}", permis.raison);
    let trop_tot = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[("insi.wsdl", &[]), (R, &[])])
        .juger(&avant);
    assert_eq!(trop_tot.constat, Constat::NonConforme);
}

#[test]
fn apres_orders_two_exchanges() {
    let s = scenario(
        "  - etape: 1\n    faire: rechercher-ins\n    avec: { reference: A }\n    observer:\n      - { attendu: insi.wsdl, nom: x }\n      - { attendu: insi.recherche-traits, apres: x }\n",
    );
    let bon = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[("insi.wsdl", &[]), (R, &[])])
        .juger(&s);
    assert_eq!(bon.constat, Constat::Conforme, "{}", bon.raison);
    let inverse = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[(R, &[]), ("insi.wsdl", &[])])
        .juger(&s);
    assert_eq!(inverse.constat, Constat::NonConforme);
}

#[test]
fn an_étape_that_was_not_reached_is_not_tested() {
    let s = scenario(
        "  - { etape: 1, faire: rechercher-ins, avec: { reference: A }, observer: [ { attendu: insi.recherche-traits, egal: { cr: 00 } } ] }\n  - { etape: 2, faire: rechercher-ins, avec: { reference: A }, observer: [ { attendu: insi.recherche-traits } ] }\n",
    );
    let r = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[(R, &[("cr", "00")])])
        .juger(&s);
    assert_eq!(etats(&r), ["vu", "non-joue"]);
    assert_eq!(r.constat, Constat::NonTeste);
}

/// One word an étape.
fn etats(r: &ResultatScenario) -> Vec<&'static str> {
    r.etapes.iter().map(|e| e.constat.mot()).collect()
}

#[test]
fn a_connection_that_was_refused_blocks_and_condemns_nobody() {
    let s = un_attendu("");
    let mut h = Histoire::nouvelle().acte(0, Some(Issue::Erreur), None, &[("insi.connexion-refusee", &[])]);
    "insi".clone_into(&mut h.releve.echanges[0].exchange.service);
    h.releve.echanges[0].exchange.echec = Some("certificat expiré depuis le 2024-12-31".to_owned());
    let r = h.juger(&s);
    assert_eq!(etats(&r), ["bloque"], "{}", r.raison);
    assert!(r.raison.contains("certificat expiré"), "{}", r.raison);
}

/// A search that prepares, a second act that is judged.
fn un_prealable() -> Scenario {
    scenario(
        "  - etape: p1\n    faire: rechercher-ins\n    avec: { reference: A }\n    observer: [ { attendu: insi.recherche-traits, nom: r, ou: { cr: 00 } } ]\n  - etape: 1\n    faire: lire-identite\n    avec: { reference: A }\n    observer: [ { fichier: identite, egal: { matricule: \"{r.ins}\" } } ]\n",
    )
}

#[test]
fn a_préalable_that_is_not_met_blocks_what_follows_and_condemns_nobody() {
    let s = un_prealable();
    assert_eq!(s.prealables(), [true, false]);
    let r = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[(R, &[("cr", "01")])])
        .juger(&s);
    assert_eq!(etats(&r), ["bloque", "bloque"]);
    assert_eq!(r.comptes.to_string(), "aucun écart · 1 bloquée", "what prepares is not counted");
    let ConstatEtape::NonJoue(Cause::Bloque(b)) = &r.etapes[1].constat else {
        panic!("{:?}", r.etapes[1].constat)
    };
    assert_eq!(b.etape.to_string(), "p1");
    assert!(b.dit.contains("cr attendu « 00 », vu « 01 »"), "the near miss is said: {}", b.dit);
}

#[test]
fn an_act_that_nobody_played_leaves_the_rest_to_be_played() {
    let s = un_prealable();
    let mut h = Histoire::nouvelle().acte(0, None, None, &[]);
    h.releve.etapes[0].acte.as_mut().unwrap().resultat.pilote = String::new();
    let r = h.juger(&s);
    assert_eq!(etats(&r), ["a-jouer", "a-jouer"]);
    let en_panne = Histoire::nouvelle().acte(0, None, None, &[]).juger(&s);
    assert_eq!(etats(&en_panne), ["bloque", "bloque"], "an adapter that fails is a cause");
}

#[test]
fn the_near_miss_is_said_with_what_the_candidate_says() {
    let s = un_attendu(", ou: { cr: 00 }, egal: { sexe: F }");
    let mut h = Histoire::nouvelle().acte(0, Some(Issue::Erreur), None, &[(R, &[("faute.code", "desir_550")])]);
    h.releve.etapes[0].acte.as_mut().unwrap().resultat.message = "INSi refuse".to_owned();
    let r = h.juger(&s);
    assert_eq!(etats(&r), ["ecart"]);
    for dit in ["cr attendu « 00 », vu absent", "faute desir_550", "INSi refuse"] {
        assert!(r.raison.contains(dit), "{dit} : {}", r.raison);
    }
}

/// A refusal of the simulated service on a rule of this trust.
fn refusee(trust: Trust) -> Histoire {
    let mut h = Histoire::nouvelle().acte(0, Some(Issue::Erreur), None, &[(R, &[("faute.code", "desir_550")])]);
    let e = &mut h.releve.echanges[0].exchange;
    e.refus = Some("insi.requete.idam.connu".to_owned());
    e.findings = vec![Finding {
        rule: "insi.requete.idam.connu".to_owned(),
        dit: "IDAM connu".to_owned(),
        severity: if trust == Trust::Verified {
            Severity::Error
        } else {
            Severity::Warning
        },
        location: Location::default(),
        expected: "un IDAM connu".to_owned(),
        seen: "absent".to_owned(),
        source: "s".to_owned(),
        trust,
    }];
    h
}

#[test]
fn a_service_that_refuses_on_a_second_hand_rule_blocks() {
    let s = un_attendu(", ou: { cr: 00 }, egal: { sexe: F }");
    let r = refusee(Trust::SecondHand).juger(&s);
    assert_eq!(etats(&r), ["bloque"], "{}", r.raison);
    assert!(r.raison.contains("seconde main"), "{}", r.raison);
    assert_eq!(etats(&refusee(Trust::Verified).juger(&s)), ["ecart"]);
}

#[test]
fn the_answer_of_a_second_hand_refusal_condemns_nobody_either() {
    let s = un_attendu(", egal: { cr: 00 }");
    assert_eq!(etats(&refusee(Trust::SecondHand).juger(&s)), ["bloque"]);
    assert_eq!(etats(&refusee(Trust::Verified).juger(&s)), ["ecart"]);
}

#[test]
fn a_request_for_somebody_else_is_to_be_explained() {
    let s = un_attendu(", ou: { nom: \"{patient.nom}\" }");
    let double =
        |nom: &'static str| Histoire::nouvelle().acte(0, Some(Issue::Fait), None, &[(R, &[("nom", "DUPONT")]), (R, &[("nom", nom)])]);
    assert_eq!(etats(&double("DUPONT").juger(&s)), ["vu"], "the same patient twice is a warning");
    let r = double("MARTIN").juger(&s);
    assert_eq!(r.etapes[0].constat, ConstatEtape::NonJoue(Cause::AExpliquer));
    assert!(r.raison.contains("MARTIN"), "{}", r.raison);
    // A homonym born another day is somebody else; the patient's own date is hers.
    let ne_le = |jour: &'static str| {
        let siens: &[(&str, &str)] = &[("nom", "DUPONT")];
        let autres = [("nom", "DUPONT"), ("date_naissance", jour)];
        Histoire::nouvelle()
            .acte(0, Some(Issue::Fait), None, &[(R, siens), (R, &autres)])
            .juger(&s)
            .etapes[0]
            .constat
            .mot()
    };
    assert_eq!((ne_le("2000-01-02"), ne_le("2000-01-03")), ("vu", "non-joue"));
    let mut explique = double("MARTIN");
    explique.releve.explication = Some("tâche de nuit".to_owned());
    assert_eq!(etats(&explique.juger(&s)), ["declare"]);
}

#[test]
fn a_candidate_may_call_insi_at_creation() {
    let s = scenario(
        "  - etape: p1\n    faire: creer-identite\n    avec: { reference: A, patient: \"{patient}\" }\n  - etape: 1\n    faire: rechercher-ins\n    avec: { reference: A }\n    observer: [ { attendu: insi.recherche-traits, egal: { cr: 00, nom: \"{patient.nom}\" } } ]\n",
    );
    let appel: &[(&str, &[(&str, &str)])] = &[(R, &[("nom", "DUPONT"), ("cr", "00")])];
    let joue = |a_la_creation| {
        let mut h = Histoire::nouvelle()
            .acte_de("creer-identite", &[("reference", "A")], 0, Some(Issue::Fait), None, appel)
            .acte(1, Some(Issue::Fait), None, &[]);
        h.insi_a_la_creation = a_la_creation;
        etats(&h.juger(&s))
    };
    assert_eq!(joue(true), ["geste", "vu"]);
    assert_eq!(joue(false), ["geste", "ecart"]);
}

#[test]
fn a_slip_of_the_pen_is_no_declaration() {
    let s = [scenario(
        "  - etape: 1\n    si: { mode_psc: [web, ciba] }\n    voir: [\"a\"]\n  - etape: 2\n    si: { mode_psc: navigateur-externe }\n    voir: [\"a\"]\n",
    )];
    let inconnue = |v| super::declare::valeur_inconnue(&s, "mode_psc", v);
    for v in ["web", "Web", " CIBA ", "web, navigateur-externe", "non"] {
        assert_eq!(inconnue(v), None, "{v}");
    }
    for v in ["wbe", "web, cibaa", "web;ciba", ""] {
        let dit = inconnue(v).unwrap();
        assert!(
            dit.contains(&format!("mode_psc = « {v} »")) && dit.contains("ciba, navigateur-externe, non, oui, web"),
            "{dit}"
        );
    }
    let dites: Vec<String> = super::declare::valeurs_dites("Web, ciba").collect();
    assert_eq!(dites, ["web", "ciba"]);
}
