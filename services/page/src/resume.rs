//! An exchange in a few words: whose it is, and what became of it.

use segur_model::{Exchange, Severity, World};

/// Facts by which an operation says its own issue, and how each is introduced.
const ISSUES: [(&str, &str); 8] = [
    ("cr", "CR "),
    ("faute.code", "faute "),
    ("faute", "faute "),
    ("statut", ""),
    ("existence", ""),
    ("dmp.statut", "DMP "),
    ("erreur", ""),
    ("total", "total "),
];

/// What the operation itself says of its issue (`CR 00`, `Success`, `XDSDuplicateUniqueIdInRegistry`): HTTP says 200 to many refusals.
#[must_use]
pub fn issue(e: &Exchange) -> String {
    let mut dits: Vec<String> = Vec::new();
    for (fait, avant) in ISSUES {
        let nouvelle = e.faits.get(fait).map(|v| format!("{avant}{}", v.join(", ")));
        dits.extend(nouvelle.filter(|n| !dits.contains(n)));
    }
    dits.join(" · ")
}

/// The patient whom the request names: by its fiche when the INS is one of the world, else as it is written.
#[must_use]
pub fn patient(e: &Exchange, monde: &World) -> String {
    if let Some(ins) = e.fait("patient").or_else(|| e.fait("vihf.ins")) {
        return par_ins(ins, monde).map_or_else(|| format!("INS {ins}"), |p| format!("{} {}", p.nom_naissance, p.prenoms.join(" ")));
    }
    let traits: Vec<&str> = ["nom", "prenom", "date_naissance"].into_iter().filter_map(|f| e.fait(f)).collect();
    traits.join(" ")
}

/// Who has an INS.
#[must_use]
pub fn par_ins<'m>(ins: &str, monde: &'m World) -> Option<&'m segur_model::Patient> {
    monde
        .patients
        .values()
        .find(|p| p.ins.as_ref().is_some_and(|i| i.est(ins) || i.matricule == ins))
}

/// What tells a mail from the next: whom it is for, and what it says of itself.
#[must_use]
pub fn courriel(e: &Exchange) -> String {
    if !matches!(e.operation.as_str(), "mssante.message" | "mssante.relais.envoi") {
        return String::new();
    }
    let vers = e.faits.get("destinataire").map(|d| format!("pour {}", d.join(", ")));
    let objet = e
        .fait("objet")
        .map(|o| format!("« {o} »"))
        .or_else(|| e.fait("message_id").map(str::to_owned));
    vers.into_iter().chain(objet).collect::<Vec<_>>().join(", ")
}

/// `POST /lps` of `POST /lps HTTP/1.1`.
#[must_use]
pub fn appel(e: &Exchange) -> &str {
    let ligne = e.requete.ligne.as_str();
    ligne.rsplit_once(" HTTP/").map_or(ligne, |(debut, _)| debut)
}

/// Whether something went wrong: refused connection, refusal, status of error, error that the answer says, or an écart.
#[must_use]
pub fn echoue(e: &Exchange) -> bool {
    !e.reussi() || e.refus.is_some() || e.fait("erreur").is_some() || ecarts(e) > 0
}

/// The codes by which an answer says that it refuses.
#[must_use]
pub fn codes_du_refus(e: &Exchange) -> Option<String> {
    let codes = e.faits.get("erreur").or_else(|| e.faits.get("faute"))?;
    Some(codes.join(", "))
}

/// What there is to say of an exchange on which no rule was told: a refusal that stands on none is told by its code.
#[must_use]
pub(crate) fn sans_constat(e: &Exchange) -> String {
    match codes_du_refus(e) {
        Some(codes) => format!("Aucune règle en cause ; le service a refusé ({codes}), et sa réponse dit pourquoi"),
        None => "Le service n'a rien remarqué".to_owned(),
    }
}

/// How many warnings were remarked.
#[must_use]
pub fn avertissements(e: &Exchange) -> usize {
    e.findings.iter().filter(|f| f.severity == Severity::Warning).count()
}

/// How many écarts were remarked.
#[must_use]
pub fn ecarts(e: &Exchange) -> usize {
    e.findings.iter().filter(|f| f.severity == Severity::Error).count()
}
