//! What the Annuaire Santé answers: identifiers, mailboxes, nomenclatures, searches.

use segur_dialecte::Constateur;
use segur_ids::{finess_valide, rpps_valide};

use crate::chemin::{Chemin, dire};
use crate::json::{Noeud, Valeur};
use crate::regles;

const CANONIQUE: &str = "https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition/";
const V1: &str = "http://interop.esante.gouv.fr/ig/fhir/annuaire/";
const SOURCES: [&str; 2] = ["https://annuaire.sante.fr", "https://annuaire.esante.gouv.fr"];
const TYPES: &str = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203";
const EMAIL_TYPE: &str = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-contact-point-email-type";
const METADONNEES: &str = "https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition/as-ext-mailbox-mss-metadata";
const TYPE_BAL: &str = "https://mos.esante.gouv.fr/NOS/TRE_R257-TypeBAL/FHIR/TRE-R257-TypeBAL";
const NOS: &str = "https://mos.esante.gouv.fr/NOS/";
const PROFESSION: &str = "https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/";
/// Systems and roots of the API v1.
const ANCIENS: [&str; 5] = [
    "http://rpps.fr",
    "http://finess.sante.gouv.fr",
    "http://interopsante.org/",
    "http://interop.esante.gouv.fr/",
    "http://esante.gouv.fr",
];
/// The system of each type of identifier (profiles as-practitioner and as-organization).
const SYSTEMES: [(&str, &str); 8] = [
    ("IDNPS", "urn:oid:1.2.250.1.71.4.2.1"),
    ("RPPS", "https://rpps.esante.gouv.fr"),
    ("IDNST", "urn:oid:1.2.250.1.71.4.2.2"),
    ("FINEG", "https://finess.esante.gouv.fr"),
    ("FINEJ", "https://finess.esante.gouv.fr"),
    ("SIREN", "https://sirene.fr"),
    ("SIRET", "https://sirene.fr"),
    ("RPPSRG", "https://rppsrang.esante.gouv.fr"),
];
const RESSOURCES: [&str; 6] = [
    "Practitioner",
    "PractitionerRole",
    "Organization",
    "HealthcareService",
    "Device",
    "OperationOutcome",
];

/// Judges a resource of the directory, or a page of them.
pub(crate) fn juger(c: &mut Constateur, n: &Noeud, chemin: &Chemin<'_>) {
    if n.dit("resourceType") == "Bundle" {
        return recherche(c, n, chemin);
    }
    if !en_est(n) {
        return;
    }
    anciens(c, n, chemin);
    nomenclatures(c, n, chemin);
    for (i, id) in n.chacun("identifier").enumerate() {
        identifiant(c, id, &chemin.vers("identifier", Some(i)));
    }
    accord(c, n, chemin);
    for (i, t) in n.chacun("telecom").enumerate() {
        boite(c, n, t, &chemin.vers("telecom", Some(i)));
    }
    retiree(c, n, chemin);
    let public = n.get("meta").is_some_and(|m| {
        m.chacun("profile")
            .any(|p| p.texte().is_some_and(|p| p.starts_with(&format!("{CANONIQUE}as-dp-"))))
    });
    if public {
        for nom in ["birthDate", "gender"] {
            if let Some(x) = n.get(nom) {
                dire(c, &regles::RESTREINT, x, &chemin.vers(nom, None), "(absent)", x.montrer());
            }
        }
    }
}

/// Whether a resource says that it is of the directory.
fn en_est(n: &Noeud) -> bool {
    let Some(meta) = n.get("meta") else { return false };
    let profil = |p: &Noeud| p.texte().is_some_and(|p| p.starts_with(CANONIQUE) || p.starts_with(V1));
    SOURCES.contains(&meta.dit("source")) || meta.chacun("profile").any(profil)
}

fn recherche(c: &mut Constateur, n: &Noeud, chemin: &Chemin<'_>) {
    let mut dedans = n.chacun("entry").filter_map(|e| e.get("resource"));
    if n.dit("type") != "searchset" || !dedans.any(en_est) {
        return;
    }
    if !n.chacun("link").any(|l| l.dit("relation") == "self") {
        dire(c, &regles::LOT_SELF, n, chemin, "un lien de relation self", "(absent)");
    }
    for (i, e) in n.chacun("entry").enumerate() {
        let type_ = e.get("resource").map_or("", |r| r.dit("resourceType"));
        if !type_.is_empty() && !RESSOURCES.contains(&type_) {
            dire(
                c,
                &regles::LOT_TYPE,
                e,
                &chemin.vers("entry", Some(i)),
                RESSOURCES.join(", "),
                type_,
            );
        }
    }
}

