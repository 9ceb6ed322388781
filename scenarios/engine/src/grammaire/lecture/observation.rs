//! `observer`: what must, or must not, be seen.

use segur_model::vocabulaire::{Fait, Operation};
use segur_tous::{FICHIERS, OPERATIONS};

use super::super::ast::{Attendu, Jamais, Observation, ObservationFichier};
use super::super::erreur::court;
use super::super::grandeurs;
use super::super::yaml::{Noeud, Quoi};
use super::Lecteur;
use super::portee::{Nature, faits_d_echange};

/// Keys of an `attendu`.
const CLES_ATTENDU: &[&str] = &["attendu", "nom", "ou", "nombre", "dans", "apres", "egal", "verifier"];
/// Keys of a `jamais`.
const CLES_JAMAIS: &[&str] = &["jamais", "ou", "avant"];
/// Keys of a `fichier`.
const CLES_FICHIER: &[&str] = &["fichier", "egal", "verifier"];

impl Lecteur<'_> {
    pub(super) fn observations(&mut self, noeud: Option<&Noeud>) -> Vec<Observation> {
        let elements = noeud.map(|n| self.liste(n, "« observer »")).unwrap_or_default();
        elements.iter().filter_map(|e| self.observation(e)).collect()
    }

    fn observation(&mut self, noeud: &Noeud) -> Option<Observation> {
        let sortes: Vec<&str> = ["attendu", "jamais", "fichier"]
            .into_iter()
            .filter(|s| noeud.champ(s).is_some())
            .collect();
        match sortes.as_slice() {
            ["attendu"] => Some(Observation::Attendu(self.attendu(noeud))),
            ["jamais"] => Some(Observation::Jamais(self.jamais(noeud))),
            ["fichier"] => self.fichier(noeud).map(Observation::Fichier),
            [] => {
                let toutes: Vec<&str> = CLES_ATTENDU.iter().chain(CLES_JAMAIS).chain(CLES_FICHIER).copied().collect();
                self.cles_connues(noeud, "une observation", &toutes);
                self.dire(noeud.pos, "une observation dit « attendu: », « jamais: » ou « fichier: »");
                None
            }
            _ => {
                self.conseiller(
                    noeud.pos,
                    format!("une observation dit une seule chose, pas {}", sortes.join(" et ")),
                    "séparez-les par un tiret",
                );
                None
            }
        }
    }

    fn attendu(&mut self, noeud: &Noeud) -> Attendu {
        self.cles_connues(noeud, "« attendu »", CLES_ATTENDU);
        let (motifs, operations) = self.operations(noeud.champ("attendu"), "« attendu »");
        let faits: Vec<&'static Fait> = faits_connus(&operations);
        let de = nommer(&motifs);
        // Everything that may use a name comes before the capture: an observation cannot refer to itself.
        let apres = noeud.champ("apres").and_then(|n| {
            let nom = self.texte(n, "« apres »")?;
            self.echange(n.pos, nom);
            Some(nom.to_owned())
        });
        let ou = self.faits(noeud.champ("ou"), "« ou »", &faits, &[], &de);
        let egal = self.faits(noeud.champ("egal"), "« egal »", &faits, &[], &de);
        let nombre = noeud.champ("nombre").and_then(|n| {
            let texte = self.texte(n, "« nombre »")?;
            grandeurs::nombre(texte)
                .map_err(|conseil| self.conseiller(n.pos, format!("« {} » n'est pas un nombre d'échanges", court(texte)), conseil))
                .ok()
        });
        let dans = noeud.champ("dans").and_then(|n| self.duree(n, "« dans »"));
        let verifier = self.regles(noeud.champ("verifier"));
        let nom = noeud.champ("nom").and_then(|n| {
            let nom = self.texte(n, "« nom »")?;
            let fenetre = self.portee.fenetre();
            self.declarer(n.pos, nom, Nature::Echange { operations, fenetre });
            Some(nom.to_owned())
        });
        Attendu {
            place: self.place(noeud.pos),
            operations: motifs,
            nom,
            ou,
            nombre,
            dans,
            apres,
            egal,
            verifier,
        }
    }

    fn jamais(&mut self, noeud: &Noeud) -> Jamais {
        self.cles_connues(noeud, "« jamais »", CLES_JAMAIS);
        let (motifs, operations) = self.operations(noeud.champ("jamais"), "« jamais »");
        let ou = self.faits(noeud.champ("ou"), "« ou »", &faits_connus(&operations), &[], &nommer(&motifs));
        let avant = noeud.champ("avant").and_then(|n| {
            let nom = self.texte(n, "« avant »")?;
            self.echange_a_venir(n.pos, nom);
            Some(nom.to_owned())
        });
        Jamais {
            place: self.place(noeud.pos),
            operations: motifs,
            ou,
            avant,
        }
    }

    fn fichier(&mut self, noeud: &Noeud) -> Option<ObservationFichier> {
        self.cles_connues(noeud, "« fichier »", CLES_FICHIER);
        let champ = noeud.champ("fichier")?;
        let nom = self.texte(champ, "« fichier »")?;
        self.fichier_repondu(champ.pos, nom);
        let genre = FICHIERS.iter().find(|f| f.nom == nom);
        let connus: Vec<&'static Fait> = genre.map(|g| g.faits.iter().collect()).unwrap_or_default();
        let listes = genre.map_or(&[][..], |g| g.listes);
        let dont = format!("le fichier « {} »", court(nom));
        let egal = self.faits(noeud.champ("egal"), "« egal »", &connus, listes, &dont);
        let verifier = self.regles(noeud.champ("verifier"));
        Some(ObservationFichier {
            place: self.place(noeud.pos),
            nom: nom.to_owned(),
            egal,
            verifier,
        })
    }

    /// An operation, a pattern, or a list of them: as written, and the operations covered.
    pub(super) fn operations(&mut self, noeud: Option<&Noeud>, quoi: &str) -> (Vec<String>, Vec<&'static Operation>) {
        let Some(noeud) = noeud else { return (Vec::new(), Vec::new()) };
        let motifs = match &noeud.quoi {
            Quoi::Liste(_) => self.mots(noeud, quoi),
            _ => self.texte(noeud, quoi).map(|t| (noeud.pos, t)).into_iter().collect(),
        };
        let mut couvertes: Vec<&'static Operation> = Vec::new();
        for (pos, motif) in &motifs {
            let avant = couvertes.len();
            let nouvelles: Vec<_> = segur_tous::operations(motif).collect();
            couvertes.extend(nouvelles);
            if couvertes.len() == avant {
                let message = if motif.contains('*') {
                    format!("le motif « {} » ne couvre aucune opération", court(motif))
                } else {
                    format!("« {} » n'est pas une opération", court(motif))
                };
                self.inconnu(*pos, message, motif, OPERATIONS.iter().map(|o| o.nom));
            }
        }
        (motifs.into_iter().map(|(_, m)| m.to_owned()).collect(), couvertes)
    }

    /// Rules, or prefixes of rules.
    fn regles(&mut self, noeud: Option<&Noeud>) -> Vec<String> {
        let Some(noeud) = noeud else { return Vec::new() };
        let mots = self.mots(noeud, "« verifier »");
        let lexique = self.lexique;
        for (pos, mot) in &mots {
            let couvre = |regle: &String| {
                regle
                    .strip_prefix(mot)
                    .is_some_and(|reste| reste.is_empty() || reste.starts_with('.'))
            };
            if !lexique.regles.iter().any(couvre) {
                let message = format!("« {} » n'est ni une règle, ni le début d'une règle", court(mot));
                let familles = lexique.regles.iter().filter_map(|r| r.rsplit_once('.').map(|(f, _)| f));
                self.inconnu(*pos, message, mot, lexique.regles.iter().map(String::as_str).chain(familles));
            }
        }
        mots.into_iter().map(|(_, m)| m.to_owned()).collect()
    }

    /// A duration.
    pub(super) fn duree(&mut self, noeud: &Noeud, quoi: &str) -> Option<std::time::Duration> {
        let texte = self.texte(noeud, quoi)?;
        grandeurs::duree(texte)
            .map_err(|conseil| self.conseiller(noeud.pos, format!("durée illisible dans {quoi} : « {} »", court(texte)), conseil))
            .ok()
    }
}

/// Facts that these operations may have; none when no operation is known, so that one slip is one error.
fn faits_connus(operations: &[&'static Operation]) -> Vec<&'static Fait> {
    if operations.is_empty() {
        Vec::new()
    } else {
        faits_d_echange(operations).collect()
    }
}

fn nommer(motifs: &[String]) -> String {
    motifs.iter().map(|m| format!("« {} »", court(m))).collect::<Vec<_>>().join(", ")
}
