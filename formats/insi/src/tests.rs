//! Every rule turned by a message made for it, clean messages that turn none, facts, official samples.

use std::collections::BTreeSet;

use segur_certs::Igc;
use segur_model::{Direction, Exchange, Finding, Message, Peer, vocabulaire};
use segur_saml::{AssertionPs, signer_assertion_ps};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::{
    ContexteJugement, FauteInsi, Identifiant, Illisible, Individu, REGLES, ReponseInsi, Resultat, Tiq, ecrire_faute, ecrire_resultat, faits, juger,
    lire_reponse, lire_requete, ns,
};

const MAINTENANT: OffsetDateTime = datetime!(2026-01-15 09:00 UTC);

pub(crate) const CORPS: &str = "<ins:RECSANSVITALE xmlns:ins=\"http://www.cnamts.fr/INSiRecSans\"><ins:NomNaissance>ADRDEUX</ins:NomNaissance>\
<ins:Prenom>LAURENT</ins:Prenom><ins:Sexe>M</ins:Sexe><ins:DateNaissance>1981-01-01</ins:DateNaissance>\
<ins:LieuNaissance>63220</ins:LieuNaissance></ins:RECSANSVITALE>";

/// A request that holds every rule; `securite` is put in as it is.
fn requete(emetteur: &str, securite: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\" \
xmlns:wsa=\"http://www.w3.org/2005/08/addressing\" xmlns:lps=\"urn:siram:lps:ctxlps\" xmlns:bam=\"urn:siram:bam:ctxbam\">\n<soap:Header>\
<wsa:MessageID>uuid:00000000-0000-5000-8000-000000000001</wsa:MessageID><wsa:Action>{action}</wsa:Action>\
<lps:ContexteLPS Version=\"01_00\" Nature=\"CTXLPS\"><lps:Id>1</lps:Id><lps:Temps>2026-01-15T09:00:00Z</lps:Temps>\
<lps:Emetteur>{emetteur}</lps:Emetteur><lps:LPS><lps:IDAM R=\"4\">BN17SG26LA01</lps:IDAM><lps:Version>1.0</lps:Version>\
<lps:Instance>00000000-0000-5000-8000-000000000002</lps:Instance><lps:Nom>urn:lps:temoin:1.0</lps:Nom></lps:LPS></lps:ContexteLPS>\
<bam:ContexteBAM Version=\"01_02\" Nature=\"CTXBAM\"><bam:Id>2</bam:Id><bam:Temps>2026-01-15T09:00:00Z</bam:Temps>\
<bam:COUVERTURE/></bam:ContexteBAM>{securite}</soap:Header><soap:Body>{CORPS}</soap:Body></soap:Envelope>",
        action = ns::ACTION_TRAITS
    )
}

fn securite(contenu: &str) -> String {
    format!("<w:Security xmlns:w=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\">{contenu}</w:Security>")
}

struct Banc {
    igc: Igc,
    ctx: ContexteJugement,
}

impl Banc {
    fn nouveau() -> Self {
        let igc = Igc::demo().unwrap();
        let ctx = ContexteJugement {
            ancres_pem: igc.ancres_pem(),
            crls_der: igc.crls().iter().map(|c| c.der.clone()).collect(),
            maintenant: MAINTENANT,
            horloge_declaree: true,
            idam_connus: vec!["BN17SG26LA01".into()],
        };
        Self { igc, ctx }
    }

    fn assertion(&self, attributs: Vec<(String, String)>) -> String {
        let i = self.igc.identite("ps-sign-biologiste-1").unwrap();
        let assertion = AssertionPs {
            id: "_a1".into(),
            instant: MAINTENANT - Duration::minutes(1),
            emetteur_dn: i.certificat.sujet.clone(),
            name_id: i.certificat.cn.clone(),
            attributs,
        };
        signer_assertion_ps(&assertion, &i.cle_pem, &i.certificat_pem).unwrap()
    }

