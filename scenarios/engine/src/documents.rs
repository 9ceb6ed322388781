//! Documents that candidates write — CDA, PDF, IHE_XDM archives — read and judged by the crates of their formats. A check that
//! stops, or that cannot be applied to a file, is an error of the bench: it says nothing of the document.

use std::panic::{AssertUnwindSafe, catch_unwind};

use segur_cda as cda;
use segur_mail::xdm;
use segur_model::{Faits, FaitsLus, Finding, Rule, mettre};
use segur_pdf as pdf;
use segur_schematron as schematron;

use crate::regles::{Contexte, nomme};

/// The rules of documents.
pub(crate) fn regles() -> [&'static [Rule]; 4] {
    [cda::REGLES, pdf::REGLES, xdm::REGLES, schematron::REGLES]
}

/// Why a file was not judged: the sentence is for the report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentNonJuge {
    /// The words of `verifier` speak of another kind of file.
    #[error("« {mots} » ne s'applique pas à un fichier de ce genre ({genre}) : rien n'a été jugé")]
    AutreGenre {
        /// Words of `verifier`.
        mots: String,
        /// What the file is.
        genre: &'static str,
    },
    /// The document cannot be put against what the scenario asks.
    #[error("{0}")]
    Illisible(String),
    /// A check stopped.
    #[error("le contrôle s'est arrêté : c'est un défaut du banc, rien n'est dit du document")]
    Panne,
}

/// Runs a check; one that stops gives [`DocumentNonJuge::Panne`].
///
/// # Errors
/// [`DocumentNonJuge::Panne`], and only it.
pub fn sans_panne<T>(controle: impl FnOnce() -> T) -> Result<T, DocumentNonJuge> {
    catch_unwind(AssertUnwindSafe(controle)).map_err(|_| DocumentNonJuge::Panne)
}

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Genre {
    Cda,
    Pdf,
    Xdm,
    Json,
}

impl Genre {
    fn de(octets: &[u8]) -> Self {
        let sans_marque = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
        if octets.starts_with(b"PK\x03\x04") || octets.starts_with(b"PK\x05\x06") {
            Self::Xdm
        } else if octets.starts_with(b"%PDF-") {
            Self::Pdf
        } else if sans_marque.trim_ascii_start().starts_with(b"<") || octets.starts_with(&[0xff, 0xfe]) || octets.starts_with(&[0xfe, 0xff])
        {
            Self::Cda
        } else {
            Self::Json
        }
    }

    /// What a file of this name must be.
    fn attendu(nom: &str) -> Self {
        match nom {
            "compte-rendu" => Self::Cda,
            "compte-rendu-pdf" => Self::Pdf,
            "archive-xdm" => Self::Xdm,
            _ => Self::Json,
        }
    }

    fn nom(self) -> &'static str {
        match self {
            Self::Cda => "document XML",
            Self::Pdf => "PDF",
            Self::Xdm => "archive",
            Self::Json => "extrait JSON",
        }
    }

    /// First words of the rules that judge it.
    fn familles(self) -> &'static [&'static str] {
        match self {
            Self::Cda => &["cda", "schematron"],
            Self::Pdf => &["pdf"],
            Self::Xdm => &["xdm", "xds", "cda", "cda-xds", "schematron"],
            Self::Json => &[],
        }
    }
}

/// Whether a file is a document, which is judged byte for byte, rather than an extract in which the candidate tells about itself.
#[must_use]
pub fn est_document(octets: &[u8]) -> bool {
    Genre::de(octets) != Genre::Json
}

