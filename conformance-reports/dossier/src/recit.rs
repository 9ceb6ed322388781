//! Words that several views share: an act as a sentence, a patient as a person would name one, who must provide a proof.

use segur_model::catalogue::{Catalogue, NaturePreuve, Proof};
use segur_model::resultat::{
    Contenu, Donnee, Piece, ResultatActe, ResultatCampagne, ResultatEtape, ResultatExigence, ResultatPreuve, ResultatScenario,
};
use segur_model::texte::date;
use segur_model::{EtatPreuve, Numero, Trust};
use serde_json::{Map, Value};

use crate::depot::minute;

/// What the signature proves, and what it does not.
pub(crate) const PORTEE_SIGNATURE: &str = "La signature montre que le dossier est tel que le détenteur de la clé l'a signé. L'éditeur détient \
    le banc et sa clé : elle ne prouve donc rien contre l'éditeur, ni que les échanges ont eu lieu face aux services nationaux.";

/// Of a pack that the public key of the demonstration signs.
pub(crate) const CLE_PUBLIQUE: &str = "La clé qui signe ce dossier est celle de la démonstration : elle est publique, n'importe qui peut \
    signer avec elle. Cette signature ne prouve donc rien, ni qui a écrit le dossier, ni qu'il n'a pas changé depuis.";

/// Of a pack whose writer lifted the control of identities.
pub(crate) const IDENTITES_ACCEPTEES: &str = "Identités acceptées. La personne qui a écrit ce dossier a levé le contrôle des identités inconnues \
    (--accepter-identites) : il peut contenir des numéros qui ne sont pas du monde fictif du banc.";

/// What a reader must not add up.
pub(crate) const DEUX_RESULTATS: &str = "Deux résultats, qui ne s'additionnent pas : le constat dit ce que le banc a vu d'une exigence ; l'état \
    dit si la pièce que demande un numéro de preuve est dans ce dossier. Une exigence peut être conforme au banc et sa vidéo rester à faire.";

/// On what an étape rests.
pub(crate) const VUE_OU_DECLAREE: &str = "Une étape est vue quand le banc a reçu la requête ou jugé le document octet par octet ; déclarée quand \
    elle ne repose que sur la parole du système candidat ou d'un testeur. Une exigence dont une étape n'est que déclarée est déclarée.";

/// The command that verifies the signature, without anything of ours.
pub(crate) const COMMANDE_OPENSSL: &str = "openssl x509 -in signataire.pem -pubkey -noout > cle.pem && \
    openssl dgst -sha256 -verify cle.pem -signature manifeste.sig manifeste.json";

/// The command that prints the fingerprint of the key.
pub(crate) const COMMANDE_EMPREINTE: &str =
    "openssl x509 -in signataire.pem -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256";

/// States of a proof, for tables.
pub(crate) const ETATS: [EtatPreuve; 4] = [
    EtatPreuve::Produite,
    EtatPreuve::ACompleter,
    EtatPreuve::TiersRequis,
    EtatPreuve::SansObjet,
];

/// `1 preuve`, `2 preuves`.
pub(crate) fn compte(n: usize, un: &str, plusieurs: &str) -> String {
    if n < 2 { format!("{n} {un}") } else { format!("{n} {plusieurs}") }
}

/// `30 s`, `0,8 s`.
pub(crate) fn secondes(ms: u64) -> String {
    let (entier, reste) = (ms / 1000, ms % 1000);
    if reste == 0 {
        return format!("{entier} s");
    }
    let decimales = format!("{reste:03}");
    format!("{entier},{} s", decimales.trim_end_matches('0'))
}

/// What an act asks, from the vocabulary; its bare name when the vocabulary does not know it.
pub(crate) fn acte(a: &ResultatActe) -> String {
    segur_model::vocabulaire::acte(&a.acte).map_or_else(|| a.acte.clone(), |v| v.dit.to_owned())
}

/// A value; traits as a person would name them.
pub(crate) fn valeur(v: &Value) -> String {
    match v {
        Value::String(s) => s.clone(),
        Value::Object(o) => patient(o).unwrap_or_else(|| v.to_string()),
        autre => autre.to_string(),
    }
}

