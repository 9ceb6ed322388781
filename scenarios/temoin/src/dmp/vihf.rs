//! The VIHF of the témoin: indirect mode, signed by the structure for the professional at the desk.

use segur_saml::vihf::{Code, Mode, SYSTEME_PROFESSION, SYSTEME_SAVOIR_FAIRE, VihfAEmettre, signer_vihf};

use super::{Appel, Cles, Patient};
use crate::config::Utilisateur;
use crate::ecarts::Ecart;

/// Sections of the Ordre des pharmaciens.
const SYSTEME_SECTION: &str = "1.2.250.1.71.4.2.6";

/// The VIHF of one call, signed with these keys.
pub(crate) fn signer(appel: &Appel<'_>, objet: &str, patient: &Patient, cles: &Cles) -> Result<String, String> {
    let (config, u, ecarts) = (appel.config, appel.utilisateur, appel.ecarts);
    let instant = appel.maintenant;
    let v = VihfAEmettre {
        id: format!("_{}", appel.tirage.uuid(&format!("vihf-{objet}"), 1)),
        instant,
        emetteur_dn: cles.x509.dit().sujet.clone(),
        name_id: u.identifiant(),
        authentification: instant,
        classe_contexte: "Password".to_owned(),
        declaration_contexte: None,
        version: "3.0".to_owned(),
        mode: Mode::Indirecte,
        // The structure is that of the certificate, which answers for the call: a person never changes it.
        structure: config.id_structure().to_owned(),
        secteur: appel.secteur.to_owned(),
        utilisateur: Some(format!("{} {}", u.prenom, u.nom)),
        roles: if ecarts.a(Ecart::VihfSansRole) { Vec::new() } else { roles(u) },
        patient: Some((patient.ins.clone(), patient.oid.clone())),
        usage: VihfAEmettre::acces_normal(),
        confidentialite: None,
        lps_id: Some(config.lps.instance.clone()),
        lps_nom: config.lps.nom.clone(),
        lps_version: config.lps.version.clone(),
        homologation: config.homologation_dmp.clone().unwrap_or_default(),
    };
    let signee = signer_vihf(&v, &cles.cle, &cles.certificat).map_err(|e| format!("signature de la VIHF impossible : {e}"))?;
    Ok(if ecarts.a(Ecart::VihfNonSignee) {
        sans_signature(&signee)
    } else {
        signee
    })
}

/// The profession, then what doctors and pharmacists must add.
fn roles(u: &Utilisateur) -> Vec<Code> {
    let code = |code: &str, systeme: &str, libelle: &str| Code {
        code: code.to_owned(),
        systeme: systeme.to_owned(),
        nom_systeme: None,
        libelle: Some(libelle.to_owned()),
    };
    let savoir_faire = u.savoir_faire.as_deref();
    match u.profession.as_deref().unwrap_or("10") {
        "10" => {
            let second = savoir_faire.unwrap_or("SM03");
            let libelle = if second == "SM03" { "Biologie médicale (SM)" } else { second };
            vec![
                code("10", SYSTEME_PROFESSION, "Médecin"),
                code(second, SYSTEME_SAVOIR_FAIRE, libelle),
            ]
        }
        "21" => vec![
            code("21", SYSTEME_PROFESSION, "Pharmacien"),
            code(savoir_faire.unwrap_or("G"), SYSTEME_SECTION, "Pharmacien biologiste"),
        ],
        autre => vec![code(autre, SYSTEME_PROFESSION, autre)],
    }
}

fn sans_signature(signee: &str) -> String {
    const FIN: &str = "</Signature>";
    match (signee.find("<Signature"), signee.find(FIN)) {
        (Some(debut), Some(fin)) if debut < fin => format!("{}{}", &signee[..debut], &signee[fin + FIN.len()..]),
        _ => signee.to_owned(),
    }
}
