//! Reading the files of prefilled documents, and making of each entry a document.

use segur_model::World;
use segur_model::world::{Patient, Professionnel, Structure};
use serde::Deserialize;
use sha1::{Digest as _, Sha1};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Auteur, Code, Corps, Document, Fond, Redacteur, Statut, bio, kos, listes, vaccins};

/// Root of the identifiers of these documents: a branch that nobody has.
pub(super) const RACINE: &str = "1.2.250.1.999.8";

const FICHIERS: [&str; 10] = [
    include_str!("../../donnees/prerempli/vie-entiere.toml"),
    include_str!("../../donnees/prerempli/mineure.toml"),
    include_str!("../../donnees/prerempli/ne-a-l-etranger.toml"),
    include_str!("../../donnees/prerempli/outre-mer.toml"),
    include_str!("../../donnees/prerempli/defunt.toml"),
    include_str!("../../donnees/prerempli/ferme-a-sa-demande.toml"),
    include_str!("../../donnees/prerempli/sans-bris-de-glace.toml"),
    include_str!("../../donnees/prerempli/sans-autorisation.toml"),
    include_str!("../../donnees/prerempli/tout-bloque.toml"),
    include_str!("../../donnees/prerempli/mon-espace-sante.toml"),
];

/// The documents of a patient.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fichier {
    /// Fiche.
    pub(super) patient: String,
    documents: Vec<Entree>,
}

/// One document, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entree {
    /// Unique in the file; the identifiers come from it.
    cle: String,
    #[serde(rename = "type")]
    type_: String,
    titre: String,
    /// Fiche of a professional; none: the patient.
    auteur: Option<String>,
    /// Fiche of the structure; none: the first one of the author.
    structure: Option<String>,
    /// Whether the author writes as médecin traitant.
    #[serde(default)]
    medecin_traitant: bool,
    /// When it was written, with the offset of the place (RFC 3339).
    date: String,
    /// When the act began; none: as `date`.
    debut: Option<String>,
    fin: Option<String>,
    /// AMBULATOIRE or ETABLISSEMENT according to the structure, when it is not said.
    cadre: Option<String>,
    rencontre: Option<String>,
    #[serde(default)]
    visibilite: Vec<String>,
    #[serde(default)]
    archive: bool,
    /// `cle` of the document that it replaces.
    remplace: Option<String>,
    /// Name of the lot, when it has others.
    lot: Option<String>,
    /// Acts documented: code, code system, label.
    #[serde(default)]
    actes: Vec<(String, String, String)>,
    /// Lines of the page.
    #[serde(default)]
    texte: String,
    /// Whether they go as a text, and not as a page in PDF.
    #[serde(default)]
    brut: bool,
    bio: Option<bio::Bio>,
    kos: Option<kos::Kos>,
    #[serde(default)]
    vaccins: Vec<vaccins::Vaccin>,
}

/// The files; a test holds that each can be read.
pub(super) fn fichiers() -> Vec<Fichier> {
    lire().filter_map(Result::ok).collect()
}

pub(super) fn lire() -> impl Iterator<Item = Result<Fichier, toml::de::Error>> {
    FICHIERS.iter().map(|f| toml::from_str(f))
}

impl Fichier {
    /// The documents whose patient, author and structure are in this country, with an INS.
    pub(super) fn documents(&self, monde: &World) -> Vec<Document> {
        let Some(patient) = monde.patients.get(&self.patient).filter(|p| p.ins.is_some()) else {
            return Vec::new();
        };
        self.documents.iter().filter_map(|e| self.document(monde, patient, e)).collect()
    }

    #[cfg(test)]
    pub(super) fn combien(&self) -> usize {
        self.documents.len()
    }

