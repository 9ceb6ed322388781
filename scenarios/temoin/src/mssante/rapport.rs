//! The receipt (MDN, RFC 8098) of a mail that was read, or whose document was integrated.

use mail_builder::MessageBuilder;
use mail_builder::headers::HeaderType;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;

use super::recu::Recu;
use super::{Appel, Boite};
use crate::ecarts::Ecart;
use crate::identifiants::heure_de_courriel;

/// What is told of the mail.
pub(crate) enum Sort {
    /// A person opened it.
    Lu,
    /// The software put its document in the record.
    Integre,
    /// It could not: code and reason.
    Refuse(&'static str, &'static str),
}

/// The source of the receipt.
///
/// # Errors
/// It could not be written (French).
pub(crate) fn accuser(appel: &Appel<'_>, boite: &Boite, r: &Recu, sort: &Sort, message_id: &str) -> Result<Vec<u8>, String> {
    let e = appel.ecarts;
    let brut = |v: String| HeaderType::Raw(Raw::new(v));
    let (disposition, objet) = match sort {
        Sort::Lu => ("manual-action/MDN-sent-manually; displayed".to_owned(), r.objet.clone()),
        Sort::Integre => ("automatic-action/MDN-sent-automatically; processed".to_owned(), r.objet.clone()),
        Sort::Refuse(code, _) => (
            "automatic-action/MDN-sent-automatically; processed/error".to_owned(),
            format!("[KO Intégration système !][{code}] {}", r.objet),
        ),
    };
    let disposition = e.choisir(Ecart::MssMdnDispositionLibre, disposition, "lu".to_owned());
    let mut champs = vec![
        format!(
            "Reporting-UA: {}; {}",
            boite.adresse.split('@').next_back().unwrap_or_default(),
            appel.config.lps.nom
        ),
        format!("Original-Recipient: rfc822;{}", boite.adresse),
        format!("Final-Recipient: rfc822;{}", boite.adresse),
        format!("Disposition: {disposition}"),
    ];
    if !e.a(Ecart::MssMdnSansOriginal) {
        champs.insert(3, format!("Original-Message-ID: <{}>", r.message_id));
    }
    if let Sort::Refuse(code, raison) = sort {
        champs.push(format!("Error: {code} {raison}"));
    }
    let texte = match sort {
        Sort::Lu => "Votre courriel a été affiché.".to_owned(),
        Sort::Integre => "Votre document a été intégré au dossier du patient.".to_owned(),
        Sort::Refuse(code, raison) => format!("Votre document n'a pas été intégré ({code}) : {raison}."),
    };
    let frontiere = format!("=_{}", appel.tirage.uuid(&format!("rapport-{}", r.message_id), 1).simple());
    let corps = MimePart::new(
        ContentType::new("multipart/report")
            .attribute("report-type", "disposition-notification")
            .attribute("boundary", frontiere),
        vec![
            MimePart::new("text/plain", texte),
            MimePart::new("message/disposition-notification", champs.join("\r\n") + "\r\n").transfer_encoding("7bit"),
        ],
    );
    let nil = appel.config.mssante.as_ref().map(|c| c.nil.clone()).unwrap_or_default();
    let mut m = MessageBuilder::new()
        .header("Date", brut(heure_de_courriel(appel.maintenant)))
        .from(Address::new_address(Some(boite.intitule.clone()), boite.adresse.clone()))
        .to(Address::new_address(None::<String>, r.accuse.clone()))
        .subject(objet)
        .message_id(message_id.to_owned())
        .in_reply_to(r.message_id.clone())
        .references(r.references.iter().chain([&r.message_id]).cloned().collect::<Vec<_>>());
    if !nil.is_empty() && !e.a(Ecart::MssNilAbsent) {
        m = m.header("X-MSS-NIL", brut(nil));
    }
    m.body(corps).write_to_vec().map_err(|e| format!("l'accusé ne s'écrit pas : {e}"))
}
