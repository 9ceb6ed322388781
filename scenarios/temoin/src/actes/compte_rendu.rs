//! `valider-compte-rendu` and `completer-compte-rendu`: a report, its versions, and the documents that they become.

use segur_model::{Fichier, Issue, ReponseActe};
use serde::Deserialize;
use serde_json::Value;
use time::Duration;

use super::alimenter::Envoi;
use super::documents::{self, Fourni};
use super::envoyer::Joint;
use super::{Poste, Seance, document, erreur, fait, refuse};
use crate::cr::examens::Modele;
use crate::cr::redaction::Redaction;
use crate::cr::{CompteRendu, Etat, Niveau, Validation, Visibilite, cda, corps, entete};
use crate::dossier::{Dossier, InsLocal};
use crate::ecarts::Ecart;
use crate::identifiants::Tirage;
use crate::magasin::Magasin;

/// The parameters of `valider-compte-rendu`, already checked against the vocabulary.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Demandes {
    modele: Modele,
    etat: Option<Etat>,
    niveau: Option<Niveau>,
    visibilite: Option<Visibilite>,
    dmp: Option<String>,
    demande: Option<String>,
    correspondants: String,
    usager: Option<String>,
}

/// A version, published as far as the rules let it.
struct Publication {
    reponse: ReponseActe,
    /// Whether it went as far as the rules let it.
    faite: bool,
    /// Its bytes, when this software wrote them.
    joint: Option<Joint>,
}

impl Publication {
    fn ratee(reponse: ReponseActe) -> Self {
        Self {
            reponse,
            faite: false,
            joint: None,
        }
    }
}

impl Poste {
    pub(super) async fn valider_compte_rendu(&self, magasin: &mut Magasin, seance: &Seance<'_>, dossier: &mut Dossier) -> ReponseActe {
        let d: Demandes = match serde_json::from_value(Value::Object(seance.demande.parametres.clone())) {
            Ok(d) => d,
            Err(e) => return erreur(format!("paramètres illisibles : {e}")),
        };
        let tirage = seance.tirage(&self.config);
        let racine = &self.config.racine_oid;
        let mut cr = CompteRendu {
            modele: d.modele,
            etat: d.etat.unwrap_or_default(),
            niveau: d.niveau.unwrap_or_default(),
            visibilite: d.visibilite.unwrap_or_default(),
            bloque: d.dmp.as_deref() == Some("bloquer"),
            corrige: false,
            demande: d.demande.filter(|_| !self.ecarts.a(Ecart::DemandeOmise)),
            recu: self.config.maintenant() - Duration::hours(2),
            id: tirage.oid(&format!("{racine}.1"), "document", 1),
            set_id: tirage.oid(&format!("{racine}.3"), "versions", 1),
            version: 1,
            remplace: None,
            correspondants: d
                .correspondants
                .split(',')
                .map(|c| c.trim().to_owned())
                .filter(|c| !c.is_empty())
                .collect(),
            usager: d.usager.as_deref() == Some("envoyer"),
            validation: self.validation(seance),
            envoyes: Vec::new(),
            supprime: false,
            entry_uuid: None,
            libre: None,
            archive: false,
        };
        let fourni = match self.fourni(magasin, seance) {
            Ok(f) => f,
            Err(e) => return erreur(e),
        };
        if let Some(f) = &fourni {
            reprendre(&mut cr, f);
        }
        let p = self.publier_et_diffuser(magasin, seance, dossier, &mut cr, fourni).await;
        // Validated whatever became of it at the DMP: it may be completed.
        dossier.comptes_rendus.insert(seance.texte("reference").to_owned(), cr);
        p.reponse
    }

    pub(super) async fn completer_compte_rendu(&self, magasin: &mut Magasin, seance: &Seance<'_>, dossier: &mut Dossier) -> ReponseActe {
        let reference = seance.texte("reference");
        let Some(ancien) = dossier.comptes_rendus.get(reference).cloned() else {
            return erreur(format!("compte rendu « {reference} » inconnu"));
        };
        let tirage = seance.tirage(&self.config);
        let racine = &self.config.racine_oid;
        let mut cr = CompteRendu {
            etat: Etat::Complet,
            corrige: ancien.etat == Etat::Complet,
            id: tirage.oid(&format!("{racine}.1"), "document", 1),
            set_id: self.ecarts.choisir(
                Ecart::SetidChange,
                ancien.set_id.clone(),
                tirage.oid(&format!("{racine}.3"), "versions", 1),
            ),
            version: self
                .ecarts
                .choisir(Ecart::VersionNonIncrementee, ancien.version + 1, ancien.version),
            remplace: Some(ancien.id.clone()),
            validation: self.validation(seance),
            ..ancien.clone()
        };
        let fourni = match self.fourni(magasin, seance) {
            Ok(f) => f,
            Err(e) => return erreur(e),
        };
        if let Some(f) = &fourni {
            let suite = f.entete.set_id == ancien.set_id || f.entete.remplace == ancien.id;
            if !suite {
                return refuse(format!(
                    "le document fourni {} n'est pas une version suivante de {} : autre setId, et aucun relatedDocument vers lui",
                    f.nom, ancien.id
                ));
            }
            reprendre(&mut cr, f);
        }
        let p = self.publier_et_diffuser(magasin, seance, dossier, &mut cr, fourni).await;
        // What failed is tried again from the former version.
        if p.faite {
            dossier.comptes_rendus.insert(reference.to_owned(), cr);
        }
        p.reponse
    }

