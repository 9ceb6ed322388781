//! The coherence of a document with the XDS metadata under which it is submitted.

mod auteurs;
mod traits;

use roxmltree::{Document, Node};
use segur_dialecte::Constateur;
use segur_model::Rule;

use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::document::{Niveau, niveau};
use crate::regles::coherence as regles;
use crate::{horodatage, jdv};

/// The metadata of one document (`DocumentEntry`) that repeat what its CDA header says. Values as written in the message; none
/// when the metadata is absent, which is not judged here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetadonneesDocument {
    /// `XDSDocumentEntry.uniqueId`.
    pub unique_id: Option<String>,
    /// `XDSDocumentEntry.patientId`, CX: `<INS>^^^&<OID>&ISO^NH`.
    pub patient_id: Option<String>,
    /// Slot `sourcePatientId`, CX.
    pub source_patient_id: Option<String>,
    /// Values of the slot `sourcePatientInfo`: `PID-5|NOM^PRENOM^^^^^L`, `PID-7|yyyymmdd`, `PID-8|F`.
    pub source_patient_info: Vec<String>,
    /// Code of `typeCode`.
    pub type_code: Option<String>,
    /// `codingScheme` of `typeCode`.
    pub type_code_systeme: Option<String>,
    /// `title` (`Name`).
    pub titre: Option<String>,
    /// Codes of `confidentialityCode`, in order: the first is that of the CDA.
    pub confidentialite: Vec<String>,
    /// Slot `languageCode`.
    pub langue: Option<String>,
    /// Slot `creationTime`, UTC.
    pub creation: Option<String>,
    /// Slot `serviceStartTime`, UTC.
    pub debut_acte: Option<String>,
    /// Slot `serviceStopTime`, UTC.
    pub fin_acte: Option<String>,
    /// Code of `practiceSettingCode`.
    pub cadre_exercice: Option<String>,
    /// Code of `healthcareFacilityTypeCode`.
    pub secteur: Option<String>,
    /// Values of `authorPerson`, XCN.
    pub auteurs: Vec<String>,
    /// Values of `authorInstitution`, XON.
    pub institutions: Vec<String>,
    /// Code and coding scheme of each `eventCodeList`.
    pub evenements: Vec<(String, String)>,
    /// Slot `legalAuthenticator`, XCN.
    pub responsable_legal: Option<String>,
    /// Code of `formatCode`.
    pub format_code: Option<String>,
    /// `mimeType`.
    pub mime_type: Option<String>,
    /// Whether the lot replaces a document (association RPLC from this document). None: not known.
    pub remplace: Option<bool>,
}

/// What the header of a document and its metadata say otherwise. Places are in the document.
pub(crate) fn juger<'a, 'i>(document: &'a Document<'i>, cda: Node<'a, 'i>, m: &MetadonneesDocument) -> Constateur {
    let mut c = Comparaison {
        juge: Juge::nouveau(document, cda),
    };
    c.identifiants(m);
    c.traits(&m.source_patient_info);
    c.prenom(&m.source_patient_info);
    c.codes(m);
    c.dates(m);
    c.auteurs(m);
    c.evenements(m);
    c.responsable(m.responsable_legal.as_deref());
    c.format(m);
    c.remplacement(m.remplace);
    c.juge.constats
}

struct Comparaison<'a, 'i> {
    juge: Juge<'a, 'i>,
}

impl<'a, 'i> Comparaison<'a, 'i> {
    /// Told where the document says something else than the metadata; nothing to compare when the metadata is absent.
    fn egal(&mut self, regle: Rule, chemin: &[&str], metadonnee: Option<&str>, valeur: impl Fn(Node<'a, 'i>) -> String) {
        let Some(metadonnee) = metadonnee else { return };
        let cda = self.juge.cda;
        let Some(noeud) = arbre::un(cda, chemin) else {
            return self.juge.manque(regle, cda, chemin);
        };
        let vue = valeur(noeud);
        if vue != metadonnee.trim() {
            self.juge.dire(regle, noeud, cote_metadonnees(metadonnee), cote_document(&vue));
        }
    }

