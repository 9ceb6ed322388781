//! The facts of an exchange with the DMP.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use quick_xml::events::Event;
use roxmltree::{Document, Node};
use segur_dialecte::Piece;
use segur_model::{Faits, mettre};
use segur_saml::vihf::Vihf;
use segur_soap::mtom::{self, Partie};
use segur_soap::{enfant, enfants, est, texte_de};

use super::message::lire_message;
use crate::demande::{
    ActionAutorisation, Changement, DocumentDemande, Habilitation, Lue, MiseAJour, ModeListe, Mots, Recherche, RecherchePatient, Retour,
    Retrait, TraitCherche, TriListe,
};
use crate::juger::Cx;
use crate::lot::{Champ, Code, Lot};
use crate::registre::Disponibilite;
use crate::reponse::lire_erreurs;
use crate::reponses::lire_statut;
use crate::{RequeteTd02, Statut, lire_reponse, lire_td02_reponse, ns, operations};

/// Of every message.
pub(super) fn de_la_requete(faits: &mut Faits, message_id: Option<&str>, vihf: Option<&Vihf>) {
    mettre(faits, "message_id", message_id);
    du_vihf(faits, vihf);
}

/// Of a VIHF: that of the message, or the one that a gateway made.
pub(crate) fn du_vihf(faits: &mut Faits, vihf: Option<&Vihf>) {
    let Some(v) = vihf else { return };
    mettre(faits, "vihf.id", v.id.as_deref());
    mettre(faits, "vihf.version", v.version.as_deref());
    mettre(faits, "vihf.mode", v.mode.as_deref());
    mettre(faits, "vihf.ps", v.name_id.as_deref());
    mettre(faits, "vihf.structure", v.structure.as_deref());
    mettre(faits, "vihf.secteur", v.secteur_code());
    mettre(faits, "vihf.role", v.roles.iter().map(|r| r.code.clone()));
    mettre(faits, "vihf.usage", v.usage.as_ref().map(|u| u.code.clone()));
    let patients = v.patients();
    mettre(faits, "vihf.ins", patients.iter().map(|p| p.ins.clone()));
    mettre(faits, "vihf.oid", patients.iter().map(|p| p.oid.clone()));
    mettre(faits, "vihf.lps", v.lps_nom.as_deref());
}

/// Of a test of existence.
pub(super) fn du_test(faits: &mut Faits, test: &RequeteTd02) {
    // Everybody who is asked about, so that somebody else is seen: the first identifier, and all those that are an INS.
    let mut dits: (Vec<&str>, Vec<&str>) = Default::default();
    for (rang, i) in test.identifiants.iter().enumerate() {
        if (rang == 0 || i.nature().is_some()) && !dits.0.contains(&i.valeur.valeur.as_str()) {
            dits.0.push(&i.valeur.valeur);
            dits.1.push(&i.oid.valeur);
        }
    }
    mettre(faits, "patient", dits.0);
    mettre(faits, "oid", dits.1);
}

/// Of a submission, but for its documents.
pub(super) fn du_lot(faits: &mut Faits, lot: &Lot) {
    if let Some(soumission) = lot.soumission() {
        let patient = soumission.patient.first().and_then(|p| Cx::lire(&p.valeur));
        mettre(faits, "patient", patient.map(|p| p.id));
        mettre(faits, "oid", patient.map(|p| p.oid));
        mettre(faits, "lot.uniqueId", premieres(&soumission.unique_id));
    }
    mettre(faits, "lot.documents", [lot.documents().count().to_string()]);
    mettre(faits, "lot.remplace", lot.remplacements().map(|a| a.cible.valeur.clone()));
    let de = |lire: &dyn Fn(&crate::Entree) -> Vec<String>| lot.documents().flat_map(lire).collect::<Vec<String>>();
    mettre(faits, "entryUUID", de(&|d| vec![d.id.valeur.clone()]));
    mettre(faits, "doc.uniqueId", de(&|d| premieres(&d.unique_id)));
    mettre(faits, "doc.typeCode", de(&|d| codes(&d.type_code)));
    mettre(faits, "doc.classCode", de(&|d| codes(&d.classe)));
    mettre(faits, "doc.formatCode", de(&|d| codes(&d.format)));
    mettre(faits, "doc.mimeType", de(&|d| premieres(&d.mime_type)));
    mettre(faits, "doc.titre", de(&|d| premieres(&d.titre)));
    mettre(faits, "doc.confidentialite", de(&|d| codes(&d.confidentialite)));
    mettre(faits, "doc.creation", de(&|d| premieres(&d.creation)));
}

