//! The kinds of files that are judged, each by the crate of its format.

use std::path::Path;

use bytes::Bytes;
use segur_cda::Document;
use segur_dialecte::{Constateur, Lu, Source, seul};
use segur_engine::ans::Ans;
use segur_hl7v2::Hl7Lu;
use segur_mail::courriel::{CourrielIllisible, CourrielLu};
use segur_mail::xdm::{self, XdmLu};
use segur_model::{Direction, Environnement, Exchange, Finding, Location, Severity};
use segur_pdf::PdfLu;
use segur_r4::{Profils, R4Lu};
use segur_saml::vihf::VihfSeul;
use segur_xds::echange::lire_message;
use segur_xds::{LotLu, Porteur};
use time::OffsetDateTime;

use super::capture::Capture;
use super::fichiers::est_entree;
use super::{Constats, Jugement, cda};

/// A kind of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Genre {
    Cda,
    Xdm,
    Mail,
    Vihf,
    Xds,
    Soap,
    Pdf,
    Hl7v2,
    Fhir,
}

const NOMS: &[(&str, Genre)] = &[
    ("cda", Genre::Cda),
    ("xdm", Genre::Xdm),
    ("mail", Genre::Mail),
    ("vihf", Genre::Vihf),
    ("xds", Genre::Xds),
    ("soap", Genre::Soap),
    ("pdf", Genre::Pdf),
    ("hl7v2", Genre::Hl7v2),
    ("fhir", Genre::Fhir),
];

/// Every kind of the contract.
pub(super) fn tous() -> Vec<&'static str> {
    NOMS.iter().map(|n| n.0).collect()
}

impl Genre {
    pub(super) fn lire(nom: &str) -> Option<Self> {
        NOMS.iter().find(|n| n.0 == nom).map(|n| n.1)
    }

    pub(super) fn nom(self) -> &'static str {
        NOMS.iter().find(|n| n.1 == self).map_or("", |n| n.0)
    }

    /// How the names of its files end, in a folder.
    pub(super) fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Cda => &[".xml", ".cda"],
            Self::Xdm => &[".zip"],
            Self::Mail => &[".eml", ".mbox"],
            Self::Vihf => &[".xml", ".saml"],
            Self::Xds | Self::Soap => &[".xml", ".mime", ".http", ".soap", ".bin"],
            Self::Pdf => &[".pdf"],
            Self::Hl7v2 => &[".hl7", ".er7", ".msg"],
            Self::Fhir => &[".json"],
        }
    }

    /// Whether the name of a file is that of its files.
    pub(super) fn porte_son_nom(self, fichier: &Path) -> bool {
        let fin = fichier.extension().unwrap_or_default();
        self.extensions().iter().any(|e| fin.eq_ignore_ascii_case(&e[1..]))
    }

    pub(super) fn a_des_schematrons(self) -> bool {
        matches!(self, Self::Cda | Self::Xdm | Self::Mail | Self::Hl7v2)
    }
}

/// What files are judged with.
pub(super) struct Banc {
    pub(super) environnement: Environnement,
    pub(super) ans: Option<Ans>,
    /// Definitions that resources are judged by, beside R4.
    pub(super) profils: Option<Profils>,
    /// Threads for one document; 0 for every core.
    pub(super) fils: usize,
}

/// What the rules of an assertion end with that want more than a file: the time of reception, and whom to trust.
const HORS_DU_FICHIER: &[&str] = &["chaine", "validite", "revocation", "frais", "duree-vie", "homologation"];

/// Told of a message that came without its HTTP headers, when its body does not show it to be multipart.
const MTOM: &str = segur_xds::regles::MIME_MESSAGE.id;

/// Judges a file. A check that stops is a fault of the bench: it is told so, and is never a finding of the file.
pub(super) fn juger_sans_panne(genre: Genre, fichier: &Path, octets: &[u8], banc: &Banc) -> Jugement {
    segur_engine::documents::sans_panne(|| juger(genre, fichier, octets, banc))
        .unwrap_or_else(|_| Err("le contrôle s'est arrêté : c'est un défaut du banc, à signaler avec ce fichier".to_owned()))
}

fn juger(genre: Genre, fichier: &Path, octets: &[u8], banc: &Banc) -> Jugement {
    match genre {
        Genre::Cda => return juger_cda(octets, banc),
        Genre::Xdm => juger_xdm(fichier, octets, banc),
        Genre::Mail => juger_courriel(octets, banc),
        Genre::Vihf => juger_vihf(octets),
        Genre::Xds => juger_lot(octets, banc.environnement),
        Genre::Pdf => juger_pdf(fichier, octets, banc),
        Genre::Soap => juger_message(octets, banc.environnement),
        Genre::Hl7v2 => juger_hl7v2(octets, banc),
        Genre::Fhir => juger_fhir(octets, banc),
    }
    .map(Constats::from)
}

