//! What the tests share: a lot that holds every rule, in pieces that can be changed one at a time, and its real signature.

mod attributs;
mod defauts;
mod defauts_valeurs;
mod echanges;
mod entourage;
mod formes;
mod messages;
mod officiels;
mod psc;
mod regles;
mod schema;
mod transactions;
mod vihf;
mod web;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bergshamra_dsig::DsigContext;
use bergshamra_keys::{KeysManager, loader};
use segur_certs::Igc;
use segur_dialecte::{Confiance, Connu, Constateur};
use segur_model::world::Environnement;
use segur_model::{Finding, World};
use segur_soap::mtom::Partie;
use sha2::Digest as _;
use time::OffsetDateTime;
use time::macros::datetime;

use crate::{LotLu, Porteur, ns};

const MAINTENANT: OffsetDateTime = datetime!(2026-01-15 09:00 UTC);
const INS: &str = "279035121518989";
const UNIQUE_LOT: &str = "1.2.250.1.999.1.1.1";
const UNIQUE_DOCUMENT: &str = "1.2.250.1.999.1.2.1";
/// Already canonical: what is digested is what is sent.
const CDA: &str = "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><!-- gardé --><title>é</title></ClinicalDocument>";
const PERSONNE: &str = "899900000045^TILLEUL^ANNE^^^^^^&amp;1.2.250.1.71.4.2.1&amp;ISO^D^^^IDNPS";
const STRUCTURE: &str = "LABORATOIRE DES TILLEULS^^^^^&amp;1.2.250.1.71.4.2.2&amp;ISO^IDNST^^^1999900038";

fn slot(nom: &str, valeur: &str) -> String {
    format!("<Slot name=\"{nom}\"><ValueList><Value>{valeur}</Value></ValueList></Slot>")
}

fn nom(element: &str, valeur: &str) -> String {
    format!("<{element}><LocalizedString charset=\"UTF8\" value=\"{valeur}\" xml:lang=\"FR\"/></{element}>")
}

fn auteur(schema: &str, objet: &str) -> String {
    format!(
        "<Classification classificationScheme=\"{schema}\" classifiedObject=\"{objet}\" id=\"c\">{}{}{}</Classification>",
        slot("authorPerson", PERSONNE),
        slot("authorInstitution", STRUCTURE),
        slot("authorSpecialty", "G15_10/SM03^Médecin - Biologie^1.2.250.1.213.1.1.4.5"),
    )
}

fn code(schema: &str, objet: &str, code: &str, systeme: &str) -> String {
    format!(
        "<Classification classificationScheme=\"{schema}\" classifiedObject=\"{objet}\" id=\"c\" nodeRepresentation=\"{code}\">{}{}</Classification>",
        slot("codingScheme", systeme),
        nom("Name", "libellé"),
    )
}

fn identifiant(schema: &str, objet: &str, valeur: &str) -> String {
    format!("<ExternalIdentifier id=\"e\" identificationScheme=\"{schema}\" registryObject=\"{objet}\" value=\"{valeur}\"/>")
}

fn cx() -> String {
    format!("{INS}^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH")
}

fn association(genre: &str, source: &str, cible: &str) -> String {
    format!(
        "<Association associationType=\"{genre}\" id=\"a\" sourceObject=\"{source}\" targetObject=\"{cible}\">{}</Association>",
        slot("SubmissionSetStatus", "Original")
    )
}

fn joint(id: &str) -> String {
    format!(
        "<xds:Document id=\"{id}\"><xop:Include xmlns:xop=\"{}\" href=\"cid:{id}%40banc\"/></xds:Document>",
        ns::XOP
    )
}

/// The pieces of a lot.
#[derive(Clone)]
struct Pieces {
    soumission: String,
    document: String,
    signature: String,
    associations: String,
    joints: String,
}

impl Pieces {
    fn propres() -> Self {
        let s = "SubmissionSet01";
        let soumission = format!(
            "<RegistryPackage id=\"{s}\">{}{}{}{}<Classification classificationNode=\"{}\" classifiedObject=\"{s}\" id=\"c\"/>{}{}{}</RegistryPackage>",
            slot("submissionTime", "20260115085900"),
            nom("Name", "Lot"),
            auteur(ns::soumission::AUTEUR, s),
            code(ns::soumission::CONTENU, s, "07", "1.2.250.1.213.2.2"),
            ns::NOEUD_SOUMISSION,
            identifiant(ns::soumission::PATIENT, s, &cx()),
            identifiant(ns::soumission::SOURCE, s, "1.2.250.1.999.1"),
            identifiant(ns::soumission::UNIQUE, s, UNIQUE_LOT),
        );
        Self {
            soumission,
            document: Self::entree("Document01", UNIQUE_DOCUMENT),
            signature: Self::entree("Signature01", "1.2.250.1.999.1.3.1"),
            associations: association(ns::HAS_MEMBER, s, "Document01")
                + &association(ns::HAS_MEMBER, s, "Signature01")
                + &association(ns::SIGNS, "Signature01", s),
            joints: joint("Document01") + &joint("Signature01"),
        }
    }

