//! The acts of the contract, as the témoin plays them: one at a time, as one person at the desk does.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use segur_model::acte::VERSION_ACTES;
use segur_model::vocabulaire::{self, Genre};
use segur_model::{DemandeActe, Fichier, Issue, ReponseActe};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Mutex;

use crate::annuaire::client::ClientAnnuaire;
use crate::annuaire::extraction::Extraction;

use crate::config::{ConfigTemoin, Mode, Utilisateur};
use crate::dmp::client::ClientDmp;
use crate::dossier::{Attribut, Destination, Dossier, Repondu, Statut, TraceStatut};
use crate::ecarts::{Ecart, Ecarts};
use crate::erreur::TemoinError;
use crate::identifiants::{Tirage, instant};
use crate::insi::client::ClientInsi;
use crate::magasin::Magasin;
use crate::mssante::suivi::Messagerie;
use crate::psc::client::ClientPsc;
use crate::psc::session::Etat as EtatSession;
use crate::saisie::Saisie;

use messagerie::ClientMssante;

mod alimenter;
mod annuaire;
mod compte_rendu;
mod consultation;
mod courriels;
mod deposer;
mod documents;
mod envoyer;
mod gerer;
mod horloge;
mod messagerie;
mod montrer;
pub(crate) mod psc;
mod rechercher;

/// Documents that alone prove an identity. The others are recorded elsewhere, and validate nothing here.
const HAUTE_CONFIANCE: [&str; 3] = ["CN", "PA", "CS"];

/// The desk: all that an act needs.
pub(crate) struct Poste {
    pub(crate) config: ConfigTemoin,
    pub(crate) ecarts: Ecarts,
    insi: ClientInsi,
    /// The DMP, when the configuration gives it.
    dmp: Option<ClientDmp>,
    /// Pro Santé Connect, when the configuration gives it.
    pub(crate) psc: Option<Arc<ClientPsc>>,
    /// The Annuaire Santé, when the configuration gives it.
    annuaire: Option<ClientAnnuaire>,
    /// MSSanté, when the configuration gives it.
    mssante: Option<ClientMssante>,
    magasin: Mutex<Magasin>,
    pub(crate) sessions: psc::Sessions,
    /// How many requests browsers made: each draws values of its own.
    pub(crate) demandes: std::sync::atomic::AtomicU64,
    /// The extraction files loaded, by scenario.
    extractions: Mutex<BTreeMap<String, Extraction>>,
    /// The files of the DMP that are open.
    consultations: consultation::Consultations,
}

/// What an act is played with.
struct Seance<'a> {
    demande: &'a DemandeActe,
    utilisateur: Utilisateur,
    /// Secteur d'activité of the situation chosen, when the person signed in by PSC.
    secteur: Option<String>,
    /// Where the dossier is in the store.
    cle: String,
}

impl Seance<'_> {
    fn tirage<'a>(&'a self, config: &'a ConfigTemoin) -> Tirage<'a> {
        Tirage {
            graine: &config.graine,
            cle: &self.demande.cle,
        }
    }

    fn texte(&self, parametre: &str) -> &str {
        self.demande.parametres.get(parametre).and_then(Value::as_str).unwrap_or_default()
    }
}

impl Poste {
    pub(crate) fn ouvrir(config: ConfigTemoin) -> Result<Self, TemoinError> {
        let ecarts = Ecarts::nommes(&config.defauts)?;
        let insi = ClientInsi::preparer(&config, &ecarts)?;
        let dmp = ClientDmp::preparer(&config, &ecarts)?;
        let psc = ClientPsc::preparer(&config)?.map(Arc::new);
        let annuaire = ClientAnnuaire::preparer(&config)?;
        let mssante = ClientMssante::preparer(&config, &ecarts)?;
        let magasin = Mutex::new(Magasin::ouvrir(&config.donnees)?);
        Ok(Self {
            config,
            ecarts,
            insi,
            dmp,
            psc,
            annuaire,
            mssante,
            magasin,
            sessions: Mutex::default(),
            demandes: std::sync::atomic::AtomicU64::new(0),
            extractions: Mutex::default(),
            consultations: Mutex::default(),
        })
    }

