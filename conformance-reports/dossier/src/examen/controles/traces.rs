//! Traces and messages: where they come from.

use segur_model::AVERTISSEMENT_SIMULE;

use super::Issue;
use crate::GenrePiece;
use crate::examen::affaire::{Cadre, Piece, Preuve};
use crate::examen::lecture::Lue;
use crate::examen::regles::Regle;

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

pub(super) fn du_systeme(_: &Cadre<'_>, p: &Preuve<'_>) -> Issue {
    let du_banc = p.pieces.iter().all(|x| x.genre == GenrePiece::Message);
    if p.demande.du_systeme && p.fournie() && du_banc {
        return Issue::Manque("seul le banc a pris ce qui est là ; rien ne vient du logiciel".to_owned());
    }
    Issue::Tient
}

pub(super) fn prise_par_le_banc(_: &Regle, _: &Cadre<'_>, preuve: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    // What must come out of the system has a rule of its own.
    if preuve.demande.du_systeme || (p.genre != GenrePiece::Message && du_banc(p).is_none()) {
        return Issue::Tient;
    }
    Issue::Manque("échange pris par le banc, face à des services simulés".to_owned())
}

pub(super) fn meme_campagne(_: &Regle, a: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let dite = du_banc(p)
        .and_then(|t| entete(t, "Campagne"))
        .and_then(|c| Some(c.split_once(',')?.0.trim()));
    match dite {
        // Pieces that are given one by one may be of no campaign.
        Some(campagne) if !a.campagne.is_empty() && campagne != a.campagne => {
            Issue::Manque(format!("trace de la campagne « {campagne} », dossier de « {} »", a.campagne))
        }
        _ => Issue::Tient,
    }
}

pub(super) fn meme_version(r: &Regle, a: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let Some(trace) = du_banc(p) else { return Issue::Tient };
    let produit = a.produit;
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
