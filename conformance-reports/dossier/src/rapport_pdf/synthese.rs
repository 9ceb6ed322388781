//! The synthesis: what does not conform, what blocks, what is only declared, and the counts.

use segur_model::Constat;

use super::feuille::Feuille;
use super::tableau::{Cellule, Colonne, DANS, c, g, n, t};
use super::texte::Texte;
use super::{Rapport, couleur, sous_titre};
use crate::bilan::{self, Mot};
use crate::recit::{self, ETATS, compte, phrase};
use crate::signes;
use crate::{attentes, causes, declares, mots};

impl Rapport<'_> {
    pub(crate) fn synthese(&self, f: &mut Feuille<'_>) {
        self.section(f, "Synthèse");
        f.phrase(recit::DEUX_RESULTATS);
        f.phrase(recit::VUE_OU_DECLAREE);
        self.comptes(f);
        self.non_conformes(f);
        self.causes(f);
        self.declares(f);
        self.personne(f);
        self.sans_rien(f);
        self.par_chapitre(f);
    }

    fn comptes(&self, f: &mut Feuille<'_>) {
        let r = self.d.resultat;
        let etapes = bilan::etapes(r.scenarios.iter().map(|s| &s.comptes));
        sous_titre(
            f,
            format!("Étapes ({})", compte(bilan::total(&etapes) as usize, "comptée", "comptées")),
        );
        f.tableau(
            &bilan::COLONNES.map(|nom| n(nom, 1.0)),
            [bilan::colonnes(&etapes).map(nombre).into()],
        );
        sous_titre(f, format!("Constats ({})", bilan::applicables(r, self.d.catalogue)));
        let comptes = Mot::TOUS.map(|m| t(bilan::nombre(&r.exigences, m).to_string()));
        f.tableau(&Mot::TOUS.map(|m| n(m.libelle(), 1.0)), [comptes.into()]);
        f.phrase("Répétition réussie : le banc n'a vu aucun écart, mais un tiers décide.");
        sous_titre(f, format!("Preuves ({})", compte(r.preuves.len(), "numéro", "numéros")));
        let etats = ETATS.map(|e| t(r.preuves.iter().filter(|p| p.etat == e).count().to_string()));
        f.tableau(&ETATS.map(|e| n(e.libelle(), 1.0)), [etats.into()]);
    }

    fn page_de_l_exigence(&self, id: &str) -> Cellule {
        self.exigences.get(id).map_or_else(|| t(""), |c| Cellule::Page(*c))
    }

    fn page_du_scenario(&self, id: &str) -> Cellule {
        self.scenarios.get(id).map_or_else(|| t(""), |c| Cellule::Page(*c))
    }

    fn non_conformes(&self, f: &mut Feuille<'_>) {
        let exigences = &self.d.resultat.exigences;
        let fautives: Vec<_> = exigences.iter().filter(|e| e.constat == Constat::NonConforme).collect();
        if fautives.is_empty() {
            return;
        }
        sous_titre(f, "À regarder d'abord : exigences non conformes");
        let lignes = fautives.iter().map(|e| {
            let resume = self.d.catalogue.exigence(&e.id).map_or("", |c| &c.resume);
            vec![
                g(&e.id),
                t(resume),
                t(bilan::dits(&e.comptes)),
                t(mots::raison(&e.raison)),
                self.page_de_l_exigence(&e.id),
            ]
        });
        let colonnes = [
            c("Exigence", 14.0),
            c("Ce qu'elle demande", 30.0),
            c("Étapes", 16.0),
            c("Ce que le banc a vu", 33.0),
            n("Page", 7.0),
        ];
        f.tableau(&colonnes, lignes);
    }

    fn causes(&self, f: &mut Feuille<'_>) {
        let r = self.d.resultat;
        let Some(titre) = causes::titre(&r.causes) else { return };
        sous_titre(f, titre);
        f.phrase(
            "Une cause empêche de juger ce qui vient après elle, sans rien dire contre le produit. Une fois la cause levée, rejouez : tout ce \
             qu'elle bloquait peut alors être jugé.",
        );
        let lignes = r.causes.iter().map(|cause| {
            let mut regle = cause.blocage.regle.clone();
            if let Some(confiance) = cause.blocage.trust {
                regle += &format!("\n{}", causes::regle(confiance));
            }
            vec![
                t(format!(
                    "{}\n{}",
                    mots::raison(&cause.blocage.dit),
                    phrase(&causes::vue_d_abord(cause))
                )),
                t(regle),
                t(phrase(&causes::imputation(cause))),
                t(format!("{} : {}", cause.exigences.len(), cause.exigences.join(", "))),
                t(format!("{} : {}", cause.scenarios.len(), cause.scenarios.join(", "))),
            ]
        });
        let colonnes = [
            c("Ce qui s'est passé", 25.0),
            c("Règle du refus", 13.0),
            c("Imputation", 11.0),
            c("Exigences bloquées", 25.0),
            c("Scénarios arrêtés", 26.0),
        ];
        f.tableau(&colonnes, lignes);
    }

    /// What rests on somebody's word, with what would have made it seen.
    fn declares(&self, f: &mut Feuille<'_>) {
        let r = self.d.resultat;
        let tous = declares::liste(r);
        if tous.is_empty() {
            return;
        }
        sous_titre(f, format!("Ce qui n'est que déclaré ({})", declares::comptes(r, tous.len())));
        f.phrase(declares::PHRASE);
        let lignes = tous.iter().map(|d| {
            vec![
                g(&d.scenario.id),
                t(d.etapes_dites()),
                t(phrase(&d.quoi)),
                t(d.pour_voir_dit()),
                self.page_du_scenario(&d.scenario.id),
            ]
        });
        let colonnes = [
            c("Scénario", 17.0),
            c("Étapes", 15.0),
            c("Ce qui est déclaré", 30.0),
            c("Ce qui l'aurait fait voir", 32.0),
            n("Page", 6.0),
        ];
        f.tableau(&colonnes, lignes);
    }

    fn personne(&self, f: &mut Feuille<'_>) {
        let attendus = attentes::par_scenario(self.d.resultat);
        if attendus.is_empty() {
            return;
        }
        sous_titre(f, "Ce qu'une personne doit encore faire");
        f.phrase("Étapes à jouer ou à attester devant le produit, et requêtes à expliquer. Le fichier a-completer.md les reprend.");
        if attentes::a_expliquer(self.d.resultat) {
            f.phrase(attentes::COMMENT_EXPLIQUER);
        }
        let lignes = attendus.iter().flat_map(|(s, attentes)| {
            attentes.iter().map(|a| {
                vec![
                    g(&s.id),
                    t(phrase(&a.etapes)),
                    t(mots::raison(&a.raison)),
                    self.page_du_scenario(&s.id),
                ]
            })
        });
        f.tableau(
            &[c("Scénario", 17.0), c("Étapes", 20.0), c("À faire", 57.0), n("Page", 6.0)],
            lignes,
        );
    }

    fn sans_rien(&self, f: &mut Feuille<'_>) {
        let motifs = bilan::par_motif(self.d.resultat);
        if motifs.is_empty() {
            return;
        }
        sous_titre(f, "Exigences dont rien n'a été jugé, par raison");
        let lignes = motifs
            .iter()
            .map(|(motif, ids)| vec![g(motif.libelle()), t(ids.len().to_string()), t(ids.join(", "))]);
        f.tableau(&[c("Raison", 24.0), n("Exigences", 10.0), c("Lesquelles", 66.0)], lignes);
    }

    fn par_chapitre(&self, f: &mut Feuille<'_>) {
        let scenarios = &self.d.resultat.scenarios;
        let etapes = self.chapitres.liste.iter().map(|(_, servis)| {
            let siens = scenarios.iter().filter(|s| servis.iter().any(|(_, e)| e.scenarios.contains(&s.id)));
            bilan::colonnes(&bilan::etapes(siens.map(|s| &s.comptes)))
        });
        // A scenario that serves two chapters is in both, and once in the whole.
        let racontes = scenarios.iter().filter(|s| self.chapitres.hotes.contains_key(s.id.as_str()));
        let ensemble = bilan::colonnes(&bilan::etapes(racontes.map(|s| &s.comptes)));
        self.tableau_par_chapitre(f, "Étapes par chapitre", bilan::COLONNES, etapes.collect(), Some(ensemble));

        let constats = self
            .chapitres
            .liste
            .iter()
            .map(|(_, siennes)| Mot::TOUS.map(|m| en_u32(bilan::nombre(siennes.iter().map(|(_, e)| *e), m))));
        self.tableau_par_chapitre(f, "Constats par chapitre", Mot::TOUS.map(Mot::libelle), constats.collect(), None);

        let preuves = self.chapitres.liste.iter().map(|(_, siennes)| {
            ETATS.map(|etat| {
                let du_chapitre = self
                    .d
                    .resultat
                    .preuves
                    .iter()
                    .filter(|p| siennes.iter().any(|(_, e)| e.id == p.exigence));
                en_u32(du_chapitre.filter(|p| p.etat == etat).count())
            })
        });
        self.tableau_par_chapitre(
            f,
            "États des preuves par chapitre",
            ETATS.map(|e| e.libelle()),
            preuves.collect(),
            None,
        );
    }

    fn tableau_par_chapitre<const N: usize>(
        &self,
        f: &mut Feuille<'_>,
        titre: &str,
        noms: [&str; N],
        comptes: Vec<[u32; N]>,
        ensemble: Option<[u32; N]>,
    ) {
        sous_titre(f, titre);
        let colonnes: Vec<Colonne<'_>> = std::iter::once(c("Chapitre", 34.0)).chain(noms.map(|nom| n(nom, 11.0))).collect();
        let somme = || comptes.iter().fold([0; N], |s, c| std::array::from_fn(|i| s[i] + c[i]));
        let derniere = (comptes.len() > 1).then(|| (g("Ensemble"), ensemble.unwrap_or_else(somme)));
        let chapitres = self.chapitres.liste.iter().map(|(nom, _)| t(*nom)).zip(comptes.iter().copied());
        let lignes = chapitres
            .chain(derniere)
            .map(|(nom, comptes)| std::iter::once(nom).chain(comptes.map(nombre)).collect());
        f.tableau(&colonnes, lignes.collect::<Vec<_>>());
    }
}

/// A count; none is there to be seen, and not to be read.
fn nombre(n: u32) -> Cellule {
    let style = if n == 0 {
        DANS.de(couleur(signes::Ton::Neutre))
    } else {
        DANS.gras()
    };
    Texte::nouveau(n.to_string(), style).into()
}

fn en_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
