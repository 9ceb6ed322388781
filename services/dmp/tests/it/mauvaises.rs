//! Bad lots: each is refused in the language of the DMP, recorded, and leaves the registry as it was. That nothing was kept of it is
//! seen from the good lot with the same identifiers, which is then accepted.

use segur_soap::mtom::{self, Partie};
use segur_xds::ns::{self as xds, ACTION_TD21};
use segur_xds::{ErreurRegistre, Statut};
use tokio::io::AsyncWriteExt;

use crate::banc::{DELAI, Essai, connexion};
use crate::message::{
    AGATHE, CID_DOCUMENT, ELIOTT, FERME, Lot, PERSONNE, SANS_DMP, auteur, bon_vihf, code, cx, identifiant, joint, metadonnees, slot,
};

/// After a refusal, the good lot of the same identifiers is new to the registry.
async fn rien_n_est_garde(essai: &Essai, n: u32, quoi: &str) {
    let recue = essai.alimenter(&Lot::nouveau(n, AGATHE)).await;
    assert_eq!(recue.registre().statut, Statut::Success, "{quoi} : {}", recue.enveloppe);
}

/// Refused by the registry with these codes; one of its contexts says this word.
async fn refuse(essai: &Essai, n: u32, lot: &Lot, codes: &[&str], mot: &str) {
    let recue = essai.alimenter(lot).await;
    let dit = recue.registre();
    assert_eq!((recue.statut, dit.statut), (200, Statut::Failure), "{mot}");
    assert_eq!(recue.erreurs(), codes, "{mot} : {}", recue.enveloppe);
    assert!(dit.erreurs.iter().any(|e| e.contexte.contains(mot)), "{mot} : {}", recue.enveloppe);
    assert_eq!(recue.echange.faits["erreur"].len(), dit.erreurs.len(), "{mot}");
    assert_eq!(recue.fait("statut").as_deref(), Some("Failure"), "{mot}");
    rien_n_est_garde(essai, n, mot).await;
}

/// All of them under the same identifiers: had one been kept, the good lot at the end would not be new.
#[tokio::test]
async fn chaque_metadonnee_manquante_est_nommee() {
    let essai = Essai::nouveau().await;
    let lot = Lot::nouveau(1, AGATHE);
    let du_document = metadonnees(&lot.entry_uuid, &lot.unique_document, AGATHE);
    assert_eq!(du_document.len(), 15);
    let du_lot = [
        ("submissionTime", slot("submissionTime", "20260115090000")),
        ("author", auteur("Lot01", xds::soumission::AUTEUR)),
        (
            "contentTypeCode",
            code("Lot01", xds::soumission::CONTENU, "07", "1.2.250.1.213.2.2"),
        ),
        (
            "patientId",
            identifiant("Lot01", xds::soumission::PATIENT, &cx(AGATHE), "XDSSubmissionSet.patientId"),
        ),
        (
            "sourceId",
            identifiant("Lot01", xds::soumission::SOURCE, "1.2.250.1.999.1", "XDSSubmissionSet.sourceId"),
        ),
        (
            "uniqueId",
            identifiant("Lot01", xds::soumission::UNIQUE, &lot.unique_lot, "XDSSubmissionSet.uniqueId"),
        ),
    ];
    let mime = ("mimeType", " mimeType=\"text/xml\"".to_owned());
    let cas = du_document
        .into_iter()
        .chain([mime])
        .map(|c| ("document", c))
        .chain(du_lot.map(|c| ("soumission", c)));
    for (quoi, (nom, ecrite)) in cas {
        // The first after the beginning of the object is its own: the signature comes after.
        let debut = if quoi == "document" {
            "<ExtrinsicObject"
        } else {
            "<RegistryPackage"
        };
        let (avant, apres) = lot.corps.split_once(debut).unwrap();
        let corps = format!("{avant}{debut}{}", apres.replacen(ecrite.as_str(), "", 1));
        assert_ne!(corps, lot.corps, "{nom}");
        let recue = essai.alimenter(&Lot { corps, ..lot.clone() }).await;
        let regle = format!("xds.lot.{quoi}.{nom} ");
        let dit = recue.registre();
        assert_eq!(dit.statut, Statut::Failure, "{nom}");
        let nommee = |e: &ErreurRegistre| e.code == "XDSRegistryMetadataError" && e.contexte.replace(')', " ").contains(&regle);
        assert!(dit.erreurs.iter().any(nommee), "{nom} : {}", recue.enveloppe);
        assert_eq!(recue.echange.faits["erreur"].len(), dit.erreurs.len(), "{nom}");
    }
    rien_n_est_garde(&essai, 1, "métadonnées").await;
}

