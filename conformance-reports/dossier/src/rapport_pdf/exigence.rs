//! Each exigence: what it asks, what was seen, and its proofs.

use segur_model::catalogue::{Nature, Requirement};
use segur_model::resultat::{ResultatExigence, ResultatPreuve};

use super::feuille::Feuille;
use super::tableau::{Cellule, DANS, c, g, t};
use super::texte::{ACCENT, CORPS, GRIS, Texte};
use super::{Rapport, couleur, signet};
use crate::bilan::{self, Mot};
use crate::recit::{self, phrase};
use crate::{mots, signes};

impl Rapport<'_> {
    pub(crate) fn exigences(&self, f: &mut Feuille<'_>) {
        for (rang, (chapitre, liste)) in self.chapitres.liste.iter().enumerate() {
            // A chapter of three lines does not take a page.
            if rang == 0 || f.reste() < Feuille::page_entiere() / 3.0 {
                self.section(f, chapitre);
            } else {
                self.partie(f, chapitre);
            }
            for (e, r) in liste {
                if f.pleine() {
                    return;
                }
                self.exigence(f, e, r);
            }
        }
    }

    fn exigence(&self, f: &mut Feuille<'_>, e: &Requirement, r: &ResultatExigence) {
        let mot = Mot::de(r);
        let (ton, signe) = signes::mot(mot);
        let titre = Texte::nouveau(format!("{} : ", e.id), CORPS.a(10.5).gras().de(ACCENT)).puis(&e.resume, CORPS.a(10.5).gras());
        let signet = signet(f, &format!("{signe} {} : {}", e.id, e.resume));
        f.titre(&titre, 14.0, Some((1, signet)), self.exigences.get(r.id.as_str()).copied());
        let constat = Texte::nouveau(signes::ensemble(signe, mot.libelle()), CORPS.gras().de(couleur(ton)))
            .puis(format!(" · {}", bilan::dits(&r.comptes)), CORPS);
        f.lie(&constat);
        f.paragraphe(&Texte::nouveau(traits(e), DANS.de(GRIS)));
        f.paragraphe(&Texte::nouveau(&e.remarque, DANS.de(GRIS)));
        if r.repetition {
            f.phrase("Un tiers décide en dernier lieu : ce que le banc voit ici est une répétition.");
        }
        f.phrase(mots::raison(&r.raison));
        if let Some(cause) = r.cause.as_ref().filter(|c| !r.raison.contains(c.libelle())) {
            f.phrase(phrase(cause.libelle()));
        }
        for id in &r.scenarios {
            self.scenario_de(f, r, id);
        }
        let preuves: Vec<&ResultatPreuve> = self.d.resultat.preuves.iter().filter(|p| p.exigence == r.id).collect();
        if !preuves.is_empty() {
            f.espace(4.0);
            let colonnes = [
                c("N° de preuve", 17.0),
                c("Demandé", 25.0),
                c("État", 12.0),
                c("Dans ce dossier, et ce qui reste à faire", 46.0),
            ];
            f.tableau(&colonnes, preuves.into_iter().map(|p| self.preuve(p)));
        }
    }

    /// A scenario is told once, under the first exigence that it serves.
    fn scenario_de(&self, f: &mut Feuille<'_>, r: &ResultatExigence, id: &str) {
        let Some(s) = recit::scenario(self.d.resultat, id) else { return };
        match self.chapitres.hotes.get(id) {
            Some(hote) if *hote != r.id => {
                f.espace(5.0);
                f.paragraphe(
                    &Texte::nouveau(format!("Scénario {} : {}", s.id, s.titre), CORPS.gras())
                        .puis(format!(" (raconté sous l'exigence {hote})"), CORPS.de(GRIS)),
                );
            }
            _ => self.scenario(f, s, &r.raison),
        }
    }

    fn preuve(&self, p: &ResultatPreuve) -> Vec<Cellule> {
        let mut lignes = Vec::new();
        let a_faire = recit::a_faire(self.d.catalogue, p);
        if !a_faire.is_empty() {
            lignes.push(phrase(a_faire));
        }
        // Each folder once: its name is most of a path.
        let mut avant = "";
        for f in self.d.plan.preuve(&p.id) {
            let (dossier, nom) = f.cite.chemin.rsplit_once('/').unwrap_or(("", &f.cite.chemin));
            if std::mem::replace(&mut avant, dossier) != dossier {
                lignes.push(format!("{} {dossier}/ :", if f.recevable { "Dans" } else { "Appui, dans" }));
            }
            lignes.push(format!("– {nom}{}", if f.masque.is_some() { " (masqué)" } else { "" }));
            if let Some(donnee) = &f.donnee {
                lignes.push(phrase(&recit::fournie_et_reperes(donnee)));
                lignes.extend(f.cite.note.clone().filter(|_| !f.recevable));
            }
        }
        vec![
            g(&p.id),
            t(recit::demande_ou_natures(self.d.catalogue, &p.id)),
            Texte::nouveau(p.etat.libelle(), DANS.gras().de(couleur(signes::etat(p.etat)))).into(),
            t(lignes.join("\n")),
        ]
    }
}

/// What the catalogue says of it, on one line.
fn traits(e: &Requirement) -> String {
    let nature = match e.nature {
        Nature::Exigence => "Exigence (doit)",
        Nature::Preconisation => "Préconisation (peut)",
    };
    let mut traits = vec![nature.to_owned(), format!("profil {}", e.profil)];
    traits.extend([&e.fonction, &e.regle].into_iter().filter(|t| !t.is_empty()).cloned());
    if !e.alias.is_empty() {
        traits.push(format!("aussi numérotée {}", e.alias.join(", ")));
    }
    traits.join(" · ")
}
