//! Each rule is turned by one change, and no other is turned with it.

use std::collections::BTreeSet;

use segur_dialecte::Lu;
use segur_model::Environnement;

use super::cas::CAS;
use super::{ACK, LPS, MDM, PAM, ZAM, ids, juger};
use crate::{Hl7Lu, REGLES};

/// What is replaced, by what.
type Changements<'a> = &'a [(&'a str, &'a str)];

/// The same, where one change is not enough.
const PLUSIEURS: &[(&str, Changements, &[&str])] = &[
    (PAM, &[("MSH|^", "\u{b}MSH|^")], &["hl7v2.mllp"]),
    (PAM, &[("|CN\r", "|CN\r\u{1c}\r")], &["hl7v2.mllp"]),
    (
        PAM,
        &[("EVN||20260115090000\r", ""), ("\rPV1|", "\rEVN||20260115090000\rPV1|")],
        &["hl7v2.structure.ordre"],
    ),
    (
        PAM,
        &[("\rPV1|", "\rZZZ|"), ("\rZFA|", "\rPV1|1|I\rZFA|")],
        &["hl7v2.structure.ordre"],
    ),
    (
        PAM,
        &[("ADT^A01^ADT_A01", "ADT^A47^ADT_A30"), ("\rPV1|", "\rMRG|\rPV1|")],
        &["hl7v2.mrg.identifiant"],
    ),
    (
        PAM,
        &[
            ("ADT^A01^ADT_A01", "ADT^A47^ADT_A30"),
            (
                "\rPV1|",
                "\rMRG|279035121518988^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.8&ISO^INS\rPV1|",
            ),
        ],
        &["hl7v2.mrg.ins"],
    ),
    // Two patients, one old identifier.
    (
        PAM,
        &[
            ("ADT^A01^ADT_A01", "ADT^A40^ADT_A39"),
            (
                "\rPV1|",
                "\rPID|1||IPP2^^^CHU&1&N^PI||A^B^B^^^^L|||||||||||||||||||||||||||PROV\rMRG|IPP3^^^CHU&1&N^PI\rPV1|",
            ),
        ],
        &["hl7v2.structure.fusion", "hl7v2.structure.requis"],
    ),
    (
        PAM,
        &[
            ("ADT^A01^ADT_A01", "ADT^Z99^ADT_A01"),
            ("\rZBE|MV1^CHU|20260115090000||INSERT|N||||HMS", ""),
        ],
        &["hl7v2.structure.requis"],
    ),
    // Several merges in one message.
    (
        PAM,
        &[
            ("ADT^A01^ADT_A01", "ADT^A40^ADT_A39"),
            (
                "\rPV1|",
                "\rMRG|IPP3^^^CHU&1&N^PI\rPID|1||IPP2^^^CHU&1&N^PI||A^B^B^^^^L|||||||||||||||||||||||||||PROV\rMRG|IPP4^^^CHU&1&N^PI\rPV1|",
            ),
        ],
        &["hl7v2.structure.fusion"],
    ),
    // Of a provisional identity, what is not known is missing to nobody.
    (
        PAM,
        &[
            ("~279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS", ""),
            ("|19790328|F|", "|||"),
            ("|VALI|", "|PROV|"),
        ],
        &["hl7v2.pid.traits", "hl7v2.pid.traits"],
    ),
];

fn avec(message: &str, changements: Changements) -> String {
    changements.iter().fold(message.to_owned(), |m, (avant, apres)| {
        assert!(m.contains(avant), "{avant}");
        m.replacen(avant, apres, 1)
    })
}

#[test]
fn sans_faute() {
    for message in [PAM, MDM, LPS, ACK, ZAM] {
        assert_eq!(
            ids(&juger(message.as_bytes())),
            Vec::<&str>::new(),
            "{:#?}",
            juger(message.as_bytes())
        );
    }
}

