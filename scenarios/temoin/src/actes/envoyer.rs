//! Sending: `envoyer-courriel`, `envoyer-courriel-usager`, and what goes by itself when a report is validated, corrected or deleted.

use std::collections::{BTreeMap, BTreeSet};

use segur_model::{Fichier, Issue, ReponseActe};

use super::{Poste, Seance, erreur, fait, refuse};
use crate::annuaire::correspondants::Criteres;
use crate::cr::entete::Entete;
use crate::cr::{CompteRendu, Envoye, Visibilite};
use crate::dmp::Patient;
use crate::dossier::{Destination, Dossier, Identite, InsLocal, Statut};
use crate::ecarts::{Ecart, Ecarts};
use crate::magasin::Magasin;
use crate::mssante::ecrit::{self, Courriel, Document, Fil};
use crate::mssante::recu::Etat as EtatEnvoi;
use crate::mssante::soumission::Depart;
use crate::mssante::suivi::EnvoiSuivi;
use crate::mssante::{Boite, archive, objet};

/// A report ready to be sent: the same bytes as everywhere else.
pub(super) struct Joint {
    pub octets: Vec<u8>,
    pub pdf: Vec<u8>,
    pub entete: Entete,
}

/// A mail to be sent.
pub(super) struct Envoi<'a> {
    pub a: &'a str,
    pub joint: Option<(&'a CompteRendu, &'a Joint)>,
    pub texte: String,
    pub html: bool,
    pub accuse: bool,
    pub fin: bool,
    /// Subject of a mere message.
    pub objet: String,
    pub fil: Option<Fil>,
}

/// What the recipients of a report that is no more are told.
const SUPPRIME: &str = "Le compte rendu que nous vous avons envoyé a été supprimé : il ne doit plus être pris en compte.";

/// What became of the mails of an act.
#[derive(Default)]
pub(super) struct Bilan {
    pub dits: Vec<String>,
    pub fichiers: Vec<Fichier>,
    /// Something could not leave.
    pub echec: bool,
}

impl Bilan {
    fn noter(&mut self, r: ReponseActe) {
        self.echec |= r.issue == Issue::Erreur;
        self.dits.push(r.message);
    }

    /// As the answer of an act that does nothing else.
    pub(super) fn reponse(self) -> ReponseActe {
        let dit = self.dits.join(" ; ");
        ReponseActe {
            fichiers: self.fichiers,
            ..if self.echec { erreur(dit) } else { fait(dit) }
        }
    }
}

impl Poste {
    pub(super) async fn envoyer_courriel(&self, magasin: &mut Magasin, seance: &Seance<'_>, dossier: &mut Dossier) -> ReponseActe {
        if dossier.oppositions.contains(&Destination::Professionnels) && !self.ecarts.a(Ecart::MssOppositionProIgnoree) {
            return refuse("le patient s'oppose à l'envoi aux professionnels par MSSanté : rien n'est envoyé");
        }
        let joint = match self.joint(seance, dossier) {
            Ok(j) => j,
            Err(e) => return e,
        };
        let masque = joint.as_ref().is_some_and(|(cr, _)| cr.visibilite == Visibilite::MasquePs);
        if masque && !self.ecarts.a(Ecart::MssMasqueEnvoye) {
            return refuse("ce compte rendu est masqué aux professionnels : il ne leur est pas envoyé");
        }
        let boite = match self.boite(seance, seance.texte("boite")).await {
            Ok(b) => b,
            Err(e) => return e,
        };
        let mut adresses = Vec::new();
        for rpps in lister(seance.texte("destinataires")) {
            match self.adresse(rpps).await {
                Ok(a) => adresses.push(a),
                Err(e) => return e,
            }
        }
        let mut guichet = Guichet::nouveau(self, magasin, seance, dossier, &boite);
        let mut partis = Vec::new();
        for a in adresses {
            let envoi = Envoi {
                joint: joint.as_ref().map(|(cr, j)| (cr, j)),
                html: seance.texte("corps") == "html",
                accuse: seance.texte("accuse") == "lecture",
                ..self.message(&a, seance.texte("texte"))
            };
            if let Some(message_id) = guichet.expedier(&envoi).await {
                partis.push((a, message_id));
            }
        }
        let reponse = guichet.bilan.reponse();
        retenir(dossier, seance.texte("compte_rendu"), partis);
        reponse
    }

