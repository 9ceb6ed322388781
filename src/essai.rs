//! A bench and a campaign in the process of a test: what `demo` does, without the command line.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use segur_certs::Igc;
use segur_engine::campagne::Campagne;
use segur_engine::grammaire::ast::Scenario;
use segur_engine::moteur::Reglage;
use segur_kit::Banc;
use segur_model::World;
use segur_model::candidat::Candidat;
use segur_model::resultat::ResultatCampagne;
use segur_temoin::{ConfigTemoin, Temoin};

use crate::commandes::campagne;
use crate::commandes::demo;
use crate::commandes::identites::Gardien;
use crate::erreur::Erreur;

/// The identities that a dossier of this world may hold.
#[must_use]
pub fn identites(monde: &World) -> segur_dossier::IdentitesConnues {
    Gardien::default().connues(monde)
}

/// The scenarios that ship, for this world.
///
/// # Errors
/// One of them does not hold.
pub fn pack(monde: &World) -> Result<Vec<Scenario>, Erreur> {
    pack_nomme("biologie", monde)
}

/// Those of one pack that ships, by its name.
///
/// # Errors
/// There is none of this name, or one of its scenarios does not hold.
pub fn pack_nomme(nom: &str, monde: &World) -> Result<Vec<Scenario>, Erreur> {
    campagne::pack(nom, &campagne::lexique(monde)?)
}

/// Their texts, by number: name of the file, and what is in it.
#[must_use]
pub fn textes(scenarios: &[Scenario]) -> std::collections::BTreeMap<String, (String, String)> {
    campagne::textes("biologie", scenarios)
}

/// What every bench of the demo has, read once in a process: a test starts dozens of them.
#[derive(Clone)]
struct Lus {
    monde: Arc<World>,
    igc: Arc<Igc>,
    pack: Vec<Scenario>,
}

impl Lus {
    fn de_la_demo() -> Result<&'static Self, Erreur> {
        static LUS: OnceLock<Lus> = OnceLock::new();
        if let Some(lus) = LUS.get() {
            return Ok(lus);
        }
        let monde = Arc::new(segur_world::monde_demo()?);
        let igc = Arc::new(Igc::demo()?);
        let pack = pack(&monde)?;
        Ok(LUS.get_or_init(|| Self { monde, igc, pack }))
    }
}

/// The bench of the demo alone, on loopback: world, certificates, services.
pub struct BancDeDemo {
    /// The bench.
    pub banc: Banc,
    /// Its world.
    pub monde: Arc<World>,
    /// Its certificates.
    pub igc: Arc<Igc>,
    /// The pack of its campaigns.
    pub pack: Vec<Scenario>,
}

impl BancDeDemo {
    /// Starts it.
    ///
    /// # Errors
    /// What would stop `demo`.
    pub async fn demarrer(donnees: &Path) -> Result<Self, Erreur> {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let Lus { monde, igc, pack } = Lus::de_la_demo()?.clone();
        let banc = demo::demarrer(&monde, &igc, Some(donnees.to_owned())).await?;
        Ok(Self { banc, monde, igc, pack })
    }

    /// What the témoin is told to be a candidate of this bench.
    ///
    /// # Errors
    /// The demo world or PKI lacks something of it.
    pub fn config_temoin(&self, donnees: &Path, defauts: &[&str]) -> Result<ConfigTemoin, Erreur> {
        let defauts: Vec<String> = defauts.iter().map(|d| (*d).to_owned()).collect();
        let mut config = demo::config_temoin(&self.banc.etat(), "defaut", &self.monde, &self.igc, donnees, &defauts, None)?;
        config.horloge_banc = Some(format!("{}/banc/etat", self.banc.acces().controle));
        Ok(config)
    }

    /// Plays the campaign of the demo against a candidate whose adapter answers at this address.
    ///
    /// # Errors
    /// What would stop `demo`.
    pub async fn campagne(
        &self,
        dossier: &Path,
        candidat: &Candidat,
        seulement: Option<&str>,
    ) -> Result<(ResultatCampagne, Campagne), Erreur> {
        let reglage = Reglage {
            seulement: seulement.map(str::to_owned),
            depuis: None,
            temoin: true,
        };
        self.campagne_reglee(dossier, candidat, reglage).await
    }

    /// The same with the choices of a run.
    ///
    /// # Errors
    /// What would stop `run`.
    pub async fn campagne_reglee(
        &self,
        dossier: &Path,
        candidat: &Candidat,
        reglage: Reglage,
    ) -> Result<(ResultatCampagne, Campagne), Erreur> {
        campagne::essayer(&self.banc, self.pack.clone(), dossier, candidat, reglage).await
    }

    /// Plays the campaign of the demo against a témoin with these defects, in this folder; gives also in which scenarios it asked itself
    /// whether it carries each defect.
    ///
    /// # Errors
    /// What would stop `demo`.
    pub async fn temoin(
        &self,
        dossier: &Path,
        defauts: &[&str],
        seulement: Option<&str>,
    ) -> Result<(ResultatCampagne, BTreeMap<&'static str, BTreeSet<String>>), Erreur> {
        let config = self.config_temoin(&dossier.join("temoin"), defauts)?;
        let temoin = Temoin::demarrer(config, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        let joue = self.campagne(dossier, &self.candidat(&temoin.url()), seulement).await;
        let consultes = temoin.consultes();
        temoin.arreter().await;
        joue.map(|(resultat, _)| (resultat, consultes))
    }

    /// The declaration of the témoin.
    #[must_use]
    pub fn candidat(&self, url: &str) -> Candidat {
        demo::candidat(url, &[])
    }
}
