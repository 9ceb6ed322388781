//! Judging one étape: its observations, its act, what a person attests, and what they make together.

use segur_model::resultat::{Piece, ResultatEtape, ResultatObservation, Testeur};
use segur_model::{Cause, ConstatEtape, Issue};
use segur_pdf::NomAttendu;

use super::{Affaire, Lieu, Vu, acte, attendu, banc, blocage, fichier, jamais};
use crate::grammaire::ast::Observation;
use crate::moteur::deroule::Pas;
use crate::moteur::preuves;
use crate::moteur::releve::{Passee, Releve};

/// An étape before it is judged.
fn vide(affaire: &Affaire<'_>, rang: usize) -> ResultatEtape {
    let p = &affaire.pas[rang];
    ResultatEtape {
        numero: p.etape.numero,
        repetition: p.tour,
        prealable: p.prealable,
        constat: ConstatEtape::SansObjet,
        raison: String::new(),
        par: String::new(),
        banc: Vec::new(),
        pour_voir: String::new(),
        acte: None,
        observations: Vec::new(),
        vus: Vec::new(),
        testeur: None,
        pieces: Vec::new(),
    }
}

/// An étape that comes after what stopped the scenario.
pub(super) fn arretee(affaire: &Affaire<'_>, rang: usize, cause: &Cause, raison: &str) -> ResultatEtape {
    let mut r = vide(affaire, rang);
    match affaire.jouee(rang).and_then(|e| e.passee.as_ref()) {
        Some(Passee::SansObjet(raison)) => r.raison.clone_from(raison),
        _ if est_geste(&affaire.pas[rang]) => {
            r.constat = ConstatEtape::Geste;
            "non joué".clone_into(&mut r.raison);
        }
        _ => {
            r.constat = ConstatEtape::NonJoue(cause.clone());
            raison.clone_into(&mut r.raison);
        }
    }
    r
}

/// Whether an étape says nothing of the candidate, whatever comes of it.
fn est_geste(p: &Pas<'_>) -> bool {
    p.etape.observer.is_empty() && p.etape.voir.is_empty() && p.etape.faire.as_ref().is_none_or(|f| f.issue != Some(Issue::Refuse))
}

/// An étape that a person has still to play; what it asks and the pieces that it plans are known all the same.
fn a_venir(affaire: &Affaire<'_>, rang: usize, mut r: ResultatEtape) -> ResultatEtape {
    let l = affaire.lieu(rang);
    r.constat = if est_geste(&affaire.pas[rang]) {
        ConstatEtape::Geste
    } else {
        ConstatEtape::NonJoue(Cause::AJouer)
    };
    "pas encore jouée".clone_into(&mut r.raison);
    let phrases = l.p.etape.voir.iter();
    r.vus = phrases
        .map(|g| (l.valeurs.texte(g).unwrap_or_else(|_| g.en_clair()), None))
        .collect();
    r.pieces = pieces(affaire, &l);
    r
}

