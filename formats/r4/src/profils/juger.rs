//! A resource, by a profile.

use segur_dialecte::Constateur;
use segur_model::{Location, Rule};

use crate::chemin::Chemin;
use crate::json::{Noeud, Valeur};
use crate::regles;
use crate::table::suffixe;

use super::definition::{Definition, El, nue};
use super::motif::{Attendu, attendu, egal, existe, porte, porte_les_enfants, valeurs};
use super::{Profils, extensions};

/// How far the profiles of types may lead to each other.
const NIVEAUX_MAX: usize = 12;

/// Judges a resource by each profile that it says it follows.
pub(crate) fn ressource(p: &Profils, c: &mut Constateur, n: &Noeud, chemin: &Chemin<'_>) {
    let type_ = n.dit("resourceType");
    for x in n.get("meta").into_iter().flat_map(|m| m.chacun("profile")) {
        let Some(dit) = x.texte() else { continue };
        // That of R4 itself is the structure, judged already.
        if nue(dit).strip_prefix("http://hl7.org/fhir/StructureDefinition/") == Some(type_) {
            continue;
        }
        let Some(d) = p.definition(dit) else {
            dire(
                c,
                (&regles::PROFIL_INCONNU, dit, ""),
                x,
                chemin,
                "sa définition dans le dossier de --profils",
                dit,
            );
            continue;
        };
        if let Some((_, version)) = dit.split_once('|').filter(|(_, v)| *v != d.version) {
            dire(c, (&regles::PROFIL_VERSION, &d.url, ""), x, chemin, version, &d.version);
        }
        if d.type_ != type_ {
            dire(c, (&regles::PROFIL_TYPE, &d.url, ""), x, chemin, &d.type_, type_);
            continue;
        }
        if partielle(n) {
            let vu = "une ressource partielle (SUBSETTED) : ce profil n'est pas jugé";
            dire(c, (&regles::PROFIL_NON_EVALUE, &d.url, ""), x, chemin, "une ressource entière", vu);
            continue;
        }
        par(p, c, d, n, chemin);
    }
    extensions::juger(p, c, n, chemin);
}

/// Whether a server says that it left out elements, as `_elements` asks.
fn partielle(n: &Noeud) -> bool {
    n.get("meta").is_some_and(|m| m.chacun("tag").any(|t| t.dit("code") == "SUBSETTED"))
}

/// Judges a value by a definition, and tells what of it was not evaluated.
pub(super) fn par(p: &Profils, c: &mut Constateur, d: &Definition, n: &Noeud, chemin: &Chemin<'_>) {
    let mut j = Jugement {
        p,
        c,
        url: &d.url,
        laisses: Vec::new(),
        niveau: 0,
    };
    if !d.contraintes.is_empty() {
        j.laisses.push(format!(
            "{} contrainte(s) FHIRPath : {}",
            d.contraintes.len(),
            d.contraintes.join(", ")
        ));
    }
    j.definition(d, n, chemin);
    let laisses = std::mem::take(&mut j.laisses);
    if !laisses.is_empty() {
        dire(
            c,
            (&regles::PROFIL_NON_EVALUE, &d.url, ""),
            n,
            chemin,
            "tout évalué",
            laisses.join(" ; "),
        );
    }
}

/// A finding of a profile names it, and its element, as its source.
pub(super) fn dire(
    c: &mut Constateur,
    (regle, url, element): (&Rule, &str, &str),
    n: &Noeud,
    chemin: &Chemin<'_>,
    attendu: impl Into<String>,
    vu: impl ToString,
) {
    if !c.reste(*regle) {
        return c.taire(regle.id);
    }
    let lieu = Location {
        line: n.ligne,
        column: n.colonne,
        path: chemin.to_string(),
    };
    let mut constat = regle.finding(lieu, attendu, vu.to_string());
    constat.source = if element.is_empty() {
        format!("Profil {url}")
    } else {
        format!("Profil {url}, {element}")
    };
    c.ajouter(constat);
}

struct Jugement<'j> {
    p: &'j Profils,
    c: &'j mut Constateur,
    url: &'j str,
    /// What could not be evaluated, in French, once each.
    laisses: Vec<String>,
    niveau: usize,
}

/// A value of an element: under which property, and the value.
struct Trouve<'n> {
    nom: &'n str,
    n: &'n Noeud,
    rang: Option<usize>,
}

