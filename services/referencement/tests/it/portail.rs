//! A bench with Pro Santé Connect and the portal, and browsers that know nothing but what they are answered. The whole campaigns use it too.

use std::sync::{Arc, LazyLock};

use segur_certs::Igc;
use segur_kit::{Banc, ReglageBanc, SourceHorloge};
use segur_model::catalogue::{Catalogue, NaturePreuve};
use segur_psc::PscReglage;
use segur_referencement::Reglage;
use serde_json::Value;
use time::macros::datetime;

pub const DEBUT: time::OffsetDateTime = datetime!(2026-01-15 09:00 UTC);
static IGC: LazyLock<Arc<Igc>> = LazyLock::new(|| Arc::new(Igc::demo().unwrap()));

/// The catalogue of the biology, cut to its two first chapters and to six proofs, each a screenshot.
pub fn catalogue(vague: u8) -> Catalogue {
    let texte = include_str!("../../../../scenarios/referentiels/rem-bio-sgl-va1.toml");
    let mut c: Catalogue = toml::from_str(texte).unwrap();
    c.vague = vague;
    let mut chapitres: Vec<String> = Vec::new();
    let mut n = 0;
    c.exigences.retain_mut(|e| {
        e.scenarios.retain(|s| !s.preuves.is_empty());
        if e.profil != "Général" || e.nature != segur_model::catalogue::Nature::Exigence || e.scenarios.is_empty() {
            return false;
        }
        let chapitre = e.chapitre_de_convergence().to_owned();
        if !chapitres.contains(&chapitre) {
            if chapitres.len() == 2 {
                return false;
            }
            chapitres.push(chapitre.clone());
            n = 0;
        }
        n += 1;
        if n > 3 {
            return false;
        }
        e.scenarios.truncate(1);
        for s in &mut e.scenarios {
            s.preuves.truncate(1);
            for p in &mut s.preuves {
                p.natures = vec![NaturePreuve::Screenshot];
                p.nommage = String::new();
                p.toutes = false;
            }
        }
        true
    });
    c
}

/// The whole catalogue of the biology, as of the second wave.
pub fn entier() -> Catalogue {
    let texte = include_str!("../../../../scenarios/referentiels/rem-bio-sgl-va1.toml");
    let mut c: Catalogue = toml::from_str(texte).unwrap();
    c.vague = 2;
    c
}

pub struct Portail {
    pub banc: Banc,
    pub catalogue: Catalogue,
}

pub struct Navigateur<'a> {
    portail: &'a Portail,
    client: reqwest::Client,
    pub temoin: String,
    pub jeton: String,
}

pub struct Recue {
    pub statut: u16,
    pub entetes: reqwest::header::HeaderMap,
    pub octets: Vec<u8>,
}

impl Recue {
    pub fn texte(&self) -> String {
        String::from_utf8_lossy(&self.octets).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.octets).unwrap_or_else(|e| panic!("{e} : {}", self.texte()))
    }

    pub fn vers(&self) -> &str {
        self.entetes.get("location").map_or("", |v| v.to_str().unwrap())
    }
}

impl Portail {
    pub async fn nouveau() -> Self {
        Self::regle(Reglage::default(), 2, None).await
    }

    pub async fn regle(reglage: Reglage, vague: u8, donnees: Option<std::path::PathBuf>) -> Self {
        Self::sur(reglage, vec![catalogue(vague)], donnees).await
    }