#[test]
fn chaque_regle_tourne() {
    let mut tournees = BTreeSet::new();
    for (message, avant, apres, regles) in CAS {
        assert!(message.contains(avant), "{avant}");
        let change = message.replacen(avant, apres, 1);
        let constats = juger(change.as_bytes());
        assert_eq!(ids(&constats), *regles, "{avant} → {apres}\n{constats:#?}");
        tournees.extend(*regles);
    }
    for (octets, regle) in [
        (PAM.replace('~', "\u{2dc}").into_bytes(), "hl7v2.separateurs"),
        (
            PAM.replace("BIOTEST", "é").replace("UNICODE UTF-8", "8859/15").into_bytes(),
            "hl7v2.msh.jeu-tenu",
        ),
        (
            [&PAM.as_bytes()[..40], b"\xe9", &PAM.as_bytes()[40..]].concat(),
            "hl7v2.msh.jeu-tenu",
        ),
        (PAM.replace("\rPID|", "\rPIZ|").into_bytes(), "hl7v2.pid.present"),
        (
            MDM.replace("MDM^T02^", "MDM^T10^")
                .replace("ORC|NW", "ORC|RO")
                .replace("||||||F|\rPRT", "||||||C|\rPRT")
                .into_bytes(),
            "hl7v2.document.parent",
        ),
    ] {
        let constats = juger(&octets);
        assert!(ids(&constats).contains(&regle), "{regle} : {constats:#?}");
        tournees.insert(regle);
    }
    for (message, changements, regles) in PLUSIEURS {
        let constats = juger(avec(message, changements).as_bytes());
        assert_eq!(ids(&constats), *regles, "{changements:?}\n{constats:#?}");
        tournees.extend(*regles);
    }
    // Under an earlier version, the same mistake warns.
    let ancien = juger(MDM.replace("2.1^CISIS", "2.0^CISIS").replace("ORC|NW", "ORC|RO").as_bytes());
    assert!(
        ancien.iter().all(|f| !f.is_error()) && ids(&ancien).contains(&"hl7v2.document.ordre"),
        "{ancien:#?}"
    );
    let production = Hl7Lu::lire(PAM.as_bytes()).constats_seuls(Environnement::Production);
    assert_eq!(ids(&production), ["hl7v2.pid.ins.environnement"]);
    tournees.insert("hl7v2.pid.ins.environnement");
    let connues: BTreeSet<&str> = REGLES.iter().map(|r| r.id).collect();
    assert_eq!(tournees, connues);
}

#[test]
fn ce_qui_est_juste_et_inhabituel() {
    for (message, avant, apres) in [
        // A zone and fractions of a second; a single identifier; a NIA; a death or an attribute beside the status.
        (PAM, "|20260115090000||ADT", "|20260115090000.123+0100||ADT"),
        (PAM, "IPP1^^^CHU&399990000100010&N^PI~", ""),
        (
            PAM,
            "ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10",
            "ASIP-SANTE-INS-NIA&1.2.250.1.213.1.4.9",
        ),
        (PAM, "|VALI|", "|VALI~HOMA|"),
        (PAM, "2.5^FRA^2.11|", "2.5^FRA^2.10|"),
        (PAM, "|FR||2.11^", "|FR||1.0^AUTRE~2.11^"),
        // A billing number has the same OID, and is no INS.
        (
            PAM,
            "&ISO^INS|",
            "&ISO^INS~279035121518988^^^ASIP-SANTE-NIR&1.2.250.1.213.1.4.8&ISO^NH^^20260115|",
        ),
        // A birth date that is not wholly known, of who is not qualified.
        (PAM, "|19790328|", "|19790328+0100|"),
        (PAM, "BDL^^63220", "BDL^^2A004"),
        (PAM, "BDL^^63220", "BDL^^99127"),
        (PAM, "PV1|1|I|", "PV1|1|P|"),
        (
            PAM,
            "1 rue des Essais",
            "1 rue D\\T\\O \\S\\ \\X27\\ \\.br\\ \\.sp 2\\ \\H\\a\\N\\ \\E\\",
        ),
        (PAM, "|20260115|CN", "|202601|CN"),
        (PAM, "\rZFD|", "\rZZZ|1|libre\rZFD|"),
        // Folded Base64, by an escape; the words of a person.
        (MDM, "PENsaW5p", "PENs\\X0D0A\\aW5p"),
        (MDM, "INVISIBLE_REP_LEGAUX", "INVISIBLE_REPRESENTANTS_LEGAUX"),
        (MDM, "|M2|T|", "|M2|P|"),
        (MDM, "^text^XML^", "^TEXT^xml^"),
        // An accent, a hyphen, a compound first name, an environment of test, a domain in capitals.
        (MDM, "||BIOTEST^ALIX^ALIX", "||BIO-TÉST^ALIX MARIE^ALIX MARIE"),
        (MDM, "989@patient.mssante.fr", "989@patient.formation.MSSante.fr"),
        (MDM, "^XML^Base64^", "^XML^BASE64^"),
        (ACK, "ACK^T02^ACK", "ACK^T02"),
        (ZAM, "|M2|N|", "|M2|Y|"),
    ] {
        assert!(message.contains(avant), "{avant}");
        let constats = juger(message.replacen(avant, apres, 1).as_bytes());
        assert_eq!(ids(&constats), Vec::<&str>::new(), "{avant} → {apres}\n{constats:#?}");
    }
}

