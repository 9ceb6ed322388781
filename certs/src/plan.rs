//! What is to be issued, as data: `certs/plan.toml`, embedded.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::{CertsError, EtatCertificat, Usage};

/// A distinguished name in certificate order (country first): one table per RDN, attribute → value. An attribute is one
/// of the short names of OpenSSL (`C`, `ST`, `O`, `OU`, `CN`, `GN`, `SN`, `title`…).
pub type Sujet = Vec<BTreeMap<String, String>>;

/// What an infrastructure issues. The one of the project is [`Plan::embarque`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Base of the CRL distribution points, without trailing slash: `<base_crl>/<authority>.crl`.
    pub base_crl: String,
    /// The authority that issues the variants [`EtatCertificat::Etranger`].
    pub emetteur_etranger: String,
    /// Dates.
    pub validites: Validites,
    /// Authorities, an issuer before what it issues.
    pub autorites: Vec<PlanAutorite>,
    /// Certificates.
    pub identites: Vec<PlanIdentite>,
}

/// A period, in days around the instant of creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validite {
    /// It begins so many days before.
    pub avant_jours: i64,
    /// It ends so many days after; negative: before.
    pub apres_jours: i64,
}

/// The periods of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validites {
    /// Root authorities.
    pub racines: Validite,
    /// Intermediate authorities.
    pub intermediaires: Validite,
    /// Certificates.
    pub feuilles: Validite,
    /// Variants [`EtatCertificat::Expire`].
    pub expires: Validite,
    /// CRLs (`thisUpdate`, `nextUpdate`).
    pub crl: Validite,
    /// Revocation of the variants [`EtatCertificat::Revoque`], days before the creation.
    pub revocation_avant_jours: i64,
}

/// An authority to create.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanAutorite {
    /// Short name, that of its CRL.
    pub nom: String,
    /// The authority above; none for a root.
    #[serde(default)]
    pub emetteur: Option<String>,
    /// Whether it goes into the trust store.
    #[serde(default = "vrai")]
    pub confiance: bool,
    /// Serial number, hexadecimal.
    pub serie: String,
    /// Subject.
    pub sujet: Sujet,
}

/// A certificate to issue, with its variants.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanIdentite {
    /// Name of the identity; those of its variants are `<nom>-<etat>`.
    pub nom: String,
    /// What it is for.
    pub usage: Usage,
    /// The authority that issues it.
    pub emetteur: String,
    /// Serial number, hexadecimal.
    pub serie: String,
    /// Subject.
    pub sujet: Sujet,
    /// Subject alternative names: DNS names and IP addresses.
    #[serde(default)]
    pub noms: Vec<String>,
    /// Card data, for cards.
    #[serde(default)]
    pub porteur: Option<Porteur>,
    /// The same certificate in another state.
    #[serde(default)]
    pub variantes: Vec<Variante>,
}

/// What the private extensions of a card certificate say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Porteur {
    /// Number of the card, `<issuer>/<serial>`.
    pub carte: String,
    /// Profession, TRE_G15: at most 99.
    pub profession: u8,
    /// Savoir-faire, TRE_R38 (`SM03`).
    #[serde(default)]
    pub specialite: Option<String>,
}

/// A certificate like another but for its state.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variante {
    /// The state, never `valide`.
    pub etat: EtatCertificat,
    /// Serial number, hexadecimal.
    pub serie: String,
}

/// One certificate to issue: an identity of the plan or one of its variants.
pub(crate) struct AEmettre<'a> {
    pub nom: String,
    pub etat: EtatCertificat,
    pub emetteur: &'a str,
    pub serie: &'a str,
    pub modele: &'a PlanIdentite,
}

impl Plan {
    /// The plan of the project, `certs/plan.toml`.
    ///
    /// # Errors
    /// None in a tested build.
    pub fn embarque() -> Result<Self, CertsError> {
        Self::lire(include_str!("../plan.toml"))
    }

    /// Reads a plan.
    ///
    /// # Errors
    /// When the text is not a plan, or when the plan does not hold together.
    pub fn lire(toml: &str) -> Result<Self, CertsError> {
        let plan: Self = toml::from_str(toml).map_err(|e| CertsError::Plan(e.to_string().trim_end().to_owned()))?;
        plan.verifier()?;
        Ok(plan)
    }

