//! The same pieces, given one by one or in a dossier, are told the same.

use std::collections::BTreeSet;

use segur_dossier::depot::{Demande, PieceRemise, Source, examiner_preuve};
use segur_dossier::examen::{PreuveExaminee, Remarque, Sort, examiner_ouvert};
use segur_dossier::{DossierError, EtatDePreuve, GenrePiece, Lecteur};
use segur_model::catalogue::{CatalogueScenario, NaturePreuve, Proof};

use super::REGLAGE;
use super::juste::*;
use super::regles::CASSENT;
use crate::exemple::{Campagne, OUVERTE};

/// What a dossier alone knows: the exigence, what its campaign refused or planned, what it says is there.
const DU_DOSSIER: &[&str] = &[
    "examen.exigence.non-conforme",
    "examen.ins.matricule-non-qualifie",
    "examen.psc.acr-values",
    "examen.dmp.ordre-des-appels",
    "examen.mss.traces",
    "examen.piece.refusee",
    "examen.preuve.sans-fichier",
    "examen.preuve.sans-objet",
    "examen.preuve.autre-scenario",
    "examen.capture.manquante",
];

/// Proofs of which a campaign says what neither the bytes of a file nor the catalogue do.
const AUTREMENT: &[(&str, &str)] = &[
    ("examen.piece.autre-nature", "PSC.08"),
    ("examen.preuve.autre-scenario", "CAP/1"),
    ("examen.preuve.nature-inconnue", "CAP/1"),
    ("examen.preuve.sans-objet", "VID/1"),
];

/// A piece, taken out of a dossier.
struct Tiree {
    nom: String,
    octets: Vec<u8>,
    reperes: Vec<(u32, u32)>,
    simulee: bool,
}

fn tirees(etat: &EtatDePreuve, lecteur: &mut Lecteur) -> Vec<Tiree> {
    let mut tirees = Vec::new();
    for p in &etat.pieces {
        for chemin in p.fichiers.iter().filter(|_| p.recevable) {
            let montre = p.montre.into_iter().flat_map(|(de, a)| de..=a);
            tirees.push(Tiree {
                nom: p
                    .nom_fichier
                    .clone()
                    .unwrap_or_else(|| chemin.rsplit('/').next().unwrap().to_owned()),
                octets: lecteur.lire(chemin, 64 << 20).unwrap(),
                reperes: montre.map(|e| (e, e * 10)).collect(),
                simulee: p.genre == GenrePiece::Message,
            });
        }
    }
    tirees
}

/// The proof of a dossier, its pieces given one by one.
fn un_par_un(c: &Campagne, etat: &EtatDePreuve, pieces: &[Tiree]) -> PreuveExaminee {
    let (exigence, scenario, preuve) = c.catalogue.preuve(&etat.id).unwrap();
    let filmees = etat.pieces.iter().filter_map(|p| p.montre);
    let etapes: BTreeSet<u32> = filmees.flat_map(|(de, a)| de..=a).collect();
    let d = Demande {
        exigence: &exigence.id,
        scenario,
        preuve,
        produit: &c.resultat.produit,
        profils: &c.resultat.profils,
        campagne: &c.resultat.id,
        ouverte: OUVERTE,
        jour: REGLAGE.jour,
        etapes: &etapes.into_iter().collect::<Vec<_>>(),
    };
    let pieces: Vec<PieceRemise<'_>> = pieces
        .iter()
        .map(|t| PieceRemise {
            nom: &t.nom,
            contenu: Source::Octets(&t.octets),
            reperes: &t.reperes,
            simulee: t.simulee,
        })
        .collect();
    examiner_preuve(&d, &pieces).unwrap()
}

/// Without the names of the files, which a dossier makes its own.
fn nues(remarques: &[Remarque]) -> Vec<(Remarque, usize)> {
    let siennes = remarques.iter().filter(|r| !DU_DOSSIER.contains(&r.regle.as_str()));
    siennes
        .map(|r| {
            let fichiers = Vec::new();
            (Remarque { fichiers, ..r.clone() }, r.fichiers.len())
        })
        .collect()
}

#[test]
fn a_deposit_file_by_file_is_told_what_its_dossier_is() {
    let mut dites = BTreeSet::new();
    let tout_va = ("rien", (|_| {}) as fn(&mut Campagne));
    for (regle, casser) in [tout_va].iter().chain(CASSENT) {
        let mut c = juste();
        c.accepter = true;
        casser(&mut c);
        let (_tmp, chemin) = c.poser();
        let mut lecteur = Lecteur::ouvrir(&chemin).unwrap();
        let e = examiner_ouvert(&mut lecteur, &REGLAGE).unwrap();
        for etat in lecteur.manifeste().etats.clone() {
            let en_dossier = e.preuves.iter().find(|p| p.id == etat.id).unwrap();
            let seule = un_par_un(&c, &etat, &tirees(&etat, &mut lecteur));
            dites.extend(seule.remarques.iter().map(|r| r.regle.clone()));
            if AUTREMENT.contains(&(*regle, &etat.exigence)) {
                continue;
            }
            assert_eq!(nues(&seule.remarques), nues(&en_dossier.remarques), "{regle} : {}", etat.id);
            if !en_dossier.remarques.iter().any(|r| DU_DOSSIER.contains(&r.regle.as_str())) {
                assert_eq!(seule.sort, en_dossier.sort, "{regle} : {}", etat.id);
                assert_eq!(seule.par, en_dossier.par, "{regle} : {}", etat.id);
            }
            assert_eq!((&seule.demandees, &seule.exigence), (&en_dossier.demandees, &en_dossier.exigence));
        }
    }
    // All that a dossier is told of its pieces and of its proofs was compared.
    let attendues = CASSENT.iter().map(|(r, _)| *r).filter(|r| {
        let ailleurs = r.starts_with("examen.dossier.") || r.starts_with("examen.chapitre.");
        !ailleurs && !DU_DOSSIER.contains(r) && *r != "examen.piece.autre-nature"
    });
    let manquent: Vec<&str> = attendues.filter(|r| !dites.contains(*r)).collect();
    assert_eq!(manquent, Vec::<&str>::new());
}

