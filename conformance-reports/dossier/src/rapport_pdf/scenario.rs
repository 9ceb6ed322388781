//! A scenario as it was played: étape, act, what was expected and seen, findings.

use segur_model::exchange::Exchange;
use segur_model::resultat::{Conserve, ResultatActe, ResultatEtape, ResultatObservation, ResultatScenario, Tenu};
use segur_model::{Finding, Sorte};

use super::feuille::Feuille;
use super::tableau::DANS;
use super::texte::{CORPS, GRIS, Texte};
use super::{Rapport, couleur};
use crate::bilan::{self, Mot};
use crate::recit::{self, phrase};
use crate::{actes, entrees, mots, signes, sources};

/// Exchanges of one observation of which the line is printed; the pieces have them all.
const MAX_ECHANGES: usize = 20;

/// Longest request line.
const MAX_LIGNE: usize = 150;

impl Rapport<'_> {
    /// `deja` is what was just said of its exigence: the same reason is not said twice.
    pub(crate) fn scenario(&self, f: &mut Feuille<'_>, s: &ResultatScenario, deja: &str) {
        let mot = Mot::from(s.constat);
        let (ton, signe) = signes::mot(mot);
        let titre = Texte::nouveau(format!("Scénario {} : {}", s.id, s.titre), CORPS.a(9.2).gras());
        f.titre(&titre, 8.0, None, self.scenarios.get(s.id.as_str()).copied());
        let constat = Texte::nouveau(signes::ensemble(signe, mot.libelle()), CORPS.gras().de(couleur(ton)))
            .puis(format!(" · {}", bilan::dits(&s.comptes)), CORPS);
        f.lie(&constat);
        if let Some(partie) = s.partie.as_ref().map(ToString::to_string)
            && !s.raison.contains(&partie)
            && !deja.contains(&partie)
        {
            f.phrase(phrase(&partie));
        }
        if !deja.contains(&s.raison) {
            f.phrase(mots::raison(&s.raison));
        }
        for dit in &s.contexte {
            f.paragraphe(&Texte::nouveau(dit, DANS.de(GRIS)));
        }
        if s.exigences.len() > 1 {
            f.paragraphe(&Texte::nouveau(
                format!("Sert les exigences {}", s.exigences.join(", ")),
                DANS.de(GRIS),
            ));
        }
        for (i, e) in s.etapes.iter().enumerate() {
            if f.pleine() {
                return;
            }
            let avant = i.checked_sub(1).and_then(|i| s.etapes.get(i));
            let de_meme = avant.is_some_and(|a| !e.raison.is_empty() && a.raison == e.raison && a.constat == e.constat);
            let (ton, dit) = signes::etape(e);
            f.encadre(couleur(ton), |f| self.etape(f, s, e, &dit, de_meme));
        }
        if !s.inattendus.is_empty() {
            let nombre = recit::compte(s.inattendus.len(), "échange inattendu", "échanges inattendus");
            f.phrase(format!("{nombre} pendant ce scénario : voir « {} ».", super::suite::INATTENDUS));
        }
    }

    fn etape(&self, f: &mut Feuille<'_>, s: &ResultatScenario, e: &ResultatEtape, dit: &str, de_meme: bool) {
        let mut titre = Texte::nouveau(recit::etape(e), CORPS.gras());
        if e.prealable {
            titre = titre.puis(" (préalable)", CORPS.de(GRIS));
        }
        if e.numero.sorte == Sorte::Banc {
            titre = titre.puis(" (ajoutée par le banc)", CORPS.de(GRIS));
        }
        if let Some(a) = &e.acte {
            titre = titre.puis(format!(" : {}", recit::acte(a)), CORPS);
        }
        let ton = signes::etape(e).0;
        f.titre(
            &titre.puis(format!(" —\u{a0}{dit}"), CORPS.gras().de(couleur(ton))),
            3.0,
            None,
            None,
        );
        for fait in &e.banc {
            f.paragraphe(&Texte::nouveau("Le banc : ", DANS.gras()).puis(fait, DANS));
        }
        if !e.par.is_empty() {
            f.paragraphe(&Texte::nouveau("Qui agit : ", DANS.gras()).puis(&e.par, DANS));
        }
        if let Some(a) = &e.acte {
            acte(f, a);
        }
        if de_meme {
            f.phrase("Pour la même raison.");
        } else {
            f.phrase(mots::raison(&signes::raison_propre(e)));
        }
        for (vu, reponse) in &e.vus {
            f.phrase(format!("{vu} : {}", signes::attestation(*reponse, e.testeur.as_ref())));
        }
        if let Some(t) = e.testeur.as_ref().filter(|t| !t.note.is_empty()) {
            f.phrase(format!("Ce qui a été vu à la place : {}", t.note));
        }
        pour_voir(f, &e.pour_voir);
        for o in &e.observations {
            f.decale(9.0, |f| self.observation(f, s, e, o));
        }
    }

    fn observation(&self, f: &mut Feuille<'_>, s: &ResultatScenario, e: &ResultatEtape, o: &ResultatObservation) {
        let (ton, dit) = signes::observation(e, o);
        f.lie(
            &Texte::nouveau(dit, DANS.gras().de(couleur(ton)))
                .puis(format!(" : {} ", mots::observation(o).0), DANS)
                .puis(format!("({})", sources::place(&o.place)), DANS.de(GRIS)),
        );
        let raison = signes::sans_soi(e, &o.raison);
        if !raison.is_empty() {
            f.paragraphe(&Texte::nouveau(mots::raison(raison), DANS));
        }
        f.decale(9.0, |f| {
            o.tenus.iter().for_each(|t| tenu(f, t, &s.exigences));
            if !o.regles.is_empty() {
                let dites = o
                    .regles
                    .iter()
                    .map(|mot| format!("{mot} : {}", mots::regle(self.d.resultat, o, mot).1));
                let dites = dites.collect::<Vec<_>>().join(" ; ");
                f.paragraphe(&Texte::nouveau("Règles vérifiées : ", DANS).puis(dites, DANS));
            }
            pour_voir(f, &o.pour_voir);
            o.findings.iter().for_each(|x| ecart(f, x, &s.exigences));
            self.echanges(f, &o.echanges);
            if let Some(chemin) = o.fichier.as_ref().and_then(|x| self.d.plan.contenu(x)) {
                f.paragraphe(&Texte::nouveau(format!("Fichier : {chemin}"), DANS.de(GRIS)));
            }
        });
    }

    /// The line of each exchange, and where its pieces are.
    pub(crate) fn echanges(&self, f: &mut Feuille<'_>, echanges: &[Conserve]) {
        for e in echanges.iter().take(MAX_ECHANGES) {
            let mut dit = Texte::nouveau(format!("Échange : {}", titre(&e.exchange)), DANS.de(GRIS));
            if let Some(l) = self.d.plan.echange(e.exchange.id) {
                dit = dit.puis(format!("\n{}", l.trace), DANS.de(GRIS));
            }
            f.paragraphe(&dit);
        }
        if let Some(autres) = echanges.len().checked_sub(MAX_ECHANGES).filter(|n| *n > 0) {
            f.paragraphe(&Texte::nouveau(
                format!(
                    "Et {} ; leurs pièces sont dans le même dossier.",
                    recit::compte(autres, "autre échange", "autres échanges")
                ),
                DANS.de(GRIS),
            ));
        }
    }
}

