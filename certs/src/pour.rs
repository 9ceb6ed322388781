//! The certificates of somebody of the world: those that IGC-Santé gives a structure, and those of a card.

use std::collections::BTreeMap;

use segur_model::{Professionnel, Structure, World};
use sha2::{Digest, Sha256};

use crate::{PlanIdentite, Porteur, Sujet, Usage};

const ORG: &str = "ACI-EL-ORG-TEST";
const PP: &str = "ACI-FO-PP-TEST";
/// Card issuer of test, then a rank drawn from who holds it.
const EMETTEUR_DE_CARTES: &str = "8025000001";

/// What a structure or a professional would be issued: a structure, authentication, seal and the two certificates of INSi; a professional,
/// the two of a card (CPS, or CPE for who has no RPPS). None when nobody has this fiche.
#[must_use]
pub fn identites_de(monde: &World, fiche: &str) -> Option<Vec<PlanIdentite>> {
    if let Some(s) = monde.structures.get(fiche) {
        return Some(de_structure(s));
    }
    monde.professionnels.get(fiche).map(|p| de_carte(p, monde))
}

fn de_structure(s: &Structure) -> Vec<PlanIdentite> {
    let une = |nom: &str, usage, cn: &str| {
        identite(
            nom,
            &s.fiche,
            usage,
            ORG,
            sujet(&[
                ("C", "FR"),
                ("ST", &s.departement),
                ("O", &s.nom),
                ("OU", &s.id_national),
                ("CN", cn),
            ]),
            None,
        )
    };
    vec![
        une("org-auth-cli", Usage::OrgAuthCli, &s.nom),
        une("org-sign", Usage::OrgSign, &format!("CACHET {}", s.nom)),
        une("org-insi-auto", Usage::OrgAuthCli, "INSI-AUTO"),
        une("org-insi-manu", Usage::OrgAuthCli, "INSI-MANU"),
    ]
}

/// Given name, surname and identifier are the attributes of one RDN, as in the published test card. That of a CPE was seen nowhere: the
/// structure stands where the profession does.
fn de_carte(p: &Professionnel, monde: &World) -> Vec<PlanIdentite> {
    let mut rdn = sujet(&[("C", "FR")]);
    match metier(&p.profession) {
        Some(metier) => rdn.extend(sujet(&[("title", metier)])),
        None => {
            let structure = p.structures.first().and_then(|s| monde.structures.get(s));
            rdn.extend(structure.into_iter().flat_map(|s| sujet(&[("O", &s.nom), ("OU", &s.id_national)])));
        }
    }
    let porteur = [("GN", &p.prenom), ("SN", &p.nom), ("CN", &p.id_national)];
    rdn.push(porteur.into_iter().map(|(a, v)| (a.to_owned(), v.clone())).collect());
    let carte = Porteur {
        carte: format!("{EMETTEUR_DE_CARTES}/{:010}", rang(&p.fiche) % 10_000_000_000),
        profession: p.profession.parse().ok().filter(|n| *n <= 99).unwrap_or(0),
        specialite: p.savoir_faire.clone(),
    };
    let une = |nom: &str, usage| identite(nom, &p.fiche, usage, PP, rdn.clone(), Some(carte.clone()));
    vec![une("ps-auth", Usage::PsAuth), une("ps-sign", Usage::PsSign)]
}

/// As the title of a card says a profession (TRE_G15).
fn metier(profession: &str) -> Option<&'static str> {
    Some(match profession {
        "10" => "Médecin",
        "21" => "Pharmacien",
        "26" => "Audioprothésiste",
        "28" => "Opticien-Lunetier",
        "40" => "Chirurgien-Dentiste",
        "50" => "Sage-Femme",
        "60" => "Infirmier",
        "70" => "Masseur-Kinésithérapeute",
        "80" => "Pédicure-Podologue",
        "86" => "Technicien de laboratoire médical",
        "91" => "Orthophoniste",
        "92" => "Orthoptiste",
        "98" => "Manipulateur ERM",
        _ => return None,
    })
}

fn sujet(attributs: &[(&str, &str)]) -> Sujet {
    let un = |(nom, valeur): &(&str, &str)| BTreeMap::from([((*nom).to_owned(), (*valeur).to_owned())]);
    attributs.iter().map(un).collect()
}

fn identite(nom: &str, fiche: &str, usage: Usage, emetteur: &str, sujet: Sujet, porteur: Option<Porteur>) -> PlanIdentite {
    let nom = format!("{nom}-{}", fiche.to_lowercase().replace('_', "-"));
    PlanIdentite {
        // Its own, and the same each time: what is issued again takes the place of what was.
        serie: format!("4B03{}", hex::encode_upper(&Sha256::digest(&nom)[..14])),
        nom,
        usage,
        emetteur: emetteur.to_owned(),
        sujet,
        noms: Vec::new(),
        porteur,
        variantes: Vec::new(),
    }
}

fn rang(texte: &str) -> u64 {
    Sha256::digest(texte).iter().take(8).fold(0, |r, o| (r << 8) | u64::from(*o))
}
