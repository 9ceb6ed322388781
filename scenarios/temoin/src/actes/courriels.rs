//! The mailbox at the desk: what came in, and what is done of it.

use segur_model::{Issue, ReponseActe};

use super::envoyer::{Envoi, Guichet};
use super::{Poste, Seance, erreur, fait, fichier, refuse};
use crate::dossier::{Dossier, Repondu};
use crate::ecarts::Ecart;
use crate::identifiants::Tirage;
use crate::magasin::Magasin;
use crate::mssante::ecrit::Fil;
use crate::mssante::rapport::{self, Sort};
use crate::mssante::recu::{self, Recu};
use crate::mssante::releve::Ouverte;
use crate::mssante::soumission::{Depart, Remis};
use crate::mssante::{Boite, Echec};

/// An open mailbox, and what is in it.
struct Courrier {
    boite: Boite,
    ouverte: Ouverte,
    recus: Vec<Recu>,
}

impl Poste {
    /// Plays an act of this area; None: it is not one.
    pub(super) async fn jouer_courriels(&self, seance: &Seance<'_>) -> Option<std::io::Result<ReponseActe>> {
        let acte = seance.demande.acte.as_str();
        let relit = acte == "relever-courriels";
        if !relit
            && !matches!(
                acte,
                "lire-courriel" | "repondre-courriel" | "integrer-courriel" | "supprimer-courriel"
            )
        {
            return None;
        }
        let mut magasin = self.magasin.lock().await;
        let (cle, parametres) = (&seance.demande.cle, &seance.demande.parametres);
        let scenario = &seance.demande.scenario;
        let repondu = magasin.messagerie(scenario).repondus.remove(cle);
        // Read again, a mailbox says what is true now.
        if let Some(r) = repondu.filter(|r| !relit && r.acte == acte && r.parametres == *parametres) {
            return Some(Ok(r.reponse));
        }
        let reponse = match self.traiter(&mut magasin, seance).await {
            Ok(r) => r,
            Err(e) => return Some(Err(e)),
        };
        if reponse.issue != Issue::Erreur && !relit {
            let mut m = magasin.messagerie(scenario);
            let repondu = Repondu {
                acte: acte.to_owned(),
                parametres: parametres.clone(),
                reponse: reponse.clone(),
            };
            m.repondus.insert(cle.clone(), repondu);
            if let Err(e) = magasin.garder_messagerie(scenario, m) {
                return Some(Err(e));
            }
        }
        Some(Ok(reponse))
    }

    async fn traiter(&self, magasin: &mut Magasin, seance: &Seance<'_>) -> std::io::Result<ReponseActe> {
        let mut c = match self.relever(seance).await {
            Ok(c) => c,
            Err(e) => return Ok(e),
        };
        let scenario = &seance.demande.scenario;
        let mut m = magasin.messagerie(scenario);
        m.suivre(&c.recus);
        magasin.garder_messagerie(scenario, m)?;
        let acte = seance.demande.acte.as_str();
        let reponse = if acte == "relever-courriels" {
            Ok(fait(format!(
                "courriels dans la boîte : {}",
                c.recus.iter().filter(|r| r.rapport.is_none()).count()
            )))
        } else {
            match choisir(&c.recus, seance.texte("objet")).cloned() {
                None => Ok(refuse(format!("aucun courriel « {} » dans la boîte", seance.texte("objet")))),
                Some(r) => self.sur_un(magasin, seance, &mut c, r).await,
            }
        };
        let mut reponse = reponse?;
        if !matches!(acte, "repondre-courriel" | "supprimer-courriel") && reponse.issue != Issue::Erreur {
            reponse.fichiers.extend(self.montrer(magasin, seance, &c.recus).fichiers);
        }
        self.laisser(seance, &c.boite, c.ouverte).await;
        Ok(reponse)
    }

    async fn relever(&self, seance: &Seance<'_>) -> Result<Courrier, ReponseActe> {
        let boite = self.boite(seance, seance.texte("boite")).await?;
        let dire = |e: Echec| erreur(e.dit());
        let mut ouverte = self.ouvrir_boite(seance, &boite).await.map_err(dire)?;
        let plis = if self.ecarts.a(Ecart::MssBoiteNonRelevee) {
            Vec::new()
        } else {
            ouverte.lire().await.map_err(dire)?
        };
        let recus = plis
            .iter()
            .filter_map(|p| recu::lire(p.uid, p.lu, &p.source, &self.ecarts))
            .collect();
        Ok(Courrier { boite, ouverte, recus })
    }

