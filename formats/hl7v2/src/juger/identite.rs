//! PID: who the patient is, and under what status.

use segur_model::Environnement;

use super::{EFFACE, Juge, evenements, ins};
use crate::er7::{Composants, Ligne, Message};
use crate::instant::{Precision, precision};
use crate::{Profil, regles};

/// Table 0445 of the French extension.
const STATUTS: &[&str] = &[
    "VIDE", "PROV", "VALI", "DOUB", "DESA", "DPOT", "DOUA", "COLP", "COLV", "FILI", "CACH", "ANOM", "IDVER", "RECD", "IDRA", "USUR",
    "HOMD", "HOMA", "INVA", "FICT", "DOUT",
];
/// Fields that the French extension forbids.
const INTERDITS: [usize; 10] = [2, 4, 9, 10, 12, 17, 19, 20, 22, 28];

pub(super) fn juger(message: &Message, msh: &Ligne<'_>, profil: Profil, environnement: Environnement, juge: &mut Juge<'_>) {
    if message.premier("PID").is_none() && profil != Profil::Autre {
        juge.absent(&regles::PID_PRESENT, "PID", "un segment PID");
    }
    for mrg in message.nommes("MRG") {
        for cx in ins::de(&mrg, 1) {
            ins::juger(&mrg, 1, &cx, environnement, juge);
        }
    }
    for pid in message.nommes("PID") {
        un_patient(&pid, msh, profil, environnement, juge);
    }
}

fn un_patient(pid: &Ligne<'_>, msh: &Ligne<'_>, profil: Profil, environnement: Environnement, juge: &mut Juge<'_>) {
    juge.present(&regles::PID_IDENTIFIANT, pid, 3, "un identifiant");
    for cx in pid.repetitions(3).filter(|cx| profil == Profil::Pam && cx.brut(4).is_empty()) {
        juge.dire_en(&regles::PID_AUTORITE, (pid, 3), (&cx, 4), "une autorité", cx.texte);
    }
    let statuts: Vec<String> = pid.repetitions(32).map(|r| r.clair(1)).collect();
    let validee = statuts.iter().any(|s| s == "VALI");
    let ins = ins::de(pid, 3);
    for cx in &ins {
        ins::juger(pid, 3, cx, environnement, juge);
    }
    un_de_chaque(pid, &ins, juge);
    if let Some(cx) = ins.first()
        && !validee
    {
        let attendu = format!("VALI, avec l'INS {}", cx.clair(1));
        juge.dire(&regles::PID_INS_STATUT, pid, 32, &attendu, pid.champ(32));
    }
    statut(pid, &statuts, profil, juge);
    nom(pid, juge);
    let qualifiee = validee && !ins.is_empty();
    let demandes = match profil {
        Profil::Pam => evenements::dit_qui(&msh.composant(9, 2)),
        _ => profil != Profil::Autre,
    };
    naissance(pid, msh, qualifiee, juge);
    juge.parmi_si_dit(&regles::PID_SEXE, pid, 8, &["F", "M", "U"]);
    let regle = if qualifiee {
        regles::PID_TRAITS_VALIDEE
    } else {
        regles::PID_TRAITS
    };
    for (champ, attendu) in [(7, "une date de naissance"), (8, "F, M ou U")].into_iter().filter(|_| demandes) {
        juge.present(&regle, pid, champ, attendu);
    }
    lieu_de_naissance(pid, qualifiee, juge);
    for champ in INTERDITS.into_iter().filter(|n| !pid.champ(*n).is_empty()) {
        juge.dire(&regles::PID_INTERDITS, pid, champ, "vide", pid.champ(champ));
    }
}

fn un_de_chaque(pid: &Ligne<'_>, ins: &[Composants<'_>], juge: &mut Juge<'_>) {
    for (rang, cx) in ins.iter().enumerate() {
        if ins[..rang].iter().any(|autre| autre.partie(4, 2) == cx.partie(4, 2)) {
            juge.dire_en(&regles::PID_INS_UNIQUE, (pid, 3), (cx, 1), "un INS par OID", cx.clair(1));
        }
    }
}