fn preuve(natures: &[NaturePreuve]) -> (CatalogueScenario, Proof) {
    let mut c = juste();
    ajouter(&mut c, "NEU/1", natures);
    let (_, scenario, preuve) = c.catalogue.preuve("NEU/1.01.01").unwrap();
    (scenario.clone(), preuve.clone())
}

fn examinee((scenario, preuve): &(CatalogueScenario, Proof), pieces: &[PieceRemise<'_>]) -> Result<PreuveExaminee, DossierError> {
    let c = juste();
    let d = Demande {
        exigence: "NEU/1",
        scenario,
        preuve,
        produit: &c.resultat.produit,
        profils: &[],
        campagne: "",
        ouverte: OUVERTE,
        jour: REGLAGE.jour,
        etapes: &[1, 2, 3, 5],
    };
    examiner_preuve(&d, pieces)
}

fn piece<'a>(nom: &'a str, octets: &'a [u8], reperes: &'a [(u32, u32)]) -> PieceRemise<'a> {
    PieceRemise {
        nom,
        contenu: Source::Octets(octets),
        reperes,
        simulee: false,
    }
}

#[test]
fn the_étapes_of_films_are_those_that_are_marked_in_them() {
    let p = preuve(&[NaturePreuve::Video]);
    let vu = |pieces: &[PieceRemise<'_>]| {
        let e = examinee(&p, pieces).unwrap();
        let manque = e
            .remarques
            .iter()
            .find(|r| r.regle == "examen.video.etape-manquante")
            .map(|r| r.vu.clone());
        (e.sort, manque.unwrap_or_default())
    };
    assert_eq!(
        vu(&[piece("a.mp4", MP4, &[])]),
        (Sort::NonJugee, String::new()),
        "unmarked, it shows them all"
    );
    let deux = [piece("a.mp4", MP4, &[(2, 30), (1, 0)]), piece("b.mp4", MP4, &[(3, 0), (5, 9)])];
    assert_eq!(vu(&deux), (Sort::NonJugee, String::new()));
    assert_eq!(
        vu(&deux[..1]),
        (Sort::Reviendrait, "la vidéo ne montre pas : étape 3, étape 5".to_owned())
    );
    let e = examinee(&p, &deux).unwrap();
    assert_eq!(e.fournies[0], "a.mp4 : étape 1 à 00:00, étape 2 à 00:30");
    assert_eq!(e.fichiers, ["a.mp4", "b.mp4"]);
}

#[test]
fn what_is_not_there_is_asked_of_who_delivers_it() {
    let rien = examinee(&preuve(&[NaturePreuve::CndaCertificate]), &[]).unwrap();
    assert_eq!((rien.sort, rien.par.as_deref()), (Sort::AFournir, Some("cnda")));
    assert!(!rien.reste.is_empty() && rien.remarques.is_empty(), "{rien:?}");
    let mut deux = preuve(&[NaturePreuve::Screenshot, NaturePreuve::Documentation]);
    deux.1.toutes = true;
    let texte = b"Manuel".as_slice();
    let e = examinee(&deux, &[piece("manuel.txt", texte, &[])]).unwrap();
    assert_eq!((e.sort, e.reste.as_str()), (Sort::AFournir, "capture d'écran"));
    let e = examinee(&deux, &[piece("manuel.txt", texte, &[]), piece("a.png", PNG, &[])]).unwrap();
    assert_eq!((e.sort, e.reste.as_str()), (Sort::NonJugee, ""), "{:?}", e.remarques);
}

#[test]
fn a_name_is_harmless_and_a_piece_that_is_gone_is_told() {
    let p = preuve(&[NaturePreuve::Documentation]);
    let e = examinee(&p, &[piece("../\u{202e}<b>\u{1b}.txt", b"Manuel", &[])]).unwrap();
    assert_eq!(e.fichiers, ["<b>.txt"]);
    let tmp = tempfile::tempdir().unwrap();
    let perdue = PieceRemise {
        contenu: Source::Fichier(&tmp.path().join("perdue")),
        ..piece("manuel.pdf", b"", &[])
    };
    let dit = examinee(&p, &[perdue]).unwrap_err().to_string();
    assert!(dit.starts_with("la pièce « manuel.pdf » ne se lit pas"), "{dit}");
}

/// A trace of the bench that is of no campaign in particular is of none that it should be of.
#[test]
fn what_is_given_one_by_one_may_be_of_no_campaign() {
    let trace = format!(
        "{}\n\nCampagne    : hier-3, REM-BIO-SGL-Va1 2023-03\n",
        segur_model::AVERTISSEMENT_SIMULE
    );
    let e = examinee(&preuve(&[NaturePreuve::TraceLog]), &[piece("t.txt", trace.as_bytes(), &[])]).unwrap();
    let regles: Vec<&str> = e.remarques.iter().map(|r| r.regle.as_str()).collect();
    assert!(
        regles.contains(&"examen.piece.simulee") && !regles.contains(&"examen.trace.autre-campagne"),
        "{regles:?}"
    );
}
