//! A message to the DMP, read: one pass over its envelope and over each document that it carries.

use bytes::Bytes;
use segur_cda::Document as Cda;
use segur_dialecte::{Connu, Constateur, Dialecte, Joint, Lu, Piece, Source};
use segur_model::vocabulaire::Operation;
use segur_model::{Certificat, Champ, Environnement, Exchange, Faits, FaitsLus, Location, Rule};
use segur_saml::vihf::{Autour, VihfLu};
use segur_soap::mtom::Partie;
use segur_soap::ns::{SOAP11, WSA, WSSE};
use segur_soap::{Adressage, PasSoap, adressage, enveloppe_de, expiration, non_compris};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::message::lire_message;
use super::refus::{self, Refus};
use super::transactions::{self, operation};
use super::{acteur, charge, faits, forme, td02};
use crate::demande::{DemandeIllisible, Habilitation, Lue, MiseAJour, Recherche, RecherchePatient, Retrait, lire_recherche, lire_retrait};
use crate::juger::{Cx, LotLu, Porteur, orphelines};
use crate::lot::Entree;
use crate::web::WebLu;
use crate::{Lot, RequeteTd02, Td02Illisible, lire_td02, metadonnees_du_document, operations, psc, regles};

/// How long after its end a message is still taken: clocks differ.
const ECART_TOLERE: Duration = Duration::minutes(5);

/// The dialect of the DMP: its exchanges, and a dump of one of its messages.
pub static DIALECTE: &dyn Dialecte = &Dmp;

struct Dmp;

impl Dialecte for Dmp {
    fn nom(&self) -> &'static str {
        "dmp"
    }

    fn regles(&self) -> &'static [&'static Rule] {
        segur_model::joints!(&Rule; segur_saml::vihf::REGLES, crate::REGLES)
    }

    fn operations(&self) -> &'static [Operation] {
        operations::OPERATIONS
    }

    fn lire(&self, source: &Source<'_>) -> Option<Box<dyn Lu>> {
        match source {
            Source::Echange { e, requete, reponse }
                if e.service == self.nom() && [operations::TD09, operations::WEB].contains(&e.operation.as_str()) =>
            {
                Some(Box::new(WebLu::lire(e, *requete, *reponse)))
            }
            Source::Echange { e, requete, reponse } if e.service == self.nom() => {
                let mut lu = DmpLu::lire(e, Some(&e.operation), *requete);
                if let Some(reponse) = reponse {
                    lu.fait = lu.vihf_de_la_reponse(reponse);
                    let siens = lu.faits_de_la_reponse(*reponse);
                    lu.faits.faits.extend(siens);
                }
                Some(Box::new(lu))
            }
            Source::Fichier { octets, .. }
                if segur_soap::mtom::premiere_limite(octets).is_some()
                    || segur_soap::premier_element(octets).as_deref() == Some("Envelope") =>
            {
                Some(Box::new(DmpLu::de_fichier(octets)))
            }
            _ => None,
        }
    }
}

/// A message to the DMP, read.
#[derive(Debug, Clone)]
pub struct DmpLu {
    operation: String,
    faits: FaitsLus,
    joints: Vec<Joint>,
    adressage: Adressage,
    refus: Option<Refus>,
    certificat_tls: Option<Certificat>,
    /// What is wrong with the message, around what it carries.
    message: Constateur,
    /// `Security/Timestamp/Expires`, when it can be read.
    expiration: Option<(OffsetDateTime, Champ)>,
    vihf: VihfLu,
    /// Whether it was sent to the gateway of Pro Santé Connect.
    par_psc: bool,
    /// The VIHF that the gateway made of it.
    fait: Option<VihfLu>,
    corps: Corps,
}

