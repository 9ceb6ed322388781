//! The service: what comes in, what is refused, what goes out.

use std::sync::Arc;

use async_trait::async_trait;
use segur_dialecte::{Lu, Piece};
use segur_insi_messages::operations::{self, OPERATIONS};
use segur_insi_messages::{
    AQui, FauteInsi, Illisible, InsiLu, OperationInsi, Requete as RequeteInsi, ecrire_faute, ecrire_resultat, ecrire_verification, regles,
};
use segur_kit::{ActionRefusee, Contexte, ModeTls, Point, Reponse, Requete, Service};
use segur_model::Finding;
use segur_model::vocabulaire::Operation;
use segur_soap::{CodeFaute, TypeContenu, type_reponse};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::etat::{Etats, Plateforme};
use crate::recherche::{Issue, chercher, chercher_par_carte, sans_individu};
use crate::verification::verifier;
use crate::{InsiReglage, fautes, refus, wsdl};

const CHEMIN: &str = "/lps";
/// The longest identifier that is remembered or echoed, in bytes.
const ID_MAX: usize = 256;

/// The service.
pub(crate) struct Insi {
    reglage: InsiReglage,
    etats: Etats,
}

impl Insi {
    pub fn nouveau(reglage: InsiReglage) -> Self {
        Self {
            reglage,
            etats: Etats::default(),
        }
    }
}

/// What a request turns out to be.
enum Demande {
    /// `GET /lps?wsdl`, `?xsd=n`.
    Document(String),
    /// An HTTP request that is not for this service: status, and why.
    PasPourMoi(u16, String),
    /// A message of another media type.
    TypeContenu(String, Arc<InsiLu>),
    /// A message, read once for all that look at it.
    Message(Arc<InsiLu>),
}

impl Demande {
    fn lire(requete: &Requete) -> Self {
        let chemin = requete.uri.path();
        if chemin.trim_end_matches('/') != CHEMIN {
            return Self::PasPourMoi(
                404,
                format!("Rien à l'adresse « {chemin} » : INSi répond sur {CHEMIN}, et donne son WSDL sur {CHEMIN}?wsdl.\n"),
            );
        }
        if matches!(requete.methode.as_str(), "GET" | "HEAD") {
            return match wsdl::document(requete.uri.query().unwrap_or_default(), &adresse(requete)) {
                Some(document) => Self::Document(document),
                None => Self::PasPourMoi(
                    405,
                    format!("INSi attend un message SOAP 1.2 par POST ; le WSDL est sur {CHEMIN}?wsdl.\n"),
                ),
            };
        }
        if requete.methode.as_str() != "POST" {
            return Self::PasPourMoi(
                405,
                format!(
                    "Méthode {} : INSi attend un message SOAP 1.2 par POST sur {CHEMIN}.\n",
                    requete.methode
                ),
            );
        }
        let lu = requete.lecture.une_fois(|| {
            let e = requete.echange("insi", "");
            let piece = Piece {
                message: &e.requete,
                octets: &requete.corps,
            };
            InsiLu::lire(&e, None, piece)
        });
        match TypeContenu::lire(requete.entete("content-type")) {
            Err(refus) => Self::TypeContenu(refus.to_string(), lu),
            Ok(_) => Self::Message(lu),
        }
    }

    fn operation(&self, requete: &Requete) -> &str {
        match self {
            Self::Document(_) => operations::WSDL,
            Self::PasPourMoi(..) if requete.sans_message() => operations::SONDE,
            Self::PasPourMoi(..) | Self::TypeContenu(..) => operations::ILLISIBLE,
            Self::Message(lu) => lu.operation(),
        }
    }

    /// What was read of a message.
    fn lu(&self) -> Option<&InsiLu> {
        match self {
            Self::TypeContenu(_, lu) | Self::Message(lu) => Some(lu),
            _ => None,
        }
    }

    /// What a message asks, when it is one of this service.
    fn requete(&self) -> Option<&RequeteInsi> {
        match self {
            Self::Message(lu) => lu.requete().ok(),
            _ => None,
        }
    }
}

/// The address by which the caller reached the endpoint. Both endpoints are behind TLS.
fn adresse(requete: &Requete) -> String {
    format!("https://{}{CHEMIN}", requete.hote())
}

