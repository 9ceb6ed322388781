//! Pro Santé Connect at the desk: signing in, working on, leaving. One session for each scenario, one act at a time in it.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use reqwest::Url;
use segur_model::{DemandeActe, Issue, ReponseActe};
use serde_json::Value;
use tokio::sync::Mutex;

use super::{Poste, Seance, erreur, fait, fichier, refuse, reponse};
use crate::config::{ConfigTemoin, Utilisateur};
use crate::dossier::Repondu;
use crate::ecarts::{Ecart, Ecarts};
use crate::identifiants::Tirage;
use crate::psc::client::ClientPsc;
use crate::psc::connexion::Connexion;
use crate::psc::navigateur::{Arrivee, Gestes};
use crate::psc::personne::Personne;
use crate::psc::session::{Etat, Session};
use crate::psc::{Appel, Refus};

/// Acts that reach national services: nobody does them in a session that is closed, or not open yet.
const AU_NOM_DE_QUELQU_UN: [&str; 12] = [
    "rechercher-ins",
    "tester-dmp",
    "valider-compte-rendu",
    "completer-compte-rendu",
    "ouvrir-dossier-dmp",
    "rechercher-documents",
    "ouvrir-document",
    "gerer-document",
    "deposer-document",
    "lister-dmp",
    "lister-autorises",
    "retirer-autorisation",
];

/// The sessions, by scenario or by browser.
pub(crate) type Sessions = Mutex<BTreeMap<String, Arc<Mutex<Session>>>>;

impl Poste {
    /// Plays an act of this area; None: it is not one.
    pub(super) async fn jouer_psc(&self, seance: &Seance<'_>) -> Option<ReponseActe> {
        let acte = seance.demande.acte.as_str();
        match acte {
            "connecter-psc" => Some(self.connecter_psc(seance).await),
            "choisir-situation" | "continuer-psc" | "appeler-api-psc" | "deconnecter-psc" | "lire-session-psc" => {
                let session = self.session(&seance.demande.scenario).await;
                let mut session = session.lock().await;
                Some(self.poursuivre_session(seance, &mut session).await)
            }
            _ => None,
        }
    }

    /// Who acts: the person signed in by PSC, when there is one here. An error: nobody may do this act now.
    pub(super) async fn qui_agit(&self, seance: &mut Seance<'_>) -> Result<(), ReponseActe> {
        let demande = seance.demande;
        let connue = self.session_connue(&demande.scenario).await;
        let (Some(session), Some(psc)) = (connue, &self.psc) else {
            return Ok(());
        };
        let mut session = session.lock().await;
        let externe = AU_NOM_DE_QUELQU_UN.contains(&demande.acte.as_str());
        if externe && session.etat == Etat::Ouverte {
            // What it says is said again below, by the state of the session.
            let _ = session.entretenir(psc, &self.appel_psc(seance)).await;
        }
        match session.utilisateur() {
            Some(Ok(u)) => {
                seance.secteur.clone_from(&u.secteur);
                seance.utilisateur = self.identite_portee(u);
                Ok(())
            }
            Some(Err(pourquoi)) if externe => Err(refuse(pourquoi)),
            _ => Ok(()),
        }
    }

    /// The identity that leaves for DMP and INSi: that of PSC.
    fn identite_portee(&self, mut u: Utilisateur) -> Utilisateur {
        let nous = &self.config.utilisateur;
        if self.ecarts.a(Ecart::PscIdentiteDuPoste) {
            return nous.clone();
        }
        if self.ecarts.a(Ecart::PscIdentiteGenerique) {
            return Utilisateur {
                id_national: self.config.id_structure().to_owned(),
                nom: self.config.structure.nom.clone(),
                profession: u.profession,
                savoir_faire: u.savoir_faire,
                ..Utilisateur::default()
            };
        }
        if u.rpps == nous.rpps {
            // PSC knows nothing of billing.
            u.facturation.clone_from(&nous.facturation);
        }
        u
    }

