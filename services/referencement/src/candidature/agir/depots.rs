//! What is given for proofs, and chapters submitted.

use time::OffsetDateTime;

use super::{MAX_LISTE, MAX_REMISES, texte, verifier_revision};
use crate::candidature::{
    Acteur, Avis, Cadre, Chapitre, Depot, Dossier, DossierDepose, Etat, EtatChapitre, Personne, Preuve, Refus, Remise, Sort,
};

impl Dossier {
    /// Whether the vendor may give something for a proof now.
    pub(super) fn deposable(&self, id: &str, revision: Option<u32>) -> Result<(), Refus> {
        self.aux_preuves()?;
        let p = self.preuve(id)?;
        verifier_revision(p, revision)?;
        let c = self.chapitre(&p.chapitre)?;
        let refuse = |pourquoi: &str| Err(Refus::Impossible(format!("preuve « {id} » : {pourquoi}")));
        match c.etat {
            _ if p.remises.len() >= MAX_REMISES => refuse("cinquante dépôts au plus"),
            EtatChapitre::Soumis => refuse("son chapitre est soumis ; elle se remplace s'il est renvoyé"),
            EtatChapitre::Conforme => refuse("son chapitre est conforme"),
            EtatChapitre::Correction if p.sort.est_bonne() => refuse("elle est conforme : elle ne se remplace pas"),
            EtatChapitre::Ouvert | EtatChapitre::Correction => Ok(()),
        }
    }

    pub(super) fn deposer(
        &mut self,
        id: &str,
        revision: Option<u32>,
        remise: Remise,
        quand: OffsetDateTime,
    ) -> Result<(String, String), Refus> {
        self.deposable(id, revision)?;
        if remise.pieces.is_empty() {
            return Err(Refus::Saisie("rien n'est déposé : choisir au moins un fichier".to_owned()));
        }
        let noms: Vec<&str> = remise.pieces.iter().map(|p| p.nom.as_str()).collect();
        let dit = format!("déposé : {}", noms.join(", "));
        self.remettre(id, remise, Sort::Deposee, quand)?;
        self.debuter(quand);
        Ok((id.to_owned(), dit))
    }

    pub(super) fn remettre(&mut self, id: &str, mut remise: Remise, sort: Sort, quand: OffsetDateTime) -> Result<(), Refus> {
        let tour = self.tour_de(id)?;
        remise.tour = tour;
        let p = self.a_changer(id)?;
        p.remises.push(remise);
        p.sort = sort;
        p.motif = String::new();
        p.depuis = quand;
        Ok(())
    }

    /// The round in which what is given now is examined.
    pub(super) fn tour_de(&self, id: &str) -> Result<u32, Refus> {
        Ok(self.chapitre(&self.preuve(id)?.chapitre)?.tour + 1)
    }

    /// The first deposit: the profiles are frozen, the delay of the deposit goes on.
    pub(super) fn debuter(&mut self, quand: OffsetDateTime) {
        if self.tete.etat == Etat::Eligible {
            let echeance = self.tete.echeance;
            self.passer(Etat::PreuvesEnCours, quand, None);
            self.tete.echeance = echeance;
        }
    }

    pub(super) fn deposer_dossier(
        &mut self,
        mut dossier: DossierDepose,
        remises: Vec<(String, Remise)>,
        quand: OffsetDateTime,
    ) -> Result<(String, String), Refus> {
        self.aux_preuves()?;
        let (mut prises, mut laissees) = (0, 0);
        for (id, remise) in remises {
            // A dossier answers what it can: what is conform, or examined now, stays as it is.
            if remise.pieces.is_empty() || self.deposable(&id, None).is_err() {
                laissees += 1;
                continue;
            }
            self.remettre(&id, remise, Sort::Deposee, quand)?;
            prises += 1;
        }
        if prises == 0 {
            return Err(Refus::Impossible(
                "ce dossier n'apporte de pièce à aucune preuve qui en attende : voir `segur-bench examiner`".to_owned(),
            ));
        }
        if self.tete.dossiers.len() >= MAX_LISTE {
            return Err(Refus::Impossible(format!("{MAX_LISTE} dossiers au plus")));
        }
        dossier.preuves = prises;
        let dit = format!(
            "dossier « {} » déposé : {prises} preuves pourvues, {laissees} laissées comme elles étaient",
            dossier.nom
        );
        self.tete.dossiers.push(dossier);
        self.debuter(quand);
        Ok((String::new(), dit))
    }

    pub(super) fn non_applicable(
        &mut self,
        acteur: &Acteur,
        id: &str,
        revision: Option<u32>,
        justification: String,
        quand: OffsetDateTime,
    ) -> Result<(String, String), Refus> {
        self.deposable(id, revision)?;
        let justification = texte("la justification", justification)?;
        let remise = Remise {
            tour: 0,
            le: quand,
            par: Personne {
                id: acteur.id.clone(),
                nom: acteur.nom.clone(),
            },
            pieces: Vec::new(),
            remarques: Vec::new(),
            justification: justification.clone(),
        };
        self.remettre(id, remise, Sort::NonApplicable, quand)?;
        self.debuter(quand);
        Ok((id.to_owned(), format!("dite non applicable : {justification}")))
    }

