//! Making an infrastructure: keys, authorities, certificates, CRLs.

use std::collections::BTreeMap;

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CrlDistributionPoint, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyIdMethod, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, RevocationReason, RevokedCertParams, RsaKeySize, SerialNumber,
};
use segur_x509::{X509, ecrire_pem};
use time::{Duration, OffsetDateTime};

use crate::igc::Secret;
use crate::{
    Autorite, CertsError, Crl, EtatCertificat, Identite, Igc, Plan, PlanAutorite, PlanIdentite, Usage, Validite, cartes, nom,
    plan::{AEmettre, octets_serie},
};

/// An authority at work: it signs, and is forgotten with its key.
struct Emetteur {
    autorite: Autorite,
    signataire: Issuer<'static, KeyPair>,
    /// Its certificate and those above it, root excluded.
    chaine_pem: String,
}

impl Igc {
    /// A fresh infrastructure: what the plan says, dated around `maintenant`, with new RSA keys. Takes a few seconds.
    ///
    /// # Errors
    /// When the plan does not hold together.
    pub fn creer(plan: &Plan, maintenant: OffsetDateTime) -> Result<Self, CertsError> {
        plan.verifier()?;
        let fabrique = Fabrique {
            plan,
            maintenant: maintenant.to_offset(time::UtcOffset::UTC),
        };
        let total = plan.autorites.len() + plan.a_emettre().count();
        let mut cles = cles(total)?.into_iter();
        let mut cle = || {
            cles.next().ok_or_else(|| CertsError::Fabrication {
                quoi: "une clé".to_owned(),
                raison: "manquante".to_owned(),
            })
        };

        let mut emetteurs = BTreeMap::new();
        for a in &plan.autorites {
            let emetteur = fabrique.autorite(a, cle()?, &emetteurs)?;
            emetteurs.insert(a.nom.as_str(), emetteur);
        }
        let mut identites = Vec::new();
        for a in plan.a_emettre() {
            identites.push(fabrique.identite(&a, &cle()?, emetteur(&emetteurs, a.emetteur)?)?);
        }
        let crls: Vec<Crl> = plan
            .autorites
            .iter()
            .map(|a| fabrique.crl(&a.nom, emetteur(&emetteurs, &a.nom)?))
            .collect::<Result<_, _>>()?;
        let autorites = plan
            .autorites
            .iter()
            .filter_map(|a| emetteurs.remove(a.nom.as_str()))
            .map(|e| e.autorite)
            .collect();
        Self::assembler(autorites, crls, identites)
    }

    /// Issues more certificates, in the names that are given, by the authorities that this infrastructure still holds the key of. What it
    /// was made with does not change; the list of revocation of an authority covers them.
    ///
    /// # Errors
    /// When the authority gave its key away: that of the demo did.
    pub fn emettre(&self, identites: &[PlanIdentite], maintenant: OffsetDateTime) -> Result<Vec<Identite>, CertsError> {
        let plan = Plan::embarque()?;
        let fabrique = Fabrique {
            plan: &plan,
            maintenant: maintenant.to_offset(time::UtcOffset::UTC),
        };
        let mut emetteurs = BTreeMap::new();
        for nom in identites.iter().map(|i| i.emetteur.as_str()) {
            if !emetteurs.contains_key(nom) {
                emetteurs.insert(nom, self.emetteur(&plan, nom)?);
            }
        }
        let une = |(modele, cle): (&PlanIdentite, KeyPair)| {
            let a = AEmettre {
                nom: modele.nom.clone(),
                etat: EtatCertificat::Valide,
                emetteur: &modele.emetteur,
                serie: &modele.serie,
                modele,
            };
            fabrique.identite(&a, &cle, emetteur(&emetteurs, &modele.emetteur)?)
        };
        identites.iter().zip(cles(identites.len())?).map(une).collect()
    }

