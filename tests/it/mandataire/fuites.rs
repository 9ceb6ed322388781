//! Leaks of an INS that is not qualified, in every spelling: the scenario that guards it must see them (review, A.3).

use segur_model::{Ins, Patient};

use super::http::Message;
use super::messages::{b64, envoi, est, gzip, porteur, zlib};
use super::scene::{Envoi, Mains, Scene};
use super::table::{Attente, Ligne, ligne};

/// A header that the journal does not keep as it came.
const MASQUE: &str = "dans un cookie, sans la clé";

const FICHE: &str = "ADRTROIS_DOMINIQUE";
const SCENARIO: &str = "INS/va1.59.01";
/// Of the témoin, for the DMP.
const ORG: Option<&str> = Some("org-auth-cli");

type Fuite = fn(&Scene, &Ins, &Patient) -> Envoi;

/// Sends this once the report was refused, the first time.
fn fuite(f: Fuite) -> Mains {
    Mains::vides().apres(move |s, d| {
        let premiere = s.vue(|v| v.envoi.point == "dmp.lps").is_none();
        if !est(d, "valider-compte-rendu", SCENARIO) || !premiere {
            return Vec::new();
        }
        let p = s.patient(FICHE);
        vec![f(s, p.ins.as_ref().unwrap(), p)]
    })
}

fn dmp(m: Message) -> Envoi {
    envoi("dmp.lps", ORG, m)
}

/// In the body of a message to the DMP.
fn corps(texte: &str) -> Envoi {
    dmp(porteur(&format!("<a>{texte}</a>")))
}

fn entites(texte: &str) -> String {
    texte.chars().map(|c| format!("&#{};", u32::from(c))).collect()
}

/// A page that writes a text, compressed as usual.
fn pdf(texte: &str) -> Vec<u8> {
    let contenu = zlib(format!("BT /F1 12 Tf 72 700 Td ({texte}) Tj ET").as_bytes());
    let mut o = b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n\
        2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
        3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>> endobj\n\
        5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n"
        .to_vec();
    o.extend_from_slice(format!("4 0 obj <</Length {}/Filter/FlateDecode>> stream\n", contenu.len()).as_bytes());
    o.extend_from_slice(&contenu);
    o.extend_from_slice(b"\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n");
    o
}

