//! The parts as MIME wants them.

use segur_dialecte::Constateur;
use segur_model::Location;
use segur_model::texte::sur_une_ligne;

use super::super::commentaires::sans_commentaires;
use super::super::contenu::Encodage;
use super::super::parties::{Defaut, Partie};
use super::super::regles;
use super::{Affaire, vu};

pub(super) fn juger(a: &Affaire<'_>, c: &mut Constateur) {
    version(a, c);
    for partie in a.courriel.siennes() {
        decoupe(partie, c);
        encodage(partie, c);
    }
}

fn version(a: &Affaire<'_>, c: &mut Constateur) {
    let entetes = a.courriel.entetes();
    let est_mime = ["Content-Type", "Content-Transfer-Encoding"]
        .iter()
        .any(|n| entetes.un(n).is_some());
    let version = entetes.un("MIME-Version").map(super::super::EnTete::deplie);
    // Comments may stand around the number, and within it.
    let nu = version
        .as_deref()
        .map(|v| sans_commentaires(v).split_whitespace().collect::<String>());
    if est_mime && nu.as_deref() != Some("1.0") {
        a.dire(c, regles::MIME, "MIME-Version", "1.0", vu(version.as_deref()));
    }
}

fn decoupe(partie: &Partie, c: &mut Constateur) {
    for defaut in &partie.defauts {
        let vu = match defaut {
            Defaut::SansLimite => "pas de paramètre boundary",
            Defaut::LimiteAbsente => "aucune ligne de limite dans le corps",
            Defaut::NonFermee => "pas de limite de fin (« --limite-- »)",
        };
        c.dire(
            regles::LIMITE,
            &partie.lieu(),
            "des parties entre leur limite, et une limite de fin",
            vu,
        );
    }
}

fn encodage(partie: &Partie, c: &mut Constateur) {
    let ecrit = || partie.entetes.texte("Content-Transfer-Encoding").unwrap_or_default();
    let encodage = partie.encodage();
    let compose = partie.mime.genre == "multipart" || partie.mime.est("message", "rfc822") || partie.mime.est("message", "partial");
    if encodage == Encodage::Inconnu {
        let attendu = "7bit, 8bit, binary, base64 ou quoted-printable";
        return c.dire(regles::ENCODAGE, &partie.lieu(), attendu, ecrit());
    }
    if compose && partie.encodee() {
        return c.dire(
            regles::ENCODAGE,
            &partie.lieu(),
            "7bit, 8bit ou binary",
            format!("{} pour {}", ecrit(), partie.mime.nom()),
        );
    }
    // Of what is made of parts, each is judged by itself.
    if compose {
        return;
    }
    if matches!(encodage, Encodage::SeptBits | Encodage::HuitBits) && partie.corps.contains(&0) {
        let avant = partie.corps.iter().take_while(|o| **o != 0).filter(|o| **o == b'\n').count();
        let lieu = Location {
            line: partie.ligne_corps.saturating_add(u32::try_from(avant).unwrap_or(u32::MAX)),
            ..partie.lieu()
        };
        c.dire(regles::SEPT_BITS, &lieu, "aucun octet nul", "octet 0x00");
    }
    if encodage == Encodage::SeptBits
        && let Some(o) = partie.corps.iter().find(|o| !o.is_ascii())
    {
        c.dire(
            regles::SEPT_BITS,
            &partie.lieu(),
            "de l'ASCII, ou un autre encodage",
            format!("octet 0x{o:02X}"),
        );
    }
    if encodage == Encodage::Base64 && !partie.base64_entier() {
        c.dire(
            regles::BASE64,
            &partie.lieu(),
            "du base64 entier",
            "des caractères étrangers, ou une fin qui manque",
        );
    }
    // A name is encoded otherwise than the rest of a header (RFC 2231).
    if let Some(nom) = partie.nom().filter(|n| n.chars().any(char::is_control)) {
        c.dire(regles::INJECTION, &partie.lieu(), "un nom d'une ligne", sur_une_ligne(&nom));
    }
    let utf8 = partie.mime.parametre("charset").is_some_and(|j| j.eq_ignore_ascii_case("utf-8"));
    if partie.mime.genre == "text" && utf8 && std::str::from_utf8(&partie.octets()).is_err() {
        c.dire(regles::JEU, &partie.lieu(), "de l'UTF-8", "des octets qui n'en sont pas");
    }
}