    /// On these catalogues.
    pub async fn sur(reglage: Reglage, catalogues: Vec<Catalogue>, donnees: Option<std::path::PathBuf>) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let mut banc = ReglageBanc::nouveau(Arc::new(segur_world::monde_demo().unwrap()), IGC.clone());
        banc.horloge = SourceHorloge::Figee(DEBUT);
        banc.donnees = donnees;
        let catalogue = catalogues[0].clone();
        let services = vec![
            segur_psc::service(PscReglage::default()),
            segur_referencement::service(reglage, catalogues).unwrap(),
        ];
        Self {
            banc: Banc::demarrer(banc, services, &[]).await.unwrap(),
            catalogue,
        }
    }

    pub fn adresse(&self) -> String {
        let points = &self.banc.espace("defaut").unwrap().points;
        points["referencement.portail"].trim_end_matches('/').to_owned()
    }

    /// Days on the bench clock.
    pub async fn avancer(&self, jours: i64) {
        let url = format!("{}/banc/horloge?espace=defaut", self.banc.acces().controle);
        let corps = serde_json::json!({ "decalage_s": jours * 86_400 }).to_string();
        let r = reqwest::Client::new()
            .put(url)
            .header("content-type", "application/json")
            .body(corps)
            .send()
            .await
            .unwrap();
        assert_eq!(r.status(), 200);
    }

    pub async fn action(&self, action: &str, parametres: Value) -> (u16, Value) {
        let url = format!("{}/banc/actions/referencement/{action}?espace=defaut", self.banc.acces().controle);
        let r = reqwest::Client::new()
            .post(url)
            .header("content-type", "application/json")
            .body(parametres.to_string())
            .send()
            .await
            .unwrap();
        (r.status().as_u16(), serde_json::from_str(&r.text().await.unwrap()).unwrap())
    }

    pub fn anonyme(&self) -> Navigateur<'_> {
        let client = reqwest::Client::builder()
            .tls_certs_only(reqwest::Certificate::from_pem_bundle(IGC.ancres_pem().as_bytes()).unwrap())
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Navigateur {
            portail: self,
            client,
            temoin: String::new(),
            jeton: String::new(),
        }
    }

    /// Somebody of the world, signed in by the pages of Pro Santé Connect.
    pub async fn entrer(&self, fiche: &str) -> Navigateur<'_> {
        let mut n = self.anonyme();
        n.entrer(fiche).await;
        n
    }
}

impl Navigateur<'_> {
    pub async fn entrer(&mut self, fiche: &str) {
        let retour = self.retour_vers("/candidatures/nouvelle", fiche).await;
        assert_eq!(
            (retour.statut, retour.vers()),
            (303, "/candidatures/nouvelle"),
            "{}",
            retour.texte()
        );
        self.temoin = temoin(&retour);
        let page = self.obtenir("/").await.texte();
        self.jeton = page
            .split("name=\"jeton\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
    }

    /// What comes of a sign-in that wants to go there.
    pub async fn retour_vers(&self, vers: &str, fiche: &str) -> Recue {
        let depart = self.obtenir(&format!("/connexion?vers={vers}")).await;
        assert_eq!(depart.statut, 303, "{}", depart.texte());
        let en_cours = temoin(&depart);
        let corps = forme(&[("identite", fiche), ("moyen", "CPS"), ("geste", "accord")]);
        let r = self
            .client
            .post(depart.vers())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(corps)
            .send()
            .await
            .unwrap();
        let vers = r
            .headers()
            .get("location")
            .expect("back to the portal")
            .to_str()
            .unwrap()
            .to_owned();
        let retour = self.client.get(&vers).header("cookie", &en_cours).send().await.unwrap();
        recevoir(retour).await
    }

    fn demande(&self, methode: &str, chemin: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{chemin}", self.portail.adresse());
        let demande = self.client.request(methode.parse().unwrap(), url);
        if self.temoin.is_empty() {
            demande
        } else {
            demande.header("cookie", &self.temoin)
        }
    }

    pub async fn obtenir(&self, chemin: &str) -> Recue {
        self.avec("GET", chemin, &[], Vec::new()).await
    }

    pub async fn json(&self, chemin: &str) -> Value {
        self.avec("GET", chemin, &[("accept", "application/json")], Vec::new()).await.json()
    }

    /// A form of a page of the portal.
    pub async fn poster(&self, chemin: &str, champs: &[(&str, &str)]) -> Recue {
        let mut tous = vec![("jeton", self.jeton.as_str())];
        tous.extend_from_slice(champs);
        let entetes = [("content-type", "application/x-www-form-urlencoded")];
        self.avec("POST", chemin, &entetes, forme(&tous).into_bytes()).await
    }

    pub async fn avec(&self, methode: &str, chemin: &str, entetes: &[(&str, &str)], corps: Vec<u8>) -> Recue {
        let demande = entetes.iter().fold(self.demande(methode, chemin), |d, (n, v)| d.header(*n, *v));
        recevoir(demande.body(corps).send().await.unwrap()).await
    }

    /// A file, in pieces of this size: its number.
    pub async fn envoyer(&self, candidature: &str, nom: &str, octets: &[u8], morceau: usize) -> String {
        let taille = octets.len().to_string();
        let r = self
            .poster(&format!("/candidatures/{candidature}/envois"), &[("nom", nom), ("taille", &taille)])
            .await;
        assert_eq!(r.statut, 200, "{}", r.texte());
        let id = r.json()["envoi"].as_str().unwrap().to_owned();
        let mut debut = 0;
        for partie in octets.chunks(morceau) {
            let r = self.morceau(&id, debut, partie).await;
            assert_eq!(r.statut, 200, "{}", r.texte());
            debut += partie.len();
        }
        id
    }

    pub async fn morceau(&self, envoi: &str, debut: usize, octets: &[u8]) -> Recue {
        let chemin = format!("/envois/{envoi}?debut={debut}");
        self.avec(
            "PUT",
            &chemin,
            &[("x-jeton", &self.jeton), ("accept", "application/json")],
            octets.to_vec(),
        )
        .await
    }

    /// A file for a proof.
    pub async fn deposer(&self, candidature: &str, preuve: &str, nom: &str, octets: &[u8]) -> Recue {
        let envoi = self.envoyer(candidature, nom, octets, 1 << 20).await;
        self.poster(&format!("{}/depot", preuve_de(candidature, preuve)), &[("envoi", &envoi)])
            .await
    }
}

