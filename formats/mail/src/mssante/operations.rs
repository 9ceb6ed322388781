//! The operations of an exchange with the MSSanté operator, and every fact of each.

use segur_model::joints;
use segur_model::vocabulaire::{Fait, Operation, f};

use crate::courriel;

/// A message handed over at the end of DATA, accepted or refused.
pub const MESSAGE: &str = "mssante.message";
/// Reading of the white list.
pub const LISTE_BLANCHE: &str = "mssante.liste-blanche";
/// Reading of an autoconfiguration.
pub const AUTOCONFIGURATION: &str = "mssante.autoconfiguration";
/// Another request to the web point.
pub const WEB: &str = "mssante.web";
/// A mail that the operator gives to another.
pub const RELAIS_ENVOI: &str = "mssante.relais.envoi";
/// Reading of the white list that the operator applies, where it is published.
pub const RELAIS_LISTE: &str = "mssante.relais.liste";
/// What the bench says by itself in a session.
pub const ANNONCE: &str = "mssante.annonce";
/// A session that the bench ended.
pub const SESSION_FERMEE: &str = "mssante.session-fermee";
/// What is no command.
pub const ILLISIBLE: &str = "mssante.illisible";
/// A handshake that fails, or a connection that finds no place.
pub const CONNEXION_REFUSEE: &str = "mssante.connexion-refusee";

/// Facts of the envelope: what `MAIL FROM` and `RCPT TO` said.
const FAITS_ENVELOPPE: &[Fait] = &[
    f("expediteur", "adresse de MAIL FROM, en minuscules ; absente pour `<>`"),
    f("destinataire", "adresse de chaque RCPT TO accepté, en minuscules"),
    f(
        "notify",
        "valeurs de NOTIFY demandées à RCPT TO, en capitales : NEVER, SUCCESS, FAILURE, DELAY",
    ),
    f("orcpt", "valeurs d'ORCPT, décodées (`rfc822;adresse`)"),
    f("ret", "RET de MAIL FROM, en capitales : FULL ou HDRS"),
    f("envid", "ENVID de MAIL FROM, décodé"),
    f("size", "SIZE annoncé à MAIL FROM"),
    f("reponse.detail", "code détaillé de la réponse (`5.7.1`)"),
];

const FAITS_MESSAGE: &[Fait] = joints!(Fait; FAITS_ENVELOPPE, courriel::FAITS);

const FAITS_RELAIS: &[Fait] = joints!(Fait; FAITS_MESSAGE, &[
    f("domaine", "domaine des destinataires"),
    f("essai", "rang de l'essai, à partir de 1"),
]);

const TRAME: &[Fait] = &[
    f("trame.lf-nus", "nombre de fins de ligne faites d'un LF seul"),
    f("trame.exces", "taille d'une ligne ou d'un littéral au-delà de la borne, en octets"),
];

const SMTP: &[Fait] = joints!(Fait; TRAME, &[
    f("verbe", "verbe de la commande, en capitales"),
    f("reponse.detail", "code détaillé de la réponse (`5.7.1`)"),
]);

const SMTP_EHLO: &[Fait] = joints!(Fait; SMTP, &[f("nom", "nom donné par le client à EHLO ou HELO")]);

const SMTP_STARTTLS: &[Fait] = joints!(Fait; SMTP, &[
    f("starttls.reste", "octets envoyés en clair derrière STARTTLS, jetés"),
]);

const AUTH: &[Fait] = &[
    f(
        "mecanisme",
        "mécanisme demandé, en capitales : PLAIN, LOGIN, XOAUTH2, OAUTHBEARER, EXTERNAL",
    ),
    f("identifiant", "identifiant de boîte donné à l'authentification"),
    f("authentifie", "adresse de la boîte reconnue"),
];

const SMTP_AUTH: &[Fait] = joints!(Fait; SMTP, AUTH);

const SMTP_MAIL: &[Fait] = joints!(Fait; SMTP, &[
    f("expediteur", "adresse de MAIL FROM, en minuscules ; absente pour `<>`"),
    f("ret", "RET, en capitales : FULL ou HDRS"),
    f("envid", "ENVID, décodé"),
    f("size", "SIZE annoncé"),
]);

const SMTP_RCPT: &[Fait] = joints!(Fait; SMTP, &[
    f("destinataire", "adresse de RCPT TO, en minuscules"),
    f("notify", "valeurs de NOTIFY, en capitales"),
    f("orcpt", "ORCPT, décodé"),
]);