    /// Plays an act. A demand that does not follow the contract is answered `erreur`, and nothing is done.
    pub(crate) async fn jouer(&self, demande: &DemandeActe) -> ReponseActe {
        self.ecarts.commencer(&demande.scenario);
        self.oublier_les_autres(&demande.scenario).await;
        let reponse = self.jouer_un(demande).await;
        if let Some(session) = self.session_connue(&demande.scenario).await
            && session.lock().await.etat == EtatSession::Fermee
        {
            self.fermer_boite(&demande.scenario).await;
        }
        reponse
    }

    async fn jouer_un(&self, demande: &DemandeActe) -> ReponseActe {
        let utilisateur = match utilisateur(demande, &self.config) {
            Ok(u) => u,
            Err(e) => return erreur(e),
        };
        if let Err(e) = verifier(demande) {
            return erreur(e);
        }
        if let Err(e) = self.mettre_a_l_heure().await {
            return erreur(e);
        }
        let mut seance = Seance {
            demande,
            utilisateur,
            secteur: None,
            cle: String::new(),
        };
        self.scruter(&seance).await;
        if let Some(reponse) = self.jouer_psc(&seance).await {
            return reponse;
        }
        let ecriture = |e: std::io::Error| erreur(format!("écriture des données impossible : {e}"));
        if let Some(joue) = self.jouer_annuaire(&seance).await {
            return joue.unwrap_or_else(ecriture);
        }
        if let Err(pourquoi) = self.qui_agit(&mut seance).await {
            return pourquoi;
        }
        if let Some(joue) = self.jouer_courriels(&seance).await {
            return joue.unwrap_or_else(ecriture);
        }
        if demande.acte == "lister-dmp" {
            return issue(self.lister_dmp(&seance).await);
        }
        let texte = |nom: &str| demande.parametres.get(nom).and_then(Value::as_str).unwrap_or_default();
        let mut magasin = self.magasin.lock().await;
        // A reference belongs to its scenario: two scenarios may use the same one.
        let scenario = format!("{}\u{1f}", demande.scenario);
        seance.cle = match demande.acte.as_str() {
            _ if demande.parametres.contains_key("identite") => format!("{scenario}{}", texte("identite")),
            "completer-compte-rendu" | "supprimer-compte-rendu" => match magasin.porteur(&scenario, texte("reference")) {
                Some(cle) => cle.to_owned(),
                None => {
                    return erreur(format!(
                        "compte rendu « {} » inconnu dans ce scénario : le valider d'abord",
                        texte("reference")
                    ));
                }
            },
            _ => format!("{scenario}{}", texte("reference")),
        };
        let joue = match (demande.acte.as_str(), magasin.dossier(&seance.cle).cloned()) {
            ("creer-identite", _) => self.creer(&mut magasin, &seance).await,
            (_, None) => Ok(erreur(format!(
                "identité « {} » inconnue dans ce scénario : la créer d'abord",
                seance.cle.trim_start_matches(&scenario)
            ))),
            (_, Some(dossier)) => self.poursuivre(&mut magasin, &seance, dossier).await,
        };
        joue.unwrap_or_else(ecriture)
    }

