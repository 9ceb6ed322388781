//! The kinds of files that are judged, each by the crate of its format.

use std::path::Path;

use segur_cda::ContexteCda;
use segur_mail::xdm;
use segur_model::{Environnement, Finding, Severity};
use segur_pdf::ContextePdf;
use segur_saml::vihf;
use segur_soap::mtom;
use segur_x509::Confiance;
use segur_xds::ContexteLot;
use time::OffsetDateTime;

use super::{Jugement, cda};

/// A kind of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Genre {
    Cda,
    Xdm,
    Vihf,
    Xds,
    Soap,
    Pdf,
}

const NOMS: &[(&str, Genre)] = &[
    ("cda", Genre::Cda),
    ("xdm", Genre::Xdm),
    ("vihf", Genre::Vihf),
    ("xds", Genre::Xds),
    ("soap", Genre::Soap),
    ("pdf", Genre::Pdf),
];

/// Kinds of the contract that are not there yet.
pub(super) const A_VENIR: &[&str] = &["mail", "hl7v2", "fhir"];

/// Every kind of the contract.
pub(super) fn tous() -> Vec<&'static str> {
    NOMS.iter().map(|n| n.0).chain(A_VENIR.iter().copied()).collect()
}

impl Genre {
    pub(super) fn lire(nom: &str) -> Option<Self> {
        NOMS.iter().find(|n| n.0 == nom).map(|n| n.1)
    }

    pub(super) fn nom(self) -> &'static str {
        NOMS.iter().find(|n| n.1 == self).map_or("", |n| n.0)
    }

    pub(super) fn a_des_schematrons(self) -> bool {
        matches!(self, Self::Cda | Self::Xdm)
    }
}

/// What files are judged with.
pub(super) struct Banc {
    pub(super) environnement: Environnement,
    pub(super) ans: Option<cda::Ans>,
    /// Threads for one document; 0 for every core.
    pub(super) fils: usize,
}

impl Banc {
    pub(super) fn contexte_cda(&self) -> ContexteCda {
        ContexteCda {
            environnement: self.environnement,
            ..ContexteCda::default()
        }
    }
}

/// Rules that want what a file alone does not hold: the time of reception, and whom to trust.
const HORS_DU_FICHIER: &[&str] = &["chaine", "validite", "revocation", "frais", "duree-vie", "homologation"];

/// Judges a file. A check that stops is a fault of the bench: it is told so, and is never a finding of the file.
pub(super) fn juger_sans_panne(genre: Genre, fichier: &Path, octets: &[u8], banc: &Banc) -> Jugement {
    segur_engine::documents::sans_panne(|| juger(genre, fichier, octets, banc))
        .unwrap_or_else(|_| Err("le contrôle s'est arrêté : c'est un défaut du banc, à signaler avec ce fichier".to_owned()))
}

fn juger(genre: Genre, fichier: &Path, octets: &[u8], banc: &Banc) -> Jugement {
    match genre {
        Genre::Cda => cda::juger(octets, banc),
        Genre::Xdm => juger_xdm(fichier, octets, banc),
        Genre::Vihf => juger_vihf(&texte(octets)?),
        Genre::Xds => juger_lot(octets, banc.environnement),
        Genre::Pdf => juger_pdf(fichier, octets),
        Genre::Soap => {
            let (enveloppe, _) = enveloppe(octets)?;
            let mut findings = juger_vihf(&enveloppe)?;
            findings.extend(juger_lot(octets, banc.environnement)?);
            Ok(findings)
        }
    }
}

fn nom(fichier: &Path) -> String {
    fichier.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn juger_pdf(fichier: &Path, octets: &[u8]) -> Jugement {
    let lu = segur_pdf::lire(octets).map_err(|e| e.to_string())?;
    let mut findings = segur_pdf::juger_lu(&lu, &ContextePdf::default());
    findings.extend(segur_pdf::juger_nom(&nom(fichier), None));
    Ok(findings)
}

/// An archive, and each clinical document in it as `check cda` judges it.
fn juger_xdm(fichier: &Path, octets: &[u8], banc: &Banc) -> Jugement {
    let archive = match xdm::lire(octets) {
        Ok(archive) => archive,
        Err(refus) => return Ok([vec![refus.constat()], xdm::juger_nom(&nom(fichier))].concat()),
    };
    let mut findings = xdm::juger_lue(&archive, &xdm::ContexteXdm { cda: banc.contexte_cda() });
    findings.extend(xdm::juger_nom(&nom(fichier)));
    let Some(ans) = &banc.ans else { return Ok(findings) };
    for document in archive.documents() {
        if let Ok(lu) = segur_cda::lire(&document.octets) {
            findings.extend(document.situer(ans.juger(&document.octets, &lu, banc.fils)?));
        }
    }
    Ok(findings)
}

fn texte(octets: &[u8]) -> Result<String, String> {
    segur_soap::decoder(octets)
        .map(std::borrow::Cow::into_owned)
        .map_err(|e| e.to_string())
}

/// The SOAP envelope of a raw dump (MTOM or plain), with its parts.
fn enveloppe(octets: &[u8]) -> Result<(String, Vec<mtom::Partie>), String> {
    if octets.trim_ascii_start().starts_with(b"--") {
        let multipart = mtom::lire_brut(octets).map_err(|e| e.to_string())?;
        return Ok((texte(&multipart.racine.octets)?, multipart.parties));
    }
    Ok((texte(octets)?, Vec::new()))
}

fn juger_vihf(document: &str) -> Result<Vec<Finding>, String> {
    if vihf::lire_vihf(document).is_none() {
        return Err("pas d'assertion SAML 2.0 dans ce fichier".to_owned());
    }
    let maintenant = OffsetDateTime::now_utc();
    // Nobody is trusted: what is said of the chain is not told, below.
    let confiance = Confiance::default();
    let mut findings = vihf::juger_vihf(document, confiance.a(maintenant), maintenant, &vihf::ContexteVihf::default());
    for f in &mut findings {
        let fin = f.rule.rsplit('.').next().unwrap_or_default();
        if HORS_DU_FICHIER.iter().any(|h| fin.contains(h)) {
            f.severity = Severity::NotEvaluated;
            "ne se juge pas sur un fichier seul".clone_into(&mut f.seen);
        }
    }
    Ok(findings)
}

fn juger_lot(octets: &[u8], environnement: Environnement) -> Result<Vec<Finding>, String> {
    let (enveloppe, parties) = enveloppe(octets)?;
    segur_xds::lire_lot(&enveloppe).map_err(|e| e.to_string())?;
    Ok(segur_xds::juger_lot(
        &enveloppe,
        &parties,
        &ContexteLot {
            environnement,
            confiance: Confiance::default(),
            maintenant: OffsetDateTime::now_utc(),
        },
    ))
}
