//! The day before the deposit: a robot reviewer applies the public reasons for sending back to each proof and exigence of a dossier.
//!
//! The ANS publishes no list of reasons: nearly all are inferred, each says how far its source is trusted, and nothing here is a verdict.
//! Rules and delays are data (`regles.toml`, `livreurs.toml`); `controles/` has one function per kind of check.

pub(crate) mod affaire;
mod chapitres;
pub(crate) mod controles;
pub(crate) mod lecture;
mod livraisons;
pub(crate) mod porte;
mod regles;
mod resultat;
mod texte;

use std::path::Path;

use segur_model::catalogue::Catalogue;
use segur_model::{AVERTISSEMENT_SIMULE, EtatPreuve};
use time::Date;

pub use controles::Controle;
pub use regles::{Consequence, Livreur, Regle, livreurs, regles};
pub use resultat::{Bilan, ChapitreExamine, Examen, ExigenceExaminee, Livraison, Manque, PreuveExaminee, Remarque, Sort};
pub use texte::{en_ligne, texte};

use affaire::{Affaire, Cadre, Preuve};
use controles::{Fonction, Issue};

use crate::manifeste::ConstatExigence;
use crate::{DossierError, Lecteur, recit};

/// What the reasons are worth.
pub const RESERVE: &str = "L'ANS ne publie pas de liste de motifs de renvoi : ceux-ci sont déduits de ce que demandent les scénarios et de sa FAQ. \
    Un examinateur peut en décider autrement.";

/// What an examination is told.
#[derive(Debug, Clone, Copy)]
pub struct Reglage<'a> {
    /// Day of the deposit.
    pub jour: Date,
    /// The catalogues that ship: that of the dossier completes a manifest of before this version.
    pub catalogues: &'a [Catalogue],
}

/// Examines an intact pack. Nothing is extracted, nothing is written.
///
/// # Errors
/// As [`crate::verifier`]; [`DossierError::Altere`] when the pack is not intact: what was altered is not worth examining.
pub fn examiner(chemin: &Path, reglage: &Reglage<'_>) -> Result<Examen, DossierError> {
    examiner_ouvert(&mut Lecteur::ouvrir(chemin)?, reglage)
}

/// Examines a pack that is open already: it is not verified again.
///
/// # Errors
/// The data of the program cannot be read: its tests read them.
pub fn examiner_ouvert(lecteur: &mut Lecteur, reglage: &Reglage<'_>) -> Result<Examen, DossierError> {
    let regles = regles()?;
    let manifeste = lecteur.manifeste().clone();
    let cite = &manifeste.catalogue;
    let catalogue = reglage.catalogues.iter().find(|c| c.code == cite.code && c.version == cite.version);
    let a = Affaire::nouvelle(&manifeste, catalogue, reglage.jour);

    let exigences = exigences(&a, regles);
    let preuves: Vec<PreuveExaminee> = manifeste
        .etats
        .iter()
        .map(|etat| preuve(&a.cadre, &a.preuve(etat, lecteur), chapitres::nom(&a, &etat.exigence), &exigences))
        .collect::<Result<_, _>>()?;
    let chapitres = chapitres::dresser(&a, &preuves, regles);
    let dossier = regles
        .iter()
        .filter_map(|r| match r.controle.fonction() {
            Fonction::Dossier(f) => remarquer(r, f(&a), &[]),
            _ => None,
        })
        .collect();
    Ok(Examen {
        simule: true,
        avertissement: AVERTISSEMENT_SIMULE.to_owned(),
        reserve: RESERVE.to_owned(),
        produit: manifeste.produit.clone(),
        campagne: manifeste.campagne.clone(),
        catalogue: format!("{} ({})", cite.code, cite.version),
        jour: reglage.jour.to_string(),
        cle_publique: crate::est_cle_publique(lecteur.empreinte_cle()),
        empreinte_cle: lecteur.empreinte_cle().to_owned(),
        bilan: bilan(&preuves, &exigences, &chapitres),
        livraisons: livraisons::dresser(&preuves)?,
        ensuite: livraisons::ensuite()?,
        preuves,
        exigences,
        dossier,
        chapitres,
    })
}

fn exigences(a: &Affaire<'_>, regles: &[Regle]) -> Vec<ExigenceExaminee> {
    let une = |e: &ConstatExigence| {
        // Of two rules of one check the first that is about it speaks alone.
        let mut vus: Vec<Controle> = Vec::new();
        let mut remarques = Vec::new();
        for r in regles.iter().filter(|r| r.vise_exigence(&e.id)) {
            if let Fonction::Exigence(f) = r.controle.fonction()
                && !vus.contains(&r.controle)
            {
                vus.push(r.controle);
                remarques.extend(remarquer(r, f(e), &[]));
            }
        }
        (!remarques.is_empty()).then(|| ExigenceExaminee {
            id: e.id.clone(),
            resume: e.resume.clone(),
            chapitre: chapitres::nom(a, &e.id),
            remarques,
        })
    };
    a.manifeste.exigences.iter().filter_map(une).collect()
}

