//! A verification: its traits, and that the bench knows little of it.

use segur_dialecte::Constateur;

use super::corps;
use crate::regles;
use crate::requete::Requete;

pub(super) fn juger(constats: &mut Constateur, requete: &Requete) {
    let lieu = &requete.corps.lieu;
    constats.dire(
        regles::VERIFICATION,
        lieu,
        "un contrat public",
        format!("« {} »", requete.corps.valeur),
    );
    let ins = &requete.ins;
    for (champ, nom) in [
        (&ins.matricule.numero, "NumIdentifiant"),
        (&ins.matricule.cle, "Cle"),
        (&ins.oid, "OID"),
    ] {
        constats.requis(regles::VERIFICATION_INS, champ.as_ref(), lieu, nom);
    }
    corps::valeurs(constats, &requete.traits, lieu);
}
