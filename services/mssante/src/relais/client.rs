//! The operator as a client of another: one connection, one mail, every recipient of one domain (RFC 5321, RFC 3207, RFC 3461).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use segur_model::francais::cause;
use segur_model::{Certificat, Peer};
use segur_smtp::Reponse;
use segur_x509::X509;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

use super::file::{Depart, Vers};

/// Longest line of an answer that is read, in bytes.
const LIGNE_MAX: u64 = 4096;
/// What is said and what is heard, as recorded: beyond, the conversation ends.
const REPONSES_MAX: usize = 256 * 1024;

/// What became of one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sort {
    /// The other operator has it.
    Remis,
    /// It says no, for good: its words.
    Refuse(Dit),
    /// It may say yes later.
    PlusTard(Dit),
}

/// Why, and who says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dit {
    /// Enhanced status (RFC 3463).
    pub statut: String,
    /// Words: of the other operator, with its number; or ours (French).
    pub texte: String,
    /// The other operator said it.
    pub par_l_autre: bool,
}

impl Dit {
    pub fn nous(statut: &str, texte: &str) -> Self {
        Self {
            statut: statut.to_owned(),
            texte: texte.to_owned(),
            par_l_autre: false,
        }
    }

    fn autre(r: &Reponse) -> Self {
        let defaut = if r.plus_tard() { "4.0.0" } else { "5.0.0" };
        let texte: String = r.texte().chars().filter(|c| !c.is_control()).take(500).collect();
        Self {
            statut: r.statut().unwrap_or(defaut).to_owned(),
            texte: format!("{} {texte}", r.code),
            par_l_autre: true,
        }
    }
}

/// What came of a conversation.
#[derive(Debug, Default)]
pub(super) struct Compte {
    /// What was said of the mail, as it was sent: from `MAIL FROM` on, or all when it never came to that.
    pub requete: Vec<u8>,
    /// What was answered to it.
    pub reponse: Vec<u8>,
    /// Who answered.
    pub pair: Peer,
    /// Number of the last answer.
    pub statut: Option<u16>,
    /// Why the conversation ended before its end (French).
    pub echec: Option<String>,
    /// Of each recipient, in order.
    pub sorts: Vec<Sort>,
    /// The other operator takes upon itself the reports of success (DSN).
    pub dsn: bool,
}

/// What is needed to call.
pub(super) struct Appel<'a> {
    /// Where the other operator listens.
    pub adresse: &'a str,
    /// Who we are, on the wire.
    pub nom: &'a str,
    pub tls: Arc<ClientConfig>,
    /// How long it has to answer.
    pub delai: Duration,
    /// Whether this certificate is that of the operator of the domain; else why not.
    pub admet: &'a (dyn Fn(&Certificat) -> Result<(), Dit> + Sync),
    /// Set before the end of the mail is said: from there the other operator may have it.
    pub engage: &'a AtomicBool,
}

/// A conversation that ends here, for all that have no answer yet.
enum Fin {
    Refus(Dit),
    PlusTard(Dit),
}

type Pas<T> = Result<T, Fin>;

/// Gives a mail to another operator.
pub(super) async fn transmettre(appel: &Appel<'_>, depart: &Depart, courriel: &[u8]) -> Compte {
    let mut compte = Compte::default();
    let mut sorts: Vec<Option<Sort>> = vec![None; depart.destinataires.len()];
    if let Err(fin) = converser(appel, depart, courriel, &mut compte, &mut sorts).await {
        let (dit, sort): (&Dit, fn(Dit) -> Sort) = match &fin {
            Fin::Refus(dit) => (dit, Sort::Refuse),
            Fin::PlusTard(dit) => (dit, Sort::PlusTard),
        };
        if !dit.par_l_autre {
            compte.echec = Some(dit.texte.clone());
        }
        sorts.iter_mut().filter(|s| s.is_none()).for_each(|s| *s = Some(sort(dit.clone())));
    }
    compte.sorts = sorts.into_iter().map(|s| s.unwrap_or(Sort::Remis)).collect();
    compte
}

