//! What each parameter means in the indexes.

use segur_fhir::{
    Critere, Modificateur, Recherche, Ressource, Valeur, correspond_avec, date_correspond, jeton_correspond, plier, systemes as s,
    texte_correspond,
};
use time::OffsetDateTime;

use super::Genre;
use super::alternative::Alternative;
use super::chaine::{chaine, rattachees};
use crate::magasin::{Facette, Magasin, Structure};
use crate::rendu::Cible;
use crate::vue::Vue;

/// A criterion, ready to be walked or tested.
pub(crate) struct Pese<'v> {
    pub alternatives: Vec<Alternative<'v>>,
    sauf: bool,
}

impl<'v> Pese<'v> {
    pub fn nouveau(vue: &'v Vue, genre: Genre, critere: &'v Critere) -> Self {
        if let Some(lien) = critere.chaine {
            return Self {
                alternatives: vec![chaine(vue, genre, critere, lien)],
                // `:not` is of the resource that the chain leads to.
                sauf: false,
            };
        }
        let alternatives = critere.valeurs.iter().flat_map(|v| alternatives(vue, genre, critere, v));
        Self {
            alternatives: Alternative::fondues(alternatives.collect()),
            sauf: critere.modificateur == Some(Modificateur::Sauf),
        }
    }

    /// Whether its records are listed.
    pub fn mene(&self) -> bool {
        !self.sauf && self.alternatives.iter().all(Alternative::mene)
    }

    pub fn nombre(&self) -> u64 {
        self.alternatives.iter().map(Alternative::nombre).fold(0, u64::saturating_add)
    }

    pub fn tient(&self, rang: u32) -> bool {
        self.sauf != self.alternatives.iter().any(|a| a.vaut(rang))
    }
}

/// A text index, and the texts as they are written, for `:exact`.
type Ecrits<'v> = Box<dyn Fn(u32, &mut dyn FnMut(&str)) + 'v>;

