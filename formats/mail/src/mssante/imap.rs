//! What a command of IMAP shows, read in its recorded bytes: the frames of the client as they came, secrets masked, and the answer, in
//! which a mention stands for the bytes of a mail.

mod reponse;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use memchr::memchr;
use segur_dialecte::Piece;
use segur_imap::commande::{Changement, Designes};
use segur_imap::message::valeur;
use segur_imap::{Assemblage, Avancee, Commande, Drapeau, Plafonds, Recue, Reglage, lire, verbe};
use segur_model::{Exchange, Faits, mettre};

use reponse::Reponse;

/// What was refused for its size is not a command: nothing of it is read here either.
const PLAFONDS: Plafonds = Plafonds {
    ligne: 1 << 20,
    commande: 1 << 20,
    message: 1 << 30,
};

/// Facts of one command, with its answer when it came.
pub(super) fn faits(e: &Exchange, requete: Piece<'_>, reponse: Option<Piece<'_>>) -> Faits {
    let mut f = e.faits_communs();
    let dite = Reponse::lire(reponse.map_or(&[][..], |r| r.octets));
    let premiere = ligne(requete.octets).0;
    if premiere.is_empty() {
        return f;
    }
    let lf = lf_nus(requete.octets);
    mettre(&mut f, "trame.lf-nus", (lf > 0).then(|| lf.to_string()));
    let fin_idle = premiere.eq_ignore_ascii_case(b"DONE").then(|| "DONE".to_owned());
    let verbe = fin_idle.or_else(|| verbe(premiere));
    mettre(&mut f, "verbe", verbe.clone());
    mettre(&mut f, "etat", dite.etat);
    mettre(&mut f, "code", dite.code.clone());
    match verbe.as_deref() {
        Some("LOGIN" | "AUTHENTICATE") => authentification(&mut f, premiere, requete.octets, &dite),
        Some("STARTTLS") => {
            let reste = ligne(requete.octets).1.len();
            mettre(&mut f, "starttls.reste", (reste > 0).then(|| reste.to_string()));
        }
        Some(v) => {
            if let Some(recue) = recomposer(requete.octets) {
                commande(&mut f, v, &recue, &dite);
            }
        }
        None => {}
    }
    f
}

/// A line without its end, and what follows it.
fn ligne(octets: &Bytes) -> (&[u8], &[u8]) {
    let fin = memchr(b'\n', octets).map_or(octets.len(), |i| i + 1);
    let (l, suite) = octets.split_at(fin);
    let l = l.strip_suffix(b"\n").unwrap_or(l);
    (l.strip_suffix(b"\r").unwrap_or(l), suite)
}

/// Line ends of the command that are a bare LF; those of literals are theirs.
fn lf_nus(octets: &Bytes) -> usize {
    let mut nombre = 0;
    parcourir(octets, |brut, _| {
        nombre += usize::from(brut.ends_with(b"\n") && !brut.ends_with(b"\r\n"))
    });
    nombre
}

/// The command, cut again as it was.
fn recomposer(octets: &Bytes) -> Option<Recue> {
    parcourir(octets, |_, _| {})
}

/// Goes through the frames of a record: each line, its end with it.
fn parcourir(octets: &Bytes, mut voir: impl FnMut(&[u8], &Bytes)) -> Option<Recue> {
    let mut a = Assemblage::default();
    let mut ou = 0;
    loop {
        let reste = octets.slice(ou..);
        let fin = memchr(b'\n', &reste)? + 1;
        voir(&reste[..fin], &reste);
        let (texte, _) = ligne(&reste);
        let avancee = a.ligne(&reste.slice(..texte.len()), &PLAFONDS).ok()?;
        ou += fin;
        match avancee {
            Avancee::Complete => return Some(a.prendre()),
            Avancee::Litteral { taille, .. } => {
                let litteral = octets.get(ou..ou.checked_add(taille)?).map(|_| octets.slice(ou..ou + taille))?;
                a.litteral(litteral);
                ou += taille;
            }
        }
    }
}

/// Who opens its mailbox, and how. The secret is not there.
fn authentification(f: &mut Faits, premiere: &[u8], octets: &Bytes, dite: &Reponse) {
    let texte = String::from_utf8_lossy(premiere);
    let mut mots = texte.split(' ').skip(1);
    let verbe = mots.next().unwrap_or_default().to_ascii_uppercase();
    if verbe == "LOGIN" {
        mettre(f, "mecanisme", ["LOGIN"]);
        mettre(f, "identifiant", identifiant(&texte, octets));
    } else {
        mettre(f, "mecanisme", mots.next().map(str::to_ascii_uppercase));
    }
    mettre(f, "authentifie", dite.boite.clone());
}