fn premieres(champs: &[Champ]) -> Vec<String> {
    champs.first().map(|c| c.valeur.clone()).into_iter().collect()
}

fn codes(codes: &[Code]) -> Vec<String> {
    codes.iter().map(|c| c.code.valeur.clone()).collect()
}

/// Those of a request, when it can be read.
pub(super) fn de<T>(faits: &mut Faits, lue: &Lue<T>, dire: impl FnOnce(&mut Faits, &T)) {
    if let Ok(valeur) = &lue.valeur {
        dire(faits, valeur);
    }
}

/// Of an authorisation, or a list.
pub(super) fn de_l_habilitation(faits: &mut Faits, h: &Habilitation) {
    match h {
        Habilitation::Autorisation { action, medecin_traitant } => {
            mettre(faits, "autorisation.action", action.map(ActionAutorisation::mot));
            mettre(faits, "autorisation.role", medecin_traitant.then_some("MEDECIN_TRAITANT"));
        }
        Habilitation::Patients { tri, .. } => mettre(faits, "liste.mode", tri.map(TriListe::mot)),
        Habilitation::Professionnels { mode } => mettre(faits, "liste.mode", mode.map(ModeListe::mot)),
    }
}

/// Of a search of a patient by traits.
pub(super) fn des_traits(faits: &mut Faits, r: &RecherchePatient) {
    for (nom, voulu) in [("traits.nom", TraitCherche::Nom), ("traits.prenom", TraitCherche::Prenom)] {
        let siens = r.criteres.iter().filter(|(t, _)| *t == voulu);
        mettre(faits, nom, siens.map(|(_, v)| v.valeur.clone()).collect::<Vec<_>>());
    }
}

/// Of a search of documents.
pub(super) fn de_la_recherche(faits: &mut Faits, r: &Recherche) {
    mettre(faits, "requete", r.requete.map(|q| q.nom()));
    mettre(faits, "retour", r.retour.map(Retour::mot));
    mettre(faits, "patient", r.patient.as_ref().map(|p| p.0.clone()));
    mettre(faits, "oid", r.patient.as_ref().map(|p| p.1.clone()));
    let statuts = r.valeurs("$XDSDocumentEntryStatus").chain(r.valeurs("$XDSSubmissionSetStatus"));
    let statut = |urn: &str| Disponibilite::lire(urn).map_or_else(|| urn.to_owned(), |d| d.nom().to_owned());
    mettre(faits, "recherche.statut", statuts.map(statut).collect::<Vec<_>>());
    for (fait, parametre) in [
        ("recherche.typeCode", "$XDSDocumentEntryTypeCode"),
        ("recherche.classCode", "$XDSDocumentEntryClassCode"),
        ("recherche.confidentialite", "$XDSDocumentEntryConfidentialityCode"),
        ("recherche.cadre", "$XDSDocumentEntryPracticeSettingCode"),
        ("recherche.format", "$XDSDocumentEntryFormatCode"),
        ("recherche.evenement", "$XDSDocumentEntryEventCodeList"),
        ("recherche.creation.de", "$XDSDocumentEntryCreationTimeFrom"),
        ("recherche.creation.a", "$XDSDocumentEntryCreationTimeTo"),
        ("recherche.acte.de", "$XDSDocumentEntryServiceStartTimeFrom"),
        ("recherche.acte.a", "$XDSDocumentEntryServiceStartTimeTo"),
        ("recherche.soumission.de", "$XDSSubmissionSetSubmissionTimeFrom"),
        ("recherche.uniqueId", "$XDSDocumentEntryUniqueId"),
        ("recherche.entryUUID", "$XDSDocumentEntryEntryUUID"),
    ] {
        let seuls = r.valeurs(parametre).map(|v| v.split("^^").next().unwrap_or(v).to_owned());
        mettre(faits, fait, seuls.collect::<Vec<_>>());
    }
}

/// Of a retrieval.
pub(super) fn du_retrait(faits: &mut Faits, r: &Retrait) {
    let champs = |lire: fn(&DocumentDemande) -> &Option<Champ>| {
        let lus = r.documents.iter().filter_map(|d| lire(d).as_ref());
        lus.map(|c| c.valeur.clone()).collect::<Vec<_>>()
    };
    mettre(faits, "doc.uniqueId", champs(|d| &d.unique_id));
    mettre(faits, "doc.depot", champs(|d| &d.depot));
}

