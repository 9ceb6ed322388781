//! The rules by which a claim is refused: their text is data (`donnees/argent/sons.toml`), what they look at is code.

use segur_model::Trust;
use serde::Deserialize;

/// What a rule does when it does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consequence {
    /// The act is refused.
    Refuse,
    /// The act is done, and the rule told.
    Avertit,
    /// As the setting of the windows says.
    Fenetre,
}

/// One rule, as the data says it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regle {
    /// Which.
    pub id: Controle,
    /// What must hold, in French.
    pub dit: String,
    /// What it does when it does not.
    pub consequence: Consequence,
    /// What mends it, in French.
    pub a_faire: String,
    /// Document and section.
    pub source: String,
    /// Trust in it.
    pub trust: Trust,
}

/// A rule that does not hold, as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manquement {
    /// Identifier of the rule (`sons.va-non-signee`).
    pub regle: &'static str,
    /// What must hold.
    pub dit: String,
    /// What was seen.
    pub vu: String,
    /// What mends it.
    pub a_faire: String,
    /// Document and section.
    pub source: String,
    /// Trust in it.
    pub trust: Trust,
    /// Whether it refuses the act, or only tells.
    pub refuse: bool,
}

macro_rules! controles {
    ($($nom:ident = $id:literal : $quoi:literal,)*) => {
        /// What is looked at.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        pub enum Controle {
            $(#[doc = $quoi] #[serde(rename = $id)] $nom,)*
        }

        impl Controle {
            /// Every one.
            pub const TOUS: &'static [Self] = &[$(Self::$nom,)*];

            /// Identifier of its rule.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$nom => $id,)* }
            }
        }
    };
}

controles! {
    NonReference = "sons.non-reference": "Enrolment before the certificate.",
    CommandeSansCondition = "sons.commande-sans-condition": "An order before the certificate, without its condition.",
    VersionNonReferencee = "sons.version-non-referencee": "Another product or version than that of the certificate.",
    PieceManquante = "sons.piece-manquante": "Enrolment without all its pieces.",
    AvanceAvantDemande = "sons.avance-avant-demande": "An advance that nobody asked.",
    Ordre = "sons.ordre": "A step before the one that it follows, or done already.",
    DeuxDemandesMemeInstance = "sons.deux-demandes-meme-instance": "A second claim for an instance, in the same wave and dispositif.",
    SiteDeuxFois = "sons.site-deux-fois": "A site that counts for two instances.",
    SommeDesSites = "sons.somme-des-sites": "Sites of the instances that do not add up to those of the client.",
    SansSite = "sons.sans-site": "An instance that no site uses.",
    SiteInvalide = "sons.site-invalide": "A number that is neither a FINESS nor a SIRET.",
    Plafond = "sons.plafond": "An amount above the cap.",
    PlafondNonPublic = "sons.plafond-non-public": "A cap that nobody published nor gave.",
    TtcHt = "sons.ttc-ht": "Two amounts that do not agree on the VAT.",
    PosteNonCouvert = "sons.poste-non-couvert": "A quote with what is not covered.",
    HorsFenetre = "sons.hors-fenetre": "A step outside its window.",
    DejaVague1 = "sons.deja-vague-1": "Both waves asked for a client that had the first.",
    VaNonSignee = "sons.va-non-signee": "A balance without the signed VA or MOM.",
    FactureAbsente = "sons.facture-absente": "A balance without the invoice.",
    FactureAutreMontant = "sons.facture-autre-montant": "An invoice of another amount than the quote.",
    FactureVa = "sons.facture-va": "An invoice and a VA that do not name the same.",
}