/// What the body holds.
#[derive(Debug, Clone, Default)]
pub enum Corps {
    /// Nothing that is read.
    #[default]
    Rien,
    /// A test of existence.
    Test(Box<Result<RequeteTd02, Td02Illisible>>, Constateur),
    /// A lot, the parts that hold its documents, and those documents.
    Lot(Box<LotLu>, Vec<Partie>, Vec<Cda>),
    /// An authorisation, or a list (TD0.3, TD0.4, TD1.6).
    Habilitation(Box<Lue<Habilitation>>),
    /// A patient searched by traits (TD0.5).
    Patients(Box<Lue<RecherchePatient>>),
    /// A search of documents (TD3.1).
    Recherche(Box<Lue<Recherche>>),
    /// Documents to give back (TD3.2).
    Retrait(Box<Lue<Retrait>>),
    /// A change of metadata (TD3.3).
    MiseAJour(Box<Lue<MiseAJour>>),
}

impl DmpLu {
    /// Reads a request. `operation`: the one under which it was recorded; none, when the message itself is to tell.
    #[must_use]
    pub fn lire(e: &Exchange, operation: Option<&str>, requete: Piece<'_>) -> Self {
        let connue = operation.filter(|o| *o != operations::ILLISIBLE);
        let mut lu = Self::vide(operation.unwrap_or(operations::ILLISIBLE));
        lu.faits = e.faits_communs().into();
        lu.certificat_tls.clone_from(&e.pair.certificat);
        lu.par_psc = psc::est_adresse(&e.requete.ligne);
        // None has a message of the candidate to read.
        if !matches!(
            connue,
            Some(operations::WSDL | operations::PARAMETRES | operations::SONDE | operations::CONNEXION_REFUSEE)
        ) {
            lu.message(connue, Some(requete), requete.octets);
        }
        lu
    }

    /// Reads the dump of a message, without its HTTP headers.
    #[must_use]
    pub fn de_fichier(octets: &Bytes) -> Self {
        let mut lu = Self::vide(operations::ILLISIBLE);
        lu.message(None, None, octets);
        lu
    }

    fn vide(operation: &str) -> Self {
        Self {
            operation: operation.to_owned(),
            faits: FaitsLus::default(),
            joints: Vec::new(),
            adressage: Adressage::default(),
            refus: None,
            certificat_tls: None,
            message: Constateur::default(),
            expiration: None,
            vihf: VihfLu::default(),
            par_psc: false,
            fait: None,
            corps: Corps::Rien,
        }
    }

    /// The facts of the answer.
    #[must_use]
    pub fn faits_de_la_reponse(&self, reponse: Piece<'_>) -> Faits {
        let mut faits = faits::de_la_reponse(&self.operation, reponse);
        if self.par_psc {
            psc::faits_de_la_reponse(&mut faits, reponse.entete(psc::ENTETE_VIHF));
        }
        faits
    }

    fn vihf_de_la_reponse(&self, reponse: &Piece<'_>) -> Option<VihfLu> {
        let valeur = reponse.entete(psc::ENTETE_VIHF).filter(|_| self.par_psc)?;
        psc::lire_entete(valeur)
    }

    /// The operation: the one that was given, else the one that the message shows.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// Its WS-Addressing headers.
    #[must_use]
    pub fn adressage(&self) -> &Adressage {
        &self.adressage
    }

    /// Why it is no message of the DMP.
    #[must_use]
    pub fn refus(&self) -> Option<&Refus> {
        self.refus.as_ref()
    }

    /// Its VIHF: the one that the gateway made of it, else that of the message.
    #[must_use]
    pub fn vihf(&self) -> &VihfLu {
        self.fait.as_ref().unwrap_or(&self.vihf)
    }

    /// Whether the message itself holds a VIHF.
    #[must_use]
    pub fn porte_un_vihf(&self) -> bool {
        self.vihf.vihf().is_some()
    }

    /// The same message, with the VIHF that the gateway made of it.
    #[must_use]
    pub fn avec_vihf(&self, fait: VihfLu) -> Self {
        Self {
            fait: Some(fait),
            ..self.clone()
        }
    }

    /// What its body holds.
    #[must_use]
    pub fn corps(&self) -> &Corps {
        &self.corps
    }

