//! Big films go from the campaign to the zip as a stream: two gigabytes never stand in memory.

use std::io::{self, Read};

use segur_dialecte::media::{self, Media};
use segur_model::resultat::Octets;
use sha2::{Digest as _, Sha256};

use crate::{DossierError, Entree, Flux};

/// Size from which a film goes from the campaign to the zip without standing in memory.
const FLUX: u64 = 8 << 20;
/// Bytes of its beginning that tell that it is one.
const DEBUT_DE_FILM: usize = 64 << 10;

/// The bytes kept by the campaign: whole, or as a stream.
#[derive(Clone, Copy)]
pub(crate) struct Acces<'a> {
    pub(crate) octets: &'a dyn Fn(&Octets) -> Result<Vec<u8>, DossierError>,
    pub(crate) flux: Option<Flux<'a>>,
}

impl<'a> Acces<'a> {
    pub(crate) fn de(entree: &Entree<'a>) -> Self {
        Self {
            octets: entree.octets,
            flux: entree.flux,
        }
    }
}

/// What goes into the zip of a file.
pub(crate) enum Corps {
    /// All of it.
    Entier(Vec<u8>),
    /// A big film: its bytes are those of the campaign, and their digest is checked as they go.
    Flux(Box<dyn Read>),
}

/// Whether these bytes, and not their name, are a film.
pub(super) fn est_film(octets: &[u8]) -> bool {
    matches!(media::reconnaitre(octets), Media::Video(_))
}

/// A big film, as a stream from its beginning; none: it is read whole.
pub(super) fn film_en_flux(o: &Octets, acces: Acces<'_>) -> Result<Option<Box<dyn Read>>, DossierError> {
    let Some(flux) = acces.flux.filter(|_| o.taille >= FLUX && o.media.starts_with("video/")) else {
        return Ok(None);
    };
    let Some(mut flux) = flux(o) else { return Ok(None) };
    let mut debut = Vec::new();
    let lu = flux.by_ref().take(DEBUT_DE_FILM as u64).read_to_end(&mut debut);
    lu.map_err(|e| perdu(o, &e))?;
    Ok(est_film(&debut).then(|| Box::new(io::Cursor::new(debut).chain(flux)) as Box<dyn Read>))
}

/// Copies a stream, and checks that its bytes are those that the campaign recorded. What the destination refuses comes back as it is.
pub(crate) fn suivre(o: &Octets, mut flux: Box<dyn Read>, sortie: &mut dyn io::Write) -> Result<(), DossierError> {
    let mut condense = Sha256::new();
    let mut tampon = vec![0; 256 << 10];
    loop {
        let n = match flux.read(&mut tampon) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(perdu(o, &e)),
        };
        let lus = tampon.get(..n).unwrap_or_default();
        condense.update(lus);
        sortie.write_all(lus).map_err(DossierError::Sortie)?;
    }
    if hex::encode(condense.finalize()) == o.empreinte {
        Ok(())
    } else {
        Err(DossierError::OctetsAlteres {
            empreinte: o.empreinte.clone(),
        })
    }
}

fn perdu(o: &Octets, e: &io::Error) -> DossierError {
    DossierError::Octets {
        empreinte: o.empreinte.clone(),
        raison: segur_model::francais::systeme(e),
    }
}
