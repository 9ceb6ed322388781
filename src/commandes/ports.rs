//! Ports are chosen once for a folder of data, and kept: what a vendor typed in its software stays true tomorrow.

use std::path::{Path, PathBuf};

use segur_certs::Acces;
use segur_kit::{Banc, PortsGardes};

use crate::banc::Reglage;
use crate::cli::Serve;
use crate::erreur::Erreur;

/// From where ports are taken at a first start: below those that systems give to whoever calls out (32768 on Linux).
pub const PREMIER: u16 = 4100;

fn fichier(donnees: &Path) -> PathBuf {
    donnees.join("ports.json")
}

/// The ports of the last time; none at the first, or when new ones are asked for.
pub fn lire(a: &Serve) -> Result<PortsGardes, Erreur> {
    let chemin = fichier(&a.data);
    if a.ports_neufs || !chemin.is_file() {
        return Ok(PortsGardes::new());
    }
    let lu = std::fs::read(&chemin).map_err(|e| Erreur::fichier("lecture des ports gardés", &chemin, &e))?;
    serde_json::from_slice(&lu).map_err(|_| {
        Erreur::dit(format!(
            "{} ne tient pas de ports : ôtez ce fichier, ou démarrez avec --ports-neufs",
            chemin.display()
        ))
    })
}

/// Keeps those that it has now, whole or not at all. Those of an espace that is not open this time stay.
pub fn garder(donnees: &Path, banc: &Banc) -> Result<(), Erreur> {
    let chemin = fichier(donnees);
    let mut tous: PortsGardes = std::fs::read(&chemin)
        .ok()
        .and_then(|lu| serde_json::from_slice(&lu).ok())
        .unwrap_or_default();
    for (espace, ports) in banc.ports() {
        // A service that is not started this time keeps its port too.
        tous.entry(espace).or_default().extend(ports);
    }
    let json = serde_json::to_string_pretty(&tous).map_err(|e| Erreur::dit(e.to_string()))?;
    segur_certs::poser(&chemin, json.as_bytes(), Acces::Secret).map_err(|e| Erreur::fichier("écriture des ports gardés", &chemin, &e))
}

/// What the settings of services may say, to be uncommented.
const MODELE: &str = "\
# Réglages des services (« segur-bench regles » liste les règles). Ôtez le # de ce que vous changez.
# [insi]
# tolerances = []                  # règles dont l'écart est noté sans refuser l'appel
# [insi.reponses]                  # façons d'écrire une même réponse : un logiciel les lit toutes
# prefixe = \"ns2\"                # de RESULTAT ; \"\" : l'espace de noms par défaut
# enveloppe = \"soap\"
# corps = \"soap\"                 # de Body : \"S\" et \"env\" se voient dans les fichiers officiels
# entete = \"absent\"              # ou « vide », « adressage »
# prenoms = \"monde\"              # ou « liste », « premier », « les-deux »
# dates = \"absentes\"             # de l'historique ; ou « apres » l'identifiant, « avant »
# aeree = false
# [insi.verification]              # contrat non public : ces noms sont supposés
# espace-requete = \"\"            # \"\" : tout espace de noms est admis
# espace-reponse = \"http://www.cnamts.fr/INSiLot2/REPUnitaire\"
# element = \"RESULTAT\"
# ok = [\"00\", \"OK\"]
# ko = [\"01\", \"KO\"]
# [dmp]
# tolerances = []
# [dmp.api-psc]                    # joué d'après des essais publics de l'ANS : docs/dmp.md
# ouverte = false
# mode = \"INDIRECTE\"             # ou « DELEGUEE »
# droits-deleguee = \"INDIRECTE_RENFORCEE\"   # dont DELEGUEE a les droits ; ou « INDIRECTE », « DIRECTE »
# entete-patient = \"X-PatientINS\"   # absent : X-PatientINS et X-insHeader
# structure = \"HOPITAL\"          # fiche de la structure de la passerelle
# jwks = \"https://…\"             # clés de Pro Santé Connect, quand un autre banc le joue
# [psc]
# interval = 5                     # CIBA : secondes entre deux interrogations
# [annuaire]
# professionnels = 0               # 0 : ceux du monde ; sinon, autant, engendrés
# quota = 0                        # appels par seconde et par clé ; 0 : sans quota
# cle-exigee = true
# [mssante]
# taille = 37748736                # plus grand courriel, en octets
# mots-de-passe = { \"adresse@test.mssante.fr\" = \"…\" }   # LOGIN et AUTH PLAIN, pour les outils sans jeton de Pro Santé Connect
# jwks = \"https://…\"             # clés de Pro Santé Connect, quand un autre banc le joue
# [referencement]
# relecteurs = [\"MEDECIN_HOSPITALIER\", \"RADIOLOGUE\"]   # fiches de qui relit
# robot = true
# tours = 3
# pieces-du-banc = \"renvoyees\"   # ou « admises » : le robot laisse ce que le banc a capturé
# fenetres = \"dites\"             # ou « refusent » : une fenêtre de financement fermée refuse
# taille-max = 512                 # Mio, d'un fichier
# referentiels = []                # dossiers de « segur-bench import » auxquels on peut candidater
# delais = {}                      # en jours : eligibilite, complement, depot, instruction, reponse, correction, attente, decision
";

