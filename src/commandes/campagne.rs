//! What `demo` and `run` share: open or resume a campaign, play it, write its dossier, say what was seen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use segur_certs::Igc;
use segur_dossier::{DossierError, Entree, Signataire};
use segur_engine::ans::Ans;
use segur_engine::campagne::remises::{self, Remises};
use segur_engine::campagne::{Campagne, Ouverture};
use segur_engine::controle::Controle;
use segur_engine::grammaire::{self, ErreurScenario, Lexique, ast::Scenario};
use segur_engine::moteur::donnees::{Jour, tombe};
use segur_engine::moteur::{Moteur, Reglage};
use segur_engine::pilotes::Pilotes;
use segur_engine::{catalogues, regles};
use segur_kit::Banc;
use segur_model::World;
use segur_model::candidat::Candidat;
use segur_model::catalogue::Catalogue;
use segur_model::classeur::LignesDuClasseur;
use segur_model::resultat::{Octets, ResultatCampagne};

use super::identites::{self, Gardien};
use super::referentiel::Referentiel;
use crate::affichage::{self, Progression};
use crate::erreur::Erreur;

/// Where a campaign and its dossier live.
pub struct Lieu {
    /// Identifier.
    pub id: String,
    /// Folder of the dossier.
    pub sortie: PathBuf,
    /// Folder of the durable state.
    pub etat: PathBuf,
}

impl Lieu {
    /// The first free identifier `<base>-<n>`: a run never overwrites another.
    pub fn nouveau(base: &str, out: Option<&Path>) -> Result<Self, Erreur> {
        (1..10_000)
            .map(|n| Self::de(&format!("{base}-{n}"), out))
            .find(|l| !l.etat.exists())
            .ok_or_else(|| {
                Erreur::dit(format!(
                    "plus de 9 999 campagnes « {base} » : choisissez un autre dossier avec --out"
                ))
            })
    }

    /// The place of this campaign.
    pub fn de(id: &str, out: Option<&Path>) -> Self {
        let sortie = out.map_or_else(|| Path::new("conformance-reports").join(id), Path::to_owned);
        Self {
            id: id.to_owned(),
            etat: sortie.join(format!("etat-{id}")),
            sortie,
        }
    }

    /// The place of a campaign to resume.
    pub fn existant(id: &str, out: Option<&Path>) -> Result<Self, Erreur> {
        let lieu = Self::de(id, out);
        if lieu.etat.is_dir() {
            return Ok(lieu);
        }
        Err(Erreur::dit(format!(
            "aucune campagne « {id} » dans {} : vérifiez l'identifiant donné à --reprendre, et --out",
            lieu.sortie.display()
        )))
    }

    /// Leaves nothing of a campaign that could not begin: its number stays free.
    pub fn nettoyer(&self) {
        if !self.dossier_campagne().is_dir() {
            let _ = std::fs::remove_dir_all(&self.etat);
            // Only when nothing else is in it.
            let _ = std::fs::remove_dir(&self.sortie);
        }
    }

    /// Checks, before anything is played, that the dossier can be written.
    pub fn preparer(&self) -> Result<(), Erreur> {
        let essai = || {
            std::fs::create_dir_all(&self.etat)?;
            let sonde = self.sortie.join(format!(".ecriture-{}", std::process::id()));
            std::fs::write(&sonde, b"essai")?;
            std::fs::remove_file(&sonde)
        };
        essai().map_err(|e| Erreur::fichier("écriture dans le dossier de sortie", &self.sortie, &e))
    }

    /// Folder of the campaign itself.
    pub fn dossier_campagne(&self) -> PathBuf {
        self.etat.join("campagne")
    }
}

/// Opens a new campaign, or goes on with one.
pub fn ouvrir(lieu: &Lieu, reprise: bool, ouverture: impl FnOnce() -> Ouverture) -> Result<Campagne, Erreur> {
    let dossier = lieu.dossier_campagne();
    Ok(if reprise {
        Campagne::reprendre(&dossier)?
    } else {
        Campagne::ouvrir(&dossier, ouverture())?
    })
}

