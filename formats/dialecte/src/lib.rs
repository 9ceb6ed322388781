//! What every format is to those who judge: a dialect, which reads a message or a file once, and gives its facts, its findings and the
//! documents that it carries.

pub mod connexion;
mod connu;
mod constateur;
pub mod contenu;
pub mod media;
mod source;

pub use connu::{Connu, Traits, nomme};
pub use constateur::Constateur;
pub use segur_x509::Confiance;
pub use source::{Joint, Piece, Source};

use segur_model::vocabulaire::Operation;
use segur_model::{Environnement, FaitsLus, Finding, Rule, World};
use time::OffsetDateTime;

/// A format, as the bench reads it.
pub trait Dialecte: Sync {
    /// Its name: that of the service whose exchanges it reads (`dmp`), or of the files (`cda`).
    fn nom(&self) -> &'static str;

    /// Its rules.
    fn regles(&self) -> &'static [&'static Rule];

    /// The operations whose exchanges it reads, with every fact that it gives of them.
    fn operations(&self) -> &'static [Operation];

    /// Reads; `None` when the source is of another dialect. What is of this one and cannot be read is a [`Lu`] all the same, which says why.
    fn lire(&self, source: &Source<'_>) -> Option<Box<dyn Lu>>;
}

/// A message or a file that was read: one pass over its bytes, of which no tree is kept. What the bytes alone show to be wrong was
/// found in that pass; what depends on who is asked, or when, is judged each time.
pub trait Lu: Send + Sync {
    /// Its facts. What could not be read gives none.
    fn faits(&self) -> &FaitsLus;

    /// Tells every rule that does not hold.
    fn juger(&self, k: &Connu<'_>, c: &mut Constateur);

    /// Why it is not what its kind says, when nothing of it could be read: nothing is then said of what it holds.
    fn illisible(&self) -> Option<String> {
        None
    }

    /// A family of rules of which nothing is judged here, though such a message is asked to keep them, and why (French): what is asked of it is
    /// neither kept nor broken.
    fn non_juge(&self) -> Option<(&'static str, &'static str)> {
        None
    }

    /// The documents that it carries.
    fn documents(&self) -> &[Joint] {
        &[]
    }

    /// Every finding.
    fn constats(&self, k: &Connu<'_>) -> Vec<Finding> {
        let mut c = Constateur::default();
        self.juger(k, &mut c);
        c.finir()
    }

    /// Every finding on it alone: see [`seul`].
    fn constats_seuls(&self, environnement: Environnement) -> Vec<Finding> {
        seul(environnement, |k, c| self.juger(k, c))
    }
}

/// Judges a thing alone: nobody is trusted, nothing is known of a world, and no instant is that of its reception.
pub fn seul(environnement: Environnement, juger: impl FnOnce(&Connu<'_>, &mut Constateur)) -> Vec<Finding> {
    let mut c = Constateur::default();
    let (monde, confiance) = (World::default(), Confiance::default());
    let k = Connu {
        environnement,
        ..Connu::du_monde(&monde, &confiance, OffsetDateTime::UNIX_EPOCH)
    };
    juger(&k, &mut c);
    c.finir()
}
