//! `attendu`: an exchange that must come, and what it must be.

use segur_model::{Blocage, Cause, ConstatEtape};

use super::{Affaire, Lieu, Vu, ajouter, blocage, egal, proche, tenus};
use crate::grammaire::ast::Attendu;
use crate::moteur::apparier::minimum;
use crate::moteur::tirage::TIRAGE;

pub(super) fn juger(affaire: &Affaire<'_>, l: &Lieu<'_>, i: usize, x: &Attendu) -> Vu {
    let pris = affaire.a.pris.get(&(l.rang, i)).cloned().unwrap_or_default();
    let nombre = affaire.venus((l.rang, i));
    if nombre < minimum(x) {
        let (constat, raison) = manque(affaire, l, i, x);
        return Vu {
            echanges: pris,
            ..Vu::simple(constat, raison)
        };
    }
    if pris.is_empty() {
        // `0..`: allowed, and it did not come.
        return Vu::simple(ConstatEtape::Geste, "");
    }
    let mut vu = contenu(affaire, l, x, &pris);
    let max = x.nombre.map_or(Some(1), |n| n.max);
    if let Some(max) = max.filter(|m| nombre > *m) {
        vu.constat = ConstatEtape::Ecart;
        let trop = format!("{} : {nombre} échanges vus, au plus {max} attendu(s)", x.operations.join(" ou "));
        vu.raison = ajouter(vu.raison, trop);
    }
    // What may come any number of times is neither required nor a merit.
    if minimum(x) == 0 && vu.constat == ConstatEtape::VU {
        vu.constat = ConstatEtape::Geste;
    }
    vu.tenus = tenus::attendu(affaire, l, x, &pris);
    // What could not be judged was not kept.
    if vu.constat != ConstatEtape::NonJoue(Cause::Banc) {
        vu.regles = tenus::regles(&x.verifier, &vu.findings);
    }
    vu.echanges = pris;
    vu
}

/// Judges what came.
fn contenu(affaire: &Affaire<'_>, l: &Lieu<'_>, x: &Attendu, pris: &[usize]) -> Vu {
    let lectures = &affaire.j.cadre.lectures;
    let mut findings = Vec::new();
    let mut empeche: Option<(Cause, String)> = None;
    for &k in pris {
        let e = affaire.echange(k);
        if [&e.corps_requete, &e.corps_reponse].iter().any(|o| lectures.octets(o).is_none()) {
            empeche = Some((Cause::Banc, "les octets de l'échange ne sont plus dans la campagne".to_owned()));
            continue;
        }
        // What another wrote in it is neither a merit of its sender nor a fault.
        if let Some(raison) = x.egal.iter().find_map(|(fait, _)| affaire.a.lues[k].d_un_autre(fait)) {
            empeche = Some((Cause::Banc, raison.to_owned()));
            continue;
        }
        let faits = affaire.a.faits(k);
        match egal::ecarts(&x.egal, faits, &x.place, &l.valeurs, &affaire.contient(k)) {
            // A refusal on a rule that is not verified made the answer what it is: it blocks, and condemns nobody.
            Ok(f) if !f.is_empty() && proche::refus_innocent(affaire, k).is_some() => {
                empeche = blocage::apres(affaire, l.rang);
                findings.extend(f.into_iter().map(egal::adoucir));
            }
            Ok(f) => findings.extend(f),
            Err(v) => empeche = Some(blocage::sans_valeur(affaire, l.rang, &v)),
        }
        match affaire.a.lues[k].juger(&x.verifier, &e.exchange, affaire.j.regles) {
            Ok(f) => findings.extend(f),
            Err(e) => empeche = Some((Cause::Banc, e.to_string())),
        }
    }
    let mut vu = egal::conclure(findings, empeche, ConstatEtape::VU);
    if vu.constat == ConstatEtape::VU
        && minimum(x) > 0
        && let Some(regle) = tous_refuses(affaire, pris)
    {
        let raison = format!("le service a refusé la requête, sur la règle {regle} : rien ne montre ce qu'elle aurait donné");
        let (b, raison) = blocage::blocage(affaire, l.rang, x.operations.join(" ou "), raison);
        vu.constat = ConstatEtape::NonJoue(Cause::Bloque(Blocage {
            regle: regle.to_owned(),
            ..b
        }));
        vu.raison = raison;
    }
    if vu.constat == ConstatEtape::VU && pris.iter().any(|k| !porte_la_demande(affaire, l, *k)) {
        vu.constat = ConstatEtape::DECLARE;
        "le document envoyé ne porte pas le numéro de demande tiré pour cette campagne : rien ne montre qu'il a été fait pour elle"
            .clone_into(&mut vu.raison);
        vu.pour_voir = "le document envoyé porte le numéro de demande que l'acte a donné : il n'a pu être fait que pour cette campagne";
    }
    vu
}

/// The rule on which the service refused, when it took none of these requests: what is right in them came to nothing.
fn tous_refuses<'a>(affaire: &Affaire<'a>, pris: &[usize]) -> Option<&'a str> {
    let refus = |k: &usize| affaire.echange(*k).exchange.refus.as_deref();
    pris.iter().map(refus).collect::<Option<Vec<_>>>()?.first().copied()
}

/// Whether the document of a request carries the value that its act was asked with; a request without a document has nothing to carry.
fn porte_la_demande(affaire: &Affaire<'_>, l: &Lieu<'_>, k: usize) -> bool {
    let Some(acte) = affaire
        .ouvreur(&l.p)
        .and_then(|e| e.acte.as_ref())
        .filter(|_| !affaire.echange(k).documents.is_empty())
    else {
        return true;
    };
    let demande = |v: &&String| acte.resultat.parametres.values().any(|p| p.as_str() == Some(v.as_str()));
    l.valeurs.tous(TIRAGE).filter(demande).all(|v| affaire.contient(k)(v))
}

/// What is missing: an écart when the candidate is known to have tried, and what came or not is its own doing.
fn manque(affaire: &Affaire<'_>, l: &Lieu<'_>, i: usize, x: &Attendu) -> (ConstatEtape, String) {
    let operations = x.operations.join(" ou ");
    if let Some(ouvreur) = affaire.ouvreur(&l.p) {
        if let Some(acte) = ouvreur.acte.as_ref().filter(|a| !a.tente) {
            return match blocage::de_l_acte(affaire, ouvreur.rang, &acte.resultat) {
                Some((cause, raison)) => (ConstatEtape::NonJoue(cause), raison),
                None => (
                    ConstatEtape::NonJoue(Cause::AJouer),
                    format!("{operations} : l'acte n'a pas été joué"),
                ),
            };
        }
    } else if l.p.ouvreur.is_none() && affaire.a.pris.values().all(Vec::is_empty) {
        // Nobody was asked anything, and nothing came: only a person can have been there.
        return (
            ConstatEtape::NonJoue(Cause::AJouer),
            format!("{operations} : à faire par une personne, rien n'est encore venu"),
        );
    }
    if l.amont_absent {
        return (
            ConstatEtape::NonJoue(Cause::HorsSelection),
            format!("{operations} n'est pas venu, et des étapes au-dessus sont hors de votre sélection"),
        );
    }
    if let Some((cause, raison)) = blocage::apres(affaire, l.rang) {
        return (ConstatEtape::NonJoue(cause), raison);
    }
    let approche = proche::chercher(affaire, l.rang, i, x);
    let raison = proche::raison_du_manque(affaire, l.rang, i, x, approche.as_ref());
    (ConstatEtape::Ecart, raison)
}
