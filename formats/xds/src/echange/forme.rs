//! How a message is written on the wire: MIME, what the envelope includes of it, compression.

use segur_dialecte::{Constateur, Piece};
use segur_model::Location;
use segur_soap::mtom::Tolerance;
use segur_soap::{est, lieu};

use crate::ns::{XDS, XOP};
use crate::regles;

/// Tells what MIME and MTOM do not have, and that was read all the same.
pub(super) fn tolerances(c: &mut Constateur, tolerances: &[Tolerance]) {
    for tolerance in tolerances {
        match tolerance {
            Tolerance::FinDeLigne => c.dire(
                regles::MIME_FIN_DE_LIGNE,
                &Location::path("corps MIME"),
                "des lignes finies par CRLF",
                "LF seul (les octets du message sont lus ainsi)",
            ),
            Tolerance::QuotedPrintable { partie } => c.dire(
                regles::MIME_QUOTED_PRINTABLE,
                &Location::path(format!("partie MIME n° {partie}")),
                "Content-Transfer-Encoding binary",
                "quoted-printable (décodé)",
            ),
        }
    }
}

/// The body came compressed: what is read is what it stands for.
pub(super) fn compression(c: &mut Constateur, requete: Option<&Piece<'_>>) {
    let encodage = requete.and_then(|r| r.entete("content-encoding")).map(str::trim);
    if let Some(encodage) = encodage.filter(|e| !e.is_empty() && !e.eq_ignore_ascii_case("identity")) {
        c.dire(
            regles::COMPRESSION,
            &Location::path("Content-Encoding"),
            "un corps qui n'est pas compressé",
            encodage,
        );
    }
}

/// The inclusions that stand for no content, elsewhere than in the documents of a lot, which are judged with it.
pub(super) fn inclusions(c: &mut Constateur, document: &roxmltree::Document<'_>) {
    for inclusion in document.descendants().filter(|n| est(*n, XOP, "Include")) {
        if inclusion.parent_element().is_none_or(|p| !est(p, XDS, "Document")) {
            let vu = inclusion.attribute("href").unwrap_or("(sans href)");
            c.dire(regles::INCLUSION, &lieu(document, inclusion), "une partie du message MTOM", vu);
        }
    }
}