    fn entree(id: &str, unique: &str) -> String {
        use ns::document as d;
        let signature = id.starts_with("Sig");
        let (langue, titre, source) = if signature {
            ("art", "Source", cx())
        } else {
            ("fr-FR", "Hémogramme", "0456^^^&amp;1.2.250.1.999.1.9&amp;ISO^PI".to_owned())
        };
        let propres = if signature {
            [
                code(d::CLASSE, id, ns::CLASSE_SIGNATURE, "URN"),
                code(d::TYPE, id, ns::TYPE_SIGNATURE, "ASTM"),
                code(d::FORMAT, id, "http://www.w3.org/2000/09/xmldsig#", "URN"),
                code(d::CONFIDENTIALITE, id, "MASQUE_PS", "1.2.250.1.213.1.1.4.13"),
                code(d::CONFIDENTIALITE, id, "INVISIBLE_PATIENT", "1.2.250.1.213.1.1.4.13"),
                code(d::EVENEMENT, id, "1.2.840.10065.1.12.1.14", "1.2.840.10065.1.12"),
            ]
            .concat()
        } else {
            [
                code(d::CLASSE, id, "10", "1.2.250.1.213.1.1.4.1"),
                code(d::TYPE, id, "11502-2", "2.16.840.1.113883.6.1"),
                code(d::FORMAT, id, "urn:ihe:lab:xd-lab:2008", "1.3.6.1.4.1.19376.1.2.3"),
                code(d::EVENEMENT, id, "58410-2", "2.16.840.1.113883.6.1"),
            ]
            .concat()
        };
        let communs = [
            slot("creationTime", "20260115085800"),
            slot("languageCode", langue),
            slot("legalAuthenticator", PERSONNE),
            slot("serviceStartTime", "20260115080000"),
            slot("serviceStopTime", "20260115083000"),
            slot("sourcePatientId", &source),
            nom("Name", titre),
            auteur(d::AUTEUR, id),
            propres,
            code(d::CONFIDENTIALITE, id, "N", "2.16.840.1.113883.5.25"),
            code(d::SECTEUR, id, "SA25", "1.2.250.1.71.4.2.4"),
            code(d::CADRE, id, "AMBULATOIRE", "1.2.250.1.213.1.1.4.9"),
            identifiant(d::PATIENT, id, &cx()),
            identifiant(d::UNIQUE, id, unique),
        ]
        .concat();
        format!(
            "<ExtrinsicObject id=\"{id}\" mimeType=\"text/xml\" objectType=\"{}\">{communs}</ExtrinsicObject>",
            ns::TYPE_OBJET
        )
    }

    fn enveloppe(&self) -> String {
        let corps = format!(
            "<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds=\"{}\"><lcm:SubmitObjectsRequest xmlns:lcm=\"{}\">\
             <RegistryObjectList xmlns=\"{}\">{}{}{}{}</RegistryObjectList></lcm:SubmitObjectsRequest>{}</xds:ProvideAndRegisterDocumentSetRequest>",
            ns::XDS,
            ns::LCM,
            ns::RIM,
            self.soumission,
            self.document,
            self.signature,
            self.associations,
            self.joints,
        );
        let entete = format!(
            "<Action xmlns=\"{wsa}\">{}</Action><MessageID xmlns=\"{wsa}\">urn:uuid:00000000-0000-5000-8000-000000000001</MessageID>",
            ns::ACTION_TD21,
            wsa = segur_soap::ns::WSA
        );
        segur_soap::ecrire_enveloppe(&entete, &corps)
    }
}

/// What a lot is judged with.
#[derive(Clone)]
struct ContexteLot {
    environnement: Environnement,
    confiance: Confiance,
    maintenant: OffsetDateTime,
    porteur: Porteur,
}

fn juger_lot(enveloppe: &str, parties: &[Partie], ctx: &ContexteLot) -> Vec<Finding> {
    let Ok(document) = segur_soap::lire(enveloppe) else {
        return Vec::new();
    };
    let monde = World::default();
    let k = Connu {
        environnement: ctx.environnement,
        ..Connu::du_monde(&monde, &ctx.confiance, ctx.maintenant)
    };
    let mut c = Constateur::default();
    LotLu::lire(&document, parties, ctx.porteur).juger(&k, &mut c);
    c.finir()
}

