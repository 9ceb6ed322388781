//! What is looked at: pure functions, which say the rules that do not hold.

use std::collections::BTreeMap;

use segur_ids::{finess_valide, siret_valide};
use time::OffsetDateTime;

use super::bareme::Sons;
use super::contexte::{ContexteFinancement, Fenetres};
use super::donnees::{ActeDate, Dispositif, Fenetre, Prestation, QuandPiece};
use super::etapes::{Depositaire, Facture, Va};
use super::financement::{Financement, Instance};
use super::montant::{Centimes, Montants};
use super::regles::{Controle, Manquement};

/// Whether a number names a site: FINESS or SIRET, key included.
pub(super) fn site_valide(numero: &str) -> bool {
    finess_valide(numero) || siret_valide(numero)
}

/// A site counts once, and the sites of the instances are those of the client.
pub(super) fn sites<'a>(
    sons: &Sons,
    par_instance: impl Iterator<Item = (&'a str, Vec<&'a str>)>,
    declares: Option<u32>,
) -> Vec<Manquement> {
    let mut par_site: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut somme = 0_u32;
    for (instance, sites) in par_instance {
        for site in sites {
            somme = somme.saturating_add(1);
            par_site.entry(site).or_default().push(instance);
        }
    }
    let doubles = par_site.iter().filter(|(_, instances)| instances.len() > 1);
    let mut manques: Vec<Manquement> = doubles
        .map(|(site, instances)| {
            sons.manque(
                Controle::SiteDeuxFois,
                format!("le site {site} aux instances {}", instances.join(" et ")),
            )
        })
        .collect();
    manques.extend(somme_des_sites(sons, somme, declares));
    manques
}

/// So many sites over the instances, and so many declared.
pub(super) fn somme_des_sites(sons: &Sons, somme: u32, declares: Option<u32>) -> Option<Manquement> {
    let declares = declares.filter(|d| *d != somme)?;
    Some(sons.manque(
        Controle::SommeDesSites,
        format!("{somme} sites sur les instances, {declares} déclarés par le client"),
    ))
}

/// The cap of an instance.
pub(super) fn plafond(sons: &Sons, d: &Dispositif, i: &Instance) -> Option<Montants> {
    let donne = i.plafond_donne.map(|ttc| Montants {
        ht: ttc.hors_taxe(sons.taux.tva),
        ttc,
    });
    d.tranche(i.nombre()).map(|t| t.plafond(sons.taux.tva)).or(donne)
}

/// The two amounts agree, and are not above the cap.
pub(super) fn montants(sons: &Sons, d: &Dispositif, i: &Instance, assujetti: bool, m: Montants) -> Vec<Manquement> {
    let mut manques = Vec::new();
    let attendu = if assujetti { m.ht.avec_taxe(sons.taux.tva) } else { m.ht };
    let publie = assujetti && d.tranche(i.nombre()).is_some_and(|t| t.publie() == m);
    if m.ttc.moins(attendu).0.abs() > 1 && !publie {
        let vu = format!("{} HT et {} TTC, au lieu de {attendu}", m.ht, m.ttc);
        manques.push(sons.manque(Controle::TtcHt, vu));
    }
    match plafond(sons, d, i) {
        None => manques.push(sons.manque(Controle::PlafondNonPublic, format!("instance {}, aucun plafond donné", i.id))),
        Some(plafond) => {
            let max = if assujetti { plafond.ttc } else { plafond.ht };
            if m.ttc > max {
                let tranche = d.tranche(i.nombre()).map(|t| format!(", tranche {}", t.nom)).unwrap_or_default();
                let vu = format!("{} pour {} sites{tranche}, {max} au plus", m.ttc, i.nombre());
                manques.push(sons.manque(Controle::Plafond, vu));
            }
        }
    }
    manques
}

/// The pieces that enrolment asks and that were not given.
pub(super) fn pieces_manquantes(sons: &Sons, depositaire: Depositaire, assujetti: bool, donnees: &[&str]) -> Vec<Manquement> {
    let due = |quand| match quand {
        QuandPiece::Toujours => true,
        QuandPiece::Employe => depositaire == Depositaire::Employe,
        QuandPiece::Tiers => depositaire == Depositaire::Tiers,
        QuandPiece::NonAssujetti => !assujetti,
    };
    let manquent = sons.pieces.iter().filter(|p| due(p.quand) && !donnees.contains(&p.id.as_str()));
    manquent
        .map(|p| sons.manque(Controle::PieceManquante, format!("sans « {} »", p.dit)))
        .collect()
}

