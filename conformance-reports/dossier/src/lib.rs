//! The dossier de preuves: what a campaign leaves behind. A zip that holds the report that a reviewer reads, the pieces by
//! proof number, the workbook of the Convergence platform, JUnit for the CI, what is still to be provided, and a signed
//! manifest of all of it.
//!
//! The same campaign gives the same bytes: [`ecrire`] reads no clock, draws nothing at random, and works on a copy of the
//! result from which secrets, ports, paths, real instants and durations were taken out (`nettoyage`).

mod a_completer;
mod actes;
mod archive;
mod attentes;
mod bilan;
mod causes;
mod chapitres;
mod classeur;
mod console;
mod convergence;
mod declares;
pub mod depot;
mod diff;
mod entrees;
mod erreur;
pub mod examen;
mod feuille;
mod fiche;
mod fichier;
mod identites;
mod junit;
mod lecteur;
mod lieux;
mod manifeste;
mod mots;
mod nettoyage;
mod noms;
mod piece;
mod plan;
mod rapport;
mod rapport_pdf;
mod recit;
mod signature;
mod signes;
mod situer;
mod sources;
mod structure;
mod trace;
mod verification;

use std::io::Read;
use std::path::{Path, PathBuf};

use segur_model::catalogue::Catalogue;
use segur_model::classeur::LignesDuClasseur;
use segur_model::resultat::{Octets, ResultatCampagne};

pub use classeur::ecrire_classeur;
pub use console::console;
pub use diff::{Diff, Ligne, Objet, differencier};
pub use erreur::DossierError;
pub use examen::examiner_ouvert;
pub use fichier::FichierCite;
pub use identites::{IdentitesConnues, Recherche as RechercheIdentites};
pub use junit::{junit, junit_avec_durees};
pub use lecteur::Lecteur;
pub use manifeste::{CatalogueCite, ConstatDEtape, ConstatExigence, EtatDePreuve, FORMAT, Manifeste, SignatureCitee};
pub use noms::nom_fichier;
pub use piece::{GenrePiece, PieceDePreuve};
pub use rapport_pdf::attestation::{Attestation, attestation_pdf};
pub use signature::{empreinte_cle, est_cle_publique};
pub use verification::{Verification, extraire_convergence, verifier};

/// Names of the files at the root of the pack.
pub(crate) mod racine {
    pub(crate) const MANIFESTE: &str = "manifeste.json";
    pub(crate) const SIGNATURE: &str = "manifeste.sig";
    pub(crate) const SIGNATAIRE: &str = "signataire.pem";
    pub(crate) const RAPPORT: &str = "rapport.html";
    pub(crate) const RAPPORT_PDF: &str = "rapport.pdf";
    pub(crate) const CONVERGENCE: &str = "convergence.xlsx";
    pub(crate) const JUNIT: &str = "junit.xml";
    pub(crate) const A_COMPLETER: &str = "a-completer.md";
}

/// Gives bytes kept by the campaign as a stream; none: they are asked whole.
pub type Flux<'a> = &'a dyn Fn(&Octets) -> Option<Box<dyn Read>>;

/// What a pack is made from.
pub struct Entree<'a> {
    /// The campaign.
    pub resultat: &'a ResultatCampagne,
    /// The catalogue that it was played against.
    pub catalogue: &'a Catalogue,
    /// The rows of the workbook that the catalogue was imported from, if it was: those of the exigences that apply are the sheet « Exigences »
    /// of `convergence.xlsx`, as they stand.
    pub classeur: Option<&'a LignesDuClasseur>,
    /// Gives the bytes kept by the campaign. They are checked against their digest. May be called more than once.
    pub octets: &'a dyn Fn(&Octets) -> Result<Vec<u8>, DossierError>,
    /// Gives the same bytes as a stream: a big film never stands in memory. Without it, all are asked whole.
    pub flux: Option<Flux<'a>>,
    /// Gives the text of a scenario by its number: name of its file, and what is in it. The dossier holds what it says it has played.
    pub textes: &'a dyn Fn(&str) -> Option<(String, String)>,
    /// Who signs.
    pub signataire: Signataire,
    /// Identities known to be fictitious.
    pub identites_connues: &'a IdentitesConnues,
    /// Write even when other identities are met (`--accepter-identites`). The manifest and the report say so.
    pub accepter_identites: bool,
}

