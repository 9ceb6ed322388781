//! TD3.1: the stored queries.

use std::collections::BTreeSet;

use segur_model::Rule;
use segur_xds::demande::{Recherche, Retour, StoredQuery};
use segur_xds::ns::ACTION_TD31_REPONSE;
use segur_xds::registre::{
    Disponibilite, DocumentEntry, Place, ecrire_document, ecrire_liaison, ecrire_lot, ecrire_recherche_reponse, ecrire_renvoi,
};
use segur_xds::{Statut, ns, regles_td};

use super::criteres::Criteres;
use super::{Affaire, Dossier, Issue, Jouee};
use crate::causes::{Cause, Refus};
use crate::demandeur::Droits;
use crate::droits::{self, Acte, GenreActeur, Objet};
use crate::registre::{Entree, Lien, Lot, Registre};

/// Objects of one answer (LeafClass): what is beyond is refused, as IHE has it (`XDSTooManyResults`).
const OBJETS_MAX: usize = 2_000;

/// What a query finds, in order.
enum Trouve {
    Document(Box<Entree>),
    Lot(Lot),
    Lien(Lien),
}

impl Trouve {
    fn uuid(&self) -> &str {
        match self {
            Self::Document(e) => &e.uuid,
            Self::Lot(l) => &l.uuid,
            Self::Lien(l) => &l.uuid,
        }
    }

    fn ecrire(&self) -> String {
        match self {
            Self::Document(e) => ecrire_document(
                &e.fond.document,
                &Place {
                    uuid: &e.uuid,
                    lid: &e.lid,
                    version: e.version,
                    statut: e.statut,
                    depot: &e.fond.depot,
                },
            ),
            Self::Lot(l) => ecrire_lot(&l.soumission, &l.uuid),
            Self::Lien(l) => ecrire_liaison(&l.liaison, &l.uuid),
        }
    }
}

pub(super) fn jouer(affaire: &Affaire, r: &Registre<'_>, recherche: &Recherche) -> Jouee<Issue> {
    let refuser = |refus: &Refus| {
        let corps = ecrire_recherche_reponse(Statut::Failure, &[], &[affaire.erreur(refus)]);
        Issue::corps(ACTION_TD31_REPONSE, corps)
    };
    if let Some((regle, refus)) = mal_posee(affaire, recherche) {
        return Ok(refuser(&refus).sur(regle));
    }
    let (Some(requete), Some(retour)) = (recherche.requete, recherche.retour) else {
        return Ok(refuser(&Refus::nouveau(Cause::Recherche, "returnType : LeafClass ou ObjectRef.")));
    };
    let dossier = match affaire.dossier(r)? {
        Ok(dossier) => dossier,
        Err(refus) => return Ok(refuser(&refus)),
    };
    if let Some((ins, oid)) = &recherche.patient {
        let nomme = format!("patientId « {ins} »");
        if let Err(autre) = affaire.du_dossier(&dossier, (ins, oid), &nomme, None) {
            let corps = ecrire_recherche_reponse(Statut::Failure, &[], &[autre.erreur]);
            return Ok(Issue {
                refus: autre.regle,
                ..Issue::corps(ACTION_TD31_REPONSE, corps)
            });
        }
    }
    let acte = match retour {
        Retour::LeafClass => Acte::Td31Metadonnees,
        Retour::ObjectRef => Acte::Td31Reference,
    };
    if let Err(refus) = dossier.droits.juger(acte, &Objet::default()) {
        return Ok(refuser(&refus));
    }
    let vue = Vue {
        affaire,
        dossier: &dossier,
        r,
        reference: retour == Retour::ObjectRef,
    };
    let objets = vue.chercher(r, recherche, requete)?;
    if retour == Retour::LeafClass && objets.len() > OBJETS_MAX {
        return Ok(refuser(&Refus::nouveau(
            Cause::Trop,
            format!("{} objets, {OBJETS_MAX} au plus.", objets.len()),
        )));
    }
    let ecrits: Vec<String> = match retour {
        Retour::LeafClass => objets.iter().map(Trouve::ecrire).collect(),
        Retour::ObjectRef => objets.iter().map(|o| ecrire_renvoi(o.uuid())).collect(),
    };
    Ok(Issue::corps(
        ACTION_TD31_REPONSE,
        ecrire_recherche_reponse(Statut::Success, &ecrits, &[]),
    ))
}

/// A query that no registry answers, and the rule on which it is refused.
fn mal_posee(affaire: &Affaire, recherche: &Recherche) -> Option<(Rule, Refus)> {
    let codes = [
        (regles_td::REQUETE, Cause::RequeteInconnue),
        (regles_td::PARAMETRE_REQUIS, Cause::ParametreManquant),
        (regles_td::PARAMETRE_NOMBRE, Cause::Parametre),
        (regles_td::PARAMETRE_FORME, Cause::Recherche),
        (regles_td::PATIENT, Cause::Recherche),
        (regles_td::STATUT, Cause::Recherche),
        (regles_td::CODE_FORME, Cause::Recherche),
        (regles_td::DATE_FORME, Cause::Recherche),
        (regles_td::RETOUR, Cause::Recherche),
        (regles_td::TROP_DE_VALEURS, Cause::Recherche),
    ];
    codes.into_iter().find_map(|(regle, cause)| {
        let constat = affaire.constats.iter().find(|c| c.rule == regle.id && !affaire.tolere(regle.id))?;
        let dit = format!("{}. Attendu : {} ; vu : {}.", constat.dit, constat.expected, constat.seen);
        let refus = Refus::nouveau(cause, dit).en(&recherche.lieu.path);
        Some((regle, refus))
    })
}

