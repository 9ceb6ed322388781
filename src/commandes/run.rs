//! `run`: a campaign against a real candidate.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use segur_certs::Igc;
use segur_engine::campagne::Ouverture;
use segur_engine::controle::Controle;
use segur_engine::moteur::Reglage;
use segur_engine::pilotes::{Personne, Pilotes};
use segur_kit::{Banc, Durabilite, SourceHorloge};
use segur_model::Constat;
use segur_model::candidat::Candidat;
use segur_model::catalogue::Catalogue;
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
    let catalogue = campagne::catalogue(&candidat.campagne.couloir, candidat.campagne.vague)?;
    campagne::profils_connus(&catalogue, &candidat.campagne.profils)?;
    let attendus = a.attendus.as_deref().map(|f| lire_attendus(f, &catalogue)).transpose()?;
    let personne: Option<Arc<dyn Personne>> =
        (!a.sans_personne && std::io::stdin().is_terminal()).then(|| Arc::new(Terminal::nouveau()) as Arc<dyn Personne>);
    let dossier = a.candidat.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let pilotes = Pilotes::preparer(&candidat, dossier, personne).await?;
    if pilotes.aucun() {
        return Err(Erreur::dit(format!(
            "rien ne peut être joué : {} ne déclare aucun pilote, et personne n'est au terminal. Ajoutez [[pilotes]] (docs/actes.md), ou lancez la commande dans un terminal.",
            a.candidat.display()
        )));
    }
    let lieu = match &a.reprendre {
        Some(id) => Lieu::existant(id, a.out.as_deref())?,
        None => Lieu::nouveau(&nom_de_base(&candidat), a.out.as_deref())?,
    };
    lieu.preparer()?;
    let joue = campagne(&a, &candidat, &lieu, &pilotes).await;
    lieu.nettoyer();
    let (resultat, chemin) = joue?;
    campagne::conclure(&resultat, &chemin);
    if let Some(junit) = &a.junit {
        std::fs::write(junit, segur_dossier::junit(&resultat)?).map_err(|e| Erreur::fichier("écriture du JUnit", junit, &e))?;
    }
    if !un_acte_joue(&resultat) {
        return Err(Erreur::dit(
            "aucun acte n'a pu être joué : rien n'a été dit du candidat. Voyez pourquoi ci-dessus, et l'adaptateur.",
        ));
    }
    Ok(match attendus {
        Some(attendus) => comparer(&resultat, &attendus),
        None => resultat.code_sortie(),
    })
}

/// Whether the candidate answered at least one act, or nothing applied to it.
fn un_acte_joue(resultat: &ResultatCampagne) -> bool {
    let mut actes = resultat
        .scenarios
        .iter()
        .flat_map(|s| &s.etapes)
        .filter_map(|e| e.acte.as_ref())
        .peekable();
    actes.peek().is_none() || actes.any(|a| a.issue.is_some())
}

/// Plays, and writes the dossier.
async fn campagne(a: &Run, candidat: &Candidat, lieu: &Lieu, pilotes: &Pilotes) -> Result<(ResultatCampagne, PathBuf), Erreur> {
    let (acces, local) = acceder(a, lieu).await?;
    let controle = Controle::nouveau(acces, &a.espace)?;
    let igc = match &a.banc {
        None => Igc::demo()?,
        Some(banc) => match super::espace::igc(&controle, banc).await? {
            Some(igc) => igc,
            None => {
                eprintln!("les clés de ce banc ne sont pas ici : le dossier est signé par la clé de démonstration, publique");
                Igc::demo()?
            }
        },
    };
    let etat = controle.etat().await?;
    let espace = etat.espaces.iter().find(|e| e.id == a.espace).ok_or_else(|| {
        let connus: Vec<&str> = etat.espaces.iter().map(|e| e.id.as_str()).collect();
        Erreur::dit(format!(
            "le banc n'a pas d'espace « {} ». Espaces : {}. Créez-le avec « segur-bench espace creer ».",
            a.espace,
            connus.join(", ")
        ))
    })?;
    let mut campagne = campagne::ouvrir(lieu, a.reprendre.is_some(), || Ouverture {
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
        pilotes,
        candidat,
        pack: &pack,
        scenarios: None,
        schematrons: campagne::schematrons(a.schematron.as_deref())?,
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
    let chemin = campagne::ecrire_dossier(lieu, &resultat, &catalogue, &monde, &campagne, &igc, a.accepter_identites)?;
    Ok((resultat, chemin))
}

/// The bench of `--banc`, or one started here.
async fn acceder(a: &Run, lieu: &Lieu) -> Result<(AccesBanc, Option<Banc>), Erreur> {
    if let Some(chemin) = &a.banc {
        return Ok((super::espace::lire_acces(chemin)?, None));
    }
    let reglage = a.config.as_deref().map(banc::Reglage::lire).transpose()?.unwrap_or_default();
    let banc = banc::demarrer(Depart {
        reglage: &reglage,
        monde: Arc::new(banc::monde(&reglage.monde)?),
        igc: Arc::new(Igc::demo()?),
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
    Ok((banc.acces(), Some(banc)))
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

/// Ids or aliases of the catalogue, and constats as printed or as in the contract.
fn lire_attendus(chemin: &Path, catalogue: &Catalogue) -> Result<BTreeMap<String, Constat>, Erreur> {
    let texte = std::fs::read_to_string(chemin).map_err(|e| Erreur::fichier("lecture des constats attendus", chemin, &e))?;
    let illisible = |cause: String| {
        Erreur::dit(format!(
            "constats attendus illisibles ({}) : {cause}. Une ligne par exigence : \"INS/va1.28\" = \"NonConforme\".",
            chemin.display()
        ))
    };
    let ecrits: BTreeMap<String, String> = toml::from_str(&texte).map_err(|e| illisible(e.to_string()))?;
    ecrits
        .into_iter()
        .map(|(id, mot)| {
            let exigence = catalogue
                .exigence(&id)
                .ok_or_else(|| illisible(format!("« {id} » n'est pas une exigence de {}", catalogue.code)))?;
            let constat = [Constat::Conforme, Constat::NonConforme, Constat::NonTeste, Constat::NonApplicable]
                .into_iter()
                .find(|c| mot == c.libelle() || mot == format!("{c:?}"))
                .ok_or_else(|| illisible(format!("« {mot} » n'est pas un constat")))?;
            Ok((exigence.id.clone(), constat))
        })
        .collect()
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