impl Jugement<'_> {
    fn dire(&mut self, regle: &Rule, el: &El, n: &Noeud, chemin: &Chemin<'_>, attendu: impl Into<String>, vu: impl ToString) {
        dire(self.c, (regle, self.url, &el.id), n, chemin, attendu, vu);
    }

    fn laisser(&mut self, quoi: String) {
        if !self.laisses.contains(&quoi) {
            self.laisses.push(quoi);
        }
    }

    fn definition(&mut self, d: &Definition, n: &Noeud, chemin: &Chemin<'_>) {
        if self.niveau > NIVEAUX_MAX {
            return self.laisser(format!("{}, trop loin", d.url));
        }
        self.niveau += 1;
        if let Some(base) = d
            .base
            .as_deref()
            .filter(|b| !b.starts_with("http://hl7.org/fhir/StructureDefinition/"))
        {
            match self.p.definition(base) {
                Some(b) => self.definition(b, n, chemin),
                None => self.laisser(format!("la base {base}, absente du dossier")),
            }
        }
        self.valeur(&d.racine, n, chemin);
        self.niveau -= 1;
    }

    /// A value by its element: what it is, then what is in it.
    fn valeur(&mut self, el: &El, n: &Noeud, chemin: &Chemin<'_>) {
        if let Some(f) = el.fixe.as_ref().filter(|f| !egal(f, n)) {
            self.dire(&regles::PROFIL_VALEUR, el, n, chemin, dit(f), dit(n));
        }
        if let Some(m) = el.motif.as_ref().filter(|m| !porte(m, n)) {
            self.dire(&regles::PROFIL_VALEUR, el, n, chemin, dit(m), dit(n));
        }
        if let Some(jeu) = &el.liaison {
            match self.du_jeu(jeu, n) {
                Some(true) => {}
                Some(false) => self.dire(&regles::PROFIL_CODE, el, n, chemin, format!("un code de {jeu}"), dit(n)),
                None => self.laisser(format!("le jeu {jeu}")),
            }
        }
        // The definition of an extension is judged wherever it is.
        if let [seul] = &el.types[..]
            && let [profil] = &seul.profils[..]
            && seul.code != "Extension"
            && !profil.starts_with("http://hl7.org/fhir/StructureDefinition/")
        {
            match self.p.definition(profil) {
                Some(d) => self.definition(d, n, chemin),
                None => self.laisser(format!("le profil {profil}, absent du dossier")),
            }
        }
        for e in &el.enfants {
            self.enfant(e, n, chemin);
        }
    }

    fn enfant(&mut self, el: &El, parent: &Noeud, chemin: &Chemin<'_>) {
        let trouves = trouver(el, parent);
        let Some(o) = parent.objet() else { return };
        // An element that is said by its companion alone is there.
        let a_cote = trouves.is_empty() && o.iter().any(|(k, _)| k.strip_prefix('_') == Some(&el.nom));
        self.compter(el, trouves.len().max(usize::from(a_cote)), parent, chemin);
        let suffixes: Vec<String> = el.types.iter().map(|t| suffixe(&t.code)).collect();
        let mut tranches: Vec<usize> = vec![0; el.tranches.len()];
        let mut decidable = true;
        for t in &trouves {
            let ici = chemin.vers(t.nom, t.rang);
            let forme = t.nom.strip_prefix(el.nom.as_str()).unwrap_or_default();
            if el.choix && !suffixes.is_empty() && !suffixes.iter().any(|s| s == forme) {
                self.dire(&regles::PROFIL_FORME, el, t.n, &ici, suffixes.join(", "), forme);
                continue;
            }
            let mut d_une = false;
            for (i, (_, tranche)) in el.tranches.iter().enumerate() {
                match self.est_de(el, tranche, t, forme) {
                    Some(true) => {
                        d_une = true;
                        if let Some(n) = tranches.get_mut(i) {
                            *n += 1;
                        }
                        self.valeur(tranche, t.n, &ici);
                    }
                    Some(false) => {}
                    None => decidable = false,
                }
            }
            if !d_une {
                self.valeur(el, t.n, &ici);
                if decidable && !el.tranches.is_empty() && el.decoupage.as_ref().is_some_and(|d| d.ferme) {
                    // The snapshots of published profiles close by type a choice whose types they leave open: the types are what is held.
                    if el.choix {
                        self.laisser(format!("le découpage fermé de {}, dont les types restent admis", el.id));
                    } else {
                        let noms: Vec<&str> = el.tranches.iter().map(|(n, _)| n.as_str()).collect();
                        self.dire(&regles::PROFIL_TRANCHE, el, t.n, &ici, noms.join(", "), dit(t.n));
                    }
                }
            }
        }
        if !decidable {
            return self.laisser(format!("le découpage de {}", el.id));
        }
        for ((_, tranche), n) in el.tranches.iter().zip(tranches) {
            self.compter(tranche, n, parent, chemin);
        }
    }

    fn compter(&mut self, el: &El, n: usize, parent: &Noeud, chemin: &Chemin<'_>) {
        if n < el.min || el.max.is_some_and(|m| n > m) {
            let max = el.max.map_or_else(|| "*".to_owned(), |m| m.to_string());
            self.dire(
                &regles::PROFIL_CARDINALITE,
                el,
                parent,
                chemin,
                format!("{} : {}..{max}", el.id, el.min),
                format!("{n}"),
            );
        }
    }

    /// Whether a value is of a slice; none when it cannot be told.
    fn est_de(&self, el: &El, tranche: &El, t: &Trouve<'_>, forme: &str) -> Option<bool> {
        let de_choix = |x: &El| x.types.iter().any(|a| suffixe(&a.code) == forme);
        let Some(d) = el.decoupage.as_ref().filter(|d| !d.discriminants.is_empty()) else {
            // The slices of a choice are its types; those of extensions, their canonicals.
            return if el.choix {
                Some(de_choix(tranche))
            } else if el.nom == "extension" || el.nom == "modifierExtension" {
                self.discriminant(tranche, "value", "url", t.n)
            } else {
                None
            };
        };
        let mut tout = Some(true);
        for (genre, chemin) in &d.discriminants {
            let ici = if genre == "type" && chemin == "$this" && el.choix {
                Some(de_choix(tranche))
            } else {
                self.discriminant(tranche, genre, chemin, t.n)
            };
            match ici {
                Some(false) => return Some(false),
                Some(true) => {}
                None => tout = None,
            }
        }
        tout
    }

    fn discriminant(&self, tranche: &El, genre: &str, chemin: &str, n: &Noeud) -> Option<bool> {
        match genre {
            "value" | "pattern" => {
                let vus = valeurs(n, chemin)?;
                match attendu(tranche, chemin)? {
                    Attendu::Fixe(f) => Some(vus.iter().any(|v| egal(f, v))),
                    Attendu::Motif(m) => Some(vus.iter().any(|v| porte(m, v))),
                    Attendu::Enfants(e) => Some(vus.iter().any(|v| porte_les_enfants(e, v))),
                    Attendu::Url(u) => Some(vus.iter().any(|v| v.texte() == Some(u))),
                    Attendu::Liaison(jeu) => {
                        let tous: Option<Vec<bool>> = vus.iter().map(|v| self.du_jeu(jeu, v)).collect();
                        tous.map(|t| t.contains(&true))
                    }
                }
            }
            "exists" => Some(existe(tranche, chemin)? != valeurs(n, chemin)?.is_empty()),
            "type" => {
                let vu = (chemin == "$this").then(|| n.dit("resourceType")).filter(|t| !t.is_empty())?;
                Some(tranche.types.iter().any(|t| t.code == vu))
            }
            _ => None,
        }
    }

    /// Whether a code, a coding, a concept or a quantity is of a set; none when the set cannot be listed, or the value is none of these.
    fn du_jeu(&self, jeu: &str, n: &Noeud) -> Option<bool> {
        if let Some(code) = n.texte() {
            return self.p.jeux.a(jeu, None, code);
        }
        if n.get("coding").is_some() || n.get("text").is_some() {
            let codings: Vec<&Noeud> = n.chacun("coding").collect();
            let mut inconnu = codings.is_empty() && self.p.jeux.a(jeu, None, "").is_none();
            for x in codings {
                match self.p.jeux.a(jeu, Some(x.dit("system")), x.dit("code")) {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => inconnu = true,
                }
            }
            return (!inconnu).then_some(false);
        }
        if n.get("code").is_some() {
            return self.p.jeux.a(jeu, Some(n.dit("system")), n.dit("code"));
        }
        // A reference, or an absence that an extension explains.
        Some(true)
    }
}

/// The values of an element in its parent.
fn trouver<'n>(el: &El, parent: &'n Noeud) -> Vec<Trouve<'n>> {
    let sien = |k: &str| {
        let reste = k.strip_prefix(el.nom.as_str());
        reste.is_some_and(|r| {
            if el.choix {
                r.starts_with(|c: char| c.is_ascii_uppercase())
            } else {
                r.is_empty()
            }
        })
    };
    let mut tous = Vec::new();
    for (k, v) in parent.objet().into_iter().flatten().filter(|(k, _)| sien(k)) {
        let liste = matches!(v.valeur, Valeur::Liste(_));
        tous.extend(v.items().enumerate().map(|(i, n)| Trouve {
            nom: k,
            n,
            rang: liste.then_some(i),
        }));
    }
    tous
}

/// A value in a few words.
fn dit(n: &Noeud) -> String {
    match &n.valeur {
        Valeur::Objet(o) => {
            let membres: Vec<String> = o.iter().take(4).map(|(k, v)| format!("{k} {}", dit(v))).collect();
            format!("{{{}}}", membres.join(", "))
        }
        Valeur::Liste(l) => l.iter().take(4).map(dit).collect::<Vec<_>>().join(", "),
        _ => n.montrer(),
    }
}
