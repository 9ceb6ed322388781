//! The accounts of the professionals who use the software.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use time::Date;

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Compte {
    pub rpps: String,
    pub id_national: String,
    pub nom: String,
    pub prenom: String,
    /// When the directory was last asked about this professional.
    pub verifie: Date,
    /// The directory does not know the professional any more: nobody opens this account.
    #[serde(default)]
    pub ferme: bool,
}

impl Compte {
    /// As the file `compte` has it: what is absent has no key.
    pub(crate) fn fichier(&self, reference: &str) -> Value {
        let etat = if self.ferme { "ferme" } else { "ouvert" };
        let verifie = self.verifie.to_string();
        let champs = [
            ("reference", reference),
            ("id_national", &self.id_national),
            ("rpps", &self.rpps),
            ("nom", &self.nom),
            ("prenom", &self.prenom),
            ("etat", etat),
            ("verifie", &verifie),
        ];
        let vus = champs.into_iter().filter(|(_, v)| !v.is_empty());
        Value::Object(vus.map(|(n, v)| (n.to_owned(), json!(v))).collect::<Map<_, _>>())
    }
}
