//! Every rule turned by a lot made for it, and by nothing else; a clean lot turns none.

use segur_soap::mtom::Partie;

use super::defauts::{METADONNEES, SIGNATURES};
use super::defauts_valeurs::VALEURS;
use super::*;
use crate::REGLES;

#[test]
fn un_lot_propre_ne_tourne_rien() {
    let banc = Banc::nouveau();
    assert_eq!(banc.juger(&Pieces::propres()), vec![]);
}

/// One case: the rule it turns, the lot, its parts.
struct Cas {
    regle: &'static str,
    enveloppe: String,
    parties: Vec<Partie>,
    ctx: ContexteLot,
}

fn cas(banc: &Banc) -> Vec<Cas> {
    let propres = Pieces::propres();
    let avec = |regle, pieces: &Pieces| Cas {
        regle,
        enveloppe: pieces.enveloppe(),
        parties: banc.parties(),
        ctx: banc.ctx.clone(),
    };
    let mut cas: Vec<Cas> = METADONNEES
        .iter()
        .chain(VALEURS)
        .map(|(regle, piece, avant, apres)| {
            let mut p = propres.clone();
            let cible = match piece {
                's' => &mut p.soumission,
                'd' => &mut p.document,
                'g' => &mut p.signature,
                'a' => &mut p.associations,
                _ => &mut p.joints,
            };
            assert!(cible.contains(avant), "{regle} : {avant}");
            *cible = cible.replacen(avant, apres, 1);
            avec(regle, &p)
        })
        .collect();
    for (regle, avant_signature, avant, apres) in SIGNATURES {
        let signature = if *avant_signature {
            assert!(modele().contains(avant), "{regle} : {avant}");
            banc.signer(&modele().replace(avant, apres))
        } else if avant == apres {
            falsifier(&banc.signature)
        } else {
            banc.signature.replace(avant, apres)
        };
        cas.push(Cas {
            parties: Banc::parties_de(&signature),
            ..avec(regle, &propres)
        });
    }
    let change = |f: &dyn Fn(&mut Pieces)| {
        let mut p = propres.clone();
        f(&mut p);
        p
    };
    let brut = |regle, enveloppe: String| Cas {
        enveloppe,
        ..avec(regle, &propres)
    };
    cas.extend([
        brut("xds.lot.lisible", segur_soap::ecrire_enveloppe("", "<a/>")),
        brut(
            "xds.lot.soap12",
            propres.enveloppe().replace(segur_soap::ns::SOAP12, segur_soap::ns::SOAP11),
        ),
        brut(
            "xds.lot.structure",
            propres.enveloppe().replace(
                "</lcm:SubmitObjectsRequest>",
                &format!("<RegistryObjectList xmlns=\"{}\"/></lcm:SubmitObjectsRequest>", ns::RIM),
            ),
        ),
        avec(
            "xds.lot.structure",
            &change(&|p| {
                let seconde = format!(
                    "<lcm:SubmitObjectsRequest xmlns:lcm=\"{}\"><RegistryObjectList xmlns=\"{}\">{}</RegistryObjectList></lcm:SubmitObjectsRequest>",
                    ns::LCM,
                    ns::RIM,
                    p.document
                );
                p.joints.push_str(&seconde);
            }),
        ),
        avec("xds.lot.structure", &change(&|p| p.joints.push_str("<autre xmlns=\"\"/>"))),
        avec(
            "xds.lot.emboitement",
            &change(&|p| {
                let dedans = format!("<RegistryObjectList>{}</RegistryObjectList></RegistryPackage>", p.document);
                p.soumission = p.soumission.replace("</RegistryPackage>", &dedans);
            }),
        ),
        avec("xds.lot.joint.unique", &change(&|p| p.joints.push_str(&joint("Document01")))),
        // The second differs only in case: an entry has the one of its own case.
        avec(
            "xds.lot.joint.unique",
            &change(&|p| p.joints.push_str(&joint("Document01").replacen("Document01", "document01", 1))),
        ),
        avec(
            "xds.lot.joint.contenu",
            &change(&|p| {
                let inclus = format!("<xop:Include xmlns:xop=\"{}\" href=\"cid:Document01%40banc\"/></xds:Document>", ns::XOP);
                p.joints = p.joints.replacen("</xds:Document>", &inclus, 1);
            }),
        ),
        avec(
            "xds.lot.joint.contenu",
            &change(&|p| p.joints = p.joints.replacen("</xds:Document>", "QQ==</xds:Document>", 1)),
        ),
        Cas {
            parties: [
                banc.parties(),
                vec![Partie::nouvelle("autre@banc", "text/xml", CDA.as_bytes().to_vec())],
            ]
            .concat(),
            ..avec("xds.lot.partie.orpheline", &propres)
        },
        avec(
            "xds.lot.soumission",
            &change(&|p| {
                let seconde = p
                    .soumission
                    .replace("SubmissionSet01", "SubmissionSet02")
                    .replace(UNIQUE_LOT, "1.2.250.1.999.1.1.2");
                p.soumission.push_str(&seconde);
            }),
        ),
        avec(
            "xds.lot.documents",
            &change(&|p| {
                p.document.clear();
                p.associations = p
                    .associations
                    .replacen(&association(ns::HAS_MEMBER, "SubmissionSet01", "Document01"), "", 1);
                p.joints = joint("Signature01");
            }),
        ),
        avec(
            "xds.lot.entree-signature",
            &change(&|p| {
                p.signature.clear();
                p.associations = association(ns::HAS_MEMBER, "SubmissionSet01", "Document01");
                p.joints = joint("Document01");
            }),
        ),
        avec(
            "xds.lot.id-unique",
            &change(&|p| {
                p.document = p.document.replacen("id=\"Document01\"", "id=\"Signature01\"", 1);
            }),
        ),
        avec(
            "xds.lot.hasMember",
            &change(&|p| {
                p.associations = p
                    .associations
                    .replacen(&association(ns::HAS_MEMBER, "SubmissionSet01", "Document01"), "", 1)
            }),
        ),
        avec(
            "xds.lot.hasMember",
            &change(&|p| p.associations.push_str(&association(ns::HAS_MEMBER, "Document01", "Signature01"))),
        ),
        avec(
            "xds.lot.signs",
            &change(&|p| p.associations.push_str(&association(ns::SIGNS, "Signature01", "SubmissionSet01"))),
        ),
        avec(
            "xds.lot.rplc",
            &change(&|p| p.associations.push_str(&association(ns::RPLC, "Document01", UNIQUE_DOCUMENT))),
        ),
        avec(
            "xds.lot.patientId.cle",
            &change(&|p| {
                for piece in [&mut p.soumission, &mut p.document, &mut p.signature] {
                    *piece = piece.replace(INS, "279035121518988");
                }
            }),
        ),
        avec(
            "xds.lot.ebrim.longueur",
            &change(&|p| p.document = p.document.replacen("libellé", &"é".repeat(1025), 1)),
        ),
        avec(
            "xds.lot.ebrim.longueur",
            &change(&|p| p.document = p.document.replacen("<Value>fr-FR</Value>", &format!("<Value>fr-FR{}</Value>", " ".repeat(252)), 1)),
        ),
        avec(
            "xds.lot.date.futur",
            &change(&|p| p.soumission = p.soumission.replace("20260115085900", "20260117090000")),
        ),
        Cas {
            ctx: ContexteLot {
                porteur: Porteur::Xdm,
                ..banc.ctx.clone()
            },
            ..avec("xds.lot.classCode.couple.xdm", &change(&|p| p.document = p.document.replacen("11502-2", "18748-4", 1)))
        },
        avec(
            "xds.lot.title.longueur",
            &change(&|p| p.document = p.document.replace("Hémogramme", &"é".repeat(129))),
        ),
        avec(
            "xds.lot.confidentialityCode.nombre",
            &change(&|p| {
                let masque = code(ns::document::CONFIDENTIALITE, "Document01", "MASQUE_PS", "1.2.250.1.213.1.1.4.13");
                p.document = p
                    .document
                    .replacen("<ExternalIdentifier", &format!("{masque}{masque}<ExternalIdentifier"), 1);
            }),
        ),
        Cas {
            ctx: ContexteLot {
                environnement: Environnement::Production,
                ..banc.ctx.clone()
            },
            ..avec("xds.lot.patientId.environnement", &propres)
        },
        Cas {
            ctx: ContexteLot {
                maintenant: datetime!(2090-01-01 0:00 UTC),
                ..banc.ctx.clone()
            },
            ..avec("xds.lot.signature.chaine", &propres)
        },
    ]);
    for (regle, piece, morceau) in attributs::presences() {
        cas.push(avec(regle, &attributs::sans(&propres, piece, &morceau)));
    }
    cas
}

