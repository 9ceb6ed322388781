//! How the relay is set.

use std::time::Duration;

use serde::Deserialize;

/// Settings of the relay (`[mssante.relais]`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct RelaisReglage {
    /// Identity of the PKI under which the operator calls the others, and answers them.
    pub identite: String,
    /// Seconds before each new attempt; the last one again and again.
    pub relances_s: Vec<u32>,
    /// Seconds after which what could not be given away comes back to its sender.
    pub expiration_s: u32,
    /// Seconds that another operator has to answer each command.
    pub delai_s: u32,
    /// Seconds between two readings of a white list that is elsewhere.
    pub liste_s: u32,
}

impl Default for RelaisReglage {
    fn default() -> Self {
        Self {
            identite: "operateur-banc".to_owned(),
            relances_s: vec![10, 60, 300, 900, 3600],
            // RFC 5321, 4.5.4.1, wants four or five days; a tester does not wait so long.
            expiration_s: 2 * 86_400,
            delai_s: 30,
            liste_s: 3600,
        }
    }
}

impl RelaisReglage {
    /// Seconds before the attempt that follows so many.
    pub(super) fn relance(&self, essais: u32) -> i64 {
        let rang = usize::try_from(essais.saturating_sub(1)).unwrap_or(usize::MAX);
        let dite = self.relances_s.get(rang).or(self.relances_s.last());
        i64::from(dite.copied().unwrap_or(60).max(1))
    }

    pub(super) fn delai(&self) -> Duration {
        Duration::from_secs(u64::from(self.delai_s.max(1)))
    }
}

#[cfg(test)]
mod tests {
    use crate::reglage::MssanteReglage;

    #[test]
    fn settings_are_read_as_the_guide_writes_them() {
        let texte = "liste-blanche = \"https://op.test/liste.xml\"\noperateurs = { \"op-b.mssante.fr\" = \"127.0.0.1:2525\" }\n\
                     inscrits = { \"op-b.mssante.fr\" = [\"CN=b,C=FR\"] }\n[relais]\nidentite = \"operateur-autre\"\nrelances-s = [1, 5]\n\
                     expiration-s = 60\ndelai-s = 3\nliste-s = 30\n";
        let lu: MssanteReglage = toml::from_str(texte).unwrap();
        assert_eq!(lu.operateurs["op-b.mssante.fr"], "127.0.0.1:2525");
        assert_eq!(lu.inscrits["op-b.mssante.fr"], ["CN=b,C=FR"]);
        let waits: Vec<i64> = (0..4).map(|n| lu.relais.relance(n)).collect();
        assert_eq!(waits, [1, 1, 5, 5]);
        assert!(
            toml::from_str::<MssanteReglage>("[relais]\nrelance-s = [1]").is_err(),
            "a slip is told"
        );
        let sans = MssanteReglage {
            relais: super::RelaisReglage {
                relances_s: Vec::new(),
                ..super::RelaisReglage::default()
            },
            ..MssanteReglage::default()
        };
        assert_eq!(sans.relais.relance(1), 60);
    }
}
