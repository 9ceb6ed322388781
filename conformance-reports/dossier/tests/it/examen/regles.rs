//! Each rule is turned by a dossier made wrong on purpose, and by no other change.

use std::collections::BTreeSet;

use segur_dossier::examen::{Consequence, Examen, regles};
use segur_model::catalogue::NaturePreuve;
use segur_model::resultat::{Contenu, ResultatExigence};
use segur_model::{AVERTISSEMENT_SIMULE, Constat, EtatPreuve};

use super::examen;
use super::juste::*;
use crate::exemple::{Campagne, echange, requete};

pub type Changer = fn(&mut Campagne);

/// A picture of 640 × 299 pixels.
fn vignette() -> Vec<u8> {
    let mut v = PNG.to_vec();
    v[16..24].copy_from_slice(&[0, 0, 2, 0x80, 0, 0, 1, 0x2b]);
    v
}

/// Rule, and what breaks it in the right campaign.
pub const CASSENT: &[(&str, Changer)] = &[
    ("examen.video.illisible", |c| {
        let octets = Some(c.garder(b"ceci n'est pas un film", "video/mp4"));
        pieces(c, "VID/1").truncate(1);
        pieces(c, "VID/1")[0].quoi = Contenu::Video { de: 1, a: 5, octets };
    }),
    ("examen.video.etape-manquante", |c| {
        let film = &mut pieces(c, "VID/1")[1];
        film.quoi = Contenu::Video { de: 4, a: 5, octets: None };
        film.recevable = false;
    }),
    ("examen.capture.illisible", |c| {
        let octets = Some(c.garder(MP4, "image/png"));
        let phrase = "l'écran sans matricule".to_owned();
        pieces(c, "INS/va1.53")[0].quoi = Contenu::Capture { phrase, octets };
    }),
    ("examen.capture.trop-petite", |c| {
        let octets = Some(c.garder(&vignette(), "image/png"));
        let phrase = "l'écran sans matricule".to_owned();
        pieces(c, "INS/va1.53")[0].quoi = Contenu::Capture { phrase, octets };
    }),
    ("examen.capture.manquante", |c| {
        let capture = &mut pieces(c, "CAP/1")[1];
        capture.recevable = false;
        let phrase = "le refus affiché".to_owned();
        capture.quoi = Contenu::Capture { phrase, octets: None };
    }),
    ("examen.trace.hors-systeme", |c| message(c, "TRA/1")),
    ("examen.piece.simulee", |c| message(c, "MSG/1")),
    ("examen.trace.autre-campagne", |c| {
        remplacer(c, "MSG/1", trace("Tilleul SGL 4.2.0", "hier-3").as_bytes())
    }),
    ("examen.trace.autre-version", |c| {
        message(c, "MSG/1");
        if let Contenu::Message { echanges, .. } = &mut pieces(c, "MSG/1")[0].quoi {
            echanges[0]
                .exchange
                .faits
                .insert("lps.version".to_owned(), vec!["4.1.9".to_owned()]);
        }
    }),
    ("examen.trace.sans-auteur", |c| {
        remplacer(
            c,
            "TRA/1",
            br#"{"l":[{"date":"2026-01-15","operation":"recherche","code_retour":"00"}]}"#,
        )
    }),
    ("examen.trace.sans-reponse", |c| {
        remplacer(
            c,
            "TRA/1",
            br#"{"l":[{"date":"2026-01-15","utilisateur":"DUPONT","operation":"recherche","code_retour":""}]}"#,
        );
    }),
    ("examen.trace.sans-heure", |c| {
        remplacer(
            c,
            "TRA/1",
            br#"[{"utilisateur":"DUPONT","operation":"recherche","code_retour":"00"}]"#,
        )
    }),
    ("examen.courriel.pas-la-source", |c| remplacer(c, "SMT/1", PNG)),
    ("examen.pdf.illisible", |c| remplacer(c, "TXT/1", b"%PDF-1.7\nun morceau")),
    ("examen.document.pdf-a1", |c| {
        remplacer(c, "DOC/1", &pdf_ecrit(&["sans annonce"], false))
    }),
    ("examen.document.nom", |c| {
        pieces(c, "DOC/1").clear();
        fichier(c, "DOC/1", Some("compte-rendu.pdf"), &pdf_a1(), "application/pdf");
    }),
    ("examen.document.cda-illisible", |c| {
        remplacer(c, "CDA/1", &CDA.as_bytes()[..CDA.len() / 2])
    }),
    ("examen.document.ins", |c| changer(c, "1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.2")),
    ("examen.document.cda-non-conforme", |c| {
        changer(c, "<languageCode code=\"fr-FR\"", "<languageCode code=\"\"")
    }),
    ("examen.lien.absent", |c| remplacer(c, "LIE/1", b"rapport dans mon espace")),
    ("examen.lien.instance", |c| {
        remplacer(c, "LIE/1", b"https://interop.esante.gouv.fr/evs/report.seam?oid=1")
    }),
    ("examen.execution.numero", |c| remplacer(c, "EXE/1", b"MSS-LPS-SEGUR-GEN 12345")),
    ("examen.homologation.en-attente", |c| {
        remplacer(
            c,
            "CND/1",
            "Tilleul SGL 4.2.0, NIL LA9999 : dossier au stade du Pré-examen".as_bytes(),
        );
    }),
    ("examen.homologation.produit", |c| {
        remplacer(c, "CND/1", b"Homologation : Tilleul SGL 4.1.0, NIL LA9999")
    }),
    ("examen.pentest.perime", |c| {
        remplacer(c, "PEN/1", &pdf_ecrit(&["Fiche du 12/03/2024"], true))
    }),
    ("examen.pentest.signature", |c| {
        remplacer(c, "PEN/1", &pdf_ecrit(&["Fiche du 12/03/2026"], false))
    }),
    ("examen.piece.vide", |c| remplacer(c, "TXT/1", b"")),
    ("examen.piece.autre-nature", |c| {
        pieces(c, "PSC.08").clear();
        fichier(c, "PSC.08", None, &pdf_ecrit(&["rien"], false), "application/pdf");
    }),
    ("examen.preuve.sans-fichier", |c| pieces(c, "TXT/1").clear()),
    ("examen.dossier.depot-avant-campagne", |c| {
        c.resultat.ouverte = time::macros::datetime!(2026-12-01 09:00 UTC)
    }),
    ("examen.piece.refusee", |c| {
        let piece = &mut pieces(c, "DOC/1")[0];
        (piece.recevable, piece.refus) = (false, "le document a un écart dans la même campagne".to_owned());
    }),
    ("examen.preuve.autre-scenario", |c| {
        pieces(c, "VID/1").iter_mut().for_each(|p| p.preuve = "CAP/1.01.01".to_owned())
    }),
    ("examen.preuve.nature-inconnue", |c| {
        c.catalogue.exigences[1].scenarios[0].preuves[0].natures = vec![NaturePreuve::Unclassified]
    }),
    ("examen.preuve.sans-objet", |c| c.resultat.preuves[0].etat = EtatPreuve::SansObjet),
    ("examen.ins.matricule-non-qualifie", |c| ecart(c, "INS/va1.53")),
    ("examen.psc.acr-values", |c| ecart(c, "PSC.08")),
    ("examen.dmp.ordre-des-appels", |c| ecart(c, "DMP/UX.08")),
    ("examen.mss.traces", |c| ecart(c, "MSS/CONF.18")),
    ("examen.exigence.non-conforme", |c| ecart(c, "VID/1")),
    ("examen.dossier.donnees-reelles", |c| c.accepter = true),
    ("examen.dossier.nil-absent", |c| c.resultat.produit.nil.clear()),
    ("examen.chapitre.incomplet", |c| pieces(c, "DOC/1").clear()),
];