    /// The next document given, when the configuration gives some.
    fn fourni(&self, magasin: &mut Magasin, seance: &Seance<'_>) -> Result<Option<Fourni>, String> {
        let Some(dossier) = &self.config.documents else { return Ok(None) };
        // `DOCUMENT-3` asks for the third; any other reference takes the next.
        let demande = seance
            .texte("reference")
            .strip_prefix("DOCUMENT-")
            .and_then(|n| n.parse::<usize>().ok());
        let rang = match demande {
            Some(n) => n.saturating_sub(1),
            None => magasin.rang_document(&seance.demande.cle),
        };
        documents::prendre(dossier, rang).map(Some)
    }

    /// When, and by whom, what is being validated is.
    pub(super) fn validation(&self, seance: &Seance<'_>) -> Option<Validation> {
        Some(Validation {
            quand: self.config.maintenant(),
            qui: seance.utilisateur.clone(),
        })
    }

    /// The DMP, then those to whom the report goes by mail: neither stops the other (ECO.1.2.3).
    async fn publier_et_diffuser(
        &self,
        magasin: &mut Magasin,
        seance: &Seance<'_>,
        dossier: &mut Dossier,
        cr: &mut CompteRendu,
        fourni: Option<Fourni>,
    ) -> Publication {
        let diffuse = fourni.is_none() && cr.se_diffuse();
        if diffuse && self.ecarts.a(Ecart::MssErreurBloqueTout) {
            let joint = self.ins(&dossier.identite).map(|ins| self.relire(seance, dossier, cr, ins));
            if let Some(Ok(joint)) = joint {
                let b = self.diffuser(magasin, seance, dossier, cr, &joint).await;
                if b.echec {
                    return Publication::ratee(b.reponse());
                }
            }
            return self.publier(seance, dossier, cr, fourni).await;
        }
        let mut p = self.publier(seance, dossier, cr, fourni).await;
        // Without a qualified INS nothing goes by mail either, and the DMP said why.
        let Some(joint) = p.joint.take().filter(|j| diffuse && j.entete.ins.is_some()) else {
            return p;
        };
        let b = self.diffuser(magasin, seance, dossier, cr, &joint).await;
        if !b.dits.is_empty() {
            p.reponse.message = format!("{} ; {}", p.reponse.message, b.dits.join(" ; "));
        }
        p.reponse.fichiers.extend(b.fichiers);
        p
    }

    /// Makes the document, and sends it when it may be.
    async fn publier(&self, seance: &Seance<'_>, dossier: &Dossier, cr: &mut CompteRendu, fourni: Option<Fourni>) -> Publication {
        let ins = self.ins(&dossier.identite);
        let (octets, pdf, entete, dit) = match fourni {
            Some(f) => (f.octets, None, f.entete, format!("document fourni {}", f.nom)),
            None => {
                let (cda, pdf) = self.ecrire(seance, dossier, cr, ins);
                let octets = cda.into_bytes();
                match entete::lire(&octets) {
                    Ok(e) => (octets, Some(pdf), e, "compte rendu".to_owned()),
                    Err(e) => return Publication::ratee(erreur(e)),
                }
            }
        };
        let envoi = Envoi {
            seance,
            octets: &octets,
            entete: &entete,
            visibilite: cr.visibilite,
            remplace: cr.entry_uuid.as_deref(),
            // A provided document has a patient of its own.
            ins: ins.filter(|_| self.config.documents.is_none()),
        };
        let retenu = cr.bloque && !self.ecarts.a(Ecart::BlocageIgnore);
        let mut reponse = if retenu {
            fait(format!("{dit} validé ; l'utilisateur retient l'alimentation du DMP"))
        } else if ins.is_none() {
            refuse(format!(
                "{dit} validé sans INS : l'identité n'est pas qualifiée, le DMP n'est pas alimenté (règle 28)"
            ))
        } else {
            match self.alimenter(&envoi).await {
                Ok(entree) => {
                    let message = format!("{dit} validé et versé au DMP ({entree})");
                    cr.entry_uuid = Some(entree);
                    fait(message)
                }
                Err(pourquoi) => pourquoi,
            }
        };
        let faite = reponse.issue != Issue::Erreur;
        reponse.fichiers.push(document("compte-rendu", "application/xml", &octets));
        reponse.fichiers.extend(pdf.as_ref().map(|p| Fichier {
            nom_fichier: Some(self.nom_du_pdf(seance, dossier)),
            ..document("compte-rendu-pdf", "application/pdf", p)
        }));
        Publication {
            reponse,
            faite,
            joint: pdf.map(|pdf| Joint { octets, pdf, entete }),
        }
    }

