//! The service: what comes in, what is refused, what goes out.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use segur_dialecte::{Lu as _, Piece};
use segur_kit::rusqlite::{self, Connection};
use segur_kit::{ActionRefusee, ClesPsc, Contexte, JournalError, ModeTls, Point, Reponse, Requete, Service};
use segur_model::vocabulaire::Operation;
use segur_model::{Faits, Finding, Message};
use segur_soap::mtom::Partie;
use segur_xds::echange::{Corps, DmpLu};
use segur_xds::ns::{ACTION_TD21_REPONSE, ACTION_TD32_REPONSE};
use segur_xds::operations::OPERATIONS;
use segur_xds::reponses::{DocumentRendu, ecrire_retrait};
use segur_xds::{ErreurRegistre, ReponseRegistre, ecrire_reponse, regles};
use serde_json::Value;

use crate::actes::{self, Affaire, Issue, Rendu};
use crate::demandeur::Demandeur;
use crate::message::{CHEMIN, Demande, est_mtom, illisible};
use crate::parametres::{self, Parametres};
use crate::psc::{self, Passage};
use crate::registre::{Contenu, Registre, TABLES};
use crate::remplir::Remplissages;
use crate::reponse::Retour;
use crate::{DmpReglage, dossiers, fautes, reemploi, refus, reglage, web};

/// The service.
pub(crate) struct Dmp {
    pub(crate) reglage: DmpReglage,
    pub(crate) remplissages: Remplissages,
    pub(crate) cles: web::Cles,
    pub(crate) cles_psc: ClesPsc,
}

impl Dmp {
    pub fn nouveau(reglage: DmpReglage) -> Self {
        Self {
            reglage,
            remplissages: Remplissages::default(),
            cles: web::Cles::default(),
            cles_psc: ClesPsc::default(),
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
        vec![
            Point::http("lps", ModeTls::Mutuel, CHEMIN).en_tls12(),
            // What certificate the gateway wants is not public: the token alone is.
            Point::http(psc::POINT, ModeTls::MutuelFacultatif, segur_xds::psc::CHEMIN),
            // Who shows no card is told so by a page.
            Point::http(web::POINT, ModeTls::MutuelFacultatif, segur_xds::web::CHEMIN),
        ]
    }

    fn classer(&self, requete: &Requete) -> String {
        if requete.point == web::POINT {
            return web::classer(requete).to_owned();
        }
        Demande::lire(requete).operation(requete).to_owned()
    }

    async fn repondre(&self, ctx: &Contexte, requete: Requete) -> Reponse {
        if requete.point == web::POINT {
            return web::repondre(self, ctx, &requete).await;
        }
        let mut demande = Demande::lire(&requete);
        let (mut arret, mut vihf) = (None, None);
        if requete.point == psc::POINT {
            (demande, vihf, arret) = match Passage::de(self, ctx, &requete, demande).await {
                Passage::Passe(demande, vihf) => (demande, vihf, None),
                Passage::Arrete(demande, refusee) => (demande, None, Some(refusee)),
            };
        }
        let mut constats = match &demande {
            Demande::Message(lu) => lu.constats(&ctx.connu(&requete, lu.vihf().vihf().and_then(|v| v.instant))),
            _ => Vec::new(),
        };
        // Read only when something depends on it; what could not be read is answered below.
        if constats.iter().any(|c| c.rule == regles::CONFIDENTIALITE_CUMUL.id)
            && publies(ctx).await.is_ok_and(|p| p.cumul_invisible_patient_masque_ps)
        {
            constats.retain(|c| c.rule != regles::CONFIDENTIALITE_CUMUL.id);
        }
        let retour = Retour {
            ctx,
            rang: requete.rang,
            mtom: est_mtom(&requete),
            message_id: demande.message_id(),
        };
        let mut reponse = if let Some(refusee) = arret {
            constats.extend(refusee.constat());
            refusee.repondre()
        } else {
            let reponse = self.repondre_vraiment(&demande, &retour, &requete, &constats).await;
            let reponse = reponse.unwrap_or_else(|e| retour.fauter(&fautes::faute(fautes::TECHNIQUE, &e.to_string())));
            psc::montrer(reponse, vihf)
        };
        constats.append(&mut reponse.findings);
        reponse.faits = faits(&demande, &reponse);
        if reponse.operation.is_none() {
            reponse.operation = Some(demande.operation(&requete).to_owned());
        }
        reponse.constatee(constats)
    }

    async fn action(&self, ctx: &Contexte, action: &str, parametres: Value) -> Result<Value, ActionRefusee> {
        match action {
            "regler" => reglage::regler(ctx, &self.remplissages, parametres).await,
            "publier" => reglage::publier(ctx, self.remplissages.epoque(&ctx.espace), parametres).await,
            _ => Err(ActionRefusee::Inconnue(format!(
                "le DMP n'a pas d'action « {action} » : il a « regler » et « publier » (voir « segur-bench vocabulaire »)"
            ))),
        }
    }

    fn tables(&self) -> &'static [&'static str] {
        TABLES
    }

