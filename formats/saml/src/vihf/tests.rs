//! Every rule, turned by a message made for it; the clean messages of the three modes, which turn none; the official examples; and
//! xmlsec1, which shares no code with this crate, in both directions.

mod exemples;
mod table;
mod tiers;

use std::collections::BTreeSet;

use segur_certs::Igc;
use segur_model::{Certificat, Finding};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::*;
use segur_dialecte::{Confiance, Connu, Constateur};
use segur_model::World;

const MAINTENANT: OffsetDateTime = datetime!(2026-01-15 09:00 UTC);
/// The fictitious patient of the official examples.
const INS: &str = "207058575627097";
const CACHET: &str = "org-sign";
const CARTE: &str = "ps-sign-biologiste-1";

struct Banc {
    igc: Igc,
    confiance: Confiance,
}

/// What a message is judged with: the certificate of its connection, the patient of its body.
#[derive(Default)]
struct ContexteVihf {
    homologations: Vec<String>,
    certificat_tls: Option<Certificat>,
    /// INS and OID.
    patients_du_corps: Vec<(String, String)>,
}

fn lire_vihf(document: &str) -> Option<Vihf> {
    VihfLu::lire(&segur_soap::lire(document).ok()?).vihf().cloned()
}

/// Judged as received at this instant, on a bench whose clock shows [`MAINTENANT`].
fn juger_vihf(document: &str, confiance: &Confiance, recu: OffsetDateTime, ctx: &ContexteVihf) -> Vec<Finding> {
    let lu = match segur_soap::lire(document) {
        Ok(arbre) => VihfLu::lire(&arbre),
        Err(refus) => VihfLu::illisible(&refus),
    };
    let monde = World {
        homologations_dmp: ctx.homologations.clone(),
        ..World::default()
    };
    let k = Connu {
        recu,
        ..Connu::du_monde(&monde, confiance, MAINTENANT)
    };
    let patients: Vec<_> = ctx.patients_du_corps.iter().map(|(i, o)| (i.as_str(), o.as_str())).collect();
    let autour = Autour {
        certificat_tls: ctx.certificat_tls.as_ref(),
        patients_du_corps: &patients,
    };
    let mut c = Constateur::default();
    lu.juger(&k, &autour, &mut c);
    c.finir()
}

impl Banc {
    fn nouveau() -> Self {
        let igc = Igc::demo().unwrap();
        Self {
            confiance: igc.confiance().clone(),
            igc,
        }
    }

    fn certificat(&self, identite: &str) -> Certificat {
        self.igc.identite(identite).unwrap().certificat.clone()
    }

    /// A médecin, of the structure of the certificate.
    fn vihf(&self, mode: Mode, identite: &str) -> VihfAEmettre {
        let code = |code: &str, systeme: &str| Code {
            code: code.into(),
            systeme: systeme.into(),
            ..Code::default()
        };
        let directe = mode == Mode::Directe;
        VihfAEmettre {
            id: "_6f1c2b1e-0000-5000-8000-000000000001".into(),
            instant: MAINTENANT - Duration::minutes(10),
            emetteur_dn: self.certificat(identite).sujet,
            name_id: "899900000045".into(),
            authentification: MAINTENANT - Duration::hours(5),
            classe_contexte: if directe { "SmartcardPKI" } else { "Password" }.into(),
            declaration_contexte: (mode == Mode::IndirecteRenforcee).then(|| "APP_BROWSER_AUTH".into()),
            version: "3.0".into(),
            mode,
            structure: "1999900038".into(),
            secteur: "SA25".into(),
            utilisateur: (!directe).then(|| "Alex BIOTEST & Cie".into()),
            roles: vec![code("10", SYSTEME_PROFESSION), code("SM03", SYSTEME_SAVOIR_FAIRE)],
            patient: Some((INS.into(), "1.2.250.1.213.1.4.10".into())),
            usage: VihfAEmettre::acces_normal(),
            confidentialite: None,
            lps_id: Some("BANC-1".into()),
            lps_nom: "TÉMOIN".into(),
            lps_version: "0.1".into(),
            homologation: "DMP-BANC-0001".into(),
        }
    }

