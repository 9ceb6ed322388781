//! Identifiers that serve again: the `MessageID` of another message, the ID of another assertion. Only who remembers can tell: the registry keeps
//! the last ones, and the findings are made here. Nothing is refused on them.

use segur_dialecte::Constateur;
use segur_kit::Requete;
use segur_kit::rusqlite;
use segur_model::{Finding, Location, Rule};
use segur_saml::vihf::Vihf;
use segur_xds::echange::DmpLu;
use segur_xds::regles_td;

use crate::registre::{Changements, Registre};

/// An identifier of a message, and what it is that of.
pub(crate) struct Vu {
    regle: Rule,
    cle: String,
    empreinte: String,
    lieu: Location,
    dit: String,
}

/// The identifiers of a message.
pub(crate) fn lire(lu: &DmpLu, requete: &Requete) -> Vec<Vu> {
    let message = lu.adressage().message_id.as_ref().map(|id| Vu {
        regle: regles_td::MESSAGE_ID_REEMPLOYE,
        cle: format!("message {id}"),
        empreinte: crate::actes::sha1_hexa(&requete.corps),
        lieu: Location::path("/Envelope/Header/MessageID"),
        dit: id.clone(),
    });
    // The VIHF of the gateway is the bench's own.
    let assertion = lu.vihf().vihf().filter(|_| lu.porte_un_vihf()).and_then(|v| {
        let id = v.id.as_ref()?;
        Some(Vu {
            regle: regles_td::VIHF_REEMPLOYE,
            cle: format!("vihf {}", id.texte),
            empreinte: crate::actes::sha1_hexa(contenu(v).as_bytes()),
            lieu: id.lieu.clone(),
            dit: id.texte.clone(),
        })
    });
    message.into_iter().chain(assertion).collect()
}

/// What makes two assertions differ: when, who, for whom, how.
fn contenu(v: &Vihf) -> String {
    let textes = [&v.emission, &v.emetteur_dn, &v.name_id, &v.structure, &v.mode, &v.resource_id];
    let textes = textes.into_iter().map(|t| t.as_deref().unwrap_or_default());
    let codes = v.roles.iter().chain(&v.usage).map(|c| c.code.as_str());
    textes.chain(codes).collect::<Vec<_>>().join("\n")
}

/// Tells those that were another's, and keeps the others for the messages to come.
pub(crate) fn voir(r: &Registre<'_>, vus: &[Vu], changements: &mut Changements) -> rusqlite::Result<Vec<Finding>> {
    let mut c = Constateur::default();
    for vu in vus {
        match r.vu(&vu.cle)? {
            Some(connue) if connue != vu.empreinte => c.dire(vu.regle, &vu.lieu, "un identifiant qui n'a pas encore servi", &vu.dit),
            Some(_) => {}
            None => changements.voir(&vu.cle, &vu.empreinte),
        }
    }
    Ok(c.finir())
}
