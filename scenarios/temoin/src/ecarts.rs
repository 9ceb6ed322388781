//! The defects: their catalogue (`defauts.toml`, embedded), and the question that the code asks where each one acts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use serde::de::IntoDeserializer;
use serde::de::value::{Error as ErreurValeur, StrDeserializer};
use serde::{Deserialize, Serialize};

use crate::erreur::TemoinError;

/// A named way of being wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defaut {
    /// Its name (`prenoms-groupes`).
    pub nom: String,
    /// What is wrong, and why it happens in the field (French).
    pub dit: String,
    /// Exigences that must turn `NonConforme` with it, and nothing else.
    pub attendus: Vec<String>,
    /// Exigences of which something is blocked with it, and that it does not condemn.
    #[serde(default)]
    pub bloques: Vec<String>,
    /// Exigences that lose what was seen for them: it is only declared.
    #[serde(default)]
    pub affaiblis: Vec<String>,
    /// Act, then rule, refusal or fact that turns (French), where the catalogue says it.
    #[serde(default)]
    pub tourne: String,
    /// Rules that the simulated services remark on with it, and that condemn nobody.
    #[serde(default)]
    pub remarques: Vec<String>,
    /// Exigences that it turns in the packs of other couloirs than biology.
    #[serde(default)]
    pub autres_couloirs: Vec<String>,
    /// Why no verdict follows, though what it does is seen (French): the sources disagree, or say nothing of the case.
    #[serde(default)]
    pub sans_verdict: String,
    /// Proofs that the dossier no longer produces with it: the piece would be sent back.
    #[serde(default)]
    pub preuves: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    defaut: Vec<Defaut>,
}

// The file is part of the program and a test reads it: the default is never met.
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| toml::from_str(include_str!("../defauts.toml")).unwrap_or_default());

/// Every defect, in the order of the catalogue.
#[must_use]
pub fn defauts() -> &'static [Defaut] {
    &CATALOGUE.defaut
}

/// The defect of this name.
///
/// # Errors
/// There is none; the error suggests the nearest.
pub fn defaut(nom: &str) -> Result<&'static Defaut, TemoinError> {
    defauts().iter().find(|d| d.nom == nom).ok_or_else(|| TemoinError::DefautInconnu {
        nom: nom.to_owned(),
        suggestion: proche(nom),
    })
}

fn proche(nom: &str) -> Option<String> {
    let (note, d) = defauts()
        .iter()
        .map(|d| (strsim::jaro_winkler(nom, &d.nom), d))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (note > 0.75).then(|| d.nom.clone())
}