    /// The lot that it submits, when it is one that can be read.
    #[must_use]
    pub fn lot(&self) -> Option<&Lot> {
        match &self.corps {
            Corps::Lot(lot, ..) => lot.lot().ok(),
            _ => None,
        }
    }

    /// The one pass.
    fn message(&mut self, connue: Option<&str>, requete: Option<Piece<'_>>, octets: &Bytes) {
        let mut c = Constateur::default();
        // The media type of a message that was taken for a transaction was right.
        let refus_du_type = if connue.is_none() {
            refus::type_contenu(requete.as_ref())
        } else {
            None
        };
        forme::compression(&mut c, requete.as_ref());
        match lire_message(requete.as_ref().and_then(|r| r.entete("content-type")), octets) {
            Err(illisible) if matches!(connue, Some(operations::TD02 | operations::TD13A)) => {
                c.dire(regles::TD02_LISIBLE, &Location::path("/"), "un message lisible", &illisible);
                self.refus = Some(illisible.into());
            }
            Err(illisible) => self.refuser(refus_du_type.into_iter().chain([illisible.into()]), &mut c),
            Ok(message) => {
                forme::tolerances(&mut c, &message.tolerances);
                match segur_soap::lire(&message.enveloppe) {
                    Err(refus) => {
                        self.vihf = VihfLu::illisible(&refus);
                        self.refuser(refus_du_type.into_iter().chain([refus.into()]).take(1), &mut c);
                    }
                    Ok(document) => {
                        forme::inclusions(&mut c, &document);
                        let autour = Enveloppe {
                            connue,
                            requete,
                            mtom: message.mtom,
                            document: &document,
                        };
                        self.enveloppe(&autour, message.parties, refus_du_type, &mut c);
                    }
                }
            }
        }
        self.message = c;
    }

    /// Tells reasons, and keeps the first.
    fn refuser(&mut self, raisons: impl Iterator<Item = Refus>, c: &mut Constateur) {
        for raison in raisons {
            raison.dire(c);
            self.refus.get_or_insert(raison);
        }
    }

    fn enveloppe(&mut self, m: &Enveloppe<'_>, parties: Vec<Partie>, refus_du_type: Option<Refus>, c: &mut Constateur) {
        self.adressage = adressage(m.document);
        self.expiration = expiration(m.document).and_then(|fin| Some((OffsetDateTime::parse(&fin.valeur, &Rfc3339).ok()?, fin)));
        self.vihf = VihfLu::lire(m.document);
        // What the gateway is sent says nothing of who asks: the VIHF that it makes does.
        let vihf = self.vihf.vihf().filter(|_| !self.par_psc);
        faits::de_la_requete(&mut self.faits.faits, self.adressage.message_id.as_deref(), vihf);
        let transaction = match m.connue {
            Some(o) => operations::OPERATIONS
                .iter()
                .find(|t| t.nom == o)
                .map_or(operations::AUTRE, |t| t.nom),
            None => operation(self.adressage.action.as_deref(), m.document),
        };
        let a_classer = m.connue.is_none();
        let forme = match segur_soap::enveloppe(m.document) {
            // The official example of TD2.1 is of SOAP 1.1: read, and told by a rule of the lot.
            Err(PasSoap::Soap11 { .. }) if matches!(transaction, operations::TD21 | operations::TD22) => enveloppe_de(m.document, SOAP11),
            autre => autre,
        };
        let forme = forme.err().map(Refus::Soap);
        let refus = refus_du_type.or_else(|| forme.clone().filter(|_| m.requete.is_some() && a_classer));
        if refus.is_some() {
            return self.refuser(refus.into_iter(), c);
        }
        // A file is judged as far as it can be: what its service would refuse is told all the same. A template has no envelope.
        if let Some(forme) = forme.filter(|f| !matches!(f, Refus::Soap(PasSoap::PasUneEnveloppe { .. }))) {
            forme.dire(c);
        }
        if !matches!(transaction, operations::TD21 | operations::TD22) {
            orphelines(c, m.document, &parties);
        }
        let corps = corps(transaction, m.document, parties);
        if a_classer {
            let refus = corps.illisible().or_else(|| refus::service(transaction, &m.requete?.message.ligne));
            if refus.is_some() {
                return self.refuser(refus.into_iter(), c);
            }
            transaction.clone_into(&mut self.operation);
        }
        self.autour(transaction, m, c);
        self.garder(corps);
    }