    fn identifiants(&mut self, m: &MetadonneesDocument) {
        self.egal(regles::UNIQUE_ID, &["id"], m.unique_id.as_deref(), identifiant);
        let cda = self.juge.cda;
        let ids = arbre::tous(cda, &["recordTarget", "patientRole", "id"]);
        let de_ce_patient = |cx: &Cx<'_>, n: &Node<'_, '_>| attribut(*n, "extension") == cx.numero && attribut(*n, "root") == cx.autorite;
        if let (Some(texte), Some(premier)) = (m.patient_id.as_deref(), ids.first())
            && !de_ce_patient(&Cx::lire(texte), premier)
        {
            let vu = cote_document(&cx_du_document(*premier));
            self.juge.dire(regles::PATIENT, *premier, cote_metadonnees(texte), vu);
        }
        if let (Some(texte), Some(premier)) = (m.source_patient_id.as_deref(), ids.first())
            && !ids.iter().any(|n| de_ce_patient(&Cx::lire(texte), n))
        {
            let vus = ids.iter().map(|n| cx_du_document(*n)).collect::<Vec<_>>().join(", ");
            self.juge
                .dire(regles::SOURCE_PATIENT, *premier, cote_metadonnees(texte), cote_document(&vus));
        }
    }

    fn codes(&mut self, m: &MetadonneesDocument) {
        let code = |n: Node<'a, 'i>| attribut(n, "code").to_owned();
        self.egal(regles::TYPE, &["code"], m.type_code.as_deref(), code);
        self.egal(regles::TYPE, &["code"], m.type_code_systeme.as_deref(), |n| {
            attribut(n, "codeSystem").to_owned()
        });
        let titre = m.titre.as_deref().map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "));
        self.egal(regles::TITRE, &["title"], titre.as_deref(), arbre::texte_normalise);
        // Codes of visibility come beside the level, in any order.
        let niveau = m.confidentialite.iter().find(|c| matches!(c.as_str(), "N" | "R" | "V"));
        let confidentialite = niveau.or(m.confidentialite.first()).map(String::as_str);
        self.egal(regles::CONFIDENTIALITE, &["confidentialityCode"], confidentialite, code);
        self.egal(regles::LANGUE, &["languageCode"], m.langue.as_deref(), code);
        self.egal(regles::CADRE, arbre::CADRE, m.cadre_exercice.as_deref(), code);
        self.egal(regles::SECTEUR, arbre::SECTEUR, m.secteur.as_deref(), code);
    }

    fn dates(&mut self, m: &MetadonneesDocument) {
        let cda = self.juge.cda;
        self.meme_instant(regles::CREATION, arbre::un(cda, &["effectiveTime"]), m.creation.as_deref());
        let acte = arbre::un(cda, &["documentationOf", "serviceEvent", "effectiveTime"]);
        let borne = |nom| acte.and_then(|a| arbre::un(a, &[nom]));
        self.meme_instant(regles::DEBUT, borne("low"), m.debut_acte.as_deref());
        self.meme_instant(regles::FIN, borne("high"), m.fin_acte.as_deref());
    }

    fn meme_instant(&mut self, regle: Rule, noeud: Option<Node<'a, 'i>>, metadonnee: Option<&str>) {
        let Some(metadonnee) = metadonnee.map(str::trim) else { return };
        let cda = self.juge.cda;
        let Some(noeud) = noeud else {
            let vu = "(absent du document)";
            return self.juge.dire(regle, cda, cote_metadonnees(metadonnee), vu);
        };
        let valeur = attribut(noeud, "value");
        // A timestamp that cannot be read is told by the rules of the header: there is nothing to convert.
        if let Ok(lu) = horodatage::lire(valeur)
            && !horodatage::meme_instant(metadonnee, &lu)
        {
            let vu = format!("« {valeur} » dans le document, soit {} en UTC", lu.utc());
            self.juge.dire(regle, noeud, cote_metadonnees(metadonnee), vu);
        }
    }

