//! The headers of MSSanté.

use std::collections::BTreeSet;

use segur_dialecte::Constateur;

use super::super::patient::{codes, porte_un_ins_qualifie};
use super::super::regles;
use super::{Affaire, vu};

pub(super) fn juger(a: &Affaire<'_>, c: &mut Constateur) {
    mes(a, c);
    if !a.d_un_produit() {
        return;
    }
    if a.courriel.nil.as_deref().is_none_or(str::is_empty) {
        let seen = a.courriel.nil.as_ref().map_or_else(|| vu(None), |_| "(vide)".to_owned());
        a.dire(c, regles::X_NIL, "X-MSS-NIL", "la référence du produit", seen);
    }
    match a.documents_connus() {
        // An archive that does not tell what it holds has a rule that says so.
        None => {}
        Some(0) => sans_cda(a, c),
        Some(_) => avec_cda(a, c),
    }
}

fn sans_cda(a: &Affaire<'_>, c: &mut Constateur) {
    for (regle, nom) in [(regles::X_CODECDA_SANS, "X-MSS-CODECDA"), (regles::X_INS_SANS, "X-MSS-INS")] {
        if let Some(champ) = a.courriel.entetes().un(nom) {
            c.dire(regle, &champ.lieu(), "(absent)", champ.texte());
        }
    }
}

fn avec_cda(a: &Affaire<'_>, c: &mut Constateur) {
    let attendus: BTreeSet<String> = a.archives.iter().flat_map(|x| codes(&x.lu)).collect();
    let attendu = attendus.iter().cloned().collect::<Vec<_>>().join(",");
    match &a.courriel.codecda {
        None => a.dire(c, regles::X_CODECDA, "X-MSS-CODECDA", attendu, vu(None)),
        Some(vus) => {
            // A document that is not read has a rule that says so, and no code.
            let vus: BTreeSet<String> = vus.iter().cloned().collect();
            if !attendus.is_empty() && vus != attendus {
                let dits = vus.into_iter().collect::<Vec<_>>().join(",");
                a.dire(c, regles::X_CODECDA_VALEUR, "X-MSS-CODECDA", attendu, dits);
            }
        }
    }
    let qualifie = if a.archives.iter().any(|x| porte_un_ins_qualifie(&x.lu)) {
        "O"
    } else {
        "N"
    };
    match a.courriel.ins.as_deref() {
        None => a.dire(c, regles::X_INS, "X-MSS-INS", qualifie, vu(None)),
        Some(ins @ ("O" | "N")) if ins == qualifie => {}
        Some(ins @ ("O" | "N")) => a.dire(c, regles::X_INS_VALEUR, "X-MSS-INS", qualifie, ins),
        Some(ins) => a.dire(c, regles::X_INS_FORME, "X-MSS-INS", "O ou N", ins),
    }
}

/// Whoever sends it.
fn mes(a: &Affaire<'_>, c: &mut Constateur) {
    let Some(mes) = a.courriel.mes.as_deref() else { return };
    if mes != "FIN" {
        a.dire(c, regles::X_MES, "X-MSS-MES", "FIN", mes);
    }
    if a.usagers().is_empty() {
        let attendu = "un usager parmi les destinataires, ou pas de X-MSS-MES";
        a.dire(c, regles::X_MES_USAGER, "X-MSS-MES", attendu, a.destinataires().join(", "));
    }
}