fn alternatives<'v>(vue: &'v Vue, genre: Genre, critere: &'v Critere, valeur: &'v Valeur) -> Vec<Alternative<'v>> {
    let (m, ix) = (&vue.fonds.magasin, &vue.fonds.index);
    let nom = critere.parametre.nom;
    match (genre, nom, valeur) {
        (_, "_id", Valeur::Jeton { systeme, code }) => {
            let ressource = ressource_de(genre);
            let cible = code.as_deref().and_then(|id| vue.trouver(ressource, id));
            let rang = cible.map(rang_de).filter(|_| systeme.as_deref().is_none_or(str::is_empty));
            vec![Alternative::rangs(rang.into_iter().collect())]
        }
        (Genre::Soin | Genre::Equipement, _, _) => petites(vue, genre, critere, valeur),
        (_, "_lastUpdated", Valeur::Date { prefixe, debut, fin }) => vec![date(vue, genre, prefixe, *debut, *fin)],
        (Genre::Personne, "identifier", Valeur::Jeton { systeme, code }) => vec![identifiant(vue, systeme.as_deref(), code.as_deref())],
        (Genre::Personne, _, Valeur::Jeton { systeme, code }) => {
            let facette = match nom {
                "active" => &ix.actif_personne,
                "identifier-type" => &ix.type_id_personne,
                "qualification-code" => &ix.qualification,
                "data-information-system" => &ix.systeme_personne,
                _ => return vec![Alternative::rangs(Vec::new())],
            };
            vec![jeton(facette, systeme.as_deref(), code.as_deref())]
        }
        (Genre::Situation, "identifier", Valeur::Jeton { systeme, code }) => {
            let bon = systeme.as_deref().is_none_or(|sy| sy == s::ANNUAIRE);
            let Some(code) = code else {
                let tous = u32::try_from(m.situations.len()).unwrap_or(u32::MAX);
                return vec![Alternative::plage(0..if bon { tous } else { 0 })];
            };
            let rang = code
                .split_at_checked(14)
                .filter(|(_, n)| bon && n.len() >= 2)
                .and_then(|(numero, n)| Some(format!("005-{}-{}-{}", numero.get(..7)?, numero.get(7..)?, n.parse::<u32>().ok()?)))
                .and_then(|id| vue.trouver("PractitionerRole", &id))
                .filter(|c| {
                    let r = vue.ressource(*c);
                    r.is_some_and(|r| r.pointer("/identifier/0/value").and_then(serde_json::Value::as_str) == Some(code))
                });
            vec![Alternative::rangs(rang.map(rang_de).into_iter().collect())]
        }
        (Genre::Situation, _, Valeur::Jeton { systeme, code }) => {
            let facette = match nom {
                "active" => &ix.actif_situation,
                "role" => &ix.role,
                "data-information-system"
                    if code.as_deref().is_none_or(|c| c == "RPPS") && systeme.as_deref().is_none_or(str::is_empty) =>
                {
                    return vec![Alternative::plage(0..genre.nombre(vue))];
                }
                _ => return vec![Alternative::rangs(Vec::new())],
            };
            vec![jeton(facette, systeme.as_deref(), code.as_deref())]
        }
        (Genre::Structure, "identifier", Valeur::Jeton { systeme, code }) => {
            let mut toutes = vec![match (systeme, code) {
                // Few systems, many keys.
                (None, Some(c)) => {
                    let plages = [s::IDNST, s::FINESS, s::SIRET].map(|sy| ix.id_structure.exacte(&format!("{sy}|{c}")));
                    let mut plages: Vec<_> = plages.into_iter().filter(|p| !p.is_empty()).collect();
                    plages.sort_by_key(|p| p.start);
                    Alternative::cles(&ix.id_structure, plages, |_| true)
                }
                _ => jeton(&ix.id_structure, systeme.as_deref(), code.as_deref()),
            }];
            // Those that are made from the record and indexed nowhere: technical identifiers.
            if systeme.as_deref().is_none_or(|sy| sy == s::RPPS_RANG) {
                toutes.push(technique(vue, code.as_deref()));
            }
            toutes
        }
        (Genre::Structure, _, Valeur::Jeton { systeme, code }) => {
            let facette = match nom {
                "active" => {
                    // Deleted ones are never in the indexes: all are active here.
                    let oui = code.as_deref().is_none_or(|c| c == "true") && systeme.as_deref().is_none_or(str::is_empty);
                    return vec![Alternative::plage(0..if oui { genre.nombre(vue) } else { 0 })];
                }
                "identifier-type" => {
                    // Every structure has a technical identifier.
                    if jeton_correspond(systeme.as_deref(), code.as_deref(), s::TYPE_IDENTIFIANT, "INTRN") {
                        return vec![Alternative::plage(0..genre.nombre(vue))];
                    }
                    &ix.type_id_structure
                }
                "type" => &ix.type_structure,
                "data-information-system" => &ix.systeme_structure,
                _ => return vec![Alternative::rangs(Vec::new())],
            };
            vec![jeton(facette, systeme.as_deref(), code.as_deref())]
        }
        (_, _, Valeur::Reference { genre: type_dit, id }) => vec![reference(vue, genre, nom, type_dit.as_deref(), id)],
        (_, _, Valeur::Texte(t)) => {
            let textes = textes(vue, genre, nom).into_iter();
            let mut toutes: Vec<Alternative<'_>> = textes.map(|(f, e)| texte(f, e, critere.modificateur, t)).collect();
            if (genre, nom) == (Genre::Personne, "name") {
                toutes.extend(nom_entier(vue, critere.modificateur, t));
            }
            toutes
        }
        _ => vec![Alternative::rangs(Vec::new())],
    }
}

/// Activités de soins and equipment are few: they are read one by one.
fn petites<'v>(vue: &'v Vue, genre: Genre, critere: &'v Critere, valeur: &'v Valeur) -> Vec<Alternative<'v>> {
    let critere = Critere {
        parametre: critere.parametre,
        chaine: None,
        modificateur: None,
        valeurs: vec![valeur.clone()],
    };
    vec![une_a_une(vue, genre, critere)]
}

