//! Reading a mail: its headers, decoded, and its parts. What it carries is opened elsewhere ([`super::CourrielLu`]): a service that only
//! wants to know whom a mail is for stops here.

use bytes::Bytes;

use super::adresses::{est_usager, matricule_usager};
use super::bornes::COURRIEL_MAX;
use super::entetes::{Adresse, EnTetes};
use super::objet::Objet;
use super::parties::{Partie, decouper};

/// Why bytes are not read as a mail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CourrielIllisible {
    /// Too many bytes.
    #[error("le courriel fait {taille} octets, au-delà de la limite de {COURRIEL_MAX} : envoyer un courriel plus petit")]
    TropGros {
        /// Bytes received.
        taille: usize,
    },
    /// No header is there.
    #[error(
        "pas un seul en-tête au début : ce n'est pas un courriel (RFC 5322) ; donner la source SMTP, en-têtes compris (une enveloppe SOAP se \
         juge par check soap, un CDA par check cda, une archive IHE_XDM par check xdm, un PDF par check pdf)"
    )]
    SansEnTete,
}

/// What a mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GenreCourriel {
    /// It carries an IHE_XDM archive.
    Document,
    /// It carries other files.
    Pieces,
    /// A text.
    Texte,
    /// A notification of what was done with a mail (RFC 8098).
    Mdn,
    /// A notification of delivery (RFC 3464).
    Dsn,
}

impl GenreCourriel {
    /// Its word in the fact `genre`.
    #[must_use]
    pub fn nom(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Pieces => "pieces",
            Self::Texte => "texte",
            Self::Mdn => "mdn",
            Self::Dsn => "dsn",
        }
    }

    /// Whether it is a report on another mail.
    #[must_use]
    pub fn est_un_rapport(self) -> bool {
        matches!(self, Self::Mdn | Self::Dsn)
    }
}

/// A mail: its headers, decoded, and its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Courriel {
    /// Its bytes.
    pub octets: Bytes,
    /// Line of its first byte, from 1: an envelope may stand before it.
    pub premiere_ligne: u32,
    /// `Subject`, decoded.
    pub objet: Option<String>,
    /// `Message-ID`, with its angle brackets.
    pub message_id: Option<String>,
    /// `In-Reply-To`.
    pub in_reply_to: Vec<String>,
    /// `References`.
    pub references: Vec<String>,
    /// `Date`, as written.
    pub date: Option<String>,
    /// `From`.
    pub de: Vec<Adresse>,
    /// `Sender`.
    pub expediteur: Option<Adresse>,
    /// `To`.
    pub a: Vec<Adresse>,
    /// `Cc`.
    pub cc: Vec<Adresse>,
    /// `Reply-To`.
    pub reply_to: Vec<Adresse>,
    /// `Disposition-Notification-To`: whom a reading is told to.
    pub mdn_demande: Vec<Adresse>,
    /// `Auto-Submitted`, its word alone, in lower case.
    pub auto_submitted: Option<String>,
    /// `X-MSS-NIL`.
    pub nil: Option<String>,
    /// `X-MSS-CODECDA`: each code. Present and empty: one empty code.
    pub codecda: Option<Vec<String>>,
    /// `X-MSS-INS`.
    pub ins: Option<String>,
    /// `X-MSS-MES`.
    pub mes: Option<String>,
    /// Its parts: the first is the mail itself.
    pub parties: Vec<Partie>,
    /// The bound that was met: what is beyond it was not read.
    pub borne: Option<&'static str>,
}

impl Courriel {
    /// Reads a mail.
    ///
    /// # Errors
    /// [`CourrielIllisible`] when it is too big, or when no header is there.
    pub fn lire(octets: &Bytes) -> Result<Self, CourrielIllisible> {
        Self::lire_a(octets, 1)
    }

    /// The same, of a mail whose first line has this number.
    ///
    /// # Errors
    /// As [`Self::lire`].
    pub fn lire_a(octets: &Bytes, premiere_ligne: u32) -> Result<Self, CourrielIllisible> {
        if octets.len() > COURRIEL_MAX {
            return Err(CourrielIllisible::TropGros { taille: octets.len() });
        }
        if d_un_autre_genre(octets) {
            return Err(CourrielIllisible::SansEnTete);
        }
        let lues = decouper(octets, premiere_ligne);
        let racine = lues.toutes.first().ok_or(CourrielIllisible::SansEnTete)?;
        let e = racine.entetes.clone();
        if e.champs().is_empty() {
            return Err(CourrielIllisible::SansEnTete);
        }
        let expediteur = e.adresses("Sender").into_iter().next();
        Ok(Self {
            octets: octets.clone(),
            premiere_ligne,
            objet: e.texte("Subject"),
            message_id: message_id(&e),
            in_reply_to: e.identifiants("In-Reply-To"),
            references: e.identifiants("References"),
            date: e.un("Date").map(super::EnTete::deplie),
            de: e.adresses("From"),
            expediteur,
            a: e.adresses("To"),
            cc: e.adresses("Cc"),
            reply_to: e.adresses("Reply-To"),
            mdn_demande: e.adresses("Disposition-Notification-To"),
            auto_submitted: e.un("Auto-Submitted").map(|c| mot(&c.deplie())),
            nil: e.texte("X-MSS-NIL"),
            codecda: e.texte("X-MSS-CODECDA").map(|t| codes_de(&t)),
            ins: e.texte("X-MSS-INS"),
            mes: e.texte("X-MSS-MES"),
            parties: lues.toutes,
            borne: lues.borne,
        })
    }

    /// Its headers.
    #[must_use]
    pub fn entetes(&self) -> &EnTetes {
        static AUCUN: std::sync::LazyLock<EnTetes> = std::sync::LazyLock::new(EnTetes::default);
        self.parties.first().map_or(&AUCUN, |p| &p.entetes)
    }

