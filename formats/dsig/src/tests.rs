//! What others signed is verified here, and what was changed is refused. `donnees/` was signed once by xmlsec1 1.2.37, with the key of
//! `org-sign` of the demo; bergshamra-dsig signs as the tests run.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bergshamra_dsig::DsigContext;
use bergshamra_keys::{KeysManager, loader};
use proptest::prelude::*;
use roxmltree::{Document, Node};
use segur_certs::Igc;
use segur_soap::ns::DSIG;
use segur_x509::X509;

use crate::{Demande, Refus, condensat, signataire, verifier};

static IGC: LazyLock<Igc> = LazyLock::new(|| Igc::demo().unwrap());

fn certificat(identite: &str) -> X509 {
    X509::lire_pem(&IGC.identite(identite).unwrap().certificat_pem).unwrap()
}

macro_rules! donnees {
    ($($nom:literal)+) => { [$(($nom, include_str!(concat!("tests/donnees/", $nom, ".xml")))),+] };
}

const ENVELOPPEES: [(&str, &str); 7] = donnees!(
    "exclusif" "exclusif-prefixes" "exclusif-commentaires" "inclusif" "inclusif-commentaires" "inclusif-1.1" "implicite"
);
const ENVELOPPANTE: &str = include_str!("tests/donnees/enveloppante.xml");

fn porte<'a, 'i>(document: &'a Document<'i>, id: &str) -> Node<'a, 'i> {
    let porte = |n: &Node<'_, '_>| n.attribute("ID").or(n.attribute("Id")) == Some(id);
    document.descendants().find(porte).unwrap()
}

/// Verifies the first signature: of these elements, in the document.
fn juger_par(texte: &str, ids: &[&str], certificat: &X509) -> Result<(), Refus> {
    let document = segur_soap::lire(texte).map_err(|e| Refus::Fausse(e.to_string()))?;
    let signes: Vec<Node<'_, '_>> = ids.iter().map(|id| porte(&document, id)).collect();
    let signature = document.descendants().find(|n| segur_soap::est(*n, DSIG, "Signature")).unwrap();
    verifier(&Demande {
        signature,
        dans: document.root_element(),
        signes: &signes,
        certificat,
    })
}

fn juger(texte: &str, ids: &[&str]) -> Result<(), Refus> {
    juger_par(texte, ids, &certificat("org-sign"))
}

fn remplacer(texte: &str, avant: &str, apres: &str) -> String {
    assert!(texte.contains(avant), "{avant}");
    texte.replacen(avant, apres, 1)
}

#[test]
fn ce_que_xmlsec1_signe_est_juste() {
    for (nom, texte) in ENVELOPPEES {
        assert_eq!(juger(texte, &["c1"]), Ok(()), "{nom}");
    }
    assert_eq!(juger(ENVELOPPANTE, &["m", "p"]), Ok(()));
    assert_eq!(juger(ENVELOPPANTE, &["p", "m"]), Ok(()));
}

#[test]
fn ce_que_bergshamra_signe_est_juste() {
    let mut cles = KeysManager::new();
    cles.add_key(loader::load_pem_auto(IGC.identite("org-sign").unwrap().cle_pem.as_bytes(), None).unwrap());
    let contexte = DsigContext::new(cles);
    // It leaves out the comments of SignedInfo, whatever the canonicalisation.
    for (nom, texte) in ENVELOPPEES.iter().filter(|(_, t)| !t.contains("<!-- ici -->")) {
        let vider = |texte: String, element: &str| {
            let debut = texte.find(&format!("<{element}>")).unwrap() + element.len() + 2;
            let fin = texte.find(&format!("</{element}>")).unwrap();
            format!("{}{}", &texte[..debut], &texte[fin..])
        };
        let modele = vider(
            vider(texte.replace("inutile:b=\"2\"", "inutile:b=\"3\""), "DigestValue"),
            "SignatureValue",
        );
        let signe = bergshamra_dsig::sign::sign_owned(&contexte, modele).unwrap();
        assert_eq!(juger(&signe, &["c1"]), Ok(()), "{nom}");
        assert_ne!(
            juger(&signe.replace("inutile:b=\"3\"", "inutile:b=\"4\""), &["c1"]),
            Ok(()),
            "{nom}"
        );
    }
}