/// A patient as typed at the desk: `DE VINCI Ruth, née le 14/07/1977 (F), lieu 63220`; `None` when these are not traits.
fn patient(o: &Map<String, Value>) -> Option<String> {
    let texte = |cle: &str| o.get(cle).and_then(Value::as_str).filter(|s| !s.is_empty());
    // A field that is left empty is part of what some scenarios ask.
    o.get("nom_naissance")?;
    let nom = texte("nom_naissance").unwrap_or("(sans nom)");
    let prenoms = match o.get("prenoms") {
        Some(Value::Array(l)) => l.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        Some(Value::String(s)) => s.clone(),
        _ => String::new(),
    };
    let mut dit = format!("{nom} {prenoms}").trim().to_owned();
    if let Some(d) = texte("date_naissance") {
        dit += &format!(", naissance {}", jour(d));
    }
    if let Some(s) = texte("sexe") {
        dit += &format!(", sexe {s}");
    }
    if let Some(l) = texte("lieu_naissance") {
        dit += &format!(", lieu {l}");
    }
    if let Some(f) = texte("fiche") {
        dit += &format!(" (fiche {f})");
    }
    Some(dit)
}

fn jour(iso: &str) -> String {
    match iso.split('-').collect::<Vec<_>>()[..] {
        [a, m, j] => format!("{j}/{m}/{a}"),
        _ => iso.to_owned(),
    }
}

/// Patients that a scenario names, each once.
pub(crate) fn patients(s: &ResultatScenario) -> Vec<String> {
    let mut vus = Vec::new();
    for a in s.etapes.iter().filter_map(|e| e.acte.as_ref()) {
        for (nom, v) in &a.parametres {
            let dit = match v {
                Value::Object(o) => patient(o),
                Value::String(s) if nom == "patient" => Some(s.clone()),
                _ => None,
            };
            if let Some(dit) = dit.filter(|d| !vus.contains(d)) {
                vus.push(dit);
            }
        }
    }
    vus
}

/// `étape 3`, `étapes 1 à 3`, `étape p1`, `étape 3, passage 2`.
pub(crate) fn etape_dite(numero: Numero, repetition: Option<u32>) -> String {
    match repetition {
        Some(r) => format!("{}, passage {}", numero.dit(), r + 1),
        None => numero.dit(),
    }
}

/// The same, as the start of a sentence.
pub(crate) fn etape(e: &ResultatEtape) -> String {
    phrase(&etape_dite(e.numero, e.repetition))
}

/// A reason as a sentence of its own: first letter in upper case, but that of an operation, of a rule or of a parameter.
pub(crate) fn phrase(raison: &str) -> String {
    let premier = raison.split_whitespace().next().unwrap_or_default().trim_end_matches(['.', ',']);
    if premier.contains(['.', '_']) {
        return raison.to_owned();
    }
    let mut lettres = raison.chars();
    lettres
        .next()
        .map_or_else(String::new, |premiere| premiere.to_uppercase().chain(lettres).collect())
}

/// A sentence after a colon: first letter in lower case, but that of an acronym, a quote or a command; no full stop.
pub(crate) fn suite(phrase: &str) -> String {
    let phrase = phrase.trim_end_matches('.');
    let mut lettres = phrase.chars();
    match (lettres.next(), lettres.clone().next()) {
        (Some(premiere), Some(seconde)) if premiere.is_uppercase() && !seconde.is_uppercase() => {
            premiere.to_lowercase().chain(lettres).collect()
        }
        _ => phrase.to_owned(),
    }
}

/// Kinds asked of a proof, as alternatives.
pub(crate) fn natures(natures: &[NaturePreuve]) -> String {
    if natures.is_empty() {
        "non précisé".to_owned()
    } else {
        natures.iter().map(|n| n.libelle()).collect::<Vec<_>>().join(", ou ")
    }
}

/// Trust in the source of a rule.
pub(crate) fn confiance(t: Trust) -> &'static str {
    match t {
        Trust::Verified => "source vérifiée",
        Trust::SecondHand => "source de seconde main",
        Trust::Unverified => "source non vérifiée",
    }
}

/// The scenario of this number, as it was played.
pub(crate) fn scenario<'a>(r: &'a ResultatCampagne, id: &str) -> Option<&'a ResultatScenario> {
    r.scenarios.iter().find(|s| s.id == id)
}

/// Why a scenario of the catalogue has no result.
pub(crate) fn sans_scenario(e: Option<&ResultatExigence>) -> String {
    e.and_then(|e| e.cause.as_ref())
        .map_or_else(|| "Non joué".to_owned(), |c| phrase(c.libelle()))
}