/// Writes every port and setting as a file that `serve --config` reads, for its owner alone: it may hold the token.
pub fn ecrire_config(chemin: &Path, reglage: &Reglage, banc: &Banc) -> Result<(), Erreur> {
    let etat = banc.etat();
    let mut texte = String::from("# Réglages de « segur-bench serve --config », écrits par --ecrire-config.\n\n[controle]\n");
    let controle = banc.acces().controle;
    texte.push_str(&format!("adresse = \"{}\"\n", controle.trim_start_matches("http://")));
    if let Some(jeton) = &reglage.controle.jeton {
        texte.push_str(&format!("jeton = {}\n", toml::Value::from(jeton.clone())));
    }
    texte.push_str("\n[journal]\n");
    match &reglage.journal.retention {
        Some(duree) => texte.push_str(&format!("retention = {}\n", toml::Value::from(duree.clone()))),
        None => texte.push_str("# retention = \"30j\"              # ôte ce qui est plus vieux ; ni ce que tient une campagne\n"),
    }
    texte.push_str(&format!("plafond = {}\n", toml::Value::from(reglage.journal.plafond.clone())));
    texte.push_str("\n[ports]\n");
    let defaut = etat.espaces.iter().find(|e| e.id == segur_kit::ESPACE_DEFAUT);
    let ports = banc.ports();
    let communs = ports.get(segur_kit::ZONE_COMMUNE).into_iter().flatten();
    let siens = defaut.into_iter().flat_map(|d| ports.get(&d.id)).flatten();
    for (point, port) in siens.chain(communs) {
        let ip = reglage
            .ports
            .get(point)
            .map_or_else(|| "127.0.0.1".to_owned(), |a| a.ip().to_string());
        let ip = if ip.contains(':') { format!("[{ip}]") } else { ip };
        texte.push_str(&format!("\"{point}\" = \"{ip}:{port}\"\n"));
    }
    texte.push_str(&format!("\n[igc]\ndemo = {}\n", reglage.igc.demo));
    texte.push_str(&liste("ancres", &reglage.igc.ancres));
    texte.push_str("\n[monde]\n");
    texte.push_str(&liste("surcouches", &reglage.monde.surcouches));
    texte.push('\n');
    texte.push_str(MODELE);
    segur_certs::poser(chemin, texte.as_bytes(), Acces::Secret).map_err(|e| Erreur::fichier("écriture des réglages", chemin, &e))?;
    segur_model::avertir!("réglages écrits dans {}", chemin.display());
    Ok(())
}

fn liste(nom: &str, chemins: &[PathBuf]) -> String {
    let absolus = chemins.iter().map(|c| std::path::absolute(c).unwrap_or_else(|_| c.clone()));
    let valeurs: Vec<toml::Value> = absolus.map(|c| c.to_string_lossy().into_owned().into()).collect();
    format!("{nom} = {}\n", toml::Value::Array(valeurs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn le_modele_se_lit_une_fois_decommente() {
        let sans: String = MODELE
            .lines()
            .skip(1)
            .map(|l| format!("{}\n", l.trim_start_matches("# ")))
            .collect();
        let reglage: Reglage = toml::from_str(&sans).unwrap();
        for (nom, ouvrir) in crate::banc::SERVICES {
            let serde_json::Value::Object(table) = reglage.services.get(*nom).cloned().unwrap() else {
                panic!("{nom}")
            };
            ouvrir(table).unwrap_or_else(|e| panic!("{nom} : {e}"));
        }
    }
}
