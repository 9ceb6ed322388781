//! A mail of ours, composed by `mail-builder`: its headers are those that MSSanté asks, its parts those of a health document or of a message.

use mail_builder::MessageBuilder;
use mail_builder::headers::HeaderType;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;

use super::{Appel, Boite};
use crate::ecarts::Ecart;
use crate::identifiants::heure_de_courriel;

/// What a mail is made of.
pub(crate) struct Courriel<'a> {
    pub boite: &'a Boite,
    pub a: &'a str,
    pub objet: String,
    pub message_id: String,
    /// What the user reads.
    pub texte: String,
    /// The same in HTML beside.
    pub html: bool,
    /// A reading receipt is asked.
    pub accuse: bool,
    /// The citizen is not to answer.
    pub fin: bool,
    pub fil: Option<Fil>,
    pub document: Option<Document>,
}

/// The mail that this one answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fil {
    /// Its Message-ID, without brackets.
    pub message_id: String,
    /// Those before it, oldest first.
    pub references: Vec<String>,
}

/// A health document, in its two forms.
pub(crate) struct Document {
    pub archive: Vec<u8>,
    pub pdf: Vec<u8>,
    pub nom_pdf: String,
    /// LOINC codes of the CDA documents of the archive.
    pub codes: Vec<String>,
    /// Whether the INS is qualified.
    pub qualifie: bool,
}

/// The source of the mail, as it is handed over.
///
/// # Errors
/// It could not be written (French).
pub(crate) fn composer(appel: &Appel<'_>, c: &Courriel<'_>) -> Result<Vec<u8>, String> {
    let e = appel.ecarts;
    let brut = |v: String| HeaderType::Raw(Raw::new(v));
    let intitule = e.choisir(Ecart::MssSansIntitule, Some(c.boite.intitule.clone()), None);
    let intitule = e.choisir(Ecart::MssIntituleAdresse, intitule, Some(c.boite.adresse.clone()));
    let mut m = MessageBuilder::new()
        .header("Date", brut(heure_de_courriel(appel.maintenant)))
        .from(Address::new_address(intitule, c.boite.adresse.clone()))
        .to(Address::new_address(None::<String>, c.a))
        .subject(c.objet.clone());
    m = m.message_id(c.message_id.clone());
    let reponse = c.boite.reponse.clone().filter(|_| !e.a(Ecart::MssAppSansReplyTo));
    if let Some(r) = reponse {
        let r = e.choisir(Ecart::MssReplyToApplicative, r, c.boite.adresse.clone());
        m = m.reply_to(Address::new_address(None::<String>, r));
    }
    if let Some(fil) = &c.fil {
        if !e.a(Ecart::MssInReplyToAbsent) {
            m = m.in_reply_to(fil.message_id.clone());
        }
        if !e.a(Ecart::MssReferencesAbsentes) {
            let toutes: Vec<String> = fil.references.iter().chain([&fil.message_id]).cloned().collect();
            m = m.references(toutes);
        }
    }
    let nil = appel.config.mssante.as_ref().map(|c| c.nil.clone()).unwrap_or_default();
    let tait = e.a(Ecart::MssNilAbsent) || (c.document.is_none() && e.a(Ecart::MssNilDesDocumentsSeuls));
    if !nil.is_empty() && !tait {
        m = m.header("X-MSS-NIL", brut(nil));
    }
    let mut codes = c.document.as_ref().map(|d| d.codes.clone()).unwrap_or_default();
    let mut ins = c.document.as_ref().map(|d| if d.qualifie { "O" } else { "N" });
    if c.document.is_some() {
        codes = e.choisir(Ecart::MssCodecdaAbsent, codes, Vec::new());
        codes = e.choisir(Ecart::MssCodecdaLibelle, codes, vec!["CR-BIO".to_owned()]);
        ins = e.choisir(Ecart::MssInsAbsent, ins, None);
        ins = e.choisir(Ecart::MssInsNon, ins, Some("N"));
    } else {
        codes = e.choisir(Ecart::MssCodecdaSurMessage, codes, vec!["11502-2".to_owned()]);
        ins = e.choisir(Ecart::MssInsSurMessage, ins, Some("O"));
    }
    if !codes.is_empty() {
        m = m.header("X-MSS-CODECDA", brut(codes.join(",")));
    }
    if let Some(ins) = ins {
        m = m.header("X-MSS-INS", brut(ins.to_owned()));
    }
    if c.fin && !e.a(Ecart::MssFinAbsente) {
        m = m.header("X-MSS-MES", brut(e.choisir(Ecart::MssFinMinuscule, "FIN", "Fin").to_owned()));
    }
    if c.accuse && !e.a(Ecart::MssAccuseNonDemande) {
        m = m.header("Disposition-Notification-To", brut(format!("<{}>", c.boite.adresse)));
    }
    if !e.a(Ecart::MssSansReturnReceiptTo) {
        m = m.header("Return-Receipt-To", brut(format!("<{}>", c.boite.adresse)));
    }
    if c.boite.applicative() {
        m = m.header("Auto-Submitted", brut("auto-generated".to_owned()));
    }
    let source = m
        .body(corps(appel, c))
        .write_to_vec()
        .map_err(|e| format!("le courriel ne s'écrit pas : {e}"))?;
    Ok(if e.a(Ecart::MssMessageIdAbsent) {
        sans_entete(&source, "Message-ID: ")
    } else {
        source
    })
}

