//! Who speaks: by a token of Pro Santé Connect, whose keys are asked of it; by the certificate of a structure, for its machine mailboxes; by a
//! password, for the tools that have nothing else, where the settings say so.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use segur_kit::{ClesPsc, Contexte, JetonPscRefuse, Replique};
use segur_mail::operateur::CLES_PSC;
use segur_model::world::Boite;
use segur_model::{Location, Peer};
use segur_oidc::jeton::JetonRefuse;

use crate::adresses;
use crate::reglage::MssanteReglage;

/// Who is at the other end, once it proved it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identite {
    /// The mailbox that is open, in lower case: its first address.
    pub boite: String,
    /// Its kind (TRE_R257).
    pub genre: String,
    /// The addresses that it may write from, in lower case.
    pub adresses: Vec<String>,
    /// Who proved it: national identifier of the professional, or name of the certificate.
    pub qui: String,
    /// How.
    pub moyen: Moyen,
    /// When the token ends, in seconds since 1970.
    pub fin: Option<i64>,
}

/// How one proves who one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moyen {
    /// A token of Pro Santé Connect.
    Jeton,
    /// The certificate of a structure.
    Certificat,
    /// A password.
    MotDePasse,
}

impl Moyen {
    /// Its word, as facts say it.
    pub fn mot(self) -> &'static str {
        match self {
            Self::Jeton => "jeton-psc",
            Self::Certificat => "certificat",
            Self::MotDePasse => "mot-de-passe",
        }
    }
}

/// Why one is not let in (French, without accents: it goes on the wire).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AuthRefusee {
    /// What was given is not of the form of the mechanism.
    #[error("ce qui est donne n'est pas de la forme du mecanisme")]
    Forme,
    /// The token is none that Pro Santé Connect gave, or it is over.
    #[error("jeton refuse : {0}")]
    Jeton(JetonRefuse),
    /// The token is not an access token.
    #[error("ce n'est pas un jeton d'acces de Pro Sante Connect")]
    Nature,
    /// Pro Santé Connect gives no keys.
    #[error("Pro Sante Connect ne donne pas ses cles : {0}")]
    Cles(String),
    /// No such mailbox, or a closed one.
    #[error("boite inconnue ou fermee")]
    Boite,
    /// The mailbox is another's.
    #[error("cette boite n'est pas celle de cette personne ou de cette structure")]
    Autrui,
    /// A machine mailbox opens by certificate, and no other does.
    #[error("une boite applicative s'ouvre par le certificat de sa structure, une autre par un jeton de Pro Sante Connect")]
    Moyen,
    /// No certificate.
    #[error("aucun certificat de structure n'a ete presente")]
    SansCertificat,
    /// Wrong password, or none is taken.
    #[error("mot de passe refuse")]
    MotDePasse,
}

impl From<JetonPscRefuse> for AuthRefusee {
    fn from(refuse: JetonPscRefuse) -> Self {
        match refuse {
            JetonPscRefuse::SansAdresse => Self::Cles("ce banc ne le joue pas, et [mssante] jwks ne dit pas ou le trouver".to_owned()),
            JetonPscRefuse::Cles(cause) => Self::Cles(cause),
            JetonPscRefuse::Jeton(refuse) => Self::Jeton(refuse),
            JetonPscRefuse::Nature => Self::Nature,
        }
    }
}

impl AuthRefusee {
    /// Whether it may do better later.
    pub fn passagere(&self) -> bool {
        matches!(self, Self::Cles(_))
    }
}

impl AuthRefusee {
    /// The answer, standing on the rule that the bench could not keep itself: what follows is blocked, and condemns nobody.
    pub fn dire(&self, replique: Replique) -> Replique {
        let Self::Cles(cause) = self else { return replique };
        let constat = CLES_PSC.finding(Location::path("AUTH"), "les clés de Pro Santé Connect", cause.as_str());
        Replique {
            refus: Some(constat.rule.clone()),
            findings: vec![constat],
            ..replique
        }
    }
}