    /// Every certificate of the plan, each followed by its variants.
    pub(crate) fn a_emettre(&self) -> impl Iterator<Item = AEmettre<'_>> {
        self.identites.iter().flat_map(move |modele| {
            let base = AEmettre {
                nom: modele.nom.clone(),
                etat: EtatCertificat::Valide,
                emetteur: &modele.emetteur,
                serie: &modele.serie,
                modele,
            };
            let variantes = modele.variantes.iter().map(move |v| AEmettre {
                nom: format!("{}-{}", modele.nom, v.etat.mot()),
                etat: v.etat,
                emetteur: if v.etat == EtatCertificat::Etranger {
                    &self.emetteur_etranger
                } else {
                    &modele.emetteur
                },
                serie: &v.serie,
                modele,
            });
            std::iter::once(base).chain(variantes)
        })
    }

    pub(crate) fn verifier(&self) -> Result<(), CertsError> {
        let non = |raison: String| Err(CertsError::Plan(raison));
        if !self.base_crl.starts_with("http://") || self.base_crl.ends_with('/') || !self.base_crl.is_ascii() {
            return non(format!(
                "base_crl « {} » doit commencer par http:// et ne pas finir par /",
                self.base_crl
            ));
        }
        let mut autorites: BTreeMap<&str, bool> = BTreeMap::new();
        let mut series = BTreeSet::new();
        for a in &self.autorites {
            nom_de_fichier(&a.nom).map_err(CertsError::Plan)?;
            if let Some(e) = &a.emetteur {
                match autorites.get(e.as_str()) {
                    None => {
                        return non(format!(
                            "l'émetteur « {e} » de l'autorité « {} » n'est pas déclaré avant elle",
                            a.nom
                        ));
                    }
                    Some(confiance) if *confiance != a.confiance => {
                        return non(format!("l'autorité « {} » et son émetteur « {e} » diffèrent de confiance", a.nom));
                    }
                    Some(_) => {}
                }
            }
            if autorites.insert(&a.nom, a.confiance).is_some() {
                return non(format!("l'autorité « {} » est déclarée deux fois", a.nom));
            }
            if !series.insert((a.emetteur.as_deref().unwrap_or(&a.nom), octets_serie(&a.serie)?)) {
                return non(format!("le numéro de série {} est donné deux fois par le même émetteur", a.serie));
            }
        }
        if self
            .identites
            .iter()
            .flat_map(|i| &i.variantes)
            .any(|v| v.etat == EtatCertificat::Valide)
        {
            return non("une variante est expire, revoque ou etranger, pas valide".to_owned());
        }
        for (i, p) in self.identites.iter().filter_map(|i| Some((i, i.porteur.as_ref()?))) {
            if p.profession > 99 || p.carte.is_empty() || !p.carte.bytes().all(|c| c.is_ascii_digit() || c == b'/') {
                return non(format!(
                    "porteur de « {} » : profession de 0 à 99, carte en chiffres et « / »",
                    i.nom
                ));
            }
        }
        let mut noms = BTreeSet::new();
        for a in self.a_emettre() {
            nom_de_fichier(&a.nom).map_err(CertsError::Plan)?;
            let Some(confiance) = autorites.get(a.emetteur) else {
                return non(format!(
                    "l'émetteur « {} » de « {} » n'est pas une autorité du plan",
                    a.emetteur, a.nom
                ));
            };
            if *confiance == (a.etat == EtatCertificat::Etranger) {
                return non(format!(
                    "« {} » ne peut pas être émis par « {} » : hiérarchie étrangère ou non",
                    a.nom, a.emetteur
                ));
            }
            if !series.insert((a.emetteur, octets_serie(a.serie)?)) {
                return non(format!("le numéro de série {} est donné deux fois par le même émetteur", a.serie));
            }
            if !noms.insert(a.nom.clone()) {
                return non(format!("l'identité « {} » est déclarée deux fois", a.nom));
            }
        }
        Ok(())
    }
}

