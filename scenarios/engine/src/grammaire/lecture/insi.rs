//! The answers of `insi.repondre`: the one free value whose shape the model fixes ([`segur_model::world::ReponseInsi`]),
//! read here so that a slip shows at load time, and so that a COG or a CR written without quotes stays a text.

use std::collections::BTreeMap;

use super::super::ast::Valeur;
use super::super::erreur::court;
use super::super::yaml::{Noeud, Quoi};
use super::Lecteur;

/// The action whose `reponses` these are.
pub(super) const REPONDRE: &str = "insi.repondre";

const CLES_REPONSE: &[&str] = &["prenom", "lieu", "appel", "cr", "faute", "traits", "avec_prenom"];
const CLES_TRAITS: &[&str] = &["nom_naissance", "prenoms", "sexe", "date_naissance", "lieu_naissance"];
const CR: &[&str] = &["00", "01", "02"];

impl Lecteur<'_> {
    pub(super) fn reponses_insi(&mut self, noeud: &Noeud) -> Valeur {
        Valeur::Liste(
            self.liste(noeud, "« reponses »")
                .iter()
                .map(|reponse| self.reponse_insi(reponse))
                .collect(),
        )
    }

    fn reponse_insi(&mut self, noeud: &Noeud) -> Valeur {
        self.cles_connues(noeud, "une réponse d'INSi", CLES_REPONSE);
        if noeud.champ("cr").is_some() && noeud.champ("faute").is_some() {
            self.dire(noeud.pos, "une réponse d'INSi a un « cr » ou une « faute », pas les deux");
        }
        let mut valeurs = BTreeMap::new();
        for cle in CLES_REPONSE {
            let Some(champ) = noeud.champ(cle) else { continue };
            let quoi = format!("« {cle} »");
            let valeur = match *cle {
                "lieu" | "avec_prenom" => self.oui_ou_non(champ, &quoi),
                "appel" => Some(self.nombre_entre(champ, &quoi, 1, i64::from(u32::MAX))),
                "traits" => Some(self.traits(champ)),
                _ => self.gabarit(champ, &quoi).map(Valeur::Texte),
            };
            if let Some(code) = champ.scalaire().filter(|code| *cle == "cr" && !CR.contains(code)) {
                self.inconnu(
                    champ.pos,
                    format!("« {} » n'est pas un code CR d'INSi", court(code)),
                    code,
                    CR.iter().copied(),
                );
            }
            if let Some(valeur) = valeur {
                valeurs.insert((*cle).to_owned(), valeur);
            }
        }
        Valeur::Objet(valeurs)
    }

    fn traits(&mut self, noeud: &Noeud) -> Valeur {
        self.cles_connues(noeud, "« traits »", CLES_TRAITS);
        let mut valeurs = BTreeMap::new();
        for cle in CLES_TRAITS {
            let quoi = format!("« {cle} »");
            let champ = if *cle == "lieu_naissance" {
                noeud.champ(cle)
            } else {
                self.requis(noeud, "« traits »", cle)
            };
            let Some(champ) = champ else { continue };
            let valeur = match &champ.quoi {
                _ if *cle == "prenoms" => Some(Valeur::Liste(
                    self.liste(champ, &quoi)
                        .iter()
                        .filter_map(|p| self.gabarit(p, &quoi))
                        .map(Valeur::Texte)
                        .collect(),
                )),
                // An empty sexe is an answer that the candidate must refuse.
                Quoi::Texte { brut, nu: false } if brut.is_empty() => Some(Valeur::Texte(self.tel_quel(champ.pos, ""))),
                _ => self.gabarit(champ, &quoi).map(Valeur::Texte),
            };
            if let Some(valeur) = valeur {
                valeurs.insert((*cle).to_owned(), valeur);
            }
        }
        Valeur::Objet(valeurs)
    }

    fn oui_ou_non(&mut self, noeud: &Noeud, quoi: &str) -> Option<Valeur> {
        match noeud.scalaire() {
            Some("true") => Some(Valeur::Booleen(true)),
            Some("false") => Some(Valeur::Booleen(false)),
            _ => {
                self.dire(noeud.pos, format!("{quoi} attend true ou false"));
                None
            }
        }
    }
}