/// Reads each resource.
pub(super) fn une_a_une(vue: &Vue, genre: Genre, critere: Critere) -> Alternative<'_> {
    let seule = Recherche::seule(ressource(genre), critere);
    Alternative::test(move |r| {
        vue.ressource(genre.cible(r))
            .is_some_and(|r| correspond_avec(&seule, &r, &|genre, id| vue.lire(genre, id)))
    })
}

/// The resource that a kind of record is.
fn ressource(genre: Genre) -> &'static Ressource {
    segur_fhir::ressource(ressource_de(genre)).unwrap_or(&segur_fhir::RESSOURCES[0])
}

const fn ressource_de(genre: Genre) -> &'static str {
    match genre {
        Genre::Personne => "Practitioner",
        Genre::Situation => "PractitionerRole",
        Genre::Structure => "Organization",
        Genre::Soin => "HealthcareService",
        Genre::Equipement => "Device",
    }
}

const fn rang_de(cible: Cible) -> u32 {
    match cible {
        Cible::Personne(r) | Cible::Situation(r) | Cible::Structure(r) | Cible::Soin(r) | Cible::Equipement(r) => r,
    }
}

/// `system|code` in an index whose keys are written so.
fn jeton<'v>(facette: &'v Facette, systeme: Option<&str>, code: Option<&str>) -> Alternative<'v> {
    let plages = match (systeme, code) {
        (Some(sy), Some(c)) => vec![facette.exacte(&format!("{sy}|{c}"))],
        (Some(sy), None) => vec![facette.prefixe(&format!("{sy}|"))],
        (None, code) => facette.filtrees(|cle| {
            let (sy, c) = cle.rsplit_once('|').unwrap_or(("", cle));
            jeton_correspond(None, code, sy, c)
        }),
    };
    Alternative::cles(facette, plages, |_| true)
}

/// The indexes that a text parameter looks in, each with the texts as they are written.
fn textes<'v>(vue: &'v Vue, genre: Genre, nom: &str) -> Vec<(&'v Facette, Ecrits<'v>)> {
    let (m, ix) = (&vue.fonds.magasin, &vue.fonds.index);
    let de_personne = |f: fn(&crate::magasin::Personne) -> u32| -> Ecrits<'v> {
        Box::new(move |r, dire| {
            if let Some(p) = m.personne(r) {
                dire(m.lire(f(p)));
            }
        })
    };
    let de_structure = |f: fn(&Structure) -> Vec<u32>| -> Ecrits<'v> {
        Box::new(move |r, dire| {
            if let Some(st) = m.structure(r) {
                f(st).into_iter().for_each(|t| dire(m.lire(t)));
            }
        })
    };
    let boites = |de: fn(&Magasin, u32) -> &[crate::magasin::Boite]| -> Ecrits<'v> {
        Box::new(move |r, dire| de(m, r).iter().for_each(|b| dire(m.lire(b.adresse))))
    };
    match (genre, nom) {
        (Genre::Personne, "family") => vec![(&ix.nom, de_personne(|p| p.nom))],
        (Genre::Personne, "given") => vec![(&ix.prenom, de_personne(|p| p.prenom))],
        (Genre::Personne, "name") => vec![
            (&ix.nom, de_personne(|p| p.nom)),
            (&ix.prenom, de_personne(|p| p.prenom)),
            (&ix.titre, Box::new(move |r, dire| m.titres(r).for_each(|t| dire(m.lire(t))))),
        ],
        (Genre::Personne, "mailbox-mss") => vec![(&ix.boite_personne, boites(Magasin::boites_de_personne))],
        (Genre::Situation, "mailbox-mss") => vec![(&ix.boite_situation, boites(Magasin::boites_de_situation))],
        (Genre::Structure, "mailbox-mss") => vec![(&ix.boite_structure, boites(Magasin::boites_de_structure))],
        (Genre::Structure, "name") => vec![(
            &ix.raison,
            Box::new(move |r, dire| {
                if let Some(st) = m.structure(r) {
                    dire(m.lire(st.nom));
                    dire(m.enseigne(st));
                }
            }),
        )],
        (Genre::Structure, "address-city") => vec![(&ix.commune, de_structure(|st| vec![st.commune]))],
        (Genre::Structure, "address-postalcode") => vec![(&ix.code_postal, de_structure(|st| vec![st.code_postal]))],
        (Genre::Structure, "address-line") => vec![(&ix.voie, de_structure(|st| vec![st.numero_voie, st.type_voie, st.voie]))],
        (Genre::Structure, "address") => vec![
            (&ix.voie, de_structure(|st| vec![st.numero_voie, st.type_voie, st.voie])),
            (&ix.commune, de_structure(|st| vec![st.commune])),
            (
                &ix.departement,
                Box::new(move |r, dire| {
                    if let Some(st) = m.structure(r) {
                        dire(m.code_departement(st));
                    }
                }),
            ),
            (&ix.code_postal, de_structure(|st| vec![st.code_postal])),
        ],
        _ => Vec::new(),
    }
}

