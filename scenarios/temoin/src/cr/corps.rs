//! The body of the document: chapters with coded results and the copy in PDF (level 3), or the PDF alone (level 1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::examens::{Resultat, resultats};
use super::pdf::{self, Feuille};
use super::redaction::{LOINC, Redaction, loinc};
use super::{Etat, Niveau};
use crate::ecarts::Ecart;
use crate::identifiants::matricule_suivant;
use crate::xml::Plume;

const INTERPRETATION: &str = "2.16.840.1.113883.5.83";

/// Writes the body that the level asks.
pub(crate) fn ecrire(p: &mut Plume, r: &Redaction<'_>) {
    let lus = resultats(r.cr);
    match r.cr.niveau {
        Niveau::N1 => p.dans("nonXMLBody", &[], |p| {
            let (media, octets) = if r.ecarts.a(Ecart::N1SansPdf) {
                ("text/plain", lignes(r, &lus).join("\n").into_bytes())
            } else {
                ("application/pdf", imprimer(r))
            };
            p.texte("text", &[("mediaType", media), ("representation", "B64")], &STANDARD.encode(octets));
        }),
        Niveau::N3 => p.dans("structuredBody", &[], |p| {
            p.dans("component", &[], |p| chapitre(p, r, &lus));
            p.dans("component", &[], |p| copie_pdf(p, &r.cr.id, &imprimer(r)));
        }),
    }
}

/// The report in PDF/A-1: the same bytes in the CDA document and by itself.
pub(crate) fn imprimer(r: &Redaction<'_>) -> Vec<u8> {
    // Rule 32 of the RNIV: the datamatrix of an identity that is qualified, and of no other.
    let symbole = match r.ins {
        Some(_) if r.ecarts.a(Ecart::PdfDatamatrixAbsent) => None,
        Some(ins) if r.ecarts.a(Ecart::PdfDatamatrixAutrePatient) => {
            Some(pdf::message(r.identite, &matricule_suivant(&ins.matricule), &ins.oid))
        }
        ins => ins.map(|ins| pdf::message(r.identite, &ins.matricule, &ins.oid)),
    };
    pdf::ecrire(&Feuille {
        titre: r.titre(),
        lignes: &lignes(r, &resultats(r.cr)),
        symbole: symbole.as_deref(),
        document: &r.cr.id,
        cree: r.maintenant,
        ecarts: r.ecarts,
    })
}

/// What the paper says.
fn lignes(r: &Redaction<'_>, lus: &[Resultat]) -> Vec<String> {
    let i = r.identite;
    let u = r.utilisateur;
    let etat = match r.cr.etat {
        Etat::Partiel => "partiel",
        Etat::Complet => "complet",
    };
    let mut l = vec![
        r.titre().to_owned(),
        r.config.structure.nom.clone(),
        String::new(),
        format!("Nom de naissance : {}", i.nom_naissance),
        format!("Prénoms : {}", i.prenoms.join(" ")),
        format!(
            "Né(e) le {}, sexe {}, lieu de naissance {}",
            pdf::jour(&i.date_naissance, "/"),
            i.sexe,
            i.lieu_naissance
        ),
    ];
    l.extend(r.ins.map(|ins| format!("Matricule INS : {} ({})", ins.matricule, ins.oid)));
    l.extend(r.cr.demande.as_ref().map(|d| format!("Demande : {d}")));
    l.extend(
        r.cr.remplace
            .as_ref()
            .filter(|_| !r.ecarts.choisir(Ecart::MssAnnuleEtRemplaceTu, false, r.cr.corrige))
            .map(|_| "Annule et remplace la version précédente".to_owned()),
    );
    l.extend([
        String::new(),
        format!("Version {}, {etat}, validée par {} {}", r.cr.version, u.prenom, u.nom),
        String::new(),
    ]);
    if let Some(libre) = &r.cr.libre {
        l.extend(libre.texte.lines().map(str::to_owned));
        return l;
    }
    l.push(r.cr.modele.chapitre().libelle.to_owned());
    l.extend(lus.iter().map(|x| {
        let e = x.examen;
        format!("{} : {} {} ({} - {})", e.nom, x.valeur, e.unite, e.bas, e.haut)
    }));
    l
}

fn chapitre(p: &mut Plume, r: &Redaction<'_>, lus: &[Resultat]) {
    let c = r.cr.modele.chapitre();
    p.dans("section", &[], |p| {
        p.vide("templateId", &[("root", "1.3.6.1.4.1.19376.1.3.3.2.1")]);
        p.vide("templateId", &[("root", "1.2.250.1.213.1.1.2.70")]);
        loinc(p, "code", c.code, c.libelle);
        p.texte("title", &[], c.libelle);
        p.dans("component", &[], |p| {
            p.dans("section", &[], |p| {
                p.vide("templateId", &[("root", "1.3.6.1.4.1.19376.1.3.3.2.2")]);
                p.vide("templateId", &[("root", "1.2.250.1.213.1.1.2.71")]);
                loinc(p, "code", c.code, c.libelle);
                p.dans("text", &[], |p| tableau(p, lus));
                p.dans("entry", &[("typeCode", "DRIV")], |p| {
                    p.vide("templateId", &[("root", "1.3.6.1.4.1.19376.1.3.1")]);
                    p.vide("templateId", &[("root", "1.2.250.1.213.1.1.3.21")]);
                    p.dans("act", &[("classCode", "ACT"), ("moodCode", "EVN")], |p| {
                        loinc(p, "code", c.code, c.libelle);
                        p.vide("statusCode", &[("code", r.statut())]);
                        for x in lus {
                            p.dans("entryRelationship", &[("typeCode", "COMP")], |p| observation(p, r, x));
                        }
                    });
                });
            });
        });
    });
}

