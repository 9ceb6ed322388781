//! `run`: a campaign against a real candidate.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;

use segur_certs::Igc;
use segur_engine::campagne::Ouverture;
use segur_engine::controle::Controle;
use segur_engine::moteur::Reglage;
use segur_engine::pilotes::{Personne, Pilotes};
use segur_kit::{Banc, Durabilite, SourceHorloge};
use segur_model::Constat;
use segur_model::candidat::Candidat;
use segur_model::controle::AccesBanc;
use segur_model::resultat::ResultatCampagne;

use super::campagne::{self, Lieu, Partie};
use crate::banc::{self, Depart};
use crate::cli::Run;
use crate::erreur::Erreur;
use crate::personne::Terminal;

/// Runs a campaign.
pub async fn executer(a: Run) -> Result<u8, Erreur> {
    let candidat = lire_candidat(&a.candidat)?;
    let attendus = a.attendus.as_deref().map(lire_attendus).transpose()?;
    let lieu = match &a.reprendre {
        Some(id) => Lieu::de(id, a.out.as_deref()),
        None => Lieu::nouveau(&nom_de_base(&candidat), a.out.as_deref())?,
    };
    lieu.preparer()?;

    let (acces, igc, local) = acceder(&a, &lieu).await?;
    let controle = Controle::nouveau(acces, &a.espace)?;
    let etat = controle.etat().await?;
    let espace = etat.espaces.iter().find(|e| e.id == a.espace).ok_or_else(|| {
        let connus: Vec<&str> = etat.espaces.iter().map(|e| e.id.as_str()).collect();
        Erreur::dit(format!(
            "le banc n'a pas d'espace « {} ». Espaces : {}. Créez-le avec « segur-bench espace creer ».",
            a.espace,
            connus.join(", ")
        ))
    })?;

    let personne: Option<Arc<dyn Personne>> =
        (!a.sans_personne && std::io::stdin().is_terminal()).then(|| Arc::new(Terminal::nouveau()) as Arc<dyn Personne>);
    let dossier = a.candidat.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let pilotes = Pilotes::preparer(&candidat, dossier, personne).await?;
    let mut campagne = campagne::ouvrir(&lieu, a.reprendre.is_some(), || Ouverture {
        id: lieu.id.clone(),
        candidat: candidat.clone(),
        referentiel: String::new(),
        pack: a.pack.clone(),
        seulement: a.seulement.clone(),
        ouverte: espace.horloge,
        banc: etat.version.clone(),
        graine: etat.graine.clone(),
    })?;
    let pack = campagne.ouverture.pack.clone();
    let partie = Partie {
        controle: &controle,
        pilotes: &pilotes,
        candidat: &candidat,
        pack: &pack,
        reglage: Reglage {
            seulement: a.seulement.clone().or_else(|| campagne.ouverture.seulement.clone()),
            depuis: a.depuis,
        },
    };
    let joue = campagne::jouer(&partie, &mut campagne).await;
    if let Some(banc) = local {
        banc.arreter().await;
    }
    let (resultat, monde, catalogue) = joue?;
    let chemin = campagne::ecrire_dossier(&lieu, &resultat, &catalogue, &monde, &campagne, &igc, a.accepter_identites)?;
    campagne::conclure(&resultat, &chemin);
    Ok(match attendus {
        Some(attendus) => comparer(&resultat, &attendus),
        None => resultat.code_sortie(),
    })
}

/// The bench of `--banc`, or one started here.
async fn acceder(a: &Run, lieu: &Lieu) -> Result<(AccesBanc, Arc<Igc>, Option<Banc>), Erreur> {
    if let Some(chemin) = &a.banc {
        let acces = super::espace::lire_acces(chemin)?;
        let donnees = chemin.parent().unwrap_or(Path::new("."));
        let igc = donnees.join("igc");
        let igc = if igc.is_dir() { Igc::charger(&igc)? } else { Igc::demo()? };
        return Ok((acces, Arc::new(igc), None));
    }
    let igc = Arc::new(Igc::demo()?);
    let banc = banc::demarrer(Depart {
        reglage: &banc::Reglage::default(),
        monde: Arc::new(segur_world::monde_demo()?),
        igc: igc.clone(),
        donnees: Some(lieu.etat.join("banc")),
        horloge: SourceHorloge::Reelle,
        durabilite: Durabilite::Normale,
        services: &[],
        espaces: &[a.espace.as_str()],
    })
    .await?;
    for ligne in banc.lignes_pret() {
        eprintln!("{ligne}");
    }
    Ok((banc.acces(), igc, Some(banc)))
}

fn lire_candidat(chemin: &Path) -> Result<Candidat, Erreur> {
    let texte = std::fs::read_to_string(chemin).map_err(|e| Erreur::fichier("lecture de la déclaration du candidat", chemin, &e))?;
    toml::from_str(&texte).map_err(|e| {
        Erreur::dit(format!(
            "déclaration du candidat illisible ({}) : {e}Voir docs/actes.md.",
            chemin.display()
        ))
    })
}

fn lire_attendus(chemin: &Path) -> Result<BTreeMap<String, Constat>, Erreur> {
    let texte = std::fs::read_to_string(chemin).map_err(|e| Erreur::fichier("lecture des constats attendus", chemin, &e))?;
    toml::from_str(&texte).map_err(|e| {
        Erreur::dit(format!(
            "constats attendus illisibles ({}) : {e}Une ligne par exigence : \"INS/va1.28\" = \"NonConforme\".",
            chemin.display()
        ))
    })
}

/// 1 when an exigence is worse than expected; one that is not named must not be non-conform.
fn comparer(resultat: &ResultatCampagne, attendus: &BTreeMap<String, Constat>) -> u8 {
    let mut pire = 0;
    for e in &resultat.exigences {
        let attendu = attendus.get(&e.id).copied().unwrap_or(Constat::NonTeste);
        if e.constat > attendu {
            dire!(
                "pire qu'attendu : {} est « {} », attendu « {} »",
                e.id,
                e.constat.libelle(),
                attendu.libelle()
            );
            pire = 1;
        } else if attendus.contains_key(&e.id) && e.constat < attendu {
            dire!(
                "mieux qu'attendu : {} est « {} », attendu « {} » : mettez le fichier à jour",
                e.id,
                e.constat.libelle(),
                attendu.libelle()
            );
        }
    }
    pire
}

/// `mon-logiciel` from « Mon logiciel ».
fn nom_de_base(candidat: &Candidat) -> String {
    let nom: String = candidat
        .produit
        .nom
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let nom = nom.trim_matches('-').to_owned();
    if nom.is_empty() { "campagne".to_owned() } else { nom }
}
