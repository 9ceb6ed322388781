//! `FETCH`: what is in memory is written, the bytes of mails are named and sent from where they are kept.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use segur_imap::Ecrit;
use segur_imap::commande::{Corps as Demande, Designes, Item};
use segur_imap::message::{Enveloppe, Extrait, Partie, Quoi, Section, decoder_transfert, extraire, partiel};
use segur_imap::reponse::{self, Attributs, Etat};
use segur_kit::{Contexte, JournalError, Morceau, Replique};

use super::dire::Dite;
use super::structures::Lu;
use super::{Imap, Ouvert};
use crate::courrier::{Boite, Corps, ENTETES_MAX, Message};

/// Messages that are written before others have their turn.
pub(super) const TOUR: usize = 512;

/// Why a mail cannot be given.
enum Empeche {
    /// The journal does not give it.
    Journal(JournalError),
    /// Its transfer encoding is unknown.
    Encodage,
}

impl From<JournalError> for Empeche {
    fn from(e: JournalError) -> Self {
        Self::Journal(e)
    }
}

/// What was found in a mail for an item.
enum Valeur {
    /// What is known without it.
    Rien,
    Absente,
    Octets(Bytes),
    Tranche(Range<u64>),
    Structure(Arc<Partie>, Bytes),
    Taille(usize),
}

/// The messages of a set.
pub(super) struct Choix {
    /// The name of the folder.
    pub dossier: String,
    /// Each as it is, by number.
    pub messages: Vec<(u32, Message)>,
    /// How many of the set are no more.
    pub partis: usize,
}

impl Imap {
    pub(super) async fn fetch(
        &mut self,
        ctx: &Contexte,
        etiquette: &str,
        designes: &Designes,
        mut items: Vec<Item>,
        change_depuis: Option<u64>,
    ) -> Replique {
        self.active.condstore |= change_depuis.is_some() || items.contains(&Item::Modseq);
        let Some((boite, lecture_seule)) = self.choisi() else {
            return self.mal(etiquette, "Ouvrez d'abord un dossier");
        };
        if designes.uid && !items.contains(&Item::Uid) {
            items.insert(0, Item::Uid);
        }
        if change_depuis.is_some() && !items.contains(&Item::Modseq) {
            items.push(Item::Modseq);
        }
        let mut d = Dite::nouvelle();
        let mut tenue = None;
        if !lecture_seule && items.iter().any(Item::marque) {
            tenue = Some(boite.tenir().await);
            // What others changed is told first: after this, only this command changes what the client knows.
            self.dire_nouvelles(&mut d, designes.uid);
        }
        let Choix { dossier, messages, partis } = match self.messages(&boite, designes) {
            Ok(choix) => choix,
            Err(hors) => return self.mal(etiquette, &hors),
        };
        for (rang, (numero, message)) in messages.into_iter().enumerate() {
            let mut message = message;
            if change_depuis.is_some_and(|n| message.modseq <= n) {
                continue;
            }
            let mut vu = false;
            if let Some(t) = tenue.as_mut().filter(|_| !message.drapeaux.a("\\Seen"))
                && let Some((drapeaux, modseq)) = t.marquer(&dossier, message.uid, |d| d.mettre("\\Seen"))
            {
                (message.drapeaux, message.modseq, vu) = (drapeaux, modseq, true);
            }
            if let Err(empeche) = self.ecrire(ctx, &mut d, numero, &message, &items, vu).await {
                drop(tenue);
                return self.empecher(etiquette, &empeche);
            }
            if rang % TOUR == TOUR - 1 {
                tokio::task::yield_now().await;
            }
        }
        let effet = tenue.and_then(|t| {
            self.savoir(t.modseq(&dossier));
            self.effet(ctx, t)
        });
        let (code, texte) = if partis > 0 {
            (Some("EXPUNGEISSUED"), "Certains messages ne sont plus")
        } else {
            (None, "Voila les messages")
        };
        Replique {
            effet,
            ..self.finir(d, etiquette, Etat::Ok, code, texte, designes.uid)
        }
    }

    fn empecher(&mut self, etiquette: &str, empeche: &Empeche) -> Replique {
        match empeche {
            Empeche::Journal(e) => self.non(etiquette, Some("UNAVAILABLE"), &format!("Ce courriel ne peut etre lu : {e}")),
            Empeche::Encodage => self.non(etiquette, Some("UNKNOWN-CTE"), "Encodage de transfert inconnu"),
        }
    }

    /// The mailbox that is open, and whether its folder is only read.
    pub(super) fn choisi(&self) -> Option<(Arc<Boite>, bool)> {
        let o = self.ouvert.as_ref()?;
        Some((o.boite.clone(), o.vue.as_ref()?.lecture_seule))
    }

