//! What every mail that is written has, whoever writes it.

use mail_builder::MessageBuilder;
use mail_builder::headers::HeaderType;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::MimePart;
use memchr::memmem;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::courriel::Adresse;

/// What no mail shares with another: given, so that the same mail is written twice alike.
#[derive(Debug, Clone, Copy)]
pub struct Timbre<'a> {
    /// `Message-ID`, with or without its angle brackets.
    pub message_id: &'a str,
    /// `Date`, with its offset.
    pub date: OffsetDateTime,
    /// What boundaries are made of: letters and digits.
    pub graine: &'a str,
}

/// The headers that every mail has, in the order in which people expect them.
pub(super) fn commencer<'a>(timbre: &Timbre<'a>, de: &Adresse, a: &[Adresse], objet: &str) -> MessageBuilder<'a> {
    MessageBuilder::new()
        .header("Date", Raw::new(date(timbre.date)))
        .header("From", adresses(std::slice::from_ref(de)))
        .header("To", adresses(a))
        .header("Subject", Text::new(une_ligne(objet)))
        .header("Message-ID", identifiants(&[timbre.message_id]))
        .header("MIME-Version", Raw::new("1.0"))
}

/// `Mon, 12 Feb 2024 10:01:00 +0100`.
pub(super) fn date(instant: OffsetDateTime) -> String {
    let seconde = instant.replace_nanosecond(0).unwrap_or(instant);
    // Only a year beyond four digits has no such form.
    seconde
        .format(&Rfc2822)
        .unwrap_or_else(|_| "Thu, 01 Jan 1970 00:00:00 +0000".to_owned())
}

pub(super) fn adresses(toutes: &[Adresse]) -> HeaderType<'static> {
    let une = |a: &Adresse| Address::new_address(a.libelle.as_deref().map(une_ligne), une_ligne(&a.adresse));
    match toutes {
        [seule] => une(seule),
        plusieurs => Address::new_list(plusieurs.iter().map(une).collect()),
    }
    .into()
}

/// Identifiers, whatever brackets they came with.
pub(super) fn identifiants<T: AsRef<str>>(tous: &[T]) -> HeaderType<'static> {
    let nus: Vec<String> = tous.iter().map(|i| nu(i.as_ref())).collect();
    MessageId::new_list(nus.into_iter()).into()
}

fn nu(identifiant: &str) -> String {
    identifiant
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>'))
        .collect()
}

/// A value of a header cannot become two: whatever ends a line, or commands, is a space.
pub(super) fn une_ligne(texte: &str) -> String {
    texte
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// A `multipart` whose boundary is in none of its parts.
pub(super) fn multipart<'a>(
    genre: &str,
    attributs: &[(&'static str, &'static str)],
    graine: &str,
    parties: Vec<MimePart<'a>>,
    contenus: &[&[u8]],
) -> MimePart<'a> {
    let mut mime = ContentType::new(genre.to_owned());
    for (nom, valeur) in attributs {
        mime = mime.attribute(*nom, *valeur);
    }
    MimePart::new(mime.attribute("boundary", limite(graine, contenus)), parties)
}

/// A boundary that is in none of these.
fn limite(graine: &str, contenus: &[&[u8]]) -> String {
    let base: String = graine.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    let mut rang = 0_usize;
    loop {
        let essai = format!("=_{base}_{rang}");
        // As many tries as there are bytes to read at most: each try that fails is somewhere in them.
        if contenus.iter().all(|c| memmem::find(c, essai.as_bytes()).is_none()) {
            return essai;
        }
        rang += 1;
    }
}

/// A mail within a mail, byte for byte.
pub(super) fn message(octets: &[u8], entier: bool) -> MimePart<'_> {
    let genre = if entier { "message/rfc822" } else { "text/rfc822-headers" };
    let encodage = if octets.is_ascii() { "7bit" } else { "8bit" };
    MimePart::raw(octets)
        .header("Content-Type", Raw::new(genre))
        .header("Content-Transfer-Encoding", Raw::new(encodage))
}

/// The headers of a mail, without the empty line that ends them.
pub(super) fn entetes(original: &[u8], taille: usize) -> &[u8] {
    let bloc = original.get(..taille).unwrap_or_default();
    let nue = bloc.strip_suffix(b"\n").unwrap_or(bloc);
    nue.strip_suffix(b"\r").unwrap_or(nue)
}

/// Fields that a machine reads.
pub(super) fn champs(genre: &'static str, texte: String) -> MimePart<'static> {
    MimePart::raw(texte)
        .header("Content-Type", Raw::new(genre))
        .header("Content-Transfer-Encoding", Raw::new("7bit"))
}

/// A text in UTF-8, whatever is in it: a report says so even of ASCII.
pub(super) fn texte(contenu: &str, sous_genre: &str) -> MimePart<'static> {
    MimePart::new(
        ContentType::new(format!("text/{sous_genre}")).attribute("charset", "utf-8"),
        lignes(contenu),
    )
}

/// Every line ends with CR LF, and the last one ends.
fn lignes(contenu: &str) -> String {
    let mut sortie = String::with_capacity(contenu.len() + 2);
    for ligne in contenu.lines() {
        sortie.push_str(ligne);
        sortie.push_str("\r\n");
    }
    sortie
}

/// The bytes of a mail.
pub(super) fn finir(mail: MessageBuilder<'_>) -> Vec<u8> {
    let mut octets = Vec::new();
    mail.serialize(&mut octets);
    octets
}