/// Reads the facts of a file that an act answered under this name. An extract is held to its contract first (`docs/actes.md`).
///
/// # Errors
/// A French sentence when it is none of the known kinds, cannot be read, or is not what the act must answer.
pub fn faits_du_fichier(nom: &str, octets: &[u8]) -> Result<FaitsLus, String> {
    let (genre, attendu) = (Genre::de(octets), Genre::attendu(nom));
    if genre != attendu {
        return Err(format!("{} attendu, {} remis", attendu.nom(), genre.nom()));
    }
    sans_panne(|| match genre {
        Genre::Cda => Ok(cda::faits(octets).into()),
        Genre::Pdf => faits_pdf(octets).map(FaitsLus::from),
        Genre::Xdm => faits_xdm(octets),
        Genre::Json => crate::moteur::fichiers::faits(nom, octets),
    })
    .unwrap_or_else(|panne| Err(panne.to_string()))
}

fn faits_pdf(octets: &[u8]) -> Result<Faits, String> {
    let lu = pdf::lire(octets).map_err(|e| e.to_string())?;
    let mut faits = Faits::new();
    mettre(&mut faits, "pdf.pages", Some(lu.nombre_de_pages.to_string()));
    let symboles = lu.pages.iter().flat_map(|p| &p.symboles);
    let matricules: Vec<String> = symboles.filter_map(|s| pdf::lire_ins(&s.texte).ok()).map(|i| i.matricule).collect();
    mettre(&mut faits, "pdf.datamatrix.ins", matricules);
    Ok(faits)
}

fn faits_xdm(octets: &[u8]) -> Result<FaitsLus, String> {
    let lue = xdm::lire(octets).map_err(|e| e.to_string())?;
    let mut lus = FaitsLus::default();
    mettre(&mut lus.faits, "xdm.documents", Some(lue.documents().count().to_string()));
    for document in lue.documents() {
        let faits = cda::faits(&document.octets);
        for (nom, valeurs) in &faits {
            lus.faits.entry(nom.clone()).or_default().extend(valeurs.iter().cloned());
        }
        lus.entrees.entry("documents".to_owned()).or_default().push(faits);
    }
    Ok(lus)
}

/// The identity that a document is about, as the world has it.
pub use segur_pdf::TraitsAttendus as Traits;

/// Judges a file against the rules that these words name.
///
/// # Errors
/// [`DocumentNonJuge`]: nothing is said of the document then.
pub fn juger(mots: &[String], octets: &[u8], traits: &Traits, ctx: &Contexte) -> Result<Vec<Finding>, DocumentNonJuge> {
    if mots.is_empty() {
        return Ok(Vec::new());
    }
    let genre = Genre::de(octets);
    let etrangers: Vec<&str> = mots
        .iter()
        .filter(|m| !genre.familles().iter().any(|f| nomme(f, m)))
        .map(String::as_str)
        .collect();
    if !etrangers.is_empty() {
        return Err(DocumentNonJuge::AutreGenre {
            mots: etrangers.join(", "),
            genre: genre.nom(),
        });
    }
    let findings = sans_panne(|| match genre {
        Genre::Cda => cda(mots, octets, ctx),
        Genre::Pdf => Ok(pdf::juger(octets, &contexte_pdf(mots, traits))),
        Genre::Xdm => archive(mots, octets, ctx),
        Genre::Json => Ok(Vec::new()),
    })??;
    Ok(findings.into_iter().filter(|f| mots.iter().any(|m| nomme(m, &f.rule))).collect())
}

/// Naming a rule of PDF/A-1, of the datamatrix or of the printed traits is asking for it.
fn contexte_pdf(mots: &[String], traits: &Traits) -> pdf::ContextePdf {
    let demande = |regle: &str| mots.iter().any(|m| nomme(regle, m));
    pdf::ContextePdf {
        pdfa_exige: demande("pdf.a1"),
        datamatrix_exige: demande("pdf.datamatrix"),
        traits_imprimes: demande("pdf.traits-imprimes"),
        // Without a name there is nobody to compare with.
        traits: (!traits.nom_naissance.is_empty()).then(|| traits.clone()),
    }
}

fn contexte_cda(ctx: &Contexte) -> cda::ContexteCda {
    cda::ContexteCda {
        environnement: ctx.environnement,
        ..cda::ContexteCda::default()
    }
}