    /// What is wrong with what is around the body.
    fn autour(&self, transaction: &str, m: &Enveloppe<'_>, c: &mut Constateur) {
        let Some(connue) = transactions::transaction(transaction) else {
            let vu = self.adressage.action.as_deref().unwrap_or("(action absente)");
            let regle = transactions::etrangere(m.document).unwrap_or(regles::MESSAGE_TRANSACTION);
            return c.dire(
                regle,
                &Location::path("/Envelope/Body"),
                "une transaction du DMP (TD0.2 à TD3.3)",
                vu,
            );
        };
        let action = connue.action;
        if matches!(transaction, operations::TD21 | operations::TD22) && !m.mtom {
            let vu = m.requete.as_ref().and_then(|r| r.entete("content-type")).unwrap_or("(absent)");
            c.dire(regles::MIME_MESSAGE, &Location::path("Content-Type"), "multipart/related", vu);
        }
        // A message without its envelope (a template) has no header to look for.
        if m.document.root_element().tag_name().name() != "Envelope" {
            return;
        }
        for bloc in non_compris(m.document, &[WSA, WSSE]) {
            c.dire(
                regles::NON_COMPRIS,
                &bloc.lieu,
                "WS-Addressing ou Security, sinon un bloc facultatif",
                &bloc.valeur,
            );
        }
        let vue = self.adressage.action.as_deref().unwrap_or_default();
        if vue != action && !connue.autres.contains(&vue) {
            c.dire(regles::ACTION, &Location::path("/Envelope/Header/Action"), action, vue);
        }
        if self.adressage.message_id.is_none() {
            c.dire(
                regles::MESSAGE_ID,
                &Location::path("/Envelope/Header/MessageID"),
                "un identifiant de message (urn:uuid:…)",
                "(absent)",
            );
        }
    }

    /// Keeps what was read of the body, and its facts.
    fn garder(&mut self, corps: Corps) {
        match &corps {
            Corps::Test(lu, _) => {
                if let Ok(test) = lu.as_ref() {
                    faits::du_test(&mut self.faits.faits, test);
                }
            }
            Corps::Lot(lu, parties, documents) => {
                if let Ok(lot) = lu.lot() {
                    faits::du_lot(&mut self.faits.faits, lot);
                    self.joints = lot.documents().filter_map(|e| joint(lot, e, parties)).collect();
                }
                for document in documents {
                    for (nom, valeurs) in &document.faits().faits {
                        self.faits.faits.entry(nom.clone()).or_default().extend(valeurs.iter().cloned());
                    }
                }
            }
            Corps::Habilitation(lue) => faits::de(&mut self.faits.faits, lue, faits::de_l_habilitation),
            Corps::Patients(lue) => faits::de(&mut self.faits.faits, lue, faits::des_traits),
            Corps::Recherche(lue) => faits::de(&mut self.faits.faits, lue, faits::de_la_recherche),
            Corps::Retrait(lue) => faits::de(&mut self.faits.faits, lue, faits::du_retrait),
            Corps::MiseAJour(lue) => faits::de(&mut self.faits.faits, lue, faits::de_la_mise_a_jour),
            Corps::Rien => {}
        }
        self.corps = corps;
    }

