//! Traces, messages and mails: where they come from, and what they say.

use segur_model::AVERTISSEMENT_SIMULE;
use serde_json::{Map, Value};

use super::{Issue, plat};
use crate::GenrePiece;
use crate::examen::affaire::{Affaire, Piece, Preuve};
use crate::examen::lecture::Lue;
use crate::examen::regles::Regle;

/// Depth to which lists of entries are looked for.
const PROFONDEUR: usize = 4;

/// The text of a trace that the bench wrote.
fn du_banc<'l>(p: &'l Piece<'_>) -> Option<&'l str> {
    match &p.lue {
        Lue::Texte(t) if t.starts_with(AVERTISSEMENT_SIMULE) => Some(t),
        _ => None,
    }
}

/// `Produit     : Témoin 1.0` → `Témoin 1.0`. Only the head of the trace: what follows is the candidate's.
fn entete<'t>(trace: &'t str, nom: &str) -> Option<&'t str> {
    let tete = trace.lines().take_while(|l| !l.starts_with("Requête ("));
    tete.filter_map(|l| l.split_once(':'))
        .find_map(|(n, v)| (n.trim_end() == nom).then(|| v.trim()))
}

pub(super) fn du_systeme(_: &Affaire<'_>, p: &Preuve<'_>) -> Issue {
    let du_banc = p.pieces.iter().all(|x| x.genre == GenrePiece::Message);
    if p.demande.du_systeme && p.fournie() && du_banc {
        return Issue::Manque("seul le banc a pris ce qui est là ; rien ne vient du logiciel".to_owned());
    }
    Issue::Tient
}

pub(super) fn prise_par_le_banc(_: &Regle, _: &Affaire<'_>, preuve: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    // What must come out of the system has a rule of its own.
    if preuve.demande.du_systeme || (p.genre != GenrePiece::Message && du_banc(p).is_none()) {
        return Issue::Tient;
    }
    Issue::Manque("échange pris par le banc, face à des services simulés".to_owned())
}

pub(super) fn meme_campagne(_: &Regle, a: &Affaire<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let dite = du_banc(p)
        .and_then(|t| entete(t, "Campagne"))
        .and_then(|c| Some(c.split_once(',')?.0.trim()));
    match dite {
        Some(campagne) if campagne != a.manifeste.campagne => Issue::Manque(format!(
            "trace de la campagne « {campagne} », dossier de « {} »",
            a.manifeste.campagne
        )),
        _ => Issue::Tient,
    }
}

pub(super) fn meme_version(r: &Regle, a: &Affaire<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let Some(trace) = du_banc(p) else { return Issue::Tient };
    let produit = &a.manifeste.produit;
    let candidat = format!("{} {}", produit.nom, produit.version);
    if let Some(dit) = entete(trace, "Produit").filter(|dit| *dit != candidat.trim()) {
        return Issue::Manque(format!("trace de « {dit} », candidat « {candidat} »"));
    }
    // What the software says of itself on the wire.
    let faits = trace.lines().skip_while(|l| *l != "Faits lus dans l'échange");
    let annoncee = faits
        .filter_map(|l| l.trim().split_once(" = "))
        .find(|(nom, _)| r.mots.iter().any(|m| m == nom))
        .map(|(_, v)| v);
    match annoncee {
        Some(v) if v != produit.version => Issue::Manque(format!(
            "le logiciel annonce la version « {v} », la candidature est de « {} »",
            produit.version
        )),
        _ => Issue::Tient,
    }
}

pub(super) fn portent(r: &Regle, _: &Affaire<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let Lue::Texte(texte) = &p.lue else {
        return Issue::NeSaitPas(format!("{} : le banc ne lit que les traces en JSON", p.lue.dit()));
    };
    let Ok(valeur) = serde_json::from_str::<Value>(texte) else {
        return Issue::NeSaitPas("trace en texte libre : le banc ne lit que le JSON".to_owned());
    };
    let mut entrees = Vec::new();
    relever(&valeur, PROFONDEUR, &mut entrees);
    let porte = |e: &Map<String, Value>, mots: &[String]| {
        e.iter()
            .any(|(cle, v)| !vide(v) && mots.iter().any(|m| plat(cle).contains(m.as_str())))
    };
    let visees = entrees.iter().filter(|e| r.quand.is_empty() || porte(e, &r.quand));
    let (total, sans) = visees.fold((0, 0), |(t, s), e| (t + 1, s + usize::from(!porte(e, &r.mots))));
    match sans {
        // An extract of another kind beside the trace, or a trace of another form.
        0 if total == 0 => Issue::NeSaitPas("aucune ligne de trace n'y a été reconnue".to_owned()),
        0 => Issue::Tient,
        1 => Issue::Manque(format!("1 ligne sur {total} ne le dit pas")),
        n => Issue::Manque(format!("{n} lignes sur {total} ne le disent pas")),
    }
}

/// Every record of a list, wherever the list is.
fn relever<'v>(valeur: &'v Value, profondeur: usize, entrees: &mut Vec<&'v Map<String, Value>>) {
    let Some(plus_bas) = profondeur.checked_sub(1) else { return };
    match valeur {
        Value::Array(liste) => {
            for v in liste {
                match v {
                    Value::Object(o) => entrees.push(o),
                    autre => relever(autre, plus_bas, entrees),
                }
            }
        }
        Value::Object(o) => o.values().for_each(|v| relever(v, plus_bas, entrees)),
        _ => {}
    }
}

fn vide(v: &Value) -> bool {
    match v {
        Value::Null => true,
        Value::String(s) => s.trim().is_empty(),
        Value::Array(l) => l.is_empty(),
        _ => false,
    }
}

pub(super) fn source_de_courriel(_: &Regle, _: &Affaire<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    match &p.lue {
        Lue::Texte(t) => {
            let tete = t
                .split_once("\r\n\r\n")
                .or_else(|| t.split_once("\n\n"))
                .map_or(t.as_str(), |(tete, _)| tete);
            let champs: Vec<String> = tete
                .lines()
                .filter_map(|l| Some(l.split_once(':')?.0.trim().to_lowercase()))
                .collect();
            let manquent: Vec<&str> = ["from", "date", "message-id"]
                .into_iter()
                .filter(|c| !champs.iter().any(|x| x == c))
                .collect();
            match manquent.as_slice() {
                [] => Issue::Tient,
                m => Issue::Manque(format!("en-têtes absents : {}", m.join(", "))),
            }
        }
        Lue::Fermee(pourquoi) => Issue::NeSaitPas(pourquoi.clone()),
        autre => Issue::Manque(format!("à la place de la source, {}", autre.dit())),
    }
}
