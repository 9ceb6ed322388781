//! What the world does to the directory: `annuaire.<action>`.

use segur_kit::{ActionRefusee, Contexte};
use serde_json::{Map, Value, json};

use crate::Totaux;
use crate::annuaire::Annuaire;
use crate::etat::{REVISIONS_MAX, Reglages};
use crate::magasin::{FicheBoite, FichePersonne};
use crate::rendu::{Cible, id_personne, id_structure};
use crate::vue::{Revision, Vue};

/// What `annuaire.modifier` changes.
const CHAMPS: &str = "nom, prenom, civilite, boite, structure";
/// What `annuaire.regler` sets.
const CLES: &str = "statut-parametre-inconnu, statut-page-perimee, duree-page, cle, total";

pub(crate) fn agir(service: &Annuaire, ctx: &Contexte, action: &str, parametres: &Value) -> Result<Value, ActionRefusee> {
    match action {
        "modifier" => modifier(service, ctx, parametres),
        "retirer" => retirer(service, ctx, parametres),
        "quota" => {
            let n = parametres
                .get("requetes")
                .and_then(Value::as_u64)
                .and_then(|n| u32::try_from(n).ok());
            let n = n.ok_or_else(|| {
                ActionRefusee::Parametres("« requetes » : un nombre de requêtes par seconde (0 : pas de quota)".to_owned())
            })?;
            service.etats.avec(&ctx.espace, |e| e.reglages.quota = Some(n));
            Ok(json!({ "requetes": n }))
        }
        "regler" => {
            let (cle, valeur) = (texte(parametres, "cle")?, valeur(parametres)?);
            service.etats.avec(&ctx.espace, |e| regler(&mut e.reglages, &cle, &valeur))?;
            Ok(json!({ "cle": cle, "valeur": valeur }))
        }
        autre => Err(ActionRefusee::Inconnue(format!(
            "l'annuaire n'a pas d'action « {autre} » (voir « segur-bench vocabulaire »)"
        ))),
    }
}

fn texte(parametres: &Value, nom: &str) -> Result<String, ActionRefusee> {
    let lu = parametres.get(nom).and_then(Value::as_str).filter(|t| !t.is_empty());
    lu.map(str::to_owned)
        .ok_or_else(|| ActionRefusee::Parametres(format!("« {nom} » manque, ou n'est pas un texte")))
}

/// A value written as a text, a number or a boolean.
fn valeur(parametres: &Value) -> Result<String, ActionRefusee> {
    match parametres.get("valeur") {
        Some(Value::String(t)) => Ok(t.clone()),
        Some(v @ (Value::Number(_) | Value::Bool(_))) => Ok(v.to_string()),
        _ => Err(ActionRefusee::Parametres(
            "« valeur » manque, ou n'est pas un texte ni un nombre".to_owned(),
        )),
    }
}

fn regler(reglages: &mut Reglages, cle: &str, valeur: &str) -> Result<(), ActionRefusee> {
    let refus = |attendu: &str| ActionRefusee::Parametres(format!("« {valeur} » pour « {cle} » : {attendu} attendu"));
    let statut = || {
        valeur
            .parse::<u16>()
            .ok()
            .filter(|s| (400..600).contains(s))
            .ok_or_else(|| refus("un statut HTTP de 400 à 599"))
    };
    match cle {
        "statut-parametre-inconnu" => reglages.statut_parametre = Some(statut()?),
        "statut-page-perimee" => reglages.statut_page = Some(statut()?),
        "duree-page" => {
            let s = valeur.parse::<i64>().ok().filter(|s| (0..=86_400).contains(s));
            reglages.duree_page = Some(s.ok_or_else(|| refus("un nombre de secondes, de 0 à 86400,"))?);
        }
        "cle" => {
            reglages.cle_exigee = Some(match valeur {
                "exigee" => true,
                "facultative" => false,
                _ => return Err(refus("exigee ou facultative")),
            });
        }
        "total" => reglages.total = Some(Totaux::lire(valeur).ok_or_else(|| refus(Totaux::ADMIS))?),
        _ => return Err(ActionRefusee::Parametres(format!("clé inconnue « {cle} » ; les clés sont {CLES}"))),
    }
    Ok(())
}

/// The person that an action names: by fiche, by RPPS or by national identifier.
fn personne(ctx: &Contexte, vue: &Vue, nom: &str) -> Result<u32, ActionRefusee> {
    let (m, ix) = (&vue.fonds.magasin, &vue.fonds.index);
    let id = ctx.monde.professionnels.get(nom).map_or(nom, |p| p.id_national.as_str());
    [id.to_owned(), format!("8{id}")]
        .iter()
        .find_map(|id| {
            let i = ix
                .par_id
                .binary_search_by(|r| m.personne(*r).map_or("", |p| m.lire(p.id_national)).cmp(id.as_str()));
            ix.par_id.get(i.ok()?).copied()
        })
        .ok_or_else(|| {
            ActionRefusee::Parametres(format!(
                "professionnel inconnu « {nom} » : donnez sa fiche, son RPPS ou son identifiant national"
            ))
        })
}

fn structure(ctx: &Contexte, vue: &Vue, nom: &str) -> Result<u32, ActionRefusee> {
    let (m, ix) = (&vue.fonds.magasin, &vue.fonds.index);
    let id = ctx.monde.structures.get(nom).map_or(nom, |s| s.id_national.as_str());
    let cles = ix.id_structure.exacte(&format!("{}|{id}", segur_fhir::systemes::IDNST));
    let rang = ix.id_structure.rangs(ix.id_structure.etendue(&cles)).first().copied();
    rang.filter(|r| m.structure(*r).is_some()).ok_or_else(|| {
        ActionRefusee::Parametres(format!(
            "structure inconnue « {nom} » : donnez sa fiche ou son identifiant national"
        ))
    })
}