    /// The patients that the body targets, each by INS and OID. What else a lot says of its patient is judged with it.
    fn patients(&self) -> Vec<(&str, &str)> {
        match &self.corps {
            Corps::Test(lu, _) => {
                let identifiants = lu.as_ref().as_ref().map(|t| t.identifiants.as_slice()).unwrap_or_default();
                let dits = identifiants
                    .iter()
                    .enumerate()
                    .filter(|(rang, i)| *rang == 0 || i.nature().is_some());
                dits.map(|(_, i)| (i.valeur.valeur.as_str(), i.oid.valeur.as_str()))
                    .filter(|(ins, _)| !ins.is_empty())
                    .collect()
            }
            Corps::Lot(lu, ..) => patient_du_lot(lu),
            Corps::MiseAJour(lue) => lue.valeur.as_ref().map(|m| patient_du_lot(&m.lot)).unwrap_or_default(),
            Corps::Recherche(lue) => {
                let patient = lue.valeur.as_ref().ok().and_then(|r| r.patient.as_ref());
                patient.map(|(ins, oid)| (ins.as_str(), oid.as_str())).into_iter().collect()
            }
            // The patient is that of the VIHF alone.
            Corps::Habilitation(_) | Corps::Patients(_) | Corps::Retrait(_) | Corps::Rien => Vec::new(),
        }
    }
}

impl Lu for DmpLu {
    fn faits(&self) -> &FaitsLus {
        &self.faits
    }

    fn illisible(&self) -> Option<String> {
        self.refus.as_ref().map(ToString::to_string)
    }

    fn non_juge(&self) -> Option<(&'static str, &'static str)> {
        self.par_psc.then_some(psc::NON_JUGE)
    }

    fn juger(&self, k: &Connu<'_>, c: &mut Constateur) {
        c.verser(&self.message, Some);
        // Neither the DMP nor its examples have a Timestamp: one that a library adds must still be true.
        // A difference: the sum of a far date and of the tolerance may be no date.
        if let Some((_, champ)) = self.expiration.as_ref().filter(|(fin, _)| k.reception() - *fin > ECART_TOLERE) {
            c.dire(regles::EXPIRATION, &champ.lieu, "une fin à venir", &champ.valeur);
        }
        let patients = self.patients();
        // The VIHF of the gateway is the bench's own: nothing of it is held against who called.
        let vihf = self.vihf.vihf().filter(|_| !self.par_psc);
        if self.par_psc {
            psc::juger(c, &self.vihf, self.fait.as_ref(), &patients);
        } else {
            let autour = Autour {
                certificat_tls: self.certificat_tls.as_ref(),
                patients_du_corps: &patients,
            };
            self.vihf.juger(k, &autour, c);
        }
        if let Some(vihf) = vihf {
            acteur::juger(vihf, self.certificat_tls.as_ref(), k.monde, c);
        }
        match &self.corps {
            Corps::Rien => {}
            Corps::Test(_, constats) => {
                let production = k.environnement == Environnement::Production;
                c.verser(constats, |f| (production || f.rule != regles::TD02_PATIENT_REEL.id).then_some(f));
            }
            Corps::Lot(lot, _, documents) => {
                lot.juger(k, c);
                if let Some(vihf) = vihf {
                    lot.juger_avec(vihf, c);
                }
                documents.iter().for_each(|d| d.juger(k, c));
            }
            Corps::Habilitation(lue) => c.verser(&lue.constats, Some),
            Corps::Patients(lue) => c.verser(&lue.constats, Some),
            Corps::Retrait(lue) => c.verser(&lue.constats, Some),
            Corps::Recherche(lue) => {
                c.verser(&lue.constats, Some);
                if let Ok(recherche) = &lue.valeur {
                    recherche.juger_heures(k.reception(), c);
                }
            }
            Corps::MiseAJour(lue) => {
                c.verser(&lue.constats, Some);
                if let Ok(m) = &lue.valeur {
                    m.lot.juger(k, c);
                }
            }
        }
    }

    fn documents(&self) -> &[Joint] {
        &self.joints
    }
}

/// An envelope, and what it came in.
struct Enveloppe<'a> {
    /// The operation under which the message was recorded.
    connue: Option<&'a str>,
    /// None for a file.
    requete: Option<Piece<'a>>,
    mtom: bool,
    document: &'a roxmltree::Document<'a>,
}

