//! The operator: its endpoints, its actions, what it keeps.

use std::sync::Arc;

use async_trait::async_trait;
use segur_kit::rusqlite::{self, Connection};
use segur_kit::{ActionRefusee, ClesPsc, Contexte, ModeTls, Point, Reponse, Requete, Service};
use segur_mail::mssante::operations::OPERATIONS;
use segur_model::Peer;
use segur_model::vocabulaire::Operation;
use serde_json::Value;

use crate::adresses;
use crate::auth::{self, AuthRefusee, Identite};
use crate::courrier::{self, Boite, Courriers};
use crate::imap::Imap;
use crate::reglage::MssanteReglage;
use crate::relais::{self, Relais};
use crate::seances::Seances;
use crate::smtp::{Face, Smtp};
use crate::vues::{self, Apercus};
use crate::{actions, web};

/// Its tables, by version.
const TABLES: &[&str] = &[courrier::TABLES[0], relais::TABLES];

/// The operator, one value for every espace.
pub(crate) struct Operateur {
    pub reglage: MssanteReglage,
    pub courriers: Courriers,
    pub seances: Seances,
    pub relais: Relais,
    cles: ClesPsc,
    pub apercus: Apercus,
}

/// What the kit knows of it: the sessions hold the operator.
pub(crate) struct Mssante(Arc<Operateur>);

impl Mssante {
    pub fn nouveau(reglage: MssanteReglage) -> Self {
        Self(Arc::new(Operateur {
            reglage,
            courriers: Courriers::default(),
            seances: Seances::default(),
            relais: Relais::default(),
            cles: ClesPsc::default(),
            apercus: Apercus::default(),
        }))
    }
}

impl Operateur {
    /// The mailbox at this address, which the operator has, or a citizen.
    pub fn boite(&self, ctx: &Contexte, adresse: &str) -> Arc<Boite> {
        let courrier = self.courriers.de(&ctx.espace);
        courrier.boite(adresse, courrier.validite(ctx.horloge.est_figee()))
    }

    /// Opens a mailbox by a token of Pro Santé Connect.
    ///
    /// # Errors
    /// [`AuthRefusee`].
    pub async fn ouvrir_par_jeton(&self, ctx: &Contexte, boite: &str, jeton: &str) -> Result<Identite, AuthRefusee> {
        let identite = auth::par_jeton(&self.cles, &self.reglage, ctx, boite, jeton).await?;
        self.ouverte(ctx, identite)
    }

    /// Opens a machine mailbox by the certificate of its structure.
    ///
    /// # Errors
    /// [`AuthRefusee`].
    pub fn ouvrir_par_certificat(&self, ctx: &Contexte, pair: &Peer, boite: Option<&str>) -> Result<Identite, AuthRefusee> {
        self.ouverte(ctx, auth::par_certificat(ctx, pair, boite)?)
    }

    /// Opens a mailbox by its password.
    ///
    /// # Errors
    /// [`AuthRefusee`].
    pub fn ouvrir_par_mot_de_passe(&self, ctx: &Contexte, qui: &str, mot: &str) -> Result<Identite, AuthRefusee> {
        self.ouverte(ctx, auth::par_mot_de_passe(&self.reglage, ctx, qui, mot)?)
    }

    fn ouverte(&self, ctx: &Contexte, identite: Identite) -> Result<Identite, AuthRefusee> {
        if self.boite(ctx, &identite.boite).lire(|e| e.reglee.ouverte.unwrap_or(true)) {
            Ok(identite)
        } else {
            Err(AuthRefusee::Boite)
        }
    }

    /// The mailbox that a scenario names.
    ///
    /// # Errors
    /// [`ActionRefusee::Parametres`].
    pub fn designee(&self, ctx: &Contexte, texte: &str) -> Result<Arc<Boite>, ActionRefusee> {
        let adresse = adresses::designee(ctx, texte).ok_or_else(|| {
            ActionRefusee::Parametres(format!(
                "aucune boîte « {texte} » : donnez une adresse MSSanté, ou la fiche d'une boîte, de son titulaire ou d'un patient"
            ))
        })?;
        Ok(self.boite(ctx, &adresse))
    }
}

#[async_trait]
impl Service for Mssante {
    fn nom(&self) -> &'static str {
        "mssante"
    }

    fn operations(&self) -> &'static [Operation] {
        OPERATIONS
    }

    fn points(&self) -> Vec<Point> {
        let smtp = |face: Face| {
            let operateur = self.0.clone();
            move |ctx: &Contexte| Smtp::nouveau(operateur.clone(), ctx, face)
        };
        let imap = || {
            let operateur = self.0.clone();
            move |ctx: &Contexte| Imap::nouveau(operateur.clone(), ctx)
        };
        vec![
            Point::session("soumission", ModeTls::Clair, "smtp", smtp(Face::Soumission)).au_port(1587),
            Point::session("smtps", ModeTls::MutuelFacultatif, "smtps", smtp(Face::Soumission)),
            Point::session("relais", ModeTls::Clair, "smtp", smtp(Face::Relais))
                .presentant(&self.0.reglage.relais.identite)
                .au_port(1025),
            Point::session("imap", ModeTls::Clair, "imap", imap()).au_port(1143),
            Point::session("imaps", ModeTls::MutuelFacultatif, "imaps", imap()),
            Point::http("web", ModeTls::Serveur, ""),
        ]
    }

    fn classer(&self, requete: &Requete) -> String {
        web::classer(requete).to_owned()
    }

    async fn repondre(&self, ctx: &Contexte, requete: Requete) -> Reponse {
        web::repondre(&self.0, ctx, &requete)
    }

    async fn action(&self, ctx: &Contexte, action: &str, parametres: Value) -> Result<Value, ActionRefusee> {
        actions::faire(&self.0, ctx, action, parametres).await
    }

    async fn montrer(&self, ctx: &Contexte, chemin: &str, parametres: &[(String, String)]) -> Result<Reponse, ActionRefusee> {
        vues::montrer(&self.0, ctx, chemin, parametres).await
    }

    fn tables(&self) -> &'static [&'static str] {
        TABLES
    }

    fn charger(&self, espace: &str, c: &Connection, epoque: u64) -> rusqlite::Result<()> {
        self.0.courriers.charger(espace, c, epoque)?;
        self.0.relais.charger(espace, c, epoque)
    }

    fn ouvert(&self, ctx: &Contexte) {
        relais::reprendre(&self.0, ctx);
    }

    fn remettre_a_zero(&self, espace: &str) {
        self.0.relais.oublier(espace);
        self.0.courriers.oublier(espace);
    }
}
