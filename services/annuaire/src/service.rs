//! The service: what comes in, what is refused, what goes out.

use std::sync::Arc;

use async_trait::async_trait;
use segur_dialecte::Lu;
use segur_fhir::operations::OPERATIONS;
use segur_fhir::{AnnuaireLu, Appel, GenreAppel, PAGE_REFUSEE, Recherche, Ressource, Total, capacites, issue, regles};
use segur_kit::{ActionRefusee, Contexte, ModeTls, Point, Reponse, Requete, Service};
use segur_model::vocabulaire::Operation;
use serde_json::Value;

use crate::annuaire::Annuaire;
use crate::curseur::{self, Curseur};
use crate::etat::Reglages;
use crate::pages::{self, Enveloppe};
use crate::vue::Vue;
use crate::{AnnuaireReglage, Totaux};
use crate::{extraction, moteur, passerelle};

/// Path of the API.
pub(crate) const CHEMIN_FHIR: &str = "/fhir/v2";
/// Path of the extraction files.
pub(crate) const CHEMIN_EXTRACTION: &str = "/annuaire-sante-webservices/V300/services/extraction";
/// Media type of what the API answers.
pub(crate) const FHIR_JSON: &str = "application/fhir+json;charset=utf-8";

impl Annuaire {
    /// The settings, as the actions left them.
    fn reglages(&self, dits: Reglages) -> Regles {
        Regles {
            quota: dits.quota.unwrap_or(self.reglage.quota),
            parametre: dits.statut_parametre.unwrap_or(self.reglage.statut_parametre_inconnu),
            page: dits.statut_page.unwrap_or(self.reglage.statut_page_perimee),
            duree_page: dits.duree_page,
            cle_exigee: dits.cle_exigee.unwrap_or(self.reglage.cle_exigee),
            total: dits.total.unwrap_or(self.reglage.total),
        }
    }
}

/// The settings of an espace.
struct Regles {
    quota: u32,
    parametre: u16,
    page: u16,
    duree_page: Option<i64>,
    cle_exigee: bool,
    total: Totaux,
}

#[async_trait]
impl Service for Annuaire {
    fn nom(&self) -> &'static str {
        "annuaire"
    }

    fn operations(&self) -> &'static [Operation] {
        OPERATIONS
    }

    fn points(&self) -> Vec<Point> {
        vec![
            Point::http("fhir", ModeTls::Serveur, CHEMIN_FHIR),
            Point::http("extraction", ModeTls::Serveur, CHEMIN_EXTRACTION),
        ]
    }

    fn classer(&self, requete: &Requete) -> String {
        lire(requete).operation().to_owned()
    }

    async fn repondre(&self, ctx: &Contexte, requete: Requete) -> Reponse {
        let appel = lire(&requete);
        let operation = appel.operation();
        let mut echange = requete.echange("annuaire", operation);
        let mut reponse = match (&requete.panne, &appel.genre) {
            (Some(panne), _) => self.repondre_panne(panne),
            (None, GenreAppel::Extraction(fichier)) => extraction::repondre(self, ctx, &requete, fichier),
            (None, _) => self.repondre_fhir(ctx, &requete, &appel),
        };
        echange.statut = Some(reponse.statut);
        echange.reponse.entetes.clone_from(&reponse.entetes);
        reponse.operation = Some(operation.to_owned());
        let lu = AnnuaireLu::lire(&echange, Appel::clone(&appel), &reponse.corps);
        reponse.faits = lu.faits().faits.clone();
        reponse.constatee(lu.constats(&ctx.connu(&requete, None)))
    }

    fn panne_de_statut(&self, statut: u16) -> Reponse {
        match statut {
            429 => self.trop_d_appels(),
            autre => Reponse::nouvelle(autre, "", ""),
        }
    }

    async fn action(&self, ctx: &Contexte, action: &str, parametres: Value) -> Result<Value, ActionRefusee> {
        crate::actions::agir(self, ctx, action, &parametres)
    }

    fn remettre_a_zero(&self, espace: &str) {
        // What is played again gives the same cursors: nothing of one counts how often the espace was reset.
        self.etats.oublier(espace);
    }
}

fn lire(requete: &Requete) -> Arc<Appel> {
    requete.lecture.une_fois(|| {
        let ligne = format!("{} {} HTTP/1.1", requete.methode, requete.uri);
        Appel::lire(&ligne, requete.entete("content-type").unwrap_or_default(), &requete.corps)
    })
}