    /// The same infrastructure, and what the plan has more: authorities, made; and certificates, issued by those, or by the ones of which it
    /// still holds the key. What it has does not change by a byte. For what was made before the plan grew.
    ///
    /// # Errors
    /// When the authority that should issue gave its key away, or is to have one more certificate in its list of revocation.
    pub fn completer(&self, plan: &Plan, maintenant: OffsetDateTime) -> Result<Self, CertsError> {
        plan.verifier()?;
        let fabrique = Fabrique {
            plan,
            maintenant: maintenant.to_offset(time::UtcOffset::UTC),
        };
        let anciennes = |nom: &str| self.autorites.iter().find(|a| a.nom == nom);
        let nouvelles: Vec<_> = plan.autorites.iter().filter(|a| anciennes(&a.nom).is_none()).collect();
        let manquantes: Vec<_> = plan.a_emettre().filter(|a| self.identite(&a.nom).is_none()).collect();
        let mut cles = cles(nouvelles.len() + manquantes.len())?.into_iter();
        let mut cle = || {
            cles.next().ok_or_else(|| CertsError::Fabrication {
                quoi: "une clé".to_owned(),
                raison: "manquante".to_owned(),
            })
        };

        let mut emetteurs = BTreeMap::new();
        for a in &nouvelles {
            if let Some(ancienne) = a.emetteur.as_deref().filter(|e| anciennes(e).is_some()) {
                emetteurs.insert(ancienne, self.emetteur(plan, ancienne)?);
            }
            let emetteur = fabrique.autorite(a, cle()?, &emetteurs)?;
            emetteurs.insert(a.nom.as_str(), emetteur);
        }
        let mut igc = self.clone();
        for a in manquantes {
            if anciennes(a.emetteur).is_some() {
                if a.etat == EtatCertificat::Revoque {
                    return Err(CertsError::SansEmetteur);
                }
                if !emetteurs.contains_key(a.emetteur) {
                    emetteurs.insert(a.emetteur, self.emetteur(plan, a.emetteur)?);
                }
            }
            igc.identites
                .push(fabrique.identite(&a, &cle()?, emetteur(&emetteurs, a.emetteur)?)?);
        }
        for a in nouvelles {
            igc.crls.push(fabrique.crl(&a.nom, emetteur(&emetteurs, &a.nom)?)?);
            igc.autorites.extend(emetteurs.get(a.nom.as_str()).map(|e| e.autorite.clone()));
        }
        let ancres = std::mem::take(&mut igc.ancres_ajoutees);
        let mut igc = Self::assembler(igc.autorites, igc.crls, igc.identites)?;
        if !ancres.is_empty() {
            igc.ajouter_ancres(&ancres)?;
        }
        Ok(igc)
    }

    /// An authority put back to work.
    fn emetteur(&self, plan: &Plan, nom: &str) -> Result<Emetteur, CertsError> {
        let autorite = self.autorites.iter().find(|a| a.nom == nom).ok_or(CertsError::SansEmetteur)?;
        let modele = plan.autorites.iter().find(|a| a.nom == nom).ok_or(CertsError::SansEmetteur)?;
        let Secret(cle) = autorite.cle_pem.as_ref().ok_or(CertsError::SansEmetteur)?;
        let cle = KeyPair::from_pem(cle).map_err(CertsError::fabrication(nom))?;
        Ok(Emetteur {
            autorite: autorite.clone(),
            signataire: Issuer::new(parametres(modele)?, cle),
            chaine_pem: autorite.certificat_pem.clone(),
        })
    }
}

struct Fabrique<'a> {
    plan: &'a Plan,
    maintenant: OffsetDateTime,
}

