//! An act is done, or refused: a pure function of the candidature, of who acts, and of when.

use time::{Duration, OffsetDateTime};

use super::geste::{Geste, IssueAttente, Verdict};
use super::ouvrir::{chapitres, preuves, profils_connus, verifier};
use super::{
    Acteur, Administratif, Avis, Cadre, Chapitre, Depot, Dossier, DossierDepose, Erratum, Etat, EtatAttente, EtatChapitre, Evenement,
    Personne, Preuve, Refus, Remise, Role, Sort,
};

/// Most characters of what is written.
const MAX_TEXTE: usize = 4000;
/// Most remises kept of a proof.
const MAX_REMISES: usize = 50;
/// Most collaborators, versions.
const MAX_LISTE: usize = 100;

impl Dossier {
    /// Does it. On refusal nothing is changed.
    pub fn agir(&mut self, acteur: &Acteur, quand: OffsetDateTime, geste: Geste, cadre: &Cadre<'_>) -> Result<(), Refus> {
        if !geste.permis(acteur.role) {
            return Err(Refus::Role(acteur.role));
        }
        let quand = quand.max(self.tete.dernier);
        let mut essai = self.clone();
        essai.faire(acteur, quand, geste, cadre)?;
        *self = essai;
        Ok(())
    }

    fn faire(&mut self, acteur: &Acteur, quand: OffsetDateTime, geste: Geste, cadre: &Cadre<'_>) -> Result<(), Refus> {
        let mot = geste.mot();
        let (objet, dit) = match geste {
            Geste::DeposerAdministratif {
                charte,
                prerequis,
                versions_obsoletes,
            } => self.administratif(charte, prerequis, versions_obsoletes, quand, cadre)?,
            Geste::Mandater { personne } => self.mandater(personne)?,
            Geste::Demandater { id } => self.demandater(&id)?,
            Geste::ChangerProfils { profils } => self.profils(acteur, profils, quand, cadre)?,
            Geste::Deposer { preuve, revision, remise } => self.deposer(&preuve, revision, remise, quand)?,
            Geste::DeposerDossier { dossier, remises } => self.deposer_dossier(dossier, remises, quand)?,
            Geste::DeclarerNonApplicable {
                preuve,
                revision,
                justification,
            } => self.non_applicable(acteur, &preuve, revision, justification, quand)?,
            Geste::Repondre { preuve, revision, texte } => self.repondre(acteur, &preuve, revision, texte, quand)?,
            Geste::Soumettre { chapitre } => self.soumettre(chapitre.as_deref(), quand, cadre)?,
            Geste::DeclarerAttente { attente, reference } => {
                verifier("la référence", &reference)?;
                self.attente(&attente, EtatAttente::Declaree, reference)?
            }
            Geste::Constater { attente, issue, reference } => {
                let etat = match issue {
                    IssueAttente::Obtenue => EtatAttente::Obtenue,
                    IssueAttente::Refusee => EtatAttente::Refusee,
                };
                self.attente(&attente, etat, reference)?
            }
            Geste::DeclarerVersion { version, majeure } => self.version(version, majeure)?,
            Geste::Abandonner { motif } => {
                self.vivante("plus rien n'est à abandonner")?;
                if self.tete.etat.est_reference() {
                    return Err(self.etat("un référencement se retire, il ne s'abandonne pas"));
                }
                self.passer(Etat::Abandonne, quand, None);
                (String::new(), format!("abandon : {}", texte("le motif", motif)?))
            }
            Geste::Complement { motif } => {
                self.dans(&[Etat::AdminDepose], "un complément se demande sur un dossier administratif déposé")?;
                let motif = texte("ce qui manque", motif)?;
                self.passer(Etat::AdminComplement, quand, Some(cadre.regles.delais.complement.duree()));
                (String::new(), format!("complément demandé : {motif}"))
            }
            Geste::Eligible => {
                self.dans(
                    &[Etat::AdminDepose],
                    "l'éligibilité se prononce sur un dossier administratif déposé",
                )?;
                self.passer(Etat::Eligible, quand, Some(cadre.regles.delais.depot.duree()));
                (
                    String::new(),
                    "éligible : l'espace de preuves est ouvert, les profils sont figés au premier dépôt".to_owned(),
                )
            }
            Geste::Prendre { preuve } => self.prendre(acteur, &preuve)?,
            Geste::Rendre { preuve } => {
                self.a_changer(&preuve)?.prise = None;
                (preuve, "rendue au robot".to_owned())
            }
            Geste::Robot { actif } => {
                self.tete.robot = actif;
                let dit = if actif {
                    "le robot instruit"
                } else {
                    "le robot n'instruit plus : une personne a pris le dossier"
                };
                (String::new(), dit.to_owned())
            }
            Geste::Juger {
                preuve,
                revision,
                verdict,
                motif,
                etapes,
            } => self.juger(acteur, &preuve, revision, (verdict, motif, etapes), quand)?,
            Geste::Prolonger { jours, motif } => self.prolonger(jours, motif)?,
            Geste::Rouvrir { jours, motif } => self.rouvrir(jours, motif, quand)?,
            Geste::Decider { referencer, motif } => self.decider(referencer, motif, quand, cadre)?,
            Geste::Controler { conforme, motif } => {
                self.dans(&[Etat::Reference, Etat::Suivi], "un contrôle se fait après le référencement")?;
                self.passer(Etat::Suivi, quand, None);
                let issue = if conforme { "sans remarque" } else { "avec remarques" };
                (
                    String::new(),
                    format!("contrôle après référencement, {issue} : {}", texte("le motif", motif)?),
                )
            }
            Geste::Suspendre { motif } => {
                self.dans(&[Etat::Reference, Etat::Suivi], "seul un référencement se suspend")?;
                self.tete.avant = Some(self.tete.etat);
                self.passer(Etat::Suspendu, quand, None);
                (String::new(), format!("suspension : {}", texte("le motif", motif)?))
            }
            Geste::Lever { motif } => {
                self.dans(&[Etat::Suspendu], "seule une suspension se lève")?;
                self.tete.avant = None;
                self.passer(Etat::Suivi, quand, None);
                (String::new(), format!("suspension levée : {}", texte("le motif", motif)?))
            }
            Geste::Retirer { motif } => {
                self.dans(&[Etat::Reference, Etat::Suivi, Etat::Suspendu], "seul un référencement se retire")?;
                self.passer(Etat::Retire, quand, None);
                (String::new(), format!("retrait : {}", texte("le motif", motif)?))
            }
            Geste::Erratum(e) => self.erratum(e, quand)?,
        };
        self.noter(acteur, quand, mot, &objet, dit);
        self.conclure(quand, cadre);
        Ok(())
    }

