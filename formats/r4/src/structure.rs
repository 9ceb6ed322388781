//! The structure of R4: what each element is, how many times, and of which form.

use segur_dialecte::Constateur;
use segur_model::Rule;

use crate::chemin::{Chemin, dire};
use crate::json::{Noeud, Objet, Valeur, membre};
use crate::primitif::{self, Faute};
use crate::table::{Element, Jeu, TABLE, Type, TypeRef, est_primitif};
use crate::{invariants, references, regles};

/// Characters of a string (HL7 FHIR R4, datatypes.html#string).
const CHAINE_MAX: usize = 1024 * 1024;

/// Walks a resource with the table.
pub(crate) struct Structure<'c> {
    pub(crate) c: &'c mut Constateur,
}

/// The resource that contains, for what points into it.
#[derive(Clone, Copy)]
pub(crate) struct Conteneur<'n> {
    pub(crate) ressource: &'n Noeud,
    /// Whether what is walked is one of those that it contains.
    pub(crate) dedans: bool,
}

impl Structure<'_> {
    fn dire(&mut self, regle: &Rule, n: &Noeud, chemin: &Chemin<'_>, attendu: impl Into<String>, vu: impl ToString) {
        dire(self.c, regle, n, chemin, attendu, vu);
    }

    /// A resource: of an entry, contained, or the root.
    pub(crate) fn ressource(&mut self, n: &Noeud, chemin: &Chemin<'_>, conteneur: Option<Conteneur<'_>>) {
        let nom = n.dit("resourceType");
        let Some(type_) = TABLE.ressource(nom) else {
            let vu = if nom.is_empty() { "pas de resourceType" } else { nom };
            self.dire(&regles::RESSOURCE, n, chemin, "une ressource de R4, nommée par resourceType", vu);
            return;
        };
        let conteneur = conteneur.unwrap_or(Conteneur {
            ressource: n,
            dedans: false,
        });
        self.objet(type_, n, chemin, conteneur);
    }

    fn objet(&mut self, type_: &Type, n: &Noeud, chemin: &Chemin<'_>, conteneur: Conteneur<'_>) {
        let Valeur::Objet(membres) = &n.valeur else {
            self.dire(&regles::TYPE, n, chemin, format!("un objet ({})", type_.nom), n.montrer());
            return;
        };
        let est_ressource = TABLE.ressource(type_.nom).is_some();
        if membres.len() == usize::from(est_ressource) {
            self.dire(&regles::VIDE, n, chemin, "un objet qui dit quelque chose", "{}");
        }
        let mut vus: Vec<Option<&str>> = vec![None; type_.elements.len()];
        for (nom, valeur) in membres {
            if est_ressource && **nom == *"resourceType" {
                continue;
            }
            let (sans, compagnon) = nom.strip_prefix('_').map_or((&**nom, false), |s| (s, true));
            let ici = chemin.vers(nom, None);
            let trouve = type_.propriete(sans).filter(|(.., t)| !compagnon || est_primitif(t.nom));
            let Some((rang, element, t)) = trouve else {
                self.dire(&regles::INCONNU, valeur, &ici, format!("un élément de {}", type_.nom), &**nom);
                continue;
            };
            if let Some(vu) = vus.get_mut(rang) {
                if vu.is_some_and(|v| v != sans) {
                    self.dire(
                        &regles::CHOIX,
                        valeur,
                        &ici,
                        format!("une seule forme de {}[x]", element.nom),
                        &**nom,
                    );
                }
                *vu = Some(sans);
            }
            if compagnon {
                self.compagnon(element, valeur, membre(membres, sans), &ici, conteneur);
            } else {
                self.element(element, t, (nom, valeur), membres, chemin, conteneur);
            }
        }
        for (element, vu) in type_.elements.iter().zip(&vus) {
            if element.requis && vu.is_none() {
                let nom = if element.choix {
                    format!("{}[x]", element.nom)
                } else {
                    element.nom.to_owned()
                };
                self.dire(&regles::REQUIS, n, chemin, format!("{nom} présent ({})", type_.nom), "(absent)");
            }
        }
        invariants::juger(self.c, type_.nom, n, chemin);
        if est_ressource && !conteneur.dedans {
            references::contenues(self.c, n, chemin);
        }
    }

    fn element(
        &mut self,
        e: &Element,
        t: &TypeRef,
        (nom, v): (&str, &Noeud),
        membres: &Objet,
        parent: &Chemin<'_>,
        conteneur: Conteneur<'_>,
    ) {
        let ici = parent.vers(nom, None);
        match (&v.valeur, e.liste) {
            (Valeur::Liste(l), true) => {
                if l.is_empty() {
                    self.dire(&regles::VIDE, v, &ici, "une liste qui porte quelque chose", "[]");
                }
                let compagnon = membre(membres, &format!("_{nom}"));
                for (i, item) in l.iter().enumerate() {
                    let ici = parent.vers(nom, Some(i));
                    let dit_a_cote = compagnon.and_then(|c| c.items().nth(i)).is_some_and(|c| c.valeur != Valeur::Nul);
                    if item.valeur == Valeur::Nul && est_primitif(t.nom) && dit_a_cote {
                        continue;
                    }
                    self.valeur(e, t, item, &ici, conteneur);
                }
            }
            (Valeur::Liste(_), false) => self.dire(&regles::REPETE, v, &ici, "une valeur : l'élément ne se répète pas", v.montrer()),
            (_, true) => self.dire(&regles::REPETE, v, &ici, "une liste : l'élément peut se répéter", v.montrer()),
            (_, false) => self.valeur(e, t, v, &ici, conteneur),
        }
    }

    fn valeur(&mut self, e: &Element, t: &TypeRef, v: &Noeud, ici: &Chemin<'_>, conteneur: Conteneur<'_>) {
        if v.valeur == Valeur::Nul {
            self.dire(&regles::VIDE, v, ici, "une valeur : null ne va qu'avec un compagnon (_nom)", "null");
        } else if est_primitif(t.nom) {
            self.primitif(e, t, v, ici);
        } else if t.nom == "Resource" {
            if v.objet().is_none() {
                return self.dire(&regles::TYPE, v, ici, "une ressource", v.montrer());
            }
            let dedans = (e.nom == "contained").then_some(Conteneur { dedans: true, ..conteneur });
            self.ressource(v, ici, dedans);
        } else if let Some(type_) = TABLE.type_(t.nom) {
            self.objet(type_, v, ici, conteneur);
            if t.nom == "Reference" {
                references::cible(self.c, v, ici, &t.cibles, conteneur.ressource);
            }
            if let Some(jeu) = e.jeu.and_then(|j| TABLE.jeu(j)) {
                self.concept(jeu, t.nom, v, ici);
            }
        }
    }

    fn primitif(&mut self, e: &Element, t: &TypeRef, v: &Noeud, ici: &Chemin<'_>) {
        match primitif::juger(t.nom, v) {
            Some(Faute::Json(attendu)) => self.dire(&regles::TYPE, v, ici, format!("{attendu} ({})", t.nom), v.montrer()),
            Some(Faute::Forme(attendu)) => self.dire(&regles::FORME, v, ici, format!("{attendu} ({})", t.nom), v.montrer()),
            Some(Faute::Vide) => self.dire(&regles::VIDE, v, ici, "une chaîne qui dit quelque chose", "\"\""),
            None => {
                let texte = v.texte().unwrap_or_default();
                if t.nom != "base64Binary" && texte.len() > CHAINE_MAX && texte.chars().count() > CHAINE_MAX {
                    self.dire(
                        &regles::LONGUEUR,
                        v,
                        ici,
                        "1 048 576 caractères au plus",
                        format!("{} caractères", texte.chars().count()),
                    );
                }
                let jeu = e.jeu.and_then(|j| Some((j, TABLE.jeu(j)?)));
                if let Some((nom, jeu)) = jeu.filter(|(_, j)| !jeu_a(j, None, texte)) {
                    let attendu = format!("un code de {nom} ({})", quelques(jeu));
                    self.dire(&regles::CODE, v, ici, attendu, texte);
                }
            }
        }
    }

    /// A code that is in a concept or in a coding.
    fn concept(&mut self, jeu: &Jeu, type_: &str, v: &Noeud, ici: &Chemin<'_>) {
        let codes: Vec<&Noeud> = match type_ {
            "CodeableConcept" => v.chacun("coding").collect(),
            "Coding" => vec![v],
            _ => return,
        };
        if !codes.iter().any(|c| jeu_a(jeu, Some(c.dit("system")), c.dit("code"))) {
            let vu: Vec<&str> = codes.iter().map(|c| c.dit("code")).collect();
            self.dire(
                &regles::CODE,
                v,
                ici,
                format!("un code de son jeu ({})", quelques(jeu)),
                vu.join(", "),
            );
        }
    }

    /// What stands beside a primitive value: its id and its extensions.
    fn compagnon(&mut self, e: &Element, v: &Noeud, valeur: Option<&Noeud>, ici: &Chemin<'_>, conteneur: Conteneur<'_>) {
        let Some(element) = TABLE.type_("Element") else { return };
        match (&v.valeur, e.liste) {
            (Valeur::Liste(l), true) => {
                let valeurs = valeur.map(|n| n.items().collect::<Vec<_>>());
                if valeurs.as_ref().is_some_and(|vs| vs.len() != l.len()) || l.iter().all(|n| n.valeur == Valeur::Nul) {
                    self.dire(
                        &regles::COMPAGNON,
                        v,
                        ici,
                        "autant d'items que la liste à côté, null où il n'y a rien à dire",
                        v.montrer(),
                    );
                }
                for n in l.iter().filter(|n| n.valeur != Valeur::Nul) {
                    self.objet(element, n, ici, conteneur);
                }
            }
            (Valeur::Objet(_), false) => self.objet(element, v, ici, conteneur),
            _ => self.dire(
                &regles::COMPAGNON,
                v,
                ici,
                "un objet (une liste si l'élément se répète), avec id ou extension",
                v.montrer(),
            ),
        }
    }
}

/// Whether a set has a code; of any system when none is said.
fn jeu_a(jeu: &Jeu, systeme: Option<&str>, code: &str) -> bool {
    jeu.iter()
        .filter(|(s, _)| systeme.is_none_or(|dit| dit == *s))
        .any(|(_, codes)| codes.contains(&code))
}

fn quelques(jeu: &Jeu) -> String {
    let tous: Vec<&str> = jeu.iter().flat_map(|(_, codes)| codes.iter().copied()).collect();
    let suite = if tous.len() > 8 { "…" } else { "" };
    format!("{}{suite}", tous.iter().take(8).copied().collect::<Vec<_>>().join(", "))
}
