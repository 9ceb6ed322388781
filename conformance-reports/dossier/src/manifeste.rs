//! `manifeste.json`: what the pack holds and what the bench saw, in a form that a machine compares. It is the only thing
//! that the signature covers; every other file is covered through its digest.

use std::collections::BTreeMap;

use segur_model::candidat::ReglageMoteur;
use segur_model::catalogue::{Catalogue, Nature, NaturePreuve};
use segur_model::resultat::{CauseBloquante, ResultatCampagne};
use segur_model::{Cause, Comptes, Constat, EtatPreuve, Numero};
use serde::{Deserialize, Serialize};

use crate::fichier::FichierCite;
use crate::piece::PieceDePreuve;
use crate::plan::{Dossier, Vue};
use crate::signature::sha256;
use crate::{piece, recit, trace};

/// Value of [`Manifeste::format`].
pub const FORMAT: &str = "segur-bench/dossier/1";

/// The manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifeste {
    /// [`FORMAT`].
    pub format: String,
    /// Always true: everything here was produced facing simulated services.
    pub simule: bool,
    /// The sentence that says so.
    pub avertissement: String,
    /// Version of the bench.
    pub banc: String,
    /// Seed of the world.
    pub graine: String,
    /// Identifier of the campaign.
    pub campagne: String,
    /// Bench instant at which it was opened (RFC 3339).
    pub ouverte: String,
    /// Whether a person took part.
    pub avec_personne: bool,
    /// The product under test.
    pub produit: segur_model::candidat::Produit,
    /// Couloir.
    pub couloir: String,
    /// Wave.
    pub vague: u8,
    /// Profiles besides `Général`.
    pub profils: Vec<String>,
    /// Declared facts of the candidate.
    pub faits: BTreeMap<String, String>,
    /// Operations that the candidate calls by itself, as it declares.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arriere_plan: Vec<String>,
    /// Patience of the engine with this candidate; absent from older packs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moteur: Option<ReglageMoteur>,
    /// The catalogue.
    pub catalogue: CatalogueCite,
    /// The key that signs this manifest.
    pub signature: SignatureCitee,
    /// Identities outside the world were accepted by the person who wrote the pack (`--accepter-identites`).
    pub identites_acceptees: bool,
    /// How many exigences have each constat.
    pub constats: BTreeMap<String, usize>,
    /// How many proofs are in each state. Never added to the constats.
    pub preuves: BTreeMap<String, usize>,
    /// What blocked something, each cause once, the widest first.
    #[serde(default)]
    pub causes: Vec<CauseBloquante>,
    /// Constat of each exigence.
    pub exigences: Vec<ConstatExigence>,
    /// State of each proof.
    pub etats: Vec<EtatDePreuve>,
    /// Constat of each étape, in the order of the campaign; absent from older packs.
    #[serde(default)]
    pub etapes: Vec<ConstatDEtape>,
    /// Every file of the pack but `manifeste.json` and `manifeste.sig`, sorted by path.
    pub fichiers: Vec<FichierCite>,
}

/// Which catalogue was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueCite {
    /// Code.
    pub code: String,
    /// Date of the version.
    pub version: String,
    /// Title.
    pub titre: String,
    /// Where its identifiers come from.
    pub source: String,
}

/// How the manifest is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureCitee {
    /// `RSA PKCS#1 v1.5, SHA-256`.
    pub algorithme: String,
    /// SHA-256 of the public key (SubjectPublicKeyInfo, DER).
    pub empreinte_cle: String,
    /// What the signature proves, and what it does not.
    pub portee: String,
}

/// Constat of one exigence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConstatExigence {
    /// Id.
    pub id: String,
    /// Section of the REM; absent, as the three that follow, from older packs.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub chapitre: String,
    /// Bloc of the REM: the *Chapitre* of Convergence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub bloc: String,
    /// What it asks, in the words of the bench.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub resume: String,
    /// It is a préconisation: nobody has to do it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preconisation: bool,
    /// The word of its counts.
    pub constat: Constat,
    /// The étapes of its scenarios, counted.
    #[serde(default)]
    pub comptes: Comptes,
    /// A third party decides in the end: what the bench saw is a rehearsal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repetition: bool,
    /// Why nothing was played for it, or not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub raison: String,
    /// Scenarios played.
    pub scenarios: Vec<String>,
}

/// Constat of one étape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConstatDEtape {
    /// Scenario.
    pub scenario: String,
    /// Number.
    pub etape: Numero,
    /// Which repetition, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repetition: Option<u32>,
    /// Whether it only prepares.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub prealable: bool,
    /// `ecart`, `vu`, `declare`, `a-jouer`, `bloque`, `non-joue`, `geste`, `sans-objet`.
    pub constat: String,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub raison: String,
}

