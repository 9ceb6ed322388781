//! The subject of a mail that carries an archive.

use segur_dialecte::Constateur;

use super::super::objet::{LIBELLE_MAX, MARQUE, Objet, serrer};
use super::super::objet_date::compacte;
use super::super::patient::Patient;
use super::super::regles;
use super::{Affaire, vu};

pub(super) fn juger(a: &Affaire<'_>, c: &mut Constateur) {
    if a.archives.is_empty() || a.courriel.d_un_usager() {
        return;
    }
    let objet = a.courriel.objet_lu().unwrap_or_default();
    if !(objet.xdm && objet.plus) {
        let attendu = format!("{MARQUE}+<libellé> <NOM> <prénom> <JJ/MM/AAAA>");
        return a.dire(c, regles::OBJET_XDM, "Subject", attendu, vu(a.courriel.objet.as_deref()));
    }
    if !objet.prefixe_admis() {
        a.dire(c, regles::OBJET_PREFIXE, "Subject", format!("{MARQUE}+ en tête"), &objet.prefixe);
    }
    if objet.espace {
        a.dire(
            c,
            regles::OBJET_ESPACE,
            "Subject",
            "le libellé, dès le « + »",
            format!("une espace, puis {}", objet.suite),
        );
    }
    if let Some(patient) = a.patient.filter(|p| !p.nom.is_empty() && !p.prenom.is_empty()) {
        du_patient(a, &objet, patient, c);
    }
}

fn du_patient(a: &Affaire<'_>, objet: &Objet, patient: &Patient, c: &mut Constateur) {
    if let Some(date) = &objet.date
        && !patient.naissance.is_empty()
        && compacte(date).is_none_or(|d| d != patient.naissance)
    {
        let n = &patient.naissance;
        let attendu = match (n.get(..4), n.get(4..6), n.get(6..8)) {
            (Some(an), Some(mois), Some(jour)) => format!("{jour}/{mois}/{an}"),
            _ => "JJ/MM/AAAA".to_owned(),
        };
        a.dire(c, regles::OBJET_DATE, "Subject", attendu, date);
    }
    let Some((libelle, dit)) = objet.separer(&patient.nom, &patient.prenom) else {
        let attendu = format!("{} {}, à la fin", patient.nom, patient.prenom);
        return a.dire(c, regles::OBJET_PATIENT, "Subject", attendu, &objet.suite);
    };
    let mots = serrer(&patient.nom).split(' ').count();
    let nom = dit.split(' ').take(mots).collect::<Vec<_>>().join(" ");
    let juste = segur_ids::sans_accent(&nom) == nom && !dit.chars().any(accentuee);
    if !juste {
        let attendu = format!(
            "{} {}",
            segur_ids::sans_accent(&patient.nom),
            segur_ids::sans_accent(&patient.prenom)
        );
        a.dire(c, regles::OBJET_CASSE, "Subject", attendu, dit);
    }
    libelle_de(a, libelle, c);
}

fn accentuee(c: char) -> bool {
    c.is_alphabetic() && !c.is_ascii()
}

fn libelle_de(a: &Affaire<'_>, vu: &str, c: &mut Constateur) {
    let titres: Vec<String> = a
        .archives
        .iter()
        .flat_map(|x| x.lu.lots())
        .flat_map(|l| l.documents())
        .map(|e| {
            e.type_code
                .first()
                .and_then(|t| t.libelle.as_ref())
                .map(|l| l.valeur.clone())
                .unwrap_or_default()
        })
        .collect();
    let attendus: Vec<String> = match &titres[..] {
        [] => return,
        // The name of the code in the metadata, or in the document.
        [seul] => [Some(seul.clone()), du_document(a)]
            .into_iter()
            .flatten()
            .filter(|t| !t.is_empty())
            .map(|t| coupe(&t))
            .collect(),
        plusieurs => vec![format!("{} documents", plusieurs.len())],
    };
    let egal = |t: &String| segur_ids::sans_accent(&serrer(t)) == segur_ids::sans_accent(&serrer(vu));
    if let Some(premier) = attendus.first()
        && !attendus.iter().any(egal)
    {
        a.dire(c, regles::OBJET_LIBELLE, "Subject", premier, vu);
    }
}

/// The name of the code in the one document of the archive.
fn du_document(a: &Affaire<'_>) -> Option<String> {
    let seul = a.archives.first()?.lu.archive().ok()?.documents().next()?;
    Some(segur_cda::deriver(&seul.octets).ok()?.type_code.libelle)
}

/// The first characters, without the space that the cut may leave.
fn coupe(texte: &str) -> String {
    let coupe: String = serrer(texte).chars().take(LIBELLE_MAX).collect();
    coupe.trim_end().to_owned()
}
