//! Names: who is declared, captured, used, and what each one's facts are.

use std::collections::{BTreeMap, BTreeSet};

use segur_model::francais::proche;
use segur_model::vocabulaire::{self, FAITS_COMMUNS, Fait, Operation};

use super::super::erreur::court;
use super::super::noms::{FAITS_PATIENT, FAITS_PROFESSIONNEL};
use super::super::yaml::{Noeud, Pos};
use super::Lecteur;

/// The fact that searches a message instead of naming a value in it.
pub(super) const CONTIENT: &str = "contient";

/// The name that the engine gives to what it draws: any fact of it is a value that this campaign alone has.
pub(super) const TIRAGE: &str = "tirage";

/// What a name stands for.
#[derive(Clone)]
pub(super) enum Nature {
    /// A name of `donnees`.
    Patient,
    /// A name of `acteurs`.
    Professionnel,
    /// An exchange captured by `nom`; no operation when its own were wrong.
    Echange {
        operations: Vec<&'static Operation>,
        fenetre: usize,
    },
    /// The variable of `pour`.
    Variable,
}

struct Nom {
    nature: Nature,
    pos: Pos,
}

/// What is in scope at the point that is being read.
#[derive(Default)]
pub(super) struct Portee {
    noms: BTreeMap<String, Nom>,
    utilises: BTreeSet<String>,
    /// Every name that the file captures, wherever.
    captures: BTreeMap<String, Pos>,
    /// Files answered by the acts read so far.
    fichiers: BTreeSet<&'static str>,
    /// Files answered by an act of the scenario, wherever.
    fichiers_du_scenario: BTreeSet<&'static str>,
    /// Rank of the window that is open: one more at each étape where the world or the candidate acts.
    fenetre: usize,
}

impl Portee {
    /// Looks ahead in the file, so that « too early » and « nowhere » are told apart.
    pub(super) fn parcourir(&mut self, etapes: &[Noeud]) {
        for etape in etapes {
            if let Some(acte) = etape.champ("faire").and_then(Noeud::scalaire).and_then(vocabulaire::acte) {
                self.fichiers_du_scenario.extend(acte.fichiers);
            }
            for observation in etape.champ("observer").map(Noeud::elements).unwrap_or_default() {
                if let Some(nom) = observation.champ("nom")
                    && let Some(texte) = nom.scalaire()
                {
                    self.captures.entry(texte.to_owned()).or_insert(nom.pos);
                }
            }
        }
    }

    /// The act of this étape answers these files from now on.
    pub(super) fn repondre(&mut self, fichiers: &'static [&'static str]) {
        self.fichiers.extend(fichiers);
    }

    /// The world or the candidate acts: a new window opens.
    pub(super) fn ouvrir_fenetre(&mut self) {
        self.fenetre += 1;
    }

    pub(super) fn fenetre(&self) -> usize {
        self.fenetre
    }

    /// A name is written somewhere, rightly or not.
    pub(super) fn vu(&mut self, nom: &str) {
        if self.noms.contains_key(nom) || self.captures.contains_key(nom) {
            self.utilises.insert(nom.to_owned());
        }
    }

    /// A variable of `pour` leaves; whether it was used.
    pub(super) fn oublier(&mut self, variable: &str) -> bool {
        self.noms.remove(variable);
        self.utilises.remove(variable)
    }

    fn de_nature(&self, voulue: fn(&Nature) -> bool) -> impl Iterator<Item = &str> {
        self.noms
            .iter()
            .filter(move |(_, n)| voulue(&n.nature))
            .map(|(nom, _)| nom.as_str())
    }
}

