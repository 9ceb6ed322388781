//! `exigences`, `regles`, `vocabulaire`: what the bench knows.

use segur_engine::catalogues::pack_du_couloir;
use segur_engine::correspondance::composer;
use segur_engine::couverture::{self, Chapitre, LEGENDE};
use segur_engine::dossier_importe::charger_dossier;
use segur_engine::grammaire::ast::Scenario;
use segur_engine::{regles, schema, vocabulaire_vue};
use segur_model::Trust;
use segur_model::catalogue::{Catalogue, Requirement};
use segur_model::francais::suggerer_et_finir;
use serde_json::json;

use super::campagne;
use crate::cli::{Exigences, Format, FormatVocabulaire};
use crate::erreur::Erreur;

/// The catalogue.
pub fn exigences(a: &Exigences) -> Result<u8, Erreur> {
    let (catalogue, scenarios) = referentiel(a)?;
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
    let joues: Vec<&Scenario> = scenarios
        .iter()
        .filter(|s| s.referentiel.iter().any(|r| catalogue.couvre(r)))
        .collect();
    let ici = |e: &Requirement| -> Vec<&str> {
        let siens = joues.iter().filter(|s| e.servie_par(&s.exigences));
        siens.map(|s| s.numero.as_str()).collect()
    };
    let comptes = a.couverture.then(|| couverture::couverture(&catalogue, &choisies, &scenarios));
    if a.format == Format::Json {
        let lignes: Vec<_> = choisies
            .iter()
            .map(|e| {
                let mut ligne = json!({ "exigence": e, "scenarios_du_banc": ici(e) });
                if a.couverture {
                    ligne["couverture"] = json!(couverture::exigence(e, &joues));
                }
                ligne
            })
            .collect();
        let mut dit = json!({ "code": catalogue.code, "version": catalogue.version, "source": catalogue.source, "exigences": lignes });
        if let Some((chapitres, total)) = &comptes {
            dit["couverture"] = couverture_json(chapitres, total);
        }
        dire!("{dit:#}");
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
            let siens = ici(e);
            let dit = if siens.is_empty() {
                if e.scenarios.is_empty() {
                    "rien à jouer, le référentiel n'en publie pas de scénario".to_owned()
                } else {
                    "aucun scénario".to_owned()
                }
            } else {
                let mode = couverture::exigence(e, &joues);
                let mot = LEGENDE.iter().find(|(m, _, _)| *m == mode).map_or("", |(_, mot, _)| mot);
                format!("{} ({mot})", siens.join(", "))
            };
            dire!("  {:<14} banc : {dit}", "");
            for p in e.scenarios.iter().flat_map(|s| &s.preuves) {
                let natures: Vec<&str> = p.natures.iter().map(|n| n.libelle()).collect();
                let qui = if p.natures.iter().any(|n| n.est_tiers()) {
                    "à obtenir d'un tiers"
                } else if !p.du_systeme && !p.natures.is_empty() && p.natures.iter().all(|n| n.est_machine()) {
                    "le banc peut la produire"
                } else {
                    "à fournir par l'éditeur, les échanges vus par le banc en appui"
                };
                dire!("  {:<14} preuve {} : {} — {qui}", "", p.id, natures.join(" ou "));
            }
        }
    }
    // Of what a word finds, the lines above say all.
    if let (Some((chapitres, total)), None) = (&comptes, &a.mot) {
        dire_couverture(chapitres, total);
    }
    let couvertes = choisies.iter().filter(|e| !ici(e).is_empty()).count();
    let s = if choisies.len() > 1 { "s" } else { "" };
    let ont = if couvertes > 1 { "ont" } else { "a" };
    dire!("\n{} exigence{s}, dont {couvertes} {ont} un scénario dans ce banc", choisies.len());
    Ok(0)
}

/// The catalogue, and what is played of it: one that ships, or that of an imported folder with what the bench knows of its texts.
fn referentiel(a: &Exigences) -> Result<(Catalogue, Vec<Scenario>), Erreur> {
    let monde = segur_world::monde_demo()?;
    let Some(dossier) = &a.referentiel else {
        let catalogue = campagne::catalogue(&a.couloir, a.vague)?;
        let pack = campagne::pack(&pack_du_couloir(&catalogue.couloir), &campagne::lexique(&monde)?)?;
        return Ok((catalogue, pack));
    };
    let (catalogue, importes) = charger_dossier(dossier, &monde)?;
    let scenarios = composer(&catalogue, importes, &campagne::livres(&monde)?, &|_| true)?.scenarios;
    Ok((catalogue, scenarios))
}

fn couverture_json(chapitres: &[Chapitre], total: &Chapitre) -> serde_json::Value {
    let legende: Vec<_> = LEGENDE
        .iter()
        .map(|(mode, mot, dit)| json!({ "mode": mode, "mot": mot, "dit": dit }))
        .collect();
    json!({ "legende": legende, "compte": couverture::COMPTE, "chapitres": chapitres, "total": total })
}

/// The table of chapters, and what its words mean.
fn dire_couverture(chapitres: &[Chapitre], total: &Chapitre) {
    let tete: Vec<String> = LEGENDE.iter().map(|(_, mot, _)| format!("{mot:>11}")).collect();
    dire!(
        "\nCouverture, chapitre par chapitre : étapes, puis exigences\n  {:<44}{}",
        "",
        tete.concat()
    );
    for c in chapitres.iter().chain(std::iter::once(total)) {
        let nom: String = c.chapitre.chars().take(42).collect();
        let cases = LEGENDE
            .iter()
            .map(|(mode, _, _)| format!("{:>11}", format!("{} / {}", c.etapes.de(*mode), c.exigences.de(*mode))));
        dire!("  {nom:<44}{}", cases.collect::<String>());
    }
    for (_, mot, dit) in LEGENDE {
        dire!("  {mot} : {dit}");
    }
    dire!("  {}", couverture::COMPTE);
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
