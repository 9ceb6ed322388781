//! Each defect of Pro Santé Connect and of the directory changes what the témoin sends or says, and nothing else.

use serde_json::{Value, json};

use crate::defauts::{Observations, tenir_la_table};
use crate::psc::BancPsc;

/// What each defect moves, as patterns over the observations of the battery.
pub const EFFETS: &[(&str, &[&str])] = &[
    ("psc-acr-absent", &["*.url.acr_values", "*.ciba.*.acr_values"]),
    ("psc-acr-eidas2", &["*.url.acr_values", "*.ciba.*.acr_values"]),
    (
        "psc-nonce-rejoue",
        &["*.wallet/auth.*.url.nonce", "*.identification.*.url.nonce", "nonces"],
    ),
    ("psc-nonce-non-verifie", &["nonce.*"]),
    ("psc-redirection-autre-chemin", &["*"]),
    (
        "psc-secret-dans-url",
        &[
            "*.token.*.url.client_secret",
            "*.token.*.url.client_id",
            "*.token.*.porteur",
            "*.ciba.1.*",
        ],
    ),
    ("psc-jeton-dans-url", &["*.userinfo.*.url.access_token", "*.userinfo.*.porteur"]),
    ("psc-ciba-message-libre", &["*.ciba.*.binding_message"]),
    ("psc-ciba-indice-rpps", &["*.ciba.*.login_hint", "ciba.*"]),
    ("psc-ciba-scrutation-rapide", &["ciba.token.*"]),
    ("psc-sans-rafraichissement", &["web.*", "edc.*", "MORT.*"]),
    ("psc-session-survit", &["MORT.*"]),
    ("psc-deconnexion-locale", &["web.logout.*"]),
    ("psc-identite-du-poste", &["DEUX.dmp.*"]),
    ("psc-identite-generique", &["DEUX.dmp.vihf.ps", "DEUX.dmp.vihf.subject-id"]),
    ("psc-compte-par-nom", &["homonyme.session.compte"]),
    ("edc-jeton-mort", &["edc.token.*", "edc.edc/*"]),
    ("annuaire-parametre-inconnu", &["nom.*", "nombreux.*", "quota.*"]),
    ("annuaire-suivante-refaite", &["nom.*", "nombreux.*"]),
    ("annuaire-suivante-ignoree", &["nom.*", "nombreux.*"]),
    ("annuaire-suivante-abandonnee", &["nombreux.*"]),
    ("annuaire-quota-force", &["quota.*"]),
    ("annuaire-quota-invente", &["quota.*"]),
    ("annuaire-cle-dans-url", &["*.cle", "*.ESANTE-API-KEY", "*._page.*.id"]),
    ("annuaire-systeme-v1", &["comptes.*", "homonyme.*", "reverifie.*", "parti.*"]),
    ("annuaire-extraction-par-position", &["extraction.fichier.*", "demain.fichier.*"]),
    ("annuaire-extraction-une-fois", &["demain.*"]),
    ("annuaire-inactif-garde", &["parti.correspondants"]),
    ("compte-sans-annuaire", &["comptes.*", "homonyme.*", "reverifie.*"]),
    ("compte-jamais-reverifie", &["reverifie.*"]),
];

/// Defects that only TLS shows: `tls.rs` plays them.
pub const PAR_TLS: &[&str] = &["edc-sans-certificat", "edc-autre-certificat"];

#[tokio::test(flavor = "multi_thread")]
async fn chaque_defaut_change_ce_qu_il_dit_et_rien_d_autre() {
    tenir_la_table(EFFETS, |defauts| async move { batterie(&defauts).await }).await;
}

/// Plays everything, and says all that was seen, flat.
async fn batterie(defauts: &[&str]) -> Observations {
    let mut j = Jeu {
        b: BancPsc::nouveau(defauts).await,
        o: Observations::new(),
        etape: 10,
    };
    j.web().await;
    j.ciba().await;
    j.deux().await;
    j.mort().await;
    j.reponses().await;
    j.comptes().await;
    j.annuaire().await;
    j.o
}

