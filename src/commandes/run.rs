//! `run`: a campaign against a real candidate.

use std::fs::{File, TryLockError};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use segur_certs::Igc;
use segur_engine::campagne::{Campagne, Ouverture};
use segur_engine::catalogues::pack_du_couloir;
use segur_engine::controle::Controle;
use segur_engine::moteur::jouer::CALME_MIN;
use segur_engine::moteur::{MoteurError, Reglage};
use segur_engine::pilotes::{Personne, Pilotes};
use segur_kit::{Banc, Durabilite};
use segur_model::candidat::Candidat;
use segur_model::catalogue::Catalogue;
use segur_model::controle::AccesBanc;
use segur_model::francais::suggerer;
use segur_model::resultat::ResultatCampagne;
use segur_model::{Cause, ConstatEtape};

use super::attendus;
use super::campagne::{self, Joue, Lieu, Partie};
use super::identites::Gardien;
use super::preuve::depot::Depot;
use super::referentiel;
use crate::banc::{self, Depart};
use crate::cli::{self, Run};
use crate::declaration;
use crate::erreur::Erreur;
use crate::personne::Terminal;

/// Runs a campaign.
pub async fn executer(a: Run) -> Result<u8, Erreur> {
    let mut candidat = declaration::lire(&a.candidat)?;
    let referentiel = referentiel(&a)?;
    let catalogue = match &referentiel {
        None => campagne::catalogue(&candidat.campagne.couloir, candidat.campagne.vague)?,
        Some(dossier) => referentiel::adopter(dossier, &mut candidat)?,
    };
    campagne::profils_connus(&catalogue, &candidat.campagne.profils)?;
    let connus = campagne::scenarios_connus(&pack(&a, &candidat))?;
    declaration::verifier(&candidat, &connus)?;
    if let Some(id) = &a.reprendre {
        la_meme(&Lieu::existant(id, a.out.as_deref())?, &candidat, &catalogue)?;
    }
    let gardien = Gardien::lire(a.identites.as_deref(), a.accepter_identites)?;
    let attendus = a.attendus.as_deref().map(|f| attendus::lire(f, &catalogue, &connus)).transpose()?;
    let terminal = (!a.sans_personne && (a.testeur.is_some() || std::io::stdin().is_terminal()))
        .then(|| Arc::new(Terminal::nouveau(a.testeur.as_deref().unwrap_or_default())));
    if terminal.is_none() && !a.sans_personne {
        segur_model::avertir!(
            "Personne au terminal : les étapes guidées restent à jouer (--testeur NOM lit les réponses sur l'entrée standard ; --sans-personne ôte cette ligne)."
        );
    }
    let personne = terminal.clone().map(|t| t as Arc<dyn Personne>);
    let dossier = a.candidat.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let pilotes = Pilotes::preparer(&candidat, dossier, personne).await?;
    if pilotes.aucun() && referentiel.is_none() && a.reprendre.is_none() {
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
    let reprise = || {
        let mut commande = format!("segur-bench run --candidat {} --reprendre {}", a.candidat.display(), lieu.id);
        for (option, valeur) in [("--banc", &a.banc), ("--config", &a.config), ("--out", &a.out)] {
            if let Some(v) = valeur {
                commande += &format!(" {option} {}", v.display());
            }
        }
        if let Some(r) = &a.referentiel {
            commande += &format!(" --referentiel {}", r.display());
        }
        if a.espace != "defaut" {
            commande += &format!(" --espace {}", a.espace);
        }
        if a.sans_personne {
            commande += " --sans-personne";
        }
        format!("Pour reprendre : {commande}")
    };
    let joue = tokio::select! {
        joue = campagne(&a, &candidat, &lieu, &pilotes, &gardien, referentiel.as_deref(), terminal.as_deref()) => joue,
        _ = tokio::signal::ctrl_c() => Err(Erreur::dit(format!("interrompue ; ce qui est joué est gardé. {}", reprise()))),
    };
    lieu.nettoyer();
    let (joue, chemin) = match joue {
        Ok(j) => j,
        Err(e @ Erreur::Moteur(MoteurError::Adaptateur(_) | MoteurError::Banc(_))) => {
            segur_model::avertir!("{}", reprise());
            return Err(e);
        }
        Err(e) => return Err(e),
    };
    let resultat = &joue.resultat;
    campagne::conclure(resultat, &chemin);
    if let Some(junit) = &a.junit {
        let texte = segur_dossier::junit_avec_durees(resultat, &joue.durees)?;
        std::fs::write(junit, texte).map_err(|e| Erreur::fichier("écriture du JUnit", junit, &e))?;
    }
    if let Some(f) = &a.ecrire_attendus {
        attendus::ecrire(f, resultat)?;
    }
    if !un_acte_joue(resultat) {
        return Err(Erreur::dit(
            "aucun acte n'a pu être joué : rien n'a été dit du candidat. Voyez pourquoi ci-dessus, et l'adaptateur.",
        ));
    }
    Ok(match attendus {
        Some(attendus) => attendus.comparer(resultat),
        None => resultat.code_sortie(),
    })
}

/// A campaign goes on with the product and the référentiel that it is of.
fn la_meme(lieu: &Lieu, candidat: &Candidat, catalogue: &Catalogue) -> Result<(), Erreur> {
    let vue = segur_engine::campagne::consulter(&lieu.dossier_campagne())?;
    let sien = &vue.ouverture.candidat.produit.nom;
    if *sien != candidat.produit.nom {
        return Err(Erreur::dit(format!(
            "la campagne « {} » est celle de « {sien} », et candidat.toml dit « {} » : ouvrez-en une autre, sans --reprendre",
            lieu.id, candidat.produit.nom
        )));
    }
    let joue = vue.resultat.as_ref().and_then(|r| r.referentiel.split(" (").next());
    match joue {
        Some(code) if code != catalogue.code => Err(Erreur::dit(format!(
            "la campagne « {} » joue le référentiel {code}, et non {} : ouvrez-en une autre, sans --reprendre",
            lieu.id, catalogue.code
        ))),
        _ => Ok(()),
    }
}

/// The folder of the imported référentiel: the one that is named, else the one with which the campaign was opened.
fn referentiel(a: &Run) -> Result<Option<PathBuf>, Erreur> {
    if let Some(dossier) = &a.referentiel {
        return referentiel::absolu(dossier).map(Some);
    }
    let Some(id) = &a.reprendre else { return Ok(None) };
    let lieu = Lieu::existant(id, a.out.as_deref())?;
    let ouvert = segur_engine::campagne::consulter(&lieu.dossier_campagne())?.ouverture.referentiel;
    if ouvert.is_empty() {
        return Ok(None);
    }
    let dossier = PathBuf::from(&ouvert);
    if dossier.join(segur_engine::dossier_importe::REFERENTIEL).is_file() {
        return Ok(Some(dossier));
    }
    Err(Erreur::dit(format!(
        "la campagne « {id} » joue le référentiel de {ouvert}, qui n'y est plus : dites où il est avec --referentiel"
    )))
}

/// Whether the candidate answered at least one act, or nothing applied to it.
fn un_acte_joue(resultat: &ResultatCampagne) -> bool {
    let etapes = || resultat.scenarios.iter().flat_map(|s| &s.etapes);
    let mut actes = etapes().filter_map(|e| e.acte.as_ref()).peekable();
    if actes.peek().is_none() {
        // All that could be played was left out by the tester.
        return !etapes().any(|e| e.constat == ConstatEtape::NonJoue(Cause::HorsSelection));
    }
    actes.any(|a| a.issue.is_some())
}

/// The pack that is played: the one that is named, else that of the couloir.
fn pack(a: &Run, candidat: &Candidat) -> String {
    a.pack.clone().unwrap_or_else(|| pack_du_couloir(&candidat.campagne.couloir))
}

/// Plays, and writes the dossier.
async fn campagne(
    a: &Run,
    candidat: &Candidat,
    lieu: &Lieu,
    pilotes: &Pilotes,
    gardien: &Gardien,
    referentiel: Option<&Path>,
    terminal: Option<&Terminal>,
) -> Result<(Joue, PathBuf), Erreur> {
    // Held before anything is started: two would answer for one campaign.
    let reprise = a
        .reprendre
        .is_some()
        .then(|| Campagne::reprendre(&lieu.dossier_campagne()))
        .transpose()?;
    let (acces, local) = acceder(a, lieu).await?;
    let _verrou = a.banc.as_deref().map(|banc| verrouiller(banc, &a.espace)).transpose()?;
    let controle = Controle::de(acces, &a.espace)?;
    let igc = match &a.banc {
        None => Igc::demo()?,
        Some(banc) => match super::espace::igc(&controle, &acces_du_banc(a, banc)).await? {
            Some(igc) => igc,
            None => {
                segur_model::avertir!("les clés de ce banc ne sont pas ici : le dossier est signé par la clé de démonstration, publique");
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
    let secret = tirage()?;
    let nouvelle = || Ouverture {
        id: lieu.id.clone(),
        candidat: candidat.clone(),
        referentiel: referentiel.map(|d| d.to_string_lossy().into_owned()).unwrap_or_default(),
        pack: pack(a, candidat),
        seulement: a.seulement.clone(),
        ouverte: espace.horloge,
        banc: etat.version.clone(),
        graine: etat.graine.clone(),
        tirage: secret.clone(),
    };
    let mut campagne = match reprise {
        Some(campagne) => campagne,
        None => campagne::ouvrir(lieu, false, nouvelle)?,
    };
    retoucher(a, &mut campagne)?;
    // `preuve`, in another process, reads what this one plays.
    campagne.declarer(candidat)?;
    if let Some(dossier) = referentiel {
        campagne.situer(&dossier.to_string_lossy())?;
    }
    if let Some(t) = terminal {
        t.se_presenter();
        t.brancher(Depot::du_dossier(&lieu.id, &lieu.dossier_campagne())?);
    }
    let pack = campagne.ouverture.pack.clone();
    let partie = Partie {
        controle: &controle,
        pilotes,
        candidat,
        pack: &pack,
        referentiel,
        scenarios: None,
        ans: campagne::ans(a.schematron.as_deref())?,
        reglage: Reglage {
            seulement: a.seulement.clone().or_else(|| campagne.ouverture.seulement.clone()),
            depuis: a.depuis,
            temoin: false,
        },
        muet: false,
    };
    if candidat.moteur.calme_ms < CALME_MIN.as_millis().try_into().unwrap_or(u64::MAX) {
        segur_model::avertir!(
            "moteur.calme_ms = {} : porté à {} ms, pour que « rien n'est venu » veuille dire quelque chose",
            candidat.moteur.calme_ms,
            CALME_MIN.as_millis()
        );
    }
    // A bench of its own holds nothing that a person put there.
    if a.banc.is_some() {
        segur_model::avertir!(
            "Chaque scénario remet à zéro l'espace « {} » : boîtes MSSanté, documents du DMP, pannes, horloge. Le journal reste.",
            a.espace
        );
    }
    let joue = campagne::jouer(&partie, &mut campagne).await;
    if let Some(banc) = local {
        banc.arreter().await;
    }
    let joue = joue?;
    let chemin = campagne::ecrire_dossier(lieu, &joue, &campagne, &igc, gardien)?;
    Ok((joue, chemin))
}

/// `--rejouer`, `--expliquer`.
fn retoucher(a: &Run, campagne: &mut Campagne) -> Result<(), Erreur> {
    for numero in &a.rejouer {
        if !campagne.releves.contains_key(numero) {
            return Err(jamais_joue(numero, campagne));
        }
        campagne.oublier(numero)?;
    }
    for expliquer in &a.expliquer {
        let Some((numero, texte)) = expliquer.split_once('=').filter(|(_, t)| !t.trim().is_empty()) else {
            return Err(Erreur::dit(format!("--expliquer {expliquer} : écrivez N°=TEXTE")));
        };
        if !campagne.expliquer(numero, texte.trim())? {
            return Err(jamais_joue(numero, campagne));
        }
    }
    Ok(())
}

fn jamais_joue(numero: &str, campagne: &Campagne) -> Erreur {
    let joues: Vec<&str> = campagne.releves.keys().map(String::as_str).collect();
    let voulu = suggerer(numero, joues.iter().copied());
    Erreur::dit(format!("« {numero} » n'a pas été joué dans cette campagne{voulu}"))
}

/// One campaign at a time on an espace: two would read each other's exchanges. The system lets go of the lock with the process.
fn verrouiller(banc: &Path, espace: &str) -> Result<File, Erreur> {
    let nom = format!(
        ".campagne-{}.verrou",
        espace.replace(|c: char| !c.is_ascii_alphanumeric() && c != '-', "_")
    );
    let chemin = if banc.is_dir() { banc.join(nom) } else { banc.with_file_name(nom) };
    let fichier = File::create(&chemin).map_err(|e| Erreur::fichier("verrouillage de l'espace", &chemin, &e))?;
    match fichier.try_lock() {
        Ok(()) => Ok(fichier),
        Err(TryLockError::WouldBlock) => Err(Erreur::dit(format!(
            "une campagne est déjà en cours sur l'espace « {espace} » de ce banc : attendez sa fin, ou prenez un autre espace (segur-bench espace creer, puis --espace)"
        ))),
        Err(TryLockError::Error(e)) => Err(Erreur::fichier("verrouillage de l'espace", &chemin, &e)),
    }
}

/// What the values of this campaign are drawn from.
fn tirage() -> Result<String, Erreur> {
    let mut hasard = [0; 16];
    rustls::crypto::aws_lc_rs::default_provider()
        .secure_random
        .fill(&mut hasard)
        .map_err(|_| Erreur::dit("le système ne donne pas de hasard"))?;
    Ok(hex::encode(hasard))
}

fn acces_du_banc(a: &Run, banc: &Path) -> cli::AccesBanc {
    cli::AccesBanc {
        banc: banc.to_owned(),
        igc: a.igc.clone(),
        espace: a.espace.clone(),
    }
}

/// The bench of `--banc`, or one started here.
async fn acceder(a: &Run, lieu: &Lieu) -> Result<(Vec<AccesBanc>, Option<Banc>), Erreur> {
    if let Some(chemin) = &a.banc {
        return Ok((super::espace::lire_acces(chemin)?, None));
    }
    let reglage = a.config.as_deref().map(banc::Reglage::lire).transpose()?.unwrap_or_default();
    let banc = banc::demarrer(Depart {
        reglage: &reglage,
        monde: Arc::new(banc::monde(&reglage.monde)?),
        igc: Arc::new(Igc::demo()?),
        donnees: Some(lieu.etat.join("banc")),
        horloge: reglage.horloge.source(),
        durabilite: Durabilite::Normale,
        services: banc::services(&[], &reglage)?,
        espaces: &[a.espace.as_str()],
        gardes: segur_kit::PortsGardes::new(),
        premier_port: 0,
    })
    .await?;
    for ligne in banc.lignes_pret() {
        segur_model::avertir!("{ligne}");
    }
    Ok((vec![banc.acces()], Some(banc)))
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
