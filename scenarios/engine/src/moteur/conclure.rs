//! Judging: from a scenario and its relevé to constats. Pure: the runner calls it at the end of a scenario, the replay test
//! calls it again with the candidate absent, and both must agree.

use segur_model::catalogue::Catalogue;
use segur_model::resultat::{Echange, Octets, ResultatActe, ResultatEtape, ResultatObservation, ResultatScenario};
use segur_model::{Constat, Faits, Finding, Issue, Location, Severity, Trust};

use super::apparier::{Appariement, Cadre, apparier, choisit, fenetre, tient_fait};
use super::deroule::{Pas, derouler};
use super::releve::{Passee, Releve, ReleveEtape};
use super::valeurs::Valeurs;
use crate::documents;
use crate::grammaire::ast::{self, Attendu, Jamais, Observation, ObservationFichier, Place, Scenario};
use crate::regles;

/// What judging needs besides the scenario and its relevé.
pub struct Jugement<'a> {
    /// World, delays, facts.
    pub cadre: Cadre<'a>,
    /// Rules.
    pub regles: &'a regles::Contexte,
    /// Kinds of the proofs.
    pub catalogue: &'a Catalogue,
    /// Bytes kept by the campaign.
    pub octets: &'a dyn Fn(&Octets) -> Option<Vec<u8>>,
}

/// The verdict of one observation, and whether it is positive evidence that the candidate did something.
struct Vu {
    constat: Constat,
    raison: String,
    echanges: Vec<usize>,
    fichier: Option<Octets>,
    findings: Vec<Finding>,
    positif: bool,
}

impl Vu {
    fn simple(constat: Constat, raison: impl Into<String>) -> Self {
        Self {
            constat,
            raison: raison.into(),
            echanges: Vec::new(),
            fichier: None,
            findings: Vec::new(),
            positif: false,
        }
    }
}

/// Judges one scenario.
#[must_use]
pub fn conclure(scenario: &Scenario, releve: &Releve, j: &Jugement<'_>) -> ResultatScenario {
    let pas = derouler(scenario);
    let a = apparier(scenario, releve, &j.cadre);
    let mut positif = false;
    let mut etapes: Vec<ResultatEtape> = Vec::new();
    for (rang, p) in pas.iter().enumerate() {
        let jouee = releve.etapes.iter().find(|e| e.rang == rang);
        let (resultat, preuve) = etape(rang, p, jouee, &pas, releve, &a, j);
        positif |= preuve;
        etapes.push(resultat);
    }
    if !positif {
        // Nothing shows that the candidate did anything at all: a candidate that answers « fait » to everything gets no
        // Conforme (architecture, §8).
        for e in etapes.iter_mut().filter(|e| e.constat == Constat::Conforme) {
            e.constat = Constat::NonTeste;
            e.raison = "rien dans ce scénario ne montre que le candidat a agi".to_owned();
        }
    }
    let fondement = fondement(scenario, j.catalogue);
    for f in etapes.iter_mut().flat_map(|e| &mut e.observations).flat_map(|o| &mut o.findings) {
        if f.rule.starts_with("scenario.") {
            f.source = format!("{fondement}{}", f.source);
        }
    }
    let (constat, raison) = plier(&etapes);
    let pris: Vec<usize> = a.pris.values().flatten().copied().collect();
    let inattendus = (0..releve.echanges.len())
        .filter(|i| !pris.contains(i))
        .map(|i| releve.echanges[i].clone())
        .collect();
    ResultatScenario {
        id: scenario.numero.clone(),
        titre: scenario.titre.clone(),
        exigences: scenario.exigences.clone(),
        constat,
        raison,
        etapes,
        inattendus,
    }
}

/// What the expectations of a scenario stand on: its exigences, with the rule of the guide that each one carries.
fn fondement(scenario: &Scenario, catalogue: &Catalogue) -> String {
    let dites: Vec<String> = scenario
        .exigences
        .iter()
        .map(|id| match catalogue.exigence(id) {
            Some(e) if !e.regle.is_empty() => format!("{id} ({})", e.regle),
            _ => id.clone(),
        })
        .collect();
    format!("{}, ", dites.join(" ; "))
}

