//! What other professionals and citizens do with their mailboxes: they write, read, answer, acknowledge.

use std::sync::Arc;

use bytes::Bytes;
use segur_kit::{ActionRefusee, Contexte, Effet, Morceau};
use segur_mail::courriel::{Adresse, Courriel};
use segur_mail::rapport::{
    ErreurIntegration, Mode, NouveauCourriel, NouveauMdn, PieceJointe, Timbre, Traitement, ecrire_courriel, ecrire_mdn,
};
use segur_model::World;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::adresses::{self, Lieu, situer};
use crate::courrier::{self, Boite, Corps, Drapeaux, ENTREE, Message};
use crate::document::{self, Document};
use crate::service::Operateur;

/// Who writes when a scenario does not say: a prescriber of the world.
const EXPEDITEUR: &str = "BAL_PRESCRIPTEUR";
/// Who signs the reports that come from elsewhere, and where.
const AUTEUR: (&str, &str) = ("BIOLOGISTE_3", "LABO_2");
/// What the mails of the bench name as the product that made them.
const NIL: &str = "SIMULE-SEGUR-BENCH";

/// A mail from another professional.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Recevoir {
    boite: String,
    de: Option<String>,
    objet: Option<String>,
    texte: Option<String>,
    patient: Option<String>,
    metadonnees: Option<String>,
    accuse: Option<String>,
    repond_a: Option<String>,
}

/// A mail of the world that is to be put in a mailbox.
struct Pli {
    message_id: String,
    octets: Bytes,
}

impl Operateur {
    /// Another professional sends a mail.
    pub(crate) async fn recevoir(&self, ctx: &Contexte, r: Recevoir) -> Result<Value, ActionRefusee> {
        let boite = self.designee(ctx, &r.boite)?;
        let de = r.de.as_deref().unwrap_or(EXPEDITEUR);
        let de = adresses::designee(ctx, de).ok_or_else(|| parametres(format!("aucun expéditeur « {de} » dans le monde")))?;
        let (but, rang) = rang(&boite);
        let fiche = |nom: &String| {
            ctx.monde
                .patients
                .get(nom)
                .ok_or_else(|| parametres(format!("aucun patient « {nom} » : donnez une fiche (QUALIFIEE_SIMPLE…)")))
        };
        let patient = r.patient.as_ref().map(fiche).transpose()?;
        let autre = r.metadonnees.as_ref().map(fiche).transpose()?;
        let envoi = match patient {
            None => None,
            Some(patient) => {
                let (auteur, structure) = (ctx.monde.professionnels.get(AUTEUR.0), ctx.monde.structures.get(AUTEUR.1));
                let (Some(auteur), Some(structure)) = (auteur, structure) else {
                    return Err(ActionRefusee::Impossible(format!("le monde n'a plus {} ni {}", AUTEUR.0, AUTEUR.1)));
                };
                let document = Document {
                    patient,
                    auteur,
                    structure,
                    instant: ctx.horloge.maintenant(),
                    but: &but,
                    rang,
                };
                let ecrit = document.ecrire(ctx, autre);
                let ecrit = ecrit.map_err(|e| ActionRefusee::Impossible(format!("le document ne s'écrit pas : {e}")))?;
                Some((patient, ecrit))
            }
        };
        let objet = match (&r.objet, &envoi) {
            (Some(objet), _) => objet.clone(),
            (None, Some((p, e))) => format!("XDM/1.0/DDM+{} {}", e.libelle, nomme(p)),
            (None, None) => "Message d'un confrère".to_owned(),
        };
        let pieces: Vec<PieceJointe<'_>> = envoi
            .iter()
            .flat_map(|(_, e)| {
                [
                    PieceJointe {
                        nom: "IHE_XDM.ZIP",
                        media: "application/zip",
                        octets: &e.archive,
                    },
                    PieceJointe {
                        nom: &e.nom_pdf,
                        media: "application/pdf",
                        octets: document::PDF,
                    },
                ]
            })
            .collect();
        let mut entetes = vec![("X-MSS-NIL", NIL)];
        if let Some((_, e)) = &envoi {
            entetes.extend([("X-MSS-CODECDA", e.code), ("X-MSS-INS", "O")]);
        }
        if r.accuse.as_deref() != Some("aucun") {
            entetes.push(("Disposition-Notification-To", &de));
        }
        let references: Vec<String> = r.repond_a.iter().cloned().collect();
        let expediteur = adresse(&ctx.monde, &de);
        let destinataires = [adresse(&ctx.monde, &boite.adresse)];
        let message_id = message_id(ctx, &but, rang, &de);
        let octets = ecrire_courriel(&NouveauCourriel {
            timbre: timbre(ctx, &message_id, &but, rang).timbre(),
            de: &expediteur,
            a: &destinataires,
            cc: &[],
            reply_to: None,
            objet: &objet,
            texte: r.texte.as_deref().unwrap_or("Bonjour,\r\n\r\nVoici ce que vous attendiez.\r\n"),
            html: None,
            in_reply_to: r.repond_a.as_deref(),
            references: &references,
            entetes: &entetes,
            pieces: &pieces,
        });
        let pli = Pli {
            message_id,
            octets: octets.into(),
        };
        self.poster(ctx, &boite, &de, pli).await
    }

