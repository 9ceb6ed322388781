//! The facts of a mail, as the vocabulary names them.

use std::collections::BTreeSet;

use segur_dialecte::Lu as _;
use segur_model::vocabulaire::{Fait, f};
use segur_model::{Faits, FaitsLus, joints, mettre};

use super::bornes::TEXTE_MAX;
use super::entetes::Adresse;
use super::juger::Affaire;
use super::parties::Partie;
use crate::mssante::Enveloppe;
use crate::rapport::Rapport;
use crate::xdm;

/// Facts of the mail itself.
const PROPRES: &[Fait] = &[
    f(
        "genre",
        "`document` (archive IHE_XDM), `pieces` (autres pièces jointes), `texte`, `mdn`, `dsn`",
    ),
    f("objet", "Subject, décodé et déplié"),
    f("objet.prefixe", "ce qui précède XDM/1.0/DDM dans l'objet"),
    f("objet.libelle", "libellé de l'objet XDM, sans le patient"),
    f("objet.patient", "nom, prénom et date de l'objet XDM"),
    f("message_id", "Message-ID, avec ses chevrons"),
    f("in_reply_to", "chaque identifiant d'In-Reply-To, avec ses chevrons"),
    f("references", "chaque identifiant de References, avec ses chevrons"),
    f("date", "Date, telle qu'écrite"),
    f("de", "adresse de From, en minuscules"),
    f("de.libelle", "libellé de From, décodé"),
    f("a", "chaque adresse de To"),
    f("cc", "chaque adresse de Cc"),
    f("reply_to", "chaque adresse de Reply-To"),
    f("x_mss_nil", "X-MSS-NIL"),
    f("x_mss_codecda", "chaque code de X-MSS-CODECDA"),
    f("x_mss_ins", "X-MSS-INS"),
    f("x_mss_mes", "X-MSS-MES"),
    f("mdn_demande", "chaque adresse de Disposition-Notification-To"),
    f("return_receipt_to", "Return-Receipt-To, tel qu'écrit"),
    f("auto_submitted", "Auto-Submitted, sans ses paramètres"),
    f("texte", "texte lu dans le corps, 2 000 caractères au plus"),
    f("html", "`oui` si le corps a une partie text/html, `non` sinon"),
    f("pieces", "nom de chaque pièce jointe"),
    f("pieces.type", "type MIME de chaque pièce jointe"),
    f("pieces.pdf", "nombre de PDF joints à côté de l'archive"),
    f("taille", "octets du courriel"),
    f("patient.ins", "INS de patientId dans METADATA.XML, 15 caractères"),
    f("patient.oid", "OID de l'INS de patientId"),
    f("usager.ins", "matricule de chaque adresse d'usager parmi les destinataires"),
    f("confidentialite", "codes de confidentialité des documents, dans METADATA.XML"),
    f("rapport.original", "Message-ID du courriel dont parle le rapport (MDN, DSN)"),
    f("rapport.destinataire", "Final-Recipient de chaque destinataire du rapport"),
    f("mdn.disposition", "disposition du MDN : displayed, processed, deleted, failed…"),
    f(
        "mdn.mode",
        "mode du MDN : `manual-action` ou `automatic-action`, puis le mode d'envoi",
    ),
    f(
        "mdn.erreur",
        "code de l'erreur d'intégration (900 à 906, 100…), d'un MDN ou de l'objet d'un courriel qui la dit",
    ),
    f(
        "dsn.action",
        "action du DSN pour chaque destinataire : failed, delayed, delivered, relayed, expanded",
    ),
    f("dsn.statut", "Status du DSN pour chaque destinataire (`5.1.1`)"),
    f("dsn.envid", "Original-Envelope-Id du DSN"),
];

/// Every fact of a mail: its own, then those of the archive that it carries.
pub const FAITS: &[Fait] = joints!(Fait; PROPRES, xdm::FAITS);

/// The facts of an envelope. MSSanté mailboxes do not differ by case: an address is given in lower case, to be compared.
pub(super) fn enveloppe(faits: &mut Faits, e: &Enveloppe) {
    mettre(faits, "expediteur", e.expediteur.as_deref().map(str::to_lowercase));
    mettre(faits, "destinataire", e.destinataires.iter().map(|d| d.adresse.to_lowercase()));
    let notify: BTreeSet<String> = e.destinataires.iter().flat_map(|d| d.notify.iter().cloned()).collect();
    mettre(faits, "notify", notify);
    mettre(faits, "orcpt", e.destinataires.iter().filter_map(|d| d.orcpt.clone()));
    mettre(faits, "ret", e.ret.clone());
    mettre(faits, "envid", e.envid.clone());
    mettre(faits, "size", e.size.clone());
}

