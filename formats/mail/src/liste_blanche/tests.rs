use std::fs;

use time::macros::datetime;

use super::*;

fn entree(nom: &str, dn: &str) -> Entree {
    Entree {
        nom: nom.to_owned(),
        description: "Domaine d'essai & Cie <1>".to_owned(),
        dn: dn.to_owned(),
        responsable: "01 99 00 00 00, responsable@exemple.invalid".to_owned(),
        support: String::new(),
        maj: "2026-01-14T10:00:00Z".to_owned(),
    }
}

const A1: &str = "CN=smtp1.op-a.mssante.invalid,OU=318310021300028,O=OPERATEUR A,ST=Haute-Garonne (31),C=FR";
const A2: &str = "CN=smtp2.op-a.mssante.invalid,OU=318310021300028,O=OPERATEUR A,ST=Haute-Garonne (31),C=FR";
const B: &str = "CN=mail.op-b.mssante.invalid,OU=1140028093,O=GCS NORMAND'E,ST=Côte-d'Or (21),C=FR";

fn liste() -> ListeBlanche {
    ListeBlanche::nouvelle(
        datetime!(2026-01-15 06:00 UTC),
        vec![
            entree("op-a.mssante.fr", A1),
            entree("op-a.mssante.fr", A2),
            entree("UC-CMP.mssante.fr", A1),
            entree("op-b.mssante.fr", B),
            entree("hôpital.mssante.fr", B),
        ],
    )
}

#[test]
fn ce_qui_s_ecrit_se_relit() {
    let lue = ListeBlanche::lire(&liste().ecrire()).unwrap();
    assert_eq!(lue, liste());
    assert_eq!(lue.generee(), datetime!(2026-01-15 06:00 UTC));
    assert_eq!(lue.entrees().len(), 5);
    assert_eq!(
        lue.domaines().into_iter().collect::<Vec<_>>(),
        [
            "op-a.mssante.fr",
            "op-b.mssante.fr",
            "uc-cmp.mssante.fr",
            "xn--hpital-ixa.mssante.fr"
        ]
    );
}

#[test]
fn la_cle_est_le_domaine_et_le_nom_du_certificat() {
    let l = liste();
    for (nom, dn, dit) in [
        ("op-a.mssante.fr", A1, Admission::Admis),
        ("op-a.mssante.fr", A2, Admission::Admis),
        ("OP-A.MSSANTE.FR.", A1, Admission::Admis),
        ("uc-cmp.mssante.fr", A1, Admission::Admis),
        ("xn--hpital-ixa.mssante.fr", B, Admission::Admis),
        ("HÔPITAL.mssante.fr", B, Admission::Admis),
        // A certificate of the list, but of another domain.
        ("op-a.mssante.fr", B, Admission::AutreCertificat),
        ("uc-cmp.mssante.fr", A2, Admission::AutreCertificat),
        ("op-a.mssante.fr", "", Admission::AutreCertificat),
        // Neither the end of a name nor what follows it makes a domain.
        ("sous.op-a.mssante.fr", A1, Admission::DomaineAbsent),
        ("mssante.fr", A1, Admission::DomaineAbsent),
        ("op-a.mssante.fr.exemple.invalid", A1, Admission::DomaineAbsent),
        ("", A1, Admission::DomaineAbsent),
    ] {
        assert_eq!(l.admission(nom, dn), dit, "{nom} {dn}");
        assert_eq!(l.autorise(nom, dn), dit == Admission::Admis);
    }
    assert_eq!(l.dns("Op-A.mssante.fr").collect::<Vec<_>>(), [A1, A2]);
    assert!(l.connait_certificat(A2) && !l.connait_certificat("CN=smtp3.op-a.mssante.invalid") && !l.connait_certificat(""));
}

/// As x509-parser, OpenSSL and Java print the same certificate.
#[test]
fn la_notation_du_certificat_ne_compte_pas() {
    let l = liste();
    for dn in [
        "C=FR, ST=Côte-d'Or (21), O=GCS NORMAND'E, OU=1140028093, CN=mail.op-b.mssante.invalid",
        "/C=FR/ST=Côte-d'Or (21)/O=GCS NORMAND'E/OU=1140028093/CN=mail.op-b.mssante.invalid",
        "CN = mail.op-b.mssante.invalid, OU = 1140028093, O = GCS NORMAND'E, ST = C\\C3\\B4te-d'Or (21), C = FR",
    ] {
        assert!(l.autorise("op-b.mssante.fr", dn), "{dn}");
    }
    for dn in [
        "CN=mail.op-b.mssante.invalid,OU=1140028094,O=GCS NORMAND'E,ST=Côte-d'Or (21),C=FR",
        "CN=mail.op-b.mssante.invalid,O=GCS NORMAND'E,ST=Côte-d'Or (21),C=FR",
        "CN=mail.op-b.mssante.invalid+OU=1140028093,O=GCS NORMAND'E,ST=Côte-d'Or (21),C=FR",
        // The values, each in another place.
        "OU=mail.op-b.mssante.invalid,CN=1140028093,O=GCS NORMAND'E,ST=Côte-d'Or (21),C=FR",
    ] {
        assert!(!l.autorise("op-b.mssante.fr", dn), "{dn}");
    }
}

