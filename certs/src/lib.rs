//! The test IGC-Santé: a fictitious public key infrastructure with the shape of the real one, from which the bench and
//! the candidate get their certificates.
//!
//! * [`Igc::demo`] is the committed one: public keys of test, without any value, 30 years of life.
//! * [`Igc::creer`] makes a fresh one from a [`Plan`]: names, serial numbers and dates are those of the plan, only the
//!   keys are drawn. [`Igc::enregistrer`] and [`Igc::charger`] keep it in a folder.
//! * [`exporter`] writes what a vendor installs to connect a system: PEM, PKCS#12 (modern and old), trust store, CRLs.
//!
//! The keys of the roots, and all those of the demo, are never kept: an authority whose key is public, once in the trust store of a machine,
//! would let anybody impersonate any site to it. A fresh infrastructure keeps, for its owner alone, those of its two issuing authorities:
//! [`Igc::emettre`] gives a structure or a professional of the world ([`identites_de`]) certificates of its own. Nothing is revoked after
//! [`Igc::creer`]: revoked certificates are planned. A plan that has grown since is caught up with by [`Igc::completer`], without a byte of what
//! was issued changing: authorities whose key is gone have a second generation beside them (`ACI-EL-ORG-2-TEST`).
//!
//! What the real certificates have and these have not: LDAP distribution points, delta CRLs, OCSP and `caIssuers` (the
//! bench answers none of them), `privateKeyUsagePeriod`, and RSA 4096 for the authorities (2048 here, ten times faster).

mod atomique;
mod cartes;
mod demo;
mod dossier;
mod erreur;
mod fabrique;
mod igc;
mod nom;
mod plan;
mod pour;
mod raccordement;

pub use atomique::{Acces, poser};
pub use demo::INSTANT_DEMO;
pub use erreur::CertsError;
pub use igc::{Autorite, Crl, EtatCertificat, Identite, Igc, Usage};
pub use plan::{Plan, PlanAutorite, PlanIdentite, Porteur, Sujet, Validite, Validites, Variante};
pub use pour::identites_de;
pub use raccordement::{exporter, exporter_identites};
