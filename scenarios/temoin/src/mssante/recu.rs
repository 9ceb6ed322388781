//! A mail received, as the software understands it: who speaks, of whom, with which document.

use std::io::{Cursor, Read as _};

use mail_parser::{Message, MessageParser, MimeHeaders as _};
use roxmltree::Document;
use zip::ZipArchive;

use super::objet::lisible;
use crate::cr::entete;
use crate::ecarts::{Ecart, Ecarts};

/// Longest entry of an archive that is inflated, and most entries looked at.
const ENTREE_MAX: u64 = 20 * 1024 * 1024;
const ENTREES_MAX: usize = 200;
const RIM: &str = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
const PATIENT: &str = "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427";

/// A mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Recu {
    pub uid: u32,
    pub lu: bool,
    /// Without brackets.
    pub message_id: String,
    pub references: Vec<String>,
    pub objet: String,
    pub de: String,
    pub intitule: String,
    pub repondre_a: String,
    pub retour: String,
    /// Who asks a reading receipt.
    pub accuse: String,
    pub document: Option<Porte>,
    pub rapport: Option<Rapport>,
}

/// The document that a mail carries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Porte {
    pub ins: String,
    pub nom: String,
    pub prenom: String,
    pub octets: Vec<u8>,
}

/// What a report says of one of our mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rapport {
    /// ENVID of a delivery report, Message-ID of a reading receipt.
    pub sur: String,
    pub etat: Etat,
}

/// What became of a mail that we sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Etat {
    #[default]
    Envoye,
    Distribue,
    Lu,
    Echec,
}

/// Reads a mail; None: it is not one.
pub(crate) fn lire(uid: u32, lu: bool, source: &[u8], ecarts: &Ecarts) -> Option<Recu> {
    let m = MessageParser::default().parse(source)?;
    let de = m.from().and_then(|a| a.first());
    let adresse = |a: Option<&mail_parser::Addr<'_>>| a.and_then(|a| a.address()).unwrap_or_default().to_owned();
    let brut = |nom: &str| m.header_raw(nom).map(chevrons).unwrap_or_default();
    let expediteur = adresse(de);
    let reponse = adresse(m.reply_to().and_then(|a| a.first()));
    Some(Recu {
        uid,
        lu,
        message_id: m.message_id().unwrap_or_default().to_owned(),
        references: m.references().as_text_list().into_iter().flatten().map(|r| r.to_string()).collect(),
        objet: m.subject().unwrap_or_default().to_owned(),
        intitule: de.and_then(|a| a.name()).unwrap_or_default().to_owned(),
        repondre_a: if reponse.is_empty() { expediteur.clone() } else { reponse },
        de: expediteur,
        retour: brut("Return-Path"),
        accuse: brut("Disposition-Notification-To"),
        document: document(&m, ecarts),
        rapport: rapport(&m),
    })
}

/// `<a@b>` without its brackets.
fn chevrons(valeur: &str) -> String {
    let dedans = valeur.split_once('<').and_then(|(_, r)| r.split_once('>')).map(|(a, _)| a);
    dedans.unwrap_or(valeur).trim().to_owned()
}

impl Recu {
    /// The subject, as it is shown.
    pub(crate) fn libelle(&self) -> &str {
        lisible(&self.objet)
    }

    /// The matricule of the citizen who writes.
    pub(crate) fn usager(&self, domaine: &str) -> Option<&str> {
        let (local, d) = self.de.split_once('@')?;
        d.eq_ignore_ascii_case(domaine).then_some(local)
    }
}

fn document(m: &Message<'_>, ecarts: &Ecarts) -> Option<Porte> {
    let zip = m
        .attachments()
        .find(|p| p.attachment_name().is_some_and(|n| n.eq_ignore_ascii_case("IHE_XDM.ZIP")))?;
    let mut archive = ZipArchive::new(Cursor::new(zip.contents())).ok()?;
    let noms: Vec<String> = archive
        .file_names()
        .take(ENTREES_MAX)
        .filter_map(|n| Some(n.ok()?.into_owned()))
        .collect();
    let metadonnees = noms.iter().find(|n| n.to_uppercase().ends_with("/METADATA.XML"))?;
    let dossier = metadonnees.rsplit_once('/').map(|(d, _)| d.to_owned())?;
    let texte = String::from_utf8(entree(&mut archive, metadonnees)?).ok()?;
    let lues = Document::parse(&texte).ok()?;
    let objet = lues.descendants().find(|n| n.has_tag_name((RIM, "ExtrinsicObject")))?;
    // The patient is the one of the metadata (ECO.2.1.2), whatever a document says.
    let cx = objet
        .children()
        .find(|n| n.attribute("identificationScheme") == Some(PATIENT))
        .and_then(|n| n.attribute("value"))
        .unwrap_or_default();
    let uri = slot(objet, "URI").into_iter().next().unwrap_or_default();
    let infos = slot(objet, "sourcePatientInfo");
    let nom = infos.iter().find_map(|i| i.strip_prefix("PID-5|")).unwrap_or_default();
    let mut champs = nom.split('^').map(str::to_owned);
    let octets = entree(&mut archive, &format!("{dossier}/{uri}")).unwrap_or_default();
    let ins = cx.split('^').next().unwrap_or_default().to_owned();
    let du_cda = || {
        entete::lire(&octets)
            .ok()
            .and_then(|e| e.ins)
            .map(|i| i.extension)
            .unwrap_or_default()
    };
    Some(Porte {
        ins: ecarts.choisir(Ecart::MssPatientDuCda, ins, du_cda()),
        nom: champs.next().unwrap_or_default(),
        prenom: champs.next().unwrap_or_default(),
        octets,
    })
}