fn fhir(statut: u16, ressource: &Value) -> Reponse {
    Reponse::nouvelle(statut, FHIR_JSON, ressource.to_string())
}

fn refuser(statut: u16, diagnostics: &str) -> Reponse {
    fhir(statut, &issue(diagnostics))
}

impl Annuaire {
    /// A fault asked for by a scenario: an HTTP status of the gateway, or a sentence in an OperationOutcome.
    fn repondre_panne(&self, panne: &str) -> Reponse {
        match panne.parse::<u16>() {
            Ok(429) => self.trop_d_appels(),
            Ok(statut) if (400..600).contains(&statut) => passerelle::refus(statut, "Panne demandée par le scénario"),
            _ => refuser(500, panne),
        }
    }

    /// The refusal of a call over the quota, where no quota is counted.
    fn trop_d_appels(&self) -> Reponse {
        passerelle::quota(match self.reglage.quota {
            0 => AnnuaireReglage::default().quota,
            dit => dit,
        })
    }

    fn repondre_fhir(&self, ctx: &Contexte, requete: &Requete, appel: &Appel) -> Reponse {
        match &appel.genre {
            GenreAppel::Autre => return passerelle::refus(404, "No context-path matches the request URI."),
            GenreAppel::Ancien => return ancien(&self.base(ctx), requete, appel),
            _ => {}
        }
        let cle = passerelle::cle(requete);
        let (reglages, compte) = self.etats.avec(&ctx.espace, |e| {
            let reglages = self.reglages(e.reglages);
            let compte = e.compter(cle.unwrap_or(""), requete.recu, reglages.quota);
            (reglages, compte)
        });
        if reglages.cle_exigee && cle.is_none_or(|c| !self.reglage.cles.is_empty() && !self.reglage.cles.iter().any(|k| k == c)) {
            return passerelle::refus(401, "Unauthorized").refusee_sur(regles::CLE_ABSENTE.id);
        }
        if compte.depasse {
            return passerelle::quota(reglages.quota);
        }
        let reponse = self.repondre_api(ctx, requete, appel, &reglages);
        passerelle::entetes_de_quota(reponse, reglages.quota, compte)
    }

    fn repondre_api(&self, ctx: &Contexte, requete: &Requete, appel: &Appel, reglages: &Regles) -> Reponse {
        let parametres = match &appel.parametres {
            Ok(p) => p,
            Err(e) => return refuser(400, &e.to_string()).refusee_sur(regles::ILLISIBLE.id),
        };
        match &appel.genre {
            GenreAppel::Metadonnees => {
                let jour = requete.instant.date();
                fhir(
                    200,
                    &capacites(&format!("{:04}-{:02}-{:02}", jour.year(), u8::from(jour.month()), jour.day())),
                )
            }
            GenreAppel::Methode => refuser(403, "Method not allowed: the directory is read only").refusee_sur(regles::METHODE.id),
            GenreAppel::Lecture(ressource, id) => self.lire_une(ctx, ressource, id),
            GenreAppel::Recherche(_) if appel.autre_corps.is_some() => {
                let dit = appel.autre_corps.as_deref().unwrap_or_default();
                refuser(403, &format!("Forbidden: POST _search takes a form, not a body of type {dit}")).refusee_sur(regles::FORMULAIRE.id)
            }
            GenreAppel::Recherche(ressource) => self.chercher(ctx, requete, ressource, parametres, reglages),
            GenreAppel::Page => self.page(ctx, requete, appel, reglages),
            _ => passerelle::refus(404, "No context-path matches the request URI."),
        }
    }

    fn lire_une(&self, ctx: &Contexte, ressource: &Ressource, id: &str) -> Reponse {
        let vue = self.vue(ctx);
        match vue.trouver(ressource.nom, id).and_then(|c| vue.ressource(c)) {
            Some(r) => fhir(200, &r),
            None => {
                let id: String = id.chars().take(100).collect();
                refuser(404, &format!("Resource not found with id: {id}"))
            }
        }
    }

    fn chercher(
        &self,
        ctx: &Contexte,
        requete: &Requete,
        ressource: &'static Ressource,
        parametres: &[(String, String)],
        reglages: &Regles,
    ) -> Reponse {
        let recherche = match Recherche::lire(ressource, parametres) {
            Ok(r) => r,
            Err(e) => return refuser(reglages.parametre, &e.to_string()).refusee_sur(e.regle().id),
        };
        let revisions = self.etats.avec(&ctx.espace, |e| e.revisions.clone());
        let debut = Curseur {
            ressource: ressource.nom.to_owned(),
            parametres: parametres.to_vec(),
            position: 0,
            revision: revisions.len(),
            emis: requete.instant.unix_timestamp(),
        };
        let vue = Vue::nouvelle(self.fonds(ctx), revisions, debut.revision);
        self.donner(ctx, requete, &vue, &recherche, debut, reglages.total)
    }

