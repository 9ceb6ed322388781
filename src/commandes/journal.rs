//! `journal`: the exchanges, in the terminal.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use segur_engine::controle::Controle;
use segur_model::{Exchange, Message, Severity, vocabulaire::motif_couvre};
use serde_json::json;
use time::format_description::well_known::Rfc3339;

use crate::affichage::propre;
use crate::cli::{AccesBanc, Journal};
use crate::erreur::Erreur;

/// How long one wait of `--suivre` lasts; the next follows at once.
const TOUR: Duration = Duration::from_secs(20);

/// Shows exchanges.
pub async fn executer(a: Journal) -> Result<u8, Erreur> {
    let controle = super::espace::controle(&a.acces)?;
    let voulu = |e: &Exchange| a.operation.as_ref().is_none_or(|o| motif_couvre(o, &e.operation));
    if let Some(id) = a.id {
        return un(&a, id, &controle).await;
    }
    let echanges: Vec<Exchange> = controle.echanges(0).await?;
    let mut dernier = echanges.last().map_or(0, |e| e.id);
    let choisis: Vec<&Exchange> = echanges.iter().filter(|e| voulu(e)).collect();
    if a.har {
        return har(&controle, &choisis).await;
    }
    if choisis.is_empty() && !a.suivre && std::io::stdout().is_terminal() {
        eprintln!("aucun échange dans l'espace « {} »", a.acces.espace);
    }
    for e in choisis {
        dire!("{}", ligne(e));
    }
    if !a.suivre {
        return Ok(0);
    }
    loop {
        if controle.attendre(dernier, TOUR).await? {
            for e in controle.echanges(dernier).await? {
                dernier = e.id;
                if voulu(&e) {
                    dire!("{}", ligne(&e));
                }
            }
            let _ = std::io::stdout().flush();
        }
    }
}

/// One exchange, one line.
fn ligne(e: &Exchange) -> String {
    let forme = time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    let heure = e.recu.format(forme).unwrap_or_default();
    let issue = match (&e.echec, e.statut) {
        (Some(raison), _) => format!("✗ {}", propre(raison)),
        (None, Some(s)) => {
            // What tells an exchange from the next at a glance, whatever the service.
            let faits = [
                "nom",
                "prenom",
                "cr",
                "faute.code",
                "document",
                "client_id",
                "grant",
                "geste",
                "type",
                "total",
                "fichier",
                "id_national",
                "erreur",
            ];
            let dits: Vec<String> = faits
                .iter()
                .filter_map(|f| e.faits.get(*f).map(|v| format!("{f}={}", propre(&v.join(" ")))))
                .collect();
            format!("HTTP {s} {}", dits.join(" "))
        }
        (None, None) => "sans réponse".to_owned(),
    };
    let qui = e
        .pair
        .certificat
        .as_ref()
        .map_or_else(String::new, |c| format!(" [{}]", propre(&c.cn)));
    format!("{:>5}  {heure}  {:<24}{qui} {issue}", e.id, e.operation)
}

