//! Values: what `{patient.ins}`, `{bio.rpps}` and `{x.fait}` stand for.

use std::collections::BTreeMap;

use segur_model::{Boite, Faits, Patient, Professionnel, World};
use serde_json::{Value, json};

use crate::grammaire::ast::{Attente, Gabarit, Morceau, Valeur};

/// A reference without a value yet: an exchange that did not come, a fact that it does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("« {{{0}}} » n'a pas de valeur")]
pub struct SansValeur(pub String);

/// Names and their facts.
#[derive(Debug, Clone, Default)]
pub struct Valeurs {
    faits: BTreeMap<String, Faits>,
    objets: BTreeMap<String, Value>,
}

impl Valeurs {
    /// Gives facts to a name.
    pub fn poser(&mut self, nom: &str, faits: Faits) {
        self.faits.insert(nom.to_owned(), faits);
    }

    /// Gives a name the facts of a patient; `{nom}` alone is the identity as typed at the desk.
    pub fn poser_patient(&mut self, nom: &str, p: &Patient) {
        let saisie = p.saisie();
        let mut objet = json!({
            "nom_naissance": saisie.nom_naissance,
            "prenoms": saisie.prenoms,
            "sexe": saisie.sexe,
            "date_naissance": saisie.date_naissance,
        });
        if let Some(o) = objet.as_object_mut() {
            for (cle, v) in [
                ("lieu_naissance", &saisie.lieu_naissance),
                ("nom_utilise", &p.nom_utilise),
                ("prenom_utilise", &p.prenom_utilise),
            ] {
                if let Some(v) = v {
                    o.insert(cle.to_owned(), json!(v));
                }
            }
        }
        self.objets.insert(nom.to_owned(), objet);
        self.poser(nom, faits_patient(p));
    }

    /// Gives a name the facts of a professional, and the mailboxes that the world publishes for this person.
    pub fn poser_professionnel(&mut self, nom: &str, p: &Professionnel, monde: &World) {
        let un = |v: &str| vec![v.to_owned()];
        let siennes = |b: &&Boite| b.titulaire.as_deref() == Some(&p.fiche) && !b.liste_rouge;
        let mssante = monde.boites.values().filter(siennes).map(|b| b.adresse.clone()).collect();
        self.objets.insert(nom.to_owned(), json!(p));
        self.poser(
            nom,
            Faits::from([
                ("fiche".to_owned(), un(&p.fiche)),
                ("rpps".to_owned(), un(&p.rpps)),
                ("id_national".to_owned(), un(&p.id_national)),
                ("nom".to_owned(), un(&p.nom)),
                ("prenom".to_owned(), un(&p.prenom)),
                ("profession".to_owned(), un(&p.profession)),
                ("mssante".to_owned(), mssante),
            ]),
        );
    }

    /// Gives a value to the variable of `pour`.
    pub fn poser_variable(&mut self, nom: &str, valeur: u32) {
        self.poser(nom, Faits::from([(String::new(), vec![valeur.to_string()])]));
    }

    /// The JSON of a name that stands for a whole thing.
    #[must_use]
    pub fn objet(&self, nom: &str) -> Option<&Value> {
        self.objets.get(nom)
    }

    /// The first value of a fact of a name; empty when it has none.
    #[must_use]
    pub fn premier(&self, nom: &str, fait: &str) -> &str {
        self.reference(nom, Some(fait))
            .ok()
            .and_then(|v| v.first())
            .map_or("", String::as_str)
    }

    /// Every value of every fact of a name.
    pub fn tous(&self, nom: &str) -> impl Iterator<Item = &String> {
        self.faits.get(nom).into_iter().flat_map(|f| f.values().flatten())
    }

    fn reference(&self, nom: &str, fait: Option<&str>) -> Result<&[String], SansValeur> {
        let cle = fait.unwrap_or("");
        self.faits
            .get(nom)
            .and_then(|f| f.get(cle))
            .filter(|v| !v.is_empty())
            .map(Vec::as_slice)
            .ok_or_else(|| SansValeur(fait.map_or_else(|| nom.to_owned(), |f| format!("{nom}.{f}"))))
    }

    /// The texts that a template stands for: several when it is one reference to a fact with several values.
    ///
    /// # Errors
    /// When a reference has no value.
    pub fn textes(&self, g: &Gabarit) -> Result<Vec<String>, SansValeur> {
        if let [Morceau::Reference(nom, fait)] = g.morceaux.as_slice() {
            return self.reference(nom, fait.as_deref()).map(<[String]>::to_vec);
        }
        let mut texte = String::new();
        for m in &g.morceaux {
            match m {
                Morceau::Texte(t) => texte.push_str(t),
                Morceau::Reference(nom, fait) => texte.push_str(&self.reference(nom, fait.as_deref())?.join(" ")),
            }
        }
        Ok(vec![texte])
    }