impl Corps {
    fn illisible(&self) -> Option<Refus> {
        match self {
            Self::Test(lu, _) => lu.as_ref().as_ref().err().cloned().map(Refus::Td02),
            Self::Lot(lu, ..) => lu.lot().err().cloned().map(Refus::Lot),
            Self::Habilitation(lue) => refus_de(lue),
            Self::Patients(lue) => refus_de(lue),
            Self::Recherche(lue) => refus_de(lue),
            Self::Retrait(lue) => refus_de(lue),
            Self::MiseAJour(lue) => refus_de(lue),
            Self::Rien => None,
        }
    }
}

fn refus_de<T>(lue: &Lue<T>) -> Option<Refus> {
    let illisible: Option<&DemandeIllisible> = lue.valeur.as_ref().err();
    illisible.cloned().map(Refus::Demande)
}

/// The body of a transaction.
fn corps(transaction: &str, document: &roxmltree::Document<'_>, parties: Vec<Partie>) -> Corps {
    let charge = charge(document.root_element());
    match transaction {
        operations::TD02 => test(document, "TEST_EXST"),
        operations::TD13A => test(document, "CNSLT_DATA"),
        operations::TD21 | operations::TD22 => lot_et_documents(document, parties),
        operations::TD03 | operations::TD04 | operations::TD16 => Corps::Habilitation(Box::new(Habilitation::lire(document, charge))),
        operations::TD05 => Corps::Patients(Box::new(RecherchePatient::lire(document, charge))),
        operations::TD31 => Corps::Recherche(Box::new(lire_recherche(document, charge))),
        operations::TD32 => Corps::Retrait(Box::new(lire_retrait(document, charge))),
        operations::TD33A | operations::TD33B | operations::TD33C | operations::TD33D => {
            Corps::MiseAJour(Box::new(MiseAJour::lire(document, charge)))
        }
        _ => Corps::Rien,
    }
}

fn patient_du_lot(lu: &LotLu) -> Vec<(&str, &str)> {
    let patient = lu.lot().ok().and_then(|l| l.soumission()).and_then(|s| s.patient.first());
    let cx = patient.and_then(|p| Cx::lire(&p.valeur));
    cx.map(|c| c.personne()).into_iter().collect()
}

fn test(document: &roxmltree::Document<'_>, raison: &str) -> Corps {
    let mut c = Constateur::default();
    let lu = lire_td02(document);
    match &lu {
        Ok(test) => td02::juger(&mut c, test, raison),
        Err(illisible) => Refus::Td02(illisible.clone()).dire(&mut c),
    }
    Corps::Test(Box::new(lu), c)
}

fn lot_et_documents(document: &roxmltree::Document<'_>, parties: Vec<Partie>) -> Corps {
    let lu = LotLu::lire(document, &parties, Porteur::Dmp);
    let documents = lu.lot().map_or_else(
        |_| Vec::new(),
        |lot| {
            lot.documents()
                .filter(|e| est_cda(e))
                .filter_map(|e| Some(Cda::lire(lot.contenu(e, &parties)?.0, Some(&metadonnees_du_document(lot, e)))))
                .collect()
        },
    );
    Corps::Lot(Box::new(lu), parties, documents)
}

/// A DICOM object is no CDA: nothing is said of it.
fn est_cda(entree: &Entree) -> bool {
    entree.mime_type.first().is_none_or(|m| m.valeur != "application/dicom")
}

fn joint(lot: &Lot, entree: &Entree, parties: &[Partie]) -> Option<Joint> {
    let (octets, media) = lot.contenu(entree, parties)?;
    let media = entree.mime_type.first().map_or(media, |m| m.valeur.as_str());
    Some(Joint {
        lieu: entree.lieu.clone(),
        media: if media.is_empty() { "application/octet-stream" } else { media }.to_owned(),
        octets: octets.clone(),
    })
}
