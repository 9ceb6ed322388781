//! The CDA R2 document of the laboratory: CR-BIO 2024.01 at level 3, or a PDF in a CDA at level 1. The header is the same.

use super::redaction::{Redaction, code, loinc};
use super::{Niveau, corps};
use crate::config::Utilisateur;
use crate::dmp::types::type_;
use crate::ecarts::Ecart;
use crate::identifiants::locale;
use crate::xml::Plume;

const PERSONNES: &str = "1.2.250.1.71.4.2.1";
const STRUCTURES: &str = "1.2.250.1.71.4.2.2";

/// The document.
pub(crate) fn ecrire(r: &Redaction<'_>) -> String {
    let mut p = Plume::document();
    let espaces = [
        ("xmlns", "urn:hl7-org:v3"),
        ("xmlns:lab", "urn:oid:1.3.6.1.4.1.19376.1.3.2"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    p.dans("ClinicalDocument", &espaces, |p| {
        identification(p, r);
        patient(p, r);
        auteur(p, r);
        p.dans("custodian", &[], |p| {
            p.dans("assignedCustodian", &[], |p| {
                organisation(p, r, "representedCustodianOrganization", false)
            });
        });
        p.dans("legalAuthenticator", &[], |p| signataire(p, r));
        if r.cr.libre.is_none() {
            p.dans("authenticator", &[], |p| {
                p.vide("templateId", &[("root", "1.3.6.1.4.1.19376.1.3.3.1.5")]);
                signataire(p, r);
            });
        }
        if let Some(demande) = &r.cr.demande {
            let racine = format!("{}.9", r.config.racine_oid);
            p.dans("inFulfillmentOf", &[], |p| {
                p.dans("order", &[], |p| p.vide("id", &[("root", &racine), ("extension", demande)]));
            });
        }
        acte(p, r);
        if let Some(ancien) = &r.cr.remplace {
            p.dans("relatedDocument", &[("typeCode", "RPLC")], |p| {
                p.dans("parentDocument", &[], |p| p.vide("id", &[("root", ancien)]));
            });
        }
        prise_en_charge(p, r);
        p.dans("component", &[], |p| corps::ecrire(p, r));
    });
    p.finir()
}

fn identification(p: &mut Plume, r: &Redaction<'_>) {
    p.vide("realmCode", &[("code", "FR")]);
    p.vide("typeId", &[("root", "2.16.840.1.113883.1.3"), ("extension", "POCD_HD000040")]);
    p.vide("templateId", &[("root", "2.16.840.1.113883.2.8.2.1")]);
    p.vide("templateId", &[("root", "1.2.250.1.213.1.1.1.1")]);
    match r.cr.niveau {
        Niveau::N1 => p.vide("templateId", &[("root", "1.3.6.1.4.1.19376.1.2.20")]),
        Niveau::N3 => {
            p.vide("templateId", &[("root", "1.3.6.1.4.1.19376.1.3.3")]);
            p.vide("templateId", &[("root", "1.2.250.1.213.1.1.1.55"), ("extension", "2024.01")]);
        }
    }
    p.vide("id", &[("root", &r.cr.id)]);
    if let Some(l) = &r.cr.libre {
        let t = type_(&l.type_);
        code(p, "code", &t.code, &t.systeme, &t.libelle);
    } else {
        let (code, libelle) = r.ecarts.choisir(
            Ecart::TypeCodeHorsJeu,
            ("11502-2", "CR d'examens biologiques"),
            ("27899-4", "CR d'acte diagnostique (autre)"),
        );
        loinc(p, "code", code, libelle);
    }
    p.texte("title", &[], r.titre());
    p.vide("effectiveTime", &[("value", &r.validation())]);
    match r
        .cr
        .visibilite
        .code()
        .filter(|_| r.cr.libre.is_some() && r.ecarts.a(Ecart::DmpMasquageDansCda))
    {
        Some((masque, libelle)) => code(p, "confidentialityCode", masque, "1.2.250.1.213.1.1.4.13", libelle),
        None => code(p, "confidentialityCode", "N", "2.16.840.1.113883.5.25", "Normal"),
    }
    p.vide("languageCode", &[("code", r.ecarts.choisir(Ecart::LangueFr, "fr-FR", "fr"))]);
    if !r.ecarts.a(Ecart::SetidAbsent) {
        p.vide("setId", &[("root", &r.cr.set_id)]);
    }
    p.vide("versionNumber", &[("value", &r.cr.version.to_string())]);
}

fn patient(p: &mut Plume, r: &Redaction<'_>) {
    let i = r.identite;
    p.dans("recordTarget", &[], |p| {
        p.dans("patientRole", &[], |p| {
            if let Some(ins) = r.ins {
                p.vide("id", &[("root", &ins.oid), ("extension", &ins.matricule)]);
            }
            let racine = format!("{}.8", r.config.racine_oid);
            p.vide("id", &[("root", &racine), ("extension", r.ipp)]);
            p.vide("addr", &[("nullFlavor", "UNK")]);
            p.vide("telecom", &[("nullFlavor", "UNK")]);
            p.dans("patient", &[], |p| {
                p.dans("name", &[], |p| {
                    p.texte("family", &[("qualifier", "BR")], &i.nom_naissance);
                    p.texte("given", &[], &i.prenoms.join(" "));
                    p.texte("given", &[("qualifier", "BR")], &i.premier_prenom);
                    let utilise = i.nom_utilise.as_ref().unwrap_or(&i.nom_naissance);
                    p.texte("family", &[("qualifier", "CL")], utilise);
                    let utilise = i.prenom_utilise.as_ref().unwrap_or(&i.premier_prenom);
                    p.texte("given", &[("qualifier", "CL")], utilise);
                });
                let libelle = if i.sexe == "F" { "Féminin" } else { "Masculin" };
                code(p, "administrativeGenderCode", &i.sexe, "2.16.840.1.113883.5.1", libelle);
                if !r.ecarts.a(Ecart::DateNaissanceAbsente) {
                    p.vide("birthTime", &[("value", &i.date_naissance.replace('-', ""))]);
                }
                p.dans("birthplace", &[], |p| {
                    p.dans("place", &[], |p| p.dans("addr", &[], |p| p.texte("county", &[], &i.lieu_naissance)));
                });
            });
        });
    });
}

fn auteur(p: &mut Plume, r: &Redaction<'_>) {
    p.dans("author", &[], |p| {
        p.vide("time", &[("value", &r.validation())]);
        p.dans("assignedAuthor", &[], |p| biologiste(p, r, false));
    });
}

fn signataire(p: &mut Plume, r: &Redaction<'_>) {
    p.vide("time", &[("value", &r.validation())]);
    p.vide("signatureCode", &[("code", "S")]);
    p.dans("assignedEntity", &[], |p| biologiste(p, r, true));
}

/// The professional who validates, and the laboratory.
fn biologiste(p: &mut Plume, r: &Redaction<'_>, cadre: bool) {
    let u = r.utilisateur;
    p.vide("id", &[("root", PERSONNES), ("extension", &u.identifiant())]);
    let (specialite, libelle) = specialite(u);
    code(p, "code", &specialite, "1.2.250.1.213.1.1.4.5", &libelle);
    coordonnees(p, r);
    p.dans("assignedPerson", &[], |p| {
        p.dans("name", &[], |p| {
            p.texte("family", &[], &u.nom);
            p.texte("given", &[], &u.prenom);
        });
    });
    organisation(p, r, "representedOrganization", cadre);
}

/// The code of a profession and of its savoir-faire, in one word (TRE_A02).
pub(crate) fn specialite(u: &Utilisateur) -> (String, String) {
    match (u.profession.as_deref().unwrap_or("10"), u.savoir_faire.as_deref()) {
        ("10", None | Some("SM03")) => ("G15_10/SM03".to_owned(), "Médecin - Biologie médicale (SM)".to_owned()),
        ("10", Some(autre)) => (format!("G15_10/{autre}"), format!("Médecin - {autre}")),
        ("21", None | Some("G")) => ("G15_21/G".to_owned(), "Pharmacien biologiste".to_owned()),
        (profession, None) => (format!("G15_{profession}"), format!("Profession {profession}")),
        (profession, Some(sf)) => (format!("G15_{profession}/{sf}"), format!("Profession {profession} - {sf}")),
    }
}

fn organisation(p: &mut Plume, r: &Redaction<'_>, element: &str, cadre: bool) {
    p.dans(element, &[], |p| {
        p.vide("id", &[("root", STRUCTURES), ("extension", r.config.id_structure())]);
        p.texte("name", &[], &r.config.structure.nom);
        telephone(p, r);
        adresse(p, r);
        if cadre {
            code(
                p,
                "standardIndustryClassCode",
                "AMBULATOIRE",
                "1.2.250.1.213.1.1.4.9",
                "Ambulatoire",
            );
        }
    });
}

fn coordonnees(p: &mut Plume, r: &Redaction<'_>) {
    adresse(p, r);
    telephone(p, r);
}

fn telephone(p: &mut Plume, r: &Redaction<'_>) {
    p.vide(
        "telecom",
        &[("value", &format!("tel:{}", r.config.structure.telephone)), ("use", "WP")],
    );
}

fn adresse(p: &mut Plume, r: &Redaction<'_>) {
    let s = &r.config.structure;
    p.dans("addr", &[], |p| {
        p.texte("streetAddressLine", &[], &s.voie);
        p.texte("streetAddressLine", &[], &format!("{} {}", s.code_postal, s.ville));
    });
}

/// The main act: the chapter of the report.
fn acte(p: &mut Plume, r: &Redaction<'_>) {
    let chapitre = r.cr.modele.chapitre();
    let libre = r.cr.libre.is_some();
    p.dans("documentationOf", &[], |p| {
        p.dans("serviceEvent", &[], |p| {
            if !libre {
                loinc(p, "code", chapitre.code, chapitre.libelle);
                p.vide("lab:statusCode", &[("code", r.statut())]);
            }
            p.dans("effectiveTime", &[], |p| {
                p.vide("low", &[("value", &locale(r.cr.recu))]);
                if r.statut() == "completed" {
                    p.vide("high", &[("value", &r.validation())]);
                }
            });
            p.dans("performer", &[("typeCode", "PRF")], |p| {
                if !libre {
                    p.vide("templateId", &[("root", "1.3.6.1.4.1.19376.1.3.3.1.7")]);
                    p.dans("time", &[], |p| p.vide("high", &[("value", &r.validation())]));
                }
                p.dans("assignedEntity", &[], |p| biologiste(p, r, true));
            });
        });
    });
}

fn prise_en_charge(p: &mut Plume, r: &Redaction<'_>) {
    p.dans("componentOf", &[], |p| {
        p.dans("encompassingEncounter", &[], |p| {
            code(p, "code", "AMB", "2.16.840.1.113883.5.4", "Ambulatoire (hors établissement)");
            p.dans("effectiveTime", &[], |p| p.vide("low", &[("value", &r.prelevement())]));
            p.dans("responsibleParty", &[], |p| {
                p.dans("assignedEntity", &[], |p| biologiste(p, r, false))
            });
            p.dans("location", &[], |p| {
                p.dans("healthCareFacility", &[], |p| {
                    let s = &r.config.structure;
                    let libelle = if s.secteur == "SA25" {
                        "Laboratoire de biologie médicale"
                    } else {
                        &s.secteur
                    };
                    code(p, "code", &s.secteur, "1.2.250.1.71.4.2.4", libelle);
                    p.dans("location", &[], |p| {
                        p.texte("name", &[], &s.nom);
                        adresse(p, r);
                    });
                });
            });
        });
    });
}