struct Banc {
    igc: Igc,
    ctx: ContexteLot,
    signature: String,
}

impl Banc {
    /// One for all tests: making it signs.
    fn nouveau() -> &'static Self {
        static BANC: LazyLock<Banc> = LazyLock::new(Banc::creer);
        &BANC
    }

    fn creer() -> Self {
        let igc = Igc::demo().unwrap();
        let ctx = ContexteLot {
            environnement: Environnement::Test,
            confiance: igc.confiance().clone(),
            maintenant: MAINTENANT,
            porteur: Porteur::Dmp,
        };
        let mut banc = Self {
            igc,
            ctx,
            signature: String::new(),
        };
        banc.signature = banc.signer(&modele());
        banc
    }

    /// Signs a template with the certificate of the structure.
    fn signer(&self, modele: &str) -> String {
        let identite = self.igc.identite("org-sign").unwrap();
        let certificat = segur_x509::X509::lire_pem(&identite.certificat_pem).unwrap();
        let mut cles = KeysManager::new();
        cles.add_key(loader::load_pem_auto(identite.cle_pem.as_bytes(), None).unwrap());
        let modele = modele.replace("CERTIFICAT", &STANDARD.encode(certificat.der()));
        bergshamra_dsig::sign::sign_owned(&DsigContext::new(cles), modele).unwrap()
    }

    fn parties(&self) -> Vec<Partie> {
        Self::parties_de(&self.signature)
    }

    fn parties_de(signature: &str) -> Vec<Partie> {
        vec![
            Partie::nouvelle("Document01@banc", "text/xml", CDA.as_bytes().to_vec()),
            Partie::nouvelle("Signature01@banc", "text/xml", signature.as_bytes().to_vec()),
        ]
    }

    fn juger(&self, pieces: &Pieces) -> Vec<Finding> {
        juger_lot(&pieces.enveloppe(), &self.parties(), &self.ctx)
    }
}

/// The signature of the clean lot, its values still empty.
fn modele() -> String {
    let sha256 = "<DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>";
    let c14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
    let condensat = STANDARD.encode(sha2::Sha256::digest(CDA.as_bytes()));
    format!(
        "<Signature xmlns=\"{dsig}\" Id=\"s\"><SignedInfo><CanonicalizationMethod Algorithm=\"{c14n}\"/>\
         <SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>\
         <Reference Type=\"{dsig}Manifest\" URI=\"#IHEManifest\">{sha256}<DigestValue></DigestValue></Reference>\
         <Reference Type=\"{xades}SignedProperties\" URI=\"#S0-SignedProperties\">{sha256}<DigestValue></DigestValue></Reference>\
         </SignedInfo><SignatureValue></SignatureValue><KeyInfo><X509Data><X509Certificate>CERTIFICAT</X509Certificate></X509Data></KeyInfo>\
         <Object><Manifest Id=\"IHEManifest\"><Reference URI=\"urn:oid:{UNIQUE_LOT}\">{sha256}<DigestValue>AA==</DigestValue></Reference>\
         <Reference URI=\"urn:oid:{UNIQUE_DOCUMENT}\"><Transforms><Transform Algorithm=\"{c14n}\"/></Transforms>{sha256}\
         <DigestValue>{condensat}</DigestValue></Reference></Manifest></Object>\
         <Object><SignatureProperties xmlns=\"\"><SignatureProperty Id=\"purposeOfSignature\" Target=\"#s\">1.2.840.10065.1.12.1.14</SignatureProperty>\
         </SignatureProperties></Object>\
         <Object><QualifyingProperties xmlns=\"{xades}\" Target=\"#s\"><SignedProperties Id=\"S0-SignedProperties\"><SignedSignatureProperties>\
         <SigningTime>2026-01-15T08:59:00Z</SigningTime><SignaturePolicyIdentifier><SignaturePolicyImplied/></SignaturePolicyIdentifier>\
         </SignedSignatureProperties></SignedProperties></QualifyingProperties></Object></Signature>",
        dsig = segur_soap::ns::DSIG,
        xades = ns::XADES,
    )
}

fn regles(constats: &[Finding]) -> BTreeSet<&str> {
    constats.iter().map(|f| f.rule.as_str()).collect()
}

/// A file of the corpus, when it is at hand.
fn corpus(nom: &str) -> Option<Vec<u8>> {
    let chemin = segur_essais::corpus(&format!("xds/{nom}"))?;
    Some(std::fs::read(chemin).unwrap())
}
