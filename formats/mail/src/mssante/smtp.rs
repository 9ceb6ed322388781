//! What a command of SMTP shows, read in its recorded bytes: its line as it came, secrets masked, and the answer.

#[cfg(test)]
mod tests;

use bytes::Bytes;
use memchr::memchr;
use segur_dialecte::Piece;
use segur_model::{Exchange, Faits, mettre};

use super::transaction::Enveloppe;
use crate::courriel::code_detaille;

/// Facts of one command, with its answer when it came.
pub(super) fn faits(e: &Exchange, requete: Piece<'_>, reponse: Option<Piece<'_>>) -> Faits {
    let mut f = e.faits_communs();
    let reponse = reponse.map_or(&[][..], |r| r.octets);
    let (premiere, suite) = ligne(requete.octets);
    if premiere.is_empty() {
        return f;
    }
    let nus = lf_nus(requete.octets);
    mettre(&mut f, "trame.lf-nus", (nus > 0).then(|| nus.to_string()));
    mettre(&mut f, "reponse.detail", code_detaille(derniere(reponse)));
    let texte = String::from_utf8_lossy(premiere).into_owned();
    let mut mots = texte.split_ascii_whitespace();
    let verbe = mots.next().map(str::to_ascii_uppercase);
    mettre(&mut f, "verbe", verbe.clone());
    match verbe.as_deref() {
        Some("EHLO" | "HELO") => mettre(&mut f, "nom", mots.next().map(str::to_owned)),
        Some("STARTTLS") => mettre(&mut f, "starttls.reste", (!suite.is_empty()).then(|| suite.len().to_string())),
        Some("AUTH") => {
            mettre(&mut f, "mecanisme", mots.next().map(str::to_ascii_uppercase));
            mettre(&mut f, "authentifie", boite(reponse));
        }
        Some("MAIL" | "RCPT") => enveloppe(&mut f, &texte),
        _ => {}
    }
    f
}

fn enveloppe(f: &mut Faits, ligne: &str) {
    let lue = Enveloppe::d_une_ligne(ligne);
    mettre(f, "expediteur", lue.expediteur.map(|a| a.to_lowercase()));
    mettre(f, "ret", lue.ret);
    mettre(f, "envid", lue.envid);
    mettre(f, "size", lue.size);
    for d in lue.destinataires {
        mettre(f, "destinataire", Some(d.adresse.to_lowercase()).filter(|a| !a.is_empty()));
        mettre(f, "notify", d.notify);
        mettre(f, "orcpt", d.orcpt);
    }
}

/// A line without its end, and what follows it.
fn ligne(octets: &Bytes) -> (&[u8], &[u8]) {
    let fin = memchr(b'\n', octets).map_or(octets.len(), |i| i + 1);
    let (l, suite) = octets.split_at(fin);
    let l = l.strip_suffix(b"\n").unwrap_or(l);
    (l.strip_suffix(b"\r").unwrap_or(l), suite)
}

/// The line that answers: those before it went on with the same answer, or asked for more (`334`).
fn derniere(reponse: &[u8]) -> &[u8] {
    reponse
        .split(|o| *o == b'\n')
        .rev()
        .find(|l| !l.trim_ascii().is_empty())
        .unwrap_or_default()
}

fn lf_nus(octets: &[u8]) -> usize {
    let avant = |i: usize| i.checked_sub(1).and_then(|i| octets.get(i));
    memchr::memchr_iter(b'\n', octets).filter(|i| avant(*i) != Some(&b'\r')).count()
}

/// The mailbox that the operator names when it lets in (`235 2.7.0 Boite a@b.fr`).
fn boite(reponse: &[u8]) -> Option<String> {
    let texte = String::from_utf8_lossy(derniere(reponse));
    let admis = texte.strip_prefix("235")?;
    let boite = admis.split_ascii_whitespace().find(|m| m.contains('@'))?;
    Some(boite.to_owned())
}
