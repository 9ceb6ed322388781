//! What official resources carry and the world does not say, drawn from what it says: the same for the same record. Codes are those of the
//! NOS (TRE_R48, TRE_R66, TRE_R72, TRE_R75), as the documentation of the API v2 and the examples of the guide write them.

use segur_fhir::systemes as s;

use super::{Exercice, Magasin, Personne, Structure};

/// Sector (TRE_R02), category of a FINESS establishment (TRE_R66), main activity (TRE_R75).
const SECTEURS: &[(&str, &str, &str)] = &[
    ("SA01", "355", "86.10Z"),
    ("SA02", "114", "86.10Z"),
    ("SA03", "365", "86.10Z"),
    ("SA04", "365", "86.10Z"),
    ("SA05", "124", "86.21Z"),
    ("SA08", "603", "86.21Z"),
    ("SA16", "382", "87.30B"),
    ("SA17", "500", "87.10A"),
    ("SA25", "611", "86.90B"),
    ("SA30", "127", "86.10Z"),
    ("SA33", "620", "47.73Z"),
    ("SA34", "141", "86.10Z"),
    ("SA36", "131", "86.10Z"),
];
/// Of a FINESS establishment of any other sector: another one of the hospital law, other human health activities.
const AUTRE: (&str, &str) = ("698", "86.90F");
/// Legal status of a FINESS legal entity: public hospital of several towns (TRE_R72).
const STATUT_JURIDIQUE: &str = "14";
/// Sector and trade name, as the example of a practice has it.
const ENSEIGNES: &[(&str, &str)] = &[
    ("SA07", "CABINET INDIVIDUEL"),
    ("SA08", "CABINET DE GROUPE"),
    ("SA33", "OFFICINE DE PHARMACIE"),
];
/// Profession (TRE_G15), its state diploma (TRE_R48) and who registers it (the first of the authorities of the extraction).
const PROFESSIONS: &[(&str, &str, &str)] = &[
    ("10", "DE05", "CNOM"),
    ("21", "DE02", "CNOP"),
    ("26", "DE07", ""),
    ("28", "DE08", ""),
    ("40", "DE03", "CNOCD"),
    ("50", "DE06", "CNOSF"),
    ("60", "DE09", "CNOI"),
    ("70", "DE11", "CNOMK"),
    ("80", "DE12", "CNOPP"),
    ("91", "DE13", ""),
];
/// Category of a student (TRE_R09), who has no diploma yet and is on no board.
const ETUDIANT: &str = "E";

/// First day of a month, drawn from a number: some year from this one on.
fn premier_du_mois(numero: u64, des: u64, annees: u64) -> String {
    format!("{:04}-{:02}-01", des + numero % annees, 1 + numero / annees % 12)
}

impl Magasin {
    /// `FAMILY GIVEN`, as production writes `name.text`.
    pub fn nom_entier(&self, p: &Personne) -> Option<String> {
        let parts = [self.lire(p.nom), self.lire(p.prenom)];
        let entier = parts.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
        (!entier.is_empty()).then_some(entier)
    }

    /// The state diploma of an exercice, by its code.
    pub fn diplome(&self, e: &Exercice) -> Option<&'static str> {
        self.profession(e).map(|(_, diplome, _)| *diplome)
    }

    /// Who registers who has this exercice.
    pub fn ordre(&self, e: &Exercice) -> Option<&'static str> {
        self.profession(e).map(|(_, _, ordre)| *ordre).filter(|o| !o.is_empty())
    }

    fn profession(&self, e: &Exercice) -> Option<&'static (&'static str, &'static str, &'static str)> {
        let profession = self.lire(e.profession);
        let sienne = PROFESSIONS.iter().find(|(code, ..)| *code == profession);
        sienne.filter(|_| self.lire(e.categorie) != ETUDIANT)
    }

    /// When a person was first registered.
    pub fn inscription(&self, p: &Personne) -> String {
        premier_du_mois(p.numero, 1990, 29)
    }

    /// When a structure opened.
    pub fn ouverture(&self, st: &Structure) -> String {
        premier_du_mois(st.numero, 1995, 20)
    }

    /// First and last day of the authorisation of the nth activity or equipment of a hospital, decided two months before the first.
    pub fn autorisation(&self, st: &Structure, n: usize) -> (String, String) {
        let annee = 2014 + (st.numero + n as u64) % 6;
        (format!("{annee:04}-03-01"), format!("{:04}-02-28", annee + 14))
    }

    /// The trade name of a structure.
    pub fn enseigne(&self, st: &Structure) -> &'static str {
        let secteur = self.lire(st.secteur);
        ENSEIGNES.iter().find(|(code, _)| *code == secteur).map_or("", |(_, nom)| nom)
    }

    /// `(system, code, kind)` of the types that FINESS gives a structure; the category has no kind in the published examples.
    pub fn types_finess(&self, st: &Structure) -> Vec<(String, String, &'static str)> {
        if self.lire(st.finess).is_empty() {
            return Vec::new();
        }
        let secteur = self.lire(st.secteur);
        let connu = SECTEURS.iter().find(|(code, ..)| *code == secteur);
        let (categorie, activite) = connu.map_or(AUTRE, |(_, categorie, activite)| (*categorie, *activite));
        // Only an establishment has a category; its legal entity has a status.
        let premier = if self.est_juridique(st) {
            (s::nos(s::STATUT_JURIDIQUE), STATUT_JURIDIQUE.to_owned(), "statutJuridiqueINSEE")
        } else {
            (s::nos(s::CATEGORIE_ETABLISSEMENT), categorie.to_owned(), "")
        };
        vec![premier, (s::nos(s::ACTIVITE_INSEE), activite.to_owned(), "activiteINSEE")]
    }
}
