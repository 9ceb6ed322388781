//! Judging one exchange with the directory.

use segur_dialecte::Constateur;
use segur_model::{Exchange, Location, Rule};
use time::{Duration, OffsetDateTime};

use crate::appel::{Appel, FORMULAIRE, GenreAppel};
use crate::issue::PAGE_REFUSEE;
use crate::nom::Nom;
use crate::recherche::{Recherche, RechercheRefusee, Valeur};
use crate::regles as r;
use crate::systemes::{ANCIENS, IDNPS, PROFESSION, RPPS, SPECIALITE};
use crate::table::{Genre, Ressource};

/// Names under which a key is seen in a URL.
const NOMS_DE_CLE: &[&str] = &[
    "esante-api-key",
    "api-key",
    "apikey",
    "api_key",
    "x-api-key",
    "x-gravitee-api-key",
    "gravitee-api-key",
];
/// Modifiers of a text.
const MODIFICATEURS: &[&str] = &["contains", "exact", "text"];
/// The chain that production is known to answer.
const CHAINE_CONNUE: (&str, &str) = ("PractitionerRole", "organization.identifier");
/// What the documentation shows.
const COUNT_DOCUMENTE: u64 = 10_000;
/// How far back `_lastUpdated` reaches.
const FENETRE: Duration = Duration::days(30);

/// What does not hold in one exchange: the request as recorded, and what the answer says of it (`diagnostic`). The instant of the exchange
/// is that of the bench clock.
pub(crate) fn juger(constats: &mut Constateur, exchange: &Exchange, appel: &Appel, diagnostic: Option<&str>) {
    let mut dits = Constats(constats);
    if exchange.requete.ligne.is_empty() {
        return;
    }
    if let GenreAppel::Extraction(fichier) = &appel.genre {
        if fichier == crate::extraction::PORTEURS {
            dits.mettre(
                &r::RESTREINTE,
                &appel.chemin,
                "PS_LibreAcces ou Extraction_Correspondance_MSSante",
                fichier,
            );
        }
        return;
    }
    dits.acces(exchange, appel);
    if appel.parametres.is_err() {
        return;
    }
    match &appel.genre {
        GenreAppel::Recherche(ressource) => dits.recherche(exchange, appel, ressource, diagnostic),
        GenreAppel::Page => {
            let refusee = diagnostic.is_some_and(|d| d.contains(PAGE_REFUSEE));
            if refusee {
                dits.mettre(
                    &r::PAGE_REFUSEE,
                    "_page?id",
                    "l'id du lien next, encore valable",
                    appel.parametre("id").unwrap_or("(absent)"),
                );
            }
            if let Some((nom, _)) = appel
                .lus()
                .iter()
                .find(|(n, _)| n != "id" && !NOMS_DE_CLE.contains(&n.to_ascii_lowercase().as_str()))
            {
                dits.mettre(&r::PAGE_PARAMETRES, &format!("_page?{nom}"), "id seul", nom);
            }
        }
        GenreAppel::Methode => dits.mettre(&r::METHODE, &appel.chemin, "GET, ou POST sur _search", &appel.methode),
        GenreAppel::Ancien => dits.mettre(&r::V1_CHEMIN, &appel.chemin, "/fhir/v2/…", &appel.chemin),
        _ => {}
    }
}

struct Constats<'a>(&'a mut Constateur);

