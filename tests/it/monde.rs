//! What two crates know of the same thing must agree: certificates and world, service and vocabulary.

use std::collections::BTreeSet;

use segur_certs::{Igc, Usage};

#[test]
fn certificates_name_people_and_structures_of_the_world() {
    let monde = segur_world::monde_demo().unwrap();
    for i in Igc::demo().unwrap().identites() {
        match i.usage {
            Usage::OrgAuthCli | Usage::OrgSign => {
                let connue = monde
                    .structures
                    .values()
                    .any(|s| i.certificat.ou.contains(&s.id_national) && i.certificat.sujet.contains(&s.nom));
                assert!(connue, "{} : {}", i.nom, i.certificat.sujet);
            }
            Usage::PsAuth | Usage::PsSign => {
                let connu = monde
                    .professionnels
                    .values()
                    .any(|p| p.id_national == i.certificat.cn && i.certificat.sujet.contains(&p.nom));
                assert!(connu, "{} : {}", i.nom, i.certificat.sujet);
            }
            Usage::Serveur | Usage::BancSign | Usage::Operateur => {}
        }
    }
}

#[test]
fn the_world_of_the_demo_holds_together() {
    let monde = segur_world::monde_demo().unwrap();
    assert_eq!(segur_world::verifier(&monde), Vec::<String>::new());
    assert!(monde.patients.len() >= 20 && monde.professionnels.len() >= 10 && monde.structures.len() >= 5);
}

#[test]
fn every_operation_of_the_vocabulary_is_named_after_a_service() {
    let services: BTreeSet<&str> = segur_tous::OPERATIONS.iter().filter_map(|o| o.nom.split('.').next()).collect();
    assert_eq!(services, BTreeSet::from(["annuaire", "dmp", "igc", "insi", "mssante", "psc"]));
}

/// The files that the guides give load as they are: overlays of the world, together, and settings.
#[test]
fn the_files_of_the_guides_load_as_they_are() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide/raccorder-un-logiciel.md");
    let page = std::fs::read_to_string(page).unwrap();
    let mut monde = segur_world::monde_demo().unwrap();
    let mut lus = 0;
    for bloc in page.split("```toml\n").skip(1).map(|b| b.split("```").next().unwrap()) {
        if bloc.contains("[ports]") || bloc.contains("[monde]") {
            continue;
        }
        segur_world::charger_surcouche(&mut monde, bloc, "monde.toml").unwrap_or_else(|e| panic!("{e}\n{bloc}"));
        lus += 1;
    }
    assert_eq!(lus, 3);
    assert_eq!(segur_world::verifier(&monde), Vec::<String>::new());
    let p = &monde.patients["MON_PATIENT"];
    assert!(page.contains(&format!("Une recherche sur {}, {}", p.nom_naissance, p.prenoms[0])));
}

/// The page of the guide that says who there is and what to type: written from the data, and held to it.
/// `SEGUR_BENCH_TABLES=ecrire` writes it.
#[test]
fn the_guide_says_who_there_is_and_what_to_type() {
    let chemin = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide/patients-et-professionnels.md");
    let attendu = guide(&segur_world::monde_demo().unwrap());
    if std::env::var("SEGUR_BENCH_TABLES").as_deref() == Ok("ecrire") {
        std::fs::write(&chemin, &attendu).unwrap();
    }
    let lu = std::fs::read_to_string(&chemin).unwrap();
    let differe = lu.lines().zip(attendu.lines()).find(|(a, b)| a != b);
    assert!(
        lu == attendu,
        "SEGUR_BENCH_TABLES=ecrire récrit cette page ; première différence : {differe:?}"
    );
}

