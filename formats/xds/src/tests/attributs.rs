//! One row for each metadata: missing, empty, too long, of the wrong scheme, of the wrong form.

use super::*;

/// The rule of presence of each metadata, the piece it is in, and what carries it.
pub(super) fn presences() -> Vec<(&'static str, char, String)> {
    use ns::document as d;
    use ns::soumission as s;
    let doc = "Document01";
    let lot = "SubmissionSet01";
    vec![
        ("xds.lot.soumission.author", 's', auteur(s::AUTEUR, lot)),
        (
            "xds.lot.soumission.contentTypeCode",
            's',
            code(s::CONTENU, lot, "07", "1.2.250.1.213.2.2"),
        ),
        ("xds.lot.soumission.patientId", 's', identifiant(s::PATIENT, lot, &cx())),
        ("xds.lot.soumission.sourceId", 's', identifiant(s::SOURCE, lot, "1.2.250.1.999.1")),
        ("xds.lot.soumission.submissionTime", 's', slot("submissionTime", "20260115085900")),
        ("xds.lot.soumission.uniqueId", 's', identifiant(s::UNIQUE, lot, UNIQUE_LOT)),
        ("xds.lot.document.author", 'd', auteur(d::AUTEUR, doc)),
        (
            "xds.lot.document.classCode",
            'd',
            code(d::CLASSE, doc, "10", "1.2.250.1.213.1.1.4.1"),
        ),
        (
            "xds.lot.document.confidentialityCode",
            'd',
            code(d::CONFIDENTIALITE, doc, "N", "2.16.840.1.113883.5.25"),
        ),
        ("xds.lot.document.creationTime", 'd', slot("creationTime", "20260115085800")),
        (
            "xds.lot.document.formatCode",
            'd',
            code(d::FORMAT, doc, "urn:ihe:lab:xd-lab:2008", "1.3.6.1.4.1.19376.1.2.3"),
        ),
        (
            "xds.lot.document.healthcareFacilityTypeCode",
            'd',
            code(d::SECTEUR, doc, "SA25", "1.2.250.1.71.4.2.4"),
        ),
        ("xds.lot.document.languageCode", 'd', slot("languageCode", "fr-FR")),
        ("xds.lot.document.legalAuthenticator", 'd', slot("legalAuthenticator", PERSONNE)),
        ("xds.lot.document.mimeType", 'd', " mimeType=\"text/xml\"".to_owned()),
        ("xds.lot.document.patientId", 'd', identifiant(d::PATIENT, doc, &cx())),
        (
            "xds.lot.document.practiceSettingCode",
            'd',
            code(d::CADRE, doc, "AMBULATOIRE", "1.2.250.1.213.1.1.4.9"),
        ),
        ("xds.lot.document.serviceStartTime", 'd', slot("serviceStartTime", "20260115080000")),
        (
            "xds.lot.document.sourcePatientId",
            'd',
            slot("sourcePatientId", "0456^^^&amp;1.2.250.1.999.1.9&amp;ISO^PI"),
        ),
        ("xds.lot.document.title", 'd', nom("Name", "Hémogramme")),
        (
            "xds.lot.document.typeCode",
            'd',
            code(d::TYPE, doc, "11502-2", "2.16.840.1.113883.6.1"),
        ),
        ("xds.lot.document.uniqueId", 'd', identifiant(d::UNIQUE, doc, UNIQUE_DOCUMENT)),
    ]
}

/// The pieces without this fragment.
pub(super) fn sans(pieces: &Pieces, piece: char, morceau: &str) -> Pieces {
    remplacer(pieces, piece, morceau, "")
}

fn remplacer(pieces: &Pieces, piece: char, avant: &str, apres: &str) -> Pieces {
    let mut p = pieces.clone();
    let cible = if piece == 's' { &mut p.soumission } else { &mut p.document };
    assert!(cible.contains(avant), "{avant}");
    *cible = cible.replacen(avant, apres, 1);
    p
}

/// The fragment with its value emptied.
fn vide(morceau: &str) -> String {
    for (debut, fin) in [
        ("nodeRepresentation=\"", "\""),
        (" value=\"", "\""),
        ("mimeType=\"", "\""),
        ("<Value>", "</Value>"),
    ] {
        if let Some((avant, reste)) = morceau.split_once(debut)
            && let Some((_, apres)) = reste.split_once(fin)
        {
            return format!("{avant}{debut}{fin}{apres}");
        }
    }
    panic!("{morceau}")
}

fn permises(regle: &str) -> BTreeSet<&str> {
    let mut permises = BTreeSet::from([regle]);
    if regle.ends_with(".uniqueId") {
        permises.insert("xds.lot.signature.manifeste");
    }
    permises
}

#[test]
fn absent_puis_vide() {
    let banc = Banc::nouveau();
    let propres = Pieces::propres();
    for (regle, piece, morceau) in presences() {
        for pieces in [
            sans(&propres, piece, &morceau),
            remplacer(&propres, piece, &morceau, &vide(&morceau)),
        ] {
            let constats = banc.juger(&pieces);
            assert!(regles(&constats).contains(regle), "{regle} : {constats:#?}");
            assert!(regles(&constats).is_subset(&permises(regle)), "{regle} : {constats:#?}");
            let seen: Vec<_> = constats.iter().filter(|f| f.rule == regle).map(|f| f.seen.as_str()).collect();
            assert!(matches!(seen[..], ["(absent)" | "(vide)"]), "{regle} : {seen:?}");
        }
    }
}

