//! A clinical document as a person reads it: what its header says, and the text of its sections, written anew as HTML. Nothing of the
//! document is HTML of ours: its text is escaped, its elements choose among ours, and no address of its own is ever followed.

mod recit;

use roxmltree::Node;
use segur_ids::oid_ins;

use crate::arbre::{self, attribut};
use crate::illisible::CdaIllisible;
use recit::Plume;

/// Characters of one value of the header.
const VALEUR_MAX: usize = 300;
/// Persons, acts or links of one kind that are shown.
const PAR_GENRE_MAX: usize = 20;

/// A document as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendu {
    /// Its title.
    pub titre: String,
    /// What the header says: a label (French), and its value.
    pub entete: Vec<(&'static str, String)>,
    /// The sections, as HTML: escaped texts in elements without attribute, but the spans of cells and the role of what scrolls.
    pub corps: String,
    /// Whether the document is longer than what is shown.
    pub coupe: bool,
}

/// Renders a document.
///
/// # Errors
/// [`CdaIllisible`] when the bytes are not XML, or hold no clinical document.
pub fn rendre(octets: &[u8]) -> Result<Rendu, CdaIllisible> {
    let texte = segur_soap::decoder(octets)?;
    let document = segur_soap::lire(&texte)?;
    let cda = arbre::racine(&document)?;
    let mut plume = Plume::nouvelle(cda);
    plume.corps(cda);
    let (corps, coupe) = plume.finir();
    let titre = arbre::un(cda, &["title"]).map(arbre::texte_normalise).unwrap_or_default();
    Ok(Rendu {
        titre: if titre.is_empty() {
            "Document sans titre".to_owned()
        } else {
            couper(&titre)
        },
        entete: entete(cda),
        corps,
        coupe,
    })
}

fn entete(cda: Node<'_, '_>) -> Vec<(&'static str, String)> {
    let mut dits = Vec::new();
    let mut dire = |nom, valeur: String| {
        if !valeur.trim().is_empty() {
            dits.push((nom, couper(&valeur)));
        }
    };
    let un = |chemin: &[&str], quoi: &str| arbre::un(cda, chemin).map(|n| attribut(n, quoi)).unwrap_or_default();
    dire("Document", arbre::un(cda, &["code"]).map(code).unwrap_or_default());
    dire("Établi le", instant(un(&["effectiveTime"], "value")));
    for role in arbre::tous(cda, &["recordTarget", "patientRole"]).into_iter().take(PAR_GENRE_MAX) {
        dire("Patient", patient(role));
        dire("Identifiants du patient", identifiants(role));
    }
    for (nom, chemin, qui) in [
        ("Auteur", "author", "assignedAuthor"),
        ("Responsable", "legalAuthenticator", "assignedEntity"),
        ("Validé par", "authenticator", "assignedEntity"),
        ("Destinataire", "informationRecipient", "intendedRecipient"),
    ] {
        for role in arbre::tous(cda, &[chemin, qui]).into_iter().take(PAR_GENRE_MAX) {
            dire(nom, personne(role));
        }
    }
    let garde = ["custodian", "assignedCustodian", "representedCustodianOrganization", "name"];
    dire(
        "Conservé par",
        arbre::un(cda, &garde).map(arbre::texte_normalise).unwrap_or_default(),
    );
    for acte in arbre::tous(cda, &["documentationOf", "serviceEvent"])
        .into_iter()
        .take(PAR_GENRE_MAX)
    {
        let debut = arbre::un(acte, &["effectiveTime", "low"])
            .map(|n| instant(attribut(n, "value")))
            .unwrap_or_default();
        let quoi = arbre::un(acte, &["code"]).map(code).unwrap_or_default();
        dire("Acte", joindre(&[quoi, debut], ", le "));
    }
    dire(
        "Confidentialité",
        arbre::un(cda, &["confidentialityCode"]).map(code).unwrap_or_default(),
    );
    dire("Version", un(&["versionNumber"], "value").to_owned());
    for lien in arbre::tous(cda, &["relatedDocument"]).into_iter().take(PAR_GENRE_MAX) {
        let id = arbre::un(lien, &["parentDocument", "id"]).map(identifiant).unwrap_or_default();
        let nom = if attribut(lien, "typeCode") == "RPLC" {
            "Remplace"
        } else {
            "Se rattache à"
        };
        dire(nom, id);
    }
    dits
}

