//! The service: what comes in, what is refused, what goes out.

use async_trait::async_trait;
use segur_dialecte::{Lu, Piece};
use segur_kit::rusqlite::{self, Connection};
use segur_kit::{ActionRefusee, Contexte, ModeTls, Point, Reponse, Requete, Service};
use segur_model::vocabulaire::Operation;
use segur_model::{Faits, Finding, Message};
use segur_xds::echange::{Corps, DmpLu};
use segur_xds::ns::{ACTION_TD02_REPONSE, ACTION_TD21_REPONSE};
use segur_xds::operations::OPERATIONS;
use segur_xds::{ErreurRegistre, ReponseRegistre, RequeteTd02, Statut, ecrire_reponse, ecrire_td02_reponse, regles};
use serde_json::Value;

use crate::alimentation::Alimentation;
use crate::etat::{Etats, TABLES};
use crate::message::{CHEMIN, Demande, est_mtom, illisible};
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

    fn operations(&self) -> &'static [Operation] {
        OPERATIONS
    }

    fn points(&self) -> Vec<Point> {
        // TLS 1.2 alone: PDT-579.
        vec![Point::http("lps", ModeTls::Mutuel, CHEMIN).en_tls12()]
    }

    fn classer(&self, requete: &Requete) -> String {
        Demande::lire(requete).operation(requete).to_owned()
    }

    async fn repondre(&self, ctx: &Contexte, requete: Requete) -> Reponse {
        let demande = Demande::lire(&requete);
        let constats = match &demande {
            Demande::Message(lu) => lu.constats(&ctx.connu(&requete, lu.vihf().vihf().and_then(|v| v.instant))),
            _ => Vec::new(),
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
        reponse.faits = faits(&demande, &reponse);
        reponse.operation = Some(demande.operation(&requete).to_owned());
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
        let lu = match demande {
            Demande::Document(document) => return Reponse::nouvelle(200, "text/xml; charset=utf-8", document.clone()),
            Demande::PasPourMoi(statut, texte) => return Reponse::texte(*statut, texte.clone()),
            Demande::Message(lu) => lu,
        };
        if let Some(refus) = lu.refus() {
            let (statut, faute) = illisible(refus);
            let mut reponse = retour.fauter(&faute);
            reponse.statut = statut;
            return sur(reponse, refus::illisible(constats));
        }
        if matches!(lu.corps(), Corps::Rien) {
            return retour.fauter(&fautes::faute(fautes::NON_JOUE, &non_joue(lu)));
        }
        if let Some((sous_code, constat)) = refus::premier(constats, &self.reglage.tolerances, lu.lot().is_some()) {
            return retour
                .fauter(&fautes::faute(sous_code, &constat.precision()))
                .refusee_sur(&constat.rule);
        }
        match (lu.corps(), lu.lot()) {
            (Corps::Test(test, _), _) => match test.as_ref() {
                Ok(test) => tester(test, retour, requete),
                Err(illisible) => retour.fauter(&fautes::faute(fautes::ILLISIBLE, &illisible.to_string())),
            },
            (Corps::Lot(_, parties, _), Some(lot)) => {
                let alimentation = Alimentation {
                    lot,
                    parties,
                    patient_du_vihf: lu.vihf().vihf().and_then(|v| v.patient()).map(|p| (p.ins, p.oid)),
                    constats,
                    requete,
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
            _ => retour.fauter(&fautes::faute(fautes::NON_JOUE, "")),
        }
    }
}

/// The facts of a message, and those of its answer.
fn faits(demande: &Demande, reponse: &Reponse) -> Faits {
    let Demande::Message(lu) = demande else { return Faits::new() };
    let message = Message {
        entetes: reponse.entetes.clone(),
        ..Message::default()
    };
    let mut faits = lu.faits().faits.clone();
    faits.extend(lu.faits_de_la_reponse(Piece {
        message: &message,
        octets: &reponse.corps,
    }));
    faits
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
    let corps = match demande {
        Demande::Message(lu) if lu.refus().is_none() => lu.corps(),
        _ => &Corps::Rien,
    };
    match corps {
        Corps::Test(test, _) if panne == "NF" => match test.as_ref() {
            Ok(test) => existe(test, None, retour, requete),
            Err(_) => retour.fauter(&fautes::faute(panne, "")),
        },
        Corps::Lot(..) if panne.starts_with("XDS") => {
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

fn non_joue(lu: &DmpLu) -> String {
    format!(
        "Cette version joue TD0.2 et TD2.1 ; reçu : {}.",
        lu.adressage().action.as_deref().unwrap_or("(pas de wsa:Action)")
    )
}