/// The words that scenarios may use with this world.
pub fn lexique(monde: &World) -> Result<Lexique, Erreur> {
    Ok(Lexique::du_monde(monde, catalogues::embarques()?))
}

/// Every scenario that ships, for this world.
pub fn livres(monde: &World) -> Result<Vec<Scenario>, Erreur> {
    let lexique = lexique(monde)?;
    let mut livres = Vec::new();
    for nom in catalogues::packs_embarques() {
        livres.extend(pack(nom, &lexique)?);
    }
    Ok(livres)
}

/// The scenarios that may ask something of a declaration: those that ship, and those of a folder. What is wrong in the folder is told
/// when it is loaded to be played.
pub fn scenarios_connus(nom: &str) -> Result<Vec<Scenario>, Erreur> {
    let monde = segur_world::monde_demo()?;
    let mut connus = livres(&monde)?;
    if Path::new(nom).is_dir() {
        let lexique = lexique(&monde)?;
        connus.extend(grammaire::charger_pack(Path::new(nom), &lexique).unwrap_or_default());
    }
    Ok(connus)
}

/// Loads a pack: one that ships, or a folder.
pub fn pack(nom: &str, lexique: &Lexique) -> Result<Vec<Scenario>, Erreur> {
    let dossier = Path::new(nom);
    let lu = if let Some(fichiers) = catalogues::pack_embarque(nom) {
        grammaire::charger_textes(fichiers, lexique)
    } else if dossier.is_dir() {
        grammaire::charger_pack(dossier, lexique)
    } else {
        let connus: Vec<&str> = catalogues::packs_embarques().collect();
        return Err(Erreur::dit(format!(
            "pas de pack « {nom} » : donnez un dossier, ou l'un de : {}",
            connus.join(", ")
        )));
    };
    charge(nom, lu)
}

/// The scenarios that were read, or every error of them.
pub fn charge(nom: &str, lu: Result<Vec<Scenario>, Vec<ErreurScenario>>) -> Result<Vec<Scenario>, Erreur> {
    lu.map_err(|erreurs| {
        let lignes: Vec<String> = erreurs.iter().map(ToString::to_string).collect();
        Erreur::dit(format!(
            "le pack « {nom} » a {} erreur(s) :\n  {}",
            lignes.len(),
            lignes.join("\n  ")
        ))
    })
}

/// The catalogue of a couloir and wave.
pub fn catalogue(couloir: &str, vague: u8) -> Result<Catalogue, Erreur> {
    let tous = catalogues::embarques()?;
    let connus: Vec<String> = tous.iter().map(|c| format!("{} vague {}", c.couloir, c.vague)).collect();
    // With or without its accents: `medecine-de-ville` is a couloir too.
    let cherche = catalogues::pack_du_couloir(couloir);
    let lui = |c: &Catalogue| catalogues::pack_du_couloir(&c.couloir) == cherche && c.vague == vague;
    tous.into_iter().find(lui).ok_or_else(|| {
        Erreur::dit(format!(
            "pas de catalogue pour le couloir « {couloir} », vague {vague}. Catalogues livrés : {}",
            connus.join(", ")
        ))
    })
}

/// Refuses a profile that no exigence names: a slip would silently drop what it should add.
pub fn profils_connus(catalogue: &Catalogue, profils: &[String]) -> Result<(), Erreur> {
    let connus: BTreeSet<&str> = catalogue.exigences.iter().map(|e| e.profil.as_str()).collect();
    match profils.iter().find(|p| !connus.contains(p.as_str())) {
        None => Ok(()),
        Some(p) => Err(Erreur::dit(format!(
            "profil inconnu : « {p} ». Profils de {} : {}",
            catalogue.code,
            connus.into_iter().collect::<Vec<_>>().join(", ")
        ))),
    }
}

