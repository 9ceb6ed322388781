//! `ou`, `egal`: facts and what is expected of each. `si`: conditions on the candidate.

use std::collections::BTreeMap;

use segur_model::vocabulaire::{self, Fait};

use super::super::ast::{Attente, Condition, Faits};
use super::super::erreur::court;
use super::super::yaml::{Cle, Noeud, Quoi};
use super::portee::CONTIENT;
use super::{Lecteur, de};

/// What `capacite` may name besides an act.
pub(crate) const CAPACITE_HORLOGE: &str = "horloge";

/// How `un` and `chaque` are written.
const EXEMPLE_LISTE: &str = "un: { appels: { code_retour: \"00\" } }";

/// `un` and `chaque`: the key under which they come.
fn quantificateur(cle: &str) -> Option<fn(Faits) -> Attente> {
    match cle {
        "un" => Some(Attente::Un),
        "chaque" => Some(Attente::Chaque),
        _ => None,
    }
}

/// The name that a fact has in an entry of its list: `code_retour` for `appels.code_retour`.
pub(crate) fn dans_la_liste(fait: &'static str, liste: &str) -> Option<&'static str> {
    fait.strip_prefix(liste)?.strip_prefix('.')
}

impl Lecteur<'_> {
    /// A mapping of facts. `connus`: the facts that may be named; none when what they belong to is itself wrong.
    /// `listes`: the lists of which `un` and `chaque` may speak.
    pub(super) fn faits(
        &mut self,
        noeud: Option<&Noeud>,
        quoi: &str,
        connus: &[&'static Fait],
        listes: &'static [&'static str],
        dont: &str,
    ) -> Faits {
        let Some(noeud) = noeud else { return Vec::new() };
        let mut faits = Vec::new();
        for (cle, valeur) in self.paires(noeud, quoi) {
            if let Some(quantifier) = quantificateur(&cle.texte) {
                self.entrees(cle, valeur, listes, connus, quantifier, &mut faits);
                continue;
            }
            if !connus.is_empty() && !connus.iter().any(|f| f.nom == cle.texte) {
                let message = format!("« {} » n'est pas un fait {}", court(&cle.texte), de(dont));
                self.inconnu(cle.pos, message, &cle.texte, connus.iter().map(|f| f.nom));
            }
            let Some(attente) = self.attente(valeur, &format!("« {} »", court(&cle.texte))) else {
                continue;
            };
            if cle.texte == CONTIENT && matches!(attente, Attente::Present | Attente::Absent) {
                self.conseiller(
                    valeur.pos,
                    "« contient » attend le texte à chercher",
                    "contient: \"texte\", ou contient: \"!texte\"",
                );
            }
            faits.push((cle.texte.clone(), attente));
        }
        faits
    }

    /// `un: {liste: FAITS}`, `chaque: {liste: FAITS}`: what one entry, or every one, holds together. Facts are those of the entry.
    fn entrees(
        &mut self,
        cle: &Cle,
        noeud: &Noeud,
        listes: &'static [&'static str],
        connus: &[&'static Fait],
        quantifier: fn(Faits) -> Attente,
        faits: &mut Faits,
    ) {
        let quoi = format!("« {} »", cle.texte);
        let paires = self.paires(noeud, &quoi);
        if paires.is_empty() && matches!(noeud.quoi, Quoi::Objet(_)) {
            self.conseiller(noeud.pos, format!("{quoi} est vide"), EXEMPLE_LISTE);
        }
        for (liste, dedans) in paires {
            // What the entries belong to is itself wrong: that is said elsewhere.
            if !connus.is_empty() && !listes.contains(&liste.texte.as_str()) {
                let message = format!(
                    "« {} » n'est pas une liste dont « {} » puisse parler",
                    court(&liste.texte),
                    cle.texte
                );
                if listes.is_empty() {
                    self.conseiller(
                        liste.pos,
                        message,
                        "seuls les fichiers qui tiennent des listes : traces, compte, correspondants",
                    );
                } else {
                    self.inconnu(liste.pos, message, &liste.texte, listes.iter().copied());
                }
                self.noms_vus(dedans);
                continue;
            }
            let siens: Vec<&'static str> = connus.iter().filter_map(|f| dans_la_liste(f.nom, &liste.texte)).collect();
            let mut ensemble = Vec::new();
            let paires = self.paires(dedans, &format!("la liste « {} »", court(&liste.texte)));
            if paires.is_empty() && matches!(dedans.quoi, Quoi::Objet(_)) {
                self.conseiller(dedans.pos, format!("{quoi} ne dit rien de l'entrée"), EXEMPLE_LISTE);
            }
            for (fait, valeur) in paires {
                if !siens.is_empty() && !siens.contains(&fait.texte.as_str()) {
                    let message = format!("« {} » n'est pas un fait d'une entrée de « {} »", court(&fait.texte), liste.texte);
                    self.inconnu(fait.pos, message, &fait.texte, siens.iter().copied());
                }
                if let Some(attente) = self.attente(valeur, &format!("« {} »", court(&fait.texte))) {
                    ensemble.push((fait.texte.clone(), attente));
                }
            }
            faits.push((liste.texte.clone(), quantifier(ensemble)));
        }
    }

    fn attente(&mut self, noeud: &Noeud, quoi: &str) -> Option<Attente> {
        if let Quoi::Liste(elements) = &noeud.quoi {
            self.liste(noeud, quoi);
            for mot in elements.iter().filter_map(Noeud::scalaire) {
                if mot.starts_with('!') || matches!(mot, "present" | "absent") {
                    let message = format!("« {} » ne va pas dans une liste de valeurs", court(mot));
                    self.conseiller(noeud.pos, message, "une liste dit « une de ces valeurs »");
                }
            }
            return Some(Attente::Parmi(elements.iter().filter_map(|e| self.gabarit(e, quoi)).collect()));
        }
        if noeud.est_nul() {
            self.conseiller(
                noeud.pos,
                format!("la valeur de {quoi} manque"),
                "pour dire que le fait ne doit pas être là : absent",
            );
            return None;
        }
        let texte = self.texte(noeud, quoi)?;
        Some(match texte {
            "present" => Attente::Present,
            "absent" => Attente::Absent,
            _ => match texte.strip_prefix('!') {
                Some("") => {
                    self.conseiller(noeud.pos, "« ! » attend la valeur à exclure", "\"!valeur\", ou present");
                    return None;
                }
                Some(autre) => Attente::Autre(self.gabarit_de(noeud.pos, autre)),
                None => Attente::Parmi(vec![self.gabarit_de(noeud.pos, texte)]),
            },
        })
    }

    /// `si`.
    pub(super) fn condition(&mut self, noeud: Option<&Noeud>) -> Option<Condition> {
        let noeud = noeud?;
        let paires = self.paires(noeud, "« si »");
        if let Some(capacite) = noeud.champ("capacite") {
            if paires.len() > 1 {
                self.dire(noeud.pos, "« capacite » est seule dans un « si »");
            }
            let acte = self.texte(capacite, "« capacite »")?;
            if acte != CAPACITE_HORLOGE && vocabulaire::acte(acte).is_none() {
                let message = format!("« {} » n'est ni un acte, ni « {CAPACITE_HORLOGE} »", court(acte));
                self.inconnu(
                    capacite.pos,
                    message,
                    acte,
                    vocabulaire::ACTES.iter().map(|a| a.nom).chain([CAPACITE_HORLOGE]),
                );
            }
            return Some(Condition::Capacite(acte.to_owned()));
        }
        if paires.is_empty() && matches!(noeud.quoi, Quoi::Objet(_)) {
            self.conseiller(noeud.pos, "« si » est vide", "{ fait déclaré: valeur } ou { capacite: acte }");
        }
        let mut faits = BTreeMap::new();
        for (cle, valeur) in paires {
            let quoi = format!("« {} »", court(&cle.texte));
            let valeurs = match &valeur.quoi {
                Quoi::Liste(_) => self.mots(valeur, &quoi).into_iter().map(|(_, m)| m.to_owned()).collect(),
                _ => self.texte(valeur, &quoi).map(|t| vec![t.to_owned()]).unwrap_or_default(),
            };
            faits.insert(cle.texte.clone(), valeurs);
        }
        Some(Condition::Faits(faits))
    }
}