async fn converser(appel: &Appel<'_>, depart: &Depart, courriel: &[u8], compte: &mut Compte, sorts: &mut [Option<Sort>]) -> Pas<()> {
    let flux = delai(appel, TcpStream::connect(appel.adresse))
        .await?
        .map_err(|e| panne("4.4.1", &format!("connexion à {} impossible : {}", appel.adresse, cause(&e))))?;
    // Each command waits for its answer: none is held back to be sent with the next.
    let _ = flux.set_nodelay(true);
    compte.pair.adresse = flux.peer_addr().map(|a| a.to_string()).unwrap_or_default();
    let mut clair = Fil::nouveau(flux, appel.delai);
    clair.lire(compte).await?.attendu(220)?;
    let offert = clair.saluer(appel, compte).await?;
    if !offert.a("STARTTLS") {
        return Err(panne("4.7.10", "l'autre opérateur n'offre pas STARTTLS : rien ne part en clair"));
    }
    clair.dire("STARTTLS", compte).await?.attendu(220)?;

    // What came in clear behind the answer was not protected by TLS: it is left behind with the buffer (RFC 3207, 4.2).
    let nom = ServerName::try_from(appel.adresse.rsplit_once(':').map_or(appel.adresse, |(hote, _)| hote).to_owned())
        .or_else(|_| ServerName::try_from("localhost"))
        .map_err(|_| panne("4.3.5", "nom de l'autre opérateur"))?;
    let connecteur = TlsConnector::from(appel.tls.clone());
    let chiffre = delai(appel, connecteur.connect(nom, clair.flux.into_inner()))
        .await?
        .map_err(|e| panne("4.7.5", &format!("poignée de main TLS impossible : {}", cause(&e))))?;
    let presente = chiffre.get_ref().1.peer_certificates().and_then(<[_]>::first);
    let certificat = presente.and_then(|der| X509::lire(der).ok()).map(|c| c.dit().clone());
    let certificat = certificat.ok_or_else(|| panne("4.7.5", "certificat de l'autre opérateur illisible"))?;
    compte.pair.certificat = Some(certificat.clone());
    (appel.admet)(&certificat).map_err(Fin::Refus)?;

    let mut fil = Fil::nouveau(chiffre, appel.delai);
    let offert = fil.saluer(appel, compte).await?;
    compte.dsn = offert.a("DSN");
    if offert.taille().is_some_and(|max| courriel.len() as u64 > max) {
        return Err(Fin::Refus(Dit::nous(
            "5.3.4",
            "courriel plus grand que ce que l'autre opérateur prend (SIZE)",
        )));
    }
    // From here all that is said is of this mail.
    (compte.requete, compte.reponse) = (Vec::new(), Vec::new());
    fil.dire(&mail(depart, courriel, &offert), compte).await?.dit_oui()?;
    for (vers, sort) in depart.destinataires.iter().zip(sorts.iter_mut()) {
        let r = fil.dire(&rcpt(vers, &offert), compte).await?;
        *sort = match (r.oui(), r.plus_tard()) {
            (true, _) => None,
            (_, true) => Some(Sort::PlusTard(Dit::autre(&r))),
            _ => Some(Sort::Refuse(Dit::autre(&r))),
        };
    }
    if sorts.iter().all(Option::is_some) {
        fil.quitter().await;
        return Ok(());
    }
    fil.dire("DATA", compte).await?.attendu(354)?;
    let fin = fil.donner(courriel, appel.engage, compte).await?;
    fil.quitter().await;
    fin.dit_oui()
}

/// What a server offers.
struct Offert(Reponse);

impl Offert {
    fn mots(&self) -> impl Iterator<Item = Vec<&str>> {
        self.0.lignes.iter().skip(1).map(|l| l.split_ascii_whitespace().collect())
    }

    fn a(&self, extension: &str) -> bool {
        self.mots().any(|m| m.first().is_some_and(|m| m.eq_ignore_ascii_case(extension)))
    }

    /// Largest mail; none: not said, or no limit (RFC 1870, 4).
    fn taille(&self) -> Option<u64> {
        let dite = self.mots().find(|m| m.first().is_some_and(|m| m.eq_ignore_ascii_case("SIZE")))?;
        dite.get(1)?.parse().ok().filter(|n| *n > 0)
    }
}

fn mail(depart: &Depart, courriel: &[u8], offert: &Offert) -> String {
    let mut ligne = format!("MAIL FROM:<{}>", depart.expediteur.as_deref().unwrap_or_default());
    if offert.a("SIZE") {
        ligne.push_str(&format!(" SIZE={}", courriel.len()));
    }
    if offert.a("8BITMIME") && !courriel.is_ascii() {
        ligne.push_str(" BODY=8BITMIME");
    }
    if offert.a("DSN") {
        let dits = [("RET", depart.retour.clone()), ("ENVID", depart.envid.as_deref().map(xtext))];
        for (nom, valeur) in dits {
            if let Some(valeur) = valeur {
                ligne.push_str(&format!(" {nom}={valeur}"));
            }
        }
    }
    ligne
}

