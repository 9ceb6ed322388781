//! Third-party SOAP clients, made from our WSDLs, play every transaction. What answers them is the official answer of each; what they
//! sent is compared with the official request. Each says the same of it, whatever it is made of.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use segur_soap::mtom;
use segur_xds::ns as xds;
use serde_json::json;

use crate::acteurs::{Acteur, HOSPITALIER};
use crate::banc::{Essai, IGC, corpus};
use crate::message::{AGATHE, Lot};
use crate::tableau::Tableau;

/// What each transaction is answered, by the root of its message, and what it is compared with; in the order in which they are played.
const TRANSACTIONS: [(&str, &str, &str); 12] = [
    ("TD0.2", "PRPA_IN201307UV02", "TD0.2_Test_dexistence"),
    ("TD0.3", "setAuthorization", "TD0.3_Mise_a_jour_de_lautorisation"),
    ("TD0.4", "patientList", "TD0.4_Liste_des_DMP_autorises"),
    ("TD0.5", "PRPA_IN201305UV02", "TD0.5_Recherche_dun_patient_sans_INS"),
    ("TD1.3a", "PRPA_IN201307UV02", "TD1.3a_Consultation"),
    ("TD1.6", "listAuthorizationByPatient", "TD1.6_Liste_des_PS_autorises_ou_bloques"),
    ("TD2.1", "ProvideAndRegisterDocumentSetRequest", "TD2.1_Alimentation"),
    ("TD3.1", "AdhocQueryRequest", "TD3.1_Recherche_de_document"),
    ("TD3.2", "RetrieveDocumentSetRequest", "TD3.2_Consultation_dun_document"),
    ("TD3.3a", "SubmitObjectsRequest", "TD3.3c_Supprimer_un_document"),
    ("TD3.3d", "SubmitObjectsRequest", "TD3.3d_Archiver_un_document"),
    ("TD3.3c", "SubmitObjectsRequest", "TD3.3c_Supprimer_un_document"),
];

/// What every client must print.
const DIT: [&str; 14] = [
    "TD0.2 OK active COMPTE_INTERNET_OUVERT=true RATTACHEMENT_ENS=false",
    "TD0.3 DMPOk",
    "TD0.4 DMPOk 2",
    "TD0.5 OK 1",
    "TD1.3a OK active OPPOSITION_BRIS_DE_GLACE=false OPPOSITION_ACCES_URGENCE=false",
    "TD1.6 DMPOk 1",
    "TD2.1 Success",
    "TD3.1 Success 21",
    "TD3.2 Success text/xml 15",
    "TD3.3a Success",
    "TD3.1 Success 21",
    "TD3.3d Success",
    "TD3.3d Success",
    "TD3.3c Success",
];

const CONTENU: &str = "<Document vide>";

/// The messages received, by path and content.
type Recus = Arc<Mutex<Vec<(String, String)>>>;

/// Answers each message with the official answer.
fn repondeur() -> (String, Recus) {
    let ecoute = TcpListener::bind("127.0.0.1:0").unwrap();
    let adresse = format!("http://{}", ecoute.local_addr().unwrap());
    let recus = Recus::default();
    let garde = recus.clone();
    std::thread::spawn(move || {
        for flux in ecoute.incoming() {
            servir(flux.unwrap(), &garde);
        }
    });
    (adresse, recus)
}

fn servir(mut flux: TcpStream, recus: &Recus) {
    let (chemin, type_contenu, corps) = lire(&mut flux);
    let texte = if mtom::est_mtom(&type_contenu) {
        let lu = mtom::lire(&type_contenu, &corps.into()).unwrap();
        String::from_utf8(lu.racine.octets.to_vec()).unwrap()
    } else {
        String::from_utf8(corps).unwrap()
    };
    let (type_reponse, reponse) = reponse(&texte);
    recus.lock().unwrap().push((chemin, texte));
    let entetes = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {type_reponse}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        reponse.len()
    );
    flux.write_all(entetes.as_bytes()).unwrap();
    flux.write_all(&reponse).unwrap();
}

