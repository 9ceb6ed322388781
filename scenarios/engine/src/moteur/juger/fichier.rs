//! `fichier`: what an act answered. A document is judged byte for byte, and is seen when it can only have been made for this scenario;
//! an extract in which the candidate tells about itself is its word, until a later request carries what it says.

use segur_model::{Cause, ConstatEtape, Direction, vocabulaire};

use super::{Affaire, Lieu, Vu, blocage, egal, tenus};
use crate::contient::contient;
use crate::documents::{FichierLu, Traits};
use crate::grammaire::ast::{Attente, Observation, ObservationFichier};
use crate::moteur::apparier::minimum;
use crate::moteur::tirage::TIRAGE;
use crate::moteur::valeurs::Valeurs;

/// A value shorter than this is met by chance.
const LONGUEUR_MIN: usize = 6;

pub(super) fn juger(affaire: &Affaire<'_>, l: &Lieu<'_>, x: &ObservationFichier) -> Vu {
    // The last act that answers this file: what an earlier one gave is not its own.
    let trouve = affaire.releve.etapes.iter().filter(|e| e.rang <= l.rang).rev().find_map(|e| {
        let acte = e.acte.as_ref()?;
        let remis = acte.fichiers.get(&x.nom);
        (remis.is_some() || repond(&acte.resultat.acte, &x.nom)).then_some((e.rang, acte, remis))
    });
    let Some((rang, acte, Some(octets))) = trouve else {
        return manque(affaire, l, x);
    };
    let mut vu = match affaire.j.cadre.lectures.octets(octets) {
        None => Vu::du_banc(format!("le fichier « {} » n'est plus dans la campagne", x.nom)),
        Some(contenu) => contenu_juge(affaire, l, x, rang, acte, contenu),
    };
    vu.fichier = Some(octets.clone());
    vu
}

/// Whether the contract of this act has it answer this file.
fn repond(acte: &str, fichier: &str) -> bool {
    vocabulaire::acte(acte).is_some_and(|a| a.fichiers.contains(&fichier))
}

/// The act did not answer the file.
fn manque(affaire: &Affaire<'_>, l: &Lieu<'_>, x: &ObservationFichier) -> Vu {
    let raison = format!("le fichier « {} » n'a pas été remis", x.nom);
    let acte = affaire.ouvreur(&l.p).and_then(|e| e.acte.as_ref().map(|a| (e.rang, a)));
    if let Some((rang, acte)) = acte
        && let Some((cause, dit)) = blocage::de_l_acte(affaire, rang, &acte.resultat)
    {
        return Vu::simple(ConstatEtape::NonJoue(cause), dit);
    }
    Vu::simple(ConstatEtape::NonJoue(Cause::HorsContrat), raison)
}

