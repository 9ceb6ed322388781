//! The operator as its clients meet it: over TLS, beside a Pro Santé Connect.

mod essai;
mod operateurs;
mod parler;
mod relais;
mod soumission;
mod usagers;
mod vues;