struct Jeu {
    b: BancPsc,
    o: Observations,
    etape: u32,
}

impl Jeu {
    fn noter(&mut self, cle: &str, valeur: impl Into<String>) {
        self.o.insert(cle.to_owned(), valeur.into());
    }

    /// An act: how it ended, what left, and what the session says.
    async fn jouer(&mut self, place: &str, rpps: &str, acte: &str, parametres: Value) {
        self.etape += 1;
        let r = self.b.par(rpps, place, self.etape, acte, parametres).await;
        self.noter(&format!("{place}.{}.{acte}.issue", self.etape), r.issue.mot());
        for f in &r.fichiers {
            let contenu = f.json.clone().unwrap();
            match contenu.get("correspondants") {
                Some(c) => self.noter(&format!("{place}.correspondants"), c.to_string()),
                None => {
                    for (nom, valeur) in contenu.as_object().unwrap().iter().filter(|(n, _)| *n != "message") {
                        let genre = if f.nom == "session-psc" { "session" } else { "fichier" };
                        self.noter(&format!("{place}.{genre}.{nom}"), valeur.to_string());
                    }
                }
            }
        }
        self.ranger(place);
    }

    /// What came since the last time, by endpoint and rank.
    fn ranger(&mut self, place: &str) {
        let mut recues = self.b.psc.prendre();
        let annuaire = self.b.annuaire.prendre();
        let (lectures, reste): (Vec<_>, Vec<_>) = annuaire.into_iter().partition(|(c, _)| c.contains("/Practitioner/"));
        recues.extend(reste);
        if !lectures.is_empty() {
            self.noter(&format!("{place}.lectures"), lectures.len().to_string());
        }
        for (operation, dit) in recues {
            let chemin = operation.rsplit(' ').next().unwrap();
            let nom = ["wallet/auth", "openid-connect/auth", "edc/token", "edc/api"]
                .into_iter()
                .find(|f| chemin.ends_with(f))
                .unwrap_or_else(|| chemin.rsplit('/').next().unwrap());
            let rang = (1..).find(|n| !self.o.contains_key(&format!("{place}.{nom}.{n}.vu"))).unwrap();
            self.noter(&format!("{place}.{nom}.{rang}.vu"), "oui");
            for (champ, valeur) in dit {
                self.noter(&format!("{place}.{nom}.{rang}.{champ}"), valeur);
            }
        }
    }

    async fn web(&mut self) {
        let moi = "99900000045";
        self.jouer("web", moi, "connecter-psc", json!({})).await;
        self.b.psc.avancer(121);
        self.jouer("web", moi, "continuer-psc", json!({})).await;
        self.jouer("web", moi, "deconnecter-psc", json!({})).await;
        self.jouer("encore", moi, "connecter-psc", json!({})).await;
        let lu = |place: &str| self.o.get(&format!("{place}.wallet/auth.1.url.nonce")).cloned();
        let differents = (lu("web") != lu("encore")).to_string();
        self.noter("nonces", differents);
        self.jouer("edc", moi, "connecter-psc", json!({})).await;
        self.jouer("edc", moi, "appeler-api-psc", json!({})).await;
        self.b.psc.avancer(121);
        self.jouer("edc", moi, "appeler-api-psc", json!({})).await;
    }

    async fn ciba(&mut self) {
        let moi = "99900000045";
        self.b.psc.regler(|h| h.ciba = "attente");
        self.jouer("ciba", moi, "connecter-psc", json!({ "mode": "ciba" })).await;
        self.b.psc.regler(|h| h.ciba = "accord");
        self.b.psc.avancer(5);
        self.jouer("ciba", moi, "lire-session-psc", json!({})).await;
    }

