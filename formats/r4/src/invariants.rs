//! The invariants of R4 that bear on what is exchanged in France, written by hand: no FHIRPath is evaluated. Each is named after its
//! key in the specification.

use segur_dialecte::Constateur;
use segur_model::Rule;
use segur_model::rule::stricte;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::chemin::{Chemin, dire};
use crate::json::{Noeud, Valeur};
use crate::table::TABLE;

const R4: &str = "HL7 FHIR R4 4.0.1, invariant du même nom";
const UCUM: &str = "http://unitsofmeasure.org";

/// An invariant: of which type, its rule, and whether it holds of a value.
struct Invariant {
    type_: &'static str,
    regle: &'static Rule,
    tient: fn(&Noeud) -> bool,
}

macro_rules! invariants {
    ($($nom:ident $cle:literal $type_:literal $dit:literal $tient:expr;)*) => {
        segur_model::regles! { $($nom = stricte(concat!("fhir.invariant.", $cle), $dit, R4);)* }
        const TOUS: &[Invariant] = &[$(Invariant { type_: $type_, regle: &$nom, tient: $tient }),*];
    };
}

invariants! {
    EXT_1 "ext-1" "Extension" "Une extension porte une valeur ou des extensions, pas les deux ni aucune" |n| a(n, "extension") != a_un(n, "value");
    QTY_3 "qty-3" "Quantity" "Une quantité qui a un code d'unité dit son système" |n| !a(n, "code") || a(n, "system");
    SQTY_1 "sqty-1" "SimpleQuantity" "Une quantité simple n'a pas de comparateur" |n| !a(n, "comparator");
    AGE_1 "age-1" "Age" "Un âge a un code d'unité, d'UCUM, et il est positif" |n| mesure(n) && (!a(n, "value") || nombre(n, "value").is_none_or(|v| v > 0.0));
    DIS_1 "dis-1" "Distance" "Une distance a un code d'unité, d'UCUM" |n| mesure(n);
    DRT_1 "drt-1" "Duration" "Une durée qui a un code d'unité est d'UCUM et a une valeur" |n| !a(n, "code") || (n.dit("system") == UCUM && a(n, "value"));
    CNT_3 "cnt-3" "Count" "Un compte est un entier, de code 1 dans UCUM" |n| mesure(n) && (!a(n, "code") || n.dit("code") == "1") && !brut(n, "value").contains('.');
    RNG_2 "rng-2" "Range" "Le bas d'un intervalle n'est pas au-dessus de son haut" |n| intervalle(n);
    PER_1 "per-1" "Period" "Une période ne finit pas avant son début" |n| avant(n.dit("start"), n.dit("end"));
    RAT_1 "rat-1" "Ratio" "Un rapport a un numérateur et un dénominateur, ou ni l'un ni l'autre et une extension" |n| a(n, "numerator") == a(n, "denominator") && (a(n, "numerator") || a(n, "extension"));
    CPT_2 "cpt-2" "ContactPoint" "Un moyen de contact qui a une valeur dit son système" |n| !a(n, "value") || a(n, "system");
    ATT_1 "att-1" "Attachment" "Une pièce qui porte des données dit leur contentType" |n| !a(n, "data") || a(n, "contentType");
    TXT_1 "txt-1" "Narrative" "Un texte narratif n'a ni script, ni formulaire, ni cadre, ni objet, ni attribut d'événement" |n| sans_contenu_actif(n.dit("div"));
    TXT_2 "txt-2" "Narrative" "Un texte narratif n'est pas vide" |n| !a(n, "div") || a_du_texte(n.dit("div"));
    EXP_1 "exp-1" "Expression" "Une expression dit son texte ou une référence" |n| a(n, "expression") || a(n, "reference");
    TIM_1 "tim-1" "Timing.repeat" "Une durée (duration) a son unité (durationUnit)" |n| !a(n, "duration") || a(n, "durationUnit");
    TIM_2 "tim-2" "Timing.repeat" "Une période (period) a son unité (periodUnit)" |n| !a(n, "period") || a(n, "periodUnit");
    TIM_4 "tim-4" "Timing.repeat" "Une durée n'est pas négative" |n| nombre(n, "duration").is_none_or(|v| v >= 0.0);
    TIM_5 "tim-5" "Timing.repeat" "Une période n'est pas négative" |n| nombre(n, "period").is_none_or(|v| v >= 0.0);
    TIM_6 "tim-6" "Timing.repeat" "periodMax ne va qu'avec period" |n| !a(n, "periodMax") || a(n, "period");
    TIM_7 "tim-7" "Timing.repeat" "durationMax ne va qu'avec duration" |n| !a(n, "durationMax") || a(n, "duration");
    TIM_8 "tim-8" "Timing.repeat" "countMax ne va qu'avec count" |n| !a(n, "countMax") || a(n, "count");
    TIM_9 "tim-9" "Timing.repeat" "offset ne va qu'avec when, et pas avec un repas entier (C, CM, CD, CV)" |n| !a(n, "offset") || (a(n, "when") && !n.chacun("when").any(|w| matches!(w.texte(), Some("C" | "CM" | "CD" | "CV"))));
    TIM_10 "tim-10" "Timing.repeat" "timeOfDay et when ne vont pas ensemble" |n| !a(n, "timeOfDay") || !a(n, "when");
    PAT_1 "pat-1" "Patient.contact" "Un contact a un nom, un moyen de contact, une adresse ou une organisation" |n| ["name", "telecom", "address", "organization"].iter().any(|m| a(n, m));
    ORG_1 "org-1" "Organization" "Une organisation a un nom ou un identifiant" |n| a(n, "name") || a(n, "identifier");
    ORG_2 "org-2" "Organization" "L'adresse d'une organisation n'est pas d'usage home" |n| !n.chacun("address").any(|x| x.dit("use") == "home");
    ORG_3 "org-3" "Organization" "Un moyen de contact d'une organisation n'est pas d'usage home" |n| !n.chacun("telecom").any(|x| x.dit("use") == "home");
    CMP_1 "cmp-1" "Composition.section" "Une section a un texte, des entrées ou des sections" |n| a(n, "text") || a(n, "entry") || a(n, "section");
    CMP_2 "cmp-2" "Composition.section" "Une section n'a d'emptyReason que vide" |n| !a(n, "emptyReason") || !a(n, "entry");
    OBS_3 "obs-3" "Observation.referenceRange" "Un intervalle de référence a un bas, un haut ou un texte" |n| a(n, "low") || a(n, "high") || a(n, "text");
    OBS_6 "obs-6" "Observation" "dataAbsentReason ne va pas avec une valeur" |n| !a(n, "dataAbsentReason") || !a_un(n, "value");
    OBS_7 "obs-7" "Observation" "Une observation qui a une valeur n'a pas de composant du même code" |n| !a_un(n, "value") || !composant_du_meme_code(n);
    CON_4 "con-4" "Condition" "Une affection qui a cessé est inactive, guérie ou en rémission" |n| !a_un(n, "abatement") || ["resolved", "remission", "inactive"].iter().any(|s| code(n, "clinicalStatus", "http://terminology.hl7.org/CodeSystem/condition-clinical", s));
    CON_5 "con-5" "Condition" "Une affection saisie par erreur n'a pas d'état clinique" |n| !code(n, "verificationStatus", "http://terminology.hl7.org/CodeSystem/condition-ver-status", "entered-in-error") || !a(n, "clinicalStatus");
    AIT_1 "ait-1" "AllergyIntolerance" "Une allergie dit son état clinique, hors erreur de saisie" |n| allergie_erronee(n) || a(n, "clinicalStatus");
    AIT_2 "ait-2" "AllergyIntolerance" "Une allergie saisie par erreur n'a pas d'état clinique" |n| !allergie_erronee(n) || !a(n, "clinicalStatus");
    IMM_1 "imm-1" "Immunization.education" "Un document d'information dit son type ou sa référence" |n| a(n, "documentType") || a(n, "reference");
    INV_1 "inv-1" "Parameters.parameter" "Un paramètre porte une valeur, une ressource ou des parties : une seule des trois" |n| [a_un(n, "value"), a(n, "resource"), a(n, "part")].iter().filter(|x| **x).count() == 1;
    LST_1 "lst-1" "List" "Une liste n'a d'emptyReason que vide" |n| !a(n, "emptyReason") || !a(n, "entry");
    LST_2 "lst-2" "List" "Une entrée n'est retirée (deleted) que d'une liste de changements" |n| n.dit("mode") == "changes" || !n.chacun("entry").any(|e| a(e, "deleted"));
    CPL_3 "cpl-3" "CarePlan.activity" "Une activité a un détail ou une référence, pas les deux" |n| !a(n, "detail") || !a(n, "reference");
    RQG_1 "rqg-1" "RequestGroup.action" "Une action porte une ressource ou des actions, pas les deux" |n| a(n, "resource") != a(n, "action");
    PRR_1 "prr-1" "ServiceRequest" "orderDetail ne va qu'avec code" |n| !a(n, "orderDetail") || a(n, "code");
    MAD_1 "mad-1" "MedicationAdministration.dosage" "Une administration dit sa dose ou son débit" |n| a(n, "dose") || a_un(n, "rate");
    GRP_1 "grp-1" "Group" "Seul un groupe réel (actual) a des membres" |n| !a(n, "member") || n.get("actual").is_some_and(|x| x.valeur == Valeur::Booleen(true));
    GOL_1 "gol-1" "Goal.target" "Une cible détaillée dit sa mesure" |n| !a_un(n, "detail") || a(n, "measure");
    FHS_1 "fhs-1" "FamilyMemberHistory" "Un parent a un âge ou une naissance, pas les deux" |n| !a_un(n, "age") || !a_un(n, "born");
    FHS_2 "fhs-2" "FamilyMemberHistory" "estimatedAge ne va qu'avec un âge" |n| a_un(n, "age") || !a(n, "estimatedAge");
    BDL_1 "bdl-1" "Bundle" "total ne va qu'avec une recherche ou un historique" |n| !a(n, "total") || matches!(n.dit("type"), "searchset" | "history");
    BDL_2 "bdl-2" "Bundle" "entry.search ne va qu'avec une recherche" |n| n.dit("type") == "searchset" || !n.chacun("entry").any(|e| a(e, "search"));
    BDL_3 "bdl-3" "Bundle" "entry.request va avec un lot, une transaction ou un historique, et avec eux seuls" |n| { let va = matches!(n.dit("type"), "batch" | "transaction" | "history"); n.chacun("entry").all(|e| a(e, "request") == va) };
    BDL_4 "bdl-4" "Bundle" "entry.response va avec la réponse d'un lot ou d'une transaction, ou un historique, et avec eux seuls" |n| { let va = matches!(n.dit("type"), "batch-response" | "transaction-response" | "history"); n.chacun("entry").all(|e| a(e, "response") == va) };
    BDL_5 "bdl-5" "Bundle.entry" "Une entrée porte une ressource, ou une demande ou une réponse" |n| a(n, "resource") || a(n, "request") || a(n, "response");
    BDL_8 "bdl-8" "Bundle.entry" "Un fullUrl ne désigne pas une version (/_history/)" |n| !n.dit("fullUrl").contains("/_history/");
    BDL_9 "bdl-9" "Bundle" "Un document a un identifiant, avec son système et sa valeur" |n| n.dit("type") != "document" || n.get("identifier").is_some_and(|i| a(i, "system") && a(i, "value"));
    BDL_10 "bdl-10" "Bundle" "Un document a une date (timestamp)" |n| n.dit("type") != "document" || n.get("timestamp").is_some();
    BDL_11 "bdl-11" "Bundle" "La première ressource d'un document est une Composition" |n| n.dit("type") != "document" || premiere(n) == "Composition";
    BDL_12 "bdl-12" "Bundle" "La première ressource d'un message est un MessageHeader" |n| n.dit("type") != "message" || premiere(n) == "MessageHeader";
}

