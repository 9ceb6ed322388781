//! What a bundle says of professionals: who they are, where, and which mailboxes are MSSanté.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{SYSTEME_IDNPS, SYSTEME_RPPS, SYSTEME_RPPS_V1};

/// Extension that says of an e-mail what it is; the address alone says nothing.
const GENRE_COURRIEL: &str = "fr-core-contact-point-email-type";

/// What is searched. At least one of them is not empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Criteres {
    pub rpps: String,
    pub nom: String,
    pub prenom: String,
    pub ville: String,
}

/// A professional of the directory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Correspondant {
    /// Identifier of the resource.
    pub id: String,
    pub id_national: String,
    pub rpps: String,
    pub nom: String,
    pub prenom: String,
    pub actif: bool,
    /// Organisations where this person practises.
    pub lieux: Vec<String>,
    pub mssante: Vec<String>,
}

impl Correspondant {
    /// As the file `correspondants` has it.
    pub(crate) fn fichier(&self) -> Value {
        json!({ "id_national": self.id_national, "rpps": self.rpps, "nom": self.nom, "prenom": self.prenom, "mssante": self.mssante })
    }
}

/// Whether a resource is alive: one that is deleted stays readable, with `active` false.
pub(crate) fn actif(r: &Value) -> bool {
    r.get("active").and_then(Value::as_bool).unwrap_or(true)
}

/// The professionals of these resources, their roles joined to them. `search.mode` is not there to tell matches apart.
pub(crate) fn lire(ressources: &[Value]) -> Vec<Correspondant> {
    let mut tous: Vec<Correspondant> = Vec::new();
    for r in ressources.iter().filter(|r| texte(r, "resourceType") == "Practitioner") {
        let c = praticien(r);
        // A resource included may come back on another page.
        if !tous.iter().any(|x| x.id == c.id) {
            tous.push(c);
        }
    }
    for r in ressources
        .iter()
        .filter(|r| texte(r, "resourceType") == "PractitionerRole" && actif(r))
    {
        let reference = |nom: &str| {
            let cible = r.get(nom).map(|c| texte(c, "reference")).unwrap_or_default();
            cible.rsplit('/').next().unwrap_or_default().to_owned()
        };
        let qui = reference("practitioner");
        if let Some(c) = tous.iter_mut().find(|c| c.id == qui) {
            ajouter(&mut c.lieux, [reference("organization")]);
            ajouter(&mut c.mssante, boites(r));
        }
    }
    tous
}

/// Whether this person meets the criteria: an API that is asked well answers nobody else.
pub(crate) fn convient(x: &Correspondant, c: &Criteres) -> bool {
    let commence = |texte: &str, debut: &str| plier(texte).starts_with(&plier(debut));
    (c.rpps.is_empty() || x.rpps == c.rpps) && commence(&x.nom, &c.nom) && commence(&x.prenom, &c.prenom)
}

/// Upper case without accents: names are written in every way.
fn plier(texte: &str) -> String {
    let sans_accent = |c: char| match c {
        'À'..='Å' => 'A',
        'Ç' => 'C',
        'È'..='Ë' => 'E',
        'Ì'..='Ï' => 'I',
        'Ò'..='Ö' => 'O',
        'Ù'..='Ü' => 'U',
        '-' => ' ',
        c => c,
    };
    texte.to_uppercase().chars().map(sans_accent).collect()
}

fn praticien(r: &Value) -> Correspondant {
    let identifiants = || r.get("identifier").and_then(Value::as_array).into_iter().flatten();
    let par_systeme = |s: &str| identifiants().find(|i| texte(i, "system") == s).map(|i| texte(i, "value"));
    let nom = r.get("name").and_then(|n| n.get(0));
    let prenoms = nom.and_then(|n| n.get("given")).and_then(Value::as_array);
    let mut mssante = Vec::new();
    ajouter(&mut mssante, boites(r));
    Correspondant {
        id: texte(r, "id"),
        id_national: par_systeme(SYSTEME_IDNPS).unwrap_or_default(),
        rpps: par_systeme(SYSTEME_RPPS)
            .or_else(|| par_systeme(SYSTEME_RPPS_V1))
            .unwrap_or_default(),
        nom: nom.map(|n| texte(n, "family")).unwrap_or_default(),
        prenom: prenoms
            .and_then(|p| p.first())
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        actif: actif(r),
        lieux: Vec::new(),
        mssante,
    }
}

/// The MSSanté mailboxes of a resource, in order. A box in liste rouge is nobody's to see, should one be published.
fn boites(r: &Value) -> Vec<String> {
    let telecoms = r.get("telecom").and_then(Value::as_array).into_iter().flatten();
    telecoms
        .filter(|t| texte(t, "system") == "email" && mssante(t) && !liste_rouge(t))
        .map(|t| texte(t, "value"))
        .filter(|v| !v.is_empty())
        .collect()
}

fn mssante(telecom: &Value) -> bool {
    let extensions = telecom.get("extension").and_then(Value::as_array).into_iter().flatten();
    extensions
        .filter(|e| texte(e, "url").ends_with(GENRE_COURRIEL))
        .any(|e| e.get("valueCoding").is_some_and(|c| texte(c, "code") == "MSSANTE"))
}

fn liste_rouge(telecom: &Value) -> bool {
    let extensions = telecom.get("extension").and_then(Value::as_array).into_iter().flatten();
    let dedans = extensions.filter_map(|e| e.get("extension")).filter_map(Value::as_array).flatten();
    dedans
        .filter(|e| texte(e, "url") == "listeRouge")
        .any(|e| e.get("valueBoolean").and_then(Value::as_bool) == Some(true))
}

fn ajouter(liste: &mut Vec<String>, valeurs: impl IntoIterator<Item = String>) {
    for v in valeurs {
        if !v.is_empty() && !liste.contains(&v) {
            liste.push(v);
        }
    }
}

fn texte(v: &Value, nom: &str) -> String {
    v.get(nom).and_then(Value::as_str).unwrap_or_default().to_owned()
}
