//! TD0.5: a patient searched in the DMP by traits, without INS (ITI-47, `PRPA_IN201305UV02`).

use roxmltree::{Document, Node};
use segur_dialecte::Constateur;
use segur_model::{Champ, Location};
use segur_soap::{echapper, enfant, enfants, est};

use super::{Lue, Releve};
use crate::ns::HL7;
use crate::regles_td as regles;

/// Criteria that are read.
const CRITERES_MAX: usize = 40;

/// What a criterion is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TraitCherche {
    /// Family name.
    Nom,
    /// Given name.
    Prenom,
    /// `M`, `F`.
    Sexe,
    /// `AAAAMMJJ`.
    Naissance,
    /// Town.
    Commune,
    /// Postal code.
    CodePostal,
}

/// A search, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecherchePatient {
    /// Where it is.
    pub lieu: Location,
    /// `id`: root and extension.
    pub id: (String, String),
    /// `sender/device/id/@root`.
    pub emetteur: String,
    /// `sender/device/softwareName`.
    pub logiciel: String,
    /// `queryId`: root and extension.
    pub question: (String, String),
    /// Criteria, in order; all must hold.
    pub criteres: Vec<(TraitCherche, Champ)>,
}

impl RecherchePatient {
    /// Reads `PRPA_IN201305UV02`.
    pub(crate) fn lire(document: &Document<'_>, charge: Node<'_, '_>) -> Lue<Self> {
        if !est(charge, HL7, "PRPA_IN201305UV02") {
            return Lue::illisible(document, charge, "PRPA_IN201305UV02");
        }
        let r = Releve::de(document);
        let mut c = Constateur::default();
        let emetteur = enfant(charge, HL7, "sender").and_then(|s| enfant(s, HL7, "device"));
        let question = enfant(charge, HL7, "controlActProcess").and_then(|a| enfant(a, HL7, "queryByParameter"));
        let mut lue = Self {
            lieu: r.lieu(charge),
            id: instance(enfant(charge, HL7, "id")),
            emetteur: instance(emetteur.and_then(|d| enfant(d, HL7, "id"))).0,
            logiciel: emetteur
                .and_then(|d| enfant(d, HL7, "softwareName"))
                .map(|n| r.texte(n).valeur)
                .unwrap_or_default(),
            question: instance(question.and_then(|q| enfant(q, HL7, "queryId"))),
            criteres: Vec::new(),
        };
        let liste = question.and_then(|q| enfant(q, HL7, "parameterList"));
        let parametres = liste.into_iter().flat_map(|l| l.children().filter(Node::is_element));
        for parametre in parametres.take(CRITERES_MAX) {
            for valeur in enfants(parametre, HL7, "value") {
                match parametre.tag_name().name() {
                    "livingSubjectName" => {
                        lue.textes(&r, valeur, "family", TraitCherche::Nom);
                        lue.textes(&r, valeur, "given", TraitCherche::Prenom);
                    }
                    "livingSubjectAdministrativeGender" => lue.attribut(&r, valeur, "code", TraitCherche::Sexe),
                    "livingSubjectBirthTime" => lue.attribut(&r, valeur, "value", TraitCherche::Naissance),
                    "patientAddress" => {
                        lue.textes(&r, valeur, "city", TraitCherche::Commune);
                        lue.textes(&r, valeur, "postalCode", TraitCherche::CodePostal);
                    }
                    _ => {
                        let inconnu = r.nomme(parametre);
                        c.dire(regles::TRAIT_INCONNU, &inconnu.lieu, "un critère joué", &inconnu.valeur);
                    }
                }
            }
        }
        if !lue.criteres.iter().any(|(t, _)| *t == TraitCherche::Nom) {
            c.dire(regles::TRAITS, &lue.lieu, "livingSubjectName/value/family", "(absent)");
        }
        Lue::juste(lue, c)
    }

    fn textes(&mut self, r: &Releve<'_, '_>, valeur: Node<'_, '_>, nom: &str, trait_: TraitCherche) {
        let lus = enfants(valeur, HL7, nom).map(|n| r.texte(n)).filter(|t| !t.valeur.is_empty());
        self.criteres.extend(lus.map(|t| (trait_, t)));
    }

    fn attribut(&mut self, r: &Releve<'_, '_>, valeur: Node<'_, '_>, nom: &str, trait_: TraitCherche) {
        let lu = r.attribut(valeur, nom).filter(|t| !t.valeur.is_empty());
        self.criteres.extend(lu.map(|t| (trait_, t)));
    }

    /// Its criteria again, as an answer gives them back.
    pub(crate) fn rappel(&self) -> String {
        let des = |voulu: TraitCherche, element: &str| {
            let siens = self.criteres.iter().filter(|(t, _)| *t == voulu);
            siens
                .map(|(_, v)| format!("<{element}>{}</{element}>", echapper(&v.valeur)))
                .collect::<String>()
        };
        let nom = format!("{}{}", des(TraitCherche::Nom, "family"), des(TraitCherche::Prenom, "given"));
        format!("<livingSubjectName><value>{nom}</value><semanticsText>LivingSubject.name</semanticsText></livingSubjectName>")
    }
}

/// Root and extension of an identifier.
fn instance(noeud: Option<Node<'_, '_>>) -> (String, String) {
    let attribut = |nom| noeud.and_then(|n| n.attribute(nom)).unwrap_or_default().trim().to_owned();
    (attribut("root"), attribut("extension"))
}
