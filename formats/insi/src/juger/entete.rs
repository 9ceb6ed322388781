//! The header blocks: WS-Addressing, `ContexteLPS`, `ContexteBAM`.

use segur_dialecte::{Connu, Constateur};
use segur_model::Location;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::{carte, sequence};
use crate::requete::{Champ, Contexte, Logiciel, OperationInsi, Requete};
use crate::{ns, regles};

/// How far from ours the clock of a candidate may be.
const ECART_TOLERE: Duration = Duration::minutes(5);
/// The longest value of a context, in characters. Ours: that of the service is not public.
const VALEUR_MAX: usize = 256;

pub(super) fn juger(constats: &mut Constateur, requete: &Requete, k: &Connu<'_>) {
    let entete = Location::path("/Envelope/Header");
    for double in &requete.blocs_en_double {
        constats.dire(
            regles::BLOC_EN_DOUBLE,
            &double.lieu,
            "un seul",
            format!("un autre « {} »", double.valeur),
        );
    }
    for bloc in &requete.non_compris {
        constats.dire(
            regles::NON_COMPRIS,
            &bloc.lieu,
            "WS-Addressing, Security, ContexteLPS ou ContexteBAM, sinon un bloc facultatif",
            &bloc.valeur,
        );
    }
    for element in &requete.dans_un_texte {
        constats.dire(regles::VALEUR_SIMPLE, &element.lieu, "un texte, sans élément", &element.valeur);
    }
    // No source gives that of a verification.
    if let Some(attendue) = requete.operation.action() {
        match &requete.action {
            None => constats.dire(
                regles::ACTION_PRESENTE,
                &Location::path("/Envelope/Header/Action"),
                attendue,
                "(absent)",
            ),
            Some(a) if a.valeur != attendue => constats.dire(regles::ACTION, &a.lieu, attendue, &a.valeur),
            Some(_) => {}
        }
    }
    longueurs(constats, requete);
    if let Some(id) = constats.requis(regles::MESSAGE_ID, requete.message_id.as_ref(), &entete, "MessageID")
        && !est_uuid(id.valeur.strip_prefix("uuid:").unwrap_or(&id.valeur))
    {
        constats.dire(
            regles::MESSAGE_ID_FORME,
            &id.lieu,
            "un UUID, nu ou précédé de « uuid: »",
            &id.valeur,
        );
    }
    if let Some(fin) = &requete.expiration
        && OffsetDateTime::parse(&fin.valeur, &Rfc3339).is_ok_and(|t| k.reception() - t > ECART_TOLERE)
    {
        constats.dire(regles::EXPIRATION, &fin.lieu, "une fin à venir", &fin.valeur);
    }
    let instant = k.horloge_declaree.then_some(k.instant);
    match &requete.lps {
        Some(lps) => lps_bloc(constats, lps, instant, k),
        None => constats.dire(
            regles::CONTEXTE,
            &Location::path("/Envelope/Header/ContexteLPS"),
            "ContexteLPS",
            "(absent)",
        ),
    }
    match &requete.bam {
        Some(bam) => bam_bloc(constats, bam, requete.operation, instant),
        None => constats.dire(
            regles::CONTEXTE,
            &Location::path("/Envelope/Header/ContexteBAM"),
            "ContexteBAM",
            "(absent)",
        ),
    }
}

fn lps_bloc(constats: &mut Constateur, lps: &Contexte, instant: Option<OffsetDateTime>, k: &Connu<'_>) {
    contexte(constats, lps, ns::VERSION_LPS, "CTXLPS", instant);
    let schema = [("Id", false), ("Temps", false), ("Emetteur", false), ("LPS", false)];
    sequence(constats, regles::CONTEXTE_ORDRE, &lps.enfants, ns::CTXLPS, &schema);
    constats.requis(regles::EMETTEUR, lps.emetteur.as_ref(), &lps.lieu, "Emetteur");
    match &lps.logiciel {
        Some(logiciel) => logiciel_bloc(constats, logiciel, k),
        None => {
            let lieu = Location {
                path: format!("{}/LPS", lps.lieu.path),
                ..lps.lieu.clone()
            };
            constats.dire(regles::LOGICIEL, &lieu, "LPS présent", "(absent)");
            constats.dire(regles::IDAM, &lieu, "IDAM présent", "(absent)");
        }
    }
}

fn logiciel_bloc(constats: &mut Constateur, logiciel: &Logiciel, k: &Connu<'_>) {
    let schema = [("IDAM", false), ("Version", false), ("Instance", false), ("Nom", false)];
    sequence(constats, regles::CONTEXTE_ORDRE, &logiciel.enfants, ns::CTXLPS, &schema);
    for (champ, nom) in [
        (&logiciel.version, "Version"),
        (&logiciel.instance, "Instance"),
        (&logiciel.nom, "Nom"),
    ] {
        constats.requis(regles::LOGICIEL, champ.as_ref(), &logiciel.lieu, nom);
    }
    if let Some(instance) = logiciel.instance.as_ref().filter(|i| !i.valeur.is_empty() && !est_uuid(&i.valeur)) {
        constats.dire(regles::INSTANCE, &instance.lieu, "un UUID", &instance.valeur);
    }
    let Some(idam) = constats.requis(regles::IDAM, logiciel.idam.as_ref(), &logiciel.lieu, "IDAM") else {
        return;
    };
    if idam.valeur.len() != 12 || !idam.valeur.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) {
        constats.dire(regles::IDAM_FORME, &idam.lieu, "12 lettres majuscules ou chiffres", &idam.valeur);
    }
    if !k.monde.idam.is_empty() && !k.monde.idam.contains(&idam.valeur) {
        constats.dire(
            regles::IDAM_CONNU,
            &idam.lieu,
            "un numéro d'autorisation connu du service",
            &idam.valeur,
        );
    }
    match &logiciel.idam_r {
        Some(r) if r.valeur == "4" => {}
        autre => {
            let lieu = autre.as_ref().map_or_else(
                || Location {
                    path: format!("{}/@R", idam.lieu.path),
                    ..idam.lieu.clone()
                },
                |r| r.lieu.clone(),
            );
            constats.dire(
                regles::IDAM_REFERENCE,
                &lieu,
                "4",
                autre.as_ref().map_or("(absent)", |r| r.valeur.as_str()),
            );
        }
    }
}

