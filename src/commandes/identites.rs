//! Identities that may be met in a dossier: those of the world, those published for tests, those that the vendor declares. For any
//! other the bench stops, and says how to go on.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use segur_dossier::{IdentitesConnues, RechercheIdentites};
use segur_model::World;
use serde::Deserialize;

use crate::erreur::Erreur;

/// What `--identites` and `--accepter-identites` say.
#[derive(Debug, Clone, Default)]
pub struct Gardien {
    declarees: Declarees,
    /// The vendor answers for all of them.
    pub accepter: bool,
}

/// The file of `--identites`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Declarees {
    /// INS: 13 characters, or 15 with the key; spaces at will.
    ins: BTreeSet<String>,
    /// RPPS: 11 digits, or 12 with the leading `8`.
    rpps: BTreeSet<String>,
}

impl Gardien {
    /// Reads the declaration.
    ///
    /// # Errors
    /// The file cannot be read, or what it declares has not the form of an identity.
    pub fn lire(declaration: Option<&Path>, accepter: bool) -> Result<Self, Erreur> {
        let declarees = declaration.map(Declarees::lire).transpose()?.unwrap_or_default();
        Ok(Self { declarees, accepter })
    }

    /// Every identity that is known to be fictitious.
    pub fn connues(&self, monde: &World) -> IdentitesConnues {
        let ins = monde
            .patients
            .values()
            .flat_map(|p| p.ins.iter().chain(&p.historique))
            .map(|i| i.matricule.clone());
        let rpps = monde.professionnels.values().flat_map(|p| [p.rpps.clone(), p.id_national.clone()]);
        IdentitesConnues {
            ins: ins.chain(self.declarees.ins.iter().cloned()).collect(),
            rpps: rpps.chain(self.declarees.rpps.iter().cloned()).collect(),
        }
    }

    /// Checks given documents, before anything is played.
    ///
    /// # Errors
    /// One cannot be read, or holds an identity that may be someone's.
    pub fn documents(&self, chemins: &[PathBuf], monde: &World) -> Result<(), Erreur> {
        if self.accepter {
            return Ok(());
        }
        let mut recherche = RechercheIdentites::new(&self.connues(monde));
        for chemin in chemins {
            let octets = std::fs::read(chemin).map_err(|e| Erreur::fichier("lecture", chemin, &e))?;
            recherche.contenu(&octets, &chemin.display().to_string());
        }
        let inconnues = recherche.liste();
        if inconnues.is_empty() {
            return Ok(());
        }
        Err(refus(&inconnues, "Rien n'a été joué.", None))
    }
}

/// The refusal, with what to declare and the commands that go on. `campagne`: the one to resume, when it was played.
pub fn refus(inconnues: &[String], etat: &str, campagne: Option<&str>) -> Erreur {
    let mut dit = format!(
        "identités peut-être réelles, qui ne sont ni du monde du banc, ni publiées pour les essais, ni déclarées :\n  - {}\n{etat} Retirez ces données si elles sont à quelqu'un.",
        inconnues.join("\n  - ")
    );
    let commande = commande(std::env::args().skip(1), campagne);
    let _ = write!(
        dit,
        "\nSi ce sont des identités de test, déclarez-les dans un fichier, par exemple identites.toml :\n{}puis :\n  {commande} --identites identites.toml",
        declaration(inconnues)
    );
    let _ = write!(
        dit,
        "\nSi vous êtes certain qu'elles ne sont à personne :\n  {commande} --accepter-identites"
    );
    Erreur::dit(dit)
}

/// The same command, which resumes the campaign when there is one.
fn commande(arguments: impl Iterator<Item = String>, campagne: Option<&str>) -> String {
    let mut mots = vec!["segur-bench".to_owned()];
    let mut reprend = false;
    for argument in arguments {
        reprend |= argument == "--reprendre" || argument.starts_with("--reprendre=");
        mots.push(cite(&argument));
    }
    if let Some(id) = campagne.filter(|_| !reprend) {
        mots.extend(["--reprendre".to_owned(), cite(id)]);
    }
    mots.join(" ")
}

/// A word as a shell takes it.
fn cite(mot: &str) -> String {
    let simple = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
    if !mot.is_empty() && mot.chars().all(simple) {
        mot.to_owned()
    } else {
        format!("'{}'", mot.replace('\'', "'\\''"))
    }
}

