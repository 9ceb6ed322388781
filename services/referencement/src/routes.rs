//! Which page or act a request is for.

use segur_kit::Requete;
use segur_model::vocabulaire::Operation;

/// The operations of the service.
pub const OPERATIONS: &[Operation] = &[
    op(
        "referencement.page",
        "page ou état d'une candidature, demandé au portail de référencement",
    ),
    op("referencement.connexion", "connexion au portail, par Pro Santé Connect"),
    op("referencement.geste", "geste d'une personne sur une candidature"),
    op("referencement.envoi", "morceau de fichier, ou pièce, envoyé au portail"),
    op("referencement.depot", "dépôt d'un dossier ou d'une preuve"),
    op("referencement.piece", "pièce lue au portail"),
    op("referencement.illisible", "requête que le portail ne comprend pas"),
];

const fn op(nom: &'static str, dit: &'static str) -> Operation {
    Operation { nom, dit, faits: &[] }
}

/// A page, or an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    Accueil,
    Style,
    Script,
    Connexion,
    Retour,
    Deconnexion,
    Liste,
    Regles,
    Argent,
    Compteurs,
    CompteursCsv,
    Nouvelle,
    Ouvrir,
    Candidature(String),
    Preuves(String),
    Preuve(String, String),
    Historique(String),
    Attestation(String),
    Financement(String),
    GesteFinancier(String),
    /// An act: the candidature, its word.
    Geste(String, String),
    /// An act on a proof: the candidature, the proof, its word.
    GestePreuve(String, String, String),
    /// A file: the candidature, the proof, which remise, which piece.
    Piece(String, String, usize, usize),
    /// A whole piece in one request: the candidature, the proof, its name.
    Poser(String, String, String),
    /// A whole dossier in one request.
    PoserDossier(String, String),
    NouvelEnvoi(String),
    Envoi(String),
    Autre,
}

impl Route {
    /// That of a request.
    pub fn de(requete: &Requete) -> Self {
        let methode = requete.methode.as_str();
        let lit = matches!(methode, "GET" | "HEAD");
        let morceaux: Vec<String> = requete.uri.path().split('/').skip(1).map(decoder).collect();
        let morceaux: Vec<&str> = morceaux.iter().map(String::as_str).collect();
        let s = |t: &str| t.to_owned();
        match (methode, morceaux.as_slice()) {
            (_, [""]) if lit => Self::Accueil,
            (_, ["portail.css"]) if lit => Self::Style,
            (_, ["portail.js"]) if lit => Self::Script,
            (_, ["connexion"]) if lit => Self::Connexion,
            (_, ["retour"]) if lit => Self::Retour,
            ("POST", ["deconnexion"]) => Self::Deconnexion,
            (_, ["liste"]) if lit => Self::Liste,
            (_, ["regles"]) if lit => Self::Regles,
            (_, ["argent"]) if lit => Self::Argent,
            (_, ["compteurs"]) if lit => Self::Compteurs,
            (_, ["compteurs.csv"]) if lit => Self::CompteursCsv,
            (_, ["candidatures", "nouvelle"]) if lit => Self::Nouvelle,
            ("POST", ["candidatures"]) => Self::Ouvrir,
            (_, ["candidatures", c]) if lit => Self::Candidature(s(c)),
            (_, ["candidatures", c, "preuves"]) if lit => Self::Preuves(s(c)),
            (_, ["candidatures", c, "historique"]) if lit => Self::Historique(s(c)),
            (_, ["candidatures", c, "attestation.pdf"]) if lit => Self::Attestation(s(c)),
            (_, ["candidatures", c, "argent"]) if lit => Self::Financement(s(c)),
            ("POST", ["candidatures", c, "argent"]) => Self::GesteFinancier(s(c)),
            ("POST", ["candidatures", c, "envois"]) => Self::NouvelEnvoi(s(c)),
            ("PUT", ["candidatures", c, "dossier", nom]) => Self::PoserDossier(s(c), s(nom)),
            ("POST", ["candidatures", c, "gestes", g]) => Self::Geste(s(c), s(g)),
            (_, ["candidatures", c, "preuves", p]) if lit => Self::Preuve(s(c), s(p)),
            ("POST", ["candidatures", c, "preuves", p, g]) => Self::GestePreuve(s(c), s(p), s(g)),
            ("PUT", ["candidatures", c, "preuves", p, "pieces", nom]) => Self::Poser(s(c), s(p), s(nom)),
            (_, ["candidatures", c, "preuves", p, "pieces", r, k]) if lit => match (r.parse(), k.parse()) {
                (Ok(r), Ok(k)) => Self::Piece(s(c), s(p), r, k),
                _ => Self::Autre,
            },
            ("GET" | "PUT", ["envois", e]) => Self::Envoi(s(e)),
            _ => Self::Autre,
        }
    }