async fn un(a: &Journal, id: u64, controle: &Controle) -> Result<u8, Erreur> {
    let introuvable = || Erreur::dit(format!("pas d'échange {id} dans l'espace « {} »", a.acces.espace));
    if a.requete || a.reponse {
        let (requete, reponse) = controle.octets(id).await?;
        let octets = if a.requete { requete } else { reponse };
        std::io::stdout()
            .write_all(&octets)
            .map_err(|e| Erreur::dit(format!("écriture impossible : {e}")))?;
        return Ok(0);
    }
    let echanges = controle.echanges(id.saturating_sub(1)).await?;
    let e = echanges.into_iter().find(|e| e.id == id).ok_or_else(introuvable)?;
    if a.constats {
        if e.findings.is_empty() {
            dire!("le service n'a rien remarqué sur cet échange");
        }
        for f in &e.findings {
            dire!(
                "{} {} — {}\n    attendu {} ; vu {}\n    source : {}",
                severite(f.severity),
                f.rule,
                f.dit,
                propre(&f.expected),
                propre(&f.seen),
                f.source
            );
        }
        return Ok(0);
    }
    dire!("{}", ligne(&e));
    if let Some(c) = &e.pair.certificat {
        dire!(
            "  certificat présenté : {} (émis par {}, jusqu'au {})",
            propre(&c.sujet),
            propre(&c.emetteur),
            c.fin.date()
        );
    }
    if e.requete.ligne.is_empty() && e.requete.taille == 0 {
        dire!("  rien n'a été échangé : la connexion n'a pas abouti");
        return Ok(0);
    }
    for (titre, m) in [("requête", &e.requete), ("réponse", &e.reponse)] {
        dire!("\n  {titre} : {} ({} octets)", propre(&m.ligne), m.taille);
        for (n, v) in &m.entetes {
            dire!("    {}: {}", propre(n), propre(v));
        }
    }
    dire!("\n  faits");
    for (n, v) in &e.faits {
        dire!("    {n:<22} {}", propre(&v.join(" | ")));
    }
    dire!("\n  corps : segur-bench journal {id}{} --requete | --reponse", suite(&a.acces));
    Ok(0)
}

/// French word of a severity.
pub fn severite(s: Severity) -> &'static str {
    match s {
        Severity::Error => "écart",
        Severity::Warning => "avertissement",
        Severity::Info => "information",
        Severity::NotEvaluated => "non évalué",
    }
}

/// What a suggested command needs after its name to speak of the same bench.
pub fn suite(acces: &AccesBanc) -> String {
    let mut suite = String::new();
    if acces.banc != Path::new(".segur-bench/banc.json") {
        suite.push_str(&format!(" --banc {}", acces.banc.display()));
    }
    if acces.espace != "defaut" {
        suite.push_str(&format!(" --espace {}", acces.espace));
    }
    suite
}

/// HAR 1.2, for tools that read it.
async fn har(controle: &Controle, echanges: &[&Exchange]) -> Result<u8, Erreur> {
    let mut entrees = Vec::new();
    for e in echanges {
        if e.requete.ligne.is_empty() {
            continue;
        }
        let (requete, reponse) = controle.octets(e.id).await?;
        let entetes = |m: &Message| m.entetes.iter().map(|(n, v)| json!({"name": n, "value": v})).collect::<Vec<_>>();
        let mut mots = e.requete.ligne.split(' ');
        let (methode, chemin) = (mots.next().unwrap_or_default(), mots.next().unwrap_or_default());
        let media = |m: &Message| m.entete("content-type").unwrap_or("application/octet-stream").to_owned();
        entrees.push(json!({
            "startedDateTime": e.recu.format(&Rfc3339).unwrap_or_default(),
            "time": e.duree_ms,
            "request": {
                "method": methode, "url": format!("https://{}{chemin}", e.service), "httpVersion": "HTTP/1.1",
                "headers": entetes(&e.requete), "queryString": [], "cookies": [], "headersSize": -1, "bodySize": e.requete.taille,
                "postData": { "mimeType": media(&e.requete), "text": String::from_utf8_lossy(&requete) },
            },
            "response": {
                "status": e.statut.unwrap_or(0), "statusText": "", "httpVersion": "HTTP/1.1",
                "headers": entetes(&e.reponse), "cookies": [], "redirectURL": "", "headersSize": -1, "bodySize": e.reponse.taille,
                "content": { "size": e.reponse.taille, "mimeType": media(&e.reponse), "text": String::from_utf8_lossy(&reponse) },
            },
            "cache": {}, "timings": { "send": 0, "wait": e.duree_ms, "receive": 0 },
            "comment": e.operation,
        }));
    }
    let har = json!({ "log": { "version": "1.2", "creator": { "name": "segur-bench", "version": env!("CARGO_PKG_VERSION") }, "entries": entrees } });
    dire!("{har:#}");
    Ok(0)
}
