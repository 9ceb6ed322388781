//! Whether the DMP knows who asks: the professional, the structure, and one under the other. What the world lists none of is not compared.

use segur_dialecte::Constateur;
use segur_model::rule::rapportee;
use segur_model::{Certificat, World};
use segur_saml::vihf::{Mode, Vihf};

const INTEGRATEURS: &str = "code public d'intégrateurs (messages du DMP, non confirmés par une source primaire)";
const CARTE_SOURCE: &str =
    "guide DMPi, EX_2.1-1140, cité par des intégrateurs (l'identité vient de la carte) ; GIE SESAM-Vitale, exemples v02.05, vihf";
const BANC: &str = "déduction du banc : un professionnel que le DMP ne connaît pas n'a pas de structure";

segur_model::regles! {
    STRUCTURE = rapportee("dmp.acteur.structure",
        "La structure du VIHF (Identifiant_Structure) est connue et active : sinon « Structure introuvable ou Inactive »", INTEGRATEURS);
    PROFESSIONNEL = rapportee("dmp.acteur.professionnel",
        "Le professionnel du VIHF (NameID) est connu : l'ajouter à la surcouche du monde s'il est vrai", BANC);
    CARTE = rapportee("dmp.acteur.carte",
        "En authentification directe, le professionnel du VIHF (NameID) est le porteur de la carte qui ouvre la connexion (l'exemple officiel en nomme un autre)", CARTE_SOURCE);
    LIEN = rapportee("dmp.acteur.lien", "Le professionnel du VIHF exerce dans la structure du VIHF : sinon « PS et Structure non liés »", INTEGRATEURS);
}

/// Judges a VIHF against the world.
pub(super) fn juger(vihf: &Vihf, certificat: Option<&Certificat>, monde: &World, c: &mut Constateur) {
    let directe = vihf.mode_lu() == Some(Mode::Directe);
    // The name of a card is the identifier of its bearer; that it is no card has its own rule.
    if let (Some(ps), Some(carte)) = (vihf.name_id.as_ref().filter(|_| directe), certificat)
        && carte.cn.bytes().all(|o| o.is_ascii_digit() || o == b'/')
        && carte.cn != ps.texte
    {
        c.dire(CARTE, &ps.lieu, format!("le porteur de la carte, {}", carte.cn), &ps.texte);
    }
    if monde.structures.is_empty() || monde.professionnels.is_empty() {
        return;
    }
    let structure = vihf.structure.as_ref().map(|s| (s, monde.structure(&s.texte)));
    if let Some((dite, None)) = &structure {
        c.dire(STRUCTURE, &dite.lieu, "une structure du monde du banc", &dite.texte);
    }
    let Some(ps) = vihf.name_id.as_ref() else { return };
    // In indirect mode a person of the structure has an identifier within it (Struct_IdNat/internal), or the structure speaks for itself.
    let interne = ps.texte.contains('/') || vihf.structure.as_ref().is_some_and(|s| ps.texte == s.texte);
    if interne && !directe {
        return;
    }
    let Some(connu) = monde.professionnel(&ps.texte) else {
        return c.dire(PROFESSIONNEL, &ps.lieu, "un professionnel du monde du banc", &ps.texte);
    };
    if let Some((dite, Some(structure))) = structure {
        let exerce = connu
            .structures
            .iter()
            .chain(connu.exercices_dits.iter().flat_map(|e| e.activites.iter().map(|a| &a.structure)));
        if !exerce.into_iter().any(|f| *f == structure.fiche) {
            c.dire(LIEN, &dite.lieu, format!("une structure de {}", connu.fiche), &dite.texte);
        }
    }
}
