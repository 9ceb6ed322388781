//! The facts of a mail, as the vocabulary names them.

use segur_model::joints;
use segur_model::vocabulaire::{Fait, f};

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
    f("de", "adresse de From"),
    f("de.libelle", "libellé de From, décodé"),
    f("a", "chaque adresse de To"),
    f("cc", "chaque adresse de Cc"),
    f("reply_to", "chaque adresse de Reply-To"),
    f("x_mss_nil", "X-MSS-NIL"),
    f("x_mss_codecda", "chaque code de X-MSS-CODECDA"),
    f("x_mss_ins", "X-MSS-INS"),
    f("x_mss_mes", "X-MSS-MES"),
    f("mdn_demande", "chaque adresse de Disposition-Notification-To"),
    f("auto_submitted", "Auto-Submitted, sans ses paramètres"),
    f("texte", "texte lu dans le corps, 2 000 caractères au plus"),
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
    f("mdn.erreur", "code de l'erreur d'intégration (900 à 906, 100…)"),
    f(
        "dsn.action",
        "action du DSN pour chaque destinataire : failed, delayed, delivered, relayed, expanded",
    ),
    f("dsn.statut", "Status du DSN pour chaque destinataire (`5.1.1`)"),
    f("dsn.envid", "Original-Envelope-Id du DSN"),
];

/// Every fact of a mail: its own, then those of the archive that it carries.
pub const FAITS: &[Fait] = joints!(Fait; PROPRES, xdm::FAITS);
