//! LIST with its selections and what it returns (RFC 5258, 5819, 6154), and CREATE with its uses.

use std::borrow::Cow;

use super::lexeme::Lexemes;
use super::{Raison, Reglage};
use crate::commande::{Commande, Compte, Liste, Retour};
use crate::nom;

/// Most patterns of one LIST.
const MOTIFS_MAX: usize = 100;

pub(super) fn lire(l: &mut Lexemes<'_>, reglage: Reglage) -> Result<Commande, Raison> {
    let mut liste = Liste::default();
    let (reference, motifs) = forme(l, &mut liste).ok_or(Raison::Arguments)?;
    liste.reference = nom::decoder(&reference, reglage.utf8)?;
    for motif in motifs {
        liste.motifs.push(nom::decoder(&motif, reglage.utf8)?);
    }
    Ok(Commande::List(liste))
}

type Noms<'a> = (Cow<'a, [u8]>, Vec<Cow<'a, [u8]>>);

fn forme<'a>(l: &mut Lexemes<'a>, liste: &mut Liste) -> Option<Noms<'a>> {
    l.espace()?;
    if l.voit(b'(') {
        for choix in l.parentheses(Lexemes::mot)? {
            match choix.as_str() {
                "SUBSCRIBED" => liste.abonnes = true,
                "RECURSIVEMATCH" => liste.parents = true,
                "SPECIAL-USE" => liste.usages = true,
                // Names elsewhere: there are none.
                "REMOTE" => {}
                _ => return None,
            }
        }
        l.espace()?;
    }
    let reference = l.chaine()?;
    l.espace()?;
    let motifs = if l.voit(b'(') {
        l.parentheses(Lexemes::motif)?
    } else {
        vec![l.motif()?]
    };
    if motifs.is_empty() || motifs.len() > MOTIFS_MAX {
        return None;
    }
    if l.voit(b' ') {
        l.espace()?;
        (l.mot()? == "RETURN").then_some(())?;
        l.espace()?;
        liste.retour = Some(retour(l)?);
    }
    l.prendre(b'\r')?;
    l.prendre(b'\n')?;
    l.fini().then_some((reference, motifs))
}

fn retour(l: &mut Lexemes<'_>) -> Option<Retour> {
    let mut retour = Retour::default();
    l.parentheses(|l| {
        match l.mot()?.as_str() {
            "SUBSCRIBED" => retour.abonnes = true,
            "CHILDREN" => retour.enfants = true,
            "SPECIAL-USE" => retour.usages = true,
            "STATUS" => {
                l.espace()?;
                retour.comptes = l.parentheses(|l| Compte::lire(&l.mot()?))?;
            }
            _ => return None,
        }
        Some(())
    })?;
    Some(retour)
}

pub(super) fn creer(l: &mut Lexemes<'_>, reglage: Reglage) -> Result<Commande, Raison> {
    let (dossier, usages) = creation(l).ok_or(Raison::Arguments)?;
    Ok(Commande::Create {
        dossier: nom::decoder(&dossier, reglage.utf8)?,
        usages,
    })
}

fn creation<'a>(l: &mut Lexemes<'a>) -> Option<(Cow<'a, [u8]>, Vec<String>)> {
    l.espace()?;
    let dossier = l.chaine()?;
    let mut usages = Vec::new();
    if l.voit(b' ') {
        l.espace()?;
        l.prendre(b'(')?;
        (l.mot()? == "USE").then_some(())?;
        l.espace()?;
        usages = l.parentheses(|l| {
            l.prendre(b'\\')?;
            Some(format!("\\{}", l.mot()?))
        })?;
        l.prendre(b')')?;
    }
    l.prendre(b'\r')?;
    l.prendre(b'\n')?;
    l.fini().then_some((dossier, usages))
}
