//! The extraction files: archives made each night from the directory as it was then.

mod libelles;
mod lignes;

use std::io::{self, Cursor, Write};

use segur_fhir::extraction::{CORRESPONDANCE, DIPLOMES, LIBRE_ACCES, MSSANTE, PERSONNE_ACTIVITE, PORTEURS, SAVOIR_FAIRE};
use segur_kit::{Contexte, Reponse, Requete};
use time::{Duration, OffsetDateTime, Time};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::annuaire::Annuaire;
use crate::vue::Vue;

/// When the files of a day are made (UTC of the bench clock).
const HEURE: (u8, u8) = (1, 30);

/// Answers a file. No key is asked for.
pub(crate) fn repondre(service: &Annuaire, ctx: &Contexte, requete: &Requete, fichier: &str) -> Reponse {
    match fichier {
        LIBRE_ACCES | MSSANTE => {}
        PORTEURS => {
            return Reponse::texte(
                403,
                "Porteurs_CPS_CPF est une extraction restreinte : il faut une habilitation (SIMULÉ).\n",
            )
            .refusee_sur(segur_fhir::regles::RESTREINTE.id);
        }
        _ => {
            return Reponse::texte(
                404,
                format!("Pas d'extraction de ce nom. En libre accès : {LIBRE_ACCES}, {MSSANTE} (SIMULÉ).\n"),
            );
        }
    }
    let nuit = derniere_nuit(requete.instant);
    let vue = vue_de_la_nuit(service, ctx, nuit);
    let date = date(nuit);
    match archive(&vue, fichier, nuit, service.reglage.guillemets) {
        Ok(octets) => Reponse::nouvelle(200, "application/zip", octets)
            .entete("content-disposition", format!("attachment; filename=\"{fichier}_{date}.zip\"")),
        Err(e) => Reponse::texte(500, format!("Extraction impossible : {e}\n")),
    }
}

/// The instant when the files that are served now were made.
fn derniere_nuit(maintenant: OffsetDateTime) -> OffsetDateTime {
    let heure = Time::from_hms(HEURE.0, HEURE.1, 0).unwrap_or(Time::MIDNIGHT);
    let du_jour = maintenant.replace_time(heure);
    if maintenant < du_jour { du_jour - Duration::DAY } else { du_jour }
}

/// What changed after that night is in the file of the next one.
fn vue_de_la_nuit(service: &Annuaire, ctx: &Contexte, nuit: OffsetDateTime) -> Vue {
    let revisions = service.etats.avec(&ctx.espace, |e| e.revisions.clone());
    let jusqua = revisions.iter().take_while(|r| r.instant < nuit).count();
    Vue::nouvelle(service.fonds(ctx), revisions, jusqua)
}

/// `yyyymmddhhmm`.
fn date(nuit: OffsetDateTime) -> String {
    format!(
        "{:04}{:02}{:02}{:02}{:02}",
        nuit.year(),
        u8::from(nuit.month()),
        nuit.day(),
        nuit.hour(),
        nuit.minute()
    )
}

/// The archive of a night: the same bytes for the same directory. Lines are compressed as they are written, so that only the archive
/// itself is ever in memory.
pub(crate) fn archive(vue: &Vue, fichier: &str, nuit: OffsetDateTime, guillemets: bool) -> io::Result<Vec<u8>> {
    let quand = DateTime::from_date_and_time(
        u16::try_from(nuit.year()).unwrap_or(1980),
        nuit.month().into(),
        nuit.day(),
        nuit.hour(),
        nuit.minute(),
        0,
    )
    .unwrap_or_default();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .large_file(false)
        .last_modified_time(quand);
    let date = date(nuit);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let commencer = |zip: &mut ZipWriter<_>, nom: &str| zip.start_file(format!("{nom}_{date}.txt"), options).map_err(io::Error::other);
    if fichier == LIBRE_ACCES {
        commencer(&mut zip, "PS_LibreAcces_Personne_activite")?;
        ecrire(&mut zip, &PERSONNE_ACTIVITE, true, |s| {
            lignes::personne_activite(vue, guillemets, s)
        })?;
        commencer(&mut zip, "PS_LibreAcces_SavoirFaire")?;
        ecrire(&mut zip, &SAVOIR_FAIRE, true, |s| lignes::savoir_faire(vue, s))?;
        commencer(&mut zip, "PS_LibreAcces_Dipl_AutExerc")?;
        ecrire(&mut zip, &DIPLOMES, true, |s| lignes::diplomes(vue, s))?;
    } else {
        commencer(&mut zip, "Extraction_Correspondance_MSSante")?;
        ecrire(&mut zip, &CORRESPONDANCE, false, |s| lignes::correspondance(vue, guillemets, s))?;
    }
    let fini = zip.finish().map_err(io::Error::other)?;
    Ok(fini.into_inner())
}

/// A header line, then the lines, by blocks.
fn ecrire<W: Write>(
    sortie: &mut W,
    colonnes: &[&str],
    separateur_final: bool,
    lignes: impl FnOnce(&mut io::BufWriter<&mut W>) -> io::Result<()>,
) -> io::Result<()> {
    let mut blocs = io::BufWriter::with_capacity(64 << 10, sortie);
    self::lignes::ligne(&mut blocs, colonnes, separateur_final)?;
    lignes(&mut blocs)?;
    blocs.flush()
}