    /// Somebody reads a mail; who asked for it hears of it. `erreur`: it could not be integrated.
    pub(crate) async fn lire_courriel(
        &self,
        ctx: &Contexte,
        boite: &Arc<Boite>,
        message: Option<&str>,
        erreur: Option<&str>,
    ) -> Result<Value, ActionRefusee> {
        let erreur = match erreur {
            None => None,
            Some(code) => Some(ErreurIntegration::connue(code).ok_or_else(|| parametres(format!("code « {code} » : 900 à 906")))?),
        };
        let trouve = trouver(boite, message)?;
        let octets = trouve.corps.lire(ctx).await?;
        let courriel = Courriel::lire(&octets).map_err(|e| ActionRefusee::Impossible(format!("ce courriel ne se lit pas : {e}")))?;
        let mut tenue = boite.tenir().await;
        tenue.marquer(ENTREE, trouve.uid, |d| d.mettre("\\Seen"));
        let epoque = self.courriers.de(&ctx.espace).epoque();
        if let Some(effet) = courrier::effet(epoque, [tenue]) {
            ctx.changer(effet).await?;
        }
        let Some(demandeur) = courriel.mdn_demande.first() else {
            return Ok(json!({ "message_id": courriel.message_id, "accuse": false }));
        };
        let vers = demandeur.adresse.to_ascii_lowercase();
        if !matches!(situer(&ctx.monde, &self.reglage, &vers), Lieu::Boite(_) | Lieu::Usager(_)) {
            return Ok(
                json!({ "message_id": courriel.message_id, "accuse": false, "pourquoi": "l'accusé est demandé ailleurs que chez cet opérateur" }),
            );
        }
        let vers = adresses::boite(&ctx.monde, &vers).map_or(vers.clone(), |b| b.adresse.to_ascii_lowercase());
        let siege = self.boite(ctx, &vers);
        let (but, rang) = rang(&siege);
        let message_id = message_id(ctx, &but, rang, &boite.adresse);
        let lecteur = adresse(&ctx.monde, &boite.adresse);
        let mdn = ecrire_mdn(&NouveauMdn {
            timbre: timbre(ctx, &message_id, &but, rang).timbre(),
            original: &octets,
            lecteur: &lecteur,
            destinataire_d_origine: None,
            traitement: if erreur.is_some() {
                Traitement::Traite
            } else {
                Traitement::Affiche
            },
            mode: if erreur.is_some() { Mode::Automatique } else { Mode::Manuel },
            erreur: erreur.as_ref(),
            texte: None,
            entier: erreur.is_some(),
            logiciel: Some("segur-bench; simule"),
        });
        let pli = Pli {
            message_id,
            octets: mdn.into(),
        };
        let mut rendu = self.poster(ctx, &siege, &boite.adresse, pli).await?;
        rendu["accuse"] = true.into();
        Ok(rendu)
    }

