//! Money and uses: the pages of `argent` and `usage`, fed with what the espace holds.

use maud::html;

use crate::appel::{Appel, Issue};

/// `GET /argent`.
pub(crate) fn argent(appel: &Appel<'_>) -> Issue {
    Ok(appel.page(200, "Financement", &html! {}))
}

/// `GET /candidatures/{id}/argent`.
pub(crate) fn financement(appel: &Appel<'_>, id: &str) -> Issue {
    appel.dossier(id)?;
    Ok(appel.page(200, "Financement", &html! {}))
}

/// `POST /candidatures/{id}/argent`.
pub(crate) fn agir_sur_le_financement(appel: &Appel<'_>, id: &str) -> Issue {
    appel.dossier(id)?;
    Ok(appel.fait(&format!("/candidatures/{id}/argent")))
}

/// `GET /compteurs`, `GET /compteurs.csv`.
pub(crate) async fn compteurs(appel: &Appel<'_>, _csv: bool) -> Issue {
    Ok(appel.page(200, "Usages", &html! {}))
}
