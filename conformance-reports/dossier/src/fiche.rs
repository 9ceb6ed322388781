//! What was tested, with what, and who signs: the first lines of a report, by name.

use segur_model::texte::date;

use crate::plan::Dossier;
use crate::signature::est_cle_publique;
use crate::{mots, recit};

/// What the engine leaves at least to a product, whatever its file says.
const CALME_D_UN_PRODUIT: u64 = 2000;

/// Why so short a calm can be trusted: the reference candidate of the demonstration alone has it.
const CALME_COURT: &str = "\nUn calme si court n'est donné qu'au candidat de référence de la démonstration : il tourne dans le même processus que \
    le banc, et ne répond à un acte qu'une fois parti tout ce que cet acte provoque. Un produit a toujours au moins 2 s.";

/// Name and content of each line.
pub(crate) fn lignes(d: &Dossier<'_>) -> Vec<(&'static str, String)> {
    let (r, c) = (d.resultat, d.catalogue);
    let ou_rien = |valeur: &str| {
        if valeur.is_empty() {
            "non déclaré".to_owned()
        } else {
            valeur.to_owned()
        }
    };
    let profils = if r.profils.is_empty() {
        "Général".to_owned()
    } else {
        format!("Général, {}", r.profils.join(", "))
    };
    let personne = if r.avec_personne {
        ""
    } else {
        ", sans personne : ce qui se regarde n'a pas été jugé"
    };
    let publique = if est_cle_publique(d.empreinte_cle) {
        "\nclé publique de la démonstration"
    } else {
        ""
    };
    let mut lignes = vec![
        ("Produit", format!("{}, version {}", r.produit.nom, r.produit.version)),
        ("Éditeur", ou_rien(&r.produit.editeur)),
        ("NIL", ou_rien(&r.produit.nil)),
        (
            "Campagne",
            format!("{}, ouverte le {} (horloge du banc){personne}", r.id, date(r.ouverte)),
        ),
        ("Catalogue", format!("{}, {} : {}\n{}", c.code, c.version, c.titre, c.source)),
        ("Périmètre", format!("{}, vague {}, profils : {profils}", r.couloir, r.vague)),
    ];
    if !r.faits.is_empty() {
        lignes.push(("Déclaré par l'éditeur", mots::declares(r).join("\n")));
    }
    if !r.arriere_plan.is_empty() {
        let appels: Vec<String> = r.arriere_plan.iter().map(|nom| mots::operation(nom)).collect();
        let dit = format!("Selon l'éditeur, le produit fait ces appels de lui-même : {}", appels.join(" ; "));
        lignes.push(("Appels d'arrière-plan", dit));
    }
    lignes.extend([
        (
            "Patience du banc",
            format!(
                "{} après un acte pour qu'un échange attendu vienne ; {} de calme en fin de scénario avant de dire que rien n'est venu{}",
                recit::secondes(r.moteur.dans_ms),
                recit::secondes(r.moteur.calme_ms),
                if r.moteur.calme_ms < CALME_D_UN_PRODUIT { CALME_COURT } else { "" }
            ),
        ),
        ("Banc", format!("segur-bench {}, graine du monde « {} »", r.banc, r.graine)),
        ("Clé du signataire", format!("SHA-256 {}{publique}", d.empreinte_cle)),
    ]);
    lignes
}
