//! Why a multipart body is refused.

/// Why a multipart body was not read. Offsets are in bytes, from 0; parts are counted from 1. Every message says what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MtomRefuse {
    /// Another content type.
    #[error(
        "Content-Type « {0} » n'est pas celui d'un message MTOM : envoyer « multipart/related; type=\"application/xop+xml\"; boundary=\"…\"; start=\"<…>\"; start-info=\"application/soap+xml\" »"
    )]
    PasMultipart(String),
    /// `boundary` is absent, or is not one.
    #[error("paramètre « boundary » absent ou invalide dans le Content-Type ({0}) : en donner un de 1 à 70 caractères, sans espace finale")]
    BoundaryInvalide(String),
    /// `type` is absent, or is not XOP.
    #[error("paramètre « type » du Content-Type : « {0} » au lieu de « application/xop+xml »")]
    TypeParametre(String),
    /// Too many bytes.
    #[error("le message fait {taille} octets, au-delà de la limite de {limite} : envoyer un message plus petit")]
    TropGros {
        /// Bytes received.
        taille: usize,
        /// Bytes accepted.
        limite: usize,
    },
    /// Nowhere does a line begin with the boundary announced.
    #[error("aucune ligne ne commence par « --{boundary} » : employer dans le corps la limite (boundary) annoncée dans le Content-Type")]
    BoundaryAbsent {
        /// The boundary announced.
        boundary: String,
    },
    /// The body does not begin with a boundary.
    #[error("le fichier ne commence pas par une ligne « --… » (limite de parties) : donner le corps multipart entier")]
    SansPremiereLimite,
    /// The body stops before the closing boundary.
    #[error("le message s'arrête dans la partie {partie} (octet {octet}), sans la ligne finale « --{boundary}-- » : l'envoyer en entier")]
    Inacheve {
        /// Part that is not finished.
        partie: usize,
        /// Where it begins.
        octet: usize,
        /// The boundary.
        boundary: String,
    },
    /// No part at all.
    #[error("le message n'a aucune partie : y mettre au moins l'enveloppe SOAP")]
    SansPartie,
    /// Too many parts.
    #[error("plus de {limite} parties : envoyer moins de documents par message")]
    TropDeParties {
        /// Parts accepted.
        limite: usize,
    },
    /// Too many headers, or too long.
    #[error("partie {partie} (octet {octet}) : plus de {limite} {quoi} d'en-têtes ; les réduire")]
    EntetesTropGros {
        /// The part.
        partie: usize,
        /// Where it begins.
        octet: usize,
        /// Lines or bytes accepted.
        limite: usize,
        /// `lignes` or `octets`.
        quoi: &'static str,
    },
    /// A header line that is not one, or no empty line after the headers.
    #[error("partie {partie} (octet {octet}) : en-tête mal formé ({raison}) ; écrire « Nom: valeur » par ligne, puis une ligne vide")]
    EnteteMalForme {
        /// The part.
        partie: usize,
        /// Where the line begins.
        octet: usize,
        /// What is wrong.
        raison: &'static str,
    },
    /// A header that counts is there twice.
    #[error("partie {partie} (octet {octet}) : en-tête « {nom} » présent deux fois ; n'en garder qu'un")]
    EnteteDouble {
        /// The part.
        partie: usize,
        /// Where the second is.
        octet: usize,
        /// Its name.
        nom: &'static str,
    },
    /// `Content-ID` is not `<…>`.
    #[error("partie {partie} (octet {octet}) : Content-ID « {vu} » au lieu de « <identifiant> »")]
    ContentIdMalForme {
        /// The part.
        partie: usize,
        /// Where it begins.
        octet: usize,
        /// What is written.
        vu: String,
    },
    /// Two parts of one identifier.
    #[error("parties {premiere} et {seconde} (octet {octet}) : même Content-ID « {content_id} » ; donner à chaque partie le sien")]
    PartieDouble {
        /// The identifier.
        content_id: String,
        /// First part that has it.
        premiere: usize,
        /// Second.
        seconde: usize,
        /// Where the second begins.
        octet: usize,
    },
    /// A part that is referred to is not there.
    #[error("aucune partie de Content-ID « {content_id} » : joindre le document, ou corriger « href » (cid:{content_id})")]
    PartieAbsente {
        /// The identifier.
        content_id: String,
    },
    /// `start` names no part.
    #[error(
        "paramètre « start » du Content-Type : aucune partie de Content-ID « {start} » ; y écrire celui de la partie qui porte l'enveloppe"
    )]
    StartIntrouvable {
        /// What it says, without angle brackets.
        start: String,
    },
    /// The root part is of another type.
    #[error("partie {partie} (octet {octet}) : Content-Type « {vu} » ; la partie racine est de type « application/xop+xml »")]
    TypeRacine {
        /// The root.
        partie: usize,
        /// Where it begins.
        octet: usize,
        /// What it says.
        vu: String,
    },
    /// A transfer encoding that MTOM does not use, or bytes that are not in the encoding said.
    #[error("partie {partie} (octet {octet}) : Content-Transfer-Encoding « {encodage} » {raison} ; envoyer « binary »")]
    Encodage {
        /// The part.
        partie: usize,
        /// Where its content begins.
        octet: usize,
        /// The encoding.
        encodage: String,
        /// What is wrong.
        raison: &'static str,
    },
}
