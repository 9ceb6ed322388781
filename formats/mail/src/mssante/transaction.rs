//! The transaction of a message, as it is recorded: `MAIL FROM`, each `RCPT TO`, `DATA`, then the data as received, dots doubled, with
//! the line of the final dot.

use bytes::{Bytes, BytesMut};
use memchr::{memchr, memmem};

/// Lines before the data. Each recipient has one.
const LIGNES_MAX: usize = 20_000;

/// What the envelope says of a recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Destinataire {
    /// Its address.
    pub adresse: String,
    /// `NOTIFY`, in capitals; empty: nothing was asked.
    pub notify: Vec<String>,
    /// `ORCPT`, decoded (`rfc822;adresse`).
    pub orcpt: Option<String>,
}

/// An envelope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enveloppe {
    /// Address of `MAIL FROM`; none for `<>`.
    pub expediteur: Option<String>,
    /// `RET`, in capitals.
    pub ret: Option<String>,
    /// `ENVID`, decoded.
    pub envid: Option<String>,
    /// `SIZE`.
    pub size: Option<String>,
    /// Each `RCPT TO`.
    pub destinataires: Vec<Destinataire>,
}

/// A transaction, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// Its envelope.
    pub enveloppe: Enveloppe,
    /// The mail, dots undoubled, without the final dot.
    pub courriel: Bytes,
    /// Line of the record on which the mail begins.
    pub ligne: u32,
}

impl Transaction {
    /// Reads a record; none when no `DATA` is there.
    #[must_use]
    pub fn lire(octets: &Bytes) -> Option<Self> {
        let mut enveloppe = Enveloppe::default();
        let (mut ou, mut ligne) = (0, 1);
        while ligne < u32::try_from(LIGNES_MAX).ok()? {
            let reste = octets.get(ou..)?;
            let fin = memchr(b'\n', reste)? + 1;
            let texte = String::from_utf8_lossy(reste.get(..fin)?);
            let texte = texte.trim_end_matches(['\r', '\n']);
            ou += fin;
            ligne += 1;
            if texte.eq_ignore_ascii_case("DATA") {
                return Some(Self {
                    enveloppe,
                    courriel: dedoubler(&octets.slice(ou..)),
                    ligne,
                });
            }
            enveloppe.ajouter(texte);
        }
        None
    }
}

impl Enveloppe {
    /// What one line of it says.
    pub(super) fn d_une_ligne(ligne: &str) -> Self {
        let mut seule = Self::default();
        seule.ajouter(ligne);
        seule
    }

    fn ajouter(&mut self, ligne: &str) {
        if let Some((adresse, parametres)) = chemin(ligne, "MAIL FROM:") {
            self.expediteur = Some(adresse).filter(|a| !a.is_empty());
            for (nom, valeur) in parametres {
                match nom.as_str() {
                    "RET" => self.ret = Some(valeur.to_ascii_uppercase()),
                    "ENVID" => self.envid = Some(xtext(&valeur)),
                    "SIZE" => self.size = Some(valeur),
                    _ => {}
                }
            }
        } else if let Some((adresse, parametres)) = chemin(ligne, "RCPT TO:") {
            let mut un = Destinataire {
                adresse,
                ..Destinataire::default()
            };
            for (nom, valeur) in parametres {
                match nom.as_str() {
                    "NOTIFY" => un.notify = valeur.to_ascii_uppercase().split(',').map(str::to_owned).collect(),
                    "ORCPT" => un.orcpt = Some(xtext(&valeur)),
                    _ => {}
                }
            }
            self.destinataires.push(un);
        }
    }

    /// Whether a delivery notification is asked for every recipient.
    #[must_use]
    pub fn demande_dsn(&self) -> bool {
        let demande = |d: &Destinataire| d.notify.iter().any(|n| n != "NEVER" && !n.is_empty());
        !self.destinataires.is_empty() && self.destinataires.iter().all(demande)
    }
}

/// The address and the parameters of a command that begins so.
fn chemin(ligne: &str, verbe: &str) -> Option<(String, Vec<(String, String)>)> {
    let debut = ligne.get(..verbe.len())?;
    if !debut.eq_ignore_ascii_case(verbe) {
        return None;
    }
    let reste = ligne.get(verbe.len()..)?.trim_start();
    let (adresse, suite) = match reste.strip_prefix('<') {
        // A quoted mailbox may hold « > »: the bracket that ends the path is the last before the parameters.
        Some(dedans) => {
            let fin = dedans.find("> ").or_else(|| dedans.rfind('>'))?;
            (dedans.get(..fin)?, dedans.get(fin + 1..)?)
        }
        None => reste.split_once(' ').unwrap_or((reste, "")),
    };
    // A source route is read and dropped, as RFC 5321 wants.
    let adresse = match adresse.strip_prefix('@').and_then(|r| r.split_once(':')) {
        Some((_, nue)) => nue,
        None => adresse,
    };
    let parametres = suite.split_ascii_whitespace().map(|p| {
        let (nom, valeur) = p.split_once('=').unwrap_or((p, ""));
        (nom.to_ascii_uppercase(), valeur.to_owned())
    });
    Some((adresse.trim().to_owned(), parametres.collect()))
}

