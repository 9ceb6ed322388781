//! A generated country of any size: the same for the same number and seed, without any outside data. It is for load: its people have no
//! fiche, and no scenario names them.

use segur_model::World;
use segur_model::world::Adresse;

use super::construire::{maj, melange};
use super::{Constructeur, FicheBoite, FicheExercice, FichePersonne, FicheSituation, FicheStructure, Magasin};

/// A person in four works alone or nearly so: this many professionals for one structure.
const PAR_STRUCTURE: u32 = 4;
/// Towns of the country.
const COMMUNES: u64 = 2_000;

/// Profession, savoir-faire if any, share in a thousand: about those of the real directory.
const PROFESSIONS: &[(&str, &str, u64)] = &[
    ("60", "", 440),
    ("10", "SM26", 110),
    ("10", "SM03", 10),
    ("10", "SM54", 100),
    ("70", "", 90),
    ("21", "", 70),
    ("40", "", 45),
    ("91", "", 35),
    ("26", "", 30),
    ("50", "", 25),
    ("80", "", 25),
    ("28", "", 20),
];
const DEBUTS: &[&str] = &[
    "Bar", "Bel", "Ber", "Bon", "Bou", "Bri", "Cas", "Cha", "Cor", "Cou", "Del", "Des", "Du", "Fer", "Fon", "Gar", "Gau", "Gir", "Gui",
    "Hu", "Jac", "La", "Le", "Lam", "Lem", "Mar", "Mer", "Mon", "Mor", "Nor", "Pas", "Per", "Pi", "Poi", "Ren", "Rous", "Sal", "Tho",
    "Val", "Vin",
];
const MILIEUX: &[&str] = &[
    "", "ba", "ber", "che", "de", "di", "fa", "fé", "gni", "la", "li", "lo", "man", "mé", "na", "ni", "ré", "ri", "sse", "ti", "tou",
    "ver", "vi", "zè",
];
const FINS: &[&str] = &[
    "ard", "aud", "aux", "eau", "el", "ençon", "et", "eux", "ier", "in", "lle", "mont", "nais", "ot", "oux", "rand", "ron", "sel", "tin",
    "ville",
];
const PRENOMS: &[&str] = &[
    "Adèle",
    "Agathe",
    "Alain",
    "Alice",
    "Anaïs",
    "André",
    "Anne",
    "Antoine",
    "Arthur",
    "Aurélie",
    "Béatrice",
    "Benoît",
    "Camille",
    "Carole",
    "Catherine",
    "Cécile",
    "Charles",
    "Chloé",
    "Christine",
    "Claire",
    "Claude",
    "Clément",
    "Damien",
    "David",
    "Denis",
    "Éléonore",
    "Élise",
    "Émile",
    "Emma",
    "Éric",
    "Estelle",
    "Étienne",
    "Fabien",
    "Fanny",
    "François",
    "Françoise",
    "Gaëlle",
    "Gérard",
    "Hélène",
    "Henri",
    "Hugo",
    "Inès",
    "Isabelle",
    "Jacques",
    "Jean-Marie",
    "Jeanne",
    "Joël",
    "Juliette",
    "Karim",
    "Laure",
    "Léa",
    "Louis",
    "Loïc",
    "Lucie",
    "Manon",
    "Marc",
    "Marie",
    "Marie-Noëlle",
    "Mathieu",
    "Maxime",
    "Michel",
    "Nadia",
    "Nicolas",
    "Noémie",
    "Olivier",
    "Pascal",
    "Patricia",
    "Paul",
    "Philippe",
    "Pierre",
    "Quentin",
    "Rachel",
    "Raphaël",
    "Renée",
    "Rémi",
    "Sandrine",
    "Sarah",
    "Serge",
    "Simon",
    "Solène",
    "Sophie",
    "Théo",
    "Thérèse",
    "Thomas",
    "Valérie",
    "Victor",
    "Yann",
    "Yves",
    "Zoé",
];

