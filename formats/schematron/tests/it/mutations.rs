//! Every pair of the golden file: what Saxon said of single mutations of the published examples, by place, test and message.

use std::collections::BTreeMap;
use std::path::Path;

use segur_schematron::{Constat, Issue, Options, Rapport, Schema};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// Least agreement asked, in pairs, and least number of mutations that draw a failure.
const MUTATIONS_MIN: usize = 300;

#[derive(Debug, Deserialize)]
struct Ligne {
    document: String,
    mutation: Option<String>,
    schema: String,
    #[serde(default)]
    regles: usize,
    #[serde(default)]
    asserts: Vec<(String, String, String)>,
    #[serde(default)]
    reports: Vec<(String, String, String)>,
    erreur: Option<String>,
}

struct Mutation {
    op: String,
    debut: usize,
    fin: usize,
    texte: String,
}

impl Mutation {
    fn appliquer(&self, octets: &[u8]) -> Vec<u8> {
        let vise = &octets[self.debut..self.fin];
        let milieu = match self.op.as_str() {
            "supprimer" => Vec::new(),
            "doubler" => [vise, vise].concat(),
            _ => self.texte.as_bytes().to_vec(),
        };
        [&octets[..self.debut], &milieu, &octets[self.fin..]].concat()
    }
}

fn donnees(nom: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/donnees").join(nom)).unwrap()
}

fn mutations() -> (BTreeMap<String, Mutation>, BTreeMap<String, String>) {
    let texte = donnees("mutations.tsv");
    let mut empreintes = BTreeMap::new();
    let mut toutes = BTreeMap::new();
    for ligne in texte.lines() {
        let c: Vec<&str> = ligne.split('\t').collect();
        match c.as_slice() {
            ["# sha256", empreinte, document] => {
                empreintes.insert((*document).to_owned(), (*empreinte).to_owned());
            }
            [id, _, op, debut, fin, texte, _] if *id != "id" => {
                let m = Mutation {
                    op: (*op).to_owned(),
                    debut: debut.parse().unwrap(),
                    fin: fin.parse().unwrap(),
                    texte: (*texte).to_owned(),
                };
                toutes.insert((*id).to_owned(), m);
            }
            _ => {}
        }
    }
    (toutes, empreintes)
}

fn hexa(octets: &[u8]) -> String {
    hex::encode(Sha256::digest(octets))
}

/// XML white space collapsed, as the golden file has it.
fn empreinte(texte: &str) -> String {
    let mots: Vec<&str> = texte.split([' ', '\t', '\n', '\r']).filter(|m| !m.is_empty()).collect();
    hexa(mots.join(" ").as_bytes())[..12].to_owned()
}

fn dits(r: &Rapport, issue: Issue) -> Vec<(String, String, String)> {
    r.constats()
        .filter(|c| c.issue == issue)
        .map(|c: &Constat| (c.lieu.path.clone(), empreinte(&c.test), empreinte(&c.message)))
        .collect()
}

#[test]
fn the_mutations_give_what_saxon_gives() {
    let Some(cda) = segur_essais::corpus("cda/ans-testcontenucda-3-0") else {
        return;
    };
    let (mutations, empreintes) = mutations();
    let mut par_schema: BTreeMap<String, Vec<Ligne>> = BTreeMap::new();
    for ligne in donnees("saxon.jsonl").lines() {
        let l: Ligne = serde_json::from_str(ligne).unwrap();
        par_schema.entry(l.schema.clone()).or_default().push(l);
    }
    let mut documents: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let (mut paires, mut abandons, mut ecarts) = (0, Vec::new(), Vec::new());
    let mut en_echec = std::collections::BTreeSet::new();
    for (schema, lignes) in par_schema {
        let lu = Schema::charger(&cda.join("schematrons").join(&schema)).unwrap_or_else(|e| panic!("{schema} : {e}"));
        for l in lignes {
            let octets = documents.entry(l.document.clone()).or_insert_with(|| {
                let octets = std::fs::read(cda.join("ExemplesCDA").join(&l.document)).unwrap();
                if let Some(attendue) = empreintes.get(&l.document) {
                    assert_eq!(&hexa(&octets), attendue, "{} a changé : refaire les résultats de Saxon", l.document);
                }
                octets
            });
            let mute = l.mutation.as_ref().map(|m| mutations[m].appliquer(octets));
            let r = lu
                .valider(
                    mute.as_deref().unwrap_or(octets),
                    &Options {
                        fils: 0,
                        ..Options::default()
                    },
                )
                .unwrap();
            paires += 1;
            let nom = format!("{schema} {} {}", l.document, l.mutation.as_deref().unwrap_or("-"));
            let non_evalues: Vec<&Constat> = r.constats().filter(|c| c.issue == Issue::NonEvalue).collect();
            if l.erreur.is_some() {
                // Saxon gives up the whole document; the engine says which assertion could not be evaluated, and goes on.
                if non_evalues.is_empty() {
                    ecarts.push(format!("{nom} : Saxon abandonne, le moteur évalue tout"));
                } else {
                    abandons.push(nom);
                }
                continue;
            }
            if !l.asserts.is_empty() && l.mutation.is_some() {
                en_echec.insert(l.mutation.clone());
            }
            if let Some(c) = non_evalues.first() {
                ecarts.push(format!("{nom} : non évaluée {} ({:?})", c.test, c.cause));
            }
            if r.regles() != l.regles {
                ecarts.push(format!("{nom} : {} règles, Saxon {}", r.regles(), l.regles));
            }
            for (quoi, vus, attendus) in [
                ("assert", dits(&r, Issue::Echec), &l.asserts),
                ("report", dits(&r, Issue::Signalement), &l.reports),
            ] {
                if vus == *attendus {
                    continue;
                }
                for v in vus.iter().filter(|v| !attendus.contains(v)) {
                    let c = r.constats().find(|c| empreinte(&c.message) == v.2).unwrap();
                    ecarts.push(format!("{nom} : {quoi} en trop {} {} « {} »", v.0, c.test, c.message.trim()));
                }
                for a in attendus.iter().filter(|a| !vus.contains(a)) {
                    ecarts.push(format!("{nom} : {quoi} manque {a:?}"));
                }
                if vus.iter().all(|v| attendus.contains(v)) && attendus.iter().all(|a| vus.contains(a)) {
                    ecarts.push(format!("{nom} : {quoi} dans un autre ordre"));
                }
            }
        }
    }
    assert!(
        ecarts.is_empty(),
        "{} écarts sur {paires} paires :\n{}",
        ecarts.len(),
        ecarts.join("\n")
    );
    assert!(mutations.len() >= MUTATIONS_MIN, "{} mutations", mutations.len());
    assert!(
        en_echec.len() * 10 >= mutations.len() * 6,
        "{} mutations en échec sur {} : moins de 60 %",
        en_echec.len(),
        mutations.len()
    );
    eprintln!(
        "{paires} paires, {} mutations dont {} en échec, {} abandons de Saxon",
        mutations.len(),
        en_echec.len(),
        abandons.len()
    );
}
