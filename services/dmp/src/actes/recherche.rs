//! TD3.1: the stored queries.

use std::collections::BTreeSet;

use segur_xds::demande::{Parametre, Recherche, Retour, StoredQuery};
use segur_xds::ns::ACTION_TD31_REPONSE;
use segur_xds::registre::{
    Codee, Disponibilite, DocumentEntry, Place, ecrire_document, ecrire_liaison, ecrire_lot, ecrire_recherche_reponse, ecrire_renvoi,
};
use segur_xds::{Statut, ns, regles_td};

use super::{Affaire, Dossier, Issue, Jouee};
use crate::causes::{Cause, Refus};
use crate::demandeur::{Demandeur, Droits};
use crate::droits::{Acte, Objet, types_documents};
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
        let issue = refuser(&refus);
        return Ok(regle.map_or(issue, |regle| Issue {
            refus: Some(regle),
            ..refuser(&refus)
        }));
    }
    let (Some(requete), Some(retour)) = (recherche.requete, recherche.retour) else {
        return Ok(refuser(&Refus::nouveau(Cause::Recherche, "returnType : LeafClass ou ObjectRef.")));
    };
    let dossier = match affaire.dossier(r)? {
        Ok(dossier) => dossier,
        Err(refus) => return Ok(refuser(&refus)),
    };
    if let Some((ins, oid)) = &recherche.patient {
        let vise = crate::dossiers::patient(&affaire.ctx.monde, ins, oid);
        if vise.is_none_or(|p| p.fiche != dossier.patient.fiche) {
            let dit = format!("patientId « {ins} », resource-id du VIHF : un autre patient.");
            let erreur = segur_xds::ErreurRegistre {
                code: "XDSPatientIdDoesNotMatch".to_owned(),
                contexte: dit,
                avertissement: false,
                lieu: None,
            };
            let corps = ecrire_recherche_reponse(Statut::Failure, &[], &[erreur]);
            return Ok(Issue::corps(ACTION_TD31_REPONSE, corps));
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
fn mal_posee(affaire: &Affaire, recherche: &Recherche) -> Option<(Option<String>, Refus)> {
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
        Some((Some(regle.id.to_owned()), refus))
    })
}

/// What who asks may see.
struct Vue<'a> {
    affaire: &'a Affaire,
    dossier: &'a Dossier<'a>,
}

