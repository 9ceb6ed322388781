//! The text of the mail, and the parts around it.

use std::collections::HashSet;

use mail_parser::decoders::html::html_to_text;
use segur_dialecte::Constateur;

use super::super::parties::Partie;
use super::super::regles;
use super::{Affaire, vu};

/// Tags in the midst of a word.
const EN_LIGNE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr",
];

pub(super) fn juger(a: &Affaire<'_>, c: &mut Constateur) {
    if !a.d_un_produit() {
        return;
    }
    for partie in a.courriel.textes() {
        let jeu = partie.mime.parametre("charset").unwrap_or("us-ascii");
        // ASCII is UTF-8.
        let ascii = jeu.eq_ignore_ascii_case("us-ascii") && partie.octets().is_ascii();
        if !ascii && !jeu.eq_ignore_ascii_case("utf-8") {
            c.dire(regles::UTF8, &partie.lieu(), "utf-8", jeu);
        }
    }
    corps(a, c);
    archive(a, c);
}

fn corps(a: &Affaire<'_>, c: &mut Constateur) {
    let racine = a.courriel.parties.first();
    let lieu = racine.map(Partie::lieu).unwrap_or_default();
    if a.courriel.textes().next().is_none() {
        let vu = vu(racine.map(|p| p.mime.nom()).as_deref());
        return c.dire(regles::CORPS, &lieu, "text/plain, ou multipart/alternative", vu);
    }
    for html in a.courriel.textes().filter(|p| p.mime.sous_genre == "html") {
        alternative(a, html, c);
    }
}

/// The HTML stands behind the same in plain text.
fn alternative(a: &Affaire<'_>, html: &Partie, c: &mut Constateur) {
    let tous = &a.courriel.parties;
    // The HTML may stand in a multipart/related, with its pictures.
    let mut parent = html.parent;
    while let Some(rang) = parent {
        if tous.get(rang).is_some_and(|p| p.mime.est("multipart", "alternative")) {
            break;
        }
        parent = tous.get(rang).and_then(|p| p.parent);
    }
    let avant = parent.and_then(|rang| {
        let freres = tous.iter().filter(|p| p.parent == Some(rang));
        freres.take_while(|p| p.ligne < html.ligne).find(|p| p.mime.est("text", "plain"))
    });
    let Some(simple) = avant else {
        let vu = if parent.is_some() {
            "aucun text/plain avant le HTML"
        } else {
            "du HTML hors d'un multipart/alternative"
        };
        return c.dire(
            regles::ALTERNATIVE,
            &html.lieu(),
            "multipart/alternative : text/plain, puis text/html",
            vu,
        );
    };
    let (un, deux) = (mots(&simple.texte()), mots(&visible(&html.texte())));
    if let Some(vu) = deux_choses(&un, &deux) {
        let attendu = "le même texte, en simple et en HTML";
        c.dire(regles::ALTERNATIVE_AUTRE, &html.lieu(), attendu, vu);
    } else if un != deux {
        let ecart = un.iter().zip(&deux).position(|(x, y)| x != y).unwrap_or(un.len().min(deux.len()));
        let ici = |m: &[String]| m.get(ecart).cloned().unwrap_or_else(|| "(fin)".to_owned());
        let vu = format!(
            "au mot {} : « {} » dans le texte, « {} » dans le HTML",
            ecart + 1,
            ici(&un),
            ici(&deux)
        );
        c.dire(regles::ALTERNATIVE_TEXTE, &html.lieu(), "le même texte", vu);
    }
}

/// How two texts say two things: fewer than half of the words of one are in the other. Below, layout may do it: a link that one spells.
fn deux_choses(simple: &[String], html: &[String]) -> Option<String> {
    let communs = |de: &[String], dans: &[String]| {
        let connus: HashSet<String> = dans.iter().map(|m| segur_ids::sans_accent(m)).collect();
        de.iter().filter(|m| connus.contains(&segur_ids::sans_accent(m))).count()
    };
    for (de, dans, ou) in [(html, simple, "du HTML"), (simple, html, "du texte simple")] {
        let retrouves = communs(de, dans);
        if retrouves * 2 < de.len() {
            return Some(format!("{retrouves} mots {ou} dans l'autre, sur {}", de.len()));
        }
    }
    None
}

/// What a person sees of HTML. Cells and blocks do not touch: their tags part words.
fn visible(html: &str) -> String {
    let mut separe = String::with_capacity(html.len() + html.len() / 4);
    let mut reste = html;
    while let Some(ici) = reste.find('<') {
        let (avant, balise) = reste.split_at(ici);
        separe.push_str(avant);
        let nom: String = balise
            .chars()
            .skip(1)
            .skip_while(|c| *c == '/')
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        if !nom.is_empty() && !EN_LIGNE.contains(&nom.to_ascii_lowercase().as_str()) {
            separe.push(' ');
        }
        separe.push('<');
        reste = balise.get(1..).unwrap_or_default();
    }
    separe.push_str(reste);
    html_to_text(&separe)
}

/// The words of a text, whatever its layout. An address of the web is none: HTML hides it behind its label.
fn mots(texte: &str) -> Vec<String> {
    // Soft hyphens part nothing, and an accent may be a character of its own.
    let lie: String = texte
        .chars()
        .filter(|c| !matches!(c, '\u{AD}' | '\u{200B}' | '\u{300}'..='\u{36F}'))
        .collect();
    let lisibles = lie.split_whitespace().filter(|m| !m.contains("://"));
    lisibles
        .flat_map(|m| m.split(|c: char| !c.is_alphanumeric()))
        .filter(|m| !m.is_empty())
        .map(str::to_owned)
        .collect()
}

fn archive(a: &Affaire<'_>, c: &mut Constateur) {
    let Some(premiere) = a.archives.first() else { return };
    let racine = a.courriel.parties.first();
    if let Some(racine) = racine.filter(|r| !r.mime.est("multipart", "mixed")) {
        c.dire(regles::MIXTE, &racine.lieu(), "multipart/mixed", racine.mime.nom());
    }
    if a.archives.len() > 1 {
        let lieu = a.courriel.parties.get(a.archives[1].partie).map(Partie::lieu).unwrap_or_default();
        c.dire(regles::ARCHIVE_UNE, &lieu, "une archive", format!("{} archives", a.archives.len()));
    }
    let Some(partie) = a.courriel.parties.get(premiere.partie) else {
        return;
    };
    if !partie.mime.est("application", "zip") {
        c.dire(regles::ARCHIVE_TYPE, &partie.lieu(), "application/zip", partie.mime.nom());
    }
    if partie.encodage() != super::super::Encodage::Base64 {
        let vu = partie.entetes.texte("Content-Transfer-Encoding").unwrap_or_else(|| vu(None));
        c.dire(regles::ARCHIVE_BASE64, &partie.lieu(), "base64", vu);
    }
    for mut constat in crate::xdm::juger_nom(partie.nom().as_deref().unwrap_or_default()) {
        constat.location = partie.lieu();
        c.ajouter(constat);
    }
}
