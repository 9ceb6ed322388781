//! The report that another laboratory of the fictitious country sends: a CDA from a model, in an IHE_XDM archive, and its PDF beside.
//! The page of the PDF is blank: what it shows is nobody's to judge here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use segur_cda::CodeDerive;
use segur_kit::Contexte;
use segur_mail::xdm::{self, DocumentXdm, SoumissionXdm, XdmNonEcrit};
use segur_model::world::{Patient, Professionnel, Structure};
use time::OffsetDateTime;
use time::macros::format_description;

/// The report, made of our own words; `{…}` are values.
const MODELE: &str = include_str!("../donnees/compte-rendu.xml");
/// A blank page, PDF/A-1b.
pub(crate) const PDF: &[u8] = include_bytes!("../donnees/compte-rendu.pdf");
/// Root of the identifiers of the bench: a branch that nobody has.
const RACINE: &str = "1.2.250.1.999.7";

/// A report to write.
pub(crate) struct Document<'a> {
    pub patient: &'a Patient,
    pub auteur: &'a Professionnel,
    pub structure: &'a Structure,
    pub instant: OffsetDateTime,
    /// What its identifiers are drawn from.
    pub but: &'a str,
    pub rang: u64,
}

/// What is sent.
pub(crate) struct Envoi {
    pub archive: Vec<u8>,
    pub nom_pdf: String,
    pub code: &'static str,
    pub libelle: &'static str,
}

/// The type of the report (LOINC).
const CODE: (&str, &str) = ("11502-2", "CR d'examens biologiques");

impl Document<'_> {
    /// Writes it. `metadonnees`: of whom the metadata speak, when it is of another.
    ///
    /// # Errors
    /// [`XdmNonEcrit`].
    pub fn ecrire(&self, ctx: &Contexte, metadonnees: Option<&Patient>) -> Result<Envoi, XdmNonEcrit> {
        let cda = self.cda(ctx, self.patient);
        let titre = "Compte rendu d'examens biologiques".to_owned();
        let soumission = SoumissionXdm {
            unique_id: self.oid(ctx, "lot"),
            source_id: format!("{RACINE}.1"),
            heure_utc: self.heure(format_description!("[year][month][day][hour][minute][second]")),
            contenu: CodeDerive {
                code: "04".to_owned(),
                systeme: "1.2.250.1.213.2.2".to_owned(),
                libelle: "Hospitalisation de jour".to_owned(),
            },
            titre: Some(titre),
            destinataires: Vec::new(),
            emetteur: self.structure.nom.clone(),
            logiciel: "segur-bench (simulé)".to_owned(),
            contact: self.structure.nom.clone(),
        };
        let document = DocumentXdm {
            octets: cda.as_bytes(),
            classe: None,
            format: None,
        };
        // What the metadata say must win over what the CDA says (ECO.2.1.2): a scenario may have them differ.
        let entete = metadonnees.map(|autre| self.cda(ctx, autre));
        let archive = xdm::ecrire_d_apres(&soumission, &[document], entete.as_ref().map(String::as_bytes))?;
        let jour = self.heure(format_description!("[year][month][day]"));
        let prenom = self.patient.prenoms.first().map_or("", String::as_str);
        let numero = &self.oid(ctx, "dossier")[RACINE.len() + 1..][..10];
        Ok(Envoi {
            archive,
            nom_pdf: format!("{jour}_CR-BIO_{}_{prenom}_{numero}.pdf", self.patient.nom_naissance),
            code: CODE.0,
            libelle: CODE.1,
        })
    }

    fn cda(&self, ctx: &Contexte, patient: &Patient) -> String {
        let ins = patient.ins.as_ref();
        let prenoms = patient.prenoms.join(" ");
        let sexe = &patient.sexe;
        let lieu = patient.lieu_naissance.as_ref().map_or_else(String::new, |l| {
            format!(
                "<birthplace><place><addr><county>{}</county></addr></place></birthplace>",
                propre(l)
            )
        });
        let valeurs = [
            ("{id}", self.oid(ctx, "cda")),
            ("{lot}", self.oid(ctx, "set")),
            ("{demande}", self.oid(ctx, "demande")[RACINE.len() + 1..][..10].to_owned()),
            ("{oid}", ins.map_or_else(String::new, |i| i.oid.clone())),
            ("{ins}", ins.map_or_else(String::new, segur_model::world::Ins::complet)),
            ("{nom}", propre(&patient.nom_naissance)),
            ("{prenoms}", propre(&prenoms)),
            ("{prenom}", propre(patient.prenoms.first().map_or("", String::as_str))),
            ("{sexe}", propre(sexe)),
            ("{sexe.dit}", if sexe == "F" { "Féminin" } else { "Masculin" }.to_owned()),
            ("{naissance}", patient.date_naissance.chars().filter(char::is_ascii_digit).collect()),
            ("{lieu}", lieu),
            ("{auteur}", self.auteur.id_national.clone()),
            ("{auteur.nom}", propre(&self.auteur.nom)),
            ("{auteur.prenom}", propre(&self.auteur.prenom)),
            ("{labo}", self.structure.id_national.clone()),
            ("{labo.nom}", propre(&self.structure.nom)),
            (
                "{heure}",
                format!(
                    "{}+0000",
                    self.heure(format_description!("[year][month][day][hour][minute][second]"))
                ),
            ),
            ("{pdf}", STANDARD.encode(PDF)),
        ];
        // One pass: a value that holds a brace is not read again.
        let mut texte = String::with_capacity(MODELE.len());
        let mut reste = MODELE;
        while let Some(i) = reste.find('{') {
            texte.push_str(&reste[..i]);
            reste = &reste[i..];
            match valeurs.iter().find(|(nom, _)| reste.starts_with(nom)) {
                Some((nom, valeur)) => {
                    texte.push_str(valeur);
                    reste = &reste[nom.len()..];
                }
                None => {
                    texte.push('{');
                    reste = &reste[1..];
                }
            }
        }
        texte.push_str(reste);
        texte
    }

    fn heure(&self, forme: &[time::format_description::BorrowedFormatItem<'_>]) -> String {
        self.instant.to_offset(time::UtcOffset::UTC).format(forme).unwrap_or_default()
    }

    /// An identifier that no other thing of the espace has.
    fn oid(&self, ctx: &Contexte, quoi: &str) -> String {
        let tire = ctx.tirage(&format!("mssante.document {quoi} {}", self.but), self.rang);
        let mut octets = [0; 8];
        octets.copy_from_slice(&tire[..8]);
        // Nineteen digits, the first of which is no zero.
        let n = u64::from_be_bytes(octets) % 9_000_000_000_000_000_000 + 1_000_000_000_000_000_000;
        format!("{RACINE}.{n}")
    }
}

/// Text of an element.
fn propre(texte: &str) -> String {
    texte
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
