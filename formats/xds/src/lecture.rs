//! Reading a lot: the ebRIM objects of a submission, in their envelope or alone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use roxmltree::{Document, Node};
use segur_model::Location;
use segur_soap::ns::SOAP11;
use segur_soap::{Lieux, enfant, enfants, est, lieu, mtom, texte_de};

use crate::lot::{Association, Auteur, Champ, Code, DocumentJoint, Entree, Lot, LotIllisible, Soumission};
use crate::ns::{self, LCM, RIM, XDS, XOP};

/// Objects of each kind (packages, entries, associations, contents) beyond which a lot is not read.
const OBJETS_MAX: usize = 300;
/// Nodes of the list of objects beyond which it is not read: every value has a place, and a place is found by counting lines.
const NOEUDS_MAX: usize = 40_000;
/// The objects of a list that are read.
const OBJETS: [&str; 3] = ["RegistryPackage", "ExtrinsicObject", "Association"];

/// Reads the lot of a submission: an envelope (SOAP 1.1 is tolerated here, and told by a rule), or `SubmitObjectsRequest` alone.
///
/// # Errors
/// [`LotIllisible`] when it holds no list of registry objects, or too many.
pub fn lire_lot(document: &Document<'_>) -> Result<Lot, LotIllisible> {
    let (charge, complet, demande) = charge(document);
    let Some(liste) = demande.and_then(|d| enfant(d, RIM, "RegistryObjectList")) else {
        return Err(pas_un_lot(document, demande.unwrap_or(charge)));
    };
    borner(document, liste, charge)?;
    let lecteur = Lecteur {
        lieux: Lieux::de(document),
    };
    let racine = document.root_element();
    Ok(Lot {
        soap11: est(racine, SOAP11, "Envelope").then(|| lieu(document, racine)),
        complet,
        lieu: lieu(document, liste),
        soumissions: enfants(liste, RIM, "RegistryPackage")
            .map(|n| {
                let mut s = lecteur.soumission(n);
                s.noeud |= classe_a_cote(liste, &s.id.valeur);
                s
            })
            .collect(),
        entrees: enfants(liste, RIM, "ExtrinsicObject").map(|n| lecteur.entree(n)).collect(),
        ids_repetes: ids_repetes(liste).map(|n| lecteur.attribut_vide(n, "id")).collect(),
        associations: enfants(liste, RIM, "Association").map(|n| lecteur.association(n)).collect(),
        documents_joints: enfants(charge, XDS, "Document").map(|n| lecteur.joint(n)).collect(),
        etrangers: liste
            .descendants()
            .filter(|n| n.is_element() && n.tag_name().namespace() != Some(RIM))
            // Once per foreign subtree: what is within is foreign because its parent is.
            .filter(|n| n.parent().is_some_and(|p| p.tag_name().namespace() == Some(RIM)))
            .map(|n| lecteur.nomme(n))
            .collect(),
        en_trop: sans_place(charge, demande, liste, complet).map(|n| lecteur.nomme(n)).collect(),
        emboites: liste
            .descendants()
            .filter(|n| OBJETS.iter().any(|nom| est(*n, RIM, nom)) && n.parent() != Some(liste))
            .map(|n| lecteur.nomme(n))
            .collect(),
    })
}

/// Messages of the DMP that hold no lot.
const AUTRES_MESSAGES: &[&str] = &[
    "AdhocQueryRequest",
    "AdhocQueryResponse",
    "AdhocQuery",
    "RetrieveDocumentSetRequest",
    "RetrieveDocumentSetResponse",
    "RegistryResponse",
];

/// Why there is no lot in what was found: the message is another one, its objects are of another version, or it is nothing known.
fn pas_un_lot(document: &Document<'_>, vu: Node<'_, '_>) -> LotIllisible {
    let (nom, lieu) = (nom_qualifie(vu), lieu(document, vu));
    let dit = vu.tag_name().name();
    if AUTRES_MESSAGES.contains(&dit) || dit.starts_with("PRPA_IN") {
        return LotIllisible::AutreMessage { nom, lieu };
    }
    let d_ailleurs = |n: &Node<'_, '_>| n.tag_name().name() == "RegistryObjectList" && n.tag_name().namespace() != Some(RIM);
    let Some(liste) = vu.children().filter(Node::is_element).find(d_ailleurs) else {
        return LotIllisible::PasUnLot { nom, lieu };
    };
    LotIllisible::AutreVersion {
        espace: match liste.tag_name().namespace().unwrap_or_default() {
            "" => "hors de tout espace de noms".to_owned(),
            espace => format!("dans l'espace de noms « {espace} »"),
        },
        lieu: segur_soap::lieu(document, liste),
    }
}