/// What is answered is ASCII (RFC 5321, 4.2; RFC 3501, 7.1): letters lose their accents, not their place.
pub(crate) fn ascii(texte: &str) -> String {
    let lettre = |c: char| match c {
        c if c.is_ascii() => c.to_string(),
        '«' | '»' => "\"".to_owned(),
        c if c.is_whitespace() => " ".to_owned(),
        c => {
            let nue = segur_ids::sans_accent(&c.to_string());
            match nue.is_ascii() {
                true if c.is_lowercase() => nue.to_ascii_lowercase(),
                true => nue,
                false => "?".to_owned(),
            }
        }
    };
    texte.chars().map(lettre).collect()
}

/// What a client gives with XOAUTH2 or OAUTHBEARER: the mailbox, and the token.
pub(crate) fn porteur(octets: &[u8], bearer: bool) -> Result<(String, String), AuthRefusee> {
    let texte = std::str::from_utf8(octets).map_err(|_| AuthRefusee::Forme)?;
    let mut champs = texte.split('\u{1}');
    let tete = champs.next().ok_or(AuthRefusee::Forme)?;
    let boite = if bearer {
        // RFC 7628, 3.1: gs2 header, then the fields. `=2C` and `=3D` are a comma and an equal sign.
        let gs2 = tete
            .strip_prefix("n,")
            .or_else(|| tete.strip_prefix("y,"))
            .ok_or(AuthRefusee::Forme)?;
        let authzid = gs2.strip_suffix(',').ok_or(AuthRefusee::Forme)?;
        authzid
            .strip_prefix("a=")
            .unwrap_or_default()
            .replace("=2C", ",")
            .replace("=3D", "=")
    } else {
        tete.strip_prefix("user=").ok_or(AuthRefusee::Forme)?.to_owned()
    };
    let auth = champs.find_map(|c| c.strip_prefix("auth=")).ok_or(AuthRefusee::Forme)?;
    let (schema, jeton) = auth.split_once(' ').ok_or(AuthRefusee::Forme)?;
    if !schema.eq_ignore_ascii_case("bearer") || jeton.trim().is_empty() {
        return Err(AuthRefusee::Forme);
    }
    Ok((boite.to_ascii_lowercase(), jeton.trim().to_owned()))
}

/// What a client gives with PLAIN (RFC 4616): who, and the password.
pub(crate) fn clair(octets: &[u8]) -> Result<(String, String), AuthRefusee> {
    let texte = std::str::from_utf8(octets).map_err(|_| AuthRefusee::Forme)?;
    let mut parties = texte.split('\0');
    let (Some(_), Some(qui), Some(mot), None) = (parties.next(), parties.next(), parties.next(), parties.next()) else {
        return Err(AuthRefusee::Forme);
    };
    Ok((qui.to_ascii_lowercase(), mot.to_owned()))
}

/// Decodes what a mechanism sends. `=` is an empty one.
pub(crate) fn decoder(texte: &[u8]) -> Result<Vec<u8>, AuthRefusee> {
    let texte = texte.trim_ascii();
    if texte == b"=" {
        return Ok(Vec::new());
    }
    STANDARD.decode(texte).map_err(|_| AuthRefusee::Forme)
}

