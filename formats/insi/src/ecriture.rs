//! Writing answers and faults as the service does.

use segur_soap::{CodeFaute, Faute, echapper, ns as soap};
use serde::Deserialize;

use crate::ns;
use crate::reponse::{Identifiant, Resultat, Tiq, Verification};

/// How answers are spelled: what a client must not depend on. Each choice is one that official files make; the default is that of most.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Ecriture {
    /// Prefix of `RESULTAT` and of what it holds; empty: the default namespace.
    pub prefixe: String,
    /// Prefix of `Envelope`; empty: the default namespace.
    pub enveloppe: String,
    /// Prefix of `Header` and `Body`, declared there when it is another; empty: the default namespace.
    pub corps: String,
    /// What the SOAP header holds.
    pub entete: Entete,
    /// Which of `Prenom` and `ListePrenom` are there.
    pub prenoms: Prenoms,
    /// The dates of former INS.
    pub dates: Dates,
    /// Whether there is white space between the elements.
    pub aeree: bool,
}

impl Default for Ecriture {
    fn default() -> Self {
        Self {
            prefixe: "ns2".to_owned(),
            enveloppe: "soap".to_owned(),
            corps: "soap".to_owned(),
            entete: Entete::default(),
            prenoms: Prenoms::default(),
            dates: Dates::default(),
            aeree: false,
        }
    }
}

impl Ecriture {
    /// Says the first prefix that XML does not allow (French), when there is one.
    #[must_use]
    pub fn prefixe_refuse(&self) -> Option<String> {
        let admis = |p: &str| {
            let reste = p.strip_prefix(|c: char| c.is_ascii_alphabetic() || c == '_');
            let suite = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            p.is_empty() || (p.len() <= 40 && !p.to_ascii_lowercase().starts_with("xml") && reste.is_some_and(|r| r.chars().all(suite)))
        };
        [("prefixe", &self.prefixe), ("enveloppe", &self.enveloppe), ("corps", &self.corps)]
            .into_iter()
            .find(|(_, p)| !admis(p))
            .map(|(cle, p)| {
                format!("{cle} = « {p} » n'est pas un préfixe XML : une lettre, puis lettres, chiffres, points et tirets ; vide pour l'espace de noms par défaut")
            })
    }
}

/// What the SOAP header of an answer holds. Official files have none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entete {
    /// No `Header`.
    #[default]
    Absent,
    /// An empty one.
    Vide,
    /// WS-Addressing: `Action`, and `RelatesTo` with the identifier of the request.
    Adressage,
}

/// Which first names an answer gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Prenoms {
    /// `ListePrenom` alone, but for the people of the world who say otherwise.
    #[default]
    Monde,
    /// `ListePrenom` alone.
    Liste,
    /// `Prenom` alone.
    Premier,
    /// Both.
    LesDeux,
}

/// The dates of former INS. One official file has them, before the identifier, against its schema, and the first after the second.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dates {
    /// None.
    #[default]
    Absentes,
    /// After the identifier, where the schema puts them.
    Apres,
    /// Before it.
    Avant,
}

/// `DateDeb` and `DateFin` as in that file.
const DATES: (&str, &str) = ("2019-03-01", "2019-02-28");

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

/// What is answered to.
#[derive(Debug, Clone, Copy, Default)]
pub struct AQui<'a> {
    /// `MessageID` of the request.
    pub message_id: Option<&'a str>,
    /// Action of the answer, when one is known.
    pub action: Option<&'a str>,
}

/// The envelope of a result, in the order of the schema. Optional values that are absent are not written; a present but empty
/// trait is (`Some("")`), as INSi does for the traits that a candidate must refuse.
#[must_use]
pub fn ecrire_resultat(resultat: &Resultat, e: &Ecriture, a: AQui<'_>) -> String {
    let t = Texte::nouveau(e, ns::RESULTAT);
    let individu = resultat.individu.as_ref().map(|i| {
        let historique: String = i.historique.iter().map(|h| t.identifiant("INSHISTO", h, e.dates)).collect();
        let actif = t.identifiant("INSACTIF", &i.actif, Dates::Absentes);
        t.groupe("INDIVIDU", &[actif, historique, t.tiq(&i.tiq, e.prenoms)])
    });
    let cr = t.cr(&resultat.code_cr, &resultat.libelle);
    t.enveloppe(e, a, "RESULTAT", &[cr, individu.unwrap_or_default()])
}

/// The envelope of the answer to a verification: an element of this name in this namespace, around a `CR` as in a search. No source shows
/// the real one.
#[must_use]
pub fn ecrire_verification(verification: &Verification, element: &str, espace: &str, e: &Ecriture, a: AQui<'_>) -> String {
    let t = Texte::nouveau(e, espace);
    t.enveloppe(e, a, element, &[t.cr(&verification.code, &verification.libelle)])
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

/// Elements of one namespace, under one prefix.
struct Texte<'a> {
    prefixe: String,
    espace: &'a str,
    /// Between elements.
    blanc: &'static str,
}

