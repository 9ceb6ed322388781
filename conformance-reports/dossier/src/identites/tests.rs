//! What is someone's, what is nobody's.

use super::*;

/// 1 80 01 75 056 001 with its key: in no list.
fn ins() -> String {
    format!("1800175056001{:02}", segur_ids::cle_ins("1800175056001").unwrap())
}

fn mauvaise_cle() -> String {
    format!("1800175056001{:02}", segur_ids::cle_ins("1800175056001").unwrap() % 97 + 1)
}

/// An RPPS that begins as those really given, and is in no directory entry that we know of.
const RPPS: &str = "10000000009";

fn trouve(octets: &str, connues: &IdentitesConnues) -> Vec<String> {
    let mut r = Recherche::new(connues);
    r.contenu(octets.as_bytes(), "ici.xml");
    r.liste()
}

fn inconnus(octets: &str) -> usize {
    trouve(octets, &IdentitesConnues::default()).len()
}

#[test]
fn un_ins_inconnu_est_vu_partout_ou_il_peut_etre() {
    let (ins, faux) = (ins(), mauvaise_cle());
    let cle = &ins[13..];
    for texte in [
        format!("<a>{ins}</a>"),
        format!("<id extension=\"{ins}\" root=\"1.2\"/>"),
        "<NumIdentifiant>1800175056001</NumIdentifiant><Cle>00</Cle>".to_owned(),
        format!("{{\"matricule\": \"{ins}\"}}"),
        format!("{{\"appels\": [{{\"historique\": [\"{ins}\"]}}]}}"),
        format!("<a>1 80 01 75 056 001 {cle}</a>"),
        format!("<a>NIR : 1\u{a0}80\u{a0}01\u{a0}75\u{a0}056\u{a0}001\u{a0}{cle}</a>"),
        format!("<a>1.80.01.75.056.001.{cle}</a>"),
        format!("<a>1800175056001 {cle}</a>"),
        format!("<id root=\"1.2.250.1.213.1.4.8\" extension=\"{faux}\"/>"),
        "<id root='1.2.250.1.213.1.4.8' extension='1800175056001'/>".to_owned(),
        "<id extension=\"1 80 01 75 056 001\"\n    root=\"1.2.250.1.213.1.4.9\"/>".to_owned(),
        format!("<a>{faux}^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH</a>"),
        format!("<i value=\"{faux}^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH\"/>"),
        format!("PID|1||{faux}^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.8&ISO^INS~42^^^L||X"),
        format!("{{\"system\":\"urn:oid:1.2.250.1.213.1.4.8\",\n \"value\":\"{faux}\"}}"),
        format!("<identifier><system value=\"urn:oid:1.2.250.1.213.1.4.8\"/><value value=\"{faux}\"/></identifier>"),
        format!("To: {ins}@patient.mssante.fr"),
        format!("GET /Patient?identifier={ins}&x=1"),
        format!("{{\"patient\":{{\"nir\":\"{faux}\"}}}}"),
        format!("<ins>{faux}</ins>"),
        format!("{{\"matricule\":\"{faux}\"}}"),
        format!("{{\"matricule\":\"1 80 01 75 056 001 {}\"}}", &faux[13..]),
        format!("<n:NIR a=\"1\">{faux}</n:NIR>"),
    ] {
        assert_eq!(inconnus(&texte), 1, "{texte}");
        let connu = IdentitesConnues {
            ins: [ins.clone()].into(),
            rpps: BTreeSet::new(),
        };
        assert_eq!(trouve(&texte, &connu), Vec::<String>::new(), "{texte}");
    }
}