fn bam_bloc(constats: &mut Constateur, bam: &Contexte, operation: OperationInsi, instant: Option<OffsetDateTime>) {
    contexte(constats, bam, ns::VERSION_BAM, "CTXBAM", instant);
    let schema = [
        ("Id", false),
        ("Temps", false),
        ("Emetteur", false),
        ("DateRef", false),
        ("COUVERTURE", false),
    ];
    sequence(constats, regles::CONTEXTE_ORDRE, &bam.enfants, ns::CTXBAM, &schema);
    match &bam.couverture {
        None => {
            let lieu = Location {
                path: format!("{}/COUVERTURE", bam.lieu.path),
                ..bam.lieu.clone()
            };
            constats.dire(regles::COUVERTURE, &lieu, "COUVERTURE, même vide", "(absent)");
        }
        Some(couverture) => {
            if operation == OperationInsi::Traits && !couverture.vide {
                constats.dire(regles::COUVERTURE_VIDE, &couverture.lieu, "COUVERTURE vide", "COUVERTURE remplie");
            }
            carte::formes_de_couverture(constats, couverture);
        }
    }
}

/// Every value that names something, and must not be a book.
fn longueurs(constats: &mut Constateur, requete: &Requete) {
    let contextes = [&requete.lps, &requete.bam].into_iter().flatten();
    let de_contexte = contextes.flat_map(|c| [&c.id, &c.emetteur, &c.version]);
    let logiciel = requete.lps.as_ref().and_then(|l| l.logiciel.as_ref());
    let du_logiciel = logiciel.into_iter().flat_map(|l| [&l.idam, &l.version, &l.instance, &l.nom]);
    let champs: Vec<&Champ> = std::iter::once(&requete.message_id)
        .chain(de_contexte)
        .chain(du_logiciel)
        .flatten()
        .collect();
    for champ in champs {
        let caracteres = champ.valeur.chars().count();
        if caracteres > VALEUR_MAX {
            constats.dire(
                regles::LONGUEUR_CONTEXTE,
                &champ.lieu,
                format!("{VALEUR_MAX} caractères au plus"),
                format!("{caracteres} caractères"),
            );
        }
    }
}

/// What both contexts have.
fn contexte(constats: &mut Constateur, contexte: &Contexte, version: &str, nature: &str, instant: Option<OffsetDateTime>) {
    if let Some(v) = constats.requis(regles::CONTEXTE_VERSION, contexte.version.as_ref(), &contexte.lieu, "@Version")
        && v.valeur != version
    {
        constats.dire(regles::CONTEXTE_VERSION_CONNUE, &v.lieu, version, &v.valeur);
    }
    if let Some(n) = contexte.nature.as_ref().filter(|n| n.valeur != nature) {
        constats.dire(regles::CONTEXTE_NATURE, &n.lieu, nature, &n.valeur);
    }
    constats.requis(regles::CONTEXTE_ID, contexte.id.as_ref(), &contexte.lieu, "Id");
    let Some(temps) = constats.requis(regles::CONTEXTE_TEMPS, contexte.temps.as_ref(), &contexte.lieu, "Temps") else {
        return;
    };
    match lire_date_heure(&temps.valeur) {
        None => constats.dire(
            regles::CONTEXTE_TEMPS,
            &temps.lieu,
            "une date et une heure XML (2026-01-15T09:00:00Z)",
            &temps.valeur,
        ),
        Some((t, zone)) => {
            if !zone || !t.offset().is_utc() {
                constats.dire(regles::CONTEXTE_TEMPS_UTC, &temps.lieu, "le temps universel (Z)", &temps.valeur);
            }
            if let Some(instant) = instant.filter(|i| (t - *i).abs() > ECART_TOLERE) {
                constats.dire(
                    regles::CONTEXTE_TEMPS_FRAIS,
                    &temps.lieu,
                    format!("à cinq minutes de {instant}"),
                    &temps.valeur,
                );
            }
        }
    }
}

/// An `xsd:dateTime`, and whether it has a zone: the schema does not require one. It lets 24:00:00 end a day, which RFC 3339 does not.
fn lire_date_heure(texte: &str) -> Option<(OffsetDateTime, bool)> {
    let (jour, heure) = texte.split_once('T')?;
    if let Some(reste) = heure.strip_prefix("24:00:00") {
        let zeros = reste
            .strip_prefix('.')
            .map_or("", |f| &f[..f.len() - f.trim_start_matches('0').len()]);
        let zone = if zeros.is_empty() { reste } else { &reste[1 + zeros.len()..] };
        let (debut, avec_zone) = lire_date_heure(&format!("{jour}T00:00:00{zone}"))?;
        return Some((debut.checked_add(Duration::DAY)?, avec_zone));
    }
    match OffsetDateTime::parse(texte, &Rfc3339) {
        Ok(t) => Some((t, true)),
        Err(_) => OffsetDateTime::parse(&format!("{texte}Z"), &Rfc3339).ok().map(|t| (t, false)),
    }
}

fn est_uuid(texte: &str) -> bool {
    let longueurs: Vec<usize> = texte.split('-').map(str::len).collect();
    longueurs == [8, 4, 4, 4, 12] && texte.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}