/// A scenario that is not played: it does not apply, or it is not known whether it does.
#[must_use]
pub fn non_joue(scenario: &Scenario, constat: Constat, raison: &str) -> ResultatScenario {
    ResultatScenario {
        id: scenario.numero.clone(),
        titre: scenario.titre.clone(),
        exigences: scenario.exigences.clone(),
        constat,
        raison: raison.to_owned(),
        etapes: Vec::new(),
        inattendus: Vec::new(),
    }
}

fn plier(etapes: &[ResultatEtape]) -> (Constat, String) {
    let constat = etapes.iter().map(|e| e.constat).fold(Constat::NonApplicable, Constat::pire);
    if constat == Constat::Conforme {
        return (constat, String::new());
    }
    let raisons: Vec<String> = etapes
        .iter()
        .filter(|e| e.constat == constat && !e.raison.is_empty())
        .map(|e| format!("étape {} : {}", intervalle(e.de, e.a), e.raison))
        .collect();
    (constat, raisons.join(" ; "))
}

/// `3` or `3 à 5`.
#[must_use]
pub fn intervalle(de: u32, a: u32) -> String {
    if de == a { de.to_string() } else { format!("{de} à {a}") }
}

fn etape(
    rang: usize,
    p: &Pas<'_>,
    jouee: Option<&ReleveEtape>,
    pas: &[Pas<'_>],
    releve: &Releve,
    a: &Appariement,
    j: &Jugement<'_>,
) -> (ResultatEtape, bool) {
    let mut r = ResultatEtape {
        de: p.etape.de,
        a: p.etape.a,
        constat: Constat::NonApplicable,
        raison: String::new(),
        acte: None,
        observations: Vec::new(),
        vus: Vec::new(),
        pieces: Vec::new(),
    };
    let Some(jouee) = jouee else {
        r.constat = Constat::NonTeste;
        "étape non atteinte".clone_into(&mut r.raison);
        return (r, false);
    };
    match &jouee.passee {
        Some(Passee::SansObjet(raison)) => {
            r.raison.clone_from(raison);
            return (r, false);
        }
        Some(Passee::NonJouee(raison)) => {
            r.constat = Constat::NonTeste;
            r.raison.clone_from(raison);
            r.acte = jouee.acte.as_ref().map(|a| a.resultat.clone());
            return (r, false);
        }
        None => {}
    }
    let mut valeurs = a.valeurs.clone();
    if let Some((nom, v)) = p.variable {
        valeurs.poser_variable(nom, v);
    }
    let mut positif = false;
    let mut raisons: Vec<(Constat, String)> = Vec::new();
    if let Some(acte) = &jouee.acte {
        r.acte = Some(acte.resultat.clone());
        let (constat, raison, preuve) = juger_issue(&acte.resultat, !p.etape.observer.is_empty());
        positif |= preuve;
        raisons.push((constat, raison));
    }
    for (i, o) in p.etape.observer.iter().enumerate() {
        let vu = match o {
            Observation::Attendu(x) => attendu(x, (rang, i), p, pas, releve, a, &valeurs, j),
            Observation::Jamais(x) => jamais(x, p, pas, releve, a, &valeurs, j),
            Observation::Fichier(x) => fichier(x, rang, releve, &valeurs, j),
        };
        positif |= vu.positif;
        raisons.push((vu.constat, vu.raison.clone()));
        r.observations.push(observation(o, vu, releve));
    }
    r.vus.clone_from(&jouee.vus);
    for (phrase, reponse) in &jouee.vus {
        let (constat, raison) = match reponse {
            Some(true) => (Constat::Conforme, String::new()),
            Some(false) => (Constat::NonConforme, format!("le testeur n'a pas vu : « {phrase} »")),
            None => (Constat::NonTeste, format!("personne pour attester : « {phrase} »")),
        };
        positif |= reponse.is_some();
        raisons.push((constat, raison));
    }
    r.constat = raisons.iter().map(|(c, _)| *c).fold(Constat::NonApplicable, Constat::pire);
    if r.constat == Constat::NonApplicable {
        raisons.push((Constat::NonApplicable, "étape jouée, rien n'y est à juger".to_owned()));
    }
    r.raison = raisons
        .into_iter()
        .filter(|(c, t)| *c == r.constat && !t.is_empty())
        .map(|(_, t)| t)
        .collect::<Vec<_>>()
        .join(" ; ");
    r.pieces = super::preuves::pieces(p, jouee, pas, releve, a, j.catalogue);
    (r, positif)
}

/// What the issue of an act says by itself. An act alone is no evidence, but a refusal that was expected. Where the étape
/// observes something, what is seen judges an unexpected issue: a service that is down makes any candidate answer « erreur ».
fn juger_issue(acte: &ResultatActe, observe: bool) -> (Constat, String, bool) {
    let dit = |m: &str| if m.is_empty() { String::new() } else { format!(" : « {m} »") };
    match (acte.issue, acte.issue_attendue) {
        (None, _) => (
            Constat::NonTeste,
            if acte.message.is_empty() {
                "acte non joué".to_owned()
            } else {
                acte.message.clone()
            },
            false,
        ),
        (Some(Issue::Refuse), Some(Issue::Refuse)) => (Constat::Conforme, String::new(), true),
        (Some(Issue::Fait), Some(Issue::Refuse)) => (
            Constat::NonConforme,
            format!(
                "« {} » devait être refusé, le candidat répond « fait »{}",
                acte.acte,
                dit(&acte.message)
            ),
            false,
        ),
        (Some(Issue::Erreur), Some(Issue::Refuse)) => (
            Constat::NonTeste,
            format!(
                "« {} » devait être refusé, le candidat est tombé en erreur{}",
                acte.acte,
                dit(&acte.message)
            ),
            false,
        ),
        (Some(Issue::Fait), _) => (Constat::NonApplicable, String::new(), false),
        (Some(_), None) if observe => (Constat::NonApplicable, String::new(), false),
        (Some(i), Some(Issue::Fait)) => (
            Constat::NonConforme,
            format!(
                "« {} » devait être fait, le candidat répond « {} »{}",
                acte.acte,
                i.mot(),
                dit(&acte.message)
            ),
            false,
        ),
        (Some(i), _) => (
            Constat::NonTeste,
            format!("« {} » : le candidat répond « {} »{}", acte.acte, i.mot(), dit(&acte.message)),
            false,
        ),
    }
}

/// Whether the act that opens this window is known to have been tried, or an `attendu` of the scenario was met.
fn tente(p: &Pas<'_>, pas: &[Pas<'_>], releve: &Releve, a: &Appariement) -> bool {
    let ouvreur = p.ouvreur.and_then(|rang| releve.etapes.iter().find(|e| e.rang == rang));
    let acte_au_dessus = ouvreur.and_then(|e| e.acte.as_ref());
    match acte_au_dessus {
        Some(acte) => acte.tente,
        // The world acted, or nothing did: only what was seen tells that the candidate was there.
        None => p.ouvreur.is_some_and(|rang| pas[rang].etape.faire.is_none()) || a.pris.values().any(|v| !v.is_empty()),
    }
}

