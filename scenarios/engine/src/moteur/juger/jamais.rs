//! `jamais`: an exchange that must not come. « Nothing was sent » is *vu* only by counter-proof.

use segur_model::{Cause, ConstatEtape, Direction, vocabulaire::motif_couvre};

use super::{Affaire, Lieu, Vu, blocage, contre_preuve, tenus};
use crate::contient::Presence;
use crate::grammaire::ast::{Attente, Jamais};
use crate::moteur::apparier::{choisit, fenetre};

pub(super) fn juger(affaire: &Affaire<'_>, l: &Lieu<'_>, x: &Jamais) -> Vu {
    let operations = x.operations.join(" ou ");
    let ouvreur = affaire.ouvreur(&l.p);
    let (Some(fenetre), false) = (fenetre(&l.p, affaire.releve), l.p.ouvreur.is_some() && ouvreur.is_none()) else {
        return Vu::simple(ConstatEtape::NonJoue(Cause::AJouer), "l'acte n'a pas été joué");
    };
    if let Some(acte) = ouvreur.and_then(|e| e.acte.as_ref()).filter(|a| !a.tente) {
        let (cause, raison) =
            blocage::de_l_acte(affaire, l.rang, &acte.resultat).unwrap_or((Cause::AJouer, "l'acte n'a pas été joué".to_owned()));
        return Vu::simple(ConstatEtape::NonJoue(cause), raison);
    }
    let avant = x.avant.as_ref().and_then(|nom| affaire.a.captures.get(nom)).copied();
    let (mut fautifs, mut mal_lus) = (Vec::new(), Vec::new());
    for k in 0..affaire.releve.echanges.len() {
        let e = affaire.echange(k);
        let hors = e.exchange.id <= fenetre.depuis || avant.is_some_and(|limite| k >= limite);
        if hors
            || e.exchange.direction != Direction::CandidatVersBanc
            || !x.operations.iter().any(|o| motif_couvre(o, &e.exchange.operation))
        {
            continue;
        }
        // What the counter-proof makes come is what shows that the lock held until then.
        if contre_preuve::est_levee(affaire, l, x, k) {
            continue;
        }
        match choisit(&l.valeurs, &x.ou, affaire.a.faits(k), &affaire.contient(k)) {
            Ok(true) => fautifs.push(k),
            Ok(false) if cherches(l, x).any(|t| affaire.j.cadre.lectures.presence(e, &t) == Presence::NonToutLu) => mal_lus.push(k),
            Ok(false) => {}
            Err(v) => {
                let (cause, raison) = blocage::sans_valeur(affaire, l.rang, &v);
                return Vu::simple(ConstatEtape::NonJoue(cause), raison);
            }
        }
    }
    if !fautifs.is_empty() {
        let raison = format!("{operations} ne devait pas venir : vu {} fois", fautifs.len());
        return Vu {
            echanges: fautifs,
            ..Vu::simple(ConstatEtape::Ecart, raison)
        };
    }
    if let Some(k) = mal_lus.first() {
        let raison = format!(
            "{} : une partie de la requête n'a pas pu être lue, ce qui y est cherché peut s'y trouver",
            affaire.echange(*k).exchange.operation
        );
        return Vu {
            echanges: mal_lus,
            ..Vu::du_banc(raison)
        };
    }
    if !affaire.releve.termine && avant.is_none() {
        return Vu::du_banc("le scénario n'est pas allé à son terme");
    }
    if l.amont_absent {
        return Vu::simple(
            ConstatEtape::NonJoue(Cause::HorsSelection),
            "rien n'est venu, et des étapes au-dessus sont hors de votre sélection",
        );
    }
    if ouvreur.is_none() && affaire.a.pris.values().all(Vec::is_empty) {
        return Vu::simple(
            ConstatEtape::NonJoue(Cause::AJouer),
            "rien n'est venu, mais rien ne montre qu'une personne a agi",
        );
    }
    let mut vu = if contre_preuve::est_un_garde(affaire, l, x) {
        Vu::simple(ConstatEtape::VU, "")
    } else {
        match contre_preuve::chercher(affaire, l, x) {
            Some(raison) => Vu::simple(ConstatEtape::VU, raison),
            None => Vu {
                pour_voir: "le même acte, pour le même sujet et le verrou seul levé, produit l'échange plus bas dans le scénario",
                ..Vu::simple(
                    ConstatEtape::DECLARE,
                    format!("{operations} n'est pas venu ; que le candidat l'ait tenté n'est su que de lui"),
                )
            },
        }
    };
    vu.tenus = tenus::jamais(affaire, x, fenetre.depuis, contre_preuve::levee(affaire, l, x));
    vu
}

/// The texts that are looked for in the bytes.
fn cherches(l: &Lieu<'_>, x: &Jamais) -> impl Iterator<Item = String> {
    let gabarits =
        x.ou.iter()
            .filter(|(fait, _)| fait == "contient")
            .flat_map(|(_, attente)| match attente {
                Attente::Parmi(gabarits) => gabarits.as_slice(),
                _ => &[],
            });
    gabarits
        .filter_map(|g| l.valeurs.textes(g).ok())
        .flatten()
        .collect::<Vec<_>>()
        .into_iter()
}