fn texte<'v>(facette: &'v Facette, ecrits: Ecrits<'v>, modificateur: Option<Modificateur>, cherche: &'v str) -> Alternative<'v> {
    let plie = plier(cherche);
    match modificateur {
        Some(Modificateur::Contient) => Alternative::cles(facette, facette.filtrees(|cle| cle.contains(&plie)), |_| true),
        Some(Modificateur::Exact) => Alternative::cles(facette, vec![facette.exacte(&plie)], move |r| {
            let mut vu = false;
            ecrits(r, &mut |t| vu |= texte_correspond(Some(Modificateur::Exact), cherche, t));
            vu
        }),
        _ => Alternative::cles(facette, vec![facette.prefixe(&plie)], |_| true),
    }
}

/// A person by the whole name (`name.text`), of which no index holds the texts: what is asked is cut at each of its spaces, what comes before
/// ends a family name, what comes after begins a given name. The parts alone are found by the others.
fn nom_entier<'v>(vue: &'v Vue, modificateur: Option<Modificateur>, cherche: &'v str) -> Vec<Alternative<'v>> {
    let (m, nom) = (&vue.fonds.magasin, &vue.fonds.index.nom);
    let plie = plier(cherche);
    let coupures: Vec<(String, String)> = plie
        .match_indices(' ')
        .map(|(i, _)| (plie[..i].to_owned(), plie[i + 1..].to_owned()))
        .collect();
    let entier = move |r: u32| m.personne(r).and_then(|p| m.nom_entier(p));
    let coupures = coupures.into_iter().map(|(avant, apres)| {
        let plages = match modificateur {
            Some(Modificateur::Contient) => nom.filtrees(|cle| cle.ends_with(&avant)),
            _ => vec![nom.exacte(&avant)],
        };
        Alternative::cles(nom, plages, move |r| {
            let prenom = m.personne(r).map_or("", |p| m.lire(p.prenom));
            plier(prenom).starts_with(&apres) && entier(r).is_some_and(|e| texte_correspond(modificateur, cherche, &e))
        })
    });
    coupures.collect()
}

/// A person by an identifier: found in the order of the national identifiers.
fn identifiant<'v>(vue: &'v Vue, systeme: Option<&'v str>, code: Option<&'v str>) -> Alternative<'v> {
    let (m, ix) = (&vue.fonds.magasin, &vue.fonds.index);
    let vaut = move |r: u32| {
        m.personne(r)
            .is_some_and(|p| m.identifiants_personne(p).any(|(_, sy, v)| jeton_correspond(systeme, code, sy, v)))
    };
    let Some(code) = code else { return Alternative::test(vaut) };
    let trouve = |id: &str| {
        let i = ix
            .par_id
            .binary_search_by(|r| m.personne(*r).map_or("", |p| m.lire(p.id_national)).cmp(id));
        ix.par_id.get(i.ok()?).copied()
    };
    let mut rangs: Vec<u32> = [trouve(code), trouve(&format!("8{code}"))]
        .into_iter()
        .flatten()
        .filter(|r| vaut(*r))
        .collect();
    rangs.sort_unstable();
    rangs.dedup();
    Alternative::rangs(rangs)
}

