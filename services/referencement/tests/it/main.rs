//! The portal, by HTTP alone, as browsers and scripts meet it.

mod mauvaises;
mod parcours;
mod portail;