    fn signer(&self, v: &VihfAEmettre, identite: &str) -> String {
        let i = self.igc.identite(identite).unwrap();
        signer_vihf(v, &i.cle_pem, &i.certificat_pem).unwrap()
    }

    fn propre(&self) -> String {
        self.signer(&self.vihf(Mode::Indirecte, CACHET), CACHET)
    }

    fn contexte(&self, tls: &str) -> ContexteVihf {
        ContexteVihf {
            homologations: vec!["DMP-BANC-0001".into()],
            certificat_tls: Some(self.certificat(tls)),
            patients_du_corps: vec![(INS.into(), String::new())],
        }
    }

    fn juger(&self, document: &str) -> Vec<Finding> {
        juger_vihf(document, &self.confiance, MAINTENANT, &self.contexte("org-auth-cli"))
    }
}

fn message(securite: &str, corps: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:x=\"urn:u\">\n<s:Header>\
         <w:Security xmlns:w=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\">{securite}</w:Security>\
         </s:Header><s:Body><x:x>{corps}</x:x></s:Body></s:Envelope>"
    )
}

fn ids(constats: &[Finding]) -> BTreeSet<&str> {
    constats.iter().map(|f| f.rule.as_str()).collect()
}

#[test]
fn les_trois_modes_propres_ne_tournent_rien() {
    let banc = Banc::nouveau();
    for (mode, identite, tls) in [
        (Mode::Indirecte, CACHET, "org-auth-cli"),
        (Mode::IndirecteRenforcee, CACHET, "org-auth-cli"),
        (Mode::Directe, CARTE, "ps-auth-biologiste-1"),
    ] {
        let signe = banc.signer(&banc.vihf(mode, identite), identite);
        let onze = message(&signe, "").replace(
            "http://www.w3.org/2003/05/soap-envelope",
            "http://schemas.xmlsoap.org/soap/envelope/",
        );
        for document in [message(&signe, ""), signe, onze] {
            let constats = juger_vihf(&document, &banc.confiance, MAINTENANT, &banc.contexte(tls));
            assert_eq!(constats, vec![], "{mode:?}");
        }
    }
}

#[test]
fn tout_ce_qui_est_emis_se_relit_a_sa_place() {
    let banc = Banc::nouveau();
    let mut dit = banc.vihf(Mode::IndirecteRenforcee, CACHET);
    dit.confidentialite = Some("INVISIBLE_REPRESENTANTS_LEGAUX".into());
    let document = message(&banc.signer(&dit, CACHET), "");
    let lu = lire_vihf(&document).unwrap();
    for (lu, attendu) in [
        (&lu.id, dit.id.as_str()),
        (&lu.version_saml, "2.0"),
        (&lu.emission, "2026-01-15T08:50:00.000Z"),
        (&lu.emetteur_dn, dit.emetteur_dn.as_str()),
        (&lu.emetteur_format, "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"),
        (&lu.name_id, "899900000045"),
        (&lu.authentification, "2026-01-15T04:00:00.000Z"),
        (&lu.classe_contexte, "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"),
        (&lu.declaration_contexte, "APP_BROWSER_AUTH"),
        (&lu.version, "3.0"),
        (&lu.mode, "INDIRECTE_RENFORCEE"),
        (&lu.structure, "1999900038"),
        (&lu.secteur, "SA25^1.2.250.1.71.4.2.4"),
        (&lu.utilisateur, "Alex BIOTEST & Cie"),
        (&lu.resource_id, "207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH"),
        (&lu.ressource_urn, "urn:dmp"),
        (&lu.lps_id, "BANC-1"),
        (&lu.lps_nom, "TÉMOIN"),
        (&lu.lps_version, "0.1"),
        (&lu.homologation, "DMP-BANC-0001"),
    ] {
        assert_eq!(lu.as_deref(), Some(attendu));
        assert_eq!(lu.as_ref().unwrap().lieu.line, 2, "{attendu}");
    }
    assert_eq!(lu.instant, Some(dit.instant));
    assert_eq!(lu.mode_lu(), Some(Mode::IndirecteRenforcee));
    assert_eq!(lu.secteur_code(), Some("SA25"));
    assert_eq!(
        lu.patient(),
        Some(Patient {
            ins: INS.into(),
            oid: "1.2.250.1.213.1.4.10".into()
        })
    );
    let codes = |lus: &[CodeLu]| lus.iter().map(|c| c.valeur.clone()).collect::<Vec<_>>();
    assert_eq!(codes(&lu.roles), dit.roles);
    assert_eq!(lu.usage.as_ref().map(|u| &u.valeur), Some(&dit.usage));
    assert_eq!(lu.confidentialite[0].code, "INVISIBLE_REPRESENTANTS_LEGAUX");
    assert_eq!(
        lu.roles[1].lieu.path,
        "/Envelope/Header/Security/Assertion/AttributeStatement/Attribute[4]/AttributeValue[2]/Role"
    );
    assert_eq!(lire_vihf(&message("", "")), None);
    assert_eq!(lire_vihf("<a>"), None);
}

