//! The header that every prefilled document shares (*Structuration minimale*), and the document of level 1.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use segur_model::world::{Adresse, Professionnel, Structure};

use super::lecture::{RACINE, ipp, premier};
use super::{Code, Document, Redacteur, locale, pdf};

/// Media types of the documents of level 1.
pub(super) const PDF: &str = "application/pdf";
pub(super) const TEXTE: &str = "text/plain";

/// What a document has of its own in its header.
#[derive(Default)]
pub(super) struct Propre {
    /// `templateId` of the model: root, version.
    pub modeles: &'static [(&'static str, &'static str)],
    /// Between the legal authenticator and the main act.
    pub apres_signature: String,
    /// `templateId` of the performer of the main act.
    pub executant: &'static str,
    /// Status of the main act.
    pub statut: &'static str,
}

/// The document of level 1: a page, or a text.
pub(super) fn niveau_1(d: &Document, lignes: &[String], media: &str) -> String {
    let propre = Propre {
        modeles: &[("1.3.6.1.4.1.19376.1.2.20", "")],
        ..Propre::default()
    };
    let octets = match media {
        PDF => page(d, lignes),
        _ => texte(d, lignes).join("\n").into_bytes(),
    };
    let corps = format!(
        "<nonXMLBody><text mediaType=\"{media}\" representation=\"B64\">{}</text></nonXMLBody>",
        STANDARD.encode(octets)
    );
    document(d, &propre, &corps)
}

/// The page that shows a document.
pub(super) fn page(d: &Document, lignes: &[String]) -> Vec<u8> {
    pdf::ecrire(&pdf::Page {
        titre: &d.titre,
        lignes: &texte(d, lignes),
        document: &d.unique_id,
        cree: d.creation,
    })
}

/// Who, when, by whom, then its lines.
fn texte(d: &Document, lignes: &[String]) -> Vec<String> {
    let p = &d.fond.patient;
    let jour = |texte: &str| texte.split('-').rev().collect::<Vec<_>>().join("/");
    let par = match &d.fond.redacteur {
        Redacteur::Patient => "Déposé par le patient".to_owned(),
        Redacteur::Professionnel(ps) => format!("{} {} - {} - {}", ps.0.prenom, ps.0.nom, ps.2.libelle, ps.1.nom),
    };
    let mut tout = vec![
        d.titre.clone(),
        String::new(),
        format!("Patient : {} {}", p.nom_naissance, p.prenoms.join(" ")),
        format!(
            "Sexe : {} - Né(e) le {} - INS : {}",
            p.sexe,
            jour(&p.date_naissance),
            p.ins.as_ref().map_or_else(String::new, segur_model::world::Ins::complet)
        ),
        format!("Date : {} - Version {}", jour(&d.creation.date().to_string()), d.version),
        par,
        "Document fictif.".to_owned(),
        String::new(),
    ];
    tout.extend(lignes.iter().cloned());
    tout
}