#[allow(clippy::too_many_arguments, reason = "one place where everything known about an observation meets")]
fn attendu(
    x: &Attendu,
    rang: (usize, usize),
    p: &Pas<'_>,
    pas: &[Pas<'_>],
    releve: &Releve,
    a: &Appariement,
    valeurs: &Valeurs,
    j: &Jugement<'_>,
) -> Vu {
    let pris = a.pris.get(&rang).cloned().unwrap_or_default();
    let vus = u32::try_from(pris.len()).unwrap_or(u32::MAX);
    let min = x.nombre.map_or(1, |n| n.min);
    let max = x.nombre.map_or(Some(1), |n| n.max);
    if vus < min {
        if !tente(p, pas, releve, a) {
            return Vu {
                echanges: pris,
                ..Vu::simple(
                    Constat::NonTeste,
                    format!("{} : l'acte n'a pas été joué", x.operations.join(" ou ")),
                )
            };
        }
        let refus = refus_de_connexion(p, releve);
        let raison = if vus == 0 {
            format!("{} attendu, rien n'est venu{refus}", x.operations.join(" ou "))
        } else {
            format!(
                "{} : {vus} échange(s) vu(s), au moins {min} attendu(s){refus}",
                x.operations.join(" ou ")
            )
        };
        return Vu {
            positif: vus > 0,
            echanges: pris,
            ..Vu::simple(Constat::NonConforme, raison)
        };
    }
    if vus == 0 {
        // `0..`: allowed, and it did not come.
        return Vu::simple(Constat::NonApplicable, "");
    }
    let mut findings = Vec::new();
    let mut sans_valeur = None;
    for &i in &pris {
        let e = &releve.echanges[i];
        let (requete, reponse) = ((j.octets)(&e.requete), (j.octets)(&e.reponse));
        let (Some(requete), Some(reponse)) = (requete, reponse) else {
            sans_valeur = Some("les octets de l'échange ne sont plus dans la campagne".to_owned());
            continue;
        };
        match egal(&x.egal, &a.faits[i], &x.place, valeurs, &|t| (j.cadre.contient)(e, t)) {
            Ok(f) => findings.extend(f),
            Err(e) => sans_valeur = Some(e),
        }
        match regles::juger(&x.verifier, &e.exchange, &requete, &reponse, j.regles) {
            Ok(f) => findings.extend(f),
            Err(e) => sans_valeur = Some(e.to_string()),
        }
    }
    let mut vu = conclure_findings(findings, sans_valeur);
    if let Some(max) = max.filter(|m| vus > *m) {
        vu.constat = Constat::NonConforme;
        vu.raison = ajouter(
            vu.raison,
            format!("{} : {vus} échanges vus, au plus {max} attendu(s)", x.operations.join(" ou ")),
        );
    }
    vu.echanges = pris;
    vu.positif = true;
    vu
}

/// A hint when the candidate could not even connect.
fn refus_de_connexion(p: &Pas<'_>, releve: &Releve) -> String {
    let depuis = fenetre(p, releve).map_or(0, |f| f.depuis);
    releve
        .echanges
        .iter()
        .rev()
        .find(|e| e.exchange.id > depuis && e.exchange.operation.ends_with(".connexion-refusee"))
        .and_then(|e| e.exchange.echec.as_deref())
        .map_or_else(String::new, |raison| format!(" ; une connexion a été refusée : {raison}"))
}

fn jamais(x: &Jamais, p: &Pas<'_>, pas: &[Pas<'_>], releve: &Releve, a: &Appariement, valeurs: &Valeurs, j: &Jugement<'_>) -> Vu {
    let Some(fenetre) = fenetre(p, releve) else {
        return Vu::simple(Constat::NonTeste, "l'acte n'a pas été joué");
    };
    let avant = x.avant.as_ref().and_then(|nom| a.captures.get(nom)).copied();
    let mut fautifs = Vec::new();
    for (i, e) in releve.echanges.iter().enumerate() {
        if e.exchange.id <= fenetre.depuis || avant.is_some_and(|limite| i >= limite) {
            continue;
        }
        let vise = x
            .operations
            .iter()
            .any(|o| segur_model::vocabulaire::motif_couvre(o, &e.exchange.operation));
        match vise.then(|| choisit(valeurs, &x.ou, &a.faits[i], &|t| (j.cadre.contient)(e, t))) {
            Some(Ok(true)) => fautifs.push(i),
            Some(Err(v)) => return Vu::simple(Constat::NonTeste, v.to_string()),
            Some(Ok(false)) | None => {}
        }
    }
    if !fautifs.is_empty() {
        let raison = format!("{} ne devait pas venir : vu {} fois", x.operations.join(" ou "), fautifs.len());
        return Vu {
            echanges: fautifs,
            positif: true,
            ..Vu::simple(Constat::NonConforme, raison)
        };
    }
    if !releve.termine {
        return Vu::simple(Constat::NonTeste, "le scénario n'est pas allé à son terme");
    }
    if !tente(p, pas, releve, a) {
        return Vu::simple(Constat::NonTeste, "rien n'est venu, mais l'acte n'a pas été tenté");
    }
    Vu::simple(Constat::Conforme, "")
}

