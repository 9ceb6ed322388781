//! A plan that grows after its infrastructure was made.

use segur_certs::{CertsError, INSTANT_DEMO, Igc, Plan};

use crate::{MAINTENANT, fraiche, refus};

const TEXTE: &str = include_str!("../../plan.toml");

/// The plan as it was before operators: one generation of authorities.
fn ancien() -> Plan {
    let (tete, reste) = TEXTE.split_once("# Seconde génération").unwrap();
    let (_, milieu) = reste.split_once("# --- Serveur du banc").unwrap();
    let (identites, _) = milieu.split_once("# --- Opérateurs de MSSanté").unwrap();
    Plan::lire(&format!("{tete}# --- Serveur du banc{identites}")).unwrap()
}

#[test]
fn ce_qui_etait_la_ne_change_pas() {
    let avant = Igc::creer(&ancien(), INSTANT_DEMO).unwrap();
    assert!(avant.identite("operateur-banc").is_none());
    let apres = avant.completer(&Plan::embarque().unwrap(), INSTANT_DEMO).unwrap();

    assert_eq!(apres.autorites()[..6], *avant.autorites());
    assert_eq!(apres.crls()[..6], *avant.crls());
    assert_eq!(apres.identites()[..avant.identites().len()], *avant.identites());
    let noms = |igc: &Igc| igc.identites().iter().map(|i| i.nom.clone()).collect::<Vec<_>>();
    assert_eq!(noms(&apres), noms(fraiche()));
    let listes = |igc: &Igc| igc.crls().iter().map(|c| c.nom.clone()).collect::<Vec<_>>();
    assert_eq!(listes(&apres), listes(fraiche()));
    for i in &apres.identites()[avant.identites().len()..] {
        let lu = segur_x509::X509::lire_pem(&i.certificat_pem).unwrap();
        let juste = apres.confiance().a(MAINTENANT).juger(&lu, &[]).is_empty();
        assert_eq!(juste, i.etat == segur_certs::EtatCertificat::Valide, "{}", i.nom);
    }
    // Once is enough.
    assert_eq!(apres.completer(&Plan::embarque().unwrap(), INSTANT_DEMO).unwrap(), apres);
}

/// One more certificate of an authority that was there: only who kept the key can give it, and nobody can revoke it.
#[test]
fn une_autorite_sans_cle_n_emet_pas() {
    let plus = |etat: &str| {
        let autre = "4B0200000000000000000000000002";
        Plan::lire(&format!(
            "{TEXTE}\n[[identites]]\nnom = \"neuve\"\nusage = \"org-auth-cli\"\nemetteur = \"ACI-EL-ORG-TEST\"\nserie = \"{autre}F1\"\n\
             sujet = [{{ C = \"FR\" }}, {{ CN = \"NEUVE\" }}]\n{etat}"
        ))
        .unwrap()
    };
    let demo = Igc::demo().unwrap();
    assert!(matches!(demo.completer(&plus(""), INSTANT_DEMO), Err(CertsError::SansEmetteur)));
    let neuve = fraiche().completer(&plus(""), INSTANT_DEMO).unwrap();
    let i = neuve.identite("neuve").unwrap();
    let lu = segur_x509::X509::lire_pem(&i.certificat_pem).unwrap();
    assert_eq!(fraiche().confiance().a(MAINTENANT).juger(&lu, &[]), vec![]);

    let revoquee = plus("variantes = [{ etat = \"revoque\", serie = \"4B0200000000000000000000000002F2\" }]");
    assert!(refus(fraiche().completer(&revoquee, INSTANT_DEMO)).contains("n'émet plus rien"));
    // An infrastructure whose keys are put away issues nothing either.
    assert!(fraiche().clone().sans_emetteurs().completer(&plus(""), INSTANT_DEMO).is_err());
}

/// The demo is complete: what it holds is what the plan says.
#[test]
fn la_demo_n_attend_rien() {
    let demo = Igc::demo().unwrap();
    assert_eq!(demo.completer(&Plan::embarque().unwrap(), INSTANT_DEMO).unwrap(), demo);
}
