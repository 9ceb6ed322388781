//! `demo`: everything in this process, on loopback, with a clock that stands still.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use segur_certs::Igc;
use segur_engine::campagne::{Campagne, Ouverture};
use segur_engine::controle::Controle;
use segur_engine::moteur::Reglage;
use segur_engine::pilotes::Pilotes;
use segur_kit::{Durabilite, SourceHorloge};
use segur_model::World;
use segur_model::candidat::{Candidat, Produit, ReglageCampagne, ReglageMoteur, ReglagePilote};
use segur_model::controle::Etat;
use segur_temoin::{
    AccesDmp, AuthentificationPsc, BoiteApplicative, ConfigAnnuaire, ConfigEdc, ConfigMssante, ConfigPsc, ConfigTemoin, Lps, Mode, ModeDmp,
    Temoin, Utilisateur,
};
use serde_json::json;

use super::campagne::{self, Joue, Lieu, Partie};
use super::documents;
use super::identites::Gardien;
use super::referentiel;
use crate::banc::{self, Depart, INSTANT_DEMO};
use crate::cli::{self, Demo};
use crate::erreur::Erreur;

/// The témoin answers an act only once everything that it causes is sent: the engine need not be patient.
const MOTEUR_TEMOIN: ReglageMoteur = ReglageMoteur {
    dans_ms: 250,
    calme_ms: 40,
};

/// How long an exchange may take to come when the clock goes on: the time between two questions of CIBA, and a little more.
const PATIENCE_MS: u64 = 10_000;

/// Runs the demo.
pub async fn executer(a: Demo) -> Result<u8, Erreur> {
    if a.liste_defauts {
        for d in segur_temoin::defauts() {
            dire!("{}", d.nom);
        }
        return Ok(0);
    }
    if let Some(d) = &a.documents
        && !d.is_dir()
    {
        return Err(Erreur::dit(format!("--documents {} : ce n'est pas un dossier", d.display())));
    }
    for nom in &a.defauts {
        segur_temoin::defaut(nom)?;
    }
    let gardien = Gardien::lire(a.identites.as_deref(), a.accepter_identites)?;
    if let Some(dossier) = &a.documents {
        gardien.documents(&documents::chemins(dossier)?, &segur_world::monde_demo()?)?;
    }
    let lieu = match &a.reprendre {
        Some(id) => Lieu::existant(id, a.out.as_deref())?,
        None => Lieu::nouveau("demo", a.out.as_deref())?,
    };
    lieu.preparer()?;

    let (joue, campagne, igc) = tokio::select! {
        joue = jouer(&a, &lieu) => joue?,
        _ = tokio::signal::ctrl_c() => return Err(Erreur::dit(format!("interrompue ; ce qui est joué est gardé. Pour reprendre : {}", reprise(&a, &lieu)))),
    };
    let chemin = campagne::ecrire_dossier(&lieu, &joue, &campagne, &igc, &gardien)?;
    campagne::conclure(&joue.resultat, &chemin);
    Ok(joue.resultat.code_sortie())
}

/// The command that goes on with this campaign.
fn reprise(a: &Demo, lieu: &Lieu) -> String {
    let mut commande = format!("segur-bench demo --reprendre {}", lieu.id);
    if a.espace != "defaut" {
        commande += &format!(" --espace {}", a.espace);
    }
    for defaut in &a.defauts {
        commande += &format!(" --defaut {defaut}");
    }
    let options = [
        ("--banc", &a.banc),
        ("--igc", &a.igc),
        ("--documents", &a.documents),
        ("--referentiel", &a.referentiel),
        ("--schematron", &a.schematron),
        ("--out", &a.out),
    ];
    for (option, valeur) in options {
        if let Some(v) = valeur {
            commande += &format!(" {option} {}", v.display());
        }
    }
    commande
}

/// Against what the témoin is played.
struct Terrain {
    controle: Controle,
    monde: Arc<World>,
    igc: Igc,
    /// The bench, when it is of this process.
    banc: Option<segur_kit::Banc>,
    config: ConfigTemoin,
}

