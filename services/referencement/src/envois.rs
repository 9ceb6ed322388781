//! Files on their way: in pieces, each acknowledged once it is kept, so that a lost session or a cut loses nothing of what was acknowledged.

use segur_kit::{Morceau, Reponse};
use serde_json::json;

use crate::appel::{Appel, Echec, Issue, json_de};
use crate::etat::{Envoi, Etat, MAX_ENVOIS};
use crate::formulaire::Formulaire;

/// Most bytes of one piece.
pub(crate) const MORCEAU_MAX: usize = 8 << 20;

/// `POST /candidatures/{id}/envois`: a file will come. Its name and its size are known first.
pub(crate) fn nouveau(appel: &Appel<'_>, candidature: &str) -> Issue {
    let f = Formulaire::du_corps(appel.requete);
    let d = appel.dossier(candidature)?;
    let acteur = appel.acteur(&d.tete)?;
    if acteur.relit() {
        return Err(Echec::Refus(crate::candidature::Refus::Role(acteur.role)));
    }
    let taille: u64 = f
        .nombre("taille")
        .ok_or_else(|| Echec::Saisie(400, "La taille du fichier manque.".to_owned()))?;
    verifier_taille(appel, taille)?;
    let nom = nom_propre(f.un("nom"))?;
    let ouverts = appel.etat(|e| e.envois.cles(|_, v| !v.servi && v.par == acteur.id).len());
    if ouverts >= MAX_ENVOIS {
        return Err(Echec::Saisie(
            409,
            format!("{MAX_ENVOIS} fichiers sont en cours d'envoi, et aucun n'a été déposé : déposer les premiers."),
        ));
    }
    let rang = appel.etat(Etat::suivant);
    let id = appel.ctx.secret("referencement.envoi", rang);
    let envoi = Envoi {
        candidature: candidature.to_owned(),
        nom,
        taille,
        recus: 0,
        morceaux: Vec::new(),
        par: acteur.id,
        le: appel.maintenant,
        servi: false,
    };
    let dit = dire(&id, &envoi);
    appel.etat(|e| e.envois.mettre(id, envoi));
    Ok(dit)
}

/// Whether a file of this size is taken.
pub(crate) fn verifier_taille(appel: &Appel<'_>, taille: u64) -> Result<(), Echec> {
    let max = appel.service.reglage.octets_max();
    if taille == 0 {
        return Err(Echec::Saisie(400, "Le fichier est vide.".to_owned()));
    }
    if taille > max {
        return Err(Echec::Saisie(
            413,
            format!(
                "Ce fichier fait {} Mio, et {} Mio sont pris au plus (`[referencement] taille-max`). Un film se réduit sans perdre la lecture de l'écran : 1280 × 720, 10 images par seconde.",
                taille >> 20,
                max >> 20
            ),
        ));
    }
    Ok(())
}

/// A name without folders, that can be read.
pub(crate) fn nom_propre(nom: &str) -> Result<String, Echec> {
    let seul = nom.rsplit(['/', '\\']).next().unwrap_or_default();
    let net: String = seul.chars().filter(|c| !segur_model::texte::dangereux(*c)).collect();
    match net.trim() {
        net if net.chars().count() > 150 => Err(Echec::Saisie(
            400,
            "Le nom du fichier a plus de 150 caractères : le raccourcir.".to_owned(),
        )),
        "" | "." | ".." => Err(Echec::Saisie(400, "Le nom du fichier manque.".to_owned())),
        net => Ok(net.to_owned()),
    }
}

/// `GET /envois/{id}`: how much of it is kept. `PUT /envois/{id}?debut=N`: what comes next.
pub(crate) fn suivre(appel: &Appel<'_>, id: &str) -> Issue {
    let qui = appel.qui()?;
    let absent = || Echec::Absente("Cet envoi n'existe pas, ou n'est pas le vôtre.".to_owned());
    let envoi = appel
        .etat(|e| e.envois.lire(id))
        .filter(|v| v.par == qui.session.id_national)
        .ok_or_else(absent)?;
    if appel.requete.methode != "PUT" {
        return Ok(dire(id, &envoi));
    }
    crate::connexion::verifier_origine(appel, &Formulaire::default())?;
    let debut: u64 = Formulaire::de_l_adresse(appel.requete).nombre("debut").unwrap_or(u64::MAX);
    let corps = &appel.requete.corps;
    if debut != envoi.recus {
        // What was kept and not heard of is not taken twice: the answer says where to go on.
        return Ok(avec_statut(409, id, &envoi));
    }
    if corps.is_empty() || corps.len() > MORCEAU_MAX || envoi.recus + corps.len() as u64 > envoi.taille {
        return Err(Echec::Saisie(
            400,
            format!(
                "Un morceau a de 1 à {MORCEAU_MAX} octets, et le fichier n'en a que {}.",
                envoi.taille
            ),
        ));
    }
    let mut suite = (*envoi).clone();
    suite.recus += corps.len() as u64;
    suite.morceaux.push(Morceau {
        corps: appel.requete.empreinte().to_owned(),
        debut: 0,
        longueur: corps.len() as u64,
    });
    let dit = dire(id, &suite);
    appel.etat(|e| e.envois.mettre(id.to_owned(), suite));
    Ok(dit)
}

fn dire(id: &str, envoi: &Envoi) -> Reponse {
    avec_statut(200, id, envoi)
}

fn avec_statut(statut: u16, id: &str, envoi: &Envoi) -> Reponse {
    json_de(
        statut,
        &json!({
            "envoi": id, "nom": envoi.nom, "taille": envoi.taille, "recus": envoi.recus,
            "morceau_max": MORCEAU_MAX, "depose": envoi.servi,
        }),
    )
}

/// A file that came whole, of this person and this candidature.
pub(crate) fn entier(appel: &Appel<'_>, candidature: &str, id: &str) -> Result<Envoi, Echec> {
    let qui = appel.qui()?;
    let absent = || Echec::Absente("Cet envoi n'existe pas, ou n'est pas le vôtre.".to_owned());
    let envoi = appel.etat(|e| e.envois.lire(id)).ok_or_else(absent)?;
    if envoi.par != qui.session.id_national || envoi.candidature != candidature {
        return Err(absent());
    }
    if envoi.recus != envoi.taille {
        return Err(Echec::Saisie(
            409,
            format!(
                "« {} » n'est pas arrivé en entier : {} octets sur {}.",
                envoi.nom, envoi.recus, envoi.taille
            ),
        ));
    }
    if envoi.servi {
        return Err(Echec::Saisie(409, format!("« {} » est déjà déposé.", envoi.nom)));
    }
    Ok((*envoi).clone())
}

/// It was deposited.
pub(crate) fn servir(appel: &Appel<'_>, id: &str) {
    appel.etat(|e| {
        if let Some(v) = e.envois.modifier(id) {
            v.servi = true;
        }
    });
}
