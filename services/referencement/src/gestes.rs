//! What a form asks to be done.

use std::collections::BTreeSet;

use segur_kit::Contexte;
use segur_model::candidat::Produit;

use crate::appel::{Appel, Echec, Issue};
use crate::candidature::{self, Acteur, Demande, Dossier, Erratum, Geste, IssueAttente, Personne, Role, Verdict};
use crate::depot;
use crate::formulaire::Formulaire;
use crate::routes::{adresse_preuve, coder};

/// `POST /candidatures`.
pub(crate) fn ouvrir(appel: &Appel<'_>) -> Issue {
    let f = Formulaire::du_corps(appel.requete);
    let qui = appel.qui()?;
    let code = f.un("referentiel").to_owned();
    if appel.service.catalogue(&code).is_none() {
        let connus: Vec<&str> = appel.service.catalogues.iter().map(|c| c.code.as_str()).collect();
        return Err(Echec::Saisie(400, format!("Choisissez un dispositif : {}.", connus.join(", "))));
    }
    let editeur = Personne {
        id: qui.session.id_national.clone(),
        nom: qui.session.nom.clone(),
    };
    let meme = |_: &str, c: &candidature::Candidature| {
        !c.etat.est_fini()
            && c.editeur.id == editeur.id
            && c.referentiel == code
            && c.produit.nom == f.un("produit")
            && c.produit.version == f.un("version")
    };
    if let Some(deja) = appel.etat(|e| e.candidatures.cles(meme)).first() {
        return Err(Echec::Saisie(
            409,
            format!(
                "La candidature {deja} est déjà ouverte pour ce produit, cette version et ce dispositif : la reprendre, ou l'abandonner d'abord."
            ),
        ));
    }
    let id = appel.etat(|e| e.numero())?;
    let demande = Demande {
        id: id.clone(),
        societe: f.un("societe").to_owned(),
        produit: Produit {
            nom: f.un("produit").to_owned(),
            version: f.un("version").to_owned(),
            editeur: f.un("societe").to_owned(),
            nil: f.un("nil").to_owned(),
        },
        profils: f.tous("profil").map(str::to_owned).collect(),
        editeur: editeur.clone(),
        robot: appel.service.reglage.robot,
    };
    let acteur = Acteur {
        id: editeur.id,
        nom: editeur.nom,
        role: Role::Editeur,
    };
    let ouvert = appel.service.cadre(appel.ctx, &code, |cadre| {
        candidature::ouvrir(demande, appel.maintenant, cadre, &acteur)
    });
    let mut d = ouvert.map_err(Echec::Banc)??;
    appel.etat(|e| e.ranger(&mut d));
    Ok(appel.fait(&format!("/candidatures/{id}")).fait("candidature", id))
}

/// `POST /candidatures/{id}/gestes/{geste}`.
pub(crate) async fn sur_la_candidature(appel: &Appel<'_>, id: &str, mot: &str) -> Issue {
    let f = Formulaire::du_corps(appel.requete);
    if mot == "dossier" {
        return depot::dossier(appel, id, f.un("envoi")).await;
    }
    let d = appel.dossier(id)?;
    let geste = lire(appel, &d, mot, &f)?;
    faire(appel, d, geste)?;
    Ok(appel
        .fait(&format!("/candidatures/{id}"))
        .fait("candidature", id)
        .fait("geste", mot))
}

/// `POST /candidatures/{id}/preuves/{n°}/{geste}`.
pub(crate) fn sur_la_preuve(appel: &Appel<'_>, id: &str, preuve: &str, mot: &str) -> Issue {
    let f = Formulaire::du_corps(appel.requete);
    let d = appel.dossier(id)?;
    let revision = f.nombre("revision");
    let preuve = preuve.to_owned();
    let geste = match mot {
        "juger" => Geste::Juger {
            preuve: preuve.clone(),
            revision,
            verdict: match f.un("verdict") {
                "conforme" => Verdict::Conforme,
                "non-conforme" => Verdict::NonConforme,
                "question" => Verdict::Question,
                "sans-objet" => Verdict::SansObjet,
                autre => {
                    return Err(Echec::Saisie(
                        400,
                        format!("Le verdict « {autre} » n'existe pas : conforme, non-conforme, question ou sans-objet."),
                    ));
                }
            },
            motif: f.un("motif").to_owned(),
            etapes: f.tous("etape").filter_map(|n| n.parse().ok()).collect(),
        },
        "repondre" => Geste::Repondre {
            preuve: preuve.clone(),
            revision,
            texte: f.un("texte").to_owned(),
        },
        "non-applicable" => Geste::DeclarerNonApplicable {
            preuve: preuve.clone(),
            revision,
            justification: f.un("texte").to_owned(),
        },
        "prendre" => Geste::Prendre { preuve: preuve.clone() },
        "rendre" => Geste::Rendre { preuve: preuve.clone() },
        autre => return Err(inconnu(autre)),
    };
    let juge = matches!(geste, Geste::Juger { .. });
    let d = faire(appel, d, geste)?;
    // After a verdict the next proof to be judged comes by itself.
    let suivante = juge.then(|| suivante(&d, &preuve)).flatten();
    let vers = match suivante {
        Some(s) => adresse_preuve(id, &s),
        None if juge => format!("/candidatures/{id}/preuves?sort=a-juger"),
        None => adresse_preuve(id, &preuve),
    };
    Ok(appel.fait(&vers).fait("candidature", id).fait("preuve", preuve).fait("geste", mot))
}