fn type_de(id: &Noeud) -> Option<&str> {
    let mut codings = id.get("type")?.chacun("coding");
    codings.find(|x| x.dit("system") == TYPES).map(|x| x.dit("code"))
}

fn identifiant(c: &mut Constateur, id: &Noeud, ici: &Chemin<'_>) {
    let (systeme, valeur) = (id.dit("system"), id.dit("value"));
    let v = id.get("value").unwrap_or(id);
    let type_ = type_de(id);
    if let Some((t, attendu)) = type_.and_then(|t| SYSTEMES.iter().find(|s| s.0 == t))
        && systeme != *attendu
    {
        dire(
            c,
            &regles::SYSTEME,
            id.get("system").unwrap_or(id),
            ici,
            format!("{attendu} pour {t}"),
            systeme,
        );
    }
    let chiffres = |n: usize| valeur.len() == n && valeur.bytes().all(|o| o.is_ascii_digit());
    // Identities that are made by hand for tests (EDIT) are ANS and an instant.
    let fabrique = valeur
        .strip_prefix("ANS")
        .is_some_and(|r| r.len() == 14 && r.bytes().all(|o| o.is_ascii_digit()));
    let commence = |types: &str| (valeur.starts_with(|x| types.contains(x)) && valeur.len() > 1) || fabrique;
    // A situation d'exercice has the system of the RPPS too, without its type.
    let (bonne, attendu) = match systeme {
        "https://rpps.esante.gouv.fr" if type_ == Some("RPPS") => (chiffres(11), "11 chiffres"),
        "https://finess.esante.gouv.fr" => (valeur.len() == 9 && valeur.is_ascii(), "9 caractères"),
        "urn:oid:1.2.250.1.71.4.2.1" => (commence("013456789"), "un chiffre de TRE_G08, puis l'identifiant"),
        "urn:oid:1.2.250.1.71.4.2.2" => (commence("01234"), "un chiffre de TRE_G07, puis l'identifiant"),
        _ => return,
    };
    if !bonne {
        dire(c, &regles::FORME_ID, v, ici, attendu, valeur);
    } else if (systeme.starts_with("https://rpps") && !rpps_valide(valeur))
        || (systeme.starts_with("https://finess") && !finess_valide(valeur))
    {
        dire(c, &regles::CLE_ID, v, ici, "une clé de Luhn juste", valeur);
    }
}

/// The national identifier of a person is made from its RPPS.
fn accord(c: &mut Constateur, n: &Noeud, chemin: &Chemin<'_>) {
    let de = |t: &str| n.chacun("identifier").find(|i| type_de(i) == Some(t));
    let (Some(national), Some(rpps)) = (de("IDNPS"), de("RPPS")) else {
        return;
    };
    let attendu = format!("8{}", rpps.dit("value"));
    if national.dit("value").starts_with('8') && national.dit("value") != attendu {
        dire(
            c,
            &regles::ACCORD_ID,
            national,
            &chemin.vers("identifier", None),
            attendu,
            national.dit("value"),
        );
    }
}

fn extension<'n>(n: &'n Noeud, url: &str) -> Option<&'n Noeud> {
    n.chacun("extension").find(|e| e.dit("url") == url)
}

