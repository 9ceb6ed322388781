//! References to the objects of an imaging study: a DICOM *Key Object Selection* of one series, in a Part 10 file.

use serde::Deserialize;

use super::lecture::{RACINE, oid, premier};
use super::{Document, Redacteur};

/// SOP class of a *Key Object Selection Document* (DICOM PS3.4).
pub(super) const CLASSE_SOP: &str = "1.2.840.10008.5.1.4.1.1.88.59";
/// Explicit VR little endian (DICOM PS3.5).
const SYNTAXE: &str = "1.2.840.10008.1.2.1";

/// The study.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kos {
    /// Accession number.
    accession: String,
    /// SOP class of the images.
    classe_images: String,
    /// How many images.
    images: u16,
}

impl Kos {
    /// `referenceIdList` (JDV_J231): the accession number and the study.
    pub(super) fn references(&self, etude: &str) -> Vec<String> {
        vec![
            format!("{}^^^&{RACINE}.3&ISO^urn:ihe:iti:xds:2013:accession", self.accession),
            format!("{etude}^^^^urn:ihe:iti:xds:2016:studyInstanceUID"),
        ]
    }
}

/// The Part 10 file: its SOP instance UID is the `uniqueId`.
pub(super) fn ecrire(d: &Document, kos: &Kos) -> Vec<u8> {
    let instance = &d.unique_id;
    let meta = [
        el(0x0002, 0x0001, *b"OB", &[0, 1]),
        uid(0x0002, 0x0002, CLASSE_SOP),
        uid(0x0002, 0x0003, instance),
        uid(0x0002, 0x0010, SYNTAXE),
        uid(0x0002, 0x0012, &format!("{RACINE}.4")),
    ]
    .concat();
    let longueur = u32::try_from(meta.len()).unwrap_or(u32::MAX);
    [
        vec![0; 128],
        b"DICM".to_vec(),
        el(0x0002, 0x0000, *b"UL", &longueur.to_le_bytes()),
        meta,
        donnees(d, kos),
    ]
    .concat()
}

