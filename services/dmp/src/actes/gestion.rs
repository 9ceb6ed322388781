//! TD3.3: visibility (a new version of the metadata) and availability (archiving, deletion).

use std::collections::BTreeSet;

use segur_xds::demande::{Changement, MiseAJour};
use segur_xds::ns::{self, ACTION_TD33_REPONSE};
use segur_xds::registre::{Disponibilite, DocumentEntry, Liaison, SubmissionSet};
use segur_xds::{
    Entree as EntreeRecue, ErreurRegistre, Lot as LotRecu, ReponseRegistre, ecrire_reponse, entry_uuid, operations, regles_td,
};

use super::{Affaire, Dossier, Issue, Jouee};
use crate::causes::{Cause, Refus};
use crate::demandeur::Droits;
use crate::droits::{Acte, Objet};
use crate::registre::{Changements, Entree, Lien, Lot, Registre};

/// Code of visibility that TD3.3a gives, and takes away.
const MASQUE: &str = "MASQUE_PS";
/// Codes of visibility that TD3.3b takes away.
const INVISIBLES: [&str; 2] = ["INVISIBLE_PATIENT", "INVISIBLE_REPRESENTANTS_LEGAUX"];

pub(super) fn jouer(affaire: &Affaire, r: &Registre<'_>, m: &MiseAJour) -> Jouee<Issue> {
    let refuser = |erreurs: Vec<ErreurRegistre>| Issue::corps(ACTION_TD33_REPONSE, ecrire_reponse(&ReponseRegistre::echec(erreurs)));
    let lot = match m.lot.lot() {
        Ok(lot) => lot,
        Err(illisible) => return Ok(Issue::faute(crate::fautes::ILLISIBLE, &illisible.to_string())),
    };
    if let Some((regle, erreur)) = regle_tournee(affaire) {
        return Ok(Issue {
            refus: Some(regle),
            ..refuser(vec![erreur])
        });
    }
    let dossier = match affaire.dossier(r)? {
        Ok(dossier) => dossier,
        Err(refus) => return Ok(refuser(vec![affaire.erreur(&refus)])),
    };
    let mut changements = Changements::default();
    let soumission = lot.soumission().map(SubmissionSet::from).unwrap_or_default();
    let du_lot = super::alimentation::cx(&soumission.patient);
    let nomme = format!("patientId du lot « {} »", soumission.patient);
    if let Err(autre) = affaire.du_dossier(&dossier, du_lot, &nomme, Some(&lot.lieu)) {
        return Ok(Issue {
            refus: autre.regle,
            ..refuser(vec![autre.erreur])
        });
    }
    if r.est_pris(&soumission.unique_id)? {
        let erreur = ErreurRegistre {
            code: "XDSDuplicateUniqueIdInRegistry".to_owned(),
            contexte: format!(
                "uniqueId du lot « {} » déjà employé : un identifiant ne sert qu'une fois.",
                soumission.unique_id
            ),
            avertissement: false,
            lieu: Some(lot.lieu.path.clone()),
        };
        return Ok(refuser(vec![erreur]));
    }
    let uuid_lot = affaire.urn(&format!("dmp.lot {}", soumission.unique_id), 0);
    let (mut erreurs, mut operation) = (Vec::new(), None);
    let mut cibles = BTreeSet::new();
    for (rang, changement) in m.changements.iter().enumerate() {
        let joue = match changement {
            Changement::Statut { cible, de, vers } => statut(affaire, r, &dossier, (&cible.valeur, *de, *vers), &mut changements)?,
            Changement::Version { entree, precedente } => {
                let Some(recue) = lot.entrees.get(*entree) else { continue };
                version(affaire, r, &dossier, (recue, *precedente), &mut changements)?
            }
        };
        match joue {
            Err(refus) => erreurs.push(affaire.erreur(&refus)),
            Ok(fait) if !cibles.insert(fait.avant.clone()) => {
                let dit = format!("« {} » : deux changements du lot le visent.", fait.avant);
                erreurs.push(affaire.erreur(&Refus::nouveau(Cause::MiseAJour, dit)));
            }
            Ok(fait) => {
                operation = operation.or(fait.operation);
                lier(
                    affaire,
                    lot,
                    &dossier.patient.fiche,
                    (&uuid_lot, &fait.apres, rang),
                    &mut changements,
                );
            }
        }
    }
    if !erreurs.is_empty() {
        return Ok(refuser(erreurs));
    }
    changements.prendre(&soumission.unique_id);
    changements.ajouter_lot(Lot {
        uuid: uuid_lot,
        fiche: dossier.patient.fiche.clone(),
        soumission,
    });
    let issue = Issue::corps(ACTION_TD33_REPONSE, ecrire_reponse(&ReponseRegistre::succes())).avec(changements);
    Ok(match operation {
        Some(operation) => issue.operation(operation),
        None => issue,
    })
}

