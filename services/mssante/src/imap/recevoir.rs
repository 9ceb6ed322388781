//! From frames to a command, and from its answer to what the journal is told.

use bytes::Bytes;
use segur_dialecte::Source;
use segur_imap::lecture::Raison;
use segur_imap::reponse::Etat;
use segur_imap::{Avancee, Exces, Plafonds, Reglage, lire, verbe};
use segur_kit::{Cadre, Commande as Recu, Contexte, Envoi, Replique, Suite};
use segur_mail::mssante::DIALECTE;

use super::dire::Dite;
use super::{Attend, Imap, LIGNE, LIGNE_MAX};

/// The name of the operation that a line begins.
pub(super) fn operation(ligne: &[u8]) -> String {
    let verbe = verbe(ligne).unwrap_or_default().to_ascii_lowercase();
    match verbe.as_str() {
        "getquotaroot" => "getquota".to_owned(),
        "capability" | "starttls" | "login" | "authenticate" | "id" | "enable" | "namespace" | "list" | "lsub" | "select" | "examine"
        | "status" | "create" | "delete" | "rename" | "subscribe" | "unsubscribe" | "getquota" | "search" | "fetch" | "store"
        | "append" | "copy" | "move" | "expunge" | "idle" | "check" | "close" | "unselect" | "noop" | "logout" => verbe,
        _ => "autre".to_owned(),
    }
}

impl Imap {
    pub(super) async fn recevoir(&mut self, ctx: &Contexte, c: Recu) -> Replique {
        if c.trame.cadre.is_none() {
            return self.accueillir(&c);
        }
        let operation = self.en_cours(&c);
        self.trames.push(self.montrer(&c));
        let attend = std::mem::replace(&mut self.attend, Attend::Ligne);
        let replique = match attend {
            _ if self.est_fermee() => Self::fermee(),
            Attend::Done(etiquette) => self.done(&etiquette, &c),
            Attend::Sasl(etiquette, sasl) => match &c.panne {
                Some(panne) => self.panne(&etiquette, panne),
                None => self.suivre(ctx, &c, etiquette, sasl).await,
            },
            Attend::Litteral => self.litteral(&c),
            Attend::Ligne => self.ligne(ctx, &c).await,
        };
        if matches!(replique.suite, Suite::Poursuivre(_)) {
            return replique;
        }
        self.assemblage.prendre();
        let trames = std::mem::take(&mut self.trames);
        self.raconter(&c, &operation, &trames, replique)
    }

    /// The name of the operation that is going on.
    fn en_cours(&self, c: &Recu) -> String {
        match (&self.attend, self.trames.first()) {
            (Attend::Done(_), _) => "idle".to_owned(),
            (_, Some(premiere)) => operation(premiere),
            _ => operation(&c.trame.contenu),
        }
    }

    fn accueillir(&mut self, c: &Recu) -> Replique {
        let mut d = Dite::nouvelle();
        if let Some(panne) = &c.panne {
            d.sans_etiquette(Etat::Bye, Some("UNAVAILABLE"), &format!("Panne demandee : {panne}"));
            return d.replique(Suite::Fermer);
        }
        let code = format!("CAPABILITY {}", self.capacites(c));
        let nom = &self.operateur.reglage.nom;
        d.sans_etiquette(Etat::Ok, Some(&code), &format!("{nom} operateur MSSante simule (segur-bench)"));
        d.replique(Suite::Lire(LIGNE))
    }

    fn plafonds(&self) -> Plafonds {
        Plafonds {
            ligne: LIGNE_MAX,
            commande: LIGNE_MAX,
            message: self.operateur.reglage.taille,
        }
    }

    fn litteral(&mut self, c: &Recu) -> Replique {
        if let Some(taille) = c.trame.exces {
            // It was announced as taken, and the bench itself takes less.
            let etiquette = self.etiquette();
            return rompre(&etiquette, &format!("Litteral de {taille} octets : trop grand pour ce banc"));
        }
        self.assemblage.litteral(c.trame.contenu.clone());
        Replique::nouvelle(Bytes::new(), Suite::Poursuivre(LIGNE))
    }

    /// The tag of the command that comes, as far as it can be read.
    fn etiquette(&self) -> String {
        let premiere = self.trames.first().map_or(&[][..], |t| &t[..]);
        let mot = premiere.split(|o| *o == b' ').next().unwrap_or_default();
        let bonne = (1..=64).contains(&mot.len()) && mot.iter().all(|o| o.is_ascii_graphic() && !b"(){%*\"\\+".contains(o));
        if bonne {
            String::from_utf8_lossy(mot).into_owned()
        } else {
            "*".to_owned()
        }
    }