    /// A report validated before, as it was: what is sent later is what was validated.
    pub(super) fn relire(&self, seance: &Seance<'_>, dossier: &Dossier, cr: &CompteRendu, ins: &InsLocal) -> Result<Joint, String> {
        let (cda, pdf) = self.ecrire(seance, dossier, cr, Some(ins));
        let octets = cda.into_bytes();
        let entete = entete::lire(&octets)?;
        Ok(Joint { octets, pdf, entete })
    }

    /// The name under which the PDF is given (ECO.2.1.6): date of the act, type, NAME, first name, local number of the patient.
    pub(super) fn nom_du_pdf(&self, seance: &Seance<'_>, dossier: &Dossier) -> String {
        if self.ecarts.a(Ecart::PdfNomLibre) {
            return "modele-compte-rendu.pdf".to_owned();
        }
        let i = &dossier.identite;
        let champ = |t: &str| t.replace(['_', '/', '\\'], " ");
        let jour = self.config.maintenant().date();
        format!(
            "{:04}{:02}{:02}_CR-BIO_{}_{}_{}.pdf",
            jour.year(),
            u8::from(jour.month()),
            jour.day(),
            champ(&i.nom_naissance).to_uppercase(),
            champ(&i.premier_prenom),
            self.ipp(seance)
        )
    }

    /// The local number of the patient: the same for all his reports.
    pub(super) fn ipp(&self, seance: &Seance<'_>) -> String {
        let patient = Tirage {
            graine: &self.config.graine,
            cle: &seance.cle,
        };
        format!("{:010}", patient.nombre("ipp", 1) % 10_000_000_000)
    }

    /// The document, and its PDF.
    fn ecrire(&self, seance: &Seance<'_>, dossier: &Dossier, cr: &CompteRendu, ins: Option<&InsLocal>) -> (String, Vec<u8>) {
        let ins = ins.map(|i| self.ins_du_document(i));
        let redaction = Redaction {
            config: &self.config,
            ecarts: &self.ecarts,
            identite: &dossier.identite,
            ins: ins.as_ref(),
            ipp: &self.ipp(seance),
            utilisateur: cr.validation.as_ref().map_or(&seance.utilisateur, |v| &v.qui),
            cr,
            maintenant: cr.validation.as_ref().map_or_else(|| self.config.maintenant(), |v| v.quand),
        };
        (cda::ecrire(&redaction), corps::imprimer(&redaction))
    }

    /// The INS as a document of this software has it.
    fn ins_du_document(&self, ins: &InsLocal) -> InsLocal {
        let mut ins = ins.clone();
        if self.ecarts.a(Ecart::CleInsFausse) {
            ins.matricule = autre_cle(&ins.matricule);
        }
        if self.ecarts.a(Ecart::OidAutreEnvironnement) {
            ins.oid = autre_environnement(&ins.oid).to_owned();
        }
        ins
    }
}

/// A report that is a document given is known by what the document says of itself.
fn reprendre(cr: &mut CompteRendu, f: &Fourni) {
    cr.id.clone_from(&f.entete.id.racine);
    cr.set_id.clone_from(&f.entete.set_id);
    cr.version = f.entete.version;
}

/// The same matricule with the next key: keys go from 01 to 97.
fn autre_cle(ins: &str) -> String {
    let (matricule, cle) = ins.split_at_checked(13).unwrap_or((ins, ""));
    let cle = cle.parse::<u32>().unwrap_or_default() % 97 + 1;
    format!("{matricule}{cle:02}")
}

/// The OID of the other kind of platform: production becomes test, the others become production.
fn autre_environnement(oid: &str) -> &'static str {
    match oid {
        "1.2.250.1.213.1.4.8" | "1.2.250.1.213.1.4.9" => "1.2.250.1.213.1.4.10",
        _ => "1.2.250.1.213.1.4.8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn autres() {
        assert_eq!(autre_cle("109076322083489"), "109076322083490");
        assert_eq!(autre_cle("109076322083497"), "109076322083401");
        assert_eq!(autre_environnement("1.2.250.1.213.1.4.10"), "1.2.250.1.213.1.4.8");
        assert_eq!(autre_environnement("1.2.250.1.213.1.4.8"), "1.2.250.1.213.1.4.10");
    }
}
