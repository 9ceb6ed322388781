//! Documents that candidates write — CDA, PDF, IHE_XDM archives — read and judged by the crates of their formats. A check that
//! stops, or that cannot be applied to a file, is an error of the bench: it says nothing of the document.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
pub use segur_dialecte::Traits;
use segur_dialecte::{Connu, Joint, Lu, Source, nomme};
use segur_mail::xdm::situer;
use segur_model::{FaitsLus, Finding};
use segur_tous::Nu;

use crate::ans::Ans;
use crate::regles::Contexte;

/// Why a file, or an exchange, was not judged: the sentence is for the report.
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
    /// What is asked of it is not its sender's: why.
    #[error("{0}")]
    DUnAutre(&'static str),
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

/// What a file is called, by the dialect that takes it; none takes an extract, in which the candidate tells about itself.
fn genre(dialecte: Option<&str>) -> &'static str {
    match dialecte {
        Some("cda") => "document XML",
        Some("pdf") => "PDF",
        Some("xdm") => "archive",
        Some("mssante") => "courriel",
        Some(_) => "message",
        None => "extrait JSON",
    }
}

/// First words of the rules that judge the files of a dialect.
fn familles(dialecte: Option<&str>) -> &'static [&'static str] {
    match dialecte {
        Some("cda") => &["cda", "schematron"],
        Some("pdf") => &["pdf"],
        Some("xdm") => &["xdm", "xds", "cda", "cda-xds", "schematron"],
        Some("mssante") => &["mssante", "xdm", "xds", "cda", "cda-xds", "pdf", "schematron"],
        _ => &[],
    }
}

/// A file that an act answered, read once.
pub struct FichierLu {
    octets: Bytes,
    /// The dialect that takes it; none for an extract.
    dialecte: Option<&'static str>,
    lu: Box<dyn Lu>,
}

impl FichierLu {
    /// Reads a file that an act answered under this name. An extract is held to its contract first (`docs/actes.md`).
    ///
    /// # Errors
    /// A French sentence when it is none of the known kinds, cannot be read, or is not what the act must answer.
    pub fn lire(nom: &str, octets: Vec<u8>) -> Result<Self, String> {
        let octets = Bytes::from(octets);
        let lu = sans_panne(|| segur_tous::lire(&Source::fichier(Some(nom), &octets))).map_err(|panne| panne.to_string())?;
        let (dialecte, lu) = match lu {
            Some((dialecte, lu)) => (Some(dialecte), lu),
            None => (None, Box::new(Nu::default()) as Box<dyn Lu>),
        };
        let attendu = segur_tous::dialecte_du_fichier(nom);
        if dialecte != attendu {
            return Err(format!("{} attendu, {} remis", genre(attendu), genre(dialecte)));
        }
        match lu.illisible() {
            Some(raison) => Err(raison),
            None if dialecte.is_some() => Ok(Self { octets, dialecte, lu }),
            None => Ok(Self {
                lu: Box::new(Nu(crate::moteur::fichiers::faits(nom, &octets)?)),
                octets,
                dialecte,
            }),
        }
    }

    /// Its facts.
    #[must_use]
    pub fn faits(&self) -> &FaitsLus {
        self.lu.faits()
    }

    /// Its bytes.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// Whether it is a document, which is judged byte for byte, rather than an extract.
    #[must_use]
    pub fn est_document(&self) -> bool {
        self.dialecte.is_some()
    }

