//! A session of IMAP: the mailbox of who is at the other end, as any mail client reads it. What a command changes is committed with its
//! exchange, before its answer; what others change is told between commands (RFC 3501, 5.2 and 7).

mod attente;
mod authentifier;
mod changer;
mod chercher;
mod deposer;
mod dire;
mod dossiers;
mod lire;
mod ouvrir;
mod recevoir;
mod secret;
mod structures;
mod vue;

use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use segur_imap::reponse::Etat;
use segur_imap::{Assemblage, Commande, Requete};
use segur_kit::{Cadre, Commande as Recu, Contexte, Dialogue, Empechement, ModeTls, Replique, Suite, Trame};
use tokio::sync::watch;

use crate::auth::Identite;
use crate::courrier::Boite;
use crate::seances::Ecoute;
use crate::service::Operateur;
use authentifier::Sasl;
use dire::Dite;
use structures::Structures;
use vue::Vue;

/// Longest line.
const LIGNE_MAX: usize = 64 * 1024;
/// A line is awaited.
const LIGNE: Cadre = Cadre::Ligne(LIGNE_MAX);
/// Commands that are not understood in a row before the session ends.
const FAUTES_MAX: u32 = 20;

/// One session.
pub(crate) struct Imap {
    operateur: Arc<Operateur>,
    ecoute: Ecoute,
    ouvert: Option<Ouvert>,
    attend: Attend,
    /// The command that comes.
    assemblage: Assemblage,
    /// Its frames, secrets taken away.
    trames: Vec<Bytes>,
    fautes: u32,
    /// What was asked by ENABLE, or by the use of it.
    active: Active,
    structures: Structures,
}

/// A mailbox that is open.
struct Ouvert {
    identite: Identite,
    boite: Arc<Boite>,
    change: watch::Receiver<u64>,
    vue: Option<Vue>,
    /// UIDs that the last search kept (`$`).
    memoire: Vec<u32>,
}

/// What the client asked for.
#[derive(Debug, Clone, Copy, Default)]
struct Active {
    /// Names and texts are UTF-8 (RFC 6855).
    utf8: bool,
    /// Points of change are told (RFC 7162).
    condstore: bool,
    /// RFC 9051 rather than RFC 3501.
    rev2: bool,
}

/// What the next frame is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Attend {
    /// A command, or what follows its literal.
    Ligne,
    /// A literal.
    Litteral,
    /// An answer to a challenge, for the command of this tag.
    Sasl(String, Sasl),
    /// `DONE`, for the command of this tag.
    Done(String),
}

impl Imap {
    pub fn nouveau(operateur: Arc<Operateur>, ctx: &Contexte) -> Self {
        let ecoute = operateur.seances.suivre(&ctx.espace);
        Self {
            operateur,
            ecoute,
            ouvert: None,
            attend: Attend::Ligne,
            assemblage: Assemblage::default(),
            trames: Vec::new(),
            fautes: 0,
            active: Active::default(),
            structures: Structures::default(),
        }
    }

    /// What is offered, by the state of the session.
    fn capacites(&self, c: &Recu) -> String {
        let mut mots = vec!["IMAP4rev1", "IMAP4rev2", "LITERAL+", "SASL-IR", "ID", "ENABLE"];
        if !c.chiffre {
            mots.extend(["STARTTLS", "LOGINDISABLED"]);
        } else if self.ouvert.is_none() {
            mots.extend(["AUTH=XOAUTH2", "AUTH=OAUTHBEARER"]);
            if c.pair.certificat.is_some() {
                mots.push("AUTH=EXTERNAL");
            }
            if self.operateur.reglage.mots_de_passe.is_empty() {
                mots.push("LOGINDISABLED");
            } else {
                mots.push("AUTH=PLAIN");
            }
        } else {
            mots.extend([
                "NAMESPACE",
                "IDLE",
                "UIDPLUS",
                "MOVE",
                "UNSELECT",
                "CHILDREN",
                "SPECIAL-USE",
                "LIST-EXTENDED",
                "LIST-STATUS",
                "STATUS=SIZE",
                "ESEARCH",
                "SEARCHRES",
                "WITHIN",
                "CONDSTORE",
                "BINARY",
                "UTF8=ACCEPT",
                "QUOTA",
                "QUOTA=RES-STORAGE",
            ]);
            return format!("{} APPENDLIMIT={}", mots.join(" "), self.operateur.reglage.taille);
        }
        mots.join(" ")
    }

