//! From the YAML tree to the checked [`Scenario`]: each file here reads one part of the grammar. A reader never stops at
//! an error: it says it, and goes on with the rest, so that a file shows all its errors at once.

mod banc;
mod etape;
mod faits;
mod gabarit;
mod insi;
mod observation;
mod parametres;
mod portee;
mod preuves;
mod scenario;

use segur_model::catalogue::Catalogue;

use super::ast::{Place, Scenario};
use super::erreur::{self, ErreurScenario, court};
use super::lexique::Lexique;
use super::yaml::{self, Cle, Noeud, Pos, Quoi};
use portee::Portee;

pub(crate) use etape::Derniers;

/// The words of the grammar that the schema for editors repeats.
pub(crate) mod mots {
    pub(crate) use super::banc::CERTIFICATS_SERVEUR;
    pub(crate) use super::faits::{CAPACITE_HORLOGE, dans_la_liste};
    pub(crate) use super::preuves::PIECES;
}

/// Errors kept for one file: a file with more is not a scenario with slips.
const ERREURS_MAX: usize = 200;

/// Reads one file. `fichier` is its name without its folder.
pub(super) fn lire(fichier: &str, texte: &str, lexique: &Lexique) -> Result<Scenario, Vec<ErreurScenario>> {
    let mut lecteur = Lecteur {
        fichier: fichier.to_owned(),
        lexique,
        catalogues: Vec::new(),
        exigences: Vec::new(),
        portee: Portee::default(),
        videos: Vec::new(),
        erreurs: Vec::new(),
    };
    let (racine, defauts) = yaml::lire(texte);
    for defaut in defauts {
        lecteur.erreur(defaut.pos, defaut.message, defaut.conseil.map(str::to_owned));
    }
    let scenario = racine.and_then(|racine| lecteur.scenario(&racine));
    match scenario {
        Some(scenario) if lecteur.erreurs.is_empty() => Ok(scenario),
        _ => {
            lecteur.erreurs.sort();
            lecteur.erreurs.dedup();
            Err(lecteur.erreurs)
        }
    }
}

struct Lecteur<'a> {
    fichier: String,
    lexique: &'a Lexique,
    /// Catalogues that the scenario names.
    catalogues: Vec<&'a Catalogue>,
    /// Exigences of the scenario, harmonised numbers.
    exigences: Vec<String>,
    portee: Portee,
    /// `video` pieces, checked against the étapes once all are read.
    videos: Vec<(Pos, u32, u32)>,
    erreurs: Vec<ErreurScenario>,
}