/// What a value in `xtext` (RFC 3461, section 4) stands for.
fn xtext(valeur: &str) -> String {
    let octets = valeur.as_bytes();
    let (mut lus, mut i) = (Vec::with_capacity(octets.len()), 0);
    while let Some(o) = octets.get(i) {
        let hexa = valeur.get(i + 1..i + 3).and_then(|h| u8::from_str_radix(h, 16).ok());
        match (o, hexa) {
            (b'+', Some(vrai)) => {
                lus.push(vrai);
                i += 3;
            }
            _ => {
                lus.push(*o);
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&lus).into_owned()
}

/// The data without the final dot, nor the dots that were doubled. What has none to undouble is not copied.
fn dedoubler(donnees: &Bytes) -> Bytes {
    let sans_fin = if donnees.ends_with(b"\r\n.\r\n") {
        donnees.slice(..donnees.len() - 3)
    } else if &donnees[..] == b".\r\n" {
        Bytes::new()
    } else {
        donnees.clone()
    };
    if !sans_fin.starts_with(b".") && memmem::find(&sans_fin, b"\r\n.").is_none() {
        return sans_fin;
    }
    let mut nues = BytesMut::with_capacity(sans_fin.len());
    let mut depuis = usize::from(sans_fin.starts_with(b"."));
    for ici in memmem::find_iter(&sans_fin, b"\r\n.") {
        nues.extend_from_slice(sans_fin.get(depuis..ici + 2).unwrap_or_default());
        depuis = ici + 3;
    }
    nues.extend_from_slice(sans_fin.get(depuis..).unwrap_or_default());
    nues.freeze()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_record_gives_its_envelope_and_its_mail() {
        let octets = Bytes::from_static(
            b"MAIL FROM:<labo@op-a.mssante.fr> SIZE=120 RET=hdrs ENVID=QQ+2B1\r\n\
              rcpt to:<medecin@op-b.mssante.fr> NOTIFY=success,FAILURE ORCPT=rfc822;m+40op-b.fr\r\n\
              RCPT TO:<@a.fr,@b.fr:autre@op-b.mssante.fr>\r\nDATA\r\n..Subject: a\r\n\r\n..b\r\n.c\r\n.\r\n",
        );
        let lue = Transaction::lire(&octets).unwrap();
        let e = &lue.enveloppe;
        assert_eq!(e.expediteur.as_deref(), Some("labo@op-a.mssante.fr"));
        assert_eq!(
            (e.ret.as_deref(), e.envid.as_deref(), e.size.as_deref()),
            (Some("HDRS"), Some("QQ+1"), Some("120"))
        );
        assert_eq!(e.destinataires[0].notify, ["SUCCESS", "FAILURE"]);
        assert_eq!(e.destinataires[0].orcpt.as_deref(), Some("rfc822;m@op-b.fr"));
        assert_eq!(e.destinataires[1].adresse, "autre@op-b.mssante.fr");
        assert!(!e.demande_dsn());
        assert_eq!(&lue.courriel[..], b".Subject: a\r\n\r\n.b\r\nc\r\n");
        assert_eq!(lue.ligne, 5);
    }

    #[test]
    fn a_null_sender_and_an_empty_mail() {
        let lue = Transaction::lire(&Bytes::from_static(
            b"MAIL FROM:<>\r\nRCPT TO:<a@b.fr> NOTIFY=NEVER\r\nDATA\r\n.\r\n",
        ))
        .unwrap();
        assert_eq!(lue.enveloppe.expediteur, None);
        assert!(lue.courriel.is_empty() && !lue.enveloppe.demande_dsn());
        assert_eq!(Transaction::lire(&Bytes::from_static(b"MAIL FROM:<>\r\n")), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_not(octets in prop::collection::vec(any::<u8>(), 0..400)) {
            let record = [b"MAIL FROM:<a@b.fr> ENVID=+\r\nRCPT TO:<", &octets[..], b"\r\nDATA\r\n", &octets[..]].concat();
            let _ = Transaction::lire(&Bytes::from(record));
            let _ = Transaction::lire(&Bytes::from(octets));
        }

        #[test]
        fn what_was_doubled_is_undoubled(lignes in prop::collection::vec("[.a ]{0,4}", 0..8)) {
            let mail: String = lignes.iter().map(|l| format!("{l}\r\n")).collect();
            let double: String = lignes.iter().map(|l| format!("{}{l}\r\n", if l.starts_with('.') { "." } else { "" })).collect();
            let record = Bytes::from(format!("MAIL FROM:<>\r\nDATA\r\n{double}.\r\n"));
            let lu = Transaction::lire(&record).unwrap().courriel;
            prop_assert_eq!(&lu[..], mail.as_bytes());
        }
    }
}
