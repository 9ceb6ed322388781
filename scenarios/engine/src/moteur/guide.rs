//! What a person plays: which scenario is next, what is shown to them, what they attest.

use segur_model::Numero;
use segur_model::resultat::Testeur;

use super::deroule::{Pas, derouler};
use super::figurant;
use super::jouer::{Moteur, MoteurError, Partie};
use super::releve::{Avec, Releve, ReleveEtape};
use super::valeurs::Valeurs;
use crate::campagne::{Campagne, CampagneError, empreinte};
use crate::grammaire::ast::{Gabarit, Piece, Scenario};
use crate::pilotes::{AVoir, Avancement, ChapitreAJouer, Choix, Reponse, ScenarioAnnonce, Suite};

impl Partie<'_> {
    /// What a person already said of an étape where nothing is played.
    pub(super) fn deja_dite(&self, rang: usize) -> Option<ReleveEtape> {
        let p = self.pas.get(rang).filter(|p| que_des_phrases(p))?;
        let dite = self.anciennes.iter().find(|e| e.rang == rang)?;
        (dite.vus.len() == p.etape.voir.len() && dite.testeur.is_some() && dite.repondue()).then(|| dite.clone())
    }
}

/// Whether an étape is nothing but what a person attests.
fn que_des_phrases(p: &Pas<'_>) -> bool {
    !p.etape.voir.is_empty() && !p.agit() && p.etape.observer.is_empty()
}

/// Whether a scenario is nothing but what persons attest: what is missing of it is asked again, and nothing else.
pub(super) fn que_des_personnes(s: &Scenario) -> bool {
    let phrases = |e: &crate::grammaire::ast::Etape| e.faire.is_none() && e.banc.is_empty() && e.observer.is_empty();
    s.avant.is_empty() && s.etapes.iter().all(phrases)
}