/// Rules that only say who must look: what they are told of, without which they are silent.
const REGARDENT: &[(&str, &[&str])] = &[
    ("examen.psc.ecran", &["PSC.08"]),
    ("examen.video.ecran", &["VID/1", "PSC.08"]),
    ("examen.capture.ecran", &["CAP/1", "INS/va1.53", "DMP/UX.08", "MSS/CONF.18"]),
    ("examen.document.contenu", &["TXT/1"]),
    ("examen.lien.rapport", &["LIE/1"]),
    ("examen.execution.produit", &["EXE/1"]),
    ("examen.homologation.profil", &["CND/1"]),
    ("examen.pentest.resultat", &["PEN/1"]),
    ("examen.attestation.signature", &["ATT/1"]),
];

fn message(c: &mut Campagne, exigence: &str) {
    let e = echange(c, 41, &requete(&["RUTH"]));
    pieces(c, exigence).clear();
    let quoi = Contenu::Message {
        nom: "r".to_owned(),
        echanges: vec![e],
    };
    donner(c, exigence, quoi);
}

fn trace(produit: &str, campagne: &str) -> String {
    format!("{AVERTISSEMENT_SIMULE}\n\nProduit     : {produit}\nCampagne    : {campagne}, REM-BIO-SGL-Va1 2023-03\n")
}