#[tokio::test]
async fn les_metadonnees_fausses() {
    let essai = Essai::nouveau().await;
    let cas: [(&str, &str, &str, &str); 6] = [
        ("fr-FR", "fr", "XDSRegistryMetadataError", "xds.lot.languageCode.valeur"),
        (
            "20260115085500",
            "20260115095500+0100",
            "XDSRegistryMetadataError",
            "xds.lot.creationTime.forme",
        ),
        (
            xds::document::FORMAT,
            "urn:uuid:a09d5840-386c-46f2-b5ad-9fdf87b75cc4",
            "XDSRegistryMetadataError",
            "xds.lot.schema.formatCode",
        ),
        ("IPP7^^^&", "IPP7^^^", "XDSRegistryMetadataError", "xds.lot.sourcePatientId.forme"),
        (
            "<LocalizedString xml:lang=\"FR\" charset=\"UTF8\" value=\"Compte rendu d&apos;examens biologiques\"/>",
            "<LocalizedString xml:lang=\"FR\" charset=\"UTF8\" value=\"\"/>",
            "XDSRegistryMetadataError",
            "xds.lot.document.title",
        ),
        ("^BIOTEST^ALEX^", "^^^", "XDSRegistryMetadataError", "xds.lot.xcn.nom"),
    ];
    for (n, (de, vers, code, mot)) in (1..).zip(cas) {
        let de = if Lot::nouveau(n, AGATHE).corps.contains(de) {
            de.to_owned()
        } else {
            de.replace("&apos;", "'").replace("^^^&", "^^^&amp;")
        };
        let lot = Lot::nouveau(n, AGATHE).change(&de, vers);
        let recue = essai.alimenter(&lot).await;
        assert!(
            recue.erreurs().iter().all(|e| e == code) && recue.enveloppe.contains(mot),
            "{mot} : {}",
            recue.enveloppe
        );
        rien_n_est_garde(&essai, n, mot).await;
    }
}

#[tokio::test]
async fn hash_et_size_sont_ceux_du_document() {
    let essai = Essai::nouveau().await;
    let avec = |n: u32, ajout: &str| {
        let repere = slot("creationTime", "20260115085500");
        Lot::nouveau(n, AGATHE).change(&repere, &format!("{repere}{ajout}"))
    };
    refuse(
        &essai,
        1,
        &avec(1, &slot("hash", &"0".repeat(40))),
        &["XDSNonIdenticalHash"],
        "hash",
    )
    .await;
    refuse(&essai, 2, &avec(2, &slot("size", "7")), &["XDSNonIdenticalSize"], "size").await;
    let taille = Lot::nouveau(3, AGATHE).document.len().to_string();
    let recue = essai.alimenter(&avec(3, &slot("size", &taille))).await;
    assert_eq!(recue.registre().statut, Statut::Success, "{}", recue.enveloppe);
}

#[tokio::test]
async fn les_patients() {
    let essai = Essai::nouveau().await;
    let mut d_un_autre = Lot::nouveau(1, AGATHE);
    d_un_autre.vihf = bon_vihf(ELIOTT);
    refuse(&essai, 1, &d_un_autre, &["XDSPatientIdDoesNotMatch"], ELIOTT.0).await;
    let melange = Lot::nouveau(2, AGATHE);
    let sien = identifiant(
        &melange.entry_uuid,
        xds::document::PATIENT,
        &cx(AGATHE),
        "XDSDocumentEntry.patientId",
    );
    let autre = identifiant(
        &melange.entry_uuid,
        xds::document::PATIENT,
        &cx(ELIOTT),
        "XDSDocumentEntry.patientId",
    );
    refuse(&essai, 2, &melange.change(&sien, &autre), &["XDSPatientIdDoesNotMatch"], ELIOTT.0).await;
    for (n, patient, code, mot) in [
        (3, PERSONNE, "XDSUnknownPatientId", "personne ne porte"),
        (4, SANS_DMP, "XDSUnknownPatientId", "pas de DMP"),
        (5, FERME, "XDSRegistryError", "fermé"),
    ] {
        refuse(&essai, n, &Lot::nouveau(n, patient), &[code], mot).await;
    }
}

