//! `ENVELOPE` and `BODYSTRUCTURE` (RFC 3501, § 7.4.2).

use super::ecrit::Ecrit;
use crate::message::{Adresse, Enveloppe, Nature, Parametres, Partie};

/// Writes an envelope.
pub fn enveloppe(e: &mut Ecrit, env: &Enveloppe) {
    e.brut("(")
        .chaine_ou_nil(env.date.as_ref())
        .brut(" ")
        .chaine_ou_nil(env.sujet.as_ref());
    for liste in [&env.de, &env.expediteur, &env.repondre_a, &env.a, &env.cc, &env.cci] {
        e.brut(" ");
        adresses(e, liste);
    }
    e.brut(" ").chaine_ou_nil(env.en_reponse_a.as_ref());
    e.brut(" ").chaine_ou_nil(env.message_id.as_ref()).brut(")");
}

fn adresses(e: &mut Ecrit, liste: &[Adresse]) {
    if liste.is_empty() {
        e.brut("NIL");
        return;
    }
    e.brut("(");
    for a in liste {
        e.brut("(").chaine_ou_nil(a.nom.as_ref());
        // The route, that nobody writes any more.
        e.brut(" NIL ").chaine_ou_nil(a.boite.as_ref());
        e.brut(" ").chaine_ou_nil(a.hote.as_ref()).brut(")");
    }
    e.brut(")");
}

/// Writes the structure of a message whose bytes are these. `etendue`: BODYSTRUCTURE, else BODY.
pub fn structure(e: &mut Ecrit, octets: &[u8], partie: &Partie, etendue: bool) {
    e.brut("(");
    match &partie.nature {
        Nature::Multiple(parties) => {
            for p in parties {
                structure(e, octets, p, etendue);
            }
            e.brut(" ").chaine(&partie.type_.sous);
            if etendue {
                e.brut(" ");
                parametres(e, &partie.type_.parametres);
                extension(e, partie);
            }
        }
        nature => {
            simple(e, octets, partie);
            if let Nature::Message(m) = nature {
                e.brut(" ");
                enveloppe(e, &Enveloppe::lire(&octets[m.entete.clone()]));
                e.brut(" ");
                structure(e, octets, m, etendue);
            }
            let texte = partie.type_.principal.eq_ignore_ascii_case(b"text");
            if texte || matches!(nature, Nature::Message(_)) {
                e.brut(format!(" {}", partie.lignes(octets)));
            }
            if etendue {
                e.brut(" ").chaine_ou_nil(partie.md5.as_ref());
                extension(e, partie);
            }
        }
    }
    e.brut(")");
}

/// What every part that is not made of parts tells.
fn simple(e: &mut Ecrit, octets: &[u8], p: &Partie) {
    e.chaine(&p.type_.principal).brut(" ").chaine(&p.type_.sous).brut(" ");
    parametres(e, &p.type_.parametres);
    e.brut(" ").chaine_ou_nil(p.identifiant.as_ref());
    e.brut(" ").chaine_ou_nil(p.description.as_ref());
    let encodage = if p.encodage.is_empty() { &b"7bit"[..] } else { &p.encodage[..] };
    e.brut(" ").chaine(encodage);
    e.brut(format!(" {}", octets[p.corps.clone()].len()));
}

fn parametres(e: &mut Ecrit, parametres: &Parametres) {
    if parametres.is_empty() {
        e.brut("NIL");
        return;
    }
    e.entre_parentheses(parametres, |e, (nom, valeur)| {
        e.chaine(nom).brut(" ").chaine(valeur);
    });
}

/// Disposition, languages, location.
fn extension(e: &mut Ecrit, p: &Partie) {
    match &p.disposition {
        None => {
            e.brut(" NIL");
        }
        Some((mot, params)) => {
            e.brut(" (").chaine(mot).brut(" ");
            parametres(e, params);
            e.brut(")");
        }
    }
    match p.langues.as_slice() {
        [] => {
            e.brut(" NIL");
        }
        [une] => {
            e.brut(" ").chaine(une);
        }
        langues => {
            e.brut(" ").entre_parentheses(langues, |e, l| {
                e.chaine(l);
            });
        }
    }
    e.brut(" ").chaine_ou_nil(p.lieu.as_ref());
}
