//! One command: classed, faults applied, answered, committed, sent.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use futures_util::FutureExt;
use segur_model::Direction;

use super::attente::demesure;
use super::seance::{EnCours, Seance};
use crate::connexion::Moment;
use crate::dialogue::{Commande, Empechement, Envoi, Replique, Suite};
use crate::faits::RESTE_EN_CLAIR;
use crate::francais::citation;
use crate::inscription::{Inscription, signaler};
use crate::journal::masque;
use crate::pannes::Fin;
use crate::tls::{Refus, TLS};
use crate::trames::{Cadre, Trame};

/// What is looked at of a first line, in bytes.
const APERCU_LIGNE: usize = 1024;
/// What begins a block of MLLP.
const DEBUT_DE_BLOC: u8 = 0x0b;

impl Seance {
    /// A frame: a whole command, its beginning, or what follows it.
    pub(super) async fn traiter(&mut self, trame: Trame) -> Suite {
        let premiere = self.en_cours.is_none();
        let mut e = match self.en_cours.take() {
            Some(e) => e,
            None => match self.classer(&trame) {
                Some(e) => e,
                None => {
                    let i = self.inscription("illisible", Moment::present(&self.c.espace));
                    return self.empecher(i, Empechement::Defaillance, Refus::defaillance()).await;
                }
            },
        };
        self.recevoir(&mut e.inscription, &trame);
        if premiere {
            self.c.espace.debit.attendre().await;
            match self.c.subir(&mut e.inscription).await {
                Some(Fin::Statut(statut)) => e.panne = Some(statut.to_string()),
                Some(Fin::Faute(code)) => e.panne = Some(code),
                Some(Fin::CorpsTronque) => e.tronquer = true,
                Some(Fin::Fermeture) => {
                    self.coupee = true;
                    e.inscription.ecrire_ou_signaler().await;
                    return Suite::Fermer;
                }
                Some(Fin::CrlInjoignable) | None => {}
            }
        }
        let ouverture = trame.cadre.is_none();
        let commande = self.commande(trame, &e);
        let repondue = AssertUnwindSafe(self.dialogue.repondre(&self.contexte, commande))
            .catch_unwind()
            .await;
        let Ok(replique) = repondue else {
            return self.empecher(e.inscription, Empechement::Defaillance, Refus::defaillance()).await;
        };
        match replique.suite {
            suite if ouverture && replique.octets.is_empty() => suite,
            Suite::Poursuivre(cadre) => self.poursuivre(e, &replique.octets, cadre).await,
            _ => self.conclure(e, replique).await,
        }
    }

    /// A command begins. `None`: the service failed.
    fn classer(&mut self, trame: &Trame) -> Option<EnCours> {
        let moment = Moment::present(&self.c.espace);
        let operation = catch_unwind(AssertUnwindSafe(|| self.dialogue.classer(trame))).ok()?;
        Some(EnCours {
            inscription: self.c.inscription(&operation, moment),
            moment,
            rang: self.c.espace.rang(self.c.service.nom()),
            panne: None,
            tronquer: false,
        })
    }

    fn commande(&self, trame: Trame, e: &EnCours) -> Commande {
        Commande {
            trame,
            pair: self.c.pair.clone(),
            chiffre: self.chiffre,
            point: self.c.point.nom,
            panne: e.panne.clone(),
            espace: self.c.espace.id.clone(),
            session: self.c.session.clone(),
            rang: e.rang,
            recu: e.moment.recu,
            instant: e.moment.instant,
        }
    }

    /// Adds a frame to the request of an exchange, without its secret.
    pub(super) fn recevoir(&self, i: &mut Inscription, trame: &Trame) {
        let secret = catch_unwind(AssertUnwindSafe(|| self.dialogue.secret(trame))).unwrap_or(Some(0..trame.brut.len()));
        let recu = secret.map_or_else(|| trame.brut.clone(), |s| masquer(&trame.brut, s));
        ajouter(&mut i.ecriture.requete, recu);
        i.echange().requete.ligne = premiere_ligne(&i.ecriture.requete);
        i.echange().faits.extend(trame.faits());
    }

