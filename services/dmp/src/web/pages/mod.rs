//! The pages of the site, a subject a file.

mod acces;
mod documents;
mod parametrages;
mod patient;
mod tableau;
mod vaccins;

use maud::{Markup, html};
use segur_kit::{JournalError, Reponse};
use segur_xds::registre::{Disponibilite, DocumentEntry};
use segur_xds::web::{AppelWeb, DEDANS, PageWeb};

use super::dossier::Dossier;
use super::habillage;
use super::page::Page;
use super::visiteur::Qui;
use crate::causes::{Cause, Refus};
use crate::dossiers;
use crate::droits::Acte;
use crate::registre::Entree;

/// A DMP, or the answer in place of it.
type Ouvert = Result<Box<Dossier>, Box<Reponse>>;

pub(super) async fn montrer(page: &Page<'_>, qui: &Qui, appel: &AppelWeb) -> Result<Reponse, JournalError> {
    let Some(ici) = appel.connue() else {
        return Ok(page.erreur(404, "Cette page n'existe pas.", ""));
    };
    let ins = match (ici, appel.ins.as_deref()) {
        (PageWeb::Parametrages, _) => return parametrages::montrer(page, qui).await,
        (PageWeb::TableauDeBord, None) => return tableau::montrer(page, qui, None).await,
        (_, None) => return Ok(page.erreur(400, "L'adresse ne désigne pas de patient.", "")),
        (_, Some(ins)) => ins,
    };
    if ici == PageWeb::TableauDeBord {
        return tableau::montrer(page, qui, Some(ins)).await;
    }
    let dossier = match ouvrir(page, qui, ins, ici).await? {
        Ok(dossier) => dossier,
        Err(reponse) => return Ok(*reponse),
    };
    let question = page.requete.uri.query().unwrap_or_default();
    let contenu = match ici {
        PageWeb::DossierPatient => patient::dossier(page, &dossier),
        PageWeb::GestionDmpPatient => patient::gestion(page, qui, &dossier),
        PageWeb::VolontesEtDroits => patient::volontes(page, &dossier),
        PageWeb::Documents => documents::liste(&dossier, question),
        PageWeb::ParcoursDeSoins => documents::parcours(&dossier),
        PageWeb::HistoriqueAcces => acces::historique(page, &dossier).await?,
        PageWeb::CarnetVaccination => vaccins::carnet(page, &dossier).await?,
        PageWeb::TableauDeBord | PageWeb::Parametrages => html! {},
    };
    Ok(page.montrer(200, habillage::nom(ici), Some(ici), Some(&dossier), &contenu))
}

/// The DMP of this INS, for a page: else why not, or the authorisation to declare first.
pub(super) async fn ouvrir(page: &Page<'_>, qui: &Qui, ins: &str, ici: PageWeb) -> Result<Ouvert, JournalError> {
    let sinon = |reponse: Reponse| Ok(Err(Box::new(reponse)));
    let Some(dossier) = lire(page, qui, ins).await? else {
        let refus = page.refus(&Refus::nouveau(Cause::Absent, format!("INS {ins}.")), None);
        return sinon(refus.entete("banc-existence", "NF"));
    };
    match dossier.entrer() {
        Err(refus) => return sinon(page.refus(&refus, Some(&dossier))),
        Ok(false) => return sinon(patient::declarer(page, qui, &dossier, ici)),
        Ok(true) => {}
    }
    let acte = match ici {
        PageWeb::DossierPatient | PageWeb::GestionDmpPatient => Some(Acte::Td13a),
        PageWeb::VolontesEtDroits => Some(Acte::Td16),
        PageWeb::Documents | PageWeb::ParcoursDeSoins | PageWeb::CarnetVaccination => Some(Acte::Td31Metadonnees),
        PageWeb::HistoriqueAcces | PageWeb::TableauDeBord | PageWeb::Parametrages => None,
    };
    match acte.map_or(Ok(()), |acte| dossier.juger(acte).map(|_| ())) {
        Ok(()) => Ok(Ok(dossier)),
        Err(refus) => sinon(page.refus(&refus, Some(&dossier))),
    }
}

