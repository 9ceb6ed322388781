//! Numbers that are ours: for what has none, and for what has that of another.

use std::collections::{BTreeMap, BTreeSet};

/// The numbers of one sort that are taken. A hostile workbook repeats one by the thousand: where the search was left is remembered.
#[derive(Debug, Default)]
pub(super) struct Pris {
    numeros: BTreeSet<String>,
    derniers: BTreeMap<String, u32>,
}

impl Pris {
    /// Takes a number; whether it was free.
    pub(super) fn prendre(&mut self, numero: &str) -> bool {
        self.numeros.insert(numero.to_owned())
    }

    /// The next of a number that stands twice: « INS/va1.28.01.01 (2) ». The published one stays readable.
    pub(super) fn suivant(&mut self, numero: &str) -> String {
        self.chercher(numero, 2, |n| format!("{numero} ({n})"))
    }

    /// A number for what has none, under another: « BENCH.INS/va1.28.01 ». `BENCH.` keeps it from being taken for one of the ANS.
    pub(super) fn notre(&mut self, dessus: &str) -> String {
        let dessus = dessus.strip_prefix("BENCH.").unwrap_or(dessus);
        self.chercher(&format!("BENCH.{dessus}"), 1, |n| format!("BENCH.{dessus}.{n:02}"))
    }

    fn chercher(&mut self, base: &str, premier: u32, ecrire: impl Fn(u32) -> String) -> String {
        let mut n = self.derniers.get(base).map_or(premier, |d| d.saturating_add(1));
        while !self.numeros.insert(ecrire(n)) {
            n = n.saturating_add(1);
        }
        self.derniers.insert(base.to_owned(), n);
        ecrire(n)
    }
}
