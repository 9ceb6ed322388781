//! Wrong requests to INSi, and what no rule may condemn (A.9).

use segur_bench::essai::BancDeDemo;
use segur_temoin::ConfigTemoin;
use serde_json::json;
use time::Duration;

use super::super::essai::Preparation;
use super::super::http::Message;
use super::super::messages::{autre_id, entre, envoi, neuf};
use super::super::scene::{Geste, Mains};
use super::super::table::Attente::{Averti, Condamne, NonCondamne, PasMieux, Tombe};
use super::super::table::{Ligne, ligne};
use super::{est_td21, recherche};

/// Wrong requests to INSi. Where INSi is not what is proved, they block; where it is, they condemn.
pub fn insi() -> Vec<Ligne> {
    let deux = "INS/va1.34.01,INS/va1.52.01";
    let fausse = |nom, f: fn(Message) -> Message| {
        ligne(nom, "", deux, recherche(f))
            .attend("INS/va1.34.01", Condamne)
            .attend("INS/va1.52.01", NonCondamne)
    };
    vec![
        fausse("INSi sans wsa:MessageID", |m| m.retire("<wsa:MessageID", "</wsa:MessageID>")),
        fausse("INSi sans ContexteBAM", |m| m.retire("<bam:ContexteBAM", "</bam:ContexteBAM>")),
        fausse("INSi, ContexteLPS en double", |m| {
            let texte = m.texte();
            let bloc = format!(
                "<lps:ContexteLPS{}</lps:ContexteLPS>",
                entre(&texte, "<lps:ContexteLPS", "</lps:ContexteLPS>")
            );
            m.change(&bloc, &format!("{bloc}{bloc}"))
        }),
        fausse("INSi sous un autre espace de noms", |m| {
            m.change("http://www.cnamts.fr/INSiRecSans", "http://www.cnamts.fr/INSiRecAvec")
        }),
        fausse("INSi en SOAP 1.1", |m| {
            m.change(
                "http://www.w3.org/2003/05/soap-envelope",
                "http://schemas.xmlsoap.org/soap/envelope/",
            )
        }),
        fausse("INSi avec une entité déclarée (DTD)", |m| {
            let texte = m.texte();
            m.ecrit(&format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{texte}"))
        }),
        fausse("INSi, l'action d'une autre opération", |m| {
            let texte = m.texte();
            let action = entre(&texte, "<wsa:Action>", "</wsa:Action>").to_owned();
            m.change(
                &format!(">{action}<"),
                &format!(">{}Vitale<", action.trim_end_matches("TraitsIdentite")),
            )
        }),
        ligne(
            "l'identité douteuse est cherchée dans INSi, et l'adaptateur dit « refuse »",
            "",
            "INS/va1.20.01,INS/va1.20.02",
            Mains::vides()
                .seul(|_, d| (d["acte"] == "marquer-identite").then(|| json!({ "issue": "fait" })))
                .reponse(|s, d, r| {
                    let premiere = s.gardee(&format!("cherchée {}", d["scenario"])).is_none();
                    if d["acte"] == "rechercher-ins" && premiere {
                        s.garder(&format!("cherchée {}", d["scenario"]), d);
                        r["issue"] = json!("refuse");
                    }
                }),
        )
        .partout(Condamne),
        ligne(
            "l'attribut ôté, INSi n'est jamais appelé : rien ne montre que lui le retenait",
            "",
            "INS/va1.20.01,INS/va1.20.02",
            Mains::vides().seul(|_, d| (d["parametres"]["attribut"] == "aucun").then(|| json!({ "issue": "fait" }))),
        )
        .partout(Tombe),
    ]
}

fn horloge(jours: i64) -> fn(&mut ConfigTemoin, &BancDeDemo) {
    fn decaler(c: &mut ConfigTemoin, de: Duration) {
        c.horloge_banc = None;
        c.horloge_figee = c.horloge_figee.map(|h| h + de);
    }
    if jours < 0 {
        |c, _| decaler(c, Duration::hours(-10))
    } else {
        |c, _| decaler(c, Duration::days(365))
    }
}

/// A.9: what no rule may condemn is told all the same.
pub fn sans_erreur() -> Vec<Ligne> {
    let a_l_heure = |nom, jours| {
        ligne(nom, "A.9", "DMP/va1.01.01", Mains::vides()).prepare(Preparation {
            temoin: horloge(jours),
            ..Preparation::default()
        })
    };
    vec![
        ligne(
            "un seul MessageID pour tous les appels à INSi",
            "A.9",
            "BENCH.INS.02",
            recherche(|m| autre_id(m, 7)),
        )
        .partout(Tombe)
        .connu("un identifiant qui sert deux fois n'est vu d'aucune règle"),
        ligne(
            "un seul Id de contexte pour tous les appels à INSi",
            "A.9",
            "BENCH.INS.02",
            recherche(|m| {
                let texte = m.texte();
                let id = entre(&texte, "<lps:Id>", "</lps:Id>").to_owned();
                m.change(&id, &neuf(8))
            }),
        )
        .partout(Tombe)
        .connu("un identifiant qui sert deux fois n'est vu d'aucune règle"),
        ligne(
            "un horodatage WS-Security expiré en 2020",
            "A.9",
            "INS/va1.34.01",
            recherche(|m| {
                m.change(
                    "<lps:ContexteLPS",
                    "<wsse:Security><u:Timestamp xmlns:u=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\">\
                     <u:Created>2020-01-01T00:00:00Z</u:Created><u:Expires>2020-01-01T00:05:00Z</u:Expires></u:Timestamp></wsse:Security>\
                     <lps:ContexteLPS",
                )
            }),
        )
        .partout(Averti("insi.requete.expiration")),
        ligne(
            "des blancs autour de la date de naissance",
            "A.9",
            "INS/va1.34.01",
            recherche(|m| {
                m.change("<ins:DateNaissance>", "<ins:DateNaissance> ")
                    .change("</ins:DateNaissance>", " </ins:DateNaissance>")
            }),
        )
        .partout(Averti("insi.requete")),
        a_l_heure("l'horloge du logiciel retarde de dix heures", -1).attend("DMP/va1.01.01", Averti("vihf")),
        a_l_heure("l'horloge du logiciel avance d'un an", 1).attend("DMP/va1.01.01", Averti("vihf")),
        ligne(
            "le même lot envoyé deux fois",
            "",
            "DMP/va1.01.01",
            Mains::vides().requete(|_, e| {
                if est_td21(&e) {
                    return vec![Geste::Relayer(e.clone()), Geste::Glisser(e.recrit(|m| autre_id(m, 9)))];
                }
                vec![Geste::Relayer(e)]
            }),
        )
        .partout(Averti("inattendu")),
        ligne(
            "une requête sans objet répète, après coup, ce qu'un fichier disait",
            "",
            "PSC.01.03,PSC.02.01,INS/va1.59.01",
            Mains::vides().apres(|s, d| {
                let vus: Vec<String> = s.monde.professionnels.values().flat_map(|p| [p.rpps.clone(), p.id_national.clone()]).collect();
                let p = s.patient("ADRTROIS_DOMINIQUE").ins.as_ref().unwrap().complet();
                let ins = if d["scenario"] == "INS/va1.59.01" && d["acte"] == "lire-identite" { p } else { String::new() };
                let m = Message::get("/fhir/v2/metadata?a=ouverte,recuperee,C2")
                    .avec("Host", "annuaire.banc.test")
                    .avec("X-Vu", &format!("{} {ins}", vus.join(" ")));
                vec![envoi("annuaire.fhir", None, m)]
            }),
        )
        .attend("PSC.01.03", PasMieux)
        .attend("PSC.02.01", PasMieux)
        .attend("INS/va1.59.01", PasMieux),
    ]
}
