//! The traits of the patient, beside those that the world knows under the same INS: the right number on somebody else's document.

use roxmltree::{Document, Node};
use segur_dialecte::{Connu, Constateur};
use segur_ids::{Nature, oid_ins};
use segur_model::{Champ, Rule};
use segur_soap::{lieu, lieu_attribut};

use crate::arbre::{self, attribut};
use crate::document::Identifiant;
use crate::regles::patient::{IDENTITE, IDENTITE_AUTRES};

/// COG of a place of birth that is not known.
const LIEU_INCONNU: &str = "99999";

/// The traits that go with an INS, as a document writes them. What is absent is not compared: its own rule says that it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TraitsDuPatient {
    /// `family` of birth (`BR`).
    pub nom: Option<Champ>,
    /// `given` without qualifier: the list.
    pub prenoms: Option<Champ>,
    /// `given` of birth (`BR`): the first of the list.
    pub premier: Option<Champ>,
    /// `birthTime/@value`.
    pub naissance: Option<Champ>,
    /// `administrativeGenderCode/@code`.
    pub sexe: Option<Champ>,
    /// `birthplace/place/addr/county`.
    pub lieu: Option<Champ>,
}

/// Reads those of the first patient: a second one is told by its own rule.
pub(crate) fn lire(document: &Document<'_>, cda: Node<'_, '_>) -> TraitsDuPatient {
    let Some(patient) = arbre::un(cda, &["recordTarget", "patientRole", "patient"]) else {
        return TraitsDuPatient::default();
    };
    let nomme = |balise: &str, qualificatif: Option<&str>| {
        let siens: Vec<Node<'_, '_>> = arbre::tous(patient, &["name", balise])
            .into_iter()
            .filter(|n| n.attribute("qualifier") == qualificatif)
            .collect();
        let valeur = siens.iter().map(|n| arbre::texte_normalise(*n)).collect::<Vec<_>>().join(" ");
        let premier = siens.first()?;
        (!valeur.is_empty()).then(|| Champ {
            valeur,
            lieu: lieu(document, *premier),
        })
    };
    let code = |balise: &str, nom: &str| {
        let noeud = arbre::un(patient, &[balise])?;
        let valeur = attribut(noeud, nom).to_owned();
        (!valeur.is_empty()).then(|| Champ {
            valeur,
            lieu: lieu_attribut(document, noeud, nom),
        })
    };
    TraitsDuPatient {
        nom: nomme("family", Some("BR")),
        prenoms: nomme("given", None),
        premier: nomme("given", Some("BR")),
        naissance: code("birthTime", "value"),
        sexe: code("administrativeGenderCode", "code"),
        lieu: arbre::un(patient, &["birthplace", "place", "addr", "county"])
            .map(|n| Champ {
                valeur: arbre::texte(n),
                lieu: lieu(document, n),
            })
            .filter(|c| !c.valeur.is_empty()),
    }
}

/// The INS of a list of identifiers: those of the people whom a document names. One is right.
pub(crate) fn ins_de(identifiants: &[Identifiant]) -> impl Iterator<Item = &Identifiant> {
    identifiants
        .iter()
        .filter(|i| oid_ins(&i.racine).is_some_and(|o| o.nature != Nature::InsC))
}

/// One identity that goes by the INS.
struct Identite<'k> {
    nom: &'k str,
    prenoms: Vec<&'k str>,
    naissance: &'k str,
    sexe: &'k str,
    lieu: &'k str,
}

/// Tells each trait that is none of those known under this INS. Nothing is known of an INS that the world does not have.
pub(crate) fn juger(identifiants: &[Identifiant], traits: &TraitsDuPatient, k: &Connu<'_>, c: &mut Constateur) {
    let Some(ins) = ins_de(identifiants).next().and_then(|i| i.extension.as_deref()) else {
        return;
    };
    let connues = identites(ins, k);
    if connues.is_empty() {
        return;
    }
    // Gives whether the trait is one of theirs.
    let mut comparer = |regle: Rule, quoi: &str, champ: &Option<Champ>, meme: Meme, dit: &dyn Fn(&Identite<'_>) -> String| {
        let Some(champ) = champ else { return true };
        let sien = connues.iter().any(|i| meme(i, &champ.valeur));
        if !sien {
            let mut attendu: Vec<String> = connues.iter().map(dit).collect();
            attendu.dedup();
            let vu = format!("« {} »", champ.valeur);
            c.dire(regle, &champ.lieu, format!("{quoi} : {}", attendu.join(" ou ")), vu);
        }
        sien
    };
    comparer(IDENTITE, "nom de naissance", &traits.nom, meme_nom, &|i| i.nom.to_owned());
    for (quoi, champ) in [
        ("prénoms de naissance", &traits.prenoms),
        ("premier prénom de naissance", &traits.premier),
    ] {
        let dit = |i: &Identite<'_>| i.prenoms.join(" ");
        if comparer(IDENTITE, quoi, champ, meme_premier, &dit) {
            comparer(IDENTITE_AUTRES, quoi, champ, memes_prenoms, &dit);
        }
    }
    comparer(IDENTITE, "date de naissance", &traits.naissance, meme_date, &|i| {
        i.naissance.to_owned()
    });
    comparer(IDENTITE, "sexe", &traits.sexe, meme_sexe, &|i| i.sexe.to_owned());
    comparer(IDENTITE_AUTRES, "lieu de naissance", &traits.lieu, meme_lieu, &|i| {
        i.lieu.to_owned()
    });
}

