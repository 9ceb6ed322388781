//! A campaign as who gives it proofs sees it: what it asks, what it was given, where each proof stands.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use segur_engine::campagne::remises::{self, Remises};
use segur_engine::campagne::{self, Vue};
use segur_engine::moteur::donnees::Jour;
use segur_engine::moteur::preuves;
use segur_model::EtatPreuve;
use segur_model::candidat::Candidat;
use segur_model::catalogue::{Catalogue, CatalogueScenario, Proof, Requirement};
use segur_model::francais::suggerer_et_finir;
use segur_model::numero;
use segur_model::resultat::{Octets, ResultatPreuve};

use crate::commandes::campagne::Lieu;
use crate::commandes::referentiel;
use crate::erreur::Erreur;

/// A campaign.
pub(crate) struct Depot {
    /// Identifier.
    pub id: String,
    /// Folder of its durable state.
    pub campagne: PathBuf,
    /// As it stood when it was opened here.
    pub vue: Vue,
    /// What it asks.
    pub catalogue: Catalogue,
}

/// A proof, with what asks it.
pub(crate) struct Demandee<'a> {
    /// Exigence.
    pub exigence: &'a Requirement,
    /// Scenario.
    pub scenario: &'a CatalogueScenario,
    /// Proof.
    pub preuve: &'a Proof,
}

impl Depot {
    /// Opens the campaign of this identifier, or of this folder.
    pub fn ouvrir(campagne: &str, out: Option<&Path>) -> Result<Self, Erreur> {
        let (id, dossier) = trouver(campagne, out)?;
        Self::du_dossier(&id, &dossier)
    }

    /// Opens the campaign whose durable state is there.
    pub fn du_dossier(id: &str, dossier: &Path) -> Result<Self, Erreur> {
        let vue = campagne::consulter(dossier)?;
        let o = &vue.ouverture;
        let catalogue = referentiel::de_la_campagne(&o.referentiel, &o.candidat.campagne)?;
        Ok(Self {
            id: id.to_owned(),
            campagne: dossier.to_owned(),
            catalogue,
            vue,
        })
    }

    /// The candidate, as last declared.
    pub fn candidat(&self) -> &Candidat {
        &self.vue.ouverture.candidat
    }

    /// What was given up to now.
    pub fn remises(&self) -> Result<Remises, Erreur> {
        Ok(Remises::lire(&self.campagne)?)
    }

    /// Digests of the pieces of a proof whose bytes are gone or were altered: they may be given again.
    pub fn perdues(&self, preuve: &str) -> Result<BTreeSet<String>, Erreur> {
        let remises = self.remises()?;
        let siennes = remises.fichiers.get(preuve).into_iter().flatten();
        Ok(siennes
            .filter(|r| !remises::intacte(&self.campagne, &r.octets))
            .map(|r| r.octets.empreinte.clone())
            .collect())
    }

    /// Exigences that apply, in the order of the référentiel.
    pub fn applicables(&self) -> Vec<&Requirement> {
        self.catalogue.applicables(&self.candidat().campagne.profils).collect()
    }