/// A campaign ready to be played.
pub struct Partie<'a> {
    /// Bench.
    pub controle: &'a Controle,
    /// Drivers.
    pub pilotes: &'a Pilotes,
    /// Candidate.
    pub candidat: &'a Candidat,
    /// Pack.
    pub pack: &'a str,
    /// Folder of the imported référentiel that is played in place of a pack.
    pub referentiel: Option<&'a Path>,
    /// Scenarios to play in place of those of the pack.
    pub scenarios: Option<Vec<Scenario>>,
    /// What the ANS publishes, where the user gave it.
    pub ans: Option<Arc<Ans>>,
    /// Choices.
    pub reglage: Reglage,
    /// Says nothing while it is played.
    pub muet: bool,
}

/// What `--schematron` gives.
///
/// # Errors
/// The folder is not the published set.
pub fn ans(dossier: Option<&Path>) -> Result<Option<Arc<Ans>>, Erreur> {
    let Some(dossier) = dossier else { return Ok(None) };
    let ans = Ans::ouvrir(dossier).map_err(|e| Erreur::dit(e.to_string()))?;
    if let Err(cause) = &ans.xsd {
        segur_model::avertir!("Non appliqué : schéma XML de l'ANS ({cause}).");
    }
    Ok(Some(Arc::new(ans)))
}

/// A campaign that was played: its result, and the world and the catalogue that it stands on.
pub struct Joue {
    /// Result.
    pub resultat: ResultatCampagne,
    /// World.
    pub monde: World,
    /// Catalogue.
    pub catalogue: Catalogue,
    /// The text of each scenario, by number.
    pub textes: Textes,
    /// The rows of the workbook that is played, where there is one.
    pub lignes: Option<LignesDuClasseur>,
    /// Real time of each scenario.
    pub durees: BTreeMap<String, Duration>,
}

/// By number of a scenario: the name of its file, and its text.
pub type Textes = BTreeMap<String, (String, String)>;

/// The texts of the scenarios of a pack, for the dossier. One that is given otherwise, or that cannot be read any more, has none.
pub fn textes(pack: &str, scenarios: &[Scenario]) -> Textes {
    let embarques = catalogues::pack_embarque(pack);
    let lire = |fichier: &str| match embarques {
        Some(fichiers) => fichiers
            .iter()
            .find(|(nom, _)| *nom == fichier)
            .map(|(_, texte)| (*texte).to_owned()),
        None => grammaire::texte(&Path::new(pack).join(fichier)).ok(),
    };
    scenarios
        .iter()
        .filter_map(|s| Some((s.numero.clone(), (s.place.fichier.clone(), lire(&s.place.fichier)?))))
        .collect()
}

/// What a campaign is played on.
struct Matiere {
    catalogue: Catalogue,
    scenarios: Vec<Scenario>,
    textes: Textes,
    lignes: Option<LignesDuClasseur>,
}

/// The catalogue, the scenarios and their texts, as they are when they are played: a folder may change meanwhile.
fn matiere(partie: &Partie<'_>, monde: &World) -> Result<Matiere, Erreur> {
    if let Some(dossier) = partie.referentiel {
        let r = Referentiel::ouvrir(dossier, monde, partie.candidat, partie.pilotes)?;
        if !partie.muet {
            segur_model::avertir!(
                "{} : {} scénarios du classeur, dont {} où le banc joue lui-même des étapes ; {} du banc à côté (il faut pour cela que candidat.toml dise comment le logiciel agit : [[pilotes]])",
                r.catalogue.code,
                r.scenarios.len() - r.a_cote.len(),
                r.fondus.len(),
                r.a_cote.len()
            );
        }
        return Ok(Matiere {
            catalogue: r.catalogue,
            scenarios: r.scenarios,
            textes: r.textes,
            lignes: r.lignes,
        });
    }
    let catalogue = catalogue(&partie.candidat.campagne.couloir, partie.candidat.campagne.vague)?;
    let scenarios = match &partie.scenarios {
        Some(scenarios) => scenarios.clone(),
        None => pack(partie.pack, &lexique(monde)?)?,
    };
    let textes = textes(partie.pack, &scenarios);
    Ok(Matiere {
        catalogue,
        scenarios,
        textes,
        lignes: None,
    })
}