/// The number of one person on the document of another: the world knows whose it is.
#[tokio::test]
async fn les_traits_d_un_autre_sont_dits() {
    let essai = Essai::nouveau().await;
    let nomme = |n: u32, nom: &str| {
        let mut lot = Lot::nouveau(n, AGATHE);
        let patient = format!("<patient><name><family qualifier=\"BR\">{nom}</family></name></patient></patientRole>");
        let texte = String::from_utf8(lot.document.clone()).unwrap().replace("</patientRole>", &patient);
        lot.document = texte.into_bytes();
        lot
    };
    for (n, nom, attendue) in [(1, "AUTRE", Some("nom de naissance : BANCDESSAI")), (2, "Bancdéssai", None)] {
        let recue = essai.alimenter(&nomme(n, nom)).await;
        let constat = recue.echange.findings.iter().find(|f| f.rule == "cda.en-tete.traits.identite");
        assert_eq!(constat.map(|f| f.expected.as_str()), attendue, "{nom}");
    }
}

#[tokio::test]
async fn un_unique_id_ne_sert_qu_une_fois() {
    let essai = Essai::nouveau().await;
    essai.alimenter(&Lot::nouveau(1, AGATHE)).await;
    // Identical, hash included: still refused.
    let recue = essai.alimenter(&Lot::nouveau(1, AGATHE)).await;
    assert_eq!(recue.erreurs(), ["XDSDuplicateUniqueIdInRegistry", "XDSRegistryMetadataError"]);
    // Another patient's: the registry is one.
    let recue = essai.alimenter(&Lot::nouveau(1, ELIOTT)).await;
    assert!(
        recue.erreurs().contains(&"XDSDuplicateUniqueIdInRegistry".to_owned()),
        "{}",
        recue.enveloppe
    );
    // Twice in one lot.
    let lot = Lot::nouveau(2, AGATHE).change("1.2.250.1.999.1.3.2\"", "1.2.250.1.999.1.2.2\"");
    refuse(&essai, 2, &lot, &["XDSDuplicateUniqueIdInRegistry"], "1.2.250.1.999.1.2.2").await;
}

#[tokio::test]
async fn la_signature_du_lot() {
    let essai = Essai::nouveau().await;
    let mut lot = Lot::nouveau(1, AGATHE);
    let texte = String::from_utf8(lot.signature).unwrap();
    lot.signature = texte.replace("SigningTime>2026-01-15", "SigningTime>2026-01-16").into_bytes();
    refuse(&essai, 1, &lot, &["XDSRegistryMetadataError"], "xds.lot.signature.").await;
    let mut lot = Lot::nouveau(2, AGATHE);
    lot.document.extend_from_slice(b"\n<!-- touch -->");
    refuse(&essai, 2, &lot, &["XDSRegistryMetadataError"], "xds.lot.signature.condensat").await;
}

#[tokio::test]
async fn les_documents_joints() {
    let essai = Essai::nouveau().await;
    let lot = Lot::nouveau(1, AGATHE);
    let son_joint = joint(&lot.entry_uuid, CID_DOCUMENT);
    refuse(&essai, 1, &lot.change(&son_joint, ""), &["XDSMissingDocument"], "n'est pas joint").await;
    let ailleurs = Lot::nouveau(2, AGATHE).change("cid:document%40essai", "cid:nulle-part");
    refuse(&essai, 2, &ailleurs, &["XDSMissingDocument"], "n'est pas joint").await;
    let mut vide = Lot::nouveau(3, AGATHE);
    vide.document.clear();
    let recue = essai.alimenter(&vide).await;
    assert!(recue.erreurs().contains(&"XDSMissingDocument".to_owned()), "{}", recue.enveloppe);
    rien_n_est_garde(&essai, 3, "vide").await;
    let fin = "</xds:ProvideAndRegisterDocumentSetRequest>";
    let de_trop = Lot::nouveau(4, AGATHE).change(fin, &format!("{}{fin}", joint("Inconnu", CID_DOCUMENT)));
    refuse(&essai, 4, &de_trop, &["XDSMissingDocumentMetadata"], "Inconnu").await;
}

