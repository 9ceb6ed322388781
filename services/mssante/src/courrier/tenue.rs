//! A mailbox held by who changes it.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use segur_kit::Effet;
use time::OffsetDateTime;
use tokio::sync::OwnedMutexGuard;

use super::message::{Corps, Drapeaux, Message};
use super::tables::Ligne;
use super::{Boite, DOSSIERS, DOSSIERS_MAX, Dossier, EtatBoite, NOM_MAX, Reglee, SEPARATEUR};

/// Why a mailbox does not take a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BoiteRefuse {
    /// No such folder.
    #[error("ce dossier n'existe pas : créez-le d'abord")]
    Absent,
    /// There is one of this name.
    #[error("un dossier a déjà ce nom : choisissez-en un autre")]
    Existe,
    /// It would hold more than its place.
    #[error("la boîte est pleine : supprimez des courriels")]
    Pleine,
    /// Too many folders, or a name that cannot be.
    #[error("nom de dossier refusé (vide, trop long, de contrôle), ou trop de dossiers")]
    Nom,
    /// A folder that every mailbox has stays.
    #[error("ce dossier est de toute boîte : il ne se supprime ni ne se renomme")]
    Fixe,
}

/// A mailbox in hand. What it changes is seen by nobody until it is committed.
pub(crate) struct Tenue {
    boite: Arc<Boite>,
    main: OwnedMutexGuard<()>,
    lignes: Vec<Ligne>,
    /// Folders that this changes, as they become but for their mails.
    dossiers: BTreeMap<String, Dossier>,
    /// Mails whose flags this changes, as they become.
    touches: BTreeMap<(String, u32), Message>,
    /// Mails that this takes away.
    otes: HashSet<(String, u32)>,
    /// Bytes that it adds.
    ajoutes: u64,
}

impl Tenue {
    pub(super) fn nouvelle(boite: Arc<Boite>, main: OwnedMutexGuard<()>) -> Self {
        Self {
            boite,
            main,
            lignes: Vec::new(),
            dossiers: BTreeMap::new(),
            touches: BTreeMap::new(),
            otes: HashSet::new(),
            ajoutes: 0,
        }
    }

    /// Adds a mail: its UID, and the validity of its folder.
    ///
    /// # Errors
    /// [`BoiteRefuse::Absent`], [`BoiteRefuse::Pleine`].
    pub fn ajouter(
        &mut self,
        dossier: &str,
        corps: Arc<Corps>,
        drapeaux: Drapeaux,
        recu: OffsetDateTime,
    ) -> Result<(u32, u32), BoiteRefuse> {
        let (taille, quota) = (corps.taille(), self.boite.quota());
        if self.boite.lire(|e| e.octets) + self.ajoutes + taille > quota {
            return Err(BoiteRefuse::Pleine);
        }
        let d = self.dossier(dossier)?;
        let uid = d.prochain;
        d.prochain += 1;
        d.modseq += 1;
        let (modseq, validite) = (d.modseq, d.validite);
        let message = Message {
            uid,
            modseq,
            drapeaux,
            // As its row holds it: it is the same once the espace is opened again.
            recu: recu.replace_nanosecond(0).unwrap_or(recu),
            rang: 0,
            corps,
        };
        self.ajoutes += taille;
        self.touches.insert((dossier.to_owned(), uid), message.clone());
        self.lignes.push(Ligne::Message {
            dossier: dossier.to_owned(),
            message,
        });
        Ok((uid, validite))
    }

    /// Changes the flags of a mail: what they become, and its rank of change; `None` when it is not there. Nothing is changed when they stay.
    pub fn marquer(&mut self, dossier: &str, uid: u32, changer: impl FnOnce(&mut Drapeaux)) -> Option<(Drapeaux, u64)> {
        let cle = (dossier.to_owned(), uid);
        let mut message = match self.touches.get(&cle) {
            Some(m) => m.clone(),
            None => self.boite.lire(|e| e.dossiers.get(dossier)?.messages.get(&uid).cloned())?,
        };
        let avant = message.drapeaux.clone();
        changer(&mut message.drapeaux);
        if message.drapeaux != avant {
            let d = self.dossier(dossier).ok()?;
            d.modseq += 1;
            message.modseq = d.modseq;
            self.lignes.push(Ligne::Drapeaux {
                dossier: dossier.to_owned(),
                uid,
                modseq: message.modseq,
                drapeaux: message.drapeaux.clone(),
            });
            self.touches.insert(cle, message.clone());
        }
        Some((message.drapeaux, message.modseq))
    }

    /// Takes a mail away; false when it is not there.
    pub fn expulser(&mut self, dossier: &str, uid: u32) -> bool {
        let la = self
            .boite
            .lire(|e| e.dossiers.get(dossier).is_some_and(|d| d.messages.contains_key(&uid)));
        if !la || !self.otes.insert((dossier.to_owned(), uid)) {
            return false;
        }
        let Ok(d) = self.dossier(dossier) else { return false };
        d.modseq += 1;
        let modseq = d.modseq;
        self.lignes.push(Ligne::Expulse {
            dossier: dossier.to_owned(),
            uid,
            modseq,
        });
        true
    }