fn boite(c: &mut Constateur, n: &Noeud, t: &Noeud, ici: &Chemin<'_>) {
    let mss = extension(t, EMAIL_TYPE)
        .and_then(|e| e.get("valueCoding"))
        .is_some_and(|x| x.dit("code") == "MSSANTE");
    let metadonnees = extension(t, METADONNEES);
    if !mss && metadonnees.is_none() {
        return;
    }
    let adresse = t.dit("value");
    let forme = adresse
        .split_once('@')
        .is_some_and(|(l, d)| !l.is_empty() && d.contains('.') && !d.contains('@'));
    if t.dit("system") != "email" || !forme {
        dire(
            c,
            &regles::BAL_COURRIEL,
            t,
            ici,
            "system email, et une adresse",
            format!("{} {adresse}", t.dit("system")),
        );
    }
    let type_ = metadonnees.and_then(|m| extension(m, "type"));
    let (Some(m), Some(type_)) = (metadonnees.filter(|_| mss), type_) else {
        let vu = if !mss {
            "sans fr-core-contact-point-email-type MSSANTE"
        } else {
            "(absentes, ou sans type)"
        };
        dire(
            c,
            &regles::BAL_METADONNEES,
            t,
            ici,
            "email-type MSSANTE, et as-ext-mailbox-mss-metadata avec son type",
            vu,
        );
        return;
    };
    let code = type_
        .get("valueCodeableConcept")
        .and_then(|v| v.chacun("coding").find(|x| x.dit("system") == TYPE_BAL));
    let code = code.map_or("", |x| x.dit("code"));
    if !["PER", "ORG", "APP", "CAB"].contains(&code) {
        let vu = type_
            .objet()
            .and_then(|o| o.iter().find(|(k, _)| k.starts_with("value")))
            .map_or("(sans valeur)", |(k, _)| k);
        dire(
            c,
            &regles::BAL_TYPE,
            type_,
            ici,
            "valueCodeableConcept de TRE_R257 : PER, ORG, APP ou CAB",
            if code.is_empty() { vu } else { code },
        );
    } else if code != "CAB" && (code == "PER") == (n.dit("resourceType") == "Organization") {
        dire(
            c,
            &regles::BAL_PLACE,
            type_,
            ici,
            "PER à une personne, ORG ou APP à une structure",
            format!("{code} dans {}", n.dit("resourceType")),
        );
    }
    if extension(m, "listeRouge")
        .and_then(|e| e.get("valueBoolean"))
        .is_some_and(|v| v.valeur == Valeur::Booleen(true))
    {
        dire(c, &regles::LISTE_ROUGE, m, ici, "pas de boîte en liste rouge", adresse);
    }
}

fn retiree(c: &mut Constateur, n: &Noeud, chemin: &Chemin<'_>) {
    let fini = n.get("active").is_some_and(|a| a.valeur == Valeur::Booleen(false));
    let de_trop = |k: &str| {
        ![
            "resourceType",
            "id",
            "meta",
            "language",
            "identifier",
            "active",
            "status",
            "text",
            "implicitRules",
        ]
        .contains(&k)
    };
    if !fini {
        return;
    }
    if let Some((nom, x)) = n.objet().and_then(|o| o.iter().find(|(k, _)| de_trop(k))) {
        dire(
            c,
            &regles::RETIREE,
            x,
            &chemin.vers(nom, None),
            "id, meta, identifier et active seuls",
            &**nom,
        );
    }
}

/// What only the API v1 had.
fn anciens(c: &mut Constateur, n: &Noeud, chemin: &Chemin<'_>) {
    textes(n, chemin, &mut |x, t, ici| {
        let uri = ["system", "url", "profile"].contains(&ici.noms().last().copied().unwrap_or_default());
        if uri && ANCIENS.iter().any(|a| t.starts_with(a)) {
            dire(c, &regles::V1, x, ici, "un système, un profil ou une extension de la v2", t);
        }
    });
    if n.dit("resourceType") == "PractitionerRole" {
        let place = |nom: &str| {
            n.chacun(nom)
                .flat_map(|x| x.chacun("coding"))
                .find(|x| x.dit("system").starts_with(PROFESSION))
        };
        let nom = n.chacun("extension").find(|e| e.get("valueHumanName").is_some());
        if let Some(x) = ["code", "specialty"].iter().find_map(|e| place(e)).or(nom) {
            dire(
                c,
                &regles::V1,
                x,
                chemin,
                "la profession et le nom d'exercice dans Practitioner",
                "dans PractitionerRole",
            );
        }
    }
}

fn nomenclatures(c: &mut Constateur, n: &Noeud, chemin: &Chemin<'_>) {
    textes(n, chemin, &mut |x, t, ici| {
        let Some(reste) = t.strip_prefix(NOS) else { return };
        let coherente = reste.split_once("/FHIR/").is_some_and(|(a, b)| {
            a.replacen('_', "-", 1) == b && (a.starts_with("TRE_") || a.starts_with("JDV_") || a.starts_with("ASS_"))
        });
        if !coherente && ici.noms().last() == Some(&"system") {
            dire(c, &regles::NOMENCLATURE, x, ici, "…/NOS/TRE_X-Nom/FHIR/TRE-X-Nom", t);
        }
    });
}

/// Every text, with where it is.
fn textes(n: &Noeud, chemin: &Chemin<'_>, voir: &mut dyn FnMut(&Noeud, &str, &Chemin<'_>)) {
    match &n.valeur {
        Valeur::Texte(t) => voir(n, t, chemin),
        Valeur::Liste(l) => l.iter().for_each(|x| textes(x, chemin, voir)),
        Valeur::Objet(o) => o.iter().for_each(|(nom, x)| textes(x, &chemin.vers(nom, None), voir)),
        _ => {}
    }
}
