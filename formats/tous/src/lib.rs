//! The list of the dialects, and what they give together: rules, operations, kinds of files. A new format is a line here.

use segur_dialecte::{Connu, Constateur, Dialecte, Lu, Source};
use segur_mail::{mssante, xdm};
use segur_model::vocabulaire::{EXTRAITS, GenreFichier, OPERATIONS_COMMUNES, Operation, motif_couvre};
use segur_model::{FaitsLus, Rule, joints};

/// Every dialect. The first that takes a source reads it.
#[must_use]
pub fn dialectes() -> [&'static dyn Dialecte; 11] {
    [
        segur_insi_messages::DIALECTE,
        segur_xds::DIALECTE,
        segur_oidc::DIALECTE,
        segur_fhir::DIALECTE,
        segur_saml::vihf::DIALECTE,
        segur_cda::DIALECTE,
        segur_pdf::DIALECTE,
        xdm::DIALECTE,
        mssante::DIALECTE,
        segur_hl7v2::DIALECTE,
        segur_r4::DIALECTE,
    ]
}

/// Every operation.
pub const OPERATIONS: &[Operation] = joints!(Operation;
    segur_insi_messages::operations::OPERATIONS,
    segur_xds::operations::OPERATIONS,
    segur_oidc::operations::OPERATIONS,
    segur_fhir::operations::OPERATIONS,
    mssante::operations::OPERATIONS,
    OPERATIONS_COMMUNES,
);

/// The documents that an act answers, and the dialect of each: they are judged byte for byte.
const DOCUMENTS: &[(GenreFichier, &str)] = &[
    (
        GenreFichier {
            nom: "compte-rendu",
            dit: "le compte rendu (CDA R2), tel que le logiciel l'a produit",
            listes: &[],
            faits: segur_cda::FAITS,
        },
        "cda",
    ),
    (
        GenreFichier {
            nom: "compte-rendu-pdf",
            dit: "le PDF du compte rendu, tel que le logiciel l'a produit",
            listes: &[],
            faits: segur_pdf::FAITS,
        },
        "pdf",
    ),
    (
        GenreFichier {
            nom: "archive-xdm",
            dit: "l'archive IHE_XDM qui porte le compte rendu",
            listes: &[],
            faits: xdm::FAITS,
        },
        "xdm",
    ),
    (
        GenreFichier {
            nom: mssante::GENRE,
            dit: "le courriel tel qu'il est parti (source SMTP)",
            listes: &[],
            faits: segur_mail::courriel::FAITS,
        },
        "mssante",
    ),
];

/// Every kind of file that an act answers: extracts, then documents.
pub const FICHIERS: &[GenreFichier] = joints!(GenreFichier; EXTRAITS, &[DOCUMENTS[0].0, DOCUMENTS[1].0, DOCUMENTS[2].0, DOCUMENTS[3].0]);

/// The dialect of the documents of a kind; none for an extract.
#[must_use]
pub fn dialecte_du_fichier(nom: &str) -> Option<&'static str> {
    DOCUMENTS.iter().find(|(genre, _)| genre.nom == nom).map(|(_, dialecte)| *dialecte)
}

/// Every rule, once: those of the dialects, and what is held of a connection.
#[must_use]
pub fn regles() -> Vec<&'static Rule> {
    let des_dialectes = dialectes().into_iter().flat_map(Dialecte::regles);
    des_dialectes
        .chain(segur_dialecte::connexion::REGLES)
        .fold(Vec::new(), |mut toutes, r| {
            if !toutes.iter().any(|t: &&Rule| t.id == r.id) {
                toutes.push(r);
            }
            toutes
        })
}

/// The operations that a name or a pattern (`insi.*`) covers.
pub fn operations(motif: &str) -> impl Iterator<Item = &'static Operation> + '_ {
    OPERATIONS.iter().filter(move |o| motif_couvre(motif, o.nom))
}

/// Reads a source, with the name of the dialect that takes it; an exchange that none takes has the facts that all have.
#[must_use]
pub fn lire(source: &Source<'_>) -> Option<(&'static str, Box<dyn Lu>)> {
    let lu = dialectes().iter().find_map(|d| Some((d.nom(), d.lire(source)?)));
    lu.or_else(|| match source {
        Source::Echange { e, .. } => Some(("", Box::new(Nu(e.faits_communs().into())) as Box<dyn Lu>)),
        Source::Fichier { .. } => None,
    })
}

/// Facts, and nothing to judge.
#[derive(Debug, Clone, Default)]
pub struct Nu(pub FaitsLus);

impl Lu for Nu {
    fn faits(&self) -> &FaitsLus {
        &self.0
    }

    fn juger(&self, _: &Connu<'_>, _: &mut Constateur) {}
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_rule_an_operation_and_a_file_have_one_name_each() {
        let des_dialectes = dialectes().into_iter().flat_map(Dialecte::regles);
        let toutes: Vec<&str> = des_dialectes.chain(segur_dialecte::connexion::REGLES).map(|r| r.id).collect();
        assert_eq!(regles().len(), toutes.iter().collect::<BTreeSet<_>>().len());
        assert_eq!(OPERATIONS.len(), OPERATIONS.iter().map(|o| o.nom).collect::<BTreeSet<_>>().len());
        assert_eq!(FICHIERS.len(), FICHIERS.iter().map(|f| f.nom).collect::<BTreeSet<_>>().len());
    }

    #[test]
    fn the_operations_are_those_of_the_dialects_under_their_names() {
        for d in dialectes() {
            for o in d.operations() {
                assert!(o.nom.starts_with(&format!("{}.", d.nom())), "{}", o.nom);
                assert_eq!(operations(o.nom).count(), 1, "{}", o.nom);
            }
        }
        let des_dialectes: usize = dialectes().iter().map(|d| d.operations().len()).sum();
        assert_eq!(OPERATIONS.len(), des_dialectes + OPERATIONS_COMMUNES.len());
    }

    #[test]
    fn every_document_has_its_dialect() {
        for (genre, dialecte) in DOCUMENTS {
            assert!(dialectes().iter().any(|d| d.nom() == *dialecte), "{}", genre.nom);
            assert_eq!(dialecte_du_fichier(genre.nom), Some(*dialecte));
        }
        assert_eq!(dialecte_du_fichier("identite"), None);
    }
}