#[tokio::test]
async fn un_lot_refuse_dit_sa_regle() {
    let essai = Essai::nouveau().await;
    let repere = slot("creationTime", "20260115085500");
    let mut d_un_autre = Lot::nouveau(1, AGATHE);
    d_un_autre.vihf = bon_vihf(ELIOTT);
    let sans_joint = {
        let lot = Lot::nouveau(1, AGATHE);
        let sien = joint(&lot.entry_uuid, CID_DOCUMENT);
        lot.change(&sien, "")
    };
    let mut d_un_autre_domaine = Lot::nouveau(1, AGATHE);
    d_un_autre_domaine.vihf = bon_vihf((AGATHE.0, "1.2.250.1.213.1.4.8"));
    let fin = "</RegistryObjectList>";
    let seconde_liste = Lot::nouveau(1, AGATHE).change(fin, &format!("{fin}<RegistryObjectList xmlns=\"{}\"/>", xds::RIM));
    let double = {
        let lot = Lot::nouveau(1, AGATHE);
        let sien = joint(&lot.entry_uuid, CID_DOCUMENT);
        lot.change(&sien, &format!("{sien}{sien}"))
    };
    for (lot, regle) in [
        (Lot::nouveau(1, AGATHE).change("fr-FR", "fr"), Some("xds.lot.languageCode.valeur")),
        (
            Lot::nouveau(1, AGATHE).change(&repere, &format!("{repere}{}", slot("size", "7"))),
            Some("xds.lot.size.coherence"),
        ),
        (sans_joint, Some("xds.lot.joint")),
        (d_un_autre, Some("vihf.patient.corps")),
        (d_un_autre_domaine, Some("vihf.patient.oid-corps")),
        (seconde_liste, Some("xds.lot.structure")),
        (double, Some("xds.lot.joint.unique")),
        // What only the registry knows stands on no rule of the message.
        (Lot::nouveau(1, SANS_DMP), None),
        (Lot::remplacant(1, AGATHE, "urn:uuid:00000000-0000-5000-8000-00000000ffff"), None),
        (Lot::nouveau(1, AGATHE), None),
    ] {
        let recue = essai.alimenter(&lot).await;
        assert_eq!(recue.echange.refus.as_deref(), regle, "{}", recue.enveloppe);
        let constat = recue.echange.findings.iter().find(|f| Some(f.rule.as_str()) == regle);
        assert_eq!(constat.map(|f| f.trust), regle.map(|_| segur_model::Trust::Verified));
    }
}

#[tokio::test]
async fn les_messages_mtom_faux_sont_des_fautes() {
    let essai = Essai::nouveau().await;
    let lot = |n| Lot::nouveau(n, AGATHE);
    let deux_fois = {
        let lot = lot(1);
        let mut parties = lot.parties();
        parties.push(Partie::nouvelle(CID_DOCUMENT, "text/xml", b"<autre/>".to_vec()));
        mtom::ecrire(&lot.enveloppe(), ACTION_TD21, &parties, "limite-essai")
    };
    let (bon_type, bon_corps) = lot(2).mtom();
    let tronque = bon_corps[..bon_corps.len() / 2].to_vec();
    for (n, type_contenu, corps, dit) in [
        (1, deux_fois.0, deux_fois.1, "même Content-ID"),
        (
            2,
            bon_type.replace("racine@segur-bench", "ailleurs@segur-bench"),
            bon_corps.clone(),
            "start",
        ),
        (
            2,
            bon_type.replace("limite-essai", "autre-limite"),
            bon_corps.clone(),
            "autre-limite",
        ),
        (
            2,
            bon_type.replace("type=\"application/xop+xml\"", "type=\"text/xml\""),
            bon_corps,
            "type",
        ),
        (2, bon_type, tronque, "s'arrête"),
    ] {
        let recue = essai.poster("/repository", &type_contenu, corps).await;
        let (sous_code, raison) = recue.faute().unwrap();
        assert_eq!(
            (sous_code.as_str(), recue.echange.operation.as_str()),
            ("banc_mtom", "dmp.illisible"),
            "{dit}"
        );
        assert!(raison.contains(dit), "{dit} : {raison}");
        assert_eq!(recue.echange.refus.as_deref(), Some("xds.lot.lisible"), "{dit}");
        assert!(recue.type_contenu.starts_with("multipart/related"), "{dit}");
        if dit == "même Content-ID" {
            rien_n_est_garde(&essai, n, dit).await;
        }
    }
    rien_n_est_garde(&essai, 2, "MTOM").await;
}

