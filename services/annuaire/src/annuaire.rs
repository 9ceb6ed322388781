//! What the service holds, and the directory as an espace sees it.

use std::sync::{Arc, OnceLock};

use segur_kit::Contexte;

use crate::AnnuaireReglage;
use crate::etat::Etats;
use crate::magasin::{Constructeur, generer};
use crate::vue::{Fonds, Vue};

/// The service, one value for every espace.
pub(crate) struct Annuaire {
    pub reglage: AnnuaireReglage,
    pub etats: Etats,
    fonds: OnceLock<Arc<Fonds>>,
}

impl Annuaire {
    pub fn nouveau(reglage: AnnuaireReglage) -> Self {
        Self {
            reglage,
            etats: Etats::default(),
            fonds: OnceLock::new(),
        }
    }

    /// The directory, the same for every espace: they share the world.
    pub fn fonds(&self, ctx: &Contexte) -> Arc<Fonds> {
        let faire = || {
            let magasin = match self.reglage.professionnels {
                0 => Constructeur::monde(&ctx.monde).finir(),
                n => generer(&ctx.monde, n, &self.reglage.graine),
            };
            Arc::new(Fonds::nouveau(magasin, self.reglage.inscriptions))
        };
        self.fonds.get_or_init(faire).clone()
    }

    /// The directory as it is now.
    pub fn vue(&self, ctx: &Contexte) -> Vue {
        let revisions = self.etats.avec(&ctx.espace, |e| e.revisions.clone());
        let nombre = revisions.len();
        Vue::nouvelle(self.fonds(ctx), revisions, nombre)
    }
}
