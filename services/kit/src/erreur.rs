//! What can go wrong, in French, with what to do next.

use std::net::SocketAddr;
use std::path::PathBuf;

use segur_model::francais::systeme;

/// The bench cannot start, or cannot do what was asked of it.
#[derive(Debug, thiserror::Error)]
pub enum KitError {
    /// An address is taken.
    #[error(
        "l'adresse {adresse} ({quoi}) est déjà prise, par {}. Arrêtez-le, donnez un autre port à « {quoi} » dans la configuration \
         (0 : un port libre), ou démarrez avec « --ports-neufs » si ce port est celui que le banc avait gardé",
        occupant.as_deref().unwrap_or("un autre banc ou un autre logiciel (« ss -ltnp » ou « netstat » le montre)")
    )]
    AdressePrise {
        /// What was to listen there (`insi.tlsm`, `banc`).
        quoi: String,
        /// The address.
        adresse: SocketAddr,
        /// Who listens there, where the system tells.
        occupant: Option<String>,
    },
    /// An address cannot be listened on for another reason.
    #[error(
        "impossible d'écouter sur {adresse} ({quoi}) : {}. Vérifiez que l'adresse est bien celle de cette machine et, sous 1024, \
         que le programme a le droit d'ouvrir ce port",
        systeme(cause)
    )]
    Ecoute {
        /// What was to listen there.
        quoi: String,
        /// The address.
        adresse: SocketAddr,
        /// What the system answered.
        cause: std::io::Error,
    },
    /// The control plane would be open to the network without a token.
    #[error(
        "le plan de contrôle ne peut pas écouter sur {0} sans jeton : quiconque joint cette machine piloterait le banc. \
         Donnez un jeton, ou écoutez sur 127.0.0.1"
    )]
    JetonManquant(SocketAddr),
    /// The token is too short to protect anything.
    #[error("le jeton du plan de contrôle est trop court : au moins 16 caractères")]
    JetonCourt,
    /// A setting names an endpoint that no service has.
    #[error("la configuration donne une adresse à « {nom} », qu'aucun service n'ouvre. Points connus : {connus}")]
    PointInconnu {
        /// The name.
        nom: String,
        /// The known names.
        connus: String,
    },
    /// The test PKI lacks something, or something in it cannot be used.
    #[error("IGC de test inutilisable : {0}. Refaites-la avec « segur-bench certs », ou désignez un autre dossier")]
    Igc(String),
    /// The identifier of an espace is not acceptable.
    #[error("« {0} » ne peut pas nommer un espace : lettres, chiffres et tirets, 32 au plus, et pas « commune »")]
    NomEspace(String),
    /// This espace exists.
    #[error("l'espace « {0} » existe déjà : prenez un autre nom, ou remettez-le à zéro")]
    EspaceExistant(String),
    /// Nobody created this espace.
    #[error("l'espace « {nom} » n'existe pas. Espaces ouverts : {connus}. Créez-le : « segur-bench espace creer » (POST /banc/espaces)")]
    EspaceInconnu {
        /// The name.
        nom: String,
        /// The known ones.
        connus: String,
    },
    /// There is no such copy.
    #[error(
        "il n'y a pas de sauvegarde « {0} » dans ce banc : donnez le nom qu'a rendu « segur-bench espace sauvegarder » (dossier sauvegardes/ de ses données)"
    )]
    SauvegardeInconnue(String),
    /// A copy would take the place of what is there.
    #[error("le dossier {} existe déjà : une sauvegarde ne prend la place de rien. Donnez un autre nom à l'espace, ou ôtez ce dossier", .0.display())]
    DossierExistant(std::path::PathBuf),
    /// A folder cannot be copied.
    #[error("copie vers {} impossible : {}", dossier.display(), segur_model::francais::systeme(cause))]
    Copie {
        /// Where.
        dossier: std::path::PathBuf,
        /// Cause.
        cause: std::io::Error,
    },
    /// `defaut` stays.
    #[error("l'espace « defaut » ne se ferme ni ne se supprime : remettez-le à zéro")]
    EspaceDefaut,
    /// Too many espaces.
    #[error("le banc tient déjà {0} espaces, son maximum : supprimez-en un")]
    TropEspaces(usize),
    /// A fault does not make sense.
    #[error("panne refusée : {0}")]
    Panne(String),
    /// The clock cannot go there.
    #[error("décalage d'horloge refusé : {0} s dépassent le maximum de 3 660 jours")]
    Horloge(u64),
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// The journal cannot be opened, written or read.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The folder cannot be made or used.
    #[error(
        "le dossier du journal {dossier} est inutilisable : {}. Vérifiez ses droits, ou désignez-en un autre avec « --data »",
        systeme(cause)
    )]
    Dossier {
        /// The folder.
        dossier: PathBuf,
        /// What the system answered.
        cause: std::io::Error,
    },
    /// Nothing can be written any more.
    #[error(
        "rien ne s'écrit plus dans {dossier} ({}) : le banc n'acquitte plus aucun échange. Faites de la place sur ce disque, \
         ou désignez un autre dossier avec « --data »",
        systeme(cause)
    )]
    Plein {
        /// The folder.
        dossier: PathBuf,
        /// What the system answered.
        cause: std::io::Error,
    },
    /// Another process holds the journal.
    #[error("le journal {0} est tenu par un autre banc en marche : arrêtez-le, ou désignez un autre dossier avec « --data »")]
    Verrouille(PathBuf),
    /// Written by a later version.
    #[error(
        "le journal {chemin} a été écrit par une version plus récente de segur-bench (format {trouve}, cette version connaît jusqu'à {connu}) : \
         mettez segur-bench à jour, ou désignez un autre dossier avec « --data »"
    )]
    VersionPosterieure {
        /// The file.
        chemin: PathBuf,
        /// The format found.
        trouve: i64,
        /// The latest format known.
        connu: i64,
    },
    /// Written by a version that had one file for all espaces.
    #[error(
        "le dossier {0} tient le journal d'une version antérieure (journal.sqlite, un seul fichier pour tous les espaces) : désignez un \
         autre dossier avec « --data », et gardez celui-ci pour le relire avec la version qui l'a écrit ou avec un outil SQLite"
    )]
    VersionAnterieure(PathBuf),
    /// No espace has this name, or may have it.
    #[error("« {0} » ne nomme aucun espace du journal : lettres, chiffres et tirets, 32 au plus")]
    NomEspace(String),
    /// SQLite refuses.
    #[error("le journal n'est ni lisible ni inscriptible : {0}. S'il s'agit d'un disque plein, libérez de la place puis rejouez l'étape")]
    Sqlite(#[from] rusqlite::Error),
    /// A body kept beside the file cannot be written or read.
    #[error(
        "le corps {empreinte} du journal ne peut être ni lu ni écrit : {cause}. Libérez de la place ou rétablissez le dossier « octets »"
    )]
    Octets {
        /// SHA-256 of the body.
        empreinte: String,
        /// What the system answered.
        cause: std::io::Error,
    },
    /// What an exchange was to change in the state of a service could not be.
    #[error("l'état du service n'a pas pu changer avec l'échange, que le journal n'a donc pas gardé : {0}. Réessayez, puis signalez-le")]
    Effet(String),
    /// What an exchange was to change had changed before it: it was decided on what is no more.
    #[error("l'état de l'espace a changé pendant cette requête (remise à zéro, ou une autre requête sur la même chose) : réessayez")]
    Perime,
    /// A row does not hold what it should.
    #[error("l'échange {id} du journal est illisible : {cause}. Le fichier a été modifié hors du banc")]
    Illisible {
        /// The exchange.
        id: u64,
        /// Why.
        cause: String,
    },
    /// The writer is gone.
    #[error("le journal est fermé : le banc s'arrête")]
    Ferme,
}
