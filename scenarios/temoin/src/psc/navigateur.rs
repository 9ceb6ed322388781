//! The browser of the person at the desk, reduced to what signing in asks of it: cookies, redirections, one form to fill.

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, Url};

use super::client::envoyer;
use super::formulaire::{self, Formulaire};
use super::{Refus, court, parametres};
use crate::reseau::corps;

/// Pages and redirections followed: more is a loop.
const PAS_MAX: usize = 20;
const COOKIES_MAX: usize = 50;

/// What the person does on the page of PSC.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gestes<'a> {
    /// National identifier of the person.
    pub id_national: &'a str,
    /// `CPS` or `e-CPS`.
    pub moyen: &'a str,
    /// `accord`, `refus`, `delai` or `code-faux`.
    pub geste: &'a str,
}

/// Where the browser ended.
pub(crate) enum Arrivee {
    /// At the address that was waited for.
    Retour(Url),
    /// On a page that says this.
    Page { statut: u16, texte: String },
}

/// A window of the browser: its cookies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Navigateur {
    cookies: Vec<(String, String, String)>,
}

impl Navigateur {
    /// Goes there, and on, until it is sent back to `retour`. It stays on these hosts: what would lead elsewhere is refused.
    pub(crate) async fn parcourir(
        &mut self,
        http: &Client,
        depart: &str,
        hotes: &[Url],
        retour: &str,
        gestes: Option<Gestes<'_>>,
    ) -> Result<Arrivee, Refus> {
        let illisible = |url: &str| Refus::Panne(format!("adresse illisible : {}", court(url)));
        let mut url = Url::parse(depart).map_err(|_| illisible(depart))?;
        let retour = Url::parse(retour).map_err(|_| illisible(retour))?;
        let mut requete = self.avec_cookies(http.get(url.clone()), &url);
        for pas in 0..PAS_MAX {
            let mut recue = envoyer(requete, "navigateur").await?;
            self.garder_cookies(&recue, &url);
            if recue.status().is_redirection() {
                let vers = suite(&recue, &url)?;
                if meme_adresse(&vers, &retour) {
                    return Ok(Arrivee::Retour(vers));
                }
                if !hotes.iter().any(|h| h.origin() == vers.origin()) {
                    return Err(Refus::Panne(format!(
                        "PSC redirige vers {}, qui n'est ni PSC ni l'adresse de retour {retour} : connexion arrêtée",
                        court(vers.origin().ascii_serialization().as_str())
                    )));
                }
                url = vers;
                requete = self.avec_cookies(http.get(url.clone()), &url);
                continue;
            }
            let statut = recue.status().as_u16();
            let octets = corps("de PSC", &mut recue).await.map_err(|(_, texte)| Refus::Panne(texte))?;
            let page = String::from_utf8_lossy(&octets).into_owned();
            let formulaires = formulaire::lire(&page);
            if let Some(retour) = formulaires.iter().find_map(|f| renvoi(f, &retour)) {
                return Ok(Arrivee::Retour(retour));
            }
            let formulaire = formulaires.into_iter().find(|f| f.a("identite") || f.a("geste") || f.a("moyen"));
            match (formulaire, gestes) {
                (Some(f), Some(g)) if statut < 400 && (pas == 0 || !deja_faux(&page, g)) => {
                    url = url.join(&f.action).map_err(|_| illisible(&f.action))?;
                    if !hotes.iter().any(|h| h.origin() == url.origin()) {
                        return Err(Refus::Panne(
                            "le formulaire de PSC part vers un autre site : connexion arrêtée".to_owned(),
                        ));
                    }
                    requete = self.soumettre(http, &mut url, &f, g);
                }
                _ => {
                    return Ok(Arrivee::Page {
                        statut,
                        texte: court(&texte_de(&page)),
                    });
                }
            }
        }
        Err(Refus::Panne(format!("PSC redirige sans fin (plus de {PAS_MAX} fois)")))
    }

