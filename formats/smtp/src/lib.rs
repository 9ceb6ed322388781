//! The commands and answers of SMTP (RFC 5321), with what MSSanté uses of its extensions: STARTTLS (RFC 3207), AUTH (RFC 4954), SIZE (RFC 1870),
//! DSN (RFC 3461), 8BITMIME. Pure: lines in, values out. The grammar is that of `smtp-proto`, behind types of ours.

mod adresse;
mod commande;
mod reponse;

pub use adresse::{Adresse, AdresseRefusee};
pub use commande::{Commande, Corps, Destinataire, Expediteur, LIGNE_MAX, Mecanisme, Notify, Refus, Retour, lire};
pub use reponse::{Reponse, ReponseIllisible, ecrire};