    /// A command that was read.
    async fn faire(&mut self, ctx: &Contexte, c: &Recu, r: Requete) -> Replique {
        let e = r.etiquette;
        match r.commande {
            Commande::Capability => {
                let mut d = Dite::nouvelle();
                d.ligne(&format!("* CAPABILITY {}", self.capacites(c)));
                self.finir(d, &e, Etat::Ok, None, "Voila ce qui est offert", true)
            }
            Commande::Noop | Commande::Check => self.finir(Dite::nouvelle(), &e, Etat::Ok, None, "Rien a faire", true),
            Commande::Id(_) => {
                let mut d = Dite::nouvelle();
                d.ligne(&format!(
                    "* ID (\"name\" \"segur-bench\" \"version\" \"{}\" \"support-url\" \"docs/mssante.md\")",
                    env!("CARGO_PKG_VERSION")
                ));
                self.finir(d, &e, Etat::Ok, None, "Enchante", true)
            }
            Commande::Logout => {
                let mut d = Dite::nouvelle();
                d.sans_etiquette(Etat::Bye, None, "Au revoir");
                d.etiquetee(&e, Etat::Ok, None, "Session finie");
                d.replique(Suite::Fermer)
            }
            Commande::Starttls if c.chiffre => self.mal(&e, "TLS est deja en place"),
            Commande::Starttls => {
                let mut d = Dite::nouvelle();
                d.etiquetee(&e, Etat::Ok, None, "Commencez TLS");
                // What was said in clear is forgotten (RFC 3501, 6.2.1).
                self.active = Active::default();
                d.replique(Suite::Tls {
                    mode: ModeTls::MutuelFacultatif,
                    puis: LIGNE,
                })
            }
            Commande::Login { .. } | Commande::Authenticate { .. } if !c.chiffre => {
                self.non(&e, Some("PRIVACYREQUIRED"), "Demandez d'abord STARTTLS")
            }
            Commande::Login { .. } | Commande::Authenticate { .. } if self.ouvert.is_some() => self.mal(&e, "Vous etes deja authentifie"),
            Commande::Login { nom, mot_de_passe } => self.login(ctx, c, &e, &nom, &mot_de_passe),
            Commande::Authenticate { mecanisme, reponse } => self.authenticate(ctx, c, e, &mecanisme, reponse).await,
            _ if !c.chiffre => self.non(&e, Some("PRIVACYREQUIRED"), "Demandez d'abord STARTTLS, puis authentifiez-vous"),
            _ if self.ouvert.is_none() => self.mal(&e, "Authentifiez-vous d'abord"),
            Commande::Enable(quoi) => self.enable(&e, &quoi),
            Commande::Namespace => {
                let mut d = Dite::nouvelle();
                d.ligne("* NAMESPACE ((\"\" \"/\")) NIL NIL");
                self.finir(d, &e, Etat::Ok, None, "Une seule racine", true)
            }
            Commande::Idle => self.idle(e),
            Commande::Select {
                dossier,
                lecture_seule,
                condstore,
            } => self.ouvrir(&e, dossier, lecture_seule, condstore),
            Commande::Close => self.close(ctx, &e).await,
            Commande::Unselect => self.unselect(&e),
            Commande::Create { dossier, usages } => self.create(ctx, c, &e, &dossier, &usages).await,
            Commande::Delete { dossier } => self.delete(ctx, &e, &dossier).await,
            Commande::Rename { de, vers } => self.rename(ctx, &e, &de, &vers).await,
            Commande::Subscribe { dossier } => self.abonner(ctx, &e, &dossier, true).await,
            Commande::Unsubscribe { dossier } => self.abonner(ctx, &e, &dossier, false).await,
            Commande::List(liste) => self.list(&e, &liste),
            Commande::Lsub { reference, motif } => self.lsub(&e, &reference, &motif),
            Commande::Status { dossier, quoi } => self.status(&e, &dossier, &quoi),
            Commande::GetQuota { racine } => self.quota(&e, Some(&racine), None),
            Commande::GetQuotaRoot { dossier } => self.quota(&e, None, Some(&dossier)),
            Commande::Append {
                dossier,
                drapeaux,
                date,
                message,
            } => {
                let depot = deposer::Depot {
                    dossier,
                    drapeaux,
                    date,
                    message,
                };
                self.append(ctx, c, &e, depot).await
            }
            Commande::Search(recherche) => self.search(ctx, &e, recherche).await,
            Commande::Fetch {
                designes,
                items,
                change_depuis,
            } => self.fetch(ctx, &e, &designes, items, change_depuis).await,
            Commande::Store {
                designes,
                comment,
                drapeaux,
                silencieux,
                inchange_depuis,
            } => {
                let changement = changer::Marque {
                    comment,
                    drapeaux,
                    silencieux,
                    inchange_depuis,
                };
                self.store(ctx, &e, &designes, &changement).await
            }
            Commande::Copy { designes, dossier } => self.copier(ctx, &e, &designes, &dossier, false).await,
            Commande::Move { designes, dossier } => self.copier(ctx, &e, &designes, &dossier, true).await,
            Commande::Expunge { uids } => self.expunge(ctx, &e, uids.as_ref()).await,
        }
    }

