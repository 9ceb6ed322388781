//! The documents that the mail carries: one patient, a PDF beside each.

use segur_dialecte::Constateur;
use segur_pdf::{NomAttendu, juger_nom};

use super::super::adresses::matricule_juste;
use super::super::parties::Partie;
use super::super::patient::Patient;
use super::super::regles;
use super::Affaire;

pub(super) fn juger(a: &Affaire<'_>, c: &mut Constateur) {
    if !a.d_un_produit() {
        return;
    }
    un_patient(a, c);
    pdfs(a, c);
}

/// One patient: the archives name one, and so do the addresses of citizens. Within one archive a rule of the archive tells.
fn un_patient(a: &Affaire<'_>, c: &mut Constateur) {
    let mut tous: Vec<String> = Vec::new();
    let des_archives = a.archives.iter().filter_map(|x| Patient::de(&x.lu)).map(|p| p.ins);
    let des_adresses = a.usagers().into_iter().filter(|m| matricule_juste(m)).map(str::to_ascii_uppercase);
    // Whose document goes to whose mailbox is another rule.
    let comptes: Vec<Vec<String>> = vec![des_archives.collect(), des_adresses.collect()];
    for liste in comptes {
        tous.clear();
        for ins in liste.into_iter().filter(|i| !i.is_empty()) {
            if !tous.contains(&ins) {
                tous.push(ins);
            }
        }
        if tous.len() > 1 {
            a.dire(c, regles::PATIENT, "To", "un patient", tous.join(", "));
        }
    }
}

fn pdfs(a: &Affaire<'_>, c: &mut Constateur) {
    let cdas = a.documents_connus().unwrap_or_default();
    if cdas > a.pdfs.len() {
        let attendu = if cdas == 1 { "1 PDF".to_owned() } else { format!("{cdas} PDF") };
        let lieu = a
            .archives
            .first()
            .and_then(|x| a.courriel.parties.get(x.partie))
            .map(Partie::lieu)
            .unwrap_or_default();
        c.dire(regles::PDF_PRESENT, &lieu, attendu, a.pdfs.len());
    }
    if cdas == 0 {
        return;
    }
    let attendu = a.patient.map(|p| NomAttendu {
        nom: p.nom.clone(),
        prenom: p.prenom.clone(),
        ..NomAttendu::default()
    });
    for pdf in a.pdfs {
        let Some(partie) = a.courriel.parties.get(pdf.partie) else {
            continue;
        };
        if !partie.mime.est("application", "pdf") {
            c.dire(regles::PDF_TYPE, &partie.lieu(), "application/pdf", partie.mime.nom());
        }
        for mut constat in juger_nom(pdf.nom.as_deref().unwrap_or_default(), attendu.as_ref()) {
            constat.location = partie.lieu();
            c.ajouter(constat);
        }
    }
}
