//! The page of the counters: a choice, its lines, its totals, and the indicators.

mod indicateurs;
mod table;

use maud::{Markup, html};

use super::choix::{Choix, MoisIllisible};
use super::compteurs::Compteurs;
use super::indicateurs::{Demande, SaisieIllisible, lire_du, lire_seuil};
use super::programmes::Usages;

/// Where everything said here comes from.
pub(super) const ORIGINE: &str = "compté du journal du banc : SIMULÉ";

/// What the page shows. The address of the page says it all: `site`, `du`, `au` (months), `indicateur`, `dus`, `seuil`, `source`, `portees`, `fse`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vue {
    /// Site and months.
    pub choix: Choix,
    /// The indicator that is computed, by identifier.
    pub indicateur: Option<String>,
    /// What it is computed with.
    pub demande: Demande,
    /// FSE of a laboratory in 2018.
    pub fse: Option<u64>,
    /// What could not be read, in French.
    pub refus: Option<String>,
}

/// Something in the address cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Illisible {
    #[error(transparent)]
    Mois(#[from] MoisIllisible),
    #[error(transparent)]
    Saisie(#[from] SaisieIllisible),
    #[error("« {0} » n'est pas un nombre de FSE : écrire un entier")]
    Fse(String),
}

impl Vue {
    /// What an address asks; `lire` gives its parameters, empty when they are not there. What cannot be read is told on the page.
    pub fn lire<'a>(lire: impl Fn(&str) -> &'a str) -> Self {
        Self::tenter(&lire).unwrap_or_else(|e| Self {
            refus: Some(e.to_string()),
            ..Self::default()
        })
    }

    fn tenter<'a>(lire: &impl Fn(&str) -> &'a str) -> Result<Self, Illisible> {
        let choix = Choix::lire(lire("site"), lire("du"), lire("au"))?;
        let texte = |nom: &str| Some(lire(nom).trim().chars().take(200).collect::<String>()).filter(|t| !t.is_empty());
        let fse = texte("fse").map(|t| {
            let serre: String = t.chars().filter(|c| !c.is_whitespace()).collect();
            serre.parse::<u64>().map_err(|_| Illisible::Fse(t))
        });
        Ok(Self {
            indicateur: texte("indicateur"),
            demande: Demande {
                choix: choix.clone(),
                du: lire_du(lire("dus"))?,
                seuil: lire_seuil(lire("seuil"))?,
                source_du_seuil: texte("source").unwrap_or_default(),
                portees: texte("portees").is_some(),
            },
            choix,
            fse: fse.transpose()?,
            refus: None,
        })
    }
}

/// The page, without its frame. `adresse`: its own; `csv`: that of its lines for a spreadsheet. `complet`: the journal was read to its end.
pub fn ecran(c: &Compteurs, usages: &Usages, vue: &Vue, adresse: &str, csv: &str, complet: bool) -> Markup {
    html! {
        @if let Some(refus) = &vue.refus { p.alerte role="alert" { (refus) "." } }
        p { strong { "Ces nombres sont comptés du journal du banc : SIMULÉ." } " Chaque échange DMP (TD2.1) et chaque message MSSanté remis par le logiciel compte une fois par document et par canal, par les faits que le banc en a gardés ; ce qu'ils ne disent pas est « non dit »." }
        @if !complet { p.alerte role="status" { "Le journal n'est pas encore compté en entier : recharger la page." } }
        (filtre(c, vue, adresse))
        p { a href=(adresse_csv(csv, &vue.choix)) { "Télécharger ces lignes (CSV)" } }
        (table::totaux(c, &vue.choix))
        (table::lignes(c, usages, &vue.choix))
        p.note { "Le site est le FINESS (ou le SIRET) que dit le VIHF, à défaut le certificat de l'appelant : le banc ne sait pas s'il est géographique ou juridique. Le mois est celui de l'horloge du banc, en UTC. Un remplacement au DMP est un envoi de plus. Un lot du DMP porte le matricule INS sans dire son statut : « non dit (matricule INS porté) » ; un courriel le dit par X-MSS-INS." }
        (indicateurs::taux_demande(c, usages, vue, adresse))
        (indicateurs::premiers(c, usages, vue, adresse))
        (indicateurs::programmes(usages))
    }
}

fn filtre(c: &Compteurs, vue: &Vue, adresse: &str) -> Markup {
    html! {
        form.filtre method="get" action=(adresse) {
            (champs_du_choix(c, &vue.choix))
            button type="submit" { "Filtrer" }
        }
    }
}

/// The fields of a choice.
fn champs_du_choix(c: &Compteurs, choix: &Choix) -> Markup {
    let vus = c.sites();
    let inconnu = choix.site.as_deref().filter(|s| vus.iter().all(|v| v.mot() != *s));
    html! {
        label { "Site " select name="site" {
            option value="" { "tous" }
            @if let Some(autre) = inconnu { option value=(autre) selected { (autre) } }
            @for site in &vus { option value=(site.mot()) selected[choix.site.as_deref() == Some(site.mot())] { (site.dit()) } }
        } }
        @for (champ, titre, valeur) in [("du", "Du mois ", &choix.du), ("au", "Au mois ", &choix.au)] {
            label { (titre) select name=(champ) {
                option value="" { "tous" }
                @if let Some(autre) = valeur.as_deref().filter(|v| !c.mois().contains(v)) { option value=(autre) selected { (autre) } }
                @for mois in c.mois() { option value=(mois) selected[valeur.as_deref() == Some(mois)] { (mois) } }
            } }
        }
    }
}

/// The address of the lines of a choice.
fn adresse_csv(csv: &str, choix: &Choix) -> String {
    let mut suite = form_urlencoded::Serializer::new(String::new());
    for (nom, valeur) in [("site", &choix.site), ("du", &choix.du), ("au", &choix.au)] {
        if let Some(valeur) = valeur {
            suite.append_pair(nom, valeur);
        }
    }
    let suite = suite.finish();
    if suite.is_empty() {
        csv.to_owned()
    } else {
        format!("{csv}?{suite}")
    }
}
