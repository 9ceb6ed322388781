//! From bytes to a list: whole, or refused.

use roxmltree::{Document, Node};
use segur_soap::{Limites, XmlRefuse, decoder_borne, enfant, enfants, est, lieu, lire_borne, texte_de};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{ESPACE_DE_NOMS, Entree, ListeBlanche};

/// Most bytes of a list: ten times the 8,655 lines of 2026.
pub const OCTETS_MAX: usize = 32 * 1024 * 1024;
/// Most lines.
const ENTREES_MAX: usize = 100_000;
/// Most characters of a field.
const CHAMP_MAX: usize = 2_000;

const LIMITES: Limites = Limites {
    taille: OCTETS_MAX,
    profondeur: 16,
    noeuds: 2_000_000,
    attributs: 16,
    espaces: 10_000_000,
};

/// Why a list is not one. The last good one stays in force.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListeRefusee {
    /// It is no XML, or it is cut before its end.
    #[error("liste blanche illisible : {0}")]
    Xml(#[from] XmlRefuse),
    /// It is another document.
    #[error("ce n'est pas une liste blanche : la racine est « {racine} », « ListeBlancheMSSante » de l'espace {ESPACE_DE_NOMS} attendue")]
    Racine {
        /// Its root.
        racine: String,
    },
    /// An element is missing, there several times, or empty.
    #[error("liste blanche, ligne {ligne} : {quoi} ; demandez une liste entière, et gardez d'ici là la dernière bonne")]
    Element {
        /// Line, from 1.
        ligne: u32,
        /// What is wrong.
        quoi: String,
    },
    /// It allows nobody.
    #[error("liste blanche sans aucun domaine : elle fermerait tout ; gardez la dernière bonne")]
    Vide,
    /// It has too many lines.
    #[error("liste blanche de {nombre} lignes, au-delà de {ENTREES_MAX} : gardez la dernière bonne")]
    TropLongue {
        /// Its lines.
        nombre: usize,
    },
}

impl ListeBlanche {
    /// Reads a list.
    ///
    /// # Errors
    /// When it is cut, is no list, or says something that cannot be used: nothing of it is kept then.
    pub fn lire(octets: &[u8]) -> Result<Self, ListeRefusee> {
        let texte = decoder_borne(octets, &LIMITES)?;
        let document = lire_borne(&texte, &LIMITES)?;
        let racine = document.root_element();
        if !est(racine, ESPACE_DE_NOMS, "ListeBlancheMSSante") {
            let racine = racine.tag_name().name().chars().take(100).collect();
            return Err(ListeRefusee::Racine { racine });
        }
        let l = Lecture(&document);
        let date = l.texte(racine, "DateDeGeneration", true)?;
        let generee = OffsetDateTime::parse(&date, &Rfc3339).map_err(|_| {
            l.refus(
                racine,
                &format!("DateDeGeneration « {date} » n'est pas un instant (2025-03-13T14:54:10Z)"),
            )
        })?;
        let liste = l.unique(racine, "ListeDomaines")?;
        let nombre = enfants(liste, ESPACE_DE_NOMS, "Domaine").count();
        if nombre == 0 {
            return Err(ListeRefusee::Vide);
        }
        if nombre > ENTREES_MAX {
            return Err(ListeRefusee::TropLongue { nombre });
        }
        let entrees = enfants(liste, ESPACE_DE_NOMS, "Domaine").map(|n| l.entree(n));
        Ok(Self::nouvelle(generee, entrees.collect::<Result<_, _>>()?))
    }
}

struct Lecture<'a, 'i>(&'a Document<'i>);

impl<'a, 'i> Lecture<'a, 'i> {
    fn entree(&self, noeud: Node<'a, 'i>) -> Result<Entree, ListeRefusee> {
        Ok(Entree {
            nom: self.texte(noeud, "Nom", true)?,
            description: self.texte(noeud, "Description", false)?,
            dn: self.texte(noeud, "DNCertificatOperateur", true)?,
            responsable: self.texte(noeud, "ResponsableContact", false)?,
            support: self.texte(noeud, "SupportContact", false)?,
            maj: self.texte(noeud, "DateMAJ", false)?,
        })
    }

    /// The text of a child. What decides who is let in is there, once; what people read may be missing.
    fn texte(&self, noeud: Node<'a, 'i>, nom: &str, decide: bool) -> Result<String, ListeRefusee> {
        let lu = match decide {
            true => self.unique(noeud, nom)?,
            false => match enfant(noeud, ESPACE_DE_NOMS, nom) {
                Some(lu) => lu,
                None => return Ok(String::new()),
            },
        };
        let texte = texte_de(lu).trim().to_owned();
        if decide && texte.is_empty() {
            return Err(self.refus(lu, &format!("{nom} est vide")));
        }
        match texte.chars().nth(CHAMP_MAX) {
            Some(_) => Err(self.refus(lu, &format!("{nom} a plus de {CHAMP_MAX} caractères"))),
            None => Ok(texte),
        }
    }

    fn unique(&self, noeud: Node<'a, 'i>, nom: &str) -> Result<Node<'a, 'i>, ListeRefusee> {
        let mut tous = enfants(noeud, ESPACE_DE_NOMS, nom);
        match (tous.next(), tous.next()) {
            (Some(seul), None) => Ok(seul),
            (None, _) => Err(self.refus(noeud, &format!("il manque {nom} dans {}", noeud.tag_name().name()))),
            (Some(_), Some(second)) => Err(self.refus(second, &format!("{nom} est donné deux fois"))),
        }
    }

    fn refus(&self, noeud: Node<'a, 'i>, quoi: &str) -> ListeRefusee {
        ListeRefusee::Element {
            ligne: lieu(self.0, noeud).line,
            quoi: quoi.chars().take(300).collect(),
        }
    }
}
