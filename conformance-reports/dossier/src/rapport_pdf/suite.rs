//! The end: scenarios that no applicable exigence calls, exchanges that nobody expected, and the proofs.

use segur_model::EtatPreuve;

use super::Rapport;
use super::feuille::Feuille;
use super::tableau::{Cellule, DANS, c, g, n, t};
use super::texte::Texte;
use super::{couleur, sous_titre};
use crate::recit::{self, compte, phrase};
use crate::signes;

pub(crate) const AUTRES: &str = "Autres scénarios";
pub(crate) const INATTENDUS: &str = "Échanges inattendus";
pub(crate) const PREUVES: &str = "Preuves";

impl Rapport<'_> {
    pub(crate) fn autres_scenarios(&self, f: &mut Feuille<'_>) {
        let orphelins = self.chapitres.orphelins(self.d.resultat);
        if orphelins.is_empty() || f.pleine() {
            return;
        }
        self.section(f, AUTRES);
        f.phrase("Joués sans qu'aucune exigence applicable à ce produit ne les appelle : ils ne comptent dans aucun constat d'exigence.");
        for s in orphelins {
            self.scenario(f, s, "");
        }
    }

    pub(crate) fn inattendus(&self, f: &mut Feuille<'_>) {
        if f.pleine() {
            return;
        }
        self.partie(f, INATTENDUS);
        let scenarios = self.d.resultat.scenarios.iter().filter(|s| !s.inattendus.is_empty());
        let mut aucun = true;
        for s in scenarios {
            if aucun {
                f.phrase(
                    "Aucune étape n'attendait ces échanges. Ce sont des avertissements, pas des écarts : un appel de trop peut être légitime, \
                     ou trahir un défaut.",
                );
            }
            aucun = false;
            let nombre = compte(s.inattendus.len(), "échange", "échanges");
            sous_titre(f, format!("Pendant le scénario {} ({nombre})", s.id));
            self.echanges(f, &s.inattendus);
        }
        if aucun {
            f.phrase("Aucun : chaque échange vu pendant la campagne était attendu par une étape.");
        }
    }

    /// Every proof number with its state, and the page that tells about it.
    pub(crate) fn preuves(&self, f: &mut Feuille<'_>) {
        if f.pleine() {
            return;
        }
        self.section(f, PREUVES);
        let r = self.d.resultat;
        let reste = r
            .preuves
            .iter()
            .filter(|p| matches!(p.etat, EtatPreuve::ACompleter | EtatPreuve::TiersRequis));
        f.phrase(format!(
            "{}, dont {}. Le fichier a-completer.md dit comment faire chaque pièce : étapes à filmer, patient, ce qui doit se voir.",
            compte(r.preuves.len(), "numéro de preuve", "numéros de preuve"),
            compte(reste.count(), "reste à fournir", "restent à fournir"),
        ));
        let lignes = r.preuves.iter().map(|p| {
            let natures = self.d.catalogue.preuve(&p.id).map_or(&[][..], |(_, _, preuve)| &preuve.natures);
            let par = match p.etat {
                EtatPreuve::TiersRequis => recit::tiers(r, &p.id, natures),
                EtatPreuve::ACompleter => "l'éditeur".to_owned(),
                EtatPreuve::Produite => compte(self.d.plan.preuve(&p.id).filter(|f| f.recevable).count(), "pièce", "pièces"),
                EtatPreuve::SansObjet => String::new(),
            };
            let page = self.exigences.get(p.exigence.as_str());
            vec![
                g(&p.id),
                Texte::nouveau(p.etat.libelle(), DANS.gras().de(couleur(signes::etat(p.etat)))).into(),
                t(phrase(&par)),
                t(recit::demande_ou_natures(self.d.catalogue, &p.id)),
                page.map_or_else(|| t(""), |c| Cellule::Page(*c)),
            ]
        });
        let colonnes = [
            c("N° de preuve", 20.0),
            c("État", 14.0),
            c("Par qui, ou dans ce dossier", 24.0),
            c("Demandé", 35.0),
            n("Page", 7.0),
        ];
        f.tableau(&colonnes, lignes);
    }
}