fn fichier(x: &ObservationFichier, rang: usize, releve: &Releve, valeurs: &Valeurs, j: &Jugement<'_>) -> Vu {
    let trouve = releve
        .etapes
        .iter()
        .filter(|e| e.rang <= rang)
        .rev()
        .find_map(|e| e.acte.as_ref().and_then(|a| a.fichiers.get(&x.nom)));
    let Some(octets) = trouve else {
        return Vu::simple(Constat::NonTeste, format!("le fichier « {} » n'a pas été remis", x.nom));
    };
    let Some(contenu) = (j.octets)(octets) else {
        return Vu::simple(Constat::NonTeste, format!("le fichier « {} » n'est plus dans la campagne", x.nom));
    };
    let faits = match documents::faits(&contenu) {
        Ok(f) => f,
        Err(e) => {
            let vu = Vu::simple(Constat::NonTeste, format!("le fichier « {} » est illisible : {e}", x.nom));
            return Vu {
                fichier: Some(octets.clone()),
                ..vu
            };
        }
    };
    let mut vu = match egal(&x.egal, &faits, &x.place, valeurs, &|t| crate::contient::contient(&contenu, t)) {
        Ok(mut findings) => match documents::juger(&x.verifier, &contenu, &traits(valeurs), j.regles) {
            Ok(juges) => {
                findings.extend(juges);
                conclure_findings(findings, None)
            }
            Err(e) => Vu::simple(Constat::NonTeste, format!("le fichier « {} » n'a pas été jugé : {e}", x.nom)),
        },
        Err(e) => Vu::simple(Constat::NonTeste, e),
    };
    vu.positif = vu.constat == Constat::Conforme;
    vu.fichier = Some(octets.clone());
    vu
}