/// `5.7.1` of `550 5.7.1 …`.
pub(crate) fn code_detaille(reponse: &[u8]) -> Option<String> {
    let texte = String::from_utf8_lossy(reponse);
    // A code of three digits, « - » or a space, then the code in detail.
    let apres = texte.get(4..)?.split_whitespace().next()?;
    let parties: Vec<&str> = apres.split('.').collect();
    let juste = parties.len() == 3
        && parties
            .iter()
            .all(|p| !p.is_empty() && p.len() <= 3 && p.bytes().all(|o| o.is_ascii_digit()));
    juste.then(|| apres.to_owned())
}

/// The facts of a mail, with those of what it carries.
pub(super) fn dire(lus: &mut FaitsLus, a: &Affaire<'_>) {
    let f = &mut lus.faits;
    let c = a.courriel;
    mettre(f, "genre", [a.genre.nom()]);
    mettre(f, "objet", c.objet.clone());
    if let Some(objet) = c.objet_lu().filter(|o| o.xdm) {
        mettre(f, "objet.prefixe", [objet.prefixe.clone()]);
        let (libelle, patient) = a
            .patient
            .and_then(|p| objet.separer(&p.nom, &p.prenom))
            .unwrap_or((objet.suite.as_str(), ""));
        mettre(f, "objet.libelle", [libelle]);
        let date = objet.date.as_deref().unwrap_or_default();
        mettre(f, "objet.patient", [format!("{patient} {date}").trim().to_owned()]);
    }
    mettre(f, "message_id", c.message_id.clone());
    mettre(f, "in_reply_to", c.in_reply_to.clone());
    mettre(f, "references", c.references.clone());
    mettre(f, "date", c.date.clone());
    mettre(f, "de", c.adresse_de().map(str::to_lowercase));
    mettre(f, "de.libelle", c.de.first().and_then(|d| d.libelle.clone()));
    let adresses = |toutes: &[Adresse]| toutes.iter().map(|a| a.adresse.clone()).collect::<Vec<_>>();
    mettre(f, "a", adresses(&c.a));
    mettre(f, "cc", adresses(&c.cc));
    mettre(f, "reply_to", adresses(&c.reply_to));
    mettre(f, "mdn_demande", adresses(&c.mdn_demande));
    mettre(f, "x_mss_nil", c.nil.clone());
    mettre(f, "x_mss_codecda", c.codecda.clone().unwrap_or_default());
    mettre(f, "x_mss_ins", c.ins.clone());
    mettre(f, "x_mss_mes", c.mes.clone());
    mettre(f, "return_receipt_to", c.entetes().texte("Return-Receipt-To"));
    mettre(f, "auto_submitted", c.auto_submitted.clone());
    mettre(f, "texte", c.texte().map(|t| t.trim().chars().take(TEXTE_MAX).collect::<String>()));
    let html = c.textes().any(|p| p.mime.sous_genre == "html");
    mettre(f, "html", [if html { "oui" } else { "non" }]);
    mettre(f, "pieces", c.pieces().filter_map(Partie::nom));
    mettre(f, "pieces.type", c.pieces().map(|p| p.mime.nom()));
    mettre(f, "pieces.pdf", [a.pdfs.len().to_string()]);
    mettre(f, "taille", [c.octets.len().to_string()]);
    mettre(f, "usager.ins", a.usagers());
    if let Some(patient) = a.patient {
        mettre(f, "patient.ins", [patient.ins.clone()]);
        mettre(f, "patient.oid", [patient.oid.clone()]);
    }
    mettre(f, "confidentialite", a.confidentialites());
    // What failed to be integrated is told by a plain mail where no MDN was asked.
    mettre(f, "mdn.erreur", c.objet_lu().and_then(|o| o.code_ko().map(str::to_owned)));
    rapport(f, a.rapport);
    for archive in a.archives {
        let siens = archive.lu.faits();
        for (nom, valeurs) in &siens.faits {
            f.entry(nom.clone()).or_default().extend(valeurs.iter().cloned());
        }
        for (liste, entrees) in &siens.entrees {
            lus.entrees.entry(liste.clone()).or_default().extend(entrees.iter().cloned());
        }
    }
}

fn rapport(f: &mut Faits, rapport: Option<&Rapport>) {
    let Some(rapport) = rapport else { return };
    mettre(f, "rapport.original", rapport.original().map(str::to_owned));
    match rapport {
        Rapport::Mdn(m) => {
            mettre(f, "rapport.destinataire", m.final_recipient.clone());
            if let Some(erreur) = &m.erreur {
                mettre(f, "mdn.erreur", [erreur.code.clone()]);
            }
            if let Some(d) = &m.disposition {
                mettre(f, "mdn.disposition", [d.traitement.clone()]);
                mettre(f, "mdn.mode", [d.mode.clone(), d.envoi.clone()]);
            }
        }
        Rapport::Dsn(d) => {
            mettre(
                f,
                "rapport.destinataire",
                d.destinataires.iter().filter_map(|d| d.final_recipient.clone()),
            );
            mettre(f, "dsn.action", d.destinataires.iter().filter_map(|d| d.action.clone()));
            mettre(f, "dsn.statut", d.destinataires.iter().filter_map(|d| d.statut.clone()));
            mettre(f, "dsn.envid", d.envid.clone());
        }
    }
}