#[test]
fn un_rpps_inconnu_aussi() {
    for texte in [
        format!("<NameID>8{RPPS}</NameID>"),
        format!("<id root=\"1.2.250.1.71.4.2.1\" extension=\"8{RPPS}\"/>"),
        format!("<id extension=\"{RPPS}\" root=\"1.2.250.1.71.4.2.1\"/>"),
        format!("PRT|1|UC||SB^x|8{RPPS}^MAX^LIBRE^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"),
        format!("{{\"SubjectNameID\":\"8{RPPS}\"}}"),
        format!("{{\"system\":\"https://rpps.esante.gouv.fr\",\"value\":\"{RPPS}\"}}"),
        format!("{{\"rpps\":\"{RPPS}\"}}"),
        "<a>1 00 00 00 00 09</a>".to_owned(),
    ] {
        assert_eq!(inconnus(&texte), 1, "{texte}");
        let connu = IdentitesConnues {
            rpps: [format!("8{RPPS}")].into(),
            ins: BTreeSet::new(),
        };
        assert_eq!(trouve(&texte, &connu), Vec::<String>::new(), "{texte}");
    }
}

#[test]
fn pas_de_fausse_alerte() {
    let faux = mauvaise_cle();
    for texte in [
        format!("<a>{faux}</a>"),
        "<horodatage>1768467600000</horodatage>".to_owned(),
        "<tel>33612345678</tel>".to_owned(),
        format!("<a>ref {} bis</a>", ins()),
        "{\"recu\": 1768467600000}".to_owned(),
        "<c>10123456788 </c".to_owned(),
        "<id root=\"1.2.250.1.71.4.2.1\"/>".to_owned(),
        "<id root=\"1.2.250.1.999.1.180017505600123\"/>".to_owned(),
        "<effectiveTime value=\"20260115090000+0100\"/>".to_owned(),
        format!("{{\"taille\":\"{RPPS}\"}}"),
    ] {
        assert_eq!(inconnus(&texte), 0, "{texte}");
    }
}

#[test]
fn ce_qui_est_publie_est_connu_par_sa_regle() {
    let ins = ins();
    for texte in [
        format!("<id extension=\"{ins}\" root=\"1.2.250.1.213.1.4.10\"/>"),
        format!("<a>{ins}^^^&amp;1.2.250.1.213.1.4.11&amp;ISO^NH</a>"),
        format!("<id extension=\"{ins}\" root=\"1.2.250.1.213.1.4.10\"/>\n<td>{ins}</td>"),
        "<NameID>899700427885</NameID>".to_owned(),
        "<id root=\"1.2.250.1.71.4.2.1\" extension=\"899900000052\"/>".to_owned(),
        // Published with the OID of production.
        "<id extension=\"297022A02077878\" root=\"1.2.250.1.213.1.4.8\"/>".to_owned(),
        "<id extension=\"279035121518989\" root=\"1.2.250.1.213.1.4.8\"/>".to_owned(),
        "<id extension=\"260058815400233\" root=\"1.2.250.1.213.1.4.8\"/>".to_owned(),
    ] {
        assert_eq!(inconnus(&texte), 0, "{texte}");
    }
    let les_deux = format!("<id extension=\"{ins}\" root=\"1.2.250.1.213.1.4.10\"/><id extension=\"{ins}\" root=\"1.2.250.1.213.1.4.8\"/>");
    assert_eq!(
        inconnus(&les_deux),
        1,
        "once under the OID of production, the test OID proves nothing"
    );
}

#[test]
fn la_place_est_dite_une_fois_par_fichier() {
    let texte = format!("<a>\n<b>{0}</b>\n<c>{0}</c></a>", ins());
    let autre = format!("{{\"ins\":\"{}\"}}", ins());
    let mut r = Recherche::new(&IdentitesConnues::default());
    r.contenu(texte.as_bytes(), "a.xml");
    r.contenu(autre.as_bytes(), "b.json");
    assert_eq!(r.liste(), [format!("INS {}, a.xml, ligne 2 ; b.json, ligne 1", ins())]);
}

#[test]
fn corse() {
    let ins = format!("180012A056001{:02}", segur_ids::cle_ins("180012A056001").unwrap());
    assert_eq!(inconnus(&format!("<a>{ins}</a>")), 1);
    assert_eq!(inconnus(&format!("<a>{}</a>", ins.to_lowercase())), 1);
}
