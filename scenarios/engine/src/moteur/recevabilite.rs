//! Whether a piece closes the proof that it is given to: it must be of the kind that is asked, come from where it is asked, bear the name
//! that is asked, be what it claims to be, and not have been judged non-conform in the same campaign.

use segur_dialecte::media::{self, Media};
use segur_model::catalogue::{NaturePreuve, Proof};
use segur_model::resultat::{Contenu, Octets, Piece, ResultatEtape, ResultatObservation};
use segur_model::texte::dangereux;
use segur_model::vocabulaire::EXTRAITS;
use segur_model::{ConstatEtape, Fondement};
use segur_pdf::NomAttendu;

/// The bytes that the campaign keeps; `None`: they are gone.
pub type LireOctets<'a> = &'a dyn Fn(&Octets) -> Option<Vec<u8>>;

/// Whether a piece closes its proof. A proof that may be a video is never closed by a machine artefact: the reviewer wants to see the
/// screen.
///
/// # Errors
/// Why not, in French; empty when it only is of another kind than is asked, and so supports.
pub fn juger(quoi: &Contenu, preuve: Option<&Proof>, octets: LireOctets<'_>, patient: &NomAttendu) -> Result<(), String> {
    let Some(preuve) = preuve else { return Err(String::new()) };
    let demande = |n: &[NaturePreuve]| preuve.natures.iter().any(|x| n.contains(x));
    let machine = !preuve.natures.is_empty() && preuve.natures.iter().all(|n| n.est_machine());
    match quoi {
        // What the bench took on the wire is no trace of the system; neither is the extract that an adapter writes for the bench.
        Contenu::Message { .. } | Contenu::Document { .. } if preuve.du_systeme => Err(String::new()),
        Contenu::Fichier { nom, .. } if preuve.du_systeme && EXTRAITS.iter().any(|e| e.nom == nom) => Err(String::new()),
        Contenu::Message { .. } if machine && preuve.nommage.is_empty() => Ok(()),
        Contenu::Document { .. } if machine => nommer(None, preuve, patient),
        Contenu::Fichier { nom_fichier, .. } if machine => nommer(nom_fichier.as_deref(), preuve, patient),
        Contenu::Video { octets: Some(o), .. } if demande(&[NaturePreuve::Video, NaturePreuve::DemonstrationFree]) => {
            est(o, octets, est_un_film, "une vidéo (MP4, MOV, WebM, MKV, AVI)")
        }
        Contenu::Capture { octets: Some(o), .. } if demande(&[NaturePreuve::Screenshot, NaturePreuve::DemonstrationFree]) => est(
            o,
            octets,
            est_une_capture,
            "une image (PNG, JPEG, WebP…), ni un PDF qui en contient",
        ),
        _ => Err(String::new()),
    }
}

/// The name that the exigence asks of the file.
fn nommer(nom: Option<&str>, preuve: &Proof, patient: &NomAttendu) -> Result<(), String> {
    if preuve.nommage.is_empty() {
        return Ok(());
    }
    let Some(nom) = nom else {
        return Err(format!(
            "le fichier n'a pas de nom connu du banc, et la preuve demande celui de {} (champ « nom_fichier » de l'acte)",
            preuve.nommage
        ));
    };
    if nom.chars().any(dangereux) {
        return Err("le nom du fichier contient des caractères de commande ou de sens d'écriture".to_owned());
    }
    match segur_pdf::juger_nom(nom, Some(patient)).as_slice() {
        [] => Ok(()),
        [faute, ..] => Err(format!(
            "le nom « {nom} » n'est pas celui que demande {} : {}, attendu {}",
            preuve.nommage, faute.dit, faute.expected
        )),
    }
}

/// An annotated capture often comes as a PDF.
fn est_une_capture(contenu: &[u8]) -> bool {
    matches!(media::reconnaitre(contenu), Media::Image(_) | Media::Pdf)
}