fn patient(role: Node<'_, '_>) -> String {
    let Some(personne) = arbre::un(role, &["patient"]) else {
        return String::new();
    };
    let nomme = |balise: &str| {
        let tous = arbre::tous(personne, &["name", balise]);
        let naissance = tous
            .iter()
            .find(|n| n.attribute("qualifier") == Some("BR"))
            .or(tous.first())
            .copied();
        naissance.map(arbre::texte_normalise).unwrap_or_default()
    };
    let naissance = arbre::un(personne, &["birthTime"])
        .map(|n| instant(attribut(n, "value")))
        .unwrap_or_default();
    let sexe = match arbre::un(personne, &["administrativeGenderCode"]).map(|n| attribut(n, "code")) {
        Some("M") => "masculin",
        Some("F") => "féminin",
        autre => autre.unwrap_or_default(),
    };
    let qui = joindre(&[nomme("family"), nomme("given")], " ");
    let ne = if naissance.is_empty() {
        String::new()
    } else {
        format!("naissance le {naissance}")
    };
    joindre(&[qui, ne, sexe.to_owned()], ", ")
}

fn identifiants(role: Node<'_, '_>) -> String {
    let dits: Vec<String> = arbre::tous(role, &["id"])
        .into_iter()
        .take(PAR_GENRE_MAX)
        .map(|n| match oid_ins(attribut(n, "root")) {
            Some(_) => format!("INS {} ({})", attribut(n, "extension"), attribut(n, "root")),
            None => identifiant(n),
        })
        .collect();
    joindre(&dits, " ; ")
}

/// Somebody of the header: name, structure, identifier.
fn personne(role: Node<'_, '_>) -> String {
    let texte = |chemins: &[&[&str]]| {
        chemins
            .iter()
            .find_map(|c| arbre::un(role, c))
            .map(arbre::texte_normalise)
            .unwrap_or_default()
    };
    let nom = ["assignedPerson", "informationRecipient", "assignedAuthoringDevice"];
    let morceaux = |balise: &str| {
        texte(
            &nom.map(|n| [n, "name", balise])
                .iter()
                .map(<[&str; 3]>::as_slice)
                .collect::<Vec<_>>(),
        )
    };
    let entier = joindre(&[morceaux("prefix"), morceaux("given"), morceaux("family")], " ");
    let entier = if entier.is_empty() {
        texte(&[&["assignedAuthoringDevice", "softwareName"]])
    } else {
        entier
    };
    let structure = texte(&[&["representedOrganization", "name"], &["receivedOrganization", "name"]]);
    let id = arbre::un(role, &["id"])
        .map(|n| attribut(n, "extension").to_owned())
        .unwrap_or_default();
    joindre(&[entier, structure, id], ", ")
}

/// What a code is called, and the code.
fn code(n: Node<'_, '_>) -> String {
    let (dit, code) = (attribut(n, "displayName"), attribut(n, "code"));
    match (dit.is_empty(), code.is_empty()) {
        (false, false) => format!("{dit} ({code})"),
        (false, true) => dit.to_owned(),
        _ => code.to_owned(),
    }
}

fn identifiant(n: Node<'_, '_>) -> String {
    joindre(&[attribut(n, "root").to_owned(), attribut(n, "extension").to_owned()], "^")
}

/// `AAAAMMJJhhmm…` as it is said; as it is written when it is of another form.
fn instant(valeur: &str) -> String {
    let chiffres = valeur.bytes().take_while(u8::is_ascii_digit).count();
    let d = |debut: usize, fin: usize| valeur.get(debut..fin).unwrap_or_default();
    match chiffres {
        n if n >= 12 => format!("{}/{}/{} à {}:{}", d(6, 8), d(4, 6), d(0, 4), d(8, 10), d(10, 12)),
        n if n >= 8 => format!("{}/{}/{}", d(6, 8), d(4, 6), d(0, 4)),
        6 => format!("{}/{}", d(4, 6), d(0, 4)),
        _ => valeur.to_owned(),
    }
}

fn joindre(morceaux: &[String], entre: &str) -> String {
    let pleins: Vec<&str> = morceaux.iter().map(String::as_str).filter(|m| !m.is_empty()).collect();
    pleins.join(entre)
}

fn couper(texte: &str) -> String {
    match texte.char_indices().nth(VALEUR_MAX) {
        Some((fin, _)) => format!("{}…", &texte[..fin]),
        None => texte.to_owned(),
    }
}
