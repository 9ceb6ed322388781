//! The matrix defect × exigence: without a defect nothing is non-conform and nothing is blocked; with one, exactly the exigences that it
//! names turn, exactly those that it blocks are blocked, those that it weakens are only declared, and nothing else moves. The table is `scenarios/temoin/defauts.toml`, written
//! before it runs.
//!
//! Each defect is played on the scenarios of the exigences that it names, and on one scenario for each act that the témoin can do: the
//! first of the pack. With `SEGUR_BENCH_MATRICE=entiere`, on every scenario. All of it in this process.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

use segur_bench::essai;
use segur_engine::grammaire::ast::Scenario;
use segur_model::resultat::{ResultatCampagne, ResultatScenario};
use segur_model::{Cause, Constat, ConstatEtape};
use segur_temoin::Defaut;

use crate::outils::{code, demo, pack};

/// Defects that no verified rule tells apart, and why.
const JUMEAUX: &[(&[&str], &str)] = &[(
    &["prenom-suivant-oublie", "prenoms-groupes"],
    "INSi answers 01 to both, and nothing else is tried: a first name may hold a space, so that the result alone is judged",
)];

/// Campaigns played at a time.
const ENSEMBLE: usize = 3;

/// The first scenario of the pack for each act, among those that apply to the témoin.
fn un_par_acte(pack: &[Scenario], temoin: &BTreeMap<String, Releve>) -> BTreeSet<String> {
    let mut premiers = BTreeMap::new();
    for s in pack.iter().filter(|s| temoin.get(&s.numero).is_some_and(|r| r.joue)) {
        for f in s.etapes.iter().filter_map(|e| e.faire.as_ref()) {
            premiers.entry(&f.acte).or_insert(&s.numero);
        }
    }
    premiers.into_values().cloned().collect()
}

/// What a scenario came to: étape by étape, with the rules that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Releve {
    joue: bool,
    /// Rules on which the simulated services remarked something, warnings included.
    remarques: BTreeSet<String>,
    etapes: Vec<(String, BTreeSet<String>)>,
}

fn relever(s: &ResultatScenario) -> Releve {
    Releve {
        joue: !s.etapes.is_empty(),
        remarques: s
            .etapes
            .iter()
            .flat_map(|e| &e.observations)
            .flat_map(|o| &o.echanges)
            .chain(&s.inattendus)
            .flat_map(|e| &e.exchange.findings)
            .map(|f| f.rule.clone())
            .collect(),
        etapes: s
            .etapes
            .iter()
            .enumerate()
            .map(|(rang, e)| {
                let mut dits: BTreeSet<String> = e
                    .observations
                    .iter()
                    .flat_map(|o| &o.findings)
                    .filter(|f| f.is_error())
                    .map(|f| f.rule.clone())
                    .collect();
                if let ConstatEtape::NonJoue(Cause::Bloque(b)) = &e.constat {
                    dits.insert(format!("bloqué : {} {}", b.regle, b.dit));
                }
                if e.constat == ConstatEtape::Ecart {
                    dits.insert(e.raison.clone());
                }
                (format!("{rang}, {} {}", e.numero, e.constat.mot()), dits)
            })
            .collect(),
    }
}

fn releves(r: &ResultatCampagne) -> BTreeMap<String, Releve> {
    r.scenarios.iter().map(|s| (s.id.clone(), relever(s))).collect()
}

fn non_conformes(r: &ResultatCampagne) -> BTreeSet<&str> {
    r.exigences_a(Constat::NonConforme).into_iter().collect()
}

/// Exigences with a scenario of which this holds, and that nothing condemns.
fn avec(r: &ResultatCampagne, tient: impl Fn(&ResultatScenario) -> bool) -> BTreeSet<&str> {
    let condamnees = non_conformes(r);
    let tenus: BTreeSet<&str> = r.scenarios.iter().filter(|s| tient(s)).map(|s| s.id.as_str()).collect();
    r.exigences
        .iter()
        .filter(|e| !condamnees.contains(e.id.as_str()) && e.scenarios.iter().any(|s| tenus.contains(s.as_str())))
        .map(|e| e.id.as_str())
        .collect()
}