    pub(super) async fn envoyer_courriel_usager(&self, magasin: &mut Magasin, seance: &Seance<'_>, dossier: &mut Dossier) -> ReponseActe {
        let joint = match self.joint(seance, dossier) {
            Ok(j) => j,
            Err(e) => return e,
        };
        let adresse = match self.adresse_usager(dossier, joint.as_ref().map(|(cr, _)| cr)) {
            Ok(a) => a,
            Err(e) => return e,
        };
        let boite = match self.boite(seance, seance.texte("boite")).await {
            Ok(b) => b,
            Err(e) => return e,
        };
        let envoi = Envoi {
            joint: joint.as_ref().map(|(cr, j)| (cr, j)),
            fin: seance.texte("fin") == "oui",
            ..self.message(&adresse, seance.texte("texte"))
        };
        let mut guichet = Guichet::nouveau(self, magasin, seance, dossier, &boite);
        let parti = guichet.expedier(&envoi).await;
        let reponse = guichet.bilan.reponse();
        retenir(
            dossier,
            seance.texte("compte_rendu"),
            parti.map(|id| (adresse, id)).into_iter().collect(),
        );
        reponse
    }

    /// What goes by itself once a version is validated. It never fails the act: what could not leave is told, and traced.
    pub(super) async fn diffuser(
        &self,
        magasin: &mut Magasin,
        seance: &Seance<'_>,
        dossier: &mut Dossier,
        cr: &mut CompteRendu,
        joint: &Joint,
    ) -> Bilan {
        let mut bilan = Bilan::default();
        if !cr.se_diffuse() {
            return bilan;
        }
        let boite = match self.boite(seance, "").await {
            Ok(b) => b,
            Err(e) => {
                bilan.noter(e);
                return bilan;
            }
        };
        let adresses = self.destinataires(dossier, cr, &mut bilan).await;
        let mut guichet = Guichet {
            bilan,
            ..Guichet::nouveau(self, magasin, seance, dossier, &boite)
        };
        let mut envoyes = Vec::new();
        for a in &adresses {
            let envoi = Envoi {
                joint: Some((cr, joint)),
                ..self.message(a, "")
            };
            if let Some(message_id) = guichet.expedier(&envoi).await {
                envoyes.push(Envoye {
                    adresse: a.clone(),
                    message_id,
                    version: cr.version,
                });
            }
        }
        cr.envoyes.extend(envoyes);
        guichet.bilan
    }

    /// The mailboxes to which a report goes by itself.
    async fn destinataires(&self, dossier: &Dossier, cr: &CompteRendu, bilan: &mut Bilan) -> Vec<String> {
        let mut adresses = Vec::new();
        let oppose = dossier.oppositions.contains(&Destination::Professionnels);
        if oppose && !self.ecarts.a(Ecart::MssOppositionProIgnoree) {
            bilan
                .dits
                .push("rien n'est envoyé aux professionnels : le patient s'y oppose".to_owned());
        } else if !cr.correspondants.is_empty() && !self.ecarts.a(Ecart::MssCorrespondantsOublies) {
            for rpps in &cr.correspondants {
                match self.adresse(rpps).await {
                    Ok(a) => adresses.push(a),
                    Err(e) => bilan.noter(e),
                }
            }
        }
        let domaine = self
            .mssante
            .as_ref()
            .map(|c| format!("@{}", c.config.domaine_usagers))
            .unwrap_or_default();
        let avant: Vec<&String> = cr
            .envoyes
            .iter()
            .map(|e| &e.adresse)
            .filter(|_| !self.ecarts.a(Ecart::MssSuiteOubliee))
            .collect();
        let usager = (cr.usager && !self.ecarts.a(Ecart::MssCopieUsagerOubliee)) || avant.iter().any(|a| a.ends_with(&domaine));
        if usager {
            match self.adresse_usager(dossier, Some(cr)) {
                Ok(a) => adresses.push(a),
                Err(e) => bilan.noter(e),
            }
        }
        // Who has a former version gets this one, however it was sent.
        if !oppose {
            adresses.extend(avant.into_iter().filter(|a| !a.ends_with(&domaine)).cloned());
        }
        let mut vues = BTreeSet::new();
        adresses.retain(|a| vues.insert(a.clone()));
        adresses
    }