    /// The session of this scenario, made when there is none.
    pub(crate) async fn session(&self, cle: &str) -> Arc<Mutex<Session>> {
        self.sessions.lock().await.entry(cle.to_owned()).or_default().clone()
    }

    /// The session of this browser, when there is one.
    pub(crate) async fn session_connue(&self, cle: &str) -> Option<Arc<Mutex<Session>>> {
        self.sessions.lock().await.get(cle).cloned()
    }

    pub(super) fn appel_psc<'a>(&'a self, seance: &'a Seance<'_>) -> Appel<'a> {
        Appel {
            ecarts: &self.ecarts,
            tirage: seance.tirage(&self.config),
            maintenant: self.config.maintenant(),
        }
    }

    /// Polls PSC for this scenario when its time has come.
    pub(super) async fn scruter(&self, seance: &Seance<'_>) {
        let connue = self.session_connue(&seance.demande.scenario).await;
        if let (Some(session), Some(psc)) = (connue, &self.psc) {
            let mut session = session.lock().await;
            let finess = self.config.structure.finess.as_deref();
            session.scruter(psc, &self.appel_psc(seance), finess).await;
            // Opened just now, or in the background.
            if session.etat == Etat::Ouverte && !session.rapprochee {
                self.rapprocher_session(&seance.demande.scenario, &mut session).await;
            }
        }
    }

    async fn connecter_psc(&self, seance: &Seance<'_>) -> ReponseActe {
        let Some(psc) = &self.psc else {
            return erreur("Pro Santé Connect n'est pas configuré (`psc`)");
        };
        // A new sign in starts from nothing, as the scenario that is played again does.
        let neuve = Arc::new(Mutex::new(Session::default()));
        self.sessions.lock().await.insert(seance.demande.scenario.clone(), neuve.clone());
        let mut session = neuve.lock().await;
        let appel = self.appel_psc(seance);
        if seance.texte("mode") != "ciba" {
            let issue = self.par_le_web(psc, &appel, seance, &mut session).await;
            return self.ouvrir_session(&seance.demande.scenario, &mut session, issue).await;
        }
        let canal = if seance.texte("moyen") == "cps" { "CARD" } else { "MOBILE" };
        match psc.demander_ciba(&appel, &seance.utilisateur.identifiant(), canal).await {
            Err(e) => refusee(&mut session, &e),
            Ok(attente) => {
                session.etat = Etat::EnAttente;
                session.message = format!("comparer le code {} avec celui de l'e-CPS, puis accepter", attente.code);
                session.code = Some(attente.code.clone());
                session.attente = Some(attente);
                if self.config.horloge_figee.is_none() {
                    tokio::spawn(scruter_en_fond(Fond {
                        session: Arc::downgrade(&neuve),
                        psc: Arc::downgrade(psc),
                        config: self.config.clone(),
                        ecarts: self.ecarts.clone(),
                        cle: seance.demande.cle.clone(),
                    }));
                } else if self.ecarts.a(Ecart::PscCibaScrutationRapide) {
                    let finess = self.config.structure.finess.as_deref();
                    session.scruter(psc, &appel, finess).await;
                }
                avec_session(fait(session.message.clone()), &session)
            }
        }
    }

    async fn par_le_web(&self, psc: &ClientPsc, appel: &Appel<'_>, seance: &Seance<'_>, session: &mut Session) -> Result<Connexion, Refus> {
        let demande = psc.commencer(appel).await?;
        let id_national = seance.utilisateur.identifiant();
        let gestes = Gestes {
            id_national: &id_national,
            moyen: if seance.texte("moyen") == "cps" { "CPS" } else { "e-CPS" },
            geste: match seance.texte("geste") {
                "refuser" => "refus",
                "attendre" => "delai",
                "code-faux" => "code-faux",
                _ => "accord",
            },
        };
        let hotes = hotes(&[&demande.decouverte.emetteur, &demande.decouverte.autorisation]);
        let arrivee = session
            .navigateur
            .parcourir(&psc.navigateur, &demande.url, &hotes, psc.redirection(), Some(gestes))
            .await?;
        match arrivee {
            Arrivee::Retour(url) => psc.revenir(appel, &demande, &url).await,
            // The person did not agree, and PSC waits: the software was told nothing.
            Arrivee::Page { texte, statut } if statut < 400 && gestes.geste != "accord" => {
                Err(Refus::Ecarte(format!("la connexion n'a pas abouti, PSC montre : {texte}")))
            }
            Arrivee::Page { statut, texte } => Err(Refus::Panne(format!(
                "PSC montre une page au lieu de revenir au logiciel (HTTP {statut}) : {texte}"
            ))),
        }
    }

    /// Opens the session, or says why not.
    pub(crate) async fn ouvrir_session(&self, cle: &str, session: &mut Session, issue: Result<Connexion, Refus>) -> ReponseActe {
        match issue {
            Err(e) => refusee(session, &e),
            Ok(c) => {
                session.ouvrir(c, self.config.structure.finess.as_deref());
                self.rapprocher_session(cle, session).await;
                avec_session(fait(session.message.clone()), session)
            }
        }
    }

    /// Finds the local account of the person: by the identifier, never by the name nor by `sub`.
    async fn rapprocher_session(&self, scenario: &str, session: &mut Session) {
        let Some(personne) = session.personne().cloned() else { return };
        session.rapprochee = true;
        let magasin = self.magasin.lock().await;
        let meme = |rpps: &str, id_national: &str, nom: &str, prenom: &str| {
            if self.ecarts.a(Ecart::PscCompteParNom) {
                return memes_noms(&personne, nom, prenom);
            }
            id_national == personne.id_national || personne.rpps() == Some(rpps)
        };
        let mut comptes = magasin.comptes(scenario);
        if let Some((reference, compte)) = comptes.find(|(_, c)| meme(&c.rpps, &c.id_national, &c.nom, &c.prenom)) {
            if compte.ferme {
                session.fermer(format!(
                    "le compte « {reference} » est fermé : l'annuaire ne connaît plus ce professionnel"
                ));
                return;
            }
            session.compte = Some(reference.to_owned());
            return;
        }
        let u = &self.config.utilisateur;
        session.compte = meme(&u.rpps, &u.identifiant(), &u.nom, &u.prenom).then(|| "utilisateur".to_owned());
        if session.compte.is_none() {
            session.message = "connecté par Pro Santé Connect, sans compte local : le créer (creer-compte)".to_owned();
        }
    }

    /// An act in a session. Asked again under the same `cle`, what was answered is answered again.
    async fn poursuivre_session(&self, seance: &Seance<'_>, session: &mut Session) -> ReponseActe {
        let DemandeActe { acte, cle, parametres, .. } = seance.demande;
        if acte == "lire-session-psc" {
            return fichier("session-psc", session.fichier());
        }
        if let Some(r) = session.repondus.get(cle).filter(|r| r.acte == *acte && r.parametres == *parametres) {
            return r.reponse.clone();
        }
        let Some(psc) = &self.psc else {
            return erreur("Pro Santé Connect n'est pas configuré (`psc`)");
        };
        if session.etat != Etat::Ouverte {
            let r = refuse("aucune session PSC ouverte : se connecter d'abord (connecter-psc)");
            return avec_session(r, session);
        }
        let appel = self.appel_psc(seance);
        let dit = match acte.as_str() {
            "choisir-situation" => {
                let rang = parametres.get("rang").map(|r| r.as_u64().or_else(|| r.as_str()?.parse().ok()));
                match session.choisir(rang.flatten().unwrap_or_default()) {
                    Ok(()) => fait("situation d'exercice choisie"),
                    Err(e) => refuse(e),
                }
            }
            "continuer-psc" => match session.continuer(psc, &appel).await {
                Ok(()) => fait("session active"),
                Err(e) if session.etat == Etat::Fermee => fait(format!("{e} : se reconnecter")),
                Err(e) => erreur(e),
            },
            "appeler-api-psc" => match session.appeler_api(psc, &appel).await {
                Ok(_) => fait("l'API Pro Santé Connectée a répondu"),
                Err(e @ Refus::Panne(_)) => erreur(e.dit()),
                Err(e) => fait(e.dit()),
            },
            _ => self.deconnecter(psc, &appel, session).await,
        };
        let dit = avec_session(dit, session);
        if dit.issue != Issue::Erreur {
            let repondu = Repondu {
                acte: acte.clone(),
                parametres: parametres.clone(),
                reponse: dit.clone(),
            };
            session.repondus.insert(cle.clone(), repondu);
        }
        dit
    }

    /// Ends the session here, and at PSC by the browser. Whatever PSC answers, nobody is signed in here any more.
    async fn deconnecter(&self, psc: &ClientPsc, appel: &Appel<'_>, session: &mut Session) -> ReponseActe {
        let depart = session.fin(psc, appel);
        session.fermer("déconnecté");
        let Some((decouverte, url)) = depart.filter(|_| !self.ecarts.a(Ecart::PscDeconnexionLocale)) else {
            return fait("déconnecté");
        };
        let hotes = hotes(&[&decouverte.emetteur, &decouverte.autorisation, &decouverte.fin_session]);
        let mut navigateur = std::mem::take(&mut session.navigateur);
        match navigateur.parcourir(&psc.navigateur, &url, &hotes, psc.apres_fin(), None).await {
            Ok(Arrivee::Page { statut, texte }) if statut >= 400 => {
                fait(format!("déconnecté ici ; PSC refuse la déconnexion (HTTP {statut}) : {texte}"))
            }
            Ok(_) => fait("déconnecté, ici et à Pro Santé Connect"),
            Err(e) => erreur(format!("déconnecté ici, mais pas à Pro Santé Connect : {}", e.dit())),
        }
    }
}

