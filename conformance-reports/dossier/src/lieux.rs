//! Where each fact that held was seen: the marks of the report. They are looked for in what the page shows (masked bytes, clean headers),
//! once for each exchange, and in the documents that it carries.

use std::collections::HashMap;
use std::ops::Range;

use segur_model::resultat::{Conserve, Octets, ResultatCampagne, ResultatScenario, Tenu};

use crate::plan::{Extrait, MAX_EXTRAIT, Plan};
use crate::situer::{Genre, Texte, situer};
use crate::{DossierError, Entree};

/// Most bytes of a message in which a value is looked for.
const MAX_CHERCHE: usize = 2 << 20;
/// What is shown on each side of a mark that the page does not show otherwise.
const AUTOUR: usize = 300;
/// Most windows of an exchange, and most bytes of windows in a page.
const MAX_FENETRES: usize = 16;
const MAX_OCTETS: usize = 2 << 20;
/// Most values looked for in an exchange.
const MAX_VALEURS: usize = 400;

/// A half of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Moitie {
    Requete,
    Reponse,
}

/// What holds a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Endroit {
    Certificat,
    Ligne(Moitie),
    Entete(Moitie, usize),
    Corps(Moitie),
    /// A document that the request carries.
    Document(usize),
    /// A file of the candidate.
    Fichier,
}

/// A place to mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marque {
    pub(crate) endroit: Endroit,
    pub(crate) etendue: Range<usize>,
    /// The facts that were read there, each with its value.
    pub(crate) faits: Vec<(String, String)>,
}

/// A part of a text around marks that the page would not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fenetre {
    pub(crate) endroit: Endroit,
    pub(crate) debut: usize,
    pub(crate) texte: String,
    /// Whether the text goes on after it.
    pub(crate) coupee: bool,
}

/// What was located in an exchange or a file. Marks are in order, and do not overlap.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Situe {
    pub(crate) marques: Vec<Marque>,
    pub(crate) fenetres: Vec<Fenetre>,
}

impl Situe {
    /// Rank of the first mark of this value of this fact.
    pub(crate) fn rang(&self, fait: &str, valeur: &str) -> Option<usize> {
        let de_lui = |m: &Marque| m.faits.iter().any(|(f, v)| f == fait && v == valeur);
        self.marques.iter().position(de_lui)
    }
}

/// The marks of a campaign.
#[derive(Debug, Default)]
pub(crate) struct Lieux {
    echanges: HashMap<u64, Situe>,
    fichiers: HashMap<String, Situe>,
    octets: usize,
}

impl Lieux {
    /// Looks for every fact that held.
    pub(crate) fn situer(resultat: &ResultatCampagne, plan: &Plan, entree: &Entree<'_>) -> Result<Self, DossierError> {
        let mut lieux = Self::default();
        for s in &resultat.scenarios {
            for (e, tenus) in echanges(s) {
                if !tenus.is_empty() && !lieux.echanges.contains_key(&e.exchange.id) {
                    let situe = lieux.un_echange(plan, entree, e, &tenus)?;
                    lieux.echanges.insert(e.exchange.id, situe);
                }
            }
        }
        for (f, tenus) in fichiers(resultat) {
            let texte = lire(f, entree)?;
            let situe = lieux.chercher(&[(Endroit::Fichier, texte)], &tenus, &|_| montre(plan, plan.contenu(f)));
            lieux.fichiers.insert(f.empreinte.clone(), situe);
        }
        Ok(lieux)
    }

    pub(crate) fn echange(&self, id: u64) -> Option<&Situe> {
        self.echanges.get(&id)
    }

    pub(crate) fn fichier(&self, f: &Octets) -> Option<&Situe> {
        self.fichiers.get(&f.empreinte)
    }

