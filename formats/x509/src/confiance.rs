//! Trust: authorities and their revocation lists, and what is wrong with a certificate for who trusts them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use time::OffsetDateTime;

use crate::{Crl, Probleme, X509, X509Error, lire_pem};

/// Authorities that are trusted, intermediate ones included, and their revocation lists. Read once, cheap to clone. The default
/// one is empty, and means that no trust was given: who asks [`Confiance::est_vide`] may choose to judge nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confiance(pub(crate) Arc<Lue>);

/// Trust, and the instant at which it judges: see [`Confiance::a`].
#[derive(Debug, Clone, Copy)]
pub struct ConfianceDatee<'a> {
    pub(crate) confiance: &'a Confiance,
    pub(crate) instant: OffsetDateTime,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Lue {
    pub(crate) ancres: Vec<X509>,
    /// Of the anchors that another one issued, by fingerprint: the rank of that one.
    au_dessus: HashMap<String, usize>,
    pub(crate) listes: Vec<Liste>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Liste {
    pub(crate) crl: Crl,
    /// Fingerprints of the anchors that signed it.
    pub(crate) signataires: HashSet<String>,
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
        let dessus = |a: &X509| ancres.iter().position(|d| !a.auto_emis() && a.emis_par(d));
        let au_dessus = ancres
            .iter()
            .filter_map(|a| Some((a.dit().empreinte.clone(), dessus(a)?)))
            .collect();
        Ok(Self(Arc::new(Lue { au_dessus, ancres, listes })))
    }

    /// Whether nobody is trusted.
    #[must_use]
    pub fn est_vide(&self) -> bool {
        self.0.ancres.is_empty()
    }

    /// The anchor that issued this one.
    pub(crate) fn au_dessus(&self, ancre: &X509) -> Option<&X509> {
        self.0.ancres.get(*self.0.au_dessus.get(&ancre.dit().empreinte)?)
    }

    /// The same, as it judges at an instant.
    #[must_use]
    pub fn a(&self, instant: OffsetDateTime) -> ConfianceDatee<'_> {
        ConfianceDatee { confiance: self, instant }
    }
}

impl ConfianceDatee<'_> {
    /// Judges a certificate: its validity, its chain, its revocation and that of the authorities of its chain. `autres` are the other
    /// certificates of its message: the chain may pass by them, they are never trusted. Nothing: it can be trusted.
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
        problemes.extend(Probleme::extension_critique(feuille));
        match self.chaine(feuille, autres) {
            Ok(chaine) => problemes.extend(self.revocations(&chaine)),
            Err(probleme) => problemes.push(probleme),
        }
        problemes
    }
}
