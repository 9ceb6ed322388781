//! Names of files and folders inside the pack: short, plain ASCII, legal on every system.

use segur_model::resultat::ResultatCampagne;
use segur_model::texte::dangereux;
use segur_model::{Numero, Sorte};

/// The text of a scenario, in the folder of its `appui`.
pub(crate) const SCENARIO: &str = "00_scenario.yaml";

/// Longest part taken from a name of a scenario: the whole path must stay short enough for Windows.
const MAX_NOM: usize = 40;

/// Longest name that a candidate gives a file.
const MAX_DONNE: usize = 100;

/// Longest end of a name, with its dot, that is taken for an extension.
const MAX_EXTENSION: usize = 12;

/// File name of the pack of a campaign: `dossier-<produit>-<version>-<campagne>.zip`.
#[must_use]
pub fn nom_fichier(resultat: &ResultatCampagne) -> String {
    format!(
        "dossier-{}-{}-{}.zip",
        mot(&resultat.produit.nom),
        mot(&resultat.produit.version),
        mot(&resultat.id)
    )
}

/// A word of a file name: lower case, accents dropped, anything else a dash.
pub(crate) fn mot(texte: &str) -> String {
    let mut sortie = String::new();
    for c in texte.trim().to_lowercase().chars().filter(|c| !accent_seul(*c)) {
        if sortie.len() >= MAX_NOM {
            break;
        }
        let c = sans_accent(c);
        if c.is_ascii_alphanumeric() || c == '.' || c == '_' {
            sortie.push(c);
        } else if !sortie.ends_with('-') {
            sortie.push('-');
        }
    }
    let net = sortie.trim_matches(|c| c == '-' || c == '.');
    if net.is_empty() { "sans-nom".to_owned() } else { net.to_owned() }
}

/// An étape in a file name: `etape2`, `etape1-4`, `etape-p1`, `etape3-passage2` (second repetition).
pub(crate) fn etape(numero: Numero, repetition: Option<u32>) -> String {
    let tiret = if numero.sorte == Sorte::Rem { "" } else { "-" };
    let passage = repetition.map_or_else(String::new, |r| format!("-passage{}", r + 1));
    format!("etape{tiret}{}{passage}", numero.to_string().replace("..", "-"))
}

/// The folder of a proof or scenario number: `/` becomes `-`, case is kept.
pub(crate) fn dossier(numero: &str) -> String {
    let net: String = numero
        .trim()
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') {
                c
            } else {
                '-'
            }
        })
        .take(64)
        .collect();
    let net = net.trim_matches('.');
    if net.is_empty() { "sans-numero".to_owned() } else { net.to_owned() }
}

/// The name that the candidate gave a file, without what some system would refuse: accents go, however they are written, and so does what
/// cannot be seen; the rest becomes a dash. A name that is too long loses its end, never its extension.
pub(crate) fn donne(nom: &str) -> String {
    let net: String = nom
        .trim()
        .chars()
        .filter(|c| !accent_seul(*c) && !dangereux(*c))
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ' ' | '\'') {
                return c;
            }
            let minuscule = c.to_lowercase().next().map_or('-', sans_accent);
            match (minuscule.is_ascii_alphanumeric(), c.is_uppercase()) {
                (true, true) => minuscule.to_ascii_uppercase(),
                (true, false) => minuscule,
                (false, _) => '-',
            }
        })
        .collect();
    // Nothing but ASCII is left: a byte is a letter.
    let net = net.trim_matches(['.', ' ']);
    if net.is_empty() {
        return "sans-nom".to_owned();
    }
    if net.len() <= MAX_DONNE {
        return net.to_owned();
    }
    let (debut, extension) = match net.rfind('.') {
        Some(i) if net.len() - i <= MAX_EXTENSION => net.split_at(i),
        _ => (net, ""),
    };
    let garde = debut.get(..MAX_DONNE.saturating_sub(extension.len())).unwrap_or(debut);
    format!("{}{extension}", garde.trim_end_matches(['.', ' ']))
}

/// The anchor of a number in the report.
pub(crate) fn ancre(prefixe: &str, numero: &str) -> String {
    format!("{prefixe}-{}", dossier(numero))
}

/// File extension for a media type.
pub(crate) fn extension(media: &str) -> &'static str {
    let genre = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match genre.as_str() {
        "application/json" => "json",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        "application/x-www-form-urlencoded" | "text/plain" => "txt",
        "text/html" => "html",
        "text/csv" => "csv",
        "text/vtt" => "vtt",
        "message/rfc822" => "eml",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/webp" => "webp",
        "image/gif" => "gif",
        "image/bmp" => "bmp",
        "image/tiff" => "tiff",
        "image/avif" => "avif",
        "image/heic" => "heic",
        "video/mp4" => "mp4",
        "video/quicktime" => "mov",
        "video/x-matroska" => "mkv",
        "video/x-msvideo" => "avi",
        "video/webm" => "webm",
        "video/3gpp" => "3gp",
        "video/x-ms-wmv" => "wmv",
        "video/x-flv" => "flv",
        "video/ogg" => "ogv",
        "video/mp2t" => "ts",
        "video/mpeg" => "mpg",
        "text/xml" | "application/xml" => "xml",
        g if g.ends_with("+xml") => "xml",
        g if g.ends_with("+json") => "json",
        g if g.starts_with("multipart/") => "mime",
        _ => "bin",
    }
}

