//! The official examples, request by request: each body as it is but for whom it is about, under a VIHF of ours; what is answered has the
//! elements and the attributes of the answer that was recorded, or the table says which not.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use serde_json::json;

use crate::acteurs::{Acteur, HOSPITALIER, TRAITANT, fiche};
use crate::banc::{Essai, Recue, corpus};
use crate::demandes::{APPROUVE, Demande, documents};
use crate::message::{Patient, existence};

/// Patient of the examples.
const LEUR: &str = "207058575627097";
/// Document of the examples of TD3.2; target of those of TD3.3.
const LEUR_DOCUMENT: &str = "1.2.250.1.999.1.1.7898.1.995657292";
const LEUR_CIBLE: &str = "urn:uuid:fe5287a2-ae6a-11eb-8f5d-0050569e422e";

/// Requests, in the order in which they are played: the example of deletion is of an archived document.
const EXEMPLES: [(&str, &str); 16] = [
    ("TD0.2", "TD0.2_Test_dexistence"),
    ("TD0.3", "TD0.3_Mise_a_jour_de_lautorisation"),
    ("TD0.4", "TD0.4_Liste_des_DMP_autorises"),
    ("TD0.5", "TD0.5_Recherche_dun_patient_sans_INS"),
    ("TD1.3a", "TD1.3a_Consultation"),
    ("TD1.3b", "TD1.3b_Modification"),
    ("TD1.4", "TD1.4_Fermer"),
    ("TD1.5a", "TD1.5a_Creation_du_compte_internet_patient"),
    ("TD1.5b", "TD1.5b_Ajout_dun_canal_OTP"),
    ("TD1.5d", "TD1.5d_Maj_des_information_du_compte_internet"),
    ("TD1.6", "TD1.6_Liste_des_PS_autorises_ou_bloques"),
    ("TD2.1", "TD2.1_Alimentation"),
    ("TD3.1", "TD3.1_Recherche_de_document"),
    ("TD3.2", "TD3.2_Consultation_dun_document"),
    ("TD3.3d", "TD3.3d_Archiver_un_document"),
    ("TD3.3c", "TD3.3c_Supprimer_un_document"),
];

/// Why an answer has not all that the recorded one has.
const POURQUOI: [(&str, &str); 6] = [
    (
        "TD0.2",
        "le monde du banc n'a ni civilité, ni téléphone, ni courriel, ni INS-C ; les libellés des observations ne sont pas repris ; DMPFound est du kit",
    ),
    (
        "TD0.4",
        "le monde du banc n'a pas d'INS-C : un identifiant par patient au lieu de deux",
    ),
    (
        "TD0.5",
        "le monde du banc n'a ni civilité ni adresse ; ni types ni libellés facultatifs ; ce que le schéma exige et que l'exemple omet y est",
    ),
    (
        "TD1.3a",
        "le monde du banc n'a ni coordonnées ni représentants à rendre ; le lieu de naissance, vide dans l'exemple, est dit ; DMPFound est du kit",
    ),
    ("TD3.1", "aucun des documents du début n'a de commentaire"),
    ("TD1", "transaction retirée (PDT-526, notes 10 et 11) : une faute"),
];

fn officiel(nom: &str) -> Option<String> {
    // Some labels of the VIHF are in another encoding: they are not read here.
    let octets = corpus(&format!("dmp-samples-v2.05/{nom}.xml"))?;
    Some(String::from_utf8_lossy(&octets).into_owned())
}

/// What is in the body of an envelope, with the prefixes that its envelope declares.
fn charge(texte: &str) -> String {
    let (avant, suite) = texte.split_once(":Body>").unwrap();
    let corps = suite.rsplit_once("</").unwrap().0.rsplit_once("</").unwrap().0.trim();
    let enveloppe = avant.split_once("Envelope").unwrap().1.split_once('>').unwrap().0;
    let ouverture = corps.split_once('>').unwrap().0;
    let prefixes: Vec<&str> = enveloppe
        .split_whitespace()
        .filter(|a| a.starts_with("xmlns:") && !ouverture.contains(a.split('=').next().unwrap()))
        .collect();
    // One of the examples uses a prefix that nothing declares in what is published.
    let urn = if corps.contains("<urn:") && !texte.contains("xmlns:urn=") {
        " xmlns:urn=\"urn:hl7-org:v3\""
    } else {
        ""
    };
    let nom = corps.find([' ', '/', '>']).unwrap();
    format!("{} {}{urn} {}", &corps[..nom], prefixes.join(" "), &corps[nom..])
}

/// The elements of a body and their attributes, each by its path.
fn chemins(enveloppe: &str) -> BTreeSet<String> {
    let document = segur_soap::lire(enveloppe).unwrap();
    let mut chemins = BTreeSet::new();
    descendre(document.root_element(), "", &mut chemins);
    chemins
}

fn descendre(n: roxmltree::Node<'_, '_>, dessus: &str, chemins: &mut BTreeSet<String>) {
    let chemin = format!("{dessus}/{}", n.tag_name().name());
    for a in n.attributes() {
        chemins.insert(format!("{chemin}/@{}", a.name()));
    }
    n.children()
        .filter(roxmltree::Node::is_element)
        .for_each(|e| descendre(e, &chemin, chemins));
    chemins.insert(chemin);
}

/// Those that begin a branch: what is below an element that is missing is missing too.
fn racines(chemins: &BTreeSet<String>) -> Vec<&str> {
    let dessous = |c: &str| chemins.iter().any(|autre| c.starts_with(&format!("{autre}/")));
    chemins.iter().map(String::as_str).filter(|c| !dessous(c)).collect()
}