    fn un_echange(&mut self, plan: &Plan, entree: &Entree<'_>, e: &Conserve, tenus: &[&Tenu]) -> Result<Situe, DossierError> {
        let x = &e.exchange;
        let mut textes = Vec::new();
        if let Some(c) = &x.pair.certificat {
            textes.push((Endroit::Certificat, c.sujet.clone()));
        }
        for (moitie, m, corps) in [
            (Moitie::Requete, &x.requete, &e.corps_requete),
            (Moitie::Reponse, &x.reponse, &e.corps_reponse),
        ] {
            textes.push((Endroit::Ligne(moitie), m.ligne.clone()));
            for (rang, (_, valeur)) in m.entetes.iter().enumerate() {
                textes.push((Endroit::Entete(moitie, rang), valeur.clone()));
            }
            if corps.taille > 0 {
                textes.push((Endroit::Corps(moitie), lire(corps, entree)?));
            }
        }
        for (rang, d) in e.documents.iter().enumerate() {
            textes.push((Endroit::Document(rang), lire(d, entree)?));
        }
        let liens = plan.echange(x.id);
        let montre = |endroit| match endroit {
            Endroit::Corps(Moitie::Requete) => montre(plan, liens.and_then(|l| l.requete.as_deref())),
            Endroit::Corps(Moitie::Reponse) => montre(plan, liens.and_then(|l| l.reponse.as_deref())),
            Endroit::Document(_) => 0,
            _ => usize::MAX,
        };
        Ok(self.chercher(&textes, tenus, &montre))
    }

    /// `montre`: how much of a text the page shows anyway.
    fn chercher(&mut self, textes: &[(Endroit, String)], tenus: &[&Tenu], montre: &dyn Fn(Endroit) -> usize) -> Situe {
        let lus: Vec<Texte<'_>> = textes.iter().map(|(endroit, t)| Texte::lire(genre(*endroit), t)).collect();
        // Documents come last: one that the message holds as it is has its marks there.
        let propres = textes.iter().take_while(|(e, _)| !matches!(e, Endroit::Document(_))).count();
        let (propres, portes) = lus.split_at(propres);
        let place = |fait: &str, valeur: &str| {
            let dans = situer(propres, fait, valeur);
            if !dans.is_empty() || portes.is_empty() {
                return dans;
            }
            let portes = situer(portes, fait, valeur);
            portes.into_iter().map(|(rang, e)| (rang + propres.len(), e)).collect()
        };
        let mut situe = Situe::default();
        let valeurs = tenus.iter().flat_map(|t| t.vu.iter().map(move |v| (&t.fait, v)));
        for (fait, valeur) in valeurs.take(MAX_VALEURS) {
            for (rang, etendue) in place(fait, valeur) {
                let Some((endroit, _)) = textes.get(rang) else { continue };
                situe.ajouter(Marque {
                    endroit: *endroit,
                    etendue,
                    faits: vec![(fait.clone(), valeur.clone())],
                });
            }
        }
        situe.marques.sort_by_key(|m| (m.endroit, m.etendue.start));
        for (endroit, texte) in textes {
            self.fenetres(&mut situe, *endroit, texte, montre(*endroit));
        }
        situe
    }

    /// The windows of one text; marks of which nothing is shown in the end are dropped.
    fn fenetres(&mut self, situe: &mut Situe, endroit: Endroit, texte: &str, montre: usize) {
        let loin: Vec<Range<usize>> = situe
            .marques
            .iter()
            .filter(|m| m.endroit == endroit && m.etendue.end > montre)
            .map(|m| m.etendue.clone())
            .collect();
        let mut etendues: Vec<Range<usize>> = Vec::new();
        for m in loin {
            let autour = caractere(texte, m.start.saturating_sub(AUTOUR))..caractere(texte, (m.end + AUTOUR).min(texte.len()));
            match etendues.last_mut() {
                Some(derniere) if autour.start <= derniere.end => derniere.end = autour.end,
                _ => etendues.push(autour),
            }
        }
        etendues.truncate(MAX_FENETRES.saturating_sub(situe.fenetres.len()));
        etendues.retain(|e| {
            self.octets += e.len();
            self.octets <= MAX_OCTETS
        });
        situe.marques.retain(|m| {
            let vue = |e: &Range<usize>| e.start <= m.etendue.start && m.etendue.end <= e.end;
            m.endroit != endroit || m.etendue.end <= montre || etendues.iter().any(vue)
        });
        situe.fenetres.extend(etendues.into_iter().map(|e| Fenetre {
            endroit,
            debut: e.start,
            coupee: e.end < texte.len(),
            texte: texte.get(e).unwrap_or_default().to_owned(),
        }));
    }
}

