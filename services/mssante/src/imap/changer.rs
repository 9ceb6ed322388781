//! `STORE`, `COPY`, `MOVE`, `EXPUNGE`.

use segur_imap::commande::{Changement, Designes};
use segur_imap::reponse::{Attributs, Etat};
use segur_imap::{Drapeau, Ensemble};
use segur_kit::{Contexte, Replique};

use super::chercher::dire;
use super::dire::Dite;
use super::lire::Choix;
use super::vue::{Vue, dire_drapeaux};
use super::{Imap, Ouvert};
use crate::courrier::{Boite, BoiteRefuse, Drapeaux, Message};

/// What STORE asks.
pub(super) struct Marque {
    pub comment: Changement,
    pub drapeaux: Vec<Drapeau>,
    pub silencieux: bool,
    pub inchange_depuis: Option<u64>,
}

impl Marque {
    fn appliquer(&self, d: &mut Drapeaux) {
        if self.comment == Changement::Remplacer {
            *d = Drapeaux::default();
        }
        for drapeau in &self.drapeaux {
            match self.comment {
                Changement::Retirer => d.oter(drapeau.nom()),
                Changement::Remplacer | Changement::Ajouter => d.mettre(drapeau.nom()),
            }
        }
    }
}

impl Imap {
    pub(super) async fn store(&mut self, ctx: &Contexte, etiquette: &str, designes: &Designes, marque: &Marque) -> Replique {
        self.active.condstore |= marque.inchange_depuis.is_some();
        let Some((boite, lecture_seule)) = self.choisi() else {
            return self.mal(etiquette, "Ouvrez d'abord un dossier");
        };
        if lecture_seule {
            return self.non(etiquette, Some("NOPERM"), "Ce dossier est ouvert en lecture seule");
        }
        let mut tenue = boite.tenir().await;
        let mut d = Dite::nouvelle();
        self.dire_nouvelles(&mut d, designes.uid);
        let Choix { dossier, messages, partis } = match self.messages(&boite, designes) {
            Ok(choix) => choix,
            Err(hors) => return self.mal(etiquette, &hors),
        };
        let mut change_entre_temps = Vec::new();
        for (numero, message) in messages {
            if marque.inchange_depuis.is_some_and(|n| message.modseq > n) {
                change_entre_temps.push(if designes.uid { message.uid } else { numero });
                continue;
            }
            let Some((drapeaux, modseq)) = tenue.marquer(&dossier, message.uid, |d| marque.appliquer(d)) else {
                continue;
            };
            let m = Message {
                drapeaux,
                modseq,
                ..message
            };
            if !marque.silencieux {
                dire_drapeaux(&mut d, numero, &m, designes.uid, self.active.condstore);
            } else if self.active.condstore {
                let mut a = Attributs::de(&mut d.e, numero);
                if designes.uid {
                    a.nomme("UID").nombre(m.uid);
                }
                a.nomme("MODSEQ").brut(format!("({})", m.modseq));
                a.finir();
            }
        }
        self.savoir(tenue.modseq(&dossier));
        let effet = self.effet(ctx, tenue);
        let modifies = format!("MODIFIED {}", dire(&change_entre_temps));
        let (code, texte) = if !change_entre_temps.is_empty() {
            (Some(modifies.as_str()), "Certains messages ont change entre-temps")
        } else if partis > 0 {
            (Some("EXPUNGEISSUED"), "Certains messages ne sont plus")
        } else {
            (None, "Drapeaux poses")
        };
        Replique {
            effet,
            ..self.finir(d, etiquette, Etat::Ok, code, texte, designes.uid)
        }
    }