fn cda(mots: &[String], octets: &[u8], ctx: &Contexte) -> Result<Vec<Finding>, DocumentNonJuge> {
    let mut findings = cda::juger_document(octets, &contexte_cda(ctx));
    if let Some(jeu) = jeu_demande(mots, ctx) {
        findings.extend(schematrons(jeu, octets)?);
    }
    Ok(findings)
}

fn archive(mots: &[String], octets: &[u8], ctx: &Contexte) -> Result<Vec<Finding>, DocumentNonJuge> {
    let lue = match xdm::lire(octets) {
        Ok(lue) => lue,
        Err(refus) => return Ok(vec![refus.constat()]),
    };
    let mut findings = xdm::juger_lue(&lue, &xdm::ContexteXdm { cda: contexte_cda(ctx) });
    let Some(jeu) = jeu_demande(mots, ctx) else { return Ok(findings) };
    for document in lue.documents() {
        findings.extend(document.situer(schematrons(jeu, &document.octets)?));
    }
    Ok(findings)
}

/// The schematrons of the ANS, where they were given and are asked.
pub(crate) fn jeu_demande<'c>(mots: &[String], ctx: &'c Contexte) -> Option<&'c schematron::JeuAns> {
    ctx.schematrons.as_deref().filter(|_| mots.iter().any(|m| nomme("schematron", m)))
}

/// The schematrons of the ANS over a document.
///
/// # Errors
/// [`DocumentNonJuge::Illisible`] when the engine of schematrons could not go through.
pub(crate) fn schematrons(jeu: &schematron::JeuAns, octets: &[u8]) -> Result<Vec<Finding>, DocumentNonJuge> {
    let Ok(lu) = cda::lire(octets) else { return Ok(Vec::new()) };
    jeu.juger(octets, &lu.template_ids(), &schematron::Options::default())
        .map_err(|e| DocumentNonJuge::Illisible(e.to_string()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn mots(tous: &[&str]) -> Vec<String> {
        tous.iter().map(|m| (*m).to_owned()).collect()
    }

    #[test]
    fn a_check_that_stops_is_an_error_of_the_bench() {
        assert_eq!(sans_panne(|| 1), Ok(1));
        #[allow(clippy::panic)]
        let arrete = sans_panne::<()>(|| panic!("une règle s'arrête"));
        assert_eq!(arrete, Err(DocumentNonJuge::Panne));
    }

    #[test]
    fn words_of_another_kind_judge_nothing_and_say_so() {
        let json = juger(&mots(&["cda"]), b"{}", &Traits::default(), &Contexte::vide());
        assert!(
            matches!(json, Err(DocumentNonJuge::AutreGenre { genre: "extrait JSON", .. })),
            "{json:?}"
        );
        let pdf = juger(&mots(&["pdf.a1", "cda"]), b"%PDF-1.4\n", &Traits::default(), &Contexte::vide()).unwrap_err();
        assert_eq!(
            pdf.to_string(),
            "« cda » ne s'applique pas à un fichier de ce genre (PDF) : rien n'a été jugé"
        );
        assert_eq!(juger(&[], b"{}", &Traits::default(), &Contexte::vide()), Ok(Vec::new()));
    }

    #[test]
    fn each_kind_is_judged_by_its_own_rules() {
        for (octets, mot) in [
            (b"<a/>".as_slice(), "cda"),
            (b"%PDF-1.4\n", "pdf"),
            (b"PK\x03\x04 pas une archive", "xdm"),
        ] {
            let findings = juger(&mots(&[mot]), octets, &Traits::default(), &Contexte::vide()).unwrap();
            assert!(findings.iter().any(Finding::is_error), "{mot} : {findings:?}");
            assert!(findings.iter().all(|f| nomme(mot, &f.rule)), "{mot}");
        }
    }
}