/// The world, then generated professionals until there are `professionnels` of them.
pub(crate) fn generer(monde: &World, professionnels: u32, graine: &str) -> Magasin {
    let mut c = Constructeur::monde(monde);
    let deja = u32::try_from(monde.professionnels.len()).unwrap_or(u32::MAX);
    let nombre = professionnels.saturating_sub(deja).min(MAX);
    let graine = melange(graine);
    let structures: Vec<(u32, String)> = (0..nombre.div_ceil(PAR_STRUCTURE))
        .map(|i| {
            let fiche = structure(i, &mut Hasard::nouveau(graine, 1, i));
            (c.structure(&fiche), fiche.structure.secteur)
        })
        .collect();
    for i in 0..nombre {
        let fiche = personne(i, &structures, &mut Hasard::nouveau(graine, 2, i));
        let maj = maj(&fiche.id_national);
        c.personne(&fiche, maj);
    }
    c.finir()
}

/// Most professionals: RPPS numbers of the range run out.
const MAX: u32 = 5_000_000;

/// A stream of numbers of its own for each record (SplitMix64).
struct Hasard(u64);

impl Hasard {
    fn nouveau(graine: u64, but: u64, rang: u32) -> Self {
        Self(graine ^ (but << 56) ^ u64::from(rang).wrapping_mul(0x2545_f491_4f6c_dd1d))
    }

    fn suivant(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn moins_de(&mut self, borne: u64) -> u64 {
        self.suivant() % borne.max(1)
    }

    /// One of a list, the first ones much more often: names are shared so.
    fn un_des<'a>(&mut self, liste: &[&'a str]) -> &'a str {
        let n = liste.len() as u64;
        let (a, b) = (self.moins_de(n), self.moins_de(n));
        let i = usize::try_from(a * b / n.max(1)).unwrap_or(0);
        liste.get(i).copied().unwrap_or("")
    }
}

fn nom(h: &mut Hasard) -> String {
    let (a, b, c) = (h.un_des(DEBUTS), h.un_des(MILIEUX), h.un_des(FINS));
    let un = format!("{a}{b}{c}").to_uppercase();
    match h.moins_de(40) {
        0 => format!("{un}-{}", format!("{}{}", h.un_des(DEBUTS), h.un_des(FINS)).to_uppercase()),
        1 => format!("D'{un}"),
        _ => un,
    }
}

/// The digits and their Luhn key.
fn luhn(debut: &str) -> String {
    let somme: u32 = debut
        .bytes()
        .rev()
        .zip([2_u32, 1].into_iter().cycle())
        .map(|(b, poids)| {
            let produit = u32::from(b - b'0') * poids;
            if produit > 9 { produit - 9 } else { produit }
        })
        .sum();
    format!("{debut}{}", (10 - somme % 10) % 10)
}

/// RPPS that nobody holds, clear of those of the world.
fn rpps(i: u32) -> String {
    luhn(&format!("999{:07}", 1_000_000 + i))
}

fn structure(i: u32, h: &mut Hasard) -> FicheStructure {
    let commune = h.moins_de(COMMUNES).min(h.moins_de(COMMUNES));
    let mut ville = Hasard::nouveau(7, 3, u32::try_from(commune).unwrap_or(0));
    let departement = 1 + commune % 90;
    let (secteur, sorte) = match h.moins_de(100) {
        0 => ("SA01", "CENTRE HOSPITALIER"),
        1..=3 => ("SA25", "LABORATOIRE"),
        4..=12 => ("SA33", "PHARMACIE"),
        13..=15 => ("SA05", "CENTRE DE SANTE"),
        16..=20 => ("SA17", "RESIDENCE"),
        21..=45 => ("SA08", "CABINET DE GROUPE"),
        _ => ("SA07", "CABINET"),
    };
    let a_finess = !matches!(secteur, "SA07" | "SA08");
    let finess = luhn(&format!("99{:06}", i % 990_000));
    let id_national = if a_finess {
        format!("1{finess}")
    } else {
        format!("4{}001", rpps(i * PAR_STRUCTURE))
    };
    let nom = format!("{sorte} {}", nom(h));
    let adresse = Adresse {
        numero: (1 + h.moins_de(150)).to_string(),
        type_voie: h.un_des(&["R", "AV", "BD", "PL", "ALL", "CHE"]).to_owned(),
        voie: format!("DE {}", self::nom(h)),
        code_postal: format!("{departement:02}{:03}", commune % 1000),
        commune: format!("{}{}", ville.un_des(DEBUTS), ville.un_des(FINS)).to_uppercase()
            + ["", "-SUR-MER", "-LES-BAINS", "-LE-HAUT"][(commune % 4) as usize],
        code_commune: format!("{departement:02}{:03}", 999 - commune % 1000),
    };
    let boites = if h.moins_de(2) == 0 {
        vec![FicheBoite {
            adresse: format!("secretariat.{i}@structures.test.mssante.fr"),
            genre: "ORG".to_owned(),
            service: "Secrétariat".to_owned(),
            dematerialisation: true,
        }]
    } else {
        Vec::new()
    };
    FicheStructure {
        boites,
        structure: segur_model::Structure {
            fiche: String::new(),
            nom,
            id_national,
            finess: a_finess.then_some(finess),
            secteur: secteur.to_owned(),
            departement: format!("Département ({departement:02})"),
            siret: None,
            finess_juridique: None,
            adresse,
            telephone: format!("019900{:04}", h.moins_de(10_000)),
            note: String::new(),
        },
    }
}