    fn enable(&mut self, etiquette: &str, quoi: &[String]) -> Replique {
        let mut dits = String::new();
        for mot in quoi {
            match mot.as_str() {
                "CONDSTORE" => self.active.condstore = true,
                "UTF8=ACCEPT" => self.active.utf8 = true,
                "IMAP4REV2" => (self.active.rev2, self.active.utf8) = (true, true),
                _ => continue,
            }
            dits.push(' ');
            dits.push_str(mot);
        }
        let mut d = Dite::nouvelle();
        d.ligne(&format!("* ENABLED{dits}"));
        self.finir(d, etiquette, Etat::Ok, None, "Note", true)
    }

    /// `BAD`: the client is at fault. Too many in a row end the session.
    fn mal(&mut self, etiquette: &str, texte: &str) -> Replique {
        self.fautes += 1;
        let mut d = Dite::nouvelle();
        d.etiquetee(etiquette, Etat::Bad, None, texte);
        if self.fautes >= FAUTES_MAX {
            d.sans_etiquette(Etat::Bye, None, "Trop de commandes refusees, la session se ferme");
            return d.replique(Suite::Fermer);
        }
        d.replique(Suite::Lire(LIGNE))
    }

    /// `NO`: what is asked is refused. Numbers stay: it may be a command that works on them.
    fn non(&mut self, etiquette: &str, code: Option<&str>, texte: &str) -> Replique {
        self.finir(Dite::nouvelle(), etiquette, Etat::No, code, texte, false)
    }

    /// The end of a command: what others changed, then its line. `efface`: which messages went may be told (RFC 3501, 7.4.1).
    fn finir(&mut self, mut d: Dite, etiquette: &str, etat: Etat, code: Option<&str>, texte: &str, efface: bool) -> Replique {
        self.fautes = 0;
        if !self.dire_nouvelles(&mut d, efface) {
            d.sans_etiquette(Etat::Bye, None, "Le dossier ouvert n'est plus");
            return d.replique(Suite::Fermer);
        }
        d.etiquetee(etiquette, etat, code, texte);
        d.replique(Suite::Lire(LIGNE))
    }

    /// Tells what others changed; false when the folder itself went.
    fn dire_nouvelles(&mut self, d: &mut Dite, efface: bool) -> bool {
        let active = self.active;
        let Some(Ouvert { boite, vue: place, .. }) = &mut self.ouvert else {
            return true;
        };
        let Some(vue) = place else { return true };
        boite.lire(|e| match e.dossiers.get(&vue.dossier) {
            Some(dossier) if dossier.validite == vue.validite => {
                vue.suivre(dossier, efface, active, d);
                true
            }
            _ => false,
        })
    }
}

#[async_trait]
impl Dialogue for Imap {
    fn classer(&self, trame: &Trame) -> String {
        let nom = if trame.cadre.is_none() {
            "accueil".to_owned()
        } else {
            match &self.attend {
                Attend::Done(_) => "idle".to_owned(),
                Attend::Sasl(..) => "authenticate".to_owned(),
                Attend::Ligne | Attend::Litteral => recevoir::operation(&trame.contenu),
            }
        };
        format!("mssante.imap.{nom}")
    }

    fn secret(&self, trame: &Trame) -> Option<Range<usize>> {
        secret::dans(&self.attend, &self.assemblage, &trame.contenu)
    }

    async fn repondre(&mut self, ctx: &Contexte, c: Recu) -> Replique {
        self.recevoir(ctx, c).await
    }

    async fn annoncer(&mut self, _: &Contexte) -> Replique {
        self.attendre().await
    }

    fn congedier(&self, cause: &Empechement) -> Bytes {
        Bytes::from_static(match cause {
            Empechement::Complet => b"* BYE [LIMIT] Trop de sessions ouvertes\r\n",
            Empechement::Inactif => b"* BYE Trop long silence\r\n",
            Empechement::Arret => b"* BYE [UNAVAILABLE] L'operateur s'arrete\r\n",
            Empechement::Illisible => b"* BYE Illisible\r\n",
            Empechement::NonEcrit => b"* BYE [UNAVAILABLE] Rien n'a ete garde\r\n",
            Empechement::Defaillance => b"* BYE [SERVERBUG] Defaillance\r\n",
        })
    }
}
