//! One exchange as a text: what a reviewer asks under the name of « trace », next to the exact bytes of its messages.

use std::fmt::Write as _;

use segur_model::exchange::{Direction, Exchange, Message};
use segur_model::resultat::ResultatCampagne;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The trace of a (clean) exchange.
pub(crate) fn trace(resultat: &ResultatCampagne, scenario: &str, etape: &str, x: &Exchange) -> String {
    let mut t = String::new();
    ligne(&mut t, segur_model::AVERTISSEMENT_SIMULE, "");
    t.push('\n');
    ligne(
        &mut t,
        "Produit     : ",
        &format!("{} {}", resultat.produit.nom, resultat.produit.version),
    );
    ligne(&mut t, "Campagne    : ", &format!("{}, {}", resultat.id, resultat.referentiel));
    ligne(&mut t, "Scénario    : ", &format!("{scenario}, {etape}"));
    ligne(&mut t, "Opération   : ", &x.operation);
    ligne(&mut t, "Sens        : ", sens(x.direction));
    ligne(&mut t, "Instant     : ", &format!("{} (horloge du banc)", instant(x.instant)));
    if let Some(c) = &x.pair.certificat {
        ligne(
            &mut t,
            "Certificat  : ",
            &format!("{} (émis par {}, série {})", c.sujet, c.emetteur, c.serie),
        );
        ligne(&mut t, "              ", &format!("SHA-256 {}", c.empreinte));
    }
    if let Some(echec) = &x.echec {
        ligne(&mut t, "Échec       : ", echec);
    }
    if let Some(regle) = &x.refus {
        ligne(&mut t, "Refus       : ", &format!("du service simulé, sur la règle {regle}"));
    }
    message(&mut t, "Requête", &x.requete);
    message(&mut t, "Réponse", &x.reponse);
    if !x.faits.is_empty() {
        t.push_str("\nFaits lus dans l'échange\n");
        for (nom, valeurs) in &x.faits {
            ligne(&mut t, &format!("  {nom} = "), &valeurs.join(" | "));
        }
    }
    if !x.findings.is_empty() {
        t.push_str("\nRemarques du service simulé\n");
        for c in &x.findings {
            ligne(
                &mut t,
                &format!("  [{}] ", c.rule),
                &format!("{} attendu : {} ; vu : {}", c.dit, c.expected, c.seen),
            );
        }
    }
    t
}

/// RFC 3339, to the second when the instant has no fraction.
pub(crate) fn instant(i: OffsetDateTime) -> String {
    i.to_offset(time::UtcOffset::UTC).format(&Rfc3339).unwrap_or_default()
}

/// Which way, in French.
pub(crate) fn sens(direction: Direction) -> &'static str {
    match direction {
        Direction::CandidatVersBanc => "du système candidat vers le service simulé",
        Direction::BancVersCandidat => "du banc vers le système candidat",
        Direction::ServiceVersService => "d'un service simulé à un autre",
    }
}

fn message(t: &mut String, titre: &str, m: &Message) {
    if m.ligne.is_empty() {
        return;
    }
    let _ = writeln!(
        t,
        "\n{titre} ({} octets, SHA-256 {})",
        m.taille,
        if m.empreinte.is_empty() { "sans objet" } else { &m.empreinte }
    );
    ligne(t, "  ", &m.ligne);
    for (nom, valeur) in &m.entetes {
        ligne(t, "  ", &format!("{nom}: {valeur}"));
    }
}

/// One line; control characters of a candidate must not forge others.
fn ligne(t: &mut String, debut: &str, texte: &str) {
    t.push_str(debut);
    t.extend(texte.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }));
    t.push('\n');
}
