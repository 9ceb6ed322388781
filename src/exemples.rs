//! What each command is typed for: under its help and in the manual page. A test reads every line as this version would.

pub const DEMO: &str = "\
Exemples :
  segur-bench demo                                # tout, face au système témoin
  segur-bench demo --seulement 'INS/va1.2*'       # quelques scénarios
  segur-bench demo --defaut idam-absent           # ce qu'un défaut fait dire
  segur-bench demo --documents mes-cda            # avec vos documents";

pub const SERVE: &str = "\
Exemples :
  segur-bench serve                               # garde tout dans .segur-bench
  segur-bench serve --data banc --config banc.toml
  segur-bench serve --services insi,dmp --espaces 2
  segur-bench serve --retention 30j               # ôte du journal ce qui est plus vieux
  segur-bench serve --ecrire-config banc.toml     # les réglages du moment, à reprendre";

pub const RUN: &str = "\
Exemples :
  segur-bench run --candidat candidat.toml --banc .segur-bench/banc.json
  segur-bench run --candidat candidat.toml --sans-personne --junit junit.xml
  segur-bench run --candidat candidat.toml --seulement 'INS/*,DMP/*'
  segur-bench run --candidat candidat.toml --reprendre laboplus-1
  segur-bench run --candidat candidat.toml --referentiel imports/REM-MDV-LGC-Va2 --testeur Anne";

pub const PREUVE: &str = "\
Exemples :
  segur-bench preuve lister mon-logiciel-1 --manquantes
  segur-bench preuve ajouter mon-logiciel-1 INS/va1.28.01.01 film.mp4 --etapes 1=00:12,2=00:48 --par Anne
  segur-bench preuve ajouter mon-logiciel-1 DMP/va1.02.01.01 --sans-objet \"Le module de radiologie n'est pas vendu\"
  segur-bench preuve retirer mon-logiciel-1 INS/va1.28.01.01 film.mp4
  segur-bench preuve verifier mon-logiciel-1";

pub const CHECK: &str = "\
Exemples :
  segur-bench check cda mes-cda/                  # un fichier, plusieurs, un dossier
  segur-bench check cda --schematron TestContenuCDA-3-0 compte-rendu.xml
  segur-bench check xdm IHE_XDM.ZIP --format json
  segur-bench check pdf compte-rendu.pdf
  segur-bench check mail courriel.eml boite.mbox  # une boîte : chacun de ses courriels
  segur-bench check hl7v2 messages/               # .hl7, .er7 ; fins de ligne et trame MLLP : telles quelles
  segur-bench check soap capture.http             # une requête DMP ou INSi : XML, MTOM brut ou capture HTTP
  segur-bench check fhir --profils ans.fhir.fr.annuaire/package praticien.json
  segur-bench check xds lot.xml
  segur-bench check vihf -                        # l'entrée standard

Un dossier donne les fichiers de ce genre qu'il tient, et ceux de ses sous-dossiers ; un fichier nommé est jugé quel que soit son nom.";

pub const SCHEMATRON: &str = "\
Exemples :
  segur-bench schematron mon-schema.sch document.xml
  segur-bench schematron mon-schema.sch un.xml deux.xml --svrl rapports
  segur-bench schematron mon-schema.sch -         # l'entrée standard";

pub const JOURNAL: &str = "\
Exemples :
  segur-bench journal                             # le plus récent d'abord
  segur-bench journal -n 20 --echecs              # les 20 derniers qui ne vont pas
  segur-bench journal --suivre --operation 'insi.*'
  segur-bench journal 12 --requete                # les octets reçus
  segur-bench journal 12 --constats               # les règles qui ne tiennent pas
  segur-bench journal --har > echanges.har";

pub const PURGE: &str = "\
Exemples :
  segur-bench purge --avant 30j --a-blanc         # ce qui serait ôté ; rien ne l'est
  segur-bench purge --avant 2026-01-31 --data banc --espace equipe-2
  segur-bench purge --avant 30j --liberer laboplus-1";

pub const RACCORDEMENT: &str = "\
Exemples :
  segur-bench raccordement                        # adresses, numéros à taper
  segur-bench raccordement --dans raccordement    # et certificats, clés, magasins
  segur-bench raccordement --essai                # pourquoi une connexion échoue
  segur-bench raccordement --format json --espace equipe-2";

pub const ESPACE: &str = "\
Exemples :
  segur-bench espace lister
  segur-bench espace creer equipe-2
  segur-bench espace remise-a-zero equipe-2
  segur-bench espace supprimer equipe-2 --banc banc/banc.json";

pub const EXIGENCES: &str = "\
Exemples :
  segur-bench exigences                           # tout le catalogue
  segur-bench exigences va1.28 --couverture       # une exigence, et comment elle est prouvée
  segur-bench exigences --couverture              # toutes, et le compte par chapitre
  segur-bench exigences --referentiel imports/REM-MDV-LGC-Va2 --couverture
  segur-bench exigences --vague 2 --format json";

pub const REGLES: &str = "\
Exemples :
  segur-bench regles                              # toutes
  segur-bench regles vihf.signature               # celles qui contiennent ce mot
  segur-bench regles --format json";

pub const VOCABULAIRE: &str = "\
Exemples :
  segur-bench vocabulaire                         # tous les mots des scénarios
  segur-bench vocabulaire rechercher-ins
  segur-bench vocabulaire --format json-schema > scenario.schema.json";

pub const IMPORT: &str = "\
Exemples :
  segur-bench import REM-MDV-LGC-Va2.xlsx         # dans imports/REM-MDV-LGC-Va2
  segur-bench import convergence.xlsx --dans ma-campagne
  segur-bench import rem.xlsx --feuille 'Exigences REM vague 2'
  segur-bench import rem.xlsx --format json";

pub const EXPORT: &str = "\
Exemples :
  segur-bench export dossier.zip --convergence convergence.xlsx
  segur-bench export imports/REM-MDV-LGC-Va2 --rem rem.xlsx
  segur-bench export imports/REM-MDV-LGC-Va2 --convergence convergence.xlsx";

pub const VERIFY: &str = "\
Exemple :
  segur-bench verify dossier.zip";

pub const EXAMINER: &str = "\
Exemples :
  segur-bench examiner dossier.zip
  segur-bench examiner dossier.zip --depot 2027-03-01
  segur-bench examiner dossier.zip --format json > examen.json";

pub const DIFF: &str = "\
Exemple :
  segur-bench diff hier.zip aujourdhui.zip";

pub const CERTS: &str = "\
Exemples :
  segur-bench certs --out certs-de-test           # une IGC neuve, sans banc
  segur-bench certs --pour IMAGERIE --out certificats
  segur-bench certs --pour INFIRMIER_HAD --banc banc/banc.json";

pub const SANTE: &str = "\
Exemple :
  segur-bench sante --banc banc/banc.json";

pub const COMPLETIONS: &str = "\
Exemples :
  segur-bench completions bash > ~/.local/share/bash-completion/completions/segur-bench
  segur-bench completions zsh > ~/.zfunc/_segur-bench
  segur-bench completions fish > ~/.config/fish/completions/segur-bench.fish";

pub const MANUEL: &str = "\
Exemples :
  segur-bench manuel | man -l -
  segur-bench manuel > ~/.local/share/man/man1/segur-bench.1";