#[test]
fn une_liste_coupee_n_est_pas_une_liste() {
    let octets = liste().ecrire();
    // Wherever it is cut, but for the line end after it.
    for fin in (0..octets.len() - 1).step_by(7).chain([octets.len() - 2]) {
        assert!(ListeBlanche::lire(&octets[..fin]).is_err(), "{fin}");
    }
    assert!(ListeBlanche::lire(&octets[..octets.len() - 1]).is_ok());
}

fn change(de: &str, a: &str) -> String {
    let texte = String::from_utf8(liste().ecrire()).unwrap();
    assert!(texte.contains(de), "{de}");
    ListeBlanche::lire(texte.replacen(de, a, 1).as_bytes()).unwrap_err().to_string()
}

#[test]
fn ce_qui_ne_se_lit_pas_dit_pourquoi() {
    for (de, a, dit) in [
        (
            "<ListeBlancheMSSante xmlns=\"https://listeblanche.mssante.fr/schema\">",
            "<ListeBlancheMSSante>",
            "la racine est",
        ),
        (
            "https://listeblanche.mssante.fr/schema",
            "https://listeblanche.mssante.fr/autre",
            "la racine est « ListeBlancheMSSante »",
        ),
        (
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
            "DTD",
        ),
        ("2026-01-15T06:00:00Z", "hier", "ligne 1 : DateDeGeneration « hier »"),
        (
            "    <DateDeGeneration>2026-01-15T06:00:00Z</DateDeGeneration>\n",
            "",
            "il manque DateDeGeneration",
        ),
        ("<Nom>op-b.mssante.fr</Nom>", "<Nom> </Nom>", "ligne 29 : Nom est vide"),
        (
            "<Nom>op-b.mssante.fr</Nom>",
            "<Domaine>op-b.mssante.fr</Domaine>",
            "ligne 28 : il manque Nom dans Domaine",
        ),
        (
            "<Nom>op-b.mssante.fr</Nom>",
            "<Nom>op-b.mssante.fr</Nom><Nom>op-c.mssante.fr</Nom>",
            "Nom est donné deux fois",
        ),
        (
            "<DNCertificatOperateur>CN=mail",
            "<DN>x</DN><DNCertificatOperateur>CN=mail</DNCertificatOperateur><DNCertificatOperateur>",
            "deux fois",
        ),
        ("<DateMAJ>2026", "<DateMAJ>2026<", "XML mal formé"),
    ] {
        let message = change(de, a);
        assert!(message.contains(dit), "{message}");
    }
    let long = format!("<Nom>{}</Nom>", "a".repeat(3_000));
    assert!(change("<Nom>op-b.mssante.fr</Nom>", &long).contains("plus de 2000 caractères"));
    assert_eq!(ListeBlanche::lire(b" \n "), Err(segur_soap::XmlRefuse::Vide.into()));
    let vide = ListeBlanche::nouvelle(datetime!(2026-01-15 06:00 UTC), Vec::new());
    assert_eq!(ListeBlanche::lire(&vide.ecrire()), Err(ListeRefusee::Vide));
    assert!(matches!(
        ListeBlanche::lire(&vec![b' '; OCTETS_MAX + 1]),
        Err(ListeRefusee::Xml(segur_soap::XmlRefuse::TropGros { .. }))
    ));
}

/// A value that would be markup, or another element, stays a value.
#[test]
fn une_valeur_ne_fait_pas_de_balise() {
    let piege = "op-a.mssante.fr</Nom><DNCertificatOperateur>CN=intrus</DNCertificatOperateur><Nom>x";
    let l = ListeBlanche::nouvelle(datetime!(2026-01-15 06:00 UTC), vec![entree(piege, B)]);
    let relue = ListeBlanche::lire(&l.ecrire()).unwrap();
    assert_eq!(relue.entrees()[0].nom, piege);
    assert!(!relue.autorise("op-a.mssante.fr", "CN=intrus") && !relue.connait("op-a.mssante.fr"));
    // A comment in the middle of a value does not cut it short.
    let octets = String::from_utf8(liste().ecrire())
        .unwrap()
        .replace("op-b.mssante", "op-b<!-- x -->.mssante");
    assert!(ListeBlanche::lire(octets.as_bytes()).unwrap().autorise("op-b.mssante.fr", B));
}