/// Says what a new version, another text or other profiles take away from a campaign that goes on.
fn dire_ce_qui_tombe(moteur: &Moteur<'_>, campagne: &Campagne) -> Result<(), Erreur> {
    let tombes = moteur.tombes(campagne);
    if !tombes.is_empty() {
        segur_model::avertir!("{} scénario(s) à rejouer :", tombes.len());
        for (numero, raison) in &tombes {
            segur_model::avertir!("  {numero} : {raison}");
        }
    }
    let remises = Remises::lire(campagne.dossier())?;
    let presents = |o: &Octets| remises::intacte(campagne.dossier(), o);
    let jour = Jour {
        version: &moteur.candidat.produit.version,
        presents: &presents,
    };
    let mut dits = Vec::new();
    for (numero, siens) in &remises.fichiers {
        for r in siens {
            let dit = tombe(moteur.catalogue, &moteur.candidat.campagne.profils, numero, r, &jour);
            dits.extend(dit.map(|dit| format!("{numero} : {dit} (« {} »)", r.donnee.nom)));
        }
    }
    if !dits.is_empty() {
        segur_model::avertir!("{} pièce(s) tombent :\n  {}", dits.len(), dits.join("\n  "));
    }
    Ok(())
}

/// Plays it.
pub async fn jouer(partie: &Partie<'_>, campagne: &mut Campagne) -> Result<Joue, Erreur> {
    let monde = partie.controle.monde().await?;
    let Matiere {
        catalogue,
        scenarios,
        textes,
        lignes,
    } = matiere(partie, &monde)?;
    let scenarios = scenarios.as_slice();
    if !scenarios.iter().any(|s| s.referentiel.iter().any(|r| catalogue.couvre(r))) {
        return Err(Erreur::dit(format!(
            "rien à jouer : le pack « {} » n'a aucun scénario pour {}",
            partie.pack, catalogue.code
        )));
    }
    if let Some(motif) = &partie.reglage.seulement
        && !scenarios.iter().any(|s| segur_engine::moteur::retenu(motif, &s.numero))
    {
        let connus: Vec<&str> = scenarios.iter().map(|s| s.numero.as_str()).collect();
        return Err(Erreur::dit(format!(
            "aucun scénario ne correspond à « {motif} ». Scénarios du pack : {}",
            connus.join(", ")
        )));
    }
    let igc = partie.controle.igc().await?;
    let progression = Progression::nouvelle(partie.pilotes.personne().is_some(), partie.muet);
    let moteur = Moteur {
        controle: partie.controle,
        pilotes: partie.pilotes,
        candidat: partie.candidat,
        scenarios,
        catalogue: &catalogue,
        monde: &monde,
        regles: regles::Contexte {
            horloge_declaree: partie.candidat.faits.contains_key("horloge"),
            ans: partie.ans.clone(),
            ..regles::Contexte::du_monde(&monde, igc.confiance)
        },
        produits: segur_engine::moteur::juger::produits(scenarios),
        reglage: partie.reglage.clone(),
        suivi: &progression,
    };
    dire_ce_qui_tombe(&moteur, campagne)?;
    let resultat = moteur.jouer(campagne).await?;
    campagne.conclure(&resultat)?;
    drop(moteur);
    let durees = progression.durees();
    drop(progression);
    Ok(Joue {
        resultat,
        monde,
        catalogue,
        textes,
        lignes,
        durees,
    })
}