    /// The command is not whole yet: what is answered so far is part of its exchange.
    async fn poursuivre(&mut self, mut e: EnCours, octets: &Bytes, cadre: Cadre) -> Suite {
        let i = &mut e.inscription;
        ajouter(&mut i.ecriture.reponse, octets.clone());
        let (recus, plafond) = (i.ecriture.requete.len(), self.c.coeur.limites.corps);
        if recus > plafond {
            let refus = demesure(recus as u64);
            return self.empecher(e.inscription, Empechement::Illisible, refus).await;
        }
        // A client that is gone is met at the next reading.
        self.envoyer(octets).await;
        self.en_cours = Some(e);
        Suite::Poursuivre(cadre)
    }

    /// What the bench says by itself: its own message, to which nothing is answered.
    pub(super) async fn annoncer(&mut self, mut replique: Replique) -> Suite {
        let mut i = self.inscription("annonce", Moment::present(&self.c.espace));
        i.echange().direction = Direction::BancVersCandidat;
        i.echange().requete.ligne = premiere_ligne(&replique.octets);
        i.ecriture.requete = std::mem::take(&mut replique.octets);
        let envois = vec![Envoi::Octets(i.ecriture.requete.clone())];
        let suite = completer(&mut i, replique);
        let sans_effet = i.sans_effet();
        self.expedier(i, sans_effet, envois, suite).await
    }

    /// Tells the exchange what the service answered, and lets it go.
    async fn conclure(&mut self, e: EnCours, mut replique: Replique) -> Suite {
        let EnCours {
            inscription: mut i,
            tronquer,
            ..
        } = e;
        if matches!(replique.suite, Suite::Tls { .. }) {
            self.jeter_le_reste(&mut i);
        }
        let mut octets = std::mem::take(&mut replique.octets);
        let mut suivants = std::mem::take(&mut replique.envois);
        let rappel = std::mem::take(&mut replique.rappel);
        if !rappel.is_empty() {
            i.ecriture.requete = [&rappel[..], &i.ecriture.requete].concat().into();
        }
        let mut suite = completer(&mut i, replique);
        if tronquer {
            if suivants.is_empty() {
                octets.truncate(octets.len() / 2);
            }
            suivants.truncate(suivants.len() / 2);
            suite = Suite::Fermer;
            self.coupee = true;
        }
        let sans_effet = i.sans_effet();
        let envois: Vec<Envoi> = std::iter::once(Envoi::Octets(octets)).chain(suivants).collect();
        enregistrer(&mut i.ecriture.reponse, &envois);
        i.echange().reponse.ligne = derniere_ligne(&i.ecriture.reponse);
        self.expedier(i, sans_effet, envois, suite).await
    }

    /// What came in clear behind STARTTLS was not protected by it: it is never carried out. A handshake begun too early is one.
    fn jeter_le_reste(&mut self, i: &mut Inscription) {
        if self.tampon.is_empty() || self.tampon[0] == TLS {
            return;
        }
        let reste = self.tampon.split();
        i.echange().faits.insert(RESTE_EN_CLAIR.to_owned(), vec![reste.len().to_string()]);
        ajouter(&mut i.ecriture.requete, reste.freeze());
    }

