//! Trust: authorities and their revocation lists, and what is wrong with a certificate for who trusts them.

use std::collections::HashSet;
use std::sync::Arc;

use time::OffsetDateTime;

use crate::{Crl, X509, X509Error, lire_pem};

/// Certificates between the one that is judged and an anchor.
const LONGUEUR_MAX: usize = 5;
/// Certificates of a message that are tried as intermediates: each may cost a verification.
const INTERMEDIAIRES_MAX: usize = 16;

/// Authorities that are trusted, intermediate ones included, and their revocation lists. Read once, cheap to clone. The default
/// one is empty, and means that no trust was given: who asks [`Confiance::est_vide`] may choose to judge nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confiance(Arc<Lue>);

/// Trust, and the instant at which it judges: see [`Confiance::a`].
#[derive(Debug, Clone, Copy)]
pub struct ConfianceDatee<'a> {
    confiance: &'a Confiance,
    instant: OffsetDateTime,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Lue {
    ancres: Vec<X509>,
    listes: Vec<Liste>,
}

#[derive(Debug, PartialEq, Eq)]
struct Liste {
    crl: Crl,
    /// Fingerprints of the anchors that signed it.
    signataires: HashSet<String>,
}

/// What keeps a certificate from being trusted. In French, what was expected ([`Probleme::attendu`]) and what was seen
/// ([`Probleme::vu`]); which rule it breaks is for the caller to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probleme {
    /// It is not in its period of validity.
    HorsValidite {
        /// When it was judged.
        instant: OffsetDateTime,
        /// Not before.
        debut: OffsetDateTime,
        /// Not after.
        fin: OffsetDateTime,
    },
    /// No chain leads to an anchor: nobody trusted is this issuer.
    EmetteurInconnu {
        /// Issuer of the last certificate of the chain that could be built, RFC 4514.
        emetteur: String,
    },
    /// The anchor of its chain is not in its period of validity.
    AutoriteHorsValidite {
        /// Subject of the anchor, RFC 4514.
        autorite: String,
    },
    /// It is revoked.
    Revoque {
        /// Since when.
        le: OffsetDateTime,
    },
    /// Nobody can tell whether it is revoked: no list of its authority is there, or none that is up to date.
    RevocationInconnue {
        /// Subject of the authority that issued it, RFC 4514.
        autorite: String,
    },
}

impl Probleme {
    /// What was expected.
    #[must_use]
    pub fn attendu(&self) -> String {
        match self {
            Self::HorsValidite { instant, .. } => format!("valide le {instant}"),
            Self::EmetteurInconnu { .. } | Self::AutoriteHorsValidite { .. } => {
                "une chaîne de certificats jusqu'à une autorité de confiance".to_owned()
            }
            Self::Revoque { .. } => "un certificat non révoqué".to_owned(),
            Self::RevocationInconnue { autorite } => format!("une liste de révocation à jour de « {autorite} »"),
        }
    }

    /// What was seen.
    #[must_use]
    pub fn vu(&self) -> String {
        match self {
            Self::HorsValidite { debut, fin, .. } => format!("valide du {debut} au {fin}"),
            Self::EmetteurInconnu { emetteur } => format!("l'émetteur « {emetteur} » n'est pas connu de ce service"),
            Self::AutoriteHorsValidite { autorite } => {
                format!("l'autorité « {autorite} » n'est pas dans sa période de validité")
            }
            Self::Revoque { le } => format!("révoqué le {le}"),
            Self::RevocationInconnue { .. } => "aucune".to_owned(),
        }
    }
}

impl Confiance {
    /// Reads anchors (PEM; a blank text has none) and revocation lists (DER).
    ///
    /// # Errors
    /// When one of them cannot be read: trust is not given by halves.
    pub fn lire<D: AsRef<[u8]>>(ancres_pem: &str, crls_der: impl IntoIterator<Item = D>) -> Result<Self, X509Error> {
        let ders = if ancres_pem.trim().is_empty() {
            Vec::new()
        } else {
            lire_pem(ancres_pem)?
        };
        let ancres: Vec<X509> = ders.iter().map(|der| X509::lire(der)).collect::<Result<_, _>>()?;
        let liste = |der: D| {
            let crl = Crl::lire(der.as_ref())?;
            let signataires = ancres
                .iter()
                .filter(|a| crl.signee_par(a))
                .map(|a| a.dit().empreinte.clone())
                .collect();
            Ok::<_, X509Error>(Liste { crl, signataires })
        };
        let listes = crls_der.into_iter().map(liste).collect::<Result<_, _>>()?;
        Ok(Self(Arc::new(Lue { ancres, listes })))
    }

    /// Whether nobody is trusted.
    #[must_use]
    pub fn est_vide(&self) -> bool {
        self.0.ancres.is_empty()
    }

    /// The same, as it judges at an instant.
    #[must_use]
    pub fn a(&self, instant: OffsetDateTime) -> ConfianceDatee<'_> {
        ConfianceDatee { confiance: self, instant }
    }
}

impl<'a> ConfianceDatee<'a> {
    /// Judges a certificate: its validity, its chain, its revocation. `autres` are the other certificates of its message: the chain
    /// may pass by them, they are never trusted. Nothing: it can be trusted.
    #[must_use]
    pub fn juger(&self, feuille: &X509, autres: &[X509]) -> Vec<Probleme> {
        let instant = self.instant;
        let mut problemes = Vec::new();
        if !feuille.valide_a(instant) {
            problemes.push(Probleme::HorsValidite {
                instant,
                debut: feuille.dit().debut,
                fin: feuille.dit().fin,
            });
        }
        match self.autorite(feuille, autres) {
            Ok(autorite) => problemes.extend(self.revocation(feuille, autorite)),
            Err(probleme) => problemes.push(probleme),
        }
        problemes
    }

    /// The authority that issued the leaf, once a chain to an anchor is found.
    fn autorite<'b>(&self, feuille: &X509, autres: &'b [X509]) -> Result<&'b X509, Probleme>
    where
        'a: 'b,
    {
        let mut premiere = None;
        let mut courant = feuille;
        for _ in 0..LONGUEUR_MAX {
            if let Some(ancre) = self.confiance.0.ancres.iter().find(|a| courant.emis_par(a)) {
                if !ancre.valide_a(self.instant) {
                    let autorite = ancre.dit().sujet.clone();
                    return Err(Probleme::AutoriteHorsValidite { autorite });
                }
                return Ok(premiere.unwrap_or(ancre));
            }
            let suivant = autres.iter().take(INTERMEDIAIRES_MAX).find(|a| courant.emis_par(a));
            let Some(suivant) = suivant.filter(|s| s.der() != courant.der() && s.valide_a(self.instant)) else {
                break;
            };
            premiere = premiere.or(Some(suivant));
            courant = suivant;
        }
        let emetteur = courant.dit().emetteur.clone();
        Err(Probleme::EmetteurInconnu { emetteur })
    }

    fn revocation(&self, feuille: &X509, autorite: &X509) -> Option<Probleme> {
        let signee = |l: &&Liste| l.signataires.contains(&autorite.dit().empreinte) || l.crl.signee_par(autorite);
        let mut a_jour = false;
        for Liste { crl, .. } in self.confiance.0.listes.iter().filter(signee) {
            // A revoked certificate stays revoked, even on a list that is out of date.
            if let Some(le) = crl.revoque_le(feuille) {
                return Some(Probleme::Revoque { le });
            }
            a_jour |= crl.a_jour(self.instant);
        }
        (!a_jour).then(|| Probleme::RevocationInconnue {
            autorite: autorite.dit().sujet.clone(),
        })
    }
}