    fn facturation() -> (String, String) {
        ("identifiantFacturation".into(), "991999004".into())
    }

    /// Card mode.
    fn carte(&self) -> String {
        requete("899900000045", &securite(&self.assertion(vec![Self::facturation()])))
    }

    fn echange(&self, identite: Option<&str>) -> Exchange {
        let content = format!("application/soap+xml; charset=utf-8; action=\"{}\"", ns::ACTION_TRAITS);
        Exchange {
            id: 1,
            espace: "defaut".into(),
            service: "insi".into(),
            operation: "insi.recherche-traits".into(),
            direction: Direction::CandidatVersBanc,
            session: "1".into(),
            recu: MAINTENANT,
            instant: MAINTENANT,
            duree_ms: 1,
            pair: Peer { adresse: "127.0.0.1:5000".into(), certificat: identite.map(|i| self.igc.identite(i).unwrap().certificat.clone()) },
            requete: Message { ligne: "POST /lps HTTP/1.1".into(), entetes: vec![("Content-Type".into(), content)], ..Message::default() },
            reponse: Message::default(),
            statut: Some(200),
            echec: None,
            faits: segur_model::Faits::new(),
            constats: vec![],
        }
    }

    fn structure(&self) -> Exchange {
        self.echange(Some("org-insi-auto"))
    }

    fn ou(&self) -> String {
        self.igc.identite("org-insi-auto").unwrap().certificat.ou.iter().find(|o| o.starts_with("19999")).unwrap().clone()
    }
}

fn regles(constats: &[Finding]) -> BTreeSet<&str> {
    constats.iter().map(|f| f.rule.as_str()).collect()
}

#[test]
fn les_messages_propres_ne_tournent_rien() {
    let banc = Banc::nouveau();
    assert_eq!(juger(&banc.structure(), requete(&banc.ou(), "").as_bytes(), b"", &banc.ctx), vec![]);
    assert_eq!(juger(&banc.echange(None), banc.carte().as_bytes(), b"", &banc.ctx), vec![]);
    // From a file: nothing is known of the connection.
    let mut fichier = banc.echange(None);
    fichier.pair = Peer::default();
    fichier.requete = Message::default();
    assert_eq!(juger(&fichier, requete("1999900038", "").as_bytes(), b"", &banc.ctx), vec![]);
}