/// Path, `Content-Type` and body of a request.
fn lire(flux: &mut TcpStream) -> (String, String, Vec<u8>) {
    let mut octets = Vec::new();
    let mut bout = [0; 65536];
    loop {
        if let Some(fin) = octets.windows(4).position(|w| w == b"\r\n\r\n") {
            let tete = String::from_utf8(octets[..fin].to_vec()).unwrap();
            let entete = |nom: &str| {
                let trouve = tete
                    .lines()
                    .filter_map(|l| l.split_once(':'))
                    .find(|(n, _)| n.eq_ignore_ascii_case(nom));
                trouve.map(|(_, v)| v.trim().to_owned()).unwrap_or_default()
            };
            let taille: usize = entete("content-length").parse().unwrap();
            if octets.len() >= fin + 4 + taille {
                let chemin = tete.split(' ').nth(1).unwrap().to_owned();
                return (chemin, entete("content-type"), octets[fin + 4..fin + 4 + taille].to_vec());
            }
        }
        let lus = flux.read(&mut bout).unwrap();
        assert!(lus > 0, "la requête s'arrête : {}", String::from_utf8_lossy(&octets));
        octets.extend_from_slice(&bout[..lus]);
    }
}

fn racine_du_corps(enveloppe: &str) -> String {
    let document = segur_soap::lire(enveloppe).unwrap();
    segur_soap::enveloppe(&document).unwrap().charge.tag_name().name().to_owned()
}

fn officiel(fichier: &str) -> String {
    String::from_utf8(corpus(&format!("dmp-samples-v2.05/{fichier}")).unwrap()).unwrap()
}

fn reponse(requete: &str) -> (String, Vec<u8>) {
    let racine = racine_du_corps(requete);
    let mut fichiers = TRANSACTIONS.iter().filter(|(_, r, _)| *r == racine).map(|(.., f)| *f);
    // Two transactions share this root: their purpose tells them apart.
    let fichier = if requete.contains("CNSLT_DATA") {
        fichiers.nth(1)
    } else {
        fichiers.next()
    };
    let texte = officiel(&format!("{}_reponse.xml", fichier.unwrap()));
    let Some((_, cid)) = texte.split_once("href=\"cid:") else {
        return ("application/soap+xml; charset=utf-8".to_owned(), texte.into_bytes());
    };
    let cid = cid.split('"').next().unwrap().replace("%3A", ":");
    let partie = mtom::Partie::nouvelle(cid, "text/xml", CONTENU.as_bytes().to_vec());
    mtom::ecrire(&texte, "urn:ihe:iti:2007:RetrieveDocumentSetResponse", &[partie], "limite-essai")
}

/// The elements of a body, each by its path and its namespace; what is nil is left out.
fn chemins(enveloppe: &str) -> BTreeSet<String> {
    let document = segur_soap::lire(enveloppe).unwrap();
    let mut chemins = BTreeSet::new();
    descendre(segur_soap::enveloppe(&document).unwrap().charge, "", &mut chemins);
    chemins
}

fn descendre(noeud: roxmltree::Node<'_, '_>, dessus: &str, chemins: &mut BTreeSet<String>) {
    const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
    if noeud.attribute((XSI, "nil")) == Some("true") {
        return;
    }
    let nom = noeud.tag_name();
    let chemin = format!("{dessus}/{{{}}}{}", nom.namespace().unwrap_or_default(), nom.name());
    noeud
        .children()
        .filter(roxmltree::Node::is_element)
        .for_each(|n| descendre(n, &chemin, chemins));
    chemins.insert(chemin);
}

/// Runs a client against the official answers, and compares what it said and sent.
async fn jouer(programme: PathBuf, script: &str) {
    if corpus("dmp-samples-v2.05/TD0.2_Test_dexistence_requete.xml").is_none() {
        return;
    }
    let essai = Essai::nouveau().await;
    let (adresse, recus) = repondeur();
    assert_eq!(lancer(programme, script, &essai.base(), &adresse).await, DIT);
    comparer(&recus.lock().unwrap());
}