/// The findings of a file, or why it cannot be read.
type Lus = Result<Vec<Finding>, String>;

fn juger_cda(octets: &[u8], banc: &Banc) -> Jugement {
    let (lu, dit) = lire_cda(octets, banc);
    let cda = lu
        .cda()
        .map_err(|e| cda::autre(octets).map_or_else(|| e.to_string(), ToOwned::to_owned))?;
    Ok(Constats {
        findings: constats_du_cda(&lu, dit, banc)?,
        document: cda::Nature::de(cda),
    })
}

/// A document, and what the schemas of the ANS say of it, when they are there: it is parsed once.
fn lire_cda(octets: &[u8], banc: &Banc) -> (Document, Lus) {
    match &banc.ans {
        Some(ans) => ans.lire_et_juger(octets, banc.fils),
        None => (Document::lire(octets, None), Ok(Vec::new())),
    }
}

/// What the native rules say of a document, what is said of the PDF that it carries, then what the schemas of the ANS do.
fn constats_du_cda(lu: &Document, dit: Lus, banc: &Banc) -> Lus {
    let mut findings = lu.constats_seuls(banc.environnement);
    findings.extend(lu.documents().iter().flat_map(cda::pdf_incorpore));
    findings.extend(dit?);
    Ok(findings)
}

