//! What third parties grant, deadlines, the decision, versions, errata.

use time::{Duration, OffsetDateTime};

use super::{MAX_LISTE, texte};
use crate::candidature::ouvrir::verifier;
use crate::candidature::{Attribution, Cadre, Dossier, Erratum, Etat, EtatAttente, Preuve, Refus, Sort};

impl Dossier {
    pub(super) fn attente(&mut self, id: &str, etat: EtatAttente, reference: String) -> Result<(String, String), Refus> {
        self.vivante("plus rien n'y est attendu")?;
        if reference.chars().count() > 200 || reference.chars().any(char::is_control) {
            return Err(Refus::Saisie("la référence : 200 caractères au plus, sur une ligne".to_owned()));
        }
        let a = self.tete.attentes.iter_mut().find(|a| a.id == id);
        let a = a.ok_or_else(|| Refus::Saisie(format!("« {id} » n'est pas attendu d'un tiers dans cette vague")))?;
        if a.etat == EtatAttente::Obtenue && etat == EtatAttente::Declaree {
            return Err(Refus::Impossible(format!("{} : déjà constatée", a.dit)));
        }
        a.etat = etat;
        if !reference.trim().is_empty() {
            a.reference = reference;
        }
        Ok((String::new(), format!("{} ({}) : {}", a.dit, a.qui, etat.dit())))
    }

    pub(super) fn version(&mut self, version: String, majeure: bool) -> Result<(String, String), Refus> {
        self.dans(&[Etat::Reference, Etat::Suivi], "une version se déclare après le référencement")?;
        verifier("la version", &version)?;
        if self.tete.versions.len() >= MAX_LISTE {
            return Err(Refus::Impossible(format!("{MAX_LISTE} versions au plus")));
        }
        let dit = if majeure {
            format!("version majeure {version} déclarée : l'ANS peut demander à revoir des preuves")
        } else {
            format!("version {version} déclarée")
        };
        self.tete.versions.push(version);
        Ok((String::new(), dit))
    }

    pub(super) fn prolonger(&mut self, jours: u32, motif: String) -> Result<(String, String), Refus> {
        if jours == 0 || jours > 366 {
            return Err(Refus::Saisie("prolonger de 1 à 366 jours".to_owned()));
        }
        let motif = texte("le motif", motif)?;
        let echeance = self.tete.echeance.ok_or_else(|| self.etat("aucune échéance ne court"))?;
        self.tete.echeance = Some(echeance + Duration::days(i64::from(jours)));
        Ok((String::new(), format!("échéance repoussée de {jours} jours : {motif}")))
    }

    pub(super) fn rouvrir(&mut self, jours: u32, motif: String, quand: OffsetDateTime) -> Result<(String, String), Refus> {
        self.dans(&[Etat::HorsDelai], "seule une candidature hors délai se rouvre")?;
        if jours == 0 || jours > 366 {
            return Err(Refus::Saisie("rouvrir pour 1 à 366 jours".to_owned()));
        }
        let motif = texte("le motif", motif)?;
        let avant = self.tete.avant.take().unwrap_or(Etat::PreuvesEnCours);
        self.passer(avant, quand, Some(Duration::days(i64::from(jours))));
        Ok((String::new(), format!("rouverte pour {jours} jours : {motif}")))
    }

    pub(super) fn decider(
        &mut self,
        referencer: bool,
        motif: String,
        quand: OffsetDateTime,
        cadre: &Cadre<'_>,
    ) -> Result<(String, String), Refus> {
        if !referencer {
            self.vivante("elle est déjà close")?;
            if self.tete.etat.est_reference() {
                return Err(self.etat("un référencement se retire"));
            }
            let motif = texte("le motif du refus", motif)?;
            self.passer(Etat::Refuse, quand, None);
            return Ok((String::new(), format!("refus : {motif}")));
        }
        self.dans(
            &[Etat::Decision],
            "le référencement est donné quand toutes les preuves sont conformes et que rien n'est attendu d'un tiers",
        )?;
        let n = (cadre.tirage)(&format!("attestation {}", self.tete.id)) % 10_000;
        let tours = self.tete.chapitres.iter().map(|c| c.tour).max().unwrap_or_default();
        let numero = format!("SIMULE-VA{}-{}-{n:04}", self.tete.vague, self.tete.id);
        self.tete.attestation = Some(Attribution {
            numero: numero.clone(),
            le: quand,
            preuves: self.preuves.iter().filter(|p| p.sort == Sort::Conforme).count(),
            tours,
            version: self.tete.produit.version.clone(),
        });
        self.passer(Etat::Reference, quand, None);
        Ok((
            String::new(),
            format!("référencement simulé, attestation {numero} ; publiée sur la liste du banc"),
        ))
    }

