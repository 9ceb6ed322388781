//! A segment, its fields, their repetitions and components.

use std::ops::Range;

use super::{CHAMPS_MAX, Message, Segment};

/// A segment, in its message.
#[derive(Debug, Clone, Copy)]
pub struct Ligne<'a> {
    pub(super) message: &'a Message,
    pub(super) segment: &'a Segment,
    /// From 1.
    pub ligne: u32,
}

impl<'a> Ligne<'a> {
    /// Three letters or digits.
    #[must_use]
    pub fn nom(&self) -> &'a str {
        self.segment.champs.first().map_or("", |c| &self.message.texte[c.clone()])
    }

    /// Where a field is among those of the segment: what separates the name of MSH from MSH-2 is a field.
    fn rang(&self, numero: usize) -> usize {
        if self.nom() == "MSH" { numero.saturating_sub(1) } else { numero }
    }

    /// Where a field is in the text; nowhere when it is not there.
    fn plage(&self, numero: usize) -> Range<usize> {
        match self.rang(numero) {
            0 => 0..0,
            rang => self.segment.champs.get(rang).cloned().unwrap_or_default(),
        }
    }

    /// A field by its number of the standard (`PID-3`: 3), as it is written; empty when it is not there. MSH-1 is the separator itself.
    #[must_use]
    pub fn champ(&self, numero: usize) -> &'a str {
        &self.message.texte[self.plage(numero)]
    }

    /// Its fields, with their number.
    pub fn champs(&self) -> impl Iterator<Item = (usize, &'a str)> + use<'a> {
        let decalage = usize::from(self.nom() == "MSH");
        let message = self.message;
        let tous = self.segment.champs.iter().enumerate().skip(1);
        tous.map(move |(rang, c)| (rang + decalage, &message.texte[c.clone()]))
    }

    /// Where a field begins in its line, in characters from 1; one that is not there would begin after the last.
    #[must_use]
    pub fn colonne(&self, numero: usize) -> u32 {
        let champs = &self.segment.champs;
        let fin = champs.last().map_or(0, |c| c.end);
        self.colonne_de(champs.get(self.rang(numero)).map_or(fin, |c| c.start))
    }

    /// The column of a place of the text, which is in this line.
    fn colonne_de(&self, place: usize) -> u32 {
        let debut = self.segment.champs.first().map_or(0, |c| c.start);
        let avant = self.message.texte.get(debut..place).unwrap_or_default();
        u32::try_from(avant.chars().count() + 1).unwrap_or(u32::MAX)
    }

    /// Where a component of a repetition begins in its line; 0 is the repetition itself.
    #[must_use]
    pub fn colonne_du_composant(&self, repetition: &Composants<'_>, numero: usize) -> u32 {
        self.colonne_de(repetition.place(numero))
    }

    /// The repetitions of a field, without the empty ones.
    pub fn repetitions(&self, numero: usize) -> impl Iterator<Item = Composants<'a>> + use<'a> {
        self.toutes(numero).filter(|r| !r.texte.is_empty())
    }

    fn toutes(&self, numero: usize) -> impl Iterator<Item = Composants<'a>> + use<'a> {
        let message = self.message;
        let mut debut = self.plage(numero).start;
        let signe = message.separateurs.repetition;
        let tous = self.champ(numero).split(signe).take(CHAMPS_MAX).enumerate();
        tous.map(move |(rang, texte)| {
            let ici = debut;
            debut += texte.len() + signe.len_utf8();
            Composants {
                message,
                texte,
                rang: rang + 1,
                debut: ici,
            }
        })
    }

    /// The first repetition of a field, empty when there is none.
    #[must_use]
    pub fn premiere(&self, numero: usize) -> Composants<'a> {
        self.toutes(numero).next().unwrap_or(Composants {
            message: self.message,
            texte: "",
            rang: 1,
            debut: 0,
        })
    }

    /// A component of the first repetition, in clear.
    #[must_use]
    pub fn composant(&self, champ: usize, numero: usize) -> String {
        self.premiere(champ).clair(numero)
    }
}

/// A repetition of a field.
#[derive(Debug, Clone, Copy)]
pub struct Composants<'a> {
    message: &'a Message,
    /// As it is written.
    pub texte: &'a str,
    /// Among the repetitions of its field, the empty ones counted, from 1.
    pub rang: usize,
    /// Where it begins in the text of the message.
    debut: usize,
}

impl<'a> Composants<'a> {
    /// A component by its number, from 1, as it is written; empty when it is not there.
    #[must_use]
    pub fn brut(&self, numero: usize) -> &'a str {
        let mut tous = self.texte.split(self.message.separateurs.composant);
        tous.nth(numero.saturating_sub(1)).unwrap_or_default()
    }

    /// Where a component begins in the text of the message; 0 is the repetition itself.
    fn place(&self, numero: usize) -> usize {
        let mut signes = self.texte.match_indices(self.message.separateurs.composant);
        let avant = match numero {
            0 | 1 => Some(0),
            n => signes.nth(n - 2).map(|(place, signe)| place + signe.len()),
        };
        self.debut + avant.unwrap_or(self.texte.len())
    }

    /// A component, in clear.
    #[must_use]
    pub fn clair(&self, numero: usize) -> String {
        self.message.clair(self.brut(numero))
    }

    /// A part of a component, both from 1, in clear.
    #[must_use]
    pub fn partie(&self, composant: usize, partie: usize) -> String {
        let mut toutes = self.brut(composant).split(self.message.separateurs.sous_composant);
        self.message.clair(toutes.nth(partie.saturating_sub(1)).unwrap_or_default())
    }
}
