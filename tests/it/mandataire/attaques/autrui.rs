//! A.7 and A.8: for another patient, as another professional, under another's certificate.

use serde_json::{Value, json};

use super::super::http::Message;
use super::super::messages::{autre_id, entre, est, lot_vu};
use super::super::scene::{Geste, Mains};
use super::super::table::Attente::{Averti, Bloque, Condamne, Intact, Tombe};
use super::super::table::{Ligne, ligne};
use super::{est_insi, est_td02, est_td21, vihf};

/// The request of another person to INSi.
fn pour_un_autre(m: Message, rang: u32) -> Message {
    let texte = m.texte();
    let nom = format!("<ins:NomNaissance>{}<", entre(&texte, "<ins:NomNaissance>", "<"));
    let date = format!("<ins:DateNaissance>{}<", entre(&texte, "<ins:DateNaissance>", "<"));
    autre_id(m, rang)
        .change(&nom, "<ins:NomNaissance>TCHITCHI<")
        .change(&date, "<ins:DateNaissance>1936-06-21<")
}

/// Each call to INSi, and this one before.
fn double_insi(f: fn(Message) -> Message) -> Mains {
    Mains::vides().requete(move |_, e| {
        if !est_insi(&e) {
            return vec![Geste::Relayer(e)];
        }
        vec![Geste::Glisser(e.clone().recrit(f)), Geste::Relayer(e)]
    })
}

/// A.7: a right message, and a wrong one beside.
pub fn autrui() -> Vec<Ligne> {
    vec![
        ligne(
            "chaque appel à INSi est doublé pour un autre patient",
            "A.7",
            "INS/va1.52.01,INS/va1.54.01",
            double_insi(|m| pour_un_autre(m, 1)),
        )
        .partout(Tombe),
        ligne(
            "l'appel à INSi qui est jugé est doublé pour un autre patient",
            "A.7",
            "INS/va1.34.01",
            double_insi(|m| pour_un_autre(m, 1)),
        )
        .partout(Tombe),
        ligne(
            "le même, pour un autre patient né le même jour",
            "A.7",
            "INS/va1.34.01",
            double_insi(|m| {
                let texte = m.texte();
                let nom = format!("<ins:NomNaissance>{}<", entre(&texte, "<ins:NomNaissance>", "<"));
                autre_id(m, 4).change(&nom, "<ins:NomNaissance>TCHITCHI<")
            }),
        )
        .partout(Tombe),
        ligne(
            "le même, pour un homonyme né un autre jour",
            "A.7",
            "INS/va1.34.01",
            double_insi(|m| {
                let texte = m.texte();
                let date = format!("<ins:DateNaissance>{}<", entre(&texte, "<ins:DateNaissance>", "<"));
                autre_id(m, 5).change(&date, "<ins:DateNaissance>1936-06-21<")
            }),
        )
        .partout(Tombe),
        ligne(
            "le bon lot, puis le même sous le VIHF d'un autre patient",
            "A.7",
            "DMP/va1.01.01,DMP/va1.15.01",
            Mains::vides().requete(|s, e| {
                let autre = lot_vu(s, "DMP/va1.01.01").filter(|_| est_td21(&e) && s.demande()["scenario"] == "DMP/va1.15.01");
                let Some(autre) = autre else { return vec![Geste::Relayer(e)] };
                let mauvais = e
                    .clone()
                    .recrit(|m| autre_id(m.clone(), 2).change(&vihf(&m), &vihf(&autre.message)));
                vec![Geste::Relayer(e), Geste::Glisser(mauvais)]
            }),
        )
        .attend("DMP/va1.15.01", Tombe),
        ligne(
            "le bon test d'existence, et un autre pour un patient inconnu du scénario",
            "A.7",
            "DMP/va1.01.01",
            Mains::vides().requete(|s, e| {
                if !est_td02(&e) {
                    return vec![Geste::Relayer(e)];
                }
                let (sien, autre) = (s.patient("QUALIFIEE_SIMPLE").ins.clone(), s.patient("TCHITCHI").ins.clone());
                let (sien, autre) = (sien.unwrap().complet(), autre.unwrap().complet());
                let texte = e.message.texte();
                let corps = entre(&texte, "<soap:Body>", "</soap:Body>").to_owned();
                let faux = corps.replace(&sien, &autre);
                let mauvais = e.clone().recrit(|m| autre_id(m, 3).change(&corps, &faux));
                vec![Geste::Relayer(e), Geste::Glisser(mauvais)]
            }),
        )
        .partout(Tombe),
        ligne(
            "le patient d'un scénario précédent est testé de nouveau, ses octets rejoués",
            "A.7",
            "DMP/va1.01.01,DMP/va1.15.01",
            Mains::vides().avant(|s, d| {
                let ancien = s.vue(|v| est_td02(&v.envoi) && v.demande["scenario"] == "DMP/va1.01.01");
                let la = est(d, "valider-compte-rendu", "DMP/va1.15.01");
                ancien.filter(|_| la).map(|v| v.envoi).into_iter().collect()
            }),
        )
        .attend("DMP/va1.01.01", Tombe)
        .attend("DMP/va1.15.01", Intact),
        ligne(
            "le compte rendu part sous l'identité d'un autre professionnel",
            "A.7",
            "DMP/va1.01.01",
            Mains::vides().demande(|s, d| {
                if d["acte"] == "valider-compte-rendu" {
                    let autre = &s.monde.professionnels["BIOLOGISTE_2"];
                    d["acteur"] = json!({ "rpps": autre.rpps, "id_national": autre.id_national, "nom": autre.nom, "prenom": autre.prenom,
                                          "profession": "21" });
                }
            }),
        )
        .partout(Condamne),
        ligne(
            "tout est fait sous l'utilisateur par défaut",
            "",
            "INS/va1.49.01",
            Mains::vides().demande(|_, d| d["acteur"] = Value::Null),
        )
        .partout(Condamne),
    ]
}