/// The next proof that waits for a verdict, going round.
pub(crate) fn suivante(d: &Dossier, preuve: &str) -> Option<String> {
    let ici = d.preuves.iter().position(|p| p.id == preuve)?;
    let (avant, apres) = d.preuves.split_at(ici);
    let attend = |p: &&candidature::Preuve| p.id != preuve && d.attend_un_avis(p);
    apres.iter().chain(avant).find(attend).map(|p| p.id.clone())
}

/// Does it, and keeps it.
pub(crate) fn faire(appel: &Appel<'_>, mut d: Dossier, geste: Geste) -> Result<Dossier, Echec> {
    let acteur = appel.acteur(&d.tete)?;
    let tete = d.tete.clone();
    appel.cadre(&tete, |cadre| d.agir(&acteur, appel.maintenant, geste, cadre))??;
    appel.etat(|e| e.ranger(&mut d));
    Ok(d)
}

fn inconnu(mot: &str) -> Echec {
    Echec::Absente(format!("« {mot} » n'est pas un geste de ce portail."))
}

/// An act on the candidature as a whole.
fn lire(appel: &Appel<'_>, d: &Dossier, mot: &str, f: &Formulaire) -> Result<Geste, Echec> {
    let ctx = appel.ctx;
    let motif = || f.un("motif").to_owned();
    let jours = || f.nombre("jours").unwrap_or_default();
    Ok(match mot {
        "deposer-administratif" => Geste::DeposerAdministratif {
            charte: f.coche("charte"),
            prerequis: f.tous("prerequis").map(str::to_owned).collect::<BTreeSet<_>>(),
            versions_obsoletes: f.un("versions_obsoletes").to_owned(),
        },
        "mandater" => Geste::Mandater {
            personne: sauf_relecteur(appel, personne(ctx, f.un("personne"))?)?,
        },
        "demandater" => Geste::Demandater {
            id: f.un("personne").to_owned(),
        },
        "changer-profils" => Geste::ChangerProfils {
            profils: f.tous("profil").map(str::to_owned).collect(),
        },
        "soumettre" => Geste::Soumettre {
            chapitre: Some(f.un("chapitre").to_owned()).filter(|c| !c.is_empty()),
        },
        "declarer-attente" => Geste::DeclarerAttente {
            attente: f.un("attente").to_owned(),
            reference: f.un("reference").to_owned(),
        },
        "constater" => Geste::Constater {
            attente: f.un("attente").to_owned(),
            issue: match f.un("issue") {
                "obtenue" => IssueAttente::Obtenue,
                "refusee" => IssueAttente::Refusee,
                autre => {
                    return Err(Echec::Saisie(
                        400,
                        format!("L'issue « {autre} » n'existe pas : obtenue ou refusee."),
                    ));
                }
            },
            reference: f.un("reference").to_owned(),
        },
        "declarer-version" => Geste::DeclarerVersion {
            version: f.un("version").to_owned(),
            majeure: f.coche("majeure"),
        },
        "abandonner" => Geste::Abandonner { motif: motif() },
        "complement" => Geste::Complement { motif: motif() },
        "eligible" => Geste::Eligible,
        "robot" => Geste::Robot { actif: f.coche("actif") },
        "prolonger" => Geste::Prolonger {
            jours: jours(),
            motif: motif(),
        },
        "rouvrir" => Geste::Rouvrir {
            jours: jours(),
            motif: motif(),
        },
        "decider" => Geste::Decider {
            referencer: f.un("decision") == "referencer",
            motif: motif(),
        },
        "controler" => Geste::Controler {
            conforme: f.un("issue") == "conforme",
            motif: motif(),
        },
        "suspendre" => Geste::Suspendre { motif: motif() },
        "lever" => Geste::Lever { motif: motif() },
        "retirer" => Geste::Retirer { motif: motif() },
        "erratum" => Geste::Erratum(Erratum {
            id: f.un("id").to_owned(),
            referentiel: d.tete.referentiel.clone(),
            date: f.un("date").to_owned(),
            vise: f
                .un("vise")
                .split([',', ' ', '\n'])
                .map(str::trim)
                .filter(|v| !v.is_empty())
                .map(str::to_owned)
                .collect(),
            change: f.un("change").to_owned(),
            source: f.un("source").to_owned(),
            tombees: Vec::new(),
        }),
        autre => return Err(inconnu(autre)),
    })
}

/// Who reviews here takes no mandate: the vendor would choose who reviews it.
fn sauf_relecteur(appel: &Appel<'_>, p: Personne) -> Result<Personne, Echec> {
    let relecteurs = appel
        .service
        .reglage
        .relecteurs
        .iter()
        .filter_map(|f| appel.ctx.monde.professionnels.get(f));
    if relecteurs.into_iter().any(|r| r.id_national == p.id) {
        return Err(Echec::Saisie(
            409,
            format!("{} relit ici : on ne peut pas être des deux côtés.", p.nom),
        ));
    }
    Ok(p)
}

/// A person of the world: by fiche, or by national identifier.
fn personne(ctx: &Contexte, dit: &str) -> Result<Personne, Echec> {
    let connu = ctx.monde.professionnels.get(dit).or_else(|| ctx.monde.professionnel(dit));
    let connu = connu.ok_or_else(|| {
        Echec::Saisie(
            400,
            format!("« {dit} » n'est pas une personne du monde du banc : donner sa fiche (BIOLOGISTE_1) ou son identifiant national."),
        )
    })?;
    Ok(Personne {
        id: connu.id_national.clone(),
        nom: format!("{} {}", connu.prenom, connu.nom),
    })
}

/// A link to the list of the proofs of a chapter.
pub(crate) fn lien_chapitre(id: &str, chapitre: &str) -> String {
    format!("/candidatures/{id}/preuves?chapitre={}", coder(chapitre))
}
