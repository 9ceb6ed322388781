//! `banc` and `avant`: what the world does.

use std::collections::BTreeMap;

use segur_model::vocabulaire::{ACTIONS, Action, Genre, MotPanne, PANNES};

use super::super::ast::{ActionBanc, Morceau, Valeur};
use super::super::erreur::court;
use super::super::grandeurs;
use super::super::yaml::{Noeud, Pos, Quoi};
use super::parametres::entier;
use super::{Lecteur, insi};

/// Words of the bench that are not actions of a service.
const MOTS_BANC: &[&str] = &["horloge", "panne", "retablir"];
/// Keys of a fault.
const CLES_PANNE: &[&str] = &["sur", "quoi", "nieme", "probabilite", "graine"];
/// Values of the fault `certificat-serveur`.
pub(crate) const CERTIFICATS_SERVEUR: &[&str] = &["expire", "revoque", "etranger"];

impl Lecteur<'_> {
    pub(super) fn actions(&mut self, noeud: Option<&Noeud>, quoi: &str) -> Vec<ActionBanc> {
        let elements = noeud.map(|n| self.liste(n, quoi)).unwrap_or_default();
        elements.iter().filter_map(|e| self.action(e)).collect()
    }

    fn action(&mut self, noeud: &Noeud) -> Option<ActionBanc> {
        let paires = self.paires(noeud, "une action du banc");
        let [(cle, valeur)] = paires else {
            if matches!(noeud.quoi, Quoi::Objet(_)) {
                self.conseiller(noeud.pos, "une action du banc est une seule clé", "une action par tiret");
            }
            return None;
        };
        match cle.texte.as_str() {
            "horloge" => self.horloge(valeur),
            "panne" => self.panne(valeur),
            "retablir" => {
                let mot = self.texte(valeur, "« retablir »")?;
                if mot != "tout" {
                    self.conseiller(valeur.pos, format!("« retablir: {} » n'existe pas", court(mot)), "retablir: tout");
                }
                Some(ActionBanc::Retablir(self.place(noeud.pos)))
            }
            nom => {
                let Some(action) = ACTIONS.iter().find(|a| a.nom == nom) else {
                    let message = format!("« {} » n'est pas une action du banc", court(nom));
                    self.inconnu(
                        cle.pos,
                        message,
                        nom,
                        MOTS_BANC.iter().copied().chain(ACTIONS.iter().map(|a| a.nom)),
                    );
                    return None;
                };
                let mut parametres = self.parametres(cle.pos, Some(valeur), action.parametres, &format!("« {nom} »"));
                self.fiche_de_patient(action, valeur);
                if let Some(reponses) = valeur.champ("reponses").filter(|_| action.nom == insi::REPONDRE) {
                    parametres.insert("reponses".to_owned(), self.reponses_insi(reponses));
                }
                Some(ActionBanc::Action(self.place(noeud.pos), nom.to_owned(), parametres))
            }
        }
    }

    fn horloge(&mut self, noeud: &Noeud) -> Option<ActionBanc> {
        let texte = self.texte(noeud, "« horloge »")?;
        let Some(duree) = texte.strip_prefix('+') else {
            self.conseiller(noeud.pos, "l'horloge ne fait qu'avancer", "horloge: +2min");
            return None;
        };
        match grandeurs::duree(duree) {
            Ok(duree) if duree.as_secs() > 0 && duree.subsec_millis() == 0 => Some(ActionBanc::Horloge(self.place(noeud.pos), duree)),
            Ok(_) => {
                self.conseiller(noeud.pos, "l'horloge avance par secondes entières", "horloge: +1s");
                None
            }
            Err(conseil) => {
                self.conseiller(
                    noeud.pos,
                    format!("durée illisible dans « horloge » : « {} »", court(texte)),
                    conseil,
                );
                None
            }
        }
    }

    fn panne(&mut self, noeud: &Noeud) -> Option<ActionBanc> {
        self.cles_connues(noeud, "« panne »", CLES_PANNE);
        let mut panne = BTreeMap::new();
        if let Some(sur) = self.requis(noeud, "« panne »", "sur") {
            self.operations(Some(sur), "« sur »");
            let motif = self.texte(sur, "« sur »").unwrap_or_default();
            panne.insert("sur".to_owned(), Valeur::Texte(self.tel_quel(sur.pos, motif)));
        }
        if let Some(quoi) = self.requis(noeud, "« panne »", "quoi")
            && let Some(quoi) = self.quoi(quoi)
        {
            panne.insert("quoi".to_owned(), quoi);
        }
        if let Some(nieme) = noeud.champ("nieme") {
            panne.insert("nieme".to_owned(), self.nombre_entre(nieme, "« nieme »", 1, i64::from(u32::MAX)));
        }
        if let Some(graine) = noeud.champ("graine") {
            panne.insert("graine".to_owned(), self.nombre_entre(graine, "« graine »", 0, i64::MAX));
        }
        if let Some(probabilite) = noeud.champ("probabilite") {
            let lue = self
                .texte(probabilite, "« probabilite »")?
                .parse::<f64>()
                .ok()
                .filter(|p| (0.0..=1.0).contains(p));
            if lue.is_none() {
                self.conseiller(probabilite.pos, "« probabilite » va de 0 à 1", "probabilite: 0.5");
            }
            panne.insert("probabilite".to_owned(), Valeur::Decimal(lue.unwrap_or_default()));
        }
        Some(ActionBanc::Panne(self.place(noeud.pos), Valeur::Objet(panne)))
    }

    /// What a fault does: a word alone (`fermeture`) or a word and its value (`{ statut: 503 }`).
    fn quoi(&mut self, noeud: &Noeud) -> Option<Valeur> {
        let (pos, mot, valeur) = match &noeud.quoi {
            Quoi::Objet(paires) => match paires.as_slice() {
                [(cle, valeur)] => (cle.pos, cle.texte.as_str(), Some(valeur).filter(|v| !v.est_nul())),
                _ => {
                    self.conseiller(noeud.pos, "« quoi » dit une seule panne", "une panne par tiret");
                    return None;
                }
            },
            _ => (noeud.pos, self.texte(noeud, "« quoi »")?, None),
        };
        let Some(connue) = PANNES.iter().find(|p| p.nom == mot) else {
            self.inconnu(
                pos,
                format!("« {} » n'est pas une panne", court(mot)),
                mot,
                PANNES.iter().map(|p| p.nom),
            );
            return None;
        };
        match (connue.valeur, valeur) {
            (None, None) => Some(Valeur::Texte(self.tel_quel(pos, mot))),
            (None, Some(_)) => {
                self.conseiller(pos, format!("la panne « {mot} » n'a pas de valeur"), format!("quoi: {mot}"));
                None
            }
            (Some(_), None) => {
                self.conseiller(pos, format!("la panne « {mot} » attend une valeur"), connue.dit);
                None
            }
            (Some(genre), Some(valeur)) => {
                let lue = self.valeur_de_panne(connue, genre, valeur)?;
                Some(Valeur::Objet(BTreeMap::from([(mot.to_owned(), lue)])))
            }
        }
    }

    fn valeur_de_panne(&mut self, panne: &MotPanne, genre: Genre, noeud: &Noeud) -> Option<Valeur> {
        let quoi = format!("« {} »", panne.nom);
        if genre == Genre::Nombre {
            let (min, max) = if panne.nom == "statut" { (100, 599) } else { (0, 600_000) };
            return Some(self.nombre_entre(noeud, &quoi, min, max));
        }
        let texte = self.texte(noeud, &quoi)?;
        if panne.nom == "certificat-serveur" && !CERTIFICATS_SERVEUR.contains(&texte) {
            let message = format!("« {} » n'est pas une valeur de {quoi}", court(texte));
            self.inconnu(noeud.pos, message, texte, CERTIFICATS_SERVEUR.iter().copied());
        }
        Some(Valeur::Texte(self.tel_quel(noeud.pos, texte)))
    }

    pub(super) fn nombre_entre(&mut self, noeud: &Noeud, quoi: &str, min: i64, max: i64) -> Valeur {
        let lu = noeud.scalaire().and_then(entier).filter(|n| (min..=max).contains(n));
        if lu.is_none() {
            let bornes = if max >= i64::from(u32::MAX) {
                format!("au moins {min}")
            } else {
                format!("de {min} à {max}")
            };
            self.dire(noeud.pos, format!("{quoi} attend un nombre entier, {bornes}"));
        }
        Valeur::Nombre(lu.unwrap_or_default())
    }

    /// The parameter `patient` of an action is a fiche: written out, or `{nom.fiche}`.
    fn fiche_de_patient(&mut self, action: &Action, noeud: &Noeud) {
        let attend_une_fiche = action.parametres.iter().any(|p| p.nom == "patient" && p.genre == Genre::Texte);
        let Some(champ) = noeud.champ("patient").filter(|_| attend_une_fiche) else {
            return;
        };
        let Some(texte) = champ.scalaire() else { return };
        if !texte.contains('{') {
            self.fiche(champ.pos, texte);
            return;
        }
        // `{patient}` alone has its own message, which already names the fact.
        let bonne = |m: &[Morceau]| matches!(m, [Morceau::Reference(_, fait)] if fait.as_deref().is_none_or(|f| f == "fiche"));
        if !bonne(&self.gabarit_de(champ.pos, texte).morceaux) {
            self.conseiller(
                champ.pos,
                "« patient » attend ici une fiche",
                "une fiche du monde, ou \"{nom.fiche}\"",
            );
        }
    }

    /// A fiche of a patient.
    pub(super) fn fiche(&mut self, pos: Pos, fiche: &str) {
        let lexique = self.lexique;
        if !lexique.patients.contains(fiche) {
            let message = format!("« {} » n'est pas une fiche de patient", court(fiche));
            self.inconnu(pos, message, fiche, lexique.patients.iter().map(String::as_str));
        }
    }
}
