//! TD3.2: documents given back, whole, to who may read them.

use segur_dmp::prerempli::charger;
use segur_soap::mtom::Partie;

use crate::acteurs::{HOSPITALIER, INFIRMIER, LABO, TRAITANT, fiche};
use crate::banc::{Essai, Recue};
use crate::demandes::{APPROUVE, ARCHIVE, DEPOT, DEPOT_VACCINS, Demande, REMPLACE, consulter, documents};
use crate::message::{AGATHE, Lot};
use crate::xades::condensat;

const NOM: &str = "DMP_VIE_ENTIERE";

async fn lire(essai: &Essai, d: &Demande) -> Recue {
    essai.demander(&TRAITANT, Some(fiche(NOM)), d).await
}

fn rendus(recue: &Recue) -> Vec<String> {
    recue.echange.faits.get("rendu.uniqueId").cloned().unwrap_or_default()
}

/// What the metadata say of each document is what comes back, whatever its state and its repository.
#[tokio::test]
async fn chaque_document_revient_entier() {
    let essai = Essai::nouveau().await;
    let patient = fiche(NOM);
    let objets = lire(&essai, &documents(patient, &[APPROUVE, ARCHIVE, REMPLACE], &[]))
        .await
        .objets();
    let monde = segur_world::monde_demo().unwrap();
    assert_eq!(objets.len(), charger(&monde).iter().filter(|d| d.patient == NOM).count());
    let demandes: Vec<(&str, &str)> = objets.iter().map(|o| (o.depot.as_str(), o.unique.as_str())).collect();
    let recue = lire(&essai, &consulter(&demandes)).await;
    assert_eq!((recue.issue().as_str(), recue.echange.operation.as_str()), ("Success", "dmp.TD3.2"));
    assert_eq!(rendus(&recue), objets.iter().map(|o| o.unique.clone()).collect::<Vec<_>>());
    for (o, p) in objets.iter().zip(&recue.parties) {
        assert_eq!(
            (condensat(&p.octets), p.octets.len().to_string()),
            (o.hash.clone(), o.taille.clone()),
            "{}",
            o.titre
        );
        let media = o.xml.split("mimeType=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(p.type_contenu, media, "{}", o.titre);
        let cid = p.content_id.as_ref().unwrap().replace(':', "%3A");
        assert!(recue.enveloppe.contains(&format!("href=\"cid:{cid}\"")), "{cid}");
    }
    // The references of images are a DICOM object; the vaccination history is of a repository of its own.
    let kos: Vec<&Partie> = recue.parties.iter().filter(|p| p.type_contenu == "application/dicom").collect();
    assert_eq!((kos.len(), &kos[0].octets[128..132]), (1, &b"DICM"[..]));
    let vaccins: Vec<&str> = objets
        .iter()
        .filter(|o| o.depot == DEPOT_VACCINS)
        .map(|o| o.titre.as_str())
        .collect();
    assert_eq!(vaccins, ["Historique des vaccinations"]);
}

#[tokio::test]
async fn ce_qui_n_est_pas_rendu_se_dit() {
    let essai = Essai::nouveau().await;
    let patient = fiche(NOM);
    let objets = lire(&essai, &documents(patient, &[APPROUVE], &[])).await.objets();
    let de_titre = |titre: &str| objets.iter().find(|o| o.titre.starts_with(titre)).unwrap();
    let (premier, vaccins) = (&objets[0], de_titre("Historique des vaccinations"));
    let masque = de_titre("Compte rendu d'anesthésie");
    let d_un_autre = {
        let autre = fiche("DMP_SANS_AUTORISATION");
        essai
            .demander(&TRAITANT, Some(autre), &crate::demandes::autoriser("AJOUT", None))
            .await;
        let siens = essai
            .demander(&TRAITANT, Some(autre), &documents(autre, &[APPROUVE], &[]))
            .await
            .objets();
        siens[0].unique.clone()
    };
    let bon = (DEPOT, premier.unique.as_str());
    type Cas<'a> = (&'a str, Vec<(&'a str, &'a str)>, &'a str, Option<&'a str>);
    let cas: [Cas<'_>; 9] = [
        (
            "un bon et un inconnu",
            vec![bon, (DEPOT, "1.2.3")],
            "XDSDocumentUniqueIdError",
            None,
        ),
        ("inconnu", vec![(DEPOT, "1.2.3")], "XDSDocumentUniqueIdError", None),
        ("dépôt inconnu", vec![("1.2.3", bon.1)], "XDSUnknownRepositoryId", None),
        (
            "dépôt d'un autre document",
            vec![(DEPOT, &vaccins.unique)],
            "XDSDocumentUniqueIdError",
            None,
        ),
        (
            "document d'un autre patient",
            vec![(DEPOT, &d_un_autre)],
            "XDSDocumentUniqueIdError",
            None,
        ),
        (
            "entryUUID",
            vec![(DEPOT, &premier.id)],
            "XDSDocumentUniqueIdError",
            Some("xds.td32.uniqueId"),
        ),
        ("rien", vec![], "XDSDocumentUniqueIdError", Some("xds.td32.nombre")),
        (
            "dépôt absent",
            vec![("", bon.1)],
            "XDSUnknownRepositoryId",
            Some("xds.td32.identifiants"),
        ),
        (
            "uniqueId absent",
            vec![(DEPOT, "")],
            "XDSDocumentUniqueIdError",
            Some("xds.td32.identifiants"),
        ),
    ];
    for (nom, demandes, code, regle) in cas {
        let recue = lire(&essai, &consulter(&demandes)).await;
        let (statut, parties) = if demandes.contains(&bon) {
            ("PartialSuccess", 1)
        } else {
            ("Failure", 0)
        };
        assert_eq!(
            (recue.erreurs(), recue.fait("statut").as_deref()),
            (vec![code.to_owned()], Some(statut)),
            "{nom}"
        );
        assert_eq!((recue.parties.len(), recue.echange.refus.as_deref()), (parties, regle), "{nom}");
        assert!(recue.type_contenu.starts_with("multipart/related"), "{nom}");
    }
    // Masked: to its author and to the médecin traitant.
    for (qui, code) in [
        (TRAITANT, None),
        (HOSPITALIER, None),
        (INFIRMIER, Some("DMPAccessDeniedByRightsService")),
    ] {
        let recue = essai.demander(&qui, Some(patient), &consulter(&[(DEPOT, &masque.unique)])).await;
        assert_eq!(
            recue.erreurs(),
            code.map(str::to_owned).into_iter().collect::<Vec<_>>(),
            "{}",
            qui.nom
        );
    }
    // Twice the same: told, and given twice.
    let recue = lire(&essai, &consulter(&[bon, bon])).await;
    assert_eq!((recue.parties.len(), recue.issue().as_str()), (2, "Success"));
    assert!(recue.regles().contains(&("xds.td32.nombre".to_owned(), true)));
    assert_eq!(recue.echange.refus, None);
}

