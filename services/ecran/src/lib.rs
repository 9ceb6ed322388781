//! What the screens of the bench have in common: their look, what every page says of itself, and a body, a mail, a
//! document as a person reads them. Pure: values in, HTML out; what came from outside is text, and bounded.

pub mod cda;
pub mod constats;
pub mod courriel;
pub mod decode;
pub mod dire;
pub mod entetes;
pub mod gabarit;
mod style;

pub use style::style;
