//! The search: in which order INSi is asked, and what an accepted answer changes in the identity.

use crate::dossier::{Attribut, Identite, InsLocal};
use crate::ecarts::{Ecart, Ecarts};
use crate::insi::reponse::Individu;
use crate::insi::{OID_NIA, OID_NIR};
use crate::saisie::LIEU_INCONNU;

/// How many calls an act may make, whatever happens.
pub(crate) const APPELS_MAX: u32 = 30;
/// Alerts of the contract.
pub(crate) const ALERTE_PRENOMS: &str = "prenoms-incoherents";
pub(crate) const ALERTE_REPONSE: &str = "reponse-insi-refusee";

/// The values of `Prenom` to try, in order: each prénom alone, then all of them.
pub(crate) fn essais(prenoms: &[String], ecarts: &Ecarts) -> Vec<String> {
    let tous = prenoms.join(" ");
    if ecarts.a(Ecart::PrenomsGroupes) {
        return vec![tous];
    }
    if ecarts.a(Ecart::PrenomSuivantOublie) {
        return prenoms.iter().take(1).cloned().collect();
    }
    let mut essais = prenoms.to_vec();
    if prenoms.len() > 1 {
        essais.push(tous);
    }
    essais
}

/// The place of birth that a 02 lets add.
pub(crate) fn lieu_a_ajouter<'a>(identite: &'a Identite, ecarts: &Ecarts) -> Option<&'a str> {
    let connu = identite.lieu_naissance != LIEU_INCONNU && !identite.lieu_naissance.is_empty();
    (connu && !ecarts.a(Ecart::SansCogSur02)).then_some(identite.lieu_naissance.as_str())
}

/// Why INSi may not be called for this identity.
pub(crate) fn interdit(identite: &Identite, ecarts: &Ecarts) -> Option<&'static str> {
    if identite.a(Attribut::Fictive) && !ecarts.a(Ecart::AppelIdentiteFictive) {
        return Some("identité fictive : INSi ne peut pas être appelé");
    }
    if identite.a(Attribut::Douteuse) && !ecarts.a(Ecart::AppelIdentiteDouteuse) {
        return Some("identité douteuse : INSi ne peut pas être appelé");
    }
    None
}

/// Why this answer may not enter the identity (règles 11 and 12).
pub(crate) fn refus(i: &Individu, ecarts: &Ecarts) -> Option<&'static str> {
    let zero = i.date_naissance.split('-').any(|p| p == "00");
    if zero && !ecarts.a(Ecart::DateZeroAcceptee) {
        return Some("la date de naissance renvoyée a un jour ou un mois 00 (règle 11)");
    }
    if i.nom_naissance.is_empty() && !ecarts.a(Ecart::NomVideAccepte) {
        return Some("le nom de naissance renvoyé est vide (règle 12)");
    }
    if i.liste_prenoms.is_empty() && !ecarts.a(Ecart::PrenomsVidesAcceptes) {
        return Some("la liste des prénoms renvoyée est vide (règle 12)");
    }
    if i.sexe.is_empty() && !ecarts.a(Ecart::SexeVideAccepte) {
        return Some("le sexe renvoyé est vide (règle 12)");
    }
    (i.actif.oid == OID_NIA && ecarts.a(Ecart::RelectureNiaRefusee)).then_some("OID inconnu")
}

/// Puts an accepted answer in the identity; its status is changed by the caller, who keeps the history of statuses.
pub(crate) fn integrer(identite: &mut Identite, i: &Individu, ecarts: &Ecarts) {
    identite.ins = Some(InsLocal {
        matricule: ecarts.choisir(Ecart::CleOmise, i.actif.complet(), i.actif.matricule.clone()),
        oid: ecarts.choisir(Ecart::OidFige, i.actif.oid.clone(), OID_NIR.to_owned()),
        historique: i.historique.iter().map(super::reponse::InsLu::complet).collect(),
    });
    let coherent = debut_coherent(&identite.premier_prenom, &i.liste_prenoms);
    if coherent.is_none() && !ecarts.a(Ecart::IncoherenceNonSignalee) {
        identite.alertes.push(ALERTE_PRENOMS.to_owned());
    }
    if ecarts.a(Ecart::TraitsLocauxConserves) {
        return;
    }
    let prenoms = ecarts.choisir(Ecart::PrenomAuLieuDeListe, &i.liste_prenoms, &i.prenom);
    identite.nom_naissance.clone_from(&i.nom_naissance);
    identite.prenoms = prenoms.split_whitespace().map(str::to_owned).collect();
    identite.sexe.clone_from(&i.sexe);
    identite.date_naissance.clone_from(&i.date_naissance);
    if !i.lieu_naissance.is_empty() {
        identite.lieu_naissance.clone_from(&i.lieu_naissance);
    }
    // What does not agree with the list stays as typed: a person will decide, the alert asks for it.
    if let Some(premier) = coherent {
        identite.premier_prenom = premier.to_owned();
    } else if ecarts.a(Ecart::PremierPrenomEcrase) {
        identite.premier_prenom = i.liste_prenoms.split_whitespace().next().unwrap_or_default().to_owned();
    }
}

/// The beginning of the list that is this premier prénom, as the list spells it. A compound name may be written with a
/// hyphen or a space; it ends where the list has a space, so that JEAN is not the beginning of JEAN-PIERRE.
fn debut_coherent<'l>(premier: &str, liste: &'l str) -> Option<&'l str> {
    let memes = |a: char, b: char| a == b || (matches!(a, ' ' | '-') && matches!(b, ' ' | '-'));
    let mut fin = 0;
    let mut lettres = liste.char_indices();
    for p in premier.chars() {
        let (i, l) = lettres.next()?;
        if !memes(p, l) {
            return None;
        }
        fin = i + l.len_utf8();
    }
    let ensuite = liste[fin..].chars().next();
    (fin > 0 && ensuite.is_none_or(|c| c == ' ')).then(|| &liste[..fin])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prenoms(p: &[&str]) -> Vec<String> {
        p.iter().map(|s| (*s).to_owned()).collect()
    }

    #[test]
    fn ordre_des_essais() {
        let trois = prenoms(&["PIERRE", "PAUL", "JACQUES"]);
        let bon = Ecarts::default();
        assert_eq!(essais(&trois, &bon), ["PIERRE", "PAUL", "JACQUES", "PIERRE PAUL JACQUES"]);
        assert_eq!(
            essais(&prenoms(&["ZOE"]), &bon),
            ["ZOE"],
            "one prénom: all of them is the same question"
        );
        assert_eq!(essais(&trois, &Ecart::PrenomsGroupes.into()), ["PIERRE PAUL JACQUES"]);
        assert_eq!(essais(&trois, &Ecart::PrenomSuivantOublie.into()), ["PIERRE"]);
    }

    #[test]
    fn coherence_du_premier_prenom() {
        assert_eq!(debut_coherent("JEAN", "JEAN PAUL"), Some("JEAN"));
        assert_eq!(debut_coherent("JEAN", "JEAN"), Some("JEAN"));
        assert_eq!(debut_coherent("PIERRE ALAIN", "PIERRE-ALAIN MURIEL"), Some("PIERRE-ALAIN"));
        assert_eq!(debut_coherent("JEAN", "JEAN-PAUL"), None);
        assert_eq!(debut_coherent("JEAN", "JEANNE"), None);
        assert_eq!(debut_coherent("PAUL", "JEAN PAUL"), None);
        assert_eq!(debut_coherent("JEAN PAUL", "JEAN"), None);
        assert_eq!(debut_coherent("", "JEAN"), None);
    }
}