    /// `COPY`, and `MOVE`, which takes what it copied away (RFC 6851).
    pub(super) async fn copier(&mut self, ctx: &Contexte, etiquette: &str, designes: &Designes, vers: &str, deplacer: bool) -> Replique {
        let Some((boite, lecture_seule)) = self.choisi() else {
            return self.mal(etiquette, "Ouvrez d'abord un dossier");
        };
        if deplacer && lecture_seule {
            return self.non(etiquette, Some("NOPERM"), "Ce dossier est ouvert en lecture seule");
        }
        if boite.lire(|e| !e.dossiers.contains_key(vers)) {
            return self.non(etiquette, Some("TRYCREATE"), "Ce dossier n'existe pas : creez-le d'abord");
        }
        let mut tenue = boite.tenir().await;
        let mut d = Dite::nouvelle();
        // Numbers stand as the client knows them, unless it speaks by UID.
        self.dire_nouvelles(&mut d, designes.uid);
        let Choix { dossier, messages, .. } = match self.messages(&boite, designes) {
            Ok(choix) => choix,
            Err(hors) => return self.mal(etiquette, &hors),
        };
        let (mut de, mut faits, mut validite) = (Vec::new(), Vec::new(), 0);
        for (_, m) in messages {
            match tenue.ajouter(vers, m.corps, m.drapeaux, m.recu) {
                Ok((uid, v)) => {
                    validite = v;
                    faits.push(uid);
                    de.push(m.uid);
                }
                Err(refus) => {
                    drop(tenue);
                    return match refus {
                        BoiteRefuse::Absent => self.non(etiquette, Some("TRYCREATE"), "Ce dossier n'existe pas : creez-le d'abord"),
                        refus => self.refus(etiquette, refus),
                    };
                }
            }
        }
        if de.is_empty() {
            return self.finir(d, etiquette, Etat::Ok, None, "Aucun message", true);
        }
        let copies = format!("COPYUID {validite} {} {}", dire(&de), dire(&faits));
        if deplacer {
            d.sans_etiquette(Etat::Ok, Some(&copies), "Messages copies");
            for uid in &de {
                tenue.expulser(&dossier, *uid);
            }
        }
        let active = self.active;
        if let Some(vue) = self.ouvert.as_mut().and_then(|o| o.vue.as_mut()) {
            if deplacer {
                vue.oublier(&de, &mut d);
            }
            if vers == dossier {
                vue.accueillir(&faits, active, &mut d);
            }
        }
        self.savoir(tenue.modseq(&dossier));
        let effet = self.effet(ctx, tenue);
        let (code, texte) = if deplacer {
            (None, "Messages deplaces")
        } else {
            (Some(copies.as_str()), "Messages copies")
        };
        Replique {
            effet,
            ..self.finir(d, etiquette, Etat::Ok, code, texte, true)
        }
    }

    pub(super) async fn expunge(&mut self, ctx: &Contexte, etiquette: &str, uids: Option<&Ensemble>) -> Replique {
        let Some((boite, lecture_seule)) = self.choisi() else {
            return self.mal(etiquette, "Ouvrez d'abord un dossier");
        };
        if lecture_seule {
            return self.non(etiquette, Some("NOPERM"), "Ce dossier est ouvert en lecture seule");
        }
        let mut tenue = boite.tenir().await;
        let mut d = Dite::nouvelle();
        self.dire_nouvelles(&mut d, true);
        let Some(Ouvert {
            vue: Some(vue), memoire, ..
        }) = &mut self.ouvert
        else {
            return self.mal(etiquette, "Ouvrez d'abord un dossier");
        };
        let partis = supprimes(&boite, vue, uids.map(|e| (e, memoire.as_slice())));
        for uid in &partis {
            tenue.expulser(&vue.dossier, *uid);
        }
        vue.oublier(&partis, &mut d);
        let modseq = tenue.modseq(&vue.dossier);
        vue.savoir(modseq);
        let effet = self.effet(ctx, tenue);
        let code = format!("HIGHESTMODSEQ {modseq}");
        let code = (self.active.condstore && !partis.is_empty()).then_some(code.as_str());
        Replique {
            effet,
            ..self.finir(d, etiquette, Etat::Ok, code, "Messages effaces", true)
        }
    }
}

/// The messages that are marked to go, UIDs ascending; among these only, when they are named.
pub(super) fn supprimes(boite: &Boite, vue: &Vue, parmi: Option<(&Ensemble, &[u32])>) -> Vec<u32> {
    let candidats: Vec<u32> = match parmi {
        None => vue.uids.clone(),
        Some((ensemble, memoire)) => {
            let choisis = vue.designes(ensemble, true, memoire).unwrap_or_default();
            choisis.into_iter().map(|(_, uid)| uid).collect()
        }
    };
    boite.lire(|e| {
        let Some(d) = e.dossiers.get(&vue.dossier) else { return Vec::new() };
        let marque = |uid: &u32| d.messages.get(uid).is_some_and(|m| m.drapeaux.a("\\Deleted"));
        candidats.into_iter().filter(marque).collect()
    })
}