const IMAP: &[Fait] = joints!(Fait; TRAME, &[
    f("verbe", "nom de la commande, en capitales, sans UID"),
    f("etat", "OK, NO ou BAD : état de la réponse finale"),
    f("code", "code entre crochets de la réponse finale (`AUTHENTICATIONFAILED`)"),
]);

const IMAP_STARTTLS: &[Fait] = joints!(Fait; IMAP, &[
    f("starttls.reste", "octets envoyés en clair derrière STARTTLS, jetés"),
]);

const IMAP_AUTH: &[Fait] = joints!(Fait; IMAP, AUTH);

const DOSSIER: Fait = f("dossier", "nom du dossier demandé, en UTF-8");

const IMAP_DOSSIER: &[Fait] = joints!(Fait; IMAP, &[DOSSIER]);

const IMAP_STATUS: &[Fait] = joints!(Fait; IMAP, &[DOSSIER, f("demande", "éléments demandés, en capitales")]);

const IMAP_LIST: &[Fait] = joints!(Fait; IMAP, &[f("motif", "référence et motif demandés")]);

const IMAP_RENAME: &[Fait] = joints!(Fait; IMAP, &[DOSSIER, f("cible", "nouveau nom du dossier")]);

const UID: Fait = f("uid", "`oui` si la commande porte sur des UID");
const MESSAGES: Fait = f("messages", "suite de numéros ou d'UID, telle que demandée");

const IMAP_SEARCH: &[Fait] = joints!(Fait; IMAP, &[
    UID,
    f("recherche", "critères, tels qu'envoyés"),
    f("trouves", "nombre de messages trouvés"),
]);

const IMAP_FETCH: &[Fait] = joints!(Fait; IMAP, &[
    UID,
    MESSAGES,
    f("demande", "éléments demandés, en capitales (`BODY.PEEK[]`, `FLAGS`)"),
    f("rendus", "nombre de messages rendus"),
    f("message_id", "Message-ID des messages rendus avec leur contenu"),
]);

const DRAPEAUX: Fait = f("drapeaux", "drapeaux de la commande (`\\Seen`, `$MDNSent`)");

const IMAP_STORE: &[Fait] = joints!(Fait; IMAP, &[
    UID,
    MESSAGES,
    f("action", "`ajouter`, `oter` ou `remplacer`"),
    DRAPEAUX,
]);

const IMAP_APPEND: &[Fait] = joints!(Fait; IMAP, &[
    DOSSIER,
    DRAPEAUX,
    f("size", "taille du littéral annoncé, en octets"),
    f("message_id", "Message-ID du message déposé"),
]);

const IMAP_COPY: &[Fait] = joints!(Fait; IMAP, &[UID, MESSAGES, f("cible", "dossier de destination")]);

const IMAP_EXPUNGE: &[Fait] = joints!(Fait; IMAP, &[UID, MESSAGES, f("effaces", "nombre de messages effacés")]);

const fn o(nom: &'static str, dit: &'static str, faits: &'static [Fait]) -> Operation {
    Operation { nom, dit, faits }
}