/// The name that LOGIN gives, in its line or in a literal.
fn identifiant(premiere: &str, octets: &Bytes) -> Option<String> {
    let arguments = premiere.splitn(3, ' ').nth(2)?;
    if let Some(cite) = arguments.strip_prefix('"') {
        return Some(cite.split('"').next()?.to_owned());
    }
    let nom = arguments.split(' ').next()?;
    match segur_imap::annonce::annonce(nom.as_bytes()) {
        None => Some(nom.to_owned()),
        Some(a) => {
            let suite = ligne(octets).1;
            let nom = suite.get(..usize::try_from(a.taille).ok()?)?;
            Some(String::from_utf8_lossy(nom).into_owned())
        }
    }
}

/// What a command asks, and what came of it.
fn commande(f: &mut Faits, verbe: &str, recue: &Recue, dite: &Reponse) {
    // Whether names were UTF-8 is known to the session alone: what is no modified UTF-7 was.
    let lue = lire(recue, Reglage::default()).or_else(|_| lire(recue, Reglage { utf8: true }));
    let Ok(requete) = lue else { return };
    match requete.commande {
        Commande::Select { dossier, .. }
        | Commande::Create { dossier, .. }
        | Commande::Delete { dossier }
        | Commande::Subscribe { dossier }
        | Commande::Unsubscribe { dossier }
        | Commande::GetQuotaRoot { dossier } => mettre(f, "dossier", [dossier]),
        Commande::Rename { de, vers } => {
            mettre(f, "dossier", [de]);
            mettre(f, "cible", [vers]);
        }
        Commande::List(_) | Commande::Lsub { .. } => mettre(f, "motif", [arguments(recue, verbe)]),
        Commande::Status { dossier, quoi } => {
            mettre(f, "dossier", [dossier]);
            mettre(f, "demande", quoi.iter().map(|c| c.nom()));
        }
        Commande::Search(r) => {
            mettre(f, "uid", r.uid.then_some("oui"));
            mettre(f, "recherche", [arguments(recue, verbe)]);
            mettre(f, "trouves", dite.trouves.map(|n| n.to_string()));
        }
        Commande::Fetch { designes, items, .. } => {
            qui(f, &designes);
            mettre(f, "demande", items.iter().map(ToString::to_string));
            mettre(f, "rendus", [dite.rendus.to_string()]);
            mettre(f, "message_id", dite.message_ids.clone());
        }
        Commande::Store {
            designes,
            comment,
            drapeaux,
            ..
        } => {
            qui(f, &designes);
            let action = match comment {
                Changement::Ajouter => "ajouter",
                Changement::Retirer => "oter",
                Changement::Remplacer => "remplacer",
            };
            mettre(f, "action", [action]);
            mettre(f, "drapeaux", drapeaux.iter().map(Drapeau::nom));
        }
        Commande::Copy { designes, dossier } | Commande::Move { designes, dossier } => {
            qui(f, &designes);
            mettre(f, "cible", [dossier]);
        }
        Commande::Expunge { uids } => {
            mettre(f, "uid", uids.as_ref().map(|_| "oui"));
            mettre(f, "messages", uids.map(|u| u.to_string()));
            mettre(f, "effaces", [dite.effaces.to_string()]);
        }
        Commande::Append {
            dossier,
            drapeaux,
            message,
            ..
        } => {
            mettre(f, "dossier", [dossier]);
            mettre(f, "drapeaux", drapeaux.iter().map(Drapeau::nom));
            mettre(f, "size", [message.len().to_string()]);
            let id = valeur(&message, "Message-ID").map(|id| String::from_utf8_lossy(&id).into_owned());
            mettre(f, "message_id", id);
        }
        _ => {}
    }
}

fn qui(f: &mut Faits, designes: &Designes) {
    mettre(f, "uid", designes.uid.then_some("oui"));
    mettre(f, "messages", [designes.ensemble.to_string()]);
}

/// What follows the verb, as it was sent, literals in their place.
fn arguments(recue: &Recue, verbe: &str) -> String {
    let mut texte = String::new();
    for (i, l) in recue.lignes.iter().enumerate() {
        texte.push_str(&String::from_utf8_lossy(l));
        if let Some(l) = recue.litteraux.get(i) {
            texte.push_str(&String::from_utf8_lossy(&l.octets));
        }
    }
    let debut = texte.to_ascii_uppercase().find(verbe).map_or(0, |i| i + verbe.len());
    texte.get(debut..).unwrap_or_default().trim().to_owned()
}