impl Fabrique<'_> {
    fn autorite(&self, a: &PlanAutorite, cle: KeyPair, au_dessus: &BTreeMap<&str, Emetteur>) -> Result<Emetteur, CertsError> {
        let validites = &self.plan.validites;
        let mut p = parametres(a)?;
        (p.not_before, p.not_after) = self.periode(match a.emetteur {
            None => validites.racines,
            Some(_) => validites.intermediaires,
        })?;
        p.serial_number = Some(serie(&a.serie)?);

        let erreur = || CertsError::fabrication(&a.nom);
        let (certificat, chaine_au_dessus) = match &a.emetteur {
            None => (p.self_signed(&cle).map_err(erreur())?, None),
            Some(nom) => {
                let e = emetteur(au_dessus, nom)?;
                p.use_authority_key_identifier_extension = true;
                p.crl_distribution_points = self.points_crl(nom);
                (p.signed_by(&cle, &e.signataire).map_err(erreur())?, Some(e.chaine_pem.as_str()))
            }
        };
        let certificat_pem = ecrire_pem([certificat.der()]);
        // A chain never shows the root.
        let chaine_pem = chaine_au_dessus.map(|c| format!("{certificat_pem}{c}")).unwrap_or_default();
        let certificat = X509::lire(certificat.der())?.dit().clone();
        // An intermediate one of ours may be asked for more.
        let cle_pem = (a.confiance && a.emetteur.is_some()).then(|| Secret(cle.serialize_pem()));
        let autorite = Autorite {
            nom: a.nom.clone(),
            confiance: a.confiance,
            certificat_pem,
            certificat,
            cle_pem,
        };
        Ok(Emetteur {
            autorite,
            signataire: Issuer::new(p, cle),
            chaine_pem,
        })
    }

    fn identite(&self, a: &AEmettre<'_>, cle: &KeyPair, emetteur: &Emetteur) -> Result<Identite, CertsError> {
        let erreur = || CertsError::fabrication(&a.nom);
        let validites = &self.plan.validites;
        let modele = a.modele;
        let mut p = CertificateParams::new(modele.noms.as_slice())
            .map_err(|_| CertsError::Plan(format!("noms de « {} » : noms DNS et adresses IP attendus", a.nom)))?;
        (p.not_before, p.not_after) = self.periode(if a.etat == EtatCertificat::Expire {
            validites.expires
        } else {
            validites.feuilles
        })?;
        p.serial_number = Some(serie(a.serie)?);
        p.distinguished_name = nom::pour_rcgen(&modele.sujet)?;
        p.is_ca = IsCa::ExplicitNoCa;
        p.use_authority_key_identifier_extension = true;
        p.crl_distribution_points = self.points_crl(a.emetteur);
        (p.key_usages, p.extended_key_usages) = usages(modele.usage);
        if let Some(porteur) = &modele.porteur {
            p.custom_extensions = cartes::extensions(porteur);
            if modele.usage == Usage::PsSign {
                p.custom_extensions.push(cartes::politique()?);
            }
        }
        let mut der = p.signed_by(cle, &emetteur.signataire).map_err(erreur())?.der().to_vec();
        if cartes::a_regrouper(&modele.sujet) {
            der = cartes::regrouper(&der, &modele.sujet, emetteur.signataire.key())?;
        }
        let chaine_pem = format!("{}{}", ecrire_pem([&der]), emetteur.chaine_pem);
        Identite::assembler(&a.nom, modele.usage, a.etat, chaine_pem, cle.serialize_pem())
    }

    fn crl(&self, nom: &str, emetteur: &Emetteur) -> Result<Crl, CertsError> {
        let validites = &self.plan.validites;
        let revocation_time = self.jours(-validites.revocation_avant_jours)?;
        let revoques = self
            .plan
            .a_emettre()
            .filter(|a| a.etat == EtatCertificat::Revoque && a.emetteur == nom);
        let revoked_certs = revoques
            .map(|a| {
                Ok(RevokedCertParams {
                    serial_number: serie(a.serie)?,
                    revocation_time,
                    reason_code: Some(RevocationReason::KeyCompromise),
                    invalidity_date: None,
                })
            })
            .collect::<Result<_, CertsError>>()?;
        let (this_update, next_update) = self.periode(validites.crl)?;
        let crl = CertificateRevocationListParams {
            this_update,
            next_update,
            crl_number: SerialNumber::from(1_u64),
            issuing_distribution_point: None,
            revoked_certs,
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let crl = crl.signed_by(&emetteur.signataire).map_err(CertsError::fabrication(nom))?;
        Ok(Crl {
            nom: format!("{nom}.crl"),
            der: crl.der().to_vec(),
        })
    }

    fn points_crl(&self, emetteur: &str) -> Vec<CrlDistributionPoint> {
        vec![CrlDistributionPoint {
            uris: vec![format!("{}/{emetteur}.crl", self.plan.base_crl)],
        }]
    }

    fn periode(&self, v: Validite) -> Result<(OffsetDateTime, OffsetDateTime), CertsError> {
        Ok((self.jours(v.avant_jours.saturating_neg())?, self.jours(v.apres_jours)?))
    }

    fn jours(&self, n: i64) -> Result<OffsetDateTime, CertsError> {
        let hors = || CertsError::Plan(format!("{n} jours autour de {} sort du calendrier", self.maintenant.date()));
        let secondes = n.checked_mul(86_400).ok_or_else(hors)?;
        let t = self.maintenant.checked_add(Duration::seconds(secondes)).ok_or_else(hors)?;
        t.replace_nanosecond(0).map_err(|_| hors())
    }
}

