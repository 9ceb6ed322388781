//! Writing an MTOM message.

use super::Partie;

/// Identifier of the root part.
const RACINE: &str = "racine@segur-bench";

/// Writes an MTOM message: its `Content-Type`, and its body. The parts are sent as they are, encoding `binary`. When a part happens
/// to hold the boundary, another one is made from it.
#[must_use]
pub fn ecrire(racine_xml: &str, action: &str, parties: &[Partie], boundary: &str) -> (String, Vec<u8>) {
    let boundary = libre(boundary, racine_xml, parties);
    let content_type = format!(
        "multipart/related; type=\"application/xop+xml\"; start=\"<{RACINE}>\"; start-info=\"application/soap+xml\"; \
         boundary=\"{boundary}\"; action=\"{}\"",
        cite(action)
    );
    let mut corps = Vec::with_capacity(racine_xml.len() + parties.iter().map(|p| p.octets.len() + 256).sum::<usize>() + 512);
    let racine = Partie::nouvelle(
        RACINE,
        "application/xop+xml; charset=UTF-8; type=\"application/soap+xml\"",
        racine_xml.as_bytes().to_vec(),
    );
    for partie in std::iter::once(&racine).chain(parties) {
        corps.extend_from_slice(format!("--{boundary}\r\n{}\r\n", entetes(partie)).as_bytes());
        corps.extend_from_slice(&partie.octets);
        corps.extend_from_slice(b"\r\n");
    }
    corps.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (content_type, corps)
}

/// The headers of a part: the three that MTOM gives, then the others that the part has.
fn entetes(partie: &Partie) -> String {
    let mut sortie = String::new();
    if !partie.type_contenu.is_empty() {
        sortie.push_str(&format!("Content-Type: {}\r\n", une_ligne(&partie.type_contenu)));
    }
    sortie.push_str("Content-Transfer-Encoding: binary\r\n");
    if let Some(id) = &partie.content_id {
        sortie.push_str(&format!("Content-ID: <{}>\r\n", une_ligne(id)));
    }
    const ECRITS: [&str; 3] = ["content-type", "content-transfer-encoding", "content-id"];
    for (nom, valeur) in &partie.entetes {
        if !ECRITS.contains(&nom.to_ascii_lowercase().as_str()) {
            sortie.push_str(&format!("{}: {}\r\n", une_ligne(nom), une_ligne(valeur)));
        }
    }
    sortie
}

/// Nothing that a header carries may begin a line of its own.
fn une_ligne(texte: &str) -> String {
    texte.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn cite(texte: &str) -> String {
    une_ligne(texte).replace('\\', "\\\\").replace('"', "\\\"")
}

/// A boundary that no part holds, made from the one asked.
fn libre(voulu: &str, racine_xml: &str, parties: &[Partie]) -> String {
    let base: String = voulu
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "'()+_,-./:=?".contains(*c))
        .take(50)
        .collect();
    let base = if base.is_empty() { "partie".to_owned() } else { base };
    let pris = |b: &str| {
        let motif = b.as_bytes();
        std::iter::once(racine_xml.as_bytes())
            .chain(parties.iter().map(|p| &p.octets[..]))
            .any(|o| o.windows(motif.len()).any(|f| f == motif))
    };
    let mut candidat = base.clone();
    let mut rang = 0_u64;
    while pris(&candidat) {
        rang += 1;
        candidat = format!("{base}.{rang}");
    }
    candidat
}
