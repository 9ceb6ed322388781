//! `rechercher-ins`: the calls, their traces, and what the answer changes.

use std::io;

use segur_model::{Issue, ReponseActe};

use super::{Poste, Seance, erreur, fait, refuse};
use crate::dossier::{Attribut, Dossier, RechercheFaite, Statut, TraceAppel};
use crate::ecarts::Ecart;
use crate::identifiants::instant;
use crate::insi::OPERATION;
use crate::insi::client::{Appel, Echec};
use crate::insi::message::Question;
use crate::insi::recherche::{self, ALERTE_REPONSE, APPELS_MAX};
use crate::insi::reponse::{Individu, InsLu, Reponse};
use crate::magasin::Magasin;

/// How a search ended.
enum Conclusion {
    Trouve(Box<Individu>),
    Aucune,
    Plusieurs,
    Erreur(String),
}

/// A search in progress.
struct Recherche<'a> {
    poste: &'a Poste,
    seance: &'a Seance<'a>,
    magasin: &'a mut Magasin,
    dossier: &'a mut Dossier,
    appel: Appel<'a>,
}

impl Poste {
    /// The search of a candidate that calls INSi at once: what is to be added to the answer of the act. The identity is created
    /// whatever INSi says; what it did not answer is asked again later.
    pub(super) async fn rechercher_a_la_creation(
        &self,
        magasin: &mut Magasin,
        seance: &Seance<'_>,
        dossier: &mut Dossier,
    ) -> io::Result<String> {
        if !self.config.insi_a_la_creation {
            return Ok(String::new());
        }
        let reponse = self.rechercher(magasin, seance, dossier).await?;
        if reponse.issue == Issue::Fait {
            dossier.cherche_a_la_creation = Some(RechercheFaite {
                mode: self.mode(seance),
                utilisateur: seance.utilisateur.identifiant(),
                dit: reponse.message.clone(),
            });
        }
        Ok(format!(" ; {}", reponse.message))
    }

    /// The answer of a search that was made at the creation, asked for by the same person and the same way. It answers once: asked
    /// for again, INSi is called.
    pub(super) fn deja_cherche(&self, seance: &Seance<'_>, dossier: &mut Dossier) -> Option<ReponseActe> {
        let faite = dossier.cherche_a_la_creation.take()?;
        let la_meme = faite.mode == self.mode(seance) && faite.utilisateur == seance.utilisateur.identifiant();
        let permis = recherche::interdit(&dossier.identite, &self.ecarts).is_none();
        (la_meme && permis).then(|| fait(format!("INSi a répondu à la création : {}", faite.dit)))
    }

    pub(super) async fn rechercher(&self, magasin: &mut Magasin, seance: &Seance<'_>, dossier: &mut Dossier) -> io::Result<ReponseActe> {
        if let Some(pourquoi) = recherche::interdit(&dossier.identite, &self.ecarts) {
            return Ok(refuse(pourquoi));
        }
        let mode = self.mode(seance);
        if let Err(pourquoi) = self.insi.pret(mode, &seance.utilisateur) {
            return Ok(erreur(pourquoi));
        }
        dossier.identite.alertes.clear();
        let conclusion = {
            let tirage = seance.tirage(&self.config);
            let utilisateur = &seance.utilisateur;
            let appel = Appel {
                config: &self.config,
                ecarts: &self.ecarts,
                mode,
                utilisateur,
                tirage,
                rang: 0,
            };
            Recherche {
                poste: self,
                seance,
                magasin,
                dossier: &mut *dossier,
                appel,
            }
            .conclure()
            .await?
        };
        Ok(match conclusion {
            Conclusion::Trouve(individu) => self.appliquer(seance, dossier, &individu),
            Conclusion::Aucune => fait("INSi ne trouve personne : l'identité reste sans INS"),
            Conclusion::Plusieurs => fait("INSi trouve plusieurs personnes : l'identité reste sans INS"),
            Conclusion::Erreur(texte) => erreur(texte),
        })
    }

    fn appliquer(&self, seance: &Seance<'_>, dossier: &mut Dossier, individu: &Individu) -> ReponseActe {
        if let Some(pourquoi) = recherche::refus(individu, &self.ecarts) {
            dossier.identite.alertes.push(ALERTE_REPONSE.to_owned());
            return fait(format!("réponse d'INSi non intégrée : {pourquoi}"));
        }
        // Reached by a defect only: whatever INSi said, such an identity stays as it is.
        if dossier.identite.a(Attribut::Douteuse) || dossier.identite.a(Attribut::Fictive) {
            return fait("réponse d'INSi reçue, non intégrée : identité douteuse ou fictive");
        }
        recherche::integrer(&mut dossier.identite, individu, &self.ecarts);
        let statut = dossier.identite.statut;
        let apres = self.ecarts.choisir(Ecart::RecuperationSansStatut, statut.avec_insi(), statut);
        let apres = self.ecarts.choisir(Ecart::StatutSaute, apres, Statut::Qualifiee);
        self.changer_statut(seance, dossier, apres);
        fait(format!("INS récupéré, statut {}", apres.dit()))
    }
}