    fn charger(&self, espace: &str, _: &Connection, epoque: u64) -> rusqlite::Result<()> {
        self.remplissages.charger(espace, epoque);
        Ok(())
    }

    fn remettre_a_zero(&self, espace: &str) {
        self.remplissages.oublier(espace);
    }
}

impl Dmp {
    async fn repondre_vraiment(
        &self,
        demande: &Demande,
        retour: &Retour<'_>,
        requete: &Requete,
        constats: &[Finding],
    ) -> Result<Reponse, JournalError> {
        let lu = match demande {
            Demande::Document(document) => return Ok(Reponse::nouvelle(200, "text/xml; charset=utf-8", document.clone())),
            Demande::Parametres => return parametres_publies(retour.ctx).await,
            Demande::PasPourMoi(statut, texte) => return Ok(Reponse::texte(*statut, texte.clone())),
            Demande::Message(lu) => lu,
        };
        if let Some(panne) = &requete.panne
            && let Some(reponse) = repondre_panne(panne, lu, retour)
        {
            return Ok(reponse);
        }
        if let Some(refus) = lu.refus() {
            let (statut, faute) = illisible(refus, requete);
            let mut reponse = retour.fauter(&faute);
            reponse.statut = statut;
            return Ok(sur(reponse, refus::illisible(constats)));
        }
        if matches!(lu.corps(), Corps::Rien) {
            let (sous_code, regle) = refus::etrangere(constats);
            return Ok(sur(retour.fauter(&fautes::faute(sous_code, &non_joue(lu))), regle));
        }
        if let Some((sous_code, constat)) = refus::premier(lu, constats, &self.reglage.tolerances) {
            return Ok(retour
                .fauter(&fautes::faute(sous_code, &constat.precision()))
                .refusee_sur(&constat.rule));
        }
        self.jouer(lu, retour, requete, constats).await
    }

    /// Plays a message that is one of the DMP.
    async fn jouer(&self, lu: &Arc<DmpLu>, retour: &Retour<'_>, requete: &Requete, constats: &[Finding]) -> Result<Reponse, JournalError> {
        let ctx = retour.ctx;
        let vihf = lu.vihf().vihf();
        let patient_du_vihf = vihf.and_then(|v| v.patient()).map(|p| (p.ins, p.oid));
        let mut demandeur = vihf.map(Demandeur::de).unwrap_or_default();
        if requete.point == psc::POINT {
            // The matrices of rights know nothing of DELEGUEE: the settings say whose rights hold.
            self.reglage.api_psc.droits().mot().clone_into(&mut demandeur.mode);
        }
        let affaire = Affaire {
            ctx: ctx.clone(),
            lu: lu.clone(),
            demandeur,
            codes: crate::causes::Codes(self.reglage.codes.clone()),
            tolerances: self.reglage.tolerances.clone(),
            constats: constats.to_vec(),
            rang: requete.rang,
            instant: requete.instant,
            morceaux: morceaux(lu, requete),
            patient_du_vihf,
            montre_signatures: self.reglage.montre_signatures,
            sans_dmp: requete.panne.as_deref() == Some("NF"),
        };
        for patient in affaire.patients() {
            self.remplissages.assurer(ctx, patient).await?;
        }
        let vus = reemploi::lire(lu, requete);
        let (issue, constats) = ctx
            .consulter(move |c| {
                let mut issue = actes::jouer(&affaire, c)?;
                let constats = reemploi::voir(&Registre(c), &vus, &mut issue.changements)?;
                Ok((issue, constats))
            })
            .await?;
        let mut reponse = self.rendre(issue, retour).await?;
        reponse.findings = constats;
        Ok(reponse)
    }

