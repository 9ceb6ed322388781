//! What came late: a request that reached the bench while a later scenario was played is judged in the scenario that caused it. Each
//! patient serves one scenario of the pack, so that a late request names its owner.

use std::collections::BTreeMap;

use segur_model::resultat::{Conserve, Octets};
use segur_model::{Direction, World};

use super::lectures::{Lectures, Memoire};
use super::releve::Releve;
use crate::grammaire::ast::Scenario;

/// The relevés that change when each late exchange is given back to its owner: at the end of what it saw, after every window has closed.
pub(super) fn rendre(
    scenarios: &[&Scenario],
    releves: &BTreeMap<String, Releve>,
    monde: &World,
    memoires: &BTreeMap<String, Memoire>,
    lire: &dyn Fn(&Octets) -> Option<Vec<u8>>,
) -> BTreeMap<String, Releve> {
    let proprietaires = proprietaires(scenarios, monde);
    let mut donnes: Vec<(&str, String, Conserve)> = Vec::new();
    for (rang, s) in scenarios.iter().enumerate() {
        let Some(releve) = releves.get(&s.numero) else { continue };
        let nouvelle = Memoire::default();
        let lectures = Lectures::nouvelles(memoires.get(&s.numero).unwrap_or(&nouvelle), lire);
        let avant = |p: &String| scenarios[..rang].iter().any(|avant| avant.numero == *p) && releves.get(p).is_some_and(|r| r.termine);
        for e in &releve.echanges {
            if let Some(p) = proprietaire(e, &lectures, &proprietaires).filter(avant) {
                donnes.push((&s.numero, p, e.clone()));
            }
        }
    }
    let mut rendus = BTreeMap::new();
    for (de, a, e) in donnes {
        for numero in [de, a.as_str()] {
            if let Some(r) = releves.get(numero) {
                rendus.entry(numero.to_owned()).or_insert_with(|| r.clone());
            }
        }
        if let Some(r) = rendus.get_mut(de) {
            r.echanges.retain(|x| x.exchange.id != e.exchange.id);
        }
        if let Some(r) = rendus.get_mut(&a) {
            r.tardifs.push(e.exchange.id);
            r.echanges.push(e);
        }
    }
    rendus
}

/// Which scenario each INS serves; an INS that serves several is nobody's.
fn proprietaires(scenarios: &[&Scenario], monde: &World) -> BTreeMap<String, Option<String>> {
    let mut par_ins: BTreeMap<String, Option<String>> = BTreeMap::new();
    for s in scenarios {
        for p in s.donnees.values().filter_map(|fiche| monde.patients.get(fiche)) {
            for ins in p.ins.iter().chain(&p.historique) {
                par_ins
                    .entry(ins.complet())
                    .and_modify(|de| {
                        if de.as_ref() != Some(&s.numero) {
                            *de = None;
                        }
                    })
                    .or_insert_with(|| Some(s.numero.clone()));
            }
        }
    }
    par_ins
}

/// The scenario whose patient a request of the candidate names.
fn proprietaire(e: &Conserve, lectures: &Lectures<'_>, proprietaires: &BTreeMap<String, Option<String>>) -> Option<String> {
    if e.exchange.direction != Direction::CandidatVersBanc || e.exchange.service != "dmp" {
        return None;
    }
    let lue = lectures.lue(e);
    let ins = ["patient", "vihf.ins", "cda.ins"]
        .iter()
        .find_map(|f| lue.faits().valeurs(f).first())?;
    proprietaires.get(ins).cloned().flatten()
}

#[cfg(test)]
mod tests {
    use segur_model::resultat::Octets;
    use segur_model::{Exchange, Faits, FaitsLus};
    use time::OffsetDateTime;

    use super::*;
    use crate::grammaire::{self, Lexique};

    const MONDE: &str = "[patients.A]\nfiche='A'\nnom_naissance='UN'\nprenoms=['X']\nsexe='F'\ndate_naissance='2000-01-02'\nins={matricule='1',cle='11',oid='o'}\n\
        [patients.B]\nfiche='B'\nnom_naissance='DEUX'\nprenoms=['X']\nsexe='F'\ndate_naissance='2000-01-03'\nins={matricule='2',cle='22',oid='o'}\n[professionnels]\n[structures]\n";

    fn scenario(numero: &str, fiche: &str) -> Scenario {
        let texte = format!(
            "scenario: {numero}\ntitre: essai\nreferentiel: [R]\nexigences: [X]\ndonnees: {{ patient: {fiche} }}\netapes:\n  - etape: 1\n    faire: creer-identite\n    avec: {{ reference: A, patient: \"{{patient}}\" }}\n    observer: [ {{ jamais: dmp.TD2.1 }} ]\n"
        );
        let catalogue = toml::from_str(
            "code='R'\nversion='1'\ntitre='t'\ncouloir='biologie'\nvague=1\nsource='s'\n[[exigences]]\nid='X'\nchapitre='c'\nprofil='Général'\nnature='EXIGENCE'\nresume='r'\n",
        )
        .unwrap();
        let lexique = Lexique {
            patients: ["A".to_owned(), "B".to_owned()].into(),
            professionnels: Default::default(),
            catalogues: vec![catalogue],
            regles: Default::default(),
        };
        grammaire::charger(&format!("{numero}.yaml"), &texte, &lexique).unwrap_or_else(|e| panic!("{e:#?}"))
    }

    fn echange(id: u64) -> Conserve {
        let vide = || Octets {
            empreinte: String::new(),
            taille: 0,
            media: String::new(),
        };
        Conserve {
            exchange: Exchange {
                id,
                service: "dmp".to_owned(),
                operation: "dmp.TD2.1".to_owned(),
                ..Exchange::vide(Direction::CandidatVersBanc, OffsetDateTime::UNIX_EPOCH)
            },
            corps_requete: vide(),
            corps_reponse: vide(),
            documents: Vec::new(),
        }
    }

    fn releve(numero: &str, echanges: Vec<Conserve>) -> Releve {
        Releve {
            scenario: numero.to_owned(),
            tentative: 1,
            depuis: 0,
            etapes: Vec::new(),
            echanges,
            tardifs: Vec::new(),
            lu_jusqu_a: OffsetDateTime::UNIX_EPOCH,
            termine: true,
            avec: None,
            interrompu: None,
            sans_objet: None,
            explication: None,
        }
    }

    #[test]
    fn what_came_late_goes_back_to_the_scenario_of_its_patient() {
        let (un, deux) = (scenario("X.1", "A"), scenario("X.2", "B"));
        let monde: World = toml::from_str(MONDE).unwrap();
        let releves = BTreeMap::from([
            ("X.1".to_owned(), releve("X.1", Vec::new())),
            ("X.2".to_owned(), releve("X.2", vec![echange(7), echange(8)])),
        ]);
        let de = |ins: &str| FaitsLus::from(Faits::from([("patient".to_owned(), vec![ins.to_owned()])]));
        let memoires = BTreeMap::from([("X.2".to_owned(), Memoire::de([(7, de("111")), (8, de("222"))]))]);
        let rendus = rendre(&[&un, &deux], &releves, &monde, &memoires, &|_| Some(Vec::new()));
        let ids = |n: &str| rendus[n].echanges.iter().map(|e| e.exchange.id).collect::<Vec<_>>();
        assert_eq!((ids("X.1"), ids("X.2")), (vec![7], vec![8]));
        // One that comes before its own scenario is played is not late.
        let avance = rendre(&[&deux, &un], &releves, &monde, &memoires, &|_| Some(Vec::new()));
        assert!(avance.is_empty());
    }
}