pub(super) fn etape(affaire: &Affaire<'_>, rang: usize) -> ResultatEtape {
    let mut r = vide(affaire, rang);
    let Some(jouee) = affaire.jouee(rang) else {
        if !affaire.releve.termine {
            return a_venir(affaire, rang, r);
        }
        r.constat = ConstatEtape::NonJoue(Cause::Banc);
        "étape non atteinte : la campagne n'est pas allée jusque-là".clone_into(&mut r.raison);
        return r;
    };
    r.acte = jouee.acte.as_ref().map(|a| a.resultat.clone());
    if let Some((constat, raison)) = jouee.passee.as_ref().map(|p| passee(affaire, rang, p)) {
        r.constat = constat;
        r.raison = raison;
        return r;
    }
    let l = affaire.lieu(rang);
    if rang == 0 {
        r.banc = banc::dire(&affaire.scenario.avant, &l.valeurs);
    }
    r.banc.extend(banc::dire(&l.p.etape.banc, &l.valeurs));
    r.par = l.p.etape.par.as_deref().map_or_else(String::new, |nom| qui(&l, nom));
    let mut parts: Vec<(ConstatEtape, String)> = Vec::new();
    for (o, vu) in observations(affaire, &l) {
        parts.push((vu.constat.clone(), vu.raison.clone()));
        r.observations.push(observation(o, vu, affaire.releve));
    }
    if let Some(acte) = &jouee.acte {
        // That nothing was sent, and would have been, says more than the candidate's « refuse ».
        let vu_refuser =
            l.p.etape
                .observer
                .iter()
                .zip(&parts)
                .any(|(o, (c, _))| matches!(o, Observation::Jamais(_)) && *c == ConstatEtape::VU);
        if !(vu_refuser && acte.resultat.issue == Some(Issue::Refuse)) {
            let (constat, raison) = acte::juger(affaire, &l, &acte.resultat);
            if constat == ConstatEtape::DECLARE {
                "un message que cet acte fait partir une fois le verrou levé, attendu plus bas dans le scénario"
                    .clone_into(&mut r.pour_voir);
            }
            parts.push((constat, raison));
        }
    }
    r.vus.clone_from(&jouee.vus);
    r.testeur.clone_from(&jouee.testeur);
    if r.pour_voir.is_empty() && r.vus.iter().any(|(_, reponse)| *reponse == Some(true)) {
        "rien qui passe sur le réseau : c'est un écran, que montre la vidéo ou la capture demandée".clone_into(&mut r.pour_voir);
    }
    parts.extend(
        jouee
            .vus
            .iter()
            .map(|(phrase, reponse)| attester(phrase, *reponse, jouee.testeur.as_ref())),
    );
    if !l.p.etape.banc.is_empty() && parts.is_empty() {
        parts.push((ConstatEtape::Geste, String::new()));
    }
    r.constat = parts
        .iter()
        .map(|(c, _)| c.clone())
        .fold(ConstatEtape::SansObjet, ConstatEtape::pire);
    r.raison = parts
        .into_iter()
        .filter(|(c, t)| c.mot() == r.constat.mot() && !t.is_empty())
        .map(|(_, t)| t)
        .collect::<Vec<_>>()
        .join(" ; ");
    // What prepares blocks: unless a rule, or a `jamais`, condemns it.
    if l.p.prealable
        && !condamne(&r)
        && let Some((cause, raison)) = apres(affaire, rang)
    {
        r.constat = ConstatEtape::NonJoue(cause);
        r.raison = raison;
    }
    r.pieces = pieces(affaire, &l);
    r
}

/// The pieces that an étape gives or plans.
fn pieces(affaire: &Affaire<'_>, l: &Lieu<'_>) -> Vec<Piece> {
    let octets = |o: &_| affaire.j.cadre.lectures.octets(o);
    let patient = |fait: &str| l.valeurs.premier("patient", fait).to_owned();
    let fonds = preuves::Fonds {
        pas: &affaire.pas,
        releve: affaire.releve,
        a: &affaire.a,
        catalogue: affaire.j.catalogue,
        octets: &octets,
        patient: NomAttendu {
            nom: patient("nom"),
            prenom: patient("prenom"),
            ..NomAttendu::default()
        },
    };
    preuves::pieces(l.rang, &fonds)
}

/// An actor, as a reader would name him.
fn qui(l: &Lieu<'_>, nom: &str) -> String {
    let fait = |f: &str| l.valeurs.premier(nom, f);
    match (fait("nom"), fait("rpps")) {
        ("", _) => nom.to_owned(),
        (famille, "") => format!("{} {famille}", fait("prenom")).trim().to_owned(),
        (famille, rpps) => format!("{} {famille} (RPPS {rpps})", fait("prenom")).trim().to_owned(),
    }
}

/// An étape that was passed.
fn passee(affaire: &Affaire<'_>, rang: usize, passee: &Passee) -> (ConstatEtape, String) {
    let geste = est_geste(&affaire.pas[rang]);
    let non_joue = |cause| if geste { ConstatEtape::Geste } else { ConstatEtape::NonJoue(cause) };
    match passee {
        Passee::SansObjet(raison) => (ConstatEtape::SansObjet, raison.clone()),
        Passee::NonDeclaree(raison) => (ConstatEtape::NonJoue(Cause::NonDeclare), raison.clone()),
        Passee::HorsSelection(raison) => (non_joue(Cause::HorsSelection), raison.clone()),
        Passee::BancSansValeur(_) | Passee::Bloquee => match apres(affaire, rang) {
            Some((cause, raison)) => (non_joue(cause), raison),
            None => (non_joue(Cause::Banc), "étape non atteinte".to_owned()),
        },
    }
}

