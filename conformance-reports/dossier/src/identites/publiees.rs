//! Identities that are published to be used in tests: known by a rule when one holds, else by the list that publishes them.
//!
//! Nothing here is a person. What neither a rule nor a list covers is held to be real until the vendor declares it. The guide
//! (`docs/guide/lire-un-dossier.md`) tells the same rules.

use segur_model::Environnement;

/// FR Core (2.1.0) names the OID `.10` « INS-NIR-TEST » and `.11` « INS-NIR-DEMO »: whether an INS under an OID of this environment is
/// declared a test identity by what carries it.
pub(super) fn oid_de_test(environnement: Environnement) -> bool {
    matches!(environnement, Environnement::Test | Environnement::Demonstration)
}

/// Whether an RPPS (11 digits) is one of a test card. The published identities of Pro Santé Connect (cards « KIT DOC… ») are in 997,
/// those of the messages and kits of the DMP in 999; the directory gives numbers that begin with 10.
pub(super) fn rpps_de_test(rpps: &str) -> bool {
    rpps.starts_with("997") || rpps.starts_with("999")
}

/// Whether a matricule (13 characters) is in a published list of test identities, whatever the OID it is written under.
pub(super) fn matricule_publie(matricule: &str) -> bool {
    LISTES.iter().any(|l| l.matricules.contains(&matricule))
}

/// A published list.
struct Liste {
    /// Where it is published.
    #[allow(dead_code, reason = "read by people")]
    source: &'static str,
    /// Matricules without their key, which some of the lists have wrong on purpose.
    matricules: &'static [&'static str],
}

const LISTES: [Liste; 3] = [
    Liste {
        source: "patients de test du DMP (« jeu d'essai » et « demande de conformité »), GIE SESAM-Vitale",
        matricules: &[
            "1530789876585",
            "188102B172951",
            "2790351215189",
            "1330617640352",
            "1091193197950",
            "1620188850453",
            "2290328575904",
            "2740751760794",
            "1580191977064",
            "2250888297336",
            "2281114390617",
            "2480392630010",
            "1480960275622",
            "2210160848199",
            "2650755980966",
            "2420989136637",
            "2921028411180",
            "2050272102777",
            "1480274423139",
            "1841193137572",
            "1040163313113",
            "2750434137237",
            "2110663220745",
            "2070585756270",
            "2590349743953",
            "2780184769061",
            "2270231875978",
            "1990134172022",
            "1740626221107",
            "1730526221101",
            "2840495326149",
            "1920252269294",
            "1110686478184",
            "1880630220101",
            "1700826221701",
            "1771230220102",
            "2770938675648",
            "1160931191186",
            "1550130220104",
            "1990726221012",
            "101072B999001",
            "1990134172023",
            "1990134172024",
            "1441230220105",
            "2940963220258",
            "2800330220106",
            "1030763220369",
            "1480263220001",
            "1460263220001",
            "2110463220001",
            "1090163220002",
            "1111263220007",
            "1860463220001",
            "1550763220002",
            "2610363220008",
            "2150230220107",
            "1150230220108",
            "1150230220109",
            "2770763220829",
            "2550699999999",
            "1191063220111",
            "2600930220112",
            "1751130220113",
            "1940630220114",
            "1990330220115",
            "1160830220116",
            "1071030220201",
            "2890830220202",
            "2690763220011",
            "2700463220013",
            "1730826221701",
            "2701086049265",
            "2650255443714",
            "1481155302710",
            "2190361768870",
            "1570693296428",
            "1671126221704",
            "2071004861082",
            "1010766167087",
            "2131022880445",
            "2350610586927",
            "1380804272310",
            "2410307505951",
            "2870808837957",
            "1160952807207",
            "1781010625068",
            "1931026221710",
            "1600426221703",
            "2020966157089",
            "2030612127127",
            "1990134172021",
            "2010630220110",
            "1210963220094",
            "2830841216616",
            "1340763220097",
        ],
    },
    Liste {
        source: "identités de test d'INSi : essais d'autorisation du CNDA, messages d'exemple du téléservice",
        matricules: &[
            "297022A020778",
            "160012B020777",
            "2751263220749",
            "1810163220751",
            "180032B020401",
            "1090763220834",
            "1810363220456",
            "1100863220830",
            "2360663220836",
            "1090763220888",
        ],
    },
    Liste {
        source: "exemples RNIV de hl7.fhir.fr.core 2.2.0, sous l'OID de production",
        matricules: &["2600588154002"],
    },
];
