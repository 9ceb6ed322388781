//! One mail, read as it was when it was judged: with the envelope that it came in, when the journal still has it.

use std::sync::Arc;

use bytes::Bytes;
use segur_dialecte::{Connu, Lu as _};
use segur_kit::{ActionRefusee, Contexte, Morceau};
use segur_mail::courriel::{Archive, Courriel, CourrielLu, Encodage, Partie};
use segur_mail::mssante::operations::MESSAGE;
use segur_mail::mssante::{Enveloppe, Transaction};
use segur_model::{Champ, Exchange};

use super::formes::{
    ArchiveVue, CourrielVu, DestinataireVu, DocumentVu, EnTeteVu, EnveloppeVue, FicheVue, FichierVu, Ligne, PartieVue, PatientVu, TexteVu,
};
use super::lieux;
use super::messages::Pose;
use crate::courrier::Corps;

/// Characters of a text that are given; the rest is in its part.
const TEXTE_MAX: usize = 200_000;
/// Characters of the value of a header.
const ENTETE_MAX: usize = 4_000;

/// What a mail is read from.
pub(super) struct Source {
    octets: Bytes,
    /// The exchange that brought it, and its bodies.
    transaction: Option<(Exchange, Bytes, Bytes)>,
}

impl Source {
    /// Finds the bytes of a mail.
    pub(super) async fn de(ctx: &Contexte, corps: &Corps) -> Result<Self, ActionRefusee> {
        let octets = ctx.lire(&corps.octets).await?;
        let Some(id) = corps.echange.get().copied() else {
            return Ok(Self { octets, transaction: None });
        };
        let echange = ctx.echange(id).await?.filter(|e| e.operation == MESSAGE);
        let transaction = match (echange, ctx.octets(id).await?) {
            (Some(e), Some((requete, reponse))) if la_porte(&e, &requete, corps) => Some((e, requete, reponse)),
            _ => None,
        };
        Ok(Self { octets, transaction })
    }

    /// Reads it, with all that it carries: it takes its time, away from what answers.
    pub(super) fn lu(&self) -> CourrielLu {
        match &self.transaction {
            Some((e, requete, reponse)) => CourrielLu::de_la_transaction(e, requete, Some(reponse)),
            None => CourrielLu::lire(&self.octets),
        }
    }

    /// The mail alone.
    pub(super) fn courriel(&self) -> Option<Courriel> {
        Courriel::lire(&self.octets).ok()
    }
}

/// Whether these bytes brought the mail, and not one of which it is the report.
fn la_porte(e: &Exchange, requete: &Bytes, corps: &Corps) -> bool {
    e.requete.empreinte == corps.octets.corps
        || Transaction::lire(requete).is_some_and(|t| Morceau::entier(&t.courriel).corps == corps.octets.corps)
}

/// A reading that panics is an error of the bench.
pub(super) fn defaut(_: tokio::task::JoinError) -> ActionRefusee {
    ActionRefusee::Impossible("la lecture de ce courriel a échoué : c'est un défaut du banc, signalez-le avec sa source".to_owned())
}

/// A mail, read.
pub(super) async fn vue(ctx: &Contexte, pose: &Pose, ligne: Ligne) -> Result<CourrielVu, ActionRefusee> {
    let source = Source::de(ctx, &pose.message.corps).await?;
    let (monde, igc) = (ctx.monde.clone(), ctx.igc.clone());
    let trace = String::from_utf8_lossy(&pose.message.corps.prefixe).into_owned();
    let recu = pose.message.recu;
    let lire = move || {
        let lu = source.lu();
        let connu = Connu::du_monde(&monde, igc.confiance(), recu);
        let connu = source.transaction.as_ref().map_or(connu, |(e, ..)| connu.de(e));
        dire(&lu, &connu, ligne, trace)
    };
    tokio::task::spawn_blocking(lire).await.map_err(defaut)
}

fn dire(lu: &CourrielLu, connu: &Connu<'_>, ligne: Ligne, trace: String) -> CourrielVu {
    let documents = documents(lu);
    let mut vu = CourrielVu {
        ligne,
        illisible: lu.illisible(),
        trace,
        enveloppe: lu.enveloppe().map(enveloppe),
        entetes: Vec::new(),
        texte: String::new(),
        textes: Vec::new(),
        parties: Vec::new(),
        archives: lu.archives().iter().map(archive).collect(),
        documents: documents.iter().map(|d| d.vue.clone()).collect(),
        faits: lu.faits().faits.clone(),
        constats: lieux::placer(lu, &documents, lu.constats(connu)),
    };
    let Ok(courriel) = lu.courriel() else { return vu };
    let avant = courriel.premiere_ligne.saturating_sub(1);
    vu.entetes = courriel
        .entetes()
        .champs()
        .iter()
        .map(|c| EnTeteVu {
            nom: c.nom.clone(),
            valeur: couper(&c.texte(), ENTETE_MAX).0,
            ligne: c.ligne.saturating_sub(avant),
        })
        .collect();
    vu.texte = couper(&courriel.texte().unwrap_or_default(), TEXTE_MAX).0;
    for (rang, partie) in courriel.parties.iter().enumerate() {
        let sienne = courriel.siennes().any(|p| std::ptr::eq(p, partie));
        let feuille = partie.mime.genre != "multipart";
        if sienne && feuille && partie.mime.genre == "text" && !partie.jointe() {
            let (texte, coupe) = couper(&partie.texte(), TEXTE_MAX);
            vu.textes.push(TexteVu {
                partie: rang,
                media: partie.mime.nom(),
                texte,
                coupe,
            });
        }
        vu.parties.push(PartieVue {
            numero: partie.numero.clone(),
            media: partie.mime.nom(),
            nom: partie.nom(),
            encodage: encodage(partie),
            taille: feuille.then(|| partie.octets().len()),
            jointe: partie.jointe(),
            d_un_autre: !sienne,
            ligne: partie.ligne.saturating_sub(avant),
        });
    }
    vu
}