/// Tells the invariants of a type, and of those that it is made from, that a value does not keep.
pub(crate) fn juger(c: &mut Constateur, type_: &str, n: &Noeud, chemin: &Chemin<'_>) {
    for t in TABLE.lignee(type_) {
        for i in TOUS.iter().filter(|i| i.type_ == t) {
            if !(i.tient)(n) {
                // The rule says what must hold: what is seen is what the value has.
                let noms: Vec<&str> = n.objet().into_iter().flatten().map(|(k, _)| &**k).collect();
                dire(
                    c,
                    i.regle,
                    n,
                    chemin,
                    "que cela tienne",
                    format!("un objet qui a {}", noms.join(", ")),
                );
            }
        }
    }
}

/// Whether an element is there: its value, or what stands beside it.
fn a(n: &Noeud, nom: &str) -> bool {
    n.objet()
        .is_some_and(|o| o.iter().any(|(k, _)| k.strip_prefix('_').unwrap_or(k) == nom))
}

/// Whether one of the forms of a choice is there.
fn a_un(n: &Noeud, prefixe: &str) -> bool {
    let forme = |k: &str| {
        let reste = k.strip_prefix('_').unwrap_or(k).strip_prefix(prefixe);
        reste.is_some_and(|r| r.starts_with(|c: char| c.is_ascii_uppercase()))
    };
    n.objet().is_some_and(|o| o.iter().any(|(k, _)| forme(k)))
}