/// Under the certificate of this identity.
fn sous(point: &'static str, nom: &'static str) -> Mains {
    Mains::vides().requete(move |_, mut e| {
        if e.point.starts_with(point) {
            e.identite = Some(nom.to_owned());
        }
        vec![Geste::Relayer(e)]
    })
}

/// A.8: under whose certificate.
pub fn certificats() -> Vec<Ligne> {
    let dmp = "DMP/va1.01.01";
    vec![
        ligne(
            "TD0.2 et TD2.1 sous le certificat d'un second laboratoire",
            "A.8",
            dmp,
            sous("dmp", "org-insi-auto-labo2"),
        )
        .partout(Condamne),
        ligne(
            "TD0.2 seul sous le certificat d'un second laboratoire",
            "A.8",
            dmp,
            Mains::vides().requete(|_, mut e| {
                if est_td02(&e) {
                    e.identite = Some("org-insi-auto-labo2".to_owned());
                }
                vec![Geste::Relayer(e)]
            }),
        )
        .partout(Condamne),
        ligne(
            "TD2.1 seul sous le certificat d'un second laboratoire",
            "A.8",
            dmp,
            Mains::vides().requete(|_, mut e| {
                if est_td21(&e) {
                    e.identite = Some("org-insi-auto-labo2".to_owned());
                }
                vec![Geste::Relayer(e)]
            }),
        )
        .partout(Condamne),
        ligne(
            "le DMP est appelé sous la carte d'un professionnel, en mode indirect",
            "A.8",
            dmp,
            sous("dmp", "ps-auth-biologiste-1"),
        )
        .partout(Condamne),
        ligne(
            "le DMP est appelé sous le certificat INSI-AUTO",
            "A.8",
            dmp,
            sous("dmp", "org-insi-auto"),
        )
        .partout(Averti("vihf.certificat.tls.insi")),
        ligne(
            "le DMP est appelé sous un certificat révoqué",
            "A.8",
            dmp,
            sous("dmp", "org-insi-auto-revoque"),
        )
        .partout(Bloque),
        ligne(
            "INSi est appelé sous le certificat d'un second laboratoire",
            "A.8",
            "INS/va1.52.01",
            sous("insi", "org-insi-auto-labo2"),
        )
        .partout(Bloque),
    ]
}