impl Terrain {
    /// A bench of this process.
    async fn ici(a: &Demo, lieu: &Lieu) -> Result<Self, Erreur> {
        let monde = Arc::new(segur_world::monde_demo()?);
        let igc = Igc::demo()?;
        let banc = demarrer(&monde, &Arc::new(Igc::demo()?), Some(lieu.etat.join("banc"))).await?;
        for ligne in banc.lignes_pret() {
            segur_model::avertir!("{ligne}");
        }
        let mut config = config_temoin(
            &banc.etat(),
            "defaut",
            &monde,
            &igc,
            &lieu.etat.join("temoin"),
            &a.defauts,
            a.documents.as_deref(),
        )?;
        config.horloge_banc = Some(format!("{}/banc/etat", banc.acces().controle));
        Ok(Self {
            controle: Controle::nouveau(banc.acces(), "defaut")?,
            monde,
            igc,
            banc: Some(banc),
            config,
        })
    }

    /// One that runs elsewhere: the témoin calls it at the addresses that it announces, at the hour that it says.
    async fn ailleurs(a: &Demo, lieu: &Lieu, banc: &Path) -> Result<Self, Erreur> {
        let acces = cli::AccesBanc {
            banc: banc.to_owned(),
            igc: a.igc.clone(),
            espace: a.espace.clone(),
        };
        let plans = super::espace::lire_acces(banc)?;
        let controle = super::espace::controle(&acces)?;
        let (etat, monde) = (controle.etat().await?, Arc::new(controle.monde().await?));
        let igc = super::espace::igc(&controle, &acces).await?.ok_or_else(|| {
            Erreur::dit(format!(
                "les clés de ce banc ne sont pas sur cette machine, et le témoin en a besoin : donnez leur dossier par --igc (banc : {})",
                banc.display()
            ))
        })?;
        let mut config = config_temoin(&etat, &a.espace, &monde, &igc, &lieu.etat.join("temoin"), &a.defauts, None)?;
        if !etat.espaces.iter().any(|e| e.id == a.espace) {
            return Err(Erreur::dit(format!(
                "le banc n'a pas d'espace « {} » : créez-le avec « segur-bench espace creer »",
                a.espace
            )));
        }
        config.horloge_figee = etat.espaces.iter().find(|e| e.id == a.espace).and_then(|e| {
            let vraie = (e.horloge - time::OffsetDateTime::now_utc()).abs() < time::Duration::MINUTE;
            (!vraie).then_some(e.horloge)
        });
        // An espace with certificates of its own is steered by a bench that has others.
        if let (Some(ancres), Some(autres)) = (&mut config.ancres, plans.first().and_then(|p| p.confiance.as_ref()))
            && ancres != autres
        {
            ancres.push_str(autres);
        }
        if let Some(plan) = plans.first() {
            config.horloge_banc = Some(format!("{}/banc/etat", plan.controle));
            config.horloge_jeton.clone_from(&plan.jeton);
        }
        sans_noms(&mut config, &etat, &igc).await?;
        Ok(Self {
            controle,
            monde,
            igc,
            banc: None,
            config,
        })
    }
}

/// Has the témoin call Pro Santé Connect and the directory where they are, unless the bench has them under the names of the demo.
async fn sans_noms(config: &mut ConfigTemoin, etat: &Etat, igc: &Igc) -> Result<(), Erreur> {
    let point = |nom: &str| etat.espaces.iter().find(|e| e.id == config.espace)?.points.get(nom).cloned();
    let points = ["psc.edc", "annuaire.fhir", "annuaire.extraction"].map(point);
    let Some((auth, psc)) = point("psc.auth").zip(config.psc.as_mut()) else {
        return Ok(());
    };
    let adresse = super::serve::decouverte(&auth);
    let dit = |e: &reqwest::Error| Erreur::dit(format!("{adresse} : {}", segur_model::francais::cause(e)));
    let ancres = reqwest::Certificate::from_pem_bundle(igc.ancres_pem().as_bytes()).map_err(|e| dit(&e))?;
    let client = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only(ancres)
        .build()
        .map_err(|e| dit(&e))?;
    let decouverte = client
        .get(&adresse)
        .send()
        .await
        .map_err(|e| dit(&e))?
        .text()
        .await
        .map_err(|e| dit(&e))?;
    if decouverte.contains(&format!("https://{}", NOMS[0].1)) {
        return Ok(());
    }
    psc.decouverte = adresse;
    let [jeton, fhir, extraction] = points;
    if let Some((edc, jeton)) = psc.edc.as_mut().zip(jeton) {
        edc.jeton = format!("{jeton}/token");
        edc.api = format!("{jeton}/api/dossier");
    }
    if let Some(annuaire) = config.annuaire.as_mut() {
        annuaire.fhir = fhir;
        annuaire.extraction = extraction;
    }
    Ok(())
}