#[async_trait]
impl Service for Insi {
    fn nom(&self) -> &'static str {
        "insi"
    }

    fn operations(&self) -> &'static [Operation] {
        OPERATIONS
    }

    fn points(&self) -> Vec<Point> {
        vec![
            Point::http("lps", ModeTls::Serveur, CHEMIN),
            Point::http("tlsm", ModeTls::Mutuel, CHEMIN),
        ]
    }

    fn classer(&self, requete: &Requete) -> String {
        Demande::lire(requete).operation(requete).to_owned()
    }

    async fn repondre(&self, ctx: &Contexte, requete: Requete) -> Reponse {
        let demande = Demande::lire(&requete);
        let operation = demande.operation(&requete).to_owned();
        let mut constats = match demande.lu() {
            Some(lu) => lu.constats(&ctx.connu(&requete, demande.requete().and_then(temps))),
            None => Vec::new(),
        };
        constats.extend(demande.requete().and_then(|lue| self.instance(ctx, lue)));
        let mut reponse = match &requete.panne {
            // `cr_00` asks for the true answer: only it has an identity in it.
            Some(panne) if panne != "cr_00" => self.repondre_panne(panne, &demande),
            _ => self.repondre_vraiment(ctx, &demande, &constats),
        };
        if let Demande::Message(lu) = &demande {
            reponse.faits = lu.faits().faits.clone();
            reponse.faits.extend(lu.faits_de_la_reponse(&reponse.corps));
        }
        reponse.operation = Some(operation);
        reponse.constatee(constats)
    }

    async fn action(&self, ctx: &Contexte, action: &str, parametres: Value) -> Result<Value, ActionRefusee> {
        match action {
            "repondre" => self.programmer(ctx, parametres),
            "environnement" => {
                let Reglage { valeur } = lire_parametres(parametres)?;
                self.etats.avec(&ctx.espace, |e| e.plateforme = valeur);
                Ok(json!({}))
            }
            autre => Err(ActionRefusee::Inconnue(format!(
                "INSi n'a pas d'action « {autre} » : employez insi.repondre ou insi.environnement (voir « segur-bench vocabulaire »)"
            ))),
        }
    }

    fn remettre_a_zero(&self, espace: &str) {
        self.etats.oublier(espace);
    }
}

impl Insi {
    fn repondre_vraiment(&self, ctx: &Contexte, demande: &Demande, constats: &[Finding]) -> Reponse {
        let lu = match demande {
            Demande::Document(document) => return Reponse::nouvelle(200, "text/xml; charset=utf-8", document.clone()),
            Demande::PasPourMoi(statut, texte) => return Reponse::texte(*statut, texte.clone()),
            Demande::TypeContenu(refus, _) => {
                let faute = ecrire_faute(&fautes::faute(fautes::ILLISIBLE, None, refus));
                return soap(415, faute, None).refusee_sur(regles::TYPE_CONTENU.id);
            }
            Demande::Message(lu) => lu,
        };
        match lu.requete() {
            Err(illisible) => envoyer_faute(&de_l_illisible(illisible)).refusee_sur(regles::LISIBLE.id),
            Ok(lue) => match refus::premier(constats, &self.reglage.tolerances) {
                Some((code, constat)) => {
                    envoyer_faute(&fautes::faute(code, message_id(lue), &constat.precision())).refusee_sur(&constat.rule)
                }
                None => self.etats.avec(&ctx.espace, |etat| match lue.operation {
                    OperationInsi::Traits => self.envoyer(chercher(&ctx.monde, etat, &lue.traits), lue.operation, message_id(lue)),
                    OperationInsi::Vitale => self.envoyer(chercher_par_carte(&ctx.monde, etat, &lue.carte), lue.operation, message_id(lue)),
                    OperationInsi::Verification if !self.reglage.verification.admet(&lue.corps.valeur) => {
                        let precision = format!(
                            "« {} » : les réglages du banc n'admettent que l'espace de noms {}.",
                            lue.corps.valeur, self.reglage.verification.espace_requete
                        );
                        envoyer_faute(&fautes::faute(fautes::VERIFICATION, message_id(lue), &precision))
                    }
                    OperationInsi::Verification => match verifier(&ctx.monde, etat, lue) {
                        Ok(juste) => self.dire_verifie(juste, message_id(lue)),
                        Err(code) => envoyer_faute(&fautes::faute(&code, message_id(lue), "")),
                    },
                }),
            },
        }
    }

    fn envoyer(&self, issue: Issue, operation: OperationInsi, message_id: Option<&str>) -> Reponse {
        match issue {
            Issue::Resultat(resultat) => {
                let action = operation.action_reponse();
                let a = AQui { message_id, action };
                soap(200, ecrire_resultat(&resultat, &self.reglage.reponses, a), action)
            }
            Issue::Faute(code) => envoyer_faute(&fautes::faute(&code, message_id, "")),
        }
    }

    fn dire_verifie(&self, juste: bool, message_id: Option<&str>) -> Reponse {
        let contrat = &self.reglage.verification;
        let a = AQui { message_id, action: None };
        let verdict = contrat.dire(juste);
        let corps = ecrire_verification(&verdict, &contrat.element, &contrat.espace_reponse, &self.reglage.reponses, a);
        soap(200, corps, None)
    }