    /// The operation that it is recorded under.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Connexion | Self::Retour | Self::Deconnexion => "referencement.connexion",
            Self::Ouvrir | Self::Geste(..) | Self::GesteFinancier(_) => "referencement.geste",
            Self::GestePreuve(_, _, g) if g == "depot" => "referencement.depot",
            Self::GestePreuve(..) => "referencement.geste",
            Self::NouvelEnvoi(_) | Self::Envoi(_) => "referencement.envoi",
            Self::Poser(..) | Self::PoserDossier(..) => "referencement.depot",
            Self::Piece(..) => "referencement.piece",
            Self::Autre => "referencement.illisible",
            _ => "referencement.page",
        }
    }

    /// Whether it changes something: a form of ours only leads there, or a script with a token.
    pub fn agit(&self) -> bool {
        matches!(
            self,
            Self::Deconnexion
                | Self::Ouvrir
                | Self::Geste(..)
                | Self::GesteFinancier(_)
                | Self::GestePreuve(..)
                | Self::Poser(..)
                | Self::PoserDossier(..)
                | Self::NouvelEnvoi(_)
        )
    }
}

/// A part of a path: the numbers of proofs have « / », written `%2F`.
fn decoder(t: &str) -> String {
    form_urlencoded::parse(format!("x={}", t.replace('+', "%2B")).as_bytes())
        .next()
        .map(|(_, v)| v.into_owned())
        .unwrap_or_default()
}

/// The address of a proof.
pub(crate) fn adresse_preuve(candidature: &str, preuve: &str) -> String {
    format!("/candidatures/{candidature}/preuves/{}", coder(preuve))
}

/// A part of a path, or of a query.
pub(crate) fn coder(t: &str) -> String {
    form_urlencoded::byte_serialize(t.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use segur_kit::Requete;

    use super::*;

    fn route(methode: &str, uri: &str) -> Route {
        Route::de(&Requete::nouvelle(methode.parse().unwrap(), uri.parse().unwrap(), ""))
    }

    #[test]
    fn the_number_of_a_proof_is_one_part_of_a_path() {
        let adresse = adresse_preuve("C0001", "INS/va1.28.01.01");
        assert_eq!(
            route("GET", &adresse),
            Route::Preuve("C0001".to_owned(), "INS/va1.28.01.01".to_owned())
        );
        assert_eq!(
            route("POST", &format!("{adresse}/juger")),
            Route::GestePreuve("C0001".to_owned(), "INS/va1.28.01.01".to_owned(), "juger".to_owned())
        );
        assert_eq!(coder("a+b c/é"), "a%2Bb%20c%2F%C3%A9");
        assert_eq!(decoder(&coder("a+b c/é")), "a+b c/é");
    }

    #[test]
    fn what_leads_nowhere_is_said() {
        for (methode, uri) in [
            ("GET", "/candidatures/C1/preuves/x/pieces/0/../1"),
            ("POST", "/"),
            ("DELETE", "/candidatures/C1"),
            ("GET", "/candidatures/C1/preuves/x/pieces/a/0"),
            ("GET", "//"),
        ] {
            assert_eq!(route(methode, uri), Route::Autre, "{methode} {uri}");
        }
        assert!(route("POST", "/candidatures").agit() && !route("GET", "/").agit());
    }
}
