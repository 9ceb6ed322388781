//! Reading a file of the country, keeping the place of each entry for the messages.

use std::collections::BTreeMap;
use std::ops::Range;

use segur_model::world::CarteVitale;
use segur_model::{Boite, ClientPsc, Patient, Professionnel, Structure, World, francais};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::erreur::WorldError;
use crate::position::ligne_colonne;

/// Largest file read, in bytes.
const TAILLE_MAX: usize = 1 << 20;

/// What a country is made of.
const CLES: [&str; 9] = [
    "structures",
    "professionnels",
    "patients",
    "boites",
    "cartes",
    "clients_psc",
    "idam",
    "homologations_dmp",
    "nil",
];

/// What one file says.
#[derive(Default)]
pub(crate) struct Feuille {
    structures: Vec<Entree<Structure>>,
    professionnels: Vec<Entree<Professionnel>>,
    patients: Vec<Entree<Patient>>,
    boites: Vec<Entree<Boite>>,
    cartes: Vec<Entree<CarteVitale>>,
    clients_psc: Vec<Entree<ClientPsc>>,
    idam: Vec<String>,
    homologations_dmp: Vec<String>,
    nil: Vec<String>,
}

/// One entry and where it begins.
struct Entree<T> {
    octet: usize,
    remplace: bool,
    valeur: T,
}

/// What has a `fiche`.
trait Fiche {
    fn fiche(&self) -> &str;

    /// Whether the name is well written, and how it is when it is not (French).
    fn nom_admis(&self) -> Result<(), &'static str> {
        if nom_de_fiche(self.fiche()) {
            Ok(())
        } else {
            Err("n'est pas un nom de fiche ; écrivez-le en capitales, chiffres et soulignés, comme PATIENT_1")
        }
    }
}

/// A `client_id` is the vendor's to choose: what stands in a form and in a certificate mapping.
impl Fiche for ClientPsc {
    fn fiche(&self) -> &str {
        &self.id
    }

    fn nom_admis(&self) -> Result<(), &'static str> {
        let admis = (1..=100).contains(&self.id.len()) && self.id.bytes().all(|o| o.is_ascii_alphanumeric() || b"-_.".contains(&o));
        if admis {
            Ok(())
        } else {
            Err("n'est pas un client_id ; écrivez-le en lettres, chiffres, points, tirets et soulignés (100 au plus)")
        }
    }
}

impl Fiche for Structure {
    fn fiche(&self) -> &str {
        &self.fiche
    }
}
impl Fiche for Professionnel {
    fn fiche(&self) -> &str {
        &self.fiche
    }
}
impl Fiche for Patient {
    fn fiche(&self) -> &str {
        &self.fiche
    }
}

impl Fiche for Boite {
    fn fiche(&self) -> &str {
        &self.fiche
    }
}

impl Fiche for CarteVitale {
    fn fiche(&self) -> &str {
        &self.fiche
    }
}

pub(crate) fn lire(texte: &str, fichier: &str) -> Result<Feuille, WorldError> {
    if texte.len() > TAILLE_MAX {
        return Err(WorldError::TropGrand {
            fichier: fichier.to_owned(),
            octets: texte.len(),
            max: TAILLE_MAX,
        });
    }
    let refuse = |(octet, raison)| lecture(texte, fichier, octet, raison);
    let table = DeTable::parse(texte).map_err(|e| refuse(de_toml(&e, 0)))?.into_inner();
    let mut feuille = Feuille::default();
    for (cle, valeur) in table {
        match cle.get_ref().as_ref() {
            "structures" => feuille.structures = entrees(valeur).map_err(refuse)?,
            "professionnels" => feuille.professionnels = entrees(valeur).map_err(refuse)?,
            "patients" => feuille.patients = entrees(valeur).map_err(refuse)?,
            "boites" => feuille.boites = entrees(valeur).map_err(refuse)?,
            "cartes" => feuille.cartes = entrees(valeur).map_err(refuse)?,
            "clients_psc" => feuille.clients_psc = entrees(valeur).map_err(refuse)?,
            "idam" => feuille.idam = deserialiser(valeur).map_err(refuse)?,
            "homologations_dmp" => feuille.homologations_dmp = deserialiser(valeur).map_err(refuse)?,
            "nil" => feuille.nil = deserialiser(valeur).map_err(refuse)?,
            autre => {
                let raison = match francais::suggerer(autre, CLES) {
                    suggestion if suggestion.is_empty() => format!(
                        "« {autre} » n'a pas de sens ici ; un monde se compose de [[structures]], [[professionnels]], [[patients]], [[boites]], [[cartes]], \
                         [[clients_psc]], idam, homologations_dmp et nil"
                    ),
                    suggestion => format!("clé inconnue « {autre} »{suggestion}"),
                };
                return Err(refuse((cle.span().start, raison)));
            }
        }
    }
    Ok(feuille)
}