    /// Those who received a report learn that it is no more.
    pub(super) async fn supprimer_compte_rendu(&self, magasin: &mut Magasin, seance: &Seance<'_>, dossier: &mut Dossier) -> ReponseActe {
        let reference = seance.texte("reference");
        let Some(cr) = dossier.comptes_rendus.get_mut(reference) else {
            return erreur(format!("compte rendu « {reference} » inconnu"));
        };
        cr.supprime = true;
        // The last mail to each.
        let derniers: BTreeMap<String, String> = cr.envoyes.iter().map(|e| (e.adresse.clone(), e.message_id.clone())).collect();
        if derniers.is_empty() || self.ecarts.a(Ecart::MssSuppressionMuette) {
            return fait("compte rendu supprimé ; personne n'est à prévenir");
        }
        let boite = match self.boite(seance, "").await {
            Ok(b) => b,
            Err(e) => return e,
        };
        let nombre = self
            .ecarts
            .choisir(Ecart::MssSuppressionPremierSeul, derniers.len(), derniers.len().min(1));
        let i = &dossier.identite;
        let objet = format!("Suppression d'un compte rendu : {} {}", i.nom_naissance, i.premier_prenom);
        let mut guichet = Guichet::nouveau(self, magasin, seance, dossier, &boite);
        for (a, message_id) in derniers.iter().take(nombre) {
            let envoi = Envoi {
                objet: objet.clone(),
                fil: Some(Fil {
                    message_id: message_id.clone(),
                    references: Vec::new(),
                }),
                ..self.message(a, SUPPRIME)
            };
            guichet.expedier(&envoi).await;
        }
        let mut reponse = guichet.bilan.reponse();
        reponse.fichiers.clear();
        reponse
    }