/// Of a change of metadata.
pub(super) fn de_la_mise_a_jour(faits: &mut Faits, m: &MiseAJour) {
    let Ok(lot) = m.lot.lot() else { return };
    if let Some(soumission) = lot.soumission() {
        let patient = soumission.patient.first().and_then(|p| Cx::lire(&p.valeur));
        mettre(faits, "patient", patient.map(|p| p.id));
        mettre(faits, "oid", patient.map(|p| p.oid));
        mettre(faits, "lot.uniqueId", premieres(&soumission.unique_id));
    }
    let mut dits: [Vec<String>; 6] = Default::default();
    for changement in &m.changements {
        match changement {
            Changement::Statut { cible, de, vers } => {
                dits[0].push(cible.valeur.clone());
                dits[1].extend(de.map(|d| d.nom().to_owned()));
                dits[2].extend(vers.map(|d| d.nom().to_owned()));
            }
            Changement::Version { entree, precedente } => {
                let Some(entree) = lot.entrees.get(*entree) else { continue };
                dits[0].extend(entree.lid.as_ref().map(|l| l.valeur.clone()));
                dits[3].extend(precedente.map(|v| v.to_string()));
                dits[4].extend(premieres(&entree.unique_id));
                dits[5].extend(codes(&entree.confidentialite));
            }
        }
    }
    let noms = ["cible", "de", "vers", "version", "doc.uniqueId", "doc.confidentialite"];
    for (nom, valeurs) in noms.into_iter().zip(dits) {
        mettre(faits, nom, valeurs);
    }
}

/// Of the answer.
pub(super) fn de_la_reponse(operation: &str, reponse: Piece<'_>) -> Faits {
    let mut faits = Faits::new();
    let Ok(message) = lire_message(reponse.entete("content-type"), reponse.octets) else {
        return faits;
    };
    let Ok(document) = segur_soap::lire(&message.enveloppe) else {
        return faits;
    };
    if let Some(faute) = segur_soap::lire_faute(super::charge(document.root_element())) {
        mettre(&mut faits, "faute", faute.sous_code);
        return faits;
    }
    match operation {
        operations::TD02 | operations::TD13A | operations::TD05 => {
            if let Some(lue) = lire_td02_reponse(&document) {
                mettre(&mut faits, "existence", lue.existence);
                mettre(&mut faits, "dmp.statut", lue.statut);
                mettre(&mut faits, "autorisation", lue.autorisation);
            }
        }
        operations::TD03 | operations::TD04 | operations::TD16 => {
            if let Some((statut, lignes)) = lire_statut(&document) {
                // « DMPPatientAccessAlreadyExists » and its like: what was asked is so.
                let fait = statut == "DMPOk" || statut.ends_with("AlreadyExists");
                mettre(&mut faits, "erreur", (!fait).then(|| statut.clone()));
                mettre(&mut faits, "statut", [statut]);
                if operation != operations::TD03 {
                    mettre(&mut faits, "liste.lignes", [lignes.to_string()]);
                }
            }
        }
        operations::TD31 => de_la_liste(&mut faits, &document),
        _ => {
            if let Some(lue) = lire_reponse(&document) {
                mettre(&mut faits, "statut", [lue.statut.nom()]);
                mettre(&mut faits, "erreur", lue.erreurs.into_iter().map(|e| e.code));
            }
            let rendus = || document.descendants().filter(|n| est(*n, ns::XDS, "DocumentResponse"));
            let ids = rendus().filter_map(|n| enfant(n, ns::XDS, "DocumentUniqueId"));
            mettre(
                &mut faits,
                "rendu.uniqueId",
                ids.map(|n| texte_de(n).trim().to_owned()).collect::<Vec<_>>(),
            );
            let contenus = rendus().filter_map(|n| contenu(n, &message.parties));
            mettre(
                &mut faits,
                "rendu.titre",
                contenus.filter_map(|octets| titre_du_cda(&octets)).collect::<Vec<_>>(),
            );
        }
    }
    faits
}