    async fn ligne(&mut self, ctx: &Contexte, c: &Recu) -> Replique {
        if c.trame.exces.is_some() {
            let etiquette = self.etiquette();
            return self.mal(&etiquette, &format!("Ligne de plus de {LIGNE_MAX} octets"));
        }
        let plafonds = self.plafonds();
        match self.assemblage.ligne(&c.trame.contenu, &plafonds) {
            Err(exces) => self.refuser(&exces),
            Ok(Avancee::Litteral { synchrone: true, .. }) if c.panne.is_some() => {
                let etiquette = self.etiquette();
                self.panne(&etiquette, c.panne.as_deref().unwrap_or_default())
            }
            Ok(Avancee::Litteral { taille, synchrone }) => {
                self.attend = Attend::Litteral;
                let suite = if synchrone { "+ Envoyez\r\n" } else { "" };
                Replique::nouvelle(suite, Suite::Poursuivre(Cadre::Exact(taille)))
            }
            Ok(Avancee::Complete) => {
                let recue = self.assemblage.prendre();
                let lue = lire(&recue, Reglage { utf8: self.active.utf8 });
                match (lue, &c.panne) {
                    (Ok(r), Some(panne)) => self.panne(&r.etiquette, panne),
                    (Ok(r), None) => self.faire(ctx, c, r).await,
                    (Err(e), _) => {
                        let etiquette = e.etiquette.as_deref().unwrap_or("*");
                        match e.raison {
                            Raison::Nom(_) => self.non(etiquette, Some("CANNOT"), &e.raison.to_string()),
                            Raison::Charset => self.non(etiquette, Some("BADCHARSET (UTF-8 US-ASCII)"), &e.raison.to_string()),
                            Raison::Nul => self.non(etiquette, Some("UNKNOWN-CTE"), &e.raison.to_string()),
                            _ => self.mal(etiquette, &e.raison.to_string()),
                        }
                    }
                }
            }
        }
    }

    /// A literal that is too large. One that is on its way cannot be told from commands once it is refused: the session ends.
    fn refuser(&mut self, exces: &Exces) -> Replique {
        let etiquette = self.etiquette();
        if !exces.synchrone {
            return rompre(&etiquette, &exces.to_string());
        }
        if exces.message {
            return self.non(&etiquette, Some("TOOBIG"), &exces.to_string());
        }
        self.mal(&etiquette, &exces.to_string())
    }

    /// A fault that was asked for: a number, a code of ours, or a word of IMAP.
    pub(super) fn panne(&mut self, etiquette: &str, panne: &str) -> Replique {
        let dit = format!("Panne demandee : {panne}");
        let mut d = Dite::nouvelle();
        match panne.to_ascii_uppercase().as_str() {
            "BAD" => d.etiquetee(etiquette, Etat::Bad, None, &dit),
            "BYE" | "421" => {
                d.sans_etiquette(Etat::Bye, Some("UNAVAILABLE"), &dit);
                return d.replique(Suite::Fermer);
            }
            "NO" => d.etiquetee(etiquette, Etat::No, None, &dit),
            code if code.bytes().all(|o| o.is_ascii_uppercase() || o == b'-') => d.etiquetee(etiquette, Etat::No, Some(code), &dit),
            _ => d.etiquetee(etiquette, Etat::No, Some("UNAVAILABLE"), &dit),
        }
        d.replique(Suite::Lire(LIGNE))
    }

    /// A frame as the journal keeps it, but that what is secret is not there at all.
    fn montrer(&self, c: &Recu) -> Bytes {
        match super::secret::dans(&self.attend, &self.assemblage, &c.trame.contenu) {
            None => c.trame.brut.clone(),
            Some(p) => [&c.trame.brut[..p.start], b"***", &c.trame.brut[p.end.min(c.trame.brut.len())..]]
                .concat()
                .into(),
        }
    }

    /// Tells the exchange what its bytes show, and whose mailbox it is.
    fn raconter(&self, c: &Recu, operation: &str, trames: &[Bytes], mut replique: Replique) -> Replique {
        let mut reponse = replique.octets.to_vec();
        for envoi in &replique.envois {
            match envoi {
                Envoi::Octets(o) | Envoi::Garde { mention: o, .. } => reponse.extend_from_slice(o),
            }
        }
        let requete: Bytes = match trames {
            [une] => une.clone(),
            _ => trames.concat().into(),
        };
        let e = c.echange("mssante", &format!("mssante.imap.{operation}"));
        if let Some(lu) = DIALECTE.lire(&Source::echange(&e, &requete, &reponse.into())) {
            replique.faits.extend(lu.faits().faits.clone());
        }
        match &self.ouvert {
            Some(o) => replique
                .fait("boite", o.identite.boite.clone())
                .fait("moyen", o.identite.moyen.mot()),
            None => replique,
        }
    }
}

/// Refused, and nothing more can be said.
fn rompre(etiquette: &str, texte: &str) -> Replique {
    let mut d = Dite::nouvelle();
    d.etiquetee(etiquette, Etat::No, Some("TOOBIG"), texte);
    d.sans_etiquette(Etat::Bye, Some("TOOBIG"), texte);
    d.replique(Suite::Fermer)
}
