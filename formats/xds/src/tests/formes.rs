//! How others write a message: line ends, transfer encodings, contents sent apart, compression.

use bytes::Bytes;
use segur_dialecte::Lu;
use segur_model::Location;

use super::echanges::{echange, juger, propres};
use super::*;
use crate::echange::DmpLu;

/// Rules that the tests of this file turn.
pub(super) const TOURNEES: [&str; 4] = [
    "xds.message.compression",
    "xds.message.inclusion",
    "xds.message.mime.fin-de-ligne",
    "xds.message.mime.quoted-printable",
];

fn mtom(enveloppe: &str, parties: &[Partie]) -> (String, Vec<u8>) {
    segur_soap::mtom::ecrire(enveloppe, ns::ACTION_TD21, parties, "limite")
}

/// The clean lot over MTOM, as text.
fn clair() -> (String, String) {
    let (content_type, corps) = mtom(&Pieces::propres().enveloppe(), &Banc::nouveau().parties());
    (content_type, String::from_utf8(corps).unwrap())
}

/// The rules of this crate that a body turns, and that none of them is more than a warning.
fn avertit(content_type: &str, corps: &str) -> Vec<String> {
    let constats = juger(&echange("dmp.TD2.1", content_type), corps.as_bytes(), Environnement::Test);
    let siens: Vec<&Finding> = constats.iter().filter(|f| f.rule.starts_with("xds.")).collect();
    assert!(siens.iter().all(|f| !f.is_error()), "{siens:#?}");
    siens.iter().map(|f| f.rule.clone()).collect()
}

#[test]
fn des_lignes_en_lf_se_disent() {
    let (content_type, corps) = clair();
    assert_eq!(avertit(&content_type, &corps), [""; 0]);
    assert_eq!(
        avertit(&content_type, &corps.replace("\r\n", "\n")),
        ["xds.message.mime.fin-de-ligne"]
    );
}

#[test]
fn le_quoted_printable_se_decode_et_se_dit() {
    let (content_type, corps) = clair();
    let code = CDA.replace('=', "=3D").replace('é', "=C3=A9").replace("<title>", "<=\r\ntitle>");
    let change = corps.replacen(CDA, &code, 1);
    assert_ne!(change, corps);
    let debut = change.find(&code).unwrap();
    let (tete, suite) = change.split_at(debut);
    let rang = tete.rfind("binary").unwrap();
    let change = format!("{}quoted-printable{}{suite}", &tete[..rang], &tete[rang + "binary".len()..]);
    assert_eq!(avertit(&content_type, &change), ["xds.message.mime.quoted-printable"]);
}

#[test]
fn un_corps_compresse_se_dit() {
    let (content_type, corps) = clair();
    for (encodage, attendu) in [("gzip", &["xds.message.compression"][..]), ("identity", &[])] {
        let mut e = echange("dmp.TD2.1", &content_type);
        e.requete.entetes.push(("Content-Encoding".into(), encodage.into()));
        // The bytes are those that the kit and the engine hand on: what the compressed ones stand for.
        let constats = juger(&e, corps.as_bytes(), Environnement::Test);
        assert_eq!(propres(&constats).into_iter().collect::<Vec<_>>(), attendu, "{encodage}");
    }
}

/// Moves the content of each element of this name out of the envelope, as XOP does.
fn deporter(enveloppe: &str, element: &str, prefixe: &str) -> (String, Vec<Partie>) {
    let (mut sortie, mut parties, mut reste) = (String::new(), Vec::new(), enveloppe);
    let (ouvre, ferme) = (format!("{element}>"), "</");
    while let Some(i) = reste.find(&ouvre).map(|i| i + ouvre.len()) {
        let fin = i + reste[i..].find(ferme).unwrap();
        let serre: String = reste[i..fin].split_whitespace().collect();
        let id = format!("{prefixe}{}@x", parties.len());
        parties.push(Partie::nouvelle(
            id.clone(),
            "application/ciphervalue",
            STANDARD.decode(serre).unwrap(),
        ));
        sortie.push_str(&reste[..i]);
        sortie.push_str(&format!("<xop:Include xmlns:xop=\"{}\" href=\"cid:{id}\"/>", ns::XOP));
        let apres = fin + ferme.len() + reste[fin + ferme.len()..].find('>').unwrap() + 1;
        sortie.push_str(&reste[fin..apres]);
        reste = &reste[apres..];
    }
    sortie.push_str(reste);
    (sortie, parties)
}