impl Lecteur<'_> {
    fn place(&self, pos: Pos) -> Place {
        Place {
            fichier: self.fichier.clone(),
            ligne: pos.ligne,
            colonne: pos.colonne,
        }
    }

    fn erreur(&mut self, pos: Pos, message: impl Into<String>, suggestion: Option<String>) {
        if self.erreurs.len() < ERREURS_MAX {
            let place = self.place(pos);
            self.erreurs.push(ErreurScenario {
                place,
                message: message.into(),
                suggestion,
            });
        }
    }

    fn dire(&mut self, pos: Pos, message: impl Into<String>) {
        self.erreur(pos, message, None);
    }

    fn conseiller(&mut self, pos: Pos, message: impl Into<String>, conseil: impl Into<String>) {
        self.erreur(pos, message, Some(conseil.into()));
    }

    /// A word that is not one of the known ones.
    fn inconnu<'m>(&mut self, pos: Pos, message: impl Into<String>, mot: &str, connus: impl IntoIterator<Item = &'m str>) {
        self.inconnu_de("vocabulaire", pos, message, mot, connus);
    }

    /// An exigence or a proof that no catalogue of the scenario has.
    fn hors_catalogue<'m>(&mut self, pos: Pos, message: impl Into<String>, mot: &str, connus: impl IntoIterator<Item = &'m str>) {
        self.inconnu_de("exigences", pos, message, mot, connus);
    }

    fn inconnu_de<'m>(
        &mut self,
        commande: &str,
        pos: Pos,
        message: impl Into<String>,
        mot: &str,
        connus: impl IntoIterator<Item = &'m str>,
    ) {
        // Not a word is compared once the errors are full: a hostile file would make it long.
        if self.erreurs.len() < ERREURS_MAX {
            let suggestion = erreur::suggestion(mot, connus, commande);
            self.erreur(pos, message, suggestion);
        }
    }

    /// The text of a scalar. A flow mapping `{patient}` is what a person gets who forgot the quotes.
    fn texte<'n>(&mut self, noeud: &'n Noeud, quoi: &str) -> Option<&'n str> {
        match &noeud.quoi {
            Quoi::Texte { .. } if noeud.est_nul() => {
                self.dire(noeud.pos, format!("la valeur de {quoi} manque"));
                None
            }
            Quoi::Texte { brut, .. } => Some(brut),
            Quoi::Objet(paires) => {
                match paires.as_slice() {
                    [(cle, valeur)] if valeur.est_nul() => self.conseiller(
                        noeud.pos,
                        format!("{quoi} attend un texte"),
                        format!("entre guillemets : \"{{{}}}\"", court(&cle.texte)),
                    ),
                    _ => self.conseiller(
                        noeud.pos,
                        format!("{quoi} attend un texte, pas un groupe de clés"),
                        "un texte qui contient « : » se met entre guillemets",
                    ),
                }
                self.noms_vus(noeud);
                None
            }
            Quoi::Liste(_) => {
                self.dire(noeud.pos, format!("{quoi} attend un texte, pas une liste"));
                None
            }
        }
    }

    /// The items of a list that holds at least one.
    fn liste<'n>(&mut self, noeud: &'n Noeud, quoi: &str) -> &'n [Noeud] {
        match &noeud.quoi {
            Quoi::Liste(elements) => {
                if elements.is_empty() {
                    self.conseiller(
                        noeud.pos,
                        format!("la liste de {quoi} est vide"),
                        "ôtez-la, ou écrivez-y quelque chose",
                    );
                }
                elements
            }
            _ => {
                self.conseiller(
                    noeud.pos,
                    format!("{quoi} attend une liste"),
                    "entre crochets [ … ], ou un élément par ligne après « - »",
                );
                &[]
            }
        }
    }

    /// A list of words.
    fn mots<'n>(&mut self, noeud: &'n Noeud, quoi: &str) -> Vec<(Pos, &'n str)> {
        self.liste(noeud, quoi)
            .iter()
            .filter_map(|e| self.texte(e, quoi).map(|t| (e.pos, t)))
            .collect()
    }

    /// The pairs of a mapping.
    fn paires<'n>(&mut self, noeud: &'n Noeud, quoi: &str) -> &'n [(Cle, Noeud)] {
        if let Quoi::Objet(paires) = &noeud.quoi {
            paires
        } else {
            self.conseiller(
                noeud.pos,
                format!("{quoi} attend un groupe de clés"),
                "{ clé: valeur }, ou une clé par ligne, en retrait",
            );
            &[]
        }
    }

    /// A mapping whose keys are all known; unknown ones are said here.
    fn cles_connues(&mut self, noeud: &Noeud, quoi: &str, connues: &[&str]) {
        for (cle, valeur) in self.paires(noeud, quoi) {
            if !connues.contains(&cle.texte.as_str()) {
                let message = format!("« {} » n'est pas une clé {}", court(&cle.texte), de(quoi));
                self.inconnu(cle.pos, message, &cle.texte, connues.iter().copied());
                self.noms_vus(valeur);
            }
        }
    }

    /// The value of a key that must be there.
    fn requis<'n>(&mut self, noeud: &'n Noeud, quoi: &str, cle: &str) -> Option<&'n Noeud> {
        let valeur = noeud.champ(cle);
        if valeur.is_none()
            && let Quoi::Objet(paires) = &noeud.quoi
            && !mal_ecrite(paires, cle)
        {
            self.dire(noeud.pos, format!("il manque « {cle}: » à {quoi}"));
        }
        valeur
    }
}

/// Whether a key is there but misspelt: that is said once, where it stands, and not again as a missing key.
fn mal_ecrite(paires: &[(Cle, Noeud)], cle: &str) -> bool {
    paires.iter().any(|(c, _)| segur_model::francais::proche(&c.texte, [cle]).is_some())
}

/// `de`, contracted: « d'une étape », « du fichier », « de « attendu » ».
fn de(quoi: &str) -> String {
    match quoi.strip_prefix("le ") {
        Some(reste) => format!("du {reste}"),
        None if quoi.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("d'{quoi}"),
        None => format!("de {quoi}"),
    }
}