/// Rule, exchange, message.
fn cas(banc: &Banc) -> Vec<(&'static str, Exchange, String)> {
    let propre = requete(&banc.ou(), "");
    let carte = banc.carte();
    let en_tete = |valeur: &str| {
        let mut e = banc.structure();
        e.requete.entetes = vec![("content-type".into(), valeur.into())];
        e
    };
    let mut cas: Vec<(&'static str, Exchange, String)> = vec![
        ("insi.requete.lisible", banc.structure(), "<a>".into()),
        ("insi.requete.lisible", banc.structure(), CORPS.into()),
        ("insi.requete.lisible", banc.structure(), propre.replace("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/")),
        ("insi.requete.type-contenu", en_tete("text/xml; charset=utf-8"), propre.clone()),
        ("insi.requete.type-contenu", en_tete("application/json"), "{}".into()),
        ("insi.requete.action-http", en_tete("application/soap+xml; action=\"urn:autre\""), propre.clone()),
        ("insi.requete.certificat.cn", banc.echange(Some("org-auth-cli")), propre.clone()),
        ("insi.requete.emetteur.structure", banc.structure(), propre.replace(&format!(">{}<", banc.ou()), ">INSI-AUTO<")),
        ("insi.requete.emetteur.carte", banc.echange(None), carte.replace("<lps:Emetteur>899900000045", "<lps:Emetteur>899900000046")),
        ("insi.requete.preuve-identite", banc.echange(None), propre.clone()),
        ("insi.requete.securite-vide", banc.structure(), requete(&banc.ou(), &securite(""))),
        ("insi.requete.jeton-etranger", banc.echange(None), requete("899900000045", &securite(&banc.assertion(vec![Banc::facturation(), ("VIHF_Version".into(), "3.0".into())])))),
        ("insi.requete.jeton-etranger", banc.echange(None), requete("899900000045", &securite("<w:BinarySecurityToken>eyJ</w:BinarySecurityToken>"))),
        ("insi.requete.jeton-etranger", { let mut e = banc.echange(None); e.requete.entetes.push(("Authorization".into(), "Bearer ***".into())); e }, propre.clone()),
        ("insi.requete.vitale", banc.structure(), propre.replace(CORPS, "<RECVITALE xmlns=\"http://www.cnamts.fr/INSiRecVit\"/>")),
    ];
    let mutations: &[(&str, &str, &str)] = &[
        ("insi.requete.action", ns::ACTION_TRAITS, ns::ACTION_VITALE),
        ("insi.requete.action-presente", "<wsa:Action>urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite</wsa:Action>", ""),
        ("insi.requete.message-id", "<wsa:MessageID>uuid:00000000-0000-5000-8000-000000000001</wsa:MessageID>", ""),
        ("insi.requete.message-id", "uuid:00000000-0000-5000-8000-000000000001", " "),
        ("insi.requete.message-id.forme", "uuid:00000000-0000-5000-8000-000000000001", "message-1"),
        ("insi.requete.bloc-en-double", "<wsa:Action>", "<wsa:MessageID>2</wsa:MessageID><wsa:Action>"),
        ("insi.requete.contexte", "lps:ContexteLPS", "lps:Contexte"),
        ("insi.requete.contexte", "bam:ContexteBAM", "bam:Contexte"),
        ("insi.requete.contexte.version", " Version=\"01_00\"", ""),
        ("insi.requete.contexte.version-connue", "Version=\"01_02\"", "Version=\"1.0\""),
        ("insi.requete.contexte.nature", "Nature=\"CTXLPS\"", "Nature=\"CTX\""),
        ("insi.requete.contexte.id", "<lps:Id>1</lps:Id>", "<lps:Id> </lps:Id>"),
        ("insi.requete.contexte.temps", "<lps:Temps>2026-01-15T09:00:00Z", "<lps:Temps>15/01/2026"),
        ("insi.requete.contexte.temps", "<bam:Temps>2026-01-15T09:00:00Z</bam:Temps>", ""),
        ("insi.requete.contexte.temps-utc", "<lps:Temps>2026-01-15T09:00:00Z", "<lps:Temps>2026-01-15T10:00:00+01:00"),
        ("insi.requete.contexte.temps-utc", "<lps:Temps>2026-01-15T09:00:00Z", "<lps:Temps>2026-01-15T09:00:00"),
        ("insi.requete.contexte.temps-frais", "<lps:Temps>2026-01-15T09:00:00Z", "<lps:Temps>2026-01-15T09:05:01Z"),
        ("insi.requete.contexte.ordre", "<lps:Id>1</lps:Id><lps:Temps>2026-01-15T09:00:00Z</lps:Temps>", "<lps:Temps>2026-01-15T09:00:00Z</lps:Temps><lps:Id>1</lps:Id>"),
        ("insi.requete.contexte.ordre", "<lps:Version>1.0</lps:Version>", "<lps:Version>1.0</lps:Version><lps:Autre/>"),
        ("insi.requete.contexte.ordre", "<bam:Id>2</bam:Id>", "<bam:Id>2</bam:Id><bam:Id>2</bam:Id>"),
        ("insi.requete.couverture", "<bam:COUVERTURE/>", ""),
        ("insi.requete.couverture-vide", "<bam:COUVERTURE/>", "<bam:COUVERTURE><bam:GrandRegime>01</bam:GrandRegime></bam:COUVERTURE>"),
        ("insi.requete.lps", "<lps:Nom>urn:lps:temoin:1.0</lps:Nom>", ""),
        ("insi.requete.idam", "<lps:IDAM R=\"4\">BN17SG26LA01</lps:IDAM>", ""),
        ("insi.requete.idam.forme", "BN17SG26LA01", "NumAutorisation"),
        ("insi.requete.idam.r", " R=\"4\"", ""),
        ("insi.requete.idam.connu", "BN17SG26LA01", "BN17SG26LA02"),
        ("insi.requete.emetteur", "<lps:Emetteur>", "<lps:Emetteur/><lps:Emetteur>"),
        ("insi.requete.espace-de-noms", "http://www.cnamts.fr/INSiRecSans", "http://www.cnamts.fr/INSiRecVit"),
        ("insi.requete.ordre", "<ins:Sexe>M</ins:Sexe><ins:DateNaissance>1981-01-01</ins:DateNaissance>", "<ins:DateNaissance>1981-01-01</ins:DateNaissance><ins:Sexe>M</ins:Sexe>"),
        ("insi.requete.ordre", "<ins:Sexe>M</ins:Sexe>", "<ins:Sexe>M</ins:Sexe><ins:NomUsuel/>"),
        ("insi.requete.traits", "<ins:Sexe>M</ins:Sexe>", ""),
        ("insi.requete.traits", ">ADRDEUX<", "><"),
        ("insi.requete.un-prenom", "<ins:Prenom>LAURENT</ins:Prenom>", "<ins:Prenom>LAURENT</ins:Prenom><ins:Prenom>PAUL</ins:Prenom>"),
        ("insi.requete.alphabet", "ADRDEUX", "CŒUR"),
        ("insi.requete.alphabet", "LAURENT", "Laurent"),
        ("insi.requete.sexe", ">M<", ">H<"),
        ("insi.requete.date", "1981-01-01", "01/01/1981"),
        ("insi.requete.date.calendrier", "1981-01-01", "1981-02-30"),
        ("insi.requete.lieu", "63220", "6322"),
    ];
    for (regle, avant, apres) in mutations {
        assert!(propre.contains(avant), "{regle} : {avant}");
        cas.push((regle, banc.structure(), propre.replace(avant, apres)));
    }
    cas
}

