//! The listeners of an espace: opened all or none.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};

use segur_model::controle::CreationEspace;

use crate::accueil::Accueil;
use crate::debit::Debit;
use crate::erreur::KitError;
use crate::espace::{Espace, Moyens};
use crate::espaces::{Coeur, charger};
use crate::horloge::Horloge;
use crate::journal::{Charger, derniere_ouverture, nom_admis};
use crate::service::{Point, Service};
use crate::{ESPACE_DEFAUT, ZONE_COMMUNE};

impl Coeur {
    /// Creates an espace: opens its listeners, all or none, on what its folder holds, or on a copy of a backup.
    pub(crate) async fn creer(self: &Arc<Self>, creation: &CreationEspace) -> Result<Arc<Espace>, KitError> {
        let id = &creation.id;
        if !nom_admis(id) || id.eq_ignore_ascii_case(ZONE_COMMUNE) {
            return Err(KitError::NomEspace(id.clone()));
        }
        self.libre(id)?;
        if let Some(nom) = &creation.depuis {
            self.restaurer(nom, id).await?;
        }
        if creation.igc_propre {
            self.doter(id).await?;
        }
        self.ouvrir(id, &self.services).await
    }

    /// Opens the listeners of services under the name of an espace, on the state that its folder holds.
    pub(crate) async fn ouvrir(self: &Arc<Self>, id: &str, services: &[Arc<dyn Service>]) -> Result<Arc<Espace>, KitError> {
        self.libre(id)?;
        let (mut points, mut ports) = (BTreeMap::new(), BTreeMap::new());
        let mut accueils = Vec::new();
        for service in services {
            for point in service.points() {
                let nom = format!("{}.{}", service.nom(), point.nom);
                let attendu = point.port.filter(|_| id == ESPACE_DEFAUT);
                let (ecoute, adresse) = self.prises.ecouter(&nom, self.adresse(&nom, id), attendu).await?;
                ports.insert(nom.clone(), adresse.port());
                points.insert(nom.clone(), point.url(&self.hote(&nom, &point, id, adresse)));
                accueils.push(Accueil {
                    coeur: self.clone(),
                    service: service.clone(),
                    point,
                    nom,
                    ecoute,
                });
            }
        }
        let tls = self.materiel(id)?;
        let tables = services.iter().map(|s| (s.nom(), s.tables())).collect();
        let ouverture = Arc::new(AtomicU64::new(0));
        let (dite, charger) = (ouverture.clone(), charger(id, services, true));
        let charger: Charger = Box::new(move |c, epoque| {
            dite.store(derniere_ouverture(c)?, Ordering::SeqCst);
            charger(c, epoque)
        });
        self.journal.ouvrir_espace(id, tables, charger).await?;
        let espace = Arc::new(Espace::nouveau(
            id,
            Horloge::nouvelle(self.source),
            self.journal.clone(),
            Moyens {
                tls,
                debit: Debit::nouveau(self.limites.echanges),
                points,
                ports,
                ouverture: ouverture.load(Ordering::SeqCst),
            },
            self.sessions.clone(),
            services.iter().map(|s| s.nom()),
        ));
        {
            let mut espaces = self.espaces.write().unwrap_or_else(PoisonError::into_inner);
            if espaces.contains_key(id) {
                return Err(KitError::EspaceExistant(id.to_owned()));
            }
            espaces.insert(id.to_owned(), espace.clone());
        }
        for accueil in accueils {
            accueil.demarrer(&espace);
        }
        let contexte = self.contexte(&espace);
        services.iter().for_each(|s| s.ouvert(&contexte));
        self.changes.send_modify(|n| *n += 1);
        Ok(espace)
    }

    fn libre(&self, id: &str) -> Result<(), KitError> {
        let espaces = self.lire();
        // Not every system tells the case of folders apart.
        if espaces.keys().any(|connu| connu.eq_ignore_ascii_case(id)) {
            return Err(KitError::EspaceExistant(id.to_owned()));
        }
        // The zone `commune` is one of the map.
        if espaces.len() > self.limites.espaces {
            return Err(KitError::TropEspaces(self.limites.espaces));
        }
        Ok(())
    }

    /// Configured ports are those of `defaut` and of the zone `commune`; another espace has its own on the same address. Where none is
    /// configured, that of the last time; else a free one.
    fn adresse(&self, point: &str, espace: &str) -> SocketAddr {
        let configuree = self.ports.get(point).copied().unwrap_or((Ipv4Addr::LOCALHOST, 0).into());
        let port = match configuree.port() {
            p if p != 0 && (espace == ESPACE_DEFAUT || espace == ZONE_COMMUNE) => p,
            _ => self.gardes.get(espace).and_then(|e| e.get(point)).copied().unwrap_or(0),
        };
        (configuree.ip(), port).into()
    }

    fn hote(&self, nom: &str, point: &Point, espace: &str, adresse: SocketAddr) -> String {
        if let Some(modele) = self.noms.as_ref().filter(|_| point.est_https()) {
            return modele.replace("{point}", &nom.replace('.', "-")).replace("{espace}", espace);
        }
        match &self.hote_annonce {
            Some(h) => format!("{h}:{}", adresse.port()),
            None if adresse.ip().is_unspecified() => format!("localhost:{}", adresse.port()),
            None => adresse.to_string(),
        }
    }
}