/// What who asks may see.
struct Vue<'a> {
    affaire: &'a Affaire,
    dossier: &'a Dossier<'a>,
    r: &'a Registre<'a>,
    /// Identifiers alone are given back.
    reference: bool,
}

impl Vue<'_> {
    /// Whether a version of a document is shown to who asks: one of the patient, whose last version is neither deleted nor masked to them.
    fn montre(&self, e: &Entree) -> Jouee<bool> {
        if e.fiche != self.dossier.patient.fiche || e.statut == Disponibilite::Deleted {
            return Ok(false);
        }
        if e.fond.document.est_signature() {
            return Ok(self.affaire.montre_signatures);
        }
        if !self.lit(&e.fond.document) {
            return Ok(false);
        }
        // An earlier version must not tell what the last one hides.
        if e.statut != Disponibilite::Deprecated {
            return Ok(true);
        }
        let derniere = self.r.par_lid(&e.lid)?.into_iter().next();
        Ok(derniere.is_none_or(|d| d.statut != Disponibilite::Deleted && self.lit(&d.fond.document)))
    }

    /// Whether what masks a document leaves it visible to who asks: who may read it masked, whose it is, and, for its reference alone, the
    /// structure that it comes from (it replaces and deletes what it fed).
    fn lit(&self, d: &DocumentEntry) -> bool {
        if !d.porte("MASQUE_PS") {
            return true;
        }
        let objet = Droits::objet(&self.affaire.demandeur, d);
        let acteur = &self.dossier.droits.acteur;
        let pour_la_structure = matches!(acteur.genre, GenreActeur::Structure | GenreActeur::Cpe | GenreActeur::NonPs);
        objet.propre
            || (self.reference && pour_la_structure && objet.de_la_structure)
            || droits::refus(acteur, Acte::Td32Masque, &objet).is_none()
    }

    /// Those that are shown.
    fn montrees(&self, entrees: Vec<Entree>) -> Jouee<Vec<Entree>> {
        let mut vues = Vec::with_capacity(entrees.len());
        for e in entrees {
            if self.montre(&e)? {
                vues.push(e);
            }
        }
        Ok(vues)
    }

    /// Whether a lot is shown: not one whose documents are all hidden, since it says much of them.
    fn montre_lot(&self, lot: &Lot) -> Jouee<bool> {
        let (mut documents, mut vus) = (0, 0);
        for lien in self.r.liens(&lot.uuid)?.iter().filter(|l| l.liaison.source == lot.uuid) {
            let Some(e) = self.r.par_uuid(&lien.liaison.cible)? else { continue };
            if !e.fond.document.est_signature() {
                documents += 1;
                vus += usize::from(self.montre(&e)?);
            }
        }
        Ok(documents == 0 || vus > 0)
    }

    fn chercher(&self, r: &Registre<'_>, recherche: &Recherche, requete: StoredQuery) -> Jouee<Vec<Trouve>> {
        Ok(match requete {
            StoredQuery::FindDocuments | StoredQuery::FindDocumentsByReferenceId => {
                let statuts: BTreeSet<Disponibilite> = recherche
                    .valeurs("$XDSDocumentEntryStatus")
                    .filter_map(Disponibilite::lire)
                    .filter(|d| *d != Disponibilite::Deleted)
                    .collect();
                let statuts: Vec<Disponibilite> = statuts.into_iter().collect();
                let mut trouves = r.du_patient(&self.dossier.patient.fiche, &statuts)?;
                let criteres = Criteres(recherche);
                trouves.retain(|e| criteres.tiennent(&e.fond.document));
                let trouves = self.montrees(trouves)?;
                trouves.into_iter().map(|e| Trouve::Document(Box::new(e))).collect()
            }
            StoredQuery::GetDocuments => self
                .designes(r, recherche)?
                .into_iter()
                .map(|e| Trouve::Document(Box::new(e)))
                .collect(),
            StoredQuery::GetDocumentsAndAssociations => {
                let documents = self.designes(r, recherche)?;
                let liens = self.liens(r, documents.iter().map(|e| e.uuid.as_str()))?;
                let liens = liens.into_iter().map(Trouve::Lien);
                documents.into_iter().map(|e| Trouve::Document(Box::new(e))).chain(liens).collect()
            }
            StoredQuery::FindSubmissionSets => {
                let criteres = Criteres(recherche);
                let mut lots = r.lots(&self.dossier.patient.fiche)?;
                lots.retain(|l| criteres.tiennent_au_lot(l));
                let mut vus = Vec::new();
                for lot in lots {
                    if self.montre_lot(&lot)? {
                        vus.push(Trouve::Lot(lot));
                    }
                }
                vus
            }
            StoredQuery::GetAssociations => {
                let liens = self.liens(r, recherche.valeurs("$uuid"))?;
                liens.into_iter().map(Trouve::Lien).collect()
            }
            StoredQuery::GetSubmissionSets => {
                let liens = self.liens(r, recherche.valeurs("$uuid"))?;
                let mut objets = Vec::new();
                let lots: BTreeSet<&str> = liens
                    .iter()
                    .filter(|l| l.liaison.genre == ns::HAS_MEMBER)
                    .map(|l| l.liaison.source.as_str())
                    .collect();
                for lot in lots {
                    objets.extend(r.lot(lot)?.map(Trouve::Lot));
                }
                objets.extend(liens.into_iter().filter(|l| l.liaison.genre == ns::HAS_MEMBER).map(Trouve::Lien));
                objets
            }
            StoredQuery::GetSubmissionSetAndContents => self.lots_et_contenus(r, recherche)?,
            StoredQuery::GetRelatedDocuments => {
                let documents = self.designes(r, recherche)?;
                let liens = self.liens(r, documents.iter().map(|e| e.uuid.as_str()))?;
                let liens: Vec<Lien> = liens.into_iter().filter(|l| l.liaison.genre == ns::RPLC).collect();
                let bouts: BTreeSet<&str> = liens
                    .iter()
                    .flat_map(|l| [l.liaison.source.as_str(), l.liaison.cible.as_str()])
                    .collect();
                let mut objets = Vec::new();
                for uuid in bouts {
                    let e = self.montrees(r.par_uuid(uuid)?.into_iter().collect())?;
                    objets.extend(e.into_iter().map(|e| Trouve::Document(Box::new(e))));
                }
                objets.extend(liens.into_iter().map(Trouve::Lien));
                objets
            }
        })
    }

    /// The documents that a query names, whatever their version; by `uniqueId` and `logicalId`, the last one.
    fn designes(&self, r: &Registre<'_>, recherche: &Recherche) -> Jouee<Vec<Entree>> {
        let mut trouves: Vec<Entree> = Vec::new();
        for uuid in recherche.valeurs("$XDSDocumentEntryEntryUUID") {
            trouves.extend(segur_xds::entry_uuid(uuid).map(|u| r.par_uuid(&u)).transpose()?.flatten());
        }
        for unique_id in recherche.valeurs("$XDSDocumentEntryUniqueId") {
            trouves.extend(r.par_unique_id(unique_id)?.into_iter().next());
        }
        for lid in recherche.valeurs("$XDSDocumentEntryLogicalID") {
            trouves.extend(r.par_lid(&normal(lid))?);
        }
        let mut vus = BTreeSet::new();
        trouves.retain(|e| vus.insert(e.uuid.clone()));
        self.montrees(trouves)
    }

    /// What ties these objects to others of the patient; what leads to a document that is not shown is not.
    fn liens<'u>(&self, r: &Registre<'_>, uuids: impl Iterator<Item = &'u str>) -> Jouee<Vec<Lien>> {
        let mut liens = Vec::new();
        let mut vus = BTreeSet::new();
        for uuid in uuids {
            for lien in r.liens(&normal(uuid))? {
                if lien.fiche == self.dossier.patient.fiche && vus.insert(lien.uuid.clone()) && self.mene(r, &lien)? {
                    liens.push(lien);
                }
            }
        }
        Ok(liens)
    }

    fn mene(&self, r: &Registre<'_>, lien: &Lien) -> Jouee<bool> {
        for bout in [&lien.liaison.source, &lien.liaison.cible] {
            if let Some(e) = r.par_uuid(bout)?
                && !self.montre(&e)?
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn lots_et_contenus(&self, r: &Registre<'_>, recherche: &Recherche) -> Jouee<Vec<Trouve>> {
        let mut lots = Vec::new();
        for uuid in recherche.valeurs("$XDSSubmissionSetEntryUUID") {
            lots.extend(r.lot(&normal(uuid))?);
        }
        for unique_id in recherche.valeurs("$XDSSubmissionSetUniqueId") {
            lots.extend(r.lot_unique(unique_id)?);
        }
        lots.retain(|l| l.fiche == self.dossier.patient.fiche);
        let criteres = Criteres(recherche);
        let mut objets = Vec::new();
        for lot in lots {
            if !self.montre_lot(&lot)? {
                continue;
            }
            let liens = self.liens(r, std::iter::once(lot.uuid.as_str()))?;
            objets.push(Trouve::Lot(lot));
            for lien in liens {
                if let Some(e) = r.par_uuid(&lien.liaison.cible)? {
                    if !criteres.tiennent(&e.fond.document) {
                        continue;
                    }
                    objets.push(Trouve::Document(Box::new(e)));
                }
                objets.push(Trouve::Lien(lien));
            }
        }
        Ok(objets)
    }
}

/// A UUID as the registry keeps it; what is none stays, and is found nowhere.
fn normal(uuid: &str) -> String {
    segur_xds::entry_uuid(uuid).unwrap_or_else(|| uuid.to_owned())
}