    /// What the user sees of the mailbox.
    fn montrer(&self, magasin: &Magasin, seance: &Seance<'_>, recus: &[Recu]) -> ReponseActe {
        let domaine = self.mssante.as_ref().map(|c| c.config.domaine_usagers.as_str()).unwrap_or_default();
        let debut = debut(seance);
        let nom_de = |ins: &str| {
            let i = &porteur(magasin, &debut, ins)?.1.identite;
            Some((i.nom_naissance.clone(), i.premier_prenom.clone()))
        };
        let vue = magasin.messagerie(&seance.demande.scenario).fichier(recus, domaine, nom_de);
        fichier("courriels", vue)
    }

    /// An act on one mail.
    async fn sur_un(&self, magasin: &mut Magasin, seance: &Seance<'_>, c: &mut Courrier, r: Recu) -> std::io::Result<ReponseActe> {
        // The record that remembers it: that of the patient whom the mail is about.
        let domaine = self.mssante.as_ref().map(|c| c.config.domaine_usagers.clone()).unwrap_or_default();
        let ins = r
            .document
            .as_ref()
            .map(|d| d.ins.clone())
            .or(r.usager(&domaine).map(str::to_owned))
            .unwrap_or_default();
        let connu = porteur(magasin, &debut(seance), &ins).map(|(cle, d)| (cle.to_owned(), d.clone()));
        let (cle, mut dossier) = match connu {
            Some((cle, d)) => (Some(cle), d),
            None => (None, Dossier::sans_personne()),
        };
        let reponse = match seance.demande.acte.as_str() {
            "lire-courriel" => self.lire_courriel(seance, c, &r, &mut dossier).await,
            "repondre-courriel" => self.repondre(magasin, seance, c, &r, &mut dossier).await,
            "integrer-courriel" => self.integrer(magasin, seance, c, &r, cle.is_some(), &mut dossier).await?,
            _ => self.supprimer(seance, c, &r, &mut dossier).await,
        };
        if let Some(cle) = cle {
            magasin.garder(&cle, dossier)?;
        }
        Ok(reponse)
    }

    async fn lire_courriel(&self, seance: &Seance<'_>, c: &mut Courrier, r: &Recu, dossier: &mut Dossier) -> ReponseActe {
        let marque = c.ouverte.marquer(r.uid, "\\Seen").await;
        let issue = marque.map(|demande| Remis {
            demande,
            reponse: "OK".to_owned(),
        });
        self.tracer(seance, &c.boite, dossier, "lecture", &r.message_id, &issue);
        if let Err(e) = issue {
            return erreur(e.dit());
        }
        c.recus.iter_mut().filter(|x| x.uid == r.uid).for_each(|x| x.lu = true);
        self.accuser(seance, c, r, &Sort::Lu, "courriel lu").await
    }

    /// Returns the receipt that a mail asks for; it goes to who sent the mail, or nowhere (RFC 8098, § 2.1).
    async fn accuser(&self, seance: &Seance<'_>, c: &mut Courrier, r: &Recu, sort: &Sort, dit: &str) -> ReponseActe {
        let ailleurs = !r.retour.is_empty() && !r.retour.eq_ignore_ascii_case(&r.accuse);
        if r.accuse.is_empty() || ailleurs || self.ecarts.a(Ecart::MssMdnAbsent) {
            return fait(dit);
        }
        let appel = self.appel_mssante(seance);
        let domaine = c.boite.adresse.split('@').next_back().unwrap_or_default();
        let message_id = format!("{}@{domaine}", appel.tirage.uuid("accuse", 1));
        let source = match rapport::accuser(&appel, &c.boite, r, sort, &message_id) {
            Ok(s) => s,
            Err(e) => return erreur(e),
        };
        let depart = Depart {
            destinataire: &r.accuse,
            enveloppe: "",
            // Nobody answers a receipt.
            sans_retour: true,
            source: &source,
        };
        let remis = self.remettre(seance, &c.boite, &depart).await;
        match remis {
            Ok(_) => {
                // Once only, whoever reads it next.
                let _ = c.ouverte.marquer(r.uid, "$MDNSent").await;
                fait(format!("{dit} ; accusé envoyé à {}", r.accuse))
            }
            Err(e) => erreur(format!("{dit}, mais l'accusé n'est pas parti : {}", e.dit())),
        }
    }

