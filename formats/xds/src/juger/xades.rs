//! The XAdES signature of the lot: its form, what its manifest says of the documents, and whether it is right.

use std::collections::HashSet;

use roxmltree::{Document, Node};
use segur_dialecte::{Connu, Constateur};
use segur_dsig::{Demande, Refus, condensat};
use segur_model::{Location, Rule};
use segur_soap::mtom::Partie;
use segur_soap::ns::DSIG;
use segur_soap::{enfant, enfants, est, texte_de};
use segur_x509::{Probleme, X509};

use crate::lot::{Champ, Entree, Lot};
use crate::ns::XADES;
use crate::regles;

/// C14N 1.0 with comments.
const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
/// Purpose of the signature: the source of the document.
const OBJET_SIGNATURE: &str = "1.2.840.10065.1.12.1.14";
/// What stands for the digest of the lot itself.
const CONDENSAT_LOT: &str = "AA==";
/// References of a manifest beyond which nothing is computed.
const REFERENCES_MAX: usize = 1_000;
/// Largest signature that is read: that of a lot of a few documents has some kilobytes.
const TAILLE_MAX: usize = 1024 * 1024;

/// Who signs: the certificate, those that come with it, and where they are.
#[derive(Debug, Clone)]
pub(super) struct Signataire {
    certificat: X509,
    autres: Vec<X509>,
    lieu: Location,
    /// `SigningTime`.
    pub(super) quand: Option<Champ>,
}

impl Signataire {
    /// Judges the certificate: valid, issued by an authority that is trusted. Revocation is judged on the VIHF, which the same
    /// certificate signs.
    pub(super) fn juger(&self, k: &Connu<'_>, c: &mut Constateur) {
        if k.confiance.est_vide() {
            return;
        }
        for p in k.confiance.a(k.instant).juger(&self.certificat, &self.autres) {
            if let Some(regle) = du_certificat(&p) {
                c.dire(regle, &self.lieu, p.attendu(), p.vu());
            }
        }
    }
}

/// The rule that a problem of the certificate turns.
fn du_certificat(probleme: &Probleme) -> Option<Rule> {
    match probleme {
        Probleme::Revoque { .. } | Probleme::RevocationInconnue { .. } => None,
        _ if probleme.est_inconnu() => Some(regles::XADES_NON_EVALUEE),
        _ => Some(regles::XADES_CHAINE),
    }
}

pub(super) fn juger(constats: &mut Constateur, lot: &Lot, parties: &[Partie], signataires: &mut Vec<Signataire>) {
    for fiche in lot.signatures() {
        // A missing content is told where contents are judged.
        let Some((octets, _)) = lot.contenu(fiche, parties).filter(|(o, _)| !o.is_empty()) else {
            continue;
        };
        let lieux = Lieux {
            fiche: &fiche.lieu,
            nom: lot
                .joint(fiche)
                .and_then(|j| j.cid.as_ref())
                .map_or("signature", |c| c.valeur.as_str()),
        };
        if octets.len() > TAILLE_MAX {
            let attendu = format!("{TAILLE_MAX} octets au plus");
            constats.dire(regles::XADES_NON_EVALUEE, &fiche.lieu, attendu, format!("{} octets", octets.len()));
            continue;
        }
        match segur_soap::decoder(octets) {
            Err(refus) => lieux.illisible(constats, refus),
            Ok(texte) => match segur_soap::lire(&texte) {
                Err(refus) => lieux.illisible(constats, refus),
                Ok(document) => Xades {
                    document: &document,
                    lieux,
                    lot,
                    parties,
                }
                .juger(constats, signataires),
            },
        }
    }
}

/// Places in the document of the signature, which is not the one that the other findings are about.
struct Lieux<'a> {
    fiche: &'a Location,
    nom: &'a str,
}

impl Lieux<'_> {
    fn de(&self, document: &Document<'_>, noeud: Node<'_, '_>) -> Location {
        let lieu = segur_soap::lieu(document, noeud);
        Location {
            path: format!("{} : {}", self.nom, lieu.path),
            ..lieu
        }
    }

    fn illisible(&self, constats: &mut Constateur, refus: impl ToString) {
        constats.dire(regles::XADES_LISIBLE, self.fiche, "un document XML", refus);
    }
}

struct Xades<'a> {
    document: &'a Document<'a>,
    lieux: Lieux<'a>,
    lot: &'a Lot,
    parties: &'a [Partie],
}