    /// A fault or code asked for by a scenario, in place of the true answer. `cr_01` and `cr_02` are results, or KO; any other is a
    /// fault.
    fn repondre_panne(&self, panne: &str, demande: &Demande) -> Reponse {
        let lue = demande.requete();
        let operation = lue.map_or(OperationInsi::Traits, |l| l.operation);
        let issue = match panne {
            "cr_01" | "cr_02" if operation == OperationInsi::Verification => {
                return self.dire_verifie(false, lue.and_then(message_id));
            }
            "cr_01" | "cr_02" => sans_individu(panne.trim_start_matches("cr_")),
            code => Issue::Faute(code.to_owned()),
        };
        self.envoyer(issue, operation, lue.and_then(message_id))
    }

    /// What is wrong with the instance of a software: it is another than before.
    fn instance(&self, ctx: &Contexte, lue: &RequeteInsi) -> Option<Finding> {
        let logiciel = lue.lps.as_ref()?.logiciel.as_ref()?;
        let instance = logiciel
            .instance
            .as_ref()
            .filter(|i| !i.valeur.is_empty() && i.valeur.len() <= ID_MAX)?;
        let dit = |c: &Option<segur_insi_messages::Champ>| c.as_ref().map(|c| c.valeur.chars().take(ID_MAX).collect()).unwrap_or_default();
        let lui = (dit(&logiciel.idam), dit(&logiciel.nom));
        let avant = self.etats.avec(&ctx.espace, |e| e.instance(lui, &instance.valeur))?;
        Some(regles::INSTANCE_STABLE.finding(instance.lieu.clone(), avant, instance.valeur.clone()))
    }

    /// `insi.repondre`. The patient's calls are counted from 1 again: `appel` in the new script means calls to come.
    fn programmer(&self, ctx: &Contexte, parametres: Value) -> Result<Value, ActionRefusee> {
        let Script { patient, reponses } = lire_parametres(parametres)?;
        let fiche = ctx.monde.patients.get(&patient).ok_or_else(|| {
            ActionRefusee::Parametres(format!(
                "le patient « {patient} » n'existe pas dans le monde : donnez le nom de sa fiche (QUALIFIEE_SIMPLE…)"
            ))
        })?;
        for (rang, r) in reponses.iter().enumerate() {
            let rang = rang + 1;
            match (r.cr.as_deref(), &r.faute) {
                (Some(_), Some(_)) => {
                    return Err(ActionRefusee::Parametres(format!(
                        "réponse n° {rang} : « cr » et « faute » s'excluent, gardez l'un des deux"
                    )));
                }
                (Some("01" | "02"), _) | (_, Some(_)) => {}
                (Some("00") | None, None) if fiche.ins.is_some() => {}
                (Some("00") | None, None) => {
                    return Err(ActionRefusee::Impossible(format!(
                        "réponse n° {rang} : {patient} n'a pas d'INS dans le monde, INSi ne peut pas répondre 00"
                    )));
                }
                (Some(cr), None) => {
                    return Err(ActionRefusee::Parametres(format!(
                        "réponse n° {rang} : « cr » vaut « {cr} », attendu 00, 01 ou 02"
                    )));
                }
            }
        }
        self.etats.avec(&ctx.espace, |e| {
            e.appels.remove(&patient);
            e.scripts.insert(patient, reponses);
        });
        Ok(json!({}))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    patient: String,
    reponses: Vec<segur_model::world::ReponseInsi>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reglage {
    valeur: Plateforme,
}

fn lire_parametres<T: DeserializeOwned>(parametres: Value) -> Result<T, ActionRefusee> {
    serde_json::from_value(parametres)
        .map_err(|e| ActionRefusee::Parametres(format!("paramètres refusés ({e}) : voir « segur-bench vocabulaire »")))
}

/// The instant that the candidate itself writes: it tells whether it follows the clock of the bench.
fn temps(lue: &RequeteInsi) -> Option<OffsetDateTime> {
    let temps = lue.lps.as_ref()?.temps.as_ref()?;
    OffsetDateTime::parse(&temps.valeur, &Rfc3339).ok()
}

fn message_id(lue: &RequeteInsi) -> Option<&str> {
    // A longer one is refused, and not sent back.
    lue.message_id.as_ref().map(|m| m.valeur.as_str()).filter(|m| m.len() <= ID_MAX)
}

fn de_l_illisible(illisible: &Illisible) -> FauteInsi {
    let mut faute = fautes::faute(fautes::ILLISIBLE, None, &illisible.to_string());
    if illisible.code() == CodeFaute::VersionMismatch {
        faute.code = CodeFaute::VersionMismatch;
    }
    faute
}

fn envoyer_faute(faute: &FauteInsi) -> Reponse {
    soap(500, ecrire_faute(faute), None)
}

fn soap(statut: u16, corps: String, action: Option<&str>) -> Reponse {
    Reponse::nouvelle(statut, &type_reponse(action), corps)
}
