//! One document: as a page of ours, the PDF that it holds, or its bytes.

use bytes::Bytes;
use maud::{Markup, html};
use segur_cda::Incorpore;
use segur_ecran::cda;
use segur_kit::{JournalError, Reponse};
use segur_xds::web::{DEDANS, PageWeb};

use super::dossier::{Dossier, chaine};
use super::habillage::{SIMULE, coder, instant};
use super::page::{Page, du_patient};
use super::pages::{auteurs, etats, ouvrir};
use super::route::Forme;
use super::visiteur::Qui;
use crate::causes::{Cause, Refus};
use crate::registre::Entree;
use crate::remplir;

const PDF: &str = "application/pdf";

/// `GET /dmp/document/<INS>/<uniqueId>`, and `…/pdf`, `…/fichier`.
pub(super) async fn montrer(page: &Page<'_>, qui: &Qui, (ins, unique_id): (&str, &str), forme: Forme) -> Result<Reponse, JournalError> {
    let dossier = match ouvrir(page, qui, ins, PageWeb::Documents).await? {
        Ok(dossier) => dossier,
        Err(reponse) => return Ok(*reponse),
    };
    let Some(entree) = dossier.document(unique_id) else {
        return Ok(page.refus(&Refus::nouveau(Cause::Document, format!("uniqueId={unique_id}")), Some(&dossier)));
    };
    if let Err(refus) = dossier.lisible(&entree.fond.document) {
        return Ok(page.refus(&refus, Some(&dossier)));
    }
    let octets = remplir::octets(page.ctx, &entree.fond.contenu).await?;
    match forme {
        Forme::Fichier => Ok(du_patient(fichier(page, entree, octets), &dossier)),
        Forme::Pdf => match pdf(entree, &octets).await {
            Some(pdf) => Ok(du_patient(en_place(page, entree, pdf), &dossier)),
            None => Ok(page.erreur(404, "Ce document ne porte pas de PDF.", "")),
        },
        Forme::Lue => lue(page, &dossier, entree, octets).await,
    }
}

/// A document as a person reads it, away from what answers: it takes its time.
pub(super) async fn rendu(octets: Bytes) -> Option<cda::Rendu> {
    let lu = tokio::task::spawn_blocking(move || cda::lire(&octets));
    lu.await.ok().flatten()
}

/// The file within a CDA.
async fn incorpore(octets: Bytes) -> Option<Incorpore> {
    let lu = tokio::task::spawn_blocking(move || {
        segur_cda::Document::lire(&octets, None)
            .cda()
            .ok()
            .and_then(|c| c.incorpore.clone())
    });
    lu.await.ok().flatten()
}

async fn pdf(entree: &Entree, octets: &Bytes) -> Option<Bytes> {
    if entree.fond.document.mime_type == PDF {
        return Some(octets.clone());
    }
    let dedans = incorpore(octets.clone()).await?;
    (dedans.media == PDF).then(|| dedans.octets.into())
}

/// A PDF, which the browser shows in its own reader.
fn en_place(page: &Page<'_>, entree: &Entree, octets: Bytes) -> Reponse {
    let nom = format!("inline; filename=\"{}.pdf\"", nom_de(entree));
    page.de_qui(Reponse::nouvelle(200, PDF, octets))
        .entete("content-disposition", nom)
        .entete("cache-control", "no-store")
        .entete("x-content-type-options", "nosniff")
        .entete("cross-origin-resource-policy", "same-origin")
}

/// Bytes to be kept: never shown, so that nothing of them runs here.
fn fichier(page: &Page<'_>, entree: &Entree, octets: Bytes) -> Reponse {
    let suffixe = match entree.fond.document.mime_type.as_str() {
        "text/xml" | "application/xml" => "xml",
        PDF => "pdf",
        "application/dicom" => "dcm",
        _ => "bin",
    };
    let nom = format!("attachment; filename=\"{}.{suffixe}\"", nom_de(entree));
    page.de_qui(Reponse::nouvelle(200, "application/octet-stream", octets))
        .entete("content-disposition", nom)
        .entete("cache-control", "no-store")
        .entete("x-content-type-options", "nosniff")
        .entete("cross-origin-resource-policy", "same-origin")
        .entete("content-security-policy", "default-src 'none'; sandbox")
}

/// Its `uniqueId`, as the name of a file.
fn nom_de(entree: &Entree) -> String {
    let propre = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' };
    entree.fond.document.unique_id.chars().take(80).map(propre).collect()
}

