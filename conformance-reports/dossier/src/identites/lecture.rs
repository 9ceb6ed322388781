//! Where a number may be an identity: the value of a field, whatever the format writes it in.
//!
//! A value stands between two marks of a format (`<`, `"`, `^`, `|`, `@`, an end of line…). What is around it says what it is: an OID
//! of the INS or of professionals in the same tag, field or object, or the name of the field. A number that nothing names is an INS
//! only with its own key. Long runs of digits in prose are timestamps, sizes and references far more often than identities.

use segur_ids::Nature;
use segur_model::Environnement;

/// How far a number is named by what is around it.
const VOISINAGE: usize = 200;
/// Longest value looked at, with its spaces.
const VALEUR_MAX: usize = 48;
/// How a NIR is cut when it is written in groups.
const GROUPES: [&[usize]; 6] = [
    &[15],
    &[13],
    &[13, 2],
    &[1, 2, 2, 2, 3, 3, 2],
    &[1, 2, 2, 2, 3, 3],
    &[1, 2, 2, 5, 3, 2],
];
/// The OID of the national identifiers of professionals.
const OID_PROFESSIONNELS: &str = "1.2.250.1.71.4.2.1";
/// Names of fields that hold an INS, and of those that hold an RPPS, in lower case without `-` and `_`.
const CHAMPS_INS: &[&str] = &[
    "ins",
    "matricule",
    "matriculeins",
    "historique",
    "nir",
    "numidentifiant",
    "inspatient",
];
const CHAMPS_RPPS: &[&str] = &["ps", "rpps", "utilisateur", "idnational", "nationalid", "subjectnameid", "idnps"];

/// A number that may be someone's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Numero {
    /// 13 characters, 15 with the key; and the environment that its OID tells.
    Ins(String, Option<Environnement>),
    /// 11 digits.
    Rpps(String),
}

/// Whether a field of this name (the last part of a dotted one) holds an INS, and whether it holds an RPPS.
fn champ(nom: &str) -> (bool, bool) {
    let nom = nom.rsplit(['.', ':']).next().unwrap_or(nom);
    let nu: String = nom
        .chars()
        .filter(|c| *c != '-' && *c != '_')
        .flat_map(char::to_lowercase)
        .collect();
    (CHAMPS_INS.contains(&nu.as_str()), CHAMPS_RPPS.contains(&nu.as_str()))
}

/// The number that the field of this name holds.
pub(super) fn dans_le_champ(nom: &str, valeur: &str) -> Option<Numero> {
    let (ins, rpps) = champ(nom);
    let numero = ins.then(|| ins_ecrit(valeur)).flatten().map(|i| Numero::Ins(i, None));
    numero.or_else(|| rpps.then(|| rpps_ecrit(valeur)).flatten().map(Numero::Rpps))
}

/// Gives each number of a text, with the place of its first byte.
pub(super) fn lire(octets: &[u8], voir: &mut dyn FnMut(Numero, usize)) {
    let mut debut = 0;
    while debut < octets.len() {
        let fin = octets[debut..]
            .iter()
            .position(|o| est_marque(*o))
            .map_or(octets.len(), |n| debut + n);
        if (11..=VALEUR_MAX).contains(&(fin - debut))
            && let Ok(valeur) = std::str::from_utf8(&octets[debut..fin])
            && let Some(numero) = numero(octets, debut, fin, valeur)
        {
            voir(numero, debut);
        }
        debut = fin + 1;
    }
}

fn est_marque(o: u8) -> bool {
    matches!(
        o,
        b'<' | b'>'
            | b'"'
            | b'\''
            | b'^'
            | b'|'
            | b'~'
            | b'&'
            | b';'
            | b'='
            | b'{'
            | b'}'
            | b'['
            | b']'
            | b'('
            | b')'
            | b','
            | b':'
            | b'@'
            | b'/'
            | b'\\'
            | b'?'
            | b'#'
            | b'\r'
            | b'\n'
            | b'\t'
    )
}

fn numero(octets: &[u8], debut: usize, fin: usize, valeur: &str) -> Option<Numero> {
    if !valeur.trim().starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Some(ins) = ins_ecrit(valeur) {
        let voisins = Voisins::de(octets, debut, fin);
        let oid = voisins.oid_ins();
        let nomme = oid.is_some() || voisins.nom().is_some_and(|nom| champ(nom).0) || voisins.element().is_some_and(|nom| champ(nom).0);
        return (nomme || (segur_ids::cle_valide(&ins) && plausible(&ins))).then_some(Numero::Ins(ins, oid));
    }
    let rpps = rpps_ecrit(valeur)?;
    let voisins = Voisins::de(octets, debut, fin);
    let texte_xml = debut > 0 && octets[debut - 1] == b'>' && octets.get(fin) == Some(&b'<');
    let nomme = texte_xml
        || voisins.nom().is_some_and(|nom| nom == "extension" || champ(nom).1)
        || voisins
            .tout()
            .any(|v| contient(v, OID_PROFESSIONNELS.as_bytes()) || contient(v, b"rpps") || contient(v, b"RPPS"));
    nomme.then_some(Numero::Rpps(rpps))
}