fn acte(f: &mut Feuille<'_>, a: &ResultatActe) {
    let parametres: Vec<String> = actes::parametres(a).into_iter().map(|(n, v)| format!("{n} : {v}")).collect();
    if !parametres.is_empty() {
        f.paragraphe(&Texte::nouveau(parametres.join(" ; "), DANS.de(GRIS)));
    }
    let mut dit = match a.issue {
        Some(i) if a.message.is_empty() => format!("Le système candidat répond « {} »", i.mot()),
        Some(i) => format!("Le système candidat répond « {} » : {}", i.mot(), a.message),
        None => "Acte non joué".to_owned(),
    };
    if let Some(attendue) = a.issue_attendue {
        dit += &format!(". Réponse attendue : « {} »", attendue.mot());
    }
    if !a.pilote.is_empty() {
        dit += &format!(" (pilote {})", a.pilote);
    }
    f.paragraphe(&Texte::nouveau(dit + ".", DANS));
}

/// What was expected, what was seen, and on what the expectation stands.
fn tenu(f: &mut Feuille<'_>, t: &Tenu, exigences: &[String]) {
    let vu = if t.vu.is_empty() {
        "absent".to_owned()
    } else {
        t.vu.iter().map(|v| entrees::nue(v)).collect::<Vec<_>>().join(entrees::entre(t))
    };
    let role = if t.juge { "" } else { " (a servi à reconnaître l'échange)" };
    let (quoi, attendu) = if t.fait.is_empty() {
        (String::new(), mots::operations_dites(&t.attendu))
    } else {
        (format!("{}, ", t.fait), t.attendu.clone())
    };
    let source = match sources::dite(&t.source, exigences) {
        vide if vide.is_empty() => vide,
        dite => format!(" — {dite}"),
    };
    f.paragraphe(
        &Texte::nouveau("✓ ", DANS.de(couleur(signes::Ton::Tenu)))
            .puis(format!("{quoi}attendu : {attendu} ; vu : {vu}{role}"), DANS)
            .puis(source, DANS.de(GRIS)),
    );
}