/// An envelope with a VIHF that is signed by the seal of the structure.
fn signee() -> String {
    use segur_saml::vihf::{Mode, VihfAEmettre, signer_vihf};
    let identite = Banc::nouveau().igc.identite("org-sign").unwrap();
    let v = VihfAEmettre {
        id: "_v1".into(),
        instant: MAINTENANT,
        emetteur_dn: identite.certificat.sujet.clone(),
        name_id: "899900000045".into(),
        authentification: MAINTENANT,
        classe_contexte: "Password".into(),
        declaration_contexte: None,
        version: "3.0".into(),
        mode: Mode::Indirecte,
        structure: "1999900038".into(),
        secteur: "SA25".into(),
        utilisateur: None,
        roles: Vec::new(),
        patient: None,
        usage: VihfAEmettre::acces_normal(),
        confidentialite: None,
        lps_id: None,
        lps_nom: "LPS".into(),
        lps_version: "1".into(),
        homologation: "DMP-BANC-0001".into(),
    };
    let vihf = signer_vihf(&v, &identite.cle_pem, &identite.certificat_pem).unwrap();
    let securite = format!("<w:Security xmlns:w=\"{}\">{vihf}</w:Security></soap:Header>", segur_soap::ns::WSSE);
    Pieces::propres().enveloppe().replacen("</soap:Header>", &securite, 1)
}

/// Rules that are about the bytes of a signature.
fn de_signature(content_type: &str, corps: &[u8]) -> Vec<String> {
    let constats = juger(&echange("dmp.TD2.1", content_type), corps, Environnement::Test);
    let dits = constats
        .iter()
        .filter(|f| f.rule.contains("signature") || f.rule.starts_with("xds.") || f.rule.starts_with("vihf.certificat.present"));
    dits.map(|f| f.rule.clone()).collect()
}

#[test]
fn un_contenu_deporte_vaut_son_contenu() {
    let enveloppe = signee();
    let banc = Banc::nouveau();
    let (content_type, corps) = mtom(&enveloppe, &banc.parties());
    assert_eq!(de_signature(&content_type, &corps), [""; 0]);
    let mut deportee = enveloppe;
    let mut parties = banc.parties();
    for element in ["SignatureValue", "DigestValue", "X509Certificate"] {
        let (change, siennes) = deporter(&deportee, element, element);
        assert_eq!(siennes.len(), 1, "{element}");
        (deportee, parties) = (change, [siennes, parties].concat());
    }
    let (content_type, corps) = mtom(&deportee, &parties);
    assert_eq!(de_signature(&content_type, &corps), [""; 0]);
    let lu = DmpLu::lire(
        &echange("dmp.TD2.1", &content_type),
        None,
        segur_dialecte::Piece {
            message: &echange("dmp.TD2.1", &content_type).requete,
            octets: &Bytes::from(corps.clone()),
        },
    );
    assert_eq!(lu.documents().len(), 1, "the documents of the lot, and no other part");
    // What is included is signed: one byte less is seen.
    let valeur = parties
        .iter_mut()
        .find(|p| p.content_id.as_deref() == Some("SignatureValue0@x"))
        .unwrap();
    valeur.octets = valeur.octets.slice(1..);
    let (content_type, corps) = mtom(&deportee, &parties);
    assert_ne!(de_signature(&content_type, &corps), [""; 0]);
    // Nothing there.
    let (content_type, corps) = mtom(&deportee, &parties[1..]);
    let constats = juger(&echange("dmp.TD2.1", &content_type), &corps, Environnement::Test);
    let constat = constats.iter().find(|f| f.rule == "xds.message.inclusion").unwrap();
    assert!(constat.is_error() && constat.location != Location::default(), "{constat:?}");
}

/// Messages of others, as they came: read, and nothing is held against them but what their form is told for.
#[test]
fn les_messages_d_autres_se_lisent() {
    const CAS: [(&str, Option<&str>, &[&str]); 4] = [
        (
            "C01-drimbox-lf.mime",
            Some(
                "multipart/related;boundary=\"MIMEBoundary_Bound\"; type=\"application/xop+xml\"; start=\"<0.1>\"; start-info=\"application/soap+xml\"",
            ),
            &["xds.message.mime.fin-de-ligne"],
        ),
        ("C02-signaturevalue-xop.mime", None, &[]),
        ("C03-keyinfo-ac-en-tete.mime", None, &[]),
        ("C08-quoted-printable.mime", None, &["xds.message.mime.quoted-printable"]),
    ];
    for (nom, content_type, attendues) in CAS {
        let Some(chemin) = segur_essais::corpus(&format!("cases/documents/{nom}")) else {
            return;
        };
        let octets = Bytes::from(std::fs::read(chemin).unwrap());
        let lu = match content_type {
            None => DmpLu::de_fichier(&octets),
            Some(content_type) => {
                let debut = segur_soap::mtom::premiere_limite(&octets).unwrap();
                let e = echange("dmp.TD2.1", content_type);
                let piece = segur_dialecte::Piece {
                    message: &e.requete,
                    octets: &octets.slice(debut..),
                };
                DmpLu::lire(&e, None, piece)
            }
        };
        assert_eq!(lu.illisible(), None, "{nom}");
        let constats = lu.constats_seuls(Environnement::Test);
        // Their VIHF are of the day they were made, their lots of the clock of the demonstration: that is not what is looked at here.
        let propres: Vec<&str> = propres(&constats).into_iter().filter(|r| *r != "xds.lot.date.vihf").collect();
        assert_eq!(propres, attendues, "{nom} : {constats:#?}");
        let signature = constats.iter().find(|f| f.rule.contains("signature") || f.rule == "vihf.emetteur");
        assert_eq!(signature, None, "{nom}");
    }
}
