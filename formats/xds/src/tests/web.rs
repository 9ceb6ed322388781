//! The contextual web access: each rule is turned by one address, and the address of the source turns none.

use bytes::Bytes;
use segur_dialecte::Source;
use segur_model::{Certificat, Direction, Exchange, Severity};

use super::*;
use crate::{DIALECTE, operations, web};

/// A patient whose traits the world knows.
const MONDE: &str = "[patients.A]\nfiche='A'\nnom_naissance='LÉGER'\nprenoms=['ANNE']\nsexe='F'\ndate_naissance='1979-03-04'\n\
                     ins={matricule='2790351215189',cle='89',oid='1.2.250.1.213.1.4.10'}\n[professionnels]\n[structures]\n";

fn certificat(cn: &str, ou: &str) -> Certificat {
    Certificat {
        sujet: format!("CN={cn},OU={ou},C=FR"),
        emetteur: String::new(),
        cn: cn.to_owned(),
        ou: vec![ou.to_owned()],
        serie: String::new(),
        empreinte: String::new(),
        debut: MAINTENANT,
        fin: MAINTENANT,
    }
}

fn echange(operation: &str, ligne: &str, certificat: Certificat) -> Exchange {
    let mut e = Exchange::vide(Direction::CandidatVersBanc, MAINTENANT);
    e.service = "dmp".to_owned();
    e.operation = operation.to_owned();
    e.requete.ligne = ligne.to_owned();
    e.pair.certificat = Some(certificat);
    e
}

fn juger(ligne: &str, certificat: Certificat) -> Vec<(String, Severity)> {
    let monde: World = toml::from_str(MONDE).unwrap();
    let e = echange(operations::TD09, ligne, certificat);
    let vide = Bytes::new();
    let lu = DIALECTE.lire(&Source::echange(&e, &vide, &vide)).unwrap();
    let confiance = Confiance::default();
    let constats = lu.constats(&Connu::du_monde(&monde, &confiance, MAINTENANT));
    constats.into_iter().map(|f| (f.rule, f.severity)).collect()
}

fn carte() -> Certificat {
    certificat("899900000045", "")
}

#[test]
fn une_adresse_de_la_source_ne_tourne_rien() {
    for (page, nom) in web::PageWeb::TOUTES {
        let ligne = match page.du_patient() {
            Some(false) => format!("GET /AccesDirect/{nom} HTTP/1.1"),
            _ => format!("GET /AccesDirect/{nom}/{INS} HTTP/1.1"),
        };
        assert_eq!(juger(&ligne, carte()), [], "{ligne}");
    }
    for ligne in [
        "GET /AccesDirect/TableauDeBord HTTP/1.1",
        // Who goes through a proxy writes the whole address; Corsica has letters.
        "GET https://banc.test:4103/AccesDirect/Documents/297022A02077878 HTTP/1.1",
        // What a software adds for itself is none of the patient's.
        "GET /AccesDirect/Documents/279035121518989?lps=essai&v=1.2 HTTP/1.1",
    ] {
        assert_eq!(juger(ligne, carte()), [], "{ligne}");
    }
}

