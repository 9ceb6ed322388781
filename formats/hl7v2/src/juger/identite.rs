//! PID: who the patient is, and under what status.

use segur_ids::{Nature, cle_valide, oid_ins};
use segur_model::{Environnement, Location};

use super::{Juge, entete};
use crate::er7::{Composants, Ligne, Message};
use crate::{Profil, regles};

/// Table 0445 of the French extension.
const STATUTS: &[&str] = &[
    "VIDE", "PROV", "VALI", "DOUB", "DESA", "DPOT", "DOUA", "COLP", "COLV", "FILI", "CACH", "ANOM", "IDVER", "RECD", "IDRA", "USUR",
    "HOMD", "HOMA", "INVA", "FICT", "DOUT",
];
/// Fields that the French extension forbids.
const INTERDITS: [usize; 10] = [2, 4, 9, 10, 12, 17, 19, 20, 22, 28];
/// Deletes what was there (HL7: two double quotes).
const EFFACE: &str = "\"\"";

pub(super) fn juger(message: &Message, profil: Profil, environnement: Environnement, juge: &mut Juge<'_>) {
    let Some(pid) = message.premier("PID") else {
        if profil != Profil::Autre {
            let place = Location::path("PID");
            juge.c.dire(regles::PID_PRESENT, &place, "un segment PID", "aucun");
        }
        return;
    };
    juge.present(&regles::PID_IDENTIFIANT, &pid, 3, "un identifiant");
    let statuts: Vec<String> = pid.repetitions(32).map(|r| r.clair(1)).collect();
    let validee = statuts.iter().any(|s| s == "VALI");
    let ins: Vec<Composants<'_>> = pid
        .repetitions(3)
        .filter(|cx| cx.clair(5) == "INS" && cx.clair(1) != EFFACE)
        .collect();
    for cx in &ins {
        un_ins(&pid, cx, environnement, juge);
    }
    un_de_chaque(&pid, &ins, juge);
    if let Some(cx) = ins.first()
        && !validee
    {
        juge.dire(
            &regles::PID_INS_STATUT,
            &pid,
            32,
            &format!("VALI, avec l'INS {}", cx.clair(1)),
            pid.champ(32),
        );
    }
    statut(&pid, &statuts, profil, juge);
    traits(&pid, juge);
    if validee && !ins.is_empty() {
        lieu_de_naissance(&pid, juge);
    }
    for champ in INTERDITS.into_iter().filter(|n| !pid.champ(*n).is_empty()) {
        juge.dire(&regles::PID_INTERDITS, &pid, champ, "vide", pid.champ(champ));
    }
}

fn un_ins(pid: &Ligne<'_>, cx: &Composants<'_>, environnement: Environnement, juge: &mut Juge<'_>) {
    let matricule = cx.clair(1);
    if matricule.chars().count() != 15 {
        juge.dire(&regles::PID_INS_FORME, pid, 3, "15 caractères : 13, puis leur clé", &matricule);
    } else if !cle_valide(&matricule) {
        juge.dire(
            &regles::PID_INS_CLE,
            pid,
            3,
            "13 caractères, puis leur clé de 2 chiffres",
            &matricule,
        );
    }
    let (nom, oid) = (cx.partie(4, 1), cx.partie(4, 2));
    match oid_ins(&oid).filter(|o| matches!(o.nature, Nature::Nir | Nature::Nia)) {
        None => juge.dire(&regles::PID_INS_OID, pid, 3, "1.2.250.1.213.1.4.8, .9, .10 ou .11", oid),
        Some(connu) => {
            if environnement == Environnement::Production && connu.environnement != Environnement::Production {
                juge.dire(&regles::PID_INS_ENVIRONNEMENT, pid, 3, "1.2.250.1.213.1.4.8 ou .9", &oid);
            }
            let attendu = match connu.nature {
                Nature::Nia => "ASIP-SANTE-INS-NIA",
                _ => "ASIP-SANTE-INS-NIR",
            };
            // The test OID is that of a NIR, and its samples name either.
            let libre = connu.environnement != Environnement::Production && nom == "ASIP-SANTE-INS-NIA";
            if nom != attendu && !libre {
                juge.dire(&regles::PID_INS_AUTORITE, pid, 3, attendu, nom);
            }
        }
    }
    if !cx.brut(7).is_empty() || !cx.brut(8).is_empty() {
        juge.dire(
            &regles::PID_INS_DATES,
            pid,
            3,
            "CX-7 et CX-8 vides",
            format!("{} {}", cx.clair(7), cx.clair(8)).trim(),
        );
    }
}

fn un_de_chaque(pid: &Ligne<'_>, ins: &[Composants<'_>], juge: &mut Juge<'_>) {
    for (rang, cx) in ins.iter().enumerate() {
        if ins[..rang].iter().any(|autre| autre.partie(4, 2) == cx.partie(4, 2)) {
            juge.dire(&regles::PID_INS_UNIQUE, pid, 3, "un INS par OID", cx.clair(1));
        }
    }
}

fn statut(pid: &Ligne<'_>, statuts: &[String], profil: Profil, juge: &mut Juge<'_>) {
    // The transmission of a document asks for it as PAM does; its samples leave it out.
    if statuts.is_empty() && profil != Profil::Autre {
        juge.dire(&regles::PID_STATUT, pid, 32, "VALI ou PROV, et les attributs", pid.champ(32));
    }
    for autre in statuts.iter().filter(|s| !STATUTS.contains(&s.as_str())) {
        juge.dire(&regles::PID_STATUT_TABLE, pid, 32, "VALI, PROV, DOUT, FICT, HOMA…", autre);
    }
}

fn traits(pid: &Ligne<'_>, juge: &mut Juge<'_>) {
    let naissance = pid
        .repetitions(5)
        .find(|xpn| xpn.clair(7) == "L" && !xpn.clair(1).trim().is_empty());
    match naissance {
        None => juge.dire(&regles::PID_NOM, pid, 5, "NOM^PREMIER PRÉNOM^PRÉNOMS^^^^L", pid.champ(5)),
        Some(xpn) => {
            let (premier, tous) = (xpn.clair(2), xpn.clair(3));
            // The first may be made of several words of the list.
            if !tous.is_empty() && tous != premier && !tous.starts_with(&format!("{premier} ")) {
                juge.dire(&regles::PID_PRENOM, pid, 5, &format!("« {premier} » d'abord"), tous);
            }
        }
    }
    let date = pid.composant(7, 1);
    if !entete::au_calendrier(&date) {
        juge.dire(&regles::PID_DATE, pid, 7, "AAAAMMJJ", date);
    }
    juge.parmi(&regles::PID_SEXE, pid, 8, &["F", "M", "U"]);
}

fn lieu_de_naissance(pid: &Ligne<'_>, juge: &mut Juge<'_>) {
    let cog = pid
        .repetitions(11)
        .filter(|a| a.clair(7) == "BDL")
        .any(|a| a.clair(9).chars().count() == 5);
    if !cog {
        juge.dire(
            &regles::PID_LIEU,
            pid,
            11,
            "une adresse de type BDL, avec un code COG de 5 caractères",
            pid.champ(11),
        );
    }
}
