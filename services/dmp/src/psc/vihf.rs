//! The VIHF that the gateway makes, as the try-outs of the ANS do: who calls is told by Pro Santé Connect, everything else is the gateway's own. What
//! those get wrong (an assertion ID that is no XML name, roles « in training ») is not done again.

use segur_kit::{Contexte, JetonPsc, Requete};
use segur_model::World;
use segur_model::world::{Exercice, Professionnel, Structure};
use segur_saml::SamlError;
use segur_saml::vihf::jdv::ROLES;
use segur_saml::vihf::{
    Code, Mode, SYSTEME_FORMATION, SYSTEME_PROFESSION, SYSTEME_SAVOIR_FAIRE, SYSTEME_SECTION, VihfAEmettre, ecrire_vihf,
};
use segur_xds::psc::CLASSE;
use time::OffsetDateTime;

/// Category of a student (TRE_R09).
const ETUDIANT: &str = "E";
const MEDECIN: &str = "10";
const PHARMACIEN: &str = "21";
/// Configuration of the gateway.
const LPS_NOM: &str = "PASSERELLE API PSC SIMULEE";
const LPS_VERSION: &str = "1.0";

/// Who calls, for whom, through whom.
pub(crate) struct Appel<'a> {
    pub porteur: &'a JetonPsc,
    pub personne: &'a Professionnel,
    pub exercice: &'a Exercice,
    /// INS and OID; none when the transaction targets nobody.
    pub patient: Option<(String, String)>,
    pub structure: &'a Structure,
    /// Word of the mode.
    pub mode: &'static str,
}

/// Writes it.
///
/// # Errors
/// [`SamlError::Instant`].
pub(crate) fn ecrire(ctx: &Contexte, requete: &Requete, appel: &Appel<'_>) -> Result<String, SamlError> {
    let (personne, exercice) = (appel.personne, appel.exercice);
    let prenom = exercice.prenom.as_deref().unwrap_or(&personne.prenom);
    let nom = exercice.nom.as_deref().unwrap_or(&personne.nom);
    let dit = ["auth_time", "iat"].iter().find_map(|n| appel.porteur.jeton.secondes(n));
    let ouverte = dit.and_then(|t| OffsetDateTime::from_unix_timestamp(t).ok());
    let vihf = VihfAEmettre {
        id: format!("_{}", ctx.uuid("dmp.psc.vihf", requete.rang)),
        instant: requete.instant,
        emetteur_dn: format!("CN={LPS_NOM},OU={},C=FR", appel.structure.id_national),
        name_id: appel.porteur.qui.clone(),
        authentification: ouverte.unwrap_or(requete.instant),
        classe_contexte: CLASSE.to_owned(),
        declaration_contexte: None,
        version: "3.0".to_owned(),
        mode: Mode::Indirecte,
        structure: appel.structure.id_national.clone(),
        secteur: secteur(&ctx.monde, personne),
        utilisateur: Some(format!("{prenom} {nom}")),
        roles: roles(exercice),
        patient: appel.patient.clone(),
        usage: VihfAEmettre::acces_normal(),
        confidentialite: None,
        lps_id: None,
        lps_nom: LPS_NOM.to_owned(),
        lps_version: LPS_VERSION.to_owned(),
        homologation: ctx.monde.homologations_dmp.first().cloned().unwrap_or_default(),
    };
    ecrire_vihf(&vihf, appel.mode)
}

/// The sector that Pro Santé Connect says (`Secteur_Activite`): that of the first activity, whichever exercice is chosen, since the claim is copied
/// as it is.
fn secteur(monde: &World, personne: &Professionnel) -> String {
    let exercices = personne.exercices();
    let mut activites = exercices.iter().flat_map(|e| &e.activites);
    let premiere = activites.find_map(|a| monde.structures.get(&a.structure));
    premiere.map(|s| s.secteur.clone()).unwrap_or_default()
}

/// Profession, then what goes with it: the savoir-faire of a médecin, the section of a pharmacien, nothing of the others.
fn roles(e: &Exercice) -> Vec<Code> {
    let code = |code: &str, systeme: &str| Code {
        code: code.to_owned(),
        systeme: systeme.to_owned(),
        ..Code::default()
    };
    let systeme = if e.categorie == ETUDIANT {
        SYSTEME_FORMATION
    } else {
        let admis = ROLES.systemes(&e.profession).iter().find(|s| **s != SYSTEME_FORMATION);
        admis.copied().unwrap_or(SYSTEME_PROFESSION)
    };
    let second = match (systeme, e.profession.as_str()) {
        (SYSTEME_PROFESSION, MEDECIN) => e.savoir_faire.as_deref().map(|s| code(s, SYSTEME_SAVOIR_FAIRE)),
        (SYSTEME_PROFESSION, PHARMACIEN) => {
            let section = e.activites.iter().map(|a| a.section.as_str()).find(|s| !s.is_empty());
            section.map(|s| code(s, SYSTEME_SECTION))
        }
        _ => None,
    };
    std::iter::once(code(&e.profession, systeme)).chain(second).collect()
}

#[cfg(test)]
mod tests {
    use segur_model::world::Activite;

    use super::*;

    /// The role map of the try-outs of 2022 is keyed by the code alone; this one is not.
    #[test]
    fn roles_are_those_of_who_practises() {
        let dits = |profession: &str, categorie: &str, savoir_faire: Option<&str>, section: &str| {
            let e = Exercice {
                profession: profession.to_owned(),
                categorie: categorie.to_owned(),
                savoir_faire: savoir_faire.map(str::to_owned),
                activites: vec![Activite {
                    section: section.to_owned(),
                    ..Activite::default()
                }],
                ..Exercice::default()
            };
            let roles = roles(&e).into_iter().map(|r| format!("{}^{}", r.code, r.systeme));
            roles.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(dits("10", "C", Some("SM26"), ""), "10^1.2.250.1.71.1.2.7 SM26^1.2.250.1.71.4.2.5");
        assert_eq!(dits("21", "C", Some("SM26"), "G"), "21^1.2.250.1.71.1.2.7 G^1.2.250.1.71.4.2.6");
        assert_eq!(dits("40", "M", None, ""), "40^1.2.250.1.71.1.2.7");
        assert_eq!(dits("60", "C", Some("SM26"), "G"), "60^1.2.250.1.71.1.2.7");
        assert_eq!(dits("10", "E", Some("SM26"), ""), "10^1.2.250.1.71.1.2.8");
        assert_eq!(dits("99", "C", None, ""), "99^1.2.250.1.213.1.6.1.140");
    }
}