    /// Makes a folder, and those that hold it.
    ///
    /// # Errors
    /// [`BoiteRefuse::Existe`], [`BoiteRefuse::Nom`].
    pub fn creer(&mut self, nom: &str, validite: u32) -> Result<(), BoiteRefuse> {
        let nom = nom.trim_end_matches(SEPARATEUR);
        if nom.is_empty() || nom.len() > NOM_MAX || nom.chars().any(char::is_control) || nom.split(SEPARATEUR).any(str::is_empty) {
            return Err(BoiteRefuse::Nom);
        }
        if self.connait(nom) {
            return Err(BoiteRefuse::Existe);
        }
        let parents = nom.match_indices(SEPARATEUR).map(|(i, _)| &nom[..i]);
        let neufs: Vec<&str> = parents.filter(|p| !self.connait(p)).chain([nom]).collect();
        if self.boite.lire(|e| e.dossiers.len()) + self.dossiers.len() + neufs.len() > DOSSIERS_MAX {
            return Err(BoiteRefuse::Nom);
        }
        for neuf in neufs {
            self.dossiers.insert(neuf.to_owned(), Dossier::nouveau(validite));
        }
        Ok(())
    }

    /// Takes a folder away, with its mails.
    ///
    /// # Errors
    /// [`BoiteRefuse::Absent`], [`BoiteRefuse::Fixe`].
    pub fn supprimer(&mut self, nom: &str) -> Result<(), BoiteRefuse> {
        self.libre(nom)?;
        self.lignes.push(Ligne::SansDossier { nom: nom.to_owned() });
        Ok(())
    }

    /// Gives a folder, and those that it holds, another name.
    ///
    /// # Errors
    /// [`BoiteRefuse`].
    pub fn renommer(&mut self, de: &str, vers: &str) -> Result<(), BoiteRefuse> {
        self.libre(de)?;
        let vers = vers.trim_end_matches(SEPARATEUR);
        if vers.is_empty() || vers.len() > NOM_MAX || vers.chars().any(char::is_control) {
            return Err(BoiteRefuse::Nom);
        }
        if self.connait(vers) {
            return Err(BoiteRefuse::Existe);
        }
        let sous = format!("{de}{SEPARATEUR}");
        if vers.starts_with(&sous) {
            return Err(BoiteRefuse::Nom);
        }
        let noms: Vec<String> = self
            .boite
            .lire(|e| e.dossiers.keys().filter(|n| *n == de || n.starts_with(&sous)).cloned().collect());
        for nom in noms {
            let nouveau = format!("{vers}{}", &nom[de.len()..]);
            self.lignes.push(Ligne::Renomme { de: nom, vers: nouveau });
        }
        Ok(())
    }

    /// Subscribes to a folder, or no more.
    ///
    /// # Errors
    /// [`BoiteRefuse::Absent`].
    pub fn abonner(&mut self, nom: &str, abonne: bool) -> Result<(), BoiteRefuse> {
        self.dossier(nom)?.abonne = abonne;
        Ok(())
    }

    /// The last change of a folder, those of this included.
    pub fn modseq(&self, dossier: &str) -> u64 {
        match self.dossiers.get(dossier) {
            Some(d) => d.modseq,
            None => self.boite.lire(|e| e.dossiers.get(dossier).map_or(0, |d| d.modseq)),
        }
    }

    /// Changes what is set of the mailbox.
    pub fn regler(&mut self, changer: impl FnOnce(&mut Reglee)) {
        let mut reglee = self.boite.lire(|e| e.reglee.clone());
        for l in &self.lignes {
            if let Ligne::Reglee(r) = l {
                reglee.clone_from(r);
            }
        }
        changer(&mut reglee);
        self.lignes.push(Ligne::Reglee(reglee));
    }

    fn connait(&self, nom: &str) -> bool {
        self.dossiers.contains_key(nom) || self.boite.lire(|e| e.dossiers.contains_key(nom))
    }

    fn libre(&self, nom: &str) -> Result<(), BoiteRefuse> {
        if DOSSIERS.iter().any(|(fixe, _)| *fixe == nom) {
            return Err(BoiteRefuse::Fixe);
        }
        if self.boite.lire(|e| e.dossiers.contains_key(nom)) {
            Ok(())
        } else {
            Err(BoiteRefuse::Absent)
        }
    }

    /// A folder, as this changes it: without its mails.
    fn dossier(&mut self, nom: &str) -> Result<&mut Dossier, BoiteRefuse> {
        if !self.dossiers.contains_key(nom) {
            let d = self
                .boite
                .lire(|e| e.dossiers.get(nom).map(|d| d.sans_messages()))
                .ok_or(BoiteRefuse::Absent)?;
            self.dossiers.insert(nom.to_owned(), d);
        }
        self.dossiers.get_mut(nom).ok_or(BoiteRefuse::Absent)
    }