/// Bytes of a serial number. RFC 5280 allows 20.
pub(crate) fn octets_serie(hexa: &str) -> Result<Vec<u8>, CertsError> {
    let octets: Option<Vec<u8>> = hexa
        .as_bytes()
        .chunks(2)
        .map(|p| std::str::from_utf8(p).ok().and_then(|p| u8::from_str_radix(p, 16).ok()))
        .collect();
    match octets {
        Some(o) if hexa.len().is_multiple_of(2) && (1..=20).contains(&o.len()) && o.first().is_some_and(|p| (1..0x80).contains(p)) => Ok(o),
        _ => Err(CertsError::Plan(format!(
            "numéro de série « {hexa} » : 1 à 20 octets hexadécimaux, le premier de 01 à 7F"
        ))),
    }
}

/// Names become file names: letters, digits and dashes only.
pub(crate) fn nom_de_fichier(nom: &str) -> Result<(), String> {
    let bon = (1..=64).contains(&nom.len()) && nom.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-') && !nom.starts_with('-');
    if bon {
        Ok(())
    } else {
        Err(format!("nom « {nom} » : 1 à 64 lettres, chiffres et tirets"))
    }
}

fn vrai() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTE: &str = include_str!("../plan.toml");

    fn refus(de: &str, a: &str) -> String {
        assert!(TEXTE.contains(de), "le plan ne contient plus {de}");
        Plan::lire(&TEXTE.replacen(de, a, 1)).unwrap_err().to_string()
    }

    #[test]
    fn le_plan_embarque_donne_les_identites_du_contrat() {
        let plan = Plan::embarque().unwrap();
        let noms: Vec<String> = plan.a_emettre().map(|a| a.nom).collect();
        let attendus = [
            "serveur",
            "serveur-expire",
            "serveur-revoque",
            "serveur-etranger",
            "org-insi-auto",
            "org-insi-auto-expire",
            "org-insi-auto-revoque",
            "org-insi-auto-etranger",
            "org-insi-auto-labo2",
            "org-insi-manu",
            "org-auth-cli",
            "org-sign",
            "ps-auth-biologiste-1",
            "ps-sign-biologiste-1",
            "ps-sign-biologiste-1-expire",
            "ps-sign-biologiste-1-revoque",
            "ps-auth-biologiste-2",
            "ps-sign-biologiste-2",
            "banc-signataire",
            "operateur-banc",
            "operateur-autre",
            "operateur-autre-expire",
            "operateur-autre-revoque",
            "operateur-inconnu",
            "ps-auth-medecin-prescripteur",
            "ps-sign-medecin-prescripteur",
            "ps-auth-medecin-hospitalier",
            "ps-sign-medecin-hospitalier",
            "ps-auth-infirmier-liberal",
            "ps-sign-infirmier-liberal",
            "ps-auth-medecin-du-travail",
            "ps-sign-medecin-du-travail",
            "org-auth-cli-hopital",
            "org-sign-hopital",
        ];
        assert_eq!(noms, attendus);
    }

    #[test]
    fn un_plan_incoherent_dit_pourquoi() {
        for (de, a, dit) in [
            ("base_crl = \"http://", "base_crl = \"ldap://", "base_crl"),
            (
                "emetteur = \"ACR-EL-TEST\"",
                "emetteur = \"ACR-X\"",
                "« ACR-X » de l'autorité « ACI-EL-ORG-TEST »",
            ),
            (
                "emetteur_etranger = \"ACI-ETRANGERE\"",
                "emetteur_etranger = \"ACI-EL-ORG-TEST\"",
                "hiérarchie étrangère",
            ),
            ("nom = \"org-insi-manu\"", "nom = \"org-insi-auto-labo2\"", "deux fois"),
            ("nom = \"org-insi-manu\"", "nom = \"../manu\"", "nom « ../manu »"),
            (
                "4B020000000000000000000000000206",
                "4B020000000000000000000000000205",
                "deux fois par le même émetteur",
            ),
            ("4B020000000000000000000000000206", "FF", "numéro de série « FF »"),
            ("etat = \"revoque\"", "etat = \"valide\"", "pas valide"),
            ("profession = 10", "profession = 200", "porteur de « ps-auth-biologiste-1 »"),
            ("usage = \"ps-auth\"", "usage = \"ps-autre\"", "ps-autre"),
        ] {
            let message = refus(de, a);
            assert!(
                message.starts_with("plan de certificats incorrect : ") && message.contains(dit),
                "{message}"
            );
        }
    }
}