#[test]
fn ce_qui_n_est_pas_verifie_n_accuse_personne() {
    for regle in REGLES {
        let erreur = regle.severity_effective() == segur_model::Severity::Error;
        assert!(!erreur || regle.trust == segur_model::Trust::Verified, "{}", regle.id);
    }
}

#[test]
fn les_formes_admises_ne_tournent_rien() {
    let banc = Banc::nouveau();
    let admis: [&dyn Fn(&mut VihfAEmettre); 11] = [
        &|v| v.secteur = "SA11".into(),
        &|v| v.confidentialite = Some("INVISIBLE_REPRESENTANTS_LEGAUX".into()),
        // A pharmacien in training has no section yet.
        &|v| {
            v.roles.truncate(1);
            (v.roles[0].code, v.roles[0].systeme) = ("21".into(), SYSTEME_FORMATION.into());
        },
        &|v| v.name_id = "10B0011797/00B1022322".into(),
        &|v| v.name_id = "0751234567".into(),
        &|v| v.usage.code = "centre_15".into(),
        &|v| v.lps_id = None,
        &|v| v.patient = Some((INS.into(), "1.2.250.1.213.1.4.8".into())),
        // A pharmacien and his section; a nurse, without a second role; one whom the role characterises.
        &|v| {
            v.roles[0].code = "21".into();
            v.roles[1] = Code {
                code: "G".into(),
                systeme: "1.2.250.1.71.4.2.6".into(),
                ..Code::default()
            };
        },
        &|v| {
            v.roles.truncate(1);
            v.roles[0].code = "60".into();
        },
        &|v| {
            v.roles[0] = Code {
                code: "AUTOMATE".into(),
                systeme: "1.2.250.1.213.1.1.4.6".into(),
                ..Code::default()
            };
            (v.roles[1].code, v.roles[1].systeme) = ("300".into(), "1.2.250.1.213.1.6.1.107".into());
        },
    ];
    for (i, changer) in admis.iter().enumerate() {
        let mut v = banc.vihf(Mode::Indirecte, CACHET);
        changer(&mut v);
        assert_eq!(banc.juger(&message(&banc.signer(&v, CACHET), "")), vec![], "n° {i}");
    }
    // A card may break the glass.
    let mut v = banc.vihf(Mode::Directe, CARTE);
    v.usage.code = "bris_de_glace".into();
    let document = message(&banc.signer(&v, CARTE), "");
    let constats = juger_vihf(&document, &banc.confiance, MAINTENANT, &banc.contexte("ps-auth-biologiste-1"));
    assert_eq!(constats, vec![]);
    // No patient targeted, no number known, no TLS certificate: what cannot be judged is not.
    let mut v = banc.vihf(Mode::Indirecte, CACHET);
    (v.patient, v.homologation) = (None, "QUELCONQUE".into());
    let signe = message(&banc.signer(&v, CACHET), "");
    assert_eq!(juger_vihf(&signe, &banc.confiance, MAINTENANT, &ContexteVihf::default()), vec![]);
}