async fn lue(page: &Page<'_>, dossier: &Dossier, entree: &Entree, octets: Bytes) -> Result<Reponse, JournalError> {
    let d = &entree.fond.document;
    let ici = format!("{DEDANS}/document/{}/{}", dossier.ins(), coder(&d.unique_id));
    let avec_pdf = pdf(entree, &octets).await.is_some();
    let est_cda = cda::est(&octets);
    let rendu = rendu(octets).await;
    let [avant, apres] = chaine(page.ctx, &entree.lid).await?;
    let contenu = html! {
        (etats(entree))
        p.actions {
            @if avec_pdf { a.bouton href=(format!("{ici}/pdf")) { "Ouvrir le PDF" } " " }
            a.bouton href=(format!("{ici}/fichier")) { @if est_cda { "Enregistrer le XML (CDA)" } @else { "Enregistrer le fichier" } }
            " " a.bouton href=(format!("{DEDANS}/Documents/{}", dossier.ins())) { "Retour aux documents" }
        }
        (liens(dossier, "Remplace", &avant))
        (liens(dossier, "Remplacé par", &apres))
        @if let Some(rendu) = &rendu {
            section aria-labelledby="t-contenu" {
                h2 id="t-contenu" { "Contenu" }
                p.note { (SIMULE) " : document mis en page par le banc ; son contenu est fictif." }
                (cda::rendre(rendu))
            }
        } @else {
            p.note { (sans_rendu(&d.mime_type)) }
        }
        section aria-labelledby="t-meta" { h2 id="t-meta" { "Fiche du document" } (fiche(entree)) }
    };
    Ok(page.montrer(200, titre(&d.titre), Some(PageWeb::Documents), Some(dossier), &contenu))
}

fn titre(titre: &str) -> &str {
    if titre.trim().is_empty() { "Document sans titre" } else { titre }
}

fn sans_rendu(mime: &str) -> &'static str {
    match mime {
        "application/dicom" => {
            "Ce document référence les images d'un examen (KOS) : elles ne sont pas dans le DMP. Ses identifiants sont dans la fiche ci-dessous."
        }
        PDF => "Ce document est un PDF.",
        _ => "Le banc ne met pas ce document en page : enregistrez-le.",
    }
}

fn liens(dossier: &Dossier, mot: &str, documents: &[(String, String)]) -> Markup {
    html! {
        @for (unique_id, t) in documents {
            // Who may not see it is not told that it is there.
            @if dossier.document(unique_id).is_some() {
                p { (mot) " : " a href=(format!("{DEDANS}/document/{}/{}", dossier.ins(), coder(unique_id))) { (titre(t)) } }
            }
        }
    }
}

/// Its metadata.
fn fiche(entree: &Entree) -> Markup {
    let d = &entree.fond.document;
    let codee = |c: &segur_xds::registre::Codee| match c.libelle.as_str() {
        "" => c.code.clone(),
        libelle => format!("{libelle} ({})", c.code),
    };
    let codees = |c: &[segur_xds::registre::Codee]| c.iter().map(codee).collect::<Vec<_>>().join(" ; ");
    let lignes = [
        ("Type", codee(&d.type_code)),
        ("Classe", codee(&d.classe)),
        ("Auteur", auteurs(d)),
        ("Début de l'acte", instant(&d.debut_acte)),
        ("Fin de l'acte", instant(&d.fin_acte)),
        ("Créé le", instant(&d.creation)),
        ("Cadre de l'acte", codee(&d.cadre)),
        ("Secteur d'activité", codee(&d.secteur)),
        ("Actes", codees(&d.evenements)),
        ("Confidentialité", codees(&d.confidentialite)),
        ("Références", d.references.join(" ; ")),
        ("Commentaire", d.commentaire.clone()),
        ("Format", format!("{} ({})", codee(&d.format), d.mime_type)),
        ("Taille", segur_ecran::dire::taille(d.taille)),
        ("Identifiant (uniqueId)", d.unique_id.clone()),
        ("Référence (entryUUID)", entree.uuid.clone()),
        ("Version de la fiche", entree.version.to_string()),
    ];
    html! {
        dl.resume { @for (nom, valeur) in lignes.iter().filter(|(_, v)| !v.is_empty()) { dt { (nom) } dd { (valeur) } } }
    }
}