fn est_un_film(contenu: &[u8]) -> bool {
    matches!(media::reconnaitre(contenu), Media::Video(_))
}

/// The bytes are what they are given for.
fn est(o: &Octets, octets: LireOctets<'_>, genre: fn(&[u8]) -> bool, dit: &str) -> Result<(), String> {
    match octets(o) {
        Some(contenu) if genre(&contenu) => Ok(()),
        Some(_) => Err(format!("le fichier n'est pas {dit}")),
        None => Err("le fichier n'est plus dans la campagne".to_owned()),
    }
}

/// Takes back the pieces that the same scenario does not let stand: a message or a document that it judged non-conform or could not judge, a
/// file that nothing ties to its patient and its demand, a film or a capture of an étape that did not hold. A reviewer would send them back.
pub fn ecarter_les_fautives(etapes: &mut [ResultatEtape]) {
    let mut refusees = Vec::new();
    for (i, e) in etapes.iter().enumerate() {
        for (j, p) in e.pieces.iter().enumerate().filter(|(_, p)| p.recevable) {
            refusees.extend(refus(e, p, etapes).map(|refus| (i, j, refus)));
        }
    }
    for (i, j, refus) in refusees {
        let p = &mut etapes[i].pieces[j];
        p.recevable = false;
        p.refus = refus;
    }
}

/// Why a piece of this étape does not stand.
fn refus(sienne: &ResultatEtape, p: &Piece, etapes: &[ResultatEtape]) -> Option<String> {
    let lues = || {
        let toutes = etapes.iter().flat_map(|e| e.observations.iter().map(move |o| (e, o)));
        toutes.filter(|(_, o)| porte_sur(o, p))
    };
    match &p.quoi {
        Contenu::Video { .. } | Contenu::Capture { .. } => {
            let tenue = !matches!(sienne.constat, ConstatEtape::Ecart | ConstatEtape::NonJoue(_));
            return (!tenue).then(|| format!("ce qu'elle montre ne tient pas, ou n'a pas été joué ({})", sienne.numero.dit()));
        }
        Contenu::Fichier { .. } if lues().next().is_none() => return Some("aucune étape ne l'a jugé".to_owned()),
        _ => {}
    }
    lues().find_map(|(e, o)| match &o.constat {
        ConstatEtape::Ecart => Some(format!(
            "le banc l'a jugée non conforme dans cette même campagne ({})",
            e.numero.dit()
        )),
        ConstatEtape::NonJoue(_) => Some(format!("le banc n'a pas pu la juger ({} : {})", e.numero.dit(), o.raison)),
        ConstatEtape::Tenu {
            fondement: Fondement::Declare,
        } if matches!(p.quoi, Contenu::Fichier { .. }) => {
            Some(format!("rien ne la rattache à ce patient et à cette demande ({})", e.numero.dit()))
        }
        _ => None,
    })
}