impl Feuille {
    /// Adds the entries to the country; names are checked here, and that each professional has somewhere to work.
    pub(crate) fn ajouter(self, monde: &mut World, texte: &str, fichier: &str) -> Result<(), WorldError> {
        let ou = Ou { texte, fichier };
        verser(&mut monde.structures, self.structures, &ou)?;
        for entree in &self.professionnels {
            let activites = entree.valeur.exercices_dits.iter().flat_map(|e| &e.activites).map(|a| &a.structure);
            let mut siennes = entree.valeur.structures.iter().chain(activites);
            if let Some(inconnue) = siennes.find(|s| !monde.structures.contains_key(*s)) {
                let (ligne, colonne) = ligne_colonne(texte, entree.octet);
                return Err(WorldError::StructureInconnue {
                    fichier: fichier.to_owned(),
                    ligne,
                    colonne,
                    fiche: entree.valeur.fiche.clone(),
                    structure: inconnue.clone(),
                    connues: monde.structures.keys().cloned().collect::<Vec<_>>().join(", "),
                });
            }
        }
        verser(&mut monde.professionnels, self.professionnels, &ou)?;
        verser(&mut monde.patients, self.patients, &ou)?;
        verser(&mut monde.boites, self.boites, &ou)?;
        verser(&mut monde.cartes, self.cartes, &ou)?;
        verser(&mut monde.clients_psc, self.clients_psc, &ou)?;
        for (connus, nouveaux) in [
            (&mut monde.idam, self.idam),
            (&mut monde.homologations_dmp, self.homologations_dmp),
            (&mut monde.nil, self.nil),
        ] {
            for numero in nouveaux {
                if !connus.contains(&numero) {
                    connus.push(numero);
                }
            }
        }
        Ok(())
    }
}

struct Ou<'a> {
    texte: &'a str,
    fichier: &'a str,
}

fn verser<T: Fiche>(registre: &mut BTreeMap<String, T>, entrees: Vec<Entree<T>>, ou: &Ou<'_>) -> Result<(), WorldError> {
    let mut vues: BTreeMap<String, ()> = BTreeMap::new();
    for Entree { octet, remplace, valeur } in entrees {
        let fiche = valeur.fiche().to_owned();
        if let Err(pourquoi) = valeur.nom_admis() {
            let raison = format!("« {fiche} » {pourquoi}");
            return Err(lecture(ou.texte, ou.fichier, octet, raison));
        }
        let deux_fois_ici = vues.insert(fiche.clone(), ()).is_some();
        if deux_fois_ici || (registre.contains_key(&fiche) && !remplace) {
            let (ligne, colonne) = ligne_colonne(ou.texte, octet);
            return Err(WorldError::Doublon {
                fichier: ou.fichier.to_owned(),
                ligne,
                colonne,
                fiche,
            });
        }
        registre.insert(fiche, valeur);
    }
    Ok(())
}

/// Capitals, digits and single underscores between them, starting with a capital.
pub(crate) fn nom_de_fiche(texte: &str) -> bool {
    texte.starts_with(|c: char| c.is_ascii_uppercase())
        && texte.len() <= 60
        && texte
            .split('_')
            .all(|mot| !mot.is_empty() && mot.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()))
}

/// A place in the text and what is wrong there (French).
type Refus = (usize, String);

fn entrees<T: DeserializeOwned>(valeur: Spanned<DeValue<'_>>) -> Result<Vec<Entree<T>>, Refus> {
    let debut = valeur.span().start;
    let DeValue::Array(liste) = valeur.into_inner() else {
        return Err((
            debut,
            "une liste d'entrées est attendue ici ; écrivez des doubles crochets, comme [[patients]]".to_owned(),
        ));
    };
    liste.into_iter().map(entree).collect()
}

fn entree<T: DeserializeOwned>(valeur: Spanned<DeValue<'_>>) -> Result<Entree<T>, Refus> {
    let Range { start: octet, end } = valeur.span();
    let DeValue::Table(mut table) = valeur.into_inner() else {
        return Err((
            octet,
            "une entrée est attendue ici, avec ses champs ; écrivez-la sous des doubles crochets, comme [[patients]]".to_owned(),
        ));
    };
    let remplace = table.remove("remplace").map(deserialiser).transpose()?.unwrap_or(false);
    let valeur = deserialiser(Spanned::new(octet..end, DeValue::Table(table)))?;
    Ok(Entree { octet, remplace, valeur })
}

fn deserialiser<'de, T: Deserialize<'de>>(valeur: Spanned<DeValue<'de>>) -> Result<T, Refus> {
    let octet = valeur.span().start;
    T::deserialize(ValueDeserializer::from(valeur)).map_err(|e| de_toml(&e, octet))
}

fn lecture(texte: &str, fichier: &str, octet: usize, raison: String) -> WorldError {
    let (ligne, colonne) = ligne_colonne(texte, octet);
    WorldError::Lecture {
        fichier: fichier.to_owned(),
        ligne,
        colonne,
        raison,
    }
}

/// The place and the message of the TOML reader.
fn de_toml(erreur: &toml::de::Error, octet: usize) -> Refus {
    (erreur.span().map_or(octet, |s| s.start), francais::serde(erreur.message(), "TOML"))
}
