//! The service: what comes in, what is refused, what goes out.

use async_trait::async_trait;
use segur_kit::rusqlite::{self, Connection};
use segur_kit::{ActionRefusee, Contexte, ModeTls, Point, Reponse, Requete, Service};
use segur_model::{Environnement, Finding};
use segur_saml::vihf::lire_vihf;
use segur_xds::echange::{ContexteEchange, faits, juger};
use segur_xds::ns::{ACTION_TD02_REPONSE, ACTION_TD21_REPONSE};
use segur_xds::{ErreurRegistre, ReponseRegistre, RequeteTd02, Statut, ecrire_reponse, ecrire_td02_reponse, regles};
use serde_json::Value;

use crate::alimentation::Alimentation;
use crate::etat::{Etats, TABLES};
use crate::message::{CHEMIN, Contenu, Demande, Recu, est_mtom};
use crate::reponse::Retour;
use crate::{DmpReglage, existence, fautes, refus};

/// The service.
pub(crate) struct Dmp {
    reglage: DmpReglage,
    etats: Etats,
}

impl Dmp {
    pub fn nouveau(reglage: DmpReglage) -> Self {
        Self {
            reglage,
            etats: Etats::default(),
        }
    }
}

#[async_trait]
impl Service for Dmp {
    fn nom(&self) -> &'static str {
        "dmp"
    }

    fn points(&self) -> Vec<Point> {
        vec![Point::http("lps", ModeTls::Mutuel, CHEMIN)]
    }

    fn classer(&self, requete: &Requete) -> String {
        Demande::classer(requete).to_owned()
    }

    async fn repondre(&self, ctx: &Contexte, requete: Requete) -> Reponse {
        let demande = Demande::lire(&requete);
        let operation = demande.operation();
        let echange = requete.echange("dmp", operation);
        let constats = match &demande {
            Demande::Message(_) | Demande::Illisible(..) => juger(&echange, &requete.corps, b"", &contexte(ctx, &requete, &demande)),
            Demande::Document(_) | Demande::PasPourMoi(..) => Vec::new(),
        };
        let retour = Retour {
            ctx,
            rang: requete.rang,
            mtom: est_mtom(&requete),
            message_id: demande.message_id(),
        };
        let mut reponse = match &requete.panne {
            Some(panne) => repondre_panne(panne, &demande, &retour, &requete),
            None => self.repondre_vraiment(&demande, &retour, &requete, &constats),
        };
        let mut complet = echange;
        complet.reponse.entetes.clone_from(&reponse.entetes);
        reponse.faits = faits(&complet, &requete.corps, &reponse.corps);
        reponse.operation = Some(operation.to_owned());
        reponse.constatee(constats)
    }

    async fn action(&self, _: &Contexte, action: &str, _: Value) -> Result<Value, ActionRefusee> {
        Err(ActionRefusee::Inconnue(format!(
            "le DMP n'a pas d'action « {action} » dans cette version (voir « segur-bench vocabulaire »)"
        )))
    }

    fn tables(&self) -> &'static [&'static str] {
        TABLES
    }

    fn charger(&self, espace: &str, c: &Connection, epoque: u64) -> rusqlite::Result<()> {
        self.etats.charger(espace, c, epoque)
    }

    fn remettre_a_zero(&self, espace: &str) {
        self.etats.oublier(espace);
    }
}

impl Dmp {
    fn repondre_vraiment(&self, demande: &Demande, retour: &Retour<'_>, requete: &Requete, constats: &[Finding]) -> Reponse {
        let recu = match demande {
            Demande::Document(document) => return Reponse::nouvelle(200, "text/xml; charset=utf-8", document.clone()),
            Demande::PasPourMoi(statut, texte) => return Reponse::texte(*statut, texte.clone()),
            Demande::Illisible(statut, faute) => {
                let mut reponse = retour.fauter(faute);
                reponse.statut = *statut;
                return sur(reponse, refus::illisible(constats));
            }
            Demande::Message(recu) => recu,
        };
        if matches!(recu.contenu, Contenu::Autre) {
            return retour.fauter(&fautes::faute(fautes::NON_JOUE, &non_joue(recu)));
        }
        let lot = matches!(recu.contenu, Contenu::Lot(..));
        if let Some((sous_code, constat)) = refus::premier(constats, &self.reglage.tolerances, lot) {
            return retour
                .fauter(&fautes::faute(sous_code, &precision(constat)))
                .refusee_sur(&constat.rule);
        }
        match &recu.contenu {
            Contenu::Test(test) => tester(test, retour, requete),
            Contenu::Lot(lot, parties) => {
                let alimentation = Alimentation {
                    lot,
                    parties,
                    patient_du_vihf: recu.patient_du_vihf(),
                    constats,
                    corps: &requete.corps,
                    tolerances: &self.reglage.tolerances,
                };
                let ctx = retour.ctx;
                let (reponse, effet) = self.etats.avec(&ctx.espace, |etat| {
                    // Drawn from the uniqueId, which serves once: the same whatever else comes at the same time.
                    alimentation.jouer(etat, &ctx.monde, |unique_id| ctx.uuid(&format!("dmp.entryUUID {unique_id}"), 0))
                });
                let refus = (reponse.statut != Statut::Success).then(|| alimentation.refus()).flatten();
                let mut reponse = sur(registre(&reponse, retour), refus);
                reponse.effet = effet;
                reponse
            }
            Contenu::Autre => retour.fauter(&fautes::faute(fautes::NON_JOUE, "")),
        }
    }
}