fn rcpt(vers: &Vers, offert: &Offert) -> String {
    let mut ligne = format!("RCPT TO:<{}>", vers.adresse);
    if offert.a("DSN") {
        if let Some(notify) = &vers.notify {
            ligne.push_str(&format!(" NOTIFY={notify}"));
        }
        if let Some(orcpt) = &vers.orcpt {
            ligne.push_str(&format!(" ORCPT=rfc822;{}", xtext(orcpt)));
        }
    }
    ligne
}

/// RFC 3461, 4.
fn xtext(texte: &str) -> String {
    texte
        .bytes()
        .map(|o| match o {
            b'!'..=b'~' if o != b'+' && o != b'=' => char::from(o).to_string(),
            _ => format!("+{o:02X}"),
        })
        .collect()
}

/// A connection, in lines.
struct Fil<F> {
    flux: BufReader<F>,
    delai: Duration,
}

impl<F: AsyncRead + AsyncWrite + Unpin> Fil<F> {
    fn nouveau(flux: F, delai: Duration) -> Self {
        Self {
            flux: BufReader::new(flux),
            delai,
        }
    }

    async fn saluer(&mut self, appel: &Appel<'_>, compte: &mut Compte) -> Pas<Offert> {
        let r = self.dire(&format!("EHLO {}", appel.nom), compte).await?;
        r.dit_oui()?;
        Ok(Offert(r))
    }

    /// Says a command, and hears its answer.
    async fn dire(&mut self, ligne: &str, compte: &mut Compte) -> Pas<Reponse> {
        // What stands in an envelope was read as an address: it holds no line end.
        let ligne: String = ligne.chars().filter(|c| !c.is_control()).chain("\r\n".chars()).collect();
        compte.requete.extend_from_slice(ligne.as_bytes());
        self.envoyer(ligne.as_bytes()).await?;
        self.lire(compte).await
    }

    /// Gives the mail, dots doubled, and hears what the other operator says of it.
    async fn donner(&mut self, courriel: &[u8], engage: &AtomicBool, compte: &mut Compte) -> Pas<Reponse> {
        let double = doubler(courriel);
        compte.requete.extend_from_slice(&double);
        self.envoyer(&double).await?;
        engage.store(true, Ordering::SeqCst);
        compte.requete.extend_from_slice(b".\r\n");
        self.envoyer(b".\r\n").await?;
        self.lire(compte).await
    }

    async fn quitter(&mut self) {
        // The mail is in its place: what becomes of the farewell changes nothing.
        let _ = self.envoyer(b"QUIT\r\n").await;
        let adieu = async {
            let mut ligne = Vec::new();
            let _ = (&mut self.flux).take(LIGNE_MAX).read_until(b'\n', &mut ligne).await;
        };
        let _ = tokio::time::timeout(Duration::from_secs(2), adieu).await;
    }

    async fn envoyer(&mut self, octets: &[u8]) -> Pas<()> {
        let envoi = async {
            let flux = self.flux.get_mut();
            flux.write_all(octets).await?;
            flux.flush().await
        };
        // One second more for each 64 KiB.
        let delai = self.delai + Duration::from_secs(octets.len() as u64 / 65_536);
        match tokio::time::timeout(delai, envoi).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(e)) => Err(panne("4.4.2", &format!("connexion coupée : {}", cause(&e)))),
            Err(_) => Err(panne("4.4.2", "l'autre opérateur ne prend plus rien")),
        }
    }

    async fn lire(&mut self, compte: &mut Compte) -> Pas<Reponse> {
        let mut lignes = Vec::new();
        let echeance = tokio::time::Instant::now() + self.delai;
        loop {
            let mut ligne = Vec::new();
            let mut borne = (&mut self.flux).take(LIGNE_MAX);
            let lecture = borne.read_until(b'\n', &mut ligne);
            match tokio::time::timeout_at(echeance, lecture).await {
                Ok(Ok(_)) if ligne.ends_with(b"\n") => {}
                Ok(Ok(_)) if ligne.len() as u64 == LIGNE_MAX => return Err(panne("4.5.0", "réponse trop longue")),
                Ok(Ok(_)) => return Err(panne("4.4.2", "connexion coupée par l'autre opérateur")),
                Ok(Err(e)) => return Err(panne("4.4.2", &format!("connexion coupée : {}", cause(&e)))),
                Err(_) => {
                    return Err(panne(
                        "4.4.2",
                        &format!("l'autre opérateur n'a pas répondu en {} s", self.delai.as_secs()),
                    ));
                }
            }
            compte.reponse.extend_from_slice(&ligne);
            if compte.reponse.len() > REPONSES_MAX {
                return Err(panne("4.5.0", "réponses trop longues"));
            }
            match Reponse::ajouter(&mut lignes, ligne.trim_ascii_end()) {
                Ok(Some(r)) => {
                    compte.statut = Some(r.code);
                    return Ok(r);
                }
                Ok(None) => {}
                Err(_) => return Err(panne("4.5.0", "ce que l'autre opérateur répond n'est pas du SMTP")),
            }
        }
    }
}

