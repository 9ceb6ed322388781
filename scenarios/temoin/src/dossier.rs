//! What the témoin holds of one person: the identity, its status and attributes, and its functional traces.

use std::collections::{BTreeMap, BTreeSet};

use segur_model::ReponseActe;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::config::Mode;
use crate::cr::CompteRendu;
use crate::ecarts::{Ecart, Ecarts};

/// The four exclusive statuses of the RNIV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Statut {
    Provisoire,
    Recuperee,
    Validee,
    Qualifiee,
}

impl Statut {
    /// As a person writes it.
    pub(crate) fn dit(self) -> &'static str {
        match self {
            Self::Provisoire => "provisoire",
            Self::Recuperee => "récupérée",
            Self::Validee => "validée",
            Self::Qualifiee => "qualifiée",
        }
    }

    /// Once INSi gave the INS.
    pub(crate) fn avec_insi(self) -> Self {
        match self {
            Self::Provisoire | Self::Recuperee => Self::Recuperee,
            Self::Validee | Self::Qualifiee => Self::Qualifiee,
        }
    }

    /// Once a high-trust document was seen.
    pub(crate) fn avec_justificatif(self) -> Self {
        match self {
            Self::Provisoire | Self::Validee => Self::Validee,
            Self::Recuperee | Self::Qualifiee => Self::Qualifiee,
        }
    }
}

/// What may be said of an identity besides its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Attribut {
    Douteuse,
    Fictive,
    Homonyme,
}

/// The INS as the témoin keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InsLocal {
    /// Matricule and key, 15 characters.
    pub matricule: String,
    pub oid: String,
    /// Former matricules with their keys.
    pub historique: Vec<String>,
}

/// One identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identite {
    pub statut: Statut,
    pub attributs: Vec<Attribut>,
    pub nom_naissance: String,
    pub prenoms: Vec<String>,
    pub premier_prenom: String,
    pub sexe: String,
    /// `AAAA-MM-JJ`.
    pub date_naissance: String,
    /// COG; 99999 when it is not known.
    pub lieu_naissance: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nom_utilise: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prenom_utilise: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ins: Option<InsLocal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justificatif: Option<String>,
    /// Alerts shown to the user since the last act on INSi.
    pub alertes: Vec<String>,
}

impl Identite {
    pub(crate) fn a(&self, attribut: Attribut) -> bool {
        self.attributs.contains(&attribut)
    }

    /// The file `identite` of the contract: what is absent has no key.
    pub(crate) fn fichier(&self) -> Value {
        let mut vue = Map::new();
        let mut mettre = |nom: &str, valeur: Value| {
            let vide = match &valeur {
                Value::String(s) => s.is_empty(),
                Value::Array(a) => a.is_empty(),
                _ => valeur.is_null(),
            };
            if !vide {
                vue.insert(nom.to_owned(), valeur);
            }
        };
        mettre("statut", json!(self.statut));
        mettre("attributs", json!(self.attributs));
        mettre("matricule", json!(self.ins.as_ref().map(|i| &i.matricule)));
        mettre("oid", json!(self.ins.as_ref().map(|i| &i.oid)));
        mettre("historique", json!(self.ins.as_ref().map(|i| &i.historique)));
        mettre("nom_naissance", json!(self.nom_naissance));
        mettre("prenoms", json!(self.prenoms.join(" ")));
        mettre("premier_prenom", json!(self.premier_prenom));
        mettre("date_naissance", json!(self.date_naissance));
        mettre("sexe", json!(self.sexe));
        mettre("lieu_naissance", json!(self.lieu_naissance));
        mettre("alertes", json!(self.alertes));
        Value::Object(vue)
    }
}

/// The trace of one call to INSi. What the answer did not hold is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct TraceAppel {
    pub date: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub utilisateur: String,
    pub operation: String,
    pub modalite: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code_retour: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub matricule: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub oid: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub historique: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub nom_naissance: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub prenoms: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sexe: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub date_naissance: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub lieu_naissance: String,
}

impl TraceAppel {
    /// Without what the defects lose.
    fn abime(mut self, ecarts: &Ecarts) -> Self {
        if ecarts.a(Ecart::TraceSansUtilisateur) {
            self.utilisateur.clear();
        }
        if ecarts.a(Ecart::TraceSansCodeRetour) {
            self.code_retour.clear();
        }
        if ecarts.a(Ecart::TraceSansHistorique) {
            self.historique.clear();
        }
        if ecarts.a(Ecart::TraceSansTraits) {
            for trait_d_identite in [
                &mut self.nom_naissance,
                &mut self.prenoms,
                &mut self.sexe,
                &mut self.date_naissance,
                &mut self.lieu_naissance,
            ] {
                trait_d_identite.clear();
            }
        }
        self
    }
}