/// An assertion that was signed, moved out of the way, and another in its place that says what one likes.
#[tokio::test]
async fn une_signature_enveloppee_ailleurs_ne_passe_pas() {
    let essai = Essai::nouveau().await;
    let signee = bon_vihf(ELIOTT);
    let forgee = signee.replace(ELIOTT.0, AGATHE.0);
    assert_ne!(forgee, signee);
    let sans_signature = {
        let (avant, suite) = forgee.split_once("<Signature").unwrap();
        format!("{avant}{}", suite.split_once("</Signature>").unwrap().1)
    };
    for (quoi, vihf) in [
        ("signature d'origine", forgee.clone()),
        (
            "assertion d'origine à côté",
            format!(
                "{}<wsse:Autre>{signee}</wsse:Autre>",
                sans_signature.replacen("ID=\"_", "ID=\"_forgee", 1)
            ),
        ),
        (
            "assertion d'origine dans la signature",
            forgee.replacen("</Signature>", &format!("<Object>{signee}</Object></Signature>"), 1),
        ),
    ] {
        let mut lot = Lot::nouveau(1, AGATHE);
        lot.vihf = vihf;
        let recue = essai.alimenter(&lot).await;
        assert_eq!(
            recue.faute().map(|f| f.0).as_deref(),
            Some("banc_vihf"),
            "{quoi} : {}",
            recue.enveloppe
        );
        assert!(recue.regles().iter().any(|(r, erreur)| r.starts_with("vihf.") && *erreur), "{quoi}");
    }
    rien_n_est_garde(&essai, 1, "signature").await;
}

/// Within the bounds: read whole, and refused for what is wrong with it. It is framed by hand, not to look for the boundary in it.
#[tokio::test]
async fn trente_megaoctets_sont_lus() {
    let essai = Essai::nouveau().await;
    let repere = slot("creationTime", "20260115085500");
    let mut lot = Lot::nouveau(1, AGATHE).change(&repere, &format!("{repere}{}", slot("size", "7")));
    lot.document = b"@".to_vec();
    let (type_contenu, corps) = lot.mtom();
    let debut = corps.windows(5).rposition(|o| o == b"\n@\r\n-").unwrap() + 1;
    let gros = [&corps[..debut], &vec![b'x'; 30 << 20][..], &corps[debut + 1..]].concat();
    let recue = essai.poster("/repository", &type_contenu, gros).await;
    assert_eq!(recue.erreurs(), ["XDSNonIdenticalSize"], "{}", recue.enveloppe);
    assert!(recue.echange.requete.taille > 30 << 20);
    rien_n_est_garde(&essai, 1, "30 Mo").await;
}

#[tokio::test]
async fn un_client_qui_s_arrete_en_chemin_ne_laisse_rien() {
    let essai = Essai::nouveau().await;
    let (type_contenu, corps) = Lot::nouveau(1, AGATHE).mtom();
    let adresse = essai.base();
    let adresse = adresse.strip_prefix("https://").unwrap();
    let (hote, chemin) = adresse.split_once('/').unwrap();
    let mut tls = connexion(hote).await;
    let tete = format!(
        "POST /{chemin}/repository HTTP/1.1\r\nhost: {hote}\r\ncontent-type: {type_contenu}\r\ncontent-length: {}\r\n\r\n",
        corps.len()
    );
    tls.write_all(tete.as_bytes()).await.unwrap();
    tls.write_all(&corps[..corps.len() / 2]).await.unwrap();
    tls.shutdown().await.unwrap();
    drop(tls);
    let filtre = segur_kit::Filtre::espace("defaut").operation("dmp.illisible");
    let echange = essai.banc.journal().attendre(&filtre, DELAI).await.unwrap().unwrap();
    assert!(
        echange.echec.as_deref().is_some_and(|e| e.contains("au milieu de sa requête")),
        "{echange:?}"
    );
    assert_eq!(echange.statut, None);
    rien_n_est_garde(&essai, 1, "client parti").await;
}
