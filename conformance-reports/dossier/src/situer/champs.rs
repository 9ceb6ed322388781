//! A message taken apart: each value that it holds, where it stands, and the names that stand beside it.

use std::borrow::Cow;
use std::ops::Range;

use super::{json, xml};

/// Most values taken from one text: past them a message is looked at as a plain text.
pub(super) const MAX_CHAMPS: usize = 20_000;
/// Longest text that is taken apart.
const MAX_TEXTE: usize = 2 << 20;

/// A value, and what it is called where it stands.
pub(super) struct Champ<'a> {
    /// Place in the text.
    pub(super) etendue: Range<usize>,
    /// The value, escapes undone.
    pub(super) valeur: Cow<'a, str>,
    /// Names from the outermost to that of the value itself: elements and attribute, keys, parameter, header.
    pub(super) noms: Vec<&'a str>,
    /// What tells apart two elements of one name: a slot, a classification scheme, a SAML attribute.
    pub(super) marques: Vec<&'a str>,
    /// The object that holds it, by its rank in a JSON; 0: none.
    pub(super) objet: usize,
}

impl<'a> Champ<'a> {
    /// A value under one name.
    pub(super) fn nomme(etendue: Range<usize>, valeur: impl Into<Cow<'a, str>>, nom: &'a str) -> Self {
        Self {
            etendue,
            valeur: valeur.into(),
            noms: vec![nom],
            marques: Vec::new(),
            objet: 0,
        }
    }
}

/// The values of a body, whatever its form; one without name when the form is not known.
pub(super) fn corps(texte: &str) -> Vec<Champ<'_>> {
    if texte.len() > MAX_TEXTE {
        return tout(texte);
    }
    if let Some(parties) = parties(texte) {
        return parties
            .into_iter()
            .flat_map(|p| {
                let morceau = texte.get(p.clone()).unwrap_or_default();
                decaler(un_corps(morceau), p.start)
            })
            .collect();
    }
    un_corps(texte)
}

fn un_corps(texte: &str) -> Vec<Champ<'_>> {
    let lus = match texte.trim_start().as_bytes().first() {
        Some(b'<') => xml::champs(texte),
        Some(b'{' | b'[') => json::champs(texte),
        Some(_) if est_formulaire(texte) => Some(parametres(texte, 0)),
        _ => None,
    };
    lus.filter(|c| c.len() <= MAX_CHAMPS).unwrap_or_else(|| tout(texte))
}

fn tout(texte: &str) -> Vec<Champ<'_>> {
    vec![Champ {
        etendue: 0..texte.len(),
        valeur: texte.into(),
        noms: Vec::new(),
        marques: Vec::new(),
        objet: 0,
    }]
}

fn decaler(mut champs: Vec<Champ<'_>>, de: usize) -> Vec<Champ<'_>> {
    for c in &mut champs {
        c.etendue = c.etendue.start + de..c.etendue.end + de;
    }
    champs
}

/// The bodies of a `multipart/*`; `None` when this is none.
fn parties(texte: &str) -> Option<Vec<Range<usize>>> {
    let ligne = texte
        .lines()
        .next()
        .filter(|l| l.starts_with("--") && l.len() > 4 && l.len() < 80)?;
    let bornes: Vec<usize> = texte.match_indices(ligne).map(|(i, _)| i).take(200).collect();
    let fins = bornes.iter().skip(1).copied().chain([texte.len()]);
    Some(
        bornes
            .iter()
            .zip(fins)
            .filter_map(|(debut, fin)| {
                let partie = texte.get(*debut..fin)?;
                let corps = ["\r\n\r\n", "\n\n"].iter().filter_map(|s| Some(partie.find(s)? + s.len())).min()?;
                Some(debut + corps..fin)
            })
            .collect(),
    )
}

fn est_formulaire(texte: &str) -> bool {
    texte.len() < 64 * 1024 && texte.contains('=') && !texte.trim_end().contains(|c: char| c.is_whitespace() || c == '<')
}

/// `a=1&b=2`, from this place of a text.
pub(super) fn parametres(texte: &str, de: usize) -> Vec<Champ<'_>> {
    let mut champs = Vec::new();
    let mut debut = de;
    for morceau in texte.get(de..).unwrap_or_default().split(['&', '#']) {
        let fin = debut + morceau.len();
        if let Some((nom, valeur)) = morceau.split_once('=') {
            champs.push(Champ::nomme(debut..debut + nom.len(), nom, "parametres"));
            let etendue = fin - valeur.len()..fin - valeur.len() + valeur.trim_end().len();
            champs.push(Champ::nomme(etendue, decode(valeur.trim_end()), nom));
        }
        debut = fin + 1;
    }
    champs
}

/// Request line, status line or header value: an address is taken apart, anything else is one value.
pub(super) fn adresse<'a>(texte: &'a str, nom: &'a str) -> Vec<Champ<'a>> {
    let mut champs = Vec::new();
    let mut debut = 0;
    for mot in texte.split(' ') {
        let fin = debut + mot.len();
        if mot.contains('/') && (mot.starts_with('/') || mot.contains("://")) {
            let chemin = mot.find('?').unwrap_or(mot.len());
            let mut ici = debut;
            for segment in mot.get(..chemin).unwrap_or_default().split('/') {
                if !segment.is_empty() {
                    champs.push(Champ::nomme(ici..ici + segment.len(), decode(segment), "chemin"));
                }
                ici += segment.len() + 1;
            }
            if chemin < mot.len() {
                champs.extend(parametres(texte.get(..fin).unwrap_or_default(), debut + chemin + 1));
            }
        } else if !mot.is_empty() {
            champs.push(Champ::nomme(debut..fin, mot, nom));
        }
        debut = fin + 1;
    }
    champs
}

/// `CN=…,OU=…` of a certificate.
pub(super) fn nom_distinctif(texte: &str) -> Vec<Champ<'_>> {
    let mut champs = Vec::new();
    let mut debut = 0;
    for morceau in texte.split(',') {
        let fin = debut + morceau.len();
        if let Some((nom, valeur)) = morceau.split_once('=') {
            let mut c = Champ::nomme(fin - valeur.len()..fin, valeur, nom);
            c.noms.insert(0, "certificat");
            champs.push(c);
        }
        debut = fin + 1;
    }
    champs
}

/// `%20` and `+` undone, when what comes out is a text.
fn decode(texte: &str) -> Cow<'_, str> {
    if !texte.contains(['%', '+']) {
        return Cow::Borrowed(texte);
    }
    let octets = texte.as_bytes();
    let mut sortie = Vec::with_capacity(octets.len());
    let mut i = 0;
    while let Some(o) = octets.get(i) {
        let code = octets.get(i + 1..i + 3).and_then(|h| std::str::from_utf8(h).ok());
        match (o, code.and_then(|h| u8::from_str_radix(h, 16).ok())) {
            (b'%', Some(v)) => {
                sortie.push(v);
                i += 2;
            }
            (b'+', _) => sortie.push(b' '),
            (autre, _) => sortie.push(*autre),
        }
        i += 1;
    }
    String::from_utf8(sortie).map_or(Cow::Borrowed(texte), Cow::Owned)
}