    /// The messages of a set in the folder that is open.
    ///
    /// # Errors
    /// A number that no message has.
    pub(super) fn messages(&self, boite: &Boite, designes: &Designes) -> Result<Choix, String> {
        let Some(Ouvert {
            vue: Some(vue), memoire, ..
        }) = &self.ouvert
        else {
            return Err("Ouvrez d'abord un dossier".to_owned());
        };
        let choisis = vue.designes(&designes.ensemble, designes.uid, memoire).map_err(|e| e.to_string())?;
        let voulus = choisis.len();
        let messages: Vec<(u32, Message)> = boite.lire(|e| {
            let Some(d) = e.dossiers.get(&vue.dossier) else { return Vec::new() };
            let un = |(numero, uid)| Some((numero, d.messages.get(&uid)?.clone()));
            choisis.into_iter().filter_map(un).collect()
        });
        Ok(Choix {
            dossier: vue.dossier.clone(),
            partis: voulus - messages.len(),
            messages,
        })
    }

    /// What this command changes is known to the client.
    pub(super) fn savoir(&mut self, modseq: u64) {
        if let Some(vue) = self.ouvert.as_mut().and_then(|o| o.vue.as_mut()) {
            vue.savoir(modseq);
        }
    }

    /// `* n FETCH (…)`. `vu`: it was marked by this, and the client has to know.
    async fn ecrire(&mut self, ctx: &Contexte, d: &mut Dite, numero: u32, m: &Message, items: &[Item], vu: bool) -> Result<(), Empeche> {
        let mut valeurs = Vec::with_capacity(items.len());
        for item in items {
            valeurs.push(self.chercher_valeur(ctx, &m.corps, item).await?);
        }
        if valeurs.iter().any(|v| matches!(v, Valeur::Tranche(_))) {
            d.connaitre(m.uid, &m.corps);
        }
        let mut a = Attributs::de(&mut d.e, numero);
        for (item, valeur) in items.iter().zip(valeurs) {
            match item {
                Item::Drapeaux => a.drapeaux(m.drapeaux.iter()),
                Item::Uid => {
                    a.nomme("UID").nombre(m.uid);
                }
                Item::Date => a.date(m.recu),
                Item::Taille => {
                    a.nomme("RFC822.SIZE").nombre(m.corps.taille());
                }
                Item::Modseq => {
                    a.nomme("MODSEQ").brut(format!("({})", m.modseq));
                }
                Item::Enveloppe => reponse::enveloppe(a.nomme("ENVELOPE"), &Enveloppe::lire(&m.corps.entetes)),
                Item::Structure { etendue } => {
                    let e = a.nomme(if *etendue { "BODYSTRUCTURE" } else { "BODY" });
                    if let Valeur::Structure(partie, octets) = &valeur {
                        reponse::structure(e, octets, partie, *etendue);
                    }
                }
                Item::Corps(c) => {
                    let origine = c.partiel.map(|(debut, _)| debut);
                    let e = match c.nom {
                        Some(nom) => a.nomme(nom),
                        None => a.section("BODY", &c.section, origine),
                    };
                    ecrire_valeur(e, m.uid, &valeur, false);
                }
                Item::Binaire(c) => {
                    let origine = c.partiel.map(|(debut, _)| debut);
                    ecrire_valeur(a.section("BINARY", &c.section, origine), m.uid, &valeur, true);
                }
                Item::TailleBinaire(chemin) => {
                    let section = Section {
                        partie: chemin.clone(),
                        quoi: Quoi::Tout,
                    };
                    let taille = if let Valeur::Taille(n) = valeur { n } else { 0 };
                    a.section("BINARY.SIZE", &section, None).nombre(taille as u64);
                }
            }
        }
        if vu && !items.contains(&Item::Drapeaux) {
            a.drapeaux(m.drapeaux.iter());
        }
        if vu && self.active.condstore && !items.contains(&Item::Modseq) {
            a.nomme("MODSEQ").brut(format!("({})", m.modseq));
        }
        a.finir();
        Ok(())
    }

