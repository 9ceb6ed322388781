//! The facts of an exchange.

use segur_model::{Exchange, Faits, mettre};

use crate::mode::Mode;
use crate::operations::{RECHERCHE_TRAITS, RECHERCHE_VITALE, VERIFICATION};
use crate::reponse::{ReponseInsi, Resultat, lire_reponse, lire_verification};
use crate::requete::{Champ, Matricule, Requete, Traits};

/// The longest fact kept, in characters: a value of several megabytes tells nobody more.
const FAIT_MAX: usize = 1_000;

/// The facts of a request, for the operation that it asks. What cannot be read gives no fact.
pub(crate) fn de_la_requete(exchange: &Exchange, operation: &str, lue: Option<&Requete>) -> Faits {
    let mut faits = exchange.faits_communs();
    if !matches!(operation, RECHERCHE_TRAITS | RECHERCHE_VITALE | VERIFICATION) {
        return faits;
    }
    if let Some(requete) = lue {
        if operation == RECHERCHE_VITALE {
            de_la_carte(&mut faits, requete);
        } else {
            des_traits(&mut faits, &requete.traits);
        }
        if operation == VERIFICATION {
            de_la_verification(&mut faits, requete);
        }
        de_l_entete(&mut faits, requete);
    }
    mettre(&mut faits, "mode", mode(exchange, lue).map(Mode::nom));
    faits
}

/// Those of an answer: of a result for a search, of a verdict for a verification, of a fault for every operation.
pub(crate) fn de_la_reponse(operation: &str, reponse: &[u8]) -> Faits {
    let mut faits = Faits::new();
    if operation == VERIFICATION
        && let Some(verification) = lire_verification(reponse)
    {
        mettre(&mut faits, "cr", [verification.code]);
        mettre(&mut faits, "libelle", [verification.libelle]);
        return faits;
    }
    match lire_reponse(reponse) {
        Ok(ReponseInsi::Resultat(resultat)) if matches!(operation, RECHERCHE_TRAITS | RECHERCHE_VITALE) => {
            du_resultat(&mut faits, &resultat);
        }
        Ok(ReponseInsi::Faute(faute)) => {
            mettre(&mut faits, "faute", faute.sous_code);
            mettre(&mut faits, "faute.code", faute.erreur);
        }
        _ => {}
    }
    faits
}

/// How the caller proves who it is: by its client certificate if it presented one, else by the assertion in the message. None when
/// there is neither.
pub(crate) fn mode(exchange: &Exchange, requete: Option<&Requete>) -> Option<Mode> {
    if exchange.pair.certificat.is_some() {
        return Some(Mode::Structure);
    }
    requete
        .and_then(|r| r.securite.as_ref())
        .filter(|s| s.assertions > 0)
        .map(|_| Mode::Carte)
}

fn valeur(champ: &Option<Champ>) -> Option<String> {
    champ.as_ref().map(borne)
}

fn borne(champ: &Champ) -> String {
    match champ.valeur.char_indices().nth(FAIT_MAX) {
        Some((fin, _)) => format!("{}…", champ.valeur.get(..fin).unwrap_or_default()),
        None => champ.valeur.clone(),
    }
}

/// The number and its key, one after the other.
fn complet(matricule: &Matricule) -> String {
    [&matricule.numero, &matricule.cle].into_iter().flatten().map(borne).collect()
}

fn des_traits(faits: &mut Faits, traits: &Traits) {
    mettre(faits, "nom", valeur(&traits.nom));
    mettre(faits, "prenom", traits.prenoms.iter().map(borne));
    mettre(faits, "prenom.nombre", [traits.prenoms.len().to_string()]);
    mettre(faits, "sexe", valeur(&traits.sexe));
    mettre(faits, "date_naissance", valeur(&traits.date_naissance));
    mettre(faits, "lieu_naissance", valeur(&traits.lieu_naissance));
}

fn de_la_carte(faits: &mut Faits, requete: &Requete) {
    let lu = &requete.carte;
    mettre(faits, "individu", [complet(&lu.individu)]);
    mettre(faits, "ouvrant_droit", [complet(&lu.ouvrant_droit)]);
    mettre(faits, "nom", valeur(&lu.nom));
    mettre(faits, "date_naissance", valeur(&lu.date_naissance));
    mettre(faits, "rang", valeur(&lu.rang));
    let vitale = requete.securite.as_ref().is_some_and(|s| s.vitale.is_some());
    mettre(faits, "vitale", vitale.then_some("oui"));
}

fn de_la_verification(faits: &mut Faits, requete: &Requete) {
    mettre(faits, "verifie.ins", [complet(&requete.ins.matricule)]);
    mettre(faits, "verifie.oid", valeur(&requete.ins.oid));
    mettre(faits, "verifie.prenoms", valeur(&requete.traits.liste));
}

fn de_l_entete(faits: &mut Faits, requete: &Requete) {
    mettre(faits, "message_id", valeur(&requete.message_id));
    let contexte = |c: &Option<crate::Contexte>| c.as_ref().and_then(|c| valeur(&c.id));
    mettre(faits, "contexte.lps", contexte(&requete.lps));
    mettre(faits, "contexte.bam", contexte(&requete.bam));
    if let Some(lps) = &requete.lps {
        mettre(faits, "emetteur", valeur(&lps.emetteur));
        if let Some(logiciel) = &lps.logiciel {
            mettre(faits, "idam", valeur(&logiciel.idam));
            mettre(faits, "lps.nom", valeur(&logiciel.nom));
            mettre(faits, "lps.version", valeur(&logiciel.version));
            mettre(faits, "lps.instance", valeur(&logiciel.instance));
        }
    }
    mettre(faits, "ps", requete.securite.as_ref().and_then(|s| valeur(&s.name_id)));
}

fn du_resultat(faits: &mut Faits, resultat: &Resultat) {
    mettre(faits, "cr", [resultat.code_cr.clone()]);
    mettre(faits, "libelle", [resultat.libelle.clone()]);
    let Some(individu) = &resultat.individu else { return };
    let nature = segur_ids::oid_ins(&individu.actif.oid).map(|o| match o.nature {
        segur_ids::Nature::Nia => "NIA",
        _ => "NIR",
    });
    mettre(faits, "ins", [individu.actif.complet()]);
    mettre(faits, "matricule", [individu.actif.matricule.clone()]);
    mettre(faits, "cle", individu.actif.cle.clone());
    mettre(faits, "oid", [individu.actif.oid.clone()]);
    mettre(faits, "ins.nature", nature);
    mettre(faits, "historique", individu.historique.iter().map(crate::Identifiant::complet));
    let tiq = individu.tiq.clone();
    mettre(faits, "tiq.nom", tiq.nom);
    mettre(faits, "tiq.prenoms", tiq.prenoms);
    mettre(faits, "tiq.prenom", tiq.prenom);
    mettre(faits, "tiq.sexe", tiq.sexe);
    mettre(faits, "tiq.date_naissance", tiq.date_naissance);
    mettre(faits, "tiq.lieu_naissance", tiq.lieu_naissance);
}
