//! What the screens of the bench have in common: their look, what every page says of itself, and a body as a person reads it.

pub mod constats;
pub mod decode;
pub mod dire;
pub mod entetes;
pub mod gabarit;
mod style;

pub use style::style;