/// The first rule of a change that is certain and does not hold, and its error.
fn regle_tournee(affaire: &Affaire) -> Option<(String, ErreurRegistre)> {
    let constat = affaire
        .constats
        .iter()
        .find(|c| c.is_error() && (c.rule.starts_with("xds.td33.") || c.rule.starts_with("xds.lot.")) && !affaire.tolere(&c.rule))?;
    let code = match constat.rule.as_str() {
        r if r == regles_td::MAJ_STATUTS.id => "XDSMetadataUpdateOperationError",
        r if r == regles_td::MAJ_VERSION.id => "XDSMetadataVersionError",
        r if r == regles_td::MAJ_CIBLE.id => "UnresolvedReferenceException",
        r if r.starts_with("xds.lot.") => "XDSRegistryMetadataError",
        _ => "XDSMetadataUpdateError",
    };
    let erreur = ErreurRegistre {
        code: code.to_owned(),
        contexte: format!(
            "{}. Attendu : {} ; vu : {} (règle {}).",
            constat.dit, constat.expected, constat.seen, constat.rule
        ),
        avertissement: false,
        lieu: Some(constat.location.path.clone()),
    };
    Some((constat.rule.clone(), erreur))
}

/// A change that may be made.
struct Fait {
    /// The operation, when the message did not say it.
    operation: Option<&'static str>,
    /// `entryUUID` of the version that it changes.
    avant: String,
    /// `entryUUID` once changed.
    apres: String,
}

type NouveauStatut<'a> = (&'a str, Option<Disponibilite>, Option<Disponibilite>);

fn statut(
    affaire: &Affaire,
    r: &Registre<'_>,
    dossier: &Dossier<'_>,
    demande: NouveauStatut<'_>,
    c: &mut Changements,
) -> Jouee<Result<Fait, Refus>> {
    let (cible, Some(de), Some(vers)) = demande else {
        return Ok(Err(Refus::nouveau(Cause::Operation, "OriginalStatus ou NewStatus inconnu.")));
    };
    let uuid = entry_uuid(cible).unwrap_or_default();
    let trouve = r
        .par_uuid(&uuid)?
        .filter(|e| e.fiche == dossier.patient.fiche && e.statut != Disponibilite::Deleted);
    let Some(e) = trouve else {
        return Ok(Err(Refus::nouveau(Cause::Cible, format!("targetObject « {cible} »."))));
    };
    if e.statut == Disponibilite::Deprecated {
        return Ok(Err(Refus::nouveau(Cause::Ancien, format!("targetObject « {cible} »."))));
    }
    let acte = if vers == Disponibilite::Deleted { Acte::Td33c } else { Acte::Td33d };
    if let Err(refus) = dossier.droits.juger(acte, &Droits::objet(&affaire.demandeur, &e.fond.document)) {
        return Ok(Err(refus));
    }
    if e.statut != de {
        let dit = format!("OriginalStatus « {} », statut du document : {}.", de.urn(), e.statut.nom());
        return Ok(Err(Refus::nouveau(Cause::Operation, dit)));
    }
    c.passer(&e.uuid, de, vers);
    Ok(Ok(Fait {
        operation: None,
        avant: e.uuid.clone(),
        apres: e.uuid,
    }))
}

fn version(
    affaire: &Affaire,
    r: &Registre<'_>,
    dossier: &Dossier<'_>,
    (recue, precedente): (&EntreeRecue, Option<u32>),
    c: &mut Changements,
) -> Jouee<Result<Fait, Refus>> {
    let lid = recue.lid.as_ref().and_then(|l| entry_uuid(&l.valeur)).unwrap_or_default();
    let courante = r.par_lid(&lid)?.into_iter().next();
    let courante = courante.filter(|e| e.fiche == dossier.patient.fiche && e.statut != Disponibilite::Deleted);
    let Some(e) = courante else {
        return Ok(Err(Refus::nouveau(Cause::Cible, format!("lid « {lid} »."))));
    };
    if e.statut == Disponibilite::Deprecated {
        return Ok(Err(Refus::nouveau(
            Cause::Ancien,
            format!("lid « {lid} » : le document a été remplacé."),
        )));
    }
    if precedente != Some(e.version) {
        let vue = precedente.map_or_else(|| "absente".to_owned(), |v| v.to_string());
        return Ok(Err(Refus::nouveau(
            Cause::Version,
            format!("PreviousVersion {vue}, version courante {}.", e.version),
        )));
    }
    let nouveau = DocumentEntry::from(recue);
    if let Some(champ) = change(&e.fond.document, &nouveau) {
        let dit = format!("Seule la visibilité change par TD3.3a et TD3.3b ; {champ} diffère de celui du document.");
        return Ok(Err(Refus::nouveau(Cause::MiseAJour, dit)));
    }
    let objet = Droits::objet(&affaire.demandeur, &e.fond.document);
    let operation = match droit(dossier, &e.fond.document, &nouveau, &objet) {
        Ok(operation) => operation,
        Err(refus) => return Ok(Err(refus)),
    };
    let uuid = affaire.urn(&format!("dmp.entryUUID {lid}"), u64::from(e.version) + 1);
    c.passer(&e.uuid, e.statut, Disponibilite::Deprecated);
    let mut fond = e.fond;
    fond.document.confidentialite = nouveau.confidentialite;
    c.ajouter(Entree {
        uuid: uuid.clone(),
        lid,
        version: e.version + 1,
        fiche: e.fiche,
        statut: e.statut,
        fond,
    });
    Ok(Ok(Fait {
        operation: Some(operation),
        avant: e.uuid,
        apres: uuid,
    }))
}

