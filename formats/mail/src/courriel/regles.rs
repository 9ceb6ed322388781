//! The rules of a mail (`mssante.*`). Those of the archive in it are in [`crate::xdm::REGLES`], those of a PDF in `segur_pdf::REGLES`.
//! The référentiels of MSSanté are not public: what is known of them through others only warns.

use segur_model::rule::{conseil, rapportee, regle, stricte};
use segur_model::{Severity, Trust};

const BANC: &str = "périmètre du banc (bornes de lecture)";
const RFC5322: &str = "RFC 5322, § 2.1 et 3.6";

const CODECDA: &str = "Référentiel socle MSSanté n° 2, ECO.2.4.1, d'après la documentation publique d'un connecteur (entête X-MSS)";
const INS: &str = "Référentiel socle MSSanté n° 2, ECO.2.4.2, d'après la documentation publique d'un connecteur (entête X-MSS)";
const NIL: &str = "Référentiel socle MSSanté n° 2, ECO.2.4.3 (texte officiel non lu)";
const OBJET: &str = "Référentiel socle MSSanté n° 2, ECO.2.1.3 et § 3.1.3 (texte officiel non lu)";
const SOCLE: &str = "Référentiel socle MSSanté n° 2, ECO.2.1.1 (texte officiel non lu)";
const TEXTES: &str = "Référentiel socle MSSanté n° 2, ECO.2.2.3 et ECO.2.2.4 (texte officiel non lu)";
const LECTURE: &str = "Référentiel socle MSSanté n° 2, ECO.2.3.2 (texte officiel non lu)";
const VOLET: &str = "ANS, IG hl7v2-volet-transmission-document-cda-r2, « mapping-mss »";
const MATRICE: &str = "ANS, IG hl7v2-volet-transmission-document-cda-r2, « regles-gestion-mssante » (matrice des échanges MSSanté)";
const IG_MDN: &str = "ANS, IG Transmission au LPS de documents CDA provenant d'un courriel MSSanté, « struct-msg-mdn »";
const IG_EXEMPLE: &str =
    "ANS, IG Transmission au LPS de documents CDA provenant d'un courriel MSSanté, exemples (« IHE_XDM.zip », application/zip, base64)";

