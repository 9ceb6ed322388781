//! The documents that a pattern is run over in place of the one that is judged (`pattern/@documents`, ISO Schematron, 5.4.9): named by an
//! expression, read in the folder of the schema or in that of the document, and nowhere else.

use std::path::{Component, Path, PathBuf};

use segur_xpath::{Arbre, Bibliotheque};

use crate::fichiers::{self, FichierRefuse};

/// Documents that one judgement may read.
const DOCUMENTS_MAX: usize = 200;
/// Bytes of all of them.
const OCTETS_MAX: usize = 64 << 20;

/// Reads documents, each once.
pub(crate) struct Lecture<'a> {
    bibliotheque: &'a Bibliotheque,
    /// Folder of the schema, then that of the document.
    dossiers: Vec<PathBuf>,
    chemins: Vec<PathBuf>,
    octets: usize,
    pub(crate) lus: Lus,
}

/// The documents, in the order of their ranks, each under the name that the schema gives it first.
#[derive(Debug, Default)]
pub(crate) struct Lus {
    pub(crate) arbres: Vec<Arbre>,
    pub(crate) noms: Vec<String>,
    /// For each pattern that names documents, in the order of the schema.
    pub(crate) motifs: Vec<DuMotif>,
}

/// What a pattern is run over.
#[derive(Debug, Default)]
pub(crate) struct DuMotif {
    pub(crate) rangs: Vec<usize>,
    /// Why some were not read.
    pub(crate) refus: Vec<String>,
}

impl<'a> Lecture<'a> {
    /// `document`: folder of the document that is judged, when it is a file.
    pub(crate) fn new(bibliotheque: &'a Bibliotheque, schema: &Path, document: Option<&Path>) -> Self {
        let absolu = |d: &Path| std::path::absolute(d).unwrap_or_else(|_| d.to_owned());
        Self {
            bibliotheque,
            dossiers: std::iter::once(schema).chain(document).map(absolu).collect(),
            chemins: Vec::new(),
            octets: 0,
            lus: Lus::default(),
        }
    }

    /// Reads the documents that a pattern names; each name with whether it is read in a node of the document.
    pub(crate) fn motif(&mut self, noms: &[(String, bool)]) {
        let mut du_motif = DuMotif::default();
        for (nom, du_document) in noms {
            match self.un(nom, *du_document) {
                Ok(rang) if du_motif.rangs.contains(&rang) => {}
                Ok(rang) => du_motif.rangs.push(rang),
                Err(refus) => du_motif.refus.push(refus),
            }
        }
        self.lus.motifs.push(du_motif);
    }

    pub(crate) fn refuser(&mut self, cause: String) {
        self.lus.motifs.push(DuMotif {
            rangs: Vec::new(),
            refus: vec![cause],
        });
    }

    fn un(&mut self, nom: &str, du_document: bool) -> Result<usize, String> {
        let chemin = self.trouver(nom, du_document).map_err(|e| e.to_string())?;
        if let Some(rang) = self.chemins.iter().position(|c| *c == chemin) {
            return Ok(rang);
        }
        if self.chemins.len() >= DOCUMENTS_MAX {
            return Err(format!(
                "plus de {DOCUMENTS_MAX} documents nommés par le schéma : « {nom} » n'est pas lu"
            ));
        }
        let octets = fichiers::lire(&chemin, nom).map_err(|e| e.to_string())?;
        self.octets += octets.len();
        if self.octets > OCTETS_MAX {
            return Err(format!(
                "plus de {} Mio de documents nommés par le schéma : « {nom} » n'est pas lu",
                OCTETS_MAX >> 20
            ));
        }
        let arbre = self.bibliotheque.lire(&octets).map_err(|e| format!("« {nom} » : {e}"))?;
        self.chemins.push(chemin);
        self.lus.arbres.push(arbre);
        self.lus.noms.push(nom.to_owned());
        Ok(self.lus.arbres.len() - 1)
    }

    /// What a node names is beside the document that holds it; what the schema writes is beside the schema. The other folder comes after.
    fn trouver(&self, nom: &str, du_document: bool) -> Result<PathBuf, FichierRefuse> {
        let mut depuis: Vec<&PathBuf> = self.dossiers.iter().collect();
        if du_document {
            depuis.reverse();
        }
        let mut refus = None;
        for dossier in depuis {
            match self.depuis(nom, dossier) {
                Ok(chemin) => return Ok(chemin),
                Err(e) => refus = refus.or(Some(e)),
            }
        }
        Err(refus.unwrap_or_else(|| self.absent(nom)))
    }

    fn depuis(&self, nom: &str, dossier: &Path) -> Result<PathBuf, FichierRefuse> {
        let pas_relatif = || FichierRefuse::PasRelatif { nom: nom.to_owned() };
        let dehors = || FichierRefuse::HorsDesDossiers { nom: nom.to_owned() };
        let ecrit = nom.replace('\\', "/");
        if ecrit.contains("://") || ecrit.starts_with("file:") {
            return Err(pas_relatif());
        }
        let mut ici = dossier.to_owned();
        for composant in Path::new(&ecrit).components() {
            match composant {
                Component::CurDir => {}
                Component::ParentDir => {
                    ici.pop();
                }
                Component::Normal(c) => ici.push(c),
                Component::RootDir | Component::Prefix(_) => return Err(pas_relatif()),
            }
        }
        // Nothing is asked of the disk before the path is known to be inside.
        if !self.dossiers.iter().any(|d| ici.starts_with(d)) {
            return Err(dehors());
        }
        let vrai = ici.canonicalize().map_err(|_| self.absent(nom))?;
        // A link could lead out.
        let dedans = self.dossiers.iter().any(|d| d.canonicalize().is_ok_and(|d| vrai.starts_with(d)));
        if dedans { Ok(vrai) } else { Err(dehors()) }
    }

    fn absent(&self, nom: &str) -> FichierRefuse {
        FichierRefuse::Absent {
            nom: nom.to_owned(),
            dossier: if self.dossiers.len() > 1 {
                "le dossier du schéma et dans celui du document"
            } else {
                "le dossier du schéma"
            }
            .to_owned(),
        }
    }
}
