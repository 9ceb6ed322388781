//! What a person types for a first try, from the data of the world: the same for `serve`, `raccordement` and the guides.

use segur_model::{Boite, Patient, World};

/// Client of Pro Santé Connect that ships for first tries.
const CLIENT_D_ESSAI: &str = "banc-essai";
/// Whom a first search finds, and whose DMP is open.
const PATIENT_D_ESSAI: &str = "SGL_PARTIEL";
/// Who signs in.
const PROFESSIONNEL_D_ESSAI: &str = "BIOLOGISTE_1";

/// Names and values, in the order of a first day.
pub fn a_taper(monde: &World) -> Vec<(&'static str, &'static str, String)> {
    let mut lignes = Vec::new();
    if let Some(p) = patient(monde) {
        let t = p.saisie();
        lignes.push(("PATIENT_NOM", "patient d'essai, nom de naissance", t.nom_naissance));
        lignes.push(("PATIENT_PRENOMS", "ses prénoms", t.prenoms.join(" ")));
        lignes.push(("PATIENT_SEXE", "son sexe", t.sexe));
        lignes.push(("PATIENT_NAISSANCE", "sa date de naissance", t.date_naissance));
        lignes.push(("PATIENT_LIEU", "son lieu de naissance (COG)", t.lieu_naissance.unwrap_or_default()));
        if let Some(ins) = &p.ins {
            lignes.push(("PATIENT_INS", "son INS, que l'INSi doit rendre", ins.complet()));
            lignes.push(("PATIENT_OID", "l'OID de cet INS", ins.oid.clone()));
        }
    }
    if let Some(ps) = monde.professionnels.get(PROFESSIONNEL_D_ESSAI) {
        lignes.push((
            "PROFESSIONNEL",
            "identifiant national du professionnel d'essai",
            ps.id_national.clone(),
        ));
        lignes.push(("PROFESSIONNEL_NOM", "son prénom et son nom", format!("{} {}", ps.prenom, ps.nom)));
        let boite = |genre: &str, sienne: &dyn Fn(&Boite) -> bool| {
            let trouvee = monde.boites.values().find(|b| b.genre == genre && sienne(b));
            trouvee.map(|b| b.adresse.clone()).unwrap_or_default()
        };
        let structure = ps.structures.first();
        lignes.push((
            "MSSANTE_BOITE",
            "sa boîte MSSanté, ouverte par son jeton de Pro Santé Connect",
            boite("PER", &|b| b.titulaire.as_deref() == Some(&ps.fiche)),
        ));
        lignes.push((
            "MSSANTE_APPLICATIVE",
            "boîte applicative de son laboratoire, ouverte par org-auth-cli",
            boite("APP", &|b| b.structure.as_ref() == structure),
        ));
    }
    for (cle, dit, valeurs) in [
        (
            "DMP_HOMOLOGATION",
            "numéro d'homologation DMP (LPS_ID_HOMOLOGATION_DMP)",
            &monde.homologations_dmp,
        ),
        ("NIL", "numéro de produit (NIL)", &monde.nil),
    ] {
        lignes.extend(valeurs.first().map(|v| (cle, dit, v.clone())));
    }
    if let Some(client) = monde.clients_psc.get(CLIENT_D_ESSAI) {
        lignes.push(("PSC_CLIENT", "client de Pro Santé Connect", client.id.clone()));
        lignes.push(("PSC_SECRET", "son secret", client.secret.clone().unwrap_or_default()));
        lignes.push(("PSC_RETOURS", "ses adresses de retour", client.redirect_uris.join(" ")));
    }
    lignes
}

/// What an overlay adds to what the bench ships: a vendor's own approval and clients, with the words for each.
pub fn les_votres(monde: &World) -> Vec<(&'static str, String)> {
    let livre = segur_world::monde_demo().unwrap_or_default();
    let homologations = monde
        .homologations_dmp
        .iter()
        .filter(|h| !livre.homologations_dmp.contains(h))
        .cloned();
    let clients = monde.clients_psc.keys().filter(|id| !livre.clients_psc.contains_key(*id)).cloned();
    homologations
        .map(|h| ("votre numéro d'homologation DMP", h))
        .chain(clients.map(|c| ("votre client de Pro Santé Connect", c)))
        .collect()
}

fn patient(monde: &World) -> Option<&Patient> {
    let par_defaut = || monde.patients.values().find(|p| p.ins.is_some());
    monde.patients.get(PATIENT_D_ESSAI).or_else(par_defaut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ce_qu_une_surcouche_ajoute_est_dit() {
        let mut monde = segur_world::monde_demo().unwrap();
        assert_eq!(les_votres(&monde), []);
        monde.homologations_dmp.push("LABOPLUS-42".to_owned());
        let client = monde.clients_psc[CLIENT_D_ESSAI].clone();
        monde.clients_psc.insert("laboplus".to_owned(), client);
        let valeurs: Vec<String> = les_votres(&monde).into_iter().map(|(_, v)| v).collect();
        assert_eq!(valeurs, ["LABOPLUS-42", "laboplus"]);
    }
}