/// Every operation.
pub const OPERATIONS: &[Operation] = &[
    o(
        MESSAGE,
        "MSSanté : message remis à la fin de DATA, accepté ou refusé",
        FAITS_MESSAGE,
    ),
    o("mssante.smtp.accueil", "MSSanté, SMTP : ouverture de la session", TRAME),
    o("mssante.smtp.ehlo", "MSSanté, SMTP : EHLO ou HELO", SMTP_EHLO),
    o("mssante.smtp.starttls", "MSSanté, SMTP : STARTTLS", SMTP_STARTTLS),
    o("mssante.smtp.auth", "MSSanté, SMTP : AUTH, jusqu'à la réponse finale", SMTP_AUTH),
    o("mssante.smtp.mail", "MSSanté, SMTP : MAIL FROM", SMTP_MAIL),
    o("mssante.smtp.rcpt", "MSSanté, SMTP : RCPT TO", SMTP_RCPT),
    o("mssante.smtp.data", "MSSanté, SMTP : DATA, avant le message", SMTP),
    o("mssante.smtp.rset", "MSSanté, SMTP : RSET", SMTP),
    o("mssante.smtp.noop", "MSSanté, SMTP : NOOP", SMTP),
    o("mssante.smtp.quit", "MSSanté, SMTP : QUIT", SMTP),
    o("mssante.smtp.vrfy", "MSSanté, SMTP : VRFY ou EXPN", SMTP),
    o("mssante.smtp.autre", "MSSanté, SMTP : commande inconnue ou mal écrite", SMTP),
    o("mssante.imap.accueil", "MSSanté, IMAP : ouverture de la session", TRAME),
    o("mssante.imap.capability", "MSSanté, IMAP : CAPABILITY", IMAP),
    o("mssante.imap.starttls", "MSSanté, IMAP : STARTTLS", IMAP_STARTTLS),
    o("mssante.imap.login", "MSSanté, IMAP : LOGIN", IMAP_AUTH),
    o(
        "mssante.imap.authenticate",
        "MSSanté, IMAP : AUTHENTICATE, jusqu'à la réponse finale",
        IMAP_AUTH,
    ),
    o("mssante.imap.id", "MSSanté, IMAP : ID", IMAP),
    o("mssante.imap.enable", "MSSanté, IMAP : ENABLE", IMAP),
    o("mssante.imap.namespace", "MSSanté, IMAP : NAMESPACE", IMAP),
    o("mssante.imap.list", "MSSanté, IMAP : LIST", IMAP_LIST),
    o("mssante.imap.lsub", "MSSanté, IMAP : LSUB", IMAP_LIST),
    o("mssante.imap.select", "MSSanté, IMAP : SELECT", IMAP_DOSSIER),
    o("mssante.imap.examine", "MSSanté, IMAP : EXAMINE", IMAP_DOSSIER),
    o("mssante.imap.status", "MSSanté, IMAP : STATUS", IMAP_STATUS),
    o("mssante.imap.create", "MSSanté, IMAP : CREATE", IMAP_DOSSIER),
    o("mssante.imap.delete", "MSSanté, IMAP : DELETE (d'un dossier)", IMAP_DOSSIER),
    o("mssante.imap.rename", "MSSanté, IMAP : RENAME", IMAP_RENAME),
    o("mssante.imap.subscribe", "MSSanté, IMAP : SUBSCRIBE", IMAP_DOSSIER),
    o("mssante.imap.unsubscribe", "MSSanté, IMAP : UNSUBSCRIBE", IMAP_DOSSIER),
    o("mssante.imap.getquota", "MSSanté, IMAP : GETQUOTA ou GETQUOTAROOT", IMAP_DOSSIER),
    o("mssante.imap.search", "MSSanté, IMAP : SEARCH", IMAP_SEARCH),
    o("mssante.imap.fetch", "MSSanté, IMAP : FETCH", IMAP_FETCH),
    o("mssante.imap.store", "MSSanté, IMAP : STORE", IMAP_STORE),
    o("mssante.imap.append", "MSSanté, IMAP : APPEND, avec son message", IMAP_APPEND),
    o("mssante.imap.copy", "MSSanté, IMAP : COPY", IMAP_COPY),
    o("mssante.imap.move", "MSSanté, IMAP : MOVE", IMAP_COPY),
    o("mssante.imap.expunge", "MSSanté, IMAP : EXPUNGE", IMAP_EXPUNGE),
    o("mssante.imap.idle", "MSSanté, IMAP : IDLE, puis DONE", IMAP),
    o("mssante.imap.check", "MSSanté, IMAP : CHECK", IMAP),
    o("mssante.imap.close", "MSSanté, IMAP : CLOSE", IMAP),
    o("mssante.imap.unselect", "MSSanté, IMAP : UNSELECT", IMAP),
    o("mssante.imap.noop", "MSSanté, IMAP : NOOP", IMAP),
    o("mssante.imap.logout", "MSSanté, IMAP : LOGOUT", IMAP),
    o("mssante.imap.autre", "MSSanté, IMAP : commande inconnue ou mal écrite", IMAP),
    o(LISTE_BLANCHE, "MSSanté : lecture de la liste blanche", &[]),
    o(AUTOCONFIGURATION, "MSSanté : lecture d'une autoconfiguration", &[]),
    o(WEB, "MSSanté : autre requête au point web de l'opérateur", &[]),
    o(
        RELAIS_ENVOI,
        "MSSanté : courriel que l'opérateur du banc remet à un autre",
        FAITS_RELAIS,
    ),
    o(
        RELAIS_LISTE,
        "MSSanté : lecture, par l'opérateur du banc, de la liste blanche qu'il applique",
        &[],
    ),
    o(ANNONCE, "MSSanté : ce que le banc annonce de lui-même dans une session (IDLE)", &[]),
    o(SESSION_FERMEE, "MSSanté : session fermée par le banc", &[]),
    o(ILLISIBLE, "MSSanté : ce qui n'est pas une commande", TRAME),
    o(
        CONNEXION_REFUSEE,
        "MSSanté : poignée de main TLS qui n'aboutit pas, ou connexion sans place",
        &[],
    ),
];
