//! `preuve lister`: every proof of the campaign, chapter by chapter: what it asks, what was given, where it stands.

use segur_engine::campagne::remises::Remise;
use segur_model::EtatPreuve;
use segur_model::catalogue::Requirement;
use segur_model::resultat::ResultatPreuve;
use serde_json::json;

use super::depot::{Depot, court};
use super::reperes;
use crate::cli::{Format, ListerPreuves};
use crate::erreur::Erreur;

pub(super) fn executer(depot: &Depot, a: &ListerPreuves) -> Result<u8, Erreur> {
    let remises = depot.remises()?;
    let exigences = depot.applicables();
    let tous = depot.etats(&exigences, &remises);
    let mot = a.mot.as_deref().map(str::to_lowercase);
    let chapitre = |id: &str| {
        let e = depot.catalogue.exigence(id);
        e.map_or("", Requirement::chapitre_de_convergence)
    };
    let retenu = |p: &&ResultatPreuve| {
        let du_mot = mot.as_ref().is_none_or(|m| {
            [p.id.as_str(), &p.exigence, &p.scenario, chapitre(&p.exigence)]
                .iter()
                .any(|t| t.to_lowercase().contains(m))
        });
        du_mot && !(a.manquantes && matches!(p.etat, EtatPreuve::Produite | EtatPreuve::SansObjet))
    };
    let etats: Vec<&ResultatPreuve> = tous.iter().filter(retenu).collect();
    if etats.is_empty()
        && let Some(mot) = &a.mot
    {
        return Err(Erreur::dit(format!(
            "aucune preuve dont le numéro, l'exigence, le scénario ou le chapitre contient « {mot} » ; sans mot, « preuve lister {} » les donne toutes",
            depot.id
        )));
    }
    if a.format == Format::Json {
        let lignes: Vec<_> = etats.iter().map(|p| ligne(depot, p)).collect();
        dire!(
            "{:#}",
            json!({ "campagne": depot.id, "referentiel": depot.catalogue.code, "preuves": lignes })
        );
        return Ok(0);
    }
    let produit = &depot.candidat().produit;
    dire!(
        "Campagne {} · {} · {} {}",
        depot.id,
        depot.catalogue.code,
        produit.nom,
        produit.version
    );
    dire!("{}", comptes(&etats));
    let mut courant = "";
    for p in &etats {
        let ici = chapitre(&p.exigence);
        if ici != courant {
            courant = ici;
            dire!("\n{courant}");
        }
        let natures = depot.catalogue.preuve(&p.id).map_or(String::new(), |(_, _, d)| {
            let noms: Vec<&str> = d.natures.iter().map(|n| n.libelle()).collect();
            noms.join(if d.toutes { " et " } else { " ou " })
        });
        dire!("  {:<22} {:<12} {natures}", p.id, p.etat.libelle());
        if !p.raison.is_empty() {
            dire!("  {:<22} {}", "", coupe(&p.raison));
        }
        for r in remises.fichiers.get(&p.id).into_iter().flatten() {
            dire!("  {:<22} ← {}", "", donne(r));
        }
    }
    if depot.vue.resultat.is_none() {
        dire!("\nCette campagne n'a pas encore été jouée jusqu'au bout d'une séance : ce que le banc prend lui-même n'est pas compté ici.");
    }
    Ok(0)
}

fn comptes(etats: &[&ResultatPreuve]) -> String {
    let n = |e: EtatPreuve| etats.iter().filter(|p| p.etat == e).count();
    let dits = [
        (n(EtatPreuve::Produite), "produite", "produites"),
        (n(EtatPreuve::ACompleter), "à compléter", "à compléter"),
        (n(EtatPreuve::TiersRequis), "attendue d'un tiers", "attendues d'un tiers"),
        (n(EtatPreuve::SansObjet), "sans objet", "sans objet"),
    ];
    let dits: Vec<String> = dits
        .iter()
        .map(|(n, un, plusieurs)| format!("{n} {}", if *n > 1 { plusieurs } else { un }))
        .collect();
    let s = if etats.len() > 1 { "s" } else { "" };
    format!("{} numéro{s} : {}", etats.len(), dits.join(", "))
}

fn donne(r: &Remise) -> String {
    let d = &r.donnee;
    let mut dit = format!(
        "« {} » ({}, {}, {}",
        d.nom,
        d.nature.libelle(),
        crate::grandeurs::octets(r.octets.taille),
        court(&r.octets)
    );
    if !d.par.is_empty() {
        dit += &format!(", {}", d.par);
    }
    dit += &format!(", le {})", d.le.date());
    if !d.reperes.is_empty() {
        let dits: Vec<String> = d.reperes.iter().map(|(e, s)| format!("{e}={}", reperes::dite(*s))).collect();
        dit += &format!(" étapes {}", dits.join(","));
    }
    dit
}

fn ligne(depot: &Depot, p: &ResultatPreuve) -> serde_json::Value {
    let demandee = depot.catalogue.preuve(&p.id).map(|(_, _, d)| d);
    let fichiers: Vec<_> = p
        .donnees
        .iter()
        .filter_map(|d| Some((d, d.donnee.as_ref()?)))
        .map(|(piece, d)| {
            let reperes: Vec<_> = d.reperes.iter().map(|(e, s)| json!({ "etape": e, "seconde": s })).collect();
            json!({ "nom": d.nom, "nature": d.nature, "par": d.par, "le": d.le.unix_timestamp(), "retenue": piece.recevable, "refus": piece.refus, "reperes": reperes, "notes": d.notes })
        })
        .collect();
    json!({
        "numero": p.id, "exigence": p.exigence, "scenario": p.scenario, "etat": p.etat, "raison": p.raison,
        "genres": demandee.map(|d| d.natures.clone()), "toutes": demandee.is_some_and(|d| d.toutes), "demande": demandee.map(|d| d.demande.as_str()),
        "fichiers": fichiers,
    })
}

/// What fits on two lines of a terminal.
fn coupe(t: &str) -> String {
    let t = t.replace('\n', " ");
    if t.chars().count() <= 150 {
        return t;
    }
    let tete: String = t.chars().take(150).collect();
    format!("{}…", tete.get(..tete.rfind(' ').unwrap_or(tete.len())).unwrap_or(&tete))
}