#[test]
fn chaque_regle_est_tournee() {
    let banc = Banc::nouveau();
    let mut tournees = BTreeSet::new();
    for (regle, echange, message) in cas(&banc) {
        let constats = juger(&echange, message.as_bytes(), b"", &banc.ctx);
        assert!(regles(&constats).contains(regle), "{regle} : {constats:#?}");
        assert!(constats.iter().all(|f| !f.location.path.is_empty()), "every finding has a place: {constats:#?}");
        tournees.insert(regle);
    }
    assert_eq!(tournees, REGLES.iter().map(|r| r.id).collect::<BTreeSet<_>>());
}

/// What else a defect may turn, because it is one more thing that does not hold.
#[test]
fn un_defaut_ne_tourne_que_sa_regle() {
    let banc = Banc::nouveau();
    let aussi = |regle: &str| -> &[&str] {
        match regle {
            "insi.requete.emetteur" => &["insi.requete.contexte.ordre"],
            "insi.requete.idam.forme" => &["insi.requete.idam.connu"],
            "insi.requete.jeton-etranger" => &["saml.ps.pas-vihf", "insi.requete.preuve-identite"],
            "insi.requete.preuve-identite" | "insi.requete.lisible" | "insi.requete.vitale" => &[],
            "insi.requete.type-contenu" => &["insi.requete.lisible"],
            _ => &[],
        }
    };
    for (regle, echange, message) in cas(&banc) {
        let constats = juger(&echange, message.as_bytes(), b"", &banc.ctx);
        let permises: BTreeSet<&str> = aussi(regle).iter().copied().chain([regle]).collect();
        assert!(regles(&constats).is_subset(&permises), "{regle} : {:?}", regles(&constats));
    }
}