/// The windows of an act that an instant is not in.
pub(super) fn fenetre(c: &ContexteFinancement<'_>, d: &Dispositif, acte: ActeDate, quand: OffsetDateTime) -> Vec<Manquement> {
    let hors = d.fenetres.iter().filter(|f| f.acte == acte && !f.contient(quand));
    hors.map(|f| Manquement {
        source: f.source.clone(),
        trust: f.trust,
        refuse: c.fenetres == Fenetres::Refusent,
        ..c.sons.manque(
            Controle::HorsFenetre,
            format!("{} le {} ; fenêtre {}", acte.dit(), instant(quand), bornes(f)),
        )
    })
    .collect()
}

/// When a window is open, in French.
pub(super) fn bornes(f: &Fenetre) -> String {
    // As it is published, at the hour of Paris.
    let forme = time::macros::format_description!("[day]/[month]/[year] à [hour]:[minute] (heure de Paris)");
    let dit = |t: OffsetDateTime| t.format(forme).unwrap_or_default();
    match (f.ouvre, f.ferme) {
        (Some(o), Some(c)) => format!("du {} au {}", dit(o), dit(c)),
        (Some(o), None) => format!("à partir du {}", dit(o)),
        (None, Some(c)) => format!("jusqu'au {}", dit(c)),
        (None, None) => "sans borne".to_owned(),
    }
}

/// The instant of an act.
fn instant(t: OffsetDateTime) -> String {
    let forme = time::macros::format_description!("[day]/[month]/[year] à [hour]:[minute] UTC");
    t.to_offset(time::UtcOffset::UTC).format(forme).unwrap_or_default()
}

/// What the other files hold against a claim: the same instance, the same site, the first wave.
pub(super) fn autres(c: &ContexteFinancement<'_>, f: &Financement, i: &Instance) -> Vec<Manquement> {
    let mut manques = Vec::new();
    for autre in c.autres.iter().filter(|a| a.id != f.id) {
        for (la, commun) in autre
            .instances
            .iter()
            .filter_map(|la| Some((la, la.sites.intersection(&i.sites).next()?)))
        {
            if autre.dispositif == f.dispositif && la.demande.is_some() {
                let vu = format!("le site {commun} aussi à l'instance {} du dossier {}", la.id, autre.id);
                manques.push(c.sons.manque(Controle::SiteDeuxFois, vu));
            }
            let premiere = autre.prestation == Prestation::Vague1 && couloir(autre) == couloir(f) && la.demande.is_some();
            if f.prestation == Prestation::Vague1Et2 && premiere {
                let vu = format!("le site {commun} a eu la vague 1 par le dossier {}", autre.id);
                manques.push(c.sons.manque(Controle::DejaVague1, vu));
            }
        }
        let meme = autre.dispositif == f.dispositif && autre.client == f.client;
        if meme && autre.instance(&i.id).is_some_and(|la| la.demande.is_some()) {
            let vu = format!("l'instance {} déjà demandée par le dossier {}", i.id, autre.id);
            manques.push(c.sons.manque(Controle::DeuxDemandesMemeInstance, vu));
        }
    }
    manques
}

fn couloir(f: &Financement) -> &str {
    f.dispositif.split('-').next().unwrap_or_default()
}

/// What the balance is claimed with.
pub(super) fn solde(sons: &Sons, i: &Instance) -> Vec<Manquement> {
    let mut manques = Vec::new();
    let va = i.va.as_ref();
    if va.and_then(|v| v.signee).is_none() {
        let vu = va.map_or_else(
            || "ni VA ni MOM".to_owned(),
            |v| format!("{} sans signature du client", v.nature.dite()),
        );
        manques.push(sons.manque(Controle::VaNonSignee, vu));
    }
    match &i.facture {
        None => manques.push(sons.manque(Controle::FactureAbsente, "aucune facture")),
        Some(facture) => manques.extend(facture_et(sons, i, facture, va)),
    }
    manques
}

fn facture_et(sons: &Sons, i: &Instance, facture: &Facture, va: Option<&Va>) -> Vec<Manquement> {
    let mut manques = Vec::new();
    let devis: Centimes = i.devis.as_ref().map(|d| d.montants.ttc).unwrap_or_default();
    if facture.montants.ttc != devis {
        let vu = format!("facture de {}, devis de {devis}", facture.montants.ttc);
        manques.push(sons.manque(Controle::FactureAutreMontant, vu));
    }
    let meme = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
    if let Some(va) = va.filter(|v| !meme(&v.signataire, &facture.au_nom_de)) {
        let vu = format!(
            "facture à « {} », {} signée « {} »",
            facture.au_nom_de,
            va.nature.dite(),
            va.signataire
        );
        manques.push(sons.manque(Controle::FactureVa, vu));
    }
    manques
}
