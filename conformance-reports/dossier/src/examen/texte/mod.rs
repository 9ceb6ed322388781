//! An examination as a project manager reads it: the sum, what would come back, chapters, who must still deliver, what nobody judged.

mod suite;

use std::fmt::Write as _;

use segur_model::Trust;
use segur_model::texte::dangereux;

use super::regles::Consequence;
use super::resultat::{Bilan, Examen, Remarque, Sort};
use crate::bilan::familles;
use crate::recit::{self, compte};

/// Longest thing quoted on a line: the JSON form has the rest.
const MAX_CITE: usize = 300;
/// Files named for one remark.
const MAX_FICHIERS: usize = 2;
/// Proofs of one remark that are named one by one before they are folded.
const MAX_NUMEROS: usize = 24;

/// The whole of it as plain text.
#[must_use]
pub fn texte(e: &Examen) -> String {
    let mut t = format!("{}\n", resume(&e.bilan));
    let _ = writeln!(
        t,
        "{} {}, campagne {}, {} ; dépôt le {}.",
        net(&e.produit.nom),
        net(&e.produit.version),
        net(&e.campagne),
        net(&e.catalogue),
        jour(&e.jour)
    );
    let _ = writeln!(t, "Clé du signataire : {}", net(&e.empreinte_cle));
    if e.cle_publique {
        let _ = writeln!(t, "{}", recit::CLE_PUBLIQUE);
    }
    reviendrait(&mut t, e);
    avertissements(&mut t, e);
    suite::chapitres(&mut t, e);
    suite::livraisons(&mut t, e);
    fournies(&mut t, e);
    non_juge(&mut t, e);
    let _ = writeln!(t, "\n{}\n{}", e.avertissement, e.reserve);
    t
}

/// « 3 preuves sur 214 reviendraient, 183 restent à fournir, 12 non jugées »
fn resume(b: &Bilan) -> String {
    let mut dits = vec![
        match b.reviendraient {
            0 => format!("Aucune preuve sur {} ne reviendrait", b.preuves),
            1 => format!("1 preuve sur {} reviendrait", b.preuves),
            n => format!("{n} preuves sur {} reviendraient", b.preuves),
        },
        match (b.a_fournir, b.dont_tiers) {
            (0, _) => "aucune ne reste à fournir".to_owned(),
            (n, 0) => compte(n, "reste à fournir", "restent à fournir"),
            (n, t) => format!("{} (dont {t} avec un tiers)", compte(n, "reste à fournir", "restent à fournir")),
        },
        match b.non_jugees {
            0 => "aucune non jugée".to_owned(),
            n => compte(n, "non jugée", "non jugées"),
        },
    ];
    if b.sans_remarque > 0 {
        dits.push(format!("{} sans remarque", b.sans_remarque));
    }
    if b.sans_objet > 0 {
        dits.push(format!("{} sans objet", b.sans_objet));
    }
    let ecarts = match b.exigences_en_ecart {
        0 => String::new(),
        1 => " ; 1 exigence est en écart : ses preuves le montreraient".to_owned(),
        n => format!(" ; {n} exigences sont en écart : leurs preuves le montreraient"),
    };
    format!("{}{ecarts}.", dits.join(", "))
}

/// How sure it is.
fn verbe(trust: Trust) -> &'static str {
    match trust {
        Trust::Verified => "reviendrait",
        Trust::SecondHand => "reviendrait sans doute (source de seconde main)",
        Trust::Unverified => "reviendrait sans doute (motif déduit)",
    }
}

/// One remark in a line: what it leads to, what was seen, what mends it, the rule.
#[must_use]
pub fn en_ligne(r: &Remarque) -> String {
    let vu = recit::phrase(r.vu.trim_end_matches('.'));
    match r.consequence {
        Consequence::Revient => format!("{} : {vu}. {} ({})", verbe(r.trust), r.a_faire, r.regle),
        Consequence::Avertit => format!("à savoir : {vu}. {} ({})", r.a_faire, r.regle),
        Consequence::NeSaitPas => format!("le banc n'en juge pas, regardez-le vous-même : {} ({})", r.dit, r.regle),
    }
}

fn reviendrait(t: &mut String, e: &Examen) {
    let revient = |r: &&Remarque| r.consequence == Consequence::Revient;
    // An exigence of which nothing was given yet: the piece would show the écart.
    let seules = e.exigences.iter().filter(|x| {
        let donnee = e.preuves.iter().any(|p| p.exigence == x.id && p.sort == Sort::Reviendrait);
        !donnee && x.remarques.iter().any(|r| revient(&r))
    });
    let mut lignes: Vec<(&str, String)> = Vec::new();
    for p in e.preuves.iter().filter(|p| p.sort == Sort::Reviendrait) {
        let motifs: String = p.remarques.iter().filter(revient).map(motif).collect();
        lignes.push((
            &p.chapitre,
            format!("Preuve {}, exigence {}\n{motifs}", net(&p.id), net(&p.exigence)),
        ));
    }
    for x in seules {
        let motifs: String = x.remarques.iter().filter(revient).map(motif).collect();
        lignes.push((&x.chapitre, format!("Exigence {}, preuve encore à faire\n{motifs}", net(&x.id))));
    }
    if lignes.is_empty() {
        return;
    }
    t.push_str("\nCE QUI REVIENDRAIT\n");
    let mut chapitres: Vec<&str> = Vec::new();
    lignes.iter().map(|(c, _)| *c).for_each(|c| {
        if !chapitres.contains(&c) {
            chapitres.push(c);
        }
    });
    for chapitre in chapitres {
        let _ = writeln!(t, "  {}", net(chapitre));
        for (_, ligne) in lignes.iter().filter(|(c, _)| *c == chapitre) {
            let _ = write!(t, "    {ligne}");
        }
    }
}