    /// Commits an exchange and sends its answer: in that order when it changes something, else at the same time. What the client
    /// sends next is read once both are done. `sans_effet`: what can be told of an exchange that changes something, when that fails.
    async fn expedier(&mut self, i: Inscription, sans_effet: Option<Inscription>, envois: Vec<Envoi>, suite: Suite) -> Suite {
        let ecrit = i.ecrire();
        let Some(sans_effet) = sans_effet else {
            let parti = self.envoyer_tout(&envois).await;
            return match ecrit.await {
                Ok(_) if parti => suite,
                Ok(_) => Suite::Fermer,
                Err(erreur) => {
                    signaler(&erreur);
                    let mots = self.mots(Empechement::NonEcrit);
                    self.envoyer(&mots).await;
                    Suite::Fermer
                }
            };
        };
        match ecrit.await {
            Ok(_) if self.envoyer_tout(&envois).await => suite,
            Ok(_) => Suite::Fermer,
            Err(erreur) => {
                signaler(&erreur);
                self.empecher(sans_effet, Empechement::NonEcrit, Refus::sans_effet(&erreur)).await
            }
        }
    }

    /// The kit answers in place of the service, and ends the session.
    pub(super) async fn empecher(&mut self, mut i: Inscription, cause: Empechement, refus: Refus) -> Suite {
        let mots = self.mots(cause);
        i.rater(refus);
        // The number of an answer that was not sent.
        i.echange().statut = None;
        ajouter(&mut i.ecriture.reponse, mots.clone());
        i.echange().reponse.ligne = derniere_ligne(&i.ecriture.reponse);
        i.ecrire_ou_signaler().await;
        self.envoyer(&mots).await;
        Suite::Fermer
    }
}

/// What the service tells of it. Facts of the kit are not for it to change.
fn completer(i: &mut Inscription, replique: Replique) -> Suite {
    let e = i.echange();
    if let Some(operation) = replique.operation {
        e.operation = operation;
    }
    let propres = std::mem::replace(&mut e.faits, replique.faits);
    e.faits.extend(propres);
    e.findings = replique.findings;
    e.refus = replique.refus;
    e.statut = replique.statut;
    i.negative = replique.negative;
    i.ecriture.effet = replique.effet;
    replique.suite
}

/// An answer as it is recorded: what the bench keeps already is named, not copied.
fn enregistrer(reponse: &mut Bytes, envois: &[Envoi]) {
    let octets = |e: &Envoi| match e {
        Envoi::Octets(octets) => octets.clone(),
        Envoi::Garde { mention, .. } => mention.clone(),
    };
    match envois {
        [seul] => ajouter(reponse, octets(seul)),
        tous => ajouter(reponse, tous.iter().map(octets).collect::<Vec<_>>().concat().into()),
    }
}

/// The bytes of a frame without its secret.
fn masquer(brut: &Bytes, secret: Range<usize>) -> Bytes {
    let fin = secret.end.min(brut.len());
    let debut = secret.start.min(fin);
    let masque = masque::secret(&brut[debut..fin]);
    [&brut[..debut], masque.as_bytes(), &brut[fin..]].concat().into()
}

/// The first line that says something, without the marks before it.
fn premiere_ligne(octets: &[u8]) -> String {
    let debut = octets.iter().position(|o| !o.is_ascii_control()).unwrap_or(0);
    let octets = &octets[debut..];
    let fin = octets.iter().position(|o| *o == b'\r' || *o == b'\n').unwrap_or(octets.len());
    citation(&String::from_utf8_lossy(&octets[..fin.min(APERCU_LIGNE)]))
}

/// The last line that says something: those before it asked for more, or went on with the same answer.
/// A block of MLLP is one message, and its first line says what it is.
fn derniere_ligne(octets: &[u8]) -> String {
    if octets.first() == Some(&DEBUT_DE_BLOC) {
        return premiere_ligne(octets);
    }
    let fin = octets.iter().rposition(|o| !o.is_ascii_control()).map_or(0, |i| i + 1);
    let debut = octets[..fin].iter().rposition(|o| *o == b'\r' || *o == b'\n').map_or(0, |i| i + 1);
    citation(&String::from_utf8_lossy(&octets[debut..fin.min(debut + APERCU_LIGNE)]))
}

fn ajouter(octets: &mut Bytes, suite: Bytes) {
    *octets = if octets.is_empty() {
        suite
    } else {
        [&octets[..], &suite].concat().into()
    };
}