/// What a message carries, whether it is a whole submission, and the request with the objects.
fn charge<'a, 'i>(document: &'a Document<'i>) -> (Node<'a, 'i>, bool, Option<Node<'a, 'i>>) {
    let charge = crate::echange::charge(document.root_element());
    let complet = est(charge, XDS, "ProvideAndRegisterDocumentSetRequest");
    let demande = if complet {
        enfant(charge, LCM, "SubmitObjectsRequest")
    } else {
        Some(charge).filter(|c| est(*c, LCM, "SubmitObjectsRequest"))
    };
    (charge, complet, demande)
}

/// The list of objects of a lot.
pub(crate) fn liste<'a, 'i>(document: &'a Document<'i>) -> Option<Node<'a, 'i>> {
    charge(document).2.and_then(|d| enfant(d, RIM, "RegistryObjectList"))
}

/// What is around the list and has no place there: the schema has one request, with one list, then the documents.
fn sans_place<'a, 'i>(
    charge: Node<'a, 'i>,
    demande: Option<Node<'a, 'i>>,
    liste: Node<'a, 'i>,
    complet: bool,
) -> impl Iterator<Item = Node<'a, 'i>> {
    let de_la_charge = charge
        .children()
        .filter(move |n| complet && Some(*n) != demande && !est(*n, XDS, "Document"));
    let slots = demande.and_then(|d| enfant(d, ns::RS, "RequestSlotList"));
    let de_la_demande = demande
        .into_iter()
        .flat_map(|d| d.children())
        .filter(move |n| *n != liste && Some(*n) != slots);
    de_la_charge.chain(de_la_demande).filter(Node::is_element)
}

/// Whether the list says, beside the package of this identifier, that it is a submission set: ebRIM lets a `Classification` be within
/// its object or beside it, and common writers put this one beside.
fn classe_a_cote(liste: Node<'_, '_>, id: &str) -> bool {
    enfants(liste, RIM, "Classification").any(|c| {
        !id.is_empty()
            && c.attribute("classifiedObject").map(str::trim) == Some(id)
            && c.attribute("classificationNode") == Some(ns::NOEUD_SOUMISSION)
    })
}

/// The classifications, external identifiers and associations of a list whose identifier is already that of another object.
fn ids_repetes<'a, 'i>(liste: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    let mut vus = std::collections::HashSet::new();
    let identifies = |n: &Node<'_, '_>| {
        let nom = n.tag_name().name();
        n.tag_name().namespace() == Some(RIM) && (OBJETS.contains(&nom) || matches!(nom, "Classification" | "ExternalIdentifier"))
    };
    // That two documents, or two packages, have one identifier is told apart.
    let entre_objets = |n: &Node<'_, '_>| matches!(n.tag_name().name(), "RegistryPackage" | "ExtrinsicObject");
    let repete = move |n: &Node<'a, 'i>| n.attribute("id").map(str::trim).is_some_and(|id| !id.is_empty() && !vus.insert(id));
    liste
        .descendants()
        .filter(identifies)
        .filter(repete)
        .filter(move |n| !entre_objets(n))
}

/// Refuses a lot that would take too long to read.
fn borner(document: &Document<'_>, liste: Node<'_, '_>, charge: Node<'_, '_>) -> Result<(), LotIllisible> {
    let objets = OBJETS
        .into_iter()
        .map(|nom| enfants(liste, RIM, nom).count())
        .chain([enfants(charge, XDS, "Document").count()]);
    let mesures = objets.map(|n| (n, OBJETS_MAX)).chain([(liste.descendants().count(), NOEUDS_MAX)]);
    match mesures.into_iter().find(|(n, limite)| n > limite) {
        Some((nombre, limite)) => Err(LotIllisible::TropGros {
            nombre,
            limite,
            lieu: lieu(document, liste),
        }),
        None => Ok(()),
    }
}

struct Lecteur<'d, 'i> {
    lieux: Lieux<'d, 'i>,
}

impl Lecteur<'_, '_> {
    fn soumission(&self, noeud: Node<'_, '_>) -> Soumission {
        let mut s = Soumission {
            id: self.attribut_vide(noeud, "id"),
            lieu: self.lieux.lieu(noeud),
            titre: self.texte_localise(noeud, "Name"),
            commentaire: self.texte_localise(noeud, "Description"),
            heure: self.slot(noeud, "submissionTime"),
            ..Soumission::default()
        };
        for classification in enfants(noeud, RIM, "Classification") {
            self.rattachement(classification, "classifiedObject", &s.id, &mut s.rattachements);
            // A classification by node says what the package is, and nothing else.
            if let Some(noeud) = classification.attribute("classificationNode") {
                s.noeud |= noeud == ns::NOEUD_SOUMISSION;
                continue;
            }
            match classification.attribute("classificationScheme").unwrap_or_default() {
                ns::soumission::AUTEUR => s.auteurs.push(self.auteur(classification)),
                ns::soumission::CONTENU => s.contenu.push(self.code(classification)),
                _ => s.schemas_inconnus.push(self.schema(classification, "classificationScheme")),
            }
        }
        for identifiant in enfants(noeud, RIM, "ExternalIdentifier") {
            self.rattachement(identifiant, "registryObject", &s.id, &mut s.rattachements);
            let valeur = self.attribut_vide(identifiant, "value");
            match identifiant.attribute("identificationScheme").unwrap_or_default() {
                ns::soumission::PATIENT => s.patient.push(valeur),
                ns::soumission::SOURCE => s.source.push(valeur),
                ns::soumission::UNIQUE => s.unique_id.push(valeur),
                _ => s.schemas_inconnus.push(self.schema(identifiant, "identificationScheme")),
            }
        }
        s
    }