/// One reason: how sure, what was wanted, what was seen, what mends it.
fn motif(r: &Remarque) -> String {
    let ou = if r.fichiers.is_empty() {
        String::new()
    } else {
        format!("\n        dans {}", fichiers(&r.fichiers))
    };
    format!(
        "      {}\n        attendu : {}\n        vu : {}{ou}\n        à faire : {}\n",
        verbe(r.trust),
        recit::suite(&r.dit),
        couper(&r.vu),
        recit::suite(&r.a_faire)
    )
}

fn fichiers(f: &[String]) -> String {
    let mut dits: Vec<String> = f.iter().take(MAX_FICHIERS).map(|c| net(c)).collect();
    match f.len().saturating_sub(MAX_FICHIERS) {
        0 => {}
        1 => dits.push("et un autre fichier".to_owned()),
        n => dits.push(format!("et {n} autres fichiers")),
    }
    dits.join(", ")
}

/// Remarks of this consequence, each rule once, with the proofs that it is told of.
fn par_regle(e: &Examen, c: Consequence) -> Vec<(&Remarque, Vec<&str>)> {
    let mut groupes: Vec<(&Remarque, Vec<&str>)> = Vec::new();
    let de_preuves = e.preuves.iter().flat_map(|p| p.remarques.iter().map(|r| (r, Some(p.id.as_str()))));
    let du_dossier = e.dossier.iter().map(|r| (r, None));
    for (r, preuve) in du_dossier.chain(de_preuves).filter(|(r, _)| r.consequence == c) {
        // What has no object has its own reason; elsewhere the same rule says the same.
        match groupes.iter_mut().find(|(deja, _)| deja.regle == r.regle && deja.vu == r.vu) {
            Some((_, preuves)) => preuves.extend(preuve),
            None => groupes.push((r, preuve.into_iter().collect())),
        }
    }
    groupes
}

fn avertissements(t: &mut String, e: &Examen) {
    let groupes = par_regle(e, Consequence::Avertit);
    if groupes.is_empty() {
        return;
    }
    t.push_str("\nÀ SAVOIR AVANT LE DÉPÔT\n");
    for (r, preuves) in groupes {
        let _ = writeln!(t, "  {}{}", r.dit, entre(&preuves));
        let _ = writeln!(t, "    vu : {}", couper(&r.vu));
        let _ = writeln!(t, "    à faire : {}", recit::suite(&r.a_faire));
    }
}

/// ` Preuves : INS/va1.28.01. 01 02`
fn entre(preuves: &[&str]) -> String {
    match preuves {
        [] => String::new(),
        [une] => format!(" Preuve {}.", net(une)),
        _ => format!(" Preuves {}.", numeros(preuves)),
    }
}

/// Numbers by family, on one line.
fn numeros(ids: &[&str]) -> String {
    if ids.len() > MAX_NUMEROS {
        let debut: Vec<&str> = ids.iter().take(MAX_NUMEROS).copied().collect();
        return format!("{} et {} autres", numeros(&debut), ids.len() - MAX_NUMEROS);
    }
    familles(ids.iter().copied())
        .into_iter()
        .map(|(famille, numeros)| format!("{}{}", net(famille), net(&numeros.join(" "))))
        .collect::<Vec<_>>()
        .join(", ")
}

/// What persons gave, with the étapes of films: who looks at them begins there.
fn fournies(t: &mut String, e: &Examen) {
    let mut donnees = e.preuves.iter().flat_map(|p| p.fournies.iter().map(move |f| (p, f))).peekable();
    if donnees.peek().is_none() {
        return;
    }
    t.push_str("\nCE QUI A ÉTÉ FOURNI PAR UNE PERSONNE\n");
    for (p, f) in donnees {
        let _ = writeln!(t, "  Preuve {} : {}", net(&p.id), couper(f));
    }
}

fn non_juge(t: &mut String, e: &Examen) {
    let groupes = par_regle(e, Consequence::NeSaitPas);
    if groupes.is_empty() {
        return;
    }
    t.push_str("\nCE QUE CET EXAMEN NE JUGE PAS\n");
    for (r, preuves) in groupes {
        let _ = writeln!(t, "  {}{}", r.dit, entre(&preuves));
        let _ = writeln!(t, "    pourquoi : {}", couper(&r.vu));
        let _ = writeln!(t, "    à faire : {}", recit::suite(&r.a_faire));
    }
}

/// `28/11/2026`, from `2026-11-28`.
fn jour(iso: &str) -> String {
    match iso.split('-').collect::<Vec<_>>().as_slice() {
        [a, m, j] => format!("{j}/{m}/{a}"),
        _ => net(iso),
    }
}

fn couper(texte: &str) -> String {
    let net = net(texte);
    let net = net.trim().trim_end_matches('.');
    match net.char_indices().nth(MAX_CITE) {
        Some((fin, _)) => format!("{}…", net.get(..fin).unwrap_or_default().trim_end()),
        None => net.to_owned(),
    }
}

/// Text from outside, on one line: nothing in it commands what shows it.
fn net(texte: &str) -> String {
    texte.replace(dangereux, " ")
}