fn nom(fichier: &Path) -> String {
    fichier.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn juger_pdf(fichier: &Path, octets: &[u8], banc: &Banc) -> Lus {
    let lu = PdfLu::lire(octets);
    lu.pdf().map_err(ToString::to_string)?;
    let mut findings = lu.constats_seuls(banc.environnement);
    if !est_entree(fichier) {
        findings.extend(segur_pdf::juger_nom(&nom(fichier), None));
    }
    Ok(findings)
}

/// An archive, and each clinical document in it as `check cda` judges it.
fn juger_xdm(fichier: &Path, octets: &[u8], banc: &Banc) -> Lus {
    if !octets.starts_with(b"PK") {
        return Err("ce n'est pas une archive zip".to_owned());
    }
    let lu = XdmLu::lire(octets);
    let mut findings = lu.constats_seuls(banc.environnement);
    if !est_entree(fichier) {
        findings.extend(xdm::juger_nom(&nom(fichier)));
    }
    for (chemin, document) in lu.documents_lus() {
        findings.extend(cda::pdf_du_document(chemin, document));
    }
    let (Some(ans), Ok(archive)) = (&banc.ans, lu.archive()) else {
        return Ok(findings);
    };
    for document in archive.documents() {
        findings.extend(xdm::situer(&document.chemin, ans.lire_et_juger(&document.octets, banc.fils).1?));
    }
    Ok(findings)
}

/// A mail, with the archive and the PDF that it carries, each clinical document as `check cda` judges it.
fn juger_courriel(octets: &[u8], banc: &Banc) -> Lus {
    let lu = CourrielLu::lire(&Bytes::copy_from_slice(octets));
    if let Err(e @ CourrielIllisible::SansEnTete) = lu.courriel() {
        return Err(e.to_string());
    }
    let mut findings = lu.constats_seuls(banc.environnement);
    for joint in lu.documents() {
        let (document, dit) = lire_cda(&joint.octets, banc);
        findings.extend(cda::pdf_du_document(&joint.lieu.path, &document));
        findings.extend(xdm::situer(&joint.lieu.path, dit?));
    }
    Ok(findings)
}

/// A message, and each clinical document in it as `check cda` judges it.
fn juger_hl7v2(octets: &[u8], banc: &Banc) -> Lus {
    let lu = Hl7Lu::lire(octets);
    if let Some(raison) = lu.illisible() {
        return Err(raison);
    }
    let mut findings = lu.constats_seuls(banc.environnement);
    for joint in lu.documents() {
        let (document, dit) = lire_cda(&joint.octets, banc);
        // One that cannot be read is told by the rules of the message.
        if document.cda().is_ok() {
            let dedans = constats_du_cda(&document, dit, banc)?;
            findings.extend(xdm::situer(&joint.lieu.path, dedans));
        }
    }
    Ok(findings)
}

/// A resource or a Bundle, by R4 and the rules of the bench, then by the profiles that it says it follows.
fn juger_fhir(octets: &[u8], banc: &Banc) -> Lus {
    let lu = R4Lu::lire(octets);
    if let Some(raison) = lu.illisible() {
        return Err(raison);
    }
    let mut findings = lu.constats_seuls(banc.environnement);
    if let Some(profils) = &banc.profils {
        findings.extend(lu.constats_des_profils(profils));
    }
    Ok(findings)
}

fn juger_vihf(octets: &[u8]) -> Lus {
    let lu = VihfSeul::lire(octets);
    if lu.lu().vihf().is_none() {
        let texte = segur_soap::decoder(octets).map_err(|e| e.to_string())?;
        segur_soap::lire(&texte).map_err(|e| e.to_string())?;
        return Err("pas d'assertion SAML 2.0 dans ce fichier".to_owned());
    }
    Ok(sur_un_fichier(lu.constats_seuls(Environnement::Test)))
}

/// The dialects whose messages are SOAP.
const MESSAGES: [&str; 2] = ["insi", "dmp"];

/// How a gzip file begins (RFC 1952, 2.3.1).
const GZIP: &[u8] = &[0x1F, 0x8B];

/// A message as its service judges it, without what its connection would show, nor its HTTP headers when it is not a capture.
fn juger_message(octets: &[u8], environnement: Environnement) -> Lus {
    let Capture { message, corps } = Capture::lire(&Bytes::copy_from_slice(octets))?;
    if let Some(reponse) = reponse(&corps) {
        return Ok(reponse);
    }
    let ailleurs = if corps.starts_with(GZIP) {
        "des octets compressés par gzip : décompressez-les, ou donnez la capture avec ses en-têtes HTTP (Content-Encoding)"
    } else {
        "ni une enveloppe SOAP, ni un échange MTOM brut (qui commence par sa première limite, « --… »)"
    };
    let (dialecte, lu) = segur_tous::lire(&Source::fichier(None, &corps))
        .filter(|(dialecte, _)| MESSAGES.contains(dialecte))
        .ok_or(ailleurs)?;
    let e = Exchange {
        service: dialecte.to_owned(),
        operation: format!("{dialecte}.illisible"),
        requete: message,
        ..Exchange::vide(Direction::CandidatVersBanc, OffsetDateTime::UNIX_EPOCH)
    };
    let lu = if e.requete.entetes.is_empty() {
        lu
    } else {
        segur_tous::lire(&Source::requete(&e, &corps)).ok_or(ailleurs)?.1
    };
    match lu.illisible() {
        Some(raison) => Err(raison),
        None => {
            let mut findings = sur_un_fichier(lu.constats_seuls(environnement));
            for joint in lu.documents() {
                let document = Document::lire(&joint.octets, None);
                findings.extend(cda::pdf_du_document(&joint.lieu.path, &document));
            }
            Ok(findings)
        }
    }
}

/// What is told of the answer of a service, which is no message of a candidate: that it is not judged.
fn reponse(corps: &Bytes) -> Option<Vec<Finding>> {
    let message = lire_message(None, corps).ok()?;
    let document = segur_soap::lire(&message.enveloppe).ok()?;
    let element = segur_xds::echange::reponse(&document)?;
    let mut c = Constateur::default();
    let vu = format!("une réponse, « {element} » : donnez la requête");
    c.dire(
        segur_xds::regles::MESSAGE_REPONSE,
        &Location::path("/Envelope/Body"),
        "une requête du logiciel",
        vu,
    );
    Some(c.finir())
}

/// What no file holds is told for information: nobody's fault, and nothing that a better file would mend.
fn sur_un_fichier(mut findings: Vec<Finding>) -> Vec<Finding> {
    let assertions = [segur_saml::REGLES, segur_saml::vihf::REGLES];
    for f in &mut findings {
        let d_une_assertion = assertions.iter().any(|a| a.iter().any(|r| r.id == f.rule));
        let fin = f.rule.rsplit('.').next().unwrap_or_default();
        let manque = if d_une_assertion && HORS_DU_FICHIER.iter().any(|h| fin.contains(h)) {
            "l'instant de réception et la confiance d'un banc qui reçoit"
        } else if f.rule == MTOM {
            "l'en-tête HTTP Content-Type"
        } else {
            continue;
        };
        f.severity = Severity::Info;
        manque.clone_into(&mut f.expected);
        "ne se juge pas sur un fichier seul".clone_into(&mut f.seen);
    }
    findings
}

/// A lot, alone or in its message (a raw dump, MTOM or plain).
fn juger_lot(octets: &[u8], environnement: Environnement) -> Lus {
    let message = lire_message(None, &Bytes::copy_from_slice(octets)).map_err(|e| e.to_string())?;
    let document = segur_soap::lire(&message.enveloppe).map_err(|e| e.to_string())?;
    let lu = LotLu::lire(&document, &message.parties, Porteur::Dmp);
    lu.lot().map_err(ToString::to_string)?;
    Ok(seul(environnement, |k, c| lu.juger(k, c)))
}
