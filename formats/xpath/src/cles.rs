//! Keys of the schema (`xsl:key`, XSLT 2.0, 16.3): an index of each is made of a tree when it is first asked there.

use std::sync::Arc;

use crate::arbre::{IndexCle, Noeud};
use crate::compatible;
use crate::erreur::{Erreur, R};
use crate::evaluation::{Evaluation, en_suite, ranger};
use crate::fonctions::{Appel, Fonction, sans_nombre};
use crate::valeur::{Atome, Suite};

/// Nodes that one index may hold, as often as a value finds them.
const ENTREES_MAX: usize = 4_000_000;

/// The function that reads them; without a key that a schema declares it gives nothing but an error.
pub(crate) const FONCTIONS: &[Fonction] = &[sans_nombre("key", 2, 3, cle)];

/// `key(name, value)`, `key(name, value, top)`.
fn cle(a: &Appel<'_, '_>) -> R<Suite> {
    let nom = a.texte_requis(0)?;
    let valeurs = a.suite(1)?;
    let dessus = match a.noeud(2)? {
        Some(n) => n,
        None => return Err(Erreur::type_("key() : un nœud est attendu")),
    };
    let ev = a.ev;
    let (index, arbre) = (index(ev, nom.trim(), dessus)?, ev.arbre(dessus));
    // Without a third argument it is the whole document of the context node.
    let partout = a.arguments.len() < 3;
    let dedans = |n: &Noeud| partout || (n.id >= dessus.id && n.id < arbre.fin(dessus.id) && (!dessus.est_attribut() || *n == dessus));
    let mut trouves = Vec::new();
    for v in valeurs.iter() {
        ev.payer(1)?;
        let cherche = ecrite(ev, &ev.atome(v))?;
        trouves.extend(index.get(&cherche).into_iter().flatten().copied().filter(dedans));
    }
    ranger(&mut trouves);
    Ok(en_suite(trouves))
}

fn index(ev: &Evaluation<'_>, nom: &str, n: Noeud) -> R<Arc<IndexCle>> {
    let definitions = ev
        .bibliotheque
        .cles
        .get(nom)
        .ok_or_else(|| Erreur::new("XTDE1260", format!("key() : la clé « {nom} » n'est pas déclarée (xsl:key)")))?;
    let arbre = ev.arbre(n);
    if let Some(prete) = arbre.cle(ev.bibliotheque.numero, nom) {
        return Ok(prete);
    }
    // A key that reads itself would never end.
    let _ici = ev.descendre()?;
    let mut index = IndexCle::new();
    let mut entrees = 0;
    let mut fixe = true;
    for definition in definitions {
        let d = definition.as_ref().map_err(Clone::clone)?;
        fixe &= d.fixe;
        let noeuds = arbre.noeuds_et_textes(0..arbre.taille(), d.motif.attributs());
        for ici in noeuds.map(|ici| Noeud { arbre: n.arbre, ..ici }) {
            let depuis = ev.de_la_cle(ici);
            depuis.payer(1)?;
            if !d.motif.correspond(&depuis, ici)? {
                continue;
            }
            for v in depuis.valeur(&d.usage)?.0.iter() {
                entrees += 1;
                if entrees > ENTREES_MAX {
                    return Err(Erreur::new("LIMITE", format!("clé « {nom} » : plus de {ENTREES_MAX} valeurs")));
                }
                index.entry(ecrite(ev, &ev.atome(v))?).or_default().push(ici);
            }
        }
    }
    for noeuds in index.values_mut() {
        ranger(noeuds);
        noeuds.dedup();
    }
    let index = Arc::new(index);
    // A tree that other judgements open too keeps only what cannot differ from one to the next.
    if fixe || Evaluation::est_de_ce_jugement(n) {
        arbre.garder_cle(ev.bibliotheque.numero, nom, &index);
    }
    Ok(index)
}

/// What two values must share to be equal here: what is untyped is a string, numbers compare as numbers, and nothing with another
/// kind. In version 1.0 everything is a string.
fn ecrite(ev: &Evaluation<'_>, a: &Atome) -> R<String> {
    if ev.bibliotheque.compatible {
        return Ok(compatible::en_texte(a).to_string());
    }
    Ok(match a {
        a if a.est_texte() => a.en_texte().to_string(),
        a if a.est_nombre() => format!("\u{1}{}", a.en_double()),
        Atome::Booleen(b) => format!("\u{2}{b}"),
        autre => {
            return Err(Erreur::type_(format!(
                "key() : une valeur {} n'est pas cherchée",
                autre.type_().dit()
            )));
        }
    })
}