impl Recherche<'_> {
    async fn conclure(&mut self) -> io::Result<Conclusion> {
        loop {
            let conclusion = self.serie().await?;
            let encore =
                matches!(conclusion, Conclusion::Aucune) && self.poste.ecarts.a(Ecart::BoucleSur01) && self.appel.rang < APPELS_MAX;
            if !encore {
                return Ok(conclusion);
            }
        }
    }

    /// Each prénom, then all of them; then again with the place of birth those that named several people.
    async fn serie(&mut self) -> io::Result<Conclusion> {
        let essais = recherche::essais(&self.dossier.identite.prenoms, &self.poste.ecarts);
        let mut ambigus = Vec::new();
        for prenom in essais {
            match self.un_appel(&prenom, None).await? {
                Some(Conclusion::Plusieurs) => ambigus.push(prenom),
                Some(Conclusion::Aucune) => {}
                Some(fin) => return Ok(fin),
                None => return Ok(trop()),
            }
        }
        if ambigus.is_empty() {
            return Ok(Conclusion::Aucune);
        }
        let lieu = recherche::lieu_a_ajouter(&self.dossier.identite, &self.poste.ecarts).map(str::to_owned);
        if let Some(lieu) = lieu {
            for prenom in &ambigus {
                match self.un_appel(prenom, Some(&lieu)).await? {
                    Some(Conclusion::Plusieurs | Conclusion::Aucune) => {}
                    Some(fin) => return Ok(fin),
                    None => return Ok(trop()),
                }
            }
        }
        Ok(Conclusion::Plusieurs)
    }

    /// One call, traced and kept before anything else is done. None: no call is left.
    async fn un_appel(&mut self, prenom: &str, lieu: Option<&str>) -> io::Result<Option<Conclusion>> {
        if self.appel.rang >= APPELS_MAX {
            return Ok(None);
        }
        self.appel.rang += 1;
        let i = &self.dossier.identite;
        let question = Question {
            nom: &i.nom_naissance,
            prenom,
            sexe: &i.sexe,
            date: &i.date_naissance,
            lieu,
        };
        let mut reponse = self.poste.insi.appeler(&self.appel, &question).await;
        if matches!(reponse, Ok(Reponse::Faute { .. })) && self.poste.ecarts.a(Ecart::FauteTraiteeComme01) {
            reponse = Ok(Reponse::Aucune);
        }
        let parti = !matches!(&reponse, Err(e) if !e.parti);
        if parti {
            let date = instant(self.poste.config.maintenant());
            self.dossier.appels.push(trace(&reponse, date, &self.seance.utilisateur.rpps));
            self.magasin.garder(&self.seance.cle, self.dossier.clone())?;
        }
        Ok(Some(match reponse {
            Ok(Reponse::Trouve(i)) => Conclusion::Trouve(i),
            Ok(Reponse::Aucune) => Conclusion::Aucune,
            Ok(Reponse::Plusieurs) => Conclusion::Plusieurs,
            Ok(Reponse::Faute { code, texte }) => Conclusion::Erreur(format!("INSi a répondu la faute {code} : {texte}")),
            Err(e) => Conclusion::Erreur(e.texte),
        }))
    }
}

fn trop() -> Conclusion {
    Conclusion::Erreur(format!("recherche arrêtée après {APPELS_MAX} appels"))
}

fn trace(reponse: &Result<Reponse, Echec>, date: String, rpps: &str) -> TraceAppel {
    let code = match reponse {
        Ok(Reponse::Trouve(_)) => "00",
        Ok(Reponse::Aucune) => "01",
        Ok(Reponse::Plusieurs) => "02",
        Ok(Reponse::Faute { code, .. }) | Err(Echec { code, .. }) => code,
    };
    let mut t = TraceAppel {
        date,
        utilisateur: rpps.to_owned(),
        operation: OPERATION.to_owned(),
        modalite: "traits".to_owned(),
        code_retour: code.to_owned(),
        ..TraceAppel::default()
    };
    if let Ok(Reponse::Trouve(i)) = reponse {
        t.matricule = i.actif.complet();
        t.oid.clone_from(&i.actif.oid);
        t.historique = i.historique.iter().map(InsLu::complet).collect();
        t.nom_naissance.clone_from(&i.nom_naissance);
        t.prenoms.clone_from(&i.liste_prenoms);
        t.sexe.clone_from(&i.sexe);
        t.date_naissance.clone_from(&i.date_naissance);
        t.lieu_naissance.clone_from(&i.lieu_naissance);
    }
    t
}
