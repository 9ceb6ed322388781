//! What revocation lists tell of the certificates of a chain (RFC 5280, § 6.3).

use time::OffsetDateTime;

use crate::chaine::LONGUEUR_MAX;
use crate::confiance::Liste;
use crate::crl::Genre;
use crate::{ConfianceDatee, Crl, Probleme, X509};

/// What is known of a certificate.
enum Etat {
    Bon,
    Revoque(OffsetDateTime),
    Inconnu,
}

impl ConfianceDatee<'_> {
    /// Of a chain, leaf first and anchor last. Who is trusted by itself need not be on a list, but may be told revoked by another who is.
    pub(crate) fn revocations(&self, chaine: &[&X509]) -> Vec<Probleme> {
        let mut problemes = Vec::new();
        for (rang, paire) in chaine.windows(2).enumerate() {
            let [certificat, autorite] = paire else { continue };
            problemes.extend(match self.etat(certificat, autorite) {
                Etat::Bon => None,
                Etat::Revoque(le) if rang == 0 => Some(Probleme::Revoque { le }),
                Etat::Revoque(le) => Some(revoquee(certificat, le)),
                Etat::Inconnu => Some(Probleme::RevocationInconnue {
                    autorite: autorite.dit().sujet.clone(),
                }),
            });
            if rang > 0 {
                problemes.extend(Probleme::extension_critique(certificat));
            }
        }
        problemes.extend(chaine.last().and_then(|ancre| self.ancre_revoquee(ancre)));
        problemes
    }

    /// An anchor that another one issued, and revoked since; or the one above, and so on.
    fn ancre_revoquee(&self, ancre: &X509) -> Option<Probleme> {
        let mut courante = ancre;
        for _ in 0..LONGUEUR_MAX {
            let autorite = self.confiance.au_dessus(courante)?;
            if let Etat::Revoque(le) = self.etat(courante, autorite) {
                return Some(revoquee(courante, le));
            }
            courante = autorite;
        }
        None
    }

    fn etat(&self, certificat: &X509, autorite: &X509) -> Etat {
        let signee = |l: &&Liste| l.signataires.contains(&autorite.dit().empreinte) || l.crl.signee_par(autorite);
        let listes: Vec<&Crl> = self.confiance.0.listes.iter().filter(signee).map(|l| &l.crl).collect();
        // A revoked certificate stays revoked, even on a list that is out of date; one on hold, until a newer list lifts it.
        let plus_tard = |depuis: OffsetDateTime| listes.iter().filter(move |l| l.publiee() >= depuis && l.publiee() <= self.instant);
        let revoque = listes.iter().find_map(|liste| {
            let entree = liste.entree(certificat).filter(|e| e.le <= self.instant)?;
            let leve = || {
                plus_tard(liste.publiee()).any(|l| match l.entree(certificat) {
                    Some(e) => e.genre == Genre::Leve,
                    None => l.couvre(certificat) && l.publiee() > liste.publiee(),
                })
            };
            match entree.genre {
                Genre::Leve => None,
                Genre::Suspendu if leve() => None,
                _ => Some(entree.le),
            }
        });
        match revoque {
            Some(le) => Etat::Revoque(le),
            None if listes.iter().any(|l| l.a_jour(self.instant) && l.couvre(certificat)) => Etat::Bon,
            None => Etat::Inconnu,
        }
    }
}

fn revoquee(autorite: &X509, le: OffsetDateTime) -> Probleme {
    Probleme::AutoriteRevoquee {
        autorite: autorite.dit().sujet.clone(),
        le,
    }
}
