//! A mail without a fault, to be changed: made by the writers of the crate, of documents of our own.

use std::io::{Cursor, Write as _};

use datamatrix::{DataMatrix, SymbolList};
use segur_cda::CodeDerive;
use time::macros::datetime;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::courriel::Adresse;
use crate::rapport::{NouveauCourriel, PieceJointe, Timbre, ecrire_courriel};
use crate::xdm;

/// An unstructured report without a fault.
pub(super) const N1: &str = include_str!("../../../../cda/tests/donnees/cr-bio-n1.xml");
/// Matricule and key of its patient.
pub(super) const INS: &str = "284057599900347";
const NOM_PDF: &str = "20260115_CR d'examens biologiques_BANCDESSAI_AGATHE_IPP-0042.pdf";
pub(super) const METADATA: &str = "IHE_XDM/SUBSET01/METADATA.XML";

/// A file of the mail.
#[derive(Clone)]
pub(super) struct Piece {
    pub nom: String,
    pub media: String,
    pub octets: Vec<u8>,
}

/// What a mail is made of.
#[derive(Clone)]
pub(super) struct Recette {
    pub de: Adresse,
    pub a: Vec<Adresse>,
    pub cc: Vec<Adresse>,
    pub reply_to: Option<Adresse>,
    pub objet: String,
    pub texte: String,
    pub html: Option<String>,
    pub in_reply_to: Option<String>,
    pub references: Vec<String>,
    pub entetes: Vec<(String, String)>,
    pub pieces: Vec<Piece>,
}

pub(super) fn adresse(libelle: Option<&str>, adresse: &str) -> Adresse {
    Adresse {
        libelle: libelle.map(str::to_owned),
        adresse: adresse.to_owned(),
    }
}

impl Recette {
    /// A laboratory sends a report to a doctor.
    pub(super) fn document() -> Self {
        Self::avec(N1)
    }

    /// The same, of this document.
    pub(super) fn avec(cda: &str) -> Self {
        let mut sienne = Self::texte();
        "XDM/1.0/DDM+CR d'examens biologiques BANCDESSAI AGATHE 17/05/1984".clone_into(&mut sienne.objet);
        sienne.poser("X-MSS-CODECDA", "11502-2");
        sienne.poser("X-MSS-INS", "O");
        sienne.pieces = vec![archive(cda), pdf(NOM_PDF, &[])];
        sienne
    }

    /// A doctor writes to another.
    pub(super) fn texte() -> Self {
        Self {
            de: adresse(Some("Laboratoire des tilleuls"), "labo@op-a.mssante.fr"),
            a: vec![adresse(None, "medecin@op-b.mssante.fr")],
            cc: Vec::new(),
            reply_to: None,
            objet: "Question sur un patient".to_owned(),
            texte: "Bonjour,\nVeuillez trouver ce que vous demandez.\n".to_owned(),
            html: None,
            in_reply_to: None,
            references: Vec::new(),
            entetes: vec![("X-MSS-NIL".to_owned(), "AAA-TEST-0001".to_owned())],
            pieces: Vec::new(),
        }
    }

    /// Sets a header.
    pub(super) fn poser(&mut self, nom: &str, valeur: &str) {
        self.oter(nom);
        self.entetes.push((nom.to_owned(), valeur.to_owned()));
    }

    /// Takes a header away.
    pub(super) fn oter(&mut self, nom: &str) {
        self.entetes.retain(|e| e.0 != nom);
    }

    /// Sends it to a citizen.
    pub(super) fn a_l_usager(mut self, matricule: &str) -> Self {
        self.a = vec![adresse(None, &format!("{matricule}@patient.mssante.fr"))];
        self
    }

    /// Changes a file of the archive.
    pub(super) fn changer(&mut self, chemin: &str, avant: &str, apres: &str) {
        let lue = xdm::lire(&self.pieces[0].octets).unwrap();
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let mut change = false;
        for fichier in lue.fichiers() {
            let mut octets = fichier.octets.clone();
            if fichier.chemin == chemin {
                let texte = String::from_utf8(octets).unwrap();
                change = texte.contains(avant);
                octets = texte.replacen(avant, apres, 1).into_bytes();
            }
            zip.start_file(fichier.chemin.as_str(), SimpleFileOptions::default()).unwrap();
            zip.write_all(&octets).unwrap();
        }
        assert!(change, "nothing to change: {avant}");
        self.pieces[0].octets = zip.finish().unwrap().into_inner();
    }

    /// Adds a confidentiality code to the document.
    pub(super) fn masquer(&mut self, code: &str) {
        let schema = segur_xds::ns::document::CONFIDENTIALITE;
        let de_plus = format!(
            "<rim:Classification id=\"masque\" classificationScheme=\"{schema}\" classifiedObject=\"Document01\" nodeRepresentation=\"{code}\">\
             <rim:Slot name=\"codingScheme\"><rim:ValueList><rim:Value>1.2.250.1.213.1.1.4.13</rim:Value></rim:ValueList></rim:Slot>\
             </rim:Classification></rim:ExtrinsicObject>"
        );
        self.changer(METADATA, "</rim:ExtrinsicObject>", &de_plus);
    }