/// The identity that the documents of the scenario are about: the one its data names `patient`.
fn traits(valeurs: &Valeurs) -> documents::Traits {
    let fait = |nom: &str| valeurs.premier("patient", nom).to_owned();
    documents::Traits {
        matricule: fait("ins"),
        oid: fait("oid"),
        nom_naissance: fait("nom"),
        prenoms: fait("prenoms"),
        date_naissance: fait("date_naissance"),
        sexe: fait("sexe"),
        lieu_naissance: fait("lieu_naissance"),
    }
}

/// The expectations that were not met, as findings that name the place in the scenario.
fn egal(
    attentes: &ast::Faits,
    faits: &Faits,
    place: &Place,
    valeurs: &Valeurs,
    contient: &dyn Fn(&str) -> bool,
) -> Result<Vec<Finding>, String> {
    let mut findings = Vec::new();
    for (fait, attente) in attentes {
        if tient_fait(valeurs, fait, attente, faits, contient).map_err(|e| e.to_string())? {
            continue;
        }
        let vus = faits.get(fait).filter(|v| !v.is_empty());
        findings.push(Finding {
            rule: format!("scenario.egal.{fait}"),
            dit: format!("Le scénario attend que « {fait} » soit {}", valeurs.dire(attente)),
            severity: Severity::Error,
            location: Location::path(fait.clone()),
            expected: valeurs.dire(attente),
            seen: vus.map_or_else(
                || "absent".to_owned(),
                |v| v.iter().map(|v| format!("« {v} »")).collect::<Vec<_>>().join(", "),
            ),
            source: format!("scénario, {place}"),
            trust: Trust::Verified,
        });
    }
    Ok(findings)
}

fn conclure_findings(findings: Vec<Finding>, sans_valeur: Option<String>) -> Vu {
    let fautes: Vec<String> = findings
        .iter()
        .filter(|f| f.is_error())
        .map(|f| format!("{} : attendu {}, vu {}", nommer(f), f.expected, f.seen))
        .collect();
    let (constat, raison) = if !fautes.is_empty() {
        (Constat::NonConforme, fautes.join(" ; "))
    } else if let Some(v) = sans_valeur {
        (Constat::NonTeste, v)
    } else {
        (Constat::Conforme, String::new())
    };
    Vu {
        findings,
        ..Vu::simple(constat, raison)
    }
}

/// How a finding is called in one line: its rule and the line of the message, or the fact that the scenario expected.
fn nommer(f: &Finding) -> String {
    match (f.rule.starts_with("scenario."), f.location.line) {
        (true, _) => f.location.path.clone(),
        (false, 0) => f.rule.clone(),
        (false, ligne) => format!("{} (ligne {ligne})", f.rule),
    }
}

fn ajouter(a: String, b: String) -> String {
    if a.is_empty() { b } else { format!("{a} ; {b}") }
}

fn observation(o: &Observation, vu: Vu, releve: &Releve) -> ResultatObservation {
    let (dit, nom, place) = match o {
        Observation::Attendu(x) => (format!("attendu {}", x.operations.join(" ou ")), x.nom.clone(), &x.place),
        Observation::Jamais(x) => (format!("jamais {}", x.operations.join(" ou ")), None, &x.place),
        Observation::Fichier(x) => (format!("fichier {}", x.nom), None, &x.place),
    };
    let echanges: Vec<Echange> = vu.echanges.iter().map(|i| releve.echanges[*i].clone()).collect();
    ResultatObservation {
        dit,
        nom,
        constat: vu.constat,
        raison: vu.raison,
        place: place.to_string(),
        echanges,
        fichier: vu.fichier,
        findings: vu.findings,
    }
}