impl Xades<'_> {
    fn juger(&self, constats: &mut Constateur, signataires: &mut Vec<Signataire>) {
        let signature = self.document.root_element();
        let info = enfant(signature, DSIG, "SignedInfo");
        let Some(info) = info.filter(|_| est(signature, DSIG, "Signature")) else {
            let vu = crate::lecture::nom_qualifie(signature);
            constats.dire(
                regles::XADES_LISIBLE,
                &self.lieu(signature),
                "ds:Signature, avec SignedInfo",
                format!("« {vu} »"),
            );
            return;
        };
        let c14n = algorithme(info, "CanonicalizationMethod");
        if c14n != C14N {
            constats.dire(regles::XADES_C14N, &self.lieu(info), C14N, c14n);
        }
        let sure = self.references(constats, signature, info);
        self.proprietes(constats, signature);
        if let Some(manifeste) = manifeste(signature) {
            self.manifeste(constats, manifeste);
        }
        if let Some(obsolete) = signature
            .descendants()
            .find(|n| (est(*n, DSIG, "SignatureMethod") || est(*n, DSIG, "DigestMethod")) && propre(*n).ends_with("sha1"))
        {
            constats.dire(regles::XADES_SHA1, &self.lieu(obsolete), "SHA-256", propre(obsolete));
        }
        let cle_info = enfant(signature, DSIG, "KeyInfo").unwrap_or(signature);
        let Some((certificat, autres)) = segur_dsig::signataire(signature) else {
            constats.dire(
                regles::XADES_CERTIFICAT,
                &self.lieu(cle_info),
                "un certificat X.509 en Base64",
                "absent ou illisible",
            );
            return;
        };
        signataires.push(Signataire {
            certificat: certificat.clone(),
            autres,
            lieu: self.lieu(cle_info),
            quand: proprietes_signees(signature)
                .and_then(|p| p.descendants().find(|n| n.tag_name().name() == "SigningTime"))
                .map(|n| Champ {
                    valeur: texte_de(n).trim().to_owned(),
                    lieu: self.lieu(n),
                }),
        });
        // A form that is wrong is already told, and says what the verifier would have said.
        if !sure {
            return;
        }
        match self.verifier(signature, &certificat) {
            Ok(()) => {}
            Err(Refus::Fausse(raison)) => constats.dire(regles::XADES_VALIDE, &self.lieu(signature), "une signature juste", raison),
            Err(Refus::NonEvaluee(raison)) => {
                constats.dire(regles::XADES_NON_EVALUEE, &self.lieu(signature), "une signature vérifiable", raison);
            }
        }
    }

    /// Verifies the signature of a document that is one: of its manifest and its signed properties, by this key and no other.
    fn verifier(&self, signature: Node<'_, '_>, certificat: &X509) -> Result<(), Refus> {
        if self.document.descendants().filter(|n| est(*n, DSIG, "Signature")).count() != 1 {
            return Err(Refus::NonEvaluee("plusieurs signatures dans le document".to_owned()));
        }
        let signes: Vec<Node<'_, '_>> = manifeste(signature).into_iter().chain(proprietes_signees(signature)).collect();
        segur_dsig::verifier(&Demande {
            signature,
            dans: signature,
            signes: &signes,
            certificat,
        })
    }

    /// The two references of `SignedInfo`. Answers whether they are what they must be.
    fn references(&self, constats: &mut Constateur, signature: Node<'_, '_>, info: Node<'_, '_>) -> bool {
        let uris: Vec<&str> = enfants(info, DSIG, "Reference")
            .map(|r| r.attribute("URI").unwrap_or_default())
            .collect();
        let id = |n: Option<Node<'_, '_>>| n.and_then(|n| n.attribute("Id")).map(|i| format!("#{i}"));
        let attendues = [id(manifeste(signature)), id(proprietes_signees(signature))];
        let justes = uris.len() == 2
            && attendues
                .iter()
                .all(|a| a.as_ref().is_some_and(|a| uris.iter().filter(|u| *u == a).count() == 1));
        if !justes || attendues.first().is_none_or(|m| m.as_deref() != Some("#IHEManifest")) {
            let vu = if uris.is_empty() { "(aucune)".to_owned() } else { uris.join(", ") };
            constats.dire(
                regles::XADES_REFERENCES,
                &self.lieu(info),
                "#IHEManifest et l'Id de SignedProperties",
                vu,
            );
        }
        justes
    }

    fn proprietes(&self, constats: &mut Constateur, signature: Node<'_, '_>) {
        let mut dire = |attendu: &str, vu: String| {
            constats.dire(regles::XADES_PROPRIETES, &self.lieu(signature), attendu, vu);
        };
        let signees = proprietes_signees(signature);
        match signees {
            Some(n) if n.tag_name().namespace() == Some(XADES) => {}
            autre => dire(
                &format!("SignedProperties, dans {XADES}"),
                autre.map_or_else(
                    || "(absent)".to_owned(),
                    |n| n.tag_name().namespace().unwrap_or("(aucun)").to_owned(),
                ),
            ),
        }
        // In the official example this element is in no namespace.
        let objet = signature
            .descendants()
            .find(|n| n.tag_name().name() == "SignatureProperty" && n.attribute("Id") == Some("purposeOfSignature"));
        match objet.map(texte_de) {
            Some(t) if t.trim() == OBJET_SIGNATURE => {}
            autre => dire(
                &format!("SignatureProperty purposeOfSignature : {OBJET_SIGNATURE}"),
                autre.unwrap_or_else(|| "(absent)".to_owned()),
            ),
        }
    }

    fn manifeste(&self, constats: &mut Constateur, manifeste: Node<'_, '_>) {
        let references: Vec<Node<'_, '_>> = enfants(manifeste, DSIG, "Reference").take(REFERENCES_MAX).collect();
        let urn = |unique: Option<&crate::Champ>| unique.map(|u| format!("urn:oid:{}", u.valeur)).unwrap_or_default();
        let du_lot = urn(self.lot.soumission().and_then(|s| s.unique_id.first()));
        let documents: Vec<(String, &Entree)> = self.lot.documents().map(|d| (urn(d.unique_id.first()), d)).collect();
        let attendues = documents.iter().map(|(u, _)| u).chain([&du_lot]);
        for attendue in attendues {
            let fois = references.iter().filter(|r| r.attribute("URI") == Some(attendue)).count();
            if fois != 1 {
                let vu = format!("{fois} référence(s)");
                constats.dire(
                    regles::XADES_MANIFESTE,
                    &self.lieu(manifeste),
                    format!("une référence {attendue}"),
                    vu,
                );
            }
        }
        let mut vues = HashSet::new();
        for reference in references {
            let uri = reference.attribute("URI").unwrap_or_default();
            // A second time is told above; a digest costs a canonicalisation.
            if !vues.insert(uri) {
                continue;
            }
            let dit = enfant(reference, DSIG, "DigestValue").map(serre).unwrap_or_default();
            if uri == du_lot {
                if dit != CONDENSAT_LOT {
                    constats.dire(regles::XADES_LOT, &self.lieu(reference), CONDENSAT_LOT, dit);
                }
            } else if let Some((_, document)) = documents.iter().find(|(u, _)| u == uri) {
                self.condensat(constats, reference, document, &dit);
            } else {
                constats.dire(
                    regles::XADES_MANIFESTE,
                    &self.lieu(reference),
                    "le lot ou un de ses documents",
                    format!("« {uri} »"),
                );
            }
        }
    }

    fn condensat(&self, constats: &mut Constateur, reference: Node<'_, '_>, document: &Entree, dit: &str) {
        // A missing content is told where contents are judged.
        let Some((octets, _)) = self.lot.contenu(document, self.parties) else {
            return;
        };
        match condensat(octets, reference) {
            Ok(juste) if juste == dit => {}
            Ok(juste) => constats.dire(regles::XADES_CONDENSAT, &self.lieu(reference), juste, dit),
            Err(raison) => {
                constats.dire(regles::XADES_NON_EVALUEE, &self.lieu(reference), "un condensat vérifiable", raison);
            }
        }
    }

    fn lieu(&self, noeud: Node<'_, '_>) -> Location {
        self.lieux.de(self.document, noeud)
    }
}