fn brut<'n>(n: &'n Noeud, nom: &str) -> &'n str {
    match n.get(nom).map(|v| &v.valeur) {
        Some(Valeur::Nombre(x)) => x,
        _ => "",
    }
}

fn nombre(n: &Noeud, nom: &str) -> Option<f64> {
    brut(n, nom).parse().ok()
}

fn mesure(n: &Noeud) -> bool {
    (a(n, "code") || !a(n, "value")) && (!a(n, "system") || n.dit("system") == UCUM)
}

/// Compared in the same unit only.
fn intervalle(n: &Noeud) -> bool {
    let (Some(bas), Some(haut)) = (n.get("low"), n.get("high")) else {
        return true;
    };
    let unite = |q: &Noeud| [q.dit("system").to_owned(), q.dit("code").to_owned(), q.dit("unit").to_owned()];
    match (nombre(bas, "value"), nombre(haut, "value")) {
        (Some(b), Some(h)) if unite(bas) == unite(haut) => b <= h,
        _ => true,
    }
}

/// Whether an instant is not after another, as far as both tell it.
fn avant(debut: &str, fin: &str) -> bool {
    if let (Ok(d), Ok(f)) = (OffsetDateTime::parse(debut, &Rfc3339), OffsetDateTime::parse(fin, &Rfc3339)) {
        return d <= f;
    }
    // A day and an instant: no order when they are of the same day.
    let commun = debut.len().min(fin.len()).min(10);
    match (debut.get(..commun), fin.get(..commun)) {
        (Some(d), Some(f)) => d <= f,
        _ => true,
    }
}

