//! `Parametrages`: who is in, and what the DMP publishes.

use maud::html;
use segur_kit::{JournalError, Reponse};
use segur_xds::web::PageWeb;

use crate::actes::profession_dite;
use crate::dossiers;
use crate::parametres::Parametres;
use crate::registre::Registre;
use crate::web::habillage;
use crate::web::page::Page;
use crate::web::visiteur::Qui;

pub(super) async fn montrer(page: &Page<'_>, qui: &Qui) -> Result<Reponse, JournalError> {
    let publies = page
        .ctx
        .consulter(|c| Registre(c).regle::<Parametres>(dossiers::PARAMETRES))
        .await?;
    let p = publies.unwrap_or_default();
    let oui = |vrai: bool| if vrai { "oui" } else { "non" };
    let contenu = html! {
        section aria-labelledby="t-qui" {
            h2 id="t-qui" { "Vous" }
            dl.resume {
                dt { "Professionnel" } dd { (qui.nom()) }
                dt { "Identifiant national" } dd { code { (qui.ps.id_national) } }
                dt { "Profession" } dd { (match profession_dite(&qui.ps.profession) { "" => "sans profession de santé", dite => dite }) }
                @if let Some(s) = &qui.ps.savoir_faire { dt { "Savoir-faire (code)" } dd { (s) } }
                dt { "Structure" } dd { (if qui.structure.is_empty() { "aucune" } else { &qui.structure }) }
                dt { "Authentification" } dd { "directe, par la carte" }
                dt { "Mode d'accès" } dd { "normal" }
            }
        }
        section aria-labelledby="t-publies" {
            h2 id="t-publies" { "Paramètres que le DMP publie" }
            dl.resume {
                dt { "Plateforme" } dd { (if p.production { "production (simulée)" } else { "test" }) }
                dt { "Fonctions de gestion des mineurs" } dd { (oui(p.fonctions_gestion_mineurs)) }
                dt { "Âge de la majorité" } dd { (p.age_majorite) " ans" }
                dt { "Masqué aux professionnels et non visible du patient à la fois" } dd { (oui(p.cumul_invisible_patient_masque_ps)) }
            }
            p.note { "Ils se changent par l'action " code { "dmp.publier" } " du banc." }
        }
    };
    let titre = habillage::nom(PageWeb::Parametrages);
    Ok(page.montrer(200, titre, Some(PageWeb::Parametrages), None, &contenu))
}
