//! Which page or act a request is for.

use segur_kit::Requete;
use segur_xds::operations;
use segur_xds::web::{AppelWeb, CHEMIN, DEDANS, PageWeb};

/// A page, or an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// A page that a software opens, or that is followed from another.
    Page(AppelWeb),
    /// A document: INS, `uniqueId`, how it is given.
    Document(String, String, Forme),
    /// The authorisation on the DMP of this INS changes.
    Autoriser(String),
    /// An INS that was typed.
    Chercher(String),
    /// The sheet of styles.
    Style,
    /// The address alone: to the first page.
    Accueil,
    Autre,
}

/// How a document is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forme {
    /// As a page of ours.
    Lue,
    /// The PDF that it holds.
    Pdf,
    /// The bytes of the repository, to be kept.
    Fichier,
}

impl Route {
    pub fn de(requete: &Requete) -> Self {
        let (methode, chemin) = (requete.methode.as_str(), requete.uri.path());
        let question = requete.uri.query().unwrap_or_default();
        if let Some(appel) = AppelWeb::lire(methode, CHEMIN, chemin, question) {
            return Self::Page(appel);
        }
        let lit = methode == "GET";
        let suite = chemin.strip_prefix(DEDANS).unwrap_or_default();
        let morceaux: Vec<&str> = suite.split('/').skip(1).collect();
        match morceaux.as_slice() {
            [] if lit && chemin == "/" => Self::Accueil,
            ["style.css"] if lit => Self::Style,
            ["recherche"] if lit => Self::Chercher(champ(question.as_bytes(), "ins").unwrap_or_default()),
            ["autorisation", ins] if methode == "POST" => Self::Autoriser((*ins).to_owned()),
            ["document", ins, unique_id] if lit => Self::Document((*ins).to_owned(), (*unique_id).to_owned(), Forme::Lue),
            ["document", ins, unique_id, "pdf"] if lit => Self::Document((*ins).to_owned(), (*unique_id).to_owned(), Forme::Pdf),
            ["document", ins, unique_id, "fichier"] if lit => Self::Document((*ins).to_owned(), (*unique_id).to_owned(), Forme::Fichier),
            [page] | [page, _] if lit && PageWeb::lire(page).is_some() => {
                AppelWeb::lire(methode, DEDANS, chemin, question).map_or(Self::Autre, Self::Page)
            }
            _ => Self::Autre,
        }
    }

    /// The operation that it is recorded under.
    pub fn operation(&self, requete: &Requete) -> &'static str {
        match self {
            Self::Page(_) if requete.uri.path().starts_with(CHEMIN) && requete.methode.as_str() != "HEAD" => operations::TD09,
            Self::Autre if !requete.sans_message() => operations::ILLISIBLE,
            Self::Accueil | Self::Autre => operations::SONDE,
            Self::Page(_) if !requete.uri.path().starts_with(DEDANS) => operations::SONDE,
            _ => operations::WEB,
        }
    }
}

/// A field of a form, or of an address; none when it is not there or is empty.
pub(crate) fn champ(octets: &[u8], nom: &str) -> Option<String> {
    let mut champs = form_urlencoded::parse(octets).take(50);
    let trouve = champs.find(|(n, _)| n == nom)?.1;
    Some(trouve.trim().chars().take(200).collect()).filter(|v: &String| !v.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(methode: &str, uri: &str) -> (Route, &'static str) {
        let requete = Requete::nouvelle(methode.parse().unwrap(), uri.parse().unwrap(), "");
        let route = Route::de(&requete);
        let operation = route.operation(&requete);
        (route, operation)
    }

    #[test]
    fn ce_qu_ouvre_un_logiciel_n_est_pas_ce_que_suit_une_personne() {
        for (uri, operation) in [
            ("/AccesDirect/Documents/1", operations::TD09),
            ("/AccesDirect", operations::TD09),
            ("/AccesDirect/Rien", operations::TD09),
            ("/dmp/Documents/1", operations::WEB),
            ("/dmp/document/1/1.2/pdf", operations::WEB),
            ("/dmp/recherche?ins=1", operations::WEB),
            ("/dmp/Rien", operations::SONDE),
            ("/", operations::SONDE),
            ("/AccesDirects/Documents/1", operations::SONDE),
        ] {
            assert_eq!(route("GET", uri).1, operation, "{uri}");
        }
        assert_eq!(route("POST", "/AccesDirect/Documents/1").1, operations::TD09);
        assert_eq!(route("HEAD", "/AccesDirect/Documents/1").1, operations::SONDE);
        assert_eq!(
            route("POST", "/dmp/autorisation/1"),
            (Route::Autoriser("1".to_owned()), operations::WEB)
        );
        assert_eq!(route("POST", "/dmp/document/1/2").1, operations::ILLISIBLE);
        assert_eq!(route("GET", "/dmp/document/1/2/../3").0, Route::Autre);
    }
}