#[test]
fn le_constat_dit_ou() {
    let banc = Banc::nouveau();
    let message = requete(&banc.ou(), "").replace("1981-01-01", "1981").replace("<ins:Sexe>", "\n  <ins:Sexe>");
    let constats = juger(&banc.structure(), message.as_bytes(), b"", &banc.ctx);
    let [constat] = &constats[..] else { panic!("{constats:?}") };
    assert_eq!((constat.location.line, constat.location.path.as_str()), (4, "/Envelope/Body/RECSANSVITALE/DateNaissance"));
    assert_eq!(constat.seen, "1981");
}

#[test]
fn une_regle_non_verifiee_n_est_jamais_une_erreur() {
    let banc = Banc::nouveau();
    for (_, echange, message) in cas(&banc) {
        for constat in juger(&echange, message.as_bytes(), b"", &banc.ctx) {
            assert!(constat.trust == segur_model::Trust::Verified || !constat.is_error(), "{constat:?}");
        }
    }
}

#[test]
fn sans_horloge_declaree_rien_n_est_perime_par_le_banc() {
    let banc = Banc::nouveau();
    let mut echange = banc.echange(None);
    echange.instant += Duration::days(2);
    let ctx = ContexteJugement { horloge_declaree: false, ..banc.ctx.clone() };
    assert_eq!(juger(&echange, banc.carte().as_bytes(), b"", &ctx), vec![]);
    let declaree = juger(&echange, banc.carte().as_bytes(), b"", &banc.ctx);
    assert_eq!(regles(&declaree), BTreeSet::from(["saml.ps.duree-vie", "insi.requete.contexte.temps-frais"]));
}

fn resultat() -> Resultat {
    let id = |matricule: &str, cle: &str| Identifiant {
        matricule: matricule.into(),
        cle: Some(cle.into()),
        oid: "1.2.250.1.213.1.4.10".into(),
        ..Identifiant::default()
    };
    Resultat {
        code_cr: "00".into(),
        libelle: "OK".into(),
        individu: Some(Individu {
            actif: id("1810163220751", "40"),
            historique: vec![id("2090763220834", "39")],
            tiq: Tiq {
                nom: Some("D'ADR & <FILS>".into()),
                prenom: Some("LAURENT".into()),
                prenoms: Some("LAURENT PAUL".into()),
                sexe: Some(String::new()),
                date_naissance: Some("1981-01-01".into()),
                lieu_naissance: Some("63220".into()),
            },
        }),
    }
}

#[test]
fn un_resultat_ecrit_se_relit() {
    assert_eq!(lire_reponse(ecrire_resultat(&resultat()).as_bytes()).unwrap(), ReponseInsi::Resultat(resultat()));
    insta::assert_snapshot!(ecrire_resultat(&resultat()));
}

#[test]
fn une_faute_ecrite_se_relit() {
    let faute = FauteInsi {
        code: segur_soap::CodeFaute::Sender,
        sous_code: Some("siram_100".into()),
        erreur: "desir_550".into(),
        severite: "erreur".into(),
        raison: "Numéro d'autorisation inconnu".into(),
        texte: "IDAM « X »".into(),
        message_id: Some("uuid:\"1\"".into()),
    };
    let ReponseInsi::Faute(lue) = lire_reponse(ecrire_faute(&faute).as_bytes()).unwrap() else { panic!("une faute") };
    assert_eq!((lue.code.as_str(), lue.sous_code.as_deref(), lue.erreur.as_deref()), ("Sender", Some("siram_100"), Some("desir_550")));
    assert_eq!((lue.severite.as_deref(), lue.message_id.as_deref(), lue.texte.as_str()), (Some("erreur"), Some("uuid:\"1\""), "IDAM « X »"));
    insta::assert_snapshot!(ecrire_faute(&faute));
}

