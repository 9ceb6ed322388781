//! `journal`: the exchanges, in the terminal.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use segur_engine::controle::Controle;
use segur_model::francais::suggerer_et_finir;
use segur_model::vocabulaire::{OPERATIONS_COMMUNES, motif_couvre};
use segur_model::{Exchange, Severity, World};
use segur_page::resume::{self, echoue};

use super::har;
use crate::affichage::propre;
use crate::cli::{AccesBanc, Journal};
use crate::erreur::Erreur;

/// How long one wait of `--suivre` lasts; the next follows at once.
const TOUR: Duration = Duration::from_secs(20);

/// Shows exchanges.
pub async fn executer(a: Journal) -> Result<u8, Erreur> {
    let controle = super::espace::controle(&a.acces)?;
    if let Some(id) = a.id {
        return un(&a, id, &controle).await;
    }
    connue(a.operation.as_deref())?;
    let voulu = |e: &Exchange| {
        a.operation.as_ref().is_none_or(|o| motif_couvre(o, &e.operation))
            && (!a.echecs || echoue(e))
            && a.demande.as_deref().is_none_or(|d| e.demande() == Some(d))
    };
    let echanges = controle.tous().await?;
    let mut dernier = echanges.last().map_or(0, |e| e.id);
    let tous = echanges.len();
    let monde = controle.monde().await?;
    let purge = purge(&controle).await?;
    // What was purged is counted in no rank: there is none any more, but the number.
    let rang_de = |rang: usize, e: &Exchange| if purge.is_some() { numero(e) } else { rang };
    // By its rank in the espace, and by the number under which it is asked for.
    let rangs = echanges.iter().enumerate().map(|(rang, e)| (rang_de(rang + 1, e) - 1, e));
    let choisis: Vec<(usize, &Exchange)> = rangs.filter(|(_, e)| voulu(e)).collect();
    let hors = |total: usize| a.nombre.map_or(0, |n| total.saturating_sub(n));
    if a.har {
        let seuls: Vec<&Exchange> = choisis.iter().skip(hors(choisis.len())).map(|(_, e)| *e).collect();
        return har::ecrire(&controle, &seuls).await;
    }
    if choisis.is_empty() && !a.suivre && std::io::stdout().is_terminal() {
        segur_model::avertir!("aucun échange de ce genre dans l'espace « {} », sur {tous}", a.acces.espace);
    }
    // The newest first; followed, in the order in which they come, each as it comes.
    let mut lignes = if a.tout || a.suivre {
        choisis.iter().map(|(rang, e)| ligne(rang + 1, e, &monde)).collect()
    } else {
        rafales(&choisis, &monde)
    };
    let coupe = hors(lignes.len());
    lignes.drain(..coupe);
    if !a.suivre {
        lignes.reverse();
    }
    for l in &lignes {
        dire!("{l}");
    }
    if coupe > 0 && std::io::stdout().is_terminal() {
        segur_model::avertir!("{} autre(s), plus anciens : sans -n, tous", coupe);
    }
    if let Some(purge) = purge.as_ref().filter(|_| std::io::stdout().is_terminal()) {
        segur_model::avertir!("{purge}");
    }
    if !a.suivre {
        return Ok(0);
    }
    let mut rang = tous;
    loop {
        if controle.attendre(dernier, TOUR).await? {
            for e in controle.echanges(dernier).await? {
                dernier = e.id;
                rang += 1;
                if voulu(&e) {
                    dire!("{}", ligne(rang_de(rang, &e), &e, &monde));
                }
            }
            let _ = std::io::stdout().flush();
        }
    }
}

fn numero(e: &Exchange) -> usize {
    usize::try_from(e.id).unwrap_or(usize::MAX).max(1)
}

/// What was last taken away of the espace.
async fn purge(controle: &Controle) -> Result<Option<String>, Erreur> {
    let espaces = controle.etat().await?.espaces;
    Ok(espaces.into_iter().find(|e| e.id == controle.espace()).and_then(|e| e.purge))
}

