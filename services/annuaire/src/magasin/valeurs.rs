//! What a record says, in the systems of the API: shared by the resources and by the indexes, so that both always agree.

use segur_fhir::systemes as s;

use super::{Magasin, Personne, Structure, Texte};

/// Kind, system and value of an identifier.
pub(crate) type Identifiant<'a> = (&'static str, &'static str, &'a str);

impl Magasin {
    /// Identifiers of a person.
    pub fn identifiants_personne<'a>(&'a self, p: &Personne) -> impl Iterator<Item = Identifiant<'a>> {
        let rpps = self.rpps(p).map(|r| ("RPPS", s::RPPS, r));
        std::iter::once(("IDNPS", s::IDNPS, self.lire(p.id_national))).chain(rpps)
    }

    /// Identifiers of a structure.
    pub fn identifiants_structure<'a>(&'a self, st: &Structure) -> Vec<Identifiant<'a>> {
        let mut dits = vec![("IDNST", s::IDNST, self.lire(st.id_national))];
        let finess = self.lire(st.finess);
        if !finess.is_empty() {
            dits.push((if self.est_juridique(st) { "FINEJ" } else { "FINEG" }, s::FINESS, finess));
        }
        let siret = self.lire(st.siret);
        if !siret.is_empty() {
            dits.push(("SIRET", s::SIRET, siret));
        }
        dits
    }

    /// The technical identifier of a structure in the extractions, and the value of its INTRN identifier: `F` + FINESS, `C` + SIRET,
    /// `R` + number.
    pub fn id_technique(&self, st: &Structure) -> String {
        let (finess, siret) = (self.lire(st.finess), self.lire(st.siret));
        match (finess, siret) {
            ("", "") => format!("R{}", st.numero % 10_000_000),
            ("", siret) => format!("C{siret}"),
            (finess, _) => format!("F{finess}"),
        }
    }

    /// Whether it is a legal entity. What has a FINESS and belongs to no other, while others belong to it, is one; so is what has no FINESS.
    pub fn est_juridique(&self, st: &Structure) -> bool {
        st.est_juridique || self.lire(st.finess).is_empty()
    }

    /// `(system, code, kind)` of each type of a structure.
    pub fn types_structure(&self, st: &Structure) -> Vec<(String, String, &'static str)> {
        let entite = if self.est_juridique(st) {
            "LEGAL-ENTITY"
        } else {
            "GEOGRAPHICAL-ENTITY"
        };
        let mut types = vec![(s::TYPE_ENTITE.to_owned(), entite.to_owned(), "organizationType")];
        let secteur = self.lire(st.secteur);
        if !secteur.is_empty() {
            types.push((s::nos(s::SECTEUR), secteur.to_owned(), "secteurActiviteRASS"));
        }
        types.extend(self.types_finess(st));
        types
    }

    /// The code of the department: what is between brackets.
    pub fn code_departement(&self, st: &Structure) -> &str {
        let (_, code) = self.lire(st.departement).rsplit_once('(').unwrap_or(("", ""));
        code.trim_end_matches(')')
    }

    /// Civilité, and civilités d'exercice.
    pub fn titres(&self, rang: u32) -> impl Iterator<Item = Texte> {
        let civilite = self.personne(rang).map(|p| p.civilite);
        civilite.into_iter().chain(self.exercices_de(rang).iter().map(|e| e.civilite))
    }

    /// `(system, code)` of each qualification of a person: diploma, profession and category, savoir-faire.
    pub fn qualifications(&self, rang: u32) -> Vec<(String, String)> {
        self.qualifications_groupees(rang).concat()
    }

    /// The same, one list for each element `qualification`.
    pub fn qualifications_groupees(&self, rang: u32) -> Vec<Vec<(String, String)>> {
        let mut groupes = Vec::new();
        for e in self.exercices_de(rang) {
            let un = |systeme: &str, code: Texte| (s::nos(systeme), self.lire(code).to_owned());
            if let Some(diplome) = self.diplome(e) {
                groupes.push(vec![
                    (s::nos(s::DIPLOME), diplome.to_owned()),
                    (s::nos(s::TYPE_DIPLOME), "DE".to_owned()),
                ]);
            }
            groupes.push(vec![un(s::PROFESSION, e.profession), un(s::CATEGORIE, e.categorie)]);
            if !self.lire(e.savoir_faire).is_empty() {
                groupes.push(vec![
                    un(s::SPECIALITE, e.savoir_faire),
                    (s::nos(s::TYPE_SAVOIR_FAIRE), "S".to_owned()),
                ]);
            }
        }
        for groupe in &mut groupes {
            groupe.retain(|(_, code)| !code.is_empty());
        }
        groupes.retain(|g| !g.is_empty());
        groupes
    }

    /// `(system, code)` of each role of a situation.
    pub fn roles(&self, rang: u32) -> Vec<(String, String)> {
        let Some(situation) = self.situation(rang) else { return Vec::new() };
        let dits = [
            (s::GENRE_ACTIVITE, situation.genre),
            (s::MODE, situation.mode),
            (s::FONCTION, situation.role),
            (s::SECTION, situation.section),
        ];
        let dits = dits
            .into_iter()
            .map(|(systeme, code)| (s::nos(systeme), self.lire(code).to_owned()));
        dits.filter(|(_, code)| !code.is_empty()).collect()
    }
}