fn noms_du_vocabulaire() -> BTreeSet<&'static str> {
    let operation = vocabulaire::OPERATIONS.iter().find(|o| o.nom == "insi.recherche-traits").unwrap();
    operation.faits.iter().chain(vocabulaire::FAITS_COMMUNS).map(|f| f.nom).collect()
}

#[test]
fn les_faits_sont_ceux_du_vocabulaire() {
    let banc = Banc::nouveau();
    let reponse = ecrire_resultat(&resultat());
    let faute = ecrire_faute(&FauteInsi {
        code: segur_soap::CodeFaute::Receiver,
        sous_code: Some("siram_40".into()),
        erreur: "insi_102".into(),
        severite: "fatal".into(),
        raison: String::new(),
        texte: String::new(),
        message_id: None,
    });
    let mut refuse = banc.structure();
    refuse.echec = Some("poignée de main".into());
    let ok = faits("insi.recherche-traits", &banc.structure(), requete(&banc.ou(), "").as_bytes(), reponse.as_bytes());
    let carte = faits("insi.recherche-traits", &banc.echange(None), banc.carte().as_bytes(), faute.as_bytes());
    let echec = faits("insi.connexion-refusee", &refuse, b"", b"");
    let mut vus: BTreeSet<&str> = [&ok, &carte, &echec].into_iter().flat_map(|f| f.keys().map(String::as_str)).collect();
    vus.insert("contient"); // the journal's own
    assert_eq!(vus, noms_du_vocabulaire());
    assert_eq!(ok["mode"], ["structure"]);
    assert_eq!(carte["mode"], ["carte"]);
    assert_eq!(carte["ps"], ["899900000045"]);
    assert_eq!(carte["faute.code"], ["insi_102"]);
    assert_eq!(ok["ins"], ["181016322075140"]);
    assert_eq!(ok["historique"], ["209076322083439"]);
    assert_eq!(ok["ins.nature"], ["NIR"]);
    assert_eq!(ok["prenom.nombre"], ["1"]);
    assert_eq!(ok["tiq.sexe"], [""]);
    assert!(ok["certificat.ou"].contains(&"1999900038".to_owned()));
    assert_eq!(echec["echec"], ["poignée de main"]);
    // Facts that are absent are absent, not empty.
    assert!(faits("insi.wsdl", &banc.echange(None), b"", b"<wsdl/>").keys().eq(["reponse"]));
}

fn corpus(nom: &str) -> Option<Vec<u8>> {
    let racine = std::env::var("SEGUR_BENCH_CORPUS").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").into());
    let chemin = format!("{racine}/insi/{nom}");
    let lu = std::fs::read(&chemin).ok();
    if lu.is_none() {
        eprintln!("SAUTÉ : corpus absent ({chemin})");
    }
    lu
}

