//! Each rule is turned by one change, and no other is turned with it.

use std::collections::BTreeSet;

use segur_dialecte::Lu;
use segur_model::Environnement;

use super::{ACK, LPS, MDM, PAM, ZAM, ids, juger};
use crate::{Hl7Lu, REGLES};

/// Message, what is replaced, by what, rules that turn.
const CAS: &[(&str, &str, &str, &[&str])] = &[
    (
        PAM,
        "ZFD|||Y|N|INSI|20260115|CN\r",
        "ZFD|||Y|N|INSI|20260115|CN\rMSH|^~\\&|X\r",
        &["hl7v2.un-seul"],
    ),
    (PAM, "ADT^A01^ADT_A01", "SIU^S12^SIU_S12", &["hl7v2.profil"]),
    (PAM, "\rEVN", "\r\nEVN", &["hl7v2.fin-de-segment"]),
    (PAM, "\rEVN|", "\rsuite d'une ligne|", &["hl7v2.segment"]),
    (PAM, "|20260115090000||ADT", "|15/01/2026||ADT", &["hl7v2.msh.date"]),
    (PAM, "ADT^A01^ADT_A01", "ADT^A01", &["hl7v2.msh.type"]),
    (PAM, "|M1|T|", "||T|", &["hl7v2.msh.identifiant"]),
    (PAM, "|M1|T|", "|M1|X|", &["hl7v2.msh.traitement"]),
    (PAM, "2.5^FRA^2.11|", "2.5|", &["hl7v2.msh.version"]),
    (MDM, "|2.6|", "|2.5|", &["hl7v2.msh.version"]),
    (PAM, "|FRA|UNICODE", "||UNICODE", &["hl7v2.msh.pays"]),
    (PAM, "UNICODE UTF-8", "UTF8", &["hl7v2.msh.jeu"]),
    (PAM, "2.11^IHE_FRANCE-2.11-PAM", "", &["hl7v2.msh.profil"]),
    (PAM, "ADT^A01^", "ADT^A08^", &["hl7v2.pam.a08"]),
    (PAM, "ADT^A01^", "ADT^A60^", &["hl7v2.pam.evenement"]),
    (PAM, "279035121518989^", "2790351215189^", &["hl7v2.pid.ins.forme"]),
    (PAM, "279035121518989^", "279035121518988^", &["hl7v2.pid.ins.cle"]),
    (PAM, "1.2.250.1.213.1.4.10", "1.2.250.1.71.4.2.1", &["hl7v2.pid.ins.oid"]),
    (PAM, "ASIP-SANTE-INS-NIR", "CHU", &["hl7v2.pid.ins.autorite"]),
    (PAM, "&ISO^INS|", "&ISO^INS^^20101207|", &["hl7v2.pid.ins.dates"]),
    (
        PAM,
        "&ISO^INS|",
        "&ISO^INS~279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS|",
        &["hl7v2.pid.ins.unique"],
    ),
    (PAM, "|VALI|", "|PROV|", &["hl7v2.pid.ins.statut"]),
    (PAM, "|VALI|", "|VALI~QUAL|", &["hl7v2.pid.statut.table"]),
    (PAM, "|VALI|", "||", &["hl7v2.pid.ins.statut", "hl7v2.pid.statut"]),
    (PAM, "^^^^L|", "^^^^D|", &["hl7v2.pid.nom"]),
    (PAM, "^ALIX^ALIX MARIE^", "^ALIX^MARIE ALIX^", &["hl7v2.pid.prenom"]),
    (PAM, "|19790328|", "|19790230|", &["hl7v2.pid.date-de-naissance"]),
    (PAM, "|19790328|", "|1979|", &["hl7v2.pid.date-de-naissance"]),
    (PAM, "|F|||1 rue", "|2|||1 rue", &["hl7v2.pid.sexe"]),
    (PAM, "BDL^^63220", "BDL", &["hl7v2.pid.lieu-de-naissance"]),
    (PAM, "|D1^^^CHU&399990000100010&M^AN|", "||", &["hl7v2.pid.dossier"]),
    (PAM, "|F|||1 rue", "|F|ALIAS||1 rue", &["hl7v2.pid.interdits"]),
    (
        PAM,
        "IPP1^^^CHU&399990000100010&N^PI~279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS",
        "",
        &["hl7v2.pid.identifiant"],
    ),
    (PAM, "ZBE|MV1^CHU|", "ZBE||", &["hl7v2.zbe.mouvement"]),
    (PAM, "|INSERT|", "|NOUVEAU|", &["hl7v2.zbe.action"]),
    (PAM, "|INSERT|N|", "|INSERT|O|", &["hl7v2.zbe.historique"]),
    (PAM, "|HMS\r", "|X\r", &["hl7v2.zbe.nature"]),
    (PAM, "ZFA|ACTIF", "ZFA|OUVERT", &["hl7v2.zfa.etat"]),
    (PAM, "|INO|", "|OUI|", &["hl7v2.zfa.alimentation"]),
    (PAM, "|IC|", "|OUI|", &["hl7v2.zfa.consultation"]),
    (PAM, "|N|INSI|", "|N|MAIN|", &["hl7v2.zfd.recueil"]),
    (PAM, "|20260115|CN", "|20260115|CNI", &["hl7v2.zfd.piece"]),
    (PAM, "|20260115|CN", "|20260115|", &["hl7v2.zfd.validee"]),
    (MDM, "ORC|NW", "ORC|RO", &["hl7v2.document.ordre"]),
    (MDM, "||||||F|\rPRT", "||||||C|\rPRT", &["hl7v2.document.ordre"]),
    (MDM, "MDM^T02^", "MDM^T04^", &["hl7v2.document.ordre"]),
    (MDM, "OBX|1|ED|", "OBX|1|TX|", &["hl7v2.document.present"]),
    (MDM, "PENsaW5p", "PENs*W5p", &["hl7v2.document.base64"]),
    (MDM, "bnQ+IA==||", "bnQ+IA||", &["hl7v2.document.base64.fin"]),
    (MDM, "bnQ+IA==||", "bnQ+IA=||", &["hl7v2.document.base64.fin"]),
    (MDM, "2.1^CISIS", "2.0^CISIS", &["hl7v2.version-du-volet"]),
    (MDM, "Ym9uam91cg==", "Ym9uam91cg", &["hl7v2.document.corps-de-courriel"]),
    (MDM, "PENsaW5p", "Ym9uam91", &["hl7v2.document.cda"]),
    (
        MDM,
        "279035121518989^",
        "279035121518900^",
        &["hl7v2.pid.ins.cle", "hl7v2.document.patient"],
    ),
    (MDM, "OBR|1|||18748-4", "OBR|1|||11502-2", &["hl7v2.document.code"]),
    (MDM, "V1^^^CHU&399990000100010&M^VN", "", &["hl7v2.document.sejour"]),
    (MDM, "PRT||UC||SB", "PRT||UC||XX", &["hl7v2.document.emetteur"]),
    (MDM, "INVISIBLE_PATIENT", "INVISIBLE", &["hl7v2.document.metadonnees"]),
    (
        MDM,
        "MASQUE_PS^^MetaDMPMSS||N",
        "MASQUE_PS^^MetaDMPMSS||O",
        &["hl7v2.document.oui-non"],
    ),
    (
        MDM,
        "MASQUE_PS^^MetaDMPMSS||N",
        "MASQUE_PS^^MetaDMPMSS||Y",
        &["hl7v2.document.matrice"],
    ),
    (LPS, "<m1@chu.mssante.fr>^", "^", &["hl7v2.lps.courriel"]),
    (LPS, "PV1|1|N", "PV1|1|I", &["hl7v2.document.sejour"]),
    (ACK, "MSA|AE", "MSA|OK", &["hl7v2.ack.code"]),
    (ACK, "MSA|AE|M2", "MSA|AE|", &["hl7v2.ack.message"]),
    (ACK, "ERR||PID^1^3|101", "ERR||PID^1^3|999", &["hl7v2.ack.erreur"]),
    (ZAM, "ACK_RECEPTION_DMP", "ACK_RECEPTION_MSS", &["hl7v2.zam.contenu"]),
    (ZAM, "|M2|N|", "||N|", &["hl7v2.zam.reponse"]),
    (ZAM, "\rERR|||207", "\rERR|||", &["hl7v2.zam.erreur"]),
];

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
        // Folded Base64, by an escape; the words of a person.
        (MDM, "PENsaW5p", "PENs\\X0D0A\\aW5p"),
        (MDM, "INVISIBLE_REP_LEGAUX", "INVISIBLE_REPRESENTANTS_LEGAUX"),
        (MDM, "|M2|T|", "|M2|P|"),
        (MDM, "^text^XML^", "^TEXT^xml^"),
        (ACK, "ACK^T02^ACK", "ACK^T02"),
        (ZAM, "|M2|N|", "|M2|Y|"),
    ] {
        assert!(message.contains(avant), "{avant}");
        let constats = juger(message.replacen(avant, apres, 1).as_bytes());
        assert_eq!(ids(&constats), Vec::<&str>::new(), "{avant} → {apres}\n{constats:#?}");
    }
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
