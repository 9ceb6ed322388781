//! One function per kind of check. Rules name them; what a rule looks for is in its data.

mod courriel;
mod documents;
mod dossier;
mod ecrans;
mod lignes;
pub(crate) mod natures;
mod pentest;
mod preuves;
mod tiers;
mod traces;

use serde::Deserialize;

use super::affaire::{Affaire, Cadre, Piece, Preuve};
use super::regles::Regle;
use super::resultat::ChapitreExamine;
use crate::manifeste::ConstatExigence;

/// What a check finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Issue {
    /// The rule holds, or is not about this.
    Tient,
    /// It does not: what was seen, in French.
    Manque(String),
    /// It could not be judged: why, in French.
    NeSaitPas(String),
}

/// A kind of check, as the data name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Controle {
    /// A film is one.
    VideoLisible,
    /// A film shows the étapes asked.
    EtapesFilmees,
    /// A screenshot is a picture.
    ImageLisible,
    /// A picture is large enough to be read.
    ImageAssezGrande,
    /// Every screenshot asked is there.
    CapturesToutes,
    /// A trace asked of the system comes out of it.
    DuSysteme,
    /// The bench took it, before simulated services.
    PriseParLeBanc,
    /// A trace of the bench is of this campaign.
    MemeCampagne,
    /// The version of the product is the same everywhere.
    MemeVersion,
    /// Each entry of a trace has one of these fields.
    TracesPortent,
    /// The source of a mail is one.
    SourceDeCourriel,
    /// A PDF opens.
    PdfLisible,
    /// PDF/A-1.
    PdfA1,
    /// The name of the file.
    NomDeFichier,
    /// A CDA can be read.
    CdaLisible,
    /// A CDA keeps these families of rules.
    CdaTient,
    /// There is a link.
    LienPresent,
    /// It is to this host.
    LienInstance,
    /// An integer.
    NumeroDExecution,
    /// The homologation is granted.
    HomologationAcquise,
    /// It is for this product and version.
    HomologationDuProduit,
    /// The form of the penetration test is less than one year old.
    PentestRecent,
    /// Which profile it is for, as far as its words tell.
    HomologationDuProfil,
    /// Who signed, as far as the bytes tell.
    SignatureVue,
    /// A PDF is signed.
    PdfSigne,
    /// A file holds something.
    PieceVide,
    /// A piece is of a kind that the proof asks.
    NatureDemandee,
    /// A proof that is said to be there is.
    ProduiteEtLa,
    /// The campaign did not refuse a piece.
    PieceRefusee,
    /// A piece is filed under the scenario that it shows.
    BonScenario,
    /// What the proof asks is known.
    NatureConnue,
    /// What has no object is justified.
    SansObjetJustifie,
    /// The campaign saw no écart.
    ExigenceNonConforme,
    /// No identity was accepted by hand.
    IdentitesAcceptees,
    /// The deposit comes after the campaign.
    DepotApresCampagne,
    /// The NIL is known.
    NilConnu,
    /// A chapter is complete.
    ChapitreComplet,
    /// Nobody but a person can look.
    Regard,
}

type SurPiece = fn(&Regle, &Cadre<'_>, &Preuve<'_>, &Piece<'_>) -> Issue;
type SurPreuve = fn(&Cadre<'_>, &Preuve<'_>) -> Issue;

/// What a check looks at, and how.
pub(super) enum Fonction {
    /// Each file that answers a proof.
    Piece(SurPiece),
    /// A proof.
    Preuve(SurPreuve),
    /// An exigence.
    Exigence(fn(&ConstatExigence) -> Issue),
    /// A chapter.
    Chapitre(fn(&ChapitreExamine) -> Issue),
    /// The dossier.
    Dossier(fn(&Affaire<'_>) -> Issue),
}

impl Controle {
    /// The function that looks.
    pub(super) fn fonction(self) -> Fonction {
        use Fonction::{Chapitre, Dossier, Exigence, Piece, Preuve};
        match self {
            Self::VideoLisible => Piece(ecrans::video_lisible),
            Self::EtapesFilmees => Preuve(ecrans::etapes_filmees),
            Self::ImageLisible => Piece(ecrans::image_lisible),
            Self::ImageAssezGrande => Piece(ecrans::image_assez_grande),
            Self::CapturesToutes => Preuve(ecrans::captures_toutes),
            Self::Regard => Piece(|_, _, _, _| Issue::NeSaitPas("une personne seule peut en juger".to_owned())),
            Self::DuSysteme => Preuve(traces::du_systeme),
            Self::PriseParLeBanc => Piece(traces::prise_par_le_banc),
            Self::MemeCampagne => Piece(traces::meme_campagne),
            Self::MemeVersion => Piece(traces::meme_version),
            Self::TracesPortent => Piece(lignes::portent),
            Self::SourceDeCourriel => Piece(courriel::source_de_courriel),
            Self::PdfLisible => Piece(documents::pdf_lisible),
            Self::PdfA1 => Piece(documents::pdf_a1),
            Self::NomDeFichier => Piece(documents::nom_de_fichier),
            Self::CdaLisible => Piece(documents::cda_lisible),
            Self::CdaTient => Piece(documents::cda_tient),
            Self::LienPresent => Piece(tiers::lien_present),
            Self::LienInstance => Piece(tiers::lien_instance),
            Self::NumeroDExecution => Piece(tiers::numero_d_execution),
            Self::HomologationAcquise => Piece(tiers::homologation_acquise),
            Self::HomologationDuProduit => Piece(tiers::homologation_du_produit),
            Self::PentestRecent => Piece(pentest::pentest_recent),
            Self::HomologationDuProfil => Piece(tiers::homologation_du_profil),
            Self::SignatureVue => Piece(tiers::signature_vue),
            Self::PdfSigne => Piece(tiers::pdf_signe),
            Self::PieceVide => Piece(natures::piece_vide),
            Self::NatureDemandee => Piece(natures::nature_demandee),
            Self::ProduiteEtLa => Preuve(natures::produite_et_la),
            Self::PieceRefusee => Piece(preuves::piece_refusee),
            Self::BonScenario => Piece(preuves::bon_scenario),
            Self::NatureConnue => Preuve(preuves::nature_connue),
            Self::SansObjetJustifie => Preuve(preuves::sans_objet_justifie),
            Self::ExigenceNonConforme => Exigence(preuves::exigence_non_conforme),
            Self::ChapitreComplet => Chapitre(dossier::chapitre_complet),
            Self::IdentitesAcceptees => Dossier(dossier::identites_acceptees),
            Self::DepotApresCampagne => Dossier(dossier::depot_apres_campagne),
            Self::NilConnu => Dossier(dossier::nil_connu),
        }
    }
}

/// A text in lower case, without accents, on one line: what is looked for is written so.
fn plat(texte: &str) -> String {
    let droit = texte.replace(['\u{2019}', '\u{02bc}'], "'");
    let mots: Vec<String> = droit.split_whitespace().map(|m| segur_ids::sans_accent(m).to_lowercase()).collect();
    mots.join(" ")
}