/// Whether an observation is about the bytes of a piece.
fn porte_sur(o: &ResultatObservation, p: &Piece) -> bool {
    match &p.quoi {
        Contenu::Message { echanges, .. } => echanges.iter().any(|e| o.echanges.iter().any(|x| x.exchange.id == e.exchange.id)),
        Contenu::Document { octets, .. } => o.echanges.iter().any(|x| x.documents.contains(octets)),
        Contenu::Fichier { octets, .. } => o.fichier.as_ref() == Some(octets),
        Contenu::Video { .. } | Contenu::Capture { .. } | Contenu::Attestation { .. } | Contenu::Tiers { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use segur_model::catalogue::NaturePreuve::{CndaCertificate, DemonstrationFree, SampleDocument, Screenshot, TraceLog, Video};

    use super::*;

    fn preuve(natures: &[NaturePreuve]) -> Proof {
        Proof {
            id: "X/1.01.01".to_owned(),
            natures: natures.to_vec(),
            demande: String::new(),
            du_systeme: false,
            nommage: String::new(),
            toutes: false,
        }
    }

    fn message() -> Contenu {
        Contenu::Message {
            nom: "m".to_owned(),
            echanges: Vec::new(),
        }
    }

    fn fichier(nom_fichier: Option<&str>) -> Contenu {
        Contenu::Fichier {
            nom: "compte-rendu-pdf".to_owned(),
            nom_fichier: nom_fichier.map(str::to_owned),
            octets: octets("application/pdf"),
        }
    }

    fn octets(media: &str) -> Octets {
        Octets {
            empreinte: String::new(),
            taille: 1,
            media: media.to_owned(),
        }
    }

    fn ferme(quoi: &Contenu, preuve: &Proof) -> bool {
        juger(quoi, Some(preuve), &|_| None, &NomAttendu::default()).is_ok()
    }

    #[test]
    fn a_message_never_stands_for_a_video_nor_for_what_the_system_must_give() {
        assert!(!ferme(&message(), &preuve(&[Video])));
        assert!(!ferme(&message(), &preuve(&[TraceLog, Screenshot, Video, DemonstrationFree])));
        assert!(!ferme(&message(), &preuve(&[])));
        assert!(!ferme(&message(), &preuve(&[CndaCertificate])));
        assert!(ferme(&message(), &preuve(&[TraceLog])));
        let du_systeme = Proof {
            du_systeme: true,
            ..preuve(&[TraceLog])
        };
        assert!(!ferme(&message(), &du_systeme));
        assert!(ferme(&fichier(None), &du_systeme), "a document comes out of the system");
        let extrait = Contenu::Fichier {
            nom: "traces".to_owned(),
            nom_fichier: None,
            octets: octets("application/json"),
        };
        assert!(!ferme(&extrait, &du_systeme), "an extract is written for the bench");
    }

    #[test]
    fn a_document_closes_under_the_name_that_is_asked_alone() {
        let nommee = Proof {
            nommage: "ECO.2.1.6".to_owned(),
            toutes: false,
            ..preuve(&[SampleDocument])
        };
        let patient = NomAttendu {
            nom: "DE VINCI".to_owned(),
            prenom: "RUTH".to_owned(),
            ..NomAttendu::default()
        };
        let dit = |nom: Option<&str>| juger(&fichier(nom), Some(&nommee), &|_| None, &patient);
        assert!(dit(Some("20260105_CR-BIO_DUPONT_Jean_4711.pdf")).is_err(), "another patient's");
        assert!(dit(Some("20260105_CR-BIO_DE VINCI_Ru\u{202e}th_4711.pdf")).is_err());
        assert!(dit(Some("20260105_CR-BIO_DE VINCI_Ruth_4711.pdf")).is_ok());
        assert!(dit(Some("20260105_CR-BIO_DE VINCI_Ruth.pdf")).unwrap_err().contains("ECO.2.1.6"));
        assert!(dit(Some("compte-rendu.pdf")).is_err());
        assert!(dit(None).unwrap_err().contains("nom_fichier"));
        assert!(ferme(&fichier(None), &preuve(&[SampleDocument])), "no name is asked");
    }

    #[test]
    fn a_video_is_one_by_its_bytes() {
        let video = |octets| Contenu::Video { de: 1, a: 2, octets };
        assert!(!ferme(&video(None), &preuve(&[Video])), "only planned");
        let mp4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x10moov\0\0\0\x08mvhd".to_vec();
        let lue = |contenu: &[u8], natures: &[NaturePreuve]| {
            let contenu = contenu.to_vec();
            juger(
                &video(Some(octets("video/mp4"))),
                Some(&preuve(natures)),
                &move |_| Some(contenu.clone()),
                &NomAttendu::default(),
            )
        };
        assert!(lue(&mp4, &[Video]).is_ok());
        assert!(lue(&mp4, &[TraceLog]).is_err());
        assert!(lue(b"<html>", &[Video]).unwrap_err().contains("n'est pas une vid\u{e9}o"));
    }
}