    /// A citizen answers a mail.
    pub(crate) async fn repondre_de_l_usager(
        &self,
        ctx: &Contexte,
        boite: &Arc<Boite>,
        message: Option<&str>,
        texte: Option<&str>,
    ) -> Result<Value, ActionRefusee> {
        let trouve = trouver(boite, message)?;
        let octets = trouve.corps.lire(ctx).await?;
        let courriel = Courriel::lire(&octets).map_err(|e| ActionRefusee::Impossible(format!("ce courriel ne se lit pas : {e}")))?;
        if courriel.mes.as_deref() == Some("FIN") {
            return Err(ActionRefusee::Impossible(
                "le professionnel a clos l'échange (X-MSS-MES: FIN) : Mon espace santé n'offre pas d'y répondre".to_owned(),
            ));
        }
        let origine = courriel.message_id.clone().unwrap_or_default();
        if boite.lire(|e| e.reglee.finis.contains(&origine)) {
            return Err(ActionRefusee::Impossible("l'usager a mis fin à cet échange".to_owned()));
        }
        let vers = courriel.reply_to.first().or(courriel.de.first());
        let vers = vers.ok_or_else(|| ActionRefusee::Impossible("ce courriel ne dit pas à qui répondre".to_owned()))?;
        let vers = self.designee(ctx, &vers.adresse.to_ascii_lowercase())?;
        if !matches!(situer(&ctx.monde, &self.reglage, &vers.adresse), Lieu::Boite(_)) {
            return Err(ActionRefusee::Impossible(format!(
                "{} n'est pas une boîte de cet opérateur",
                vers.adresse
            )));
        }
        let (but, rang) = rang(&vers);
        let message_id = message_id(ctx, &but, rang, &boite.adresse);
        let objet = format!("Re: {}", courriel.objet.as_deref().unwrap_or_default());
        let mut references = courriel.references.clone();
        references.push(origine.clone());
        let de = adresse(&ctx.monde, &boite.adresse);
        let a = [adresse(&ctx.monde, &vers.adresse)];
        let octets = ecrire_courriel(&NouveauCourriel {
            timbre: timbre(ctx, &message_id, &but, rang).timbre(),
            de: &de,
            a: &a,
            cc: &[],
            reply_to: None,
            objet: &objet,
            texte: texte.unwrap_or("Bonjour, j'ai bien reçu votre message. Merci.\r\n"),
            html: None,
            in_reply_to: Some(&origine),
            references: &references,
            entetes: &[],
            pieces: &[],
        });
        let pli = Pli {
            message_id,
            octets: octets.into(),
        };
        self.poster(ctx, &vers, &boite.adresse, pli).await
    }

    /// A citizen ends an exchange.
    pub(crate) async fn terminer(&self, ctx: &Contexte, boite: &Arc<Boite>, message: Option<&str>) -> Result<Value, ActionRefusee> {
        let trouve = trouver(boite, message)?;
        let entetes = Bytes::from([&trouve.corps.entetes[..], b"\r\n"].concat());
        let courriel = Courriel::lire(&entetes).map_err(|e| ActionRefusee::Impossible(e.to_string()))?;
        let origine = courriel.message_id.unwrap_or_default();
        let mut tenue = boite.tenir().await;
        tenue.regler(|r| r.finis.push(origine.clone()));
        let epoque = self.courriers.de(&ctx.espace).epoque();
        if let Some(effet) = courrier::effet(epoque, [tenue]) {
            ctx.changer(effet).await?;
        }
        Ok(json!({ "message_id": origine }))
    }

    /// Puts a mail of the world in a mailbox.
    async fn poster(&self, ctx: &Contexte, boite: &Arc<Boite>, de: &str, pli: Pli) -> Result<Value, ActionRefusee> {
        if !boite.lire(|e| e.reglee.ouverte.unwrap_or(true)) {
            return Err(ActionRefusee::Impossible(format!("la boîte {} est fermée", boite.adresse)));
        }
        let corps = Corps::nouveau(format!("Return-Path: <{de}>\r\n"), &pli.octets, Morceau::entier(&pli.octets));
        let mut tenue = boite.tenir().await;
        let ajout = tenue.ajouter(ENTREE, Arc::new(corps), Drapeaux::default(), ctx.horloge.maintenant());
        let (uid, _) = ajout.map_err(|e| ActionRefusee::Impossible(e.to_string()))?;
        let epoque = self.courriers.de(&ctx.espace).epoque();
        if let Some(effet) = courrier::effet(epoque, [tenue]) {
            ctx.changer(Effet::garder(effet, pli.octets)).await?;
        }
        Ok(json!({ "boite": boite.adresse, "uid": uid, "message_id": pli.message_id }))
    }
}

