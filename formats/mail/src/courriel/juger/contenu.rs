//! What the archives and the PDF of the mail are told, at their place in it; and what ties them to each other.

use segur_dialecte::{Connu, Constateur, Lu as _};
use segur_model::{Location, Severity};
use segur_pdf::lire_ins;

use super::super::adresses::matricule_juste;
use super::super::objet::dit_remplacer;
use super::super::parties::Partie;
use super::super::patient::Patient;
use super::super::porte::{Archive, PdfJoint};
use super::super::regles;
use super::Affaire;

pub(in crate::courriel) fn contenu(a: &Affaire<'_>, k: &Connu<'_>, c: &mut Constateur) {
    for archive in a.archives {
        let mut dedans = Constateur::default();
        archive.lu.juger(k, &mut dedans);
        let chemin = chemin_archive(archive);
        c.verser(&dedans, |mut f| {
            f.location = place(&chemin, &f.location);
            Some(f)
        });
    }
    if a.courriel.d_un_usager() || a.genre.est_un_rapport() {
        return;
    }
    let cdas = a.documents_connus().unwrap_or_default();
    for pdf in a.pdfs {
        juger_pdf(a, pdf, cdas > 0, k, c);
    }
    remplacement(a, c);
}

/// How the places of an archive begin.
pub(in crate::courriel) fn chemin_archive(archive: &Archive) -> String {
    archive.nom.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// A place in a file of the mail.
pub(in crate::courriel) fn place(chemin: &str, lieu: &Location) -> Location {
    Location {
        path: format!("{chemin} > {}", lieu.path),
        ..lieu.clone()
    }
}

/// A PDF beside an archive is the PDF/A-1 of a document.
fn juger_pdf(a: &Affaire<'_>, pdf: &PdfJoint, d_un_cda: bool, k: &Connu<'_>, c: &mut Constateur) {
    let mut exige = k.exige.to_vec();
    if d_un_cda {
        exige.push("pdf.a1".to_owned());
    }
    let traits = a.patient.map(super::super::Patient::traits);
    let sien = Connu {
        exige: &exige,
        traits: k.traits.or(traits.as_ref()),
        ..*k
    };
    let mut dedans = Constateur::default();
    pdf.lu().juger(&sien, &mut dedans);
    let partie = a.courriel.parties.get(pdf.partie);
    let chemin = partie.map(Partie::chemin).unwrap_or_default();
    // Lines of a PDF say nothing: the place is that of the part.
    let ligne = partie.map_or(0, |p| p.ligne);
    c.verser(&dedans, |mut f| {
        f.location = Location {
            line: ligne,
            column: 1,
            path: format!("{chemin} > {}", f.location.path),
        };
        (f.severity > Severity::Info).then_some(f)
    });
    if d_un_cda {
        ins(a, pdf, partie, c);
    }
}

/// The datamatrix of the PDF is that of the patient. An archive whose number is no INS has a rule that says so, and is compared with none.
fn ins(a: &Affaire<'_>, pdf: &PdfJoint, partie: Option<&Partie>, c: &mut Constateur) {
    let siens: Vec<String> = a.archives.iter().flat_map(|x| Patient::tous(&x.lu)).collect();
    if siens.is_empty() || !siens.iter().all(|i| matricule_juste(i)) {
        return;
    }
    let Ok(lu) = pdf.lu().pdf() else { return };
    let symboles = lu.pages.iter().flat_map(|p| &p.symboles).filter_map(|s| lire_ins(&s.texte).ok());
    for autre in symboles.filter(|s| !siens.iter().any(|i| s.matricule.eq_ignore_ascii_case(i))) {
        let lieu = partie.map(Partie::lieu).unwrap_or_default();
        c.dire(regles::PDF_INS, &lieu, siens.join(" ou "), autre.matricule);
    }
}

fn remplacement(a: &Affaire<'_>, c: &mut Constateur) {
    if a.archives.is_empty() {
        return;
    }
    let en_tete = [a.courriel.objet.clone(), a.courriel.texte()];
    let annonce = en_tete.iter().flatten().any(|t| dit_remplacer(t));
    let dans_le_cda = a
        .archives
        .iter()
        .flat_map(|x| x.lu.documents_lus())
        .any(|(_, d)| d.cda().is_ok_and(|d| !d.remplace.is_empty()));
    let remplace = dans_le_cda
        || a.archives
            .iter()
            .flat_map(|x| x.lu.lots())
            .any(|l| l.remplacements().next().is_some());
    if remplace && !annonce && !a.pdfs.iter().any(|p| dit_remplacer(&p.texte())) {
        let attendu = "« annule et remplace », dans l'objet, le corps ou le PDF";
        a.dire(c, regles::REMPLACE_DIT, "Subject", attendu, "nulle part");
    }
    let connues = a.documents_connus().unwrap_or_default() > 0;
    if annonce && !remplace && connues {
        a.dire(
            c,
            regles::REMPLACE_FAIT,
            "Subject",
            "un document qui en remplace un autre (RPLC)",
            "aucun dans l'archive",
        );
    }
}