impl Moteur<'_> {
    /// With what a scenario would be played now.
    pub(super) fn avec(&self, s: &Scenario) -> Avec {
        Avec {
            version: self.candidat.produit.version.clone(),
            scenario: empreinte::du_scenario(s),
        }
    }

    /// The relevé of a scenario, if it still holds.
    pub(super) fn valable<'c>(&self, s: &Scenario, campagne: &'c Campagne) -> Option<&'c Releve> {
        campagne.releve(&s.numero, &self.avec(s))
    }

    /// The scenarios that were played and no longer hold, and why.
    #[must_use]
    pub fn tombes(&self, campagne: &Campagne) -> Vec<(String, String)> {
        self.scenarios
            .iter()
            .filter(|s| self.valable(s, campagne).is_none())
            .filter_map(|s| {
                let joue = campagne.releves.get(&s.numero).filter(|r| r.entame())?;
                Some((s.numero.clone(), joue.tombe(&self.avec(s))?))
            })
            .collect()
    }

    /// Whether a person has something to do in a scenario.
    pub(super) fn demande_quelqu_un(&self, s: &Scenario) -> bool {
        s.etapes.iter().any(|e| {
            let manuel = |f: &crate::grammaire::ast::Faire| self.pilotes.pour(&f.acte).is_some_and(|p| p.nom() == "manuel");
            !e.voir.is_empty() || e.faire.as_ref().is_some_and(manuel)
        })
    }

    /// Whether nothing more is to be done of a scenario that was played.
    pub(super) fn fini(&self, s: &Scenario, releve: &Releve) -> bool {
        releve.sans_objet.is_some()
            || releve.termine
                && (self.pilotes.personne().is_none()
                    || !self.demande_quelqu_un(s)
                    || releve
                        .etapes
                        .iter()
                        .all(|e| e.passee.is_some() || e.repondue() && !passe_par_le_testeur(e)))
    }

    /// Asks which of these scenarios is next; `None`: enough for today, or nothing is left.
    pub(super) async fn prochain<'s>(&self, scenarios: &[&'s Scenario], campagne: &Campagne) -> Option<(&'s Scenario, Suite)> {
        let personne = self.pilotes.personne()?.clone();
        let chapitres = self.chapitres(scenarios, campagne);
        if chapitres
            .iter()
            .flat_map(|c| &c.scenarios)
            .all(|c| c.avancement == Avancement::Fini)
        {
            return None;
        }
        let (choisi, suite) = tokio::task::spawn_blocking(move || personne.choisir(&chapitres)).await.ok()??;
        scenarios.iter().find(|s| s.numero == choisi).map(|s| (*s, suite))
    }

    /// Keeps that a scenario has no object, in the words of who says so. What was played of it stays in the log.
    pub(super) fn dire_sans_objet(&self, s: &Scenario, pourquoi: String, campagne: &mut Campagne) -> Result<(), CampagneError> {
        let qui = self.pilotes.personne().map(|p| p.nom()).filter(|n| !n.is_empty());
        let mut releve = Releve::vierge(&s.numero, 1, 0, Some(self.avec(s)));
        releve.termine = true;
        releve.sans_objet = Some(format!(
            "déclaré sans objet par {} : {pourquoi}",
            qui.as_deref().unwrap_or("le testeur")
        ));
        campagne.noter(&releve)
    }

    fn chapitres(&self, scenarios: &[&Scenario], campagne: &Campagne) -> Vec<ChapitreAJouer> {
        let mut places: Vec<ChapitreAJouer> = Vec::new();
        let mut vus: Vec<&str> = Vec::new();
        for (nom, exigences) in self.catalogue.par_chapitre() {
            let mut siens = Vec::new();
            for e in exigences {
                let sert = |s: &&&Scenario| e.servie_par(&s.exigences);
                for s in scenarios.iter().filter(sert) {
                    if !vus.contains(&s.numero.as_str()) {
                        vus.push(&s.numero);
                        siens.push(self.choix(s, campagne));
                    }
                }
            }
            if !siens.is_empty() {
                places.push(ChapitreAJouer {
                    nom: nom.to_owned(),
                    scenarios: siens,
                });
            }
        }
        places
    }

    fn choix(&self, s: &Scenario, campagne: &Campagne) -> Choix {
        let avancement = match self.valable(s, campagne) {
            None => Avancement::AJouer,
            Some(r) if self.fini(s, r) => Avancement::Fini,
            Some(r) if r.entame() => Avancement::Entame,
            Some(_) => Avancement::AJouer,
        };
        Choix {
            numero: s.numero.clone(),
            titre: s.titre.clone(),
            avancement,
        }
    }

    /// Shows a scenario to who plays it.
    pub(super) async fn annoncer(&self, s: &Scenario, pas: usize) {
        let Some(personne) = self.pilotes.personne().cloned() else { return };
        if !self.demande_quelqu_un(s) {
            return;
        }
        let mut contexte: Vec<String> = s.contexte.iter().map(Gabarit::en_clair).collect();
        contexte.extend(figurant::du_scenario(s, self.monde));
        let annonce = ScenarioAnnonce {
            numero: s.numero.clone(),
            titre: s.titre.clone(),
            contexte,
            etapes: pas,
        };
        // Who cannot be shown it any more will not answer either.
        let _ = tokio::task::spawn_blocking(move || personne.annoncer(&annonce)).await;
    }

    /// A scenario is over: its proofs may be given.
    pub(super) async fn proposer_les_preuves(&self, s: &Scenario) {
        let Some(personne) = self.pilotes.personne().cloned() else { return };
        let numero = s.numero.clone();
        let _ = tokio::task::spawn_blocking(move || personne.preuves(&numero)).await;
    }

    /// What only a person says of an étape.
    pub(super) async fn attester(
        &self,
        partie: &Partie<'_>,
        rang: usize,
        valeurs: &Valeurs,
        jouee: &mut ReleveEtape,
    ) -> Result<(), MoteurError> {
        let Some(p) = partie.pas.get(rang) else { return Ok(()) };
        let dire = |g: &Gabarit| valeurs.texte(g).unwrap_or_else(|_| g.en_clair());
        let phrases: Vec<String> = p.etape.voir.iter().map(dire).collect();
        if phrases.is_empty() {
            return Ok(());
        }
        let personne = self.pilotes.personne().cloned();
        let passee = jouee
            .acte
            .as_ref()
            .is_some_and(|a| a.resultat.pilote == "manuel" && a.resultat.issue.is_none());
        // Who passes the act has seen nothing of it.
        let Some(personne) = personne.filter(|_| !passee) else {
            jouee.vus = phrases.into_iter().map(|t| (t, None)).collect();
            return Ok(());
        };
        let a_voir = AVoir {
            scenario: partie.s.numero.clone(),
            etape: p.etape.numero,
            rang: (rang + 1, partie.pas.len()),
            apres_un_acte: jouee.acte.is_some(),
            phrases: phrases.clone(),
            a_montrer: a_montrer(partie.s, p),
        };
        let saisie = tokio::task::spawn_blocking(move || (personne.attester(&a_voir), personne.nom())).await;
        match saisie {
            Ok((Reponse::Donnee(a), nom)) => {
                let dits = a.vus.into_iter().chain(std::iter::repeat(None));
                jouee.vus = phrases.into_iter().zip(dits).collect();
                jouee.testeur = Some(Testeur { nom, note: a.note });
            }
            Ok((Reponse::Passee, _)) => jouee.vus = phrases.into_iter().map(|t| (t, None)).collect(),
            Ok((Reponse::Arret, _)) | Err(_) => return Err(MoteurError::Arret),
        }
        Ok(())
    }
}

fn passe_par_le_testeur(e: &ReleveEtape) -> bool {
    e.acte
        .as_ref()
        .is_some_and(|a| a.resultat.pilote == "manuel" && a.resultat.issue.is_none())
}

/// The films and pictures that this étape is part of.
fn a_montrer(s: &Scenario, p: &Pas<'_>) -> Vec<String> {
    let n = p.etape.numero;
    if !n.est_rem() {
        return Vec::new();
    }
    let mut dits = Vec::new();
    for e in &s.etapes {
        for (preuve, pieces) in &e.preuves {
            for piece in pieces {
                match piece {
                    Piece::Video(de, a) if *de <= n.a && n.de <= *a => {
                        dits.push(format!("{preuve} : à filmer ({})", Numero::rem(*de, *a).dit()))
                    }
                    Piece::Capture(_) if e.numero == n => dits.push(format!("{preuve} : capture d'écran")),
                    _ => {}
                }
            }
        }
    }
    dits
}

/// The étapes of a scenario that a person plays alone, of which what is missing is to be asked again.
pub(super) fn a_reprendre(s: &Scenario, r: &Releve) -> Releve {
    let pas = derouler(s);
    let mut repris = r.clone();
    repris.termine = false;
    repris.etapes.retain(|e| {
        e.passee.is_some() || e.repondue() && (e.testeur.is_some() || pas.get(e.rang).is_some_and(|p| p.etape.voir.is_empty()))
    });
    repris
}