    async fn repondre(&self, magasin: &mut Magasin, seance: &Seance<'_>, c: &mut Courrier, r: &Recu, dossier: &mut Dossier) -> ReponseActe {
        let objet = if r.objet.to_lowercase().starts_with("re:") {
            r.objet.clone()
        } else {
            format!("Re: {}", r.objet)
        };
        let envoi = Envoi {
            objet,
            fil: Some(Fil {
                message_id: r.message_id.clone(),
                references: r.references.clone(),
            }),
            ..self.message(&r.repondre_a, seance.texte("texte"))
        };
        let mut guichet = Guichet::nouveau(self, magasin, seance, dossier, &c.boite);
        let parti = guichet.expedier(&envoi).await;
        let reponse = guichet.bilan.reponse();
        if parti.is_some() {
            // For the mailbox only: the answer left, whatever becomes of the flag.
            let _ = c.ouverte.marquer(r.uid, "\\Answered").await;
        }
        reponse
    }

    async fn integrer(
        &self,
        magasin: &mut Magasin,
        seance: &Seance<'_>,
        c: &mut Courrier,
        r: &Recu,
        connu: bool,
        dossier: &mut Dossier,
    ) -> std::io::Result<ReponseActe> {
        let Some(d) = &r.document else {
            return Ok(refuse("ce courriel ne porte pas d'archive IHE_XDM"));
        };
        let (sort, dit) = if connu {
            let document = Tirage {
                graine: &self.config.graine,
                cle: &r.message_id,
            };
            dossier.recus.push(document.uuid("document-recu", 1).to_string());
            let mut m = magasin.messagerie(&seance.demande.scenario);
            m.integres.insert(r.message_id.clone());
            magasin.garder_messagerie(&seance.demande.scenario, m)?;
            (
                Sort::Integre,
                format!(
                    "document de {} octets intégré au dossier de {} {}",
                    d.octets.len(),
                    dossier.identite.nom_naissance,
                    dossier.identite.premier_prenom
                ),
            )
        } else {
            (
                Sort::Refuse("902", "patient inconnu"),
                format!("document non intégré : aucun dossier n'a l'INS {}", d.ins),
            )
        };
        let marque = c.ouverte.marquer(r.uid, "\\Seen").await;
        let issue = marque.map(|demande| Remis {
            demande,
            reponse: dit.clone(),
        });
        self.tracer(seance, &c.boite, dossier, "integration", &r.message_id, &issue);
        c.recus.iter_mut().filter(|x| x.uid == r.uid).for_each(|x| x.lu = true);
        let mut reponse = self.accuser(seance, c, r, &sort, &dit).await;
        // The document is in the record, whatever becomes of its receipt.
        if reponse.issue == Issue::Erreur {
            reponse.issue = Issue::Fait;
        }
        Ok(reponse)
    }

    async fn supprimer(&self, seance: &Seance<'_>, c: &mut Courrier, r: &Recu, dossier: &mut Dossier) -> ReponseActe {
        let issue = c.ouverte.effacer(r.uid).await.map(|demande| Remis {
            demande,
            reponse: "OK".to_owned(),
        });
        if !self.ecarts.a(Ecart::MssSuppressionNonTracee) {
            self.tracer(seance, &c.boite, dossier, "suppression", &r.message_id, &issue);
        }
        match issue {
            Ok(_) => fait("courriel supprimé"),
            Err(e) => erreur(e.dit()),
        }
    }
}

/// Where the dossiers of the scenario are in the store.
fn debut(seance: &Seance<'_>) -> String {
    format!("{}\u{1f}", seance.demande.scenario)
}

/// The record of the person who has this INS, qualified: no other is taken for hers.
fn porteur<'m>(magasin: &'m Magasin, debut: &str, ins: &str) -> Option<(&'m str, &'m Dossier)> {
    if ins.is_empty() {
        return None;
    }
    let siens =
        |d: &Dossier| d.identite.statut == crate::dossier::Statut::Qualifiee && d.identite.ins.as_ref().is_some_and(|i| i.matricule == ins);
    magasin.dossiers(debut).find(|(_, d)| siens(d))
}

/// The mail of this subject, the latest; without one, the latest of all. A report is not one to be read.
fn choisir<'r>(recus: &'r [Recu], objet: &str) -> Option<&'r Recu> {
    let lus = recus.iter().rev().filter(|r| r.rapport.is_none());
    let mut siens = lus.filter(|r| objet.is_empty() || r.objet == objet);
    siens.next()
}