fn personne(i: u32, structures: &[(u32, String)], h: &mut Hasard) -> FichePersonne {
    let (profession, savoir_faire) = {
        let mut tire = h.moins_de(1000);
        let mut choisie = ("60", "");
        for (p, s, part) in PROFESSIONS {
            if tire < *part {
                choisie = (p, s);
                break;
            }
            tire -= part;
        }
        choisie
    };
    let (nom, prenom) = (nom(h), h.un_des(PRENOMS));
    let rpps = rpps(i);
    let medical = matches!(profession, "10" | "40");
    // Around the structure of its rank, so that each has some.
    let sa_structure = |h: &mut Hasard, k: u64| {
        let ecart = if k == 0 { 0 } else { h.moins_de(structures.len() as u64) };
        let ou = (u64::from(i / PAR_STRUCTURE) + ecart) % (structures.len() as u64).max(1);
        structures.get(usize::try_from(ou).unwrap_or(0))
    };
    let nombre = match h.moins_de(20) {
        0 => 0,
        1 | 2 => 2,
        _ => 1,
    };
    let situations = (0..nombre).filter_map(|k| {
        let (structure, secteur) = sa_structure(h, k)?;
        let liberal = matches!(secteur.as_str(), "SA07" | "SA08");
        // One practice in eight has a mailbox of its own, told with who works there.
        let cabinet = (liberal && k == 0 && i.is_multiple_of(8)).then(|| FicheBoite {
            adresse: format!("cabinet.{i}@cabinets.test.mssante.fr"),
            genre: "CAB".to_owned(),
            service: String::new(),
            dematerialisation: true,
        });
        Some(FicheSituation {
            boites: cabinet.into_iter().collect(),
            structure: *structure,
            mode: if matches!(secteur.as_str(), "SA07" | "SA08" | "SA33") {
                "L"
            } else {
                "S"
            }
            .to_owned(),
            genre: "GENR01".to_owned(),
            ..FicheSituation::default()
        })
    });
    let situations: Vec<FicheSituation> = situations.collect();
    let boites = if h.moins_de(10) < 6 {
        let local = segur_fhir::plier(&format!("{prenom}.{nom}")).replace(['\'', ' '], "");
        vec![FicheBoite {
            adresse: format!("{local}.{i}@test.mssante.fr"),
            genre: "PER".to_owned(),
            service: String::new(),
            dematerialisation: h.moins_de(2) == 0,
        }]
    } else {
        Vec::new()
    };
    FichePersonne {
        id_national: format!("8{rpps}"),
        nom,
        prenom: prenom.to_uppercase(),
        civilite: if h.moins_de(2) == 0 { "M" } else { "MME" }.to_owned(),
        actif: h.moins_de(50) != 0,
        exercices: vec![FicheExercice {
            profession: profession.to_owned(),
            categorie: if h.moins_de(40) == 0 { "E" } else { "C" }.to_owned(),
            civilite: if medical { "DR" } else { "" }.to_owned(),
            savoir_faire: savoir_faire.to_owned(),
            nom: String::new(),
            prenom: String::new(),
            situations,
        }],
        boites,
    }
}