fn statut(pid: &Ligne<'_>, statuts: &[String], profil: Profil, juge: &mut Juge<'_>) {
    // The transmission of a document asks for it as PAM does; its samples leave it out.
    if statuts.is_empty() && profil != Profil::Autre {
        juge.dire(&regles::PID_STATUT, pid, 32, "VALI ou PROV, et les attributs", pid.champ(32));
    }
    for autre in pid.repetitions(32).filter(|s| !STATUTS.contains(&s.clair(1).as_str())) {
        juge.dire_en(
            &regles::PID_STATUT_TABLE,
            (pid, 32),
            (&autre, 1),
            "VALI, PROV, DOUT, FICT, HOMA…",
            autre.clair(1),
        );
    }
}

/// The repetition of PID-5 that is the birth name.
pub(super) fn nom_de_naissance<'a>(pid: &Ligne<'a>) -> Option<Composants<'a>> {
    pid.repetitions(5)
        .find(|xpn| xpn.clair(7) == "L" && !["", EFFACE].contains(&xpn.clair(1).trim()))
}

fn nom(pid: &Ligne<'_>, juge: &mut Juge<'_>) {
    let Some(xpn) = nom_de_naissance(pid) else {
        return juge.dire(&regles::PID_NOM, pid, 5, "NOM^PREMIER PRÉNOM^PRÉNOMS^^^^L", pid.champ(5));
    };
    let (premier, tous) = (xpn.clair(2), xpn.clair(3));
    // The first may be made of several words of the list.
    if !tous.is_empty() && tous != premier && !tous.starts_with(&format!("{premier} ")) {
        juge.dire_en(&regles::PID_PRENOM, (pid, 5), (&xpn, 3), &format!("« {premier} » d'abord"), tous);
    }
}

/// A date that is not wholly known is cut (ITI-30): that is a fault of nobody, but who is qualified has one.
fn naissance(pid: &Ligne<'_>, msh: &Ligne<'_>, qualifiee: bool, juge: &mut Juge<'_>) {
    let date = pid.composant(7, 1);
    if ["", EFFACE].contains(&date.as_str()) {
        return;
    }
    let du_message = msh.composant(7, 1);
    let jours = (date.get(..8), du_message.get(..8).filter(|_| precision(&du_message).is_some()));
    match precision(&date) {
        None => juge.dire(&regles::PID_DATE, pid, 7, "AAAAMMJJ", date),
        Some(p) if p < Precision::Jour && qualifiee => juge.dire(&regles::PID_DATE_PARTIELLE, pid, 7, "AAAAMMJJ", date),
        _ if matches!(jours, (Some(jour), Some(dit)) if jour > dit) => {
            juge.dire(
                &regles::PID_DATE,
                pid,
                7,
                &format!("au plus tard {du_message}, date du message"),
                date,
            );
        }
        _ => {}
    }
}

fn lieu_de_naissance(pid: &Ligne<'_>, qualifiee: bool, juge: &mut Juge<'_>) {
    let lieux: Vec<Composants<'_>> = pid.repetitions(11).filter(|a| a.clair(7) == "BDL").collect();
    if qualifiee && lieux.iter().all(|a| a.clair(9).is_empty()) {
        let attendu = "une adresse de type BDL, avec un code COG de 5 caractères";
        juge.dire(&regles::PID_LIEU, pid, 11, attendu, pid.champ(11));
    }
    for lieu in lieux.iter().filter(|a| !a.clair(9).is_empty() && !est_un_cog(&a.clair(9))) {
        let attendu = "deux chiffres, 2A ou 2B, puis trois chiffres";
        juge.dire_en(&regles::PID_COG, (pid, 11), (lieu, 9), attendu, lieu.clair(9));
    }
}

/// The shape of a code of a commune or, from 99, of a country.
fn est_un_cog(texte: &str) -> bool {
    let reste = texte.strip_prefix("2A").or_else(|| texte.strip_prefix("2B"));
    let (chiffres, combien) = reste.map_or((texte, 5), |r| (r, 3));
    chiffres.len() == combien && chiffres.bytes().all(|o| o.is_ascii_digit())
}