/// Judges one proof, wherever its pieces come from. `chapitre`: the one of its exigence.
pub(crate) fn preuve(
    cadre: &Cadre<'_>,
    p: &Preuve<'_>,
    chapitre: String,
    exigences: &[ExigenceExaminee],
) -> Result<PreuveExaminee, DossierError> {
    let mut remarques: Vec<Remarque> = Vec::new();
    // What shows an écart would come back, whatever else is right.
    if p.fournie() {
        remarques.extend(
            exigences
                .iter()
                .filter(|e| e.id == p.etat.exigence)
                .flat_map(|e| e.remarques.iter().cloned()),
        );
    }
    for r in visees(regles()?, p) {
        match r.controle.fonction() {
            Fonction::Preuve(f) => remarques.extend(remarquer(r, f(cadre, p), &[])),
            Fonction::Piece(f) if p.fournie() => {
                for x in p.pieces.iter().filter(|x| r.vise_piece(x.genre)) {
                    fondre(&mut remarques, remarquer(r, f(r, cadre, p, x), &[&x.cite.chemin]));
                }
            }
            _ => {}
        }
    }
    let sort = sort(p, &remarques);
    Ok(PreuveExaminee {
        id: p.etat.id.clone(),
        exigence: p.etat.exigence.clone(),
        scenario: p.etat.scenario.clone(),
        chapitre,
        demandees: p.demande.natures.iter().map(|n| n.libelle().to_owned()).collect(),
        sort,
        par: if sort == Sort::AFournir { Some(livraisons::de(p)?) } else { None },
        reste: if sort == Sort::AFournir {
            p.etat.raison.clone()
        } else {
            String::new()
        },
        fichiers: p.pieces.iter().map(|x| x.cite.chemin.clone()).collect(),
        fournies: p
            .etat
            .pieces
            .iter()
            .filter_map(|x| x.donnee.as_ref())
            .map(|d| format!("{}, {}", d.nom, recit::fournie_et_reperes(d)))
            .collect(),
        remarques,
    })
}

/// The rules that are about a proof.
fn visees<'r>(regles: &'r [Regle], p: &Preuve<'_>) -> impl Iterator<Item = &'r Regle> {
    regles
        .iter()
        .filter(|r| r.vise_exigence(&p.etat.exigence) && r.vise_natures(&p.demande.natures))
}

/// The same thing said of another file of the proof is said once.
fn fondre(remarques: &mut Vec<Remarque>, nouvelle: Option<Remarque>) {
    let Some(nouvelle) = nouvelle else { return };
    match remarques.iter_mut().find(|r| r.regle == nouvelle.regle && r.vu == nouvelle.vu) {
        Some(deja) => deja.fichiers.extend(nouvelle.fichiers),
        None => remarques.push(nouvelle),
    }
}

fn sort(p: &Preuve<'_>, remarques: &[Remarque]) -> Sort {
    let une = |c: Consequence| remarques.iter().any(|r| r.consequence == c);
    if p.etat.etat == EtatPreuve::SansObjet {
        Sort::SansObjet
    } else if !p.fournie() {
        Sort::AFournir
    } else if une(Consequence::Revient) {
        Sort::Reviendrait
    } else if p.etat.etat == EtatPreuve::ACompleter {
        // Something was given, and the campaign says that it is not all.
        Sort::AFournir
    } else if une(Consequence::NeSaitPas) || p.etat.etat != EtatPreuve::Produite {
        Sort::NonJugee
    } else {
        Sort::SansRemarque
    }
}

fn remarquer(r: &Regle, issue: Issue, fichiers: &[&str]) -> Option<Remarque> {
    let (consequence, vu) = match issue {
        Issue::Tient => return None,
        Issue::Manque(vu) => (r.consequence, vu),
        Issue::NeSaitPas(pourquoi) => (Consequence::NeSaitPas, pourquoi),
    };
    Some(Remarque {
        regle: r.id.clone(),
        dit: r.dit.clone(),
        consequence,
        vu,
        fichiers: fichiers.iter().map(|f| (*f).to_owned()).collect(),
        a_faire: r.a_faire.clone(),
        par: r.par.clone(),
        source: r.source.clone(),
        trust: r.trust,
    })
}

fn bilan(preuves: &[PreuveExaminee], exigences: &[ExigenceExaminee], chapitres: &[ChapitreExamine]) -> Bilan {
    let n = |s: Sort| preuves.iter().filter(|p| p.sort == s).count();
    let revient = |r: &Remarque| r.consequence == Consequence::Revient;
    Bilan {
        preuves: preuves.len(),
        reviendraient: n(Sort::Reviendrait),
        a_fournir: n(Sort::AFournir),
        dont_tiers: preuves
            .iter()
            .filter(|p| p.par.as_deref().is_some_and(|par| par != regles::EDITEUR))
            .count(),
        non_jugees: n(Sort::NonJugee),
        sans_remarque: n(Sort::SansRemarque),
        sans_objet: n(Sort::SansObjet),
        exigences_en_ecart: exigences.iter().filter(|e| e.remarques.iter().any(revient)).count(),
        chapitres_complets: chapitres.iter().filter(|c| c.complet).count(),
    }
}