    fn entree(&self, noeud: Node<'_, '_>) -> Entree {
        let mut e = Entree {
            id: self.attribut_vide(noeud, "id"),
            lieu: self.lieux.lieu(noeud),
            mime_type: self.attribut(noeud, "mimeType").into_iter().collect(),
            type_objet: self.attribut(noeud, "objectType"),
            statut: self.attribut(noeud, "status"),
            lid: self.attribut(noeud, "lid"),
            version: enfant(noeud, RIM, "VersionInfo").and_then(|v| self.attribut(v, "versionName")),
            commentaire: self.texte_localise(noeud, "Description"),
            depot: self.slot(noeud, "repositoryUniqueId"),
            titre: self.texte_localise(noeud, "Name"),
            creation: self.slot(noeud, "creationTime"),
            langue: self.slot(noeud, "languageCode"),
            responsable: self.slot(noeud, "legalAuthenticator"),
            debut_acte: self.slot(noeud, "serviceStartTime"),
            fin_acte: self.slot(noeud, "serviceStopTime"),
            source_patient: self.slot(noeud, "sourcePatientId"),
            infos_patient: self.slot(noeud, "sourcePatientInfo"),
            condensat: self.slot(noeud, "hash"),
            taille: self.slot(noeud, "size"),
            uri: self.slot(noeud, "URI"),
            references: self.slot(noeud, "urn:ihe:iti:xds:2013:referenceIdList"),
            ..Entree::default()
        };
        for classification in enfants(noeud, RIM, "Classification") {
            self.rattachement(classification, "classifiedObject", &e.id, &mut e.rattachements);
            let code = self.code(classification);
            match classification.attribute("classificationScheme").unwrap_or_default() {
                ns::document::AUTEUR => e.auteurs.push(self.auteur(classification)),
                ns::document::CLASSE => e.classe.push(code),
                ns::document::TYPE => e.type_code.push(code),
                ns::document::CONFIDENTIALITE => e.confidentialite.push(code),
                ns::document::FORMAT => e.format.push(code),
                ns::document::SECTEUR => e.secteur.push(code),
                ns::document::CADRE => e.cadre.push(code),
                ns::document::EVENEMENT => e.evenements.push(code),
                _ => e.schemas_inconnus.push(self.schema(classification, "classificationScheme")),
            }
        }
        for identifiant in enfants(noeud, RIM, "ExternalIdentifier") {
            self.rattachement(identifiant, "registryObject", &e.id, &mut e.rattachements);
            let valeur = self.attribut_vide(identifiant, "value");
            match identifiant.attribute("identificationScheme").unwrap_or_default() {
                ns::document::PATIENT => e.patient.push(valeur),
                ns::document::UNIQUE => e.unique_id.push(valeur),
                _ => e.schemas_inconnus.push(self.schema(identifiant, "identificationScheme")),
            }
        }
        e
    }

    fn association(&self, noeud: Node<'_, '_>) -> Association {
        Association {
            lieu: self.lieux.lieu(noeud),
            genre: self.attribut_vide(noeud, "associationType"),
            source: self.attribut_vide(noeud, "sourceObject"),
            cible: self.attribut_vide(noeud, "targetObject"),
            statut: self.slot(noeud, "SubmissionSetStatus").into_iter().next(),
            slots: enfants(noeud, RIM, "Slot")
                .filter_map(|s| s.attribute("name"))
                .map(|nom| (nom.to_owned(), self.slot(noeud, nom)))
                .collect(),
        }
    }