/// A pattern that covers no operation of the bench would show nothing, and look as if nothing had come.
fn connue(motif: Option<&str>) -> Result<(), Erreur> {
    let Some(motif) = motif else { return Ok(()) };
    let tous = || {
        segur_tous::OPERATIONS
            .iter()
            .chain(OPERATIONS_COMMUNES)
            .chain(segur_referencement::OPERATIONS)
    };
    let noms = || tous().map(|o| o.nom);
    if noms().any(|n| motif_couvre(motif, n)) {
        return Ok(());
    }
    let nu = motif.trim_end_matches(".*");
    let services = noms().filter_map(|n| n.split('.').next());
    let voulu = suggerer_et_finir(nu, noms().chain(services));
    Err(Erreur::dit(format!(
        "--operation « {motif} » ne couvre aucune opération du banc{voulu} « segur-bench vocabulaire » les liste."
    )))
}

/// From how many exchanges that say the same, one after the other, they are one line.
const RAFALE: usize = 3;

/// Exchanges in a row that say the same (operation, other end, patient, issue) are one line: the last, how many, since when. A load test or
/// a client that insists would hide the rest.
fn rafales(choisis: &[(usize, &Exchange)], monde: &World) -> Vec<String> {
    let suivies = choisis.iter().map(|(rang, e)| (*rang + 1, *e, dit(e, monde))).collect::<Vec<_>>();
    // Two that break other rules are two things to mend.
    let regles = |e: &Exchange| e.findings.iter().map(|f| f.rule.clone()).collect::<Vec<_>>();
    let meme = |a: &(usize, &Exchange, String), b: &(usize, &Exchange, String)| {
        a.2 == b.2 && adresse(a.1) == adresse(b.1) && regles(a.1) == regles(b.1)
    };
    let mut lignes = Vec::new();
    for groupe in suivies.chunk_by(meme) {
        match groupe {
            [(_, premier, _), .., (rang, dernier, _)] if groupe.len() >= RAFALE => lignes.push(format!(
                "{}  × {}, depuis le {} à {}",
                ligne(*rang, dernier, monde),
                groupe.len(),
                premier.id,
                heure(premier)
            )),
            _ => lignes.extend(groupe.iter().map(|(rang, e, _)| ligne(*rang, e, monde))),
        }
    }
    lignes
}

/// The machine at the other end: a connection has a port of its own each time.
fn adresse(e: &Exchange) -> &str {
    let adresse = e.pair.adresse.as_str();
    adresse.rsplit_once(':').map_or(adresse, |(machine, _)| machine)
}

fn heure(e: &Exchange) -> String {
    let forme = time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    e.recu.format(forme).unwrap_or_default()
}

/// One exchange, one line: its number and its rank in the espace, when, what, for whom, what came of it.
fn ligne(rang: usize, e: &Exchange, monde: &World) -> String {
    // The same as its number as long as there is one espace.
    let rang = if rang as u64 == e.id {
        String::new()
    } else {
        format!(" ({rang}e)")
    };
    format!("{:>5}{rang}  {}  {}", e.id, heure(e), dit(e, monde))
}

/// What, for whom, what came of it.
fn dit(e: &Exchange, monde: &World) -> String {
    let issue = match &e.echec {
        Some(raison) => format!("✗ {}", propre(raison)),
        None => {
            let mut dit = propre(&e.issue_dite());
            for plus in [resume::issue(e), faits(e), resume::courriel(e)] {
                if !plus.is_empty() {
                    dit.push_str(&format!(" {}", propre(&plus)));
                }
            }
            if !e.reussi() && !resume::appel(e).is_empty() {
                dit.push_str(&format!(" ({})", propre(resume::appel(e))));
            }
            dit
        }
    };
    let patient = propre(&resume::patient(e, monde));
    let patient = if patient.is_empty() { patient } else { format!(" {patient} :") };
    let ecarts = match (resume::ecarts(e), resume::avertissements(e)) {
        (0, 0) => String::new(),
        (0, 1) => "  1 avertissement".to_owned(),
        (0, n) => format!("  {n} avertissements"),
        (1, _) => "  ⚠ 1 écart".to_owned(),
        (n, _) => format!("  ⚠ {n} écarts"),
    };
    let qui = e
        .pair
        .certificat
        .as_ref()
        .map_or_else(String::new, |c| format!(" [{}]", propre(&c.cn)));
    format!("{:<24}{qui}{patient} {issue}{ecarts}", e.operation)
}