/// What an answer means for what comes next.
trait Suivie {
    fn dit_oui(&self) -> Pas<()>;
    fn attendu(&self, code: u16) -> Pas<()>;
}

impl Suivie for Reponse {
    fn dit_oui(&self) -> Pas<()> {
        match (self.oui(), self.plus_tard()) {
            (true, _) => Ok(()),
            (_, true) => Err(Fin::PlusTard(Dit::autre(self))),
            _ => Err(Fin::Refus(Dit::autre(self))),
        }
    }

    fn attendu(&self, code: u16) -> Pas<()> {
        self.dit_oui()?;
        match self.code == code {
            true => Ok(()),
            false => Err(panne("4.5.0", &format!("réponse {} là où {code} était attendu", self.code))),
        }
    }
}

async fn delai<T>(appel: &Appel<'_>, faire: impl Future<Output = T>) -> Pas<T> {
    tokio::time::timeout(appel.delai, faire).await.map_err(|_| {
        panne(
            "4.4.1",
            &format!("{} n'a pas répondu en {} s", appel.adresse, appel.delai.as_secs()),
        )
    })
}

/// It may do better later.
fn panne(statut: &str, texte: &str) -> Fin {
    Fin::PlusTard(Dit::nous(statut, texte))
}

/// A mail as DATA carries it: each dot that begins a line doubled, and a last line that ends.
fn doubler(courriel: &[u8]) -> Vec<u8> {
    let mut double = Vec::with_capacity(courriel.len() + 64);
    let mut debut_de_ligne = true;
    for o in courriel {
        if debut_de_ligne && *o == b'.' {
            double.push(b'.');
        }
        double.push(*o);
        debut_de_ligne = *o == b'\n';
    }
    if !double.ends_with(b"\r\n") {
        double.extend_from_slice(b"\r\n");
    }
    double
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_doubled_at_the_head_of_lines_alone() {
        assert_eq!(doubler(b".a\r\n..\r\nb.c\r\n."), b"..a\r\n...\r\nb.c\r\n..\r\n");
        assert_eq!(doubler(b"a"), b"a\r\n");
        assert_eq!(doubler(b""), b"\r\n");
    }

    #[test]
    fn what_is_offered_decides_what_is_said() {
        let offert = |lignes: &[&str]| {
            Offert(Reponse {
                code: 250,
                lignes: lignes.iter().map(|l| (*l).to_owned()).collect(),
            })
        };
        let tout = offert(&["op", "size 100", "8BITMIME", "Dsn", "STARTTLS"]);
        assert_eq!(tout.taille(), Some(100));
        assert_eq!(offert(&["op", "SIZE 0"]).taille(), None);
        // The name of the server is not an extension.
        assert!(!offert(&["DSN bonjour"]).a("DSN"));
        let depart = Depart {
            expediteur: Some("a@b.fr".to_owned()),
            retour: Some("HDRS".to_owned()),
            envid: Some("x+y=é".to_owned()),
            ..Depart::default()
        };
        assert_eq!(
            mail(&depart, "é".as_bytes(), &tout),
            "MAIL FROM:<a@b.fr> SIZE=2 BODY=8BITMIME RET=HDRS ENVID=x+2By+3D+C3+A9"
        );
        assert_eq!(mail(&Depart::default(), b"a", &offert(&["op"])), "MAIL FROM:<>");
        let vers = Vers {
            adresse: "c@d.fr".to_owned(),
            notify: Some("SUCCESS,FAILURE".to_owned()),
            orcpt: Some("c@d.fr".to_owned()),
        };
        assert_eq!(rcpt(&vers, &tout), "RCPT TO:<c@d.fr> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;c@d.fr");
        assert_eq!(rcpt(&vers, &offert(&["op"])), "RCPT TO:<c@d.fr>");
    }
}