    /// Its bytes.
    pub(super) fn octets(&self) -> Vec<u8> {
        let entetes: Vec<(&str, &str)> = self.entetes.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let pieces: Vec<PieceJointe<'_>> = self
            .pieces
            .iter()
            .map(|p| PieceJointe {
                nom: &p.nom,
                media: &p.media,
                octets: &p.octets,
            })
            .collect();
        ecrire_courriel(&NouveauCourriel {
            timbre: Timbre {
                message_id: "0001.20260115@op-a.mssante.fr",
                date: datetime!(2026-01-15 10:20:00 +1),
                graine: "essai",
            },
            de: &self.de,
            a: &self.a,
            cc: &self.cc,
            reply_to: self.reply_to.as_ref(),
            objet: &self.objet,
            texte: &self.texte,
            html: self.html.as_deref(),
            in_reply_to: self.in_reply_to.as_deref(),
            references: &self.references,
            entetes: &entetes,
            pieces: &pieces,
        })
    }
}

/// An archive of one document.
pub(super) fn archive(cda: &str) -> Piece {
    let soumission = xdm::SoumissionXdm {
        unique_id: "1.2.250.1.999.1.8.1".to_owned(),
        source_id: "1.2.250.1.999.1.1".to_owned(),
        heure_utc: "20260115091500".to_owned(),
        contenu: CodeDerive {
            code: "07".to_owned(),
            systeme: "1.2.250.1.213.2.2".to_owned(),
            libelle: "Consultation externe".to_owned(),
        },
        titre: None,
        destinataires: Vec::new(),
        emetteur: "LABORATOIRE DES TILLEULS".to_owned(),
        logiciel: "segur-bench".to_owned(),
        contact: "contact@exemple.invalid".to_owned(),
    };
    let document = xdm::DocumentXdm {
        octets: cda.as_bytes(),
        classe: None,
        format: None,
    };
    Piece {
        nom: "IHE_XDM.ZIP".to_owned(),
        media: "application/zip".to_owned(),
        octets: xdm::ecrire(&soumission, &[document]).unwrap(),
    }
}

/// A PDF/A-1b of one page, with a datamatrix INS of each of these matricules.
pub(super) fn pdf(nom: &str, matricules: &[&str]) -> Piece {
    let mut dessin = String::from("0 g\n");
    for (rang, matricule) in matricules.iter().enumerate() {
        dessin += &format!("q 1.2 0 0 1.2 60 {} cm {} Q\n", 20 + 140 * rang, symbole(matricule));
    }
    let xmp = "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\"><pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\
         </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";
    let flux = |dico: &str, contenu: &str| format!("<< {dico} /Length {} >>\nstream\n{contenu}\nendstream", contenu.len());
    let objets = [
        "<< /Type /Catalog /Pages 2 0 R /Metadata 4 0 R /OutputIntents [5 0 R] >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Resources << >> /Contents 7 0 R >>".to_owned(),
        flux("/Type /Metadata /Subtype /XML", xmp),
        "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /DestOutputProfile 6 0 R >>".to_owned(),
        flux("/N 3", "profil fictif"),
        flux("", &dessin),
    ];
    let mut octets = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut xref = String::from("xref\n0 8\n0000000000 65535 f \n");
    for (rang, objet) in objets.iter().enumerate() {
        xref += &format!("{:010} 00000 n \n", octets.len());
        octets.extend(format!("{} 0 obj\n{objet}\nendobj\n", rang + 1).bytes());
    }
    let debut = octets.len();
    octets.extend(format!("{xref}trailer\n<< /Size 8 /Root 1 0 R /ID [<01> <01>] >>\nstartxref\n{debut}\n%%EOF\n").bytes());
    Piece {
        nom: nom.to_owned(),
        media: "application/pdf".to_owned(),
        octets,
    }
}

fn symbole(matricule: &str) -> String {
    let message = format!(
        "IS010000000000000000000000S1{matricule}S21.2.250.1.213.1.4.10\u{1D}S3AGATHE\u{1D}S4BANCDESSAI\u{1D}S5FS617-05-1984S775112"
    );
    let octets: Vec<u8> = message.chars().map(|c| u32::from(c) as u8).collect();
    let image = DataMatrix::encode(&octets, SymbolList::default().enforce_square())
        .unwrap()
        .bitmap();
    let hauteur = image.height();
    let carre = |(x, y): (usize, usize)| format!("{x} {} 1 1 re\n", hauteur - 1 - y);
    image.pixels().map(carre).collect::<String>() + "f\n"
}
