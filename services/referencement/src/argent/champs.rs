//! What the forms of the pages send, read back into an act.

use std::collections::BTreeSet;

use super::contexte::Refus;
use super::donnees::Prestation;
use super::etapes::{Depositaire, NatureVa, Qui};
use super::geste::Geste;
use super::montant::{Centimes, Montants};
use super::saisie::{Ouverture, lire_sites};

/// The fields of a form, in order.
#[derive(Debug, Clone, Copy)]
pub struct Champs<'a>(pub &'a [(String, String)]);

impl<'a> Champs<'a> {
    /// The first value of a field; empty when it is not there.
    #[must_use]
    pub fn un(self, nom: &str) -> &'a str {
        self.0.iter().find(|(n, _)| n == nom).map_or("", |(_, v)| v.trim())
    }

    /// Every value of a field.
    fn tous(self, nom: &str) -> BTreeSet<String> {
        let siens = self.0.iter().filter(|(n, v)| n == nom && !v.trim().is_empty());
        siens.map(|(_, v)| v.trim().to_owned()).collect()
    }

    fn coche(self, nom: &str) -> bool {
        !self.un(nom).is_empty()
    }

    fn montant(self, nom: &str) -> Result<Centimes, Refus> {
        Centimes::lire(self.un(nom)).map_err(|e| Refus::Saisie(format!("{} : {e}", nom.to_uppercase())))
    }

    fn montants(self) -> Result<Montants, Refus> {
        Ok(Montants {
            ht: self.montant("ht")?,
            ttc: self.montant("ttc")?,
        })
    }

    /// One of some words.
    fn choix<T: Copy>(self, nom: &str, quoi: &str, connus: &[(&str, T)]) -> Result<T, Refus> {
        let dit = self.un(nom);
        let trouve = connus.iter().find(|(mot, _)| *mot == dit).map(|(_, t)| *t);
        trouve.ok_or_else(|| {
            let mots: Vec<&str> = connus.iter().map(|(mot, _)| *mot).collect();
            Refus::Saisie(format!("{quoi} : choisir parmi {}", mots.join(", ")))
        })
    }
}

impl Qui {
    /// The word of each, in a form.
    pub(super) const MOTS: [(&'static str, Self); 3] = [("fournisseur", Self::Fournisseur), ("client", Self::Client), ("asp", Self::Asp)];
}

impl Prestation {
    /// The word of each, in a form.
    pub(super) const MOTS: [(&'static str, Self); 3] = [
        ("vague-1", Self::Vague1),
        ("vague-2", Self::Vague2),
        ("vague-1-et-2", Self::Vague1Et2),
    ];
}

impl Depositaire {
    /// The word of each, in a form.
    pub(super) const MOTS: [(&'static str, Self); 3] = [
        ("representant", Self::Representant),
        ("employe", Self::Employe),
        ("tiers", Self::Tiers),
    ];
}

impl NatureVa {
    /// The word of each, in a form.
    pub(super) const MOTS: [(&'static str, Self); 2] = [("va", Self::Va), ("mom", Self::Mom)];
}

/// In which part the act is asked (`qui`).
///
/// # Errors
/// It is none of the three.
pub fn lire_qui(champs: Champs<'_>) -> Result<Qui, Refus> {
    champs.choix("qui", "le rôle", &Qui::MOTS)
}

/// The act that a form asks (`geste`).
///
/// # Errors
/// No such act, or a field that it wants is missing or cannot be read.
pub fn lire_geste(champs: Champs<'_>) -> Result<Geste, Refus> {
    let instance = champs.un("instance").to_owned();
    Ok(match champs.un("geste") {
        "ajouter-instance" => Geste::AjouterInstance {
            instance,
            sites: lire_sites(champs.un("sites")),
            plafond: champs.coche("plafond").then(|| champs.montant("plafond")).transpose()?,
        },
        "retirer-instance" => Geste::RetirerInstance { instance },
        "devis" => Geste::Devis {
            instance,
            montants: champs.montants()?,
            postes: champs.tous("poste"),
        },
        "commander" => Geste::Commander {
            instance,
            sous_condition: champs.coche("sous_condition"),
        },
        "enroler" => Geste::Enroler {
            depositaire: champs.choix("depositaire", "qui dépose", &Depositaire::MOTS)?,
            pieces: champs.tous("piece"),
        },
        "demander-financement" => Geste::DemanderFinancement { instance },
        "verser-avance" => Geste::VerserAvance { instance },
        "installer" => Geste::Installer { instance },
        "deposer-va" => Geste::DeposerVa {
            instance,
            nature: champs.choix("nature", "VA ou MOM", &NatureVa::MOTS)?,
            signataire: champs.un("signataire").to_owned(),
        },
        "signer-va" => Geste::SignerVa { instance },
        "facturer" => Geste::Facturer {
            instance,
            numero: champs.un("numero").to_owned(),
            au_nom_de: champs.un("au_nom_de").to_owned(),
            montants: champs.montants()?,
        },
        "demander-solde" => Geste::DemanderSolde { instance },
        "verser-solde" => Geste::VerserSolde { instance },
        autre => {
            let dit: String = autre.chars().take(40).collect();
            return Err(Refus::Saisie(format!(
                "« {dit} » n'est pas un geste du financement : passer par la page du dossier"
            )));
        }
    })
}

/// The file that a form opens. What the portal knows it says itself: identifier, product, version.
///
/// # Errors
/// A field is missing or cannot be read.
pub fn lire_ouverture(champs: Champs<'_>, id: &str, produit: &str, version: &str) -> Result<Ouverture, Refus> {
    let sites = champs.un("sites_declares").parse();
    Ok(Ouverture {
        id: id.to_owned(),
        dispositif: champs.un("dispositif").to_owned(),
        prestation: champs.choix("prestation", "la prestation", &Prestation::MOTS)?,
        client: champs.un("client").to_owned(),
        sites_declares: sites.map_err(|_| Refus::Saisie("nombre de sites du client : un entier".to_owned()))?,
        deja_vague_1: champs.coche("deja_vague_1"),
        produit: produit.to_owned(),
        version: version.to_owned(),
        assujetti: !champs.coche("non_assujetti"),
    })
}