fn manifeste<'a, 'i>(signature: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    signature
        .children()
        .filter(|n| est(*n, DSIG, "Object"))
        .find_map(|o| enfant(o, DSIG, "Manifest"))
}

fn proprietes_signees<'a, 'i>(signature: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    signature.descendants().find(|n| n.tag_name().name() == "SignedProperties")
}

/// `@Algorithm` of a child.
fn algorithme<'a>(noeud: Node<'a, '_>, nom: &str) -> &'a str {
    enfant(noeud, DSIG, nom).map(propre).unwrap_or_default()
}

fn propre<'a>(noeud: Node<'a, '_>) -> &'a str {
    noeud.attribute("Algorithm").unwrap_or_default()
}

/// Base64 as XML carries it: white space anywhere.
fn serre(noeud: Node<'_, '_>) -> String {
    texte_de(noeud).chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ce_qu_on_ne_sait_pas_de_la_chaine_n_accuse_personne() {
        let (sujet, extension) = (|| "CN=A,C=FR".to_owned(), || "1.2.3.4".to_owned());
        let le = time::OffsetDateTime::UNIX_EPOCH;
        for (probleme, attendue) in [
            (Probleme::Revoque { le }, None),
            (Probleme::RevocationInconnue { autorite: sujet() }, None),
            (Probleme::AutoriteRevoquee { autorite: sujet(), le }, Some(regles::XADES_CHAINE)),
            (
                Probleme::ExtensionCritique {
                    sujet: sujet(),
                    extension: extension(),
                },
                Some(regles::XADES_CHAINE),
            ),
            (
                Probleme::ContrainteNonVerifiee {
                    sujet: sujet(),
                    extension: extension(),
                },
                Some(regles::XADES_NON_EVALUEE),
            ),
        ] {
            assert_eq!(du_certificat(&probleme).map(|r| r.id), attendue.map(|r| r.id), "{probleme:?}");
        }
    }
}
