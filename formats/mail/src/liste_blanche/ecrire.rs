//! A list as the ANS publishes it, and the ways in which it can be met wrong.

use std::fmt::Write;

use segur_soap::echapper;
use time::Duration;
use time::format_description::well_known::Rfc3339;

use super::{ESPACE_DE_NOMS, Entree, ListeBlanche, domaine};

/// How long ago the stale list was made.
const ANCIENNETE: Duration = Duration::days(400);
/// A certificate that nobody has.
const DN_DE_PERSONNE: &str = "CN=smtp.personne.mssante.invalid,OU=399999999999999,O=OPERATEUR DE PERSONNE,ST=Nulle part (00),C=FR";

/// How a list is served.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Variante {
    /// As it is.
    #[default]
    Nominale,
    /// A domain is no longer in it.
    DomaineRetire,
    /// A domain is in it with certificates that nobody has.
    DnInconnu,
    /// It is cut before its end: no longer XML.
    Tronquee,
    /// An old one, from before a domain came.
    Perimee,
    /// It is not served at all.
    Injoignable,
}

impl Variante {
    /// All, in the order in which they are told.
    pub const TOUTES: [Self; 6] = [
        Self::Nominale,
        Self::DomaineRetire,
        Self::DnInconnu,
        Self::Tronquee,
        Self::Perimee,
        Self::Injoignable,
    ];

    /// The word by which a scenario asks for it.
    #[must_use]
    pub const fn mot(self) -> &'static str {
        match self {
            Self::Nominale => "nominale",
            Self::DomaineRetire => "domaine-retire",
            Self::DnInconnu => "dn-inconnu",
            Self::Tronquee => "tronquee",
            Self::Perimee => "perimee",
            Self::Injoignable => "injoignable",
        }
    }

    /// The one of this word (`nominal` is heard too).
    #[must_use]
    pub fn de_mot(mot: &str) -> Option<Self> {
        let mot = if mot == "nominal" { "nominale" } else { mot };
        Self::TOUTES.into_iter().find(|v| v.mot() == mot)
    }
}

impl ListeBlanche {
    /// The bytes of the list, as published.
    #[must_use]
    pub fn ecrire(&self) -> Vec<u8> {
        let mut x = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListeBlancheMSSante xmlns=\"{ESPACE_DE_NOMS}\">\n");
        // An instant of the calendar is always written.
        let date = self.generee.replace_nanosecond(0).unwrap_or(self.generee).format(&Rfc3339);
        let _ = writeln!(x, "    <DateDeGeneration>{}</DateDeGeneration>", date.unwrap_or_default());
        x.push_str("    <ListeDomaines>\n");
        for e in &self.entrees {
            x.push_str("        <Domaine>\n");
            for (nom, valeur) in [
                ("Nom", &e.nom),
                ("Description", &e.description),
                ("DNCertificatOperateur", &e.dn),
                ("ResponsableContact", &e.responsable),
                ("SupportContact", &e.support),
                ("DateMAJ", &e.maj),
            ] {
                let _ = writeln!(x, "            <{nom}>{}</{nom}>", texte(valeur));
            }
            x.push_str("        </Domaine>\n");
        }
        x.push_str("    </ListeDomaines>\n</ListeBlancheMSSante>\n");
        x.into_bytes()
    }

    /// The list as this variant has it, for a domain that it takes away; none when it is not served.
    #[must_use]
    pub fn ecrire_variante(&self, variante: Variante, cible: &str) -> Option<Vec<u8>> {
        let ailleurs = |e: &&Entree| domaine(&e.nom) != domaine(cible);
        let sans_cible = || self.entrees.iter().filter(ailleurs).cloned().collect();
        Some(match variante {
            Variante::Nominale => self.ecrire(),
            Variante::DomaineRetire => Self::nouvelle(self.generee, sans_cible()).ecrire(),
            Variante::Perimee => Self::nouvelle(self.generee - ANCIENNETE, sans_cible()).ecrire(),
            Variante::DnInconnu => {
                let mut entrees = self.entrees.clone();
                for e in entrees.iter_mut().filter(|e| !ailleurs(&&**e)) {
                    e.dn = DN_DE_PERSONNE.to_owned();
                }
                Self::nouvelle(self.generee, entrees).ecrire()
            }
            Variante::Tronquee => {
                // In the middle of its last lines: what is kept is nearly all, and no XML.
                let mut octets = self.ecrire();
                octets.truncate(octets.len().saturating_sub(b"    </ListeDomaines>\n</ListeBlancheMSSante>\n".len()));
                octets
            }
            Variante::Injoignable => return None,
        })
    }
}

/// Text of an element on one line.
fn texte(valeur: &str) -> String {
    echapper(&valeur.split_whitespace().collect::<Vec<_>>().join(" "))
}
