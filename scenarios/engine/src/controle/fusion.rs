//! The journals of several processes, read as one. Each process numbers its own exchanges: here they are numbered again in the order in which they
//! were received, so that who reads knows one journal. A single process keeps its own numbers.

use std::collections::VecDeque;

use segur_model::Exchange;
use time::Duration;

/// Two processes that received at less than this from each other: nobody knows which was first.
const ORDRE_SU: Duration = Duration::milliseconds(5);

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Fusion {
    /// Last exchange read of each process, by its own number.
    curseurs: Vec<u64>,
    /// The number of the first that is read here, less one.
    base: u64,
    /// What was read, numbered from `base` + 1; and whose each is, under which number.
    lus: Vec<(Exchange, usize, u64)>,
    /// How many came too close to another process's for their order to be known.
    serres: u32,
}

impl Fusion {
    pub fn de(processus: usize) -> Self {
        Self {
            curseurs: vec![0; processus],
            ..Self::default()
        }
    }

    /// Where each process was read to.
    pub fn curseurs(&self) -> &[u64] {
        &self.curseurs
    }

    /// The journal of a process is another: it is read from its beginning.
    pub fn oublier(&mut self, processus: usize) {
        self.curseurs[processus] = 0;
    }

    /// Where each process stood when this number was the last.
    pub fn curseurs_a(&self, id: u64) -> Vec<u64> {
        let mut curseurs = vec![0; self.curseurs.len()];
        for (_, k, sien) in self.lus.iter().take_while(|(e, ..)| e.id <= id) {
            curseurs[*k] = curseurs[*k].max(*sien);
        }
        curseurs
    }

    /// What comes is numbered after this: nothing was read before.
    pub fn apres(&mut self, base: u64) {
        if self.lus.is_empty() {
            self.base = self.base.max(base);
        }
    }

    /// Takes what each process gave, in the order in which it was received.
    pub fn prendre(&mut self, lots: Vec<(usize, Vec<Exchange>)>) {
        let mut restes: Vec<(usize, VecDeque<Exchange>)> = lots.into_iter().map(|(k, lot)| (k, lot.into())).collect();
        // Those of one process keep its order, whatever its clock says: only the heads are compared.
        while let Some((k, tete)) = restes
            .iter_mut()
            .filter(|(_, lot)| !lot.is_empty())
            .min_by_key(|(k, lot)| (lot[0].recu, *k))
            .and_then(|(k, lot)| Some((*k, lot.pop_front()?)))
        {
            self.ajouter(k, tete);
        }
    }

    fn ajouter(&mut self, k: usize, mut e: Exchange) {
        if self
            .lus
            .last()
            .is_some_and(|(avant, autre, _)| *autre != k && (e.recu - avant.recu).abs() < ORDRE_SU)
        {
            self.serres += 1;
        }
        let sien = std::mem::replace(&mut e.id, self.base + self.lus.len() as u64 + 1);
        self.curseurs[k] = self.curseurs[k].max(sien);
        self.lus.push((e, k, sien));
    }

    /// What was read after this number.
    pub fn depuis(&self, id: u64) -> Vec<Exchange> {
        let debut = usize::try_from(id.saturating_sub(self.base)).unwrap_or(usize::MAX);
        self.lus.iter().skip(debut).map(|(e, ..)| e.clone()).collect()
    }

    /// Whose an exchange is, and under which number.
    pub fn place(&self, id: u64) -> Option<(usize, u64)> {
        let rang = usize::try_from(id.checked_sub(self.base + 1)?).ok()?;
        self.lus.get(rang).map(|(_, k, local)| (*k, *local))
    }

    /// The number under which an exchange of a process is read here.
    pub fn numero(&self, processus: usize, sien: u64) -> Option<u64> {
        let un = self.lus.iter().find(|(_, k, local)| (*k, *local) == (processus, sien));
        un.map(|(e, ..)| e.id)
    }

    /// Takes the number of those whose order is not known.
    pub fn serres(&mut self) -> u32 {
        std::mem::take(&mut self.serres)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::OffsetDateTime;

    fn echange(id: u64, ms: i64) -> Exchange {
        let recu = OffsetDateTime::UNIX_EPOCH + Duration::milliseconds(ms);
        serde_json::from_value(serde_json::json!({
            "id": id, "espace": "defaut", "service": "s", "operation": "s.o", "direction": "candidat-vers-banc", "session": "1.1",
            "recu": recu.format(&time::format_description::well_known::Rfc3339).unwrap(), "instant": "2026-01-15T09:00:00Z", "duree_ms": 0,
            "pair": { "adresse": "" }, "requete": { "ligne": "", "entetes": [], "taille": 0, "empreinte": "" },
            "reponse": { "ligne": "", "entetes": [], "taille": 0, "empreinte": "" }, "faits": {}
        }))
        .unwrap()
    }

    fn places(f: &Fusion) -> Vec<(usize, u64)> {
        f.depuis(0).iter().map(|e| f.place(e.id).unwrap()).collect()
    }

    #[test]
    fn several_journals_are_one_in_the_order_of_reception() {
        let mut f = Fusion::de(2);
        f.prendre(vec![
            (0, vec![echange(7, 10), echange(8, 300)]),
            (1, vec![echange(1, 100), echange(2, 400)]),
        ]);
        assert_eq!(places(&f), [(0, 7), (1, 1), (0, 8), (1, 2)]);
        assert_eq!(f.depuis(0).iter().map(|e| e.id).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!(f.curseurs(), [8, 2]);
        assert_eq!(f.curseurs_a(2), [7, 1]);
        assert_eq!(f.depuis(3).len(), 1);
        assert_eq!(f.serres(), 0);
    }

    #[test]
    fn a_process_whose_clock_goes_back_keeps_its_order() {
        let mut f = Fusion::de(2);
        f.prendre(vec![(0, vec![echange(1, 500), echange(2, 100)]), (1, vec![echange(1, 300)])]);
        assert_eq!(places(&f), [(1, 1), (0, 1), (0, 2)]);
    }

    #[test]
    fn what_is_resumed_is_numbered_after_what_was_read() {
        let mut f = Fusion::de(2);
        f.apres(40);
        f.prendre(vec![(1, vec![echange(3, 10)]), (0, vec![echange(9, 12)])]);
        assert_eq!(f.depuis(40).iter().map(|e| e.id).collect::<Vec<_>>(), [41, 42]);
        assert_eq!(
            (f.place(41), f.place(42), f.place(40), f.place(43)),
            (Some((1, 3)), Some((0, 9)), None, None)
        );
        assert_eq!(f.serres(), 1, "two milliseconds apart: nobody knows which was first");
        assert_eq!(f.serres(), 0);
    }
}