#[test]
fn chaque_variante_est_ce_qu_elle_dit() {
    let l = liste();
    let cible = "OP-B.mssante.fr";
    let lue = |v| ListeBlanche::lire(&l.ecrire_variante(v, cible).unwrap()).unwrap();
    assert_eq!(lue(Variante::Nominale), l);
    for v in [Variante::DomaineRetire, Variante::Perimee] {
        assert_eq!(lue(v).admission("op-b.mssante.fr", B), Admission::DomaineAbsent);
        assert_eq!(lue(v).entrees().len(), 4);
        assert!(lue(v).autorise("hôpital.mssante.fr", B), "only this domain");
    }
    assert_eq!(lue(Variante::DomaineRetire).generee(), l.generee());
    assert!(l.generee() - lue(Variante::Perimee).generee() > time::Duration::days(365));
    assert_eq!(lue(Variante::DnInconnu).admission("op-b.mssante.fr", B), Admission::AutreCertificat);
    assert!(lue(Variante::DnInconnu).autorise("op-a.mssante.fr", A2));
    let coupee = l.ecrire_variante(Variante::Tronquee, cible).unwrap();
    assert!(l.ecrire().starts_with(&coupee) && String::from_utf8(coupee.clone()).unwrap().contains("hôpital"));
    assert!(matches!(
        ListeBlanche::lire(&coupee),
        Err(ListeRefusee::Xml(segur_soap::XmlRefuse::MalForme { .. }))
    ));
    assert_eq!(l.ecrire_variante(Variante::Injoignable, cible), None);
    for v in Variante::TOUTES {
        assert_eq!(Variante::de_mot(v.mot()), Some(v));
    }
    assert_eq!(Variante::de_mot("nominal"), Some(Variante::Nominale));
    assert_eq!(Variante::de_mot("autre"), None);
}

/// The three lists of the corpus, as its own table says them.
#[test]
fn listes_du_corpus() {
    let Some(corpus) = segur_essais::corpus("mssante/liste-blanche") else {
        return;
    };
    let lire = |nom: &str| ListeBlanche::lire(&fs::read(corpus.join(nom)).unwrap());
    let nominale = lire("lb-nominal.xml").unwrap();
    assert_eq!((nominale.entrees().len(), nominale.domaines().len()), (5, 4));
    assert_eq!(nominale.dns("op-a.mssante.fr").count(), 2);
    let b = "C=FR, ST=Calvados (14), O=GCS NORMAND'E-TEST, OU=1140028093, CN=mail.op-b.mssante.invalid";
    assert!(nominale.autorise("op-b.mssante.fr", b) && nominale.autorise("patient.mssante.fr", b));
    assert_eq!(nominale.admission("op-a.mssante.fr", b), Admission::AutreCertificat);
    assert!(matches!(
        lire("lb-tronquee.xml"),
        Err(ListeRefusee::Xml(segur_soap::XmlRefuse::MalForme { .. }))
    ));
    let perimee = lire("lb-perimee-sans-op-b.xml").unwrap();
    assert_eq!(perimee.admission("op-b.mssante.fr", b), Admission::DomaineAbsent);
    assert!(perimee.generee() < nominale.generee());
}

proptest::proptest! {
    /// Whatever comes, it is refused or read, and what is read is written back the same.
    #[test]
    fn des_octets_quelconques(octets in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        proptest::prop_assert!(ListeBlanche::lire(&octets).is_err());
    }

    #[test]
    fn des_champs_quelconques(nom in "\\PC{1,40}", dn in "\\PC{1,60}", maj in proptest::prelude::any::<String>()) {
        let mut e = entree(&nom, &dn);
        e.maj = maj;
        let l = ListeBlanche::nouvelle(datetime!(2026-01-15 06:00 UTC), vec![e]);
        match ListeBlanche::lire(&l.ecrire()) {
            Ok(relue) => proptest::prop_assert_eq!(relue.ecrire(), l.ecrire()),
            Err(refus) => proptest::prop_assert!(nom.trim().is_empty() || dn.trim().is_empty(), "{}", refus),
        }
    }
}