#[test]
fn chaque_regle_a_son_defaut() {
    let cas: &[(&str, Severity, &str)] = &[
        (
            "dmp.web.methode",
            Severity::Error,
            "POST /AccesDirect/Documents/279035121518989 HTTP/1.1",
        ),
        (
            "dmp.web.page",
            Severity::Error,
            "GET /AccesDirect/Dossiers/279035121518989 HTTP/1.1",
        ),
        (
            "dmp.web.page",
            Severity::Error,
            "GET /AccesDirect/documents/279035121518989 HTTP/1.1",
        ),
        ("dmp.web.page", Severity::Error, "GET /AccesDirect HTTP/1.1"),
        (
            "dmp.web.creation",
            Severity::Error,
            "GET /AccesDirect/CreationDMP/279035121518989 HTTP/1.1",
        ),
        ("dmp.web.patient", Severity::Warning, "GET /AccesDirect/Documents HTTP/1.1"),
        (
            "dmp.web.patient",
            Severity::Warning,
            "GET /AccesDirect/Parametrages/279035121518989 HTTP/1.1",
        ),
        ("dmp.web.ins", Severity::Error, "GET /AccesDirect/Documents/2790351215189 HTTP/1.1"),
        (
            "dmp.web.ins",
            Severity::Error,
            "GET /AccesDirect/Documents/279035121518988 HTTP/1.1",
        ),
        (
            "dmp.web.ins",
            Severity::Error,
            "GET /AccesDirect/Documents/279035121518989/x HTTP/1.1",
        ),
        (
            "dmp.web.donnees",
            Severity::Warning,
            "GET /AccesDirect/Documents/279035121518989?nom=L%C3%A9ger HTTP/1.1",
        ),
        (
            "dmp.web.donnees",
            Severity::Warning,
            "GET /AccesDirect/Documents/279035121518989?n=04/03/1979 HTTP/1.1",
        ),
        (
            "dmp.web.donnees",
            Severity::Warning,
            "GET /AccesDirect/TableauDeBord?ins=279035121518989 HTTP/1.1",
        ),
        (
            "dmp.web.donnees",
            Severity::Warning,
            "GET /AccesDirect/Documents/279035121518989?p=anne HTTP/1.1",
        ),
    ];
    let mut tournees = BTreeSet::new();
    for (regle, severite, ligne) in cas {
        assert_eq!(juger(ligne, carte()), [((*regle).to_owned(), *severite)], "{ligne}");
        tournees.insert(*regle);
    }
    let ligne = "GET /AccesDirect/TableauDeBord HTTP/1.1";
    let structure = certificat("SGL LABORATOIRE", "1999900038");
    assert_eq!(juger(ligne, structure), [("dmp.web.directe".to_owned(), Severity::Error)]);
    tournees.insert("dmp.web.directe");
    // A card of a vendor, and that of an employee, are none of a structure.
    for (cn, ou) in [("ANS20260115", "CPS"), ("3999900020/SEC0042", "1999900038")] {
        assert_eq!(juger(ligne, certificat(cn, ou)), [], "{cn}");
    }
    assert_eq!(tournees, web::REGLES.iter().map(|r| r.id).collect());
}

#[test]
fn les_faits_sont_ceux_de_l_adresse_et_de_la_reponse() {
    let ligne = "GET /AccesDirect/Documents/279035121518989?oid=1.2.250.1.213.1.4.10&lps=a HTTP/1.1";
    let mut e = echange(operations::TD09, ligne, carte());
    e.reponse.entetes = vec![
        ("Banc-PS".to_owned(), "899900000045".to_owned()),
        ("banc-autorisation".to_owned(), "VALIDE".to_owned()),
    ];
    let vide = Bytes::new();
    let lu = DIALECTE.lire(&Source::echange(&e, &vide, &vide)).unwrap();
    insta::assert_snapshot!(dits(lu.faits()), @r"
    autorisation : VALIDE
    certificat.cn : 899900000045
    oid : 1.2.250.1.213.1.4.10
    page : Documents
    parametre : oid=1.2.250.1.213.1.4.10, lps=a
    patient : 279035121518989
    ps : 899900000045
    ");
    // Once one is in, the patient was named by no software.
    let e = echange(operations::WEB, "POST /dmp/autorisation/279035121518989 HTTP/1.1", carte());
    let corps = Bytes::from_static(b"jeton=x&action=AJOUT");
    let lu = DIALECTE.lire(&Source::echange(&e, &corps, &vide)).unwrap();
    insta::assert_snapshot!(dits(lu.faits()), @r"
    autorisation.action : AJOUT
    certificat.cn : 899900000045
    dossier : 279035121518989
    page : autorisation
    ");
}

fn dits(faits: &segur_model::FaitsLus) -> String {
    let une = |(nom, valeurs): (&String, &Vec<String>)| format!("{nom} : {}", valeurs.join(", "));
    faits.faits.iter().map(une).collect::<Vec<_>>().join("\n")
}