/// What draws the identifiers of the next mail of a mailbox.
fn rang(boite: &Boite) -> (String, u64) {
    let prochain = boite.lire(|e| e.dossiers.get(ENTREE).map_or(0, |d| d.prochain));
    (boite.adresse.clone(), u64::from(prochain))
}

fn message_id(ctx: &Contexte, but: &str, rang: u64, de: &str) -> String {
    let domaine = de.rsplit_once('@').map_or("banc.test", |(_, d)| d);
    format!("<{}@{domaine}>", ctx.uuid(&format!("mssante.pli {but}"), rang))
}

/// What no mail shares with another.
struct Marques {
    message_id: String,
    graine: String,
    date: time::OffsetDateTime,
}

impl Marques {
    fn timbre(&self) -> Timbre<'_> {
        Timbre {
            message_id: &self.message_id,
            date: self.date,
            graine: &self.graine,
        }
    }
}

fn timbre(ctx: &Contexte, message_id: &str, but: &str, rang: u64) -> Marques {
    let graine = ctx.uuid(&format!("mssante.bords {but}"), rang);
    Marques {
        message_id: message_id.to_owned(),
        graine: graine.chars().filter(char::is_ascii_alphanumeric).collect(),
        date: ctx.horloge.maintenant(),
    }
}

/// The mail of this identifier, or the last that came.
fn trouver(boite: &Boite, message: Option<&str>) -> Result<Message, ActionRefusee> {
    let trouve = boite.lire(|e| {
        let tous = &e.dossiers.get(ENTREE)?.messages;
        match message {
            None => tous.values().next_back().cloned(),
            Some(id) => {
                let id = id.trim_matches(['<', '>']);
                let sien = |m: &&Message| String::from_utf8_lossy(&m.corps.entetes).contains(&format!("<{id}>"));
                tous.values().rev().find(sien).cloned()
            }
        }
    });
    trouve.ok_or_else(|| {
        ActionRefusee::Impossible(match message {
            None => format!("la boîte {} est vide", boite.adresse),
            Some(id) => format!("la boîte {} n'a pas le courriel « {id} »", boite.adresse),
        })
    })
}

/// An address of the world, and the name that goes with it.
fn adresse(monde: &World, adresse: &str) -> Adresse {
    let boite = adresses::boite(monde, adresse);
    let personne = boite.and_then(|b| monde.professionnels.get(b.titulaire.as_ref()?));
    let structure = boite.and_then(|b| monde.structures.get(b.structure.as_ref()?));
    let usager = adresse.split_once('@').and_then(|(l, _)| adresses::usager(monde, l));
    let libelle = match (personne, structure, usager) {
        (Some(p), ..) => Some(format!("{} {}", p.prenom, p.nom)),
        (None, Some(s), _) => Some(s.nom.clone()),
        (None, None, Some(p)) => Some(format!("{} {}", p.prenoms.first().map_or("", String::as_str), p.nom_naissance)),
        _ => None,
    };
    Adresse {
        libelle,
        adresse: adresse.to_owned(),
    }
}

/// A patient, as a subject names it: `NOM prénom JJ/MM/AAAA` (mssante.md, §5).
fn nomme(p: &segur_model::world::Patient) -> String {
    let date: Vec<&str> = p.date_naissance.split('-').collect();
    let date = match &date[..] {
        [a, m, j] => format!(" {j}/{m}/{a}"),
        _ => String::new(),
    };
    let prenom = segur_ids::sans_accent(p.prenoms.first().map_or("", String::as_str));
    format!("{} {prenom}{date}", segur_ids::sans_accent(&p.nom_naissance).to_uppercase())
}

fn parametres(texte: String) -> ActionRefusee {
    ActionRefusee::Parametres(texte)
}