    /// One text.
    ///
    /// # Errors
    /// When a reference has no value.
    pub fn texte(&self, g: &Gabarit) -> Result<String, SansValeur> {
        Ok(self.textes(g)?.join(" "))
    }

    /// A YAML value as JSON, templates replaced. `"{patient}"` alone becomes the whole identity.
    ///
    /// # Errors
    /// When a reference has no value.
    pub fn json(&self, v: &Valeur) -> Result<Value, SansValeur> {
        Ok(match v {
            Valeur::Texte(g) => match g.morceaux.as_slice() {
                [Morceau::Reference(nom, None)] if self.objets.contains_key(nom) => self.objets.get(nom).cloned().unwrap_or_default(),
                _ => Value::String(self.texte(g)?),
            },
            Valeur::Nombre(n) => json!(n),
            Valeur::Decimal(d) => json!(d),
            Valeur::Booleen(b) => json!(b),
            Valeur::Nul => Value::Null,
            Valeur::Liste(l) => Value::Array(l.iter().map(|v| self.json(v)).collect::<Result<_, _>>()?),
            Valeur::Objet(o) => Value::Object(
                o.iter()
                    .map(|(k, v)| Ok((k.clone(), self.json(v)?)))
                    .collect::<Result<_, SansValeur>>()?,
            ),
        })
    }

    /// Whether the values of a fact are what is expected; an error names what was expected.
    ///
    /// # Errors
    /// When a reference has no value.
    pub fn tient(&self, attente: &Attente, vus: &[String]) -> Result<bool, SansValeur> {
        Ok(match attente {
            Attente::Present => !vus.is_empty(),
            Attente::Absent => vus.is_empty(),
            Attente::Parmi(gabarits) => {
                let mut un = false;
                for g in gabarits {
                    un |= self.covers(g, vus)?;
                }
                un
            }
            Attente::Autre(g) => !vus.is_empty() && !self.covers(g, vus)?,
            // Asked of entries, which a plain fact has none of.
            Attente::Un(_) | Attente::Chaque(_) => false,
        })
    }

    /// Whether all the texts of the template are among the values seen.
    fn covers(&self, g: &Gabarit, vus: &[String]) -> Result<bool, SansValeur> {
        let motif = g.morceaux.iter().any(|m| matches!(m, Morceau::Texte(t) if t.contains('*')));
        let textes = self.textes(g)?;
        Ok(textes.iter().all(|t| {
            vus.iter().any(|v| {
                if motif {
                    segur_model::vocabulaire::motif_couvre(t, v)
                } else {
                    v == t
                }
            })
        }))
    }

    fn dire_tous(&self, faits: &crate::grammaire::ast::Faits) -> String {
        let tous: Vec<String> = faits.iter().map(|(nom, attente)| format!("{nom} {}", self.dire(attente))).collect();
        tous.join(", ")
    }

    /// What was expected, in French, for a finding.
    #[must_use]
    pub fn dire(&self, attente: &Attente) -> String {
        // What came without a value is named, not shown as it is written in the scenario.
        let un = |g: &Gabarit| match self.texte(g) {
            Ok(texte) => format!("« {texte} »"),
            Err(_) => format!("« {} », qui n'a pas eu de valeur", g.brut.replace(['{', '}'], "")),
        };
        match attente {
            Attente::Present => "présent".to_owned(),
            Attente::Absent => "absent".to_owned(),
            Attente::Autre(g) => format!("autre que {}", un(g)),
            Attente::Un(faits) => format!("une entrée qui porte {}", self.dire_tous(faits)),
            Attente::Chaque(faits) => format!("des entrées qui portent chacune {}", self.dire_tous(faits)),
            Attente::Parmi(gs) => match gs.as_slice() {
                [g] => un(g),
                gs => format!("l'un de : {}", gs.iter().map(un).collect::<Vec<_>>().join(", ")),
            },
        }
    }
}

fn faits_patient(p: &Patient) -> Faits {
    let mut f = Faits::new();
    let mut un = |cle: &str, v: String| {
        if !v.is_empty() {
            f.insert(cle.to_owned(), vec![v]);
        }
    };
    un("fiche", p.fiche.clone());
    un("nom", p.nom_naissance.clone());
    un("prenom", p.prenoms.first().cloned().unwrap_or_default());
    un("prenoms", p.prenoms.join(" "));
    un("sexe", p.sexe.clone());
    un("date_naissance", p.date_naissance.clone());
    un("lieu_naissance", p.lieu_naissance.clone().unwrap_or_default());
    un("nom_utilise", p.nom_utilise.clone().unwrap_or_default());
    if let Some(ins) = &p.ins {
        un("ins", ins.complet());
        un("matricule", ins.matricule.clone());
        un("cle", ins.cle.clone());
        un("oid", ins.oid.clone());
    }
    f
}