async fn recevoir(r: reqwest::Response) -> Recue {
    let (statut, entetes) = (r.status().as_u16(), r.headers().clone());
    Recue {
        statut,
        entetes,
        octets: r.bytes().await.unwrap().to_vec(),
    }
}

/// The first cookie of an answer, to send back.
fn temoin(r: &Recue) -> String {
    let un = r.entetes.get_all("set-cookie").iter().next().expect("a cookie").to_str().unwrap();
    un.split(';').next().unwrap().to_owned()
}

pub fn preuve_de(candidature: &str, preuve: &str) -> String {
    format!("/candidatures/{candidature}/preuves/{}", preuve.replace('/', "%2F"))
}

pub fn forme(champs: &[(&str, &str)]) -> String {
    let mut f = form_urlencoded::Serializer::new(String::new());
    champs.iter().for_each(|(n, v)| {
        f.append_pair(n, v);
    });
    f.finish()
}

/// A picture, all of one colour.
pub fn png(largeur: u32, hauteur: u32, teinte: u8) -> Vec<u8> {
    use std::io::Write;
    let mut octets = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut bloc = |genre: &[u8; 4], contenu: &[u8]| {
        octets.extend((contenu.len() as u32).to_be_bytes());
        let mut somme = flate2::Crc::new();
        somme.update(genre);
        somme.update(contenu);
        octets.extend(genre);
        octets.extend(contenu);
        octets.extend(somme.sum().to_be_bytes());
    };
    let mut tete = [largeur.to_be_bytes(), hauteur.to_be_bytes()].concat();
    tete.extend([8, 0, 0, 0, 0]);
    bloc(b"IHDR", &tete);
    let mut serre = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..hauteur {
        serre.write_all(&[0]).unwrap();
        serre.write_all(&vec![teinte; largeur as usize]).unwrap();
    }
    bloc(b"IDAT", &serre.finish().unwrap());
    bloc(b"IEND", &[]);
    octets
}