    /// A mere message, to be completed.
    pub(super) fn message<'a>(&self, a: &'a str, texte: &str) -> Envoi<'a> {
        Envoi {
            a,
            joint: None,
            texte: texte.to_owned(),
            html: false,
            accuse: false,
            fin: false,
            objet: format!("Message de {}", self.config.structure.nom),
            fil: None,
        }
    }

    /// The report asked for, written again as it was validated.
    fn joint(&self, seance: &Seance<'_>, dossier: &Dossier) -> Result<Option<(CompteRendu, Joint)>, ReponseActe> {
        let reference = seance.texte("compte_rendu");
        if reference.is_empty() {
            return Ok(None);
        }
        let cr = dossier.comptes_rendus.get(reference).ok_or_else(|| {
            erreur(format!(
                "compte rendu « {reference} » inconnu dans ce scénario : le valider d'abord"
            ))
        })?;
        if cr.supprime {
            return Err(refuse("ce compte rendu est supprimé : il ne s'envoie plus"));
        }
        let Some(ins) = qualifiee(&dossier.identite) else {
            return Err(refuse(format!(
                "identité {} : seul le document d'une identité qualifiée part par MSSanté",
                dossier.identite.statut.dit()
            )));
        };
        self.relire(seance, dossier, cr, ins).map(|j| Some((cr.clone(), j))).map_err(erreur)
    }

    /// The archive and the PDF, as the mail carries them.
    fn piece(&self, seance: &Seance<'_>, dossier: &Dossier, cr: &CompteRendu, j: &Joint, rang: u32) -> Result<Document, String> {
        let ins = j
            .entete
            .ins
            .as_ref()
            .ok_or("le document n'a pas d'INS utilisable : il ne part pas par MSSanté")?;
        let contenu = archive::Contenu {
            document: &j.octets,
            entete: &j.entete,
            patient: Patient {
                ins: ins.extension.clone(),
                oid: ins.racine.clone(),
            },
            visibilite: cr.visibilite,
        };
        Ok(Document {
            archive: archive::ecrire(&self.appel_mssante(seance), &contenu, rang)?,
            pdf: j.pdf.clone(),
            nom_pdf: self.nom_du_pdf(seance, dossier),
            codes: vec![j.entete.type_.code.clone()],
            qualifie: true,
        })
    }

    /// What people read.
    fn texte(&self, boite: &Boite, dossier: &Dossier, envoi: &Envoi<'_>) -> String {
        let mut lignes = Vec::new();
        if let Some((cr, j)) = envoi.joint {
            let i = &dossier.identite;
            lignes.push(format!(
                "{} de {} {}, en pièce jointe.",
                j.entete.titre, i.premier_prenom, i.nom_naissance
            ));
            if cr.remplace.is_some() && !self.ecarts.a(Ecart::MssAnnuleEtRemplaceTu) {
                lignes.push("Ce compte rendu annule et remplace le précédent.".to_owned());
            }
        }
        if !envoi.texte.is_empty() {
            lignes.push(envoi.texte.clone());
        }
        if let Some(reponse) = &boite.reponse
            && !self.ecarts.a(Ecart::MssAppSansAvis)
        {
            lignes.push(format!(
                "Ce message est envoyé automatiquement, par une boîte que personne ne lit : pour nous répondre, écrire à {reponse}."
            ));
        }
        lignes.push(format!("{}, {}", self.config.structure.nom, self.config.structure.telephone));
        lignes.join("\r\n")
    }

    /// The MSSanté address of a correspondent, as the directory has it today.
    async fn adresse(&self, rpps: &str) -> Result<String, ReponseActe> {
        let annuaire = self.annuaire()?;
        let criteres = Criteres {
            rpps: rpps.to_owned(),
            ..Criteres::default()
        };
        // What is wrong of the directory is wrong in its own acts.
        let trouves = annuaire.correspondants(&Ecarts::default(), &criteres).await.map_err(erreur)?;
        let adresse = trouves.iter().flat_map(|c| &c.mssante).next().cloned();
        adresse.ok_or_else(|| refuse(format!("le correspondant {rpps} n'a pas de boîte MSSanté dans l'annuaire")))
    }

    /// The address of the patient: made of a qualified INS, and of no other (ECO.2.2.6).
    fn adresse_usager(&self, dossier: &Dossier, cr: Option<&CompteRendu>) -> Result<String, ReponseActe> {
        if dossier.oppositions.contains(&Destination::Usager) && !self.ecarts.a(Ecart::MssOppositionUsagerIgnoree) {
            return Err(refuse("le patient s'oppose à l'envoi dans sa messagerie : rien n'est envoyé"));
        }
        if cr.is_some_and(|cr| cr.visibilite == Visibilite::InvisiblePatient) && !self.ecarts.a(Ecart::MssInvisibleEnvoye) {
            return Err(refuse(
                "ce compte rendu n'est pas visible par le patient : il ne lui est pas envoyé",
            ));
        }
        let i = &dossier.identite;
        let permis = qualifiee(i).or_else(|| i.ins.as_ref().filter(|_| self.ecarts.a(Ecart::MssUsagerNonQualifie)));
        let ins = permis.ok_or_else(|| {
            refuse(format!(
                "identité {} : l'adresse d'un usager ne se forme qu'avec une INS qualifiée, rien n'est envoyé",
                i.statut.dit()
            ))
        })?;
        let domaine = &self.mssante()?.config.domaine_usagers;
        let sans_cle = ins.matricule.get(..13).unwrap_or_default().to_owned();
        let local = self.ecarts.choisir(Ecart::MssUsagerSansCle, ins.matricule.clone(), sans_cle);
        Ok(format!("{local}@{domaine}"))
    }
}

/// Where mails leave from: the mailbox, and whose record remembers them.
pub(super) struct Guichet<'a, 's> {
    poste: &'a Poste,
    magasin: &'a mut Magasin,
    seance: &'a Seance<'s>,
    dossier: &'a mut Dossier,
    boite: &'a Boite,
    /// Mails so far: what each draws is its own.
    rang: u32,
    pub bilan: Bilan,
}

impl<'a, 's> Guichet<'a, 's> {
    pub(super) fn nouveau(
        poste: &'a Poste,
        magasin: &'a mut Magasin,
        seance: &'a Seance<'s>,
        dossier: &'a mut Dossier,
        boite: &'a Boite,
    ) -> Self {
        Self {
            poste,
            magasin,
            seance,
            dossier,
            boite,
            rang: 0,
            bilan: Bilan::default(),
        }
    }

