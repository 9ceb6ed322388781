//! What only the rules of the bench catch: with the published schematrons at hand, each change is put before them too, and none of
//! them says anything of it.

use segur_schematron::{JeuAns, Options};

use super::lire;
use super::{N1, N3, change, juger, regles};

/// The document, what is changed, and the rule that tells it.
const SEULES: &[(&str, &str, &str, &str)] = &[
    // The two that the mutation study of the LDL-SES found.
    (N3, "20260115100000+0100", "20260115100000", "cda.en-tete.horodatage.decalage"),
    (N3, "1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.12", "cda.en-tete.patient.ins.oid"),
    (N3, "284057599900347", "284057599900348", "cda.en-tete.patient.ins.cle"),
    (
        N3,
        "<given>AGATHE</given>",
        "<given>ROSE AGATHE</given>",
        "cda.en-tete.traits.premier-prenom.liste",
    ),
    (N1, "JVBERi0", "KVBERi0", "cda.corps.pdf"),
    (N1, "JVBERi0", "JVB?Ri0", "cda.corps.base64"),
    (N1, "application/pdf", "image/tiff", "cda.corps.magie"),
    (N3, ">iVBORw0KGgo=<", ">JVBERi0xLjQ=<", "cda.corps.media.octets"),
    (N3, "<code code=\"14749-6\"", "<code code=\"14794-6\"", "cda.corps.loinc"),
    (N3, "value=\"#glucose\"", "value=\"#glycemie\"", "cda.corps.reference"),
    (
        N3,
        "<effectiveTime value=\"20250110\"/>",
        "<effectiveTime value=\"20250110083000\"/>",
        "cda.corps.horodatage",
    ),
    (N3, "value=\"0.92\"", "value=\"9.2\"", "cda.cr-bio.resultat.texte"),
    (
        N3,
        "value=\"71\" unit=\"umol/L\"",
        "value=\"71\" unit=\"µmol/L\"",
        "cda.cr-bio.unite",
    ),
];

#[test]
fn les_regles_du_banc_voient_ce_que_les_schematrons_ne_voient_pas() {
    for (document, avant, apres, regle) in SEULES {
        let constats = juger(&change(document, avant, apres));
        assert_eq!(regles(&constats), [*regle], "« {avant} » → « {apres} » : {constats:#?}");
    }
}

/// What the schematron of the model and the four profiles say, by rule and place.
fn schematrons(jeu: &JeuAns, document: &str) -> Vec<(String, String)> {
    let modeles: Vec<_> = lire(document.as_bytes())
        .unwrap()
        .modeles
        .into_iter()
        .map(|m| (m.racine, m.extension))
        .collect();
    let dits = jeu.juger(document.as_bytes(), &modeles, &Options::default()).unwrap();
    dits.into_iter().map(|f| (f.rule, f.dit)).collect()
}

#[test]
fn les_schematrons_n_en_disent_rien() {
    let Some(ans) = segur_essais::corpus("cda/ans-testcontenucda-3-0") else {
        return;
    };
    let jeu = JeuAns::ouvrir(&ans).unwrap();
    let sains = [(N3, schematrons(&jeu, N3)), (N1, schematrons(&jeu, N1))];
    // The document of the test goes through them: their silence is one.
    assert!(
        sains[0].1.iter().all(|(r, _)| !r.starts_with("schematron.document")),
        "{:?}",
        sains[0].1
    );
    for (document, avant, apres, regle) in SEULES {
        let sain = &sains.iter().find(|(d, _)| d == document).unwrap().1;
        let dits = schematrons(&jeu, &change(document, avant, apres));
        assert_eq!(&dits, sain, "{regle} : « {avant} » → « {apres} » est vu aussi par un schématron");
    }
}
