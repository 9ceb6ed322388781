//! The transactions beside tests of existence and lots: each rule is turned by one change in a message that turns none.

use segur_dialecte::Lu as _;
use segur_model::Severity;

use super::echanges::{echange, juger, lire, propres};
use super::*;
use crate::demande::{Changement, Retour, StoredQuery};
use crate::echange::{Corps, DmpLu};
use crate::registre::{AuteurGarde, Codee, Disponibilite, DocumentEntry, Liaison, Place, SubmissionSet};
use crate::reponses::{self, AutorisationDite, DocumentRendu, PatientListe, PatientTrouve};
use crate::{ErreurRegistre, ReponseRegistre, Statut, operations, registre, regles_td};

const SOAP: &str = "application/soap+xml; charset=utf-8";
const UUID: &str = "urn:uuid:0a1b2c3d-0000-4000-8000-00000000000f";
const DEPOT: &str = "1.2.250.1.213.4.1.1.1.2";

fn enveloppe(action: &str, corps: &str) -> String {
    let wsa = segur_soap::ns::WSA;
    let entete = format!(
        "<Action xmlns=\"{wsa}\">{action}</Action><MessageID xmlns=\"{wsa}\">urn:uuid:00000000-0000-5000-8000-000000000009</MessageID>"
    );
    segur_soap::ecrire_enveloppe(&entete, corps)
}

fn recherche(id: &str, retour: &str, slots: &[(&str, &str)]) -> String {
    let slots: String = slots.iter().map(|(n, v)| slot(n, v)).collect();
    enveloppe(
        ns::ACTION_TD31,
        &format!(
            "<q:AdhocQueryRequest xmlns:q=\"{}\" xmlns=\"{}\"><q:ResponseOption returnComposedObjects=\"true\" returnType=\"{retour}\"/>\
             <AdhocQuery id=\"{id}\">{slots}</AdhocQuery></q:AdhocQueryRequest>",
            ns::QUERY,
            ns::RIM
        ),
    )
}

const FIND: &str = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d";
const GET: &str = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4";
const GET_TOUT: &str = "urn:uuid:bab9529a-4a10-40b3-a01f-f68a615d247a";
const APPROUVE: &str = "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')";

fn patient() -> String {
    format!("'{INS}^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH'")
}

fn trouver(autres: &[(&str, &str)]) -> String {
    let patient = patient();
    let mut slots = vec![
        ("$XDSDocumentEntryPatientId", patient.as_str()),
        ("$XDSDocumentEntryStatus", APPROUVE),
    ];
    slots.extend(autres);
    recherche(FIND, "LeafClass", &slots)
}

fn retrait(documents: &[(&str, &str)]) -> String {
    let documents: String = documents
        .iter()
        .map(|(depot, id)| {
            format!(
                "<DocumentRequest><RepositoryUniqueId>{depot}</RepositoryUniqueId><DocumentUniqueId>{id}</DocumentUniqueId></DocumentRequest>"
            )
        })
        .collect();
    enveloppe(
        ns::ACTION_TD32,
        &format!(
            "<RetrieveDocumentSetRequest xmlns=\"{}\">{documents}</RetrieveDocumentSetRequest>",
            ns::XDS
        ),
    )
}

/// A change of metadata whose lot is that of the tests, without its documents.
fn mise_a_jour(entrees: &str, association: &str) -> String {
    let lot = Pieces::propres();
    enveloppe(
        ns::ACTION_TD33,
        &format!(
            "<l:SubmitObjectsRequest xmlns:l=\"{}\" xmlns=\"{}\"><RegistryObjectList>{}{entrees}{association}</RegistryObjectList></l:SubmitObjectsRequest>",
            ns::LCM,
            ns::RIM,
            lot.soumission,
        ),
    )
}

fn statut(de: &str, vers: &str, cible: &str) -> String {
    mise_a_jour(
        "",
        &format!(
            "<Association id=\"a1\" associationType=\"{}\" sourceObject=\"SubmissionSet01\" targetObject=\"{cible}\">{}{}</Association>",
            ns::MAJ_STATUT,
            slot("OriginalStatus", de),
            slot("NewStatus", vers)
        ),
    )
}

