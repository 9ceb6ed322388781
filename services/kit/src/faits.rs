//! The facts that the kit itself sets, beside those that every exchange has (`Exchange::faits_communs`).

pub use segur_model::exchange::fait::PANNE;

/// How many line ends of the frame are a bare LF.
pub const LF_NUS: &str = "trame.lf-nus";
/// How many bytes stood before an MLLP block, and are no part of it.
pub const HORS_CADRE: &str = "trame.hors-cadre";
/// Size of a frame above its cap, in bytes.
pub const EXCES: &str = "trame.exces";
/// How many bytes the client sent in clear behind STARTTLS: they are thrown away, and are in the request of the exchange.
pub const RESTE_EN_CLAIR: &str = "starttls.reste";
