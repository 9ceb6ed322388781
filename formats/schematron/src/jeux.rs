//! The value sets that a schema opens with `document()` or `doc()`: relative to the folder of the top-level schema, as the
//! published pipeline has it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use quick_xml::events::{BytesEnd, BytesStart, Event};
use segur_soap::Limites;
use segur_xpath::{Arbre, Noms, Ouvrir};

use crate::avertissement::Avertissement;
use crate::fichiers::{self, FichierRefuse};

/// Folder of the value sets in the published set.
const DOSSIER: &str = "jeuxDeValeurs";
/// Namespace of IHE SVS.
const SVS: &str = "urn:ihe:iti:svs:2008";

/// Warnings raised while documents are opened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Suivi(Arc<Mutex<Vec<Avertissement>>>);

impl Suivi {
    fn noter(&self, a: Avertissement) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(a);
    }

    pub(crate) fn avertissements(&self) -> Vec<Avertissement> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The value sets that are open, by their file: one that several schemas name is read once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fonds(Arc<Mutex<HashMap<PathBuf, Case>>>);

/// A value set: read by the first who asks, while others wait for it alone.
type Case = Arc<Mutex<Option<Arc<Arbre>>>>;

impl Fonds {
    /// The tree of a file. One that cannot be read is not kept: what is said of it has the name that the schema gives it.
    fn arbre(&self, chemin: &Path, nom: &str, noms: &Noms) -> Result<Arc<Arbre>, String> {
        let case = {
            let mut cases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            cases.entry(chemin.to_owned()).or_default().clone()
        };
        let mut case = case.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(arbre) = &*case {
            return Ok(arbre.clone());
        }
        let octets = fichiers::lire(chemin, nom).map_err(|e| e.to_string())?;
        let arbre = en_arbre(&octets, noms)?;
        *case = Some(arbre.clone());
        Ok(arbre)
    }
}

fn en_arbre(octets: &[u8], noms: &Noms) -> Result<Arc<Arbre>, String> {
    let arbre = Arbre::de_reference(octets, noms, &Limites::default());
    arbre.map(Arc::new).map_err(|e| e.to_string())
}

/// Opens the documents that the expressions of a schema name.
pub(crate) fn ouvrir(schema: &Path, suivi: Suivi, fonds: Fonds) -> Ouvrir {
    let dossier = schema.parent().unwrap_or(Path::new("")).to_owned();
    let racine = fichiers::racine(schema);
    Box::new(move |nom, noms| match fichiers::trouver(nom, &dossier, &racine) {
        Ok((chemin, avertissement)) => {
            if let Some(a) = avertissement {
                suivi.noter(a);
            }
            fonds.arbre(&chemin, nom, noms)
        }
        Err(absent @ FichierRefuse::Absent { .. }) => {
            let (octets, lu) = remplacer(nom, &dossier, &racine).ok_or_else(|| absent.to_string())?;
            suivi.noter(Avertissement::JeuRemplace { ecrit: nom.to_owned(), lu });
            en_arbre(&octets, noms)
        }
        Err(autre) => Err(autre.to_string()),
    })
}

/// A value set in the form of ART-DECOR (`voc-<OID>-DYNAMIC.xml`) that the published set lacks, made from the IHE SVS file of the
/// same identifier.
fn remplacer(nom: &str, dossier: &Path, racine: &Path) -> Option<(Vec<u8>, String)> {
    let fichier = nom.rsplit('/').next()?;
    let oid = fichier.strip_prefix("voc-")?.strip_suffix("-DYNAMIC.xml")?;
    let absolu = std::path::absolute(dossier).ok()?;
    let jeux = absolu
        .ancestors()
        .take_while(|d| d.starts_with(racine))
        .map(|d| d.join(DOSSIER))
        .find(|d| d.is_dir())?;
    let mut chemins: Vec<PathBuf> = std::fs::read_dir(jeux).ok()?.filter_map(|e| e.ok().map(|e| e.path())).collect();
    chemins.sort();
    chemins.into_iter().find_map(|chemin| {
        let lu = chemin.file_name()?.to_string_lossy().into_owned();
        let octets = fichiers::lire(&chemin, &lu).ok()?;
        // Most files are another set: they are not parsed.
        octets.windows(oid.len()).any(|f| f == oid.as_bytes()).then_some(())?;
        Some((traduire(&octets, oid)?, lu))
    })
}

fn traduire(octets: &[u8], oid: &str) -> Option<Vec<u8>> {
    let texte = segur_soap::decoder(octets).ok()?;
    let document = segur_soap::lire(&texte).ok()?;
    let jeu = document
        .descendants()
        .find(|n| n.has_tag_name((SVS, "ValueSet")) && n.attribute("id") == Some(oid))?;
    let mut sortie = quick_xml::Writer::new(Vec::new());
    let ouvrants = ["valueSets", "valueSet", "conceptList"];
    for nom in ouvrants {
        sortie.write_event(Event::Start(BytesStart::new(nom))).ok()?;
    }
    for concept in jeu.descendants().filter(|n| n.has_tag_name((SVS, "Concept"))) {
        let mut e = BytesStart::new("concept");
        for a in ["code", "codeSystem", "displayName"] {
            if let Some(v) = concept.attribute(a) {
                e.push_attribute((a, v));
            }
        }
        sortie.write_event(Event::Empty(e)).ok()?;
    }
    for nom in ouvrants.iter().rev() {
        sortie.write_event(Event::End(BytesEnd::new(*nom))).ok()?;
    }
    Some(sortie.into_inner())
}
