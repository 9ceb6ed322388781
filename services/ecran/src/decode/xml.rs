//! XML laid out: an element a row. A finding points to a line and a column of the bytes; its row is the one that holds them.

use quick_xml::Reader;
use quick_xml::events::Event;
use segur_model::Finding;

use super::Rang;

/// Beyond this many bytes, lines are shown as they are.
const TAILLE_MAX: usize = 2 * 1024 * 1024;

/// Rows; none when the text is not well-formed, or too long to be laid out.
pub(super) fn rangs(texte: &str, constats: &[Finding]) -> Option<Vec<Rang>> {
    if texte.len() > TAILLE_MAX {
        return None;
    }
    let vises = vises(texte, constats);
    let mut lecteur = Reader::from_str(texte);
    let mut rangs: Vec<Rang> = Vec::new();
    let mut niveau = 0_usize;
    // Whether the last element may still end on the row where it began.
    let mut ouvert_ici = false;
    loop {
        let debut = usize::try_from(lecteur.buffer_position()).ok()?;
        let evenement = lecteur.read_event().ok()?;
        let fin = usize::try_from(lecteur.buffer_position()).ok()?;
        let brut = texte.get(debut..fin)?;
        match evenement {
            Event::Eof => break,
            Event::Text(_) if brut.trim().is_empty() => continue,
            Event::Start(_) => {
                rangs.push(Rang::nouveau(niveau, brut));
                niveau += 1;
                ouvert_ici = true;
            }
            Event::End(_) => {
                niveau = niveau.checked_sub(1)?;
                ajouter(&mut rangs, niveau, brut, std::mem::take(&mut ouvert_ici));
            }
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => ajouter(&mut rangs, niveau, brut.trim(), ouvert_ici),
            _ => {
                ouvert_ici = false;
                rangs.push(Rang::nouveau(niveau, brut));
            }
        }
        let ici = vises
            .iter()
            .filter(|(octet, _)| (debut..fin).contains(octet))
            .map(|(_, rang)| *rang);
        if let Some(dernier) = rangs.last_mut() {
            dernier.constats.extend(ici);
        }
    }
    (niveau == 0).then_some(rangs)
}

/// Goes on the row of its element, or on one of its own.
fn ajouter(rangs: &mut Vec<Rang>, niveau: usize, brut: &str, meme: bool) {
    match rangs.last_mut().filter(|_| meme) {
        Some(dernier) => {
            let debut = std::mem::take(&mut dernier.texte);
            dernier.texte = Rang::nouveau(0, debut + brut).texte;
        }
        None => rangs.push(Rang::nouveau(niveau, brut)),
    }
}

/// The byte that each finding points to, when it is of this text: its path begins with the root element.
fn vises(texte: &str, constats: &[Finding]) -> Vec<(usize, usize)> {
    let Some(racine) = segur_soap::premier_element(texte.as_bytes()) else {
        return Vec::new();
    };
    let debuts: Vec<usize> = std::iter::once(0).chain(texte.match_indices('\n').map(|(i, _)| i + 1)).collect();
    let octet = |ligne: u32, colonne: u32| {
        let debut = *debuts.get(usize::try_from(ligne).ok()?.checked_sub(1)?)?;
        let avant = usize::try_from(colonne).ok()?.saturating_sub(1);
        let decalage = texte.get(debut..)?.char_indices().nth(avant).map(|(i, _)| i)?;
        Some(debut + decalage)
    };
    let de_la_racine = |chemin: &str| {
        let premier = chemin.trim_start_matches('/').split(['/', '[']).next().unwrap_or_default();
        premier.rsplit(':').next() == Some(racine.as_str())
    };
    constats
        .iter()
        .enumerate()
        .filter(|(_, f)| f.location.line > 0 && de_la_racine(&f.location.path))
        .filter_map(|(rang, f)| Some((octet(f.location.line, f.location.column)?, rang)))
        .collect()
}

#[cfg(test)]
mod tests {
    use segur_model::{Location, rule};

    use super::*;

    #[test]
    fn le_rang_vise_est_celui_de_l_element() {
        const REGLE: segur_model::Rule = rule::stricte("x.y", "dit", "source");
        let texte = "<a><b>un</b><c d='1'>deux</c></a>";
        let constat = |line, column, path: &str| {
            REGLE.finding(
                Location {
                    line,
                    column,
                    path: path.to_owned(),
                },
                "",
                "",
            )
        };
        let constats = [
            constat(1, 13, "/a/c"),
            constat(1, 1, "/autre"),
            constat(9, 1, "/a"),
            constat(0, 0, "/a"),
        ];
        let rangs = rangs(texte, &constats).unwrap();
        let lus: Vec<(usize, &str, &[usize])> = rangs.iter().map(|r| (r.niveau, r.texte.as_str(), r.constats.as_slice())).collect();
        assert_eq!(
            lus,
            [
                (0, "<a>", &[][..]),
                (1, "<b>un</b>", &[]),
                (1, "<c d='1'>deux</c>", &[0]),
                (0, "</a>", &[])
            ]
        );
    }
}
