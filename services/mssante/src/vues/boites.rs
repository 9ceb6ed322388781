//! The mailboxes of an espace.

use std::collections::BTreeMap;
use std::sync::Arc;

use segur_kit::Contexte;

use super::formes::{BoiteVue, DossierVu};
use crate::adresses;
use crate::courrier::{Boite, QUOTA};
use crate::service::Operateur;

/// Those of the world, and those of citizens that something was sent to.
pub(super) fn toutes(operateur: &Operateur, ctx: &Contexte) -> Vec<BoiteVue> {
    let touchees: BTreeMap<String, Arc<Boite>> = operateur
        .courriers
        .de(&ctx.espace)
        .touchees()
        .into_iter()
        .map(|b| (b.adresse.clone(), b))
        .collect();
    let du_monde = ctx.monde.boites.values().map(|b| {
        let adresse = b.adresse.to_ascii_lowercase();
        BoiteVue {
            alias: b.alias.clone(),
            genre: b.genre.clone(),
            fiche: b.fiche.clone(),
            titulaire: b.titulaire.clone(),
            ..vue(touchees.get(&adresse), adresse)
        }
    });
    let d_usagers = touchees.iter().filter_map(|(adresse, boite)| {
        let patient = adresses::usager(&ctx.monde, adresse.split('@').next()?)?;
        (adresses::adresse_usager(patient)? == *adresse).then(|| BoiteVue {
            genre: "usager".to_owned(),
            fiche: patient.fiche.clone(),
            ..vue(Some(boite), adresse.clone())
        })
    });
    let mut toutes: Vec<BoiteVue> = du_monde.chain(d_usagers).collect();
    toutes.sort_by(|a, b| a.adresse.cmp(&b.adresse));
    toutes
}

fn vue(boite: Option<&Arc<Boite>>, adresse: String) -> BoiteVue {
    let mut vue = BoiteVue {
        adresse,
        alias: Vec::new(),
        genre: String::new(),
        fiche: String::new(),
        titulaire: None,
        ouverte: true,
        octets: 0,
        quota: QUOTA,
        messages: 0,
        non_lus: 0,
        dossiers: Vec::new(),
    };
    let Some(boite) = boite else { return vue };
    vue.quota = boite.quota();
    boite.lire(|e| {
        vue.ouverte = e.reglee.ouverte.unwrap_or(true);
        vue.octets = e.octets;
        vue.dossiers = e
            .dossiers
            .iter()
            .map(|(nom, d)| DossierVu {
                nom: nom.clone(),
                messages: d.messages.len(),
                non_lus: d.non_lus,
            })
            .collect();
    });
    vue.messages = vue.dossiers.iter().map(|d| d.messages).sum();
    vue.non_lus = vue.dossiers.iter().map(|d| d.non_lus).sum();
    vue
}
