//! One request to the site: who asks, and the ways in which it may end.

use maud::{Markup, html};
use segur_kit::{Contexte, JournalError, Reponse, Requete};
use segur_model::world::EtatDmp;
use segur_xds::web::{DEDANS, DIRECTE, PageWeb};

use super::CREATION_REFUSEE;
use super::dossier::Dossier;
use super::habillage::{self, Autour};
use super::visiteur::Visiteur;
use crate::causes::{Cause, Codes, Refus};
use crate::service::Dmp;

/// One request.
pub(crate) struct Page<'a> {
    pub service: &'a Dmp,
    pub ctx: &'a Contexte,
    pub requete: &'a Requete,
    pub visiteur: &'a Visiteur,
}

impl<'a> Page<'a> {
    pub fn nouvelle(service: &'a Dmp, ctx: &'a Contexte, requete: &'a Requete, visiteur: &'a Visiteur) -> Self {
        Self {
            service,
            ctx,
            requete,
            visiteur,
        }
    }

    /// A page. `dossier`: the DMP that it is in.
    pub fn montrer(&self, statut: u16, titre: &str, ici: Option<PageWeb>, dossier: Option<&Dossier>, contenu: &Markup) -> Reponse {
        let autour = Autour {
            qui: self.visiteur.qui(),
            dossier: dossier.filter(|d| d.dmp.etat == EtatDmp::Ouvert),
            ici,
        };
        let reponse = self.de_qui(habillage::page(statut, titre, &autour, contenu));
        match dossier {
            Some(d) => du_patient(reponse, d),
            None => reponse,
        }
    }

    /// The same answer, which says in its headers for whom it is.
    pub fn de_qui(&self, reponse: Reponse) -> Reponse {
        match self.visiteur.qui() {
            Some(qui) => reponse
                .entete("banc-ps", &qui.ps.id_national)
                .entete("banc-authentification", "carte"),
            None => reponse,
        }
    }

    /// Somewhere else of the site.
    pub fn vers(&self, adresse: &str) -> Reponse {
        self.de_qui(Reponse::nouvelle(303, "", ""))
            .entete("location", adresse)
            .entete("cache-control", "no-store")
    }

    /// A page that says what is wrong, and leads to the first one.
    pub fn erreur(&self, statut: u16, texte: &str, code: &str) -> Reponse {
        self.erreur_de(statut, texte, code, None)
    }

    /// A refusal on the DMP of a patient.
    pub fn refus(&self, refus: &Refus, dossier: Option<&Dossier>) -> Reponse {
        let (code, texte) = Codes(self.service.reglage.codes.clone()).dire(refus);
        let statut = if matches!(refus.cause, Cause::Absent | Cause::Document) {
            404
        } else {
            403
        };
        self.erreur_de(statut, &texte, &code, dossier)
    }

    fn erreur_de(&self, statut: u16, texte: &str, code: &str, dossier: Option<&Dossier>) -> Reponse {
        let tableau = format!("{DEDANS}/TableauDeBord");
        let contenu = html! {
            div.alerte role="alert" {
                p { (texte) }
                @if !code.is_empty() { p { "Code : " code { (code) } @if code != CREATION_REFUSEE { " (choisi par le banc d'essai : celui du site n'est pas public)" } } }
            }
            p {
                @if let Some(d) = dossier {
                    a href=(format!("{tableau}/{}", d.ins())) { "Tableau de bord : l'état du DMP de ce patient" }
                } @else {
                    a href=(tableau) { "Tableau de bord" }
                }
            }
        };
        let reponse = self.montrer(statut, "Accès impossible", None, None, &contenu);
        let reponse = match dossier {
            Some(d) => du_patient(reponse, d),
            None => reponse,
        };
        if code.is_empty() {
            reponse
        } else {
            reponse.entete("banc-erreur", code)
        }
    }

    /// Who comes is nobody whom the site lets in.
    pub fn qui_etes_vous(&self) -> Reponse {
        let (statut, titre, contenu) = match self.visiteur {
            Visiteur::Structure(cn) => (
                403,
                "Authentification directe",
                html! {
                    p.alerte role="alert" {
                        "Le certificat présenté (" code { (cn) } ") est celui d'une structure : l'accès web au DMP demande la carte du professionnel."
                    }
                },
            ),
            Visiteur::Inconnu(cn) => (
                403,
                "Professionnel inconnu",
                html! {
                    p.alerte role="alert" { "Le banc ne connaît aucun professionnel d'identifiant national " code { (cn) } " (CN de la carte)." }
                    p { "Ajoutez-le à la surcouche du monde (" code { "[[professionnels]]" } ")." }
                },
            ),
            Visiteur::Personne | Visiteur::Connu(_) => (
                401,
                "Carte du professionnel",
                html! {
                    p.alerte role="alert" { "Aucune carte n'a été présentée : l'accès web au DMP se fait sous l'identité d'un professionnel." }
                    p {
                        "Donnez au navigateur un certificat d'authentification de carte de l'IGC de test (" code { "segur-bench certs --pour MEDECIN_PRESCRIPTEUR" }
                        "), puis ouvrez à nouveau l'adresse : il vous demandera lequel présenter."
                    }
                },
            ),
        };
        let reponse = self.montrer(statut, titre, None, None, &contenu);
        match self.visiteur {
            Visiteur::Structure(_) => reponse.refusee_sur(DIRECTE.id),
            _ => reponse,
        }
    }

    /// A fault that a scenario asks for.
    pub fn panne_demandee(&self, code: &str) -> Reponse {
        self.erreur(503, "Service momentanément indisponible : panne demandée au banc d'essai.", code)
    }

    /// What the bench could not do.
    pub fn panne(&self, e: &JournalError) -> Reponse {
        self.erreur(503, &format!("Le banc n'a pas pu lire ou écrire : {e}."), "")
    }
}

/// The same answer, which says in its headers what is known of the patient.
pub(crate) fn du_patient(reponse: Reponse, d: &Dossier) -> Reponse {
    let statut = match d.dmp.etat {
        EtatDmp::Absent => return reponse.entete("banc-existence", "NF"),
        EtatDmp::Ouvert => "active",
        EtatDmp::Ferme => "terminated",
    };
    reponse
        .entete("banc-existence", "OK")
        .entete("banc-dmp-statut", statut)
        .entete("banc-autorisation", d.autorisation())
}