/// Longest extension that is kept of a given text.
const MAX_EXTENSION_DE_TEXTE: usize = 10;

/// Extensions that no text keeps: those of other formats, of the chapters of a film, and of what a double click runs.
const PAS_DE_TEXTE: &[&str] = &[
    "3gp", "avi", "avif", "bat", "bin", "bmp", "cmd", "com", "doc", "docx", "exe", "flv", "gif", "heic", "hta", "htm", "html", "jar",
    "jpeg", "jpg", "js", "jse", "lnk", "mime", "mkv", "mov", "mp4", "mpg", "msi", "ogv", "pdf", "pif", "png", "ps1", "reg", "scr", "svg",
    "tif", "tiff", "ts", "url", "vbe", "vbs", "vtt", "webm", "webp", "wmv", "wsf", "wsh", "xls", "xlsx", "xml", "zip",
];

/// The extension of a given file: that of its bytes; a text keeps the one that it came with (`eml`, `csv`, `log`), which says what wrote it.
pub(crate) fn extension_donnee(nom: &str, media: &str) -> String {
    let lue = extension(media);
    let sienne = nom.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
    let garde = |e: &String| {
        (1..=MAX_EXTENSION_DE_TEXTE).contains(&e.len())
            && e.bytes().all(|o| o.is_ascii_alphanumeric())
            && !PAS_DE_TEXTE.contains(&e.as_str())
    };
    sienne.filter(|e| lue == "txt" && garde(e)).unwrap_or_else(|| lue.to_owned())
}

/// End of the name of the chapters of a film, beside it.
pub(crate) const CHAPITRES: &str = "-chapitres.vtt";

/// Whether this is the path of the chapters of a film.
pub(crate) fn est_chapitres(chemin: &str) -> bool {
    chemin.ends_with(CHAPITRES)
}

/// An accent that is written after its letter, as some systems do in names of files.
fn accent_seul(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn sans_accent(c: char) -> char {
    match c {
        'à' | 'â' | 'ä' | 'á' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' | 'í' => 'i',
        'ô' | 'ö' | 'ó' | 'õ' => 'o',
        'ù' | 'û' | 'ü' | 'ú' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        'ÿ' => 'y',
        autre => autre,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rien_ne_sort_du_dossier() {
        assert_eq!(mot("../../etc/passwd"), "etc-passwd");
        assert_eq!(mot("Émilie & Cie — v2"), "emilie-cie-v2");
        assert_eq!(mot("///"), "sans-nom");
        assert_eq!(dossier("INS/va1.28.01.01"), "INS-va1.28.01.01");
        assert_eq!(dossier(" .. "), "sans-numero");
        assert_eq!(dossier("a\\b:c"), "a-b-c");
    }

    #[test]
    fn le_nom_que_donne_le_candidat_reste_le_sien() {
        assert_eq!(
            donne("20260115_CR-BIO_D'ARTAGNAN_Hélène_0012.pdf"),
            "20260115_CR-BIO_D'ARTAGNAN_Helene_0012.pdf"
        );
        assert_eq!(donne("../../a:b\u{202e}.pdf"), "-..-a-b.pdf");
        assert_eq!(donne("He\u{301}le\u{300}ne\u{7}.pdf"), "Helene.pdf");
        let long = donne(&format!("{}.pdf", "a".repeat(300)));
        assert!(long.len() == MAX_DONNE && long.ends_with("aa.pdf"), "{long}");
        assert_eq!(donne(&format!("a.{}", "b".repeat(300))).len(), MAX_DONNE);
        assert_eq!(donne(" ... "), "sans-nom");
    }

    #[test]
    fn etapes() {
        assert_eq!(etape(Numero::rem(2, 2), None), "etape2");
        assert_eq!(etape(Numero::rem(1, 4), Some(0)), "etape1-4-passage1");
        assert_eq!(etape("p1".parse().unwrap(), None), "etape-p1");
    }

    #[test]
    fn extensions() {
        assert_eq!(extension("application/soap+xml; charset=utf-8"), "xml");
        assert_eq!(extension("multipart/related; boundary=x"), "mime");
        assert_eq!(extension(""), "bin");
        for (nom, media, attendue) in [
            ("source.EML", "text/plain", "eml"),
            ("matrice.v2.csv", "text/plain", "csv"),
            ("message.hl7", "text/plain; charset=utf-8", "hl7"),
            ("sans-point", "text/plain", "txt"),
            ("fin.", "text/plain", "txt"),
            ("note.a b", "text/plain", "txt"),
            ("note.été", "text/plain", "txt"),
            ("note.unmottroplong", "text/plain", "txt"),
            ("texte.png", "text/plain", "txt"),
            ("lance.BAT", "text/plain", "txt"),
            ("a-chapitres.vtt", "text/plain", "txt"),
            ("image.log", "image/png", "png"),
        ] {
            assert_eq!(extension_donnee(nom, media), attendue, "{nom}");
        }
    }
}
