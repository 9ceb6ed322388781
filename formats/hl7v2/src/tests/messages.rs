//! Several messages in a file.

use proptest::prelude::*;

use super::{ACK, PAM, ids, juger};
use crate::messages;

#[test]
fn chacun_des_messages_d_un_fichier() {
    let trame = |m: &str| format!("\u{b}{m}\u{1c}\r");
    for (fichier, combien) in [
        (String::new(), 1),
        ("PID|1".to_owned(), 1),
        (PAM.to_owned(), 1),
        (format!("\r\n\r\n{PAM}\r\n"), 1),
        (format!("\u{feff}{PAM}"), 1),
        (format!("{PAM}{ACK}"), 2),
        (format!("{}{}{}", trame(PAM), trame(ACK), trame(PAM)), 3),
        (format!("{}\n{}", trame(PAM), trame(ACK)), 2),
        (
            format!("FHS|^~\\&|A\rBHS|^~\\&|A\r{PAM}{ACK}BTS|2\rBHS|^~\\&|A\r{PAM}BTS|1\rFTS|2\r"),
            3,
        ),
        // What a field holds is no message, nor is what a segment is called.
        (PAM.replace("1 rue", "MSH|"), 1),
        (PAM.replace("ZFD|", "MSHX|"), 1),
    ] {
        let cuts = messages(fichier.as_bytes());
        assert_eq!(cuts.len(), combien, "{fichier:?}");
        assert_eq!(cuts.concat(), fichier.as_bytes());
        let sans_faute = |m: &&[u8]| ids(&juger(m)).iter().all(|r| *r == "hl7v2.fin-de-segment");
        assert!(combien == 1 || cuts.iter().all(sans_faute), "{fichier:?}");
    }
}

#[test]
fn le_premier_seul_quand_on_ne_coupe_pas() {
    let faux = PAM.replace("ADT^A01^", "ADT^A08^");
    assert_eq!(ids(&juger(format!("{PAM}{faux}").as_bytes())), ["hl7v2.un-seul"]);
}

proptest! {
    #[test]
    fn rien_ne_se_perd_en_coupant(fichier in "(MSH|\\||\r|\n|\u{b}|\u{1c}|FHS|[a-z^~&]){0,60}") {
        prop_assert_eq!(messages(fichier.as_bytes()).concat(), fichier.as_bytes());
    }
}