    /// Always played, even under a `cle` already answered: a scenario played again starts from a new identity.
    async fn creer(&self, magasin: &mut Magasin, seance: &Seance<'_>) -> std::io::Result<ReponseActe> {
        let patient = seance.demande.parametres.get("patient").cloned().unwrap_or_default();
        let saisie: Saisie = match serde_json::from_value(patient) {
            Ok(s) => s,
            Err(e) => return Ok(erreur(format!("paramètre patient illisible : {e}"))),
        };
        match saisie.accepter(&self.ecarts, self.config.maintenant().date()) {
            Err(pourquoi) => Ok(refuse(pourquoi)),
            Ok(identite) => {
                if magasin.dossier(&seance.cle).is_some() {
                    // The scenario begins again: so does its mail.
                    magasin.garder_messagerie(&seance.demande.scenario, Messagerie::default())?;
                }
                self.consultations.lock().await.remove(&seance.cle);
                let mut dossier = Dossier::nouveau(identite);
                let suite = self.rechercher_a_la_creation(magasin, seance, &mut dossier).await?;
                let statut = dossier.identite.statut.dit();
                magasin.garder(&seance.cle, dossier)?;
                Ok(fait(format!("identité créée, statut {statut}{suite}")))
            }
        }
    }

    /// An act on an identity that exists. The same demand under the same `cle` gets the answer that it got: a bench that lost
    /// the answer asks again, and nothing is done twice.
    async fn poursuivre(&self, magasin: &mut Magasin, seance: &Seance<'_>, mut dossier: Dossier) -> std::io::Result<ReponseActe> {
        let DemandeActe { acte, cle, parametres, .. } = seance.demande;
        if let Some(r) = dossier.repondus.get(cle).filter(|r| r.acte == *acte && r.parametres == *parametres) {
            return Ok(r.reponse.clone());
        }
        let reponse = match acte.as_str() {
            // Read again, what changes nothing may say what is true now: it is not kept.
            "lire-identite" => return Ok(fichier("identite", dossier.identite.fichier())),
            "exporter-traces" => return Ok(fichier("traces", dossier.traces(&self.ecarts))),
            "rechercher-ins" => match self.deja_cherche(seance, &mut dossier) {
                Some(reponse) => reponse,
                None => {
                    let reponse = self.rechercher(magasin, seance, &mut dossier).await?;
                    self.lire_des_l_identite(seance, &dossier).await;
                    reponse
                }
            },
            "valider-identite" => self.valider(seance, &mut dossier),
            "marquer-identite" => self.marquer(seance, &mut dossier),
            "tester-dmp" => self.tester_dmp(seance, &dossier).await,
            "valider-compte-rendu" => self.valider_compte_rendu(magasin, seance, &mut dossier).await,
            "completer-compte-rendu" => self.completer_compte_rendu(magasin, seance, &mut dossier).await,
            "supprimer-compte-rendu" => self.supprimer_compte_rendu(magasin, seance, &mut dossier).await,
            "envoyer-courriel" => self.envoyer_courriel(magasin, seance, &mut dossier).await,
            "envoyer-courriel-usager" => self.envoyer_courriel_usager(magasin, seance, &mut dossier).await,
            "enregistrer-opposition" => opposer(seance, &mut dossier),
            "ouvrir-dossier-dmp" => issue(self.ouvrir_dossier(seance, &dossier).await),
            "rechercher-documents" => issue(self.rechercher_documents(seance, &dossier).await),
            "ouvrir-document" => issue(self.ouvrir_document(seance, &dossier).await),
            "gerer-document" => issue(self.gerer_document(seance, &mut dossier).await),
            "deposer-document" => issue(self.deposer_document(seance, &mut dossier).await),
            "lister-autorises" => issue(self.lister_autorises(seance, &dossier).await),
            "retirer-autorisation" => issue(self.retirer_autorisation(seance, &dossier).await),
            autre => erreur(format!("acte « {autre} » inconnu de ce logiciel")),
        };
        // What failed is not an answer to give again: asked again, it is tried again.
        if reponse.issue != Issue::Erreur {
            let repondu = Repondu {
                acte: acte.clone(),
                parametres: parametres.clone(),
                reponse: reponse.clone(),
            };
            dossier.repondus.insert(cle.clone(), repondu);
        }
        magasin.garder(&seance.cle, dossier)?;
        Ok(reponse)
    }

