//! From a professional of the world to what Pro Santé Connect says of them.

use segur_kit::Contexte;
use segur_model::{Activite, Exercice, Professionnel, Structure, World};
use segur_oidc::{ActivitePro, AutreIdentifiant, ExercicePro, RefPro, UserInfo, rpps};

use crate::reglage::FormeSub;

/// Federation of every capture: the same for everybody.
const FEDERATION: &str = "550dc1c8-d97b-4b1e-ac8c-8eb4471cf9dd";

/// A professional, by national identifier or by fiche.
pub(crate) fn professionnel<'a>(monde: &'a World, qui: &str) -> Option<&'a Professionnel> {
    monde.professionnels.get(qui).or_else(|| monde.professionnel(qui))
}

/// `sub`, in the shape that the switch says.
pub(crate) fn sub(ctx: &Contexte, forme: FormeSub, id_national: &str) -> String {
    match forme {
        FormeSub::Federation => format!("f:{FEDERATION}:{id_national}"),
        FormeSub::Uuid => ctx.uuid(&format!("psc.sub {id_national}"), 0),
    }
}

/// `otherIds`: those of the world, else the national identifier again when it holds an RPPS.
pub(crate) fn autres_ids(ctx: &Contexte, id_national: &str) -> Option<Vec<AutreIdentifiant>> {
    let dits: Vec<AutreIdentifiant> = professionnel(&ctx.monde, id_national)
        .into_iter()
        .flat_map(|p| &p.autres_ids)
        .map(|a| AutreIdentifiant {
            identifiant: a.identifiant.clone(),
            origine: a.origine.clone(),
            qualite: a.qualite,
        })
        .collect();
    if !dits.is_empty() {
        return Some(dits);
    }
    rpps(id_national).map(|_| {
        vec![AutreIdentifiant {
            identifiant: id_national.to_owned(),
            origine: "RPPS".to_owned(),
            qualite: 1,
        }]
    })
}

/// Everything that UserInfo says, but `sub` and `authMode`.
pub(crate) fn userinfo(ctx: &Contexte, p: &Professionnel) -> UserInfo {
    let exercices: Vec<ExercicePro> = p.exercices().iter().map(|e| exercice(&ctx.monde, p, e)).collect();
    let premiere = exercices.iter().flat_map(|e| &e.activities).next().cloned().unwrap_or_default();
    let mut roles: Vec<String> = Vec::new();
    for e in &exercices {
        let role = format!("{}^1.2.250.1.213.1.1.5.5", e.profession);
        if !e.profession.is_empty() && !roles.contains(&role) {
            roles.push(role);
        }
    }
    UserInfo {
        secteur: if premiere.secteur.is_empty() {
            String::new()
        } else {
            format!("{}^1.2.250.1.71.4.2.4", premiere.secteur)
        },
        organisation: premiere.raison_sociale.clone(),
        organisation_id: premiere.technique.clone(),
        preferred_username: p.id_national.clone(),
        given_name: p.prenom.clone(),
        family_name: p.nom.clone(),
        regulation_medicale: "FAUX".to_owned(),
        version: "1.0".to_owned(),
        palier: "APPPRIP3^1.2.250.1.213.1.5.1.1.1".to_owned(),
        ref_pro: RefPro {
            civilite: p.civilite.clone(),
            exercices,
        },
        roles,
        psi_locale: "1.2.250.1.213.1.3.1.1".to_owned(),
        autres_ids: autres_ids(ctx, &p.id_national),
        id_national: p.id_national.clone(),
        ..UserInfo::default()
    }
}

fn exercice(monde: &World, p: &Professionnel, e: &Exercice) -> ExercicePro {
    let savoir_faire = e.savoir_faire.clone().unwrap_or_default();
    ExercicePro {
        profession: e.profession.clone(),
        categorie: e.categorie.clone(),
        civilite: e.civilite.clone(),
        nom: e.nom.clone().unwrap_or_else(|| p.nom.clone()),
        prenom: e.prenom.clone().unwrap_or_else(|| p.prenom.clone()),
        type_savoir_faire: type_savoir_faire(&savoir_faire).to_owned(),
        savoir_faire,
        activities: e
            .activites
            .iter()
            .filter_map(|a| Some(activite(a, monde.structures.get(&a.structure)?, &e.profession)))
            .collect(),
    }
}

/// TRE_R04, from the code of the savoir-faire: specialities (`SM…`, `SCH…`, `SI…`) are `S`, others have a prefix of their own.
fn type_savoir_faire(code: &str) -> &'static str {
    match code {
        "" => "",
        c if c.starts_with("CEX") => "CEX",
        c if c.starts_with("CAPA") => "CAPA",
        c if c.starts_with('S') => "S",
        _ => "",
    }
}

fn activite(a: &Activite, s: &Structure, profession: &str) -> ActivitePro {
    let siret = s.siret.clone().unwrap_or_default();
    ActivitePro {
        mode: a.mode.clone(),
        secteur: s.secteur.clone(),
        section: a.section.clone(),
        role: a.role.clone(),
        genre: a.genre.clone(),
        siren: siret.get(..9).unwrap_or_default().to_owned(),
        finess: s.finess.clone().unwrap_or_default(),
        finess_juridique: s.finess_juridique.clone().unwrap_or_default(),
        technique: technique(s),
        raison_sociale: s.nom.clone(),
        numero_voie: s.adresse.numero.clone(),
        type_voie: s.adresse.type_voie.clone(),
        voie: s.adresse.voie.clone(),
        cedex: [s.adresse.code_postal.as_str(), s.adresse.commune.as_str()]
            .join(" ")
            .trim()
            .to_owned(),
        code_postal: s.adresse.code_postal.clone(),
        code_commune: s.adresse.code_commune.clone(),
        pays: "99000".to_owned(),
        telephone: s.telephone.clone(),
        ancien_identifiant: s.id_national.clone(),
        autorite: autorite(profession, s.finess.is_some()),
        siret,
        ..ActivitePro::default()
    }
}

/// `F` and FINESS, `C` and SIRET, else `R` and a number.
fn technique(s: &Structure) -> String {
    match (&s.finess, &s.siret) {
        (Some(finess), _) => format!("F{finess}"),
        (None, Some(siret)) => format!("C{siret}"),
        (None, None) => {
            let fin = s.id_national.len().saturating_sub(6);
            format!("R{}", s.id_national.get(fin..).unwrap_or_default())
        }
    }
}

/// Who registered the activity: the ordre of the profession, and the ARS for a place with a FINESS.
fn autorite(profession: &str, finess: bool) -> String {
    let ordre = match profession {
        "10" => "CNOM",
        "21" => "CNOP",
        "40" => "CNOCD",
        "50" => "CNOSF",
        "60" => "CNOI",
        "70" => "CNOMK",
        "80" => "CNOPP",
        _ => "ARS",
    };
    format!("{ordre}/{ordre}/{}", if finess { "ARS" } else { ordre })
}