/// Exigences of which something is blocked, what prepares included.
fn bloquees(r: &ResultatCampagne) -> BTreeSet<&str> {
    avec(r, |s| {
        s.etapes
            .iter()
            .any(|e| matches!(e.constat, ConstatEtape::NonJoue(Cause::Bloque(_))))
    })
}

/// Exigences that lose something that was seen without the defect.
fn affaiblies<'r>(r: &'r ResultatCampagne, temoin: &BTreeMap<String, Releve>) -> BTreeSet<&'r str> {
    let bloquees = bloquees(r);
    let perdu = |s: &ResultatScenario| {
        temoin.get(&s.id).is_some_and(|t| {
            let paires = s.etapes.iter().zip(&t.etapes);
            paires
                .into_iter()
                .any(|(e, (avant, _))| avant.ends_with(" vu") && e.constat == ConstatEtape::DECLARE)
        })
    };
    avec(r, perdu).difference(&bloquees).copied().collect()
}

/// What one defect moved.
struct Passage {
    fautes: Vec<String>,
    /// Étapes and rules that it turned: what tells it from another.
    signature: BTreeSet<(String, String)>,
}

/// Plays a defect, and says what is not as its line of the table says.
async fn jouer(
    d: &'static Defaut,
    racine: &Path,
    pack: &[Scenario],
    temoin: &BTreeMap<String, Releve>,
    toujours: &BTreeSet<String>,
    entiere: bool,
) -> Passage {
    let noms = |l: &'static [String]| -> BTreeSet<&'static str> { l.iter().map(String::as_str).collect() };
    let (attendus, bloques, affaiblis) = (noms(&d.attendus), noms(&d.bloques), noms(&d.affaiblis));
    let nommee = |e: &String| [&attendus, &bloques, &affaiblis].iter().any(|n| n.contains(e.as_str()));
    let sert = |s: &Scenario| s.exigences.iter().any(nommee);
    let choisis: Vec<&str> = pack
        .iter()
        .filter(|s| toujours.contains(&s.numero) || sert(s))
        .map(|s| s.numero.as_str())
        .collect();
    let choisis = choisis.join(",");
    let r = essai::demo(&racine.join(&d.nom), &[&d.nom], (!entiere).then_some(choisis.as_str()))
        .await
        .unwrap();
    let (tournees, arretees, perdues) = (non_conformes(&r), bloquees(&r), affaiblies(&r, temoin));
    // A counter-proof that is blocked leaves a verdict on a word, and stops nobody.
    let code = u8::from(!(attendus.is_empty() && r.causes.is_empty()));
    let joues = releves(&r);
    // What serves none of its exigences says the same as without it.
    let bougees: Vec<&str> = pack
        .iter()
        .filter(|s| !sert(s))
        .map(|s| s.numero.as_str())
        .filter(|n| joues.get(*n).is_some_and(|c| temoin.get(*n).is_none_or(|t| t.etapes != c.etapes)))
        .collect();
    let mut signature = BTreeSet::new();
    for (n, r, t) in joues.iter().filter_map(|(n, r)| temoin.get(n).map(|t| (n, r, t))) {
        for ((etape, dits), _) in r.etapes.iter().zip(&t.etapes).filter(|(a, b)| a != b) {
            let place = || format!("{n}#{etape}");
            signature.insert((place(), String::new()));
            signature.extend(dits.iter().map(|dit| (place(), dit.clone())));
        }
        signature.extend(r.remarques.difference(&t.remarques).map(|regle| (n.clone(), regle.clone())));
    }
    let mut fautes = Vec::new();
    if r.code_sortie() != code || tournees != attendus || arretees != bloques || perdues != affaiblis || !bougees.is_empty() {
        fautes.push(format!(
            "{} : code {}\nattendus = {tournees:?}\nbloques = {arretees:?}\naffaiblis = {perdues:?}\n  (la table dit {attendus:?}, {bloques:?}, {affaiblis:?}) ; scénarios qui ont bougé {bougees:?}{}",
            d.nom,
            r.code_sortie(),
            bougees.iter().map(|n| format!("\n  {n} : {:?} / {:?}", joues[*n], temoin[*n])).collect::<String>(),
        ));
    }
    Passage { fautes, signature }
}