impl<'a> Texte<'a> {
    fn nouveau(e: &Ecriture, espace: &'a str) -> Self {
        Self {
            prefixe: avec_deux_points(&e.prefixe),
            espace,
            blanc: if e.aeree { "\n" } else { "" },
        }
    }

    fn enveloppe(&self, e: &Ecriture, a: AQui<'_>, element: &str, contenu: &[String]) -> String {
        let blanc = self.blanc;
        let (env, corps) = (avec_deux_points(&e.enveloppe), avec_deux_points(&e.corps));
        // The prefix of the body is declared where it is first used, as official files do.
        let declare = if e.corps == e.enveloppe {
            String::new()
        } else {
            format!(" {}=\"{}\"", declaration(&e.corps), soap::SOAP12)
        };
        let entete = match e.entete {
            Entete::Absent => String::new(),
            Entete::Vide => format!("<{corps}Header{declare}/>{blanc}"),
            Entete::Adressage => {
                let bloc = |nom: &str, valeur: Option<&str>| {
                    valeur.map_or_else(String::new, |v| {
                        format!("<wsa:{nom} xmlns:wsa=\"{}\">{}</wsa:{nom}>{blanc}", soap::WSA, echapper(v))
                    })
                };
                let (action, relates_to) = (bloc("Action", a.action), bloc("RelatesTo", a.message_id));
                format!("<{corps}Header{declare}>{blanc}{action}{relates_to}</{corps}Header>{blanc}")
            }
        };
        let (declare_env, declare_resultat) = (declaration(&e.enveloppe), declaration(&e.prefixe));
        let (p, espace) = (&self.prefixe, echapper(self.espace));
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{env}Envelope {declare_env}=\"{}\">{blanc}{entete}<{corps}Body{declare}>{blanc}\
             <{p}{element} {declare_resultat}=\"{espace}\">{blanc}{}</{p}{element}>{blanc}</{corps}Body>{blanc}</{env}Envelope>",
            soap::SOAP12,
            contenu.concat()
        )
    }

    fn cr(&self, code: &str, libelle: &str) -> String {
        self.groupe(
            "CR",
            &[self.element("CodeCR", Some(code)), self.element("LibelleCR", Some(libelle))],
        )
    }

    fn identifiant(&self, nom: &str, id: &Identifiant, dates: Dates) -> String {
        let ecrites = match dates {
            Dates::Absentes => (id.debut.as_deref(), id.fin.as_deref()),
            Dates::Apres | Dates::Avant => (Some(DATES.0), Some(DATES.1)),
        };
        let dates_ecrites = self.element("DateDeb", ecrites.0) + &self.element("DateFin", ecrites.1);
        let individu = self.groupe(
            "IdIndividu",
            &[
                self.element("NumIdentifiant", Some(&id.matricule)),
                self.element("Cle", id.cle.as_deref()),
            ],
        );
        let oid = self.element("OID", Some(&id.oid));
        match dates {
            Dates::Avant => self.groupe(nom, &[dates_ecrites, individu, oid]),
            Dates::Absentes | Dates::Apres => self.groupe(nom, &[individu, oid, dates_ecrites]),
        }
    }

    fn tiq(&self, tiq: &Tiq, prenoms: Prenoms) -> String {
        let premier = || tiq.prenoms.as_deref().and_then(|l| l.split(' ').next());
        let (prenom, liste) = (tiq.prenom.as_deref(), tiq.prenoms.as_deref());
        let (prenom, liste) = match prenoms {
            Prenoms::Monde => (prenom, liste),
            Prenoms::Liste => (None, liste.or(prenom)),
            Prenoms::Premier => (prenom.or_else(premier), None),
            Prenoms::LesDeux => (prenom.or_else(premier), liste.or(prenom)),
        };
        let traits = [
            ("NomNaissance", tiq.nom.as_deref()),
            ("Prenom", prenom),
            ("ListePrenom", liste),
            ("Sexe", tiq.sexe.as_deref()),
            ("DateNaissance", tiq.date_naissance.as_deref()),
            ("LieuNaissance", tiq.lieu_naissance.as_deref()),
        ];
        let traits: String = traits.into_iter().map(|(nom, valeur)| self.element(nom, valeur)).collect();
        self.groupe("TIQ", &[traits])
    }

    fn groupe(&self, nom: &str, contenu: &[String]) -> String {
        let (p, blanc) = (&self.prefixe, self.blanc);
        format!("<{p}{nom}>{blanc}{}</{p}{nom}>{blanc}", contenu.concat())
    }

    fn element(&self, nom: &str, valeur: Option<&str>) -> String {
        let (p, blanc) = (&self.prefixe, self.blanc);
        valeur.map_or_else(String::new, |v| format!("<{p}{nom}>{}</{p}{nom}>{blanc}", echapper(v)))
    }
}

/// `ns2:`, or nothing.
fn avec_deux_points(prefixe: &str) -> String {
    if prefixe.is_empty() { String::new() } else { format!("{prefixe}:") }
}

/// `xmlns:ns2`, or `xmlns`.
fn declaration(prefixe: &str) -> String {
    if prefixe.is_empty() {
        "xmlns".to_owned()
    } else {
        format!("xmlns:{prefixe}")
    }
}
