//! `preuve ajouter`: a file, a link, a number, or why nothing is due.

use std::fs::File;
use std::path::{Path, PathBuf};

use segur_dossier::examen;
use segur_engine::campagne::empreinte::de_la_demande;
use segur_engine::campagne::remises::{self, Evenement, Justification, Remise, noter};
use segur_model::resultat::Donnee;
use time::OffsetDateTime;

use super::depot::{Demandee, Depot, court};
use super::reperes;
use crate::cli::AjouterPreuve;
use crate::erreur::Erreur;

/// Shortest justification: a word explains nothing to a reviewer.
pub(crate) const JUSTIFICATION_MIN: usize = 20;

/// What is given.
pub(crate) enum Quoi {
    /// A file.
    Fichier(PathBuf),
    /// A link or a number, typed.
    Court(String),
}

/// What is given for one proof.
pub(crate) struct Apport<'a> {
    /// The file, or the text.
    pub quoi: Quoi,
    /// At which second each étape begins.
    pub reperes: Vec<(u32, u32)>,
    /// Who gives it.
    pub par: &'a str,
    /// Most bytes.
    pub taille_max: u64,
}

pub(super) fn executer(depot: &Depot, a: &AjouterPreuve) -> Result<u8, Erreur> {
    let d = depot.preuve(&a.numero)?;
    let dit = match (&a.sans_objet, &a.fichier) {
        (Some(texte), None) => sans_objet(depot, &d, texte, &a.par)?,
        (None, Some(fichier)) => {
            let apport = Apport {
                quoi: lire(fichier),
                reperes: a.etapes.as_deref().map(reperes::lire).transpose()?.unwrap_or_default(),
                par: &a.par,
                taille_max: a.max.saturating_mul(1 << 20),
            };
            let mut dit = ajouter(depot, &d, apport)?;
            dit.push(depot.etat_dit(&d)?);
            dit
        }
        _ => {
            return Err(Erreur::dit(
                "donnez un fichier (ou un lien, un numéro d'exécution), ou bien --sans-objet \"POURQUOI\"",
            ));
        }
    };
    for ligne in dit {
        dire!("{ligne}");
    }
    dire!("Le dossier la recevra à « run … --reprendre {} ».", depot.id);
    Ok(0)
}

/// A link or a number may be typed where a file would be named.
pub(crate) fn lire(fichier: &str) -> Quoi {
    let chemin = Path::new(fichier);
    let lien = fichier.starts_with("https://") || fichier.starts_with("http://");
    let nombre = !fichier.is_empty() && fichier.len() <= 18 && fichier.bytes().all(|o| o.is_ascii_digit());
    if (lien || nombre) && !chemin.exists() {
        Quoi::Court(fichier.to_owned())
    } else {
        Quoi::Fichier(chemin.to_owned())
    }
}

/// Takes a file for a proof; gives what is to be said of it.
pub(crate) fn ajouter(depot: &Depot, d: &Demandee<'_>, a: Apport<'_>) -> Result<Vec<String>, Erreur> {
    let jugee = super::juger::juger(depot, d, &a.quoi, None, &a.reperes, a.taille_max)?;
    let perdues = depot.perdues(&d.preuve.id)?;
    let mut source: Box<dyn std::io::Read> = match &a.quoi {
        Quoi::Fichier(chemin) => Box::new(File::open(chemin).map_err(|e| Erreur::fichier("lecture de la pièce", chemin, &e))?),
        Quoi::Court(texte) => Box::new(std::io::Cursor::new(texte.clone().into_bytes())),
    };
    let octets = remises::recopier(&depot.campagne, source.as_mut(), &jugee.media, a.taille_max)?.ok_or_else(|| {
        Erreur::dit(format!(
            "la pièce a plus de {} Mio : --max en accepte davantage",
            a.taille_max >> 20
        ))
    })?;
    let remise = Remise {
        preuve: d.preuve.id.clone(),
        octets: octets.clone(),
        donnee: Donnee {
            nature: jugee.nature,
            nom: jugee.nom.clone(),
            par: a.par.to_owned(),
            le: OffsetDateTime::now_utc(),
            reperes: a.reperes.clone(),
            duree_ms: jugee.duree.and_then(|d| d.as_millis().try_into().ok()),
            notes: jugee.notes.iter().map(examen::en_ligne).collect(),
        },
        demande: de_la_demande(d.preuve, d.scenario),
        version: depot.candidat().produit.version.clone(),
    };
    let mut ailleurs = Vec::new();
    noter::<Erreur>(&depot.campagne, Evenement::Remise(Box::new(remise.clone())), |deja| {
        let meme = |r: &&Remise| r.octets.empreinte == octets.empreinte;
        let mut siens = deja.fichiers.get(&d.preuve.id).into_iter().flatten();
        // Given again without markers, a film keeps those that it has.
        let deja_dite = |r: &Remise| {
            let memes_reperes = remise.donnee.reperes.is_empty() || r.donnee.reperes == remise.donnee.reperes;
            memes_reperes && r.demande == remise.demande && r.version == remise.version
        };
        if siens.any(|r| meme(&r) && deja_dite(r) && !perdues.contains(&r.octets.empreinte)) {
            return Err(Erreur::dit(format!(
                "ce fichier est déjà donné pour {} ({}) : rien n'est ajouté",
                d.preuve.id,
                court(&octets)
            )));
        }
        let autres = deja
            .fichiers
            .iter()
            .filter(|(n, f)| **n != d.preuve.id && f.iter().any(|r| meme(&r)));
        ailleurs.extend(autres.map(|(n, _)| n.clone()));
        Ok(())
    })?;
    let mut dit = vec![format!(
        "Reçue pour {} : « {} », {}, {}{}",
        d.preuve.id,
        jugee.nom,
        jugee.nature.libelle(),
        crate::grandeurs::octets(octets.taille),
        if a.reperes.is_empty() {
            String::new()
        } else {
            let dits: Vec<String> = a.reperes.iter().map(|(e, s)| format!("{e} à {}", reperes::dite(*s))).collect();
            format!(", étapes {}", dits.join(", "))
        }
    )];
    dit.extend(jugee.notes.iter().map(|n| format!("  · {}", examen::en_ligne(n))));
    if !ailleurs.is_empty() {
        dit.push(format!("  · le même fichier sert aussi {}", ailleurs.join(", ")));
    }
    Ok(dit)
}

/// A proof that is not due.
fn sans_objet(depot: &Depot, d: &Demandee<'_>, texte: &str, par: &str) -> Result<Vec<String>, Erreur> {
    let texte = texte.split_whitespace().collect::<Vec<_>>().join(" ");
    if texte.chars().count() < JUSTIFICATION_MIN {
        return Err(Erreur::dit(format!(
            "--sans-objet : une justification se lit par un examinateur ; écrivez une phrase ({JUSTIFICATION_MIN} caractères au moins)"
        )));
    }
    let justification = Justification {
        texte,
        par: par.to_owned(),
        le: OffsetDateTime::now_utc(),
        demande: de_la_demande(d.preuve, d.scenario),
    };
    noter::<Erreur>(
        &depot.campagne,
        Evenement::SansObjet {
            preuve: d.preuve.id.clone(),
            justification,
        },
        |_| Ok(()),
    )?;
    Ok(vec![depot.etat_dit(d)?])
}