/// What a proof asks, in our own words; empty: the public set states nothing.
pub(crate) fn demande<'a>(c: &'a Catalogue, preuve: &str) -> &'a str {
    c.preuve(preuve).map_or("", |(_, _, p)| p.demande.as_str())
}

/// What a proof asks: the demand, in our own words, where the public set states one. The kinds come from an index that may say less, or
/// otherwise: they stand in where nothing else is known.
pub(crate) fn demande_ou_natures(c: &Catalogue, preuve: &str) -> String {
    c.preuve(preuve).map_or_else(String::new, |(_, _, p)| phrase(&demandee(p)))
}

/// The same of a proof, as it is.
pub(crate) fn demandee(p: &Proof) -> String {
    if p.demande.is_empty() {
        natures(&p.natures)
    } else {
        p.demande.clone()
    }
}

/// What is to be done for a proof, where it says more than what the proof asks.
pub(crate) fn a_faire<'p>(c: &Catalogue, p: &'p ResultatPreuve) -> &'p str {
    if p.raison == demande(c, &p.id) { "" } else { &p.raison }
}

/// Pieces of a proof: those that étapes give or ask for, then those that a person gave.
pub(crate) fn pieces<'a>(r: &'a ResultatCampagne, preuve: &'a str) -> impl Iterator<Item = &'a Piece> {
    r.scenarios
        .iter()
        .flat_map(|s| &s.etapes)
        .flat_map(|e| &e.pieces)
        .filter(move |p| p.preuve == preuve)
        .chain(r.preuves.iter().filter(move |p| p.id == preuve).flat_map(|p| &p.donnees))
}

/// `fournie par Mme X le 28/11/2026 à 10:03:00 UTC`
pub(crate) fn fournie(d: &Donnee) -> String {
    let par = if d.par.is_empty() {
        String::new()
    } else {
        format!(" par {}", d.par)
    };
    format!("pièce fournie{par} le {}", date(d.le))
}

/// `étape 1 à 00:12, étape 2 à 00:48`; empty: nobody marked them.
pub(crate) fn reperes(d: &Donnee) -> String {
    let un = |(etape, seconde): &(u32, u32)| format!("étape {etape} à {}", minute(*seconde));
    d.reperes.iter().map(un).collect::<Vec<_>>().join(", ")
}

/// Both on one line, for a list of files.
pub(crate) fn fournie_et_reperes(d: &Donnee) -> String {
    match reperes(d) {
        r if r.is_empty() => fournie(d),
        r => format!("{} : {r}", fournie(d)),
    }
}

/// What an étape of a scenario is: in the words of the plan, else as the bench plays it; empty: nobody tells.
pub(crate) fn etape_du_plan(r: &ResultatCampagne, c: &Catalogue, scenario: &str, etape: u32) -> String {
    let plan = c
        .exigences
        .iter()
        .flat_map(|e| &e.scenarios)
        .filter(|s| s.id == scenario)
        .flat_map(|s| &s.plan);
    let du_plan = plan.filter_map(|l| l.split_once(':')).find(|(n, _)| n.trim().parse() == Ok(etape));
    if let Some((_, dit)) = du_plan {
        return dit.trim().to_owned();
    }
    let jouees = self::scenario(r, scenario).into_iter().flat_map(|s| &s.etapes);
    let siennes = jouees.filter(|e| e.numero.est_rem() && (e.numero.de..=e.numero.a).contains(&etape));
    siennes.filter_map(|e| e.acte.as_ref()).map(acte).next().unwrap_or_default()
}

/// Which third party must issue a proof: what the scenario says, else what the kinds asked imply.
pub(crate) fn tiers(r: &ResultatCampagne, preuve: &str, natures: &[NaturePreuve]) -> String {
    let dit = pieces(r, preuve).find_map(|p| match &p.quoi {
        Contenu::Tiers { de, .. } => Some(de.clone()),
        _ => None,
    });
    dit.unwrap_or_else(|| {
        natures
            .iter()
            .find_map(|n| match n {
                NaturePreuve::AnsTestReportLink => Some("ANS (espace de tests CI-SIS)"),
                NaturePreuve::AnsTestExecutionId => Some("ANS (outil de test MSSanté)"),
                NaturePreuve::CndaCertificate => Some("CNDA"),
                NaturePreuve::PentestPassi => Some("auditeur d'un organisme qualifié PASSI"),
                _ => None,
            })
            .unwrap_or("un tiers")
            .to_owned()
    })
}
