//! `Message-ID`, and the headers that tie an answer to what it answers.

use segur_dialecte::Constateur;

use super::super::EnTete;
use super::super::commentaires::sans_commentaires;
use super::super::objet::est_une_reponse;
use super::super::regles;
use super::{Affaire, vu};

pub(super) fn juger(a: &Affaire<'_>, c: &mut Constateur) {
    let courriel = a.courriel;
    if courriel.message_id.is_none() {
        a.dire(c, regles::MESSAGE_ID, "Message-ID", "<partie-gauche@partie-droite>", vu(None));
    }
    for nom in ["Message-ID", "In-Reply-To", "References"] {
        for champ in courriel.entetes().tous(nom) {
            forme(nom, champ, c);
        }
    }
    reponse(a, c);
}

/// Identifiers, and nothing between them but white space.
fn forme(nom: &str, champ: &EnTete, c: &mut Constateur) {
    let valeur = champ.deplie();
    // Comments may stand around identifiers, and nothing needs to stand between two of them (RFC 5322, 3.6.4).
    let nue = sans_commentaires(&valeur).replace("><", "> <");
    let mots: Vec<&str> = nue.split_whitespace().collect();
    let seul = nom == "Message-ID";
    let juste = !mots.is_empty() && (!seul || mots.len() == 1) && mots.iter().all(|m| bien_forme(m));
    if !juste {
        let attendu = if seul {
            "un identifiant <gauche@droite>"
        } else {
            "des identifiants <gauche@droite>"
        };
        c.dire(regles::IDENTIFIANT, &champ.lieu(), attendu, valeur);
    }
}

fn bien_forme(mot: &str) -> bool {
    let Some(dedans) = mot.strip_prefix('<').and_then(|m| m.strip_suffix('>')) else {
        return false;
    };
    let Some((gauche, droite)) = dedans.split_once('@') else {
        return false;
    };
    let admis = |o: u8| o.is_ascii_graphic() && !matches!(o, b'<' | b'>' | b'@' | b'(' | b')' | b',' | b';' | b':' | b'"' | b'\\');
    let litteral = |d: &str| {
        d.strip_prefix('[')
            .and_then(|d| d.strip_suffix(']'))
            .is_some_and(|d| d.bytes().all(|o| o.is_ascii_graphic()))
    };
    !gauche.is_empty() && !droite.is_empty() && gauche.bytes().all(admis) && (litteral(droite) || droite.bytes().all(admis))
}

/// What answers a mail names it twice.
fn reponse(a: &Affaire<'_>, c: &mut Constateur) {
    let courriel = a.courriel;
    if a.genre.est_un_rapport() {
        return;
    }
    let Some(premier) = courriel.in_reply_to.first() else {
        // Anybody may write the words of an answer.
        if courriel.objet.as_deref().is_some_and(est_une_reponse) {
            a.dire(
                c,
                regles::REPONSE_ANNONCEE,
                "In-Reply-To",
                "l'identifiant du courriel d'origine",
                vu(None),
            );
        }
        return;
    };
    if let Some(lui) = courriel.message_id.as_ref().filter(|m| courriel.in_reply_to.contains(m)) {
        a.dire(c, regles::REPONSE, "In-Reply-To", "l'identifiant d'un autre courriel", lui);
    } else if courriel.in_reply_to.len() == 1 && !courriel.references.contains(premier) {
        // Of several parents nothing says what References is (RFC 5322, 3.6.4).
        let vues = courriel.references.join(" ");
        let vues = if vues.is_empty() { vu(None) } else { vues };
        a.dire(c, regles::REPONSE, "References", format!("des identifiants, dont {premier}"), vues);
    }
}
