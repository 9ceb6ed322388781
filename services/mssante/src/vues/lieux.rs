//! Where each finding is shown: beside the header, the part or the document that it is about.

use segur_mail::courriel::{Archive, Courriel, CourrielLu};
use segur_model::{Finding, Location};

use super::courriel::Document;
use super::formes::{ConstatVu, Lieu};

/// What stands between the name of an archive or of a part and the place in it.
const DEDANS: &str = " > ";
/// Headers of the envelope, as rules name them.
const ENVELOPPE: [&str; 2] = ["MAIL FROM", "RCPT TO"];

/// Gives each finding its place. Lines of the mail are counted from its own first line, whatever envelope stood before it.
pub(super) fn placer(lu: &CourrielLu, documents: &[Document], constats: Vec<Finding>) -> Vec<ConstatVu> {
    let courriel = lu.courriel().ok();
    let avant = courriel.map_or(0, |c| c.premiere_ligne.saturating_sub(1));
    constats
        .into_iter()
        .map(|mut constat| {
            let lieu = situer(courriel, lu.archives(), documents, &constat.location);
            if matches!(lieu, Lieu::Entete(_) | Lieu::Partie(_) | Lieu::Courriel) && !constat.location.path.contains(DEDANS) {
                constat.location.line = constat.location.line.saturating_sub(avant);
            }
            ConstatVu { constat, lieu }
        })
        .collect()
}

fn situer(courriel: Option<&Courriel>, archives: &[Archive], documents: &[Document], lieu: &Location) -> Lieu {
    let Some(courriel) = courriel else { return Lieu::Courriel };
    let (debut, dedans) = lieu
        .path
        .split_once(DEDANS)
        .map_or((lieu.path.as_str(), None), |(d, r)| (d, Some(r)));
    if let Some(dedans) = dedans
        && let Some((rang, archive)) = archives.iter().enumerate().find(|(_, a)| nom(a) == debut)
    {
        let du = |d: &&(usize, &Document)| {
            let apres = dedans.strip_prefix(d.1.vue.chemin.as_str());
            d.1.archive == Some(rang) && apres.is_some_and(|a| a.is_empty() || a.starts_with(':'))
        };
        let trouve = documents.iter().enumerate().collect::<Vec<_>>().iter().find(du).map(|(n, _)| *n);
        return trouve.map_or(Lieu::Partie(archive.partie), Lieu::Document);
    }
    if let Some(rang) = courriel.parties.iter().position(|p| p.chemin() == debut && !p.numero.is_empty()) {
        let document = documents.iter().position(|d| d.archive.is_none() && d.vue.partie == rang);
        return document.filter(|_| dedans.is_some()).map_or(Lieu::Partie(rang), Lieu::Document);
    }
    if ENVELOPPE.iter().any(|e| debut.starts_with(e)) {
        return Lieu::Enveloppe;
    }
    let champs = courriel.entetes().champs();
    let sien = |c: &&segur_mail::courriel::EnTete| c.nom.eq_ignore_ascii_case(debut);
    let place = champs
        .iter()
        .position(|c| sien(&c) && c.ligne == lieu.line)
        .or_else(|| champs.iter().position(|c| sien(&c)));
    match place {
        Some(rang) => Lieu::Entete(rang),
        // A header that is not there is a word; what is about the mail as a whole says « courriel ».
        None if lieu.line == 0 && est_un_nom(debut) => Lieu::Entetes,
        None => Lieu::Courriel,
    }
}

/// Whether it could be the name of a header.
fn est_un_nom(texte: &str) -> bool {
    texte != "courriel" && !texte.is_empty() && texte.bytes().all(|o| o.is_ascii_alphanumeric() || o == b'-')
}

/// How the places of an archive begin.
fn nom(archive: &Archive) -> String {
    archive.nom.chars().filter(|c| !c.is_control()).take(80).collect()
}