fn guide(monde: &segur_model::World) -> String {
    use std::fmt::Write as _;
    let mut t = format!(
        "# Patients, professionnels et structures à taper\n\n\
         Cette page est écrite d'après les données du banc, et un test l'y tient. Personne n'y existe : identités d'essai publiées par les services \
         nationaux, ou inventées. La même liste, avec une recherche, est sur la page du banc (« Patients et professionnels à taper »).\n\n\
         {} patients, {} professionnels, {} structures. Pour ajouter les vôtres : `monde.toml`, dans [raccorder un logiciel](raccorder-un-logiciel.md).\n\n\
         ## Certificats\n\n\
         `segur-bench raccordement --dans DOSSIER` écrit ceux du laboratoire LABO_1 et de l'hôpital, et les cartes de BIOLOGISTE_1, BIOLOGISTE_2, \
         MEDECIN_PRESCRIPTEUR, MEDECIN_HOSPITALIER, INFIRMIER_LIBERAL et MEDECIN_DU_TRAVAIL. Pour toute autre structure (authentification, \
         cachet, INSi automatique et manuel) ou tout autre professionnel (carte CPS, ou CPE pour qui n'a pas de RPPS), banc en marche :\n\n\
         ```sh\nsegur-bench certs --pour IMAGERIE --out certificats\n```\n\n",
        monde.patients.len(),
        monde.professionnels.len(),
        monde.structures.len()
    );
    t.push_str("## Patients\n\nCe qu'un agent tape au guichet ; l'INS est celui que l'INSi rend.\n\n");
    t.push_str("| Fiche | Nom de naissance | Prénoms | Sexe | Naissance | Lieu | INS | OID | DMP | Note |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for p in monde.patients.values() {
        let s = p.saisie();
        let dmp = match p.dmp.etat {
            segur_model::world::EtatDmp::Ouvert => "ouvert",
            segur_model::world::EtatDmp::Ferme => "fermé",
            segur_model::world::EtatDmp::Absent => "aucun",
        };
        let (ins, oid) = p.ins.as_ref().map_or_else(Default::default, |i| {
            (i.complet(), i.oid.rsplit('.').next().unwrap_or_default().to_owned())
        });
        let oid = if oid.is_empty() { oid } else { format!(".{oid}") };
        writeln!(
            t,
            "| {} | {} | {} | {} | {} | {} | {ins} | {oid} | {dmp} | {} |",
            p.fiche,
            s.nom_naissance,
            s.prenoms.join(" "),
            s.sexe,
            s.date_naissance,
            s.lieu_naissance.unwrap_or_default(),
            p.note.replace('|', "\\|")
        )
        .unwrap();
    }
    t.push_str(
        "\nOID : la fin de `1.2.250.1.213.1.4`.\n\n## Cartes Vitale\n\nCe qu'un logiciel lit sur une carte d'essai, et envoie à l'INSi : le matricule du \
         bénéficiaire, sinon celui de l'ouvrant droit avec la date et le rang de naissance.\n\n| Fiche | Ouvrant droit | Matricule de l'ouvrant droit | \
         Bénéficiaires (rang de naissance) | Note |\n| --- | --- | --- | --- | --- |\n",
    );
    for c in monde.cartes.values() {
        let beneficiaires: Vec<String> = c.beneficiaires.iter().map(|b| format!("{} ({})", b.patient, b.rang)).collect();
        let matricule = monde
            .patients
            .get(&c.ouvrant_droit)
            .and_then(|p| p.ins.as_ref())
            .map(segur_model::Ins::complet);
        writeln!(
            t,
            "| {} | {} | {} | {} | {} |",
            c.fiche,
            c.ouvrant_droit,
            matricule.unwrap_or_default(),
            beneficiaires.join(", "),
            c.note.replace('|', "\\|")
        )
        .unwrap();
    }
    t.push_str("\n## Professionnels\n\n| Fiche | Nom | Identifiant national | Profession | Savoir-faire | Structures | Note |\n| --- | --- | --- | --- | --- | --- | --- |\n");
    for p in monde.professionnels.values() {
        writeln!(
            t,
            "| {} | {} {} | {} | {} | {} | {} | {} |",
            p.fiche,
            p.prenom,
            p.nom,
            p.id_national,
            p.profession,
            p.savoir_faire.as_deref().unwrap_or_default(),
            p.structures.join(", "),
            p.note.replace('|', "\\|")
        )
        .unwrap();
    }
    t.push_str(
        "\n## Structures\n\n| Fiche | Nom | Identifiant national | SIRET | Secteur | Note |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for s in monde.structures.values() {
        writeln!(
            t,
            "| {} | {} | {} | {} | {} | {} |",
            s.fiche,
            s.nom,
            s.id_national,
            s.siret.as_deref().unwrap_or_default(),
            s.secteur,
            s.note.replace('|', "\\|")
        )
        .unwrap();
    }
    t
}