    /// Its subject, taken apart; none without one.
    #[must_use]
    pub fn objet_lu(&self) -> Option<Objet> {
        self.objet.as_deref().map(Objet::lire)
    }

    /// The address that it says it comes from.
    #[must_use]
    pub fn adresse_de(&self) -> Option<&str> {
        self.de.first().map(|a| a.adresse.as_str()).filter(|a| !a.is_empty())
    }

    /// Whether it comes from the mailbox of a citizen.
    #[must_use]
    pub fn d_un_usager(&self) -> bool {
        self.adresse_de().is_some_and(est_usager)
    }

    /// What it is.
    #[must_use]
    pub fn genre(&self) -> GenreCourriel {
        if self.sienne("message", "disposition-notification").is_some() {
            GenreCourriel::Mdn
        } else if self.sienne("message", "delivery-status").is_some() || self.sienne("message", "global-delivery-status").is_some() {
            GenreCourriel::Dsn
        } else if self.siennes().any(|p| self.est_archive(p)) {
            GenreCourriel::Document
        } else if self.pieces().next().is_some() {
            GenreCourriel::Pieces
        } else {
            GenreCourriel::Texte
        }
    }

    /// Its own parts: those of a mail that it carries are that one's.
    pub fn siennes(&self) -> impl Iterator<Item = &Partie> {
        self.parties
            .iter()
            .enumerate()
            .filter(|(rang, _)| self.est_sienne(*rang))
            .map(|(_, p)| p)
    }

    fn est_sienne(&self, rang: usize) -> bool {
        let mut ici = self.parties.get(rang);
        while let Some(partie) = ici {
            if partie.message && partie.parent.is_some() {
                return false;
            }
            ici = partie.parent.and_then(|p| self.parties.get(p));
        }
        true
    }

    /// The first of its own parts of this type.
    #[must_use]
    pub fn sienne(&self, genre: &str, sous_genre: &str) -> Option<&Partie> {
        self.siennes().find(|p| p.mime.est(genre, sous_genre))
    }

    /// The parts that hold no others: its texts and its files.
    pub fn feuilles(&self) -> impl Iterator<Item = &Partie> {
        self.siennes().filter(|p| p.mime.genre != "multipart")
    }

    /// The files that it carries.
    pub fn pieces(&self) -> impl Iterator<Item = &Partie> {
        let rapport = self.racine_est_un_rapport();
        self.feuilles()
            .filter(move |p| p.jointe() || !(p.mime.genre == "text" || (rapport && p.mime.genre == "message")))
    }

    fn racine_est_un_rapport(&self) -> bool {
        self.parties.first().is_some_and(|p| p.mime.est("multipart", "report"))
    }

    /// The parts that are its text: those of a body, not attached.
    pub fn textes(&self) -> impl Iterator<Item = &Partie> {
        self.feuilles().filter(|p| p.mime.genre == "text" && !p.jointe())
    }

    /// Its text, as a person reads it: plain, else made of its HTML; none without any.
    #[must_use]
    pub fn texte(&self) -> Option<String> {
        let simple = self.textes().find(|p| p.mime.sous_genre == "plain").map(Partie::texte);
        simple.or_else(|| {
            let html = self.textes().find(|p| p.mime.sous_genre == "html")?;
            Some(mail_parser::decoders::html::html_to_text(&html.texte()))
        })
    }

    /// Whether a part is the archive: by its name, whatever its case; else a zip under a subject that announces one, or one that says it.
    #[must_use]
    pub fn est_archive(&self, partie: &Partie) -> bool {
        if partie.nom().is_some_and(|n| n.eq_ignore_ascii_case("IHE_XDM.ZIP")) {
            return true;
        }
        let peut_etre = partie.mime.genre == "application" && !partie.mime.sous_genre.contains("pdf") && partie.encodee();
        // The base64 of « PK ».
        peut_etre && partie.corps.trim_ascii_start().starts_with(b"UEs") && {
            let octets = partie.octets();
            let annoncee = self.objet_lu().is_some_and(|o| o.xdm);
            octets.starts_with(b"PK") && (annoncee || memchr::memmem::find(&octets, b"IHE_XDM/").is_some())
        }
    }

    /// Matricules of the citizens among its recipients, in the headers.
    pub fn usagers(&self) -> impl Iterator<Item = &str> {
        self.a.iter().chain(&self.cc).filter_map(|a| matricule_usager(&a.adresse))
    }
}

/// Whether bytes begin as XML, HTML, JSON, a zip or a PDF do: none of these marks is that of a header.
fn d_un_autre_genre(octets: &[u8]) -> bool {
    let debut = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets).trim_ascii_start();
    [&b"<"[..], b"{", b"PK\x03\x04", b"%PDF-"].iter().any(|m| debut.starts_with(m))
}

/// The codes of a value of `X-MSS-CODECDA`.
pub(super) fn codes_de(valeur: &str) -> Vec<String> {
    valeur.split(',').map(|c| c.trim().to_owned()).collect()
}

/// The word of a value, without what follows a semicolon or a comment.
fn mot(valeur: &str) -> String {
    let fin = valeur.find([';', '(']).unwrap_or(valeur.len());
    valeur.get(..fin).unwrap_or_default().trim().to_ascii_lowercase()
}

fn message_id(e: &EnTetes) -> Option<String> {
    let champ = e.un("Message-ID")?;
    let entre = e.identifiants("Message-ID").into_iter().next();
    // What has no brackets is kept: a rule says that they lack.
    Some(entre.unwrap_or_else(|| champ.deplie())).filter(|i| !i.is_empty())
}