/// Writes the dossier beside the state of the campaign; gives its path.
pub fn ecrire_dossier(lieu: &Lieu, joue: &Joue, campagne: &Campagne, igc: &Igc, gardien: &Gardien) -> Result<PathBuf, Erreur> {
    let signataire = igc
        .identite("banc-signataire")
        .ok_or_else(|| Erreur::dit("l'IGC de test n'a pas d'identité « banc-signataire » : supprimez son dossier pour la refaire"))?;
    let octets = |o: &Octets| {
        campagne.lire(o).ok_or_else(|| DossierError::Octets {
            empreinte: o.empreinte.clone(),
            raison: "absent ou altéré".to_owned(),
        })
    };
    let Joue {
        resultat,
        monde,
        catalogue,
        textes,
        lignes,
        ..
    } = joue;
    let connues = gardien.connues(monde);
    let entree = Entree {
        resultat,
        catalogue,
        classeur: lignes.as_ref(),
        octets: &octets,
        flux: Some(&|octets| campagne.flux(octets)),
        textes: &|numero| textes.get(numero).cloned(),
        signataire: Signataire {
            certificat_pem: signataire.certificat_pem.clone(),
            cle_pem: signataire.cle_pem.clone(),
        },
        identites_connues: &connues,
        accepter_identites: gardien.accepter,
    };
    let chemin = lieu.sortie.join(segur_dossier::nom_fichier(resultat));
    // The former dossier of this same campaign stays until another is there, whole.
    let neuf = lieu.sortie.join(format!(".dossier-{}.neuf", std::process::id()));
    let _ = std::fs::remove_file(&neuf);
    match segur_dossier::ecrire(&entree, &neuf) {
        Ok(_) => {
            std::fs::rename(&neuf, &chemin).map_err(|e| Erreur::fichier("remplacement du dossier de la même campagne", &chemin, &e))?;
            Ok(chemin)
        }
        Err(DossierError::IdentitesInconnues { liste }) => Err(identites::refus(
            &liste,
            &format!(
                "Le dossier n'est pas écrit ; la campagne « {} » est gardée, rien ne sera rejoué.",
                lieu.id
            ),
            Some(&lieu.id),
        )),
        Err(e) => Err(e.into()),
    }
}

/// The end of `demo` and `run`: the constat of each exigence, and where the dossier is.
pub fn conclure(resultat: &ResultatCampagne, dossier: &Path) {
    for ligne in segur_dossier::console(resultat).lines() {
        // What came from outside commands nothing; the colours are ours.
        dire_en_couleurs!("{}", affichage::colorer(&affichage::derniere_porte(ligne)));
    }
    dire!("Dossier de preuves : {}", dossier.display());
}

/// Plays the campaign of the demo, of these scenarios, against any candidate: for tests.
pub async fn essayer(
    banc: &Banc,
    scenarios: Vec<Scenario>,
    dossier: &Path,
    candidat: &Candidat,
    reglage: Reglage,
) -> Result<(ResultatCampagne, Campagne), Erreur> {
    let etat = banc.etat();
    let lieu = Lieu::nouveau("essai", Some(dossier))?;
    lieu.preparer()?;
    let mut campagne = ouvrir(&lieu, false, || Ouverture {
        id: lieu.id.clone(),
        candidat: candidat.clone(),
        referentiel: String::new(),
        pack: "biologie".to_owned(),
        seulement: reglage.seulement.clone(),
        ouverte: crate::banc::INSTANT_DEMO,
        banc: etat.version.clone(),
        graine: etat.graine.clone(),
        tirage: etat.graine.clone(),
    })?;
    let controle = Controle::nouveau(banc.acces(), "defaut")?;
    let pilotes = Pilotes::preparer(candidat, dossier, None).await?;
    let partie = Partie {
        controle: &controle,
        pilotes: &pilotes,
        candidat,
        pack: "biologie",
        referentiel: None,
        scenarios: Some(scenarios),
        ans: None,
        reglage,
        muet: true,
    };
    let joue = jouer(&partie, &mut campagne).await?;
    Ok((joue.resultat, campagne))
}
