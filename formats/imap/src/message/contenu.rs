//! `Content-Type` and `Content-Disposition`: a word, and its parameters (RFC 2045, § 5.1).

/// Parameters, in order, names as written.
pub type Parametres = Vec<(Vec<u8>, Vec<u8>)>;

/// What a part is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// As written.
    pub principal: Vec<u8>,
    /// As written.
    pub sous: Vec<u8>,
    /// Its parameters.
    pub parametres: Parametres,
}

/// Most parameters read in a field.
const PARAMETRES_MAX: usize = 100;

impl Type {
    /// A type without parameters.
    #[must_use]
    pub fn nouveau(principal: &str, sous: &str) -> Self {
        Self {
            principal: principal.as_bytes().to_vec(),
            sous: sous.as_bytes().to_vec(),
            parametres: Parametres::new(),
        }
    }

    /// Reads a value, unfolded; none: it is no type.
    #[must_use]
    pub fn lire(valeur: &[u8]) -> Option<Self> {
        let (mot, parametres) = mot_et_parametres(valeur);
        let barre = memchr::memchr(b'/', &mot)?;
        let (principal, sous) = (mot[..barre].trim_ascii(), mot[barre + 1..].trim_ascii());
        let nom = |n: &[u8]| !n.is_empty() && n.iter().all(|o| o.is_ascii_graphic());
        (nom(principal) && nom(sous)).then(|| Self {
            principal: principal.to_vec(),
            sous: sous.to_vec(),
            parametres,
        })
    }

    /// Whether it is this one, in any case.
    #[must_use]
    pub fn est(&self, principal: &str, sous: &str) -> bool {
        self.principal.eq_ignore_ascii_case(principal.as_bytes()) && self.sous.eq_ignore_ascii_case(sous.as_bytes())
    }

    /// The value of a parameter.
    #[must_use]
    pub fn parametre(&self, nom: &str) -> Option<&[u8]> {
        let trouve = self.parametres.iter().find(|(n, _)| n.eq_ignore_ascii_case(nom.as_bytes()));
        trouve.map(|(_, v)| v.as_slice())
    }
}

/// `mot; nom=valeur; nom="valeur"`, comments passed over.
pub(super) fn mot_et_parametres(valeur: &[u8]) -> (Vec<u8>, Parametres) {
    let mut morceaux = couper(valeur).into_iter();
    let mot = morceaux.next().unwrap_or_default().trim_ascii().to_vec();
    let parametres = morceaux.filter_map(|m| {
        let egal = memchr::memchr(b'=', &m)?;
        let (nom, valeur) = (m[..egal].trim_ascii(), m[egal + 1..].trim_ascii());
        let valeur = match valeur.strip_prefix(b"\"") {
            Some(dedans) => sans_echappements(dedans),
            None => valeur.to_vec(),
        };
        (!nom.is_empty()).then(|| (nom.to_vec(), valeur))
    });
    (mot, parametres.collect())
}

/// The pieces between `;`, outside quotes, comments taken away.
fn couper(valeur: &[u8]) -> Vec<Vec<u8>> {
    let (mut morceaux, mut courant) = (Vec::new(), Vec::new());
    let (mut cite, mut commentaire) = (false, 0_usize);
    let mut octets = valeur.iter().copied();
    while let Some(o) = octets.next() {
        match o {
            b'\\' if cite || commentaire > 0 => {
                let suivant = octets.next();
                if cite {
                    courant.push(o);
                    courant.extend(suivant);
                }
            }
            b'"' if commentaire == 0 => {
                cite = !cite;
                courant.push(o);
            }
            b'(' if !cite => commentaire += 1,
            b')' if !cite && commentaire > 0 => commentaire -= 1,
            _ if commentaire > 0 => {}
            b';' if !cite => {
                morceaux.push(std::mem::take(&mut courant));
                if morceaux.len() > PARAMETRES_MAX {
                    return morceaux;
                }
            }
            _ => courant.push(o),
        }
    }
    morceaux.push(courant);
    morceaux
}

/// Up to the closing quote.
fn sans_echappements(dedans: &[u8]) -> Vec<u8> {
    let mut sortie = Vec::with_capacity(dedans.len());
    let mut octets = dedans.iter().copied();
    while let Some(o) = octets.next() {
        match o {
            b'"' => break,
            b'\\' => sortie.extend(octets.next()),
            _ => sortie.push(o),
        }
    }
    sortie
}