/// A structure by its technical identifier.
fn technique<'v>(vue: &'v Vue, code: Option<&'v str>) -> Alternative<'v> {
    let (m, ix) = (&vue.fonds.magasin, &vue.fonds.index);
    let vaut = move |r: u32| m.structure(r).is_some_and(|st| code.is_none_or(|c| m.id_technique(st) == c));
    match code.map(|c| (c, c.split_at_checked(1))) {
        Some((_, Some(("F", finess)))) => Alternative::cles(
            &ix.id_structure,
            vec![ix.id_structure.exacte(&format!("{}|{finess}", s::FINESS))],
            vaut,
        ),
        Some((_, Some(("C", siret)))) => Alternative::cles(
            &ix.id_structure,
            vec![ix.id_structure.exacte(&format!("{}|{siret}", s::SIRET))],
            vaut,
        ),
        Some((_, Some(("R", _)))) | None => Alternative::test(vaut),
        Some(_) => Alternative::rangs(Vec::new()),
    }
}

fn reference<'v>(vue: &'v Vue, genre: Genre, nom: &str, type_dit: Option<&str>, id: &str) -> Alternative<'v> {
    let (m, ix) = (&vue.fonds.magasin, &vue.fonds.index);
    let cible = if nom == "practitioner" { "Practitioner" } else { "Organization" };
    let rien = || Alternative::rangs(Vec::new());
    if type_dit.is_some_and(|t| t != cible) {
        return rien();
    }
    match (genre, vue.trouver(cible, id)) {
        (Genre::Situation, Some(Cible::Personne(r))) if m.personne(r).is_some_and(|p| p.actif) => Alternative::plage(m.situations_de(r)),
        (Genre::Situation, Some(Cible::Structure(r))) => {
            let cle = ix.structure_de_situation.exacte(&format!("{r:010}"));
            Alternative::cles(&ix.structure_de_situation, vec![cle], |_| true)
        }
        (Genre::Structure, Some(Cible::Structure(r))) => {
            Alternative::tranche(rattachees(vue, r), move |s| m.structure(s).is_some_and(|st| st.juridique == r))
        }
        _ => rien(),
    }
}

/// `_lastUpdated`: a run of the records in the order of their changes.
fn date<'v>(vue: &'v Vue, genre: Genre, prefixe: &'v str, debut: OffsetDateTime, fin: OffsetDateTime) -> Alternative<'v> {
    let (m, ix) = (&vue.fonds.magasin, &vue.fonds.index);
    let maj = move |r: u32| match genre {
        Genre::Personne => m.personne(r).map_or(0, |p| p.maj),
        Genre::Situation => m.situation(r).and_then(|st| m.personne(st.personne)).map_or(0, |p| p.maj),
        _ => m.structure(r).map_or(0, |st| st.maj),
    };
    let vaut = move |r: u32| {
        let instant = OffsetDateTime::from_unix_timestamp(i64::from(maj(r))).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        date_correspond(prefixe, debut, fin, instant)
    };
    let ordre = match genre {
        Genre::Personne => &ix.personnes_par_maj,
        Genre::Situation => &ix.situations_par_maj,
        _ => &ix.structures_par_maj,
    };
    let avant = |t: OffsetDateTime| ordre.partition_point(|r| i128::from(maj(*r)) * 1_000_000_000 < t.unix_timestamp_nanos());
    let (a, b) = match prefixe {
        "gt" | "sa" => (avant(fin), ordre.len()),
        "ge" => (avant(debut), ordre.len()),
        "lt" | "eb" => (0, avant(debut)),
        "le" => (0, avant(fin)),
        "eq" => (avant(debut), avant(fin)),
        _ => return Alternative::test(vaut),
    };
    Alternative::tranche(ordre.get(a..b).unwrap_or_default(), vaut)
}