impl Vue<'_> {
    /// Whether a document is shown to who asks: one of the patient, neither deleted nor masked to them.
    fn montre(&self, e: &Entree) -> bool {
        if e.fiche != self.dossier.patient.fiche || e.statut == Disponibilite::Deleted {
            return false;
        }
        let d = &e.fond.document;
        if d.est_signature() {
            return self.affaire.montre_signatures;
        }
        !d.porte("MASQUE_PS") || masque_lisible(self.affaire, self.dossier, d)
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
                let trouves = r.du_patient(&self.dossier.patient.fiche, &statuts)?;
                let criteres = Criteres(recherche);
                trouves
                    .into_iter()
                    .filter(|e| self.montre(e) && criteres.tiennent(&e.fond.document))
                    .map(|e| Trouve::Document(Box::new(e)))
                    .collect()
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
                let lots = r.lots(&self.dossier.patient.fiche)?;
                lots.into_iter().filter(|l| criteres.tiennent_au_lot(l)).map(Trouve::Lot).collect()
            }
            StoredQuery::GetAssociations => {
                let liens = self.liens(r, recherche.valeurs("$uuid"))?;
                liens.into_iter().map(Trouve::Lien).collect()
            }
            StoredQuery::GetSubmissionSets => {
                let liens = self.liens(r, recherche.valeurs("$uuid"))?;
                let mut objets = Vec::new();
                for lien in liens.iter().filter(|l| l.liaison.genre == ns::HAS_MEMBER) {
                    objets.extend(r.lot(&lien.liaison.source)?.map(Trouve::Lot));
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
                    objets.extend(r.par_uuid(uuid)?.filter(|e| self.montre(e)).map(|e| Trouve::Document(Box::new(e))));
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
            trouves.extend(r.par_lid(lid)?);
        }
        let mut vus = BTreeSet::new();
        trouves.retain(|e| self.montre(e) && vus.insert(e.uuid.clone()));
        Ok(trouves)
    }

    /// What ties these objects to others of the patient; what leads to a document that is not shown is not.
    fn liens<'u>(&self, r: &Registre<'_>, uuids: impl Iterator<Item = &'u str>) -> Jouee<Vec<Lien>> {
        let mut liens = Vec::new();
        let mut vus = BTreeSet::new();
        for uuid in uuids {
            for lien in r.liens(uuid)? {
                if lien.fiche == self.dossier.patient.fiche && vus.insert(lien.uuid.clone()) && self.mene(r, &lien)? {
                    liens.push(lien);
                }
            }
        }
        Ok(liens)
    }

    fn mene(&self, r: &Registre<'_>, lien: &Lien) -> Jouee<bool> {
        for bout in [&lien.liaison.source, &lien.liaison.cible] {
            if r.par_uuid(bout)?.is_some_and(|e| !self.montre(&e)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn lots_et_contenus(&self, r: &Registre<'_>, recherche: &Recherche) -> Jouee<Vec<Trouve>> {
        let mut lots = Vec::new();
        for uuid in recherche.valeurs("$XDSSubmissionSetEntryUUID") {
            lots.extend(r.lot(uuid)?);
        }
        for unique_id in recherche.valeurs("$XDSSubmissionSetUniqueId") {
            lots.extend(r.lot_unique(unique_id)?);
        }
        lots.retain(|l| l.fiche == self.dossier.patient.fiche);
        let criteres = Criteres(recherche);
        let mut objets = Vec::new();
        for lot in lots {
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

/// Whether a masked document may be read, and shown, all the same: by its author, by the médecin traitant, or where the patient allowed it.
pub(super) fn masque_lisible(affaire: &Affaire, dossier: &Dossier<'_>, d: &DocumentEntry) -> bool {
    let objet = Droits::objet(&affaire.demandeur, d);
    dossier.droits.juger(Acte::Td32Masque, &objet).is_ok()
}

/// Whether the profession of who asks reads this type of document, as far as it is known for sure.
pub(crate) fn type_lisible(demandeur: &Demandeur, d: &DocumentEntry) -> Option<Refus> {
    let (code, systeme) = demandeur.roles.first()?;
    let connu = types_documents::lecture((code, systeme), &d.type_code.code).filter(|l| l.refuse())?;
    Some(Refus::nouveau(
        Cause::Droits,
        format!("Type {} : {}.", d.type_code.code, connu.source),
    ))
}

/// The criteria of a search: each slot holds, by one of its values.
struct Criteres<'a>(&'a Recherche);

impl Criteres<'_> {
    fn tiennent(&self, d: &DocumentEntry) -> bool {
        self.0.parametres.iter().all(|p| tient(p, d))
    }

    fn tiennent_au_lot(&self, l: &Lot) -> bool {
        let s = &l.soumission;
        self.0.parametres.iter().all(|p| {
            let valeurs = || p.valeurs.iter().map(|v| v.valeur.as_str());
            match p.nom.valeur.as_str() {
                "$XDSSubmissionSetStatus" => valeurs().any(|v| v == Disponibilite::Approved.urn()),
                "$XDSSubmissionSetSourceId" => valeurs().any(|v| v == s.source),
                "$XDSSubmissionSetSubmissionTimeFrom" => valeurs().all(|v| depuis(&s.heure, v)),
                "$XDSSubmissionSetSubmissionTimeTo" => valeurs().all(|v| avant(&s.heure, v)),
                "$XDSSubmissionSetAuthorPerson" => valeurs().any(|v| s.auteurs.iter().flat_map(|a| &a.personnes).any(|a| comme(a, v))),
                "$XDSSubmissionSetContentType" => valeurs().any(|v| est(&s.contenu, v)),
                _ => true,
            }
        })
    }
}

fn tient(p: &Parametre, d: &DocumentEntry) -> bool {
    let une = |juge: &dyn Fn(&str) -> bool| p.valeurs.iter().any(|v| juge(&v.valeur));
    let toutes = |juge: &dyn Fn(&str) -> bool| p.valeurs.iter().all(|v| juge(&v.valeur));
    match p.nom.valeur.as_str() {
        "$XDSDocumentEntryClassCode" => une(&|v| est(&d.classe, v)),
        "$XDSDocumentEntryTypeCode" => une(&|v| est(&d.type_code, v)),
        "$XDSDocumentEntryPracticeSettingCode" => une(&|v| est(&d.cadre, v)),
        "$XDSDocumentEntryHealthcareFacilityTypeCode" => une(&|v| est(&d.secteur, v)),
        "$XDSDocumentEntryFormatCode" => une(&|v| est(&d.format, v)),
        "$XDSDocumentEntryEventCodeList" => une(&|v| d.evenements.iter().any(|c| est(c, v))),
        "$XDSDocumentEntryConfidentialityCode" => une(&|v| d.confidentialite.iter().any(|c| est(c, v))),
        "$XDSDocumentEntryAuthorPerson" => une(&|v| d.auteurs.iter().flat_map(|a| &a.personnes).any(|a| comme(a, v))),
        "$XDSDocumentEntryReferenceIdList" => une(&|v| d.references.iter().any(|r| comme(r, v))),
        "$XDSDocumentEntryType" => une(&|v| v == ns::TYPE_OBJET),
        "$XDSDocumentEntryCreationTimeFrom" => toutes(&|v| depuis(&d.creation, v)),
        "$XDSDocumentEntryCreationTimeTo" => toutes(&|v| avant(&d.creation, v)),
        "$XDSDocumentEntryServiceStartTimeFrom" => toutes(&|v| depuis(&d.debut_acte, v)),
        "$XDSDocumentEntryServiceStartTimeTo" => toutes(&|v| avant(&d.debut_acte, v)),
        "$XDSDocumentEntryServiceStopTimeFrom" => toutes(&|v| depuis(&d.fin_acte, v)),
        "$XDSDocumentEntryServiceStopTimeTo" => toutes(&|v| avant(&d.fin_acte, v)),
        _ => true,
    }
}

/// `code^^codingScheme`.
fn est(code: &Codee, cherche: &str) -> bool {
    cherche.split_once("^^").is_some_and(|(c, s)| c == code.code && s == code.systeme)
}

/// From: included (ITI-18, § 3.18.4.1.2.3.7.1); a shorter date is that of its beginning. What has no date is not found by one.
fn depuis(date: &str, borne: &str) -> bool {
    !date.is_empty() && completer(date).as_str() >= completer(borne).as_str()
}

/// To: excluded.
fn avant(date: &str, borne: &str) -> bool {
    !date.is_empty() && completer(date).as_str() < completer(borne).as_str()
}

fn completer(date: &str) -> String {
    const DEBUT: &str = "00000101000000";
    let suite = DEBUT.get(date.len()..).unwrap_or_default();
    format!("{date}{suite}")
}

/// `LIKE` of SQL: `%` is any text, `_` any character; the only parameters that have it are names of authors (§ 3.18.4.1.2.3.7.1) and references.
fn comme(texte: &str, motif: &str) -> bool {
    let (t, m): (Vec<char>, Vec<char>) = (texte.chars().collect(), motif.chars().collect());
    let (mut i, mut j, mut reprise) = (0, 0, None);
    while i < t.len() {
        match m.get(j) {
            Some('%') => {
                reprise = Some((j + 1, i));
                j += 1;
            }
            Some(c) if *c == '_' || t.get(i) == Some(c) => {
                i += 1;
                j += 1;
            }
            _ => match reprise {
                Some((apres, depuis)) => {
                    reprise = Some((apres, depuis + 1));
                    j = apres;
                    i = depuis + 1;
                }
                None => return false,
            },
        }
    }
    m.get(j..).is_some_and(|reste| reste.iter().all(|c| *c == '%'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_bornes_de_l_iti() {
        for (date, de, a) in [
            ("20240101000000", true, false),
            ("20231231235959", false, true),
            ("20240102", true, false),
            ("", false, false),
        ] {
            assert_eq!((depuis(date, "2024"), avant(date, "2024")), (de, a), "{date}");
        }
        assert!(depuis("20240315120000", "20240315"));
    }

    #[test]
    fn un_nom_se_cherche_par_motif() {
        assert!(comme("899^MAX^LIBRE", "%MAX%"));
        assert!(comme("899^MAX^LIBRE", "899^M_X^%"));
        assert!(!comme("899^MAX^LIBRE", "MAX"));
        assert!(comme("", "%"));
        // A pattern that backtracks badly ends all the same.
        assert!(!comme(&"a".repeat(10_000), &format!("{}b", "%a".repeat(50))));
    }
}