#[test]
fn les_reponses_officielles_se_lisent() {
    let attendus = [
        ("REP_CR01.xml", "01", "", 0, None, None),
        ("TEST_1.10.xml", "00", "109076322083489", 0, None, Some("PIERRE-ALAIN MURIEL FLORIANT")),
        ("TEST_2.04_cas2.xml", "00", "109076322083489", 2, None, Some("PIERRE-ALAIN MURIEL FLORIANT")),
        ("TEST_2.05.xml", "00", "109076322088835", 0, Some("MATRICULE"), Some("MATRICULE")),
        ("TEST_2.08_cas1.xml", "00", "180032B02040123", 1, Some("ANTHONY"), Some("ANTHONY")),
        ("TEST_2.08_cas2.variant.xml", "00", "181036322045676", 2, None, Some("GATIEN")),
        ("TEST_2.08_cas2.xml", "00", "181036322045660", 2, Some("GATIEN"), Some("GATIEN")),
        ("TEST_3.05_cas3.xml", "00", "277076322082910", 0, None, Some("NATHALIE")),
        ("WS_INS2_rechercherInsAvecTraitsIdentite_reponse.GIE.xml", "00", "207058575627097", 0, Some("LAURENCE"), None),
    ];
    for (nom, cr, ins, historique, prenom, prenoms) in attendus {
        let Some(octets) = corpus(&format!("responses/{nom}")) else { return };
        let ReponseInsi::Resultat(lu) = lire_reponse(&octets).unwrap() else { panic!("{nom}") };
        assert_eq!(lu.code_cr, cr, "{nom}");
        let Some(individu) = lu.individu else {
            assert_eq!(cr, "01", "{nom}");
            continue;
        };
        assert_eq!((individu.actif.complet().as_str(), individu.historique.len()), (ins, historique), "{nom}");
        assert_eq!((individu.tiq.prenom.as_deref(), individu.tiq.prenoms.as_deref()), (prenom, prenoms), "{nom}");
        if nom == "TEST_2.04_cas2.xml" {
            let premier = &individu.historique[0];
            assert_eq!((premier.complet().as_str(), premier.debut.as_deref(), premier.fin.as_deref()), ("209076322083439", Some("2019-03-01"), Some("2019-02-28")));
        }
    }
    for (nom, sous_code, erreur) in [("desir_550_siram_100.xml", "siram_100", "desir_550"), ("insi_102_siram_40.xml", "siram_40", "insi_102")] {
        let Some(octets) = corpus(&format!("faults/{nom}")) else { return };
        let ReponseInsi::Faute(lue) = lire_reponse(&octets).unwrap() else { panic!("{nom}") };
        assert_eq!((lue.sous_code.as_deref(), lue.erreur.as_deref()), (Some(sous_code), Some(erreur)));
    }
}

#[test]
fn la_requete_officielle_ne_tourne_que_ce_qui_est_date_ou_fictif() {
    let Some(octets) = corpus("requests/WS_INS2_rechercherInsAvecTraitsIdentite_requete.GIE.xml") else { return };
    let banc = Banc::nouveau();
    let mut echange = banc.echange(None);
    echange.recu = datetime!(2021-06-16 09:39:03 UTC);
    let ctx = ContexteJugement { horloge_declaree: false, ..banc.ctx.clone() };
    let constats = juger(&echange, &octets, b"", &ctx);
    let attendues = [
        "insi.requete.idam.connu", // « NumAutorisation »
        "insi.requete.idam.forme",
        "saml.ps.certificat.chaine", // the real test authority
        "saml.ps.certificat.validite",
        "saml.ps.signature.valide", // edited after it was signed
    ];
    assert_eq!(regles(&constats), BTreeSet::from(attendues), "{constats:#?}");
}

#[test]
fn illisible_dit_pourquoi() {
    assert!(matches!(lire_requete(b"<!DOCTYPE a><a/>"), Err(Illisible::Xml(_))));
    assert_eq!(lire_requete(CORPS.as_bytes()).unwrap_err().code(), segur_soap::CodeFaute::Sender);
    let onze = requete("1", "").replace("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/");
    assert_eq!(lire_requete(onze.as_bytes()).unwrap_err().code(), segur_soap::CodeFaute::VersionMismatch);
    let autre = requete("1", "").replace("RECSANSVITALE", "AUTRE");
    assert!(matches!(lire_requete(autre.as_bytes()), Err(Illisible::Operation { nom, .. }) if nom.ends_with("}AUTRE")));
}

proptest::proptest! {
    /// Whatever is cut out of a good message, nothing panics, here or in the rules.
    #[test]
    fn un_message_entame_ne_fait_rien_tomber(debut in 0_usize..2000, longueur in 0_usize..400) {
        let entier = requete("1999900038", &securite(""));
        let caracteres: Vec<char> = entier.chars().collect();
        let entame: String = caracteres.iter().enumerate().filter(|(i, _)| *i < debut || *i >= debut + longueur).map(|(_, c)| c).collect();
        let _ = lire_requete(entame.as_bytes());
        let _ = lire_reponse(entame.as_bytes());
    }
}