    /// One more event of the history.
    pub(super) fn noter(&mut self, par: &Acteur, quand: OffsetDateTime, geste: &str, objet: &str, dit: String) {
        self.tete.evenements += 1;
        self.tete.dernier = quand;
        self.nouveaux.push(Evenement {
            rang: self.tete.evenements,
            quand,
            par: par.clone(),
            geste: geste.to_owned(),
            objet: objet.to_owned(),
            dit,
            etat: self.tete.etat,
        });
    }

    /// Goes to a state, with a deadline or none.
    pub(super) fn passer(&mut self, etat: Etat, quand: OffsetDateTime, delai: Option<Duration>) {
        self.tete.etat = etat;
        self.tete.depuis = quand;
        self.tete.echeance = delai.map(|d| quand + d);
    }

    fn etat(&self, quoi: &'static str) -> Refus {
        Refus::Etat {
            etat: self.tete.etat,
            quoi,
        }
    }

    fn dans(&self, etats: &[Etat], quoi: &'static str) -> Result<(), Refus> {
        if etats.contains(&self.tete.etat) {
            Ok(())
        } else {
            Err(self.etat(quoi))
        }
    }

    fn vivante(&self, quoi: &'static str) -> Result<(), Refus> {
        if self.tete.etat.est_fini() { Err(self.etat(quoi)) } else { Ok(()) }
    }

