//! What the world does to candidatures, without a person before a screen: an erratum, a third party, a journey made up.

use segur_kit::{ActionRefusee, Contexte};
use serde_json::{Value, json};

use crate::candidature::{Acteur, Erratum, Geste, IssueAttente, Personne, Refus, parcours};
use crate::service::Referencement;

type Fait = Result<Value, ActionRefusee>;

/// Does an action.
pub(crate) async fn faire(s: &Referencement, ctx: &Contexte, action: &str, p: &Value) -> Fait {
    match action {
        "erratum" => erratum(s, ctx, p).await,
        "tiers" => tiers(s, ctx, p).await,
        "parcours" => planter(s, ctx, p).await,
        autre => Err(ActionRefusee::Inconnue(format!(
            "le service « referencement » n'a pas d'action « {autre} »"
        ))),
    }
}

fn texte<'a>(p: &'a Value, nom: &str) -> Result<&'a str, ActionRefusee> {
    let t = p.get(nom).and_then(Value::as_str).filter(|t| !t.trim().is_empty());
    t.ok_or_else(|| ActionRefusee::Parametres(format!("« {nom} » manque")))
}

/// An erratum reaches every candidature of its référentiel that still runs.
async fn erratum(s: &Referencement, ctx: &Contexte, p: &Value) -> Fait {
    let vise: Vec<String> = match p.get("vise") {
        Some(Value::String(un)) => un.split([',', ' ']).filter(|v| !v.is_empty()).map(str::to_owned).collect(),
        Some(Value::Array(tous)) => tous.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    if vise.is_empty() {
        return Err(ActionRefusee::Parametres(
            "« vise » dit quelles exigences, quels scénarios ou quelles preuves changent".to_owned(),
        ));
    }
    let e = Erratum {
        id: texte(p, "id")?.to_owned(),
        referentiel: texte(p, "referentiel")?.to_owned(),
        date: ctx.horloge.maintenant().date().to_string(),
        vise,
        change: texte(p, "change")?.to_owned(),
        source: p.get("source").and_then(Value::as_str).unwrap_or("action du banc").to_owned(),
        tombees: Vec::new(),
    };
    if s.catalogue(&e.referentiel).is_none() {
        return Err(ActionRefusee::Parametres(format!(
            "« {} » n'est pas un référentiel de ce banc",
            e.referentiel
        )));
    }
    let quand = ctx.horloge.maintenant();
    s.etats
        .changer(ctx, |travail| {
            let ids = travail
                .etat
                .candidatures
                .cles(|_, c| c.referentiel == e.referentiel && !c.etat.est_fini());
            let (mut touchees, mut refuse) = (Vec::new(), None);
            for id in ids {
                let Some(mut d) = travail.etat.dossier(&id) else { continue };
                let issue = s.cadre(ctx, &e.referentiel, |cadre| {
                    d.avancer(quand, cadre);
                    d.agir(&Acteur::banc(), quand, Geste::Erratum(e.clone()), cadre)
                });
                if let Ok(Ok(())) = &issue {
                    let tombees = d.tete.errata.last().map(|e| e.tombees.clone()).unwrap_or_default();
                    touchees.push(json!({ "candidature": id, "preuves_tombees": tombees }));
                }
                if let Ok(Err(r @ Refus::Saisie(_))) = &issue {
                    refuse = Some(r.to_string());
                }
                travail.etat.ranger(&mut d);
            }
            if let Some(refus) = refuse.filter(|_| touchees.is_empty()) {
                return Err(ActionRefusee::Parametres(refus));
            }
            Ok::<_, ActionRefusee>(json!({ "simule": true, "erratum": e.id, "candidatures": touchees }))
        })
        .await
}

/// A third party says yes or no.
async fn tiers(s: &Referencement, ctx: &Contexte, p: &Value) -> Fait {
    let (id, attente) = (texte(p, "candidature")?, texte(p, "attente")?);
    let issue = match p.get("issue").and_then(Value::as_str).unwrap_or("obtenue") {
        "obtenue" => IssueAttente::Obtenue,
        "refusee" => IssueAttente::Refusee,
        autre => {
            return Err(ActionRefusee::Parametres(format!(
                "« issue » : obtenue ou refusee, et non « {autre} »"
            )));
        }
    };
    let geste = Geste::Constater {
        attente: attente.to_owned(),
        issue,
        reference: p.get("reference").and_then(Value::as_str).unwrap_or_default().to_owned(),
    };
    let quand = ctx.horloge.maintenant();
    s.etats
        .changer(ctx, |travail| {
            let inconnue = || ActionRefusee::Parametres(format!("la candidature « {id} » n'existe pas"));
            let mut d = travail.etat.dossier(id).ok_or_else(inconnue)?;
            let code = d.tete.referentiel.clone();
            s.cadre(ctx, &code, |cadre| {
                d.avancer(quand, cadre);
                d.agir(&Acteur::banc(), quand, geste.clone(), cadre)
            })
            .map_err(ActionRefusee::Impossible)?
            .map_err(|e| ActionRefusee::Impossible(e.to_string()))?;
            let etat = d.tete.etat.mot();
            travail.etat.ranger(&mut d);
            Ok(json!({ "simule": true, "candidature": id, "etat": etat }))
        })
        .await
}

/// A journey made up, whole: it ended on the day it is planted.
async fn planter(s: &Referencement, ctx: &Contexte, p: &Value) -> Fait {
    let nom = texte(p, "nom")?;
    let tous = parcours::tous().map_err(ActionRefusee::Impossible)?;
    let noms: Vec<&str> = tous.iter().map(|p| p.nom.as_str()).collect();
    let inconnu = || ActionRefusee::Parametres(format!("« {nom} » n'est pas un parcours : {}", noms.join(", ")));
    let parcours = tous.iter().find(|p| p.nom == nom).ok_or_else(inconnu)?;
    let code = match p.get("referentiel").and_then(Value::as_str) {
        Some(code) => code.to_owned(),
        None => {
            let deux = s.catalogues.iter().find(|c| c.vague == 2).or_else(|| s.catalogues.first());
            deux.map(|c| c.code.clone()).unwrap_or_default()
        }
    };
    let fiche = p.get("editeur").and_then(Value::as_str).unwrap_or("SECRETAIRE_LABO");
    let personne = ctx.monde.professionnels.get(fiche);
    let personne = personne.ok_or_else(|| ActionRefusee::Parametres(format!("« {fiche} » n'est pas une fiche du monde")))?;
    let editeur = Personne {
        id: personne.id_national.clone(),
        nom: format!("{} {}", personne.prenom, personne.nom),
    };
    let maintenant = ctx.horloge.maintenant();
    let debut = maintenant - time::Duration::days(i64::from(parcours.jours()));
    let octets = bytes::Bytes::from_static(parcours::PIECE.as_bytes());
    s.etats
        .changer(ctx, |travail| {
            let id = travail.etat.numero().map_err(|e| ActionRefusee::Impossible(e.to_string()))?;
            let d = s.cadre(ctx, &code, |cadre| parcours.jouer(&id, &editeur, debut, cadre));
            let mut d = d.map_err(ActionRefusee::Impossible)?.map_err(ActionRefusee::Impossible)?;
            let rendu = json!({ "simule": true, "candidature": id, "etat": d.tete.etat.mot(), "evenements": d.tete.evenements, "editeur": fiche, "parcours": parcours.dit });
            travail.etat.ranger(&mut d);
            travail.etat.corps.push(octets.clone());
            Ok(rendu)
        })
        .await
}
