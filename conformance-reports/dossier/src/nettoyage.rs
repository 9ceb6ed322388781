//! What every view of the dossier reads: the result of the campaign without its secrets, and without anything that would
//! change from one run to the next (journal positions, real instants, durations, ports, paths).

use std::collections::HashMap;

use segur_model::Numero;
use segur_model::resultat::{Conserve, ResultatCampagne, ResultatScenario};
use serde_json::Value;

use crate::DossierError;
use segur_masque::{self as masque, MASQUE};

/// Headers that depend on the machine or the moment.
const ENTETES_VOLATILS: &[&str] = &[
    "host",
    "date",
    "x-forwarded-for",
    "x-forwarded-host",
    "forwarded",
    "via",
    "age",
    "expires",
    "last-modified",
    "x-rate-limit-remaining",
];

/// A clean copy. In it, [`segur_model::Exchange::id`] is the rank at which an exchange is first met, scenario by
/// scenario and étape by étape: equal ids are one exchange, and nothing else is to be read in them.
pub(crate) fn nettoyer(resultat: &ResultatCampagne) -> Result<ResultatCampagne, DossierError> {
    let mut copie = resultat.clone();
    for s in &mut copie.scenarios {
        // Unclaimed exchanges are listed as they arrived, which two runs need not share.
        s.inattendus.sort_by(|a, b| cle_inattendu(a).cmp(&cle_inattendu(b)));
    }
    copie.scenarios.iter_mut().for_each(un_seul_passage);
    let mut rangs: HashMap<(String, String, u64, String, String), u64> = HashMap::new();
    for s in &mut copie.scenarios {
        // What held names its exchange.
        let mut nouveaux: HashMap<u64, u64> = HashMap::new();
        pour_chaque_echange(s, &mut |e| {
            let x = &mut e.exchange;
            let ancien = x.id;
            let cle = (
                x.service.clone(),
                x.session.clone(),
                x.id,
                e.corps_requete.empreinte.clone(),
                e.corps_reponse.empreinte.clone(),
            );
            let suivant = rangs.len() as u64 + 1;
            x.id = *rangs.entry(cle).or_insert(suivant);
            nouveaux.insert(ancien, x.id);
            x.recu = x.instant;
            x.duree_ms = 0;
            x.session.clear();
            x.pair.adresse.clear();
            nettoyer_entetes(&mut x.requete.entetes);
            nettoyer_entetes(&mut x.reponse.entetes);
        });
        for t in s.etapes.iter_mut().flat_map(|e| &mut e.observations).flat_map(|o| &mut o.tenus) {
            t.echange = t.echange.and_then(|id| nouveaux.get(&id).copied());
        }
    }
    let mut valeur = serde_json::to_value(&copie).map_err(|e| DossierError::vue("le résultat nettoyé", e))?;
    nettoyer_valeur(&mut valeur);
    serde_json::from_value(valeur).map_err(|e| DossierError::vue("le résultat nettoyé", e))
}

/// A repetition is said where there are several: the only one of a list of one is the étape itself.
fn un_seul_passage(s: &mut ResultatScenario) {
    let mut passages: Vec<(Numero, usize)> = Vec::new();
    for e in &s.etapes {
        match passages.iter_mut().find(|(n, _)| *n == e.numero) {
            Some((_, nombre)) => *nombre += 1,
            None => passages.push((e.numero, 1)),
        }
    }
    for e in &mut s.etapes {
        if passages.contains(&(e.numero, 1)) {
            e.repetition = None;
        }
        for p in &mut e.pieces {
            if passages.contains(&(p.etape, 1)) {
                p.repetition = None;
            }
        }
    }
}

type CleInattendu<'a> = (time::OffsetDateTime, &'a str, &'a str, &'a str, &'a str);

fn cle_inattendu(e: &Conserve) -> CleInattendu<'_> {
    (
        e.exchange.instant,
        &e.exchange.operation,
        &e.exchange.requete.ligne,
        &e.corps_requete.empreinte,
        &e.corps_reponse.empreinte,
    )
}

fn pour_chaque_echange(s: &mut ResultatScenario, f: &mut impl FnMut(&mut Conserve)) {
    for etape in &mut s.etapes {
        etape.observations.iter_mut().flat_map(|o| &mut o.echanges).for_each(&mut *f);
        for piece in &mut etape.pieces {
            if let segur_model::resultat::Contenu::Message { echanges, .. } = &mut piece.quoi {
                echanges.iter_mut().for_each(&mut *f);
            }
        }
    }
    s.inattendus.iter_mut().for_each(&mut *f);
}