fn memes_noms(p: &Personne, nom: &str, prenom: &str) -> bool {
    let u = p.utilisateur(p.situations.first());
    u.nom.to_uppercase() == nom.to_uppercase() && u.prenom.to_uppercase() == prenom.to_uppercase()
}

/// The sites that a browser may be sent to.
fn hotes(urls: &[&str]) -> Vec<Url> {
    urls.iter().filter_map(|u| Url::parse(u).ok()).collect()
}

/// The sign in failed: what PSC said is an answer, what it could not say is an error.
fn refusee(session: &mut Session, e: &Refus) -> ReponseActe {
    session.fermer(match e {
        e if e.est("access_denied") => "la personne a refusé la connexion".to_owned(),
        e => e.dit(),
    });
    let issue = if matches!(e, Refus::Panne(_)) { Issue::Erreur } else { Issue::Fait };
    avec_session(reponse(issue, session.message.clone()), session)
}

fn avec_session(mut r: ReponseActe, session: &Session) -> ReponseActe {
    let vue: Value = session.fichier();
    r.fichiers.extend(fichier("session-psc", vue).fichiers);
    r
}

/// What a poll in the background needs. It holds nothing alive: a témoin that stops stops it.
struct Fond {
    session: Weak<Mutex<Session>>,
    psc: Weak<ClientPsc>,
    config: ConfigTemoin,
    ecarts: Ecarts,
    cle: String,
}

/// Polls at the interval told, until the person has answered or the request is over.
async fn scruter_en_fond(f: Fond) {
    loop {
        let attente = match f.session.upgrade() {
            Some(s) => s.lock().await.attente.clone(),
            None => None,
        };
        let Some(attente) = attente else { return };
        let reste = (attente.prochaine - f.config.maintenant()).whole_milliseconds();
        tokio::time::sleep(Duration::from_millis(u64::try_from(reste).unwrap_or_default() + 1)).await;
        let (Some(session), Some(psc)) = (f.session.upgrade(), f.psc.upgrade()) else {
            return;
        };
        let appel = Appel {
            ecarts: &f.ecarts,
            tirage: Tirage {
                graine: &f.config.graine,
                cle: &f.cle,
            },
            maintenant: f.config.maintenant(),
        };
        session
            .lock()
            .await
            .scruter(&psc, &appel, f.config.structure.finess.as_deref())
            .await;
    }
}