/// What else tells an exchange from the next at a glance.
fn faits(e: &Exchange) -> String {
    let faits = ["document", "client_id", "grant", "geste", "type", "fichier", "id_national"];
    let dits = faits.iter().filter_map(|f| e.faits.get(*f).map(|v| format!("{f}={}", v.join(" "))));
    dits.collect::<Vec<_>>().join(" ")
}

async fn un(a: &Journal, id: u64, controle: &Controle) -> Result<u8, Erreur> {
    let purge = purge(controle).await?.map_or_else(String::new, |p| format!(" ; {p}"));
    let introuvable = || Erreur::dit(format!("pas d'échange {id} dans l'espace « {} »{purge}", a.acces.espace));
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
            dire!("{}", sans_constat(&e));
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
    dire!("{}", ligne(numero(&e), &e, &controle.monde().await?));
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

/// What there is to say of an exchange on which no rule was told.
fn sans_constat(e: &Exchange) -> String {
    match &e.echec {
        Some(raison) => format!(
            "la connexion n'a pas abouti : {}\n    quoi faire : segur-bench raccordement --essai",
            propre(raison)
        ),
        None if !e.reussi() && e.est_de_session() => format!(
            "le service a répondu {}, sans qu'une règle soit en cause : cette réponse dit pourquoi ({})",
            propre(&e.issue_dite()),
            propre(resume::appel(e))
        ),
        None if e.statut.is_some_and(|s| s >= 400) => format!(
            "le service a répondu {}, sans qu'une règle soit en cause : l'adresse, la méthode ou la réponse le disent ({})",
            e.issue_dite(),
            propre(resume::appel(e))
        ),
        _ => match resume::codes_du_refus(e) {
            Some(codes) => format!(
                "le service a refusé ({}), sans qu'une règle soit en cause : sa réponse dit pourquoi (segur-bench journal {} --reponse)",
                propre(&codes),
                e.id
            ),
            None => "le service n'a rien remarqué sur cet échange".to_owned(),
        },
    }
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

#[cfg(test)]
mod tests {
    use segur_model::Direction;
    use time::OffsetDateTime;

    use super::*;

    fn echange(id: u64, pair: &str, statut: u16) -> Exchange {
        let mut e = Exchange::vide(
            Direction::CandidatVersBanc,
            OffsetDateTime::UNIX_EPOCH + time::Duration::seconds(id.try_into().unwrap()),
        );
        e.id = id;
        e.operation = "annuaire.practitioner".to_owned();
        e.pair.adresse = pair.to_owned();
        e.statut = Some(statut);
        e
    }

    #[test]
    fn une_rafale_est_une_ligne() {
        let monde = World::default();
        let tous = [
            echange(1, "127.0.0.1:1", 200),
            echange(2, "127.0.0.1:2", 200),
            echange(3, "127.0.0.1:3", 500),
            echange(4, "127.0.0.1:4", 200),
            echange(5, "127.0.0.1:5", 200),
            echange(6, "127.0.0.1:6", 200),
            echange(7, "[::1]:7", 200),
        ];
        let choisis: Vec<(usize, &Exchange)> = tous.iter().enumerate().collect();
        let lignes = rafales(&choisis, &monde);
        let debuts: Vec<&str> = lignes.iter().map(|l| l.split_whitespace().next().unwrap()).collect();
        assert_eq!(
            debuts,
            ["1", "2", "3", "6", "7"],
            "two are no burst, another issue and another machine end one"
        );
        assert_eq!(
            lignes[3],
            "    6  1970-01-01T00:00:06.000Z  annuaire.practitioner    HTTP 200  × 3, depuis le 4 à 1970-01-01T00:00:04.000Z"
        );
    }
}