/// The person as it is now, to be changed.
fn fiche(vue: &Vue, rang: u32) -> Option<FichePersonne> {
    match vue.revision(Cible::Personne(rang)) {
        Some(r) => FichePersonne::du_magasin(r.seule.as_ref()?, 0),
        None => FichePersonne::du_magasin(&vue.fonds.magasin, rang),
    }
}

fn modifier(service: &Annuaire, ctx: &Contexte, parametres: &Value) -> Result<Value, ActionRefusee> {
    let nom = texte(parametres, "professionnel")?;
    let champs = parametres
        .get("champs")
        .and_then(Value::as_object)
        .filter(|c| !c.is_empty())
        .ok_or_else(|| ActionRefusee::Parametres(format!("« champs » : un objet, parmi {CHAMPS}")))?;
    let vue = service.vue(ctx);
    let rang = personne(ctx, &vue, &nom)?;
    let mut fiche = fiche(&vue, rang)
        .filter(|f| f.actif)
        .ok_or_else(|| ActionRefusee::Impossible(format!("« {nom} » n'est plus dans l'annuaire : on ne modifie que ce qui est actif")))?;
    changer(ctx, &vue, &mut fiche, champs)?;
    let numero = vue.fonds.magasin.personne(rang).map_or(0, |p| p.numero);
    let instant = ctx.horloge.maintenant();
    let maj = u32::try_from(instant.unix_timestamp()).unwrap_or(0);
    enregistrer(service, ctx, Cible::Personne(rang), Some(&fiche), numero, maj)?;
    Ok(json!({ "Practitioner": id_personne(numero) }))
}

fn changer(ctx: &Contexte, vue: &Vue, fiche: &mut FichePersonne, champs: &Map<String, Value>) -> Result<(), ActionRefusee> {
    for (nom, valeur) in champs {
        let texte = valeur
            .as_str()
            .map(str::trim)
            // The extraction has no quoting: a separator or a line end would break it.
            .filter(|t| t.len() <= 200 && !t.contains(['|', '\n', '\r']))
            .ok_or_else(|| {
                ActionRefusee::Parametres(format!(
                    "champ « {nom} » : un texte de 200 octets au plus, sans « | » ni fin de ligne"
                ))
            })?;
        match nom.as_str() {
            "nom" => fiche.nom = texte.to_owned(),
            "prenom" => fiche.prenom = texte.to_owned(),
            "civilite" => fiche.civilite = texte.to_owned(),
            "boite" if texte.is_empty() => fiche.boites.clear(),
            "boite" if texte.contains('@') => {
                fiche.boites = vec![FicheBoite {
                    adresse: texte.to_owned(),
                    genre: "PER".to_owned(),
                    ..FicheBoite::default()
                }];
            }
            "structure" => {
                let rang = structure(ctx, vue, texte)?;
                let situation = fiche.exercices.iter_mut().flat_map(|e| &mut e.situations).next();
                let situation =
                    situation.ok_or_else(|| ActionRefusee::Impossible("cette personne n'a pas de situation d'exercice".to_owned()))?;
                situation.structure = rang;
            }
            _ => {
                return Err(ActionRefusee::Parametres(format!(
                    "champ « {nom} » ; les champs sont {CHAMPS} (boite : une adresse, ou vide)"
                )));
            }
        }
    }
    Ok(())
}

fn retirer(service: &Annuaire, ctx: &Contexte, parametres: &Value) -> Result<Value, ActionRefusee> {
    let vue = service.vue(ctx);
    let m = &vue.fonds.magasin;
    let (cible, id) = match (parametres.get("professionnel"), parametres.get("structure")) {
        (Some(_), None) => {
            let rang = personne(ctx, &vue, &texte(parametres, "professionnel")?)?;
            (
                Cible::Personne(rang),
                json!({ "Practitioner": m.personne(rang).map(|p| id_personne(p.numero)) }),
            )
        }
        (None, Some(_)) => {
            let rang = structure(ctx, &vue, &texte(parametres, "structure")?)?;
            (
                Cible::Structure(rang),
                json!({ "Organization": m.structure(rang).map(|s| id_structure(s.numero)) }),
            )
        }
        _ => return Err(ActionRefusee::Parametres("donnez « professionnel » ou « structure »".to_owned())),
    };
    enregistrer(service, ctx, cible, None, 0, 0)?;
    Ok(id)
}

fn enregistrer(
    service: &Annuaire,
    ctx: &Contexte,
    cible: Cible,
    fiche: Option<&FichePersonne>,
    numero: u64,
    maj: u32,
) -> Result<(), ActionRefusee> {
    let instant = ctx.horloge.maintenant();
    let seule = fiche.map(|f| f.seule(numero, maj));
    let pris = service.etats.avec(&ctx.espace, |e| {
        let avant = e.revisions.iter().filter(|r| r.cible == cible).count();
        e.changer(Revision {
            cible,
            instant,
            version: u32::try_from(avant).unwrap_or(u32::MAX - 2) + 2,
            seule,
        })
    });
    if pris {
        Ok(())
    } else {
        Err(ActionRefusee::Impossible(format!(
            "déjà {REVISIONS_MAX} changements dans cet espace : remettez-le à zéro"
        )))
    }
}
