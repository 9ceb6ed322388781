//! The matrix defect × exigence: without a defect nothing is non-conform and nothing is blocked; with one, exactly the exigences that it
//! names turn, exactly those that it blocks are blocked, those that it weakens are only declared, and nothing else moves. The table is
//! `scenarios/temoin/defauts.toml`, written before it runs.
//!
//! Each defect is played on the scenarios in which the faultless témoin asked itself whether it carries it; a defect that was asked about
//! before any act, on every scenario. By itself the test plays as few defects as turn every exigence that one turns and take back every
//! proof that one takes back; with `SEGUR_BENCH_MATRICE=defauts` every defect, and no two may turn the same; with `entiere` every defect
//! on every scenario, and those that did not ask must not move: what the short way leaves out is nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

use segur_bench::essai::BancDeDemo;
use segur_engine::grammaire::ast::Scenario;
use segur_model::resultat::{ResultatCampagne, ResultatScenario};
use segur_model::vocabulaire::motif_couvre;
use segur_model::{Cause, Constat, ConstatEtape, EtatPreuve};
use segur_temoin::Defaut;

use crate::outils::{attendre, code, demo, intact};

/// Defects that no verified rule tells apart, and why.
const JUMEAUX: &[(&[&str], &str)] = &[(
    &["prenom-suivant-oublie", "prenoms-groupes"],
    "INSi answers 01 to both, and nothing else is tried: a first name may hold a space, so that the result alone is judged",
)];

/// Campaigns played at a time, each against a bench of its own: they wait more than they work.
const ENSEMBLE: usize = 10;

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