impl Constats<'_> {
    fn mettre(&mut self, regle: &Rule, ou: &str, attendu: &str, vu: &str) {
        self.0.dire(*regle, &Location::path(ou), attendu, vu);
    }

    /// What holds for every request: the key, the form, the quota, the media type.
    fn acces(&mut self, exchange: &Exchange, appel: &Appel) {
        let servi = !matches!(appel.genre, GenreAppel::Autre);
        let cle = exchange.requete.entete("esante-api-key").unwrap_or_default();
        if servi && cle.trim().is_empty() {
            self.mettre(&r::CLE_ABSENTE, "en-tête ESANTE-API-KEY", "la clé de l'application", "(absent)");
        }
        let dans_l_url = appel.lus().iter().take(appel.dans_l_url);
        for (nom, _) in dans_l_url.filter(|(n, _)| NOMS_DE_CLE.contains(&n.to_ascii_lowercase().as_str())) {
            self.mettre(
                &r::CLE_URL,
                &format!("paramètre {nom}"),
                "aucune clé dans l'URL",
                "une clé (non recopiée)",
            );
        }
        if let Err(e) = &appel.parametres {
            self.mettre(&r::ILLISIBLE, &appel.chemin, "des paramètres lisibles", &e.to_string());
        }
        if exchange.statut == Some(429) {
            self.mettre(&r::QUOTA, &appel.chemin, "17 requêtes par seconde au plus", "429");
        }
        let accept = exchange.requete.entete("accept").unwrap_or("*/*");
        if servi && !(accept.contains("json") || accept.contains('*')) {
            self.mettre(&r::FORMAT, "en-tête Accept", "application/fhir+json", accept);
        }
    }

    fn recherche(&mut self, exchange: &Exchange, appel: &Appel, ressource: &'static Ressource, diagnostic: Option<&str>) {
        if let Some(genre) = &appel.autre_corps {
            // What the body asks is not read: nothing more can be said of this search.
            self.mettre(&r::FORMULAIRE, "en-tête Content-Type", FORMULAIRE, genre);
            return;
        }
        for (nom, valeur) in appel.lus() {
            self.parametre(ressource, nom, valeur);
        }
        // Without the keys in the URL, of which enough is said.
        let propres: Vec<(String, String)> = appel
            .lus()
            .iter()
            .filter(|(n, _)| !NOMS_DE_CLE.contains(&n.to_ascii_lowercase().as_str()))
            .cloned()
            .collect();
        match Recherche::lire(ressource, &propres) {
            Ok(recherche) => {
                self.liens(&recherche);
                self.portee(&recherche, exchange.instant, appel);
            }
            Err(RechercheRefusee::Inconnu { parametre, .. }) if parametre == "mailbox-mss-type" => {
                self.mettre(
                    &r::MAILBOX_TYPE,
                    "mailbox-mss-type",
                    "mailbox-mss, puis un filtre sur la réponse",
                    "mailbox-mss-type",
                );
            }
            // The table says it, and the service must have said it too: one that tolerates more is no fault of the candidate.
            Err(RechercheRefusee::Inconnu { parametre, .. }) => {
                if diagnostic.is_none_or(|d| d.contains("not found for resource")) && exchange.statut != Some(200) {
                    let connus: Vec<&str> = ressource.parametres.iter().map(|p| p.nom).collect();
                    self.mettre(&r::PARAMETRE, &parametre, &connus.join(", "), &parametre);
                }
            }
            Err(ref refus @ RechercheRefusee::Valeur { ref parametre, ref raison }) => {
                self.mettre(refus.regle(), parametre, "une valeur de la forme du paramètre", raison);
            }
            Err(
                ref refus @ RechercheRefusee::Modificateur {
                    ref parametre,
                    ref modificateur,
                },
            ) => {
                self.mettre(refus.regle(), parametre, "sans ce modificateur", modificateur);
            }
        }
    }

    /// One parameter as written.
    fn parametre(&mut self, ressource: &'static Ressource, nom: &str, valeur: &str) {
        let lu = Nom::lire(nom);
        let vise = lu.viser(ressource);
        if let (Some(v), Some(m)) = (vise, lu.modificateur)
            && v.parametre.genre == Genre::Texte
            && !MODIFICATEURS.contains(&m)
        {
            self.mettre(&r::MODIFICATEUR, nom, ":contains, :exact ou :text", m);
        }
        if let Some(ancien) = ANCIENS.iter().find(|a| valeur.contains(**a)) {
            self.mettre(&r::V1_SYSTEME, nom, "un système de la v2", ancien);
        }
        let seul = lu.suite.is_none();
        if seul
            && lu.tete == "_count"
            && let Ok(n) = valeur.parse::<u64>()
            && n > COUNT_DOCUMENTE
        {
            self.mettre(&r::COUNT, "_count", "10000 au plus", valeur);
        }
        let ailleurs = ressource.nom == "PractitionerRole" && seul && matches!(lu.tete, "role" | "specialty" | "qualification-code");
        if ailleurs && (lu.tete != "role" || valeur.split(',').any(est_profession)) {
            self.mettre(&r::PROFESSION, nom, "Practitioner?qualification-code=…", valeur);
        }
        let cible = vise.map_or("", |v| v.chaine.map_or(ressource.nom, |l| l.cible));
        if vise.is_some_and(|v| v.parametre.nom == "identifier") && cible == "Practitioner" {
            for un in valeur.split(',') {
                self.identifiant(un);
            }
        }
    }

    fn identifiant(&mut self, valeur: &str) {
        let Some((systeme, code)) = valeur.split_once('|') else { return };
        let chiffres = |n: usize| code.len() == n && code.bytes().all(|b| b.is_ascii_digit());
        let faux = (systeme == RPPS && chiffres(12) && code.starts_with('8')) || (systeme == IDNPS && chiffres(11));
        if faux {
            let attendu = if systeme == RPPS {
                "les 11 chiffres du RPPS"
            } else {
                "8 puis les 11 chiffres du RPPS"
            };
            self.mettre(&r::SYSTEME_IDNPS, "identifier", attendu, valeur);
        }
    }

    /// References that are followed, backwards or by a chain.
    fn liens(&mut self, recherche: &Recherche) {
        let documentes = recherche.ressource.revinclude_documente;
        for lien in recherche.revinclude.iter().filter(|l| documentes.contains(l)) {
            let dit = format!("{}:{}", lien.source, lien.parametre);
            let annonces: Vec<String> = recherche
                .ressource
                .revinclude
                .iter()
                .map(|l| format!("{}:{}", l.source, l.parametre))
                .collect();
            self.mettre(&r::REVINCLUDE_PARTOF, "_revinclude", &annonces.join(", "), &dit);
        }
        for critere in &recherche.criteres {
            let Some(lien) = critere.chaine else { continue };
            let dit = format!("{}.{}", lien.parametre, critere.parametre.nom);
            if (lien.source, dit.as_str()) != CHAINE_CONNUE {
                self.mettre(
                    &r::CHAINE,
                    &dit,
                    "PractitionerRole?organization.identifier, ou deux recherches",
                    &format!("{}?{dit}", lien.source),
                );
            }
            if let Some(n) = recherche.count {
                self.mettre(&r::CHAINE_COUNT, &dit, "sans _count", &format!("_count={n}"));
            }
        }
    }

    /// How much of the directory is asked.
    fn portee(&mut self, recherche: &Recherche, maintenant: OffsetDateTime, appel: &Appel) {
        let plus_tot = maintenant - FENETRE;
        let mut delta = false;
        let mut precis = false;
        for critere in &recherche.criteres {
            if critere.parametre.genre != Genre::Date || critere.chaine.is_some() {
                // Whether a resource is active chooses nearly all of them.
                precis |= critere.parametre.nom != "active";
                continue;
            }
            for valeur in &critere.valeurs {
                let Valeur::Date { prefixe, debut, fin } = valeur else { continue };
                match *prefixe {
                    "ge" | "gt" | "sa" | "eq" | "ap" if *fin <= plus_tot => {
                        self.mettre(
                            &r::DELTA,
                            "_lastUpdated",
                            "dans les 30 derniers jours",
                            &format!("{prefixe}{debut}"),
                        );
                    }
                    "ge" | "gt" | "sa" | "eq" | "ap" => delta = true,
                    _ => {}
                }
            }
        }
        if !precis && !delta {
            self.mettre(
                &r::ASPIRATION,
                &appel.chemin,
                "au moins un critère, ou _lastUpdated dans les 30 derniers jours",
                recherche.ressource.nom,
            );
        }
    }
}

/// Whether a token of `role` names a profession or a speciality.
fn est_profession(jeton: &str) -> bool {
    match jeton.split_once('|') {
        Some((systeme, _)) => systeme.contains(PROFESSION) || systeme.contains(SPECIALITE) || systeme.contains("TRE_R38"),
        None => (jeton.len() == 2 && jeton.bytes().all(|b| b.is_ascii_digit())) || jeton.starts_with("SM"),
    }
}
