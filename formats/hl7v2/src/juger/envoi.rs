//! To whom a document goes by MSSanté.

use super::{Juge, ins, metadonnees};
use crate::er7::{Ligne, Message};
use crate::regles;

pub(super) fn juger(message: &Message, obx: &[Ligne<'_>], juge: &mut Juge<'_>) {
    let [professionnels, patient] = ["DESTMSSANTEPS", "DESTMSSANTEPAT"].map(|c| metadonnees::vaut(obx, c) == "Y");
    if !professionnels && !patient {
        return;
    }
    let destinataires: Vec<Ligne<'_>> = message.nommes("PRT").filter(|p| p.composant(4, 1) == "RCT").collect();
    for (demande, usager, attendu) in [
        (
            professionnels,
            false,
            "DESTMSSANTEPS à Y : le professionnel, l'organisation ou l'application",
        ),
        (patient, true, "DESTMSSANTEPAT à Y : le patient"),
    ] {
        if demande && !destinataires.iter().any(|d| est_usager(d) == usager) {
            juge.absent(&regles::DOCUMENT_DESTINATAIRE, "PRT (RCT)", attendu);
        }
    }
    let matricules: Vec<String> = message
        .premier("PID")
        .map(|p| ins::de(&p, 3))
        .unwrap_or_default()
        .iter()
        .map(|cx| cx.clair(1))
        .collect();
    for d in &destinataires {
        adresse(d, &matricules, juge);
    }
}

/// Whether it is the patient: by the identifier, or by the address.
fn est_usager(prt: &Ligne<'_>) -> bool {
    prt.composant(5, 13) == "INS" || du_patient(&la_sienne(prt))
}

fn la_sienne(prt: &Ligne<'_>) -> String {
    prt.repetitions(15).map(|x| x.clair(4)).find(|a| !a.is_empty()).unwrap_or_default()
}

/// Whether the domain is that of the patients, or that of an environment of test.
fn du_patient(adresse: &str) -> bool {
    let domaine = adresse.rsplit_once('@').map(|(_, d)| d.to_ascii_lowercase()).unwrap_or_default();
    let reste = domaine.strip_prefix("patient.");
    reste.is_some_and(|r| r == "mssante.fr" || r.ends_with(".mssante.fr"))
}

fn adresse(prt: &Ligne<'_>, matricules: &[String], juge: &mut Juge<'_>) {
    let sienne = la_sienne(prt);
    let (boite, domaine) = sienne.rsplit_once('@').unwrap_or_default();
    let entiere = |t: &str| !t.is_empty() && !t.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;@".contains(c));
    if !entiere(boite) || !entiere(domaine) {
        return juge.dire(&regles::DOCUMENT_ADRESSE, prt, 15, "^^X.400^adresse@domaine", prt.champ(15));
    }
    if !est_usager(prt) {
        let national = domaine.to_ascii_lowercase();
        if national != "mssante.fr" && !national.ends_with(".mssante.fr") {
            juge.dire(&regles::DOCUMENT_DOMAINE, prt, 15, "…@….mssante.fr", sienne);
        }
        return;
    }
    if !du_patient(&sienne) {
        juge.dire(&regles::DOCUMENT_USAGER, prt, 15, "<matricule>@patient.mssante.fr", sienne);
    } else if !matricules.is_empty() && !matricules.iter().any(|m| m.eq_ignore_ascii_case(boite)) {
        let attendu = format!("{}@…", matricules.join(", "));
        juge.dire(&regles::DOCUMENT_USAGER_INS, prt, 15, &attendu, sienne);
    }
}
