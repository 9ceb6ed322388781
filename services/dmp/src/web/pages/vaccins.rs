//! `CarnetVaccination`: the vaccinations that a DMP holds.

use maud::{Markup, html};
use segur_ecran::cda;
use segur_kit::JournalError;
use segur_xds::registre::Disponibilite;

use super::tableau_de_documents;
use crate::registre::Entree;
use crate::remplir;
use crate::web::dossier::Dossier;
use crate::web::fichier;
use crate::web::page::Page;

/// `typeCode` of the history, then of a note.
const HISTORIQUE: &str = "11369-6";
const NOTE: &str = "87273-9";

/// The page: the last history as a person reads it, and every document of vaccination.
pub(super) async fn carnet(page: &Page<'_>, d: &Dossier) -> Result<Markup, JournalError> {
    let de_type = |e: &&Entree, voulu: &[&str]| voulu.contains(&e.fond.document.type_code.code.as_str());
    let actifs = || d.documents().filter(|e| e.statut == Disponibilite::Approved);
    let tous: Vec<&Entree> = actifs().filter(|e| de_type(e, &[HISTORIQUE, NOTE])).collect();
    let dernier = actifs().find(|e| de_type(e, &[HISTORIQUE]) && d.lisible(&e.fond.document).is_ok());
    let rendu = match dernier {
        Some(e) => fichier::rendu(remplir::octets(page.ctx, &e.fond.contenu).await?).await,
        None => None,
    };
    Ok(html! {
        @if let Some(rendu) = &rendu {
            section aria-labelledby="t-carnet" { h2 id="t-carnet" { "Historique des vaccinations" } (cda::rendre(rendu)) }
        }
        section aria-labelledby="t-notes" {
            h2 id="t-notes" { "Documents de vaccination" }
            @if tous.is_empty() {
                p.rien { "Ce DMP n'a pas de document de vaccination." }
            } @else {
                (tableau_de_documents(d, &tous, "Historiques et notes, le plus récent d'abord."))
            }
        }
    })
}