/// What an exchange shows beside the recorded answer.
pub fn comparer(nom: &str, recue: &Recue, enregistree: &str) -> String {
    let (notre, leur) = (chemins(&recue.enveloppe), chemins(enregistree));
    let absents: BTreeSet<String> = leur.difference(&notre).cloned().collect();
    let en_trop: BTreeSet<String> = notre.difference(&leur).cloned().collect();
    let erreurs: Vec<String> = recue.regles().into_iter().filter(|(_, e)| *e).map(|(r, _)| r).collect();
    let mut dit = format!("{nom} : {} ; {} chemins communs", recue.issue(), notre.intersection(&leur).count());
    if !erreurs.is_empty() {
        dit += &format!(" ; erreurs dites : {}", erreurs.join(", "));
    }
    // A fault has nothing of an answer: that it is one is enough.
    if recue.faute().is_none() {
        for (quoi, chemins) in [("absent", &absents), ("en plus", &en_trop)] {
            for c in racines(chemins) {
                dit += &format!("\n    {quoi} : {}", c.trim_start_matches("/Envelope/Body"));
            }
        }
    }
    if let Some((_, pourquoi)) = POURQUOI
        .iter()
        .find(|(t, _)| nom == *t || (nom.starts_with("TD1") && *t == "TD1" && recue.faute().is_some()))
    {
        dit += &format!("\n    pourquoi : {pourquoi}");
    }
    dit
}

/// The request of an example, about one of our patients.
fn demande(nom: &str, fichier: &str, patient: Patient, document: (&str, &str)) -> Option<Demande> {
    let texte = officiel(&format!("{fichier}_requete"))?;
    let action = texte.split_once("addressing\">urn:").unwrap().1;
    let action = texte
        .split("Action")
        .nth(1)
        .filter(|_| nom != "TD2.1")
        .map_or(action, |a| a.split_once('>').unwrap().1);
    let action = action.split('<').next().unwrap().trim().to_owned();
    let suite = match nom {
        "TD0.3" | "TD1.6" => "/habilitations",
        "TD2.1" | "TD3.2" => "/repository",
        n if n.starts_with("TD3") => "/registry",
        _ => "/patients",
    };
    let corps = charge(&texte)
        .replace(LEUR, patient.0)
        .replace("1.2.250.1.213.1.4.10", patient.1)
        .replace(LEUR_DOCUMENT, document.0)
        .replace(LEUR_CIBLE, document.1)
        .replace("DECHAINE", "FILAOS")
        .replace("^{date}", "20260115090000");
    Some(Demande {
        suite,
        action: action.leak(),
        corps,
    })
}

#[tokio::test]
async fn chaque_requete_officielle_a_la_reponse_de_sa_forme() {
    if officiel("TD0.2_Test_dexistence_requete").is_none() {
        return;
    }
    let essai = Essai::nouveau().await;
    let (nom, patient) = ("DMP_VIE_ENTIERE", fiche("DMP_VIE_ENTIERE"));
    let trouves = essai
        .demander(&TRAITANT, Some(patient), &documents(patient, &[APPROUVE], &[]))
        .await
        .objets();
    let sien = trouves.iter().find(|o| o.titre == "Ordonnance : renouvellement").unwrap();
    essai
        .regler(json!({"patient": nom, "professionnel": "RADIOLOGUE", "autorisation": "interdite"}))
        .await;
    let quinze = HOSPITALIER.en("centre 15", "centre_15");
    let mut dits = Vec::new();
    for (transaction, fichier) in EXEMPLES {
        let enregistree = officiel(&format!("{fichier}_reponse")).unwrap();
        // Its lot is played with its documents, in `corpus`.
        if transaction == "TD2.1" {
            continue;
        }
        let d = demande(transaction, fichier, patient, (&sien.unique, &sien.id)).unwrap();
        let qui: &Acteur = if transaction == "TD0.5" { &quinze } else { &TRAITANT };
        let recue = essai.demander(qui, Some(patient), &d).await;
        dits.push(comparer(transaction, &recue, &enregistree));
    }
    assert_snapshot!("officiels", dits.join("\n"));
}

/// The four VIHF, as they are: what the DMP holds against each.
#[tokio::test]
async fn chaque_vihf_officiel_est_lu() {
    let essai = Essai::nouveau().await;
    let patient: Patient = (LEUR, "1.2.250.1.213.1.4.10");
    let mut dits = Vec::new();
    for nom in [
        "VIHF_DIRECTE_non_signe",
        "VIHF_DIRECTE_signe",
        "VIHF_INDIRECTE_signe",
        "VIHF_INDIRECTE_RENFORCEE_signe",
    ] {
        let Some(vihf) = officiel(&format!("vihf/{nom}")) else { return };
        let message = existence(patient);
        let (debut, suite) = message.split_once("secext-1.0.xsd\">").unwrap();
        let fin = suite.split_once("</wsse:Security>").unwrap().1;
        let recue = essai.tester(format!("{debut}secext-1.0.xsd\">{vihf}</wsse:Security>{fin}")).await;
        let de = |erreur: bool| {
            let regles = recue.regles().into_iter().filter(|(r, e)| *e == erreur && r.starts_with("vihf."));
            regles
                .map(|(r, _)| r.trim_start_matches("vihf.").to_owned())
                .collect::<Vec<_>>()
                .join(", ")
        };
        dits.push(format!(
            "{nom} : mode {}, INS {}, rôles {}\n    refusé sur {}\n    erreurs : {}\n    avertissements : {}",
            recue.fait("vihf.mode").unwrap(),
            recue.fait("vihf.ins").unwrap(),
            recue.echange.faits["vihf.role"].join(" "),
            recue.echange.refus.clone().unwrap_or_default(),
            de(true),
            de(false)
        ));
    }
    assert_snapshot!("vihf_officiels", dits.join("\n"));
}