fn donnees(d: &Document, kos: &Kos) -> Vec<u8> {
    let p = &d.fond.patient;
    let ins = p.ins.as_ref();
    let etude = d
        .references
        .iter()
        .find_map(|r| r.split("^^^^urn:ihe:iti:xds:2016").next().filter(|e| !e.contains('^')));
    let etude = etude.unwrap_or(&d.set_id);
    let jour = |i: time::OffsetDateTime| i.date().to_string().replace('-', "");
    let heure = |i: time::OffsetDateTime| format!("{:02}{:02}{:02}", i.hour(), i.minute(), i.second());
    let serie = oid(&format!("serie {etude}"));
    let image = |n: u16| {
        [
            uid(0x0008, 0x1150, &kos.classe_images),
            uid(0x0008, 0x1155, &oid(&format!("image {etude} {n}"))),
        ]
        .concat()
    };
    let images: Vec<Vec<u8>> = (1..=kos.images).map(image).collect();
    let prouve = item(&[
        sequence(
            0x0008,
            0x1115,
            &[item(&[
                sequence(
                    0x0008,
                    0x1199,
                    &images.iter().map(|i| item(std::slice::from_ref(i))).collect::<Vec<_>>(),
                ),
                uid(0x0020, 0x000e, &serie),
            ])],
        ),
        uid(0x0020, 0x000d, etude),
    ]);
    let contenu: Vec<Vec<u8>> = images
        .iter()
        .map(|i| {
            item(&[
                sequence(0x0008, 0x1199, &[item(std::slice::from_ref(i))]),
                texte(0x0040, 0xa010, *b"CS", "CONTAINS"),
                texte(0x0040, 0xa040, *b"CS", "IMAGE"),
            ])
        })
        .collect();
    let auteur = match &d.fond.redacteur {
        Redacteur::Patient => String::new(),
        Redacteur::Professionnel(ps) => ps.1.nom.clone(),
    };
    [
        texte(0x0008, 0x0005, *b"CS", "ISO_IR 192"),
        uid(0x0008, 0x0016, CLASSE_SOP),
        uid(0x0008, 0x0018, &d.unique_id),
        texte(0x0008, 0x0020, *b"DA", &jour(d.debut)),
        texte(0x0008, 0x0023, *b"DA", &jour(d.creation)),
        texte(0x0008, 0x0030, *b"TM", &heure(d.debut)),
        texte(0x0008, 0x0033, *b"TM", &heure(d.creation)),
        texte(0x0008, 0x0050, *b"SH", &kos.accession),
        texte(0x0008, 0x0060, *b"CS", "KO"),
        texte(0x0008, 0x0070, *b"LO", "segur-bench (simulé)"),
        texte(0x0008, 0x0080, *b"LO", &auteur),
        texte(0x0008, 0x0090, *b"PN", ""),
        texte(0x0008, 0x1030, *b"LO", &d.titre.chars().take(60).collect::<String>()),
        sequence(0x0008, 0x1111, &[]),
        texte(0x0010, 0x0010, *b"PN", &format!("{}^{}", p.nom_naissance, premier(p))),
        texte(
            0x0010,
            0x0020,
            *b"LO",
            &ins.map_or_else(String::new, segur_model::world::Ins::complet),
        ),
        texte(0x0010, 0x0021, *b"LO", ins.map_or("", |i| i.oid.as_str())),
        texte(0x0010, 0x0030, *b"DA", &p.date_naissance.replace('-', "")),
        texte(0x0010, 0x0040, *b"CS", &p.sexe),
        uid(0x0020, 0x000d, etude),
        uid(0x0020, 0x000e, &oid(&format!("serie du kos {etude}"))),
        texte(0x0020, 0x0010, *b"SH", &kos.accession),
        texte(0x0020, 0x0011, *b"IS", "1"),
        texte(0x0020, 0x0013, *b"IS", "1"),
        texte(0x0040, 0xa040, *b"CS", "CONTAINER"),
        sequence(
            0x0040,
            0xa043,
            &[item(&[
                texte(0x0008, 0x0100, *b"SH", "113030"),
                texte(0x0008, 0x0102, *b"SH", "DCM"),
                texte(0x0008, 0x0104, *b"LO", "Manifest"),
            ])],
        ),
        texte(0x0040, 0xa050, *b"CS", "SEPARATE"),
        sequence(0x0040, 0xa375, &[prouve]),
        sequence(
            0x0040,
            0xa504,
            &[item(&[
                texte(0x0008, 0x0105, *b"CS", "DCMR"),
                texte(0x0040, 0xdb00, *b"CS", "2010"),
            ])],
        ),
        sequence(0x0040, 0xa730, &contenu),
    ]
    .concat()
}

/// One data element. The length takes four bytes after two empty ones for the VR that may be long.
fn el(groupe: u16, element: u16, vr: [u8; 2], valeur: &[u8]) -> Vec<u8> {
    let mut e = [groupe.to_le_bytes(), element.to_le_bytes(), vr].concat();
    match &vr {
        b"OB" | b"SQ" => {
            e.extend([0, 0]);
            e.extend(u32::try_from(valeur.len()).unwrap_or(u32::MAX).to_le_bytes());
        }
        _ => e.extend(u16::try_from(valeur.len()).unwrap_or(u16::MAX).to_le_bytes()),
    }
    e.extend(valeur);
    e
}

/// A text, of an even length.
fn texte(groupe: u16, element: u16, vr: [u8; 2], valeur: &str) -> Vec<u8> {
    let mut octets = valeur.as_bytes().to_vec();
    if octets.len() % 2 == 1 {
        octets.push(b' ');
    }
    el(groupe, element, vr, &octets)
}

/// An identifier: padded by a zero.
fn uid(groupe: u16, element: u16, valeur: &str) -> Vec<u8> {
    let mut octets = valeur.as_bytes().to_vec();
    if octets.len() % 2 == 1 {
        octets.push(0);
    }
    el(groupe, element, *b"UI", &octets)
}

fn sequence(groupe: u16, element: u16, items: &[Vec<u8>]) -> Vec<u8> {
    el(groupe, element, *b"SQ", &items.concat())
}

fn item(elements: &[Vec<u8>]) -> Vec<u8> {
    let dedans = elements.concat();
    let longueur = u32::try_from(dedans.len()).unwrap_or(u32::MAX);
    [&[0xfe, 0xff, 0x00, 0xe0], longueur.to_le_bytes().as_slice(), &dedans].concat()
}