/// The same client, against the service: what it prints, a line a transaction.
async fn jouer_en_vrai(programme: PathBuf, script: &str) -> Vec<String> {
    let essai = Essai::nouveau().await;
    lancer(programme, script, &essai.base(), &essai.base()).await
}

/// Runs a client made from the WSDLs that are at an address, which sends its messages to another (the same, to play against the
/// service): the lines that it prints.
async fn lancer(programme: PathBuf, script: &str, wsdl: &str, adresse: &str) -> Vec<String> {
    let dossier = tempfile::tempdir().unwrap();
    let ici = ecrire(dossier.path(), wsdl, adresse);
    let tiers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tiers");
    std::fs::copy(tiers.join(script), dossier.path().join(script)).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(modules(), dossier.path().join("node_modules")).unwrap();
    let mut commande = Command::new(programme);
    commande.arg(dossier.path().join(script)).arg(ici);
    let sortie = tokio::task::spawn_blocking(move || commande.output().unwrap()).await.unwrap();
    let (dit, erreur) = (String::from_utf8_lossy(&sortie.stdout), String::from_utf8_lossy(&sortie.stderr));
    assert!(sortie.status.success(), "{dit}\n{erreur}");
    dit.lines().map(str::to_owned).collect()
}

/// Where `.ci/run` installs the packages of `tests/tiers/package.json`.
fn modules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/ci/node/node_modules")
}

/// Who asks: a physician, by card.
const QUI: Acteur = HOSPITALIER;

/// Writes what a client must know: where the WSDLs are, where to send, and about whom.
fn ecrire(dossier: &Path, wsdl: &str, adresse: &str) -> PathBuf {
    let identite = IGC.identite(QUI.tls).unwrap();
    let lot = Lot::de(&QUI, 1, AGATHE, None);
    let fichiers: BTreeMap<&str, Vec<u8>> = BTreeMap::from([
        ("ancres.pem", IGC.ancres_pem().into_bytes()),
        ("client.pem", identite.chaine_pem.clone().into_bytes()),
        ("cle.pem", identite.cle_pem.clone().into_bytes()),
        ("vihf.xml", QUI.vihf(Some(AGATHE)).into_bytes()),
        (
            "vihf-regulation.xml",
            QUI.en("centre 15", "centre_15").vihf(Some(AGATHE)).into_bytes(),
        ),
        ("lot.xml", lot.corps.clone().into_bytes()),
        ("document.xml", lot.document.clone()),
        ("signature.xml", lot.signature.clone()),
    ]);
    for (nom, contenu) in &fichiers {
        std::fs::write(dossier.join(nom), contenu).unwrap();
    }
    let chemin = |nom: &str| dossier.join(nom);
    let dit = json!({
        "wsdl": wsdl,
        "adresse": adresse,
        "ancres": chemin("ancres.pem"),
        "certificat": chemin("client.pem"),
        "cle": chemin("cle.pem"),
        "vihf": chemin("vihf.xml"),
        "vihf_regulation": chemin("vihf-regulation.xml"),
        "lot": chemin("lot.xml"),
        "documents": [chemin("document.xml"), chemin("signature.xml")],
        "ins": AGATHE.0,
        "oid": AGATHE.1,
        "nom": "FILAOS",
        "auteur": {
            "authorPerson": QUI.xcn(),
            "authorSpecialty": QUI.specialite,
            "authorInstitution": QUI.xon(),
        },
    });
    let ici = chemin("ici.json");
    std::fs::write(&ici, dit.to_string()).unwrap();
    ici
}