fn nettoyer_entetes(entetes: &mut Vec<(String, String)>) {
    entetes.retain(|(nom, _)| !ENTETES_VOLATILS.iter().any(|v| nom.eq_ignore_ascii_case(v)));
    for (nom, valeur) in entetes {
        let nom = nom.to_ascii_lowercase();
        if masque::ENTETES.contains(&nom.as_str()) || masque::parametre_secret(&nom) || nom.contains("token") {
            MASQUE.clone_into(valeur);
        }
    }
}

fn nettoyer_valeur(valeur: &mut Value) {
    match valeur {
        Value::String(s) => {
            let propre = texte(s);
            if propre != *s {
                *s = propre;
            }
        }
        Value::Array(liste) => liste.iter_mut().for_each(nettoyer_valeur),
        Value::Object(objet) => {
            for (cle, v) in objet.iter_mut() {
                match v {
                    Value::String(s) if masque::parametre_secret(cle) && !s.is_empty() => MASQUE.clone_into(s),
                    autre => nettoyer_valeur(autre),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A sentence without secret, address or path of a machine.
pub(crate) fn texte(texte: &str) -> String {
    chemins(&adresses(&masque::texte(texte)))
}

/// `127.0.0.1:40123`, `localhost:8443`, `[::1]:8443` → `banc`. The port is drawn at each start.
fn adresses(texte: &str) -> String {
    let mut sortie = String::with_capacity(texte.len());
    let mut reste = texte;
    while let Some((debut, fin)) = premiere_adresse(reste) {
        sortie.push_str(&reste[..debut]);
        sortie.push_str("banc");
        reste = &reste[fin..];
    }
    sortie.push_str(reste);
    sortie
}

fn premiere_adresse(texte: &str) -> Option<(usize, usize)> {
    ["127.", "localhost", "[::1]"]
        .iter()
        .flat_map(|signe| texte.match_indices(signe))
        .filter_map(|(debut, signe)| {
            let colle = texte[..debut]
                .chars()
                .next_back()
                .is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
            let apres = &texte[debut + signe.len()..];
            let hote = if *signe == *"127." {
                apres.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(apres.len())
            } else {
                0
            };
            if colle || (signe == "127." && apres[..hote].trim_end_matches('.').matches('.').count() != 2) {
                return None;
            }
            // A sentence may end just after the address.
            let hote = apres[..hote].trim_end_matches('.').len();
            let port = apres[hote..].strip_prefix(':').map_or(0, |p| {
                let n = p.len() - p.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                if n == 0 { 0 } else { n + 1 }
            });
            Some((debut, debut + signe.len() + hote + port))
        })
        .min()
}

/// Paths of the machine: `/tmp/…`, `C:\…` → `<chemin>/dernier`. The last name says enough.
fn chemins(texte: &str) -> String {
    const RACINES: &[&str] = &[
        "/tmp/",
        "/home/",
        "/root/",
        "/var/",
        "/private/",
        "/Users/",
        "/opt/",
        "/mnt/",
        "/srv/",
        "/run/",
    ];
    if !texte.contains(['/', '\\']) {
        return texte.to_owned();
    }
    let separateur = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '«' | '»' | '(' | ')' | '<' | '>' | ',' | ';');
    let mut sortie = String::with_capacity(texte.len());
    for mot in texte.split_inclusive(separateur) {
        let nu = mot.trim_end_matches(separateur);
        let windows = nu.as_bytes().get(1..3) == Some(b":\\") && nu.starts_with(|c: char| c.is_ascii_alphabetic());
        if windows || RACINES.iter().any(|r| nu.starts_with(r)) {
            sortie.push_str("…/");
            sortie.push_str(nu.rsplit(['/', '\\']).next().unwrap_or_default());
            sortie.push_str(&mot[nu.len()..]);
        } else {
            sortie.push_str(mot);
        }
    }
    sortie
}

#[cfg(test)]
mod tests {
    use super::texte;

    #[test]
    fn ni_port_ni_chemin() {
        assert_eq!(
            texte("appel à https://127.0.0.1:40123/lps refusé"),
            "appel à https://banc/lps refusé"
        );
        assert_eq!(texte("127.0.0.1:1, localhost:2 et [::1]:3."), "banc, banc et banc.");
        assert_eq!(texte("hôte 127.3.2.1."), "hôte banc.");
        assert_eq!(
            texte("le fichier « /tmp/x1/identite.json » manque"),
            "le fichier « …/identite.json » manque"
        );
        assert_eq!(texte("C:\\Users\\a\\b.xml"), "…/b.xml");
        for intact in [
            "POST /lps HTTP/1.1",
            "version 127.4",
            "INS/va1.28.01 : 10.127.0.0.1",
            "à 09:00:00",
            "monlocalhost:1",
        ] {
            assert_eq!(texte(intact), intact);
        }
    }
}