/// State of one proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EtatDePreuve {
    /// Number.
    pub id: String,
    /// Exigence.
    pub exigence: String,
    /// Scenario.
    pub scenario: String,
    /// State.
    pub etat: EtatPreuve,
    /// Why, and what is still to do.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub raison: String,
    /// Kinds asked, alternatives; absent, as the three that follow, from older packs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub natures: Vec<NaturePreuve>,
    /// The piece must come out of the system under test.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub du_systeme: bool,
    /// Rule that the name of the file must keep to.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub nommage: String,
    /// The pieces that étapes give to it or ask for, in the order of the campaign.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<PieceDePreuve>,
}

/// The manifest of a pack that holds these views and the planned files.
pub(crate) fn dresser(d: &Dossier<'_>, vues: &[Vue]) -> Manifeste {
    let r = d.resultat;
    let vue = |(chemin, media, prouve, octets): &Vue| FichierCite {
        chemin: (*chemin).to_owned(),
        empreinte: sha256(octets),
        taille: octets.len() as u64,
        media: (*media).to_owned(),
        prouve: (*prouve).to_owned(),
        preuve: None,
        scenario: None,
        etape: None,
        repetition: None,
        masque: false,
        empreinte_original: None,
        note: None,
    };
    let mut fichiers: Vec<FichierCite> = vues.iter().map(vue).chain(d.plan.fichiers.iter().map(|f| f.cite.clone())).collect();
    fichiers.sort_by(|a, b| a.chemin.cmp(&b.chemin));
    Manifeste {
        format: FORMAT.to_owned(),
        simule: true,
        avertissement: segur_model::AVERTISSEMENT_SIMULE.to_owned(),
        banc: r.banc.clone(),
        graine: r.graine.clone(),
        campagne: r.id.clone(),
        ouverte: trace::instant(r.ouverte),
        avec_personne: r.avec_personne,
        produit: r.produit.clone(),
        couloir: r.couloir.clone(),
        vague: r.vague,
        profils: r.profils.clone(),
        faits: r.faits.clone(),
        arriere_plan: r.arriere_plan.clone(),
        moteur: Some(r.moteur.clone()),
        catalogue: CatalogueCite {
            code: d.catalogue.code.clone(),
            version: d.catalogue.version.clone(),
            titre: d.catalogue.titre.clone(),
            source: d.catalogue.source.clone(),
        },
        signature: SignatureCitee {
            algorithme: "RSA PKCS#1 v1.5, SHA-256".to_owned(),
            empreinte_cle: d.empreinte_cle.to_owned(),
            portee: recit::PORTEE_SIGNATURE.to_owned(),
        },
        identites_acceptees: d.identites_acceptees,
        constats: compter(r.exigences.iter().map(|e| format!("{:?}", e.constat))),
        preuves: compter(r.preuves.iter().map(|p| format!("{:?}", p.etat))),
        causes: r.causes.clone(),
        exigences: exigences(r, d.catalogue),
        etats: etats(d),
        etapes: etapes(r),
        fichiers,
    }
}

fn exigences(r: &ResultatCampagne, catalogue: &Catalogue) -> Vec<ConstatExigence> {
    let decrites = r.exigences.iter().map(|e| (e, catalogue.exigence(&e.id)));
    decrites
        .map(|(e, decrite)| ConstatExigence {
            id: e.id.clone(),
            chapitre: decrite.map(|d| d.chapitre.clone()).unwrap_or_default(),
            bloc: decrite.map(|d| d.bloc.clone()).unwrap_or_default(),
            resume: decrite.map(|d| d.resume.clone()).unwrap_or_default(),
            preconisation: decrite.is_some_and(|d| d.nature == Nature::Preconisation),
            constat: e.constat,
            comptes: e.comptes,
            repetition: e.repetition,
            cause: e.cause.clone(),
            raison: e.raison.clone(),
            scenarios: e.scenarios.clone(),
        })
        .collect()
}

fn etats(d: &Dossier<'_>) -> Vec<EtatDePreuve> {
    let demandees = d.resultat.preuves.iter().map(|p| (p, d.catalogue.preuve(&p.id)));
    demandees
        .map(|(p, demandee)| EtatDePreuve {
            id: p.id.clone(),
            exigence: p.exigence.clone(),
            scenario: p.scenario.clone(),
            etat: p.etat,
            raison: p.raison.clone(),
            natures: demandee.map(|(_, _, d)| d.natures.clone()).unwrap_or_default(),
            du_systeme: demandee.is_some_and(|(_, _, d)| d.du_systeme),
            nommage: demandee.map(|(_, _, d)| d.nommage.clone()).unwrap_or_default(),
            pieces: piece::de_la_preuve(d, &p.id),
        })
        .collect()
}

fn etapes(r: &ResultatCampagne) -> Vec<ConstatDEtape> {
    r.scenarios
        .iter()
        .flat_map(|s| s.etapes.iter().map(move |e| (s, e)))
        .map(|(s, e)| ConstatDEtape {
            scenario: s.id.clone(),
            etape: e.numero,
            repetition: e.repetition,
            prealable: e.prealable,
            constat: e.constat.mot().to_owned(),
            raison: e.raison.clone(),
        })
        .collect()
}

fn compter(noms: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    noms.fold(BTreeMap::new(), |mut m, n| {
        *m.entry(n).or_default() += 1;
        m
    })
}
