//! What every page has: its look, what it tells the browser, where it leads, and that it is simulated.

use maud::{Markup, html};
use segur_ecran::entetes::{CSS, ENTETES, HTML};
use segur_ecran::gabarit::{Feuille, Lien, navigation};
use segur_kit::Reponse;
use segur_xds::web::{DEDANS, PageWeb};

use super::dossier::Dossier;
use super::visiteur::Qui;

/// Nothing from elsewhere, no script at all, nothing inline.
const CSP: &str = "default-src 'none'; img-src data:; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What says that it is simulated, on each page and on each part of it that may be captured.
pub(crate) const SIMULE: &str = "Service simulé — banc d'essai";

/// The sheet of styles.
pub(crate) fn style() -> Reponse {
    let texte = format!("{}\n{}", segur_ecran::style(), include_str!("web.css"));
    Reponse::nouvelle(200, CSS, texte)
        .entete("cache-control", "no-cache")
        .entete("x-content-type-options", "nosniff")
}

/// How a page is called.
pub(crate) fn nom(page: PageWeb) -> &'static str {
    match page {
        PageWeb::TableauDeBord => "Tableau de bord",
        PageWeb::DossierPatient => "Dossier du patient",
        PageWeb::GestionDmpPatient => "Gestion du DMP",
        PageWeb::Documents => "Documents",
        PageWeb::ParcoursDeSoins => "Parcours de soins",
        PageWeb::HistoriqueAcces => "Historique des accès",
        PageWeb::Parametrages => "Paramétrages",
        PageWeb::VolontesEtDroits => "Volontés et droits",
        PageWeb::CarnetVaccination => "Carnet de vaccination",
    }
}

/// The pages of a patient, in their order.
const DU_PATIENT: [PageWeb; 7] = [
    PageWeb::DossierPatient,
    PageWeb::Documents,
    PageWeb::ParcoursDeSoins,
    PageWeb::CarnetVaccination,
    PageWeb::VolontesEtDroits,
    PageWeb::HistoriqueAcces,
    PageWeb::GestionDmpPatient,
];

/// What stands around the content of a page.
pub(crate) struct Autour<'a> {
    pub qui: Option<&'a Qui>,
    /// The patient whose DMP one is in.
    pub dossier: Option<&'a Dossier>,
    /// The page where one is.
    pub ici: Option<PageWeb>,
}

/// A page.
pub(crate) fn page(statut: u16, titre: &str, autour: &Autour<'_>, contenu: &Markup) -> Reponse {
    let liens = [PageWeb::TableauDeBord, PageWeb::Parametrages].map(|p| Lien {
        adresse: format!("{DEDANS}/{}", p.nom()),
        nom: nom(p),
        courant: autour.ici == Some(p),
    });
    let bandeau = html! {
        p { strong { (SIMULE) } " segur-bench. Ce n'est pas le DMP : les patients sont fictifs, et les pages du vrai site sont autres." }
        @if let Some(qui) = autour.qui {
            (navigation("Pages de l'accès web", &liens))
            p.qui { (qui.nom()) " — " (qui.ps.id_national) @if !qui.structure.is_empty() { " — " (qui.structure) } " — par sa carte" }
        }
    };
    let dedans = html! {
        @if let Some(d) = autour.dossier { (patient(d, autour.ici)) }
        (contenu)
        p.filigrane aria-hidden="true" { (SIMULE) }
    };
    let texte = Feuille {
        onglet: &format!("{titre} — accès web DMP SIMULÉ"),
        titre,
        style: "/dmp/style.css",
        script: None,
        bandeau: &bandeau,
        contenu: &dedans,
    }
    .rendre();
    avec_entetes(Reponse::nouvelle(statut, HTML, texte.into_string()))
}

fn avec_entetes(reponse: Reponse) -> Reponse {
    ENTETES.into_iter().fold(reponse, |r, (nom, valeur)| {
        let valeur = if nom == "content-security-policy" { CSP } else { valeur };
        r.entete(nom, valeur)
    })
}

/// Whose DMP it is, and the pages of it.
fn patient(d: &Dossier, ici: Option<PageWeb>) -> Markup {
    let p = &d.patient;
    let ins = d.ins();
    let liens: Vec<Lien<'_>> = DU_PATIENT
        .into_iter()
        .map(|page| Lien {
            adresse: format!("{DEDANS}/{}/{ins}", page.nom()),
            nom: nom(page),
            courant: ici == Some(page),
        })
        .collect();
    html! {
        div.patient {
            p {
                strong { (p.nom_naissance) " " (p.prenoms.join(" ")) }
                @if let Some(n) = p.nom_utilise.as_ref().filter(|n| **n != p.nom_naissance) { " (nom utilisé : " (n) ")" }
                ", " (naissance(p)) " — INS " code { (ins) } " — patient fictif"
            }
            (navigation("Pages de ce patient", &liens))
        }
    }
}

/// `née le 17/05/1952`.
pub(crate) fn naissance(p: &segur_model::world::Patient) -> String {
    let ne = match p.sexe.as_str() {
        "F" => "née",
        "M" => "né",
        _ => "né(e)",
    };
    format!("{ne} le {}", jour(&p.date_naissance.replace('-', "")))
}

/// A date of the registry (`aaaaMMjj…`) as people write it; nothing when there is none.
pub(crate) fn jour(date: &str) -> String {
    match (date.get(..4), date.get(4..6), date.get(6..8)) {
        (Some(a), Some(m), Some(j)) => format!("{j}/{m}/{a}"),
        (Some(a), Some(m), None) => format!("{m}/{a}"),
        (Some(a), ..) => a.to_owned(),
        _ => String::new(),
    }
}

/// The same, with its hour, in UTC as the registry has it.
pub(crate) fn instant(date: &str) -> String {
    match (date.get(8..10), date.get(10..12)) {
        (Some(h), Some(m)) => format!("{} à {h} h {m} (UTC)", jour(date)),
        _ => jour(date),
    }
}

/// A part of an address.
pub(crate) fn coder(t: &str) -> String {
    form_urlencoded::byte_serialize(t.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_date_se_dit() {
        assert_eq!(
            [jour("20240315"), jour("202403"), jour("2024"), jour("")],
            ["15/03/2024", "03/2024", "2024", ""]
        );
        assert_eq!(instant("20240315101500"), "15/03/2024 à 10 h 15 (UTC)");
        assert_eq!(instant("20240315"), "15/03/2024");
    }

    #[test]
    fn une_page_dit_qu_elle_est_simulee_et_n_execute_rien() {
        let autour = Autour {
            qui: None,
            dossier: None,
            ici: None,
        };
        let r = page(200, "Titre", &autour, &html! { p { "<script>" } });
        let texte = String::from_utf8(r.corps.to_vec()).unwrap();
        assert_eq!(texte.matches(SIMULE).count(), 2);
        assert!(
            !texte.contains("<script") && !texte.contains(" style=") && !texte.contains("http"),
            "{texte}"
        );
        let csp = r.entetes.iter().find(|(n, _)| n == "content-security-policy").unwrap();
        assert!(csp.1.starts_with("default-src 'none'") && !csp.1.contains("script-src"));
        assert!(r.entetes.contains(&("cache-control".into(), "no-store".into())));
    }
}