    fn aux_preuves(&self) -> Result<(), Refus> {
        if self.tete.etat.est_aux_preuves() {
            Ok(())
        } else {
            Err(self.etat("les preuves se déposent après l'éligibilité, et tant que la candidature court"))
        }
    }

    fn administratif(
        &mut self,
        charte: bool,
        prerequis: std::collections::BTreeSet<String>,
        versions_obsoletes: String,
        quand: OffsetDateTime,
        cadre: &Cadre<'_>,
    ) -> Result<(String, String), Refus> {
        self.dans(&[Etat::Cree, Etat::AdminComplement], "le dossier administratif est déjà déposé")?;
        if !charte {
            return Err(Refus::Saisie(
                "la Charte est acceptée par une personne qui engage la société : cocher la case, ou faire déposer par cette personne"
                    .to_owned(),
            ));
        }
        let connus = cadre.vague(&self.tete).map(|v| v.prerequis.as_slice()).unwrap_or_default();
        if let Some(inconnu) = prerequis.iter().find(|p| connus.iter().all(|c| c.id != **p)) {
            return Err(Refus::Saisie(format!("« {inconnu} » n'est pas un prérequis de cette vague")));
        }
        let versions_obsoletes = texte(
            "la déclaration des versions obsolètes (« aucune » s'il n'y en a pas)",
            versions_obsoletes,
        )?;
        let dit = format!(
            "dossier administratif déposé, {} prérequis déclarés sur {}",
            prerequis.len(),
            connus.len()
        );
        self.tete.administratif = Some(Administratif {
            charte,
            prerequis,
            versions_obsoletes,
        });
        self.passer(Etat::AdminDepose, quand, None);
        Ok((String::new(), dit))
    }

    fn mandater(&mut self, personne: Personne) -> Result<(String, String), Refus> {
        self.vivante("plus personne n'y travaille")?;
        verifier("l'identifiant du collaborateur", &personne.id)?;
        verifier("le nom du collaborateur", &personne.nom)?;
        if personne.id == self.tete.editeur.id || self.tete.collaborateurs.iter().any(|c| c.id == personne.id) {
            return Err(Refus::Impossible(format!("{} y est déjà", personne.nom)));
        }
        if self.tete.collaborateurs.len() >= MAX_LISTE {
            return Err(Refus::Impossible(format!("{MAX_LISTE} collaborateurs au plus")));
        }
        let dit = format!("mandat donné à {}", personne.nom);
        self.tete.collaborateurs.push(personne);
        Ok((String::new(), dit))
    }

    fn demandater(&mut self, id: &str) -> Result<(String, String), Refus> {
        let rang = self.tete.collaborateurs.iter().position(|c| c.id == id);
        let rang = rang.ok_or_else(|| Refus::Saisie("cette personne n'a pas de mandat ici".to_owned()))?;
        let retire = self.tete.collaborateurs.remove(rang);
        self.tete.anciens.push(retire.id.clone());
        Ok((String::new(), format!("mandat retiré à {}", retire.nom)))
    }

