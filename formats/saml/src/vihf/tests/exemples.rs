//! The four official VIHF: read, and judged as if the bench had received them at the instant they were made.

use super::*;

/// The text of an official example, when the corpus is at hand.
fn exemple(nom: &str) -> Option<String> {
    let chemin = segur_essais::corpus(&format!("xds/dmp-samples-v2.05/vihf/{nom}"))?;
    // Two of them hold a byte of another encoding in a label: published as UTF-8, they are not.
    Some(String::from_utf8_lossy(&std::fs::read(chemin).unwrap()).into_owned())
}

#[test]
fn les_quatre_vihf_officiels_se_lisent() {
    let banc = Banc::nouveau();
    // As published, none verifies: each was edited after it was signed. xmlsec1 finds the same wrong digest in the two that it can
    // read. The certificates have expired, and are of an authority that is not ours.
    const EXPIRE: [&str; 4] = [
        "vihf.signature.sha1",
        "vihf.signature.valide",
        "vihf.certificat.validite",
        "vihf.certificat.chaine",
    ];
    let cas: [(&str, Mode, &[&str], &[&str]); 4] = [
        ("VIHF_DIRECTE_non_signe.xml", Mode::Directe, &["vihf.signature.presente"], &[]),
        // The issuer writes « M?decin » where the certificate has « Médecin »: an accent lost before it was signed.
        ("VIHF_DIRECTE_signe.xml", Mode::Directe, &EXPIRE, &["vihf.emetteur"]),
        ("VIHF_INDIRECTE_signe.xml", Mode::Indirecte, &EXPIRE, &[]),
        // Signed with a certificate whose only use is to authenticate a TLS client: hence a rule of its own for AIR, which warns.
        (
            "VIHF_INDIRECTE_RENFORCEE_signe.xml",
            Mode::IndirecteRenforcee,
            &EXPIRE,
            &["vihf.certificat.signature.air", "vihf.contexte.declaration.valeur"],
        ),
    ];
    for (nom, mode, attendues, autres) in cas {
        let Some(document) = exemple(nom) else { return };
        let lu = lire_vihf(&document).unwrap();
        assert_eq!(lu.mode_lu(), Some(mode), "{nom}");
        assert_eq!(lu.name_id.as_deref(), Some("899900063480"));
        assert_eq!(lu.version.as_deref(), Some("3.0"));
        assert_eq!(lu.roles.iter().map(|r| r.code.as_str()).collect::<Vec<_>>(), ["10", "SM26"]);
        assert_eq!(lu.patient().unwrap().ins, INS);
        let ctx = ContexteVihf {
            patients_du_corps: vec![(INS.into(), String::new())],
            ..ContexteVihf::default()
        };
        let mut constats = juger_vihf(&document, &banc.confiance, lu.instant.unwrap(), &ctx);
        // That a session is old only warns, from no source: the published examples have one of 2019.
        constats.retain(|c| c.rule != "vihf.authn-instant.age");
        let attendues: BTreeSet<&str> = attendues.iter().chain(autres).copied().collect();
        assert_eq!(ids(&constats), attendues, "{nom} : {constats:#?}");
    }
}
