//! Folders: what there is, what is made, what goes; and the place of the mailbox.

use std::collections::{BTreeMap, BTreeSet};

use segur_imap::commande::{Compte, Liste, Retour};
use segur_imap::motif::convient;
use segur_imap::reponse::{Etat, liste, liste_du_parent, statut};
use segur_kit::{Commande as Recu, Contexte, Effet, Replique};

use super::dire::Dite;
use super::{Imap, Ouvert};
use crate::courrier::{self, BoiteRefuse, DOSSIERS, Dossier, ENTREE, SEPARATEUR, Tenue};

impl Imap {
    pub(super) fn list(&mut self, etiquette: &str, demande: &Liste) -> Replique {
        let mut d = Dite::nouvelle();
        let active = self.active;
        if demande.motifs.iter().all(String::is_empty) {
            // What separates names, and nothing else (RFC 3501, 6.3.8).
            liste(&mut d.e, "LIST", &["\\Noselect"], "", active.utf8);
            return self.finir(d, etiquette, Etat::Ok, None, "Separateur", true);
        }
        let Some(Ouvert { boite, .. }) = &self.ouvert else {
            return self.mal(etiquette, "Authentifiez-vous d'abord");
        };
        let motifs: Vec<String> = demande.motifs.iter().map(|m| format!("{}{m}", demande.reference)).collect();
        let rien = Retour::default();
        let retour = demande.retour.as_ref().unwrap_or(&rien);
        boite.lire(|e| {
            for (nom, dossier) in arbre(&e.dossiers) {
                if !motifs.iter().any(|m| convient_a(m, &nom)) {
                    continue;
                }
                let enfants: Vec<&Dossier> = sous(&e.dossiers, &nom).collect();
                let abonne = dossier.is_some_and(|d| d.abonne);
                let usage = usage(&nom);
                let retenu = (!demande.abonnes || abonne) && (!demande.usages || !usage.is_empty());
                let par_enfant = demande.parents && demande.abonnes && enfants.iter().any(|d| d.abonne);
                if !retenu && !par_enfant {
                    continue;
                }
                let mut attributs = vec![];
                if dossier.is_none() {
                    attributs.push(if demande.retour.is_some() || demande.abonnes {
                        "\\NonExistent"
                    } else {
                        "\\Noselect"
                    });
                }
                attributs.push(if enfants.is_empty() { "\\HasNoChildren" } else { "\\HasChildren" });
                if abonne && (demande.abonnes || retour.abonnes) {
                    attributs.push("\\Subscribed");
                }
                attributs.extend(Some(usage).filter(|u| !u.is_empty()));
                if par_enfant {
                    liste_du_parent(&mut d.e, &attributs, &nom, active.utf8);
                } else {
                    liste(&mut d.e, "LIST", &attributs, &nom, active.utf8);
                }
                if let (Some(dossier), false) = (dossier, retour.comptes.is_empty()) {
                    statut(&mut d.e, &nom, active.utf8, &comptes(dossier, &retour.comptes));
                }
            }
        });
        self.active.condstore |= retour.comptes.contains(&Compte::HighestModseq);
        self.finir(d, etiquette, Etat::Ok, None, "Voila les dossiers", true)
    }

    pub(super) fn lsub(&mut self, etiquette: &str, reference: &str, motif: &str) -> Replique {
        let mut d = Dite::nouvelle();
        let utf8 = self.active.utf8;
        let Some(Ouvert { boite, .. }) = &self.ouvert else {
            return self.mal(etiquette, "Authentifiez-vous d'abord");
        };
        let motif = format!("{reference}{motif}");
        boite.lire(|e| {
            for (nom, dossier) in arbre(&e.dossiers) {
                if !convient_a(&motif, &nom) {
                    continue;
                }
                if dossier.is_some_and(|d| d.abonne) {
                    liste(&mut d.e, "LSUB", &[], &nom, utf8);
                } else if motif.ends_with('%') && sous(&e.dossiers, &nom).any(|d| d.abonne) {
                    // It is not subscribed to, and something in it is (RFC 3501, 6.3.9).
                    liste(&mut d.e, "LSUB", &["\\Noselect"], &nom, utf8);
                }
            }
        });
        self.finir(d, etiquette, Etat::Ok, None, "Voila les abonnements", true)
    }