fn tableau(p: &mut Plume, lus: &[Resultat]) {
    p.dans("table", &[("border", "0")], |p| {
        p.dans("thead", &[], |p| {
            p.dans("tr", &[], |p| {
                for titre in ["Examen", "Résultat", "Valeurs de référence"] {
                    p.texte("th", &[], titre);
                }
            });
        });
        p.dans("tbody", &[], |p| {
            for x in lus {
                let e = x.examen;
                p.dans("tr", &[], |p| {
                    p.texte("td", &[], e.nom);
                    p.dans("td", &[], |p| {
                        p.texte("content", &[("ID", &ancre(e.code))], &format!("{} {}", x.valeur, e.unite))
                    });
                    p.texte("td", &[], &format!("({} - {})", e.bas, e.haut));
                });
            }
        });
    });
}

/// An XML name for a LOINC code.
fn ancre(code: &str) -> String {
    format!("r-{code}")
}

fn observation(p: &mut Plume, r: &Redaction<'_>, x: &Resultat) {
    let e = x.examen;
    p.dans("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |p| {
        p.vide("templateId", &[("root", "1.3.6.1.4.1.19376.1.3.1.6")]);
        p.vide("templateId", &[("root", "1.2.250.1.213.1.1.3.80")]);
        let code = [("code", e.code), ("codeSystem", LOINC), ("displayName", e.libelle)];
        p.dans("code", &code, |p| {
            p.dans("originalText", &[], |p| {
                p.vide("reference", &[("value", &format!("#{}", ancre(e.code)))])
            });
        });
        p.vide("statusCode", &[("code", "completed")]);
        p.vide("effectiveTime", &[("value", &r.prelevement())]);
        p.vide("value", &[("xsi:type", "PQ"), ("value", x.valeur), ("unit", e.unite)]);
        interpretation(p);
        p.dans("referenceRange", &[("typeCode", "REFV")], |p| {
            p.dans("observationRange", &[("classCode", "OBS"), ("moodCode", "EVN.CRT")], |p| {
                p.dans("value", &[("xsi:type", "IVL_PQ")], |p| {
                    p.vide("low", &[("value", e.bas), ("unit", e.unite)]);
                    p.vide("high", &[("value", e.haut), ("unit", e.unite)]);
                });
                interpretation(p);
            });
        });
    });
}

/// Every invented result is a normal one.
fn interpretation(p: &mut Plume) {
    p.vide(
        "interpretationCode",
        &[("code", "N"), ("codeSystem", INTERPRETATION), ("displayName", "Normal")],
    );
}

/// Section FR-Document-PDF-copie.
fn copie_pdf(p: &mut Plume, document: &str, octets: &[u8]) {
    let copie = ("55108-5", "Copie du document");
    p.dans("section", &[], |p| {
        p.vide("templateId", &[("root", "1.2.250.1.213.1.1.2.243")]);
        loinc(p, "code", copie.0, copie.1);
        p.texte("title", &[], copie.1);
        p.dans("text", &[], |p| p.vide("renderMultiMedia", &[("referencedObject", "copie-pdf")]));
        p.dans("entry", &[], |p| {
            p.dans("organizer", &[("classCode", "CLUSTER"), ("moodCode", "EVN")], |p| {
                p.vide("templateId", &[("root", "1.2.250.1.213.1.1.3.18")]);
                p.vide("id", &[("root", &format!("{document}.1"))]);
                loinc(p, "code", "55107-7", "Document attaché");
                p.vide("statusCode", &[("code", "completed")]);
                p.dans("component", &[], |p| {
                    p.dans("observation", &[("classCode", "OBS"), ("moodCode", "EVN")], |p| {
                        for modele in [
                            "1.3.6.1.4.1.19376.1.5.3.1.4.13",
                            "1.2.250.1.213.1.1.3.48",
                            "1.2.250.1.213.1.1.3.48.18",
                        ] {
                            p.vide("templateId", &[("root", modele)]);
                        }
                        p.vide("id", &[("root", &format!("{document}.2"))]);
                        loinc(p, "code", "69764-9", "Type de document");
                        p.dans("text", &[], |p| p.vide("reference", &[("value", "#copie-pdf")]));
                        p.vide("statusCode", &[("code", "completed")]);
                        p.vide("effectiveTime", &[("nullFlavor", "NA")]);
                        p.vide(
                            "value",
                            &[
                                ("xsi:type", "CD"),
                                ("code", copie.0),
                                ("codeSystem", LOINC),
                                ("displayName", copie.1),
                            ],
                        );
                    });
                });
                p.dans("component", &[], |p| {
                    p.dans(
                        "observationMedia",
                        &[("classCode", "OBS"), ("moodCode", "EVN"), ("ID", "copie-pdf")],
                        |p| {
                            let media = [("mediaType", "application/pdf"), ("representation", "B64")];
                            p.texte("value", &media, &STANDARD.encode(octets));
                        },
                    );
                });
            });
        });
    });
}
