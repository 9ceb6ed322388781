//! Each defect turns its rule: an archive without a fault, changed in one place.

use segur_model::Severity;

use super::*;

/// What is told of an archive of which one passage of the metadata is changed.
fn metadonnees(avant: &str, apres: &str) -> Vec<Finding> {
    juger_avec(|p| remplacer(p, METADATA, avant, apres))
}

#[test]
fn la_structure() {
    let sans = |nom: &'static str| juger_avec(move |p| p.retain(|(c, _)| c != nom));
    assert_eq!(regles(&sans("INDEX.HTM")), ["xdm.index"]);
    assert_eq!(regles(&sans("README.TXT")), ["xdm.readme"]);
    assert_eq!(regles(&sans(METADATA)), ["xdm.lot", "xdm.metadata"]);
    // As in an archive made from within the folder: nothing is where it is looked for.
    let plate = juger_avec(|p| p.iter_mut().for_each(|(c, _)| *c = c.replace("IHE_XDM/SUBSET01/", "")));
    assert_eq!(regles(&plate), ["xdm.lot"]);
    assert_eq!(plate[0].seen, "METADATA.XML");
    let ailleurs = juger_avec(|p| p.push(("IHE_XDM/SUBSET02/DOC0001.XML".to_owned(), N1.into())));
    assert_eq!(regles(&ailleurs), ["xdm.metadata"]);
    assert_eq!(ailleurs[0].location.path, "IHE_XDM/SUBSET02");
}

#[test]
fn d_autres_fichiers_a_la_racine_sont_admis() {
    assert_eq!(juger_avec(|p| p.push(("STYLE.CSS".to_owned(), b"body{}".to_vec()))), []);
    assert_eq!(juger_avec(|p| p.push(("IMAGES/LOGO.PNG".to_owned(), b"png".to_vec()))), []);
}

#[test]
fn les_noms_qui_ne_sont_pas_en_capitales_avertissent() {
    let minuscules = juger_avec(|p| p.iter_mut().for_each(|(c, _)| *c = c.replace("METADATA.XML", "Metadata.xml")));
    assert_eq!(regles(&minuscules), ["xdm.noms-iso9660"]);
    assert_eq!(minuscules[0].severity, Severity::Warning);
    let long = juger_avec(|p| {
        p.iter_mut().for_each(|(c, _)| *c = c.replace("DOC0001.XML", "COMPTE-RENDU.XML"));
        remplacer(p, METADATA, "DOC0001.XML", "COMPTE-RENDU.XML");
    });
    assert_eq!(regles(&long), ["xdm.noms-iso9660"]);
    let casse = juger_avec(|p| remplacer(p, METADATA, "DOC0001.XML", "doc0001.xml"));
    assert_eq!(regles(&casse), ["xdm.uri.casse"]);
}

#[test]
fn la_racine_des_metadonnees() {
    let enveloppe = juger_avec(|p| {
        let soap = "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body><lcm:SubmitObjectsRequest";
        remplacer(p, METADATA, "<lcm:SubmitObjectsRequest", soap);
        remplacer(
            p,
            METADATA,
            "</lcm:SubmitObjectsRequest>",
            "</lcm:SubmitObjectsRequest></e:Body></e:Envelope>",
        );
    });
    assert_eq!(regles(&enveloppe), ["xdm.metadata.racine"]);
    for (avant, apres) in [
        ("</lcm:SubmitObjectsRequest>", ""),
        ("lcm:3.0", "lcm:2.0"),
        ("<lcm:Submit", "<!DOCTYPE a><lcm:Submit"),
    ] {
        let constats = metadonnees(avant, apres);
        assert_eq!(regles(&constats), ["xdm.metadata.racine"], "{avant}");
        assert!(constats[0].location.path.starts_with(METADATA), "{constats:?}");
    }
}

/// Nothing of a second list is read: that it is there is what is told.
#[test]
fn une_seconde_liste_est_dite() {
    let seconde = "<RegistryObjectList xmlns=\"urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0\"/></lcm:SubmitObjectsRequest>";
    let constats = metadonnees("</lcm:SubmitObjectsRequest>", seconde);
    assert_eq!(regles(&constats), ["xds.lot.structure"]);
    assert!(
        constats[0].is_error() && constats[0].location.path.starts_with(METADATA),
        "{constats:?}"
    );
}

