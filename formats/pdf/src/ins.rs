//! The datamatrix INS: a header, then fields S1 to S7. Its specification was not read: what is known of it is second-hand, and the
//! rules that lean on it warn.

/// What a datamatrix INS says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DatamatrixIns {
    /// S1: matricule, 15 characters.
    pub matricule: String,
    /// S2: OID.
    pub oid: String,
    /// S3: first names, separated by spaces.
    pub prenoms: String,
    /// S4: birth name.
    pub nom: String,
    /// S5: sex.
    pub sexe: String,
    /// S6: date of birth, JJ-MM-AAAA.
    pub date_naissance: String,
    /// S7: code of the place of birth.
    pub lieu_naissance: String,
    /// A field ends with the two letters « GS » in the place of the character.
    pub separateur_en_lettres: bool,
}

/// Why a message is not a datamatrix INS. Every message says what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InsRefuse {
    /// Another header.
    #[error("l'en-tête n'est pas « IS » suivi de 24 chiffres : encoder un datamatrix INS")]
    Entete,
    /// A field that is not one of S1 to S7, or is there twice.
    #[error("caractère {position} : un identifiant de champ S1 à S7, une seule fois chacun, est attendu")]
    Champ {
        /// Characters read before it.
        position: usize,
    },
    /// A field without its separator, or shorter than it has to be.
    #[error("champ {champ} : sa valeur est tronquée, ou plus longue que le maximum sans séparateur GS (0x1D)")]
    Longueur {
        /// `S1` to `S7`.
        champ: &'static str,
    },
    /// A field that is not there.
    #[error("le champ {champ} est absent : l'ajouter")]
    Manque {
        /// `S1` to `S7`.
        champ: &'static str,
    },
}

/// Characters of the header.
const ENTETE: usize = 26;
const GS: u8 = 0x1D;

/// Fields in order: name, length, whether it may be shorter (it then ends with GS, or with the message).
const CHAMPS: [(&str, usize, bool); 7] = [
    ("S1", 15, false),
    ("S2", 20, true),
    ("S3", 100, true),
    ("S4", 100, true),
    ("S5", 1, false),
    ("S6", 10, false),
    ("S7", 5, false),
];

/// Whether a message claims to be a datamatrix INS.
pub(crate) fn pretend(texte: &str) -> bool {
    texte.starts_with("IS0")
}

/// Reads the message of a datamatrix INS.
///
/// # Errors
/// [`InsRefuse`] when the header or a field is not as expected.
pub fn lire_ins(texte: &str) -> Result<DatamatrixIns, InsRefuse> {
    // Messages are ISO 8859-1: a character is a byte.
    let octets: Vec<u8> = texte.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    let entete = octets.get(..ENTETE).ok_or(InsRefuse::Entete)?;
    if !entete.starts_with(b"IS") || !entete.iter().skip(2).all(u8::is_ascii_digit) {
        return Err(InsRefuse::Entete);
    }
    let mut valeurs: [Option<String>; 7] = Default::default();
    let mut position = ENTETE;
    let mut en_lettres = false;
    while position < octets.len() {
        let nom = octets.get(position..position + 2).ok_or(InsRefuse::Champ { position })?;
        let rang = CHAMPS
            .iter()
            .position(|(n, ..)| n.as_bytes() == nom)
            .ok_or(InsRefuse::Champ { position })?;
        let (Some((champ, maximum, variable)), Some(place)) = (CHAMPS.get(rang).copied(), valeurs.get_mut(rang)) else {
            return Err(InsRefuse::Champ { position });
        };
        if place.is_some() {
            return Err(InsRefuse::Champ { position });
        }
        position += 2;
        let suite = octets.get(position..).unwrap_or_default();
        let longueur = suite.iter().take(maximum + 1).position(|o| *o == GS);
        let lettres = if variable && longueur.is_none() {
            en_toutes_lettres(suite, maximum)
        } else {
            None
        };
        en_lettres |= lettres.is_some();
        let longueur = match longueur.or(lettres) {
            Some(l) if variable || l == maximum => l,
            None if suite.len() >= maximum => maximum,
            None if variable => suite.len(),
            _ => return Err(InsRefuse::Longueur { champ }),
        };
        *place = Some(suite.iter().take(longueur).map(|o| char::from(*o)).collect());
        position += longueur;
        if octets.get(position) == Some(&GS) {
            position += 1;
        } else if lettres.is_some() {
            position += 2;
        }
    }
    let mut prendre = |rang: usize| {
        let champ = CHAMPS.get(rang).map_or("", |(n, ..)| n);
        valeurs.get_mut(rang).and_then(Option::take).ok_or(InsRefuse::Manque { champ })
    };
    Ok(DatamatrixIns {
        matricule: prendre(0)?,
        oid: prendre(1)?,
        prenoms: prendre(2)?,
        nom: prendre(3)?,
        sexe: prendre(4)?,
        date_naissance: prendre(5)?,
        lieu_naissance: prendre(6)?,
        separateur_en_lettres: en_lettres,
    })
}

/// Where the letters « GS » end a field: before another field, or at the end.
fn en_toutes_lettres(suite: &[u8], maximum: usize) -> Option<usize> {
    suite.windows(2).take(maximum + 1).enumerate().position(|(i, deux)| {
        let apres = suite.get(i + 2..).unwrap_or_default();
        let champ = matches!(apres, [b'S', b'1'..=b'7', ..]);
        deux == b"GS" && (apres.is_empty() || champ)
    })
}