/// The parts: the text, then the archive and the PDF beside it.
fn corps<'a>(appel: &Appel<'_>, c: &'a Courriel<'_>) -> MimePart<'a> {
    let e = appel.ecarts;
    let plusieurs = |genre: &str, quoi: &str, parties: Vec<MimePart<'a>>| {
        // Drawn, as every identifier: the same act gives the same bytes.
        let frontiere = format!("=_{}", appel.tirage.uuid(&format!("{quoi}-{}", c.message_id), 1).simple());
        MimePart::new(ContentType::new(genre.to_owned()).attribute("boundary", frontiere), parties)
    };
    let plat = || MimePart::new(ContentType::new("text/plain").attribute("charset", "utf-8"), c.texte.as_str());
    let texte = if c.html {
        let html = || MimePart::new(ContentType::new("text/html").attribute("charset", "utf-8"), en_html(&c.texte));
        if e.a(Ecart::MssHtmlSeul) {
            html()
        } else {
            let formes = if e.a(Ecart::MssHtmlAvantTexte) {
                vec![html(), plat()]
            } else {
                vec![plat(), html()]
            };
            plusieurs("multipart/alternative", "formes", formes)
        }
    } else {
        plat()
    };
    let Some(d) = &c.document else { return texte };
    let mut parties = vec![texte];
    parties.push(MimePart::new("application/zip", d.archive.as_slice()).attachment("IHE_XDM.ZIP"));
    if !e.a(Ecart::MssSansPdf) {
        parties.push(MimePart::new("application/pdf", d.pdf.as_slice()).attachment(d.nom_pdf.as_str()));
    }
    plusieurs("multipart/mixed", "pieces", parties)
}

fn en_html(texte: &str) -> String {
    let echappe = texte.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let lignes: Vec<String> = echappe.lines().map(|l| format!("<p>{l}</p>")).collect();
    format!("<!DOCTYPE html><html lang=\"fr\"><body>{}</body></html>", lignes.join("\r\n"))
}

/// The library gives a Message-ID to who has none.
fn sans_entete(source: &[u8], debut: &str) -> Vec<u8> {
    let texte = String::from_utf8_lossy(source);
    texte
        .split_inclusive("\r\n")
        .filter(|l| !l.starts_with(debut))
        .collect::<String>()
        .into_bytes()
}
