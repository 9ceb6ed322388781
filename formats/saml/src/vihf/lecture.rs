//! Reading a VIHF: every element and attribute, and where it stands.

use roxmltree::{Document, Node};
use segur_soap::{enfant, enfants, lieu, lieu_attribut, ns, texte_de};

use super::{Code, CodeLu, Patient, Texte, Vihf};
use crate::lecture::{instant, name_id};

/// Name of the attribute that holds the roles.
pub(super) const ROLE: &str = "urn:oasis:names:tc:xacml:2.0:subject:role";
/// Name of the attribute that holds the patient.
pub(super) const RESOURCE_ID: &str = "urn:oasis:names:tc:xacml:2.0:resource:resource-id";
/// Name of the attribute that holds the user's name.
pub(super) const SUBJECT_ID: &str = "urn:oasis:names:tc:xspa:1.0:subject:subject-id";
/// Name of the attribute that holds the purpose of use.
pub(super) const USAGE: &str = "urn:oasis:names:tc:xspa:1.0:subject:purposeofuse";
/// Name of the attribute that holds the secret connection.
pub(super) const CONFIDENTIALITE: &str = "urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code";

const HL7: &str = "urn:hl7-org:v3";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// What an assertion says.
pub(super) fn lire(document: &Document<'_>, assertion: Node<'_, '_>) -> Vihf {
    let de = |n: Option<Node<'_, '_>>| n.map(|n| texte(document, n));
    let attribut = |n: Option<Node<'_, '_>>, nom: &str| {
        let n = n?;
        n.attribute(nom).map(|v| Texte {
            texte: v.trim().to_owned(),
            lieu: lieu_attribut(document, n, nom),
        })
    };
    let emetteur = enfant(assertion, ns::SAML2, "Issuer");
    let contexte = enfant(assertion, ns::SAML2, "AuthnStatement");
    let dans_contexte = |nom| {
        contexte
            .and_then(|a| enfant(a, ns::SAML2, "AuthnContext"))
            .and_then(|c| enfant(c, ns::SAML2, nom))
    };
    let conditions = |nom: &str| {
        enfants(assertion, ns::SAML2, "Conditions")
            .filter_map(|c| attribut(Some(c), nom))
            .collect::<Vec<_>>()
    };
    let mut v = Vihf {
        id: attribut(Some(assertion), "ID"),
        version_saml: attribut(Some(assertion), "Version"),
        emission: attribut(Some(assertion), "IssueInstant"),
        emetteur_dn: de(emetteur),
        emetteur_format: attribut(emetteur, "Format"),
        name_id: de(name_id(assertion)),
        audiences: audiences(document, assertion),
        pas_avant: conditions("NotBefore"),
        pas_apres: conditions("NotOnOrAfter"),
        authentification: attribut(contexte, "AuthnInstant"),
        classe_contexte: de(dans_contexte("AuthnContextClassRef")),
        declaration_contexte: de(dans_contexte("AuthnContextDecl")),
        ..Vihf::default()
    };
    v.instant = v.emission.as_deref().and_then(instant);
    let attributs = enfants(assertion, ns::SAML2, "AttributeStatement").flat_map(|s| enfants(s, ns::SAML2, "Attribute"));
    for a in attributs {
        lire_attribut(document, a, &mut v);
    }
    v
}

fn audiences(document: &Document<'_>, assertion: Node<'_, '_>) -> Vec<Texte> {
    enfants(assertion, ns::SAML2, "Conditions")
        .flat_map(|c| enfants(c, ns::SAML2, "AudienceRestriction"))
        .flat_map(|r| enfants(r, ns::SAML2, "Audience"))
        .map(|a| texte(document, a))
        .collect()
}