/// Starts the bench and the témoin, plays the campaign, stops both. Also the keys that sign the dossier.
async fn jouer(a: &Demo, lieu: &Lieu) -> Result<(Joue, Campagne, Igc), Erreur> {
    let terrain = match &a.banc {
        None => Terrain::ici(a, lieu).await?,
        Some(banc) => Terrain::ailleurs(a, lieu, banc).await?,
    };
    let Terrain {
        controle,
        monde,
        igc,
        banc,
        config,
    } = terrain;
    let fournis = a.documents.as_deref().map(documents::chemins).transpose()?;
    let scenarios = fournis
        .map(|chemins| documents::scenarios("biologie", &chemins, &monde))
        .transpose()?;
    let figee = config.horloge_figee;
    let temoin = Temoin::demarrer(config, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;

    let mut candidat = candidat(&temoin.url(), &a.defauts);
    if figee.is_none() {
        // It waits between two questions as a software does.
        candidat.moteur.dans_ms = PATIENCE_MS;
    }
    let referentiel = a.referentiel.as_deref().map(referentiel::absolu).transpose()?;
    if let Some(dossier) = &referentiel {
        referentiel::adopter(dossier, &mut candidat)?;
    }
    let mut campagne = campagne::ouvrir(lieu, a.reprendre.is_some(), || Ouverture {
        id: lieu.id.clone(),
        candidat: candidat.clone(),
        referentiel: referentiel.as_ref().map(|d| d.to_string_lossy().into_owned()).unwrap_or_default(),
        pack: "biologie".to_owned(),
        seulement: a.seulement.clone(),
        ouverte: figee.unwrap_or_else(time::OffsetDateTime::now_utc),
        banc: env!("CARGO_PKG_VERSION").to_owned(),
        graine: monde.graine.clone(),
        // The same demo gives the same bytes: here alone, what is drawn is known beforehand.
        tirage: monde.graine.clone(),
    })?;
    let pilotes = Pilotes::preparer(&candidat, Path::new("."), None).await?;
    let partie = Partie {
        controle: &controle,
        pilotes: &pilotes,
        candidat: &candidat,
        pack: "biologie",
        referentiel: referentiel.as_deref(),
        scenarios,
        ans: campagne::ans(a.schematron.as_deref())?,
        reglage: Reglage {
            seulement: campagne.ouverture.seulement.clone(),
            depuis: None,
            temoin: true,
        },
        muet: false,
    };
    let joue = campagne::jouer(&partie, &mut campagne).await;
    temoin.arreter().await;
    if let Some(banc) = banc {
        banc.arreter().await;
    }
    Ok((joue?, campagne, igc))
}

/// The bench of the demo: every service, one espace, a clock that stands still.
pub async fn demarrer(monde: &Arc<World>, igc: &Arc<Igc>, donnees: Option<PathBuf>) -> Result<segur_kit::Banc, Erreur> {
    let reglage = reglage();
    banc::demarrer(Depart {
        reglage: &reglage,
        monde: monde.clone(),
        igc: igc.clone(),
        donnees,
        horloge: SourceHorloge::Figee(INSTANT_DEMO),
        durabilite: Durabilite::Normale,
        services: banc::services(&[], &reglage)?,
        espaces: &["defaut"],
        gardes: segur_kit::PortsGardes::new(),
        premier_port: 0,
    })
    .await
}

/// Names of the endpoints that the témoin reaches by a name without port: point, name, and how its setting is called.
const NOMS: [(&str, &str); 6] = [
    ("psc.auth", "psc-auth.banc.test"),
    ("psc.wallet", "psc-wallet.banc.test"),
    ("psc.edc", "psc-edc.banc.test"),
    ("psc.proxy", "psc-proxy.banc.test"),
    ("annuaire.fhir", "annuaire.banc.test"),
    ("annuaire.extraction", "extraction.banc.test"),
];

/// The settings of the bench: names without port, which tokens and links carry into the dossier.
fn reglage() -> banc::Reglage {
    let bases: BTreeMap<&str, String> = NOMS
        .iter()
        .filter_map(|(point, nom)| Some((point.strip_prefix("psc.")?, format!("https://{nom}"))))
        .collect();
    banc::Reglage {
        services: BTreeMap::from([
            ("psc".to_owned(), json!({ "bases": bases })),
            ("annuaire".to_owned(), json!({ "base": "https://annuaire.banc.test/fhir/v2" })),
        ]),
        ..banc::Reglage::default()
    }
}

/// The témoin as a candidate: the file that any vendor writes.
pub fn candidat(url: &str, defauts: &[String]) -> Candidat {
    let version = if defauts.is_empty() {
        "1.0".to_owned()
    } else {
        format!("1.0+{}", defauts.join("+"))
    };
    Candidat {
        produit: Produit {
            nom: "Témoin".to_owned(),
            version,
            editeur: "segur-bench".to_owned(),
            nil: String::new(),
        },
        campagne: ReglageCampagne {
            vague: 2,
            profils: ["Référentiel d'identités", "Environnement de ville", "BAL PER-ORG"]
                .map(str::to_owned)
                .into(),
            ..ReglageCampagne::default()
        },
        faits: [
            ("horloge".to_owned(), "oui".to_owned()),
            ("mode_insi".to_owned(), "structure".to_owned()),
            ("mode_psc".to_owned(), "web, ciba".to_owned()),
            ("autre_moyen".to_owned(), "oui".to_owned()),
            ("edc_psc".to_owned(), "oui".to_owned()),
            ("proxy_esante".to_owned(), "non".to_owned()),
            ("annuaire_pagination".to_owned(), "oui".to_owned()),
            ("recherche_rpps".to_owned(), "fhir".to_owned()),
            ("recherche_mssante".to_owned(), "fhir".to_owned()),
            ("reception_biologie".to_owned(), "non".to_owned()),
            ("bal".to_owned(), "applicative, personnelle".to_owned()),
            ("chargement_annuaire".to_owned(), "extraction".to_owned()),
        ]
        .into(),
        pilotes: vec![ReglagePilote::Http {
            url: url.to_owned(),
            actes: Vec::new(),
            delai_s: 60,
        }],
        arriere_plan: Vec::new(),
        moteur: MOTEUR_TEMOIN,
    }
}

/// What the témoin is told: addresses, certificates, its structure, its user. Nothing of the world but itself.
pub fn config_temoin(
    etat: &Etat,
    espace: &str,
    monde: &World,
    igc: &Igc,
    donnees: &Path,
    defauts: &[String],
    documents: Option<&Path>,
) -> Result<ConfigTemoin, Erreur> {
    let point = |nom: &str| {
        etat.espaces
            .iter()
            .find(|e| e.id == espace)
            .and_then(|e| e.points.get(nom))
            .cloned()
    };
    let identite = |nom: &str| {
        igc.identite(nom)
            .ok_or_else(|| Erreur::dit(format!("l'IGC de test n'a pas d'identité « {nom} »")))
    };
    let (auth, cachet) = (identite("org-auth-cli")?, identite("org-sign")?);
    let (auto, expire, tiers, carte) = (
        identite("org-insi-auto")?,
        identite("org-insi-auto-expire")?,
        identite("org-insi-auto-labo2")?,
        identite("ps-sign-biologiste-1")?,
    );
    let structure = monde
        .structures
        .get("LABO_1")
        .ok_or_else(|| Erreur::dit("le monde n'a pas de structure LABO_1"))?;
    let bio = monde
        .professionnels
        .get("BIOLOGISTE_1")
        .ok_or_else(|| Erreur::dit("le monde n'a pas de professionnel BIOLOGISTE_1"))?;
    Ok(ConfigTemoin {
        insi_tlsm: point("insi.tlsm"),
        insi_lps: point("insi.lps"),
        ancres: Some(igc.ancres_pem()),
        certificat: Some(auto.chaine_pem.clone()),
        cle: Some(auto.cle_pem.clone()),
        certificat_expire: Some(expire.chaine_pem.clone()),
        cle_expire: Some(expire.cle_pem.clone()),
        ps_certificat: Some(carte.certificat_pem.clone()),
        ps_cle: Some(carte.cle_pem.clone()),
        dmp: point("dmp.lps"),
        auth_certificat: Some(auth.chaine_pem.clone()),
        auth_cle: Some(auth.cle_pem.clone()),
        certificat_tiers: Some(tiers.chaine_pem.clone()),
        cle_tiers: Some(tiers.cle_pem.clone()),
        sign_certificat: Some(cachet.certificat_pem.clone()),
        sign_cle: Some(cachet.cle_pem.clone()),
        acces_dmp: acces_dmp(monde, igc),
        mode_dmp: ModeDmp::Air,
        homologation_dmp: monde.homologations_dmp.first().cloned(),
        psc: point("psc.auth").is_some().then(config_psc),
        annuaire: point("annuaire.fhir").is_some().then(|| ConfigAnnuaire {
            fhir: Some("https://annuaire.banc.test/fhir/v2".to_owned()),
            cle: "cle-publique-du-temoin".to_owned(),
            // Small pages: a handful of people fill several.
            par_page: Some(2),
            extraction: Some("https://extraction.banc.test/annuaire-sante-webservices/V300/services/extraction".to_owned()),
        }),
        mssante: point("mssante.soumission")
            .zip(point("mssante.imap"))
            .map(|(soumission, imap)| config_mssante(monde, soumission, imap)),
        resolution: NOMS
            .iter()
            .filter_map(|(nom, hote)| Some(((*hote).to_owned(), adresse(&point(nom)?)?)))
            .collect(),
        espace: espace.to_owned(),
        horloge_banc: None,
        horloge_jeton: None,
        decalage: segur_temoin::Decalage::default(),
        structure: segur_temoin::Structure {
            nom: structure.nom.clone(),
            id_national: structure.id_national.clone(),
            finess: structure.finess.clone(),
            secteur: structure.secteur.clone(),
            ..segur_temoin::Structure::default()
        },
        racine_oid: "1.2.250.1.999.1".to_owned(),
        documents: documents.map(Path::to_owned),
        emetteur: structure.id_national.clone(),
        idam: monde.idam.first().cloned().unwrap_or_default(),
        lps: Lps {
            nom: "urn:lps:temoin:1.0".to_owned(),
            version: "1.0".to_owned(),
            instance: "5f0b8a9e-3a57-5c1e-9d0a-6d6f64656d6f".to_owned(),
        },
        mode: Mode::Structure,
        insi_a_la_creation: false,
        utilisateur: Utilisateur {
            rpps: bio.rpps.clone(),
            id_national: bio.id_national.clone(),
            nom: bio.nom.clone(),
            prenom: bio.prenom.clone(),
            facturation: bio.facturation.clone(),
            savoir_faire: bio.savoir_faire.clone(),
            secteur: Some(structure.secteur.clone()),
            profession: Some(bio.profession.clone()),
        },
        graine: monde.graine.clone(),
        horloge_figee: Some(INSTANT_DEMO),
        donnees: donnees.to_owned(),
        defauts: defauts.to_vec(),
    })
}

/// Cards of the demo: the end of the names of their two identities, and the professional.
const CARTES: [(&str, &str); 6] = [
    ("biologiste-1", "BIOLOGISTE_1"),
    ("biologiste-2", "BIOLOGISTE_2"),
    ("medecin-prescripteur", "MEDECIN_PRESCRIPTEUR"),
    ("medecin-hospitalier", "MEDECIN_HOSPITALIER"),
    ("infirmier-liberal", "INFIRMIER_LIBERAL"),
    ("medecin-du-travail", "MEDECIN_DU_TRAVAIL"),
];

/// The other structure in which the témoin serves, as the record of a hospital.
const HOPITAL: &str = "HOPITAL";

/// How the témoin reaches the DMP beside the certificates of its laboratory: the cards of professionals, and the certificates of the hospital. What
/// a PKI does not have is left out.
fn acces_dmp(monde: &World, igc: &Igc) -> Vec<AccesDmp> {
    let acces = |carte, porteurs: Vec<String>, structure: &str, [auth, sign]: [&str; 2]| {
        let (auth, sign) = (igc.identite(auth)?, igc.identite(sign)?);
        let s = monde.structures.get(structure)?;
        let a = &s.adresse;
        Some(AccesDmp {
            carte,
            porteurs,
            structure: segur_temoin::Structure {
                nom: s.nom.clone(),
                id_national: s.id_national.clone(),
                finess: s.finess.clone(),
                secteur: s.secteur.clone(),
                voie: format!("{} {} {}", a.numero, a.type_voie, a.voie),
                code_postal: a.code_postal.clone(),
                ville: a.commune.clone(),
                telephone: s.telephone.clone(),
            },
            auth_certificat: auth.chaine_pem.clone(),
            auth_cle: auth.cle_pem.to_string(),
            sign_certificat: sign.certificat_pem.clone(),
            sign_cle: sign.cle_pem.to_string(),
        })
    };
    let carte = |(nom, fiche): (&str, &str)| {
        let p = monde.professionnels.get(fiche)?;
        let structure = p.structures.first()?;
        let noms = [format!("ps-auth-{nom}"), format!("ps-sign-{nom}")];
        acces(true, vec![p.id_national.clone()], structure, [&noms[0], &noms[1]])
    };
    let siens = monde.professionnels.values().filter(|p| p.structures.iter().any(|s| s == HOPITAL));
    let siens = siens.map(|p| p.id_national.clone()).collect();
    let hopital = acces(false, siens, HOPITAL, ["org-auth-cli-hopital", "org-sign-hopital"]);
    CARTES.into_iter().filter_map(carte).chain(hopital).collect()
}

/// The témoin as a client of Pro Santé Connect: what the world says of `temoin-sgl`.
fn config_psc() -> ConfigPsc {
    ConfigPsc {
        decouverte: "https://psc-auth.banc.test/simule/auth/realms/esante-wallet/.well-known/wallet-openid-configuration".to_owned(),
        client_id: "temoin-sgl".to_owned(),
        secret: Some("secret-public-du-temoin".to_owned()),
        authentification: AuthentificationPsc::Certificat,
        redirection: "https://temoin.banc.test/psc/retour".to_owned(),
        fin: Some("https://temoin.banc.test/psc/fin".to_owned()),
        depose: false,
        edc: Some(ConfigEdc {
            jeton: "https://psc-edc.banc.test/token".to_owned(),
            api: "https://psc-edc.banc.test/api/dossier".to_owned(),
            portee: "dossier.lire".to_owned(),
        }),
    }
}

/// The mailboxes of the laboratory: its software's, and those of its biologists.
fn config_mssante(monde: &World, soumission: String, imap: String) -> ConfigMssante {
    let adresse = |fiche: &str| monde.boites.get(fiche).map(|b| b.adresse.clone());
    let sienne = |(personne, boite): (&str, &str)| Some((monde.professionnels.get(personne)?.rpps.clone(), adresse(boite)?));
    ConfigMssante {
        soumission,
        imap,
        nil: "BANC-0001".to_owned(),
        applicative: adresse("BAL_LABO_1_SIL")
            .zip(adresse("BAL_LABO_1_SECRETARIAT"))
            .map(|(adresse, reponse)| BoiteApplicative {
                adresse,
                intitule: "Laboratoire des Tilleuls, comptes rendus".to_owned(),
                reponse,
            }),
        personnelles: [("BIOLOGISTE_1", "BAL_BIOLOGISTE_1"), ("BIOLOGISTE_2", "BAL_BIOLOGISTE_2")]
            .into_iter()
            .filter_map(sienne)
            .collect(),
        domaine_usagers: "patient.mssante.fr".to_owned(),
    }
}

/// The address of a URL of the bench (`https://127.0.0.1:8443/chemin`), a name resolved.
fn adresse(url: &str) -> Option<SocketAddr> {
    let hote = url.strip_prefix("https://")?.split('/').next()?;
    // A name without a port is that of a proxy, at the port of HTTPS.
    hote.to_socket_addrs().or_else(|_| (hote, 443).to_socket_addrs()).ok()?.next()
}