/// Another signature value, of the same length.
fn falsifier(signature: &str) -> String {
    let debut = signature.find("<SignatureValue>").unwrap() + "<SignatureValue>".len();
    let (avant, apres) = signature.split_at(debut);
    let autre = if apres.starts_with('A') { "B" } else { "A" };
    format!("{avant}{autre}{}", &apres[1..])
}

/// What else a defect turns, because it is one more thing that does not hold.
fn aussi(regle: &str) -> &[&str] {
    match regle {
        // The manifest names the lot and its documents by their uniqueId.
        "xds.lot.uniqueId.forme" | "xds.lot.uniqueId.longueur" | "xds.lot.soumission.uniqueId" | "xds.lot.document.uniqueId" => {
            &["xds.lot.signature.manifeste"]
        }
        "xds.lot.documents" => &["xds.lot.signature.manifeste", "xds.lot.partie.orpheline"],
        // The part that nothing names any more.
        "xds.lot.partie" | "xds.lot.entree-signature" => &["xds.lot.partie.orpheline"],
        // The place where it should have been is of the object too.
        "xds.lot.ebrim.attribut.omis" => &["xds.lot.rattachement"],
        "xds.lot.association.objets" => &["xds.lot.signs"],
        "xds.lot.patientId.oid" => &["xds.lot.patientId.meme"],
        // What named the document names nothing any more, and what named the signature is ambiguous.
        "xds.lot.id-unique" => &[
            "xds.lot.association.objets",
            "xds.lot.joint",
            "xds.lot.rattachement",
            "xds.lot.signature.condensat",
        ],
        _ => &[],
    }
}