fn lire_attribut(document: &Document<'_>, noeud: Node<'_, '_>, v: &mut Vihf) {
    let nom = noeud.attribute("Name").unwrap_or_default();
    v.noms.push(Texte {
        texte: nom.to_owned(),
        lieu: lieu_attribut(document, noeud, "Name"),
    });
    let valeurs: Vec<_> = enfants(noeud, ns::SAML2, "AttributeValue").collect();
    v.types_faux.extend(valeurs.iter().filter_map(|n| type_faux(document, *n)));
    let codes = |element: &str| {
        let dedans = |v: &Node<'_, '_>| enfant(*v, HL7, element).map(|n| code(document, n));
        valeurs.iter().filter_map(dedans).collect::<Vec<_>>()
    };
    let un = || valeurs.first().map(|n| texte(document, *n)).filter(|t| !t.is_empty());
    let place = match nom {
        ROLE => return v.roles.extend(codes("Role")),
        USAGE => {
            let usages = codes("PurposeOfUse");
            v.usage = v.usage.take().or_else(|| usages.first().cloned());
            let dits = usages.into_iter().map(|u| Texte {
                texte: format!("{}^{}", u.code, u.systeme),
                lieu: u.lieu,
            });
            return retenir(&mut v.valeurs, nom, dits);
        }
        CONFIDENTIALITE => return v.confidentialite.extend(valeurs.iter().map(|n| code_ou_texte(document, *n))),
        SUBJECT_ID => &mut v.utilisateur,
        RESOURCE_ID => &mut v.resource_id,
        "VIHF_Version" => &mut v.version,
        "Identifiant_Structure" => &mut v.structure,
        "Secteur_Activite" => &mut v.secteur,
        "Ressource_URN" => &mut v.ressource_urn,
        "LPS_ID" => &mut v.lps_id,
        "LPS_Nom" => &mut v.lps_nom,
        "LPS_Version" => &mut v.lps_version,
        "LPS_ID_HOMOLOGATION_DMP" => &mut v.homologation,
        _ if nom.eq_ignore_ascii_case("Authentification_mode") => &mut v.mode,
        _ => return,
    };
    // The first one counts: what else there is, in it or in a second attribute of its name, is judged apart.
    if place.is_none() {
        *place = un();
    }
    retenir(&mut v.valeurs, nom, valeurs.iter().map(|n| texte(document, *n)));
}

/// Of a value that says to be a text: a text of another namespace than XML Schema's, or one that holds an element.
fn type_faux(document: &Document<'_>, valeur: Node<'_, '_>) -> Option<Texte> {
    let dit = valeur.attribute((XSI, "type"))?.trim();
    let (prefixe, nom) = dit.split_once(':').map_or((None, dit), |(p, nom)| (Some(p), nom));
    if nom != "string" {
        return None;
    }
    let espace = valeur.lookup_namespace_uri(prefixe).unwrap_or_default();
    let texte = match valeur.children().find(Node::is_element) {
        Some(element) => format!("{dit}, et un élément {}", element.tag_name().name()),
        None if espace != XSD => format!("{dit}, dans « {espace} »"),
        None => return None,
    };
    Some(Texte {
        texte,
        lieu: lieu(document, valeur),
    })
}

/// Keeps every value of an attribute, under its name, whatever its case.
fn retenir(vers: &mut Vec<(String, Vec<Texte>)>, nom: &str, valeurs: impl Iterator<Item = Texte>) {
    match vers.iter_mut().find(|(n, _)| n.eq_ignore_ascii_case(nom)) {
        Some((_, siennes)) => siennes.extend(valeurs),
        None => vers.push((nom.to_owned(), valeurs.collect())),
    }
}

fn texte(document: &Document<'_>, noeud: Node<'_, '_>) -> Texte {
    Texte {
        texte: texte_de(noeud).trim().to_owned(),
        lieu: lieu(document, noeud),
    }
}

fn code(document: &Document<'_>, noeud: Node<'_, '_>) -> CodeLu {
    let a = |nom: &str| noeud.attribute(nom).map(|v| v.trim().to_owned());
    CodeLu {
        valeur: Code {
            code: a("code").unwrap_or_default(),
            systeme: a("codeSystem").unwrap_or_default(),
            nom_systeme: a("codeSystemName"),
            libelle: a("displayName"),
        },
        lieu: lieu(document, noeud),
    }
}

/// No sample shows the confidentiality code: a coded element, or the code as text.
fn code_ou_texte(document: &Document<'_>, valeur: Node<'_, '_>) -> CodeLu {
    valeur.children().find(Node::is_element).map_or_else(
        || CodeLu {
            valeur: Code {
                code: texte_de(valeur).trim().to_owned(),
                ..Code::default()
            },
            lieu: lieu(document, valeur),
        },
        |n| code(document, n),
    )
}

/// `INS^^^&OID&ISO^NH`: the first component, and the OID of the fourth.
pub(super) fn patient(resource_id: &str) -> Option<Patient> {
    let mut composants = resource_id.split('^');
    let ins = composants.next().filter(|i| !i.is_empty())?.to_owned();
    let mut autorite = composants.nth(2)?.split('&');
    let oid = autorite.nth(1).filter(|o| !o.is_empty())?.to_owned();
    Some(Patient { ins, oid })
}