#[test]
fn le_fichier_de_chaque_fiche() {
    let slot = |uri: &str| format!("<rim:Slot name=\"URI\"><rim:ValueList><rim:Value>{uri}</rim:Value></rim:ValueList></rim:Slot>");
    let uri = slot("DOC0001.XML");
    assert_eq!(regles(&metadonnees(&uri, "")), ["xdm.orphelin", "xdm.uri"]);
    assert_eq!(regles(&metadonnees(&uri, &slot(""))), ["xdm.orphelin", "xdm.uri"]);
    for faux in [
        "DOC0009.XML",
        "IHE_XDM/SUBSET01/DOC0001.XML",
        "../SUBSET01/DOC0001.XML",
        "METADATA.XML",
        "é",
    ] {
        assert_eq!(
            regles(&metadonnees(&uri, &slot(faux))),
            ["xdm.orphelin", "xdm.uri.fichier"],
            "{faux}"
        );
    }
    let meme = metadonnees(&uri, &slot("DOC0002.XML"));
    assert!(regles(&meme).contains(&"xdm.uri.unique"), "{meme:?}");
    assert_eq!(metadonnees(&uri, &slot("./DOC0001.XML")), []);
    // A long URI is cut in numbered parts.
    let partie =
        "<rim:Slot name=\"URI\"><rim:ValueList><rim:Value>2|01.XML</rim:Value><rim:Value>1|DOC00</rim:Value></rim:ValueList></rim:Slot>";
    assert_eq!(metadonnees(&uri, partie), []);
    let orphelin = juger_avec(|p| p.push(("IHE_XDM/SUBSET01/DOC0003.XML".to_owned(), N1.into())));
    assert_eq!(regles(&orphelin), ["xdm.orphelin"]);
    let feuille = juger_avec(|p| p.push(("IHE_XDM/SUBSET01/CDA.XSL".to_owned(), b"<x/>".to_vec())));
    assert_eq!(regles(&feuille), ["xdm.fichier-en-plus"]);
}

#[test]
fn hash_et_taille() {
    let slot = |nom: &str| {
        let (_, texte) = pieces().into_iter().find(|(c, _)| c == METADATA).unwrap();
        let texte = String::from_utf8(texte).unwrap();
        let debut = texte.find(&format!("<rim:Slot name=\"{nom}\">")).unwrap();
        let fin = texte[debut..].find("</rim:Slot>").unwrap();
        texte[debut..debut + fin + "</rim:Slot>".len()].to_owned()
    };
    for (nom, absent, faux, regle) in [
        (
            "hash",
            "xdm.hash",
            "0000000000000000000000000000000000000000",
            "xds.lot.hash.coherence",
        ),
        ("size", "xdm.size", "12", "xds.lot.size.coherence"),
    ] {
        let constats = metadonnees(&slot(nom), "");
        assert_eq!(regles(&constats), [absent]);
        assert_eq!(constats[0].severity, Severity::Warning);
        let remplacement = format!("<rim:Slot name=\"{nom}\"><rim:ValueList><rim:Value>{faux}</rim:Value></rim:ValueList></rim:Slot>");
        let constats = metadonnees(&slot(nom), &remplacement);
        assert_eq!(regles(&constats), [regle]);
        assert_eq!(constats[0].severity, Severity::Error);
    }
}

#[test]
fn un_seul_patient() {
    let autre = metadonnees(
        "284057599900347^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH\">",
        "184057599900352^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH\">",
    );
    for regle in ["xdm.patient", "xds.lot.patientId.meme", "cda-xds.coherence.patient"] {
        assert!(regles(&autre).contains(&regle), "{regle}: {autre:#?}");
    }
    // Two lots, each of which is sound.
    let autre = N1
        .replace("284057599900347", "184057599900352")
        .replace("1.2.250.1.999.1.2.2", "1.2.250.1.999.1.2.9");
    for (document_du_second, attendu) in [(N1, vec![]), (autre.as_str(), vec!["xdm.patient"])] {
        let seconde = lire(&ecrire(&soumission(), &[document(document_du_second)]).unwrap()).unwrap();
        let deux = juger_avec(|p| {
            let fichiers = seconde.fichiers().filter(|f| f.chemin.starts_with("IHE_XDM/"));
            p.extend(fichiers.map(|f| (f.chemin.replace("SUBSET01", "SUBSET02"), f.octets.clone())));
        });
        let vues = deux
            .iter()
            .filter(|c| !c.rule.starts_with("xds.lot.patientId.cle") && !c.rule.starts_with("cda."))
            .cloned();
        assert_eq!(regles(&vues.collect::<Vec<_>>()), attendu);
    }
}

