//! Bytes in, bytes out; what is read of them.

use proptest::prelude::*;

use super::{MDM, PAM};
use crate::Message;
use crate::er7::{CHAMPS_MAX, Hl7Illisible, Octets, SEGMENTS_MAX};

#[test]
fn ce_qui_est_lu_se_reecrit() {
    let mut cas: Vec<Vec<u8>> = [PAM, MDM].iter().map(|m| m.as_bytes().to_vec()).collect();
    cas.push(PAM.replace('\r', "\r\n").into_bytes());
    cas.push(PAM.replace('\r', "\n").into_bytes());
    cas.push(format!("\u{b}{PAM}\u{1c}\r").into_bytes());
    cas.push(format!("\u{feff}{PAM}").into_bytes());
    cas.push(format!("\r\n\n{PAM}\r\r").into_bytes());
    cas.push(format!("FHS|^~\\&|A\r\u{b}{PAM}\u{1c}FTS|1\r").into_bytes());
    // « é » and « œ » in ISO 8859-15.
    cas.push([b"MSH|^~\\&|A\rPID|||\xe9\xbd\r".as_slice()].concat());
    for octets in cas {
        assert_eq!(Message::lire(&octets).unwrap().ecrire(), octets);
    }
}

#[test]
fn ce_qui_est_lu() {
    let m = Message::lire(PAM.as_bytes()).unwrap();
    let pid = m.premier("PID").unwrap();
    let ids: Vec<String> = pid.repetitions(3).map(|r| r.clair(1)).collect();
    assert_eq!(ids, ["IPP1", "279035121518989"]);
    let ins = pid.repetitions(3).nth(1).unwrap();
    assert_eq!(
        (ins.partie(4, 1).as_str(), ins.partie(4, 2).as_str()),
        ("ASIP-SANTE-INS-NIR", "1.2.250.1.213.1.4.10")
    );
    assert_eq!((pid.ligne, pid.champ(32), pid.champ(99)), (3, "VALI", ""));
    let msh = m.premier("MSH").unwrap();
    // « MSH| » has four signs before MSH-2; a field beyond the last would begin after it.
    assert_eq!((msh.colonne(2), pid.colonne(0), pid.colonne(3)), (5, 1, 8));
    assert_eq!(
        u64::from(pid.colonne(99)),
        PAM.split('\r').nth(2).unwrap().chars().count() as u64 + 1
    );
    assert_eq!((msh.champ(2), msh.composant(9, 2).as_str(), msh.champ(10)), ("^~\\&", "A01", "M1"));
    assert_eq!(m.clair("a\\S\\b\\T\\c\\X0D\\d\\.br\\e\\f"), "a^b&c\rd\\.br\\e\\f");
    let latin = Message::lire(b"MSH|^~\\&|A\rPID|||\xe9\xbd\r").unwrap();
    assert_eq!((latin.octets(), latin.premier("PID").unwrap().champ(3)), (Octets::Latin9, "éœ"));
}

#[test]
fn ce_qui_n_est_pas_un_message() {
    for (octets, dit) in [
        (b"".as_slice(), "il commence par « MSH »"),
        (b"\r\n\r\n", "il commence par « MSH »"),
        (b"FHS|^~\\&|A\rBHS|^~\\&|A\r", "il commence par « MSH »"),
        (b"PID|1", "il commence par « MSH »"),
        (b"MSH", "quatre signes différents"),
        (b"MSH|^~", "quatre signes différents"),
        (b"MSH|^^\\&|", "quatre signes différents"),
        (b"MSHA^~\\&", "quatre signes différents"),
    ] {
        let e = Message::lire(octets).unwrap_err().to_string();
        assert!(e.contains(dit), "{e}");
    }
    let long = format!("MSH|^~\\&|\r{}", "PID|\r".repeat(SEGMENTS_MAX));
    assert_eq!(Message::lire(long.as_bytes()), Err(Hl7Illisible::TropGrand));
    let large = format!("MSH|^~\\&|\rPID{}", "|".repeat(CHAMPS_MAX + 1));
    assert_eq!(Message::lire(large.as_bytes()), Err(Hl7Illisible::TropGrand));
}

proptest! {
    #[test]
    fn rien_ne_se_perd(suite in proptest::collection::vec(any::<u8>(), 0..600)) {
        let octets = [b"MSH|^~\\&".as_slice(), &suite].concat();
        if let Ok(m) = Message::lire(&octets) {
            prop_assert_eq!(m.ecrire(), octets.clone());
        }
        // Judged as well: nothing panics.
        super::juger(&octets);
    }

    #[test]
    fn d_autres_signes(texte in "[A-Z|^~&\\\\\r\n%#@ ]{0,300}") {
        let octets = format!("MSH#@%~^{texte}");
        if let Ok(m) = Message::lire(octets.as_bytes()) {
            prop_assert_eq!(m.ecrire(), octets.into_bytes());
        }
    }
}
