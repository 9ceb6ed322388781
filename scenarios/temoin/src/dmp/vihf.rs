//! The VIHF of the témoin: signed for the professional at the desk, by the structure (indirect modes) or by their card.

use segur_saml::vihf::{Code, Mode, SYSTEME_PROFESSION, SYSTEME_SAVOIR_FAIRE, VihfAEmettre, signer_vihf};

use super::{Appel, Cles, Patient};
use crate::config::Utilisateur;
use crate::ecarts::Ecart;
use crate::identifiants::{Tirage, matricule_suivant};

/// Sections of the Ordre des pharmaciens.
const SYSTEME_SECTION: &str = "1.2.250.1.71.4.2.6";
/// What the primary authentication is called in AIR (kit C#, DRIMbox).
const AUTHENTIFICATION_AIR: &str = "APP_BROWSER_AUTH";
/// A sector as the table of a software may number it.
const SECTEUR_MAISON: &str = "LIBERAL";

/// The VIHF of one call, signed with these keys.
pub(crate) fn signer(appel: &Appel<'_>, objet: &str, patient: Option<&Patient>, cles: &Cles) -> Result<String, String> {
    let (config, u, ecarts) = (appel.config, appel.utilisateur, appel.ecarts);
    let instant = appel.maintenant;
    // What only who consults gets wrong is not asked of who feeds.
    let a = |e: Ecart| appel.consulte && ecarts.a(e);
    let directe = appel.mode == Mode::Directe;
    let mode = match appel.mode {
        Mode::IndirecteRenforcee if a(Ecart::DmpLectureIndirecte) => Mode::Indirecte,
        m => m,
    };
    let (usage, dit) = appel.usage.code();
    let patient = patient.map(|p| (p.ins.clone(), p.oid.clone()));
    let patient = patient.map(|(ins, oid)| {
        let autre = objet == "td31" && a(Ecart::DmpVihfAutrePatient);
        (if autre { matricule_suivant(&ins) } else { ins }, oid)
    });
    let v = VihfAEmettre {
        id: format!(
            "_{}",
            tirage(appel, a(Ecart::DmpVihfRejouee)).uuid(&vihf_de(objet, a(Ecart::DmpVihfRejouee)), 1)
        ),
        instant,
        emetteur_dn: cles.x509.dit().sujet.clone(),
        name_id: if a(Ecart::DmpVihfGenerique) {
            config.id_structure().to_owned()
        } else {
            u.identifiant()
        },
        authentification: instant,
        classe_contexte: if directe { "SmartcardPKI" } else { "Password" }.to_owned(),
        declaration_contexte: (mode == Mode::IndirecteRenforcee).then(|| AUTHENTIFICATION_AIR.to_owned()),
        version: "3.0".to_owned(),
        mode,
        // The structure is that of the certificate, which answers for the call: a person never changes it.
        structure: config.id_structure().to_owned(),
        secteur: if a(Ecart::DmpSecteurHorsJeu) {
            SECTEUR_MAISON.to_owned()
        } else {
            appel.secteur.to_owned()
        },
        // A card says the name.
        utilisateur: (!directe).then(|| format!("{} {}", u.prenom, u.nom)),
        roles: if ecarts.a(Ecart::VihfSansRole) {
            Vec::new()
        } else {
            let mut roles = roles(u);
            if roles.len() > 1 && a(Ecart::DmpRoleSansSavoirFaire) {
                roles.truncate(1);
            }
            roles
        },
        patient,
        usage: Code {
            code: usage.to_owned(),
            libelle: Some(dit.to_owned()),
            ..VihfAEmettre::acces_normal()
        },
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

/// What the identifier of an assertion is drawn from: the act, or once for all by a defect.
fn tirage<'a>(appel: &Appel<'a>, rejouee: bool) -> Tirage<'a> {
    Tirage {
        cle: if rejouee { "" } else { appel.tirage.cle },
        ..appel.tirage
    }
}

fn vihf_de(objet: &str, rejouee: bool) -> String {
    if rejouee { "vihf".to_owned() } else { format!("vihf-{objet}") }
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