/// Whether a trait, as a document writes it, is that of an identity.
type Meme = fn(&Identite<'_>, &str) -> bool;

fn meme_nom(i: &Identite<'_>, vu: &str) -> bool {
    lettres(i.nom) == lettres(vu)
}

/// Whoever has this INS, or had it, with the traits that INSi gives: its own, and those that a scripted answer gives in their place.
fn identites<'k>(ins: &str, k: &'k Connu<'_>) -> Vec<Identite<'k>> {
    let ins = ins.to_ascii_uppercase();
    let mut connues = Vec::new();
    for p in k.monde.patients.de_l_ins(&ins) {
        connues.push(Identite {
            nom: &p.nom_naissance,
            prenoms: p.prenoms.iter().map(String::as_str).collect(),
            naissance: &p.date_naissance,
            sexe: &p.sexe,
            lieu: p.lieu_naissance.as_deref().unwrap_or_default(),
        });
        connues.extend(p.insi.iter().filter_map(|r| r.traits.as_ref()).map(|t| Identite {
            nom: &t.nom_naissance,
            prenoms: t.prenoms.iter().map(String::as_str).collect(),
            naissance: &t.date_naissance,
            sexe: &t.sexe,
            lieu: t.lieu_naissance.as_deref().unwrap_or_default(),
        }));
    }
    connues.extend(k.traits.filter(|t| t.matricule.eq_ignore_ascii_case(&ins)).map(|t| Identite {
        nom: &t.nom_naissance,
        prenoms: t.prenoms.split_whitespace().collect(),
        naissance: &t.date_naissance,
        sexe: &t.sexe,
        lieu: &t.lieu_naissance,
    }));
    connues
}

/// What is left of a name when case, accents, ligatures, hyphens, apostrophes and spaces are not looked at: a file of civil registry and
/// a software do not write them alike.
pub(crate) fn lettres(texte: &str) -> String {
    segur_ids::sans_accent(texte).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Words of first names: a compound one may be written with a hyphen or with a space.
fn mots<'t>(textes: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let coupes = textes
        .into_iter()
        .flat_map(|t| t.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’') || ('\u{300}'..='\u{36F}').contains(&c))));
    coupes.map(lettres).filter(|m| !m.is_empty()).collect()
}

/// Whether the first of these first names is theirs: a compound one is written in one word or in two.
fn meme_premier(i: &Identite<'_>, vu: &str) -> bool {
    let debuts = |mots: Vec<String>| -> Vec<String> { (1..=mots.len()).map(|n| mots[..n].concat()).collect() };
    let (siens, vus) = (debuts(mots(i.prenoms.iter().copied())), debuts(mots([vu])));
    siens.is_empty() || vus.is_empty() || siens.iter().any(|s| vus.contains(s))
}

/// Whether these are the first names, or the first of them: the first one may be a compound name, that only its bearer knows where to cut.
fn memes_prenoms(i: &Identite<'_>, vu: &str) -> bool {
    let (siens, vus) = (mots(i.prenoms.iter().copied()), mots([vu]));
    siens.is_empty() || siens.starts_with(&vus) || lettres(&i.prenoms.concat()) == lettres(vu)
}

/// On what both dates say: a month or a day that is not known is `00`, or is not there.
fn meme_date(i: &Identite<'_>, vu: &str) -> bool {
    let attendue: String = i.naissance.chars().filter(char::is_ascii_digit).collect();
    let [annee, mois, jour] = [0..4, 4..6, 6..8].map(|r| (attendue.get(r.clone()), vu.get(r)));
    let egal = |(a, b): (Option<&str>, Option<&str>)| match (a, b) {
        (Some(a), Some(b)) => a == b || a == "00",
        _ => true,
    };
    egal(annee) && egal(mois) && egal(jour)
}

fn meme_sexe(i: &Identite<'_>, vu: &str) -> bool {
    // Neither side says it when it is not known.
    !matches!((i.sexe, vu), ("M", "F") | ("F", "M"))
}

fn meme_lieu(i: &Identite<'_>, vu: &str) -> bool {
    i.lieu.is_empty() || i.lieu.eq_ignore_ascii_case(vu) || [i.lieu, vu].contains(&LIEU_INCONNU)
}
