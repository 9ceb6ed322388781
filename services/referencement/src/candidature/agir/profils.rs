//! Other profiles: other proofs are asked.

use time::OffsetDateTime;

use crate::candidature::ouvrir::{chapitres, preuves, profils_connus};
use crate::candidature::{Acteur, Cadre, Dossier, EtatChapitre, Preuve, Refus, Role, Sort};

impl Dossier {
    pub(super) fn profils(
        &mut self,
        acteur: &Acteur,
        profils: Vec<String>,
        quand: OffsetDateTime,
        cadre: &Cadre<'_>,
    ) -> Result<(String, String), Refus> {
        self.vivante("ses profils ne changent plus")?;
        if self.tete.etat.est_reference() {
            return Err(self.etat("d'autres profils sont une autre candidature"));
        }
        let deposees = self.preuves.iter().filter(|p| !p.remises.is_empty()).count();
        if deposees > 0 && acteur.role != Role::Relecteur {
            return Err(Refus::Impossible(format!(
                "les profils sont figés : {deposees} preuves sont déposées, et devraient être requalifiées. Le demander à un relecteur"
            )));
        }
        let mut profils = profils;
        profils.sort();
        profils.dedup();
        profils_connus(cadre.catalogue, &profils)?;
        let neuves = preuves(cadre.catalogue, &profils, quand);
        let gardees = |p: &Preuve| neuves.iter().any(|n| n.id == p.id);
        let (otees, ajoutees) = (
            self.preuves.iter().filter(|p| !gardees(p)).count(),
            neuves.iter().filter(|n| self.preuves.iter().all(|p| p.id != n.id)).count(),
        );
        // What was given for a proof that is not asked any more is evidence all the same: it stays, without object.
        let mut toutes: Vec<Preuve> = Vec::new();
        for neuve in neuves {
            let Some(rang) = self.preuves.iter().position(|p| p.id == neuve.id) else {
                self.touchees.insert(neuve.id.clone());
                toutes.push(neuve);
                continue;
            };
            let mut p = self.preuves.remove(rang);
            if p.hors_profil {
                p.hors_profil = false;
                p.sort = Sort::Attendue;
                p.motif = "de nouveau demandée à ces profils : à fournir".to_owned();
                p.depuis = quand;
                p.revision += 1;
                self.touchees.insert(p.id.clone());
            }
            if p.rang != neuve.rang {
                p.rang = neuve.rang;
                self.touchees.insert(p.id.clone());
            }
            toutes.push(p);
        }
        for mut p in self.preuves.drain(..) {
            if !p.hors_profil {
                p.hors_profil = true;
                p.sort = Sort::SansObjet;
                p.motif = "n'est plus demandée à ces profils".to_owned();
                p.depuis = quand;
                p.revision += 1;
            }
            p.rang = u32::try_from(toutes.len()).unwrap_or(u32::MAX);
            self.touchees.insert(p.id.clone());
            toutes.push(p);
        }
        self.preuves = toutes;
        let neufs = chapitres(&self.preuves, quand);
        for c in neufs {
            if self.tete.chapitres.iter().all(|t| t.nom != c.nom) {
                self.tete.chapitres.push(c);
            }
        }
        self.rouvrir_chapitres(quand);
        self.tete.profils = profils;
        let dit = format!("profils changés : {ajoutees} preuves de plus, {otees} qui ne sont plus demandées");
        Ok((String::new(), dit))
    }

    /// A chapter that is conform, or submitted, and to which something is asked again, is open again.
    pub(super) fn rouvrir_chapitres(&mut self, quand: OffsetDateTime) {
        let manquent: Vec<String> = self.preuves.iter().filter(|p| p.manque()).map(|p| p.chapitre.clone()).collect();
        for c in &mut self.tete.chapitres {
            if manquent.contains(&c.nom) && matches!(c.etat, EtatChapitre::Conforme | EtatChapitre::Soumis) {
                c.etat = EtatChapitre::Correction;
                c.depuis = quand;
                c.a_juger.clear();
            }
        }
    }
}