/// A defect, as the code names it. Each one acts at one place, found by searching its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Ecart {
    TraitManquantAccepte,
    LigatureAcceptee,
    AccentAccepte,
    PrenomsGroupes,
    PrenomSuivantOublie,
    #[serde(rename = "sans-cog-sur-02")]
    SansCogSur02,
    #[serde(rename = "boucle-sur-01")]
    BoucleSur01,
    #[serde(rename = "faute-traitee-comme-01")]
    FauteTraiteeComme01,
    AppelIdentiteFictive,
    AppelIdentiteDouteuse,
    IdamAbsent,
    EmetteurErrone,
    CertificatExpire,
    AssertionPerimee,
    ContentTypeTextXml,
    DateJjMmAaaa,
    ElementsDesordonnes,
    DateZeroAcceptee,
    NomVideAccepte,
    PrenomsVidesAcceptes,
    SexeVideAccepte,
    TraitsLocauxConserves,
    PrenomAuLieuDeListe,
    IncoherenceNonSignalee,
    PremierPrenomEcrase,
    RelectureNiaRefusee,
    OidFige,
    CleOmise,
    RecuperationSansStatut,
    ValidationSansStatut,
    StatutSaute,
    DouteuseSansRetrogradation,
    FictiveSansRetrogradation,
    MatriculeConserve,
    TraceAbsente,
    TraceSansCodeRetour,
    TraceSansUtilisateur,
    TraceSansHistorique,
    TraceSansTraits,
    TraceEnMorceaux,
    HistoriqueStatutAbsent,
    InsNonQualifieeEnvoyee,
    CleInsFausse,
    OidAutreEnvironnement,
    VihfSansRole,
    VihfNonSignee,
    VihfMalSignee,
    DmpCertificatDUnTiers,
    #[serde(rename = "td02-incomplet")]
    Td02Incomplet,
    #[serde(rename = "td03-a-l-alimentation")]
    Td03ALAlimentation,
    PatientMetadonneesAutre,
    HeureLocaleEnUtc,
    TypeCodeHorsJeu,
    TitreDifferent,
    LangueFr,
    DateNaissanceAbsente,
    #[serde(rename = "n1-sans-pdf")]
    N1SansPdf,
    PartielDitComplet,
    BlocageIgnore,
    DemandeOmise,
    MasquageOublie,
    SignatureLotAbsente,
    RemplacementSansRplc,
    VersionNonIncrementee,
    SetidChange,
    SetidAbsent,
    PdfSansAnnoncePdfa,
    PdfPoliceNonIncorporee,
    PdfNomLibre,
    PdfDatamatrixAbsent,
    PdfDatamatrixAutrePatient,
    PscAcrAbsent,
    PscAcrEidas2,
    PscNonceRejoue,
    PscNonceNonVerifie,
    PscRedirectionAutreChemin,
    PscSecretDansUrl,
    PscJetonDansUrl,
    PscCibaMessageLibre,
    PscCibaIndiceRpps,
    PscCibaScrutationRapide,
    PscSansRafraichissement,
    PscSessionSurvit,
    PscDeconnexionLocale,
    PscIdentiteDuPoste,
    PscIdentiteGenerique,
    PscCompteParNom,
    EdcSansCertificat,
    EdcAutreCertificat,
    EdcJetonMort,
    AnnuaireParametreInconnu,
    AnnuaireSuivanteRefaite,
    AnnuaireSuivanteIgnoree,
    AnnuaireSuivanteAbandonnee,
    AnnuaireQuotaForce,
    AnnuaireQuotaInvente,
    AnnuaireCleDansUrl,
    AnnuaireSystemeV1,
    AnnuaireExtractionParPosition,
    AnnuaireExtractionUneFois,
    AnnuaireInactifGarde,
    CompteSansAnnuaire,
    CompteJamaisReverifie,
    MssSansStarttls,
    MssImapEnClair,
    MssCertificatNonVerifie,
    MssJetonPerime,
    MssSessionSurvit,
    MssSessionNonRouverte,
    MssErreurBloqueTout,
    MssMessageIdAbsent,
    MssMessageIdSansArobase,
    MssMessageIdRepete,
    MssInReplyToAbsent,
    MssReferencesAbsentes,
    MssHtmlSeul,
    MssHtmlAvantTexte,
    MssAppSansAvis,
    MssAppSansReplyTo,
    MssReplyToApplicative,
    MssSansIntitule,
    MssIntituleAdresse,
    MssDsnNonDemande,
    MssDsnEchecSeul,
    MssSansReturnReceiptTo,
    MssUsagerNonQualifie,
    MssUsagerSansCle,
    MssOppositionProIgnoree,
    MssOppositionUsagerIgnoree,
    MssCorrespondantsOublies,
    MssCopieUsagerOubliee,
    MssSuiteOubliee,
    MssAnnuleEtRemplaceTu,
    MssSuppressionMuette,
    MssSuppressionPremierSeul,
    MssSansPdf,
    MssArchiveUriFausse,
    MssDeuxPatients,
    MssObjetSansPrefixe,
    MssObjetSansNom,
    MssCodecdaAbsent,
    MssCodecdaLibelle,
    MssCodecdaSurMessage,
    MssInsAbsent,
    MssInsNon,
    MssInsSurMessage,
    MssNilAbsent,
    MssNilDesDocumentsSeuls,
    MssFinAbsente,
    MssFinMinuscule,
    MssPatientDuCda,
    MssAccuseNonDemande,
    MssMdnAbsent,
    MssMdnSansOriginal,
    MssMdnDispositionLibre,
    MssMasqueEnvoye,
    MssInvisibleEnvoye,
    MssBoiteNonRelevee,
    MssTraceAbsente,
    MssTraceSansUtilisateur,
    MssTraceSansReponse,
    MssSuppressionNonTracee,
    DmpSansTestExistence,
    DmpConsultationSansAccord,
    DmpFermeConsulte,
    DmpAutorisationDOffice,
    DmpAutorisationInterditeRedemandee,
    DmpAutorisationALAlimentation,
    DmpBrisDeGlaceNonRappele,
    DmpTraitsDuDmp,
    DmpVihfGenerique,
    DmpVihfPartagee,
    DmpVihfRejouee,
    DmpVihfAutrePatient,
    DmpRoleSansSavoirFaire,
    DmpSecteurHorsJeu,
    DmpLectureIndirecte,
    DmpMessageidAbsent,
    DmpMauvaiseAction,
    DmpPatientEntreParentheses,
    DmpApostropheOuverte,
    DmpRechercheSansStatut,
    DmpRechercheSansActifs,
    DmpRechercheSansBorne,
    DmpRechercheHeureLocale,
    DmpRechercheApresDepot,
    DmpListeEnReferences,
    DmpReferenceAvecPatient,
    DmpFiltrePatient,
    DmpTypeInconnuBloque,
    DmpMasquageNonMontre,
    DmpArchiveNonSignalee,
    DmpEntryuuidALaConsultation,
    DmpDepotFige,
    DmpAlimentationAir,
    DmpLotSansMtom,
    DmpDocumentInchange,
    DmpMasquageDansCda,
    DmpRemplacementPerime,
    DmpMasquageSansPrecedente,
    DmpMasquageSansLid,
    DmpMasquageIncomplet,
    DmpUniqueidEnCible,
    DmpEntryuuidPerime,
    DmpStatutArchiveEbrim,
    DmpSuppressionDUnActif,
    DmpSuppressionIti62,
    DmpBrisDeGlaceDOffice,
    DmpDocumentVoisin,
    DmpChangementDuVoisin,
    DmpListeAvantLAccord,
    DmpListeDesLIdentite,
}