    fn joint(&self, noeud: Node<'_, '_>) -> DocumentJoint {
        let inclus = enfant(noeud, XOP, "Include");
        let cid = inclus.map(|i| Champ {
            valeur: i.attribute("href").and_then(mtom::cid).unwrap_or_default(),
            lieu: self.lieux.attribut(i, "href"),
        });
        let serre: String = texte_de(noeud).chars().filter(|c| !c.is_whitespace()).collect();
        let mut en_trop: Vec<Champ> = noeud
            .children()
            .filter(|n| n.is_element() && Some(*n) != inclus)
            .map(|n| self.nomme(n))
            .collect();
        if inclus.is_some() && !serre.is_empty() {
            en_trop.push(self.champ(noeud, "un texte à côté de xop:Include"));
        }
        DocumentJoint {
            en_trop,
            id: self.attribut_vide(noeud, "id"),
            contenu: (cid.is_none() && !serre.is_empty())
                .then(|| STANDARD.decode(serre).ok())
                .flatten()
                .map(Bytes::from),
            cid,
        }
    }

    fn auteur(&self, noeud: Node<'_, '_>) -> Auteur {
        Auteur {
            lieu: self.lieux.lieu(noeud),
            personnes: self.slot(noeud, "authorPerson"),
            institutions: self.slot(noeud, "authorInstitution"),
            roles: self.slot(noeud, "authorRole"),
            specialites: self.slot(noeud, "authorSpecialty"),
        }
    }

    fn code(&self, noeud: Node<'_, '_>) -> Code {
        let ici = self.lieux.lieu(noeud);
        Code {
            code: self.attribut(noeud, "nodeRepresentation").unwrap_or_else(|| Champ {
                valeur: String::new(),
                lieu: ici.clone(),
            }),
            systeme: self.slot(noeud, "codingScheme").into_iter().next().unwrap_or_else(|| Champ {
                valeur: String::new(),
                lieu: Location {
                    path: format!("{}/Slot[@name='codingScheme']", ici.path),
                    ..ici
                },
            }),
            libelle: self.texte_localise(noeud, "Name").into_iter().next(),
        }
    }

    /// The values of a slot. A slot without any value is one empty value: it is there, and says nothing.
    fn slot(&self, noeud: Node<'_, '_>, nom: &str) -> Vec<Champ> {
        enfants(noeud, RIM, "Slot")
            .filter(|s| s.attribute("name") == Some(nom))
            .flat_map(|s| {
                let mut valeurs: Vec<Champ> = enfants(s, RIM, "ValueList")
                    .flat_map(|l| enfants(l, RIM, "Value"))
                    .map(|v| self.champ(v, texte_de(v).trim()))
                    .collect();
                if valeurs.is_empty() {
                    valeurs.push(self.champ(s, ""));
                }
                valeurs
            })
            .collect()
    }

    /// `Name` and `Description`: the first `LocalizedString` counts; the others say the same in other languages.
    fn texte_localise(&self, noeud: Node<'_, '_>, nom: &str) -> Vec<Champ> {
        enfants(noeud, RIM, nom)
            .map(|n| {
                let texte = enfant(n, RIM, "LocalizedString");
                self.champ(
                    texte.unwrap_or(n),
                    texte.and_then(|t| t.attribute("value")).unwrap_or_default().trim(),
                )
            })
            .collect()
    }

    fn rattachement(&self, noeud: Node<'_, '_>, nom: &str, parent: &Champ, vers: &mut Vec<Champ>) {
        let valeur = noeud.attribute(nom).unwrap_or_default().trim();
        if valeur != parent.valeur {
            vers.push(Champ {
                valeur: valeur.to_owned(),
                lieu: self.lieux.attribut(noeud, nom),
            });
        }
    }

    /// What an unknown scheme says: its UUID.
    fn schema(&self, noeud: Node<'_, '_>, nom: &str) -> Champ {
        self.attribut(noeud, nom).unwrap_or_else(|| self.champ(noeud, ""))
    }

    /// An element by its name, for what has no place where it is.
    fn nomme(&self, noeud: Node<'_, '_>) -> Champ {
        self.champ(noeud, &nom_qualifie(noeud))
    }

    fn champ(&self, noeud: Node<'_, '_>, valeur: &str) -> Champ {
        Champ {
            valeur: valeur.to_owned(),
            lieu: self.lieux.lieu(noeud),
        }
    }

    /// An attribute that has to be there: empty, at the place of its element, when it is not.
    fn attribut_vide(&self, noeud: Node<'_, '_>, nom: &str) -> Champ {
        self.attribut(noeud, nom).unwrap_or_else(|| Champ {
            valeur: String::new(),
            lieu: self.lieux.lieu(noeud),
        })
    }

    fn attribut(&self, noeud: Node<'_, '_>, nom: &str) -> Option<Champ> {
        noeud.attribute(nom).map(|v| Champ {
            valeur: v.trim().to_owned(),
            lieu: self.lieux.attribut(noeud, nom),
        })
    }
}

pub(crate) fn nom_qualifie(noeud: Node<'_, '_>) -> String {
    let nom = noeud.tag_name();
    nom.namespace()
        .map_or_else(|| nom.name().to_owned(), |espace| format!("{{{espace}}}{}", nom.name()))
}