/// The whole document. `corps`: what is in its first `component`.
pub(super) fn document(d: &Document, propre: &Propre, corps: &str) -> String {
    let modeles: String = propre.modeles.iter().map(|(racine, version)| modele(racine, version)).collect();
    let instant = locale(d.creation);
    let (auteur, signataire) = (auteur(d, &instant), signataire(d, &instant));
    let remplace = d.remplace.as_ref().map_or_else(String::new, |ancien| {
        format!("<relatedDocument typeCode=\"RPLC\"><parentDocument><id root=\"{ancien}\"/></parentDocument></relatedDocument>")
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\" xmlns:lab=\"urn:oid:1.3.6.1.4.1.19376.1.3.2\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><realmCode code=\"FR\"/><typeId root=\"2.16.840.1.113883.1.3\" \
         extension=\"POCD_HD000040\"/><templateId root=\"2.16.840.1.113883.2.8.2.1\"/><templateId root=\"1.2.250.1.213.1.1.1.1\"/>{modeles}\
         <id root=\"{id}\"/>{type_}<title>{titre}</title><effectiveTime value=\"{instant}\"/>{confidentialite}<languageCode code=\"{langue}\"/>\
         <setId root=\"{ensemble}\"/><versionNumber value=\"{version}\"/>{patient}{auteur}{conservation}{signataire}{apres}{acte}{remplace}\
         {rencontre}<component>{corps}</component></ClinicalDocument>",
        id = d.unique_id,
        type_ = code("code", &d.type_code),
        titre = self::propre(&d.titre),
        // What hides a document stands in its metadata alone.
        confidentialite = d
            .confidentialites
            .first()
            .map_or_else(String::new, |c| code("confidentialityCode", c)),
        langue = d.langue,
        ensemble = d.set_id,
        version = d.version,
        patient = patient(d),
        conservation = conservation(d),
        apres = propre.apres_signature,
        acte = acte(d, propre),
        rencontre = rencontre(d),
    )
}

fn modele(racine: &str, version: &str) -> String {
    match version {
        "" => format!("<templateId root=\"{racine}\"/>"),
        v => format!("<templateId root=\"{racine}\" extension=\"{v}\"/>"),
    }
}

/// An element that is a coded value.
pub(super) fn code(element: &str, c: &Code) -> String {
    format!(
        "<{element} code=\"{}\" codeSystem=\"{}\" displayName=\"{}\"/>",
        propre(&c.code),
        c.systeme,
        propre(&c.libelle)
    )
}

fn patient(d: &Document) -> String {
    let p = &d.fond.patient;
    let (oid, ins) = p.ins.as_ref().map(|i| (i.oid.as_str(), i.complet())).unwrap_or_default();
    let local = match d.fond.redacteur {
        Redacteur::Patient => String::new(),
        Redacteur::Professionnel(_) => format!("<id root=\"{RACINE}.1\" extension=\"{}\"/>", ipp(p)),
    };
    let utilise = p.nom_utilise.as_ref().map_or_else(String::new, |n| {
        let prenom = p.prenom_utilise.as_deref().unwrap_or(premier(p));
        format!(
            "<family qualifier=\"CL\">{}</family><given qualifier=\"CL\">{}</given>",
            propre(n),
            propre(prenom)
        )
    });
    let sexe = if p.sexe == "F" { "Féminin" } else { "Masculin" };
    let lieu = p.lieu_naissance.as_ref().map_or_else(String::new, |l| {
        format!(
            "<birthplace><place><addr><county>{}</county></addr></place></birthplace>",
            propre(l)
        )
    });
    format!(
        "<recordTarget><patientRole><id root=\"{oid}\" extension=\"{ins}\"/>{local}<addr nullFlavor=\"UNK\"/><telecom nullFlavor=\"UNK\"/><patient>\
         <name><family qualifier=\"BR\">{}</family><given>{}</given><given qualifier=\"BR\">{}</given>{utilise}</name>\
         <administrativeGenderCode code=\"{}\" codeSystem=\"2.16.840.1.113883.5.1\" displayName=\"{sexe}\"/><birthTime value=\"{}\"/>{lieu}\
         </patient></patientRole></recordTarget>",
        propre(&p.nom_naissance),
        propre(&p.prenoms.join(" ")),
        propre(premier(p)),
        p.sexe,
        p.date_naissance.replace('-', ""),
    )
}

fn auteur(d: &Document, instant: &str) -> String {
    let dedans = match &d.fond.redacteur {
        Redacteur::Patient => moi_meme(d, &code("code", &super::listes::expression())),
        Redacteur::Professionnel(ps) => format!(
            "{}<representedOrganization>{}</representedOrganization>",
            personne(&ps.0, &ps.1, &ps.2),
            organisation(&ps.1)
        ),
    };
    let role = match d.auteur.role {
        Some(_) => code("functionCode", &super::listes::medecin_traitant()),
        None => String::new(),
    };
    format!("<author>{role}<time value=\"{instant}\"/><assignedAuthor>{dedans}</assignedAuthor></author>")
}

fn signataire(d: &Document, instant: &str) -> String {
    let dedans = match &d.fond.redacteur {
        Redacteur::Patient => moi_meme(d, ""),
        Redacteur::Professionnel(ps) => identite(&ps.0, ""),
    };
    format!(
        "<legalAuthenticator><time value=\"{instant}\"/><signatureCode code=\"S\"/><assignedEntity>{dedans}</assignedEntity></legalAuthenticator>"
    )
}

/// The patient, as author or signatory of what they wrote.
fn moi_meme(d: &Document, code: &str) -> String {
    let p = &d.fond.patient;
    let (oid, ins) = p.ins.as_ref().map(|i| (i.oid.as_str(), i.complet())).unwrap_or_default();
    format!(
        "<id root=\"{oid}\" extension=\"{ins}\"/>{code}<addr nullFlavor=\"UNK\"/><telecom nullFlavor=\"UNK\"/><assignedPerson><name><family>{}\
         </family><given>{}</given></name></assignedPerson>",
        propre(&p.nom_naissance),
        propre(premier(p))
    )
}

/// An assigned entity: the person, then the organisation, with its practice setting when it is asked.
pub(super) fn entite(p: &Professionnel, s: &Structure, specialite: &Code, cadre: Option<&Code>) -> String {
    let cadre = cadre.map_or_else(String::new, |c| code("standardIndustryClassCode", c));
    format!(
        "{}<representedOrganization>{}{cadre}</representedOrganization>",
        personne(p, s, specialite),
        organisation(s)
    )
}

fn personne(p: &Professionnel, s: &Structure, specialite: &Code) -> String {
    identite(p, &format!("{}{}{}", code("code", specialite), adresse(&s.adresse), telephone(s)))
}

/// The identifier and the name, what says more of the person between them.
fn identite(p: &Professionnel, details: &str) -> String {
    format!(
        "<id root=\"1.2.250.1.71.4.2.1\" extension=\"{}\"/>{details}<assignedPerson><name><family>{}</family><given>{}</given></name></assignedPerson>",
        propre(&p.id_national),
        propre(&p.nom),
        propre(&p.prenom)
    )
}

pub(super) fn organisation(s: &Structure) -> String {
    format!(
        "<id root=\"1.2.250.1.71.4.2.2\" extension=\"{}\"/><name>{}</name>{}{}",
        propre(&s.id_national),
        propre(&s.nom),
        telephone(s),
        adresse(&s.adresse)
    )
}

pub(super) fn telephone(s: &Structure) -> String {
    match s.telephone.as_str() {
        "" => "<telecom nullFlavor=\"UNK\"/>".to_owned(),
        numero => format!("<telecom value=\"tel:{numero}\" use=\"WP\"/>"),
    }
}

pub(super) fn adresse(a: &Adresse) -> String {
    if a.code_postal.is_empty() {
        return "<addr nullFlavor=\"UNK\"/>".to_owned();
    }
    format!(
        "<addr><houseNumber>{}</houseNumber><streetName>{} {}</streetName><postalCode>{}</postalCode><city>{}</city></addr>",
        propre(&a.numero),
        propre(&a.type_voie),
        propre(&a.voie),
        propre(&a.code_postal),
        propre(&a.commune)
    )
}

fn conservation(d: &Document) -> String {
    let dedans = match &d.fond.redacteur {
        Redacteur::Patient => {
            "<id root=\"1.2.250.1.213.4.1\"/><name>DMP</name><telecom nullFlavor=\"UNK\"/><addr nullFlavor=\"UNK\"/>".to_owned()
        }
        Redacteur::Professionnel(ps) => organisation(&ps.1),
    };
    format!(
        "<custodian><assignedCustodian><representedCustodianOrganization>{dedans}</representedCustodianOrganization></assignedCustodian></custodian>"
    )
}

fn acte(d: &Document, propre: &Propre) -> String {
    let (debut, fin) = (locale(d.debut), d.fin.map(locale));
    let haut = fin.as_ref().map_or_else(String::new, |f| format!("<high value=\"{f}\"/>"));
    let executant = match &d.fond.redacteur {
        Redacteur::Patient => format!(
            "{}<representedOrganization>{}</representedOrganization>",
            moi_meme(d, ""),
            code("standardIndustryClassCode", &d.cadre)
        ),
        // The biologist's is asked in full.
        Redacteur::Professionnel(ps) if !propre.executant.is_empty() => entite(&ps.0, &ps.1, &ps.2, Some(&d.cadre)),
        Redacteur::Professionnel(ps) => format!(
            "{}<representedOrganization><id root=\"1.2.250.1.71.4.2.2\" extension=\"{}\"/><name>{}</name>{}</representedOrganization>",
            identite(&ps.0, &code("code", &ps.2)),
            self::propre(&ps.1.id_national),
            self::propre(&ps.1.nom),
            code("standardIndustryClassCode", &d.cadre)
        ),
    };
    let modele = match propre.executant {
        "" => String::new(),
        racine => format!(
            "<templateId root=\"{racine}\"/><time><high value=\"{}\"/></time>",
            fin.as_ref().unwrap_or(&debut)
        ),
    };
    let suite: String = d
        .actes
        .iter()
        .skip(1)
        .map(|a| {
            format!(
                "<documentationOf><serviceEvent>{}</serviceEvent></documentationOf>",
                code("code", a)
            )
        })
        .collect();
    format!(
        "<documentationOf><serviceEvent>{}{}<effectiveTime><low value=\"{debut}\"/>{haut}</effectiveTime><performer typeCode=\"PRF\">{modele}\
         <assignedEntity>{executant}</assignedEntity></performer></serviceEvent></documentationOf>{suite}",
        d.actes.first().map_or_else(String::new, |a| code("code", a)),
        propre.statut,
    )
}

fn rencontre(d: &Document) -> String {
    let fin = d.fin.map_or_else(String::new, |f| format!("<high value=\"{}\"/>", locale(f)));
    let (responsable, lieu) = match &d.fond.redacteur {
        Redacteur::Patient => (String::new(), String::new()),
        Redacteur::Professionnel(ps) => (
            format!(
                "<responsibleParty><assignedEntity>{}</assignedEntity></responsibleParty>",
                identite(&ps.0, &code("code", &ps.2))
            ),
            format!("<location><name>{}</name>{}</location>", propre(&ps.1.nom), adresse(&ps.1.adresse)),
        ),
    };
    format!(
        "<componentOf><encompassingEncounter>{}<effectiveTime><low value=\"{}\"/>{fin}</effectiveTime>{responsable}<location><healthCareFacility>\
         {}{lieu}</healthCareFacility></location></encompassingEncounter></componentOf>",
        code("code", &d.fond.rencontre),
        locale(d.debut),
        code("code", &d.secteur),
    )
}

/// The section of a copy of the document in PDF (FR-Document-PDF-copie).
pub(super) fn copie(d: &Document, lignes: &[String]) -> String {
    let id = &d.unique_id;
    format!(
        "<component><section><templateId root=\"1.2.250.1.213.1.1.2.243\"/><code code=\"55108-5\" codeSystem=\"2.16.840.1.113883.6.1\" \
         displayName=\"Copie du document\"/><title>Copie du document</title><text><renderMultiMedia referencedObject=\"copie-pdf\"/></text><entry>\
         <organizer classCode=\"CLUSTER\" moodCode=\"EVN\"><templateId root=\"1.2.250.1.213.1.1.3.18\"/><id root=\"{id}.1\"/><code \
         code=\"55107-7\" codeSystem=\"2.16.840.1.113883.6.1\" displayName=\"Document attaché\"/><statusCode code=\"completed\"/><component>\
         <observation classCode=\"OBS\" moodCode=\"EVN\"><templateId root=\"1.3.6.1.4.1.19376.1.5.3.1.4.13\"/><templateId \
         root=\"1.2.250.1.213.1.1.3.48\"/><templateId root=\"1.2.250.1.213.1.1.3.48.18\"/><id root=\"{id}.2\"/><code code=\"69764-9\" \
         codeSystem=\"2.16.840.1.113883.6.1\" displayName=\"Type de document\"/><text><reference value=\"#copie-pdf\"/></text><statusCode \
         code=\"completed\"/><effectiveTime nullFlavor=\"NA\"/><value xsi:type=\"CD\" code=\"55108-5\" codeSystem=\"2.16.840.1.113883.6.1\" \
         displayName=\"Copie du document\"/></observation></component><component><observationMedia classCode=\"OBS\" moodCode=\"EVN\" \
         ID=\"copie-pdf\"><value mediaType=\"application/pdf\" representation=\"B64\">{}</value></observationMedia></component></organizer></entry>\
         </section></component>",
        STANDARD.encode(page(d, lignes))
    )
}

/// Text of an element or of an attribute.
pub(super) fn propre(texte: &str) -> String {
    texte
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
