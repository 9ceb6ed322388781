//! What is printed: ratios first, they outlive the machine.

use std::time::Duration;

use crate::{Document, Mesure};

pub fn presenter(entiere: bool, saxon: Option<&str>) {
    println!("Rapports : temps de Saxon ÷ le nôtre, mesurés tour à tour sur cette machine ; de l'octet au SVRL.");
    println!("Saxon : {}, un processus.", saxon.unwrap_or("absent"));
    println!(
        "Froid : du schématron tel que publié au résultat d'un document. Pour Saxon, les trois passes de la chaîne, la compilation et"
    );
    println!("le document ; « feuille prête » : sans les trois passes. Chez nous, un fil. Tiède : un document de plus. Médianes.");
    println!(
        "Cœurs : {}. Le démarrage de Python et de Saxon n'est pas compté.",
        std::thread::available_parallelism().map_or(1, usize::from)
    );
    if !entiere {
        println!("Essai rapide : ces chiffres ne valent rien ; mesurer avec « cargo bench -p segur-schematron ».");
    }
}

pub fn imprimer(mesures: &[Mesure], memoire_saxon: Option<u64>) {
    println!("\nFroid                    rapport  feuille prête      nous     Saxon   notre mémoire");
    for m in mesures {
        let saxon = m.froid_saxon.as_ref().map(super::total);
        let prete = m.froid_saxon.map(|f| f.compilation + f.document);
        println!(
            "{:<24} {:>7}  {:>13}  {:>8}  {:>8}  {:>14}",
            m.nom,
            rapport(saxon, m.froid),
            rapport(prete, m.froid),
            ecrire(Some(m.froid)),
            ecrire(saxon),
            m.memoire_kio.map_or("—".to_owned(), mio),
        );
    }
    if let Some(kio) = memoire_saxon {
        println!("Mémoire de Saxon, tous les schématrons dans un processus : {}.", mio(kio));
    }
    println!("\nTiède                    1 fil  tous     1 fil      tous     Saxon   document");
    for m in mesures {
        for d in &m.documents {
            une_ligne(m.nom, d);
        }
    }
}

fn une_ligne(nom: &str, d: &Document) {
    println!(
        "{nom:<22} {:>7}  {:>4}  {:>8}  {:>8}  {:>8}   {} ({} Kio)",
        rapport(d.saxon, d.un_fil),
        rapport(d.saxon, d.tous_fils),
        ecrire(Some(d.un_fil)),
        ecrire(Some(d.tous_fils)),
        ecrire(d.saxon),
        d.nom,
        d.octets / 1024,
    );
}

fn rapport(saxon: Option<Duration>, nous: Duration) -> String {
    saxon.map_or("—".to_owned(), |s| {
        let r = s.as_secs_f64() / nous.as_secs_f64();
        decimal(r, usize::from(r < 10.0))
    })
}

fn ecrire(d: Option<Duration>) -> String {
    d.map_or("—".to_owned(), |d| match d.as_secs_f64() {
        s if s >= 1.0 => format!("{} s", decimal(s, 1)),
        s => format!("{} ms", decimal(s * 1e3, 1)),
    })
}

fn mio(kio: u64) -> String {
    format!("{} Mio", kio / 1024)
}

/// A number as it is written in French.
fn decimal(valeur: f64, chiffres: usize) -> String {
    format!("{valeur:.chiffres$}").replace('.', ",")
}