    fn responsable(&mut self, xcn: Option<&str>) {
        let Some(xcn) = xcn else { return };
        let cda = self.juge.cda;
        let chemin = ["legalAuthenticator", "assignedEntity", "id"];
        let Some(id) = arbre::un(cda, &chemin) else {
            return self.juge.manque(regles::RESPONSABLE, cda, &chemin);
        };
        let composants: Vec<&str> = xcn.split('^').collect();
        let numero = composants.first().map_or("", |c| c.trim());
        // XCN.9, the authority, is often left out for identifiers that are not national.
        let autorite = composants.get(8).and_then(|a| a.split('&').nth(1)).unwrap_or_default();
        let autorite_differe = !autorite.is_empty() && autorite != attribut(id, "root");
        if numero != attribut(id, "extension") || autorite_differe {
            let vu = cote_document(&cx_du_document(id));
            self.juge.dire(regles::RESPONSABLE, id, cote_metadonnees(xcn), vu);
        }
    }

    fn format(&mut self, m: &MetadonneesDocument) {
        let cda = self.juge.cda;
        if let Some(mime) = m.mime_type.as_deref() {
            let (attendu, forme) = if cda == self.juge.document.root_element() {
                ("text/xml", "un ClinicalDocument")
            } else {
                ("application/xslt+xml", "un document auto-présentable")
            };
            if mime.trim() != attendu {
                let vu = format!("{forme}, dont le type est {attendu}");
                self.juge.dire(regles::MIME, cda, cote_metadonnees(mime), vu);
            }
        }
        let Some(format) = m.format_code.as_deref() else { return };
        if let Some((attendu, modele)) = format_attendu(cda)
            && format.trim() != attendu
        {
            let vu = format!("« {modele} » dans le document, soit {attendu}");
            self.juge.dire(regles::FORMAT, cda, cote_metadonnees(format), vu);
        }
    }

    fn remplacement(&mut self, remplace: Option<bool>) {
        let Some(remplace) = remplace else { return };
        let cda = self.juge.cda;
        let relation = arbre::tous(cda, &["relatedDocument"])
            .into_iter()
            .find(|n| attribut(*n, "typeCode") == "RPLC");
        match relation {
            None if remplace => {
                let vu = "(pas de relatedDocument RPLC dans le document)";
                self.juge
                    .dire(regles::REMPLACEMENT, cda, "une association RPLC est dans le lot", vu);
            }
            Some(noeud) if !remplace => {
                let vu = "relatedDocument RPLC dans le document";
                self.juge
                    .dire(regles::REMPLACEMENT, noeud, "pas d'association RPLC dans le lot", vu);
            }
            _ => {}
        }
    }
}

/// The formatCode that goes with the document, and what tells it. None when no table tells.
pub(crate) fn format_attendu(cda: Node<'_, '_>) -> Option<(&'static str, String)> {
    if niveau(cda) == Some(Niveau::N1) {
        let media = attribut(arbre::un(cda, &["component", "nonXMLBody", "text"])?, "mediaType");
        return jdv::format_du_media(media).map(|f| (f, media.to_owned()));
    }
    let racines = arbre::tous(cda, &["templateId"]).into_iter().map(|n| attribut(n, "root"));
    racines
        .filter_map(|racine| jdv::format_du_modele(racine).map(|f| (f, racine.to_owned())))
        .next_back()
}

/// What is compared of a CX: the number and the OID of its authority.
struct Cx<'t> {
    numero: &'t str,
    autorite: &'t str,
}

impl<'t> Cx<'t> {
    fn lire(texte: &'t str) -> Self {
        let mut composants = texte.split('^');
        let numero = composants.next().unwrap_or_default().trim();
        let autorite = composants.nth(2).and_then(|a| a.split('&').nth(1)).unwrap_or_default().trim();
        Self { numero, autorite }
    }
}

fn cx_du_document(id: Node<'_, '_>) -> String {
    format!("{}^^^&{}&ISO", attribut(id, "extension"), attribut(id, "root"))
}

fn identifiant(id: Node<'_, '_>) -> String {
    match attribut(id, "extension") {
        "" => attribut(id, "root").to_owned(),
        extension => format!("{}^{extension}", attribut(id, "root")),
    }
}

fn cote_metadonnees(valeur: &str) -> String {
    format!("« {valeur} », comme dans les métadonnées")
}

fn cote_document(valeur: &str) -> String {
    format!("« {valeur} » dans le document")
}
