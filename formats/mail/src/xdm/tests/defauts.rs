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

/// A name without its encoding is one file that nobody looks at: the others are judged.
#[test]
fn un_nom_en_cp437_avertit_seulement() {
    use super::zip_brut::{Entree, ecrire_brut, entree};
    let mut entrees: Vec<Entree> = pieces().iter().map(|(chemin, octets)| entree(chemin, octets)).collect();
    entrees.push(Entree {
        nom: b"NOTIC\x90_X.TXT".to_vec(),
        ..entree("", b"x")
    });
    let constats = juger(&ecrire_brut(&entrees));
    assert_eq!(regles(&constats), ["xdm.nom-encodage"]);
    assert_eq!(
        (constats[0].severity, constats[0].seen.as_str()),
        (Severity::Warning, "NOTICÉ_X.TXT")
    );
}

#[test]
fn les_pages_sont_du_texte() {
    for (page, octets) in [("INDEX.HTM", &b" \r\n"[..]), ("INDEX.HTM", b"\0\x01\x02"), ("README.TXT", b"")] {
        let constats = juger_avec(|p| p.iter_mut().filter(|(c, _)| c == page).for_each(|(_, o)| *o = octets.to_vec()));
        assert_eq!(regles(&constats), ["xdm.page.contenu"], "{page}");
        assert_eq!(
            (constats[0].severity, constats[0].location.path.as_str()),
            (Severity::Warning, page)
        );
    }
}

#[test]
fn des_metadonnees_d_une_autre_version() {
    for (par, vu) in [
        ("rim:2.1", "« urn:oasis:names:tc:ebxml-regrep:xsd:rim:2.1 »"),
        ("", "hors de tout espace"),
    ] {
        let constats = juger_avec(|p| {
            let (_, octets) = p.iter_mut().find(|(c, _)| c == METADATA).unwrap();
            let espace = if par.is_empty() {
                String::new()
            } else {
                format!("urn:oasis:names:tc:ebxml-regrep:xsd:{par}")
            };
            let texte = String::from_utf8(octets.clone()).unwrap();
            let texte = texte.replace("urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0", &espace);
            // A prefix cannot be bound to nothing.
            let texte = if par.is_empty() {
                texte.replace("xmlns:rim=\"\"", "").replace("rim:", "")
            } else {
                texte
            };
            *octets = texte.into_bytes();
        });
        assert_eq!(regles(&constats), ["xdm.metadata.version"], "{par}");
        assert!(
            constats[0].seen.contains(vu) && constats[0].expected.contains("rim:3.0"),
            "{constats:?}"
        );
    }
}

#[test]
fn une_uri_echappee_nomme_un_fichier_une_fois_decodee() {
    let renommer = |p: &mut Vec<(String, Vec<u8>)>| {
        p.iter_mut()
            .filter(|(c, _)| c == DOC1)
            .for_each(|(c, _)| *c = "IHE_XDM/SUBSET01/Résultat A.XML".to_owned());
        remplacer(p, METADATA, ">DOC0001.XML<", ">R%C3%A9sultat%20A.XML<");
    };
    let constats = juger_avec(renommer);
    assert_eq!(regles(&constats), ["xdm.noms-iso9660", "xdm.uri.pourcent"]);
    assert!(constats.iter().all(|c| c.severity <= Severity::Warning));
    for faux in ["DOC0001%2", "DOC0001%GG.XML", "DOC0009%2EXML", "DOC%FF.XML", "DOC0001%+1.XML"] {
        let constats = metadonnees(">DOC0001.XML<", &format!(">{faux}<"));
        assert_eq!(regles(&constats), ["xdm.orphelin", "xdm.uri.fichier"], "{faux}");
    }
}

#[test]
fn ce_que_dit_le_lecteur_de_zip_est_en_francais() {
    let entiere = archive();
    for octets in [&entiere[..entiere.len() - 30], b"PK\x03\x04 autre chose", b"PK\x05\x06"] {
        let constats = juger(octets);
        assert_eq!(regles(&constats), ["xdm.archive.lisible"]);
        assert!(
            ["tronquée", "structure"].iter().any(|d| constats[0].seen.contains(d)),
            "{}",
            constats[0].seen
        );
    }
    let mut abimee = zipper(&[("A.TXT".to_owned(), b"abc".repeat(40))]);
    let ou = abimee.windows(5).position(|m| m == b"A.TXT").unwrap() + 5;
    abimee[ou + 3] ^= 0x10;
    let dit = lire(&abimee).unwrap_err().to_string();
    assert!(!["nvalid", "orrupt", "rror", "deflate"].iter().any(|a| dit.contains(a)), "{dit}");
}

#[test]
fn deux_dossiers_ne_sont_pas_le_meme_lot() {
    let deux = juger_avec(|p| {
        let lots: Vec<(String, Vec<u8>)> = p.iter().filter(|(c, _)| c.starts_with("IHE_XDM/")).cloned().collect();
        p.extend(lots.into_iter().map(|(c, o)| (c.replace("SUBSET01", "SUBSET02"), o)));
    });
    assert_eq!(regles(&deux), ["xdm.lot.unique"]);
    assert_eq!(deux[0].severity, Severity::Warning);
    assert!(deux[0].location.path.starts_with("IHE_XDM/SUBSET02/METADATA.XML"), "{:?}", deux[0]);
}

