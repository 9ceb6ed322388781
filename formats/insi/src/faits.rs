//! The facts of an exchange.

use segur_model::{Exchange, Faits, mettre};

use crate::mode::Mode;
use crate::operations::RECHERCHE_TRAITS;
use crate::reponse::{ReponseInsi, Resultat, lire_reponse};
use crate::requete::{Champ, Requete};

/// The facts of a request. Those of the search by traits are read for that operation only. What cannot be read gives no fact.
pub(crate) fn de_la_requete(exchange: &Exchange, operation: &str, lue: Option<&Requete>) -> Faits {
    let mut faits = exchange.faits_communs();
    if operation == RECHERCHE_TRAITS {
        if let Some(requete) = lue {
            des_traits(&mut faits, requete);
        }
        mettre(&mut faits, "mode", mode(exchange, lue).map(Mode::nom));
    }
    faits
}

/// Those of an answer: of a result for the search by traits, of a fault for every operation.
pub(crate) fn de_la_reponse(operation: &str, reponse: &[u8]) -> Faits {
    let mut faits = Faits::new();
    match lire_reponse(reponse) {
        Ok(ReponseInsi::Resultat(resultat)) if operation == RECHERCHE_TRAITS => du_resultat(&mut faits, &resultat),
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

fn des_traits(faits: &mut Faits, requete: &Requete) {
    let valeur = |c: &Option<Champ>| c.as_ref().map(|c| c.valeur.clone());
    let traits = &requete.traits;
    mettre(faits, "nom", valeur(&traits.nom));
    mettre(faits, "prenom", traits.prenoms.iter().map(|p| p.valeur.clone()));
    mettre(faits, "prenom.nombre", [traits.prenoms.len().to_string()]);
    mettre(faits, "sexe", valeur(&traits.sexe));
    mettre(faits, "date_naissance", valeur(&traits.date_naissance));
    mettre(faits, "lieu_naissance", valeur(&traits.lieu_naissance));
    mettre(faits, "message_id", valeur(&requete.message_id));
    let contexte = |c: &Option<crate::Contexte>| valeur(&c.as_ref().and_then(|c| c.id.clone()));
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
    mettre(faits, "ps", valeur(&requete.securite.as_ref().and_then(|s| s.name_id.clone())));
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