const APPROVED: &str = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved";
const ARCHIVED: &str = "urn:asip:ci-sis:2010:StatusType:Archived";
const DELETED: &str = "urn:asip:ci-sis:2010:StatusType:Deleted";

fn masquage() -> String {
    let document = Pieces::propres().document.replacen(
        "<ExtrinsicObject ",
        &format!("<ExtrinsicObject lid=\"{UUID}\" status=\"{APPROVED}\" "),
        1,
    );
    let document = document.replacen(
        "<Slot ",
        &format!(
            "{}{}{}<Slot ",
            slot("hash", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            slot("size", "12"),
            slot("repositoryUniqueId", DEPOT)
        ),
        1,
    );
    mise_a_jour(
        &document,
        &format!(
            "<Association id=\"a1\" associationType=\"{}\" sourceObject=\"SubmissionSet01\" targetObject=\"Document01\">{}{}</Association>",
            ns::HAS_MEMBER,
            slot("SubmissionSetStatus", "Original"),
            slot("PreviousVersion", "1")
        ),
    )
}

fn autoriser(action: &str, role: &str) -> String {
    enveloppe(
        ns::ACTION_TD03,
        &format!(
            "<setAuthorization xmlns=\"{}\"><action>{action}</action>{role}</setAuthorization>",
            ns::HABILITATIONS
        ),
    )
}

fn liste(date: &str, tri: &str) -> String {
    enveloppe(
        ns::ACTION_TD04,
        &format!(
            "<patientList xmlns=\"{}\"><startDate>{date}</startDate><dateType>{tri}</dateType></patientList>",
            ns::PATIENTS
        ),
    )
}

fn autorises(mode: &str) -> String {
    enveloppe(
        ns::ACTION_TD16,
        &format!(
            "<listAuthorizationByPatient xmlns=\"{}\"><mode>{mode}</mode></listAuthorizationByPatient>",
            ns::HABILITATIONS
        ),
    )
}

fn traits(parametres: &str) -> String {
    enveloppe(
        ns::ACTION_TD05,
        &format!(
            "<PRPA_IN201305UV02 xmlns=\"{}\"><id root=\"1.2.250.1.999.1.7\" extension=\"q1\"/><controlActProcess><queryByParameter>\
             <queryId root=\"1.2.250.1.999.1.8\" extension=\"q2\"/><parameterList>{parametres}</parameterList></queryByParameter></controlActProcess></PRPA_IN201305UV02>",
            ns::HL7
        ),
    )
}

const NOM: &str = "<livingSubjectName><value><family>DECHAINE</family><given>IRENE</given></value></livingSubjectName>";

/// The messages that turn nothing, by operation.
fn justes() -> Vec<(&'static str, String)> {
    let get = recherche(GET, "ObjectRef", &[("$XDSDocumentEntryUniqueId", "('1.2.250.1.999.1.2.1')")]);
    vec![
        (operations::TD03, autoriser("AJOUT", "<role>MEDECIN_TRAITANT</role>")),
        (operations::TD03, autoriser("SUPPRESSION", "")),
        (operations::TD04, liste("20101010202010", "LASTAUTORIZATION")),
        (operations::TD05, traits(NOM)),
        (operations::TD16, autorises("TOUTE")),
        (operations::TD31, trouver(&[])),
        (
            operations::TD31,
            trouver(&[
                (
                    "$XDSDocumentEntryTypeCode",
                    "('11502-2^^2.16.840.1.113883.6.1','SYNTH^^1.2.250.1.213.1.1.4.12')",
                ),
                ("$XDSDocumentEntryServiceStartTimeFrom", "20240101"),
                ("$XDSDocumentEntryEventCodeList", "('H33^^2.16.840.1.113883.6.3')"),
            ]),
        ),
        (operations::TD31, get),
        (operations::TD32, retrait(&[(DEPOT, "1.2.250.1.999.1.2.1")])),
        (operations::TD33A, masquage()),
        (operations::TD33C, statut(ARCHIVED, DELETED, UUID)),
        (operations::TD33D, statut(APPROVED, ARCHIVED, UUID)),
        (operations::TD33D, statut(ARCHIVED, APPROVED, UUID)),
    ]
}

fn constats(operation: &str, message: &str) -> Vec<Finding> {
    juger(&echange(operation, SOAP), message.as_bytes(), Environnement::Test)
}

#[test]
fn ceux_qui_sont_justes_ne_tournent_rien() {
    for (operation, message) in justes() {
        assert_eq!(propres(&constats(operation, &message)), BTreeSet::new(), "{operation} {message}");
        let document = segur_soap::lire(&message).unwrap();
        let action = segur_soap::adressage(&document).action;
        for action in [action.as_deref(), None] {
            assert_eq!(crate::echange::operation(action, &document), operation, "{action:?}");
        }
    }
}

#[test]
fn chaque_regle_est_tournee_par_un_defaut() {
    let patient = patient();
    let trop = format!("({})", vec!["'1^^2'"; 10_001].join(","));
    let vingt_et_un: Vec<String> = (0..21).map(|n| format!("'1.2.{n}'")).collect();
    let vingt_et_un = format!("({})", vingt_et_un.join(","));
    let q = |id: &str, slots: &[(&str, &str)]| recherche(id, "LeafClass", slots);
    let (p, s) = (
        ("$XDSDocumentEntryPatientId", patient.as_str()),
        ("$XDSDocumentEntryStatus", APPROUVE),
    );
    let ote = |message: String, quoi: &str, par: &str| {
        let change = message.replacen(quoi, par, 1);
        assert_ne!(change, message, "{quoi}");
        change
    };
    let supprimer = |element: &str| enveloppe("urn:ihe:iti:2010:DeleteDocumentSet", &format!("<{element} xmlns=\"{}\"/>", ns::LCM));
    let cas: Vec<(&str, &str, String)> = vec![
        ("dmp.demande.lisible", operations::TD03, enveloppe(ns::ACTION_TD03, "<a/>")),
        ("dmp.demande.lisible", operations::TD05, enveloppe(ns::ACTION_TD05, "<a/>")),
        ("dmp.demande.lisible", operations::TD31, enveloppe(ns::ACTION_TD31, "<a/>")),
        ("dmp.demande.lisible", operations::TD32, enveloppe(ns::ACTION_TD32, "<a/>")),
        ("dmp.demande.lisible", operations::TD33C, enveloppe(ns::ACTION_TD33, "<a/>")),
        ("dmp.td03.action", operations::TD03, autoriser("RETRAIT", "")),
        ("dmp.td03.role", operations::TD03, autoriser("AJOUT", "<role>MT</role>")),
        ("dmp.td04.date", operations::TD04, liste("2010-10-10", "LASTDOC")),
        ("dmp.td04.tri", operations::TD04, liste("20101010202010", "LASTAUTHORIZATION")),
        ("dmp.td16.mode", operations::TD16, autorises("ACTIF")),
        (
            "dmp.td05.traits",
            operations::TD05,
            traits("<livingSubjectName><value><given>A</given></value></livingSubjectName>"),
        ),
        (
            "dmp.td05.trait.inconnu",
            operations::TD05,
            traits(&format!("{NOM}<mothersMaidenName><value/></mothersMaidenName>")),
        ),
        (
            "dmp.transaction.retiree",
            operations::RETIREE,
            enveloppe("urn:hl7-org:v3:PRPA_IN201311UV02", "<PRPA_IN201311UV02/>"),
        ),
        ("xds.td33.suppression", operations::AUTRE, supprimer("RemoveObjectsRequest")),
        (
            "xds.td31.requete",
            operations::TD31,
            q("urn:uuid:10b545ea-725c-446d-9b95-8aeb444eddf3", &[]),
        ),
        (
            "xds.td31.requete.vue",
            operations::TD31,
            q("urn:uuid:51224314-5390-4169-9b91-b1980040715a", &[("$uuid", "('urn:uuid:1')")]),
        ),
        ("xds.td31.retour", operations::TD31, recherche(FIND, "Leaf", &[p, s])),
        (
            "xds.td31.compose",
            operations::TD31,
            ote(q(FIND, &[p, s]), "ComposedObjects=\"true\"", "ComposedObjects=\"false\""),
        ),
        ("xds.td31.parametre.requis", operations::TD31, q(FIND, &[p])),
        ("xds.td31.parametre.requis", operations::TD31, q(GET, &[])),
        (
            "xds.td31.parametre.inconnu",
            operations::TD31,
            trouver(&[("$XDSDocumentEntryTitre", "'x'")]),
        ),
        (
            "xds.td31.parametre.forme",
            operations::TD31,
            trouver(&[("$XDSDocumentEntryType", "'x' OR 1=1")]),
        ),
        (
            "xds.td31.parametre.nombre",
            operations::TD31,
            trouver(&[("$XDSDocumentEntryCreationTimeFrom", "('2024','2025')")]),
        ),
        (
            "xds.td31.valeurs",
            operations::TD31,
            trouver(&[("$XDSDocumentEntryTypeCode", &trop)]),
        ),
        ("xds.td31.patient", operations::TD31, q(FIND, &[(p.0, &format!("({patient})")), s])),
        ("xds.td31.patient", operations::TD31, q(FIND, &[(p.0, &format!("'{INS}'")), s])),
        (
            "xds.td31.statut",
            operations::TD31,
            q(FIND, &[p, (s.0, &format!("('{APPROVED}','{DELETED}')"))]),
        ),
        (
            "xds.td31.actifs",
            operations::TD31,
            q(FIND, &[p, (s.0, &format!("('{ARCHIVED}')"))]),
        ),
        (
            "xds.td31.code",
            operations::TD31,
            trouver(&[("$XDSDocumentEntryTypeCode", "('11502-2')")]),
        ),
        (
            "xds.td31.date",
            operations::TD31,
            trouver(&[("$XDSDocumentEntryCreationTimeFrom", "'2024-01-01'")]),
        ),
        (
            "xds.td31.date.utc",
            operations::TD31,
            trouver(&[("$XDSDocumentEntryCreationTimeTo", "20260115100000")]),
        ),
        (
            "xds.td31.reference.patient",
            operations::TD31,
            q(GET, &[p, ("$XDSDocumentEntryUniqueId", "('1.2.250.1.999.1.2.1')")]),
        ),
        (
            "xds.td31.par-lots",
            operations::TD31,
            q(GET_TOUT, &[("$XDSDocumentEntryUniqueId", &vingt_et_un)]),
        ),
        ("xds.td32.identifiants", operations::TD32, retrait(&[("", "1.2.3")])),
        ("xds.td32.uniqueId", operations::TD32, retrait(&[(DEPOT, UUID)])),
        ("xds.td32.nombre", operations::TD32, retrait(&[])),
        ("xds.td32.nombre", operations::TD32, retrait(&[(DEPOT, "1.2.3"), (DEPOT, "1.2.3")])),
        ("xds.td33.association", operations::TD33A, mise_a_jour("", "")),
        (
            "xds.td33.association",
            operations::TD33A,
            ote(statut(APPROVED, DELETED, UUID), ns::MAJ_STATUT, "urn:autre"),
        ),
        (
            "xds.td33.source",
            operations::TD33C,
            ote(
                statut(APPROVED, DELETED, UUID),
                "sourceObject=\"SubmissionSet01\"",
                "sourceObject=\"Lot\"",
            ),
        ),
        (
            "xds.td33.cible",
            operations::TD33C,
            statut(APPROVED, DELETED, "1.2.250.1.999.1.2.1"),
        ),
        // The template of the official kit writes the status of ebRIM where that of the CI-SIS is due.
        (
            "xds.td33.statuts",
            operations::TD33D,
            statut("urn:oasis:names:tc:ebxml-regrep:StatusType:Archived", APPROVED, UUID),
        ),
        ("xds.td33.statuts", operations::TD33D, statut(APPROVED, APPROVED, UUID)),
        (
            "xds.td33.version",
            operations::TD33A,
            ote(
                masquage(),
                "<Value>1</Value></ValueList></Slot></Association>",
                "<Value>v1</Value></ValueList></Slot></Association>",
            ),
        ),
        ("xds.td33.lid", operations::TD33A, ote(masquage(), &format!("lid=\"{UUID}\" "), "")),
        ("xds.td33.complet", operations::TD33A, ote(masquage(), &slot("size", "12"), "")),
    ];
    let mut tournees = BTreeSet::new();
    for (regle, operation, message) in cas {
        let vus = constats(operation, &message);
        assert_eq!(propres(&vus), [regle].into(), "{regle} : {vus:#?}");
        tournees.insert(regle);
    }
    // Those of what serves again are judged by who remembers: the service.
    let ailleurs = [regles_td::MESSAGE_ID_REEMPLOYE.id, regles_td::VIHF_REEMPLOYE.id];
    let toutes: BTreeSet<_> = regles_td::REGLES.iter().map(|r| r.id).filter(|r| !ailleurs.contains(r)).collect();
    assert_eq!(tournees, toutes);
}

/// The official requests: no error, but where the reference says that they depart from it.
#[test]
fn les_demandes_officielles_se_lisent() {
    for (operation, nom, attendues) in [
        (operations::TD03, "TD0.3_Mise_a_jour_de_lautorisation", &[][..]),
        (operations::TD04, "TD0.4_Liste_des_DMP_autorises", &[]),
        (operations::TD05, "TD0.5_Recherche_dun_patient_sans_INS", &[]),
        (operations::TD13A, "TD1.3a_Consultation", &[]),
        (operations::TD16, "TD1.6_Liste_des_PS_autorises_ou_bloques", &[]),
        (operations::TD31, "TD3.1_Recherche_de_document", &[]),
        (operations::TD32, "TD3.2_Consultation_dun_document", &[]),
        (operations::TD33C, "TD3.3c_Supprimer_un_document", &[]),
        (operations::TD33D, "TD3.3d_Archiver_un_document", &[]),
        (operations::RETIREE, "TD1.3b_Modification", &["dmp.transaction.retiree"]),
        (operations::RETIREE, "TD1.4_Fermer", &["dmp.transaction.retiree"]),
    ] {
        let (Some(question), Some(reponse)) = (
            corpus(&format!("dmp-samples-v2.05/{nom}_requete.xml")),
            corpus(&format!("dmp-samples-v2.05/{nom}_reponse.xml")),
        ) else {
            return;
        };
        let lu = DmpLu::de_fichier(&question.clone().into());
        assert_eq!((lu.operation(), lu.illisible()), (operation, None), "{nom}");
        let vus = super::echanges::juger_fichier(&question);
        let erreurs: BTreeSet<_> = vus
            .iter()
            .filter(|f| f.severity == Severity::Error)
            .map(|f| f.rule.as_str())
            .collect();
        let propres: BTreeSet<_> = erreurs.into_iter().filter(|r| !r.starts_with("vihf.")).collect();
        assert_eq!(propres, attendues.iter().copied().collect(), "{nom} : {vus:#?}");
        if operation != operations::RETIREE {
            let mut e = echange(operation, "");
            e.requete.entetes.clear();
            insta::assert_debug_snapshot!(
                format!("officielle_{operation}_{}", &nom[..5]),
                faits_de_la_reponse(&e, &question, &reponse)
            );
        }
    }
}

fn faits_de_la_reponse(e: &segur_model::Exchange, question: &[u8], reponse: &[u8]) -> segur_model::Faits {
    let mut faits = lire(e, question, reponse).faits().faits.clone();
    faits.retain(|nom, _| !nom.starts_with("vihf.") && nom != "message_id");
    // A list is told by its length and its first lines.
    faits.values_mut().for_each(|v| v.truncate(3));
    faits
}

#[test]
fn ce_qui_est_demande_se_lit() {
    let corps = |message: &str| DmpLu::de_fichier(&message.to_owned().into()).corps().clone();
    let Corps::Recherche(lue) = corps(&trouver(&[("$XDSDocumentEntryTypeCode", "('a^^1','b^^2')")])) else {
        panic!()
    };
    let r = lue.valeur.unwrap();
    assert_eq!((r.requete, r.retour), (Some(StoredQuery::FindDocuments), Some(Retour::LeafClass)));
    assert_eq!(r.patient, Some((INS.into(), "1.2.250.1.213.1.4.10".into())));
    assert_eq!(r.valeurs("$XDSDocumentEntryTypeCode").collect::<Vec<_>>(), ["a^^1", "b^^2"]);
    let Corps::MiseAJour(lue) = corps(&masquage()) else { panic!() };
    let m = lue.valeur.unwrap();
    assert_eq!(
        m.changements,
        [Changement::Version {
            entree: 0,
            precedente: Some(1)
        }]
    );
    assert_eq!(m.lot.lot().unwrap().entrees[0].lid.as_ref().unwrap().valeur, UUID);
    let Corps::MiseAJour(lue) = corps(&statut(ARCHIVED, DELETED, UUID)) else {
        panic!()
    };
    assert_eq!(lue.valeur.unwrap().vers(), Some(Disponibilite::Deleted));
}

fn document() -> DocumentEntry {
    let message = mise_a_jour(&Pieces::propres().document, "");
    let lot = crate::lire_lot(&segur_soap::lire(&message).unwrap()).unwrap();
    DocumentEntry::from(&lot.entrees[0])
}

#[test]
fn une_recherche_se_repond() {
    let place = Place {
        uuid: UUID,
        lid: UUID,
        version: 2,
        statut: Disponibilite::Approved,
        depot: DEPOT,
    };
    let lot = SubmissionSet {
        heure: "20260115090000".into(),
        auteurs: vec![AuteurGarde::default()],
        contenu: Codee {
            code: "04".into(),
            systeme: "1.2.250.1.213.2.2".into(),
            libelle: "Hospitalisation de jour".into(),
        },
        ..SubmissionSet::default()
    };
    let liaison = Liaison {
        genre: ns::HAS_MEMBER.into(),
        source: "urn:uuid:1".into(),
        cible: UUID.into(),
        ..Liaison::default()
    };
    let objets = [
        registre::ecrire_document(&document(), &place),
        registre::ecrire_lot(&lot, "urn:uuid:1"),
        registre::ecrire_liaison(&liaison, "urn:uuid:2"),
        registre::ecrire_renvoi(UUID),
    ];
    let reponse = enveloppe(
        ns::ACTION_TD31_REPONSE,
        &registre::ecrire_recherche_reponse(Statut::Success, &objets, &[]),
    );
    insta::assert_snapshot!(reponse.replace("><", ">\n<"));
    let faits = lire(&echange(operations::TD31, SOAP), trouver(&[]).as_bytes(), reponse.as_bytes())
        .faits()
        .faits
        .clone();
    assert_eq!(faits["resultats"], ["4"]);
    assert_eq!(faits["rendu.uniqueId"], [UNIQUE_DOCUMENT]);
    assert_eq!(faits["statut"], ["Success"]);
}

#[test]
fn les_autres_se_repondent() {
    let erreur = ErreurRegistre {
        code: "XDSDocumentUniqueIdError".into(),
        contexte: "uniqueId=1.2".into(),
        avertissement: false,
        lieu: None,
    };
    let partiel = ReponseRegistre {
        statut: Statut::PartialSuccess,
        erreurs: vec![erreur],
    };
    let rendu = DocumentRendu {
        depot: DEPOT.into(),
        unique_id: "1.2.3".into(),
        mime_type: "text/xml".into(),
        content_id: "a@urn:ihe".into(),
    };
    let retrait = reponses::ecrire_retrait(&partiel, &[rendu]);
    let autorisation = reponses::ecrire_autorisation("DMPOk", "déjà là & bien là");
    let patients = reponses::ecrire_liste_patients(&[PatientListe::default()], "DMPOk", "");
    let professionnels = reponses::ecrire_liste_professionnels(&[AutorisationDite::default()], "DMPOk", "");
    let demande = DmpLu::de_fichier(&traits(NOM).into());
    let Corps::Patients(lue) = demande.corps() else { panic!() };
    let trouves = reponses::ecrire_recherche_patient(lue.valeur.as_ref().unwrap(), "u", "20260115090000", &[PatientTrouve::default()]);
    let tout = [retrait, autorisation, patients, professionnels, trouves].map(|r| r.replace("><", ">\n<"));
    assert!(tout.iter().all(|r| segur_soap::lire(r).is_ok()));
    insta::assert_snapshot!(tout.join("\n\n"));
}