/// What a person was asked to attest.
fn attester(phrase: &str, reponse: Option<bool>, testeur: Option<&Testeur>) -> (ConstatEtape, String) {
    let qui = testeur.map_or("", |t| t.nom.as_str());
    let qui = if qui.is_empty() { "le testeur" } else { qui };
    match reponse {
        Some(true) => (ConstatEtape::DECLARE, format!("{qui} atteste : « {phrase} »")),
        Some(false) => {
            let note = testeur.map_or("", |t| t.note.as_str());
            let suite = if note.is_empty() { String::new() } else { format!(" ({note})") };
            (ConstatEtape::Ecart, format!("{qui} n'a pas vu : « {phrase} »{suite}"))
        }
        None => (
            ConstatEtape::NonJoue(Cause::AJouer),
            format!("à attester par une personne : « {phrase} »"),
        ),
    }
}

/// Whether what is wrong in an étape that prepares condemns all the same: a `jamais`, or a rule that is verified.
fn condamne(r: &ResultatEtape) -> bool {
    let observations = || r.observations.iter().filter(|o| o.constat == ConstatEtape::Ecart);
    r.constat == ConstatEtape::Ecart
        && (observations().next().is_none()
            || observations().any(|o| {
                let mut fautes = o.findings.iter().filter(|f| f.is_error()).peekable();
                fautes.peek().is_none() || fautes.any(|f| !f.rule.starts_with("scenario."))
            }))
}

/// Each observation of an étape, judged.
fn observations<'a>(affaire: &Affaire<'a>, l: &Lieu<'a>) -> Vec<(&'a Observation, Vu)> {
    let juger = |(i, o): (usize, &'a Observation)| {
        let vu = match o {
            Observation::Attendu(x) => attendu::juger(affaire, l, i, x),
            Observation::Jamais(x) => jamais::juger(affaire, l, x),
            Observation::Fichier(x) => fichier::juger(affaire, l, x),
        };
        (o, vu)
    };
    l.p.etape.observer.iter().enumerate().map(juger).collect()
}

/// Why what follows the étape of this rank cannot be judged, and the sentence that says it; `None`: nothing keeps it.
pub(super) fn apres(affaire: &Affaire<'_>, rang: usize) -> Option<(Cause, String)> {
    blocage::apres(affaire, rang).or_else(|| de_ce_qui_prepare(affaire, rang))
}

/// `prealable: oui` on an étape that would judge: what it expects and does not find blocks. A `jamais` that is violated, or a verified
/// rule that fails, condemns all the same.
fn de_ce_qui_prepare(affaire: &Affaire<'_>, rang: usize) -> Option<(Cause, String)> {
    if affaire.pas[rang].etape.prealable != Some(true) || affaire.jouee(rang)?.passee.is_some() {
        return None;
    }
    let l = affaire.lieu(rang);
    let du_scenario = |vu: &Vu| {
        let mut erreurs = vu.findings.iter().filter(|f| f.is_error());
        vu.constat == ConstatEtape::Ecart && !vu.findings.is_empty() && erreurs.all(|f| f.rule.starts_with("scenario."))
    };
    let mut vus = observations(affaire, &l).into_iter().map(|(_, vu)| vu);
    let vu = vus.find(du_scenario)?;
    Some(blocage::bloquer(affaire, rang, String::new(), vu.raison))
}

fn observation(o: &Observation, vu: Vu, releve: &Releve) -> ResultatObservation {
    let (dit, nom, place) = match o {
        Observation::Attendu(x) => (format!("attendu {}", x.operations.join(" ou ")), x.nom.clone(), &x.place),
        Observation::Jamais(x) => (format!("jamais {}", x.operations.join(" ou ")), None, &x.place),
        Observation::Fichier(x) => (format!("fichier {}", x.nom), None, &x.place),
    };
    ResultatObservation {
        dit,
        nom,
        constat: vu.constat,
        raison: vu.raison,
        place: place.to_string(),
        echanges: vu.echanges.iter().map(|i| releve.echanges[*i].clone()).collect(),
        fichier: vu.fichier,
        findings: vu.findings,
        tenus: vu.tenus,
        regles: vu.regles,
        pour_voir: vu.pour_voir.to_owned(),
    }
}
