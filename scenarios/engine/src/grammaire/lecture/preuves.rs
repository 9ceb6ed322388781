//! `preuves`: pieces for proof numbers.

use super::super::ast::{Etape, Piece};
use super::super::erreur::court;
use super::super::grandeurs;
use super::super::yaml::{Cle, Noeud, Quoi};
use super::Lecteur;

/// Kinds of pieces.
pub(crate) const PIECES: &[&str] = &["message", "document", "fichier", "video", "capture", "attestation", "tiers"];

impl Lecteur<'_> {
    pub(super) fn preuves(&mut self, noeud: Option<&Noeud>) -> Vec<(String, Vec<Piece>)> {
        let paires = noeud.map(|n| self.paires(n, "« preuves »")).unwrap_or_default();
        paires
            .iter()
            .map(|(cle, pieces)| {
                self.numero_de_preuve(cle);
                let quoi = format!("la preuve {}", court(&cle.texte));
                (
                    cle.texte.clone(),
                    self.liste(pieces, &quoi).iter().filter_map(|p| self.piece(p)).collect(),
                )
            })
            .collect()
    }

    /// The number must be in a catalogue of the scenario, under one of its exigences.
    fn numero_de_preuve(&mut self, cle: &Cle) {
        if self.catalogues.is_empty() {
            return;
        }
        let exigences = self.catalogues.iter().flat_map(|c| &c.exigences);
        let preuves = exigences.flat_map(|e| {
            e.scenarios
                .iter()
                .flat_map(|s| &s.preuves)
                .map(move |p| (e.id.as_str(), p.id.as_str()))
        });
        let toutes: Vec<(&str, &str)> = preuves.collect();
        let proprietaires: Vec<&str> = toutes.iter().filter(|(_, p)| *p == cle.texte).map(|(e, _)| *e).collect();
        if proprietaires.is_empty() {
            let message = format!("le catalogue ne connaît pas la preuve « {} »", court(&cle.texte));
            let des_exigences = |e: &str| self.exigences.iter().any(|x| x == e);
            let miennes: Vec<&str> = toutes.iter().filter(|(e, _)| des_exigences(e)).map(|(_, p)| *p).collect();
            let candidates = if miennes.is_empty() {
                toutes.iter().map(|(_, p)| *p).collect()
            } else {
                miennes
            };
            self.hors_catalogue(cle.pos, message, &cle.texte, candidates);
        } else if !self.exigences.is_empty() && !proprietaires.iter().any(|e| self.exigences.iter().any(|x| x == e)) {
            let message = format!("la preuve « {} » n'est à aucune exigence de ce scénario", cle.texte);
            let conseil = format!("elle est à {} : ajoutez-la aux « exigences »", proprietaires.join(", "));
            self.conseiller(cle.pos, message, conseil);
        }
    }

    fn piece(&mut self, noeud: &Noeud) -> Option<Piece> {
        let paires = self.paires(noeud, "une pièce");
        let [(cle, valeur)] = paires else {
            if matches!(noeud.quoi, Quoi::Objet(_)) {
                self.conseiller(
                    noeud.pos,
                    "une pièce est une seule clé",
                    "séparez les pièces : [ video: 1..3, message: x ]",
                );
            }
            return None;
        };
        let quoi = format!("« {} »", court(&cle.texte));
        match cle.texte.as_str() {
            "message" => {
                let nom = self.texte(valeur, &quoi)?;
                self.echange(valeur.pos, nom);
                Some(Piece::Message(nom.to_owned()))
            }
            "document" => {
                let nom = self.texte(valeur, &quoi)?;
                self.echange(valeur.pos, nom);
                Some(Piece::Document(nom.to_owned()))
            }
            "fichier" => {
                let nom = self.texte(valeur, &quoi)?;
                self.fichier_repondu(valeur.pos, nom);
                Some(Piece::Fichier(nom.to_owned()))
            }
            "video" => {
                let texte = self.texte(valeur, &quoi)?;
                match grandeurs::etendue(texte) {
                    Ok((de, a)) => {
                        self.videos.push((valeur.pos, de, a));
                        Some(Piece::Video(de, a))
                    }
                    Err(conseil) => {
                        self.conseiller(valeur.pos, format!("étapes illisibles : « {} »", court(texte)), conseil);
                        None
                    }
                }
            }
            "capture" => self.phrase(valeur, &quoi).map(Piece::Capture),
            "attestation" => self.phrase(valeur, &quoi).map(Piece::Attestation),
            "tiers" => {
                self.cles_connues(valeur, "« tiers »", &["de", "quoi"]);
                let de = self.requis(valeur, "« tiers »", "de").and_then(|n| self.phrase(n, "« de »"));
                let quoi = self.requis(valeur, "« tiers »", "quoi").and_then(|n| self.phrase(n, "« quoi »"));
                Some(Piece::Tiers { de: de?, quoi: quoi? })
            }
            mot => {
                self.inconnu(cle.pos, format!("{quoi} n'est pas une sorte de pièce"), mot, PIECES.iter().copied());
                None
            }
        }
    }

    /// A sentence shown as it is: nothing in it is replaced, and `{{` is a brace.
    fn phrase(&mut self, noeud: &Noeud, quoi: &str) -> Option<String> {
        let texte = self.texte(noeud, quoi)?;
        if texte.replace("{{", "").contains('{') {
            self.conseiller(
                noeud.pos,
                format!("{quoi} est montré tel quel : « {{…}} » n'y est pas remplacé"),
                "écrivez-le en toutes lettres ; une accolade seule s'écrit {{",
            );
        }
        Some(texte.replace("{{", "{"))
    }

    /// Once every étape is read: videos show étapes of the référentiel that the scenario plays.
    pub(super) fn videos(&mut self, etapes: &[Etape]) {
        let siens = || etapes.iter().map(|e| e.numero).filter(|n| n.est_rem());
        let bornes = siens().map(|n| n.de).min().zip(siens().map(|n| n.a).max());
        for (pos, de, a) in std::mem::take(&mut self.videos) {
            match bornes {
                Some((premiere, derniere)) if de >= premiere && a <= derniere => {}
                Some((premiere, derniere)) => self.dire(
                    pos,
                    format!("la vidéo sort du scénario, qui va de l'étape {premiere} à l'étape {derniere}"),
                ),
                None => self.conseiller(
                    pos,
                    "la vidéo montre des étapes du référentiel, et ce scénario n'en joue aucune",
                    "une étape p1 ou b1 n'est pas un numéro que l'examinateur connaisse",
                ),
            }
        }
    }
}