/// Name, and what is sent.
const FUITES: &[(&str, &str, Fuite)] = &[
    ("dans l'URL d'un POST au DMP", "A.3", |_, i, _| {
        dmp(porteur("<a/>").vers(&format!("/si-dmp-server/v2/services/patients?ins={}", i.complet())))
    }),
    ("dans l'URL d'un GET au DMP", "A.3", |_, i, _| {
        dmp(Message::get(&format!(
            "/si-dmp-server/v2/services/patients?wsdl&ins={}",
            i.complet()
        )))
    }),
    ("dans un chemin du DMP qui n'existe pas", "", |_, i, _| {
        dmp(Message::get(&format!("/patients/{}", i.complet())))
    }),
    ("dans un en-tête HTTP", "A.3", |_, i, _| {
        dmp(porteur("<a/>").avec("X-INS", &i.complet()))
    }),
    (MASQUE, "", |_, i, _| {
        dmp(porteur("<a/>").avec("Cookie", &format!("p={}", i.matricule)))
    }),
    ("le matricule seul, 13 caractères", "A.3", |_, i, _| corps(&i.matricule)),
    ("le matricule avec des espaces", "A.3", |_, i, _| {
        let m = i.complet();
        corps(&format!(
            "{} {} {} {} {} {} {}",
            &m[..1],
            &m[1..3],
            &m[3..5],
            &m[5..7],
            &m[7..10],
            &m[10..13],
            &m[13..]
        ))
    }),
    ("le matricule avec des tirets et des points", "", |_, i, _| {
        let m = i.complet();
        corps(&format!("{}-{}.{}", &m[..5], &m[5..10], &m[10..]))
    }),
    ("en références de caractères", "A.3", |_, i, _| corps(&entites(&i.complet()))),
    ("en UTF-16", "A.3", |_, i, _| {
        let texte = format!("\u{feff}<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>{}</a>", i.complet());
        let octets: Vec<u8> = texte.encode_utf16().flat_map(u16::to_le_bytes).collect();
        dmp(Message::post(
            "/si-dmp-server/v2/services/patients",
            "application/soap+xml; charset=utf-16",
            octets,
        ))
    }),
    ("l'OID seul", "A.3", |_, i, _| corps(&i.oid)),
    ("à INSi, comme nom de naissance", "A.3", |_, i, _| {
        let m = Message::post(
            "/lps",
            "application/soap+xml; charset=utf-8",
            format!("<a><NomNaissance>{}</NomNaissance></a>", i.complet()),
        );
        envoi("insi.tlsm", Some("org-insi-auto"), m)
    }),
    ("à l'annuaire, dans l'URL", "A.3", |_, i, _| {
        let m = Message::get(&format!("/fhir/v2/Practitioner?identifier={}", i.complet())).avec("Host", "annuaire.banc.test");
        envoi("annuaire.fhir", None, m)
    }),
    ("à l'annuaire, en pour cent", "", |_, i, _| {
        let code: String = i.complet().bytes().map(|o| format!("%{o:02X}")).collect();
        let m = Message::get(&format!("/fhir/v2/Practitioner?name={code}")).avec("Host", "annuaire.banc.test");
        envoi("annuaire.fhir", None, m)
    }),
    ("à Pro Santé Connect, dans state", "", |_, i, _| {
        let m = Message::get(&format!(
            "/simule/auth/realms/esante-wallet/protocol/openid-connect/auth?client_id=temoin-sgl&state={}",
            i.complet()
        ))
        .avec("Host", "psc-auth.banc.test");
        envoi("psc.auth", None, m)
    }),
    ("en Base64", "", |_, i, _| corps(&b64(format!("ins={}", i.complet())))),
    ("en Base64 de Base64", "", |_, i, _| {
        corps(&b64(b64(format!("le patient {}", i.complet()))))
    }),
    ("en hexadécimal", "", |_, i, _| corps(&hex::encode(i.complet()))),
    ("en échappements JSON", "", |_, i, _| {
        let code: String = i.complet().bytes().map(|o| format!("\\u{o:04x}")).collect();
        corps(&format!("{{\"ins\":\"{code}\"}}"))
    }),
    ("le corps compressé (gzip)", "", |_, i, _| {
        let octets = gzip(format!("<a>{}</a>", i.complet()).as_bytes());
        let m = Message::post("/si-dmp-server/v2/services/patients", "application/soap+xml", octets);
        dmp(m.avec("Content-Encoding", "gzip"))
    }),
    ("gzip dans Base64", "", |_, i, _| corps(&b64(gzip(i.complet().as_bytes())))),
    ("dans la page d'un PDF, en Base64", "", |_, i, _| {
        corps(&b64(pdf(&format!("INS {}", i.complet()))))
    }),
    ("coupé par un commentaire XML", "", |_, i, _| {
        let m = i.complet();
        corps(&format!("{}<!-- -->{}", &m[..7], &m[7..]))
    }),
    ("coupé par un saut de ligne de Base64", "", |_, i, _| {
        let code = b64(format!("identifiant national de santé : {}", i.complet()));
        corps(&format!("{}\r\n{}", &code[..20], &code[20..]))
    }),
    ("dans un lot qui part tout de suite après le refus", "", |s, i, p| {
        let lot = super::messages::lot_vu(s, "INS/va1.59.01");
        lot.unwrap_or_else(|| corps(&format!("<patient ins=\"{}\">{}</patient>", i.complet(), p.nom_naissance)))
    }),
];

/// The rows.
pub fn lignes() -> Vec<Ligne> {
    let une = |(nom, revue, f): &(&'static str, &'static str, Fuite)| {
        let l = ligne(
            Box::leak(format!("INS non qualifié envoyé {nom}").into_boxed_str()),
            revue,
            SCENARIO,
            fuite(*f),
        )
        .attend(SCENARIO, Attente::Condamne);
        if *nom == MASQUE {
            l.connu("le journal masque la valeur de Cookie avant qu'on y cherche")
        } else {
            l
        }
    };
    FUITES.iter().map(une).collect()
}
