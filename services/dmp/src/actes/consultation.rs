//! TD3.2: documents are given back.

use segur_xds::demande::{DocumentDemande, Retrait};
use segur_xds::registre::Disponibilite;
use segur_xds::reponses::DocumentRendu;
use segur_xds::{ErreurRegistre, ReponseRegistre, Statut, regles_td};

use super::{Affaire, Dossier, Issue, Jouee, Rendu};
use crate::causes::{Cause, Refus};
use crate::droits::{Acte, Objet};
use crate::registre::{Contenu, Entree, Registre};

/// The repositories of the DMP (exemples de messages; kit C#).
pub(crate) const DEPOTS: [&str; 2] = ["1.2.250.1.213.4.1.1.1.2", "1.2.250.1.213.4.1.1.1.4"];

/// Bytes of one answer: what is beyond is not found, and said.
const OCTETS_MAX: u64 = 200 * 1024 * 1024;

pub(super) fn jouer(affaire: &Affaire, r: &Registre<'_>, retrait: &Retrait) -> Jouee<Issue> {
    let rendre = |reponse: ReponseRegistre, documents| Issue::de(Rendu::Documents(reponse, documents));
    let refuser = |refus: &Refus| rendre(ReponseRegistre::echec(vec![affaire.erreur(refus)]), Vec::new());
    if retrait.documents.is_empty() {
        return Ok(refuser(&Refus::nouveau(Cause::Document, "Aucun document n'est demandé.")).sur(regles_td::RETRAIT_NOMBRE));
    }
    let dossier = match affaire.dossier(r)? {
        Ok(dossier) => dossier,
        Err(refus) => return Ok(refuser(&refus)),
    };
    if let Err(refus) = dossier.droits.juger(Acte::Td32, &Objet::default()) {
        return Ok(refuser(&refus));
    }
    let (mut rendus, mut erreurs, mut octets) = (Vec::new(), Vec::<ErreurRegistre>::new(), 0);
    for (rang, demande) in retrait.documents.iter().enumerate() {
        match un(affaire, r, &dossier, demande)? {
            Ok(e) if octets + e.fond.document.taille > OCTETS_MAX => {
                let dit = format!(
                    "uniqueId={} : la réponse passerait {} Mo.",
                    e.fond.document.unique_id,
                    OCTETS_MAX >> 20
                );
                erreurs.push(affaire.erreur(&Refus::nouveau(Cause::Trop, dit)));
            }
            Ok(e) => {
                octets += e.fond.document.taille;
                rendus.push(rendu(affaire, rang, e));
            }
            Err(refus) => erreurs.push(affaire.erreur(&refus)),
        }
    }
    let statut = match (rendus.is_empty(), erreurs.is_empty()) {
        (true, _) => Statut::Failure,
        (false, true) => Statut::Success,
        (false, false) => Statut::PartialSuccess,
    };
    let mut issue = rendre(ReponseRegistre { statut, erreurs }, rendus);
    let constat = |regle: &str| affaire.constats.iter().any(|c| c.rule == regle);
    if statut == Statut::Failure {
        let regles = [regles_td::RETRAIT_IDENTIFIANTS, regles_td::RETRAIT_OID];
        issue.refus = regles.into_iter().map(|r| r.id).find(|r| constat(r)).map(str::to_owned);
    }
    Ok(issue)
}

fn un(affaire: &Affaire, r: &Registre<'_>, dossier: &Dossier<'_>, demande: &DocumentDemande) -> Jouee<Result<Entree, Refus>> {
    let valeur = |c: &Option<segur_model::Champ>| c.as_ref().map(|c| c.valeur.clone()).unwrap_or_default();
    let (depot, unique_id) = (valeur(&demande.depot), valeur(&demande.unique_id));
    let lieu = demande.unique_id.as_ref().map(|c| c.lieu.path.clone()).unwrap_or_default();
    let refus = |cause: Cause, dit: String| Ok(Err(Refus::nouveau(cause, dit).en(&lieu)));
    if !DEPOTS.contains(&depot.as_str()) {
        return refus(Cause::Depot, format!("RepositoryUniqueId « {depot} »."));
    }
    let siens = |e: &Entree| e.fiche == dossier.patient.fiche && e.statut != Disponibilite::Deleted && !e.fond.document.est_signature();
    // The last version of its metadata says who may read it.
    let trouve = r.par_unique_id(&unique_id)?.into_iter().next().filter(siens);
    let Some(e) = trouve else {
        return refus(Cause::Document, format!("uniqueId={unique_id}"));
    };
    if e.fond.depot != depot {
        let dit = format!("uniqueId={unique_id} : ce document est dans un autre dépôt, que TD3.1 donne (repositoryUniqueId).");
        return refus(Cause::Document, dit);
    }
    Ok(match dossier.droits.ouvrir(&affaire.demandeur, &e.fond.document) {
        Err(refus) => Err(refus.en(&lieu)),
        Ok(()) => Ok(e),
    })
}

fn rendu(affaire: &Affaire, rang: usize, e: Entree) -> (DocumentRendu, Contenu) {
    let rendu = DocumentRendu {
        depot: e.fond.depot,
        unique_id: e.fond.document.unique_id,
        mime_type: e.fond.document.mime_type,
        content_id: format!("{}-{}@urn:ihe:iti:xds-b:2007", affaire.uuid("dmp.partie"), rang + 1),
    };
    (rendu, e.fond.contenu)
}