    /// Judges it against the rules that these words name.
    ///
    /// # Errors
    /// [`DocumentNonJuge`]: nothing is said of the document then.
    pub fn juger(&self, mots: &[String], traits: &Traits, ctx: &Contexte<'_>) -> Result<Vec<Finding>, DocumentNonJuge> {
        if mots.is_empty() {
            return Ok(Vec::new());
        }
        let etrangers: Vec<&str> = mots
            .iter()
            .filter(|m| !familles(self.dialecte).iter().any(|f| nomme(f, m)))
            .map(String::as_str)
            .collect();
        if !etrangers.is_empty() {
            return Err(DocumentNonJuge::AutreGenre {
                mots: etrangers.join(", "),
                genre: genre(self.dialecte),
            });
        }
        let k = Connu {
            exige: mots,
            traits: Some(traits),
            ..ctx.connu()
        };
        let mut findings = sans_panne(|| self.lu.constats(&k))?;
        if let Some(ans) = ans_demande(mots, ctx) {
            findings.extend(sans_panne(|| self.schematrons(ans))??);
        }
        findings.retain(|f| repond(mots, f));
        Ok(findings)
    }

    /// The schematrons of the ANS over a document, or over each of those that an archive carries.
    fn schematrons(&self, ans: &Ans) -> Result<Vec<Finding>, DocumentNonJuge> {
        if matches!(self.dialecte, Some("xdm" | "mssante")) {
            schematrons_des_joints(ans, self.lu.documents())
        } else {
            schematrons(ans, &self.octets)
        }
    }
}

/// The word that asks for all that is known of a clinical document: what the ANS publishes too, where the user gave it.
const TOUT_LE_CDA: &str = "cda";

/// Whether a finding answers one of these words: its rule is one that a word names, or it says that the document of which a word speaks
/// cannot be read. Of what cannot be read no rule is broken, and none is kept either.
pub(crate) fn repond(mots: &[String], f: &Finding) -> bool {
    let du_document = |m: &str| ["cda", "cda-xds", "schematron"].iter().any(|famille| nomme(famille, m));
    let muet = f.rule == segur_cda::LISIBLE.id && f.is_error();
    let publiee = |m: &str| m == TOUT_LE_CDA && nomme("schematron", &f.rule);
    mots.iter().any(|m| nomme(m, &f.rule) || publiee(m) || (muet && du_document(m)))
}

/// What the ANS publishes, over each of these documents.
///
/// # Errors
/// [`DocumentNonJuge::Illisible`], as [`schematrons`].
pub(crate) fn schematrons_des_joints(ans: &Ans, joints: &[Joint]) -> Result<Vec<Finding>, DocumentNonJuge> {
    let mut findings = Vec::new();
    for joint in joints {
        findings.extend(situer(&joint.lieu.path, schematrons(ans, &joint.octets)?));
    }
    Ok(findings)
}

/// What the ANS publishes, where it was given and is asked: by its own word, or with all that is known of a clinical document.
pub(crate) fn ans_demande<'c>(mots: &[String], ctx: &'c Contexte<'_>) -> Option<&'c Ans> {
    let demande = |m: &String| m == TOUT_LE_CDA || nomme("schematron", m);
    ctx.ans.as_deref().filter(|_| mots.iter().any(demande))
}