    fn valider(&self, seance: &Seance<'_>, dossier: &mut Dossier) -> ReponseActe {
        let justificatif = seance.texte("justificatif");
        let identite = &mut dossier.identite;
        if identite.a(Attribut::Douteuse) || identite.a(Attribut::Fictive) {
            return refuse("une identité douteuse ou fictive reste provisoire : elle ne peut pas être validée");
        }
        if !HAUTE_CONFIANCE.contains(&justificatif) {
            return refuse(format!(
                "le justificatif {justificatif} n'est pas de haute confiance : il ne valide pas l'identité"
            ));
        }
        identite.justificatif = Some(justificatif.to_owned());
        let apres = self
            .ecarts
            .choisir(Ecart::ValidationSansStatut, identite.statut.avec_justificatif(), identite.statut);
        self.changer_statut(seance, dossier, apres);
        fait(format!("justificatif {justificatif} enregistré, statut {}", apres.dit()))
    }

    fn marquer(&self, seance: &Seance<'_>, dossier: &mut Dossier) -> ReponseActe {
        let (attribut, oubli) = match seance.texte("attribut") {
            // What the attribute took away (status, INS) does not come back by itself.
            "aucun" => {
                dossier.identite.attributs.clear();
                return fait(format!("attributs ôtés, statut {}", dossier.identite.statut.dit()));
            }
            "douteuse" => (Attribut::Douteuse, Some(Ecart::DouteuseSansRetrogradation)),
            "fictive" => (Attribut::Fictive, Some(Ecart::FictiveSansRetrogradation)),
            _ => (Attribut::Homonyme, None),
        };
        if !dossier.identite.a(attribut) {
            dossier.identite.attributs.push(attribut);
            dossier.identite.attributs.sort_unstable();
        }
        // An homonym changes nothing else; a doubtful or fictitious identity loses its status and its INS.
        if let Some(oubli) = oubli
            && !self.ecarts.a(oubli)
        {
            dossier.identite.justificatif = None;
            if !self.ecarts.a(Ecart::MatriculeConserve) {
                dossier.identite.ins = None;
            }
            self.changer_statut(seance, dossier, Statut::Provisoire);
        }
        fait(format!("attribut noté, statut {}", dossier.identite.statut.dit()))
    }

    fn changer_statut(&self, seance: &Seance<'_>, dossier: &mut Dossier, apres: Statut) {
        let avant = std::mem::replace(&mut dossier.identite.statut, apres);
        if avant != apres {
            let (date, utilisateur) = (instant(self.config.maintenant()), seance.utilisateur.rpps.clone());
            dossier.statuts.push(TraceStatut {
                avant,
                apres,
                date,
                utilisateur,
            });
        }
    }

    fn mode(&self, seance: &Seance<'_>) -> Mode {
        match seance.texte("mode") {
            "structure" => Mode::Structure,
            "carte" => Mode::Carte,
            _ => self.config.mode,
        }
    }
}

/// An act done, or the answer of the one that could not be.
fn issue(joue: Result<ReponseActe, ReponseActe>) -> ReponseActe {
    joue.unwrap_or_else(|pourquoi| pourquoi)
}

/// What the patient says of mails, from now on.
fn opposer(seance: &Seance<'_>, dossier: &mut Dossier) -> ReponseActe {
    let (vers, dit) = match seance.texte("envoi") {
        "professionnels" => (Destination::Professionnels, "aux professionnels"),
        _ => (Destination::Usager, "dans sa messagerie"),
    };
    if seance.texte("avis") == "oppose" {
        dossier.oppositions.insert(vers);
        fait(format!("opposition du patient à l'envoi {dit} enregistrée"))
    } else {
        dossier.oppositions.remove(&vers);
        fait(format!("le patient ne s'oppose plus à l'envoi {dit}"))
    }
}