/// Elements that a narrative never has (R4, Narrative, 2.4.0): they run, ask, or bring something else in.
const ACTIFS: [&str; 14] = [
    "script", "form", "input", "button", "select", "textarea", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "link",
];

/// Whether no tag is one of [`ACTIFS`] or has an attribute that runs (`onclick`).
fn sans_contenu_actif(div: &str) -> bool {
    div.split('<').skip(1).filter_map(|bout| bout.split('>').next()).all(|balise| {
        let mut mots = balise.split_whitespace();
        let nom = mots.next().unwrap_or_default().trim_end_matches('/').to_ascii_lowercase();
        let execute = |mot: &str| mot.get(..2).is_some_and(|d| d.eq_ignore_ascii_case("on")) && mot.contains("=\"");
        !ACTIFS.contains(&nom.as_str()) && !mots.any(execute)
    })
}

fn a_du_texte(div: &str) -> bool {
    let mut dedans = false;
    let texte = div.chars().any(|c| {
        match c {
            '<' => dedans = true,
            '>' => dedans = false,
            _ => return !dedans && !c.is_whitespace(),
        }
        false
    });
    texte || div.contains("<img")
}

fn code(n: &Noeud, element: &str, systeme: &str, code: &str) -> bool {
    n.get(element)
        .is_some_and(|e| e.chacun("coding").any(|c| c.dit("system") == systeme && c.dit("code") == code))
}

fn allergie_erronee(n: &Noeud) -> bool {
    let systeme = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
    code(n, "verificationStatus", systeme, "entered-in-error")
}

fn composant_du_meme_code(n: &Noeud) -> bool {
    let codes = |x: &Noeud| -> Vec<(String, String)> {
        let codings = x.get("code").into_iter().flat_map(|c| c.chacun("coding"));
        codings.map(|c| (c.dit("system").to_owned(), c.dit("code").to_owned())).collect()
    };
    let siens = codes(n);
    n.chacun("component").any(|c| codes(c).iter().any(|x| siens.contains(x)))
}

fn premiere(n: &Noeud) -> &str {
    let entree = n.chacun("entry").next();
    entree.and_then(|e| e.get("resource")).map_or("", |r| r.dit("resourceType"))
}