/// The defects that a témoin carries, and where it was asked whether it carries one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ecarts {
    portes: BTreeSet<Ecart>,
    consultes: Arc<Mutex<Consultes>>,
}

#[derive(Debug, Default)]
struct Consultes {
    /// The scenario of the last act that was asked; empty before.
    scenario: String,
    vus: BTreeMap<String, BTreeSet<Ecart>>,
}

impl Ecarts {
    /// Those of these names.
    pub(crate) fn nommes(noms: &[String]) -> Result<Self, TemoinError> {
        let un = |nom: &String| -> Result<Ecart, TemoinError> {
            let d = defaut(nom)?;
            let valeur: StrDeserializer<'_, ErreurValeur> = d.nom.as_str().into_deserializer();
            Ecart::deserialize(valeur).map_err(|_| TemoinError::DefautInconnu {
                nom: nom.clone(),
                suggestion: None,
            })
        };
        Ok(Self {
            portes: noms.iter().map(un).collect::<Result<_, _>>()?,
            consultes: Arc::default(),
        })
    }

    /// Whether the témoin carries it, of what it prepares: nobody sees it yet, and it is not a question of any scenario.
    pub(crate) fn porte(&self, e: Ecart) -> bool {
        self.portes.contains(&e)
    }

    /// Whether the témoin carries it, where it acts: the later it is asked, the fewer scenarios it may turn.
    pub(crate) fn a(&self, e: Ecart) -> bool {
        let mut c = self.consultes.lock().unwrap_or_else(PoisonError::into_inner);
        let scenario = c.scenario.clone();
        c.vus.entry(scenario).or_default().insert(e);
        self.porte(e)
    }

    /// What is asked from now on is asked in this scenario.
    pub(crate) fn commencer(&self, scenario: &str) {
        let mut c = self.consultes.lock().unwrap_or_else(PoisonError::into_inner);
        scenario.clone_into(&mut c.scenario);
    }

    /// The scenarios in which each defect of the catalogue was asked about.
    pub(crate) fn consultes(&self) -> BTreeMap<&'static str, BTreeSet<String>> {
        let c = self.consultes.lock().unwrap_or_else(PoisonError::into_inner);
        let ou = |d: &'static Defaut| {
            let portes = Self::nommes(std::slice::from_ref(&d.nom)).map(|e| e.portes).unwrap_or_default();
            let vus = c.vus.iter().filter(|(_, vus)| !vus.is_disjoint(&portes));
            (d.nom.as_str(), vus.map(|(scenario, _)| scenario.clone()).collect())
        };
        defauts().iter().map(ou).collect()
    }

    /// `bon` without the defect, `mauvais` with it. Where both are the same nothing is asked: the defect cannot act there.
    pub(crate) fn choisir<T: PartialEq>(&self, e: Ecart, bon: T, mauvais: T) -> T {
        if bon != mauvais && self.a(e) { mauvais } else { bon }
    }
}

#[cfg(test)]
impl From<Ecart> for Ecarts {
    fn from(e: Ecart) -> Self {
        Self {
            portes: BTreeSet::from([e]),
            consultes: Arc::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catalogue_et_code_disent_les_memes() {
        let lus: Catalogue = toml::from_str(include_str!("../defauts.toml")).expect("defauts.toml");
        let mut codes = BTreeSet::new();
        for d in &lus.defaut {
            let e = Ecarts::nommes(std::slice::from_ref(&d.nom)).unwrap_or_else(|_| panic!("{} n'est pas dans le code", d.nom));
            codes.extend(e.portes);
            let listes = [&d.attendus, &d.bloques, &d.affaiblis, &d.preuves, &d.remarques, &d.autres_couloirs];
            let attend = listes.iter().any(|l| !l.is_empty());
            assert!(
                attend || !d.sans_verdict.is_empty(),
                "{} n'attend rien : un défaut que rien ne voit ne prouve rien",
                d.nom
            );
            // What gives no verdict is seen all the same: `tourne` says where, and the consultation's test holds it to it.
            assert!(
                d.sans_verdict.is_empty() || (!attend && !d.tourne.is_empty()),
                "{} : sans_verdict dit pourquoi rien n'est attendu, tourne ce qui se voit",
                d.nom
            );
            assert!(
                d.dit.ends_with('.') && d.dit.len() > 40,
                "{} : dire ce qui ne va pas, et pourquoi",
                d.nom
            );
        }
        assert_eq!(codes.len(), lus.defaut.len(), "deux entrées du même nom");
        // The last variant has the rank of the count: none of the code is missing from the catalogue.
        assert_eq!(
            lus.defaut.len(),
            Ecart::DmpListeDesLIdentite as usize + 1,
            "un défaut du code manque au catalogue"
        );
    }

    #[test]
    fn nom_inconnu_avec_suggestion() {
        let e = Ecarts::nommes(&["prenom-groupes".to_owned()]).unwrap_err();
        assert!(e.to_string().contains("« prenoms-groupes »"), "{e}");
        let e = defaut("xyz").unwrap_err();
        assert!(!e.to_string().contains("vouliez-vous"), "{e}");
    }
}