/// Who acts: `acteur`, or the user of the configuration.
fn utilisateur(demande: &DemandeActe, config: &ConfigTemoin) -> Result<Utilisateur, String> {
    match &demande.acteur {
        None | Some(Value::Null) => Ok(config.utilisateur.clone()),
        Some(acteur) => {
            let mut u: Utilisateur = serde_json::from_value(acteur.clone()).map_err(|e| format!("acteur illisible : {e}"))?;
            // Not everybody has a RPPS: the employee of a structure has an identifier made of hers.
            if u.rpps.is_empty() && u.id_national.is_empty() {
                return Err("acteur sans rpps ni id_national".to_owned());
            }
            // The demand may say less of our own user than we know.
            let nous = &config.utilisateur;
            if u.rpps == nous.rpps {
                let ou = |dit: String, su: &str| if dit.is_empty() { su.to_owned() } else { dit };
                (u.nom, u.prenom) = (ou(u.nom, &nous.nom), ou(u.prenom, &nous.prenom));
                u.profession = u.profession.or_else(|| nous.profession.clone());
                u.facturation = u.facturation.or_else(|| nous.facturation.clone());
                u.savoir_faire = u.savoir_faire.or_else(|| nous.savoir_faire.clone());
                u.secteur = u.secteur.or_else(|| nous.secteur.clone());
            }
            Ok(u)
        }
    }
}

/// Whether the demand follows the vocabulary: its act, and the parameters of this act.
fn verifier(demande: &DemandeActe) -> Result<(), String> {
    if demande.version != VERSION_ACTES {
        return Err(format!(
            "version {} du contrat des actes : ce logiciel parle la version {VERSION_ACTES}",
            demande.version
        ));
    }
    let acte = vocabulaire::acte(&demande.acte).ok_or_else(|| format!("acte « {} » inconnu", demande.acte))?;
    if let Some(inconnu) = demande.parametres.keys().find(|n| !acte.parametres.iter().any(|p| p.nom == *n)) {
        return Err(format!("paramètre « {inconnu} » inconnu de l'acte {}", acte.nom));
    }
    for p in acte.parametres {
        let bon = match (demande.parametres.get(p.nom), p.genre) {
            (None | Some(Value::Null), _) if p.requis => return Err(format!("paramètre {} manquant", p.nom)),
            (None | Some(Value::Null), _) => true,
            (Some(v), Genre::Texte) => v.as_str().is_some_and(|s| !s.is_empty()),
            (Some(v), Genre::Choix) => v.as_str().is_some_and(|s| p.choix.contains(&s)),
            (Some(v), Genre::Patient) => v.is_object(),
            (Some(_), _) => true,
        };
        if !bon {
            return Err(format!("paramètre {} invalide : {}", p.nom, p.dit));
        }
    }
    Ok(())
}

fn reponse(issue: Issue, message: impl Into<String>) -> ReponseActe {
    ReponseActe {
        issue,
        message: message.into(),
        fichiers: Vec::new(),
    }
}

fn fait(message: impl Into<String>) -> ReponseActe {
    reponse(Issue::Fait, message)
}

fn refuse(message: impl Into<String>) -> ReponseActe {
    reponse(Issue::Refuse, message)
}

pub(crate) fn erreur(message: impl Into<String>) -> ReponseActe {
    reponse(Issue::Erreur, message)
}

fn fichier(nom: &str, contenu: Value) -> ReponseActe {
    let f = Fichier {
        nom: nom.to_owned(),
        media: "application/json".to_owned(),
        base64: None,
        json: Some(contenu),
        chemin: None,
        nom_fichier: None,
    };
    ReponseActe {
        fichiers: vec![f],
        ..fait("")
    }
}

/// A document among the files of the contract.
fn document(nom: &str, media: &str, octets: &[u8]) -> Fichier {
    Fichier {
        nom: nom.to_owned(),
        media: media.to_owned(),
        base64: Some(STANDARD.encode(octets)),
        json: None,
        chemin: None,
        nom_fichier: None,
    }
}

/// What `GET /actes` answers.
pub(crate) fn liste() -> Value {
    json!({ "version": VERSION_ACTES, "actes": vocabulaire::ACTES.iter().map(|a| a.nom).collect::<Vec<_>>() })
}