#[test]
fn sous_un_autre_schema() {
    let banc = Banc::nouveau();
    let propres = Pieces::propres();
    for (regle, piece, morceau) in presences() {
        let Some(debut) = ["classificationScheme=\"urn:uuid:", "identificationScheme=\"urn:uuid:"]
            .iter()
            .find(|s| morceau.contains(**s))
        else {
            continue;
        };
        let autre = morceau.replacen(debut, &format!("{debut}f"), 1);
        let constats = banc.juger(&remplacer(&propres, piece, &morceau, &autre));
        let mut attendues = permises(regle);
        attendues.insert("xds.lot.schema");
        assert_eq!(regles(&constats), attendues, "{regle}");
    }
}

/// The wrong UUID of formatCode that a public client carries: named, and not said to be missing besides.
#[test]
fn le_faux_schema_de_format_est_nomme() {
    let banc = Banc::nouveau();
    let pieces = remplacer(
        &Pieces::propres(),
        'd',
        "a09d5840-386c-46f2-b5ad-9c3699a4309d",
        "a09d5840-386c-46f2-b5ad-9fdf87b75cc4",
    );
    let constats = banc.juger(&pieces);
    assert_eq!(regles(&constats), BTreeSet::from(["xds.lot.schema.formatCode"]));
    assert!(constats[0].is_error());
}

#[test]
fn un_systeme_absent_ou_faux() {
    let banc = Banc::nouveau();
    let propres = Pieces::propres();
    for (presence, piece, morceau) in presences() {
        if !morceau.contains("codingScheme") {
            continue;
        }
        let (avant, reste) = morceau.split_once("<Slot name=\"codingScheme\"><ValueList><Value>").unwrap();
        let (systeme, apres) = reste.split_once("</Value></ValueList></Slot>").unwrap();
        let regle = format!("{}.systeme", presence.replace("xds.lot.document.", "xds.lot."));
        let absent = format!("{avant}{apres}");
        let constats = banc.juger(&remplacer(&propres, piece, &morceau, &absent));
        assert_eq!(regles(&constats), BTreeSet::from([regle.as_str()]), "{presence}");
        let faux = morceau.replace(systeme, "1.2.3.4");
        let constats = banc.juger(&remplacer(&propres, piece, &morceau, &faux));
        assert_eq!(regles(&constats), BTreeSet::from([regle.as_str()]), "{presence}");
    }
}

#[test]
fn trop_long() {
    let banc = Banc::nouveau();
    for longueur in [127, 128, 129] {
        let pieces = remplacer(&Pieces::propres(), 'd', "Hémogramme", &"é".repeat(longueur));
        assert_eq!(banc.juger(&pieces).len(), usize::from(longueur > 128), "{longueur}");
    }
    // 64 characters hold, 65 do not; the manifest then names another document.
    for (fin, attendu) in [("12345", false), ("123456", true)] {
        let long = format!("{UNIQUE_DOCUMENT}.1234567890.1234567890.1234567890.123456{fin}");
        assert_eq!(long.len() > 64, attendu);
        let constats = banc.juger(&remplacer(&Pieces::propres(), 'd', UNIQUE_DOCUMENT, &long));
        assert_eq!(regles(&constats).contains("xds.lot.uniqueId.longueur"), attendu);
    }
}

/// The order of names is not judged, nor what stands after the type of an identifier.
#[test]
fn tolere() {
    let banc = Banc::nouveau();
    for (avant, apres) in [
        ("TILLEUL^ANNE", "ANNE^TILLEUL"),
        ("ISO^NH", "ISO^NH^^20260101"),
        ("20260115080000", "20260115"),
        ("20260115083000", "20260115"),
    ] {
        let pieces = remplacer(&Pieces::propres(), 'd', avant, apres);
        assert_eq!(banc.juger(&pieces), vec![], "{apres}");
    }
}

#[test]
fn masquage_et_remplacement() {
    let banc = Banc::nouveau();
    let mut pieces = Pieces::propres();
    let codes: String = ["MASQUE_PS", "INVISIBLE_REPRESENTANTS_LEGAUX"]
        .iter()
        .map(|c| code(ns::document::CONFIDENTIALITE, "Document01", c, "1.2.250.1.213.1.1.4.13"))
        .collect();
    pieces.document = pieces
        .document
        .replacen("<ExternalIdentifier", &format!("{codes}<ExternalIdentifier"), 1);
    let ancien = "urn:uuid:5f1a2b3c-0000-4000-8000-000000000001";
    pieces.associations.push_str(&association(ns::RPLC, "Document01", ancien));
    assert_eq!(banc.juger(&pieces), vec![]);
    let lot = crate::lire_lot(&segur_soap::lire(&pieces.enveloppe()).unwrap()).unwrap();
    assert_eq!(lot.remplacements().map(|a| a.cible.valeur.as_str()).collect::<Vec<_>>(), [ancien]);
}
