//! The structures of mails that this session looked at: a client reads the parts of a mail one after the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use segur_imap::message::{Partie, structure};
use segur_kit::{Contexte, JournalError};

use crate::courrier::Corps;

/// Most structures that are kept.
const MAX: usize = 64;

/// By the place of the mail.
#[derive(Default)]
pub(super) struct Structures(BTreeMap<(String, u64), Arc<Partie>>);

/// A mail that was read as far as it was needed.
pub(super) struct Lu {
    pub octets: Option<Bytes>,
    pub structure: Arc<Partie>,
}

impl Structures {
    /// The structure of a mail. `octets`: its bytes are wanted too.
    ///
    /// # Errors
    /// When the journal cannot give it.
    pub async fn de(&mut self, ctx: &Contexte, corps: &Corps, octets: bool) -> Result<Lu, JournalError> {
        let cle = (corps.octets.corps.clone(), corps.octets.debut);
        if let (Some(structure), false) = (self.0.get(&cle), octets) {
            return Ok(Lu {
                octets: None,
                structure: structure.clone(),
            });
        }
        let lus = corps.lire(ctx).await?;
        let structure = self.0.get(&cle).cloned().unwrap_or_else(|| Arc::new(structure(&lus)));
        if self.0.len() >= MAX {
            self.0.clear();
        }
        self.0.insert(cle, structure.clone());
        Ok(Lu {
            octets: Some(lus),
            structure,
        })
    }
}