    fn document(&self, monde: &World, patient: &Patient, e: &Entree) -> Option<Document> {
        let redacteur = redacteur(monde, e)?;
        let (type_code, class_code) = listes::type_et_classe(&e.type_)?;
        let (secteur, cadre) = contexte(&redacteur, e)?;
        let creation = instant(&e.date)?;
        let debut = e.debut.as_ref().map_or(Some(creation), |d| instant(d))?;
        let fin = e.fin.as_ref().map_or(Some(None), |d| instant(d).map(Some))?;
        let corps = corps(e);
        let (format_code, mime) = match &corps {
            Corps::Page(_) => (listes::format_pdf(), "text/xml"),
            Corps::Texte(_) => (listes::format_texte(), "text/xml"),
            Corps::Bio(_) => (listes::format_bio(), "text/xml"),
            Corps::Vaccins(_) => (listes::format_vaccins(e.type_ == "11369-6"), "text/xml"),
            Corps::Kos(_) => (listes::format_kos(), "application/dicom"),
        };
        let origine = self.origine(e);
        let references = match &corps {
            Corps::Kos(k) => k.references(&self.oid("etude", &origine.cle)),
            _ => Vec::new(),
        };
        let visibilites: Option<Vec<Code>> = e.visibilite.iter().map(|v| listes::visibilite(v)).collect();
        let auteur = auteur(patient, &redacteur, e);
        let patient_id = cx(patient)?;
        let soumission = self.derniere_du_lot(e, creation) + time::Duration::minutes(5);
        Some(Document {
            patient: patient.fiche.clone(),
            unique_id: self.oid("document", &e.cle),
            set_id: self.oid("ensemble", &origine.cle),
            version: self.version(e),
            type_code,
            class_code,
            format_code,
            titre: e.titre.clone(),
            confidentialites: std::iter::once(listes::normal()).chain(visibilites?).collect(),
            actes: e.actes.iter().map(|(c, s, l)| Code::nouveau(c, s, l)).collect(),
            references,
            creation,
            debut,
            fin,
            secteur,
            cadre,
            langue: "fr-FR",
            mime,
            responsable_legal: auteur.personne.clone(),
            source_patient: match redacteur {
                Redacteur::Patient => patient_id.clone(),
                Redacteur::Professionnel(_) => format!("{}^^^&{RACINE}.1&ISO^PI", ipp(patient)),
            },
            patient_id,
            source_patient_info: vec![
                format!("PID-5|{}^{}^^^^^L", patient.nom_naissance, premier(patient)),
                format!("PID-7|{}", patient.date_naissance.replace('-', "")),
                format!("PID-8|{}", patient.sexe),
            ],
            lot: self.oid("lot", e.lot.as_deref().unwrap_or(&e.cle)),
            soumission,
            remplace: e.remplace.as_ref().map(|r| self.oid("document", r)),
            statut: match (self.documents.iter().any(|d| d.remplace.as_ref() == Some(&e.cle)), e.archive) {
                (true, _) => Statut::Remplace,
                (false, true) => Statut::Archive,
                (false, false) => Statut::Approuve,
            },
            auteur,
            fond: Fond {
                patient: patient.clone(),
                rencontre: rencontre(&redacteur, e)?,
                redacteur,
                corps,
            },
        })
    }

    /// The first version.
    fn origine<'a>(&'a self, e: &'a Entree) -> &'a Entree {
        self.ancetres(e).last().unwrap_or(e)
    }