/// Somebody whom the world knows: « in training » for one who practises, or another profession than the person's.
#[test]
fn la_profession_est_celle_de_la_personne() {
    let banc = Banc::nouveau();
    let confiance = &banc.confiance;
    let monde = |profession: &str| World {
        professionnels: [(
            "QUI_EXERCE".to_owned(),
            segur_model::world::Professionnel {
                fiche: "QUI_EXERCE".into(),
                rpps: String::new(),
                id_national: "899900000045".into(),
                nom: "ESSAI".into(),
                prenom: "DENIS".into(),
                profession: profession.into(),
                savoir_faire: None,
                structures: Vec::new(),
                civilite: None,
                exercices_dits: Vec::new(),
                autres_ids: Vec::new(),
                actif: true,
                facturation: None,
                note: String::new(),
            },
        )]
        .into(),
        ..World::default()
    };
    let juger = |connue: &str, (code, systeme): (&str, &str)| {
        let mut v = banc.vihf(Mode::Indirecte, CACHET);
        v.roles.truncate(1);
        (v.roles[0].code, v.roles[0].systeme) = (code.into(), systeme.into());
        let signe = banc.signer(&v, CACHET);
        let mut c = Constateur::default();
        let monde = monde(connue);
        let k = Connu::du_monde(&monde, confiance, MAINTENANT);
        VihfLu::lire(&segur_soap::lire(&signe).unwrap()).juger(&k, &Autour::default(), &mut c);
        c.finir()
    };
    assert_eq!(juger("40", ("40", SYSTEME_PROFESSION)), vec![]);
    assert_eq!(juger("40", ("AUTOMATE", "1.2.250.1.213.1.1.4.6")), vec![], "no profession is said");
    // The four codes that a map keyed by the code alone sends « in training ».
    let en_formation = ["10", "21", "40", "50"].map(|code| (code, (code, SYSTEME_FORMATION)));
    for (connue, role) in en_formation.into_iter().chain([("40", ("60", SYSTEME_PROFESSION))]) {
        let constats = juger(connue, role);
        assert_eq!(ids(&constats), BTreeSet::from(["vihf.role.connu"]), "{role:?}");
        assert!(!constats[0].is_error());
    }
}

#[test]
fn sans_liste_de_revocation_on_ne_sait_pas() {
    let banc = Banc::nouveau();
    let sans = Confiance::lire(&banc.igc.ancres_pem(), [[]; 0]).unwrap();
    let constats = juger_vihf(&message(&banc.propre(), ""), &sans, MAINTENANT, &banc.contexte("org-auth-cli"));
    assert_eq!(ids(&constats), BTreeSet::from(["vihf.certificat.crl"]));
    assert!(!constats[0].is_error());
}

#[test]
fn une_signature_deplacee_ne_couvre_pas_le_vihf_lu() {
    let banc = Banc::nouveau();
    let propre = banc.propre();
    let debut = propre.find("<Signature ").unwrap();
    let fin = propre.find("</Signature>").unwrap() + "</Signature>".len();
    // The classic: the signed assertion is kept where nobody reads it, a forged one of another identifier takes its place.
    let fausse = propre.replacen("ID=\"_6f1c", "ID=\"_9f1c", 1).replace("1999900038<", "1999900046<");
    let constats = banc.juger(&message(&fausse, &propre));
    assert!(ids(&constats).is_superset(&BTreeSet::from(["vihf.signature.reference", "vihf.enveloppement"])));
    // The same identifier on both: the reference is ambiguous.
    let jumelle = propre.replace("1999900038<", "1999900046<");
    assert!(banc.juger(&message(&jumelle, &propre)).iter().any(Finding::is_error));
    // The original hidden in an Object of the forged one's signature.
    let cachee = propre[debut..fin].replace("</Signature>", &format!("<Object>{propre}</Object></Signature>"));
    let constats = banc.juger(&message(&format!("{}{cachee}{}", &fausse[..debut], &fausse[fin..]), ""));
    assert!(ids(&constats).contains("vihf.enveloppement"));
    // And what is read is always what is judged: the first in its place, never the one elsewhere.
    let lu = lire_vihf(&message(&fausse, &propre)).unwrap();
    assert_eq!(lu.structure.as_deref(), Some("1999900046"));
}
