//! The directory at the desk: correspondents, accounts of professionals, and the extraction files.

use segur_model::ReponseActe;
use serde_json::{Value, json};
use time::{Date, Duration};

use super::{Poste, Seance, erreur, fait, fichier, refuse};
use crate::annuaire::client::{ClientAnnuaire, QUOTA};
use crate::annuaire::correspondants::Correspondant;
use crate::annuaire::correspondants::Criteres;
use crate::comptes::Compte;
use crate::ecarts::Ecart;

/// How long a verification in the directory is good for.
const VALIDITE: Duration = Duration::days(730);

impl Poste {
    /// Plays an act of this area; None: it is not one.
    pub(super) async fn jouer_annuaire(&self, seance: &Seance<'_>) -> Option<std::io::Result<ReponseActe>> {
        match seance.demande.acte.as_str() {
            "creer-compte" => Some(self.creer_compte(seance).await),
            "verifier-comptes" => Some(self.verifier_comptes(seance).await),
            "charger-annuaire" => Some(Ok(self.charger_annuaire(seance).await)),
            "chercher-correspondant" => Some(Ok(self.chercher_correspondant(seance).await)),
            _ => None,
        }
    }

    pub(super) fn annuaire(&self) -> Result<&ClientAnnuaire, ReponseActe> {
        self.annuaire
            .as_ref()
            .ok_or_else(|| erreur("l'annuaire n'est pas configuré (`annuaire`)"))
    }

