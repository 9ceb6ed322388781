//! A request as a command that sends it again.

use std::fmt::Write as _;

use segur_model::Exchange;

/// Headers that the client writes by itself.
const SIENS: [&str; 5] = ["host", "content-length", "connection", "accept-encoding", "transfer-encoding"];

/// `curl` for an exchange: its body is fetched from the bench, byte for byte. `base`: the address of the bench; `url`: that of the endpoint.
/// What the journal masked is left for the person to fill in.
pub(crate) fn curl(e: &Exchange, base: &str, point: Option<&str>) -> Option<String> {
    let mut mots = e.requete.ligne.split(' ');
    let (methode, cible) = (mots.next().filter(|m| !m.is_empty())?, mots.next()?);
    let racine = racine(e, point);
    let mut commande = String::new();
    let certificat = e.pair.certificat.as_ref().filter(|_| racine.starts_with("https:"));
    if let Some(c) = certificat {
        // A comment ends its line: it has one of its own.
        let _ = writeln!(
            commande,
            "# {} : mettre à la place d'IDENTITE les fichiers de cette identité",
            une_ligne(&c.cn)
        );
    }
    let corps = format!("echange-{}.bin", e.id);
    if e.requete.taille > 0 {
        let _ = writeln!(
            commande,
            "curl -s -o {corps} {}",
            cite(&format!("{base}/banc/echanges/{}/requete", e.id))
        );
    }
    let _ = write!(commande, "curl -i -X {} {}", cite(methode), cite(&format!("{racine}{cible}")));
    if racine.starts_with("https:") {
        commande.push_str(" \\\n  --cacert raccordement/confiance.pem");
    }
    if certificat.is_some() {
        commande.push_str(" \\\n  --cert raccordement/IDENTITE.pem --key raccordement/IDENTITE.cle.pem");
    }
    for (nom, valeur) in &e.requete.entetes {
        if !SIENS.contains(&nom.to_ascii_lowercase().as_str()) {
            let _ = write!(commande, " \\\n  -H {}", cite(&format!("{nom}: {valeur}")));
        }
    }
    if e.requete.taille > 0 {
        let _ = write!(commande, " \\\n  --data-binary @{corps}");
    }
    Some(commande)
}

/// Where it was sent: a service has several points, and only the request says which one it called.
fn racine(e: &Exchange, point: Option<&str>) -> String {
    let dite = point.map_or("https://ADRESSE_DU_SERVICE", origine);
    let appele = e.requete.entete("host").filter(|h| {
        let admis = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
        point.is_some() && !h.is_empty() && h.chars().all(admis)
    });
    match (appele, dite.split_once("://")) {
        (Some(hote), Some((protocole, _))) => format!("{protocole}://{hote}"),
        _ => dite.to_owned(),
    }
}

/// `https://host:port` of an address.
fn origine(url: &str) -> &str {
    let apres = url.find("://").map_or(0, |i| i + 3);
    let fin = url.get(apres..).and_then(|reste| reste.find('/')).map_or(url.len(), |i| apres + i);
    &url[..fin]
}

/// A word of a shell, whatever it holds.
fn cite(mot: &str) -> String {
    format!("'{}'", une_ligne(mot).replace('\'', "'\\''"))
}

fn une_ligne(texte: &str) -> String {
    texte.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use segur_model::{Certificat, Direction};
    use time::OffsetDateTime;

    use super::*;

    #[test]
    fn rien_ne_sort_de_ses_guillemets() {
        let mut e = Exchange::vide(Direction::CandidatVersBanc, OffsetDateTime::UNIX_EPOCH);
        e.id = 7;
        e.requete.ligne = "POST /lps?x='$(reboot)' HTTP/1.1".to_owned();
        e.requete.entetes = vec![
            ("X-A".to_owned(), "'; rm -rf /\n#".to_owned()),
            ("Host".to_owned(), "127.0.0.1:3".to_owned()),
        ];
        e.requete.taille = 3;
        let dit = curl(&e, "http://127.0.0.1:1", Some("https://127.0.0.1:2/lps")).unwrap();
        assert_eq!(
            dit,
            "curl -s -o echange-7.bin 'http://127.0.0.1:1/banc/echanges/7/requete'\n\
             curl -i -X 'POST' 'https://127.0.0.1:3/lps?x='\\''$(reboot)'\\''' \\\n  --cacert raccordement/confiance.pem \\\n  \
             -H 'X-A: '\\''; rm -rf / #' \\\n  --data-binary @echange-7.bin"
        );
    }

    #[test]
    fn elle_va_au_point_qui_fut_appele() {
        let mut e = Exchange::vide(Direction::CandidatVersBanc, OffsetDateTime::UNIX_EPOCH);
        e.requete.ligne = "GET /lps HTTP/1.1".to_owned();
        for (hote, dit) in [
            ("127.0.0.1:4102", "https://127.0.0.1:4102/lps"),
            ("insi.banc.test:4102", "https://insi.banc.test:4102/lps"),
            ("x/$(reboot)", "https://127.0.0.1:2/lps"),
        ] {
            e.requete.entetes = vec![("Host".to_owned(), hote.to_owned())];
            let commande = curl(&e, "http://127.0.0.1:1", Some("https://127.0.0.1:2/lps")).unwrap();
            assert!(commande.contains(&format!("'{dit}'")), "{commande}");
        }
    }

    #[test]
    fn l_identite_a_choisir_est_dite_avant_la_commande() {
        let mut e = Exchange::vide(Direction::CandidatVersBanc, OffsetDateTime::UNIX_EPOCH);
        e.requete.ligne = "GET /lps HTTP/1.1".to_owned();
        e.requete.entetes = vec![("X-A".to_owned(), "un # deux".to_owned())];
        e.pair.certificat = Some(Certificat {
            cn: "INSI-AUTO\nreboot".to_owned(),
            sujet: String::new(),
            emetteur: String::new(),
            ou: Vec::new(),
            serie: String::new(),
            empreinte: String::new(),
            debut: OffsetDateTime::UNIX_EPOCH,
            fin: OffsetDateTime::UNIX_EPOCH,
        });
        let dit = curl(&e, "http://127.0.0.1:1", Some("https://127.0.0.1:2/lps")).unwrap();
        assert_eq!(
            dit,
            "# INSI-AUTO reboot : mettre à la place d'IDENTITE les fichiers de cette identité\n\
             curl -i -X 'GET' 'https://127.0.0.1:2/lps' \\\n  --cacert raccordement/confiance.pem \\\n  \
             --cert raccordement/IDENTITE.pem --key raccordement/IDENTITE.cle.pem \\\n  -H 'X-A: un # deux'"
        );
    }
}
