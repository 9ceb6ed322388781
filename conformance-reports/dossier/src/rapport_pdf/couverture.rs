//! The first page: what was tested, what the document is worth, and where things are.

use segur_model::AVERTISSEMENT_SIMULE;

use super::feuille::{Cible, Feuille};
use super::tableau::{Cellule, DANS, c, g, n, t};
use super::texte::{ACCENT, CORPS, Texte};
use super::{Rapport, couleur, sous_titre};
use crate::fiche;
use crate::recit::{self, compte};
use crate::signes::Ton;

impl Rapport<'_> {
    pub(crate) fn couverture(&self, f: &mut Feuille<'_>) {
        let r = self.d.resultat;
        let nom = format!("Dossier de preuves : {} {}", r.produit.nom, r.produit.version);
        f.titre(&Texte::nouveau(nom, CORPS.a(18.0).gras().de(ACCENT)), 0.0, None, None);
        f.phrase("Ce qu'un banc d'essai local a vu de ce logiciel face à des services nationaux simulés, exigence par exigence.");
        f.espace(4.0);
        f.encadre(couleur(Ton::Faute), |f| {
            f.paragraphe(&Texte::nouveau(AVERTISSEMENT_SIMULE, CORPS.gras()));
            f.phrase("Aucun mot de ce rapport (conforme, déclaré, non conforme…) n'est un verdict officiel : c'est le constat d'un banc.");
        });
        f.espace(4.0);
        let lignes = fiche::lignes(self.d).into_iter().map(|(quoi, dit)| vec![g(quoi), t(dit)]);
        f.tableau(&[c("", 22.0), c("", 78.0)], lignes);
        if self.d.identites_acceptees {
            f.encadre(couleur(Ton::Faute), |f| f.phrase(recit::IDENTITES_ACCEPTEES));
        }
        self.signature(f);
        self.sommaire(f);
    }

    fn signature(&self, f: &mut Feuille<'_>) {
        sous_titre(f, "Ce que la signature prouve");
        if crate::est_cle_publique(self.d.empreinte_cle) {
            f.encadre(couleur(Ton::Faute), |f| {
                f.paragraphe(&Texte::nouveau(recit::CLE_PUBLIQUE, CORPS.gras()));
            });
        }
        f.phrase(recit::PORTEE_SIGNATURE);
        f.phrase(
            "Le fichier manifeste.json donne l'empreinte SHA-256 de chaque fichier du dossier, celui-ci compris ; manifeste.sig signe ce \
             manifeste. Dans le dossier décompressé, la première commande répond « Verified OK », la seconde donne l'empreinte de la clé, à \
             comparer avec celle que donne l'éditeur ; segur-bench verify fait les deux, et vérifie chaque fichier.",
        );
        f.decale(10.0, |f| {
            for commande in [recit::COMMANDE_OPENSSL, recit::COMMANDE_EMPREINTE] {
                f.paragraphe(&Texte::nouveau(commande, DANS));
            }
        });
        let masques = self.d.plan.fichiers.iter().filter(|f| f.masque.is_some()).count();
        if masques > 0 {
            f.phrase(format!(
                "{} : des secrets (clés, jetons, mots de passe) y ont été remplacés par « [masqué] ». Le manifeste garde l'empreinte de \
                 l'original ; une signature XML qui couvrait le passage masqué ne se vérifie plus.",
                compte(masques, "pièce masquée", "pièces masquées")
            ));
        }
    }

    fn sommaire(&self, f: &mut Feuille<'_>) {
        sous_titre(f, "Sommaire");
        // Read down, then down again: it stays on the first page.
        let (gauche, droite) = self.sections.split_at(self.sections.len().div_ceil(2));
        let cote = |partie: Option<&(String, Cible)>| match partie {
            Some((nom, cible)) => [t(nom.clone()), Cellule::Page(*cible)],
            None => [t(""), t("")],
        };
        let lignes = gauche
            .iter()
            .enumerate()
            .map(|(i, partie)| cote(Some(partie)).into_iter().chain(cote(droite.get(i))).collect());
        f.tableau(
            &[c("Partie", 43.0), n("Page", 7.0), c("Partie", 43.0), n("Page", 7.0)],
            lignes.collect::<Vec<_>>(),
        );
    }
}