    /// A correction of the text: the proofs that it aims at fall, whatever was said of them.
    pub(super) fn erratum(&mut self, mut e: Erratum, quand: OffsetDateTime) -> Result<(String, String), Refus> {
        self.vivante("un erratum n'y change plus rien")?;
        verifier("l'identifiant de l'erratum", &e.id)?;
        e.change = texte("ce que l'erratum change", e.change)?;
        if !e.source.is_empty() {
            verifier("la source de l'erratum", &e.source)?;
        }
        if e.vise.len() > MAX_LISTE || e.vise.iter().any(|v| v.chars().count() > 200) || self.tete.errata.len() >= MAX_LISTE {
            return Err(Refus::Saisie(format!(
                "{MAX_LISTE} errata, et {MAX_LISTE} numéros visés par chacun, au plus"
            )));
        }
        if self.tete.errata.iter().any(|x| x.id == e.id) {
            return Err(Refus::Impossible(format!("l'erratum « {} » est déjà appliqué ici", e.id)));
        }
        if e.referentiel != self.tete.referentiel {
            return Err(Refus::Impossible(format!("l'erratum « {} » est de {}", e.id, e.referentiel)));
        }
        let vise = |p: &Preuve| {
            let noms = [&p.id, &p.scenario, &p.exigence];
            e.vise
                .iter()
                .any(|m| noms.iter().any(|n| segur_model::vocabulaire::motif_couvre(m, n)))
        };
        let visees: Vec<String> = self.preuves.iter().filter(|p| vise(p)).map(|p| p.id.clone()).collect();
        if visees.is_empty() {
            return Err(Refus::Saisie(format!(
                "l'erratum « {} » ne vise aucune preuve de cette candidature ({}) : donner des numéros d'exigences, de scénarios ou de preuves",
                e.id,
                e.vise.join(", ")
            )));
        }
        if time::Date::parse(&e.date, time::macros::format_description!("[year]-[month]-[day]")).is_err() {
            return Err(Refus::Saisie(
                "la date de l'erratum s'écrit année-mois-jour (2026-03-16)".to_owned(),
            ));
        }
        let suivie = self.tete.etat.est_reference();
        let mut chapitres_touches = std::collections::BTreeSet::new();
        for id in &visees {
            let p = self.preuve(id)?;
            if !matches!(p.sort, Sort::Attendue) && !p.hors_profil && !suivie {
                let chapitre = p.chapitre.clone();
                let motif = format!("erratum du {} : {}", e.date, e.change);
                let p = self.a_changer(id)?;
                p.sort = Sort::Attendue;
                p.motif = motif;
                p.depuis = quand;
                e.tombees.push(id.clone());
                chapitres_touches.insert(chapitre);
            }
        }
        let dit = if suivie {
            format!(
                "erratum du {} ({}) : {} preuves visées, à revoir au suivi",
                e.date,
                e.change,
                visees.len()
            )
        } else {
            format!(
                "erratum du {} ({}) : {} preuves visées, {} tombent",
                e.date,
                e.change,
                visees.len(),
                e.tombees.len()
            )
        };
        self.tete.errata.push(e);
        if !suivie {
            // The vendor did not ask for this round: it does not count.
            let touches = self
                .tete
                .chapitres
                .iter_mut()
                .filter(|c| chapitres_touches.contains(&c.nom) && c.tour > 0);
            touches.for_each(|c| c.offerts = (c.offerts + 1).min(c.tour));
            self.rouvrir_chapitres(quand);
        }
        Ok((String::new(), dit))
    }
}
