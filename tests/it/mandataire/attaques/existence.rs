//! A.5: what one message says wrong is held against it.

use super::super::http::Message;
use super::super::scene::{Geste, Mains};
use super::super::table::Attente::Condamne;
use super::super::table::{Ligne, ligne};
use super::{est_td02, td21};

/// TD0.2 alone is rewritten.
fn td02(f: impl Fn(Message) -> Message + Send + Sync + 'static) -> Mains {
    Mains::vides().requete(move |_, e| {
        let touche = est_td02(&e);
        vec![Geste::Relayer(if touche { e.recrit(&f) } else { e })]
    })
}

/// A.5: what one message says wrong is held against it.
pub fn existence() -> Vec<Ligne> {
    let sur = "DMP/va1.01.01";
    let sans = |nom, debut: &'static str, fin: &'static str| ligne(nom, "A.5", sur, td02(move |m| m.retire(debut, fin))).partout(Condamne);
    vec![
        sans("TD0.2 sans creationTime", "<creationTime", "/>"),
        sans("TD0.2 sans interactionId", "<interactionId", "/>"),
        sans("TD0.2 sans processingCode", "<processingCode", "/>"),
        sans("TD0.2 sans émetteur", "<sender", "</sender>"),
        sans("TD0.2 sans destinataire", "<receiver", "</receiver>"),
        sans("TD0.2 dont le motif n'est pas le test d'existence", "<reasonCode", "/>"),
        sans("TD0.2 sans wsa:Action", "<wsa:Action", "</wsa:Action>"),
        sans("TD0.2 sans wsa:MessageID", "<wsa:MessageID", "</wsa:MessageID>"),
        ligne(
            "TD2.1 sans wsa:Action",
            "A.5",
            sur,
            td21(|_, m| m.retire("<wsa:Action", "</wsa:Action>")),
        )
        .partout(Condamne),
        ligne(
            "TD2.1 sous l'action d'un autre service",
            "",
            sur,
            td21(|_, m| {
                m.change(
                    "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b</wsa:Action>",
                    "urn:ihe:iti:2007:RegistryStoredQuery</wsa:Action>",
                )
            }),
        )
        .partout(Condamne),
    ]
}