/// What XOAUTH2 and OAUTHBEARER answer to a token that is refused, before the client gives up (RFC 7628, 3.2.2).
pub(crate) fn defi_d_echec() -> String {
    STANDARD.encode(br#"{"status":"invalid_token","schemes":"bearer","scope":"openid scope_all"}"#)
}

/// Opens a mailbox by a token of Pro Santé Connect.
///
/// # Errors
/// [`AuthRefusee`].
pub(crate) async fn par_jeton(
    cles: &ClesPsc,
    reglage: &MssanteReglage,
    ctx: &Contexte,
    boite: &str,
    texte: &str,
) -> Result<Identite, AuthRefusee> {
    let porteur = cles.ouvrir(ctx, reglage.jwks.as_deref(), texte).await?;
    let monde = &ctx.monde;
    let boite = adresses::boite(monde, boite).ok_or(AuthRefusee::Boite)?;
    if boite.genre == "APP" {
        return Err(AuthRefusee::Moyen);
    }
    let personne = monde.professionnel(&porteur.qui).ok_or(AuthRefusee::Autrui)?;
    let sienne = match &boite.titulaire {
        Some(titulaire) => *titulaire == personne.fiche,
        None => boite.structure.as_ref().is_some_and(|s| personne.structures.contains(s)),
    };
    if !sienne {
        return Err(AuthRefusee::Autrui);
    }
    Ok(identite(boite, &porteur.qui, Moyen::Jeton, porteur.jeton.secondes("exp")))
}

/// Opens a machine mailbox by the certificate of its structure; `boite`: which, when the client says it.
pub(crate) fn par_certificat(ctx: &Contexte, pair: &Peer, boite: Option<&str>) -> Result<Identite, AuthRefusee> {
    let certificat = pair.certificat.as_ref().ok_or(AuthRefusee::SansCertificat)?;
    let monde = &ctx.monde;
    let siennes = |b: &&Boite| {
        let structure = b.structure.as_ref().and_then(|s| monde.structures.get(s));
        b.genre == "APP" && structure.is_some_and(|s| certificat.ou.contains(&s.id_national))
    };
    let voulue = boite.filter(|b| !b.is_empty());
    let trouvee = match voulue {
        Some(adresse) => {
            let b = adresses::boite(monde, adresse).ok_or(AuthRefusee::Boite)?;
            if b.genre != "APP" {
                return Err(AuthRefusee::Moyen);
            }
            Some(b).filter(siennes).ok_or(AuthRefusee::Autrui)?
        }
        None => monde.boites.values().find(siennes).ok_or(AuthRefusee::Autrui)?,
    };
    Ok(identite(trouvee, &certificat.cn, Moyen::Certificat, None))
}

/// Opens a mailbox by its password.
pub(crate) fn par_mot_de_passe(reglage: &MssanteReglage, ctx: &Contexte, qui: &str, mot: &str) -> Result<Identite, AuthRefusee> {
    let attendu = reglage.mots_de_passe.iter().find(|(adresse, _)| adresse.eq_ignore_ascii_case(qui));
    if attendu.is_none_or(|(_, attendu)| attendu != mot) {
        return Err(AuthRefusee::MotDePasse);
    }
    let boite = adresses::boite(&ctx.monde, &qui.to_ascii_lowercase()).ok_or(AuthRefusee::Boite)?;
    Ok(identite(boite, qui, Moyen::MotDePasse, None))
}

fn identite(boite: &Boite, qui: &str, moyen: Moyen, fin: Option<i64>) -> Identite {
    let adresses = std::iter::once(&boite.adresse).chain(&boite.alias);
    Identite {
        boite: boite.adresse.to_ascii_lowercase(),
        genre: boite.genre.clone(),
        adresses: adresses.map(|a| a.to_ascii_lowercase()).collect(),
        qui: qui.to_owned(),
        moyen,
        fin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_says_whose_mailbox_and_gives_its_token() {
        let lu = porteur(b"user=Alex@test.mssante.fr\x01auth=Bearer abc.def\x01\x01", false);
        assert_eq!(lu, Ok(("alex@test.mssante.fr".into(), "abc.def".into())));
        let lu = porteur(b"n,a=alex@test.mssante.fr,\x01host=h\x01port=143\x01auth=bearer abc\x01\x01", true);
        assert_eq!(lu, Ok(("alex@test.mssante.fr".into(), "abc".into())));
        for faux in [
            &b"user=a"[..],
            b"user=a\x01auth=Basic x\x01\x01",
            b"user=a\x01auth=Bearer \x01\x01",
            b"\xff",
            b"",
        ] {
            assert_eq!(porteur(faux, false), Err(AuthRefusee::Forme));
        }
        assert_eq!(porteur(b"user=a\x01auth=Bearer b\x01\x01", true), Err(AuthRefusee::Forme));
    }

    #[test]
    fn a_password_comes_with_who() {
        assert_eq!(clair(b"\0A@b.fr\0mot"), Ok(("a@b.fr".into(), "mot".into())));
        assert_eq!(clair(b"a@b.fr"), Err(AuthRefusee::Forme));
        assert_eq!(decoder(b"="), Ok(Vec::new()));
        assert_eq!(decoder(b"+go"), Err(AuthRefusee::Forme));
    }
}