fn entree(archive: &mut ZipArchive<Cursor<&[u8]>>, nom: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    let lus = archive.by_name(nom).ok()?.take(ENTREE_MAX).read_to_end(&mut octets).ok()?;
    (u64::try_from(lus).ok()? < ENTREE_MAX).then_some(octets)
}

fn slot(objet: roxmltree::Node<'_, '_>, nom: &str) -> Vec<String> {
    let slot = objet
        .children()
        .find(|n| n.has_tag_name((RIM, "Slot")) && n.attribute("name") == Some(nom));
    let valeurs = slot
        .into_iter()
        .flat_map(|s| s.descendants().filter(|n| n.has_tag_name((RIM, "Value"))));
    valeurs.filter_map(|n| n.text()).map(str::to_owned).collect()
}

fn rapport(m: &Message<'_>) -> Option<Rapport> {
    let genre = m.content_type()?.attribute("report-type")?.to_lowercase();
    let corps = m.parts.iter().find(|p| {
        let sous = p.content_type().and_then(|c| c.subtype()).unwrap_or_default();
        sous.eq_ignore_ascii_case(&genre)
    })?;
    let texte = String::from_utf8_lossy(corps.contents()).into_owned();
    let champ = |nom: &str| {
        let lignes = texte.lines().filter_map(|l| l.split_once(':'));
        let mut siens = lignes
            .filter(|(n, _)| n.trim().eq_ignore_ascii_case(nom))
            .map(|(_, v)| v.trim().to_owned());
        siens.next().unwrap_or_default()
    };
    match genre.as_str() {
        "delivery-status" => Some(Rapport {
            sur: champ("Original-Envelope-Id"),
            etat: match champ("Action").to_lowercase().as_str() {
                "delivered" | "relayed" | "expanded" => Etat::Distribue,
                "failed" => Etat::Echec,
                _ => Etat::Envoye,
            },
        }),
        "disposition-notification" => {
            let disposition = champ("Disposition").to_lowercase();
            let echec = disposition.contains("/error") || disposition.contains("failed");
            Some(Rapport {
                sur: chevrons(&champ("Original-Message-ID")),
                etat: if echec { Etat::Echec } else { Etat::Lu },
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lu(source: &str) -> Recu {
        lire(7, false, source.replace('\n', "\r\n").as_bytes(), &Ecarts::default()).unwrap()
    }

    const RAPPORT: &str = "From: <>\nTo: a@b.fr\nSubject: avis\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=GENRE; boundary=x\n\n\
        --x\nContent-Type: text/plain\n\nVoir ci-dessous.\n--x\nContent-Type: message/GENRE\n\nCHAMPS\n--x--\n";

    fn rapport_de(genre: &str, champs: &str) -> Option<Rapport> {
        lu(&RAPPORT.replace("GENRE", genre).replace("CHAMPS", champs)).rapport
    }

    #[test]
    fn a_report_says_what_became_of_which_mail() {
        let dsn = |action: &str| {
            rapport_de(
                "delivery-status",
                &format!(
                    "Original-Envelope-Id: env-1\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822;c@d.fr\nAction: {action}\nStatus: 2.0.0\n"
                ),
            )
        };
        let attendu = |sur: &str, etat| Some(Rapport { sur: sur.to_owned(), etat });
        assert_eq!(dsn("delivered"), attendu("env-1", Etat::Distribue));
        assert_eq!(dsn("failed"), attendu("env-1", Etat::Echec));
        assert_eq!(dsn("delayed"), attendu("env-1", Etat::Envoye));
        let mdn = |disposition: &str| {
            rapport_de(
                "disposition-notification",
                &format!("Final-Recipient: rfc822;c@d.fr\nOriginal-Message-ID: <m1@b.fr>\nDisposition: {disposition}\n"),
            )
        };
        assert_eq!(mdn("manual-action/MDN-sent-manually; displayed"), attendu("m1@b.fr", Etat::Lu));
        assert_eq!(
            mdn("automatic-action/MDN-sent-automatically; processed/error"),
            attendu("m1@b.fr", Etat::Echec)
        );
    }

    #[test]
    fn who_writes_and_to_whom_one_answers() {
        let r = lu(
            "From: \"X Y\" <1@patient.mssante.fr>\nReply-To: r@b.fr\nReturn-Path: <e@b.fr>\nMessage-ID: <m@b.fr>\nReferences: <a@b> <b@b>\n\
            Subject: =?utf-8?Q?R=C3=A9ponse?=\nDisposition-Notification-To: <d@b.fr>\n\nBonjour\n",
        );
        assert_eq!(
            (r.de.as_str(), r.repondre_a.as_str(), r.retour.as_str()),
            ("1@patient.mssante.fr", "r@b.fr", "e@b.fr")
        );
        assert_eq!(
            (r.message_id.as_str(), r.objet.as_str(), r.accuse.as_str()),
            ("m@b.fr", "Réponse", "d@b.fr")
        );
        assert_eq!(r.references, ["a@b", "b@b"]);
        assert_eq!(r.usager("patient.mssante.fr"), Some("1"));
        assert_eq!(r.usager("autre.fr"), None);
        assert!(r.document.is_none() && r.rapport.is_none());
    }

    #[test]
    fn what_is_no_archive_carries_nobody() {
        let r = lu(
            "From: a@b.fr\nSubject: XDM/1.0/DDM+X\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\
            Content-Type: application/zip\nContent-Disposition: attachment; filename=IHE_XDM.ZIP\nContent-Transfer-Encoding: base64\n\nUEsDBA==\n--x--\n",
        );
        assert!(r.document.is_none());
    }
}