    /// The page where a cursor stands.
    fn donner(&self, ctx: &Contexte, requete: &Requete, vue: &Vue, recherche: &Recherche, curseur: Curseur, total: Totaux) -> Reponse {
        let demande = recherche
            .count
            .map_or(pages::PAR_DEFAUT, |n| usize::try_from(n).unwrap_or(usize::MAX));
        let combien = demande.min(pages::PAR_PAGE_MAX);
        // A page of nothing is how one asks for the number alone.
        let compte = (combien == 0 && recherche.total != Total::Aucun).then(|| Recherche {
            total: Total::Exact,
            ..recherche.clone()
        });
        let mut page = moteur::chercher(vue, compte.as_ref().unwrap_or(recherche), curseur.position, combien);
        if combien == 0 {
            page.suite = None;
        }
        let voulu = combien == 0 || recherche.total != Total::Absent;
        if total == Totaux::Jamais || (total == Totaux::SurDemande && !voulu) {
            page.total = None;
        }
        let suivante = page.suite.and_then(|position| {
            let suite = Curseur {
                position,
                ..curseur.clone()
            };
            let scelle = curseur::sceller(ctx, &suite)?;
            Some(if scelle.len() < curseur::LONGUEUR_MAX {
                format!("u{scelle}")
            } else {
                format!("d{}", self.etats.avec(&ctx.espace, |e| e.garder(scelle)))
            })
        });
        let base = self.base(ctx);
        let enveloppe = Enveloppe {
            id: ctx.uuid("annuaire.bundle", requete.rang),
            base: &base,
            suivante,
            soi: format!("{}?{}", curseur.ressource, pages::requete(&curseur.parametres))
                .trim_end_matches('?')
                .to_owned(),
        };
        fhir(200, &pages::ecrire(vue, recherche, &page, &enveloppe))
    }

    fn page(&self, ctx: &Contexte, requete: &Requete, appel: &Appel, reglages: &Regles) -> Reponse {
        let Some(id) = appel.parametre("id").filter(|i| !i.is_empty()) else {
            return refuser(400, "Parameter id is required");
        };
        let refus = || refuser(reglages.page, PAGE_REFUSEE).refusee_sur(regles::PAGE_REFUSEE.id);
        let scelle = match id.split_at_checked(1) {
            Some(("u", scelle)) => Some(scelle.to_owned()),
            Some(("d", nom)) => nom.parse().ok().and_then(|n| self.etats.avec(&ctx.espace, |e| e.garde(n))),
            _ => None,
        };
        let Some(curseur) = scelle.and_then(|s| curseur::ouvrir(ctx, &s)) else {
            return refus();
        };
        let revisions = self.etats.avec(&ctx.espace, |e| e.revisions.clone());
        let age = requete.instant.unix_timestamp() - curseur.emis;
        if curseur.revision > revisions.len() || reglages.duree_page.is_some_and(|d| age >= d) {
            return refus();
        }
        let ressource = segur_fhir::ressource(&curseur.ressource);
        let Some(recherche) = ressource.and_then(|r| Recherche::lire(r, &curseur.parametres).ok()) else {
            return refus();
        };
        let vue = Vue::nouvelle(self.fonds(ctx), revisions, curseur.revision);
        self.donner(ctx, requete, &vue, &recherche, curseur, reglages.total)
    }

    /// The base URL of the links.
    fn base(&self, ctx: &Contexte) -> String {
        let point = || ctx.points.get("annuaire.fhir").cloned().unwrap_or_else(|| CHEMIN_FHIR.to_owned());
        self.reglage.base.clone().unwrap_or_else(point)
    }
}

/// The API v1 is closed; the path without version leads to v2.
fn ancien(base: &str, requete: &Requete, appel: &Appel) -> Reponse {
    let suite = appel.chemin.split_once("/fhir/").map_or("", |(_, s)| s);
    if suite.starts_with("v1") {
        return passerelle::refus(404, "No context-path matches the request URI.").refusee_sur(regles::V1_CHEMIN.id);
    }
    let question = requete.uri.query().map(|q| format!("?{q}")).unwrap_or_default();
    passerelle::refus(307, "Moved to v2").entete("location", format!("{base}/{suite}{question}"))
}