    pub(super) fn status(&mut self, etiquette: &str, dossier: &str, quoi: &[Compte]) -> Replique {
        let mut d = Dite::nouvelle();
        let utf8 = self.active.utf8;
        self.active.condstore |= quoi.contains(&Compte::HighestModseq);
        let dit = self
            .ouvert
            .as_ref()
            .and_then(|o| o.boite.lire(|e| Some(comptes(e.dossiers.get(dossier)?, quoi))));
        match dit {
            Some(comptes) => {
                statut(&mut d.e, dossier, utf8, &comptes);
                self.finir(d, etiquette, Etat::Ok, None, "Compte", true)
            }
            None => self.non(etiquette, Some("NONEXISTENT"), "Ce dossier n'existe pas"),
        }
    }

    pub(super) fn quota(&mut self, etiquette: &str, racine: Option<&str>, dossier: Option<&str>) -> Replique {
        const KIO: u64 = 1024;
        let mut d = Dite::nouvelle();
        let utf8 = self.active.utf8;
        let Some(Ouvert { boite, .. }) = &self.ouvert else {
            return self.mal(etiquette, "Authentifiez-vous d'abord");
        };
        if racine.is_some_and(|r| !r.is_empty()) || dossier.is_some_and(|n| boite.lire(|e| !e.dossiers.contains_key(n))) {
            return self.non(etiquette, Some("NONEXISTENT"), "Rien n'a ce nom");
        }
        if let Some(nom) = dossier {
            d.e.brut("* QUOTAROOT ").nom(nom, utf8).brut(" \"\"").fin();
        }
        let (pris, place) = (boite.lire(|e| e.octets), boite.quota());
        d.ligne(&format!("* QUOTA \"\" (STORAGE {} {})", pris.div_ceil(KIO), place / KIO));
        self.finir(d, etiquette, Etat::Ok, None, "Place de la boite", true)
    }

    pub(super) async fn create(&mut self, ctx: &Contexte, c: &Recu, etiquette: &str, dossier: &str, usages: &[String]) -> Replique {
        if !usages.is_empty() {
            return self.non(etiquette, Some("USEATTR"), "Les dossiers d'usage sont ceux de toute boite");
        }
        let validite = self.validite(ctx, c);
        self.tenir(ctx, etiquette, "Dossier cree", |t| t.creer(dossier, validite)).await
    }

    /// A folder that takes the name of one that went has other UIDs: its validity is that of this instant, and of this command.
    fn validite(&self, ctx: &Contexte, c: &Recu) -> u32 {
        let fige = ctx.horloge.est_figee();
        let base = self.operateur.courriers.de(&ctx.espace).validite(fige);
        let instant = if fige {
            0
        } else {
            u32::try_from(c.instant.unix_timestamp()).unwrap_or_default()
        };
        base.max(instant).saturating_add(u32::try_from(c.rang).unwrap_or_default())
    }

    pub(super) async fn delete(&mut self, ctx: &Contexte, etiquette: &str, dossier: &str) -> Replique {
        let r = self.tenir(ctx, etiquette, "Dossier supprime", |t| t.supprimer(dossier)).await;
        if !r.negative {
            self.quitter(dossier);
        }
        r
    }

    pub(super) async fn rename(&mut self, ctx: &Contexte, etiquette: &str, de: &str, vers: &str) -> Replique {
        let r = self.tenir(ctx, etiquette, "Dossier renomme", |t| t.renommer(de, vers)).await;
        if !r.negative {
            let sous = format!("{de}{SEPARATEUR}");
            if let Some(nom) = self.ouvert.as_ref().and_then(|o| o.vue.as_ref()).map(|v| v.dossier.clone())
                && (nom == de || nom.starts_with(&sous))
            {
                self.quitter(&nom);
            }
        }
        r
    }

    pub(super) async fn abonner(&mut self, ctx: &Contexte, etiquette: &str, dossier: &str, abonne: bool) -> Replique {
        self.tenir(ctx, etiquette, "Abonnement change", |t| t.abonner(dossier, abonne))
            .await
    }