#[test]
fn instants_et_identifiant_du_patient() {
    for (avant, apres, regle) in [
        ("20260115090000", "20260115100000", "cda-xds.coherence.creation"),
        ("20260115090000", "20260115100000+0100", "xds.lot.creationTime.forme"),
        ("20260115091500", "20260115", "xds.lot.soumission.submissionTime.forme"),
        (
            "&amp;1.2.250.1.213.1.4.10&amp;ISO^NH",
            "&amp;1.2.250.1.213.1.4.10&amp;ISO^PI",
            "xds.lot.patientId.forme",
        ),
        (
            "classificationNode=\"urn:uuid:a54d6aa5",
            "classificationNode=\"urn:uuid:b54d6aa5",
            "xds.lot.soumission.noeud",
        ),
    ] {
        let constats = juger_avec(|p| {
            let (_, octets) = p.iter_mut().find(|(c, _)| c == METADATA).unwrap();
            let texte = String::from_utf8(octets.clone()).unwrap();
            assert!(texte.contains(avant), "{avant}");
            *octets = texte.replace(avant, apres).into_bytes();
        });
        assert!(regles(&constats).contains(&regle), "{regle}: {constats:#?}");
        assert!(
            constats
                .iter()
                .filter(|c| c.rule == regle)
                .all(|c| c.location.path.starts_with("IHE_XDM/SUBSET01/")),
            "{constats:#?}"
        );
    }
}

#[test]
fn chaque_document_est_juge_a_sa_place() {
    let titre = juger_avec(|p| remplacer(p, METADATA, "value=\"Compte rendu d&apos;examens biologiques\"", "value=\"Autre\""));
    assert!(regles(&titre).contains(&"cda-xds.coherence.titre"), "{titre:#?}");
    let entete = juger_avec(|p| remplacer(p, DOC1, "<languageCode code=\"fr-FR\"/>", ""));
    let constat = entete.iter().find(|c| c.rule.starts_with("cda.en-tete.")).unwrap();
    assert!(
        constat.location.path.starts_with("IHE_XDM/SUBSET01/DOC0001.XML:/ClinicalDocument"),
        "{constat:?}"
    );
    assert!(constat.location.line > 0);
    // The bytes are no more those of the metadata.
    assert!(regles(&entete).contains(&"xds.lot.hash.coherence"));
}

/// The lot of an archive is not that of the DMP.
#[test]
fn ce_que_seul_le_dmp_demande_ne_se_dit_pas() {
    let statut = metadonnees(
        "<rim:ExtrinsicObject id=",
        "<rim:ExtrinsicObject status=\"urn:oasis:names:tc:ebxml-regrep:StatusType:Approved\" id=",
    );
    assert_eq!(statut, []);
    let a_cote = juger_avec(|p| {
        let noeud = "<rim:Classification id=\"SubmissionSet01_noeud\" classifiedObject=\"SubmissionSet01\" \
                     classificationNode=\"urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd\"/>";
        remplacer(p, METADATA, noeud, "");
        remplacer(
            p,
            METADATA,
            "</rim:RegistryObjectList>",
            &format!("{noeud}</rim:RegistryObjectList>"),
        );
    });
    assert_eq!(a_cote, []);
    let etendu = N1.replacen(
        "<id root=\"1.2.250.1.999.1.2.2\"/>",
        "<id root=\"1.2.250.1.999.1.2\" extension=\"A2\"/>",
        1,
    );
    let octets = ecrire(&soumission(), &[document(&etendu)]).unwrap();
    assert!(!regles(&juger(&octets)).contains(&"xds.lot.uniqueId.forme"));
}