#[test]
fn chaque_regle_est_tournee_et_elle_seule() {
    let banc = Banc::nouveau();
    let mut tournees = BTreeSet::new();
    for cas in cas(banc) {
        let constats = juger_lot(&cas.enveloppe, &cas.parties, &cas.ctx);
        let attendues: BTreeSet<&str> = aussi(cas.regle).iter().copied().chain([cas.regle]).collect();
        assert_eq!(regles(&constats), attendues, "{} : {constats:#?}", cas.regle);
        assert!(
            constats.iter().all(|f| !f.location.path.is_empty() && !f.seen.is_empty()),
            "every finding has a place, and says what was seen: {constats:#?}"
        );
        assert!(
            constats.iter().all(|f| f.trust == segur_model::Trust::Verified || !f.is_error()),
            "what is not verified is no error"
        );
        tournees.insert(cas.regle);
    }
    // What the VIHF that comes with a lot tells has its own test.
    let seul = |r: &&str| r.starts_with("xds.lot.") && !r.starts_with("xds.lot.vihf.") && *r != "xds.lot.date.vihf";
    let toutes: BTreeSet<_> = REGLES.iter().map(|r| r.id).filter(seul).collect();
    assert_eq!(tournees, toutes);
}

#[test]
fn un_lot_demesure_n_est_pas_lu() {
    let mut pieces = Pieces::propres();
    pieces.associations = pieces.associations.repeat(101);
    let constats = Banc::nouveau().juger(&pieces);
    assert_eq!(regles(&constats), BTreeSet::from(["xds.lot.lisible"]));
    assert!(constats[0].seen.contains("303"), "{constats:?}");
}

#[test]
fn le_constat_dit_ou() {
    let banc = Banc::nouveau();
    let mut pieces = Pieces::propres();
    pieces.document = pieces
        .document
        .replace("<Slot name=\"languageCode\">", "\n<Slot name=\"languageCode\">\n")
        .replace("fr-FR", "fr");
    let constats = banc.juger(&pieces);
    let [constat] = &constats[..] else { panic!("{constats:#?}") };
    assert_eq!(constat.seen, "fr");
    assert_eq!(
        constat.location.path,
        "/Envelope/Body/ProvideAndRegisterDocumentSetRequest/SubmitObjectsRequest/RegistryObjectList/ExtrinsicObject[1]/Slot[2]/ValueList/Value"
    );
    assert_eq!(constat.location.line, 4);
    // What has no value is told where it should have been.
    pieces.soumission = pieces.soumission.replacen(&format!(" value=\"{}\"", cx()), "", 1);
    let constats = banc.juger(&pieces);
    let sans = constats.iter().find(|c| c.rule == "xds.lot.soumission.patientId").unwrap();
    assert!(sans.location.path.contains("/ExternalIdentifier"), "{sans:?}");
}