    async fn rendre(&self, issue: Issue, retour: &Retour<'_>) -> Result<Reponse, JournalError> {
        let mut reponse = match issue.rendu {
            Rendu::Corps(action, corps) => retour.envoyer(&action, &corps),
            Rendu::Faute(faute) => retour.fauter(&faute),
            Rendu::Documents(reponse, documents) => rendre_documents(retour, &reponse, documents).await?,
        };
        reponse.refus = issue.refus;
        reponse.operation = issue.operation.map(str::to_owned);
        reponse.effet = issue.changements.effet(self.remplissages.epoque(&retour.ctx.espace));
        Ok(reponse)
    }
}

/// Where the documents of a lot are in the request.
fn morceaux(lu: &DmpLu, requete: &Requete) -> Vec<Option<segur_kit::Morceau>> {
    let Corps::Lot(lot, parties, _) = lu.corps() else {
        return Vec::new();
    };
    let Ok(lot) = lot.lot() else { return Vec::new() };
    let contenus = lot.entrees.iter().map(|e| lot.contenu(e, parties));
    contenus.map(|c| c.and_then(|(octets, _)| requete.morceau(octets))).collect()
}

/// A retrieval is an MTOM message, whatever the request was (DMP, exemples de messages v02.05, TD3.2).
async fn rendre_documents(
    retour: &Retour<'_>,
    reponse: &ReponseRegistre,
    documents: Vec<(DocumentRendu, Contenu)>,
) -> Result<Reponse, JournalError> {
    let (mut rendus, mut parties) = (Vec::new(), Vec::new());
    for (rendu, contenu) in documents {
        let octets = crate::remplir::octets(retour.ctx, &contenu).await?;
        parties.push(Partie::nouvelle(rendu.content_id.clone(), rendu.mime_type.clone(), octets));
        rendus.push(rendu);
    }
    Ok(retour.envoyer_mtom(ACTION_TD32_REPONSE, &ecrire_retrait(reponse, &rendus), &parties))
}

/// The parameters, as they are published now.
pub(crate) async fn publies(ctx: &Contexte) -> Result<Parametres, JournalError> {
    let changes = ctx.consulter(|c| Registre(c).regle(dossiers::PARAMETRES)).await?;
    Ok(changes.unwrap_or_default())
}

async fn parametres_publies(ctx: &Contexte) -> Result<Reponse, JournalError> {
    let texte = parametres::ecrire(&publies(ctx).await?);
    Ok(Reponse::nouvelle(200, "text/xml; charset=utf-8", Bytes::from(texte)))
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

/// A fault or code asked for by a scenario, in place of the true answer: a code of the registry to who speaks to the registry or the repository;
/// else a SOAP fault. `NF`, to a TD0.2, is played: there is no DMP.
fn repondre_panne(panne: &str, lu: &DmpLu, retour: &Retour<'_>) -> Option<Reponse> {
    let faute = || retour.fauter(&fautes::faute(panne, ""));
    if lu.refus().is_some() {
        return Some(faute());
    }
    let erreur = || {
        vec![ErreurRegistre {
            code: panne.to_owned(),
            contexte: "Erreur demandée par le scénario.".to_owned(),
            avertissement: false,
            lieu: None,
        }]
    };
    let registre = panne.starts_with("XDS");
    match lu.corps() {
        Corps::Test(test, _) if panne == "NF" && test.is_ok() => None,
        Corps::Lot(..) if registre => Some(retour.envoyer(ACTION_TD21_REPONSE, &ecrire_reponse(&ReponseRegistre::echec(erreur())))),
        Corps::Retrait(_) if registre => {
            Some(retour.envoyer_mtom(ACTION_TD32_REPONSE, &ecrire_retrait(&ReponseRegistre::echec(erreur()), &[]), &[]))
        }
        Corps::Recherche(_) if registre => {
            let corps = segur_xds::registre::ecrire_recherche_reponse(segur_xds::Statut::Failure, &[], &erreur());
            Some(retour.envoyer(segur_xds::ns::ACTION_TD31_REPONSE, &corps))
        }
        Corps::MiseAJour(_) if registre => {
            let corps = ecrire_reponse(&ReponseRegistre::echec(erreur()));
            Some(retour.envoyer(segur_xds::ns::ACTION_TD33_REPONSE, &corps))
        }
        _ => Some(faute()),
    }
}

fn non_joue(lu: &DmpLu) -> String {
    format!("Reçu : {}.", lu.adressage().action.as_deref().unwrap_or("(pas de wsa:Action)"))
}
