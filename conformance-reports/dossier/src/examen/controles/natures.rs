//! Whether what was given is of the kind that was asked.

use segur_model::EtatPreuve;
use segur_model::catalogue::NaturePreuve;

use super::{Issue, tiers};
use crate::GenrePiece;
use crate::examen::affaire::{Cadre, Piece, Preuve};
use crate::examen::lecture::Lue;
use crate::examen::regles::Regle;

pub(super) fn piece_vide(_: &Regle, _: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    match p.lue {
        Lue::Vide => Issue::Manque("un fichier vide".to_owned()),
        _ => Issue::Tient,
    }
}

pub(super) fn nature_demandee(_: &Regle, _: &Cadre<'_>, preuve: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let natures = &preuve.demande.natures;
    let inconnue = |n: &NaturePreuve| matches!(n, NaturePreuve::Unclassified | NaturePreuve::ToBeDefined);
    // Of these three another rule says what is there in their place.
    let ailleurs = |n: &NaturePreuve| {
        matches!(
            n,
            NaturePreuve::AnsTestReportLink | NaturePreuve::AnsTestExecutionId | NaturePreuve::SmtpSource
        )
    };
    let dite_ailleurs = match p.genre {
        GenrePiece::Video => !matches!(p.lue, Lue::Video),
        GenrePiece::Capture => !matches!(p.lue, Lue::Image(_) | Lue::Pdf { .. }),
        _ => false,
    };
    if dite_ailleurs || matches!(p.lue, Lue::Vide) || natures.iter().any(inconnue) || natures.iter().all(ailleurs) {
        return Issue::Tient;
    }
    if natures.iter().any(|n| convient(*n, &p.lue)) {
        return Issue::Tient;
    }
    if let Lue::Fermee(pourquoi) = &p.lue {
        return Issue::NeSaitPas(pourquoi.clone());
    }
    let demandees: Vec<&str> = natures.iter().map(|n| n.libelle()).collect();
    Issue::Manque(format!("{} ; demandé : {}", p.lue.dit(), demandees.join(" ou ")))
}

/// The kind asked that a file answers; of several, the one that says most: a text is a link or a number where it reads as one.
pub(crate) fn repond(natures: &[NaturePreuve], lue: &Lue) -> Option<NaturePreuve> {
    let court = |n: &NaturePreuve| match n {
        NaturePreuve::AnsTestReportLink => Some(tiers::est_un_lien(lue)),
        NaturePreuve::AnsTestExecutionId => Some(tiers::est_un_numero(lue)),
        _ => None,
    };
    let parmi = |veut: Option<bool>| natures.iter().copied().find(|n| convient(*n, lue) && court(n) == veut);
    parmi(Some(true)).or_else(|| parmi(None)).or_else(|| parmi(Some(false)))
}

/// Whether a file of this format can be of that kind.
pub(crate) fn convient(nature: NaturePreuve, lue: &Lue) -> bool {
    let film = matches!(lue, Lue::Video);
    let texte = matches!(lue, Lue::Texte(_) | Lue::Xml(_) | Lue::Html(_) | Lue::Cda(_));
    match nature {
        NaturePreuve::Video => film,
        NaturePreuve::DemonstrationFree => film || matches!(lue, Lue::Image(_) | Lue::Pdf { .. } | Lue::Zip),
        NaturePreuve::Screenshot => matches!(lue, Lue::Image(_) | Lue::Pdf { .. } | Lue::Zip),
        NaturePreuve::AnsTestReportLink | NaturePreuve::AnsTestExecutionId => texte,
        NaturePreuve::SmtpSource => texte || matches!(lue, Lue::Autre),
        // A table, a message, a scan of a letter: an example is of any format, but no page of a site.
        NaturePreuve::SampleDocument => matches!(
            lue,
            Lue::Pdf { .. } | Lue::Cda(_) | Lue::Xml(_) | Lue::Zip | Lue::Texte(_) | Lue::Image(_)
        ),
        _ => !film && !matches!(lue, Lue::Fermee(_)),
    }
}

pub(super) fn produite_et_la(_: &Cadre<'_>, p: &Preuve<'_>) -> Issue {
    if p.etat.etat == EtatPreuve::Produite && p.pieces.is_empty() {
        return Issue::Manque("la preuve est dite produite, et aucun fichier n'y répond".to_owned());
    }
    Issue::Tient
}
