//! `exigences`, `regles`, `vocabulaire`: what the bench knows.

use segur_engine::{regles, schema, vocabulaire_vue};
use segur_model::Trust;
use segur_model::catalogue::Requirement;
use segur_model::francais::suggerer_et_finir;
use serde_json::json;

use super::campagne;
use crate::cli::{Exigences, Format, FormatVocabulaire};
use crate::erreur::Erreur;

/// The catalogue.
pub fn exigences(a: &Exigences) -> Result<u8, Erreur> {
    let catalogue = campagne::catalogue(&a.couloir, a.vague)?;
    let lexique = campagne::lexique(&segur_world::monde_demo()?)?;
    let scenarios = campagne::pack(&a.couloir, &lexique)?;
    campagne::profils_connus(&catalogue, &a.profil)?;
    let applicables: Vec<&Requirement> = if a.profil.is_empty() {
        catalogue.exigences.iter().collect()
    } else {
        catalogue.applicables(&a.profil).collect()
    };
    let choisies: Vec<&Requirement> = chercher(a.mot.as_deref(), &applicables, |e| {
        let alias = e.alias.iter().map(String::as_str);
        [e.id.as_str(), &e.chapitre, &e.resume, &e.remarque]
            .into_iter()
            .chain(alias)
            .collect()
    })?;
    let ici = |e: &Requirement| -> Vec<&str> {
        scenarios
            .iter()
            .filter(|s| s.referentiel.iter().any(|r| catalogue.couvre(r)))
            .filter(|s| s.exigences.iter().any(|x| *x == e.id || e.alias.contains(x)))
            .map(|s| s.numero.as_str())
            .collect()
    };
    if a.format == Format::Json {
        let lignes: Vec<_> = choisies
            .iter()
            .map(|e| json!({ "exigence": e, "scenarios_du_banc": ici(e) }))
            .collect();
        dire!(
            "{:#}",
            json!({ "code": catalogue.code, "version": catalogue.version, "source": catalogue.source, "exigences": lignes })
        );
        return Ok(0);
    }
    dire!("{} ({}) — {}", catalogue.code, catalogue.version, catalogue.titre);
    dire!("{}", catalogue.source);
    let mut chapitre = "";
    for e in &choisies {
        if e.chapitre != chapitre {
            chapitre = &e.chapitre;
            dire!("\n{chapitre}");
        }
        dire!("  {:<14} {:<16} {}", e.id, e.alias.first().map_or("", String::as_str), e.resume);
        if !e.remarque.is_empty() {
            dire!("  {:<14} remarque : {}", "", e.remarque);
        }
        if a.couverture {
            let joues = ici(e);
            let joues = if joues.is_empty() {
                "aucun scénario".to_owned()
            } else {
                joues.join(", ")
            };
            dire!("  {:<14} banc : {joues}", "");
            for p in e.scenarios.iter().flat_map(|s| &s.preuves) {
                let natures: Vec<&str> = p.natures.iter().map(|n| n.libelle()).collect();
                let qui = if p.natures.iter().any(|n| n.est_tiers()) {
                    "à obtenir d'un tiers"
                } else if !p.natures.is_empty() && p.natures.iter().all(|n| n.est_machine()) {
                    "le banc peut la produire"
                } else {
                    "à fournir par l'éditeur, les échanges vus par le banc en appui"
                };
                dire!("  {:<14} preuve {} : {} — {qui}", "", p.id, natures.join(" ou "));
            }
        }
    }
    let couvertes = choisies.iter().filter(|e| !ici(e).is_empty()).count();
    let s = if choisies.len() > 1 { "s" } else { "" };
    let ont = if couvertes > 1 { "ont" } else { "a" };
    dire!("\n{} exigence{s}, dont {couvertes} {ont} un scénario dans ce banc", choisies.len());
    Ok(0)
}

/// The rules.
pub fn regles(mot: Option<&str>, format: Format) -> Result<u8, Erreur> {
    let toutes = chercher(mot, &regles::toutes(), |r| vec![r.id, r.dit, r.source])?;
    if format == Format::Json {
        dire!("{:#}", json!(toutes));
        return Ok(0);
    }
    for r in toutes {
        let confiance = match r.trust {
            Trust::Verified => "vérifiée",
            Trust::SecondHand => "de seconde main : avertit seulement",
            Trust::Unverified => "non vérifiée : avertit seulement",
        };
        dire!("{}\n    {}\n    source : {} ({confiance})", r.id, r.dit, r.source);
    }
    Ok(0)
}

/// What a word is in, whatever its case; all without a word. The first text of each is its name: what none has is said, with the nearest name.
fn chercher<'a, T: Copy>(mot: Option<&str>, tous: &[T], textes: impl Fn(&T) -> Vec<&'a str>) -> Result<Vec<T>, Erreur> {
    let Some(mot) = mot else { return Ok(tous.to_vec()) };
    let bas = mot.to_lowercase();
    let trouves: Vec<T> = tous
        .iter()
        .filter(|t| textes(t).iter().any(|x| x.to_lowercase().contains(&bas)))
        .copied()
        .collect();
    if trouves.is_empty() {
        let noms: Vec<&str> = tous.iter().filter_map(|t| textes(t).first().copied()).collect();
        return Err(rien(mot, noms.into_iter()));
    }
    Ok(trouves)
}

/// Nothing has this word.
fn rien<'a>(mot: &str, noms: impl Iterator<Item = &'a str>) -> Erreur {
    let voulu = suggerer_et_finir(mot, noms);
    Erreur::dit(format!("rien ne contient « {mot} »{voulu} Sans mot, la commande liste tout."))
}

/// The vocabulary.
pub fn vocabulaire(mot: Option<&str>, format: FormatVocabulaire) -> Result<u8, Erreur> {
    let lexique = campagne::lexique(&segur_world::monde_demo()?)?;
    match format {
        FormatVocabulaire::Text => {
            let texte = vocabulaire_vue::texte_avec(mot, &lexique).map_err(Erreur::dit)?;
            dire!("{}", texte.trim_end());
        }
        FormatVocabulaire::JsonSchema => dire!("{:#}", schema::schema(&lexique)),
        FormatVocabulaire::JsonSchemaActes => dire!("{:#}", schema::schema_actes()),
    }
    Ok(0)
}