fn changer(c: &mut Campagne, avant: &str, apres: &str) {
    assert!(CDA.contains(avant), "nothing to change: {avant}");
    remplacer(c, "CDA/1", CDA.replace(avant, apres).as_bytes());
}

fn ecart(c: &mut Campagne, exigence: &str) {
    let e: &mut ResultatExigence = c.resultat.exigences.iter_mut().find(|e| e.id == exigence).unwrap();
    e.comptes.ecarts = 1;
    (e.constat, e.raison) = (Constat::NonConforme, "étape 2 : vu autre chose".to_owned());
}

/// The rules that were told, but those that could not be judged.
pub fn dites(e: &Examen) -> BTreeSet<&str> {
    let jugees = e.remarques().filter(|r| r.consequence != Consequence::NeSaitPas);
    jugees.map(|r| r.regle.as_str()).collect()
}

#[test]
fn a_right_dossier_is_told_nothing() {
    let e = examen(&juste());
    assert_eq!(dites(&e), BTreeSet::new());
    assert_eq!(e.code_sortie(), 0);
    assert_eq!((e.bilan.a_fournir, e.bilan.reviendraient, e.bilan.chapitres_complets), (0, 0, 1));
    assert_eq!(e.bilan.non_jugees + e.bilan.sans_remarque, e.bilan.preuves);
}

#[test]
fn each_rule_is_turned_by_a_dossier_made_wrong() {
    for (regle, casser) in CASSENT {
        let mut c = juste();
        // A broken document holds an INS under no OID that tells it from somebody's.
        c.accepter = regle.starts_with("examen.document.");
        casser(&mut c);
        let e = examen(&c);
        let dite = e.remarques().find(|r| r.regle == *regle);
        let consequence = regles().unwrap().iter().find(|r| r.id == *regle).map(|r| r.consequence);
        assert_eq!(dite.map(|r| r.consequence), consequence, "{regle} : {:?}", dites(&e));
        assert_eq!(
            e.code_sortie() == 1,
            e.remarques().any(|r| r.consequence == Consequence::Revient),
            "{regle}"
        );
    }
}

#[test]
fn what_nobody_judges_is_said_of_what_is_there_alone() {
    let entier = examen(&juste());
    for (regle, exigences) in REGARDENT {
        assert!(entier.remarques().any(|r| r.regle == *regle), "{regle}");
        let mut c = juste();
        exigences.iter().for_each(|x| pieces(&mut c, x).clear());
        assert!(!examen(&c).remarques().any(|r| r.regle == *regle), "{regle}");
    }
}

#[test]
fn every_rule_of_the_data_is_turned() {
    let tournees: BTreeSet<&str> = CASSENT.iter().map(|(r, _)| *r).chain(REGARDENT.iter().map(|(r, _)| *r)).collect();
    let toutes: BTreeSet<&str> = regles().unwrap().iter().map(|r| r.id.as_str()).collect();
    assert_eq!(tournees, toutes);
}

#[test]
fn the_rule_of_an_exigence_speaks_in_place_of_the_general_one() {
    let mut c = juste();
    ecart(&mut c, "PSC.08");
    let e = examen(&c);
    assert_eq!(dites(&e), BTreeSet::from(["examen.psc.acr-values"]));
    assert_eq!(
        (e.bilan.exigences_en_ecart, e.bilan.reviendraient),
        (1, 1),
        "its proof would show it"
    );
}

#[test]
fn a_rule_of_which_the_source_is_not_verified_counts_and_says_so() {
    let mut c = juste();
    remplacer(&mut c, "EXE/1", b"douze");
    remplacer(&mut c, "LIE/1", b"https://interop.esante.gouv.fr/1");
    remplacer(&mut c, "SMT/1", PNG);
    let texte = segur_dossier::examen::texte(&examen(&c));
    for verbe in [
        "      reviendrait\n",
        "reviendrait sans doute (motif déduit)",
        "reviendrait sans doute (source de seconde main)",
    ] {
        assert!(texte.contains(verbe), "{verbe}\n{texte}");
    }
}