impl Situe {
    /// Two facts read at one place are one mark; one that overlaps another is left out.
    fn ajouter(&mut self, m: Marque) {
        let mut memes = self.marques.iter_mut().filter(|a| a.endroit == m.endroit);
        match memes.find(|a| a.etendue.start < m.etendue.end && m.etendue.start < a.etendue.end) {
            Some(a) if a.etendue == m.etendue => {
                for f in m.faits {
                    if !a.faits.contains(&f) {
                        a.faits.push(f);
                    }
                }
            }
            Some(_) => {}
            None => self.marques.push(m),
        }
    }
}

/// Every exchange of a scenario, with the facts that held in it.
fn echanges(s: &ResultatScenario) -> Vec<(&Conserve, Vec<&Tenu>)> {
    let observations = || s.etapes.iter().flat_map(|e| &e.observations);
    let mut tenus: HashMap<u64, Vec<&Tenu>> = HashMap::new();
    for t in observations().flat_map(|o| &o.tenus).filter(|t| !t.fait.is_empty()) {
        if let Some(id) = t.echange {
            tenus.entry(id).or_default().push(t);
        }
    }
    observations()
        .flat_map(|o| &o.echanges)
        .map(|e| (e, tenus.remove(&e.exchange.id).unwrap_or_default()))
        .collect()
}

/// Every file of the candidate, once, with the facts that held in it: several observations may have read the same one.
fn fichiers(r: &ResultatCampagne) -> Vec<(&Octets, Vec<&Tenu>)> {
    let mut lus: Vec<(&Octets, Vec<&Tenu>)> = Vec::new();
    let mut rangs: HashMap<&str, usize> = HashMap::new();
    for o in r.scenarios.iter().flat_map(|s| &s.etapes).flat_map(|e| &e.observations) {
        let Some(f) = &o.fichier else { continue };
        let tenus = o.tenus.iter().filter(|t| t.echange.is_none() && !t.fait.is_empty());
        let rang = *rangs.entry(f.empreinte.as_str()).or_insert(lus.len());
        match lus.get_mut(rang) {
            Some((_, siens)) => siens.extend(tenus),
            None => lus.push((f, tenus.collect())),
        }
    }
    lus.retain(|(_, tenus)| !tenus.is_empty());
    lus
}

fn genre(endroit: Endroit) -> Genre<'static> {
    match endroit {
        Endroit::Certificat => Genre::Certificat,
        Endroit::Ligne(Moitie::Requete) => Genre::LigneRequete,
        Endroit::Ligne(Moitie::Reponse) => Genre::LigneReponse,
        Endroit::Entete(..) => Genre::Entete("en-tête"),
        Endroit::Corps(_) | Endroit::Document(_) => Genre::Corps,
        Endroit::Fichier => Genre::Fichier,
    }
}

/// How much of a file the page shows.
fn montre(plan: &Plan, chemin: Option<&str>) -> usize {
    match chemin.and_then(|c| plan.fichier(c)).map(|f| &f.extrait) {
        Some(Extrait::Texte(texte, _)) => texte.len(),
        _ => 0,
    }
}

/// The bytes as the dossier holds them; empty when they are no text.
fn lire(o: &Octets, entree: &Entree<'_>) -> Result<String, DossierError> {
    let mut lus = crate::plan::lire(o, entree.octets)?;
    if let Some(masques) = segur_masque::octets(&lus) {
        lus = masques;
    }
    lus.truncate(MAX_CHERCHE);
    if lus.starts_with(b"PK") || lus.starts_with(b"%PDF") || lus.iter().take(MAX_EXTRAIT).any(|o| *o == 0) {
        return Ok(String::new());
    }
    Ok(String::from_utf8(lus).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned()))
}

fn caractere(texte: &str, mut i: usize) -> usize {
    while !texte.is_char_boundary(i) {
        i -= 1;
    }
    i
}
