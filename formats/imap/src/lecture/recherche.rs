//! SEARCH (RFC 3501, § 6.4.4; RETURN of RFC 4731; `$` of RFC 5182; MODSEQ of RFC 7162; OLDER and YOUNGER of RFC 5032).

use std::borrow::Cow;

use encoding_rs::Encoding;
use time::{Date, Month};

use super::Raison;
use super::lexeme::Lexemes;
use crate::commande::{Commande, Recherche, Resultats};
use crate::drapeau::Drapeau;
use crate::ensemble::Ensemble;
use crate::recherche::Critere;

/// Deepest key in a key. A client writes « one of these » as `OR a OR b c`: one level for each.
pub const PROFONDEUR_MAX: usize = 200;
/// Most keys.
pub const CLES_MAX: usize = 2_000;

pub(super) fn lire(l: &mut Lexemes<'_>, uid: bool) -> Result<Commande, Raison> {
    let retour = retour(l).ok_or(Raison::Arguments)?;
    let mut cles = Cles {
        encodage: encoding_rs::UTF_8,
        illisible: false,
        reste: CLES_MAX,
    };
    let mut copie = *l;
    if copie.espace().is_some() && copie.mot().as_deref() == Some("CHARSET") {
        copie.espace().ok_or(Raison::Arguments)?;
        let nom = copie.chaine().ok_or(Raison::Arguments)?;
        cles.encodage = Encoding::for_label(&nom).ok_or(Raison::Charset)?;
        *l = copie;
    }
    let mut criteres = Vec::new();
    while l.voit(b' ') {
        l.espace().ok_or(Raison::Arguments)?;
        criteres.push(cles.lire(l, PROFONDEUR_MAX)?);
    }
    if criteres.is_empty() || l.reste() != b"\r\n" {
        return Err(Raison::Arguments);
    }
    // JavaMail 1.6 writes Latin-1 once UTF8=ACCEPT is enabled. Told so, it looks by itself; it would take « nothing » for an answer.
    if cles.illisible {
        return Err(Raison::Charset);
    }
    Ok(Commande::Search(Recherche {
        uid,
        retour,
        critere: Critere::tous(criteres),
    }))
}

/// `RETURN (…)`; nothing in it means ALL.
fn retour(l: &mut Lexemes<'_>) -> Option<Option<Resultats>> {
    let mut copie = *l;
    copie.espace()?;
    if copie.mot().as_deref() != Some("RETURN") {
        return Some(None);
    }
    copie.espace()?;
    let mut r = Resultats::default();
    let dits = copie.parentheses(|l| {
        match l.mot()?.as_str() {
            "MIN" => r.min = true,
            "MAX" => r.max = true,
            "ALL" => r.tous = true,
            "COUNT" => r.compte = true,
            "SAVE" => r.garder = true,
            _ => return None,
        }
        Some(())
    })?;
    r.tous |= dits.is_empty();
    *l = copie;
    Some(Some(r))
}

struct Cles {
    encodage: &'static Encoding,
    /// A text is not of its charset.
    illisible: bool,
    reste: usize,
}

impl Cles {
    fn lire(&mut self, l: &mut Lexemes<'_>, profondeur: usize) -> Result<Critere, Raison> {
        if profondeur == 0 || self.reste == 0 {
            return Err(Raison::Recherche);
        }
        self.reste -= 1;
        if l.voit(b'(') {
            l.prendre(b'(').ok_or(Raison::Arguments)?;
            let mut criteres = vec![self.lire(l, profondeur - 1)?];
            while l.voit(b' ') {
                l.espace().ok_or(Raison::Arguments)?;
                criteres.push(self.lire(l, profondeur - 1)?);
            }
            l.prendre(b')').ok_or(Raison::Arguments)?;
            return Ok(Critere::tous(criteres));
        }
        if let Some(ensemble) = ensemble(l) {
            return ensemble.map(Critere::Numeros).ok_or(Raison::Arguments);
        }
        let mot = l.mot().ok_or(Raison::Arguments)?;
        match mot.as_str() {
            "NOT" => {
                l.espace().ok_or(Raison::Arguments)?;
                Ok(Critere::non(self.lire(l, profondeur - 1)?))
            }
            "OR" => {
                l.espace().ok_or(Raison::Arguments)?;
                let un = self.lire(l, profondeur - 1)?;
                l.espace().ok_or(Raison::Arguments)?;
                let autre = self.lire(l, profondeur - 1)?;
                Ok(Critere::Ou(Box::new(un), Box::new(autre)))
            }
            mot => match simple(mot) {
                Some(critere) => Ok(critere),
                None => self.avec_argument(mot, l).ok_or(Raison::Arguments),
            },
        }
    }

