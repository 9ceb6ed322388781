//! Exchanges with the facts that the journal of a demonstration has.

use segur_mail::mssante::operations::MESSAGE;
use segur_model::{Direction, Exchange};
use segur_xds::operations::TD21;
use time::macros::datetime;

/// A FINESS whose key is right.
pub(super) const SITE: &str = "999900038";

pub(super) fn poser(e: &mut Exchange, nom: &str, valeurs: &[&str]) {
    e.faits.remove(nom);
    segur_model::mettre(&mut e.faits, nom, valeurs.iter().copied());
}

fn echange(id: u64, operation: &str, statut: u16, ligne: &str, faits: &[(&str, &str)]) -> Exchange {
    let mut e = Exchange::vide(Direction::CandidatVersBanc, datetime!(2026-01-15 09:00 UTC));
    e.id = id;
    e.operation = operation.to_owned();
    e.statut = Some(statut);
    e.reponse.ligne = ligne.to_owned();
    for (nom, valeur) in faits {
        poser(&mut e, nom, &[valeur]);
    }
    e
}

/// A report of biology that the DMP accepts.
pub(super) fn dmp(id: u64) -> Exchange {
    let faits = [
        ("statut", "Success"),
        ("vihf.structure", "1999900038"),
        ("certificat.ou", "1999900038"),
        ("oid", "1.2.250.1.213.1.4.10"),
        ("lot.documents", "1"),
        ("doc.typeCode", "11502-2"),
    ];
    echange(id, TD21, 200, "HTTP/1.1 200 OK", &faits)
}

/// The same to a professional, by MSSanté.
pub(super) fn message(id: u64) -> Exchange {
    let faits = [
        ("genre", "document"),
        ("certificat.ou", "1999900038"),
        ("destinataire", "baptiste.ordonnance@test.mssante.fr"),
        ("patient.oid", "1.2.250.1.213.1.4.10"),
        ("cda.oid", "1.2.250.1.213.1.4.10"),
        ("x_mss_ins", "O"),
        ("x_mss_codecda", "11502-2"),
        ("cda.type", "11502-2"),
        ("xdm.documents", "1"),
    ];
    echange(id, MESSAGE, 250, "250 2.0.0 Garde", &faits)
}

/// The same to a citizen.
pub(super) fn citoyen(id: u64) -> Exchange {
    let mut e = message(id);
    poser(&mut e, "destinataire", &["167018399933626@patient.mssante.fr"]);
    e
}