    /// Sends one mail; the Message-ID of a mail that left.
    pub(super) async fn expedier(&mut self, envoi: &Envoi<'_>) -> Option<String> {
        self.rang += 1;
        match self.tenter(envoi).await {
            Ok((message_id, fichiers)) => {
                self.bilan.dits.push(format!("courriel envoyé à {}", envoi.a));
                // An act shows one mail: the last.
                self.bilan.fichiers.retain(|f| fichiers.iter().all(|p| p.nom != f.nom));
                self.bilan.fichiers.extend(fichiers);
                Some(message_id)
            }
            Err(e) => {
                self.bilan.echec = true;
                self.bilan.dits.push(format!("courriel à {} non envoyé : {e}", envoi.a));
                None
            }
        }
    }

    async fn tenter(&mut self, envoi: &Envoi<'_>) -> Result<(String, Vec<Fichier>), String> {
        let (poste, seance, boite) = (self.poste, self.seance, self.boite);
        let appel = poste.appel_mssante(seance);
        let mut fichiers = Vec::new();
        let document = match envoi.joint {
            None => None,
            Some((cr, j)) => {
                let document = poste.piece(seance, self.dossier, cr, j, self.rang)?;
                fichiers.push(Fichier {
                    nom_fichier: Some("IHE_XDM.ZIP".to_owned()),
                    ..super::document("archive-xdm", "application/zip", &document.archive)
                });
                Some(document)
            }
        };
        let objet = match envoi.joint {
            Some((_, j)) => objet::du_document(&j.entete.type_.libelle, &self.dossier.identite, &poste.ecarts),
            None => envoi.objet.clone(),
        };
        let domaine = boite.adresse.split('@').next_back().unwrap_or_default();
        let tire = appel.tirage.uuid("courriel", self.rang).to_string();
        // The one that never changes is that of the whole installation.
        let tire = poste
            .ecarts
            .choisir(Ecart::MssMessageIdRepete, tire, poste.config.lps.instance.clone());
        let enveloppe = appel.tirage.uuid("enveloppe", self.rang).to_string();
        let c = Courriel {
            boite,
            a: envoi.a,
            objet,
            message_id: poste.ecarts.choisir(
                Ecart::MssMessageIdSansArobase,
                format!("{tire}@{domaine}"),
                format!("{tire}.{domaine}"),
            ),
            texte: poste.texte(boite, self.dossier, envoi),
            html: envoi.html,
            accuse: envoi.accuse,
            fin: envoi.fin,
            fil: envoi.fil.clone(),
            document,
        };
        let source = ecrit::composer(&appel, &c)?;
        let depart = Depart {
            destinataire: envoi.a,
            enveloppe: &enveloppe,
            sans_retour: false,
            source: &source,
        };
        let issue = poste.remettre(seance, boite, &depart).await;
        let action = if envoi.fil.is_some() { "reponse" } else { "envoi" };
        poste.tracer(seance, boite, self.dossier, action, &c.message_id, &issue);
        let suivi = EnvoiSuivi {
            message_id: c.message_id.clone(),
            enveloppe,
            objet: c.objet.clone(),
            destinataire: envoi.a.to_owned(),
            etat: if issue.is_ok() { EtatEnvoi::Envoye } else { EtatEnvoi::Echec },
        };
        let scenario = &seance.demande.scenario;
        let mut m = self.magasin.messagerie(scenario);
        m.envois.push(suivi);
        let garde = self.magasin.garder_messagerie(scenario, m);
        garde.map_err(|e| format!("écriture des données impossible : {e}"))?;
        issue.map_err(|e| e.dit())?;
        fichiers.push(Fichier {
            nom_fichier: Some("courriel.eml".to_owned()),
            ..super::document("courriel", "message/rfc822", &source)
        });
        Ok((c.message_id, fichiers))
    }
}

/// The INS, when it is qualified: mail takes no other.
fn qualifiee(i: &Identite) -> Option<&InsLocal> {
    i.ins.as_ref().filter(|_| i.statut == Statut::Qualifiee)
}

/// Who has this version of the report, and by which mail.
fn retenir(dossier: &mut Dossier, reference: &str, partis: Vec<(String, String)>) {
    if let Some(cr) = dossier.comptes_rendus.get_mut(reference) {
        let version = cr.version;
        cr.envoyes.extend(partis.into_iter().map(|(adresse, message_id)| Envoye {
            adresse,
            message_id,
            version,
        }));
    }
}

fn lister(texte: &str) -> impl Iterator<Item = &str> {
    texte.split(',').map(str::trim).filter(|t| !t.is_empty())
}