/// Fed over MTOM or in Base64, the bytes come back as they were sent.
#[tokio::test]
async fn ce_qui_est_depose_revient_octet_pour_octet() {
    let essai = Essai::nouveau().await;
    essai
        .demander(&HOSPITALIER, Some(AGATHE), &crate::demandes::autoriser("AJOUT", None))
        .await;
    let (un, deux) = (Lot::nouveau(1, AGATHE), Lot::nouveau(2, AGATHE));
    assert_eq!(essai.deposer(&LABO, &un).await.issue(), "Success");
    assert_eq!(essai.soap("/repository", deux.en_ligne()).await.issue(), "Success");
    let d = consulter(&[(DEPOT, &un.unique_document), (DEPOT, &deux.unique_document)]);
    let recue = essai.demander(&HOSPITALIER, Some(AGATHE), &d).await;
    let octets: Vec<&[u8]> = recue.parties.iter().map(|p| &p.octets[..]).collect();
    assert_eq!(octets, [&un.document[..], &deux.document[..]]);
    insta::assert_snapshot!("td32", recue.enveloppe);
    // The signature of a lot is nobody's to read.
    let signature = format!("{}.3.1", crate::message::RACINE);
    let recue = essai.demander(&HOSPITALIER, Some(AGATHE), &consulter(&[(DEPOT, &signature)])).await;
    assert_eq!(recue.erreurs(), ["XDSDocumentUniqueIdError"]);
}
