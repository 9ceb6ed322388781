//! The pieces that a person gave: under the number of their proof when they answer it, in `appui/` with the reason when they do not, and the
//! chapters of a film beside it.

use std::time::Duration;

use segur_model::catalogue::Catalogue;
use segur_model::resultat::{Contenu, Donnee, Octets, Piece, ResultatCampagne, ResultatPreuve};

use super::{Plan, Role, Source};
use crate::{depot, noms, recit};

/// What is filed of a piece: what it is, the end of its name, its bytes.
fn contenu(p: &Piece) -> Option<(String, String, &Octets)> {
    match &p.quoi {
        Contenu::Video { de, a, octets: Some(o) } => Some((
            format!("vidéo, {}", segur_model::Numero::rem(*de, *a).dit()),
            format!("video-{de}-{a}"),
            o,
        )),
        Contenu::Capture { phrase, octets: Some(o) } => Some((format!("capture d'écran : {phrase}"), "capture".to_owned(), o)),
        Contenu::Fichier { nom, octets, .. } | Contenu::Document { nom, octets } => {
            let racine = nom.rsplit_once('.').map_or(nom.as_str(), |(racine, _)| racine);
            Some((format!("fichier « {nom} »"), noms::mot(racine), octets))
        }
        _ => None,
    }
}

impl Plan {
    /// Files what was given to a proof, after what étapes gave it.
    pub(super) fn donnees(&mut self, resultat: &ResultatCampagne, catalogue: &Catalogue, preuve: &ResultatPreuve) {
        let nomme = catalogue.preuve(&preuve.id).is_some_and(|(_, _, p)| !p.nommage.is_empty());
        for p in &preuve.donnees {
            let rang = self.pieces.entry(preuve.id.clone()).or_insert(0);
            let piece = *rang;
            *rang += 1;
            let (Some((quoi, mot, octets)), Some(donnee)) = (contenu(p), &p.donnee) else {
                continue;
            };
            let recevable = p.recevable && p.refus.is_empty();
            let base = if recevable { "preuves" } else { "appui" };
            let role = Role {
                dossier: format!("{base}/{}", noms::dossier(&preuve.id)),
                preuve: Some(&preuve.id),
                recevable,
                piece: Some(piece),
                scenario: &preuve.scenario,
                etape: Some((p.etape, p.repetition)),
            };
            let base = format!("{}/{:02}_{mot}", role.dossier, self.rang(&role.dossier));
            // The reviewer asks for a name: it is the file's own, in a folder of its rank.
            let chemin = if nomme {
                format!("{base}/{}", noms::donne(&donnee.nom))
            } else {
                format!("{base}.{}", noms::extension_donnee(&donnee.nom, &octets.media))
            };
            self.ajouter_au_chemin(&role, chemin, &format!("{quoi}, {}", recit::fournie(donnee)), octets);
            if let Some(f) = self.fichiers.last_mut() {
                f.cite.note = (!p.refus.is_empty()).then(|| format!("Pièce écartée : {}", p.refus));
                f.donnee = Some(donnee.clone());
            }
            if matches!(p.quoi, Contenu::Video { .. }) && !donnee.reperes.is_empty() {
                self.chapitres(resultat, catalogue, preuve, &role, &base, donnee);
            }
        }
    }

    fn chapitres(
        &mut self,
        resultat: &ResultatCampagne,
        catalogue: &Catalogue,
        preuve: &ResultatPreuve,
        role: &Role<'_>,
        base: &str,
        donnee: &Donnee,
    ) {
        let dit = |etape| recit::etape_du_plan(resultat, catalogue, &preuve.scenario, etape);
        let texte = depot::chapitres(&donnee.nom, &donnee.reperes, donnee.duree_ms.map(Duration::from_millis), dit);
        self.ajouter(
            role,
            format!("{base}{}", noms::CHAPITRES),
            "text/vtt; charset=utf-8",
            "chapitres du film : où commence chaque étape",
            Source::Scenario(texte),
        );
    }
}