fn encodage(partie: &Partie) -> &'static str {
    match partie.encodage() {
        Encodage::SeptBits => "7bit",
        Encodage::HuitBits => "8bit",
        Encodage::Binaire => "binary",
        Encodage::Base64 => "base64",
        Encodage::QuotedPrintable => "quoted-printable",
        Encodage::Inconnu => "inconnu",
    }
}

fn enveloppe(e: &Enveloppe) -> EnveloppeVue {
    EnveloppeVue {
        expediteur: e.expediteur.clone(),
        destinataires: e
            .destinataires
            .iter()
            .map(|d| DestinataireVu {
                adresse: d.adresse.clone(),
                notify: d.notify.clone(),
                orcpt: d.orcpt.clone(),
            })
            .collect(),
        ret: e.ret.clone(),
        envid: e.envid.clone(),
    }
}

/// A document of the mail, and its bytes.
pub(super) struct Document {
    pub vue: DocumentVu,
    /// Rank of its archive; none for a part of its own.
    pub archive: Option<usize>,
    pub octets: Bytes,
}

/// The documents of a mail, in the order of their ranks: those of its archives, then those that are parts of their own.
pub(super) fn documents(lu: &CourrielLu) -> Vec<Document> {
    let mut tous = Vec::new();
    for (rang, archive) in lu.archives().iter().enumerate() {
        let titres: Vec<(&str, &str)> = archive
            .lu
            .documents_lus()
            .filter_map(|(chemin, d)| Some((chemin, d.cda().ok()?.titre.as_ref()?.valeur.as_str())))
            .collect();
        let Ok(contenu) = archive.lu.archive() else { continue };
        for fichier in contenu.documents() {
            let titre = titres.iter().find(|(c, _)| *c == fichier.chemin).map_or("", |(_, t)| t);
            tous.push(Document {
                vue: DocumentVu {
                    chemin: fichier.chemin.clone(),
                    partie: archive.partie,
                    titre: titre.to_owned(),
                    taille: fichier.octets.len(),
                },
                archive: Some(rang),
                octets: Bytes::copy_from_slice(&fichier.octets),
            });
        }
    }
    let Ok(courriel) = lu.courriel() else { return tous };
    for (rang, partie) in courriel.parties.iter().enumerate() {
        let xml = partie.mime.sous_genre == "xml" || partie.mime.sous_genre.ends_with("+xml");
        if !xml || !courriel.pieces().any(|p| std::ptr::eq(p, partie)) {
            continue;
        }
        let octets = partie.octets();
        tous.push(Document {
            vue: DocumentVu {
                chemin: partie.nom().unwrap_or_else(|| partie.numero.clone()),
                partie: rang,
                titre: String::new(),
                taille: octets.len(),
            },
            archive: None,
            octets,
        });
    }
    tous
}

fn archive(a: &Archive) -> ArchiveVue {
    let patient = segur_mail::courriel::Patient::de(&a.lu).map(|p| PatientVu {
        qualifie: p.qualifie(),
        ins: p.ins,
        oid: p.oid,
        nom: p.nom,
        prenom: p.prenom,
        naissance: p.naissance,
        sexe: p.sexe,
    });
    let fichiers =
        a.lu.archive()
            .map(|x| x.fichiers().map(|f| (f.chemin.clone(), f.octets.len())).collect::<Vec<_>>());
    ArchiveVue {
        partie: a.partie,
        nom: a.nom.clone(),
        illisible: a.lu.illisible(),
        patient,
        fiches: a.lu.lots().flat_map(|l| l.documents()).map(fiche).collect(),
        fichiers: fichiers
            .unwrap_or_default()
            .into_iter()
            .map(|(chemin, taille)| FichierVu { chemin, taille })
            .collect(),
    }
}

fn fiche(e: &segur_xds::Entree) -> FicheVue {
    let texte = |champs: &[Champ]| champs.iter().map(|c| c.valeur.as_str()).collect::<Vec<_>>().join(" ");
    let code = |codes: &[segur_xds::Code]| {
        let dits = codes.iter().map(|c| match &c.libelle {
            Some(l) if !l.valeur.is_empty() => format!("{} ({})", l.valeur, c.code.valeur),
            _ => c.code.valeur.clone(),
        });
        dits.collect::<Vec<_>>()
    };
    FicheVue {
        uri: texte(&e.uri),
        titre: texte(&e.titre),
        type_code: code(&e.type_code).join(", "),
        format: code(&e.format).join(", "),
        media: texte(&e.mime_type),
        confidentialite: code(&e.confidentialite),
        auteurs: e.auteurs.iter().map(|a| texte(&a.personnes)).filter(|a| !a.is_empty()).collect(),
        unique_id: texte(&e.unique_id),
        patient: texte(&e.patient),
    }
}

/// So many characters at most, and whether there are more.
fn couper(texte: &str, max: usize) -> (String, bool) {
    match texte.char_indices().nth(max) {
        Some((fin, _)) => (texte[..fin].to_owned(), true),
        None => (texte.to_owned(), false),
    }
}

/// The documents of a mail whose source is this.
pub(super) async fn documents_de(source: Arc<Source>) -> Result<Vec<Document>, ActionRefusee> {
    tokio::task::spawn_blocking(move || documents(&source.lu())).await.map_err(defaut)
}