#[test]
fn ce_qui_change_est_faux() {
    for (nom, texte) in ENVELOPPEES {
        for (avant, apres, raison) in [
            ("é &amp;", "e &amp;", "DigestValue"),
            ("<vide/>", "<vide></vide><vide/>", "DigestValue"),
            ("<SignatureValue>", "<SignatureValue>AAAA", "SignatureValue n'est pas celle"),
            ("<SignatureValue>", "<SignatureValue>*", "Base64"),
            ("<DigestValue>", "<DigestValue>A", "DigestValue"),
            ("ID=\"c1\"", "ID=\"c1\" Id=\"c1\"", "même Id"),
            ("<m:entete ", "<m:entete id=\"c1\" ", "même Id"),
            ("<SignedInfo>", "<SignedInfo/><SignedInfo>", "plusieurs SignedInfo"),
        ] {
            let refus = juger(&remplacer(texte, avant, apres), &["c1"]).unwrap_err();
            assert!(
                matches!(&refus, Refus::Fausse(r) if r.contains(raison)),
                "{nom} {avant} : {refus:?}"
            );
        }
        // Signed, and true to what is signed: only the key tells.
        let etranger = juger_par(texte, &["c1"], &certificat("banc-signataire")).unwrap_err();
        assert!(etranger.raison().contains("clé du certificat"), "{nom}");
    }
}

#[test]
fn ce_que_la_forme_ne_change_pas_reste_juste() {
    for (nom, texte) in ENVELOPPEES {
        let autre = remplacer(texte, "n=\"1\" a=", "\n a=").replace("<vide/>", "<vide ></vide >");
        let autre = remplacer(&autre, "&#10;&quot;\"", "&#xA;&#34;\" n='1' ");
        assert_eq!(juger(&autre, &["c1"]), Ok(()), "{nom}");
        // What is outside, and comments, are not signed.
        let autre = remplacer(texte, "<m:entete n=\"1\"/>", "<m:entete/>").replace("<!-- commentaire -->", "");
        assert_eq!(juger(&autre, &["c1"]), Ok(()), "{nom}");
    }
}

#[test]
fn l_heritage_compte_en_inclusif_seulement() {
    for (nom, texte) in ENVELOPPEES {
        let langue = juger(&remplacer(texte, "xml:lang=\"fr\"", "xml:lang=\"en\""), &["c1"]);
        assert_eq!(langue.is_ok(), nom.starts_with("exclusif"), "{nom}");
        let espace = juger(
            &remplacer(
                texte,
                " xmlns:inutile=\"urn:inutile\"",
                " xmlns:inutile=\"urn:inutile\" xmlns:z=\"urn:z\"",
            ),
            &["c1"],
        );
        assert_eq!(espace.is_ok(), nom.starts_with("exclusif"), "{nom}");
    }
    let base = |nom| {
        let (_, texte) = ENVELOPPEES.iter().find(|(n, _)| *n == nom).unwrap();
        juger(&remplacer(texte, "xml:lang", "xml:base=\"http://x/\" xml:lang"), &["c1"])
    };
    assert!(matches!(base("inclusif-1.1"), Err(Refus::NonEvaluee(_))));
    assert!(matches!(base("inclusif"), Err(Refus::Fausse(_))));
}

#[test]
fn les_commentaires_de_signedinfo_comptent_quand_elle_les_garde() {
    for (nom, texte) in ENVELOPPEES.iter().filter(|(_, t)| t.contains("<!-- ici -->")) {
        assert!(
            matches!(juger(&texte.replace("<!-- ici -->", ""), &["c1"]), Err(Refus::Fausse(_))),
            "{nom}"
        );
    }
}

/// Signed elsewhere, or signed and something else.
#[test]
fn ce_qui_n_est_pas_exactement_couvert_est_faux() {
    let (_, texte) = ENVELOPPEES[0];
    let pas_couvert = |texte: &str, ids: &[&str]| {
        let refus = juger(texte, ids).unwrap_err();
        assert!(
            matches!(&refus, Refus::Fausse(r) if r.contains("ne couvre pas")),
            "{ids:?} : {refus:?}"
        );
    };
    // Wrapped: the signed element is kept aside, a forged one is read in its place.
    let enveloppe = remplacer(texte, "<m:entete n=\"1\"/>", "<m:corps ID=\"c2\">faux</m:corps>");
    pas_couvert(&enveloppe, &["c2"]);
    pas_couvert(&enveloppe, &["c1", "c2"]);
    pas_couvert(texte, &[]);
    pas_couvert(ENVELOPPANTE, &["m"]);
    pas_couvert(ENVELOPPANTE, &["m", "s0"]);
    for uri in ["", "c1", "#xpointer(id('c1'))", "#xpointer(/)", "fichier.xml#c1", "#c2"] {
        pas_couvert(&remplacer(texte, "URI=\"#c1\"", &format!("URI=\"{uri}\"")), &["c1"]);
    }
    pas_couvert(&remplacer(texte, " URI=\"#c1\"", ""), &["c1"]);
    let reference = &texte[texte.find("<Reference").unwrap()..texte.find("</SignedInfo>").unwrap()];
    pas_couvert(&remplacer(texte, "</SignedInfo>", &format!("{reference}</SignedInfo>")), &["c1"]);
    // The same element twice is not two elements.
    let double = remplacer(ENVELOPPANTE, "URI=\"#p\"", "URI=\"#m\"");
    pas_couvert(&double, &["m", "p"]);
}