fn comparer(recus: &[(String, String)]) {
    assert_eq!(recus.len(), DIT.len());
    for ((chemin, texte), dit) in recus.iter().zip(DIT) {
        let transaction = dit.split(' ').next().unwrap();
        let (_, racine, fichier) = TRANSACTIONS.iter().find(|(t, ..)| *t == transaction).unwrap();
        assert_eq!(racine_du_corps(texte), *racine, "{transaction}");
        let service = match *racine {
            "setAuthorization" | "listAuthorizationByPatient" => "/habilitations",
            "AdhocQueryRequest" | "SubmitObjectsRequest" => "/registry",
            "ProvideAndRegisterDocumentSetRequest" | "RetrieveDocumentSetRequest" => "/repository",
            _ => "/patients",
        };
        assert_eq!(chemin, service, "{transaction}");
        let attendus = match transaction {
            // A MIME message: the shape of a lot is judged elsewhere.
            "TD2.1" => continue,
            "TD3.3a" => masquage(),
            _ => chemins(&officiel(&format!("{fichier}_requete.xml"))),
        };
        let vus = match transaction {
            "TD3.3a" => sans_espaces(&chemins(texte)),
            _ => chemins(texte),
        };
        let en_trop: Vec<_> = vus.difference(&attendus).collect();
        let absents: Vec<_> = attendus.difference(&vus).collect();
        assert!(
            en_trop.is_empty() && absents.is_empty(),
            "{transaction}, en trop {en_trop:#?}, absents {absents:#?}"
        );
    }
}

/// The masking of the official kit: a body without its envelope, nor namespaces.
fn masquage() -> BTreeSet<String> {
    let texte = String::from_utf8(corpus("dmp-kit-templates-v2.06/template_masquage.xml").unwrap()).unwrap();
    let document = segur_soap::lire(texte.trim_start_matches('\u{feff}')).unwrap();
    let mut chemins = BTreeSet::new();
    descendre(document.root_element(), "", &mut chemins);
    sans_espaces(&chemins)
}

fn sans_espaces(chemins: &BTreeSet<String>) -> BTreeSet<String> {
    let nus = |chemin: &String| chemin.replace(xds::RIM, "").replace(xds::LCM, "");
    chemins.iter().map(nus).collect()
}

/// The clients that are here: name, program, script.
fn clients() -> Vec<(&'static str, PathBuf, &'static str)> {
    let mut clients = Vec::new();
    clients.extend(segur_essais::python(&["zeep"]).map(|p| ("zeep (Python)", p, "dmp_zeep.py")));
    if let Some(node) = segur_essais::outil("node") {
        if modules().join("soap").is_dir() {
            clients.push(("soap (node)", node, "dmp_soap.mjs"));
        } else {
            let quoi = "paquet soap de tests/tiers/package.json absent ; .ci/run l'installe dans target/ci/node";
            segur_essais::manque(segur_essais::Besoin::Outils, quoi);
        }
    }
    if let Some(php) = segur_essais::outil("php") {
        let modules = Command::new(&php).arg("-m").output().unwrap().stdout;
        if String::from_utf8_lossy(&modules).lines().any(|m| m == "soap") {
            clients.push(("SoapClient (PHP)", php, "dmp_soap.php"));
        } else {
            segur_essais::manque(segur_essais::Besoin::Outils, "extension soap de PHP absente (paquet php-soap)");
        }
    }
    clients
}

#[tokio::test(flavor = "multi_thread")]
async fn chaque_client_envoie_ce_que_les_exemples_ont() {
    for (_, programme, script) in clients() {
        jouer(programme, script).await;
    }
}

/// Client × transaction, against the service: each does all that it sends.
#[tokio::test(flavor = "multi_thread")]
async fn chaque_client_joue_chaque_transaction() {
    let mut tableau = Tableau::default();
    let clients = clients();
    let tous = clients.len() == 3;
    for (nom, programme, script) in clients {
        let dit = jouer_en_vrai(programme, script).await;
        let mut rang = 0;
        let cellules: Vec<(String, String)> = dit
            .iter()
            .map(|ligne| {
                let (transaction, issue) = ligne.split_once(' ').unwrap();
                rang += 1;
                (format!("{rang:>2} {transaction}"), issue.to_owned())
            })
            .collect();
        tableau.colonne(nom, cellules.iter().map(|(t, i)| (t.as_str(), i.clone())).collect());
        assert_eq!(dit.len(), DIT.len(), "{dit:?}");
    }
    // Without one of them the table would be another.
    if tous {
        insta::assert_snapshot!("clients_par_transaction", tableau.dit());
    }
}