/// The lines to declare.
fn declaration(inconnues: &[String]) -> String {
    let mut lignes = String::new();
    for (cle, sorte) in [("ins", "INS "), ("rpps", "RPPS ")] {
        let numeros: Vec<String> = inconnues
            .iter()
            .filter_map(|l| l.strip_prefix(sorte)?.split(',').next())
            .map(|n| format!("\"{n}\""))
            .collect();
        if !numeros.is_empty() {
            let _ = writeln!(lignes, "  {cle} = [{}]", numeros.join(", "));
        }
    }
    lignes
}

impl Declarees {
    fn lire(chemin: &Path) -> Result<Self, Erreur> {
        let texte = std::fs::read_to_string(chemin).map_err(|e| Erreur::fichier("lecture des identités déclarées", chemin, &e))?;
        Self::de(&texte).map_err(|cause| {
            Erreur::dit(format!(
                "identités déclarées illisibles ({}) : {cause}. Attendu : ins = [\"…\"] (13 ou 15 caractères) et rpps = [\"…\"] (11 chiffres, ou 12 avec le 8).",
                chemin.display()
            ))
        })
    }

    fn de(texte: &str) -> Result<Self, String> {
        let lues: Self = toml::from_str(texte).map_err(|e| crate::francais::toml(texte, &e))?;
        let nu = |n: &String| n.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
        let declarees = Self {
            ins: lues.ins.iter().map(nu).collect(),
            rpps: lues.rpps.iter().map(nu).collect(),
        };
        let chiffres = |t: &str| t.bytes().all(|o| o.is_ascii_digit());
        // A wrong key is a case of tests: it is not looked at.
        let ins = |i: &&String| {
            let (matricule, cle) = i.split_at_checked(13).unwrap_or(("", ""));
            !(segur_ids::matricule_forme(matricule) && matches!(cle.len(), 0 | 2) && chiffres(cle))
        };
        let rpps = |r: &&String| !(chiffres(r) && (r.len() == 11 || (r.len() == 12 && r.starts_with('8'))));
        if let Some(faux) = declarees.ins.iter().find(ins) {
            return Err(format!("« {faux} » n'a pas la forme d'un INS"));
        }
        if let Some(faux) = declarees.rpps.iter().find(rpps) {
            return Err(format!("« {faux} » n'a pas la forme d'un RPPS"));
        }
        Ok(declarees)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suite(arguments: &[&str], campagne: Option<&str>) -> String {
        commande(arguments.iter().map(|a| (*a).to_owned()), campagne)
    }

    #[test]
    fn the_command_goes_on() {
        assert_eq!(
            suite(&["demo", "--documents", "mes cda"], None),
            "segur-bench demo --documents 'mes cda'"
        );
        assert_eq!(
            suite(&["run", "--candidat", "c.toml"], Some("logiciel-1")),
            "segur-bench run --candidat c.toml --reprendre logiciel-1"
        );
        assert_eq!(
            suite(&["demo", "--reprendre", "demo-1"], Some("demo-1")),
            "segur-bench demo --reprendre demo-1"
        );
        assert_eq!(suite(&["demo", "--out=l'été"], None), "segur-bench demo '--out=l'\\''été'");
    }

    #[test]
    fn the_refusal_says_what_to_declare() {
        let inconnues = [
            "INS 180017505600123, a.xml, ligne 2".to_owned(),
            "RPPS 10000000009, a.xml, ligne 3".to_owned(),
        ];
        assert_eq!(
            declaration(&inconnues),
            "  ins = [\"180017505600123\"]\n  rpps = [\"10000000009\"]\n"
        );
        let dit = refus(&inconnues, "Rien n'a été joué.", None).to_string();
        assert!(
            dit.contains("--accepter-identites") && dit.contains("--identites identites.toml"),
            "{dit}"
        );
        let lues = Declarees::de(&declaration(&inconnues)).unwrap();
        assert_eq!((lues.ins.len(), lues.rpps.len()), (1, 1));
    }

    #[test]
    fn a_declaration_has_a_form() {
        let lues = Declarees::de("ins = [\"1 80 01 75 056 001\", \"180012a05600100\"]\nrpps = [\"810000000009\"]").unwrap();
        assert!(lues.ins.contains("1800175056001") && lues.ins.contains("180012A05600100"));
        for faux in [
            "ins = [\"18001750560\"]",
            "rpps = [\"123\"]",
            "noms = [\"X\"]",
            "ins = \"1800175056001\"",
            "ins = [\"é800175056001\"]",
        ] {
            assert!(Declarees::de(faux).is_err(), "{faux}");
        }
    }
}
