//! The service: what comes in, what is refused, what goes out.

use async_trait::async_trait;
use segur_insi_messages::{
    ContexteJugement, FauteInsi, Illisible, OperationInsi, Requete as RequeteInsi, ecrire_faute, ecrire_resultat, faits, juger,
    lire_requete, ns, regles,
};
use segur_kit::{ActionRefusee, Contexte, ModeTls, Point, Reponse, Requete, Service};
use segur_model::{Exchange, Finding};
use segur_soap::{CodeFaute, TypeContenu, type_reponse};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::etat::{Etats, Plateforme};
use crate::recherche::{Issue, chercher, sans_individu};
use crate::{InsiReglage, fautes, refus, wsdl};

const RECHERCHE: &str = "insi.recherche-traits";
const LECTURE_WSDL: &str = "insi.wsdl";
const ILLISIBLE: &str = "insi.illisible";
const CHEMIN: &str = "/lps";

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
    /// A search by traits.
    Traits(Box<RequeteInsi>),
    /// A search by carte Vitale.
    Vitale(Box<RequeteInsi>),
    /// An HTTP request that is not for this service: status, and why.
    PasPourMoi(u16, String),
    /// A message of another media type.
    TypeContenu(String),
    /// A message that cannot be read.
    Illisible(Illisible),
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
        if let Err(refus) = TypeContenu::lire(requete.entete("content-type")) {
            return Self::TypeContenu(refus.to_string());
        }
        match lire_requete(&requete.corps) {
            Ok(lue) if lue.operation == OperationInsi::Vitale => Self::Vitale(Box::new(lue)),
            Ok(lue) => Self::Traits(Box::new(lue)),
            Err(illisible) => Self::Illisible(illisible),
        }
    }

    fn operation(&self) -> &'static str {
        match self {
            Self::Document(_) => LECTURE_WSDL,
            Self::Traits(_) => RECHERCHE,
            Self::Vitale(_) | Self::PasPourMoi(..) | Self::TypeContenu(_) | Self::Illisible(_) => ILLISIBLE,
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

    fn points(&self) -> Vec<Point> {
        vec![
            Point::http("lps", ModeTls::Serveur, CHEMIN),
            Point::http("tlsm", ModeTls::Mutuel, CHEMIN),
        ]
    }

    fn classer(&self, requete: &Requete) -> String {
        Demande::lire(requete).operation().to_owned()
    }

    async fn repondre(&self, ctx: &Contexte, requete: Requete) -> Reponse {
        let demande = Demande::lire(&requete);
        let operation = demande.operation();
        let echange = requete.echange("insi", operation);
        let constats = if requete.methode.as_str() == "POST" {
            self.constats(ctx, &requete, &echange, &demande)
        } else {
            Vec::new()
        };
        let mut reponse = match &requete.panne {
            // `cr_00` asks for the true answer: only it has an identity in it.
            Some(panne) if panne != "cr_00" => repondre_panne(panne, &demande),
            _ => self.repondre_vraiment(ctx, demande, &constats),
        };
        reponse.faits = faits(operation, &echange, &requete.corps, &reponse.corps);
        reponse.operation = Some(operation.to_owned());
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
    fn constats(&self, ctx: &Contexte, requete: &Requete, echange: &Exchange, demande: &Demande) -> Vec<Finding> {
        let lue = match demande {
            Demande::Traits(lue) => Some(lue),
            _ => None,
        };
        let jugement = ContexteJugement {
            confiance: ctx.igc.confiance().clone(),
            maintenant: requete.instant,
            horloge_declaree: lue.is_some_and(|l| suit_l_horloge(l, requete)),
            idam_connus: ctx.monde.idam.clone(),
        };
        juger(echange, &requete.corps, b"", &jugement)
    }

    fn repondre_vraiment(&self, ctx: &Contexte, demande: Demande, constats: &[Finding]) -> Reponse {
        match demande {
            Demande::Document(document) => Reponse::nouvelle(200, "text/xml; charset=utf-8", document),
            Demande::PasPourMoi(statut, texte) => Reponse::texte(statut, texte),
            Demande::TypeContenu(refus) => {
                soap(415, ecrire_faute(&fautes::faute(fautes::ILLISIBLE, None, &refus)), None).refusee_sur(regles::TYPE_CONTENU.id)
            }
            Demande::Illisible(illisible) => envoyer_faute(&de_l_illisible(&illisible)).refusee_sur(regles::LISIBLE.id),
            Demande::Vitale(lue) => envoyer_faute(&fautes::faute(fautes::VITALE, message_id(&lue), "")),
            Demande::Traits(lue) => match refus::premier(constats, &self.reglage.tolerances) {
                Some((code, constat)) => {
                    envoyer_faute(&fautes::faute(code, message_id(&lue), &precision(constat))).refusee_sur(&constat.rule)
                }
                None => envoyer(
                    self.etats.avec(&ctx.espace, |etat| chercher(&ctx.monde, etat, &lue.traits)),
                    message_id(&lue),
                ),
            },
        }
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

/// Whether the candidate follows the clock of the bench: its own `Temps` tells. When the bench shows real time there is nothing to
/// follow.
fn suit_l_horloge(lue: &RequeteInsi, requete: &Requete) -> bool {
    let temps = lue
        .lps
        .as_ref()
        .and_then(|l| l.temps.as_ref())
        .and_then(|t| OffsetDateTime::parse(&t.valeur, &Rfc3339).ok());
    temps.is_some_and(|t| (t - requete.instant).abs() < (t - requete.recu).abs())
}

fn message_id(lue: &RequeteInsi) -> Option<&str> {
    lue.message_id.as_ref().map(|m| m.valeur.as_str())
}

/// The place and the finding, for the person who reads the fault.
fn precision(constat: &Finding) -> String {
    format!(
        "{}. Attendu : {} ; vu : {} ({}, règle {}).",
        constat.dit, constat.expected, constat.seen, constat.location.path, constat.rule
    )
}

fn de_l_illisible(illisible: &Illisible) -> FauteInsi {
    let mut faute = fautes::faute(fautes::ILLISIBLE, None, &illisible.to_string());
    if illisible.code() == CodeFaute::VersionMismatch {
        faute.code = CodeFaute::VersionMismatch;
    }
    faute
}

/// A fault or code asked for by a scenario, in place of the true answer. `cr_01` and `cr_02` are results; any other is a fault.
fn repondre_panne(panne: &str, demande: &Demande) -> Reponse {
    let id = match demande {
        Demande::Traits(lue) | Demande::Vitale(lue) => message_id(lue),
        _ => None,
    };
    let issue = match panne {
        "cr_01" | "cr_02" => sans_individu(panne.trim_start_matches("cr_")),
        code => Issue::Faute(code.to_owned()),
    };
    envoyer(issue, id)
}

fn envoyer(issue: Issue, message_id: Option<&str>) -> Reponse {
    match issue {
        Issue::Resultat(resultat) => soap(200, ecrire_resultat(&resultat), Some(ns::ACTION_TRAITS_REPONSE)),
        Issue::Faute(code) => envoyer_faute(&fautes::faute(&code, message_id, "")),
    }
}

fn envoyer_faute(faute: &FauteInsi) -> Reponse {
    soap(500, ecrire_faute(faute), None)
}

fn soap(statut: u16, corps: String, action: Option<&str>) -> Reponse {
    Reponse::nouvelle(statut, &type_reponse(action), corps)
}