fn contenu_juge(
    affaire: &Affaire<'_>,
    l: &Lieu<'_>,
    x: &ObservationFichier,
    rang: usize,
    acte: &crate::moteur::releve::ReleveActe,
    contenu: Vec<u8>,
) -> Vu {
    let lu = match FichierLu::lire(&x.nom, contenu) {
        Ok(f) => f,
        Err(e) => {
            return Vu::simple(
                ConstatEtape::NonJoue(Cause::HorsContrat),
                format!("le fichier « {} » est hors contrat : {e}", x.nom),
            );
        }
    };
    let lus = tenus::Lus {
        faits: lu.faits(),
        contient: &|t| contient(lu.octets(), t),
        echange: None,
    };
    let faits_tenus = tenus::faits(l, &x.egal, true, &lus, &x.place);
    let mut empeche = None;
    let mut findings = match egal::ecarts(&x.egal, lu.faits(), &x.place, &l.valeurs, &|t| contient(lu.octets(), t)) {
        Ok(f) => f,
        Err(v) => {
            empeche = Some(blocage::sans_valeur(affaire, l.rang, &v));
            Vec::new()
        }
    };
    if l.amont_absent && !findings.is_empty() {
        empeche = Some((
            Cause::HorsSelection,
            "des étapes au-dessus sont hors de votre sélection : ce que le fichier dit d'avant elles n'est pas jugé".to_owned(),
        ));
        findings = findings.into_iter().map(egal::adoucir).collect();
    }
    match lu.juger(&x.verifier, &traits(&l.valeurs), affaire.j.regles) {
        Ok(juges) => findings.extend(juges),
        Err(e) => empeche = Some((Cause::Banc, format!("le fichier « {} » n'a pas été jugé : {e}", x.nom))),
    }
    let vu = if lu.est_document() {
        est_de_ce_scenario(l, acte, lu.octets())
    } else {
        confirme(affaire, l, x, rang)
    };
    let tenu = if vu { ConstatEtape::VU } else { ConstatEtape::DECLARE };
    let mut verdict = egal::conclure(findings, empeche, tenu);
    verdict.tenus = faits_tenus;
    verdict.regles = tenus::regles(&x.verifier, &verdict.findings);
    if verdict.constat == ConstatEtape::DECLARE {
        (verdict.raison, verdict.pour_voir) = if lu.est_document() {
            (
                format!("« {} » : rien n'y montre qu'il a été fait pour ce patient et cette demande", x.nom),
                "le document porte l'INS ou le nom du patient, et le numéro de demande que l'acte a donné",
            )
        } else {
            (
                format!("« {} » : le logiciel le dit lui-même", x.nom),
                "une requête que le logiciel envoie ensuite porte les valeurs que cet extrait affirme",
            )
        };
    }
    verdict
}

/// Whether a document carries the patient of the scenario and a value drawn for this campaign and asked in the act.
fn est_de_ce_scenario(l: &Lieu<'_>, acte: &crate::moteur::releve::ReleveActe, contenu: &[u8]) -> bool {
    let demande = |v: &String| acte.resultat.parametres.values().any(|p| p.as_str() == Some(v));
    let tire = l.valeurs.tous(TIRAGE).any(|v| demande(v) && contient(contenu, v));
    let porte = |fait: &str| {
        let v = l.valeurs.premier("patient", fait);
        !v.is_empty() && contient(contenu, v)
    };
    tire && (porte("ins") || porte("nom"))
}

/// Whether a later request of the candidate carries every value that the file was expected to have: what the bench answered, and a file
/// that repeats it, confirm nothing.
fn confirme(affaire: &Affaire<'_>, l: &Lieu<'_>, x: &ObservationFichier, rang: usize) -> bool {
    let Some(depuis) = affaire.jouee(rang).and_then(|e| e.fenetre).map(|f| f.depuis) else {
        return false;
    };
    // Requests that the scenario awaits: any other may carry anything.
    let suivantes: Vec<usize> = affaire
        .a
        .pris
        .iter()
        .filter(|((r, i), _)| matches!(affaire.pas[*r].etape.observer.get(*i), Some(Observation::Attendu(x)) if minimum(x) > 0))
        .flat_map(|(_, pris)| pris.iter().copied())
        .filter(|k| {
            let e = &affaire.echange(*k).exchange;
            e.id > depuis && e.direction == Direction::CandidatVersBanc
        })
        .collect();
    let porte = |attente: &Attente| match attente {
        Attente::Parmi(gabarits) => match gabarits.as_slice() {
            [g] => l.valeurs.textes(g).is_ok_and(|textes| {
                textes
                    .iter()
                    .all(|t| t.len() >= LONGUEUR_MIN && !t.contains('*') && suivantes.iter().any(|k| affaire.contient(*k)(t)))
            }),
            _ => false,
        },
        _ => false,
    };
    !x.egal.is_empty() && x.egal.iter().all(|(_, attente)| porte(attente))
}

/// The identity that the documents of the scenario are about: the one its data names `patient`.
fn traits(valeurs: &Valeurs) -> Traits {
    let fait = |nom: &str| valeurs.premier("patient", nom).to_owned();
    Traits {
        matricule: fait("ins"),
        oid: fait("oid"),
        nom_naissance: fait("nom"),
        prenoms: fait("prenoms"),
        date_naissance: fait("date_naissance"),
        sexe: fait("sexe"),
        lieu_naissance: fait("lieu_naissance"),
    }
}