/// What an authority is, whenever it is made or put back to work.
fn parametres(a: &PlanAutorite) -> Result<CertificateParams, CertsError> {
    let mut p = CertificateParams::default();
    p.distinguished_name = nom::pour_rcgen(&a.sujet)?;
    p.is_ca = IsCa::Ca(match a.emetteur {
        None => BasicConstraints::Unconstrained,
        Some(_) => BasicConstraints::Constrained(0),
    });
    p.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(p)
}

fn usages(usage: Usage) -> (Vec<KeyUsagePurpose>, Vec<ExtendedKeyUsagePurpose>) {
    use ExtendedKeyUsagePurpose::{ClientAuth, EmailProtection, ServerAuth};
    use KeyUsagePurpose::{ContentCommitment, DigitalSignature, KeyEncipherment};
    match usage {
        Usage::Serveur => (vec![DigitalSignature, KeyEncipherment], vec![ServerAuth]),
        Usage::OrgAuthCli | Usage::PsAuth => (vec![DigitalSignature], vec![ClientAuth]),
        // As in the published test card: nonRepudiation alone, e-mail protection.
        Usage::PsSign => (vec![ContentCommitment], vec![EmailProtection]),
        Usage::OrgSign => (vec![ContentCommitment], vec![]),
        Usage::BancSign => (vec![DigitalSignature, ContentCommitment], vec![]),
        Usage::Operateur => (vec![DigitalSignature, KeyEncipherment], vec![ServerAuth, ClientAuth]),
    }
}

fn serie(hexa: &str) -> Result<SerialNumber, CertsError> {
    Ok(SerialNumber::from(octets_serie(hexa)?))
}

fn emetteur<'m>(emetteurs: &'m BTreeMap<&str, Emetteur>, nom: &str) -> Result<&'m Emetteur, CertsError> {
    emetteurs
        .get(nom)
        .ok_or_else(|| CertsError::Plan(format!("autorité « {nom} » absente")))
}

/// RSA keys, drawn on all processors: it is what creating an infrastructure spends its time in.
fn cles(nombre: usize) -> Result<Vec<KeyPair>, CertsError> {
    let fils = std::thread::available_parallelism()
        .map_or(1, std::num::NonZero::get)
        .min(nombre.max(1));
    let une = || KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).map_err(CertsError::fabrication("une clé RSA"));
    std::thread::scope(|s| {
        let travaux: Vec<_> = (0..fils)
            .map(|f| s.spawn(move || (f..nombre).step_by(fils).map(|_| une()).collect::<Result<Vec<_>, _>>()))
            .collect();
        let mut toutes = Vec::with_capacity(nombre);
        for t in travaux {
            let lot = t.join().map_err(|_| CertsError::Fabrication {
                quoi: "une clé RSA".to_owned(),
                raison: "fil interrompu".to_owned(),
            })?;
            toutes.extend(lot?);
        }
        Ok(toutes)
    })
}