#[test]
fn ce_qui_est_juste_d_un_autre_evenement() {
    let ancien = "MRG|279035121518989^^^ASIP-SANTE-INS-NIA&1.2.250.1.213.1.4.9&ISO^INS\r";
    let sans_traits = ("|19790328|F|||1 rue", "|||||1 rue");
    for changements in [
        // Birth date and sex are optional but where they say who is created (ITI-30, 3.30.5.3).
        &[("ADT^A01^ADT_A01", "ADT^A03^ADT_A03"), sans_traits][..],
        &[
            ("ADT^A01^ADT_A01", "ADT^A11^ADT_A09"),
            sans_traits,
            ("|INSERT|N||", "|CANCEL|N|A01|"),
        ],
        &[("ADT^A01^ADT_A01", "ADT^Z99^ADT_A01"), ("|INSERT|N||", "|UPDATE|N|A01|")],
        &[
            ("ADT^A01^ADT_A01", "ADT^A47^ADT_A30"),
            sans_traits,
            ("\rPV1|", &format!("\r{ancien}PV1|")),
        ],
        &[
            ("ADT^A01^ADT_A01", "ADT^A55^ADT_A52"),
            sans_traits,
            ("|INSERT|N||", "|CANCEL|N|A54|"),
        ],
        // An INS that is taken away (A47): nothing in its place, the old one in MRG-1.
        &[
            ("ADT^A01^ADT_A01", "ADT^A47^ADT_A30"),
            ("279035121518989^^^", "\"\"^^^"),
            ("\rPV1|", &format!("\r{ancien}PV1|")),
        ],
        // A year, of who is not qualified.
        &[
            ("~279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS", ""),
            ("|19790328|", "|1979|"),
            ("|VALI|", "|PROV|"),
        ],
        // A frame that is closed, with or without the end of its last segment.
        &[("MSH|^", "\u{b}MSH|^"), ("|CN\r", "|CN\r\u{1c}\r")],
        &[("MSH|^", "\u{b}MSH|^"), ("|CN\r", "|CN\u{1c}\r")],
        // Empty lines before, a batch around.
        &[("MSH|^", "\r\r\rMSH|^")],
        &[("MSH|^", "FHS|^~\\&|A\rBHS|^~\\&|A\rMSH|^"), ("|CN\r", "|CN\rBTS|1\rFTS|1\r")],
    ] {
        let constats = juger(avec(PAM, changements).as_bytes());
        assert_eq!(ids(&constats), Vec::<&str>::new(), "{changements:?}\n{constats:#?}");
    }
}

#[test]
fn ou_est_ce_qui_est_dit() {
    let faux = PAM
        .replacen("279035121518989^", "279035121518988^", 1)
        .replacen("MSH|^", "\r\n\r\nMSH|^", 1);
    let constats = juger(faux.as_bytes());
    let lieu = &constats.iter().find(|f| f.rule == "hl7v2.pid.ins.cle").unwrap().location;
    assert_eq!((lieu.path.as_str(), lieu.line, lieu.column), ("PID-3[2].1", 5, 40), "{lieu:?}");
    let cog = juger(PAM.replacen("BDL^^63220", "BDL^^ABCDE", 1).as_bytes());
    assert_eq!(cog[0].location.path, "PID-11[2].9");
}

const DEBUT: &[u8] = b"<ClinicalDocument";

#[test]
fn les_documents_sont_rendus() {
    let lu = Hl7Lu::lire(MDM.as_bytes());
    let [document] = lu.documents() else {
        panic!("{:?}", lu.documents())
    };
    assert_eq!(
        (&document.octets[..DEBUT.len()], document.lieu.path.as_str(), document.lieu.line),
        (DEBUT, "OBX[1]-5", 8)
    );
}