/// The trace of one change of status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TraceStatut {
    pub avant: Statut,
    pub apres: Statut,
    pub date: String,
    pub utilisateur: String,
}

/// The trace of one act of mail: what was asked of the operator and what it answered, never what the mail says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct TraceMessage {
    /// Local time, with its offset.
    pub date: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub utilisateur: String,
    pub action: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message_id: String,
    pub demande: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reponse: String,
}

impl TraceMessage {
    /// Without what the defects lose.
    fn abime(mut self, ecarts: &Ecarts) -> Self {
        if ecarts.a(Ecart::MssTraceSansUtilisateur) {
            self.utilisateur.clear();
        }
        if ecarts.a(Ecart::MssTraceSansReponse) {
            self.reponse.clear();
        }
        self
    }
}

/// To whom a patient may refuse that mails go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Destination {
    Professionnels,
    Usager,
}

/// An act already answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Repondu {
    pub acte: String,
    pub parametres: Map<String, Value>,
    pub reponse: ReponseActe,
}

/// A search that INSi answered: who made it, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RechercheFaite {
    pub mode: Mode,
    pub utilisateur: String,
    pub dit: String,
}

/// All that is kept under one reference.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Dossier {
    pub identite: Identite,
    pub appels: Vec<TraceAppel>,
    pub statuts: Vec<TraceStatut>,
    /// Acts answered since the identity was created, by `cle`.
    pub repondus: BTreeMap<String, Repondu>,
    /// The search made when the identity was created, until the act that asks for it: that one makes it no second time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cherche_a_la_creation: Option<RechercheFaite>,
    /// Reports of this person, by reference.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub comptes_rendus: BTreeMap<String, CompteRendu>,
    /// What the person refuses.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub oppositions: BTreeSet<Destination>,
    /// Acts of mail about this person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<TraceMessage>,
    /// Documents received by mail: identifier of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recus: Vec<String>,
}

impl Dossier {
    pub(crate) fn nouveau(identite: Identite) -> Self {
        Self {
            identite,
            appels: Vec::new(),
            statuts: Vec::new(),
            repondus: BTreeMap::new(),
            cherche_a_la_creation: None,
            comptes_rendus: BTreeMap::new(),
            oppositions: BTreeSet::new(),
            messages: Vec::new(),
            recus: Vec::new(),
        }
    }

    /// The dossier of nobody: what is done of a mail that is about no patient here.
    pub(crate) fn sans_personne() -> Self {
        Self::nouveau(Identite {
            statut: Statut::Provisoire,
            attributs: Vec::new(),
            nom_naissance: String::new(),
            prenoms: Vec::new(),
            premier_prenom: String::new(),
            sexe: String::new(),
            date_naissance: String::new(),
            lieu_naissance: String::new(),
            nom_utilise: None,
            prenom_utilise: None,
            ins: None,
            justificatif: None,
            alertes: Vec::new(),
        })
    }

    /// The file `traces` of the contract. All is kept: what a defect loses is lost here, where it is seen.
    pub(crate) fn traces(&self, ecarts: &Ecarts) -> Value {
        let perdus = ecarts.a(Ecart::TraceAbsente);
        let mut appels: Vec<Value> = self
            .appels
            .iter()
            .filter(|_| !perdus)
            .map(|t| json!(t.clone().abime(ecarts)))
            .collect();
        if ecarts.a(Ecart::TraceEnMorceaux) {
            let morceaux = appels.iter().filter_map(Value::as_object).flatten();
            appels = morceaux.map(|(cle, valeur)| json!({ cle: valeur })).collect();
        }
        let statuts = ecarts.choisir(Ecart::HistoriqueStatutAbsent, self.statuts.as_slice(), &[]);
        let mut traces = json!({ "appels": appels, "statuts": statuts });
        // Asked where it is seen: most scenarios have no mail.
        if !self.messages.is_empty() {
            let perdus = ecarts.a(Ecart::MssTraceAbsente);
            let messages = self.messages.iter().filter(|_| !perdus);
            traces["messages"] = messages.map(|t| json!(t.clone().abime(ecarts))).collect();
        }
        traces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vie_du_statut() {
        use Statut::*;
        assert_eq!(Provisoire.avec_insi().avec_justificatif(), Qualifiee);
        assert_eq!(Provisoire.avec_justificatif().avec_insi(), Qualifiee);
        assert_eq!(Provisoire.avec_insi(), Recuperee);
        assert_eq!(Provisoire.avec_justificatif(), Validee);
        assert_eq!(Qualifiee.avec_insi().avec_justificatif(), Qualifiee);
        let mots = ["provisoire", "recuperee", "validee", "qualifiee"];
        for (s, mot) in [Provisoire, Recuperee, Validee, Qualifiee].into_iter().zip(mots) {
            assert_eq!(json!(s), json!(mot), "the word of the contract");
        }
    }
}
