//! Writing answers and faults as the service does.

use segur_soap::{CodeFaute, Faute, echapper, ecrire_enveloppe};

use crate::ns;
use crate::reponse::{Identifiant, Resultat, Tiq};

/// A fault of INSi.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FauteInsi {
    /// Whose fault it is.
    pub code: CodeFaute,
    /// `siram_40`, `siram_100`; none when no source gives one.
    pub sous_code: Option<String>,
    /// `insi_102`, `desir_550`…
    pub erreur: String,
    /// `fatal`, `erreur`: the live service writes `fatal` where the schema lists `fatale`.
    pub severite: String,
    /// What is wrong, for a person.
    pub raison: String,
    /// Text of the detail.
    pub texte: String,
    /// Message answered, when the error echoes it.
    pub message_id: Option<String>,
}

/// The envelope of a result, in the order of the schema. Optional values that are absent are not written; a present but empty
/// trait is (`Some("")`), as INSi does for the traits that a candidate must refuse.
#[must_use]
pub fn ecrire_resultat(resultat: &Resultat) -> String {
    let individu = resultat.individu.as_ref().map_or_else(String::new, |i| {
        let historique: String = i.historique.iter().map(|h| identifiant("INSHISTO", h)).collect();
        format!(
            "<ns2:INDIVIDU>{}{historique}{}</ns2:INDIVIDU>",
            identifiant("INSACTIF", &i.actif),
            tiq(&i.tiq)
        )
    });
    let corps = format!(
        "<ns2:RESULTAT xmlns:ns2=\"{}\"><ns2:CR>{}{}</ns2:CR>{individu}</ns2:RESULTAT>",
        ns::RESULTAT,
        element("CodeCR", Some(&resultat.code_cr)),
        element("LibelleCR", Some(&resultat.libelle)),
    );
    ecrire_enveloppe("", &corps)
}

/// The envelope of a fault. To be sent with HTTP status 500.
#[must_use]
pub fn ecrire_faute(faute: &FauteInsi) -> String {
    let message_id = faute
        .message_id
        .as_deref()
        .map_or_else(String::new, |m| format!(" messageID=\"{}\"", echapper(m)));
    let detail = format!(
        "<siram:Erreur xmlns:siram=\"{}\" severite=\"{}\" code=\"{}\"{message_id}>{}</siram:Erreur>",
        ns::SIRAM,
        echapper(&faute.severite),
        echapper(&faute.erreur),
        echapper(&faute.texte)
    );
    Faute {
        code: faute.code,
        sous_code: faute.sous_code.clone(),
        raison: faute.raison.clone(),
        detail: Some(detail),
    }
    .ecrire()
}

fn identifiant(nom: &str, id: &Identifiant) -> String {
    format!(
        "<ns2:{nom}><ns2:IdIndividu>{}{}</ns2:IdIndividu>{}{}{}</ns2:{nom}>",
        element("NumIdentifiant", Some(&id.matricule)),
        element("Cle", id.cle.as_deref()),
        element("OID", Some(&id.oid)),
        element("DateDeb", id.debut.as_deref()),
        element("DateFin", id.fin.as_deref()),
    )
}

fn tiq(tiq: &Tiq) -> String {
    let traits = [
        ("NomNaissance", &tiq.nom),
        ("Prenom", &tiq.prenom),
        ("ListePrenom", &tiq.prenoms),
        ("Sexe", &tiq.sexe),
        ("DateNaissance", &tiq.date_naissance),
        ("LieuNaissance", &tiq.lieu_naissance),
    ];
    let traits: String = traits.into_iter().map(|(nom, valeur)| element(nom, valeur.as_deref())).collect();
    format!("<ns2:TIQ>{traits}</ns2:TIQ>")
}

fn element(nom: &str, valeur: Option<&str>) -> String {
    valeur.map_or_else(String::new, |v| format!("<ns2:{nom}>{}</ns2:{nom}>", echapper(v)))
}