    fn profils(
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
    fn rouvrir_chapitres(&mut self, quand: OffsetDateTime) {
        let manquent: Vec<String> = self.preuves.iter().filter(|p| p.manque()).map(|p| p.chapitre.clone()).collect();
        for c in &mut self.tete.chapitres {
            if manquent.contains(&c.nom) && matches!(c.etat, EtatChapitre::Conforme | EtatChapitre::Soumis) {
                c.etat = EtatChapitre::Correction;
                c.depuis = quand;
                c.a_juger.clear();
            }
        }
    }

    /// Whether the vendor may give something for a proof now.
    fn deposable(&self, id: &str, revision: Option<u32>) -> Result<(), Refus> {
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

    fn deposer(&mut self, id: &str, revision: Option<u32>, remise: Remise, quand: OffsetDateTime) -> Result<(String, String), Refus> {
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

    fn remettre(&mut self, id: &str, mut remise: Remise, sort: Sort, quand: OffsetDateTime) -> Result<(), Refus> {
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
    fn tour_de(&self, id: &str) -> Result<u32, Refus> {
        Ok(self.chapitre(&self.preuve(id)?.chapitre)?.tour + 1)
    }

    /// The first deposit: the profiles are frozen, the delay of the deposit goes on.
    fn debuter(&mut self, quand: OffsetDateTime) {
        if self.tete.etat == Etat::Eligible {
            let echeance = self.tete.echeance;
            self.passer(Etat::PreuvesEnCours, quand, None);
            self.tete.echeance = echeance;
        }
    }

    fn deposer_dossier(
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

    fn non_applicable(
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

    fn repondre(
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
    fn aviser(
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

    fn soumettre(&mut self, chapitre: Option<&str>, quand: OffsetDateTime, cadre: &Cadre<'_>) -> Result<(String, String), Refus> {
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
    fn mettre_en_file(&mut self, noms: &[String]) {
        let soumis = |c: &&Chapitre| noms.contains(&c.nom);
        let total = self.tete.chapitres.iter().filter(soumis).map(|c| c.a_juger.len()).sum();
        let mut avant = 0;
        for c in self.tete.chapitres.iter_mut().filter(|c| noms.contains(&c.nom)) {
            c.file = (avant, total);
            avant += c.a_juger.len();
        }
    }

    fn soumettre_un(&mut self, nom: &str, quand: OffsetDateTime) -> Result<(), Refus> {
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

    fn prendre(&mut self, acteur: &Acteur, id: &str) -> Result<(String, String), Refus> {
        self.vivante("plus rien n'y est examiné")?;
        let p = self.preuve(id)?;
        if let Some(autre) = p.prise.as_ref().filter(|q| q.id != acteur.id) {
            return Err(Refus::Entretemps {
                preuve: id.to_owned(),
                par: format!("prise par {}", autre.nom),
            });
        }
        self.a_changer(id)?.prise = Some(Personne {
            id: acteur.id.clone(),
            nom: acteur.nom.clone(),
        });
        Ok((id.to_owned(), "prise au robot".to_owned()))
    }

    fn juger(
        &mut self,
        acteur: &Acteur,
        id: &str,
        revision: Option<u32>,
        (verdict, motif, etapes): (Verdict, String, std::collections::BTreeSet<u32>),
        quand: OffsetDateTime,
    ) -> Result<(String, String), Refus> {
        self.dans(&[Etat::Instruction], "une preuve se juge quand son chapitre est soumis")?;
        let p = self.preuve(id)?;
        verifier_revision(p, revision)?;
        if self.chapitre(&p.chapitre)?.etat != EtatChapitre::Soumis {
            return Err(Refus::Impossible(format!("le chapitre de la preuve « {id} » n'est pas soumis")));
        }
        // Who reads may change their mind as long as the chapter is not closed; the robot speaks once.
        let jugeable = p.sort.est_a_juger() || (acteur.role == Role::Relecteur && !p.remises.is_empty());
        if !jugeable {
            return Err(Refus::Impossible(format!(
                "la preuve « {id} » est {} : il n'y a rien à juger",
                p.sort.dit()
            )));
        }
        if let Some(autre) = p.prise.as_ref().filter(|q| q.id != acteur.id) {
            return Err(Refus::Entretemps {
                preuve: id.to_owned(),
                par: format!("prise par {}", autre.nom),
            });
        }
        let sien = p.remises.iter().any(|r| r.par.id == acteur.id) || self.tete.anciens.contains(&acteur.id);
        if sien {
            return Err(Refus::Impossible(format!(
                "la preuve « {id} » : personne ne juge ce qu'il a déposé"
            )));
        }
        if verdict == Verdict::SansObjet && p.remise().is_none_or(|r| r.justification.is_empty()) {
            return Err(Refus::Impossible(format!(
                "la preuve « {id} » n'a pas de justification écrite : sans elle, elle n'est pas sans objet"
            )));
        }
        if let Some(n) = etapes.iter().find(|n| p.etapes.iter().all(|e| e.n != **n)) {
            return Err(Refus::Saisie(format!("l'étape {n} n'est pas de ce scénario")));
        }
        let sort = match verdict {
            Verdict::Conforme => Sort::Conforme,
            Verdict::NonConforme => Sort::NonConforme,
            Verdict::Question => Sort::Question,
            Verdict::SansObjet => Sort::SansObjet,
        };
        let motif = match verdict {
            Verdict::Conforme | Verdict::SansObjet if motif.trim().is_empty() => String::new(),
            Verdict::Question => texte("la question", motif)?,
            _ => texte("le motif", motif)?,
        };
        let dit = if motif.is_empty() {
            sort.dit().to_owned()
        } else {
            format!("{} : {motif}", sort.dit())
        };
        self.aviser(acteur, id, sort, motif, etapes, quand)?;
        if acteur.role == Role::Relecteur && self.preuve(id)?.prise.is_none() {
            self.a_changer(id)?.prise = Some(Personne {
                id: acteur.id.clone(),
                nom: acteur.nom.clone(),
            });
        }
        Ok((id.to_owned(), dit))
    }

    fn attente(&mut self, id: &str, etat: EtatAttente, reference: String) -> Result<(String, String), Refus> {
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

    fn version(&mut self, version: String, majeure: bool) -> Result<(String, String), Refus> {
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

    fn prolonger(&mut self, jours: u32, motif: String) -> Result<(String, String), Refus> {
        if jours == 0 || jours > 366 {
            return Err(Refus::Saisie("prolonger de 1 à 366 jours".to_owned()));
        }
        let motif = texte("le motif", motif)?;
        let echeance = self.tete.echeance.ok_or_else(|| self.etat("aucune échéance ne court"))?;
        self.tete.echeance = Some(echeance + Duration::days(i64::from(jours)));
        Ok((String::new(), format!("échéance repoussée de {jours} jours : {motif}")))
    }

    fn rouvrir(&mut self, jours: u32, motif: String, quand: OffsetDateTime) -> Result<(String, String), Refus> {
        self.dans(&[Etat::HorsDelai], "seule une candidature hors délai se rouvre")?;
        if jours == 0 || jours > 366 {
            return Err(Refus::Saisie("rouvrir pour 1 à 366 jours".to_owned()));
        }
        let motif = texte("le motif", motif)?;
        let avant = self.tete.avant.take().unwrap_or(Etat::PreuvesEnCours);
        self.passer(avant, quand, Some(Duration::days(i64::from(jours))));
        Ok((String::new(), format!("rouverte pour {jours} jours : {motif}")))
    }

    fn decider(&mut self, referencer: bool, motif: String, quand: OffsetDateTime, cadre: &Cadre<'_>) -> Result<(String, String), Refus> {
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
        self.tete.attestation = Some(super::Attribution {
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
    fn erratum(&mut self, mut e: Erratum, quand: OffsetDateTime) -> Result<(String, String), Refus> {
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

/// Whether what was read is still what there is.
fn verifier_revision(p: &Preuve, revision: Option<u32>) -> Result<(), Refus> {
    if revision.is_none_or(|r| r == p.revision) {
        return Ok(());
    }
    let par = p.avis.last().map(|a| format!("{}, {}", a.par.nom, a.sort.dit()));
    Err(Refus::Entretemps {
        preuve: p.id.clone(),
        par: par.unwrap_or_else(|| p.sort.dit().to_owned()),
    })
}

/// What somebody writes: there, and not too long.
fn texte(quoi: &str, t: String) -> Result<String, Refus> {
    let t = t.trim();
    if t.is_empty() {
        return Err(Refus::Saisie(format!("{quoi} manque")));
    }
    if t.chars().count() > MAX_TEXTE {
        return Err(Refus::Saisie(format!("{quoi} : {MAX_TEXTE} caractères au plus")));
    }
    Ok(t.chars().filter(|c| !segur_model::texte::dangereux(*c) || *c == '\n').collect())
}
