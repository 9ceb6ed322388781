//! Candidatures that are made up: to see each state of the workflow without waiting, and for tests. Data (`donnees/parcours.toml`).

use std::collections::BTreeSet;

use segur_dossier::examen::{Remarque, regles};
use segur_kit::Morceau;
use serde::Deserialize;
use time::{Duration, OffsetDateTime};

use super::{Acteur, Cadre, Demande, Dossier, Geste, Personne, Piece, Produit, Remise, Role, Sort, Verdict, ouvrir};

const DONNEES: &str = include_str!("../../donnees/parcours.toml");

/// The one piece that stands for all.
pub(crate) const PIECE: &str = "SIMULÉ : pièce inventée d'un parcours de démonstration. Elle ne montre rien.\n";

/// The rule that what is wrong on purpose breaks.
const FAUTE: &str = "examen.video.etape-manquante";

/// One of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parcours {
    pub nom: String,
    pub dit: String,
    pas: Vec<Pas>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pas {
    jour: u32,
    qui: Role,
    #[serde(default)]
    geste: Option<Geste>,
    #[serde(default)]
    remplir: Option<String>,
    #[serde(default)]
    fautives: usize,
    #[serde(default)]
    repondre: Option<String>,
    #[serde(default)]
    conformer: Option<String>,
    /// Only in this state.
    #[serde(default)]
    si: Option<super::Etat>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tous {
    parcours: Vec<Parcours>,
}

/// Every one.
///
/// # Errors
/// When the data cannot be read.
pub(crate) fn tous() -> Result<Vec<Parcours>, String> {
    toml::from_str::<Tous>(DONNEES)
        .map(|t| t.parcours)
        .map_err(|e| format!("donnees/parcours.toml : {e}"))
}

impl Parcours {
    /// How many days it lasts.
    pub fn jours(&self) -> u32 {
        self.pas.iter().map(|p| p.jour).max().unwrap_or_default()
    }

    /// Plays it, from its opening to its last day.
    ///
    /// # Errors
    /// The step that was refused, and why.
    pub fn jouer(&self, id: &str, editeur: &Personne, debut: OffsetDateTime, cadre: &Cadre<'_>) -> Result<Dossier, String> {
        let acteur = |role: Role| match role {
            Role::Editeur => Acteur {
                id: editeur.id.clone(),
                nom: editeur.nom.clone(),
                role,
            },
            Role::Relecteur => Acteur {
                id: "relecteur-du-parcours".to_owned(),
                nom: "Relecteur du parcours".to_owned(),
                role,
            },
            _ => Acteur::banc(),
        };
        let demande = Demande {
            id: id.to_owned(),
            societe: "Éditeur du parcours".to_owned(),
            produit: Produit {
                nom: format!("Parcours {}", self.nom),
                version: "1.0.0".to_owned(),
                editeur: "Éditeur du parcours".to_owned(),
                nil: String::new(),
            },
            profils: Vec::new(),
            editeur: editeur.clone(),
            robot: true,
        };
        let mut d = ouvrir(demande, debut, cadre, &acteur(Role::Editeur)).map_err(|e| e.to_string())?;
        for pas in &self.pas {
            let quand = debut + Duration::days(i64::from(pas.jour));
            d.avancer(quand, cadre);
            if pas.si.is_some_and(|e| e != d.tete.etat) {
                continue;
            }
            pas.faire(&mut d, &acteur(pas.qui), quand, cadre)
                .map_err(|e| format!("parcours « {} », jour {} : {e}", self.nom, pas.jour))?;
        }
        Ok(d)
    }
}

impl Pas {
    fn faire(&self, d: &mut Dossier, acteur: &Acteur, quand: OffsetDateTime, cadre: &Cadre<'_>) -> Result<(), super::Refus> {
        if let Some(geste) = &self.geste {
            let mut geste = geste.clone();
            if let Geste::Erratum(e) = &mut geste {
                e.referentiel.clone_from(&d.tete.referentiel);
                let premiere = d.preuves.first().map(|p| p.exigence.clone()).unwrap_or_default();
                e.vise
                    .iter_mut()
                    .filter(|v| *v == "premiere-exigence")
                    .for_each(|v| v.clone_from(&premiere));
            }
            d.agir(acteur, quand, geste, cadre)?;
        }
        if let Some(texte) = &self.repondre {
            for preuve in de(d, |s| s == Sort::Question) {
                let (revision, texte) = (None, texte.clone());
                d.agir(acteur, quand, Geste::Repondre { preuve, revision, texte }, cadre)?;
            }
        }
        if let Some(quoi) = &self.remplir {
            let voulues: Vec<String> = d
                .preuves
                .iter()
                .filter(|p| matches!(p.sort, Sort::Attendue | Sort::NonConforme) && (quoi == "tout" || p.chapitre == *quoi))
                .map(|p| p.id.clone())
                .collect();
            for (rang, preuve) in voulues.into_iter().enumerate() {
                let remise = remise(acteur, quand, rang < self.fautives);
                d.agir(
                    acteur,
                    quand,
                    Geste::Deposer {
                        preuve,
                        revision: None,
                        remise,
                    },
                    cadre,
                )?;
            }
        }
        if let Some(motif) = &self.conformer {
            for preuve in de(d, Sort::est_a_juger) {
                let geste = Geste::Juger {
                    preuve,
                    revision: None,
                    verdict: Verdict::Conforme,
                    motif: motif.clone(),
                    etapes: BTreeSet::new(),
                };
                d.agir(acteur, quand, geste, cadre)?;
            }
        }
        Ok(())
    }
}

fn de(d: &Dossier, voulu: impl Fn(Sort) -> bool) -> Vec<String> {
    d.preuves.iter().filter(|p| voulu(p.sort)).map(|p| p.id.clone()).collect()
}

/// What is given for a proof: the one piece, wrong on purpose or not.
pub(super) fn remise(acteur: &Acteur, quand: OffsetDateTime, fautive: bool) -> Remise {
    let octets = PIECE.as_bytes();
    let morceau = Morceau::entier(octets);
    Remise {
        tour: 0,
        le: quand,
        par: Personne {
            id: acteur.id.clone(),
            nom: acteur.nom.clone(),
        },
        pieces: vec![Piece {
            nom: "piece-inventee.txt".to_owned(),
            media: "text/plain".to_owned(),
            taille: octets.len() as u64,
            empreinte: morceau.corps.clone(),
            morceaux: vec![morceau],
            reperes: Vec::new(),
            simulee: false,
        }],
        remarques: if fautive { faute().into_iter().collect() } else { Vec::new() },
        justification: String::new(),
    }
}

fn faute() -> Option<Remarque> {
    let r = regles().ok()?.iter().find(|r| r.id == FAUTE)?;
    Some(Remarque {
        regle: r.id.clone(),
        dit: r.dit.clone(),
        consequence: r.consequence,
        vu: "étape 2 non montrée (faute inventée du parcours)".to_owned(),
        fichiers: vec!["piece-inventee.txt".to_owned()],
        a_faire: r.a_faire.clone(),
        par: r.par.clone(),
        source: r.source.clone(),
        trust: r.trust,
    })
}