/// An INS in one of its spellings, as 13 or 15 characters, whatever its key.
fn ins_ecrit(texte: &str) -> Option<String> {
    let separe = |c: char| c.is_whitespace() || matches!(c, '.' | '-' | '+' | '\u{2011}' | '\u{2013}');
    let groupes: Vec<&str> = texte.trim().split(separe).filter(|g| !g.is_empty()).collect();
    let longueurs: Vec<usize> = groupes.iter().map(|g| g.len()).collect();
    let ins = groupes.concat().to_ascii_uppercase();
    let cle = ins.get(13..)?;
    let forme = GROUPES.contains(&longueurs.as_slice()) && cle.bytes().all(|o| o.is_ascii_digit());
    (forme && segur_ids::matricule_forme(ins.get(..13)?)).then_some(ins)
}

/// 11 digits with their key, starting as the numbers really given (1) or as test identities (9), or that after an `8`.
fn rpps_ecrit(texte: &str) -> Option<String> {
    let chiffres: String = texte.trim().chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect();
    let nu = if chiffres.len() == 12 {
        chiffres.strip_prefix('8')?
    } else {
        &chiffres
    };
    (nu.starts_with(['1', '9']) && segur_ids::rpps_valide(nu)).then(|| nu.to_owned())
}

/// Whether the digits may be those of a NIR: a number of 15 digits has the right key once in 97.
fn plausible(ins: &str) -> bool {
    ins.starts_with(['1', '2', '3', '4', '7', '8']) && ins.get(5..7) != Some("00")
}

/// What is around a value, in the same tag, field or object.
struct Voisins<'a> {
    octets: &'a [u8],
    debut: usize,
    gauche: &'a [u8],
    droite: &'a [u8],
}

impl<'a> Voisins<'a> {
    fn de(octets: &'a [u8], debut: usize, fin: usize) -> Self {
        let borne = |o: &u8| matches!(o, b'<' | b'>' | b'{' | b'}' | b'|' | b'~');
        let loin = debut.saturating_sub(VOISINAGE);
        let de = octets[loin..debut].iter().rposition(borne).map_or(loin, |i| loin + i + 1);
        let loin = octets.len().min(fin + VOISINAGE);
        let a = octets[fin..loin].iter().position(borne).map_or(loin, |i| fin + i);
        Self {
            octets,
            debut,
            gauche: &octets[de..debut],
            droite: &octets[fin..a],
        }
    }

    /// FHIR in XML writes the system in the element before: `<system value="urn:oid:…"/><value value="…"/>`.
    fn avant(&self) -> &'a [u8] {
        if !self.gauche.trim_ascii_start().starts_with(b"value") {
            return &[];
        }
        let loin = self.debut.saturating_sub(VOISINAGE);
        let avant = &self.octets[loin..self.debut];
        memchr::memmem::rfind(avant, b"<identifier").map_or(avant, |i| &avant[i..])
    }

    fn tout(&self) -> impl Iterator<Item = &'a [u8]> {
        [self.droite, self.gauche, self.avant()].into_iter()
    }

    fn oid_ins(&self) -> Option<Environnement> {
        self.tout().find_map(|voisins| {
            let i = memchr::memmem::find(voisins, b"1.2.250.1.213.1.4.")?;
            let arc = voisins[i + 18..].iter().take_while(|o| o.is_ascii_digit()).count();
            let oid = std::str::from_utf8(&voisins[i..i + 18 + arc]).ok()?;
            segur_ids::oid_ins(oid)
                .filter(|o| o.nature != Nature::InsC)
                .map(|o| o.environnement)
        })
    }

    /// The name of the attribute or of the JSON key whose value this is.
    fn nom(&self) -> Option<&'a str> {
        let avant = self.gauche.trim_ascii_end();
        let avant = avant
            .strip_suffix(b"\"")
            .or_else(|| avant.strip_suffix(b"'"))
            .unwrap_or(avant)
            .trim_ascii_end();
        let avant = avant.strip_suffix(b"=").or_else(|| avant.strip_suffix(b":"))?.trim_ascii_end();
        let avant = avant.strip_suffix(b"\"").unwrap_or(avant);
        dernier_mot(avant)
    }

    /// The name of the element whose text this is.
    fn element(&self) -> Option<&'a str> {
        let balise = self.octets[..self.debut].strip_suffix(b">")?;
        let loin = balise.len().saturating_sub(VOISINAGE);
        let debut = balise[loin..].iter().rposition(|o| *o == b'<')?;
        let balise = &balise[loin + debut + 1..];
        let fin = balise.iter().position(u8::is_ascii_whitespace).unwrap_or(balise.len());
        std::str::from_utf8(&balise[..fin]).ok()
    }
}

fn dernier_mot(texte: &[u8]) -> Option<&str> {
    let debut = texte
        .iter()
        .rposition(|o| !(o.is_ascii_alphanumeric() || matches!(o, b'_' | b'-' | b'.')))
        .map_or(0, |i| i + 1);
    std::str::from_utf8(&texte[debut..]).ok().filter(|nom| !nom.is_empty())
}

fn contient(foin: &[u8], aiguille: &[u8]) -> bool {
    memchr::memmem::find(foin, aiguille).is_some()
}
