//! TD3.3: a change of visibility (a new version of the metadata, all given again), or of availability.

use roxmltree::Node;

use super::lot::{self, Ecriture};
use super::message::Message;
use super::metadonnees::{FicheAuteur, VISIBILITES};
use super::reponse::{RIM, attribut};
use super::{Appel, Patient};
use crate::ecarts::Ecart;
use crate::xml::Plume;

const APPROVED: &str = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved";
const ARCHIVED: &str = "urn:asip:ci-sis:2010:StatusType:Archived";
const DELETED: &str = "urn:asip:ci-sis:2010:StatusType:Deleted";
const CONFIDENTIALITE: &str = "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f";
const DOCUMENT: &str = "Document01";
const SOURCE: &str = "SubmissionSet01";

/// A change of availability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disponibilite {
    Archiver,
    Desarchiver,
    Supprimer,
}

/// What a change is about, as its SubmissionSet says it.
pub(crate) struct Objet<'a> {
    pub patient: &'a Patient,
    pub titre: &'a str,
    pub auteur: &'a FicheAuteur,
}

/// TD3.3c and TD3.3d: the availability of the document that has this technical identifier.
pub(crate) fn disponibilite(appel: &Appel<'_>, o: &Objet<'_>, cible: &str, archive: bool, d: Disponibilite) -> Message {
    if d == Disponibilite::Supprimer && appel.ecarts.a(Ecart::DmpSuppressionIti62) {
        return retirer(cible);
    }
    let archived = || {
        appel.ecarts.choisir(
            Ecart::DmpStatutArchiveEbrim,
            ARCHIVED,
            "urn:oasis:names:tc:ebxml-regrep:StatusType:Archived",
        )
    };
    let (de, vers) = match d {
        Disponibilite::Archiver => (APPROVED, archived()),
        Disponibilite::Desarchiver => (archived(), APPROVED),
        Disponibilite::Supprimer if archive && !appel.ecarts.a(Ecart::DmpSuppressionDUnActif) => (archived(), DELETED),
        Disponibilite::Supprimer => (APPROVED, DELETED),
    };
    soumettre(appel, o, |e| {
        let slots = [("OriginalStatus", de), ("NewStatus", vers)];
        e.liaison("urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus", SOURCE, cible, &slots);
    })
}

/// What IHE deletes by (ITI-62), which the DMP does not take.
fn retirer(cible: &str) -> Message {
    let mut p = Plume::fragment();
    let espaces = [("xmlns:lcm", "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0"), ("xmlns:rim", RIM)];
    p.dans("lcm:RemoveObjectsRequest", &espaces, |p| {
        p.dans("rim:ObjectRefList", &[], |p| p.vide("rim:ObjectRef", &[("id", cible)]));
    });
    Message {
        action: "urn:ihe:iti:2010:DeleteDocumentSet",
        corps: p.finir(),
    }
}

/// TD3.3a and TD3.3b: the same document, without `ote`, with `mis` (code and label) in its visibility.
pub(crate) fn visibilite(
    appel: &Appel<'_>,
    o: &Objet<'_>,
    document: Node<'_, '_>,
    ote: Option<&str>,
    mis: Option<(&str, &str)>,
) -> Message {
    let ecarts = appel.ecarts;
    let version = document
        .children()
        .find(|n| n.has_tag_name((RIM, "VersionInfo")))
        .map_or("1", |n| attribut(n, "versionName"));
    soumettre(appel, o, |e| {
        let lid = !ecarts.a(Ecart::DmpMasquageSansLid);
        let incomplet = ecarts.a(Ecart::DmpMasquageIncomplet);
        let attributs: Vec<(&str, &str)> = [("id", DOCUMENT)]
            .into_iter()
            .chain(
                ["lid", "mimeType", "objectType", "status"]
                    .into_iter()
                    .filter(|a| lid || *a != "lid")
                    .filter_map(|a| document.attribute(a).map(|v| (a, v))),
            )
            .collect();
        e.dans("rim:ExtrinsicObject", &attributs, |e| {
            let perdu = |n: &Node<'_, '_>| {
                incomplet && n.has_tag_name((RIM, "Slot")) && ["hash", "size", "repositoryUniqueId"].contains(&attribut(*n, "name"))
            };
            let retire = |n: &Node<'_, '_>| {
                attribut(*n, "classificationScheme") == CONFIDENTIALITE && ote.is_some_and(|c| attribut(*n, "nodeRepresentation") == c)
            };
            let mut mis = mis.filter(|(code, _)| !deja(document, code));
            for n in document.children().filter(Node::is_element) {
                if n.tag_name().name() == "ExternalIdentifier"
                    && let Some((code, libelle)) = mis.take()
                {
                    e.code(CONFIDENTIALITE, DOCUMENT, (code, VISIBILITES, libelle));
                }
                if !perdu(&n) && !retire(&n) {
                    recopier(e, n);
                }
            }
        });
        let mut slots = vec![("SubmissionSetStatus", "Original")];
        if !ecarts.a(Ecart::DmpMasquageSansPrecedente) {
            slots.push(("PreviousVersion", version));
        }
        e.liaison(
            "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember",
            SOURCE,
            DOCUMENT,
            &slots,
        );
    })
}

fn deja(document: Node<'_, '_>, code: &str) -> bool {
    let mut classes = document
        .children()
        .filter(|n| attribut(*n, "classificationScheme") == CONFIDENTIALITE);
    classes.any(|n| attribut(n, "nodeRepresentation") == code)
}

/// An element of the registry and what it holds, under identifiers of this message.
fn recopier(e: &mut Ecriture, n: Node<'_, '_>) {
    let nom = format!("rim:{}", n.tag_name().name());
    let neuf = e.numero("m");
    let attributs: Vec<(String, &str)> = n
        .attributes()
        .map(|a| {
            let cle = match a.namespace() {
                Some("http://www.w3.org/XML/1998/namespace") => format!("xml:{}", a.name()),
                _ => a.name().to_owned(),
            };
            let valeur = match a.name() {
                "id" => neuf.as_str(),
                "classifiedObject" | "registryObject" => DOCUMENT,
                _ => a.value(),
            };
            (cle, valeur)
        })
        .collect();
    let attributs: Vec<(&str, &str)> = attributs.iter().map(|(c, v)| (c.as_str(), *v)).collect();
    if n.tag_name().name() == "Value" {
        e.texte(&nom, &attributs, n.text().unwrap_or_default());
        return;
    }
    e.dans(&nom, &attributs, |e| {
        for enfant in n.children().filter(Node::is_element) {
            recopier(e, enfant);
        }
    });
}

fn soumettre(appel: &Appel<'_>, o: &Objet<'_>, contenu: impl FnOnce(&mut Ecriture)) -> Message {
    let id = appel.tirage.oid(&format!("{}.2", appel.config.racine_oid), "changement", 1);
    let mut e = Ecriture::fragment();
    let espaces = [("xmlns:lcm", "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0"), ("xmlns:rim", RIM)];
    e.dans("lcm:SubmitObjectsRequest", &espaces, |e| {
        e.dans("rim:RegistryObjectList", &[], |e| {
            lot::paquet(e, appel.config, appel.maintenant, &id, (o.titre, o.auteur, &o.patient.cx()));
            contenu(e);
        });
    });
    Message {
        action: appel.ecarts.choisir(
            Ecart::DmpMauvaiseAction,
            "urn:ihe:iti:2010:UpdateDocumentSet",
            "urn:ihe:iti:2007:RegisterDocumentSet-b",
        ),
        corps: e.finir(),
    }
}