    /// The folder that is open goes by the will of this client: it is closed.
    fn quitter(&mut self, dossier: &str) {
        if let Some(o) = &mut self.ouvert
            && o.vue.as_ref().is_some_and(|v| v.dossier == dossier)
        {
            o.vue = None;
        }
    }

    /// Changes the mailbox, and commits it with the exchange.
    async fn tenir(
        &mut self,
        ctx: &Contexte,
        etiquette: &str,
        fait: &str,
        changer: impl FnOnce(&mut Tenue) -> Result<(), BoiteRefuse>,
    ) -> Replique {
        let Some(boite) = self.ouvert.as_ref().map(|o| o.boite.clone()) else {
            return self.mal(etiquette, "Authentifiez-vous d'abord");
        };
        let mut tenue = boite.tenir().await;
        match changer(&mut tenue) {
            Ok(()) => {
                let effet = self.effet(ctx, tenue);
                Replique {
                    effet,
                    ..self.finir(Dite::nouvelle(), etiquette, Etat::Ok, None, fait, true)
                }
            }
            Err(refus) => {
                drop(tenue);
                self.refus(etiquette, refus)
            }
        }
    }

    /// What a mailbox in hand becomes.
    pub(super) fn effet(&self, ctx: &Contexte, tenue: Tenue) -> Option<Effet> {
        courrier::effet(self.operateur.courriers.de(&ctx.espace).epoque(), [tenue])
    }

    pub(super) fn refus(&mut self, etiquette: &str, refus: BoiteRefuse) -> Replique {
        let code = match refus {
            BoiteRefuse::Absent => "NONEXISTENT",
            BoiteRefuse::Existe => "ALREADYEXISTS",
            BoiteRefuse::Pleine => "OVERQUOTA",
            BoiteRefuse::Nom | BoiteRefuse::Fixe => "CANNOT",
        };
        self.non(etiquette, Some(code), &refus.to_string())
    }
}

/// What a folder is for (RFC 6154).
fn usage(nom: &str) -> &'static str {
    DOSSIERS.iter().find(|(n, _)| *n == nom).map_or("", |(_, u)| u)
}

/// The folders by name, and the names that only hold others.
fn arbre(dossiers: &BTreeMap<String, Dossier>) -> Vec<(String, Option<&Dossier>)> {
    let parents = |nom: &str| -> Vec<String> { nom.match_indices(SEPARATEUR).map(|(i, _)| nom[..i].to_owned()).collect() };
    let mut noms: BTreeSet<String> = dossiers.keys().cloned().collect();
    for nom in dossiers.keys() {
        noms.extend(parents(nom));
    }
    noms.into_iter()
        .map(|n| {
            let d = dossiers.get(&n);
            (n, d)
        })
        .collect()
}

/// What a folder holds.
fn sous<'a>(dossiers: &'a BTreeMap<String, Dossier>, nom: &str) -> impl Iterator<Item = &'a Dossier> {
    let debut = format!("{nom}{SEPARATEUR}");
    dossiers
        .range(debut.clone()..)
        .take_while(move |(n, _)| n.starts_with(&debut))
        .map(|(_, d)| d)
}

/// Whether a name answers a pattern. That of the folder where mail comes is the same in any case.
fn convient_a(motif: &str, nom: &str) -> bool {
    convient(motif, nom) || (nom == ENTREE && convient(&motif.to_ascii_uppercase(), nom))
}

fn comptes(d: &Dossier, quoi: &[Compte]) -> Vec<(Compte, u64)> {
    let compte = |c: &Compte| match c {
        Compte::Messages => d.messages.len() as u64,
        Compte::Recent => 0,
        Compte::UidNext => u64::from(d.prochain),
        Compte::UidValidity => u64::from(d.validite),
        Compte::Unseen => d.non_lus as u64,
        Compte::Deleted => d.messages.values().filter(|m| m.drapeaux.a("\\Deleted")).count() as u64,
        Compte::Size => d.messages.values().map(|m| m.corps.taille()).sum(),
        Compte::HighestModseq => d.modseq,
    };
    quoi.iter().map(|c| (*c, compte(c))).collect()
}
