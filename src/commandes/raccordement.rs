//! `raccordement`: what a candidate needs, as files; and why its last attempt failed.

use segur_model::controle::Tentative;
use serde_json::json;

use super::a_taper::{a_taper, les_votres};
use super::serve::decouverte;
use crate::affichage::propre;
use crate::cli::{FormatRaccordement, Raccordement};
use crate::erreur::Erreur;

/// What the exported files are for.
const LISEZ_MOI: &str = "\
Fichiers de raccordement au banc (IGC-Santé de test, sans valeur hors du banc)

confiance.pem, confiance.p12   autorités à installer dans le magasin de confiance du logiciel
crl/                           listes de révocation

Pour chaque identité : NOM.pem (certificat et chaîne), NOM.cle.pem (clé), NOM.p12, NOM-ancien.p12 (vieux Windows ou Java).

org-insi-auto, org-insi-manu   INSi en mode structure (appels automatiques, appels d'un utilisateur) : point insi.tlsm
ps-sign-…                      signature de l'assertion PS d'INSi en mode carte : point insi.lps
ps-auth-…                      authentification d'un professionnel
org-auth-cli, org-sign         authentification et cachet d'une structure ; org-auth-cli sert aussi à Pro Santé Connect (points psc.auth, psc.edc)
…-expire, …-revoque, …-etranger  à essayer exprès : le banc doit les refuser, et dire pourquoi
";

/// Shows or writes what it takes to connect.
pub async fn executer(a: Raccordement) -> Result<u8, Erreur> {
    let controle = super::espace::controle(&a.acces)?;
    if a.essai {
        let tentatives = controle.tentatives().await?;
        let suite = super::journal::suite(&a.acces);
        for t in &tentatives {
            essai(t, &suite);
        }
        return Ok(u8::from(tentatives.iter().any(|t| t.instant.is_some() && !t.reussie)));
    }
    let etat = controle.etat().await?;
    let monde = controle.monde().await?;
    let espace = etat
        .espaces
        .iter()
        .find(|e| e.id == a.acces.espace)
        .ok_or_else(|| Erreur::dit(format!("le banc n'a pas d'espace « {} »", a.acces.espace)))?;
    if let Some(dossier) = &a.dans {
        let igc = super::espace::igc(&controle, &a.acces).await?.ok_or_else(|| {
            Erreur::dit(format!(
                "les clés de l'espace « {} » de ce banc ne sont pas sur cette machine : donnez le banc.json de son dossier --data (ici : {}), ou par --igc le dossier igc/ de ses données (espaces/{}/igc quand l'espace a les siennes)",
                a.acces.espace,
                a.acces.banc.display(),
                a.acces.espace
            ))
        })?;
        let fichiers = segur_certs::exporter(&igc, dossier, &a.mot_de_passe)?;
        let lisez_moi = dossier.join("LISEZMOI.txt");
        std::fs::write(&lisez_moi, LISEZ_MOI).map_err(|e| Erreur::fichier("écriture du mode d'emploi", &lisez_moi, &e))?;
        segur_model::avertir!(
            "{} fichiers écrits dans {} (mot de passe des PKCS#12 : {})",
            fichiers.len(),
            dossier.display(),
            a.mot_de_passe
        );
    }
    match a.format {
        FormatRaccordement::Json => dire!(
            "{:#}",
            json!({
                "espace": espace.id, "points": espace.points, "idam": monde.idam, "ancres": controle.igc().await?.ancres_pem,
                "clients_psc": monde.clients_psc,
                "a_taper": a_taper(&monde).into_iter().map(|(cle, _, v)| (cle.to_lowercase(), v.into())).collect::<serde_json::Map<_, _>>(),
            })
        ),
        FormatRaccordement::Env => {
            for (point, url) in &espace.points {
                dire!("SEGUR_{}_URL={url}", point.to_uppercase().replace('.', "_"));
            }
            if let Some(i) = monde.idam.first() {
                dire!("SEGUR_INSI_IDAM={i}");
            }
            for autre in monde.idam.iter().skip(1) {
                dire!("# autre numéro d'autorisation connu : {autre}");
            }
            if let Some(emetteur) = espace.points.get("psc.auth") {
                dire!("SEGUR_PSC_DECOUVERTE={}", decouverte(emetteur));
            }
            for (cle, dit, valeur) in a_taper(&monde) {
                dire!("# {dit}");
                dire!("SEGUR_{cle}={}", pour_shell(&valeur));
            }
            for (dit, autre) in les_votres(&monde) {
                dire!("# {dit} : {autre}");
            }
            if let Some(s) = monde.structures.get("LABO_1") {
                dire!("SEGUR_STRUCTURE={}", s.id_national);
            }
            if let Some(d) = &a.dans {
                dire!("SEGUR_RACCORDEMENT={}", pour_shell(&d.to_string_lossy()));
            }
            if espace.points.values().any(|u| u.contains("://127.") || u.contains(".banc.test")) {
                dire!("# Pour un logiciel qui exige un nom d'hôte, ajoutez à /etc/hosts :");
                dire!("# 127.0.0.1 insi.banc.test");
            }
        }
    }
    Ok(0)
}

/// A value that a shell takes whole.
fn pour_shell(valeur: &str) -> String {
    if !valeur.is_empty() && valeur.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:@+,=".contains(c)) {
        return valeur.to_owned();
    }
    format!("'{}'", valeur.replace('\'', "'\\''"))
}

/// One endpoint: what happened last, and what to do.
fn essai(t: &Tentative, suite: &str) {
    dire!("{} ({})", t.point, t.url);
    match t.instant {
        None => dire!("  · personne n'a encore essayé"),
        Some(instant) => {
            let signe = match (t.reussie, t.ecarts) {
                (false, _) => "✗",
                (true, 0) => "✓",
                (true, _) => "⚠",
            };
            dire!("  {signe} {} — {}", crate::affichage::instant(instant), propre(&t.explication));
            match t.ecarts {
                0 => {}
                1 => dire!("    ⚠ 1 écart"),
                n => dire!("    ⚠ {n} écarts"),
            }
            if !t.conseil.is_empty() {
                dire!("    → {}", t.conseil);
            }
            if let Some(e) = t.echange {
                dire!("    échange {e} : segur-bench journal {e}{suite}");
            }
        }
    }
}