    /// An account is the one of a professional that the directory knows, under the RPPS that was typed.
    async fn creer_compte(&self, seance: &Seance<'_>) -> std::io::Result<ReponseActe> {
        let rpps = seance.texte("rpps").trim();
        if rpps.len() != 11 || !rpps.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(refuse(format!("RPPS « {rpps} » : 11 chiffres attendus")));
        }
        let trouve = if self.ecarts.a(Ecart::CompteSansAnnuaire) {
            Correspondant {
                rpps: rpps.to_owned(),
                id_national: format!("8{rpps}"),
                ..Correspondant::default()
            }
        } else {
            let annuaire = match self.annuaire() {
                Ok(a) => a,
                Err(e) => return Ok(e),
            };
            match annuaire.par_rpps(&self.ecarts, rpps).await {
                Ok(Some(c)) if c.actif => c,
                Ok(Some(_)) => return Ok(refuse(format!("le professionnel {rpps} n'est plus en activité dans l'annuaire"))),
                Ok(None) => return Ok(refuse(format!("l'annuaire ne connaît pas le RPPS {rpps}"))),
                Err(e) => return Ok(erreur(e)),
            }
        };
        let compte = Compte {
            rpps: rpps.to_owned(),
            id_national: trouve.id_national,
            nom: trouve.nom,
            prenom: trouve.prenom,
            verifie: self.config.maintenant().date(),
            ferme: false,
        };
        let mut magasin = self.magasin.lock().await;
        let reference = seance.texte("reference");
        magasin.garder_compte(&seance.demande.scenario, reference, compte)?;
        let vue = comptes(magasin.comptes(&seance.demande.scenario).filter(|(r, _)| *r == reference));
        Ok(dire("compte créé", "compte", vue))
    }

    /// Asks the directory again about each account whose verification is too old. One that cannot be asked stays as it is.
    async fn verifier_comptes(&self, seance: &Seance<'_>) -> std::io::Result<ReponseActe> {
        let annuaire = match self.annuaire() {
            Ok(a) => a,
            Err(e) => return Ok(e),
        };
        let scenario = &seance.demande.scenario;
        let aujourdhui = self.config.maintenant().date();
        let mut magasin = self.magasin.lock().await;
        let tous: Vec<(String, Compte)> = magasin.comptes(scenario).map(|(r, c)| (r.to_owned(), c.clone())).collect();
        let (mut verifies, mut fermes, mut echec) = (0, 0, None);
        for (reference, mut compte) in tous {
            let ancien = ancien(compte.verifie, aujourdhui) && !self.ecarts.a(Ecart::CompteJamaisReverifie);
            if compte.ferme || !ancien {
                continue;
            }
            match annuaire.par_rpps(&self.ecarts, &compte.rpps).await {
                Ok(trouve) => {
                    match trouve.filter(|c| c.actif) {
                        // People change their names.
                        Some(c) => (compte.nom, compte.prenom) = (c.nom, c.prenom),
                        None => compte.ferme = true,
                    }
                    compte.verifie = aujourdhui;
                    verifies += 1;
                    fermes += u32::from(compte.ferme);
                    magasin.garder_compte(scenario, &reference, compte)?;
                }
                Err(e) => echec = Some(e),
            }
        }
        let vue = comptes(magasin.comptes(scenario));
        Ok(match echec {
            Some(e) => erreur(format!("vérification incomplète : {e}")),
            None => dire(&format!("comptes vérifiés : {verifies} ; fermés : {fermes}"), "compte", vue),
        })
    }

    async fn chercher_correspondant(&self, seance: &Seance<'_>) -> ReponseActe {
        let annuaire = match self.annuaire() {
            Ok(a) => a,
            Err(e) => return e,
        };
        let lire = |nom: &str| seance.texte(nom).trim().to_owned();
        let mut criteres = Criteres {
            rpps: lire("rpps"),
            nom: lire("nom"),
            prenom: lire("prenom"),
            ville: lire("ville"),
        };
        let reference = seance.texte("reference");
        if !reference.is_empty() {
            let magasin = self.magasin.lock().await;
            let compte = magasin.comptes(&seance.demande.scenario).find(|(r, _)| *r == reference);
            match compte {
                Some((_, c)) => criteres.rpps.clone_from(&c.rpps),
                None => return erreur(format!("compte « {reference} » inconnu dans ce scénario : le créer d'abord")),
            }
        }
        if criteres == Criteres::default() {
            return refuse("aucun critère : l'annuaire ne se recopie pas, donner un RPPS, un nom ou une ville");
        }
        match annuaire.correspondants(&self.ecarts, &criteres).await {
            Ok(tous) => {
                let liste: Vec<Value> = tous.iter().map(Correspondant::fichier).collect();
                let message = format!("correspondants trouvés : {}", liste.len());
                dire(&message, "correspondants", json!({ "correspondants": liste }))
            }
            Err(e) if e == QUOTA && self.ecarts.a(Ecart::AnnuaireQuotaInvente) => {
                let invente = Correspondant {
                    rpps: "10000000000".to_owned(),
                    nom: criteres.nom,
                    mssante: vec!["correspondant@invente.mssante.fr".to_owned()],
                    ..Correspondant::default()
                };
                dire(
                    "correspondants trouvés : 1",
                    "correspondants",
                    json!({ "correspondants": [invente.fichier()] }),
                )
            }
            // What is shown then: nobody.
            Err(e) => ReponseActe {
                fichiers: fichier("correspondants", json!({ "correspondants": [] })).fichiers,
                ..erreur(e)
            },
        }
    }

    async fn charger_annuaire(&self, seance: &Seance<'_>) -> ReponseActe {
        let annuaire = match self.annuaire() {
            Ok(a) => a,
            Err(e) => return e,
        };
        let mut extractions = self.extractions.lock().await;
        let scenario = &seance.demande.scenario;
        let avant = extractions.get(scenario).map(|e| e.fichiers.clone()).unwrap_or_default();
        match annuaire.charger(&self.ecarts, &avant, &self.config.donnees).await {
            Ok(Some(e)) => {
                let vue = e.fichier("chargee");
                extractions.insert(scenario.clone(), e);
                dire("extraction chargée", "annuaire", vue)
            }
            Ok(None) => match extractions.get(scenario) {
                Some(e) => dire("extraction inchangée : rien à charger", "annuaire", e.fichier("inchangee")),
                None => erreur("extraction inchangée, et aucune n'est chargée"),
            },
            Err(e) => erreur(e),
        }
    }
}

fn ancien(verifie: Date, aujourdhui: Date) -> bool {
    aujourdhui - verifie >= VALIDITE
}

fn comptes<'a>(tous: impl Iterator<Item = (&'a str, &'a Compte)>) -> Value {
    json!({ "comptes": tous.map(|(r, c)| c.fichier(r)).collect::<Vec<_>>() })
}

fn dire(message: &str, nom: &str, contenu: Value) -> ReponseActe {
    ReponseActe {
        fichiers: fichier(nom, contenu).fichiers,
        ..fait(message)
    }
}
