//! The command line (**contract**: architecture, §5), declared once.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::exemples;

/// Un banc d'essai local pour les exigences Ségur : services nationaux simulés, scénarios rejoués, dossier de preuves.
#[derive(Parser)]
#[command(name = "segur-bench", version, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub commande: Commande,
}

#[derive(Subcommand)]
pub enum Commande {
    /// Démarre tout en local, joue la campagne contre le système témoin et écrit un dossier
    #[command(after_help = exemples::DEMO)]
    Demo(Demo),
    /// Démarre les services et les tient jusqu'à l'arrêt
    #[command(after_help = exemples::SERVE)]
    Serve(Serve),
    /// Joue une campagne contre un système candidat
    #[command(after_help = exemples::RUN)]
    Run(Box<Run>),
    /// Juge des fichiers seuls (cda, xdm, mail, pdf, hl7v2, fhir, vihf, xds, soap ; - : l'entrée standard) : 0 sans erreur, 1 des erreurs, 2 illisible, 3 non évalué
    #[command(after_help = exemples::CHECK)]
    Check(Check),
    /// Applique un schéma ISO Schematron : 0 rien à redire, 1 des échecs, 2 illisible, non évalué, ou aucune règle ne s'applique
    #[command(after_help = exemples::SCHEMATRON)]
    Schematron {
        schema: PathBuf,
        #[arg(required = true)]
        fichiers: Vec<PathBuf>,
        /// Dossier où écrire un rapport SVRL par fichier
        #[arg(long, value_name = "DOSSIER")]
        svrl: Option<PathBuf>,
        /// Phase à jouer au lieu de celle du schéma ; #ALL pour tous les motifs
        #[arg(long)]
        phase: Option<String>,
    },
    /// Montre les échanges enregistrés par un banc en marche
    #[command(after_help = exemples::JOURNAL)]
    Journal(Journal),
    /// Ôte les échanges anciens du journal d'un banc, en marche ou arrêté ; jamais ceux que tient une campagne
    #[command(after_help = exemples::PURGE)]
    Purge(Purge),
    /// Ce qu'il faut à un candidat pour se raccorder ; --essai : la dernière tentative et son échec expliqué
    #[command(after_help = exemples::RACCORDEMENT)]
    Raccordement(Raccordement),
    /// Gère les espaces d'un banc en marche
    #[command(after_help = exemples::ESPACE)]
    Espace(Espace),
    /// Le catalogue des exigences, et comment chacune est prouvée ici
    #[command(after_help = exemples::EXIGENCES)]
    Exigences(Exigences),
    /// Les règles vérifiées, leur source et la confiance qu'on lui accorde
    #[command(after_help = exemples::REGLES)]
    Regles {
        /// Seulement celles dont le nom, la phrase ou la source contient ce mot
        mot: Option<String>,
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// Les mots des scénarios : actes, opérations, faits, fiches, pannes, actions
    #[command(after_help = exemples::VOCABULAIRE)]
    Vocabulaire {
        /// Seulement ce qui contient ce mot
        mot: Option<String>,
        #[arg(long, default_value = "text")]
        format: FormatVocabulaire,
    },
    /// Lit un classeur de l'ANS (REM ou export de Convergence) : un référentiel et un scénario guidé par numéro, dans un dossier à vous
    #[command(after_help = exemples::IMPORT)]
    Import(Import),
    /// Les preuves que vous donnez à une campagne : vidéos, captures, liens, documents. Pendant qu'elle se joue, ou après
    #[command(after_help = exemples::PREUVE)]
    Preuve(Preuve),
    /// Sort le classeur d'un dossier de preuves, ou celui d'un import, au format Convergence ou REM
    #[command(after_help = exemples::EXPORT)]
    Export(Export),
    /// Vérifie qu'un dossier est tel que le détenteur de la clé l'a signé : 0 intact, 1 altéré, 2 illisible
    #[command(after_help = exemples::VERIFY)]
    Verify {
        dossier: PathBuf,
        /// Empreinte attendue de la clé du signataire : une autre est une altération
        #[arg(long, value_name = "HEX")]
        empreinte: Option<String>,
    },
    /// La veille du dépôt : ce qu'un examinateur renverrait, ce qui manque et qui le livre. 0 rien ne reviendrait, 1 quelque chose, 2 altéré ou illisible
    #[command(after_help = exemples::EXAMINER)]
    Examiner {
        /// Le fichier .zip, tel que le banc l'a écrit
        dossier: PathBuf,
        /// text : pour une personne ; json : tout, pour un programme
        #[arg(long, default_value = "text")]
        format: Format,
        /// Jour du dépôt (AAAA-MM-JJ) : une pièce peut être périmée ce jour-là [défaut : aujourd'hui]
        #[arg(long, value_name = "JOUR")]
        depot: Option<String>,
    },
    /// Compare deux dossiers : 0 rien de pire, 1 quelque chose de pire, 2 illisible
    #[command(after_help = exemples::DIFF)]
    Diff { avant: PathBuf, apres: PathBuf },
    /// Écrit l'IGC-Santé de test : autorités, certificats, CRL
    #[command(after_help = exemples::CERTS)]
    Certs(Certs),
    /// Vérifie qu'un banc en marche répond
    #[command(after_help = exemples::SANTE)]
    Sante(AccesBanc),
    /// Le tableau des mesures (à venir)
    Mesures,
    /// Écrit ce qui complète la ligne de commande dans un interpréteur
    #[command(after_help = exemples::COMPLETIONS)]
    Completions { interpreteur: clap_complete::Shell },
    /// Écrit la page de manuel, au format de man
    #[command(after_help = exemples::MANUEL)]
    Manuel,
    /// Démarre le système témoin seul (pour essayer `run`)
    #[command(hide = true)]
    Temoin {
        #[arg(long)]
        config: PathBuf,
        #[arg(long, default_value = "127.0.0.1:0")]
        adresse: SocketAddr,
    },
}

#[derive(Args)]
pub struct Import {
    /// Classeur .xlsx ou .xlsm, ou feuille .csv
    pub fichier: PathBuf,
    /// Dossier où écrire [défaut : imports/<nom du classeur>]
    #[arg(long, value_name = "DIR")]
    pub dans: Option<PathBuf>,
    /// Feuille à lire, quand plusieurs ont les colonnes d'un REM
    #[arg(long, value_name = "NOM")]
    pub feuille: Option<String>,
    #[arg(long, default_value = "text")]
    pub format: Format,
}

#[derive(Args)]
pub struct Preuve {
    #[command(subcommand)]
    pub action: ActionPreuve,
    /// Dossier de sortie de la campagne, si « run » en avait un (--out)
    #[arg(long, value_name = "DIR", global = true)]
    pub out: Option<PathBuf>,
}

#[derive(Subcommand)]
pub enum ActionPreuve {
    /// Donne un fichier à une preuve : il est jugé selon ce qu'elle demande, puis gardé par la campagne
    Ajouter(AjouterPreuve),
    /// Toutes les preuves : ce que chacune demande, ce qui lui a été donné, où elle en est
    Lister(ListerPreuves),
    /// Reprend un fichier, ou tout ce qui a été donné à une preuve
    Retirer {
        campagne: String,
        /// Numéro de la preuve
        #[arg(value_name = "N°")]
        numero: String,
        /// Nom du fichier donné, ou début de son empreinte [défaut : tout]
        fichier: Option<String>,
        /// Votre nom, pour la trace
        #[arg(long, value_name = "NOM", default_value = "")]
        par: String,
    },
    /// Ce qui a été donné est encore là, entier, et répond encore : 0 tout tient, 1 quelque chose est à revoir
    Verifier { campagne: String },
}

impl ActionPreuve {
    /// The campaign that it is about.
    pub fn campagne(&self) -> &str {
        match self {
            Self::Ajouter(a) => &a.campagne,
            Self::Lister(a) => &a.campagne,
            Self::Retirer { campagne, .. } | Self::Verifier { campagne } => campagne,
        }
    }
}

#[derive(Args)]
pub struct AjouterPreuve {
    /// Identifiant de la campagne (« run » le dit), ou son dossier de sortie
    pub campagne: String,
    /// Numéro de la preuve (`preuve lister` les donne)
    #[arg(value_name = "N°")]
    pub numero: String,
    /// Le fichier ; ou, tapés tels quels, un lien ou un numéro d'exécution
    pub fichier: Option<String>,
    /// Où commence chaque étape dans la vidéo : 1=00:12,2=00:48
    #[arg(long, value_name = "REPÈRES")]
    pub etapes: Option<String>,
    /// La preuve n'est pas due : pourquoi, en une phrase que l'examinateur lira
    #[arg(long, value_name = "POURQUOI", conflicts_with_all = ["fichier", "etapes"])]
    pub sans_objet: Option<String>,
    /// Votre nom, que le dossier donnera
    #[arg(long, value_name = "NOM", default_value = "")]
    pub par: String,
    /// Taille maximale, en Mio
    #[arg(long, value_name = "MIO", default_value_t = 2048)]
    pub max: u64,
}

#[derive(Args)]
pub struct ListerPreuves {
    pub campagne: String,
    /// Seulement celles dont le numéro, l'exigence, le scénario ou le chapitre contient ce mot
    pub mot: Option<String>,
    /// Seulement celles qui restent à fournir
    #[arg(long)]
    pub manquantes: bool,
    #[arg(long, default_value = "text")]
    pub format: Format,
}

#[derive(Args)]
#[command(group = clap::ArgGroup::new("forme").required(true).multiple(true).args(["convergence", "rem"]))]
pub struct Export {
    /// Dossier de preuves (.zip), tel qu'il a été écrit, ou dossier d'un import
    pub dossier: PathBuf,
    /// Classeur à écrire au format Convergence : une ligne par preuve
    #[arg(long, value_name = "XLSX")]
    pub convergence: Option<PathBuf>,
    /// Classeur à écrire au format REM : une ligne par scénario. D'un import seulement
    #[arg(long, value_name = "XLSX")]
    pub rem: Option<PathBuf>,
}

#[derive(Args)]
pub struct Demo {
    /// Donne ce défaut au témoin (répétable)
    #[arg(long = "defaut", value_name = "NOM")]
    pub defauts: Vec<String>,
    /// Joue contre un banc déjà en marche : son banc.json, ou le dossier de ceux de ses processus
    #[arg(long, value_name = "F", conflicts_with = "documents")]
    pub banc: Option<PathBuf>,
    /// Dossier des clés de ce banc (« serve » : igc/, à côté de banc.json)
    #[arg(long, value_name = "DIR", requires = "banc")]
    pub igc: Option<PathBuf>,
    /// Espace de ce banc
    #[arg(long, default_value = "defaut", requires = "banc")]
    pub espace: String,
    /// Envoie ces CDA à la place de ceux du témoin
    #[arg(long, value_name = "DIR")]
    pub documents: Option<PathBuf>,
    /// Joue votre classeur de biologie : le dossier qu'a écrit « import »
    #[arg(long, value_name = "DIR", conflicts_with = "documents")]
    pub referentiel: Option<PathBuf>,
    /// Copie du dépôt ansforge/TestContenuCDA-3-0 : ses schématrons jugent aussi les documents
    #[arg(long, value_name = "DIR")]
    pub schematron: Option<PathBuf>,
    /// Dossier de sortie [défaut : conformance-reports/<campagne>]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Liste les défauts du témoin, un par ligne
    #[arg(long)]
    pub liste_defauts: bool,
    /// Reprend une démonstration interrompue
    #[arg(long, value_name = "ID")]
    pub reprendre: Option<String>,
    /// Ne joue que les scénarios dont le numéro correspond (`INS/va1.2*`) ; plusieurs motifs séparés par des virgules
    #[arg(long, value_name = "MOTIF")]
    pub seulement: Option<String>,
    /// Identités de test à vous (TOML : ins = ["…"], rpps = ["…"]), en plus de celles du monde fictif et des identités publiées
    #[arg(long, value_name = "F")]
    pub identites: Option<PathBuf>,
    /// Joue et écrit le dossier même si des identités ne sont ni fictives, ni publiées, ni déclarées
    #[arg(long)]
    pub accepter_identites: bool,
}

#[derive(Args)]
pub struct Serve {
    /// Services à démarrer, séparés par des virgules
    #[arg(long, value_delimiter = ',')]
    pub services: Vec<String>,
    /// Réglages (TOML)
    #[arg(long)]
    pub config: Option<PathBuf>,
    /// Dossier des données : journal, IGC, banc.json
    #[arg(long, default_value = ".segur-bench")]
    pub data: PathBuf,
    /// Dossier des certificats, au lieu de igc/ dans le dossier des données : plusieurs processus d'un banc le partagent (« certs --garder » le fait)
    #[arg(long, value_name = "DIR")]
    pub igc: Option<PathBuf>,
    /// Où répond le plan de contrôle (ADRESSE:PORT), au lieu de ce que disent les réglages
    #[arg(long, value_name = "ADRESSE")]
    pub controle: Option<std::net::SocketAddr>,
    /// Où écrire l'accès au banc, au lieu de banc.json dans le dossier des données
    #[arg(long, value_name = "F")]
    pub acces: Option<PathBuf>,
    /// Tire de nouveaux ports, au lieu de reprendre ceux que ce dossier a gardés
    #[arg(long)]
    pub ports_neufs: bool,
    /// Écrit tous les ports et réglages dans ce fichier, que --config relit
    #[arg(long, value_name = "F")]
    pub ecrire_config: Option<PathBuf>,
    /// Nombre d'espaces ouverts au départ, en plus de `defaut`
    #[arg(long, default_value_t = 0)]
    pub espaces: u8,
    /// Ce que le banc dit de lui-même sur sa sortie d'erreur : des phrases, ou une ligne JSON par échange et par avertissement
    #[arg(long, default_value = "texte")]
    pub traces: Traces,
    /// Niveau de durabilité du journal
    #[arg(long, default_value = "normale")]
    pub durabilite: Durabilite,
    /// Ôte du journal les échanges plus vieux (30j, 12h), sauf ceux que tient une campagne [sans cette option : aucun]
    #[arg(long, value_name = "DURÉE")]
    pub retention: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Traces {
    Texte,
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Durabilite {
    Normale,
    Forte,
}

#[derive(Args)]
pub struct Run {
    /// Déclaration du candidat (TOML)
    #[arg(long)]
    pub candidat: PathBuf,
    /// Banc en marche (banc.json de `serve`, ou le dossier de ceux de ses processus) ; sans lui, les services démarrent dans ce processus
    #[arg(long)]
    pub banc: Option<PathBuf>,
    /// Dossier des clés de ce banc, dont le dossier de preuves est signé (« serve » : igc/, à côté de banc.json)
    #[arg(long, value_name = "DIR", requires = "banc")]
    pub igc: Option<PathBuf>,
    /// Pack de scénarios : un nom livré, ou un dossier ; par défaut celui du couloir que la déclaration nomme
    #[arg(long)]
    pub pack: Option<String>,
    /// Joue votre classeur : le dossier qu'a écrit « import ». Le banc y joue lui-même les scénarios qu'il reconnaît
    #[arg(long, value_name = "DIR", conflicts_with = "pack")]
    pub referentiel: Option<PathBuf>,
    /// Qui joue les étapes guidées : ce nom va au dossier. Sans terminal, les réponses sont lues sur l'entrée standard
    #[arg(long, value_name = "NOM", conflicts_with = "sans_personne")]
    pub testeur: Option<String>,
    /// Ne joue que les scénarios dont le numéro correspond (`INS/*`) ; plusieurs motifs séparés par des virgules
    #[arg(long, value_name = "MOTIF")]
    pub seulement: Option<String>,
    /// Commence à cette étape
    #[arg(long, value_name = "ÉTAPE")]
    pub depuis: Option<u32>,
    /// Constats attendus, étape par étape (fichier de --ecrire-attendus) : sort en 1 seulement si quelque chose est pire
    #[arg(long, value_name = "F")]
    pub attendus: Option<PathBuf>,
    /// Écrit ce qui a été constaté, étape par étape, pour --attendus
    #[arg(long, value_name = "F")]
    pub ecrire_attendus: Option<PathBuf>,
    /// Avec --reprendre : rejoue ce scénario (répétable)
    #[arg(long, value_name = "N°", requires = "reprendre")]
    pub rejouer: Vec<String>,
    /// Avec --reprendre : explique les requêtes « à expliquer » d'un scénario ; ce qui en dépend reste au mieux « déclaré » (répétable)
    #[arg(long, value_name = "N°=TEXTE", requires = "reprendre")]
    pub expliquer: Vec<String>,
    /// Personne au terminal : les étapes guidées sont « non testé »
    #[arg(long)]
    pub sans_personne: bool,
    /// Reprend cette campagne
    #[arg(long, value_name = "ID")]
    pub reprendre: Option<String>,
    /// Copie du dépôt ansforge/TestContenuCDA-3-0 : ses schématrons jugent aussi les documents
    #[arg(long, value_name = "DIR")]
    pub schematron: Option<PathBuf>,
    /// Dossier de sortie [défaut : conformance-reports/<campagne>]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Sans --banc : réglages des services démarrés ici (TOML, comme pour `serve`)
    #[arg(long, value_name = "F", conflicts_with = "banc")]
    pub config: Option<PathBuf>,
    /// Écrit aussi le JUnit à cet endroit
    #[arg(long, value_name = "F")]
    pub junit: Option<PathBuf>,
    /// Espace du banc
    #[arg(long, default_value = "defaut")]
    pub espace: String,
    /// Identités de test à vous (TOML : ins = ["…"], rpps = ["…"]), en plus de celles du monde fictif et des identités publiées
    #[arg(long, value_name = "F")]
    pub identites: Option<PathBuf>,
    /// Écrit le dossier même si des identités ne sont ni fictives, ni publiées, ni déclarées
    #[arg(long)]
    pub accepter_identites: bool,
}

#[derive(Args)]
pub struct Check {
    /// Ce que sont les fichiers : cda, xdm, mail, vihf, xds, soap, hl7v2, fhir, pdf
    pub genre: String,
    /// Fichiers, ou dossiers : ceux de ce genre qui y sont, sous-dossiers compris
    #[arg(required = true)]
    pub fichiers: Vec<PathBuf>,
    /// Copie du dépôt ansforge/TestContenuCDA-3-0 : ses schématrons et son schéma XML sont appliqués aussi
    #[arg(long, value_name = "DOSSIER")]
    pub schematron: Option<PathBuf>,
    /// Profils FHIR en JSON (paquets décompressés des guides de l'ANS) : une ressource est jugée par ceux qu'elle dit suivre
    #[arg(long, value_name = "DOSSIER")]
    pub profils: Option<PathBuf>,
    /// test ou production
    #[arg(long)]
    pub environnement: Option<String>,
    #[arg(long, default_value = "text")]
    pub format: Format,
}

#[derive(Args, Clone)]
pub struct AccesBanc {
    /// Le banc en marche : son banc.json, ou le dossier de ceux de ses processus
    #[arg(long, default_value = ".segur-bench/banc.json")]
    pub banc: PathBuf,
    /// Dossier des clés du banc (« serve » : igc/, à côté de banc.json)
    #[arg(long, value_name = "DIR")]
    pub igc: Option<PathBuf>,
    /// Espace
    #[arg(long, default_value = "defaut")]
    pub espace: String,
}

#[derive(Args)]
pub struct Journal {
    /// Numéro d'un échange
    pub id: Option<u64>,
    /// Seulement ceux de cette demande : le numéro que le logiciel y a mis (X-Request-Id, traceparent)
    #[arg(long, value_name = "NUMÉRO")]
    pub demande: Option<String>,
    /// Suit les échanges à mesure
    #[arg(long)]
    pub suivre: bool,
    /// Seulement cette opération ou ce motif (`insi.*`)
    #[arg(long)]
    pub operation: Option<String>,
    /// Seulement les N plus récents ; une rafale compte pour un
    #[arg(short = 'n', long, value_name = "N")]
    pub nombre: Option<usize>,
    /// Un échange par ligne, même quand plusieurs de suite disent la même chose (« × 312 » sinon)
    #[arg(long)]
    pub tout: bool,
    /// Seulement ce qui ne va pas : connexion ou demande refusée, code d'erreur, écart
    #[arg(long)]
    pub echecs: bool,
    /// La requête brute
    #[arg(long, group = "partie")]
    pub requete: bool,
    /// La réponse brute
    #[arg(long, group = "partie")]
    pub reponse: bool,
    /// Ce que le service a remarqué
    #[arg(long, group = "partie")]
    pub constats: bool,
    /// Format HAR 1.2
    #[arg(long)]
    pub har: bool,
    #[command(flatten)]
    pub acces: AccesBanc,
}

#[derive(Args)]
pub struct Purge {
    /// Dossier des données du banc
    #[arg(long, default_value = ".segur-bench")]
    pub data: PathBuf,
    /// Ce qui fut reçu avant : il y a tant (30j, 12h), un jour (2026-01-31) ou un instant (2026-01-31T09:00:00Z)
    #[arg(long, value_name = "DURÉE|DATE")]
    pub avant: String,
    /// Seulement cet espace [défaut : tous ceux du dossier]
    #[arg(long)]
    pub espace: Option<String>,
    /// Dit ce qui serait ôté, et n'ôte rien
    #[arg(long)]
    pub a_blanc: bool,
    /// Cette campagne cesse d'abord de tenir ses échanges ; son propre dossier en garde une copie
    #[arg(long, value_name = "CAMPAGNE")]
    pub liberer: Option<String>,
}

#[derive(Args)]
pub struct Certs {
    /// Dossier de sortie
    #[arg(long, default_value = "certs-de-test")]
    pub out: PathBuf,
    /// Ne crée l'IGC que si le dossier n'existe pas
    #[arg(long)]
    pub garder: bool,
    /// Au lieu d'une IGC neuve : les certificats de cette structure ou de ce professionnel (sa fiche), émis par l'IGC du banc en marche
    #[arg(long, value_name = "FICHE")]
    pub pour: Option<String>,
    /// Mot de passe des PKCS#12
    #[arg(long, default_value = "banc")]
    pub mot_de_passe: String,
    #[command(flatten)]
    pub acces: AccesBanc,
}

#[derive(Args)]
pub struct Raccordement {
    /// Sortie
    #[arg(long, default_value = "env")]
    pub format: FormatRaccordement,
    /// Écrit certificats, clés, PKCS#12 et magasin de confiance dans ce dossier
    #[arg(long, value_name = "DIR")]
    pub dans: Option<PathBuf>,
    /// Mot de passe des PKCS#12
    #[arg(long, default_value = "banc")]
    pub mot_de_passe: String,
    /// La dernière tentative sur chaque point d'accès, et pourquoi elle a échoué
    #[arg(long)]
    pub essai: bool,
    #[command(flatten)]
    pub acces: AccesBanc,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum FormatRaccordement {
    Env,
    Json,
}

#[derive(Args)]
pub struct Espace {
    #[command(subcommand)]
    pub action: ActionEspace,
    /// Le banc en marche
    #[arg(long, default_value = ".segur-bench/banc.json", global = true)]
    pub banc: PathBuf,
}

#[derive(Subcommand)]
pub enum ActionEspace {
    /// Crée un espace, avec ses propres points d'accès ; sur ce que tient son dossier, s'il y en a un
    Creer {
        id: String,
        /// « propre » : des certificats à lui, si bien qu'aucun de ceux d'un autre espace n'y est pris
        #[arg(long, default_value = "commune")]
        igc: IgcEspace,
        /// À partir d'une sauvegarde : le nom que « sauvegarder » a rendu
        #[arg(long, value_name = "NOM")]
        depuis: Option<String>,
    },
    /// Copie un espace en marche, échanges et état, dans sauvegardes/ du dossier du banc
    Sauvegarder { id: String },
    /// Liste les espaces
    Lister,
    /// Rétablit pannes, horloge et état des services ; le journal reste
    RemiseAZero {
        #[arg(default_value = "defaut")]
        id: String,
    },
    /// Ferme un espace sans rien effacer : son dossier (espaces/ID) peut être porté sur un autre banc, où « creer » le rouvre
    Fermer { id: String },
    /// Supprime un espace
    Supprimer { id: String },
}

/// Les certificats d'un espace
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum IgcEspace {
    /// Ceux du banc
    Commune,
    /// Les siens
    Propre,
}

#[derive(Args)]
pub struct Exigences {
    /// Seulement celles dont le numéro, le chapitre ou le résumé contient ce mot
    pub mot: Option<String>,
    #[arg(long, default_value = "biologie")]
    pub couloir: String,
    #[arg(long, default_value_t = 1)]
    pub vague: u8,
    /// Le référentiel d'un dossier importé (« import »), et non un catalogue livré
    #[arg(long, value_name = "DOSSIER", conflicts_with_all = ["couloir", "vague"])]
    pub referentiel: Option<PathBuf>,
    /// Seulement ce qui s'applique au profil général et à ceux-ci ; sans cette option, tout le catalogue
    #[arg(long)]
    pub profil: Vec<String>,
    /// Comment chaque exigence est prouvée ici, et le compte par chapitre : automatique, guidé, répété, déclaré, sans
    #[arg(long)]
    pub couverture: bool,
    #[arg(long, default_value = "text")]
    pub format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatVocabulaire {
    Text,
    JsonSchema,
    JsonSchemaActes,
}