    /// A person who is not the default user, with two situations.
    async fn deux(&mut self) {
        let elle = "99900000011";
        self.b.banc.qualifier("DEUX").await;
        self.jouer("DEUX", elle, "connecter-psc", json!({})).await;
        self.jouer("DEUX", elle, "choisir-situation", json!({ "rang": 2 })).await;
        self.tester("DEUX").await;
    }

    async fn tester(&mut self, place: &str) {
        self.etape += 1;
        let r = self.b.banc.acte(place, self.etape, "tester-dmp", json!({ "reference": "P" })).await;
        self.noter(&format!("{place}.dmp.issue"), r.issue.mot());
        for recue in self.b.banc.dmp.prendre() {
            for (nom, valeur) in recue.faits() {
                self.noter(&format!("{place}.dmp.{nom}"), valeur);
            }
        }
        self.ranger(place);
    }

    /// PSC ends the session.
    async fn mort(&mut self) {
        let moi = "99900000045";
        self.b.banc.qualifier("MORT").await;
        self.jouer("MORT", moi, "connecter-psc", json!({})).await;
        self.b.psc.regler(|h| h.fini = true);
        self.b.psc.avancer(121);
        self.jouer("MORT", moi, "continuer-psc", json!({})).await;
        self.b.psc.regler(|h| h.fini = false);
        self.tester("MORT").await;
    }

    async fn reponses(&mut self) {
        let moi = "99900000045";
        self.b.psc.regler(|h| h.ment = Some(("nonce", "autre")));
        self.jouer("nonce", moi, "connecter-psc", json!({})).await;
        self.b.psc.regler(|h| h.ment = None);
        self.b.psc.regler(|h| h.acr = "eidas3");
        self.jouer("acr", moi, "connecter-psc", json!({})).await;
        self.b.psc.regler(|h| h.acr = "eidas1");
        self.b.psc.regler(|h| h.sub_uuid = true);
        self.jouer("uuid", moi, "connecter-psc", json!({})).await;
        self.b.psc.regler(|h| h.sub_uuid = false);
    }

    async fn comptes(&mut self) {
        let moi = "99900000045";
        // The homonym first: whoever looks by the name finds that account.
        for (reference, rpps) in [("A", "99900000052"), ("B", moi)] {
            let p = json!({ "reference": reference, "rpps": rpps });
            self.jouer("homonyme", moi, "creer-compte", p).await;
        }
        self.jouer("homonyme", moi, "connecter-psc", json!({})).await;
        self.jouer("comptes", moi, "creer-compte", json!({ "reference": "X", "rpps": "99900000060" }))
            .await;
        self.jouer("reverifie", moi, "creer-compte", json!({ "reference": "R", "rpps": "99900000078" }))
            .await;
        self.b.psc.avancer(730 * 24 * 3600);
        self.jouer("reverifie", moi, "verifier-comptes", json!({})).await;
    }

    async fn annuaire(&mut self) {
        let moi = "99900000045";
        self.jouer("nom", moi, "chercher-correspondant", json!({ "nom": "TILLEUL" })).await;
        self.jouer("nombreux", moi, "chercher-correspondant", json!({ "nom": "HETRE" }))
            .await;
        self.b.annuaire.epuiser(true);
        self.jouer("quota", moi, "chercher-correspondant", json!({ "nom": "ERABLE" })).await;
        self.b.annuaire.epuiser(false);
        let parti = json!({ "rpps": "99900000060" });
        self.jouer("parti", moi, "chercher-correspondant", parti).await;
        self.jouer("ville", moi, "chercher-correspondant", json!({ "ville": "PARIS" }))
            .await;
        self.jouer("extraction", moi, "charger-annuaire", json!({})).await;
        self.jouer("demain", moi, "charger-annuaire", json!({})).await;
        self.b.annuaire.demain();
        self.jouer("demain", moi, "charger-annuaire", json!({})).await;
    }
}
