//! One exchange, as the counters read it: by its recorded facts.

use std::collections::BTreeMap;

use segur_ids::{GenreStructure, id_structure, oid_ins};
use segur_mail::courriel::est_usager;
use segur_mail::mssante::operations::MESSAGE;
use segur_model::{Direction, Exchange};
use segur_xds::operations::TD21;
use time::OffsetDateTime;

use super::cle::{Canal, Etiquette, Genre, Ins};

/// The operations that are counted.
pub(super) const OPERATIONS: [&str; 2] = [TD21, MESSAGE];
/// Most characters of a type that are kept.
const TYPE_MAX: usize = 64;

/// What an exchange sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Envoi {
    /// On the clock of the bench, UTC.
    pub instant: OffsetDateTime,
    /// Who.
    pub site: Etiquette,
    /// By which ways: a mail to a professional and to a citizen took both.
    pub canaux: Vec<Canal>,
    /// How many of each.
    pub genres: BTreeMap<Genre, u64>,
    /// INS.
    pub ins: Ins,
    /// Whether it was accepted.
    pub reussi: bool,
    /// How many of its documents replace another (DMP).
    pub remplacements: u64,
}

impl Envoi {
    /// Of an exchange, when it is of those that are counted.
    pub fn lire(e: &Exchange) -> Option<Self> {
        if e.direction != Direction::CandidatVersBanc {
            return None;
        }
        match e.operation.as_str() {
            TD21 => Some(Self::dmp(e)),
            MESSAGE => Self::message(e),
            _ => None,
        }
    }

    fn dmp(e: &Exchange) -> Self {
        let nombre = somme(e, "lot.documents");
        Self {
            instant: instant(e),
            site: site(e, &["vihf.structure", "certificat.ou"]),
            canaux: vec![Canal::Dmp],
            genres: genres(nombre, &[valeurs(e, "doc.typeCode")]),
            ins: porte(valeurs(e, "oid")),
            reussi: e.reussi() && e.fait("statut") == Some(segur_xds::Statut::Success.nom()),
            remplacements: u64::try_from(valeurs(e, "lot.remplace").len()).unwrap_or(u64::MAX),
        }
    }

    /// A report (MDN, DSN) sends nothing.
    fn message(e: &Exchange) -> Option<Self> {
        let genres = match e.fait("genre") {
            Some("mdn" | "dsn") => return None,
            Some("texte" | "pieces") => BTreeMap::from([(Genre::SansArchive, 1)]),
            _ => genres(somme(e, "xdm.documents"), &[valeurs(e, "cda.type"), valeurs(e, "x_mss_codecda")]),
        };
        Some(Self {
            instant: instant(e),
            site: site(e, &["certificat.ou"]),
            canaux: canaux(valeurs(e, "destinataire")),
            genres,
            ins: ins_du_message(e),
            reussi: e.reussi(),
            remplacements: 0,
        })
    }
}

fn instant(e: &Exchange) -> OffsetDateTime {
    e.instant.to_offset(time::UtcOffset::UTC)
}

fn valeurs<'a>(e: &'a Exchange, fait: &str) -> &'a [String] {
    e.faits.get(fait).map_or(&[][..], Vec::as_slice)
}

/// A number of each archive, or of the lot.
fn somme(e: &Exchange, fait: &str) -> u64 {
    let lus = valeurs(e, fait).iter().filter_map(|v| v.parse::<u64>().ok());
    lus.fold(0, u64::saturating_add)
}

/// The first structure of these facts that is named by its FINESS or its SIRET.
fn site(e: &Exchange, faits: &[&str]) -> Etiquette {
    let ids = faits.iter().flat_map(|f| valeurs(e, f)).filter_map(|v| id_structure(v));
    let site = ids
        .into_iter()
        .find(|i| matches!(i.genre, GenreStructure::Finess | GenreStructure::Siret));
    site.map_or(Etiquette::NonDite, |i| Etiquette::Dite(i.valeur.to_owned()))
}

/// So many documents, by type: the first list that has one for each. Otherwise which has which is not told.
fn genres(nombre: u64, listes: &[&[String]]) -> BTreeMap<Genre, u64> {
    let pleine = |l: &&&[String]| !l.is_empty() && u64::try_from(l.len()).is_ok_and(|n| n == nombre);
    let Some(types) = listes.iter().find(pleine) else {
        return BTreeMap::from([(Genre::Document(Etiquette::NonDite), nombre.max(1))]);
    };
    let mut genres = BTreeMap::new();
    for code in *types {
        let court: String = code.chars().take(TYPE_MAX).collect();
        *genres.entry(Genre::Document(Etiquette::Dite(court))).or_default() += 1;
    }
    genres
}

fn canaux(destinataires: &[String]) -> Vec<Canal> {
    let (usagers, autres): (Vec<&String>, Vec<&String>) = destinataires.iter().partition(|d| est_usager(d));
    let mut canaux = Vec::new();
    canaux.extend((!autres.is_empty()).then_some(Canal::MssPro));
    canaux.extend((!usagers.is_empty()).then_some(Canal::MssCitoyen));
    if canaux.is_empty() {
        canaux.push(Canal::MssNonDit);
    }
    canaux
}

/// Whether a patient is named by an INS.
fn porte<'a>(oids: impl IntoIterator<Item = &'a String>) -> Ins {
    let mut dit = Ins::NonDite;
    for oid in oids {
        if oid_ins(oid).is_some() {
            return Ins::Portee;
        }
        dit = Ins::Sans;
    }
    dit
}

/// What the sender says, when what it sends does not say otherwise.
fn ins_du_message(e: &Exchange) -> Ins {
    let porte = porte(valeurs(e, "patient.oid").iter().chain(valeurs(e, "cda.oid")));
    match valeurs(e, "x_mss_ins") {
        [] => porte,
        [dit] if dit == "N" => Ins::NonQualifiee,
        [dit] if dit == "O" && porte == Ins::Portee => Ins::Qualifiee,
        _ => Ins::NonDite,
    }
}