    /// The proof of this number, whatever its scope and spelling.
    pub fn preuve(&self, voulu: &str) -> Result<Demandee<'_>, Erreur> {
        let toutes = || {
            let exigences = self.catalogue.exigences.iter();
            exigences.flat_map(|e| {
                e.scenarios.iter().flat_map(move |s| {
                    s.preuves.iter().map(move |p| Demandee {
                        exigence: e,
                        scenario: s,
                        preuve: p,
                    })
                })
            })
        };
        let cle = numero::cle(voulu);
        let trouvee = toutes()
            .find(|d| d.preuve.id == voulu)
            .or_else(|| toutes().find(|d| numero::cle(&d.preuve.id) == cle));
        let Some(d) = trouvee else {
            return Err(self.inconnue(voulu, toutes().map(|d| d.preuve.id.as_str())));
        };
        if !self.applicables().iter().any(|e| e.id == d.exigence.id) {
            return Err(Erreur::dit(format!(
                "{} est demandée par {}, du profil « {} », que cette campagne ne déclare pas. Ajoutez-le à [campagne] profils de candidat.toml, puis « run --reprendre {} »",
                d.preuve.id, d.exigence.id, d.exigence.profil, self.id
            )));
        }
        Ok(d)
    }

    fn inconnue<'a>(&self, voulu: &str, numeros: impl Iterator<Item = &'a str>) -> Erreur {
        // A number of an exigence or of a scenario: its proofs are told.
        let cle = format!("{}.", numero::cle(voulu));
        let numeros: Vec<&str> = numeros.collect();
        let dessous: Vec<&str> = numeros
            .iter()
            .copied()
            .filter(|n| numero::cle(n).starts_with(&cle))
            .take(8)
            .collect();
        let suite = if dessous.is_empty() {
            suggerer_et_finir(voulu, numeros)
        } else {
            format!(". Ses preuves : {}.", dessous.join(", "))
        };
        Erreur::dit(format!(
            "« {voulu} » n'est pas un numéro de preuve de cette campagne ({}, {}){suite} « preuve lister {} » les donne toutes.",
            self.id, self.catalogue.code, self.id
        ))
    }

    /// Where the proofs of these exigences stand, with what is given now and what was last played.
    pub fn etats(&self, exigences: &[&Requirement], remises: &Remises) -> Vec<ResultatPreuve> {
        let joues = self.vue.resultat.as_ref().map(|r| r.scenarios.as_slice()).unwrap_or_default();
        let presents = |o: &Octets| self.entier(o);
        let jour = Jour {
            version: &self.candidat().produit.version,
            presents: &presents,
        };
        preuves::etats(exigences, joues, remises, &jour)
    }

    /// Proofs of a scenario that are still to be given, by this or by a third party.
    pub fn a_donner(&self, scenario: &str) -> Result<Vec<String>, Erreur> {
        let remises = self.remises()?;
        let applicables = self.applicables();
        let etats = self.etats(&applicables, &remises);
        let dues = etats.into_iter().filter(|e| e.scenario == scenario);
        Ok(dues
            .filter(|e| !matches!(e.etat, EtatPreuve::Produite | EtatPreuve::SansObjet))
            .map(|e| e.id)
            .collect())
    }

    /// Where one proof stands, in one line.
    pub fn etat_dit(&self, d: &Demandee<'_>) -> Result<String, Erreur> {
        let remises = self.remises()?;
        let etats = self.etats(&[d.exigence], &remises);
        let etat = etats.iter().find(|e| e.id == d.preuve.id);
        Ok(etat.map_or(String::new(), |e| {
            if e.raison.is_empty() {
                format!("{} : {}", e.id, e.etat.libelle())
            } else {
                format!("{} : {} — {}", e.id, e.etat.libelle(), e.raison)
            }
        }))
    }

    /// Whether bytes are there, of their size: `verifier` reads them.
    pub fn entier(&self, octets: &Octets) -> bool {
        std::fs::metadata(self.chemin(octets)).is_ok_and(|m| m.len() == octets.taille)
    }

    /// Where bytes are.
    pub fn chemin(&self, octets: &Octets) -> PathBuf {
        remises::chemin(&self.campagne, octets)
    }
}

/// What tells a file from another, short.
pub(crate) fn court(o: &Octets) -> &str {
    o.empreinte.get(..8).unwrap_or(&o.empreinte)
}

/// The identifier of a campaign and the folder of its durable state, from either.
fn trouver(voulu: &str, out: Option<&Path>) -> Result<(String, PathBuf), Erreur> {
    let chemin = Path::new(voulu);
    if out.is_none() && chemin.is_dir() {
        if let Some(trouvee) = dans(chemin)? {
            return Ok(trouvee);
        }
        return Err(Erreur::dit(format!(
            "{voulu} n'a pas de campagne : donnez l'identifiant que « run » a dit (mon-logiciel-1), ou son dossier de sortie"
        )));
    }
    let lieu = Lieu::de(voulu, out);
    if lieu.dossier_campagne().is_dir() {
        return Ok((lieu.id.clone(), lieu.dossier_campagne()));
    }
    Err(Erreur::dit(format!(
        "aucune campagne « {voulu} » dans {} : donnez l'identifiant que « run » a dit, et --out s'il en avait un ; ou le dossier de sortie{}",
        lieu.sortie.display(),
        connues()
    )))
}

/// The campaign of a folder of output, or of the folder of its state.
fn dans(dossier: &Path) -> Result<Option<(String, PathBuf)>, Erreur> {
    let nom = |d: &Path| d.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut trouvees = Vec::new();
    let ici = nom(dossier);
    if let Some(id) = ici.strip_prefix("etat-")
        && dossier.join("campagne").is_dir()
    {
        return Ok(Some((id.to_owned(), dossier.join("campagne"))));
    }
    let lire = |e: std::io::Error| Erreur::fichier("lecture", dossier, &e);
    for entree in std::fs::read_dir(dossier).map_err(lire)? {
        let chemin = entree.map_err(lire)?.path();
        if let Some(id) = nom(&chemin).strip_prefix("etat-")
            && chemin.join("campagne").is_dir()
        {
            trouvees.push((id.to_owned(), chemin.join("campagne")));
        }
    }
    if trouvees.len() > 1 {
        let ids: Vec<&str> = trouvees.iter().map(|(id, _)| id.as_str()).collect();
        return Err(Erreur::dit(format!(
            "{} a plusieurs campagnes : donnez l'identifiant de l'une ({}), et --out {}",
            dossier.display(),
            ids.join(", "),
            dossier.display()
        )));
    }
    Ok(trouvees.pop())
}

/// The campaigns of the usual place.
fn connues() -> String {
    let noms: Vec<String> = std::fs::read_dir("conformance-reports")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|e| {
            let id = e.file_name().to_string_lossy().into_owned();
            e.path().join(format!("etat-{id}")).is_dir().then_some(id)
        })
        .take(10)
        .collect();
    if noms.is_empty() {
        String::new()
    } else {
        format!(". Campagnes d'ici : {}", noms.join(", "))
    }
}