    fn avec_argument(&mut self, mot: &str, l: &mut Lexemes<'_>) -> Option<Critere> {
        l.espace()?;
        Some(match mot {
            "BCC" | "CC" | "FROM" | "SUBJECT" | "TO" => self.champ(mot, l)?,
            "HEADER" => {
                let nom = self.texte(l)?;
                l.espace()?;
                self.champ(&nom, l)?
            }
            "BODY" => Critere::Corps(self.texte(l)?),
            "TEXT" => Critere::Texte(self.texte(l)?),
            "KEYWORD" => Critere::Porte(mot_cle(l)?),
            "UNKEYWORD" => Critere::non(Critere::Porte(mot_cle(l)?)),
            "BEFORE" => Critere::Avant(date(l)?),
            "ON" => Critere::Le(date(l)?),
            "SINCE" => Critere::Depuis(date(l)?),
            "SENTBEFORE" => Critere::EnvoyeAvant(date(l)?),
            "SENTON" => Critere::EnvoyeLe(date(l)?),
            "SENTSINCE" => Critere::EnvoyeDepuis(date(l)?),
            "LARGER" => Critere::PlusGrand(l.nombre()?),
            "SMALLER" => Critere::PlusPetit(l.nombre()?),
            "OLDER" => Critere::PlusVieux(l.nombre()?),
            "YOUNGER" => Critere::PlusJeune(l.nombre()?),
            "UID" => Critere::Uids(ensemble(l)??),
            "MODSEQ" => {
                if l.voit(b'"') {
                    // Which flag, and whose: what is kept is kept of the whole message.
                    l.chaine()?;
                    l.espace()?;
                    l.mot()?;
                    l.espace()?;
                }
                Critere::Modseq(l.nombre()?)
            }
            _ => return None,
        })
    }

    fn champ(&mut self, nom: &str, l: &mut Lexemes<'_>) -> Option<Critere> {
        Some(Critere::Champ {
            nom: nom.to_owned(),
            contient: self.texte(l)?,
        })
    }

    fn texte(&mut self, l: &mut Lexemes<'_>) -> Option<String> {
        let octets = l.chaine()?;
        let (texte, _, illisible) = self.encodage.decode(&octets);
        self.illisible |= illisible;
        Some(match texte {
            Cow::Borrowed(t) => t.to_owned(),
            Cow::Owned(t) => t,
        })
    }
}

fn simple(mot: &str) -> Option<Critere> {
    let porte = |d: Drapeau| Some(Critere::Porte(d));
    let pas = |c: Option<Critere>| c.map(Critere::non);
    match mot {
        "ALL" => Some(Critere::Tous),
        "ANSWERED" => porte(Drapeau::Repondu),
        "DELETED" => porte(Drapeau::Supprime),
        "DRAFT" => porte(Drapeau::Brouillon),
        "FLAGGED" => porte(Drapeau::Signale),
        "SEEN" => porte(Drapeau::Vu),
        "UNANSWERED" => pas(porte(Drapeau::Repondu)),
        "UNDELETED" => pas(porte(Drapeau::Supprime)),
        "UNDRAFT" => pas(porte(Drapeau::Brouillon)),
        "UNFLAGGED" => pas(porte(Drapeau::Signale)),
        "UNSEEN" => pas(porte(Drapeau::Vu)),
        "RECENT" => Some(Critere::Recent),
        "OLD" => pas(Some(Critere::Recent)),
        "NEW" => Some(Critere::tous(vec![Critere::Recent, Critere::non(Critere::Porte(Drapeau::Vu))])),
        _ => None,
    }
}

/// A set, where one begins; it may not be one.
fn ensemble(l: &mut Lexemes<'_>) -> Option<Option<Ensemble>> {
    let debut = l.reste().first()?;
    (debut.is_ascii_digit() || matches!(debut, b'*' | b'$')).then_some(())?;
    let texte = l.tant_que(|o| o.is_ascii_digit() || matches!(o, b':' | b',' | b'*' | b'$'))?;
    Some(Ensemble::lire(texte))
}

fn mot_cle(l: &mut Lexemes<'_>) -> Option<Drapeau> {
    let texte = l.chaine()?;
    Drapeau::lire(std::str::from_utf8(&texte).ok()?)
}

/// `1-Feb-1994`, quoted or not.
fn date(l: &mut Lexemes<'_>) -> Option<Date> {
    let texte = l.chaine()?;
    let mut morceaux = std::str::from_utf8(&texte).ok()?.split('-');
    let jour = morceaux.next()?.trim_start().parse().ok()?;
    let mois = mois(morceaux.next()?)?;
    let annee: u16 = morceaux.next().filter(|a| a.len() == 4)?.parse().ok()?;
    morceaux.next().is_none().then_some(())?;
    Date::from_calendar_date(i32::from(annee), mois, jour).ok()
}

/// A month by its first three letters.
pub(crate) fn mois(texte: &str) -> Option<Month> {
    const MOIS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let trouve = MOIS.iter().position(|m| m.eq_ignore_ascii_case(texte))?;
    Month::try_from(u8::try_from(trouve + 1).ok()?).ok()
}