/// The certificate and key that sign the manifest.
#[derive(Clone, PartialEq, Eq)]
pub struct Signataire {
    /// X.509 certificate, PEM.
    pub certificat_pem: String,
    /// RSA private key, PEM (PKCS#8 or PKCS#1). Never written anywhere.
    pub cle_pem: String,
}

impl std::fmt::Debug for Signataire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signataire").finish_non_exhaustive()
    }
}

/// A pack that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ecrit {
    /// Where.
    pub chemin: PathBuf,
    /// SHA-256 of the zip.
    pub empreinte: String,
    /// Size of the zip in bytes.
    pub taille: u64,
    /// Number of files in it.
    pub fichiers: usize,
    /// SHA-256 of the public key that signs (SubjectPublicKeyInfo, DER).
    pub empreinte_cle: String,
    /// How many pieces had secrets masked.
    pub masques: usize,
}

/// Writes the pack. The file appears whole or not at all, and never in place of another.
///
/// # Errors
/// See [`DossierError`]; nothing is left on the disk.
pub fn ecrire(entree: &Entree<'_>, chemin_zip: &Path) -> Result<Ecrit, DossierError> {
    archive::refuser_existant(chemin_zip)?;
    let signeur = signature::Signeur::lire(&entree.signataire)?;
    let resultat = nettoyage::nettoyer(entree.resultat)?;
    let plan = plan::Plan::dresser(&resultat, entree)?;
    let lieux = lieux::Lieux::situer(&resultat, &plan, entree)?;

    let dossier = plan::Dossier {
        resultat: &resultat,
        catalogue: entree.catalogue,
        classeur: entree.classeur,
        plan: &plan,
        lieux: &lieux,
        empreinte_cle: signeur.empreinte(),
        identites_acceptees: entree.accepter_identites,
    };
    let mut vues = vec![
        (
            racine::RAPPORT,
            "text/html; charset=utf-8",
            "Rapport lisible de la campagne",
            rapport::html(&dossier).into_bytes(),
        ),
        (
            racine::RAPPORT_PDF,
            "application/pdf",
            "Le même rapport, à imprimer ou à classer (PDF/A-1b)",
            rapport_pdf::pdf(&dossier)?,
        ),
        (
            racine::CONVERGENCE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "Exigences au format d'échange de Convergence, et ce que le banc a vu de chacune",
            convergence::classeur(&dossier)?,
        ),
        (
            racine::JUNIT,
            "application/xml",
            "Un cas de test par scénario, pour l'intégration continue",
            junit::junit(&resultat)?.into_bytes(),
        ),
        (
            racine::A_COMPLETER,
            "text/markdown; charset=utf-8",
            "Ce qui reste à fournir, preuve par preuve",
            a_completer::markdown(&dossier).into_bytes(),
        ),
        (
            racine::SIGNATAIRE,
            "application/x-pem-file",
            "Certificat de la clé qui signe le manifeste",
            certificat_seul(&entree.signataire.certificat_pem).into_bytes(),
        ),
    ];
    let json = serde_json::to_string_pretty(&manifeste::dresser(&dossier, &vues)).map_err(|e| DossierError::vue("le manifeste", e))? + "\n";
    let sceau = signeur.signer(json.as_bytes())?;
    vues.push((racine::MANIFESTE, "", "", json.into_bytes()));
    vues.push((racine::SIGNATURE, "", "", sceau));

    let depot = archive::deposer(chemin_zip, vues, &plan, plan::Acces::de(entree))?;
    Ok(Ecrit {
        chemin: chemin_zip.to_owned(),
        empreinte: depot.empreinte,
        taille: depot.taille,
        fichiers: depot.fichiers,
        empreinte_cle: signeur.empreinte().to_owned(),
        masques: plan.fichiers.iter().filter(|f| f.masque.is_some()).count(),
    })
}

/// The certificate block alone: a PEM that also holds its key must not carry it into the pack.
fn certificat_seul(pem: &str) -> String {
    const DEBUT: &str = "-----BEGIN CERTIFICATE-----";
    const FIN: &str = "-----END CERTIFICATE-----";
    let corps = pem
        .split_once(DEBUT)
        .and_then(|(_, reste)| reste.split_once(FIN))
        .map_or("", |(corps, _)| corps);
    format!("{DEBUT}\n{}\n{FIN}\n", corps.trim().replace("\r\n", "\n"))
}