/// The codes of confidentiality that are none of visibility (N, R, V).
fn niveaux(d: &DocumentEntry) -> BTreeSet<&str> {
    let codes = d.confidentialite.iter().map(|c| c.code.as_str());
    codes.filter(|c| *c != MASQUE && !INVISIBLES.contains(c)).collect()
}

/// The metadata that a change of visibility changes besides, when there is one: of those that every entry has, and that are written one way.
fn change(avant: &DocumentEntry, apres: &DocumentEntry) -> Option<&'static str> {
    let code = |d: &segur_xds::registre::Codee| (d.code.clone(), d.systeme.clone());
    let cx = |p: &str| {
        let (ins, oid) = super::alimentation::cx(p);
        (ins.to_owned(), oid.to_owned())
    };
    [
        ("uniqueId", avant.unique_id == apres.unique_id),
        ("patientId", cx(&avant.patient) == cx(&apres.patient)),
        ("hash", avant.condensat.eq_ignore_ascii_case(&apres.condensat)),
        ("size", avant.taille == apres.taille),
        ("typeCode", code(&avant.type_code) == code(&apres.type_code)),
        ("classCode", code(&avant.classe) == code(&apres.classe)),
        ("formatCode", code(&avant.format) == code(&apres.format)),
        ("creationTime", avant.creation == apres.creation),
        ("languageCode", avant.langue == apres.langue),
        ("serviceStartTime", avant.debut_acte == apres.debut_acte),
        ("title", avant.titre == apres.titre),
        ("healthcareFacilityTypeCode", code(&avant.secteur) == code(&apres.secteur)),
        ("practiceSettingCode", code(&avant.cadre) == code(&apres.cadre)),
        ("confidentialityCode", niveaux(avant) == niveaux(apres)),
    ]
    .into_iter()
    .find(|(_, meme)| !meme)
    .map(|(nom, _)| nom)
}

/// Whether the change of visibility may be made, and which transaction it is.
fn droit(dossier: &Dossier<'_>, avant: &DocumentEntry, apres: &DocumentEntry, objet: &Objet) -> Result<&'static str, Refus> {
    if let Some(code) = INVISIBLES.into_iter().find(|c| apres.porte(c) && !avant.porte(c)) {
        let dit = format!("{code} ne s'ajoute pas : TD3.3b rend visible, l'invisibilité se dit à l'alimentation (PDSm pour le DMP).");
        return Err(Refus::nouveau(Cause::MiseAJour, dit));
    }
    let mut operation = operations::TD33A;
    if INVISIBLES.into_iter().any(|c| avant.porte(c) && !apres.porte(c)) {
        operation = operations::TD33B;
        dossier.droits.juger(Acte::Td33b, objet)?;
    }
    match (avant.porte(MASQUE), apres.porte(MASQUE)) {
        (false, true) => dossier.droits.juger(Acte::Td33aMasquer, objet)?,
        (true, false) => dossier.droits.juger(Acte::Td33aDemasquer, objet)?,
        // Nothing changes, but a version: it is not for everybody either.
        _ if operation == operations::TD33A => dossier.droits.juger(Acte::Td33aMasquer, objet)?,
        _ => {}
    }
    Ok(operation)
}

/// The association of the lot, between the objects that its identifiers became.
fn lier(affaire: &Affaire, lot: &LotRecu, fiche: &str, (uuid_lot, cible, rang): (&str, &str, usize), c: &mut Changements) {
    let voulues = [ns::MAJ_STATUT, ns::HAS_MEMBER];
    let Some(association) = lot
        .associations
        .iter()
        .filter(|a| voulues.contains(&a.genre.valeur.as_str()))
        .nth(rang)
    else {
        return;
    };
    c.lier(Lien {
        uuid: affaire.urn(&format!("dmp.association {uuid_lot}"), rang as u64),
        fiche: fiche.to_owned(),
        liaison: Liaison::de(association, uuid_lot, cible),
    });
}