/// What the ANS publishes, over a document.
///
/// # Errors
/// [`DocumentNonJuge::Illisible`] when the engine of schematrons could not go through.
pub(crate) fn schematrons(ans: &Ans, octets: &[u8]) -> Result<Vec<Finding>, DocumentNonJuge> {
    ans.lire_et_juger(octets, 0).1.map_err(DocumentNonJuge::Illisible)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use segur_dialecte::Confiance;
    use segur_model::World;

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

    fn juger(nom: &str, octets: &[u8], tous: &[&str]) -> Result<Vec<Finding>, DocumentNonJuge> {
        let monde = World::default();
        let lu = FichierLu::lire(nom, octets.to_vec()).unwrap();
        lu.juger(&mots(tous), &Traits::default(), &Contexte::du_monde(&monde, Confiance::default()))
    }

    #[test]
    fn words_of_another_kind_judge_nothing_and_say_so() {
        let json = juger("autre", b"{}", &["cda"]);
        assert!(
            matches!(json, Err(DocumentNonJuge::AutreGenre { genre: "extrait JSON", .. })),
            "{json:?}"
        );
        let xml = juger("compte-rendu", b"<a/>", &["cda", "pdf.a1"]).unwrap_err();
        assert_eq!(
            xml.to_string(),
            "« pdf.a1 » ne s'applique pas à un fichier de ce genre (document XML) : rien n'a été jugé"
        );
        assert_eq!(juger("autre", b"{}", &[]), Ok(Vec::new()));
    }

    #[test]
    fn a_file_is_what_its_name_says() {
        for (nom, octets, dit) in [
            ("compte-rendu", &b"{}"[..], "document XML attendu, extrait JSON remis"),
            ("compte-rendu", b"%PDF-1.4\n", "document XML attendu, PDF remis"),
            ("archive-xdm", b"<a/>", "archive attendu, document XML remis"),
            ("identite", b"<a/>", "extrait JSON attendu, document XML remis"),
        ] {
            assert_eq!(FichierLu::lire(nom, octets.to_vec()).err().as_deref(), Some(dit));
        }
        // What its own dialect cannot read is out of contract too; a CDA has a rule that says it.
        assert!(FichierLu::lire("archive-xdm", b"PK\x03\x04 pas une archive".to_vec()).is_err());
        let constats = juger("compte-rendu", b"<a/>", &["cda"]).unwrap();
        assert!(constats.iter().any(Finding::is_error) && constats.iter().all(|f| nomme("cda", &f.rule)));
    }

    /// Whoever gives what the ANS publishes has each document judged by it, wherever all that is known of a CDA is asked.
    #[test]
    fn what_the_ans_publishes_judges_wherever_the_whole_cda_is_asked() {
        let Some(publie) = segur_essais::corpus("cda/ans-testcontenucda-3-0") else {
            return;
        };
        let sain = std::fs::read_to_string(publie.join("ExemplesCDA/LDL-SES_2022.01.xml")).unwrap();
        let monde = World::default();
        let sans = Contexte::du_monde(&monde, Confiance::default());
        let avec = Contexte {
            ans: Some(std::sync::Arc::new(Ans::ouvrir(&publie).unwrap())),
            ..sans.clone()
        };
        let publiees = |altere: &str, mot: &str, ctx: &Contexte<'_>| -> Vec<String> {
            let lu = FichierLu::lire("compte-rendu", altere.as_bytes().to_vec()).unwrap();
            let constats = lu.juger(&mots(&[mot]), &Traits::default(), ctx).unwrap();
            let erreurs = constats.into_iter().filter(Finding::is_error).map(|f| f.rule);
            erreurs.filter(|r| r == "cda.xsd" || r.starts_with("schematron.")).collect()
        };
        assert_eq!(publiees(&sain, "cda", &avec), [""; 0]);
        for (de, par, regle) in [
            ("<realmCode", "<autre/><realmCode", "cda.xsd"),
            ("code=\"SA01\"", "code=\"SA99\"", "schematron."),
        ] {
            let altere = sain.replacen(de, par, 1);
            assert_ne!(sain, altere, "{de}");
            assert!(publiees(&altere, "cda", &avec).iter().any(|r| r.starts_with(regle)), "{regle}");
            assert_eq!(publiees(&altere, "cda", &sans), [""; 0]);
            assert_eq!(publiees(&altere, "cda.statut", &avec), [""; 0]);
        }
    }

    #[test]
    fn what_cannot_be_read_keeps_no_rule_however_narrow_the_word() {
        for mot in ["cda.statut", "cda.patient.ins", "schematron"] {
            let constats = juger("compte-rendu", b"<ClinicalDocument", &[mot]).unwrap();
            let dites: Vec<&str> = constats.iter().map(|f| f.rule.as_str()).collect();
            assert_eq!(dites, [segur_cda::LISIBLE.id], "{mot}");
        }
        let f = segur_cda::LISIBLE.finding(segur_model::Location::path("/"), "", "");
        assert!(!repond(&mots(&["vihf", "xds"]), &f));
    }
}