    fn version(&self, e: &Entree) -> u32 {
        u32::try_from(self.ancetres(e).count()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The versions before this one, the nearest first. Bounded, should the data go round.
    fn ancetres<'a>(&'a self, e: &'a Entree) -> impl Iterator<Item = &'a Entree> {
        let precedent = |e: &Entree| self.documents.iter().find(|d| Some(&d.cle) == e.remplace.as_ref());
        std::iter::successors(precedent(e), move |e| precedent(e)).take(self.documents.len())
    }

    /// The last document of its lot: the lot is sent after it.
    fn derniere_du_lot(&self, e: &Entree, creation: OffsetDateTime) -> OffsetDateTime {
        let memes = self.documents.iter().filter(|d| d.lot.is_some() && d.lot == e.lot);
        memes.filter_map(|d| instant(&d.date)).max().unwrap_or(creation)
    }

    fn oid(&self, quoi: &str, cle: &str) -> String {
        oid(&format!("{quoi} {} {cle}", self.patient))
    }
}

/// An identifier of its own for this text.
pub(super) fn oid(texte: &str) -> String {
    format!("{RACINE}.{}", numero(texte))
}

/// Nineteen digits that come from a text.
pub(super) fn numero(texte: &str) -> u64 {
    let tire = Sha1::digest(texte.as_bytes());
    let n = tire.iter().take(8).fold(0_u64, |n, o| n << 8 | u64::from(*o));
    // Nineteen digits, the first of which is no zero.
    n % 9_000_000_000_000_000_000 + 1_000_000_000_000_000_000
}

fn redacteur(monde: &World, e: &Entree) -> Option<Redacteur> {
    let Some(fiche) = &e.auteur else {
        return Some(Redacteur::Patient);
    };
    let p: &Professionnel = monde.professionnels.get(fiche)?;
    let s: &Structure = monde.structures.get(e.structure.as_ref().or(p.structures.first())?)?;
    Some(Redacteur::Professionnel(Box::new((p.clone(), s.clone(), listes::specialite(p)?))))
}

/// Sector and practice setting.
fn contexte(redacteur: &Redacteur, e: &Entree) -> Option<(Code, Code)> {
    let Redacteur::Professionnel(p) = redacteur else {
        return Some((listes::expression(), listes::expression()));
    };
    let cadre = e.cadre.as_deref().unwrap_or(match hospitalier(&p.1) {
        true => "ETABLISSEMENT",
        false => "AMBULATOIRE",
    });
    Some((listes::secteur(&p.1.secteur)?, listes::cadre(cadre)?))
}

fn rencontre(redacteur: &Redacteur, e: &Entree) -> Option<Code> {
    let defaut = match redacteur {
        Redacteur::Professionnel(p) if hospitalier(&p.1) => "IMP",
        _ => "AMB",
    };
    listes::rencontre(e.rencontre.as_deref().unwrap_or(defaut))
}

fn hospitalier(s: &Structure) -> bool {
    matches!(s.secteur.as_str(), "SA01" | "SA04")
}

fn corps(e: &Entree) -> Corps {
    if let Some(bio) = &e.bio {
        return Corps::Bio(bio.clone());
    }
    if let Some(kos) = &e.kos {
        return Corps::Kos(kos.clone());
    }
    if !e.vaccins.is_empty() {
        return Corps::Vaccins(e.vaccins.clone());
    }
    let lignes = e.texte.trim().lines().map(str::to_owned).collect();
    if e.brut { Corps::Texte(lignes) } else { Corps::Page(lignes) }
}

/// XCN and XON (dmp.md §4.6); for the patient, as the draft PDSM4DMP has it.
fn auteur(patient: &Patient, redacteur: &Redacteur, e: &Entree) -> Auteur {
    let role = e.medecin_traitant.then(|| listes::medecin_traitant().libelle);
    match redacteur {
        Redacteur::Patient => {
            let (ins, autorite) = patient.ins.as_ref().map(|i| (i.complet(), i.oid.clone())).unwrap_or_default();
            let expression = listes::expression();
            Auteur {
                personne: format!("{ins}^{}^{}^^^^^^&{autorite}&ISO^D^^^NH", patient.nom_naissance, premier(patient)),
                institution: None,
                role,
                specialite: format!("{}^{}^{}", expression.code, expression.libelle, expression.systeme),
            }
        }
        Redacteur::Professionnel(ps) => {
            let (p, s, specialite) = ps.as_ref();
            Auteur {
                personne: format!("{}^{}^{}^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS", p.id_national, p.nom, p.prenom),
                institution: Some(format!("{}^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^{}", s.nom, s.id_national)),
                role,
                specialite: format!("{}^{}^{}", specialite.code, specialite.libelle, specialite.systeme),
            }
        }
    }
}

fn cx(patient: &Patient) -> Option<String> {
    let ins = patient.ins.as_ref()?;
    Some(format!("{}^^^&{}&ISO^NH", ins.complet(), ins.oid))
}

/// The number of the patient in the software that fed.
pub(super) fn ipp(patient: &Patient) -> String {
    format!("PR{:08}", numero(&format!("ipp {}", patient.fiche)) % 100_000_000)
}

pub(super) fn premier(patient: &Patient) -> &str {
    patient.prenoms.first().map_or("", String::as_str)
}

fn instant(texte: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(texte, &Rfc3339).ok()
}