/// The DMP of this INS, in whatever state; none when nobody has this INS.
async fn lire(page: &Page<'_>, qui: &Qui, ins: &str) -> Result<Option<Box<Dossier>>, JournalError> {
    let Some(patient) = dossiers::par_ins(&page.ctx.monde, ins) else {
        return Ok(None);
    };
    page.service.remplissages.assurer(page.ctx, patient).await?;
    Ok(Some(Box::new(Dossier::lire(page.ctx, qui, patient).await?)))
}

/// An INS that was typed: to the dashboard of its patient.
pub(super) fn chercher(page: &Page<'_>, ins: &str) -> Reponse {
    let serre: String = ins.chars().filter(|c| !c.is_whitespace()).collect();
    if segur_ids::cle_valide(&serre) {
        page.vers(&format!("{DEDANS}/TableauDeBord/{serre}"))
    } else {
        page.erreur(400, "Un INS a 15 caractères : le matricule (13) et sa clé (2).", "")
    }
}

/// Who wrote a document.
pub(super) fn auteurs(d: &DocumentEntry) -> String {
    let un = |a: &segur_xds::registre::AuteurGarde| {
        let personne = a.personnes.first().map(|xcn| {
            let mut parties = xcn.split('^').skip(1);
            let (nom, prenom) = (parties.next().unwrap_or_default(), parties.next().unwrap_or_default());
            format!("{prenom} {nom}").trim().to_owned()
        });
        let institution = a.institutions.first().and_then(|xon| xon.split('^').next()).map(str::to_owned);
        let dits = [personne, institution].into_iter().flatten().filter(|t| !t.is_empty());
        dits.collect::<Vec<_>>().join(", ")
    };
    d.auteurs
        .iter()
        .take(10)
        .map(un)
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join(" ; ")
}

/// What is particular in the state of a document: nothing is said of one that is present and visible to all (EX_3.1-1080).
pub(super) fn etats(e: &Entree) -> Markup {
    let d = &e.fond.document;
    let mut dits = Vec::new();
    match e.statut {
        Disponibilite::Archived => dits.push("archivé"),
        Disponibilite::Deprecated => dits.push("ancienne version"),
        Disponibilite::Approved | Disponibilite::Deleted => {}
    }
    for (code, dit) in [
        ("MASQUE_PS", "masqué aux professionnels"),
        ("INVISIBLE_PATIENT", "non visible du patient"),
        ("INVISIBLE_REPRESENTANTS_LEGAUX", "non visible des représentants légaux"),
    ] {
        if d.porte(code) {
            dits.push(dit);
        }
    }
    html! { @if !dits.is_empty() { ul.etats { @for dit in dits { li { (dit) } } } } }
}

/// Documents, a row each.
pub(super) fn tableau_de_documents(dossier: &Dossier, entrees: &[&Entree], legende: &str) -> Markup {
    html! {
        table {
            caption { (legende) }
            thead { tr { th scope="col" { "Acte" } th scope="col" { "Titre" } th scope="col" { "Type" } th scope="col" { "Auteur" } th scope="col" { "État" } } }
            tbody {
                @for e in entrees {
                    @let d = &e.fond.document;
                    tr {
                        td.court data-titre="Acte" { (habillage::jour(&d.debut_acte)) }
                        th scope="row" data-titre="Titre" { (lien(dossier, d)) }
                        td data-titre="Type" { (if d.type_code.libelle.is_empty() { &d.type_code.code } else { &d.type_code.libelle }) }
                        td data-titre="Auteur" { (auteurs(d)) }
                        td data-titre="État" { (etats(e)) }
                    }
                }
            }
        }
    }
}

/// A document, by its title; its page, when it may be opened.
pub(super) fn lien(dossier: &Dossier, d: &DocumentEntry) -> Markup {
    let titre = if d.titre.trim().is_empty() {
        "Document sans titre"
    } else {
        &d.titre
    };
    html! {
        @if dossier.lisible(d).is_ok() {
            a href=(format!("{DEDANS}/document/{}/{}", dossier.ins(), habillage::coder(&d.unique_id))) { (titre) }
        } @else {
            (titre) " " span.note { "(non consultable avec vos droits)" }
        }
    }
}

/// `1 document`, `3 documents`.
pub(super) fn nombre(n: usize, un: &str, plusieurs: &str) -> String {
    format!("{n} {}", if n < 2 { un } else { plusieurs })
}
