//! The headers of MSSanté.

use std::collections::BTreeSet;

use segur_dialecte::Constateur;

use super::super::lire::codes_de;
use super::super::patient::{codes, porte_un_ins_qualifie};
use super::super::regles;
use super::{Affaire, vu};

pub(super) fn juger(a: &Affaire<'_>, c: &mut Constateur) {
    mes(a, c);
    if !a.d_un_produit() {
        return;
    }
    if a.courriel.nil.is_none() {
        a.dire(c, regles::X_NIL, "X-MSS-NIL", "la référence du produit", vu(None));
    }
    for vide in a.courriel.entetes().tous("X-MSS-NIL").filter(|n| n.texte().is_empty()) {
        c.dire(regles::X_NIL, &vide.lieu(), "la référence du produit", "(vide)");
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
        for champ in a.courriel.entetes().tous(nom) {
            c.dire(regle, &champ.lieu(), "(absent)", champ.texte());
        }
    }
}

fn avec_cda(a: &Affaire<'_>, c: &mut Constateur) {
    let attendus: BTreeSet<String> = a.archives.iter().flat_map(|x| codes(&x.lu)).collect();
    let attendu = attendus.iter().cloned().collect::<Vec<_>>().join(",");
    let entetes = a.courriel.entetes();
    if a.courriel.codecda.is_none() {
        a.dire(c, regles::X_CODECDA, "X-MSS-CODECDA", &attendu, vu(None));
    }
    // Whichever of two a reader takes, it has to be right.
    for champ in entetes.tous("X-MSS-CODECDA") {
        let vus: BTreeSet<String> = codes_de(&champ.texte()).into_iter().collect();
        // A document that is not read has a rule that says so, and no code.
        if !attendus.is_empty() && vus != attendus {
            let dits = vus.into_iter().collect::<Vec<_>>().join(",");
            c.dire(regles::X_CODECDA_VALEUR, &champ.lieu(), &attendu, dits);
        }
    }
    let qualifie = if a.archives.iter().any(|x| porte_un_ins_qualifie(&x.lu)) {
        "O"
    } else {
        "N"
    };
    if a.courriel.ins.is_none() {
        a.dire(c, regles::X_INS, "X-MSS-INS", qualifie, vu(None));
    }
    for champ in entetes.tous("X-MSS-INS") {
        match champ.texte().as_str() {
            ins if ins == qualifie => {}
            ins @ ("O" | "N") => c.dire(regles::X_INS_VALEUR, &champ.lieu(), qualifie, ins),
            ins => c.dire(regles::X_INS_FORME, &champ.lieu(), "O ou N", ins),
        }
    }
}

/// Whoever sends it.
fn mes(a: &Affaire<'_>, c: &mut Constateur) {
    for champ in a.courriel.entetes().tous("X-MSS-MES") {
        let mes = champ.texte();
        if mes != "FIN" {
            c.dire(regles::X_MES, &champ.lieu(), "FIN", mes);
        }
    }
    if a.courriel.mes.is_some() && a.usagers().is_empty() {
        let attendu = "un usager parmi les destinataires, ou pas de X-MSS-MES";
        a.dire(c, regles::X_MES_USAGER, "X-MSS-MES", attendu, a.destinataires().join(", "));
    }
}