/// The same answer, a refusal on this rule when there is one.
fn sur(reponse: Reponse, regle: Option<&str>) -> Reponse {
    match regle {
        Some(regle) => reponse.refusee_sur(regle),
        None => reponse,
    }
}

fn tester(test: &RequeteTd02, retour: &Retour<'_>, requete: &Requete) -> Reponse {
    let (Some(ins), Some(oid)) = (&test.patient, &test.oid) else {
        let raison = "Patient absent : donner patientIdentifier/value, avec l'OID de l'INS (root) et l'INS (extension).";
        return retour
            .fauter(&fautes::faute(fautes::ILLISIBLE, raison))
            .refusee_sur(regles::TD02_PATIENT.id);
    };
    let patient = existence::patient(&retour.ctx.monde, &ins.valeur, &oid.valeur);
    existe(test, patient, retour, requete)
}

fn existe(test: &RequeteTd02, patient: Option<&segur_model::Patient>, retour: &Retour<'_>, requete: &Requete) -> Reponse {
    let id = retour.uuid("dmp.td02");
    let reponse = existence::repondre(patient, id, requete.instant);
    retour.envoyer(ACTION_TD02_REPONSE, &ecrire_td02_reponse(test, &reponse))
}

fn registre(reponse: &ReponseRegistre, retour: &Retour<'_>) -> Reponse {
    retour.envoyer(ACTION_TD21_REPONSE, &ecrire_reponse(reponse))
}

/// A fault or code asked for by a scenario, in place of the true answer: `NF` to a TD0.2, a code of the registry to a TD2.1; else a
/// SOAP fault.
fn repondre_panne(panne: &str, demande: &Demande, retour: &Retour<'_>, requete: &Requete) -> Reponse {
    let contenu = match demande {
        Demande::Message(recu) => Some(&recu.contenu),
        _ => None,
    };
    match contenu {
        Some(Contenu::Test(test)) if panne == "NF" => existe(test, None, retour, requete),
        Some(Contenu::Lot(..)) if panne.starts_with("XDS") => {
            let erreur = ErreurRegistre {
                code: panne.to_owned(),
                contexte: "Erreur demandée par le scénario.".to_owned(),
                avertissement: false,
                lieu: None,
            };
            registre(&ReponseRegistre::echec(vec![erreur]), retour)
        }
        _ => retour.fauter(&fautes::faute(panne, "")),
    }
}

fn non_joue(recu: &Recu) -> String {
    format!(
        "Cette version joue TD0.2 et TD2.1 ; reçu : {}.",
        recu.adressage.action.as_deref().unwrap_or("(pas de wsa:Action)")
    )
}

/// The place and the finding, for the person who reads the fault.
fn precision(constat: &Finding) -> String {
    format!(
        "{}. Attendu : {} ; vu : {} ({}, règle {}).",
        constat.dit, constat.expected, constat.seen, constat.location.path, constat.rule
    )
}

/// What judging needs beyond the exchange.
fn contexte(ctx: &Contexte, requete: &Requete, demande: &Demande) -> ContexteEchange {
    let recu = match demande {
        Demande::Message(recu) => Some(recu),
        _ => None,
    };
    ContexteEchange {
        ancres_pem: ctx.igc.ancres_pem(),
        crls_der: ctx.igc.crls().iter().map(|c| c.der.clone()).collect(),
        maintenant: requete.instant,
        horloge_declaree: recu.is_some_and(|r| suit_l_horloge(r, requete)),
        homologations: ctx.monde.homologations_dmp.clone(),
        // The bench is a test platform: the OIDs of test are expected there, those of production are met.
        environnement: Environnement::Test,
    }
}

/// Whether the candidate follows the clock of the bench: the instant of its VIHF tells. When the bench shows real time there is
/// nothing to follow.
fn suit_l_horloge(recu: &Recu, requete: &Requete) -> bool {
    let emis = lire_vihf(&recu.enveloppe).and_then(|v| v.instant);
    emis.is_some_and(|t| (t - requete.instant).abs() < (t - requete.recu).abs())
}
