//! Parameters of an act or of a bench action, against their table.

use std::collections::BTreeMap;

use segur_model::vocabulaire::{Genre, Parametre};

use super::super::ast::{Gabarit, Morceau, Valeur};
use super::super::erreur::court;
use super::super::grandeurs;
use super::super::yaml::{Noeud, Pos, Quoi};
use super::{Lecteur, mal_ecrite};

impl Lecteur<'_> {
    /// The parameters written, each checked; those missing are said at `pos`.
    pub(super) fn parametres(
        &mut self,
        pos: Pos,
        noeud: Option<&Noeud>,
        table: &'static [Parametre],
        de: &str,
    ) -> BTreeMap<String, Valeur> {
        let mut valeurs = BTreeMap::new();
        let paires = noeud
            .map(|n| self.paires(n, &format!("les paramètres de {de}")))
            .unwrap_or_default();
        for (cle, valeur) in paires {
            let Some(parametre) = table.iter().find(|p| p.nom == cle.texte) else {
                let message = format!("« {} » n'est pas un paramètre de {de}", court(&cle.texte));
                self.inconnu(cle.pos, message, &cle.texte, table.iter().map(|p| p.nom));
                self.noms_vus(valeur);
                continue;
            };
            if let Some(lue) = self.valeur(valeur, parametre) {
                valeurs.insert(cle.texte.clone(), lue);
            }
        }
        for parametre in table.iter().filter(|p| p.requis) {
            let ecrit = paires.iter().any(|(cle, _)| cle.texte == parametre.nom);
            if !ecrit && !mal_ecrite(paires, parametre.nom) {
                self.conseiller(pos, format!("il manque « {} » à {de}", parametre.nom), parametre.dit);
            }
        }
        valeurs
    }

    fn valeur(&mut self, noeud: &Noeud, parametre: &Parametre) -> Option<Valeur> {
        let quoi = format!("« {} »", parametre.nom);
        match parametre.genre {
            Genre::Texte => self.gabarit(noeud, &quoi).map(Valeur::Texte),
            Genre::Patient => self.identite(noeud, &quoi).map(Valeur::Texte),
            Genre::Choix => {
                let mot = self.texte(noeud, &quoi)?;
                if !parametre.choix.contains(&mot) {
                    let message = format!("« {} » n'est pas une valeur de {quoi}", court(mot));
                    self.inconnu(noeud.pos, message, mot, parametre.choix.iter().copied());
                }
                Some(Valeur::Texte(self.tel_quel(noeud.pos, mot)))
            }
            Genre::Nombre => {
                let texte = self.texte(noeud, &quoi)?;
                if texte.starts_with('{') {
                    return Some(Valeur::Texte(self.gabarit_de(noeud.pos, texte)));
                }
                let nombre = entier(texte);
                if nombre.is_none() {
                    self.dire(noeud.pos, format!("{quoi} attend un nombre entier, pas « {} »", court(texte)));
                }
                nombre.map(Valeur::Nombre)
            }
            Genre::Duree => {
                let texte = self.texte(noeud, &quoi)?;
                if let Err(conseil) = grandeurs::duree(texte) {
                    self.conseiller(noeud.pos, format!("durée illisible : « {} »", court(texte)), conseil);
                }
                Some(Valeur::Texte(self.tel_quel(noeud.pos, texte)))
            }
            Genre::Libre => Some(self.libre(noeud)),
        }
    }

    /// Any YAML value. Only what cannot be anything else is a number (`2`, not `00`), a boolean or null.
    pub(super) fn libre(&mut self, noeud: &Noeud) -> Valeur {
        match &noeud.quoi {
            Quoi::Liste(elements) => Valeur::Liste(elements.iter().map(|e| self.libre(e)).collect()),
            Quoi::Objet(paires) => Valeur::Objet(paires.iter().map(|(cle, v)| (cle.texte.clone(), self.libre(v))).collect()),
            Quoi::Texte { .. } if noeud.est_nul() => Valeur::Nul,
            Quoi::Texte { brut, nu } => match brut.as_str() {
                "true" if *nu => Valeur::Booleen(true),
                "false" if *nu => Valeur::Booleen(false),
                _ => match entier(brut) {
                    Some(n) if *nu => Valeur::Nombre(n),
                    _ => Valeur::Texte(self.gabarit_de(noeud.pos, brut)),
                },
            },
        }
    }

    /// A text in which nothing is replaced.
    pub(super) fn tel_quel(&self, pos: Pos, texte: &str) -> Gabarit {
        Gabarit {
            place: self.place(pos),
            brut: texte.to_owned(),
            morceaux: vec![Morceau::Texte(texte.to_owned())],
        }
    }
}

/// A whole number, when writing it again gives the same text.
pub(super) fn entier(texte: &str) -> Option<i64> {
    texte.parse::<i64>().ok().filter(|n| n.to_string() == texte)
}