/// The bytes of a document that is given back: in their part, or in Base64 where they stand.
fn contenu(rendu: Node<'_, '_>, parties: &[Partie]) -> Option<Bytes> {
    let porteur = enfant(rendu, ns::XDS, "Document")?;
    if let Some(inclus) = enfant(porteur, ns::XOP, "Include") {
        let cid = inclus.attribute("href").and_then(mtom::cid)?;
        let partie = parties.iter().find(|p| p.content_id.as_deref() == Some(cid.as_str()))?;
        return Some(partie.octets.clone());
    }
    let serre: String = texte_de(porteur).split_whitespace().collect();
    Some(STANDARD.decode(serre).ok()?.into())
}

/// The title of a CDA, read no further: it stands in the first lines, and what follows may be long.
fn titre_du_cda(octets: &[u8]) -> Option<String> {
    let texte = String::from_utf8_lossy(octets);
    let mut lecteur = quick_xml::Reader::from_str(&texte);
    let (mut profondeur, mut titre) = (0, None::<String>);
    loop {
        match lecteur.read_event().ok()? {
            Event::Start(e) => {
                match profondeur {
                    0 if e.local_name().as_ref() != "ClinicalDocument" => return None,
                    1 if e.local_name().as_ref() == "title" => titre = Some(String::new()),
                    _ => {}
                }
                profondeur += 1;
            }
            Event::End(_) if titre.is_some() => return titre.map(|t| t.trim().to_owned()),
            Event::End(_) => profondeur -= 1,
            Event::CData(t) => titre.iter_mut().for_each(|dit| dit.push_str(&t)),
            Event::Text(t) => titre.iter_mut().for_each(|dit| dit.push_str(&t)),
            Event::GeneralRef(r) => {
                let dit = format!("&{};", &*r);
                let lu = quick_xml::escape::unescape(&dit).unwrap_or_default();
                titre.iter_mut().for_each(|titre| titre.push_str(&lu));
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// Objects of an answer whose identifiers are told as facts.
const RENDUS_MAX: usize = 200;

/// Of the answer to a search.
fn de_la_liste(faits: &mut Faits, document: &Document<'_>) {
    let Some(reponse) = document.descendants().find(|n| est(*n, ns::QUERY, "AdhocQueryResponse")) else {
        return;
    };
    mettre(faits, "statut", reponse.attribute("status").and_then(Statut::lire).map(Statut::nom));
    mettre(
        faits,
        "erreur",
        lire_erreurs(reponse).into_iter().map(|e| e.code).collect::<Vec<_>>(),
    );
    let objets: Vec<Node<'_, '_>> = enfant(reponse, ns::RIM, "RegistryObjectList")
        .into_iter()
        .flat_map(|l| l.children().filter(Node::is_element))
        .collect();
    mettre(faits, "resultats", [objets.len().to_string()]);
    let premiers = || objets.iter().take(RENDUS_MAX);
    let ids = premiers().filter_map(|n| n.attribute("id")).map(str::to_owned);
    mettre(faits, "rendu.entryUUID", ids.collect::<Vec<_>>());
    let uniques = premiers()
        .filter(|n| est(**n, ns::RIM, "ExtrinsicObject"))
        .flat_map(|n| enfants(*n, ns::RIM, "ExternalIdentifier"))
        .filter(|i| i.attribute("identificationScheme") == Some(ns::document::UNIQUE))
        .filter_map(|i| i.attribute("value"))
        .map(str::to_owned);
    mettre(faits, "rendu.uniqueId", uniques.collect::<Vec<_>>());
}

#[cfg(test)]
mod tests {
    use super::titre_du_cda;

    #[test]
    fn le_titre_d_un_cda_se_lit_de_ses_premieres_lignes() {
        let cda = |tete: &str| format!("<?xml version=\"1.0\"?><!-- a --><ClinicalDocument xmlns=\"urn:hl7-org:v3\">{tete}");
        let lu = |texte: &str| titre_du_cda(texte.as_bytes());
        assert_eq!(
            lu(&cda("<code code=\"1\"/><title> Avis &amp; suivi&#233; </title><x")),
            Some("Avis & suivié".into())
        );
        assert_eq!(lu(&cda("<title><![CDATA[a < b]]></title>")), Some("a < b".into()));
        assert_eq!(
            lu(&cda("<author><title>Docteur</title></author>")),
            None,
            "another title, and no more"
        );
        assert_eq!(lu("<html><title>x</title></html>"), None);
        assert_eq!(lu("%PDF-1.4 <"), None);
        assert_eq!(lu(""), None);
    }
}