    fn soumettre(&self, http: &Client, url: &mut Url, f: &Formulaire, gestes: Gestes<'_>) -> RequestBuilder {
        let champs = f.remplir(|nom, offertes| match nom {
            "identite" => {
                let la = offertes.iter().find(|o| o.contains(gestes.id_national));
                Some(la.map_or_else(|| gestes.id_national.to_owned(), |o| (*o).to_owned()))
            }
            "moyen" => Some(gestes.moyen.to_owned()),
            "geste" => Some(gestes.geste.to_owned()),
            _ => None,
        });
        let champs: Vec<(&str, &str)> = champs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let texte = parametres(&champs);
        if f.post {
            let r = http.post(url.clone()).header("Content-Type", "application/x-www-form-urlencoded");
            self.avec_cookies(r.body(texte), url)
        } else {
            url.set_query(Some(&texte));
            self.avec_cookies(http.get(url.clone()), url)
        }
    }

    fn avec_cookies(&self, requete: RequestBuilder, url: &Url) -> RequestBuilder {
        let hote = url.host_str().unwrap_or_default();
        let ceux: Vec<String> = self
            .cookies
            .iter()
            .filter(|(h, ..)| h == hote)
            .map(|(_, n, v)| format!("{n}={v}"))
            .collect();
        if ceux.is_empty() {
            requete
        } else {
            requete.header(COOKIE, ceux.join("; "))
        }
    }

    fn garder_cookies(&mut self, recue: &Response, url: &Url) {
        let hote = url.host_str().unwrap_or_default().to_owned();
        for c in recue.headers().get_all(SET_COOKIE).iter().filter_map(|c| c.to_str().ok()) {
            let Some((nom, valeur)) = c.split(';').next().and_then(|c| c.split_once('=')) else {
                continue;
            };
            let (nom, valeur) = (nom.trim().to_owned(), valeur.trim().to_owned());
            self.cookies.retain(|(h, n, _)| *h != hote || *n != nom);
            let mort = c.to_ascii_lowercase().contains("max-age=0") || valeur.is_empty();
            if !mort && self.cookies.len() < COOKIES_MAX {
                self.cookies.push((hote.clone(), nom, valeur));
            }
        }
    }
}

/// A form that the browser posts to the address waited for (`response_mode=form_post`): that address, with what it would carry.
fn renvoi(f: &Formulaire, retour: &Url) -> Option<Url> {
    let mut vers = Url::parse(&f.action).ok().filter(|v| f.post && meme_adresse(v, retour))?;
    vers.query_pairs_mut().extend_pairs(f.remplir(|_, _| None));
    Some(vers)
}

/// A page that comes back after a wrong code is not filled again: the person has seen it.
fn deja_faux(page: &str, gestes: Gestes<'_>) -> bool {
    gestes.geste == "code-faux" && page.to_lowercase().contains("code")
}

fn suite(recue: &Response, url: &Url) -> Result<Url, Refus> {
    let vers = recue.headers().get(LOCATION).and_then(|l| l.to_str().ok()).unwrap_or_default();
    url.join(vers)
        .map_err(|_| Refus::Panne(format!("PSC redirige vers une adresse illisible : {}", court(vers))))
}

/// The same but for the query.
fn meme_adresse(a: &Url, b: &Url) -> bool {
    a.origin() == b.origin() && a.path() == b.path()
}

/// What a page says, without its tags.
fn texte_de(page: &str) -> String {
    let corps = page.find("<body").map_or(page, |i| &page[i..]);
    let mut dit = String::new();
    let mut dedans = false;
    for c in corps.chars().take(20_000) {
        match c {
            '<' => dedans = true,
            '>' => {
                dedans = false;
                dit.push(' ');
            }
            c if !dedans => dit.push(c),
            _ => {}
        }
    }
    dit.split_whitespace().collect::<Vec<_>>().join(" ")
}