/// Exigences of which something is blocked, or is to be explained, what prepares included.
fn bloquees(r: &ResultatCampagne) -> BTreeSet<&str> {
    avec(r, |s| {
        s.etapes
            .iter()
            .any(|e| matches!(e.constat, ConstatEtape::NonJoue(Cause::Bloque(_) | Cause::AExpliquer)))
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

/// Proofs of these scenarios that the dossier holds.
fn produites<'r>(r: &'r ResultatCampagne, scenarios: &[&str]) -> BTreeSet<&'r str> {
    r.preuves
        .iter()
        .filter(|p| p.etat == EtatPreuve::Produite && scenarios.contains(&p.scenario.as_str()))
        .map(|p| p.id.as_str())
        .collect()
}

/// What one defect moved.
struct Passage {
    fautes: Vec<String>,
    /// Étapes and rules that it turned: what tells it from another.
    signature: BTreeSet<(String, String)>,
}

/// What each defect is compared to.
struct Sain {
    pack: Vec<Scenario>,
    releves: BTreeMap<String, Releve>,
    resultat: &'static ResultatCampagne,
    /// Where the témoin asked about each defect.
    consultes: &'static BTreeMap<&'static str, BTreeSet<String>>,
    /// Every scenario is played.
    entiere: bool,
}

/// As few defects as turn, and take back, all that every defect does: at each turn the one that brings most for what it plays.
fn suffisants(defauts: Vec<&'static Defaut>, sain: &Sain) -> Vec<&'static Defaut> {
    let apports = |d: &'static Defaut| d.attendus.iter().chain(&d.preuves).map(String::as_str).collect::<BTreeSet<&str>>();
    let mut manque: BTreeSet<&str> = defauts.iter().flat_map(|d| apports(d)).collect();
    let mut pris: Vec<&'static Defaut> = Vec::new();
    while !manque.is_empty() {
        let rapport = |d: &&&'static Defaut| manque.intersection(&apports(d)).count() * 10_000 / sain.prix(d).max(1);
        let Some(meilleur) = defauts.iter().max_by_key(rapport) else {
            break;
        };
        manque = manque.difference(&apports(meilleur)).copied().collect();
        pris.push(meilleur);
    }
    pris
}

impl Sain {
    /// How many scenarios a defect may act in.
    fn prix(&self, d: &Defaut) -> usize {
        self.pack.iter().filter(|s| self.agit(d, &s.numero)).count()
    }

    /// Whether a defect may act in a scenario.
    fn agit(&self, d: &Defaut, scenario: &str) -> bool {
        let ou = &self.consultes[d.nom.as_str()];
        ou.contains(scenario) || ou.contains("")
    }
}

/// Plays a defect, and says what is not as its line of the table says.
async fn jouer(d: &'static Defaut, banc: &BancDeDemo, dossier: &Path, sain: &Sain) -> Passage {
    let Sain { pack, releves: temoin, .. } = sain;
    let noms = |l: &'static [String]| -> BTreeSet<&'static str> { l.iter().map(String::as_str).collect() };
    let (attendus, bloques, affaiblis) = (noms(&d.attendus), noms(&d.bloques), noms(&d.affaiblis));
    let nommee = |e: &String| [&attendus, &bloques, &affaiblis].iter().any(|n| n.contains(e.as_str()));
    let sert = |s: &Scenario| s.exigences.iter().any(nommee);
    let numeros = pack.iter().map(|s| s.numero.as_str());
    let choisis: Vec<&str> = numeros.filter(|n| sain.entiere || sain.agit(d, n)).collect();
    if choisis.is_empty() {
        let fautes = vec![format!("{} : sans défaut, le témoin ne se le demande nulle part", d.nom)];
        return Passage {
            fautes,
            signature: BTreeSet::from([(d.nom.clone(), String::new())]),
        };
    }
    let (r, _) = banc.temoin(dossier, &[&d.nom], Some(&choisis.join(","))).await.unwrap();
    let (tournees, arretees, perdues) = (non_conformes(&r), bloquees(&r), affaiblies(&r, temoin));
    // A counter-proof that is blocked leaves a verdict on a word, and stops nobody.
    let code = u8::from(!(attendus.is_empty() && r.causes.is_empty()));
    let joues = releves(&r);
    // What serves none of its exigences says the same as without it; so does what never asks about it.
    let bougees: Vec<&str> = pack
        .iter()
        .filter(|s| !sert(s) || !sain.agit(d, &s.numero))
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
    let remarquees: BTreeSet<&str> = signature.iter().map(|(_, regle)| regle.as_str()).collect();
    let tues: BTreeSet<&str> = noms(&d.remarques).difference(&remarquees).copied().collect();
    let (avant, apres) = (produites(sain.resultat, &choisis), produites(&r, &choisis));
    let retirees: BTreeSet<&str> = avant.difference(&apres).copied().collect();
    let mut fautes = Vec::new();
    // What is not played any more produces nothing: a proof is named where it is the piece itself that would be sent back.
    if noms(&d.preuves).iter().any(|p| !retirees.contains(p)) || (bloques.is_empty() && retirees != noms(&d.preuves)) {
        fautes.push(format!("{} : preuves retirées {retirees:?}, la table dit {:?}", d.nom, d.preuves));
    }
    if !tues.is_empty() {
        fautes.push(format!(
            "{} : aucun service ne remarque {tues:?} ; de nouveau : {signature:?}",
            d.nom
        ));
    }
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
    let (sain, consultes) = intact();
    let pack = segur_bench::essai::pack(&segur_world::monde_demo().unwrap()).unwrap();
    assert_eq!(sain.code_sortie(), 0, "{:?}", sain.causes);
    assert_eq!(non_conformes(sain), BTreeSet::new());
    assert_eq!(bloquees(sain), BTreeSet::new());
    let vues: BTreeSet<&str> = sain
        .exigences
        .iter()
        .filter(|e| e.comptes.vues > 0)
        .map(|e| e.id.as_str())
        .collect();
    assert!(vues.len() >= 13, "{vues:?}");

    let connues: BTreeSet<&str> = sain.exigences.iter().map(|e| e.id.as_str()).collect();
    let promises = |d: &'static Defaut| [&d.attendus, &d.bloques, &d.affaiblis].into_iter().flatten();
    let inconnues: Vec<_> = segur_temoin::defauts()
        .iter()
        .filter_map(|d| promises(d).find(|e| !connues.contains(e.as_str())).map(|e| (&d.nom, e)))
        .collect();
    assert!(inconnues.is_empty(), "aucun scénario ne sert ces exigences : {inconnues:?}");
    let muets: Vec<_> = segur_temoin::defauts()
        .iter()
        .filter(|d| consultes[d.nom.as_str()].is_empty() && promises(d).next().is_some())
        .map(|d| &d.nom)
        .collect();
    assert!(muets.is_empty(), "sans défaut, le témoin ne se les demande nulle part : {muets:?}");

    let numeros: Vec<&str> = sain.scenarios.iter().map(|s| s.id.as_str()).collect();
    // A name, or a pattern (`dmp-*`).
    let un_seul = std::env::var("SEGUR_BENCH_DEFAUT").ok();
    let matrice = std::env::var("SEGUR_BENCH_MATRICE").ok();
    let reference = Sain {
        pack,
        releves: releves(sain),
        resultat: sain,
        consultes,
        entiere: matrice.as_deref() == Some("entiere"),
    };
    let mut a_jouer: Vec<&'static Defaut> = segur_temoin::defauts()
        .iter()
        .filter(|d| un_seul.as_ref().is_none_or(|n| motif_couvre(n, &d.nom)))
        // A defect that says what it turns is played by `consultation.rs` too; here, once a scenario of the pack is about it.
        .filter(|d| d.tourne.is_empty() || !reference.consultes[d.nom.as_str()].is_empty())
        .collect();
    if un_seul.is_none() && matrice.is_none() {
        a_jouer = suffisants(a_jouer, &reference);
        assert!(a_jouer.len() > 20, "{} défauts suffiraient", a_jouer.len());
        eprintln!("{} défauts sur {} suffisent", a_jouer.len(), segur_temoin::defauts().len());
    }
    // The longest first: no lane is left alone with one at the end.
    a_jouer.sort_by_key(|d| std::cmp::Reverse(reference.prix(d)));
    let file = Mutex::new(a_jouer.into_iter());
    let passages: Mutex<BTreeMap<&str, Passage>> = Mutex::default();
    let couloir = async |rang: usize| {
        let banc = BancDeDemo::demarrer(&racine.path().join(format!("banc-{rang}"))).await.unwrap();
        loop {
            let Some(d) = file.lock().unwrap().next() else { return };
            let dossier = racine.path().join(&d.nom);
            let passage = jouer(d, &banc, &dossier, &reference).await;
            let _ = std::fs::remove_dir_all(dossier);
            passages.lock().unwrap().insert(&d.nom, passage);
        }
    };
    std::thread::scope(|s| {
        for rang in 0..ENSEMBLE {
            let couloir = &couloir;
            s.spawn(move || attendre(couloir(rang)));
        }
    });
    let passages = passages.into_inner().unwrap();
    let fautes: Vec<&str> = passages.values().flat_map(|p| &p.fautes).map(String::as_str).collect();
    assert!(fautes.is_empty(), "{}", fautes.join("\n"));
    if un_seul.is_some() {
        return;
    }
    let mut jumeaux: BTreeMap<&BTreeSet<(String, String)>, Vec<&str>> = BTreeMap::new();
    // What turns nothing here, and says so, is told apart elsewhere.
    let ailleurs = |nom: &str| segur_temoin::defaut(nom).is_ok_and(|d| !d.sans_verdict.is_empty() || !d.autres_couloirs.is_empty());
    for (nom, p) in passages.iter().filter(|(nom, p)| !(p.signature.is_empty() && ailleurs(nom))) {
        jumeaux.entry(&p.signature).or_default().push(nom);
    }
    let jumeaux: Vec<Vec<&str>> = jumeaux
        .into_values()
        .filter(|n| n.len() > 1 && !JUMEAUX.iter().any(|(paire, _)| *paire == n.as_slice()))
        .collect();
    assert!(jumeaux.is_empty(), "des défauts retournent les mêmes (étape, règle) : {jumeaux:?}");
    let tenues = produites(reference.resultat, &numeros);
    let perdables: BTreeSet<&str> = segur_temoin::defauts()
        .iter()
        .flat_map(|d| &d.preuves)
        .map(String::as_str)
        .collect();
    assert!(
        !tenues.is_empty() && tenues.is_subset(&perdables),
        "no defect takes back one of {tenues:?}"
    );
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
