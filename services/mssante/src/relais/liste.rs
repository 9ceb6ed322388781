//! The white list that the operator serves, and the one that it applies: its own, or one that it reads elsewhere. The last good one stays in force.

use segur_kit::Contexte;
use segur_mail::liste_blanche::{Entree, ListeBlanche, Variante, domaine};
use serde::Deserialize;
use time::{Duration, OffsetDateTime, Time};

use crate::adresses::{DOMAINE_USAGERS, domaines};
use crate::reglage::MssanteReglage;

/// Who there is in the fictitious country.
const DONNEES: &str = include_str!("../../donnees/operateurs.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Donnees {
    cible: String,
    operateurs: Vec<Inscrit>,
}

/// One operator.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inscrit {
    /// The one of the bench: its domains are those that it serves, its certificate that of its settings.
    #[serde(default)]
    banc: bool,
    description: String,
    #[serde(default)]
    identites: Vec<String>,
    #[serde(default)]
    dn: Vec<String>,
    #[serde(default)]
    domaines: Vec<String>,
    responsable: String,
    support: String,
}

/// The list of the bench: the operators of the world, and those of the settings.
///
/// # Errors
/// When the data of the crate cannot be read, which a test rules out.
pub(crate) fn sienne(ctx: &Contexte, reglage: &MssanteReglage) -> Result<(ListeBlanche, String), toml::de::Error> {
    let donnees: Donnees = toml::from_str(DONNEES)?;
    let generee = matin(ctx.horloge.maintenant());
    let maj = format!("{}T10:00:00Z", (generee - Duration::days(30)).date());
    let mut entrees = Vec::new();
    let siens = servis(ctx, reglage);
    // What the endpoint presents when the PKI was made before it had the other.
    let presentee = [reglage.relais.identite.clone(), "serveur".to_owned()];
    let presentee = presentee.into_iter().find(|nom| ctx.igc.identite(nom).is_some());
    for o in &donnees.operateurs {
        let identites = if o.banc { presentee.as_slice() } else { &o.identites };
        let de_l_igc = identites.iter().filter_map(|nom| ctx.igc.identite(nom));
        let dns = de_l_igc.map(|i| i.certificat.sujet.as_str()).chain(o.dn.iter().map(String::as_str));
        let dns: Vec<&str> = dns.collect();
        for nom in if o.banc { &siens } else { &o.domaines } {
            // What the bench serves is its own; what the settings say of a domain replaces what the world says of it.
            if !o.banc && siens.contains(&domaine(nom)) {
                continue;
            }
            if reglage.inscrits.keys().any(|i| domaine(i) == domaine(nom)) {
                continue;
            }
            entrees.extend(dns.iter().map(|dn| Entree {
                nom: nom.clone(),
                description: o.description.clone(),
                dn: (*dn).to_owned(),
                responsable: o.responsable.clone(),
                support: o.support.clone(),
                maj: maj.clone(),
            }));
        }
    }
    for (nom, dns) in &reglage.inscrits {
        entrees.extend(dns.iter().map(|dn| Entree {
            nom: nom.clone(),
            description: "Inscrit par les réglages du banc".to_owned(),
            dn: dn.clone(),
            responsable: String::new(),
            support: String::new(),
            maj: maj.clone(),
        }));
    }
    Ok((ListeBlanche::nouvelle(generee, entrees), donnees.cible))
}

/// The bytes of the list of the bench; none when it is not served.
pub(crate) fn document(ctx: &Contexte, reglage: &MssanteReglage, variante: Variante) -> Option<Vec<u8>> {
    let (liste, cible) = sienne(ctx, reglage).ok()?;
    liste.ecrire_variante(variante, &cible)
}

/// The domains of the operator, each once, in order.
fn servis(ctx: &Contexte, reglage: &MssanteReglage) -> Vec<String> {
    let mut tous: Vec<String> = domaines(&ctx.monde, reglage).chain([DOMAINE_USAGERS]).map(domaine).collect();
    tous.sort();
    tous.dedup();
    tous
}

/// The last six o'clock: a list is made each night.
fn matin(maintenant: OffsetDateTime) -> OffsetDateTime {
    let six = Time::from_hms(6, 0, 0).unwrap_or(Time::MIDNIGHT);
    let aujourd_hui = maintenant.replace_time(six);
    if aujourd_hui <= maintenant {
        aujourd_hui
    } else {
        aujourd_hui - Duration::DAY
    }
}
