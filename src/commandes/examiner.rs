//! `examiner`: the day before the deposit.

use std::path::Path;

use segur_dossier::examen::{self, Reglage};
use time::{Date, OffsetDateTime};

use super::dossiers::un_zip;
use crate::cli::Format;
use crate::erreur::Erreur;

/// 0 nothing would come back, 1 something would; altered, unreadable, not ours, or of another version is an error (2).
pub fn executer(dossier: &Path, format: Format, depot: Option<&str>) -> Result<u8, Erreur> {
    un_zip(dossier)?;
    let jour = depot.map_or_else(|| Ok(OffsetDateTime::now_utc().date()), jour)?;
    let catalogues = segur_engine::catalogues::embarques()?;
    let examen = examen::examiner(
        dossier,
        &Reglage {
            jour,
            catalogues: &catalogues,
        },
    )?;
    match format {
        Format::Text => dire!("{}", examen::texte(&examen).trim_end()),
        Format::Json => dire!("{}", examen.json()?),
    }
    Ok(examen.code_sortie())
}

fn jour(dit: &str) -> Result<Date, Erreur> {
    let forme = time::macros::format_description!("[year]-[month]-[day]");
    Date::parse(dit, forme).map_err(|_| Erreur::dit(format!("--depot « {dit} » : un jour s'écrit AAAA-MM-JJ (2027-03-01)")))
}
