//! A candidature opens: what is asked of this product, under these profiles.

use segur_model::catalogue::{Catalogue, CatalogueScenario, Nature, Requirement};
use time::OffsetDateTime;

use super::{
    Acteur, Attente, Cadre, Candidature, Chapitre, Dossier, EtapeAVoir, Etat, EtatAttente, EtatChapitre, Personne, Preuve, Produit, Refus,
    Sort,
};

/// Étapes of a check list.
const MAX_ETAPES: u32 = 200;

/// Who applies, and with what.
#[derive(Debug, Clone)]
pub(crate) struct Demande {
    pub id: String,
    pub societe: String,
    pub produit: Produit,
    pub profils: Vec<String>,
    pub editeur: Personne,
    pub robot: bool,
}

/// Opens a candidature.
pub(crate) fn ouvrir(d: Demande, quand: OffsetDateTime, cadre: &Cadre<'_>, acteur: &Acteur) -> Result<Dossier, Refus> {
    for (quoi, valeur) in [
        ("la société", &d.societe),
        ("le nom du produit", &d.produit.nom),
        ("la version du produit", &d.produit.version),
    ] {
        verifier(quoi, valeur)?;
    }
    let c = cadre.catalogue;
    let mut d = d;
    d.profils.sort();
    d.profils.dedup();
    profils_connus(c, &d.profils)?;
    if !d.produit.nil.is_empty() {
        verifier("le NIL", &d.produit.nil)?;
    }
    let vague = cadre.regles.vague(c.vague);
    let vague = vague.ok_or_else(|| Refus::Impossible(format!("le banc ne connaît pas la vague {}", c.vague)))?;
    let attentes = vague.attentes.iter().map(|a| Attente {
        id: a.id.clone(),
        dit: a.dit.clone(),
        qui: a.qui.clone(),
        etat: EtatAttente::Attendue,
        reference: String::new(),
    });
    let preuves = preuves(c, &d.profils, quand);
    let mut dossier = Dossier {
        tete: Candidature {
            id: d.id,
            referentiel: c.code.clone(),
            version_referentiel: c.version.clone(),
            titre: c.titre.clone(),
            couloir: c.couloir.clone(),
            vague: c.vague,
            societe: d.societe,
            produit: d.produit,
            profils: d.profils,
            editeur: d.editeur,
            collaborateurs: Vec::new(),
            anciens: Vec::new(),
            etat: Etat::Cree,
            depuis: quand,
            echeance: None,
            avant: None,
            administratif: None,
            chapitres: chapitres(&preuves, quand),
            attentes: attentes.collect(),
            attestation: None,
            dossiers: Vec::new(),
            errata: Vec::new(),
            versions: Vec::new(),
            robot: d.robot,
            evenements: 0,
            dernier: quand,
        },
        touchees: preuves.iter().map(|p| p.id.clone()).collect(),
        preuves,
        nouveaux: Vec::new(),
    };
    let n = dossier.preuves.len();
    let dit = format!(
        "candidature ouverte pour {} {}, {n} preuves demandées",
        dossier.tete.produit.nom, dossier.tete.produit.version
    );
    dossier.noter(acteur, quand, "ouvrir", "", dit);
    Ok(dossier)
}

/// A field that people read: there, on one line, and not too long.
pub(super) fn verifier(quoi: &str, valeur: &str) -> Result<(), Refus> {
    if !valeur
        .chars()
        .any(|c| c.is_ascii_graphic() || (c.is_alphanumeric() && c != '\u{3164}'))
    {
        return Err(Refus::Saisie(format!("{quoi} manque")));
    }
    if valeur.chars().count() > 200 || valeur.chars().any(segur_model::texte::dangereux) {
        return Err(Refus::Saisie(format!(
            "{quoi} : 200 caractères au plus, sur une ligne, que l'on voit tous"
        )));
    }
    Ok(())
}

/// Refuses a profile that the catalogue does not have.
pub(super) fn profils_connus(c: &Catalogue, profils: &[String]) -> Result<(), Refus> {
    let mut connus: Vec<&str> = Vec::new();
    for e in &c.exigences {
        if e.profil != "Général" && !connus.contains(&e.profil.as_str()) {
            connus.push(&e.profil);
        }
    }
    match profils.iter().find(|p| !connus.contains(&p.as_str())) {
        Some(inconnu) => Err(Refus::Saisie(format!(
            "« {inconnu} » n'est pas un profil de {} ; ce sont : {}",
            c.code,
            connus.join(", ")
        ))),
        None => Ok(()),
    }
}

/// The proofs that these profiles ask, in the order of the catalogue. A number is asked once.
pub(super) fn preuves(c: &Catalogue, profils: &[String], quand: OffsetDateTime) -> Vec<Preuve> {
    let mut toutes: Vec<Preuve> = Vec::new();
    let mut vues = std::collections::BTreeSet::new();
    for e in c.applicables(profils) {
        for s in &e.scenarios {
            for p in &s.preuves {
                if vues.insert(&p.id) {
                    let rang = u32::try_from(toutes.len()).unwrap_or(u32::MAX);
                    toutes.push(Preuve {
                        rang,
                        ..preuve(e, s, p, quand)
                    });
                }
            }
        }
    }
    toutes
}

fn preuve(e: &Requirement, s: &CatalogueScenario, p: &segur_model::catalogue::Proof, quand: OffsetDateTime) -> Preuve {
    Preuve {
        id: p.id.clone(),
        rang: 0,
        hors_profil: false,
        exigence: e.id.clone(),
        scenario: s.id.clone(),
        chapitre: e.chapitre_de_convergence().to_owned(),
        facultative: e.nature == Nature::Preconisation,
        resume: e.resume.clone(),
        demande: p.demande.clone(),
        natures: p.natures.clone(),
        etapes: etapes(s),
        sort: Sort::Attendue,
        motif: String::new(),
        depuis: quand,
        prise: None,
        revision: 0,
        remises: Vec::new(),
        avis: Vec::new(),
    }
}

/// The étapes of a scenario: those of its plan, else the numbers alone.
fn etapes(s: &CatalogueScenario) -> Vec<EtapeAVoir> {
    let lues: Vec<EtapeAVoir> = s
        .plan
        .iter()
        .filter_map(|l| {
            let (n, dit) = l.split_once(':')?;
            let n = n.trim().split("..").next()?.parse().ok()?;
            Some(EtapeAVoir {
                n,
                dit: dit.trim().to_owned(),
            })
        })
        .collect();
    if !lues.is_empty() {
        return lues;
    }
    let derniere = s.etapes.unwrap_or_default().min(MAX_ETAPES);
    (1..=derniere).map(|n| EtapeAVoir { n, dit: String::new() }).collect()
}

/// The chapters of these proofs, in order.
pub(super) fn chapitres(preuves: &[Preuve], quand: OffsetDateTime) -> Vec<Chapitre> {
    let mut chapitres: Vec<Chapitre> = Vec::new();
    for p in preuves {
        if chapitres.iter().all(|c| c.nom != p.chapitre) {
            chapitres.push(Chapitre {
                nom: p.chapitre.clone(),
                etat: EtatChapitre::Ouvert,
                tour: 0,
                depuis: quand,
                a_juger: Vec::new(),
                file: (0, 0),
                offerts: 0,
            });
        }
    }
    chapitres
}