    fn finir(mut self) -> Finie {
        let tetes = self.dossiers.iter().map(|(nom, d)| Ligne::Dossier {
            nom: nom.clone(),
            validite: d.validite,
            prochain: d.prochain,
            modseq: d.modseq,
            abonne: d.abonne,
        });
        let lignes: Vec<Ligne> = tetes.chain(std::mem::take(&mut self.lignes)).collect();
        Finie {
            boite: self.boite,
            main: self.main,
            lignes,
        }
    }
}

struct Finie {
    boite: Arc<Boite>,
    main: OwnedMutexGuard<()>,
    lignes: Vec<Ligne>,
}

/// What these mailboxes become, committed with an exchange; `None` when nothing changes. Each is let go once it is committed, or when that fails.
pub(crate) fn effet(epoque: u64, tenues: impl IntoIterator<Item = Tenue>) -> Option<Effet> {
    let finies: Vec<Finie> = tenues.into_iter().map(Tenue::finir).filter(|f| !f.lignes.is_empty()).collect();
    if finies.is_empty() {
        return None;
    }
    let lignes: Vec<(String, Vec<Ligne>)> = finies.iter().map(|f| (f.boite.adresse.clone(), f.lignes.clone())).collect();
    // What was drawn when it was last written is what is committed: a closure may run twice.
    let tires: Arc<Mutex<(Option<u64>, VecDeque<u64>)>> = Arc::default();
    let ecrits = tires.clone();
    let effet = Effet::libre(move |t, e| {
        let echange = e.map(|e| e.id);
        let mut rangs = VecDeque::new();
        for (boite, lignes) in &lignes {
            for l in lignes {
                rangs.extend(l.ecrire(t, boite, echange)?);
            }
        }
        *ecrits.lock().unwrap_or_else(PoisonError::into_inner) = (echange, rangs);
        Ok(())
    });
    Some(effet.sous(epoque).puis(move || {
        let (echange, mut rangs) = std::mem::take(&mut *tires.lock().unwrap_or_else(PoisonError::into_inner));
        for mut f in finies {
            let mut dernier = 0;
            for ligne in &mut f.lignes {
                if let Ligne::Message { message, .. } = ligne {
                    message.rang = rangs.pop_front().unwrap_or_default();
                    dernier = message.rang;
                    if let Some(echange) = echange {
                        let _ = message.corps.echange.set(echange);
                    }
                }
            }
            f.boite.avec(|etat| f.lignes.into_iter().for_each(|l| etat.appliquer(l)));
            f.boite.change.send_modify(|n| *n += 1);
            f.boite.cloche.send_modify(|n| *n = (*n).max(dernier));
            drop(f.main);
        }
    }))
}

impl Dossier {
    fn sans_messages(&self) -> Self {
        Self {
            messages: BTreeMap::new(),
            expulses: Vec::new(),
            ..*self
        }
    }
}

impl EtatBoite {
    /// Memory follows the file.
    fn appliquer(&mut self, ligne: Ligne) {
        match ligne {
            Ligne::Dossier {
                nom,
                validite,
                prochain,
                modseq,
                abonne,
            } => {
                let d = self.dossiers.entry(nom).or_insert_with(|| Dossier::nouveau(validite));
                (d.prochain, d.modseq, d.abonne, d.garde) = (prochain, modseq, abonne, true);
            }
            Ligne::Message { dossier, message } => {
                if let Some(d) = self.dossiers.get_mut(&dossier) {
                    self.octets += message.corps.taille();
                    d.poser(message);
                }
            }
            Ligne::Drapeaux {
                dossier,
                uid,
                modseq,
                drapeaux,
            } => {
                let Some(d) = self.dossiers.get_mut(&dossier) else { return };
                if let Some(m) = d.messages.get(&uid).cloned() {
                    d.poser(Message { modseq, drapeaux, ..m });
                }
            }
            Ligne::Expulse { dossier, uid, modseq } => {
                let Some(d) = self.dossiers.get_mut(&dossier) else { return };
                if let Some(m) = d.oter(uid) {
                    self.octets = self.octets.saturating_sub(m.corps.taille());
                    d.expulses.push((modseq, uid));
                }
            }
            Ligne::SansDossier { nom } => {
                if let Some(d) = self.dossiers.remove(&nom) {
                    let taille: u64 = d.messages.values().map(|m| m.corps.taille()).sum();
                    self.octets = self.octets.saturating_sub(taille);
                }
            }
            Ligne::Renomme { de, vers } => {
                if let Some(d) = self.dossiers.remove(&de) {
                    self.dossiers.insert(vers, d);
                }
            }
            Ligne::Reglee(reglee) => self.reglee = reglee,
        }
    }
}
