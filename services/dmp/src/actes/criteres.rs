//! What a stored query asks of a document or of a lot: each of its slots holds, by one of its values.

use segur_xds::demande::{Parametre, Recherche};
use segur_xds::ns;
use segur_xds::registre::{Codee, Disponibilite, DocumentEntry};

use crate::registre::Lot;

/// The criteria of a search: each slot holds, by one of its values.
pub(super) struct Criteres<'a>(pub &'a Recherche);

impl Criteres<'_> {
    pub fn tiennent(&self, d: &DocumentEntry) -> bool {
        self.0.parametres.iter().all(|p| tient(p, d))
    }

    pub fn tiennent_au_lot(&self, l: &Lot) -> bool {
        let s = &l.soumission;
        self.0.parametres.iter().all(|p| {
            let valeurs = || p.valeurs.iter().map(|v| v.valeur.as_str());
            match p.nom.valeur.as_str() {
                "$XDSSubmissionSetStatus" => valeurs().any(|v| v == Disponibilite::Approved.urn()),
                "$XDSSubmissionSetSourceId" => valeurs().any(|v| v == s.source),
                "$XDSSubmissionSetSubmissionTimeFrom" => valeurs().all(|v| depuis(&s.heure, v)),
                "$XDSSubmissionSetSubmissionTimeTo" => valeurs().all(|v| avant(&s.heure, v)),
                "$XDSSubmissionSetAuthorPerson" => valeurs().any(|v| s.auteurs.iter().flat_map(|a| &a.personnes).any(|a| comme(a, v))),
                "$XDSSubmissionSetContentType" => valeurs().any(|v| est(&s.contenu, v)),
                _ => true,
            }
        })
    }
}

fn tient(p: &Parametre, d: &DocumentEntry) -> bool {
    let une = |juge: &dyn Fn(&str) -> bool| p.valeurs.iter().any(|v| juge(&v.valeur));
    let toutes = |juge: &dyn Fn(&str) -> bool| p.valeurs.iter().all(|v| juge(&v.valeur));
    match p.nom.valeur.as_str() {
        "$XDSDocumentEntryClassCode" => une(&|v| est(&d.classe, v)),
        "$XDSDocumentEntryTypeCode" => une(&|v| est(&d.type_code, v)),
        "$XDSDocumentEntryPracticeSettingCode" => une(&|v| est(&d.cadre, v)),
        "$XDSDocumentEntryHealthcareFacilityTypeCode" => une(&|v| est(&d.secteur, v)),
        "$XDSDocumentEntryFormatCode" => une(&|v| est(&d.format, v)),
        "$XDSDocumentEntryEventCodeList" => une(&|v| d.evenements.iter().any(|c| est(c, v))),
        "$XDSDocumentEntryConfidentialityCode" => une(&|v| d.confidentialite.iter().any(|c| est(c, v))),
        "$XDSDocumentEntryAuthorPerson" => une(&|v| d.auteurs.iter().flat_map(|a| &a.personnes).any(|a| comme(a, v))),
        "$XDSDocumentEntryReferenceIdList" => une(&|v| d.references.iter().any(|r| comme(r, v))),
        "$XDSDocumentEntryType" => une(&|v| v == ns::TYPE_OBJET),
        "$XDSDocumentEntryCreationTimeFrom" => toutes(&|v| depuis(&d.creation, v)),
        "$XDSDocumentEntryCreationTimeTo" => toutes(&|v| avant(&d.creation, v)),
        "$XDSDocumentEntryServiceStartTimeFrom" => toutes(&|v| depuis(&d.debut_acte, v)),
        "$XDSDocumentEntryServiceStartTimeTo" => toutes(&|v| avant(&d.debut_acte, v)),
        "$XDSDocumentEntryServiceStopTimeFrom" => toutes(&|v| depuis(&d.fin_acte, v)),
        "$XDSDocumentEntryServiceStopTimeTo" => toutes(&|v| avant(&d.fin_acte, v)),
        _ => true,
    }
}

/// `code^^codingScheme`.
fn est(code: &Codee, cherche: &str) -> bool {
    cherche.split_once("^^").is_some_and(|(c, s)| c == code.code && s == code.systeme)
}

/// From: included (ITI-18, § 3.18.4.1.2.3.7.1); a shorter date is that of its beginning. What has no date is not found by one.
fn depuis(date: &str, borne: &str) -> bool {
    !date.is_empty() && completer(date).as_str() >= completer(borne).as_str()
}

/// To: excluded.
fn avant(date: &str, borne: &str) -> bool {
    !date.is_empty() && completer(date).as_str() < completer(borne).as_str()
}

fn completer(date: &str) -> String {
    const DEBUT: &str = "00000101000000";
    let suite = DEBUT.get(date.len()..).unwrap_or_default();
    format!("{date}{suite}")
}

/// `LIKE` of SQL: `%` is any text, `_` any character; the only parameters that have it are names of authors (§ 3.18.4.1.2.3.7.1) and references.
fn comme(texte: &str, motif: &str) -> bool {
    let (t, m): (Vec<char>, Vec<char>) = (texte.chars().collect(), motif.chars().collect());
    let (mut i, mut j, mut reprise) = (0, 0, None);
    while i < t.len() {
        match m.get(j) {
            Some('%') => {
                reprise = Some((j + 1, i));
                j += 1;
            }
            Some(c) if *c == '_' || t.get(i) == Some(c) => {
                i += 1;
                j += 1;
            }
            _ => match reprise {
                Some((apres, depuis)) => {
                    reprise = Some((apres, depuis + 1));
                    j = apres;
                    i = depuis + 1;
                }
                None => return false,
            },
        }
    }
    m.get(j..).is_some_and(|reste| reste.iter().all(|c| *c == '%'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_bornes_de_l_iti() {
        for (date, de, a) in [
            ("20240101000000", true, false),
            ("20231231235959", false, true),
            ("20240102", true, false),
            ("", false, false),
        ] {
            assert_eq!((depuis(date, "2024"), avant(date, "2024")), (de, a), "{date}");
        }
        assert!(depuis("20240315120000", "20240315"));
    }

    #[test]
    fn un_nom_se_cherche_par_motif() {
        assert!(comme("899^MAX^LIBRE", "%MAX%"));
        assert!(comme("899^MAX^LIBRE", "899^M_X^%"));
        assert!(!comme("899^MAX^LIBRE", "MAX"));
        assert!(comme("", "%"));
        // A pattern that backtracks badly ends all the same.
        assert!(!comme(&"a".repeat(10_000), &format!("{}b", "%a".repeat(50))));
    }
}