#[test]
fn ce_qui_n_est_pas_connu_n_est_pas_juge() {
    let (_, texte) = ENVELOPPEES[0];
    const C14N: &str = "<Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";
    for (avant, apres, raison) in [
        ("xmldsig-more#rsa-sha256", "xmldsig-more#hmac-sha256", "algorithme de signature"),
        ("xmldsig-more#rsa-sha256", "xmldsig-more#ecdsa-sha256", "algorithme de signature"),
        ("xmlenc#sha256", "xmldsig-more#md5", "algorithme de condensat"),
        (
            "<CanonicalizationMethod Algorithm=\"",
            "<CanonicalizationMethod Algorithm=\"urn:",
            "canonicalisation « urn:",
        ),
        (
            C14N,
            "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/>",
            "n'est pas une canonicalisation",
        ),
        (C14N, "<Transform/>", "n'est pas une canonicalisation"),
        (C14N, &format!("{C14N}{C14N}"), "suivent la canonicalisation"),
        ("xmldsig#enveloped-signature", "xmldsig#base64", "n'est pas une canonicalisation"),
    ] {
        let refus = juger(&remplacer(texte, avant, apres), &["c1"]).unwrap_err();
        assert!(matches!(&refus, Refus::NonEvaluee(r) if r.contains(raison)), "{avant} : {refus:?}");
    }
    // Taken out of what it is not in.
    let dehors = remplacer(
        ENVELOPPANTE,
        "URI=\"#p\">",
        "URI=\"#p\"><Transforms><Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/></Transforms>",
    );
    assert!(matches!(juger(&dehors, &["m", "p"]), Err(Refus::NonEvaluee(_))));
}

/// Digests a document by a reference with these transforms and this algorithm.
fn condenser(octets: &[u8], transformations: &[&str], algorithme: &str) -> Result<String, String> {
    let transformations = match transformations {
        [] => String::new(),
        toutes => format!("<Transforms>{}</Transforms>", toutes.concat()),
    };
    let reference = format!("<Reference xmlns=\"{DSIG}\">{transformations}<DigestMethod Algorithm=\"{algorithme}\"/></Reference>");
    condensat(octets, segur_soap::lire(&reference).unwrap().root_element())
}

#[test]
fn un_document_se_condense_comme_sa_reference_le_dit() {
    const C14N: &str = "<Transform Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/>";
    const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";
    assert_eq!(condenser(b"abc", &[], SHA1).as_deref(), Ok("qZk+NkcGgWq6PiVxeFDCbJzQ2J0="));
    let canonique = condenser(b"<a b=\"1\"></a>", &[], SHA1);
    assert_eq!(condenser(b"<?xml version='1.0'?>\n<a  b='1'/>\n", &[C14N], SHA1), canonique);
    assert_eq!(
        condenser(b"<?xml\n version='1.0' encoding='ISO-8859-1'?>\n<a  b='1'/>\n", &[C14N], SHA1),
        canonique
    );
    const INCONNUE: &str = "<Transform Algorithm=\"urn:x\"/>";
    const ENVELOPPEE: &str = "<Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";
    for (transformations, algorithme) in [
        (&[INCONNUE][..], SHA1),
        (&[C14N, C14N], SHA1),
        (&[ENVELOPPEE, C14N], SHA1),
        (&[], "urn:x"),
    ] {
        assert!(condenser(b"<a/>", transformations, algorithme).is_err());
    }
    assert!(condenser(b"<!DOCTYPE a><a/>", &[C14N], SHA1).is_err());
}

#[test]
fn les_prefixes_gardes_comptent_dans_un_condensat() {
    const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
    let exclusif = |prefixes: &str| {
        let t = format!(
            "<Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"><InclusiveNamespaces \
             xmlns=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"{prefixes}\"/></Transform>"
        );
        condenser(b"<a xmlns:t='urn:t' xmlns:u='urn:u' t='t:x'/>", &[&t], SHA256)
    };
    assert_eq!(exclusif("t"), condenser(b"<a xmlns:t=\"urn:t\" t=\"t:x\"></a>", &[], SHA256));
    assert_eq!(exclusif(""), condenser(b"<a t=\"t:x\"></a>", &[], SHA256));
}