    pub(super) fn repondre(
        &mut self,
        acteur: &Acteur,
        id: &str,
        revision: Option<u32>,
        reponse: String,
        quand: OffsetDateTime,
    ) -> Result<(String, String), Refus> {
        self.aux_preuves()?;
        let p = self.preuve(id)?;
        verifier_revision(p, revision)?;
        if p.sort != Sort::Question {
            return Err(Refus::Impossible(format!(
                "aucune question n'attend de réponse sur la preuve « {id} »"
            )));
        }
        let reponse = texte("la réponse", reponse)?;
        self.aviser(
            acteur,
            id,
            Sort::Repondue,
            reponse.clone(),
            std::collections::BTreeSet::new(),
            quand,
        )?;
        Ok((id.to_owned(), format!("réponse : {reponse}")))
    }

    /// One more thing said of a proof.
    pub(super) fn aviser(
        &mut self,
        acteur: &Acteur,
        id: &str,
        sort: Sort,
        texte: String,
        etapes: std::collections::BTreeSet<u32>,
        quand: OffsetDateTime,
    ) -> Result<(), Refus> {
        let tour = self.chapitre(&self.preuve(id)?.chapitre)?.tour;
        let p = self.a_changer(id)?;
        p.sort = sort;
        p.motif.clone_from(&texte);
        p.depuis = quand;
        p.avis.push(Avis {
            tour,
            le: quand,
            par: acteur.clone(),
            sort,
            texte,
            etapes,
        });
        Ok(())
    }

    pub(super) fn soumettre(
        &mut self,
        chapitre: Option<&str>,
        quand: OffsetDateTime,
        cadre: &Cadre<'_>,
    ) -> Result<(String, String), Refus> {
        self.aux_preuves()?;
        let unique = cadre.vague(&self.tete).is_some_and(|v| v.depot == Depot::Unique);
        if unique && chapitre.is_some() {
            return Err(Refus::Impossible(
                "en vague 1, toutes les preuves se déposent en une fois : soumettre le dossier entier".to_owned(),
            ));
        }
        let vises: Vec<String> = match chapitre {
            Some(nom) => vec![self.chapitre(nom)?.nom.clone()],
            None => {
                let ouverts = self.tete.chapitres.iter();
                let ouverts = ouverts.filter(|c| matches!(c.etat, EtatChapitre::Ouvert | EtatChapitre::Correction));
                ouverts.map(|c| c.nom.clone()).collect()
            }
        };
        if vises.is_empty() {
            return Err(Refus::Impossible("aucun chapitre n'est à soumettre".to_owned()));
        }
        for nom in &vises {
            self.soumettre_un(nom, quand)?;
        }
        self.mettre_en_file(&vises);
        let objet = chapitre.unwrap_or_default().to_owned();
        let dit = match vises.as_slice() {
            [seul] => format!("chapitre « {seul} » soumis, tour {}", self.chapitre(seul)?.tour),
            tous => format!("{} chapitres soumis", tous.len()),
        };
        Ok((objet, dit))
    }

    /// What was submitted at once is examined one after the other.
    pub(super) fn mettre_en_file(&mut self, noms: &[String]) {
        let soumis = |c: &&Chapitre| noms.contains(&c.nom);
        let total = self.tete.chapitres.iter().filter(soumis).map(|c| c.a_juger.len()).sum();
        let mut avant = 0;
        for c in self.tete.chapitres.iter_mut().filter(|c| noms.contains(&c.nom)) {
            c.file = (avant, total);
            avant += c.a_juger.len();
        }
    }

    pub(super) fn soumettre_un(&mut self, nom: &str, quand: OffsetDateTime) -> Result<(), Refus> {
        let c = self.chapitre(nom)?;
        match c.etat {
            EtatChapitre::Soumis => return Err(Refus::Impossible(format!("« {nom} » est déjà soumis"))),
            EtatChapitre::Conforme => return Err(Refus::Impossible(format!("« {nom} » est déjà conforme"))),
            EtatChapitre::Ouvert | EtatChapitre::Correction => {}
        }
        let manque = |p: &&Preuve| !p.facultative && p.sort.est_a_corriger();
        let manquent: Vec<String> = self.du_chapitre(nom).filter(manque).map(|p| p.id.clone()).collect();
        if !manquent.is_empty() {
            return Err(Refus::Incomplet {
                chapitre: nom.to_owned(),
                manquent,
            });
        }
        let a_juger = self
            .du_chapitre(nom)
            .filter(|p| p.sort.est_a_juger())
            .map(|p| p.id.clone())
            .collect();
        let c = self.chapitre_a_changer(nom)?;
        c.etat = EtatChapitre::Soumis;
        c.tour += 1;
        c.depuis = quand;
        c.a_juger = a_juger;
        Ok(())
    }
}
