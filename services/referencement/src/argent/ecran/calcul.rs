//! The calculator, as a page whose address says all that was asked.

use maud::{Markup, html};

use super::{Cible, manquements};
use crate::argent::bareme::Sons;
use crate::argent::calcul::{Calcul, calculer, lire_instances};
use crate::argent::champs::Champs;
use crate::argent::contexte::Refus;

/// What a person asks of the calculator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaisieCalcul {
    /// Dispositif.
    pub dispositif: String,
    /// Instances, one a line.
    pub instances: String,
    /// Sites of the client.
    pub declares: String,
}

impl SaisieCalcul {
    /// From an address: `dispositif`, `instances`, `declares`.
    #[must_use]
    pub fn lire(champs: Champs<'_>) -> Self {
        let court = |nom: &str| champs.un(nom).chars().take(100_000).collect();
        Self {
            dispositif: court("dispositif"),
            instances: court("instances"),
            declares: court("declares"),
        }
    }

    fn calculer(&self, sons: &Sons) -> Option<Result<Calcul, Refus>> {
        let demande = !self.instances.is_empty() || !self.declares.is_empty();
        demande.then(|| {
            let declares = match self.declares.as_str() {
                "" => None,
                n => Some(
                    n.parse()
                        .map_err(|_| Refus::Saisie("nombre de sites du client : un entier".to_owned()))?,
                ),
            };
            calculer(sons, &self.dispositif, &lire_instances(&self.instances)?, declares)
        })
    }
}

/// The form (sent by `GET`), and what comes of it.
#[must_use]
pub fn calculateur(sons: &Sons, saisie: &SaisieCalcul, cible: Cible<'_>) -> Markup {
    html! {
        section aria-labelledby="t-calcul" {
            h2 id="t-calcul" { "Calculer une demande" }
            form method="get" action=(cible.action) {
                (cible.champs())
                p { label { "Dispositif " select name="dispositif" {
                    @for d in &sons.dispositifs { option value=(d.id) selected[d.id == saisie.dispositif] { (d.nom) } }
                } } }
                p {
                    label for="c-instances" { "Instances, une par ligne : « nom : FINESS des sites », ou « nom : nombre de sites »" } br;
                    textarea id="c-instances" name="instances" rows="5" cols="60" required { (saisie.instances) }
                }
                p { label { "Sites géographiques du client, en tout (facultatif) " input name="declares" inputmode="numeric" value=(saisie.declares); } }
                button type="submit" { "Calculer" }
            }
            @match saisie.calculer(sons) {
                None => {}
                Some(Err(refus)) => p.alerte role="alert" { (refus.to_string()) "." },
                Some(Ok(calcul)) => (resultat(sons, &calcul)),
            }
        }
    }
}

fn resultat(sons: &Sons, c: &Calcul) -> Markup {
    html! {
        table {
            caption { "Plafond, avance et solde de chaque instance, " (c.dispositif) " (TTC ; HT dessous)" }
            thead { tr {
                th scope="col" { "Instance" } th scope="col" { "Sites" } th scope="col" { "Tranche" } th scope="col" { "Plafond" }
                th scope="col" { "Avance (" (sons.taux.avance) " %)" } th scope="col" { "Solde (" (sons.taux.solde) " %)" }
            } }
            tbody { @for l in &c.lignes { tr {
                th scope="row" data-titre="Instance" { (l.instance) }
                td data-titre="Sites" { (l.sites) }
                @if l.tranche.is_empty() { td colspan="4" data-titre="Plafond" { "aucun plafond connu" } }
                @else {
                    td data-titre="Tranche" { (l.tranche) }
                    @for (titre, m) in [("Plafond", l.plafond), ("Avance", l.avance), ("Solde", l.solde)] { td data-titre=(titre) { (m.ttc) br; span.note { (m.ht) " HT" } } }
                }
            } } }
            tfoot { tr {
                th scope="row" colspan="3" { "Total" }
                @for (titre, m) in [("Plafond", c.plafond), ("Avance", c.avance), ("Solde", c.solde)] { td data-titre=(titre) { (m.ttc) br; span.note { (m.ht) " HT" } } }
            } }
        }
        @if c.constats.is_empty() { p role="status" { "Rien à redire à ces sites." } }
        @else { h3 { "Ce que la demande rencontrerait" } (manquements(&c.constats)) }
    }
}
