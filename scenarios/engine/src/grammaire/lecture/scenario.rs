//! The scenario itself: its head, and what holds between its étapes.

use std::collections::BTreeMap;

use super::super::ast::{Etape, Observation, Scenario};
use super::super::erreur::court;
use super::super::yaml::{Noeud, Pos, Quoi};
use super::Lecteur;
use super::etape::Derniers;
use super::portee::Nature;

/// Keys of a scenario.
const CLES_SCENARIO: &[&str] = &[
    "scenario",
    "titre",
    "contexte",
    "referentiel",
    "exigences",
    "profil",
    "si",
    "acteurs",
    "donnees",
    "avant",
    "etapes",
];

impl Lecteur<'_> {
    pub(super) fn scenario(&mut self, racine: &Noeud) -> Option<Scenario> {
        self.cles_connues(racine, "un scénario", CLES_SCENARIO);
        if !matches!(racine.quoi, Quoi::Objet(_)) {
            return None;
        }
        let numero = self.tete(racine, "scenario");
        if let Some((pos, numero)) = &numero {
            self.nom_du_fichier(*pos, numero);
        }
        let titre = self.tete(racine, "titre");
        let referentiel = self.referentiels(racine);
        let exigences = self.exigences(racine);
        let profil = self.profil(racine);
        let si = self.condition(racine.champ("si"));
        let lexique = self.lexique;
        let acteurs = self.fiches(racine.champ("acteurs"), "« acteurs »", Nature::Professionnel);
        for (pos, fiche) in acteurs.values() {
            if !lexique.professionnels.contains(fiche) {
                let message = format!("« {} » n'est pas une fiche de professionnel", court(fiche));
                self.inconnu(*pos, message, fiche, lexique.professionnels.iter().map(String::as_str));
            }
        }
        let donnees = self.fiches(racine.champ("donnees"), "« donnees »", Nature::Patient);
        for (pos, fiche) in donnees.values() {
            self.fiche(*pos, fiche);
        }
        let avant = self.actions(racine.champ("avant"), "« avant »");
        let contexte = self.phrases(racine.champ("contexte"), "contexte");
        let etapes = self.etapes(racine);
        self.noms_inutiles();
        Some(Scenario {
            place: self.place(racine.pos),
            numero: numero?.1,
            titre: titre?.1,
            contexte,
            referentiel,
            exigences,
            profil,
            si,
            acteurs: acteurs.into_iter().map(|(nom, (_, fiche))| (nom, fiche)).collect(),
            donnees: donnees.into_iter().map(|(nom, (_, fiche))| (nom, fiche)).collect(),
            avant,
            etapes,
        })
    }

    /// A key of the head that must be there and hold a text.
    fn tete(&mut self, racine: &Noeud, cle: &str) -> Option<(Pos, String)> {
        let champ = self.requis(racine, "un scénario", cle)?;
        let texte = self.texte(champ, &format!("« {cle} »"))?;
        Some((champ.pos, texte.to_owned()))
    }

    fn nom_du_fichier(&mut self, pos: Pos, numero: &str) {
        let attendu = format!("{}.yaml", numero.replace('/', "-"));
        if self.fichier != attendu {
            let message = format!("le scénario « {} » n'a pas le nom de son fichier", court(numero));
            self.conseiller(pos, message, format!("le fichier doit s'appeler {}", court(&attendu)));
        }
    }

    fn referentiels(&mut self, racine: &Noeud) -> Vec<String> {
        let Some(champ) = self.requis(racine, "un scénario", "referentiel") else {
            return Vec::new();
        };
        let lexique = self.lexique;
        let codes = self.mots(champ, "« referentiel »");
        for (pos, code) in &codes {
            match lexique.catalogues.iter().find(|c| c.code == *code) {
                Some(catalogue) => self.catalogues.push(catalogue),
                None => {
                    let message = format!("« {} » n'est pas un référentiel connu", court(code));
                    self.inconnu(*pos, message, code, lexique.catalogues.iter().map(|c| c.code.as_str()));
                }
            }
        }
        codes.into_iter().map(|(_, code)| code.to_owned()).collect()
    }

    /// Exigences, by their harmonised number whatever the alias written.
    fn exigences(&mut self, racine: &Noeud) -> Vec<String> {
        let Some(champ) = self.requis(racine, "un scénario", "exigences") else {
            return Vec::new();
        };
        let mots = self.mots(champ, "« exigences »");
        if self.catalogues.is_empty() {
            return Vec::new();
        }
        for (pos, mot) in mots {
            match self.catalogues.iter().find_map(|c| c.exigence(mot)) {
                Some(exigence) if self.exigences.contains(&exigence.id) => {
                    self.conseiller(
                        pos,
                        format!("l'exigence « {mot} » est déjà dans la liste ({})", exigence.id),
                        "gardez-en une",
                    );
                }
                Some(exigence) => self.exigences.push(exigence.id.clone()),
                None => {
                    let connues: Vec<&str> = self.catalogues.iter().flat_map(|c| &c.exigences).map(|e| e.id.as_str()).collect();
                    let message = format!("« {} » n'est pas une exigence de ce référentiel", court(mot));
                    self.hors_catalogue(pos, message, mot, connues);
                }
            }
        }
        self.exigences.clone()
    }

    fn profil(&mut self, racine: &Noeud) -> Option<String> {
        let champ = racine.champ("profil")?;
        let profil = self.texte(champ, "« profil »")?;
        let mut connus: Vec<&str> = self
            .catalogues
            .iter()
            .flat_map(|c| &c.exigences)
            .map(|e| e.profil.as_str())
            .collect();
        connus.sort_unstable();
        connus.dedup();
        if !connus.is_empty() && !connus.contains(&profil) {
            self.inconnu(
                champ.pos,
                format!("« {} » n'est pas un profil de ce référentiel", court(profil)),
                profil,
                connus,
            );
        }
        Some(profil.to_owned())
    }

    /// `nom: FICHE` pairs; the names are declared.
    fn fiches(&mut self, noeud: Option<&Noeud>, quoi: &str, nature: Nature) -> BTreeMap<String, (Pos, String)> {
        let paires = noeud.map(|n| self.paires(n, quoi)).unwrap_or_default();
        let mut fiches = BTreeMap::new();
        for (cle, valeur) in paires {
            self.declarer(cle.pos, &cle.texte, nature.clone());
            if let Some(fiche) = self.texte(valeur, &format!("« {} »", court(&cle.texte))) {
                fiches.insert(cle.texte.clone(), (valeur.pos, fiche.to_owned()));
            }
        }
        fiches
    }

    fn etapes(&mut self, racine: &Noeud) -> Vec<Etape> {
        let Some(champ) = self.requis(racine, "un scénario", "etapes") else {
            return Vec::new();
        };
        let noeuds = self.liste(champ, "« etapes »");
        self.portee.parcourir(noeuds);
        let mut etapes: Vec<Etape> = Vec::new();
        let mut derniers = Derniers::default();
        for noeud in noeuds {
            etapes.push(self.etape(noeud, &mut derniers));
        }
        self.videos(&etapes);
        let observations: Vec<&Observation> = etapes.iter().flat_map(|e| &e.observer).collect();
        let que_des_jamais = !observations.is_empty() && observations.iter().all(|o| matches!(o, Observation::Jamais(_)));
        if que_des_jamais && !noeuds.iter().any(|n| n.champ("faire").is_some()) {
            self.conseiller(
                champ.pos,
                "ce scénario n'observe que des « jamais », et ne demande aucun acte : il serait conforme sans que rien ne soit tenté",
                "ajoutez un « faire », ou un « attendu »",
            );
        }
        etapes
    }
}