impl Lecteur<'_> {
    /// Adds a name, unless it cannot be one or is taken.
    pub(super) fn declarer(&mut self, pos: Pos, nom: &str, nature: Nature) {
        if !est_nom(nom) {
            let message = format!("« {} » ne peut pas être un nom", court(nom));
            return self.conseiller(pos, message, "une lettre, puis lettres, chiffres, « _ » et « - »");
        }
        if nom == TIRAGE {
            let message = format!("le nom « {TIRAGE} » est celui des valeurs tirées pour la campagne");
            return self.conseiller(pos, message, "choisissez-en un autre");
        }
        match self.portee.noms.get(nom) {
            Some(deja) => {
                let ligne = deja.pos.ligne;
                self.conseiller(
                    pos,
                    format!("le nom « {nom} » est déjà pris, ligne {ligne}"),
                    "choisissez-en un autre",
                );
            }
            None => {
                self.portee.noms.insert(nom.to_owned(), Nom { nature, pos });
            }
        }
    }

    /// A use of a name: what it stands for, or an error that says whether it comes too early or never.
    fn utiliser(&mut self, pos: Pos, nom: &str) -> Option<Nature> {
        self.portee.utilises.insert(nom.to_owned());
        if let Some(connu) = self.portee.noms.get(nom) {
            return Some(connu.nature.clone());
        }
        if let Some(capture) = self.portee.captures.get(nom) {
            let message = format!("« {nom} » est utilisé avant d'être capté (« nom: {nom} », ligne {})", capture.ligne);
            self.conseiller(pos, message, "seul « avant » d'un « jamais » peut regarder plus loin");
        } else {
            let noms: Vec<String> = self.portee.noms.keys().cloned().collect();
            let message = format!("aucun nom « {} » n'est défini plus haut", court(nom));
            self.inconnu(pos, message, nom, noms.iter().map(String::as_str));
            self.portee
                .utilises
                .extend(proche(nom, noms.iter().map(String::as_str)).map(str::to_owned));
        }
        None
    }

    /// `{nom}` or `{nom.fait}`. `identite`: where the whole identity of a patient may stand.
    pub(super) fn reference(&mut self, pos: Pos, nom: &str, fait: Option<&str>, identite: bool) {
        if nom == TIRAGE {
            if fait.is_none() {
                let message = format!("{{{TIRAGE}}} seul ne dit pas quoi");
                self.conseiller(pos, message, format!("nommez ce qui est tiré : {{{TIRAGE}.demande}}"));
            }
            return;
        }
        let Some(nature) = self.utiliser(pos, nom) else { return };
        let (faits, quoi): (Vec<&'static Fait>, &str) = match &nature {
            Nature::Variable => {
                if fait.is_some() {
                    self.conseiller(
                        pos,
                        format!("« {nom} » est un nombre : il n'a pas de fait"),
                        format!("écrivez {{{nom}}}"),
                    );
                }
                return;
            }
            Nature::Patient => (FAITS_PATIENT.iter().collect(), "d'un patient"),
            Nature::Professionnel => (FAITS_PROFESSIONNEL.iter().collect(), "d'un professionnel"),
            Nature::Echange { operations, .. } if operations.is_empty() => return,
            Nature::Echange { operations, .. } => (faits_d_echange(operations).collect(), "de cet échange"),
        };
        let patient = matches!(nature, Nature::Patient);
        match fait {
            None if identite && patient => {}
            None if patient => self.conseiller(
                pos,
                format!("{{{nom}}} seul est toute l'identité : elle ne va que dans un paramètre d'acte qui attend un patient"),
                format!("prenez un fait : {{{nom}.ins}}, {{{nom}.nom}}, {{{nom}.fiche}}…"),
            ),
            None => {
                let exemple = faits.first().map_or("fait", |f| f.nom);
                self.conseiller(
                    pos,
                    format!("{{{nom}}} seul ne dit pas quoi"),
                    format!("prenez un fait : {{{nom}.{exemple}}}"),
                );
            }
            Some(CONTIENT) if !patient => self.dire(pos, "« contient » cherche dans un message : il n'a pas de valeur à reprendre"),
            Some(fait) => {
                if !faits.iter().any(|f| f.nom == fait) {
                    let message = format!("« {} » n'est pas un fait {quoi}", court(fait));
                    self.inconnu(pos, message, fait, faits.iter().map(|f| f.nom));
                }
            }
        }
    }

    /// A name that must be an exchange captured above: `apres`, `message`, `document`.
    pub(super) fn echange(&mut self, pos: Pos, nom: &str) {
        if let Some(nature) = self.utiliser(pos, nom)
            && !matches!(nature, Nature::Echange { .. })
        {
            self.conseiller(pos, format!("« {nom} » n'est pas un échange"), "donnez le « nom » d'un « attendu »");
        }
    }

    /// `avant` of a `jamais`: an exchange captured anywhere, but not in a window already closed.
    pub(super) fn echange_a_venir(&mut self, pos: Pos, nom: &str) {
        self.portee.utilises.insert(nom.to_owned());
        if let Some(connu) = self.portee.noms.get(nom) {
            match connu.nature {
                Nature::Echange { fenetre, .. } if fenetre < self.portee.fenetre => self.conseiller(
                    pos,
                    format!("« {nom} » est capté avant cette étape : ce « jamais » ne pourrait pas échouer"),
                    "mettez-le à l'étape où l'on attend cet échange, ou plus haut",
                ),
                Nature::Echange { .. } => {}
                _ => self.conseiller(pos, format!("« {nom} » n'est pas un échange"), "donnez le « nom » d'un « attendu »"),
            }
        } else if !self.portee.captures.contains_key(nom) {
            let captures: Vec<String> = self.portee.captures.keys().cloned().collect();
            let message = format!("« {} » n'est capté nulle part dans ce scénario", court(nom));
            self.inconnu(pos, message, nom, captures.iter().map(String::as_str));
        }
    }

    /// `par`: an actor.
    pub(super) fn acteur(&mut self, pos: Pos, nom: &str) {
        self.portee.utilises.insert(nom.to_owned());
        if !self.portee.noms.get(nom).is_some_and(|n| matches!(n.nature, Nature::Professionnel)) {
            let acteurs: Vec<String> = self
                .portee
                .de_nature(|n| matches!(n, Nature::Professionnel))
                .map(str::to_owned)
                .collect();
            let message = format!("« {} » n'est pas un acteur du scénario", court(nom));
            if acteurs.is_empty() {
                self.conseiller(pos, message, "déclarez-le : acteurs: { nom: FICHE }");
            } else {
                self.inconnu(pos, message, nom, acteurs.iter().map(String::as_str));
                self.portee
                    .utilises
                    .extend(proche(nom, acteurs.iter().map(String::as_str)).map(str::to_owned));
            }
        }
    }

    /// A file by the name that acts give it: answered by an act of this étape or of an earlier one.
    pub(super) fn fichier_repondu(&mut self, pos: Pos, nom: &str) {
        if self.portee.fichiers.contains(nom) {
            return;
        }
        let actes: Vec<&str> = vocabulaire::ACTES
            .iter()
            .filter(|a| a.fichiers.contains(&nom))
            .map(|a| a.nom)
            .collect();
        if actes.is_empty() {
            let message = format!("« {} » n'est pas un fichier qu'un acte répond", court(nom));
            self.inconnu(pos, message, nom, segur_tous::FICHIERS.iter().map(|f| f.nom));
        } else if self.portee.fichiers_du_scenario.contains(nom) {
            let message = format!("le fichier « {nom} » n'est répondu que par un acte plus loin");
            self.conseiller(pos, message, "observez-le à l'étape de cet acte, ou plus loin");
        } else {
            let message = format!("aucun acte de ce scénario ne répond le fichier « {nom} »");
            self.conseiller(pos, message, format!("l'acte qui le répond : {}", actes.join(", ")));
        }
    }

    /// At the end: names that nothing uses.
    pub(super) fn noms_inutiles(&mut self) {
        let inutiles: Vec<(Pos, String)> = self
            .portee
            .noms
            .iter()
            .filter(|(nom, _)| !self.portee.utilises.contains(*nom))
            .map(|(nom, n)| (n.pos, nom.clone()))
            .collect();
        for (pos, nom) in inutiles {
            self.conseiller(pos, format!("le nom « {nom} » n'est jamais utilisé"), "ôtez-le, ou servez-vous-en");
        }
    }
}

/// Facts that exchanges of these operations may have.
pub(super) fn faits_d_echange(operations: &[&'static Operation]) -> impl Iterator<Item = &'static Fait> {
    FAITS_COMMUNS.iter().chain(operations.iter().flat_map(|o| o.faits))
}

/// A letter, then letters, digits, `_` and `-`.
pub(super) fn est_nom(texte: &str) -> bool {
    let mut lettres = texte.chars();
    lettres.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && lettres.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
        && texte.chars().count() <= 40
}