segur_model::regles! {
    LISIBLE = stricte("mssante.courriel.lisible", "Le courriel commence par des en-têtes", RFC5322);
    BORNES = regle("mssante.courriel.bornes", "Le courriel tient dans les bornes du banc : au-delà, il n'est pas jugé",
        Severity::NotEvaluated, BANC, Trust::Verified);

    FIN_DE_LIGNE = stricte("mssante.rfc.fins-de-ligne", "Chaque ligne finit par CR LF : ni CR seul, ni LF seul",
        "RFC 5321, § 2.3.8 ; RFC 5322, § 2.3");
    LIGNE = stricte("mssante.rfc.ligne", "Une ligne fait 998 octets au plus, sans CR LF", "RFC 5322, § 2.1.1");
    ENTETE = stricte("mssante.rfc.entete", "Chaque ligne d'en-tête est un nom, « : » et une valeur, ou la suite de la précédente",
        "RFC 5322, § 2.2");
    ASCII = stricte("mssante.rfc.entete-ascii", "Les en-têtes sont en ASCII : ce qui ne l'est pas est encodé (RFC 2047, RFC 2231)",
        "RFC 5322, § 2.2");
    CONTROLE = stricte("mssante.rfc.entete-controle", "Aucun caractère de commande n'est dans un en-tête, sinon la tabulation",
        "RFC 5322, § 2.2 et 3.2.5");
    INJECTION = conseil("mssante.rfc.entete-injection",
        "Un en-tête décodé ne contient ni fin de ligne ni caractère de commande : il ne peut passer pour plusieurs", "RFC 2047, § 5 ; RFC 2231, § 4");
    UNIQUE = stricte("mssante.rfc.unique", "Un en-tête qui ne se répète pas n'est qu'une fois dans le courriel", "RFC 5322, § 3.6");
    UNIQUE_AUSSI = regle("mssante.entete.unique", "Un en-tête MIME ou X-MSS n'est qu'une fois dans le courriel : deux se lisent de deux façons",
        Severity::Error, "Lecture du banc ; aucune règle n'a été lue", Trust::Unverified);
    DE = stricte("mssante.rfc.from", "From donne une adresse", "RFC 5322, § 3.6.2");
    DATE = stricte("mssante.rfc.date", "Date donne la date d'émission, dans la forme des courriels : un jour qui existe, et son nom s'il est dit",
        "RFC 5322, § 3.6.1 et 3.3");
    ADRESSE = stricte("mssante.rfc.adresse", "Chaque destinataire (To, Cc, Reply-To) est une adresse", "RFC 5322, § 3.4");
    MIME = stricte("mssante.mime.version", "Un courriel MIME le dit : « MIME-Version: 1.0 »", "RFC 2045, § 4");
    LIMITE = stricte("mssante.mime.limite",
        "Un multipart a sa limite (boundary), ses parties sont entre elle, et elle le ferme", "RFC 2046, § 5.1.1");
    ENCODAGE = stricte("mssante.mime.encodage",
        "Content-Transfer-Encoding est 7bit, 8bit, binary, base64 ou quoted-printable ; multipart et message ne sont pas encodés",
        "RFC 2045, § 6.1 et 6.4");
    SEPT_BITS = stricte("mssante.mime.7bit", "Une partie qui se dit 7bit, ou ne dit rien, n'a que de l'ASCII ; 7bit ou 8bit, elle n'a pas d'octet nul",
        "RFC 2045, § 2.7, 2.8 et 6.1");
    BASE64 = stricte("mssante.mime.base64", "Le base64 d'une partie se décode en entier", "RFC 2045, § 6.8");
    JEU = stricte("mssante.mime.jeu", "Un texte qui se dit en UTF-8 l'est", "RFC 2045, § 5 ; RFC 3629, § 3");

    MESSAGE_ID = stricte("mssante.message-id", "Le courriel a un Message-ID", "REM BIO-SGL vague 1, MSS/va1.12 (ECO.2.2.1) ; RFC 5322, § 3.6.4");
    IDENTIFIANT = stricte("mssante.message-id.forme",
        "Message-ID, In-Reply-To et References sont faits d'identifiants entre chevrons, avec « @ »",
        "REM BIO-SGL vague 1, MSS/va1.12 et MSS/va1.08 (ECO.2.2.1, ECO.2.2.2) ; RFC 5322, § 3.6.4");
    REPONSE_ANNONCEE = conseil("mssante.reponse.annoncee", "Un courriel dont l'objet dit « RE : » a In-Reply-To (l'objet peut avoir été écrit à la main)",
        "REM BIO-SGL vague 1, MSS/va1.08 (ECO.2.2.2) ; RFC 5322, § 3.6.5");
    REPONSE = stricte("mssante.reponse.origine", "Une réponse nomme dans In-Reply-To un autre courriel qu'elle, et References le nomme aussi",
        "REM BIO-SGL vague 1, MSS/va1.08 (ECO.2.2.2) ; RFC 5322, § 3.6.4");

    DOMAINE = rapportee("mssante.adresse.domaine",
        "L'expéditeur et les destinataires d'un courriel MSSanté ont des boîtes MSSanté : hors de l'espace de confiance, rien ne part ni n'arrive",
        "Référentiel socle MSSanté n° 1 et 2 (espace de confiance, liste blanche ; texte officiel non lu) ; domaines publiés, tous en « .mssante.fr »");
    X_NIL = rapportee("mssante.x-mss-nil", "X-MSS-NIL donne la référence du produit, dans chaque courriel qu'il envoie", NIL);
    X_CODECDA = stricte("mssante.x-mss-codecda.present", "X-MSS-CODECDA est là dès que l'archive IHE_XDM porte un CDA", CODECDA);
    X_CODECDA_VALEUR = stricte("mssante.x-mss-codecda.valeur",
        "X-MSS-CODECDA donne le code de chaque CDA de l'archive, et d'aucun autre, séparés par « , »", CODECDA);
    X_CODECDA_SANS = stricte("mssante.x-mss-codecda.sans-cda", "X-MSS-CODECDA est absent d'un courriel sans CDA", CODECDA);
    X_INS = stricte("mssante.x-mss-ins.present", "X-MSS-INS est là dès que l'archive IHE_XDM porte un CDA", INS);
    X_INS_FORME = stricte("mssante.x-mss-ins.forme", "X-MSS-INS vaut O ou N", INS);
    X_INS_VALEUR = stricte("mssante.x-mss-ins.valeur",
        "X-MSS-INS vaut O si l'archive porte un INS qualifié (matricule, OID, nom de naissance, premier prénom, date de naissance, sexe), N sinon",
        INS);
    X_INS_SANS = stricte("mssante.x-mss-ins.sans-cda", "X-MSS-INS est absent d'un courriel sans CDA", INS);
    X_MES = stricte("mssante.x-mss-mes.valeur", "X-MSS-MES vaut FIN, en capitales", VOLET);
    X_MES_USAGER = stricte("mssante.x-mss-mes.usager", "X-MSS-MES n'est que dans un courriel à un usager", VOLET);

    OBJET_XDM = rapportee("mssante.objet.xdm", "L'objet d'un courriel qui porte une archive IHE_XDM contient « XDM/1.0/DDM+ »", OBJET);
    OBJET_PREFIXE = regle("mssante.objet.prefixe", "Rien ne précède XDM/1.0/DDM dans l'objet (un préfixe métier se lit)",
        Severity::Info, OBJET, Trust::SecondHand);
    OBJET_ESPACE = rapportee("mssante.objet.espace",
        "Le libellé suit « + » sans espace (des exemples publiés en ont une : elle se lit)", OBJET);
    OBJET_PATIENT = rapportee("mssante.objet.patient", "L'objet finit par le nom de naissance et le prénom du patient de l'archive", OBJET);
    OBJET_CASSE = rapportee("mssante.objet.casse", "Dans l'objet, le nom est en capitales sans accent, et le prénom sans accent", OBJET);
    OBJET_DATE = rapportee("mssante.objet.date", "La date de l'objet, si elle y est, est la date de naissance du patient : JJ/MM/AAAA", OBJET);
    OBJET_LIBELLE = rapportee("mssante.objet.libelle",
        "Le libellé de l'objet est celui du code du document, coupé à 40 caractères, ou « N documents »", OBJET);

    UTF8 = rapportee("mssante.mime.utf8", "Le texte du courriel est en UTF-8", TEXTES);
    CORPS = rapportee("mssante.mime.corps", "Le corps du courriel est un text/plain ou un multipart/alternative", TEXTES);
    ALTERNATIVE = stricte("mssante.mime.alternative",
        "Un corps en HTML est un multipart/alternative : le texte simple, puis le HTML", "REM BIO-SGL vague 1, MSS/va1.11");
    ALTERNATIVE_TEXTE = conseil("mssante.mime.alternative-texte", "Le texte simple et le HTML disent la même chose", "REM BIO-SGL vague 1, MSS/va1.11");
    ALTERNATIVE_AUTRE = stricte("mssante.mime.alternative-autre",
        "Le texte simple et le HTML ne disent pas deux choses : la moitié des mots de l'un, au moins, sont dans l'autre",
        "REM BIO-SGL vague 1, MSS/va1.11");
    MIXTE = rapportee("mssante.mime.mixte", "Un courriel qui porte une archive est un multipart/mixed", SOCLE);
    ARCHIVE_UNE = rapportee("mssante.archive.une", "Un courriel porte une archive IHE_XDM au plus", SOCLE);
    ARCHIVE_TYPE = conseil("mssante.archive.type", "L'archive est jointe comme application/zip", IG_EXEMPLE);
    ARCHIVE_BASE64 = conseil("mssante.archive.base64", "L'archive est encodée en base64", IG_EXEMPLE);

    PATIENT = rapportee("mssante.patient.un", "Un courriel ne concerne qu'un patient", SOCLE);
    PDF_PRESENT = stricte("mssante.pdf.present", "À côté de l'archive, le courriel porte un PDF par document CDA",
        "REM BIO-SGL vague 1, MSS/va1.21 et MSS/va1.01 (l'archive et le PDF/A-1 joints)");
    PDF_TYPE = conseil("mssante.pdf.type", "Le PDF est joint comme application/pdf", IG_EXEMPLE);
    PDF_INS = stricte("mssante.pdf.ins", "Le datamatrix INS du PDF est celui du patient de l'archive",
        "REM BIO-SGL vague 2, MSS/CONF.23 (les mêmes documents, en archive et en PDF/A-1) ; vague 1, MSS/va1.21 et MSS/va1.01");
    REMPLACE_DIT = stricte("mssante.remplacement.dit",
        "Un document qui en remplace un autre est envoyé en disant qu'il l'annule et le remplace (objet, corps ou PDF)",
        "REM BIO-SGL vague 1, MSS/va1.35");
    REMPLACE_FAIT = regle("mssante.remplacement.fait",
        "Un courriel qui dit « annule et remplace » porte un document qui en remplace un autre (RPLC)", Severity::Error,
        "Recoupement du banc ; aucune forme normative de l'objet n'a été trouvée", Trust::Unverified);

    USAGER_ADRESSE = stricte("mssante.usager.adresse",
        "L'adresse d'un usager est son matricule INS et sa clé, juste, en 15 caractères : <matricule>@patient.mssante.fr",
        "REM BIO-SGL vague 1, MSS/va1.19 (ECO.2.2.6) ; ANS, IG hl7v2-volet-transmission-document-cda-r2, exemples");
    USAGER_INS = stricte("mssante.usager.ins", "L'adresse de l'usager est faite de l'INS du patient de l'archive (patientId)",
        "REM BIO-SGL vague 1, MSS/va1.19 (ECO.2.2.6)");
    USAGER_QUALIFIE = stricte("mssante.usager.qualifie", "Un document n'est envoyé à un usager que si son identité est qualifiée",
        "REM BIO-SGL vague 1, MSS/va1.19 (ECO.2.2.6)");
    MASQUE_PATIENT = stricte("mssante.masquage.patient", "Un document INVISIBLE_PATIENT n'est pas envoyé à un usager", MATRICE);
    MASQUE_PS = stricte("mssante.masquage.professionnel", "Un document MASQUE_PS n'est pas envoyé à un professionnel", MATRICE);
    MASQUE_REPRESENTANTS = conseil("mssante.masquage.representants",
        "Un document INVISIBLE_REPRESENTANTS_LEGAUX n'est pas envoyé à un professionnel (un exemple officiel s'en écarte)", MATRICE);

    LIBELLE = stricte("mssante.expediteur.libelle", "From donne, avec l'adresse, l'intitulé de la boîte",
        "REM BIO-SGL vague 1, MSS/va1.16 (ECO.2.2.7)");
    FORGE = regle("mssante.expediteur.enveloppe", "L'adresse de From, ou de Sender, est celle de MAIL FROM", Severity::Error,
        "Pratique des soumissions (RFC 6409, § 6.1) ; aucune règle de MSSanté n'a été lue", Trust::Unverified);
    AUTOMATIQUE_MENTION = conseil("mssante.automatique.mention",
        "Un courriel automatique d'une boîte applicative dit dans son corps qu'il l'est (le banc cherche « automatique », « robot », « sans intervention » : d'autres mots le disent aussi)",
        "REM BIO-SGL vague 1, MSS/va1.09 (ECO.2.2.5)");
    AUTOMATIQUE_ADRESSE = stricte("mssante.automatique.adresse",
        "Un courriel automatique d'une boîte applicative donne dans son corps une adresse où joindre l'émetteur",
        "REM BIO-SGL vague 1, MSS/va1.09 (ECO.2.2.5)");
    AUTOMATIQUE_REPLY_TO = stricte("mssante.automatique.reply-to",
        "Reply-To reprend l'adresse que donne le corps d'un courriel automatique", "REM BIO-SGL vague 1, MSS/va1.09 (ECO.2.2.5)");
    DSN_DEMANDE = stricte("mssante.dsn.demande", "Le courriel demande un accusé de réception (NOTIFY de RCPT TO, ou Return-Receipt-To)",
        "REM BIO-SGL vague 1, MSS/va1.15 (ECO.2.3.1)");
    MDN_DEMANDE = rapportee("mssante.mdn.demande", "Le courriel demande un accusé de lecture (Disposition-Notification-To)", LECTURE);
    MDN_ADRESSE = conseil("mssante.mdn.adresse",
        "L'accusé de lecture est demandé à l'adresse d'enveloppe : ailleurs, il n'est pas envoyé de lui-même", "RFC 8098, § 2.1 ; IG ANS, « struct-msg-mdn »");

    RAPPORT_ENVELOPPE = stricte("mssante.rapport.enveloppe", "Un rapport (MDN, DSN) part de l'adresse vide : MAIL FROM:<>",
        "RFC 8098, § 3 ; RFC 3464, § 2 ; RFC 5321, § 4.5.5");
    RAPPORT_STRUCTURE = stricte("mssante.rapport.structure",
        "Un rapport est un multipart/report : un texte, les champs, puis le courriel d'origine ou ses en-têtes", "RFC 6522, § 3 ; RFC 8098, § 3 ; RFC 3464, § 2");
    MDN_CHAMPS = stricte("mssante.mdn.champs", "Un MDN a Final-Recipient et Disposition", "RFC 8098, § 3.1 et 3.2");
    MDN_CHAMPS_IG = stricte("mssante.mdn.champs-ig", "Un MDN a Original-Message-ID et Original-Recipient", IG_MDN);
    MDN_DISPOSITION = stricte("mssante.mdn.disposition",
        "Disposition est <mode>/<envoi>; <disposition>[/<modificateur>], de mots de la RFC 8098", "RFC 8098, § 3.2.6");
    MDN_FORME_IG = conseil("mssante.mdn.forme-ig",
        "Le code de l'erreur est dans un champ Error, et non dans Disposition (l'exemple de l'IG l'y met : il se lit)", "RFC 8098, § 3.2.6 et 3.2.7");
    MDN_CODE = conseil("mssante.mdn.code", "Le code d'une erreur d'intégration est l'un de ceux de l'IG (0, 100 à 103, 198 à 203, 207, 900 à 906)",
        "ANS, IG Transmission au LPS de documents CDA provenant d'un courriel MSSanté, « error-codes »");
    MDN_OBJET = conseil("mssante.mdn.objet",
        "L'objet d'un MDN en erreur est [KO Intégration système !][code], puis l'objet d'origine", IG_MDN);
    MDN_ORIGINAL = conseil("mssante.mdn.original", "Un MDN rend le courriel d'origine, ses pièces comprises", IG_MDN);
    MDN_BOUCLE = stricte("mssante.mdn.boucle", "Un MDN ne demande pas lui-même un accusé de lecture", "RFC 8098, § 2.1");
    DSN_CHAMPS = stricte("mssante.dsn.champs",
        "Un DSN a Reporting-MTA, et pour chaque destinataire Final-Recipient, Action et Status", "RFC 3464, § 2.2 et 2.3");
    DSN_ACTION = stricte("mssante.dsn.action", "Action est failed, delayed, delivered, relayed ou expanded", "RFC 3464, § 2.3.3");
    DSN_STATUT = stricte("mssante.dsn.statut", "Status est de la forme 5.1.1, et sa classe est celle de l'action", "RFC 3464, § 2.3.4 ; RFC 3463, § 2");
}