#[test]
fn deux_classifications_ont_deux_identifiants() {
    let (_, texte) = pieces().into_iter().find(|(c, _)| c == METADATA).unwrap();
    let texte = String::from_utf8(texte).unwrap();
    let ids: Vec<&str> = texte
        .split("<rim:Classification ")
        .skip(1)
        .filter_map(|m| m.split("id=\"").nth(1)?.split('"').next())
        .collect();
    let constats = metadonnees(&format!("id=\"{}\"", ids[1]), &format!("id=\"{}\"", ids[0]));
    assert_eq!(regles(&constats), ["xdm.metadata.id-unique"], "{ids:?}");
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
        "../DOC0001.XML",
        "../../../IHE_XDM/SUBSET01/DOC0001.XML",
        "../../IHE_XDM/../../DOC0001.XML",
        "/IHE_XDM/SUBSET01/DOC0001.XML",
        "..\\SUBSET01\\DOC0001.XML",
        "../../README.TXT",
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
}

/// ITI-32 lets an importer pass over what no entry names: nothing of it is an error, and it is no document of the archive.
#[test]
fn ce_que_rien_ne_nomme_est_ignore() {
    let orphelin = juger_avec(|p| p.push(("IHE_XDM/SUBSET01/DOC0003.XML".to_owned(), N1.into())));
    assert_eq!(regles(&orphelin), ["xdm.orphelin"]);
    assert_eq!(orphelin[0].severity, Severity::Warning);
    for (nom, octets) in [
        ("CDA.XSL", &b"<x/>"[..]),
        (".DS_Store", b"\0\0\0\x01Bud1"),
        ("Thumbs.db", b"\xD0\xCF\x11\xE0"),
        ("README", b"a lire"),
        ("AUTRE.XML", b"<x/>"),
    ] {
        let chemin = format!("IHE_XDM/SUBSET01/{nom}");
        let avec = |p: &mut Vec<(String, Vec<u8>)>| p.push((chemin.clone(), octets.to_vec()));
        let constats = juger_avec(avec);
        assert_eq!(regles(&constats), ["xdm.fichier-en-plus"], "{nom}");
        assert_eq!(constats[0].severity, Severity::Info, "{nom}");
        let mut pieces = pieces();
        avec(&mut pieces);
        let lue = XdmLu::lire(&zipper(&pieces));
        assert_eq!(lue.faits().valeurs("xdm.documents"), ["2"], "{nom}");
        assert_eq!((lue.documents().len(), lue.archive().unwrap().documents().count()), (2, 2), "{nom}");
    }
    // A folder of something else, beside the lots.
    assert_eq!(juger_avec(|p| p.push(("IHE_XDM/STYLE/CDA.XSL".to_owned(), b"<x/>".to_vec()))), []);
}

#[test]
fn un_document_hors_du_dossier_des_metadonnees_avertit() {
    for (ailleurs, uri) in [
        ("IHE_XDM/DOCS/DOC0001.XML", "../DOCS/DOC0001.XML"),
        ("IHE_XDM/DOC0001.XML", "../DOC0001.XML"),
        ("DOC0001.XML", "../../DOC0001.XML"),
        (DOC1, "../SUBSET01/DOC0001.XML"),
    ] {
        let deplacer = |p: &mut Vec<(String, Vec<u8>)>| {
            p.iter_mut().filter(|(c, _)| c == DOC1).for_each(|(c, _)| ailleurs.clone_into(c));
            remplacer(p, METADATA, ">DOC0001.XML<", &format!(">{uri}<"));
        };
        let constats = juger_avec(deplacer);
        assert_eq!(regles(&constats), ["xdm.uri.montante"], "{uri}");
        assert_eq!(constats[0].severity, Severity::Warning);
        for source in ["3.32.4.1.2.2", "ANS"] {
            assert!(constats[0].source.contains(source), "{}", constats[0].source);
        }
        let mut pieces = pieces();
        deplacer(&mut pieces);
        let lue = XdmLu::lire(&zipper(&pieces));
        assert_eq!(lue.faits().valeurs("xdm.documents"), ["2"], "{uri}");
        assert_eq!(lue.documents_lus().map(|(c, _)| c).next(), Some(ailleurs));
    }
}

#[test]
fn rien_ne_demarre_tout_seul() {
    for nom in ["AUTORUN.INF", "Autorun.inf", "autorun", ".autorun", "AUTORUN.SH"] {
        let constats = juger_avec(|p| p.push((nom.to_owned(), b"[autorun]\r\nopen=VISU.EXE\r\n".to_vec())));
        assert_eq!(regles(&constats), ["xdm.autorun"], "{nom}");
        assert!(constats[0].is_error(), "{nom}");
    }
    // A programme that one starts oneself is permitted, and so is what is not at the root.
    for nom in ["VISU.EXE", "AUTORUN.TXT", "VISU/AUTORUN.INF"] {
        assert_eq!(juger_avec(|p| p.push((nom.to_owned(), b"MZ".to_vec()))), [], "{nom}");
    }
}

/// The archives of the cases of the field, when they are at hand.
#[test]
fn les_archives_du_terrain() {
    for (cas, attendues) in [("C12", vec!["xdm.fichier-en-plus"]), ("C13", vec!["xdm.uri.montante"])] {
        let Some(chemin) = segur_essais::corpus(&format!("cases/documents/{cas}/IHE_XDM.ZIP")) else {
            return;
        };
        let mut constats = juger(&std::fs::read(chemin).unwrap());
        constats.retain(|c| c.rule.starts_with("xdm."));
        assert_eq!(regles(&constats), attendues, "{cas}: {constats:#?}");
        assert!(!constats.iter().any(Finding::is_error));
    }
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
            .filter(|c| !c.rule.starts_with("xds.lot.patientId.cle") && !c.rule.starts_with("cda.") && c.rule != "xdm.lot.unique")
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