    /// What an item wants to be read in the mail.
    async fn chercher_valeur(&mut self, ctx: &Contexte, corps: &Corps, item: &Item) -> Result<Valeur, Empeche> {
        Ok(match item {
            Item::Structure { .. } => {
                let lu = self.structures.de(ctx, corps, true).await?;
                Valeur::Structure(lu.structure, lu.octets.unwrap_or_default())
            }
            Item::Corps(c) => couper(self.section(ctx, corps, &c.section).await?, c),
            Item::Binaire(c) => match self.decode(ctx, corps, &c.section.partie).await? {
                Some(octets) => {
                    let plage = partiel(octets.len(), c.partiel);
                    Valeur::Octets(octets.slice(plage))
                }
                None => Valeur::Absente,
            },
            Item::TailleBinaire(chemin) => Valeur::Taille(self.decode(ctx, corps, chemin).await?.map_or(0, |o| o.len())),
            _ => Valeur::Rien,
        })
    }

    /// The bytes of a section. The header is in memory, and is written; the rest is named.
    async fn section(&mut self, ctx: &Contexte, corps: &Corps, section: &Section) -> Result<Valeur, Empeche> {
        let tronque = corps.entetes.len() >= ENTETES_MAX;
        if !section.veut_la_structure() && !tronque {
            return Ok(match &section.quoi {
                Quoi::Tout => Valeur::Tranche(0..corps.taille()),
                Quoi::Entete | Quoi::Mime => {
                    let vide = ligne_vide(ctx, corps).await?;
                    Valeur::Octets([&corps.entetes[..], &vide].concat().into())
                }
                Quoi::Texte => {
                    let debut = (corps.entetes.len() + ligne_vide(ctx, corps).await?.len()) as u64;
                    Valeur::Tranche(debut..corps.taille())
                }
                Quoi::Champs(_) | Quoi::SaufChamps(_) => match extraire(&corps.entetes, None, section) {
                    Extrait::Champs(c) => Valeur::Octets(c.into_owned().into()),
                    _ => Valeur::Absente,
                },
            });
        }
        let choisis = matches!(section.quoi, Quoi::Champs(_) | Quoi::SaufChamps(_)) || !section.veut_la_structure();
        let Lu { octets, structure } = self.structures.de(ctx, corps, choisis).await?;
        let octets = octets.unwrap_or_default();
        Ok(match extraire(&octets, Some(&structure), section) {
            Extrait::Absent => Valeur::Absente,
            Extrait::Tranche(p) => Valeur::Tranche(p.start as u64..p.end as u64),
            Extrait::Champs(c) => Valeur::Octets(c.into_owned().into()),
        })
    }

    /// A part without its transfer encoding (RFC 3516).
    async fn decode(&mut self, ctx: &Contexte, corps: &Corps, chemin: &[u32]) -> Result<Option<Bytes>, Empeche> {
        let Lu { octets, structure } = self.structures.de(ctx, corps, true).await?;
        let octets = octets.unwrap_or_default();
        if chemin.is_empty() {
            return Ok(Some(octets));
        }
        let Some(partie) = structure.trouver(chemin) else { return Ok(None) };
        let decode = decoder_transfert(&octets[partie.corps.clone()], &partie.encodage).ok_or(Empeche::Encodage)?;
        Ok(Some(decode.into_owned().into()))
    }
}

/// The empty line after the header, when there is one.
async fn ligne_vide(ctx: &Contexte, corps: &Corps) -> Result<Bytes, JournalError> {
    let apres = corps.entetes.len().saturating_sub(corps.prefixe.len()) as u64;
    let longueur = corps.octets.longueur.saturating_sub(apres).min(2);
    if longueur == 0 {
        return Ok(Bytes::new());
    }
    let vus = ctx
        .lire(&Morceau {
            corps: corps.octets.corps.clone(),
            debut: corps.octets.debut + apres,
            longueur,
        })
        .await?;
    Ok(if vus.starts_with(b"\n") { vus.slice(..1) } else { vus })
}

/// What `<debut.nombre>` leaves.
fn couper(valeur: Valeur, demande: &Demande) -> Valeur {
    match valeur {
        Valeur::Octets(o) => {
            let plage = partiel(o.len(), demande.partiel);
            Valeur::Octets(o.slice(plage))
        }
        Valeur::Tranche(p) => {
            let Some((debut, nombre)) = demande.partiel else {
                return Valeur::Tranche(p);
            };
            let debut = p.start.saturating_add(u64::from(debut)).min(p.end);
            Valeur::Tranche(debut..debut.saturating_add(u64::from(nombre)).min(p.end))
        }
        autre => autre,
    }
}

fn ecrire_valeur(e: &mut Ecrit, uid: u32, valeur: &Valeur, binaire: bool) {
    match valeur {
        Valeur::Octets(o) => {
            if binaire && o.contains(&0) {
                e.brut("~");
            }
            e.litteral(o);
        }
        Valeur::Tranche(p) => {
            e.corps(uid, p.clone());
        }
        _ => {
            e.brut("NIL");
        }
    }
}