#[test]
fn each_defect_turns_the_exigences_that_it_names_and_nothing_else() {
    let racine = tempfile::tempdir().unwrap();
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap()
    };
    let sain = runtime().block_on(essai::demo(&racine.path().join("sans"), &[], None)).unwrap();
    assert_eq!(sain.code_sortie(), 0, "{:?}", sain.causes);
    assert_eq!(non_conformes(&sain), BTreeSet::new());
    assert_eq!(bloquees(&sain), BTreeSet::new());
    let vues: BTreeSet<&str> = sain
        .exigences
        .iter()
        .filter(|e| e.comptes.vues > 0)
        .map(|e| e.id.as_str())
        .collect();
    assert!(vues.len() >= 13, "{vues:?}");

    let entiere = std::env::var("SEGUR_BENCH_MATRICE").is_ok_and(|v| v == "entiere");
    let un_seul = std::env::var("SEGUR_BENCH_DEFAUT").ok();
    let pack = pack(&segur_world::monde_demo().unwrap());
    let temoin = releves(&sain);
    let toujours = un_par_acte(&pack, &temoin);
    let file = Mutex::new(
        segur_temoin::defauts()
            .iter()
            .filter(|d| un_seul.as_ref().is_none_or(|n| *n == d.nom)),
    );
    let passages: Mutex<BTreeMap<&str, Passage>> = Mutex::default();
    std::thread::scope(|s| {
        for _ in 0..ENSEMBLE {
            s.spawn(|| {
                let runtime = runtime();
                loop {
                    let Some(d) = file.lock().unwrap().next() else { return };
                    let passage = runtime.block_on(jouer(d, racine.path(), &pack, &temoin, &toujours, entiere));
                    let _ = std::fs::remove_dir_all(racine.path().join(&d.nom));
                    passages.lock().unwrap().insert(&d.nom, passage);
                }
            });
        }
    });
    let passages = passages.into_inner().unwrap();
    let fautes: Vec<&str> = passages.values().flat_map(|p| &p.fautes).map(String::as_str).collect();
    assert!(fautes.is_empty(), "{}", fautes.join("\n"));
    if un_seul.is_some() {
        return;
    }
    let mut jumeaux: BTreeMap<&BTreeSet<(String, String)>, Vec<&str>> = BTreeMap::new();
    for (nom, p) in &passages {
        jumeaux.entry(&p.signature).or_default().push(nom);
    }
    let jumeaux: Vec<Vec<&str>> = jumeaux
        .into_values()
        .filter(|n| n.len() > 1 && !JUMEAUX.iter().any(|(paire, _)| *paire == n.as_slice()))
        .collect();
    assert!(jumeaux.is_empty(), "des défauts retournent les mêmes (étape, règle) : {jumeaux:?}");
    let retournees: BTreeSet<&str> = segur_temoin::defauts()
        .iter()
        .flat_map(|d| &d.attendus)
        .map(String::as_str)
        .collect();
    let inertes: Vec<_> = vues.iter().filter(|e| !retournees.contains(**e)).collect();
    assert!(
        inertes.is_empty(),
        "aucun défaut ne retourne {inertes:?} : ce n'est pas une vérification"
    );
}

#[test]
fn an_unknown_defect_is_refused_with_a_suggestion() {
    let racine = tempfile::tempdir().unwrap();
    let o = demo(&racine.path().join("x"), &["--defaut", "date-zero-accepte"]);
    code(&o, 2);
    assert!(
        crate::outils::erreurs(&o).contains("date-zero-acceptee"),
        "{}",
        crate::outils::erreurs(&o)
    );
}