/// The certificates of a signature in this order, each in an `X509Data` of its own or all in one.
fn avec_certificats(ders: &[&[u8]], separes: bool) -> String {
    let (_, texte) = ENVELOPPEES[0];
    let milieu = if separes { "</X509Data><X509Data>" } else { "" };
    let ecrits: Vec<String> = ders
        .iter()
        .map(|d| format!("<X509Certificate>{}</X509Certificate>", STANDARD.encode(d)))
        .collect();
    let info = format!("<KeyInfo><X509Data>{}</X509Data></KeyInfo>", ecrits.join(milieu));
    remplacer(texte, "</SignatureValue>", &format!("</SignatureValue>{info}"))
}

fn sujet_du_signataire(texte: &str) -> Option<String> {
    let document = segur_soap::lire(texte).unwrap();
    let signature = document.descendants().find(|n| segur_soap::est(*n, DSIG, "Signature")).unwrap();
    Some(signataire(signature)?.0.dit().sujet.clone())
}

#[test]
fn le_signataire_est_a_n_importe_quel_rang() {
    let chaine = segur_x509::lire_pem(&IGC.identite("org-sign").unwrap().chaine_pem).unwrap();
    let org = certificat("org-sign");
    let etranger = certificat("banc-signataire");
    let autorites: Vec<&[u8]> = chaine.iter().map(Vec::as_slice).filter(|d| *d != org.der()).collect();
    assert!(!autorites.is_empty());
    let sujet = Some(org.dit().sujet.clone());
    for separes in [false, true] {
        for rang in 0..=autorites.len() {
            let mut ders = autorites.clone();
            ders.insert(rang, org.der());
            let texte = avec_certificats(&ders, separes);
            assert_eq!(sujet_du_signataire(&texte), sujet, "{rang}");
            // When no key verifies, who issued none of the others.
            let fausse = remplacer(&texte, "<SignatureValue>", "<SignatureValue>AAAA");
            assert_eq!(sujet_du_signataire(&fausse), sujet, "{rang}");
        }
        // The key decides, not the names.
        let texte = avec_certificats(&[etranger.der(), org.der(), b"illisible"], separes);
        assert_eq!(sujet_du_signataire(&texte), sujet);
        let sans = avec_certificats(&[etranger.der(), b"illisible"], separes);
        assert_eq!(sujet_du_signataire(&sans), None);
    }
    assert_eq!(sujet_du_signataire(&avec_certificats(&[], false)), None);
    assert_eq!(
        sujet_du_signataire(&avec_certificats(&[etranger.der()], false)),
        Some(etranger.dit().sujet.clone())
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// A character changed inside what is signed, or in the signature, is seen; or the document is no longer one that is read.
    #[test]
    fn un_caractere_change_se_voit(rang in 0usize..7, place in 0usize..10_000, c in "[a-zA-Z0-9<>&\"= #/:!-]") {
        let (nom, texte) = ENVELOPPEES[rang];
        let (debut, fin) = (texte.find("<m:corps").unwrap(), texte.find("</m:corps>").unwrap());
        let places: Vec<usize> = texte.char_indices().map(|(i, _)| i).filter(|i| (debut..fin).contains(i)).collect();
        let place = places[place % places.len()];
        let suite = place + texte[place..].chars().next().unwrap().len_utf8();
        let change = format!("{}{c}{}", &texte[..place], &texte[suite..]);
        let avant = segur_soap::lire(texte).unwrap();
        if let Ok(apres) = segur_soap::lire(&change)
            && juger_si_trouve(&change) == Some(Ok(()))
        {
            // What still verifies says the same: comments, white space in tags and in Base64.
            prop_assert_eq!(dit(&apres), dit(&avant), "{}", nom);
        }
    }
}

fn juger_si_trouve(texte: &str) -> Option<Result<(), Refus>> {
    let document = segur_soap::lire(texte).ok()?;
    document.descendants().find(|n| n.attribute("ID") == Some("c1"))?;
    document.descendants().find(|n| segur_soap::est(*n, DSIG, "Signature"))?;
    Some(juger(texte, &["c1"]))
}

/// Names, attributes and texts, but for the values of the signature, where white space does not count.
fn dit(document: &Document<'_>) -> Vec<String> {
    let sans_blancs = |t: &str| t.split_whitespace().collect::<String>();
    let de = |n: Node<'_, '_>| {
        let mut attributs: Vec<String> = n
            .attributes()
            .map(|a| format!("{:?}{}={:?}", a.namespace(), a.name(), a.value()))
            .collect();
        attributs.sort();
        let texte = n.text().filter(|_| n.is_text()).unwrap_or_default();
        let valeur = n.parent().is_some_and(|p| p.tag_name().name().ends_with("Value"));
        let texte = if valeur { sans_blancs(texte) } else { texte.to_owned() };
        format!("{:?}{attributs:?}{texte:?}", n.tag_name())
    };
    document.descendants().filter(|n| n.is_element() || n.is_text()).map(de).collect()
}