fn pour_voir(f: &mut Feuille<'_>, pour_voir: &str) {
    if !pour_voir.is_empty() {
        f.paragraphe(&Texte::nouveau("Pour que ce soit vu : ", DANS.gras()).puis(pour_voir, DANS));
    }
}

/// What a check says, with its source and its place.
fn ecart(f: &mut Feuille<'_>, x: &Finding, exigences: &[String]) {
    let (ton, mot) = signes::severite(x.severity);
    let lieu = match (x.location.line, x.location.path.as_str()) {
        (0, chemin) => chemin.to_owned(),
        (ligne, "") => format!("ligne {ligne}, colonne {}", x.location.column),
        (ligne, chemin) => format!("ligne {ligne}, colonne {} : {chemin}", x.location.column),
    };
    f.encadre(couleur(ton), |f| {
        let regle = if sources::attente_du_banc(x) {
            "attente du scénario"
        } else {
            &x.rule
        };
        let titre = Texte::nouveau(format!("{mot} : {regle}"), DANS.gras().de(couleur(ton)));
        f.titre(&titre, 2.0, None, None);
        if !x.dit.is_empty() {
            f.paragraphe(&Texte::nouveau(&x.dit, DANS));
        }
        let source = sources::ecart(x, exigences);
        for (nom, dit) in [("Attendu", &x.expected), ("Vu", &x.seen), ("Où", &lieu), ("Source", &source)] {
            if !dit.is_empty() {
                f.paragraphe(&Texte::nouveau(format!("{nom} : "), DANS.gras()).puis(dit, DANS));
            }
        }
    });
}

/// `INSi, recherche de l'INS par traits · POST /lps HTTP/1.1 → 200`. A long request line is cut: the trace has it whole.
fn titre(x: &Exchange) -> String {
    let ligne = match x.requete.ligne.as_str() {
        "" => "sans requête".to_owned(),
        longue if longue.chars().nth(MAX_LIGNE).is_some() => longue.chars().take(MAX_LIGNE).chain(['…']).collect(),
        courte => courte.to_owned(),
    };
    let suite = match (x.statut, &x.echec) {
        (Some(statut), _) => format!(" → {statut}"),
        (None, Some(echec)) => format!(" → échec ({echec})"),
        (None, None) => String::new(),
    };
    format!("{} · {ligne}{suite}", mots::operation(&x.operation))
}
