//! The facts of an exchange with the directory, read in its recorded bytes.

use std::io::Read as _;

use segur_model::{Exchange, Faits, exchange::mettre};
use serde_json::Value;

use crate::appel::{Appel, GenreAppel};
use crate::issue::diagnostics;
use crate::nom::Nom;
use crate::systemes::{IDNPS, RPPS};

/// Largest archive whose lines are counted, compressed and not. Beyond, the fact is absent.
const ARCHIVE_MAX: usize = 8 << 20;
const TEXTE_MAX: u64 = 256 << 20;

/// Facts of one exchange: see the vocabulary.
pub(crate) fn faits(exchange: &Exchange, appel: &Appel, reponse: &[u8], lue: &Value) -> Faits {
    let mut faits = exchange.faits_communs();
    if let GenreAppel::Extraction(fichier) = &appel.genre {
        extraction(&mut faits, fichier, exchange, reponse);
        return faits;
    }
    let cle = exchange.requete.entete("esante-api-key").is_some_and(|c| !c.trim().is_empty());
    mettre(&mut faits, "cle", [if cle { "presente" } else { "absente" }]);
    let passerelle = lue.get("message").and_then(Value::as_str).map(str::to_owned);
    mettre(&mut faits, "erreur", diagnostics(lue).or(passerelle));
    match &appel.genre {
        GenreAppel::Recherche(r) => {
            mettre(&mut faits, "type", [r.nom]);
            mettre(&mut faits, "methode", [appel.methode.clone()]);
            parametres(&mut faits, appel);
            paquet(&mut faits, lue);
        }
        GenreAppel::Page => {
            mettre(&mut faits, "page", appel.parametre("id").map(str::to_owned));
            paquet(&mut faits, lue);
        }
        GenreAppel::Lecture(r, id) => {
            mettre(&mut faits, "type", [r.nom]);
            mettre(&mut faits, "id", [id.clone()]);
            mettre(
                &mut faits,
                "actif",
                lue.get("active").and_then(Value::as_bool).map(|a| a.to_string()),
            );
            mettre(&mut faits, "rpps", rpps(lue));
        }
        _ => {}
    }
    faits
}

/// `parametres` as written, and `p.<name>` without the modifier; several values of one name are several values of the fact. A chain has the
/// name of its two parameters (`p.organization.identifier`).
fn parametres(faits: &mut Faits, appel: &Appel) {
    for (nom, valeur) in appel.lus() {
        let base = Nom::lire(nom).base();
        if !nom.is_empty() {
            faits.entry("parametres".to_owned()).or_default().push(nom.clone());
        }
        if !valeur.is_empty() {
            faits.entry(format!("p.{base}")).or_default().push(valeur.clone());
        }
        if base == "_count" {
            mettre(faits, "count", [valeur.clone()]);
        }
    }
}

/// What a Bundle says.
fn paquet(faits: &mut Faits, lue: &Value) {
    if lue.get("resourceType").and_then(Value::as_str) != Some("Bundle") {
        return;
    }
    mettre(faits, "total", lue.get("total").and_then(Value::as_u64).map(|t| t.to_string()));
    let entrees = lue.get("entry").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    mettre(faits, "entrees", [entrees.len().to_string()]);
    let suivante = lue
        .get("link")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .find(|l| l.get("relation").and_then(Value::as_str) == Some("next"))
        .and_then(|l| l.get("url")?.as_str())
        .and_then(|u| u.split_once('?'))
        .and_then(|(_, q)| crate::url::parametres(q).ok())
        .and_then(|lus| lus.into_iter().find(|(n, _)| n == "id").map(|(_, v)| v));
    mettre(faits, "suivante", suivante);
    let ressources = || entrees.iter().filter_map(|e| e.get("resource"));
    mettre(faits, "rpps", ressources().filter_map(rpps));
    let boites = ressources()
        .flat_map(|r| r.get("telecom").and_then(Value::as_array).into_iter().flatten())
        .filter(|t| t.get("extension").is_some() && t.get("system").and_then(Value::as_str) == Some("email"))
        .filter_map(|t| t.get("value")?.as_str().map(str::to_owned));
    mettre(faits, "mssante", boites);
}

/// The RPPS of a person: the identifier of that system, or what follows the 8 of the national one.
fn rpps(ressource: &Value) -> Option<String> {
    let identifiants = ressource.get("identifier")?.as_array()?;
    identifiants.iter().find_map(|i| {
        let valeur = i.get("value")?.as_str()?;
        let nu = match i.get("system")?.as_str()? {
            RPPS => valeur,
            IDNPS => valeur.strip_prefix('8')?,
            _ => return None,
        };
        (nu.len() == 11 && nu.bytes().all(|b| b.is_ascii_digit())).then(|| nu.to_owned())
    })
}

fn extraction(faits: &mut Faits, fichier: &str, exchange: &Exchange, reponse: &[u8]) {
    mettre(faits, "fichier", [fichier]);
    let disposition = exchange.reponse.entete("content-disposition").unwrap_or_default();
    let date = disposition
        .split(|c: char| !c.is_ascii_digit())
        .find(|m| m.len() == 12)
        .map(str::to_owned);
    mettre(faits, "date", date);
    mettre(faits, "lignes", lignes(reponse).map(|n| n.to_string()));
}

/// Lines of the first file of the archive, its header left out.
fn lignes(archive: &[u8]) -> Option<usize> {
    if archive.len() > ARCHIVE_MAX {
        return None;
    }
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive)).ok()?;
    let premier = zip.by_index(0).ok()?;
    let mut lu = premier.take(TEXTE_MAX);
    let (mut lignes, mut tampon) = (0, vec![0; 64 << 10]);
    let mut dernier = b'\n';
    loop {
        let n = lu.read(&mut tampon).ok()?;
        let Some(morceau) = tampon.get(..n).filter(|m| !m.is_empty()) else {
            break;
        };
        lignes += morceau.iter().filter(|b| **b == b'\n').count();
        dernier = morceau[n - 1];
    }
    if lu.limit() == 0 {
        return None;
    }
    lignes += usize::from(dernier != b'\n');
    Some(lignes.saturating_sub(1))
}
